/* SPDX-License-Identifier: MIT
 *
 * The judge: values, conditions and requirements; needs are in slice_needs.c. Truth has three
 * values, kept as two sets of rows (`yes`, `open`), so that "and" over a list is one pass of
 * logical operations and a requirement is a formula over sets: rows x conditions / 64 steps,
 * apart from the comparisons themselves, which are loops over 64 numbers that compilers
 * vectorise. Which origins prove what is docs/scoring.md, section 9; why 64 rows is
 * docs/decisions/0096-sixty-four-rows-at-once.md. */
#include "rule/slice.h"

#include "rule/range.h"

#include <stdlib.h>
#include <string.h>

/* ---- the compiled plan -------------------------------------------------------------------- */

/* Limits that are not used are NaN in both. */
static bool same_condition(const struct condition *a, const struct condition *b)
{
    bool numbers = (a->low == b->low || (isnan(a->low) && isnan(b->low))) &&
                   (a->high == b->high || (isnan(a->high) && isnan(b->high)));
    return a->measure == b->measure && a->op == b->op && a->other == b->other &&
           a->classes == b->classes && a->tolerance == b->tolerance && numbers;
}

/* Indexes of the conditions of a list in out->tests, where alike ones are kept once. */
static MUST bool add_gate(struct slice_plan *out, struct arena *arena, const struct condition *list,
                          size_t n, struct gate *gate)
{
    uint16_t *tests = ARENA_ARRAY(arena, n, uint16_t);
    for (size_t i = 0; i < n && tests != NULL; i++) {
        size_t t = 0;
        while (t < out->n_tests && !same_condition(out->tests[t], &list[i]))
            t++;
        /* Each is compared with all before it: some thousand comparisons for a plan. */
        if (t == out->n_tests)
            out->tests[out->n_tests++] = &list[i];
        tests[i] = (uint16_t)t;
    }
    *gate = (struct gate){tests, n};
    return tests != NULL;
}

/* Reserves for as many as there can be: alike conditions are found only later. */
static bool make_room(const struct element_plan *asked, size_t n_profiles, struct arena *arena,
                      struct slice_plan *out)
{
    size_t conditions = 0, requirements = 0;
    for (size_t k = 0; k < asked->n_rules; k++)
        for (size_t i = 0; i < asked->rules[k].n_requirements; i++) {
            const struct requirement *r = &asked->rules[k].requirements[i];
            conditions += r->n_when + r->n_unless + r->n_maybe;
            requirements++;
        }
    for (size_t p = 0; p < n_profiles; p++) {
        for (size_t i = 0; i < asked->n_needs[p]; i++)
            conditions += asked->needs[p][i].need->n_when;
        out->needs[p] = ARENA_ARRAY(arena, asked->n_needs[p], struct slice_need);
        if (out->needs[p] == NULL)
            return false;
    }
    out->tests = ARENA_ARRAY(arena, conditions, const struct condition *);
    out->requirements = ARENA_ARRAY(arena, requirements, struct slice_requirement);
    return out->tests != NULL && out->requirements != NULL;
}

/* The requirements of a rule that are asked: none when its layer was not given, with --core the
 * core ones. */
static bool add_rule(struct slice_plan *out, struct arena *arena, size_t ordinal)
{
    const struct plan_rule *rule = &out->asked->rules[ordinal];
    out->rules[ordinal].first = out->n_requirements;
    for (size_t i = 0; rule->supplied && i < rule->n_requirements; i++) {
        const struct requirement *r = &rule->requirements[i];
        struct slice_requirement *added = &out->requirements[out->n_requirements];
        /* `added` is filled by the next requirement that is asked. */
        if (out->plan->core && !r->core)
            continue;
        added->requirement = r;
        if (!add_gate(out, arena, r->when, r->n_when, &added->when) ||
            !add_gate(out, arena, r->unless, r->n_unless, &added->unless) ||
            !add_gate(out, arena, r->maybe, r->n_maybe, &added->maybe))
            return false;
        out->n_requirements++;
    }
    out->rules[ordinal].n = out->n_requirements - out->rules[ordinal].first;
    return true;
}

static bool add_need(struct slice_plan *out, struct arena *arena, size_t profile,
                     const struct plan_need *asked)
{
    struct slice_need *added = &out->needs[profile][out->n_needs[profile]++];
    added->asked = asked;
    for (size_t code = 0; code < 33; code++)
        added->u_of[code] =
            asked->need->is_class && code > 0 && code < 32 ? asked->need->u_of_code[code] : NAN;
    return add_gate(out, arena, asked->need->when, asked->need->n_when, &added->when);
}

/* Requirements rule by rule, then the needs of each profile in their order: the order of the
 * sums. */
