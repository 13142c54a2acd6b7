/* SPDX-License-Identifier: MIT
 *
 * Ends of sidewalks around a corner (docs/network.md#what-is-joined). Sidewalks are often drawn
 * street by street and end short of the corner; inside of a junction zone that is no gap
 * (docs/scoring.md#junction-zones). In: struct graph_build, junctions of streets. Out: joined
 * ids; the way around the corner as beyond_m.
 *
 * Algorithm: each loose end takes the nearest junction within the zone. The arms of a junction,
 * sorted by bearing, divide its surroundings into sectors; ends in one sector have no carriageway
 * between them and become one node, in the middle of them.
 *
 * Cost: one grid query per loose end; per junction its arms times its loose ends. */
#include "link/graph.h"

#include "base/union_find.h"
#include "base/parallel.h"
#include "geo/grid.h"
#include "link/junctions.h"
#include "link/link.h"

#include <stdlib.h>
#include <string.h>

struct corner_job {
    struct graph_build *b;
    struct junctions junctions;
    struct shapes places;       /* row = junction: a point                                       */
    struct grid *grid;          /* over places                                                   */
    uint32_t first_tip, n_tips; /* ends of sidewalks                                             */
    uint32_t *near;             /* [n_tips] nearest junction of a loose end, NO_ROW; then the
                                   first end of its corner                                       */
    uint32_t *first_loose;      /* [junctions.n + 2] into loose                                  */
    uint32_t *loose;            /* [n_tips] ends by junction: numbers from first_tip on          */
    int8_t *sector;             /* [n_tips] beside loose, -1 = outside the zone                  */
};

/* A point for each junction, for the grid. */
static MUST bool list_places(struct corner_job *job)
{
    size_t n = job->junctions.n;
    struct shapes *places = &job->places;
    *places = (struct shapes){.n = n,
                              .n_parts = n,
                              .n_points = n,
                              .kind = malloc(n + 1),
                              .part = malloc((n + 1) * sizeof(uint32_t)),
                              .xy = malloc((2 * n + 1) * sizeof(double))};
    places->point = places->part;
    if (places->kind == NULL || places->part == NULL || places->xy == NULL)
        return false;
    memset(places->kind, SHAPE_POINT, n);
    for (uint32_t j = 0; j <= n; j++)
        places->part[j] = j;
    for (size_t j = 0; j < n; j++) {
        const struct junction_root *first = &job->junctions.roots[job->junctions.first[j]];
        places->xy[2 * j] = first->x;
        places->xy[2 * j + 1] = first->y;
    }
    job->grid = grid_build(places, NULL, 2 * job->b->settings->junction_m, job->b->settings->threads);
    return job->grid != NULL;
}

/* ---- loose ends ---- */

struct junction_search {
    const double *at;
    uint32_t junction; /* nearest so far, NO_ROW = none */
    double distance_m, x, y;
};

/* Keeps the nearest junction; of equals the westernmost, then the southernmost. */
static bool try_junction(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct junction_search *search = user;
    double distance = hypot(a[0] - search->at[0], a[1] - search->at[1]);
    bool west = a[0] < search->x || (a[0] == search->x && a[1] < search->y);
    (void)b;
    if (search->junction == NO_ROW || distance < search->distance_m ||
        (distance == search->distance_m && west))
        *search = (struct junction_search){search->at, item.row, distance, a[0], a[1]};
    return true;
}

/* The nearest junction within twice the length of a zone; NO_ROW = none, or the end is not
 * loose. */
static struct junction_search nearest_junction(const struct corner_job *job, uint32_t tip,
                                               struct grid_scratch *scratch)
{
    struct junction_search search = {.at = graph_tip(job->b, tip), .junction = NO_ROW};
    double reach = 2 * job->b->settings->junction_m;
    double box[4] = {search.at[0] - reach, search.at[1] - reach, search.at[0] + reach,
                     search.at[1] + reach};
    if (!job->b->touched[tip])
        grid_query(job->grid, box, scratch, try_junction, &search);
    return search;
}

