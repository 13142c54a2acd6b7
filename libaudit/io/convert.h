/* SPDX-License-Identifier: MIT
 *
 * Inputs that are no GeoPackage, once, into a temporary one. The only user of GDAL's vectors. */
#ifndef RASIF_IO_CONVERT_H
#define RASIF_IO_CONVERT_H

#include "base/arena.h"
#include "base/status.h"

/* Converts every layer of `path` (a local file or folder) into a GeoPackage in `folder`: FIDs in
 * the column rasif_fid, no spatial index. RASIF_E_IO: no format that is read, or damaged. */
rasif_status convert_to_gpkg(const char *path, const char *display, const char *folder,
                             struct arena *arena, const char **out, rasif_error *err);

#endif
