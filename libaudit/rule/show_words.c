/* SPDX-License-Identifier: MIT
 *
 * The words of show.h: data/text, show. In: an enum value and a page. Out: a text of the page's
 * language, which lives as long as the page's sentences. */
#include "rule/show.h"

#include <stdio.h>
#include <string.h>

/* "show.<group>.<word>"; '-' of a word is '_' in its key. */
static const char *text_of(const struct page *page, const char *group, const char *word)
{
    char key[64];
    snprintf(key, sizeof key, "show.%s.%s", group, word);
    for (char *dash = strchr(key, '-'); dash != NULL; dash = strchr(dash, '-'))
        *dash = '_';
    const char *text = sentence_text(page->sentences, page->language, key);
    return text != NULL ? text : word;
}

const char *page_label(const struct page *page, enum label label)
{
    static const char *const words[LABEL_COUNT] = {
        [LABEL_RULE] = "rule",
        [LABEL_STANDARD] = "standard",
        [LABEL_PROFILE] = "profile",
        [LABEL_APPLIES] = "applies",
        [LABEL_MEASURE] = "measure",
        [LABEL_SEVERITY] = "severity",
        [LABEL_ALIASES] = "aliases",
        [LABEL_WHY] = "why",
        [LABEL_LIMITS] = "limits",
        [LABEL_NO_LIMIT] = "no_limit",
        [LABEL_SOURCE] = "source",
        [LABEL_WHEN] = "when",
        [LABEL_UNLESS] = "unless",
        [LABEL_MAYBE] = "maybe",
        [LABEL_TOLERANCE] = "tolerance",
        [LABEL_UNVERIFIED] = "unverified",
        [LABEL_CORE] = "core",
        [LABEL_NEEDS] = "needs",
        [LABEL_NO_NEED] = "no_need",
        [LABEL_WEIGHT] = "weight",
        [LABEL_BLOCKS] = "blocks",
        [LABEL_IF_SURVEYED] = "if_surveyed",
        [LABEL_BASIS] = "basis",
        [LABEL_DATA] = "data",
        [LABEL_COMPUTED] = "computed",
        [LABEL_FIX] = "fix",
        [LABEL_TRAP] = "trap",
        [LABEL_MESSAGE] = "message",
        [LABEL_EXAMPLES] = "examples",
        [LABEL_STATUS] = "status",
        [LABEL_CAUSE] = "cause",
        [LABEL_NOTE] = "note",
        [LABEL_LIFE] = "life",
        [LABEL_REQUIREMENTS] = "requirements",
        [LABEL_CODE] = "code",
        [LABEL_SPEED] = "speed",
        [LABEL_START] = "start",
        [LABEL_STREET] = "street",
        [LABEL_SIDEWALKS] = "sidewalks",
        [LABEL_CROSSINGS] = "crossings",
    };
    return text_of(page, "label", words[label]);
}

const char *page_severity(const struct page *page, enum severity severity)
{
    return text_of(page, "severity", severity_names[severity]);
}

const char *page_cause(const struct page *page, enum cause cause)
{
    return text_of(page, "cause", cause_names[cause]);
}

const char *page_status(const struct page *page, enum standard_status status)
{
    return text_of(page, "status", standard_status_names[status]);
}

const char *page_outcome(const struct page *page, rasif_outcome outcome)
{
    return text_of(page, "outcome", outcome_words[outcome]);
}

void page_elements(struct page *page, unsigned elements)
{
    bool first = true;
    for (int i = 0; i < ELEMENT_COUNT; i++) {
        if ((elements >> i & 1u) == 0)
            continue;
        text_add(&page->text, first ? "" : sentence_text(page->sentences, page->language, "list.comma"));
        text_add(&page->text, text_of(page, "element", element_names[i]));
        first = false;
    }
}
