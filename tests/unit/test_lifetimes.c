/* SPDX-License-Identifier: MIT
 * Parts of a store are alive from the step that makes them to the end of the step that reads them
 * last, and are freed then; reading one earlier or later aborts with its name. */
#include "small_store.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Who makes and who reads last, as stages and reports are written. */
static const struct {
    enum store_part part;
    enum audit_step made, last;
} lives[] = {
    {PART_ids, STEP_read, STEP_link},       /* links by id are made with covers and ramps */
    {PART_stretch_ends, STEP_link, STEP_link},
    {PART_heights, STEP_sample, STEP_measure}, /* slopes */
    {PART_links, STEP_link, STEP_score},    /* what runs along a segment */
    {PART_ways, STEP_graph, STEP_network},  /* reach, repairs */
    {PART_nodes, STEP_graph, STEP_plan},    /* the network of a plan */
    {PART_surroundings, STEP_link, STEP_gaps}, /* arms of junctions */
};
_Static_assert(sizeof lives / sizeof *lives == PART_COUNT, "a life of every part");

static void store_has__every_part_and_step__from_maker_to_last_reader(void **state)
{
    (void)state;
    for (size_t i = 0; i < PART_COUNT; i++)
        for (int step = STEP_read; step < STEP_COUNT; step++) {
            struct store store = {.step = (enum audit_step)step, .links = {.skip_evidence = true}};
            bool alive = step >= (int)lives[i].made && step <= (int)lives[i].last;
            if (store_has(&store, lives[i].part) != alive)
                fail_msg("part %d in step %d", (int)lives[i].part, step);
        }
}

static void store_has__made_by_hand__everything(void **state)
{
    struct store store = {0};
    (void)state;
    for (int part = 0; part < PART_COUNT; part++)
        assert_true(store_has(&store, (enum store_part)part));
}

static void store_has__links_that_are_written__until_the_output(void **state)
{
    struct store store = {.step = STEP_output};
    (void)state;
    assert_true(store_has(&store, PART_links));
    store.step = STEP_sample; /* but not before they are made */
    assert_false(store_has(&store, PART_links));
}

/* A store with something in every part. */
static void fill(struct store *store, bool lean)
{
    small_begin(store);
    SMALL_ROWS(store, ROLE_SIDEWALK, "0 0, 9 0");
    small_word(store, ROLE_SIDEWALK, 0, F_id, "w7");
    store->segments.end_junction = small_alloc(malloc(8));
    store->heights[ROLE_FOOTWAY].z = small_alloc(malloc(8));
    store->links.skip_evidence = lean;
    store->links.items = small_alloc(calloc(1, sizeof *store->links.items));
    store->links.n = 1;
    store->graph.stop_m = small_alloc(malloc(8));
    store->graph.stop_at = small_alloc(malloc(8));
    store->graph.stop_lines = small_alloc(calloc(1, sizeof *store->graph.stop_lines));
    store->graph.first_stop = small_alloc(malloc(8));
    store->graph.stop_node = small_alloc(malloc(8));
    store->graph.first_at = small_alloc(malloc(8));
    store->streets.junction_m = small_alloc(malloc(8));
    store->streets.junction = small_alloc(malloc(8));
    store->streets.junction_at = small_alloc(malloc(8));
    store->streets.sidewalk_offset_m = small_alloc(malloc(8));
    store->streets.joint = small_alloc(malloc(8));
}

/* Is there anything in the part? All of it or nothing, else the test fails. */
static bool has_memory(const struct store *store, enum store_part part)
{
    const struct graph *graph = &store->graph;
    const struct street_facts *streets = &store->streets;
    const void *const arrays[PART_COUNT][5] = {
        [PART_ids] = {store->tables[ROLE_SIDEWALK].columns[F_id]},
        [PART_stretch_ends] = {store->segments.end_junction},
        [PART_heights] = {store->heights[ROLE_FOOTWAY].z},
        [PART_links] = {store->links.items},
        [PART_ways] = {graph->stop_m, graph->stop_at, graph->stop_lines},
        [PART_nodes] = {graph->first_stop, graph->stop_node, graph->first_at},
        [PART_surroundings] = {streets->junction_m, streets->junction, streets->junction_at,
                               streets->sidewalk_offset_m, streets->joint},
    };
    static const int n[PART_COUNT] = {1, 1, 1, 1, 3, 3, 5};
    for (int i = 1; i < n[part]; i++)
        if ((arrays[part][i] != NULL) != (arrays[part][0] != NULL))
            fail_msg("array %d of part %d", i, (int)part);
    return arrays[part][0] != NULL;
}

static void store_enter__each_step__frees_what_no_later_step_reads(void **state)
{
    struct store store;
    (void)state;
    fill(&store, true);
    for (int step = STEP_read; step < STEP_COUNT; step++) {
        store_enter(&store, (enum audit_step)step);
        for (size_t i = 0; i < PART_COUNT; i++)
            if (has_memory(&store, lives[i].part) != (step <= (int)lives[i].last))
                fail_msg("part %d in step %d", (int)lives[i].part, step);
    }
    assert_int_equal(store.links.n, 0);
    assert_int_equal(store.ids.length, 0);
    store_free(&store);
}

static void store_enter__links_that_are_written__stay(void **state)
{
    struct store store;
    (void)state;
    fill(&store, false);
    store_enter(&store, STEP_output);
    assert_int_equal(store.links.n, 1);
    assert_false(has_memory(&store, PART_nodes));
    store_free(&store);
}

/* What a child prints that reads the part and aborts; "" = it goes on. */
static const char *last_words(const struct store *store, enum store_part part)
{
    static char text[512];
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        store_guard(store, part);
        _exit(0);
    }
    close(ends[1]);
    ssize_t n = read(ends[0], text, sizeof text - 1);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    text[n > 0 ? n : 0] = '\0';
    assert_true(n > 0 ? WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT : status == 0);
    return text;
}

static void store_guard__a_freed_part__aborts_with_its_name(void **state)
{
    struct store store = {.step = STEP_gaps};
    (void)state;
    assert_string_equal(last_words(&store, PART_ways),
                        "rasif: part 'ways' of the store is read in step gaps; it lives from graph to "
                        "network (table/lifetimes.def)\n");
    assert_string_equal(last_words(&store, PART_nodes), "");
}

static void store_guard__before_it_is_made__aborts(void **state)
{
    struct store store = {.step = STEP_link};
    (void)state;
    assert_non_null(strstr(last_words(&store, PART_nodes), "'nodes'"));
    assert_string_equal(last_words(&store, PART_surroundings), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(store_has__every_part_and_step__from_maker_to_last_reader),
        cmocka_unit_test(store_has__made_by_hand__everything),
        cmocka_unit_test(store_has__links_that_are_written__until_the_output),
        cmocka_unit_test(store_enter__each_step__frees_what_no_later_step_reads),
        cmocka_unit_test(store_enter__links_that_are_written__stay),
        cmocka_unit_test(store_guard__a_freed_part__aborts_with_its_name),
        cmocka_unit_test(store_guard__before_it_is_made__aborts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
