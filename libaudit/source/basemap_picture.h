/* SPDX-License-Identifier: MIT
 * Pictures under the map; private to basemap*.c. */
#ifndef RASIF_SOURCE_BASEMAP_PICTURE_H
#define RASIF_SOURCE_BASEMAP_PICTURE_H

#include "source/basemap.h"

/* *opened = false, RASIF_OK: the file is not a raster. RASIF_E_IO, RASIF_E_CRS: it is one that
 * can't be used. */
rasif_status picture_open(const char *path, struct read_files *reads, struct picture **out,
                          bool *opened, rasif_error *err);
void picture_close(struct picture *picture); /* NULL is fine */

#endif
