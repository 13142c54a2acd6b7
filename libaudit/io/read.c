/* SPDX-License-Identifier: MIT
 *
 * Reading features: see input.h. One SELECT per table with only the columns somebody wants, in the
 * order of the key, into flat arrays whose size a count gave; nothing is allocated per feature. */
#include "geo/wkb.h"
#include "io/binding.h"

#include <string.h>

/* Columns of every statement before the conditions and the selected ones. */
enum { COLUMN_KEY, COLUMN_GEOMETRY, COLUMN_FIRST };

struct reading {
    struct inputs *inputs;
    const struct wanted *wanted;
    unsigned threads;
    struct store *store;
    struct told told;
    rasif_error *err;
    size_t room[ROLE_COUNT]; /* rows that fit into the tables */
};

/* One table while it is read. */
struct table_reading {
    struct reading *r;
    struct input_table *table;
    const struct source *source;
    struct binding *bindings; /* of the table */
    size_t n_conditions;      /* the first bindings have one; 0 when it went into WHERE */
    sqlite3_stmt *statement;
    const struct raw_cell *row; /* the current one */
};

static rasif_status table_failed(const struct table_reading *t)
{
    const struct input_file *file = &t->r->inputs->files[t->table->file];
    return gpkg_fail(file->gpkg.db, file->path, t->source->table, t->r->err);
}

static bool is_wanted(const struct table_reading *t, enum role role,
                      const struct field_binding *field)
{
    return t->r->wanted->field[role][field->field];
}

/* ---- how many ----------------------------------------------------------------------------- */

/* Adds the number of rows that each role can get from the table to `counts`. An upper bound where
 * conditions overlap. */
static rasif_status count_rows(struct reading *r, size_t source, size_t counts[ROLE_COUNT])
{
    struct input_table *table = &r->inputs->tables[source];
    struct table_reading t = {.r = r, .table = table, .source = &r->store->sources[source]};
    t.bindings = &r->inputs->bindings[table->first_binding];
    struct text sql = {0};
    text_add(&sql, "SELECT count(*)");
    for (size_t i = 0; i < table->n_bindings; i++)
        if (t.bindings[i].where != NULL)
            text_addf(&sql, ", count(CASE WHEN (%s\n) THEN 1 END)", t.bindings[i].where);
    if (sql.failed) {
        text_free(&sql);
        return fail_memory(r->err);
    }
    int code = prepare_guarded(r->inputs, table, sql.data, NULL, "", false, NULL, &t.statement);
    text_free(&sql);
    rasif_status status = RASIF_OK;
    if (code == SQLITE_OK && sqlite3_step(t.statement) == SQLITE_ROW)
        for (size_t i = 0; i < table->n_bindings; i++)
            counts[t.bindings[i].role] += (size_t)sqlite3_column_int64(
                t.statement, t.bindings[i].where != NULL ? (int)i + 1 : 0);
    else
        status = table_failed(&t);
    sqlite3_finalize(t.statement);
    return status;
}

/* The columns that some binding can fill, all null. */
static rasif_status add_columns(struct reading *r)
{
    for (size_t i = 0; i < r->inputs->n_bindings; i++) {
        const struct binding *binding = &r->inputs->bindings[i];
        struct elements *elements = &r->store->tables[binding->role];
        for (size_t f = 0; f < binding->n_fields; f++) {
            const struct field_binding *field = &binding->fields[f];
            if (!r->wanted->field[binding->role][field->field])
                continue;
            struct column *column = elements_add(elements, &r->store->arena, field->field);
            bool assumed = field->assume != NULL;
            for (size_t k = 0; k < field->n_readers; k++)
                assumed = assumed || field->readers[k].rule->assumed;
            if (column == NULL ||
                (assumed && !column_origins(column, &r->store->arena, elements->n)))
                return fail_memory(r->err);
        }
    }
    return RASIF_OK;
}

static rasif_status make_room(struct reading *r)
{
    size_t counts[ROLE_COUNT] = {0};
    struct store *store = r->store;
    for (size_t i = 0; i < store->n_sources; i++)
        if (r->inputs->tables[i].n_bindings > 0)
            TRY(count_rows(r, i, counts));
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct elements *elements = &store->tables[role];
        elements->shapes.keep_z = role <= ROLE_RAMP; /* slopes */
        if (!elements->supplied)
            continue;
        if (counts[role] >= NO_ROW)
            return fail(r->err, RASIF_E_DATA, "there are more %s than can be numbered",
                        roles[role].plural);
        elements->n = r->room[role] = counts[role];
        elements->fid = ARENA_ARRAY(&store->arena, elements->n, int64_t);
        elements->segments = ARENA_ARRAY(&store->arena, store->n_sources, struct segment);
        if (elements->fid == NULL || elements->segments == NULL)
            return fail_memory(r->err);
    }
    TRY(add_columns(r));
    for (int role = 0; role < ROLE_COUNT; role++)
        store->tables[role].n = 0;
    return RASIF_OK;
}

