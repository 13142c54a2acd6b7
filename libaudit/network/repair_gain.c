/* SPDX-License-Identifier: MIT
 *
 * How many street segments one repair gives a way to a kind of destination that they have none
 * to, and to which kinds (docs/network.md#which-repair-first): on the known network and at best.
 * In: islands, destinations on them. Out: reach.opens, reach.opens_known.
 *
 * Algorithm: a repair joins the islands at its stops, so that the kinds one can get to are the
 * union of the kinds on these islands: no search. Segments are filed by the islands on which
 * their sides lie, and looked at only on islands that gain a kind.
 *
 * Cost: linear in segments and stops, plus the segments on islands that gain; few repairs give
 * any. */
#include "network/repairs.h"

#include "base/parallel.h"

#include <stdlib.h>

/* One profile, on the known network or at best. A *group* is an island (its number), or, behind
 * them, the blocked line of a repair: what a street can lie on. What is not known lies on none, 0.
 */
struct gain_search {
    const struct store *store;
    const struct destinations *destinations;
    const struct network_profile *islands;
    const uint32_t *island; /* [n_lines]; 0 = blocked, or not known                 */
    const uint8_t *blocked; /* [n_lines]                                            */
    size_t n_islands;
    size_t n_groups;                    /* islands and repairs, one more for the number 0       */
    uint64_t *kinds;                    /* [n_groups] a bit per kind that is on the group       */
    uint64_t *has;                      /* [streets] kinds that a street gets to                */
    uint32_t *first;                    /* [n_groups + 2] into streets_of                       */
    uint32_t *streets_of;               /* streets of every group                               */
    uint32_t *group_seen, *street_seen; /* by which street, by which repair         */
};

/* ---- what a street lies on ------------------------------------------------------------------ */

/* 0 for a line that is neither on an island nor blocked. */
static size_t group_of(const struct gain_search *search, uint32_t line)
{
    if (!search->blocked[line])
        return search->island[line];
    uint32_t repaired = network_repair_of(search->store, line);
    return search->n_islands + 1 + network_repair(search->islands, repaired);
}

/* Counts the street in its groups, or (`fill`) enters it there. */
static void enter_row(struct gain_search *search, enum role role, size_t row, uint32_t street,
                      bool fill)
{
    uint32_t line, last = graph_lines(&search->store->graph, role, row, &line);
    for (; line < last; line++) {
        size_t group = group_of(search, line);
        if (group == 0 || search->group_seen[group] == street)
            continue;
        search->group_seen[group] = street;
        if (fill) {
            search->streets_of[search->first[group + 1]++] = street;
            if (search->island[line] != 0)
                search->has[street] |= search->kinds[group];
        } else {
            search->first[group + 2]++;
        }
    }
}

/* Enters the elements along one side of a part of a segment. */
static void enter_side(struct gain_search *search, uint32_t part, uint8_t side, uint32_t segment,
                       bool fill)
{
    struct side_walk walk = side_walk(search->store, part, side);
    double length;
    for (const struct piece *piece; (piece = side_walk_next(&walk, &length)) != NULL;)
        for (const struct cover *cover = piece_cover(search->store, piece); cover != NULL;
             cover = cover_next(cover))
            enter_row(search, (enum role)cover->role, cover->row, segment, fill);
}

/* A segment lies on everything that runs along its sides, and on its own streets. */
static void enter_segment(struct gain_search *search, uint32_t segment, bool fill)
{
    const struct street_segments *segments = &search->store->segments;
    for (uint32_t i = segments->first_part[segment]; i < segments->first_part[segment + 1]; i++) {
        uint32_t street = segment_part(segments, i).street;
        enter_row(search, ROLE_STREET, street, segment, fill);
        if (search->store->streets.is_own_element[street])
            continue;
        enter_side(search, i, SIDE_LEFT, segment, fill);
        enter_side(search, i, SIDE_RIGHT, segment, fill);
    }
}

/* Counts every segment (without streets every sidewalk) in its groups, or enters it there. */
static void enter_all(struct gain_search *search, bool fill)
{
    enum role role = segments_role(search->store);
    const struct elements *e = &search->store->tables[role];
    for (size_t group = 0; group < search->n_groups; group++)
        search->group_seen[group] = NO_ROW;
    for (uint32_t s = 0; role == ROLE_STREET && s < search->store->segments.n; s++)
        enter_segment(search, s, fill);
    for (uint32_t row = 0; role != ROLE_STREET && row < e->n; row++)
        if (e->scope[row] == SCOPE_YES)
            enter_row(search, role, row, row, fill);
}

