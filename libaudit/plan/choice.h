/* SPDX-License-Identifier: MIT
 *
 * Which repairs of a walking network to buy under a budget, so that the most is joined
 * (docs/decisions/0450-choice-of-repairs.md).
 *
 * The network comes contracted. A *part* is a connected part of one kind of user; the parts of all
 * kinds stand side by side. Part 0 is the joined one: what needs no repair. A *work* is a repair. A
 * *link* joins two parts once all its works are chosen; links of several kinds of user may share
 * works. A part counts its gain when open links join it to part 0. A work counts its own value when
 * it is chosen. */
#ifndef RASIF_PLAN_CHOICE_H
#define RASIF_PLAN_CHOICE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All gains and values together, all costs together, and each budget are at most this much. */
#define CHOICE_MOST ((int64_t)1 << 52)

/* Flat arrays of the caller, which are only read. Ties go to lower numbers: whoever wants a result
 * that does not depend on the order of the input numbers works, parts and links by keys of their
 * own. */
struct choice_input {
    size_t n_works;
    const int64_t *cost;  /* [n_works] >= 0, in any unit of money                                */
    const int64_t *value; /* [n_works] >= 0, counts whenever the work is chosen; NULL = all 0     */
    size_t n_parts;       /* part 0 is there even when this is 0                                  */
    const int64_t *gain;  /* [n_parts] >= 0, such as metres times a weight; of part 0 ignored     */
    size_t n_links;
    const uint32_t *ends;  /* [2 * n_links] parts that link i joins: 2 i and 2 i + 1              */
    const uint32_t *first; /* [n_links + 1] works of link i: work[first[i]] to work[first[i + 1]] */
    const uint32_t *work;  /* in any order, repeated or not; a link without works is open         */
};

struct choice_settings {
    unsigned threads; /* 0 and 1 = the caller's; the result is the same for any number         */
    unsigned effort;  /* rounds of improvement, in hundredths of the usual ones; 0 = 100       */
    bool no_search;   /* small cases, too, are left to the heuristic: for tests                */
    bool rough;       /* bounds and search are those of large networks: for tests              */
};

/* The best choice found for one budget. `bound` is proven: no choice within the budget has more
 * gain. */
struct choice_plan {
    int64_t budget, cost, gain, bound;
    size_t n_works;
    uint32_t *works; /* ascending */
};

/* Works in an order in which to do them: the network after each phase stands by itself, since every
 * work is in the phase that first makes use of it. */
struct choice_phase {
    size_t end;         /* works[0, end) of `order` are done after it */
    int64_t cost, gain; /* of all of them                             */
};

struct choice_result {
    size_t n_plans; /* one per budget, in the caller's order */
    struct choice_plan *plans;
    size_t n_order, n_phases;
    uint32_t *order;
    struct choice_phase *phases;
};

/* Chooses for each of the budgets (>= 0, in any order). A larger budget never has less gain or a
 * lower bound. `settings` NULL = all 0. `*out` is filled anew; free it in any case.
 * RASIF_E_ARGUMENT: a number is negative, too large or names a part or work that is not there;
 * RASIF_E_MEMORY. */
rasif_status choice_make(const struct choice_input *input, const int64_t *budgets, size_t n_budgets,
                         const struct choice_settings *settings, struct choice_result *out,
                         rasif_error *err);
void choice_free(struct choice_result *result);
/* What a set of works (`n` numbers below n_works, each once) gains by itself: gains of the parts
 * that it joins to part 0, and its own values. -1 = out of memory. */
int64_t choice_gain(const struct choice_input *input, const uint32_t *works, size_t n);

#endif
