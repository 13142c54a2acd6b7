/* SPDX-License-Identifier: MIT
 *
 * Names on the HTML report's map: of streets, main ones and long ones first, and of destinations.
 * They stand where they fit; the script fits them again when the map is moved.
 *
 * Names are placed greedily: ranked by class and length, each is shown if its box overlaps none of
 * those shown before. All names are written; those that do not fit have the class "off", so that
 * the script can show them when the map is nearer. Cost: n log n in streets, then names (at most
 * MOST_NAMES + MOST_PLACES) times names shown.
 *
 *   <text transform="translate(520 310) rotate(-34)">Main Street</text>
 *   <text dy="-1.1em" class="name-of-place off" transform="translate(90 75)">Clinic</text> */
#include "report/html/html_map.h"
#include "report/segment.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define MOST_NAMES 150
#define MOST_PLACES 120  /* names of destinations                         */
#define FIRST_STREETS 20 /* these have their names before destinations    */
#define LETTER_PX 6.2    /* mean width of a letter of a name on the map   */
#define LINE_PX 15.0     /* height of a line of text, on a map DRAWING_PIXELS wide */

/* Streets of one name: the class of the most important of them, and where the longest piece is. */
struct name {
    const char *text;
    size_t row;
    unsigned class;  /* of the vocabulary street_class, main streets first; UINT_MAX = none */
    double length_m; /* of the piece; once collected, of all */
};

/* Equal names become neighbours, the longest piece first: collect_names keeps that one's row. */
static int compare_texts(const void *a, const void *b)
{
    const struct name *left = a, *right = b;
    int by = strcmp(left->text, right->text);
    if (by != 0)
        return by;
    if (left->length_m < right->length_m || left->length_m > right->length_m)
        return left->length_m > right->length_m ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

static int compare_ranks(const void *a, const void *b)
{
    const struct name *left = a, *right = b;
    if (left->class != right->class)
        return left->class < right->class ? -1 : 1;
    if (left->length_m < right->length_m || left->length_m > right->length_m)
        return left->length_m > right->length_m ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

#define LAST_MAIN 10 /* tertiary_link: what comes behind is one kind of small street */

/* 1 = motorway to 5 = tertiary, a link road like its road; UINT_MAX for smaller streets and for
 * sidewalks. The first street of a segment decides. */
static unsigned class_of(const struct map *map, size_t row)
{
    const struct store *store = map->html->page.run->store;
    if (map->role != ROLE_STREET)
        return UINT_MAX;
    unsigned code = element_code(&store->tables[ROLE_STREET], F_class,
                                 segment_first(&store->segments, row).street);
    return code >= 1 && code <= LAST_MAIN ? (code + 1) / 2 : UINT_MAX;
}

/* Fills `names` (room for all rows): each name once, with the length of all its pieces, main
 * streets first, then the longest. Returns how many, at most MOST_NAMES. Rows that are not drawn
 * have no name. */
static size_t collect_names(const struct map *map, struct name *names)
{
    const struct run *run = map->html->page.run;
    size_t n = 0, kept = 0;
    for (size_t row = 0; row < map->n; row++) {
        const char *text = map_name(map, row);
        if (map->classes[row][0] != '\0' && text != NULL && text[0] != '\0')
            names[n++] =
                (struct name){text, row, class_of(map, row), unit_length_m(run, map->role, row)};
    }
    array_sort(names, n, sizeof *names, compare_texts);
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || strcmp(names[kept - 1].text, names[i].text) != 0) {
            names[kept++] = names[i];
            continue;
        }
        names[kept - 1].length_m += names[i].length_m;
        if (names[i].class < names[kept - 1].class)
            names[kept - 1].class = names[i].class;
    }
    array_sort(names, kept, sizeof *names, compare_ranks);
    return kept < MOST_NAMES ? kept : MOST_NAMES;
}

struct box {
    double x, y, w, h; /* centre and half sizes */
};

static bool fits(const struct box *boxes, size_t n, const struct box *box)
{
    for (size_t i = 0; i < n; i++)
        if (fabs(boxes[i].x - box->x) < boxes[i].w + box->w &&
            fabs(boxes[i].y - box->y) < boxes[i].h + box->h)
            return false;
    return true;
}

/* Degrees by which a name at `at` is turned so that it runs along the street: the direction of the
 * nearest piece of the line, turned by 180 where the name would stand on its head. How near a piece
 * is follows from its middle and its length; the lengths are doubled, which saves a division. */