/* ---- the statement ------------------------------------------------------------------------ */

/* Where columns stand in the statement. */
struct places {
    struct text *sql;
    int *of; /* [n_selected] 0 = not yet in it */
    int next;
    bool *spoken; /* [n_selected] of one binding: somebody diagnoses it */
};

/* The columns of some fields of a role: their places in the statement, who of several readers of
 * one column speaks about it, and room for what lint.c wants to know. */
static rasif_status place_fields(struct table_reading *t, struct places *places, enum role role,
                                 struct field_binding *list, size_t n)
{
    for (size_t f = 0; f < n; f++)
        for (size_t k = 0; k < list[f].n_readers; k++) {
            struct cell_reader *reader = &list[f].readers[k];
            size_t selected = reader->selected;
            reader->cache = NULL; /* an earlier read had another pool */
            reader->lint = NULL;
            reader->speaks = false;
            reader->n_used = reader->n_empty = 0;
            if (!is_wanted(t, role, &list[f]))
                continue;
            if (places->of[selected] == 0) {
                places->of[selected] = places->next++;
                text_addf(places->sql, ", %s", t->table->selected[selected].sql);
            }
            reader->column = places->of[selected];
            reader->speaks = !places->spoken[selected];
            places->spoken[selected] = true;
            if (reader->speaks && fields[reader->field].type == VALUE_REAL &&
                (reader->lint = ARENA_NEW(&t->r->inputs->arena, struct lint_sample)) == NULL)
                return fail_memory(t->r->err);
        }
    return RASIF_OK;
}

static rasif_status place_columns(struct table_reading *t, struct text *sql)
{
    struct arena *arena = &t->r->inputs->arena;
    size_t n = t->table->n_selected;
    struct places places = {
        .sql = sql, .of = ARENA_ARRAY(arena, n, int), .next = COLUMN_FIRST + (int)t->n_conditions};
    for (size_t i = 0; i < t->table->n_bindings; i++) {
        struct binding *b = &t->bindings[i];
        places.spoken = ARENA_ARRAY(arena, n, bool);
        if (places.of == NULL || places.spoken == NULL)
            return fail_memory(t->r->err);
        TRY(place_fields(t, &places, b->role, b->fields, b->n_fields));
        for (int side = 0; side < 2; side++)
            TRY(place_fields(t, &places, ROLE_SIDEWALK, b->sides[side].fields,
                             b->sides[side].n_fields));
    }
    return RASIF_OK;
}

static rasif_status prepare_table(struct table_reading *t)
{
    struct arena *arena = &t->r->inputs->arena;
    struct text sql = {0}, tail = {0};
    char *table = gpkg_quote(arena, t->source->table);
    char *key = gpkg_quote(arena, t->source->key);
    char *geometry = gpkg_quote(arena, t->source->geometry_column);
    if (table == NULL || key == NULL || geometry == NULL)
        return fail_memory(t->r->err);
    const char *only = t->table->n_bindings == 1 ? t->bindings[0].where : NULL;
    text_addf(&sql, "SELECT %s.%s, %s.%s", table, key, table, geometry);
    for (size_t i = 0; only == NULL && i < t->table->n_bindings && t->bindings[i].where != NULL;
         i++) {
        text_addf(&sql, ", (%s\n) IS TRUE", t->bindings[i].where);
        t->n_conditions++;
    }
    rasif_status status = place_columns(t, &sql);
    text_addf(&tail, " ORDER BY %s.%s", table, key);
    if (status == RASIF_OK && (sql.failed || tail.failed))
        status = fail_memory(t->r->err);
    if (status == RASIF_OK && prepare_guarded(t->r->inputs, t->table, sql.data, only, tail.data,
                                              false, NULL, &t->statement) != SQLITE_OK)
        status = table_failed(t);
    text_free(&sql);
    text_free(&tail);
    return status;
}

/* ---- rows --------------------------------------------------------------------------------- */

