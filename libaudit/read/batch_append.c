/* SPDX-License-Identifier: MIT
 *
 * A batch appended to the store: see batch.h.
 *
 * Columns of the store grow by whole batches, in the order of the ranges, so the store is the same
 * for any number of threads. Cost: one memcpy per column and batch. */
#include "geo/shapes.h"
#include "read/batch.h"

#include <string.h>

/* Copies column `from` into the last n rows of `to`. Numbers are copied as they are stored when
 * both columns store them alike, else converted one by one. */
static void append_column(struct column *to, const struct column *from,
                          const struct deferred *deferred, size_t n)
{
    size_t first = to->n - n;
    to->derived = to->derived || from->derived;
    to->failed = to->failed || from->failed;
    switch (fields[to->field].type) {
    case VALUE_REAL:
        if (to->cents != NULL && from->cents != NULL)
            memcpy(to->cents + first, from->cents, n * sizeof *to->cents);
        else if (to->decimal != NULL && from->decimal != NULL)
            memcpy(to->decimal + first, from->decimal, n * sizeof *to->decimal);
        else
            for (size_t i = 0; i < n; i++)
                column_set_real(to, first + i, column_real(from, i));
        break;
    case VALUE_CLASS:
        memcpy(to->code + first, from->code, n);
        break;
    case VALUE_LIST:
        memcpy(to->list + first, from->list, n * sizeof *to->list);
        break;
    case VALUE_TEXT:
        for (size_t i = 0; i < n; i++)
            to->text[first + i] = deferred_offset(deferred, from->text[i]);
        break;
    }
    if (from->origin != NULL)
        memcpy(to->origin + first, from->origin, n);
}

/* Rows are numbered with ROW_BITS bits throughout, so more rows are refused here. The batch's table
 * is empty afterwards and keeps its memory. */
static rasif_status append_elements(struct elements *to, struct elements *from,
                                    const struct deferred *deferred, rasif_error *err)
{
    size_t n = from->n, first = to->n;
    if (n == 0)
        return RASIF_OK;
    if ((first + n) >> ROW_BITS != 0)
        return fail(err, RASIF_E_DATA, "there are more %s than can be numbered",
                    roles[to->role].plural);
    if (!elements_grow(to, n))
        return fail_memory(err);
    memcpy(to->fid + first, from->fid, n * sizeof *to->fid);
    for (int field = 0; field < FIELD_COUNT; field++)
        if (from->columns[field] != NULL)
            append_column(to->columns[field], from->columns[field], deferred, n);
    if (!shapes_append(&to->shapes, &from->shapes))
        return fail_memory(err);
    elements_clear(from);
    shapes_clear(&from->shapes);
    return RASIF_OK;
}

/* The originals belong to the inputs and are read by lint.c when the table is complete. */
static void merge_counts(struct field_binding *list, size_t n)
{
    for (size_t f = 0; f < n; f++)
        for (size_t i = 0; i < list[f].n_readers; i++)
            cell_counts_merge(list[f].readers[i].total, list[f].readers[i].counts);
}

/* Texts first: only then are their offsets in the pool known. Implied sidewalks come last, because
 * they refer to rows of streets in the store. */
rasif_status batch_append_to_store(struct batch *batch, struct store *store,
                                   struct implied *implied, rasif_error *err)
{
    size_t streets = store->tables[ROLE_STREET].n;
    deferred_merge(&batch->deferred, store, batch->select->source->table);
    if (batch->deferred.failed)
        return fail_memory(err);
    for (int role = 0; role < ROLE_COUNT; role++)
        TRY(append_elements(&store->tables[role], &batch->tables[role], &batch->deferred, err));
    if (!implied_append(implied, &batch->implied, &batch->deferred, (uint32_t)streets))
        return fail_memory(err);
    for (size_t i = 0; i < batch->select->table->n_bindings; i++) {
        struct binding *b = &batch->bindings[i];
        merge_counts(b->fields, b->n_fields);
        for (int side = 0; side < 2; side++)
            merge_counts(b->sides[side].fields, b->sides[side].n_fields);
    }
    implied_clear(&batch->implied);
    deferred_clear(&batch->deferred);
    return RASIF_OK;
}
