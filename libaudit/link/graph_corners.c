/* SPDX-License-Identifier: MIT
 *
 * Sidewalks are often drawn street by street and end short of the corner. In a junction zone that
 * is no gap (scoring.md): ends in one corner, the sector between two neighbouring arms of a
 * junction, belong together, for no carriageway lies between them. In: graph_build, junctions of
 * streets. Out: joined ids; the way around the corner as beyond_m. */
#include "link/graph.h"

#include "geo/grid.h"
#include "link/junctions.h"
#include "link/link.h"

#include <stdlib.h>

/* Ends of sidewalks that meet nothing, and the nearest junction of each. */
struct loose {
    uint32_t *tip;
    uint32_t *junction; /* NO_ROW = none near */
    float *distance_m;
    struct shapes points;
};

struct corner_job {
    struct graph_build *b;
    struct junctions junctions;
    struct loose loose;
    uint32_t junction; /* being looked at */
    double x, y;
};

static bool list_loose(struct corner_job *job)
{
    const struct graph_build *b = job->b;
    struct loose *loose = &job->loose;
    const uint32_t *first_line = b->store->graph.first_line;
    uint32_t first = 2 * first_line[ROLE_SIDEWALK], last = 2 * first_line[ROLE_SIDEWALK + 1];
    size_t most = last - first, n = 0;
    loose->tip = malloc((most + 1) * sizeof *loose->tip);
    loose->junction = malloc((most + 1) * sizeof *loose->junction);
    loose->distance_m = malloc((most + 1) * sizeof *loose->distance_m);
    loose->points = (struct shapes){.kind = malloc(most + 1),
                                    .part = malloc((most + 2) * sizeof(uint32_t)),
                                    .point = malloc((most + 2) * sizeof(uint32_t)),
                                    .xy = malloc((2 * most + 1) * sizeof(double))};
    if (loose->tip == NULL || loose->junction == NULL || loose->distance_m == NULL ||
        loose->points.kind == NULL || loose->points.part == NULL || loose->points.point == NULL ||
        loose->points.xy == NULL)
        return false;
    for (uint32_t tip = first; tip < last; tip++) {
        if (b->touched[tip] || b->is_ring[tip / 2])
            continue;
        const double *at = graph_tip(b, tip);
        loose->tip[n] = tip;
        loose->junction[n] = NO_ROW;
        loose->points.kind[n] = SHAPE_POINT;
        loose->points.part[n] = loose->points.point[n] = (uint32_t)n;
        loose->points.xy[2 * n] = at[0];
        loose->points.xy[2 * n + 1] = at[1];
        n++;
    }
    loose->points.part[n] = loose->points.point[n] = (uint32_t)n;
    loose->points.n = loose->points.n_parts = loose->points.n_points = n;
    return true;
}

static bool try_tip(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct corner_job *job = user;
    struct loose *loose = &job->loose;
    float distance = (float)hypot(a[0] - job->x, a[1] - job->y);
    (void)b;
    if (loose->junction[item.row] == NO_ROW || distance < loose->distance_m[item.row]) {
        loose->junction[item.row] = job->junction;
        loose->distance_m[item.row] = distance;
    }
    return true;
}

/* Gives every loose end its nearest junction, and takes it from the farther end of a line that has
 * both ends at one: joining them would lead around the line itself. */
static bool find_junctions(struct corner_job *job)
{
    struct loose *loose = &job->loose;
    struct grid_scratch scratch = {0};
    double reach = 2 * job->b->options->junction_m;
    struct grid *grid = grid_new(&loose->points, NULL, reach);
    if (grid == NULL)
        return false;
    for (size_t i = 0; i < job->junctions.n_roots; i++) {
        const struct junction_root *root = &job->junctions.roots[i];
        if (i > 0 && root->junction == root[-1].junction)
            continue;
        double box[4] = {root->x - reach, root->y - reach, root->x + reach, root->y + reach};
        job->junction = root->junction;
        job->x = root->x;
        job->y = root->y;
        grid_query(grid, box, &scratch, try_tip, job);
    }
    grid_free(grid);
    grid_scratch_free(&scratch);
    for (size_t i = 1; i < loose->points.n; i++)
        if (loose->tip[i] / 2 == loose->tip[i - 1] / 2 &&
            loose->junction[i] == loose->junction[i - 1])
            loose->junction[loose->distance_m[i] < loose->distance_m[i - 1] ? i - 1 : i] = NO_ROW;
    return true;
}

/* ---- one junction ---- */

#define MOST_ARMS 32
#define MOST_IN_CORNER 32

struct corner_end {
    uint32_t loose;
    int sector;
};

struct junction {
    double x, y;
    double arm[MOST_ARMS][2]; /* unit vectors by bearing */
    size_t n_arms;
};

static void add_arm(struct junction *junction, const struct path *path, double at_m)
{
    double to[2], direction[2];
    path_at(path, at_m, to, direction);
    double dx = to[0] - junction->x, dy = to[1] - junction->y, length = hypot(dx, dy);
    if (junction->n_arms == MOST_ARMS || !(length > 0))
        return;
    size_t i = junction->n_arms++;
    double bearing = atan2(dy, dx);
    for (; i > 0 && atan2(junction->arm[i - 1][1], junction->arm[i - 1][0]) > bearing; i--) {
        junction->arm[i][0] = junction->arm[i - 1][0];
        junction->arm[i][1] = junction->arm[i - 1][1];
    }
    junction->arm[i][0] = dx / length;
    junction->arm[i][1] = dy / length;
}