rasif_status slice_plan_build(const struct plan *plan, const struct element_plan *asked,
                              struct arena *arena, struct slice_plan *out, rasif_error *err)
{
    *out = (struct slice_plan){.plan = plan, .asked = asked};
    bool good = make_room(asked, plan->n_profiles, arena, out);
    for (size_t k = 0; good && k < asked->n_rules; k++)
        good = add_rule(out, arena, k);
    for (size_t p = 0; p < plan->n_profiles; p++)
        for (size_t i = 0; good && i < asked->n_needs[p]; i++)
            good = !asked->needs[p][i].supplied || add_need(out, arena, p, &asked->needs[p][i]);
    return good ? RASIF_OK : fail_memory(err);
}

/* ---- values ------------------------------------------------------------------------------- */

/* Numbers start as NaN, so that a field without column is null in every slice. */
struct slice *slice_new(const struct slice_plan *plan, const struct elements *elements)
{
    struct slice *slice = calloc(1, sizeof *slice);
    if (slice == NULL)
        return NULL;
    slice->plan = plan;
    slice->elements = elements;
    slice->tests = calloc(plan->n_tests + 1, sizeof *slice->tests);
    slice->requirements = calloc(plan->n_requirements + 1, sizeof *slice->requirements);
    for (size_t k = 0; k < plan->asked->n_used; k++)
        for (size_t i = 0; i < SLICE_ROWS; i++)
            slice->real[plan->asked->used[k]][i] = NAN;
    /* Room for one more than there are, so that none is no NULL. */
    if (slice->tests != NULL && slice->requirements != NULL)
        return slice;
    slice_free(slice);
    return NULL;
}

void slice_free(struct slice *slice)
{
    if (slice == NULL)
        return;
    free(slice->tests);
    free(slice->requirements);
    free(slice);
}

/* Slopes are magnitudes: which way a line was drawn does not matter. */
static void load_numbers(struct slice *slice, enum field_id field, const struct column *column)
{
    double *x = slice->real[field];
    bool slope = (fields[field].flags & FIELD_SLOPE) != 0;
    uint8_t null[SLICE_ROWS];
    for (size_t i = 0; i < slice->n; i++)
        x[i] = column_real(column, slice->row[i]);
    /* Loops over all lanes have a constant length, which compilers vectorise. */
    for (size_t i = 0; slope && i < SLICE_ROWS; i++)
        x[i] = fabs(x[i]);
    for (size_t i = 0; i < SLICE_ROWS; i++)
        null[i] = x[i] != x[i];
    slice->null[field] = rows_of(null) & slice->all;
}

/* Code 0 is null: its bit is cut off. */
static void load_classes(struct slice *slice, enum field_id field, const struct column *column)
{
    uint32_t *mask = slice->mask[field];
    uint8_t null[SLICE_ROWS];
    for (size_t i = 0; i < slice->n && column->code != NULL; i++)
        mask[i] = (1u << column->code[slice->row[i]]) & ~1u;
    for (size_t i = 0; i < slice->n && column->list != NULL; i++)
        mask[i] = column->list[slice->row[i]];
    for (size_t i = 0; i < SLICE_ROWS; i++)
        null[i] = mask[i] == 0;
    slice->null[field] = rows_of(null) & slice->all;
}

/* One set of rows for each origin. */
static void load_origins(struct slice *slice, enum field_id field, const struct column *column)
{
    rowset *origin = slice->origin[field];
    for (size_t o = 0; o < ORIGIN_COUNT; o++)
        origin[o] = 0;
    for (size_t i = 0; i < slice->n; i++)
        origin[column->origin[slice->row[i]]] |= (rowset)1 << i;
}

/* A field without column is null in every row, whatever was entered for an earlier slice. */
static void load_nothing(struct slice *slice, enum field_id field)
{
    for (size_t i = 0; i < SLICE_ROWS; i++) {
        slice->real[field][i] = NAN;
        slice->mask[field][i] = 0;
    }
}

static void set_number_of_rows(struct slice *slice, size_t n)
{
    slice->n = n;
    slice->all = n < SLICE_ROWS ? ((rowset)1 << n) - 1 : ~(rowset)0;
}

void slice_read(struct slice *slice, size_t n)
{
    const struct element_plan *asked = slice->plan->asked;
    set_number_of_rows(slice, n);
    for (size_t k = 0; k < asked->n_used; k++) {
        enum field_id field = asked->used[k];
        const struct column *column = slice->elements->columns[field];
        slice->null[field] = slice->all;
        if (column != NULL && column_is_real(column))
            load_numbers(slice, field, column);
        else if (column != NULL)
            load_classes(slice, field, column);
        else if (slice->entered)
            load_nothing(slice, field);
        if (column != NULL && column->origin != NULL)
            load_origins(slice, field, column);
    }
    slice->entered = false;
}

