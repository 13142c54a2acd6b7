/* SPDX-License-Identifier: MIT
 * What a part of a run takes: time and memory of this process. */
#ifndef RASIF_BASE_COST_H
#define RASIF_BASE_COST_H

#include <stddef.h>

/* What something took: seconds of a clock that never goes back, seconds of all processors, and the
 * most memory the process ever had resident up to its end. */
struct cost {
    double wall_s, cpu_s;
    size_t peak_bytes;
};
/* The process's figures now. */
struct cost cost_now(void);
/* From `start` (an earlier cost_now) to now; the peak as it is now. */
struct cost cost_since(const struct cost *start);

#endif
