/* SPDX-License-Identifier: MIT
 *
 *
 * Opening inputs, from files to bindings: see input.h. Each step is a function of another file;
 * open_and_recognise holds their order. Cost: that of the files (input_files.c) and of a few
 * queries per table; no feature is read. */
#include "read/mapping_text.h"
#include "read/recognise.h"
#include "read/stated_crs.h"
#include "source/hash.h"

#include <stdlib.h>
#include <string.h>

/* ---- the line ----------------------------------------------------------------------------- */

/* RASIF_E_DATA with the names of the tables, at most 12: the message must stay readable. */
static rasif_status fail_unrecognised(const struct store *store, rasif_error *err)
{
    struct text names = {0};
    for (size_t i = 0; i < store->n_sources && i < 12; i++)
        text_addf(&names, "%s%s", i > 0 ? ", " : "", store->sources[i].table);
    rasif_status status = fail(
        err, RASIF_E_DATA,
        "no layer was recognised as streets, sidewalks, crossings, ramps or footways; say "
        "which is which with --sidewalks LAYER and the like, or with --mapping; there are: %s%s",
        names.length > 0 ? names.data : "none", store->n_sources > 12 ? ", ..." : "");
    text_free(&names);
    return status;
}

/* Notes roles without a table. Sidewalks are never "not supplied" here: streets may imply them. No
 * main role at all is an error, unless the caller only inspects. */
static rasif_status check_roles(struct store *store, bool none_is_fine, rasif_error *err)
{
    static const enum role main_roles[] = {ROLE_STREET, ROLE_SIDEWALK, ROLE_CROSSING, ROLE_RAMP,
                                           ROLE_FOOTWAY};
    bool any = false;
    for (size_t i = 0; i < sizeof main_roles / sizeof main_roles[0]; i++)
        any = any || store->tables[main_roles[i]].supplied;
    if (!any && !none_is_fine)
        return fail_unrecognised(store, err);
    for (int role = 0; role < ROLE_COUNT; role++)
        if (!store->tables[role].supplied && role != ROLE_SIDEWALK) /* streets may imply them */
            diagnose(&store->diagnostics, D_role_not_supplied, NULL, NULL, roles[role].plural,
                     NULL);
    return store->diagnostics.failed ? fail_memory(err) : RASIF_OK;
}

/* Which preset decides defaults when files differ: any but native, because other schemas say less
 * by leaving something out. Of several the first source's. Its name and title go to the store. */
static void choose_default_preset(struct inputs *inputs, struct store *store)
{
    for (size_t i = 0; i < inputs->n_presets; i++)
        if (strcmp(inputs->presets[i]->name, "native") == 0)
            inputs->preset = inputs->presets[i];
    for (size_t i = store->n_sources; i-- > 0;)
        if (store->sources[i].roles != 0 && strcmp(store->sources[i].preset, "native") != 0 &&
            store->sources[i].preset[0] != '\0')
            inputs->preset = inputs->files[store->sources[i].input].preset;
    store->preset = inputs->preset->name;
    store->preset_title = inputs->preset->title;
}

/* The order of opening: files, tables, coordinate systems, presets, roles, columns, defaults. Each
 * step needs the ones before it. The mapping's text is for the manifest. */
static rasif_status open_and_recognise(struct inputs *inputs, const rasif_options *options,
                                       struct read_files *reads, struct store *store,
                                       rasif_error *err)
{
    inputs->allow_damaged = options->allow_damaged;
    if (options->mapping != NULL)
        TRY(mapping_read(options->mapping, &inputs->arena, &inputs->mapping, err));
    TRY(input_files_add(inputs, options, err));
    TRY(input_files_open(inputs, options->threads,
                         options->allow_damaged ? &store->diagnostics : NULL, reads, err));
    TRY(input_sources_list(inputs, options, store, err));
    TRY(state_crs(inputs, options, store, err));
    TRY(choose_presets(inputs, options, err));
    TRY(recognise(inputs, options, store, err));
    TRY(bind_columns(inputs, store, err));
    choose_default_preset(inputs, store);
    write_mapping_text(inputs, store);
    return inputs->mapping_text.failed ? fail_memory(err)
                                       : check_roles(store, options->unrecognised, err);
}

