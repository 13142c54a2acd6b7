/* SPDX-License-Identifier: MIT
 *
 * Reads mapping files and presets into structs: see mapping.h for the grammar. Everything is
 * checked and compiled here (classes are codes, quantities numbers), so that reading a million
 * rows compares and never parses what the file says. */
#include "io/mapping.h"

#include "base/data.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

static const char *const preset_names[] = {"auto", "native", "osm", "osw"};

/* What the functions below share while one file is read. */
struct reading {
    struct arena *arena;
    struct mapping *mapping;
    rasif_error *err;
};

static rasif_status out_of_memory(struct reading *r)
{
    return fail_memory(r->err);
}

bool mapping_value(enum field_id field, const char *text, double *real, uint32_t *code)
{
    const struct field *f = &fields[field];
    size_t length = strlen(text);
    if (f->type == VALUE_REAL)
        return quantity_parse(text, length, f->unit, f->unit, real) == QUANTITY_OK;
    if (f->type == VALUE_TEXT)
        return true;
    *code = 0;
    for (const char *piece = text; piece != NULL;) {
        const char *end = f->type == VALUE_LIST ? strchr(piece, ';') : NULL;
        size_t n = end != NULL ? (size_t)(end - piece) : strlen(piece);
        unsigned found = vocabulary_code(f->vocabulary, piece, n);
        if (found == 0)
            return false;
        *code = f->type == VALUE_LIST ? *code | 1u << found : found;
        piece = end != NULL ? end + 1 : NULL;
    }
    return *code != 0;
}

/* "file:line:column: 'x' is no ..., did you mean ...?" */
static rasif_status unknown_word(struct reading *r, const struct yaml_node *at, const char *word,
                                 const char *what, const char *const *words, size_t n)
{
    const char *near = nearest_word(word, words, n);
    if (near != NULL)
        return yaml_fail(at, r->err, "'%s' is no %s; did you mean '%s'?", word, what, near);
    struct text all = {0};
    for (size_t i = 0; i < n && i < 16; i++)
        text_addf(&all, "%s%s", i > 0 ? ", " : "", words[i]);
    rasif_status status =
        yaml_fail(at, r->err, "'%s' is no %s; known: %s%s", word, what,
                  all.data != NULL ? all.data : "", n > 16 ? ", ..." : "");
    text_free(&all);
    return status;
}

static rasif_status bad_value(struct reading *r, const struct yaml_node *at, enum field_id field)
{
    const struct field *f = &fields[field];
    if (f->vocabulary != NULL)
        return unknown_word(r, at, at->text, f->name, f->vocabulary->words, f->vocabulary->n);
    return yaml_fail(at, r->err, "'%s' is no quantity in %s for %s", at->text,
                     f->unit == UNIT_NONE ? "plain numbers" : unit_symbol(f->unit), f->name);
}

/* A text or a list of texts. */
static rasif_status read_texts(struct reading *r, const struct yaml_node *node, const char *what,
                               struct text_list *out)
{
    if (node == NULL)
        return RASIF_OK;
    bool single = node->kind == YAML_SCALAR;
    if (!single)
        TRY(yaml_expect(node, YAML_LIST, what, r->err));
    out->n = single ? 1 : node->n;
    out->items = ARENA_ARRAY(r->arena, out->n, const char *);
    if (out->items == NULL)
        return out_of_memory(r);
    for (size_t i = 0; i < out->n; i++) {
        const struct yaml_node *item = single ? node : &node->items[i];
        TRY(yaml_expect(item, YAML_SCALAR, what, r->err));
        out->items[i] = item->text;
    }
    return RASIF_OK;
}

static rasif_status read_field_name(struct reading *r, const struct yaml_node *node,
                                    enum role role, enum field_id *out)
{
    *out = strcmp(node->key, "id") == 0 ? F_id : field_find_native(role, node->key);
    if (*out != FIELD_NONE)
        return RASIF_OK;
    const char *names[FIELD_COUNT];
    size_t n = 0;
    for (int f = 0; f < FIELD_COUNT; f++)
        if ((fields[f].roles & (1u << role)) && !(fields[f].flags & FIELD_DERIVED))
            names[n++] = field_native_name(role, (enum field_id)f);
    struct yaml_node at = *node; /* the complaint is about the key, not the value */
    at.line = node->key_line;
    at.column = node->key_column;
    char what[64];
    snprintf(what, sizeof what, "field of %s", roles[role].plural);
    return unknown_word(r, &at, node->key, what, names, n);
}

/* ---- sources ------------------------------------------------------------------------------ */

