/* SPDX-License-Identifier: MIT
 *
 * Table b-trees put into a file: see btree.h.
 *
 * Leaves are made elsewhere, on all threads; here they get page numbers and pointers to each other,
 * in the order in which they come. A tree of one leaf lies on the root page that SQLite made for
 * the table; the first leaf therefore waits until a second one or the end comes. Interior pages are
 * made at the end, level by level, with children shared out evenly. Cost: each page is written
 * once, in large pieces. Format: sqlite.org/fileformat2.html, sections 1.5 and 1.6. */
#include "sqlitefile/btree.h"

#include "sqlitefile/statements.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Children of an interior page: 4 bytes of page, at most 9 of key, 2 of pointer each; the last one
 * stands in the head. */
#define MOST_CHILDREN ((PAGE_SIZE - INTERIOR_HEAD) / 15 + 1)
/* SQLite locks bytes from 2^30 on: the page that holds them is never used. */
#define LOCK_PAGE (uint32_t)((1u << 30) / PAGE_SIZE + 1)

/* Only files that we had SQLite make: our page size, nothing reserved, no vacuum. */
bool btree_open(struct btree_file *file, const char *path)
{
    unsigned char head[HEAD_SIZE];
    struct stat status;
    *file = (struct btree_file){.handle = -1};
    if (!pages_wanted())
        return statements_open(file, path);
    file->handle = open(path, O_RDWR | O_CLOEXEC);
    if (file->handle < 0 || fstat(file->handle, &status) != 0) {
        file->reason = errno;
        return false;
    }
    ssize_t n = pread(file->handle, head, sizeof head, 0);
    bool ours = n == (ssize_t)sizeof head && get_u16(head + HEAD_PAGE_SIZE) == PAGE_SIZE &&
                head[HEAD_RESERVED] == 0 && get_u32(head + HEAD_VACUUM) == 0 && status.st_size % (off_t)PAGE_SIZE == 0;
    file->n_pages = (uint32_t)(status.st_size / (off_t)PAGE_SIZE);
    return ours;
}

/* Until all is written: pwrite may write less. */
static bool write_at(struct btree_file *file, const unsigned char *bytes, size_t n, off_t at)
{
    while (n > 0) {
        ssize_t written = pwrite(file->handle, bytes, n, at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            file->reason = written < 0 ? errno : ENOSPC;
            return false;
        }
        bytes += written;
        n -= (size_t)written;
        at += written;
    }
    return true;
}

/* Page 1 lies at offset 0. */
static bool write_pages(struct btree_file *file, const unsigned char *pages, size_t n, uint32_t first)
{
    return write_at(file, pages, n * PAGE_SIZE, (off_t)(first - 1) * (off_t)PAGE_SIZE);
}

/* The number of the k-th page behind `after` pages. */
static uint32_t page_behind(uint32_t after, size_t k)
{
    uint32_t page = after + 1 + (uint32_t)k;
    return after < LOCK_PAGE && page >= LOCK_PAGE ? page + 1 : page;
}

/* Room for n pages behind the others; `*after` = those that were there. */
static bool reserve(struct btree_file *file, size_t n, uint32_t *after)
{
    *after = file->n_pages;
    if (n > UINT32_MAX - 2 - file->n_pages)
        return false;
    if (n > 0)
        file->n_pages = page_behind(*after, n - 1);
    return true;
}

/* Writes pages behind `after` pages, around the page of locks. */
static bool write_behind(struct btree_file *file, uint32_t after, const unsigned char *pages, size_t n)
{
    size_t before = n;
    if (after < LOCK_PAGE && after + n >= LOCK_PAGE)
        before = LOCK_PAGE - 1 - after;
    return write_pages(file, pages, before, after + 1) &&
           (before == n ||
            write_pages(file, pages + before * PAGE_SIZE, n - before, LOCK_PAGE + 1));
}

/* `skipped` pages at the start lie elsewhere. */
static void set_links(struct leaves *leaves, size_t skipped)
{
    for (size_t i = 0; i < leaves->n_links; i++)
        put_u32(leaves->pages + leaves->links[i].at,
                page_behind(leaves->after, leaves->links[i].page - skipped));
}

/* Gives the leaves their numbers and notes them as children. */
static bool place(struct btree_file *file, struct btree *tree, struct leaves *leaves)
{
    if (!reserve(file, leaves->n_pages, &leaves->after))
        return false;
    set_links(leaves, 0);
    for (size_t i = 0; i < leaves->n; i++) {
        struct leaf leaf = {leaves->items[i].last_id,
                            page_behind(leaves->after, leaves->items[i].page)};
        if (!PUSH(tree->items, tree->n, tree->capacity, leaf))
            return false;
    }
    return true;
}

