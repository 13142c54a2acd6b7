/* SPDX-License-Identifier: MIT
 *
 * Connected parts ("islands" in the names of columns) and single repairs of every profile
 * (docs/network.md#connected-parts). In: store.graph, passability of elements. Out: struct
 * network_profile.
 *
 * Algorithm: two rounds of union-find over the nodes: lines that are known to be passable, then
 * also those whose passability is unknown. The parts are numbered by length after each round, and
 * each blocked line looks at the parts at its stops for what its repair would join. Profiles are
 * worked on side by side; where they are fewer than threads, each uses several.
 *
 * Cost: nearly linear in the network, twice per profile. A test compares the result with floods
 * over random networks. */
#include "network/repairs.h"

#include "base/union_find.h"
#include "base/order.h"
#include "base/parallel.h"
#include "base/shared.h"
#include "geo/line.h"

#include <stdlib.h>

struct island_job {
    const struct store *store;
    const struct results *results;
    float *line_m; /* [n_lines] as drawn */
    struct network *out;
    size_t workers; /* worker k takes profiles k, k + workers, ... */
    unsigned threads;
    bool failed[MOST_PROFILES]; /* by worker */
};

/* One profile being worked on. Room is kept from one to the next. */
struct work {
    const struct island_job *job;
    const struct graph *graph;
    size_t profile;
    struct network_profile *out;
    uint8_t *passable; /* [n_lines] enum passable */
    uint32_t *joined;  /* [n_nodes] union-find; after settle_nodes the root of every node */
    /* Islands of the round, from 1 in the order of their lowest lines. */
    uint32_t *island; /* [n_nodes] of a root; 0 = none */
    double *length_m; /* [n_islands] */
    size_t n_islands, capacity;
    uint32_t *number;    /* [n_islands] by length */
    enum passable which; /* what is joined, what gets its numbers */
    bool best;           /* the second round */
};

enum passable network_passable(const struct store *store, const struct results *results, size_t p,
                               uint32_t line)
{
    const struct graph *graph = &store->graph;
    enum passable passable =
        (enum passable)results->roles[graph->role[line]].scores[p][graph->row[line]].passable;
    return passable == PASSABLE_NONE ? PASSABLE_YES : passable;
}

/* Passability of every line for the profile at hand, read once. */
static void read_passable(void *user, size_t chunk, size_t first, size_t last)
{
    const struct work *w = user;
    (void)chunk;
    for (size_t line = first; line < last; line++)
        w->passable[line] =
            (uint8_t)network_passable(w->job->store, w->job->results, w->profile, (uint32_t)line);
}

/* ---- islands ------------------------------------------------------------------------------ */

/* Every node is an island of its own. */
static void part_nodes(void *user, size_t chunk, size_t first, size_t last)
{
    const struct work *w = user;
    (void)chunk;
    for (size_t node = first; node < last; node++)
        w->joined[node] = (uint32_t)node;
}

/* Joins the nodes of the lines that this round opens. */
static void join_lines(void *user, size_t chunk, size_t first, size_t last)
{
    const struct work *w = user;
    const struct graph *graph = w->graph;
    (void)chunk;
    for (size_t line = first; line < last; line++)
        for (uint32_t s = graph->first_stop[line];
             w->passable[line] == w->which && s + 1 < graph->first_stop[line + 1]; s++)
            union_join(w->joined, graph->stop_node[s], graph->stop_node[s + 1]);
}

/* Makes w->joined hold the root of every node, and empties w->island for list_islands. */
static void settle_nodes(void *user, size_t chunk, size_t first, size_t last)
{
    const struct work *w = user;
    (void)chunk;
    for (size_t node = first; node < last; node++) {
        union_settle(w->joined, (uint32_t)node);
        w->island[node] = 0;
    }
}

/* The island at a stop; 0 = only what is blocked lies there. */
static uint32_t island_at(const struct work *w, uint32_t stop)
{
    return w->island[w->joined[w->graph->stop_node[stop]]];
}

/* Lengths are summed in the order of lines. */
static MUST bool list_islands(struct work *w)
{
    const struct graph *graph = w->graph;
    w->n_islands = 0;
    for (uint32_t line = 0; line < graph->n_lines; line++) {
        if (w->passable[line] < w->which)
            continue;
        uint32_t *island = &w->island[w->joined[graph->stop_node[graph->first_stop[line]]]];
        if (*island == 0) {
            if (!PUSH(w->length_m, w->n_islands, w->capacity, 0))
                return false;
            *island = (uint32_t)w->n_islands;
        }
        w->length_m[*island - 1] += (double)w->job->line_m[line];
    }
    return true;
}

