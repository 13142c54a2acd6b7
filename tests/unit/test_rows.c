/* SPDX-License-Identifier: MIT
 * Rows fetched ahead are the rows SQLite gives, with and without a second thread. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io/rows.h"

#include <string.h>

/* `n` rows: a number, its half, a text of growing length, a blob with a NUL, a null. */
static sqlite3 *numbers(int n)
{
    static const char make[] =
        "CREATE TABLE t AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i "
        "< %d) "
        "SELECT i, i / 2.0 AS half, substr(hex(zeroblob(i %% 700)), 1, i %% 701) AS words, "
        "CAST('a' || char(0) || i AS BLOB) AS bytes, NULL AS none FROM c LIMIT %d";
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    char *sql = sqlite3_mprintf(make, n > 0 ? n : 1, n);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_free(sql);
    return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    return statement;
}

static void compare_row(const struct raw_cell *row, sqlite3_stmt *plain)
{
    for (int i = 0; i < sqlite3_column_count(plain); i++) {
        assert_int_equal(row[i].type, sqlite3_column_type(plain, i));
        assert_true(row[i].type == SQLITE_TEXT || row[i].type == SQLITE_BLOB ||
                    (raw_integer(&row[i]) == sqlite3_column_int64(plain, i) &&
                     raw_real(&row[i]) == sqlite3_column_double(plain, i)));
        if (row[i].type != SQLITE_TEXT && row[i].type != SQLITE_BLOB)
            continue;
        const void *bytes = sqlite3_column_blob(plain, i);
        assert_int_equal(row[i].length, sqlite3_column_bytes(plain, i));
        assert_memory_equal(row[i].is.bytes, bytes == NULL ? "" : bytes, row[i].length);
        assert_int_equal(row[i].is.bytes[row[i].length], 0);
        assert_int_equal(raw_integer(&row[i]), 0);
    }
}

static void rows__any_number_of_rows__as_sqlite_gives_them(void **state)
{
    (void)state;
    static const int sizes[] = {0, 1, 1023, 1024, 1025, 2048, 2049, 9000};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (unsigned threads = 1; threads <= 2; threads++) {
            sqlite3 *db = numbers(sizes[s]), *other = numbers(sizes[s]);
            sqlite3_stmt *fetched = prepare(db, "SELECT * FROM t ORDER BY i");
            sqlite3_stmt *plain = prepare(other, "SELECT * FROM t ORDER BY i");
            struct rows *rows = rows_open(fetched, threads);
            const struct raw_cell *row;
            int n = 0;
            assert_non_null(rows);
            for (; (row = rows_next(rows)) != NULL; n++) {
                assert_int_equal(sqlite3_step(plain), SQLITE_ROW);
                compare_row(row, plain);
            }
            assert_int_equal(n, sizes[s]);
            assert_null(rows_next(rows));
            assert_int_equal(rows_close(rows), SQLITE_DONE);
            sqlite3_finalize(fetched);
            sqlite3_finalize(plain);
            sqlite3_close(db);
            sqlite3_close(other);
        }
}

static void rows__closed_early__statement_can_go(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 2; threads++) {
        sqlite3 *db = numbers(9000);
        sqlite3_stmt *statement = prepare(db, "SELECT * FROM t");
        struct rows *rows = rows_open(statement, threads);
        for (int i = 0; i < 1500; i++)
            assert_non_null(rows_next(rows));
        assert_int_equal(rows_close(rows), SQLITE_OK);
        assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
    }
    assert_int_equal(rows_close(NULL), SQLITE_NOMEM);
}

/* abs() of the smallest integer is an error of SQLite, here in row 3000. */
static void rows__trouble_on_the_way__rows_before_it_and_the_code(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 2; threads++) {
        sqlite3 *db = numbers(5000);
        sqlite3_stmt *statement = prepare(
            db, "SELECT abs(CASE i WHEN 3000 THEN -9223372036854775807 - 1 ELSE i END) FROM t");
        struct rows *rows = rows_open(statement, threads);
        int n = 0;
        while (rows_next(rows) != NULL)
            n++;
        assert_int_equal(n, 2999);
        assert_int_equal(rows_close(rows), SQLITE_ERROR);
        assert_non_null(strstr(sqlite3_errmsg(db), "overflow"));
        sqlite3_finalize(statement);
        sqlite3_close(db);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows__any_number_of_rows__as_sqlite_gives_them),
        cmocka_unit_test(rows__closed_early__statement_can_go),
        cmocka_unit_test(rows__trouble_on_the_way__rows_before_it_and_the_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
