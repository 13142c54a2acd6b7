/* SPDX-License-Identifier: MIT
 *
 * Any bytes as an SQLite file: whatever is read of a table's pages to its end, SQLite reads as
 * well, the same rows. Every other change of an input is one of a b-tree: the number, order and place of
 * cells, keys, children, kinds, whole pages. */
#include "fuzz.h"

#include "../unit/plain_oracle.h"
#include "sqlitefile/format.h"

#define MOST_COLUMNS 16

static void try_table(sqlite3 *db, const char *table)
{
    const char *names[MOST_COLUMNS], *key = NULL;
    char copies[MOST_COLUMNS + 1][64], select[4096];
    size_t n = 0, length = 0, rows;
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db, "SELECT name, pk FROM pragma_table_info(?1)", -1, &s, NULL) !=
        SQLITE_OK)
        return;
    sqlite3_bind_text(s, 1, table, -1, SQLITE_STATIC);
    while (n < MOST_COLUMNS && sqlite3_step(s) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(s, 0);
        if (name == NULL || strlen(name) >= sizeof copies[0])
            continue;
        strcpy(copies[n], name);
        if (key == NULL && sqlite3_column_int(s, 1) != 0) {
            strcpy(copies[MOST_COLUMNS], name);
            key = copies[MOST_COLUMNS];
        }
        names[n] = copies[n];
        n++;
    }
    sqlite3_finalize(s);
    struct plain *plain = plain_open(db, table, key, names, n, RAW_BYTES);
    if (plain == NULL)
        return;
    const char *id = key != NULL ? key : "rowid";
    sqlite3_snprintf((int)sizeof select, select, "SELECT \"%w\"", id);
    for (size_t i = 0; i < n; i++) {
        length = strlen(select);
        sqlite3_snprintf((int)(sizeof select - length), select + length, ",\"%w\"", names[i]);
    }
    length = strlen(select);
    sqlite3_snprintf((int)(sizeof select - length), select + length,
                     " FROM \"%w\" WHERE \"%w\" BETWEEN ?1 AND ?2 ORDER BY 1", table, id);
    must(plain_against(db, plain, select, n, INT64_MIN, INT64_MAX, &rows) != DISAGREE);
    must(plain_against(db, plain, select, n, 3, 20, &rows) != DISAGREE);
    plain_close(plain);
}

/* libFuzzer's, where it is linked. */
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

static unsigned next_of(unsigned *seed, size_t n)
{
    *seed = *seed * 1103515245u + 12345u;
    return n > 0 ? (*seed >> 8) % (unsigned)n : 0;
}

/* Changes what one page of a table says of itself. */
static void change_page(uint8_t *page, size_t page_size, size_t n_pages, unsigned *seed)
{
    size_t head = page[0] == PAGE_INTERIOR ? INTERIOR_HEAD : LEAF_HEAD;
    size_t n = get_u16(page + PAGE_N_CELLS);
    n = n > 0 && head + 2 * n < page_size ? n : 1;
    uint8_t *pointer = page + head + 2 * next_of(seed, n), *other = page + head + 2 * next_of(seed, n);
    size_t cell = get_u16(pointer) < page_size - 12 ? get_u16(pointer) : head, kept;
    switch (next_of(seed, 8)) {
    case 0:
        put_u16(page + PAGE_N_CELLS, (n + 65536 + next_of(seed, 5) - 2) % 65536);
        break;
    case 1:
        put_u16(page + PAGE_N_CELLS, 0);
        break;
    case 2:
        kept = get_u16(pointer);
        put_u16(pointer, get_u16(other));
        put_u16(other, kept);
        break;
    case 3:
        put_u16(pointer, next_of(seed, page_size));
        break;
    case 4: /* of a leaf: the size or the id of a row; of others a child or a key */
        page[cell + next_of(seed, 6)] = (uint8_t)next_of(seed, 256);
        break;
    case 5:
        put_u32(page[0] == PAGE_INTERIOR ? page + PAGE_LAST_CHILD : page + cell,
                1 + next_of(seed, n_pages + 1));
        break;
    case 6:
        put_u32(page + cell, 1 + next_of(seed, n_pages + 1));
        break;
    default:
        page[0] = page[0] == PAGE_LEAF ? PAGE_INTERIOR : PAGE_LEAF;
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    size_t page_size = size > HEAD_SIZE ? get_u16(data + HEAD_PAGE_SIZE) : 0;
    size_t n_pages = page_size >= 512 ? size / page_size : 0;
    if (n_pages < 2 || next_of(&seed, 2) == 0)
        return LLVMFuzzerMutate != NULL ? LLVMFuzzerMutate(data, size, most) : size;
    uint8_t *page = data + page_size * (1 + next_of(&seed, n_pages - 1));
    uint8_t *other = data + page_size * (1 + next_of(&seed, n_pages - 1));
    if (next_of(&seed, 10) == 0 && page != other)
        memcpy(page, other, page_size);
    else
        change_page(page, page_size, n_pages, &seed);
    return size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file(".gpkg", data, size);
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    char tables[8][64];
    size_t n = 0;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        sqlite3_exec(db, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL) ==
            SQLITE_OK &&
        sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table'", -1, &s,
                           NULL) == SQLITE_OK)
        while (n < 8 && sqlite3_step(s) == SQLITE_ROW) {
            const char *name = (const char *)sqlite3_column_text(s, 0);
            if (name != NULL && strlen(name) < sizeof tables[0])
                strcpy(tables[n++], name);
        }
    sqlite3_finalize(s);
    for (size_t i = 0; i < n; i++)
        try_table(db, tables[i]);
    sqlite3_close(db);
    return 0;
}
