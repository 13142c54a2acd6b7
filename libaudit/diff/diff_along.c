/* SPDX-License-Identifier: MIT
 *
 * Does a feature lie along another? In: metric shapes. Out: shares and distances.
 *
 * Algorithm: points are sampled on the feature's lines every metre (at most 400 per feature); each
 * looks in a grid of the other file's segments for lines within NEAR_M that run within NEAR_DEG of
 * its own direction. The share of a row is the share of samples that found it, its distance the
 * mean over these. Cost: O(samples x segments near a sample). */
#include "diff/diff.h"
#include "geo/grid.h"
#include "geo/line.h"

#include <stdlib.h>

#define STEP_M 1.0
#define MOST_SAMPLES 400

/* An index over the features of one role in one file, with the scratch memory of a query: a query
 * allocates nothing. */
struct along {
    const struct diff_audit *audit;
    struct grid *grid;
    struct grid_scratch scratch;
    uint8_t *include;
    double *distance;  /* per row: sum over its samples */
    uint32_t *hits;    /* per row */
    double *nearest;   /* per row: of the present sample */
    uint32_t *touched; /* rows with hits */
    uint32_t *found;   /* rows of the present sample */
    size_t n_touched, n_found;
};

/* Features without geometry, or with a damaged one, lie along nothing. */
static bool has_shape(const struct diff_audit *audit, size_t row)
{
    uint8_t kind = audit->shapes.kind[row];
    return kind == SHAPE_POINT || kind == SHAPE_LINE || kind == SHAPE_POLYGON;
}

/* Arrays have a row per feature of the file, so that hits are found by row number. NULL: out of
 * memory. */
struct along *along_new(const struct diff_audit *audit, enum role role)
{
    struct along *a = calloc(1, sizeof *a);
    size_t n = audit->n_features + 1;
    if (a == NULL)
        return NULL;
    a->audit = audit;
    a->include = calloc(n, 1);
    a->distance = calloc(n, sizeof *a->distance);
    a->hits = calloc(n, sizeof *a->hits);
    a->nearest = calloc(n, sizeof *a->nearest);
    a->touched = calloc(n, sizeof *a->touched);
    a->found = calloc(n, sizeof *a->found);
    bool good = a->include && a->distance && a->hits && a->nearest && a->touched && a->found;
    for (size_t i = 0; good && i < audit->n_features; i++)
        a->include[i] = audit->features[i].role == role && has_shape(audit, i);
    if (good)
        a->grid = grid_new(&audit->shapes, a->include, NEAR_M);
    if (a->grid != NULL)
        return a;
    along_free(a);
    return NULL;
}

/* Also frees an index that along_new could not finish. */
void along_free(struct along *a)
{
    if (a == NULL)
        return;
    grid_free(a->grid);
    grid_scratch_free(&a->scratch);
    free(a->include);
    free(a->distance);
    free(a->hits);
    free(a->nearest);
    free(a->touched);
    free(a->found);
    free(a);
}

/* ---- samples ------------------------------------------------------------------------------ */

/* A point on a line, with the direction of the line there. */
struct sample {
    double xy[2], direction[2];
    bool point; /* of a point feature: no direction */
};
/* Called once per sample; the sample is gone afterwards. */
typedef void (*sample_fn)(void *user, const struct sample *sample);

/* Metres over all parts of a row. */
static double length_of_parts(const struct shapes *shapes, size_t row)
{
    double length = 0;
    for (uint32_t p = shapes->part[row]; p < shapes->part[row + 1]; p++)
        length += line_length(shapes->xy + 2 * (size_t)shapes->point[p],
                              shapes->point[p + 1] - shapes->point[p]);
    return length;
}

/* Calls `fn` for each sample; returns their number. Samples lie in the middle of pieces of equal
 * length, so both ends count alike. */
static size_t sample_feature(const struct diff_audit *audit, size_t row, sample_fn fn, void *user)
{
    const struct shapes *shapes = &audit->shapes;
    size_t n = 0;
    if (!has_shape(audit, row))
        return 0;
    double step = fmax(STEP_M, length_of_parts(shapes, row) / MOST_SAMPLES);
    for (uint32_t p = shapes->part[row]; p < shapes->part[row + 1]; p++) {
        const double *xy = shapes->xy + 2 * (size_t)shapes->point[p];
        size_t points = shapes->point[p + 1] - shapes->point[p];
        struct sample sample = {.point = shapes->kind[row] == SHAPE_POINT};
        double length = line_length(xy, points);
        size_t pieces = points == 0 ? 0 : length > 0 ? (size_t)ceil(length / step) : 1;
        for (size_t i = 0; i < pieces; i++) {
            line_at(xy, points, length * ((double)i + 0.5) / (double)pieces, sample.xy,
                    sample.direction);
            fn(user, &sample);
            n++;
        }
    }
    return n;
}

/* ---- all rows near a feature -------------------------------------------------------------- */

/* What note_near_segment needs for one sample. */
struct along_search {
    struct along *along;
    const struct sample *sample;
};

/* Distance of a sample from a segment that runs in its direction; INFINITY otherwise. */
static double distance_along(const struct sample *sample, const double a[2], const double b[2],
                             bool point)
{
    struct foot foot;
    segment_foot(a, b, sample->xy[0], sample->xy[1], &foot);
    if (!(foot.distance_m <= NEAR_M) || point != sample->point)
        return INFINITY;
    return point || direction_angle(foot.direction, sample->direction) <= NEAR_DEG ? foot.distance_m
                                                                                   : INFINITY;
}

