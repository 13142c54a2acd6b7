/* SPDX-License-Identifier: MIT
 *
 * Boundaries and the map's polygons in the metric system of the run: see audit_parts.h. Shares are
 * exact intersections of polygons with the lines and areas of elements (geo/area.h). Cost: one
 * intersection per element and polygon whose boxes meet. */
#include "audit_parts.h"

#include "geo/area.h"
#include "link/link.h"

/* Changes the points of `shapes` in place. */
rasif_status bring_area(const struct geo_run *geo, const char *crs, const char *name,
                        bool allow_ballpark, struct shapes *shapes, rasif_error *err)
{
    struct crs *from;
    if (crs == NULL)
        return fail(err, RASIF_E_CRS, "the layer %s declares no coordinate system", name);
    TRY(crs_from_text(geo->context, crs, &from, err));
    return crs_bring(geo->context, geo->plan, from, name, allow_ballpark, shapes->xy, shapes->n_points, err);
}

/* out[row]: the share of the row's length or area inside the polygon, 0 to 1. Elements without
 * usable geometry lie in no polygon. Always true. */
static void shares_of(const struct store *store, enum role role, const struct area_set *set,
                      size_t polygon, double *out)
{
    const struct elements *e = &store->tables[role];
    for (size_t row = 0; row < e->n; row++)
        out[row] = e->scope[row] == SCOPE_GEOMETRY ? 0 : area_share(set, polygon, &e->shapes, row);
}

/* Keeps for each row the polygon that holds most of it; of equal shares the first polygon. */
static void keep_best(const double *share, size_t n, const char *name, double *best,
                      const char **names)
{
    for (size_t row = 0; row < n; row++)
        if (share[row] > best[row]) {
            best[row] = share[row];
            names[row] = name;
        }
}

/* Names of polygons per row; NULL = the row lies in none. */
static rasif_status name_rows(const struct store *store, enum role role, const struct area_set *set,
                              const char *const *names, struct arena *arena, const char ***out,
                              rasif_error *err)
{
    size_t n = store->tables[role].n;
    double *best = ARENA_ARRAY(arena, n, double), *share = ARENA_ARRAY(arena, n, double);
    *out = ARENA_ARRAY(arena, n, const char *);
    if (best == NULL || share == NULL || *out == NULL)
        return fail_memory(err);
    for (size_t a = 0; a < area_set_count(set); a++) {
        shares_of(store, role, set, a, share);
        keep_best(share, n, names[a], best, *out);
    }
    return RASIF_OK;
}

/* Streets are shared out by their segments, because scores belong to segments. The lines of
 * segments are made for this alone. */
static rasif_status share_segments(const struct store *store, const struct area_set *set,
                                   const char *const *names, struct arena *arena,
                                   const double **share, const char ***inside, rasif_error *err)
{
    struct shapes lines;
    size_t n = store->segments.n, n_areas = area_set_count(set);
    double *best = ARENA_ARRAY(arena, n, double);
    *inside = ARENA_ARRAY(arena, n, const char *);
    bool good = segment_shapes(store, &lines) && best != NULL && *inside != NULL;
    for (size_t a = 0; a < n_areas && good; a++) {
        double *row = ARENA_ARRAY(arena, n, double);
        good = row != NULL;
        for (size_t s = 0; s < n && good; s++)
            row[s] = area_share(set, a, &lines, s);
        if (good)
            keep_best(row, n, names[a], best, *inside);
        share[a] = row;
    }
    segment_shapes_free(&lines);
    return good ? RASIF_OK : fail_memory(err);
}

/* The share of every row of the role in every polygon, 0 to 1. */
static rasif_status share_rows(const struct store *store, enum role role,
                               const struct area_set *set, struct arena *arena,
                               const double **share, rasif_error *err)
{
    for (size_t a = 0; a < area_set_count(set); a++) {
        double *row = ARENA_ARRAY(arena, store->tables[role].n, double);
        if (row == NULL)
            return fail_memory(err);
        shares_of(store, role, set, a, row);
        share[a] = row;
    }
    return RASIF_OK;
}

/* Without streets the sidewalks are the segments. Polygons are indexed once for all roles. */
rasif_status area_shares(const struct store *store, const struct shapes *polygons,
                         const char *const *names, struct arena *arena, const double ***share,
                         const char **inside[ROLE_COUNT], const char ***inside_segments,
                         rasif_error *err)
{
    struct area_set *set;
    enum role role = segments_role(store);
    TRY(area_set_new(polygons, &set, err));
    *share = ARENA_ARRAY(arena, area_set_count(set), const double *);
    rasif_status status = *share == NULL ? fail_memory(err)
                          : role == ROLE_STREET
                              ? share_segments(store, set, names, arena, *share, inside_segments, err)
                              : share_rows(store, role, set, arena, *share, err);
    for (int r = 0; r < ROLE_COUNT && status == RASIF_OK; r++)
        status = name_rows(store, (enum role)r, set, names, arena, &inside[r], err);
    area_set_free(set);
    return status;
}
