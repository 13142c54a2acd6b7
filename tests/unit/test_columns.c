/* SPDX-License-Identifier: MIT
 *
 * Names that audits write are known when an audited file is read again: source/audited.c lists them by
 * hand, because it may not include report/. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "report/table/annotate.h"
#include "source/audited.h"

#include <cmocka.h>
#include <stdio.h>

static void added_columns__each_name__is_known_to_the_reader(void **state)
{
    (void)state;
    for (size_t i = 0; i < ADDED_COLUMNS; i++)
        if (!audited_column_name(added_columns[i].column.name))
            fail_msg("source/audited.c lacks %s", added_columns[i].column.name);
}

static void profile_columns__each_ending__is_known_to_the_reader(void **state)
{
    (void)state;
    for (size_t i = 0; i < PROFILE_COLUMNS; i++) {
        char name[64];
        snprintf(name, sizeof name, "rasif_wcm_%s", profile_columns[i].column.name);
        if (!audited_column_name(name))
            fail_msg("source/audited.c lacks %s", name);
    }
}

static void users_columns__names_that_begin_alike__stay_the_users(void **state)
{
    (void)state;
    assert_false(audited_column_name("rasif_colour"));
    assert_false(audited_column_name("rasif_wcm_colour"));
    assert_false(audited_column_name("score"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(added_columns__each_name__is_known_to_the_reader),
        cmocka_unit_test(profile_columns__each_ending__is_known_to_the_reader),
        cmocka_unit_test(users_columns__names_that_begin_alike__stay_the_users),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
