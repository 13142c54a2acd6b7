/* SPDX-License-Identifier: MIT
 *
 * The parts that rule, standard and profile files have in common: ids, texts in several
 * languages, flags, numbers, names of measures and rules. In: YAML nodes. Out: checked values
 * that borrow from the tree.
 *
 * Every function here either sets its output or fails with RASIF_E_RULE and one sentence: the
 * place as file:line:column, what is wrong, and the allowed or the nearest word. Nothing is
 * guessed and nothing is ignored: an unknown key, an empty text or a number out of range stops
 * the load, since a rule that is read otherwise than it was meant judges a whole city wrongly.
 * Words are compared one by one; the longest list, of measures, has some hundred. */
#include "rule/load.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Messages show at most 80 bytes of a foreign text. */
int shown(const char *text, size_t length)
{
    return (int)utf8_cut(text, length < 80 ? length : 80);
}

/* A short list is named whole; of a long one only the nearest word. */
rasif_status fail_unknown(const struct yaml_node *at, const char *what, const char *word,
                          const char *const *words, size_t n, rasif_error *err)
{
    const char *near = nearest_word(word, words, n);
    if (near != NULL)
        return yaml_fail(at, err, "unknown %s '%.*s'; did you mean '%s'?", what, SHOWN(word), near);
    /* Longer lists do not fit into one line of a terminal. */
    if (n > 12)
        return yaml_fail(at, err, "unknown %s '%.*s'", what, SHOWN(word));
    char all[400] = "";
    for (size_t i = 0; i < n; i++) {
        strncat(all, i == 0 ? "" : ", ", sizeof all - strlen(all) - 1);
        strncat(all, words[i], sizeof all - strlen(all) - 1);
    }
    return yaml_fail(at, err, "unknown %s '%.*s'; use one of: %s", what, SHOWN(word), all);
}

/* "unknown value of surface 'asphlat'; did you mean 'asphalt'?" */
rasif_status fail_unknown_value(const struct yaml_node *at, enum field_id field, const char *word,
                                rasif_error *err)
{
    char what[80] = "value of ";
    strncat(what, fields[field].name, sizeof what - strlen(what) - 1);
    const struct vocabulary *vocabulary = fields[field].vocabulary;
    return fail_unknown(at, what, word, vocabulary->words, vocabulary->n, err);
}

/* Exact and case-sensitive, as all words of the files. */
rasif_status word_read(const struct yaml_node *node, const char *what, const char *const *words,
                       size_t n, size_t *out, rasif_error *err)
{
    TRY(yaml_expect(node, YAML_SCALAR, what, err));
    for (size_t i = 0; i < n; i++)
        if (strcmp(node->text, words[i]) == 0) {
            *out = i;
            return RASIF_OK;
        }
    return fail_unknown(node, what, node->text, words, n, err);
}

/* The error points at the map, since the key is nowhere. */
rasif_status entry_require(const struct yaml_node *map, const char *key,
                           const struct yaml_node **out, rasif_error *err)
{
    const struct yaml_node *node = yaml_get(map, key);
    if (node == NULL)
        return yaml_fail(map, err, "the key '%s' is missing", key);
    *out = node;
    return RASIF_OK;
}

/* A copy of the entry that lies where its key is. */
struct yaml_node key_of(const struct yaml_node *entry)
{
    struct yaml_node at = *entry;
    at.line = entry->key_line;
    at.column = entry->key_column;
    return at;
}

/* A text of white space alone is a missing text. */
rasif_status text_require(const struct yaml_node *map, const char *key, const char **out,
                          rasif_error *err)
{
    TRY(yaml_require(map, key, out, err));
    if ((*out)[strspn(*out, " \t\r\n")] == '\0')
        return yaml_fail(yaml_get(map, key), err, "the key '%s' has no value", key);
    return RASIF_OK;
}

rasif_status phrase_read(const struct yaml_node *map, const char *key, bool required,
                         struct phrase *out, rasif_error *err)
{
    const struct yaml_node *node = yaml_get(map, key);
    if (node == NULL && !required) {
        *out = phrase_same("");
        return RASIF_OK;
    }
    TRY(entry_require(map, key, &node, err));
    return phrase_parse(node, out, err);
}

