/* SPDX-License-Identifier: MIT
 *
 * How the scores of one element came about: how well each need is met, times its weight. In: the
 * values in the file, the profiles' text in its manifest. Out: one table. What is computed here is
 * held against the score in the file; a profile whose figures do not come out the same (its rules
 * are not built in, or the file is of another version) is left out rather than explained wrongly.
 */
#include "report/explain_parts.h"

#include "base/yaml.h"
#include "rule/judge.h"
#include "rule/plan.h"
#include "rule/results.h"

#include <stdio.h>
#include <string.h>

#define MOST_MAPPINGS 4
#define MOST_SHOWN 7 /* profiles: with name and value a table of nine columns */

struct accounts {
    struct explanation *e;
    const struct rasif_rules *rules;
    const struct yaml_node *mappings[MOST_MAPPINGS]; /* the mapping in use, then what it extends */
    size_t n_mappings;
    enum role role;
    enum element element;
    struct values values;
    struct account {
        const char *code;
        const struct profile *profile;
        struct plan_need *needs; /* of the element */
        size_t n_needs;
        struct score score;
    } shown[MOST_SHOWN];
    size_t n_shown;
};

/* ---- the values ----------------------------------------------------------------------------- */

/* Of "breadth", [breadth, width_m] or {field: breadth, ...} the column that the table has. */
static const char *column_of(const struct accounts *a, const struct yaml_node *entry)
{
    if (entry != NULL && entry->kind == YAML_MAP)
        entry = yaml_get(entry, "field");
    if (entry != NULL && entry->kind == YAML_SCALAR)
        return result_has_column(a->e->file, a->e->table, entry->text) ? entry->text : NULL;
    for (size_t i = 0; entry != NULL && entry->kind == YAML_LIST && i < entry->n; i++)
        if (entry->items[i].kind == YAML_SCALAR &&
            result_has_column(a->e->file, a->e->table, entry->items[i].text))
            return entry->items[i].text;
    return NULL;
}

/* The column of the input that a field was read from, where no value was changed on the way: what
 * the mapping says for the layer, else for the role, else the field's own name. */
static const char *stored_column(const struct accounts *a, enum field_id field)
{
    const char *role = roles[a->role].plural, *name = fields[field].name, *found = NULL;
    for (size_t m = 0; m < a->n_mappings && found == NULL; m++) {
        const struct yaml_node *layer = yaml_get(yaml_get(a->mappings[m], "layers"), role);
        bool several = layer != NULL && layer->kind == YAML_LIST;
        for (size_t i = 0; i < (several ? layer->n : 1) && found == NULL; i++) {
            const struct yaml_node *one = several ? &layer->items[i] : layer;
            found = column_of(a, yaml_get(yaml_get(one, "fields"), name));
        }
        if (found == NULL)
            found =
                column_of(a, yaml_get(yaml_get(yaml_get(a->mappings[m], "fields"), role), name));
    }
    return found != NULL ? found : name;
}

/* The manifest keeps them one after another, parted by "---". What can't be read is left out. */
static void read_mappings(struct accounts *a)
{
    const char *at = explain_manifest(a->e, "mapping");
    while (at != NULL && *at != '\0' && a->n_mappings < MOST_MAPPINGS) {
        rasif_error why = {RASIF_OK, ""};
        const char *end = strstr(at, "\n---\n");
        size_t length = end != NULL ? (size_t)(end - at) + 1 : strlen(at);
        a->n_mappings += yaml_parse("mapping", at, length, a->e->arena, &a->mappings[a->n_mappings],
                                    &why) == RASIF_OK;
        at = end != NULL ? end + 5 : NULL;
    }
}

static const struct cell *value_cell(const struct accounts *a, enum field_id field)
{
    char column[80];
    snprintf(column, sizeof column, "rasif_m_%s", fields[field].name);
    if (!result_has_column(a->e->file, a->e->table, column))
        snprintf(column, sizeof column, "%s", stored_column(a, field));
    return result_cell(&a->e->feature, 0, column);
}

