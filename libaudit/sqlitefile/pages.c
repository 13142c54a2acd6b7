/* SPDX-License-Identifier: MIT
 *
 * A walk over the rows of a table's b-tree: see pages.h.
 *
 * From the root the walk goes down to the leaf that holds the first wanted id, by bisection in each
 * interior page (kind 5), and then from leaf (kind 13) to leaf by the stack of interior pages
 * above. Long rows go on in chains of overflow pages, which are put together. Nothing that stands
 * in a page is believed before it was checked against the size of the page and of the file: keys
 * must ascend within the bounds that the pages above give, and a tree is at most PAGES_DEPTH deep.
 * Anything else is PAGES_UNSUPPORTED, and SQLite reads the range. Cost: each page is read once; one
 * copy per interior and overflow page. Format: sqlite.org/fileformat2.html, sections 1.5 and 1.6. */
#include "sqlitefile/pages.h"

#include "base/arena.h"
#include "sqlitefile/format.h"
#include "sqlitefile/statements.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW (size_t)(128 * 1024) /* bytes read at once, at most */

/* ---- pages -------------------------------------------------------------------------------- */

/* Through SQLite's own handle of the file, so that its locks stay. */
static bool read_file(struct pages *p, void *to, size_t n, uint32_t page, size_t offset)
{
    sqlite3_int64 at =
        (sqlite3_int64)(page - 1) * (sqlite3_int64)p->page_size + (sqlite3_int64)offset;
    return p->file->pMethods->xRead(p->file, to, (int)n, at) == SQLITE_OK;
}

/* A page of the table, in the window until the next call; NULL when there is none of that number.
 */
static const unsigned char *get_page(struct pages *p, uint32_t page)
{
    if (page < 2 || page > p->n_pages || ++p->n_visited > p->n_pages)
        return NULL;
    if (page < p->window_first || page >= p->window_first + p->window_pages) {
        bool follows = page == p->window_first + p->window_pages;
        size_t n = follows ? 2 * p->window_pages : 1;
        n = n > p->window_room ? p->window_room : n;
        n = n > p->n_pages - page + 1 ? p->n_pages - page + 1 : n;
        p->window_pages = 0;
        if (!read_file(p, p->window, n * p->page_size, page, 0))
            return NULL;
        p->window_first = page;
        p->window_pages = n;
    }
    return p->window + (page - p->window_first) * p->page_size;
}

/* The child of an interior page, and the ids that may stand below it. */
static uint32_t child_of(const struct pages *p, const struct ancestor *ancestor, size_t child,
                         int64_t *least, int64_t *most)
{
    uint64_t key = 0;
    if (child > 0) {
        size_t before = get_u16(ancestor->page + INTERIOR_HEAD + 2 * (child - 1));
        varint_get(ancestor->page + before + 4, ancestor->page + p->usable, &key);
    }
    *least = child > 0 ? (int64_t)key + 1 : ancestor->least;
    *most = ancestor->most;
    if (child == ancestor->n)
        return get_u32(ancestor->page + PAGE_LAST_CHILD);
    size_t at = get_u16(ancestor->page + INTERIOR_HEAD + 2 * child);
    varint_get(ancestor->page + at + 4, ancestor->page + p->usable, &key);
    *most = (int64_t)key;
    return get_u32(ancestor->page + at);
}

/* Takes an interior page: it has cells, and their keys ascend and leave ids to each child. */
static bool check_ancestor(const struct pages *p, struct ancestor *ancestor, int64_t least, int64_t most)
{
    ancestor->n = get_u16(ancestor->page + PAGE_N_CELLS);
    ancestor->least = least;
    ancestor->most = most;
    if (ancestor->n == 0 || ancestor->n > (p->usable - INTERIOR_HEAD) / 6)
        return false;
    for (size_t i = 0; i < ancestor->n; i++) {
        size_t at = get_u16(ancestor->page + INTERIOR_HEAD + 2 * i);
        uint64_t key;
        if (at < INTERIOR_HEAD + 2 * ancestor->n || at + 4 > p->usable ||
            varint_get(ancestor->page + at + 4, ancestor->page + p->usable, &key) == 0 ||
            (int64_t)key < least || (int64_t)key >= most)
            return false;
        least = (int64_t)key + 1;
    }
    return true;
}

/* The first child whose rows may reach `id`. */
static void find_child(const struct pages *p, struct ancestor *ancestor, int64_t id)
{
    size_t low = 0, high = ancestor->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2, at = get_u16(ancestor->page + INTERIOR_HEAD + 2 * middle);
        uint64_t key = 0;
        varint_get(ancestor->page + at + 4, ancestor->page + p->usable, &key);
        if ((int64_t)key < id)
            low = middle + 1;
        else
            high = middle;
    }
    ancestor->child = low;
}

