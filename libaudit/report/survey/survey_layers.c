/* SPDX-License-Identifier: MIT
 *
 * Layers of a survey: for each role the elements to visit, with empty columns for what is asked of them.
 * Geometries are those of the inputs, byte for byte; where tables of one role have several coordinate
 * systems, the layer has that of the first and the others are brought into it. */
#include "geo/wkb.h"
#include "read/input_geometry.h"
#include "report/belongs.h"
#include "report/segment.h"
#include "report/survey/survey_report.h"
#include "report/table/tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LAYER_geom, LAYER_rasif_id, LAYER_table, LAYER_fid, LAYER_street, LAYER_walk, LAYER_visit, LAYER_ask,
       LAYER_FIRST_FIELD };
enum { LAYER_none, LAYER_on, LAYER_by, LAYER_photo, LAYER_remark, LAYER_state, LAYER_LAST };

static const struct view_column first_columns[] = {
    {.name = "geom", .type = "GEOMETRY"},   {.name = "rasif_id", .type = "TEXT"}, {.name = "table_name", .type = "TEXT"},
    {.name = "source_fid", .type = "INTEGER"}, {.name = "street", .type = "TEXT"},  {.name = "walk", .type = "INTEGER"},
    {.name = "visit", .type = "INTEGER"},   {.name = "ask", .type = "TEXT"},
};
static const struct view_column last_columns[] = {
    {.name = "none_found", .type = "TEXT"}, {.name = "surveyed_on", .type = "DATE"}, {.name = "surveyor", .type = "TEXT"},
    {.name = "photo", .type = "TEXT"},      {.name = "remark", .type = "TEXT"},      {.name = "state", .type = "TEXT"},
};

/* One layer while it is made. */
struct layer {
    const struct surveyed *surveyed;
    enum role role;
    const struct elements *e;
    size_t first, n;     /* of survey->elements */
    size_t source;       /* whose coordinate system the layer has */
    struct view_column *columns;
    size_t n_columns, n_fields;
    struct cell *cells;  /* of one row */
    struct input_geometry *geometry; /* of source `open`; NULL */
    size_t open;
    unsigned char *room; /* heap */
    size_t room_capacity;
    double *xy;          /* heap */
    size_t xy_capacity;
};

/* ---- geometries -------------------------------------------------------------------------------- */

/* Elements come by source and FID, which is fastest. */
static rasif_status open_geometry(struct layer *layer, size_t source, rasif_error *err)
{
    if (layer->geometry != NULL && layer->open == source)
        return RASIF_OK;
    input_geometry_close(layer->geometry);
    layer->geometry = NULL;
    layer->open = source;
    return input_geometry_open(layer->surveyed->run->inputs, source, &layer->geometry, err);
}

/* A geometry of another system, from metres: its parts as lines, or its point. */
static rasif_status bring_geometry(struct layer *layer, size_t row, struct cell *out, rasif_error *err)
{
    const struct run *run = layer->surveyed->run;
    const struct source *to = &run->store->sources[layer->source];
    const struct shapes *shapes = &layer->e->shapes;
    uint32_t first_part = shapes->part[row], n_parts = shapes->part[row + 1] - first_part;
    size_t first = shapes->point[first_part], n = shapes->point[first_part + n_parts] - first;
    size_t *ends = calloc((size_t)n_parts + 1, sizeof *ends);
    if (ends == NULL || !array_reserve(&layer->xy, &layer->xy_capacity, 2 * n + 2, sizeof *layer->xy) ||
        !array_reserve(&layer->room, &layer->room_capacity, wkb_lines_size(n, n_parts) + WKB_POINT_SIZE, 1)) {
        free(ends);
        return fail_memory(err);
    }
    memcpy(layer->xy, shapes->xy + 2 * first, 2 * n * sizeof *layer->xy);
    for (uint32_t k = 0; k < n_parts; k++)
        ends[k] = shapes->point[first_part + k + 1] - first;
    rasif_status status = geo_from_metres(run->geo, layer->source, inputs_crs(run->inputs, layer->source), to->table,
                                          layer->xy, n, err);
    out->type = CELL_BLOB;
    out->bytes = (const char *)layer->room;
    out->length = n > 1 ? wkb_write_lines(layer->room, to->srs_id, layer->xy, ends, n_parts)
                        : wkb_write_point(layer->room, to->srs_id, n > 0 ? layer->xy[0] : NAN, n > 0 ? layer->xy[1] : NAN);
    free(ends);
    return status;
}

static rasif_status put_geometry(struct layer *layer, size_t row, struct cell *out, rasif_error *err)
{
    const struct store *store = layer->surveyed->run->store;
    size_t source = element_source(layer->e, row), length = 0;
    const unsigned char *blob = NULL;
    if (store->sources[source].srs_id != store->sources[layer->source].srs_id)
        return bring_geometry(layer, row, out, err);
    TRY(open_geometry(layer, source, err));
    TRY(input_geometry_find(layer->geometry, layer->e->fid[row], &blob, &length, err));
    if (blob == NULL)
        return RASIF_OK;
    out->type = CELL_BLOB;
    out->bytes = (const char *)blob;
    out->length = length;
    return RASIF_OK;
}

/* ---- columns ----------------------------------------------------------------------------------- */

static const char *type_of(enum field_id field)
{
    return fields[field].type == VALUE_REAL ? "REAL" : "TEXT";
}

