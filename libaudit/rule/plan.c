/* SPDX-License-Identifier: MIT
 *
 * Puts the questions of one audit together: see plan.h. For each kind of element: the rules that
 * its standard or some profile asks, in the order standard, profiles, rules that are always
 * asked (their place in this order is their ordinal, a bit in struct outcomes); the needs of
 * each profile; the fields that all these read. Cost: rules x needs, a few thousand comparisons
 * in an audit.
 *
 * An ordinal is the number of a rule within its element: outcomes are kept as bits by ordinal,
 * which is why an element has at most MOST_RULES rules. */
#include "rule/plan.h"

#include "measure/measure.h"

#include <string.h>

struct use {
    bool field[FIELD_COUNT];
};

static void use_condition(struct use *use, const struct condition *condition)
{
    use->field[condition->measure] = true;
    if (condition->other != FIELD_NONE)
        use->field[condition->other] = true;
}

/* Fields of both sides. */
static void use_conditions(struct use *use, const struct condition *conditions, size_t n)
{
    for (size_t i = 0; i < n; i++)
        use_condition(use, &conditions[i]);
}

/* A measure that depends on the profile reads its parts. */
static void use_measure(struct use *use, enum field_id measure)
{
    const struct per_profile *made = per_profile_find(measure);
    use->field[measure] = true;
    for (size_t k = 0; made != NULL && k < made->n_parts; k++)
        use->field[made->parts[k]] = true;
}

static void use_requirement(struct use *use, const struct requirement *r)
{
    use_condition(use, &r->require);
    use_conditions(use, r->when, r->n_when);
    use_conditions(use, r->unless, r->n_unless);
    use_conditions(use, r->maybe, r->n_maybe);
}

/* Also for plans that are put together elsewhere: of examples, of undrawn ramps, of annotated
 * files. */
bool plan_find_used(const struct rasif_rules *rules, size_t n_profiles, struct arena *arena,
                    struct element_plan *element)
{
    struct use use = {{false}};
    for (size_t k = 0; k < element->n_rules; k++) {
        use_measure(&use, rules->rules[element->rules[k].rule].measure);
        for (size_t i = 0; i < element->rules[k].n_requirements; i++)
            use_requirement(&use, &element->rules[k].requirements[i]);
    }
    for (size_t p = 0; p < n_profiles; p++)
        for (size_t i = 0; i < element->n_needs[p]; i++) {
            const struct plan_need *asked = &element->needs[p][i];
            use_measure(&use, asked->measure);
            use_conditions(&use, asked->need->when, asked->need->n_when);
        }
    element->used = ARENA_ARRAY(arena, FIELD_COUNT, enum field_id);
    element->n_used = 0;
    for (int f = 0; f < FIELD_COUNT && element->used != NULL; f++)
        if (use.field[f])
            element->used[element->n_used++] = (enum field_id)f;
    return element->used != NULL;
}

/* Rules name the kinds of elements that they apply to. */
static bool asked_of(const struct rasif_rules *rules, size_t rule, enum element element)
{
    return rules->rules[rule].elements & (1u << element);
}

/* Requirements of the standard, rule by rule (they are ordered by rule); with --core only rules
 * that have a core requirement. */
static rasif_status plan_requirements(const struct plan *plan, enum element element,
                                      struct element_plan *out, rasif_error *err)
{
    const struct standard *standard = plan->standard;
    for (size_t i = 0; i < standard->n_requirements;) {
        size_t rule = standard->requirements[i].rule, n = 1;
        /* The requirements of one rule follow each other. */
        while (i + n < standard->n_requirements && standard->requirements[i + n].rule == rule)
            n++;
        bool core = false;
        for (size_t k = 0; k < n; k++)
            core = core || standard->requirements[i + k].core;
        if (asked_of(plan->rules, rule, element) && (core || !plan->core)) {
            if (out->n_rules == MOST_RULES)
                return fail(err, RASIF_E_RULE, "standard %s asks more than %d rules of one %s",
                            standard->id, MOST_RULES, element_names[element]);
            out->rules[out->n_rules++] = (struct plan_rule){rule, &standard->requirements[i], n, true};
        }
        i += n;
    }
    return RASIF_OK;
}

/* Rules with `always: true`, which need neither a standard nor a profile. */
static rasif_status plan_always(const struct plan *plan, enum element element,
                                struct element_plan *out, rasif_error *err)
{
    for (size_t r = 0; r < plan->rules->n_rules; r++) {
        const struct rule *rule = &plan->rules->rules[r];
        if (!rule->always || !asked_of(plan->rules, r, element) ||
            plan_rule_ordinal(plan, element, r) != SIZE_MAX)
            continue;
        if (out->n_rules == MOST_RULES)
            return fail(err, RASIF_E_RULE, "more than %d rules are asked of one %s", MOST_RULES,
                        element_names[element]);
        out->rules[out->n_rules++] = (struct plan_rule){r, NULL, 0, true};
    }
    return RASIF_OK;
}

/* An element has at most MOST_RULES rules: a search is linear. */
size_t plan_rule_ordinal(const struct plan *plan, enum element element, size_t rule)
{
    const struct element_plan *e = &plan->elements[element];
    for (size_t i = 0; i < e->n_rules; i++)
        if (e->rules[i].rule == rule)
            return i;
    return SIZE_MAX;
}

/* Needs of one profile; a rule that the standard does not ask gets an ordinal without
 * requirements. */
