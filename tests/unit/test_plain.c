/* SPDX-License-Identifier: MIT
 *
 * sqlitefile/pages.c, sqlitefile/plain.c: rows read from the pages of files that SQLite wrote, against SQLite's own
 * statement: every size of page, reserved bytes, every length around an overflow, gaps, ranges,
 * columns added later; which tables are left to SQLite; damaged pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "plain_oracle.h"

/* Reproducible everywhere. */
static uint64_t random_bits(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 11;
}

static void run_sql(sqlite3 *db, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", message, sql);
}

/* A file that `sql` makes, opened anew for reading, with its read transaction. */
static sqlite3 *file_with(char path[64], int page_size, int reserved, const char *sql)
{
    sqlite3 *db = NULL;
    char pragma[64];
    snprintf(path, 64, "/tmp/rasif-plain-XXXXXX");
    int handle = mkstemp(path);
    assert_true(handle >= 0);
    close(handle);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    snprintf(pragma, sizeof pragma, "PRAGMA page_size = %d", page_size);
    run_sql(db, pragma);
    assert_int_equal(sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved),
                     SQLITE_OK);
    run_sql(db, sql);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    run_sql(db, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1");
    return db;
}

static void file_end(sqlite3 *db, const char *path)
{
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    unlink(path);
}

static const char *const columns[] = {"text", "blob", "Number", "real", "any"};
#define SELECT                                                                                     \
    "SELECT fid, text, blob, number, real, any FROM t WHERE fid BETWEEN ?1 AND ?2 ORDER BY fid"

/* %d rows of all lengths up to a page or more, numbers of all sizes, gaps and negative ids. */
static const char many_rows[] =
    "CREATE TABLE t (real REAL, fid INTEGER PRIMARY KEY, text TEXT, blob BLOB, number INTEGER, "
    "any);"
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
    "INSERT INTO t SELECT CASE i %% 4 WHEN 0 THEN i WHEN 1 THEN i / 3.0 WHEN 2 THEN NULL ELSE 'x' "
    "END, "
    "(i - 100) * (1 + i %% 3 * (i > 1200)) * 3, substr(hex(zeroblob(i)), 1, i * (i %% 7 < 3)), "
    "zeroblob(i * (i %% 5 = 0)), "
    "CASE i %% 9 WHEN 0 THEN i WHEN 1 THEN -i WHEN 2 THEN i << 20 WHEN 3 THEN i << 36 "
    "WHEN 4 THEN 0 WHEN 5 THEN 1 WHEN 6 THEN -(i << 50) WHEN 7 THEN 9223372036854775807 - i "
    "ELSE 'no number' END, CASE i %% 3 WHEN 0 THEN i * 1.5 WHEN 1 THEN x'00ff' END FROM n "
    "WHERE true ON CONFLICT DO NOTHING;"
    "DELETE FROM t WHERE fid %% 11 = 0;";

static void write_many_rows(char *sql, size_t size, int n)
{
    assert_true((size_t)snprintf(sql, size, many_rows, n) < size);
}

static void rows__every_page_size__are_those_of_sqlite(void **state)
{
    (void)state;
    static const int sizes[] = {512, 1024, 4096, 8192, 65536};
    uint64_t seed = 1;
    char sql[2048];
    write_many_rows(sql, sizeof sql, 2500);
    for (size_t i = 0; i < 2 * sizeof sizes / sizeof *sizes; i++) {
        char path[64];
        int reserved = i % 2 == 0 ? 0 : 24;
        sqlite3 *db = file_with(path, sizes[i / 2], reserved, sql);
        struct plain *plain = plain_open(db, "T", "FID", columns, 5, RAW_BYTES);
        assert_non_null(plain);
        size_t rows;
        assert_int_equal(plain_against(db, plain, SELECT, 5, INT64_MIN, INT64_MAX, &rows), AGREE);
        assert_true(rows > 2000);
        for (int k = 0; k < 60; k++) {
            int64_t from = (int64_t)(random_bits(&seed) % 12000) - 500;
            int64_t to = from + (int64_t)(random_bits(&seed) % (k % 2 == 0 ? 40 : 4000));
            assert_int_equal(plain_against(db, plain, SELECT, 5, from, to, &rows), AGREE);
        }
        plain_close(plain);
        file_end(db, path);
    }
}

static void rows__without_a_key_or_without_rows__are_those_of_sqlite(void **state)
{
    (void)state;
    static const char *const wanted[] = {"b", "a"};
    char path[64];
    size_t rows;
    sqlite3 *db = file_with(path, 4096, 0,
                            "CREATE TABLE t (a, b INTEGER PRIMARY KEY); INSERT INTO t VALUES"
                            "('x', 5), ('y', -3); CREATE TABLE none (a, b)");
    struct plain *plain =
        plain_open(db, "t", NULL, wanted, 2, RAW_BYTES); /* b is the row's number as well */
    assert_non_null(plain);
    assert_int_equal(plain_against(db, plain,
                                   "SELECT rowid, b, a FROM t WHERE rowid BETWEEN ?1 AND "
                                   "?2 ORDER BY rowid",
                                   2, INT64_MIN, INT64_MAX, &rows),
                     AGREE);
    assert_int_equal(rows, 2);
    plain_close(plain);
    plain = plain_open(db, "none", NULL, wanted, 2, RAW_BYTES);
    assert_non_null(plain);
    assert_int_equal(plain_against(db, plain,
                                   "SELECT rowid, b, a FROM none WHERE rowid BETWEEN ?1 "
                                   "AND ?2",
                                   2, INT64_MIN, INT64_MAX, &rows),
                     AGREE);
    plain_close(plain);
    file_end(db, path);
}