/* A leaf below the root has rows, and all leaves are equally deep. */
static bool take_leaf(struct pages *p, const unsigned char *page)
{
    p->leaf = page;
    p->at = 0;
    p->n = get_u16(page + PAGE_N_CELLS);
    p->any = false;
    if (p->leaf_depth == SIZE_MAX)
        p->leaf_depth = p->depth;
    /* a row takes four bytes and its pointer at least */
    return p->n <= (p->usable - LEAF_HEAD) / 6 && (p->n > 0 || p->depth == 0) && p->depth == p->leaf_depth;
}

/* Goes down from a page, below which `least` to `most` may stand, to the leaf with the first row
 * from `id` on. */
static bool descend(struct pages *p, uint32_t number, int64_t least, int64_t most, int64_t id)
{
    const unsigned char *page;
    while ((page = get_page(p, number)) != NULL && page[0] == PAGE_INTERIOR && p->depth < PAGES_DEPTH) {
        struct ancestor *ancestor = &p->ancestors[p->depth];
        if (ancestor->page == NULL && (ancestor->page = malloc(p->page_size)) == NULL)
            return false;
        memcpy(ancestor->page, page, p->page_size);
        if (!check_ancestor(p, ancestor, least, most))
            return false;
        find_child(p, ancestor, id);
        number = child_of(p, ancestor, ancestor->child, &least, &most);
        p->depth++;
    }
    if (page == NULL || page[0] != PAGE_LEAF)
        return false;
    p->least = least;
    p->most = most;
    return take_leaf(p, page);
}

/* The leaf after this one. `*end` = there is none. */
static bool next_leaf(struct pages *p, bool *end)
{
    int64_t least, most;
    while (p->depth > 0 && p->ancestors[p->depth - 1].child == p->ancestors[p->depth - 1].n)
        p->depth--;
    *end = p->depth == 0;
    if (*end)
        return true;
    struct ancestor *ancestor = &p->ancestors[p->depth - 1];
    uint32_t number = child_of(p, ancestor, ++ancestor->child, &least, &most);
    return descend(p, number, least, most, INT64_MIN);
}

/* ---- rows --------------------------------------------------------------------------------- */

/* Puts a row of `size` bytes together that only begins in the leaf: `local` bytes, then the number
 * of its first overflow page. */
static enum pages_step gather(struct pages *p, const unsigned char *at, size_t local, size_t size)
{
    uint32_t page = get_u32(at + local);
    if ((size - local) / (p->usable - 4) > p->n_pages)
        return PAGES_UNSUPPORTED;
    if (!array_reserve(&p->row, &p->row_capacity, size, 1))
        return PAGES_MEMORY;
    memcpy(p->row, at, local);
    for (size_t done = local; done < size;) {
        unsigned char next[4];
        size_t take = size - done < p->usable - 4 ? size - done : p->usable - 4;
        if (page < 2 || page > p->n_pages || !read_file(p, next, sizeof next, page, 0) ||
            !read_file(p, p->row + done, take, page, 4))
            return PAGES_UNSUPPORTED;
        page = get_u32(next);
        done += take;
    }
    return PAGES_ROW;
}

/* The size and id of row p->at of the leaf, whose ids ascend within what may stand there: where its
 * values begin, NULL when the page is damaged. */
static const unsigned char *row_head(struct pages *p, uint64_t *size)
{
    size_t offset = get_u16(p->leaf + LEAF_HEAD + 2 * p->at);
    const unsigned char *at = p->leaf + offset, *end = p->leaf + p->usable;
    uint64_t key;
    bool inside = offset >= LEAF_HEAD + 2 * p->n && offset < p->usable;
    size_t n = inside ? varint_get(at, end, size) : 0;
    size_t m = n > 0 ? varint_get(at + n, end, &key) : 0;
    if (m == 0 || *size > p->longest || (int64_t)key < p->least || (int64_t)key > p->most ||
        (p->any && (int64_t)key <= p->last))
        return NULL;
    p->last = (int64_t)key;
    p->any = true;
    return at + n + m;
}

/* Do the rows of the leaf from number `at` on ascend? SQLite looks for the ends of a range by halves,
 * and finds others where they do not. */
static bool leaf_ascends(struct pages *p, size_t at)
{
    uint64_t size;
    for (p->at = at; p->at < p->n; p->at++)
        if (row_head(p, &size) == NULL)
            return false;
    return true;
}

