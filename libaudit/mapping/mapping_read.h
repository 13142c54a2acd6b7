/* SPDX-License-Identifier: MIT
 *
 * What the files mapping*.c share while one file is read. */
#ifndef RASIF_MAPPING_MAPPING_READ_H
#define RASIF_MAPPING_MAPPING_READ_H

#include "mapping/mapping.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* Texts that these functions store point into the parsed file, arrays live in `arena`. Errors are
 * RASIF_E_RULE with file, line and column, or RASIF_E_MEMORY. */
struct mapping_reader {
    struct arena *arena;
    struct mapping *mapping;
    rasif_error *err;
    rasif_error all; /* the mistakes of the parts that are read */
};

/* Notes the mistake of a part that has been read, so that the next one is read, too: RASIF_OK for
 * RASIF_E_RULE, whose sentence, in *r->err, joins r->all; a sentence that is there stays single.
 * Any other status is returned. */
rasif_status mapping_note(struct mapping_reader *r, rasif_status status);

/* Reads a whole file into r->mapping, whose `name` and `preset` are set already. RASIF_E_RULE with
 * a line for each mistake of all parts. */
rasif_status mapping_read_root(struct mapping_reader *r, const struct yaml_node *root);
/* "file:line:column: 'x' is no <what>; did you mean 'y'?" */
rasif_status mapping_fail_unknown(struct mapping_reader *r, const struct yaml_node *at,
                                  const char *word, const char *what, const char *const *words,
                                  size_t n);
/* The scalar as a value of the field, see mapping_parse_value. RASIF_E_RULE: it is none, or a
 * number that no value of the field can be. */
rasif_status mapping_read_value(struct mapping_reader *r, const struct yaml_node *node,
                                enum field_id field, double *real, uint32_t *code);
/* A text or a list of texts; `node` NULL is an empty list. `what` names it in messages. */
rasif_status mapping_read_texts(struct mapping_reader *r, const struct yaml_node *node,
                                const char *what, struct text_list *out);
/* The field of the role that the key of `node` names; derived fields are refused. */
rasif_status mapping_read_field_name(struct mapping_reader *r, const struct yaml_node *node,
                                     enum role role, enum field_id *out);
/* Adds a map from fields to their sources to `out`; `node` NULL adds nothing. A field may be mapped
 * once. */
rasif_status mapping_read_fields(struct mapping_reader *r, const struct yaml_node *node,
                                 enum role role, struct field_maps *out);

#endif
