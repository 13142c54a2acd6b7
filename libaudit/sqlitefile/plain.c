/* SPDX-License-Identifier: MIT
 *
 * Cells of a plain table without a statement: see plain.h.
 *
 * In: records of its b-tree (sqlite.org/fileformat2.html, section 2.1). Out: raw cells, as a
 * statement would give them. A record begins with the types of its columns, from which sizes
 * follow; wanted columns are picked in one walk over the types. A whole number in a column of type
 * REAL becomes a real number, as SQLite does when it reads one. Records of before a column was
 * added end early: the rest is NULL, or the row is left to SQLite when the column has a default. Cost: linear in the number of columns, no copy. */
#include "sqlitefile/plain.h"

#include "base/arena.h"
#include "sqlitefile/format.h"

#include <stdlib.h>
#include <string.h>

/* What of the records a column is. */
struct stored {
    size_t cell; /* SIZE_MAX = not wanted */
    bool is_key; /* null in the record: the row's number */
    bool real;   /* whole numbers in it are reals, stored short */
    bool has_default;
};

struct plain {
    struct pages pages;
    uint32_t root;
    struct stored *stored; /* heap; columns in the order of the records */
    size_t n_stored, stored_capacity;
    struct raw_cell *cells; /* heap; [1 + n_cells], the id first */
    size_t n_cells;
    bool ends;   /* texts get a NUL */
    char *texts; /* heap; those of a row */
    size_t text_capacity, n_texts;
};

/* A copy of a text that ends with a NUL; there is room for it. */
static const char *end_text(struct plain *p, const unsigned char *at, size_t bytes)
{
    char *text = p->texts + p->n_texts;
    memcpy(text, at, bytes);
    text[bytes] = '\0';
    p->n_texts += bytes + 1;
    return text;
}

/* A value by its serial type; its bytes are there. */
static void set_cell(struct plain *p, struct raw_cell *cell, uint64_t type, const unsigned char *at,
                     bool real)
{
    *cell = serial_cell(type, at);
    if (cell->type == SQLITE_TEXT && p->ends)
        cell->is.bytes = end_text(p, at, cell->length);
    else if (cell->type == SQLITE_INTEGER && real)
        *cell = (struct raw_cell){.type = SQLITE_FLOAT, .is.real = (double)cell->is.integer};
}

/* The cells of a record: a header of types, then the values. A header without a type is damaged for
 * SQLite, whatever columns it is asked for. */
static enum pages_step set_cells(struct plain *p, const unsigned char *record, size_t size,
                                 int64_t id)
{
    uint64_t head;
    size_t at = varint_get(record, record + size, &head);
    if (at == 0 || head <= at || head > size)
        return PAGES_UNSUPPORTED;
    p->n_texts = 0;
    if (p->ends && !array_reserve(&p->texts, &p->text_capacity, size + p->n_cells, 1))
        return PAGES_MEMORY;
    const unsigned char *value = record + head, *end = record + size;
    for (size_t i = 0; i < p->n_stored; i++) {
        const struct stored *stored = &p->stored[i];
        uint64_t type = 0;
        if (at >= head && stored->has_default)
            return PAGES_UNSUPPORTED; /* a column that was added when the row was there */
        if (at < head) {
            size_t n = record[at] < 128 ? 1 : varint_get(record + at, record + head, &type);
            type = n == 1 ? record[at] : type;
            at += n;
            if (n == 0 || type == 10 || type == 11)
                return PAGES_UNSUPPORTED;
        }
        uint64_t bytes = serial_size(type);
        if (bytes > (uint64_t)(end - value))
            return PAGES_UNSUPPORTED;
        if (stored->is_key && type != 0)
            return PAGES_UNSUPPORTED;
        if (stored->cell != SIZE_MAX && stored->is_key)
            p->cells[stored->cell] = (struct raw_cell){.type = SQLITE_INTEGER, .is.integer = id};
        else if (stored->cell != SIZE_MAX)
            set_cell(p, &p->cells[stored->cell], type, value, stored->real);
        value += bytes;
    }
    return at < head || value == end ? PAGES_ROW : PAGES_UNSUPPORTED;
}

/* Cells point into the page. */
enum pages_step plain_next(struct plain *plain, const struct raw_cell **cells)
{
    const unsigned char *record;
    size_t size;
    int64_t id;
    enum pages_step step = pages_next(&plain->pages, &id, &record, &size);
    *cells = plain->cells;
    if (step != PAGES_ROW)
        return step;
    plain->cells[0] = (struct raw_cell){.type = SQLITE_INTEGER, .is.integer = id};
    return set_cells(plain, record, size, id);
}

