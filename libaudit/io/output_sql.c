/* SPDX-License-Identifier: MIT
 *
 * SQL for the writer: statements from SQLite's own format (%w an identifier inside "", %Q a
 * literal), errors as one sentence, and the function that looks at geometries as they pass. */
#include "geo/wkb.h"
#include "io/output_job.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

rasif_status output_fail(struct output *o, const char *what, rasif_error *err)
{
    int code = sqlite3_extended_errcode(o->db);
    if ((code & 255) == SQLITE_NOMEM)
        return fail_memory(err);
    if (o->was_cancelled)
        return fail(err, RASIF_E_CANCELLED, "cancelled while writing %s", o->shown);
    int reason = 0; /* of the file system: SQLite's own sentence is just "disk I/O error" */
    if (sqlite3_file_control(o->db, "main", SQLITE_FCNTL_LAST_ERRNO, &reason) != SQLITE_OK)
        reason = sqlite3_system_errno(o->db);
    bool io = (code & 255) == SQLITE_IOERR || (code & 255) == SQLITE_FULL;
    if ((code & 255) == SQLITE_FULL && reason == 0)
        reason = ENOSPC;
    return fail(err, RASIF_E_OUTPUT, "%s: writing %s failed: %s", o->shown, what,
                io && reason != 0 ? strerror(reason) : sqlite3_errmsg(o->db));
}

static rasif_status run(struct output *o, const char *what, const char *sql, rasif_error *err)
{
    if (sql == NULL)
        return fail_memory(err);
    return sqlite3_exec(o->db, sql, NULL, NULL, NULL) == SQLITE_OK ? RASIF_OK
                                                                   : output_fail(o, what, err);
}

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
    rasif_status status = run(o, what, sql, err);
    sqlite3_free(sql);
    return status;
}

static rasif_status prepare(struct output *o, const char *what, char *sql, sqlite3_stmt **out,
                            rasif_error *err)
{
    if (sql == NULL)
        return fail_memory(err);
    int code = sqlite3_prepare_v2(o->db, sql, -1, out, NULL);
    sqlite3_free(sql);
    return code == SQLITE_OK ? RASIF_OK : output_fail(o, what, err);
}

rasif_status output_query(struct output *o, const char *what, sqlite3_stmt **out, rasif_error *err,
                          const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *sql = sqlite3_vmprintf(format, arguments);
    va_end(arguments);
    return prepare(o, what, sql, out, err);
}

rasif_status output_step(struct output *o, const char *what, sqlite3_stmt *statement, bool *row,
                         rasif_error *err)
{
    int code = sqlite3_step(statement);
    *row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? RASIF_OK : output_fail(o, what, err);
}

rasif_status output_int(struct output *o, const char *what, int64_t otherwise, int64_t *out,
                        rasif_error *err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *sql = sqlite3_vmprintf(format, arguments);
    va_end(arguments);
    sqlite3_stmt *statement = NULL;
    TRY(prepare(o, what, sql, &statement, err));
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

const char *output_schema_name(size_t input, char buffer[24])
{
    snprintf(buffer, 24, "src%zu", input);
    return buffer;
}

static bool gather(struct geometry_pass *pass, int64_t id, const double box[4])
{
    if (!isfinite(box[0]) || !isfinite(box[1]) || !isfinite(box[2]) || !isfinite(box[3]) ||
        box[0] > box[1] || box[2] > box[3])
        return true; /* a header that lies about its geometry: not indexed */
    if (!pass->has_box)
        memcpy(pass->box, box, sizeof pass->box);
    pass->has_box = true;
    pass->box[0] = fmin(pass->box[0], box[0]);
    pass->box[1] = fmax(pass->box[1], box[1]);
    pass->box[2] = fmin(pass->box[2], box[2]);
    pass->box[3] = fmax(pass->box[3], box[3]);
    return rtree_add(&pass->boxes, id, box);
}

/* The header's srs_id, bytes 4 to 7, in the byte order its flags name. */
static void write_srs_id(unsigned char *blob, int32_t srs_id)
{
    uint32_t bits = (uint32_t)srs_id;
    bool little = (blob[3] & 1) != 0;
    for (unsigned i = 0; i < 4; i++)
        blob[4 + i] = (unsigned char)(bits >> (little ? 8 * i : 24 - 8 * i));
}

/* rasif_geometry(id, blob) -> blob */
static void geometry(sqlite3_context *context, int argc, sqlite3_value **argv)
{
    (void)argc;
    struct geometry_pass *pass = sqlite3_user_data(context);
    *pass->rows_done += 1;
    if (sqlite3_value_type(argv[1]) != SQLITE_BLOB) {
        sqlite3_result_value(context, argv[1]);
        return;
    }
    const unsigned char *blob = sqlite3_value_blob(argv[1]);
    size_t length = (size_t)sqlite3_value_bytes(argv[1]);
    double box[4];
    if (length > 0 && wkb_envelope(blob, length, box) &&
        !gather(pass, sqlite3_value_int64(argv[0]), box)) {
        sqlite3_result_error_nomem(context);
        return;
    }
    if (!pass->rewrite || length < 8 || blob[0] != 'G' || blob[1] != 'P') {
        sqlite3_result_value(context, argv[1]);
        return;
    }
    unsigned char *copy = sqlite3_malloc64(length);
    if (copy == NULL) {
        sqlite3_result_error_nomem(context);
        return;
    }
    memcpy(copy, blob, length);
    write_srs_id(copy, pass->srs_id);
    sqlite3_result_blob64(context, copy, length, sqlite3_free);
}

rasif_status output_functions(struct output *o, rasif_error *err)
{
    o->pass.rows_done = &o->rows_done;
    int code = sqlite3_create_function_v2(o->db, "rasif_geometry", 2, SQLITE_UTF8, &o->pass,
                                          geometry, NULL, NULL, NULL);
    return code == SQLITE_OK ? RASIF_OK : output_fail(o, "the file", err);
}