static rasif_status plan_needs(struct plan *plan, enum element element, size_t profile,
                               struct arena *arena, rasif_error *err)
{
    struct element_plan *out = &plan->elements[element];
    const struct profile *p = plan->profiles[profile];
    out->needs[profile] = ARENA_ARRAY(arena, p->n_needs, struct plan_need);
    if (out->needs[profile] == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < p->n_needs; i++) {
        const struct need *need = &p->needs[i];
        if (!asked_of(plan->rules, need->rule, element))
            continue;
        size_t ordinal = plan_rule_ordinal(plan, element, need->rule);
        /* Only profiles ask this rule so far. */
        if (ordinal == SIZE_MAX) {
            if (out->n_rules == MOST_RULES)
                return fail(err, RASIF_E_RULE, "profile %s needs more than %d rules of one %s",
                            p->id, MOST_RULES, element_names[element]);
            ordinal = out->n_rules;
            out->rules[out->n_rules++] = (struct plan_rule){need->rule, NULL, 0, true};
        }
        enum field_id measure = plan->rules->rules[need->rule].measure;
        out->needs[profile][out->n_needs[profile]++] =
            (struct plan_need){need, measure, (uint8_t)ordinal, true};
    }
    return RASIF_OK;
}

rasif_status plan_build(const struct rasif_rules *rules, const struct standard *standard,
                        const struct profile *const *profiles, size_t n_profiles, bool core,
                        struct arena *arena, struct plan *out, rasif_error *err)
{
    if (n_profiles > MOST_PROFILES)
        return fail(err, RASIF_E_RULE, "at most %d profiles can be audited at once", MOST_PROFILES);
    *out = (struct plan){.rules = rules, .standard = standard, .n_profiles = n_profiles, .core = core};
    for (size_t p = 0; p < n_profiles; p++)
        out->profiles[p] = profiles[p];
    for (int e = 0; e < ELEMENT_COUNT; e++) {
        struct element_plan *element = &out->elements[e];
        element->rules = ARENA_ARRAY(arena, MOST_RULES, struct plan_rule);
        if (element->rules == NULL)
            return fail_memory(err);
        TRY(plan_requirements(out, (enum element)e, element, err));
        for (size_t p = 0; p < n_profiles; p++)
            TRY(plan_needs(out, (enum element)e, p, arena, err));
        TRY(plan_always(out, (enum element)e, element, err));
        if (!plan_find_used(rules, n_profiles, arena, element))
            return fail_memory(err);
    }
    return RASIF_OK;
}

/* Has a table of these elements a column for the field, be it empty, or tags that anybody may
 * use? */
static bool has_column(const struct store *store, enum element element, enum field_id field)
{
    for (int r = 0; r < ROLE_COUNT; r++) {
        /* Streets that are their own element are judged as sidewalks or steps. */
        bool ours = role_element((enum role)r) == element ||
                    (r == ROLE_STREET && (element == ELEMENT_SIDEWALK || element == ELEMENT_STEPS));
        if (ours && (store->tables[r].columns[field] != NULL || store->tables[r].free_key[field]))
            return true;
    }
    return false;
}

/* Before this every need with if_surveyed counts as asked. */
void plan_set_columns(struct plan *plan, const struct store *store)
{
    /* Requirements have no such key: a standard asks whether data were surveyed or not. */
    for (int e = 0; e < ELEMENT_COUNT; e++)
        for (size_t p = 0; p < plan->n_profiles; p++)
            for (size_t i = 0; i < plan->elements[e].n_needs[p]; i++) {
                struct plan_need *asked = &plan->elements[e].needs[p][i];
                if (asked->need->if_surveyed)
                    asked->supplied = has_column(store, (enum element)e, asked->measure);
            }
}

bool plan_lacks_column(const struct plan *plan, enum element element, enum field_id field)
{
    const struct element_plan *e = &plan->elements[element];
    for (size_t p = 0; p < plan->n_profiles; p++)
        for (size_t i = 0; i < e->n_needs[p]; i++) {
            const struct plan_need *asked = &e->needs[p][i];
            if (asked->measure == field && asked->need->if_surveyed && !asked->supplied)
                return true;
        }
    return false;
}

/* `forced`: the user states that unmapped ramps or crossings are absent, so their layer counts
 * as given. */
void plan_set_supplied(struct plan *plan, const struct store *store, bool ramp_forced,
                       bool crossing_forced)
{
    bool supplied[ROLE_COUNT + 1];
    for (int r = 0; r < ROLE_COUNT; r++)
        supplied[r] = store->tables[r].supplied;
    /* Most measures depend on no other layer. */
    supplied[ROLE_NONE] = true;
    /* Absence that is stated is knowledge, as a layer is. */
    supplied[ROLE_RAMP] = supplied[ROLE_RAMP] || ramp_forced;
    supplied[ROLE_CROSSING] = supplied[ROLE_CROSSING] || crossing_forced;
    for (int e = 0; e < ELEMENT_COUNT; e++) {
        struct element_plan *element = &plan->elements[e];
        for (size_t i = 0; i < element->n_rules; i++) {
            enum field_id measure = plan->rules->rules[element->rules[i].rule].measure;
            element->rules[i].supplied = supplied[measure_layer(measure)];
        }
        for (size_t p = 0; p < plan->n_profiles; p++)
            for (size_t i = 0; i < element->n_needs[p]; i++)
                element->needs[p][i].supplied = supplied[measure_layer(element->needs[p][i].measure)];
    }
}
