/* SPDX-License-Identifier: MIT
 *
 * What the profiles of an annotated file ask of one of its features, and how well it meets that: judged
 * again from the values in the file. Private to explain*.c. */
#ifndef RASIF_REPORT_EXPLAIN_ACCOUNT_H
#define RASIF_REPORT_EXPLAIN_ACCOUNT_H

#include "report/explain/explain_parts.h"
#include "rule/plan.h"
#include "rule/results.h"
#include "rule/score_undrawn.h"

#define MOST_MAPPINGS 4

/* The rule base, and of the file its mapping and the needs of its profiles. */
struct explain_needs {
    rasif_rules *rules;
    const struct yaml_node *mappings[MOST_MAPPINGS]; /* the mapping in use, then what it extends */
    size_t n_mappings;
    struct undrawn_plan undrawn;
    struct plan plan; /* profiles in the order of explanation.profiles; NULL = its text can't be read */
};

/* One feature and its values. */
struct account {
    const struct explanation *e;
    size_t table;
    const struct result_rows *rows; /* one row */
    enum element element;           /* ELEMENT_NONE: no rule applies        */
    struct values values;
    struct need_answer *answers[MOST_PROFILES]; /* as the needs of its element's plan; arena */
    struct score scores[MOST_PROFILES]; /* by its needs alone; of a crossing: of its surface */
    bool fits[MOST_PROFILES]; /* the score is the one in the file, of a crossing not below it */
};

/* Reads rules, mapping and profiles; e->needs is freed by explain_needs_close. RASIF_E_MEMORY. */
rasif_status explain_needs_open(struct explanation *e, rasif_error *err);
void explain_needs_close(struct explanation *e);
/* Judges one feature anew. `out` lives in e->arena. RASIF_E_MEMORY. */
rasif_status account_make(struct explanation *e, size_t table, const struct result_rows *rows,
                          const char *role, const struct account **out, rasif_error *err);
/* The value as the reader sees it: "1.06 m", "asphalt"; "?" where there is none. Appends. */
void account_value(const struct account *account, enum field_id measure, struct text *out);
/* The answer to a need of plan.elements[account->element]; false = it is not asked here. */
bool account_answer(const struct account *account, size_t profile, const struct plan_need *asked,
                    struct need_answer *out);
/* A slice whose only row has these values, judged by the needs of the account's element; slice_free it.
 * NULL = no memory. */
struct slice *account_slice(const struct account *account, const struct values *values);

/* explain_whatif.c: " With clear width 0.9 m it would be passable ..." of what is blocked, where that is
 * certain; else nothing. */
void explain_enough(const struct explanation *e, size_t profile, struct text *out);

#endif
