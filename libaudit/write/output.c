/* SPDX-License-Identifier: MIT
 *
 * Writing the annotated GeoPackage, from start to end. In: inputs, a plan (views to join or to
 * write, styles). Out: the file, or nothing. Three steps: SQLite makes a GeoPackage that is complete
 * but for the rows of its large tables; these are filled in place without it; SQLite opens the file
 * again for what speaks of filled tables. The connections have the inputs attached read-only; their
 * journal is in memory (as fast as none, and a single statement that fails can still be taken back),
 * because on failure the file is thrown away. */
#include "write/output.h"

#include "source/gpkg.h"
#include "write/output_job.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define APPLICATION_ID 0x47504B47 /* "GPKG" */
#define USER_VERSION 10200
#define CANCEL_STEPS 100000 /* SQLite instructions between two looks at `cancelled`: about 5 ms */

static int on_progress(void *user)
{
    struct output *o = user;
    o->was_cancelled = o->job->cancelled(o->job->user, o->filled ? 1 : 0);
    return o->was_cancelled;
}

/* What of the first input decides how the output is made: its text encoding (attached files must
 * share it) and its GeoPackage version. Asked on a connection of its own, before ours has one. */
static rasif_status look_at_first(struct output *o, const char *uri, char encoding[16],
                                  int *version, rasif_error *err)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *query = NULL;
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
        sqlite3_snprintf(16, encoding, "%s", (const char *)sqlite3_column_text(query, 0));
        *version = sqlite3_column_int(query, 1);
    } else {
        fail(err, RASIF_E_IO, "%s: can't be read: %s", o->job->inputs[0].named,
             db != NULL ? sqlite3_errmsg(db) : "out of memory");
        code = SQLITE_ERROR;
    }
    sqlite3_finalize(query);
    sqlite3_close(db);
    return code == SQLITE_OK ? RASIF_OK : RASIF_E_IO;
}

static bool is_needed(const struct output *o, size_t input)
{
    bool needed = input == 0;
    for (size_t i = 0; i < o->job->n_sources; i++)
        needed = needed || o->job->sources[i].input == input;
    return needed;
}

static rasif_status attach(struct output *o, size_t input, rasif_error *err)
{
    const struct output_input *from = &o->job->inputs[input];
    const char *uri = gpkg_uri(&o->arena, from->path, "?mode=ro");
    char schema[24];
    if (uri == NULL)
        return fail_memory(err);
    char *sql = sqlite3_mprintf("ATTACH %Q AS %s", uri, output_schema_name(input, schema));
    if (sql == NULL)
        return fail_memory(err);
    int code = gpkg_exec(o->db, sql);
    sqlite3_free(sql);
    if (code == SQLITE_OK)
        return RASIF_OK;
    return fail(err, RASIF_E_OUTPUT, "%s: the input %s can't be joined to it: %s", o->shown,
                from->named, sqlite3_errmsg(o->db));
}

