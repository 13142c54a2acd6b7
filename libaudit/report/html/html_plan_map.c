/* SPDX-License-Identifier: MIT
 *
 * The map of the plan on the page: the works of the largest budget in the colour of the budget, or the year,
 * that buys them first, and the numbers of the list of works at their sites. In: run->works, the map of the
 * page (html->drawing and its ids). Out: one drawing without script, framed around the works.
 *
 * The network, its names and destinations are those of the page's map, used once more in grey: that takes some
 * hundred bytes in a city of any size. Works beyond MOST_DRAWN are not drawn, and a sentence says so. Numbers that
 * would cover each other stand aside with a line to their place: at most 30 numbers, 40 places for each.
 *
 *   <svg class="plan-map"><use class="faint" href="#net"/>…
 *     <path class="w1 casing" d="…"/><path class="w1" d="…"/>        works that are lines
 *     <path class="w1 spot casing" d="…"/><path class="w1 spot" …/>  works at a place
 *     <g class="number"><path d="…"/><rect/><text>4–6</text></g> */
#include "geo/shapes.h"
#include "geo/wkb.h"
#include "report/html/html_map.h"
#include "report/table/plan_cells.h"

#include "link/link.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_CLASSES 6
#define MOST_DRAWN 2000 /* works: some 60 bytes each */
#define LEAST_M 80.0    /* around the works on each side, so that one work is seen in its surroundings */
#define SHORT_PX 10.0   /* a line shorter than this is a spot */
#define LETTER_PX 8.0   /* of numbers, and the height of their boxes */
#define BOX_PX 18.0

/* One work that is drawn. */
struct drawn_work {
    size_t work;
    double xy[2];  /* metres; NaN = it has no place */
    unsigned class;
    bool line;
};

struct plan_map {
    struct html *html;
    const struct works_plan *plan;
    struct drawing frame;   /* what is shown */
    struct drawing drawing; /* the coordinates: of the page's map, where there is one */
    double px;              /* decimetres */
    struct shapes lines;    /* heap: row = new line of the plan */
    struct drawn_work *works; /* [n] by rank */
    size_t n, n_all;
    unsigned n_classes;
};

/* ---- which works, where --------------------------------------------------------------------- */

/* The class of a budget: each its own, or several neighbours together. */
static unsigned class_of(const struct plan_map *map, size_t budget)
{
    size_t n = map->plan->n_budgets;
    return (unsigned)(n <= MOST_CLASSES ? budget : budget * MOST_CLASSES / n);
}

/* Lists the works by rank, with their places. */
static bool collect(struct plan_map *map)
{
    const struct works_plan *plan = map->plan;
    const struct run *run = map->html->page.run;
    map->works = ARENA_ARRAY(&map->html->arena, plan->works.n, struct drawn_work);
    if (map->works == NULL)
        return false;
    for (size_t i = 0; i < plan->works.n; i++) {
        double xy[2];
        size_t rank = plan->rank[i];
        const struct works_budget *first = works_plan_first(plan, i);
        map->n_all += rank > 0;
        if (rank == 0 || rank > MOST_DRAWN || first == NULL)
            continue;
        work_point(run, plan, &plan->works.items[i], xy);
        map->works[rank - 1] =
            (struct drawn_work){i, {xy[0], xy[1]}, class_of(map, (size_t)(first - plan->budgets)), false};
        map->n = rank > map->n ? rank : map->n;
    }
    map->n_classes = plan->n_budgets < MOST_CLASSES ? (unsigned)plan->n_budgets : MOST_CLASSES;
    return true;
}

/* New lines as shapes. */
static bool draw_new_lines(struct plan_map *map)
{
    const struct new_lines *lines = &map->plan->lines;
    for (size_t i = 0; i < lines->n; i++) {
        size_t first_part = map->lines.n_parts;
        if (!shapes_reserve_row(&map->lines) ||
            !shapes_add_part(&map->lines, new_line_xy(lines, &lines->items[i]), NULL, lines->items[i].n_points, false, false) ||
            !shapes_end_row(&map->lines, first_part, SHAPE_LINE))
            return false;
    }
    return true;
}

/* The geometry of a work's element: a row of shapes. */
static const struct shapes *shape_of(const struct plan_map *map, const struct drawn_work *drawn, uint32_t *row)
{
    const struct work *work = &map->plan->works.items[drawn->work];
    bool is_new = work->new_line != NO_NEW_LINE;
    *row = is_new ? work->new_line : work->row;
    return is_new ? &map->lines : &map->html->page.run->store->tables[work->role].shapes;
}

