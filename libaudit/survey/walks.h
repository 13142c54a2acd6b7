/* SPDX-License-Identifier: MIT
 *
 * Elements to visit as walks (docs/survey.md). A walk is closed, or leads between two stops, is at most so long, and settles as much per
 * kilometre as the search finds (the way to it counts as WALK_APPROACH_M); each element is visited by one walk. In: a survey, its net. Out: walks,
 * the best first; elements carry the number of their walk and of their stop. Elements that settle nothing
 * for certain are no reason to go anywhere, but are taken along where a walk passes all of them. */
#ifndef RASIF_SURVEY_WALKS_H
#define RASIF_SURVEY_WALKS_H

#include "survey/net.h"
#include "survey/survey.h"

#define SURVEY_WALK_KM 5.0
#define SURVEY_WALK_HOURS 8.0      /* a judgement: a working day */
#define WALK_APPROACH_M 1000.0     /* a judgement */
#define SURVEY_WALK_KMH 4.0        /* a judgement */
#define SURVEY_VALUE_MINUTES 0.5   /* a judgement: to take one value and to write it down */

struct walk {
    double length_m, required_m; /* see postman.h */
    double bound_m;              /* no walk through the same is shorter (walk_bound.h); NaN = not asked for */
    double minutes;                       /* walking, and taking the values */
    size_t visits, values, verdicts;
    double likely;                        /* verdicts, of survey_element */
    double settles_m;
    uint32_t first;    /* index of the element that is visited first */
    double start[2];   /* metres */
    double *xy;        /* heap; [2 n_points] the way */
    size_t n_points;
};
struct walks {
    struct walk *items; /* heap; by verdicts per kilometre, most first */
    size_t n, capacity;
    size_t n_far;       /* elements that no walk of this length can visit */
};

/* Time that a walk takes. */
static inline double walk_minutes(double length_m, size_t values)
{
    return length_m / 1000 / SURVEY_WALK_KMH * 60 + (double)values * SURVEY_VALUE_MINUTES;
}

struct walks_question {
    double most_m, walk_minutes; /* of a walk */
    double most_minutes;   /* of all; infinite = no limit */
    size_t most_walks;     /* that are made; 0 = no limit */
    const double *start;   /* metres, where every walk begins; NULL = anywhere */
    const double *last;    /* where every walk ends; NULL = where it begins; needs a start */
    const double *stops;   /* [2 n_stops] metres: without a start, each walk begins and ends at one or two of them */
    size_t n_stops;
    bool bounds;           /* find bound_m of each walk */
};

/* `go_on` (NULL allowed) is asked now and then; false: RASIF_E_CANCELLED. Free the walks in any case.
 * RASIF_E_MEMORY. */
rasif_status walks_make(struct survey *survey, const struct net *net, const struct walks_question *question,
                        bool (*go_on)(void *user, double done), void *user, struct walks *out, rasif_error *err);
void walks_free(struct walks *walks);

#endif
