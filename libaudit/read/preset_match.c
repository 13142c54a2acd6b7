/* SPDX-License-Identifier: MIT
 *
 * Which preset fits a file: one whose `certain` columns a table has, else the one that finds most
 * of its `signs`. The signs of preset "native" are the names of rasif's own fields; ties go to
 * it. */
#include "read/proposed.h"
#include "read/recognise.h"
#include "source/audited.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

/* Names without '_' ("surface", "kerb") are OSM's words as well, so they prove nothing; OSM has
 * step_count, too. */
static bool is_native_only(const char *name)
{
    if (strchr(name, '_') == NULL || strcmp(name, "step_count") == 0)
        return false; /* "surface", "kerb": OSM's words as well */
    for (int role = 0; role < ROLE_COUNT; role++)
        if (field_find_native((enum role)role, name) != FIELD_NONE)
            return true;
    return false;
}

/* Signs may hold wildcards ("sidewalk:*"). A preset without signs is native: its fields are its
 * signs. */
static bool is_sign(const struct mapping *preset, const char *name)
{
    if (preset->signs.n == 0)
        return strcmp(preset->name, "native") == 0 && is_native_only(name);
    for (size_t i = 0; i < preset->signs.n; i++)
        if (fnmatch(preset->signs.items[i], name, 0) == 0)
            return true;
    return false;
}

/* Has the table all columns of `names`, "a b c"? */
static bool has_columns_named(const struct gpkg_table *table, const char *names)
{
    char name[64];
    while (*names != '\0') {
        size_t length = strcspn(names, " ");
        snprintf(name, sizeof name, "%.*s", (int)length, names);
        if (gpkg_column(table, name) == NULL)
            return false;
        names += length + (names[length] == ' ');
    }
    return true;
}

/* Does the table prove the preset? One item is enough; it needs all of its columns. */
static bool is_certain(const struct mapping *preset, const struct gpkg_table *table)
{
    for (size_t i = 0; i < preset->certain.n; i++)
        if (has_columns_named(table, preset->certain.items[i]))
            return true;
    return false;
}

/* Columns of the file that are signs of the preset, over all tables; *certain: a table proves the
 * preset. Of what an earlier audit added, names are rasif's own and tell nothing of the data. */
static unsigned count_signs(const struct input_file *file, const struct mapping *preset,
                            bool *certain)
{
    unsigned n = 0;
    for (size_t t = 0; t < file->gpkg.n_tables; t++) {
        const struct gpkg_table *table = &file->gpkg.tables[t];
        if ((file->gpkg.audited && audited_table_name(table->name)) || proposed_role(table) != ROLE_NONE)
            continue;
        *certain = *certain || is_certain(preset, table);
        for (size_t i = 0; i < table->n_columns; i++)
            n += is_sign(preset, table->columns[i].name) &&
                 !(table->audited && audited_column_name(table->columns[i].name));
    }
    return n;
}

/* Certainty goes before any number of signs. Counts of all presets are kept for `rasif inspect`. */
static rasif_status match_file(struct inputs *inputs, struct input_file *file, rasif_error *err)
{
    unsigned most = 0;
    file->sign_counts = ARENA_ARRAY(&inputs->arena, inputs->n_presets, unsigned);
    if (file->sign_counts == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < inputs->n_presets; i++) {
        const struct mapping *preset = inputs->presets[i];
        bool certain = false, native = strcmp(preset->name, "native") == 0;
        unsigned n = file->sign_counts[i] = count_signs(file, preset, &certain);
        bool better = certain != file->certain ? certain : n > most || (n == most && native);
        if (file->preset != NULL && !better)
            continue;
        file->preset = preset;
        file->certain = certain;
        most = n;
    }
    return RASIF_OK;
}

/* One data set may come in several files: a preset that is certain of one file holds for the others
 * that show any sign of it. The nodes of OpenSidewalks have only the column _id of their own. */
static void share_certainty(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->n_files; i++)
        for (size_t k = 0; k < inputs->n_files && !inputs->files[i].certain; k++)
            for (size_t p = 0; p < inputs->n_presets && inputs->files[k].certain; p++)
                if (inputs->presets[p] == inputs->files[k].preset &&
                    inputs->files[i].sign_counts[p] > 0)
                    inputs->files[i].preset = inputs->presets[p];
}

/* All presets, by name; presets are small and their number is fixed. */
static rasif_status load_presets(struct inputs *inputs, rasif_error *err)
{
    const char *const *names = mapping_preset_names(&inputs->arena, &inputs->n_presets);
    inputs->presets = ARENA_ARRAY(&inputs->arena, inputs->n_presets, const struct mapping *);
    if (names == NULL || inputs->presets == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < inputs->n_presets; i++)
        TRY(mapping_load_preset(names[i], &inputs->arena, &inputs->presets[i], err));
    return RASIF_OK;
}

/* All files are matched even when a preset is stated: `rasif inspect` shows the counts.
 * mapping_load_preset writes the error for an unknown name. */
rasif_status choose_presets(struct inputs *inputs, const rasif_options *options, rasif_error *err)
{
    const char *asked = options->preset != NULL ? options->preset : "auto";
    const char *extends = inputs->mapping != NULL ? inputs->mapping->extends : NULL;
    const struct mapping *stated = NULL;
    if (extends != NULL)
        asked = extends;
    TRY(load_presets(inputs, err));
    for (size_t i = 0; i < inputs->n_presets; i++)
        if (strcmp(inputs->presets[i]->name, asked) == 0)
            stated = inputs->presets[i];
    bool automatic = strcmp(asked, "auto") == 0,
         none = extends != NULL && strcmp(extends, "none") == 0;
    if (stated == NULL && !automatic && !none)
        TRY(mapping_load_preset(asked, &inputs->arena, &stated, err)); /* for its error message */
    for (size_t i = 0; i < inputs->n_files; i++)
        TRY(match_file(inputs, &inputs->files[i], err));
    share_certainty(inputs);
    for (size_t i = 0; i < inputs->n_files && !automatic; i++)
        inputs->files[i].preset = stated;
    return RASIF_OK;
}
