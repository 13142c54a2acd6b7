/* SPDX-License-Identifier: MIT
 *
 * The mapping in use as text, for the manifest: what decided the result, in a form that does not
 * depend on comments and layout. */
#include "read/mapping_text.h"

#include <string.h>

/* Canonical YAML in flow style, one entry of the top map per line. */
static void print_yaml_node(struct text *out, const struct yaml_node *node, int depth)
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
        print_yaml_node(out, &node->items[i], depth + 1);
        if (depth == 0)
            text_add(out, "\n");
    }
    if (depth > 0)
        text_add(out, node->kind == YAML_MAP ? "}" : "]");
}

/* What was in use: the user's file and the presets that recognised something, with their bases. */
void write_mapping_text(struct inputs *inputs, const struct store *store)
{
    struct text *out = &inputs->mapping_text;
    if (inputs->mapping != NULL)
        print_yaml_node(out, inputs->mapping->root, 0);
    for (size_t p = 0; p < inputs->n_presets; p++) {
        bool used = false;
        for (size_t i = 0; i < store->n_sources; i++)
            used = used || (store->sources[i].roles != 0 &&
                            strcmp(store->sources[i].preset, inputs->presets[p]->name) == 0);
        if (!used)
            continue;
        for (const struct mapping *m = inputs->presets[p]; m != NULL; m = m->base) {
            if (out->length > 0)
                text_add(out, "---\n");
            print_yaml_node(out, m->root, 0);
        }
    }
    text_add(out, "");
}
