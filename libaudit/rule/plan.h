/* SPDX-License-Identifier: MIT
 *
 * The questions of one audit: rules of its standard and needs of its profiles, by the kind of
 * element that they ask about, and the fields that they read. Built once, read for every row. */
#ifndef RASIF_RULE_PLAN_H
#define RASIF_RULE_PLAN_H

#include "rule/rules.h"
#include "table/store.h"

#define MOST_PROFILES 16
#define MOST_RULES 64 /* per element: outcomes are kept as bits of one word */

/* One rule, asked of one kind of element. */
struct plan_rule {
    size_t rule;                    /* index into rules->rules                            */
    const struct requirement *requirements; /* of the standard; contiguous               */
    size_t n_requirements;          /* 0: only profiles ask the rule                      */
    bool supplied;                  /* the role its measure comes from was supplied       */
};
struct plan_need {
    const struct need *need;
    enum field_id measure;
    uint8_t rule;                   /* ordinal in the element's plan_rules                */
    bool supplied;
};
struct element_plan {
    enum field_id *used;            /* columns to load */
    size_t n_used;
    struct plan_rule *rules;
    size_t n_rules;
    struct plan_need *needs[MOST_PROFILES];
    size_t n_needs[MOST_PROFILES];
};

struct plan {
    const struct rasif_rules *rules;
    const struct standard *standard;
    const struct profile *profiles[MOST_PROFILES];
    size_t n_profiles;
    bool core;
    struct element_plan elements[ELEMENT_COUNT];
};

/* `core`: requirements marked core only. RASIF_E_RULE when an element has more than MOST_RULES
 * rules or there are more than MOST_PROFILES profiles. Lives in `arena`. */
rasif_status plan_build(const struct rasif_rules *rules, const struct standard *standard,
                        const struct profile *const *profiles, size_t n_profiles, bool core,
                        struct arena *arena, struct plan *out, rasif_error *err);
/* After reading, before measuring: a need with if_surveyed stays `supplied` only where some
 * table of its elements has a column for it, be it empty, or tags that may hold it. */
void plan_set_columns(struct plan *plan, const struct store *store);
/* Has the element a need of this field that is not asked, because no table has the column? */
bool plan_lacks_column(const struct plan *plan, enum element element, enum field_id field);
/* Before reading: which of the plan's questions can be asked at all (plan_rule.supplied,
 * plan_need.supplied). */
void plan_set_supplied(struct plan *plan, const struct store *store, bool ramp_forced,
                       bool crossing_forced);
/* Sets element->used to the fields that its rules and needs read. */
MUST bool plan_find_used(const struct rasif_rules *rules, size_t n_profiles, struct arena *arena,
                         struct element_plan *element);
/* Ordinal of a rule in an element's plan; SIZE_MAX when it is not asked of it. */
size_t plan_rule_ordinal(const struct plan *plan, enum element element, size_t rule);

#endif