/* "tree;pole" as bits; a class is a list of one. */
static uint32_t mask_of(const struct vocabulary *vocabulary, const struct cell *cell)
{
    uint32_t mask = 0;
    for (size_t at = 0, n; cell->type == CELL_TEXT && at < cell->length; at += n + 1) {
        for (n = 0; at + n < cell->length && cell->bytes[at + n] != ';'; n++)
            ;
        uint8_t code = vocabulary_code(vocabulary, cell->bytes + at, n);
        mask |= code != 0 ? 1u << code : 0;
    }
    return mask;
}

static uint8_t origin_code(const char *name)
{
    for (int i = 0; name != NULL && i < ORIGIN_COUNT; i++)
        if (strcmp(origin_names[i], name) == 0)
            return (uint8_t)i;
    return ORIGIN_SURVEYED;
}

static void load_values(struct accounts *a)
{
    const char *from = result_text(&a->e->feature, 0, "rasif_from");
    for (int f = 0; f < FIELD_COUNT; f++) {
        const struct cell *cell = value_cell(a, (enum field_id)f);
        a->values.mask[f] = fields[f].vocabulary != NULL ? mask_of(fields[f].vocabulary, cell) : 0;
        a->values.real[f] = fields[f].type != VALUE_REAL ? NAN
                            : cell->type == CELL_REAL    ? cell->real
                            : cell->type == CELL_INT     ? (double)cell->integer
                                                         : NAN;
        a->values.origin[f] = origin_code(explain_origin(from, fields[f].name, a->e->arena));
    }
}

/* ---- the needs ------------------------------------------------------------------------------ */

/* Had the data no column for it, though the need asks only where there is one? */
static bool was_lacking(const struct accounts *a, const struct need *need, enum field_id measure)
{
    const char *list = need->if_surveyed ? explain_manifest(a->e, "columns_lacking") : NULL;
    char name[80];
    size_t n = (size_t)snprintf(name, sizeof name, "%s.%s", element_names[a->element],
                                fields[measure].name);
    for (const char *at = list; at != NULL && (at = strstr(at, name)) != NULL; at += n)
        if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
            return true;
    return false;
}

/* A layer that was not given is not asked about. */
static bool was_supplied(const struct explanation *e, enum field_id measure)
{
    enum role role = measure_role(measure);
    const char *list = role != ROLE_NONE ? explain_manifest(e, "roles_supplied") : NULL;
    const char *found = list != NULL ? strstr(list, roles[role].plural) : NULL;
    return list == NULL || found != NULL;
}

static bool add_needs(struct accounts *a, struct account *account)
{
    const struct profile *profile = account->profile;
    account->needs = ARENA_ARRAY(a->e->arena, profile->n_needs + 1, struct plan_need);
    for (size_t i = 0; account->needs != NULL && i < profile->n_needs; i++) {
        const struct rule *rule = &a->rules->rules[profile->needs[i].rule];
        if (rule->elements & 1u << a->element)
            account->needs[account->n_needs++] =
                (struct plan_need){.need = &profile->needs[i],
                                   .measure = rule->measure,
                                   .supplied =
                                       was_supplied(a->e, rule->measure) &&
                                       !was_lacking(a, &profile->needs[i], rule->measure)};
    }
    return account->needs != NULL;
}

/* Is it the score in the file? Of a crossing the file has the weakest of the chain, of which this
 * is one link. */
static bool comes_out(const struct accounts *a, const struct account *account)
{
    const struct cell *cell = profile_cell(&a->e->feature, 0, account->code, "score");
    const struct score *score = &account->score;
    if (a->element == ELEMENT_CROSSING && score->score == SCORE_NULL)
        return true;
    if (cell->type != CELL_REAL || score->score == SCORE_NULL)
        return cell->type == CELL_NULL && score->score == SCORE_NULL;
    double there = cell->real, here = score->score / (double)SCORE_UNIT;
    return a->element == ELEMENT_CROSSING ? here >= there - 1e-3 : fabs(here - there) < 1e-3;
}

