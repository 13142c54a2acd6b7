/* SPDX-License-Identifier: MIT
 *
 * The output as a file: written in a temporary folder beside the target and renamed when it is
 * complete and on disk, so the target is the old file or the new one, never half. Inputs are only
 * stat()ed here: closing a file that SQLite has open elsewhere drops its locks. Cost: one fsync of
 * the file and one of its folder. */
#include "base/os.h"
#include "base/read_files.h"
#include "write/output_job.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEMP_MARK ".rasif-tmp"

/* errno is read first: every later call may change it. `shown` is the name that the user gave. */
static rasif_status fail_errno(const char *shown, const char *what, rasif_error *err)
{
    int reason = errno;
    return fail(err, RASIF_E_OUTPUT, "%s: %s: %s", shown, what, strerror(reason));
}

/* The file that `path` means, through symbolic links; its folder must exist. *out is heap. */
static rasif_status resolve_target(const char *path, char **out, rasif_error *err)
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

/* Compared by device and inode: paths can differ. A missing path is not a file. */
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

/* SQLite would play a -wal or -journal of that name into the new file. Such files mean that another
 * program has the target open. */
static rasif_status check_leftovers(const struct output_file *file, rasif_error *err)
{
    static const char *const suffixes[] = {"-wal", "-journal"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        char *path = os_format("%s%s", file->target, suffixes[i]);
        if (path == NULL)
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

/* A missing target is fine; an existing one must be a regular file, no input, and may be replaced.
 * Its mode is noted. */
static rasif_status check_output_target(const struct output_job *job, struct output_file *file,
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

/* The target's folder, heap. */
static char *folder_of(const char *target)
{
    const char *slash = strrchr(target, '/');
    return strndup(target, slash == target ? 1 : (size_t)(slash - target));
}

/* A folder beside the target; the file in it has the target's name. The file is created here
 * because SQLite would give it another mode. Beside the target: renaming does not work across file
 * systems. */
static rasif_status create_temp(struct output_file *file, rasif_error *err)
{
    const char *name = strrchr(file->target, '/') + 1;
    char *hidden = os_format(".%s" TEMP_MARK, name), *folder = folder_of(file->target);
    if (folder == NULL || hidden == NULL) {
        free(folder);
        free(hidden);
        return fail_memory(err);
    }
    bool made = temp_folder_make(folder, hidden, &file->folder);
    int reason = errno;
    free(hidden);
    free(folder);
    errno = reason;
    if (!made)
        return fail_errno(file->shown, "can't be written", err);
    file->temp = os_format("%s/%s", file->folder.path, name);
    if (file->temp == NULL)
        return fail_memory(err);
    int handle = open(file->temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (handle < 0) /* SQLite would make it with a mode of its own */
        return fail_errno(file->shown, "can't be written", err);
    close(handle);
    return RASIF_OK;
}

/* On failure everything is released again. */
rasif_status output_file_begin(const struct output_job *job, struct output_file *file,
                               rasif_error *err)
{
    *file = (struct output_file){.shown = job->shown != NULL ? job->shown : job->path,
                                 .overwrite = job->overwrite};
    rasif_status status = resolve_target(job->path, &file->target, err);
    if (status == RASIF_OK)
        status = check_output_target(job, file, err);
    if (status == RASIF_OK)
        status = create_temp(file, err);
    if (status != RASIF_OK)
        output_file_end(file);
    return status;
}

/* File or folder to disk. Some file systems can't sync a folder (EINVAL, EROFS): no failure. A
 * replaced file keeps its mode. */
static rasif_status sync_to_disk(const char *path, int flags, const struct output_file *file,
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

/* A file that another program made meanwhile is replaced only when overwriting is allowed. */
static rasif_status rename_to_target(const struct output_file *file, rasif_error *err)
{
    int renamed = file->overwrite ? rename(file->temp, file->target)
                                  : os_rename_new(file->temp, file->target);
    if (renamed != 0 && !file->overwrite && errno == EEXIST)
        return fail(err, RASIF_E_OUTPUT,
                    "%s: another program made it while this run was at work; name another file, or "
                    "allow overwriting (--force)",
                    file->shown);
    return renamed == 0 ? RASIF_OK : fail_errno(file->shown, "can't be put in place", err);
}

/* First the file is on disk, then it is renamed, then its folder is on disk: after a crash the
 * target is old or new. */
rasif_status output_file_finish(struct output_file *file, rasif_error *err)
{
    TRY(sync_to_disk(file->temp, O_RDWR, file, err));
    TRY(check_leftovers(file, err));
    TRY(rename_to_target(file, err));
    char *folder = folder_of(file->target);
    if (folder != NULL) /* the file is complete and in place: no failure any more from here */
        (void)sync_to_disk(folder, O_RDONLY | O_DIRECTORY, file, NULL);
    free(folder);
    return RASIF_OK;
}

void output_file_end(struct output_file *file)
{
    temp_folder_remove(&file->folder);
    free(file->temp);
    free(file->target);
    *file = (struct output_file){0};
}
