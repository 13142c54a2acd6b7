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

/* The same of one plain file while SQLite has it open. Made before SQLite opens the file, `path`
 * stays; freed after SQLite has closed it. RASIF_E_IO. */
struct hashing;
rasif_status hashing_new(const char *path, struct hashing **out, rasif_error *err);
/* Begins, by a thread of its own if `beside`, once SQLite keeps others from writing. RASIF_E_IO: the
 * file is not the one whose state is given. */
rasif_status hashing_begin(struct hashing *hashing, const struct file_state *state, bool beside,
                           rasif_error *err);
/* Waits for the hash. RASIF_E_IO, RASIF_E_MEMORY. */
rasif_status hashing_end(struct hashing *hashing, char hex[33], rasif_error *err);
void hashing_free(struct hashing *hashing); /* NULL is fine */

#endif
