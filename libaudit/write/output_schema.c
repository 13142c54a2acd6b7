/* SPDX-License-Identifier: MIT
 *
 * The GeoPackage's own tables: contents, geometry columns, extensions. Their definitions are GDAL's
 * (3.6). Rows about a source come from its input unchanged where they can; a damaged input may lack
 * a row or a column. */
#include "write/output_job.h"

/* Word for word as GDAL 3.6 writes them, so that programs find what they expect. */
static const char core_tables[] =
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY,data_type TEXT NOT NULL,"
    "identifier TEXT UNIQUE,description TEXT DEFAULT '',last_change DATETIME NOT NULL DEFAULT "
    "(strftime('%Y-%m-%dT%H:%M:%fZ','now')),min_x DOUBLE, min_y DOUBLE,max_x DOUBLE, max_y DOUBLE,"
    "srs_id INTEGER,CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES "
    "gpkg_spatial_ref_sys(srs_id));"
    "CREATE TABLE gpkg_ogr_contents(table_name TEXT NOT NULL PRIMARY KEY,"
    "feature_count INTEGER DEFAULT NULL);"
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL,column_name TEXT NOT NULL,"
    "geometry_type_name TEXT NOT NULL,srs_id INTEGER NOT NULL,z TINYINT NOT NULL,"
    "m TINYINT NOT NULL,CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),"
    "CONSTRAINT uk_gc_table_name UNIQUE (table_name),CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) "
    "REFERENCES gpkg_contents(table_name),CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES "
    "gpkg_spatial_ref_sys (srs_id));"
    "CREATE TABLE gpkg_extensions (table_name TEXT,column_name TEXT,extension_name TEXT NOT NULL,"
    "definition TEXT NOT NULL,scope TEXT NOT NULL,CONSTRAINT ge_tce UNIQUE (table_name, "
    "column_name, extension_name));";

/* The GeoPackage's own tables, empty. The reference systems come first: other tables refer to
 * them. */
rasif_status output_create_core(struct output *o, rasif_error *err)
{
    TRY(output_srs_begin(o, err));
    return output_exec_text(o, "gpkg_contents", sqlite3_mprintf("%s", core_tables), err);
}

/* Fills the box of a layer in gpkg_contents. Only gaps are filled: a box that the input
 * declares is the user's. Nothing when no geometry has a box. The box covers all geometries
 * that were written. */
rasif_status output_write_box(struct output *o, const struct output_table *table, rasif_error *err)
{
    if (!table->has_box)
        return RASIF_OK;
    sqlite3_stmt *update = NULL;
    TRY(output_query(o, "gpkg_contents", &update, err,
                     "UPDATE main.gpkg_contents SET min_x = ?1, max_x = ?2, min_y = ?3, max_y = ?4 "
                     "WHERE table_name = %Q AND (min_x IS NULL OR min_y IS NULL OR max_x IS NULL "
                     "OR max_y IS NULL)",
                     table->name));
    for (int i = 0; i < 4; i++)
        sqlite3_bind_double(update, i + 1, table->box[i]);
    bool row = false;
    rasif_status status = output_step(o, "gpkg_contents", update, &row, err);
    sqlite3_finalize(update);
    return status;
}

/* The row of gpkg_contents, column by column where the input has it. A title that another row has
 * already would break UNIQUE: NULL then. A missing date becomes the output's. A box may be
 * incomplete: output_write_box completes it. */
