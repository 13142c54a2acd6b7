/* SPDX-License-Identifier: MIT
 *
 * Sentences about getting somewhere: how much of the network is connected for whom, who has a way
 * to what, how much of a change may be knowledge, and what one user gains and loses. In: figures
 * with what their change proves. Only the user with the largest change is named, so that two
 * sentences are enough. Cost: profiles x kinds of destinations. */
#include "diff/diff_parts.h"

#include "base/order.h"

#include <string.h>

#define MOST_KINDS_NAMED 3
#define LEAST_GAIN_M 10.0 /* of streets with a way to something, to be worth a sentence */

/* ---- the network ---------------------------------------------------------------------------- */

/* Shares of 1 as percents, with a decimal where they would else look equal. Both have the same
 * decimals. */
static void write_shares(double before, double after, struct text *first, struct text *second)
{
    int places = llround(100 * before) == llround(100 * after) ? 1 : 0;
    text_fixed(first, 100 * before, places);
    text_fixed(second, 100 * after, places);
}

/* Proved at least in part. */
static bool is_better_trend(enum trend trend)
{
    return trend == TREND_BETTER || trend == TREND_PARTLY_BETTER;
}

/* Proved at least in part. */
static bool is_worse_trend(enum trend trend)
{
    return trend == TREND_WORSE || trend == TREND_PARTLY_WORSE;
}

/* Proved in part: some of the change may be knowledge. */
static bool is_partly(enum trend trend)
{
    return trend == TREND_PARTLY_BETTER || trend == TREND_PARTLY_WORSE;
}

/* The user whose connected share rose (fell) most; n_profiles = no one's did. */
static size_t user_who_moved_most(const struct rasif_diff *diff, bool better)
{
    size_t best = diff->n_profiles;
    double most = 0;
    for (size_t p = 0; p < diff->n_profiles; p++) {
        const struct diff_figure *f = diff_figure(diff, p, FIGURE_CONNECTED);
        double by = fabs(f->at[AFTER] - f->at[BEFORE]);
        if ((better ? is_better_trend(f->trend) : is_worse_trend(f->trend)) && by > most) {
            most = by;
            best = p;
        }
    }
    return best;
}

/* The user who is connected least now; n_profiles = the file has no figures. */
static size_t user_connected_least(const struct rasif_diff *diff)
{
    size_t least = diff->n_profiles;
    for (size_t p = 0; p < diff->n_profiles; p++) {
        const struct diff_figure *f = diff_figure(diff, p, FIGURE_CONNECTED);
        if (!isnan(f->at[BEFORE]) && !isnan(f->at[AFTER]) &&
            (least == diff->n_profiles ||
             f->at[AFTER] < diff_figure(diff, least, FIGURE_CONNECTED)->at[AFTER]))
            least = p;
    }
    return least;
}

/* Shares of the largest connected part; without a trend only the present one is written. */
static void write_connected(const struct page *page, const struct rasif_diff *diff, size_t p,
                            const char *key, struct text *out)
{
    const struct diff_figure *f = diff_figure(diff, p, FIGURE_CONNECTED);
    struct text before = {0}, after = {0};
    if (!is_better_trend(f->trend) && !is_worse_trend(f->trend))
        text_fixed(&after, 100 * f->at[AFTER], 0);
    else
        write_shares(f->at[BEFORE], f->at[AFTER], &before, &after);
    diff_blank(out);
    sentence(page->sentences, page->language, key, out, "title", diff->profiles[p].title, "before",
             diff_data(&before), "after", diff_data(&after), "partly",
             is_partly(f->trend) ? word(page, "diff.head.partly") : "", NULL);
    out->failed = out->failed || before.failed || after.failed;
    text_free(&before);
    text_free(&after);
}

/* The user who is connected least now, unless an earlier sentence names that user. */
static void write_least_connected(const struct page *page, const struct rasif_diff *diff, size_t up,
                                  size_t down, struct text *out)
{
    size_t least = user_connected_least(diff);
    if (least < diff->n_profiles && least != up && least != down)
        write_connected(page, diff, least,
                        diff_figure(diff, least, FIGURE_CONNECTED)->trend == TREND_SAME
                            ? "diff.head.stays"
                            : "diff.head.least",
                        out);
}

