/* SPDX-License-Identifier: MIT
 *
 * Measures that depend on the profile (flag PER_PROFILE of fields.def, row PER_PROFILE of
 * measures.def): no column holds them; the judge computes them from other fields of the same
 * element when it answers a need. */
#ifndef RASIF_MEASURE_PER_PROFILE_H
#define RASIF_MEASURE_PER_PROFILE_H

#include "table/schema.h"

/* How a person crosses in green time; speed > 0. */
struct pace {
    double speed_m_s, start_s; /* start_s: from the signal to the first step */
};

#define PER_PROFILE_PARTS 4
/* out[i] of rows 0 <= i < n from parts[k][i], part k of row i, in the unit of its field; NaN
 * where it can't be computed. */
typedef void (*per_profile_fn)(const double *const *parts, size_t n, struct pace pace, double *out);

struct per_profile {
    enum field_id field;
    per_profile_fn fn;
    size_t n_parts;
    enum field_id parts[PER_PROFILE_PARTS]; /* fields with columns */
    const char *what;                /* in English: how the value comes about */
};
/* NULL when the field is stored. */
const struct per_profile *per_profile_find(enum field_id field);

#define PER_PROFILE(field, function, parts, what)                                                  \
    void function(const double *const *, size_t, struct pace, double *);
#include "measure/measures.def"

#endif
