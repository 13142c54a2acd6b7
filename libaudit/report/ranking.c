/* SPDX-License-Identifier: MIT
 *
 * Ranks repairs: see ranking.h (decision 0300). In: repairs of the network, which ascend by line
 * for every profile; findings, for causes and for whom they stop.
 *
 * The profiles' lists are merged like sorted runs: next_repair takes the element with the lowest
 * line, so that all figures of an element are together without a table by element. Only the first
 * MOST_REPAIRS are kept. Cost: repairs times profiles. */
#include "report/ranking.h"

#include "base/order.h"

/* ---- what stops whom ------------------------------------------------------------------------ */

/* Causes from the easiest to remove to the hardest: the hardest decides. */
static int hardness(enum cause cause)
{
    static const uint8_t hard[CAUSE_COUNT] = {[CAUSE_BEHAVIOUR] = 1, [CAUSE_DEFECT] = 2,
                                              [CAUSE_MISSING] = 3, [CAUSE_UNKNOWN] = 4,
                                              [CAUSE_TERRAIN] = 5};
    return hard[cause];
}

/* Blockers of one element as they come. */
struct blocked {
    const struct run *run;
    bool any[MOST_PROFILES];
    enum cause cause[MOST_PROFILES]; /* where any: the hardest */
    size_t finding[CAUSE_COUNT];     /* of each cause the one that stops most; SIZE_MAX = none */
    int most[CAUSE_COUNT];           /* how many profiles that finding stops */
};

/* A blocker_fn: keeps per profile the hardest cause, and per cause the finding that stops most
 * profiles, the earlier one of equals. */
static void add_blocker(void *user, size_t at)
{
    struct blocked *blocked = user;
    const struct finding *finding = &blocked->run->results->findings[at];
    enum cause cause = finding_cause(blocked->run, finding);
    int n = __builtin_popcount(finding->blocks);
    for (size_t p = 0; p < blocked->run->plan->n_profiles; p++) {
        if (!(finding->blocks >> p & 1))
            continue;
        if (!blocked->any[p] || hardness(cause) > hardness(blocked->cause[p]))
            blocked->cause[p] = cause;
        blocked->any[p] = true;
    }
    if (n > blocked->most[cause]) {
        blocked->most[cause] = n;
        blocked->finding[cause] = at;
    }
}

/* Sorts the users into those a repair lets pass and those the hill stops, and counts causes. */
static void find_causes(const struct run *run, unsigned users, struct ranked_repair *item,
                        struct repair_ranking *out)
{
    struct blocked blocked = {.run = run};
    for (int cause = 0; cause < CAUSE_COUNT; cause++)
        blocked.finding[cause] = SIZE_MAX;
    struct judged judged = {run->store, run->plan, run->results};
    blockers_each(&judged, repair_role(run, item), repair_row(run, item), users, add_blocker, &blocked);
    item->cause = CAUSE_BEHAVIOUR;
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        if (!(users >> p & 1))
            continue;
        enum cause cause = blocked.any[p] ? blocked.cause[p] : CAUSE_UNKNOWN;
        out->n_blocked[p]++;
        out->n_by_cause[p][cause]++;
        if (cause == CAUSE_TERRAIN) {
            item->hill |= 1u << p;
            continue;
        }
        item->users |= 1u << p;
        item->cause = hardness(cause) > hardness(item->cause) ? cause : item->cause;
    }
    if (item->users == 0)
        item->cause = CAUSE_TERRAIN;
    item->finding = blocked.finding[item->cause];
}

/* ---- elements in the order of the graph ----------------------------------------------------- */

/* Position in every profile's list of repairs; next[p] is the first that is not taken yet. */
struct cursors {
    const struct run *run;
    size_t next[MOST_PROFILES];
};

/* The lowest line that no cursor has passed; NO_ROW = none is left. */
static uint32_t lowest_line(const struct cursors *at)
{
    uint32_t lowest = NO_ROW;
    for (size_t p = 0; p < at->run->plan->n_profiles; p++) {
        const struct network_profile *profile = &at->run->network->profiles[p];
        if (at->next[p] < profile->n_repairs && profile->repairs[at->next[p]].line < lowest)
            lowest = profile->repairs[at->next[p]].line;
    }
    return lowest;
}

/* Lines of one element stand side by side in the graph. */
static bool same_element(const struct graph *graph, uint32_t a, uint32_t b)
{
    return graph->role[a] == graph->role[b] && graph->row[a] == graph->row[b];
}

/* One profile's figures of the element at the cursor; lines of its parts are added up. false = the
 * element is not blocked for it. */
