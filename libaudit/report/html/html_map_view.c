/* SPDX-License-Identifier: MIT
 *
 * The first view of the map of the HTML report. A few lines of other towns must not make a smudge
 * of the town itself: where the densest 95 % of the length (90 % at the least) take much less room
 * than all of it, the first view is theirs, and a sentence gives the length outside (decision
 * 0320).
 *
 * The middle is the median of the length on each axis; lines are taken from there outward until
 * they have the share. The frame is used only when it is much smaller than the whole. Cost: n log n
 * in segments. */
#include "report/html/html_map.h"

#include "report/segment.h"

#include <stdlib.h>
#include <string.h>

#define MUCH_LESS 0.6 /* of the area of everything, or all is shown */

/* Of the length in the first view; the second where far branches hold more than the rest of it. */
static const double shares[] = {0.95, 0.9};

/* Bounding box in metres (x, y) and the length of the lines inside of it; low > high = empty. */
struct extent {
    double low[2], high[2], length_m;
};

/* The box of one row; false: the row is not drawn. A length that is not a number counts as 0. */
static bool extent_of(const struct map *map, size_t row, struct extent *out)
{
    const struct shapes *shapes = map->shapes;
    *out = (struct extent){{INFINITY, INFINITY}, {-INFINITY, -INFINITY}, 0};
    if (!map_draws(shapes, row))
        return false;
    for (uint32_t k = shapes->point[shapes->part[row]]; k < shapes->point[shapes->part[row + 1]];
         k++)
        for (size_t axis = 0; axis < 2; axis++) {
            double value = shapes->xy[2 * (size_t)k + axis];
            out->low[axis] = fmin(out->low[axis], value);
            out->high[axis] = fmax(out->high[axis], value);
        }
    out->length_m = unit_length_m(map->html->page.run, map->role, row);
    out->length_m = out->length_m > 0 ? out->length_m : 0;
    return out->low[0] <= out->high[0];
}

static void widen(struct extent *all, const struct extent *by)
{
    for (int axis = 0; axis < 2; axis++) {
        all->low[axis] = fmin(all->low[axis], by->low[axis]);
        all->high[axis] = fmax(all->high[axis], by->high[axis]);
    }
    all->length_m += by->length_m;
}

/* Square metres; at least 1 m by 1 m, so that a straight street has an area. */
static double area(const struct extent *e)
{
    return fmax(e->high[0] - e->low[0], 1) * fmax(e->high[1] - e->low[1], 1);
}

/* ---- the densest part -------------------------------------------------------------------------
 */

/* A line, and the key by which it is sorted: its middle on one axis in median, how far it reaches
 * from the middle of the length in densest. In metres. */
struct outlying {
    struct extent extent;
    double out_m;
};

static int compare_reach(const void *a, const void *b)
{
    const struct outlying *left = a, *right = b;
    return left->out_m < right->out_m ? -1 : left->out_m > right->out_m;
}

/* The place with half of the length on either side, on one axis. Sorts the items. */
static double median(struct outlying *items, size_t n, double length_m, int axis)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        items[i].out_m = (items[i].extent.low[axis] + items[i].extent.high[axis]) / 2;
    array_sort(items, n, sizeof *items, compare_reach);
    for (size_t i = 0; i < n; i++) {
        sum += items[i].extent.length_m;
        if (2 * sum >= length_m)
            return items[i].out_m;
    }
    return items[n - 1].out_m;
}

/* The box around the lines nearest to the middle of the length, up to the share that is shown; all
 * of it where that saves too little (decision 0320). A line is as far away as the larger of its
 * distances along the axes, measured to its far end: no line is cut. Sorts the items. */
static struct extent densest(struct outlying *items, size_t n, const struct extent *all)
{
    double middle[2];
    struct extent shown;
    for (int axis = 0; axis < 2; axis++)
        middle[axis] = median(items, n, all->length_m, axis);
    for (size_t i = 0; i < n; i++) {
        items[i].out_m = 0;
        for (int axis = 0; axis < 2; axis++)
            items[i].out_m = fmax(items[i].out_m, fmax(middle[axis] - items[i].extent.low[axis],
                                                       items[i].extent.high[axis] - middle[axis]));
    }
    array_sort(items, n, sizeof *items, compare_reach);
    for (int attempt = 0; attempt < 2; attempt++) {
        shown = (struct extent){{INFINITY, INFINITY}, {-INFINITY, -INFINITY}, 0};
        for (size_t i = 0; i < n && shown.length_m < shares[attempt] * all->length_m; i++)
            widen(&shown, &items[i].extent);
        if (area(&shown) < MUCH_LESS * area(all))
            return shown;
    }
    return *all;
}

