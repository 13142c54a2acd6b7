/* SPDX-License-Identifier: MIT
 *
 * From names to columns: which columns of each bound table give which field. Conditions and
 * expressions of mapping files are prepared here once, where the file's line can still be named.
 *
 * Algorithm: for each binding and each field of its role, find_map looks for the field in the
 * user's layer, the user's file, the preset's layer and the chain of preset files, and stops at the
 * first that maps it. Each alternative of that map becomes a reader if its column is there, in a
 * column of gathered tags, or computable; the column of the field's own name is the last reader
 * unless the user mapped the field. Cost: O(bindings x fields x alternatives); no row is read. */
#include "read/bind.h"
#include "read/mapping_sql.h"

#include <stdio.h>
#include <string.h>

/* What the functions of this file work on: one binding of one table. */
struct binder {
    struct inputs *inputs;
    struct store *store;
    struct input_table *table;
    struct binding *binding;
    const struct mapping *preset; /* of the file */
    rasif_error *err;
};

/* The index of `sql` among the table's selected expressions, added when it is new: two fields that
 * read one column share it. `sql` NULL: out of memory. */
static rasif_status select_expression(struct binder *b, const char *sql, const char *name,
                                      bool numeric, bool plain, size_t *out)
{
    struct input_table *t = b->table;
    if (sql == NULL)
        return fail_memory(b->err);
    for (*out = 0; *out < t->n_selected; (*out)++)
        if (strcmp(t->selected[*out].sql, sql) == 0)
            return RASIF_OK;
    struct selected selected = {sql, name, numeric, plain};
    return PUSH(t->selected, t->n_selected, t->selected_capacity, selected) ? RASIF_OK
                                                                            : fail_memory(b->err);
}

/* Suggests the nearest name of the table, at the mapping file's line. */
static rasif_status fail_unknown_column(struct binder *b, const struct yaml_node *at,
                                        const char *name)
{
    const char *names[256];
    size_t n = 0;
    for (; n < b->table->gpkg->n_columns && n < 256; n++)
        names[n] = b->table->gpkg->columns[n].name;
    const char *near = nearest_word(name, names, n);
    return yaml_fail(at, b->err, "layer '%s' has no column '%s'%s%s%s", b->table->gpkg->name, name,
                     near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                     near != NULL ? "'?" : "");
}

/* An expression that SQLite refuses, at the mapping file's line. SQLITE_OK and SQLITE_MISUSE here
 * mean a second column or a second statement. */
static rasif_status fail_expression(struct binder *b, const struct alternative *rule, int code)
{
    return yaml_fail(rule->at, b->err, "layer '%s': sql: %s", b->table->gpkg->name,
                     code == SQLITE_OK || code == SQLITE_MISUSE
                         ? "must be one expression"
                         : sqlite3_errmsg(b->inputs->files[b->table->file].gpkg.db));
}

/* Prepares an expression of a mapping file. *applies = false: none of its columns exist. Messages
 * name the expression by the columns it reads. */
static rasif_status bind_sql(struct binder *b, const struct alternative *rule, bool lenient,
                             struct cell_reader *reader, bool *applies)
{
    struct text sql = {0}, reads = {0};
    sqlite3_stmt *statement = NULL;
    text_addf(&sql, "SELECT (%s\n)", rule->sql); /* the newline ends a comment */
    if (sql.failed)
        return fail_memory(b->err);
    int code = lenient ? mapping_sql_prepare(b->inputs, b->table, sql.data, NULL, " LIMIT 0", true,
                                             &reads, &statement)
                       : mapping_sql_prepare_strict(b->inputs, b->table, sql.data, NULL, " LIMIT 0",
                                                    &reads, &statement);
    bool single = code == SQLITE_OK && sqlite3_column_count(statement) == 1;
    sqlite3_finalize(statement);
    *applies = reads.length > 0 || !lenient;
    rasif_status status = single ? RASIF_OK : fail_expression(b, rule, code);
    if (status == RASIF_OK && *applies) {
        const char *expression = arena_strdup(&b->inputs->arena, sql.data + strlen("SELECT "));
        reader->column_name =
            arena_strdup(&b->inputs->arena, reads.length > 0 ? reads.data : rule->sql);
        status = reader->column_name == NULL || reads.failed
                     ? fail_memory(b->err)
                     : select_expression(b, expression, reader->column_name, false, false,
                                         &reader->selected);
    }
    text_free(&sql);
    text_free(&reads);
    return status;
}

/* The column of a preset under its own name, or with ':' replaced by '_', as databases store it.
 * NULL: neither. */
