/* SPDX-License-Identifier: MIT
 *
 * Reads mapping files and presets into structs: see mapping.h for the grammar.
 *
 * Everything is checked and compiled here (classes become codes, quantities numbers), so that
 * reading a million rows compares and never parses what the file says. Each part of the grammar has
 * one function; each returns the file's line and column with its error. Cost: O(nodes of the
 * file). */
#include "mapping/mapping_read.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* ---- layers ------------------------------------------------------------------------------- */

/* One entry of `assume:`. A text can't be assumed: it would be an invented name. */
static rasif_status read_assumption(struct mapping_reader *r, const struct yaml_node *item,
                                    enum role role, struct assumption *out)
{
    TRY(mapping_read_field_name(r, item, role, &out->field));
    TRY(yaml_expect(item, YAML_SCALAR, "assume", r->err));
    out->text = item->text;
    if (fields[out->field].type == VALUE_TEXT)
        return yaml_fail(item, r->err, "%s is a text; only quantities and classes can be assumed",
                         item->key);
    return mapping_read_value(r, item, out->field, &out->real, &out->code);
}

/* `assume:` fills nulls with values whose origin is "assumed". Keys are fields of the role, values
 * are parsed as in `values:`. */
static rasif_status read_assume(struct mapping_reader *r, const struct yaml_node *node,
                                struct layer_map *out)
{
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_MAP, "assume", r->err));
    out->assume = ARENA_ARRAY(r->arena, node->n, struct assumption);
    if (out->assume == NULL)
        return fail_memory(r->err);
    for (size_t i = 0; i < node->n; i++)
        TRY(mapping_note(
            r, read_assumption(r, &node->items[i], out->role, &out->assume[out->n_assume++])));
    return RASIF_OK;
}

/* The text of a key of one text. */
static rasif_status read_text(struct mapping_reader *r, const struct yaml_node *node,
                              const char *what, const char **out)
{
    TRY(yaml_expect(node, YAML_SCALAR, what, r->err));
    *out = node->text;
    return RASIF_OK;
}

/* `geometry:` is optional; without it an entry is for any geometry. The words are in the order of
 * enum drawn. */
static rasif_status read_drawn(struct mapping_reader *r, const struct yaml_node *node,
                               enum drawn *out)
{
    static const char *const words[] = {"lines", "areas", "rings"};
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_SCALAR, "geometry", r->err));
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (strcmp(node->text, words[i]) == 0) {
            *out = (enum drawn)(DRAWN_LINES + i);
            return RASIF_OK;
        }
    return mapping_fail_unknown(r, node, node->text, "geometry", words, COUNT_OF(words));
}

/* One layer entry. `table` is the key above the role in "TABLE: {ROLE: ...}", else NULL. Keys are
 * checked first, so that a misspelt one is found whatever follows. */
static rasif_status read_layer(struct mapping_reader *r, const struct yaml_node *node,
                               enum role role, const char *table)
{
    /* The first five keys are allowed under "TABLE: {ROLE: ...}", the last one in presets only. */
    static const char *const keys[] = {"where",    "fields", "missing", "assume",
                                       "geometry", "layer",  "has",     "points"};
    struct layer_map *out = &r->mapping->layers[r->mapping->n_layers++];
    TRY(yaml_expect(node, YAML_MAP, "a layer", r->err));
    TRY(mapping_note(r, yaml_check_keys(node, keys,
                                        table != NULL        ? 5
                                        : r->mapping->preset ? 8
                                                             : 7,
                                        r->err)));
    out->role = role;
    out->at = node;
    out->layer_at = yaml_get(node, "layer");
    out->where_at = yaml_get(node, "where");
    TRY(mapping_note(r, mapping_read_texts(r, out->layer_at, "layer", &out->layers)));
    if (table != NULL) {
        out->layers.n = 1;
        out->layers.items = ARENA_ARRAY(r->arena, 1, const char *);
        if (out->layers.items == NULL)
            return fail_memory(r->err);
        out->layers.items[0] = table;
        out->layer_at = node;
    }
    TRY(mapping_note(r, mapping_read_texts(r, yaml_get(node, "has"), "has", &out->has)));
    out->points = yaml_get(node, "points") != NULL; /* points: yes, of a preset */
    if (out->where_at != NULL)
        TRY(mapping_note(r, read_text(r, out->where_at, "where", &out->where)));
    TRY(mapping_note(r, read_drawn(r, yaml_get(node, "geometry"), &out->drawn)));
    TRY(mapping_note(r, mapping_read_fields(r, yaml_get(node, "fields"), role, &out->fields)));
    TRY(mapping_note(r,
                     mapping_read_texts(r, yaml_get(node, "missing"), "missing", &out->missing)));
    return read_assume(r, yaml_get(node, "assume"), out);
}

