/* SPDX-License-Identifier: MIT
 *
 * Calls beyond POSIX.1-2008: see os.h. The only file that asks for the extensions of the C library.
 *
 * A branch for a system is chosen by what its headers define. Linux with glibc is tested; the
 * branches for others are held to what POSIX promises, and docs/porting.md names those that never
 * ran. */
#define _GNU_SOURCE
#include "base/os.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* ---- memory and text ---------------------------------------------------------------------- */

/* Twice: first the length, then the text. */
char *os_format_list(const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = length >= 0 ? malloc((size_t)length + 1) : NULL;
    if (text != NULL)
        vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

char *os_format(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = os_format_list(format, arguments);
    va_end(arguments);
    return text;
}

const void *os_find_bytes(const void *bytes, size_t n, const void *wanted, size_t n_wanted)
{
    return memmem(bytes, n, wanted, n_wanted);
}

bool os_contains(const char *text, const char *part)
{
    return strcasestr(text, part) != NULL;
}

bool os_matches(const char *pattern, const char *name)
{
    return fnmatch(pattern, name, FNM_CASEFOLD) == 0;
}

#ifdef __APPLE__
struct swapped {
    int (*compare)(const void *, const void *, void *);
    void *user;
};

/* There the user's argument comes first. */
static int compare_swapped(void *user, const void *a, const void *b)
{
    const struct swapped *swapped = user;
    return swapped->compare(a, b, swapped->user);
}
#endif

void os_sort(void *items, size_t n, size_t size, int (*compare)(const void *, const void *, void *),
             void *user)
{
#ifdef __APPLE__
    struct swapped swapped = {compare, user};
    qsort_r(items, n, size, &swapped, compare_swapped);
#else
    qsort_r(items, n, size, compare, user);
#endif
}

/* getentropy is the call that most systems have, of 256 bytes at most. */
bool os_random(void *bytes, size_t n)
{
    for (size_t done = 0; done < n; done += 256)
        if (getentropy((char *)bytes + done, n - done < 256 ? n - done : 256) != 0)
            return false;
    return true;
}

/* Left to itself glibc stops giving mappings after the first large array is freed, which costs a
 * tenth of the peak. */
void os_map_large_arrays(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

/* ---- the process -------------------------------------------------------------------------- */

/* Linux and the BSDs count KiB, macOS bytes. */
size_t os_peak_bytes(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return 0;
#ifdef __APPLE__
    return (size_t)usage.ru_maxrss;
#else
    return (size_t)usage.ru_maxrss * 1024;
#endif
}

/* Linux takes the number of a thread for that of a process here. */
void os_lower_priority(void)
{
#ifdef __linux__
    setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), 10);
#endif
}

int os_terminal_columns(int file)
{
    struct winsize size;
    return ioctl(file, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* ---- files -------------------------------------------------------------------------------- */

/* Not fcntl's locks: closing any other descriptor of the file would drop those. */
bool os_lock(int file)
{
    return flock(file, LOCK_EX | LOCK_NB) == 0;
}

/* A hard link never replaces a file. Where there are none, the check and the renaming are two
 * steps. */
static int link_new(const char *from, const char *to)
{
    if (link(from, to) == 0)
        return unlink(from);
    if (errno == EEXIST || errno == ENOENT)
        return -1;
    struct stat status;
    if (lstat(to, &status) == 0) {
        errno = EEXIST;
        return -1;
    }
    return rename(from, to);
}

/* Some file systems refuse the flag with EINVAL, old kernels the call with ENOSYS. */
int os_rename_new(const char *from, const char *to)
{
#ifdef RENAME_NOREPLACE
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
#endif
    return link_new(from, to);
}

int os_exchange(const char *a, const char *b)
{
#ifdef RENAME_EXCHANGE
    return renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);
#else
    (void)a;
    (void)b;
    errno = ENOSYS;
    return -1;
#endif
}

int os_open_nameless(const char *folder)
{
#ifdef O_TMPFILE
    return open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
#else
    (void)folder;
    errno = EOPNOTSUPP;
    return -1;
#endif
}

/* Through /proc, because AT_EMPTY_PATH needs a privilege. */
bool os_give_name(int file, const char *path)
{
    char source[64];
    snprintf(source, sizeof source, "/proc/self/fd/%d", file);
    return linkat(AT_FDCWD, source, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0;
}

int os_make_temporary(char *name)
{
    return mkostemp(name, O_CLOEXEC);
}
