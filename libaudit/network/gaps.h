/* SPDX-License-Identifier: MIT
 *
 * What is missing on the ground, as features to build (docs/gaps.md): after scoring. Every gap
 * appears once, under one kind. What is not drawn is not always missing, so each gap has an
 * evidence. Judges nothing and changes no score. */
#ifndef RASIF_NETWORK_GAPS_H
#define RASIF_NETWORK_GAPS_H

#include "table/settings.h"
#include "table/store.h"

enum gap_kind { GAP_NO_SIDEWALK, GAP_SIDEWALK_ENDS, GAP_NO_RAMP, GAP_NO_CROSSING, GAP_KIND_COUNT };
enum gap_evidence {
    GAP_STATED,    /* stated by the data: there is none                                    */
    GAP_NOT_DRAWN, /* nothing is drawn where what is not drawn is not there (--unmapped-*) */
    GAP_UNKNOWN,   /* nothing is drawn, and that may be all: only beside what is drawn     */
    GAP_EVIDENCE_COUNT
};
extern const char *const gap_kind_names[GAP_KIND_COUNT];
extern const char *const gap_evidence_names[GAP_EVIDENCE_COUNT];

/* Distances in metres. Those without a source are judgements (docs/gaps.md). */
#define GAP_ENDS_M 25.0   /* two ends of a sidewalk this near belong together                     */
#define GAP_ARM_M 50.0    /* a crossing this near to a junction is one of its arm                 */
#define GAP_ASIDE_M 5.0   /* from the centre line to a sidewalk to build, where nothing is known  */
#define GAP_SLIVER_M 1.0  /* what a stretch over a joint leaves on the next street: no stretch of its own */
#define GAP_RAMP_M 1.5    /* length of the line that stands for a ramp                            */

struct gap {
    uint8_t kind, evidence;
    uint8_t side;      /* of the street: SIDE_*, 0 = none                                        */
    uint8_t place;     /* of the crossing: PLACE_*, NO_PLACE                                     */
    uint16_t finding_rule;  /* the finding that speaks of it (missing.h); UINT16_MAX = none       */
    uint16_t finding_place;
    uint32_t finding_row;   /* of the crossings of GAP_NO_RAMP, else of the streets               */
    uint32_t street;   /* NO_ROW = none                                                          */
    uint32_t from, to; /* rows: the sidewalk that ends and the next; the crossing; NO_ROW       */
    double from_m, to_m; /* along the street; NaN = none                                       */
    double length_m;     /* of what is to be built; NaN where that is not known                */
    union {
        float
            aside_m[2]; /* from the centre line: GAP_NO_SIDEWALK [0]; GAP_NO_CROSSING left, right */
        uint32_t tip[2]; /* GAP_SIDEWALK_ENDS: ends of lines of the graph, 2 * line + (1 = last) */
    } at;
};

struct gaps {
    struct gap *items; /* by kind, then street, side and place along it, or crossing and place */
    size_t n, capacity;
};

/* In: pieces, links, graph and junctions of the store, F_crossing_expected. `*out` is {0} or an
 * earlier result; free it in any case. RASIF_E_MEMORY. */
rasif_status gaps_find(const struct store *store, const struct settings *settings,
                       struct gaps *out, rasif_error *err);
void gaps_free(struct gaps *gaps);

struct gap_sum {
    size_t n[GAP_EVIDENCE_COUNT];
    double length_m; /* of those whose length is known */
};
void gaps_sum(const struct gaps *gaps, struct gap_sum out[GAP_KIND_COUNT]);
/* The longest gaps along streets, longest first, the first of equals; at most `most` of them and
 * GAP_MOST_LONGEST. Returns how many. */
#define GAP_MOST_LONGEST 20
size_t gaps_longest(const struct gaps *gaps, size_t rows[GAP_MOST_LONGEST], size_t most);

/* Role of the rows `from` and `to`. */
enum role gap_role(const struct gap *gap);

/* As a line (gaps_line.c). Most points that it can have, and the line itself into `xy` (metres;
 * room for twice as many points: the second half is for work). Returns the number of points. */
size_t gap_most_points(const struct store *store, const struct gap *gap);
size_t gap_line(const struct store *store, const struct gap *gap, double *xy);

/* ---- shared by gaps*.c ---- */

struct gap_job {
    const struct store *store;
    const struct settings *settings;
    struct gaps *out;
};

/* Distance from the centre line at which the sidewalk of a side runs or would run. */
double gap_aside(const struct gap_job *job, size_t street, uint8_t side);
static inline bool gap_add(struct gap_job *job, struct gap gap)
{
    return PUSH(job->out->items, job->out->n, job->out->capacity, gap);
}

/* End of a line of the graph. */
const double *gap_tip(const struct store *store, uint32_t tip);

/* GAP_NO_SIDEWALK and GAP_SIDEWALK_ENDS (gaps_sides.c); GAP_NO_RAMP (gaps_ramps.c); GAP_NO_CROSSING
 * (gaps_arms.c). */
MUST bool gaps_of_sides(struct gap_job *job);
bool gaps_of_crossing_ends(struct gap_job *job);
bool gaps_of_arms(struct gap_job *job);

#endif
