/* SPDX-License-Identifier: MIT
 *
 * The columns added to the user's tables (docs/data-model.md#columns-added-to-tables-with-a-role),
 * as views keyed by FID. A column is a kind with a profile or field; cells are made when somebody
 * asks. */
#include "report/table/annotate.h"

#include "report/table/feature_table.h"
#include "report/label.h"
#include "report/precision.h"

#include <stdlib.h>
#include <string.h>

static struct row_ref ref_of(const struct annotation *a, size_t row)
{
    return a->refs != NULL ? a->refs[row] : (struct row_ref){(uint32_t)(a->first + row), (uint8_t)a->role};
}

/* ---- what a row's compliance comes to ---- */

struct compliance {
    rasif_outcome outcome;
    unsigned n_fail, n_unknown, n_pass;
    size_t worst_rule; /* SIZE_MAX = none */
    bool applies;
};

/* One row, and what several of its columns need: worked out when the first one does. */
struct annotated {
    const struct annotation *a;
    size_t own; /* the row itself                            */
    size_t row; /* that is judged for it: of one line, the first */
    enum role role;
    bool judged;
    bool summed; /* is `compliance` known? */
    struct compliance compliance;
    struct row_lines lines;
};

static void compliance_of(const struct run *run, enum role role, size_t row, struct compliance *out)
{
    *out = (struct compliance){.worst_rule = SIZE_MAX};
    uint8_t scope = run->store->tables[role].scope[row];
    if ((scope != SCOPE_YES && scope != SCOPE_PART) || role_element(role) == ELEMENT_NONE)
        return;
    out->applies = true;
    if (role == ROLE_STREET) {
        const struct street_sum *sum = &run->results->streets[row];
        out->outcome = (rasif_outcome)sum->compliance;
        out->n_fail = sum->n_fail;
        out->n_unknown = sum->n_unknown;
        out->n_pass = sum->n_pass;
        out->worst_rule = sum->worst_rule == UINT16_MAX ? SIZE_MAX : sum->worst_rule;
        return;
    }
    const struct outcomes *bits = &run->results->roles[role].outcomes[row];
    const struct element_plan *plan = &run->plan->elements[role_element(role)];
    out->n_fail = (unsigned)__builtin_popcountll(outcomes_fail(bits));
    out->n_unknown = (unsigned)__builtin_popcountll(outcomes_unknown(bits));
    out->n_pass = (unsigned)__builtin_popcountll(outcomes_pass(bits));
    out->outcome = out->n_fail > 0      ? RASIF_FAIL
                   : out->n_unknown > 0 ? RASIF_UNKNOWN
                   : out->n_pass > 0    ? RASIF_PASS
                                        : RASIF_NOT_APPLICABLE;
    for (uint64_t left = outcomes_fail(bits); left != 0; left &= left - 1) {
        size_t rule = plan->rules[__builtin_ctzll(left)].rule;
        const struct rule *rules = run->rules->rules;
        if (out->worst_rule == SIZE_MAX || rules[rule].severity > rules[out->worst_rule].severity ||
            (rules[rule].severity == rules[out->worst_rule].severity && rule < out->worst_rule))
            out->worst_rule = rule;
    }
}

static enum grade worst_grade(const struct run *run, enum role role, size_t row)
{
    enum grade worst = GRADE_NONE;
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        enum grade grade = (enum grade)run->results->roles[role].scores[p][row].grade;
        worst = grade > worst ? grade : worst;
    }
    return worst;
}

/* ---- cells ---- */

void cells_of_score(const struct score *score, struct cell *out)
{
    cell_fixed(&out[COLUMN_SCORE - COLUMN_SCORE], score->score);
    cell_fixed(&out[COLUMN_LOW - COLUMN_SCORE], score->low);
    cell_fixed(&out[COLUMN_HIGH - COLUMN_SCORE], score->high);
    cell_fixed(&out[COLUMN_COVERAGE - COLUMN_SCORE], score->coverage);
    cell_text(&out[COLUMN_PASSABLE - COLUMN_SCORE], passable_names[score->passable]);
    cell_text(&out[COLUMN_GRADE - COLUMN_SCORE], grade_names[score->grade]);
}