static rasif_status read_values(struct reading *r, const struct yaml_node *node,
                                enum field_id field, struct alternative *out)
{
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_MAP, "values", r->err));
    out->values = ARENA_ARRAY(r->arena, node->n, struct value_word);
    if (out->values == NULL)
        return out_of_memory(r);
    for (size_t i = 0; i < node->n; i++) {
        const struct yaml_node *item = &node->items[i];
        TRY(yaml_expect(item, YAML_SCALAR, "values", r->err));
        struct value_word *word = &out->values[out->n_values];
        word->text = item->text;
        if (strcmp(item->text, "null") == 0)
            word->kind = WORD_NULL;
        else if (strcmp(item->text, "ignore") == 0)
            word->kind = WORD_IGNORE;
        else if (!mapping_value(field, item->text, &word->real, &word->code))
            return bad_value(r, item, field);
        if (strcmp(item->key, "*") == 0) {
            struct value_word *other = ARENA_NEW(r->arena, struct value_word);
            if (other == NULL)
                return out_of_memory(r);
            *other = *word;
            out->other = other;
        } else {
            word->from = item->key;
            word->from_length = strlen(item->key);
            out->n_values++;
        }
    }
    return RASIF_OK;
}

static rasif_status read_unit(struct reading *r, const struct yaml_node *node, enum field_id field,
                              struct alternative *out)
{
    double converted;
    out->unit = fields[field].unit;
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_SCALAR, "unit", r->err));
    if (!unit_find(node->text, strlen(node->text), &out->unit)) {
        static const char *const names[] = {"m",     "mm",       "cm",  "km", "in",  "ft",  "pct",
                                            "ratio", "permille", "deg", "s",  "min", "m/s", "km/h",
                                            "mph",   "count"};
        return unknown_word(r, node, node->text, "unit", names, COUNT_OF(names));
    }
    if (fields[field].type != VALUE_REAL ||
        !quantity_convert(1, out->unit, fields[field].unit, &converted))
        return yaml_fail(node, r->err, "%s can't be given in '%s'", fields[field].name, node->text);
    out->has_unit = true;
    return RASIF_OK;
}

static rasif_status read_alternative(struct reading *r, const struct yaml_node *node,
                                     enum field_id field, struct alternative *out)
{
    static const char *const keys[] = {"field", "sql", "unit", "values", "origin"};
    out->at = node;
    out->unit = fields[field].unit;
    if (node->kind == YAML_SCALAR) {
        out->column = node->text;
        return RASIF_OK;
    }
    TRY(yaml_expect(node, YAML_MAP, "a field's source", r->err));
    TRY(yaml_check_keys(node, keys, COUNT_OF(keys), r->err));
    out->column = yaml_text(node, "field");
    out->sql = yaml_text(node, "sql");
    if ((out->column == NULL) == (out->sql == NULL))
        return yaml_fail(node, r->err, "give either field: (a column) or sql: (an expression)");
    TRY(read_unit(r, yaml_get(node, "unit"), field, out));
    const struct yaml_node *origin = yaml_get(node, "origin");
    if (origin != NULL) {
        static const char *const names[] = {"surveyed", "assumed"};
        TRY(yaml_expect(origin, YAML_SCALAR, "origin", r->err));
        out->assumed = strcmp(origin->text, "assumed") == 0;
        if (!out->assumed && strcmp(origin->text, "surveyed") != 0)
            return unknown_word(r, origin, origin->text, "origin", names, COUNT_OF(names));
    }
    return read_values(r, yaml_get(node, "values"), field, out);
}

static rasif_status read_fields(struct reading *r, const struct yaml_node *node, enum role role,
                                struct field_maps *out)
{
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_MAP, "fields", r->err));
    out->items = ARENA_ARRAY(r->arena, node->n, struct field_map);
    if (out->items == NULL)
        return out_of_memory(r);
    for (size_t i = 0; i < node->n; i++) {
        const struct yaml_node *item = &node->items[i];
        struct field_map *map = &out->items[out->n++];
        map->at = item;
        TRY(read_field_name(r, item, role, &map->field));
        bool list = item->kind == YAML_LIST;
        map->n = list ? item->n : 1;
        map->alternatives = ARENA_ARRAY(r->arena, map->n, struct alternative);
        if (map->alternatives == NULL)
            return out_of_memory(r);
        for (size_t a = 0; a < map->n; a++)
            TRY(read_alternative(r, list ? &item->items[a] : item, map->field,
                                 &map->alternatives[a]));
    }
    return RASIF_OK;
}

/* ---- layers ------------------------------------------------------------------------------- */

