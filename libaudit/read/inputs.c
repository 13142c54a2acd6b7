/* SPDX-License-Identifier: MIT
 *
 * Opening inputs: see input.h. First everything that opens and closes files (hashes, private
 * copies, conversions), for all inputs, then SQLite: closing a file that SQLite holds would drop
 * its locks. */
#include "read/mapping_text.h"
#include "read/recognise.h"
#include "read/stated_crs.h"
#include "source/audited.h"
#include "source/convert.h"
#include "source/copy.h"
#include "source/hash.h"
#include "source/zip.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- files -------------------------------------------------------------------------------- */

static rasif_status add_input_file(struct inputs *inputs, const char *path, bool only_named,
                                   rasif_error *err)
{
    struct stat info, other;
    const char *given = path;
    path = zip_plain_path(path);
    if (stat(path, &info) != 0)
        return fail(err, RASIF_E_IO, "%s: can't be opened: %s%s", given, strerror(errno),
                    path == given ? "" : "; name the zip, all vector files in it are read");
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) /* a device or a pipe may never end */
        return fail(err, RASIF_E_IO, "%s: is neither a file nor a folder", path);
    for (size_t i = 0; i < inputs->n_files; i++)
        if (stat(inputs->files[i].path, &other) == 0 && other.st_dev == info.st_dev &&
            other.st_ino == info.st_ino) {
            if (only_named)
                return RASIF_OK;
            return fail(err, RASIF_E_ARGUMENT, "%s is given twice", path);
        }
    const char *slash = strrchr(path, '/');
    struct input_file file = {.only_named = only_named};
    file.path = arena_strdup(&inputs->arena, path);
    file.display =
        arena_strdup(&inputs->arena, slash != NULL && slash[1] != '\0' ? slash + 1 : path);
    if (file.path == NULL || file.display == NULL ||
        !PUSH(inputs->files, inputs->n_files, inputs->file_capacity, file))
        return fail_memory(err);
    return RASIF_OK;
}

const char *inputs_split_layer(const struct inputs *inputs, const char *name, size_t *file)
{
    *file = SIZE_MAX;
    for (const char *colon = name + strlen(name); colon > name; colon--) {
        if (*colon != ':')
            continue;
        size_t length = (size_t)(colon - name);
        for (size_t i = 0; i < inputs->n_files; i++) {
            const struct input_file *f = &inputs->files[i];
            if ((strlen(f->path) == length && memcmp(f->path, name, length) == 0) ||
                (strlen(f->display) == length && memcmp(f->display, name, length) == 0)) {
                *file = i;
                return colon + 1;
            }
        }
    }
    return name;
}

/* FILE of FILE:TABLE, split at the last colon whose left is a file, when it is not an input yet. */
static bool find_named_file(const struct inputs *inputs, const char *layer, char path[PATH_MAX])
{
    size_t known;
    struct stat info;
    inputs_split_layer(inputs, layer, &known);
    for (size_t n = known == SIZE_MAX ? strnlen(layer, PATH_MAX - 1) : 0; n > 0; n--) {
        if (layer[n] != ':')
            continue;
        memcpy(path, layer, n);
        path[n] = '\0';
        if (stat(path, &info) == 0)
            return true;
    }
    return false;
}

static rasif_status add_named_file(struct inputs *inputs, const char *layer, rasif_error *err)
{
    char path[PATH_MAX];
    return find_named_file(inputs, layer, path) ? add_input_file(inputs, path, true, err)
                                                : RASIF_OK;
}

/* Does the file lie in the folder of an input, or below it? Links are followed first. */
static bool is_beside_inputs(const rasif_options *options, const char *path)
{
    char file[PATH_MAX], input[PATH_MAX];
    if (realpath(path, file) == NULL)
        return false;
    for (size_t i = 0; i < options->n_inputs; i++) {
        const char *slash =
            realpath(options->inputs[i], input) != NULL ? strrchr(input, '/') : NULL;
        if (slash != NULL && strncmp(file, input, (size_t)(slash - input) + 1) == 0)
            return true;
    }
    return false;
}

