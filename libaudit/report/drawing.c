/* SPDX-License-Identifier: MIT
 *
 * Drawings of HTML pages: where they begin, and lines as SVG path data. In: shapes in metres. Out:
 * whole decimetres, relative, simplified below what a screen resolves.
 *
 * Lines are simplified by the method of Douglas and Peucker with an explicit stack, because lines
 * of the input may be long: n log n mostly, n squared at worst. The tolerance starts at what a
 * screen shows and doubles, six times at most, until all lines together have at most MOST_POINTS
 * points; coordinates are relative to the point before, which halves the page. */
#include "report/drawing.h"

#include "report/report.h"

#include <stdlib.h>

#define MOST_POINTS 80000
#define LEAST_TOLERANCE 0.3 /* metres: less than a screen shows */

/* Around the drawing, at least; of large drawings 2 % of the longer side. */
#define MARGIN_M 20.0
/* What a drawing may take of an A4 page inside its margins, in CSS pixels: as in report.css. */
#define PAPER_WIDTH (180 / 25.4 * 96)
#define PAPER_HEIGHT (200 / 25.4 * 96)

/* ---- the frame ------------------------------------------------------------------------------ */

/* Never higher than wide, at least 0.6 as high. */
bool drawing_fit(struct drawing *drawing, const double low[2], const double high[2])
{
    double size[2] = {high[0] - low[0], high[1] - low[1]};
    if (!(low[0] <= high[0]) || !isfinite(size[0]) || !isfinite(size[1]))
        return false;
    double margin = fmax(MARGIN_M, 0.02 * fmax(size[0], size[1]));
    double width = ceil(size[0] + 2 * margin), height = ceil(size[1] + 2 * margin);
    width = ceil(fmax(width, height));
    height = ceil(fmax(height, 0.6 * width));
    drawing->west = (low[0] + high[0] - width) / 2;
    drawing->north = (low[1] + high[1] + height) / 2;
    drawing->width = 10 * width;
    drawing->height = 10 * height;
    return true;
}

/* SVG's y grows downwards, the metric system's to the north. */
void drawing_point(const struct drawing *drawing, const double xy[2], long out[2])
{
    out[0] = lround((xy[0] - drawing->west) * 10);
    out[1] = lround((drawing->north - xy[1]) * 10);
}

/* The CSS variables scale symbols, which keep their size on the page: --u is decimetres per pixel
 * on a screen, --paper the same on A4 paper. data-whole bounds how far report.js moves and zooms
 * out. */
void drawing_open(const struct drawing *drawing, struct text *out, const char *dot_size,
                  const char *title)
{
    struct text unit = {0}, paper = {0};
    text_fixed(&unit, drawing->width / DRAWING_PIXELS, 2);
    text_fixed(&paper, fmax(drawing->width / PAPER_WIDTH, drawing->height / PAPER_HEIGHT), 2);
    text_addf(out,
              "<div class=\"framed\" style=\"--ratio:%.0f/%.0f\">\n<div class=\"map\" "
              "id=\"map-box\"><svg id=\"map-svg\" viewBox=\"0 0 %.0f %.0f\"",
              drawing->width, drawing->height, drawing->width, drawing->height);
    if (drawing->whole[2] > 0)
        text_addf(out, " data-whole=\"%.0f %.0f %.0f %.0f\"", drawing->whole[0], drawing->whole[1],
                  drawing->whole[2], drawing->whole[3]);
    text_addf(out,
              " style=\"--u:%s;--paper:%s;--m:%s\" role=\"img\" "
              "aria-labelledby=\"map-title\"><title id=\"map-title\">",
              unit.data != NULL ? unit.data : "1", paper.data != NULL ? paper.data : "1", dot_size);
    text_xml(out, title);
    text_add(out, "</title>\n");
    out->failed = out->failed || unit.failed || paper.failed;
    text_free(&unit);
    text_free(&paper);
}

/* The scale bar in the lower left corner: `x`, `y` of its left end, in decimetres. Its length is
 * the largest of 1, 2 or 5 times a power of ten within a fifth of the drawing. report.js shortens
 * and labels it again when a reader zooms. */
static void add_scale(const struct drawing *drawing, struct text *out, double x, double y,
                      const struct sentences *sentences, const char *language)
{
    double most = drawing->width / 10 / 5, length = pow(10, floor(log10(most)));
    length *= 5 * length <= most ? 5 : 2 * length <= most ? 2 : 1;
    const char *m = sentence_text(sentences, language, "unit.m");
    const char *km = sentence_text(sentences, language, "unit.km");
    text_addf(out,
              "<g id=\"scale\" transform=\"translate(%.0f %.0f)\" aria-hidden=\"true\"><path "
              "id=\"scale-bar\" d=\"M0 0h%.0f\"/><text id=\"scale-text\" data-m=\"%s\" "
              "data-km=\"%s\">%.0f %s</text></g>\n",
              x, y, length * 10, m, km, length >= 1000 ? length / 1000 : length,
              length >= 1000 ? km : m);
}

void drawing_close(const struct drawing *drawing, struct text *out,
                   const struct sentences *sentences, const char *language)
{
    double edge = 14 * drawing->width / DRAWING_PIXELS;
    add_scale(drawing, out, edge, drawing->height - edge, sentences, language);
    text_addf(out,
              "<g id=\"north\" transform=\"translate(%.0f %.0f)\" aria-hidden=\"true\"><path "
              "d=\"M0 -9L5 5L0 2L-5 5z\"/><text y=\"17\">",
              drawing->width - 1.6 * edge, 1.6 * edge);
    text_xml(out, sentence_text(sentences, language, "html.north"));
    text_add(out, "</text></g>\n</svg>\n</div>\n</div>\n");
}