void cell_of_score(enum column_kind kind, const struct score *score, struct cell *out)
{
    struct cell cells[SCORE_COLUMNS];
    cells_of_score(score, cells);
    *out = cells[kind - COLUMN_SCORE];
}

static void cell_score(const struct run *run, const struct column_use *use, enum role role, size_t row,
                       struct cell *out)
{
    const struct results *results = run->results;
    if (use->kind == COLUMN_LEFT)
        cell_fixed(out, role == ROLE_STREET ? results->left[use->profile][row].score : SCORE_NULL);
    else if (use->kind == COLUMN_RIGHT)
        cell_fixed(out, role == ROLE_STREET ? results->right[use->profile][row].score : SCORE_NULL);
    else
        cell_of_score(use->kind, &results->roles[role].scores[use->profile][row], out);
}

void cell_network(const struct run *run, const struct column_use *use, enum role role, size_t row,
                  struct row_lines *lines, struct cell *out)
{
    if (!lines->found)
        *lines = (struct row_lines){true, network_lines(run->store, role, row),
                                    network_repaired(run->store, role, row)};
    if (use->kind == COLUMN_UNLOCKS_STREETS) {
        double n = network_unlocks_streets(run->network, use->profile, lines->repaired);
        if (!isnan(n))
            cell_int(out, llround(n));
        return;
    }
    bool best = use->kind == COLUMN_ISLAND_HIGH || use->kind == COLUMN_UNLOCKS_HIGH;
    if (use->kind == COLUMN_UNLOCKS || use->kind == COLUMN_UNLOCKS_HIGH) {
        double metres = network_unlocks(run->network, use->profile, lines->repaired, best);
        if (!isnan(metres)) /* to the metre: nobody plans closer, and whole numbers take a byte or
                               two */
            cell_int(out, llround(metres));
        return;
    }
    uint32_t island =
        network_island(run->store, run->results, run->network, use->profile, lines->own, best);
    if (island > 0)
        cell_int(out, island);
}

void cell_answer(enum column_kind kind, const struct reach_answer *answer, struct cell *out)
{
    if (kind == COLUMN_REACH)
        cell_text(out, reach_names[answer->class]);
    else if (kind == COLUMN_DETOUR)
        cell_real(out, round(answer->detour * 100) / 100); /* closer than lines are drawn */
    else if (!isnan(answer->way_m))
        cell_int(out, llround(answer->way_m));
}

static void cell_reach(const struct run *run, const struct column_use *use, enum role role,
                       size_t row, struct cell *out)
{
    struct reach_answer answer;
    reach_of(run->store, run->network, use->profile, role, row, &answer);
    cell_answer(use->kind, &answer, out);
}

void cell_field(const struct run *run, enum role role, size_t row, enum field_id field,
                struct cell_scratch *scratch, struct cell *out)
{
    const struct column *column = run->store->tables[role].columns[field];
    cell_null(out);
    if (column == NULL)
        return;
    if (column_is_real(column)) /* what decides, without noise of the arithmetic */
        cell_real(out, rounded_to(column_real(column, row), 6));
    else if (column->code != NULL)
        cell_text(out, vocabulary_word(fields[field].vocabulary, column->code[row]));
    else if (column->text != NULL)
        cell_text(out, pool_text(&run->store->pool, column->text[row]));
    else if (column->list[row] != 0) {
        struct text *words = cell_words(scratch);
        for (unsigned code = 1; code < 32; code++)
            if (column->list[row] >> code & 1) {
                text_add(words, words->length > 0 ? ";" : "");
                text_add(words, vocabulary_word(fields[field].vocabulary, code));
            }
        cell_built(out, scratch);
    }
}

static void cell_scope(const struct elements *e, size_t row, struct cell_scratch *scratch, struct cell *out)
{
    if (e->scope[row] == SCOPE_YES) {
        cell_text(out, "yes");
        return;
    }
    text_addf(cell_words(scratch), "no: %s", scope_names[e->scope[row]]);
    cell_built(out, scratch);
}