static rasif_status insert_source_contents(struct output *o, const struct source *source,
                                           const struct output_table *table, rasif_error *err)
{
    static const char contents[] = "gpkg_contents";
    const char *identifier, *description, *changed, *box[4];
    static const char *const box_names[4] = {"min_x", "min_y", "max_x", "max_y"};
    TRY(output_column_or(o, source->input, contents, "identifier", "NULL", &identifier, err));
    TRY(output_column_or(o, source->input, contents, "description", "''", &description, err));
    TRY(output_column_or(o, source->input, contents, "last_change", "NULL", &changed, err));
    for (size_t i = 0; i < 4; i++)
        TRY(output_column_or(o, source->input, contents, box_names[i], "NULL", &box[i], err));
    char schema[24];
    TRY(output_attached_schema(o, source->input, schema, err));
    sqlite3_str *sql = sqlite3_str_new(o->db);
    sqlite3_str_appendf(sql,
                        "INSERT INTO main.gpkg_contents SELECT %Q, data_type, CASE WHEN %s IN "
                        "(SELECT identifier FROM main.gpkg_contents) THEN NULL ELSE %s END, %s, "
                        "coalesce(%s, %Q), %s, %s, %s, %s",
                        table->name, identifier, identifier, description, changed,
                        o->job->plan->timestamp, box[0], box[1], box[2], box[3]);
    if (table->geometry_column != NULL)
        sqlite3_str_appendf(sql, ",%d", table->srs_id);
    else
        sqlite3_str_appendall(sql, ",c.srs_id");
    sqlite3_str_appendf(sql,
                        " FROM %s.gpkg_contents c WHERE table_name = %Q COLLATE NOCASE LIMIT 1",
                        schema, source->table);
    return output_exec_text(o, contents, sqlite3_str_finish(sql), err);
}

/* A source is registered as its input registers it, under its name in the output. Without a row of
 * gpkg_geometry_columns in the input, any type, z and m are declared possible (2). */
rasif_status output_register_source(struct output *o, size_t index,
                                    const struct output_table *table, rasif_error *err)
{
    const struct source *source = &o->job->sources[index];
    TRY(insert_source_contents(o, source, table, err));
    if (table->geometry_column == NULL)
        return RASIF_OK;
    char schema[24];
    TRY(output_attached_schema(o, source->input, schema, err));
    const char *type = source->geometry_type != NULL ? source->geometry_type : "GEOMETRY";
    int64_t listed = 0;
    TRY(output_number(o, "gpkg_geometry_columns", 0, &listed, err,
                      "SELECT 1 FROM %s.sqlite_schema WHERE name = 'gpkg_geometry_columns'",
                      schema));
    if (listed)
        TRY(output_exec(o, "gpkg_geometry_columns", err,
                        "INSERT OR IGNORE INTO main.gpkg_geometry_columns SELECT %Q, %Q, "
                        "geometry_type_name, %d, z, m FROM %s.gpkg_geometry_columns "
                        "WHERE table_name = %Q COLLATE NOCASE LIMIT 1",
                        table->name, table->geometry_column, table->srs_id, schema, source->table));
    return output_exec(o, "gpkg_geometry_columns", err,
                       "INSERT OR IGNORE INTO main.gpkg_geometry_columns VALUES(%Q, %Q, %Q, %d, 2, "
                       "2)",
                       table->name, table->geometry_column, type, table->srs_id);
}

/* The language of the title that programs show: that of the run when --lang alone brought it into
 * the tables, else the first that they have. Files in languages that are always there so keep their
 * titles, whichever of these is the run's. */
static enum language title_language(const struct output_plan *plan)
{
    enum language own = language_of(plan->language);
    if (plan->languages >> own & 1u && !languages[own].always)
        return own;
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        if (plan->languages >> l & 1u)
            return (enum language)l;
    return LANGUAGE_FIRST;
}

/* Appends the titles in the other languages of the tables: people with another one find it, too.
 *   "Findings: what fails … · الملاحظات: …" */
static void add_other_titles(const struct output_plan *plan, struct phrase title,
                             enum language shown, struct text *out)
{
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        if (l != (int)shown && plan->languages >> l & 1u && title.in[l] != NULL)
            text_addf(out, "%s%s", out->length > 0 ? " · " : "", title.in[l]);
}

