/* SPDX-License-Identifier: MIT
 *
 * The files of libaudit/data and the model neighbourhood, embedded at build time. */
#ifndef RASIF_BASE_DATA_H
#define RASIF_BASE_DATA_H

#include <stddef.h>

struct data_file {
    const char *path; /* relative to libaudit/data, such as "rules/sidewalk-gap.yaml" */
    const unsigned char *bytes;
    size_t size;
};

/* Sorted by path; ends with a NULL path. */
extern const struct data_file data_files[];

/* The file of exactly this path, or NULL. */
const struct data_file *data_find(const char *path);

#endif
