/* SPDX-License-Identifier: MIT
 *
 * The files that a run reads, so that it writes none of them. */
#ifndef RASIF_BASE_READ_FILES_H
#define RASIF_BASE_READ_FILES_H

#include "base/file_state.h"

enum read_as { READ_INPUT = 0, READ_OTHER, READ_BASELINE };

/* A file that is there is known by device and inode, whatever it is called; one that is not (the
 * -wal beside a database may come) by its folder and name. */
struct read_file {
    char *path;  /* heap; as it was named                     */
    char *place; /* heap; its folder without links, its name  */
    enum read_as as;
    struct file_state state; /* when it was added */
};

/* Zeroed = empty. One thread. */
struct read_files {
    struct read_file *items; /* heap */
    size_t n, capacity;
    bool failed; /* out of memory: the list is not whole */
};

void read_files_free(struct read_files *files);

/* Adds a file. A path whose folder is not there is left out: opening it fails. */
void read_files_add(struct read_files *files, const char *path, enum read_as as);
/* The same for FILE or FILE:LAYER, split at the last ':' whose left part is a file. */
void read_files_add_named(struct read_files *files, const char *text, enum read_as as);
/* Adds an SQLite file with what SQLite keeps beside it, there or not: -wal, -journal, -shm. */
void read_files_add_database(struct read_files *files, const char *path, enum read_as as);

/* RASIF_E_IO: a file added as number `first` or later is not as it was then. */
rasif_status read_files_unchanged(const struct read_files *files, size_t first, rasif_error *err);

/* Refuses (RASIF_E_ARGUMENT) targets that one of the `n_lists` lists holds, and two targets that
 * are one file. A baseline that is read may be written as a baseline. Devices and pipes (and paths
 * in folders that are not there) are nothing to lose. RASIF_E_MEMORY: a list is not whole. */
rasif_status read_files_check(const struct read_files *const *lists, size_t n_lists,
                              const rasif_target *targets, size_t n_targets, rasif_error *err);

/* The folder of `path` without links, "/", and its last name, which need not be there; links of an
 * existing file are followed. Heap; NULL with errno (EISDIR: it ends in "/"). */
char *path_place(const char *path);

#endif