static rasif_status add_account(struct accounts *a, size_t p, rasif_error *err)
{
    char key[40];
    struct account account = {.code = a->e->profiles[p].code};
    rasif_error why = {RASIF_OK, ""};
    snprintf(key, sizeof key, "profile.%zu.text", p + 1);
    const char *yaml = explain_manifest(a->e, key);
    if (!a->e->profiles[p].asked || yaml == NULL || a->n_shown == MOST_SHOWN ||
        rules_load_profile(a->rules, key, yaml, a->e->arena, &account.profile, &why) != RASIF_OK)
        return RASIF_OK;
    if (!add_needs(a, &account))
        return fail_memory(err);
    struct element_plan plan = {.needs = {account.needs}, .n_needs = {account.n_needs}};
    score_needs(&plan, 0, account.profile->pace, &a->values, &account.score, NULL);
    if (account.n_needs > 0 && comes_out(a, &account))
        a->shown[a->n_shown++] = account;
    return RASIF_OK;
}

/* ---- the table ------------------------------------------------------------------------------ */

struct sum {
    double met, weight, least; /* for the score */
    double sure, all;          /* for coverage: known for certain and applying for certain, and all */
};

/* "0.85×3": the need of the rule that applies; "0.85×3+1×1" where several do. Marks: "~" counts for the
 * score only, "*" may not apply, "!" stops. */
static void need_cell(const struct accounts *a, const struct account *account, size_t rule,
                      struct sum *sum, struct layout *layout)
{
    struct text cell = {0};
    for (size_t i = 0; i < account->n_needs; i++) {
        const struct plan_need *asked = &account->needs[i];
        struct need_result result;
        if (asked->need->rule != rule || !asked->supplied)
            continue;
        need_judge(asked->need, asked->measure, account->profile->pace, &a->values,
                   &result);
        if (!result.applies)
            continue;
        bool counts = result.known || result.score_only;
        if (cell.length > 0)
            text_add(&cell, "+");
        sum->all += asked->need->weight;
        if (counts) {
            sum->met += result.u * asked->need->weight;
            sum->weight += asked->need->weight;
            sum->sure += result.known && !result.open ? asked->need->weight : 0;
            sum->least = asked->need->blocks ? fmin(sum->least, result.u) : sum->least;
            text_fixed(&cell, result.u, 2);
        } else {
            text_add(&cell, "?");
        }
        text_add(&cell, "×");
        text_fixed(&cell, asked->need->weight, 2);
        text_add(&cell, !counts ? "" : !result.known ? "~" : result.open ? "*" : "");
        text_add(&cell, result.blocked ? "!" : "");
    }
    if (cell.length == 0)
        text_add(&cell, "-");
    layout_take(layout, &cell);
}

static void add_number(const struct accounts *a, double number, enum unit unit, struct text *out)
{
    text_fixed(out, number, 3);
    if (unit_symbol(unit)[0] != '\0')
        text_addf(out, " %s", unit_symbol_in(unit, a->e->page.language));
}

/* The margin is everybody's own; what it is made of is the same for all: "23 s / 6.9 m". */
static void add_green_time(const struct accounts *a, struct text *out)
{
    double time_s = a->values.real[F_walk_s] + a->values.real[F_clearance_s];
    double stage_m = a->values.real[F_crossing_stage_m];
    if (isnan(time_s) || isnan(stage_m)) {
        text_add(out, "?");
        return;
    }
    add_number(a, time_s, UNIT_S, out);
    text_add(out, " / ");
    add_number(a, stage_m, UNIT_M, out);
}

static void value_cell_text(const struct accounts *a, enum field_id measure, struct layout *layout)
{
    struct text value = {0};
    const struct cell *cell = value_cell(a, measure);
    if (measure == F_green_margin) {
        add_green_time(a, &value);
    } else if (fields[measure].type == VALUE_REAL && isfinite(a->values.real[measure])) {
        add_number(a, a->values.real[measure], fields[measure].unit, &value);
    } else if (fields[measure].type != VALUE_REAL && cell->type == CELL_TEXT) {
        explain_words(a->e, cell->bytes, cell->length, &value);
    } else {
        text_add(&value, "?");
    }
    layout_take(layout, &value);
}

