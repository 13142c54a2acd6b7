/* SPDX-License-Identifier: MIT
 *
 * Reading GeoPackages that rasif wrote: facts of tables, large answers row by row, and a new file
 * made from results. See result.h. */
#include "write/output_job.h"
#include "write/result_file.h"

#include <stdlib.h>
#include <string.h>

/* ---- tables ------------------------------------------------------------------------------- */

const char *result_key(const struct result_file *file, size_t table)
{
    return file->gpkg.tables[table].key;
}

const char *result_geometry(const struct result_file *file, size_t table)
{
    return file->gpkg.tables[table].geometry_column;
}

const char *result_crs(const struct result_file *file, size_t table)
{
    return file->gpkg.tables[table].crs;
}

int result_srs_id(const struct result_file *file, size_t table)
{
    return file->gpkg.tables[table].srs_id;
}

bool result_is_geographic(const struct result_file *file, size_t table)
{
    return file->gpkg.tables[table].geographic;
}

const char *result_last_change(const struct result_file *file)
{
    return file->gpkg.last_change;
}

/* ---- rows --------------------------------------------------------------------------------- */

/* Texts and blobs point into SQLite's row: they live until the next step. Other types and an empty
 * blob become null. false = memory is out. */
static MUST bool show_cell(sqlite3_stmt *statement, int column, struct cell *out)
{
    *out = (struct cell){.type = CELL_NULL};
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        cell_int(out, sqlite3_column_int64(statement, column));
        return true;
    case SQLITE_FLOAT:
        cell_real(out, sqlite3_column_double(statement, column));
        return true;
    case SQLITE_TEXT:
        out->type = CELL_TEXT;
        out->bytes = (const char *)sqlite3_column_text(statement, column);
        break;
    case SQLITE_BLOB:
        out->type = CELL_BLOB;
        out->bytes = sqlite3_column_blob(statement, column);
        break;
    default:
        return true;
    }
    if (out->bytes == NULL) {
        bool empty =
            out->type == CELL_BLOB && sqlite3_errcode(sqlite3_db_handle(statement)) != SQLITE_NOMEM;
        cell_null(out);
        return empty;
    }
    out->length = (size_t)sqlite3_column_bytes(statement, column);
    return true;
}

/* Steps through the rows and calls `fn` for each. The array of cells is reused; blobs and texts
 * point into SQLite's memory. */
static rasif_status walk_rows(const struct result_file *file, sqlite3_stmt *statement,
                              result_row_fn fn, void *user, rasif_error *err)
{
    int n = sqlite3_column_count(statement), code;
    struct cell *cells = calloc((size_t)n + 1, sizeof *cells);
    rasif_status status = cells != NULL ? RASIF_OK : fail_memory(err);
    while (status == RASIF_OK && (code = sqlite3_step(statement)) != SQLITE_DONE) {
        bool good = true;
        for (int c = 0; code == SQLITE_ROW && good && c < n; c++)
            good = show_cell(statement, c, &cells[c]);
        status = code != SQLITE_ROW ? gpkg_fail(file->gpkg.db, file->path, NULL, err)
                 : good             ? fn(user, cells, err)
                                    : fail_memory(err);
    }
    free(cells);
    return status;
}

/* The statement is finalized on every way out. */
rasif_status result_each(const struct result_file *file, const char *sql,
                         const struct result_value *values, size_t n_values, result_row_fn fn,
                         void *user, rasif_error *err)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(file->gpkg.db, sql, -1, &statement, NULL) != SQLITE_OK)
        return gpkg_fail(file->gpkg.db, file->path, NULL, err);
    rasif_status status = result_bind(file, statement, values, n_values, err);
    if (status == RASIF_OK)
        status = walk_rows(file, statement, fn, user, err);
    sqlite3_finalize(statement);
    return status;
}

/* ---- writing ------------------------------------------------------------------------------ */

/* The files that a comparison was made of. */
struct walked {
    const struct result_file *const *files;
    size_t n;
};

/* All files, also those of which nothing was taken: the comparison used them all. */
static rasif_status check_files_unchanged(const void *inputs, rasif_error *err)
{
    const struct walked *walked = inputs;
    for (size_t i = 0; i < walked->n; i++)
        TRY(result_unchanged(walked->files[i], err));
    return RASIF_OK;
}

/* The first file lends its reference systems; no table of it is a source, so none is carried. All
 * inputs count as audited: their audit_* tables are made anew. */
rasif_status result_write(const struct result_file *const *files, size_t n_files,
                          const struct output_plan *plan, const char *path, bool overwrite,
                          rasif_error *err)
{
    struct output_input *inputs = calloc(n_files + 1, sizeof *inputs);
    struct source *none = calloc(n_files + 1, sizeof *none);
    rasif_status status = inputs != NULL && none != NULL ? RASIF_OK : fail_memory(err);
    struct output_plan own = *plan;
    own.roles_only = true;
    for (size_t i = 0; status == RASIF_OK && i < n_files; i++)
        inputs[i] = (struct output_input){files[i]->opened, files[i]->path, true};
    const struct walked walked = {files, n_files};
    struct output_job job = {.inputs = inputs,
                             .n_inputs = n_files,
                             .sources = none,
                             .plan = &own,
                             .path = path,
                             .overwrite = overwrite,
                             .unchanged = check_files_unchanged,
                             .unchanged_inputs = &walked};
    if (status == RASIF_OK)
        status = output_run(&job, err);
    free(inputs);
    free(none);
    return status;
}