/* One entry, or a list of entries that share the role. `table`: see read_layer. */
static rasif_status read_role(struct mapping_reader *r, const struct yaml_node *node,
                              enum role role, const char *table)
{
    if (node->kind != YAML_LIST)
        return read_layer(r, node, role, table);
    for (size_t i = 0; i < node->n; i++)
        TRY(mapping_note(r, read_layer(r, &node->items[i], role, table)));
    return RASIF_OK;
}

/* The message is about the key, not about the value below it, and suggests the nearest role. */
static rasif_status fail_unknown_role(struct mapping_reader *r, const struct yaml_node *node)
{
    const char *names[ROLE_COUNT];
    for (int i = 0; i < ROLE_COUNT; i++)
        names[i] = roles[i].plural;
    struct yaml_node at = *node;
    at.line = node->key_line;
    at.column = node->key_column;
    return mapping_fail_unknown(r, &at, node->key, "role", names, ROLE_COUNT);
}

/* Does every key below name a role? Then the key itself names a table. An empty map names none. */
static bool holds_roles(const struct yaml_node *node)
{
    if (node->kind != YAML_MAP || node->n == 0)
        return false;
    for (size_t i = 0; i < node->n; i++)
        if (role_find(node->items[i].key) == ROLE_NONE)
            return false;
    return true;
}

/* Upper bound of the layer entries in a node, whether its keys are roles or tables. */
static size_t count_entries(const struct yaml_node *node)
{
    size_t n = node->kind == YAML_LIST ? node->n : 1;
    if (node->kind == YAML_MAP)
        for (size_t i = 0; i < node->n; i++)
            n += node->items[i].kind == YAML_LIST ? node->items[i].n : 1;
    return n;
}

/* One key of `layers:`, a role or a table above roles. */
static rasif_status read_layers_of(struct mapping_reader *r, const struct yaml_node *item)
{
    enum role role = role_find(item->key);
    if (role != ROLE_NONE)
        return read_role(r, item, role, NULL);
    if (!holds_roles(item))
        return fail_unknown_role(r, item);
    for (size_t k = 0; k < item->n; k++)
        TRY(mapping_note(r,
                         read_role(r, &item->items[k], role_find(item->items[k].key), item->key)));
    return RASIF_OK;
}

/* Entries are counted first, because bindings refer to layer_map structs by address: the array must
 * not grow. */
static rasif_status read_layers(struct mapping_reader *r, const struct yaml_node *node)
{
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_MAP, "layers", r->err));
    size_t most = 0;
    for (size_t i = 0; i < node->n; i++)
        most += count_entries(&node->items[i]);
    r->mapping->layers = ARENA_ARRAY(r->arena, most, struct layer_map);
    if (r->mapping->layers == NULL)
        return fail_memory(r->err);
    for (size_t i = 0; i < node->n; i++)
        TRY(mapping_note(r, read_layers_of(r, &node->items[i])));
    return RASIF_OK;
}

/* ---- files -------------------------------------------------------------------------------- */