/* A mapping file may come with the data from anywhere: it does not get to choose what is read. */
static rasif_status add_mapped_file(struct inputs *inputs, const rasif_options *options,
                                    const struct layer_map *map, const char *layer,
                                    rasif_error *err)
{
    char path[PATH_MAX];
    if (!find_named_file(inputs, layer, path))
        return RASIF_OK;
    if (!options->allow_outside && !is_beside_inputs(options, path))
        return yaml_fail(
            map->layer_at, err,
            "%s lies outside of the inputs' folders; name it on the command line, or add "
            "--allow-outside",
            path);
    return add_input_file(inputs, path, true, err);
}

static rasif_status add_input_files(struct inputs *inputs, const rasif_options *options,
                                    rasif_error *err)
{
    if (options->n_inputs == 0)
        return fail(err, RASIF_E_ARGUMENT, "no input is given");
    for (size_t i = 0; i < options->n_inputs; i++)
        TRY(add_input_file(inputs, options->inputs[i], false, err));
    for (size_t i = 0; i < options->n_roles; i++)
        TRY(add_named_file(inputs, options->roles[i].layer, err));
    for (size_t i = 0; inputs->mapping != NULL && i < inputs->mapping->n_layers; i++)
        for (size_t k = 0; k < inputs->mapping->layers[i].layers.n; k++)
            TRY(add_mapped_file(inputs, options, &inputs->mapping->layers[i],
                                inputs->mapping->layers[i].layers.items[k], err));
    return RASIF_OK;
}

/* Leaves a plain GeoPackage at file->sqlite_path. A file that is read as it is is hashed on the
 * way, others before anything else. */
static rasif_status prepare_file(struct inputs *inputs, struct input_file *file,
                                 struct diagnostics *lost, struct read_files *reads,
                                 rasif_error *err)
{
    bool truncated, is_geopackage = false;
    file->sqlite_path = file->path;
    file->state = file_state_settled(file->path);
    if (!file->state.there)
        return fail(err, RASIF_E_IO, "%s: can't be opened: %s", file->path, strerror(errno));
    file->size = (uint64_t)file->state.size;
    bool sqlite = gpkg_is_sqlite(file->path, &truncated);
    if (truncated)
        return fail(err, RASIF_E_IO, "%s: is damaged: it is shorter than its header says",
                    file->path);
    bool copied = sqlite && copy_needed(file->path);
    if (sqlite && !copied)
        TRY(gpkg_is_geopackage(file->path, file->path, &is_geopackage, err));
    file->in_place = is_geopackage;
    if (file->in_place)
        return hashing_new(file->path, &file->hashing, err);
    if (copied) {
        TRY(private_folder(&file->folder, err));
        TRY(copy_database(file->path, file->folder.path, &inputs->arena, &file->sqlite_path, err));
    }
    TRY(hash_input(file->sqlite_path, file->hash, &file->size, err)); /* as it was written */
    if (file->size == 0)
        return fail(err, RASIF_E_IO, "%s: is empty", file->path);
    if (copied)
        TRY(settle_copy(file->sqlite_path, file->path, err));
    if (copied)
        TRY(gpkg_is_geopackage(file->sqlite_path, file->path, &is_geopackage, err));
    if (is_geopackage)
        return RASIF_OK;
    const char *dot = strrchr(file->path, '.');
    if (dot != NULL && strcmp(dot, ".gpkg") == 0)
        return fail(err, RASIF_E_IO, "%s: is no GeoPackage: %s", file->path,
                    sqlite ? "its table gpkg_contents is missing or can't be read"
                           : "it does not begin like one");
    if (file->folder.path == NULL)
        TRY(private_folder(&file->folder, err));
    size_t first = reads->n;
    TRY(convert_to_gpkg(file->path, file->path, file->folder.path, lost, reads, &inputs->arena,
                        &file->sqlite_path, err));
    TRY(read_files_unchanged(reads, first, err));
    return file_unchanged(file->path, &file->state, err);
}

