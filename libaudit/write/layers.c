/* SPDX-License-Identifier: MIT
 *
 * Layers as files: see layers.h. Two walks over each table: the first finds what its columns and
 * geometries really hold, because cells may contradict what their column declares and formats are
 * stricter than SQLite; the second writes. Rows come in the order of their keys. */
#include "write/layers.h"

#include "write/result_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ASK_EVERY 256 /* rows between two questions whether to go on */

/* What a column was seen to hold. */
struct seen {
    bool integers, reals, texts, bytes;
    bool not_boolean, not_time;
};

/* One table on its way; the walks share it. The cells of a row: key, geometry or null, fields. */
struct job {
    const struct layers_job *of;
    const struct result_file *file;
    struct arena *arena;
    size_t table;
    const char *sql;
    struct layer_field *fields; /* [n] */
    const char **declared;      /* [n] */
    struct seen *seen;          /* [n] */
    size_t n, n_rows;
    struct layer_shape shape;
    struct text placed; /* "1" for each row that has a geometry, else "0" */
    bool has_geometry;
    double begin, share; /* of the whole */
    const struct layer_format
        *formats[2];           /* of rows with a geometry, and without one; NULL = no file */
    struct layer_file *out[2]; /* formats that are the same share the first */
    struct layer_losses *losses;
};

static rasif_status ask(const struct job *job, double part, rasif_error *err)
{
    if (job->of->cancelled != NULL &&
        job->of->cancelled(job->of->user, job->begin + job->share * part))
        return fail(err, RASIF_E_CANCELLED, "cancelled while writing %s", job->of->shown);
    return RASIF_OK;
}

/* ---- what a table holds -------------------------------------------------------------------- */

/* "2026-01-15T08:00:00Z", also with a fraction of seconds: what GeoPackage calls DATETIME. */
static bool is_time(const struct cell *cell)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd";
    size_t n = sizeof form - 1, length = cell->length;
    if (length < n + 1 || cell->bytes[length - 1] != 'Z')
        return false;
    for (size_t i = 0; i < n; i++) {
        bool digit = cell->bytes[i] >= '0' && cell->bytes[i] <= '9';
        if (form[i] == 'd' ? !digit : cell->bytes[i] != form[i])
            return false;
    }
    if (length == n + 1)
        return true;
    if (cell->bytes[n] != '.' || length < n + 3 || length > n + 5)
        return false;
    for (size_t i = n + 1; i < length - 1; i++)
        if (cell->bytes[i] < '0' || cell->bytes[i] > '9')
            return false;
    return true;
}

static void look_at_cell(const struct cell *cell, struct seen *seen)
{
    switch (cell->type) {
    case CELL_NULL:
        break;
    case CELL_INT:
        seen->integers = true;
        seen->not_boolean = seen->not_boolean || (cell->integer != 0 && cell->integer != 1);
        break;
    case CELL_REAL:
        seen->reals = true;
        break;
    case CELL_TEXT:
        seen->texts = true;
        seen->not_time = seen->not_time || !is_time(cell);
        break;
    case CELL_BLOB:
        seen->bytes = true;
        break;
    }
}

static rasif_status look_at_row(void *user, const struct cell *cells, rasif_error *err)
{
    struct job *job = user;
    if (job->n_rows++ % ASK_EVERY == 0)
        TRY(ask(job, 0, err));
    text_add(&job->placed, job->has_geometry && layer_look(&cells[1], &job->shape) ? "1" : "0");
    for (size_t i = 0; i < job->n; i++)
        look_at_cell(&cells[i + 2], &job->seen[i]);
    return RASIF_OK;
}

static bool is_any(const char *type, const char *const *names)
{
    while (*names != NULL && strncasecmp(type, *names, strlen(*names)) != 0)
        names++;
    return *names != NULL;
}

