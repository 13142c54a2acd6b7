/* SPDX-License-Identifier: MIT
 *
 * The parts that the text of a comparison and its HTML page share: figures per user, the streets
 * that changed, what became of features and findings. */
#include "diff/diff_parts.h"

#include <stdlib.h>
#include <string.h>

const enum finding_kind diff_listed[DIFF_LISTED] = {KIND_NEW,     KIND_ADDED,   KIND_FIXED,
                                                    KIND_REMOVED, KIND_UNKNOWN, KIND_KNOWN};

/* ---- users -------------------------------------------------------------------------------- */

/* "60.4 → 63.1", in Arabic in words, for an arrow would point the other way there; one number where
 * they print the same. */
static void layout_pair(struct layout *layout, const struct page *page, double before, double after)
{
    struct text cell = {0}, first = {0}, second = {0};
    text_one(&first, before);
    text_one(&second, after);
    cell.failed = first.failed || second.failed;
    if (!cell.failed && strcmp(first.data, second.data) == 0)
        text_add(&cell, first.data);
    else if (!cell.failed)
        sentence(page->sentences, page->language, "diff.pair", &cell, "before", first.data, "after",
                 second.data, NULL);
    text_free(&first);
    text_free(&second);
    layout_take(layout, &cell);
}

void diff_part_areas(struct page *page, const struct rasif_diff *diff)
{
    static const char *const columns[] = {"diff.col_score", "diff.col_low", "diff.col_high",
                                          "diff.col_coverage", "diff.col_blocked"};
    struct layout layout = {.n_columns = 7, .align = "llrrrrr", .most = {30}};
    add_heading(page, word(page, "diff.areas_heading"));
    layout_cell(&layout, page->form != NULL ? word(page, "html.col_user") : "");
    layout_cell(&layout, page->form != NULL ? word(page, "html.col_code") : "");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        layout_cell(&layout, word(page, columns[i]));
    for (size_t p = 0; p < diff->n_profiles; p++) {
        struct diff_area at[SIDES];
        for (int s = 0; s < SIDES; s++)
            diff_area(diff, s, p, &at[s]);
        layout_cell(&layout, diff->profiles[p].title);
        layout_cell(&layout, diff->profiles[p].code);
        layout_pair(&layout, page, at[BEFORE].score, at[AFTER].score);
        layout_pair(&layout, page, at[BEFORE].low, at[AFTER].low);
        layout_pair(&layout, page, at[BEFORE].high, at[AFTER].high);
        layout_pair(&layout, page, 100 * at[BEFORE].coverage, 100 * at[AFTER].coverage);
        layout_pair(&layout, page, at[BEFORE].blocked_m / 1000, at[AFTER].blocked_m / 1000);
    }
    layout_print(&layout, page);
}

void diff_part_verdicts(struct page *page, const struct rasif_diff *diff)
{
    static const enum verdict shown[] = {VERDICT_BETTER, VERDICT_WORSE,   VERDICT_MIXED,
                                         VERDICT_KNOWN,  VERDICT_UNKNOWN, VERDICT_SAME,
                                         VERDICT_NONE};
    struct layout layout = {.n_columns = 8, .align = "lrrrrrrr"};
    bool streets = diff->segments == ROLE_STREET;
    add_heading(page, word(page, streets ? "diff.streets_heading" : "diff.sidewalks_heading"));
    layout_cell(&layout, page->form != NULL ? word(page, "html.col_user") : "");
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        layout_cell(&layout, word_of(page, "diff.verdict", verdict_names[shown[i]]));
    for (size_t p = 0; p < diff->n_profiles; p++) {
        layout_cell(&layout, diff->profiles[p].code);
        for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
            layout_number(&layout, diff->verdicts[p][shown[i]]);
    }
    layout_print(&layout, page);
    size_t added = diff->n_profiles > 0 ? diff->verdicts[0][VERDICT_ADDED] : 0;
    size_t removed = diff->n_profiles > 0 ? diff->verdicts[0][VERDICT_REMOVED] : 0;
    if (added + removed == 0)
        return;
    char n[2][32];
    struct text line = {0};
    number_format(n[0], (double)added);
    number_format(n[1], (double)removed);
    sentence(diff->sentences, diff->language, "diff.added_removed", &line, "added", n[0], "removed",
             n[1], NULL);
    add_note(page, line.data != NULL ? line.data : "");
    text_free(&line);
}