/* The binding the current row belongs to, NULL when it has no role. */
static struct binding *match_row(struct table_reading *t, const int64_t *fid)
{
    struct binding *found = NULL;
    for (size_t i = 0; i < t->n_conditions; i++) {
        if (raw_integer(&t->row[COLUMN_FIRST + i]) == 0)
            continue;
        if (found == NULL) {
            found = &t->bindings[i];
        } else if (found->role != t->bindings[i].role) {
            diagnose(&t->r->store->diagnostics, D_role_conflict, t->source->table, NULL,
                     roles[t->bindings[i].role].plural, fid);
        }
    }
    /* Without a condition: the only binding (its condition is in WHERE), or the last one. */
    if (found == NULL && t->table->n_bindings > t->n_conditions)
        found = &t->bindings[t->table->n_bindings - 1];
    return found;
}

void column_store(struct column *column, size_t row, const struct meaning *value)
{
    switch (fields[column->field].type) {
    case VALUE_REAL:
        column_set_real(column, row, value->real);
        break;
    case VALUE_CLASS:
        column->code[row] = (uint8_t)value->code;
        break;
    case VALUE_LIST:
        column->list[row] = value->code;
        break;
    case VALUE_TEXT:
        column->text[row] = value->code;
        break;
    }
}

/* The first reader that gives a value, NULL when none does. */
static const struct cell_reader *first_known(struct table_reading *t, struct field_binding *field,
                                             struct cell_context *context, struct meaning *value,
                                             bool *derived)
{
    for (size_t i = 0; i < field->n_readers; i++) {
        bool known = cell_read(&field->readers[i], t->row, context, value);
        *derived = *derived || value->derived;
        field->readers[i].n_used += known;
        if (known)
            return &field->readers[i];
    }
    return NULL;
}

static void read_field(struct table_reading *t, struct field_binding *field, struct column *column,
                       size_t row, struct cell_context *context)
{
    struct meaning value;
    const struct cell_reader *by = first_known(t, field, context, &value, &column->derived);
    if (by == NULL && field->assume == NULL)
        return;
    if (by == NULL) {
        value = (struct meaning){.real = field->assume->real, .code = field->assume->code};
        column->derived = true;
    }
    column_store(column, row, &value);
    if (by == NULL || by->rule->assumed)
        column->origin[row] = ORIGIN_ASSUMED;
}

/* What the street in this row tells of the sidewalks along it: there is one on a side of which it
 * says so, or says nothing but gives a value. */
static bool read_sides(struct table_reading *t, struct binding *binding, size_t row,
                       struct cell_context *context)
{
    static const enum field_id said[2] = {F_sidewalk_left, F_sidewalk_right};
    struct told *told = &t->r->told;
    struct meaning value;
    bool derived = false;
    for (int side = 0; side < 2; side++) {
        const struct side_binding *of = &binding->sides[side];
        size_t first = told->n_values;
        unsigned code = element_code(&t->r->store->tables[ROLE_STREET], said[side], row);
        if (code != 0 && code != COVER_YES)
            continue;
        for (size_t f = 0; f < of->n_fields; f++) {
            if (!is_wanted(t, ROLE_SIDEWALK, &of->fields[f]))
                continue;
            const struct cell_reader *by =
                first_known(t, &of->fields[f], context, &value, &derived);
            if (by != NULL && !told_value(told, of->fields[f].field, &value, by->rule->assumed))
                return false;
        }
        if ((code == COVER_YES || told->n_values > first) &&
            !told_row(told, (uint32_t)row, side, first))
            return false;
    }
    return true;
}

static rasif_status read_geometry(struct table_reading *t, struct elements *elements, int64_t fid)
{
    bool grown = true;
    char number[8];
    const struct raw_cell *cell = &t->row[COLUMN_GEOMETRY];
    const void *blob = NULL;
    size_t length = 0;
    if (cell->type == SQLITE_TEXT || cell->type == SQLITE_BLOB) {
        blob = cell->is.bytes;
        length = cell->length;
    } else if (cell->type != SQLITE_NULL) { /* no geometry can be told from a number */
        blob = memset(number, 0, sizeof number);
        length = 1;
    }
    enum wkb_status status = wkb_append(&elements->shapes, blob, length, NULL, &grown);
    if (!grown)
        return fail_memory(t->r->err);
    /* Only here the reason is known; that a geometry is missing shows in its kind. */
    if (status != WKB_OK && status != WKB_NULL && status != WKB_EMPTY)
        diagnose(&t->r->store->diagnostics,
                 status == WKB_TYPE ? D_geometry_not_supported : D_geometry_unreadable, t->source->table,
                 t->source->geometry_column, wkb_status_text(status), &fid);
    return RASIF_OK;
}

