/* SPDX-License-Identifier: MIT
 *
 * Rows of one table of the output, built part by part: cells of the source as SQLite reads them,
 * then the cells of a view. Parts have fixed bounds, so any thread can build any of them, and the
 * table is the same for any number of threads. */
#ifndef RASIF_WRITE_FILL_H
#define RASIF_WRITE_FILL_H

#include "base/status.h"
#include "sqlitefile/leaves.h"
#include "sqlitefile/rtree.h"
#include "table/view.h"
#include "write/column_domain.h"
#include "write/fill_source.h"

#include <sqlite3.h>

#define PART_ROWS (size_t)2048

enum fill_from {
    FILL_KEY,      /* the row's id; not stored, it is the row's number */
    FILL_SOURCE,   /* cell `index` of the source, as it is             */
    FILL_GEOMETRY, /* the same; its box is noted                       */
    FILL_VIEW,     /* column `index` of the view                       */
    FILL_VIEW_GEOMETRY,
};

struct fill_column {
    enum fill_from from;
    int index;
    bool real; /* the declared type gives REAL affinity */
    const char *name;
    struct column_domain domain; /* what a cell of the source may be */
};

/* Where the rows of a table come from. */
struct fill {
    struct fill_query query;           /* of the source; without one the view's rows alone     */
    const struct fill_column *columns; /* in the table's order, those of the view behind        */
    size_t n_columns;
    const struct view *view; /* rows are found by the query's second id; NULL = no columns */
    bool lenient;            /* damaged rows of the source are left out, else an error       */
    bool rewrite_srs;        /* geometries get `srs_id` in their header                     */
    int32_t srs_id;
};

/* The scratch memory of one thread; zero it, then set `encoding`. Freed by filler_free. */
struct filler {
    int encoding; /* of texts in the output: SQLITE_UTF8, SQLITE_UTF16LE, SQLITE_UTF16BE */
    struct fill_source source;
    struct record record;
    struct cell_scratch scratch;
    struct cell *cells; /* heap; of one row of a view */
    size_t cell_capacity;
    size_t hint; /* row of the view after the one found last */
};

/* A cell of the source that breaks the standard. */
struct invalid_cell {
    int64_t id;
    uint32_t column; /* of fill->columns */
    uint8_t storage; /* SQLITE_TEXT, ... */
};

/* Some consecutive rows. Zero it before the first use. */
struct part {
    struct leaves leaves; /* closed */
    struct rtree_boxes boxes;
    double box[4]; /* minx maxx miny maxy of all geometries */
    bool has_box;
    int64_t n_rows, last_id;
    int64_t n_lost; /* left out: their ids do not ascend, or at least one, where reading ended */
    struct invalid_cell *invalid; /* heap; by row, then column */
    size_t n_invalid, invalid_capacity;
    bool last; /* of a fill that is not ranged: nothing follows */
};

/* Number of parts; 0 = one thread must build parts 0, 1, ... in order until part.last. */
size_t fill_count_parts(const struct fill *fill);
/* Builds part `k`, replacing what `part` held. RASIF_E_DATA: the source is damaged; RASIF_E_IO: it
 * can't be read; RASIF_E_OUTPUT: ids do not ascend; RASIF_E_MEMORY. */
rasif_status fill_build_part(struct filler *filler, const struct fill *fill, size_t k,
                             struct part *part, rasif_error *err);
void filler_free(struct filler *filler);
void part_free(struct part *part);

#endif