/* Gives every loose end of sidewalks [first, last) its nearest junction, but not the farther end of
 * a line that has both ends at one: joining them would lead around the line itself. */
static void find_near(void *user, size_t chunk, size_t first, size_t last)
{
    const struct corner_job *job = user;
    struct grid_scratch scratch = {0};
    (void)chunk;
    for (size_t i = first; i < last; i++) {
        uint32_t tip = job->first_tip + 2 * (uint32_t)i, *near = job->near + 2 * i;
        near[0] = near[1] = NO_ROW;
        if (job->b->is_ring[tip / 2])
            continue;
        struct junction_search start = nearest_junction(job, tip, &scratch);
        struct junction_search end = nearest_junction(job, tip + 1, &scratch);
        bool both = start.junction == end.junction && start.junction != NO_ROW;
        near[0] = both && end.distance_m < start.distance_m ? NO_ROW : start.junction;
        near[1] = both && near[0] != NO_ROW ? NO_ROW : end.junction;
    }
    grid_scratch_free(&scratch);
}

/* Files loose ends by junction. */
static MUST bool list_loose(struct corner_job *job)
{
    const uint32_t *first_line = job->b->store->graph.first_line;
    job->first_tip = 2 * first_line[ROLE_SIDEWALK];
    job->n_tips = 2 * first_line[ROLE_SIDEWALK + 1] - job->first_tip;
    job->near = malloc(((size_t)job->n_tips + 1) * sizeof *job->near);
    job->first_loose = calloc(job->junctions.n + 2, sizeof *job->first_loose);
    job->loose = malloc(((size_t)job->n_tips + 1) * sizeof *job->loose);
    job->sector = malloc((size_t)job->n_tips + 1);
    if (job->near == NULL || job->first_loose == NULL || job->loose == NULL || job->sector == NULL)
        return false;
    parallel_rows(job->b->settings->threads, job->n_tips / 2, find_near, job);
    uint32_t *first = job->first_loose;
    for (uint32_t i = 0; i < job->n_tips; i++)
        if (job->near[i] != NO_ROW)
            first[job->near[i] + 2]++;
    for (size_t j = 2; j < job->junctions.n + 2; j++)
        first[j] += first[j - 1];
    for (uint32_t i = 0; i < job->n_tips; i++) /* counting sort, as in graph.c */
        if (job->near[i] != NO_ROW)
            job->loose[first[job->near[i] + 1]++] = i;
    return true;
}

/* ---- one junction ---- */

#define MOST_ARMS 32      /* of a junction; more are left out              */
#define MOST_IN_CORNER 32 /* loose ends in the sector between two arms     */

/* A street as it leaves the junction; bearing: radians from the east, anticlockwise. */
struct arm {
    double bearing, x, y; /* x, y: unit vector */
};

struct junction {
    double x, y;
    struct arm arms[MOST_ARMS]; /* by bearing */
    int n_arms;
};

/* Keeps the arms sorted by bearing; those beyond MOST_ARMS are left out. */
static void add_arm(struct junction *junction, const struct path *path, double at_m)
{
    double to[2], direction[2];
    path_at(path, at_m, to, direction);
    double dx = to[0] - junction->x, dy = to[1] - junction->y, length = hypot(dx, dy);
    if (junction->n_arms == MOST_ARMS || !(length > 0))
        return;
    int i = junction->n_arms++;
    struct arm arm = {atan2(dy, dx), dx / length, dy / length};
    for (; i > 0 && junction->arms[i - 1].bearing > arm.bearing; i--)
        junction->arms[i] = junction->arms[i - 1];
    junction->arms[i] = arm;
}

/* The arms as they leave the zone; a junction in the middle of a street has two of it. */
static void take_arms(const struct corner_job *job, size_t j, struct junction *out)
{
    const struct elements *streets = &job->b->store->tables[ROLE_STREET];
    double reach = job->b->settings->junction_m;
    out->x = job->places.xy[2 * j];
    out->y = job->places.xy[2 * j + 1];
    for (uint32_t i = job->junctions.first[j]; i < job->junctions.first[j + 1]; i++) {
        const struct junction_root *root = &job->junctions.roots[i];
        struct path path = path_of(streets, root->street);
        if (root->at_m > LINK_JOIN_M)
            add_arm(out, &path, fmax(root->at_m - reach, 0));
        if (path.length_m - root->at_m > LINK_JOIN_M)
            add_arm(out, &path, fmin(root->at_m + reach, path.length_m));
    }
}

