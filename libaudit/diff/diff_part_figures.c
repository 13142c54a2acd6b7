/* SPDX-License-Identifier: MIT
 *
 * The tables of a comparison's reports about streets, network and scores: every figure before and
 * after, with a sign for what its change proves that does not depend on colour. In: diff.figures.
 * Tables of reach and gaps: diff_part_reach.c. */
#include "diff/diff_parts.h"

#include <string.h>

/* ---- cells ---------------------------------------------------------------------------------- */

/* A missing number is a dash, never 0. One decimal follows the rules of text_one, which prints no
 * "-0.0". */
static void write_number(struct text *out, double value, int places)
{
    if (isnan(value))
        text_add(out, "—");
    else if (places == 1)
        text_one(out, value);
    else
        text_fixed(out, value, places);
}

/* Two numbers that differ are never printed as equal. In Arabic the pair is put in words, because
 * an arrow would point the wrong way. */
void diff_pair(const struct page *page, double before, double after, int places, struct text *out)
{
    struct text first = {0}, second = {0};
    write_number(&first, before, places);
    write_number(&second, after, places);
    if (!first.failed && !second.failed && strcmp(first.data, second.data) == 0) {
        struct text exact[2] = {{0}}; /* what differs is not printed as one */
        text_fixed(&exact[0], before, places + 1);
        text_fixed(&exact[1], after, places + 1);
        bool differ = !exact[0].failed && !exact[1].failed && !isnan(before) && !isnan(after) &&
                      strcmp(exact[0].data, exact[1].data) != 0;
        text_free(differ ? &first : &exact[0]);
        text_free(differ ? &second : &exact[1]);
        first = differ ? exact[0] : first;
        second = differ ? exact[1] : second;
    }
    out->failed = out->failed || first.failed || second.failed;
    if (!out->failed && strcmp(first.data, second.data) == 0)
        text_add(out, first.data);
    else if (!out->failed)
        sentence(page->sentences, page->language, "diff.pair", out, "before", first.data, "after",
                 second.data, NULL);
    text_free(&first);
    text_free(&second);
}

/* Full signs for proved changes, open ones for partly proved changes, a circle for knowledge, "?"
 * for what was forgotten. */
static const char *trend_sign(enum trend trend)
{
    static const char *const signs[TRENDS] = {[TREND_NONE] = "",
                                              [TREND_SAME] = "",
                                              [TREND_BETTER] = " ▲",
                                              [TREND_WORSE] = " ▼",
                                              [TREND_PARTLY_BETTER] = " △",
                                              [TREND_PARTLY_WORSE] = " ▽",
                                              [TREND_KNOWN] = " ○",
                                              [TREND_UNKNOWN] = " ?"};
    return signs[trend];
}

void diff_layout_figure(struct layout *layout, const struct page *page,
                        const struct diff_figure *figure, double scale, int places)
{
    struct text cell = {0};
    diff_pair(page, figure->at[BEFORE] * scale, figure->at[AFTER] * scale, places, &cell);
    text_add(&cell, trend_sign(figure->trend));
    layout_take(layout, &cell);
}

/* The first column is the user, the others are named by keys of sentences. */
static void layout_heads(struct layout *layout, const struct page *page, const char *const *keys,
                         size_t n)
{
    layout_cell(layout, word(page, "html.col_user"));
    for (size_t i = 0; i < n; i++)
        layout_cell(layout, word(page, keys[i]));
}

/* Does any file have one of these figures for any user? A table of dashes is left out. */
static bool has_figures(const struct rasif_diff *diff, const enum figure_id *ids, size_t n)
{
    for (size_t p = 0; p < diff->n_profiles; p++)
        for (size_t i = 0; i < n; i++) {
            const struct diff_figure *f = diff_figure(diff, p, ids[i]);
            if (!isnan(f->at[BEFORE]) || !isnan(f->at[AFTER]))
                return true;
        }
    return false;
}

/* Metres are shown as kilometres, shares as percents, numbers and ratios as they are. */
static double figure_scale(enum figure_id id)
{
    char unit = figure_infos[id].unit;
    return unit == 'm' ? 0.001 : unit == '%' ? 100 : 1;
}

