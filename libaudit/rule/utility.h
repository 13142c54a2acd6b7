/* SPDX-License-Identifier: MIT
 *
 * What one value is worth to one need: its utility u in 0..1, and what its origin lets it prove
 * (docs/scoring.md, sections 2.2 and 2.5). Pure functions, shared by the judge (slice.h) and by the
 * reports that explain it. */
#ifndef RASIF_RULE_UTILITY_H
#define RASIF_RULE_UTILITY_H

#include "rule/range.h"
#include "table/table.h"

/* u of a number: 1 at comfortable, 0.6 at adequate, 0 at limit, linear between; no tolerance here.
 * Numbers are mirrored by `sign` so that more is better. */
struct utility {
    double sign, comfortable, adequate, limit; /* without adequate: adequate = comfortable */
    double u_adequate;                         /* 0.6; without adequate 1 */
};
static inline struct utility need_utility(const struct need *need)
{
    double sign = need->more_is_better ? 1.0 : -1.0;
    bool straight = isnan(need->adequate);
    double comfortable = sign * need->comfortable;
    return (struct utility){sign, comfortable, straight ? comfortable : sign * need->adequate,
                            sign * need->limit, straight ? 1.0 : 0.6};
}
/* NaN of NaN. One division and no branch, so that compilers compute several rows side by side. */
static inline double utility_of(const struct utility *utility, double x)
{
    x *= utility->sign;
    bool upper = x >= utility->adequate;
    double over = upper ? 0.4 * (x - utility->adequate) : utility->u_adequate * (x - utility->limit);
    double whole = upper ? utility->comfortable - utility->adequate : utility->adequate - utility->limit;
    double u = over / whole;
    u = upper ? u + 0.6 : u;
    u = x <= utility->limit ? 0.0 : u;
    return x >= utility->comfortable ? 1.0 : u;
}

/* Least u of the classes in `mask` (bit = code); NaN when there is none, or when the table of
 * the need lacks one of them and no other is 0. */
double need_class_u(const struct need *need, uint32_t mask);

/* Does a value of this origin count for the score only? It may be wrong: a default of a mapping
 * file, or a value of another feature where the field is a FIELD_HINT. */
static inline bool counts_for_score_only(enum field_id measure, enum origin origin)
{
    return origin == ORIGIN_ASSUMED ||
           (origin == ORIGIN_LINKED && (fields[measure].flags & FIELD_HINT) != 0);
}

/* Is a value of this origin calculated, from heights or from another feature? Such values alone
 * never prove that somebody can pass. A FIELD_SHARED value is the same on both features. */
static inline bool origin_is_calculated(enum origin origin, enum field_id measure)
{
    bool heights = origin == ORIGIN_DEM || origin == ORIGIN_DEM_LOW;
    return heights || (origin == ORIGIN_LINKED && (fields[measure].flags & FIELD_SHARED) == 0);
}

#endif
