/* SPDX-License-Identifier: MIT
 *
 * A profile file: what one kind of user finds comfortable, and what stops them
 * (docs/rule-format.md). In: a YAML tree and the profile that it extends, which is built
 * already. Out: struct profile. The needs of the parent come first, without those about rules
 * that the child names. Every figure keeps its basis; one without a basis is a judgement.
 *
 *      needs:
 *        - {rule: sidewalk-clear-width, comfortable: 1.80 m, adequate: 1.22 m, limit: 0.90 m,
 *           weight: 3, blocks: true, basis: "DIN 18040-3 4.2"}
 *        - {rule: sidewalk-surface, values: {asphalt: 1, sett: 0.4, sand: 0}, weight: 1} */
#include "rule/load.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "mapping/limits.h"

/* One of comfortable, adequate, limit; NaN when it is missing and may be. */
static rasif_status point_read(const struct yaml_node *entry, const char *key, bool required,
                               enum field_id field, double *out, rasif_error *err)
{
    const struct yaml_node *node = yaml_get(entry, key);
    *out = NAN;
    if (node == NULL && !required)
        return RASIF_OK;
    TRY(entry_require(entry, key, &node, err));
    TRY(yaml_expect(node, YAML_SCALAR, key, err));
    TRY(number_read(node, node->text, strlen(node->text), field, out, err));
    if (*out < 0 && (fields[field].flags & FIELD_SLOPE) != 0)
        return yaml_fail(node, err, "%s is judged by its magnitude; '%s' is below 0",
                         fields[field].name, node->text);
    if (!limits_accept(field, *out))
        return yaml_fail(node, err, "%s can't be '%.*s'; check the number and its unit",
                         fields[field].name, SHOWN(node->text));
    return RASIF_OK;
}

/* Moves a text into the arena. */
static rasif_status keep_text(struct text *text, struct arena *arena, const char **out,
                              rasif_error *err)
{
    *out = text->failed || text->data == NULL ? NULL : arena_strdup(arena, text->data);
    text_free(text);
    return *out != NULL ? RASIF_OK : fail_memory(err);
}

/* A limit for going down: of a blocking need of the running slope, and steeper than its limit. */
static rasif_status downhill_read(const struct yaml_node *entry, enum field_id measure,
                                  struct need *out, rasif_error *err)
{
    const struct yaml_node *node = yaml_get(entry, "downhill");
    TRY(point_read(entry, "downhill", false, measure, &out->downhill, err));
    if (node != NULL && (measure != F_running_slope_pct || !out->blocks))
        return yaml_fail(node, err, "'downhill' goes with a need of running_slope_pct that blocks");
    if (node != NULL && !(out->downhill > out->limit))
        return yaml_fail(node, err, "'downhill' must be steeper than limit; leave it out else");
    return RASIF_OK;
}

/* comfortable, perhaps adequate, limit, perhaps downhill; from their order follows whether more
 * is better. */
static rasif_status numeric_need_read(const struct yaml_node *entry, enum field_id measure,
                                      struct arena *arena, struct need *out, rasif_error *err)
{
    if (yaml_get(entry, "values") != NULL)
        return yaml_fail(yaml_get(entry, "values"), err,
                         "%s is a number; give comfortable, adequate and limit",
                         fields[measure].name);
    TRY(point_read(entry, "comfortable", true, measure, &out->comfortable, err));
    TRY(point_read(entry, "adequate", false, measure, &out->adequate, err));
    TRY(point_read(entry, "limit", true, measure, &out->limit, err));
    /* No direction would be the better one. */
    if (out->comfortable == out->limit)
        return yaml_fail(yaml_get(entry, "limit"), err, "comfortable and limit are the same");
    /* Better is the side on which comfortable lies. */
    out->more_is_better = out->comfortable > out->limit;
    double low = fmin(out->comfortable, out->limit), high = fmax(out->comfortable, out->limit);
    if (!isnan(out->adequate) && !(out->adequate > low && out->adequate < high))
        return yaml_fail(yaml_get(entry, "adequate"), err,
                         "adequate must lie between limit and comfortable");
    TRY(downhill_read(entry, measure, out, err));
    static const char *const keys[] = {"comfortable", "adequate", "limit", "downhill"};
    /* Reports show the figures as they were written, with their units. */
    static const char *const before[] = {"", " / ", " / ", " / ↓ "};
    struct text text = {0};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (yaml_get(entry, keys[i]) != NULL) {
            text_add(&text, before[i]);
            text_add(&text, yaml_text(entry, keys[i]));
        }
    return keep_text(&text, arena, &out->text, err);
}

