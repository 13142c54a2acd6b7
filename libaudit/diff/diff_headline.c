/* SPDX-License-Identifier: MIT
 *
 * What a mayor reads first: where streets got better or worse and by what, how much of the network
 * is connected now and for whom it still is not, who has a way to what. Only what is proved is
 * called better or worse (docs/diff.md#the-first-sentences). */
#include "diff/diff_parts.h"

#include "base/order.h"

#include <string.h>

#define MOST_NAMED 2 /* streets that got worse, by name */
#define MOST_KINDS_NAMED 3
#define LEAST_GAIN_M 10.0 /* of streets with a way to something, to be worth a sentence */

/* ---- words ---------------------------------------------------------------------------------- */

/* "460 m", "1.2 km". */
void diff_length(const struct page *page, double metres, struct text *out)
{
    if (metres < 999.5)
        text_fixed(out, metres, 0);
    else
        text_one(out, metres / 1000);
    text_addf(out, "\u00a0%s", word(page, metres < 999.5 ? "unit.m" : "unit.km"));
}

/* Shares of 1 as percents, so exact that they differ where they do. */
static void add_shares(double before, double after, struct text *first, struct text *second)
{
    int places = llround(100 * before) == llround(100 * after) ? 1 : 0;
    text_fixed(first, 100 * before, places);
    text_fixed(second, 100 * after, places);
}

static const char *data_of(const struct text *text)
{
    return text->data != NULL ? text->data : "";
}

/* A pattern with one or two lengths, numbers or names; the parts are freed. */
static void add_filled(const struct page *page, const char *key, struct text *out, struct text *a,
                       struct text *b)
{
    sentence(page->sentences, page->language, key, out, "a", data_of(a), "b", data_of(b), NULL);
    out->failed = out->failed || a->failed || b->failed;
    text_free(a);
    text_free(b);
}

static void add_count(const struct page *page, const char *key, size_t n, struct text *out)
{
    sentence_count(page->sentences, page->language, key, n, out);
}

static void blank(struct text *out)
{
    text_add(out, out->length > 0 ? " " : "");
}

/* ---- streets -------------------------------------------------------------------------------- */

unsigned diff_users_with(const struct rasif_diff *diff, size_t group, enum verdict verdict)
{
    unsigned bits = 0;
    for (size_t p = 0; p < diff->n_profiles; p++) {
        enum verdict said = group_changes(diff, group)[p].verdict;
        if (said == verdict || said == VERDICT_MIXED)
            bits |= 1u << p;
    }
    return bits;
}

static unsigned everybody(const struct rasif_diff *diff)
{
    return (unsigned)((1ull << diff->n_profiles) - 1);
}

void diff_tally(const struct rasif_diff *diff, size_t profile, enum verdict verdict,
                struct diff_tally *out)
{
    *out = (struct diff_tally){0};
    for (size_t g = 0; g < diff->n_groups; g++) {
        const struct diff_group *group = &diff->groups[g];
        unsigned users = group->role == diff->segments ? diff_users_with(diff, g, verdict) : 0;
        if (profile < diff->n_profiles ? !(users & 1u << profile) : users == 0)
            continue;
        out->n++;
        out->all += users == everybody(diff);
        out->metres += group_length(diff, group);
    }
}

void diff_users(const struct page *page, const struct rasif_diff *diff, unsigned users, size_t most,
                struct text *out)
{
    size_t n = (size_t)__builtin_popcount(users), told = 0;
    if (users == everybody(diff) && n > 1) {
        text_add(out, word(page, "diff.everybody"));
        return;
    }
    if (n > most) {
        add_count(page, "diff.kinds_of_user", n, out);
        return;
    }
    for (size_t p = 0; p < diff->n_profiles; p++)
        if (users & 1u << p)
            text_addf(out, "%s%s", told++ > 0 ? word(page, "list.semicolon") : "",
                      diff->profiles[p].title);
}

/* What is worst about it now: the gravest new finding. */
static rasif_status add_worst(const struct page *page, const struct rasif_diff *diff, size_t group,
                              struct text *out, rasif_error *err)
{
    size_t n;
    const struct diff_cause *cause = causes_of(diff, (uint32_t)group, &n);
    struct arena arena = {0};
    struct finding_text finding;
    if (n == 0 || cause->item == NO_ROW || diff->items[cause->item].kind != KIND_NEW)
        return RASIF_OK;
    rasif_status status =
        diff_finding_text(diff, &diff->items[cause->item], AFTER, &arena, &finding, err);
    if (status == RASIF_OK) {
        bool arabic = strcmp(page->language, "ar") == 0;
        const char *message = arabic ? finding.message_ar : finding.message_en;
        sentence(page->sentences, page->language, "diff.head.cause", out, "what",
                 message != NULL ? message : diff->rules[diff->items[cause->item].rule].id, NULL);
    }
    arena_free(&arena);
    return status;
}

