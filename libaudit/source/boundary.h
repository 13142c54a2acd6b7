/* SPDX-License-Identifier: MIT
 *
 * The polygons to report on (--boundary FILE[:LAYER]). */
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
void boundary_free(struct boundary *boundary);

#endif
