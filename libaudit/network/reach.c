/* SPDX-License-Identifier: MIT
 *
 * Reach (docs/network.md#reach). In: destinations on lines, passability, the graph. Out: struct
 * reach: class, way and detour of every line and profile.
 *
 * Algorithm: per kind of destination one search from all its places at once (link/way.c) for a
 * person who can use everything, then two per profile: on what is known, no farther than the
 * distance of --reach, and at best, as far as there is a way. The answer of a line is that of its
 * place from which the way is longest; the worst kind holds.
 *
 * Cost: (1 + 2 profiles) searches per kind; memory for one kind at a time. */
#include "network/reach.h"

#include "base/parallel.h"
#include "link/way.h"
#include "network/downhill_only.h"
#include "network/network.h"

#include <stdlib.h>
#include <string.h>

const char *const reach_names[REACH_CLASSES] = {NULL, "yes", "unknown", "no", "none"};

/* One kind of destination at a time; each profile writes to its own items of the arrays. */
struct reach_job {
    const struct store *store;
    const struct results *results;
    struct reach *reach;
    size_t kind;
    float *anyone_m; /* [n_lines] to the kind, for a person who can use everything */
    float within_m;
    struct downhill_lines downhill[MOST_PROFILES]; /* empty without a plan */
    bool failed[MOST_PROFILES];
};

/* ---- from nodes to lines ------------------------------------------------------------------ */

/* Destinations of the kind that are reached on a line: items [*first, return value), which follow
 * those before; callers go through the lines in ascending order. */
static size_t items_of(const struct destinations *d, size_t kind, uint32_t line, size_t *first)
{
    size_t last;
    while (*first < d->first[kind + 1] && d->items[*first].line < line)
        ++*first;
    for (last = *first; last < d->first[kind + 1] && d->items[last].line == line;)
        last++;
    return last;
}

/* From the farthest place between two points `gap` metres apart; `ahead` is the way to go on from
 * the second, `back` that from the first. Between them the two ways are equal somewhere, or one is
 * the shorter all along. */
static float farthest_between(unsigned open, float back, float ahead, float gap)
{
    float on = open & WAY_AHEAD ? ahead + gap : INFINITY;
    float off = open & WAY_BACK ? back + gap : INFINITY;
    return open == WAY_BOTH ? fminf((ahead + back + gap) / 2, fminf(on, off)) : fminf(on, off);
}

/* Along one edge over the n destinations on it; `ahead` has room for n + 1. */
static float farthest_on_edge(const struct way_search *search, uint32_t stop,
                              const struct destination *items, size_t n, float *ahead)
{
    const struct graph *graph = search->graph;
    unsigned open = way_open(search, graph_stop_line(graph, stop));
    float end_m = graph->stop_m[stop + 1], at_m = end_m, farthest = 0;
    ahead[n] = search->way_m[graph->stop_node[stop + 1]];
    for (size_t i = n; i > 0; i--) {
        float on = open & WAY_AHEAD ? ahead[i] + (at_m - items[i - 1].at_m) : INFINITY;
        ahead[i - 1] = fminf(items[i - 1].off_m, on);
        at_m = items[i - 1].at_m;
    }
    float back = search->way_m[graph->stop_node[stop]];
    at_m = graph->stop_m[stop];
    for (size_t i = 0; i <= n; i++) {
        float next_m = i < n ? items[i].at_m : end_m, gap = next_m - at_m;
        farthest = fmaxf(farthest, farthest_between(open, back, ahead[i], gap));
        if (i < n)
            back = fminf(items[i].off_m, open & WAY_BACK ? back + gap : INFINITY);
        at_m = next_m;
    }
    return farthest;
}

/* From the place of the line that is farthest; INFINITY where the line itself can't be walked. */
static float farthest_on_line(const struct way_search *search, uint32_t line,
                              const struct destination *items, size_t n, float *ahead)
{
    const struct graph *graph = search->graph;
    float farthest = 0;
    if (way_open(search, line) == 0)
        return INFINITY;
    for (uint32_t stop = graph->first_stop[line]; way_edge(graph, stop); stop++) {
        size_t here = 0;
        while (here < n && items[here].stop == stop)
            here++;
        farthest = fmaxf(farthest, farthest_on_edge(search, stop, items, here, ahead));
        items += here;
        n -= here;
    }
    return farthest;
}

/* ---- one search ---------------------------------------------------------------------------- */

/* Begins at the stops around every destination of the kind; where it lies at a stop, there,
 * whatever the passability of the line. */
