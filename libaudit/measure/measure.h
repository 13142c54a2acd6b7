/* SPDX-License-Identifier: MIT
 *
 * Measures: numbers and classes that are computed, not read. In: the store after linking. Out:
 * derived columns, and gaps of surveyed columns filled, each value with its origin. A surveyed
 * value always wins. */
#ifndef RASIF_MEASURE_MEASURE_H
#define RASIF_MEASURE_MEASURE_H

#include "table/settings.h"
#include "table/store.h"

/* Computes every measure of measures.def, in that order, for the fields in `wanted`.
 * RASIF_E_MEMORY only. */
rasif_status measure_all(struct store *store, const struct settings *settings,
                         const struct wanted *wanted, rasif_error *err);
/* Adds the fields that the measures of `wanted` read, and those that the measures of these read. */
void measures_want(struct wanted *wanted);

/* One measure of one table: fills the column of `field` where it is null. */
typedef rasif_status (*measure_fn)(struct store *store, const struct settings *settings,
                                   enum role role, enum field_id field, rasif_error *err);

/* A field that a measure reads, of the tables of these roles (bit = enum role; 0 = of the table it
 * fills). */
struct measure_read {
    unsigned roles;
    enum field_id field;
};
/* Rows of measures.def; ends with fn NULL. `what` says in English how the value comes about. */
struct measure {
    enum field_id field;
    unsigned roles; /* bit = enum role */
    measure_fn fn;
    const struct measure_read *reads; /* ends with FIELD_NONE; NULL = none */
    const char *what;
};
extern const struct measure measures[];
/* The role whose layer must have been given for the field to be asked about, beside the
 * element's own; ROLE_NONE: none. */
enum role measure_layer(enum field_id field);

/* The steepest rise and the steepest fall over 30 m along a row, in percent, >= 0, from the heights
 * under it; false where they give no slope. */
bool measure_rise_and_fall(const struct store *store, enum role role, size_t row, double *rise_pct,
                           double *fall_pct);

/* ---- shared by the families ---- */

/* The column with an origin array, added when missing; NULL when out of memory. */
struct column *measure_column(struct store *store, enum role role, enum field_id field);
/* Sets a value with its origin and marks the column derived. */
void measure_set_real(struct column *column, size_t row, double value, enum origin origin);
/* The same for metres along the network, which are sums of floats: to the tenth of a millimetre, as
 * readers want them and columns keep them in half the room. */
void measure_set_way(struct column *column, size_t row, double value_m, enum origin origin);
void measure_set_code(struct column *column, size_t row, unsigned code, enum origin origin);

#define MEASURE(field, roles, function, reads, what) \
    rasif_status function(struct store *, const struct settings *, enum role, enum field_id, rasif_error *);
#include "measure/measures.def"

#endif
