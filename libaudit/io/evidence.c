/* SPDX-License-Identifier: MIT
 *
 * Which preset fits a file: the one whose columns, that no other schema has, prevail in it. */
#include "io/binding.h"

#include <string.h>

static bool is_native_only(const char *name)
{
    if (strchr(name, '_') == NULL || strcmp(name, "step_count") == 0)
        return false; /* "surface", "kerb": OSM's words as well */
    for (int role = 0; role < ROLE_COUNT; role++)
        if (field_find_native((enum role)role, name) != FIELD_NONE)
            return true;
    return false;
}

static bool is_osm_only(const char *name)
{
    static const char *const keys[] = {
        "highway", "footway",  "osm_id",   "osmid",   "tactile_paving", "incline",  "crossing",
        "barrier", "maxspeed", "sidewalk", "amenity", "natural",        "cycleway", "est_width"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(name, keys[i]) == 0)
            return true;
    return strchr(name, ':') != NULL && strncmp(name, "ext:", 4) != 0;
}

static void gather_evidence(struct input_file *file)
{
    for (size_t t = 0; t < file->gpkg.n_tables; t++) {
        const struct gpkg_table *table = &file->gpkg.tables[t];
        for (size_t i = 0; i < table->n_columns; i++) {
            const char *name = table->columns[i].name;
            file->n_native += is_native_only(name);
            file->n_osm += is_osm_only(name);
        }
        file->n_osw += gpkg_column(table, "_id") != NULL && gpkg_column(table, "_u_id") != NULL;
    }
}

static const char *preset_by_evidence(const struct input_file *file)
{
    if (file->n_osw > 0)
        return "osw";
    return file->n_osm > file->n_native ? "osm" : "native";
}

static rasif_status find_preset(struct inputs *inputs, const char *name, const struct mapping **out,
                                rasif_error *err)
{
    static const char *const names[3] = {"native", "osm", "osw"};
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(names[i], name) != 0)
            continue;
        if (inputs->presets[i] == NULL)
            TRY(mapping_preset(name, &inputs->arena, &inputs->presets[i], err));
        *out = inputs->presets[i];
        return RASIF_OK;
    }
    return mapping_preset(name, &inputs->arena, out, err); /* to say that there is none */
}

rasif_status choose_presets(struct inputs *inputs, const rasif_options *options, rasif_error *err)
{
    const char *asked = options->preset != NULL ? options->preset : "auto";
    const char *extends = inputs->mapping != NULL ? inputs->mapping->extends : NULL;
    if (extends != NULL)
        asked = extends;
    for (size_t i = 0; i < inputs->n_files; i++) {
        struct input_file *file = &inputs->files[i];
        gather_evidence(file);
        if (strcmp(asked, "none") == 0)
            continue;
        const char *name = strcmp(asked, "auto") == 0 ? preset_by_evidence(file) : asked;
        TRY(find_preset(inputs, name, &file->preset, err));
    }
    return RASIF_OK;
}
