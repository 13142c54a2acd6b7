/* SPDX-License-Identifier: MIT
 *
 * The judge: needs of a profile and the scores made from them (docs/scoring.md, section 2); see
 * slice.h. Each need gives every row a utility u, and sets of rows by how far u is known;
 * weighted sums over the needs become a score in need_sums_settle. Rows x needs steps, 64 rows
 * side by side. The sums run over the needs in the order of the profile, so that they equal
 * those of a single row to the last bit. */
#include "rule/slice.h"

#include "measure/per_profile.h"
#include "rule/utility.h"

#include <string.h>

/* Sums of all rows. A need that is not known in a row adds 0 to it and leaves `least`. */
struct sums {
    double known[SLICE_ROWS], value[SLICE_ROWS], least[SLICE_ROWS];
};
struct slice_sums {
    double weight[SLICE_ROWS];
    struct sums sure, score; /* known; known or assumed: kept apart once they differ */
    bool apart;
    rowset blocked, blocking_unknown, at_most_unknown, blocking_asked, blocking_seen;
    double open[SLICE_ROWS]; /* weight of needs that are met, if they apply */
};

/* One need, all rows. */
struct answer {
    double u[SLICE_ROWS];
    rowset valued;  /* u is a number */
    rowset applies;
    rowset sure;    /* u is known for certain */
    rowset score;   /* u counts for the score: sure, or assumed */
    rowset blocked, at_most_unknown;
    rowset certain; /* sure, if the need applied */
    rowset misses;  /* beyond the limit; of blocking needs only */
    rowset seen;    /* sure, from more than heights and other features; of blocking needs only */
    rowset open;    /* sure, but whether the need applies is open */
};

/* ---- one need ----------------------------------------------------------------------------- */

static rowset rows_equal(const double x[SLICE_ROWS], double value)
{
    uint8_t equal[SLICE_ROWS];
    for (size_t i = 0; i < SLICE_ROWS; i++)
        equal[i] = x[i] == value;
    return rows_of(equal);
}

/* Rows whose number is not NaN. */
static rowset rows_known(const double x[SLICE_ROWS])
{
    uint8_t known[SLICE_ROWS];
    for (size_t i = 0; i < SLICE_ROWS; i++)
        known[i] = x[i] == x[i];
    return rows_of(known);
}

/* A class has its u in a table; u of a list is the least of its members. */
static void class_u(const struct slice *slice, const struct slice_need *need, double u[SLICE_ROWS])
{
    enum field_id measure = need->asked->measure;
    const uint32_t *mask = slice->mask[measure];
    if (fields[measure].type == VALUE_LIST)
        for (size_t i = 0; i < slice->n; i++)
            u[i] = need_class_u(need->asked->need, mask[i]);
    else
        for (size_t i = 0; i < slice->n; i++)
            u[i] = need->u_of[__builtin_ctzll(mask[i] | UINT64_C(1) << 32)];
    for (size_t i = slice->n; i < SLICE_ROWS; i++)
        u[i] = NAN;
}

/* Values, and the rows whose value is an upper bound, a lower bound, an assumption. */
struct numbers {
    const double *x;
    double made[SLICE_ROWS]; /* of a measure that depends on the profile */
    rowset bound, least, assumed;
};

/* One part that is a bound makes the whole a bound, one that is assumed makes it assumed. */
static void make_numbers(const struct slice *slice, const struct per_profile *measure,
                         struct pace pace, struct numbers *out)
{
    const double *parts[PER_PROFILE_PARTS];
    out->bound = out->assumed = 0;
    for (size_t k = 0; k < measure->n_parts; k++) {
        parts[k] = slice->real[measure->parts[k]];
        out->bound |= slice->origin[measure->parts[k]][ORIGIN_BOUND];
        out->assumed |= slice->origin[measure->parts[k]][ORIGIN_ASSUMED];
    }
    measure->fn(parts, SLICE_ROWS, pace, out->made);
    out->x = out->made;
}

/* Where the values of a need are, and what their origins allow. */
static void read_numbers(const struct slice *slice, const struct slice_need *need, struct pace pace,
                         struct numbers *out)
{
    enum field_id measure = need->asked->measure;
    const rowset *origin = slice->origin[measure];
    out->x = slice->real[measure];
    out->bound = origin[ORIGIN_BOUND];
    out->least = origin[ORIGIN_AT_LEAST];
    out->assumed = origin[ORIGIN_ASSUMED];
    if (fields[measure].flags & FIELD_HINT)
        out->assumed |= origin[ORIGIN_LINKED];
    if ((fields[measure].flags & FIELD_PER_PROFILE) != 0)
        make_numbers(slice, per_profile_find(measure), pace, out);
}

