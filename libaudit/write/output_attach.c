/* SPDX-License-Identifier: MIT
 *
 * The inputs beside the output, for the SQL of the writer.
 *
 * SQLite attaches only files whose texts are encoded like those of the main file, and only about
 * ten files. Inputs of several encodings make an output in UTF-8; in place of an input in another
 * encoding a small catalog in UTF-8 is attached (output_catalog.c), and its rows are read on a
 * connection of their own, which converts their texts. When there are more inputs than SQLite
 * attaches, they take turns. Cost: one connection per input. */
#include "source/gpkg.h"
#include "write/output_catalog.h"

#include <stdio.h>
#include <string.h>

/* Text encoding and user_version, on a connection of its own, before the output has an encoding.
 * SQLite decides encodings when a file is first written. */
static rasif_status read_encoding(struct output *o, size_t input, rasif_error *err)
{
    const struct output_input *from = &o->job->inputs[input];
    struct attached *to = &o->attached[input];
    sqlite3 *db = NULL;
    sqlite3_stmt *query = NULL;
    const char *uri = gpkg_uri(&o->arena, from->path, "?mode=ro");
    if (uri == NULL)
        return fail_memory(err);
    int code = sqlite3_open_v2(uri, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
    if (code == SQLITE_OK) {
        sqlite3_busy_timeout(db, 5000);
        code = gpkg_begin(db);
    }
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(db,
                                  "SELECT encoding, user_version FROM pragma_encoding, "
                                  "pragma_user_version",
                                  -1, &query, NULL);
    if (code == SQLITE_OK && sqlite3_step(query) == SQLITE_ROW) {
        const char *encoding = (const char *)sqlite3_column_text(query, 0);
        to->encoding = encoding == NULL                    ? 0
                       : strcmp(encoding, "UTF-16le") == 0 ? SQLITE_UTF16LE
                       : strcmp(encoding, "UTF-16be") == 0 ? SQLITE_UTF16BE
                                                           : SQLITE_UTF8;
        to->version = sqlite3_column_int(query, 1);
        to->path = from->path;
    }
    rasif_status status = RASIF_OK;
    if (to->encoding == 0)
        status = fail(err, RASIF_E_IO, "%s: can't be read: %s", from->named,
                      db != NULL ? sqlite3_errmsg(db) : "out of memory");
    sqlite3_finalize(query);
    sqlite3_close(db);
    return status;
}

/* The first input lends everything that is not a source; others are needed for their sources. */
static bool is_needed(const struct output *o, size_t input)
{
    bool needed = input == 0;
    for (size_t i = 0; i < o->job->n_sources; i++)
        needed = needed || o->job->sources[i].input == input;
    return needed;
}

/* Makes the catalog of an input in another encoding, and attaches it in the input's place. It lies
 * in the output's temporary folder. */
static rasif_status make_catalog(struct output *o, size_t input, const char *temp, rasif_error *err)
{
    size_t size = strlen(temp) + 32;
    char *path = arena_alloc(&o->arena, size, 1);
    if (path == NULL)
        return fail_memory(err);
    snprintf(path, size, "%s-catalog%zu", temp, input);
    TRY(output_write_catalog(o, input, path, err));
    o->attached[input].path = path;
    return RASIF_OK;
}

rasif_status output_read_encodings(struct output *o, const char *temp, rasif_error *err)
{
    size_t n = o->job->n_inputs;
    o->attached = ARENA_ARRAY(&o->arena, n, struct attached);
    if (o->attached == NULL)
        return fail_memory(err);
    o->encoding = 0;
    for (size_t i = 0; i < n; i++) {
        o->attached[i].needed = is_needed(o, i);
        if (!o->attached[i].needed)
            continue;
        TRY(read_encoding(o, i, err));
        int encoding = o->attached[i].encoding;
        o->encoding = o->encoding == 0 || o->encoding == encoding ? encoding : SQLITE_UTF8;
    }
    for (size_t i = 0; i < n; i++)
        if (o->attached[i].needed && o->attached[i].encoding != o->encoding)
            TRY(make_catalog(o, i, temp, err));
    return RASIF_OK;
}

/* "src0", "src1", ...: the names under which SQL sees the inputs. */
static const char *schema_name(size_t input, char schema[24])
{
    snprintf(schema, 24, "src%zu", input);
    return schema;
}

/* A file that another program writes to at the moment is waited for (gpkg_exec). */
static rasif_status attach_input(struct output *o, size_t input, rasif_error *err)
{
    const char *uri = gpkg_uri(&o->arena, o->attached[input].path, "?mode=ro");
    char schema[24];
    if (uri == NULL)
        return fail_memory(err);
    char *sql = sqlite3_mprintf("ATTACH %Q AS %s", uri, schema_name(input, schema));
    if (sql == NULL)
        return fail_memory(err);
    int code = gpkg_exec(o->db, sql);
    sqlite3_free(sql);
    if (code == SQLITE_OK)
        return RASIF_OK;
    return fail(err, RASIF_E_OUTPUT, "%s: the input %s can't be joined to it: %s", o->shown,
                o->job->inputs[input].named, sqlite3_errmsg(o->db));
}

/* Attaches the inputs that are needed, in their order, as many as SQLite allows. */
rasif_status output_attach(struct output *o, rasif_error *err)
{
    int room = sqlite3_limit(o->db, SQLITE_LIMIT_ATTACHED, -1);
    for (size_t i = 0; i < o->job->n_inputs; i++) {
        o->attached[i].on = o->attached[i].needed && room-- > 0;
        if (o->attached[i].on)
            TRY(attach_input(o, i, err));
    }
    return RASIF_OK;
}

/* Attaches an input in place of the last attached one, never of the first, which is needed most. No
 * statement may be at work on the detached one. ATTACH needs a closed transaction; committing is
 * safe, because on failure the file is thrown away. */
static rasif_status swap_attached(struct output *o, size_t input, rasif_error *err)
{
    static const char what[] = "the file";
    char schema[24];
    size_t other = o->job->n_inputs - 1;
    while (other > 0 && !o->attached[other].on)
        other--;
    TRY(output_exec(o, what, err, "COMMIT; DETACH %s", schema_name(other, schema)));
    o->attached[other].on = false;
    TRY(attach_input(o, input, err));
    o->attached[input].on = true;
    return output_exec(o, what, err, "BEGIN");
}

/* The text stays valid; the attachment may change at the next call. */
rasif_status output_attached_schema(struct output *o, size_t input, char schema[24],
                                    rasif_error *err)
{
    schema_name(input, schema);
    return o->attached[input].on ? RASIF_OK : swap_attached(o, input, err);
}