/* The declared type, where nothing contradicts it. */
static enum layer_type type_of(const char *declared, const struct seen *seen)
{
    static const char *const reals[] = {"REAL", "DOUBLE", "FLOAT", "NUMERIC", "DECIMAL", NULL};
    static const char *const integers[] = {"INT",     "MEDIUMINT", "SMALLINT",
                                           "TINYINT", "BIGINT",    NULL};
    bool numbers = seen->integers || seen->reals, boolean = strcasecmp(declared, "BOOLEAN") == 0;
    bool time = strcasecmp(declared, "DATETIME") == 0;
    if (seen->bytes)
        return numbers || seen->texts ? LAYER_TEXT : LAYER_BYTES;
    if (seen->texts)
        return time && !seen->not_time && !numbers ? LAYER_DATETIME : LAYER_TEXT;
    if (seen->reals || is_any(declared, reals))
        return LAYER_REAL;
    if (boolean && !seen->not_boolean)
        return LAYER_BOOLEAN;
    if (seen->integers || is_any(declared, integers))
        return LAYER_INTEGER;
    return time ? LAYER_DATETIME : strcasecmp(declared, "BLOB") == 0 ? LAYER_BYTES : LAYER_TEXT;
}

/* The n of "TEXT(n)". */
static int width_of(const char *declared)
{
    const char *open = strchr(declared, '(');
    long width = open != NULL ? strtol(open + 1, NULL, 10) : 0;
    return width > 0 && width < 1000000 ? (int)width : 0;
}

/* Fields, and the SELECT of both walks. */
static rasif_status describe(struct job *job, rasif_error *err)
{
    const struct gpkg_table *table = &job->file->gpkg.tables[job->table];
    struct text sql = {0};
    job->has_geometry = table->geometry_column != NULL;
    job->fields = ARENA_ARRAY(job->arena, table->n_columns + 1, struct layer_field);
    job->declared = ARENA_ARRAY(job->arena, table->n_columns + 1, const char *);
    job->seen = ARENA_ARRAY(job->arena, table->n_columns + 1, struct seen);
    const char *key = gpkg_quote(job->arena, table->key),
               *name = gpkg_quote(job->arena, table->name);
    const char *geometry =
        job->has_geometry ? gpkg_quote(job->arena, table->geometry_column) : "NULL";
    if (job->fields == NULL || job->declared == NULL || job->seen == NULL || key == NULL ||
        name == NULL || geometry == NULL)
        return fail_memory(err);
    text_addf(&sql, "SELECT %s, %s", key, geometry);
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct gpkg_column *column = &table->columns[i];
        if (job->has_geometry && strcmp(column->name, table->geometry_column) == 0)
            continue;
        const char *quoted = gpkg_quote(job->arena, column->name);
        text_addf(&sql, ", %s", quoted != NULL ? quoted : "NULL");
        job->fields[job->n] = (struct layer_field){.name = column->name};
        job->declared[job->n++] = column->type;
        sql.failed = sql.failed || quoted == NULL;
    }
    text_addf(&sql, " FROM %s ORDER BY 1", name);
    job->sql = !sql.failed ? arena_strdup(job->arena, sql.data) : NULL;
    text_free(&sql);
    return job->sql != NULL ? RASIF_OK : fail_memory(err);
}

/* ---- writing ------------------------------------------------------------------------------- */

static rasif_status write_row(void *user, const struct cell *cells, rasif_error *err)
{
    struct job *job = user;
    bool placed = job->placed.data[job->n_rows] == '1';
    int which = placed || job->formats[0] == job->formats[1] ? 0 : 1;
    if (job->n_rows++ % ASK_EVERY == 0)
        TRY(ask(job, 0.5, err));
    return job->formats[which]->add(job->out[which],
                                    cells[0].type == CELL_INT ? cells[0].integer : 0,
                                    placed ? &cells[1] : NULL, cells + 2, job->losses, err);
}

/* Rows without a geometry share the file of the others where the format takes them; else they go
 * into a CSV file, and so does a table that has no row to put into the format. */
static void choose_formats(struct job *job)
{
    const struct layer_format *format = job->of->format;
    bool all = job->shape.n_placed == job->n_rows && job->n_rows > 0;
    job->formats[0] = !format->only_placed || job->shape.n_placed > 0 ? format : NULL;
    job->formats[1] = !format->only_placed ? format : all ? NULL : &layer_csv;
}

/* FOLDER/NAME.ENDING in the arena; NULL = out of memory. */
static const char *file_path(const struct job *job, const char *name,
                             const struct layer_format *format)
{
    size_t size = strlen(job->of->folder) + strlen(name) + strlen(format->ending) + 2;
    char *path = arena_alloc(job->arena, size, 1);
    if (path != NULL)
        snprintf(path, size, "%s/%s%s", job->of->folder, name, format->ending);
    return path;
}