/* ---- simplifying (Douglas and Peucker, with a stack of its own) ------------------------------ */

/* From point `p` to the stretch from `a` to `b`, ends included: a ring begins and ends at one
 * point, so a distance to the endless line has no meaning. */
static double distance_to(const double *a, const double *b, const double *p)
{
    double dx = b[0] - a[0], dy = b[1] - a[1], length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy);
}

/* Points of a line between two that are kept. */
struct span {
    uint32_t first, last;
};

/* Marks the points to keep; `stack` has room for n spans. Returns how many. */
static size_t simplify(const double *xy, uint32_t n, double tolerance, uint8_t *keep,
                       struct span *stack)
{
    size_t depth = 0, kept = n < 2 ? n : 2;
    for (uint32_t i = 0; i < n; i++)
        keep[i] = i == 0 || i + 1 == n;
    if (n > 2)
        stack[depth++] = (struct span){0, n - 1};
    while (depth > 0) {
        struct span span = stack[--depth];
        double farthest = tolerance;
        uint32_t at = 0;
        for (uint32_t i = span.first + 1; i < span.last; i++) {
            double d = distance_to(xy + 2 * (size_t)span.first, xy + 2 * (size_t)span.last,
                                   xy + 2 * (size_t)i);
            if (d > farthest) {
                farthest = d;
                at = i;
            }
        }
        if (at == 0)
            continue;
        keep[at] = 1;
        kept++;
        stack[depth++] = (struct span){span.first, at};
        stack[depth++] = (struct span){at, span.last};
    }
    return kept;
}

/* Room for the longest part of the layer. */
struct work {
    uint8_t *keep;
    struct span *stack;
};

/* false = no memory; work_free in any case. */
static bool work_new(const struct shapes *shapes, struct work *work)
{
    size_t most = 0;
    for (size_t j = 0; j < shapes->n_parts; j++)
        if (shapes->point[j + 1] - shapes->point[j] > most)
            most = shapes->point[j + 1] - shapes->point[j];
    work->keep = malloc(most + 1);
    work->stack = malloc((most + 1) * sizeof *work->stack);
    return work->keep != NULL && work->stack != NULL;
}

static void work_free(struct work *work)
{
    free(work->keep);
    free(work->stack);
}

/* Points that all drawn lines together have with this tolerance. */
static size_t count_points(const struct shapes *shapes, drawing_filter draws, const void *user,
                           struct work *work, double tolerance)
{
    size_t n = 0;
    for (size_t row = 0; row < shapes->n; row++)
        for (uint32_t j = shapes->part[row]; draws(user, row) && j < shapes->part[row + 1]; j++)
            n += simplify(shapes->xy + 2 * (size_t)shapes->point[j],
                          shapes->point[j + 1] - shapes->point[j], tolerance, work->keep,
                          work->stack);
    return n;
}

bool drawing_choose_tolerance(struct drawing *drawing, const struct shapes *shapes,
                              drawing_filter draws, const void *user)
{
    struct work work = {0};
    bool done = work_new(shapes, &work);
    drawing->tolerance_m = LEAST_TOLERANCE;
    for (int i = 0; done && i < 6; i++) {
        if (count_points(shapes, draws, user, &work, drawing->tolerance_m) <= MOST_POINTS)
            break;
        drawing->tolerance_m *= 2;
    }
    work_free(&work);
    return done;
}

/* ---- path data ------------------------------------------------------------------------------ */

/* A blank separates two numbers; a minus sign needs none, which saves a byte. */
static void add_number(struct text *out, long value, bool first)
{
    text_addf(out, "%s%ld", first || value < 0 ? "" : " ", value);
}

/* "M120 340l12-5 8 3": absolute start, then relative steps. "h0" of a line shrunk to a point, which
 * would not be drawn without any step; "z" closes a ring. */
static void add_part(const struct drawing *drawing, const double *xy, uint32_t n,
                     const uint8_t *keep, bool ring, struct text *out)
{
    long last[2] = {0, 0};
    bool lines = false;
    for (uint32_t i = 0; i < n; i++) {
        long point[2];
        if (!keep[i])
            continue;
        drawing_point(drawing, xy + 2 * (size_t)i, point);
        if (i == 0) {
            text_addf(out, "M%ld %ld", point[0], point[1]);
        } else if (point[0] != last[0] || point[1] != last[1]) {
            text_add(out, lines ? "" : "l");
            add_number(out, point[0] - last[0], !lines);
            add_number(out, point[1] - last[1], false);
            lines = true;
        }
        last[0] = point[0];
        last[1] = point[1];
    }
    text_add(out, ring ? "z" : lines ? "" : "h0");
}

/* Simplifies each part once more with the chosen tolerance: kept points of all lines would need
 * more memory than the page. */
void drawing_line(const struct drawing *drawing, const struct shapes *shapes, size_t row,
                  struct text *out)
{
    for (uint32_t j = shapes->part[row]; j < shapes->part[row + 1]; j++) {
        const double *xy = shapes->xy + 2 * (size_t)shapes->point[j];
        uint32_t n = shapes->point[j + 1] - shapes->point[j];
        uint8_t *keep = malloc((size_t)n + 1);
        struct span *stack = malloc(((size_t)n + 1) * sizeof *stack);
        if (keep != NULL && stack != NULL) {
            simplify(xy, n, drawing->tolerance_m, keep, stack);
            add_part(drawing, xy, n, keep, shapes->kind[row] == SHAPE_POLYGON, out);
        } else {
            out->failed = true;
        }
        free(keep);
        free(stack);
    }
}
