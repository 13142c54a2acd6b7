/* SPDX-License-Identifier: MIT
 *
 * Opening a GeoPackage: see gpkg.h. Read-only, without load_extension, and with a schema that is
 * not trusted: views and triggers of a hostile file can call nothing but plain functions. Never
 * `immutable=1`, which would read half-written pages while another program saves. What is in the
 * file: gpkg_catalog.c. */
#include "source/gpkg.h"

#include "source/census.h"
#include "source/gpkg_catalog.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* A locked file is the user's to free, so the message says how. */
rasif_status gpkg_fail(sqlite3 *db, const char *display, const char *table, rasif_error *err)
{
    if (db == NULL)
        return fail_memory(err);
    if (sqlite3_errcode(db) == SQLITE_NOMEM)
        return fail_sqlite_memory(sqlite3_db_filename(db, "main"), display, err);
    int code = sqlite3_errcode(db) & 255;
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return fail(err, RASIF_E_IO,
                    "%s: another program writes to it and keeps it locked; wait until it has "
                    "finished, or close the file there, and run again",
                    display);
    return fail(err, RASIF_E_IO, "%s%s%s: can't be read: %s", display,
                table != NULL ? ": table " : "", table != NULL ? table : "", sqlite3_errmsg(db));
}

/* The worst case triples every byte. A path that begins with "//" needs an empty authority before
 * it. */
char *gpkg_uri(struct arena *arena, const char *path, const char *query)
{
    static const char hex[] = "0123456789ABCDEF";
    char *uri = arena_alloc(arena, 5 + 3 * strlen(path) + strlen(query) + 4, 1);
    if (uri == NULL)
        return NULL;
    size_t n = 5;
    memcpy(uri, "file:", 5);
    if (path[0] == '/' && path[1] == '/') {
        memcpy(uri + n, "//", 2); /* an empty authority: "//x" would else be one */
        n += 2;
    }
    for (const unsigned char *p = (const unsigned char *)path; *p != '\0'; p++) {
        if ((*p < 0x80 && isalnum(*p)) || strchr("/._-~", *p) != NULL) {
            uri[n++] = (char)*p;
        } else {
            uri[n++] = '%';
            uri[n++] = hex[*p >> 4];
            uri[n++] = hex[*p & 15];
        }
    }
    memcpy(uri + n, query, strlen(query) + 1);
    return uri;
}

/* Two quotes, and each quote of the name doubled: at most twice its length. */
char *gpkg_quote(struct arena *arena, const char *name)
{
    char *quoted = arena_alloc(arena, 2 * strlen(name) + 3, 1);
    if (quoted == NULL)
        return NULL;
    size_t n = 0;
    quoted[n++] = '"';
    for (; *name != '\0'; name++) {
        if (*name == '"')
            quoted[n++] = '"';
        quoted[n++] = *name;
    }
    quoted[n++] = '"';
    quoted[n] = '\0';
    return quoted;
}

/* Tables have few columns: a linear search is fast enough. */
const struct gpkg_column *gpkg_column(const struct gpkg_table *table, const char *name)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (sqlite3_stricmp(table->columns[i].name, name) == 0)
            return &table->columns[i];
    return NULL;
}

/* Databases that do not allow ':' in names make '_' of it ("kerb:height"). */
const struct gpkg_column *gpkg_laundered(const struct gpkg_table *table, const char *name,
                                         size_t length)
{
    char own[64], laundered[64];
    if (length == 0 || length >= sizeof own || memchr(name, ':', length) == NULL)
        return NULL;
    for (size_t i = 0; i < length; i++) {
        own[i] = name[i];
        laundered[i] = name[i] == ':' ? '_' : name[i];
    }
    own[length] = laundered[length] = '\0';
    return gpkg_column(table, own) == NULL ? gpkg_column(table, laundered) : NULL;
}

/* ---- opening ------------------------------------------------------------------------------ */

/* Every connection to an input is opened like this: read-only, without extensions, with an
 * untrusted schema. A file that changes is waited for 5 s. Not NULL even if opening failed;
 * sqlite3_errcode says so. */
static sqlite3 *open_quietly(const char *uri)
{
    sqlite3 *db = NULL;
    int code = sqlite3_open_v2(uri, &db,
                               SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
                                   SQLITE_OPEN_PRIVATECACHE,
                               NULL);
    if (code == SQLITE_OK) {
        sqlite3_busy_timeout(db, 5000);
        sqlite3_extended_result_codes(db, 1);
        sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
        sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
        /* else it reads cells past the end of their page, as whatever memory holds there */
        sqlite3_exec(db, "PRAGMA cell_size_check = ON", NULL, NULL, NULL);
    }
    return db;
}

