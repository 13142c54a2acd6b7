/* SPDX-License-Identifier: MIT
 *
 * audit_findings, audit_sides and audit_links (contract section 5): large tables whose cells are
 * made when SQLite asks for them. Geometry goes back into the CRS of the first layer. */
#include "geo/line.h"
#include "geo/wkb.h"
#include "link/link.h"
#include "report/tables.h"

#include <stdlib.h>
#include <string.h>

const char *const outcome_names[4] = {"not-applicable", "pass", "unknown", "fail"};
static const char *const state_names[] = {"covered", "absent", "unknown", "not_applicable", "junction"};
static const char *const side_names[] = {NULL, "left", "right"};

struct feature_table {
    const struct run *run;
    const struct belongs *belongs;
    size_t layer;  /* of the CRS plan; SIZE_MAX = nothing has coordinates */
    int srs_id;
    struct column_use {
        int kind;
        size_t profile;
    } *uses; /* audit_sides */
};

static const char *table_of(const struct run *run, enum role role, size_t row)
{
    return run->store->sources[element_source(&run->store->tables[role], row)].output;
}

static void cell_rasif_id(const struct run *run, enum role role, size_t row,
                          struct cell_scratch *scratch, struct cell *out)
{
    char id[32];
    cell_copy(out, scratch, CELL_TEXT, id, element_rasif_id(&run->store->tables[role], row, id));
}

static void cell_built(struct cell *out, struct cell_scratch *scratch, struct text *text)
{
    if (text->failed || text->length == 0)
        cell_null(out);
    else
        cell_copy(out, scratch, CELL_TEXT, text->data, text->length);
    text_free(text);
}

static void cell_point(const struct feature_table *t, const double xy[2], struct cell_scratch *scratch,
                       struct cell *out)
{
    unsigned char blob[WKB_POINT_SIZE + 32];
    double place[2] = {xy[0], xy[1]};
    cell_null(out);
    if (t->layer == SIZE_MAX || !isfinite(place[0]) ||
        crs_from_metres(t->run->geo->plan, t->layer, 0, place, 1) != 0)
        return;
    cell_copy(out, scratch, CELL_BLOB, blob, wkb_write_point(blob, t->srs_id, place[0], place[1]));
}

/* ---- audit_findings ---- */

enum finding_column {
    FINDING_ID, FINDING_GEOM, FINDING_RULE, FINDING_ELEMENT, FINDING_TABLE, FINDING_FID,
    FINDING_RASIF_ID, FINDING_STREET, FINDING_STANDARD, FINDING_CLAUSE, FINDING_OUTCOME,
    FINDING_SEVERITY, FINDING_BLOCKS, FINDING_MEASURE, FINDING_VALUE, FINDING_UNIT, FINDING_LIMIT,
    FINDING_MARGIN, FINDING_ORIGIN, FINDING_MESSAGE_EN, FINDING_MESSAGE_AR
};

static const struct view_column finding_columns[] = {
    {"finding_id", "TEXT", "finding", "الملاحظة"},
    {"geom", "POINT", NULL, NULL},
    {"rule", "TEXT", "rule", "القاعدة"},
    {"element", "TEXT", "element", "العنصر"},
    {"table_name", "TEXT", "table", "الجدول"},
    {"source_fid", "INTEGER", "feature id", "رقم العنصر"},
    {"rasif_id", "TEXT", "rasif id", "معرّف رصيف"},
    {"street_id", "TEXT", "street (rasif id)", "الشارع (معرّف رصيف)"},
    {"standard", "TEXT", "standard", "المعيار"},
    {"clause", "TEXT", "clause", "البند"},
    {"outcome", "TEXT", "outcome", "النتيجة"},
    {"severity", "TEXT", "severity", "الخطورة"},
    {"blocks", "TEXT", "stops or endangers", "يمنع أو يعرّض للخطر"},
    {"measure", "TEXT", "measure", "المقياس"},
    {"value", "TEXT", "value", "القيمة"},
    {"unit", "TEXT", "unit", "الوحدة"},
    {"limit_value", "REAL", "limit", "الحد"},
    {"margin", "REAL", "beyond the limit by", "مقدار التجاوز"},
    {"origin", "TEXT", "origin of the value", "مصدر القيمة"},
    {"message_en", "TEXT", "message (English)", "الرسالة (بالإنجليزية)"},
    {"message_ar", "TEXT", "message (Arabic)", "الرسالة (بالعربية)"},
};

