/* SPDX-License-Identifier: MIT
 *
 * What a GeoPackage holds: see gpkg_catalog.h.
 *
 * One query lists the tables of gpkg_contents that exist, and joins what gpkg_geometry_columns says
 * of them; a few more per table read its columns, its key and its system. Damaged files and files
 * of old programs lack rows and columns: each has a fallback. Cost: five queries per table. */
#include "source/gpkg_catalog.h"

#include "base/text.h"
#include "source/audited.h"
#include "source/gpkg_key.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* What the functions of this file share. */
struct catalog {
    struct arena *arena;
    struct gpkg *gpkg;
    const char *display;
    rasif_error *err;
};

/* NULL in the database becomes ""; NULL here: out of memory. */
static char *copy_column_text(struct catalog *c, sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return arena_strdup(c->arena, text != NULL ? text : "");
}

/* A statement with `text` as ?1; NULL = no parameter. RASIF_E_IO with SQLite's reason. */
static rasif_status prepare_query(struct catalog *c, const char *sql, const char *text,
                                  sqlite3_stmt **out)
{
    if (sqlite3_prepare_v2(c->gpkg->db, sql, -1, out, NULL) != SQLITE_OK)
        return gpkg_fail(c->gpkg->db, c->display, NULL, c->err);
    if (text != NULL && sqlite3_bind_text(*out, 1, text, -1, SQLITE_STATIC) != SQLITE_OK)
        return gpkg_fail(c->gpkg->db, c->display, NULL, c->err);
    return RASIF_OK;
}

/* Does SQLite turn texts of the column that look like numbers into numbers? Its affinity rules
 * (sqlite.org/datatype3.html, section 3.1), shortened: the types of geometries need no affinity
 * here. */
static bool numeric_affinity(const char *type)
{
    static const char *const others[] = {"char", "clob", "text", "blob", "json"};
    char lower[64];
    size_t n = 0;
    for (; type[n] != '\0' && n + 1 < sizeof lower; n++)
        lower[n] = (char)tolower((unsigned char)type[n]);
    lower[n] = '\0';
    if (strstr(lower, "int") != NULL)
        return true;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strstr(lower, others[i]) != NULL)
            return false;
    return n > 0 && strncmp(lower, "date", 4) != 0;
}

/* Hidden columns of virtual tables and generated ones are listed, too (table_xinfo). The array
 * moves into the arena when its length is known. */
static rasif_status read_columns(struct catalog *c, struct gpkg_table *table)
{
    sqlite3_stmt *statement = NULL;
    rasif_status status = prepare_query(c, "SELECT name, type, pk FROM pragma_table_xinfo(?1)",
                                        table->name, &statement);
    struct gpkg_column *columns = NULL;
    size_t capacity = 0;
    while (status == RASIF_OK && sqlite3_step(statement) == SQLITE_ROW) {
        struct gpkg_column column = {copy_column_text(c, statement, 0),
                                     copy_column_text(c, statement, 1),
                                     sqlite3_column_int(statement, 2), false};
        if (column.name == NULL || column.type == NULL ||
            !PUSH(columns, table->n_columns, capacity, column))
            status = fail_memory(c->err);
        else
            columns[table->n_columns - 1].numeric = numeric_affinity(column.type);
    }
    if (status == RASIF_OK && sqlite3_reset(statement) != SQLITE_OK)
        status = gpkg_fail(c->gpkg->db, c->display, table->name, c->err);
    sqlite3_finalize(statement);
    if (status == RASIF_OK && table->n_columns > 0) {
        table->columns = ARENA_ARRAY(c->arena, table->n_columns, struct gpkg_column);
        if (table->columns != NULL)
            memcpy(table->columns, columns, table->n_columns * sizeof *columns);
        else
            status = fail_memory(c->err);
    }
    free(columns);
    return status;
}

/* A damaged file may lack the row of gpkg_geometry_columns: then the first column that declares a
 * geometry type counts, and a diagnostic says that it was guessed. */