static void cell_compliance(struct annotated *it, enum column_kind kind, struct cell *out)
{
    const struct run *run = it->a->run;
    struct compliance *c = &it->compliance;
    if (!it->summed)
        compliance_of(run, it->role, it->row, c);
    it->summed = true;
    if (!c->applies)
        return;
    if (kind == COLUMN_COMPLIANCE)
        cell_text(out, outcome_names[c->outcome]);
    else if (kind == COLUMN_WORST_RULE)
        cell_text(out, c->worst_rule == SIZE_MAX ? NULL : run->rules->rules[c->worst_rule].id);
    else
        cell_int(out, kind == COLUMN_N_FAIL ? c->n_fail : kind == COLUMN_N_PASS ? c->n_pass : c->n_unknown);
}

static struct annotated annotated(const struct view *view, size_t index)
{
    const struct annotation *a = view->user;
    struct row_ref ref = ref_of(a, index);
    enum role role = (enum role)ref.role;
    return (struct annotated){.a = a,
                              .own = ref.row,
                              .row = element_lead(&a->run->store->tables[role], ref.row),
                              .role = role,
                              .judged = role_element(role) != ELEMENT_NONE};
}

/* Is the crossing drawn in several parts, or several times? */
static bool is_in_parts(const struct store *store, size_t row)
{
    return store->crossings.n_lines > 0 &&
           crossing_line_of(store, crossing_first(store, row)) != NULL;
}

static void annotate(struct annotated *it, const struct column_use *use,
                     struct cell_scratch *scratch, struct cell *out)
{
    const struct run *run = it->a->run;
    const struct elements *e = &run->store->tables[it->role];
    cell_null(out);
    switch (use->kind) {
    case COLUMN_ID:
        cell_rasif_id(run, it->role, it->own, scratch, out);
        break;
    case COLUMN_ROLE:
        cell_text(out, roles[it->role].name);
        break;
    case COLUMN_PART_OF:
        if (it->role == ROLE_CROSSING && is_in_parts(run->store, it->row))
            cell_rasif_id(run, ROLE_CROSSING, crossing_first(run->store, it->row), scratch, out);
        break;
    case COLUMN_KIND:
        cell_text(out, label_kind(run, it->role, it->row));
        break;
    case COLUMN_NAME:
    case COLUMN_NAME_AR:
        cell_name(run, it->role, it->row, use->kind == COLUMN_NAME_AR, out);
        break;
    case COLUMN_SIDE:
        cell_text(out, side_names[belongs_side(run->belongs, it->role, it->row)]);
        break;
    case COLUMN_SCOPE:
        cell_scope(e, it->row, scratch, out);
        break;
    case COLUMN_CLASS:
        if (it->judged)
            cell_text(out, grade_names[worst_grade(run, it->role, it->row)]);
        break;
    case COLUMN_INSIDE:
        if (run->inside[it->role] != NULL)
            cell_text(out, run->inside[it->role][it->row]);
        break;
    case COLUMN_FROM:
        cell_from(it->a, it->role, it->row, scratch, out);
        break;
    case COLUMN_LENGTH:
        cell_real(out, e->length_m[it->row]);
        break;
    case COLUMN_MEASURE:
        cell_field(run, it->role, it->row, use->field, scratch, out);
        break;
    case COLUMN_COMPLIANCE:
    case COLUMN_WORST_RULE:
    case COLUMN_N_FAIL:
    case COLUMN_N_UNKNOWN:
    case COLUMN_N_PASS:
        cell_compliance(it, use->kind, out);
        break;
    case COLUMN_ISLAND:
    case COLUMN_ISLAND_HIGH:
    case COLUMN_UNLOCKS:
    case COLUMN_UNLOCKS_HIGH:
    case COLUMN_UNLOCKS_STREETS:
        if (it->judged)
            cell_network(run, use, it->role, it->row, &it->lines, out);
        break;
    case COLUMN_REACH:
    case COLUMN_REACH_M:
    case COLUMN_DETOUR:
        if (it->judged)
            cell_reach(run, use, it->role, it->row, out);
        break;
    default:
        if (it->judged)
            cell_score(run, use, it->role, it->row, out);
        break;
    }
}

static void annotation_cell(const struct view *view, size_t index, size_t column,
                            struct cell_scratch *scratch, struct cell *out)
{
    struct annotated it = annotated(view, index);
    annotate(&it, &it.a->uses[column], scratch, out);
}

