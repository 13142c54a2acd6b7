/* SPDX-License-Identifier: MIT
 *
 * Obstacles on a path that is drawn as a line
 * (docs/decisions/0182-obstacles-within-the-width.md). Where one number stands for the whole and
 * for the clear width (OpenStreetMap's width), obstacles within that width were not taken off.
 * The line is the middle of the path, so the clear width is the wider of the two sides of an
 * obstacle; it is unknown where the size of the obstacle is. A clear width that was surveyed by
 * itself stays. In: obstacles, columns width_m and clear_width_m. Out: clear_width_m. Each row
 * queries a grid of the obstacles once. */
#include "geo/grid.h"
#include "geo/line.h"
#include "link/barriers.h"
#include "measure/measure.h"

#include <math.h>

#define BESIDE_WIDEST_M 6.0 /* half of the widest path that is looked at */

struct beside {
    const struct elements *obstacles;
    struct path path;
    double width_m;
    double left_m;      /* least width left by obstacles of known size    */
    const double *place; /* of the obstacle that leaves it                 */
    bool open;          /* an obstacle of unknown size stands there       */
};

/* grid_query calls it for each obstacle near the path; always true: go on. */
static bool try_obstacle(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct beside *beside = user;
    struct foot foot;
    (void)b;
    path_foot(&beside->path, a[0], a[1], &foot);
    double diameter_m = element_real(beside->obstacles, F_diameter_m, item.row);
    double radius_m = isnan(diameter_m) ? 0 : diameter_m / 2;
    bool beyond = foot.at_m <= 0 || foot.at_m >= beside->path.length_m;
    bool barrier = element_code(beside->obstacles, F_barrier, item.row) != 0;
    if (barrier && foot.distance_m <= LINK_JOIN_M)
        return true; /* on the line: barriers.c */
    if (beyond || foot.distance_m - radius_m >= beside->width_m / 2)
        return true;
    beside->open = beside->open || isnan(diameter_m);
    double left_m = fmax(beside->width_m / 2 + foot.distance_m - radius_m, 0);
    if (!isnan(diameter_m) && left_m < beside->left_m) {
        beside->left_m = left_m;
        beside->place = a;
    }
    return true;
}

/* Has the line one surveyed number for both widths? */
static bool is_whole_width(const struct store *store, enum role role, size_t row)
{
    const struct elements *e = &store->tables[role];
    double clear = element_real(e, F_clear_width_m, row), whole = element_real(e, F_width_m, row);
    bool area = store->widths[role].area != NULL && store->widths[role].area[row];
    return e->scope[row] == SCOPE_YES && e->shapes.kind[row] == SHAPE_LINE && !area &&
           clear == whole && clear / 2 <= BESIDE_WIDEST_M &&
           element_origin(e, F_clear_width_m, row) == ORIGIN_SURVEYED;
}

static void find_obstacles(const struct store *store, enum role role, size_t row, const struct grid *grid,
                 struct grid_scratch *scratch, struct beside *out)
{
    const struct elements *e = &store->tables[role];
    double width_m = element_real(e, F_clear_width_m, row);
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    *out = (struct beside){.obstacles = &store->tables[ROLE_OBSTACLE],
                           .path = path_of(e, row),
                           .width_m = width_m,
                           .left_m = width_m};
    for (uint32_t i = out->path.point[0]; i < out->path.point[out->path.n_parts]; i++)
        for (int k = 0; k < 2; k++) {
            double x = out->path.xy[2 * (size_t)i + (size_t)k];
            box[k] = fmin(box[k], x - width_m / 2 - 1);
            box[2 + k] = fmax(box[2 + k], x + width_m / 2 + 1);
        }
    grid_query(grid, box, scratch, try_obstacle, out);
}

static MUST bool set_width(struct store *store, enum role role, size_t row,
                           const struct beside *found)
{
    const struct elements *e = &store->tables[role];
    struct column *column = e->columns[F_clear_width_m];
    if (!found->open && found->place == NULL)
        return true;
    if (found->open)
        diagnose(&store->diagnostics, D_obstacle_in_width,
                 store->sources[element_source(e, row)].table, fields[F_clear_width_m].name, NULL,
                 &e->fid[row]);
    measure_set_real(column, row, found->open ? NAN : found->left_m, ORIGIN_GEOMETRY);
    return found->open || column_set_place(column, row, found->place);
}

rasif_status measure_beside(struct store *store, const struct settings *settings,
                            enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role], *obstacles = &store->tables[ROLE_OBSTACLE];
    struct grid_scratch scratch = {0};
    struct grid *grid = NULL;
    bool good = true;
    (void)field;
    for (size_t row = 0; obstacles->n > 0 && row < e->n && good; row++) {
        struct beside found;
        if (!is_whole_width(store, role, row))
            continue;
        if (grid == NULL)
            good = (grid = grid_build(&obstacles->shapes, NULL, BESIDE_WIDEST_M, settings->threads)) != NULL &&
                   measure_column(store, role, F_clear_width_m) != NULL;
        if (!good)
            break;
        find_obstacles(store, role, row, grid, &scratch, &found);
        good = set_width(store, role, row, &found);
    }
    grid_scratch_free(&scratch);
    grid_free(grid);
    return good ? RASIF_OK : fail_memory(err);
}
