/* SPDX-License-Identifier: MIT
 *
 * A table as a stream of the Arrow C stream interface. In: a table. Out: schema and batches, which
 * share no memory with the audit. The stream itself reads from the audit and holds it, so that it may
 * be used after rasif_audit_free, and on any thread: batches are made under the audit's lock.
 *
 * A batch has BATCH_ROWS rows, or less where one column's bytes reach BATCH_BYTES: offsets are 32 bits
 * wide. Cost: each cell is made once and copied once; memory is that of one batch. */
#include "api_tables.h"

#include "base/shared.h"
#include "geo/crs.h"
#include "table/arrow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BATCH_ROWS (size_t)16384
#define BATCH_BYTES ((size_t)64 << 20) /* SQLite's longest cell may still follow: a valid one fits */

/* Columns: the FID, those of the view, the geometry of an input table. */
struct table_stream {
    const rasif_table *table;
    struct arena arena; /* fields and their texts */
    struct arrow_field *fields;
    struct arrow_column *columns; /* [n_fields], in `arena` */
    size_t n_fields;
    struct cell *cells; /* [n_columns of the view], in `arena` */
    struct cell_scratch scratch;
    struct input_geometry *geometry; /* NULL without, and until it is first needed */
    size_t next_row;
    rasif_error err; /* of the last call that failed */
};

/* ---- what columns there are ---- */

/* As the writer calls it: "rasif_fid" where the table has a column fid of its own. */
static const char *fid_name(const struct view *view)
{
    for (size_t i = 0; i < view->n_columns; i++)
        if (strcasecmp(view->columns[i].name, "fid") == 0)
            return "rasif_fid";
    return "fid";
}

/* The members that the GeoArrow specification gives geoarrow.wkb. */
static rasif_status describe_geometry(const rasif_table *table, struct arena *arena, const char **out,
                                      rasif_error *err)
{
    const char *crs = rasif_table_crs(table), *json = NULL;
    if (crs == NULL) {
        *out = "{}";
        return RASIF_OK;
    }
    TRY(crs_projjson(crs, arena, &json, err));
    struct text text = {0};
    text_addf(&text, "{\"crs\": %s, \"crs_type\": \"projjson\"}", json);
    *out = text.failed ? NULL : arena_strdup(arena, text.data);
    text_free(&text);
    return *out != NULL ? RASIF_OK : fail_memory(err);
}

/* The arrays are as long as there are columns; names belong to the view. */
static rasif_status list_fields(struct table_stream *s, rasif_error *err)
{
    const struct view *view = s->table->view;
    size_t most = view->n_columns + 2;
    const char *extension = NULL;
    s->fields = ARENA_ARRAY(&s->arena, most, struct arrow_field);
    s->columns = ARENA_ARRAY(&s->arena, most, struct arrow_column);
    s->cells = ARENA_ARRAY(&s->arena, view->n_columns + 1, struct cell);
    if (s->fields == NULL || s->columns == NULL || s->cells == NULL)
        return fail_memory(err);
    if (rasif_table_geometry_name(s->table) != NULL)
        TRY(describe_geometry(s->table, &s->arena, &extension, err));
    s->fields[s->n_fields++] =
        (struct arrow_field){.name = fid_name(view), .type = RASIF_TYPE_INTEGER, .never_null = true};
    for (size_t i = 0; i < view->n_columns; i++) {
        rasif_type type = rasif_table_column_type(s->table, i);
        s->fields[s->n_fields++] =
            (struct arrow_field){.name = view->columns[i].name,
                                 .type = type,
                                 .extension = type == RASIF_TYPE_GEOMETRY ? extension : NULL};
    }
    if (table_has_input_geometry(s->table))
        s->fields[s->n_fields++] = (struct arrow_field){.name = rasif_table_geometry_name(s->table),
                                                        .type = RASIF_TYPE_GEOMETRY,
                                                        .extension = extension};
    return RASIF_OK;
}

/* ---- rows ---- */

/* A cell that its column can't hold would be a wrong value in the consumer's hands. */
static rasif_status add_cell(struct table_stream *s, size_t column, const struct cell *cell,
                             rasif_error *err)
{
    if (!arrow_cell_fits(cell, s->columns[column].type))
        return fail(err, RASIF_E_INTERNAL, "%s, column %s: a cell is of another type than its column",
                    s->table->view->name, s->fields[column].name);
    if (!arrow_column_has_room(&s->columns[column], cell))
        return fail(err, RASIF_E_DATA, "%s, column %s: a cell of %zu bytes is too long for Arrow",
                    s->table->view->name, s->fields[column].name, cell->length);
    return arrow_column_add(&s->columns[column], cell) ? RASIF_OK : fail_memory(err);
}

static rasif_status add_input_geometry(struct table_stream *s, rasif_error *err)
{
    struct cell cell;
    if (s->geometry == NULL)
        TRY(input_geometry_open(s->table->audit->inputs, s->table->source, &s->geometry, err));
    TRY(table_input_wkb(s->table, s->geometry, s->next_row, &cell, err));
    return add_cell(s, s->n_fields - 1, &cell, err);
}

