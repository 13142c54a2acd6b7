/* SPDX-License-Identifier: MIT
 *
 * The output as a file. It is written under a temporary name in the target's folder and renamed
 * when it is complete and on disk, so the target is the old file or the new one, never half.
 * Inputs are only stat()ed here: closing a file that SQLite has open elsewhere drops its locks. */
#include "base/read_files.h"
#include "io/output_job.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEMP_MARK ".rasif-tmp."

static rasif_status fail_errno(const char *shown, const char *what, rasif_error *err)
{
    int reason = errno;
    return fail(err, RASIF_E_OUTPUT, "%s: %s: %s", shown, what, strerror(reason));
}

/* The file `path` means, through symbolic links; its folder must be there, it need not. */
static rasif_status resolve(const char *path, char **out, rasif_error *err)
{
    struct stat status;
    if (stat(path, &status) != 0 && lstat(path, &status) == 0)
        return fail(err, RASIF_E_OUTPUT, "%s: is a symbolic link to a file that does not exist",
                    path);
    *out = path_place(path);
    if (*out != NULL)
        return RASIF_OK;
    if (errno == ENOMEM)
        return fail_memory(err);
    if (errno == EISDIR)
        return fail(err, RASIF_E_OUTPUT, "%s: is a folder, not a file name", path);
    return fail_errno(path, "its folder can't be used", err);
}

static bool same_file(const struct stat *a, const char *path)
{
    struct stat b;
    return path != NULL && stat(path, &b) == 0 && a->st_dev == b.st_dev && a->st_ino == b.st_ino;
}

static rasif_status check_not_input(const struct output_job *job, const struct stat *status,
                                    rasif_error *err)
{
    for (size_t i = 0; i < job->n_inputs; i++)
        if (same_file(status, job->inputs[i].path))
            return fail(err, RASIF_E_ARGUMENT, "%s: is an input; name another file for the output",
                        job->path);
    for (size_t i = 0; i < job->n_sources; i++)
        if (same_file(status, job->sources[i].path))
            return fail(err, RASIF_E_ARGUMENT, "%s: is an input; name another file for the output",
                        job->path);
    return RASIF_OK;
}

/* A -wal or -journal beside the name would be played into the new file by whoever opens it. */
static rasif_status check_leftovers(const struct output_file *file, rasif_error *err)
{
    static const char *const suffixes[] = {"-wal", "-journal"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        char *path = NULL;
        if (asprintf(&path, "%s%s", file->target, suffixes[i]) < 0)
            return fail_memory(err);
        bool there = access(path, F_OK) == 0;
        free(path);
        if (there)
            return fail(err, RASIF_E_OUTPUT,
                        "%s: there is a file %s%s beside it: another program has it open, or left "
                        "it unfinished; close that program, or open and close the file in QGIS",
                        file->shown, file->shown, suffixes[i]);
    }
    return RASIF_OK;
}

static rasif_status check_target(const struct output_job *job, struct output_file *file,
                                 rasif_error *err)
{
    struct stat status;
    if (stat(file->target, &status) != 0) {
        if (errno != ENOENT)
            return fail_errno(job->path, "can't be written", err);
        return check_leftovers(file, err);
    }
    if (S_ISDIR(status.st_mode))
        return fail(err, RASIF_E_OUTPUT, "%s: is a folder, not a file name", job->path);
    if (!S_ISREG(status.st_mode))
        return fail(err, RASIF_E_OUTPUT, "%s: is not a regular file", job->path);
    TRY(check_not_input(job, &status, err));
    if (!job->overwrite)
        return fail(err, RASIF_E_ARGUMENT,
                    "%s: exists already; name another file, or allow overwriting (--force)",
                    job->path);
    file->exists = true;
    file->mode = status.st_mode & 07777;
    return check_leftovers(file, err);
}

