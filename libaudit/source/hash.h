/* SPDX-License-Identifier: MIT
 *
 * Hashes of inputs, for the manifest. */
#ifndef RASIF_SOURCE_HASH_H
#define RASIF_SOURCE_HASH_H

#include "base/file_state.h"
#include "base/status.h"

/* XXH3-128 of a file (with its -wal) or of all files of a format that has several, as 32 hex
 * digits; `*size` gets the bytes. RASIF_E_IO. */
rasif_status hash_input(const char *path, char hex[33], uint64_t *size, rasif_error *err);

/* The hash of one plain file while SQLite has it open. hashing_new comes before SQLite opens the
 * file, hashing_free after SQLite has closed it; `path` must live as long. RASIF_E_IO,
 * RASIF_E_MEMORY. */
struct hashing;
rasif_status hashing_new(const char *path, struct hashing **out, rasif_error *err);
/* Begins to hash, once SQLite keeps other programs from writing: on a thread of its own if
 * `beside`, else at once. RASIF_E_IO: the file is not the one whose state is given. */
rasif_status hashing_begin(struct hashing *hashing, const struct file_state *state, bool beside,
                           rasif_error *err);
/* Waits for the hash, 32 hex digits. May be called twice. `err` may be NULL. RASIF_E_IO,
 * RASIF_E_MEMORY. */
rasif_status hashing_end(struct hashing *hashing, char hex[33], rasif_error *err);
void hashing_free(struct hashing *hashing); /* NULL is fine */

#endif
