/* SPDX-License-Identifier: MIT
 *
 * The streets that changed on a comparison's page, each with its sign and number from the map, for
 * whom, and why; and, folded, those that stayed. */
#include "diff/diff_html_map.h"

#include <stdlib.h>
#include <string.h>

/* Causes for the better and the worse carry signs of their own by class. Nothing for a street
 * without causes. */
static rasif_status add_cause_list(struct page *page, const struct rasif_diff *diff, size_t group,
                                   rasif_error *err)
{
    size_t n;
    const struct diff_cause *causes = causes_of(diff, (uint32_t)group, &n);
    if (n == 0)
        return RASIF_OK;
    text_add(page->out, "<ul>\n");
    for (size_t i = 0; i < n; i++) {
        struct text line = {0};
        rasif_status status = diff_cause_text(diff, &causes[i], page->language, &line, err);
        int sign = diff_cause_sign(diff, &causes[i]);
        html_take(page, "li",
                  sign > 0   ? "class=\"up\""
                  : sign < 0 ? "class=\"down\""
                             : "class=\"even\"",
                  &line);
        TRY(status);
    }
    text_add(page->out, "</ul>\n");
    return RASIF_OK;
}

/* The anchor c1, c2, ... is the number on the map. Sign, name, for whom, causes, and the score that
 * changed most. */
static rasif_status add_street_entry(struct page *page, const struct rasif_diff *diff, size_t i,
                                     rasif_error *err)
{
    size_t group = diff->changed[i];
    struct text words = {0}, score = {0};
    text_addf(page->out,
              "<li id=\"c%zu\"><h3><svg class=\"sample\" viewBox=\"-16 -16 32 32\" width=\"34\" "
              "height=\"34\" aria-hidden=\"true\">",
              i + 1);
    change_mark(page->out, diff->groups[group].verdict, i + 1);
    text_addf(page->out, "</svg> <span class=\"number\">%zu.</span> ", i + 1);
    html_name(page, diff_segment_name(page, diff, group));
    text_add(page->out, "</h3>\n");
    diff_verdict_words(page, diff, group, &words);
    html_take(page, "p", "class=\"whom\"", &words);
    TRY(add_cause_list(page, diff, group, err));
    diff_score_words(page, diff, group, &score);
    if (score.length > 0)
        html_take(page, "p", "class=\"note\"", &score);
    text_add(page->out, "</li>\n");
    return RASIF_OK;
}

/* Numbered in the order of the list, which is the order of the signs on the map. */
rasif_status diff_html_streets(struct html *html, const struct rasif_diff *diff, rasif_error *err)
{
    struct page *page = &html->page;
    if (diff->n_changed == 0)
        return RASIF_OK;
    html_section(html, diff->segments == ROLE_STREET ? "change_streets" : "change_sidewalks");
    text_add(page->out, "<ol class=\"changes\">\n");
    for (size_t i = 0; i < diff->n_changed && i < page->most_lines; i++)
        TRY(add_street_entry(page, diff, i, err));
    text_add(page->out, "</ol>\n");
    diff_part_more(page, diff, diff->n_changed);
    html_section_end(html);
    return RASIF_OK;
}

/* ---- what stayed ---------------------------------------------------------------------------- */

/* For qsort over pointers to texts. */
static int compare_unchanged_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The pieces of one street share a name, which is listed once. Streets with causes are in the other
 * list. Cut at page->most_lines. */
static void add_unchanged_names(struct page *page, const struct rasif_diff *diff)
{
    const char **names = malloc((diff->n_groups + 1) * sizeof *names);
    size_t n = 0, written = 0, causes;
    for (size_t g = 0; names != NULL && g < diff->n_groups; g++) {
        causes_of(diff, (uint32_t)g, &causes);
        if (diff->groups[g].role == diff->segments && diff->groups[g].verdict <= VERDICT_SAME &&
            causes == 0)
            names[n++] = diff_segment_name(page, diff, g);
    }
    page->out->failed = page->out->failed || names == NULL;
    array_sort(names, n, sizeof *names, compare_unchanged_names);
    text_add(page->out, "<ul class=\"stayed\">\n");
    for (size_t i = 0; i < n && written < page->most_lines; i++) {
        if (i > 0 && strcmp(names[i - 1], names[i]) == 0)
            continue;
        text_add(page->out, "<li>");
        html_name(page, names[i]);
        text_add(page->out, "</li>\n");
        written++;
    }
    text_add(page->out, "</ul>\n");
    free(names);
}

/* Folded: it is a long list that few readers need. Nothing where no street could be judged. */
void diff_html_stayed(struct html *html, const struct rasif_diff *diff)
{
    struct page *page = &html->page;
    struct text line = {0}, n = {0};
    if (diff->n_stayed == 0 || !diff_streets_judged(diff))
        return;
    html_section(html, "change_stayed");
    sentence_count(diff->sentences, page->language,
                   diff->segments == ROLE_STREET ? "count.street" : "count.sidewalk",
                   diff->n_stayed, &n);
    sentence(diff->sentences, page->language, "diff.stayed", &line, "streets",
             n.data != NULL ? n.data : "", NULL);
    page->out->failed = page->out->failed || n.failed;
    text_add(page->out, "<details>");
    html_take(page, "summary", NULL, &line);
    add_unchanged_names(page, diff);
    text_add(page->out, "</details>\n");
    html_section_end(html);
    text_free(&n);
}
