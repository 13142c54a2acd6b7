/* SPDX-License-Identifier: MIT
 *
 * Street names on the maps of a comparison: each once, along its longest stretch, the longest
 * streets first, and only where it covers no other. */
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

struct name {
    const char *text;
    uint32_t row;
    double length_m;
};

/* The pieces of one street. */
struct pieces {
    const struct name *first;
    size_t n;
};

static int by_text(const void *a, const void *b)
{
    const struct name *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    if (order != 0)
        return order;
    if (x->length_m < y->length_m || x->length_m > y->length_m)
        return x->length_m > y->length_m ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static int by_length(const void *a, const void *b)
{
    const struct pieces *x = a, *y = b;
    if (x->first->length_m < y->first->length_m || x->first->length_m > y->first->length_m)
        return x->first->length_m > y->first->length_m ? -1 : 1;
    return strcmp(x->first->text, y->first->text);
}

/* All pieces with names, by name, the longest of each first. */
static size_t collect(const struct change_map *map, int s, struct name *names)
{
    const struct diff_side *side = &map->diff->sides[s];
    size_t n = 0;
    for (uint32_t i = 0; i < side->n_features; i++) {
        const struct diff_feature *f = &side->features[i];
        const char *text = f->street != NULL ? f->street : f->name;
        if (f->role == map->diff->segments && text != NULL &&
            (side->shapes.kind[i] == SHAPE_LINE || side->shapes.kind[i] == SHAPE_POLYGON))
            names[n++] = (struct name){text, i, f->length_m > 0 ? f->length_m : 0};
    }
    if (n > 0)
        qsort(names, n, sizeof *names, by_text);
    return n;
}

/* Names, the longest street first. */
static size_t group_names(const struct name *names, size_t n, struct pieces *runs)
{
    size_t n_runs = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || strcmp(names[i - 1].text, names[i].text) != 0)
            runs[n_runs++] = (struct pieces){&names[i], 0};
        runs[n_runs - 1].n++;
    }
    if (n_runs > 0)
        qsort(runs, n_runs, sizeof *runs, by_length);
    return n_runs < MOST_NAMES ? n_runs : MOST_NAMES;
}

struct box {
    double x, y, w, h; /* centre and half sizes, in decimetres of the drawing */
};

static bool fits(const struct box *boxes, size_t n, const struct box *box)
{
    for (size_t i = 0; i < n; i++)
        if (fabs(boxes[i].x - box->x) < boxes[i].w + box->w &&
            fabs(boxes[i].y - box->y) < boxes[i].h + box->h)
            return false;
    return true;
}

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

struct names {
    const struct change_map *map;
    const struct shapes *shapes;
    struct box *boxes[SIZES]; /* signs, then names that stand */
    size_t n_boxes[SIZES];
};

static struct box name_box(const char *text, const long at[2], double angle, double unit)
{
    double w = (double)text_columns(text, strlen(text)) * LETTER_PX * unit / 2;
    double h = LINE_PX * unit / 2, c = fabs(cos(angle)), t = fabs(sin(angle));
    return (struct box){(double)at[0], (double)at[1], w * c + h * t, w * t + h * c};
}

static bool keep(struct names *names, int size, const struct box *box)
{
    const struct drawing *d = &names->map->drawing;
    bool inside = box->x - box->w > 0 && box->x + box->w < d->width && box->y - box->h > 0 &&
                  box->y + box->h < d->height;
    if (!inside || !fits(names->boxes[size], names->n_boxes[size], box))
        return false;
    names->boxes[size][names->n_boxes[size]++] = *box;
    return true;
}

/* Sets a name at a place of a piece where it covers nothing. */
static bool set(struct names *names, const struct name *name, double share)
{
    const struct change_map *map = names->map;
    double xy[2], direction[2];
    long at[2];
    if (!change_map_at(names->shapes, name->row, share, xy, direction))
        return false;
    drawing_point(&map->drawing, xy, at);
    double angle = atan2(-direction[1], direction[0]);
    struct box wide = name_box(name->text, at, angle, map->wide);
    struct box small = name_box(name->text, at, angle, map->small);
    if (!keep(names, WIDE, &wide))
        return false;
    double turn = angle * DEGREES;
    turn = turn > 90 ? turn - 180 : turn <= -90 ? turn + 180 : turn;
    text_addf(map->out, "<text%s transform=\"translate(%ld %ld) rotate(%.0f)\">",
              keep(names, SMALL, &small) ? "" : " class=\"wide\"", at[0], at[1], turn);
    text_xml(map->out, name->text);
    text_add(map->out, "</text>\n");
    return true;
}

static void set_somewhere(struct names *names, const struct pieces *run)
{
    static const double shares[] = {0.5, 0.25, 0.75};
    for (size_t i = 0; i < run->n && i < MOST_TRIED; i++)
        for (size_t k = 0; k < sizeof shares / sizeof *shares; k++)
            if (set(names, &run->first[i], shares[k]))
                return;
}

static void take_signs(struct names *names, int s)
{
    const struct rasif_diff *diff = names->map->diff;
    for (size_t i = 0; i < diff->n_changed && i < CHANGE_MARKS; i++) {
        const struct diff_group *group = &diff->groups[diff->changed[i]];
        double xy[2], direction[2];
        const double sizes[SIZES] = {SIGN_PX * names->map->wide / 2,
                                     SIGN_PX * names->map->small / 2};
        long at[2];
        if (group->n[s] == 0 ||
            !change_map_at(names->shapes, group->members[s][0], 0.5, xy, direction))
            continue;
        drawing_point(&names->map->drawing, xy, at);
        for (int k = 0; k < SIZES; k++)
            names->boxes[k][names->n_boxes[k]++] =
                (struct box){(double)at[0], (double)at[1], sizes[k], sizes[k]};
    }
}

void change_map_names(const struct change_map *map, int s)
{
    const struct diff_side *side = &map->diff->sides[s];
    struct name *names = malloc((side->n_features + 1) * sizeof *names);
    struct pieces *runs = malloc((side->n_features + 1) * sizeof *runs);
    struct box *boxes = malloc(SIZES * (MOST_NAMES + CHANGE_MARKS) * sizeof *boxes);
    text_add(map->out, "<g class=\"names\" aria-hidden=\"true\">\n");
    if (names != NULL && runs != NULL && boxes != NULL) {
        struct names set = {map, &side->shapes, {boxes, boxes + MOST_NAMES + CHANGE_MARKS}, {0, 0}};
        take_signs(&set, s);
        size_t n = group_names(names, collect(map, s, names), runs);
        for (size_t i = 0; i < n; i++)
            set_somewhere(&set, &runs[i]);
    } else {
        map->out->failed = true;
    }
    text_add(map->out, "</g>\n");
    free(names);
    free(runs);
    free(boxes);
}
