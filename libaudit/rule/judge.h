/* SPDX-License-Identifier: MIT
 *
 * Judging one element (docs/scoring.md#one-element and #compliance): pure functions of its
 * values. */
#ifndef RASIF_RULE_JUDGE_H
#define RASIF_RULE_JUDGE_H

#include "rule/rules.h"
#include "table/table.h"

#include <math.h>

/* The values of one element, however they are stored. */
struct values {
    double real[FIELD_COUNT];      /* NaN = null */
    uint32_t mask[FIELD_COUNT];    /* CLASS: 1 << code; LIST: the mask; 0 = null */
    uint8_t origin[FIELD_COUNT];   /* enum origin */
};

enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN };

/* One condition: tolerant comparison; null or undecidable (assumed values, two derived values of
 * one origin) gives TRUTH_UNKNOWN. */
enum truth condition_test(const struct condition *condition, const struct values *values);
/* All of a list (and): false wins over unknown. Empty list = true. */
enum truth conditions_test(const struct condition *conditions, size_t n, const struct values *values);

/* Outcome of one requirement for an element whose role was supplied
 * (docs/scoring.md#compliance). */
rasif_outcome requirement_judge(const struct requirement *requirement, const struct values *values);

/* The numbers that satisfy an operation, with the tolerance of limits: 48 in against 1.22 m, 1/12
 * against 8.33 %; `more` = a tolerance of measuring besides, in the unit of the limit. `<`, `>` and
 * `!=` are the exact complements of `>=`, `<=` and `=`. */
struct range {
    double low, high; /* from, to */
    bool outside;     /* what is not between them */
};
static inline struct range range_of(enum operation op, double low, double high, double more)
{
    double slack = LIMIT_TOLERANCE * fabs(low) + more;
    double from = low - slack, upto = low + slack;
    double to = high + (LIMIT_TOLERANCE * fabs(high) + more);
    switch (op) {
    case OP_GE:
        return (struct range){from, INFINITY, false};
    case OP_LT:
        return (struct range){from, INFINITY, true};
    case OP_LE:
        return (struct range){-INFINITY, to, false};
    case OP_GT:
        return (struct range){-INFINITY, upto, true};
    case OP_NE:
        return (struct range){from, upto, true};
    case OP_EQ:
    case OP_IN: /* of one number, so the same */
        return (struct range){from, upto, false};
    case OP_BETWEEN:
        break;
    }
    return (struct range){from, to, false};
}
static inline bool range_has(const struct range *range, double x)
{
    return ((x >= range->low) & (x <= range->high)) != range->outside;
}

/* One need for one element. */
struct need_result {
    bool applies;   /* `when` is not false                                  */
    bool known;
    bool blocked;
    bool passable_at_most_unknown; /* linked, and it meets the limit */
    bool score_only; /* assumed, or a hint: known for score, unknown for everything else */
    bool open;       /* known and met, but it is open whether it applies: not for `low` */
    bool seen;       /* known from more than heights and other elements */
    double u;       /* 0..1 when known or score_only                        */
};
/* u of a number: 1 at comfortable, 0.6 at adequate, 0 at limit, linear between; no tolerance here.
 * Mirrored so that more is better. */
struct ramp {
    double sign, comfortable, adequate, limit; /* no adequate: that is comfortable */
    double below;                              /* u up to adequate                 */
};
static inline struct ramp need_ramp(const struct need *need)
{
    double sign = need->more_is_better ? 1.0 : -1.0;
    bool straight = isnan(need->adequate);
    double c = sign * need->comfortable;
    return (struct ramp){sign, c, straight ? c : sign * need->adequate, sign * need->limit,
                         straight ? 1.0 : 0.6};
}
/* NaN of NaN. One division and no branch: rows of it are computed side by side. */
static inline double ramp_u(const struct ramp *ramp, double x)
{
    x *= ramp->sign;
    bool upper = x >= ramp->adequate;
    double over = upper ? 0.4 * (x - ramp->adequate) : ramp->below * (x - ramp->limit);
    double whole = upper ? ramp->comfortable - ramp->adequate : ramp->adequate - ramp->limit;
    double u = over / whole;
    u = upper ? u + 0.6 : u;
    u = x <= ramp->limit ? 0.0 : u;
    return x >= ramp->comfortable ? 1.0 : u;
}
/* Numbers that meet the limit of a need. */
static inline struct range need_met(const struct need *need)
{
    return range_of(need->more_is_better ? OP_GE : OP_LE, need->limit, need->limit, 0);
}
/* Does a value of this origin count for the score only? It may be wrong: a default of a mapping file,
 * or another thing's value where the field says that such a one is but a hint. */
static inline bool counts_for_score_only(enum field_id measure, enum origin origin)
{
    return origin == ORIGIN_ASSUMED ||
           (origin == ORIGIN_LINKED && (fields[measure].flags & FIELD_HINT) != 0);
}
/* Least u of the classes in `mask`; NaN when there is none. */
double need_class_u(const struct need *need, uint32_t mask);
/* Where a person waits for the signal, behind the kerb (MUTCD 4E.06 para 14). */
#define WAITING_M 1.8
/* (walk_s + clearance_s) / time a person of this pace takes, from the signal and the place where one
 * waits; NaN when it can't be told. A margin of a stage that is only an upper bound is a lower bound;
 * one assumed part makes the whole assumed. */
extern const enum field_id green_margin_parts[3];
static inline double green_margin(double walk_s, double clearance_s, double stage_m, struct pace pace)
{
    double needed_s = pace.start_s + (stage_m + WAITING_M) / pace.speed_m_s;
    return ((stage_m > 0) & (pace.speed_m_s > 0)) ? (walk_s + clearance_s) / needed_s : NAN;
}

/* A value that heights or another element tell was not seen here: it alone proves no way through. The
 * lanes of a crossing are those of the street that it crosses. */
static inline bool origin_is_calculated(enum origin origin, enum field_id measure)
{
    bool heights = origin == ORIGIN_DEM || origin == ORIGIN_DEM_LOW;
    return heights || (origin == ORIGIN_LINKED && measure != F_lanes);
}

void need_judge(const struct need *need, enum field_id measure, struct pace pace,
                const struct values *values, struct need_result *out);

#endif
