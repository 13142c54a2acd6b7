/* SPDX-License-Identifier: MIT
 *
 * Two maps on a comparison's page, before and after: streets in the colours of their class as it
 * was then, unknown grey; changed streets stand out and carry a sign with their number in the list
 * below. Before: findings that are gone since; after: new ones. No script.
 *
 * Each map is one SVG; streets of one class are one path, so the page stays small: O(points) bytes
 * after simplification (report/drawing.h). Streets define the frame; everything else is drawn only
 * where it lies inside. */
#include "diff/diff_html_map.h"

#include <string.h>

#define SMALL_PX 340.0 /* a map on a phone */
#define WIDE_PX 560.0  /* one of two beside each other */
#define PAPER_PX (86 / 25.4 * 96)
/* What is not a street is drawn for orientation, as long as the page stays small. */
#define MOST_CONTEXT 12000
#define MOST_DOTS 1500

/* Classes of report.css by what rasif_class says, the best below. */
static const struct {
    const char *class, *letter, *label;
} street_classes[] = {{"A", "A", "A"},
                      {"B", "B", "B"},
                      {"C", "C", "C"},
                      {"D", "D", "D"},
                      {"E", "E", "E"},
                      {"blocked", "x", "blocked"},
                      {"unknown", "u", "unknown"}};
#define N_CLASSES (sizeof street_classes / sizeof street_classes[0])

/* Streets drawn as areas are shown by their outline; points and damaged shapes are not drawn. */
static bool is_drawn_line(const struct shapes *shapes, size_t row)
{
    return shapes->kind[row] == SHAPE_LINE || shapes->kind[row] == SHAPE_POLYGON;
}

/* The same for drawing_choose_tolerance, whose user data are the shapes. */
static bool shape_is_line(const void *shapes, size_t row)
{
    return is_drawn_line(shapes, row);
}

/* Streets and changed features define the frame; what lies around is drawn as far as it is
 * inside. */
static void extend_map(const struct rasif_diff *diff, int s, double low[2], double high[2])
{
    const struct shapes *shapes = &diff->audits[s].shapes;
    for (size_t row = 0; row < shapes->n; row++)
        for (uint32_t k = shapes->point[shapes->part[row]];
             is_drawn_line(shapes, row) &&
             (diff->audits[s].features[row].role == diff->segments ||
              group_changed(diff, diff->group_of[s][row])) &&
             k < shapes->point[shapes->part[row + 1]];
             k++)
            for (int axis = 0; axis < 2; axis++) {
                low[axis] = fmin(low[axis], shapes->xy[2 * (size_t)k + (size_t)axis]);
                high[axis] = fmax(high[axis], shapes->xy[2 * (size_t)k + (size_t)axis]);
            }
}

/* ---- lines ---------------------------------------------------------------------------------- */

/* Elements that are not streets, for orientation; left out where they are too many. */
static void draw_surroundings(const struct change_map *map, int s)
{
    const struct diff_audit *audit = &map->diff->audits[s];
    text_add(map->out, "<path class=\"out\" d=\"M0 0");
    for (size_t i = 0; audit->n_features <= MOST_CONTEXT && i < audit->n_features; i++)
        if (audit->features[i].role != map->diff->segments && is_drawn_line(&audit->shapes, i))
            drawing_line(&map->drawing, &audit->shapes, i, map->out);
    text_add(map->out, "\"/>\n");
}

/* A broad band under the streets that changed, whatever their colour. */
static void draw_bands(const struct change_map *map, int s)
{
    const struct rasif_diff *diff = map->diff;
    text_add(map->out, "<path class=\"band\" d=\"M0 0");
    for (size_t i = 0; i < diff->n_changed; i++) {
        const struct diff_group *group = &diff->groups[diff->changed[i]];
        for (size_t k = 0; k < group->n[s]; k++)
            if (is_drawn_line(&diff->audits[s].shapes, group->members[s][k]))
                drawing_line(&map->drawing, &diff->audits[s].shapes, group->members[s][k],
                             map->out);
    }
    text_add(map->out, "\"/>\n");
}

/* All streets of one class as one path: a class is one CSS rule. */
static void draw_streets_of_class(const struct change_map *map, int s, size_t d)
{
    const struct diff_audit *audit = &map->diff->audits[s];
    text_addf(map->out, "<path class=\"%s\" d=\"M0 0", street_classes[d].letter);
    for (size_t i = 0; i < audit->n_features; i++)
        if (audit->features[i].role == map->diff->segments && audit->features[i].class != NULL &&
            strcmp(audit->features[i].class, street_classes[d].class) == 0 &&
            is_drawn_line(&audit->shapes, i))
            drawing_line(&map->drawing, &audit->shapes, i, map->out);
    text_add(map->out, "\"/>\n");
}

/* ---- signs ---------------------------------------------------------------------------------- */

