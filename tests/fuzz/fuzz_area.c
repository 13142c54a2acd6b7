/* SPDX-License-Identifier: MIT
 *
 * Any bytes as areas to walk on and things that stand there: middles, widths and what is too narrow
 * to pass. Every two bytes are a point, in quarters of a metre; a first byte of -128 begins the
 * next ring (second byte even), the next area (odd), or an obstacle (-128). */
#include "fuzz.h"
#include "geo/centre.h"
#include "geo/line.h"
#include "geo/shapes.h"

#include <math.h>

#define MOST_POINTS 200
#define NEXT (-128)

struct drawing {
    struct shapes *shapes;
    double xy[2 * (MOST_POINTS + 1)];
    size_t n, first_part;
    bool exterior;
};

static bool end_ring(struct drawing *d)
{
    if (d->n < 3) {
        d->n = 0;
        return true;
    }
    d->xy[2 * d->n] = d->xy[0];
    d->xy[2 * d->n + 1] = d->xy[1];
    bool good = shapes_add_part(d->shapes, d->xy, NULL, d->n + 1, true, d->exterior);
    d->exterior = false;
    d->n = 0;
    return good;
}

static bool begin_row(struct drawing *d, struct shapes *shapes)
{
    d->shapes = shapes;
    d->first_part = shapes->n_parts;
    d->exterior = true;
    d->n = 0;
    return shapes_reserve_row(shapes);
}

static bool end_row(struct drawing *d)
{
    return end_ring(d) &&
           shapes_end_row(d->shapes, d->first_part,
                          d->shapes->n_parts > d->first_part ? SHAPE_POLYGON : SHAPE_EMPTY);
}

/* false: no memory. */
static bool draw(const uint8_t *data, size_t size, struct shapes *areas, struct shapes *things)
{
    struct drawing d;
    bool good = begin_row(&d, areas);
    for (size_t i = 0; good && i + 1 < size && i < 2 * MOST_POINTS; i += 2) {
        int x = (int8_t)data[i], y = (int8_t)data[i + 1];
        double at[2] = {x / 4.0, y / 4.0};
        if (x != NEXT) {
            d.xy[2 * d.n] = at[0];
            d.xy[2 * d.n++ + 1] = at[1];
        } else if (y == NEXT) {
            size_t first = things->n_parts;
            const double *thing = d.n > 0 ? d.xy + 2 * (d.n - 1) : at;
            good = shapes_reserve_row(things) &&
                   shapes_add_part(things, thing, NULL, 1, false, false) &&
                   shapes_end_row(things, first, SHAPE_POINT);
        } else {
            good = y % 2 == 0 ? end_ring(&d) : end_row(&d) && begin_row(&d, areas);
        }
    }
    return good && end_row(&d);
}

static bool make_table(struct store *store, enum role role)
{
    struct elements *e = &store->tables[role];
    e->role = role;
    e->n = e->shapes.n;
    e->fid = calloc(e->n + 1, sizeof *e->fid);
    e->scope = ARENA_ARRAY(&store->arena, e->n, uint8_t);
    e->length_m = ARENA_ARRAY(&store->arena, e->n, double);
    e->segments = ARENA_NEW(&store->arena, struct segment);
    if (e->fid == NULL || e->scope == NULL || e->length_m == NULL || e->segments == NULL)
        return false;
    e->segments[0] = (struct segment){.source = 0, .first = 0, .n = e->n};
    e->n_segments = 1;
    struct column *diameter =
        role == ROLE_OBSTACLE ? elements_add(e, &store->arena, F_diameter_m) : NULL;
    for (size_t row = 0; diameter != NULL && row < e->n; row += 2) /* others: of unknown size */
        column_set_real(diameter, row, 0.5);
    return role != ROLE_OBSTACLE || diameter != NULL;
}

/* Stretches lie in order on their lines; a width is one. */
static void check_row(const struct store *store, size_t row)
{
    const struct elements *e = &store->tables[ROLE_SIDEWALK];
    const struct widths *widths = &store->widths[ROLE_SIDEWALK];
    const struct shapes *shapes = &e->shapes;
    uint32_t first = widths->first_narrow[row], last = widths->first_narrow[row + 1];
    uint32_t parts =
        shapes->kind[row] == SHAPE_LINE ? shapes->part[row + 1] - shapes->part[row] : 0;
    must(isnan(widths->clear_m[row]) || (widths->clear_m[row] >= 0 && widths->clear_m[row] < 100));
    must(first <= last && (first == last || !isnan(widths->clear_m[row])));
    for (uint32_t i = first; i < last; i++) {
        const struct narrow *narrow = &widths->narrow[i];
        must(narrow->part < parts);
        uint32_t part = shapes->part[row] + narrow->part;
        double length = line_length(shapes->xy + 2 * (size_t)shapes->point[part],
                                    shapes->point[part + 1] - shapes->point[part]);
        must(0 <= narrow->from_m && narrow->from_m <= narrow->to_m &&
             narrow->to_m < length + 0.001);
        must(i == first || narrow->part > narrow[-1].part || narrow->from_m > narrow[-1].to_m);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct source source = {.table = "areas", .roles = 1u << ROLE_SIDEWALK};
    struct source sources[1] = {source};
    struct store store = {.sources = sources, .n_sources = 1};
    struct shapes *areas = &store.tables[ROLE_SIDEWALK].shapes;
    rasif_error err = {0};
    bool good = draw(data, size, areas, &store.tables[ROLE_OBSTACLE].shapes) &&
                make_table(&store, ROLE_SIDEWALK) && make_table(&store, ROLE_OBSTACLE);
    size_t rows = areas->n;
    if (good && centre_lines(&store, 1, &err) == RASIF_OK && store.widths[ROLE_SIDEWALK].clear_m) {
        must(areas->n == rows && areas->part[rows] == areas->n_parts);
        for (size_t i = 0; i < 2 * areas->n_points; i++)
            must(fabs(areas->xy[i]) < 40); /* what is drawn lies within 32 */
        for (size_t row = 0; row < rows; row++)
            check_row(&store, row);
    }
    store_free(&store);
    return 0;
}