/* ---- streets that changed ------------------------------------------------------------------ */

/* A street, or sidewalk, with the profile whose score changed most. */
struct segment_change {
    size_t group, profile;
    double most; /* points, absolute; 0 when no score is on both sides */
};

static double score_moved(const struct diff_change *change)
{
    double moved = fabs(change->at[AFTER].score - change->at[BEFORE].score);
    return isfinite(moved) ? moved : 0;
}

/* Worse ones first, then better ones, then what is only known better or worse; each by how much. */
static int by_weight(const void *a, const void *b, void *user)
{
    static const int rank[VERDICTS] = {
        [VERDICT_WORSE] = 0, [VERDICT_MIXED] = 1,   [VERDICT_BETTER] = 2, [VERDICT_REMOVED] = 3,
        [VERDICT_ADDED] = 4, [VERDICT_UNKNOWN] = 5, [VERDICT_KNOWN] = 6};
    const struct segment_change *x = a, *y = b;
    const struct rasif_diff *diff = user;
    int order = rank[diff->groups[x->group].verdict] - rank[diff->groups[y->group].verdict];
    if (order != 0)
        return order;
    if (x->most < y->most || x->most > y->most)
        return x->most > y->most ? -1 : 1;
    return (x->group > y->group) - (x->group < y->group);
}

static size_t changed_segments(const struct rasif_diff *diff, struct segment_change *out)
{
    size_t n = 0;
    for (size_t g = 0; g < diff->n_groups; g++) {
        const struct diff_change *changes = group_changes(diff, g);
        if (diff->groups[g].role != diff->segments || diff->groups[g].verdict <= VERDICT_SAME)
            continue;
        struct segment_change change = {g, 0, 0};
        for (size_t p = 0; p < diff->n_profiles; p++)
            if (score_moved(&changes[p]) > change.most) {
                change.profile = p;
                change.most = score_moved(&changes[p]);
            }
        out[n++] = change;
    }
    qsort_r(out, n, sizeof *out, by_weight, (void *)(uintptr_t)diff);
    return n;
}

/* Codes of the profiles with one of two verdicts. */
static void layout_codes(struct layout *layout, const struct page *page,
                         const struct rasif_diff *diff, size_t group, enum verdict verdict)
{
    struct text codes = {0};
    size_t n = 0;
    for (size_t p = 0; p < diff->n_profiles; p++) {
        enum verdict said = group_changes(diff, group)[p].verdict;
        if (said == verdict || said == VERDICT_MIXED)
            text_addf(&codes, "%s%s", n++ > 0 ? "," : "", diff->profiles[p].code);
    }
    if (n == 0 || (n > 1 && n == diff->n_profiles)) {
        codes.length = 0;
        text_add(&codes, n == 0 ? "-" : word(page, "text.everyone"));
    }
    layout_take(layout, &codes);
}

static void add_segment(struct layout *layout, const struct page *page,
                        const struct rasif_diff *diff, const struct segment_change *change)
{
    const struct diff_group *group = &diff->groups[change->group];
    const struct diff_change *at = &group_changes(diff, change->group)[change->profile];
    int s = group->n[AFTER] > 0 ? AFTER : BEFORE;
    const struct diff_feature *f = &diff->sides[s].features[group->members[s][0]];
    struct text feature = {0};
    text_addf(&feature, "%s:%lld", result_table(diff->sides[s].file, f->table), (long long)f->fid);
    layout_cell(layout, f->name != NULL ? f->name : word(page, "text.unnamed"));
    layout_take(layout, &feature);
    layout_cell(layout, word_of(page, "diff.verdict", verdict_names[group->verdict]));
    layout_codes(layout, page, diff, change->group, VERDICT_BETTER);
    layout_codes(layout, page, diff, change->group, VERDICT_WORSE);
    bool judged = group->verdict == VERDICT_BETTER || group->verdict == VERDICT_WORSE ||
                  group->verdict == VERDICT_MIXED;
    if (judged && change->most > 0) { /* else the score moved because of what is known of it */
        layout_pair(layout, page, at->at[BEFORE].score, at->at[AFTER].score);
        layout_cell(layout, diff->profiles[change->profile].code);
    } else {
        layout_cell(layout, "-");
        layout_cell(layout, "");
    }
}

