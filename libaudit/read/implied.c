/* SPDX-License-Identifier: MIT
 *
 * Sidewalks that are only attributes of a street (decision 0020): collected while streets are read,
 * added to the table of sidewalks afterwards, one row per side that has one. Geometry and FID are
 * the street's; the values are those of the preset's or mapping's `sides`. */
#include "read/implied.h"

#include <string.h>

#include "geo/shapes.h"
#include "read/batch.h"

#include <stdlib.h>

void implied_free(struct implied *implied)
{
    free(implied->rows);
    free(implied->values);
}

bool implied_add_value(struct implied *implied, enum field_id field,
                       const struct parsed_value *value, bool assumed)
{
    struct implied_value item = {field, assumed, *value};
    return PUSH(implied->values, implied->n_values, implied->value_capacity, item);
}

/* Side 0 is the left one. Values were added before: the row refers to them. */
bool implied_add_row(struct implied *implied, uint32_t street, int side, size_t first_value)
{
    struct implied_row row = {street, (uint8_t)(side == 0 ? SIDE_LEFT : SIDE_RIGHT), first_value,
                           implied->n_values - first_value};
    return PUSH(implied->rows, implied->n_rows, implied->row_capacity, row);
}

/* By bisection: rows are ordered by street, left first. */
bool implied_set(struct implied *implied, uint32_t street, int side, bool there)
{
    const uint8_t code = side == 0 ? SIDE_LEFT : SIDE_RIGHT;
    size_t low = 0, high = implied->n_rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct implied_row *row = &implied->rows[middle];
        if (row->street < street || (row->street == street && row->side < code))
            low = middle + 1;
        else
            high = middle;
    }
    bool is = low < implied->n_rows && implied->rows[low].street == street && implied->rows[low].side == code;
    if (is == there)
        return true;
    size_t behind = implied->n_rows - low;
    if (is) {
        memmove(&implied->rows[low], &implied->rows[low + 1], (behind - 1) * sizeof *implied->rows);
        implied->n_rows--;
        return true;
    }
    if (!array_reserve(&implied->rows, &implied->row_capacity, implied->n_rows + 1, sizeof *implied->rows))
        return false;
    memmove(&implied->rows[low + 1], &implied->rows[low], behind * sizeof *implied->rows);
    implied->rows[low] = (struct implied_row){street, code, implied->n_values, 0};
    implied->n_rows++;
    return true;
}

void implied_clear(struct implied *implied)
{
    implied->n_rows = implied->n_values = 0;
}

/* Numbers of deferred texts become offsets of the pool, and batch rows become rows of the store.
 * `first_street` = streets in the store before the batch. Called in the order of ranges. */
bool implied_append(struct implied *implied, const struct implied *from,
                    const struct deferred *deferred, uint32_t first_street)
{
    size_t first_value = implied->n_values;
    for (size_t i = 0; i < from->n_values; i++) {
        struct implied_value value = from->values[i];
        if (fields[value.field].type == VALUE_TEXT)
            value.value.code = deferred_offset(deferred, value.value.code);
        if (!PUSH(implied->values, implied->n_values, implied->value_capacity, value))
            return false;
    }
    for (size_t i = 0; i < from->n_rows; i++) {
        struct implied_row row = from->rows[i];
        row.street += first_street;
        row.first_value += first_value;
        if (!PUSH(implied->rows, implied->n_rows, implied->row_capacity, row))
            return false;
    }
    return true;
}

/* Adds F_side, and the columns of fields that some implied sidewalk has a value for. Assumed values
 * need origins. */
static MUST bool add_value_columns(struct elements *sidewalks, const struct implied *implied,
                                   struct arena *arena)
{
    if (elements_add(sidewalks, arena, F_side) == NULL)
        return false;
    for (size_t i = 0; i < implied->n_values; i++) {
        struct column *column = elements_add(sidewalks, arena, implied->values[i].field);
        if (column == NULL || (implied->values[i].assumed && !column_origins(column)))
            return false;
    }
    return true;
}

/* Side, street and values of one implied sidewalk. The columns exist: add_value_columns made one
 * for every field that occurs. */
static void fill_sidewalk_row(struct elements *sidewalks, const struct implied *implied,
                              const struct implied_row *from, size_t row)
{
    sidewalks->columns[F_side]->code[row] = from->side;
    sidewalks->street[row] = from->street;
    for (size_t i = from->first_value; i < from->first_value + from->n_values; i++) {
        const struct implied_value *value = &implied->values[i];
        struct column *column = sidewalks->columns[value->field];
        column_set_parsed(column, row, &value->value);
        if (value->assumed)
            column->origin[row] = ORIGIN_ASSUMED;
    }
}

/* Rows that were read as sidewalks come from no street: NO_ROW. */
static bool add_street_column(struct elements *sidewalks, struct arena *arena, size_t first)
{
    sidewalks->street = ARENA_ARRAY(arena, sidewalks->n, uint32_t);
    for (size_t row = 0; sidewalks->street != NULL && row < first; row++)
        sidewalks->street[row] = NO_ROW;
    return sidewalks->street != NULL;
}

/* Implied sidewalks get segments of their own behind the others, because their FIDs are those of
 * the streets' tables. Rows are ordered by street, so each source is one segment. */
static bool add_street_segments(struct store *store, const struct implied *implied, size_t first)
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
    for (size_t i = 0; i < implied->n_rows; i++) {
        size_t source = element_source(streets, implied->rows[i].street);
        struct segment *last = &all[sidewalks->n_segments - (sidewalks->n_segments > 0)];
        if (i == 0 || last->source != source)
            all[sidewalks->n_segments++] = (struct segment){source, first + i, 1, true};
        else
            last->n++;
    }
    return true;
}

/* Rows are appended in the order of the streets, so the result does not depend on threads. The
 * table counts as supplied afterwards, also without a layer of its own. */
rasif_status implied_write_sidewalks(const struct implied *implied, struct store *store,
                                     rasif_error *err)
{
    struct elements *sidewalks = &store->tables[ROLE_SIDEWALK];
    const struct elements *streets = &store->tables[ROLE_STREET];
    size_t first = sidewalks->n;
    if (implied->n_rows == 0)
        return RASIF_OK;
    if (!elements_grow(sidewalks, implied->n_rows) ||
        !add_street_column(sidewalks, &store->arena, first) ||
        !add_value_columns(sidewalks, implied, &store->arena) ||
        !add_street_segments(store, implied, first))
        return fail_memory(err);
    sidewalks->supplied = true;
    for (size_t i = 0; i < implied->n_rows; i++) {
        const struct implied_row *from = &implied->rows[i];
        sidewalks->fid[first + i] = streets->fid[from->street];
        fill_sidewalk_row(sidewalks, implied, from, first + i);
        if (!shapes_append_row(&sidewalks->shapes, &streets->shapes, from->street))
            return fail_memory(err);
    }
    return RASIF_OK;
}
