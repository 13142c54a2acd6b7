/* SPDX-License-Identifier: MIT
 *
 * Cells of the columns added to tables with a role, and of those that audit_segments shares with
 * them: one function for each row of columns_added.def and columns_profile.def.
 *
 * A function gets one argument and does nothing where its value does not apply: the cell is null
 * already. Facts that several columns of a row need (compliance, lines of the network) are worked
 * out by the first and kept in struct added_cell. Scores are arrays by profile and row, or by
 * segment. Memory does not grow with rows. */
#include "report/label.h"
#include "report/precision.h"
#include "report/table/annotate.h"
#include "report/table/columns.h"
#include "report/table/feature_table.h"

/* ---- the element ---- */

static void show_id(struct added_cell *c)
{
    cell_rasif_id(c->run, c->role, c->own, c->scratch, c->out);
}

static void show_role(struct added_cell *c)
{
    cell_text(c->out, roles[c->role].name);
}

/* "yes", or "no: private" with the reason. */
static void show_scope(struct added_cell *c)
{
    uint8_t scope = c->run->store->tables[c->role].scope[c->row];
    if (scope == SCOPE_YES) {
        cell_text(c->out, "yes");
        return;
    }
    text_addf(cell_words(c->scratch), "no: %s", scope_names[scope]);
    cell_built(c->out, c->scratch);
}

/* Is the crossing drawn in several parts, or several times? */
static bool is_in_parts(const struct store *store, size_t row)
{
    return store->crossings.n_lines > 0 &&
           crossing_line_of(store, crossing_first(store, row)) != NULL;
}

/* Null for crossings in one part; the first part names itself. */
static void show_part_of(struct added_cell *c)
{
    const struct store *store = c->run->store;
    if (c->role == ROLE_CROSSING && is_in_parts(store, c->row))
        cell_rasif_id(c->run, ROLE_CROSSING, crossing_first(store, c->row), c->scratch, c->out);
}

/* Null where the kind is no more than the role. */
static void show_kind(struct added_cell *c)
{
    cell_text(c->out, label_kind(c->run, c->role, c->row));
}

static void show_name(struct added_cell *c)
{
    cell_name(c->run, c->role, c->row, false, c->out);
}

/* The Arabic name; null where it is the same as rasif_name. */
static void show_name_ar(struct added_cell *c)
{
    cell_name(c->run, c->role, c->row, true, c->out);
}

/* Of the street it belongs to, in that street's drawing direction; null without a street. */
static void show_side(struct added_cell *c)
{
    cell_text(c->out, side_names[belongs_side(c->run->belongs, c->role, c->row)]);
}

/* Null without --boundary, and outside of its polygons. */
static void show_inside(struct added_cell *c)
{
    if (c->run->inside[c->role] != NULL)
        cell_text(c->out, c->run->inside[c->role][c->row]);
}

static void show_from(struct added_cell *c)
{
    cell_from(c->annotation, c->role, c->row, c->scratch, c->out);
}

static void show_length(struct added_cell *c)
{
    cell_real(c->out, c->run->store->tables[c->role].length_m[c->row]);
}

/* One branch for each way in which a column is kept: numbers, codes of a vocabulary, texts, and
 * lists, bits by code that become "a;b". */
