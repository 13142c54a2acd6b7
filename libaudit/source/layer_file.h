/* SPDX-License-Identifier: MIT
 *
 * One layer of rows as a file of its own: FlatGeobuf in the layer's coordinate system, GeoJSON (RFC
 * 7946) in WGS 84, or CSV without geometries. Rows come one by one as cells of a GeoPackage. */
#ifndef RASIF_SOURCE_LAYER_FILE_H
#define RASIF_SOURCE_LAYER_FILE_H

#include "base/status.h"
#include "table/view.h"

/* What the values of a column are in the file. */
enum layer_type {
    LAYER_TEXT,
    LAYER_INTEGER,
    LAYER_REAL,
    LAYER_BOOLEAN,
    LAYER_DATETIME, /* ISO 8601 in UTC; a day alone is a text in all formats */
    LAYER_BYTES     /* GeoJSON, CSV: hexadecimal digits                      */
};

struct layer_field {
    const char *name;
    enum layer_type type;
    int width; /* of a text, in characters; 0 = any */
};

/* What the geometries of a layer have in common; zero it, then layer_look at each. */
struct layer_shape {
    unsigned types;      /* bit t: one is of type t (OGC 06-103r4: 1 point ... 7 collection) */
    bool others;         /* one is a curve, TIN or the like */
    bool z, m;           /* one has Z, M                    */
    size_t n_placed;     /* neither null nor empty nor unreadable */
    size_t n_unreadable; /* are written as null                   */
};
/* Is there a geometry, and is it not empty? */
bool layer_look(const struct cell *geometry, struct layer_shape *shape);

struct layer_plan {
    const char *path;  /* of the file to make                    */
    const char *shown; /* how messages name the output           */
    const char *name;  /* of the layer                           */
    const char *crs;   /* "EPSG:N" or WKT; NULL = none is stated */
    bool allow_ballpark;
    const struct layer_shape *shape; /* NULL = no geometries */
    const struct layer_field *fields;
    size_t n_fields;
    size_t n_rows;
};

/* What a format can't hold and so changed. */
struct layer_losses {
    size_t measures;   /* M left out             */
    size_t curves;     /* curves became lines    */
    size_t heights;    /* heights of 0 were made */
    size_t unreadable; /* geometries became null */
};

/* A format. All return RASIF_E_OUTPUT for what can't be written, RASIF_E_CRS for coordinates that
 * can't be brought into WGS 84. After begin each way ends in one call of end. */
struct layer_file;
struct layer_format {
    const char *ending; /* ".fgb" */
    bool only_placed;   /* rows need a geometry that is not empty */
    rasif_status (*begin)(const struct layer_plan *plan, struct layer_file **out, rasif_error *err);
    /* `id`: the feature's number; `geometry` NULL = none; cells[n_fields]. */
    rasif_status (*add)(struct layer_file *file, int64_t id, const struct cell *geometry,
                        const struct cell *cells, struct layer_losses *losses, rasif_error *err);
    /* Closes and frees; with `whole` also completes the file and checks it. */
    rasif_status (*end)(struct layer_file *file, bool whole, rasif_error *err);
};
extern const struct layer_format layer_fgb, layer_geojson, layer_csv;

#endif
