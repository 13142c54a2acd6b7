/* SPDX-License-Identifier: MIT
 *
 * The comparison as plain text: first what differs in the conditions, then figures per user, then
 * findings by what became of them. */
#include "diff/diff_parts.h"

#include <string.h>

#define MOST_LISTED 15

static struct page page_of(const struct rasif_diff *diff, struct text *out)
{
    return (struct page){.sentences = diff->sentences,
                         .language = diff->language,
                         .out = out,
                         .most_lines = MOST_LISTED};
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
    for (size_t i = 0; i < n && i < page->most_lines && status == RASIF_OK; i++)
        status = add_item(page, diff, items[i], &layout, err);
    layout_print(&layout, page);
    if (status == RASIF_OK)
        diff_part_more(page, diff, n);
    arena_free(&arena);
    return status;
}

rasif_status diff_text(const struct rasif_diff *diff, struct text *out, rasif_error *err)
{
    struct page page = page_of(diff, out);
    add_head(&page, diff);
    if (diff_is_empty(diff))
        add_heading(&page, word(&page, "diff.nothing"));
    if (diff->n_profiles > 0) {
        diff_part_areas(&page, diff);
        diff_part_verdicts(&page, diff);
        TRY(diff_part_segments(&page, diff, err));
    }
    diff_part_geometry(&page, diff);
    diff_part_counts(&page, diff);
    for (size_t i = 0; i < DIFF_LISTED; i++)
        TRY(add_list(&page, diff, diff_listed[i], err));
    text_plain(out, 0, true);
    return out->failed ? fail_memory(err) : RASIF_OK;
}