static rasif_status read_assume(struct reading *r, const struct yaml_node *node,
                                struct layer_map *out)
{
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_MAP, "assume", r->err));
    out->assume = ARENA_ARRAY(r->arena, node->n, struct assumption);
    if (out->assume == NULL)
        return out_of_memory(r);
    for (size_t i = 0; i < node->n; i++) {
        const struct yaml_node *item = &node->items[i];
        struct assumption *assume = &out->assume[out->n_assume++];
        TRY(read_field_name(r, item, out->role, &assume->field));
        TRY(yaml_expect(item, YAML_SCALAR, "assume", r->err));
        assume->text = item->text;
        if (fields[assume->field].type == VALUE_TEXT)
            return yaml_fail(item, r->err, "%s is a text; only quantities and classes can be assumed",
                             item->key);
        if (!mapping_value(assume->field, item->text, &assume->real, &assume->code))
            return bad_value(r, item, assume->field);
    }
    return RASIF_OK;
}

/* `table` is the key above the role in "TABLE: {ROLE: ...}", else NULL. */
static rasif_status read_layer(struct reading *r, const struct yaml_node *node, enum role role,
                               const char *table)
{
    static const char *const keys[] = {"where", "fields", "missing", "assume", "layer", "has"};
    struct layer_map *out = &r->mapping->layers[r->mapping->n_layers++];
    TRY(yaml_expect(node, YAML_MAP, "a layer", r->err));
    TRY(yaml_check_keys(node, keys, table != NULL ? 4 : 6, r->err));
    out->role = role;
    out->at = node;
    out->layer_at = yaml_get(node, "layer");
    out->where_at = yaml_get(node, "where");
    TRY(read_texts(r, out->layer_at, "layer", &out->layers));
    if (table != NULL) {
        out->layers.n = 1;
        out->layers.items = ARENA_ARRAY(r->arena, 1, const char *);
        if (out->layers.items == NULL)
            return out_of_memory(r);
        out->layers.items[0] = table;
        out->layer_at = node;
    }
    TRY(read_texts(r, yaml_get(node, "has"), "has", &out->has));
    if (out->where_at != NULL) {
        TRY(yaml_expect(out->where_at, YAML_SCALAR, "where", r->err));
        out->where = out->where_at->text;
    }
    TRY(read_fields(r, yaml_get(node, "fields"), role, &out->fields));
    TRY(read_texts(r, yaml_get(node, "missing"), "missing", &out->missing));
    return read_assume(r, yaml_get(node, "assume"), out);
}

static rasif_status read_role(struct reading *r, const struct yaml_node *node, enum role role,
                              const char *table)
{
    if (node->kind != YAML_LIST)
        return read_layer(r, node, role, table);
    for (size_t i = 0; i < node->n; i++)
        TRY(read_layer(r, &node->items[i], role, table));
    return RASIF_OK;
}

static rasif_status unknown_role(struct reading *r, const struct yaml_node *node)
{
    const char *names[ROLE_COUNT];
    for (int i = 0; i < ROLE_COUNT; i++)
        names[i] = roles[i].plural;
    struct yaml_node at = *node;
    at.line = node->key_line;
    at.column = node->key_column;
    return unknown_word(r, &at, node->key, "role", names, ROLE_COUNT);
}

/* Does every key below name a role? Then the key itself names a table. */
static bool holds_roles(const struct yaml_node *node)
{
    if (node->kind != YAML_MAP || node->n == 0)
        return false;
    for (size_t i = 0; i < node->n; i++)
        if (role_find(node->items[i].key) == ROLE_NONE)
            return false;
    return true;
}

static size_t count_entries(const struct yaml_node *node)
{
    size_t n = node->kind == YAML_LIST ? node->n : 1;
    if (node->kind == YAML_MAP)
        for (size_t i = 0; i < node->n; i++)
            n += node->items[i].kind == YAML_LIST ? node->items[i].n : 1;
    return n;
}

static rasif_status read_layers(struct reading *r, const struct yaml_node *node)
{
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_MAP, "layers", r->err));
    size_t most = 0;
    for (size_t i = 0; i < node->n; i++)
        most += count_entries(&node->items[i]);
    r->mapping->layers = ARENA_ARRAY(r->arena, most, struct layer_map);
    if (r->mapping->layers == NULL)
        return out_of_memory(r);
    for (size_t i = 0; i < node->n; i++) {
        const struct yaml_node *item = &node->items[i];
        enum role role = role_find(item->key);
        if (role != ROLE_NONE) {
            TRY(read_role(r, item, role, NULL));
            continue;
        }
        if (!holds_roles(item))
            return unknown_role(r, item);
        for (size_t k = 0; k < item->n; k++)
            TRY(read_role(r, &item->items[k], role_find(item->items[k].key), item->key));
    }
    return RASIF_OK;
}

/* ---- files -------------------------------------------------------------------------------- */

