/* SPDX-License-Identifier: MIT
 *
 * Whether an element of the walking network meets the standard as a whole. */
#ifndef RASIF_PLAN_MEETS_H
#define RASIF_PLAN_MEETS_H

#include "plan/scene.h"

/* The worst outcome of the requirements that apply to a row: RASIF_FAIL where one fails, RASIF_UNKNOWN where one is
 * unknown. Kerb ramps at the places of a crossing are of it, and so are all its parts. `scene` NULL = as `judged` has it;
 * else `judged` is the state in it, and new ramps count in place of what is drawn there. */
rasif_outcome meets_outcome(const struct judged *judged, const struct scene *scene, enum role role, size_t row);

#endif
