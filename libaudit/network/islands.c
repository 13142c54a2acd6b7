/* SPDX-License-Identifier: MIT
 *
 * Islands and single repairs of every profile, in time nearly proportional to the network: two
 * rounds of union-find over the nodes, and one look at the stops of every blocked line. */
#include "network/network.h"

#include "base/parallel.h"
#include "geo/line.h"

#include <stdlib.h>

struct island_job {
    const struct store *store;
    const struct results *results;
    const float *line_m; /* [n_lines] as drawn */
    struct network *out;
    bool failed[MOST_PROFILES];
};

/* One profile being worked on; arrays over nodes unless said otherwise. */
struct work {
    const struct island_job *job;
    const struct graph *graph;
    size_t profile;
    struct network_profile *out;
    uint32_t *joined;
    double *length_m;  /* of the island whose root the node is */
    uint32_t *lowest;  /* its lowest line, NO_ROW = none       */
    uint32_t *number;  /* its number, from 1                   */
    uint32_t *seen_by; /* blocked line that last looked at it  */
};

enum passable network_passable(const struct store *store, const struct results *results, size_t p,
                               uint32_t line)
{
    const struct graph *graph = &store->graph;
    enum passable passable =
        (enum passable)results->roles[graph->role[line]].scores[p][graph->row[line]].passable;
    return passable == PASSABLE_NONE ? PASSABLE_YES : passable;
}

static enum passable passable_of(const struct work *w, uint32_t line)
{
    return network_passable(w->job->store, w->job->results, w->profile, line);
}

static void join_lines(struct work *w, enum passable which)
{
    const struct graph *graph = w->graph;
    for (uint32_t line = 0; line < graph->n_lines; line++)
        if (passable_of(w, line) == which)
            for (uint32_t s = graph->first_stop[line]; s + 1 < graph->first_stop[line + 1]; s++)
                graph_join(w->joined, graph->stop_node[s], graph->stop_node[s + 1]);
}

static uint32_t root_of(const struct work *w, uint32_t line)
{
    return graph_find(w->joined, w->graph->stop_node[w->graph->first_stop[line]]);
}

struct ranked {
    double length_m;
    uint32_t lowest, root;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *left = a, *right = b;
    if (left->length_m != right->length_m)
        return left->length_m > right->length_m ? -1 : 1;
    return left->lowest < right->lowest ? -1 : left->lowest > right->lowest;
}

/* Length and number of every island of lines at least as passable as `least`. Room for the longest
 * list is made once per round; lengths are summed in the order of lines. */
static bool number_islands(struct work *w, enum passable least, struct islands *out)
{
    const struct graph *graph = w->graph;
    size_t n = 0;
    for (size_t node = 0; node < graph->n_nodes; node++) {
        w->length_m[node] = 0;
        w->lowest[node] = NO_ROW;
        w->number[node] = 0;
    }
    for (uint32_t line = 0; line < graph->n_lines; line++) {
        if (passable_of(w, line) < least)
            continue;
        uint32_t root = root_of(w, line);
        n += w->lowest[root] == NO_ROW;
        if (w->lowest[root] == NO_ROW)
            w->lowest[root] = line;
        w->length_m[root] += (double)w->job->line_m[line];
    }
    struct ranked *ranked = malloc((n + 1) * sizeof *ranked);
    out->island_m = malloc((n + 1) * sizeof *out->island_m);
    if (ranked == NULL || out->island_m == NULL) {
        free(ranked);
        return false;
    }
    for (uint32_t node = 0; node < graph->n_nodes; node++)
        if (w->lowest[node] != NO_ROW)
            ranked[out->n++] = (struct ranked){w->length_m[node], w->lowest[node], node};
    if (n > 0)
        qsort(ranked, n, sizeof *ranked, compare_ranked);
    for (size_t i = 0; i < n; i++) {
        w->number[ranked[i].root] = (uint32_t)i + 1;
        out->island_m[i] = ranked[i].length_m;
        out->length_m += ranked[i].length_m;
    }
    free(ranked);
    return true;
}

