/* SPDX-License-Identifier: MIT
 *
 * Costs of stages: see cost.h. */
#include "base/cost.h"

#include "base/os.h"

#include <time.h>

static double clock_seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The clock of processors counts all threads, also those that have ended. */
struct cost cost_now(void)
{
    return (struct cost){.wall_s = clock_seconds(CLOCK_MONOTONIC),
                         .cpu_s = clock_seconds(CLOCK_PROCESS_CPUTIME_ID),
                         .peak_bytes = os_peak_bytes()};
}

/* The peak is not a difference: the process never had more resident up to now. */
struct cost cost_since(const struct cost *start)
{
    struct cost now = cost_now();
    return (struct cost){now.wall_s - start->wall_s, now.cpu_s - start->cpu_s, now.peak_bytes};
}
