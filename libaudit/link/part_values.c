/* SPDX-License-Identifier: MIT
 *
 * Values of a crossing in parts (docs/scoring.md#a-crossing-in-parts). In: store.crossings.lines.
 * Out: columns of the first parts.
 *
 * Algorithm: of the walking surface the worst part counts, and it is unknown where one part has
 * no value; of everything else the worse of the values that parts have. Numbers are compared by
 * the field's own direction, classes by the orders listed below.
 *
 * Cost: the parts times the fields that are read. */
#include "link/link.h"

#include <string.h>

/* Words from the best to the worst; a word that is not listed ranks last. */
static const char *const surfaces[] = {"asphalt", "concrete",    "wood",   "metal", "paving_stones",
                                       "sett",    "compacted",   "cobblestone", "gravel",
                                       "dirt",    "grass",       "sand",   NULL};
static const char *const controls[] = {"signal", "beacon", "stop_yield", "uncontrolled", NULL};
static const char *const kerbs[] = {"none", "flush", "lowered", "rolled", "raised", NULL};
static const char *const tactiles[] = {"yes", "partial", "faulty", "no", NULL};
static const char *const no_is_worse[] = {"yes", "no", NULL};
static const char *const yes_is_kept[] = {"no", "yes", NULL};
static const char *const wheelchairs[] = {"yes", "limited", "no", NULL};
static const char *const structures[] = {"at_grade", "underpass", "footbridge", NULL};

/* One value from those of all parts: the least or greatest number, the greatest without its
 * sign, the sum, the last in `order`, or for texts "no" where one part has it. */
static const struct policy {
    enum field_id field;
    enum { LEAST, MOST, MOST_SIZE, SUM, RANK, NO_WINS } how;
    bool each; /* a part without a value leaves the crossing without one */
    const char *const *order;
} policies[] = {
    {F_clear_width_m, LEAST, true, NULL},
    {F_running_slope_pct, MOST_SIZE, true, NULL},
    {F_cross_slope_pct, MOST_SIZE, true, NULL},
    {F_surface, RANK, true, surfaces},
    {F_length_m, SUM, true, NULL},
    {F_raised, RANK, true, no_is_worse},
    {F_street_grade_pct, MOST_SIZE, false, NULL},
    {F_lanes, MOST, false, NULL},
    {F_control, RANK, false, controls},
    {F_markings, NO_WINS, false, NULL},
    {F_signal_audible, RANK, false, no_is_worse},
    {F_signal_vibrating, RANK, false, no_is_worse},
    {F_walk_s, LEAST, false, NULL},
    {F_clearance_s, LEAST, false, NULL},
    {F_button_height_mm, MOST, false, NULL},
    {F_island, RANK, false, yes_is_kept},
    {F_island_length_m, LEAST, false, NULL},
    {F_island_width_m, LEAST, false, NULL},
    {F_structure, RANK, false, structures},
    {F_step_free, RANK, false, no_is_worse},
    {F_kerb, RANK, false, kerbs},
    {F_kerb_left, RANK, false, kerbs},
    {F_kerb_right, RANK, false, kerbs},
    {F_kerb_height_mm, MOST, false, NULL},
    {F_tactile_warning, RANK, false, tactiles},
    {F_wheelchair, RANK, false, wheelchairs},
};

/* Place of a class in the policy's order; the last place when it is not listed. */
static size_t rank_of(const struct policy *policy, unsigned code)
{
    const char *word = vocabulary_word(fields[policy->field].vocabulary, code);
    size_t rank = 0;
    while (word != NULL && policy->order[rank] != NULL && strcmp(policy->order[rank], word) != 0)
        rank++;
    return rank;
}

/* Codes and texts are 0 where they are null, numbers NaN. */
static bool is_null(const struct column *column, size_t row)
{
    if (column_is_real(column))
        return isnan(column_real(column, row));
    return column->code != NULL ? column->code[row] == 0 : column->text[row] == 0;
}

/* Is the value of row `b` worse than that of row `a`? Neither is null. Sums have no order:
 * false. */
static bool is_worse(const struct store *store, const struct policy *policy,
                     const struct column *column, size_t a, size_t b)
{
    switch (policy->how) {
    case LEAST:
        return column_real(column, b) < column_real(column, a);
    case MOST:
        return column_real(column, b) > column_real(column, a);
    case MOST_SIZE:
        return fabs(column_real(column, b)) > fabs(column_real(column, a));
    case RANK:
        return rank_of(policy, column->code[b]) > rank_of(policy, column->code[a]);
    case NO_WINS: {
        const char *text = store_text(store, policy->field, column->text[b]);
        const char *before = store_text(store, policy->field, column->text[a]);
        return text != NULL && strcmp(text, "no") == 0 &&
               (before == NULL || strcmp(before, "no") != 0);
    }
    default:
        return false;
    }
}

