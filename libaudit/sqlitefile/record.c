/* SPDX-License-Identifier: MIT
 *
 * Records: see record.h. Their fast halves are inline there, because a run writes hundreds of
 * millions of cells. */
#include "sqlitefile/record.h"

#include <stdlib.h>

/* After a failure the record stays as it was and is marked. */
struct record record_grown(struct record record, size_t size)
{
    if (!array_reserve(&record.body, &record.body_capacity, record.n_body + size + record.kept, 1))
        record.failed = true;
    return record;
}

/* For the first rows; later ones find the room there. */
bool record_begin_grown(struct record *record, size_t columns)
{
    record->failed = !array_reserve(&record->types, &record->type_capacity, 9 * columns, 1) ||
                     !array_reserve(&record->body, &record->body_capacity, record->kept, 1);
    return !record->failed;
}

/* Also of a record of zeros. */
void record_free(struct record *record)
{
    free(record->types);
    free(record->body);
    *record = (struct record){0};
}

/* The header counts its own length, a number of one or more bytes. */
size_t record_header_size(const struct record *record)
{
    size_t n = record->n_types + 1;
    while (record->n_types + varint_size(n) > n)
        n++;
    return n;
}
