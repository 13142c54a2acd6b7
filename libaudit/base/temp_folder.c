/* SPDX-License-Identifier: MIT
 *
 * Folders of temporary files: see temp_folder.h.
 *
 * A folder is held by a lock on its open handle (flock), which the system gives up when the process
 * ends, however it ends. Every run first sweeps the parent folder: folders of its name that it can
 * lock belong to dead runs and are removed. The list of folders in use serves a handler of signals;
 * it is the only state of the library that outlives a call, of fixed size so that the handler
 * allocates nothing. */
#include "base/temp_folder.h"

#include "base/os.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RANDOM "XXXXXX"
#define ATTEMPTS 16

/* ---- those in use ------------------------------------------------------------------------- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct temp_folder in_use[32]; /* of more the rest is left to the next run's sweep */
#define MOST (sizeof in_use / sizeof *in_use)

/* Beyond the size of the list a folder is left to the sweep of a later run. */
static void note(const struct temp_folder *folder)
{
    size_t i = 0;
    pthread_mutex_lock(&lock);
    while (i < MOST && in_use[i].path != NULL)
        i++;
    if (i < MOST)
        in_use[i] = *folder;
    pthread_mutex_unlock(&lock);
}

/* By address: each folder has its own path. */
static void forget(const struct temp_folder *folder)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < MOST; i++)
        if (in_use[i].path == folder->path)
            in_use[i] = (struct temp_folder){0};
    pthread_mutex_unlock(&lock);
}

/* ---- making and removing ------------------------------------------------------------------- */

static void empty(int handle, bool deep);

/* Removes a folder of files. */
static void remove_within(int handle, const char *name)
{
    int within = openat(handle, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (within < 0)
        return;
    empty(within, false);
    close(within);
    unlinkat(handle, name, AT_REMOVEDIR);
}

/* Removes the files in an open folder, and with `deep` those of folders within and these; the folder
 * itself stays. */
static void empty(int handle, bool deep)
{
    int listing = openat(handle, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = listing >= 0 ? fdopendir(listing) : NULL;
    if (entries == NULL) {
        if (listing >= 0)
            close(listing);
        return;
    }
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            unlinkat(handle, entry->d_name, 0) != 0 && deep)
            remove_within(handle, entry->d_name);
    closedir(entries);
}

/* NAME. and six characters of mkdtemp */
static bool is_ours(const char *entry, const char *name)
{
    size_t n = strlen(name);
    return strncmp(entry, name, n) == 0 && entry[n] == '.' && strlen(entry + n + 1) == strlen(RANDOM);
}

/* Never follows a symbolic link: the parent folder may belong to all users. */
static void sweep(const char *parent, const char *name)
{
    DIR *entries = opendir(parent);
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
        if (!is_ours(entry->d_name, name))
            continue;
        int handle = openat(dirfd(entries), entry->d_name,
                            O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (handle < 0)
            continue;
        if (os_lock(handle)) {
            empty(handle, true);
            unlinkat(dirfd(entries), entry->d_name, AT_REMOVEDIR);
        }
        close(handle);
    }
    if (entries != NULL)
        closedir(entries);
}

/* Takes the lock. False: another run swept the folder between its making and its locking. */
static bool hold(struct temp_folder *folder)
{
    struct stat here, there;
    folder->handle = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->handle < 0)
        return false;
    bool swept = !os_lock(folder->handle) && errno == EWOULDBLOCK;
    if (!swept && fstat(folder->handle, &here) == 0 && stat(folder->path, &there) == 0 &&
        here.st_ino == there.st_ino && here.st_dev == there.st_dev)
        return true;
    close(folder->handle);
    return false;
}

/* The sweep of another run may take a folder before it is locked: then the next name is tried. */
bool temp_folder_make(const char *parent, const char *name, struct temp_folder *out)
{
    *out = (struct temp_folder){0};
    sweep(parent, name);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        struct temp_folder folder = {0};
        folder.path = os_format("%s/%s." RANDOM, strcmp(parent, "/") == 0 ? "" : parent, name);
        if (folder.path == NULL) {
            errno = ENOMEM;
            return false;
        }
        if (mkdtemp(folder.path) == NULL) {
            int reason = errno;
            free(folder.path);
            errno = reason;
            return false;
        }
        if (hold(&folder)) {
            note(&folder);
            *out = folder;
            return true;
        }
        int reason = errno;
        rmdir(folder.path);
        free(folder.path);
        errno = reason;
    }
    return false;
}

/* In TMPDIR, as POSIX has it. */
bool temp_folder_make_private(struct temp_folder *out, const char **parent)
{
    const char *base = getenv("TMPDIR");
    base = base != NULL && base[0] != '\0' ? base : "/tmp";
    if (parent != NULL)
        *parent = base;
    return temp_folder_make(base, "rasif-tmp", out);
}

/* The old folder is on our path now: it is held and swept as the new one was. */
static void take_over(struct temp_folder *folder)
{
    for (size_t i = 0; i < MOST; i++)
        if (in_use[i].path == folder->path)
            in_use[i] = (struct temp_folder){0};
    close(folder->handle);
    folder->handle = open(folder->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder->handle >= 0)
        (void)os_lock(folder->handle); /* without it the next run removes it */
}

/* Without an exchange: the old folder steps aside, and back where the new one can't be placed. */
static bool exchange_in_steps(const char *path, const char *target)
{
    char *aside = os_format("%s.old", path);
    bool done = aside != NULL && rename(target, aside) == 0;
    if (done && rename(path, target) != 0) {
        int reason = errno;
        (void)rename(aside, target);
        errno = reason;
        done = false;
    }
    if (done)
        (void)rename(aside, path); /* the result is in place: no failure any more */
    free(aside);
    return done;
}

/* Under the lock of the list: a signal between renaming and forgetting would empty the result. */
bool temp_folder_place(struct temp_folder *folder, const char *target, mode_t mode, bool replace)
{
    if (fchmod(folder->handle, mode) != 0)
        return false;
    pthread_mutex_lock(&lock);
    bool placed = replace ? os_exchange(folder->path, target) == 0 : rename(folder->path, target) == 0;
    if (!placed && replace && (errno == EINVAL || errno == ENOSYS || errno == EXDEV))
        placed = exchange_in_steps(folder->path, target);
    int reason = errno;
    if (placed)
        take_over(folder);
    pthread_mutex_unlock(&lock);
    errno = reason;
    if (placed && !replace) {
        free(folder->path);
        *folder = (struct temp_folder){0};
    }
    return placed;
}

/* While the lock is still held, so that no sweep meets it half empty. */
void temp_folder_remove(struct temp_folder *folder)
{
    if (folder->path == NULL)
        return;
    forget(folder);
    empty(folder->handle, true);
    rmdir(folder->path);
    close(folder->handle);
    free(folder->path);
    *folder = (struct temp_folder){0};
}

/* Before the process ends by a signal. Memory is not freed. */
void temp_folders_discard(void)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < MOST; i++)
        if (in_use[i].path != NULL) {
            empty(in_use[i].handle, true);
            rmdir(in_use[i].path);
        }
    pthread_mutex_unlock(&lock);
}
