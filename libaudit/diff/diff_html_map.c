/* SPDX-License-Identifier: MIT
 *
 * The map of the changes on the HTML page: lines in the colour of their verdict as it is in the
 * style for QGIS, over what stayed as it was, and the findings that are new or fixed. */
#include "diff/diff_parts.h"
#include "report/drawing.h"
#include "report/html_parts.h"

#include <string.h>

/* What stayed is drawn for orientation, as long as the page stays small. */
#define MOST_CONTEXT 12000
#define MOST_MARKS 3000

/* Classes of report.css, in drawing order: the most telling on top. */
static const struct {
    enum verdict verdict;
    const char *class;
} drawn[] = {{VERDICT_REMOVED, "gone"}, {VERDICT_KNOWN, "B"},  {VERDICT_UNKNOWN, "u"},
             {VERDICT_MIXED, "C"},      {VERDICT_BETTER, "A"}, {VERDICT_ADDED, "came"},
             {VERDICT_WORSE, "E"}};
#define N_DRAWN (sizeof drawn / sizeof drawn[0])

static const struct {
    enum finding_kind kind;
    const char *class;
} marked[] = {{KIND_FIXED, "fixed"}, {KIND_NEW, "new"}, {KIND_ADDED, "new"}};
#define N_MARKED (sizeof marked / sizeof marked[0])

struct changes {
    const struct rasif_diff *diff;
    struct drawing drawing;
    struct text *out;
};

/* Where a group is drawn from: how it is now, else how it was. */
static int side_of(const struct diff_group *group)
{
    return group->n[AFTER] > 0 ? AFTER : BEFORE;
}

static bool is_line(const struct shapes *shapes, size_t row)
{
    return shapes->kind[row] == SHAPE_LINE || shapes->kind[row] == SHAPE_POLYGON;
}

static bool shape_is_line(const void *shapes, size_t row)
{
    return is_line(shapes, row);
}

static void extend(const struct shapes *shapes, double low[2], double high[2])
{
    for (size_t row = 0; row < shapes->n; row++)
        for (uint32_t k = shapes->point[shapes->part[row]];
             is_line(shapes, row) && k < shapes->point[shapes->part[row + 1]]; k++)
            for (int axis = 0; axis < 2; axis++) {
                low[axis] = fmin(low[axis], shapes->xy[2 * (size_t)k + (size_t)axis]);
                high[axis] = fmax(high[axis], shapes->xy[2 * (size_t)k + (size_t)axis]);
            }
}

/* ---- lines ---------------------------------------------------------------------------------- */

static void add_lines(const struct changes *map, const struct diff_group *group)
{
    int s = side_of(group);
    for (size_t i = 0; i < group->n[s]; i++)
        if (is_line(&map->diff->sides[s].shapes, group->members[s][i]))
            drawing_line(&map->drawing, &map->diff->sides[s].shapes, group->members[s][i],
                         map->out);
}

/* A street whose score changed hides no change of the pavement beside it: it is not drawn over. */
static bool stayed(const struct diff_group *group)
{
    return group->verdict <= VERDICT_SAME;
}

static void add_context(const struct changes *map)
{
    text_add(map->out, "<path class=\"out\" d=\"M0 0");
    for (size_t g = 0; map->diff->n_groups <= MOST_CONTEXT && g < map->diff->n_groups; g++)
        if (stayed(&map->diff->groups[g]))
            add_lines(map, &map->diff->groups[g]);
    text_add(map->out, "\"/>\n");
}

