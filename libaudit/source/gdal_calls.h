/* SPDX-License-Identifier: MIT
 *
 * Around every use of GDAL: drivers registered once, errors kept instead of printed, settings that
 * hold for the calling thread only. */
#ifndef RASIF_SOURCE_GDAL_CALLS_H
#define RASIF_SOURCE_GDAL_CALLS_H

#include "base/read_files.h"

/* The first error GDAL reported since gdal_begin ("" = none); later ones are consequences. */
struct complaint {
    char text[512];
};

/* Keeps errors in *complaint, which is emptied, and sets pairs of configuration options for this
 * thread (ends with {NULL}; NULL = none), until gdal_end with the same list. */
void gdal_begin(struct complaint *complaint, const char *const (*settings)[2]);
void gdal_end(const char *const (*settings)[2]);

/* Adds every file that belongs to an open dataset (GDALDatasetH; NULL = nothing) to `reads`. */
void gdal_list_files(void *dataset, struct read_files *reads, enum read_as as);

#endif
