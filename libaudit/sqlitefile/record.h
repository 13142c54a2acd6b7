/* SPDX-License-Identifier: MIT
 *
 * One row in SQLite's record format (sqlite.org/fileformat2.html, section 2.1): a header of serial
 * types, then the values. Columns are added in order; nothing is converted, but for the one thing
 * SQLite does itself: a number without fraction in a column of REAL affinity is stored as integer
 * and reads as real. */
#ifndef RASIF_SQLITEFILE_RECORD_H
#define RASIF_SQLITEFILE_RECORD_H

#include "base/arena.h"
#include "sqlitefile/format.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct record {
    unsigned char *types; /* heap; serial types of the columns so far, at most 9 bytes each */
    size_t n_types, type_capacity;
    unsigned char *body; /* heap; their values */
    size_t n_body, body_capacity;
    size_t kept; /* of the body: room that numbers may still take, and one byte more, so that there
                    is a body to point into even where all values are empty */
    bool failed; /* out of memory: the row is not whole */
};

void record_free(struct record *record);
/* The record with room for `size` bytes of value beside what is kept for numbers; failed = true when
 * memory is out, and all else as it was. By value: the address of a record that stands in registers
 * must not get out. */
struct record record_grown(struct record record, size_t size);

/* Begins a row of at most `columns` columns: room for their types and for numbers is there from the
 * start. After a failure nothing may be added. */
static inline MUST bool record_begin(struct record *record, size_t columns);
/* Its slow half. */
bool record_begin_grown(struct record *record, size_t columns);

static inline bool record_begin(struct record *record, size_t columns)
{
    record->n_types = record->n_body = 0;
    record->kept = 8 * columns + 1;
    record->failed = false;
    return (9 * columns <= record->type_capacity && record->kept <= record->body_capacity) ||
           record_begin_grown(record, columns);
}

static inline void record_null(struct record *record)
{
    record->types[record->n_types++] = 0;
}

/* The low `bytes` bytes of `bits`. Eight are written: so many are kept for each number. */
static inline void record_big_endian(struct record *record, uint64_t bits, unsigned bytes)
{
    uint64_t swapped = bits << (64 - 8 * bytes);
    if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
        swapped = __builtin_bswap64(swapped);
    memcpy(record->body + record->n_body, &swapped, sizeof swapped);
    record->n_body += bytes;
}

static inline void record_int(struct record *record, int64_t value)
{
    /* By the bytes that are needed: 1, 2, 3, 4, 6 or 8 can be had. */
    static const unsigned char types[] = {0, 1, 2, 3, 4, 5, 5, 6, 6};
    static const unsigned char sizes[] = {0, 1, 2, 3, 4, 6, 6, 8, 8};
    if (value == 0 || value == 1) { /* types 8 and 9 have no body */
        record->types[record->n_types++] = (unsigned char)(8 + value);
        return;
    }
    uint64_t size = (uint64_t)(value < 0 ? ~value : value); /* and a bit for the sign */
    unsigned bytes = (unsigned)(64 - __builtin_clzll(size << 1 | 1) + 7) / 8;
    record->types[record->n_types++] = types[bytes];
    record_big_endian(record, (uint64_t)value, sizes[bytes]);
}

/* NaN becomes NULL, as SQLite does. With `real_affinity` (the column's type makes it REAL) whole
 * numbers are stored short; -0.0 is not, since an integer has no sign of zero. */
static inline void record_real(struct record *record, double value, bool real_affinity)
{
    uint64_t bits;
    if (isnan(value)) {
        record_null(record);
        return;
    }
    if (real_affinity && value >= -140737488355328.0 && value <= 140737488355327.0 &&
        value == (double)(int64_t)value && !(value == 0 && signbit(value))) {
        record_int(record, (int64_t)value);
        return;
    }
    memcpy(&bits, &value, sizeof bits);
    record->types[record->n_types++] = 7;
    record_big_endian(record, bits, 8);
}

/* A blob, or a text in the encoding of the database. Returns where the bytes lie until the next
 * call, so that they can be changed; NULL when out of memory. */
static inline unsigned char *record_bytes(struct record *record, const void *bytes, size_t length,
                                          bool text)
{
    if (record->n_body + length + record->kept > record->body_capacity) {
        *record = record_grown(*record, length);
        if (record->failed)
            return NULL;
    }
    uint64_t type = 2 * (uint64_t)length + (text ? 13 : 12);
    if (type < 128)
        record->types[record->n_types++] = (unsigned char)type;
    else
        record->n_types += varint_put(record->types + record->n_types, type);
    unsigned char *at = record->body + record->n_body;
    if (length > 0)
        memcpy(at, bytes, length);
    record->n_body += length;
    return at;
}

/* Bytes of the size that stands before the types, and that it counts itself. */
size_t record_header_size(const struct record *record);

#endif