static void rows__columns_were_added__nulls_are_read_and_defaults_left(void **state)
{
    (void)state;
    static const char *const wanted[] = {"a", "b"};
    static const char select[] = "SELECT rowid, a, b FROM t WHERE rowid BETWEEN ?1 AND ?2";
    static const char *const added[] = {"ALTER TABLE t ADD COLUMN b TEXT",
                                        "ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'x'"};
    for (int i = 0; i < 2; i++) {
        char path[64], sql[256];
        size_t rows;
        snprintf(sql, sizeof sql,
                 "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2); %s;"
                 "INSERT INTO t VALUES (3, 'y')",
                 added[i]);
        sqlite3 *db = file_with(path, 4096, 0, sql);
        struct plain *plain = plain_open(db, "t", NULL, wanted, 2, RAW_BYTES);
        assert_non_null(plain);
        assert_int_equal(plain_against(db, plain, select, 2, INT64_MIN, INT64_MAX, &rows),
                         i == 0 ? AGREE : LEFT_TO_SQLITE);
        /* The row that has the column is no trouble. */
        assert_int_equal(plain_against(db, plain, select, 2, 3, 3, &rows), AGREE);
        assert_int_equal(rows, 1);
        plain_close(plain);
        file_end(db, path);
    }
}

static void open__tables_of_other_kinds__are_left_to_sqlite(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *key;
    } others[] = {
        {"CREATE VIEW t AS SELECT 1 AS a, 2 AS fid", "fid"},
        {"CREATE TABLE t (a, fid INTEGER PRIMARY KEY) WITHOUT ROWID", "fid"},
        {"CREATE TABLE t (a, fid INT PRIMARY KEY)", "fid"},
        {"CREATE TABLE t (a, fid INTEGER PRIMARY KEY DESC)", "fid"},
        {"CREATE TABLE t (a, b, fid INTEGER, PRIMARY KEY (b, fid))", "fid"},
        {"CREATE TABLE t (a, fid INTEGER)", "fid"},
        {"CREATE TABLE t (a, other INTEGER PRIMARY KEY, fid INTEGER)", "fid"},
        {"CREATE TABLE t (b, a AS (b + 1), fid INTEGER PRIMARY KEY)", "fid"},
        {"CREATE TABLE t (b, a AS (b + 1) STORED, fid INTEGER PRIMARY KEY)", "fid"},
        {"CREATE TABLE t (b, fid INTEGER PRIMARY KEY)", "fid"}, /* no a */
        {"CREATE TABLE t (a, rowid TEXT)", NULL},
        {"CREATE VIRTUAL TABLE t USING rtree(fid, a, b)", "fid"},
        {"CREATE TABLE other (a)", NULL},
        {"PRAGMA journal_mode = WAL; CREATE TABLE t (a, fid INTEGER PRIMARY KEY)", "fid"},
    };
    static const char *const wanted[] = {"a"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char path[64];
        sqlite3 *db = file_with(path, 4096, 0, others[i].sql);
        assert_null(plain_open(db, "t", others[i].key, wanted, 1, RAW_BYTES));
        file_end(db, path);
    }
}

/* Where a random row of the page of `at` begins; `at` where the page is no leaf. */
static long row_in_page(FILE *file, long at, uint64_t *seed)
{
    unsigned char head[8], pointer[2];
    long page = at / 512 * 512;
    fseek(file, page, SEEK_SET);
    assert_int_equal(fread(head, 1, sizeof head, file), sizeof head);
    long n = head[3] << 8 | head[4];
    if (head[0] != 13 || n == 0)
        return at;
    fseek(file, page + 8 + 2 * (long)(random_bits(seed) % (uint64_t)n), SEEK_SET);
    assert_int_equal(fread(pointer, 1, sizeof pointer, file), sizeof pointer);
    return page + (pointer[0] << 8 | pointer[1]);
}

