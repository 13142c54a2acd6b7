/* SPDX-License-Identifier: MIT
 *
 * geo/centre.h on the sidewalk areas of Santa Cruz ($RASIF_SHARED/data, default ../shared/data;
 * else skipped, exit 77), against what shares nothing with it: distances to all edges, one by one;
 * how wide a disc rolls from end to end over a raster; the middles that were published with them.
 */
#include "input_files.h"

#include "geo/centre.h"
#include "geo/line.h"
#include "geo/point.h"
#include "geo/prepare.h"
#include "geo/shapes.h"
#include "geo/stretches.h"
#include "geo/wkb.h"

#define CELL_M 0.04
#define MOST_WORK 100e6 /* cells x edges of one area */
#define ROLLED 120       /* areas                     */

static char path[640];
static struct run run;
static struct shapes areas; /* as drawn, by row */

/* ---- one area, by brute force ---- */

static double edge_distance(size_t row, const double p[2])
{
    double least = INFINITY;
    for (uint32_t part = areas.part[row]; part < areas.part[row + 1]; part++)
        for (uint32_t i = areas.point[part]; i + 1 < areas.point[part + 1]; i++) {
            const double *a = areas.xy + 2 * (size_t)i;
            double dx = a[2] - a[0], dy = a[3] - a[1], square = dx * dx + dy * dy;
            double t = square > 0 ? ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square : 0;
            t = fmin(fmax(t, 0), 1);
            double ox = p[0] - a[0] - t * dx, oy = p[1] - a[1] - t * dy;
            least = fmin(least, ox * ox + oy * oy);
        }
    return sqrt(least);
}

static bool is_inside(size_t row, const double p[2])
{
    bool in = false;
    for (uint32_t part = areas.part[row]; part < areas.part[row + 1]; part++)
        for (uint32_t i = areas.point[part]; i + 1 < areas.point[part + 1]; i++) {
            const double *a = areas.xy + 2 * (size_t)i;
            if ((a[1] > p[1]) != (a[3] > p[1]) &&
                p[0] < a[0] + (p[1] - a[1]) * (a[2] - a[0]) / (a[3] - a[1]))
                in = !in;
        }
    return in;
}

/* By how much a larger circle fits on the straight way across, as far as it is inside. */
static double slack_at(size_t row, const double p[2], const double along[2])
{
    double here = edge_distance(row, p), best = here;
    for (int side = -1; side <= 1; side += 2)
        for (int step = 1; step <= 50; step++) {
            double t = side * here * step / 50;
            double q[2] = {p[0] - t * along[1], p[1] + t * along[0]};
            if (!is_inside(row, q))
                break;
            best = fmax(best, edge_distance(row, q));
        }
    return best - here;
}

static const struct elements *walked(enum role role)
{
    return &run.store->tables[role];
}

static const double *line_of(enum role role, uint32_t part, size_t *n)
{
    const struct shapes *shapes = &walked(role)->shapes;
    *n = shapes->point[part + 1] - shapes->point[part];
    return shapes->xy + 2 * (size_t)shapes->point[part];
}

