/* SPDX-License-Identifier: MIT
 * Texts and trouble kept for later: see kept.h. */
#include "read/kept.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST_NOTE 100 /* diagnostics keep fewer bytes */
#define LOOK_AHEAD 16    /* texts whose slots are on their way while others are put into the pool */

/* Where a copy of the text begins; SIZE_MAX when out of memory. */
static size_t copy(struct kept *kept, const char *text, size_t length)
{
    size_t start = kept->n_bytes;
    if (!array_reserve(&kept->bytes, &kept->byte_capacity, start + length + 1, 1)) {
        kept->failed = true;
        return SIZE_MAX;
    }
    if (length > 0)
        memcpy(kept->bytes + start, text, length);
    kept->bytes[start + length] = '\0';
    kept->n_bytes += length + 1;
    return start;
}

uint32_t kept_text(struct kept *kept, enum field_id field, const char *text, size_t length)
{
    length = length > 0 ? strnlen(text, length) : 0;
    size_t start = copy(kept, text, length);
    if (start == SIZE_MAX)
        return 0;
    const char *bytes = kept->bytes + start;
    struct kept_text item = {.start = start,
                             .length = (uint32_t)length,
                             .hash = pool_hash(bytes, length),
                             .id = (fields[field].flags & FIELD_ID) != 0};
    if (!PUSH(kept->texts, kept->n_texts, kept->text_capacity, item)) {
        kept->failed = true;
        return 0;
    }
    return (uint32_t)kept->n_texts;
}

void kept_note(struct kept *kept, enum diagnostic_id id, const char *column, const char *text,
               int64_t fid)
{
    size_t start = copy(kept, text, strnlen(text, LONGEST_NOTE));
    struct kept_note note = {id, column, start, fid};
    if (start == SIZE_MAX || !PUSH(kept->notes, kept->n_notes, kept->note_capacity, note))
        kept->failed = true;
}

static struct pool *pool_of(struct store *store, const struct kept_text *text)
{
    return text->id ? &store->ids : &store->pool;
}

void kept_put(struct kept *kept, struct store *store, const char *layer)
{
    for (size_t i = 0; i < kept->n_texts; i++) {
        struct kept_text *text = &kept->texts[i];
        const struct kept_text *later = text + LOOK_AHEAD;
        if (i + LOOK_AHEAD < kept->n_texts)
            pool_expect(pool_of(store, later), later->hash);
        text->offset = pool_add_hashed(pool_of(store, text), kept->bytes + text->start,
                                       text->length, text->hash, &kept->failed);
    }
    for (size_t i = 0; i < kept->n_notes; i++) {
        const struct kept_note *note = &kept->notes[i];
        diagnose(&store->diagnostics, note->id, layer, note->column, kept->bytes + note->text,
                 &note->fid);
    }
}

void kept_clear(struct kept *kept)
{
    kept->n_bytes = kept->n_texts = kept->n_notes = 0;
}

void kept_free(struct kept *kept)
{
    free(kept->bytes);
    free(kept->texts);
    free(kept->notes);
    *kept = (struct kept){0};
}
