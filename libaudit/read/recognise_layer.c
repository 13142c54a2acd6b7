/* SPDX-License-Identifier: MIT
 *
 * Does a layer entry of a mapping file fit a table? See recognise_layer.h. */
#include "read/recognise_layer.h"

#include "base/os.h"

#include <string.h>

bool layer_is_located(const struct layer_map *layer)
{
    return layer->layers.n > 0 || layer->has.n > 0;
}

/* The nearest file of the chain that says where to find the role. */
const struct mapping *layer_locating_file(const struct mapping *mapping, enum role role)
{
    for (; mapping != NULL; mapping = mapping->base)
        for (size_t i = 0; i < mapping->n_layers; i++)
            if (mapping->layers[i].role == role && layer_is_located(&mapping->layers[i]))
                return mapping;
    return NULL;
}

/* Presets match names with wildcards, letter case ignored; a user's entry means exactly this table,
 * maybe FILE:TABLE. */
bool layer_names_table(const struct inputs *inputs, const struct mapping *mapping,
                       const struct layer_map *layer, size_t table)
{
    const char *name = inputs->tables[table].gpkg->name;
    for (size_t i = 0; i < layer->layers.n; i++) {
        const char *wanted = layer->layers.items[i];
        if (mapping->preset) {
            if (strcmp(wanted, "*") != 0 && os_matches(wanted, name))
                return true;
            continue;
        }
        size_t file;
        wanted = inputs_split_layer(inputs, wanted, &file);
        if (sqlite3_stricmp(wanted, name) == 0 &&
            (file == SIZE_MAX || file == inputs->tables[table].file))
            return true;
    }
    return false;
}

/* Can a table of this declared type hold the geometries that an entry is for? */
static bool may_hold(const char *type, enum drawn drawn)
{
    bool point = strstr(type, "POINT") != NULL, polygon = strstr(type, "POLYGON") != NULL;
    bool line = strstr(type, "LINE") != NULL;
    return drawn == DRAWN_ANY || (!point && !(drawn == DRAWN_AREAS ? line : polygon));
}

/* The declared type excludes tables whose geometries can't have the role: streets are lines,
 * sidewalks no points. */
bool layer_fits_any_table(const struct inputs *inputs, const struct layer_map *layer, size_t table)
{
    const char *type = inputs->tables[table].gpkg->geometry_type;
    bool point = strstr(type, "POINT") != NULL, polygon = strstr(type, "POLYGON") != NULL;
    bool walked =
        layer->role == ROLE_SIDEWALK || layer->role == ROLE_FOOTWAY || layer->role == ROLE_STEPS;
    if ((layer->role == ROLE_STREET && (point || polygon)) || (walked && point) ||
        !may_hold(type, layer->drawn))
        return false;
    if (layer->points && !point && strncmp(type, "GEOMETRY", 8) != 0)
        return false;
    for (size_t i = 0; i < layer->layers.n; i++)
        if (strcmp(layer->layers.items[i], "*") == 0)
            return true;
    return false;
}

bool layer_has_columns(const struct inputs *inputs, const struct layer_map *layer, size_t table)
{
    const struct gpkg_table *gpkg = inputs->tables[table].gpkg;
    for (size_t i = 0; i < layer->has.n; i++)
        if (gpkg_column(gpkg, layer->has.items[i]) == NULL)
            return false;
    return layer->has.n > 0;
}

const struct layer_map *layer_find_unlocated(const struct mapping *mapping, enum role role)
{
    for (size_t i = 0; mapping != NULL && i < mapping->n_layers; i++)
        if (mapping->layers[i].role == role && !layer_is_located(&mapping->layers[i]))
            return &mapping->layers[i];
    return NULL;
}

/* Is the table called like the role itself: "ramps", "ramp", "Ramps"? */
bool table_is_called_like(const char *name, enum role role)
{
    return sqlite3_stricmp(name, roles[role].name) == 0 ||
           sqlite3_stricmp(name, roles[role].plural) == 0;
}
