/* SPDX-License-Identifier: MIT
 *
 * The SELECT of a table: only the wanted columns, in the order of the key; and how the table is cut
 * into ranges of the key that several threads read.
 *
 * A key that is SQLite's rowid can be cut at any value: `bound` finds the last key of the next
 * BATCH_ROWS rows, O(BATCH_ROWS) steps along the b-tree. Any other table is read from start to end
 * by one thread. A table whose statement would only list columns is read from its pages
 * (sqlitefile/plain.h). */
#include "read/select.h"

#include "read/mapping_sql.h"

#include <string.h>

#define LEAST_ROW 64 /* bytes of a file that a feature takes at least, or nearly */

/* Which column of the statement each selected expression becomes. */
struct placing {
    struct inputs *inputs;
    const struct wanted *wanted;
    const struct input_table *table;
    struct text *sql;
    int *column_of; /* [n_selected] 0 = not yet in it */
    int next;
    const char **page_columns; /* [n_plain] columns so far */
    size_t n_page_columns;
    bool all_columns;
    bool *reported; /* [n_selected] of one binding: a reader reports its problems */
};

/* The columns of some fields of a role: their places in the statement, which of several readers of
 * one column reports its problems, and room for the counts of lint.c. Unwanted fields get counts,
 * too, because batches copy all readers. */
static MUST bool place_field_columns(struct placing *placing, enum role role,
                                     struct field_binding *list, size_t n)
{
    for (size_t f = 0; f < n; f++)
        for (size_t k = 0; k < list[f].n_readers; k++) {
            struct cell_reader *reader = &list[f].readers[k];
            size_t selected = reader->selected;
            reader->reports_problems = false;
            reader->counts = ARENA_NEW(&placing->inputs->arena, struct cell_counts);
            if (reader->counts == NULL)
                return false;
            if (!placing->wanted->field[role][list[f].field])
                continue;
            if (placing->column_of[selected] == 0) {
                placing->column_of[selected] = placing->next++;
                text_addf(placing->sql, ", %s", placing->table->selected[selected].sql);
                placing->page_columns[placing->n_page_columns++] =
                    placing->table->selected[selected].name;
                placing->all_columns =
                    placing->all_columns && placing->table->selected[selected].is_column;
            }
            reader->column = placing->column_of[selected];
            reader->reports_problems = !placing->reported[selected];
            placing->reported[selected] = true;
            if (reader->reports_problems && fields[reader->field].type == VALUE_REAL &&
                (reader->counts->lint = ARENA_NEW(&placing->inputs->arena, struct lint_sample)) ==
                    NULL)
                return false;
        }
    return true;
}

/* Expressions that several bindings read stand in the statement once; each binding decides anew
 * which of its readers reports problems. */
static bool place_columns(struct placing *placing, struct table_select *select)
{
    struct arena *arena = &placing->inputs->arena;
    size_t n = select->table->n_selected;
    placing->column_of = ARENA_ARRAY(arena, n, int);
    for (size_t i = 0; i < select->table->n_bindings; i++) {
        struct binding *b = &select->bindings[i];
        placing->reported = ARENA_ARRAY(arena, n, bool);
        if (placing->column_of == NULL || placing->reported == NULL ||
            !place_field_columns(placing, b->role, b->fields, b->n_fields))
            return false;
        for (int side = 0; side < 2; side++)
            if (!place_field_columns(placing, ROLE_SIDEWALK, b->sides[side].fields,
                                     b->sides[side].n_fields))
                return false;
    }
    return true;
}

/* `sql` as text that lasts as long as the inputs; NULL when out of memory. */
static const char *arena_text(struct inputs *inputs, struct text *sql)
{
    const char *kept = sql->failed ? NULL : arena_strdup(&inputs->arena, sql->data);
    text_free(sql);
    return kept;
}

/* Is the key SQLite's rowid? Its query planner says so: an integer primary key of a table WITHOUT
 * ROWID looks the same in the schema. False on any trouble. */
static bool is_rowid(sqlite3 *db, const char *bound)
{
    sqlite3_stmt *plan = NULL;
    bool found = false;
    char *sql = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", bound);
    if (sql != NULL && sqlite3_prepare_v2(db, sql, -1, &plan, NULL) == SQLITE_OK &&
        sqlite3_step(plan) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(plan, 3);
        found = detail != NULL && strstr(detail, "INTEGER PRIMARY KEY") != NULL;
    }
    sqlite3_finalize(plan);
    sqlite3_free(sql);
    return found;
}