static bool place_all(struct way_search *search, const struct destinations *d, size_t kind)
{
    const struct graph *graph = search->graph;
    bool good = true;
    for (size_t i = d->first[kind]; good && i < d->first[kind + 1]; i++) {
        const struct destination *item = &d->items[i];
        unsigned open = way_open(search, item->line);
        if (item->node != NO_ROW) {
            good = way_place(search, item->node, item->off_m);
            continue;
        }
        if (open & WAY_AHEAD)
            good = way_place(search, graph->stop_node[item->stop],
                             item->off_m + (item->at_m - graph->stop_m[item->stop]));
        if (good && (open & WAY_BACK))
            good = way_place(search, graph->stop_node[item->stop + 1],
                             item->off_m + (graph->stop_m[item->stop + 1] - item->at_m));
    }
    return good;
}

/* The way from every line to the nearest destination of the kind, into out[n_lines]. */
static MUST bool ways_of_lines(const struct reach_job *job, struct way_search *search, float *out)
{
    const struct destinations *d = &job->reach->destinations;
    size_t most = d->first[job->kind + 1] - d->first[job->kind], first = d->first[job->kind];
    float *ahead = malloc((most + 1) * sizeof *ahead);
    way_clear(search);
    bool good = ahead != NULL && place_all(search, d, job->kind) && way_spread(search);
    for (uint32_t line = 0; good && line < job->store->graph.n_lines; line++) {
        size_t last = items_of(d, job->kind, line, &first);
        out[line] = farthest_on_line(search, line, d->items + first, last - first, ahead);
    }
    free(ahead);
    return good;
}

/* ---- what it comes to ----------------------------------------------------------------------- */

/* false: no memory; lines_free frees what there is. */
static bool lines_begin(struct reach_lines *lines, size_t n)
{
    lines->class = calloc(n + 1, sizeof *lines->class);
    lines->way_m = calloc(n + 1, sizeof *lines->way_m);
    lines->detour = calloc(n + 1, sizeof *lines->detour);
    return lines->class != NULL && lines->way_m != NULL && lines->detour != NULL;
}

static void lines_free(struct reach_lines *lines)
{
    free(lines->class);
    free(lines->way_m);
    free(lines->detour);
}

/* Class and detour of every line for one kind, from the ways at best (`one->way_m`) and the
 * lines that are near on what is known (NULL = all). A way of 0 m has a detour of 1. */
static void class_lines(const struct reach_job *job, const uint8_t *known, struct reach_lines *one)
{
    for (uint32_t line = 0; line < job->store->graph.n_lines; line++) {
        float way_m = one->way_m[line], anyone_m = job->anyone_m[line];
        bool near = known == NULL || known[line];
        one->class[line] = isinf(way_m)            ? REACH_NONE
                           : way_m > job->within_m ? REACH_NO
                           : near                  ? REACH_YES
                                                   : REACH_UNKNOWN;
        one->detour[line] = isinf(way_m) ? INFINITY : anyone_m > 0 ? fmaxf(way_m / anyone_m, 1) : 1;
    }
}

/* The worst of the kinds so far and of this one; the kind alone is summed up. */
static void take_kind(const struct reach_job *job, const struct reach_lines *one,
                      struct reach_lines *all, struct reach_sum *sum)
{
    for (uint32_t line = 0; line < job->store->graph.n_lines; line++) {
        if (one->class[line] > all -> class[line])
            all->class[line] = one->class[line];
        all->way_m[line] = fmaxf(all->way_m[line], one->way_m[line]);
        all->detour[line] = fmaxf(all->detour[line], one->detour[line]);
    }
    reach_add_up(job->store, one, sum, NULL, NULL);
}

/* Lines whose passability is at least `least` are open both ways; downhill ones only one way. */
static void open_lines(const struct reach_job *job, size_t profile, enum passable least,
                       uint8_t *open)
{
    for (uint32_t line = 0; line < job->store->graph.n_lines; line++)
        open[line] =
            network_passable(job->store, job->results, profile, line) >= least ? WAY_BOTH : 0;
    for (size_t i = 0; i < job->downhill[profile].n; i++) {
        const struct downhill_line *down = &job->downhill[profile].items[i];
        if (down->passable >= least)
            open[down->line] = down->open;
    }
}

/* Ways on what is known, as far as they count: which lines are near enough. */
static bool find_known(const struct reach_job *job, size_t profile, struct way_search *search,
                       uint8_t *open, float *way_m, uint8_t *known)
{
    search->most_m = job->within_m;
    open_lines(job, profile, PASSABLE_YES, open);
    if (!ways_of_lines(job, search, way_m))
        return false;
    for (uint32_t line = 0; line < job->store->graph.n_lines; line++)
        known[line] = way_m[line] <= job->within_m;
    return true;
}

