/* SPDX-License-Identifier: MIT
 *
 * A survey on paper (docs/survey.md#on-paper): an HTML page that needs no other file, for each walk a map and the
 * elements in the order in which one comes to them, with room for each value that is asked. In: walks in metres. Cost:
 * for each walk a look at all streets. */
#include "report/html/html_parts.h"
#include "report/label.h"
#include "report/segment.h"
#include "report/survey/survey_report.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_PAPER 60 /* walks; whoever wants more asks for fewer hours at a time */
#define MAP_PIXELS 700.0

struct paper {
    struct page page; /* first: as in struct html */
    const struct surveyed *surveyed;
    const struct survey_element **visits; /* heap; of one walk, in their order */
    size_t n_visits, capacity;
};

/* ---- what a walk visits ------------------------------------------------------------------------ */

static int compare_stops(const void *a, const void *b)
{
    const struct survey_element *const *left = a, *const *right = b;
    return ((*left)->stop > (*right)->stop) - ((*left)->stop < (*right)->stop);
}

static MUST bool list_visits(struct paper *p, size_t walk)
{
    const struct survey *survey = p->surveyed->survey;
    p->n_visits = 0;
    for (size_t i = 0; i < survey->n; i++)
        if (survey->elements[i].walk == walk + 1 && !PUSH(p->visits, p->n_visits, p->capacity, &survey->elements[i]))
            return false;
    array_sort(p->visits, p->n_visits, sizeof *p->visits, compare_stops);
    return true;
}

/* ---- the map ----------------------------------------------------------------------------------- */

static void stretch(double low[2], double high[2], const double *xy, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < 2; k++) {
            low[k] = fmin(low[k], xy[2 * i + k]);
            high[k] = fmax(high[k], xy[2 * i + k]);
        }
}

/* Do the row's points come into the frame? */
static bool is_near(const struct shapes *shapes, size_t row, const double low[2], const double high[2])
{
    for (uint32_t i = shapes->point[shapes->part[row]]; i < shapes->point[shapes->part[row + 1]]; i++) {
        const double *xy = shapes->xy + 2 * (size_t)i;
        if (xy[0] >= low[0] && xy[0] <= high[0] && xy[1] >= low[1] && xy[1] <= high[1])
            return true;
    }
    return false;
}

/* The middle point of an element's first part. */
static void middle_of(const struct paper *p, const struct survey_element *element, double out[2])
{
    const struct shapes *shapes = &p->surveyed->run->store->tables[element->role].shapes;
    uint32_t first = shapes->point[shapes->part[element->row]], last = shapes->point[shapes->part[element->row] + 1];
    const double *xy = shapes->xy + 2 * (size_t)first, *at = xy + 2 * (size_t)((last - first) / 2);
    bool two = (last - first) == 2;
    for (int k = 0; k < 2; k++)
        out[k] = two ? (xy[k] + xy[2 + k]) / 2 : at[k];
}

static bool has_points(const struct paper *p, const struct survey_element *element)
{
    const struct shapes *shapes = &p->surveyed->run->store->tables[element->role].shapes;
    return shapes->point[shapes->part[element->row]] < shapes->point[shapes->part[element->row] + 1];
}

static void add_way(const struct drawing *drawing, const struct walk *walk, struct text *out)
{
    long at[2], last[2] = {0, 0};
    text_add(out, "<path class=\"way\" d=\"M0 0");
    for (size_t i = 0; i < walk->n_points; i++) {
        drawing_point(drawing, walk->xy + 2 * i, at);
        text_addf(out, "%s%ld %ld", i == 0 ? "m" : "l", at[0] - last[0], at[1] - last[1]);
        last[0] = at[0];
        last[1] = at[1];
    }
    text_add(out, "\"/>\n");
}

/* Numbers of visits; of a street drawn beside each other both sides have one. */
static void add_numbers(struct paper *p, const struct drawing *drawing)
{
    struct text *out = p->page.out;
    for (size_t i = 0; i < p->n_visits; i++) {
        double xy[2];
        long at[2];
        if (!has_points(p, p->visits[i]))
            continue;
        middle_of(p, p->visits[i], xy);
        drawing_point(drawing, xy, at);
        text_addf(out, "<text x=\"%ld\" y=\"%ld\">%u</text>\n", at[0], at[1], p->visits[i]->stop);
    }
}

/* Streets in grey, the way, what is to be visited, numbers, where it begins. */
static void add_map(struct paper *p, const struct walk *walk)
{
    const struct store *store = p->surveyed->run->store;
    struct text *out = p->page.out;
    struct drawing drawing = {.tolerance_m = 0.5};
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    long start[2];
    stretch(low, high, walk->xy, walk->n_points);
    if (!drawing_fit(&drawing, low, high))
        return;
    low[0] = drawing.west;
    high[0] = drawing.west + drawing.width / 10;
    high[1] = drawing.north;
    low[1] = drawing.north - drawing.height / 10;
    text_addf(out, "<svg class=\"walk\" viewBox=\"0 0 %.0f %.0f\" style=\"--u:", drawing.width, drawing.height);
    text_fixed(out, drawing.width / MAP_PIXELS, 2);
    text_add(out, "\" aria-hidden=\"true\"><path class=\"around\" d=\"M0 0");
    for (size_t row = 0; row < store->tables[ROLE_STREET].n; row++)
        if (is_near(&store->tables[ROLE_STREET].shapes, row, low, high))
            drawing_line(&drawing, &store->tables[ROLE_STREET].shapes, row, out);
    text_add(out, "\"/>\n");
    add_way(&drawing, walk, out);
    text_add(out, "<path class=\"visit\" d=\"M0 0");
    for (size_t i = 0; i < p->n_visits; i++)
        if (store->tables[p->visits[i]->role].shapes.kind[p->visits[i]->row] == SHAPE_LINE)
            drawing_line(&drawing, &store->tables[p->visits[i]->role].shapes, p->visits[i]->row, out);
    text_add(out, "\"/>\n");
    drawing_point(&drawing, walk->start, start);
    text_addf(out, "<circle cx=\"%ld\" cy=\"%ld\"/>\n", start[0], start[1]);
    add_numbers(p, &drawing);
    text_add(out, "</svg>\n");
}

