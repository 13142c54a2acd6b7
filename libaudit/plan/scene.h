/* SPDX-License-Identifier: MIT
 *
 * Elements as they are once works are done, judged by the same judge as the audit's. */
#ifndef RASIF_PLAN_SCENE_H
#define RASIF_PLAN_SCENE_H

#include "plan/remedy.h"

/* What a scene is made of; all is borrowed. */
struct scene_base {
    const struct judged *judged;
    const struct settings *settings;
    const struct work_kinds *kinds;
    const struct remedies *remedies;
};

/* A kerb ramp that is built new: what each user finds, and what the standard says of it. */
struct scene_ramp {
    struct score scores[MOST_PROFILES];
    rasif_outcome outcome; /* the worst of its requirements */
};

struct scene {
    struct scene_base base;
    struct store store; /* the run's, but for its arena, and columns and places that are copies */
    struct results results; /* scores and outcomes of elements, chains of crossings; findings */
    const uint8_t *done;    /* [works.n_mending] 1 = done; borrowed */
    struct scene_ramp ramp;
    uint8_t *new_ramp; /* heap; [places of crossings] 1 = it gets a new ramp */
    bool copied[ROLE_COUNT][FIELD_COUNT];
    bool failed;
};

/* Judges the elements as they are once the works with done[work] are done: those that put right
 * what is there; new lines are left out. Values that follow from other elements keep their old
 * value, but for the stages and the ends without a ramp of crossings. A kerb that gets a ramp
 * counts as level in `results`. `*out` is heap, NULL on failure; free it with scene_free.
 * RASIF_E_MEMORY. */
rasif_status scene_judge(const struct scene_base *base, const struct works *works,
                         const uint8_t *done, struct scene **out, rasif_error *err);
void scene_free(struct scene *scene);

#endif