/* The sign of a running slope counts for no policy, so a and b may be drawn in opposite
 * directions. */
bool part_says_worse(const struct store *store, enum field_id field, size_t a, size_t b)
{
    const struct column *column = store->tables[ROLE_CROSSING].columns[field];
    for (size_t k = 0; k < sizeof policies / sizeof *policies; k++)
        if (policies[k].field == field)
            return column != NULL && !is_null(column, a) && !is_null(column, b) &&
                   is_worse(store, &policies[k], column, a, b);
    return false;
}

bool part_has_worse(enum field_id field)
{
    for (size_t k = 0; k < sizeof policies / sizeof *policies; k++)
        if (policies[k].field == field)
            return true;
    return false;
}

/* Equal values of any type; two nulls are equal. Signs do not count: parts may be drawn in opposite
 * directions, which turns the sign of a slope. */
static bool is_same(const struct column *column, size_t a, size_t b)
{
    if (column_is_real(column))
        return fabs(column_real(column, a)) == fabs(column_real(column, b));
    return column->code != NULL ? column->code[a] == column->code[b]
                                : column->text[a] == column->text[b];
}

static void set_null(struct column *column, size_t row)
{
    if (column_is_real(column))
        column_set_real(column, row, NAN);
    else if (column->code != NULL)
        column->code[row] = 0;
    else
        column->text[row] = 0;
}

/* Value and origin of another row. */
static void copy_value(struct column *column, size_t to, size_t from)
{
    if (to == from)
        return;
    if (column_is_real(column))
        column_set_real(column, to, column_real(column, from));
    else if (column->code != NULL)
        column->code[to] = column->code[from];
    else
        column->text[to] = column->text[from];
    if (column->origin != NULL)
        column->origin[to] = column->origin[from];
    column->derived = true;
}

/* Sets the value of the first part from those of all. false = two parts differ where parts
 * should agree, which is a diagnostic; of the walking surface (`each`) parts may differ. */
static bool settle_field(const struct store *store, const struct policy *policy,
                         struct column *column, const struct crossing_line *line)
{
    const uint32_t *parts = store->crossings.parts + line->first_part;
    size_t worst = SIZE_MAX, missing = 0;
    double sum = 0;
    bool agree = true;
    for (uint32_t i = 0; i < line->n_parts; i++) {
        if (is_null(column, parts[i])) {
            missing++;
            continue;
        }
        sum += policy->how == SUM ? column_real(column, parts[i]) : 0;
        agree = agree && (worst == SIZE_MAX || policy->how == SUM ||
                          is_same(column, worst, parts[i]));
        if (worst == SIZE_MAX || is_worse(store, policy, column, worst, parts[i]))
            worst = parts[i];
    }
    if (worst == SIZE_MAX || (policy->each && missing > 0)) {
        if (worst != SIZE_MAX) {
            set_null(column, line->row);
            column->derived = true;
        }
        return true;
    }
    copy_value(column, line->row, worst);
    if (policy->how == SUM && line->n_parts > 1)
        column_set_real(column, line->row, sum);
    return agree || policy->each;
}

/* An island that is drawn between the parts is there. */
static rasif_status note_refuges(struct store *store, rasif_error *err)
{
    const struct crossing_facts *facts = &store->crossings;
    struct elements *e = &store->tables[ROLE_CROSSING];
    for (size_t i = 0; i < facts->n_lines; i++) {
        if (facts->lines[i].n_refuges == 0 ||
            element_code(e, F_island, facts->lines[i].row) == YES_NO_YES)
            continue;
        struct column *column = elements_add(e, &store->arena, F_island);
        if (column == NULL || !column_origins(column))
            return fail_memory(err);
        column->code[facts->lines[i].row] = YES_NO_YES;
        column->origin[facts->lines[i].row] = ORIGIN_GEOMETRY;
        column->derived = true;
    }
    return RASIF_OK;
}

rasif_status link_part_values(struct store *store, rasif_error *err)
{
    const struct crossing_facts *facts = &store->crossings;
    struct elements *e = &store->tables[ROLE_CROSSING];
    for (size_t i = 0; i < facts->n_lines; i++)
        for (size_t k = 0; k < sizeof policies / sizeof *policies; k++) {
            const struct policy *policy = &policies[k];
            struct column *column = e->columns[policy->field];
            uint32_t row = facts->lines[i].row;
            if (column != NULL && !settle_field(store, policy, column, &facts->lines[i]))
                diagnose(&store->diagnostics, D_crossing_parts_differ,
                         store->sources[element_source(e, row)].table, fields[policy->field].name,
                         NULL, &e->fid[row]);
        }
    return note_refuges(store, err);
}