/* Streets by group: counting sort; afterwards first[group] is right. */
static MUST bool list_streets(struct gain_search *search)
{
    enter_all(search, false);
    for (size_t i = 2; i < search->n_groups + 2; i++)
        search->first[i] += search->first[i - 1];
    search->streets_of = malloc((search->first[search->n_groups + 1] + 1) * sizeof(uint32_t));
    if (search->streets_of == NULL)
        return false;
    enter_all(search, true);
    return true;
}

/* ---- kinds of groups ------------------------------------------------------------------------ */

/* The kind is on the group of the line, if it has one. */
static void add_kind(struct gain_search *search, uint32_t line, uint64_t bit)
{
    size_t group = group_of(search, line);
    search->kinds[group] |= group != 0 ? bit : 0;
}

/* A destination at a stop is on every line there. */
static void list_kinds(struct gain_search *search)
{
    const struct graph *graph = &search->store->graph;
    for (size_t i = 0; i < search->destinations->n; i++) {
        const struct destination *d = &search->destinations->items[i];
        uint64_t bit = UINT64_C(1) << d->kind;
        if (d->node == NO_ROW)
            add_kind(search, d->line, bit);
        for (uint32_t k = d->node == NO_ROW ? 0 : graph->first_at[d->node];
             d->node != NO_ROW && k < graph->first_at[d->node + 1]; k++)
            add_kind(search, graph_stop_line(graph, graph->stop_at[k]), bit);
    }
}

/* The island at a node; 0 = none. All passable lines that meet there are on one. */
static uint32_t island_at(const struct gain_search *search, uint32_t node)
{
    const struct graph *graph = &search->store->graph;
    for (uint32_t k = graph->first_at[node]; k < graph->first_at[node + 1]; k++)
        if (search->island[graph_stop_line(graph, graph->stop_at[k])] != 0)
            return search->island[graph_stop_line(graph, graph->stop_at[k])];
    return 0;
}

/* ---- one repair ----------------------------------------------------------------------------- */

/* Counts the streets of one group that lack one of the kinds and were not counted for this element.
 */
static void open_streets(struct gain_search *search, size_t group, uint64_t kinds, uint32_t element,
                         struct opened *out)
{
    for (uint32_t i = search->first[group]; i < search->first[group + 1]; i++) {
        uint32_t street = search->streets_of[i];
        if ((kinds & ~search->has[street]) == 0 || search->street_seen[street] == element)
            continue;
        search->street_seen[street] = element;
        out->streets++;
        out->kinds |= kinds & ~search->has[street];
    }
}

/* Do two lines meet, or touch one island? */
static bool lines_meet(const void *user, uint32_t a, uint32_t b)
{
    const struct gain_search *search = user;
    const struct graph *graph = &search->store->graph;
    for (uint32_t s = graph->first_stop[a]; s < graph->first_stop[a + 1]; s++)
        for (uint32_t t = graph->first_stop[b]; t < graph->first_stop[b + 1]; t++) {
            uint32_t here = graph->stop_node[s], there = graph->stop_node[t];
            uint32_t island = island_at(search, here);
            if (here == there || (island != 0 && island == island_at(search, there)))
                return true;
        }
    return false;
}

/* Kinds on the islands at the stops of these parts, into `found`; streets there that lack one of
 * `kinds` are counted when that is not 0. */
static void look_around(struct gain_search *search, uint32_t repaired, uint64_t parts,
                        uint32_t element, uint64_t kinds, uint64_t *found, struct opened *out)
{
    const struct graph *graph = &search->store->graph;
    uint32_t line;
    for (uint32_t i = 0; (line = network_repair_line(search->store, repaired, i)) != NO_ROW; i++)
        for (uint32_t s = graph->first_stop[line];
             repair_has(parts, i) && s < graph->first_stop[line + 1]; s++) {
            uint32_t island = island_at(search, graph->stop_node[s]);
            *found |= search->kinds[island];
            if ((kinds & ~search->kinds[island]) != 0)
                open_streets(search, island, kinds, element, out);
        }
}

/* `element` names the row: parts of one are taken one by one, a street counts once. What stands on
 * the repaired thing itself counts for all its parts. */
static struct opened open_repair(struct gain_search *search, size_t repair, uint32_t element)
{
    const struct store *store = search->store;
    uint32_t repaired = search->islands->repairs[repair].line;
    struct opened out = {0};
    size_t own = group_of(search, repaired);
    for (uint64_t left = repair_parts(store, repaired), parts; left != 0; left &= ~parts) {
        uint64_t kinds = search->kinds[own];
        parts = repair_joined(store, repaired, left, lines_meet, search);
        look_around(search, repaired, parts, element, 0, &kinds, &out);
        if (kinds == 0)
            continue;
        open_streets(search, own, kinds, element, &out);
        look_around(search, repaired, parts, element, kinds, &kinds, &out);
    }
    return out;
}

