/* SPDX-License-Identifier: MIT
 *
 * Rows of an input that SQLite carries, on a connection of their own, so that damage in them shows
 * there: a connection that met a malformed page writes nothing any more. Rows that the new table
 * refuses are counted. */
#include "source/census.h"
#include "source/gpkg.h"
#include "write/output_job.h"

/* Asking costs a call of the caller's; a thousand rows take some milliseconds. */
#define ROWS_BETWEEN_LOOKS 1024

/* A connection to an input for rows that SQLite carries. Opened when first needed: most inputs need
 * none. It stays open until output_readers_close. */
rasif_status output_reader(struct output *o, size_t input, sqlite3 **out, rasif_error *err)
{
    if (o->readers == NULL)
        o->readers = ARENA_ARRAY(&o->arena, o->job->n_inputs, sqlite3 *);
    if (o->readers == NULL)
        return fail_memory(err);
    if (o->readers[input] == NULL)
        o->readers[input] = gpkg_connect(o->job->inputs[input].path, &o->arena);
    *out = o->readers[input];
    return *out != NULL ? RASIF_OK : fail_memory(err);
}

void output_readers_close(struct output *o)
{
    for (size_t i = 0; o->readers != NULL && i < o->job->n_inputs; i++)
        sqlite3_close(o->readers[i]);
    o->readers = NULL;
}

/* One number by SQL from an input. Damage is not an error here: callers have a value to fall back
 * on. */
rasif_status output_input_number(struct output *o, size_t input, int64_t *out, rasif_error *err,
                                 const char *format, ...)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    TRY(output_reader(o, input, &db, err));
    va_list arguments;
    va_start(arguments, format);
    char *sql = sqlite3_vmprintf(format, arguments);
    va_end(arguments);
    if (sql == NULL)
        return fail_memory(err);
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL)
        *out = sqlite3_column_int64(statement, 0);
    bool no_memory = (sqlite3_errcode(db) & 255) == SQLITE_NOMEM;
    sqlite3_finalize(statement);
    sqlite3_free(sql);
    return no_memory ? fail_sqlite_memory(o->job->inputs[input].path, o->job->inputs[input].named, err)
                     : RASIF_OK;
}

/* Carries the row at which `from` stands; a row that the table's rules refuse is counted. Cells are
 * bound as values: storage classes stay, encodings are converted. */
static rasif_status carry_row(struct output *o, const char *what, sqlite3_stmt *from,
                              sqlite3_stmt *into, struct output_carried *carried, rasif_error *err)
{
    int n = sqlite3_column_count(from);
    for (int i = 0; i < n; i++)
        if (sqlite3_bind_value(into, i + 1, sqlite3_column_value(from, i)) != SQLITE_OK)
            return output_fail(o, what, err);
    int code = sqlite3_step(into);
    bool refused = code != SQLITE_DONE && (sqlite3_errcode(o->db) & 255) == SQLITE_CONSTRAINT;
    if (code != SQLITE_DONE && !refused)
        return output_fail(o, what, err);
    sqlite3_reset(into);
    carried->n_rows += !refused;
    carried->n_refused += refused;
    return RASIF_OK;
}

/* The caller is asked every ROWS_BETWEEN_LOOKS rows whether to go on. Reading that ends in damage
 * is not an error: `cut` is set. */
static rasif_status carry_all_rows(struct output *o, const char *what, sqlite3 *db,
                                   sqlite3_stmt *from, sqlite3_stmt *into,
                                   struct output_carried *carried, rasif_error *err)
{
    int code = SQLITE_ROW;
    for (size_t i = 0; (code = sqlite3_step(from)) == SQLITE_ROW; i++) {
        if (i % ROWS_BETWEEN_LOOKS == 0 && o->job->cancelled != NULL &&
            o->job->cancelled(o->job->user, o->filled ? 1 : 0))
            return fail(err, RASIF_E_CANCELLED, "cancelled while writing %s", o->shown);
        TRY(carry_row(o, what, from, into, carried, err));
    }
    if (code == SQLITE_DONE)
        return RASIF_OK;
    const struct output_input *input = &o->job->inputs[carried->input];
    bool damaged = is_damage_code(code) ||
                   ((code & 255) == SQLITE_NOMEM &&
                    fail_sqlite_memory(input->path, input->named, NULL) == RASIF_E_DATA);
    if (!damaged)
        return gpkg_fail(db, input->named, NULL, err);
    carried->cut = true;
    return RASIF_OK;
}

/* Both statements are finalized on every way out. A statement that can't be prepared because of
 * damage counts as cut, with no rows. */
rasif_status output_carry_rows(struct output *o, const char *what, const char *select,
                               const char *insert, struct output_carried *carried, rasif_error *err)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *from = NULL, *into = NULL;
    TRY(output_reader(o, carried->input, &db, err));
    if (select == NULL || insert == NULL)
        return fail_memory(err);
    rasif_status status = RASIF_OK;
    int code = sqlite3_prepare_v2(db, select, -1, &from, NULL);
    if (is_damage_code(code))
        carried->cut = true;
    else if (code != SQLITE_OK)
        status = gpkg_fail(db, o->job->inputs[carried->input].named, NULL, err);
    else if (sqlite3_prepare_v2(o->db, insert, -1, &into, NULL) != SQLITE_OK)
        status = output_fail(o, what, err);
    else
        status = carry_all_rows(o, what, db, from, into, carried, err);
    sqlite3_finalize(from);
    sqlite3_finalize(into);
    return status;
}

/* Missing rows are counted by SQLite once more, for the message "3/5". */
rasif_status output_diagnose_carried(struct output *o, const char *table,
                                     const struct output_carried *carried,
                                     enum diagnostic_id refused, rasif_error *err)
{
    char shown[64];
    int64_t all = -1;
    if (carried->n_refused > 0) {
        sqlite3_snprintf((int)sizeof shown, shown, "%lld", (long long)carried->n_refused);
        diagnose(&o->found, refused, table, NULL, shown, NULL);
    }
    if (carried->cut) {
        TRY(output_input_number(o, carried->input, &all, err,
                                "SELECT count(*) FROM main.\"%w\" NOT INDEXED", table));
        const struct source source = {.table = table};
        TRY(fail_rows_missing(&source, carried->n_rows, all, &o->found, err));
    }
    return o->found.failed ? fail_memory(err) : RASIF_OK;
}