/* On failure everything opened so far is closed again, and *out stays as it was. */
rasif_status inputs_open(const rasif_options *options, bool with_proposals, struct read_files *reads,
                         struct store *store, struct inputs **out, rasif_error *err)
{
    struct inputs *inputs = calloc(1, sizeof *inputs);
    if (inputs == NULL)
        return fail_memory(err);
    inputs->with_proposals = with_proposals;
    rasif_status status = open_and_recognise(inputs, options, reads, store, err);
    if (status != RASIF_OK)
        inputs_free(inputs);
    else
        *out = inputs;
    return status;
}

/* Databases before hashes: closing a hash's descriptor would drop SQLite's locks. NULL is fine. */
void inputs_free(struct inputs *inputs)
{
    if (inputs == NULL)
        return;
    for (size_t i = 0; i < inputs->n_files; i++) {
        gpkg_close(&inputs->files[i].gpkg);
        hashing_free(inputs->files[i].hashing);
        temp_folder_remove(&inputs->files[i].folder);
    }
    for (size_t i = 0; i < inputs->n_tables; i++) {
        free(inputs->tables[i].selected);
        free(inputs->tables[i].absent);
    }
    free(inputs->files);
    free(inputs->bindings);
    text_free(&inputs->mapping_text);
    arena_free(&inputs->arena);
    free(inputs);
}

const char *inputs_crs(const struct inputs *inputs, size_t source)
{
    return inputs->tables[source].crs;
}

bool inputs_crs_stated(const struct inputs *inputs, size_t source)
{
    return inputs->tables[source].crs_stated;
}

const char *inputs_mapping_text(const struct inputs *inputs)
{
    return inputs->mapping_text.data;
}

size_t inputs_count(const struct inputs *inputs)
{
    return inputs->n_files;
}

size_t inputs_n_columns(const struct inputs *inputs, size_t source)
{
    return inputs->tables[source].gpkg->n_columns;
}

const char *inputs_column(const struct inputs *inputs, size_t source, size_t column)
{
    return inputs->tables[source].gpkg->columns[column].name;
}

const char *inputs_path(const struct inputs *inputs, size_t input)
{
    return inputs->files[input].path;
}

const char *inputs_name(const struct inputs *inputs, size_t input)
{
    return inputs->files[input].display;
}

/* A private copy can't change, so only files that are read in place are compared. */
rasif_status inputs_unchanged(const struct inputs *inputs, rasif_error *err)
{
    for (size_t i = 0; i < inputs->n_files; i++)
        if (inputs->files[i].in_place)
            TRY(file_unchanged(inputs->files[i].path, &inputs->files[i].state, err));
    return RASIF_OK;
}

/* Waits for hashes that are computed beside the reading. */
rasif_status inputs_finish_hashes(struct inputs *inputs, rasif_error *err)
{
    for (size_t i = 0; i < inputs->n_files; i++)
        if (inputs->files[i].hashing != NULL)
            TRY(hashing_end(inputs->files[i].hashing, inputs->files[i].hash, err));
    return RASIF_OK;
}

const char *inputs_hash(const struct inputs *inputs, size_t input)
{
    return inputs->files[input].hash;
}

const char *inputs_last_change(const struct inputs *inputs)
{
    return inputs->last_change;
}

bool inputs_audited(const struct inputs *inputs, size_t input)
{
    return inputs->files[input].gpkg.audited;
}

const char *inputs_sqlite_path(const struct inputs *inputs, size_t input)
{
    return inputs->files[input].sqlite_path;
}

/* Has the role rows of layers of proposals alone? Then what is not drawn may well be there. */
static bool is_confirmed_alone(const struct inputs *inputs, enum role role)
{
    bool any = false;
    for (size_t i = 0; i < inputs->n_bindings; i++) {
        if (inputs->bindings[i].role == role && inputs->bindings[i].why != WHY_CONFIRMED)
            return false;
        any = any || inputs->bindings[i].role == role;
    }
    return any;
}

/* The user's file and its chain first, then the preset's. */
rasif_unmapped inputs_unmapped(const struct inputs *inputs, int what)
{
    const struct mapping *first[2] = {inputs->mapping, inputs->preset};
    for (size_t i = 0; i < 2; i++)
        for (const struct mapping *m = first[i]; m != NULL; m = m->base)
            if (m->unmapped[what] != RASIF_UNMAPPED_DEFAULT)
                return m->unmapped[what];
    enum role role = what == UNMAPPED_SIDEWALK ? ROLE_SIDEWALK : what == UNMAPPED_RAMP ? ROLE_RAMP : ROLE_CROSSING;
    return is_confirmed_alone(inputs, role) ? RASIF_UNMAPPED_UNKNOWN : RASIF_UNMAPPED_DEFAULT;
}
