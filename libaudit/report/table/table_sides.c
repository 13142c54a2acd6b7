/* SPDX-License-Identifier: MIT
 *
 * audit_sides (docs/data-model.md#audit_sides-lines): the pieces of both sides of every street,
 * with the street's own geometry cut to them. Cells are made when they are read.
 *
 * Scores of a piece depend on all covers along it: facts_of computes those of all profiles once
 * per row and the cells share them. The street of a piece is found by halving over first_piece, or
 * at once when rows come in order. Cost per row: covers of the piece times profiles. */
#include "geo/line.h"
#include "link/link.h"
#include "report/table/columns.h"
#include "report/table/feature_table.h"

#include <string.h>

/* By enum cover_kind. */
static const char *const state_names[] = {"covered", "absent", "unknown", "not_applicable", "junction"};

/* The street whose piece has this number: the last one that starts at or before it. Rows mostly
 * come in order: `near`, the street of the row before, is looked at first, and the one behind it. */
static size_t street_of_piece(const struct store *store, size_t piece, size_t near)
{
    const uint32_t *first = store->streets.first_piece;
    size_t low = 0, high = store->tables[ROLE_STREET].n;
    for (size_t street = near; street < near + 2 && street < high; street++)
        if (first[street] <= piece && (street + 1 == high || piece < first[street + 1]))
            return street;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (first[middle] <= piece)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The segment at the middle of a piece. Not for a street drawn again: it has no stretches. */
static uint32_t segment_of(const struct store *store, size_t street, const struct piece *piece)
{
    double middle = (piece_from_m(store, piece) + piece->to_m) / 2;
    return store->segments.stretches[stretch_at(store, street, middle)].segment;
}

/* The cover that by_table and by_fid name: best score of the first profile, then the first in
 * the list. NULL for pieces without cover. */
static const struct cover *shown_cover(const struct run *run, const struct piece *piece)
{
    const struct cover *best = NULL;
    int32_t best_score = SCORE_NULL;
    for (const struct cover *cover = piece_cover(run->store, piece); cover != NULL;
         cover = cover_next(cover)) {
        int32_t score = run->results->roles[cover->role].scores[0][cover->row].score;
        if (best == NULL || score > best_score) {
            best = cover;
            best_score = score;
        }
    }
    return best;
}

/* Facts of a piece that its columns share; made once per row. */
struct side_facts {
    struct score scores[MOST_PROFILES]; /* not applicable in junctions and on sides that are not */
    const struct cover *cover;
    size_t street;
};

/* The facts of the row, kept in the scratch for its other columns. The street of the row made
 * before is the guess for the next. NULL when memory is out. */
static const struct side_facts *facts_of(const struct view *view, size_t row,
                                         struct cell_scratch *scratch)
{
    const struct feature_table *t = view->user;
    const struct piece *piece = &t->run->store->pieces[row];
    /* Read before cell_row gives the memory to the new row. */
    const struct side_facts *last = scratch->row_view == view ? scratch->row_data : NULL;
    size_t near = last != NULL ? last->street : 0;
    bool fresh;
    struct side_facts *facts = cell_row(scratch, view, row, sizeof *facts, &fresh);
    if (facts == NULL || !fresh)
        return facts;
    facts->street = street_of_piece(t->run->store, row, near);
    facts->cover = shown_cover(t->run, piece);
    bool applies = piece->state != COVER_IS_JUNCTION && piece->state != COVER_IS_NA;
    for (size_t p = 0; p < t->run->plan->n_profiles; p++)
        if (!applies)
            facts->scores[p] = score_na;
        else
            score_piece(t->run->store, t->run->results, piece, p, &facts->scores[p]);
    return facts;
}

/* ---- cells ---- */

/* One cell that is being made: its piece with the facts of it, and where the cell goes. */
struct side_cell {
    const struct run *run;
    const struct feature_table *table;
    const struct piece *piece;
    const struct side_facts *facts;
    const struct score *score; /* of the profile whose column it is */
    struct cell_scratch *scratch;
    struct cell *out;
};

/* The function of a column; of columns of profiles also the number of the profile. */
struct side_use {
    void (*show)(const struct side_cell *c);
    size_t profile;
};

/* The street's centre line between the ends of the piece; styles move it to its side. */
static void show_line(const struct side_cell *c)
{
    struct path path = path_of(&c->run->store->tables[ROLE_STREET], c->facts->street);
    /* The line of the street, and at most two more points where the piece begins and ends. */
    size_t n_points = path.point[path.n_parts] - path.point[0];
    double *line = cell_spare(c->scratch, (n_points + 2) * 2 * sizeof *line);
    if (line == NULL)
        return;
    size_t n = line_piece(path_start(&path), n_points, piece_from_m(c->run->store, c->piece),
                          c->piece->to_m, line);
    cell_line(c->table, line, n, c->scratch, c->out);
}

static void show_table(const struct side_cell *c)
{
    cell_text(c->out, table_of(c->run, ROLE_STREET, c->facts->street));
}

static void show_fid(const struct side_cell *c)
{
    cell_int(c->out, c->run->store->tables[ROLE_STREET].fid[c->facts->street]);
}

/* The number of the row in audit_segments; null for a street drawn again. */
static void show_segment(const struct side_cell *c)
{
    const struct store *store = c->run->store;
    size_t street = c->facts->street;
    if (store->streets.same_as[street] == street)
        cell_int(c->out, (int64_t)segment_of(store, street, c->piece) + 1);
}

static void show_side(const struct side_cell *c)
{
    cell_text(c->out, side_names[c->piece->side]);
}

/* Unrounded, so that pieces tile their street and programs can join by them (decision 0334). */
static void show_from(const struct side_cell *c)
{
    cell_real(c->out, piece_from_m(c->run->store, c->piece));
}

static void show_to(const struct side_cell *c)
{
    cell_real(c->out, c->piece->to_m);
}

static void show_length(const struct side_cell *c)
{
    cell_real(c->out, piece_length_m(c->run->store, c->piece));
}

/* "covered" where a sidewalk, footway or steps run along, drawn or implied by the street's
 * columns. */
static void show_state(const struct side_cell *c)
{
    cell_text(c->out, state_names[c->piece->state]);
}

/* Null where nothing covers the piece. An implied sidewalk names the table of its street. */
static void show_by_table(const struct side_cell *c)
{
    const struct cover *cover = c->facts->cover;
    if (cover != NULL)
        cell_text(c->out, table_of(c->run, (enum role)cover->role, cover->row));
}

static void show_by_fid(const struct side_cell *c)
{
    const struct cover *cover = c->facts->cover;
    if (cover != NULL)
        cell_int(c->out, c->run->store->tables[cover->role].fid[cover->row]);
}

/* "wcm,wcp": the profiles that are blocked on the piece. Codes have three letters. */
static void show_blocker(const struct side_cell *c)
{
    char codes[4 * MOST_PROFILES];
    size_t n = 0;
    for (size_t p = 0; p < c->run->plan->n_profiles; p++)
        if (c->facts->scores[p].passable == PASSABLE_NO) {
            if (n > 0)
                codes[n++] = ',';
            memcpy(codes + n, c->run->plan->profiles[p]->code, 3);
            n += 3;
        }
    if (n > 0)
        cell_copy(c->out, c->scratch, CELL_TEXT, codes, n);
}

static void show_score(const struct side_cell *c)
{
    cell_fixed(c->out, c->score->score);
}

static void show_low(const struct side_cell *c)
{
    cell_fixed(c->out, c->score->low);
}

static void show_high(const struct side_cell *c)
{
    cell_fixed(c->out, c->score->high);
}

static void show_coverage(const struct side_cell *c)
{
    cell_fixed(c->out, c->score->coverage);
}

static void show_passable(const struct side_cell *c)
{
    cell_text(c->out, passable_names[c->score->passable]);
}

/* ---- the table ---- */

/* Columns that stand once, then those of each profile, whose names and aliases are made at run time. */
#define LIST "report/table/columns_sides.def"
enum {
#define COLUMN PLACE_OF_COLUMN
#define PROFILE_COLUMN NOTHING_OF_COLUMN
#include LIST
#undef COLUMN
};
static const struct view_column columns_once[] = {
#define COLUMN COLUMN_OF_VIEW
#include LIST
#undef COLUMN
};
static void (*const cells_once[])(const struct side_cell *) = {
#define COLUMN CELL_OF_COLUMN
#include LIST
#undef COLUMN
#undef PROFILE_COLUMN
};
static const struct view_column columns_of_profile[] = {
#define COLUMN NOTHING_OF_COLUMN
#define PROFILE_COLUMN COLUMN_OF_VIEW
#include LIST
#undef PROFILE_COLUMN
};
static void (*const cells_of_profile[])(const struct side_cell *) = {
#define PROFILE_COLUMN CELL_OF_COLUMN
#include LIST
#undef PROFILE_COLUMN
#undef COLUMN
};

/* `use->profile` is 0 for columns that stand once: they don't read the score. */
static void make_cell(struct side_cell *c, const struct side_use *use, struct cell *out)
{
    cell_null(out);
    if (c->facts == NULL)
        return; /* memory was out */
    c->score = &c->facts->scores[use->profile];
    c->out = out;
    use->show(c);
}

static struct side_cell cell_at(const struct view *view, size_t row, struct cell_scratch *scratch)
{
    const struct feature_table *table = view->user;
    return (struct side_cell){.run = table->run, .table = table,
                              .piece = &table->run->store->pieces[row],
                              .facts = facts_of(view, row, scratch), .scratch = scratch};
}

static void side_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                      struct cell *out)
{
    const struct feature_table *table = view->user;
    struct side_cell c = cell_at(view, row, scratch);
    make_cell(&c, &table->uses[column], out);
}

