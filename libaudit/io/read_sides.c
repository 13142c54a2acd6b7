/* SPDX-License-Identifier: MIT
 *
 * Sidewalks that are only attributes of a street (decision 0020): gathered while streets are read,
 * added to the table of sidewalks afterwards, one row per side that has one. Its geometry is the
 * street's line, its FID the street's; its values are those of the preset's or mapping's `sides`.
 */
#include "geo/shapes.h"
#include "io/batch.h"

#include <stdlib.h>

void told_free(struct told *told)
{
    free(told->rows);
    free(told->values);
}

bool told_value(struct told *told, enum field_id field, const struct meaning *value, bool assumed)
{
    struct told_value item = {field, assumed, *value};
    return PUSH(told->values, told->n_values, told->value_capacity, item);
}

bool told_row(struct told *told, uint32_t street, int side, size_t first_value)
{
    struct told_row row = {street, (uint8_t)(side == 0 ? SIDE_LEFT : SIDE_RIGHT), first_value,
                           told->n_values - first_value};
    return PUSH(told->rows, told->n_rows, told->row_capacity, row);
}

void told_clear(struct told *told)
{
    told->n_rows = told->n_values = 0;
}

bool told_put(struct told *told, const struct told *from, const struct kept *kept,
              uint32_t first_street)
{
    size_t first_value = told->n_values;
    for (size_t i = 0; i < from->n_values; i++) {
        struct told_value value = from->values[i];
        if (fields[value.field].type == VALUE_TEXT)
            value.meaning.code = kept_offset(kept, value.meaning.code);
        if (!PUSH(told->values, told->n_values, told->value_capacity, value))
            return false;
    }
    for (size_t i = 0; i < from->n_rows; i++) {
        struct told_row row = from->rows[i];
        row.street += first_street;
        row.first_value += first_value;
        if (!PUSH(told->rows, told->n_rows, told->row_capacity, row))
            return false;
    }
    return true;
}

static bool add_columns(struct elements *sidewalks, const struct told *told, struct arena *arena)
{
    if (elements_add(sidewalks, arena, F_side) == NULL)
        return false;
    for (size_t i = 0; i < told->n_values; i++) {
        struct column *column = elements_add(sidewalks, arena, told->values[i].field);
        if (column == NULL || (told->values[i].assumed && !column_origins(column)))
            return false;
    }
    return true;
}

static void fill_row(struct elements *sidewalks, const struct told *told,
                     const struct told_row *from, size_t row)
{
    sidewalks->columns[F_side]->code[row] = from->side;
    sidewalks->street[row] = from->street;
    for (size_t i = from->first_value; i < from->first_value + from->n_values; i++) {
        const struct told_value *value = &told->values[i];
        struct column *column = sidewalks->columns[value->field];
        column_store(column, row, &value->meaning);
        if (value->assumed)
            column->origin[row] = ORIGIN_ASSUMED;
    }
}

/* No street tells of the first rows. */
static bool add_streets(struct elements *sidewalks, struct arena *arena, size_t first)
{
    sidewalks->street = ARENA_ARRAY(arena, sidewalks->n, uint32_t);
    for (size_t row = 0; sidewalks->street != NULL && row < first; row++)
        sidewalks->street[row] = NO_ROW;
    return sidewalks->street != NULL;
}

/* Segments of their own behind the others: FIDs are those of the streets' tables. */
static bool add_segments(struct store *store, const struct told *told, size_t first)
{
    struct elements *sidewalks = &store->tables[ROLE_SIDEWALK];
    const struct elements *streets = &store->tables[ROLE_STREET];
    struct segment *all =
        ARENA_ARRAY(&store->arena, sidewalks->n_segments + store->n_sources, struct segment);
    if (all == NULL)
        return false;
    for (size_t i = 0; i < sidewalks->n_segments; i++)
        all[i] = sidewalks->segments[i];
    sidewalks->segments = all;
    for (size_t i = 0; i < told->n_rows; i++) {
        size_t source = element_source(streets, told->rows[i].street);
        struct segment *last = &all[sidewalks->n_segments - (sidewalks->n_segments > 0)];
        if (i == 0 || last->source != source)
            all[sidewalks->n_segments++] = (struct segment){source, first + i, 1, true};
        else
            last->n++;
    }
    return true;
}

rasif_status told_add(const struct told *told, struct store *store, rasif_error *err)
{
    struct elements *sidewalks = &store->tables[ROLE_SIDEWALK];
    const struct elements *streets = &store->tables[ROLE_STREET];
    size_t first = sidewalks->n;
    if (told->n_rows == 0)
        return RASIF_OK;
    if (!elements_grow(sidewalks, told->n_rows) || !add_streets(sidewalks, &store->arena, first) ||
        !add_columns(sidewalks, told, &store->arena) || !add_segments(store, told, first))
        return fail_memory(err);
    sidewalks->supplied = true;
    for (size_t i = 0; i < told->n_rows; i++) {
        const struct told_row *from = &told->rows[i];
        sidewalks->fid[first + i] = streets->fid[from->street];
        fill_row(sidewalks, told, from, first + i);
        if (!shapes_append_row(&sidewalks->shapes, &streets->shapes, from->street))
            return fail_memory(err);
    }
    return RASIF_OK;
}
