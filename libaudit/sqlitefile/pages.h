/* SPDX-License-Identifier: MIT
 *
 * The rows of a table's b-tree, read straight from the pages of an SQLite file
 * (sqlite.org/fileformat2.html, sections 1.5 and 1.6). SQLite stays in charge: it opens the file,
 * holds the lock and reads the bytes; and whatever is not as the format wants it is left to it,
 * with its errors. */
#ifndef RASIF_SQLITEFILE_PAGES_H
#define RASIF_SQLITEFILE_PAGES_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pages_step {
    PAGES_ROW,
    PAGES_END,
    PAGES_UNSUPPORTED, /* something that only SQLite should judge: ask a statement instead */
    PAGES_MEMORY,
};

#define PAGES_DEPTH 20 /* a b-tree of 2^31 pages has fewer levels */

/* An interior page on the way down, and which of its children the way takes. */
struct ancestor {
    unsigned char *page; /* heap */
    size_t child, n;     /* child n is the one in the head */
    int64_t least, most; /* ids that may stand below it */
};

/* A walk over the leaves of one table. */
struct pages {
    sqlite3_file *file;
    size_t page_size, usable; /* bytes; without those reserved at the end of each page */
    uint32_t n_pages, root;
    uint64_t longest; /* row that SQLite would take */
    bool utf8;        /* texts are in UTF-8 */
    /* pages read ahead, more at a time as long as they follow each other */
    unsigned char *window; /* heap; [window_room * page_size] */
    size_t window_room, window_pages;
    uint32_t window_first;
    unsigned char *row; /* heap; a row that does not lie in one piece */
    size_t row_capacity;
    struct ancestor ancestors[PAGES_DEPTH];
    size_t depth;              /* ancestors above the leaf */
    size_t leaf_depth;         /* of the first leaf, SIZE_MAX before: all have the same */
    bool keys_only;            /* rows are counted, not put together */
    const unsigned char *leaf; /* in the window; NULL before the first row and behind the last */
    size_t at, n;              /* next of its rows */
    int64_t from, to;
    int64_t least, most; /* ids that may stand in the leaf */
    size_t n_visited; /* pages, of this range: more than the file has is a ring */
    bool begun, any;
    int64_t last; /* id in this leaf, when there was any */
};

/* Looks at the file of a connection whose read transaction has begun and stays until pages_free.
 * False when it can't be read so (no transaction, a file in WAL mode: then a page may lie in
 * another file), or memory is out. */
bool pages_init(struct pages *pages, sqlite3 *db);
/* Rows with from <= id <= to of the table with that root page come next. Ranges that make up all
 * ids, each read to PAGES_END, have given every row of the table once: pages that could hide some
 * (without cells, ids out of their parent's range or order, leaves at several depths) are odd. */
void pages_range(struct pages *pages, uint32_t root, int64_t from, int64_t to);
/* The next row in the order of ids: its record, which lives until the next call. */
enum pages_step pages_next(struct pages *pages, int64_t *id, const unsigned char **record,
                           size_t *size);
/* How many rows with from <= id <= to there are. PAGES_END: *n of them; PAGES_UNSUPPORTED: nobody knows. */
enum pages_step pages_count(struct pages *pages, uint32_t root, int64_t from, int64_t to,
                            size_t *n);
void pages_free(struct pages *pages);

#endif