/* ---- the frame --------------------------------------------------------------------------------
 */

/* Sets frame->whole, which report.js shows on "Whole map": x, y, width, height of a frame around
 * everything, in decimetres from the corner of the first view, and mostly with negative x and y. */
static void set_whole(struct drawing *frame, const struct extent *all)
{
    struct drawing whole;
    if (!drawing_fit(&whole, all->low, all->high))
        return;
    /* The same shape as the first view, so that one screen holds either. */
    double factor = fmax(whole.width / frame->width, whole.height / frame->height);
    double width = factor * frame->width, height = factor * frame->height;
    frame->whole[0] = (whole.west - frame->west) * 10 - (width - whole.width) / 2;
    frame->whole[1] = (frame->north - whole.north) * 10 - (height - whole.height) / 2;
    frame->whole[2] = width;
    frame->whole[3] = height;
}

/* Counts rows that reach beyond the first view, even by a part, with their whole length. */
static void count_outside(struct map *map, const struct extent *shown)
{
    struct extent extent;
    for (size_t row = 0; row < map->n; row++) {
        if (!extent_of(map, row, &extent))
            continue;
        bool outside = false;
        for (int axis = 0; axis < 2; axis++)
            outside = outside || extent.low[axis] < shown->low[axis] ||
                      extent.high[axis] > shown->high[axis];
        map->n_outside += outside;
        map->outside_m += outside ? extent.length_m : 0;
    }
}

/* The first view is smaller than everything only where densest has cut something off: then the
 * page gets the frame of the whole, and a sentence about the rest. */
bool map_view(struct map *map)
{
    struct outlying *items = ARENA_ARRAY(&map->html->arena, map->n + 1, struct outlying);
    struct extent all = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}, 0};
    size_t n = 0;
    if (items == NULL) {
        map->html->page.out->failed = true;
        return false;
    }
    for (size_t row = 0; row < map->n; row++) {
        if (!extent_of(map, row, &items[n].extent))
            continue;
        widen(&all, &items[n++].extent);
    }
    struct extent shown = n > 0 ? densest(items, n, &all) : all;
    map->drawing.whole[2] = 0;
    if (!drawing_fit(&map->drawing, shown.low, shown.high))
        return false;
    if (shown.low[0] > all.low[0] || shown.low[1] > all.low[1] || shown.high[0] < all.high[0] ||
        shown.high[1] < all.high[1]) {
        set_whole(&map->drawing, &all);
        count_outside(map, &shown);
    }
    return true;
}

void map_add_outside(const struct map *map)
{
    struct page *page = &map->html->page;
    struct text km = {0}, line = {0}, count = {0};
    if (map->n_outside == 0)
        return;
    text_one(&km, map->outside_m / 1000);
    sentence_count(page->sentences, page->language,
                   map->role == ROLE_STREET ? "html.outside_streets" : "html.outside_sidewalks",
                   map->n_outside, &count);
    sentence(page->sentences, page->language, "html.outside", &line, "what",
             count.data != NULL ? count.data : "", "length", km.data != NULL ? km.data : "", NULL);
    page->out->failed = page->out->failed || km.failed || count.failed;
    html_take(page, "p", "class=\"note\"", &line);
    text_free(&km);
    text_free(&count);
}

/* The value of --m, by which report.css multiplies the size of dots. Steps by the number of
 * findings, so that the dots together cover at most about a tenth of the drawing. */
const char *map_dot_size(const struct map *map)
{
    static const char *const sizes[] = {"1", "0.75", "0.55", "0.4", "0.3"};
    static const double most[] = {150, 600, 2000, 8000};
    double n = (double)map->html->page.run->results->n_findings;
    size_t i = 0;
    while (i < sizeof most / sizeof most[0] && n > most[i])
        i++;
    return sizes[i];
}
