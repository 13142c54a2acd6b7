/* SPDX-License-Identifier: MIT
 *
 * The best choice along a tree, by hand and against all choices of small trees. */
#include "plan/choice_subtree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

/* Works as bits. */
static uint64_t best_of(const struct choice_input *input, int64_t budget, bool shared)
{
    struct choice_net net;
    struct choice_subtree tree;
    uint32_t works[64];
    uint64_t bits = 0;
    size_t n;
    assert_int_equal(choice_net_build(input, &net, NULL), RASIF_OK);
    assert_true(choice_subtree_new(&net, &tree));
    for (int again = 0; again < 2; again++) { /* a tree can be cleared and hung again */
        choice_subtree_clear(&tree);
        for (uint32_t link = 0; link < net.n_links; link++)
            choice_subtree_hang(&tree, 2 * link); /* from its first end to its second */
        assert_true(choice_subtree_best(&tree, budget, shared, works, &n));
        uint64_t before = bits;
        bits = 0;
        for (size_t i = 0; i < n; i++) {
            assert_false(bits >> works[i] & 1);
            bits |= (uint64_t)1 << works[i];
        }
        assert_true(again == 0 || bits == before);
    }
    choice_subtree_free(&tree);
    choice_net_free(&net);
    return bits;
}

/* Part 1 behind works 0 (cost 5) and 1 (4), part 2 behind 0 and 2 (3), part 3 behind part 2 and 3 (6). */
static const struct choice_input by_hand = {
    .n_works = 4,
    .cost = (int64_t[]){5, 4, 3, 6},
    .n_parts = 4,
    .gain = (int64_t[]){0, 10, 6, 20},
    .n_links = 3,
    .ends = (uint32_t[]){0, 1, 0, 2, 2, 3},
    .first = (uint32_t[]){0, 2, 4, 5},
    .work = (uint32_t[]){0, 1, 0, 2, 3},
};

static void choice_subtree_best__a_work_for_two_branches__is_paid_once(void **state)
{
    (void)state;
    for (int shared = 0; shared < 2; shared++) {
        assert_int_equal(best_of(&by_hand, 7, shared), 0);
        assert_int_equal(best_of(&by_hand, 8, shared), 1 | 4);
        assert_int_equal(best_of(&by_hand, 9, shared), 1 | 2);
        assert_int_equal(best_of(&by_hand, 12, shared), 1 | 2 | 4);
        assert_int_equal(best_of(&by_hand, 14, shared), 1 | 4 | 8);
        assert_int_equal(best_of(&by_hand, 17, shared), 1 | 4 | 8);
        assert_int_equal(best_of(&by_hand, 18, shared), 15);
        assert_int_equal(best_of(&by_hand, CHOICE_MOST, shared), 15);
    }
}

/* ---- all choices ---- */

enum { PARTS = 9, WORKS = 12 };

struct small_tree {
    uint64_t chance;
    int64_t cost[WORKS], value[WORKS], gain[PARTS];
    uint32_t ends[2 * PARTS], first[PARTS + 1], work[2 * PARTS];
    struct choice_input in;
};

static uint32_t pick(struct small_tree *tree, uint32_t below)
{
    return (uint32_t)(choice_chance(&tree->chance) % below);
}

/* Each part hangs on an earlier one by a work of its own; those of odd numbers need one work more, which all parts
 * on the same part share, or (`wild`) any other. A work that is shared has no value: nothing gains without a part. */
