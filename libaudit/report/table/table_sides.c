/* SPDX-License-Identifier: MIT
 *
 * audit_sides (docs/data-model.md#audit_sides-lines): the pieces of both sides of every street,
 * with the street's own geometry cut to them. Cells are made when somebody asks for them. */
#include "geo/line.h"
#include "link/link.h"
#include "report/table/feature_table.h"

#include <string.h>

static const char *const state_names[] = {"covered", "absent", "unknown", "not_applicable", "junction"};

enum side_column {
    SIDE_GEOM, SIDE_TABLE, SIDE_FID, SIDE_SEGMENT_FID, SIDE_SIDE, SIDE_FROM, SIDE_TO, SIDE_LENGTH, SIDE_STATE,
    SIDE_BY_TABLE, SIDE_BY_FID, SIDE_BLOCKER,
    SIDE_SCORE, SIDE_LOW, SIDE_HIGH, SIDE_COVERAGE, SIDE_PASSABLE /* of each profile, behind the rest */
};
#define SCORES (SIDE_PASSABLE - SIDE_SCORE + 1)

/* What a column shows: one of side_column, for a profile. */
struct side_use {
    int kind;
    size_t profile;
};

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

static void side_geometry(const struct feature_table *t, size_t street, const struct piece *piece,
                          struct cell_scratch *scratch, struct cell *out)
{
    struct path path = path_of(&t->run->store->tables[ROLE_STREET], street);
    size_t n_points = path.point[path.n_parts] - path.point[0];
    double *line = cell_spare(scratch, (n_points + 2) * 2 * sizeof *line);
    cell_null(out);
    if (line == NULL)
        return;
    size_t n = line_piece(path_start(&path), n_points, piece_from_m(t->run->store, piece), piece->to_m, line);
    cell_line(t, line, n, scratch, out);
}

/* The segment a piece belongs to; not of a line drawn again. */
static uint32_t segment_of(const struct store *store, size_t street, const struct piece *piece)
{
    double middle = (piece_from_m(store, piece) + piece->to_m) / 2;
    return store->segments.stretches[stretch_at(store, street, middle)].segment;
}

/* The covering element shown: best score of the first profile, then the lowest row. */
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

/* What most columns of a piece need. */
struct side_facts {
    struct score scores[MOST_PROFILES]; /* not applicable in junctions and on sides that are not */
    bool scored;                        /* some may apply                                        */
    const struct cover *cover;
    size_t street;
};

static const struct side_facts *facts_of(const struct view *view, size_t row,
                                         struct cell_scratch *scratch)
{
    const struct feature_table *t = view->user;
    const struct piece *piece = &t->run->store->pieces[row];
    const struct side_facts *last = scratch->row_view == view ? scratch->row_data : NULL;
    size_t near = last != NULL ? last->street : 0;
    bool fresh;
    struct side_facts *facts = cell_row(scratch, view, row, sizeof *facts, &fresh);
    if (facts == NULL || !fresh)
        return facts;
    facts->street = street_of_piece(t->run->store, row, near);
    facts->cover = shown_cover(t->run, piece);
    facts->scored = piece->state != COVER_IS_JUNCTION && piece->state != COVER_IS_NA;
    for (size_t p = 0; p < t->run->plan->n_profiles; p++)
        if (!facts->scored)
            facts->scores[p] = score_na;
        else
            score_piece(t->run->store, t->run->results, piece, p, &facts->scores[p]);
    return facts;
}

/* Profiles stopped by the piece: "wcm,wcp". */
static void side_blocker(const struct run *run, const struct side_facts *facts,
                         struct cell_scratch *scratch, struct cell *out)
{
    char codes[4 * MOST_PROFILES];
    size_t n = 0;
    for (size_t p = 0; p < run->plan->n_profiles; p++)
        if (facts->scores[p].passable == PASSABLE_NO) {
            if (n > 0)
                codes[n++] = ',';
            memcpy(codes + n, run->plan->profiles[p]->code, 3);
            n += 3;
        }
    if (n > 0)
        cell_copy(out, scratch, CELL_TEXT, codes, n);
}

static void show_scores(const struct score *score, struct cell out[SCORES])
{
    cell_fixed(&out[SIDE_SCORE - SIDE_SCORE], score->score);
    cell_fixed(&out[SIDE_LOW - SIDE_SCORE], score->low);
    cell_fixed(&out[SIDE_HIGH - SIDE_SCORE], score->high);
    cell_fixed(&out[SIDE_COVERAGE - SIDE_SCORE], score->coverage);
    cell_text(&out[SIDE_PASSABLE - SIDE_SCORE], passable_names[score->passable]);
}

static void show(const struct feature_table *t, const struct side_facts *facts,
                 const struct piece *piece, const struct side_use *use,
                 struct cell_scratch *scratch, struct cell *out)
{
    const struct store *store = t->run->store;
    const struct cover *cover = facts->cover;
    cell_null(out);
    switch (use->kind) {
    case SIDE_GEOM:
        side_geometry(t, facts->street, piece, scratch, out);
        break;
    case SIDE_TABLE:
        cell_text(out, table_of(t->run, ROLE_STREET, facts->street));
        break;
    case SIDE_FID:
        cell_int(out, store->tables[ROLE_STREET].fid[facts->street]);
        break;
    case SIDE_SEGMENT_FID:
        if (store->streets.same_as[facts->street] == facts->street)
            cell_int(out, (int64_t)segment_of(store, facts->street, piece) + 1);
        break;
    case SIDE_SIDE:
        cell_text(out, side_names[piece->side]);
        break;
    case SIDE_FROM:
        cell_real(out, piece_from_m(store, piece));
        break;
    case SIDE_TO:
        cell_real(out, piece->to_m);
        break;
    case SIDE_LENGTH:
        cell_real(out, piece_length_m(store, piece));
        break;
    case SIDE_STATE:
        cell_text(out, state_names[piece->state]);
        break;
    case SIDE_BY_TABLE:
        if (cover != NULL)
            cell_text(out, table_of(t->run, (enum role)cover->role, cover->row));
        break;
    case SIDE_BY_FID:
        if (cover != NULL)
            cell_int(out, store->tables[cover->role].fid[cover->row]);
        break;
    case SIDE_BLOCKER:
        side_blocker(t->run, facts, scratch, out);
        break;
    default: {
        struct cell cells[SCORES];
        show_scores(&facts->scores[use->profile], cells);
        *out = cells[use->kind - SIDE_SCORE];
        break;
    }
    }
}