static double angle_at(const struct map *map, size_t row, const long at[2])
{
    const struct shapes *shapes = map->shapes;
    double nearest = INFINITY, angle = 0;
    for (uint32_t j = shapes->part[row]; j < shapes->part[row + 1]; j++)
        for (uint32_t k = shapes->point[j]; k + 1 < shapes->point[j + 1]; k++) {
            long a[2], b[2];
            drawing_point(&map->drawing, shapes->xy + 2 * (size_t)k, a);
            drawing_point(&map->drawing, shapes->xy + 2 * (size_t)(k + 1), b);
            double dx = (double)(b[0] - a[0]), dy = (double)(b[1] - a[1]);
            double mx = (double)(a[0] + b[0] - 2 * at[0]), my = (double)(a[1] + b[1] - 2 * at[1]);
            double away = hypot(mx, my) - hypot(dx, dy);
            if (away < nearest && (dx != 0 || dy != 0)) {
                nearest = away;
                angle = atan2(dy, dx) * 180 / 3.14159265358979323846;
            }
        }
    return angle > 90 ? angle - 180 : angle <= -90 ? angle + 180 : angle;
}

/* The upright box around a turned name, in decimetres. The width is a guess from the number of
 * letters: the font is the browser's. */
static struct box box_of(const struct map *map, const char *text, const long at[2], double angle)
{
    double unit = map->drawing.width / DRAWING_PIXELS, turn = angle * 3.14159265358979323846 / 180;
    double w = (double)text_columns(text, strlen(text)) * LETTER_PX * unit / 2;
    double h = LINE_PX * unit / 2, c = fabs(cos(turn)), s = fabs(sin(turn));
    return (struct box){(double)at[0], (double)at[1], w * c + h * s, w * s + h * c};
}

/* Writes a name; "off" where it would cover one that is shown, else its box is added to `boxes`.
 * place: the name of a destination, which stands level and a line above its mark. */
static void add_name(const struct map *map, struct box *boxes, size_t *n_boxes, const char *text,
                     const long at[2], double angle, bool place)
{
    struct page *page = &map->html->page;
    long lift = place ? lround(LINE_PX * map->drawing.width / DRAWING_PIXELS) : 0;
    const long centre[2] = {at[0], at[1] - lift};
    boxes[*n_boxes] = box_of(map, text, centre, angle);
    bool fitting = fits(boxes, *n_boxes, &boxes[*n_boxes]);
    *n_boxes += fitting;
    text_addf(page->out, "<text%s%s", place ? " dy=\"-1.1em\"" : "",
              place     ? (fitting ? " class=\"name-of-place\"" : " class=\"name-of-place off\"")
              : fitting ? ""
                        : " class=\"off\"");
    text_addf(page->out, " transform=\"translate(%ld %ld)", at[0], at[1]);
    if (!place)
        text_addf(page->out, " rotate(%.0f)", angle);
    text_add(page->out, "\">");
    text_xml(page->out, text);
    text_add(page->out, "</text>\n");
}

/* Each name stands half way along its longest piece. */
static void add_street_names(const struct map *map, const struct name *names, size_t n,
                             struct box *boxes, size_t *n_boxes)
{
    for (size_t i = 0; i < n; i++) {
        double xy[2];
        long at[2];
        if (map->role == ROLE_STREET)
            segment_place(map->html->page.run, names[i].row, xy);
        else
            element_point(map->html->page.run, map->role, names[i].row, xy);
        if (!isfinite(xy[0]))
            continue;
        drawing_point(&map->drawing, xy, at);
        add_name(map, boxes, n_boxes, names[i].text, at, angle_at(map, names[i].row, at), false);
    }
}

/* The first MOST_PLACES destinations in the order of the table; those without a
 * usable geometry have none. */
static void add_place_names(const struct map *map, struct box *boxes, size_t *n_boxes)
{
    struct page *page = &map->html->page;
    const struct elements *e = &page->run->store->tables[ROLE_DESTINATION];
    size_t n = 0;
    for (size_t row = 0; row < e->n && n < MOST_PLACES; row++) {
        struct text name = {0};
        double xy[2];
        long at[2];
        element_point(page->run, ROLE_DESTINATION, row, xy);
        map_destination_name(page, row, &name);
        page->out->failed = page->out->failed || name.failed;
        if (name.length > 0 && e->scope[row] != SCOPE_GEOMETRY && isfinite(xy[0])) {
            drawing_point(&map->drawing, xy, at);
            add_name(map, boxes, n_boxes, name.data, at, 0, true);
            n++;
        }
        text_free(&name);
    }
}

/* The main streets are placed before destinations, the other streets after them: few main names
 * make a map readable, and destinations matter more than side streets. aria-hidden, because the
 * list and the tooltips have the same names. */
void map_names(const struct map *map)
{
    struct page *page = &map->html->page;
    struct name *names = ARENA_ARRAY(&map->html->arena, map->n + 1, struct name);
    struct box boxes[MOST_NAMES + MOST_PLACES];
    size_t n_boxes = 0;
    if (names == NULL) {
        page->out->failed = true;
        return;
    }
    size_t n = collect_names(map, names), first = n < FIRST_STREETS ? n : FIRST_STREETS;
    text_add(page->out, "<g id=\"names\" aria-hidden=\"true\">\n");
    add_street_names(map, names, first, boxes, &n_boxes);
    add_place_names(map, boxes, &n_boxes);
    add_street_names(map, names + first, n - first, boxes, &n_boxes);
    text_add(page->out, "</g>\n");
}
