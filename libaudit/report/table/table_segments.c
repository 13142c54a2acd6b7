/* SPDX-License-Identifier: MIT
 *
 * audit_segments (docs/data-model.md#audit_segments-lines): streets from junction to junction.
 * Columns of columns_segments.def come first, then the columns that a street gets for every
 * profile.
 *
 * Cells are made when they are read; the line of a segment is joined from its parts then. The
 * functions of columns that streets have too are in annotate_cells.c, and take the segment in
 * place of the row. */
#include "link/link.h"
#include "report/segment.h"
#include "report/table/annotate.h"
#include "report/table/columns.h"
#include "report/table/feature_table.h"

#include <stdlib.h>
#include <string.h>

/* `user` of the view: the feature table, and for each column its function. */
struct segment_table {
    struct feature_table *table;
    struct added_use *uses;
};

/* ---- cells; those that streets have too are in annotate_cells.c ---- */

/* "g0123456789abcdef": g marks segments, which are no role. */
static void show_segment_id(struct added_cell *c)
{
    cell_segment_id(c->run, c->segment, c->scratch, c->out);
}

/* Null when memory is out. The line is in heap memory of its own: its length is unknown before. */
static void show_line(struct added_cell *c)
{
    size_t n;
    double *line = segment_line(c->run->store, c->segment, &n);
    if (line != NULL)
        cell_line(c->table, line, n, c->scratch, c->out);
    free(line);
}

/* Table and FID of the first street of the segment. */
static void show_table(struct added_cell *c)
{
    cell_text(c->out, table_of(c->run, ROLE_STREET, c->row));
}

static void show_fid(struct added_cell *c)
{
    cell_int(c->out, c->run->store->tables[ROLE_STREET].fid[c->row]);
}

/* Metres along that first street, in the segment's direction: from_m is larger than to_m where
 * the street is drawn against it. */
static void show_from(struct added_cell *c)
{
    struct segment_part part = segment_first(&c->run->store->segments, c->segment);
    cell_real(c->out, part.reversed ? part.to_m : part.from_m);
}

static void show_to(struct added_cell *c)
{
    struct segment_part part = segment_first(&c->run->store->segments, c->segment);
    cell_real(c->out, part.reversed ? part.from_m : part.to_m);
}

