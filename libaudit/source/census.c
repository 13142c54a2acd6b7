/* SPDX-License-Identifier: MIT
 *
 * How many rows a table has: see census.h. */
#include "source/census.h"

#include "source/gpkg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Room beside the file's own size: a row is never larger than its file. */
#define MORE_THAN_A_ROW ((size_t)1 << 20)

/* The only cell of a statement; *n is untouched when there is no row. Frees `sql`, which may be
 * NULL for "no memory". An SQLite code. */
static int query_count(sqlite3 *db, char *sql, int64_t from, int64_t to, int64_t *n)
{
    sqlite3_stmt *s = NULL;
    int code = sql == NULL ? SQLITE_NOMEM : sqlite3_prepare_v2(db, sql, -1, &s, NULL);
    sqlite3_free(sql);
    if (code == SQLITE_OK && sqlite3_bind_parameter_count(s) == 2) {
        sqlite3_bind_int64(s, 1, from);
        sqlite3_bind_int64(s, 2, to);
    }
    if (code == SQLITE_OK) {
        code = sqlite3_step(s);
        if (code == SQLITE_ROW)
            *n = sqlite3_column_int64(s, 0);
        code = code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
    }
    sqlite3_finalize(s);
    return code;
}

/* sqlite_schema knows the page; views and virtual tables have none. */
uint32_t table_root_page(sqlite3 *db, const char *table)
{
    int64_t root = 0;
    int code =
        query_count(db,
                    sqlite3_mprintf("SELECT rootpage FROM main.sqlite_schema WHERE type = 'table' "
                                    "AND name = %Q COLLATE NOCASE",
                                    table),
                    0, 0, &root);
    return code == SQLITE_OK && root > 0 && root <= UINT32_MAX ? (uint32_t)root : 0;
}

/* Pages are tried once per table: when they fail they will fail again. */
int census_count_range(struct census *census, sqlite3 *db, const char *table, const char *key,
                       int64_t from, int64_t to, int64_t *n, bool *sound)
{
    size_t rows = 0;
    if (!census->tried_pages) {
        census->tried_pages = true;
        census->root = table_root_page(db, table);
        census->readable = census->root > 1 && pages_init(&census->pages, db);
    }
    *sound = census->readable &&
             pages_count(&census->pages, census->root, from, to, &rows) == PAGES_END;
    *n = (int64_t)rows;
    if (*sound)
        return SQLITE_OK;
    return query_count(
        db,
        sqlite3_mprintf("SELECT count(*) FROM main.\"%w\" NOT INDEXED WHERE \"%w\" BETWEEN ?1 "
                        "AND ?2",
                        table, key),
        from, to, n);
}

/* NOT INDEXED: in a damaged file an index may know rows that the table has lost. */
int census_count_all(sqlite3 *db, const char *table, int64_t *n)
{
    return query_count(db, sqlite3_mprintf("SELECT count(*) FROM main.\"%w\" NOT INDEXED", table),
                       0, 0, n);
}

/* Extended codes carry the plain one in their low byte. */
bool is_damage_code(int code)
{
    return (code & 255) == SQLITE_CORRUPT || (code & 255) == SQLITE_NOTADB;
}

/* Can memory for every row of the file be had? Then SQLite's "out of memory" means something
 * else. */
static bool has_memory_for(const char *path)
{
    struct stat info;
    void *room = stat(path, &info) == 0 ? malloc((size_t)info.st_size + MORE_THAN_A_ROW) : NULL;
    bool there = room != NULL;
    free(room);
    return there;
}

/* Checks the whole file on a connection of its own. A check that memory ends proves nothing:
 * sound. */
static bool is_sound_file(const char *path)
{
    struct arena arena = {0};
    sqlite3_stmt *check = NULL;
    sqlite3 *db = gpkg_connect(path, &arena);
    bool whole = db == NULL;
    int code = db == NULL ? SQLITE_NOMEM
                          : sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &check, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(check);
    const char *said = code == SQLITE_ROW ? (const char *)sqlite3_column_text(check, 0) : NULL;
    if (said != NULL)
        whole = strcmp(said, "ok") == 0;
    sqlite3_finalize(check);
    sqlite3_close(db);
    arena_free(&arena);
    return whole;
}

/* Damage is only claimed when memory for the whole file can be had and the file fails its check. */
rasif_status fail_sqlite_memory(const char *path, const char *display, rasif_error *err)
{
    if (path == NULL || !has_memory_for(path) || is_sound_file(path))
        return fail_memory(err);
    return fail(err, RASIF_E_DATA, "%s: is damaged: SQLite can't read a row of it; repair it, or get it again",
                display);
}

/* `all` < 0: the rows can't be counted. With diagnostics it is "3/5" in R504, and the run goes
 * on. */
rasif_status fail_rows_missing(const struct source *source, int64_t n, int64_t all,
                               struct diagnostics *diagnostics, rasif_error *err)
{
    static const char advice[] = "repair it, or add --allow-damaged to go on with what can be read";
    char shown[64];
    if (diagnostics == NULL && all > n)
        return fail(err, RASIF_E_DATA,
                    "%s: table \"%s\" is damaged: %lld of its %lld rows can be read; %s",
                    source->path, source->table, (long long)n, (long long)all, advice);
    if (diagnostics == NULL)
        return fail(err, RASIF_E_DATA,
                    "%s: table \"%s\" is damaged: its pages contradict each other; %s",
                    source->path, source->table, advice);
    snprintf(shown, sizeof shown, all < 0 ? "%lld/?" : "%lld/%lld", (long long)n, (long long)all);
    diagnose(diagnostics, D_rows_missing, source->table, NULL, shown, NULL);
    return diagnostics->failed ? fail_memory(err) : RASIF_OK;
}

/* Leaves the struct zeroed, so that it can be used for another table. */
void census_free(struct census *census)
{
    pages_free(&census->pages);
    *census = (struct census){0};
}