/* Signs differ in shape as well as in colour. */
void change_mark(struct text *out, enum verdict verdict, size_t number)
{
    static const struct {
        const char *class, *path;
        int base; /* of the number */
    } marks[VERDICTS] = {
        [VERDICT_NONE] = {"m-same", "M-9-9H9V9H-9z", 4},
        [VERDICT_SAME] = {"m-same", "M-9-9H9V9H-9z", 4},
        [VERDICT_BETTER] = {"m-better", "M0-15L14 9H-14z", 6},
        [VERDICT_WORSE] = {"m-worse", "M0 15L14-9H-14z", 2},
        [VERDICT_MIXED] = {"m-mixed", "M0-14L14 0 0 14-14 0z", 4},
        [VERDICT_KNOWN] = {"m-known", "M-11 0a11 11 0 1 0 22 0a11 11 0 1 0-22 0z", 4},
        [VERDICT_UNKNOWN] = {"m-unknown", "M-11 0a11 11 0 1 0 22 0a11 11 0 1 0-22 0z", 4},
        [VERDICT_ADDED] = {"m-came", "M-5-12H5V-5H12V5H5V12H-5V5H-12V-5H-5z", 4},
        [VERDICT_REMOVED] = {"m-came",
                             "M-12-7L-7-12 0-5 7-12 12-7 5 0 12 7 7 12 0 5-7 12-12 7-5 0z", 4}};
    text_addf(out, "<path class=\"%s\" d=\"%s\"/>", marks[verdict].class, marks[verdict].path);
    if (number > 0)
        text_addf(out, "<text class=\"%s\" y=\"%d\">%zu</text>", marks[verdict].class,
                  marks[verdict].base, number);
}

/* The worst street is drawn last, on top. At most CHANGE_MARKS signs: more would hide the map. */
static void draw_marks(const struct change_map *map, struct page *page, int s)
{
    const struct rasif_diff *diff = map->diff;
    text_add(map->out, "<g class=\"signs\">\n");
    for (size_t i = diff->n_changed < CHANGE_MARKS ? diff->n_changed : CHANGE_MARKS; i-- > 0;) {
        const struct diff_group *group = &diff->groups[diff->changed[i]];
        double xy[2], direction[2];
        long at[2];
        if (group->n[s] == 0 ||
            !change_map_at(&diff->audits[s].shapes, group->members[s][0], 0.5, xy, direction))
            continue;
        drawing_point(&map->drawing, xy, at);
        text_addf(map->out, "<g transform=\"translate(%ld %ld)\"><g class=\"sign\">", at[0], at[1]);
        change_mark(map->out, group->verdict, i + 1);
        text_add(map->out, "<title>");
        text_xml(map->out, diff_segment_name(page, diff, diff->changed[i]));
        text_add(map->out, " · ");
        text_xml(map->out, word_of(page, "diff.verdict", verdict_names[group->verdict]));
        text_add(map->out, "</title></g></g>\n");
    }
    text_add(map->out, "</g>\n");
}

/* Findings of this file only, as small dots: fixed and removed ones before, new and added ones
 * after. At most MOST_DOTS. */
static void draw_dots(const struct change_map *map, int s)
{
    const struct rasif_diff *diff = map->diff;
    text_addf(map->out, "<path class=\"dot %s\" d=\"M0 0", s == BEFORE ? "dot-gone" : "dot-new");
    for (size_t i = 0, n = 0; i < diff->n_items && n < MOST_DOTS; i++) {
        const struct diff_item *item = &diff->items[i];
        bool shown = s == BEFORE ? item->kind == KIND_FIXED || item->kind == KIND_REMOVED
                                 : item->kind == KIND_NEW || item->kind == KIND_ADDED;
        long at[2];
        if (!shown)
            continue;
        const double *xy = diff->audits[s].findings[item->finding[s]].xy;
        if (!isfinite(xy[0]) || !isfinite(xy[1]))
            continue;
        drawing_point(&map->drawing, xy, at);
        text_addf(map->out, "M%ld %ldh1", at[0], at[1]);
        n++;
    }
    text_add(map->out, "\"/>\n");
}

/* ---- one map -------------------------------------------------------------------------------- */

/* Layers from the bottom up: surroundings, bands, a casing under all streets, streets by class,
 * findings, names, signs. */