static void find_geometry_by_type(struct gpkg_table *table)
{
    static const char *const types[] = {
        "GEOMETRY",   "POINT",           "LINESTRING",   "POLYGON",
        "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"};
    for (size_t i = 0; i < table->n_columns && table->geometry_column == NULL; i++)
        for (size_t t = 0; t < sizeof types / sizeof types[0]; t++)
            if (sqlite3_stricmp(table->columns[i].type, types[t]) == 0) {
                table->geometry_column = table->columns[i].name;
                table->geometry_type = types[t];
                table->guessed = true;
                break;
            }
}

/* Does a definition only say that the system is unknown? GDAL and sf write LOCAL_CS["Undefined
 * SRS"], ENGCRS["Undefined Cartesian SRS with unknown unit"], GEOGCS["Undefined geographic SRS"].
 * Such a table has no system. */
static bool is_undefined_crs(const char *definition)
{
    static const char *const kinds[] = {"LOCAL_CS[", "LOCALCS[", "ENGCRS[", "ENGINEERINGCRS["};
    while (*definition == ' ' || *definition == '\n' || *definition == '\t')
        definition++;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (sqlite3_strnicmp(definition, kinds[i], (int)strlen(kinds[i])) == 0)
            return true;
    static const char start[] = "\"undefined";
    const char *name = strchr(definition, '[');
    if (name != NULL && sqlite3_strnicmp(name + 1, start, sizeof start - 1) == 0)
        return true;
    return sqlite3_stricmp(definition, "undefined") == 0;
}

/* "EPSG:4326", "SR-ORG:7": on one line, whatever the organization holds. NULL: memory is out. */
static const char *make_crs_name(struct catalog *c, const char *organization, int code)
{
    enum { LONGEST_ORGANIZATION = 60 };
    struct text text = {0};
    size_t length = strlen(organization);
    text_addn(&text, organization,
              length > LONGEST_ORGANIZATION ? utf8_cut(organization, LONGEST_ORGANIZATION)
                                            : length);
    text_plain(&text, 0, false);
    text_addf(&text, ":%d", code);
    const char *name = text.failed ? NULL : arena_strdup(c->arena, text.data);
    text_free(&text);
    return name;
}

/* srs_id 0 and -1 are "undefined geographic" and "undefined Cartesian" (OGC 12-128, table 22). EPSG
 * systems are passed on by number, because definitions in files are often abridged; others by their
 * WKT. */
static rasif_status read_crs(struct catalog *c, struct gpkg_table *table)
{
    sqlite3_stmt *statement = NULL;
    table->crs_name = "none";
    if (table->srs_id == 0 || table->srs_id == -1)
        return RASIF_OK;
    TRY(prepare_query(
        c,
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys "
        "WHERE srs_id = ?1",
        NULL, &statement));
    sqlite3_bind_int(statement, 1, table->srs_id);
    rasif_status status = RASIF_OK;
    int step = sqlite3_step(statement);
    if (step == SQLITE_ROW) {
        const char *organization = copy_column_text(c, statement, 0);
        const char *definition = copy_column_text(c, statement, 2);
        if (organization == NULL || definition == NULL) {
            status = fail_memory(c->err);
        } else {
            bool epsg = sqlite3_stricmp(organization, "EPSG") == 0;
            table->crs_name =
                make_crs_name(c, epsg ? "EPSG" : organization, sqlite3_column_int(statement, 1));
            bool wkt = strchr(definition, '[') != NULL;
            table->crs = epsg ? table->crs_name : wkt ? definition : NULL;
            table->geographic = sqlite3_strnicmp(definition, "GEOG", 4) == 0;
            if (table->crs_name == NULL)
                status = fail_memory(c->err);
            else if (!epsg && is_undefined_crs(definition)) {
                table->crs = NULL;
                table->crs_name = "none";
            }
        }
    } else if (step != SQLITE_DONE) {
        status = gpkg_fail(c->gpkg->db, c->display, "gpkg_spatial_ref_sys", c->err);
    }
    sqlite3_finalize(statement);
    return status;
}

