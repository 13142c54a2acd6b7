/* SPDX-License-Identifier: MIT
 *
 * Private copies of databases: see copy.h.
 *
 * A file in WAL mode can't be read without writing beside it, and without its -wal it shows old
 * data: both are copied, and the copy is read. Other programs may write meanwhile (QGIS keeps what
 * it shows in WAL mode). Algorithm: the state of the files is noted before and after copying; when
 * the copy may be no state that ever existed, it is made again, at most COPY_ATTEMPTS times. Cost:
 * one copy of the file per attempt. Everything here opens and closes files, and therefore runs
 * before SQLite holds any of them: on POSIX, closing any descriptor of a file drops all locks that
 * the process has on it. */
#include "source/copy.h"

#include "base/file_state.h"
#include "source/gpkg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BUFFER_SIZE (size_t)(1 << 18)
#define COPY_ATTEMPTS 20

/* false: no regular file of that name, or the name is too long. */
static bool read_file_size(const char *path, const char *suffix, uint64_t *size)
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

/* NULL: out of memory. */
static char *join_path(struct arena *arena, const char *first, const char *second)
{
    size_t size = strlen(first) + strlen(second) + 1;
    char *joined = arena_alloc(arena, size, 1);
    if (joined != NULL)
        snprintf(joined, size, "%s%s", first, second);
    return joined;
}

/* ---- private folders ---------------------------------------------------------------------- */

/* The message names the folder that refused. */
rasif_status private_folder(struct temp_folder *out, rasif_error *err)
{
    const char *parent;
    if (!temp_folder_make_private(out, &parent))
        return fail(err, RASIF_E_IO, "no temporary folder can be made in %s: %s", parent,
                    strerror(errno));
    return RASIF_OK;
}

rasif_status private_file(struct temp_folder *folder, const char *name, const char *text,
                          struct arena *arena, const char **path, rasif_error *err)
{
    if (folder->path == NULL)
        TRY(private_folder(folder, err));
    const char *parent = join_path(arena, folder->path, "/");
    *path = parent != NULL ? join_path(arena, parent, name) : NULL;
    if (*path == NULL)
        return fail_memory(err);
    FILE *file = fopen(*path, "wb");
    bool good = file != NULL && fwrite(text, 1, strlen(text), file) == strlen(text);
    good = (file == NULL || fclose(file) == 0) && good;
    return good ? RASIF_OK
                : fail(err, RASIF_E_IO, "%s: can't be written: %s", *path, strerror(errno));
}

/* ---- what must be copied ------------------------------------------------------------------ */

#define WAL_HEADER 32 /* bytes; holds the salts, which change when the file is begun anew */

/* Can SQLite read the file in place? Not when it must play back a journal first. */
static bool opens_in_place(const char *path)
{
    struct arena arena = {0};
    sqlite3 *db = gpkg_connect(path, &arena);
    bool opens = db != NULL && sqlite3_exec(db, "SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL,
                                            NULL) != SQLITE_READONLY_ROLLBACK;
    sqlite3_close(db);
    arena_free(&arena);
    return opens;
}

/* Byte 18 of the header is 2 in WAL mode (sqlite.org/fileformat2.html, section 1.3). */
bool copy_needed(const char *path)
{
    unsigned char head[20] = {0};
    uint64_t size;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    size_t n = fread(head, 1, sizeof head, file);
    fclose(file);
    if ((n == sizeof head && head[18] == 2) || read_file_size(path, "-wal", &size))
        return true;
    return read_file_size(path, "-journal", &size) && size > 0 && !opens_in_place(path);
}

/* ---- copies ------------------------------------------------------------------------------- */

/* write() may write less than asked, and may be interrupted. */
static bool write_bytes(int target, const char *bytes, size_t n)
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

/* A missing file is not copied; that is not an error. */
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
        copied = write_bytes(target, buffer, (size_t)n);
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