static rasif_status read_defaults(struct reading *r, const struct yaml_node *node)
{
    static const char *const keys[UNMAPPED_COUNT] = {"unmapped-sidewalk", "unmapped-ramp",
                                                     "unmapped-crossing"};
    static const char *const words[] = {"absent", "unknown"};
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_MAP, "defaults", r->err));
    TRY(yaml_check_keys(node, keys, UNMAPPED_COUNT, r->err));
    for (int i = 0; i < UNMAPPED_COUNT; i++) {
        const struct yaml_node *item = yaml_get(node, keys[i]);
        if (item == NULL)
            continue;
        TRY(yaml_expect(item, YAML_SCALAR, keys[i], r->err));
        if (strcmp(item->text, "absent") == 0)
            r->mapping->unmapped[i] = RASIF_UNMAPPED_ABSENT;
        else if (strcmp(item->text, "unknown") == 0)
            r->mapping->unmapped[i] = RASIF_UNMAPPED_UNKNOWN;
        else
            return unknown_word(r, item, item->text, keys[i], words, COUNT_OF(words));
    }
    return RASIF_OK;
}

static rasif_status read_shared_fields(struct reading *r, const struct yaml_node *node)
{
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_MAP, "fields", r->err));
    for (size_t i = 0; i < node->n; i++) {
        enum role role = role_find(node->items[i].key);
        if (role == ROLE_NONE)
            return unknown_role(r, &node->items[i]);
        TRY(read_fields(r, &node->items[i], role, &r->mapping->fields[role]));
    }
    return RASIF_OK;
}

static rasif_status read_extends(struct reading *r, const struct yaml_node *root)
{
    const struct yaml_node *node = yaml_get(root, "extends");
    if (node == NULL)
        return RASIF_OK;
    static const char *const names[] = {"native", "osm", "osw", "none"};
    TRY(yaml_expect(node, YAML_SCALAR, "extends", r->err));
    r->mapping->extends = node->text;
    if (strcmp(node->text, "none") == 0)
        return RASIF_OK;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(node->text, names[i]) == 0 && strcmp(node->text, r->mapping->name) != 0)
            return mapping_preset(node->text, r->arena, &r->mapping->base, r->err);
    return unknown_word(r, node, node->text, "preset to stand on", names, COUNT_OF(names));
}

static rasif_status read_root(struct reading *r, const struct yaml_node *root)
{
    static const char *const keys[] = {"id",     "title",  "extends", "layers",
                                       "fields", "missing", "defaults"};
    r->mapping->root = root;
    TRY(yaml_expect(root, YAML_MAP, "a mapping file", r->err));
    TRY(yaml_check_keys(root, keys, COUNT_OF(keys), r->err));
    TRY(read_extends(r, root));
    TRY(read_layers(r, yaml_get(root, "layers")));
    TRY(read_shared_fields(r, yaml_get(root, "fields")));
    TRY(read_texts(r, yaml_get(root, "missing"), "missing", &r->mapping->missing));
    return read_defaults(r, yaml_get(root, "defaults"));
}

rasif_status mapping_preset(const char *name, struct arena *arena, const struct mapping **out,
                            rasif_error *err)
{
    char path[64];
    snprintf(path, sizeof path, "presets/%s.yaml", name);
    const struct data_file *file = strchr(name, '/') == NULL ? data_find(path) : NULL;
    if (file == NULL) {
        const char *near = nearest_word(name, preset_names, COUNT_OF(preset_names));
        return fail(err, RASIF_E_ARGUMENT, "there is no preset '%s'; %s%s", name,
                    near != NULL ? "did you mean " : "known: auto, native, osm, osw",
                    near != NULL ? near : "");
    }
    const struct yaml_node *root;
    struct mapping *mapping = ARENA_NEW(arena, struct mapping);
    if (mapping == NULL)
        return fail_memory(err);
    TRY(yaml_parse(path, (const char *)file->bytes, file->size, arena, &root, err));
    mapping->name = arena_strdup(arena, name);
    mapping->preset = true;
    if (mapping->name == NULL)
        return fail_memory(err);
    TRY(read_root(&(struct reading){arena, mapping, err}, root));
    *out = mapping;
    return RASIF_OK;
}

rasif_status mapping_read(const char *path, struct arena *arena, struct mapping **out,
                          rasif_error *err)
{
    const struct yaml_node *root;
    TRY(yaml_read(path, arena, &root, err));
    struct mapping *mapping = ARENA_NEW(arena, struct mapping);
    if (mapping == NULL || (mapping->name = arena_strdup(arena, path)) == NULL)
        return fail_memory(err);
    TRY(read_root(&(struct reading){arena, mapping, err}, root));
    *out = mapping;
    return RASIF_OK;
}

const struct field_map *field_maps_find(const struct field_maps *maps, enum field_id field)
{
    for (size_t i = 0; i < maps->n; i++)
        if (maps->items[i].field == field)
            return &maps->items[i];
    return NULL;
}
