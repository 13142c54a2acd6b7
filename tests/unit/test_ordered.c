/* SPDX-License-Identifier: MIT
 * Ordered work: whatever the number of threads and slots, items are put in the order of their numbers,
 * and no more than the slots are begun and not finished. */
#include "base/ordered.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#undef fail

#define MOST 400

/* What the functions of a work note down. */
struct notes {
    size_t n_items;           /* `take` refuses this one and later ones */
    size_t slots[ORDERED_SLOTS]; /* the item in each slot + 1; 0 = free */
    size_t put[MOST];
    atomic_size_t n_put;
    atomic_size_t n_made, n_open, most_open;
    size_t bad_make, bad_put, bad_finish; /* the items that fail; SIZE_MAX = none */
    size_t cancel_at;                     /* so many are put */
    size_t told[2 * MOST], n_told;        /* what `cancelled` was given */
    bool waits;                           /* odd items wait for the one before */
    struct ordered *work;
};

static struct notes new_notes(size_t n_items)
{
    return (struct notes){.n_items = n_items,
                          .bad_make = SIZE_MAX,
                          .bad_put = SIZE_MAX,
                          .bad_finish = SIZE_MAX,
                          .cancel_at = SIZE_MAX};
}

/* Up to 60 microseconds, another time for each item. */
static void dawdle(size_t item)
{
    struct timespec time = {0, (long)((item * 2654435761u >> 7) % 60000)};
    nanosleep(&time, NULL);
}

static bool take(void *user, size_t slot, size_t item)
{
    struct notes *notes = user;
    if (item >= notes->n_items)
        return false;
    assert_int_equal(notes->slots[slot], 0);
    notes->slots[slot] = item + 1;
    size_t open = ++notes->n_open;
    if (open > notes->most_open)
        notes->most_open = open;
    return true;
}

static rasif_status make(void *user, unsigned worker, size_t slot, size_t item, rasif_error *err)
{
    struct notes *notes = user;
    assert_int_equal(notes->slots[slot], item + 1);
    assert_true(worker < ordered_workers(notes->work));
    if (notes->waits && item % 2 == 1 && ordered_wait(notes->work, item - 1))
        assert_true(notes->n_put >= item);
    if (!notes->waits)
        dawdle(item);
    notes->n_made++;
    return item >= notes->bad_make ? fail(err, RASIF_E_DATA, "item %zu can't be made", item)
                                   : RASIF_OK;
}

static rasif_status put(void *user, size_t slot, size_t item, rasif_error *err)
{
    struct notes *notes = user;
    assert_int_equal(notes->slots[slot], item + 1);
    if (item == notes->bad_put)
        return fail(err, RASIF_E_OUTPUT, "item %zu can't be put", item);
    notes->put[notes->n_put++] = item;
    return RASIF_OK;
}

static rasif_status finish(void *user, size_t slot, size_t item, rasif_error *err)
{
    struct notes *notes = user;
    if (item == notes->bad_finish)
        return fail(err, RASIF_E_OUTPUT, "item %zu can't be finished", item);
    notes->slots[slot] = 0;
    notes->n_open--;
    return RASIF_OK;
}

static bool cancelled(void *user, size_t n_put)
{
    struct notes *notes = user;
    notes->told[notes->n_told++] = n_put;
    return n_put >= notes->cancel_at;
}

static struct ordered work_of(struct notes *notes, unsigned threads, size_t n_slots)
{
    return (struct ordered){.user = notes,
                            .threads = threads,
                            .n_slots = n_slots,
                            .n = ORDERED_UNKNOWN,
                            .take = take,
                            .make = make,
                            .put = put,
                            .finish = finish,
                            .cancelled = cancelled};
}

static rasif_status run(struct notes *notes, unsigned threads, size_t n_slots, rasif_error *err)
{
    struct ordered work = work_of(notes, threads, n_slots);
    notes->work = &work;
    return ordered_run(&work, err);
}

/* Were the items 0 to n - 1 put, in this order, and no others? */
static void assert_put(const struct notes *notes, size_t n)
{
    assert_int_equal(notes->n_put, n);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(notes->put[i], i);
}

static const unsigned thread_counts[] = {0, 1, 2, 3, 8, 16, 100};
#define THREAD_COUNTS (sizeof thread_counts / sizeof *thread_counts)

static void ordered_run__any_threads_and_slots__puts_all_in_order(void **state)
{
    static const size_t slots[] = {1, 2, 5, ORDERED_SLOTS};
    (void)state;
    for (size_t t = 0; t < THREAD_COUNTS; t++)
        for (size_t s = 0; s < sizeof slots / sizeof *slots; s++) {
            struct notes notes = new_notes(137);
            assert_int_equal(run(&notes, thread_counts[t], slots[s], NULL), RASIF_OK);
            assert_put(&notes, 137);
            assert_int_equal(notes.n_made, 137);
            assert_int_equal(notes.n_open, 0);
            assert_true(notes.most_open <= slots[s]);
            for (size_t i = 1; i < notes.n_told; i++)
                assert_true(notes.told[i] >= notes.told[i - 1]);
            assert_int_equal(notes.told[notes.n_told - 1], 137);
        }
}