static bool take_figures(struct cursors *at, size_t p, uint32_t line, struct opened *opens,
                         double *joins_m)
{
    const struct network *network = at->run->network;
    const struct network_profile *profile = &network->profiles[p];
    bool reach = network->reach.destinations.n > 0, any = false;
    for (size_t *i = &at->next[p]; *i < profile->n_repairs; ++*i, any = true) {
        const struct repair *repair = &profile->repairs[*i];
        if (!same_element(&at->run->store->graph, repair->line, line))
            break;
        joins_m[STATE_KNOWN] += (double)repair->known_m;
        joins_m[STATE_BEST] += (double)repair->best_m;
        for (int state = 0; state < STATES && reach; state++) {
            const struct opened *opened =
                state == STATE_BEST ? network->reach.opens[p] : network->reach.opens_known[p];
            opens[state].streets += opened[*i].streets;
            opens[state].kinds |= opened[*i].kinds;
        }
    }
    return any;
}

/* The next blocked element. false = there is none. */
static bool next_repair(struct cursors *at, struct ranked_repair *item, struct repair_ranking *out)
{
    struct opened opens[MOST_PROFILES][STATES] = {0};
    double joins_m[MOST_PROFILES][STATES] = {0};
    unsigned users = 0;
    *item = (struct ranked_repair){.line = lowest_line(at)};
    if (item->line == NO_ROW)
        return false;
    for (size_t p = 0; p < at->run->plan->n_profiles; p++)
        users |= (unsigned)take_figures(at, p, item->line, opens[p], joins_m[p]) << p;
    find_causes(at->run, users, item, out);
    for (size_t p = 0; p < at->run->plan->n_profiles; p++)
        for (int state = 0; (item->users != 0 ? item->users : item->hill) >> p & 1 && state < STATES;
             state++) {
            if (opens[p][state].streets > item->opens[state].streets)
                item->opens[state].streets = opens[p][state].streets;
            item->opens[state].kinds |= opens[p][state].kinds;
            item->joins_m[state] = fmax(item->joins_m[state], joins_m[p][state]);
        }
    for (int state = 0; state < STATES; state++)
        item->n_kinds[state] = (uint8_t)__builtin_popcountll(item->opens[state].kinds);
    return true;
}

/* ---- the ranking ---------------------------------------------------------------------------- */

/* More comes first. */
static int compare_counts(double a, double b)
{
    return a > b ? -1 : a < b;
}

/* Streets opened, then kinds of destination, then whole metres joined: each in the state `first`,
 * then in the other one. Fractions of a metre are noise of the drawing. Equals stay in the order of
 * the graph. */
static int compare_by(const struct ranked_repair *a, const struct ranked_repair *b,
                      enum network_state first)
{
    const enum network_state states[] = {first, first == STATE_KNOWN ? STATE_BEST : STATE_KNOWN};
    int order = 0;
    for (int i = 0; i < STATES && order == 0; i++)
        order = compare_counts(a->opens[states[i]].streets, b->opens[states[i]].streets);
    for (int i = 0; i < STATES && order == 0; i++)
        order = compare_counts(a->n_kinds[states[i]], b->n_kinds[states[i]]);
    for (int i = 0; i < STATES && order == 0; i++)
        order = compare_counts(round(a->joins_m[states[i]]), round(b->joins_m[states[i]]));
    return order != 0 ? order : a->line < b->line ? -1 : a->line > b->line;
}

static int compare_known(const void *a, const void *b)
{
    return compare_by(a, b, STATE_KNOWN);
}

static int compare_best(const void *a, const void *b)
{
    return compare_by(a, b, STATE_BEST);
}

rasif_status repairs_rank(const struct run *run, size_t most, struct arena *arena,
                          struct repair_ranking *out, rasif_error *err)
{
    struct cursors at = {.run = run};
    struct ranked_repair item;
    *out = (struct repair_ranking){.first = network_is_sparse(run->results, run->plan->n_profiles) ? STATE_BEST : STATE_KNOWN};
    out->repairs = ARENA_ARRAY(arena, most + 1, struct ranked_repair);
    out->hills = ARENA_ARRAY(arena, most + 1, struct ranked_repair);
    if (out->repairs == NULL || out->hills == NULL)
        return fail_memory(err);
    while (next_repair(&at, &item, out)) {
        bool hill = item.users == 0;
        struct ranked_repair *list = hill ? out->hills : out->repairs;
        size_t *n = hill ? &out->n_hills : &out->n;
        *n = top_k_insert(list, *n, most, sizeof item, &item,
                        out->first == STATE_KNOWN ? compare_known : compare_best);
    }
    return RASIF_OK;
}