/* One key of `defaults:`. */
static rasif_status read_default(struct mapping_reader *r, const struct yaml_node *item,
                                 rasif_unmapped *out)
{
    static const char *const words[] = {"absent", "unknown"};
    TRY(yaml_expect(item, YAML_SCALAR, item->key, r->err));
    if (strcmp(item->text, "absent") == 0)
        *out = RASIF_UNMAPPED_ABSENT;
    else if (strcmp(item->text, "unknown") == 0)
        *out = RASIF_UNMAPPED_UNKNOWN;
    else
        return mapping_fail_unknown(r, item, item->text, item->key, words, COUNT_OF(words));
    return RASIF_OK;
}

/* `defaults:` says what is not drawn: absent, or unknown. */
static rasif_status read_defaults(struct mapping_reader *r, const struct yaml_node *node)
{
    static const char *const keys[UNMAPPED_COUNT] = {"unmapped-sidewalk", "unmapped-ramp",
                                                     "unmapped-crossing"};
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_MAP, "defaults", r->err));
    TRY(mapping_note(r, yaml_check_keys(node, keys, UNMAPPED_COUNT, r->err)));
    for (int i = 0; i < UNMAPPED_COUNT; i++) {
        const struct yaml_node *item = yaml_get(node, keys[i]);
        if (item != NULL)
            TRY(mapping_note(r, read_default(r, item, &r->mapping->unmapped[i])));
    }
    return RASIF_OK;
}

/* One entry of `fields:`, "streets sidewalks: {...}": the same map for several roles. Each word
 * must be a role. */
static rasif_status read_fields_of(struct mapping_reader *r, const struct yaml_node *node)
{
    char *rest = NULL, *names = arena_strdup(r->arena, node->key);
    if (names == NULL)
        return fail_memory(r->err);
    char *name = strtok_r(names, " ", &rest);
    do {
        enum role role = name != NULL ? role_find(name) : ROLE_NONE;
        struct yaml_node at = *node; /* to complain about this word only */
        at.key = name != NULL ? name : node->key;
        TRY(mapping_note(r, role == ROLE_NONE
                                ? fail_unknown_role(r, &at)
                                : mapping_read_fields(r, node, role, &r->mapping->fields[role])));
    } while ((name = strtok_r(NULL, " ", &rest)) != NULL);
    return RASIF_OK;
}

/* `fields:` of the whole file, for every layer of the roles. */
static rasif_status read_shared_fields(struct mapping_reader *r, const struct yaml_node *node)
{
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_MAP, "fields", r->err));
    for (size_t i = 0; i < node->n; i++)
        TRY(mapping_note(r, read_fields_of(r, &node->items[i])));
    return RASIF_OK;
}

/* `sides:` holds fields of sidewalks that columns of a street give. */
static rasif_status read_side_fields(struct mapping_reader *r, const struct yaml_node *node)
{
    static const char *const keys[2] = {"left", "right"};
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_MAP, "sides", r->err));
    TRY(mapping_note(r, yaml_check_keys(node, keys, 2, r->err)));
    for (int i = 0; i < 2; i++)
        TRY(mapping_note(r, mapping_read_fields(r, yaml_get(node, keys[i]), ROLE_SIDEWALK,
                                                &r->mapping->sides[i])));
    return RASIF_OK;
}

/* A text, or one text per language. Titles are for people; only `id` and the file's name identify a
 * mapping. */
static rasif_status read_title(struct mapping_reader *r, const struct yaml_node *node)
{
    if (node != NULL && node->kind != YAML_SCALAR)
        return phrase_parse(node, &r->mapping->title, r->err);
    r->mapping->title = phrase_same(node != NULL ? node->text : "");
    return RASIF_OK;
}

/* A preset may not stand on itself. `none` stands on nothing, and not even on the preset that the
 * data suggest. */
static rasif_status read_extends(struct mapping_reader *r, const struct yaml_node *root)
{
    const struct yaml_node *node = yaml_get(root, "extends");
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_SCALAR, "extends", r->err));
    r->mapping->extends = node->text;
    if (strcmp(node->text, "none") == 0)
        return RASIF_OK;
    size_t n;
    const char *const *names = mapping_preset_names(r->arena, &n);
    if (names == NULL)
        return fail_memory(r->err);
    for (size_t i = 0; i < n; i++)
        if (strcmp(node->text, names[i]) == 0 && strcmp(node->text, r->mapping->name) != 0)
            return mapping_load_preset(node->text, r->arena, &r->mapping->base, r->err);
    return mapping_fail_unknown(r, node, node->text, "preset to stand on", names, n);
}

