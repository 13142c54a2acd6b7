/* SPDX-License-Identifier: MIT
 *
 * Measures of what is walked on: length, slopes taken from the street, seats, steps. */
#include "geo/grid.h"
#include "geo/line.h"
#include "measure/measure.h"

#include <stdlib.h>

#define SEAT_REACH_M 5.0 /* a seat this near to a sidewalk's line stands on it */

rasif_status measure_length(struct store *store, const struct measure_options *options,
                            enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    struct column *column = measure_column(store, role, field);
    (void)options;
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < e->n; row++)
        if (isnan(column_real(column, row)) && !isnan(e->length_m[row]) &&
            e->scope[row] == SCOPE_YES)
            measure_set_real(column, row, e->length_m[row],
                             e->shapes.kind[row] == SHAPE_LINE ? ORIGIN_GEOMETRY : ORIGIN_BOUND);
    return RASIF_OK;
}

/* The street that links [first, last) of one row follow for the longest stretch, all runs along it
 * together; the lower row of equals. A row has a handful of links. */
static uint32_t longest_street(const struct link *links, size_t first, size_t last)
{
    uint32_t best = NO_ROW;
    double best_m = 0;
    for (size_t i = first; i < last; i++) {
        double along = 0;
        for (size_t k = first; k < last; k++)
            if (links[k].to == links[i].to)
                along += links[k].to_m - links[k].from_m;
        if (best == NO_ROW || along > best_m || (along == best_m && links[i].to < best)) {
            best = links[i].to;
            best_m = along;
        }
    }
    return best;
}

rasif_status measure_street_grade(struct store *store, const struct measure_options *options,
                                  enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    const struct link *links = store->links.items;
    (void)options;
    if (streets->columns[F_street_grade_pct] == NULL)
        return RASIF_OK;
    struct column *column = measure_column(store, role, field);
    if (column == NULL)
        return fail_memory(err);
    /* Links of one row follow each other. A long street of unknown grade leaves it unknown. */
    for (size_t first = 0, last; first < store->links.n; first = last) {
        uint32_t row = links[first].from;
        last = first + 1;
        if (links[first].kind > LINK_STEPS_STREET || links[first].from_role != role)
            continue;
        while (last < store->links.n && links[last].from == row && links[last].from_role == role &&
               links[last].kind == links[first].kind)
            last++;
        uint32_t street = longest_street(links, first, last);
        double grade = element_real(streets, F_street_grade_pct, street);
        /* A derived grade keeps its origin: held against a slope from the same heights it proves
         * nothing (scoring.md section 6). */
        enum origin origin = element_origin(streets, F_street_grade_pct, street);
        if (isnan(column_real(column, row)) && !isnan(grade))
            measure_set_real(column, row, grade,
                             origin == ORIGIN_SURVEYED ? ORIGIN_LINKED : origin);
    }
    return RASIF_OK;
}

rasif_status measure_running_slope(struct store *store, const struct measure_options *options,
                                   enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    (void)options;
    if (e->columns[F_street_grade_pct] == NULL)
        return RASIF_OK;
    struct column *column = measure_column(store, role, field);
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < e->n; row++) {
        double grade = element_real(e, F_street_grade_pct, row);
        bool assumed = element_origin(e, F_street_grade_pct, row) == ORIGIN_ASSUMED;
        if (isnan(column_real(column, row)) && !isnan(grade))
            measure_set_real(column, row, grade, assumed ? ORIGIN_ASSUMED : ORIGIN_LINKED);
    }
    return RASIF_OK;
}

/* ---- seats ---- */

struct seat_search {
    const struct elements *walked;
    size_t row;
    double *at;
    size_t n, capacity;
    bool failed;
};

static double seat_position(const struct elements *walked, size_t row, double x, double y)
{
    const struct shapes *shapes = &walked->shapes;
    double before = 0, best = INFINITY, at = 0;
    for (uint32_t part = shapes->part[row]; part < shapes->part[row + 1]; part++) {
        const double *xy = shapes->xy + 2 * (size_t)shapes->point[part];
        size_t n = shapes->point[part + 1] - shapes->point[part];
        struct foot foot;
        line_foot(xy, n, x, y, &foot);
        if (foot.distance_m < best) {
            best = foot.distance_m;
            at = before + foot.at_m;
        }
        before += line_length(xy, n);
    }
    return best <= SEAT_REACH_M ? at : NAN;
}

static bool try_seat(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct seat_search *search = user;
    (void)item;
    (void)b;
    double at = seat_position(search->walked, search->row, a[0], a[1]);
    if (!isnan(at) && !PUSH(search->at, search->n, search->capacity, at))
        search->failed = true;
    return !search->failed;
}

static int compare_positions(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static void find_seats(const struct elements *walked, size_t row, const struct grid *grid,
                       struct grid_scratch *scratch, struct seat_search *search)
{
    const struct shapes *shapes = &walked->shapes;
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (uint32_t i = shapes->point[shapes->part[row]]; i < shapes->point[shapes->part[row + 1]]; i++) {
        const double *xy = shapes->xy + 2 * (size_t)i;
        box[0] = fmin(box[0], xy[0] - SEAT_REACH_M);
        box[1] = fmin(box[1], xy[1] - SEAT_REACH_M);
        box[2] = fmax(box[2], xy[0] + SEAT_REACH_M);
        box[3] = fmax(box[3], xy[1] + SEAT_REACH_M);
    }
    search->row = row;
    search->n = 0;
    grid_query(grid, box, scratch, try_seat, search);
}

rasif_status measure_seat_interval(struct store *store, const struct measure_options *options,
                                   enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role], *seats = &store->tables[ROLE_SEAT];
    (void)options;
    if (seats->n == 0)
        return RASIF_OK;
    struct column *column = measure_column(store, role, field);
    struct grid *grid = grid_new(&seats->shapes, NULL, SEAT_REACH_M);
    struct grid_scratch scratch = {0};
    struct seat_search search = {.walked = e};
    bool good = column != NULL && grid != NULL;
    for (size_t row = 0; row < e->n && good; row++) {
        if (e->scope[row] != SCOPE_YES || e->shapes.kind[row] != SHAPE_LINE ||
            element_street(e, row) != NO_ROW) /* where on the street's side is not known */
            continue;
        find_seats(e, row, grid, &scratch, &search);
        good = !search.failed;
        if (search.n < 2)
            continue;
        qsort(search.at, search.n, sizeof *search.at, compare_positions);
        double widest = 0;
        for (size_t i = 1; i < search.n; i++)
            widest = fmax(widest, search.at[i] - search.at[i - 1]);
        measure_set_real(column, row, widest, ORIGIN_GEOMETRY);
    }
    free(search.at);
    grid_free(grid);
    grid_scratch_free(&scratch);
    return good ? RASIF_OK : fail_memory(err);
}

/* ---- steps ---- */

rasif_status measure_step_free(struct store *store, const struct measure_options *options,
                               enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    (void)options;
    struct column *column = measure_column(store, role, field);
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < e->n; row++) {
        if (role == ROLE_STREET && element_code(e, F_class, row) != CLASS_STEPS)
            continue;
        if (column->code[row] == 0)
            measure_set_code(column, row,
                             element_code(e, F_ramp_alternative, row) == YES_NO_YES ? YES_NO_YES
                                                                                    : YES_NO_NO,
                             ORIGIN_SURVEYED);
    }
    return RASIF_OK;
}