/* Beyond the limit and its tolerance. */
static rowset rows_missing_limit(const struct need *need, const double x[SLICE_ROWS])
{
    struct range met = need_range(need);
    uint8_t meets[SLICE_ROWS];
    for (size_t i = 0; i < SLICE_ROWS; i++)
        meets[i] = range_has(&met, x[i]);
    return ~rows_of(meets);
}

/* Rows whose value is from heights or another feature. */
static rowset rows_calculated(const struct slice *slice, enum field_id measure)
{
    rowset rows = 0;
    for (int o = 0; o < ORIGIN_COUNT; o++)
        if (origin_is_calculated((enum origin)o, measure))
            rows |= slice->origin[measure][o];
    return rows;
}

/* See struct answer. Sets of rows replace the branches of docs/scoring.md, section 2.5. */
static void answer_need(const struct slice *slice, const struct slice_need *asked, struct pace pace,
                        struct answer *out)
{
    const struct need *need = asked->asked->need;
    struct truths when = slice_gate(slice, &asked->when);
    struct numbers numbers;
    read_numbers(slice, asked, pace, &numbers);
    if (need->is_class) {
        class_u(slice, asked, out->u);
    } else {
        struct utility utility = need_utility(need);
        for (size_t i = 0; i < SLICE_ROWS; i++)
            out->u[i] = utility_of(&utility, numbers.x[i]);
    }
    out->applies = (when.yes | when.open) & ~slice_nothing(slice, asked->asked->measure);
    out->valued = rows_known(out->u) & slice->all;
    /* Where the need may not apply, or the value is a bound, only u = 1 is certain. A lower
     * bound is certain where no greater value changes u. */
    rowset known = out->valued, best = ~(rowset)0;
    /* Seldom: only then u is compared with 1. */
    if (((when.open | numbers.bound) & known) != 0)
        best = rows_equal(out->u, 1);
    known &= ~numbers.bound | best;
    if ((numbers.least & known) != 0)
        known &= ~numbers.least | rows_equal(out->u, need->more_is_better ? 1 : 0);
    out->certain = known & ~numbers.assumed;
    out->score = known & out->applies & (~when.open | best);
    out->sure = out->score & ~numbers.assumed;
    out->open = out->sure & when.open;
    out->blocked = out->misses = out->at_most_unknown = out->seen = 0;
    if (!need->blocks)
        return;
    out->misses =
        out->valued & (need->is_class ? rows_equal(out->u, 0) : rows_missing_limit(need, numbers.x));
    out->blocked = out->sure & out->misses;
    enum field_id measure = asked->asked->measure;
    out->seen = need->weight > 0 ? out->sure & ~out->open : 0;
    out->seen &= ~rows_calculated(slice, measure);
    /* A value of another feature is reason enough to warn, too little to promise a way through. */
    if ((fields[measure].flags & FIELD_SHARED) == 0)
        out->at_most_unknown =
            out->sure & ~out->blocked & slice->origin[measure][ORIGIN_LINKED];
}

/* ---- sums --------------------------------------------------------------------------------- */

/* u of the rows in `rows`, NaN in all others: the loops that add it need not look at bits. */
static const double *only(const double u[SLICE_ROWS], rowset valued, rowset rows,
                          double room[SLICE_ROWS])
{
    if (valued == rows)
        return u;
    memcpy(room, u, SLICE_ROWS * sizeof *u);
    for (rowset left = valued & ~rows; left != 0; left &= left - 1)
        room[rows_first(left)] = NAN;
    return room;
}

/* Rows with u = NaN add 0. `least` is of blocking needs only. */
static void add_values(struct sums *sums, const struct need *need, const double u[SLICE_ROWS])
{
    double weight = need->weight;
    for (size_t i = 0; i < SLICE_ROWS; i++) {
        double value = weight * u[i];
        bool known = u[i] == u[i];
        sums->known[i] += known ? weight : 0.0;
        sums->value[i] += known ? value : 0.0;
    }
    for (size_t i = 0; i < SLICE_ROWS && need->blocks; i++)
        sums->least[i] = u[i] < sums->least[i] ? u[i] : sums->least[i];
}