/* Fills out[n_repairs], in the order of repairs. false: no memory. */
static MUST bool measure(struct gain_search *search, struct opened *out)
{
    const struct graph *graph = &search->store->graph;
    uint32_t element = NO_ROW;
    if (!list_streets(search))
        return false;
    for (size_t i = 0; i < search->islands->n_repairs; i++) {
        uint32_t line = search->islands->repairs[i].line;
        if (i == 0 || graph->role[line] != graph->role[element] ||
            graph->row[line] != graph->row[element])
            element = line;
        out[i] = open_repair(search, i, element);
    }
    return true;
}

/* ---- all profiles --------------------------------------------------------------------------- */

struct gain_job {
    const struct store *store;
    const struct results *results;
    struct network *network;
    bool failed[MOST_PROFILES];
};

/* Islands of all lines in one round, and which lines are blocked. */
static void islands_of_lines(const struct gain_job *job, size_t profile, bool best,
                             uint32_t *island, uint8_t *blocked)
{
    const struct network_profile *p = &job->network->profiles[profile];
    for (uint32_t line = 0; line < job->store->graph.n_lines; line++) {
        enum passable passable = network_passable(job->store, job->results, profile, line);
        blocked[line] = passable == PASSABLE_NO;
        if (passable == PASSABLE_YES)
            island[line] = best ? p->best_of[p->line[line] - 1] : p->line[line];
        else
            island[line] = best ? p->line[line] : 0;
    }
}

/* Once for the known network or at best. */
static MUST bool gain_once(const struct gain_job *job, size_t profile, bool best, struct opened *out)
{
    const struct network_profile *p = &job->network->profiles[profile];
    size_t n_islands = best ? p->best.n : p->known.n, groups = n_islands + p->n_repairs + 1;
    enum role role = segments_role(job->store);
    size_t streets = role == ROLE_STREET ? job->store->segments.n : job->store->tables[role].n;
    uint32_t *island = malloc((job->store->graph.n_lines + 1) * sizeof *island);
    uint8_t *blocked = malloc(job->store->graph.n_lines + 1);
    struct gain_search search = {.store = job->store,
                                 .destinations = &job->network->reach.destinations,
                                 .islands = p,
                                 .island = island,
                                 .blocked = blocked,
                                 .n_islands = n_islands,
                                 .n_groups = groups,
                                 .kinds = calloc(groups, sizeof *search.kinds),
                                 .has = calloc(streets + 1, sizeof *search.has),
                                 .first = calloc(groups + 2, sizeof *search.first),
                                 .group_seen = malloc(groups * sizeof *search.group_seen),
                                 .street_seen = malloc((streets + 1) * sizeof *search.street_seen)};
    bool good = island != NULL && blocked != NULL && search.kinds != NULL && search.has != NULL &&
                search.first != NULL && search.group_seen != NULL && search.street_seen != NULL;
    for (size_t i = 0; good && i < streets; i++)
        search.street_seen[i] = NO_ROW;
    if (good) {
        islands_of_lines(job, profile, best, island, blocked);
        list_kinds(&search);
        good = measure(&search, out);
    }
    free(island);
    free(blocked);
    free(search.kinds);
    free(search.has);
    free(search.first);
    free(search.streets_of);
    free(search.group_seen);
    free(search.street_seen);
    return good;
}

/* A chunk is a profile. */
static void gain_of_profile(void *user, size_t profile)
{
    struct gain_job *job = user;
    struct reach *reach = &job->network->reach;
    size_t n = job->network->profiles[profile].n_repairs + 1;
    reach->opens[profile] = calloc(n, sizeof(struct opened));
    reach->opens_known[profile] = calloc(n, sizeof(struct opened));
    job->failed[profile] = reach->opens[profile] == NULL || reach->opens_known[profile] == NULL ||
                           !gain_once(job, profile, true, reach->opens[profile]) ||
                           !gain_once(job, profile, false, reach->opens_known[profile]);
}

rasif_status repair_gain_analyse(const struct store *store, const struct results *results,
                                 size_t n_profiles, unsigned threads, struct network *network,
                                 rasif_error *err)
{
    store_use(store, PART_ways);
    struct gain_job job = {.store = store, .results = results, .network = network};
    if (network->reach.destinations.n == 0)
        return RASIF_OK;
    parallel_each(threads, n_profiles, gain_of_profile, &job);
    for (size_t p = 0; p < n_profiles; p++)
        if (job.failed[p])
            return fail_memory(err);
    return RASIF_OK;
}
