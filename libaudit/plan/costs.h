/* SPDX-License-Identifier: MIT
 *
 * What kinds of work cost, as a range. In: data/costs.yaml (embedded) and over it a city's own file
 * of the same form. Out: struct work_costs, immutable. No figure is shown without its source: what
 * has none is marked as a placeholder (docs/works.md). */
#ifndef RASIF_PLAN_COSTS_H
#define RASIF_PLAN_COSTS_H

#include "plan/kinds.h"

/* Of one kind, in work_costs.currency for one place, metre or square metre (work_kind.quantity). */
struct work_cost {
    double low, high;     /* 0 <= low <= high; NaN: in this currency it is unknown           */
    struct phrase source; /* "" = none is given                                          */
    bool unverified;      /* a judgement, or no price of this city for this work              */
    bool placeholder;     /* without any source; then unverified, too                         */
    bool own;             /* of the city's file                                               */
};

struct work_costs {
    const char *currency;       /* three capital letters: "JOD" */
    const struct work_cost *of; /* [n] in the order of work_kinds.kinds */
    size_t n;
    const char *yaml; /* the city's own file, without comments and layout; NULL = none */
};

/* The built-in costs, and over them those of the file `path` (NULL = none), which may name some
 * kinds only. In another currency than the built-in one, kinds that the file does not name are
 * unknown. All lives in `arena`, also after a failure. RASIF_E_RULE: the file can't be read, or a
 * line for each mistake in it: unknown keys and kinds (with a suggestion), numbers below 0, low
 * above high. RASIF_E_MEMORY. */
rasif_status work_costs_load(const struct work_kinds *kinds, const char *path, struct arena *arena,
                             const struct work_costs **out, rasif_error *err);
/* RASIF_E_RULE when the cost of a kind that is used (`used` [costs->n]) is unknown, which happens
 * in another currency only: names these kinds. */
rasif_status work_costs_require(const struct work_costs *costs, const struct work_kinds *kinds,
                                const bool *used, rasif_error *err);

#endif
