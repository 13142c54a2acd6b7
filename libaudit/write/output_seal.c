/* SPDX-License-Identifier: MIT
 *
 * What a filled table gets: the triggers that keep its spatial index true, and a feature count with
 * its triggers, all word for word as GDAL 3.6 writes them (GeoPackage 1.2, annex F.3), so that GDAL
 * and QGIS treat the table as their own. Cost: a few statements per table. */
#include "source/census.h"
#include "write/output_job.h"

#include <stdio.h>

#define BOX "ST_MinX(NEW.\"%w\"), ST_MaxX(NEW.\"%w\"),ST_MinY(NEW.\"%w\"), ST_MaxY(NEW.\"%w\")"

/* A trigger and the names that its text needs. */
struct trigger {
    const char *arguments;
    const char *sql;
};

static const struct trigger index_triggers[] = {
    {"TCTCCTCICCCC",
     "CREATE TRIGGER \"rtree_%w_%w_insert\" AFTER INSERT ON \"%w\" WHEN (new.\"%w\" NOT NULL AND "
     "NOT ST_IsEmpty(NEW.\"%w\")) BEGIN INSERT OR REPLACE INTO \"rtree_%w_%w\" VALUES "
     "(NEW.\"%w\"," BOX "); END"},
    {"TCCTIICCTCICCCC",
     "CREATE TRIGGER \"rtree_%w_%w_update1\" AFTER UPDATE OF \"%w\" ON \"%w\" WHEN OLD.\"%w\" = "
     "NEW.\"%w\" AND (NEW.\"%w\" NOTNULL AND NOT ST_IsEmpty(NEW.\"%w\")) BEGIN INSERT OR REPLACE "
     "INTO \"rtree_%w_%w\" VALUES (NEW.\"%w\"," BOX "); END"},
    {"TCCTIICCTCI",
     "CREATE TRIGGER \"rtree_%w_%w_update2\" AFTER UPDATE OF \"%w\" ON \"%w\" WHEN OLD.\"%w\" = "
     "NEW.\"%w\" AND (NEW.\"%w\" ISNULL OR ST_IsEmpty(NEW.\"%w\")) BEGIN DELETE FROM "
     "\"rtree_%w_%w\" WHERE id = OLD.\"%w\"; END"},
    {"TCTIICCTCITCICCCC",
     "CREATE TRIGGER \"rtree_%w_%w_update3\" AFTER UPDATE ON \"%w\" WHEN OLD.\"%w\" != NEW.\"%w\" "
     "AND (NEW.\"%w\" NOTNULL AND NOT ST_IsEmpty(NEW.\"%w\")) BEGIN DELETE FROM \"rtree_%w_%w\" "
     "WHERE id = OLD.\"%w\"; INSERT OR REPLACE INTO \"rtree_%w_%w\" VALUES (NEW.\"%w\"," BOX
     "); END"},
    {"TCTIICCTCII",
     "CREATE TRIGGER \"rtree_%w_%w_update4\" AFTER UPDATE ON \"%w\" WHEN OLD.\"%w\" != NEW.\"%w\" "
     "AND (NEW.\"%w\" ISNULL OR ST_IsEmpty(NEW.\"%w\")) BEGIN DELETE FROM \"rtree_%w_%w\" WHERE id "
     "IN (OLD.\"%w\", NEW.\"%w\"); END"},
    {"TCTCTCI",
     "CREATE TRIGGER \"rtree_%w_%w_delete\" AFTER DELETE ON \"%w\" WHEN old.\"%w\" NOT NULL BEGIN "
     "DELETE FROM \"rtree_%w_%w\" WHERE id = OLD.\"%w\"; END"},
};

#define MAX_ARGUMENTS 17

/* The letters of `arguments` say which name goes where: T table, C geometry column, I key. */
static rasif_status create_trigger(struct output *o, const struct output_table *table,
                                   const struct trigger *trigger, const char *what,
                                   rasif_error *err)
{
    const char *a[MAX_ARGUMENTS] = {0};
    for (size_t i = 0; trigger->arguments[i] != '\0'; i++)
        a[i] = trigger->arguments[i] == 'T'   ? table->name
               : trigger->arguments[i] == 'C' ? table->geometry_column
                                              : table->key;
    return output_exec(o, what, err, trigger->sql, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7],
                       a[8], a[9], a[10], a[11], a[12], a[13], a[14], a[15], a[16]);
}

