/* SPDX-License-Identifier: MIT
 *
 * Along which street and side a line runs, place by place (scoring.md, "Cover"). Used by cover.c. */
#ifndef RASIF_LINK_SAMPLES_H
#define RASIF_LINK_SAMPLES_H

#include "geo/grid.h"
#include "link/link.h"

/* What is found at one place of a line. */
struct sample {
    double way_m;    /* along the line                                    */
    uint32_t street; /* NO_ROW = none                                     */
    uint8_t side;
    bool sought; /* no equal step: where the street or side changes    */
    double at_m, distance_m, angle_deg;
};

/* The streets that a line names; first == last: none, they are found by geometry. */
struct named {
    const struct keyed *first, *last; /* of the index of street ids */
    uint8_t side;                     /* that it names; 0 = to be found */
};
/* More streets than these with one id: it names none of them. */
#define MOST_NAMED 256

struct sampling {
    const struct store *store;
    const struct settings *settings;
    const struct grid *grid; /* of the streets that link */
};

/* One thread's room; {0} at first. */
struct sampler {
    struct grid_scratch scratch;
    struct candidate *candidates; /* street segments within reach of the samples at hand */
    size_t n, capacity;
    uint32_t *aligned; /* candidates within the angle of `direction`, in order */
    size_t n_aligned, aligned_capacity;
    double direction[2];
    struct sample *samples; /* of the line, by way */
    size_t n_samples, sample_capacity;
    bool on_centre; /* somewhere too near to a centre line to have a side */
    bool failed;    /* memory ran out */
};
void sampler_free(struct sampler *sampler);

/* Fills `samples`: at equal steps of at most LINK_SAMPLE_M from end to end, and on both sides of
 * every place between two of them where the street or side changes, found to micrometres. */
void sample_line(const struct sampling *job, struct sampler *sampler, const double *xy, size_t n,
                 double length_m, struct named named);

/* Is the second place on the same side of the same street, or of what that goes on as past plain
 * joints, no more than LINK_CLOSE_M from the first along it? `*end` is the end of the first street
 * over which it is reached, NO_ROW where both are on one. */
static inline bool sample_reaches(const struct store *store, const struct sample *from,
                                  const struct sample *to, uint32_t *end);

/* The rarer half of sample_reaches: past joints. Both have a street. */
bool sample_reaches_past(const struct store *store, const struct sample *from,
                         const struct sample *to, uint32_t *end);

static inline bool sample_reaches(const struct store *store, const struct sample *from,
                                  const struct sample *to, uint32_t *end)
{
    *end = NO_ROW;
    if (from->street == NO_ROW || to->street == NO_ROW)
        return false;
    bool same = from->street == to->street && from->side == to->side;
    return (same && fabs(from->at_m - to->at_m) <= LINK_CLOSE_M) ||
           sample_reaches_past(store, from, to, end);
}

#endif
