/* SPDX-License-Identifier: MIT
 *
 * The files of the inputs: found, copied, converted, hashed, opened.
 *
 * First everything that opens and closes files, for all inputs, then SQLite. On POSIX closing any
 * descriptor of a file drops all locks that the process has on it, SQLite's too
 * (sqlite.org/howtocorrupt.html, section 2.2). A plain GeoPackage is read in place and hashed
 * beside the reading; a file in WAL mode is copied, any other format converted. Cost: one pass over
 * each file. */
#include "read/input_parts.h"
#include "source/convert.h"
#include "source/copy.h"
#include "source/hash.h"
#include "source/zip.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The same file under two names is one file: it is compared by device and inode. */
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

/* A path may hold colons itself, so every colon is tried from the right. */
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

/* FILE of FILE:TABLE, split at the last colon whose left side is a file, when it is not an input
 * yet. `path` gets the file. */
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

/* An option may name a file that is not an input yet. */
static rasif_status add_named_file(struct inputs *inputs, const char *layer, rasif_error *err)
{
    char path[PATH_MAX];
    return find_named_file(inputs, layer, path) ? add_input_file(inputs, path, true, err)
                                                : RASIF_OK;
}

/* Does the file lie in the folder of an input, or below it? Links are followed first: they could
 * lead anywhere. False for a file that does not exist. */
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

/* A mapping file may come with data from anywhere: it must not choose which files are read.
 * --allow-outside lifts that. */
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

/* The command line first: its files keep their order and lend the output its frame. */
rasif_status input_files_add(struct inputs *inputs, const rasif_options *options, rasif_error *err)
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

/* Leaves a plain GeoPackage at file->sqlite_path. A file that is read in place is hashed beside the
 * reading, any other before it is changed. The state is noted first: a file that changes on the way
 * is refused at the end. */
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

/* `lost` gets the rows that damaged files lack; NULL = such files are refused. */
rasif_status input_files_open(struct inputs *inputs, unsigned threads, struct diagnostics *lost,
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
