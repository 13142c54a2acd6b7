/* SPDX-License-Identifier: MIT
 *
 * Inside draft*.c: streets as carriageways, and sidewalks while they are cut and joined. */
#ifndef RASIF_PLAN_DRAFT_PARTS_H
#define RASIF_PLAN_DRAFT_PARTS_H

#include "geo/grid.h"
#include "plan/draft.h"

enum draft_kind { DRAFT_NOTHING, DRAFT_YIELDS, DRAFT_CUTS, DRAFT_WALKED };

/* A street as a carriageway. */
struct carriageway {
    uint8_t kind;
    uint8_t without; /* enum draft_without of both sides, where the kind is not DRAFT_WALKED and it has sides */
    bool has_sides;  /* else it counts nowhere */
    int8_t level;
    float half_m;    /* of its width */
};
/* Where the line beside it runs, from the centre line. */
static inline double beside_m(const struct carriageway *c)
{
    return (double)c->half_m + DRAFT_BESIDE_M;
}

/* A sidewalk between two cuts: one line of draft->sidewalks in the making. */
struct sidewalk {
    uint32_t street;
    uint8_t side;
    double from_m, to_m;
    uint32_t first_point, n_points; /* of draft_job.xy */
    bool dropped;
    uint8_t n_tail[2];     /* points that continue it at its first, its last end */
    double tail[2][4];     /* outwards */
};

/* An end of a sidewalk: 2 * sidewalk + (1 = last). */
struct draft_end {
    double at[2], root[2], way[2]; /* the end; the place of the street beside it; outwards */
    uint32_t group;                /* the lowest of the ends that are one place             */
};

struct draft_job {
    const struct store *store;
    const struct settings *settings;
    struct draft *out;
    struct carriageway *ways; /* heap; [streets] */
    double widest_m;          /* beside_m of all */
    struct grid *grid;        /* of carriageways that cut or yield */
    struct grid_scratch scratch;
    struct sidewalk *sidewalks; /* heap; by street, side and place */
    size_t n_sidewalks, sidewalk_capacity;
    double *xy;
    size_t n_points, point_capacity;
    struct draft_end *ends; /* heap; [2 n_sidewalks] */
};

/* draft_streets.c: fills job->ways and job->widest_m. */
MUST bool draft_streets(struct draft_job *job);
/* Do carriageways lie on one level where they come near to each other? */
bool draft_same_level(const struct draft_job *job, uint32_t a, uint32_t b);
/* draft_cut.c: sidewalks beside all streets, cut where a carriageway is, or no sidewalk can be. */
MUST bool draft_sidewalks(struct draft_job *job);
/* draft_corners.c: fills job->ends; brings ends together that meet at a corner, and drops what runs around
 * traffic islands or meets nothing. */
MUST bool draft_corners(struct draft_job *job);
/* draft_crossings.c: from sidewalks that are lines of job->out. */
MUST bool draft_crossings(struct draft_job *job);
/* draft_ramps.c: at ends of crossings, of those of job->out, too. */
MUST bool draft_ramps(struct draft_job *job);

/* Adds a point to out->xy. */
MUST bool draft_add_point(struct draft *out, const double at[2]);

#endif