/* A row has several segments near a sample: the nearest one counts. `found` lists the rows of this
 * sample, in the order of the grid. */
static bool note_near_segment(void *user, struct grid_item item, const double a[2],
                              const double b[2])
{
    struct along_search *search = user;
    struct along *along = search->along;
    bool point = along->audit->shapes.kind[item.row] == SHAPE_POINT;
    double distance = distance_along(search->sample, a, b, point);
    if (!(distance <= NEAR_M))
        return true;
    bool first = true;
    for (size_t i = 0; i < along->n_found; i++)
        first = first && along->found[i] != item.row;
    if (first) {
        along->found[along->n_found++] = item.row;
        along->nearest[item.row] = distance;
    }
    along->nearest[item.row] = fmin(along->nearest[item.row], distance);
    return true;
}

/* Adds the nearest distance of this sample to the sums of every row that it found. */
static void match_sample_to_all(void *user, const struct sample *sample)
{
    struct along *along = user;
    struct along_search search = {along, sample};
    double box[4] = {sample->xy[0] - NEAR_M, sample->xy[1] - NEAR_M, sample->xy[0] + NEAR_M,
                     sample->xy[1] + NEAR_M};
    along->n_found = 0;
    grid_query(along->grid, box, &along->scratch, note_near_segment, &search);
    for (size_t i = 0; i < along->n_found; i++) {
        uint32_t row = along->found[i];
        if (along->hits[row]++ == 0)
            along->touched[along->n_touched++] = row;
        along->distance[row] += along->nearest[row];
    }
}

static int compare_row_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Rows are visited in ascending order, so the result does not depend on the grid. */
bool along_query(struct along *along, const struct diff_audit *from, uint32_t feature, along_fn fn,
                 void *user)
{
    along->n_touched = 0;
    size_t n = sample_feature(from, feature, match_sample_to_all, along);
    array_sort(along->touched, along->n_touched, sizeof *along->touched, compare_row_numbers);
    for (size_t i = 0; i < along->n_touched; i++) {
        uint32_t row = along->touched[i];
        fn(user, row, (double)along->hits[row] / (double)n,
           along->distance[row] / along->hits[row]);
        along->hits[row] = 0;
        along->distance[row] = 0;
    }
    return n > 0;
}

/* ---- one row ------------------------------------------------------------------------------ */

/* Samples of one feature held against one row. */
struct row_match {
    const struct shapes *shapes;
    size_t row, hits;
    double furthest;
};

/* `furthest` counts every sample, also those that run in another direction: it measures how far a
 * line has moved. A part with a single point is a segment of length 0. */
static void match_sample_to_row(void *user, const struct sample *sample)
{
    struct row_match *match = user;
    const struct shapes *shapes = match->shapes;
    double best = INFINITY, nearest = INFINITY;
    for (uint32_t p = shapes->part[match->row]; p < shapes->part[match->row + 1]; p++)
        for (uint32_t k = shapes->point[p]; k < shapes->point[p + 1]; k++) {
            bool last = k + 1 == shapes->point[p + 1];
            const double *a = shapes->xy + 2 * (size_t)k;
            const double *b = last ? a : a + 2;
            struct foot foot;
            if (last && shapes->point[p + 1] - shapes->point[p] > 1)
                continue;
            segment_foot(a, b, sample->xy[0], sample->xy[1], &foot);
            nearest = fmin(nearest, foot.distance_m);
            best =
                fmin(best, distance_along(sample, a, b, shapes->kind[match->row] == SHAPE_POINT));
        }
    match->hits += best <= NEAR_M;
    match->furthest = fmax(match->furthest, nearest);
}

/* The share of one pair of features. Without an index: for two features that are already known to
 * belong together. */
double along_share(const struct diff_audit *from, uint32_t feature, const struct diff_audit *audit,
                   uint32_t row, double *furthest)
{
    struct row_match match = {&audit->shapes, row, 0, 0};
    size_t n =
        !has_shape(audit, row) ? 0 : sample_feature(from, feature, match_sample_to_row, &match);
    if (furthest != NULL)
        *furthest = n > 0 ? match.furthest : NAN;
    return n > 0 ? (double)match.hits / (double)n : 0;
}

/* false: the feature has no shape. */
static bool feature_box(const struct diff_audit *audit, uint32_t row, double box[4])
{
    const struct shapes *shapes = &audit->shapes;
    box[0] = box[2] = INFINITY;
    box[1] = box[3] = -INFINITY;
    if (!has_shape(audit, row))
        return false;
    for (uint32_t k = shapes->point[shapes->part[row]]; k < shapes->point[shapes->part[row + 1]];
         k++) {
        box[0] = fmin(box[0], shapes->xy[2 * (size_t)k]);
        box[1] = fmax(box[1], shapes->xy[2 * (size_t)k]);
        box[2] = fmin(box[2], shapes->xy[2 * (size_t)k + 1]);
        box[3] = fmax(box[3], shapes->xy[2 * (size_t)k + 1]);
    }
    return box[0] <= box[1];
}

/* Boxes are enough to see that an id came again at another place. */
double box_distance(const struct diff_audit *a, uint32_t i, const struct diff_audit *b, uint32_t k)
{
    double p[4], q[4];
    if (!feature_box(a, i, p) || !feature_box(b, k, q))
        return NAN;
    double dx = fmax(0, fmax(p[0] - q[1], q[0] - p[1]));
    double dy = fmax(0, fmax(p[2] - q[3], q[2] - p[3]));
    return sqrt(dx * dx + dy * dy);
}