/* Types are compared in capital letters. */
static char *copy_upper_text(struct catalog *c, sqlite3_stmt *statement, int column)
{
    char *copy = copy_column_text(c, statement, column);
    for (char *p = copy; p != NULL && *p != '\0'; p++)
        *p = (char)toupper((unsigned char)*p);
    return copy;
}

/* One row of the list of tables: name, type in sqlite_schema, srs_id, geometry column and type,
 * whether it should have one. A geometry column that the table lacks is not a geometry column. */
static rasif_status read_table(struct catalog *c, sqlite3_stmt *row, struct gpkg_table *table)
{
    const char *kind = (const char *)sqlite3_column_text(row, 1);
    table->name = copy_column_text(c, row, 0);
    if (table->name == NULL || kind == NULL)
        return fail_memory(c->err);
    table->view = strcmp(kind, "view") == 0;
    table->srs_id = sqlite3_column_int(row, 2);
    if (sqlite3_column_type(row, 3) != SQLITE_NULL) {
        table->geometry_column = copy_column_text(c, row, 3);
        table->geometry_type = copy_upper_text(c, row, 4);
        if (table->geometry_column == NULL || table->geometry_type == NULL)
            return fail_memory(c->err);
    }
    TRY(read_columns(c, table));
    if (table->n_columns == 0)
        return fail(c->err, RASIF_E_IO, "%s: table %s has no columns that can be read", c->display,
                    table->name);
    if (table->geometry_column != NULL && gpkg_column(table, table->geometry_column) == NULL)
        table->geometry_column = NULL;
    if (table->geometry_column == NULL && sqlite3_column_int(row, 5))
        find_geometry_by_type(table);
    table->audited = audited_table(table);
    TRY(gpkg_find_key(c->gpkg->db, c->display, c->arena, table, c->err));
    return read_crs(c, table);
}

/* On trouble the answer is false: the next statement shows the trouble. */
bool gpkg_has_table(sqlite3 *db, const char *name)
{
    sqlite3_stmt *statement = NULL;
    bool found = false;
    if (sqlite3_prepare_v2(db, "SELECT 1 FROM sqlite_schema WHERE name = ?1 COLLATE NOCASE", -1,
                           &statement, NULL) == SQLITE_OK &&
        sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC) == SQLITE_OK)
        found = sqlite3_step(statement) == SQLITE_ROW;
    sqlite3_finalize(statement);
    return found;
}

/* A table that is registered twice (by a damaged file, or in two spellings) is one table: the first
 * row counts. */
static bool is_table_listed(const struct gpkg_table *tables, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (sqlite3_stricmp(tables[i].name, name) == 0)
            return true;
    return false;
}

/* Tables and views of gpkg_contents in its order; names that no longer exist are left out by the
 * join. A file without gpkg_geometry_columns gets geometry columns by their types. The array moves
 * into the arena when its length is known. */
static rasif_status read_tables(struct catalog *c)
{
    bool geometries = gpkg_has_table(c->gpkg->db, "gpkg_geometry_columns");
    sqlite3_stmt *statement = NULL;
    TRY(prepare_query(
        c,
        geometries
            ? "SELECT s.name, s.type, coalesce(g.srs_id, k.srs_id, 0), g.column_name,"
              " g.geometry_type_name, k.data_type = 'features' FROM gpkg_contents k"
              " JOIN sqlite_schema s ON s.name = k.table_name COLLATE NOCASE"
              " LEFT JOIN gpkg_geometry_columns g ON g.table_name = k.table_name COLLATE NOCASE"
              " WHERE k.data_type IN ('features', 'attributes')"
              " AND s.type IN ('table', 'view') ORDER BY k.rowid"
            : "SELECT s.name, s.type, 0, NULL, NULL, k.data_type = 'features'"
              " FROM gpkg_contents k"
              " JOIN sqlite_schema s ON s.name = k.table_name COLLATE NOCASE"
              " WHERE k.data_type IN ('features', 'attributes')"
              " AND s.type IN ('table', 'view') ORDER BY k.rowid",
        NULL, &statement));
    struct gpkg_table *tables = NULL;
    size_t capacity = 0;
    rasif_status status = RASIF_OK;
    while (status == RASIF_OK && sqlite3_step(statement) == SQLITE_ROW) {
        struct gpkg_table table = {0};
        const char *name = (const char *)sqlite3_column_text(statement, 0);
        if (is_table_listed(tables, c->gpkg->n_tables, name != NULL ? name : ""))
            continue;
        status = read_table(c, statement, &table);
        if (status == RASIF_OK && !PUSH(tables, c->gpkg->n_tables, capacity, table))
            status = fail_memory(c->err);
    }
    if (status == RASIF_OK && sqlite3_reset(statement) != SQLITE_OK)
        status = gpkg_fail(c->gpkg->db, c->display, "gpkg_contents", c->err);
    sqlite3_finalize(statement);
    if (status == RASIF_OK && c->gpkg->n_tables > 0) {
        c->gpkg->tables = ARENA_ARRAY(c->arena, c->gpkg->n_tables, struct gpkg_table);
        if (c->gpkg->tables != NULL)
            memcpy(c->gpkg->tables, tables, c->gpkg->n_tables * sizeof *tables);
        else
            status = fail_memory(c->err);
    }
    free(tables);
    return status;
}

