/* SPDX-License-Identifier: MIT
 *
 * Strings and diagnostics collected per thread, merged into the store in range order: the pools and
 * the list of diagnostics are shared, so a thread that reads cells must not touch them. */
#ifndef RASIF_READ_DEFERRED_H
#define RASIF_READ_DEFERRED_H

#include "table/store.h"

struct deferred {
    char *bytes; /* heap; of texts and of the offending ones, each with a NUL */
    size_t n_bytes, byte_capacity;
    struct deferred_text {
        size_t start; /* in bytes */
        uint32_t length, hash;
        uint32_t offset; /* in the pool, once it is put away */
        bool id;         /* of a field that names features    */
    } * texts;           /* heap */
    size_t n_texts, text_capacity;
    struct deferred_note {
        enum diagnostic_id id;
        const char *column; /* lives as long as the inputs; NULL = none */
        size_t text;        /* in bytes */
        int64_t fid;
    } * notes; /* heap */
    size_t n_notes, note_capacity;
    bool failed; /* memory ran out */
};

/* Collects a text of `length` bytes, which ends at its first NUL. Returns its number, from 1; 0
 * when out of memory (`failed` is set). `field` decides the pool. */
uint32_t deferred_add_text(struct deferred *deferred, enum field_id field, const char *text,
                           size_t length);
/* Collects one occurrence of a diagnostic at feature `fid`. `column` may be NULL and must live as
 * long as the inputs; `text` is copied, cut to 100 bytes. */
void deferred_add_note(struct deferred *deferred, enum diagnostic_id id, const char *column,
                       const char *text, int64_t fid);
/* Adds the texts to the pools of the store, so that deferred_offset works, and the diagnostics
 * under the name `layer`. Not for two threads at once. `deferred->failed`: out of memory. */
void deferred_merge(struct deferred *deferred, struct store *store, const char *layer);
/* Offset in its pool of text number `number`, after deferred_merge; 0 for 0, the missing text. */
static inline uint32_t deferred_offset(const struct deferred *deferred, uint32_t number)
{
    return number != 0 ? deferred->texts[number - 1].offset : 0;
}
void deferred_clear(struct deferred *deferred); /* keeps its memory */
void deferred_free(struct deferred *deferred);

#endif