/* Does the rule matter here to anyone shown? */
static bool is_asked(const struct accounts *a, size_t rule)
{
    for (size_t s = 0; s < a->n_shown; s++)
        for (size_t i = 0; i < a->shown[s].n_needs; i++) {
            const struct plan_need *asked = &a->shown[s].needs[i];
            struct need_result result = {.applies = false};
            if (asked->need->rule == rule && asked->supplied)
                need_judge(asked->need, asked->measure, a->shown[s].profile->pace,
                           &a->values, &result);
            if (result.applies)
                return true;
        }
    return false;
}

static void add_sum(double number, double of, struct layout *layout)
{
    struct text cell = {0};
    text_fixed(&cell, number, 4);
    if (!isnan(of)) {
        text_add(&cell, "/");
        text_fixed(&cell, of, 4);
    }
    layout_take(layout, &cell);
}

/* To as many digits as scores are kept with, so that these can be computed from them. */
static void add_sums(const struct accounts *a, const struct sum *sums, struct layout *layout)
{
    static const char *const names[] = {"explain.needs_sum", "explain.needs_weight",
                                        "explain.needs_cap", "explain.needs_sure"};
    for (size_t line = 0; line < 4; line++) {
        layout_cell(layout, word(&a->e->page, names[line]));
        layout_cell(layout, "");
        for (size_t s = 0; s < a->n_shown; s++) {
            const struct sum *sum = &sums[s];
            const double numbers[] = {sum->met, sum->weight, 40 + 60 * sum->least, sum->sure};
            add_sum(numbers[line], line == 3 ? sum->all : NAN, layout);
        }
    }
}

static void add_table(struct accounts *a)
{
    struct page *page = &a->e->page;
    struct layout layout = {.n_columns = 2 + a->n_shown, .align = "llrrrrrrr", .most = {44, 14}};
    struct sum sums[MOST_SHOWN];
    struct text note = {0};
    for (size_t s = 0; s < MOST_SHOWN; s++)
        sums[s] = (struct sum){.least = 1};
    add_heading(page, word(page, "explain.needs_heading"));
    layout_cell(&layout, "");
    layout_cell(&layout, word(page, "text.col_value"));
    for (size_t s = 0; s < a->n_shown; s++)
        layout_cell(&layout, a->shown[s].code);
    for (size_t r = 0; r < a->rules->n_rules; r++) {
        if (!is_asked(a, r))
            continue;
        layout_cell(&layout, both_in(a->rules->rules[r].title, page->language));
        value_cell_text(a, a->rules->rules[r].measure, &layout);
        for (size_t s = 0; s < a->n_shown; s++)
            need_cell(a, &a->shown[s], r, &sums[s], &layout);
    }
    add_sums(a, sums, &layout);
    layout_print(&layout, page);
    text_add(&note, word(page, a->element == ELEMENT_CROSSING ? "explain.needs_note_crossing"
                                                              : "explain.needs_note"));
    add_hanging(page, " ", 2, &note);
    text_free(&note);
}

rasif_status explain_needs(struct explanation *e, rasif_error *err)
{
    struct accounts a = {.e = e, .role = role_find(e->role)};
    rasif_rules *rules = NULL;
    a.element = role_element(a.role);
    if (a.element == ELEMENT_NONE || a.element == ELEMENT_STREET)
        return RASIF_OK;
    TRY(rasif_rules_load(NULL, NULL, &rules, err));
    a.rules = rules;
    read_mappings(&a);
    load_values(&a);
    rasif_status status = RASIF_OK;
    for (size_t p = 0; p < e->n_profiles && status == RASIF_OK; p++)
        status = add_account(&a, p, err);
    if (status == RASIF_OK && a.n_shown > 0)
        add_table(&a);
    rasif_rules_free(rules);
    return status;
}
