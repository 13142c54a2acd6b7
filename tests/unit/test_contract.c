/* SPDX-License-Identifier: MIT
 *
 * The contracted network of a plan (plan/contract.h) against floods over the whole graph: on random networks
 * with random verdicts, works, states after them and new lines that meet some of the lines, any set of works
 * joins what a flood from the goal reaches once the lines that these works open or build are passable. */
#include "plan/contract.h"
#include "small_network.h"

#define MOST_WORKS 12
#define MOST_NEW 4

struct world {
    struct store store;
    struct results results;
    struct network network;
    struct plan plan;
    struct works works;
    struct after after;
    struct new_lines lines;
    struct built built;
    float *line_m;
    uint8_t passable[MOST];
};

/* Each blocked line is a site with one or two works, which other sites may need, too. */
static void make_works(struct world *w, uint64_t *seed)
{
    size_t lines = w->store.graph.n_lines;
    struct works *works = &w->works;
    works->n = 1 + (size_t)(small_random(seed) * MOST_WORKS);
    works->items = small_alloc(calloc(works->n, sizeof *works->items));
    works->sites = small_alloc(calloc(lines + 1, sizeof *works->sites));
    works->needs = small_alloc(calloc(2 * lines + 1, sizeof *works->needs));
    works->site_of = small_alloc(calloc(lines + 1, sizeof *works->site_of));
    w->after.n_lines = lines;
    w->after.passable = small_alloc(calloc(lines + 1, 1));
    for (uint32_t line = 0; line < lines; line++) {
        uint32_t row = w->store.graph.row[line];
        works->site_of[line] = NO_ROW;
        w->after.passable[line] = w->passable[row];
        if (w->passable[row] != PASSABLE_NO)
            continue;
        double chance = small_random(seed);
        w->after.passable[line] = chance < 0.2 ? PASSABLE_NO : chance < 0.4 ? PASSABLE_UNKNOWN : PASSABLE_YES;
        works->site_of[line] = (uint32_t)works->n_sites;
        struct site *site = &works->sites[works->n_sites++];
        *site = (struct site){.role = ROLE_FOOTWAY, .row = row, .blocked = 1, .new_line = NO_NEW_LINE,
                               .first_need = (uint32_t)works->n_needs};
        for (site->n_needs = 0; site->n_needs < 1 + (small_random(seed) < 0.4); site->n_needs++)
            works->needs[works->n_needs++] =
                (struct site_need){.work = (uint32_t)(small_random(seed) * (double)works->n), .users = 1};
    }
}

/* New lines that meet up to three lines and each other, each a site with a work. A contact of two new lines
 * is one of both. */
static void make_new_lines(struct world *w, uint64_t *seed)
{
    size_t n_lines = w->store.graph.n_lines, n = (size_t)(small_random(seed) * (MOST_NEW + 1));
    struct works *works = &w->works;
    w->lines.n = w->built.n = n;
    w->lines.items = small_alloc(calloc(MOST_NEW, sizeof *w->lines.items));
    w->built.passable = small_alloc(calloc(MOST_NEW, 1));
    w->built.first_contact = small_alloc(calloc(MOST_NEW + 1, sizeof *w->built.first_contact));
    w->built.contacts = small_alloc(calloc(MOST_NEW * (3 + 2 * MOST_NEW), sizeof *w->built.contacts));
    works->sites = small_alloc(realloc(works->sites, (works->n_sites + MOST_NEW) * sizeof *works->sites));
    works->needs = small_alloc(realloc(works->needs, (works->n_needs + MOST_NEW) * sizeof *works->needs));
    for (uint32_t i = 0; i < n; i++) {
        double chance = small_random(seed);
        w->lines.items[i].length_m = 1 + 50 * small_random(seed);
        w->built.passable[i] = chance < 0.2 ? PASSABLE_NO : chance < 0.4 ? PASSABLE_UNKNOWN : PASSABLE_YES;
        w->built.first_contact[i] = (uint32_t)w->built.n_contacts;
        for (int k = 0; k < 3 && n_lines > 0; k++)
            w->built.contacts[w->built.n_contacts++] =
                (struct built_contact){(uint32_t)(small_random(seed) * (double)n_lines), false};
        for (uint32_t other = 0; other < n; other++) /* neighbours in a row meet */
            if (other + 1 == i || other == i + 1)
                w->built.contacts[w->built.n_contacts++] = (struct built_contact){other, true};
        works->sites[works->n_sites++] = (struct site){.role = ROLE_STREET, .blocked = 1, .new_line = i, .n_needs = 1,
                                                       .first_need = (uint32_t)works->n_needs};
        works->needs[works->n_needs++] = (struct site_need){.work = (uint32_t)(small_random(seed) * (double)works->n), .users = 1};
    }
    w->built.first_contact[n] = (uint32_t)w->built.n_contacts;
}

