/* SPDX-License-Identifier: MIT
 *
 * What a plan is to gain when it is not joined metres (docs/plan.md#other-objectives): metres of
 * elements that meet the standard, or metres of street times the score of each user. The network
 * for the choice is a star: every site is a part of its own, joined to part 0 by its works, in one
 * step or two. */
#ifndef RASIF_PLAN_AIM_H
#define RASIF_PLAN_AIM_H

#include "plan/contract.h"

/* In the order of the words of the option `objective`. */
enum objective { OBJECTIVE_REACH, OBJECTIVE_SCORE, OBJECTIVE_COMPLIANCE, OBJECTIVE_COUNT };
/* Names as users write them, and what gains are metres of: "joined_m", "full_score_m",
 * "compliant_m". */
extern const char *const objective_names[OBJECTIVE_COUNT], *const objective_units[OBJECTIVE_COUNT];

/* One of two figures: what is known, or what may be at best. */
struct aim {
    struct contracted star; /* parts have gains and links only, no lines */
    double *value_m;        /* heap; [star.n_gain * columns] what a part gains, by column */
    size_t n_values, value_capacity;
    double before_m[MOST_PROFILES]; /* by column: as it is */
};

struct aim_question {
    enum objective objective; /* not reach */
    const struct scene_base *base;
    const struct works
        *works; /* of blocked elements and of those that fail a requirement; harms are known */
    const float *line_m;    /* [graph.n_lines] */
    const struct new_lines *lines;
    const struct built *built; /* how good these are */
    const unsigned *weight;    /* [columns] > 0 */
};

/* Columns of figures: users for the score, one for compliance. */
static inline size_t aim_columns(enum objective objective, size_t n_profiles)
{
    return objective == OBJECTIVE_COMPLIANCE ? 1 : n_profiles;
}
/* Both figures: out[0] known, out[1] at best. They are {0}; free them in any case. The same for any
 * number of threads. RASIF_E_MEMORY. */
rasif_status aims_find(const struct aim_question *question, struct aim out[2], rasif_error *err);
void aim_free(struct aim *aim);
/* Metres of a column with all works. */
double aim_most(const struct aim *aim, size_t n_columns, size_t column);
/* Metres by column with a set of works (chosen[work] != 0; NULL = none). */
MUST bool aim_value(const struct aim *aim, size_t n_columns, const uint8_t *chosen,
                    double out_m[MOST_PROFILES]);

/* ---- shared by the files of objectives ---- */

/* A judged state: as it is (scene NULL), or once works are done. */
struct aim_state {
    struct judged judged;
    const struct scene *scene;
};
/* Metres that sites gain from one state to the next. */
struct site_gains {
    double *of[2]; /* heap; [columns * n_sites] by column: known, at best; may be below 0 */
    /* What any one of several new crossings gains, once. */
    struct shared_gain {
        uint32_t first, n; /* of built->crossed */
        double of[2][MOST_PROFILES]; /* > 0, or 0 */
    } *shared; /* heap */
    size_t n_shared, shared_capacity;
    uint32_t *site_of_new; /* heap; [new lines]; NO_ROW = no work builds it */
    bool failed; /* memory ran out */
};

/* compliance.c: metres of elements that meet the standard, all together (`out_m`: known, at best),
 * and what sites gain; adds to `out`. */
void compliance_total(const struct aim_question *question, const struct aim_state *state,
                      double out_m[2]);
void compliance_gain(const struct aim_question *question, const struct aim_state *from,
                     const struct aim_state *to, struct site_gains *out);
/* score_gain.c: metres of streets times each user's score as a share of the full one. */
void score_total(const struct aim_question *question, double out_m[2][MOST_PROFILES]);
void score_gain(const struct aim_question *question, const struct aim_state *from,
                const struct aim_state *to, struct site_gains *out);
/* A segment for one user once all works on what is there are done. */
struct segment_now {
    double per_m[3];     /* by side: what one metre of it weighs in the figure of the segment */
    double sides[2];     /* known, at best: what the sides make of it, 0 to SCORE_FULL */
    double crossings[2]; /* sums over chains */
    size_t n_crossings;  /* chains that count */
};
/* A segment as new lines find it. */
struct segment_new {
    uint32_t segment;
    double length_m;
    size_t first_side, last_side;       /* of built->sides */
    size_t first_crossed, last_crossed; /* of built->crossed */
    struct segment_now now[MOST_PROFILES];
};
/* score_new.c: what new lines gain in a segment. */
void score_new_lines(const struct aim_question *question, const struct segment_new *segment,
                     struct site_gains *out);

#endif
