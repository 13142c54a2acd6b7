/* SPDX-License-Identifier: MIT
 *
 * One feature judged again from the file: its values, and how well they meet the needs of every
 * profile. In: the feature's row, the mapping and the profiles' text in the manifest. Out: scores,
 * and whether they are those of the file.
 *
 * The stored values fill a slice of one row, which the code of an audit judges: by the rules that
 * are built in and the profiles of the manifest. Where the scores differ from those of the file
 * (it has rules of its own, or is of another version) the account does not fit, and nothing is
 * explained by it. Cost: fields times mappings to find the values, one slice to judge them. */
#include "report/explain/explain_account.h"

#include "base/yaml.h"
#include "measure/measure.h"
#include "report/precision.h"

#include <stdio.h>
#include <string.h>

/* ---- the values ----------------------------------------------------------------------------- */

/* The column that an entry of a mapping names and that the table has; NULL = none. Entries are
 * "breadth", [breadth, width_m] (the first column that exists) or {field: breadth, ...}. */
static const char *column_of(const struct account *a, const struct yaml_node *entry)
{
    if (entry != NULL && entry->kind == YAML_MAP)
        entry = yaml_get(entry, "field");
    if (entry != NULL && entry->kind == YAML_SCALAR)
        return result_has_column(a->e->file, a->table, entry->text) ? entry->text : NULL;
    for (size_t i = 0; entry != NULL && entry->kind == YAML_LIST && i < entry->n; i++)
        if (entry->items[i].kind == YAML_SCALAR &&
            result_has_column(a->e->file, a->table, entry->items[i].text))
            return entry->items[i].text;
    return NULL;
}

/* The column of the input that holds a field, for values that the audit did not change: by the
 * entry of the mapping for the layer, else for the role, else the name of the field itself.
 * `role` is plural, as mappings have it. */
static const char *stored_column(const struct account *a, const char *role, enum field_id field)
{
    const struct explain_needs *needs = a->e->needs;
    const char *name = fields[field].name, *found = NULL;
    for (size_t m = 0; m < needs->n_mappings && found == NULL; m++) {
        const struct yaml_node *layer = yaml_get(yaml_get(needs->mappings[m], "layers"), role);
        bool several = layer != NULL && layer->kind == YAML_LIST;
        for (size_t i = 0; i < (several ? layer->n : 1) && found == NULL; i++) {
            const struct yaml_node *one = several ? &layer->items[i] : layer;
            found = column_of(a, yaml_get(yaml_get(one, "fields"), name));
        }
        if (found == NULL)
            found = column_of(a, yaml_get(yaml_get(yaml_get(needs->mappings[m], "fields"), role), name));
    }
    return found != NULL ? found : name;
}

/* rasif_m_FIELD where the audit computed, converted or parsed values of the field in this layer,
 * else the column of the input. A null cell where the table has neither. */
static const struct cell *value_cell(const struct account *a, enum field_id field)
{
    const char *role = result_text(a->rows, 0, "rasif_role");
    enum role known = role != NULL ? role_find(role) : ROLE_NONE;
    char column[80];
    snprintf(column, sizeof column, "rasif_m_%s", fields[field].name);
    if (!result_has_column(a->e->file, a->table, column))
        snprintf(column, sizeof column, "%s",
                 stored_column(a, known != ROLE_NONE ? roles[known].plural : "", field));
    return result_cell(a->rows, 0, column);
}

/* "tree;pole" as bits by code; a class is a list of one. Words outside the vocabulary add no
 * bit. */
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

/* rasif_from leaves surveyed values out, so NULL is ORIGIN_SURVEYED; so is an unknown name. */
static uint8_t origin_code(const char *name)
{
    for (int i = 0; name != NULL && i < ORIGIN_COUNT; i++)
        if (strcmp(origin_names[i], name) == 0)
            return (uint8_t)i;
    return ORIGIN_SURVEYED;
}

