/* SPDX-License-Identifier: MIT
 *
 * The comparison as plain text and as Markdown: what limits it, two sentences, who gains, streets
 * with their causes, network, reach, gaps, findings, what stayed, and how it was made. The parts
 * are shared with the page (diff_parts.h). */
#include "diff/diff_parts.h"

#include <string.h>

#define MOST_LISTED 15

/* Notes that limit the comparison come before the first sentence: they change what it means. */
static void write_head(struct page *page, const struct rasif_diff *diff)
{
    struct text line = {0};
    sentence(diff->sentences, page->language, "diff.title", &line, "before",
             diff->audits[BEFORE].name, "after", diff->audits[AFTER].name, "version", RASIF_VERSION,
             NULL);
    page->out->failed = page->out->failed || line.failed;
    if (page->form != NULL && page->form->title != NULL)
        page->form->title(page, line.data != NULL ? line.data : "");
    else
        text_addf(page->out, "%s\n", line.data != NULL ? line.data : "");
    text_free(&line);
    diff_part_notes(page, diff, true);
}

/* Both sentences; the second may be empty. Plain text wraps them, other forms set them as
 * paragraphs. */
static rasif_status write_headline(struct page *page, const struct rasif_diff *diff,
                                   rasif_error *err)
{
    struct text lines[2] = {{0}};
    rasif_status status = diff_headline(page, diff, &lines[0], &lines[1], err);
    for (size_t i = 0; i < 2 && status == RASIF_OK; i++) {
        if (lines[i].length > 0 && page->form == NULL) {
            text_add(page->out, "\n");
            add_hanging(page, "", 2, &lines[i]);
        } else if (lines[i].length > 0) {
            add_note(page, lines[i].data);
        }
    }
    text_free(&lines[0]);
    text_free(&lines[1]);
    return status;
}

/* ---- findings ------------------------------------------------------------------------------- */

/* Severity, feature, rule, message: one row of the layout. */
static rasif_status write_finding_line(struct page *page, const struct rasif_diff *diff,
                                       const struct diff_item *item, struct layout *layout,
                                       rasif_error *err)
{
    struct arena arena = {0};
    struct finding_text finding;
    struct text feature = {0};
    int s = item_when(item);
    const struct diff_feature *f = item_feature(diff, item);
    rasif_status status = diff_finding_text(diff, item, s, &arena, &finding, err);
    if (status == RASIF_OK) {
        const char *message = phrase_in(finding.message, page->language);
        text_addf(&feature, "%s:%lld", result_table(diff->audits[s].file, f->table),
                  (long long)f->fid);
        layout_cell(layout, word_of(page, "severity", item_severity(diff, item)));
        layout_take(layout, &feature);
        layout_cell(layout, diff->rules[item->rule].id);
        layout_cell(layout, message != NULL ? message : "");
    }
    arena_free(&arena);
    return status;
}

/* A heading only where there are findings of the kind. The list is cut at page->most_lines. */
static rasif_status write_finding_list(struct page *page, const struct rasif_diff *diff,
                                       enum finding_kind kind, rasif_error *err)
{
    static const char *const columns[] = {"html.col_severity", "text.col_feature", "text.col_rule",
                                          "html.col_what"};
    struct arena arena = {0};
    const struct diff_item **items;
    size_t n = 0;
    rasif_status status = diff_sorted(diff, kind, &arena, &items, &n, err);
    struct layout layout = {.n_columns = 4, .align = "llll"};
    if (status == RASIF_OK && n > 0)
        add_heading(page, word_of(page, "diff.kind", kind_names[kind]));
    for (size_t i = 0; i < 4 && n > 0 && page->form != NULL; i++)
        layout_cell(&layout, word(page, columns[i]));
    for (size_t i = 0; i < n && i < page->most_lines && status == RASIF_OK; i++)
        status = write_finding_line(page, diff, items[i], &layout, err);
    layout_print(&layout, page);
    if (status == RASIF_OK)
        diff_part_more(page, diff, n);
    arena_free(&arena);
    return status;
}

/* How much of the change may be knowledge; nothing where everything is as well known as before. */
static void write_knowledge(struct page *page, const struct rasif_diff *diff)
{
    struct text line = {0};
    diff_knowledge(page, diff, &line);
    if (line.length > 0)
        diff_long_note(page, line.data);
    text_free(&line);
}

/* ---- together ------------------------------------------------------------------------------- */

/* The same order in plain text and Markdown: what a reader needs first comes first. Control
 * characters of names are removed at the end. */
static rasif_status write_report(struct page *page, const struct rasif_diff *diff, rasif_error *err)
{
    write_head(page, diff);
    TRY(write_headline(page, diff, err));
    if (diff->n_profiles > 0) {
        add_heading(page, word(page, "html.change_users"));
        diff_part_users(page, diff);
        write_knowledge(page, diff);
    }
    TRY(diff_part_segments(page, diff, err));
    diff_part_streets(page, diff);
    diff_part_network(page, diff);
    diff_part_reach(page, diff);
    diff_part_gaps(page, diff);
    diff_part_scores(page, diff);
    diff_part_geometry(page, diff);
    diff_part_counts(page, diff);
    for (size_t i = 0; i < DIFF_LISTED; i++)
        TRY(write_finding_list(page, diff, diff_listed[i], err));
    diff_part_stayed(page, diff);
    diff_part_notes(page, diff, false);
    text_plain(page->out, 0, true);
    return page->out->failed ? fail_memory(err) : RASIF_OK;
}

/* Plain text for terminals, 80 columns. */
rasif_status diff_text(const struct rasif_diff *diff, struct text *out, rasif_error *err)
{
    struct page page = {.sentences = diff->sentences,
                        .language = diff->language,
                        .out = out,
                        .most_lines = MOST_LISTED};
    return write_report(&page, diff, err);
}

rasif_status diff_first_sentences(const struct rasif_diff *diff, struct text *out, rasif_error *err)
{
    struct page page = {.sentences = diff->sentences, .language = diff->language, .out = out};
    struct text lines[2] = {{0}};
    rasif_status status = diff_headline(&page, diff, &lines[0], &lines[1], err);
    for (size_t i = 0; i < 2; i++) {
        if (lines[i].length > 0)
            text_addf(out, "%s\n", lines[i].data);
        out->failed = out->failed || lines[i].failed;
        text_free(&lines[i]);
    }
    text_plain(out, 0, true);
    return status == RASIF_OK && out->failed ? fail_memory(err) : status;
}

/* GitHub renders Arabic from left to right unless the text is wrapped in a div. Lists are cut as in
 * plain text. */
rasif_status diff_markdown(const struct rasif_diff *diff, struct text *out, rasif_error *err)
{
    struct page page = {.sentences = diff->sentences,
                        .language = diff->language,
                        .out = out,
                        .form = &markdown_form,
                        .most_lines = MOST_LISTED};
    bool rtl = language_right_to_left(page.language);
    text_add(out, rtl ? "<div dir=\"rtl\">\n\n" : "");
    rasif_status status = write_report(&page, diff, err);
    text_add(out, rtl ? "\n</div>\n" : "");
    return status == RASIF_OK && out->failed ? fail_memory(err) : status;
}
