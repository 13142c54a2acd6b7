/* SPDX-License-Identifier: MIT
 *
 * One element (docs/scoring.md#one-element, #classes and #compliance): its values, the outcome of a
 * rule, its score for a profile. */
#include "rule/judge.h"
#include "rule/results.h"

#include <string.h>

const char *const passable_names[4] = {NULL, "no", "unknown", "yes"};
const char *const grade_names[GRADE_COUNT] = {NULL, "A", "B", "C", "unknown", "D", "E", "blocked"};

/* Without branches, for which one holds is anybody's guess. */
enum grade grade_of(const struct score *score)
{
    int32_t points = score->score;
    unsigned grade = GRADE_A + (points < 90 * SCORE_UNIT) + (points < 75 * SCORE_UNIT) +
                     2 * (points < 60 * SCORE_UNIT) + (points < 40 * SCORE_UNIT);
    bool open = (score->coverage < SCORE_UNIT / 2) | (points == SCORE_NULL) |
                ((score->passable == PASSABLE_UNKNOWN) & (points >= 60 * SCORE_UNIT));
    _Static_assert(GRADE_C + 2 == GRADE_D && GRADE_D + 1 == GRADE_E, "in the order of points");
    grade = open ? GRADE_UNKNOWN : grade;
    grade = score->passable == PASSABLE_NO ? GRADE_BLOCKED : grade;
    return (enum grade)(score->passable == PASSABLE_NONE ? GRADE_NONE : grade);
}

void values_load(const struct elements *elements, size_t row, const struct element_plan *plan,
                 struct values *out)
{
    for (size_t i = 0; i < plan->n_used; i++) {
        enum field_id field = plan->used[i];
        const struct column *column = elements->columns[field];
        out->real[field] = NAN;
        out->mask[field] = 0;
        out->origin[field] = ORIGIN_SURVEYED;
        if (column == NULL)
            continue;
        if (column->origin != NULL)
            out->origin[field] = column->origin[row];
        if (column_is_real(column))
            out->real[field] = column_real(column, row);
        else if (column->code != NULL)
            out->mask[field] = column->code[row] != 0 ? 1u << column->code[row] : 0;
        else if (column->list != NULL)
            out->mask[field] = column->list[row];
    }
}

static void add_need(struct need_sums *sums, const struct need *need, const struct need_result *result)
{
    sums->weight += need->weight;
    sums->blocked = sums->blocked || result->blocked;
    sums->at_most_unknown = sums->at_most_unknown || result->passable_at_most_unknown;
    sums->blocking_asked = sums->blocking_asked || (need->blocks && need->weight > 0 && !result->open);
    sums->blocking_seen = sums->blocking_seen || (need->blocks && need->weight > 0 && result->seen);
    if (result->known || result->score_only) {
        sums->score_known += need->weight;
        sums->score_value += need->weight * result->u;
        if (need->blocks)
            sums->score_least = fmin(sums->score_least, result->u);
    }
    if (result->known) {
        sums->known += need->weight;
        sums->value += need->weight * result->u;
        sums->open += result->open ? need->weight : 0;
        if (need->blocks)
            sums->least = fmin(sums->least, result->u);
    } else if (need->blocks) {
        sums->blocking_unknown = true;
    }
}

static double lower(double a, double b)
{
    return a < b ? a : b;
}

static double higher(double a, double b)
{
    return a > b ? a : b;
}

void need_sums_settle(const struct need_sums *sums, struct score *out)
{
    double cap = 40 + 60 * sums->least, score_cap = 40 + 60 * sums->score_least;
    bool blocked = sums->blocked, scored = sums->score_known > 0;
    double asked = sums->weight - sums->open, sure = sums->known - sums->open; /* for certain */
    bool weighed = sums->weight > 0;
    bool proven = (sums->blocking_seen | !sums->blocking_asked) & !sums->blocking_unknown;
    if (!weighed && !blocked && !sums->blocking_unknown) {
        *out = score_na;
        return;
    }
    double whole = weighed ? sums->weight : 1; /* what only blocks weighs nothing */
    int32_t score =
        score_fixed(lower(100 * sums->score_value / (scored ? sums->score_known : 1), score_cap));
    int32_t low = score_fixed(
        asked > 0 ? lower(100 * higher(sums->value - sums->open, 0) / asked, cap) : 0);
    int32_t high = score_fixed(
        lower(100 * (weighed ? (sums->value + whole - sums->known) / whole : 1), cap));
    int32_t coverage = score_fixed(weighed ? higher(sure, 0) / whole : blocked);
    bool yes = proven & (coverage >= SCORE_UNIT / 2) & !sums->at_most_unknown;
    *out = (struct score){
        .score = blocked ? 0 : scored ? score : SCORE_NULL,
        .low = (blocked | sums->blocking_unknown) ? 0 : low,
        .high = blocked ? 0 : high,
        .coverage = coverage,
        .passable = blocked ? PASSABLE_NO : yes ? PASSABLE_YES : PASSABLE_UNKNOWN,
    };
    out->grade = (uint8_t)grade_of(out);
}