/* Fills every field; one without a value gets NaN and no bits. */
static void load_values(struct account *a)
{
    const char *from = result_text(a->rows, 0, "rasif_from");
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

/* "1.06 m", to as many decimals as reports show of the measure. */
static void add_number(const struct account *a, double number, enum field_id measure, struct text *out)
{
    enum unit unit = fields[measure].unit;
    text_fixed(out, number, measure_decimals(measure));
    if (unit_symbol(unit)[0] != '\0')
        text_addf(out, " %s", sentence_unit(a->e->page.sentences, a->e->page.language, unit));
}

/* A measure that differs between profiles is shown by its parts, which do not: "12 s / 12 m" for
 * the time of a signal and the length that it is for. Neighbouring parts of one unit are added;
 * one unknown part makes all of it "?". */
static void add_parts(const struct account *a, const struct per_profile *made, struct text *out)
{
    for (size_t k = 0; k < made->n_parts; k++)
        if (isnan(a->values.real[made->parts[k]])) {
            text_add(out, "?");
            return;
        }
    for (size_t k = 0, last; k < made->n_parts; k = last) {
        enum field_id first = made->parts[k];
        double sum = 0;
        for (last = k; last < made->n_parts && fields[made->parts[last]].unit == fields[first].unit; last++)
            sum += a->values.real[made->parts[last]];
        text_add(out, k > 0 ? " / " : "");
        add_number(a, sum, first, out);
    }
}

void account_value(const struct account *a, enum field_id measure, struct text *out)
{
    const struct cell *cell = value_cell(a, measure);
    if ((fields[measure].flags & FIELD_PER_PROFILE) != 0)
        add_parts(a, per_profile_find(measure), out);
    else if (fields[measure].type == VALUE_REAL && isfinite(a->values.real[measure]))
        add_number(a, a->values.real[measure], measure, out);
    else if (fields[measure].type != VALUE_REAL && cell->type == CELL_TEXT)
        explain_words(a->e, cell->bytes, cell->length, out);
    else
        text_add(out, "?");
}

/* ---- the needs ------------------------------------------------------------------------------ */

/* Does the need apply only to data with a column for its field (if_surveyed), while no table had
 * one? The manifest lists such columns as "sidewalk.gap_mm ramp.lip_mm"; whole words are
 * compared, because one name may begin another. */
static bool was_lacking(const struct explanation *e, enum element element, const struct need *need,
                        enum field_id measure)
{
    const char *list = need->if_surveyed ? explain_manifest(e, "columns_lacking") : NULL;
    char name[80];
    size_t n = (size_t)snprintf(name, sizeof name, "%s.%s", element_names[element],
                                fields[measure].name);
    for (const char *at = list; at != NULL && (at = strstr(at, name)) != NULL; at += n)
        if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
            return true;
    return false;
}

/* Measures that need a further layer apply only where it was given. The manifest lists roles in
 * the plural: "streets sidewalks seats". Without that list every layer counts as given. */
static bool was_supplied(const struct explanation *e, enum field_id measure)
{
    enum role role = measure_layer(measure);
    const char *list = role != ROLE_NONE ? explain_manifest(e, "roles_supplied") : NULL;
    const char *found = list != NULL ? strstr(list, roles[role].plural) : NULL;
    return list == NULL || found != NULL;
}

/* Fills needs[p] and n_needs[p] of the plans of all elements; arrays live in the arena. Needs
 * without their layer or column stay in the list with `supplied` false. */
static rasif_status add_needs(struct explanation *e, size_t p, rasif_error *err)
{
    struct explain_needs *needs = e->needs;
    const struct profile *profile = needs->plan.profiles[p];
    for (int k = 0; k < ELEMENT_COUNT; k++) {
        struct element_plan *of = &needs->plan.elements[k];
        of->needs[p] = ARENA_ARRAY(e->arena, profile->n_needs + 1, struct plan_need);
        if (of->needs[p] == NULL)
            return fail_memory(err);
        for (size_t i = 0; i < profile->n_needs; i++) {
            const struct need *need = &profile->needs[i];
            const struct rule *rule = &needs->rules->rules[need->rule];
            if (rule->elements & 1u << k)
                of->needs[p][of->n_needs[p]++] = (struct plan_need){
                    .need = need,
                    .measure = rule->measure,
                    .supplied = was_supplied(e, rule->measure) &&
                                !was_lacking(e, (enum element)k, need, rule->measure)};
        }
    }
    return RASIF_OK;
}

/* The manifest holds the mapping in use, then those that it extends, separated by lines "---". A
 * mapping that can't be parsed is left out: its fields are then found by their own names, and a
 * wrong value shows as an account that does not fit. */
static void read_mappings(struct explanation *e)
{
    const char *at = explain_manifest(e, "mapping");
    while (at != NULL && *at != '\0' && e->needs->n_mappings < MOST_MAPPINGS) {
        rasif_error why = {RASIF_OK, ""};
        const char *end = strstr(at, "\n---\n");
        size_t length = end != NULL ? (size_t)(end - at) + 1 : strlen(at);
        const struct yaml_node **to = &e->needs->mappings[e->needs->n_mappings];
        e->needs->n_mappings +=
            yaml_parse("mapping", at, length, e->arena, to, &why) == RASIF_OK;
        at = end != NULL ? end + 5 : NULL;
    }
}

/* profile.1.text, profile.2.text, ... stand in the order of the columns rasif_CODE_score, which
 * is that of e->profiles. A profile that can't be read stays NULL and has no needs. */
rasif_status explain_needs_open(struct explanation *e, rasif_error *err)
{
    e->needs = ARENA_ARRAY(e->arena, 1, struct explain_needs);
    if (e->needs == NULL)
        return fail_memory(err);
    TRY(rasif_rules_load(NULL, NULL, &e->needs->rules, err));
    e->needs->plan.rules = e->needs->rules;
    e->needs->plan.n_profiles = e->n_profiles;
    read_mappings(e);
    for (size_t p = 0; p < e->n_profiles; p++) {
        rasif_error why = {RASIF_OK, ""};
        char key[40];
        snprintf(key, sizeof key, "profile.%zu.text", p + 1);
        const char *yaml = explain_manifest(e, key);
        const struct profile **to = &e->needs->plan.profiles[p];
        if (yaml == NULL ||
            rules_load_profile(e->needs->rules, key, yaml, e->arena, to, &why) != RASIF_OK)
            *to = NULL;
        else
            TRY(add_needs(e, p, err));
    }
    for (int k = 0; k < ELEMENT_COUNT; k++)
        if (!plan_find_used(e->needs->rules, e->n_profiles, e->arena, &e->needs->plan.elements[k]))
            return fail_memory(err);
    return undrawn_plan_build(&e->needs->plan, e->arena, &e->needs->undrawn, err);
}

void explain_needs_close(struct explanation *e)
{
    if (e->needs != NULL)
        rasif_rules_free(e->needs->rules);
}

/* ---- the feature ---------------------------------------------------------------------------- */

/* Is the score of the account the one in the file? A crossing has the score of its weakest part
 * there, and the account is that of its surface alone, which may only be higher. Scores may
 * differ by 0.001 points from rounding. */
static bool comes_out(const struct account *a, size_t p)
{
    const struct cell *cell = profile_cell(a->rows, 0, a->e->profiles[p].code, "score");
    const struct score *score = &a->scores[p];
    if (a->element == ELEMENT_CROSSING && score->score == SCORE_NULL)
        return true;
    if (cell->type != CELL_REAL || score->score == SCORE_NULL)
        return cell->type == CELL_NULL && score->score == SCORE_NULL;
    double there = cell->real, here = score->score / (double)SCORE_UNIT;
    return a->element == ELEMENT_CROSSING ? here >= there - 1e-3 : fabs(here - there) < 1e-3;
}

struct slice *account_slice(const struct account *a, const struct values *values)
{
    const struct plan *plan = &a->e->needs->plan;
    struct slice_plan *asked = ARENA_ARRAY(a->e->arena, 1, struct slice_plan);
    if (asked == NULL || slice_plan_build(plan, &plan->elements[a->element], a->e->arena, asked,
                                          NULL) != RASIF_OK)
        return NULL;
    struct slice *slice = slice_new(asked, NULL);
    if (slice == NULL)
        return NULL;
    slice_put(slice, values);
    slice_judge(slice);
    return slice;
}

/* Answers are numbered like the needs of the plan, so the place of `asked` in its array is its
 * number. */
bool account_answer(const struct account *a, size_t p, const struct plan_need *asked,
                    struct need_answer *out)
{
    *out = a->answers[p][asked - a->e->needs->plan.elements[a->element].needs[p]];
    return out->applies;
}

/* Sets answers[p] and scores[p]; false = no memory. Needs that are not supplied are not in the
 * slice: their answers stay zero, which is "does not apply". */
static bool answer_needs(struct account *a, size_t p, const struct slice *slice)
{
    const struct element_plan *asked = slice->plan->asked;
    struct score scores[SLICE_ROWS];
    rowset blocks[MOST_RULES];
    a->answers[p] = ARENA_ARRAY(a->e->arena, asked->n_needs[p] + 1, struct need_answer);
    for (size_t k = 0; k < slice->plan->n_needs[p] && a->answers[p] != NULL; k++) {
        const struct plan_need *need = slice->plan->needs[p][k].asked;
        slice_need(slice, p, k, 0, &a->answers[p][need - asked->needs[p]]);
    }
    slice_score(slice, p, scores, blocks);
    a->scores[p] = scores[0];
    return a->answers[p] != NULL;
}

/* The element whose rules judge the feature. A street without sides is a path itself: sidewalk,
 * or steps by its class. ELEMENT_NONE: streets with sides and segments, which are judged by
 * their parts, and roles without rules. */
static enum element element_of(const struct explanation *e, const struct result_rows *rows,
                               const char *role)
{
    enum role known = role_find(role);
    if (known != ROLE_STREET)
        return known != ROLE_NONE ? role_element(known) : ELEMENT_NONE;
    if (e->is_segment || e->has_sides)
        return ELEMENT_NONE;
    struct account street = {.e = e, .table = e->table, .rows = rows};
    const struct cell *class = value_cell(&street, F_class);
    return class->type == CELL_TEXT && strcmp(class->bytes, "steps") == 0 ? ELEMENT_STEPS
                                                                          : ELEMENT_SIDEWALK;
}

rasif_status account_make(struct explanation *e, size_t table, const struct result_rows *rows,
                          const char *role, const struct account **out, rasif_error *err)
{
    struct account *a = ARENA_ARRAY(e->arena, 1, struct account);
    if (a == NULL)
        return fail_memory(err);
    *a = (struct account){.e = e, .table = table, .rows = rows, .element = ELEMENT_NONE};
    *out = a;
    if (rows->n_rows == 0 || element_of(e, rows, role) == ELEMENT_NONE)
        return RASIF_OK;
    a->element = element_of(e, rows, role);
    load_values(a);
    struct slice *slice = account_slice(a, &a->values);
    bool good = slice != NULL;
    for (size_t p = 0; p < e->n_profiles && good; p++) {
        /* without needs there is no score to compare: `fits` stays false */
        if (slice->plan->asked->n_needs[p] == 0)
            continue;
        good = answer_needs(a, p, slice);
        a->fits[p] = comes_out(a, p);
    }
    slice_free(slice);
    return good ? RASIF_OK : fail_memory(err);
}
