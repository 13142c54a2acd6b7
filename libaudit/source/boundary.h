/* SPDX-License-Identifier: MIT
 *
 * Layers beside the inputs: polygons to report on (--boundary FILE[:LAYER]), places where people live (--people). */
#ifndef RASIF_SOURCE_BOUNDARY_H
#define RASIF_SOURCE_BOUNDARY_H

#include "base/read_files.h"
#include "table/table.h"

struct boundary {
    struct arena arena;   /* names, CRS text */
    struct shapes shapes; /* a row per feature; source coordinates until brought into metres */
    size_t n_polygons;    /* rows that are polygons; the others hold no street */
    const char **names;   /* [shapes.n] from the field, else "name", else the FID */
    const char *crs;      /* CRS text, NULL = none declared */
    const char *table;    /* the layer's name */
    const char *file;     /* base name of its file */
    double *numbers;      /* [shapes.n] of people_read; NaN where the field is null; else NULL */
};

/* Reads FILE or FILE:LAYER (split at the last ':' whose left part is a file); without a layer the
 * first that declares polygons, else the first that may hold some. `name_field` NULL = "name" where
 * there is one. Its files are added to `reads`. RASIF_E_IO, RASIF_E_DATA (no polygons, no such
 * layer), RASIF_E_ARGUMENT (no such field). */
rasif_status boundary_read(const char *where, const char *name_field, struct read_files *reads,
                           struct boundary *out, rasif_error *err);
/* The same for polygons that serve as `what` ("basemap"), as messages call them. */
rasif_status areas_read(const char *what, const char *where, const char *name_field, struct read_files *reads,
                           struct boundary *out, rasif_error *err);
/* The same for points and polygons where people live. Fills out->numbers, from the field; without
 * one each point is one person. RASIF_E_ARGUMENT: also polygons without a field; RASIF_E_DATA: a value is no number
 * from 0 on. */
rasif_status people_read(const char *where, const char *field, struct read_files *reads, struct boundary *out,
                         rasif_error *err);
void boundary_free(struct boundary *boundary);

#endif
