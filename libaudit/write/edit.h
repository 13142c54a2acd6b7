/* SPDX-License-Identifier: MIT
 *
 * Changes of single cells and features in a copy of a GeoPackage, in one transaction. Triggers do
 * not run: spatial indexes, counts of features and extents of layers are kept true here. */
#ifndef RASIF_WRITE_EDIT_H
#define RASIF_WRITE_EDIT_H

#include "base/status.h"
#include "table/view.h"

struct edit;

/* A layer of the file that is edited. */
struct edit_layer {
    const char *table, *key;
    const char *geometry; /* its column */
    const char *type;     /* of geometry, as declared */
    int srs_id;
};

/* Opens the copy at `path` and begins; `shown` names the file in messages. RASIF_E_OUTPUT,
 * RASIF_E_MEMORY. */
rasif_status edit_open(const char *path, const char *shown, struct edit **out, rasif_error *err);
/* Sets one cell of feature `fid`. RASIF_E_OUTPUT: the table refuses it, or has no such feature; the
 * message names the cell. */
rasif_status edit_cell(struct edit *edit, const struct edit_layer *layer, int64_t fid,
                       const char *column, const struct cell *value, rasif_error *err);
/* Sets one tag in a column of tags, hstore or JSON; a null value takes it away. RASIF_E_DATA: the
 * cell holds something else. */
rasif_status edit_tag(struct edit *edit, const struct edit_layer *layer, int64_t fid,
                      const char *column, const char *tag, const struct cell *value,
                      rasif_error *err);
/* Adds a feature of n_points points (x, y interleaved, in the layer's coordinate system): a point, or a
 * line of several; as one part of several where the layer's type says so. Its other columns are their
 * defaults. */
rasif_status edit_add(struct edit *edit, const struct edit_layer *layer, const double *xy, size_t n_points,
                      const char *const *columns, const struct cell *values, size_t n, int64_t *fid,
                      rasif_error *err);
/* Takes a feature out. */
rasif_status edit_remove(struct edit *edit, const struct edit_layer *layer, int64_t fid,
                         rasif_error *err);
/* Runs one statement of the program's own with ?1, ?2, ... bound to `values`. RASIF_E_OUTPUT. */
rasif_status edit_run(struct edit *edit, const char *sql, const struct cell *values, size_t n, rasif_error *err);
/* Has the file a table of that name? Letter case is ignored. */
bool edit_has_table(const struct edit *edit, const char *table);
/* Commits and lets SQLite check the file. RASIF_E_OUTPUT. */
rasif_status edit_commit(struct edit *edit, rasif_error *err);
void edit_close(struct edit *edit); /* what was not committed is undone; NULL is fine */

/* May a column of this declared type hold the cell, by the GeoPackage standard? */
bool edit_fits(const char *type, const struct cell *value);

/* ---- the file ---- */

struct edit_file;

/* Begins a copy of the database `from` beside the target `path`: *copy is what to edit. `input`
 * names a file that the target may not be. RASIF_E_ARGUMENT: the target is it, or is there and not
 * `overwrite`; RASIF_E_OUTPUT, RASIF_E_IO, RASIF_E_MEMORY. */
rasif_status edit_file_begin(const char *from, const char *input, const char *path, bool overwrite,
                             struct edit_file **out, const char **copy, rasif_error *err);
/* Puts the copy in place of the target. */
rasif_status edit_file_finish(struct edit_file *file, rasif_error *err);
void edit_file_free(struct edit_file *file); /* removes what was not finished; NULL is fine */

#endif
