/* SPDX-License-Identifier: MIT
 *
 * What lies over the streets of the HTML report's map: findings and names. A dot per place in the
 * colour of the worst finding there; the gravest have a tooltip, all others of a severity share one
 * path. Names stand where they fit; the script fits them again when the map is moved. */
#include "report/html_map.h"
#include "report/segment.h"

#include <stdlib.h>
#include <string.h>

#define MOST_TOLD 600  /* dots with a tooltip                                         */
#define MOST_SHOWN 400 /* dots shown at once; the others wait for their switch        */
#define MOST_CRITICAL 1500
#define MOST_NAMES 150
#define BAND_DM 1000
#define LETTER_PX 6.2 /* mean width of a letter of a name on the map */
#define LINE_PX 15.0

/* ---- findings ------------------------------------------------------------------------------- */

/* Findings [first, first + n) of one element that lie at one place. */
struct mark {
    size_t first, n;
    enum severity severity;
    long at[2];
};

static int compare_marks(const void *a, const void *b)
{
    const struct mark *left = a, *right = b;
    if (left->severity != right->severity)
        return left->severity > right->severity ? -1 : 1;
    return left->first < right->first ? -1 : left->first > right->first;
}

/* The findings are sorted by element; of one element nearly all lie at one place. */
static size_t find_marks(const struct map *map, struct mark *marks)
{
    const struct run *run = map->html->page.run;
    size_t n = 0;
    for (size_t i = 0; i < run->results->n_findings; i++) {
        const struct finding *f = &run->results->findings[i];
        struct finding_facts facts;
        long at[2];
        if (f->outcome == RASIF_UNKNOWN)
            continue;
        finding_describe(run, f, &facts);
        if (!isfinite(facts.xy[0]) || !isfinite(facts.xy[1]))
            continue;
        drawing_point(&map->drawing, facts.xy, at);
        const struct finding *g = n > 0 ? &run->results->findings[marks[n - 1].first] : NULL;
        if (g != NULL && marks[n - 1].first + marks[n - 1].n == i && g->role == f->role &&
            g->row == f->row && marks[n - 1].at[0] == at[0] && marks[n - 1].at[1] == at[1]) {
            marks[n - 1].n++;
            if (facts.severity > marks[n - 1].severity)
                marks[n - 1].severity = facts.severity;
        } else {
            marks[n++] = (struct mark){i, 1, facts.severity, {at[0], at[1]}};
        }
    }
    if (n > 0)
        qsort(marks, n, sizeof *marks, compare_marks);
    return n;
}

static void add_told(struct page *page, const struct mark *mark)
{
    const struct run *run = page->run;
    text_addf(page->out, "<path d=\"M%ld %ldh1\"><title>", mark->at[0], mark->at[1]);
    text_xml(page->out, word_of(page, "severity", severity_names[mark->severity]));
    for (size_t i = 0; i < mark->n; i++) {
        size_t rule = run->results->findings[mark->first + i].rule;
        text_add(page->out, i == 0 ? ": " : word(page, "list.semicolon"));
        text_xml(page->out, both_in(run->rules->rules[rule].title, page->language));
    }
    text_add(page->out, "</title></path>\n");
}

/* A dot is a stroke of 10 cm with thick ends: PDF viewers leave out strokes of length 0. */

/* In bands from west to east, so that the next one is near and its offset short. */
static int compare_places(const void *a, const void *b)
{
    const struct mark *left = a, *right = b;
    for (int i = 1; i >= 0; i--) {
        long l = i == 1 ? left->at[1] / BAND_DM : left->at[0];
        long r = i == 1 ? right->at[1] / BAND_DM : right->at[0];
        if (l != r)
            return l < r ? -1 : 1;
    }
    return left->first < right->first ? -1 : left->first > right->first;
}

static void add_untold(struct page *page, struct mark *marks, size_t n, const char *severity)
{
    qsort(marks, n, sizeof *marks, compare_places);
    text_addf(page->out, "<path d=\"M%ld %ldh1", marks[0].at[0], marks[0].at[1]);
    for (size_t i = 1; i < n; i++) {
        long dx = marks[i].at[0] - marks[i - 1].at[0], dy = marks[i].at[1] - marks[i - 1].at[1];
        if (dx != 0 || dy != 0)
            text_addf(page->out, dy < 0 ? "m%ld%ldh1" : "m%ld %ldh1", dx - 1, dy);
    }
    text_add(page->out, "\"><title>");
    text_xml(page->out, word_of(page, "severity", severity));
    text_add(page->out, "</title></path>\n");
}

