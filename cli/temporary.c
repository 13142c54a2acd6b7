/* SPDX-License-Identifier: MIT
 *
 * Files that are written under another name, beside their target: .NAME.rasif-tmp.XXXXXX. A file is
 * locked while it is written, and the lock ends with the process, however that ends: a killed run
 * leaves a file without a lock, and the next run with the same target removes it (decision 0211).
 * Where the file system knows no locks nothing is removed. */
#include "cli.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK ".rasif-tmp."
#define RANDOM "XXXXXX"
#define ATTEMPTS 16 /* of temporary_make, each lost to a run that sweeps; then EBUSY */

/* The folder of `path` and the beginning of the names in it; both to free. */
static void split(const char *path, char **folder, char **prefix)
{
    char *copy = format_text("%s", path), *other = format_text("%s", path);
    *folder = format_text("%s", dirname(copy));
    *prefix = format_text(".%s" MARK, basename(other));
    free(copy);
    free(other);
}

char *temporary_name(const char *path)
{
    char *folder, *prefix;
    split(path, &folder, &prefix);
    char *name = format_text("%s/%s" RANDOM, folder, prefix);
    free(folder);
    free(prefix);
    return name;
}

/* Is the file abandoned? A writer holds its lock until it closes the file, so a file that can be
 * locked has no writer. The name is looked up again after locking: by then the writer may have
 * renamed its file, and the name may be another run's. */
static bool is_left(int folder, const char *name, int file)
{
    struct stat here, there;
    return fstat(file, &here) == 0 && S_ISREG(here.st_mode) && os_lock(file) &&
           fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) == 0 && here.st_ino == there.st_ino &&
           here.st_dev == there.st_dev;
}

/* O_NONBLOCK and O_NOFOLLOW: a pipe of such a name must not block the run, and a link not lead
 * it elsewhere. Files that can't be opened stay. */
void temporaries_sweep(const char *path)
{
    char *folder, *prefix;
    split(path, &folder, &prefix);
    size_t n = strlen(prefix);
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        if (strncmp(entry->d_name, prefix, n) != 0 || strlen(entry->d_name + n) != strlen(RANDOM))
            continue;
        int file = openat(dirfd(entries), entry->d_name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
        if (file < 0)
            continue;
        if (is_left(dirfd(entries), entry->d_name, file))
            unlinkat(dirfd(entries), entry->d_name, 0);
        close(file);
    }
    if (entries)
        closedir(entries);
    free(folder);
    free(prefix);
}

void temporary_lock(int file)
{
    (void)os_lock(file); /* without locks, leftovers are not removed */
}

/* False: another run swept the file between its making and its locking. */
static bool is_held(int file)
{
    struct stat status;
    bool swept = !os_lock(file) && errno == EWOULDBLOCK;
    return !swept && fstat(file, &status) == 0 && status.st_nlink > 0;
}

/* A sweeping run may lock and remove the file between its making and its locking: then another name is
 * drawn. */
int temporary_make(char *name)
{
    char *end = name + strlen(name) - strlen(RANDOM);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        memcpy(end, RANDOM, strlen(RANDOM));
        int file = os_make_temporary(name);
        if (file < 0 || is_held(file))
            return file;
        close(file);
    }
    errno = EBUSY;
    return -1;
}