/* `lost` gets what is missing of damaged files; NULL = they are refused. */
static rasif_status open_files(struct inputs *inputs, unsigned threads, struct diagnostics *lost,
                               struct read_files *reads, rasif_error *err)
{
    for (size_t i = 0; i < inputs->n_files; i++) {
        read_files_add_database(reads, inputs->files[i].path, READ_INPUT);
        TRY(prepare_file(inputs, &inputs->files[i], lost, reads, err));
    }
    for (size_t i = 0; i < inputs->n_files; i++) {
        struct input_file *file = &inputs->files[i];
        TRY(gpkg_open(file->sqlite_path, file->path, &inputs->arena, &file->gpkg, err));
        if (file->in_place) { /* from now on SQLite keeps others from writing */
            file->state = file_state_settled(file->path);
            TRY(hashing_begin(file->hashing, &file->state, threads > 1, err));
        }
        const char *changed = file->gpkg.last_change;
        if (changed != NULL &&
            (inputs->last_change == NULL || strcmp(changed, inputs->last_change) > 0))
            inputs->last_change = changed;
    }
    return RASIF_OK;
}

/* ---- sources ------------------------------------------------------------------------------ */

/* Tables that an earlier audit added; they are made anew, not carried. */
static bool is_audit_table(const struct gpkg *gpkg, const char *name)
{
    return gpkg->audited && audited_table_name(name);
}

/* Is the table named by an option or the mapping file as FILE:TABLE? */
static bool is_named_table(const struct inputs *inputs, const rasif_options *options, size_t file,
                           const char *table)
{
    size_t of;
    for (size_t i = 0; i < options->n_roles; i++)
        if (sqlite3_stricmp(inputs_split_layer(inputs, options->roles[i].layer, &of), table) == 0 &&
            of == file)
            return true;
    for (size_t i = 0; inputs->mapping != NULL && i < inputs->mapping->n_layers; i++) {
        const struct text_list *layers = &inputs->mapping->layers[i].layers;
        for (size_t k = 0; k < layers->n; k++)
            if (sqlite3_stricmp(inputs_split_layer(inputs, layers->items[k], &of), table) == 0 &&
                of == file)
                return true;
    }
    return false;
}

/* Has the first input a table of that name which nobody listed, so that it comes along as it is? */
static bool is_unlisted(const struct gpkg *first, const char *name)
{
    sqlite3_stmt *query = NULL;
    bool found = !(first->audited && audited_table_name(name)) && sqlite3_stricmp(name, "layer_styles") != 0 &&
                 sqlite3_prepare_v2(first->db,
                                    "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE", -1,
                                    &query, NULL) == SQLITE_OK &&
                 sqlite3_bind_text(query, 1, name, -1, SQLITE_STATIC) == SQLITE_OK &&
                 sqlite3_step(query) == SQLITE_ROW;
    sqlite3_finalize(query);
    return found;
}

/* "streets", or "streets_2" when another table has that name in the output. */
static const char *output_name(const struct gpkg *first, struct store *store, size_t n, size_t file,
                               const char *table)
{
    struct text name = {0};
    const char *out = NULL;
    for (unsigned number = 1; out == NULL; number++) {
        bool taken = false;
        name.length = 0;
        text_add(&name, table);
        if (number > 1)
            text_addf(&name, "_%u", number);
        if (name.failed)
            break;
        for (size_t i = 0; i < n && !taken; i++)
            taken = sqlite3_stricmp(store->sources[i].output, name.data) == 0;
        taken = taken || (file > 0 && is_unlisted(first, name.data));
        if (!taken)
            out = arena_strdup(&store->arena, name.data);
    }
    text_free(&name);
    return out;
}

static rasif_status add_source(struct inputs *inputs, struct store *store, size_t file,
                               const struct gpkg_table *gpkg, rasif_error *err)
{
    struct source *source = &store->sources[store->n_sources];
    struct input_table *table = &inputs->tables[inputs->n_tables];
    table->file = file;
    table->gpkg = gpkg;
    table->crs = gpkg->crs;
    source->path = inputs->files[file].path;
    source->display = inputs->files[file].display;
    source->input = file;
    source->table = gpkg->name;
    source->output = output_name(&inputs->files[0].gpkg, store, store->n_sources, file, gpkg->name);
    source->geometry_column = gpkg->geometry_column;
    source->geometry_type = gpkg->geometry_type;
    source->key = gpkg->key;
    source->numbered = gpkg->numbered;
    source->audited = gpkg->audited;
    source->srs_id = gpkg->srs_id;
    source->crs = gpkg->crs_name;
    source->preset = "";
    if (source->output == NULL)
        return fail_memory(err);
    if (strcmp(source->output, source->table) != 0)
        diagnose(&store->diagnostics, D_table_renamed, source->table, NULL, source->output, NULL);
    if (gpkg->view)
        diagnose(&store->diagnostics, D_view_written_as_table, source->table, NULL, NULL, NULL);
    if (gpkg->guessed)
        diagnose(&store->diagnostics, D_geometry_column_guessed, source->table,
                 gpkg->geometry_column, NULL, NULL);
    store->n_sources++;
    inputs->n_tables++;
    return RASIF_OK;
}

