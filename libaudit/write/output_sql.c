/* SPDX-License-Identifier: MIT
 *
 * SQL for the writer: statements in SQLite's own format (%w an identifier inside "", %Q a literal),
 * and errors as one sentence. */
#include "source/census.h"
#include "write/output_job.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* SQLite reports "out of memory" for some damaged cells, too: each input is checked, and the first
 * damaged one is named. */
static rasif_status fail_over_inputs(const struct output *o, rasif_error *err)
{
    rasif_status status = RASIF_E_MEMORY;
    for (size_t i = 0; i < o->job->n_inputs && status == RASIF_E_MEMORY; i++)
        status = fail_sqlite_memory(o->job->inputs[i].path, o->job->inputs[i].named, err);
    return status;
}

/* Until the file is filled it is new and SQLite's own, so whatever is malformed is an input. The
 * reason of an I/O error is the file system's, SQLite's own sentence is just "disk I/O error". */
rasif_status output_fail(struct output *o, const char *what, rasif_error *err)
{
    int code = sqlite3_extended_errcode(o->db);
    if ((code & 255) == SQLITE_NOMEM)
        return fail_over_inputs(o, err);
    if (o->was_cancelled)
        return fail(err, RASIF_E_CANCELLED, "cancelled while writing %s", o->shown);
    if (!o->filled && is_damage_code(code))
        return fail(err, RASIF_E_DATA, "%s: is damaged: %s can't be read: %s; repair it, or get it "
                    "again",
                    o->job->n_inputs == 1 ? o->job->inputs[0].named : "one of the inputs", what,
                    sqlite3_errmsg(o->db));
    int reason = 0; /* of the file system: SQLite's own sentence is just "disk I/O error" */
    if (sqlite3_file_control(o->db, "main", SQLITE_FCNTL_LAST_ERRNO, &reason) != SQLITE_OK)
        reason = sqlite3_system_errno(o->db);
    bool io = (code & 255) == SQLITE_IOERR || (code & 255) == SQLITE_FULL;
    if ((code & 255) == SQLITE_FULL && reason == 0)
        reason = ENOSPC;
    return fail(err, RASIF_E_OUTPUT, "%s: writing %s failed: %s", o->shown, what,
                io && reason != 0 ? strerror(reason) : sqlite3_errmsg(o->db));
}

/* Runs all statements of a text. NULL means that sqlite3_mprintf had no memory. */
static rasif_status run_sql(struct output *o, const char *what, const char *sql, rasif_error *err)
{
    if (sql == NULL)
        return fail_memory(err);
    return sqlite3_exec(o->db, sql, NULL, NULL, NULL) == SQLITE_OK ? RASIF_OK
                                                                   : output_fail(o, what, err);
}

/* A definition of the user's may have a second statement behind it, which must not run. */
int output_exec_one(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    sqlite3_finalize(statement);
    return code == SQLITE_DONE || code == SQLITE_ROW ? SQLITE_OK : code;
}

/* Several statements may follow each other; they run in the output's transaction. */
rasif_status output_exec(struct output *o, const char *what, rasif_error *err, const char *format,
                         ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *sql = sqlite3_vmprintf(format, arguments);
    va_end(arguments);
    return output_exec_text(o, what, sql, err);
}

rasif_status output_exec_text(struct output *o, const char *what, char *sql, rasif_error *err)
{
    rasif_status status = run_sql(o, what, sql, err);
    sqlite3_free(sql);
    return status;
}

/* Frees `sql`. */
static rasif_status prepare_text(struct output *o, const char *what, char *sql, sqlite3_stmt **out,
                                 rasif_error *err)
{
    if (sql == NULL)
        return fail_memory(err);
    int code = sqlite3_prepare_v2(o->db, sql, -1, out, NULL);
    sqlite3_free(sql);
    return code == SQLITE_OK ? RASIF_OK : output_fail(o, what, err);
}

/* The caller finalizes the statement, also after a failure of its steps. */
rasif_status output_query(struct output *o, const char *what, sqlite3_stmt **out, rasif_error *err,
                          const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *sql = sqlite3_vmprintf(format, arguments);
    va_end(arguments);
    return prepare_text(o, what, sql, out, err);
}

/* SQLITE_DONE is not an error: *row is false. */
rasif_status output_step(struct output *o, const char *what, sqlite3_stmt *statement, bool *row,
                         rasif_error *err)
{
    int code = sqlite3_step(statement);
    *row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? RASIF_OK : output_fail(o, what, err);
}

rasif_status output_number(struct output *o, const char *what, int64_t otherwise, int64_t *out,
                           rasif_error *err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *sql = sqlite3_vmprintf(format, arguments);
    va_end(arguments);
    sqlite3_stmt *statement = NULL;
    TRY(prepare_text(o, what, sql, &statement, err));
    bool row = false;
    rasif_status status = output_step(o, what, statement, &row, err);
    if (status == RASIF_OK)
        *out = row && sqlite3_column_type(statement, 0) != SQLITE_NULL
                   ? sqlite3_column_int64(statement, 0)
                   : otherwise;
    sqlite3_finalize(statement);
    return status;
}

const char *output_column_text(struct output *o, sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text != NULL ? arena_strdup(&o->arena, text) : NULL;
}
