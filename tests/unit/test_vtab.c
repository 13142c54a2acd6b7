/* SPDX-License-Identifier: MIT
 *
 * io/vtab.c: a view read through SQL gives its cells with their types, by scan and by rowid in any
 * order, and is the inner loop of the join the writer makes. */
#include "io/vtab.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct view_column columns[] = {
    {"rasif_id", "TEXT", NULL, NULL}, {"n", "INTEGER", NULL, NULL},
    {"share", "REAL", NULL, NULL},    {"a \"quoted\" name", "TEXT", NULL, NULL},
    {"geom", "POINT", NULL, NULL},
};

static void cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                 struct cell *out)
{
    (void)view;
    char text[32];
    out->lasting = false;
    switch (column) {
    case 0:
        snprintf(text, sizeof text, "w%zu", row);
        cell_copy(out, scratch, CELL_TEXT, text, strlen(text));
        break;
    case 1:
        cell_int(out, (int64_t)row * 10);
        break;
    case 2:
        cell_real(out, row % 2 == 0 ? (double)row / 4 : (double)NAN);
        break;
    case 3:
        cell_text(out, row % 2 == 0 ? "lasting" : NULL);
        break;
    default:
        cell_copy(out, scratch, CELL_BLOB, "G\0P", 3);
        break;
    }
}

static const int64_t ids[] = {-7, 2, 3, 10, 4611686018427387904};
static const struct view sparse = {.name = "sparse",
                                   .n_rows = 5,
                                   .n_columns = 5,
                                   .columns = columns,
                                   .row_ids = ids,
                                   .cell = cell,
                                   .geometry_column = 4};
static const struct view counted = {.name = "counted",
                                    .n_rows = 3,
                                    .n_columns = 5,
                                    .columns = columns,
                                    .cell = cell,
                                    .geometry_column = 4};
static const struct view empty = {
    .name = "empty", .n_columns = 5, .columns = columns, .cell = cell, .geometry_column = SIZE_MAX};

static int open_views(void **state)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(vtab_register(db, "sparse_module", &sparse, false), SQLITE_OK);
    assert_int_equal(vtab_register(db, "counted_module", &counted, false), SQLITE_OK);
    assert_int_equal(vtab_register(db, "empty_module", &empty, false), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "CREATE VIRTUAL TABLE temp.sparse USING sparse_module;"
                                  "CREATE VIRTUAL TABLE temp.counted USING counted_module;"
                                  "CREATE VIRTUAL TABLE temp.empty USING empty_module",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    *state = db;
    return 0;
}

static int close_views(void **state)
{
    return sqlite3_close(*state) == SQLITE_OK ? 0 : -1;
}

/* All rows as text: cells joined by '|', rows by '\n'. */
static void expect(sqlite3 *db, const char *sql, const char *expected)
{
    char got[4096] = "";
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const char *text = (const char *)sqlite3_column_text(statement, i);
            size_t n = strlen(got);
            snprintf(got + n, sizeof got - n, "%s%s", i > 0 ? "|" : "",
                     text != NULL ? text : "null");
        }
        strcat(got, "\n");
    }
    assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
    assert_string_equal(got, expected);
}

static void scan__every_cell__keeps_type_and_value(void **state)
{
    expect(*state,
           "SELECT rowid, rasif_id, n, share, \"a \"\"quoted\"\" name\", hex(geom) FROM sparse",
           "-7|w0|0|0.0|lasting|470050\n2|w1|10|null|null|470050\n3|w2|20|0.5|lasting|470050\n"
           "10|w3|30|null|null|470050\n4611686018427387904|w4|40|1.0|lasting|470050\n");
    expect(*state,
           "SELECT typeof(rasif_id), typeof(n), typeof(share), typeof(geom) FROM sparse "
           "WHERE rowid = 3",
           "text|integer|real|blob\n");
    expect(*state, "SELECT rowid, n FROM counted", "1|0\n2|10\n3|20\n");
    expect(*state, "SELECT count(*) FROM empty", "0\n");
}

static void lookup__any_order__finds_the_row_or_none(void **state)
{
    expect(*state,
           "WITH k(i, id) AS (VALUES(1,10),(2,2),(3,3),(4,4),(5,-7),(6,-8),(7,4611686018427387904),"
           "(8,9223372036854775807),(9,2),(10,NULL)) "
           "SELECT k.id, n FROM k LEFT JOIN sparse r ON r.rowid = k.id ORDER BY i",
           "10|30\n2|10\n3|20\n4|null\n-7|0\n-8|null\n4611686018427387904|40\n"
           "9223372036854775807|null\n2|10\nnull|null\n");
    expect(*state, "SELECT n FROM sparse WHERE rowid = 'x'", "");
    expect(*state, "SELECT n FROM sparse WHERE rowid = 2.5", "");
    expect(*state, "SELECT n FROM sparse WHERE rowid = 2.0", "10\n");
    expect(*state, "SELECT n FROM empty WHERE rowid = 1", "");
}

static void join__with_a_table__looks_up_by_rowid(void **state)
{
    sqlite3_exec(*state,
                 "CREATE TABLE s(fid INTEGER PRIMARY KEY, a);"
                 "INSERT INTO s VALUES(2,'b'),(3,'c'),(4,'d')",
                 NULL, NULL, NULL);
    static const char join[] = "SELECT s.fid, s.a, r.n FROM s LEFT JOIN temp.sparse r "
                               "ON r.rowid = s.fid ORDER BY s.fid";
    expect(*state, join, "2|b|10\n3|c|20\n4|d|null\n");
    char plan[512];
    snprintf(plan, sizeof plan, "EXPLAIN QUERY PLAN %s", join);
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_prepare_v2(*state, plan, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_string_equal(sqlite3_column_text(statement, 3), "SCAN s");
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_non_null(
        strstr((const char *)sqlite3_column_text(statement, 3), "SCAN r VIRTUAL TABLE INDEX 1:"));
    assert_int_equal(sqlite3_step(statement), SQLITE_DONE); /* no sort */
    sqlite3_finalize(statement);
}

static void write__is_refused(void **state)
{
    assert_int_equal(sqlite3_exec(*state, "DELETE FROM sparse", NULL, NULL, NULL), SQLITE_ERROR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(scan__every_cell__keeps_type_and_value, open_views,
                                        close_views),
        cmocka_unit_test_setup_teardown(lookup__any_order__finds_the_row_or_none, open_views,
                                        close_views),
        cmocka_unit_test_setup_teardown(join__with_a_table__looks_up_by_rowid, open_views,
                                        close_views),
        cmocka_unit_test_setup_teardown(write__is_refused, open_views, close_views),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
