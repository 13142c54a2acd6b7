/* SPDX-License-Identifier: MIT
 *
 * Values that 'rasif merge' took from surveys: the table survey_values of an input (docs/merge.md). They lie
 * over what the columns of the feature's own table give, as surveyed values; those columns stay as they are. */
#ifndef RASIF_READ_SURVEYED_H
#define RASIF_READ_SURVEYED_H

#include "read/implied.h"
#include "read/input.h"
#include "source/gpkg.h"

#define SURVEY_VALUES "survey_values"
#define SURVEY_PROPOSALS "survey_proposals"
#define SURVEY_USED "used" /* column `state` of rows that are laid over */

/* Has the file the table with the columns that are read? */
bool surveyed_has_table(const struct gpkg *gpkg);
/* Lays the values of every input with such a table over the store, of fields that are wanted; adds their days
 * to store->value_dates. A value whose feature is gone or whose field can't hold it is a diagnostic. Nothing to
 * do without such a table. Called twice when everything is read: with `implied`, before implied sidewalks are in the
 * store, for whether streets have sidewalks; then without (NULL) for all else. RASIF_E_IO, RASIF_E_MEMORY. */
rasif_status surveyed_lay_over(struct inputs *inputs, const struct wanted *wanted, struct implied *implied,
                               struct store *store, rasif_error *err);

/* The value that stands for "looked, and there is none" in a field: "no", "none", "0"; NULL = no value does. */
const char *surveyed_none_word(enum field_id field);

/* The row of a role that stands for feature `fid` of a source; of sidewalks that a street's columns imply the one
 * on `side` (SIDE_LEFT, SIDE_RIGHT; 0 = a feature of its own). SIZE_MAX = there is none. Keys of a source ascend. */
size_t surveyed_row(const struct elements *elements, size_t source, int64_t fid, unsigned side);

#endif