static double magnitude(enum field_id field, double value)
{
    return (fields[field].flags & FIELD_SLOPE) != 0 ? fabs(value) : value;
}

/* The origin stays: a replaced number is as certain as the one that it replaces. */
void slice_set_real(struct slice *slice, size_t i, enum field_id field, double value)
{
    rowset row = (rowset)1 << i;
    slice->real[field][i] = magnitude(field, value);
    slice->null[field] = isnan(value) ? slice->null[field] | row : slice->null[field] & ~row;
    slice->entered = true;
}

void slice_put_rows(struct slice *slice, const struct values *values, size_t n)
{
    const struct element_plan *asked = slice->plan->asked;
    set_number_of_rows(slice, n);
    for (size_t k = 0; k < asked->n_used; k++) {
        enum field_id field = asked->used[k];
        bool is_real = fields[field].type == VALUE_REAL;
        slice->null[field] = 0;
        memset(slice->origin[field], 0, sizeof slice->origin[field]);
        for (size_t i = 0; i < n; i++) {
            bool null = is_real ? isnan(values[i].real[field]) : values[i].mask[field] == 0;
            slice->real[field][i] = magnitude(field, values[i].real[field]);
            slice->mask[field][i] = values[i].mask[field];
            slice->null[field] |= (rowset)null << i;
            slice->origin[field][values[i].origin[field]] |= (rowset)1 << i;
        }
    }
}

void slice_put(struct slice *slice, const struct values *values)
{
    slice_put_rows(slice, values, 1);
}

/* ---- conditions and requirements ---------------------------------------------------------- */

/* The numbers of `x` that satisfy the condition; compared with its limits, or row by row with
 * `other`. */
static rowset rows_in(const double x[SLICE_ROWS], const double other[SLICE_ROWS],
                      const struct condition *condition)
{
    struct range range =
        range_of(condition->op, condition->low, condition->high, condition->tolerance);
    uint8_t in[SLICE_ROWS];
    for (size_t i = 0; other != NULL && i < SLICE_ROWS; i++) {
        struct range own = range_of(condition->op, other[i], other[i], condition->tolerance);
        in[i] = range_has(&own, x[i]);
    }
    for (size_t i = 0; other == NULL && i < SLICE_ROWS; i++)
        in[i] = range_has(&range, x[i]);
    return rows_of(in);
}

/* A list holds several classes: any member counts. */
static rowset rows_of_class(const struct slice *slice, const struct condition *condition)
{
    const uint32_t *mask = slice->mask[condition->measure];
    const uint32_t *other = condition->other != FIELD_NONE ? slice->mask[condition->other] : NULL;
    uint8_t in[SLICE_ROWS];
    for (size_t i = 0; i < SLICE_ROWS; i++)
        in[i] = (mask[i] & (other != NULL ? other[i] : condition->classes)) != 0;
    return condition->op == OP_NE ? ~rows_of(in) : rows_of(in);
}

/* The comparison itself; origins are not looked at. */
static struct truths compare(const struct slice *slice, const struct condition *condition)
{
    enum field_id measure = condition->measure, other = condition->other;
    bool real = fields[measure].type == VALUE_REAL;
    rowset open = slice->null[measure], yes;
    if (other != FIELD_NONE)
        open |= slice->null[other];
    else if (real ? isnan(condition->low) || isnan(condition->high) : condition->classes == 0)
        open = slice->all;
    yes = real ? rows_in(slice->real[measure], other != FIELD_NONE ? slice->real[other] : NULL,
                         condition)
               : rows_of_class(slice, condition);
    return (struct truths){yes & ~open & slice->all, open};
}

/* Rows whose value, if it is a lower bound, proves the result: no greater value would change it. */
static rowset proved_above(enum operation op, struct truths truths)
{
    /* A lower bound proves "not at most" and "at least"; nothing else. */
    bool below = op == OP_LE || op == OP_LT, above = op == OP_GE || op == OP_GT;
    return below ? ~(truths.yes | truths.open) : above ? truths.yes : 0;
}

/* The same for an upper bound. */
static rowset proved_below(enum operation op, struct truths truths)
{
    /* An upper bound proves "at most" and "not at least". */
    bool below = op == OP_LE || op == OP_LT, above = op == OP_GE || op == OP_GT;
    return below ? truths.yes : above ? ~(truths.yes | truths.open) : 0;
}

/* Rows whose value is a bound that does not prove the result. */
static rowset doubtful(const rowset origin[ORIGIN_COUNT], enum operation op, struct truths truths)
{
    return (origin[ORIGIN_AT_LEAST] & ~proved_above(op, truths)) |
           (origin[ORIGIN_BOUND] & ~proved_below(op, truths));
}

