/* SPDX-License-Identifier: MIT
 *
 * The SELECT of a table: only the columns somebody wants, in the order of the key; and how it is
 * cut into ranges of the key that several threads can read. */
#include "read/select.h"

#include "read/binding.h"
#include "read/guard.h"

#include <string.h>

#define LEAST_ROW 64 /* bytes of a file that a feature takes at least, or nearly */

/* Where columns stand in the statement. */
struct places {
    struct inputs *inputs;
    const struct wanted *wanted;
    const struct input_table *table;
    struct text *sql;
    int *of; /* [n_selected] 0 = not yet in it */
    int next;
    const char **plain; /* [n_plain] columns so far */
    size_t n_plain;
    bool all_plain;
    bool *spoken; /* [n_selected] of one binding: somebody diagnoses it */
};

/* The columns of some fields of a role: their places in the statement, who of several readers of
 * one column speaks about it, and room for what lint.c wants to know. */
static bool place_fields(struct places *places, enum role role, struct field_binding *list,
                         size_t n)
{
    for (size_t f = 0; f < n; f++)
        for (size_t k = 0; k < list[f].n_readers; k++) {
            struct cell_reader *reader = &list[f].readers[k];
            size_t selected = reader->selected;
            reader->speaks = false;
            reader->counts = ARENA_NEW(&places->inputs->arena, struct cell_counts);
            if (reader->counts == NULL)
                return false;
            if (!places->wanted->field[role][list[f].field])
                continue;
            if (places->of[selected] == 0) {
                places->of[selected] = places->next++;
                text_addf(places->sql, ", %s", places->table->selected[selected].sql);
                places->plain[places->n_plain++] = places->table->selected[selected].name;
                places->all_plain = places->all_plain && places->table->selected[selected].plain;
            }
            reader->column = places->of[selected];
            reader->speaks = !places->spoken[selected];
            places->spoken[selected] = true;
            if (reader->speaks && fields[reader->field].type == VALUE_REAL &&
                (reader->counts->lint = ARENA_NEW(&places->inputs->arena, struct lint_sample)) ==
                    NULL)
                return false;
        }
    return true;
}

static bool place_columns(struct places *places, struct table_select *select)
{
    struct arena *arena = &places->inputs->arena;
    size_t n = select->table->n_selected;
    places->of = ARENA_ARRAY(arena, n, int);
    for (size_t i = 0; i < select->table->n_bindings; i++) {
        struct binding *b = &select->bindings[i];
        places->spoken = ARENA_ARRAY(arena, n, bool);
        if (places->of == NULL || places->spoken == NULL ||
            !place_fields(places, b->role, b->fields, b->n_fields))
            return false;
        for (int side = 0; side < 2; side++)
            if (!place_fields(places, ROLE_SIDEWALK, b->sides[side].fields,
                              b->sides[side].n_fields))
                return false;
    }
    return true;
}

/* `sql` as text that lasts as long as the inputs; NULL when out of memory. */
static const char *keep(struct inputs *inputs, struct text *sql)
{
    const char *kept = sql->failed ? NULL : arena_strdup(&inputs->arena, sql->data);
    text_free(sql);
    return kept;
}

/* Is the key SQLite's own row number? Then its planner says so. */
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
                           : prepare_guarded(inputs, table, head.data, NULL, " LIMIT 0", true,
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
    select.bound = keep(inputs, &bound);
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
    struct places places = {.plain = ARENA_ARRAY(&inputs->arena, t->n_selected + 1, const char *),
                            .inputs = inputs,
                            .wanted = wanted,
                            .table = t,
                            .sql = &head,
                            .next = SELECT_FIRST + (int)select.n_conditions +
                                    (select.walked != 0)};
    if (places.plain == NULL)
        return fail_memory(err);
    places.plain[places.n_plain++] = select.source->geometry_column;
    places.all_plain = select.only == NULL && select.n_conditions == 0;
    bool placed = place_columns(&places, &select);
    select.plain = places.all_plain && select.ranged ? places.plain : NULL;
    select.n_plain = places.n_plain;
    if (select.ranged)
        text_addf(&tail, " %s %s.%s BETWEEN :rasif_first AND :rasif_last",
                  select.only != NULL ? "AND" : "WHERE", table, key);
    text_addf(&tail, " ORDER BY %s.%s", table, key);
    select.head = keep(inputs, &head);
    select.tail = keep(inputs, &tail);
    if (!placed || select.bound == NULL || select.head == NULL || select.tail == NULL)
        return fail_memory(err);
    *out = select;
    return RASIF_OK;
}

/* The first or the last key. */
static bool ask_key(const struct table_select *select, const struct input_file *file,
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

size_t table_select_most(const struct table_select *select, const struct input_file *file)
{
    int64_t first, last;
    if (!select->ranged || !ask_key(select, file, "min", &first) ||
        !ask_key(select, file, "max", &last))
        return 0;
    uint64_t most = (uint64_t)last - (uint64_t)first;
    return most < file->size / LEAST_ROW ? (size_t)most + 1 : 0; /* else the keys leave gaps */
}