void score_needs(const struct element_plan *plan, size_t profile, struct pace pace,
                 const struct values *values, struct score *out, uint64_t *blocks)
{
    struct need_sums sums = {.least = 1, .score_least = 1};
    for (size_t i = 0; i < plan->n_needs[profile]; i++) {
        const struct plan_need *asked = &plan->needs[profile][i];
        struct need_result result;
        if (!asked->supplied)
            continue;
        need_judge(asked->need, asked->measure, pace, values, &result);
        if (!result.applies)
            continue;
        add_need(&sums, asked->need, &result);
        if (result.blocked && blocks != NULL)
            *blocks |= UINT64_C(1) << asked->rule;
    }
    need_sums_settle(&sums, out);
}

static bool reads_virtual_ramp(enum field_id measure)
{
    return measure == F_kerb || measure == F_tactile_warning || measure == F_kerb_height_mm;
}

void values_none(const struct element_plan *plan, struct values *values)
{
    for (size_t i = 0; i < plan->n_used; i++) {
        values->real[plan->used[i]] = NAN;
        values->mask[plan->used[i]] = 0;
        values->origin[plan->used[i]] = ORIGIN_SURVEYED;
    }
}

void score_virtual_ramp(const struct plan *plan, size_t profile, double kerb_height_mm,
                        struct score *out)
{
    const struct element_plan *ramp = &plan->elements[ELEMENT_RAMP];
    struct need_sums sums = {.least = 1, .score_least = 1};
    struct values values;
    values_none(ramp, &values);
    values.mask[F_kerb] = 1u << KERB_RAISED;
    values.mask[F_tactile_warning] = 1u << TACTILE_NO;
    values.real[F_kerb_height_mm] = kerb_height_mm;
    for (size_t i = 0; i < ramp->n_needs[profile]; i++) {
        const struct plan_need *asked = &ramp->needs[profile][i];
        struct need_result result;
        if (!reads_virtual_ramp(asked->measure))
            continue;
        need_judge(asked->need, asked->measure, plan->profiles[profile]->pace, &values, &result);
        if (result.applies)
            add_need(&sums, asked->need, &result);
    }
    need_sums_settle(&sums, out);
    if (out->passable != PASSABLE_NONE) {
        out->coverage = SCORE_UNIT; /* that there is no ramp is known */
        out->grade = (uint8_t)grade_of(out);
    }
}

enum element row_element(const struct store *store, enum role role, size_t row)
{
    if (role != ROLE_STREET)
        return role_element(role);
    if (!store->streets.own[row])
        return ELEMENT_NONE;
    return element_code(&store->tables[ROLE_STREET], F_class, row) == CLASS_STEPS ? ELEMENT_STEPS
                                                                                   : ELEMENT_SIDEWALK;
}

rasif_outcome rule_judge(const struct plan *plan, const struct plan_rule *rule,
                         const struct values *values, const struct requirement **reported)
{
    rasif_outcome worst = RASIF_NOT_APPLICABLE;
    *reported = NULL;
    for (size_t i = 0; i < rule->n_requirements && rule->supplied; i++) {
        const struct requirement *requirement = &rule->requirements[i];
        if (plan->core && !requirement->core)
            continue;
        rasif_outcome outcome = requirement_judge(requirement, values);
        if (outcome > worst) {
            worst = outcome;
            *reported = requirement;
        }
    }
    return worst;
}

void outcomes_add(struct outcomes *outcomes, size_t ordinal, rasif_outcome outcome)
{
    outcomes->high |= (uint64_t)(outcome >> 1 & 1) << ordinal;
    outcomes->low |= (uint64_t)(outcome & 1) << ordinal;
}