/* Needs no order: the numbers are given. */
bool btree_write(struct btree_file *file, const struct leaves *leaves)
{
    if (file->db != NULL)
        return true;
    return write_behind(file, leaves->after, leaves->pages, leaves->n_pages);
}

/* Page 0, which was opened first, is the leaf; its overflow pages go to the end. */
static bool write_root_leaf(struct btree_file *file, struct btree *tree)
{
    struct leaves *leaf = &tree->first;
    if (!reserve(file, leaf->n_pages - 1, &leaf->after))
        return false;
    set_links(leaf, 1);
    return write_pages(file, leaf->pages, 1, tree->root) &&
           write_behind(file, leaf->after, leaf->pages + PAGE_SIZE, leaf->n_pages - 1);
}

/* The waiting leaf is exchanged with the caller's, so that neither is copied. */
bool btree_place(struct btree_file *file, struct btree *tree, struct leaves *leaves)
{
    if (file->db != NULL)
        return statements_put(file, tree, leaves);
    if (leaves->n == 0)
        return true;
    if (tree->n == 0 && !tree->waiting && leaves->n == 1) {
        struct leaves spare = tree->first;
        tree->first = *leaves;
        *leaves = spare;
        leaves_clear(leaves, true);
        leaves->last_id = tree->first.last_id;
        leaves->any = true;
        tree->waiting = true;
        return true;
    }
    if (tree->waiting) {
        tree->waiting = false;
        if (!place(file, tree, &tree->first) || !btree_write(file, &tree->first))
            return false;
    }
    return place(file, tree, leaves);
}

/* An interior page over children [0, n). */
static void make_interior(unsigned char *page, const struct leaf *children, size_t n)
{
    size_t free = PAGE_SIZE;
    memset(page, 0, PAGE_SIZE);
    for (size_t i = 0; i + 1 < n; i++) {
        free -= 4 + varint_size((uint64_t)children[i].last_id);
        put_u32(page + free, children[i].page);
        varint_put(page + free + 4, (uint64_t)children[i].last_id);
        put_u16(page + INTERIOR_HEAD + 2 * i, free);
    }
    page[0] = PAGE_INTERIOR;
    put_u16(page + PAGE_N_CELLS, n - 1);
    put_u16(page + PAGE_CELLS_BEGIN, free);
    put_u32(page + PAGE_LAST_CHILD, children[n - 1].page);
}

/* MOST_CHILDREN is what fits in any case; the keys of real tables are shorter. */
bool btree_finish(struct btree_file *file, struct btree *tree)
{
    unsigned char page[PAGE_SIZE];
    bool good = !tree->waiting || write_root_leaf(file, tree);
    size_t n = tree->n;
    while (good && n > MOST_CHILDREN) {
        /* Evenly, so that no page has only one child; what is written over has been read. */
        size_t n_pages = (n + MOST_CHILDREN - 1) / MOST_CHILDREN;
        for (size_t k = 0; k < n_pages && good; k++) {
            size_t from = n * k / n_pages, to = n * (k + 1) / n_pages;
            make_interior(page, tree->items + from, to - from);
            uint32_t after;
            good = reserve(file, 1, &after) && write_behind(file, after, page, 1);
            tree->items[k] = (struct leaf){tree->items[to - 1].last_id, page_behind(after, 0)};
        }
        n = n_pages;
    }
    if (good && n > 0) {
        make_interior(page, tree->items, n);
        good = write_pages(file, page, 1, tree->root);
    }
    btree_free(tree);
    return good;
}

/* The number of pages goes into the file's head last. */
bool btree_close(struct btree_file *file)
{
    unsigned char size[4];
    if (file->db != NULL)
        return statements_close(file);
    put_u32(size, file->n_pages);
    bool good = write_at(file, size, sizeof size, HEAD_N_PAGES);
    if (close(file->handle) != 0 && good) {
        file->reason = errno;
        good = false;
    }
    file->handle = -1;
    return good;
}

/* The file is removed by the caller. */
void btree_abandon(struct btree_file *file)
{
    sqlite3_close(file->db);
    file->db = NULL;
    if (file->handle >= 0)
        close(file->handle);
    file->handle = -1;
}

/* The tree can be used again. */
void btree_free(struct btree *tree)
{
    free(tree->items);
    leaves_free(&tree->first);
    tree->items = NULL;
    tree->n = tree->capacity = 0;
    tree->waiting = false;
}