const char *diff_street_name(const struct page *page, const struct rasif_diff *diff, size_t group)
{
    const struct diff_group *g = &diff->groups[group];
    int s = g->n[AFTER] > 0 ? AFTER : BEFORE;
    const struct diff_feature *f = &diff->sides[s].features[g->members[s][0]];
    return f->street != NULL ? f->street : f->name != NULL ? f->name : word(page, "diff.unnamed");
}

/* "Lydda Street for everybody (clear width ...); ..." */
static rasif_status add_named(const struct page *page, const struct rasif_diff *diff, size_t all,
                              struct text *out, rasif_error *err)
{
    size_t named = 0;
    for (size_t i = 0; i < diff->n_changed && named < MOST_NAMED; i++) {
        size_t g = diff->changed[i];
        unsigned users = diff_users_with(diff, g, VERDICT_WORSE);
        struct text who = {0}, cause = {0};
        if (users == 0)
            continue;
        text_add(out, named++ > 0 ? word(page, "list.semicolon") : "");
        diff_users(page, diff, users, 2, &who);
        rasif_status status = add_worst(page, diff, g, &cause, err);
        sentence(page->sentences, page->language, "diff.head.street", out, "street",
                 diff_street_name(page, diff, g), "who", data_of(&who), "cause", data_of(&cause),
                 NULL);
        out->failed = out->failed || who.failed || cause.failed;
        text_free(&who);
        text_free(&cause);
        TRY(status);
    }
    if (all > named)
        add_count(page, "diff.head.more", all - named, out);
    return RASIF_OK;
}

static void add_better(const struct page *page, const struct rasif_diff *diff,
                       const struct diff_tally *better, struct text *out)
{
    bool streets = diff->segments == ROLE_STREET;
    struct text length = {0}, all = {0};
    if (better->n == 0) {
        text_add(out, word(page, streets ? "diff.head.none_better" : "diff.head.none_better_walks"));
        return;
    }
    add_count(page, streets ? "diff.head.better" : "diff.head.better_walks", better->n, out);
    diff_length(page, better->metres, &length);
    text_addf(&all, "%zu", better->all);
    add_filled(page,
               diff->n_profiles == 1 || better->all == 0 ? "diff.head.extent"
               : better->all == better->n                ? "diff.head.extent_everybody"
                                                         : "diff.head.extent_all",
               out, &length, &all);
}

static rasif_status add_worse(const struct page *page, const struct rasif_diff *diff,
                              const struct diff_tally *worse, struct text *out, rasif_error *err)
{
    bool streets = diff->segments == ROLE_STREET;
    struct text named = {0}, none = {0};
    blank(out);
    if (worse->n == 0) {
        text_add(out, word(page, streets ? "diff.head.none_worse" : "diff.head.none_worse_walks"));
        return RASIF_OK;
    }
    add_count(page, streets ? "diff.head.worse" : "diff.head.worse_walks", worse->n, out);
    rasif_status status = add_named(page, diff, worse->n, &named, err);
    add_filled(page, "diff.head.named", out, &named, &none);
    return status;
}

static rasif_status add_streets(const struct page *page, const struct rasif_diff *diff,
                                struct text *out, rasif_error *err)
{
    struct diff_tally better, worse, known, unknown;
    diff_tally(diff, SIZE_MAX, VERDICT_BETTER, &better);
    diff_tally(diff, SIZE_MAX, VERDICT_WORSE, &worse);
    if (diff_is_empty(diff)) {
        text_add(out, word(page, "diff.nothing"));
        return RASIF_OK;
    }
    if (!diff_streets_judged(diff)) {
        text_add(out, word(page, "diff.head.not_compared"));
        return RASIF_OK;
    }
    if (better.n + worse.n > 0) {
        add_better(page, diff, &better, out);
        return add_worse(page, diff, &worse, out, err);
    }
    struct text k = {0}, u = {0};
    diff_tally(diff, SIZE_MAX, VERDICT_KNOWN, &known);
    diff_tally(diff, SIZE_MAX, VERDICT_UNKNOWN, &unknown);
    text_addf(&k, "%zu", known.n);
    text_addf(&u, "%zu", unknown.n);
    add_filled(page,
               diff->segments == ROLE_STREET ? "diff.head.only_known" : "diff.head.only_known_walks",
               out, &k, &u);
    return RASIF_OK;
}

bool diff_streets_judged(const struct rasif_diff *diff)
{
    for (size_t g = 0; g < diff->n_groups; g++)
        for (size_t p = 0; p < diff->n_profiles && diff->groups[g].role == diff->segments; p++)
            if (group_changes(diff, g)[p].verdict != VERDICT_NONE)
                return true;
    return false;
}

