/* SPDX-License-Identifier: MIT
 * The small map of a sheet: see html_sheets.h.
 *
 * The extents of all streets are computed once for all sheets; each sheet compares its frame with
 * them and draws what lies inside. Cost per sheet: one comparison for each street. */
#include "link/link.h"
#include "report/html/html_sheets.h"
#include "report/segment.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_M 90.0 /* of the frame: a short street is shown with its surroundings   */
#define AROUND 0.12  /* of its size, on each side                                    */
#define MOST_NEAR 80 /* lines in grey, the first of the table                         */
#define MOST_NAMED 4 /* other streets with a name                                       */
#define PIXELS 640.0 /* at which sizes of labels are set */

/* One more extent than rows, because malloc may give NULL for 0 bytes. */
bool surroundings_new(struct html *html, struct surroundings *out)
{
    const struct run *run = html->page.run;
    *out = (struct surroundings){.role = segment_role(run)};
    out->n = unit_count(run, out->role);
    out->shapes = &run->store->tables[out->role].shapes;
    if (out->role == ROLE_STREET) {
        if (!segment_shapes(run->store, &out->lines))
            return false;
        out->shapes = &out->lines;
    }
    out->extents = malloc((out->n + 1) * sizeof *out->extents);
    for (size_t row = 0; out->extents != NULL && row < out->n; row++) {
        double *e = out->extents[row];
        bool drawn = map_draws(out->shapes, row);
        e[0] = e[1] = drawn ? INFINITY : NAN;
        e[2] = e[3] = drawn ? -INFINITY : NAN;
        for (uint32_t k = out->shapes->point[out->shapes->part[row]];
             drawn && k < out->shapes->point[out->shapes->part[row + 1]]; k++)
            for (size_t axis = 0; axis < 2; axis++) {
                e[axis] = fmin(e[axis], out->shapes->xy[2 * (size_t)k + axis]);
                e[2 + axis] = fmax(e[2 + axis], out->shapes->xy[2 * (size_t)k + axis]);
            }
    }
    return out->extents != NULL;
}

void surroundings_free(struct surroundings *surroundings)
{
    segment_shapes_free(&surroundings->lines);
    free(surroundings->extents);
}

/* Sets the frame around the row (minx miny maxx maxy in metres) and the drawing of the same frame:
 * 3 to 2, so that all sheets look alike, and at least LEAST_M wide. false: the row is not drawn. */
static bool frame_of(const struct surroundings *around, size_t row, double frame[4],
                     struct drawing *drawing)
{
    const double *e = around->extents[row];
    double width = fmax((e[2] - e[0]) * (1 + 2 * AROUND), LEAST_M);
    double height = fmax((e[3] - e[1]) * (1 + 2 * AROUND), LEAST_M * 2 / 3);
    if (!isfinite(width) || !isfinite(height))
        return false;
    width = ceil(fmax(width, 1.5 * height));
    height = ceil(width / 1.5);
    frame[0] = (e[0] + e[2] - width) / 2;
    frame[1] = (e[1] + e[3] - height) / 2;
    frame[2] = frame[0] + width;
    frame[3] = frame[1] + height;
    *drawing = (struct drawing){.west = frame[0],
                                .north = frame[3],
                                .width = 10 * width,
                                .height = 10 * height,
                                .tolerance_m = 0.3};
    return true;
}

/* Do extent and frame overlap? NaN of a row that is not drawn compares false. */
static bool is_near(const double e[4], const double frame[4])
{
    return e[0] <= frame[2] && e[2] >= frame[0] && e[1] <= frame[3] && e[3] >= frame[1];
}

/* A place for the name of a row: the first of nine points on each piece of its line that lies
 * inside of the frame, 6 % of its width from the edge. false: there is none. */
static bool inside(const struct surroundings *around, size_t row, const double frame[4],
                   double xy[2])
{
    const struct shapes *s = around->shapes;
    double inset = 0.06 * (frame[2] - frame[0]);
    for (uint32_t k = s->point[s->part[row]]; k + 1 < s->point[s->part[row + 1]]; k++)
        for (int i = 0; i <= 8; i++) {
            const double *a = s->xy + 2 * (size_t)k;
            xy[0] = a[0] + (a[2] - a[0]) * i / 8;
            xy[1] = a[1] + (a[3] - a[1]) * i / 8;
            if (xy[0] > frame[0] + inset && xy[0] < frame[2] - inset && xy[1] > frame[1] + inset &&
                xy[1] < frame[3] - inset)
                return true;
        }
    return false;
}

/* The name of the street or sidewalk of a row in the page's language; NULL or "" = none. */
static const char *name_of(const struct page *page, enum role role, size_t row)
{
    struct segment_names names = {0};
    if (role != ROLE_STREET)
        return element_name(page->run, role, row, page->language);
    segment_names(page->run, row, page->language, &names);
    return names.name;
}

static void add_label(struct page *page, const struct drawing *drawing, const double xy[2],
                      const char *text)
{
    long at[2];
    drawing_point(drawing, xy, at);
    text_addf(page->out, "<text x=\"%ld\" y=\"%ld\">", at[0], at[1]);
    text_xml(page->out, text);
    text_add(page->out, "</text>\n");
}

/* Writes names of up to MOST_NAMED other streets in the frame, each once. named[0] is the row's own
 * street, which is not written: the heading of the sheet has it. */
