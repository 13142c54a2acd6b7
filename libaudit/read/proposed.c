/* SPDX-License-Identifier: MIT
 *
 * Layers of rasif draft (docs/draft.md): see proposed.h. Known by the names of the table and of two columns, whatever
 * the preset. Numbers of rows that a survey answers stand in the condition one by one, since conditions read no other
 * table. Cost: two queries per such table. */
#include "read/proposed.h"

#include "read/mapping_sql.h"
#include "read/surveyed.h"

#include <string.h>

enum role proposed_role(const struct gpkg_table *table)
{
    static const struct {
        const char *table;
        enum role role;
    } layers[] = {{"draft_sidewalks", ROLE_SIDEWALK}, {"draft_crossings", ROLE_CROSSING}, {"draft_ramps", ROLE_RAMP}};
    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++)
        if (sqlite3_stricmp(table->name, layers[i].table) == 0 && table->geometry_column != NULL &&
            gpkg_column(table, "status") != NULL && gpkg_column(table, "origin") != NULL)
            return layers[i].role;
    return ROLE_NONE;
}

/* "fid IN (3,8)": rows that surveys answer. */
static rasif_status add_surveyed(struct inputs *inputs, const struct input_table *table, struct text *where, rasif_error *err)
{
    static const char sql[] = "SELECT DISTINCT source_fid FROM main." SURVEY_VALUES " WHERE state = '" SURVEY_USED "' AND "
                              "field = 'status' AND lower(table_name) = lower(?1) AND typeof(source_fid) = 'integer' "
                              "ORDER BY source_fid";
    const struct input_file *file = &inputs->files[table->file];
    const char *before = " IN (";
    sqlite3_stmt *rows = NULL;
    char *key = gpkg_quote(&inputs->arena, table->gpkg->key);
    if (key == NULL)
        return fail_memory(err);
    int code = sqlite3_prepare_v2(file->gpkg.db, sql, -1, &rows, NULL);
    code = code == SQLITE_OK ? sqlite3_bind_text(rows, 1, table->gpkg->name, -1, SQLITE_STATIC) : code;
    text_addf(where, " OR %s", key);
    while (code == SQLITE_OK && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        text_addf(where, "%s%lld", before, (long long)sqlite3_column_int64(rows, 0));
        before = ",";
        code = SQLITE_OK;
    }
    text_add(where, before[0] == ',' ? ")" : " IN ()");
    sqlite3_finalize(rows);
    return code == SQLITE_DONE ? RASIF_OK : gpkg_fail(file->gpkg.db, file->path, SURVEY_VALUES, err);
}

static rasif_status count_rows(struct inputs *inputs, struct input_table *table, const char *where, size_t *answered,
                               rasif_error *err)
{
    struct input_file *file = &inputs->files[table->file];
    sqlite3_stmt *query = NULL;
    struct text head = {0};
    text_addf(&head, "SELECT count(*), count(*) FILTER (WHERE %s)", where);
    int code = head.failed ? SQLITE_NOMEM : mapping_sql_prepare(inputs, table, head.data, NULL, "", true, NULL, &query);
    text_free(&head);
    code = code == SQLITE_OK ? sqlite3_step(query) : code;
    if (code == SQLITE_ROW) {
        *answered = (size_t)sqlite3_column_int64(query, 1);
        table->n_proposed = (size_t)sqlite3_column_int64(query, 0) - *answered;
    }
    sqlite3_finalize(query);
    return code == SQLITE_ROW    ? RASIF_OK
           : code == SQLITE_NOMEM ? fail_memory(err)
                                  : gpkg_fail(file->gpkg.db, file->path, table->gpkg->name, err);
}

rasif_status proposed_answered(struct inputs *inputs, struct input_table *table, const char **where, size_t *answered,
                               rasif_error *err)
{
    struct text sql = {0};
    rasif_status status = RASIF_OK;
    text_add(&sql, "status IS NULL OR lower(trim(status)) <> 'proposed'");
    if (surveyed_has_table(&inputs->files[table->file].gpkg))
        status = add_surveyed(inputs, table, &sql, err);
    *where = sql.failed ? NULL : arena_strdup(&inputs->arena, sql.data);
    if (status == RASIF_OK && *where == NULL)
        status = fail_memory(err);
    text_free(&sql);
    return status == RASIF_OK ? count_rows(inputs, table, *where, answered, err) : status;
}