/* A writer that takes its change back looks for a moment like one that died:
 * SQLITE_READONLY_ROLLBACK is retried for 0.2 s. */
int gpkg_exec(sqlite3 *db, const char *sql)
{
    static const struct timespec pause = {0, 5000000};
    int code = SQLITE_OK;
    for (int attempt = 0; attempt < 40; attempt++) {
        code = sqlite3_exec(db, sql, NULL, NULL, NULL);
        if (code == SQLITE_OK || sqlite3_extended_errcode(db) != SQLITE_READONLY_ROLLBACK)
            break;
        nanosleep(&pause, NULL);
    }
    return code;
}

/* The transaction begins with the first read, not with BEGIN. */
int gpkg_begin(sqlite3 *db)
{
    int code = sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
    return code != SQLITE_OK ? code : gpkg_exec(db, "SELECT 1 FROM sqlite_schema LIMIT 1");
}

/* What keeps the transaction from beginning keeps every statement from running: it shows there. */
sqlite3 *gpkg_connect(const char *path, struct arena *arena)
{
    char *uri = gpkg_uri(arena, path, "?mode=ro");
    sqlite3 *db = uri != NULL ? open_quietly(uri) : NULL;
    if (db != NULL)
        gpkg_begin(db); /* what hinders it hinders every statement: it shows there */
    return db;
}

/* A database without gpkg_contents is readable but has no layers: the message says so. */
static rasif_status open_gpkg_database(struct gpkg *gpkg, const char *path, const char *display,
                                       struct arena *arena, rasif_error *err)
{
    char *uri = gpkg_uri(arena, path, "?mode=ro");
    if (uri == NULL)
        return fail_memory(err);
    sqlite3 *db = gpkg->db = open_quietly(uri);
    if (db == NULL || sqlite3_errcode(db) != SQLITE_OK || gpkg_begin(db) != SQLITE_OK)
        return gpkg_fail(db, display, NULL, err);
    if (!gpkg_has_table(db, "gpkg_contents"))
        return fail(err, RASIF_E_IO, "%s: is an SQLite file without gpkg_contents, no GeoPackage",
                    display);
    return RASIF_OK;
}

/* On failure nothing stays open. Texts of the catalog live in `arena` and stay valid after
 * gpkg_close. */
rasif_status gpkg_open(const char *path, const char *display, struct arena *arena, struct gpkg *out,
                       rasif_error *err)
{
    struct gpkg gpkg = {0};
    rasif_status status = open_gpkg_database(&gpkg, path, display, arena, err);
    if (status == RASIF_OK)
        status = gpkg_read_catalog(&gpkg, display, arena, err);
    if (status != RASIF_OK)
        gpkg_close(&gpkg);
    else
        *out = gpkg;
    return status;
}

void gpkg_close(struct gpkg *gpkg)
{
    sqlite3_close(gpkg->db);
    gpkg->db = NULL;
}

/* Numbers in SQLite's header are big-endian. */
static uint32_t big_endian(const unsigned char *bytes, int n)
{
    uint32_t value = 0;
    for (int i = 0; i < n; i++)
        value = value << 8 | bytes[i];
    return value;
}

/* The size in pages counts only when it was written together with the change counter
 * (sqlite.org/fileformat2.html, section 1.3.7). */
bool gpkg_is_sqlite(const char *path, bool *truncated)
{
    unsigned char head[100] = {0};
    struct stat info;
    *truncated = false;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    size_t n = fread(head, 1, sizeof head, file);
    bool sized = fstat(fileno(file), &info) == 0;
    fclose(file);
    if (n < 16 || memcmp(head, "SQLite format 3", 16) != 0)
        return false;
    uint64_t page = big_endian(head + 16, 2), pages = big_endian(head + 28, 4);
    bool counts = memcmp(head + 24, head + 92, 4) == 0;
    *truncated = sized && counts && (uint64_t)info.st_size < (page == 1 ? 65536 : page) * pages;
    return true;
}

/* A file that is no SQLite database has no tables, so the answer is false and no error. A locked
 * file is one: it can not be read. */
rasif_status gpkg_is_geopackage(const char *path, const char *display, bool *out, rasif_error *err)
{
    struct arena arena = {0};
    char *uri = gpkg_uri(&arena, path, "?mode=ro");
    sqlite3 *db = uri != NULL ? open_quietly(uri) : NULL;
    rasif_status status = db != NULL ? RASIF_OK : fail_memory(err);
    if (status == RASIF_OK && (gpkg_begin(db) & 255) == SQLITE_BUSY)
        status = gpkg_fail(db, display, NULL, err);
    *out = status == RASIF_OK && gpkg_has_table(db, "gpkg_contents");
    sqlite3_close(db);
    arena_free(&arena);
    return status;
}