/* ---- the network ---------------------------------------------------------------------------- */

static bool is_better(enum trend trend)
{
    return trend == TREND_BETTER || trend == TREND_PARTLY_BETTER;
}

static bool is_worse(enum trend trend)
{
    return trend == TREND_WORSE || trend == TREND_PARTLY_WORSE;
}

static bool is_part(enum trend trend)
{
    return trend == TREND_PARTLY_BETTER || trend == TREND_PARTLY_WORSE;
}

/* The user whose connected share rose (fell) most; n_profiles = nobody's did. */
static size_t moved_most(const struct rasif_diff *diff, bool better)
{
    size_t best = diff->n_profiles;
    double most = 0;
    for (size_t p = 0; p < diff->n_profiles; p++) {
        const struct diff_figure *f = diff_figure(diff, p, FIGURE_CONNECTED);
        double by = fabs(f->at[AFTER] - f->at[BEFORE]);
        if ((better ? is_better(f->trend) : is_worse(f->trend)) && by > most) {
            most = by;
            best = p;
        }
    }
    return best;
}

/* The user who is connected least now; n_profiles = not told. */
static size_t least_connected(const struct rasif_diff *diff)
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

static void add_connected(const struct page *page, const struct rasif_diff *diff, size_t p,
                          const char *key, struct text *out)
{
    const struct diff_figure *f = diff_figure(diff, p, FIGURE_CONNECTED);
    struct text before = {0}, after = {0};
    if (!is_better(f->trend) && !is_worse(f->trend))
        text_fixed(&after, 100 * f->at[AFTER], 0);
    else
        add_shares(f->at[BEFORE], f->at[AFTER], &before, &after);
    blank(out);
    sentence(page->sentences, page->language, key, out, "title", diff->profiles[p].title, "before",
             data_of(&before), "after", data_of(&after), "partly",
             is_part(f->trend) ? word(page, "diff.head.partly") : "", NULL);
    out->failed = out->failed || before.failed || after.failed;
    text_free(&before);
    text_free(&after);
}

/* Who is connected least now, unless that was told already. */
static void add_least(const struct page *page, const struct rasif_diff *diff, size_t up,
                      size_t down, struct text *out)
{
    size_t least = least_connected(diff);
    if (least < diff->n_profiles && least != up && least != down)
        add_connected(page, diff, least,
                      diff_figure(diff, least, FIGURE_CONNECTED)->trend == TREND_SAME
                          ? "diff.head.stays"
                          : "diff.head.least",
                      out);
}

void diff_knowledge(const struct page *page, const struct rasif_diff *diff, struct text *out)
{
    static const unsigned told = 1u << MOVE_TOLD_YES | 1u << MOVE_TOLD_NO | 1u << MOVE_GONE_OPEN;
    static const unsigned lost = 1u << MOVE_LOST_YES | 1u << MOVE_LOST_NO | 1u << MOVE_CAME_OPEN;
    double metres[2] = {0, 0};
    struct text a = {0}, b = {0};
    for (size_t p = 0; p < diff->n_profiles; p++) {
        double own[2] = {0, 0};
        for (int m = 0; m < MOVES; m++) {
            own[0] += told & 1u << m ? diff->figures.moves[p].metres[m] : 0;
            own[1] += lost & 1u << m ? diff->figures.moves[p].metres[m] : 0;
        }
        for (int i = 0; i < 2; i++)
            metres[i] = fmax(metres[i], own[i]);
    }
    if (metres[0] + metres[1] <= 0)
        return;
    diff_length(page, metres[0], &a);
    diff_length(page, metres[1], &b);
    blank(out);
    add_filled(page, "diff.head.partly", out, &a, &b);
}

/* ---- ways to destinations ------------------------------------------------------------------- */

/* A kind of destination to which more (less) of the streets has a way, or gets in time. */
struct way {
    size_t kind;
    double metres;
};

struct ways {
    struct way items[MOST_KINDS_NAMED]; /* most metres first */
    size_t n, kept;
    bool partly;
};

const char *diff_kind_name(const struct page *page, const struct diff_kind *kind)
{
    return kind->name == NULL                ? word(page, "text.no_kind")
           : strcmp(kind->name, "seat") == 0 ? word(page, "role.seat")
                                             : word_of(page, "destination", kind->name);
}