static void annotation_row(const struct view *view, size_t index, struct cell_scratch *scratch,
                           struct cell *out)
{
    struct annotated it = annotated(view, index);
    const struct column_use *uses = it.a->uses;
    const struct role_results *results = &it.a->run->results->roles[it.role];
    for (size_t i = 0; i < view->n_columns; i++)
        if (uses[i].kind == COLUMN_SCORE && it.judged) {
            cells_of_score(&results->scores[uses[i].profile][it.row], &out[i]);
            i += SCORE_COLUMNS - 1;
        } else {
            annotate(&it, &uses[i], scratch, &out[i]);
        }
}

/* ---- which rows ---- */

struct keyed_ref {
    int64_t fid;
    struct row_ref ref;
};

static int compare_refs(const void *a, const void *b)
{
    const struct keyed_ref *left = a, *right = b;
    return left->fid < right->fid ? -1 : left->fid > right->fid;
}

static rasif_status set_rows(const struct run *run, size_t source, struct arena *arena,
                             struct annotation *a, struct view *view, rasif_error *err)
{
    size_t n = 0, pieces = 0;
    for (int r = 0; r < ROLE_COUNT; r++)
        for (size_t s = 0; s < run->store->tables[r].n_segments; s++)
            if (run->store->tables[r].segments[s].source == source &&
                run->store->tables[r].segments[s].n > 0 &&
                !run->store->tables[r].segments[s].of_streets) {
                n += run->store->tables[r].segments[s].n;
                pieces++;
                a->role = (enum role)r;
                if (!annotate_from(run, a->role, arena, a))
                    return fail_memory(err);
                a->first = run->store->tables[r].segments[s].first;
                view->row_ids = run->store->tables[r].fid + a->first;
            }
    view->n_rows = n;
    if (pieces <= 1)
        return RASIF_OK;
    struct keyed_ref *all = malloc(n * sizeof *all);
    struct row_ref *refs = ARENA_ARRAY(arena, n, struct row_ref);
    int64_t *ids = ARENA_ARRAY(arena, n, int64_t);
    if (all == NULL || refs == NULL || ids == NULL) {
        free(all);
        return fail_memory(err);
    }
    size_t k = 0;
    for (int r = 0; r < ROLE_COUNT; r++)
        for (size_t s = 0; s < run->store->tables[r].n_segments; s++) {
            const struct segment *segment = &run->store->tables[r].segments[s];
            if (segment->of_streets)
                continue;
            for (size_t i = 0; segment->source == source && i < segment->n; i++)
                all[k++] = (struct keyed_ref){run->store->tables[r].fid[segment->first + i],
                                              {(uint32_t)(segment->first + i), (uint8_t)r}};
        }
    qsort(all, n, sizeof *all, compare_refs);
    for (size_t i = 0; i < n; i++) {
        ids[i] = all[i].fid;
        refs[i] = all[i].ref;
    }
    free(all);
    view->row_ids = ids;
    a->refs = refs;
    return RASIF_OK;
}

rasif_status annotation_view(const struct run *run, size_t source, struct arena *arena,
                             const struct view **out, rasif_error *err)
{
    struct view *view = ARENA_NEW(arena, struct view);
    struct annotation *a = ARENA_NEW(arena, struct annotation);
    size_t capacity = 20 + 16 * run->plan->n_profiles + FIELD_COUNT;
    struct column_builder b = {.arena = arena, .capacity = capacity,
                        .columns = ARENA_ARRAY(arena, capacity, struct view_column),
                        .uses = ARENA_ARRAY(arena, capacity, struct column_use)};
    if (view == NULL || a == NULL || b.columns == NULL || b.uses == NULL)
        return fail_memory(err);
    annotate_columns(&b, run, &run->store->sources[source]);
    if (b.failed)
        return fail_memory(err);
    a->run = run;
    a->uses = b.uses;
    *view = (struct view){.name = run->store->sources[source].output, .n_columns = b.n,
                          .columns = b.columns, .cell = annotation_cell, .row = annotation_row, .user = a,
                          .geometry_column = SIZE_MAX};
    TRY(set_rows(run, source, arena, a, view, err));
    *out = view;
    return RASIF_OK;
}