static int compare_doubles(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

/* ---- the middle ---- */

/* Every 2 m of all middles but for their ends and branchings: nowhere across is there more room. */
static void middle__of_real_areas__has_the_most_room_across(void **state)
{
    (void)state;
    const struct shapes *lines = &walked(ROLE_SIDEWALK)->shapes;
    size_t n_points = 0, beyond = 0;
    double *slack = malloc(100000 * sizeof *slack);
    assert_non_null(slack);
    for (size_t row = 0; row < lines->n; row++)
        for (uint32_t part = lines->part[row];
             lines->kind[row] == SHAPE_LINE && part < lines->part[row + 1]; part++) {
            size_t n;
            const double *xy = line_of(ROLE_SIDEWALK, part, &n);
            double length = line_length(xy, n);
            for (double at = 4; at < length - 4 && n_points < 100000; at += 2) {
                double p[2], along[2];
                line_at(xy, n, at, p, along);
                slack[n_points] = slack_at(row, p, along);
                beyond += slack[n_points++] > 0.05;
            }
        }
    qsort(slack, n_points, sizeof *slack, compare_doubles);
    print_message("%zu places on middles: median %.4f m, 99 %% %.4f m, %zu beyond 5 cm\n", n_points,
                  slack[n_points / 2], slack[n_points * 99 / 100], beyond);
    assert_true(n_points > 10000);
    assert_true(slack[n_points / 2] < 0.001 && slack[n_points * 99 / 100] < 0.01);
    assert_true(beyond < n_points / 500); /* where a way branches off beside it */
    free(slack);
}

/* Has it a middle and a known width? */
static bool is_measured(size_t row)
{
    return walked(ROLE_SIDEWALK)->shapes.kind[row] == SHAPE_LINE &&
           !isnan(run.store->widths[ROLE_SIDEWALK].clear_m[row]);
}

/* ---- the least width ---- */

struct cell {
    double d;
    uint32_t at;
};

static int compare_cells(const void *a, const void *b)
{
    const struct cell *left = a, *right = b;
    return left->d > right->d ? -1 : left->d < right->d;
}

static uint32_t find(uint32_t *joined, uint32_t i)
{
    while (joined[i] != i)
        i = joined[i] = joined[joined[i]];
    return i;
}

struct raster {
    double x, y;
    uint32_t columns, rows;
};

static uint32_t cell_at(const struct raster *r, const double p[2])
{
    return (uint32_t)((p[1] - r->y) / CELL_M) * r->columns + (uint32_t)((p[0] - r->x) / CELL_M);
}

static struct raster raster_of(size_t row, size_t *edges)
{
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    uint32_t first = areas.point[areas.part[row]], last = areas.point[areas.part[row + 1]];
    for (uint32_t i = 2 * first; i < 2 * last; i++) {
        box[i % 2] = fmin(box[i % 2], areas.xy[i]);
        box[2 + i % 2] = fmax(box[2 + i % 2], areas.xy[i]);
    }
    *edges = last - first;
    return (struct raster){box[0] - CELL_M, box[1] - CELL_M,
                           (uint32_t)((box[2] - box[0]) / CELL_M) + 3,
                           (uint32_t)((box[3] - box[1]) / CELL_M) + 3};
}

/* Diameter of the widest disc that rolls from one place to another: cells are taken by falling
 * distance to the edge until both places are joined. */
static double widest_disc(size_t row, const struct raster *r, const double from[2],
                          const double to[2])
{
    size_t n = (size_t)r->columns * r->rows;
    struct cell *cells = malloc(n * sizeof *cells);
    uint32_t *joined = malloc(n * sizeof *joined), a = cell_at(r, from), b = cell_at(r, to);
    size_t found = 0;
    double disc = 0;
    assert_true(cells != NULL && joined != NULL);
    for (uint32_t i = 0; i < n; i++) {
        double p[2] = {r->x + (i % r->columns + 0.5) * CELL_M,
                       r->y + (i / r->columns + 0.5) * CELL_M};
        joined[i] = UINT32_MAX;
        if (is_inside(row, p))
            cells[found++] = (struct cell){edge_distance(row, p), i};
    }
    qsort(cells, found, sizeof *cells, compare_cells);
    for (size_t k = 0; k < found && disc == 0; k++) {
        uint32_t i = cells[k].at;
        const int steps[8] = {-1,
                              1,
                              -(int)r->columns,
                              (int)r->columns,
                              -(int)r->columns - 1,
                              1 - (int)r->columns,
                              (int)r->columns - 1,
                              (int)r->columns + 1};
        joined[i] = i;
        for (int s = 0; s < 8; s++)
            if (joined[(int)i + steps[s]] != UINT32_MAX)
                joined[find(joined, (uint32_t)((int)i + steps[s]))] = find(joined, i);
        if (joined[a] != UINT32_MAX && joined[b] != UINT32_MAX &&
            find(joined, a) == find(joined, b))
            disc = 2 * cells[k].d;
    }
    free(cells);
    free(joined);
    return disc;
}

/* The least circle around points of a line between `from` and `to`. */
static double least_circle(size_t row, const double *xy, size_t n, double from, double to)
{
    struct line_walk walk = line_walk(xy, n);
    double least = INFINITY, p[2];
    for (double at = from; at <= to; at += CELL_M) {
        line_walk_at(&walk, at, p);
        least = fmin(least, 2 * edge_distance(row, p));
    }
    return least;
}

/* The stretch of a middle that is looked at, two widths from its ends: what is narrowest right at an end,
 * no disc has to roll through. Its width is the row's, where that is found there, else that of the least
 * circle. NaN: the row is too short, or has no one middle. */
static double stretch_of(size_t row, double stretch[2])
{
    const struct shapes *lines = &walked(ROLE_SIDEWALK)->shapes;
    const struct widths *widths = &run.store->widths[ROLE_SIDEWALK];
    if (lines->kind[row] != SHAPE_LINE || lines->part[row + 1] - lines->part[row] != 1)
        return NAN;
    size_t n;
    struct foot foot;
    const double *xy = line_of(ROLE_SIDEWALK, lines->part[row], &n);
    double length = line_length(xy, n), width = widths->clear_m[row], middle[2], along[2];
    line_foot(xy, n, widths->place[2 * row], widths->place[2 * row + 1], &foot);
    bool found = foot.at_m >= 2 * width && length - foot.at_m >= 2 * width;
    if (!found) {
        line_at(xy, n, length / 2, middle, along);
        width = 2 * edge_distance(row, middle);
    }
    stretch[0] = 2 * width;
    stretch[1] = length - 2 * width;
    if (found || isnan(width) || stretch[1] - stretch[0] < 2 * width)
        return found ? width : NAN;
    return least_circle(row, xy, n, stretch[0], stretch[1]);
}

static void width__of_real_areas__is_the_disc_that_rolls_through(void **state)
{
    (void)state;
    const struct shapes *lines = &walked(ROLE_SIDEWALK)->shapes;
    size_t rolled = 0;
    double largest = 0;
    for (size_t row = 0; row < lines->n && rolled < ROLLED; row++) {
        size_t n, edges;
        double stretch[2] = {0, 0}, ends[2][2], along[2], width = stretch_of(row, stretch);
        struct raster r = raster_of(row, &edges);
        if (isnan(width) || (double)r.columns * r.rows * (double)edges > MOST_WORK)
            continue;
        const double *xy = line_of(ROLE_SIDEWALK, lines->part[row], &n);
        line_at(xy, n, stretch[0], ends[0], along);
        line_at(xy, n, stretch[1], ends[1], along);
        double disc = widest_disc(row, &r, ends[0], ends[1]);
        largest = fmax(largest, fabs(disc - width));
        if (fabs(disc - width) > 1.5 * CELL_M)
            fail_msg("area %lld is %.3f m wide, the disc %.3f m",
                     (long long)walked(ROLE_SIDEWALK)->fid[row], width, disc);
        rolled++;
    }
    print_message("%zu areas, largest difference %.3f m\n", rolled, largest);
    assert_true(rolled >= 100);
}

/* What is 80 cm wide somewhere is less than 20 cm wide in a neck only: once within the way, twice where two
 * parts that are wide meet in a few millimetres. At an end it would be a tip. */
static void tip__of_real_areas__is_not_their_width(void **state)
{
    (void)state;
    const struct shapes *lines = &walked(ROLE_SIDEWALK)->shapes;
    const double *clear_m = run.store->widths[ROLE_SIDEWALK].clear_m;
    size_t measured = 0, necks = 0;
    for (size_t row = 0; row < lines->n; row++) {
        double widest = 0, p[2], along[2];
        size_t n;
        if (!is_measured(row))
            continue;
        measured++;
        for (uint32_t part = lines->part[row]; part < lines->part[row + 1]; part++) {
            const double *xy = line_of(ROLE_SIDEWALK, part, &n);
            for (double at = 0.5; at < line_length(xy, n); at++) {
                line_at(xy, n, at, p, along);
                widest = fmax(widest, 2 * edge_distance(row, p));
            }
        }
        if (clear_m[row] >= 0.2 || widest < 0.8)
            continue;
        const double *place = run.store->widths[ROLE_SIDEWALK].place + 2 * row,
                     *from = line_of(ROLE_SIDEWALK, lines->part[row], &n),
                     *to = line_of(ROLE_SIDEWALK, lines->part[row + 1] - 1, &n) + 2 * (n - 1);
        if (clear_m[row] > 0.01 && fmin(distance(place, from), distance(place, to)) < 4)
            fail_msg("area %lld is %.3f m wide at its end, in places %.3f m",
                     (long long)walked(ROLE_SIDEWALK)->fid[row], clear_m[row], widest);
        necks++;
    }
    assert_true(measured > 500);
    assert_int_equal(necks, 3);
}

/* ---- where it is too narrow to pass ---- */

static bool is_narrow(size_t row, uint32_t part, double at)
{
    const struct widths *widths = &run.store->widths[ROLE_SIDEWALK];
    for (uint32_t i = widths->first_narrow[row]; i < widths->first_narrow[row + 1]; i++)
        if (widths->narrow[i].part == part && widths->narrow[i].from_m <= at &&
            at <= widths->narrow[i].to_m)
            return true;
    return false;
}

/* Every half metre but for the ends, which go on to the edge: a circle fits where no stretch is too
 * narrow, and none where one is. Of areas of unknown width no stretch is told. */
static void stretches__of_real_areas__are_where_no_circle_fits(void **state)
{
    (void)state;
    const struct shapes *lines = &walked(ROLE_SIDEWALK)->shapes;
    size_t n_points = 0, narrow = 0, wrong = 0;
    for (size_t row = 0; row < lines->n; row++)
        for (uint32_t part = lines->part[row];
             is_measured(row) && part < lines->part[row + 1]; part++) {
            size_t n;
            const double *xy = line_of(ROLE_SIDEWALK, part, &n);
            for (double at = 4; at < line_length(xy, n) - 4; at += 0.5) {
                double p[2], along[2];
                line_at(xy, n, at, p, along);
                double circle = 2 * edge_distance(row, p);
                bool too_narrow = is_narrow(row, part - lines->part[row], at);
                n_points++;
                narrow += too_narrow;
                wrong += too_narrow ? circle > PASS_M + 0.05 : circle < PASS_M - 0.05;
            }
        }
    print_message("%zu places, %zu too narrow, %zu wrong\n", n_points, narrow, wrong);
    assert_true(n_points > 40000 && narrow > 1000);
    assert_int_equal(wrong, 0);
}

/* ---- published middles ---- */

/* The layer of sidewalk lines, every 2 m where they run inside an area: how far from our middle?
 * Where the two branch off differently it is more. */
static void middle__beside_the_published_one__lies_on_it(void **state)
{
    (void)state;
    const struct shapes *lines = &walked(ROLE_SIDEWALK)->shapes,
                        *drawn = &walked(ROLE_FOOTWAY)->shapes;
    size_t n_points = 0, nearer = 0;
    double *off = malloc(100000 * sizeof *off);
    assert_non_null(off);
    for (uint32_t part = 0; part < drawn->n_parts; part++) {
        size_t n;
        const double *xy = line_of(ROLE_FOOTWAY, part, &n);
        for (double at = 1; at < line_length(xy, n) - 1 && n_points < 100000; at += 2) {
            double p[2], along[2], best = INFINITY;
            line_at(xy, n, at, p, along);
            for (size_t row = 0; row < lines->n; row++) {
                if (lines->kind[row] != SHAPE_LINE || !is_inside(row, p))
                    continue;
                for (uint32_t k = lines->part[row]; k < lines->part[row + 1]; k++) {
                    size_t m;
                    struct foot foot;
                    const double *middle = line_of(ROLE_SIDEWALK, k, &m);
                    line_foot(middle, m, p[0], p[1], &foot);
                    best = fmin(best, foot.distance_m);
                }
                nearer += best <= edge_distance(row, p);
                off[n_points++] = best;
                break;
            }
        }
    }
    qsort(off, n_points, sizeof *off, compare_doubles);
    print_message(
        "%zu places: median %.3f m, 90 %% %.3f m; %zu nearer to the middle than to an edge\n",
        n_points, off[n_points / 2], off[n_points * 9 / 10], nearer);
    assert_true(n_points > 1000);
    assert_true(off[n_points / 2] < 0.01 && off[n_points * 9 / 10] < 0.05);
    assert_true(nearer > n_points * 95 / 100);
    free(off);
}

/* ---- around them ---- */

static int setup(void **state)
{
    (void)state;
    run_init(&run, path);
    run.roles[0] = (rasif_role_option){.role = "sidewalks", .layer = "sidewalk_areas"};
    run.roles[1] = (rasif_role_option){.role = "footways", .layer = "sidewalks"};
    run.options.n_roles = 2;
    run_read(&run);
    struct store *store = run.store;
    const char **crs = calloc(store->n_sources, sizeof *crs);
    bool *stated = calloc(store->n_sources, sizeof *stated);
    static struct geo_run geo;
    for (size_t i = 0; crs != NULL && i < store->n_sources; i++)
        crs[i] = inputs_crs(run.inputs, i);
    if (crs == NULL || stated == NULL ||
        prepare(store, crs, stated, false, 1, &geo, &run.err) != RASIF_OK)
        return -1;
    const struct shapes *shapes = &store->tables[ROLE_SIDEWALK].shapes;
    for (size_t row = 0; row < shapes->n; row++)
        if (!shapes_append_row(&areas, shapes, row))
            return -1;
    geo_run_free(&geo);
    free(crs);
    free(stated);
    return centre_lines(store, 1, &run.err) == RASIF_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    shapes_free(&areas);
    run_free(&run);
    return 0;
}

int main(void)
{
    const char *folder = getenv("RASIF_SHARED");
    snprintf(path, sizeof path, "%s/data/real/dev_santacruz_small.gpkg",
             folder != NULL ? folder : "../shared");
    if (access(path, R_OK) != 0) {
        printf("skipped: no %s\n", path);
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(middle__of_real_areas__has_the_most_room_across),
        cmocka_unit_test(width__of_real_areas__is_the_disc_that_rolls_through),
        cmocka_unit_test(tip__of_real_areas__is_not_their_width),
        cmocka_unit_test(stretches__of_real_areas__are_where_no_circle_fits),
        cmocka_unit_test(middle__beside_the_published_one__lies_on_it),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