rasif_status copy_bytes(const char *from, const char *to, const char *shown, rasif_error *err)
{
    int source = open(from, O_RDONLY | O_CLOEXEC);
    int target = open(to, O_WRONLY | O_TRUNC | O_CLOEXEC);
    char *buffer = malloc(BUFFER_SIZE);
    ssize_t n = source >= 0 && buffer != NULL ? 1 : -1;
    bool written = target >= 0;
    while (n > 0 && written && (n = read(source, buffer, BUFFER_SIZE)) > 0)
        written = write_bytes(target, buffer, (size_t)n);
    int reason = errno;
    if (source >= 0)
        close(source);
    written = (target < 0 || close(target) == 0) && written;
    bool memory = buffer != NULL;
    free(buffer);
    if (!memory)
        return fail_memory(err);
    if (n < 0)
        return fail(err, RASIF_E_IO, "%s: can't be read: %s", from, strerror(reason));
    if (!written)
        return fail(err, RASIF_E_OUTPUT, "%s: can't be written: %s", shown, strerror(reason));
    return RASIF_OK;
}

/* Opening for writing makes SQLite play the journal or -wal into the copy. */
rasif_status settle_copy(const char *path, const char *original, rasif_error *err)
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

/* ---- one state ---------------------------------------------------------------------------- */

static const char *const suffixes[] = {"", "-journal", "-wal"}; /* the -wal last: see is_one */
enum { MAIN = 0, JOURNAL, WAL, FILES };

/* The state of a database's files at one moment. */
struct moment {
    struct file_state state[FILES];
    unsigned char wal[WAL_HEADER]; /* the head of the -wal */
    bool has_wal;                  /* a whole head is there */
};

static void read_moment(char *const names[FILES], struct moment *out)
{
    for (int i = 0; i < FILES; i++)
        out->state[i] = i == MAIN ? file_state_settled(names[i]) : file_state_now(names[i]);
    int wal = open(names[WAL], O_RDONLY | O_CLOEXEC);
    out->has_wal = wal >= 0 && read(wal, out->wal, WAL_HEADER) == WAL_HEADER;
    if (wal >= 0)
        close(wal);
}

/* Is a copy made between the two moments a state that existed? Yes if the -wal only grew: whatever
 * a checkpoint wrote meanwhile into the database, copied first, is in the -wal, copied last, and
 * frames without their end do not count. Without a -wal nothing may have been written
 * (sqlite.org/fileformat2.html#the_write_ahead_log). */
static bool is_one_state(const struct moment *before, const struct moment *after)
{
    const struct file_state *main[2] = {&before->state[MAIN], &after->state[MAIN]};
    if (main[0]->device != main[1]->device || main[0]->inode != main[1]->inode ||
        !file_state_same(&before->state[JOURNAL], &after->state[JOURNAL]))
        return false;
    if (before->has_wal && after->has_wal)
        return memcmp(before->wal, after->wal, WAL_HEADER) == 0 &&
               after->state[WAL].size >= before->state[WAL].size &&
               before->state[WAL].inode == after->state[WAL].inode;
    return !before->has_wal && !after->has_wal && file_state_same(main[0], main[1]);
}

/* The database first, the -wal last: see is_one_state. */
static rasif_status copy_files(char *const from[FILES], char *const to[FILES], rasif_error *err)
{
    for (int i = 0; i < FILES; i++) {
        unlink(to[i]); /* an earlier attempt's */
        TRY(copy_file(from[i], to[i], err));
    }
    return RASIF_OK;
}

/* A pause of 30 ms between attempts lets a writer finish its transaction. A writer that never
 * pauses makes the input unreadable: RASIF_E_IO. */
rasif_status copy_database(const char *path, const char *folder, struct arena *arena,
                           const char **out, rasif_error *err)
{
    static const struct timespec pause = {0, 30000000};
    char *from[FILES], *to[FILES];
    const char *copy = join_path(arena, folder, "/copy.gpkg");
    if (copy == NULL)
        return fail_memory(err);
    for (int i = 0; i < FILES; i++) {
        from[i] = join_path(arena, path, suffixes[i]);
        to[i] = join_path(arena, copy, suffixes[i]);
        if (from[i] == NULL || to[i] == NULL)
            return fail_memory(err);
    }
    struct moment before, after;
    for (int attempt = 0; attempt < COPY_ATTEMPTS; attempt++) {
        read_moment(from, &before);
        TRY(copy_files(from, to, err));
        read_moment(from, &after);
        if (is_one_state(&before, &after)) {
            *out = copy;
            return RASIF_OK;
        }
        nanosleep(&pause, NULL);
    }
    return fail_changed(path, err);
}
