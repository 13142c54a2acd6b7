/* SPDX-License-Identifier: MIT
 *
 * Hashes of inputs, at once or beside other work: see hash.h.
 *
 * XXH3-128 (xxhash.com) of the bytes as they lie on disk, in pieces of 256 KiB; 10 GB/s, so the
 * disk decides. A format of several files is hashed in a fixed order of its files. A plain
 * GeoPackage is hashed by a thread of low priority while it is read; its descriptor stays open
 * until SQLite has closed the file, because closing it would drop SQLite's locks. */
#include "source/hash.h"

#include "base/os.h"
#include "source/gpkg.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#define BUFFER_SIZE (size_t)(1 << 18)

/* `stop` (NULL allowed) breaks off: the run failed and needs no hash. */
static rasif_status hash_open_file(XXH3_state_t *state, FILE *file, const char *path,
                                   const atomic_bool *stop, uint64_t *size, rasif_error *err)
{
    char *buffer = malloc(BUFFER_SIZE);
    size_t n;
    if (buffer == NULL)
        return fail_memory(err);
    while ((stop == NULL || !atomic_load(stop)) && (n = fread(buffer, 1, BUFFER_SIZE, file)) > 0) {
        XXH3_128bits_update(state, buffer, n);
        *size += n;
    }
    free(buffer);
    return ferror(file) == 0
               ? RASIF_OK
               : fail(err, RASIF_E_IO, "%s: can't be read: %s", path, strerror(errno));
}

/* A sibling that does not exist adds nothing; the input itself must exist. *size grows by the bytes
 * read. */
static rasif_status hash_file(XXH3_state_t *state, const char *path, bool must_exist,
                              uint64_t *size, rasif_error *err)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL && !must_exist)
        return RASIF_OK;
    if (file == NULL)
        return fail(err, RASIF_E_IO, "%s: can't be opened: %s", path, strerror(errno));
    rasif_status status = hash_open_file(state, file, path, NULL, size, err);
    fclose(file);
    return status;
}

/* Frees the state. */
static void write_digest(XXH3_state_t *state, char hex[33])
{
    XXH128_hash_t hash = XXH3_128bits_digest(state);
    XXH3_freeState(state);
    snprintf(hex, 33, "%016llx%016llx", (unsigned long long)hash.high64,
             (unsigned long long)hash.low64);
}

/* For scandir: editors and lock files leave hidden files. */
static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* A FileGDB is a folder: its files in the order of their names. Subfolders do not belong to the
 * format. */
static rasif_status hash_folder(XXH3_state_t *state, const char *path, uint64_t *size,
                                rasif_error *err)
{
    struct dirent **entries = NULL;
    int n = scandir(path, &entries, is_visible, alphasort);
    if (n < 0)
        return fail(err, RASIF_E_IO, "%s: can't be opened: %s", path, strerror(errno));
    rasif_status status = RASIF_OK;
    for (int i = 0; i < n; i++) {
        char name[4096];
        struct stat info;
        snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
        if (status == RASIF_OK && stat(name, &info) == 0 && S_ISREG(info.st_mode))
            status = hash_file(state, name, true, size, err);
        free(entries[i]);
    }
    free(entries);
    return status;
}

/* The other files of a shapefile or MapInfo file: "a.shp" -> "a.dbf" and so on. */
static rasif_status hash_siblings(XXH3_state_t *state, const char *path, uint64_t *size,
                                  rasif_error *err)
{
    static const char *const suffixes[] = {".dbf", ".shx", ".prj", ".cpg", ".dat", ".map", ".id"};
    const char *dot = strrchr(path, '.');
    if (dot == NULL || (strcasecmp(dot, ".shp") != 0 && strcasecmp(dot, ".tab") != 0))
        return RASIF_OK;
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        char name[4096];
        snprintf(name, sizeof name, "%.*s%s", (int)(dot - path), path, suffixes[i]);
        TRY(hash_file(state, name, false, size, err));
    }
    return RASIF_OK;
}

