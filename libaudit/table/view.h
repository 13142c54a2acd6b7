/* SPDX-License-Identifier: MIT
 *
 * A view: rows that are made when they are read. The writer fills tables with them, reports print
 * them, the public rasif_table is one. */
#ifndef RASIF_TABLE_VIEW_H
#define RASIF_TABLE_VIEW_H

#include "base/phrase.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum cell_type { CELL_NULL, CELL_INT, CELL_REAL, CELL_TEXT, CELL_BLOB };

struct cell {
    enum cell_type type;
    bool lasting; /* bytes live as long as the view; else until the next call with the same scratch */
    union {
        int64_t integer;
        double real;
        struct {
            const char *bytes; /* TEXT (need not be NUL-terminated), BLOB */
            size_t length;
        };
    };
};

/* Scratch for cells that have to be put together; one per user of a view, owned by the caller. */
struct cell_scratch {
    unsigned slot; /* differs between threads that read at the same time (see geo/crs.h) */
    struct cell_block *block; /* bytes of cells; older blocks hang on it */
    size_t used;              /* of the block                             */
    bool whole_row;           /* cells of a row are kept together         */
    bool failed;              /* memory was out: a cell is null that should not be; stays set */
    /* What several columns of one row share, worked out once: see cell_row. */
    const struct view *row_view;
    size_t row;
    void *row_data;
    size_t row_capacity;
    void *spare; /* see cell_spare */
    size_t spare_capacity;
    struct text words; /* see cell_words */
    const char *language; /* of the cell of a translated column that is read */
};

struct view_column {
    const char *name;
    const char *type; /* as declared in SQL: "TEXT", "REAL", "INTEGER", "LINESTRING", ... */
    struct phrase alias; /* what QGIS shows as the field's name; none = name */
    bool translated; /* a text per language, in cell_scratch.language: shown as a column for each
                        (report/table/in_languages.h) */
};

struct view {
    const char *name;         /* "audit_findings", or the source table's name          */
    struct phrase title;
    size_t n_rows, n_columns;
    const struct view_column *columns;
    /* Row ids: NULL = 1..n_rows; else ascending, [n_rows] (the FIDs of a source table). */
    const int64_t *row_ids;
    /* Fills `*out` for 0-based row and column. Pure: same answer every time, any thread. */
    void (*cell)(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                 struct cell *out);
    /* The same for all columns, out[n_columns], for views that have many rows: what their cells
     * share is worked out once. NULL = cell by cell. Called by view_row. */
    void (*row)(const struct view *view, size_t row, struct cell_scratch *scratch,
                struct cell *out);
    const void *user;
    /* Feature views: index of the geometry column in `columns`, whose cells are GeoPackage blobs
     * in srs_id `srs_id`; SIZE_MAX = an attribute table. */
    size_t geometry_column;
    int srs_id;
    const char *geometry_type; /* "POINT", "LINESTRING"; NULL without geometry */
};

/* The cells of a row, out[n_columns], of a view that has `row`; their bytes live until the next call
 * with the same scratch. */
void view_row(const struct view *view, size_t row, struct cell_scratch *scratch, struct cell *out);

static inline void cell_null(struct cell *out)
{
    out->type = CELL_NULL;
}
static inline void cell_int(struct cell *out, int64_t value)
{
    out->type = CELL_INT;
    out->integer = value;
}
/* NaN becomes null. */
static inline void cell_real(struct cell *out, double value)
{
    out->type = value == value ? CELL_REAL : CELL_NULL;
    out->real = value;
}
/* A text that lives as long as the view; NULL becomes null. */
static inline void cell_text(struct cell *out, const char *text)
{
    out->type = text != NULL ? CELL_TEXT : CELL_NULL;
    out->bytes = text;
    out->length = text != NULL ? strlen(text) : 0;
    out->lasting = true;
}
/* Copies `length` bytes into the scratch (they may be those of the last cell); null when memory is out. */
void cell_copy(struct cell *out, struct cell_scratch *scratch, enum cell_type type,
               const void *bytes, size_t length);
/* `size` bytes kept with the scratch for row `row` of the view. *fresh = they belong to another row
 * (or none) and have to be filled. NULL when memory is out. Users of a view read column by column,
 * row by row, so that most calls find what the first one made. */
void *cell_row(struct cell_scratch *scratch, const struct view *view, size_t row, size_t size,
               bool *fresh);
/* `size` bytes to work in while a cell is put together; contents undefined. NULL when memory is
 * out. */
void *cell_spare(struct cell_scratch *scratch, size_t size);
/* An empty text to put a cell together in; cell_built then makes the cell show it: null when
 * nothing was added, or memory was out. */
struct text *cell_words(struct cell_scratch *scratch);
void cell_built(struct cell *out, struct cell_scratch *scratch);
/* Makes the cell `length` bytes that the caller then writes (into what is returned); NULL, and a
 * null, when memory is out. */
char *cell_room(struct cell *out, struct cell_scratch *scratch, enum cell_type type, size_t length);
void cell_scratch_free(struct cell_scratch *scratch);

#endif