/* The second walk. `plan` holds what both files share. */
static rasif_status write_files(struct job *job, struct layer_plan *plan, const char *name,
                                rasif_error *err)
{
    struct layer_plan plans[2] = {*plan, *plan};
    bool one = job->formats[0] == job->formats[1];
    rasif_status status = RASIF_OK;
    plans[0].n_rows = one ? job->n_rows : job->shape.n_placed;
    plans[1].n_rows = job->n_rows - job->shape.n_placed;
    for (int i = 0; i < (one ? 1 : 2) && status == RASIF_OK; i++) {
        if (job->formats[i] == NULL)
            continue;
        plans[i].path = file_path(job, name, job->formats[i]);
        status = plans[i].path != NULL ? job->formats[i]->begin(&plans[i], &job->out[i], err)
                                       : fail_memory(err);
    }
    job->n_rows = 0;
    if (status == RASIF_OK)
        status = result_each(job->file, job->sql, NULL, 0, write_row, job, err);
    for (int i = 0; i < 2; i++) {
        bool whole = status == RASIF_OK;
        rasif_status ended =
            job->out[i] != NULL ? job->formats[i]->end(job->out[i], whole, err) : RASIF_OK;
        status = whole ? ended : status;
    }
    return status;
}

static rasif_status write_table(struct job *job, const char *name, rasif_error *err)
{
    TRY(describe(job, err));
    TRY(result_each(job->file, job->sql, NULL, 0, look_at_row, job, err));
    if (job->placed.failed)
        return fail_memory(err);
    for (size_t i = 0; i < job->n; i++) {
        job->fields[i].type = type_of(job->declared[i], &job->seen[i]);
        job->fields[i].width = width_of(job->declared[i]);
    }
    struct layer_plan plan = {
        .shown = job->of->shown,
        .name = result_table(job->file, job->table),
        .crs = result_crs(job->file, job->table),
        .allow_ballpark = job->of->allow_ballpark,
        .shape = job->has_geometry ? &job->shape : NULL,
        .fields = job->fields,
        .n_fields = job->n,
    };
    job->losses->unreadable += job->shape.n_unreadable;
    choose_formats(job);
    return write_files(job, &plan, name, err);
}

/* Names of files on all systems: no separator, nothing that Windows refuses, not hidden; without
 * letter case no two are equal. The names before it are in `taken`. */
static const char *file_name(struct arena *arena, const char *table, const char *const *taken,
                             size_t n)
{
    size_t size = strlen(table) + 24;
    char *plain = arena_strdup(arena, table), *name = arena_alloc(arena, size, 1);
    if (plain == NULL || name == NULL)
        return NULL;
    for (char *c = plain; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f || strchr("/\\:*?\"<>|", *c) != NULL ||
            (c == plain && *c == '.'))
            *c = '_';
    snprintf(name, size, "%s", plain[0] != '\0' ? plain : "_");
    for (int number = 2;; number++) {
        bool used = false;
        for (size_t i = 0; i < n; i++)
            used = used || strcasecmp(taken[i], name) == 0;
        if (!used)
            return name;
        snprintf(name, size, "%s_%d", plain, number);
    }
}

static rasif_status write_tables(const struct layers_job *of, const struct result_file *file,
                                 struct arena *arena, struct layer_losses *losses, rasif_error *err)
{
    size_t n = result_n_tables(file);
    const char **names = ARENA_ARRAY(arena, n + 1, const char *);
    if (names == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        struct job job = {.of = of,
                          .file = file,
                          .arena = arena,
                          .table = i,
                          .losses = losses,
                          .begin = (double)i / (double)n,
                          .share = 1 / (double)n};
        names[i] = file_name(arena, result_table(file, i), names, i);
        if (names[i] == NULL)
            return fail_memory(err);
        if (strcasecmp(result_table(file, i), "layer_styles") ==
            0) /* QGIS reads it in a GeoPackage alone */
            continue;
        rasif_status status = write_table(&job, names[i], err);
        text_free(&job.placed);
        TRY(status);
    }
    return RASIF_OK;
}

rasif_status layers_write(const struct layers_job *job, struct layer_losses *losses,
                          rasif_error *err)
{
    struct result_file *file = NULL;
    struct arena arena = {0};
    TRY(result_open(job->geopackage, &file, err));
    rasif_status status = write_tables(job, file, &arena, losses, err);
    result_close(file);
    arena_free(&arena);
    return status;
}
