/* SPDX-License-Identifier: MIT
 *
 * The comparison as one HTML page that needs nothing else: no scripts, no files, prints well, right
 * to left in Arabic. All that comes from the files is escaped. */
#include "diff/diff.h"

#include <string.h>

#define MOST_LISTED 500 /* per kind: a page is for reading, the GeoPackage has them all */

static const char style[] =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:64em;margin:2em auto;padding:0 1em;"
    "color:#1a1a1a;background:#fff}h1{font-size:1.5em}h2{font-size:1.15em;margin-top:2em}"
    "table{border-collapse:collapse;width:100%}th,td{padding:.3em .6em;text-align:start;"
    "border-bottom:1px solid #ccc;vertical-align:top}td.n{text-align:end;"
    "font-variant-numeric:tabular-nums;white-space:nowrap}.conditions{background:#fff4d6;"
    "border-inline-start:4px solid #b07800;padding:.5em 1em}code{font-size:.9em}"
    "@media print{body{margin:0}h2{break-after:avoid}tr{break-inside:avoid}}";

static void element(struct text *out, const char *tag, const char *text)
{
    text_addf(out, "<%s>", tag);
    text_xml(out, text != NULL ? text : "");
    text_addf(out, "</%.*s>\n", (int)strcspn(tag, " "), tag);
}

static void add_head(struct page *page, const struct rasif_diff *diff)
{
    struct text title = {0};
    struct text *out = page->out;
    bool arabic = strcmp(diff->language, "ar") == 0;
    sentence(diff->sentences, diff->language, "diff.title", &title, "before",
             diff->sides[BEFORE].name, "after", diff->sides[AFTER].name, "version", RASIF_VERSION,
             NULL);
    text_addf(out,
              "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
              "<meta name=\"viewport\" content=\"width=device-width\">\n",
              diff->language, arabic ? "rtl" : "ltr");
    element(out, "title", title.data);
    text_addf(out, "<style>%s</style>\n</head>\n<body>\n", style);
    element(out, "h1", title.data);
    out->failed = out->failed || title.failed;
    text_free(&title);
    if (diff->n_notes == 0)
        return;
    text_add(out, "<div class=\"conditions\">\n");
    element(out, "strong", word(page, "diff.conditions_heading"));
    text_add(out, "<ul>\n");
    for (size_t i = 0; i < diff->n_notes; i++) {
        struct text line = {0};
        element(out, "li", note_sentence(diff, &diff->notes[i], diff->language, &line));
        out->failed = out->failed || line.failed;
        text_free(&line);
    }
    text_add(out, "</ul>\n</div>\n");
}

static void pair_cell(struct text *out, double before, double after)
{
    struct text first = {0}, second = {0};
    text_one(&first, before);
    text_one(&second, after);
    text_add(out, "<td class=\"n\">");
    text_xml(out, first.data);
    if (first.data != NULL && second.data != NULL && strcmp(first.data, second.data) != 0) {
        /* Isolated, so that the arrow points from the first to the second in either direction. */
        text_add(out, " <bdi dir=\"ltr\">→</bdi> ");
        text_xml(out, second.data);
    }
    text_add(out, "</td>");
    text_free(&first);
    text_free(&second);
}

static void add_areas(struct page *page, const struct rasif_diff *diff)
{
    static const char *const columns[] = {"diff.col_score", "diff.col_low", "diff.col_high",
                                          "diff.col_coverage", "diff.col_blocked"};
    struct text *out = page->out;
    element(out, "h2", word(page, "diff.areas_heading"));
    text_add(out, "<table><tr><th></th>");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        element(out, "th", word(page, columns[i]));
    text_add(out, "</tr>\n");
    for (size_t p = 0; p < diff->n_profiles; p++) {
        struct diff_area a, b;
        diff_area(diff, BEFORE, p, &b);
        diff_area(diff, AFTER, p, &a);
        text_add(out, "<tr>");
        element(out, "td", diff->profiles[p].title);
        pair_cell(out, b.score, a.score);
        pair_cell(out, b.low, a.low);
        pair_cell(out, b.high, a.high);
        pair_cell(out, 100 * b.coverage, 100 * a.coverage);
        pair_cell(out, b.blocked_m / 1000, a.blocked_m / 1000);
        text_add(out, "</tr>\n");
    }
    text_add(out, "</table>\n");
}