/* Numbers by length, the longest first, then by the lowest line. */
static bool number_islands(struct work *w, struct islands *out)
{
    struct keyed *ranked = malloc((w->n_islands + 1) * sizeof *ranked);
    free(w->number);
    w->number = malloc((w->n_islands + 1) * sizeof *w->number);
    for (size_t i = 0; ranked != NULL && i < w->n_islands; i++)
        ranked[i] = (struct keyed){~key_of_real(w->length_m[i]), (uint32_t)i};
    bool good = ranked != NULL && w->number != NULL && keyed_sort(ranked, w->n_islands);
    for (size_t i = 0; good && i < w->n_islands; i++) {
        w->number[ranked[i].row] = (uint32_t)i + 1;
        out->length_m += w->length_m[ranked[i].row];
    }
    out->n = w->n_islands;
    out->longest_m = good && out->n > 0 ? w->length_m[ranked[0].row] : 0;
    free(ranked);
    return good;
}

/* Numbers of the lines that joined in this round; others keep theirs. */
static void take_numbers(void *user, size_t chunk, size_t first, size_t last)
{
    const struct work *w = user;
    const uint32_t *first_stop = w->graph->first_stop;
    (void)chunk;
    for (size_t line = first; line < last; line++)
        if (w->passable[line] == w->which)
            w->out->line[line] = w->number[island_at(w, first_stop[line]) - 1];
}

/* All lines of a known island lie in one island at best, so concurrent writes store the same
 * number. */
static void take_best(void *user, size_t chunk, size_t first, size_t last)
{
    const struct work *w = user;
    const uint32_t *first_stop = w->graph->first_stop;
    (void)chunk;
    for (size_t line = first; line < last; line++)
        if (w->passable[line] == PASSABLE_YES)
            shared_set(&w->out->best_of[w->out->line[line] - 1], w->number[island_at(w, first_stop[line]) - 1]);
}

/* ---- repairs ------------------------------------------------------------------------------ */

/* Does an earlier stop of the first `n` lines that one repair is of lie on the same island as this
 * stop of the next one? Lines have few stops. */
static bool met_before(const struct work *w, uint32_t repaired, uint32_t n, uint32_t stop)
{
    const struct store *store = w->job->store;
    uint32_t island = island_at(w, stop);
    uint32_t own = network_repair_line(store, repaired, n);
    for (uint32_t s = stop; s-- > w->graph->first_stop[own];)
        if (island_at(w, s) == island)
            return true;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t line = network_repair_line(store, repaired, i);
        for (uint32_t s = w->graph->first_stop[line]; s < w->graph->first_stop[line + 1]; s++)
            if (island_at(w, s) == island)
                return true;
    }
    return false;
}

/* Do two lines meet, or touch one island? */
static bool lines_meet(const void *user, uint32_t a, uint32_t b)
{
    const struct work *w = user;
    const struct graph *graph = w->graph;
    for (uint32_t s = graph->first_stop[a]; s < graph->first_stop[a + 1]; s++)
        for (uint32_t t = graph->first_stop[b]; t < graph->first_stop[b + 1]; t++)
            if (w->joined[graph->stop_node[s]] == w->joined[graph->stop_node[t]])
                return true;
    return false;
}

/* Length of these parts and of all islands at their stops. Raises *longest to that of the longest
 * island. */
static double joined_length(const struct work *w, uint32_t repaired, uint64_t parts,
                            double *longest)
{
    const struct store *store = w->job->store;
    double sum = 0;
    uint32_t line;
    for (uint32_t i = 0; (line = network_repair_line(store, repaired, i)) != NO_ROW; i++) {
        if (!repair_has(parts, i))
            continue;
        sum += (double)w->job->line_m[line];
        for (uint32_t s = w->graph->first_stop[line]; s < w->graph->first_stop[line + 1]; s++) {
            uint32_t island = island_at(w, s);
            if (island == 0 || met_before(w, repaired, i, s))
                continue;
            double length_m = w->length_m[island - 1];
            sum += length_m;
            *longest = length_m > *longest ? length_m : *longest;
        }
    }
    return sum;
}

/* How much longer the longest island at the stops of what is repaired would become. */
static double gain(const struct work *w, uint32_t repaired)
{
    const struct store *store = w->job->store;
    double most = 0, longest = 0;
    for (uint64_t left = repair_parts(store, repaired), parts; left != 0; left &= ~parts) {
        parts = repair_joined(store, repaired, left, lines_meet, w);
        most = fmax(most, joined_length(w, repaired, parts, &longest));
    }
    return most - longest;
}

