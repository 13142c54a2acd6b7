/* SPDX-License-Identifier: MIT
 *
 * Tables of elements: see table.h and store.h; values are those of columns.c.
 *
 * Rows of a role come source by source, so that the source of a row is found by bisection over the
 * segments of the table instead of being stored per row. */
#include "table/table.h"

#include "table/store.h"

#include <stdio.h>
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
    [SCOPE_DATE] = "date",         [SCOPE_TWIN] = "twin",   [SCOPE_PRIVATE] = "private",
    [SCOPE_DRAWN] = "drawn",       [SCOPE_PART] = "part",
};

const char *const link_kind_names[LINK_KIND_COUNT] = {
    [LINK_SIDEWALK_STREET] = "sidewalk-street", [LINK_FOOTWAY_STREET] = "footway-street",
    [LINK_STEPS_STREET] = "steps-street",       [LINK_CROSSING_STREET] = "crossing-street",
    [LINK_CROSSING_RAMP] = "crossing-ramp",     [LINK_CROSSING_SIDEWALK] = "crossing-sidewalk",
    [LINK_BARRIER_PATH] = "barrier-path",
};

#ifdef RASIF_GUARD_READS
void elements_guard(const struct elements *elements, enum field_id field)
{
    if (elements->without_ids && fields[field].flags & FIELD_ID) {
        fprintf(stderr, "rasif: %s of %s is read after ids are freed (table/lifetimes.def)\n",
                fields[field].name, roles[elements->role].plural);
        abort();
    }
    if (elements->readable == NULL || elements->readable[field] ||
        (fields[field].roles & (1u << elements->role)) == 0)
        return;
    fprintf(stderr, "rasif: %s of %s is read, and neither link/reads.def nor measures.def lists it\n",
            fields[field].name, roles[elements->role].plural);
    abort();
}
#endif

/* Rows of SHAPE_BAD: they are carried, not judged. */
size_t shapes_unreadable(const struct shapes *shapes)
{
    size_t n = 0;
    for (size_t row = 0; row < shapes->n; row++)
        n += shapes->kind[row] == SHAPE_BAD;
    return n;
}

/* The struct of the column stays in the arena: it is small. */
void elements_drop(struct elements *elements, enum field_id field)
{
    struct column *column = elements->columns[field];
    if (column == NULL)
        return;
    free(column->real);
    free(column->decimal);
    free(column->cents);
    free(column->code);
    free(column->list);
    free(column->text);
    free(column->origin);
    free(column->places);
    elements->columns[field] = NULL;
}

/* After this every cell of the table is null. */
void elements_drop_columns(struct elements *elements)
{
    for (int field = 0; field < FIELD_COUNT; field++)
        elements_drop(elements, (enum field_id)field);
}

/* Frees what is on the heap; hashes, scopes, lengths and the columns' structs end with the
 * arena. */
void elements_free(struct elements *elements)
{
    free(elements->fid);
    free(elements->same_as);
    elements->fid = NULL;
    elements->same_as = NULL;
    elements_drop_columns(elements);
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

/* By hand: it runs for every element, and printf would parse its format each time. */
size_t rasif_id_write(char letter, uint64_t hash, uint32_t twin, char *buffer)
{
    size_t length = 0;
    buffer[length++] = letter;
    for (int shift = 60; shift >= 0; shift -= 4)
        buffer[length++] = "0123456789abcdef"[hash >> shift & 15];
    if (twin >= 2) {
        char reversed[10];
        size_t n = 0;
        for (uint32_t rest = twin; rest > 0; rest /= 10)
            reversed[n++] = (char)('0' + rest % 10);
        buffer[length++] = '-';
        while (n > 0)
            buffer[length++] = reversed[--n];
    }
    buffer[length] = '\0';
    return length;
}

/* The letter is the role's, so that ids of different roles never agree. */
size_t element_rasif_id(const struct elements *elements, size_t row, char *buffer)
{
    return rasif_id_write(roles[elements->role].letter, elements->hash[row], elements->twin[row],
                          buffer);
}

/* Setters of columns and diagnostics only note that memory is out; every stage ends with this
 * check. */
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

/* All but end_junction, which is a part of its own: see lifetimes.c. */
static void segments_free(struct street_segments *segments)
{
    free(segments->first_stretch);
    free(segments->stretches);
    free(segments->first_part);
    free(segments->parts);
    free(segments->first_crossing);
    free(segments->crossings);
    free(segments->facts);
    free(segments->cross);
    free(segments->hash);
    free(segments->twin);
    *segments = (struct street_segments){0};
}

/* A table that no preset recognised has our own names, too. */
bool source_is_survey(const struct store *store, const struct elements *elements, size_t row)
{
    const char *preset = store->sources[element_source(elements, row)].preset;
    return preset == NULL || *preset == '\0' || strcmp(preset, "native") == 0;
}

/* In any state, also twice. Shapes are freed array by array: shapes_free is in geo/, which
 * includes this folder. Parts go before the structs that hold their pointers are set to zero. */
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
        elements_free(&store->tables[role]);
        free(shapes->z);
    }
    free(store->value_dates);
    free(store->other_stretches);
    free(store->pieces);
    free(store->covers);
    free(store->absences);
    store_free_parts(store);
    segments_free(&store->segments);
    graph_free(&store->graph);
    pool_free(&store->pool);
    diagnostics_free(&store->diagnostics);
    arena_free(&store->arena);
    memset(store, 0, sizeof *store);
}
