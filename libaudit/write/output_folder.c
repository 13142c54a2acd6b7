/* SPDX-License-Identifier: MIT
 *
 * The output as a folder: see output_folder.h. A folder is replaced only by one that has all of its
 * names, so that no file disappears which this run does not write. Old and new folder exchange
 * their names in one step, then the old one is removed. Cost: one fsync per file. */
#include "write/output_folder.h"

#include "base/os.h"
#include "base/read_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMP_MARK ".rasif-tmp"

/* errno is read first. */
static rasif_status fail_errno(const char *shown, const char *what, rasif_error *err)
{
    int reason = errno;
    return fail(err, RASIF_E_OUTPUT, "%s: %s: %s", shown, what, strerror(reason));
}

/* ---- what is there ------------------------------------------------------------------------- */

/* Calls `fn` for each name in the folder until one fails; a folder that is not there has none. */
static rasif_status each_name(const char *path, const char *shown,
                              rasif_status (*fn)(void *user, const char *name, rasif_error *err),
                              void *user, rasif_error *err)
{
    rasif_status status = RASIF_OK;
    DIR *entries = opendir(path);
    if (entries == NULL && errno == ENOENT)
        return RASIF_OK;
    if (entries == NULL && errno == ENOTDIR)
        return fail(err, RASIF_E_OUTPUT, "%s: is a file; name a folder", shown);
    if (entries == NULL)
        return fail_errno(shown, "can't be read", err);
    for (struct dirent *entry; status == RASIF_OK && (entry = readdir(entries)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            status = fn(user, entry->d_name, err);
    closedir(entries);
    return status;
}

struct listing {
    const char *path;
    struct arena *arena;
    const char **files; /* in the arena */
    size_t n, capacity;
};

/* Arrays of an arena don't grow: a full one is copied into one of twice the size. */
static rasif_status list_name(void *user, const char *name, rasif_error *err)
{
    struct listing *l = user;
    if (l->n == l->capacity) {
        const char **more = ARENA_ARRAY(l->arena, 2 * l->n + 32, const char *);
        if (more == NULL)
            return fail_memory(err);
        if (l->n > 0)
            memcpy(more, l->files, l->n * sizeof *more);
        l->files = more;
        l->capacity = 2 * l->n + 32;
    }
    size_t size = strlen(l->path) + strlen(name) + 2;
    char *file = arena_alloc(l->arena, size, 1);
    if (file == NULL)
        return fail_memory(err);
    strcpy(file, l->path);
    strcat(file, "/");
    strcat(file, name);
    l->files[l->n++] = file;
    return RASIF_OK;
}

rasif_status output_folder_list(const char *path, struct arena *arena, const char ***files,
                                size_t *n, rasif_error *err)
{
    struct listing listing = {.path = path, .arena = arena};
    TRY(each_name(path, path, list_name, &listing, err));
    *files = listing.files;
    *n = listing.n;
    return RASIF_OK;
}

static rasif_status fail_foreign(const char *shown, const char *name, rasif_error *err)
{
    return fail(
        err, RASIF_E_ARGUMENT,
        "%s holds %s, which this run does not write, so that it can't be replaced; move that away, "
        "or name another folder",
        shown, name);
}

struct wanted_endings {
    const char *shown;
    const char *const *endings; /* [2] */
};

static rasif_status check_ending(void *user, const char *name, rasif_error *err)
{
    const struct wanted_endings *wanted = user;
    for (int i = 0; i < 2; i++) {
        size_t length = strlen(name), n = strlen(wanted->endings[i]);
        if (length > n && strcmp(name + length - n, wanted->endings[i]) == 0)
            return RASIF_OK;
    }
    return fail_foreign(wanted->shown, name, err);
}

rasif_status output_folder_check(const char *path, const char *const endings[2], rasif_error *err)
{
    struct wanted_endings wanted = {path, endings};
    return each_name(path, path, check_ending, &wanted, err);
}

/* Every name is one of the new folder. Compared once more when the new folder is complete: names of
 * layers are not known before. */
static rasif_status check_written(void *user, const char *name, rasif_error *err)
{
    const struct output_folder *folder = user;
    struct stat status;
    char *old = os_format("%s/%s", folder->target, name);
    if (old == NULL)
        return fail_memory(err);
    bool plain = lstat(old, &status) == 0 && S_ISREG(status.st_mode);
    free(old);
    if (plain && faccessat(folder->files.handle, name, F_OK, 0) == 0)
        return RASIF_OK;
    return fail_foreign(folder->shown, name, err);
}

static rasif_status note_name(void *user, const char *name, rasif_error *err)
{
    struct output_folder *folder = user;
    (void)name;
    (void)err;
    folder->replaces = true;
    return RASIF_OK;
}

/* ---- beginning ----------------------------------------------------------------------------- */

/* The folder that `path` means: a "/" at the end does not count, links are followed. */
static rasif_status resolve_target(const char *path, char **out, rasif_error *err)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    char *plain = strndup(path, length);
    const char *name = plain != NULL ? strrchr(plain, '/') : NULL;
    name = name != NULL ? name + 1 : plain;
    if (plain == NULL)
        return fail_memory(err);
    bool named = strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && name[0] != '\0';
    *out = named ? path_place(plain) : NULL;
    int reason = errno;
    free(plain);
    errno = reason;
    if (*out != NULL)
        return RASIF_OK;
    if (!named)
        return fail(err, RASIF_E_ARGUMENT, "%s: the folder needs a name of its own", path);
    return errno == ENOMEM ? fail_memory(err) : fail_errno(path, "its folder can't be used", err);
}

/* The mode of a folder that mkdir makes here: the umask can't be asked for without changing it. */
static mode_t usual_mode(const struct temp_folder *scratch)
{
    struct stat status;
    mode_t mode = 0755;
    if (mkdirat(scratch->handle, "mode", 0777) != 0)
        return mode;
    if (fstatat(scratch->handle, "mode", &status, AT_SYMLINK_NOFOLLOW) == 0)
        mode = status.st_mode & 07777;
    unlinkat(scratch->handle, "mode", AT_REMOVEDIR);
    return mode;
}

/* Two of one name: the first is locked when the second sweeps. */
static rasif_status make_folders(struct output_folder *folder, rasif_error *err)
{
    const char *slash = strrchr(folder->target, '/');
    char *hidden = os_format(".%s" TEMP_MARK, slash + 1);
    char *parent =
        strndup(folder->target, slash == folder->target ? 1 : (size_t)(slash - folder->target));
    rasif_status status = hidden != NULL && parent != NULL ? RASIF_OK : fail_memory(err);
    if (status == RASIF_OK && (!temp_folder_make(parent, hidden, &folder->scratch) ||
                               !temp_folder_make(parent, hidden, &folder->files)))
        status = fail_errno(folder->shown, "can't be written", err);
    free(hidden);
    free(parent);
    if (status == RASIF_OK && !folder->exists)
        folder->mode = usual_mode(&folder->scratch);
    return status;
}

rasif_status output_folder_begin(const char *path, bool overwrite, struct output_folder *out,
                                 rasif_error *err)
{
    struct stat status;
    *out = (struct output_folder){.shown = path};
    TRY(resolve_target(path, &out->target, err));
    TRY(each_name(out->target, path, note_name, out, err));
    if (out->replaces && !overwrite)
        return fail(err, RASIF_E_ARGUMENT,
                    "%s: holds files already; name another folder, or allow overwriting (--force)",
                    path);
    out->exists = stat(out->target, &status) == 0;
    if (out->exists)
        out->mode = status.st_mode & 07777;
    return make_folders(out, err);
}

/* ---- ending -------------------------------------------------------------------------------- */

/* A file of the new folder, or the folder itself ("."), to disk. Some file systems can't sync a
 * folder (EINVAL, EROFS): no failure. */
static rasif_status sync_name(void *user, const char *name, rasif_error *err)
{
    const struct output_folder *folder = user;
    int handle = openat(folder->files.handle, name, O_RDONLY | O_CLOEXEC);
    if (handle < 0)
        return fail_errno(folder->shown, "can't be opened to be saved", err);
    bool saved = fsync(handle) == 0 || errno == EINVAL || errno == EROFS;
    int reason = errno;
    close(handle);
    errno = reason;
    return saved ? RASIF_OK : fail_errno(folder->shown, "saving failed", err);
}

/* The folder above, after the renaming: the result is in place, so nothing can fail any more. */
static void sync_parent(const char *target)
{
    char *parent = os_format("%s/..", target);
    int handle = parent != NULL ? open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (handle >= 0) {
        (void)fsync(handle);
        close(handle);
    }
    free(parent);
}

/* What another program put into the folder meanwhile counts as found at the beginning: it is
 * replaced only when it was allowed to, and is never deleted. */
rasif_status output_folder_finish(struct output_folder *folder, rasif_error *err)
{
    TRY(each_name(folder->files.path, folder->shown, sync_name, folder, err));
    TRY(sync_name(folder, ".", err));
    if (folder->replaces)
        TRY(each_name(folder->target, folder->shown, check_written, folder, err));
    bool placed = temp_folder_place(&folder->files, folder->target, folder->mode, folder->replaces);
    if (!placed && !folder->replaces && (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR))
        return fail(err, RASIF_E_OUTPUT,
                    "%s: another program made it while this run was at work; name another folder",
                    folder->shown);
    if (!placed)
        return fail_errno(folder->shown, "can't be put in place", err);
    sync_parent(folder->target);
    return RASIF_OK;
}

void output_folder_end(struct output_folder *folder)
{
    temp_folder_remove(&folder->files);
    temp_folder_remove(&folder->scratch);
    free(folder->target);
    *folder = (struct output_folder){0};
}
