/* SPDX-License-Identifier: MIT
 *
 * Leaf pages of a table b-tree (sqlite.org/fileformat2.html, sections 1.6 and 1.7), packed full in
 * the order of their rows, with the overflow pages of long rows among them. Pages are numbered from
 * 0 within one `struct leaves`; where they come to lie in the file is known when they are written,
 * so several parts of a table can be made at the same time. */
#ifndef RASIF_SQLITEFILE_LEAVES_H
#define RASIF_SQLITEFILE_LEAVES_H

#include "sqlitefile/record.h"

#define PAGE_SIZE (size_t)4096 /* of every file we write; no bytes reserved */

struct leaf {
    int64_t last_id; /* of its rows */
    uint32_t page;
};

/* A row that is kept for a statement (statements.h). */
struct kept_row {
    int64_t id;
    size_t at, n; /* its record, in `pages` */
};

/* A page number inside a page, to be set when it is known. */
struct page_link {
    size_t at; /* offset in `pages` of its four bytes */
    uint32_t page;
};

struct leaves {
    unsigned char *pages; /* heap; [n_pages * PAGE_SIZE] */
    size_t n_pages, page_capacity;
    struct leaf *items; /* heap; complete leaves and, after leaves_close, the last */
    size_t n, capacity;
    struct page_link *links; /* heap */
    size_t n_links, link_capacity;
    size_t open;          /* page of the leaf being filled; SIZE_MAX = none */
    size_t n_cells, free; /* in it: rows, and where their bytes begin       */
    int64_t last_id;      /* added last                                     */
    bool any;             /* is there a last_id?                            */
    uint32_t after;       /* once placed: the file's pages before them      */
    /* Without pages of our own (pages_wanted): the records themselves, one behind the other. */
    bool keeps_rows;
    struct kept_row *rows; /* heap */
    size_t n_rows, row_capacity, n_bytes;
};

enum leaves_status { LEAVES_OK, LEAVES_MEMORY, LEAVES_ORDER };

/* Empty again; keeps its memory and, unless `restart`, the last id. */
void leaves_clear(struct leaves *leaves, bool restart);
/* Adds a row; ids must ascend (LEAVES_ORDER). */
enum leaves_status leaves_add(struct leaves *leaves, int64_t id, const struct record *record);
/* Completes the leaf being filled. LEAVES_MEMORY leaves nothing to use. */
enum leaves_status leaves_close(struct leaves *leaves);
void leaves_free(struct leaves *leaves);

#endif