/* A condition with its origins: assumed values, and two derived values from one source, leave it
 * open. */
static struct truths test(const struct slice *slice, const struct condition *condition)
{
    struct truths truths = compare(slice, condition);
    const rowset *origin = slice->origin[condition->measure];
    rowset mute = origin[ORIGIN_ASSUMED];
    if (condition->other != FIELD_NONE) {
        const rowset *second = slice->origin[condition->other];
        mute |= second[ORIGIN_ASSUMED] | second[ORIGIN_BOUND] | second[ORIGIN_AT_LEAST];
        for (size_t o = ORIGIN_SURVEYED + 1; o < ORIGIN_COUNT; o++)
            mute |= origin[o] & second[o]; /* they share their source */
    }
    truths.open |= mute | doubtful(origin, condition->op, truths);
    truths.yes &= ~truths.open;
    return truths;
}

/* False wins over open: one condition that does not hold decides the list. */
struct truths slice_gate(const struct slice *slice, const struct gate *gate)
{
    rowset no = 0, open = 0;
    for (size_t i = 0; i < gate->n; i++) {
        const struct truths *one = &slice->tests[gate->tests[i]];
        /* Bits of rows beyond n are cleared by slice->all below. */
        no |= ~(one->yes | one->open);
        open |= one->open;
    }
    return (struct truths){slice->all & ~no & ~open, slice->all & ~no & open};
}

rowset slice_nothing(const struct slice *slice, enum field_id measure)
{
    return (fields[measure].flags & FIELD_IF_THERE) != 0 ? slice->null[measure] : 0;
}

/* A requirement without exception is excused by none, although an empty list of conditions
 * holds. */
static struct truths exception(const struct slice *slice, const struct gate *gate)
{
    return gate->n > 0 ? slice_gate(slice, gate) : (struct truths){0, 0};
}

struct asked_value slice_value(const struct slice *slice, const struct condition *require)
{
    const rowset *origin = slice->origin[require->measure];
    struct truths met = compare(slice, require);
    /* DEM_LOW is too coarse to prove a failure or a pass. */
    rowset mute =
        met.open | origin[ORIGIN_LINKED] | origin[ORIGIN_ASSUMED] | origin[ORIGIN_DEM_LOW];
    return (struct asked_value){met, mute, doubtful(origin, require->op, met)};
}

/* docs/scoring.md, section 9 as a formula. */
static struct verdicts judge(const struct slice *slice, const struct slice_requirement *asked)
{
    const struct condition *require = &asked->requirement->require;
    struct asked_value value = slice_value(slice, require);
    struct truths when = slice_gate(slice, &asked->when);
    struct truths unless = exception(slice, &asked->unless);
    struct truths maybe = exception(slice, &asked->maybe);
    rowset pass = (value.met.yes & ~value.doubt) | unless.yes;
    rowset open = when.open | unless.open | maybe.yes | maybe.open | value.doubt;
    rowset asks = (when.yes | when.open) & ~slice_nothing(slice, require->measure);
    return (struct verdicts){.fail = asks & ~value.mute & ~pass & ~open,
                             .unknown = asks & (value.mute | (~pass & open)),
                             .pass = asks & ~value.mute & pass};
}

/* Fail over unknown over pass over not applicable. */
struct verdicts slice_rule(const struct slice *slice, size_t ordinal)
{
    struct verdicts worst = {0, 0, 0};
    size_t first = slice->plan->rules[ordinal].first;
    for (size_t i = first; i < first + slice->plan->rules[ordinal].n; i++) {
        worst.fail |= slice->requirements[i].fail;
        worst.unknown |= slice->requirements[i].unknown;
        worst.pass |= slice->requirements[i].pass;
    }
    worst.unknown &= ~worst.fail;
    worst.pass &= ~(worst.fail | worst.unknown);
    return worst;
}

const struct requirement *slice_reported(const struct slice *slice, size_t ordinal, size_t i,
                                         rasif_outcome outcome)
{
    size_t first = slice->plan->rules[ordinal].first;
    for (size_t k = first; k < first + slice->plan->rules[ordinal].n; k++)
        if (outcome != RASIF_NOT_APPLICABLE && verdicts_of(&slice->requirements[k], i) == outcome)
            return slice->plan->requirements[k].requirement;
    return NULL;
}

/* Every condition once, whichever requirements and needs share it. */
void slice_judge(struct slice *slice)
{
    const struct slice_plan *plan = slice->plan;
    for (size_t t = 0; t < plan->n_tests; t++)
        slice->tests[t] = test(slice, plan->tests[t]);
    for (size_t i = 0; i < plan->n_requirements; i++)
        slice->requirements[i] = judge(slice, &plan->requirements[i]);
}
