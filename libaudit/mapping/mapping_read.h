/* SPDX-License-Identifier: MIT
 *
 * What the files mapping*.c share while one file is read. */
#ifndef RASIF_MAPPING_MAPPING_READ_H
#define RASIF_MAPPING_MAPPING_READ_H

#include "mapping/mapping.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

struct mapping_reader {
    struct arena *arena;
    struct mapping *mapping;
    rasif_error *err;
};

/* Reads a whole file into r->mapping, whose name and preset are set. */
rasif_status mapping_read_root(struct mapping_reader *r, const struct yaml_node *root);
/* "file:line:column: 'x' is no <what>; did you mean 'y'?" */
rasif_status mapping_fail_unknown(struct mapping_reader *r, const struct yaml_node *at,
                                  const char *word, const char *what, const char *const *words,
                                  size_t n);
/* The scalar `at` is no value of the field. */
rasif_status mapping_fail_value(struct mapping_reader *r, const struct yaml_node *at,
                                enum field_id field);
/* A text or a list of texts; NULL is an empty list. */
rasif_status mapping_read_texts(struct mapping_reader *r, const struct yaml_node *node,
                                const char *what, struct text_list *out);
/* The key of `node` as a field of the role. */
rasif_status mapping_read_field_name(struct mapping_reader *r, const struct yaml_node *node,
                                     enum role role, enum field_id *out);
/* Adds a map from fields to their sources; NULL is an empty one. */
rasif_status mapping_read_fields(struct mapping_reader *r, const struct yaml_node *node,
                                 enum role role, struct field_maps *out);

#endif