/* Is the line blocked, and the one that stands for its repair? */
static bool is_repair(const struct work *w, uint32_t line)
{
    return w->passable[line] == PASSABLE_NO && network_repair_of(w->job->store, line) == line;
}

/* Lists the repairs of a profile, ascending. */
static MUST bool list_blocked(struct work *w)
{
    struct network_profile *out = w->out;
    size_t n = 0;
    for (uint32_t line = 0; line < w->graph->n_lines; line++)
        n += is_repair(w, line);
    out->repairs = malloc((n + 1) * sizeof *out->repairs);
    if (out->repairs == NULL)
        return false;
    for (uint32_t line = 0; line < w->graph->n_lines; line++)
        if (is_repair(w, line))
            out->repairs[out->n_repairs++] = (struct repair){line, 0, 0};
    return true;
}

/* The gain of repairs [first, last), known or at best. */
static void measure_repairs(void *user, size_t chunk, size_t first, size_t last)
{
    const struct work *w = user;
    (void)chunk;
    for (size_t i = first; i < last; i++) {
        struct repair *repair = &w->out->repairs[i];
        *(w->best ? &repair->best_m : &repair->known_m) = (float)gain(w, repair->line);
    }
}

/* ---- profiles ----------------------------------------------------------------------------- */

/* One round; `which` lines are joined to those of the round before. */
static MUST bool do_round(struct work *w, enum passable which, struct islands *out)
{
    unsigned threads = w->job->threads;
    const struct graph *graph = w->graph;
    w->which = which;
    w->best = which == PASSABLE_UNKNOWN;
    parallel_rows(threads, graph->n_lines, join_lines, w);
    parallel_rows(threads, graph->n_nodes, settle_nodes, w);
    if (!list_islands(w) || !number_islands(w, out))
        return false;
    parallel_rows(threads, graph->n_lines, take_numbers, w);
    parallel_rows(threads, w->out->n_repairs, measure_repairs, w);
    return true;
}

/* Both rounds of one profile. */
static MUST bool analyse(struct work *w)
{
    unsigned threads = w->job->threads;
    struct network_profile *out = w->out;
    size_t n_lines = w->graph->n_lines;
    parallel_rows(threads, n_lines, read_passable, w);
    parallel_rows(threads, w->graph->n_nodes, part_nodes, w);
    out->line = calloc(n_lines + 1, sizeof *out->line);
    if (out->line == NULL || !list_blocked(w) || !do_round(w, PASSABLE_YES, &out->known))
        return false;
    out->best_of = malloc((out->known.n + 1) * sizeof *out->best_of);
    if (out->best_of == NULL || !do_round(w, PASSABLE_UNKNOWN, &out->best))
        return false;
    parallel_rows(threads, n_lines, take_best, w);
    return true;
}

/* Profiles of one worker; each worker has room of its own. */
static void analyse_profiles(void *user, size_t worker)
{
    struct island_job *job = user;
    const struct graph *graph = &job->store->graph;
    struct work w = {.job = job,
                     .graph = graph,
                     .passable = malloc(graph->n_lines + 1),
                     .joined = malloc((graph->n_nodes + 1) * sizeof *w.joined),
                     .island = malloc((graph->n_nodes + 1) * sizeof *w.island)};
    bool good = w.passable != NULL && w.joined != NULL && w.island != NULL;
    for (w.profile = worker; good && w.profile < job->out->n_profiles; w.profile += job->workers) {
        w.out = &job->out->profiles[w.profile];
        good = analyse(&w);
    }
    job->failed[worker] = !good;
    free(w.passable);
    free(w.joined);
    free(w.island);
    free(w.length_m);
    free(w.number);
}

struct length_job {
    const struct store *store;
    float *line_m;
};

/* Areas have their estimated length. */
static void measure_lines(void *user, size_t chunk, size_t first, size_t last)
{
    const struct length_job *job = user;
    const struct graph *graph = &job->store->graph;
    (void)chunk;
    for (size_t line = first; line < last; line++) {
        const struct elements *e = &job->store->tables[graph->role[line]];
        size_t n, row = graph->row[line];
        const double *xy = graph_line_xy(job->store, (uint32_t)line, &n);
        job->line_m[line] =
            (float)(e->shapes.kind[row] == SHAPE_POLYGON ? e->length_m[row] : line_length(xy, n));
        if (e->shapes.kind[row] == SHAPE_POLYGON && line > 0 &&
            graph->role[line - 1] == graph->role[line] && graph->row[line - 1] == row)
            job->line_m[line] = 0; /* a further part of an area: the first has its length */
    }
}