static rasif_status read_row(struct table_reading *t, struct cell_context *context)
{
    context->fid = raw_integer(&t->row[COLUMN_KEY]);
    struct binding *binding = match_row(t, &context->fid);
    if (binding == NULL)
        return RASIF_OK;
    struct elements *elements = &t->r->store->tables[binding->role];
    size_t row = elements->n;
    if (row == t->r->room[binding->role])
        return fail(
            t->r->err, RASIF_E_DATA,
            "%s: table %s gives more rows than it counts: an index of it is damaged, or it is "
            "a view that changes; repair it, or copy it into a table",
            t->r->inputs->files[t->table->file].path, t->source->table);
    context->missing = &binding->missing;
    elements->fid[row] = context->fid;
    TRY(read_geometry(t, elements, context->fid));
    for (size_t f = 0; f < binding->n_fields; f++)
        if (is_wanted(t, binding->role, &binding->fields[f]))
            read_field(t, &binding->fields[f], elements->columns[binding->fields[f].field], row,
                       context);
    if (binding->role == ROLE_STREET && !read_sides(t, binding, row, context))
        return fail_memory(t->r->err);
    elements->n++;
    return context->failed ? fail_memory(t->r->err) : RASIF_OK;
}

/* Segments of the table: one per role, also for a role that gets no row. */
static void open_segments(struct table_reading *t, size_t source)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct elements *elements = &t->r->store->tables[role];
        if (t->source->roles & (1u << role))
            elements->segments[elements->n_segments++] =
                (struct segment){.source = source, .first = elements->n};
    }
}

static void close_segments(struct table_reading *t)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct elements *elements = &t->r->store->tables[role];
        if (!(t->source->roles & (1u << role)))
            continue;
        struct segment *segment = &elements->segments[elements->n_segments - 1];
        segment->n = elements->n - segment->first;
        if (segment->n == 0)
            diagnose(&t->r->store->diagnostics, D_layer_empty, t->source->table, NULL,
                     roles[role].plural, NULL);
    }
}

static rasif_status read_rows(struct table_reading *t, struct cell_context *context)
{
    struct rows *rows = rows_open(t->statement, t->r->threads);
    rasif_status status = RASIF_OK;
    while (rows != NULL && status == RASIF_OK && (t->row = rows_next(rows)) != NULL)
        status = read_row(t, context);
    int code = rows_close(rows);
    if (status != RASIF_OK)
        return status;
    if (code == SQLITE_NOMEM)
        return fail_memory(t->r->err);
    return code == SQLITE_DONE ? RASIF_OK : table_failed(t);
}

static rasif_status read_table(struct reading *r, size_t source)
{
    struct input_table *table = &r->inputs->tables[source];
    struct table_reading t = {.r = r, .table = table, .source = &r->store->sources[source]};
    t.bindings = &r->inputs->bindings[table->first_binding];
    struct cell_context context = {.arena = &r->inputs->arena,
                                   .store = r->store,
                                   .diagnostics = &r->store->diagnostics,
                                   .layer = t.source->table};
    rasif_status status = prepare_table(&t);
    open_segments(&t, source);
    if (status == RASIF_OK)
        status = read_rows(&t, &context);
    sqlite3_finalize(t.statement);
    if (status != RASIF_OK)
        return status;
    close_segments(&t);
    for (size_t i = 0; i < table->n_bindings; i++)
        lint_binding(&t.bindings[i], t.source, &r->store->diagnostics);
    return RASIF_OK;
}

rasif_status inputs_read(struct inputs *inputs, const struct wanted *wanted, unsigned threads,
                         struct store *store, rasif_error *err)
{
    struct reading r = {
        .inputs = inputs, .wanted = wanted, .threads = threads, .store = store, .err = err};
    rasif_status status = make_room(&r);
    for (size_t i = 0; i < store->n_sources && status == RASIF_OK; i++)
        if (inputs->tables[i].n_bindings > 0)
            status = read_table(&r, i);
    if (status == RASIF_OK)
        status = told_add(&r.told, store, err);
    told_free(&r.told);
    pool_settle(&store->pool);
    pool_settle(&store->ids);
    if (status == RASIF_OK && store->diagnostics.failed)
        status = fail_memory(err);
    return status;
}
