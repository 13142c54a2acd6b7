/* SPDX-License-Identifier: MIT
 *
 * The files of a rule base: the embedded ones, and over them those of the user's folder, read by
 * name in byte order. In: data paths and folders. Out: one list per kind with id, tree and text
 * of each file.
 *
 * An id that occurs in both places means the user's file; one that occurs twice in one place is an
 * error, because which file counts would depend on their names. */
#include "rule/load.h"

#include "base/data.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST ((size_t)1 << 20) /* bytes of a file; yaml_parse refuses more */

/* `path` is for messages. The text is kept for the manifest of an audit. */
static rasif_status file_parse(const char *path, const char *bytes, size_t size, bool built_in,
                               struct arena *arena, struct file *out, rasif_error *err)
{
    struct file file = {.built_in = built_in};
    TRY(yaml_parse(path, bytes, size, arena, &file.root, err));
    TRY(id_read(file.root, &file.id, err));
    file.yaml = arena_strndup(arena, bytes, size);
    if (file.yaml == NULL)
        return fail_memory(err);
    *out = file;
    return RASIF_OK;
}

/* Reads one byte more than allowed, so that yaml_parse sees that a file is too large. */
rasif_status file_read(const char *path, struct arena *arena, struct file *out, rasif_error *err)
{
    FILE *stream = fopen(path, "rb");
    if (stream == NULL)
        return fail(err, RASIF_E_RULE, "%s: can't be read: %s", path, strerror(errno));
    rasif_status status;
    char *bytes = malloc(LARGEST + 1);
    if (bytes == NULL) {
        status = fail_memory(err);
        goto done;
    }
    size_t size = fread(bytes, 1, LARGEST + 1, stream);
    if (ferror(stream))
        status = fail(err, RASIF_E_RULE, "%s: can't be read: %s", path, strerror(errno));
    else
        status = file_parse(path, bytes, size, false, arena, out, err);
done:
    free(bytes);
    fclose(stream);
    return status;
}

/* Adds a file. A user's file replaces the built-in one of its id; two others with one id are an
 * error. */
static rasif_status add(struct files *files, const struct file *file, rasif_error *err)
{
    for (size_t i = 0; i < files->n; i++) {
        struct file *other = &files->items[i];
        if (strcmp(other->id, file->id) != 0)
            continue;
        if (other->built_in && !file->built_in) {
            *other = *file;
            return RASIF_OK;
        }
        return yaml_fail(yaml_get(file->root, "id"), err, "the id '%s' is already that of %s",
                         file->id, other->root->file);
    }
    return PUSH(files->items, files->n, files->capacity, *file) ? RASIF_OK : fail_memory(err);
}

/* Hidden files are left out: editors put their own there. */
static bool is_yaml(const char *name)
{
    size_t n = strlen(name);
    return n > 5 && name[0] != '.' && strcmp(name + n - 5, ".yaml") == 0;
}

rasif_status files_add_built_in(struct files *files, const char *prefix, struct arena *arena,
                                rasif_error *err)
{
    for (const struct data_file *data = data_files; data->path != NULL; data++) {
        if (strncmp(data->path, prefix, strlen(prefix)) != 0 || !is_yaml(data->path))
            continue;
        struct file file;
        TRY(file_parse(data->path, (const char *)data->bytes, data->size, true, arena, &file, err));
        TRY(add(files, &file, err));
    }
    return RASIF_OK;
}

static int only_yaml(const struct dirent *entry)
{
    return is_yaml(entry->d_name);
}

static int by_name(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name); /* not alphasort: no locale */
}

/* A folder that is not there is no error; collect decides whether any was found. */
rasif_status files_add_folder(struct files *files, const char *path, struct arena *arena,
                              struct read_files *reads, bool *found, rasif_error *err)
{
    struct dirent **entries = NULL;
    int n = scandir(path, &entries, only_yaml, by_name);
    /* A user need not have all three folders. */
    if (n < 0 && (errno == ENOENT || errno == ENOTDIR)) {
        *found = false;
        return RASIF_OK;
    }
    if (n < 0)
        return fail(err, RASIF_E_RULE, "%s: can't be read: %s", path, strerror(errno));
    *found = true;
    rasif_status status = RASIF_OK;
    for (int i = 0; i < n; i++) {
        size_t length = strlen(path) + 1 + strlen(entries[i]->d_name);
        char *name = status == RASIF_OK ? arena_alloc(arena, length + 1, 1) : NULL;
        if (name != NULL) {
            struct file file;
            snprintf(name, length + 1, "%s/%s", path, entries[i]->d_name);
            read_files_add(reads, name, READ_OTHER);
            status = file_read(name, arena, &file, err);
            if (status == RASIF_OK)
                status = add(files, &file, err);
        } else if (status == RASIF_OK) {
            status = fail_memory(err);
        }
        free(entries[i]);
    }
    free(entries);
    return status;
}
