/* SPDX-License-Identifier: MIT
 *
 * audit_rules: the active rules with their clauses. Rows are few and filled at once into a
 * cell_table. */
#include "report/law.h"
#include "report/table/columns.h"
#include "report/table/tables.h"

#include <string.h>

#define LIST "report/table/columns_rules.def"
enum rule_cell {
#define FILLED_COLUMN(name, type, holds) RULE_##name,
#define FILLED_TRANSLATED(name, type, holds)                                                       \
    RULE_##name, RULE_last_##name = RULE_##name + LANGUAGE_COUNT - 1,
#include LIST
#undef FILLED_TRANSLATED
#undef FILLED_COLUMN
    RULE_CELLS
};
static const struct view_column rule_columns[] = {
#define FILLED_COLUMN FILLED_COLUMN_OF_VIEW
#define FILLED_TRANSLATED FILLED_TRANSLATED_OF_VIEW
#include LIST
#undef FILLED_TRANSLATED
#undef FILLED_COLUMN
};
#undef LIST

/* Is the rule in the plan of any element? *asked is then the plan of the last element for which
 * the standard requires it; NULL = only users need it. */
static bool is_active(const struct run *run, size_t rule, const struct plan_rule **asked)
{
    *asked = NULL;
    bool active = false;
    for (int e = 0; e < ELEMENT_COUNT; e++) {
        size_t ordinal = plan_rule_ordinal(run->plan, (enum element)e, rule);
        if (ordinal == SIZE_MAX)
            continue;
        active = true;
        if (run->plan->elements[e].rules[ordinal].n_requirements > 0)
            *asked = &run->plan->elements[e].rules[ordinal];
    }
    return active;
}

/* The needs of all profiles for the rule: comfortable, adequate and limit value, and the weight.
 *   wcm 1.80 m / 1.22 m / 0.90 m (weight 3, blocks); can … */
static void needs_text(const struct run *run, size_t rule, struct text *out)
{
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        const struct profile *profile = run->plan->profiles[p];
        for (size_t i = 0; i < profile->n_needs; i++) {
            const struct need *need = &profile->needs[i];
            if (need->rule != rule)
                continue;
            text_addf(out, "%s%s %s (weight ", out->length > 0 ? "; " : "", profile->code,
                      need->text);
            text_fixed(out, need->weight, 2);
            text_add(out, need->blocks ? ", blocks)" : ")");
        }
    }
}

/* Document, clause and whether that binds, in every language. The cells borrow from `texts`,
 * which the caller frees. Without a requirement all stay null; false when memory is out. */
static bool put_law(const struct run *run, const struct requirement *requirement,
                    struct text texts[LANGUAGE_COUNT], struct cell *cells)
{
    bool good = true;
    for (int l = 0; l < LANGUAGE_COUNT && requirement != NULL; l++) {
        const struct law law = {run->rules, run->plan->standard, run->sentences, languages[l].code};
        law_full(&law, requirement, &texts[l]);
        cell_of_text(&cells[l], &texts[l]);
        good = good && !texts[l].failed;
    }
    return good;
}

/* Fills the six cells of what the standard says. Nothing where only users need the rule. */
static void put_requirement(const struct run *run, const struct requirement *requirement, struct cell *cells)
{
    if (requirement == NULL)
        return;
    cell_text(&cells[RULE_standard], run->plan->standard->id);
    cell_text(&cells[RULE_clause], requirement->clause);
    cell_text(&cells[RULE_source], requirement->source);
    cell_text(&cells[RULE_limit_text], requirement->require.text);
    cell_int(&cells[RULE_core], requirement->core);
    cell_int(&cells[RULE_unverified], requirement->unverified);
}

static void put_counts(const struct rule_count *count, struct cell *cells)
{
    cell_int(&cells[RULE_pass], (int64_t)count->outcome[RASIF_PASS]);
    cell_int(&cells[RULE_fail], (int64_t)count->outcome[RASIF_FAIL]);
    cell_int(&cells[RULE_unknown], (int64_t)count->outcome[RASIF_UNKNOWN]);
    cell_int(&cells[RULE_not_applicable], (int64_t)count->outcome[RASIF_NOT_APPLICABLE]);
}

/* One row: a rule has as many rows as requirements, each with the counts of the whole rule. A
 * rule that only users need has no counts. false when memory is out. */
static bool add_rule(const struct run *run, struct cell_table *table, size_t index,
                     const struct plan_rule *asked, const struct requirement *requirement)
{
    const struct rule *rule = &run->rules->rules[index];
    struct cell cells[RULE_CELLS];
    struct text needs = {0}, law[LANGUAGE_COUNT] = {{0}};
    needs_text(run, index, &needs);
    /* CELL_NULL is 0: cells that are not filled are null. */
    memset(cells, 0, sizeof cells);
    cell_text(&cells[RULE_rule], rule->id);
    cell_text(&cells[RULE_element], rule->applies);
    cell_text(&cells[RULE_measure], fields[rule->measure].name);
    cell_text(&cells[RULE_severity], severity_names[rule->severity]);
    cell_phrase(&cells[RULE_title], rule->title);
    cell_phrase(&cells[RULE_why], rule->why);
    cell_phrase(&cells[RULE_fix], rule->fix);
    put_requirement(run, requirement, cells);
    cell_of_text(&cells[RULE_needs], &needs);
    if (asked != NULL)
        put_counts(&run->results->counts[index], cells);
    bool good = put_law(run, requirement, law, &cells[RULE_law]) && !needs.failed &&
                cell_table_add(table, cells);
    text_free(&needs);
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        text_free(&law[l]);
    return good;
}

/* Active rules in the order of their ids; with --core only requirements of the core. */
rasif_status rules_view(const struct run *run, struct arena *arena, const struct view **out,
                        rasif_error *err)
{
    struct cell_table *table =
        cell_table_new(arena, "audit_rules", rule_columns, LENGTH_OF(rule_columns));
    bool good = table != NULL;
    for (size_t r = 0; r < run->rules->n_rules && good; r++) {
        const struct plan_rule *asked;
        if (!is_active(run, r, &asked))
            continue;
        /* A rule without a requirement has one row all the same: users need it. */
        if (asked == NULL)
            good = add_rule(run, table, r, NULL, NULL);
        for (size_t i = 0; asked != NULL && i < asked->n_requirements && good; i++)
            if (!run->plan->core || asked->requirements[i].core)
                good = add_rule(run, table, r, asked, &asked->requirements[i]);
    }
    if (!good)
        return fail_memory(err);
    *out = cell_table_view(table);
    return RASIF_OK;
}
