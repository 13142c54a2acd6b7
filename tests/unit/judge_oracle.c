/* SPDX-License-Identifier: MIT
 * One row judged by the definition: see judge_oracle.h. */
#include "judge_oracle.h"

#include <math.h>

/* The value a rule or need looks at: slopes are magnitudes, whichever way the line was drawn. */
static inline double magnitude(enum field_id field, double value)
{
    return (fields[field].flags & FIELD_SLOPE) != 0 ? fabs(value) : value;
}

static inline double number(const struct values *values, enum field_id field)
{
    return magnitude(field, values->real[field]);
}

/* Does a value that is only the least it can be prove what came out? Only if no greater one would
 * change it. */
static bool proves_above(enum operation op, enum truth truth)
{
    return (truth == TRUTH_FALSE && (op == OP_LE || op == OP_LT)) ||
           (truth == TRUTH_TRUE && (op == OP_GE || op == OP_GT));
}

/* The same of a value that is only the most it can be. */
static bool proves_below(enum operation op, enum truth truth)
{
    return (truth == TRUTH_TRUE && (op == OP_LE || op == OP_LT)) ||
           (truth == TRUTH_FALSE && (op == OP_GE || op == OP_GT));
}

/* Is what came out open, for all that a value of this origin can prove? */
static bool doubtful(enum origin origin, enum operation op, enum truth truth)
{
    return (origin == ORIGIN_AT_LEAST && !proves_above(op, truth)) ||
           (origin == ORIGIN_BOUND && !proves_below(op, truth));
}

/* The comparison itself, whatever the origins: unknown when a value is missing. */
static enum truth compare(const struct condition *condition, const struct values *values)
{
    enum field_id measure = condition->measure, other = condition->other;
    if (fields[measure].type != VALUE_REAL) {
        uint32_t mask = values->mask[measure];
        uint32_t wanted = other == FIELD_NONE ? condition->classes : values->mask[other];
        if (mask == 0 || wanted == 0)
            return TRUTH_UNKNOWN;
        /* A list holds several: any member counts. */
        bool holds = (mask & wanted) != 0;
        return holds == (condition->op != OP_NE) ? TRUTH_TRUE : TRUTH_FALSE;
    }
    double x = number(values, measure);
    double low = condition->low, high = condition->high;
    if (other != FIELD_NONE)
        low = high = number(values, other);
    if (isnan(x) || isnan(low) || isnan(high))
        return TRUTH_UNKNOWN;
    struct range range = range_of(condition->op, low, high, condition->tolerance);
    return range_has(&range, x) ? TRUTH_TRUE : TRUTH_FALSE;
}

enum truth condition_test(const struct condition *condition, const struct values *values)
{
    enum origin origin = (enum origin)values->origin[condition->measure];
    if (origin == ORIGIN_ASSUMED)
        return TRUTH_UNKNOWN;
    if (condition->other != FIELD_NONE) {
        enum origin second = (enum origin)values->origin[condition->other];
        /* Two values of one derived origin (a sidewalk's slope and the street's, both from the
         * elevation model) agree because they share their source, not because they were seen to. */
        if (second == ORIGIN_ASSUMED || second == ORIGIN_BOUND || second == ORIGIN_AT_LEAST ||
            (origin == second && origin != ORIGIN_SURVEYED))
            return TRUTH_UNKNOWN;
    }
    enum truth truth = compare(condition, values);
    return doubtful(origin, condition->op, truth) ? TRUTH_UNKNOWN : truth;
}

enum truth conditions_test(const struct condition *conditions, size_t n,
                           const struct values *values)
{
    enum truth all = TRUTH_TRUE;
    for (size_t i = 0; i < n; i++) {
        enum truth one = condition_test(&conditions[i], values);
        if (one == TRUTH_FALSE)
            return TRUTH_FALSE;
        if (one == TRUTH_UNKNOWN)
            all = TRUTH_UNKNOWN;
    }
    return all;
}

/* Asked about only where there is one, and there is none. */
static bool asks_of_nothing(enum field_id measure, const struct values *values)
{
    if ((fields[measure].flags & FIELD_IF_THERE) == 0)
        return false;
    return fields[measure].type == VALUE_REAL ? isnan(values->real[measure])
                                              : values->mask[measure] == 0;
}

/* An exception that is not there excuses nothing, though an empty list of conditions holds. */
static enum truth exception_test(const struct condition *conditions, size_t n,
                                 const struct values *values)
{
    return n == 0 ? TRUTH_FALSE : conditions_test(conditions, n, values);
}