/* The expression is prepared leniently; it applies when at least one of its columns is there. */
const char *walked_kind(struct inputs *inputs, struct input_table *table)
{
    const struct mapping *m = inputs->files[table->file].preset;
    sqlite3_stmt *statement = NULL;
    struct text head = {0}, reads = {0};
    while (m != NULL && m->walked == NULL)
        m = m->base;
    if (m == NULL)
        return NULL;
    text_addf(&head, "SELECT (%s\n)", m->walked);
    int code = head.failed ? SQLITE_NOMEM
                           : mapping_sql_prepare(inputs, table, head.data, NULL, " LIMIT 0", true,
                                                 &reads, &statement);
    bool applies = code == SQLITE_OK && reads.length > 0;
    sqlite3_finalize(statement);
    text_free(&head);
    text_free(&reads);
    return applies ? m->walked : NULL;
}

rasif_status table_select(struct inputs *inputs, const struct wanted *wanted, size_t source,
                          const struct store *store, struct table_select *out, rasif_error *err)
{
    struct input_table *t = &inputs->tables[source];
    struct table_select select = {.table = t,
                                  .source = &store->sources[source],
                                  .bindings = &inputs->bindings[t->first_binding]};
    struct text head = {0}, tail = {0}, bound = {0};
    char *table = gpkg_quote(&inputs->arena, select.source->table);
    char *key = gpkg_quote(&inputs->arena, select.source->key);
    char *geometry = gpkg_quote(&inputs->arena, select.source->geometry_column);
    if (table == NULL || key == NULL || geometry == NULL)
        return fail_memory(err);
    const char *walked = walked_kind(inputs, t);
    select.only = t->n_bindings == 1 && walked == NULL ? select.bindings[0].where : NULL;
    text_addf(&bound, "SELECT %s.%s FROM %s WHERE %s.%s >= ?1 ORDER BY %s.%s LIMIT 1 OFFSET %d",
              table, key, table, table, key, table, key, BATCH_ROWS - 1);
    select.bound = arena_text(inputs, &bound);
    select.ranged = !t->gpkg->view && select.bound != NULL &&
                    is_rowid(inputs->files[t->file].gpkg.db, select.bound);
    text_addf(&head, "SELECT %s.%s, %s.%s", table, key, table, geometry);
    for (size_t i = 0; select.only == NULL && i < t->n_bindings && select.bindings[i].where != NULL;
         i++) {
        text_addf(&head, ", (%s\n) IS TRUE", select.bindings[i].where);
        select.n_conditions++;
    }
    if (walked != NULL && select.n_conditions > 0) {
        text_addf(&head, ", (%s\n)", walked);
        select.walked = SELECT_FIRST + (int)select.n_conditions;
    }
    struct placing placing = {
        .page_columns = ARENA_ARRAY(&inputs->arena, t->n_selected + 1, const char *),
        .inputs = inputs,
        .wanted = wanted,
        .table = t,
        .sql = &head,
        .next = SELECT_FIRST + (int)select.n_conditions + (select.walked != 0)};
    if (placing.page_columns == NULL)
        return fail_memory(err);
    placing.page_columns[placing.n_page_columns++] = select.source->geometry_column;
    placing.all_columns = select.only == NULL && select.n_conditions == 0;
    bool placed = place_columns(&placing, &select);
    select.page_columns = placing.all_columns && select.ranged ? placing.page_columns : NULL;
    select.n_page_columns = placing.n_page_columns;
    if (select.ranged)
        text_addf(&tail, " %s %s.%s BETWEEN :rasif_first AND :rasif_last",
                  select.only != NULL ? "AND" : "WHERE", table, key);
    text_addf(&tail, " ORDER BY %s.%s", table, key);
    select.head = arena_text(inputs, &head);
    select.tail = arena_text(inputs, &tail);
    if (!placed || select.bound == NULL || select.head == NULL || select.tail == NULL)
        return fail_memory(err);
    *out = select;
    return RASIF_OK;
}

/* The first or the last key. */
static bool read_extreme_key(const struct table_select *select, const struct input_file *file,
                             const char *which, int64_t *key)
{
    sqlite3_stmt *statement = NULL;
    char *sql = sqlite3_mprintf("SELECT %s(\"%w\") FROM \"%w\"", which, select->source->key,
                                select->source->table);
    bool told = sql != NULL &&
                sqlite3_prepare_v2(file->gpkg.db, sql, -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW &&
                sqlite3_column_type(statement, 0) == SQLITE_INTEGER;
    if (told)
        *key = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_free(sql);
    return told;
}

/* Keys without gaps bound the number of rows; a key range far beyond the file's size has gaps: 0
 * then. */
size_t table_select_row_bound(const struct table_select *select, const struct input_file *file)
{
    int64_t first, last;
    if (!select->ranged || !read_extreme_key(select, file, "min", &first) ||
        !read_extreme_key(select, file, "max", &last))
        return 0;
    uint64_t most = (uint64_t)last - (uint64_t)first;
    return most < file->size / LEAST_ROW ? (size_t)most + 1 : 0;
}
