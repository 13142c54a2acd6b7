/* SPDX-License-Identifier: MIT
 *
 * Inputs that are no GeoPackage, once, into a temporary one. The only user of GDAL's vectors. */
#ifndef RASIF_SOURCE_CONVERT_H
#define RASIF_SOURCE_CONVERT_H

#include "base/arena.h"
#include "base/read_files.h"
#include "table/diagnostics.h"

/* Converts every layer of `path` (a local file or folder, or a zip of files) into a GeoPackage in
 * `folder`: FIDs in the column rasif_fid, no spatial index. RASIF_E_IO: no format that is read, or
 * damaged: GDAL met an error, or gave fewer features than the source declares. With `lost` (NULL =
 * an error) these are diagnostics, and what could be read is used. All files that GDAL says belong
 * to the data (.dbf, .prj) are added to `reads`. */
rasif_status convert_to_gpkg(const char *path, const char *display, const char *folder,
                             struct diagnostics *lost, struct read_files *reads,
                             struct arena *arena, const char **out, rasif_error *err);

#endif