static void make_world(struct world *w, uint64_t *seed)
{
    struct settings options = small_options();
    *w = (struct world){.plan = {.n_profiles = 1}};
    small_lattice(seed, &w->store);
    small_link(&w->store, &options);
    small_verdicts(seed, &w->store, &w->results, w->passable);
    small_islands(&w->store, &w->results, &w->network);
    w->line_m = small_alloc(network_line_lengths(&w->store, 1));
    make_works(w, seed);
    make_new_lines(w, seed);
}

static void free_world(struct world *w)
{
    network_free(&w->network);
    works_free(&w->works);
    after_free(&w->after);
    new_lines_free(&w->lines);
    built_free(&w->built);
    free(w->line_m);
    free(w->results.roles[ROLE_FOOTWAY].scores[0]);
    store_free(&w->store);
}

/* Can the line be walked on this network once the chosen works are done? */
static bool is_walked(const struct world *w, uint32_t line, const uint8_t *chosen, bool best)
{
    uint8_t passable = w->passable[w->store.graph.row[line]];
    if (passable == PASSABLE_NO) {
        const struct site *site = &w->works.sites[w->works.site_of[line]];
        for (uint32_t i = 0; i < site->n_needs; i++)
            if (chosen == NULL || !chosen[w->works.needs[site->first_need + i].work])
                return false;
        passable = w->after.passable[line];
    }
    return passable == PASSABLE_YES || (best && passable == PASSABLE_UNKNOWN);
}

/* Is a new line built by the chosen works, and walked on this network? */
static bool is_built(const struct world *w, uint32_t line, const uint8_t *chosen, bool best)
{
    const struct site *site = &w->works.sites[w->works.n_sites - w->built.n + line];
    uint8_t passable = w->built.passable[line];
    return chosen != NULL && chosen[w->works.needs[site->first_need].work] &&
           (passable == PASSABLE_YES || (best && passable == PASSABLE_UNKNOWN));
}

/* One round over the new lines: those that meet something wet become wet, and so do the nodes of all lines
 * that they meet: *sum grows by their lengths. Returns whether any did. */
static bool flood_new(const struct world *w, const uint8_t *chosen, bool best, bool *wet, const bool *done, bool *new_done,
                      double *sum)
{
    const struct graph *graph = &w->store.graph;
    bool more = false;
    for (uint32_t i = 0; i < w->built.n; i++) {
        bool touched = new_done[i];
        for (uint32_t c = w->built.first_contact[i]; c < w->built.first_contact[i + 1]; c++) {
            const struct built_contact *contact = &w->built.contacts[c];
            touched = touched || (contact->is_new ? new_done[contact->line] : done[contact->line]);
        }
        if (!touched || new_done[i] || !is_built(w, i, chosen, best))
            continue;
        new_done[i] = more = true;
        *sum += w->lines.items[i].length_m;
        for (uint32_t c = w->built.first_contact[i]; c < w->built.first_contact[i + 1]; c++) {
            uint32_t line = w->built.contacts[c].line;
            for (uint32_t s = graph->first_stop[w->built.contacts[c].is_new ? 0 : line];
                 !w->built.contacts[c].is_new && is_walked(w, line, chosen, best) && s < graph->first_stop[line + 1]; s++)
                wet[graph->stop_node[s]] = true;
        }
    }
    return more;
}