/* Bytes of the table's pages changed at random: whatever is read to the end SQLite reads too. */
static void rows__pages_are_damaged__nothing_else_than_sqlite_reads(void **state)
{
    (void)state;
    char path[64];
    size_t n_read = 0, n_left = 0;
    uint64_t seed = 7;
    char sql[2048];
    write_many_rows(sql, sizeof sql, 200);
    sqlite3 *db = file_with(path, 512, 0, sql);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    FILE *file = fopen(path, "rb+");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    for (int i = 0; i < 6000; i++) {
        long at = 1024 + (long)(random_bits(&seed) % (uint64_t)(size - 1024));
        unsigned byte = random_bits(&seed) & 255;
        if (i % 3 == 1) /* where the page says what it is */
            at = at / 512 * 512 + (long)(random_bits(&seed) % 24);
        if (i % 3 == 2) { /* where the row says how long it and its header are */
            at = row_in_page(file, at, &seed) + (long)(random_bits(&seed) % 6);
            byte = byte < 128 ? byte & 3 : byte;
        }
        fseek(file, at, SEEK_SET);
        int old = fgetc(file);
        fseek(file, at, SEEK_SET);
        fputc((int)byte, file);
        fflush(file);
        assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
        run_sql(db, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1");
        struct plain *plain = plain_open(db, "t", "fid", columns, 5, RAW_BYTES);
        size_t rows;
        if (plain != NULL) {
            enum agreement agreement =
                plain_against(db, plain, SELECT, 5, INT64_MIN, INT64_MAX, &rows);
            if (agreement == DISAGREE)
                fail_msg("byte %ld of the file: read otherwise", at);
            n_read += agreement == AGREE;
            n_left += agreement == LEFT_TO_SQLITE;
        }
        plain_close(plain);
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
        fseek(file, at, SEEK_SET);
        fputc(old, file);
        fflush(file);
    }
    fclose(file);
    unlink(path);
    assert_true(n_read > 100 && n_left > 100);
}

/* Rows of a page whose ids do not ascend, since two of its pointers are swapped: SQLite tells other rows by a range than
 * by the whole table, so the page is left to it (docs/decisions/0018). */
static void rows__ids_do_not_ascend__are_left_to_sqlite(void **state)
{
    (void)state;
    for (int swapped = 0; swapped < 2; swapped++) {
        char path[64];
        unsigned char pointers[6], other[2];
        static const char *const wanted[] = {"a"};
        sqlite3 *db = file_with(path, 512, 0,
                                "CREATE TABLE t (fid INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, 'x'), (2, 'y'), "
                                "(3, 'z')");
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
        FILE *file = fopen(path, "rb+");
        assert_non_null(file);
        fseek(file, 512 + 8, SEEK_SET); /* of the leaf, behind its head */
        assert_int_equal(fread(pointers, 1, sizeof pointers, file), sizeof pointers);
        memcpy(other, pointers, 2);
        memcpy(pointers, pointers + 2, 2);
        memcpy(pointers + 2, other, 2);
        fseek(file, 512 + 8, SEEK_SET);
        if (swapped)
            fwrite(pointers, 1, sizeof pointers, file);
        fclose(file);
        assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
        run_sql(db, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1");
        struct plain *plain = plain_open(db, "t", "fid", wanted, 1, RAW_BYTES);
        size_t rows;
        assert_non_null(plain);
        assert_int_equal(plain_against(db, plain, "SELECT fid, a FROM t WHERE fid BETWEEN ?1 AND ?2 ORDER BY fid", 1,
                                       INT64_MIN, INT64_MAX, &rows),
                         swapped ? LEFT_TO_SQLITE : AGREE);
        plain_close(plain);
        file_end(db, path);
    }
}

/* A record whose header has no type is damaged for SQLite as soon as a column is asked for. */
static void rows__header_without_types__are_left_to_sqlite(void **state)
{
    (void)state;
    for (unsigned char head = 0; head < 3; head++) {
        char path[64];
        static const char *const wanted[] = {"a"};
        sqlite3 *db = file_with(path, 512, 0,
                                "CREATE TABLE t (fid INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (7, 'x')");
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
        const unsigned char row[] = {1, 7, head}; /* its size, its id, the size of its header */
        FILE *file = fopen(path, "rb+");
        assert_non_null(file);
        fseek(file, 1024 - 6, SEEK_SET); /* size, id, size of the header, two types, x */
        assert_int_equal(fwrite(row, 1, sizeof row, file), sizeof row);
        fclose(file);
        assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
        run_sql(db, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1");
        struct plain *plain = plain_open(db, "t", "fid", wanted, 1, RAW_BYTES);
        size_t rows;
        assert_non_null(plain);
        assert_int_equal(plain_against(db, plain, "SELECT fid, a FROM t WHERE fid BETWEEN ?1 AND ?2", 1,
                                       INT64_MIN, INT64_MAX, &rows),
                         LEFT_TO_SQLITE);
        plain_close(plain);
        file_end(db, path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows__every_page_size__are_those_of_sqlite),
        cmocka_unit_test(rows__without_a_key_or_without_rows__are_those_of_sqlite),
        cmocka_unit_test(rows__columns_were_added__nulls_are_read_and_defaults_left),
        cmocka_unit_test(open__tables_of_other_kinds__are_left_to_sqlite),
        cmocka_unit_test(rows__ids_do_not_ascend__are_left_to_sqlite),
        cmocka_unit_test(rows__header_without_types__are_left_to_sqlite),
        cmocka_unit_test(rows__pages_are_damaged__nothing_else_than_sqlite_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
