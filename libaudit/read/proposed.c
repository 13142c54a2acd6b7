/* SPDX-License-Identifier: MIT
 *
 * Layers of rasif draft (docs/draft.md): what is proposed there is no sidewalk and no crossing before somebody
 * confirms it. A table without a confirmed row has no role; in others the confirmed rows have it. Known by
 * the names of the table and of two columns, whatever the preset. Cost: one query per such table. */
#include "read/proposed.h"

#include "read/mapping_sql.h"

#include <string.h>

enum role proposed_role(const struct gpkg_table *table)
{
    static const struct {
        const char *table;
        enum role role;
    } layers[] = {{"draft_sidewalks", ROLE_SIDEWALK}, {"draft_crossings", ROLE_CROSSING}};
    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++)
        if (sqlite3_stricmp(table->name, layers[i].table) == 0 && table->geometry_column != NULL &&
            gpkg_column(table, "status") != NULL && gpkg_column(table, "origin") != NULL)
            return layers[i].role;
    return ROLE_NONE;
}

rasif_status proposed_count(struct inputs *inputs, struct input_table *table, size_t *confirmed, rasif_error *err)
{
    struct input_file *file = &inputs->files[table->file];
    sqlite3_stmt *query = NULL;
    int code = mapping_sql_prepare(inputs, table, "SELECT count(*), count(*) FILTER (WHERE " PROPOSED_CONFIRMED ")",
                                   NULL, "", true, NULL, &query);
    code = code == SQLITE_OK ? sqlite3_step(query) : code;
    if (code == SQLITE_ROW) {
        *confirmed = (size_t)sqlite3_column_int64(query, 1);
        table->n_proposed = (size_t)sqlite3_column_int64(query, 0) - *confirmed;
    }
    sqlite3_finalize(query);
    return code == SQLITE_ROW ? RASIF_OK : gpkg_fail(file->gpkg.db, file->path, table->gpkg->name, err);
}
