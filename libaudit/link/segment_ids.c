/* SPDX-License-Identifier: MIT
 *
 * Lasting ids of segments: of their place, whatever features they are drawn as and in which
 * direction. In: store.segments. Out: hash, twin. */
#include "base/parallel.h"
#include "geo/line.h"
#include "geo/prepare.h"
#include "link/link.h"

#include <stdlib.h>

/* The point half way along a segment, in metres. */
static void segment_middle(const struct store *store, size_t segment, double out[2])
{
    const struct street_segments *segments = &store->segments;
    double left = segment_length_m(segments, segment) / 2, direction[2];
    for (uint32_t i = segments->first_part[segment]; i < segments->first_part[segment + 1]; i++) {
        struct segment_part part = segment_part(segments, i);
        double length = part.to_m - part.from_m;
        if (left <= length || i + 1 == segments->first_part[segment + 1]) {
            struct path path = path_of(&store->tables[ROLE_STREET], part.street);
            path_at(&path, part.reversed ? part.to_m - left : part.from_m + left, out, direction);
            return;
        }
        left -= length;
    }
}

/* The first point of the segment in its own direction; with `far` the last. */
static void segment_tip(const struct store *store, size_t segment, bool far, double out[2])
{
    const struct street_segments *segments = &store->segments;
    struct segment_part part =
        segment_part(segments, far ? segments->first_part[segment + 1] - 1 : segments->first_part[segment]);
    struct path path = path_of(&store->tables[ROLE_STREET], part.street);
    double direction[2];
    path_at(&path, part.reversed == far ? part.from_m : part.to_m, out, direction);
}

/* n_tasks: at most 64, each with its share of the segments. */
struct id_job {
    const struct store *store;
    const struct geo_run *geo;
    uint64_t *hash;
    size_t n_tasks;
};

/* Each task has its slot of the transformation and its share of the segments. */
static void hash_segments(void *user, size_t task)
{
    const struct id_job *job = user;
    size_t n = job->store->segments.n, begin = task * n / job->n_tasks;
    for (size_t s = begin; s < (task + 1) * n / job->n_tasks; s++) {
        double points[6];
        segment_tip(job->store, s, false, points);
        segment_tip(job->store, s, true, points + 2);
        segment_middle(job->store, s, points + 4);
        job->hash[s] = identity_of_place(job->geo, SEGMENT_LETTER, (unsigned)task, points);
    }
}

rasif_status link_segment_ids(struct store *store, const struct geo_run *geo, unsigned threads,
                              rasif_error *err)
{
    struct street_segments *segments = &store->segments;
    segments->hash = malloc((segments->n + 1) * sizeof *segments->hash);
    segments->twin = calloc(segments->n + 1, sizeof *segments->twin);
    if (segments->hash == NULL || segments->twin == NULL)
        return fail_memory(err);
    struct id_job job = {store, geo, segments->hash, threads < 1 ? 1 : threads < 64 ? threads : 64};
    parallel_each(threads, job.n_tasks, hash_segments, &job);
    return identity_number_equals(segments->hash, segments->twin, segments->n) ? RASIF_OK
                                                                               : fail_memory(err);
}
