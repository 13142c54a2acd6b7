/* SPDX-License-Identifier: MIT
 *
 * The middle of an area: see skeleton.h.
 *
 * The Delaunay triangulation of points on the boundary is GEOS's. Its dual is the Voronoi diagram:
 * a node for each triangle, the centre of the circle through its corners, and an edge between
 * neighbours; edges that lie inside the polygon are its middle (medial axis). Triangles are joined
 * into edges by sorting their sides. Cost: n log n in the number of points, most of it in GEOS. */
#include "geo/skeleton_internal.h"

#include "geo/line.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define VAST_M 10000.0     /* length of a boundary ...                   */
#define VAST_WIDTH_M 100.0 /* ... and mean width of what is no pavement  */

/* ---- triangles ---------------------------------------------------------------------------- */

static int compare_points(const void *a, const void *b)
{
    const double *left = a, *right = b;
    if (left[0] != right[0])
        return left[0] < right[0] ? -1 : 1;
    return left[1] < right[1] ? -1 : left[1] > right[1];
}

/* Points on the boundary between which there are triangles, and the corners of these. */
struct triangles {
    double *xy; /* [2 n_points], by x, y, each once */
    size_t n_points;
    uint32_t *corner; /* [3 n] */
    size_t n;
};

/* Is it so large and so open that triangles would take minutes? GEOS needs a few tenths of a second
 * for 40 000 points along a winding pavement, but ten seconds for as many around a field, and for
 * more it grows by the square. */
static bool is_vast(const struct outline *outline)
{
    const struct shapes *rings = &outline->rings;
    double area = 0, length = 0;
    for (size_t part = 0; part < rings->n_parts; part++) {
        const double *xy = rings->xy + 2 * (size_t)rings->point[part];
        size_t n = rings->point[part + 1] - rings->point[part];
        area += (part == 0 ? 1 : -1) * fabs(ring_area(xy, n));
        length += line_length(xy, n);
    }
    return length > VAST_M && 2 * area > VAST_WIDTH_M * length;
}

/* Points of the boundary, sorted so that bsearch finds corners, each once. One or two points
 * are no failure. false: the polygon is vast or without points, or memory is out. */
static bool take_points(struct outline *outline, struct triangles *t)
{
    size_t n;
    if (is_vast(outline))
        return false;
    t->xy = outline_points(outline, &n);
    if (t->xy == NULL || n < 3 || n > UINT32_MAX)
        return t->xy != NULL && n < 3;
    array_sort(t->xy, n, 2 * sizeof *t->xy, compare_points);
    for (size_t i = 0; i < n; i++)
        if (t->n_points == 0 || compare_points(t->xy + 2 * i, t->xy + 2 * t->n_points - 2) != 0)
            memmove(t->xy + 2 * t->n_points++, t->xy + 2 * i, 2 * sizeof *t->xy);
    return true;
}

/* GEOS triangulates the vertices of any geometry; the points go there as one line. NULL: it
 * threw. */
static GEOSGeometry *triangulate(GEOSContextHandle_t geos, const struct triangles *t)
{
    GEOSCoordSequence *points = GEOSCoordSeq_create_r(geos, (unsigned)t->n_points, 2);
    for (size_t i = 0; points != NULL && i < t->n_points; i++)
        GEOSCoordSeq_setXY_r(geos, points, (unsigned)i, t->xy[2 * i], t->xy[2 * i + 1]);
    GEOSGeometry *line = points == NULL ? NULL : GEOSGeom_createLineString_r(geos, points);
    GEOSGeometry *out = line == NULL ? NULL : GEOSDelaunayTriangulation_r(geos, line, 0, 0);
    GEOSGeom_destroy_r(geos, line);
    return out;
}

/* The corners of one triangle of GEOS by number; false when one of them is none of the points. */
static bool take_triangle(GEOSContextHandle_t geos, const GEOSGeometry *polygon,
                          struct triangles *t)
{
    const GEOSGeometry *ring = GEOSGetExteriorRing_r(geos, polygon);
    const GEOSCoordSequence *points = ring == NULL ? NULL : GEOSGeom_getCoordSeq_r(geos, ring);
    for (unsigned k = 0; k < 3; k++) {
        double xy[2];
        if (points == NULL || !GEOSCoordSeq_getXY_r(geos, points, k, &xy[0], &xy[1]))
            return false;
        const double *found = bsearch(xy, t->xy, t->n_points, sizeof xy, compare_points);
        if (found == NULL)
            return false;
        t->corner[3 * t->n + k] = (uint32_t)((size_t)(found - t->xy) / 2);
    }
    t->n++;
    return true;
}

