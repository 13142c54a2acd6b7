/* SPDX-License-Identifier: MIT
 *
 * One GeoPackage, opened so that nothing in it can run or be changed, in one read transaction;
 * and the list of its feature and attribute tables. */
#ifndef RASIF_SOURCE_GPKG_H
#define RASIF_SOURCE_GPKG_H

#include "base/arena.h"
#include "base/file_state.h"
#include "base/status.h"
#include "base/temp_folder.h"

#include <sqlite3.h>

struct gpkg_column {
    const char *name;
    const char *type; /* as declared; "" when nothing is */
    int pk;           /* place in the primary key, 0 = not in it */
    bool numeric;     /* its affinity makes numbers of texts that look like numbers */
};

struct gpkg_table {
    const char *name;
    bool view;
    const char *geometry_column; /* NULL = attributes */
    const char *geometry_type;   /* as declared, upper case; "GEOMETRY" when nothing is */
    const char *key;             /* the integer key, a name of SQLite's row number, a view's first column */
    bool numbered; /* its rows have no number: `key` is a new name, see gpkg_from_clause */
    bool audited;                /* an earlier audit added columns */
    int srs_id;
    const char *crs;             /* "EPSG:n" or WKT; NULL = none declared */
    const char *crs_name;        /* for messages: "EPSG:4326", "SR-ORG:7", "none" */
    bool geographic;             /* the declared CRS is in degrees */
    bool guessed;                /* geometry_column is not registered: found by its type */
    struct gpkg_column *columns; /* all, with the key and the geometry */
    size_t n_columns;
};

struct gpkg {
    sqlite3 *db;
    struct gpkg_table *tables; /* in the order of gpkg_contents */
    size_t n_tables;
    const char *last_change; /* newest of gpkg_contents; NULL = none */
    bool declared;           /* its application_id is a GeoPackage\'s */
    bool audited;            /* an earlier audit wrote it: it has a manifest */
};

/* Opens `path` and reads its catalog into `arena`. `display` names it in messages. RASIF_E_IO. */
rasif_status gpkg_open(const char *path, const char *display, struct arena *arena, struct gpkg *out,
                       rasif_error *err);
void gpkg_close(struct gpkg *gpkg);
/* sqlite3_exec of a statement that opens a file. A writer that just takes its change back looks for
 * a moment like one that died, whose journal is to be played back: that is waited for. */
int gpkg_exec(sqlite3 *db, const char *sql);
/* From now on the connection sees the file as it is at this moment, and others can't commit to it.
 * An SQLite code. */
int gpkg_begin(sqlite3 *db);
/* A further connection to a file that is open, for another thread; NULL when out of memory. Its
 * sqlite3_errcode is not SQLITE_OK when it could not be opened; the caller closes it in any
 * case. */
sqlite3 *gpkg_connect(const char *path, struct arena *arena);

/* A column by name, letter case ignored as SQL does; NULL when there is none. */
const struct gpkg_column *gpkg_column(const struct gpkg_table *table, const char *name);
/* The column that a database made of a name with ':' ("kerb:height" becomes kerb_height), where
 * the table has that and not the name itself; else NULL. */
const struct gpkg_column *gpkg_laundered(const struct gpkg_table *table, const char *name,
                                         size_t length);

/* "file:" URI of a path with what has a meaning in URIs percent-encoded; NULL when out of memory.
 */
char *gpkg_uri(struct arena *arena, const char *path, const char *query);
/* `name` as an SQL identifier, in quotes; NULL when out of memory. */
char *gpkg_quote(struct arena *arena, const char *name);

/* RASIF_E_IO "display: table: SQLite's reason" for the last error of the connection. */
rasif_status gpkg_fail(sqlite3 *db, const char *display, const char *table, rasif_error *err);

/* Does the file begin like an SQLite database? *truncated: it is shorter than its header says.
 * Opens and closes the file, which would drop SQLite's locks: only before SQLite has it open. */
bool gpkg_is_sqlite(const char *path, bool *truncated);
/* Holds the file a table gpkg_contents? Not when it is no SQLite file. RASIF_E_IO: it is locked. */
rasif_status gpkg_is_geopackage(const char *path, const char *display, bool *out, rasif_error *err);

#endif