static void make_tree(struct small_tree *tree, uint64_t seed, bool wild)
{
    uint32_t shared[PARTS], n = PARTS - 1;
    *tree = (struct small_tree){.chance = seed * 2654435761u + 1};
    for (uint32_t p = 0; p < PARTS; p++)
        shared[p] = UINT32_MAX;
    for (uint32_t w = 0; w < WORKS; w++) {
        tree->cost[w] = pick(tree, 12);
        tree->value[w] = !wild && w < PARTS - 1 && pick(tree, 4) == 0 ? pick(tree, 9) : 0;
    }
    for (uint32_t p = 1, uses = 0; p < PARTS; p++) {
        uint32_t on = pick(tree, p);
        tree->gain[p] = pick(tree, 30);
        tree->ends[2 * p - 2] = on;
        tree->ends[2 * p - 1] = p;
        tree->work[uses++] = p - 1;
        if (p % 2 == 1 && wild) {
            tree->work[uses++] = pick(tree, WORKS);
        } else if (p % 2 == 1 && (shared[on] != UINT32_MAX || n < WORKS)) {
            shared[on] = shared[on] == UINT32_MAX ? n++ : shared[on];
            tree->work[uses++] = shared[on];
        }
        tree->first[p] = uses;
    }
    tree->in = (struct choice_input){.n_works = WORKS, .cost = tree->cost, .value = tree->value, .n_parts = PARTS,
                                     .gain = tree->gain, .n_links = PARTS - 1, .ends = tree->ends,
                                     .first = tree->first, .work = tree->work};
}

static int64_t cost_of(const struct small_tree *tree, uint64_t works)
{
    int64_t cost = 0;
    for (uint32_t w = 0; w < WORKS; w++)
        cost += works >> w & 1 ? tree->cost[w] : 0;
    return cost;
}

static int64_t gain_of(const struct small_tree *tree, uint64_t works)
{
    uint32_t list[WORKS];
    size_t n = 0;
    for (uint32_t w = 0; w < WORKS; w++)
        if (works >> w & 1)
            list[n++] = w;
    return choice_gain(&tree->in, list, n);
}

/* The most that any set of parts gains which holds the part that each of its parts hangs on. */
static int64_t most_gain(const struct small_tree *tree, int64_t budget)
{
    int64_t most = 0;
    for (uint32_t parts = 1; parts < 1u << PARTS; parts += 2) {
        uint64_t works = 0;
        bool whole = true;
        for (uint32_t p = 1; p < PARTS && whole; p++) {
            if (!(parts >> p & 1))
                continue;
            whole = parts >> tree->ends[2 * p - 2] & 1;
            for (uint32_t i = tree->first[p - 1]; i < tree->first[p]; i++)
                works |= (uint64_t)1 << tree->work[i];
        }
        int64_t gain = whole && cost_of(tree, works) <= budget ? gain_of(tree, works) : 0;
        most = gain > most ? gain : most;
    }
    return most;
}

static void choice_subtree_best__small_trees__the_best_of_all_choices(void **state)
{
    (void)state;
    struct small_tree tree;
    size_t some = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        make_tree(&tree, seed, false);
        for (int64_t budget = 4; budget < 70; budget += 9) {
            uint64_t works = best_of(&tree.in, budget, false);
            assert_true(cost_of(&tree, works) <= budget);
            assert_int_equal(gain_of(&tree, works), most_gain(&tree, budget));
            some += works != 0;
        }
    }
    assert_true(some > 1500);
}

static void choice_subtree_best__works_of_many_branches__within_the_budget(void **state)
{
    (void)state;
    struct small_tree tree;
    size_t best = 0, n = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        make_tree(&tree, seed, true);
        for (int64_t budget = 4; budget < 70; budget += 9, n++) {
            int64_t most = most_gain(&tree, budget), gain = 0;
            for (int shared = 0; shared < 2; shared++) {
                uint64_t works = best_of(&tree.in, budget, shared);
                assert_true(cost_of(&tree, works) <= budget && gain_of(&tree, works) <= most);
                gain = gain_of(&tree, works) > gain ? gain_of(&tree, works) : gain;
            }
            best += gain == most;
        }
    }
    assert_true(best > n * 8 / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(choice_subtree_best__a_work_for_two_branches__is_paid_once),
        cmocka_unit_test(choice_subtree_best__small_trees__the_best_of_all_choices),
        cmocka_unit_test(choice_subtree_best__works_of_many_branches__within_the_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