rasif_status diff_part_segments(struct page *page, const struct rasif_diff *diff, rasif_error *err)
{
    static const char *const columns[] = {"text.col_name",   "text.col_feature", "diff.col_change",
                                          "diff.col_better", "diff.col_worse",   "diff.col_most"};
    struct layout layout = {.n_columns = 7, .align = "lllllrl", .most = {28}};
    struct segment_change *changes = calloc(diff->n_groups + 1, sizeof *changes);
    if (changes == NULL)
        return fail_memory(err);
    size_t n = changed_segments(diff, changes);
    bool streets = diff->segments == ROLE_STREET;
    if (n > 0) {
        add_heading(page, word(page, streets ? "diff.changed_streets" : "diff.changed_sidewalks"));
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
            layout_cell(&layout, word(page, columns[i]));
        layout_cell(&layout, page->form != NULL ? word(page, "html.col_code") : "");
        for (size_t i = 0; i < n && i < page->most_lines; i++)
            add_segment(&layout, page, diff, &changes[i]);
        layout_print(&layout, page);
        diff_part_more(page, diff, n);
    }
    free(changes);
    return RASIF_OK;
}

void diff_part_more(struct page *page, const struct rasif_diff *diff, size_t n)
{
    struct text line = {0};
    if (n <= page->most_lines)
        return;
    sentence_count(diff->sentences, diff->language, "diff.more", n - page->most_lines, &line);
    add_note(page, line.data != NULL ? line.data : "");
    text_free(&line);
}

/* ---- features and findings ---------------------------------------------------------------- */

void diff_part_geometry(struct page *page, const struct rasif_diff *diff)
{
    size_t n[GEOMETRY_CHANGES] = {0}, added = 0, removed = 0;
    struct text line = {0};
    for (size_t g = 0; g < diff->n_groups; g++) {
        const struct diff_group *group = &diff->groups[g];
        added += group->n[BEFORE] == 0;
        removed += group->n[AFTER] == 0;
        n[group->geometry] += group->n[BEFORE] > 0 && group->n[AFTER] > 0;
    }
    char digits[6][32];
    size_t figures[6] = {added, removed, n[MOVED], n[SPLIT], n[MERGED], n[REGROUPED]};
    for (size_t i = 0; i < 6; i++)
        number_format(digits[i], (double)figures[i]);
    text_add(page->out, page->form == NULL ? "\n" : "");
    sentence(diff->sentences, diff->language, "diff.features", &line, "added", digits[0], "removed",
             digits[1], "moved", digits[2], "split", digits[3], "merged", digits[4], "regrouped",
             digits[5], NULL);
    add_labelled(page, word(page, "diff.features_label"), &line);
    text_free(&line);
}

void diff_part_counts(struct page *page, const struct rasif_diff *diff)
{
    struct layout layout = {.n_columns = 2, .align = "rl"};
    add_heading(page, word(page, "diff.findings_heading"));
    if (page->form != NULL) { /* a table without heads is none */
        layout_cell(&layout, word(page, "html.col_here"));
        layout_cell(&layout, word(page, "diff.col_kind"));
    }
    for (size_t k = 0; k < KINDS; k++) {
        layout_number(&layout, diff->counts[k]);
        layout_cell(&layout, word_of(page, "diff.kind_long", kind_names[k]));
    }
    layout_print(&layout, page);
    if (diff->skipped > 0) {
        struct text line = {0};
        sentence_count(diff->sentences, diff->language, "diff.skipped", diff->skipped, &line);
        add_note(page, line.data != NULL ? line.data : "");
        text_free(&line);
    }
}