/* The arms as they leave the zone; a junction in the middle of a street has two of it. */
static void take_arms(const struct corner_job *job, size_t first, size_t last, struct junction *out)
{
    const struct elements *streets = &job->b->store->tables[ROLE_STREET];
    double reach = job->b->options->junction_m;
    out->x = job->junctions.roots[first].x;
    out->y = job->junctions.roots[first].y;
    out->n_arms = 0;
    for (size_t i = first; i < last; i++) {
        struct path path = path_of(streets, job->junctions.roots[i].street);
        double at = job->junctions.roots[i].at_m;
        if (at > LINK_JOIN_M)
            add_arm(out, &path, fmax(at - reach, 0));
        if (path.length_m - at > LINK_JOIN_M)
            add_arm(out, &path, fmin(at + reach, path.length_m));
    }
}

/* Number of the arm that comes next clockwise: the end lies in the sector after it. -1 when it lies
 * outside the zone, measured along the nearer of the two arms beside it. */
static int sector_of(const struct junction *junction, const double at[2], double zone_m)
{
    double dx = at[0] - junction->x, dy = at[1] - junction->y, bearing = atan2(dy, dx);
    int n = (int)junction->n_arms, sector = n - 1;
    for (int i = 0; i < n && atan2(junction->arm[i][1], junction->arm[i][0]) <= bearing; i++)
        sector = i;
    const double *a = junction->arm[sector], *b = junction->arm[(sector + 1) % n];
    double beside_a = fabs(a[0] * dy - a[1] * dx), beside_b = fabs(b[0] * dy - b[1] * dx);
    const double *near =
        a[0] * dx + a[1] * dy > 0 && (beside_a <= beside_b || b[0] * dx + b[1] * dy <= 0) ? a : b;
    return near[0] * dx + near[1] * dy <= zone_m ? sector : -1;
}

/* The ends of one corner become one node; each reaches it over its way to their middle. */
static void join_corner(struct graph_build *b, const uint32_t *tips, size_t n)
{
    double x = 0, y = 0;
    for (size_t i = 0; i < n; i++) {
        x += graph_tip(b, tips[i])[0] / (double)n;
        y += graph_tip(b, tips[i])[1] / (double)n;
    }
    for (size_t i = 0; i < n && n > 1; i++) {
        const double *at = graph_tip(b, tips[i]);
        b->beyond_m[tips[i]] = (float)hypot(at[0] - x, at[1] - y);
        graph_join(b->joined, tips[0], tips[i]);
    }
}

/* Ends [first, last) of `order` lie at one junction, in the order of lines. */
static void join_junction(const struct corner_job *job, const struct junction *junction,
                          const uint32_t *order, size_t n)
{
    for (int sector = 0; sector < (int)junction->n_arms; sector++) {
        uint32_t tips[MOST_IN_CORNER];
        size_t found = 0;
        for (size_t i = 0; i < n && found < MOST_IN_CORNER; i++) {
            uint32_t tip = job->loose.tip[order[i]];
            if (sector_of(junction, graph_tip(job->b, tip), job->b->options->junction_m) == sector)
                tips[found++] = tip;
        }
        join_corner(job->b, tips, found);
    }
}

static bool join_all(struct corner_job *job)
{
    const struct loose *loose = &job->loose;
    uint32_t *first = calloc(job->junctions.n + 2, sizeof *first);
    uint32_t *order = malloc((loose->points.n + 1) * sizeof *order);
    bool good = first != NULL && order != NULL;
    for (size_t i = 0; i < loose->points.n && good; i++)
        if (loose->junction[i] != NO_ROW)
            first[loose->junction[i] + 2]++;
    for (size_t j = 2; j < job->junctions.n + 2 && good; j++)
        first[j] += first[j - 1];
    for (size_t i = 0; i < loose->points.n && good; i++) /* counting sort, as in graph.c */
        if (loose->junction[i] != NO_ROW)
            order[first[loose->junction[i] + 1]++] = (uint32_t)i;
    for (size_t root = 0, end; root < job->junctions.n_roots && good; root = end) {
        uint32_t j = job->junctions.roots[root].junction;
        end = junction_end(&job->junctions, root);
        if (first[j + 1] - first[j] < 2)
            continue;
        struct junction junction;
        take_arms(job, root, end, &junction);
        join_junction(job, &junction, order + first[j], first[j + 1] - first[j]);
    }
    free(first);
    free(order);
    return good;
}

bool graph_corners(struct graph_build *b)
{
    struct corner_job job = {.b = b};
    bool good = list_loose(&job);
    if (good && job.loose.points.n > 1)
        good = junctions_find(b->store, &job.junctions) &&
               (job.junctions.n == 0 || (find_junctions(&job) && join_all(&job)));
    junctions_free(&job.junctions);
    free(job.loose.tip);
    free(job.loose.junction);
    free(job.loose.distance_m);
    free(job.loose.points.kind);
    free(job.loose.points.part);
    free(job.loose.points.point);
    free(job.loose.points.xy);
    return good;
}
