/* SPDX-License-Identifier: MIT
 *
 * Where results go: standard output, or a file that gets its name when it is complete. Devices and
 * pipes named as a file are written straight. The next run removes files that a killed run left
 * (temporary.c).
 *
 * A nameless file is linked under its name when it is complete; where that is not
 * possible a locked temporary file beside the target is renamed. Either way a reader sees the old
 * file or the whole new one (docs/decisions/0211). */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files that have a temporary name right now, for outputs_discard. */
static _Atomic(const char *) named[8];

/* Replaces a name by another one, without a lock: outputs_discard runs on another thread. from NULL
 * takes a free place, to NULL frees one. With no place left the name is not kept, and its file
 * would stay until the next run sweeps it. */
static void exchange_name(const char *from, const char *to)
{
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        const char *expected = from;
        if (atomic_compare_exchange_strong(&named[i], &expected, to))
            return;
    }
}

void outputs_discard(void)
{
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        const char *name = atomic_load(&named[i]);
        if (name)
            unlink(name);
    }
}

/* Names the target and errno's text; returns EXIT_OUTPUT. */
static int say_failure(const struct output *output, int number)
{
    say("can't write %s: %s", output->path ? output->path : "standard output", strerror(number));
    return EXIT_OUTPUT;
}

/* A file without a name in the target's folder, or -1. */
static int open_nameless(const char *path)
{
    char *copy = format_text("%s", path);
    int descriptor = os_open_nameless(dirname(copy));
    free(copy);
    return descriptor;
}

/* Opens a nameless file, or a named temporary one where the file system knows none; both are
 * locked. Returns 0 or EXIT_OUTPUT, having said why. */
static int open_temporary(struct output *output)
{
    temporaries_sweep(output->path);
    output->temporary = temporary_name(output->path);
    int descriptor = open_nameless(output->path);
    output->nameless = descriptor >= 0;
    if (output->nameless) {
        temporary_lock(descriptor);
    } else {
        descriptor = temporary_make(output->temporary);
        if (descriptor < 0) {
            free(output->temporary);
            output->temporary = NULL;
            return say_failure(output, errno);
        }
        exchange_name(NULL, output->temporary);
        mode_t mask = umask(0);
        umask(mask);
        fchmod(descriptor, 0666 & ~mask); /* mkstemp makes files that only their owner may read */
    }
    output->lock = dup(descriptor); /* holds the lock when `file` is closed, before the rename */
    output->file = fdopen(descriptor, "w");
    return output->file ? 0 : say_failure(output, errno);
}

/* Gives a nameless file the temporary name, which is only there until the rename: a new link can't
 * replace an older file, rename can. false: errno says why; a taken name is drawn again, 16 times. */
static bool give_name(struct output *output)
{
    char *end = strrchr(output->temporary, '.') + 1;
    for (int attempt = 0; attempt < 16; attempt++) {
        unsigned number;
        if (!os_random(&number, sizeof number))
            return false;
        snprintf(end, strlen("XXXXXX") + 1, "%06x", number & 0xffffff);
        output->nameless = !os_give_name(fileno(output->file), output->temporary);
        if (!output->nameless)
            exchange_name(NULL, output->temporary);
        if (!output->nameless || errno != EEXIST)
            return !output->nameless;
    }
    return false;
}

size_t list_targets(const char *output, const struct report_option *reports, size_t n,
                    rasif_target *out)
{
    size_t found = 0;
    bool speaks = n == 0;
    if (output)
        out[found++] = (rasif_target){output, false};
    for (size_t i = 0; i < n; i++) {
        if (reports[i].file)
            out[found++] = (rasif_target){reports[i].file, false};
        speaks = speaks || !reports[i].file;
    }
    if (speaks)
        out[found++] = (rasif_target){"/dev/stdout", false};
    return found;
}

char *project_name(const char *output)
{
    size_t length = strlen(output);
    bool ends = length > 5 && strcasecmp(output + length - 5, ".gpkg") == 0;
    return format_text("%.*s.qgs", (int)(ends ? length - 5 : length), output);
}