/* How much longer the longest island at the line's stops would become. */
static double gain(struct work *w, uint32_t line, uint32_t stamp)
{
    const struct graph *graph = w->graph;
    double sum = (double)w->job->line_m[line], longest = 0;
    for (uint32_t s = graph->first_stop[line]; s < graph->first_stop[line + 1]; s++) {
        uint32_t root = graph_find(w->joined, graph->stop_node[s]);
        if (w->lowest[root] == NO_ROW || w->seen_by[root] == stamp)
            continue;
        w->seen_by[root] = stamp;
        sum += w->length_m[root];
        longest = w->length_m[root] > longest ? w->length_m[root] : longest;
    }
    return sum - longest;
}

static bool list_blocked(struct work *w)
{
    struct network_profile *out = w->out;
    size_t n = 0;
    for (uint32_t line = 0; line < w->graph->n_lines; line++)
        n += passable_of(w, line) == PASSABLE_NO;
    out->repairs = malloc((n + 1) * sizeof *out->repairs);
    if (out->repairs == NULL)
        return false;
    for (uint32_t line = 0; line < w->graph->n_lines; line++)
        if (passable_of(w, line) == PASSABLE_NO)
            out->repairs[out->n_repairs++] = (struct repair){line, 0, 0};
    return true;
}

static void measure_repairs(struct work *w, bool best)
{
    for (size_t node = 0; node < w->graph->n_nodes; node++)
        w->seen_by[node] = NO_ROW;
    for (size_t i = 0; i < w->out->n_repairs; i++) {
        struct repair *repair = &w->out->repairs[i];
        *(best ? &repair->best_m : &repair->known_m) = (float)gain(w, repair->line, repair->line);
    }
}

static void take_numbers(struct work *w, enum passable which)
{
    for (uint32_t line = 0; line < w->graph->n_lines; line++)
        if (passable_of(w, line) == which)
            w->out->line[line] = w->number[root_of(w, line)];
}

static bool analyse(struct work *w)
{
    struct network_profile *out = w->out;
    const struct graph *graph = w->graph;
    out->line = calloc(graph->n_lines + 1, sizeof *out->line);
    if (out->line == NULL || !list_blocked(w))
        return false;
    for (uint32_t node = 0; node < graph->n_nodes; node++)
        w->joined[node] = node;
    join_lines(w, PASSABLE_YES);
    if (!number_islands(w, PASSABLE_YES, &out->known))
        return false;
    take_numbers(w, PASSABLE_YES);
    measure_repairs(w, false);
    join_lines(w, PASSABLE_UNKNOWN);
    out->best_of = malloc((out->known.n + 1) * sizeof *out->best_of);
    if (out->best_of == NULL || !number_islands(w, PASSABLE_UNKNOWN, &out->best))
        return false;
    take_numbers(w, PASSABLE_UNKNOWN);
    measure_repairs(w, true);
    for (uint32_t line = 0; line < graph->n_lines; line++)
        if (passable_of(w, line) == PASSABLE_YES)
            out->best_of[out->line[line] - 1] = w->number[root_of(w, line)];
    return true;
}

/* A chunk is a profile. */
static void analyse_profile(void *user, size_t profile, size_t first, size_t last)
{
    struct island_job *job = user;
    const struct graph *graph = &job->store->graph;
    size_t n = graph->n_nodes + 1;
    struct work w = {.job = job,
                     .graph = graph,
                     .profile = profile,
                     .out = &job->out->profiles[profile],
                     .joined = malloc(n * sizeof *w.joined),
                     .length_m = malloc(n * sizeof *w.length_m),
                     .lowest = malloc(n * sizeof *w.lowest),
                     .number = malloc(n * sizeof *w.number),
                     .seen_by = malloc(n * sizeof *w.seen_by)};
    (void)first;
    (void)last;
    job->failed[profile] = w.joined == NULL || w.length_m == NULL || w.lowest == NULL ||
                           w.number == NULL || w.seen_by == NULL || !analyse(&w);
    free(w.joined);
    free(w.length_m);
    free(w.lowest);
    free(w.number);
    free(w.seen_by);
}

