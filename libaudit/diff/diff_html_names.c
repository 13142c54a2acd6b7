/* SPDX-License-Identifier: MIT
 *
 * Street names on the maps of a comparison: each name once, the longest streets first, and only
 * where it covers no other name or sign.
 *
 * Algorithm: greedy placement. For each street its longest pieces are tried, each at half, a
 * quarter and three quarters of its length; a name stands where its box hits no earlier box. Names
 * have the screen's size, so a phone shows fewer: boxes are kept for both sizes. Cost: O(names^2)
 * box comparisons, at most 150 names. */
#include "diff/diff_html_map.h"
#include "geo/line.h"

#include <stdlib.h>
#include <string.h>

#define MOST_NAMES 150
#define MOST_TRIED 6 /* pieces of a street that are tried for its name */
#define SIGN_PX 26.0
#define LETTER_PX 7.2 /* mean width of a letter */
#define LINE_PX 17.0
#define DEGREES (180 / 3.14159265358979323846)

/* One piece of a street with a name. */
struct street_name {
    const char *text;
    uint32_t row;
    double length_m;
};

/* The pieces of one street, the longest first. */
struct named_pieces {
    const struct street_name *first;
    size_t n;
};

/* By name, then the longest piece first. */
static int compare_street_names(const void *a, const void *b)
{
    const struct street_name *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    if (order != 0)
        return order;
    if (x->length_m < y->length_m || x->length_m > y->length_m)
        return x->length_m > y->length_m ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* The longest street first; equal lengths by name, so that the order is unique. */
static int compare_longest(const void *a, const void *b)
{
    const struct named_pieces *x = a, *y = b;
    if (x->first->length_m < y->first->length_m || x->first->length_m > y->first->length_m)
        return x->first->length_m > y->first->length_m ? -1 : 1;
    return strcmp(x->first->text, y->first->text);
}

/* All named pieces of streets, by name, the longest piece of each name first. Their number. */
static size_t collect_street_names(const struct change_map *map, int s, struct street_name *names)
{
    const struct diff_audit *audit = &map->diff->audits[s];
    size_t n = 0;
    for (uint32_t i = 0; i < audit->n_features; i++) {
        const struct diff_feature *f = &audit->features[i];
        const char *text = f->street != NULL ? f->street : f->name;
        if (f->role == map->diff->segments && text != NULL &&
            (audit->shapes.kind[i] == SHAPE_LINE || audit->shapes.kind[i] == SHAPE_POLYGON))
            names[n++] = (struct street_name){text, i, f->length_m > 0 ? f->length_m : 0};
    }
    array_sort(names, n, sizeof *names, compare_street_names);
    return n;
}

/* Makes runs of equal names, the longest street first. Their number, at most MOST_NAMES. */
static size_t group_names(const struct street_name *names, size_t n, struct named_pieces *runs)
{
    size_t n_runs = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || strcmp(names[i - 1].text, names[i].text) != 0)
            runs[n_runs++] = (struct named_pieces){&names[i], 0};
        runs[n_runs - 1].n++;
    }
    array_sort(runs, n_runs, sizeof *runs, compare_longest);
    return n_runs < MOST_NAMES ? n_runs : MOST_NAMES;
}

struct box {
    double x, y, w, h; /* centre and half sizes, in decimetres of the drawing */
};

/* Boxes are given by centre and half sizes, so two overlap where both distances of centres are
 * smaller than the sums. */
static bool is_box_free(const struct box *boxes, size_t n, const struct box *box)
{
    for (size_t i = 0; i < n; i++)
        if (fabs(boxes[i].x - box->x) < boxes[i].w + box->w &&
            fabs(boxes[i].y - box->y) < boxes[i].h + box->h)
            return false;
    return true;
}

/* Only the first line of a row is used: streets hardly have more. */
bool change_map_at(const struct shapes *shapes, uint32_t row, double share, double xy[2],
                   double direction[2])
{
    uint32_t first = shapes->point[shapes->part[row]];
    size_t n = shapes->point[shapes->part[row] + 1] - first;
    const double *points = shapes->xy + 2 * (size_t)first;
    if (n < 2)
        return false;
    line_at(points, n, line_length(points, n) * share, xy, direction);
    return true;
}

/* Names are as large as the screen wants them: on a phone fewer fit. */
enum { WIDE, SMALL, SIZES };

/* Where names may go on one map, in both sizes. */
struct name_layout {
    const struct change_map *map;
    const struct shapes *shapes;
    struct box *boxes[SIZES]; /* signs, then names that stand */
    size_t n_boxes[SIZES];
};