static void add_severity(struct page *page, struct mark *marks, size_t n, size_t told, bool shown)
{
    const char *name = severity_names[marks[0].severity];
    told = told < n ? told : n;
    text_addf(page->out, "<g class=\"%s\" data-s=\"%s\"%s>\n", name, name,
              shown ? "" : " style=\"display:none\"");
    for (size_t i = 0; i < told; i++)
        add_told(page, &marks[i]);
    if (told < n)
        add_untold(page, marks + told, n - told, name);
    text_add(page->out, "</g>\n");
}

void map_findings(const struct map *map)
{
    struct page *page = &map->html->page;
    struct mark *marks =
        ARENA_ARRAY(&map->html->arena, page->run->results->n_findings + 1, struct mark);
    if (marks == NULL) {
        page->out->failed = true;
        return;
    }
    size_t n = find_marks(map, marks), begin[SEVERITY_COUNT], end[SEVERITY_COUNT];
    for (int s = 0; s < SEVERITY_COUNT; s++) {
        for (begin[s] = 0; begin[s] < n && (int)marks[begin[s]].severity > s; begin[s]++)
            ;
        for (end[s] = begin[s]; end[s] < n && (int)marks[end[s]].severity == s; end[s]++)
            ;
    }
    text_add(page->out, "<use class=\"casing\" href=\"#marks\"/>\n<g id=\"marks\">\n");
    for (int s = 0; s < SEVERITY_COUNT; s++)
        if (end[s] > begin[s])
            add_severity(page, marks + begin[s], end[s] - begin[s],
                         begin[s] < MOST_TOLD ? MOST_TOLD - begin[s] : 0,
                         end[s] <= (s == SEVERITY_CRITICAL ? MOST_CRITICAL : MOST_SHOWN));
    text_add(page->out, "</g>\n");
}

/* ---- names ----------------------------------------------------------------------------------- */

struct name {
    const char *text;
    size_t row;
    double length_m;
};

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

static int compare_lengths(const void *a, const void *b)
{
    const struct name *left = a, *right = b;
    if (left->length_m < right->length_m || left->length_m > right->length_m)
        return left->length_m > right->length_m ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

/* Each name once, at its longest piece; the longest first. */
static size_t collect_names(const struct map *map, struct name *names)
{
    const struct run *run = map->html->page.run;
    size_t n = 0, kept = 0;
    for (size_t row = 0; row < map->n; row++) {
        const char *text = map_name(map, row);
        if (map->grades[row][0] != '\0' && text != NULL && text[0] != '\0')
            names[n++] = (struct name){text, row, unit_length_m(run, map->role, row)};
    }
    if (n > 0)
        qsort(names, n, sizeof *names, compare_texts);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || strcmp(names[kept - 1].text, names[i].text) != 0)
            names[kept++] = names[i];
    if (kept > 0)
        qsort(names, kept, sizeof *names, compare_lengths);
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

/* Degrees by which a name is turned so that it runs along the street and stays readable. */
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

static struct box box_of(const struct map *map, const char *text, const long at[2], double angle)
{
    double unit = map->drawing.width / DRAWING_PIXELS, turn = angle * 3.14159265358979323846 / 180;
    double w = (double)text_columns(text, strlen(text)) * LETTER_PX * unit / 2;
    double h = LINE_PX * unit / 2, c = fabs(cos(turn)), s = fabs(sin(turn));
    return (struct box){(double)at[0], (double)at[1], w * c + h * s, w * s + h * c};
}

void map_names(const struct map *map)
{
    struct page *page = &map->html->page;
    size_t n_boxes = 0;
    struct name *names = ARENA_ARRAY(&map->html->arena, map->n + 1, struct name);
    struct box boxes[MOST_NAMES];
    if (names == NULL) {
        page->out->failed = true;
        return;
    }
    size_t n = collect_names(map, names);
    text_add(page->out, "<g id=\"names\" aria-hidden=\"true\">\n");
    for (size_t i = 0; i < n; i++) {
        double xy[2];
        long at[2];
        if (map->role == ROLE_STREET)
            segment_place(page->run, names[i].row, xy);
        else
            place_of(page->run, map->role, names[i].row, xy);
        drawing_point(&map->drawing, xy, at);
        double angle = angle_at(map, names[i].row, at);
        boxes[n_boxes] = box_of(map, names[i].text, at, angle);
        bool fitting = fits(boxes, n_boxes, &boxes[n_boxes]);
        n_boxes += fitting;
        text_addf(page->out, "<text%s transform=\"translate(%ld %ld) rotate(%.0f)\">",
                  fitting ? "" : " class=\"off\"", at[0], at[1], angle);
        text_xml(page->out, names[i].text);
        text_add(page->out, "</text>\n");
    }
    text_add(page->out, "</g>\n");
}
