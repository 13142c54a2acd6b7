/* SPDX-License-Identifier: MIT
 *
 * The part of mapping files that says where a field's values come from: see mapping.h. Cost:
 * O(nodes of the file). */
#include "mapping/mapping_read.h"

#include "base/text.h"
#include "mapping/limits.h"

#include <stdio.h>
#include <string.h>

/* Lists are masks of their words; an unknown word makes the whole value invalid. Quantities may
 * carry a unit of their own. */
bool mapping_parse_value(enum field_id field, const char *text, double *real, uint32_t *code)
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

/* "file:line:column: 'x' is no ...; did you mean ...?", or a list of at most 16 known words where
 * none is near. */
rasif_status mapping_fail_unknown(struct mapping_reader *r, const struct yaml_node *at,
                                  const char *word, const char *what, const char *const *words,
                                  size_t n)
{
    const char *near = nearest_word(word, words, n);
    if (near != NULL)
        return yaml_fail(at, r->err, "'%s' is no %s; did you mean '%s'?", word, what, near);
    struct text all = {0};
    for (size_t i = 0; i < n && i < 16; i++)
        text_addf(&all, "%s%s", i > 0 ? ", " : "", words[i]);
    rasif_status status = yaml_fail(at, r->err, "'%s' is no %s; known: %s%s", word, what,
                                    all.data != NULL ? all.data : "", n > 16 ? ", ..." : "");
    text_free(&all);
    return status;
}

/* The scalar is not a value of the field: lists the words of a class, or names the unit of a
 * quantity. */
static rasif_status fail_value(struct mapping_reader *r, const struct yaml_node *at,
                               enum field_id field)
{
    const struct field *f = &fields[field];
    if (f->vocabulary != NULL)
        return mapping_fail_unknown(r, at, at->text, f->name, f->vocabulary->words,
                                    f->vocabulary->n);
    return yaml_fail(at, r->err, "'%s' is no quantity in %s for %s", at->text,
                     f->unit == UNIT_NONE ? "plain numbers" : unit_symbol(f->unit), f->name);
}

/* Here, where the file says it, and not as a remark about every row (R105). */
rasif_status mapping_read_value(struct mapping_reader *r, const struct yaml_node *node,
                                enum field_id field, double *real, uint32_t *code)
{
    if (!mapping_parse_value(field, node->text, real, code))
        return fail_value(r, node, field);
    if (fields[field].type == VALUE_REAL && !limits_accept(field, *real))
        return yaml_fail(node, r->err, "%s can't be '%s'; check the number and its unit",
                         fields[field].name, node->text);
    return RASIF_OK;
}

/* A text or a list of texts; the texts point into the parsed file, the list lives in the arena. */
rasif_status mapping_read_texts(struct mapping_reader *r, const struct yaml_node *node,
                                const char *what, struct text_list *out)
{
    if (node == NULL)
        return RASIF_OK;
    bool single = node->kind == YAML_SCALAR;
    if (!single)
        TRY(yaml_expect(node, YAML_LIST, what, r->err));
    out->n = single ? 1 : node->n;
    out->items = ARENA_ARRAY(r->arena, out->n, const char *);
    if (out->items == NULL)
        return fail_memory(r->err);
    for (size_t i = 0; i < out->n; i++) {
        const struct yaml_node *item = single ? node : &node->items[i];
        TRY(mapping_note(r, yaml_expect(item, YAML_SCALAR, what, r->err)));
        out->items[i] = item->kind == YAML_SCALAR ? item->text : "";
    }
    return RASIF_OK;
}

/* "id" is a name for every role. The message is about the key, not about the value, and suggests
 * the fields of the role. */
rasif_status mapping_read_field_name(struct mapping_reader *r, const struct yaml_node *node,
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
    return mapping_fail_unknown(r, &at, node->key, what, names, n);
}

/* ---- sources ------------------------------------------------------------------------------ */

/* One entry of `values:`. The key "*" goes to out->other: it is looked up last. There is room. */
static rasif_status read_value_word(struct mapping_reader *r, const struct yaml_node *item,
                                    enum field_id field, struct alternative *out)
{
    struct value_word *word = &out->values[out->n_values];
    TRY(yaml_expect(item, YAML_SCALAR, "values", r->err));
    word->text = item->text;
    if (strcmp(item->text, "null") == 0)
        word->kind = WORD_NULL;
    else if (strcmp(item->text, "ignore") == 0)
        word->kind = WORD_IGNORE;
    else
        TRY(mapping_read_value(r, item, field, &word->real, &word->code));
    if (strcmp(item->key, "*") == 0) {
        struct value_word *other = ARENA_NEW(r->arena, struct value_word);
        if (other == NULL)
            return fail_memory(r->err);
        *other = *word;
        out->other = other;
        return RASIF_OK;
    }
    word->from = item->key;
    word->from_length = strlen(item->key);
    out->n_values++;
    return RASIF_OK;
}

/* `values:` is a map from texts of the source to words, or the name of a map under `words:`. Words
 * are parsed here once; `null` and `ignore` are no values. */