/* Lengths as drawn: what joins lines is nobody's sidewalk. Areas have their estimated length. */
static float *lengths(const struct store *store, double *sum)
{
    const struct graph *graph = &store->graph;
    float *line_m = malloc((graph->n_lines + 1) * sizeof *line_m);
    for (uint32_t line = 0; line < graph->n_lines && line_m != NULL; line++) {
        const struct elements *e = &store->tables[graph->role[line]];
        size_t n, row = graph->row[line];
        const double *xy = graph_line_xy(store, line, &n);
        line_m[line] =
            (float)(e->shapes.kind[row] == SHAPE_POLYGON ? e->length_m[row] : line_length(xy, n));
        if (e->shapes.kind[row] == SHAPE_POLYGON && line > 0 &&
            graph->role[line - 1] == graph->role[line] && graph->row[line - 1] == row)
            line_m[line] = 0; /* a further part of an area: the first has its length */
        *sum += (double)line_m[line];
    }
    return line_m;
}

rasif_status network_analyse(const struct store *store, const struct results *results,
                             size_t n_profiles, unsigned threads, struct network *out,
                             rasif_error *err)
{
    struct island_job job = {.store = store, .results = results, .out = out};
    network_free(out);
    float *line_m = lengths(store, &out->length_m);
    if (line_m == NULL)
        return fail_memory(err);
    job.line_m = line_m;
    out->n_profiles = n_profiles;
    parallel_each(threads, n_profiles, analyse_profile, &job);
    free(line_m);
    for (size_t p = 0; p < n_profiles; p++)
        if (job.failed[p])
            return fail_memory(err);
    return RASIF_OK;
}

void network_free(struct network *network)
{
    for (size_t p = 0; p < network->n_profiles; p++) {
        struct network_profile *profile = &network->profiles[p];
        free(profile->known.island_m);
        free(profile->best.island_m);
        free(profile->line);
        free(profile->best_of);
        free(profile->repairs);
    }
    reach_free(&network->reach);
    *network = (struct network){0};
}

void network_diagnose(struct store *store)
{
    const struct elements *e = &store->tables[ROLE_CROSSING];
    for (size_t row = 0; row < e->n; row++)
        if (e->scope[row] == SCOPE_YES && e->shapes.kind[row] == SHAPE_POINT)
            diagnose(&store->diagnostics, D_crossing_outside,
                     store->sources[element_source(e, row)].table, NULL, NULL, &e->fid[row]);
}

/* ---- asking ---- */

uint32_t network_island(const struct store *store, const struct results *results,
                        const struct network *network, size_t p, enum role role, size_t row,
                        bool best)
{
    uint32_t first, last = graph_lines(&store->graph, role, row, &first);
    if (first == last)
        return 0;
    const struct network_profile *profile = &network->profiles[p];
    bool known = network_passable(store, results, p, first) == PASSABLE_YES;
    uint32_t number = profile->line[first];
    if (number == 0 || !best)
        return known ? number : 0;
    return known ? profile->best_of[number - 1] : number;
}

size_t network_repair(const struct network_profile *profile, uint32_t line)
{
    size_t low = 0, high = profile->n_repairs;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (profile->repairs[middle].line < line)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double network_unlocks(const struct store *store, const struct network *network, size_t p,
                       enum role role, size_t row, bool best)
{
    uint32_t first, last = graph_lines(&store->graph, role, row, &first);
    const struct network_profile *profile = &network->profiles[p];
    double sum = NAN;
    for (size_t i = network_repair(profile, first);
         i < profile->n_repairs && profile->repairs[i].line < last; i++) {
        double metres = (double)(best ? profile->repairs[i].best_m : profile->repairs[i].known_m);
        sum = isnan(sum) ? metres : sum + metres;
    }
    return sum;
}

double network_unlocks_streets(const struct store *store, const struct network *network, size_t p,
                               enum role role, size_t row)
{
    uint32_t first, last = graph_lines(&store->graph, role, row, &first);
    const struct network_profile *profile = &network->profiles[p];
    double sum = NAN;
    for (size_t i = network_repair(profile, first);
         network->reach.destinations.n > 0 && i < profile->n_repairs &&
         profile->repairs[i].line < last;
         i++)
        sum = (isnan(sum) ? 0 : sum) + network->reach.unlocks[p][i];
    return sum;
}
