/* SPDX-License-Identifier: MIT
 *
 * Rows without geometries as CSV (RFC 4180: CRLF, quotes doubled), UTF-8, names in the first line:
 * see layer_file.h. Null is nothing, an empty text a pair of quotes. Values stay as they are, also
 * those that a spreadsheet would take for a formula: these files are read by programs. */
#include "source/layer_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* GDAL's own headers have enumerators beyond int. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include "ogr_api.h"
#pragma GCC diagnostic pop

#include "source/layer_parts.h"

struct layer_file {
    const struct layer_plan *plan;
    FILE *out;
    struct text text; /* of one row */
};

static rasif_status fail_writing(const struct layer_file *file, rasif_error *err)
{
    int reason = errno;
    return fail(err, RASIF_E_OUTPUT, "%s: writing layer %s failed: %s", file->plan->shown,
                file->plan->name, strerror(reason));
}

static rasif_status write_line(struct layer_file *file, rasif_error *err)
{
    text_add(&file->text, "\r\n");
    if (file->text.failed)
        return fail_memory(err);
    bool written = fwrite(file->text.data, 1, file->text.length, file->out) == file->text.length;
    file->text.length = 0;
    return written ? RASIF_OK : fail_writing(file, err);
}

static void add_quoted(const char *value, struct text *out)
{
    bool plain = value[0] != '\0' && strpbrk(value, ",\"\r\n") == NULL;
    text_add(out, plain ? "" : "\"");
    for (const char *c = value; *c != '\0'; c++) {
        text_add(out, *c == '"' ? "\"" : "");
        text_addn(out, c, 1);
    }
    text_add(out, plain ? "" : "\"");
}

static rasif_status begin_csv(const struct layer_plan *plan, struct layer_file **out,
                              rasif_error *err)
{
    struct layer_file *file = calloc(1, sizeof *file);
    *out = file;
    if (file == NULL)
        return fail_memory(err);
    file->plan = plan;
    file->out = fopen(plan->path, "wx");
    if (file->out == NULL)
        return fail_writing(file, err);
    for (size_t i = 0; i < plan->n_fields; i++) {
        text_add(&file->text, i > 0 ? "," : "");
        add_quoted(plan->fields[i].name, &file->text);
    }
    return write_line(file, err);
}

static void add_value(struct layer_file *file, enum layer_type type, const struct cell *cell)
{
    struct text value = {0};
    if (cell->type == CELL_NULL)
        return;
    if (type == LAYER_BOOLEAN) {
        text_add(&file->text, cell->integer != 0 ? "true" : "false");
        return;
    }
    text_add(&value, "");
    layer_text(cell, &value);
    file->text.failed = file->text.failed || value.failed;
    if (!value.failed)
        add_quoted(value.data, &file->text);
    text_free(&value);
}

static rasif_status add_csv(struct layer_file *file, int64_t id, const struct cell *geometry,
                            const struct cell *cells, struct layer_losses *losses, rasif_error *err)
{
    (void)id; /* a column like others, where the table has it */
    (void)geometry;
    (void)losses;
    for (size_t i = 0; i < file->plan->n_fields; i++) {
        text_add(&file->text, i > 0 ? "," : "");
        add_value(file, file->plan->fields[i].type, &cells[i]);
    }
    return write_line(file, err);
}

static rasif_status end_csv(struct layer_file *file, bool whole, rasif_error *err)
{
    rasif_status status = RASIF_OK;
    if (file == NULL)
        return status;
    if (file->out != NULL && fclose(file->out) != 0 && whole)
        status = fail_writing(file, err);
    text_free(&file->text);
    free(file);
    return status;
}

const struct layer_format layer_csv = {".csv", false, begin_csv, add_csv, end_csv};
