/* SPDX-License-Identifier: MIT
 *
 * audit_segments: streets from junction to junction, each with all the columns a street gets. Cells
 * are made when somebody asks for them. */
#include "link/link.h"
#include "report/table/annotate.h"
#include "report/table/feature_table.h"
#include "report/segment.h"

#include <stdlib.h>
#include <string.h>

/* What a column shows beside those of annotate.h. */
enum segment_column {
    SEG_GEOM = COLUMN_MEASURE + 1,
    SEG_TABLE,
    SEG_FID,
    SEG_FROM,
    SEG_TO,
    SEG_PARTS,
    SEG_NAME,
    SEG_NAME_AR,
    SEG_FROM_STREET,
    SEG_FROM_STREET_AR,
    SEG_TO_STREET,
    SEG_TO_STREET_AR,
    SEG_STREET_CLASS,
    SEG_CROSSINGS_MISSING
};

struct segment_table {
    struct feature_table *table;
    struct column_use *uses;
};

static void cell_geometry(const struct feature_table *t, size_t segment,
                          struct cell_scratch *scratch, struct cell *out)
{
    size_t n;
    double *line = segment_line(t->run->store, segment, &n);
    cell_null(out);
    if (line != NULL)
        cell_line(t, line, n, scratch, out);
    free(line);
}

/* "streets:12 0-40 m, streets:13"; null where one part tells all. */
static void cell_parts(const struct run *run, size_t segment, struct cell_scratch *scratch,
                       struct cell *out)
{
    const struct street_segments *segments = &run->store->segments;
    if (segments->first_part[segment + 1] - segments->first_part[segment] < 2)
        return;
    segment_feature(run, segment, cell_words(scratch));
    cell_built(out, scratch);
}

/* In its own language only: the column beside it has the other one. */
static const char *name_in(const struct run *run, uint32_t street, enum field_id field)
{
    return street == NO_ROW ? NULL
                            : pool_text(&run->store->pool,
                                        element_text(&run->store->tables[ROLE_STREET], field, street));
}

static const char *own_name(const struct run *run, size_t segment, enum field_id field)
{
    const struct street_segments *segments = &run->store->segments;
    const char *name = NULL;
    for (uint32_t i = segments->first_part[segment];
         name == NULL && i < segments->first_part[segment + 1]; i++)
        name = name_in(run, segment_part(segments, i).street, field);
    return name;
}

static void cell_sum(const struct run *run, const struct street_sum *sum, enum column_kind kind,
                     struct cell *out)
{
    if (kind == COLUMN_COMPLIANCE)
        cell_text(out, outcome_names[sum->compliance]);
    else if (kind == COLUMN_WORST_RULE)
        cell_text(out, sum->worst_rule == UINT16_MAX ? NULL : run->rules->rules[sum->worst_rule].id);
    else
        cell_int(out, kind == COLUMN_N_FAIL   ? sum->n_fail
                      : kind == COLUMN_N_PASS ? sum->n_pass
                                              : sum->n_unknown);
}

/* As judged: null where no crossing is due, or where one may be due or there that nobody mapped. */
static void cell_crossings_missing(const struct run *run, size_t segment, struct cell *out)
{
    unsigned expected = segment_crossing_expected(run->store, segment);
    bool crossed = segment_is_crossed(run->store, segment);
    bool absent = run->crossing_absent || segment_may_not_be_crossed(run->store, segment);
    if (expected != YES_NO_NO && crossed)
        cell_int(out, 0);
    else if (expected == YES_NO_YES && absent)
        cell_int(out, 1);
}

static void show_place(const struct segment_table *st, int kind, size_t segment,
                       struct cell_scratch *scratch, struct cell *out)
{
    const struct run *run = st->table->run;
    const struct street_segments *segments = &run->store->segments;
    const uint32_t *cross = segments->cross + 2 * segment;
    struct segment_part part = segment_first(segments, segment);
    switch (kind) {
    case SEG_GEOM:
        cell_geometry(st->table, segment, scratch, out);
        break;
    case SEG_TABLE:
        cell_text(out, table_of(run, ROLE_STREET, part.street));
        break;
    case SEG_FID:
        cell_int(out, run->store->tables[ROLE_STREET].fid[part.street]);
        break;
    case SEG_FROM:
        cell_real(out, part.reversed ? part.to_m : part.from_m);
        break;
    case SEG_TO:
        cell_real(out, part.reversed ? part.from_m : part.to_m);
        break;
    case SEG_PARTS:
        cell_parts(run, segment, scratch, out);
        break;
    case SEG_NAME:
    case SEG_NAME_AR:
        cell_text(out, own_name(run, segment, kind == SEG_NAME ? F_name : F_name_ar));
        break;
    case SEG_FROM_STREET:
    case SEG_FROM_STREET_AR:
        cell_text(out, name_in(run, cross[0], kind == SEG_FROM_STREET ? F_name : F_name_ar));
        break;
    case SEG_TO_STREET:
    case SEG_TO_STREET_AR:
        cell_text(out, name_in(run, cross[1], kind == SEG_TO_STREET ? F_name : F_name_ar));
        break;
    case SEG_STREET_CLASS:
        cell_field(run, ROLE_STREET, part.street, F_class, scratch, out);
        break;
    default:
        cell_crossings_missing(run, segment, out);
        break;
    }
}