/* Keys [first, last], both included. */
void plain_range(struct plain *plain, int64_t from, int64_t to)
{
    pages_range(&plain->pages, plain->root, from, to);
}

/* ---- which tables ------------------------------------------------------------------------- */

/* A number about the table; -1 when there is no such row. */
static int64_t ask(sqlite3 *db, const char *sql, const char *table)
{
    sqlite3_stmt *s = NULL;
    int64_t answer = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK &&
        sqlite3_bind_text(s, 1, table, -1, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW)
        answer = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return answer;
}

/* The table's next column, as pragma_table_xinfo has it. False = not to be read so. */
static bool add_stored(struct plain *p, sqlite3_stmt *column, const char *key,
                       const char *const *columns, size_t n)
{
    const char *name = (const char *)sqlite3_column_text(column, 0);
    const char *type = (const char *)sqlite3_column_text(column, 1);
    struct stored stored = {.cell = SIZE_MAX,
                            .is_key = sqlite3_column_int(column, 3) != 0,
                            .real = type != NULL && stores_reals(type),
                            .has_default = sqlite3_column_int(column, 2) != 0};
    bool hidden = sqlite3_column_int(column, 4) != 0;
    if (name == NULL || hidden)
        return false;
    /* A column of that name would hide the row's number. */
    if (key == NULL ? sqlite3_stricmp(name, "rowid") == 0
                    : stored.is_key != (sqlite3_stricmp(name, key) == 0))
        return false;
    for (size_t i = 0; i < n; i++)
        if (sqlite3_stricmp(name, columns[i]) == 0) {
            if (stored.cell != SIZE_MAX)
                return false;
            stored.cell = 1 + i;
            p->n_cells++;
        }
    return PUSH(p->stored, p->n_stored, p->stored_capacity, stored);
}

/* Without an index of its own a primary key is the row's number, and the table has one. */
static bool look_at_table(struct plain *p, sqlite3 *db, const char *table, const char *key,
                          const char *const *columns, size_t n)
{
    int64_t root = ask(db,
                       "SELECT rootpage FROM main.sqlite_schema WHERE type = 'table' AND "
                       "name = ?1 COLLATE NOCASE",
                       table);
    int64_t others = ask(db,
                         "SELECT count(*) FROM pragma_index_list(?1, 'main') "
                         "WHERE origin = 'pk'",
                         table);
    sqlite3_stmt *s = NULL;
    if (root < 2 || root > p->pages.n_pages || others != 0 ||
        sqlite3_prepare_v2(db,
                           "SELECT name, type, dflt_value IS NOT NULL, pk, hidden "
                           "FROM pragma_table_xinfo(?1, 'main') ORDER BY cid",
                           -1, &s, NULL) != SQLITE_OK ||
        sqlite3_bind_text(s, 1, table, -1, SQLITE_STATIC) != SQLITE_OK) {
        sqlite3_finalize(s);
        return false;
    }
    bool good = true;
    while (good && sqlite3_step(s) == SQLITE_ROW)
        good = add_stored(p, s, key, columns, n);
    good = sqlite3_finalize(s) == SQLITE_OK && good;
    p->root = (uint32_t)root;
    return good && p->n_cells == n;
}

/* NULL where only a statement reads the table rightly: views, WITHOUT ROWID, unknown columns. */
struct plain *plain_open(sqlite3 *db, const char *table, const char *key,
                         const char *const *columns, size_t n, enum raw_texts texts)
{
    struct plain *p = calloc(1, sizeof *p);
    if (p == NULL)
        return NULL;
    p->cells = calloc(n + 1, sizeof *p->cells);
    if (p->cells == NULL || !pages_init(&p->pages, db) || (texts == RAW_UTF8 && !p->pages.utf8) ||
        !look_at_table(p, db, table, key, columns, n)) {
        plain_close(p);
        return NULL;
    }
    p->ends = texts == RAW_UTF8;
    plain_range(p, INT64_MIN, INT64_MAX);
    return p;
}

/* NULL is allowed. */
void plain_close(struct plain *plain)
{
    if (plain == NULL)
        return;
    pages_free(&plain->pages);
    free(plain->stored);
    free(plain->cells);
    free(plain->texts);
    free(plain);
}
