/* SPDX-License-Identifier: MIT
 *
 * Private copies. A file in WAL mode can't be read without writing beside it, and
 * without its -wal it shows old data: so both are copied, and the copy is read. Everything here
 * opens and closes files and therefore runs before SQLite holds any of them: on POSIX, closing any
 * descriptor of a file drops all locks the process has on it. */
#include "io/gpkg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_SIZE (size_t)(1 << 18)

static bool size_of(const char *path, const char *suffix, uint64_t *size)
{
    char name[4096];
    struct stat info;
    if (snprintf(name, sizeof name, "%s%s", path, suffix) >= (int)sizeof name)
        return false;
    if (stat(name, &info) != 0 || !S_ISREG(info.st_mode))
        return false;
    *size = (uint64_t)info.st_size;
    return true;
}

/* ---- private folders ---------------------------------------------------------------------- */

rasif_status private_folder(struct temp_folder *out, rasif_error *err)
{
    const char *parent;
    if (!temp_folder_make_private(out, &parent))
        return fail(err, RASIF_E_IO, "no temporary folder can be made in %s: %s", parent,
                    strerror(errno));
    return RASIF_OK;
}

/* ---- copies ------------------------------------------------------------------------------- */

bool copy_needed(const char *path)
{
    unsigned char head[20] = {0};
    uint64_t size;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    size_t n = fread(head, 1, sizeof head, file);
    fclose(file);
    return (n == sizeof head && head[18] == 2) || size_of(path, "-wal", &size) ||
           (size_of(path, "-journal", &size) && size > 0);
}

static bool write_all(int target, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t written = write(target, bytes, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        n -= (size_t)written;
    }
    return true;
}

/* A file that is not there is not copied; that is no error. */
static rasif_status copy_file(const char *from, const char *to, rasif_error *err)
{
    int source = open(from, O_RDONLY | O_CLOEXEC);
    if (source < 0 && errno == ENOENT)
        return RASIF_OK;
    int target = source >= 0 ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    char *buffer = malloc(BUFFER_SIZE);
    ssize_t n = -1;
    bool copied = source >= 0 && target >= 0 && buffer != NULL;
    while (copied && (n = read(source, buffer, BUFFER_SIZE)) > 0)
        copied = write_all(target, buffer, (size_t)n);
    copied = copied && n == 0;
    int reason = errno;
    if (source >= 0)
        close(source);
    if (target >= 0 && close(target) != 0)
        copied = false;
    free(buffer);
    if (!copied)
        return fail(err, RASIF_E_IO, "%s can't be copied to %s: %s", from, to, strerror(reason));
    return RASIF_OK;
}

static char *join(struct arena *arena, const char *first, const char *second)
{
    size_t size = strlen(first) + strlen(second) + 1;
    char *joined = arena_alloc(arena, size, 1);
    if (joined != NULL)
        snprintf(joined, size, "%s%s", first, second);
    return joined;
}

/* Rolls a journal back or checkpoints the WAL, so that the copy is one plain file. */
static rasif_status settle(const char *path, const char *original, rasif_error *err)
{
    sqlite3 *db = NULL;
    int code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) {
        sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
        code = sqlite3_exec(db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    }
    rasif_status status = RASIF_OK;
    if (code != SQLITE_OK)
        status = gpkg_fail(db, original, NULL, err);
    sqlite3_close(db);
    return status;
}

rasif_status copy_database(const char *path, const char *folder, struct arena *arena,
                           const char **out, rasif_error *err)
{
    static const char *const suffixes[] = {"", "-wal", "-journal"};
    char *copy = join(arena, folder, "/copy.gpkg");
    if (copy == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        char *from = join(arena, path, suffixes[i]);
        char *to = join(arena, copy, suffixes[i]);
        if (from == NULL || to == NULL)
            return fail_memory(err);
        TRY(copy_file(from, to, err));
    }
    TRY(settle(copy, path, err));
    *out = copy;
    return RASIF_OK;
}
