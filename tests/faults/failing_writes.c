/* SPDX-License-Identifier: MIT
 *
 * To preload: from the call number RASIF_FAIL_FROM on, everything that writes to a file or to a
 * folder fails as on a full disk; RASIF_FAIL_ONCE=1: only that one call. Writing to standard output
 * and standard error always works. RASIF_FAIL_KILL=1: that call ends the process as kill -9 does. Without
 * RASIF_FAIL_FROM calls are only counted; the count goes into the file RASIF_FAIL_COUNT at exit. */
#define _GNU_SOURCE       /* renameat2, off64_t, RTLD_NEXT */
#undef _FILE_OFFSET_BITS /* else pwrite is another name of pwrite64, and both are needed */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long n_calls;
static long fail_from = -1;
static int fail_once, fail_kill;

__attribute__((constructor)) static void begin(void)
{
    const char *from = getenv("RASIF_FAIL_FROM");
    fail_from = from != NULL ? atol(from) : -1;
    fail_once = getenv("RASIF_FAIL_ONCE") != NULL;
    fail_kill = getenv("RASIF_FAIL_KILL") != NULL;
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("RASIF_FAIL_COUNT");
    FILE *file = path != NULL ? fopen(path, "w") : NULL;
    if (file == NULL)
        return;
    fail_from = -1;
    fprintf(file, "%ld\n", (long)n_calls);
    fclose(file);
}

/* Counts a call; does it fail? */
static int fails(void)
{
    long call = atomic_fetch_add(&n_calls, 1);
    if (fail_from < 0 || call < fail_from || (fail_once && call > fail_from))
        return 0;
    if (fail_kill)
        raise(SIGKILL);
    errno = ENOSPC;
    return 1;
}

/* The function of that name behind ours. */
#define BEHIND(name, type, ...)                                                                    \
    static type (*behind)(__VA_ARGS__);                                                            \
    if (behind == NULL)                                                                            \
    *(void **)&behind = dlsym(RTLD_NEXT, name)

ssize_t write(int file, const void *bytes, size_t n)
{
    BEHIND("write", ssize_t, int, const void *, size_t);
    return file > 2 && fails() ? -1 : behind(file, bytes, n);
}

ssize_t pwrite(int file, const void *bytes, size_t n, off_t at)
{
    BEHIND("pwrite", ssize_t, int, const void *, size_t, off_t);
    return fails() ? -1 : behind(file, bytes, n, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t n, off64_t at)
{
    BEHIND("pwrite64", ssize_t, int, const void *, size_t, off64_t);
    return fails() ? -1 : behind(file, bytes, n, at);
}

int fsync(int file)
{
    BEHIND("fsync", int, int);
    return fails() ? -1 : behind(file);
}

int ftruncate64(int file, off64_t size)
{
    BEHIND("ftruncate64", int, int, off64_t);
    return fails() ? -1 : behind(file, size);
}

int rename(const char *from, const char *to)
{
    BEHIND("rename", int, const char *, const char *);
    return fails() ? -1 : behind(from, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    BEHIND("renameat2", int, int, const char *, int, const char *, unsigned);
    return fails() ? -1 : behind(from_folder, from, to_folder, to, flags);
}