/* Number of the arm that comes next clockwise: the end lies in the sector after it. -1 when it lies
 * outside the zone, measured along the nearer of the two arms beside it. */
static int8_t sector_of(const struct junction *junction, const double at[2], double zone_m)
{
    int n = junction->n_arms, sector = n - 1;
    if (n == 0)
        return -1;
    double dx = at[0] - junction->x, dy = at[1] - junction->y, bearing = atan2(dy, dx);
    for (int i = 0; i < n && junction->arms[i].bearing <= bearing; i++)
        sector = i;
    const struct arm *a = &junction->arms[sector], *b = &junction->arms[(sector + 1) % n];
    double beside_a = fabs(a->x * dy - a->y * dx), beside_b = fabs(b->x * dy - b->y * dx);
    const struct arm *beside =
        a->x * dx + a->y * dy > 0 && (beside_a <= beside_b || b->x * dx + b->y * dy <= 0) ? a : b;
    return beside->x * dx + beside->y * dy <= zone_m ? (int8_t)sector : -1;
}

/* The ends of one corner become one node; each reaches it over its way to their middle. */
static void join_corner(const struct corner_job *job, const uint32_t *ends, size_t n)
{
    double x = 0, y = 0;
    for (size_t i = 0; i < n; i++) {
        const double *at = graph_tip(job->b, job->first_tip + ends[i]);
        x += at[0] / (double)n;
        y += at[1] / (double)n;
    }
    for (size_t i = 0; i < n && n > 1; i++) {
        const double *at = graph_tip(job->b, job->first_tip + ends[i]);
        job->b->beyond_m[job->first_tip + ends[i]] = (float)hypot(at[0] - x, at[1] - y);
        job->near[ends[i]] = ends[0];
    }
}

/* Junctions [first, last): the ends of each by corner, in the order of lines. */
static void join_junctions(void *user, size_t chunk, size_t first, size_t last)
{
    const struct corner_job *job = user;
    struct junction junction;
    (void)chunk;
    for (size_t j = first; j < last; j++) {
        uint32_t begin = job->first_loose[j], end = job->first_loose[j + 1];
        junction.n_arms = 0;
        if (end - begin >= 2)
            take_arms(job, j, &junction);
        for (uint32_t i = begin; i < end; i++) {
            const double *at = graph_tip(job->b, job->first_tip + job->loose[i]);
            job->sector[i] = sector_of(&junction, at, job->b->settings->junction_m);
            job->near[job->loose[i]] = NO_ROW;
        }
        for (int sector = 0; sector < junction.n_arms; sector++) {
            uint32_t ends[MOST_IN_CORNER];
            size_t n = 0;
            for (uint32_t i = begin; i < end && n < MOST_IN_CORNER; i++)
                if (job->sector[i] == sector)
                    ends[n++] = job->loose[i];
            join_corner(job, ends, n);
        }
    }
}

bool graph_corners(struct graph_build *b)
{
    struct corner_job job = {.b = b};
    bool good = junctions_find(b->store, b->settings->threads, false, &job.junctions) &&
                list_places(&job) && list_loose(&job);
    if (good) {
        parallel_rows(b->settings->threads, job.junctions.n, join_junctions, &job);
        for (uint32_t i = 0; i < job.n_tips; i++)
            if (job.near[i] != NO_ROW)
                union_join(b->joined, job.first_tip + job.near[i], job.first_tip + i);
    }
    grid_free(job.grid);
    junctions_free(&job.junctions);
    free(job.places.kind);
    free(job.places.part);
    free(job.places.xy);
    free(job.near);
    free(job.first_loose);
    free(job.loose);
    free(job.sector);
    return good;
}
