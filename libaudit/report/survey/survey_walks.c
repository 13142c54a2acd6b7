/* SPDX-License-Identifier: MIT
 *
 * survey_walks: the walks as lines with what they settle, each by itself and all up to it. */
#include "geo/wkb.h"
#include "report/belongs.h"
#include "report/precision.h"
#include "report/segment.h"
#include "report/survey/survey_report.h"
#include "report/table/tables.h"

#include <stdlib.h>
#include <string.h>

enum { WALK_geom, WALK_walk, WALK_length, WALK_minutes, WALK_street, WALK_visits, WALK_values, WALK_verdicts, WALK_settles,
       WALK_length_all, WALK_minutes_all, WALK_visits_all, WALK_values_all, WALK_verdicts_all, WALK_settles_all,
       WALK_coverage, WALK_bound, WALK_likely, WALK_CELLS };

static const struct view_column columns[WALK_CELLS] = {
    {.name = "geom", .type = "LINESTRING"},
    {.name = "walk", .type = "INTEGER"},
    {.name = "length_m", .type = "REAL"},
    {.name = "minutes", .type = "REAL"},
    {.name = "street", .type = "TEXT"},
    {.name = "visits", .type = "INTEGER"},
    {.name = "values", .type = "INTEGER"},
    {.name = "verdicts", .type = "INTEGER"},
    {.name = "settles_m", .type = "REAL"},
    {.name = "length_m_all", .type = "REAL"},
    {.name = "minutes_all", .type = "REAL"},
    {.name = "visits_all", .type = "INTEGER"},
    {.name = "values_all", .type = "INTEGER"},
    {.name = "verdicts_all", .type = "INTEGER"},
    {.name = "settles_m_all", .type = "REAL"},
    {.name = "coverage_all", .type = "REAL"},
    {.name = "bound_m", .type = "REAL"},
    {.name = "likely", .type = "REAL"},
};

double survey_share(const struct survey *survey, size_t settled)
{
    size_t all = survey->known.decided + survey->known.unknown;
    return all > 0 ? (double)(survey->known.decided + settled) / (double)all : NAN;
}

uint32_t survey_start(const struct surveyed *surveyed, const struct walk *walk)
{
    const struct survey_element *first = &surveyed->survey->elements[walk->first];
    return belongs_street(surveyed->run->belongs, (enum role)first->role, first->row);
}

static void put_figures(struct cell *cells, const struct walk *walk)
{
    cell_real(&cells[WALK_length - WALK_length], shown_metres(walk->length_m));
    cell_real(&cells[WALK_minutes - WALK_length], floor(walk->minutes + 0.5));
    cell_int(&cells[WALK_visits - WALK_length], (int64_t)walk->visits);
    cell_int(&cells[WALK_values - WALK_length], (int64_t)walk->values);
    cell_int(&cells[WALK_verdicts - WALK_length], (int64_t)walk->verdicts);
    cell_real(&cells[WALK_settles - WALK_length], shown_metres(walk->settles_m));
}

static void put_sums(struct cell *cells, const struct walk *all)
{
    cell_real(&cells[WALK_length_all], shown_metres(all->length_m));
    cell_real(&cells[WALK_minutes_all], floor(all->minutes + 0.5));
    cell_int(&cells[WALK_visits_all], (int64_t)all->visits);
    cell_int(&cells[WALK_values_all], (int64_t)all->values);
    cell_int(&cells[WALK_verdicts_all], (int64_t)all->verdicts);
    cell_real(&cells[WALK_settles_all], shown_metres(all->settles_m));
}

static void add_up(struct walk *all, const struct walk *walk)
{
    all->length_m += walk->length_m;
    all->minutes += walk->minutes;
    all->visits += walk->visits;
    all->values += walk->values;
    all->verdicts += walk->verdicts;
    all->settles_m += walk->settles_m;
}

/* The way in the system of the layer, as a blob on the heap. */
static rasif_status put_way(const struct run *run, size_t source, const struct walk *walk, unsigned char **blob,
                            struct cell *out, rasif_error *err)
{
    const struct source *to = &run->store->sources[source];
    double *xy = malloc((2 * walk->n_points + 1) * sizeof *xy);
    *blob = malloc(wkb_line_size(walk->n_points));
    if (xy == NULL || *blob == NULL) {
        free(xy);
        return fail_memory(err);
    }
    memcpy(xy, walk->xy, 2 * walk->n_points * sizeof *xy);
    rasif_status status =
        geo_from_metres(run->geo, source, inputs_crs(run->inputs, source), to->table, xy, walk->n_points, err);
    out->type = CELL_BLOB;
    out->bytes = (const char *)*blob;
    out->length = status == RASIF_OK ? wkb_write_line(*blob, to->srs_id, xy, walk->n_points) : 0;
    free(xy);
    return status;
}

static rasif_status add_walk(const struct surveyed *surveyed, size_t number, size_t source, struct walk *all,
                             struct cell_table *table, rasif_error *err)
{
    const struct walk *walk = &surveyed->walks->items[number];
    const struct run *run = surveyed->run;
    struct cell cells[WALK_CELLS];
    unsigned char *blob = NULL;
    uint32_t street = survey_start(surveyed, walk);
    memset(cells, 0, sizeof cells);
    add_up(all, walk);
    put_figures(cells + WALK_length, walk);
    put_sums(cells, all);
    cell_int(&cells[WALK_walk], (int64_t)number + 1);
    cell_text(&cells[WALK_street], street != NO_ROW ? element_name(run, ROLE_STREET, street, run->language) : NULL);
    cell_real(&cells[WALK_coverage], survey_share(surveyed->survey, all->verdicts));
    cell_real(&cells[WALK_bound], shown_metres(walk->bound_m));
    cell_real(&cells[WALK_likely], surveyed->survey->by_likely ? floor(walk->likely * 10 + 0.5) / 10 : NAN);
    rasif_status status = put_way(run, source, walk, &blob, &cells[WALK_geom], err);
    if (status == RASIF_OK && !cell_table_add(table, cells))
        status = fail_memory(err);
    free(blob);
    return status;
}

rasif_status survey_walks(const struct surveyed *surveyed, struct arena *arena, const struct view **out, rasif_error *err)
{
    struct cell_table *table = cell_table_new(arena, "survey_walks", columns, WALK_CELLS);
    struct view *view = ARENA_NEW(arena, struct view);
    size_t source = crs_source(surveyed->run);
    struct walk all = {.length_m = 0};
    if (table == NULL || view == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < surveyed->walks->n && source != SIZE_MAX; i++)
        TRY(add_walk(surveyed, i, source, &all, table, err));
    *view = *cell_table_view(table);
    view->geometry_column = WALK_geom;
    view->geometry_type = "LINESTRING";
    view->srs_id = source != SIZE_MAX ? surveyed->run->store->sources[source].srs_id : 0;
    *out = view;
    return RASIF_OK;
}
