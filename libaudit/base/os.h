/* SPDX-License-Identifier: MIT
 *
 * The calls beyond ISO C17 and POSIX.1-2008. All other files are compiled for these two standards
 * alone
 * (-D_XOPEN_SOURCE=700 in meson.build), so that a port has one file to look at; docs/porting.md
 * holds the list. The command compiles os.c, too: the library exports none of these names. */
#ifndef RASIF_BASE_OS_H
#define RASIF_BASE_OS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* ---- memory and text ---------------------------------------------------------------------- */

/* A printed text on the heap, to free; NULL when memory runs out. */
char *os_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *os_format_list(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

/* The first place of `wanted` in `bytes`, or NULL. No bytes are found at once. */
const void *os_find_bytes(const void *bytes, size_t n, const void *wanted, size_t n_wanted);

/* Does `text` contain `part`? Letter case does not count. */
bool os_contains(const char *text, const char *part);

/* Does `name` match a pattern of the shell ("*", "?", "[...]")? Letter case does not count. */
bool os_matches(const char *pattern, const char *name);

/* qsort whose comparison gets `user` as its third argument. Equal items may change places. */
void os_sort(void *items, size_t n, size_t size, int (*compare)(const void *, const void *, void *),
             void *user);

/* `n` random bytes; false when the system has none. */
bool os_random(void *bytes, size_t n);

/* Large arrays get mappings of their own, which grow without a copy and go back to the system when
 * they are freed. For programs, at their start; nothing happens where the C library has no such
 * setting. */
void os_map_large_arrays(void);

/* ---- the process -------------------------------------------------------------------------- */

/* The most memory that was resident so far, in bytes. */
size_t os_peak_bytes(void);

/* Gives the calling thread a lower priority than others; without effect where only whole
 * processes have one. */
void os_lower_priority(void);

/* Columns of the terminal behind a descriptor; 0 when it is none. */
int os_terminal_columns(int file);

/* ---- files -------------------------------------------------------------------------------- */

/* Locks an open file or folder for this descriptor until it is closed. False at once when another
 * holds it (errno EWOULDBLOCK), or where the file system knows no locks. */
bool os_lock(int file);

/* Renames `from` unless there is a `to`: then -1 with errno EEXIST. In one step; on file systems
 * that know neither this renaming nor hard links, the check and the renaming are two. Both names
 * lie on one file system. */
int os_rename_new(const char *from, const char *to);

/* Gives two names each other's file or folder, in one step; -1 with errno where the system or the file
 * system has no such call (EINVAL, ENOSYS). */
int os_exchange(const char *a, const char *b);

/* A file without a name in `folder`, to write; -1 where the system or the file system knows none.
 */
int os_open_nameless(const char *folder);

/* Gives such a file the name `path`; false with errno (EEXIST: the name is taken). */
bool os_give_name(int file, const char *path);

/* mkstemp whose file is closed in a program that this one starts. */
int os_make_temporary(char *name);

#endif