/* A row per user. Counts have no decimals, detours two, all others one. Nothing when no file has
 * any of the figures. */
void diff_print_figures(struct page *page, const struct rasif_diff *diff, const char *heading,
                        const enum figure_id *ids, const char *const *keys, size_t n)
{
    struct layout layout = {.n_columns = n + 1, .align = "lrrrrrrr", .most = {30}};
    if (!has_figures(diff, ids, n))
        return;
    add_heading(page, word(page, heading));
    layout_heads(&layout, page, keys, n);
    for (size_t p = 0; p < diff->n_profiles; p++) {
        layout_cell(&layout, diff->profiles[p].title);
        for (size_t i = 0; i < n; i++) {
            char unit = figure_infos[ids[i]].unit;
            diff_layout_figure(&layout, page, diff_figure(diff, p, ids[i]), figure_scale(ids[i]),
                               unit == 'n'   ? 0
                               : unit == 'x' ? 2
                                             : 1);
        }
    }
    layout_print(&layout, page);
}

/* ---- streets -------------------------------------------------------------------------------- */

/* How many streets have which verdict for each user. Added and removed streets are the same for all
 * users: one line below, and nothing when there are none. */
static void print_verdicts(struct page *page, const struct rasif_diff *diff)
{
    static const enum verdict shown[] = {VERDICT_BETTER, VERDICT_WORSE,   VERDICT_MIXED,
                                         VERDICT_KNOWN,  VERDICT_UNKNOWN, VERDICT_SAME,
                                         VERDICT_NONE};
    struct layout layout = {.n_columns = 8, .align = "lrrrrrrr", .most = {30}};
    bool streets = diff->segments == ROLE_STREET;
    add_heading(page, word(page, streets ? "diff.streets_heading" : "diff.sidewalks_heading"));
    layout_cell(&layout, word(page, "html.col_user"));
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        layout_cell(&layout, word_of(page, "diff.verdict", verdict_names[shown[i]]));
    for (size_t p = 0; p < diff->n_profiles; p++) {
        layout_cell(&layout, diff->profiles[p].title);
        for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
            layout_number(&layout, diff->verdicts[p][shown[i]]);
    }
    layout_print(&layout, page);
    size_t added = diff->verdicts[0][VERDICT_ADDED], removed = diff->verdicts[0][VERDICT_REMOVED];
    if (added + removed == 0)
        return;
    char n[2][32];
    struct text line = {0};
    number_format(n[0], (double)added);
    number_format(n[1], (double)removed);
    sentence(diff->sentences, page->language, "diff.added_removed", &line, "added", n[0], "removed",
             n[1], NULL);
    add_note(page, line.data != NULL ? line.data : "");
    text_free(&line);
}

/* Numbers of streets by verdict, then kilometres; the note explains the signs of both. */
void diff_part_streets(struct page *page, const struct rasif_diff *diff)
{
    static const enum figure_id ids[] = {FIGURE_STREETS_PASSABLE, FIGURE_STREETS_BLOCKED,
                                         FIGURE_STREETS_UNKNOWN};
    static const char *const keys[] = {"diff.col_passable", "diff.col_blocked", "diff.col_unknown"};
    if (diff->n_profiles == 0)
        return;
    print_verdicts(page, diff);
    diff_print_figures(page, diff,
                       diff->segments == ROLE_STREET ? "diff.kilometres_heading"
                                                     : "diff.kilometres_walks_heading",
                       ids, keys, 3);
    diff_long_note(page, word(page, "diff.signs"));
}

/* ---- network -------------------------------------------------------------------------------- */

/* What was opened, closed, learned and forgotten, in metres: added elements count as opened,
 * removed ones as closed. Metres without decimals: the sum rests on many lengths. */
