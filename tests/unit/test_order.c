/* SPDX-License-Identifier: MIT
 * Sorting rows by keys, against qsort. */
#include "base/order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

/* By key, then by row: with rows numbered as they stand that is what a stable sort gives. */
static int compare(const void *a, const void *b)
{
    const struct keyed *left = a, *right = b;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

static uint64_t chance(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void keyed_sort__any_keys__as_qsort_and_stable(void **state)
{
    (void)state;
    static const uint64_t masks[] = {
        0, 1, 255, 0xff00, UINT64_MAX, 0x0100000000000001u, 0xff000000000000ffu};
    static const size_t sizes[] = {0, 1, 2, 63, 64, 65, 66, 1000, 4097, 98305, 600000};
    uint64_t seed = 7;
    for (size_t m = 0; m < sizeof masks / sizeof *masks; m++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            size_t n = sizes[s];
            struct keyed *items = calloc(n + 1, sizeof *items),
                         *expected = calloc(n + 1, sizeof *items);
            for (size_t i = 0; i < n; i++)
                items[i] = expected[i] = (struct keyed){chance(&seed) & masks[m], (uint32_t)i};
            qsort(expected, n, sizeof *expected, compare);
            assert_true(m % 2 == 0 ? keyed_sort(items, n) : keyed_sort_on(3, items, n));
            for (size_t i = 0; i < n; i++) {
                assert_true(items[i].key == expected[i].key);
                assert_int_equal(items[i].row, expected[i].row);
            }
            free(items);
            free(expected);
        }
}

static void key_of__two_numbers__ordered_by_both(void **state)
{
    (void)state;
    assert_true(key_of(1, 0) > key_of(0, UINT32_MAX));
    assert_true(key_of(3, 5) < key_of(3, 6));
}

static void key_of_real__any_numbers__ascends_with_them(void **state)
{
    (void)state;
    static const double ascending[] = {-1e300, -5e6,   -2,   -1.5, -1e-9, -5e-324,
                                       0,      5e-324, 1e-9, 0.5,  3,     1e300};
    for (size_t i = 1; i < sizeof ascending / sizeof *ascending; i++)
        assert_true(key_of_real(ascending[i - 1]) < key_of_real(ascending[i]));
    assert_true(key_of_real(-0.0) == key_of_real(0.0));
}

static void top_k_insert__any_items__as_the_front_of_qsort(void **state)
{
    (void)state;
    enum { MOST = 7, MANY = 500 };
    uint64_t seed = 11;
    for (size_t n = 0; n < MANY; n = n < 10 ? n + 1 : 3 * n)
        for (size_t most = 1; most <= MOST; most++) {
            struct keyed items[MANY], lead[MOST];
            size_t n_lead = 0;
            for (size_t i = 0; i < n; i++) {
                items[i] = (struct keyed){chance(&seed) % 20, (uint32_t)i};
                n_lead = top_k_insert(lead, n_lead, most, sizeof *lead, &items[i], compare);
            }
            qsort(items, n, sizeof *items, compare);
            assert_int_equal(n_lead, n < most ? n : most);
            for (size_t i = 0; i < n_lead; i++)
                assert_true(lead[i].key == items[i].key && lead[i].row == items[i].row);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(top_k_insert__any_items__as_the_front_of_qsort),
        cmocka_unit_test(keyed_sort__any_keys__as_qsort_and_stable),
        cmocka_unit_test(key_of__two_numbers__ordered_by_both),
        cmocka_unit_test(key_of_real__any_numbers__ascends_with_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
