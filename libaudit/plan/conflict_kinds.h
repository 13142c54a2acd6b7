/* SPDX-License-Identifier: MIT
 *
 * Declared conflicts: states of an element that some users need and by which others are failed
 * (docs/conflicts.md). In: data/conflicts/ (a file for each), embedded. Out: struct conflict_kinds,
 * immutable. Whether an element has such a conflict is for the needs of the audited users to say
 * (plan/conflicts.h). */
#ifndef RASIF_PLAN_CONFLICT_KINDS_H
#define RASIF_PLAN_CONFLICT_KINDS_H

#include "rule/rules.h"

/* Three rules of one element are asked for each, and an element has room for MOST_RULES. */
#define MOST_CONFLICT_KINDS 20

/* The state of the element: all of `when`. */
struct conflict_kind {
    const char *id;
    unsigned elements;       /* bit = enum element */
    struct condition *when;  /* at least one */
    size_t n_when;
    bool helped_on_both;     /* a user on both sides counts as helped; else as hurt */
    size_t helps, hurts;     /* indexes into rules->rules: whose needs are met in this state, and whose are missed */
    struct phrase title;
    struct phrase text;      /* who is helped and who is hurt: one sentence */
    struct phrase both;      /* what serves both: one sentence */
    struct phrase source;    /* "" = a judgement */
};

struct conflict_kinds {
    const struct conflict_kind *kinds; /* by id */
    size_t n;
};

/* The built-in ones; borrows from `rules`, the rest lives in `arena`, also after a failure. RASIF_E_MEMORY;
 * RASIF_E_RULE names the mistakes of all files, which a test keeps from happening. */
rasif_status conflict_kinds_load(const struct rasif_rules *rules, struct arena *arena,
                                 const struct conflict_kinds **out, rasif_error *err);
/* The same of files that are parsed: `roots` [n_roots], in the order of their ids. */
rasif_status conflict_kinds_build(const struct rasif_rules *rules, const struct yaml_node *const *roots, size_t n_roots,
                                  struct arena *arena, const struct conflict_kinds **out, rasif_error *err);

#endif
