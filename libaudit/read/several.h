/* SPDX-License-Identifier: MIT
 *
 * Several values in one text: "footway;steps", and lists as programs write them down:
 * ['footway', 'steps'], ["sign", "pole"], [3, 33]. */
#ifndef RASIF_READ_SEVERAL_H
#define RASIF_READ_SEVERAL_H

#include <stdbool.h>
#include <stddef.h>

#define SEVERAL_MOST 256

/* Is `text` a list? Then `out` gets its values with ';' between them, without quotes (not
 * NUL-terminated). Texts of SEVERAL_MOST bytes and more are not lists. */
bool several_list(const char *text, size_t length, char out[SEVERAL_MOST], size_t *out_length);
/* The next value of such a list at *at, without blanks around it; *at then points behind it. The
 * value points into the list. false: the end. */
bool several_next(const char **at, const char *end, const char **value, size_t *length);
/* Are all values the same? `*value` is that value. False for an empty list. */
bool several_same(const char *list, size_t length, const char **value, size_t *value_length);
/* Are all values words of the group ("steps footway path")? `*value` is the group's first word that
 * is in the list. */
bool several_in_group(const char *list, size_t length, const char *group, const char **value,
                      size_t *value_length);

#endif
