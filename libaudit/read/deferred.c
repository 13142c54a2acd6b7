/* SPDX-License-Identifier: MIT
 *
 * Texts and diagnostics collected per thread: see deferred.h. */
#include "read/deferred.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST_NOTE 100 /* diagnostics keep fewer bytes */
#define LOOK_AHEAD 16    /* texts whose slots are on their way while others are put into the pool */

/* Where a copy of the text begins in `bytes`; SIZE_MAX when out of memory. */
static size_t copy_bytes(struct deferred *deferred, const char *text, size_t length)
{
    size_t start = deferred->n_bytes;
    if (!array_reserve(&deferred->bytes, &deferred->byte_capacity, start + length + 1, 1)) {
        deferred->failed = true;
        return SIZE_MAX;
    }
    if (length > 0)
        memcpy(deferred->bytes + start, text, length);
    deferred->bytes[start + length] = '\0';
    deferred->n_bytes += length + 1;
    return start;
}

/* The hash is computed here, by the reading thread: inserting into the pool is what one thread at a
 * time does. */
uint32_t deferred_add_text(struct deferred *deferred, enum field_id field, const char *text,
                           size_t length)
{
    length = length > 0 ? strnlen(text, length) : 0;
    size_t start = copy_bytes(deferred, text, length);
    if (start == SIZE_MAX)
        return 0;
    const char *bytes = deferred->bytes + start;
    struct deferred_text item = {.start = start,
                                 .length = (uint32_t)length,
                                 .hash = pool_hash(bytes, length),
                                 .id = (fields[field].flags & FIELD_ID) != 0};
    if (!PUSH(deferred->texts, deferred->n_texts, deferred->text_capacity, item)) {
        deferred->failed = true;
        return 0;
    }
    return (uint32_t)deferred->n_texts;
}

/* Diagnostics keep fewer bytes of a text anyway. */
void deferred_add_note(struct deferred *deferred, enum diagnostic_id id, const char *column,
                       const char *text, int64_t fid)
{
    size_t start = copy_bytes(deferred, text, strnlen(text, LONGEST_NOTE));
    struct deferred_note note = {id, column, start, fid};
    if (start == SIZE_MAX ||
        !PUSH(deferred->notes, deferred->n_notes, deferred->note_capacity, note))
        deferred->failed = true;
}

/* Ids are kept apart, so that they can be freed after linking. */
static struct pool *pool_of(struct store *store, const struct deferred_text *text)
{
    return text->id ? &store->ids : &store->pool;
}

/* Slots of the pool are prefetched LOOK_AHEAD texts ahead: each would else be a cache miss. Called
 * by one thread at a time. */
void deferred_merge(struct deferred *deferred, struct store *store, const char *layer)
{
    for (size_t i = 0; i < deferred->n_texts; i++) {
        struct deferred_text *text = &deferred->texts[i];
        const struct deferred_text *later = text + LOOK_AHEAD;
        if (i + LOOK_AHEAD < deferred->n_texts)
            pool_expect(pool_of(store, later), later->hash);
        text->offset = pool_add_hashed(pool_of(store, text), deferred->bytes + text->start,
                                       text->length, text->hash, &deferred->failed);
    }
    for (size_t i = 0; i < deferred->n_notes; i++) {
        const struct deferred_note *note = &deferred->notes[i];
        diagnose(&store->diagnostics, note->id, layer, note->column, deferred->bytes + note->text,
                 &note->fid);
    }
}

/* Keeps the memory for the next batch. */
void deferred_clear(struct deferred *deferred)
{
    deferred->n_bytes = deferred->n_texts = deferred->n_notes = 0;
}

void deferred_free(struct deferred *deferred)
{
    free(deferred->bytes);
    free(deferred->texts);
    free(deferred->notes);
    *deferred = (struct deferred){0};
}