static void show_verdict(const struct run *run, const struct column_use *use, size_t segment,
                         struct row_lines *lines, struct cell *out)
{
    const struct segment_results *results = &run->results->segments;
    uint32_t street = segment_first(&run->store->segments, segment).street;
    struct reach_answer answer;
    switch (use->kind) {
    case COLUMN_CLASS:
        cell_text(out, grade_names[segment_grade(run, segment)]);
        break;
    case COLUMN_LEFT:
        cell_fixed(out, results->left[use->profile][segment].score);
        break;
    case COLUMN_RIGHT:
        cell_fixed(out, results->right[use->profile][segment].score);
        break;
    case COLUMN_ISLAND:
    case COLUMN_ISLAND_HIGH:
    case COLUMN_UNLOCKS:
    case COLUMN_UNLOCKS_HIGH:
    case COLUMN_UNLOCKS_STREETS:
        cell_network(run, use, ROLE_STREET, street, lines, out);
        break;
    case COLUMN_REACH:
    case COLUMN_REACH_M:
    case COLUMN_DETOUR:
        reach_of_segment(run->store, run->network, use->profile, segment, &answer);
        cell_answer(use->kind, &answer, out);
        break;
    default:
        cell_of_score(use->kind, &results->scores[use->profile][segment], out);
        break;
    }
}

static void show(const struct segment_table *st, const struct column_use *use, size_t segment,
                 struct cell_scratch *scratch, struct row_lines *lines, struct cell *out)
{
    const struct run *run = st->table->run;
    cell_null(out);
    if ((int)use->kind >= SEG_GEOM) {
        show_place(st, (int)use->kind, segment, scratch, out);
        return;
    }
    switch (use->kind) {
    case COLUMN_ID:
        cell_segment_id(run, segment, scratch, out);
        break;
    case COLUMN_LENGTH:
        cell_real(out, segment_length_m(&run->store->segments, segment));
        break;
    case COLUMN_INSIDE:
        if (run->inside_segments != NULL)
            cell_text(out, run->inside_segments[segment]);
        break;
    case COLUMN_COMPLIANCE:
    case COLUMN_WORST_RULE:
    case COLUMN_N_FAIL:
    case COLUMN_N_UNKNOWN:
    case COLUMN_N_PASS:
        cell_sum(run, &run->results->segments.sums[segment], use->kind, out);
        break;
    default:
        show_verdict(run, use, segment, lines, out);
        break;
    }
}

static void segment_cell(const struct view *view, size_t row, size_t column,
                         struct cell_scratch *scratch, struct cell *out)
{
    const struct segment_table *st = view->user;
    struct row_lines lines = {.found = false};
    show(st, &st->uses[column], row, scratch, &lines, out);
}

static void segment_row(const struct view *view, size_t row, struct cell_scratch *scratch,
                        struct cell *out)
{
    const struct segment_table *st = view->user;
    const struct segment_results *results = &st->table->run->results->segments;
    struct row_lines lines = {.found = false};
    for (size_t i = 0; i < view->n_columns; i++)
        if (st->uses[i].kind == COLUMN_SCORE) {
            cells_of_score(&results->scores[st->uses[i].profile][row], &out[i]);
            i += SCORE_COLUMNS - 1;
        } else {
            show(st, &st->uses[i], row, scratch, &lines, &out[i]);
        }
}

