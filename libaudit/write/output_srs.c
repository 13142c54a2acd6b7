/* SPDX-License-Identifier: MIT
 *
 * gpkg_spatial_ref_sys: the three rows that every GeoPackage has, all rows of the first input, and
 * every other system that a table of the output refers to: from the other inputs, or (--crs, our
 * own tables) from GDAL by the system's name. Cost: a few statements per system. */
#include "source/crs_definition.h"
#include "write/output_job.h"

#include <stdlib.h>

static const char what[] = "gpkg_spatial_ref_sys";

/* Three rows that the standard demands (OGC 12-128r18, table 20), as GDAL words them. */
static const char standard_rows[] =
    "INSERT OR IGNORE INTO main.gpkg_spatial_ref_sys(srs_name, srs_id, organization, "
    "organization_coordsys_id, definition, description) VALUES"
    "('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', "
    "'undefined Cartesian coordinate reference system'),"
    "('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', "
    "'undefined geographic coordinate reference system'),"
    "('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\","
    "SPHEROID[\"WGS 84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],"
    "AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],"
    "UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AXIS[\"Latitude\",NORTH],"
    "AXIS[\"Longitude\",EAST],AUTHORITY[\"EPSG\",\"4326\"]]', 'longitude/latitude coordinates in "
    "decimal degrees on the WGS 84 spheroid')";

/* Columns of extension gpkg_crs_wkt. */
static const char *const wkt_columns[][3] = {
    {"definition_12_063", "definition_12_063 TEXT NOT NULL DEFAULT 'undefined'", "'undefined'"},
    {"epoch", "epoch DOUBLE", "NULL"},
};
#define N_WKT_COLUMNS (sizeof wkt_columns / sizeof *wkt_columns)

/* The output has the columns of extension gpkg_crs_wkt when the first input has them: QGIS and GDAL
 * write them for systems that WKT 1 can't describe. */
static rasif_status has_wkt_column(struct output *o, size_t i, bool *out, rasif_error *err)
{
    const char *found;
    TRY(output_column_or(o, 0, what, wkt_columns[i][0], "", &found, err));
    *out = *found != '\0';
    return RASIF_OK;
}

/* Rows of an input, `only` = one system, NULL = all; existing rows stay. Columns that the input
 * lacks get the standard's defaults. */
static rasif_status copy_srs_rows(struct output *o, size_t input, const int64_t *only,
                                  rasif_error *err)
{
    char schema[24];
    TRY(output_attached_schema(o, input, schema, err));
    const char *description;
    TRY(output_column_or(o, input, what, "description", "NULL", &description, err));
    sqlite3_str *sql = sqlite3_str_new(o->db);
    sqlite3_str_appendf(sql,
                        "INSERT OR IGNORE INTO main.gpkg_spatial_ref_sys SELECT srs_name, srs_id, "
                        "organization, organization_coordsys_id, definition, %s",
                        description);
    rasif_status status = RASIF_OK;
    for (size_t i = 0; i < N_WKT_COLUMNS && status == RASIF_OK; i++) {
        bool wanted = false;
        const char *value;
        status = has_wkt_column(o, i, &wanted, err);
        if (status == RASIF_OK && wanted) {
            status =
                output_column_or(o, input, what, wkt_columns[i][0], wkt_columns[i][2], &value, err);
            if (status == RASIF_OK)
                sqlite3_str_appendf(sql, ",%s", value);
        }
    }
    sqlite3_str_appendf(sql, " FROM %s.gpkg_spatial_ref_sys c", schema);
    if (only != NULL)
        sqlite3_str_appendf(sql, " WHERE srs_id = %lld", (long long)*only);
    char *text = sqlite3_str_finish(sql);
    if (status == RASIF_OK)
        return output_exec_text(o, what, text, err);
    sqlite3_free(text);
    return status;
}

/* The first input's rows go before the standard ones: its own 4326 may differ and stays. The
 * extension's columns are added when the input has them. */
rasif_status output_srs_begin(struct output *o, rasif_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(o->db);
    sqlite3_str_appendall(
        sql, "CREATE TABLE main.gpkg_spatial_ref_sys (srs_name TEXT NOT NULL,srs_id INTEGER NOT "
             "NULL PRIMARY KEY,organization TEXT NOT NULL,organization_coordsys_id INTEGER NOT "
             "NULL,definition  TEXT NOT NULL,description TEXT");
    rasif_status status = RASIF_OK;
    for (size_t i = 0; i < N_WKT_COLUMNS && status == RASIF_OK; i++) {
        bool wanted = false;
        status = has_wkt_column(o, i, &wanted, err);
        if (wanted)
            sqlite3_str_appendf(sql, ",%s", wkt_columns[i][1]);
    }
    sqlite3_str_appendall(sql, ")");
    char *text = sqlite3_str_finish(sql);
    if (status != RASIF_OK) {
        sqlite3_free(text);
        return status;
    }
    TRY(output_exec_text(o, what, text, err));
    TRY(copy_srs_rows(o, 0, NULL, err));
    return output_exec_text(o, what, sqlite3_mprintf("%s", standard_rows), err);
}