/* Widens a box by the line of a work, or by its place. */
static void widen(const struct plan_map *map, const struct drawn_work *drawn, double low[2], double high[2])
{
    uint32_t row;
    const struct shapes *shapes = shape_of(map, drawn, &row);
    for (int axis = 0; axis < 2 && isfinite(drawn->xy[0]); axis++) {
        low[axis] = fmin(low[axis], drawn->xy[axis]);
        high[axis] = fmax(high[axis], drawn->xy[axis]);
    }
    for (uint32_t k = shapes->point[shapes->part[row]];
         map_draws(shapes, row) && k < shapes->point[shapes->part[row + 1]]; k++)
        for (int axis = 0; axis < 2; axis++) {
            low[axis] = fmin(low[axis], shapes->xy[2 * (size_t)k + (size_t)axis]);
            high[axis] = fmax(high[axis], shapes->xy[2 * (size_t)k + (size_t)axis]);
        }
}

/* Works at a place, and lines too short to be seen, are spots. */
static void choose_looks(struct plan_map *map)
{
    for (size_t i = 0; i < map->n; i++) {
        const struct work *work = &map->plan->works.items[map->works[i].work];
        double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
        uint32_t row;
        const struct shapes *shapes = shape_of(map, &map->works[i], &row);
        widen(map, &map->works[i], low, high);
        map->works[i].line = work->place == NO_PLACE && map_draws(shapes, row) &&
                             10 * hypot(high[0] - low[0], high[1] - low[1]) >= SHORT_PX * map->px;
    }
}

/* false: no work has a place. */
static bool set_frame(struct plan_map *map)
{
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (size_t i = 0; i < map->n; i++)
        widen(map, &map->works[i], low, high);
    for (int axis = 0; axis < 2; axis++) {
        low[axis] -= LEAST_M;
        high[axis] += LEAST_M;
    }
    if (!drawing_fit(&map->frame, low, high))
        return false;
    map->px = map->frame.width / DRAWING_PIXELS;
    map->drawing = map->html->drawing.width > 0 ? map->html->drawing : map->frame;
    map->drawing.tolerance_m = map->px / 20;
    choose_looks(map);
    return true;
}

/* ---- works ---------------------------------------------------------------------------------- */

/* All works of a class that are lines, or spots, as path data; false: there is none. */
static bool add_path(const struct plan_map *map, unsigned class, bool lines, struct text *out)
{
    for (size_t i = 0; i < map->n; i++) {
        const struct drawn_work *drawn = &map->works[i];
        long at[2];
        uint32_t row;
        const struct shapes *shapes = shape_of(map, drawn, &row);
        if (drawn->class != class || drawn->line != lines)
            continue;
        if (lines)
            drawing_line(&map->drawing, shapes, row, out);
        else if (isfinite(drawn->xy[0])) {
            drawing_point(&map->drawing, drawn->xy, at);
            text_addf(out, "M%ld %ldh1", at[0], at[1]);
        }
    }
    return out->length > 0;
}

/* The first budget lies on top, spots over lines. */
static void add_works(const struct plan_map *map)
{
    struct text *out = map->html->page.out;
    for (int lines = 1; lines >= 0; lines--)
        for (unsigned class = map->n_classes; class-- > 0;) {
            struct text path = {0};
            const char *spot = lines ? "" : " spot";
            if (add_path(map, class, lines, &path))
                text_addf(out, "<path class=\"w%u%s casing\" d=\"%s\"/><path class=\"w%u%s\" d=\"%s\"/>\n", class, spot,
                          path.data, class, spot, path.data);
            out->failed = out->failed || path.failed;
            text_free(&path);
        }
}

/* ---- numbers -------------------------------------------------------------------------------- */

struct box {
    double x, y, w, h; /* centre and half sizes, decimetres */
};

static bool overlaps(const struct box *a, const struct box *b)
{
    return fabs(a->x - b->x) < a->w + b->w && fabs(a->y - b->y) < a->h + b->h;
}

/* "1–3, 5": the ranks up to `most` for which `holds` says so. */
static void add_ranks(const struct plan_map *map, size_t most, bool (*holds)(const struct plan_map *, size_t, uint32_t),
                      uint32_t of, struct text *out)
{
    for (size_t i = 0; i < most && i < map->n; i++) {
        size_t last = i;
        if (!holds(map, i, of))
            continue;
        while (last + 1 < most && last + 1 < map->n && holds(map, last + 1, of))
            last++;
        text_addf(out, "%s%zu", out->length > 0 ? word(&map->html->page, "list.comma") : "", i + 1);
        if (last > i)
            text_addf(out, "–%zu", last + 1);
        i = last;
    }
}

