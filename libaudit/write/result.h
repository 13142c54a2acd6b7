/* SPDX-License-Identifier: MIT
 *
 * Reading GeoPackages that rasif wrote: whole answers of small queries, large ones row by row,
 * read-only. For explain, diff and merge; audits read their inputs through input.h. */
#ifndef RASIF_WRITE_RESULT_H
#define RASIF_WRITE_RESULT_H

#include "base/arena.h"
#include "base/status.h"
#include "table/view.h"
#include "write/output.h"

struct result_file;

/* Opens an annotated GeoPackage. RASIF_E_IO: it can't be read. RASIF_E_DATA: it is a GeoPackage,
 * but none that 'rasif audit' wrote. */
rasif_status result_open(const char *path, struct result_file **out, rasif_error *err);
/* The same; also takes one that 'rasif diff' or 'rasif survey' wrote, which has no manifest. */
rasif_status result_open_any(const char *path, struct result_file **out, rasif_error *err);
/* The same; takes any GeoPackage. */
rasif_status result_open_plain(const char *path, struct result_file **out, rasif_error *err);
void result_close(struct result_file *file); /* NULL is fine */
/* RASIF_E_IO: the path is not the file that was opened, or was written to. Called when everything
 * is read. */
rasif_status result_unchanged(const struct result_file *file, rasif_error *err);

/* The user's feature and attribute tables, then ours, in the order of the file. */
size_t result_n_tables(const struct result_file *file);
const char *result_table(const struct result_file *file, size_t table);
/* Index of a table by name; SIZE_MAX when there is none. */
size_t result_find(const struct result_file *file, const char *name);
bool result_has_column(const struct result_file *file, size_t table, const char *column);
size_t result_n_columns(const struct result_file *file, size_t table);
const char *result_column(const struct result_file *file, size_t table, size_t column);
/* Facts of a table. The geometry column is NULL for attribute tables; the CRS, a text
 * for crs_from_text, is NULL when none is declared. */
const char *result_key(const struct result_file *file, size_t table);
const char *result_geometry(const struct result_file *file, size_t table);
const char *result_crs(const struct result_file *file, size_t table);
int result_srs_id(const struct result_file *file, size_t table);
bool result_is_geographic(const struct result_file *file, size_t table); /* in degrees */
/* Newest last_change of the file, for outputs that shall be the same every time; or NULL. */
const char *result_last_change(const struct result_file *file);

/* A bound parameter: a text, or an integer when `text` is NULL. */
struct result_value {
    const char *text;
    int64_t integer;
};

/* All rows of an answer; texts are NUL-terminated, blobs read as null. Lives in an arena. */
struct result_rows {
    size_t n_rows, n_columns;
    const char **names;
    struct cell *cells; /* [n_rows * n_columns] */
};

/* Runs one SELECT with ?1, ?2, ... bound to `values`. */
rasif_status result_query(const struct result_file *file, const char *sql,
                          const struct result_value *values, size_t n_values, struct arena *arena,
                          struct result_rows *out, rasif_error *err);
/* The rows of a table whose `column` (NULL = the feature id) equals the value; the feature id comes
 * once more as the first column, named "rasif_fid". */
rasif_status result_select(const struct result_file *file, size_t table, const char *column,
                           struct result_value value, struct arena *arena, struct result_rows *out,
                           rasif_error *err);

/* Runs one SELECT and shows its rows one after another. The cells (blobs too) live until `fn`
 * returns; what it returns, unless RASIF_OK, ends the walk. For answers too large to keep. */
typedef rasif_status (*result_row_fn)(void *user, const struct cell *cells, rasif_error *err);
rasif_status result_each(const struct result_file *file, const char *sql,
                         const struct result_value *values, size_t n_values, result_row_fn fn,
                         void *user, rasif_error *err);

/* Writes a new GeoPackage that holds the plan's own tables and styles and nothing of the files it
 * was made from; `path` must not be one of those. See output_write for the errors. */
rasif_status result_write(const struct result_file *const *files, size_t n_files,
                          const struct output_plan *plan, const char *path, bool overwrite,
                          rasif_error *err);

/* A cell by column name; a null cell when there is no such column or row. */
const struct cell *result_cell(const struct result_rows *rows, size_t row, const char *column);
/* Its text; NULL when it is null or no text. */
const char *result_text(const struct result_rows *rows, size_t row, const char *column);
/* The text of a column per language (message_en, message_ar): a language that the file lacks has that
 * of the first that it has; NULL in all where there is none. */
struct phrase result_phrase(const struct result_rows *rows, size_t row, const char *column);
/* The same in one language (its code) alone; NULL when the file lacks it. */
const char *result_text_in(const struct result_rows *rows, size_t row, const char *column,
                           const char *language);
/* ", r.title_en, r.title_ar": the columns <column>_<language> that the table has, each behind
 * ", <prefix>"; nothing for SIZE_MAX. */
void result_add_columns(const struct result_file *file, size_t table, const char *prefix,
                        const char *column, struct text *sql);
/* Its number; NaN when it is null or no number. */
double result_real(const struct result_rows *rows, size_t row, const char *column);

#endif