static const struct gpkg_column *preset_column(const struct binder *b, const char *name)
{
    const struct gpkg_column *column = gpkg_column(b->table->gpkg, name);
    return column != NULL ? column : gpkg_laundered(b->table->gpkg, name, strlen(name));
}

/* A native name cut to 10 letters, as Shapefiles cut them; NULL when another field of the role has
 * the same first 10 letters. Names of at most 10 letters are never cut. */
static const struct gpkg_column *cut_column(const struct binder *b, const char *name)
{
    enum { CUT = 10 };
    char cut[CUT + 1];
    size_t alike = 0;
    if (strlen(name) <= CUT)
        return NULL;
    for (int f = 0; f < FIELD_COUNT; f++)
        alike += (fields[f].roles & (1u << b->binding->role)) != 0 &&
                 (fields[f].flags & FIELD_DERIVED) == 0 &&
                 strncmp(field_native_name(b->binding->role, (enum field_id)f), name, CUT) == 0;
    memcpy(cut, name, CUT);
    cut[CUT] = '\0';
    return alike == 1 ? gpkg_column(b->table->gpkg, cut) : NULL;
}

/* Reads `name` out of the tags column by SQL function rasif_tag; messages call it "tags[name]". */
static rasif_status select_tag(struct binder *b, const char *name, struct cell_reader *reader)
{
    struct text sql = {0}, shown = {0};
    char *table = gpkg_quote(&b->inputs->arena, b->table->gpkg->name);
    char *tags = gpkg_quote(&b->inputs->arena, b->table->tags);
    char *key = sqlite3_mprintf("%Q", name);
    const char *expression = NULL;
    reader->column_name = NULL;
    reader->in_tags = true;
    if (table != NULL && tags != NULL && key != NULL) {
        text_addf(&sql, "rasif_tag(%s.%s, %s)", table, tags, key);
        text_addf(&shown, "%s[%s]", b->table->tags, name);
    }
    if (sql.data != NULL && shown.data != NULL && !sql.failed && !shown.failed) {
        expression = arena_strdup(&b->inputs->arena, sql.data);
        reader->column_name = arena_strdup(&b->inputs->arena, shown.data);
    }
    sqlite3_free(key);
    text_free(&sql);
    text_free(&shown);
    if (reader->column_name == NULL)
        return fail_memory(b->err);
    return select_expression(b, expression, reader->column_name, false, false, &reader->selected);
}

/* A column by name. A user's column must exist when `strict`; a preset's may be missing, cut,
 * laundered or a tag. *applies = false: there is nothing to read. The unit and words are the
 * rule's. */
static rasif_status bind_column(struct binder *b, const struct alternative *rule, bool by_user,
                                bool strict, struct cell_reader *reader, bool *applies)
{
    const struct gpkg_column *column =
        by_user ? gpkg_column(b->table->gpkg, rule->column) : preset_column(b, rule->column);
    reader->cut = column == NULL && rule->at == NULL;
    if (reader->cut)
        column = cut_column(b, rule->column);
    bool in_tags = column == NULL && !by_user && b->table->tags != NULL && rule->at != NULL;
    *applies = column != NULL || in_tags;
    if (in_tags)
        return select_tag(b, rule->column, reader);
    if (column == NULL)
        return strict ? fail_unknown_column(b, rule->at, rule->column) : RASIF_OK;
    struct text sql = {0};
    char *table = gpkg_quote(&b->inputs->arena, b->table->gpkg->name);
    char *name = gpkg_quote(&b->inputs->arena, column->name);
    if (table != NULL && name != NULL)
        text_addf(&sql, "%s.%s", table, name);
    const char *expression =
        sql.data != NULL && !sql.failed ? arena_strdup(&b->inputs->arena, sql.data) : NULL;
    text_free(&sql);
    reader->column_name = column->name;
    reader->numeric = column->numeric;
    return select_expression(b, expression, column->name, column->numeric, true, &reader->selected);
}

/* How the field is mapped for this binding; NULL = it is not. The nearest of: the user's layer, the
 * user's file, the preset's layer, the preset's files. *strict: the column must exist; *by_user:
 * the map is the user's. */
