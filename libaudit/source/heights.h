/* SPDX-License-Identifier: MIT
 *
 * Heights under the lines of a run: Z of the lines themselves, else an elevation model. */
#ifndef RASIF_SOURCE_HEIGHTS_H
#define RASIF_SOURCE_HEIGHTS_H

#include "base/read_files.h"
#include "geo/prepare.h"

/* In: shapes in metres with Z as stored. Out: store.heights and store.dem. `crs` [n_sources] as for
 * prepare(); `dem` a raster file, NULL = none. Z is used where a layer's Z varies and its system is
 * in metres; the model under streets, sidewalks and footways only. Lines that get no heights where
 * there are some to be had are diagnostics. The model's files are added to `reads`. RASIF_E_IO,
 * RASIF_E_CRS: the model can't be used. */
rasif_status heights_sample(struct store *store, const struct geo_run *geo, const char *const *crs,
                            const char *dem, bool allow_ballpark, struct read_files *reads,
                            rasif_error *err);

#endif
