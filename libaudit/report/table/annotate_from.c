/* SPDX-License-Identifier: MIT
 *
 * rasif_from: the origins of values that were not surveyed. In: columns of the row's role, and the
 * fields that its rules read. Out: "running_slope_pct=linked clear_width_m=assumed". */
#include "report/table/annotate.h"

#include <string.h>

/* A field some of whose values may not be surveyed. */
struct from_field {
    const uint8_t *origin; /* [rows] enum origin */
    const char *words;     /* " name="           */
    size_t length;
};

/* Per role and element, in the order of the output. */
struct from_fields {
    size_t n;
    struct from_field items[FIELD_COUNT];
};

/* Appends the field if the role has a column for it that keeps origins: without, every value is
 * surveyed. The space in front of the words is skipped in the first field of a cell. false = no
 * memory. */
static bool add_field(const struct elements *e, enum field_id field, struct arena *arena,
                      struct from_fields *out)
{
    const struct column *column = e->columns[field];
    size_t length = strlen(fields[field].name);
    if (column == NULL || column->origin == NULL)
        return true;
    char *words = arena_alloc(arena, length + 3, 1);
    if (words == NULL)
        return false;
    words[0] = ' ';
    memcpy(words + 1, fields[field].name, length);
    words[length + 1] = '=';
    out->items[out->n++] = (struct from_field){column->origin, words, length + 2};
    return true;
}

/* Fields that the element's rules read, then fields that are shown without being read; each
 * once. NULL when memory is out. */
static struct from_fields *list_fields(const struct run *run, enum role role, enum element element,
                                       struct arena *arena)
{
    const struct elements *e = &run->store->tables[role];
    const struct element_plan *plan = &run->plan->elements[element];
    struct from_fields *out = ARENA_NEW(arena, struct from_fields);
    bool added[FIELD_COUNT] = {false}, good = out != NULL;
    for (size_t i = 0; i < plan->n_used && good; i++) {
        good = add_field(e, plan->used[i], arena, out);
        added[plan->used[i]] = true;
    }
    for (int f = 0; f < FIELD_COUNT && good; f++)
        if (!added[f] && (fields[f].flags & FIELD_SHOWN))
            good = add_field(e, (enum field_id)f, arena, out);
    return good ? out : NULL;
}

/* A list for every element: streets may be judged as sidewalks or steps, row by row. */
bool annotate_from(const struct run *run, enum role role, struct arena *arena,
                   struct annotation *out)
{
    bool good = true;
    for (int element = 0; element < ELEMENT_COUNT && good; element++) {
        if (out->from[role][element] != NULL)
            continue; /* of an earlier piece of the table */
        out->from[role][element] = list_fields(run, role, (enum element)element, arena);
        good = out->from[role][element] != NULL;
    }
    return good;
}

void cell_from(const struct annotation *a, enum role role, size_t row,
               struct cell_scratch *scratch, struct cell *out)
{
    const struct store *store = a->run->store;
    enum element element = row_element(store, role, row);
    struct text *text = cell_words(scratch);
    cell_null(out);
    /* Streets with sides are not judged by themselves, but have values. */
    if (element == ELEMENT_NONE)
        element = role_element(role);
    if (element == ELEMENT_NONE || store->tables[role].scope[row] != SCOPE_YES)
        return;
    const struct from_fields *from = a->from[role][element];
    for (size_t i = 0; i < from->n; i++) {
        const struct from_field *field = &from->items[i];
        enum origin origin = (enum origin)field->origin[row];
        if (origin == ORIGIN_SURVEYED)
            continue;
        bool first = text->length == 0;
        text_addn(text, field->words + first, field->length - first);
        text_add(text, origin_names[origin]);
    }
    cell_built(out, scratch);
}