/* Six triggers per geometry column, GDAL's names and texts: programs that edit the file keep the
 * index true. */
static rasif_status add_triggers(struct output *o, const struct output_table *table,
                                 rasif_error *err)
{
    char what[160];
    snprintf(what, sizeof what, "the spatial index of \"%.100s\"", table->name);
    for (size_t i = 0; i < sizeof index_triggers / sizeof *index_triggers; i++)
        TRY(create_trigger(o, table, &index_triggers[i], what, err));
    return RASIF_OK;
}

/* All our keys are AUTOINCREMENT; SQLite would note the last one at an INSERT, but rows were
 * written without it. Then the source's own sequence, if it is larger. */
static rasif_status write_sequence(struct output *o, const struct output_table *table,
                                   rasif_error *err)
{
    if (table->n_rows == 0)
        return RASIF_OK;
    TRY(output_exec(o, "sqlite_sequence", err,
                    "INSERT INTO main.sqlite_sequence(name, seq) VALUES(%Q, %lld)", table->name,
                    table->last_id > 0 ? (long long)table->last_id : 0LL));
    const struct source *source = table->source;
    return source == NULL ? RASIF_OK
                          : output_keep_sequence(o, source->input, source->table, table->name, err);
}

/* Compares the carried rows with those that SQLite counts in the source, along an index if it has a
 * sound one: in a damaged file the index may know more rows than the table. A failing count is
 * tried without index. Rows that reading found missing are reported already. */
static rasif_status check_row_count(struct output *o, const struct output_table *table,
                                    rasif_error *err)
{
    int64_t there = -1;
    if (!table->countable)
        return RASIF_OK;
    TRY(output_input_number(o, table->source->input, &there, err,
                            "SELECT count(*) FROM main.\"%w\"", table->source->table));
    if (there < 0)
        TRY(output_input_number(o, table->source->input, &there, err,
                                "SELECT count(*) FROM main.\"%w\" NOT INDEXED",
                                table->source->table));
    if (table->n_lost == 0 && there >= 0 && there <= table->n_rows)
        return RASIF_OK;
    if (table->source->short_of_rows && o->job->plan->allow_damaged)
        return RASIF_OK;
    return fail_rows_missing(table->source, table->n_rows, there,
                             o->job->plan->allow_damaged ? &o->found : NULL, err);
}

/* Refuses, or diagnoses with --allow-damaged, a table that lost rows. Then box, sequence, triggers
 * and count, as if SQLite had inserted the rows. */
rasif_status output_seal_table(struct output *o, const struct output_table *table, rasif_error *err)
{
    TRY(check_row_count(o, table, err));
    TRY(output_write_box(o, table, err));
    TRY(write_sequence(o, table, err));
    if (table->geometry_column != NULL)
        TRY(add_triggers(o, table, err));
    return output_exec(
        o, "gpkg_ogr_contents", err,
        "INSERT INTO main.gpkg_ogr_contents(table_name, feature_count) VALUES(%Q, %lld);"
        "CREATE TRIGGER \"trigger_insert_feature_count_%w\" AFTER INSERT ON \"%w\" BEGIN UPDATE "
        "gpkg_ogr_contents SET feature_count = feature_count + 1 WHERE lower(table_name) = "
        "lower(%Q); END;"
        "CREATE TRIGGER \"trigger_delete_feature_count_%w\" AFTER DELETE ON \"%w\" BEGIN UPDATE "
        "gpkg_ogr_contents SET feature_count = feature_count - 1 WHERE lower(table_name) = "
        "lower(%Q); END",
        table->name, (long long)table->n_rows, table->name, table->name, table->name, table->name,
        table->name, table->name);
}

