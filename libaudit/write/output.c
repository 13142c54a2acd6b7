/* SPDX-License-Identifier: MIT
 *
 * Writing the annotated GeoPackage, from start to end. In: inputs, a plan (views to join or to
 * write, styles). Out: the file, or nothing.
 *
 * Three steps: SQLite makes a GeoPackage that is complete but for the rows of its large tables;
 * output_fill writes these rows into it page by page, while no connection has it open; SQLite opens
 * the file again for everything that refers to filled tables. The connections have the inputs
 * attached read-only; their journal is in memory (as fast as none, and a single failing statement
 * can still be rolled back), because on failure the file is thrown away. */
#include "write/output.h"

#include "source/gpkg.h"
#include "write/output_job.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define APPLICATION_ID 0x47504B47 /* "GPKG" */
#define USER_VERSION 10200
#define CANCEL_STEPS 100000 /* SQLite instructions between two looks at `cancelled`: about 5 ms */

/* SQLite calls this every CANCEL_STEPS instructions; not 0 interrupts the statement. While rows are
 * filled nothing of SQLite runs. */
static int on_progress(void *user)
{
    struct output *o = user;
    o->was_cancelled = o->job->cancelled(o->job->user, o->filled ? 1 : 0);
    return o->was_cancelled;
}

/* DEFENSIVE and untrusted: definitions of the input run on this connection. Foreign keys and CHECKs
 * are off, because tables come one by one and old rows may break them. user_version is the input's
 * where it is a GeoPackage's. */
static rasif_status open_output(struct output *o, const char *temp, rasif_error *err)
{
    if (o->attached == NULL)
        TRY(output_read_encodings(o, temp, err));
    int version = o->attached[0].version;
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
                    "PRAGMA cell_size_check = ON;" /* of attached inputs, as in source/gpkg.c */
                    "PRAGMA ignore_check_constraints = ON",
                    o->encoding == SQLITE_UTF16LE   ? "UTF-16le"
                    : o->encoding == SQLITE_UTF16BE ? "UTF-16be"
                                                    : "UTF-8"));
    TRY(output_attach(o, err));
    if (o->job->cancelled != NULL)
        sqlite3_progress_handler(o->db, CANCEL_STEPS, on_progress, o);
    return output_exec(
        o, "the file", err, "BEGIN; PRAGMA main.application_id = %d; PRAGMA main.user_version = %d",
        APPLICATION_ID, version > USER_VERSION && version < 20000 ? version : USER_VERSION);
}

/* Which sources are written: not those that --roles-only leaves out, not the styles (output_style.c
 * writes them), not what an earlier audit left. A source may not have the name of one of our
 * tables. */
static rasif_status choose_sources(struct output *o, rasif_error *err)
{
    bool *carried = ARENA_ARRAY(&o->arena, o->job->n_sources, bool);
    if (carried == NULL)
        return fail_memory(err);
    o->carried = carried;
    for (size_t i = 0; i < o->job->n_sources; i++) {
        const struct source *source = &o->job->sources[i];
        carried[i] = !output_is_earlier_table(o, source->input, source->table) &&
                     strcasecmp(source->table, "layer_styles") != 0 &&
                     (o->job->plan->carry == NULL || o->job->plan->carry[i]);
        for (size_t t = 0; t < o->job->plan->n_tables && carried[i]; t++)
            if (strcasecmp(o->job->plan->tables[t]->name, source->output) == 0)
                return fail(err, RASIF_E_DATA,
                            "%s: its table \"%s\" has the name of a table that rasif writes; rename "
                            "it in the input",
                            source->path, source->table);
    }
    return RASIF_OK;
}

/* Closing releases the attached inputs. */
static rasif_status commit_output(struct output *o, rasif_error *err)
{
    TRY(output_exec(o, "the file", err, "COMMIT"));
    if (sqlite3_close(o->db) != SQLITE_OK)
        return output_fail(o, "the file", err);
    o->db = NULL;
    return RASIF_OK;
}

/* Programs list layers in the order of gpkg_contents, the first on top: findings and gaps must lie
 * over everything else. The user's tables keep their order, in which the next audit reads them. */
static rasif_status order_findings_first(struct output *o, rasif_error *err)
{
    return output_exec(o, "gpkg_contents", err,
                       "UPDATE main.gpkg_contents SET rowid = iif(table_name = 'audit_findings', -2, -1) "
                       "WHERE table_name IN ('audit_findings', 'audit_gaps')");
}

/* Everything but the rows of o->tables, and everything that refers to these rows. Sources first:
 * styles, extensions and contents refer to them. */
static rasif_status write_frame(struct output *o, const char *temp, rasif_error *err)
{
    TRY(open_output(o, temp, err));
    TRY(choose_sources(o, err));
    TRY(output_create_core(o, err));
    for (size_t i = 0; i < o->job->n_sources; i++)
        if (o->carried[i])
            TRY(output_add_source(o, i, err));
    for (size_t i = 0; i < o->job->plan->n_tables; i++)
        TRY(output_add_view(o, o->job->plan->tables[i], err));
    TRY(output_carry(o, err));
    TRY(output_write_styles(o, err));
    TRY(order_findings_first(o, err));
    TRY(output_srs_complete(o, err));
    TRY(output_write_extensions(o, err));
    return commit_output(o, err);
}

static rasif_status seal_tables(struct output *o, const char *temp, rasif_error *err)
{
    TRY(open_output(o, temp, err));
    for (size_t i = 0; i < o->n_tables; i++)
        TRY(output_seal_table(o, &o->tables[i], err));
    TRY(output_write_found(o, err));
    output_create_indexes(o);
    return commit_output(o, err);
}

/* A fault while filling leaves pages that SQLite never saw; the temporary file is thrown away
 * then. */
static rasif_status write_output(struct output *o, const char *temp, rasif_error *err)
{
    TRY(write_frame(o, temp, err));
    TRY(output_fill(o, temp, err));
    o->filled = true;
    return seal_tables(o, temp, err);
}

/* The temporary file is removed on every way out; diagnostics move to the job on success only. */
rasif_status output_run(const struct output_job *job, rasif_error *err)
{
    if (job->n_inputs == 0)
        return fail(err, RASIF_E_ARGUMENT, "%s: there is no input to write", job->path);
    struct output_file file;
    TRY(output_file_begin(job, &file, err));
    struct output o = {.job = job, .shown = job->shown != NULL ? job->shown : job->path};
    rasif_status status = write_output(&o, file.temp, err);
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

static rasif_status check_inputs_unchanged(const void *inputs, rasif_error *err)
{
    return inputs_unchanged(inputs, err);
}

/* Adapts the open inputs to a job of plain data, which tests can make by hand. */
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
        files[i] = (struct output_input){inputs_sqlite_path(inputs, i), inputs_name(inputs, i),
                                         inputs_audited(inputs, i)};
    struct output_job job = {.inputs = files,
                             .n_inputs = n,
                             .sources = store->sources,
                             .n_sources = store->n_sources,
                             .plan = plan,
                             .path = path,
                             .shown = plan->shown,
                             .overwrite = overwrite,
                             .cancelled = cancelled,
                             .user = user,
                             .unchanged = check_inputs_unchanged,
                             .unchanged_inputs = inputs,
                             .found = found};
    rasif_status status = output_run(&job, err);
    free(files);
    return status;
}
