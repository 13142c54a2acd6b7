/* SPDX-License-Identifier: MIT
 *
 * Whether a visit settles that one user can pass: sums over the needs of the user, each at its worst and at its best.
 * See visit.h and visit.c. */
#include "survey/visit_parts.h"

#include "measure/per_profile.h"

#include <math.h>

/* Has some class of the field's vocabulary no value for the need? */
static bool lacks_class(const struct need *need, enum field_id measure)
{
    bool lacks = false;
    for (size_t code = 1; need->is_class && code <= fields[measure].vocabulary->n; code++)
        lacks = lacks || isnan(need->u_of_code[code]);
    return lacks;
}

/* What the value of a need may be, if the need applies. */
struct need_after {
    unsigned when;            /* MAY_* */
    bool best, good, bad;     /* known: u = 1; less, but not beyond a limit; beyond it      */
    bool unknown;
    bool seen;                /* where it is known it is seen, not calculated               */
    bool far;                 /* stays the value of another feature: no way through is proven */
};

/* Can the measure be computed from its parts? A taken one stands for any number. */
static bool makes_number(const struct look *look, const struct per_profile *made, struct pace pace)
{
    double values[PER_PROFILE_PARTS], out;
    const double *parts[PER_PROFILE_PARTS];
    for (size_t k = 0; k < made->n_parts; k++) {
        values[k] = look->after[made->parts[k]] == TAKEN ? 1 : look->slice->real[made->parts[k]][look->i];
        parts[k] = &values[k];
    }
    made->fn(parts, 1, pace, &out);
    return !isnan(out);
}

static enum after measure_after(const struct look *look, enum field_id measure, struct pace pace)
{
    const struct per_profile *made = (fields[measure].flags & FIELD_PER_PROFILE) != 0 ? per_profile_find(measure) : NULL;
    enum after worst = made == NULL ? (enum after)look->after[measure] : AS_IS;
    bool taken = false, weak = false;
    if (made == NULL)
        return worst;
    for (size_t k = 0; k < made->n_parts; k++) {
        enum after one = (enum after)look->after[made->parts[k]];
        taken = taken || one != AS_IS;
        weak = weak || one == SHAKEN || (one == AS_IS && look_is_weak(look, made->parts[k]));
    }
    return !taken ? AS_IS : weak || !makes_number(look, made, pace) ? SHAKEN : TAKEN;
}

/* A need whose measure is taken; the drawn value if it is certain there. */
static void take_need(const struct look *look, size_t profile, size_t number, struct need_after *out)
{
    const struct slice_need *asked = &look->slice->plan->needs[profile][number];
    struct drawn drawn = visit_drawn_for(look, asked->asked->measure);
    const struct need_values *there = drawn.rows != NULL ? &drawn.rows->needs[profile][number] : NULL;
    out->seen = true;
    if (there == NULL || !rows_hold(there->certain, drawn.i)) {
        out->best = out->good = true;
        out->bad = asked->asked->need->blocks;
        out->unknown = lacks_class(asked->asked->need, asked->asked->measure);
        return;
    }
    out->bad = rows_hold(there->misses, drawn.i);
    out->best = rows_hold(there->best & ~there->misses, drawn.i);
    out->good = !out->bad && !out->best;
}

static struct need_after need_after(const struct look *look, size_t profile, size_t number)
{
    const struct slice_need *asked = &look->slice->plan->needs[profile][number];
    const struct need *need = asked->asked->need;
    enum field_id measure = asked->asked->measure;
    const struct need_values *now = &look->visits->needs[profile][number];
    struct need_after out = {.when = visit_gate_after(look, &asked->when)};
    if (rows_hold(slice_nothing(look->slice, measure), look->i))
        out.when = MAY_NOT;
    switch (measure_after(look, measure, look->slice->plan->plan->profiles[profile]->pace)) {
    case AS_IS:
        out.unknown = !rows_hold(now->certain, look->i);
        out.bad = rows_hold(now->certain & now->misses, look->i);
        out.best = rows_hold(now->certain & now->best & ~now->misses, look->i);
        out.good = rows_hold(now->certain & ~now->best & ~now->misses, look->i);
        out.seen = !rows_hold(now->calculated, look->i);
        out.far = need->blocks && rows_hold(look->slice->origin[measure][ORIGIN_LINKED], look->i) &&
                  (fields[measure].flags & FIELD_SHARED) == 0;
        return out;
    case TAKEN:
        take_need(look, profile, number, &out);
        return out;
    default:
        out.best = out.good = out.unknown = out.far = true;
        out.bad = need->blocks;
        return out;
    }
}

/* Sums over the needs of one user. */
struct user_after {
    double known, rest;           /* at worst: weight that is known, weight beside it        */
    double known_best, rest_best; /* at best                                                 */
    bool open, open_best;         /* a blocking need may, must stay unknown                  */
    bool may_block;
    bool seen, seen_best, all_seen; /* of blocking needs some surely is, may be, all are */
    bool asked, surely_asked;       /* some may, must apply                              */
    bool applies;                   /* some need must apply                              */
};

static void add_need(const struct need *need, const struct need_after *a, struct user_after *sum)
{
    bool applies = (a->when & MAY_HOLD) != 0, open = (a->when & MAY_BE_OPEN) != 0, never = a->when == MAY_NOT;
    bool surely = a->when == MAY_HOLD, known = a->best || a->good || a->bad;
    if (never)
        return;
    /* At worst a need that may not apply does so where it is unknown, and not where it is known. */
    bool lost = a->unknown || open;
    sum->applies = sum->applies || (a->when & MAY_NOT) == 0;
    sum->known += surely && !lost ? need->weight : 0;
    sum->rest += lost ? need->weight : 0;
    bool won = applies && known, gone = (a->when & MAY_NOT) != 0;
    sum->known_best += won ? need->weight : 0;
    sum->rest_best += !won && !gone ? need->weight : 0;
    if (!need->blocks)
        return;
    sum->may_block = sum->may_block || (applies && a->bad);
    sum->open = sum->open || a->unknown || a->far || (open && (a->good || a->bad));
    sum->open_best = sum->open_best || !(gone || ((a->best || a->good) && applies) || (open && a->best));
    if (need->weight <= 0 || !applies)
        return;
    sum->asked = true;
    sum->surely_asked = sum->surely_asked || surely;
    sum->seen = sum->seen || (surely && a->seen && !a->unknown);
    sum->seen_best = sum->seen_best || (known && a->seen);
    sum->all_seen = sum->all_seen && a->seen && !a->unknown;
}

static bool is_half(double known, double rest)
{
    return known + rest > 0 && score_fixed(known / (known + rest)) >= SCORE_UNIT / 2;
}

/* For certain "no" where some value blocks, else "yes" where all is proven. */
void visit_judge_user(const struct look *look, size_t profile, struct visit *out)
{
    const struct slice_plan *plan = look->slice->plan;
    struct user_after sum = {.all_seen = true};
    for (size_t k = 0; k < plan->n_needs[profile]; k++) {
        struct need_after one = need_after(look, profile, k);
        add_need(plan->needs[profile][k].asked->need, &one, &sum);
    }
    bool proven = sum.seen || !sum.asked || sum.all_seen;
    bool settled = !sum.open && proven && is_half(sum.known, sum.rest);
    bool yes = !sum.open_best && (sum.seen_best || !sum.surely_asked) && is_half(sum.known_best, sum.rest_best);
    out->users |= (uint16_t)((unsigned)settled << profile);
    out->users_best |= (uint16_t)((unsigned)(sum.may_block || yes || !sum.applies) << profile);
}