static rasif_status list_sources(struct inputs *inputs, const rasif_options *options,
                                 struct store *store, rasif_error *err)
{
    size_t most = 0;
    for (size_t i = 0; i < inputs->n_files; i++)
        most += inputs->files[i].gpkg.n_tables;
    store->sources = ARENA_ARRAY(&store->arena, most, struct source);
    inputs->tables = ARENA_ARRAY(&inputs->arena, most, struct input_table);
    if (store->sources == NULL || inputs->tables == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < inputs->n_files; i++) {
        const struct gpkg *gpkg = &inputs->files[i].gpkg;
        if (!gpkg->declared)
            diagnose(&store->diagnostics, D_not_declared_geopackage, NULL, NULL,
                     inputs_name(inputs, i), NULL);
        for (size_t t = 0; t < gpkg->n_tables; t++) {
            const char *name = gpkg->tables[t].name;
            if (is_audit_table(gpkg, name) ||
                (inputs->files[i].only_named && !is_named_table(inputs, options, i, name)))
                continue;
            TRY(add_source(inputs, store, i, &gpkg->tables[t], err));
        }
    }
    return RASIF_OK;
}

/* ---- the line ----------------------------------------------------------------------------- */

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
        if (!store->tables[role].supplied && role != ROLE_SIDEWALK) /* streets may tell of them */
            diagnose(&store->diagnostics, D_role_not_supplied, NULL, NULL, roles[role].plural,
                     NULL);
    return store->diagnostics.failed ? fail_memory(err) : RASIF_OK;
}

/* Which preset decides defaults when files differ: the most cautious, any but native. */
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

static rasif_status open_and_recognise(struct inputs *inputs, const rasif_options *options,
                                       struct read_files *reads, struct store *store,
                                       rasif_error *err)
{
    inputs->allow_damaged = options->allow_damaged;
    if (options->mapping != NULL)
        TRY(mapping_read(options->mapping, &inputs->arena, &inputs->mapping, err));
    TRY(add_input_files(inputs, options, err));
    TRY(open_files(inputs, options->threads, options->allow_damaged ? &store->diagnostics : NULL,
                   reads, err));
    TRY(list_sources(inputs, options, store, err));
    TRY(state_crs(inputs, options, store, err));
    TRY(choose_presets(inputs, options, err));
    TRY(recognise(inputs, options, store, err));
    TRY(bind_columns(inputs, store, err));
    choose_default_preset(inputs, store);
    write_mapping_text(inputs, store);
    return inputs->mapping_text.failed ? fail_memory(err)
                                       : check_roles(store, options->unrecognised, err);
}

rasif_status inputs_open(const rasif_options *options, struct read_files *reads,
                         struct store *store, struct inputs **out, rasif_error *err)
{
    struct inputs *inputs = calloc(1, sizeof *inputs);
    if (inputs == NULL)
        return fail_memory(err);
    rasif_status status = open_and_recognise(inputs, options, reads, store, err);
    if (status != RASIF_OK)
        inputs_free(inputs);
    else
        *out = inputs;
    return status;
}

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

rasif_status inputs_unchanged(const struct inputs *inputs, rasif_error *err)
{
    for (size_t i = 0; i < inputs->n_files; i++)
        if (inputs->files[i].in_place)
            TRY(file_unchanged(inputs->files[i].path, &inputs->files[i].state, err));
    return RASIF_OK;
}

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

rasif_unmapped inputs_unmapped(const struct inputs *inputs, int what)
{
    const struct mapping *first[2] = {inputs->mapping, inputs->preset};
    for (size_t i = 0; i < 2; i++)
        for (const struct mapping *m = first[i]; m != NULL; m = m->base)
            if (m->unmapped[what] != RASIF_UNMAPPED_DEFAULT)
                return m->unmapped[what];
    return RASIF_UNMAPPED_DEFAULT;
}