int output_refuse_existing(const char *path, bool force)
{
    struct stat status;
    if (!path || force || lstat(path, &status) != 0)
        return 0;
    say("%s exists; choose another name or add --force to replace it", path);
    return EXIT_USAGE;
}

/* By name, else by device and inode; files that are not there yet are compared by name alone. */
bool is_same_file(const char *a, const char *b)
{
    struct stat first, second;
    return strcmp(a, b) == 0 || (stat(a, &first) == 0 && stat(b, &second) == 0 &&
                                 first.st_dev == second.st_dev && first.st_ino == second.st_ino);
}

/* Links are resolved, because a rename would replace the link itself. A target that is not a
 * regular file is opened as it is: a device can't be renamed over. */
int output_begin(struct output *output, const char *path)
{
    *output = (struct output){.file = stdout, .lock = -1};
    if (!path || strcmp(path, "-") == 0)
        return 0;

    struct stat status;
    char *resolved = realpath(path, NULL); /* a symbolic link stays one */
    output->path = resolved ? resolved : format_text("%s", path);
    output->file = NULL;
    if (stat(output->path, &status) == 0 && !S_ISREG(status.st_mode)) {
        output->file = fopen(output->path, "w");
        if (output->file)
            return 0;
        say_failure(output, errno);
    } else if (open_temporary(output) == 0) {
        return 0;
    }
    output_end(output, false);
    return EXIT_OUTPUT;
}

/* Refuses further text after a signal, so that a long report ends soon. */
int output_sink(void *user, const char *text, size_t length)
{
    struct output *output = user;
    if (interrupted())
        return 1;
    if (fwrite(text, 1, length, output->file) == length)
        return 0;
    output->error = errno;
    return 1;
}

/* Everything on the disk before the rename: after a crash the old or the new file is there. */
static void complete_file(struct output *output, bool keep)
{
    if (fflush(output->file) != 0 || (output->temporary && fsync(fileno(output->file)) != 0))
        output->error = output->error ? output->error : errno;
    if (output->temporary && output->nameless && keep && !output->error && !give_name(output))
        output->error = errno;
    if (fclose(output->file) != 0 && !output->error)
        output->error = errno;
    output->file = NULL;
}

/* Closes, renames or removes, in this order; the lock goes last, so that no other run takes the
 * temporary file for one that was left. */
int output_end(struct output *output, bool keep)
{
    if (!output->path) {
        if (fflush(stdout) != 0 && !output->error)
            output->error = errno;
    } else if (output->file) {
        complete_file(output, keep);
    }
    if (output->temporary && keep && !output->error && rename(output->temporary, output->path) != 0)
        output->error = errno;
    if (output->temporary && !output->nameless && (!keep || output->error))
        unlink(output->temporary);
    if (output->temporary)
        exchange_name(output->temporary, NULL);
    if (output->lock >= 0)
        close(output->lock);

    int code = output->error && output->error != EPIPE ? say_failure(output, output->error) : 0;
    free(output->temporary);
    free(output->path);
    *output = (struct output){0};
    return code;
}

int output_finish(struct output *output, rasif_status status, const rasif_error *err)
{
    bool own_failure = output->error != 0; /* then the library only passed our refusal on */
    int code = output_end(output, status == RASIF_OK);
    return status == RASIF_OK || own_failure ? code : report_error(err);
}

/* No sentence is as long as the buffer. */
int first_line_sink(void *user, const char *text, size_t length)
{
    struct first_line *line = user;
    for (size_t i = 0; i < length && !line->complete; i++) {
        line->complete = text[i] == '\n' || line->length + 1 == sizeof line->text;
        if (!line->complete)
            line->text[line->length++] = text[i];
    }
    line->text[line->length] = '\0';
    return 0;
}

void first_line_say(const struct first_line *line)
{
    if (line->length > 0)
        say("%s", line->text);
}