static void finding_value(const struct finding_facts *facts, struct cell_scratch *scratch, struct cell *out)
{
    struct text text = {0};
    if (!isnan(facts->value))
        text_fixed(&text, facts->value, 6);
    else
        text_add(&text, facts->value_text);
    cell_built(out, scratch, &text);
}

static void finding_facts_cell(const struct feature_table *t, const struct finding *f, size_t column,
                               struct cell_scratch *scratch, struct cell *out)
{
    struct finding_facts facts;
    struct text text = {0};
    finding_describe(t->run, f, &facts);
    switch (column) {
    case FINDING_GEOM:
        cell_point(t, facts.xy, scratch, out);
        break;
    case FINDING_STANDARD:
        cell_text(out, facts.standard);
        break;
    case FINDING_CLAUSE:
        cell_text(out, facts.clause);
        break;
    case FINDING_SEVERITY:
        cell_text(out, severity_names[facts.severity]);
        break;
    case FINDING_MEASURE:
        cell_text(out, facts.measure);
        break;
    case FINDING_VALUE:
        finding_value(&facts, scratch, out);
        break;
    case FINDING_UNIT:
        cell_text(out, facts.unit[0] != '\0' ? facts.unit : NULL);
        break;
    case FINDING_LIMIT:
        cell_real(out, facts.limit);
        break;
    case FINDING_MARGIN:
        cell_real(out, facts.margin);
        break;
    case FINDING_ORIGIN:
        cell_text(out, origin_names[facts.origin]);
        break;
    default:
        finding_message(t->run, f, &facts, column == FINDING_MESSAGE_AR ? "ar" : "en", &text);
        cell_built(out, scratch, &text);
        break;
    }
}

static void finding_cell(const struct view *view, size_t row, size_t column,
                         struct cell_scratch *scratch, struct cell *out)
{
    const struct feature_table *t = view->user;
    const struct finding *f = &t->run->results->findings[row];
    enum role role = (enum role)f->role;
    struct text text = {0};
    cell_null(out);
    switch (column) {
    case FINDING_ID:
        finding_id(t->run, f, &text);
        cell_built(out, scratch, &text);
        break;
    case FINDING_RULE:
        cell_text(out, t->run->rules->rules[f->rule].id);
        break;
    case FINDING_ELEMENT:
        cell_text(out, roles[role].name);
        break;
    case FINDING_TABLE:
        cell_text(out, table_of(t->run, role, f->row));
        break;
    case FINDING_FID:
        cell_int(out, t->run->store->tables[role].fid[f->row]);
        break;
    case FINDING_RASIF_ID:
        cell_rasif_id(t->run, role, f->row, scratch, out);
        break;
    case FINDING_STREET:
        if (t->belongs->street[role][f->row] != NO_ROW)
            cell_rasif_id(t->run, ROLE_STREET, t->belongs->street[role][f->row], scratch, out);
        break;
    case FINDING_OUTCOME:
        cell_text(out, f->outcome == 0 ? "blocked" : outcome_names[f->outcome]);
        break;
    case FINDING_BLOCKS:
        finding_blocks(t->run, f, &text);
        cell_built(out, scratch, &text);
        break;
    default:
        finding_facts_cell(t, f, column, scratch, out);
        break;
    }
}

