/* SPDX-License-Identifier: MIT
 *
 * A zip of vector files, such as OpenSidewalks is handed out in: which of its members are read. */
#ifndef RASIF_SOURCE_ZIP_H
#define RASIF_SOURCE_ZIP_H

#include "base/arena.h"
#include "base/status.h"

/* Is it a zip that is read member by member? Zipped shapefiles (.shp.zip, .shz) and geodatabases
 * (.gdb.zip) are read by GDAL as a whole. */
bool zip_is_folder(const char *path);

/* The file itself where a path is written as GDAL wants it, "/vsizip/FILE"; else `path`. */
const char *zip_plain_path(const char *path);

/* The members to read as paths of GDAL, sorted by name: those with the ending of a vector format,
 * without what macOS adds (__MACOSX, ._NAME) and other hidden files. Between gdal_begin and
 * gdal_end. RASIF_E_IO: can't be read, holds no such member, two OpenSidewalks files of one kind,
 * or would unpack to far more than it is. */
rasif_status zip_members(const char *path, const char *display, struct arena *arena,
                         const char ***out, size_t *n, rasif_error *err);

#endif
