/* SPDX-License-Identifier: MIT
 *
 * The tables of a comparison's reports about ways to destinations and about gaps: before and after.
 * In: diff.figures. Cells and signs: diff_part_figures.c. */
#include "diff/diff_parts.h"

#include <string.h>

/* ---- reach ---------------------------------------------------------------------------------- */

/* Did anything change about this kind for any user? A figure that only one audit has counts as
 * changed. */
static bool kind_changed(const struct rasif_diff *diff, size_t k, enum reach_figure which)
{
    for (size_t p = 0; p < diff->n_profiles; p++) {
        const struct diff_figure *f = diff_reach(diff, p, k, which);
        if (!(fabs(f->at[AFTER] - f->at[BEFORE]) <= SAME_M) &&
            !(isnan(f->at[AFTER]) && isnan(f->at[BEFORE])))
            return true;
    }
    return false;
}

/* Kilometres of streets per kind of destination and user, under a heading with the distance; kinds
 * without a change are named in a line below. */
static void print_reach_kinds(struct page *page, const struct rasif_diff *diff,
                              enum reach_figure which, const char *heading)
{
    size_t users = diff->n_profiles < MOST_COLUMNS - 1 ? diff->n_profiles : MOST_COLUMNS - 1;
    struct layout layout = {.n_columns = users + 1, .align = "lrrrrrrrr", .most = {20}};
    struct text title = {0}, within = {0}, same = {0};
    text_fixed(&within, diff->figures.within_m[AFTER], 0);
    sentence(page->sentences, page->language, heading, &title, "metres",
             within.data != NULL ? within.data : "", NULL);
    add_heading(page, title.data != NULL ? title.data : "");
    layout_cell(&layout, word(page, "text.col_kind"));
    for (size_t p = 0; p < users; p++)
        layout_cell(&layout, diff->profiles[p].code);
    size_t n = 0;
    for (size_t k = 0; k < diff->figures.n_kinds; k++) {
        const char *name = diff_kind_name(page, &diff->figures.kinds[k]);
        if (!kind_changed(diff, k, which)) {
            text_addf(&same, "%s%s", same.length > 0 ? word(page, "list.comma") : "", name);
            continue;
        }
        layout_cell(&layout, name);
        for (size_t p = 0; p < users; p++)
            diff_layout_figure(&layout, page, diff_reach(diff, p, k, which), 0.001, 1);
        n++;
    }
    if (n > 0)
        layout_print(&layout, page);
    text_free(&layout.cells);
    if (same.length > 0) {
        struct text note = {0};
        sentence(page->sentences, page->language, "diff.reach_same", &note, "kinds", same.data,
                 NULL);
        add_note(page, note.data != NULL ? note.data : "");
        text_free(&note);
    }
    page->out->failed = page->out->failed || title.failed || within.failed || same.failed;
    text_free(&title);
    text_free(&within);
    text_free(&same);
}

/* Nothing when neither file has destinations; a note when one lacks them. Reach, then streets
 * without any way, then detours. */
void diff_part_reach(struct page *page, const struct rasif_diff *diff)
{
    static const enum figure_id detours[] = {FIGURE_DETOUR, FIGURE_DETOUR_MOST};
    static const char *const keys[] = {"diff.col_detour", "diff.col_detour_most"};
    const struct diff_figures *figures = &diff->figures;
    if (diff->n_profiles == 0 || (!figures->has_reach[BEFORE] && !figures->has_reach[AFTER]))
        return;
    if (!figures->has_reach[BEFORE] || !figures->has_reach[AFTER]) {
        add_note(page, word(page, "diff.reach_missing"));
        return;
    }
    print_reach_kinds(page, diff, REACHED, "diff.reach_heading");
    print_reach_kinds(page, diff, REACH_CUT_OFF, "diff.no_way_heading");
    if (!figures->reach_comparable)
        add_note(page, word(page, "diff.reach_unequal"));
    diff_print_figures(page, diff, "diff.detour_heading", detours, keys, 2);
}

/* ---- gaps ----------------------------------------------------------------------------------- */

/* A cell of two numbers without a sign: gaps have no trend, their fates say more. */
static void layout_counts(struct layout *layout, const struct page *page, const double n[AUDITS],
                          int places)
{
    struct text cell = {0};
    diff_pair(page, n[BEFORE], n[AFTER], places, &cell);
    layout_take(layout, &cell);
}

/* A row per kind of gap. Built gaps are the first file's, new ones the second file's; every other
 * column shows both files. */
void diff_part_gaps(struct page *page, const struct rasif_diff *diff)
{
    static const char *const keys[] = {"diff.col_gaps",    "diff.col_gap_m", "diff.col_built",
                                       "diff.col_new",     "diff.col_still", "diff.col_other",
                                       "diff.col_to_check"};
    const struct diff_figures *figures = &diff->figures;
    struct layout layout = {.n_columns = 8, .align = "lrrrrrrr", .most = {30}};
    add_heading(page, word(page, "diff.gaps_heading"));
    if (!figures->has_gaps[BEFORE] || !figures->has_gaps[AFTER]) {
        add_note(page, word(page, "diff.gaps_missing"));
        return;
    }
    layout_cell(&layout, word(page, "text.col_missing"));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        layout_cell(&layout, word(page, keys[i]));
    for (size_t k = 0; k < DIFF_GAP_KINDS; k++) {
        const struct diff_gap_sum *sum = &figures->gap_sums[k];
        const double n[AUDITS] = {(double)sum->n[BEFORE], (double)sum->n[AFTER]};
        const double still[AUDITS] = {(double)sum->fates[BEFORE][GAP_STILL],
                                      (double)sum->fates[AFTER][GAP_STILL]};
        const double other[AUDITS] = {(double)sum->fates[BEFORE][GAP_OTHER],
                                      (double)sum->fates[AFTER][GAP_OTHER]};
        const double to_check[AUDITS] = {(double)sum->to_check[BEFORE],
                                         (double)sum->to_check[AFTER]};
        layout_cell(&layout, word_of(page, "gap", diff_gap_kinds[k]));
        layout_counts(&layout, page, n, 0);
        layout_counts(&layout, page, sum->metres, 0);
        layout_number(&layout, sum->fates[BEFORE][GAP_BUILT]);
        layout_number(&layout, sum->fates[AFTER][GAP_NEW]);
        layout_counts(&layout, page, still, 0);
        layout_counts(&layout, page, other, 0);
        layout_counts(&layout, page, to_check, 0);
    }
    layout_print(&layout, page);
    diff_long_note(page, word(page, "diff.gaps_note"));
}
