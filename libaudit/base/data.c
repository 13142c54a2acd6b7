/* SPDX-License-Identifier: MIT
 *
 * Looks up an embedded file. The array itself, data_files[], is written by embed.py at build time;
 * it has some hundred entries and is searched a few times per run. */
#include "base/data.h"

#include <string.h>

const struct data_file *data_find(const char *path)
{
    for (const struct data_file *file = data_files; file->path != NULL; file++)
        if (strcmp(file->path, path) == 0)
            return file;
    return NULL;
}
