/* SPDX-License-Identifier: MIT
 *
 * What a thread that reads cells can't put where it belongs, because others read at the same time:
 * texts of the pools, and trouble to be counted. Kept in the order they were met, put away when it
 * is the batch's turn. */
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

/* Number of the text, from 1; 0 when out of memory. It ends at its first NUL. */
uint32_t deferred_add_text(struct deferred *deferred, enum field_id field, const char *text,
                           size_t length);
/* One occurrence of trouble at a feature. */
void deferred_add_note(struct deferred *deferred, enum diagnostic_id id, const char *column,
                       const char *text, int64_t fid);
/* Puts texts into the pools, whose offsets deferred_offset then gives, and counts the trouble of
 * `layer`. `deferred->failed` tells whether all went well. */
void deferred_merge(struct deferred *deferred, struct store *store, const char *layer);
/* Offset of text number `number` in its pool; 0 for 0. */
static inline uint32_t deferred_offset(const struct deferred *deferred, uint32_t number)
{
    return number != 0 ? deferred->texts[number - 1].offset : 0;
}
void deferred_clear(struct deferred *deferred); /* keeps its memory */
void deferred_free(struct deferred *deferred);

#endif