static rasif_status feature_table_new(const struct run *run, const struct belongs *belongs,
                                      struct arena *arena, struct feature_table **table,
                                      struct view **view, rasif_error *err)
{
    size_t source = place_source(run);
    *table = ARENA_NEW(arena, struct feature_table);
    *view = ARENA_NEW(arena, struct view);
    if (*table == NULL || *view == NULL)
        return fail_memory(err);
    **table = (struct feature_table){.run = run, .belongs = belongs, .layer = SIZE_MAX};
    if (source != SIZE_MAX) {
        (*table)->layer = run->geo->layer_of_source[source];
        (*table)->srs_id = run->store->sources[source].srs_id;
    }
    (*view)->user = *table;
    (*view)->srs_id = (*table)->srs_id;
    return RASIF_OK;
}

rasif_status findings_view(const struct run *run, const struct belongs *belongs, struct arena *arena,
                           const struct view **out, rasif_error *err)
{
    struct feature_table *table;
    struct view *view;
    TRY(feature_table_new(run, belongs, arena, &table, &view, err));
    view->name = "audit_findings";
    view->title_en = "Findings: what fails where, and for whom";
    view->title_ar = "الملاحظات: ما لا يستوفي، وأين، ولمن";
    view->n_rows = run->results->n_findings;
    view->columns = finding_columns;
    view->n_columns = sizeof finding_columns / sizeof finding_columns[0];
    view->cell = finding_cell;
    view->geometry_column = FINDING_GEOM;
    view->geometry_type = "POINT";
    *out = view;
    return RASIF_OK;
}

/* ---- audit_sides ---- */

enum side_column {
    SIDE_GEOM, SIDE_TABLE, SIDE_FID, SIDE_SIDE, SIDE_FROM, SIDE_TO, SIDE_LENGTH, SIDE_STATE,
    SIDE_BY_TABLE, SIDE_BY_FID, SIDE_BLOCKER,
    SIDE_SCORE, SIDE_LOW, SIDE_HIGH, SIDE_COVERAGE, SIDE_PASSABLE
};

static void side_geometry(const struct feature_table *t, const struct piece *piece,
                          struct cell_scratch *scratch, struct cell *out)
{
    struct path path = path_of(&t->run->store->tables[ROLE_STREET], piece->street);
    size_t n_points = path.point[path.n_parts] - path.point[0];
    double *line = malloc((n_points + 2) * 2 * sizeof *line);
    cell_null(out);
    if (line == NULL || t->layer == SIZE_MAX) {
        free(line);
        return;
    }
    size_t n = line_piece(path_start(&path), n_points, piece->from_m, piece->to_m, line);
    unsigned char *blob = malloc(wkb_line_size(n));
    if (blob != NULL && crs_from_metres(t->run->geo->plan, t->layer, 0, line, n) == 0)
        cell_copy(out, scratch, CELL_BLOB, blob, wkb_write_line(blob, t->srs_id, line, n));
    free(blob);
    free(line);
}

/* The covering element shown: best score of the first profile, then the lowest row. */
static const struct cover *shown_cover(const struct run *run, const struct piece *piece)
{
    const struct cover *best = NULL;
    int32_t best_score = SCORE_NULL;
    for (uint32_t i = piece->first_cover; i < piece->first_cover + piece->n_covers; i++) {
        const struct cover *cover = &run->store->covers[i];
        int32_t score = run->results->roles[cover->role].scores[0][cover->row].score;
        if (best == NULL || score > best_score) {
            best = cover;
            best_score = score;
        }
    }
    return best;
}

/* Profiles stopped by the piece: "wcm,wcp". */
static void side_blocker(const struct run *run, const struct piece *piece, struct cell_scratch *scratch,
                         struct cell *out)
{
    struct text text = {0};
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        struct score score;
        score_piece(run->store, run->results, piece, p, &score);
        if (score.passable == PASSABLE_NO && piece->state != COVER_IS_JUNCTION && piece->state != COVER_IS_NA) {
            text_add(&text, text.length > 0 ? "," : "");
            text_add(&text, run->plan->profiles[p]->code);
        }
    }
    cell_built(out, scratch, &text);
}