/* Removes temporary files of this target whose process is gone. */
static void remove_stale(int folder, const char *name)
{
    int listing = dup(folder);
    DIR *entries = listing >= 0 ? fdopendir(listing) : NULL;
    if (entries == NULL) {
        if (listing >= 0)
            close(listing);
        return;
    }
    size_t length = strlen(name);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        const char *found = entry->d_name;
        if (found[0] != '.' || strncmp(found + 1, name, length) != 0 ||
            strncmp(found + 1 + length, TEMP_MARK, strlen(TEMP_MARK)) != 0)
            continue;
        const char *digits = found + 1 + length + strlen(TEMP_MARK);
        char *end = NULL;
        errno = 0;
        long process = strtol(digits, &end, 10);
        if (end == digits || *end != '\0' || process <= 0 || process > INT_MAX || errno != 0)
            continue;
        if (process == (long)getpid() || (kill((pid_t)process, 0) != 0 && errno == ESRCH))
            unlinkat(folder, found, 0);
    }
    closedir(entries);
}

static rasif_status name_temp(struct output_file *file, rasif_error *err)
{
    char *slash = strrchr(file->target, '/');
    const char *name = slash + 1;
    char *folder =
        strndup(file->target, slash == file->target ? 1 : (size_t)(slash - file->target));
    if (folder == NULL)
        return fail_memory(err);
    int handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) {
        free(folder);
        return fail_errno(file->shown, "its folder can't be opened", err);
    }
    remove_stale(handle, name);
    close(handle);
    int length = asprintf(&file->temp, "%s/.%s" TEMP_MARK "%ld",
                          strcmp(folder, "/") == 0 ? "" : folder, name, (long)getpid());
    free(folder);
    if (length < 0) {
        file->temp = NULL;
        return fail_memory(err);
    }
    /* Shows at once, and in plain words, that the folder can't be written to. */
    handle = open(file->temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (handle < 0)
        return fail_errno(file->shown, "can't be written", err);
    close(handle);
    return RASIF_OK;
}

rasif_status output_file_begin(const struct output_job *job, struct output_file *file,
                               rasif_error *err)
{
    *file = (struct output_file){.shown = job->path};
    rasif_status status = resolve(job->path, &file->target, err);
    if (status == RASIF_OK)
        status = check_target(job, file, err);
    if (status == RASIF_OK)
        status = name_temp(file, err);
    if (status != RASIF_OK)
        output_file_end(file);
    return status;
}

/* File or folder to disk. Some file systems can't sync a folder: that is not our failure. */
static rasif_status to_disk(const char *path, int flags, const struct output_file *file,
                            rasif_error *err)
{
    int handle = open(path, flags | O_CLOEXEC);
    if (handle < 0)
        return fail_errno(file->shown, "can't be opened to be saved", err);
    bool saved = fsync(handle) == 0 || errno == EINVAL || errno == EROFS;
    if (saved && file->exists && !(flags & O_DIRECTORY))
        fchmod(handle, file->mode);
    if (!saved) {
        int reason = errno;
        close(handle);
        errno = reason;
        return fail_errno(file->shown, "saving failed", err);
    }
    close(handle);
    return RASIF_OK;
}

rasif_status output_file_finish(struct output_file *file, rasif_error *err)
{
    TRY(to_disk(file->temp, O_RDWR, file, err));
    TRY(check_leftovers(file, err));
    /* A file that appeared meanwhile is only replaced when the caller allowed replacing one. */
    unsigned flags = file->exists ? 0 : RENAME_NOREPLACE;
    int renamed = renameat2(AT_FDCWD, file->temp, AT_FDCWD, file->target, flags);
    if (renamed != 0 && errno == EINVAL && flags != 0)
        renamed = rename(file->temp, file->target);
    if (renamed != 0)
        return fail_errno(file->shown, "can't be put in place", err);
    free(file->temp);
    file->temp = NULL;
    char *slash = strrchr(file->target, '/');
    char *folder =
        strndup(file->target, slash == file->target ? 1 : (size_t)(slash - file->target));
    if (folder != NULL) /* the file is complete and in place: no failure any more from here */
        (void)to_disk(folder, O_RDONLY | O_DIRECTORY, file, NULL);
    free(folder);
    return RASIF_OK;
}

void output_file_end(struct output_file *file)
{
    if (file->temp != NULL)
        unlink(file->temp);
    free(file->temp);
    free(file->target);
    *file = (struct output_file){0};
}
