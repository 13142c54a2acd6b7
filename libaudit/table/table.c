/* SPDX-License-Identifier: MIT
 *
 * Tables of elements: see table.h and store.h. Columns live in the run's arena; numbers, which
 * may grow, and shapes, whose size is known only at the end of reading, are heap arrays. */
#include "table/table.h"

#include "table/store.h"

#include <stdlib.h>
#include <string.h>

const char *const origin_names[ORIGIN_COUNT] = {
    [ORIGIN_SURVEYED] = "surveyed", [ORIGIN_GEOMETRY] = "geometry", [ORIGIN_DEM] = "dem",
    [ORIGIN_DEM_LOW] = "dem_low",   [ORIGIN_LINKED] = "linked",     [ORIGIN_BOUND] = "bound",
    [ORIGIN_AT_LEAST] = "at_least", [ORIGIN_ASSUMED] = "assumed",
};

const char *const scope_names[SCOPE_COUNT] = {
    [SCOPE_YES] = "yes",           [SCOPE_CLASS] = "class", [SCOPE_FOOT_NO] = "foot_no",
    [SCOPE_GEOMETRY] = "geometry", [SCOPE_NODE] = "node",   [SCOPE_NOT_WALKED] = "not_walked",
    [SCOPE_DATE] = "date",         [SCOPE_DRAWN] = "drawn",
};

const char *const link_kind_names[LINK_KIND_COUNT] = {
    [LINK_SIDEWALK_STREET] = "sidewalk-street", [LINK_FOOTWAY_STREET] = "footway-street",
    [LINK_STEPS_STREET] = "steps-street",       [LINK_CROSSING_STREET] = "crossing-street",
    [LINK_CROSSING_RAMP] = "crossing-ramp",     [LINK_CROSSING_SIDEWALK] = "crossing-sidewalk",
};

size_t shapes_unreadable(const struct shapes *shapes)
{
    size_t n = 0;
    for (size_t row = 0; row < shapes->n; row++)
        n += shapes->kind[row] == SHAPE_BAD;
    return n;
}

struct column *elements_add(struct elements *elements, struct arena *arena, enum field_id field)
{
    if (elements->columns[field] != NULL)
        return elements->columns[field];
    struct column *column = ARENA_NEW(arena, struct column);
    if (column == NULL)
        return NULL;
    column->field = field;
    column->n = elements->n;
    bool made = false;
    switch (fields[field].type) {
    case VALUE_REAL:
        column->cents = malloc((elements->n + 1) * sizeof *column->cents);
        made = column->cents != NULL;
        for (size_t row = 0; made && row < elements->n; row++)
            column->cents[row] = CENTS_NULL;
        break;
    case VALUE_CLASS:
        column->code = ARENA_ARRAY(arena, elements->n, uint8_t);
        made = column->code != NULL;
        break;
    case VALUE_LIST:
        column->list = ARENA_ARRAY(arena, elements->n, uint32_t);
        made = column->list != NULL;
        break;
    case VALUE_TEXT:
        column->text = calloc(elements->n + 1, sizeof *column->text);
        made = column->text != NULL;
        break;
    }
    if (!made)
        return NULL;
    elements->columns[field] = column;
    return column;
}

/* The value in whole `units`, as nothing when it is null. false when it is no number of them that
 * `most` holds: then it does not read back as the same double. */
static bool whole_units(double value, double unit, int32_t most, int32_t nothing, int32_t *units)
{
    double scaled = value * unit;
    if (!(fabs(scaled) < most)) {
        *units = nothing;
        return isnan(value);
    }
    *units = (int32_t)lround(scaled);
    return *units / unit == value && !(value == 0 && signbit(value));
}

/* From `cents` to `decimal`, or from either to `real`. */
static bool widen(struct column *column, bool to_real)
{
    double *real = to_real ? malloc((column->n + 1) * sizeof *real) : NULL;
    int32_t *decimal = to_real ? NULL : malloc((column->n + 1) * sizeof *decimal);
    if (real == NULL && decimal == NULL)
        return false;
    for (size_t row = 0; row < column->n; row++)
        if (to_real)
            real[row] = column_real(column, row);
        else
            decimal[row] = column->cents[row] == CENTS_NULL
                               ? DECIMAL_NULL
                               : column->cents[row] * (int32_t)(DECIMAL_UNIT / CENTS_UNIT);
    free(column->cents);
    free(column->decimal);
    column->cents = NULL;
    column->decimal = decimal;
    column->real = real;
    return true;
}

