/* SPDX-License-Identifier: MIT
 *
 * The second stage: what was read becomes metric, measured and named. In: shapes in source
 * coordinates. Out: shapes in metres, elements.{length_m, scope, hash, twin}. */
#ifndef RASIF_GEO_PREPARE_H
#define RASIF_GEO_PREPARE_H

#include "geo/crs.h"
#include "table/store.h"

/* The coordinate systems of a run. Layer numbers of the plan are per source with rows. */
struct geo_run {
    struct crs_context *context;
    struct crs_plan *plan;
    size_t *layer_of_source; /* [store.n_sources]; SIZE_MAX = not in the plan; in store.arena */
};

/* `crs` holds the CRS text of each source (NULL = none declared); `stated[i]`: it came
 * from --crs. RASIF_E_CRS names the layer, what is wrong and the candidates. Duplicate ids of a
 * layer, missing and unfit geometries are diagnostics. */
rasif_status prepare(struct store *store, const char *const *crs, const bool *stated,
                     bool allow_ballpark, unsigned threads, struct geo_run *out, rasif_error *err);
void geo_run_free(struct geo_run *run);
/* Brings n points in metres into the coordinate system of a source, in place. `crs`: its text for
 * crs_from_text, NULL = it declares none; `table` names it. One thread. RASIF_E_CRS. */
rasif_status geo_from_metres(const struct geo_run *run, size_t source, const char *crs, const char *table, double *xy,
                             size_t n, rasif_error *err);

/* rasif_id of every element (docs/data-model.md#rasif_id): from the id where the layer's ids are
 * unique, else from role and place, else from the values; equals are numbered in row order. Ids
 * that repeat go to `found`. May run for several roles at once. */
MUST bool identify(struct store *store, const struct geo_run *run, enum role role,
                   struct diagnostics *found);
/* Names implied sidewalks after their streets; after identify of all roles. */
bool identify_told(struct store *store);
/* The same of a place alone: both ends and the middle in metres, which are overwritten. `slot` as
 * for crs_to_lonlat. */
uint64_t identity_of_place(const struct geo_run *run, char letter, unsigned slot, double points[6]);
/* twin[i] of equals becomes 2, 3, ... in their order; the first keeps 0. */
MUST bool identity_number_equals(const uint64_t *hash, uint32_t *twin, size_t n);

#endif
