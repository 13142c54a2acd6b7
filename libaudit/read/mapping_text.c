/* SPDX-License-Identifier: MIT
 *
 * The mapping in use as text, for the manifest: what decided the result, in a form that does not
 * depend on comments and layout. */
#include "read/mapping_text.h"

#include <string.h>

/* What was in use: the user's file and the presets that recognised something, with their bases. */
void write_mapping_text(struct inputs *inputs, const struct store *store)
{
    struct text *out = &inputs->mapping_text;
    if (inputs->mapping != NULL)
        yaml_print(inputs->mapping->root, out);
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
            yaml_print(m->root, out);
        }
    }
    text_add(out, "");
}

/* May the output be read otherwise than the inputs were? A table lies under another name, is found by
 * the name of its file, or in a file of which other tables were left out; or files have several
 * schemas, and one file has one. */
bool inputs_merged(const struct inputs *inputs, const struct store *store)
{
    const char *preset = NULL;
    bool merged = false;
    for (size_t i = 0; i < store->n_sources; i++) {
        const struct source *source = &store->sources[i];
        merged = merged || strcmp(source->output, source->table) != 0;
        if (source->roles == 0)
            continue;
        merged = merged || (preset != NULL && strcmp(preset, source->preset) != 0);
        preset = source->preset;
    }
    for (size_t i = 0; i < inputs->n_files; i++)
        merged = merged || inputs->files[i].only_named;
    for (size_t i = 0; inputs->mapping != NULL && i < inputs->mapping->n_layers; i++)
        for (size_t k = 0; k < inputs->mapping->layers[i].layers.n; k++) {
            size_t file = SIZE_MAX;
            inputs_split_layer(inputs, inputs->mapping->layers[i].layers.items[k], &file);
            merged = merged || file != SIZE_MAX;
        }
    return merged;
}
