/* SPDX-License-Identifier: MIT
 *
 * Can an annotated copy of the inputs be made? Checked when the tables are known and nothing is
 * read yet: a name that is taken, or a table without room for more columns, should not wait for the
 * end of the run. */
#include "read/input_parts.h"
#include "source/audited.h"

#define STYLES "layer_styles"

static rasif_status fail_name_taken(const struct input_file *file, const char *table,
                                    rasif_error *err)
{
    return fail(err, RASIF_E_DATA,
                "%s: its table \"%s\" has the name of a table that rasif writes; rename it in the input",
                file->path, table);
}

/* Does the table have the columns by which QGIS and the writer recognise a table of styles? */
static rasif_status is_style_table(const struct input_file *file, bool *out, rasif_error *err)
{
    sqlite3_stmt *count = NULL;
    if (sqlite3_prepare_v2(file->gpkg.db,
                           "SELECT count(*) FROM pragma_table_xinfo('" STYLES "', 'main') WHERE name IN "
                           "('f_table_name', 'styleName', 'styleQML', 'useAsDefault', 'id')",
                           -1, &count, NULL) != SQLITE_OK ||
        sqlite3_step(count) != SQLITE_ROW) {
        sqlite3_finalize(count);
        return gpkg_fail(file->gpkg.db, file->path, STYLES, err);
    }
    *out = sqlite3_column_int(count, 0) == 5;
    sqlite3_finalize(count);
    return RASIF_OK;
}

/* Is the name free for a carried table? A table of styles keeps its name, because the output merges
 * styles into it. */
static rasif_status check_table_name(const struct input_file *file, const char *table,
                                     rasif_error *err)
{
    bool styles = true;
    if (audited_table_name(table) && !file->gpkg.audited)
        return fail_name_taken(file, table, err);
    if (sqlite3_stricmp(table, STYLES) == 0)
        TRY(is_style_table(file, &styles, err));
    return styles ? RASIF_OK : fail_name_taken(file, table, err);
}

/* Tables that gpkg_contents does not list are carried over from the first input, so their names
 * count. */
static rasif_status check_unlisted_tables(const struct inputs *inputs, rasif_error *err)
{
    const struct input_file *first = &inputs->files[0];
    sqlite3_stmt *names = NULL;
    rasif_status status = RASIF_OK;
    int code = sqlite3_prepare_v2(first->gpkg.db, "SELECT name FROM sqlite_schema WHERE type = 'table'", -1,
                                  &names, NULL);
    while (code == SQLITE_OK && status == RASIF_OK && (code = sqlite3_step(names)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(names, 0);
        status = name != NULL ? check_table_name(first, name, err) : RASIF_OK;
        code = SQLITE_OK;
    }
    if (status == RASIF_OK && code != SQLITE_DONE)
        status = gpkg_fail(first->gpkg.db, first->path, NULL, err);
    sqlite3_finalize(names);
    return status;
}

/* The columns that stay, those that this audit adds, and a key where the table has none. */
static rasif_status check_column_room(const struct input_file *file, const struct gpkg_table *table,
                                      size_t added, rasif_error *err)
{
    int most = sqlite3_limit(file->gpkg.db, SQLITE_LIMIT_COLUMN, -1);
    size_t stay = 0;
    for (size_t i = 0; i < table->n_columns; i++)
        stay += !table->audited || !audited_column_name(table->columns[i].name);
    size_t key = gpkg_column(table, table->key) == NULL, all = stay + key + added;
    if (most < 0 || all <= (size_t)most)
        return RASIF_OK;
    if (added == 0)
        return fail(err, RASIF_E_DATA,
                    "%s: table \"%s\" has %zu columns and no integer key, which the output adds; SQLite allows "
                    "%d columns: give it an INTEGER PRIMARY KEY, take a column out of it, or leave it out "
                    "(--roles-only)",
                    file->path, table->name, stay, most);
    return fail(err, RASIF_E_DATA,
                "%s: table \"%s\" has %zu columns, to which this audit adds up to %zu; SQLite allows %d: take "
                "%zu out of it, or ask for fewer (--profile, --columns slim)",
                file->path, table->name, stay, key + added, most, all - (size_t)most);
}

/* Only sources that will be written are checked; with --roles-only unlisted tables are left out,
 * too. Styles need no room: they get no columns. */
rasif_status inputs_fit(const struct inputs *inputs, const struct store *store, const size_t *added,
                        bool roles_only, rasif_error *err)
{
    for (size_t i = 0; i < store->n_sources; i++) {
        const struct source *source = &store->sources[i];
        const struct input_file *file = &inputs->files[source->input];
        if (source->roles == 0 && roles_only)
            continue;
        TRY(check_table_name(file, source->table, err));
        if (sqlite3_stricmp(source->table, STYLES) != 0)
            TRY(check_column_room(file, inputs->tables[i].gpkg, added[i], err));
    }
    return roles_only ? RASIF_OK : check_unlisted_tables(inputs, err);
}