/* Keys from "signs" on are for presets only: they recognise files, and a user names the file. Each
 * part is optional. Order matters only for `extends:`, whose base must be loaded before fields are
 * looked up. */
static rasif_status read_parts(struct mapping_reader *r, const struct yaml_node *root)
{
    static const char *const keys[] = {"id",      "title", "extends", "layers",   "fields",
                                       "sides",   "words", "missing", "defaults", "signs",
                                       "certain", "tags",  "new", "own", "walked"};
    struct mapping *m = r->mapping;
    const size_t n = m->preset ? COUNT_OF(keys) : COUNT_OF(keys) - 6;
    const struct yaml_node *walked = yaml_get(root, "walked"), *own = yaml_get(root, "own");
    m->root = root;
    TRY(yaml_expect(root, YAML_MAP, "a mapping file", r->err));
    TRY(mapping_note(r, yaml_check_keys(root, keys, n, r->err)));
    TRY(mapping_note(r, read_title(r, yaml_get(root, "title"))));
    TRY(mapping_note(r, read_extends(r, root)));
    TRY(mapping_note(r, read_layers(r, yaml_get(root, "layers"))));
    TRY(mapping_note(r, read_shared_fields(r, yaml_get(root, "fields"))));
    TRY(mapping_note(r, read_side_fields(r, yaml_get(root, "sides"))));
    TRY(mapping_note(r, mapping_read_texts(r, yaml_get(root, "missing"), "missing", &m->missing)));
    TRY(mapping_note(r, mapping_read_texts(r, yaml_get(root, "signs"), "signs", &m->signs)));
    TRY(mapping_note(r, mapping_read_texts(r, yaml_get(root, "certain"), "certain", &m->certain)));
    TRY(mapping_note(r, mapping_read_texts(r, yaml_get(root, "tags"), "tags", &m->tags)));
    m->new_rows = yaml_get(root, "new");
    if (own != NULL)
        TRY(mapping_note(r, read_text(r, own, "own", &m->own)));
    if (walked != NULL)
        TRY(mapping_note(r, read_text(r, walked, "walked", &m->walked)));
    return mapping_note(r, read_defaults(r, yaml_get(root, "defaults")));
}

/* Several roles, or several fields with one list of `words:`, have the same mistake. */
rasif_status mapping_note(struct mapping_reader *r, rasif_status status)
{
    if (status == RASIF_E_RULE && strstr(r->all.message, r->err->message) == NULL)
        fail_more(&r->all, r->err);
    return status == RASIF_E_RULE ? RASIF_OK : status;
}

/* The caller's err may be NULL; mapping_note reads what is noted. */
rasif_status mapping_read_root(struct mapping_reader *r, const struct yaml_node *root)
{
    rasif_error one = {0}, *err = r->err;
    r->err = &one;
    rasif_status status = read_parts(r, root);
    r->err = err;
    TRY(fail_later(status, &one, &r->all, err));
    return fail_all(&r->all, err);
}

/* The name of a user's mapping is its path; a preset has a name of its own. */
rasif_status mapping_read(const char *path, struct arena *arena, struct mapping **out,
                          rasif_error *err)
{
    const struct yaml_node *root;
    TRY(yaml_read(path, arena, &root, err));
    struct mapping *mapping = ARENA_NEW(arena, struct mapping);
    if (mapping == NULL || (mapping->name = arena_strdup(arena, path)) == NULL)
        return fail_memory(err);
    struct mapping_reader reader = {.arena = arena, .mapping = mapping, .err = err};
    TRY(mapping_read_root(&reader, root));
    *out = mapping;
    return RASIF_OK;
}