static int by_metres(const void *a, const void *b)
{
    const struct way *x = a, *y = b;
    if (fabs(x->metres - y->metres) >= 0.5)
        return x->metres > y->metres ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

static void find_ways(const struct rasif_diff *diff, size_t p, enum reach_figure which, bool better,
                      struct ways *out)
{
    *out = (struct ways){0};
    for (size_t k = 0; k < diff->figures.n_kinds; k++) {
        const struct diff_figure *f = diff_reach(diff, p, k, which);
        struct way way = {k, fabs(f->at[AFTER] - f->at[BEFORE])};
        if ((better ? !is_better(f->trend) : !is_worse(f->trend)) || way.metres < LEAST_GAIN_M)
            continue;
        out->n++;
        out->partly = out->partly || is_part(f->trend);
        out->kept = order_lead(out->items, out->kept, MOST_KINDS_NAMED, sizeof way, &way, by_metres);
    }
}

/* "community centre (3.8 km), bank (1.1 km) and 4 more kinds" */
static void add_ways(const struct page *page, const struct rasif_diff *diff, const char *title,
                     const char *key, const struct ways *ways, struct text *out)
{
    struct text kinds = {0};
    if (ways->n == 0)
        return;
    for (size_t i = 0; i < ways->kept; i++) {
        struct text length = {0};
        diff_length(page, ways->items[i].metres, &length);
        text_addf(&kinds, "%s%s (%s)", i > 0 ? word(page, "list.comma") : "",
                  diff_kind_name(page, &diff->figures.kinds[ways->items[i].kind]), data_of(&length));
        text_free(&length);
    }
    if (ways->n > ways->kept)
        add_count(page, "diff.head.more_kinds", ways->n - ways->kept, &kinds);
    blank(out);
    sentence(page->sentences, page->language, key, out, "title", title, "kinds", data_of(&kinds),
             NULL);
    out->failed = out->failed || kinds.failed;
    text_free(&kinds);
}

/* The user for whom most of the streets got (lost) a way to something; n_profiles = nobody. */
static size_t most_ways(const struct rasif_diff *diff, bool better)
{
    size_t best = diff->n_profiles;
    double most = 0;
    for (size_t p = 0; p < diff->n_profiles; p++) {
        struct ways ways;
        find_ways(diff, p, REACH_CUT_OFF, better, &ways);
        if (ways.n > 0 && ways.items[0].metres > most) {
            best = p;
            most = ways.items[0].metres;
        }
    }
    return best;
}

/* Who got (lost) most: by the connected part, then by ways, which need no name twice. Is some of it
 * perhaps knowledge? */
static bool add_movement(const struct page *page, const struct rasif_diff *diff, bool better,
                         struct text *out)
{
    size_t user = diff->figures.network_comparable ? moved_most(diff, better) : diff->n_profiles;
    size_t p = most_ways(diff, better);
    bool partly = false;
    if (user < diff->n_profiles) {
        add_connected(page, diff, user, better ? "diff.head.grows" : "diff.head.shrinks", out);
        partly = is_part(diff_figure(diff, user, FIGURE_CONNECTED)->trend);
    }
    if (p < diff->n_profiles) {
        const char *keys[2][2] = {{"diff.head.ways_lost", "diff.head.ways"},
                                  {"diff.user.ways_lost", "diff.user.ways"}};
        struct ways ways;
        find_ways(diff, p, REACH_CUT_OFF, better, &ways);
        add_ways(page, diff, diff->profiles[p].title, keys[p == user][better], &ways, out);
        partly = partly || ways.partly;
    }
    return partly;
}

/* ---- together ------------------------------------------------------------------------------- */

rasif_status diff_headline(const struct page *page, const struct rasif_diff *diff,
                           struct text *first, struct text *second, rasif_error *err)
{
    TRY(add_streets(page, diff, first, err));
    bool gained = add_movement(page, diff, true, second);
    bool lost = add_movement(page, diff, false, second);
    if (diff->figures.network_comparable)
        add_least(page, diff, moved_most(diff, true), moved_most(diff, false), second);
    if (gained || lost)
        diff_knowledge(page, diff, second);
    return first->failed || second->failed ? fail_memory(err) : RASIF_OK;
}

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
        add_count(page, diff->segments == ROLE_STREET ? "diff.on_streets" : "diff.on_walks",
                  tallies[i].n, &n);
        diff_length(page, tallies[i].metres, &length);
        blank(out);
        add_filled(page, keys[i], out, &n, &length);
    }
    const struct diff_figure *f = diff_figure(diff, p, FIGURE_CONNECTED);
    if (is_better(f->trend) || is_worse(f->trend))
        add_connected(page, diff, p, is_better(f->trend) ? "diff.user.grows" : "diff.user.shrinks",
                      out);
    for (size_t i = 0; i < sizeof reach / sizeof *reach; i++) {
        struct ways ways;
        find_ways(diff, p, reach[i].which, reach[i].better, &ways);
        add_ways(page, diff, diff->profiles[p].title, reach[i].key, &ways, out);
    }
    if (out->length == 0)
        text_add(out, word(page, diff_streets_judged(diff) ? "diff.user.same" : "diff.head.not_compared"));
    else if (!isnan(f->at[AFTER]) && f->trend == TREND_SAME)
        add_connected(page, diff, p, "diff.user.stays", out);
}