static void add_verdict(const struct changes *map, struct page *page, size_t d)
{
    const struct rasif_diff *diff = map->diff;
    text_addf(map->out, "<g class=\"%s\">\n", drawn[d].class);
    for (size_t g = 0; g < diff->n_groups; g++) {
        const struct diff_group *group = &diff->groups[g];
        int s = side_of(group);
        const struct diff_feature *f = &diff->sides[s].features[group->members[s][0]];
        if (group->verdict != drawn[d].verdict ||
            !is_line(&diff->sides[s].shapes, group->members[s][0]))
            continue;
        text_add(map->out, "<path d=\"");
        add_lines(map, group);
        text_add(map->out, "\"><title>");
        text_xml(map->out, f->name != NULL ? f->name : "");
        text_addf(map->out, "%s", f->name != NULL ? " · " : "");
        text_xml(map->out, result_table(diff->sides[s].file, f->table));
        text_addf(map->out, ":%lld · ", (long long)f->fid);
        text_xml(map->out, word_of(page, "diff.verdict", verdict_names[group->verdict]));
        text_add(map->out, "</title></path>\n");
    }
    text_add(map->out, "</g>\n");
}

/* ---- findings ------------------------------------------------------------------------------- */

static void add_marks(const struct changes *map)
{
    const struct rasif_diff *diff = map->diff;
    text_add(map->out, "<use class=\"casing\" href=\"#marks\"/>\n<g id=\"marks\">\n");
    for (size_t k = 0, n = 0; k < N_MARKED; k++) {
        text_addf(map->out, "<g class=\"%s\">\n", marked[k].class);
        for (size_t i = 0; i < diff->n_items && n < MOST_MARKS; i++) {
            const struct diff_item *item = &diff->items[i];
            long at[2];
            if (item->kind != marked[k].kind)
                continue;
            int s = item_side(item);
            const double *xy = diff->sides[s].findings[item->finding[s]].xy;
            if (!isfinite(xy[0]) || !isfinite(xy[1]))
                continue;
            drawing_point(&map->drawing, xy, at);
            text_addf(map->out, "<path d=\"M%ld %ldh1\"><title>", at[0], at[1]);
            text_xml(map->out, diff->rules[item->rule].title);
            text_add(map->out, "</title></path>\n");
            n++;
        }
        text_add(map->out, "</g>\n");
    }
    text_add(map->out, "</g>\n");
}

/* ---- around --------------------------------------------------------------------------------- */

static void add_sample(struct page *page, const char *class, const char *path, const char *label)
{
    text_addf(page->out,
              "<li><svg class=\"sample\" viewBox=\"0 0 36 16\" width=\"36\" height=\"16\" "
              "aria-hidden=\"true\"><path class=\"%s casing\" d=\"%s\"/><path class=\"%s\" "
              "d=\"%s\"/></svg> ",
              class, path, class, path);
    html_text(page, label);
    text_add(page->out, "</li>\n");
}

static void add_legend(struct page *page)
{
    text_add(page->out, "<ul class=\"key\">\n");
    for (size_t i = N_DRAWN; i-- > 0;)
        add_sample(page, drawn[i].class, "M3 8h30",
                   word_of(page, "diff.verdict", verdict_names[drawn[i].verdict]));
    for (size_t k = 0; k < 2; k++)
        add_sample(page, marked[k].class, "M18 8h.01", word_of(page, "diff.mark", marked[k].class));
    text_add(page->out, "</ul>\n");
    html_element(page, "p", "class=\"note\"", word(page, "html.change_map_note"));
}

void diff_html_map(struct html *html, const struct rasif_diff *diff)
{
    struct page *page = &html->page;
    struct changes map = {.diff = diff, .out = page->out};
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (int s = 0; s < SIDES; s++)
        extend(&diff->sides[s].shapes, low, high);
    if (!drawing_fit(&map.drawing, low, high))
        return;
    if (!drawing_choose_tolerance(&map.drawing, &diff->sides[AFTER].shapes, shape_is_line,
                                  &diff->sides[AFTER].shapes))
        page->out->failed = true;
    html_section(html, "change_map");
    drawing_open(&map.drawing, page->out, "1", word(page, "html.change_map_title"));
    add_context(&map);
    text_add(page->out, "<use class=\"casing\" href=\"#net\"/>\n<g id=\"net\">\n");
    for (size_t d = 0; d < N_DRAWN; d++)
        add_verdict(&map, page, d);
    text_add(page->out, "</g>\n");
    add_marks(&map);
    drawing_close(&map.drawing, page->out, word(page, "unit.m"));
    add_legend(page);
    html_section_end(html);
}