rasif_outcome requirement_judge(const struct requirement *requirement, const struct values *values)
{
    enum truth when = conditions_test(requirement->when, requirement->n_when, values);
    if (when == TRUTH_FALSE || asks_of_nothing(requirement->require.measure, values))
        return RASIF_NOT_APPLICABLE;
    enum truth met = compare(&requirement->require, values);
    if (met == TRUTH_UNKNOWN)
        return RASIF_UNKNOWN;
    enum origin origin = (enum origin)values->origin[requirement->require.measure];
    if (origin == ORIGIN_LINKED || origin == ORIGIN_ASSUMED || origin == ORIGIN_DEM_LOW)
        return RASIF_UNKNOWN; /* proves nothing, neither way */
    bool open = doubtful(origin, requirement->require.op, met);
    if (met == TRUTH_TRUE && !open)
        return RASIF_PASS;
    enum truth unless = exception_test(requirement->unless, requirement->n_unless, values);
    if (unless == TRUTH_TRUE)
        return RASIF_PASS;
    enum truth maybe = exception_test(requirement->maybe, requirement->n_maybe, values);
    if (when == TRUTH_UNKNOWN || unless == TRUTH_UNKNOWN || maybe != TRUTH_FALSE || open)
        return RASIF_UNKNOWN;
    return RASIF_FAIL;
}

/* A need's value with what its origin allows it to say. */
struct reading {
    double x;
    bool bound, assumed;
};

/* Where a person waits for the signal, behind the kerb (MUTCD 4E.06 para 14). */
#define WAITING_M 1.8
/* (walk_s + clearance_s) / time a person of this pace takes, from the signal and the place where one
 * waits; NaN when it can't be told. A margin of a stage that is only an upper bound is a lower bound;
 * one assumed part makes the whole assumed. */
static double green_margin(double walk_s, double clearance_s, double stage_m, struct pace pace)
{
    double needed_s = pace.start_s + (stage_m + WAITING_M) / pace.speed_m_s;
    return ((stage_m > 0) & (pace.speed_m_s > 0)) ? (walk_s + clearance_s) / needed_s : NAN;
}

static const enum field_id green_margin_parts[3] = {F_walk_s, F_clearance_s, F_crossing_stage_m};

static struct reading read_green_margin(const struct values *values, struct pace pace)
{
    struct reading reading = {.x = green_margin(values->real[F_walk_s], values->real[F_clearance_s],
                                                values->real[F_crossing_stage_m], pace)};
    for (size_t i = 0; i < 3; i++) {
        enum origin origin = (enum origin)values->origin[green_margin_parts[i]];
        reading.bound = reading.bound || origin == ORIGIN_BOUND;
        reading.assumed = reading.assumed || origin == ORIGIN_ASSUMED;
    }
    return reading;
}

void need_judge(const struct need *need, enum field_id measure, struct pace pace,
                const struct values *values, struct need_result *out)
{
    *out = (struct need_result){.applies = false};
    enum truth when = conditions_test(need->when, need->n_when, values);
    if (when == TRUTH_FALSE || asks_of_nothing(measure, values))
        return;
    out->applies = true;

    enum origin origin = (enum origin)values->origin[measure];
    struct reading reading = {
        .bound = origin == ORIGIN_BOUND, .assumed = counts_for_score_only(measure, origin), .x = NAN};
    double u;
    bool misses_limit;
    if (need->is_class) {
        u = need_class_u(need, values->mask[measure]);
        misses_limit = u == 0;
    } else {
        if (measure == F_green_margin)
            reading = read_green_margin(values, pace);
        else
            reading.x = number(values, measure);
        struct utility utility = need_utility(need);
        struct range met = need_range(need);
        u = utility_of(&utility, reading.x);
        misses_limit = !range_has(&met, reading.x);
    }
    if (isnan(u))
        return;
    /* Where it is open whether the need applies, or how far the value is from its bound, only full
     * satisfaction is certain. */
    if ((when == TRUTH_UNKNOWN || reading.bound) && u < 1)
        return;
    /* The least it can be decides where more of it makes no difference. */
    if (origin == ORIGIN_AT_LEAST && u != (need->more_is_better ? 1 : 0))
        return;
    out->u = u;
    out->score_only = reading.assumed;
    out->known = !reading.assumed;
    out->open = when == TRUTH_UNKNOWN;
    out->seen = out->known && !out->open && !origin_is_calculated(origin, measure);
    out->blocked = need->blocks && out->known && misses_limit;
    /* What another element tells is a good reason to warn, and a poor one to promise a way through. */
    out->passable_at_most_unknown = need->blocks && out->known && !out->blocked &&
                                    origin == ORIGIN_LINKED && measure != F_lanes;
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
