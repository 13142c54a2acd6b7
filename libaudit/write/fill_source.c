/* SPDX-License-Identifier: MIT
 *
 * Rows of a table of an input: see fill_source.h.
 *
 * A thread keeps its connection, and its statement or page reader, as long as the table stays the
 * same. Rows come from pages where the table is plain; when a page is unusual the range begins anew
 * with the statement. Cost: one connection per thread and file, one seek per range. */
#include "write/fill_source.h"

#include "base/arena.h"
#include "source/census.h"
#include "source/gpkg.h"

#include <stdlib.h>
#include <string.h>

/* Out of memory may mean damage (census.h); damage is RASIF_E_DATA, everything else RASIF_E_IO. The
 * message names file and table. */
static rasif_status fail_reading(const struct fill_source *source, const struct fill_query *query,
                                 rasif_error *err)
{
    int code = source->db != NULL ? sqlite3_errcode(source->db) : SQLITE_NOMEM;
    if ((code & 255) == SQLITE_NOMEM)
        return fail_sqlite_memory(query->path, query->named, err);
    bool damaged = is_damage_code(code);
    return fail(err, damaged ? RASIF_E_DATA : RASIF_E_IO, "%s: %s can't be read: %s%s",
                query->named, query->what, sqlite3_errmsg(source->db),
                damaged ? "; repair it, or get it again" : "");
}

/* The connection stays open for the next table of the same file. Both readers of the table are
 * closed. */
static void close_table(struct fill_source *source)
{
    plain_close(source->plain);
    sqlite3_finalize(source->statement);
    source->plain = NULL;
    source->statement = NULL;
    source->query = NULL;
}

void fill_source_free(struct fill_source *source)
{
    close_table(source);
    sqlite3_close(source->db);
    free(source->raw);
    *source = (struct fill_source){0};
}

/* The transaction keeps the file as it is, for statements and for what is read without them. A
 * connection per thread: SQLite's are not shared. */
static rasif_status open_source_file(struct fill_source *source, const struct fill_query *query,
                                     rasif_error *err)
{
    struct arena arena = {0};
    const char *uri = gpkg_uri(&arena, query->path, "?mode=ro");
    fill_source_free(source);
    int code = uri == NULL ? SQLITE_NOMEM
                           : sqlite3_open_v2(uri, &source->db,
                                             SQLITE_OPEN_READONLY | SQLITE_OPEN_URI |
                                                 SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
                                             NULL);
    arena_free(&arena);
    if (code != SQLITE_OK)
        return fail_reading(source, query, err);
    sqlite3_busy_timeout(source->db, 5000);
    sqlite3_db_config(source->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_exec(source->db, "PRAGMA cell_size_check = ON", NULL, NULL, NULL); /* source/gpkg.c */
    source->path = query->path;
    return gpkg_begin(source->db) == SQLITE_OK ? RASIF_OK : fail_reading(source, query, err);
}

/* A table in another encoding is read by the statement, which converts; so is a query that is no
 * plain table. */
static rasif_status open_source_table(struct fill_source *source, const struct fill_query *query,
                                      rasif_error *err)
{
    if (source->path == NULL || strcmp(source->path, query->path) != 0)
        TRY(open_source_file(source, query, err));
    close_table(source);
    if (sqlite3_prepare_v2(source->db, query->select, -1, &source->statement, NULL) != SQLITE_OK)
        return fail_reading(source, query, err);
    if (query->table != NULL && !query->converted)
        source->plain = plain_open(source->db, query->table, query->key, query->names,
                                   query->n_cells, RAW_BYTES);
    source->query = query;
    return RASIF_OK;
}

/* A statement without range has no parameters; binding them is then ignored. */
static void bind_range(struct fill_source *source)
{
    sqlite3_reset(source->statement);
    sqlite3_bind_int64(source->statement, 1, source->from);
    sqlite3_bind_int64(source->statement, 2, source->to);
}

/* Statement and page reader are kept while the query stays the same; only the range changes. */
rasif_status fill_source_begin(struct fill_source *source, const struct fill_query *query,
                               int64_t from, int64_t to, rasif_error *err)
{
    if (source->query != query)
        TRY(open_source_table(source, query, err));
    source->from = from;
    source->to = to;
    source->from_pages = source->plain != NULL;
    if (source->from_pages)
        plain_range(source->plain, from, to);
    else if (query->ranged)
        bind_range(source);
    return RASIF_OK;
}

/* The cells of the statement's row, behind the ids. Bytes point into SQLite's row: they live until
 * the next step. */
static MUST bool copy_statement_cells(struct fill_source *source)
{
    sqlite3_stmt *s = source->statement;
    enum raw_texts texts = source->query->converted ? RAW_UTF8 : RAW_BYTES;
    int first = source->query->one_id ? 1 : 2;
    size_t n = (size_t)(sqlite3_column_count(s) - first);
    if (!array_reserve(&source->raw, &source->raw_capacity, n + 1, sizeof *source->raw))
        return false;
    bool good = true;
    for (size_t i = 0; i < n; i++) {
        source->raw[i] = raw_cell(s, (int)i + first, texts);
        good = good && source->raw[i].type != RAW_FAILED;
    }
    return good;
}

/* The first id is the row's, the second finds the view's row; with `one_id` the first is both. */
static rasif_status next_from_statement(struct fill_source *source, enum fill_step *step,
                                        struct fill_row *row, rasif_error *err)
{
    sqlite3_stmt *s = source->statement;
    int code = sqlite3_step(s);
    *step = code == SQLITE_ROW ? FILL_ROW : FILL_END;
    if (code == SQLITE_ROW) {
        if (!copy_statement_cells(source))
            return fail_memory(err);
        int key = source->query->one_id ? 0 : 1;
        *row = (struct fill_row){.id = sqlite3_column_int64(s, 0),
                                 .keyed = sqlite3_column_type(s, key) == SQLITE_INTEGER,
                                 .key = sqlite3_column_int64(s, key),
                                 .cells = source->raw};
        return RASIF_OK;
    }
    if (sqlite3_reset(s) != SQLITE_OK || code != SQLITE_DONE)
        return fail_reading(source, source->query, err);
    return RASIF_OK;
}

/* A page that is unusual ends reading by pages for this range: its rows come again from the
 * statement. */
rasif_status fill_source_next(struct fill_source *source, enum fill_step *step,
                              struct fill_row *row, rasif_error *err)
{
    if (!source->from_pages)
        return next_from_statement(source, step, row, err);
    const struct raw_cell *cells;
    switch (plain_next(source->plain, &cells)) {
    case PAGES_ROW:
        *row = (struct fill_row){.id = cells[0].is.integer,
                                 .keyed = true,
                                 .key = cells[0].is.integer,
                                 .cells = cells + 1};
        *step = FILL_ROW;
        return RASIF_OK;
    case PAGES_END:
        *step = FILL_END;
        return RASIF_OK;
    case PAGES_UNSUPPORTED: /* for SQLite to judge */
        source->from_pages = false;
        bind_range(source);
        *step = FILL_RESTART;
        return RASIF_OK;
    default:
        return fail_memory(err);
    }
}