/* Both searches of one profile for the kind at hand. The arrays live for one kind, so that
 * memory does not grow with the number of kinds. */
static void reach_profile(void *user, size_t profile)
{
    struct reach_job *job = user;
    size_t n = job->store->graph.n_lines;
    struct way_search search;
    struct reach_lines one = {0};
    uint8_t *open = malloc(n + 1), *known = malloc(n + 1);
    bool good = way_begin(&search, &job->store->graph) && open != NULL && known != NULL &&
                lines_begin(&one, n);
    search.open = open;
    good = good && find_known(job, profile, &search, open, one.way_m, known);
    if (good) {
        search.most_m = INFINITY;
        open_lines(job, profile, PASSABLE_UNKNOWN, open);
        good = ways_of_lines(job, &search, one.way_m);
    }
    if (good) {
        class_lines(job, known, &one);
        take_kind(job, &one, &job->reach->profiles[profile],
                  &job->reach->kinds[profile][job->kind]);
    }
    job->failed[profile] = job->failed[profile] || !good;
    way_free(&search);
    lines_free(&one);
    free(open);
    free(known);
}

/* Ways of a person who can use everything: the denominator of detours. */
static MUST bool reach_anyone(struct reach_job *job)
{
    struct way_search search;
    struct reach_lines one = {0};
    size_t n = job->store->graph.n_lines;
    bool good = way_begin(&search, &job->store->graph) && lines_begin(&one, n) &&
                ways_of_lines(job, &search, job->anyone_m);
    if (good) {
        memcpy(one.way_m, job->anyone_m, n * sizeof *one.way_m);
        class_lines(job, NULL, &one);
        take_kind(job, &one, &job->reach->anyone, &job->reach->anyone_kinds[job->kind]);
    }
    way_free(&search);
    lines_free(&one);
    return good;
}

/* Makes the answers of all profiles, with every class REACH_NULL and every way 0: take_kind raises
 * them kind by kind. */
static bool reach_begin(struct reach *reach, size_t n_lines, size_t n_profiles)
{
    size_t n = reach->destinations.n_kinds + 1;
    reach->anyone_kinds = calloc(n, sizeof *reach->anyone_kinds);
    bool good = reach->anyone_kinds != NULL && lines_begin(&reach->anyone, n_lines);
    for (size_t p = 0; good && p < n_profiles; p++) {
        reach->kinds[p] = calloc(n, sizeof *reach->kinds[p]);
        good = reach->kinds[p] != NULL && lines_begin(&reach->profiles[p], n_lines);
    }
    return good;
}

rasif_status reach_analyse(struct store *store, const struct results *results, size_t n_profiles,
                           const struct plan *plan, const struct settings *settings, struct network *network,
                           rasif_error *err)
{
    store_use(store, PART_ways);
    struct reach *reach = &network->reach;
    size_t n = store->graph.n_lines;
    struct reach_job job = {
        .store = store, .results = results, .reach = reach, .within_m = (float)settings->reach_m};
    reach_free(reach);
    TRY(destinations_find(store, settings->seats_serve, &reach->destinations, err));
    reach->within_m = settings->reach_m;
    if (store->tables[reach->destinations.role].n == 0 && settings->seats_serve)
        diagnose(&store->diagnostics, D_reach_unasked, NULL, NULL, NULL, NULL);
    if (reach->destinations.n == 0)
        return RASIF_OK;
    job.anyone_m = malloc((n + 1) * sizeof *job.anyone_m);
    bool good = job.anyone_m != NULL && reach_begin(reach, n, n_profiles);
    for (size_t p = 0; good && plan != NULL && p < n_profiles; p++)
        good = downhill_lines_find(store, results, plan, p, &job.downhill[p]);
    for (; good && job.kind < reach->destinations.n_kinds; job.kind++) {
        good = reach_anyone(&job);
        if (good)
            parallel_each(settings->threads, n_profiles, reach_profile, &job);
        for (size_t p = 0; p < n_profiles; p++)
            good = good && !job.failed[p];
    }
    for (size_t p = 0; p < n_profiles; p++)
        free(job.downhill[p].items);
    free(job.anyone_m);
    return good ? RASIF_OK : fail_memory(err);
}

void reach_free(struct reach *reach)
{
    for (size_t p = 0; p < MOST_PROFILES; p++) {
        lines_free(&reach->profiles[p]);
        free(reach->kinds[p]);
        free(reach->opens[p]);
        free(reach->opens_known[p]);
    }
    lines_free(&reach->anyone);
    free(reach->anyone_kinds);
    destinations_free(&reach->destinations);
    *reach = (struct reach){0};
}
