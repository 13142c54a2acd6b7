/* SPDX-License-Identifier: MIT
 *
 * Gaps as lines: along the street at the distance of a sidewalk, from one end of a sidewalk to the
 * next, from the kerb outwards, across the arm. In: a gap. Out: metres. */
#include "network/gaps.h"

#include "geo/line.h"
#include "link/graph.h"
#include "link/kerbs.h"
#include "link/link.h"

#include <string.h>

const double *gap_tip(const struct store *store, uint32_t tip)
{
    size_t n;
    const double *xy = graph_line_xy(store, tip / 2, &n);
    return tip % 2 == 0 ? xy : xy + 2 * (n - 1);
}

size_t gap_most_points(const struct store *store, const struct gap *gap)
{
    if (gap->kind != GAP_NO_SIDEWALK)
        return 2;
    struct path path = path_of(&store->tables[ROLE_STREET], gap->street);
    return path.point[path.n_parts] - path.point[0] + 2;
}

/* The stretch of the street, moved aside with mitres at its bends. The second half of `xy` holds
 * the stretch before it is moved. */
static size_t draw_sidewalk(const struct store *store, const struct gap *gap, double *xy)
{
    struct path path = path_of(&store->tables[ROLE_STREET], gap->street);
    size_t n_points = path.point[path.n_parts] - path.point[0];
    double *piece = xy + 2 * (n_points + 2), aside = (double)gap->at.aside_m[0];
    size_t n = line_piece(path_start(&path), n_points, gap->from_m, gap->to_m, piece);
    line_aside(piece, n, gap->side == SIDE_LEFT ? aside : -aside, xy);
    return n;
}

/* From the kerb GAP_RAMP_M in the direction in which one leaves the carriageway; at an island,
 * in the direction of the crossing's line. */
static void draw_ramp(const struct store *store, const struct gap *gap, double line[4])
{
    struct path path = crossing_path(store, gap->from);
    double at_m = kerbs_place_m(store, gap->from, gap->place), way[2];
    double ahead = gap->place == PLACE_START ? -GAP_RAMP_M : GAP_RAMP_M;
    path_at(&path, at_m, line, way);
    for (int i = 0; i < 2; i++)
        line[2 + i] = line[i] + ahead * way[i];
}

/* Across the street at the place of the gap, from aside to aside. */
static void draw_crossing(const struct store *store, const struct gap *gap, double line[4])
{
    struct path path = path_of(&store->tables[ROLE_STREET], gap->street);
    double at[2], way[2];
    path_at(&path, gap->from_m, at, way);
    for (int i = 0; i < 2; i++) {
        double aside = i == 0 ? (double)gap->at.aside_m[0] : -(double)gap->at.aside_m[1];
        line[2 * i] = at[0] - aside * way[1];
        line[2 * i + 1] = at[1] + aside * way[0];
    }
}

size_t gap_line(const struct store *store, const struct gap *gap, double *xy)
{
    switch (gap->kind) {
    case GAP_NO_SIDEWALK:
        return draw_sidewalk(store, gap, xy);
    case GAP_SIDEWALK_ENDS:
        memcpy(xy, gap_tip(store, gap->at.tip[0]), 2 * sizeof *xy);
        memcpy(xy + 2, gap_tip(store, gap->at.tip[1]), 2 * sizeof *xy);
        return 2;
    case GAP_NO_RAMP:
        draw_ramp(store, gap, xy);
        return 2;
    default:
        draw_crossing(store, gap, xy);
        return 2;
    }
}