/* `values: {word: 0 to 1, ...}`; a word that is left out is unknown when it occurs. */
static rasif_status class_need_read(const struct yaml_node *entry, enum field_id measure,
                                    struct arena *arena, struct need *out, rasif_error *err)
{
    static const char *const numeric_keys[] = {"comfortable", "adequate", "limit", "downhill"};
    for (size_t i = 0; i < sizeof numeric_keys / sizeof numeric_keys[0]; i++)
        if (yaml_get(entry, numeric_keys[i]) != NULL)
            return yaml_fail(yaml_get(entry, numeric_keys[i]), err,
                             "%s is a word; give values: {word: 0 to 1, ...}",
                             fields[measure].name);
    const struct vocabulary *vocabulary = fields[measure].vocabulary;
    const struct yaml_node *values = NULL;
    TRY(entry_require(entry, "values", &values, err));
    TRY(yaml_expect(values, YAML_MAP, "values", err));
    if (values->n == 0)
        return yaml_fail(values, err, "'values' is empty");
    out->is_class = true;
    out->comfortable = out->adequate = out->limit = out->downhill = NAN;
    struct text text = {0};
    for (size_t i = 0; i < values->n; i++) {
        const char *word = values->items[i].key;
        uint8_t code = vocabulary_code(vocabulary, word, strlen(word));
        struct yaml_node key = key_of(&values->items[i]);
        rasif_status status =
            code == 0 ? fail_unknown_value(&key, measure, word, err)
                      : bare_number_read(values, word, 0, 1, &out->u_of_code[code], err);
        if (status != RASIF_OK) {
            text_free(&text);
            return status;
        }
        text_addf(&text, "%s%s %s", i == 0 ? "" : ", ", word, values->items[i].text);
    }
    return keep_text(&text, arena, &out->text, err);
}

/* One entry of `needs`. A need without weight counts in no mean, so it has to block. */
static rasif_status need_read(const struct rasif_rules *rules, const struct yaml_node *entry,
                              struct arena *arena, struct need *out, rasif_error *err)
{
    static const char *const keys[] = {"rule",  "when",       "comfortable", "adequate",
                                       "limit", "values",     "weight",      "blocks",
                                       "basis", "unverified", "drop",        "downhill",
                                       "if_surveyed"};
    TRY(yaml_check_keys(entry, keys, sizeof keys / sizeof keys[0], err));
    TRY(rule_read(rules, entry, "rule", &out->rule, err));
    const struct rule *rule = &rules->rules[out->rule];
    TRY(conditions_parse(yaml_get(entry, "when"), rule->elements, arena, &out->when, &out->n_when,
                         err));
    /* Classes that the table leaves out are unknown. */
    for (size_t i = 0; i < 32; i++)
        out->u_of_code[i] = NAN;
    TRY(flag_read(entry, "blocks", &out->blocks, err));
    TRY(flag_read(entry, "if_surveyed", &out->if_surveyed, err));
    if (out->if_surveyed && (fields[rule->measure].flags & FIELD_DERIVED) != 0)
        return yaml_fail(yaml_get(entry, "if_surveyed"), err,
                         "%s is computed, not surveyed; 'if_surveyed' has no meaning",
                         fields[rule->measure].name);
    bool number = fields[rule->measure].type == VALUE_REAL;
    if (number)
        TRY(numeric_need_read(entry, rule->measure, arena, out, err));
    else
        TRY(class_need_read(entry, rule->measure, arena, out, err));
    out->at = yaml_get(entry, number ? "limit" : "values");
    TRY(bare_number_read(entry, "weight", 0, 1000, &out->weight, err));
    /* It would change nothing. */
    if (!(out->weight > 0) && !out->blocks)
        return yaml_fail(yaml_get(entry, "weight"), err,
                         "weight must be above 0, or blocks: true; leave the need out or drop it");
    TRY(flag_read(entry, "unverified", &out->unverified, err));
    return source_read(entry, "basis", &out->basis, err);
}