static bool is_of_site(const struct plan_map *map, size_t i, uint32_t site)
{
    return map->plan->works.items[map->works[i].work].site == site;
}

static bool is_of_class(const struct plan_map *map, size_t i, uint32_t class)
{
    return map->works[i].class == class;
}

/* Moves the box aside, in rings around its place, until it covers no other and no place, and lies inside. */
static void find_room(const struct plan_map *map, const struct box *boxes, size_t n, struct box *box)
{
    const double x = box->x, y = box->y, turn = 0.7853981633974483; /* an eighth */
    double left = (map->frame.west - map->drawing.west) * 10, top = (map->drawing.north - map->frame.north) * 10;
    for (int k = 0; k < 40; k++) {
        double away = (double)(1 + k / 8) * 22 * map->px;
        bool good = true;
        box->x = x + away * sin(turn * (k % 8)) + (k % 8 == 0 || k % 8 == 4 ? 0 : k % 8 < 4 ? box->w : -box->w) / 2;
        box->y = y - away * cos(turn * (k % 8));
        for (size_t i = 0; i < n && good; i++)
            good = !overlaps(box, &boxes[i]);
        for (size_t i = 0; i < map->n && i < PLAN_LISTED && good; i++) {
            struct box spot = {0, 0, 5 * map->px, 5 * map->px};
            long at[2];
            if (!isfinite(map->works[i].xy[0]))
                continue;
            drawing_point(&map->drawing, map->works[i].xy, at);
            spot.x = (double)at[0];
            spot.y = (double)at[1];
            good = !overlaps(box, &spot);
        }
        if (good && box->x - box->w > left && box->x + box->w < left + map->frame.width && box->y - box->h > top &&
            box->y + box->h < top + map->frame.height)
            return;
    }
}

/* The numbers of a site stand at its first work. */
static void add_number(const struct plan_map *map, size_t i, struct box *boxes, size_t *n)
{
    struct text *out = map->html->page.out, ranks = {0};
    const struct drawn_work *drawn = &map->works[i];
    long at[2];
    add_ranks(map, PLAN_LISTED, is_of_site, map->plan->works.items[drawn->work].site, &ranks);
    out->failed = out->failed || ranks.failed;
    if (isfinite(drawn->xy[0]) && ranks.length > 0) {
        drawing_point(&map->drawing, drawn->xy, at);
        double letters = (double)text_columns(ranks.data, ranks.length);
        struct box box = {(double)at[0], (double)at[1], (letters * LETTER_PX + 8) * map->px / 2, BOX_PX * map->px / 2};
        find_room(map, boxes, *n, &box);
        text_addf(out, "<g class=\"number w%u\"><path d=\"M%ld %ldL%.0f %.0f\"/><rect x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" rx=\"%.0f\"/>",
                  drawn->class, at[0], at[1], box.x, box.y, box.x - box.w, box.y - box.h, 2 * box.w, 2 * box.h, box.h);
        text_addf(out, "<text x=\"%.0f\" y=\"%.0f\">%s</text></g>\n", box.x, box.y, ranks.data);
        boxes[(*n)++] = box;
    }
    text_free(&ranks);
}

static void add_numbers(const struct plan_map *map)
{
    struct box boxes[PLAN_LISTED];
    size_t n = 0;
    for (size_t i = 0; i < map->n && i < PLAN_LISTED; i++) {
        bool first = true;
        for (size_t k = 0; k < i; k++)
            first = first && !is_of_site(map, k, map->plan->works.items[map->works[i].work].site);
        if (first)
            add_number(map, i, boxes, &n);
    }
}

/* ---- around it ------------------------------------------------------------------------------ */

static long long whole(const struct works_budget *budget)
{
    return (budget->budget + MONEY_UNIT / 2) / MONEY_UNIT;
}

static void add_money(const struct plan_map *map, const struct works_budget *budget, struct text *out)
{
    text_addf(out, "%lld %s", whole(budget), map->plan->prices->currency);
}

/* "budget 5000 JOD 1–3, 5", or "year 2 4", of several "1000–5000 JOD"; " …": and works that have no number. The
 * ranks are an element of their own, so that they keep their order behind the currency in Arabic. */