static void cell_fixed(struct cell *out, int32_t value)
{
    if (value == SCORE_NULL)
        cell_null(out);
    else
        cell_real(out, value / (double)SCORE_UNIT);
}

static void side_score(const struct feature_table *t, const struct piece *piece,
                       const struct column_use *use, struct cell *out)
{
    struct score score;
    cell_null(out);
    if (piece->state == COVER_IS_JUNCTION || piece->state == COVER_IS_NA)
        return;
    score_piece(t->run->store, t->run->results, piece, use->profile, &score);
    switch (use->kind) {
    case SIDE_SCORE:
        cell_fixed(out, score.score);
        break;
    case SIDE_LOW:
        cell_fixed(out, score.low);
        break;
    case SIDE_HIGH:
        cell_fixed(out, score.high);
        break;
    case SIDE_COVERAGE:
        cell_fixed(out, score.coverage);
        break;
    default:
        cell_text(out, passable_names[score.passable]);
        break;
    }
}

static void side_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                      struct cell *out)
{
    const struct feature_table *t = view->user;
    const struct store *store = t->run->store;
    const struct piece *piece = &store->pieces[row];
    const struct cover *cover = shown_cover(t->run, piece);
    cell_null(out);
    switch (t->uses[column].kind) {
    case SIDE_GEOM:
        side_geometry(t, piece, scratch, out);
        break;
    case SIDE_TABLE:
        cell_text(out, table_of(t->run, ROLE_STREET, piece->street));
        break;
    case SIDE_FID:
        cell_int(out, store->tables[ROLE_STREET].fid[piece->street]);
        break;
    case SIDE_SIDE:
        cell_text(out, side_names[piece->side]);
        break;
    case SIDE_FROM:
        cell_real(out, piece->from_m);
        break;
    case SIDE_TO:
        cell_real(out, piece->to_m);
        break;
    case SIDE_LENGTH:
        cell_real(out, piece->to_m - piece->from_m);
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
        side_blocker(t->run, piece, scratch, out);
        break;
    default:
        side_score(t, piece, &t->uses[column], out);
        break;
    }
}

static const struct view_column side_columns[] = {
    {"geom", "LINESTRING", NULL, NULL},
    {"street_table", "TEXT", "street table", "جدول الشارع"},
    {"street_fid", "INTEGER", "street feature id", "رقم عنصر الشارع"},
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
                             struct view_column *columns, struct column_use *uses)
{
    static const struct {
        const char *suffix, *type;
        int kind;
    } each[] = {{"score", "REAL", SIDE_SCORE}, {"low", "REAL", SIDE_LOW}, {"high", "REAL", SIDE_HIGH},
                {"coverage", "REAL", SIDE_COVERAGE}, {"passable", "TEXT", SIDE_PASSABLE}};
    for (size_t i = 0; i < 5; i++) {
        struct text name = {0};
        text_addf(&name, "rasif_%s_%s", profile->code, each[i].suffix);
        const char *copy = name.failed ? NULL : arena_strdup(arena, name.data);
        text_free(&name);
        if (copy == NULL)
            return false;
        columns[i] = (struct view_column){copy, each[i].type, profile->title.en, profile->title.ar};
        uses[i] = (struct column_use){each[i].kind, number};
    }
    return true;
}