/* The size counts the bytes that were hashed, siblings included. */
rasif_status hash_input(const char *path, char hex[33], uint64_t *size, rasif_error *err)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return fail(err, RASIF_E_IO, "%s: can't be opened: %s", path, strerror(errno));
    XXH3_state_t *state = XXH3_createState();
    if (state == NULL)
        return fail_memory(err);
    XXH3_128bits_reset(state);
    *size = 0;
    rasif_status status;
    if (S_ISDIR(info.st_mode)) {
        status = hash_folder(state, path, size, err);
    } else {
        char wal[4096];
        snprintf(wal, sizeof wal, "%s-wal", path);
        status = hash_file(state, path, true, size, err);
        if (status == RASIF_OK)
            status = hash_file(state, wal, false, size, err);
        if (status == RASIF_OK)
            status = hash_siblings(state, path, size, err);
    }
    write_digest(state, hex);
    return status;
}

/* ---- beside other work -------------------------------------------------------------------- */

/* One hash that is computed beside other work. */
struct hashing {
    FILE *file; /* stays open: closing it would drop SQLite's locks on it */
    const char *path;
    bool threaded, ended;
    pthread_t thread;
    atomic_bool stop;
    /* What comes of it: */
    char hex[33];
    rasif_status status;
    rasif_error error;
};

/* The status is read by hashing_end. */
static void hash_all(struct hashing *h)
{
    uint64_t size = 0;
    XXH3_state_t *state = XXH3_createState();
    h->status = RASIF_E_MEMORY;
    if (state == NULL) {
        fail_memory(&h->error);
        return;
    }
    XXH3_128bits_reset(state);
    h->status = hash_open_file(state, h->file, h->path, &h->stop, &size, &h->error);
    write_digest(state, h->hex);
}

/* The hash is needed at the end of the run only: other threads go first. */
static void *hash_beside(void *user)
{
    os_lower_priority();
    hash_all(user);
    return NULL;
}

/* The file is opened before SQLite opens it, and closed after: see the paragraph above. *out is
 * untouched on failure. */
rasif_status hashing_new(const char *path, struct hashing **out, rasif_error *err)
{
    struct hashing *h = calloc(1, sizeof *h);
    if (h == NULL)
        return fail_memory(err);
    h->path = path;
    h->file = fopen(path, "rb");
    if (h->file == NULL) {
        free(h);
        return fail(err, RASIF_E_IO, "%s: can't be opened: %s", path, strerror(errno));
    }
    atomic_init(&h->stop, false);
    *out = h;
    return RASIF_OK;
}

/* A thread that can't be started is not a failure: the hash is then computed at once. */
rasif_status hashing_begin(struct hashing *hashing, const struct file_state *state, bool beside,
                           rasif_error *err)
{
    struct stat info;
    if (fstat(fileno(hashing->file), &info) != 0 || info.st_dev != state->device ||
        info.st_ino != state->inode)
        return fail_changed(hashing->path, err);
    hashing->threaded =
        beside && pthread_create(&hashing->thread, NULL, hash_beside, hashing) == 0;
    if (!hashing->threaded)
        hash_all(hashing);
    return RASIF_OK;
}

/* Joining twice is harmless: hashing_end and hashing_free both do. */
static void join_thread(struct hashing *h)
{
    if (h->threaded && !h->ended)
        pthread_join(h->thread, NULL);
    h->ended = true;
}

/* The error of the thread becomes the caller's. */
rasif_status hashing_end(struct hashing *hashing, char hex[33], rasif_error *err)
{
    join_thread(hashing);
    memcpy(hex, hashing->hex, sizeof hashing->hex);
    if (hashing->status != RASIF_OK && err != NULL)
        *err = hashing->error;
    return hashing->status;
}

/* A hash that is still being computed is broken off. */
void hashing_free(struct hashing *hashing)
{
    if (hashing == NULL)
        return;
    atomic_store(&hashing->stop, true);
    join_thread(hashing);
    fclose(hashing->file);
    free(hashing);
}
