/* SPDX-License-Identifier: MIT
 *
 * People to the nearest street segment: see people.h. An area is laid out with up to PEOPLE_SAMPLES points of a grid;
 * each has the same share of its people and its own nearest segment, so that a block between four streets is shared by
 * them. Cost: a query of a grid for each point. */
#include "plan/people.h"

#include "geo/grid.h"
#include "geo/line.h"
#include "link/link.h"

#include <math.h>
#include <stdlib.h>

#define PEOPLE_SAMPLES 400
#define LEAST_STEP_M 2.0
#define NEAR_M 25.0 /* most people live nearer than that */

struct placing {
    struct people *out;
    struct shapes segments;
    struct grid *grid;
    struct grid_scratch scratch;
    double x, y, nearest_m; /* of the search at hand */
    uint32_t nearest;
};

/* ---- one person's place ------------------------------------------------------------------------ */

/* Of equals the first segment. */
static bool take_nearer(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct placing *p = user;
    struct foot foot;
    segment_foot(a, b, p->x, p->y, &foot);
    if (foot.distance_m < p->nearest_m || (foot.distance_m <= p->nearest_m && item.row < p->nearest)) {
        p->nearest_m = foot.distance_m;
        p->nearest = item.row;
    }
    return true;
}

static void search(struct placing *p, double within_m)
{
    const double box[4] = {p->x - within_m, p->y - within_m, p->x + within_m, p->y + within_m};
    grid_query(p->grid, box, &p->scratch, take_nearer, p);
}

static void place(struct placing *p, double x, double y, double number)
{
    p->x = x;
    p->y = y;
    p->nearest = NO_ROW;
    p->nearest_m = INFINITY;
    search(p, NEAR_M);
    if (p->nearest_m > NEAR_M)
        search(p, PEOPLE_M);
    if (p->nearest_m > PEOPLE_M)
        return;
    p->out->of_segment[p->nearest] += number;
    p->out->placed += number;
}

/* ---- points and areas -------------------------------------------------------------------------- */

static void place_points(struct placing *p, const struct shapes *places, size_t row, double number)
{
    uint32_t first = places->point[places->part[row]], last = places->point[places->part[row + 1]];
    for (uint32_t i = first; i < last; i++)
        place(p, places->xy[2 * (size_t)i], places->xy[2 * (size_t)i + 1], number / (last - first));
}

/* By how many rings' edges lie to the right: an odd number. Holes are rings, too. */
static bool holds(const struct shapes *places, size_t row, double x, double y)
{
    bool inside = false;
    for (uint32_t part = places->part[row]; part < places->part[row + 1]; part++)
        for (uint32_t i = places->point[part]; i + 1 < places->point[part + 1]; i++) {
            const double *a = places->xy + 2 * (size_t)i, *b = a + 2;
            if ((a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
                inside = !inside;
        }
    return inside;
}

/* The points of a grid, middles of its cells, that lie in the area; counts them, and places people when `number` is
 * positive. */
static size_t lay_out(struct placing *p, const struct shapes *places, size_t row, const double box[4], double number)
{
    double width = box[2] - box[0], height = box[3] - box[1];
    double step = fmax(sqrt(width * height / PEOPLE_SAMPLES), LEAST_STEP_M);
    size_t columns = (size_t)fmax(ceil(width / step), 1), rows = (size_t)fmax(ceil(height / step), 1), n = 0;
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) {
            double x = box[0] + ((double)c + 0.5) * width / (double)columns;
            double y = box[1] + ((double)r + 0.5) * height / (double)rows;
            if (!holds(places, row, x, y))
                continue;
            n++;
            if (number > 0)
                place(p, x, y, number);
        }
    return n;
}

/* An area too thin for any point of the grid lies where its outline begins. */
static void place_area(struct placing *p, const struct shapes *places, size_t row, double number)
{
    uint32_t first = places->point[places->part[row]], last = places->point[places->part[row + 1]];
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (uint32_t i = first; i < last; i++)
        for (int k = 0; k < 2; k++) {
            box[k] = fmin(box[k], places->xy[2 * (size_t)i + k]);
            box[2 + k] = fmax(box[2 + k], places->xy[2 * (size_t)i + k]);
        }
    size_t n = lay_out(p, places, row, box, 0);
    if (n > 0)
        lay_out(p, places, row, box, number / (double)n);
    else
        place(p, places->xy[2 * (size_t)first], places->xy[2 * (size_t)first + 1], number);
}

/* ---- all ---------------------------------------------------------------------------------------- */

static void place_all(struct placing *p, const struct shapes *places, const double *numbers)
{
    for (size_t row = 0; row < places->n; row++) {
        if (!(numbers[row] > 0))
            continue;
        p->out->all += numbers[row];
        if (places->kind[row] == SHAPE_POINT)
            place_points(p, places, row, numbers[row]);
        else if (places->kind[row] == SHAPE_POLYGON)
            place_area(p, places, row, numbers[row]);
    }
}

rasif_status people_place(const struct store *store, const struct shapes *places, const double *numbers,
                          struct people *out, rasif_error *err)
{
    struct placing p = {.out = out};
    out->of_segment = calloc(store->segments.n + 1, sizeof *out->of_segment);
    bool good = out->of_segment != NULL && segment_shapes(store, &p.segments);
    p.grid = good ? grid_new(&p.segments, NULL, NEAR_M) : NULL;
    good = p.grid != NULL;
    if (good)
        place_all(&p, places, numbers);
    grid_free(p.grid);
    grid_scratch_free(&p.scratch);
    segment_shapes_free(&p.segments);
    return good ? RASIF_OK : fail_memory(err);
}

void people_free(struct people *people)
{
    free(people->of_segment);
    *people = (struct people){0};
}
