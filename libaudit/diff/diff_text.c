/* SPDX-License-Identifier: MIT
 *
 * The comparison as plain text: first what differs in the conditions, then figures per user, then
 * findings by what became of them. */
#include "diff/diff.h"

#include <string.h>

#define MOST_LISTED 15

static struct page page_of(const struct rasif_diff *diff, struct text *out)
{
    return (struct page){.sentences = diff->sentences, .language = diff->language, .out = out};
}

static void add_head(struct page *page, const struct rasif_diff *diff)
{
    struct text line = {0};
    sentence(diff->sentences, diff->language, "diff.title", &line, "before",
             diff->sides[BEFORE].name, "after", diff->sides[AFTER].name, "version", RASIF_VERSION,
             NULL);
    text_addf(page->out, "%s\n", line.data != NULL ? line.data : "");
    text_free(&line);
    line = (struct text){0};
    if (diff->n_notes > 0)
        add_heading(page, word(page, "diff.conditions_heading"));
    for (size_t i = 0; i < diff->n_notes; i++) {
        note_sentence(diff, &diff->notes[i], diff->language, &line);
        page->out->failed = page->out->failed || line.failed;
        add_hanging(page, "  -", 4, &line);
        text_free(&line);
        line = (struct text){0};
    }
}

/* ---- users -------------------------------------------------------------------------------- */

/* "60.4 → 63.1"; one number where they print the same. */
static void layout_pair(struct layout *layout, double before, double after)
{
    struct text cell = {0}, second = {0};
    text_one(&cell, before);
    text_one(&second, after);
    if (!cell.failed && !second.failed && strcmp(cell.data, second.data) != 0)
        text_addf(&cell, " → %s", second.data);
    text_free(&second);
    layout_take(layout, &cell);
}

static void add_areas(struct page *page, const struct rasif_diff *diff)
{
    static const char *const columns[] = {"diff.col_score", "diff.col_low", "diff.col_high",
                                          "diff.col_coverage", "diff.col_blocked"};
    struct layout layout = {.n_columns = 7, .align = "llrrrrr", .most = {30}};
    add_heading(page, word(page, "diff.areas_heading"));
    layout_cell(&layout, "");
    layout_cell(&layout, "");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        layout_cell(&layout, word(page, columns[i]));
    for (size_t p = 0; p < diff->n_profiles; p++) {
        struct diff_area at[SIDES];
        for (int s = 0; s < SIDES; s++)
            diff_area(diff, s, p, &at[s]);
        layout_cell(&layout, diff->profiles[p].title);
        layout_cell(&layout, diff->profiles[p].code);
        layout_pair(&layout, at[BEFORE].score, at[AFTER].score);
        layout_pair(&layout, at[BEFORE].low, at[AFTER].low);
        layout_pair(&layout, at[BEFORE].high, at[AFTER].high);
        layout_pair(&layout, 100 * at[BEFORE].coverage, 100 * at[AFTER].coverage);
        layout_pair(&layout, at[BEFORE].blocked_m / 1000, at[AFTER].blocked_m / 1000);
    }
    layout_print(&layout, page);
}

static void add_verdicts(struct page *page, const struct rasif_diff *diff)
{
    static const enum verdict shown[] = {VERDICT_BETTER, VERDICT_WORSE,   VERDICT_MIXED,
                                         VERDICT_KNOWN,  VERDICT_UNKNOWN, VERDICT_SAME,
                                         VERDICT_NONE};
    struct layout layout = {.n_columns = 8, .align = "lrrrrrrr"};
    bool streets = diff->segments == ROLE_STREET;
    add_heading(page, word(page, streets ? "diff.streets_heading" : "diff.sidewalks_heading"));
    layout_cell(&layout, "");
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
    add_hanging(page, " ", 2, &line);
    text_free(&line);
}

/* ---- features and findings ---------------------------------------------------------------- */

static void add_geometry(struct page *page, const struct rasif_diff *diff)
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
    text_add(page->out, "\n");
    sentence(diff->sentences, diff->language, "diff.features", &line, "added", digits[0], "removed",
             digits[1], "moved", digits[2], "split", digits[3], "merged", digits[4], "regrouped",
             digits[5], NULL);
    add_labelled(page, word(page, "diff.features_label"), &line);
    text_free(&line);
}

static void add_counts(struct page *page, const struct rasif_diff *diff)
{
    struct layout layout = {.n_columns = 2, .align = "rl"};
    add_heading(page, word(page, "diff.findings_heading"));
    for (size_t k = 0; k < KINDS; k++) {
        layout_number(&layout, diff->counts[k]);
        layout_cell(&layout, word_of(page, "diff.kind_long", kind_names[k]));
    }
    layout_print(&layout, page);
    if (diff->skipped > 0) {
        text_add(page->out, "  ");
        sentence_count(diff->sentences, diff->language, "diff.skipped", diff->skipped, page->out);
        text_add(page->out, "\n");
    }
}

static rasif_status add_item(struct page *page, const struct rasif_diff *diff,
                             const struct diff_item *item, struct layout *layout, rasif_error *err)
{
    struct arena arena = {0};
    struct finding_text finding;
    struct text feature = {0};
    int s = item_side(item);
    const struct diff_feature *f = item_feature(diff, item);
    rasif_status status = diff_finding_text(diff, item, s, &arena, &finding, err);
    if (status == RASIF_OK) {
        bool arabic = strcmp(diff->language, "ar") == 0;
        const char *message = arabic ? finding.message_ar : finding.message_en;
        text_addf(&feature, "%s:%lld", result_table(diff->sides[s].file, f->table),
                  (long long)f->fid);
        layout_cell(layout, word_of(page, "severity", item_severity(diff, item)));
        layout_take(layout, &feature);
        layout_cell(layout, diff->rules[item->rule].id);
        layout_cell(layout, message != NULL ? message : "");
    }
    arena_free(&arena);
    return status;
}

static rasif_status add_list(struct page *page, const struct rasif_diff *diff,
                             enum finding_kind kind, rasif_error *err)
{
    struct arena arena = {0};
    const struct diff_item **items;
    size_t n = 0;
    rasif_status status = diff_sorted(diff, kind, &arena, &items, &n, err);
    struct layout layout = {.n_columns = 4, .align = "llll"};
    if (status == RASIF_OK && n > 0)
        add_heading(page, word_of(page, "diff.kind", kind_names[kind]));
    for (size_t i = 0; i < n && i < MOST_LISTED && status == RASIF_OK; i++)
        status = add_item(page, diff, items[i], &layout, err);
    layout_print(&layout, page);
    if (status == RASIF_OK && n > MOST_LISTED) {
        text_add(page->out, "  ");
        sentence_count(diff->sentences, diff->language, "diff.more", n - MOST_LISTED, page->out);
        text_add(page->out, "\n");
    }
    arena_free(&arena);
    return status;
}

rasif_status diff_text(const struct rasif_diff *diff, struct text *out, rasif_error *err)
{
    static const enum finding_kind listed[] = {KIND_NEW,     KIND_ADDED,   KIND_FIXED,
                                               KIND_REMOVED, KIND_UNKNOWN, KIND_KNOWN};
    struct page page = page_of(diff, out);
    add_head(&page, diff);
    if (diff_is_empty(diff))
        add_heading(&page, word(&page, "diff.nothing"));
    if (diff->n_profiles > 0) {
        add_areas(&page, diff);
        add_verdicts(&page, diff);
    }
    add_geometry(&page, diff);
    add_counts(&page, diff);
    for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
        TRY(add_list(&page, diff, listed[i], err));
    return out->failed ? fail_memory(err) : RASIF_OK;
}
