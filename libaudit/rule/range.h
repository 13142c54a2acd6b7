/* SPDX-License-Identifier: MIT
 *
 * The one definition of "meets the limit" and of "beyond the limit". In: an operation with its
 * limits, in the unit of the measure. Out: the interval of numbers that satisfy it, and by how much
 * a number misses it. Pure functions; NaN satisfies no interval that is not `outside`. */
#ifndef RASIF_RULE_RANGE_H
#define RASIF_RULE_RANGE_H

#include "rule/rules.h"

#include <math.h>

/* Numbers from `low` to `high`, both included; with `outside` all the others. */
struct range {
    double low, high;
    bool outside;
};

/* Each limit has the tolerance LIMIT_TOLERANCE, so that 48 in meets 1.22 m and 1/12 meets 8.33
 * %, and besides `measuring` >= 0, the tolerance of measuring in the limit's unit. `<`, `>` and
 * `!=` are the exact complements of `>=`, `<=` and `=`. */
static inline struct range range_of(enum operation op, double low, double high, double measuring)
{
    double slack = LIMIT_TOLERANCE * fabs(low) + measuring;
    double from = low - slack, upto = low + slack;
    double to = high + (LIMIT_TOLERANCE * fabs(high) + measuring);
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
    case OP_IN: /* a list of one number */
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

/* A need asks for at least or at most its limit. */
static inline enum operation need_operation(const struct need *need)
{
    return need->more_is_better ? OP_GE : OP_LE;
}
static inline struct range need_range(const struct need *need)
{
    return range_of(need_operation(need), need->limit, need->limit, 0);
}

/* How far x lies beyond the limit, without any tolerance: positive on the bad side, NaN of NaN.
 * `*limit` is the end of the interval that x is held against: the nearer one of OP_BETWEEN. */
static inline double range_margin(enum operation op, double low, double high, double x, double *limit)
{
    bool below = op == OP_GE || op == OP_GT || (op == OP_BETWEEN && x < low);
    bool above = op == OP_LE || op == OP_LT || op == OP_BETWEEN;
    *limit = below || !above ? low : high;
    return below ? low - x : above ? x - high : fabs(x - low);
}

#endif