static void side_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                      struct cell *out)
{
    const struct feature_table *t = view->user;
    const struct side_facts *facts = facts_of(view, row, scratch);
    cell_null(out);
    if (facts != NULL)
        show(t, facts, &t->run->store->pieces[row], &t->uses[column], scratch, out);
}

static void side_row(const struct view *view, size_t row, struct cell_scratch *scratch,
                     struct cell *out)
{
    const struct feature_table *t = view->user;
    const struct side_facts *facts = facts_of(view, row, scratch);
    size_t n_scored = facts != NULL && facts->scored ? t->run->plan->n_profiles : 0;
    for (size_t i = 0; i < view->n_columns; i++)
        cell_null(&out[i]);
    for (size_t i = 0; i < SIDE_SCORE && facts != NULL; i++)
        show(t, facts, &t->run->store->pieces[row], &t->uses[i], scratch, &out[i]);
    for (size_t p = 0; p < n_scored; p++)
        show_scores(&facts->scores[p], &out[SIDE_SCORE + SCORES * p]);
}

static const struct view_column side_columns[] = {
    {"geom", "LINESTRING", NULL, NULL},
    {"street_table", "TEXT", "street table", "جدول الشارع"},
    {"street_fid", "INTEGER", "street feature id", "رقم عنصر الشارع"},
    {"segment_fid", "INTEGER", "segment feature id", "رقم المقطع"},
    {"side", "TEXT", "side", "الجهة"},
    {"from_m", "REAL", "from (m)", "من (م)"},
    {"to_m", "REAL", "to (m)", "إلى (م)"},
    {"length_m", "REAL", "length (m)", "الطول (م)"},
    {"state", "TEXT", "sidewalk", "الرصيف"},
    {"by_table", "TEXT", "covered by (table)", "مغطى بعنصر من جدول"},
    {"by_fid", "INTEGER", "covered by (feature id)", "مغطى بالعنصر رقم"},
    {"blocker", "TEXT", "stops", "يمنع"},
};

static bool add_side_profile(const struct profile *profile, size_t number, struct arena *arena,
                             struct view_column *columns, struct side_use *uses)
{
    static const struct {
        const char *suffix, *type, *en, *ar;
        int kind;
    } each[] = {{"score", "REAL", "score", "الدرجة", SIDE_SCORE},
                {"low", "REAL", "lowest possible score", "أدنى درجة ممكنة", SIDE_LOW},
                {"high", "REAL", "highest possible score", "أعلى درجة ممكنة", SIDE_HIGH},
                {"coverage", "REAL", "share known", "نسبة المعلوم", SIDE_COVERAGE},
                {"passable", "TEXT", "passable", "سالك", SIDE_PASSABLE}};
    for (size_t i = 0; i < SCORES; i++) {
        const char *name = profile_column_name(arena, profile, each[i].suffix);
        const char *en = profile_alias(arena, profile->title.en, each[i].en);
        const char *ar = profile_alias(arena, profile->title.ar, each[i].ar);
        if (name == NULL || en == NULL || ar == NULL)
            return false;
        columns[i] = (struct view_column){name, each[i].type, en, ar};
        uses[i] = (struct side_use){each[i].kind, number};
    }
    return true;
}

rasif_status sides_view(const struct run *run, struct arena *arena, const struct view **out,
                        rasif_error *err)
{
    struct feature_table *table;
    struct view *view;
    size_t n = sizeof side_columns / sizeof side_columns[0], total = n + SCORES * run->plan->n_profiles;
    TRY(feature_table_new(run, arena, &table, &view, err));
    struct view_column *columns = ARENA_ARRAY(arena, total, struct view_column);
    table->uses = ARENA_ARRAY(arena, total, struct side_use);
    if (columns == NULL || table->uses == NULL)
        return fail_memory(err);
    memcpy(columns, side_columns, sizeof side_columns);
    for (size_t i = 0; i < n; i++)
        table->uses[i].kind = (int)i;
    for (size_t p = 0; p < run->plan->n_profiles; p++)
        if (!add_side_profile(run->plan->profiles[p], p, arena, columns + n + SCORES * p, table->uses + n + SCORES * p))
            return fail_memory(err);
    view->name = "audit_sides";
    view->title_en = "Sides of streets: where there is a sidewalk, and how good it is";
    view->title_ar = "جهات الشوارع: أين يوجد رصيف وما حاله";
    view->n_rows = run->store->n_pieces;
    view->columns = columns;
    view->n_columns = total;
    view->cell = side_cell;
    view->row = side_row;
    view->geometry_column = SIDE_GEOM;
    view->geometry_type = "LINESTRING";
    *out = view;
    return RASIF_OK;
}