static void draw_map(const struct change_map *map, struct page *page, int s)
{
    const char *name = s == BEFORE ? "before" : "after";
    struct text sizes[3] = {{0}};
    const double pixels[3] = {WIDE_PX, SMALL_PX, PAPER_PX};
    for (size_t i = 0; i < 3; i++)
        text_fixed(&sizes[i], map->drawing.width / pixels[i], 2);
    text_add(map->out, "<figure>\n");
    html_element(page, "figcaption", NULL, word_of(page, "diff.map", name));
    text_addf(map->out,
              "<svg class=\"cmap\" viewBox=\"0 0 %.0f %.0f\" style=\"--wide:%s;--small:%s;"
              "--paper:%s\" role=\"img\" aria-labelledby=\"map-%s\"><title id=\"map-%s\">",
              map->drawing.width, map->drawing.height, sizes[0].data, sizes[1].data, sizes[2].data,
              name, name);
    text_xml(map->out, word_of(page, "diff.map_title", name));
    text_add(map->out, "</title>\n");
    draw_surroundings(map, s);
    draw_bands(map, s);
    text_addf(map->out,
              "<use class=\"casing\" href=\"#net-%s\"/>\n<g class=\"net\" id=\"net-%s\">\n", name,
              name);
    for (size_t d = 0; d < N_CLASSES; d++)
        draw_streets_of_class(map, s, d);
    text_add(map->out, "</g>\n");
    draw_dots(map, s);
    change_map_names(map, s);
    draw_marks(map, page, s);
    text_add(map->out, "</svg>\n</figure>\n");
    for (size_t i = 0; i < 3; i++)
        text_free(&sizes[i]);
}

/* ---- around --------------------------------------------------------------------------------- */

/* The largest of 1, 2, 5 x 10^n metres that takes at most a quarter of the map. */
static void draw_scale(const struct change_map *map, struct page *page)
{
    double most = map->drawing.width / 10 / 4, length = pow(10, floor(log10(most)));
    struct text label = {0}, share = {0};
    length *= 5 * length <= most ? 5 : 2 * length <= most ? 2 : 1;
    diff_length(page, length, &label);
    text_fixed(&share, 100 * length * 10 / map->drawing.width, 2);
    text_addf(map->out, "<div class=\"cscale\"><span style=\"inline-size:%s%%\"></span>",
              share.data != NULL ? share.data : "0");
    html_take(page, "bdi", NULL, &label);
    text_add(map->out, "</div>\n");
    text_free(&share);
}

/* Signs, dots and classes in one list, because colour alone means nothing on paper. */
static void draw_legend(struct page *page)
{
    static const enum verdict explained[] = {VERDICT_BETTER,  VERDICT_WORSE,   VERDICT_MIXED,
                                             VERDICT_ADDED,   VERDICT_REMOVED, VERDICT_KNOWN,
                                             VERDICT_UNKNOWN, VERDICT_SAME};
    text_add(page->out, "<ul class=\"key\">\n");
    for (size_t i = 0; i < sizeof explained / sizeof *explained; i++) {
        text_add(page->out, "<li><svg class=\"sample\" viewBox=\"-16 -16 32 32\" width=\"22\" "
                            "height=\"22\" aria-hidden=\"true\">");
        change_mark(page->out, explained[i], 0);
        text_add(page->out, "</svg> ");
        html_text(page, word_of(page, "diff.verdict", verdict_names[explained[i]]));
        text_add(page->out, "</li>\n");
    }
    for (int s = 0; s < AUDITS; s++) {
        text_addf(page->out,
                  "<li><svg class=\"sample\" viewBox=\"0 0 36 16\" width=\"36\" height=\"16\" "
                  "aria-hidden=\"true\"><path class=\"dot %s\" d=\"M18 8h1\"/></svg> ",
                  s == BEFORE ? "dot-gone" : "dot-new");
        html_text(page, word_of(page, "diff.dot", s == BEFORE ? "gone" : "new"));
        text_add(page->out, "</li>\n");
    }
    for (size_t d = 0; d < N_CLASSES; d++) {
        text_addf(page->out,
                  "<li><svg class=\"sample\" viewBox=\"0 0 36 16\" width=\"36\" height=\"16\" "
                  "aria-hidden=\"true\"><path class=\"%s casing\" d=\"M3 8h30\"/><path "
                  "class=\"%s\" d=\"M3 8h30\"/></svg> ",
                  street_classes[d].letter, street_classes[d].letter);
        html_text(page, word_of(page, "diff.class", street_classes[d].label));
        text_add(page->out, "</li>\n");
    }
    text_add(page->out, "</ul>\n");
    html_element(page, "p", "class=\"note\"", word(page, "html.change_map_note"));
}

/* Both maps share frame, scale and tolerance, so that they can be compared at a glance. */
void diff_html_map(struct html *html, const struct rasif_diff *diff)
{
    struct page *page = &html->page;
    struct change_map map = {.diff = diff, .out = page->out};
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (int s = 0; s < AUDITS; s++)
        extend_map(diff, s, low, high);
    if (!drawing_fit(&map.drawing, low, high))
        return;
    map.small = map.drawing.width / SMALL_PX;
    map.wide = map.drawing.width / WIDE_PX;
    if (!drawing_choose_tolerance(&map.drawing, &diff->audits[AFTER].shapes, shape_is_line,
                                  &diff->audits[AFTER].shapes))
        page->out->failed = true;
    html_section(html, "change_map");
    text_add(page->out, "<div class=\"pair\">\n");
    for (int s = 0; s < AUDITS; s++)
        draw_map(&map, page, s);
    text_add(page->out, "</div>\n");
    draw_scale(&map, page);
    draw_legend(page);
    html_section_end(html);
}
