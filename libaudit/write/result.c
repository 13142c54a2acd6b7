/* SPDX-License-Identifier: MIT
 *
 * Reading GeoPackages that rasif wrote: see result.h.
 *
 * A file that another program has open with a write-ahead log is read through a private copy, as
 * inputs are, so that reading never writes. Answers are copied whole into the caller's arena. Cost:
 * one query and one copy per answer. */
#include "source/copy.h"
#include "write/result_file.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* ---- opening ------------------------------------------------------------------------------ */

/* What a file must be. */
enum result_kind { RESULT_AUDIT, RESULT_AUDIT_OR_DIFF, RESULT_ANY };

/* A file that was never annotated is refused with the command that annotates it. The state is noted
 * once SQLite keeps others from writing, so that result_unchanged compares with what is read. */
static rasif_status open_result_file(struct result_file *file, enum result_kind kind, rasif_error *err)
{
    bool truncated = false;
    const char *path = file->path;
    if (!file_state_now(path).there)
        return fail(err, RASIF_E_IO, "%s: can't be opened: %s", path, strerror(errno));
    if (!gpkg_is_sqlite(path, &truncated))
        return kind == RESULT_ANY
                   ? fail(err, RASIF_E_DATA, "%s is no GeoPackage; convert it first", path)
                   : fail(err, RASIF_E_DATA,
                          "%s is no GeoPackage; give one that 'rasif audit INPUT -o OUT.gpkg' wrote", path);
    if (truncated)
        return fail(err, RASIF_E_IO, "%s: is damaged: it is shorter than its header says", path);
    if (copy_needed(path)) {
        TRY(private_folder(&file->folder, err));
        TRY(copy_database(file->path, file->folder.path, &file->arena, &path, err));
        TRY(settle_copy(path, file->path, err));
    }
    file->opened = path;
    TRY(gpkg_open(path, file->path, &file->arena, &file->gpkg, err));
    file->state = file_state_settled(file->path); /* SQLite keeps others from writing now */
    bool other = result_find(file, "diff_summary") != SIZE_MAX || result_find(file, "survey_walks") != SIZE_MAX;
    if (kind == RESULT_ANY || (kind == RESULT_AUDIT_OR_DIFF && other))
        return RASIF_OK;
    if (result_find(file, "audit_manifest") == SIZE_MAX ||
        result_find(file, "audit_rules") == SIZE_MAX)
        return fail(err, RASIF_E_DATA,
                    "%s is not annotated: it has no table audit_rules; make an annotated copy with "
                    "'rasif audit %s -o OUT.gpkg' and give that",
                    file->path, file->path);
    return RASIF_OK;
}

/* Also reads the catalog, so that tables can be asked about. On failure nothing stays open and *out is
 * untouched. */
static rasif_status open_result(const char *path, enum result_kind kind, struct result_file **out,
                                rasif_error *err)
{
    struct result_file *file = calloc(1, sizeof *file);
    if (file == NULL)
        return fail_memory(err);
    file->path = arena_strdup(&file->arena, path);
    rasif_status status = file->path != NULL ? open_result_file(file, kind, err) : fail_memory(err);
    if (status == RASIF_OK)
        *out = file;
    else
        result_close(file);
    return status;
}

rasif_status result_open(const char *path, struct result_file **out, rasif_error *err)
{
    return open_result(path, RESULT_AUDIT, out, err);
}

rasif_status result_open_any(const char *path, struct result_file **out, rasif_error *err)
{
    return open_result(path, RESULT_AUDIT_OR_DIFF, out, err);
}

rasif_status result_open_plain(const char *path, struct result_file **out, rasif_error *err)
{
    return open_result(path, RESULT_ANY, out, err);
}

/* A private copy can't change, so only files read in place are compared. */
rasif_status result_unchanged(const struct result_file *file, rasif_error *err)
{
    bool in_place = file->opened == file->path;
    return in_place ? file_unchanged(file->path, &file->state, err) : RASIF_OK;
}

/* NULL is fine. A private copy is removed. */
void result_close(struct result_file *file)
{
    if (file == NULL)
        return;
    gpkg_close(&file->gpkg);
    temp_folder_remove(&file->folder);
    arena_free(&file->arena);
    free(file);
}

/* ---- tables ------------------------------------------------------------------------------- */