static rasif_status open_database(struct output *o, const char *temp, rasif_error *err)
{
    char encoding[16] = "UTF-8";
    int version = 0;
    const char *uri = gpkg_uri(&o->arena, o->job->inputs[0].path, "?mode=ro");
    if (uri == NULL)
        return fail_memory(err);
    TRY(look_at_first(o, uri, encoding, &version, err));
    o->encoding = strcmp(encoding, "UTF-16le") == 0   ? SQLITE_UTF16LE
                  : strcmp(encoding, "UTF-16be") == 0 ? SQLITE_UTF16BE
                                                      : SQLITE_UTF8;
    if (sqlite3_open_v2(temp, &o->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI |
                            SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
                        NULL) != SQLITE_OK)
        return o->db == NULL ? fail_memory(err) : output_fail(o, "the file", err);
    sqlite3_extended_result_codes(o->db, 1);
    sqlite3_busy_timeout(o->db, 5000);
    sqlite3_db_config(o->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(o->db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    TRY(output_exec(o, "the file", err,
                    "PRAGMA main.page_size = 4096; PRAGMA encoding = %Q;"
                    "PRAGMA main.journal_mode = MEMORY; PRAGMA main.synchronous = OFF;"
                    "PRAGMA main.locking_mode = EXCLUSIVE; PRAGMA main.cache_size = -16384;"
                    "PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF;"
                    "PRAGMA ignore_check_constraints = ON",
                    encoding));
    for (size_t i = 0; i < o->job->n_inputs; i++)
        if (is_needed(o, i))
            TRY(attach(o, i, err));
    if (o->job->cancelled != NULL)
        sqlite3_progress_handler(o->db, CANCEL_STEPS, on_progress, o);
    return output_exec(
        o, "the file", err, "BEGIN; PRAGMA main.application_id = %d; PRAGMA main.user_version = %d",
        APPLICATION_ID, version > USER_VERSION && version < 20000 ? version : USER_VERSION);
}

/* Which sources are written: not those left out by --roles-only, not the styles (they have their
 * own file), not what an earlier audit left. */
static rasif_status choose_sources(struct output *o, rasif_error *err)
{
    bool *carried = ARENA_ARRAY(&o->arena, o->job->n_sources, bool);
    if (carried == NULL)
        return fail_memory(err);
    o->carried = carried;
    for (size_t i = 0; i < o->job->n_sources; i++) {
        const struct source *source = &o->job->sources[i];
        bool earlier = false;
        TRY(output_earlier(o, source->input, source->table, &earlier, err));
        carried[i] = !earlier && strcasecmp(source->table, "layer_styles") != 0 &&
                     (o->job->plan->carry == NULL || o->job->plan->carry[i]);
        for (size_t t = 0; t < o->job->plan->n_tables && carried[i]; t++)
            if (strcasecmp(o->job->plan->tables[t]->name, source->output) == 0)
                return fail(err, RASIF_E_OUTPUT,
                            "%s: table \"%s\" of %s has the name of a table that rasif writes; "
                            "rename it in the input",
                            o->shown, source->table, source->display);
    }
    return RASIF_OK;
}

static rasif_status commit(struct output *o, rasif_error *err)
{
    TRY(output_exec(o, "the file", err, "COMMIT"));
    if (sqlite3_close(o->db) != SQLITE_OK)
        return output_fail(o, "the file", err);
    o->db = NULL;
    return RASIF_OK;
}

/* Everything but the rows of o->tables, and what speaks of them. */
static rasif_status make_frame(struct output *o, const char *temp, rasif_error *err)
{
    TRY(open_database(o, temp, err));
    TRY(choose_sources(o, err));
    TRY(output_core(o, err));
    for (size_t i = 0; i < o->job->n_sources; i++)
        if (o->carried[i])
            TRY(output_source(o, i, err));
    for (size_t i = 0; i < o->job->plan->n_tables; i++)
        TRY(output_view(o, o->job->plan->tables[i], err));
    TRY(output_carry(o, err));
    TRY(output_styles(o, err));
    TRY(output_srs_complete(o, err));
    TRY(output_extensions(o, err));
    return commit(o, err);
}

static rasif_status seal(struct output *o, const char *temp, rasif_error *err)
{
    TRY(open_database(o, temp, err));
    for (size_t i = 0; i < o->n_tables; i++)
        TRY(output_seal(o, &o->tables[i], err));
    TRY(output_found(o, err));
    output_indexes(o);
    return commit(o, err);
}

static rasif_status write_all(struct output *o, const char *temp, rasif_error *err)
{
    TRY(make_frame(o, temp, err));
    TRY(output_fill(o, temp, err));
    o->filled = true;
    return seal(o, temp, err);
}

rasif_status output_run(const struct output_job *job, rasif_error *err)
{
    if (job->n_inputs == 0)
        return fail(err, RASIF_E_ARGUMENT, "%s: there is no input to write", job->path);
    struct output_file file;
    TRY(output_file_begin(job, &file, err));
    struct output o = {.job = job, .shown = job->path};
    rasif_status status = write_all(&o, file.temp, err);
    sqlite3_close(o.db);
    output_readers_close(&o);
    if (status == RASIF_OK && job->unchanged != NULL)
        status = job->unchanged(job->unchanged_inputs, err);
    if (status == RASIF_OK)
        status = output_file_finish(&file, err);
    output_file_end(&file);
    if (status == RASIF_OK && job->found != NULL) {
        *job->found = o.found;
        o.found = (struct diagnostics){0};
    }
    diagnostics_free(&o.found);
    for (size_t i = 0; i < o.n_tables; i++) {
        btree_free(&o.tables[i].tree);
        rtree_free(&o.tables[i].index);
    }
    free(o.tables);
    arena_free(&o.arena);
    return status;
}

static rasif_status still_as_read(const void *inputs, rasif_error *err)
{
    return inputs_unchanged(inputs, err);
}

rasif_status output_write(struct inputs *inputs, const struct store *store,
                          const struct output_plan *plan, const char *path, bool overwrite,
                          bool (*cancelled)(void *user, double done), void *user,
                          struct diagnostics *found, rasif_error *err)
{
    size_t n = inputs_count(inputs);
    struct output_input *files = calloc(n + 1, sizeof *files);
    if (files == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < n; i++)
        files[i] = (struct output_input){inputs_sqlite_path(inputs, i), inputs_name(inputs, i)};
    struct output_job job = {.inputs = files,
                             .n_inputs = n,
                             .sources = store->sources,
                             .n_sources = store->n_sources,
                             .plan = plan,
                             .path = path,
                             .overwrite = overwrite,
                             .cancelled = cancelled,
                             .user = user,
                             .unchanged = still_as_read,
                             .unchanged_inputs = inputs,
                             .found = found};
    rasif_status status = output_run(&job, err);
    free(files);
    return status;
}
