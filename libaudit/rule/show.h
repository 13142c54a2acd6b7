/* SPDX-License-Identifier: MIT
 *
 * The words that rasif_rules_show prints around the texts of the files; private to show*.c. */
#ifndef RASIF_RULE_SHOW_H
#define RASIF_RULE_SHOW_H

#include "base/sentences.h"
#include "rule/load.h"

enum label {
    LABEL_RULE,
    LABEL_STANDARD,
    LABEL_PROFILE,
    LABEL_APPLIES,
    LABEL_MEASURE,
    LABEL_SEVERITY,
    LABEL_ALIASES,
    LABEL_WHY,
    LABEL_LIMITS,
    LABEL_NO_LIMIT,
    LABEL_SOURCE,
    LABEL_WHEN,
    LABEL_UNLESS,
    LABEL_MAYBE,
    LABEL_TOLERANCE,
    LABEL_UNVERIFIED,
    LABEL_CORE,
    LABEL_NEEDS,
    LABEL_NO_NEED,
    LABEL_WEIGHT,
    LABEL_BLOCKS,
    LABEL_IF_SURVEYED,
    LABEL_BASIS,
    LABEL_DATA,
    LABEL_COMPUTED,
    LABEL_FIX,
    LABEL_TRAP,
    LABEL_MESSAGE,
    LABEL_EXAMPLES,
    LABEL_STATUS,
    LABEL_CAUSE, LABEL_NOTE,
    LABEL_LIFE,
    LABEL_REQUIREMENTS,
    LABEL_CODE,
    LABEL_SPEED,
    LABEL_START,
    LABEL_STREET,
    LABEL_SIDEWALKS,
    LABEL_CROSSINGS,
    LABEL_COUNT
};

/* What is being written, in which language. */
struct page {
    const struct rasif_rules *rules;
    const struct sentences *sentences;
    const char *language;
    struct text text;
};

/* All of these are words in the page's language. */
const char *page_label(const struct page *page, enum label label);
const char *page_cause(const struct page *page, enum cause cause);
const char *page_severity(const struct page *page, enum severity severity);
const char *page_status(const struct page *page, enum standard_status status);
const char *page_outcome(const struct page *page, rasif_outcome outcome);
/* "sidewalk, steps" of a bit set */
void page_elements(struct page *page, unsigned elements);

#endif
