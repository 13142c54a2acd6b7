/* SPDX-License-Identifier: MIT
 *
 * The headline of the HTML report, and for every kind of user how far they get: lengths as one bar,
 * the score between its bounds as another, both in words below.
 *
 * Bars are SVG rectangles in percent of the whole, with the same figures in words below for those
 * who do not see them. Cost: profiles and areas. */
#include "report/headline.h"
#include "report/html/html_parts.h"

#include <string.h>

#define MOST_AREAS 50 /* polygons of --boundary on the page; audit_summary has all */

/* ---- headline ------------------------------------------------------------------------------ */

/* Placeholders of the sentences html.lengths, html.score and html.no_score, as indices into
 * values[]. */
enum { PASSABLE, BLOCKED, UNKNOWN, LENGTH, SCORE, LOW, HIGH, COVERAGE, VALUE_COUNT };

/* Appends the sentence `key` with the figures of one area and profile, rounded as summary_sentence
 * rounds them: metres below 1 km, else kilometres; coverage in percent. */
static void add_figures(const struct page *page, const char *key, const struct profile *profile,
                        const struct area_score *area, struct text *out)
{
    struct text values[VALUE_COUNT] = {{0}};
    bool metres = area->length_m < 1000;
    double unit_m = metres ? 1 : 1000;
    text_one(&values[PASSABLE], area->passable_m / unit_m);
    text_one(&values[BLOCKED], area->blocked_m / unit_m);
    text_one(&values[UNKNOWN], area->unknown_m / unit_m);
    text_one(&values[LENGTH], area->length_m / unit_m);
    text_score(&values[SCORE], area->mean.score);
    text_score(&values[LOW], area->mean.low);
    text_score(&values[HIGH], area->mean.high);
    text_fixed(&values[COVERAGE], 100.0 * area->mean.coverage / SCORE_UNIT, 0);
    for (int i = 0; i < VALUE_COUNT; i++)
        out->failed = out->failed || values[i].failed || values[i].data == NULL;
    if (!out->failed)
        sentence(page->sentences, page->language, key, out, "title",
                 phrase_in(profile->title, page->language), "unit",
                 word(page, metres ? "unit.m" : "unit.km"), "passable", values[PASSABLE].data,
                 "blocked", values[BLOCKED].data, "unknown", values[UNKNOWN].data, "length",
                 values[LENGTH].data, "score", values[SCORE].data, "low", values[LOW].data, "high",
                 values[HIGH].data, "coverage", values[COVERAGE].data, NULL);
    for (int i = 0; i < VALUE_COUNT; i++)
        text_free(&values[i]);
}

/* The first sentence is a paragraph, the others are a list; each text is freed by html_take.
 *   <p class="headline">…</p> <ul class="facts"><li>…</li></ul> */
void html_headline(struct html *html)
{
    struct page *page = &html->page;
    struct text lines[MOST_HEADLINES];
    size_t n = headline_write(page->run, page->sentences, page->language, lines);
    for (size_t i = 0; i < n; i++) {
        if (i == 1)
            text_add(page->out, "<ul class=\"facts\">\n");
        html_take(page, i == 0 ? "p" : "li", i == 0 ? "class=\"headline\"" : NULL, &lines[i]);
    }
    text_add(page->out, n > 1 ? "</ul>\n" : "");
}

/* ---- bars ----------------------------------------------------------------------------------- */

#define BAR_WIDTH 1000.0 /* in units of the drawing; the page stretches it */

/* text_fixed writes the numbers, because printf would write them in the style of the locale. */
static void add_rect(struct page *page, const char *class, double from, double width)
{
    text_addf(page->out, "<rect class=\"%s\" x=\"", class);
    text_fixed(page->out, from, 1);
    text_add(page->out, "\" width=\"");
    text_fixed(page->out, width, 1);
    text_add(page->out, "\" y=\"0\" height=\"24\"/>");
}

static void open_bar(struct page *page)
{
    text_add(page->out, "<svg class=\"bar\" viewBox=\"0 0 1000 24\" preserveAspectRatio=\"none\" "
                        "aria-hidden=\"true\">");
}

/* Passable, blocked and unknown side by side, as shares of the length (> 0). */
static void add_length_bar(struct page *page, const struct area_score *area)
{
    const double parts[] = {area->passable_m, area->blocked_m, area->unknown_m};
    static const char *const classes[] = {"b-yes", "b-no", "b-unknown"};
    double at = 0;
    open_bar(page);
    for (size_t i = 0; i < 3; i++) {
        double width = BAR_WIDTH * parts[i] / area->length_m;
        if (width > 0)
            add_rect(page, classes[i], at, width);
        at += width;
    }
    text_add(page->out, "</svg>\n");
}