static void print_moves(struct page *page, const struct rasif_diff *diff)
{
    static const struct {
        const char *key;
        unsigned moves;
    } columns[] = {
        {"diff.col_opened", 1u << MOVE_OPENED | 1u << MOVE_ADDED_PASSABLE},
        {"diff.col_closed", 1u << MOVE_CLOSED | 1u << MOVE_REMOVED_PASSABLE},
        {"diff.col_told", 1u << MOVE_LEARNED_PASSABLE | 1u << MOVE_LEARNED_BLOCKED},
        {"diff.col_lost", 1u << MOVE_FORGOT_PASSABLE | 1u << MOVE_FORGOT_BLOCKED},
    };
    enum { N = sizeof columns / sizeof *columns };
    struct layout layout = {.n_columns = N + 1, .align = "lrrrr", .most = {30}};
    add_heading(page, word(page, "diff.moves_heading"));
    layout_cell(&layout, word(page, "html.col_user"));
    for (size_t i = 0; i < N; i++)
        layout_cell(&layout, word(page, columns[i].key));
    for (size_t p = 0; p < diff->n_profiles; p++) {
        layout_cell(&layout, diff->profiles[p].title);
        for (size_t i = 0; i < N; i++) {
            double metres = 0;
            struct text cell = {0};
            for (int m = 0; m < MOVES; m++)
                metres += columns[i].moves & 1u << m ? diff->figures.moves[p].metres[m] : 0;
            text_fixed(&cell, metres, 0);
            layout_take(&layout, &cell);
        }
    }
    layout_print(&layout, page);
}

/* Figures that can't be compared are still shown, below the reason; moves are left out then,
 * because they would prove nothing. */
void diff_part_network(struct page *page, const struct rasif_diff *diff)
{
    static const enum figure_id parts[] = {FIGURE_CONNECTED, FIGURE_CONNECTED_BEST, FIGURE_PARTS,
                                           FIGURE_BLOCKERS};
    static const char *const part_keys[] = {"diff.col_connected", "diff.col_connected_best",
                                            "diff.col_parts", "diff.col_blockers"};
    static const enum figure_id lengths[] = {FIGURE_NETWORK, FIGURE_NETWORK_PASSABLE,
                                             FIGURE_NETWORK_BLOCKED, FIGURE_NETWORK_UNKNOWN};
    static const char *const length_keys[] = {"diff.col_network", "diff.col_passable",
                                              "diff.col_blocked", "diff.col_unknown"};
    const struct diff_figures *figures = &diff->figures;
    if (diff->n_profiles == 0)
        return;
    if (!figures->has_network[BEFORE] || !figures->has_network[AFTER])
        add_note(page, word(page, "diff.network_missing"));
    else if (!figures->network_comparable)
        add_note(page, word(page, "diff.network_unequal"));
    diff_print_figures(page, diff, "diff.network_heading", parts, part_keys, 4);
    diff_print_figures(page, diff, "diff.network_km_heading", lengths, length_keys, 4);
    if (figures->network_comparable)
        print_moves(page, diff);
}

/* Mean scores with their range come last: metres say more. Coverage in percent shows how much the
 * mean rests on. A dash where an audit has no score. */
void diff_part_scores(struct page *page, const struct rasif_diff *diff)
{
    static const char *const columns[] = {"text.col_score", "diff.col_low", "diff.col_high",
                                          "diff.col_coverage"};
    struct layout layout = {.n_columns = 5, .align = "lrrrr", .most = {30}};
    if (diff->n_profiles == 0)
        return;
    add_heading(page, word(page, "diff.areas_heading"));
    layout_heads(&layout, page, columns, 4);
    for (size_t p = 0; p < diff->n_profiles; p++) {
        struct diff_area at[AUDITS];
        for (int s = 0; s < AUDITS; s++)
            diff_area(diff, s, p, &at[s]);
        const double pairs[4][AUDITS] = {{at[0].score, at[1].score},
                                         {at[0].low, at[1].low},
                                         {at[0].high, at[1].high},
                                         {100 * at[0].coverage, 100 * at[1].coverage}};
        layout_cell(&layout, diff->profiles[p].title);
        for (size_t i = 0; i < 4; i++) {
            struct text cell = {0};
            diff_pair(page, pairs[i][BEFORE], pairs[i][AFTER], 1, &cell);
            layout_take(&layout, &cell);
        }
    }
    layout_print(&layout, page);
}