/* Less than three points give no triangle and no failure. */
static bool make_triangles(GEOSContextHandle_t geos, struct outline *outline, struct triangles *t)
{
    if (!take_points(outline, t))
        return false;
    GEOSGeometry *all = t->n_points >= 3 ? triangulate(geos, t) : NULL;
    int count = all == NULL ? 0 : GEOSGetNumGeometries_r(geos, all);
    t->corner = malloc((3 * (size_t)count + 1) * sizeof *t->corner);
    bool good = t->corner != NULL && (all != NULL || t->n_points < 3);
    for (int i = 0; good && i < count; i++)
        good = take_triangle(geos, GEOSGetGeometryN_r(geos, all, i), t);
    GEOSGeom_destroy_r(geos, all);
    return good;
}

/* ---- the graph ---------------------------------------------------------------------------- */

/* The centre of the circle through three points. */
static void circle_centre(const double *a, const double *b, const double *c, double out[2])
{
    double bx = b[0] - a[0], by = b[1] - a[1], cx = c[0] - a[0], cy = c[1] - a[1];
    double twice = 2 * (bx * cy - by * cx), bb = bx * bx + by * by, cc = cx * cx + cy * cy;
    out[0] = a[0] + (cy * bb - by * cc) / twice;
    out[1] = a[1] + (bx * cc - cx * bb) / twice;
}

/* A side of a triangle: its points, the lower first. */
struct side {
    uint32_t low, high, triangle;
};

static int compare_sides(const void *a, const void *b)
{
    const struct side *left = a, *right = b;
    if (left->low != right->low)
        return left->low < right->low ? -1 : 1;
    if (left->high != right->high)
        return left->high < right->high ? -1 : 1;
    return left->triangle < right->triangle ? -1 : left->triangle > right->triangle;
}

/* Nodes are the centres of the triangles' circles, edges join those of neighbours: the Voronoi
 * diagram. What lies outside or crosses the boundary is left out. */
static bool join_neighbours(struct skeleton *s, const struct triangles *t, struct outline *outline)
{
    struct side *sides = malloc((3 * t->n + 1) * sizeof *sides);
    uint8_t *inside = calloc(t->n + 1, 1);
    s->xy = malloc((2 * t->n + 1) * sizeof *s->xy);
    s->edge = malloc((3 * t->n + 1) * sizeof *s->edge);
    bool good = sides != NULL && inside != NULL && s->xy != NULL && s->edge != NULL;
    s->n = good ? t->n : 0;
    for (size_t i = 0; i < s->n; i++) {
        const uint32_t *corner = t->corner + 3 * i;
        circle_centre(t->xy + 2 * (size_t)corner[0], t->xy + 2 * (size_t)corner[1],
                      t->xy + 2 * (size_t)corner[2], s->xy + 2 * i);
        inside[i] = isfinite(s->xy[2 * i]) && outline_inside(outline, s->xy + 2 * i);
        for (size_t k = 0; k < 3; k++) {
            uint32_t a = corner[k], b = corner[(k + 1) % 3];
            sides[3 * i + k] = (struct side){a < b ? a : b, a < b ? b : a, (uint32_t)i};
        }
    }
    if (good)
        array_sort(sides, 3 * s->n, sizeof *sides, compare_sides);
    for (size_t i = 0; i + 1 < 3 * s->n; i++) {
        uint32_t a = sides[i].triangle, b = sides[i + 1].triangle;
        if (sides[i].low != sides[i + 1].low || sides[i].high != sides[i + 1].high || !inside[a] ||
            !inside[b] || outline_between(outline, s->xy + 2 * (size_t)a, s->xy + 2 * (size_t)b))
            continue;
        s->edge[2 * s->n_edges] = a;
        s->edge[2 * s->n_edges++ + 1] = b;
    }
    free(sides);
    free(inside);
    return good;
}

