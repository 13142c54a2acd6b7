/* SPDX-License-Identifier: MIT
 *
 * What a thread that reads cells can't put where it belongs, because others read at the same time:
 * texts of the pools, and trouble to be counted. Kept in the order they were met, put away when it
 * is the batch's turn. */
#ifndef RASIF_READ_KEPT_H
#define RASIF_READ_KEPT_H

#include "table/store.h"

struct kept {
    char *bytes; /* heap; of texts and of the offending ones, each with a NUL */
    size_t n_bytes, byte_capacity;
    struct kept_text {
        size_t start; /* in bytes */
        uint32_t length, hash;
        uint32_t offset; /* in the pool, once it is put away */
        bool id;         /* of a field that names features    */
    } * texts;           /* heap */
    size_t n_texts, text_capacity;
    struct kept_note {
        enum diagnostic_id id;
        const char *column; /* lives as long as the inputs; NULL = none */
        size_t text;        /* in bytes */
        int64_t fid;
    } * notes; /* heap */
    size_t n_notes, note_capacity;
    bool failed; /* memory ran out */
};

/* Number of the text, from 1; 0 when out of memory. It ends at its first NUL. */
uint32_t kept_text(struct kept *kept, enum field_id field, const char *text, size_t length);
/* One occurrence of trouble at a feature. */
void kept_note(struct kept *kept, enum diagnostic_id id, const char *column, const char *text,
               int64_t fid);
/* Puts texts into the pools, whose offsets kept_offset then gives, and counts the trouble of
 * `layer`. `kept->failed` tells whether all went well. */
void kept_put(struct kept *kept, struct store *store, const char *layer);
/* Offset of text number `number` in its pool; 0 for 0. */
static inline uint32_t kept_offset(const struct kept *kept, uint32_t number)
{
    return number != 0 ? kept->texts[number - 1].offset : 0;
}
void kept_clear(struct kept *kept); /* keeps its memory */
void kept_free(struct kept *kept);

#endif
