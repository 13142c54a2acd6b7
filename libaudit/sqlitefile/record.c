/* SPDX-License-Identifier: MIT
 * Records: see record.h. */
#include "sqlitefile/record.h"

#include <stdlib.h>

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