static void add_verdicts(struct page *page, const struct rasif_diff *diff)
{
    static const enum verdict shown[] = {VERDICT_BETTER, VERDICT_WORSE,   VERDICT_MIXED,
                                         VERDICT_KNOWN,  VERDICT_UNKNOWN, VERDICT_SAME,
                                         VERDICT_ADDED,  VERDICT_REMOVED};
    struct text *out = page->out;
    element(out, "h2",
            word(page, diff->segments == ROLE_STREET ? "diff.streets_heading"
                                                     : "diff.sidewalks_heading"));
    text_add(out, "<table><tr><th></th>");
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        element(out, "th", word_of(page, "diff.verdict", verdict_names[shown[i]]));
    text_add(out, "</tr>\n");
    for (size_t p = 0; p < diff->n_profiles; p++) {
        text_add(out, "<tr>");
        element(out, "td", diff->profiles[p].title);
        for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
            text_addf(out, "<td class=\"n\">%zu</td>", diff->verdicts[p][shown[i]]);
        text_add(out, "</tr>\n");
    }
    text_add(out, "</table>\n");
}

static void add_counts(struct page *page, const struct rasif_diff *diff)
{
    element(page->out, "h2", word(page, "diff.findings_heading"));
    text_add(page->out, "<table>\n");
    for (size_t k = 0; k < KINDS; k++) {
        text_addf(page->out, "<tr><td class=\"n\">%zu</td>", diff->counts[k]);
        element(page->out, "td", word_of(page, "diff.kind_long", kind_names[k]));
        text_add(page->out, "</tr>\n");
    }
    text_add(page->out, "</table>\n");
    if (diff->skipped == 0)
        return;
    struct text line = {0};
    sentence_count(diff->sentences, diff->language, "diff.skipped", diff->skipped, &line);
    element(page->out, "p", line.data);
    text_free(&line);
}

static rasif_status add_item(struct page *page, const struct rasif_diff *diff,
                             const struct diff_item *item, rasif_error *err)
{
    struct arena arena = {0};
    struct finding_text finding;
    struct text feature = {0};
    int s = item_side(item);
    const struct diff_feature *f = item_feature(diff, item);
    rasif_status status = diff_finding_text(diff, item, s, &arena, &finding, err);
    if (status == RASIF_OK) {
        const char *message =
            strcmp(diff->language, "ar") == 0 ? finding.message_ar : finding.message_en;
        text_addf(&feature, "%s:%lld", result_table(diff->sides[s].file, f->table),
                  (long long)f->fid);
        text_add(page->out, "<tr>");
        element(page->out, "td", word_of(page, "severity", item_severity(diff, item)));
        text_add(page->out, "<td><bdi><code>");
        text_xml(page->out, feature.data);
        text_add(page->out, "</code></bdi></td>");
        element(page->out, "td", diff->rules[item->rule].title);
        element(page->out, "td", message);
        text_add(page->out, "</tr>\n");
        page->out->failed = page->out->failed || feature.failed;
    }
    text_free(&feature);
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
    if (status == RASIF_OK && n > 0) {
        element(page->out, "h2", word_of(page, "diff.kind", kind_names[kind]));
        text_add(page->out, "<table>\n");
        for (size_t i = 0; i < n && i < MOST_LISTED && status == RASIF_OK; i++)
            status = add_item(page, diff, items[i], err);
        text_add(page->out, "</table>\n");
    }
    if (status == RASIF_OK && n > MOST_LISTED) {
        struct text line = {0};
        sentence_count(diff->sentences, diff->language, "diff.more", n - MOST_LISTED, &line);
        element(page->out, "p", line.data);
        text_free(&line);
    }
    arena_free(&arena);
    return status;
}

rasif_status diff_html(const struct rasif_diff *diff, struct text *out, rasif_error *err)
{
    static const enum finding_kind listed[] = {KIND_NEW,     KIND_ADDED,   KIND_FIXED,
                                               KIND_REMOVED, KIND_UNKNOWN, KIND_KNOWN};
    struct page page = {.sentences = diff->sentences, .language = diff->language, .out = out};
    add_head(&page, diff);
    if (diff_is_empty(diff))
        element(out, "p", word(&page, "diff.nothing"));
    if (diff->n_profiles > 0) {
        add_areas(&page, diff);
        add_verdicts(&page, diff);
    }
    add_counts(&page, diff);
    for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
        TRY(add_list(&page, diff, listed[i], err));
    text_add(out, "</body>\n</html>\n");
    return out->failed ? fail_memory(err) : RASIF_OK;
}
