/* SPDX-License-Identifier: MIT
 *
 * What the parts that a choice joins hold, for each user: streets, destinations, metres of each area
 * (docs/plan.md#who-gains-and-who-does-not). */
#ifndef RASIF_PLAN_REACHED_H
#define RASIF_PLAN_REACHED_H

#include "plan/contract.h"
#include "plan/people.h"

/* Areas of the audit: polygons of a boundary. */
struct plan_areas {
    size_t n;                        /* 0 = no boundary */
    const char *const *names;        /* [n] */
    const char **const *inside;      /* [ROLE_COUNT] per row the name of its polygon, one of `names`, or NULL */
};

struct reached {
    size_t segments, destinations; /* along which something joined runs; to which a joined line leads */
    double people;                 /* who live along these segments; 0 where no people were given */
    double *area_m;                /* heap; [areas.n]; NULL without areas */
};

/* Lines of the graph and new lines that a part of one user holds. In: store.graph, main_stretch, segments,
 * destinations, lengths of lines (`line_m`), new lines. */
struct reach_question {
    const struct judged *judged;
    const struct network *network;
    const struct new_lines *lines;
    const struct plan_areas *areas;
    const struct people *people;
    const float *line_m;
};
/* Of the parts with marks[part] != 0. `*out` is {0}; free area_m in any case. RASIF_E_MEMORY. */
rasif_status reached_find(const struct reach_question *question, const struct contracted *contracted, size_t profile,
                          const uint8_t *marks, struct reached *out, rasif_error *err);
/* Metres of the whole network in each area: [areas.n], heap; NULL = no memory. */
double *areas_length(const struct reach_question *question);

#endif
