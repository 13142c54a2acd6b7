/* SPDX-License-Identifier: MIT
 *
 * A reader of the Arrow C data interface for tests, written from its specification: values of utf8,
 * int64, float64 and binary arrays, metadata of fields. Shares no code with the library. */
#ifndef RASIF_TESTS_ARROW_READER_H
#define RASIF_TESTS_ARROW_READER_H

#include "rasif.h"

#include <string.h>

/* The next batch; false at the end, and after an error. */
static inline bool next_batch(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    return stream->get_next(stream, out) == 0 && out->release != NULL;
}

struct arrow_value {
    bool null;
    int64_t integer; /* 0 and 0.0 where null */
    double real;
    const char *bytes;
    size_t length;
};

static inline struct arrow_value arrow_value(const struct ArrowArray *array, const struct ArrowSchema *schema,
                                             int64_t slot)
{
    struct arrow_value value = {.null = false};
    int64_t at = slot + array->offset;
    const unsigned char *valid = array->buffers[0];
    value.null = valid != NULL && !(valid[at / 8] >> at % 8 & 1);
    if (value.null)
        return value;
    if (schema->format[0] == 'l')
        value.integer = ((const int64_t *)array->buffers[1])[at];
    if (schema->format[0] == 'g')
        value.real = ((const double *)array->buffers[1])[at];
    if (schema->format[0] == 'u' || schema->format[0] == 'z') {
        const int32_t *offsets = array->buffers[1];
        value.bytes = (const char *)array->buffers[2] + offsets[at];
        value.length = (size_t)(offsets[at + 1] - offsets[at]);
    }
    return value;
}

/* A sum over all values of a batch that depends on their places (FNV-1a). */
static inline uint64_t sum_of(const struct ArrowArray *batch, const struct ArrowSchema *schema, uint64_t sum)
{
    for (int64_t column = 0; column < batch->n_children; column++)
        for (int64_t slot = 0; slot < batch->length; slot++) {
            struct arrow_value value = arrow_value(batch->children[column], schema->children[column], slot);
            uint64_t bits;
            memcpy(&bits, &value.real, sizeof bits);
            sum = (sum ^ bits ^ (uint64_t)value.integer ^ (value.null ? 1u : 0u)) * 0x100000001b3u;
            for (size_t i = 0; i < value.length; i++)
                sum = (sum ^ (unsigned char)value.bytes[i]) * 0x100000001b3u;
        }
    return sum;
}

static inline const struct ArrowSchema *find_field(const struct ArrowSchema *schema, const char *name)
{
    for (int64_t i = 0; i < schema->n_children; i++)
        if (strcmp(schema->children[i]->name, name) == 0)
            return schema->children[i];
    return NULL;
}

/* A text with its length before it; returns where the next begins. */
static inline const char *take_stored(const char *at, const char **text, int32_t *length)
{
    memcpy(length, at, sizeof *length);
    *text = at + sizeof *length;
    return *text + *length;
}

/* Copies the value of `key`, NUL-terminated; false: there is none, or no room. */
static inline bool find_metadata(const struct ArrowSchema *field, const char *key, char *out, size_t capacity)
{
    int32_t n = 0, key_length = 0, length = 0;
    const char *at = field->metadata, *found = NULL, *value = NULL;
    if (at == NULL)
        return false;
    memcpy(&n, at, sizeof n);
    at += sizeof n;
    for (int32_t i = 0; i < n; i++) {
        at = take_stored(at, &found, &key_length);
        at = take_stored(at, &value, &length);
        if ((size_t)key_length != strlen(key) || memcmp(found, key, (size_t)key_length) != 0)
            continue;
        if ((size_t)length >= capacity)
            return false;
        memcpy(out, value, (size_t)length);
        out[length] = '\0';
        return true;
    }
    return false;
}

#endif