static const struct field_map *find_map(const struct binder *b, enum field_id field, bool *strict,
                                        bool *by_user)
{
    const struct binding *binding = b->binding;
    const struct mapping *user = b->inputs->mapping;
    const struct field_map *map = NULL;
    if (binding->layers[0] != NULL)
        map = field_maps_find(&binding->layers[0]->fields, field);
    *strict = map != NULL;
    if (map == NULL && user != NULL)
        map = field_maps_find(&user->fields[binding->role], field);
    *by_user = map != NULL;
    if (map == NULL && binding->layers[1] != NULL)
        map = field_maps_find(&binding->layers[1]->fields, field);
    for (const struct mapping *m = b->preset; map == NULL && m != NULL; m = m->base)
        map = field_maps_find(&m->fields[binding->role], field);
    return map;
}

/* In schemas with free keys (OSM) a key without a column is a key that no feature has: the
 * exporting program chose the columns. */
static bool is_free_key(const struct binder *b, const struct field_map *map, bool by_user)
{
    return map != NULL && !by_user && b->preset != NULL && b->preset->tags.n > 0;
}

/* What the preset, or one that it stands on, has before our own names; NULL = nothing. */
static const char *own_prefix(const struct binder *b)
{
    for (const struct mapping *m = b->preset; m != NULL; m = m->base)
        if (m->own != NULL)
            return m->own;
    return NULL;
}

/* The alternative that reads the column called like the field itself, after `prefix`, in the field's own unit. */
static struct alternative *native_alternative(struct binder *b, enum field_id field, const char *prefix)
{
    struct alternative *rule = ARENA_NEW(&b->inputs->arena, struct alternative);
    const char *name = field_native_name(b->binding->role, field);
    size_t size = strlen(prefix) + strlen(name) + 1;
    char *column = arena_alloc(&b->inputs->arena, size, 1);
    if (rule == NULL || column == NULL)
        return NULL;
    snprintf(column, size, "%s%s", prefix, name);
    rule->column = column;
    rule->unit = fields[field].unit;
    return rule;
}

/* Does some reader of the field use this expression? */
static bool is_read_already(const struct field_binding *field, size_t selected)
{
    for (size_t i = 0; i < field->n_readers; i++)
        if (field->readers[i].selected == selected)
            return true;
    return false;
}

/* Adds the reader of one alternative; an alternative whose columns are missing adds none. The array
 * has room for all. */
static rasif_status bind_alternative(struct binder *b, struct field_binding *field,
                                     const struct alternative *rule, bool strict, bool by_user)
{
    bool applies = true;
    struct cell_reader *reader = &field->readers[field->n_readers];
    *reader = (struct cell_reader){.field = field->field, .rule = rule, .mapped_by_user = by_user};
    if (rule->sql != NULL)
        TRY(bind_sql(b, rule, !by_user, reader, &applies));
    else
        TRY(bind_column(b, rule, by_user, strict, reader, &applies));
    field->n_readers += applies;
    return RASIF_OK;
}

/* All readers of one field, best first. The native column is dropped where an alternative reads it
 * already, with its own unit and words. A field without readers and assumption has no binding. */
static rasif_status bind_field(struct binder *b, enum field_id id)
{
    struct binding *binding = b->binding;
    bool strict, by_user;
    const struct field_map *map = find_map(b, id, &strict, &by_user);
    struct field_binding field = {.field = id};
    const char *prefix = by_user || fields[id].type == VALUE_TEXT ? NULL : own_prefix(b);
    field.readers =
        ARENA_ARRAY(&b->inputs->arena, (map != NULL ? map->n : 0) + 2, struct cell_reader);
    if (field.readers == NULL)
        return fail_memory(b->err);
    if (is_free_key(b, map, by_user))
        b->store->tables[binding->role].free_key[id] = true;
    if (prefix != NULL) {
        struct alternative *own = native_alternative(b, id, prefix);
        if (own == NULL)
            return fail_memory(b->err);
        TRY(bind_alternative(b, &field, own, false, false));
    }
    for (size_t i = 0; map != NULL && i < map->n; i++)
        TRY(bind_alternative(b, &field, &map->alternatives[i], strict, by_user));
    if (!by_user) {
        size_t before = field.n_readers;
        struct alternative *native = native_alternative(b, id, "");
        if (native == NULL)
            return fail_memory(b->err);
        TRY(bind_alternative(b, &field, native, false, false));
        size_t selected = field.readers[before].selected;
        if (field.n_readers > before) {
            field.n_readers = before;
            field.n_readers += !is_read_already(&field, selected);
        }
    }
    for (size_t i = 0; i < 2; i++) {
        const struct layer_map *layer = binding->layers[i];
        for (size_t k = 0; layer != NULL && field.assume == NULL && k < layer->n_assume; k++)
            if (layer->assume[k].field == id)
                field.assume = &layer->assume[k];
    }
    if (field.n_readers > 0 || field.assume != NULL)
        binding->fields[binding->n_fields++] = field;
    return RASIF_OK;
}