/* Of each kind of move the largest over all users: what one user learned another may have known. */
void diff_knowledge(const struct page *page, const struct rasif_diff *diff, struct text *out)
{
    static const unsigned learned =
        1u << MOVE_LEARNED_PASSABLE | 1u << MOVE_LEARNED_BLOCKED | 1u << MOVE_REMOVED_UNKNOWN;
    static const unsigned forgotten =
        1u << MOVE_FORGOT_PASSABLE | 1u << MOVE_FORGOT_BLOCKED | 1u << MOVE_ADDED_UNKNOWN;
    double metres[2] = {0, 0};
    struct text a = {0}, b = {0};
    for (size_t p = 0; p < diff->n_profiles; p++) {
        double own[2] = {0, 0};
        for (int m = 0; m < MOVES; m++) {
            own[0] += learned & 1u << m ? diff->figures.moves[p].metres[m] : 0;
            own[1] += forgotten & 1u << m ? diff->figures.moves[p].metres[m] : 0;
        }
        for (int i = 0; i < 2; i++)
            metres[i] = fmax(metres[i], own[i]);
    }
    if (metres[0] + metres[1] <= 0)
        return;
    diff_length(page, metres[0], &a);
    diff_length(page, metres[1], &b);
    diff_blank(out);
    diff_fill(page, "diff.head.partly", out, &a, &b);
}

/* ---- ways to destinations ------------------------------------------------------------------- */

/* A kind of destination to which more (less) of the streets has a way, or gets in time. */
struct way {
    size_t kind;
    double metres;
};

/* The kinds of destinations with the largest changes. */
struct ways {
    struct way items[MOST_KINDS_NAMED]; /* most metres first */
    size_t n, kept;
    bool partly;
};

/* A seat is a role, not a kind of destination, and destinations may have no kind. */
const char *diff_kind_name(const struct page *page, const struct diff_kind *kind)
{
    return kind->name == NULL                ? word(page, "text.no_kind")
           : strcmp(kind->name, "seat") == 0 ? word(page, "role.seat")
                                             : word_of(page, "destination", kind->name);
}

/* Metres are printed rounded, so smaller differences are none; then by kind, so that the order is
 * unique. */