/* Cells of a view that makes whole rows are made together, else one by one. */
static rasif_status add_row(struct table_stream *s, rasif_error *err)
{
    const struct view *view = s->table->view;
    struct cell fid;
    cell_int(&fid, table_fid(s->table, s->next_row));
    TRY(add_cell(s, 0, &fid, err));
    if (view->row != NULL)
        view_row(view, s->next_row, &s->scratch, s->cells);
    for (size_t i = 0; i < view->n_columns; i++) {
        struct cell *cell = &s->cells[i];
        if (view->row == NULL)
            view->cell(view, s->next_row, i, &s->scratch, cell);
        if (i == view->geometry_column)
            cell_to_wkb(cell);
        TRY(add_cell(s, i + 1, cell, err));
    }
    if (s->scratch.failed)
        return fail_memory(err);
    if (table_has_input_geometry(s->table))
        TRY(add_input_geometry(s, err));
    s->next_row++;
    return RASIF_OK;
}

/* Would another row make some column too long for its offsets? */
static bool is_full(const struct table_stream *s)
{
    for (size_t i = 0; i < s->n_fields; i++)
        if (s->columns[i].n_bytes >= BATCH_BYTES)
            return true;
    return false;
}

static rasif_status add_rows(struct table_stream *s, struct ArrowArray *out, rasif_error *err)
{
    size_t left = s->table->view->n_rows - s->next_row, n = 0;
    size_t most = left < BATCH_ROWS ? left : BATCH_ROWS;
    for (size_t i = 0; i < s->n_fields; i++)
        if (!arrow_column_begin(&s->columns[i], s->fields[i].type, most))
            return fail_memory(err);
    for (; n < most && !is_full(s); n++)
        TRY(add_row(s, err));
    return arrow_batch_new(s->columns, s->n_fields, n, out) ? RASIF_OK : fail_memory(err);
}

/* After a failure the same rows may be asked for again. */
static rasif_status make_batch(struct table_stream *s, struct ArrowArray *out, rasif_error *err)
{
    size_t first_row = s->next_row;
    rasif_status status = add_rows(s, out, err);
    if (status == RASIF_OK)
        return RASIF_OK;
    for (size_t i = 0; i < s->n_fields; i++)
        arrow_column_free(&s->columns[i]);
    s->scratch.failed = false;
    s->next_row = first_row;
    return status;
}

/* ---- the callbacks ---- */

/* The interface wants an errno; the sentence is had by get_last_error. */
static int error_number(rasif_status status)
{
    switch (status) {
    case RASIF_OK:
        return 0;
    case RASIF_E_MEMORY:
        return ENOMEM;
    case RASIF_E_IO:
    case RASIF_E_DATA:
        return EIO;
    default:
        return EINVAL;
    }
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct table_stream *s = stream->private_data;
    if (arrow_schema_new(s->fields, s->n_fields, out))
        return 0;
    return error_number(fail_memory(&s->err));
}

/* An array without `release` ends the stream. */
static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct table_stream *s = stream->private_data;
    *out = (struct ArrowArray){0};
    if (s->next_row >= s->table->view->n_rows)
        return 0;
    audit_lock(s->table->audit);
    rasif_status status = make_batch(s, out, &s->err);
    audit_unlock(s->table->audit);
    return error_number(status);
}

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    struct table_stream *s = stream->private_data;
    return s->err.status != RASIF_OK ? s->err.message : NULL;
}

static void free_stream(struct table_stream *s)
{
    cell_scratch_free(&s->scratch);
    arena_free(&s->arena);
    free(s);
}

/* The last stream of an audit that was freed frees it. */
static void release(struct ArrowArrayStream *stream)
{
    struct table_stream *s = stream->private_data;
    struct rasif_audit *audit = s->table->audit;
    audit_lock(audit);
    input_geometry_close(s->geometry);
    audit_unlock(audit);
    free_stream(s);
    stream->release = NULL;
    audit_release(audit);
}

rasif_status rasif_table_arrow(const rasif_table *table, struct ArrowArrayStream *out, rasif_error *err)
{
    REFUSE_NULL(table, err);
    REFUSE_NULL(out, err);
    struct table_stream *s = calloc(1, sizeof *s);
    if (s == NULL)
        return fail_memory(err);
    s->table = table;
    s->scratch.slot = CRS_SLOT_TABLES;
    rasif_status status = list_fields(s, err);
    if (status != RASIF_OK) {
        free_stream(s);
        return status;
    }
    holders_add(&table->audit->hold->n_holders);
    *out = (struct ArrowArrayStream){.get_schema = get_schema,
                                     .get_next = get_next,
                                     .get_last_error = get_last_error,
                                     .release = release,
                                     .private_data = s};
    return RASIF_OK;
}