static void add_class(const struct plan_map *map, unsigned class)
{
    struct page *page = &map->html->page;
    const struct works_plan *plan = map->plan;
    struct text label = {0}, from = {0}, ranks = {0};
    size_t first = 0, last;
    while (class_of(map, first) != class)
        first++;
    for (last = first; last + 1 < plan->n_budgets && class_of(map, last + 1) == class;)
        last++;
    if (plan->years)
        text_addf(&from, last > first ? "%zu–%zu" : "%zu", first + 1, last + 1);
    else {
        if (last > first)
            text_addf(&from, "%lld–", whole(&plan->budgets[first]));
        add_money(map, &plan->budgets[last], &from);
    }
    sentence(page->sentences, page->language, plan->years ? "plan.map_year" : "plan.map_from", &label, "from",
             from.data != NULL ? from.data : "", NULL);
    bool more = false;
    for (size_t i = PLAN_LISTED; i < map->n; i++)
        more = more || map->works[i].class == class;
    add_ranks(map, PLAN_LISTED, is_of_class, class, &ranks);
    if (ranks.length > 0 && more)
        text_add(&ranks, " …");
    text_addf(page->out, "<li><svg class=\"sample\" viewBox=\"0 0 36 16\" width=\"36\" height=\"16\" aria-hidden=\"true\"><path "
                         "class=\"w%u casing\" d=\"M3 8h30\"/><path class=\"w%u\" d=\"M3 8h30\"/></svg> ",
              class, class);
    page->out->failed = page->out->failed || label.failed || from.failed || ranks.failed;
    html_take(page, "span", NULL, &label);
    text_add(page->out, " ");
    html_take(page, "b", language_right_to_left(page->language) ? "dir=\"rtl\"" : "dir=\"ltr\"", &ranks);
    text_add(page->out, "</li>\n");
    text_free(&from);
}

static void add_legend(const struct plan_map *map)
{
    struct page *page = &map->html->page;
    text_add(page->out, "<ul class=\"key\">\n");
    for (unsigned class = 0; class < map->n_classes; class++) {
        bool used = false;
        for (size_t i = 0; i < map->n; i++)
            used = used || map->works[i].class == class;
        if (used)
            add_class(map, class);
    }
    text_add(page->out, "</ul>\n");
}

static void add_note_below(const struct plan_map *map)
{
    struct page *page = &map->html->page;
    struct text line = {0}, money = {0}, n = {0}, of = {0};
    add_money(map, &map->plan->budgets[map->plan->n_budgets - 1], &money);
    sentence(page->sentences, page->language, map->plan->years ? "plan.map_note_years" : "plan.map_note", &line, "budget",
             money.data != NULL ? money.data : "", NULL);
    text_addf(&n, "%zu", map->n);
    text_addf(&of, "%zu", map->n_all);
    if (map->n_all > map->n && !n.failed && !of.failed) {
        text_add(&line, " ");
        sentence(page->sentences, page->language, "plan.map_more", &line, "n", n.data, "of", of.data, NULL);
    }
    html_take(page, "p", "class=\"note\"", &line);
    text_free(&money);
    text_free(&n);
    text_free(&of);
}

/* The list of works says the same in words, so that the drawing is hidden from screen readers. */
static void add_drawing(const struct plan_map *map)
{
    struct text *out = map->html->page.out;
    text_addf(out, "<svg class=\"plan-map\" viewBox=\"%.0f %.0f %.0f %.0f\" style=\"--ratio:%.0f/%.0f;--u:",
              (map->frame.west - map->drawing.west) * 10, (map->drawing.north - map->frame.north) * 10, map->frame.width,
              map->frame.height, map->frame.width, map->frame.height);
    text_fixed(out, map->px, 2);
    text_add(out, "\" aria-hidden=\"true\">\n");
    if (map->html->drawing.width > 0)
        text_add(out, "<use class=\"faint\" href=\"#net\"/>\n");
    add_works(map);
    if (map->html->drawing.width > 0 && map->html->page.run->store->tables[ROLE_DESTINATION].n > 0)
        text_add(out, "<use class=\"casing\" href=\"#places\"/><use href=\"#places\"/>\n");
    if (map->html->drawing.width > 0)
        text_add(out, "<use href=\"#names\"/>\n");
    add_numbers(map);
    text_add(out, "</svg>\n");
}

void html_plan_map(struct html *html, const struct works_plan *plan)
{
    struct plan_map map = {.html = html, .plan = plan};
    bool good = draw_new_lines(&map) && collect(&map);
    html->page.out->failed = html->page.out->failed || !good;
    if (good && map.n > 0 && set_frame(&map)) {
        html_element(&html->page, "h3", NULL, word(&html->page, "plan.map_heading"));
        add_drawing(&map);
        add_legend(&map);
        add_note_below(&map);
    }
    shapes_free(&map.lines);
}