/* Row p->at of the leaf, when its id is in the range. */
static enum pages_step take_row(struct pages *p, int64_t *id, const unsigned char **record,
                                size_t *whole)
{
    uint64_t size;
    const unsigned char *at = row_head(p, &size), *end = p->leaf + p->usable;
    if (at == NULL)
        return PAGES_UNSUPPORTED;
    *id = p->last;
    if (*id < p->from)
        return PAGES_END;
    if (*id > p->to)
        return leaf_ascends(p, p->at + 1) ? PAGES_END : PAGES_UNSUPPORTED;
    size_t local = local_size(size, p->usable);
    if (local + (size > local ? 4 : 0) > (size_t)(end - at))
        return PAGES_UNSUPPORTED;
    if (size > local && !p->keys_only) {
        enum pages_step step = gather(p, at, local, (size_t)size);
        if (step != PAGES_ROW)
            return step;
        at = p->row;
    }
    *record = at;
    *whole = (size_t)size;
    return PAGES_ROW;
}

/* ---- a walk ------------------------------------------------------------------------------- */

/* Refuses a file whose pages may lie elsewhere, and a connection that holds no lock on it. */
bool pages_init(struct pages *p, sqlite3 *db)
{
    unsigned char head[HEAD_SIZE];
    sqlite3_int64 size = 0;
    *p = (struct pages){0};
    if (!pages_wanted())
        return false;
    p->page_size = 1; /* for read_file */
    if (sqlite3_txn_state(db, "main") < SQLITE_TXN_READ ||
        sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &p->file) != SQLITE_OK ||
        p->file == NULL || p->file->pMethods == NULL || !read_file(p, head, sizeof head, 1, 0) ||
        p->file->pMethods->xFileSize(p->file, &size) != SQLITE_OK)
        return false;
    p->page_size = get_u16(head + HEAD_PAGE_SIZE) == 1 ? 65536 : get_u16(head + HEAD_PAGE_SIZE);
    p->usable = p->page_size - head[HEAD_RESERVED];
    /* in WAL mode a page may lie in another file */
    if (p->page_size < 512 || p->usable < 480 || head[HEAD_VERSIONS] != 1 || head[HEAD_VERSIONS + 1] != 1)
        return false;
    sqlite3_int64 pages = size / (sqlite3_int64)p->page_size;
    p->n_pages = pages > UINT32_MAX - 1 ? 0 : (uint32_t)pages;
    /* The head's own number holds when it was written together with the change counter. */
    uint32_t said = get_u32(head + HEAD_N_PAGES);
    if (said > 0 && said < p->n_pages && memcmp(head + HEAD_CHANGES, head + HEAD_VALID_FOR, 4) == 0)
        p->n_pages = said;
    p->utf8 = get_u32(head + HEAD_ENCODING) == 1;
    p->longest = (uint64_t)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, -1);
    p->window_room = WINDOW / p->page_size > 0 ? WINDOW / p->page_size : 1;
    p->window = malloc(p->window_room * p->page_size);
    return p->n_pages > 1 && p->window != NULL;
}

/* Only notes the range: pages are read by pages_next. */
void pages_range(struct pages *pages, uint32_t root, int64_t from, int64_t to)
{
    if (pages->root != root)
        pages->leaf_depth = SIZE_MAX;
    pages->root = root;
    pages->from = from;
    pages->to = to;
    pages->begun = pages->any = false;
    pages->depth = pages->n_visited = 0;
    pages->leaf = NULL;
}

/* The row's bytes stay valid until the next call. */
enum pages_step pages_next(struct pages *p, int64_t *id, const unsigned char **record, size_t *size)
{
    bool end = false;
    if (!p->begun) {
        p->begun = true;
        if (!descend(p, p->root, INT64_MIN, INT64_MAX, p->from) ||
            (p->from > INT64_MIN && !leaf_ascends(p, 0)))
            return PAGES_UNSUPPORTED;
        p->at = 0;
        p->any = false;
    }
    while (p->leaf != NULL) {
        while (p->at < p->n) {
            enum pages_step step = take_row(p, id, record, size);
            p->at++;
            if (step == PAGES_END && *id < p->from)
                continue; /* the leaf begins before the range */
            if (step == PAGES_END)
                p->leaf = NULL;
            return step;
        }
        if (!next_leaf(p, &end))
            return PAGES_UNSUPPORTED;
        if (end)
            p->leaf = NULL;
    }
    return PAGES_END;
}

/* A walk that puts no row together. */
enum pages_step pages_count(struct pages *pages, uint32_t root, int64_t from, int64_t to,
                            size_t *n)
{
    const unsigned char *record;
    enum pages_step step;
    size_t size;
    int64_t id;
    pages_range(pages, root, from, to);
    pages->keys_only = true;
    for (*n = 0; (step = pages_next(pages, &id, &record, &size)) == PAGES_ROW;)
        ++*n;
    pages->keys_only = false;
    return step;
}

/* The handle belongs to SQLite. */
void pages_free(struct pages *pages)
{
    for (size_t i = 0; i < PAGES_DEPTH; i++)
        free(pages->ancestors[i].page);
    free(pages->window);
    free(pages->row);
    *pages = (struct pages){0};
}
