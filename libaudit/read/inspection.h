/* SPDX-License-Identifier: MIT
 *
 * What the text (inspect.c) and the JSON (inspect_json.c) of `rasif inspect` share: inputs that were
 * read and prepared as an audit does it, and counts over them. Private to these two. */
#ifndef RASIF_READ_INSPECTION_H
#define RASIF_READ_INSPECTION_H

#include "read/input_parts.h"

struct inspection {
    struct inputs *inputs;
    const struct store *found; /* by inputs_open */
    struct store *read;        /* our own reading */
    const struct sentences *sentences;
    const char *language;
    struct text *out;
    bool unused; /* some table or column of one's own data */
};

/* Rows of a segment that have a value; 0 where no column was made. */
size_t inspection_count_known(const struct column *column, const struct segment *segment);
/* The rows of a source in a table; `implied` = the sidewalks that its streets imply. NULL: the
 * source has no rows there. */
const struct segment *inspection_segment(const struct elements *elements, size_t source,
                                         bool implied);
/* Is a column of a field worth a word? One that gave values, or one of a field without any that is a
 * column of its own. */
bool inspection_shows_reader(const struct field_binding *field, const struct cell_reader *reader);
/* Does an audit find a role that it can begin with? */
bool inspection_has_main_role(const struct store *store);

/* inspect_json.c: appends all of it as one object (docs/inspect.schema.json). `refused`: why an
 * audit would be refused, "" = it would not. */
void inspection_write_json(struct inspection *d, const char *refused);

#endif
