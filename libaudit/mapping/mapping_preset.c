/* SPDX-License-Identifier: MIT
 *
 * The built-in mapping files: every file in libaudit/data/presets. */
#include "mapping/mapping_read.h"

#include "base/data.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static const char folder[] = "presets/", ending[] = ".yaml";

/* "osm" of "presets/osm.yaml"; *length = 0 for files of other folders. The text has no NUL at its
 * end. */
static const char *preset_name_of_file(const struct data_file *file, size_t *length)
{
    size_t n = strlen(file->path), around = sizeof folder - 1 + sizeof ending - 1;
    bool is_preset = strncmp(file->path, folder, sizeof folder - 1) == 0 && n > around;
    *length = is_preset ? n - around : 0;
    return file->path + sizeof folder - 1;
}

/* data_files is sorted by path, so names are, too. *n may be counted before memory ran out: check
 * for NULL. */
const char *const *mapping_preset_names(struct arena *arena, size_t *n)
{
    size_t most = 0, length;
    for (const struct data_file *file = data_files; file->path != NULL; file++) {
        preset_name_of_file(file, &length);
        most += length > 0;
    }
    const char **names = ARENA_ARRAY(arena, most, const char *);
    *n = 0;
    for (const struct data_file *file = data_files; names != NULL && file->path != NULL; file++) {
        const char *name = preset_name_of_file(file, &length);
        if (length > 0 && (names[(*n)++] = arena_strndup(arena, name, length)) == NULL)
            return NULL;
    }
    return names;
}

/* Suggests the nearest name, or lists all. */
static rasif_status fail_unknown_preset(const char *name, struct arena *arena, rasif_error *err)
{
    size_t n;
    const char *const *names = mapping_preset_names(arena, &n);
    const char *near = names != NULL ? nearest_word(name, names, n) : NULL;
    struct text known = {0};
    for (size_t i = 0; names != NULL && i < n; i++)
        text_addf(&known, ", %s", names[i]);
    rasif_status status = fail(err, RASIF_E_ARGUMENT, "there is no preset '%s'; %s%s%s", name,
                               near != NULL ? "did you mean " : "known: auto",
                               near != NULL       ? near
                               : known.length > 0 ? known.data
                                                  : "",
                               near != NULL ? "?" : "");
    text_free(&known);
    return status;
}

/* A name with '/' could reach other embedded files. */
static const struct data_file *find_preset(const char *name, char path[64])
{
    snprintf(path, 64, "%s%s%s", folder, name, ending);
    return strchr(name, '/') == NULL ? data_find(path) : NULL;
}

bool mapping_is_preset(const char *name)
{
    char path[64];
    return name != NULL && find_preset(name, path) != NULL;
}

/* The first of the documents. Version 0.1 did not say whose it is: a preset was known by its id. */
rasif_status mapping_of_manifest(const char *text, const char *own_file, struct arena *arena,
                                 const char **out, rasif_error *err)
{
    const struct yaml_node *root = NULL;
    *out = NULL;
    if (text == NULL || text[0] == '\0' || (own_file != NULL && strcmp(own_file, "yes") != 0))
        return RASIF_OK;
    const char *end = strstr(text, "\n---\n");
    const char *first = arena_strndup(arena, text, end != NULL ? (size_t)(end + 1 - text) : strlen(text));
    if (first == NULL)
        return fail_memory(err);
    TRY(yaml_parse("audit_manifest", first, strlen(first), arena, &root, err));
    if (own_file != NULL || !mapping_is_preset(yaml_text(root, "id")))
        *out = first;
    return RASIF_OK;
}

/* The file is parsed anew each time: an audit loads a handful. Its base is loaded by `extends:`. */
rasif_status mapping_load_preset(const char *name, struct arena *arena, const struct mapping **out,
                                 rasif_error *err)
{
    char path[64];
    const struct data_file *file = find_preset(name, path);
    if (file == NULL)
        return fail_unknown_preset(name, arena, err);
    const struct yaml_node *root;
    struct mapping *mapping = ARENA_NEW(arena, struct mapping);
    if (mapping == NULL)
        return fail_memory(err);
    TRY(yaml_parse(path, (const char *)file->bytes, file->size, arena, &root, err));
    mapping->name = arena_strdup(arena, name);
    mapping->preset = true;
    if (mapping->name == NULL)
        return fail_memory(err);
    struct mapping_reader reader = {.arena = arena, .mapping = mapping, .err = err};
    TRY(mapping_read_root(&reader, root));
    *out = mapping;
    return RASIF_OK;
}