/* The fields of the implied sidewalk on one side of a street, read from the street's own columns.
 * Only the user's file and presets map them: a street has no native names for its sides. */
static rasif_status bind_side(struct binder *b, int side)
{
    struct side_binding *out = &b->binding->sides[side];
    const struct mapping *user = b->inputs->mapping;
    out->fields = ARENA_ARRAY(&b->inputs->arena, FIELD_COUNT, struct field_binding);
    if (out->fields == NULL)
        return fail_memory(b->err);
    for (int id = 0; id < FIELD_COUNT; id++) {
        const struct field_map *map = NULL;
        if (user != NULL)
            map = field_maps_find(&user->sides[side], (enum field_id)id);
        bool by_user = map != NULL;
        for (const struct mapping *m = b->preset; map == NULL && m != NULL; m = m->base)
            map = field_maps_find(&m->sides[side], (enum field_id)id);
        if (map == NULL)
            continue;
        if (is_free_key(b, map, by_user))
            b->store->tables[ROLE_SIDEWALK].free_key[id] = true;
        struct field_binding field = {.field = (enum field_id)id};
        field.readers = ARENA_ARRAY(&b->inputs->arena, map->n, struct cell_reader);
        if (field.readers == NULL)
            return fail_memory(b->err);
        for (size_t i = 0; i < map->n; i++)
            TRY(bind_alternative(b, &field, &map->alternatives[i], false, by_user));
        if (field.n_readers > 0)
            out->fields[out->n_fields++] = field;
    }
    return RASIF_OK;
}

/* Lists of texts that read as null: the nearest comes first, and all count. */
static void collect_missing_words(struct binder *b)
{
    struct missing_words *missing = &b->binding->missing;
    const struct mapping *user = b->inputs->mapping;
    const struct text_list *lists[MISSING_LISTS] = {
        b->binding->layers[0] != NULL ? &b->binding->layers[0]->missing : NULL,
        b->binding->layers[1] != NULL ? &b->binding->layers[1]->missing : NULL,
        user != NULL ? &user->missing : NULL, b->preset != NULL ? &b->preset->missing : NULL};
    for (size_t i = 0; i < MISSING_LISTS; i++)
        if (lists[i] != NULL && lists[i]->n > 0)
            missing->lists[missing->n++] = lists[i];
}

/* A user's condition is prepared strictly here, so that its line is named; a preset's was prepared
 * when it was recognised. */
static rasif_status check_where(struct binder *b)
{
    const struct binding *binding = b->binding;
    sqlite3_stmt *statement = NULL;
    if (binding->where == NULL || binding->lenient)
        return RASIF_OK;
    int code = mapping_sql_prepare_strict(b->inputs, b->table, "SELECT 1", binding->where,
                                          " LIMIT 0", NULL, &statement);
    sqlite3_finalize(statement);
    if (code == SQLITE_OK)
        return RASIF_OK;
    return yaml_fail(binding->where_at, b->err, "layer '%s': where: %s", b->table->gpkg->name,
                     code == SQLITE_MISUSE
                         ? "must be one condition"
                         : sqlite3_errmsg(b->inputs->files[b->table->file].gpkg.db));
}

/* Fields in the order of field ids: messages and reports then list them alike for every table.
 * Derived fields are computed, not read. */
static rasif_status bind_all_fields(struct binder *b)
{
    b->binding->fields = ARENA_ARRAY(&b->inputs->arena, FIELD_COUNT, struct field_binding);
    if (b->binding->fields == NULL)
        return fail_memory(b->err);
    TRY(check_where(b));
    collect_missing_words(b);
    for (int field = 0; field < FIELD_COUNT; field++)
        if ((fields[field].roles & (1u << b->binding->role)) &&
            !(fields[field].flags & FIELD_DERIVED))
            TRY(bind_field(b, (enum field_id)field));
    for (int side = 0; side < 2 && b->binding->role == ROLE_STREET; side++)
        TRY(bind_side(b, side));
    return RASIF_OK;
}

rasif_status bind_columns(struct inputs *inputs, struct store *store, rasif_error *err)
{
    for (size_t i = 0; i < inputs->n_bindings; i++) {
        struct binding *binding = &inputs->bindings[i];
        struct input_table *table = &inputs->tables[binding->source];
        struct binder b = {inputs, store, table, binding, inputs->files[table->file].preset, err};
        TRY(bind_all_fields(&b));
    }
    return RASIF_OK;
}
