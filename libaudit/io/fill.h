/* SPDX-License-Identifier: MIT
 *
 * Rows of one table of the output, made part by part: cells of the source as SQLite reads them,
 * beside them the cells of a view. Parts have fixed bounds, so that any thread can make any of them
 * and the table is the same for any number of threads. */
#ifndef RASIF_IO_FILL_H
#define RASIF_IO_FILL_H

#include "base/status.h"
#include "io/form.h"
#include "io/leaves.h"
#include "io/plain.h"
#include "io/rtree.h"
#include "table/view.h"

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
    struct form form; /* what a cell of the source may be */
};

/* Where the rows of a table come from. */
struct fill {
    const char *what;                  /* for messages: "table \"x\"" */
    const struct fill_column *columns; /* in the table's order        */
    size_t n_columns;
    const struct view *view; /* rows are found by the statement's column 1; NULL = no columns */
    /* SELECT id, id for the view, cells... in the order of the ids; NULL = the view's rows alone.
     * `ranged`: with ?1 <= id <= ?2, else it is read from start to end by one thread. */
    const char *select;
    bool ranged;
    /* A table whose rows may be read without the statement, where it is plain; NULL = it is not. */
    const char *table, *key; /* key: NULL = the row's number                                   */
    const char *const *names; /* [n_cells] columns of the statement behind the two ids          */
    size_t n_cells;
    const char *path, *named; /* the SQLite file the statement reads, and its name in messages */
    bool rewrite_srs;         /* geometries get `srs_id` in their header */
    int32_t srs_id;
};

/* Reads one file on a connection of its own; one per thread and file. */
struct fill_reader {
    sqlite3 *db;
    sqlite3_stmt *statement;
    struct plain *plain; /* the same rows without it; NULL where it has to do */
    const struct fill *of; /* whose these are */
    const char *path;
};

/* What one thread needs to make parts; zero it, then set `encoding`. */
struct filler {
    int encoding; /* of texts in the output: SQLITE_UTF8, SQLITE_UTF16LE, SQLITE_UTF16BE */
    struct fill_reader reader;
    struct record record;
    struct cell_scratch scratch;
    struct raw_cell *raw; /* heap; of one row of the statement, behind the two ids */
    size_t raw_capacity;
    struct cell *cells; /* heap; of one row of a view */
    size_t cell_capacity;
    size_t hint; /* row of the view after the one found last */
};

/* A cell of the source that breaks the standard. */
struct misfit {
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
    struct misfit *misfits; /* heap; by row, then column */
    size_t n_misfits, misfit_capacity;
    bool last; /* of a fill that is not ranged: nothing follows */
};

/* How many parts the rows make; 0 = to be read from start to end until part.last. */
size_t fill_parts(const struct fill *fill);
/* Makes part `k`, replacing what `part` held. Errors name the file and the reason. */
rasif_status fill_part(struct filler *filler, const struct fill *fill, size_t k, struct part *part,
                       rasif_error *err);
void filler_free(struct filler *filler);
void part_free(struct part *part);

/* Does a column of this declared type store numbers as REAL (sqlite.org/datatype3.html, 3.1)? */
bool fill_real_affinity(const char *type);

#endif