rasif_status source_read(const struct yaml_node *map, const char *key, struct phrase *out,
                         rasif_error *err)
{
    const struct yaml_node *node = yaml_get(map, key);
    if (node != NULL && node->kind == YAML_MAP)
        return phrase_parse(node, out, err);
    const char *text = NULL;
    TRY(text_require(map, key, &text, err));
    *out = phrase_same(text);
    return RASIF_OK;
}

/* YAML has a dozen words for true; only one of them is read. */
rasif_status flag_read(const struct yaml_node *map, const char *key, bool *out, rasif_error *err)
{
    const struct yaml_node *node = yaml_get(map, key);
    *out = false;
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_SCALAR, key, err));
    *out = strcmp(node->text, "true") == 0;
    if (!*out && strcmp(node->text, "false") != 0)
        return yaml_fail(node, err, "'%s' is true or false, not '%.*s'", key, SHOWN(node->text));
    return RASIF_OK;
}

/* Numbers without unit: weights, speeds in the unit that their key names. */
rasif_status bare_number_read(const struct yaml_node *map, const char *key, double low, double high,
                              double *out, rasif_error *err)
{
    const struct yaml_node *node = NULL;
    TRY(entry_require(map, key, &node, err));
    TRY(yaml_expect(node, YAML_SCALAR, key, err));
    size_t length = strlen(node->text), used = 0;
    double value = 0;
    if (!number_parse(node->text, length, &value, &used) || used != length)
        return yaml_fail(node, err, "'%s' must be a number, not '%.*s'", key, SHOWN(node->text));
    /* Also NaN fails here. */
    if (!(value >= low && value <= high)) {
        char least[32], most[32];
        number_format(least, low);
        number_format(most, high);
        return yaml_fail(node, err, "'%s' is %.*s; it must be from %s to %s", key,
                         SHOWN(node->text), least, most);
    }
    *out = value;
    return RASIF_OK;
}

/* `applies: sidewalk` or `applies: [sidewalk, steps]` */
rasif_status elements_read(const struct yaml_node *map, unsigned *out, rasif_error *err)
{
    const struct yaml_node *node = NULL;
    TRY(entry_require(map, "applies", &node, err));
    const struct yaml_node *items = node->kind == YAML_LIST ? node->items : node;
    size_t n = node->kind == YAML_LIST ? node->n : 1;
    if (n == 0)
        return yaml_fail(node, err, "'applies' is empty");
    unsigned elements = 0;
    for (size_t i = 0; i < n; i++) {
        size_t element = 0;
        TRY(word_read(&items[i], "element", element_names, ELEMENT_COUNT, &element, err));
        elements |= 1u << element;
    }
    *out = elements;
    return RASIF_OK;
}

/* Ids become names of columns and files, hence the few letters. */
rasif_status id_read(const struct yaml_node *root, const char **out, rasif_error *err)
{
    TRY(yaml_expect(root, YAML_MAP, "the file", err));
    TRY(text_require(root, "id", out, err));
    if (strspn(*out, "abcdefghijklmnopqrstuvwxyz0123456789-_") != strlen(*out))
        return yaml_fail(yaml_get(root, "id"), err,
                         "id '%.*s': use lower-case letters, digits, '-' and '_'", SHOWN(*out));
    return RASIF_OK;
}

/* Free texts have no order and no vocabulary, so that no rule can ask them. */
rasif_status measure_read(const struct yaml_node *at, const char *name, size_t length,
                          enum field_id *out, rasif_error *err)
{
    char copy[64];
    utf8_copy(copy, sizeof copy, name, length);
    enum field_id field = field_find(copy);
    /* A longer name was cut, and is not the name of a field. */
    if (field != FIELD_NONE && length < sizeof copy) {
        if (fields[field].type == VALUE_TEXT)
            return yaml_fail(at, err,
                             "'%s' is free text; a measure is a number or a word of a list%s", copy,
                             field == F_markings ? "; did you mean 'marked'?" : "");
        *out = field;
        return RASIF_OK;
    }
    /* Suggestions are names that could stand here. */
    const char *names[FIELD_COUNT];
    size_t n = 0;
    for (int i = 0; i < FIELD_COUNT; i++)
        if (fields[i].type != VALUE_TEXT)
            names[n++] = fields[i].name;
    return fail_unknown(at, "measure", copy, names, n, err);
}

