/* SPDX-License-Identifier: MIT
 * write/form.c: what a cell may hold by its declared type (OGC 12-128, table 1). */
#include "write/column_domain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

static bool holds_text(const char *type, const char *text)
{
    struct column_domain domain = column_domain_of(type);
    return column_domain_accepts(&domain, SQLITE_TEXT, 0, text, strlen(text));
}

static bool holds_integer(const char *type, int64_t value)
{
    struct column_domain domain = column_domain_of(type);
    return column_domain_accepts(&domain, SQLITE_INTEGER, value, NULL, 0);
}

static bool holds(const char *type, int storage)
{
    struct column_domain domain = column_domain_of(type);
    return column_domain_accepts(&domain, storage, 0, "", 0);
}

static void class__other_than_declared__does_not_fit(void **state)
{
    (void)state;
    static const char *const all[] = {"INTEGER", "REAL",    "TEXT",    "BLOB",
                                      "DATE",    "BOOLEAN", "TEXT(3)", ""};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_true(holds(all[i], SQLITE_NULL));
    assert_false(holds("INTEGER", SQLITE_TEXT));
    assert_false(holds("INTEGER", SQLITE_FLOAT));
    assert_true(holds("DOUBLE", SQLITE_INTEGER)); /* how SQLite stores whole numbers */
    assert_false(holds("double", SQLITE_BLOB));
    assert_false(holds("TEXT", SQLITE_INTEGER));
    assert_false(holds("TEXT(10)", SQLITE_BLOB));
    assert_false(holds("BLOB", SQLITE_TEXT));
    assert_true(holds("DECIMAL(5,2)", SQLITE_BLOB)); /* not a type of the standard */
    assert_true(holds("", SQLITE_FLOAT));
    assert_true(holds("TEXTILE", SQLITE_INTEGER));
    assert_true(holds("TEX", SQLITE_INTEGER));
}

static void range__of_small_integers__is_kept(void **state)
{
    (void)state;
    assert_true(holds_integer("BOOLEAN", 1));
    assert_false(holds_integer("BOOLEAN", 2));
    assert_true(holds_integer("tinyint", -128));
    assert_false(holds_integer("TINYINT", 128));
    assert_false(holds_integer("SMALLINT", -32769));
    assert_true(holds_integer("MEDIUMINT", 2147483647));
    assert_false(holds_integer("MEDIUMINT", 2147483648));
    assert_true(holds_integer("INT", INT64_MIN));
}

static void length__in_characters_of_texts_and_bytes_of_blobs(void **state)
{
    (void)state;
    assert_true(holds_text("TEXT(4)", "abcd"));
    assert_false(holds_text("TEXT(4)", "abcde"));
    assert_true(holds_text("TEXT(4)", "رصيف")); /* eight bytes */
    assert_false(holds_text("TEXT(3)", "رصيف"));
    struct column_domain domain = column_domain_of("BLOB(2)");
    assert_true(column_domain_accepts(&domain, SQLITE_BLOB, 0, "ab", 2));
    assert_false(column_domain_accepts(&domain, SQLITE_BLOB, 0, "abc", 3));
}

static void dates__of_the_standard__and_nothing_else(void **state)
{
    (void)state;
    static const char *const good[] = {"2026-01-15T08:00:00.000Z", "2026-01-15T08:00:00Z",
                                       "2026-01-15T08:00Z", "2026-01-15T08:00:00.1Z"};
    static const char *const bad[] = {"2026-01-15",
                                      "2026-01-15 08:00:00",
                                      "2026-01-15T08:00:00",
                                      "",
                                      "T",
                                      "2026-01-15T08:00:00.000Zx",
                                      "2026-01-15T8:00Z",
                                      "2026-01-15T08:00:00+03:00"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(holds_text("DATETIME", good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(holds_text("DATETIME", bad[i]));
    assert_true(holds_text("DATE", "2026-01-15"));
    assert_false(holds_text("DATE", "2026-1-15"));
    assert_false(holds_text("DATE", "15.01.2026"));
    assert_false(holds_text("DATE", "2026-01-15T"));
}

static void geometry__without_header__does_not_fit(void **state)
{
    (void)state;
    struct column_domain domain = column_domain_of_geometry();
    assert_true(column_domain_accepts(&domain, SQLITE_BLOB, 0, "GP\0\1\0\0\0\0", 8));
    assert_false(column_domain_accepts(&domain, SQLITE_BLOB, 0, "GP\0\3\0\0\0\0",
                                       8)); /* an envelope is announced */
    assert_false(column_domain_accepts(&domain, SQLITE_BLOB, 0, "XX\0\1\0\0\0\0", 8));
    assert_false(column_domain_accepts(&domain, SQLITE_BLOB, 0, "", 0));
    assert_false(column_domain_accepts(&domain, SQLITE_TEXT, 0, "POINT(1 2)", 10));
    assert_true(column_domain_accepts(&domain, SQLITE_NULL, 0, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(class__other_than_declared__does_not_fit),
        cmocka_unit_test(range__of_small_integers__is_kept),
        cmocka_unit_test(length__in_characters_of_texts_and_bytes_of_blobs),
        cmocka_unit_test(dates__of_the_standard__and_nothing_else),
        cmocka_unit_test(geometry__without_header__does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