/* A file without the column breaks the standard and can be read all the same. */
static bool contents_has_column(sqlite3 *db, const char *column)
{
    return sqlite3_table_column_metadata(db, "main", "gpkg_contents", column, NULL, NULL, NULL,
                                         NULL, NULL) == SQLITE_OK;
}

/* application_id is "GPKG", or "GP10" and "GP11" of the first editions. */
static void read_declaration(struct catalog *c)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(c->gpkg->db, "PRAGMA application_id", -1, &statement, NULL) ==
            SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        int id = sqlite3_column_int(statement, 0);
        c->gpkg->declared = id == 0x47504B47 || id == 0x47503130 || id == 0x47503131;
    }
    sqlite3_finalize(statement);
}

/* An audit's manifest need not be listed in gpkg_contents. Two columns prove it: the name alone may
 * be the user's. */
static rasif_status read_manifest(struct catalog *c)
{
    sqlite3_stmt *statement = NULL;
    TRY(prepare_query(c,
                      "SELECT count(*) FROM pragma_table_xinfo('audit_manifest', 'main') WHERE "
                      "name IN ('key', 'value')",
                      NULL, &statement));
    rasif_status status = RASIF_OK;
    if (sqlite3_step(statement) == SQLITE_ROW)
        c->gpkg->audited = sqlite3_column_int(statement, 0) == 2;
    else
        status = gpkg_fail(c->gpkg->db, c->display, "audit_manifest", c->err);
    sqlite3_finalize(statement);
    return status;
}

/* The newest last_change of all tables, as UTC with milliseconds. Only what begins like a date is a
 * date: strftime accepts 'now' and bare numbers, too. */
static rasif_status read_last_change(struct catalog *c)
{
    sqlite3_stmt *statement = NULL;
    if (!contents_has_column(c->gpkg->db, "last_change"))
        return RASIF_OK;
    TRY(prepare_query(c,
                      "SELECT max(strftime('%Y-%m-%dT%H:%M:%fZ', last_change)) FROM gpkg_contents"
                      " WHERE last_change GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'",
                      NULL, &statement));
    rasif_status status = RASIF_OK;
    int step = sqlite3_step(statement);
    if (step == SQLITE_ROW && sqlite3_column_type(statement, 0) == SQLITE_TEXT) {
        c->gpkg->last_change = copy_column_text(c, statement, 0);
        if (c->gpkg->last_change == NULL)
            status = fail_memory(c->err);
    } else if (step != SQLITE_ROW) {
        status = gpkg_fail(c->gpkg->db, c->display, "gpkg_contents", c->err);
    }
    sqlite3_finalize(statement);
    return status;
}

rasif_status gpkg_read_catalog(struct gpkg *gpkg, const char *display, struct arena *arena,
                               rasif_error *err)
{
    struct catalog c = {arena, gpkg, display, err};
    TRY(read_tables(&c));
    TRY(read_last_change(&c));
    TRY(read_manifest(&c));
    read_declaration(&c);
    return RASIF_OK;
}