/* A field fits an element when the table of some role of that element may hold it. */
rasif_status measure_fits(const struct yaml_node *at, enum field_id field, unsigned elements,
                          rasif_error *err)
{
    unsigned holders = 0;
    for (int role = 0; role < ROLE_COUNT; role++)
        if ((fields[field].roles >> role & 1u) != 0 &&
            role_element((enum role)role) != ELEMENT_NONE)
            holders |= 1u << role_element((enum role)role);
    for (int element = 0; element < ELEMENT_COUNT; element++)
        if ((elements >> element & 1u) != 0 && (holders >> element & 1u) == 0)
            return yaml_fail(at, err, "element '%s' has no '%s'", element_names[element],
                             fields[field].name);
    return RASIF_OK;
}

/* Examples and conditions read columns; measures of FIELD_PER_PROFILE have none. */
rasif_status measure_stored(const struct yaml_node *at, enum field_id field, rasif_error *err)
{
    if ((fields[field].flags & FIELD_PER_PROFILE) == 0)
        return RASIF_OK;
    return yaml_fail(at, err,
                     "%s depends on a profile's walking speed; only a profile's "
                     "need can ask for it (use walk_s, clearance_s, crossing_stage_m, "
                     "clearance_speed_m_s)",
                     fields[field].name);
}

/* Former ids (aliases) are found, too. */
rasif_status rule_read(const struct rasif_rules *rules, const struct yaml_node *entry, const char *key,
                       size_t *out, rasif_error *err)
{
    const char *id = NULL;
    TRY(text_require(entry, key, &id, err));
    size_t rule = rules_find_rule(rules, id);
    if (rule == SIZE_MAX) {
        const char *near = rules_suggest(rules, 'r', id);
        return yaml_fail(yaml_get(entry, key), err, "unknown rule '%.*s'%s%s%s", SHOWN(id),
                         near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                         near != NULL ? "'?" : "");
    }
    *out = rule;
    return RASIF_OK;
}

/* One entry; an entry {rule: X, drop: true} needs a parent whose entries it drops. An unknown rule
 * of an entry without `drop` is left to the function that reads the entry. */
static rasif_status override_read(const struct rasif_rules *rules, const struct yaml_node *entry,
                                  bool has_parent, bool *overridden, rasif_error *err)
{
    const struct yaml_node *drop = yaml_get(entry, "drop");
    rasif_error unknown = {0};
    size_t rule = 0;
    rasif_status status = rule_read(rules, entry, "rule", &rule, &unknown);
    if (status == RASIF_E_RULE && drop == NULL)
        return RASIF_OK;
    if (status != RASIF_OK)
        return fail_all(&unknown, err);
    if (drop != NULL &&
        (drop->kind != YAML_SCALAR || strcmp(drop->text, "true") != 0 || entry->n != 2))
        return yaml_fail(drop, err, "write {rule: %s, drop: true} and nothing else",
                         rules->rules[rule].id);
    if (drop != NULL && !has_parent)
        return yaml_fail(drop, err, "there is nothing to drop in a file without 'extends'");
    if (drop != NULL && overridden[rule])
        return yaml_fail(drop, err, "'%s' is both given and dropped here", rules->rules[rule].id);
    overridden[rule] = true;
    return RASIF_OK;
}

/* Names the mistakes of all entries. */
rasif_status overrides_read(const struct rasif_rules *rules, const struct yaml_node *entries,
                            bool has_parent, bool *overridden, rasif_error *err)
{
    rasif_error all = {0};
    for (size_t i = 0; i < entries->n; i++) {
        rasif_error one = {0};
        TRY(fail_later(override_read(rules, &entries->items[i], has_parent, overridden, &one), &one,
                       &all, err));
    }
    return fail_all(&all, err);
}

rasif_status figure_basis_read(const struct yaml_node *root, const char *key, const char *flag,
                               struct phrase *basis, bool *unverified, rasif_error *err)
{
    *basis = phrase_same("");
    if (yaml_get(root, key) != NULL)
        TRY(source_read(root, key, basis, err));
    TRY(flag_read(root, flag, unverified, err));
    /* A flag can only add to that. */
    *unverified = *unverified || basis->in[LANGUAGE_FIRST][0] == '\0';
    return RASIF_OK;
}