/* Lists the edges at each node: counting sort, after which first[node] is right. All edges are
 * alive. */
static bool join_edges(struct skeleton *s)
{
    s->first = calloc(s->n + 2, sizeof *s->first);
    s->incident = malloc((2 * s->n_edges + 1) * sizeof *s->incident);
    s->alive = malloc(s->n_edges + 1);
    if (s->first == NULL || s->incident == NULL || s->alive == NULL)
        return false;
    memset(s->alive, 1, s->n_edges + 1);
    for (size_t i = 0; i < 2 * s->n_edges; i++)
        s->first[s->edge[i] + 2]++;
    for (size_t i = 2; i < s->n + 2; i++)
        s->first[i] += s->first[i - 1];
    for (size_t i = 0; i < 2 * s->n_edges; i++)
        s->incident[s->first[s->edge[i] + 1]++] = (uint32_t)(i / 2);
    return true;
}

/* Distances to the boundary, of nodes with edges. */
static bool measure_radii(struct skeleton *s, struct outline *outline)
{
    s->radius = calloc(s->n + 1, sizeof *s->radius);
    for (size_t i = 0; s->radius != NULL && i < s->n; i++) {
        struct nearest wall;
        if (s->first[i] == s->first[i + 1])
            continue;
        outline_nearest(outline, s->xy + 2 * i, NULL, SIZE_MAX, INFINITY, &wall);
        s->radius[i] = wall.distance_m;
    }
    return s->radius != NULL;
}

bool skeleton_make(GEOSContextHandle_t geos, struct outline *outline, struct skeleton *out)
{
    struct triangles triangles = {0};
    *out = (struct skeleton){0};
    bool good = make_triangles(geos, outline, &triangles) && triangles.n < UINT32_MAX / 4 &&
                join_neighbours(out, &triangles, outline) && join_edges(out) &&
                measure_radii(out, outline);
    free(triangles.xy);
    free(triangles.corner);
    return good;
}

/* A skeleton of zeros may be freed, too. */
void skeleton_free(struct skeleton *skeleton)
{
    free(skeleton->xy);
    free(skeleton->radius);
    free(skeleton->edge);
    free(skeleton->alive);
    free(skeleton->first);
    free(skeleton->incident);
    *skeleton = (struct skeleton){0};
}

/* Edges that were taken away do not count. */
size_t skeleton_degree(const struct skeleton *s, uint32_t node)
{
    size_t degree = 0;
    for (uint32_t i = s->first[node]; i < s->first[node + 1]; i++)
        degree += s->alive[s->incident[i]];
    return degree;
}

/* ---- chains ------------------------------------------------------------------------------- */

/* `nodes` holds the chain at hand; an edge is seen once it belongs to one. */
struct chains {
    const struct skeleton *s;
    uint8_t *seen; /* [n_edges] */
    uint32_t *nodes;
    chain_fn fn;
    void *user;
};

/* From a node along an edge to the next node that has not two edges, or round to the first. */
static bool follow(struct chains *c, uint32_t from, uint32_t edge)
{
    size_t n = 0;
    uint32_t node = from;
    c->nodes[n++] = node;
    for (;;) {
        c->seen[edge] = 1;
        node = other_end(c->s, edge, node);
        c->nodes[n++] = node;
        if (node == from || skeleton_degree(c->s, node) != 2)
            break;
        edge = next_edge(c->s, node, edge);
    }
    return c->fn(c->user, c->nodes, n);
}

bool skeleton_chains(const struct skeleton *s, chain_fn fn, void *user)
{
    struct chains c = {s, calloc(s->n_edges + 1, 1), malloc((s->n + 2) * sizeof(uint32_t)), fn,
                       user};
    bool good = c.seen != NULL && c.nodes != NULL;
    for (int circles = 0; circles < 2; circles++) /* what is left after all lines are circles */
        for (uint32_t node = 0; good && node < s->n; node++)
            for (uint32_t i = s->first[node]; good && i < s->first[node + 1]; i++)
                if (s->alive[s->incident[i]] && !c.seen[s->incident[i]] &&
                    (circles == 1 || skeleton_degree(s, node) != 2))
                    good = follow(&c, node, s->incident[i]);
    free(c.seen);
    free(c.nodes);
    return good;
}
