/* SPDX-License-Identifier: MIT
 *
 * A standard file: limits with clauses. In: a YAML tree and the standard it extends, resolved
 * already. Out: struct standard with the parent's requirements replaced, rule by rule, by its own,
 * ordered by rule, then as written.
 *
 *      requirements:
 *        - {rule: sidewalk-running-slope, require: "<= 1:20", clause: "R302.4.1",
 *           unless: ["running_slope_pct <= street_grade_pct"], core: true} */
#include "rule/load.h"

#include <string.h>

const char *const standard_status_names[3] = {"normative", "guidance", "provisional"};

/* "3 mm": how far beyond the limit a measured value still meets it. */
static rasif_status tolerance_read(const struct yaml_node *node, enum field_id measure,
                                   struct condition *out, rasif_error *err)
{
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_SCALAR, "a tolerance", err));
    if (fields[measure].type != VALUE_REAL)
        return yaml_fail(node, err, "%s is a word; only numbers have a tolerance",
                         fields[measure].name);
    TRY(number_read(node, node->text, strlen(node->text), measure, &out->tolerance, err));
    if (!(out->tolerance > 0))
        return yaml_fail(node, err, "a tolerance is above 0; leave the key out for none");
    return RASIF_OK;
}

/* A limit with its conditions, its clause and the document that it is from. */
static rasif_status requirement_read(const struct rasif_rules *rules, const struct yaml_node *entry,
                                     const char *standard, struct arena *arena,
                                     struct requirement *out, rasif_error *err)
{
    static const char *const keys[] = {"rule",   "require", "when", "unless",     "maybe",    "clause",
                                       "source", "core",    "drop", "unverified", "tolerance"};
    TRY(yaml_check_keys(entry, keys, sizeof keys / sizeof keys[0], err));
    TRY(rule_read(rules, entry, "rule", &out->rule, err));
    const struct rule *rule = &rules->rules[out->rule];
    /* A standard asks of everybody, so it can't ask what depends on a profile. */
    TRY(measure_stored(yaml_get(entry, "rule"), rule->measure, err));
    const struct yaml_node *require = NULL;
    TRY(entry_require(entry, "require", &require, err));
    out->at = require;
    TRY(require_parse(require, rule->measure, &out->require, err));
    TRY(conditions_parse(yaml_get(entry, "when"), rule->elements, arena, &out->when, &out->n_when,
                         err));
    TRY(conditions_parse(yaml_get(entry, "unless"), rule->elements, arena, &out->unless,
                         &out->n_unless, err));
    TRY(conditions_parse(yaml_get(entry, "maybe"), rule->elements, arena, &out->maybe,
                         &out->n_maybe, err));
    TRY(tolerance_read(yaml_get(entry, "tolerance"), rule->measure, &out->require, err));
    TRY(text_require(entry, "clause", &out->clause, err));
    out->source = "";
    out->standard = standard;
    if (yaml_get(entry, "source") != NULL)
        TRY(text_require(entry, "source", &out->source, err));
    TRY(flag_read(entry, "core", &out->core, err));
    return flag_read(entry, "unverified", &out->unverified, err);
}

/* By rule, keeping the written order within a rule. Some hundred entries: insertion is enough. */
static void sort_by_rule(struct requirement *items, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct requirement item = items[i];
        size_t at = i;
        for (; at > 0 && items[at - 1].rule > item.rule; at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

/* A child replaces all requirements of its parent about a rule that it names. */
static rasif_status requirements_read(const struct rasif_rules *rules, const struct yaml_node *list,
                                      const struct standard *parent, struct arena *arena,
                                      struct standard *out, rasif_error *err)
{
    TRY(yaml_expect(list, YAML_LIST, "requirements", err));
    bool *overridden = ARENA_ARRAY(arena, rules->n_rules, bool);
    size_t inherited = parent != NULL ? parent->n_requirements : 0;
    out->requirements = ARENA_ARRAY(arena, inherited + list->n, struct requirement);
    if (overridden == NULL || out->requirements == NULL)
        return fail_memory(err);
    rasif_error all = {0}, drops = {0};
    TRY(fail_later(overrides_read(rules, list, parent != NULL, overridden, &drops), &drops, &all,
                   err));
    for (size_t i = 0; i < inherited; i++)
        if (!overridden[parent->requirements[i].rule])
            out->requirements[out->n_requirements++] = parent->requirements[i];
    for (size_t i = 0; i < list->n; i++) {
        rasif_error one = {0};
        if (yaml_get(&list->items[i], "drop") == NULL)
            TRY(fail_later(requirement_read(rules, &list->items[i], out->id, arena,
                                            &out->requirements[out->n_requirements++], &one),
                           &one, &all, err));
    }
    TRY(fail_all(&all, err));
    sort_by_rule(out->requirements, out->n_requirements);
    return RASIF_OK;
}

/* The country is inherited: a local overlay stands for the law of its parent. */
rasif_status standard_build(const struct rasif_rules *rules, const struct yaml_node *root,
                            const struct standard *parent, struct arena *arena,
                            struct standard *out, rasif_error *err)
{
    static const char *const keys[] = {"id",   "title",   "status",      "extends",
                                       "note", "country", "requirements"};
    const struct yaml_node *node = NULL;
    size_t status = 0;
    TRY(id_read(root, &out->id, err));
    TRY(yaml_check_keys(root, keys, sizeof keys / sizeof keys[0], err));
    TRY(phrase_read(root, "title", true, &out->title, err));
    TRY(phrase_read(root, "note", false, &out->note, err));
    TRY(phrase_read(root, "country", false, &out->country, err));
    if (out->country.in[LANGUAGE_FIRST][0] == '\0' && parent != NULL)
        out->country = parent->country;
    TRY(entry_require(root, "status", &node, err));
    TRY(word_read(node, "status", standard_status_names, 3, &status, err));
    out->status = (enum standard_status)status;
    TRY(entry_require(root, "requirements", &node, err));
    return requirements_read(rules, node, parent, arena, out, err);
}