/* "streets:12 0-40 m, streets:13"; null where the segment is one part. */
static void show_parts(struct added_cell *c)
{
    const struct street_segments *segments = &c->run->store->segments;
    if (segments->first_part[c->segment + 1] - segments->first_part[c->segment] < 2)
        return;
    segment_feature(c->run, c->segment, cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

static void show_length(struct added_cell *c)
{
    cell_real(c->out, segment_length_m(&c->run->store->segments, c->segment));
}

/* Null without --boundary, and outside of its polygons. */
static void show_inside(struct added_cell *c)
{
    if (c->run->inside_segments != NULL)
        cell_text(c->out, c->run->inside_segments[c->segment]);
}

static void show_street_class(struct added_cell *c)
{
    cell_field(c->run, ROLE_STREET, c->row, F_class, c->scratch, c->out);
}

/* 1 = a crossing is due and absent, 0 = one is there. Null where none is due, where that is
 * unknown, or where a crossing that is not mapped may be there: the option unmapped-crossing or
 * the data must rule that out. */
static void show_crossings_missing(struct added_cell *c)
{
    const struct run *run = c->run;
    unsigned expected = segment_crossing_expected(run->store, c->segment);
    bool crossed = segment_is_crossed(run->store, c->segment);
    bool absent = run->settings->crossing_absent || segment_may_not_be_crossed(run->store, c->segment);
    if (expected != YES_NO_NO && crossed)
        cell_int(c->out, 0);
    else if (expected == YES_NO_YES && absent)
        cell_int(c->out, 1);
}

/* ---- names ---- */

/* The street's name in one field, without the other language: the column beside it has that.
 * NULL for NO_ROW. */
static const char *name_in(const struct run *run, uint32_t street, enum field_id field)
{
    return street == NO_ROW ? NULL
                            : pool_text(&run->store->pool,
                                        element_text(&run->store->tables[ROLE_STREET], field, street));
}

/* The first name along the segment: a part of it may lack one. */
static void own_name(const struct added_cell *c, enum field_id field)
{
    const struct street_segments *segments = &c->run->store->segments;
    const char *name = NULL;
    for (uint32_t i = segments->first_part[c->segment];
         name == NULL && i < segments->first_part[c->segment + 1]; i++)
        name = name_in(c->run, segment_part(segments, i).street, field);
    cell_text(c->out, name);
}

static void show_name(struct added_cell *c)
{
    own_name(c, F_name);
}

static void show_name_ar(struct added_cell *c)
{
    own_name(c, F_name_ar);
}

/* `end`: 0 = where the segment begins, 1 = where it ends. */
static void cross_name(const struct added_cell *c, size_t end, enum field_id field)
{
    cell_text(c->out, name_in(c->run, c->run->store->segments.cross[2 * c->segment + end], field));
}

static void show_from_street(struct added_cell *c)
{
    cross_name(c, 0, F_name);
}

static void show_from_street_ar(struct added_cell *c)
{
    cross_name(c, 0, F_name_ar);
}

static void show_to_street(struct added_cell *c)
{
    cross_name(c, 1, F_name);
}

static void show_to_street_ar(struct added_cell *c)
{
    cross_name(c, 1, F_name_ar);
}

/* ---- the table ---- */

/* Included three times, for places, names and functions: report/table/columns.h. */
#define LIST "report/table/columns_segments.def"
enum {
#define COLUMN PLACE_OF_COLUMN
#include LIST
#undef COLUMN
    SEGMENT_COLUMNS
};
static const struct view_column columns[] = {
#define COLUMN COLUMN_OF_VIEW
#include LIST
#undef COLUMN
};
static void (*const cells[])(struct added_cell *) = {
#define COLUMN CELL_OF_COLUMN
#include LIST
#undef COLUMN
};

/* For the columns that streets have too the segment takes the place of the row: `at` is its
 * number in the arrays of segments. */
static struct added_cell cell_at(const struct view *view, size_t segment, struct cell_scratch *scratch)
{
    const struct segment_table *st = view->user;
    const struct run *run = st->table->run;
    const struct segment_results *results = &run->results->segments;
    uint32_t street = segment_first(&run->store->segments, segment).street;
    return (struct added_cell){.run = run, .table = st->table, .role = ROLE_STREET, .own = street,
                               .row = street, .segment = segment, .at = segment,
                               .scores = results->scores, .left = results->left,
                               .right = results->right, .scratch = scratch};
}

static void segment_cell(const struct view *view, size_t row, size_t column,
                         struct cell_scratch *scratch, struct cell *out)
{
    const struct segment_table *st = view->user;
    struct added_cell c = cell_at(view, row, scratch);
    added_cell_make(&c, &st->uses[column], out);
}

/* All cells of a row share one added_cell, as in annotate.c. */
static void segment_row(const struct view *view, size_t row, struct cell_scratch *scratch,
                        struct cell *out)
{
    const struct segment_table *st = view->user;
    struct added_cell c = cell_at(view, row, scratch);
    for (size_t i = 0; i < view->n_columns; i++)
        added_cell_make(&c, &st->uses[i], &out[i]);
}

/* The list of segments, then the columns of every profile: as of streets, with reach where there
 * are destinations, and those of lines where a street is its own element. */
static void add_columns(struct column_builder *b, const struct run *run)
{
    const struct graph *graph = &run->store->graph;
    const struct profile_wants wants = {
        .full = run->options->columns == RASIF_COLUMNS_FULL,
        .lines = graph->first_line[ROLE_STREET] < graph->first_line[ROLE_STREET + 1],
        .streets = true,
        .reach = run->network->reach.destinations.n > 0};
    bool there[WHERE_COUNT] = {false};
    annotate_there(&wants, there);
    for (size_t i = 0; i < SEGMENT_COLUMNS; i++)
        annotate_add(b, columns[i], (struct added_use){cells[i], 0, FIELD_NONE});
    for (size_t p = 0; p < run->plan->n_profiles; p++)
        annotate_profile(b, run->plan->profiles[p], p, there);
}

rasif_status segments_view(const struct run *run, struct arena *arena, const struct view **out,
                           rasif_error *err)
{
    struct segment_table *st = ARENA_NEW(arena, struct segment_table);
    struct view *view;
    size_t capacity = SEGMENT_COLUMNS + PROFILE_COLUMNS * run->plan->n_profiles;
    struct column_builder b = {.sentences = run->sentences,
                               .arena = arena,
                               .capacity = capacity,
                               .columns = ARENA_ARRAY(arena, capacity, struct view_column),
                               .uses = ARENA_ARRAY(arena, capacity, struct added_use)};
    if (st == NULL || b.columns == NULL || b.uses == NULL)
        return fail_memory(err);
    TRY(feature_table_new(run, arena, &st->table, &view, err));
    add_columns(&b, run);
    if (b.failed)
        return fail_memory(err);
    st->uses = b.uses;
    view->name = "audit_segments";
    view->n_rows = run->store->segments.n;
    view->columns = b.columns;
    view->n_columns = b.n;
    view->cell = segment_cell;
    view->row = segment_row;
    view->user = st;
    view->geometry_column = COLUMN_geom;
    view->geometry_type = "LINESTRING";
    *out = view;
    return RASIF_OK;
}