/* ---- the list ---------------------------------------------------------------------------------- */

/* "clear width (m) ____" for each value that is asked. */
static void add_asked(struct paper *p, const struct survey_element *element)
{
    struct page *page = &p->page;
    for (int f = 0; f < FIELD_COUNT; f++) {
        if (!field_set_has(&element->visit.ask, (enum field_id)f))
            continue;
        struct text name = {0};
        label_field(page->sentences, page->language, (enum field_id)f, &name);
        text_add(page->out, "<span class=\"ask\">");
        html_text(page, f == F_status ? word(page, "survey_form.is_there") : name.data != NULL ? name.data : "");
        text_add(page->out, "<i></i></span>\n");
        page->out->failed = page->out->failed || name.failed;
        text_free(&name);
    }
}

static void add_visit(struct paper *p, const struct survey_element *element)
{
    struct page *page = &p->page;
    const struct elements *e = &page->run->store->tables[element->role];
    struct text name = {0}, feature = {0};
    label_element(page->run, (enum role)element->role, element->row, page->language, &name);
    text_addf(page->out, "<tr><th scope=\"row\">%u</th><td><b>", element->stop);
    html_name(page, name.data != NULL ? name.data : "");
    text_add(page->out, "</b><small>");
    text_addf(&feature, "%s:%lld", page->run->store->sources[element_source(e, element->row)].output,
              (long long)e->fid[element->row]);
    html_name(page, feature.data != NULL ? feature.data : "");
    text_add(page->out, "</small></td><td><div>");
    add_asked(p, element);
    text_add(page->out, "</div></td></tr>\n");
    page->out->failed = page->out->failed || name.failed || feature.failed;
    text_free(&name);
    text_free(&feature);
}

static void add_list(struct paper *p)
{
    static const char *const keys[] = {"survey.col_visits_short", "survey.col_what", "survey.col_take"};
    struct page *page = &p->page;
    text_add(page->out, "<table class=\"visits\"><thead><tr>");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        html_element(page, "th", "scope=\"col\"", word(page, keys[i]));
    text_add(page->out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < p->n_visits; i++)
        add_visit(p, p->visits[i]);
    text_add(page->out, "</tbody></table>\n");
}

/* ---- a walk, all walks ------------------------------------------------------------------------- */

/* "Walk 1: 4.9 km, 3:01 hours, 32 visits, begins at Haifa Street". */
static void add_title(struct paper *p, const struct walk *walk, size_t number)
{
    struct page *page = &p->page;
    struct text title = {0}, km = {0};
    char n[24], time[24], visits[24];
    uint32_t street = survey_start(p->surveyed, walk);
    const char *name = street != NO_ROW ? element_name(page->run, ROLE_STREET, street, page->language) : NULL;
    snprintf(n, sizeof n, "%zu", number + 1);
    snprintf(time, sizeof time, "%ld:%02ld", lround(walk->minutes) / 60, lround(walk->minutes) % 60);
    snprintf(visits, sizeof visits, "%zu", walk->visits);
    text_fixed(&km, walk->length_m / 1000, 1);
    sentence(page->sentences, page->language, name != NULL ? "survey.paper_walk_from" : "survey.paper_walk", &title, "n", n, "km",
             km.data != NULL ? km.data : "", "hours", time, "visits", visits, "start", name != NULL ? name : "", NULL);
    html_take(page, "h2", NULL, &title);
    page->out->failed = page->out->failed || km.failed;
    text_free(&km);
}

static void add_walk(struct paper *p, size_t number)
{
    static const char *const heads[] = {"survey_form.column.surveyed_on", "survey_form.column.surveyor"};
    const struct walk *walk = &p->surveyed->walks->items[number];
    struct page *page = &p->page;
    text_add(page->out, "<section class=\"paper\">\n");
    add_title(p, walk, number);
    text_add(page->out, "<p class=\"head\">");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        text_add(page->out, "<span class=\"ask\">");
        html_text(page, word(page, heads[i]));
        text_add(page->out, "<i></i></span>\n");
    }
    text_add(page->out, "</p>\n");
    add_map(p, walk);
    add_list(p);
    text_add(page->out, "</section>\n");
}

rasif_status survey_paper(const struct surveyed *surveyed, struct text *out, rasif_error *err)
{
    const struct run *run = surveyed->run;
    struct paper p = {.page = {.run = run, .sentences = run->sentences, .language = run->language, .out = out, .form = &html_form},
                      .surveyed = surveyed};
    bool good = true;
    html_open(&p.page, word(&p.page, "survey_form.title"), "html/survey.css", false);
    text_add(out, "<main>\n");
    html_element(&p.page, "h1", NULL, word(&p.page, "survey_form.title"));
    html_element(&p.page, "p", NULL, word(&p.page, surveyed->walks->n > 0 ? "survey.paper_note" : "survey.nothing"));
    for (size_t i = 0; i < surveyed->walks->n && i < MOST_PAPER && good; i++) {
        good = list_visits(&p, i);
        if (good)
            add_walk(&p, i);
    }
    text_add(out, "</main>\n");
    html_close(&p.page, false);
    free(p.visits);
    return good && !out->failed ? RASIF_OK : fail_memory(err);
}