/* Fields in the order of fields.def, as far as some row is asked for them. */
static MUST bool make_columns(struct layer *layer, struct arena *arena)
{
    const struct survey *survey = layer->surveyed->survey;
    struct field_set asked = {{0}};
    for (size_t i = layer->first; i < layer->first + layer->n; i++)
        for (size_t w = 0; w < FIELD_WORDS; w++)
            asked.bits[w] |= survey->elements[i].visit.ask.bits[w];
    layer->n_fields = field_set_count(&asked);
    layer->n_columns = LAYER_FIRST_FIELD + layer->n_fields + LAYER_LAST;
    layer->columns = ARENA_ARRAY(arena, layer->n_columns, struct view_column);
    layer->cells = ARENA_ARRAY(arena, layer->n_columns, struct cell);
    if (layer->columns == NULL || layer->cells == NULL)
        return false;
    memcpy(layer->columns, first_columns, sizeof first_columns);
    size_t n = LAYER_FIRST_FIELD;
    for (int f = 0; f < FIELD_COUNT; f++)
        if (field_set_has(&asked, (enum field_id)f))
            layer->columns[n++] = (struct view_column){.name = fields[f].name, .type = type_of((enum field_id)f)};
    memcpy(layer->columns + n, last_columns, sizeof last_columns);
    return true;
}

/* ---- rows -------------------------------------------------------------------------------------- */

static void put_names(const struct survey_element *element, struct text *out)
{
    for (int f = 0; f < FIELD_COUNT; f++)
        if (field_set_has(&element->visit.ask, (enum field_id)f))
            text_addf(out, "%s%s", out->length > 0 ? " " : "", fields[f].name);
}

static rasif_status add_row(struct layer *layer, const struct survey_element *element, struct cell_table *table,
                            rasif_error *err)
{
    const struct run *run = layer->surveyed->run;
    struct cell *cells = layer->cells;
    uint32_t street = belongs_street(run->belongs, layer->role, element->row);
    char id[32];
    struct text ask = {0};
    memset(cells, 0, layer->n_columns * sizeof *cells);
    put_names(element, &ask);
    element_rasif_id(layer->e, element->row, id);
    cell_text(&cells[LAYER_rasif_id], id);
    cell_text(&cells[LAYER_table], run->store->sources[element_source(layer->e, element->row)].output);
    cell_int(&cells[LAYER_fid], layer->e->fid[element->row]);
    cell_text(&cells[LAYER_street], street != NO_ROW ? element_name(run, ROLE_STREET, street, run->language) : NULL);
    if (element->walk != NO_WALK) {
        cell_int(&cells[LAYER_walk], element->walk);
        cell_int(&cells[LAYER_visit], element->stop);
    }
    cell_of_text(&cells[LAYER_ask], &ask);
    cell_text(&cells[layer->n_columns - LAYER_LAST + LAYER_state], "todo");
    rasif_status status = ask.failed ? fail_memory(err) : put_geometry(layer, element->row, &cells[LAYER_geom], err);
    if (status == RASIF_OK && !cell_table_add(table, cells))
        status = fail_memory(err);
    text_free(&ask);
    return status;
}

static const char *name_of(enum role role, struct arena *arena)
{
    char name[32];
    snprintf(name, sizeof name, "survey_%s", roles[role].plural);
    return arena_strdup(arena, name);
}

/* The type that the only table of the role declares; any geometry where there are several. */
static const char *geometry_type(const struct layer *layer)
{
    const struct elements *e = layer->e;
    const char *type = layer->surveyed->run->store->sources[layer->source].geometry_type;
    return e->n_segments == 1 && type != NULL ? type : "GEOMETRY";
}

static rasif_status fill_layer(struct layer *layer, struct arena *arena, const struct view **out, rasif_error *err)
{
    struct view *view = ARENA_NEW(arena, struct view);
    const char *name = name_of(layer->role, arena);
    if (view == NULL || name == NULL || !make_columns(layer, arena))
        return fail_memory(err);
    struct cell_table *table = cell_table_new(arena, name, layer->columns, layer->n_columns);
    if (table == NULL)
        return fail_memory(err);
    for (size_t i = layer->first; i < layer->first + layer->n; i++)
        TRY(add_row(layer, &layer->surveyed->survey->elements[i], table, err));
    *view = *cell_table_view(table);
    view->geometry_column = LAYER_geom;
    view->geometry_type = geometry_type(layer);
    view->srs_id = layer->surveyed->run->store->sources[layer->source].srs_id;
    *out = view;
    return RASIF_OK;
}

rasif_status survey_layer(const struct surveyed *surveyed, enum role role, struct arena *arena, const struct view **out,
                          rasif_error *err)
{
    const struct survey *survey = surveyed->survey;
    struct layer layer = {.surveyed = surveyed, .role = role, .e = &surveyed->run->store->tables[role]};
    while (layer.first < survey->n && survey->elements[layer.first].role < role)
        layer.first++;
    while (layer.first + layer.n < survey->n && survey->elements[layer.first + layer.n].role == role)
        layer.n++;
    *out = NULL;
    if (layer.n == 0)
        return RASIF_OK;
    layer.source = element_source(layer.e, survey->elements[layer.first].row);
    rasif_status status = fill_layer(&layer, arena, out, err);
    input_geometry_close(layer.geometry);
    free(layer.room);
    free(layer.xy);
    return status;
}
