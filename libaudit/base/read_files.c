/* SPDX-License-Identifier: MIT
 *
 * Files that a run reads, so that it writes none of them: see read_files.h.
 *
 * Two paths name one file when device and inode agree, which sees through links; where a file is
 * not there yet, when its real folder and its name agree. A database counts with the files that
 * SQLite keeps beside it. Lists are short, so that every target is compared with every file. */
#include "base/read_files.h"

#include "base/arena.h"
#include "base/os.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lists can be used again. */
void read_files_free(struct read_files *files)
{
    for (size_t i = 0; i < files->n; i++) {
        free(files->items[i].path);
        free(files->items[i].place);
    }
    free(files->items);
    *files = (struct read_files){0};
}

/* The real path; of a file that is not there, its real folder and its name. */
char *path_place(const char *path)
{
    char *whole = realpath(path, NULL);
    if (whole != NULL || errno != ENOENT)
        return whole;
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    char *folder = slash != NULL ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    char *real = folder != NULL ? realpath(folder, NULL) : NULL, *place = NULL;
    int reason = folder == NULL ? ENOMEM : errno;
    free(folder);
    if (real != NULL && *name == '\0')
        reason = EISDIR;
    else if (real != NULL) {
        place = os_format("%s/%s", strcmp(real, "/") == 0 ? "" : real, name);
        reason = place == NULL ? ENOMEM : reason;
    }
    free(real);
    errno = reason;
    return place;
}


/* A file whose place is unknown (a folder on the way is missing) cannot be written either, so it is
 * passed over. */
void read_files_add(struct read_files *files, const char *path, enum read_as as)
{
    struct read_file file = {.as = as, .state = file_state_now(path), .place = path_place(path)};
    if (file.place == NULL) {
        files->failed = files->failed || errno == ENOMEM;
        return;
    }
    file.path = strdup(path);
    if (file.path != NULL && PUSH(files->items, files->n, files->capacity, file))
        return;
    free(file.path);
    free(file.place);
    files->failed = true;
}

/* FILE:LAYER names FILE, but a file may have a colon in its name: the longest part that exists
 * counts. */
void read_files_add_named(struct read_files *files, const char *text, enum read_as as)
{
    struct stat status;
    char *path = strdup(text);
    if (path == NULL) {
        files->failed = true;
        return;
    }
    char *end = path + strlen(path);
    while (stat(path, &status) != 0 && (end = strrchr(path, ':')) != NULL)
        *end = '\0';
    if (end != NULL)
        read_files_add_database(files, path, as);
    free(path);
}

/* SQLite reads and writes these beside the database. */
void read_files_add_database(struct read_files *files, const char *path, enum read_as as)
{
    static const char *const beside[] = {"", "-wal", "-journal", "-shm"};
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        char *name = os_format("%s%s", path, beside[i]);
        if (name == NULL) {
            files->failed = true;
            return;
        }
        read_files_add(files, name, as);
        free(name);
    }
}

/* From `first` on, because hashes of the earlier files were taken already. */
rasif_status read_files_unchanged(const struct read_files *files, size_t first, rasif_error *err)
{
    for (size_t i = first; i < files->n; i++)
        TRY(file_unchanged(files->items[i].path, &files->items[i].state, err));
    return RASIF_OK;
}

/* Inodes first: hard links have different places. */
static bool is_same(const struct read_file *a, const struct read_file *b)
{
    if (a->state.there && b->state.there && a->state.device == b->state.device &&
        a->state.inode == b->state.inode)
        return true;
    return strcmp(a->place, b->place) == 0;
}

/* A baseline may be replaced by the baseline of this run. */
static rasif_status check_list(const struct read_files *files, const char *path,
                          const struct read_file *target, bool is_baseline, rasif_error *err)
{
    for (size_t i = 0; i < files->n; i++) {
        const struct read_file *file = &files->items[i];
        if (!is_same(file, target) || (is_baseline && file->as == READ_BASELINE))
            continue;
        if (file->as == READ_INPUT)
            return fail(err, RASIF_E_ARGUMENT, "%s is an input; inputs are never written", path);
        return fail(err, RASIF_E_ARGUMENT,
                    "%s is read by this run and can't be written as well; name another file", path);
    }
    return RASIF_OK;
}

/* A device or a pipe can be written to without losing anything; a folder is a target of its own. */
static bool may_be_lost(const char *path)
{
    struct stat status;
    return stat(path, &status) != 0 || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode);
}

/* One target against all lists and the targets before it, which `places` holds; adds it there. A
 * list that ran out of memory may lack a file: the run is then refused. */
static rasif_status check_target(const struct read_files *const *lists, size_t n_lists,
                              const rasif_target *target, struct read_files *places,
                              rasif_error *err)
{
    if (!may_be_lost(target->path))
        return RASIF_OK;
    size_t n = places->n;
    read_files_add(places, target->path, READ_OTHER);
    if (places->failed)
        return fail_memory(err);
    if (places->n == n)
        return RASIF_OK;
    const struct read_file *place = &places->items[n];
    for (size_t i = 0; i < n_lists; i++) {
        if (lists[i]->failed)
            return fail_memory(err);
        TRY(check_list(lists[i], target->path, place, target->is_baseline, err));
    }
    for (size_t i = 0; i < n; i++)
        if (is_same(&places->items[i], place))
            return fail(err, RASIF_E_ARGUMENT,
                        "%s is to be written twice; every result needs a file of its own",
                        target->path);
    return RASIF_OK;
}

/* Before anything is written, so that a refused run leaves all files as they were. */
rasif_status read_files_check(const struct read_files *const *lists, size_t n_lists,
                              const rasif_target *targets, size_t n_targets, rasif_error *err)
{
    struct read_files places = {0};
    rasif_status status = RASIF_OK;
    if (n_targets > 0 && targets == NULL)
        return fail(err, RASIF_E_ARGUMENT, "%zu targets are named, but targets is NULL", n_targets);
    for (size_t i = 0; i < n_targets; i++)
        if (targets[i].path == NULL)
            return fail(err, RASIF_E_ARGUMENT, "targets[%zu].path is NULL", i);
    for (size_t i = 0; i < n_targets && status == RASIF_OK; i++)
        status = check_target(lists, n_lists, &targets[i], &places, err);
    read_files_free(&places);
    return status;
}
