/* SPDX-License-Identifier: MIT
 *
 * The state after works: the same elements with what the works put right, judged by the same judge.
 * From it comes for which users a blocked element opens once its works are done (docs/plan.md). */
#ifndef RASIF_PLAN_AFTER_H
#define RASIF_PLAN_AFTER_H

#include "plan/scene.h"

/* Verdicts when all works that users need are done. */
struct after {
    uint8_t *passable; /* [n_profiles * graph.n_lines], by profile: enum passable; heap */
    size_t n_lines;
};
/* Works that would stop a user who can pass now get the user's bit in `harms`: they are left out of the
 * state after, and no plan may choose them. `*out` is {0}; free it in any case. RASIF_E_MEMORY. */
rasif_status after_find(const struct scene_base *base, struct works *works, struct after *out, rasif_error *err);
void after_free(struct after *after);
static inline enum passable after_passable(const struct after *after, size_t profile, uint32_t line)
{
    return (enum passable)after->passable[profile * after->n_lines + line];
}

#endif
