/* SPDX-License-Identifier: MIT
 *
 * Looking into a tree of YAML: see yaml.h. Maps are short, so that keys are searched one by one. */
#include "base/text.h"
#include "base/yaml.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST_SHOWN 60 /* bytes of a key in a message */

static const char *const kind_names[] = {
    [YAML_SCALAR] = "a single text", [YAML_LIST] = "a list", [YAML_MAP] = "a map of keys"};

bool yaml_is_file_name(const char *name)
{
    static const char *const endings[] = {".yaml", ".yml"};
    size_t n = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t length = strlen(endings[i]);
        if (n > length && strcmp(name + n - length, endings[i]) == 0)
            return true;
    }
    return false;
}

/* NULL when the key is not there, or `map` is no map. */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
    if (map == NULL || map->kind != YAML_MAP)
        return NULL;
    for (size_t i = 0; i < map->n; i++)
        if (strcmp(map->items[i].key, key) == 0)
            return &map->items[i];
    return NULL;
}

/* NULL also when the value is a map or a list. */
const char *yaml_text(const struct yaml_node *map, const char *key)
{
    const struct yaml_node *entry = yaml_get(map, key);
    return entry != NULL && entry->kind == YAML_SCALAR ? entry->text : NULL;
}

/* The name of the node in a message: its key, where it has one. */
static const char *name_of(const struct yaml_node *node)
{
    return node->key != NULL ? node->key : "the entry";
}

/* "rules.yaml:3:5: limits must be a list, not a single text" */
rasif_status yaml_expect(const struct yaml_node *node, enum yaml_kind kind, const char *what,
                         rasif_error *err)
{
    if (node->kind == kind)
        return RASIF_OK;
    return yaml_fail(node, err, "%s must be %s, not %s", what != NULL ? what : name_of(node),
                     kind_names[kind], kind_names[node->kind]);
}

/* Names the nearest key that is allowed, else all of them. */
static rasif_status fail_unknown(const struct yaml_node *entry, const char *const *allowed,
                                 size_t n, rasif_error *err)
{
    struct yaml_node at = *entry;
    at.line = entry->key_line;
    at.column = entry->key_column;
    struct text hint = {0};
    const char *nearest = nearest_word(entry->key, allowed, n);
    text_add(&hint, nearest != NULL ? "did you mean '" : "allowed: ");
    for (size_t i = 0; nearest == NULL && i < n; i++)
        text_addf(&hint, i > 0 ? ", %s" : "%s", allowed[i]);
    if (nearest != NULL)
        text_addf(&hint, "%s'?", nearest);
    int shown = (int)utf8_cut(entry->key, strnlen(entry->key, LONGEST_SHOWN));
    rasif_status status =
        hint.failed ? fail_memory(err)
                    : yaml_fail(&at, err, "unknown key '%.*s'; %s", shown, entry->key, hint.data);
    text_free(&hint);
    return status;
}

/* A key that is not known is a mistake, never ignored: it may be a misspelt limit. */
rasif_status yaml_check_keys(const struct yaml_node *map, const char *const *allowed, size_t n,
                             rasif_error *err)
{
    rasif_error all = {0};
    TRY(yaml_expect(map, YAML_MAP, NULL, err));
    for (size_t i = 0; i < map->n; i++) {
        rasif_error one = {0};
        size_t k = 0;
        while (k < n && strcmp(map->items[i].key, allowed[k]) != 0)
            k++;
        if (k == n)
            TRY(fail_later(fail_unknown(&map->items[i], allowed, n, &one), &one, &all, err));
    }
    return fail_all(&all, err);
}

/* An empty text is as good as none. */
rasif_status yaml_require(const struct yaml_node *map, const char *key, const char **out,
                          rasif_error *err)
{
    TRY(yaml_expect(map, YAML_MAP, NULL, err));
    const struct yaml_node *entry = yaml_get(map, key);
    if (entry == NULL)
        return yaml_fail(map, err, "the key '%s' is missing", key);
    TRY(yaml_expect(entry, YAML_SCALAR, key, err));
    if (entry->text[0] == '\0')
        return yaml_fail(entry, err, "the key '%s' has no value", key);
    *out = entry->text;
    return RASIF_OK;
}

static void print_node(struct text *out, const struct yaml_node *node, int depth)
{
    if (node->kind == YAML_SCALAR) {
        text_json(out, node->text);
        return;
    }
    bool lines = depth < 2 && node->kind == YAML_MAP;
    text_add(out, depth == 0 ? "" : node->kind == YAML_MAP ? "{" : "[");
    for (size_t i = 0; i < node->n; i++) {
        if (depth > 0 && i > 0)
            text_add(out, ", ");
        if (lines && depth > 0)
            text_add(out, "\n  ");
        if (node->kind == YAML_MAP) {
            text_json(out, node->items[i].key);
            text_add(out, ": ");
        }
        print_node(out, &node->items[i], depth + 1);
        if (depth == 0)
            text_add(out, "\n");
    }
    if (depth > 0)
        text_add(out, node->kind == YAML_MAP ? "}" : "]");
}

void yaml_print(const struct yaml_node *node, struct text *out)
{
    print_node(out, node, 0);
}
