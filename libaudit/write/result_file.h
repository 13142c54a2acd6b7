/* SPDX-License-Identifier: MIT
 *
 * Inside result.h: the open file, and what its two sources share. */
#ifndef RASIF_WRITE_RESULT_FILE_H
#define RASIF_WRITE_RESULT_FILE_H

#include "base/file_state.h"
#include "source/gpkg.h"
#include "write/result.h"

struct result_file {
    struct arena arena;
    const char *path;   /* as the user named it                       */
    const char *opened; /* what SQLite has open: it, or a private copy */
    struct temp_folder folder; /* of the private copy                      */
    struct file_state state;   /* when reading began                       */
    struct gpkg gpkg;
};

rasif_status result_bind(const struct result_file *file, sqlite3_stmt *statement,
                         const struct result_value *values, size_t n, rasif_error *err);

#endif
