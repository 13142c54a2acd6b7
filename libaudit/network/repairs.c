/* SPDX-License-Identifier: MIT
 *
 * What one repair is of: a blocked line, or all parts of a crossing. Parts are repaired
 * together, and are joined by that only where they meet, or where what lies between them can be
 * passed: an island drawn between two parts may be blocked by itself. */
#include "network/repairs.h"

/* Its number is that of the crossing's first line, which `repairs` has an item for. */
uint32_t network_repair_of(const struct store *store, uint32_t line)
{
    const struct graph *graph = &store->graph;
    uint32_t row = graph->row[line], first;
    if (graph->role[line] != ROLE_CROSSING || crossing_first(store, row) == row)
        return line;
    graph_lines(graph, ROLE_CROSSING, crossing_first(store, row), &first);
    return first;
}

uint32_t network_repair_line(const struct store *store, uint32_t line, uint32_t i)
{
    const struct graph *graph = &store->graph;
    const struct crossing_line *parts =
        graph->role[line] == ROLE_CROSSING ? crossing_line_of(store, graph->row[line]) : NULL;
    uint32_t first;
    if (parts == NULL)
        return i == 0 ? line : NO_ROW;
    if (i >= parts->n_parts)
        return NO_ROW;
    graph_lines(graph, ROLE_CROSSING, store->crossings.parts[parts->first_part + i], &first);
    return first;
}

uint64_t repair_parts(const struct store *store, uint32_t repaired)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < MOST_PARTS && network_repair_line(store, repaired, i) != NO_ROW; i++)
        all |= UINT64_C(1) << i;
    return all;
}

/* Parts beyond MOST_PARTS have no bit and go with the first one. */
bool repair_has(uint64_t parts, uint32_t i)
{
    return parts >> (i < MOST_PARTS ? i : 0) & 1;
}

/* Does part `i` meet one of those? */
static bool meets_any(const struct store *store, uint32_t repaired, uint64_t parts, uint32_t i,
                      lines_meet_fn meet, const void *user)
{
    uint32_t line = network_repair_line(store, repaired, i);
    for (uint32_t k = 0; k < MOST_PARTS; k++)
        if ((parts >> k & 1) && meet(user, line, network_repair_line(store, repaired, k)))
            return true;
    return false;
}

/* Begins with the lowest bit of `left` and adds parts that meet one of those before, until none
 * is added. */
uint64_t repair_joined(const struct store *store, uint32_t repaired, uint64_t left,
                       lines_meet_fn meet, const void *user)
{
    uint64_t joined = left & (~left + 1), before;
    do {
        before = joined;
        for (uint32_t i = 0; i < MOST_PARTS; i++)
            if ((left & ~joined) >> i & 1 && meets_any(store, repaired, before, i, meet, user))
                joined |= UINT64_C(1) << i;
    } while (joined != before);
    return joined;
}

bool network_is_sparse(const struct results *results, size_t n_profiles)
{
    double known = 0;
    for (size_t p = 0; p < n_profiles; p++)
        known += results->areas[p].mean.coverage > 0 ? results->areas[p].mean.coverage : 0;
    return 2 * known < (double)n_profiles * SCORE_UNIT;
}