/* The upright box around a name that is turned by `angle`. */
static struct box name_box(const char *text, const long at[2], double angle, double unit)
{
    double w = (double)text_columns(text, strlen(text)) * LETTER_PX * unit / 2;
    double h = LINE_PX * unit / 2, c = fabs(cos(angle)), t = fabs(sin(angle));
    return (struct box){(double)at[0], (double)at[1], w * c + h * t, w * t + h * c};
}

/* Keeps the box when it lies inside of the map and hits no other. false: no place. */
static bool place_box(struct name_layout *layout, int size, const struct box *box)
{
    const struct drawing *d = &layout->map->drawing;
    bool inside = box->x - box->w > 0 && box->x + box->w < d->width && box->y - box->h > 0 &&
                  box->y + box->h < d->height;
    if (!inside || !is_box_free(layout->boxes[size], layout->n_boxes[size], box))
        return false;
    layout->boxes[size][layout->n_boxes[size]++] = *box;
    return true;
}

/* Places a name on a piece where it covers nothing; names are never upside down. A name that fits
 * on wide screens only gets class "wide". */
static bool place_name(struct name_layout *layout, const struct street_name *name, double share)
{
    const struct change_map *map = layout->map;
    double xy[2], direction[2];
    long at[2];
    if (!change_map_at(layout->shapes, name->row, share, xy, direction))
        return false;
    drawing_point(&map->drawing, xy, at);
    double angle = atan2(-direction[1], direction[0]);
    struct box wide = name_box(name->text, at, angle, map->wide);
    struct box small = name_box(name->text, at, angle, map->small);
    if (!place_box(layout, WIDE, &wide))
        return false;
    double turn = angle * DEGREES;
    turn = turn > 90 ? turn - 180 : turn <= -90 ? turn + 180 : turn;
    text_addf(map->out, "<text%s transform=\"translate(%ld %ld) rotate(%.0f)\">",
              place_box(layout, SMALL, &small) ? "" : " class=\"wide\"", at[0], at[1], turn);
    text_xml(map->out, name->text);
    text_add(map->out, "</text>\n");
    return true;
}

/* The first place that is free wins; a street without one stays without a name. */
static void place_name_on_pieces(struct name_layout *layout, const struct named_pieces *run)
{
    static const double shares[] = {0.5, 0.25, 0.75};
    for (size_t i = 0; i < run->n && i < MOST_TRIED; i++)
        for (size_t k = 0; k < sizeof shares / sizeof *shares; k++)
            if (place_name(layout, &run->first[i], shares[k]))
                return;
}

/* Signs are drawn above names, so their places are taken before any name is tried. */
static void reserve_marks(struct name_layout *layout, int s)
{
    const struct rasif_diff *diff = layout->map->diff;
    for (size_t i = 0; i < diff->n_changed && i < CHANGE_MARKS; i++) {
        const struct diff_group *group = &diff->groups[diff->changed[i]];
        double xy[2], direction[2];
        const double sizes[SIZES] = {SIGN_PX * layout->map->wide / 2,
                                     SIGN_PX * layout->map->small / 2};
        long at[2];
        if (group->n[s] == 0 ||
            !change_map_at(layout->shapes, group->members[s][0], 0.5, xy, direction))
            continue;
        drawing_point(&layout->map->drawing, xy, at);
        for (int k = 0; k < SIZES; k++)
            layout->boxes[k][layout->n_boxes[k]++] =
                (struct box){(double)at[0], (double)at[1], sizes[k], sizes[k]};
    }
}

/* Names are drawn for sight alone (aria-hidden): the list below the map has them all. */
void change_map_names(const struct change_map *map, int s)
{
    const struct diff_audit *audit = &map->diff->audits[s];
    struct street_name *names = malloc((audit->n_features + 1) * sizeof *names);
    struct named_pieces *runs = malloc((audit->n_features + 1) * sizeof *runs);
    struct box *boxes = malloc(SIZES * (MOST_NAMES + CHANGE_MARKS) * sizeof *boxes);
    text_add(map->out, "<g class=\"names\" aria-hidden=\"true\">\n");
    if (names != NULL && runs != NULL && boxes != NULL) {
        struct name_layout place_name = {
            map, &audit->shapes, {boxes, boxes + MOST_NAMES + CHANGE_MARKS}, {0, 0}};
        reserve_marks(&place_name, s);
        size_t n = group_names(names, collect_street_names(map, s, names), runs);
        for (size_t i = 0; i < n; i++)
            place_name_on_pieces(&place_name, &runs[i]);
    } else {
        map->out->failed = true;
    }
    text_add(map->out, "</g>\n");
    free(names);
    free(runs);
    free(boxes);
}
