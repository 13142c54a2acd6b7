/* SPDX-License-Identifier: MIT
 *
 * Leaves of a table's b-tree: see leaves.h.
 *
 * A page is filled from both sides: pointers to cells from the front, cells from the back, as
 * SQLite lays them out. A row too long for its page goes on in a chain of overflow pages, whose
 * numbers are not known yet: the places of these numbers are noted as links. Cost: a record is
 * copied once. Unused bytes are zero, so that the same rows give the same bytes. */
#include "sqlitefile/leaves.h"

#include "sqlitefile/statements.h"

#include <stdlib.h>

#define OVERFLOW_BYTES (PAGE_SIZE - 4)

/* Memory stays for the next part. */
void leaves_clear(struct leaves *leaves, bool restart)
{
    leaves->n_pages = leaves->n = leaves->n_links = 0;
    leaves->open = SIZE_MAX;
    leaves->any = leaves->any && !restart;
    leaves->n_rows = leaves->n_bytes = 0;
    leaves->keeps_rows = !pages_wanted();
}

/* Also of leaves that were never used. */
void leaves_free(struct leaves *leaves)
{
    free(leaves->pages);
    free(leaves->items);
    free(leaves->links);
    free(leaves->rows);
    *leaves = (struct leaves){.open = SIZE_MAX};
}

/* A new page, not cleared; SIZE_MAX when memory is out. */
static size_t add_page(struct leaves *leaves)
{
    size_t page = leaves->n_pages;
    if (page >= UINT32_MAX ||
        !array_reserve(&leaves->pages, &leaves->page_capacity, (page + 1) * PAGE_SIZE, 1))
        return SIZE_MAX;
    leaves->n_pages++;
    return page;
}

/* The head is written when the number of cells is known. */
enum leaves_status leaves_close(struct leaves *leaves)
{
    if (leaves->open == SIZE_MAX)
        return LEAVES_OK;
    unsigned char *page = leaves->pages + leaves->open * PAGE_SIZE;
    size_t pointers_end = LEAF_HEAD + 2 * leaves->n_cells;
    memset(page, 0, LEAF_HEAD);
    page[0] = PAGE_LEAF;
    put_u16(page + PAGE_N_CELLS, leaves->n_cells);
    put_u16(page + PAGE_CELLS_BEGIN, leaves->free);
    memset(page + pointers_end, 0,
           leaves->free - pointers_end); /* the same input, the same bytes */
    struct leaf leaf = {leaves->last_id, (uint32_t)leaves->open};
    leaves->open = SIZE_MAX;
    return PUSH(leaves->items, leaves->n, leaves->capacity, leaf) ? LEAVES_OK : LEAVES_MEMORY;
}

/* Bytes [from, ...) of header size, types and body, as if they lay in one piece. */
static void copy_payload(unsigned char *to, const struct record *record, size_t from, size_t n)
{
    unsigned char size[9];
    const struct {
        const unsigned char *bytes;
        size_t n;
    } parts[] = {{size, varint_put(size, record_header_size(record))},
                 {record->types, record->n_types},
                 {record->body, record->n_body}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts && n > 0; i++) {
        if (from >= parts[i].n) {
            from -= parts[i].n;
            continue;
        }
        size_t take = parts[i].n - from < n ? parts[i].n - from : n;
        memcpy(to, parts[i].bytes + from, take);
        to += take;
        n -= take;
        from = 0;
    }
}

/* The rest of a row in a chain of pages; the first is linked at `link_at`. */
static enum leaves_status add_overflow(struct leaves *leaves, size_t link_at,
                                       const struct record *record, size_t from, size_t n)
{
    while (n > 0) {
        size_t page = add_page(leaves);
        size_t take = n < OVERFLOW_BYTES ? n : OVERFLOW_BYTES;
        struct page_link link = {link_at, (uint32_t)page};
        if (page == SIZE_MAX || !PUSH(leaves->links, leaves->n_links, leaves->link_capacity, link))
            return LEAVES_MEMORY;
        link_at = page * PAGE_SIZE;
        memset(leaves->pages + link_at, 0, 4); /* the last page of a chain */
        copy_payload(leaves->pages + link_at + 4, record, from, take);
        memset(leaves->pages + link_at + 4 + take, 0, OVERFLOW_BYTES - take);
        from += take;
        n -= take;
    }
    return LEAVES_OK;
}

/* A leaf with room for a cell of `size` bytes and its pointer. */
static enum leaves_status make_room(struct leaves *leaves, size_t size)
{
    if (leaves->open != SIZE_MAX && LEAF_HEAD + 2 * (leaves->n_cells + 1) + size <= leaves->free)
        return LEAVES_OK;
    if (leaves_close(leaves) != LEAVES_OK)
        return LEAVES_MEMORY;
    leaves->open = add_page(leaves);
    leaves->n_cells = 0;
    leaves->free = PAGE_SIZE;
    return leaves->open != SIZE_MAX ? LEAVES_OK : LEAVES_MEMORY;
}

/* The whole record as it is, for a statement. */
static enum leaves_status keep_row(struct leaves *leaves, int64_t id, const struct record *record)
{
    size_t n = record_header_size(record) + record->n_body;
    struct kept_row row = {id, leaves->n_bytes, n};
    if (!array_reserve(&leaves->pages, &leaves->page_capacity, row.at + n, 1) ||
        !PUSH(leaves->rows, leaves->n_rows, leaves->row_capacity, row))
        return LEAVES_MEMORY;
    copy_payload(leaves->pages + row.at, record, 0, n);
    leaves->n_bytes += n;
    leaves->last_id = id;
    leaves->any = true;
    return LEAVES_OK;
}

/* Ids must ascend: a b-tree is searched by them. */
enum leaves_status leaves_add(struct leaves *leaves, int64_t id, const struct record *record)
{
    if (record->failed)
        return LEAVES_MEMORY;
    if (leaves->any && id <= leaves->last_id)
        return LEAVES_ORDER;
    if (leaves->keeps_rows)
        return keep_row(leaves, id, record);
    size_t payload = record_header_size(record) + record->n_body;
    size_t local = local_size(payload, PAGE_SIZE);
    size_t heads = varint_size(payload) + varint_size((uint64_t)id);
    size_t size = heads + local + (payload > local ? 4 : 0);
    if (make_room(leaves, size) != LEAVES_OK)
        return LEAVES_MEMORY;
    leaves->last_id = id;
    leaves->any = true;
    leaves->free -= size;
    size_t at = leaves->open * PAGE_SIZE;
    put_u16(leaves->pages + at + LEAF_HEAD + 2 * leaves->n_cells++, leaves->free);
    at += leaves->free;
    at += varint_put(leaves->pages + at, payload);
    at += varint_put(leaves->pages + at, (uint64_t)id);
    copy_payload(leaves->pages + at, record, 0, local);
    return add_overflow(leaves, at + local, record, local, payload - local);
}
