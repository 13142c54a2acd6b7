/* SPDX-License-Identifier: MIT
 * Records: see record.h. */
#include "io/record.h"

#include <stdlib.h>

size_t varint_size(uint64_t value)
{
    size_t n = 1;
    while (n < 9 && value >= (uint64_t)1 << (7 * n))
        n++;
    return n;
}

/* Seven bits a byte, the highest first; a ninth byte holds eight. */
size_t varint_put(unsigned char *at, uint64_t value)
{
    size_t n = varint_size(value);
    size_t last = n;
    if (n == 9) {
        at[--last] = (unsigned char)value;
        value >>= 8;
    }
    for (size_t i = last; i-- > 0; value >>= 7)
        at[i] = (unsigned char)((value & 127) | (i + 1 < n ? 128 : 0));
    return n;
}

struct record record_grown(struct record record, size_t size)
{
    if (!array_reserve(&record.body, &record.body_capacity, record.n_body + size + record.kept, 1))
        record.failed = true;
    return record;
}

bool record_begin_grown(struct record *record, size_t columns)
{
    record->failed = !array_reserve(&record->types, &record->type_capacity, 9 * columns, 1) ||
                     !array_reserve(&record->body, &record->body_capacity, record->kept, 1);
    return !record->failed;
}

void record_free(struct record *record)
{
    free(record->types);
    free(record->body);
    *record = (struct record){0};
}

size_t record_header_size(const struct record *record)
{
    size_t n = record->n_types + 1;
    while (record->n_types + varint_size(n) > n)
        n++;
    return n;
}
