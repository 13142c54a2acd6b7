/* SPDX-License-Identifier: MIT
 *
 * Lookups in a loaded rule base: by id, by index, and the id nearest to a wrong one. In: a rule
 * base, immutable. Some hundred names: searches are linear.
 *
 * Indexes are stable for the life of the rule base: rules and standards stand by id, profiles in
 * the order in which reports show them. The public functions count rules, standards, profiles
 * and presets in one row, profiles by id. */
#include "rule/load.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Former ids of the rule. */
bool rule_has_alias(const struct rule *rule, const char *id)
{
    for (size_t i = 0; i < rule->n_aliases; i++)
        if (strcmp(rule->aliases[i], id) == 0)
            return true;
    return false;
}

/* Ids first: an alias never hides a rule. */
size_t rules_find_rule(const struct rasif_rules *rules, const char *id)
{
    for (size_t i = 0; i < rules->n_rules; i++)
        if (strcmp(rules->rules[i].id, id) == 0)
            return i;
    for (size_t i = 0; i < rules->n_rules; i++)
        if (rule_has_alias(&rules->rules[i], id))
            return i;
    return SIZE_MAX;
}

size_t rules_find_standard(const struct rasif_rules *rules, const char *id)
{
    for (size_t i = 0; i < rules->n_standards; i++)
        if (strcmp(rules->standards[i].id, id) == 0)
            return i;
    return SIZE_MAX;
}

size_t rules_find_profile(const struct rasif_rules *rules, const char *id)
{
    for (size_t i = 0; i < rules->n_profiles; i++)
        if (strcmp(rules->profiles[i].id, id) == 0 || strcmp(rules->profiles[i].code, id) == 0)
            return i;
    return SIZE_MAX;
}

/* Two figures besides the needs: the pace, and the weights of the parts of a street. */
size_t profile_judgements(const struct profile *profile, size_t *figures)
{
    size_t n = (size_t)profile->pace_unverified + profile->street_unverified;
    *figures = profile->n_needs + 2;
    for (size_t i = 0; i < profile->n_needs; i++)
        n += profile->needs[i].unverified;
    return n;
}

#define LEAST_BEGINNING 3 /* letters of an id that suggest it */

/* All ids of one kind are compared: a typing error costs no time that counts. Of those that only begin
 * with what was typed, the first. */
const char *rules_suggest(const struct rasif_rules *rules, char kind, const char *id)
{
    size_t n = kind == 'r' ? rules->n_rules : kind == 's' ? rules->n_standards : rules->n_profiles;
    const char **ids = calloc(n + 1, sizeof *ids);
    if (ids == NULL)
        return NULL; /* a suggestion is a courtesy */
    for (size_t i = 0; i < n; i++)
        ids[i] = kind == 'r'   ? rules->rules[i].id
                 : kind == 's' ? rules->standards[i].id
                               : rules->profiles[i].id;
    const char *near = nearest_word(id, ids, n);
    size_t length = strlen(id);
    for (size_t i = 0; i < n && near == NULL && length >= LEAST_BEGINNING; i++)
        near = strncmp(ids[i], id, length) == 0 ? ids[i] : NULL;
    free(ids);
    return near;
}

/* ---- public ------------------------------------------------------------------------------- */

size_t rasif_rules_count(const rasif_rules *rules)
{
    return rules == NULL
               ? 0
               : rules->n_rules + rules->n_standards + rules->n_profiles + rules->n_presets;
}

/* The profile with exactly `place` others before it by id: inside, their order is another. */
static const struct profile *profile_by_id(const struct rasif_rules *rules, size_t place)
{
    for (size_t i = 0; i < rules->n_profiles; i++) {
        size_t before = 0;
        for (size_t k = 0; k < rules->n_profiles; k++)
            before += strcmp(rules->profiles[k].id, rules->profiles[i].id) < 0;
        if (before == place)
            return &rules->profiles[i];
    }
    return NULL;
}

rasif_status rasif_rules_info(const rasif_rules *rules, size_t index, const char *language,
                              rasif_rule_info *out)
{
    if (out == NULL || check_language(language, NULL) != RASIF_OK || index >= rasif_rules_count(rules))
        return RASIF_E_ARGUMENT;
    *out =
        (rasif_rule_info){.element = "", .measure = "", .severity = "", .status = "", .code = ""};
    if (index < rules->n_rules) {
        const struct rule *rule = &rules->rules[index];
        out->id = rule->id;
        out->kind = "rule";
        out->title = phrase_in(rule->title, language);
        out->element = rule->applies;
        out->measure = fields[rule->measure].name;
        out->severity = severity_names[rule->severity];
    } else if (index < rules->n_rules + rules->n_standards) {
        const struct standard *standard = &rules->standards[index - rules->n_rules];
        out->id = standard->id;
        out->kind = "standard";
        out->title = phrase_in(standard->title, language);
        out->status = standard_status_names[standard->status];
    } else if (index >= rules->n_rules + rules->n_standards + rules->n_profiles) {
        const struct preset *preset =
            &rules->presets[index - rules->n_rules - rules->n_standards - rules->n_profiles];
        out->id = preset->id;
        out->kind = "preset";
        out->title = phrase_in(preset->title, language);
    } else {
        const struct profile *profile =
            profile_by_id(rules, index - rules->n_rules - rules->n_standards);
        out->id = profile->id;
        out->kind = "profile";
        out->title = phrase_in(profile->title, language);
        out->code = profile->code;
    }
    return RASIF_OK;
}