void column_set_real(struct column *column, size_t row, double value)
{
    int32_t cents, units;
    bool small = column->cents != NULL &&
                 whole_units(value, CENTS_UNIT, INT16_MAX, CENTS_NULL, &cents);
    bool whole = small || (column->real == NULL &&
                           whole_units(value, DECIMAL_UNIT, INT32_MAX, DECIMAL_NULL, &units));
    if (small)
        column->cents[row] = (int16_t)cents;
    else if (whole && (column->decimal != NULL || widen(column, false)))
        column->decimal[row] = units;
    else if (!whole && (column->real != NULL || widen(column, true)))
        column->real[row] = value;
    else
        column->failed = true;
}

/* Number of the first place at or after `row`. */
static size_t find_place(const struct column *column, size_t row)
{
    size_t low = 0, high = column->n_places;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (column->places[middle].row < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const double *column_place(const struct column *column, size_t row)
{
    size_t i = find_place(column, row);
    return i < column->n_places && column->places[i].row == row ? column->places[i].at : NULL;
}

bool column_set_place(struct column *column, size_t row, const double at[2])
{
    struct column_place place = {(uint32_t)row, {at[0], at[1]}};
    size_t n = column->n_places, i = n;
    if (isnan(at[0]))
        return true;
    if (n > 0 && column->places[n - 1].row >= row)
        i = find_place(column, row);
    if (i < n && column->places[i].row == row) {
        column->places[i] = place;
        return true;
    }
    if (!PUSH(column->places, column->n_places, column->place_capacity, place))
        return false;
    memmove(column->places + i + 1, column->places + i, (n - i) * sizeof place);
    column->places[i] = place;
    return true;
}

void elements_drop(struct elements *elements, enum field_id field)
{
    struct column *column = elements->columns[field];
    if (column == NULL)
        return;
    free(column->real);
    free(column->decimal);
    free(column->cents);
    free(column->text);
    free(column->places);
    elements->columns[field] = NULL;
}

void elements_drop_columns(struct elements *elements)
{
    for (int field = 0; field < FIELD_COUNT; field++)
        elements_drop(elements, (enum field_id)field);
}

bool column_origins(struct column *column, struct arena *arena, size_t n)
{
    _Static_assert(ORIGIN_SURVEYED == 0, "zeroed memory means surveyed");
    if (column->origin == NULL)
        column->origin = ARENA_ARRAY(arena, n, uint8_t);
    return column->origin != NULL;
}

/* `*items`, n of `size` bytes, moved to where `extra` more fit. */
static bool move(void *items /* T ** */, struct arena *arena, size_t n, size_t extra, size_t size)
{
    void *old, *moved = arena_alloc(arena, n + extra, size);
    memcpy(&old, items, sizeof old);
    if (moved == NULL)
        return false;
    if (n > 0 && old != NULL)
        memcpy(moved, old, n * size);
    memcpy(items, &moved, sizeof moved);
    return true;
}

static bool column_grow(struct column *c, struct arena *arena, size_t n, size_t extra)
{
    size_t none = 0; /* heap arrays: what they hold is kept whatever the capacity is said to be */
    bool good = true;
    c->n = n + extra;
    if (c->real != NULL) {
        good = array_reserve(&c->real, &none, n + extra + 1, sizeof *c->real);
        for (size_t row = n; good && row < n + extra; row++)
            c->real[row] = NAN;
    } else if (c->cents != NULL) {
        good = array_reserve(&c->cents, &none, n + extra + 1, sizeof *c->cents);
        for (size_t row = n; good && row < n + extra; row++)
            c->cents[row] = CENTS_NULL;
    } else if (c->decimal != NULL) {
        good = array_reserve(&c->decimal, &none, n + extra + 1, sizeof *c->decimal);
        for (size_t row = n; good && row < n + extra; row++)
            c->decimal[row] = DECIMAL_NULL;
    } else if (c->code != NULL) {
        good = move(&c->code, arena, n, extra, sizeof *c->code);
    } else if (c->list != NULL) {
        good = move(&c->list, arena, n, extra, sizeof *c->list);
    } else {
        good = array_reserve(&c->text, &none, n + extra + 1, sizeof *c->text);
        for (size_t row = n; good && row < n + extra; row++)
            c->text[row] = 0;
    }
    return good && (c->origin == NULL || move(&c->origin, arena, n, extra, sizeof *c->origin));
}

bool elements_grow(struct elements *elements, struct arena *arena, size_t extra)
{
    size_t n = elements->n;
    bool told = elements->street != NULL;
    if (!move(&elements->fid, arena, n, extra, sizeof *elements->fid) ||
        !move(&elements->street, arena, told ? n : 0, extra + (told ? 0 : n),
              sizeof *elements->street))
        return false;
    for (size_t row = told ? n : 0; row < n + extra; row++)
        elements->street[row] = NO_ROW;
    for (int field = 0; field < FIELD_COUNT; field++)
        if (elements->columns[field] != NULL &&
            !column_grow(elements->columns[field], arena, n, extra))
            return false;
    elements->n += extra;
    return true;
}

size_t element_source(const struct elements *elements, size_t row)
{
    /* The last segment that starts at or before the row; empty ones come before it. */
    size_t low = 0, high = elements->n_segments;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (elements->segments[middle].first <= row)
            low = middle;
        else
            high = middle;
    }
    return elements->segments[low].source;
}

size_t element_rasif_id(const struct elements *elements, size_t row, char *buffer)
{
    size_t length = 0;
    buffer[length++] = roles[elements->role].letter;
    for (int shift = 60; shift >= 0; shift -= 4)
        buffer[length++] = "0123456789abcdef"[elements->hash[row] >> shift & 15];
    if (elements->twin[row] >= 2) {
        char reversed[10];
        size_t n = 0;
        for (uint32_t twin = elements->twin[row]; twin > 0; twin /= 10)
            reversed[n++] = (char)('0' + twin % 10);
        buffer[length++] = '-';
        while (n > 0)
            buffer[length++] = reversed[--n];
    }
    buffer[length] = '\0';
    return length;
}

bool store_failed(const struct store *store)
{
    bool failed = store->diagnostics.failed;
    for (int role = 0; role < ROLE_COUNT; role++)
        for (int field = 0; field < FIELD_COUNT; field++) {
            const struct column *column = store->tables[role].columns[field];
            failed = failed || (column != NULL && column->failed);
        }
    return failed;
}

void store_drop_ids(struct store *store)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        for (int field = 0; field < FIELD_COUNT; field++)
            if (fields[field].flags & FIELD_ID)
                elements_drop(&store->tables[role], (enum field_id)field);
    pool_free(&store->ids);
}

