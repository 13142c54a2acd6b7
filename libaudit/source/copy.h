/* SPDX-License-Identifier: MIT
 *
 * Private copies of databases that can not be read where they lie. */
#ifndef RASIF_SOURCE_COPY_H
#define RASIF_SOURCE_COPY_H

#include "base/arena.h"
#include "base/status.h"
#include "base/temp_folder.h"

/* A private folder (mode 0700) in $TMPDIR or /tmp, for temp_folder_remove. RASIF_E_IO. */
rasif_status private_folder(struct temp_folder *out, rasif_error *err);
/* Writes a text to the file `name` of a private folder, which is made where *folder is empty; *path is
 * in `arena`. RASIF_E_IO, RASIF_E_MEMORY. */
rasif_status private_file(struct temp_folder *folder, const char *name, const char *text,
                          struct arena *arena, const char **path, rasif_error *err);

/* Copies the bytes of a file into `to`, which exists and is empty. `shown` names the target in
 * messages. RASIF_E_IO: the source can't be read; RASIF_E_OUTPUT: the copy can't be written. */
rasif_status copy_bytes(const char *from, const char *to, const char *shown, rasif_error *err);

/* Would opening the file make SQLite write to it or beside it (WAL, a journal left behind)? */
bool copy_needed(const char *path);
/* Copies the database with its -wal and -journal into the folder, in one state that was; `*out` is
 * the copy. RASIF_E_IO, also when others wrote to it for as long as it was tried. */
rasif_status copy_database(const char *path, const char *folder, struct arena *arena,
                           const char **out, rasif_error *err);
/* Plays the journal or the -wal of a copy into it: one plain file. RASIF_E_IO. */
rasif_status settle_copy(const char *copy, const char *original, rasif_error *err);

#endif