/* A child replaces all needs of its parent about a rule that it names. */
static rasif_status needs_read(const struct rasif_rules *rules, const struct yaml_node *list,
                               const struct profile *parent, struct arena *arena,
                               struct profile *out, rasif_error *err)
{
    TRY(yaml_expect(list, YAML_LIST, "needs", err));
    bool *overridden = ARENA_ARRAY(arena, rules->n_rules, bool);
    size_t inherited = parent != NULL ? parent->n_needs : 0;
    out->needs = ARENA_ARRAY(arena, inherited + list->n, struct need);
    if (overridden == NULL || out->needs == NULL)
        return fail_memory(err);
    rasif_error all = {0}, drops = {0};
    TRY(fail_later(overrides_read(rules, list, parent != NULL, overridden, &drops), &drops, &all,
                   err));
    for (size_t i = 0; i < inherited; i++)
        if (!overridden[parent->needs[i].rule])
            out->needs[out->n_needs++] = parent->needs[i];
    for (size_t i = 0; i < list->n; i++) {
        rasif_error one = {0};
        if (yaml_get(&list->items[i], "drop") == NULL)
            TRY(fail_later(need_read(rules, &list->items[i], arena, &out->needs[out->n_needs++], &one),
                           &one, &all, err));
    }
    TRY(fail_all(&all, err));
    if (out->n_needs == 0)
        return yaml_fail(list, err, "a profile has at least one need");
    return RASIF_OK;
}

/* `street: {sidewalks: 0.7, crossings: 0.3}` and its reason. */
static rasif_status street_read(const struct yaml_node *root, const struct profile *parent,
                                struct profile *out, rasif_error *err)
{
    static const char *const keys[] = {"sidewalks", "crossings"};
    const struct yaml_node *node = yaml_get(root, "street");
    if (node == NULL && parent != NULL) {
        out->weight_sidewalks = parent->weight_sidewalks;
        out->weight_crossings = parent->weight_crossings;
        out->street_basis = parent->street_basis;
        out->street_unverified = parent->street_unverified;
        return RASIF_OK;
    }
    TRY(entry_require(root, "street", &node, err));
    TRY(yaml_expect(node, YAML_MAP, "street", err));
    TRY(yaml_check_keys(node, keys, 2, err));
    TRY(bare_number_read(node, "sidewalks", 0, 1000, &out->weight_sidewalks, err));
    TRY(bare_number_read(node, "crossings", 0, 1000, &out->weight_crossings, err));
    if (!(out->weight_sidewalks > 0)) /* a street without crossings must still have a score */
        return yaml_fail(yaml_get(node, "sidewalks"), err, "'sidewalks' must be above 0");
    return figure_basis_read(root, "street_basis", "street_unverified", &out->street_basis,
                      &out->street_unverified, err);
}

/* `walking_speed_m_s: 0.75`, `start_s: 2` and their source. */
static rasif_status pace_read(const struct yaml_node *root, const struct profile *parent,
                              struct profile *out, rasif_error *err)
{
    if (yaml_get(root, "walking_speed_m_s") == NULL && parent != NULL) {
        out->pace = parent->pace;
        out->pace_basis = parent->pace_basis;
        out->pace_unverified = parent->pace_unverified;
    } else {
        TRY(bare_number_read(root, "walking_speed_m_s", 0.1, 3, &out->pace.speed_m_s, err));
        TRY(figure_basis_read(root, "pace_basis", "pace_unverified", &out->pace_basis,
                       &out->pace_unverified, err));
    }
    if (yaml_get(root, "start_s") == NULL)
        return RASIF_OK;
    return bare_number_read(root, "start_s", 0, 30, &out->pace.start_s, err);
}

/* Pace and weights are inherited as a whole with their basis, or given anew. */
rasif_status profile_build(const struct rasif_rules *rules, const struct yaml_node *root,
                           const struct profile *parent, struct arena *arena, struct profile *out,
                           rasif_error *err)
{
    static const char *const keys[] = {"id",          "code",         "title",
                                       "description", "extends",      "needs",
                                       "street",      "street_basis", "street_unverified",
                                       "start_s",     "pace_basis",   "pace_unverified",
                                       "optional",
                                       "walking_speed_m_s"};
    TRY(id_read(root, &out->id, err));
    TRY(yaml_check_keys(root, keys, sizeof keys / sizeof keys[0], err));
    TRY(text_require(root, "code", &out->code, err));
    /* The code is part of the names of columns: rasif_wcm_score. */
    if (strspn(out->code, "abcdefghijklmnopqrstuvwxyz") != 3 || strlen(out->code) != 3)
        return yaml_fail(yaml_get(root, "code"), err,
                         "code '%.*s' must be three lower-case letters", SHOWN(out->code));
    TRY(phrase_read(root, "title", true, &out->title, err));
    TRY(phrase_read(root, "description", false, &out->description, err));
    TRY(flag_read(root, "optional", &out->optional, err));
    TRY(pace_read(root, parent, out, err));
    TRY(street_read(root, parent, out, err));
    const struct yaml_node *needs = NULL;
    TRY(entry_require(root, "needs", &needs, err));
    return needs_read(rules, needs, parent, arena, out, err);
}