/* A track of 0 to 100, on it the range of the score and, where half is known, the score as a
 * mark. The range is at least 2 units wide, so that it is seen; the mark of 6 units stays inside
 * of the track. */
static void add_score_bar(struct page *page, const struct score *mean)
{
    double unit = BAR_WIDTH / SCORE_FULL;
    open_bar(page);
    add_rect(page, "b-track", 0, BAR_WIDTH);
    add_rect(page, "b-range", mean->low * unit, fmax((mean->high - mean->low) * unit, 2));
    if (mean_is_shown(mean))
        add_rect(page, "b-score", fmin(mean->score * unit, BAR_WIDTH - 6), 6);
    text_add(page->out, "</svg>\n");
}

/* Writes a card: title, bar and sentence of lengths, bar and sentence of the score. Where
 * nothing counts for the user one sentence stands for all of it. */
static void add_user(struct page *page, size_t p)
{
    const struct profile *profile = page->run->plan->profiles[p];
    const struct area_score *area = &page->run->results->areas[p];
    struct text lengths = {0}, score = {0};
    text_add(page->out, "<li class=\"who\"><h3>");
    html_text(page, phrase_in(profile->title, page->language));
    text_add(page->out, " <bdi class=\"code\" dir=\"ltr\">");
    text_xml(page->out, profile->code);
    text_add(page->out, "</bdi></h3>\n");
    if (!(area->length_m > 0)) {
        summary_sentence(page->run, page->sentences, 0, p, page->language, &lengths);
        html_take(page, "p", NULL, &lengths);
        text_add(page->out, "</li>\n");
        return;
    }
    add_length_bar(page, area);
    add_figures(page, "html.lengths", profile, area, &lengths);
    html_take(page, "p", NULL, &lengths);
    add_score_bar(page, &area->mean);
    add_figures(page, mean_is_shown(&area->mean) ? "html.score" : "html.no_score", profile, area,
                &score);
    html_take(page, "p", NULL, &score);
    text_add(page->out, "</li>\n");
}

/* Samples of the bars' colours; the mark of the score (4) is as narrow as in the bars. */
static void add_key(struct page *page)
{
    static const char *const classes[] = {"b-yes", "b-no", "b-unknown", "b-range", "b-score"};
    static const char *const keys[] = {"text.col_passable", "text.col_blocked", "text.col_unknown",
                                       "html.key_range", "html.key_score"};
    text_add(page->out, "<ul class=\"key\">");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        text_addf(page->out,
                  "<li><svg viewBox=\"0 0 24 16\" width=\"24\" height=\"16\" "
                  "aria-hidden=\"true\"><rect class=\"%s\" x=\"%d\" width=\"%d\" "
                  "height=\"16\"/></svg> ",
                  classes[i], i == 4 ? 10 : 0, i == 4 ? 4 : 24);
        html_word(page, keys[i]);
        text_add(page->out, "</li>\n");
    }
    text_add(page->out, "</ul>\n");
}

/* With --boundary: the user that is shut out most, per polygon; all figures are in audit_summary.
 */
static void add_areas(struct page *page)
{
    const struct run *run = page->run;
    if (run->results->n_areas < 2 || run->plan->n_profiles == 0)
        return;
    html_element(page, "h3", NULL, word(page, "text.areas_heading"));
    text_add(page->out, "<dl>\n");
    for (size_t a = 1; a < run->results->n_areas && a <= MOST_AREAS; a++) {
        const char *name = run->results->area_names[a];
        struct text line = {0};
        text_add(page->out, "<dt>");
        html_name(page, name != NULL ? name : "");
        text_add(page->out, "</dt>\n");
        summary_sentence(run, page->sentences, a, worst_profile(run), page->language, &line);
        html_take(page, "dd", NULL, &line);
    }
    text_add(page->out, "</dl>\n");
}

void html_users(struct html *html)
{
    struct page *page = &html->page;
    html_section(html, "users");
    if (page->run->plan->n_profiles > 0) {
        add_key(page);
        text_add(page->out, "<ul class=\"cards\">\n");
        for (size_t p = 0; p < page->run->plan->n_profiles; p++)
            add_user(page, p);
        text_add(page->out, "</ul>\n");
    }
    add_areas(page);
    html_section_end(html);
}
