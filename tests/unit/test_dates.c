/* SPDX-License-Identifier: MIT
 * Conditions of plain dates: base/dates.c. What holds on which day stands in tests/cases/access.py;
 * here is what texts can be. */
#include "base/dates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void says(const char *text, const char *day, const char *value, bool unread)
{
    size_t length;
    bool found_unread;
    const char *found = dates_conditional(text, day, &length, &found_unread);
    assert_int_equal(found_unread, unread);
    assert_int_equal(found != NULL, value != NULL);
    if (value != NULL) {
        assert_int_equal(length, strlen(value));
        assert_memory_equal(found, value, length);
    }
}

static void conditional__last_value_that_holds__taken(void **state)
{
    (void)state;
    says("no @ (2026)", "2026-05-05", "no", false);
    says("no@2026", "2026-05-05", "no", false);
    says("no @ (2025)", "2026-05-05", NULL, false);
    says("no @ (2026); yes @ (2026 May)", "2026-05-05", "yes", false);
    says("no @ (2026 Apr; 2026 May)", "2026-05-05", "no", false);
    says("private @ (2026 May 05)", "2026-05-05", "private", false);
    says("no @ (Dec 24-Jan 06)", "2026-01-06", "no", false);
    says("no @ (Dec 24-Jan 06)", "2026-01-07", NULL, false);
    says("", "2026-05-05", NULL, false);
}

static void conditional__more_than_dates__unread(void **state)
{
    static const char *const odd[] = {"no",           "no @",         "no @ ()",    "no @ (wet)",
                                      "no @ (sunset)", "no @ (Mo)",    "no @ (2026 w)", "@",
                                      "no @ (2026-)", "no @ (Jan 99)", "no @ (20261)"};
    (void)state;
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        says(odd[i], "2026-05-05", NULL, true);
    says("no @ (2026); yes @ (wet)", "2026-05-05", "no", true);
    says("no @ (2026)", "no date", NULL, true);
}

static void opening__what_opens_and_closes(void **state)
{
    (void)state;
    assert_int_equal(dates_opening("24/7", "2026-05-05"), DATES_OPEN);
    assert_int_equal(dates_opening("24/7; 2026 May off", "2026-05-05"), DATES_CLOSED);
    assert_int_equal(dates_opening("Apr-Oct; Aug 01-15 closed", "2026-08-03"), DATES_CLOSED);
    assert_int_equal(dates_opening("Apr-Oct open", "2026-05-05"), DATES_OPEN);
    assert_int_equal(dates_opening("Apr-Oct", "2026-11-05"), DATES_CLOSED);
    assert_int_equal(dates_opening("2026 May off", "2026-06-05"), DATES_OPEN);
    assert_int_equal(dates_opening("Mo-Su 06:00-22:00", "2026-06-05"), DATES_UNREAD);
    assert_int_equal(dates_opening("sunrise-sunset", "2026-06-05"), DATES_UNREAD);
    assert_int_equal(dates_opening("", "2026-06-05"), DATES_OPEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditional__last_value_that_holds__taken),
        cmocka_unit_test(conditional__more_than_dates__unread),
        cmocka_unit_test(opening__what_opens_and_closes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