static int compare_ways(const void *a, const void *b)
{
    const struct way *x = a, *y = b;
    if (fabs(x->metres - y->metres) >= 0.5)
        return x->metres > y->metres ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

/* Changes below LEAST_GAIN_M are not worth a sentence. Only the largest MOST_KINDS_NAMED are kept,
 * `n` counts all. */
static void find_changed_ways(const struct rasif_diff *diff, size_t p, enum reach_figure which,
                              bool better, struct ways *out)
{
    *out = (struct ways){0};
    for (size_t k = 0; k < diff->figures.n_kinds; k++) {
        const struct diff_figure *f = diff_reach(diff, p, k, which);
        struct way way = {k, fabs(f->at[AFTER] - f->at[BEFORE])};
        if ((better ? !is_better_trend(f->trend) : !is_worse_trend(f->trend)) ||
            way.metres < LEAST_GAIN_M)
            continue;
        out->n++;
        out->partly = out->partly || is_partly(f->trend);
        out->kept =
            top_k_insert(out->items, out->kept, MOST_KINDS_NAMED, sizeof way, &way, compare_ways);
    }
}

/* "community centre (3.8 km), bank (1.1 km) and 4 more kinds" */
static void write_ways(const struct page *page, const struct rasif_diff *diff, const char *title,
                       const char *key, const struct ways *ways, struct text *out)
{
    struct text kinds = {0};
    if (ways->n == 0)
        return;
    for (size_t i = 0; i < ways->kept; i++) {
        struct text length = {0};
        diff_length(page, ways->items[i].metres, &length);
        text_addf(&kinds, "%s%s (%s)", i > 0 ? word(page, "list.comma") : "",
                  diff_kind_name(page, &diff->figures.kinds[ways->items[i].kind]),
                  diff_data(&length));
        text_free(&length);
    }
    if (ways->n > ways->kept)
        diff_count(page, "diff.head.more_kinds", ways->n - ways->kept, &kinds);
    diff_blank(out);
    sentence(page->sentences, page->language, key, out, "title", title, "kinds", diff_data(&kinds),
             NULL);
    out->failed = out->failed || kinds.failed;
    text_free(&kinds);
}

/* The user for whom most of the streets got (lost) a way to something; n_profiles = none. Of equal
 * ones the first. */
static size_t user_with_most_ways(const struct rasif_diff *diff, bool better)
{
    size_t best = diff->n_profiles;
    double most = 0;
    for (size_t p = 0; p < diff->n_profiles; p++) {
        struct ways ways;
        find_changed_ways(diff, p, REACH_CUT_OFF, better, &ways);
        if (ways.n > 0 && ways.items[0].metres > most) {
            best = p;
            most = ways.items[0].metres;
        }
    }
    return best;
}

/* Who gained (lost) most: by the connected part, then by ways, which need no name twice. True: some
 * of it may be knowledge. */
static bool write_movement(const struct page *page, const struct rasif_diff *diff, bool better,
                           struct text *out)
{
    size_t user =
        diff->figures.network_comparable ? user_who_moved_most(diff, better) : diff->n_profiles;
    size_t p = user_with_most_ways(diff, better);
    bool partly = false;
    if (user < diff->n_profiles) {
        write_connected(page, diff, user, better ? "diff.head.grows" : "diff.head.shrinks", out);
        partly = is_partly(diff_figure(diff, user, FIGURE_CONNECTED)->trend);
    }
    if (p < diff->n_profiles) {
        const char *keys[2][2] = {{"diff.head.ways_lost", "diff.head.ways"},
                                  {"diff.user.ways_lost", "diff.user.ways"}};
        struct ways ways;
        find_changed_ways(diff, p, REACH_CUT_OFF, better, &ways);
        write_ways(page, diff, diff->profiles[p].title, keys[p == user][better], &ways, out);
        partly = partly || ways.partly;
    }
    return partly;
}

/* First who gained, then who lost, then who is still worst off. How much of it may be knowledge
 * follows only where something was gained or lost. */
void diff_second(const struct page *page, const struct rasif_diff *diff, struct text *out)
{
    bool gained = write_movement(page, diff, true, out);
    bool forgotten = write_movement(page, diff, false, out);
    if (diff->figures.network_comparable)
        write_least_connected(page, diff, user_who_moved_most(diff, true),
                              user_who_moved_most(diff, false), out);
    if (gained || forgotten)
        diff_knowledge(page, diff, out);
}

/* ---- one user ------------------------------------------------------------------------------- */

/* Streets, then the connected part, then ways; "nothing changed" when all of them are empty. */
void diff_user(const struct page *page, const struct rasif_diff *diff, size_t p, struct text *out)
{
    static const struct {
        enum reach_figure which;
        bool better;
        const char *key;
    } reach[] = {{REACH_CUT_OFF, true, "diff.user.ways"},
                 {REACH_CUT_OFF, false, "diff.user.ways_lost"},
                 {REACHED, true, "diff.user.reach"},
                 {REACHED, false, "diff.user.reach_lost"}};
    struct diff_tally tallies[2];
    static const char *const keys[] = {"diff.user.better", "diff.user.worse"};
    static const enum verdict verdicts[] = {VERDICT_BETTER, VERDICT_WORSE};
    for (size_t i = 0; i < 2; i++) {
        struct text n = {0}, length = {0};
        diff_tally(diff, p, verdicts[i], &tallies[i]);
        if (tallies[i].n == 0)
            continue;
        diff_count(page, diff->segments == ROLE_STREET ? "diff.on_streets" : "diff.on_walks",
                   tallies[i].n, &n);
        diff_length(page, tallies[i].metres, &length);
        diff_blank(out);
        diff_fill(page, keys[i], out, &n, &length);
    }
    const struct diff_figure *f = diff_figure(diff, p, FIGURE_CONNECTED);
    if (is_better_trend(f->trend) || is_worse_trend(f->trend))
        write_connected(page, diff, p,
                        is_better_trend(f->trend) ? "diff.user.grows" : "diff.user.shrinks", out);
    for (size_t i = 0; i < sizeof reach / sizeof *reach; i++) {
        struct ways ways;
        find_changed_ways(diff, p, reach[i].which, reach[i].better, &ways);
        write_ways(page, diff, diff->profiles[p].title, reach[i].key, &ways, out);
    }
    if (out->length == 0)
        text_add(out, word(page, diff_streets_judged(diff) ? "diff.user.same"
                                                           : "diff.head.not_compared"));
    else if (!isnan(f->at[AFTER]) && f->trend == TREND_SAME)
        write_connected(page, diff, p, "diff.user.stays", out);
}
