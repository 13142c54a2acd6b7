/* SPDX-License-Identifier: MIT
 *
 * Sidewalks, crossings and kerb ramps proposed for a city that lacks them (docs/draft.md), to be
 * confirmed on site. Nothing here is judged. */
#ifndef RASIF_PLAN_DRAFT_H
#define RASIF_PLAN_DRAFT_H

#include "table/settings.h"
#include "table/store.h"

/* Distances in metres; all are judgements. */
#define DRAFT_BESIDE_M 1.0   /* from the edge of the carriageway to the line of the sidewalk            */
#define DRAFT_LANE_M 3.25    /* width of a lane where the number of lanes is stated, but no width       */
#define DRAFT_MOUTH_M 15.0   /* a sidewalk runs on over the mouth of a service street up to this wide   */
#define DRAFT_MEDIAN_M 20.0  /* carriageways of one name this near to each other have a median between  */
#define DRAFT_ISLAND_M2 500.0 /* a ring of sidewalks around less than that is a traffic island          */
#define DRAFT_LEAST_M 2.0    /* shorter pieces are left out                                             */
#define DRAFT_STUB_M 10.0    /* and so are shorter ones that meet nothing                               */
#define DRAFT_SETBACK_M 0.5  /* from the corner to the crossing, along the arm                          */
#define DRAFT_ARM_M 40.0     /* a crossing lies no farther from its junction                            */
#define DRAFT_ACROSS_M 40.0  /* it is no longer than that to either side                                */
#define DRAFT_SAME_M 10.0    /* two crossings over a street are no nearer, unless a junction is between */
#define DRAFT_DRAWN_M 30.0   /* one that is there already is that of an arm this near                   */

/* A proposed line; of a ramp a point. */
struct draft_line {
    uint32_t street;                /* along or across which it lies                          */
    uint8_t side;                   /* SIDE_LEFT, SIDE_RIGHT; of a crossing or ramp 0         */
    double from_m, to_m;            /* along the street; of those both are its place          */
    uint32_t first_point, n_points; /* of draft.xy                                            */
    double length_m;
};

/* Why the side of a street has no proposal. */
enum draft_without {
    WITHOUT_NOT_WALKED, /* walking is not allowed there, or the street is not in use           */
    WITHOUT_BY_CLASS,   /* a class without sidewalks                                           */
    WITHOUT_TUNNEL,
    WITHOUT_STATED,     /* the data state that there is none                                   */
    WITHOUT_MEDIAN,     /* between two carriageways, or the inner side of a ring               */
    WITHOUT_ISLAND,     /* around a traffic island                                             */
    WITHOUT_DRAWN,      /* drawn already                                                       */
    WITHOUT_COUNT
};
/* Why an arm of a junction has none. */
enum draft_uncrossed {
    UNCROSSED_SIDES, /* no sidewalk on both sides              */
    UNCROSSED_SHORT, /* shorter than the way to its corners    */
    UNCROSSED_BANNED, /* the data state that it is not crossed */
    UNCROSSED_DRAWN, /* drawn already                          */
    UNCROSSED_COUNT
};

struct draft {
    struct draft_line *sidewalks, *crossings; /* heap; by street, side and place; by street and place */
    size_t n_sidewalks, sidewalk_capacity, n_crossings, crossing_capacity;
    struct draft_line *ramps; /* heap; by street and place */
    size_t n_ramps, ramp_capacity;
    double *xy; /* heap; metres */
    size_t n_points, point_capacity;
    double sidewalk_m;
    double without_m[WITHOUT_COUNT]; /* lengths of sides */
    size_t uncrossed[UNCROSSED_COUNT];
};

/* In: a store after the stage `link`. `*out` is {0}; free it in any case. The same lines for any order of
 * rows and number of threads. RASIF_E_MEMORY. */
rasif_status draft_find(const struct store *store, const struct settings *settings, struct draft *out,
                        rasif_error *err);
void draft_free(struct draft *draft);

static inline double *draft_line_xy(const struct draft *draft, const struct draft_line *line)
{
    return draft->xy + 2 * (size_t)line->first_point;
}

#endif
