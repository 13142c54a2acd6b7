/* SPDX-License-Identifier: MIT
 * Measures that depend on the profile: see per_profile.h. */
#include "measure/per_profile.h"

#include <math.h>

/* Where a person waits for the signal, behind the kerb (MUTCD 4E.06 para 14). */
#define WAITING_M 1.8

#define COUNT(...) (sizeof((const enum field_id[]){__VA_ARGS__}) / sizeof(enum field_id))
#define PARTS(...) COUNT(__VA_ARGS__), {__VA_ARGS__}
static const struct per_profile list[] = {
#define PER_PROFILE(field, function, parts, what) {F_##field, function, parts, what},
#include "measure/measures.def"
};

const struct per_profile *per_profile_find(enum field_id field)
{
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
        if (list[i].field == field)
            return &list[i];
    return NULL;
}

void measure_green_margin(const double *const *parts, size_t n, struct pace pace, double *out)
{
    const double *walk_s = parts[0], *clearance_s = parts[1], *stage_m = parts[2];
    for (size_t i = 0; i < n; i++) {
        double needed_s = pace.start_s + (stage_m[i] + WAITING_M) / pace.speed_m_s;
        bool walks = (stage_m[i] > 0) & (pace.speed_m_s > 0);
        out[i] = walks ? (walk_s[i] + clearance_s[i]) / needed_s : NAN;
    }
}