/* `sure` and `score` are one sum until a row has an assumed value. */
static void add_answer(struct slice_sums *sums, const struct slice *slice, const struct need *need,
                       const struct answer *answer)
{
    double room[SLICE_ROWS];
    if (answer->score != answer->sure && !sums->apart) {
        sums->score = sums->sure;
        sums->apart = true;
    }
    add_values(&sums->sure, need, only(answer->u, answer->valued, answer->sure, room));
    if (sums->apart)
        add_values(&sums->score, need, only(answer->u, answer->valued, answer->score, room));
    /* Most needs apply to all rows: a loop without looking at bits. */
    if (answer->applies == slice->all)
        for (size_t i = 0; i < SLICE_ROWS; i++)
            sums->weight[i] += need->weight;
    else
        for (rowset left = answer->applies; left != 0; left &= left - 1)
            sums->weight[rows_first(left)] += need->weight;
    for (rowset left = answer->open; left != 0; left &= left - 1)
        sums->open[rows_first(left)] += need->weight;
    sums->blocked |= answer->blocked;
    sums->at_most_unknown |= answer->at_most_unknown;
    sums->blocking_seen |= answer->seen;
    if (need->blocks) {
        sums->blocking_unknown |= answer->applies & ~answer->sure;
        sums->blocking_asked |= need->weight > 0 ? answer->applies & ~answer->open : 0;
    }
}

/* Bits and sums of row i become a score. */
static void settle_row(const struct slice_sums *sums, size_t i, struct score *out)
{
    const struct sums *score = sums->apart ? &sums->score : &sums->sure;
    struct need_sums row = {
        .weight = sums->weight[i],
        .known = sums->sure.known[i],
        .value = sums->sure.value[i],
        .least = sums->sure.least[i],
        .score_known = score->known[i],
        .score_value = score->value[i],
        .score_least = score->least[i],
        .blocked = rows_hold(sums->blocked, i),
        .blocking_unknown = rows_hold(sums->blocking_unknown, i),
        .at_most_unknown = rows_hold(sums->at_most_unknown, i),
        .open = sums->open[i],
        .blocking_asked = rows_hold(sums->blocking_asked, i),
        .blocking_seen = rows_hold(sums->blocking_seen, i),
    };
    need_sums_settle(&row, out);
}

void slice_score(const struct slice *slice, size_t profile, struct score scores[SLICE_ROWS],
                 rowset blocks[MOST_RULES])
{
    const struct slice_plan *plan = slice->plan;
    struct slice_sums sums = {.apart = false, .open = {0}};
    struct answer answer;
    for (size_t i = 0; i < SLICE_ROWS; i++)
        sums.sure.least[i] = 1;
    memset(blocks, 0, MOST_RULES * sizeof *blocks);
    for (size_t k = 0; k < plan->n_needs[profile]; k++) {
        const struct slice_need *need = &plan->needs[profile][k];
        answer_need(slice, need, plan->plan->profiles[profile]->pace, &answer);
        add_answer(&sums, slice, need->asked->need, &answer);
        blocks[need->asked->rule] |= answer.blocked;
    }
    for (size_t i = 0; i < slice->n; i++)
        settle_row(&sums, i, &scores[i]);
}

void slice_need_rows(const struct slice *slice, size_t profile, size_t number, struct need_answers *out)
{
    const struct plan *plan = slice->plan->plan;
    struct answer answer;
    answer_need(slice, &slice->plan->needs[profile][number], plan->profiles[profile]->pace, &answer);
    memcpy(out->u, answer.u, sizeof out->u);
    out->applies = answer.applies;
    out->known = answer.sure & ~answer.open;
    out->blocked = answer.blocked & out->known;
}

/* Computes all rows for one: for explanations and examples, not for cities. */
void slice_need(const struct slice *slice, size_t profile, size_t number, size_t i,
                struct need_answer *out)
{
    const struct plan *plan = slice->plan->plan;
    struct answer answer;
    answer_need(slice, &slice->plan->needs[profile][number], plan->profiles[profile]->pace, &answer);
    *out = (struct need_answer){
        .applies = rows_hold(answer.applies, i),
        .known = rows_hold(answer.sure, i),
        .score_only = rows_hold(answer.score & ~answer.sure, i),
        .open = rows_hold(answer.open, i),
        .blocked = rows_hold(answer.blocked, i),
        .at_most_unknown = rows_hold(answer.at_most_unknown, i),
        .u = rows_hold(answer.score, i) ? answer.u[i] : 0,
    };
}

void slice_need_values(const struct slice *slice, size_t profile, size_t number, struct need_values *out)
{
    const struct slice_need *asked = &slice->plan->needs[profile][number];
    struct answer answer;
    answer_need(slice, asked, slice->plan->plan->profiles[profile]->pace, &answer);
    *out = (struct need_values){
        .certain = answer.certain,
        .best = rows_equal(answer.u, 1),
        .misses = answer.misses,
        .calculated = rows_calculated(slice, asked->asked->measure),
    };
}