void store_drop_links(struct store *store)
{
    if (!store->links.lean)
        return;
    free(store->links.items);
    store->links = (struct links){.lean = true};
}

void streets_drop_ends(struct street_facts *streets)
{
    free(streets->first_end);
    free(streets->end_neighbours);
    streets->first_end = streets->end_neighbours = NULL;
}

void streets_drop_surroundings(struct street_facts *streets)
{
    free(streets->junction_m);
    free(streets->junction);
    free(streets->junction_at);
    free(streets->aside_m);
    streets->junction_m = streets->junction_at = NULL;
    streets->junction = NULL;
    streets->aside_m = NULL;
}

void graph_drop_ways(struct graph *graph)
{
    free(graph->stop_lines);
    free(graph->stop_m);
    free(graph->stop_at);
    graph->stop_lines = NULL;
    graph->stop_at = NULL;
    graph->stop_m = NULL;
}

void graph_drop_stops(struct graph *graph)
{
    graph_drop_ways(graph);
    free(graph->first_stop);
    free(graph->stop_node);
    free(graph->first_at);
    graph->first_stop = graph->stop_node = graph->first_at = NULL;
    graph->n_stops = graph->n_nodes = 0;
}

void graph_free(struct graph *graph)
{
    graph_drop_stops(graph);
    free(graph->role);
    free(graph->row);
    free(graph->part);
    *graph = (struct graph){0};
}

void store_free(struct store *store)
{
    if (store == NULL)
        return;
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct shapes *shapes = &store->tables[role].shapes;
        free(shapes->kind);
        free(shapes->part);
        free(shapes->point);
        free(shapes->exterior);
        free(shapes->xy);
        elements_drop_columns(&store->tables[role]);
        free(shapes->z);
        free(store->heights[role].z);
    }
    free(store->links.items);
    free(store->links.evidence);
    free(store->pieces);
    free(store->covers);
    streets_drop_ends(&store->streets);
    streets_drop_surroundings(&store->streets);
    graph_free(&store->graph);
    pool_free(&store->pool);
    pool_free(&store->ids);
    diagnostics_free(&store->diagnostics);
    arena_free(&store->arena);
    memset(store, 0, sizeof *store);
}