/* The columns of audit_diagnostics with a text of `name` in a language, and their values, as SQL. */
static void found_texts(const struct output_plan *plan, const char *name, struct phrase phrase,
                        struct text *columns, struct text *values)
{
    for (size_t t = 0; t < plan->n_tables; t++) {
        const struct view *view = plan->tables[t];
        if (strcmp(view->name, "audit_diagnostics") != 0)
            continue;
        for (size_t i = 0; i < view->n_columns; i++)
            for (int l = 0; l < LANGUAGE_COUNT; l++) {
                char column[32];
                snprintf(column, sizeof column, "%s_%s", name, languages[l].code);
                if (strcmp(view->columns[i].name, column) != 0)
                    continue;
                char *value = sqlite3_mprintf("%Q", phrase_in(phrase, languages[l].code));
                text_addf(columns, ", %s", column);
                text_addf(values, ", %s", value != NULL ? value : "NULL");
                sqlite3_free(value);
            }
    }
}

static rasif_status insert_found(struct output *o, const struct diagnostic *item, rasif_error *err)
{
    const struct diagnostic_info *info = &diagnostic_infos[item->id];
    const struct output_plan *plan = o->job->plan;
    struct text columns = {0}, values = {0};
    char fids[DIAGNOSTIC_FIDS * 21 + 1] = "";
    for (size_t i = 0, n = 0; i < item->n_fids; i++)
        n += (size_t)snprintf(fids + n, sizeof fids - n, "%s%lld", i > 0 ? " " : "",
                              (long long)item->fids[i]);
    if (plan->sentences != NULL) {
        found_texts(plan, "what", diagnostic_what(plan->sentences, item->id), &columns, &values);
        found_texts(plan, "todo", diagnostic_todo(plan->sentences, item->id), &columns, &values);
    }
    rasif_status status =
        columns.failed || values.failed
            ? fail_memory(err)
            : output_exec(o, "audit_diagnostics", err,
                          "INSERT INTO main.audit_diagnostics(code, name, level, layer, \"column\", "
                          "text, count, fids%s) VALUES('R%d', %Q, %Q, %Q, nullif(%Q, ''), %Q, %lld, "
                          "%Q%s)",
                          columns.data != NULL ? columns.data : "", info->code, info->name, diagnostic_levels[info->level],
                          item->layer, item->column, item->text, (long long)item->count, fids,
                          values.data != NULL ? values.data : "");
    text_free(&columns);
    text_free(&values);
    return status;
}

/* Appends the diagnostics that showed only while rows were carried, sorted among themselves, to the
 * table that exists already. Nothing where the output has no such table. */
rasif_status output_write_found(struct output *o, rasif_error *err)
{
    int64_t there = 0;
    TRY(output_number(o, "audit_diagnostics", 0, &there, err,
                      "SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = "
                      "'audit_diagnostics'"));
    diagnostics_sort(&o->found);
    for (size_t i = 0; there && i < o->found.n; i++)
        TRY(insert_found(o, &o->found.items[i], err));
    return o->found.failed ? fail_memory(err) : RASIF_OK;
}

/* Without it a FID that the user deleted would come back for another feature. The larger of both
 * sequences wins. */
rasif_status output_keep_sequence(struct output *o, size_t input, const char *from, const char *to,
                                  rasif_error *err)
{
    static const char what[] = "sqlite_sequence";
    char schema[24];
    TRY(output_attached_schema(o, input, schema, err));
    int64_t both = 0, last = -1, ours = -1;
    TRY(output_number(o, what, 0, &both, err,
                      "SELECT 1 FROM %s.sqlite_schema a, main.sqlite_schema b "
                      "WHERE a.name = 'sqlite_sequence' AND b.name = 'sqlite_sequence'",
                      schema));
    if (!both)
        return RASIF_OK;
    TRY(output_input_number(
        o, input, &last, err,
        "SELECT max(seq) FROM main.sqlite_sequence WHERE name = %Q COLLATE NOCASE", from));
    TRY(output_number(o, what, -1, &ours, err,
                      "SELECT max(seq) FROM main.sqlite_sequence WHERE name = %Q", to));
    if (last <= ours)
        return RASIF_OK;
    return output_exec(o, what, err,
                       "DELETE FROM main.sqlite_sequence WHERE name = %Q;"
                       "INSERT INTO main.sqlite_sequence(name, seq) VALUES(%Q, %lld)",
                       to, to, (long long)last);
}