float *network_line_lengths(const struct store *store, unsigned threads)
{
    struct length_job job = {store, malloc((store->graph.n_lines + 1) * sizeof(float))};
    if (job.line_m != NULL)
        parallel_rows(threads, store->graph.n_lines, measure_lines, &job);
    return job.line_m;
}

rasif_status network_analyse(const struct store *store, const struct results *results,
                             size_t n_profiles, unsigned threads, struct network *out,
                             rasif_error *err)
{
    store_use(store, PART_nodes);
    size_t n_lines = store->graph.n_lines;
    struct island_job job = {.store = store, .results = results, .out = out};
    network_free(out);
    job.line_m = network_line_lengths(store, threads);
    if (job.line_m == NULL)
        return fail_memory(err);
    for (size_t line = 0; line < n_lines; line++)
        out->length_m += (double)job.line_m[line];
    out->n_profiles = n_profiles;
    job.workers = n_profiles < threads ? n_profiles : threads > 0 ? threads : 1;
    job.threads = job.workers > 0 ? threads / (unsigned)job.workers : 1;
    parallel_each(threads, job.workers, analyse_profiles, &job);
    free(job.line_m);
    for (size_t worker = 0; worker < job.workers; worker++)
        if (job.failed[worker])
            return fail_memory(err);
    return RASIF_OK;
}

void network_free(struct network *network)
{
    for (size_t p = 0; p < network->n_profiles; p++) {
        struct network_profile *profile = &network->profiles[p];
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

/* ---- reading ---- */

/* Lines of one row, as they stand in the graph. */
static struct network_lines lines_of(const struct store *store, enum role role, size_t row)
{
    struct network_lines lines;
    lines.last = graph_lines(&store->graph, role, row, &lines.first);
    return lines;
}

struct network_lines network_lines(const struct store *store, enum role role, size_t row)
{
    bool twin = role == ROLE_CROSSING && store->crossings.inner != NULL &&
                (store->crossings.inner[row] & INNER_TWIN);
    return lines_of(store, role, twin ? crossing_first(store, row) : row);
}

struct network_lines network_repaired(const struct store *store, enum role role, size_t row)
{
    return lines_of(store, role, role == ROLE_CROSSING ? crossing_first(store, row) : row);
}

/* Passability is that of the row, so that it is the same for all of its lines. */
uint32_t network_island(const struct store *store, const struct results *results,
                        const struct network *network, size_t p, struct network_lines lines,
                        bool best)
{
    if (lines.first == lines.last)
        return 0;
    const struct network_profile *profile = &network->profiles[p];
    bool known = network_passable(store, results, p, lines.first) == PASSABLE_YES;
    uint32_t number = profile->line[lines.first];
    if (number == 0 || !best)
        return known ? number : 0;
    return known ? profile->best_of[number - 1] : number;
}

/* Binary search: repairs ascend by line. */
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

/* Repairs of the lines: [*first, return value). Of what is blocked one has to look for them. */
static size_t repairs_of(const struct network_profile *profile, struct network_lines lines,
                         size_t *first)
{
    size_t n = 0;
    for (uint32_t line = lines.first; line < lines.last; line++)
        n += profile->line[line] == 0;
    *first = n > 0 ? network_repair(profile, lines.first) : 0;
    return *first + n;
}

double network_unlocks(const struct network *network, size_t p, struct network_lines lines,
                       bool best)
{
    const struct network_profile *profile = &network->profiles[p];
    double sum = NAN;
    size_t i, last = repairs_of(profile, lines, &i);
    for (; i < last; i++) {
        double metres = (double)(best ? profile->repairs[i].best_m : profile->repairs[i].known_m);
        sum = isnan(sum) ? metres : sum + metres;
    }
    return sum;
}

bool network_opens(const struct network *network, size_t p, struct network_lines lines, bool best,
                   struct opened *out)
{
    const struct opened *all = best ? network->reach.opens[p] : network->reach.opens_known[p];
    size_t i = 0, first, last = 0;
    *out = (struct opened){0};
    if (network->reach.destinations.n > 0)
        last = repairs_of(&network->profiles[p], lines, &i);
    for (first = i; i < last; i++) {
        out->streets += all[i].streets;
        out->kinds |= all[i].kinds;
    }
    return last > first;
}

double network_unlocks_streets(const struct network *network, size_t p,
                               struct network_lines lines)
{
    struct opened opened;
    return network_opens(network, p, lines, true, &opened) ? opened.streets : NAN;
}
