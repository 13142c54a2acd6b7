/* SPDX-License-Identifier: MIT
 *
 * Folders of temporary files, one for each use. As long as one is in use it holds a lock, which
 * ends with the process however that ends: a folder without a lock was left by a killed run. */
#ifndef RASIF_BASE_TEMP_FOLDER_H
#define RASIF_BASE_TEMP_FOLDER_H

#include <stdbool.h>
#include <sys/types.h>

/* Zeroed = none. */
struct temp_folder {
    char *path; /* heap; NULL = none */
    int handle; /* holds the lock    */
};

/* Makes PARENT/NAME.XXXXXX with a mode of 0700, after removing those of that name that killed runs
 * left. Safe between threads, processes and containers that share the parent; where the file
 * system knows no locks, nothing that was left is removed. False with errno. */
bool temp_folder_make(const char *parent, const char *name, struct temp_folder *out);
/* The same in $TMPDIR, or /tmp; `*parent` (may be NULL) is where. */
bool temp_folder_make_private(struct temp_folder *out, const char **parent);
/* Puts the folder in place as `target`, on the same file system, with the mode `mode`. Where `replace`,
 * target is a folder: its contents are then those of *folder, to be removed with temp_folder_remove.
 * Else target must not be there, or be an empty folder (EEXIST, ENOTEMPTY), and *folder becomes empty.
 * In one step where the system can exchange names, else in two. False with errno: nothing changed. */
bool temp_folder_place(struct temp_folder *folder, const char *target, mode_t mode, bool replace);
/* Removes the folder with its files and with folders of files in it, and empties *folder. */
void temp_folder_remove(struct temp_folder *folder);
/* Removes all folders of this process that are in use, while it is about to end: their users find the
 * files gone. Any thread. */
void temp_folders_discard(void);

#endif
