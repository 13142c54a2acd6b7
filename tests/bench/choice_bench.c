/* SPDX-License-Identifier: MIT
 *
 * Runs the choice of repairs on made-up towns.
 *
 *     choice-bench WORKS THREADS         a table: seconds and gaps of each kind of town
 *     choice-bench KIND WORKS SEED       one small town and its plans as text, for
 * check_choice_milp.py */
#include "choice_towns.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BUDGETS = 10 };
static const int64_t shares[BUDGETS] = {1, 2, 5, 10, 20, 30, 40, 50, 60, 80}; /* of all costs, % */

static double now_s(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void list_budgets(const struct town *town, int64_t *budgets)
{
    int64_t all = 0;
    for (size_t w = 0; w < town->n_works; w++)
        all += town->cost[w];
    for (size_t b = 0; b < BUDGETS; b++)
        budgets[b] = all * shares[b] / 100;
}

static int ascending(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

/* One line of the table. */
static bool measure(enum town_kind kind, size_t works, unsigned threads)
{
    struct town town;
    struct choice_result result = {0};
    const struct choice_settings settings = {.threads = threads};
    int64_t budgets[BUDGETS];
    double gaps[BUDGETS], start = 0, cpu = 0;
    bool done = town_make(kind, works, 1, &town);
    if (done) {
        list_budgets(&town, budgets);
        start = now_s(CLOCK_MONOTONIC);
        cpu = now_s(CLOCK_PROCESS_CPUTIME_ID);
        done = choice_make(&town.in, budgets, BUDGETS, &settings, &result, NULL) == RASIF_OK;
    }
    if (done) {
        start = now_s(CLOCK_MONOTONIC) - start;
        cpu = now_s(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        for (size_t b = 0; b < BUDGETS; b++) {
            const struct choice_plan *plan = &result.plans[b];
            gaps[b] = plan->bound > 0
                          ? 100 * (double)(plan->bound - plan->gain) / (double)plan->bound
                          : 0;
        }
        printf("| %-10s | %6zu | %6zu | %6zu | %5.1f | %5.1f |", town_names[kind], town.n_works,
               town.n_parts, town.n_links, start, cpu);
        for (size_t b = 0; b < BUDGETS; b++)
            printf(" %.1f", gaps[b]);
        qsort(gaps, BUDGETS, sizeof *gaps, ascending);
        printf(" | %.1f | %.1f |\n", (gaps[BUDGETS / 2 - 1] + gaps[BUDGETS / 2]) / 2,
               gaps[BUDGETS - 1]);
        fflush(stdout);
    }
    choice_free(&result);
    town_free(&town);
    return done;
}

static int print_table(size_t works, unsigned threads)
{
    printf("| town | works | parts | links | s | cpu s | gaps at 1, 2, 5, 10, 20, 30, 40, 50, 60, "
           "80 %% of "
           "all costs, "
           "%% of the bound | median | worst |\n|---|--:|--:|--:|--:|--:|---|--:|--:|\n");
    for (enum town_kind kind = 0; kind < TOWN_KINDS; kind++)
        if (!measure(kind, works, threads))
            return 1;
    return 0;
}

/* The town as lines: counts; cost and value of works; gains of parts; ends and works of links;
 * plans. */
static int print_town(const char *kind, size_t works, uint64_t seed)
{
    struct town town;
    struct choice_result result;
    int64_t budgets[BUDGETS];
    enum town_kind k = 0;
    while (k < TOWN_KINDS && strcmp(town_names[k], kind) != 0)
        k++;
    if (k == TOWN_KINDS || !town_make(k, works, seed, &town))
        return 1;
    list_budgets(&town, budgets);
    if (choice_make(&town.in, budgets, BUDGETS, NULL, &result, NULL) != RASIF_OK)
        return 1;
    printf("%zu %zu %zu\n", town.n_works, town.n_parts, town.n_links);
    for (size_t w = 0; w < town.n_works; w++)
        printf("%" PRId64 " %" PRId64 "\n", town.cost[w], town.value[w]);
    for (size_t p = 0; p < town.n_parts; p++)
        printf("%" PRId64 "\n", town.gain[p]);
    for (size_t i = 0; i < town.n_links; i++) {
        printf("%u %u", town.ends[2 * i], town.ends[2 * i + 1]);
        for (uint32_t use = town.first[i]; use < town.first[i + 1]; use++)
            printf(" %u", town.work[use]);
        putchar('\n');
    }
    for (size_t b = 0; b < BUDGETS; b++)
        printf("%" PRId64 " %" PRId64 " %" PRId64 "\n", budgets[b], result.plans[b].gain,
               result.plans[b].bound);
    choice_free(&result);
    town_free(&town);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3)
        return print_table(strtoul(argv[1], NULL, 10), (unsigned)strtoul(argv[2], NULL, 10));
    if (argc == 4)
        return print_town(argv[1], strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10));
    fputs("choice-bench WORKS THREADS, or choice-bench KIND WORKS SEED\n", stderr);
    return 2;
}