static rasif_status read_values(struct mapping_reader *r, const struct yaml_node *node,
                                enum field_id field, struct alternative *out)
{
    if (node == NULL)
        return RASIF_OK;
    if (node->kind == YAML_SCALAR) { /* the name of a list under `words:` */
        const struct yaml_node *words = yaml_get(yaml_get(r->mapping->root, "words"), node->text);
        if (words == NULL)
            return yaml_fail(node, r->err, "there is no list '%s' under words:", node->text);
        node = words;
    }
    TRY(yaml_expect(node, YAML_MAP, "values", r->err));
    out->values = ARENA_ARRAY(r->arena, node->n, struct value_word);
    if (out->values == NULL)
        return fail_memory(r->err);
    for (size_t i = 0; i < node->n; i++)
        TRY(mapping_note(r, read_value_word(r, &node->items[i], field, out)));
    return RASIF_OK;
}

/* A unit is accepted only if it converts to the field's unit; has_unit remembers that the file
 * stated it, so lint.c does not doubt it. */
static rasif_status read_source_unit(struct mapping_reader *r, const struct yaml_node *node,
                                     enum field_id field, struct alternative *out)
{
    double converted;
    out->unit = fields[field].unit;
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_SCALAR, "unit", r->err));
    if (!unit_find(node->text, strlen(node->text), &out->unit)) {
        static const char *const names[] = {"m",   "mm",    "cm",       "km",   "in", "ft",
                                            "pct", "ratio", "permille", "deg",  "s",  "min",
                                            "m/s", "km/h",  "mph",      "count"};
        return mapping_fail_unknown(r, node, node->text, "unit", names, COUNT_OF(names));
    }
    if (fields[field].type != VALUE_REAL ||
        !quantity_convert(1, out->unit, fields[field].unit, &converted))
        return yaml_fail(node, r->err, "%s can't be given in '%s'", fields[field].name, node->text);
    out->has_unit = true;
    return RASIF_OK;
}

/* `origin:` is "surveyed" where it is left out. */
static rasif_status read_origin(struct mapping_reader *r, const struct yaml_node *node,
                                struct alternative *out)
{
    static const char *const names[] = {"surveyed", "assumed"};
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_SCALAR, "origin", r->err));
    out->assumed = strcmp(node->text, "assumed") == 0;
    if (!out->assumed && strcmp(node->text, "surveyed") != 0)
        return mapping_fail_unknown(r, node, node->text, "origin", names, COUNT_OF(names));
    return RASIF_OK;
}

/* A column name alone, or a map with one of field: and sql:. Without unit: bare numbers are in the
 * field's own unit. Order of the keys does not matter. */
static rasif_status read_alternative(struct mapping_reader *r, const struct yaml_node *node,
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
    rasif_status known = yaml_check_keys(node, keys, COUNT_OF(keys), r->err);
    TRY(mapping_note(r, known));
    out->column = yaml_text(node, "field");
    out->sql = yaml_text(node, "sql");
    if (known == RASIF_OK && (out->column == NULL) == (out->sql == NULL))
        TRY(mapping_note(
            r, yaml_fail(node, r->err, "give either field: (a column) or sql: (an expression)")));
    TRY(mapping_note(r, read_source_unit(r, yaml_get(node, "unit"), field, out)));
    TRY(mapping_note(r, read_origin(r, yaml_get(node, "origin"), out)));
    return read_values(r, yaml_get(node, "values"), field, out);
}

/* One field, which is left out after a mistake of its name. There is room for it. */
static rasif_status read_field(struct mapping_reader *r, const struct yaml_node *item,
                               enum role role, struct field_maps *out)
{
    struct field_map *map = &out->items[out->n];
    map->at = item;
    TRY(mapping_read_field_name(r, item, role, &map->field));
    if (field_maps_find(out, map->field) != NULL)
        return yaml_fail(item, r->err, "%s of %s is mapped twice", item->key, roles[role].plural);
    bool list = item->kind == YAML_LIST;
    map->n = list ? item->n : 1;
    map->alternatives = ARENA_ARRAY(r->arena, map->n, struct alternative);
    if (map->alternatives == NULL)
        return fail_memory(r->err);
    for (size_t a = 0; a < map->n; a++)
        TRY(mapping_note(r, read_alternative(r, list ? &item->items[a] : item, map->field,
                                             &map->alternatives[a])));
    out->n++;
    return RASIF_OK;
}

/* Adds to what an earlier entry of the same role mapped; a field may be mapped once. Each field
 * has one alternative or a list of them, tried in order. The array is copied: it grows by whole
 * maps. */
rasif_status mapping_read_fields(struct mapping_reader *r, const struct yaml_node *node,
                                 enum role role, struct field_maps *out)
{
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_MAP, "fields", r->err));
    struct field_map *items = ARENA_ARRAY(r->arena, out->n + node->n, struct field_map);
    if (items == NULL)
        return fail_memory(r->err);
    if (out->n > 0)
        memcpy(items, out->items, out->n * sizeof *items);
    out->items = items;
    for (size_t i = 0; i < node->n; i++)
        TRY(mapping_note(r, read_field(r, &node->items[i], role, out)));
    return RASIF_OK;
}

/* A linear search: a file maps a dozen fields per role. */
const struct field_map *field_maps_find(const struct field_maps *maps, enum field_id field)
{
    for (size_t i = 0; i < maps->n; i++)
        if (maps->items[i].field == field)
            return &maps->items[i];
    return NULL;
}