size_t result_n_tables(const struct result_file *file)
{
    return file->gpkg.n_tables;
}

const char *result_table(const struct result_file *file, size_t table)
{
    return file->gpkg.tables[table].name;
}

/* Table names are compared as SQL does, without letter case. */
size_t result_find(const struct result_file *file, const char *name)
{
    for (size_t i = 0; i < file->gpkg.n_tables; i++)
        if (sqlite3_stricmp(file->gpkg.tables[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}

bool result_has_column(const struct result_file *file, size_t table, const char *column)
{
    return gpkg_column(&file->gpkg.tables[table], column) != NULL;
}

size_t result_n_columns(const struct result_file *file, size_t table)
{
    return file->gpkg.tables[table].n_columns;
}

const char *result_column(const struct result_file *file, size_t table, size_t column)
{
    return file->gpkg.tables[table].columns[column].name;
}


/* Texts stay the caller's: they must live until the statement is finalized. ?1 is values[0]. */
rasif_status result_bind(const struct result_file *file, sqlite3_stmt *statement,
                         const struct result_value *values, size_t n, rasif_error *err)
{
    for (size_t i = 0; i < n; i++) {
        int code = values[i].text != NULL
                       ? sqlite3_bind_text(statement, (int)i + 1, values[i].text, -1, SQLITE_STATIC)
                       : sqlite3_bind_int64(statement, (int)i + 1, values[i].integer);
        if (code != SQLITE_OK)
            return gpkg_fail(file->gpkg.db, file->path, NULL, err);
    }
    return RASIF_OK;
}

/* Texts are copied into the arena, because SQLite's memory lasts until the next step. Blobs read as
 * null: answers are small. */
static MUST bool copy_cell(sqlite3_stmt *statement, int column, struct arena *arena,
                           struct cell *out)
{
    const char *text;
    *out = (struct cell){.type = CELL_NULL, .lasting = true};
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        out->type = CELL_INT;
        out->integer = sqlite3_column_int64(statement, column);
        return true;
    case SQLITE_FLOAT:
        out->type = CELL_REAL;
        out->real = sqlite3_column_double(statement, column);
        return true;
    case SQLITE_TEXT:
        out->type = CELL_TEXT;
        text = (const char *)sqlite3_column_text(statement, column);
        out->bytes = text != NULL ? arena_strdup(arena, text) : NULL;
        out->length = out->bytes != NULL ? strlen(out->bytes) : 0;
        return out->bytes != NULL;
    default:
        return true;
    }
}

/* All rows of an answer, in the arena. Cells grow on the heap, then move: their number is not known
 * before. A failing step shows at the reset. */
static rasif_status collect_rows(const struct result_file *file, sqlite3_stmt *statement,
                                 struct arena *arena, struct result_rows *rows, rasif_error *err)
{
    struct cell *cells = NULL;
    size_t n = 0, capacity = 0;
    bool good = true;
    while (good && sqlite3_step(statement) == SQLITE_ROW) {
        for (size_t c = 0; good && c < rows->n_columns; c++) {
            struct cell cell;
            good = copy_cell(statement, (int)c, arena, &cell) && PUSH(cells, n, capacity, cell);
        }
        rows->n_rows++;
    }
    rasif_status status = good ? RASIF_OK : fail_memory(err);
    if (good && sqlite3_reset(statement) != SQLITE_OK)
        status = gpkg_fail(file->gpkg.db, file->path, NULL, err);
    rows->cells = ARENA_ARRAY(arena, n + 1, struct cell);
    if (status == RASIF_OK && rows->cells == NULL)
        status = fail_memory(err);
    if (status == RASIF_OK && n > 0)
        memcpy(rows->cells, cells, n * sizeof *cells);
    free(cells);
    return status;
}

/* Names of columns as the SELECT gives them; a query without columns has no names and no cells. */
static rasif_status read_names(sqlite3_stmt *statement, struct arena *arena,
                               struct result_rows *rows, rasif_error *err)
{
    rows->n_columns = (size_t)sqlite3_column_count(statement);
    rows->names = ARENA_ARRAY(arena, rows->n_columns + 1, const char *);
    if (rows->names == NULL)
        return fail_memory(err);
    for (size_t c = 0; c < rows->n_columns; c++) {
        const char *name = sqlite3_column_name(statement, (int)c);
        rows->names[c] = name != NULL ? arena_strdup(arena, name) : NULL;
        if (rows->names[c] == NULL)
            return fail_memory(err);
    }
    return RASIF_OK;
}

/* Runs one SELECT whole. *out is set on success only; its texts live in `arena`. RASIF_E_IO,
 * RASIF_E_DATA, RASIF_E_MEMORY. */
rasif_status result_query(const struct result_file *file, const char *sql,
                          const struct result_value *values, size_t n_values, struct arena *arena,
                          struct result_rows *out, rasif_error *err)
{
    sqlite3_stmt *statement = NULL;
    struct result_rows rows = {0};
    if (sqlite3_prepare_v2(file->gpkg.db, sql, -1, &statement, NULL) != SQLITE_OK)
        return gpkg_fail(file->gpkg.db, file->path, NULL, err);
    rasif_status status = result_bind(file, statement, values, n_values, err);
    if (status == RASIF_OK)
        status = read_names(statement, arena, &rows, err);
    if (status == RASIF_OK)
        status = collect_rows(file, statement, arena, &rows, err);
    sqlite3_finalize(statement);
    if (status == RASIF_OK)
        *out = rows;
    return status;
}

/* The feature id comes as column "rasif_fid", whatever its name in the table. `column` NULL: by
 * feature id. */
rasif_status result_select(const struct result_file *file, size_t table, const char *column,
                           struct result_value value, struct arena *arena, struct result_rows *out,
                           rasif_error *err)
{
    const struct gpkg_table *t = &file->gpkg.tables[table];
    char *name = gpkg_quote(arena, t->name);
    char *by = gpkg_quote(arena, column != NULL ? column : t->key);
    char *key = gpkg_quote(arena, t->key);
    if (name == NULL || by == NULL || key == NULL)
        return fail_memory(err);
    char *sql = arena_alloc(arena, strlen(name) + strlen(by) + strlen(key) + 64, 1);
    if (sql == NULL)
        return fail_memory(err);
    strcpy(sql, "SELECT ");
    strcat(sql, key);
    strcat(sql, " AS rasif_fid, * FROM ");
    strcat(sql, name);
    strcat(sql, " WHERE ");
    strcat(sql, by);
    strcat(sql, " = ?1");
    return result_query(file, sql, &value, 1, arena, out, err);
}

/* ---- cells -------------------------------------------------------------------------------- */

/* Columns are found by name each time: answers are small. A missing column, or row, reads as null,
 * because older versions lack some. */
const struct cell *result_cell(const struct result_rows *rows, size_t row, const char *column)
{
    static const struct cell null = {.type = CELL_NULL};
    for (size_t c = 0; row < rows->n_rows && c < rows->n_columns; c++)
        if (sqlite3_stricmp(rows->names[c], column) == 0)
            return &rows->cells[row * rows->n_columns + c];
    return &null;
}

const char *result_text(const struct result_rows *rows, size_t row, const char *column)
{
    const struct cell *cell = result_cell(rows, row, column);
    return cell->type == CELL_TEXT ? cell->bytes : NULL;
}

const char *result_text_in(const struct result_rows *rows, size_t row, const char *column,
                           const char *language)
{
    char name[64];
    snprintf(name, sizeof name, "%s_%s", column, language);
    return result_text(rows, row, name);
}

struct phrase result_phrase(const struct result_rows *rows, size_t row, const char *column)
{
    struct phrase out = {{0}};
    const char *any = NULL;
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        out.in[l] = result_text_in(rows, row, column, languages[l].code);
        any = any != NULL ? any : out.in[l];
    }
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        out.in[l] = out.in[l] != NULL ? out.in[l] : any;
    return out;
}

void result_add_columns(const struct result_file *file, size_t table, const char *prefix,
                        const char *column, struct text *sql)
{
    for (int l = 0; l < LANGUAGE_COUNT && table != SIZE_MAX; l++) {
        char name[64];
        snprintf(name, sizeof name, "%s_%s", column, languages[l].code);
        if (result_has_column(file, table, name))
            text_addf(sql, ", %s%s", prefix, name);
    }
}

double result_real(const struct result_rows *rows, size_t row, const char *column)
{
    const struct cell *cell = result_cell(rows, row, column);
    return cell->type == CELL_REAL  ? cell->real
           : cell->type == CELL_INT ? (double)cell->integer
                                    : NAN;
}