void cell_field(const struct run *run, enum role role, size_t row, enum field_id field,
                struct cell_scratch *scratch, struct cell *out)
{
    const struct column *column = run->store->tables[role].columns[field];
    cell_null(out);
    if (column == NULL)
        return;
    if (column_is_real(column)) /* the figure that decides, without noise of the arithmetic */
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

void added_measure(struct added_cell *c)
{
    cell_field(c->run, c->role, c->row, c->field, c->scratch, c->out);
}

/* ---- compliance ---- */

/* Streets and segments have finished sums over all that is linked to them. */
static void take_sum(const struct street_sum *sum, struct compliance *out)
{
    *out = (struct compliance){
        .outcome = (rasif_outcome)sum->compliance, .n_fail = sum->n_fail,
        .n_unknown = sum->n_unknown, .n_pass = sum->n_pass, .applies = true,
        .worst_rule = sum->worst_rule == UINT16_MAX ? SIZE_MAX : sum->worst_rule};
}

/* Counts the outcomes of one row; `applies` stays false out of scope and for roles that are not
 * judged. Parts of a crossing count as in scope: they repeat the verdict of its first part. The
 * worst rule is the failed one of highest severity, then of lowest id: rules are sorted by id. */
static void compliance_of(const struct run *run, enum role role, size_t row, struct compliance *out)
{
    *out = (struct compliance){.worst_rule = SIZE_MAX};
    uint8_t scope = run->store->tables[role].scope[row];
    if ((scope != SCOPE_YES && scope != SCOPE_PART) || role_element(role) == ELEMENT_NONE)
        return;
    out->applies = true;
    if (role == ROLE_STREET) {
        take_sum(&run->results->streets[row], out);
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

/* The compliance of the row or segment, worked out by the first of its columns; NULL where none
 * applies. */
static const struct compliance *compliance(struct added_cell *c)
{
    if (!c->summed && c->segment != NO_SEGMENT)
        take_sum(&c->run->results->segments.sums[c->segment], &c->compliance);
    else if (!c->summed)
        compliance_of(c->run, c->role, c->row, &c->compliance);
    c->summed = true;
    return c->compliance.applies ? &c->compliance : NULL;
}

void added_compliance(struct added_cell *c)
{
    const struct compliance *sum = compliance(c);
    if (sum != NULL)
        cell_text(c->out, outcome_names[sum->outcome]);
}

void added_n_fail(struct added_cell *c)
{
    const struct compliance *sum = compliance(c);
    if (sum != NULL)
        cell_int(c->out, sum->n_fail);
}

void added_n_unknown(struct added_cell *c)
{
    const struct compliance *sum = compliance(c);
    if (sum != NULL)
        cell_int(c->out, sum->n_unknown);
}

void added_n_pass(struct added_cell *c)
{
    const struct compliance *sum = compliance(c);
    if (sum != NULL)
        cell_int(c->out, sum->n_pass);
}

void added_worst_rule(struct added_cell *c)
{
    const struct compliance *sum = compliance(c);
    if (sum != NULL && sum->worst_rule != SIZE_MAX)
        cell_text(c->out, c->run->rules->rules[sum->worst_rule].id);
}

/* ---- scores ---- */

/* The worst class of all profiles, in the order of enum score_class: unknown lies between C and
 * D. "Not applicable" has no word and is null. */
void added_class(struct added_cell *c)
{
    enum score_class worst = SCORE_CLASS_NONE;
    for (size_t p = 0; p < c->run->plan->n_profiles && c->scores != NULL; p++) {
        enum score_class class = (enum score_class)c->scores[p][c->at].class;
        worst = class > worst ? class : worst;
    }
    cell_text(c->out, c->scores != NULL ? score_class_names[worst] : NULL);
}

/* The score of the column's profile in `scores`, which are those of the row or of one side; NULL
 * where the role is not judged. */
static const struct score *score_in(const struct added_cell *c, struct score *const *scores)
{
    return scores != NULL ? &scores[c->profile][c->at] : NULL;
}

static void show_score(struct added_cell *c)
{
    const struct score *score = score_in(c, c->scores);
    if (score != NULL)
        cell_fixed(c->out, score->score);
}

static void show_low(struct added_cell *c)
{
    const struct score *score = score_in(c, c->scores);
    if (score != NULL)
        cell_fixed(c->out, score->low);
}

static void show_high(struct added_cell *c)
{
    const struct score *score = score_in(c, c->scores);
    if (score != NULL)
        cell_fixed(c->out, score->high);
}

static void show_coverage(struct added_cell *c)
{
    const struct score *score = score_in(c, c->scores);
    if (score != NULL)
        cell_fixed(c->out, score->coverage);
}

static void show_passable(struct added_cell *c)
{
    const struct score *score = score_in(c, c->scores);
    if (score != NULL)
        cell_text(c->out, passable_names[score->passable]);
}

/* The class of one profile; added_class has the worst of all. */
static void show_class(struct added_cell *c)
{
    const struct score *score = score_in(c, c->scores);
    if (score != NULL)
        cell_text(c->out, score_class_names[score->class]);
}

/* Of the left side in the drawing direction of the street. */
static void show_left(struct added_cell *c)
{
    const struct score *score = score_in(c, c->left);
    if (score != NULL)
        cell_fixed(c->out, score->score);
}

static void show_right(struct added_cell *c)
{
    const struct score *score = score_in(c, c->right);
    if (score != NULL)
        cell_fixed(c->out, score->score);
}

/* ---- the network; null of roles that are not judged ---- */

/* Found by the first column of the network in each row. */
static const struct row_lines *lines_of(struct added_cell *c)
{
    if (!c->lines.found)
        c->lines = (struct row_lines){true, network_lines(c->run->store, c->role, c->row),
                                      network_repaired(c->run->store, c->role, c->row)};
    return &c->lines;
}

/* The number of the connected part, 1 = the longest; null in none. `best`: if everything unknown
 * were passable. */
static void island(struct added_cell *c, bool best)
{
    const struct run *run = c->run;
    if (c->scores == NULL)
        return;
    uint32_t number = network_island(run->store, run->results, run->network, c->profile,
                                     lines_of(c)->own, best);
    if (number > 0)
        cell_int(c->out, number);
}

static void show_island(struct added_cell *c)
{
    island(c, false);
}

static void show_island_high(struct added_cell *c)
{
    island(c, true);
}

/* Whole metres: repairs are not planned closer, and SQLite stores small integers in a byte or
 * two. NaN, of lines that are not blocked, is null. */
static void whole(struct added_cell *c, double value)
{
    if (!isnan(value))
        cell_int(c->out, llround(value));
}

/* Metres of network that repairing the element alone would join; null unless it is blocked. */
static void show_unlocks(struct added_cell *c)
{
    if (c->scores != NULL)
        whole(c, network_unlocks(c->run->network, c->profile, lines_of(c)->repaired, false));
}

static void show_unlocks_high(struct added_cell *c)
{
    if (c->scores != NULL)
        whole(c, network_unlocks(c->run->network, c->profile, lines_of(c)->repaired, true));
}

/* Segments, not metres; null unless the element is blocked and there are destinations. */
static void show_unlocks_streets(struct added_cell *c)
{
    if (c->scores != NULL)
        whole(c, network_unlocks_streets(c->run->network, c->profile, lines_of(c)->repaired));
}

/* The reach of the row, of the segment in audit_segments. false for roles that are not judged. */
static bool reach(const struct added_cell *c, struct reach_answer *out)
{
    const struct run *run = c->run;
    if (c->scores == NULL)
        return false;
    if (c->segment != NO_SEGMENT)
        reach_of_segment(run->store, run->network, c->profile, c->segment, out);
    else
        reach_of(run->store, run->network, c->profile, c->role, c->row, out);
    return true;
}

static void show_reach(struct added_cell *c)
{
    struct reach_answer answer;
    if (reach(c, &answer))
        cell_text(c->out, reach_names[answer.class]);
}

static void show_detour(struct added_cell *c)
{
    struct reach_answer answer;
    if (reach(c, &answer))
        cell_real(c->out, round(answer.detour * 100) / 100); /* closer than lines are drawn */
}

/* Of the way to the farthest kind, at best; NaN, and so null, without a way. */
static void show_reach_m(struct added_cell *c)
{
    struct reach_answer answer;
    if (reach(c, &answer))
        whole(c, answer.way_m);
}

/* ---- the lists ---- */

/* `holds` is for the pages in docs/ alone; alias and title come from data/text. */
#define ADDED_COLUMN(added, sql, cell, where, holds) {{.name = #added, .type = #sql}, cell, where},
const struct added_column added_columns[] = {
#include "report/table/columns_added.def"
};
const struct added_column profile_columns[] = {
#include "report/table/columns_profile.def"
};
_Static_assert(LENGTH_OF(added_columns) == ADDED_COLUMNS, "annotate.h counts another list");
_Static_assert(LENGTH_OF(profile_columns) == PROFILE_COLUMNS, "annotate.h counts another list");