static void add_names(struct page *page, const struct surroundings *around,
                      const struct drawing *drawing, const double frame[4], size_t row)
{
    const char *named[MOST_NAMED + 1] = {name_of(page, around->role, row)};
    size_t n = 1;
    for (size_t i = 0; i < around->n && n <= MOST_NAMED; i++) {
        const char *name =
            i != row && is_near(around->extents[i], frame) ? name_of(page, around->role, i) : NULL;
        double xy[2];
        bool known = name == NULL || name[0] == '\0';
        for (size_t k = 0; !known && k < n; k++)
            known = named[k] != NULL && strcmp(named[k], name) == 0;
        if (known || !inside(around, i, frame, xy))
            continue;
        named[n++] = name;
        add_label(page, drawing, xy, name);
    }
}

/* Writes a circle with its number for each place; pins that share a number share a circle. */
static void add_pins(struct page *page, const struct drawing *drawing, const struct pin *pins,
                     size_t n)
{
    for (size_t i = 0; i < n; i++) {
        long at[2];
        if (!isfinite(pins[i].xy[0]) || (i > 0 && pins[i].number == pins[i - 1].number))
            continue;
        drawing_point(drawing, pins[i].xy, at);
        text_addf(
            page->out,
            "<circle cx=\"%ld\" cy=\"%ld\"/><text class=\"pin\" x=\"%ld\" y=\"%ld\">%zu</text>\n",
            at[0], at[1], at[0], at[1], pins[i].number);
    }
}

/* Writes an element twice: a dark casing, then the line in the colour of its class.
 *   <path class="E thin casing" d="…"/><path class="E thin" d="…"/> */
static void add_element(struct page *page, const struct drawing *drawing, enum role role,
                        size_t row, char letter)
{
    const struct shapes *shapes = &page->run->store->tables[role].shapes;
    if (!map_draws(shapes, row))
        return;
    for (int layer = 0; layer < 2; layer++) {
        text_addf(page->out, "<path class=\"%c thin%s\" d=\"", letter, layer == 0 ? " casing" : "");
        drawing_line(drawing, shapes, row, page->out);
        text_add(page->out, "\"/>");
    }
    text_add(page->out, "\n");
}

/* The letter of the class over all users, of a row of segment_role; element_letter: of any role. */
static char worst_letter(const struct run *run, enum role role, size_t row)
{
    enum score_class worst = SCORE_CLASS_NONE;
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        enum score_class class = (enum score_class)unit_score(run, role, p, row)->class;
        worst = class > worst ? class : worst;
    }
    return html_letter(worst);
}

static char element_letter(const struct run *run, enum role role, size_t row)
{
    enum score_class worst = SCORE_CLASS_NONE;
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        enum score_class class = (enum score_class)run->results->roles[role].scores[p][row].class;
        worst = class > worst ? class : worst;
    }
    return html_letter(worst);
}

/* Draws the elements that cover the sides of a segment, and its crossings. An element covers
 * several pieces in a row, hence the comparison with the last one; drawn twice it would only cost
 * bytes. */
static void add_walked(struct page *page, const struct drawing *drawing, size_t segment)
{
    const struct run *run = page->run;
    const struct street_segments *segments = &run->store->segments;
    struct cover last = {0};
    bool any = false;
    for (uint32_t i = segments->first_part[segment]; i < segments->first_part[segment + 1]; i++)
        for (uint8_t side = SIDE_LEFT; side <= SIDE_RIGHT; side++) {
            struct side_walk walk = side_walk(run->store, i, side);
            double length;
            for (const struct piece *piece; (piece = side_walk_next(&walk, &length)) != NULL;) {
                const struct cover *cover = piece_cover(run->store, piece);
                if (cover == NULL || (any && cover->role == last.role && cover->row == last.row))
                    continue;
                last = *cover;
                any = true;
                add_element(page, drawing, (enum role)cover->role, cover->row,
                            element_letter(run, (enum role)cover->role, cover->row));
            }
        }
    for (uint32_t i = segments->first_crossing[segment]; i < segments->first_crossing[segment + 1];
         i++)
        add_element(page, drawing, ROLE_CROSSING, segments->crossings[i],
                    element_letter(run, ROLE_CROSSING, segments->crossings[i]));
}

/* Draws from below: near streets in grey, elements people walk on, the segment itself, names,
 * pins. aria-hidden, because the table of pins has the same in words. Nothing is written for a
 * row without a line.
 *   <svg class="small" viewBox="0 0 900 600" style="--u:1.41" aria-hidden="true">…</svg> */
void sheet_map(struct html *html, const struct surroundings *around, size_t row,
               const struct pin *pins, size_t n_pins)
{
    struct page *page = &html->page;
    struct drawing drawing;
    double frame[4];
    size_t near = 0;
    if (!frame_of(around, row, frame, &drawing))
        return;
    text_addf(page->out,
              "<svg class=\"small\" viewBox=\"0 0 %.0f %.0f\" style=\"--u:", drawing.width,
              drawing.height);
    text_fixed(page->out, drawing.width / PIXELS, 2);
    text_add(page->out, "\" aria-hidden=\"true\"><path class=\"out\" d=\"M0 0");
    for (size_t i = 0; i < around->n && near < MOST_NEAR; i++)
        if (i != row && is_near(around->extents[i], frame)) {
            drawing_line(&drawing, around->shapes, i, page->out);
            near++;
        }
    text_add(page->out, "\"/>\n");
    if (around->role == ROLE_STREET)
        add_walked(page, &drawing, row);
    char letter = worst_letter(page->run, around->role, row);
    for (int layer = 0; layer < 2; layer++) {
        text_addf(page->out, "<path class=\"%c%s\" d=\"", letter, layer == 0 ? " casing" : "");
        drawing_line(&drawing, around->shapes, row, page->out);
        text_add(page->out, "\"/>\n");
    }
    add_names(page, around, &drawing, frame, row);
    add_pins(page, &drawing, pins, n_pins);
    text_add(page->out, "</svg>\n");
}
