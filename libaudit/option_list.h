/* SPDX-License-Identifier: MIT
 *
 * options.def as an array: how each field of rasif_options is filled, checked and read from
 * text. */
#ifndef RASIF_OPTION_LIST_H
#define RASIF_OPTION_LIST_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

enum option_kind { OPTION_TEXT, OPTION_FLAG, OPTION_CHOICE, OPTION_NUMBER, OPTION_OWN, OPTION_LIST };

/* Reads `value` into the field at `field`; `name` is how the caller called the option.
 * RASIF_E_ARGUMENT, the field untouched. */
typedef rasif_status (*option_reader)(const char *name, const char *value, void *field, rasif_error *err);

struct option {
    const char *name;    /* of the field                                               */
    const char *command; /* on the command line; NULL = not there                      */
    enum option_kind kind;
    size_t offset, size; /* of the field in rasif_options                              */
    /* by kind: */
    const char *text;    /* TEXT: the default, or NULL; LIST: the field to fill         */
    const char *words;   /* CHOICE: "slim|full"                                        */
    int first;           /* CHOICE: the value of the first word                        */
    double number;       /* NUMBER: the default                                        */
    double low, high;    /* NUMBER: its range                                          */
    bool above;          /* NUMBER: low itself is not in the range                     */
    bool may_be_absent;  /* NUMBER: 0 = not given, whatever the range                  */
    option_reader read;  /* OWN                                                        */
    const void *fallback; /* OWN: the default, `size` bytes                            */
};

extern const struct option option_list[]; /* ends with name NULL */

/* Is the field within a rasif_options of `size` bytes, as the caller knows it? */
bool option_fits(const struct option *option, size_t size);
/* The field; of a kind that the caller knows. */
void *option_field(const struct option *option, rasif_options *options);
/* Gives the field its default; a list becomes empty. */
void option_reset(const struct option *option, rasif_options *options);
/* Is the field's value one that the option may have? RASIF_E_ARGUMENT. OWN, TEXT, LIST: always. */
rasif_status option_check(const struct option *option, const rasif_options *options, rasif_error *err);

#endif
