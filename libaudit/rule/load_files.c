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
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

static bool ends_in(const char *name, const char *ending)
{
    size_t n = strlen(name), length = strlen(ending);
    return n > length && strcmp(name + n - length, ending) == 0;
}

/* Hidden files and copies of editors ("x.yaml~"), and what explains a folder to people. */
static bool is_left_out(const char *name)
{
    return name[0] == '.' || ends_in(name, "~") || ends_in(name, ".md") ||
           strncmp(name, "README", 6) == 0;
}

rasif_status files_add_built_in(struct files *files, const char *prefix, struct arena *arena,
                                rasif_error *err)
{
    for (const struct data_file *data = data_files; data->path != NULL; data++) {
        if (strncmp(data->path, prefix, strlen(prefix)) != 0 || !yaml_is_file_name(data->path))
            continue;
        struct file file;
        TRY(file_parse(data->path, (const char *)data->bytes, data->size, true, arena, &file, err));
        TRY(add(files, &file, err));
    }
    return RASIF_OK;
}

static int not_left_out(const struct dirent *entry)
{
    return !is_left_out(entry->d_name);
}

static int by_name(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name); /* not alphasort: no locale */
}

/* Is it a pipe, a socket or a device? Reading one that only lies in a folder may never end. What is
 * not there, or is a folder, fails where it is read. */
static bool is_endless(const char *path)
{
    struct stat state;
    return stat(path, &state) == 0 && !S_ISREG(state.st_mode) && !S_ISDIR(state.st_mode);
}

/* Adds the file `name` of a folder. A file with another ending was meant to be read. */
static rasif_status add_file(struct files *files, const char *folder, const char *name,
                             struct arena *arena, struct read_files *reads, rasif_error *err)
{
    size_t size = strlen(folder) + 1 + strlen(name) + 1;
    char *path = arena_alloc(arena, size, 1);
    struct file file;
    if (path == NULL)
        return fail_memory(err);
    snprintf(path, size, "%s/%s", folder, name);
    if (!yaml_is_file_name(name))
        return fail(err, RASIF_E_RULE,
                    "%s can't be read: files here end in .yaml or .yml; rename it or put it "
                    "elsewhere",
                    path);
    if (is_endless(path))
        return fail(err, RASIF_E_RULE,
                    "%s can't be read: it is a pipe, a socket or a device; put it elsewhere", path);
    read_files_add(reads, path, READ_OTHER);
    TRY(file_read(path, arena, &file, err));
    return add(files, &file, err);
}

/* A folder that is not there is no error; collect decides whether any was found. */
rasif_status files_add_folder(struct files *files, const char *path, struct arena *arena,
                              struct read_files *reads, bool *found, rasif_error *err)
{
    struct dirent **entries = NULL;
    int n = scandir(path, &entries, not_left_out, by_name);
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
        if (status == RASIF_OK)
            status = add_file(files, path, entries[i]->d_name, arena, reads, err);
        free(entries[i]);
    }
    free(entries);
    return status;
}

/* Does a line of the file begin with the key of all rule files? Mappings and waivers have none, nor
 * have pipes. */
static bool has_id(const char *directory, const char *name)
{
    char line[256];
    struct text path = {0};
    text_addf(&path, "%s/%s", directory, name);
    FILE *stream = path.failed || is_endless(path.data) ? NULL : fopen(path.data, "rb");
    bool found = false;
    while (stream != NULL && !found && fgets(line, sizeof line, stream) != NULL)
        found = strncmp(line, "id:", 3) == 0;
    if (stream != NULL)
        fclose(stream);
    text_free(&path);
    return found;
}

/* A folder called nearly like one that is read is a mistake. A rule file beside the folders may be
 * one, or the file of --standard. What else is there belongs to other programs. */
rasif_status files_check_beside(const char *directory, const char *const *names, size_t n_names,
                                struct text *beside, rasif_error *err)
{
    struct dirent **entries = NULL;
    int n = scandir(directory, &entries, not_left_out, by_name);
    rasif_status status = RASIF_OK;
    for (int i = 0; i < n; i++) {
        const char *name = entries[i]->d_name;
        bool known = false;
        for (size_t k = 0; k < n_names; k++)
            known = known || strcmp(name, names[k]) == 0;
        const char *near =
            known || yaml_is_file_name(name) ? NULL : nearest_word(name, names, n_names);
        if (status == RASIF_OK && near != NULL)
            status = fail(err, RASIF_E_RULE, "%s/%s is not read; did you mean the folder '%s'?",
                          directory, name, near);
        if (yaml_is_file_name(name) && has_id(directory, name))
            text_addf(beside, "%s%s", beside->length > 0 ? ", " : "", name);
        free(entries[i]);
    }
    free(entries);
    return status;
}