static void add_columns(struct column_builder *b, const struct run *run)
{
    static const struct {
        const char *name, *type, *en, *ar;
        int kind;
    } each[] = {
        {"geom", "LINESTRING", NULL, NULL, SEG_GEOM},
        {"rasif_id", "TEXT", "rasif id", "معرّف رصيف", COLUMN_ID},
        {"street_table", "TEXT", "street table", "جدول الشارع", SEG_TABLE},
        {"street_fid", "INTEGER", "street feature id", "رقم عنصر الشارع", SEG_FID},
        {"from_m", "REAL", "from (m)", "من (م)", SEG_FROM},
        {"to_m", "REAL", "to (m)", "إلى (م)", SEG_TO},
        {"parts", "TEXT", "street features", "عناصر الشارع", SEG_PARTS},
        {"name", "TEXT", "name", "الاسم بالإنجليزية", SEG_NAME},
        {"name_ar", "TEXT", "Arabic name", "الاسم", SEG_NAME_AR},
        {"from_street", "TEXT", "from street", "من شارع (بالإنجليزية)", SEG_FROM_STREET},
        {"from_street_ar", "TEXT", "from street (Arabic)", "من شارع", SEG_FROM_STREET_AR},
        {"to_street", "TEXT", "to street", "إلى شارع (بالإنجليزية)", SEG_TO_STREET},
        {"to_street_ar", "TEXT", "to street (Arabic)", "إلى شارع", SEG_TO_STREET_AR},
        {"street_class", "TEXT", "street class", "صنف الشارع", SEG_STREET_CLASS},
        {"rasif_class", "TEXT", "worst class", "أسوأ صنف", COLUMN_CLASS},
        {"rasif_compliance", "TEXT", "compliance", "المطابقة", COLUMN_COMPLIANCE},
        {"rasif_n_fail", "INTEGER", "rules failed", "قواعد غير مستوفاة", COLUMN_N_FAIL},
        {"rasif_n_unknown", "INTEGER", "rules not decidable", "قواعد لا يمكن البت فيها",
         COLUMN_N_UNKNOWN},
        {"rasif_n_pass", "INTEGER", "rules passed", "قواعد مستوفاة", COLUMN_N_PASS},
        {"rasif_worst_rule", "TEXT", "worst failed rule", "أهم قاعدة غير مستوفاة", COLUMN_WORST_RULE},
        {"rasif_inside", "TEXT", "area", "المنطقة", COLUMN_INSIDE},
        {"rasif_length_m", "REAL", "length in metres", "الطول بالمتر", COLUMN_LENGTH},
    };
    const struct graph *graph = &run->store->graph;
    struct wanted_columns wanted = {
        .full = run->options->columns == RASIF_COLUMNS_FULL,
        .lines = graph->first_line[ROLE_STREET] < graph->first_line[ROLE_STREET + 1],
        .streets = true,
        .reach = run->network->reach.destinations.n > 0};
    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++)
        annotate_add(b, each[i].name, each[i].type, each[i].en, each[i].ar,
                     (struct column_use){(enum column_kind)each[i].kind, 0, FIELD_NONE});
    annotate_add(b, "rasif_m_crossings_missing", "REAL", "crossings_missing", NULL,
                 (struct column_use){(enum column_kind)SEG_CROSSINGS_MISSING, 0, FIELD_NONE});
    for (size_t p = 0; p < run->plan->n_profiles; p++)
        annotate_profile(b, run->plan->profiles[p], p, &wanted);
}

rasif_status segments_view(const struct run *run, struct arena *arena, const struct view **out,
                           rasif_error *err)
{
    struct segment_table *st = ARENA_NEW(arena, struct segment_table);
    struct view *view;
    size_t capacity = 32 + 16 * run->plan->n_profiles;
    struct column_builder b = {.arena = arena,
                               .capacity = capacity,
                               .columns = ARENA_ARRAY(arena, capacity, struct view_column),
                               .uses = ARENA_ARRAY(arena, capacity, struct column_use)};
    if (st == NULL || b.columns == NULL || b.uses == NULL)
        return fail_memory(err);
    TRY(feature_table_new(run, arena, &st->table, &view, err));
    add_columns(&b, run);
    if (b.failed)
        return fail_memory(err);
    st->uses = b.uses;
    view->name = "audit_segments";
    view->title_en = "Street segments, from junction to junction";
    view->title_ar = "مقاطع الشوارع من تقاطع إلى تقاطع";
    view->n_rows = run->store->segments.n;
    view->columns = b.columns;
    view->n_columns = b.n;
    view->cell = segment_cell;
    view->row = segment_row;
    view->user = st;
    view->geometry_column = 0;
    view->geometry_type = "LINESTRING";
    *out = view;
    return RASIF_OK;
}