rasif_status sides_view(const struct run *run, struct arena *arena, const struct view **out,
                        rasif_error *err)
{
    struct feature_table *table;
    struct view *view;
    size_t n = sizeof side_columns / sizeof side_columns[0], total = n + 5 * run->plan->n_profiles;
    TRY(feature_table_new(run, NULL, arena, &table, &view, err));
    struct view_column *columns = ARENA_ARRAY(arena, total, struct view_column);
    table->uses = ARENA_ARRAY(arena, total, struct column_use);
    if (columns == NULL || table->uses == NULL)
        return fail_memory(err);
    memcpy(columns, side_columns, sizeof side_columns);
    for (size_t i = 0; i < n; i++)
        table->uses[i].kind = (int)i;
    for (size_t p = 0; p < run->plan->n_profiles; p++)
        if (!add_side_profile(run->plan->profiles[p], p, arena, columns + n + 5 * p, table->uses + n + 5 * p))
            return fail_memory(err);
    view->name = "audit_sides";
    view->title_en = "Sides of streets: where there is a sidewalk, and how good it is";
    view->title_ar = "جهات الشوارع: أين يوجد رصيف وما حاله";
    view->n_rows = run->store->n_pieces;
    view->columns = columns;
    view->n_columns = total;
    view->cell = side_cell;
    view->geometry_column = SIDE_GEOM;
    view->geometry_type = "LINESTRING";
    *out = view;
    return RASIF_OK;
}

/* ---- audit_links ---- */

static const struct view_column link_columns[] = {
    {"kind", "TEXT", NULL, NULL},      {"from_table", "TEXT", NULL, NULL},
    {"from_fid", "INTEGER", NULL, NULL}, {"to_table", "TEXT", NULL, NULL},
    {"to_fid", "INTEGER", NULL, NULL}, {"side", "TEXT", NULL, NULL},
    {"place", "TEXT", NULL, NULL},     {"from_m", "REAL", NULL, NULL},
    {"to_m", "REAL", NULL, NULL},      {"distance_m", "REAL", NULL, NULL},
    {"angle_deg", "REAL", NULL, NULL}, {"overlap", "REAL", NULL, NULL},
    {"method", "TEXT", NULL, NULL},
};

static void link_place(const struct link *link, struct cell_scratch *scratch, struct cell *out)
{
    struct text text = {0};
    if (link->place == PLACE_START || link->place == PLACE_END)
        cell_text(out, link->place == PLACE_START ? "start" : "end");
    else if (link->place != 255) {
        text_addf(&text, "island-%d", link->place - PLACE_ISLAND + 1);
        cell_built(out, scratch, &text);
    }
}

static void link_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                      struct cell *out)
{
    const struct feature_table *t = view->user;
    const struct link *link = &t->run->store->links.items[row];
    const double numbers[] = {link->from_m, link->to_m, link->distance_m, link->angle_deg, link->overlap};
    cell_null(out);
    switch (column) {
    case 0:
        cell_text(out, link_kind_names[link->kind]);
        break;
    case 1:
        cell_text(out, table_of(t->run, (enum role)link->from_role, link->from));
        break;
    case 2:
        cell_int(out, t->run->store->tables[link->from_role].fid[link->from]);
        break;
    case 3:
        cell_text(out, table_of(t->run, (enum role)link->to_role, link->to));
        break;
    case 4:
        cell_int(out, t->run->store->tables[link->to_role].fid[link->to]);
        break;
    case 5:
        cell_text(out, side_names[link->side]);
        break;
    case 6:
        link_place(link, scratch, out);
        break;
    case 12:
        cell_text(out, link->method == LINK_BY_ID ? "id" : "geometry");
        break;
    default:
        cell_real(out, numbers[column - 7]);
        break;
    }
}

rasif_status links_view(const struct run *run, struct arena *arena, const struct view **out,
                        rasif_error *err)
{
    struct feature_table *table;
    struct view *view;
    TRY(feature_table_new(run, NULL, arena, &table, &view, err));
    view->name = "audit_links";
    view->title_en = "Links between elements, with their evidence";
    view->title_ar = "الروابط بين العناصر وأدلتها";
    view->n_rows = run->store->links.n;
    view->columns = link_columns;
    view->n_columns = sizeof link_columns / sizeof link_columns[0];
    view->cell = link_cell;
    view->geometry_column = SIZE_MAX;
    *out = view;
    return RASIF_OK;
}