/* Metres that a flood from one line reaches, over all lines that are walked. */
static double flood(const struct world *w, uint32_t from, const uint8_t *chosen, bool best)
{
    const struct graph *graph = &w->store.graph;
    bool *wet = small_alloc(calloc(graph->n_nodes + 1, sizeof *wet)), *done = small_alloc(calloc(graph->n_lines + 1, 1));
    bool new_done[MOST_NEW] = {false};
    double sum = 0;
    for (uint32_t s = graph->first_stop[from]; s < graph->first_stop[from + 1]; s++)
        wet[graph->stop_node[s]] = true;
    for (bool more = true; more;) {
        more = flood_new(w, chosen, best, wet, done, new_done, &sum);
        for (uint32_t line = 0; line < graph->n_lines; line++) {
            bool touched = false;
            for (uint32_t s = graph->first_stop[line]; s < graph->first_stop[line + 1]; s++)
                touched = touched || wet[graph->stop_node[s]];
            if (done[line] || !touched || !is_walked(w, line, chosen, best))
                continue;
            done[line] = more = true;
            sum += (double)w->line_m[line];
            for (uint32_t s = graph->first_stop[line]; s < graph->first_stop[line + 1]; s++)
                wet[graph->stop_node[s]] = true;
        }
    }
    free(wet);
    free(done);
    return sum;
}

/* A line of the longest connected part as it is; NO_ROW = none. Of equal ones the part of the lowest line. */
static uint32_t goal_line(const struct world *w, bool best)
{
    uint32_t goal = NO_ROW;
    double longest = 0;
    for (uint32_t line = 0; line < w->store.graph.n_lines; line++) {
        double length = is_walked(w, line, NULL, best) ? flood(w, line, NULL, best) : 0;
        if (length > longest + 1e-6) {
            longest = length;
            goal = line;
        }
    }
    return goal;
}

static void compare(const struct world *w, uint64_t *seed, bool best)
{
    struct judged judged = {&w->store, &w->plan, &w->results};
    struct contracted contracted = {.n_links = 0};
    const unsigned weight[MOST_PROFILES] = {3};
    double joined[MOST_PROFILES];
    rasif_error err = {RASIF_OK, ""};
    assert_int_equal(contract(&judged, &w->network, &w->works, &w->after, &w->lines, &w->built, w->line_m, weight, best, &contracted, &err), RASIF_OK);
    uint32_t goal = goal_line(w, best);
    for (int i = 0; i < 6; i++) {
        uint8_t chosen[MOST_WORKS + 1];
        for (size_t k = 0; k < w->works.n; k++)
            chosen[k] = small_random(seed) < i / 5.0;
        assert_true(contracted_joined(&contracted, 1, chosen, weight, joined));
        double expected = goal != NO_ROW ? flood(w, goal, chosen, best) : 0;
        /* Without any part the goal is empty, and nothing can be joined to it. */
        assert_true(fabs(joined[0] - expected) < 0.1);
    }
    contracted_free(&contracted);
}

static void any_set_of_works__joins_what_a_flood_reaches(void **state)
{
    uint64_t seed = 20261129;
    (void)state;
    for (int i = 0; i < 2000; i++) {
        struct world w;
        make_world(&w, &seed);
        compare(&w, &seed, false);
        compare(&w, &seed, true);
        free_world(&w);
    }
}

/* A work that would stop somebody opens nothing. */
static void a_work_that_harms__opens_nothing(void **state)
{
    uint64_t seed = 7;
    (void)state;
    for (int i = 0; i < 200; i++) {
        struct world w;
        struct contracted contracted = {.n_links = 0};
        const unsigned weight[MOST_PROFILES] = {1};
        rasif_error err = {RASIF_OK, ""};
        make_world(&w, &seed);
        for (size_t k = 0; k < w.works.n; k++)
            w.works.items[k].harms = 2;
        w.built.n = 0; /* new lines harm no one */
        struct judged judged = {&w.store, &w.plan, &w.results};
        assert_int_equal(contract(&judged, &w.network, &w.works, &w.after, &w.lines, &w.built, w.line_m, weight, true, &contracted, &err), RASIF_OK);
        assert_int_equal(contracted.n_links, 0);
        contracted_free(&contracted);
        free_world(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_set_of_works__joins_what_a_flood_reaches),
        cmocka_unit_test(a_work_that_harms__opens_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