/* The name of a system that no input describes, for GDAL: "EPSG:32636" or WKT. NULL = unknown.
 * Systems of sources go before those of our own tables. */
static const char *srs_text_of(const struct output *o, int64_t srs_id)
{
    for (size_t i = 0; i < o->job->n_sources; i++)
        if (o->carried[i] && o->job->sources[i].srs_id == srs_id && o->job->sources[i].crs != NULL)
            return o->job->sources[i].crs;
    for (size_t i = 0; i < o->job->plan->n_tables; i++)
        if (o->job->plan->tables[i]->srs_id == srs_id)
            return o->job->plan->srs_definition;
    return NULL;
}

/* Leaves the row out when GDAL does not know the system: the input did not say more either. INSERT
 * OR IGNORE: two tables may need the same system. */
static rasif_status insert_srs(struct output *o, int64_t srs_id, const char *text, rasif_error *err)
{
    struct crs_definition crs;
    if (!crs_define(text, &o->arena, &crs))
        return fail_memory(err);
    if (crs.wkt == NULL)
        return RASIF_OK;
    return output_exec(o, what, err,
                       "INSERT OR IGNORE INTO main.gpkg_spatial_ref_sys(srs_name, srs_id, "
                       "organization, organization_coordsys_id, definition, description) "
                       "VALUES(%Q, %lld, %Q, %Q, %Q, NULL)",
                       crs.name, (long long)srs_id, crs.organization, crs.code, crs.wkt);
}

/* The systems that a table refers to and that have no row yet. *ids is heap. Tiles refer to
 * systems, too, where the file has any. */
static rasif_status list_missing_srs(struct output *o, int64_t **ids, size_t *n, rasif_error *err)
{
    int64_t tiles = 0;
    TRY(output_number(o, what, 0, &tiles, err,
                      "SELECT 1 FROM main.sqlite_schema WHERE name = 'gpkg_tile_matrix_set'"));
    sqlite3_stmt *query = NULL;
    TRY(output_query(o, what, &query, err,
                     "SELECT srs_id FROM main.gpkg_contents WHERE srs_id IS NOT NULL UNION "
                     "SELECT srs_id FROM main.gpkg_geometry_columns %s "
                     "EXCEPT SELECT srs_id FROM main.gpkg_spatial_ref_sys",
                     tiles ? "UNION SELECT srs_id FROM main.gpkg_tile_matrix_set" : ""));
    rasif_status status;
    bool row = false;
    size_t capacity = 0;
    while ((status = output_step(o, what, query, &row, err)) == RASIF_OK && row)
        if (!PUSH(*ids, *n, capacity, sqlite3_column_int64(query, 0))) {
            status = fail_memory(err);
            break;
        }
    sqlite3_finalize(query);
    return status;
}

/* Adds one system: the other inputs first, then GDAL, because an input's own definition may differ
 * from the standard one. A system that neither describes stays out. */
static rasif_status complete_srs(struct output *o, int64_t srs_id, rasif_error *err)
{
    for (size_t i = 0; i < o->job->n_sources; i++) {
        const struct source *source = &o->job->sources[i];
        if (o->carried[i] && source->input > 0 && source->srs_id == srs_id)
            TRY(copy_srs_rows(o, source->input, &srs_id, err));
    }
    int64_t there = 0;
    TRY(output_number(o, what, 0, &there, err,
                      "SELECT 1 FROM main.gpkg_spatial_ref_sys WHERE srs_id = %lld",
                      (long long)srs_id));
    const char *text = there ? NULL : srs_text_of(o, srs_id);
    return text != NULL ? insert_srs(o, srs_id, text, err) : RASIF_OK;
}

/* Called when all tables are registered: only then it is known what they refer to. */
rasif_status output_srs_complete(struct output *o, rasif_error *err)
{
    int64_t *ids = NULL;
    size_t n = 0;
    rasif_status status = list_missing_srs(o, &ids, &n, err);
    for (size_t i = 0; i < n && status == RASIF_OK; i++)
        status = complete_srs(o, ids[i], err);
    free(ids);
    return status;
}