/* The facts of the row are made once for all cells. */
static void side_row(const struct view *view, size_t row, struct cell_scratch *scratch,
                     struct cell *out)
{
    const struct feature_table *table = view->user;
    struct side_cell c = cell_at(view, row, scratch);
    for (size_t i = 0; i < view->n_columns; i++)
        make_cell(&c, &table->uses[i], &out[i]);
}

/* Columns of one profile, from the start of `columns` and `uses`: "rasif_wcm_score" with the
 * alias "Manual wheelchair user: score". false when memory is out. */
static bool add_profile(const struct run *run, size_t number, struct arena *arena,
                        struct view_column *columns, struct side_use *uses)
{
    const struct profile *profile = run->plan->profiles[number];
    for (size_t i = 0; i < LENGTH_OF(columns_of_profile); i++) {
        const struct view_column *each = &columns_of_profile[i];
        const char *name = profile_column_name(arena, profile, each->name);
        struct phrase alias = phrase_of(run->sentences, "column.sides", each->name);
        if (name == NULL || phrase_concat(profile->title, ": ", alias, arena, &alias, NULL) != RASIF_OK)
            return false;
        columns[i] = (struct view_column){.name = name, .type = each->type, .alias = alias};
        uses[i] = (struct side_use){cells_of_profile[i], number};
    }
    return true;
}