rasif_status output_register_view(struct output *o, const struct view *view,
                                  const struct output_table *table, rasif_error *err)
{
    const enum language shown = title_language(o->job->plan);
    const char *found = phrase_in(view->title, languages[shown].code);
    const char *title = found != NULL ? found : view->name;
    struct text others = {0};
    add_other_titles(o->job->plan, view->title, shown, &others);
    rasif_status status =
        others.failed
            ? fail_memory(err)
            : output_exec(o, "gpkg_contents", err,
                          "INSERT INTO main.gpkg_contents SELECT %Q, %Q, CASE WHEN %Q IN (SELECT "
                          "identifier FROM main.gpkg_contents) THEN %Q ELSE %Q END, %Q, %Q, NULL, "
                          "NULL, NULL, NULL, %d",
                          view->name, table->geometry_column != NULL ? "features" : "attributes",
                          title, view->name, title, others.length > 0 ? others.data : "",
                          o->job->plan->timestamp, table->srs_id);
    text_free(&others);
    TRY(status);
    if (table->geometry_column == NULL)
        return RASIF_OK;
    return output_exec(o, "gpkg_geometry_columns", err,
                       "INSERT INTO main.gpkg_geometry_columns VALUES(%Q, %Q, %Q, %d, 0, 0)",
                       view->name, table->geometry_column,
                       view->geometry_type != NULL ? view->geometry_type : "GEOMETRY",
                       table->srs_id);
}

/* A row of gpkg_extensions holds when its table and its column, if it names any, are in the
 * output. */
#define STILL_THERE                                                                                \
    "(e.table_name IS NULL OR EXISTS (SELECT 1 FROM main.sqlite_schema m WHERE m.name = "          \
    "e.table_name COLLATE NOCASE)) AND (e.column_name IS NULL OR EXISTS (SELECT 1 FROM "           \
    "pragma_table_xinfo(e.table_name, 'main') x WHERE x.name = e.column_name COLLATE NOCASE))"

/* Rows of the first input that still hold; of the others those about geometry types, because their
 * tables may hold such geometries. Spatial indexes are ours, so their rows are written anew. A file
 * may lack the table. */
static rasif_status carry_extensions(struct output *o, rasif_error *err)
{
    static const char what[] = "gpkg_extensions";
    for (size_t i = 0; i < o->job->n_sources; i++) {
        const struct source *source = &o->job->sources[i];
        char schema[24];
        int64_t there = 0;
        if (source->input == 0 || !o->carried[i])
            continue;
        TRY(output_attached_schema(o, source->input, schema, err));
        TRY(output_number(o, what, 0, &there, err,
                          "SELECT 1 FROM %s.sqlite_schema WHERE name = 'gpkg_extensions'", schema));
        if (there)
            TRY(output_exec(o, what, err,
                            "INSERT OR IGNORE INTO main.gpkg_extensions SELECT %Q, column_name, "
                            "extension_name, definition, scope FROM %s.gpkg_extensions WHERE "
                            "table_name = %Q COLLATE NOCASE AND extension_name LIKE 'gpkg_geom_%%'",
                            source->output, schema, source->table));
    }
    int64_t there = 0;
    TRY(output_number(o, what, 0, &there, err,
                      "SELECT 1 FROM src0.sqlite_schema WHERE name = 'gpkg_extensions'"));
    if (!there)
        return RASIF_OK;
    struct output_carried carried = {0};
    TRY(output_carry_rows(o, what,
                          "SELECT table_name, column_name, extension_name, definition, scope FROM "
                          "gpkg_extensions NOT INDEXED WHERE extension_name <> 'gpkg_rtree_index'",
                          "INSERT OR IGNORE INTO main.gpkg_extensions VALUES(?, ?, ?, ?, ?)",
                          &carried, err));
    TRY(output_diagnose_carried(o, what, &carried, D_rows_refused, err));
    return output_exec(o, what, err,
                       "DELETE FROM main.gpkg_extensions AS e WHERE NOT (" STILL_THERE ")");
}

/* The extensions that the input declares, then ours: one R-tree per geometry column. Rows about
 * tables that are not in the output were left out. */
rasif_status output_write_extensions(struct output *o, rasif_error *err)
{
    TRY(carry_extensions(o, err));
    for (size_t i = 0; i < o->n_tables; i++)
        if (o->tables[i].geometry_column != NULL)
            TRY(output_exec(o, "gpkg_extensions", err,
                            "INSERT INTO main.gpkg_extensions VALUES(%Q, %Q, 'gpkg_rtree_index', "
                            "'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
                            o->tables[i].name, o->tables[i].geometry_column));
    return RASIF_OK;
}