static void ordered_run__a_known_number__without_take_and_finish(void **state)
{
    (void)state;
    for (size_t n = 0; n < 5; n++) {
        struct notes notes = new_notes(0);
        struct ordered work = work_of(&notes, 3, 4);
        for (size_t i = 0; i < n; i++)
            notes.slots[i] = i + 1; /* what `take` would have noted */
        work.n = n;
        work.take = NULL;
        work.finish = NULL;
        work.cancelled = NULL;
        notes.work = &work;
        assert_int_equal(ordered_run(&work, NULL), RASIF_OK);
        assert_put(&notes, n);
        assert_int_equal(ordered_workers(&work), n == 0 ? 1 : n < 3 ? n : 3);
    }
}

static void ordered_run__several_fail__the_first_in_order_counts(void **state)
{
    (void)state;
    for (size_t t = 0; t < THREAD_COUNTS; t++) {
        struct notes notes = new_notes(200);
        rasif_error err = {RASIF_OK, ""};
        notes.bad_make = 40; /* and all after it */
        assert_int_equal(run(&notes, thread_counts[t], 10, &err), RASIF_E_DATA);
        assert_string_equal(err.message, "item 40 can't be made");
        assert_put(&notes, 40);
        assert_true(notes.n_made <= 50); /* those after 49 have no slot */
    }
}

static void ordered_run__putting_fails__nothing_is_put_after(void **state)
{
    (void)state;
    for (size_t t = 0; t < THREAD_COUNTS; t++) {
        struct notes notes = new_notes(200);
        rasif_error err = {RASIF_OK, ""};
        notes.bad_put = 17;
        assert_int_equal(run(&notes, thread_counts[t], 10, &err), RASIF_E_OUTPUT);
        assert_string_equal(err.message, "item 17 can't be put");
        assert_put(&notes, 17);
    }
}

static void ordered_run__finishing_fails__stops(void **state)
{
    (void)state;
    for (size_t t = 0; t < THREAD_COUNTS; t++) {
        struct notes notes = new_notes(200);
        rasif_error err = {RASIF_OK, ""};
        notes.bad_finish = 5;
        assert_int_equal(run(&notes, thread_counts[t], 3, &err), RASIF_E_OUTPUT);
        assert_string_equal(err.message, "item 5 can't be finished");
        assert_true(notes.n_put >= 6 && notes.n_put <= 9); /* the slot is never free again */
    }
}

static void ordered_run__cancelled__stops_without_a_message(void **state)
{
    (void)state;
    for (size_t t = 0; t < THREAD_COUNTS; t++) {
        struct notes notes = new_notes(MOST);
        rasif_error err = {RASIF_E_DATA, "old"};
        notes.cancel_at = 9;
        assert_int_equal(run(&notes, thread_counts[t], 4, &err), RASIF_E_CANCELLED);
        assert_string_equal(err.message, "");
        assert_put(&notes, notes.n_put);
        assert_true(notes.n_put >= 9);
        assert_true(thread_counts[t] > 1 || notes.n_put == 9);
        assert_true(notes.told[notes.n_told - 1] >= 9); /* and is not asked again */
        assert_true(notes.n_told < 2 || notes.told[notes.n_told - 2] < 9);
    }
}

static void ordered_wait__an_earlier_item__is_put_then(void **state)
{
    (void)state;
    for (size_t t = 0; t < THREAD_COUNTS; t++) {
        struct notes notes = new_notes(MOST);
        notes.waits = true;
        assert_int_equal(run(&notes, thread_counts[t], 6, NULL), RASIF_OK);
        assert_put(&notes, MOST);
    }
}

static void ordered_wait__the_work_stops__returns(void **state)
{
    (void)state;
    for (size_t t = 0; t < THREAD_COUNTS; t++) {
        struct notes notes = new_notes(MOST);
        notes.waits = true;
        notes.bad_put = 30; /* 31 waits for it, or is never made */
        assert_int_equal(run(&notes, thread_counts[t], 6, NULL), RASIF_E_OUTPUT);
        assert_put(&notes, 30);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordered_run__any_threads_and_slots__puts_all_in_order),
        cmocka_unit_test(ordered_run__a_known_number__without_take_and_finish),
        cmocka_unit_test(ordered_run__several_fail__the_first_in_order_counts),
        cmocka_unit_test(ordered_run__putting_fails__nothing_is_put_after),
        cmocka_unit_test(ordered_run__finishing_fails__stops),
        cmocka_unit_test(ordered_run__cancelled__stops_without_a_message),
        cmocka_unit_test(ordered_wait__an_earlier_item__is_put_then),
        cmocka_unit_test(ordered_wait__the_work_stops__returns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