/* Columns once, then those of each profile; a row for each piece of every street, left side
 * first. */
rasif_status sides_view(const struct run *run, struct arena *arena, const struct view **out,
                        rasif_error *err)
{
    struct feature_table *table;
    struct view *view;
    size_t n = LENGTH_OF(columns_once), each = LENGTH_OF(columns_of_profile);
    size_t total = n + each * run->plan->n_profiles;
    TRY(feature_table_new(run, arena, &table, &view, err));
    struct view_column *columns = ARENA_ARRAY(arena, total, struct view_column);
    table->uses = ARENA_ARRAY(arena, total, struct side_use);
    if (columns == NULL || table->uses == NULL)
        return fail_memory(err);
    memcpy(columns, columns_once, sizeof columns_once);
    for (size_t i = 0; i < n; i++)
        table->uses[i].show = cells_once[i];
    for (size_t p = 0; p < run->plan->n_profiles; p++, n += each)
        if (!add_profile(run, p, arena, columns + n, table->uses + n))
            return fail_memory(err);
    view->name = "audit_sides";
    view->n_rows = run->store->n_pieces;
    view->columns = columns;
    view->n_columns = total;
    view->cell = side_cell;
    view->row = side_row;
    view->geometry_column = COLUMN_geom;
    view->geometry_type = "LINESTRING";
    *out = view;
    return RASIF_OK;
}
