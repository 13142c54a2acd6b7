/* SPDX-License-Identifier: MIT
 *
 * From lines to elements, streets and their sides, and all streets together
 * (docs/network.md#reach). In: class, way and detour of every line. Out: answers; nothing is
 * stored.
 *
 * Algorithm: an element has the worst of its lines; a side the best of what runs along it, a
 * segment the better side, because one can choose; a street the worst of its segments. Sums weigh
 * each by its length.
 *
 * Cost: linear in the rows. */
#include "network/network.h"

#include <stdlib.h>

/* INFINITY is no way: null in the output. */
static double null_if_endless(float value)
{
    return isinf(value) ? NAN : (double)value;
}

/* The worst of the lines of one row; false: it has none. */
static bool reach_of_lines(const struct graph *graph, const struct reach_lines *lines,
                           enum role role, size_t row, struct reach_answer *out)
{
    uint32_t line, last = graph_lines(graph, role, row, &line);
    float way_m = 0, detour = 0;
    if (line == last)
        return false;
    for (; line < last; line++) {
        if (lines->class[line] > out -> class)
            out->class = lines->class[line];
        way_m = fmaxf(way_m, lines->way_m[line]);
        detour = fmaxf(detour, lines->detour[line]);
    }
    out->way_m = null_if_endless(way_m);
    out->detour = null_if_endless(detour);
    return true;
}

/* The better class, then the shorter way. */
static void keep_better(struct reach_answer *best, const struct reach_answer *answer)
{
    if (best->class == REACH_NULL || answer->class < best->class ||
        (answer->class == best->class && answer->way_m < best->way_m))
        *best = *answer;
}

/* The best of what covers one piece. */
static void reach_of_piece(const struct store *store, const struct reach_lines *lines,
                           const struct piece *piece, enum reach_class *bare,
                           struct reach_answer *out)
{
    if (piece->state == COVER_IS_UNKNOWN)
        *bare = REACH_UNKNOWN;
    else if (piece->state == COVER_IS_ABSENT && *bare == REACH_NULL)
        *bare = REACH_NONE;
    for (const struct cover *cover = piece_cover(store, piece); cover != NULL;
         cover = cover_next(cover)) {
        struct reach_answer answer = {REACH_NULL, NAN, NAN};
        if (!reach_of_lines(&store->graph, lines, (enum role)cover->role, cover->row, &answer))
            answer.class = REACH_UNKNOWN; /* implied by the street: where it leads is not drawn */
        keep_better(out, &answer);
    }
}

/* The best of what runs along one side. Where nothing does the side itself answers: known to have
 * no sidewalk, or not known. */
static void reach_of_side(const struct store *store, const struct reach_lines *lines,
                          size_t segment, uint8_t side, struct reach_answer *out)
{
    const struct street_segments *segments = &store->segments;
    enum reach_class bare = REACH_NULL;
    for (uint32_t i = segments->first_part[segment]; i < segments->first_part[segment + 1]; i++) {
        struct side_walk walk = side_walk(store, i, side);
        double length;
        for (const struct piece *piece; (piece = side_walk_next(&walk, &length)) != NULL;)
            reach_of_piece(store, lines, piece, &bare, out);
    }
    if (out->class == REACH_NULL)
        out->class = bare;
}

/* Of streets that are their own element that of the first part; else the better of both sides: one
 * can choose. */
static void answer_of_segment(const struct store *store, const struct reach_lines *lines,
                              size_t segment, struct reach_answer *out)
{
    static const uint8_t sides[] = {SIDE_LEFT, SIDE_RIGHT};
    uint32_t street = segment_first(&store->segments, segment).street;
    *out = (struct reach_answer){REACH_NULL, NAN, NAN};
    if (reach_of_lines(&store->graph, lines, ROLE_STREET, street, out) || store->streets.is_own_element[street])
        return;
    for (size_t i = 0; i < 2; i++) {
        struct reach_answer answer = {REACH_NULL, NAN, NAN};
        reach_of_side(store, lines, segment, sides[i], &answer);
        if (answer.class != REACH_NULL)
            keep_better(out, &answer);
    }
}

/* The worst of its segments. */
static void reach_of_street(const struct store *store, const struct reach_lines *lines, size_t row,
                            struct reach_answer *out)
{
    uint32_t first, last = street_stretches(store, row, &first);
    for (uint32_t i = first; i < last; i++) {
        struct reach_answer answer;
        answer_of_segment(store, lines, store->segments.stretches[i].segment, &answer);
        if (answer.class != REACH_NULL &&
            (answer.class > out->class ||
             (answer.class == out->class && answer.way_m > out->way_m)))
            *out = answer;
    }
}

/* Of one row in scope: of its lines, or of a street with sides by its segments; else REACH_NULL. */
static void answer_of(const struct store *store, const struct reach_lines *lines, enum role role,
                      size_t row, struct reach_answer *out)
{
    *out = (struct reach_answer){REACH_NULL, NAN, NAN};
    if (store->tables[role].scope[row] != SCOPE_YES)
        return;
    if (!reach_of_lines(&store->graph, lines, role, row, out) && role == ROLE_STREET &&
        !store->streets.is_own_element[row])
        reach_of_street(store, lines, row, out);
}

/* SIZE_MAX stands for a person who can use everything. */
static const struct reach_lines *lines_of(const struct reach *reach, size_t p)
{
    return p == SIZE_MAX ? &reach->anyone : &reach->profiles[p];
}

void reach_of(const struct store *store, const struct network *network, size_t p, enum role role,
              size_t row, struct reach_answer *out)
{
    const struct reach *reach = &network->reach;
    *out = (struct reach_answer){REACH_NULL, NAN, NAN};
    if (reach->destinations.n > 0)
        answer_of(store, lines_of(reach, p), role, row, out);
}

void reach_of_segment(const struct store *store, const struct network *network, size_t p,
                      size_t segment, struct reach_answer *out)
{
    const struct reach *reach = &network->reach;
    *out = (struct reach_answer){REACH_NULL, NAN, NAN};
    if (reach->destinations.n > 0)
        answer_of_segment(store, lines_of(reach, p), segment, out);
}

/* ---- all streets together ------------------------------------------------------------------ */

void reach_add_up(const struct store *store, const struct reach_lines *lines, struct reach_sum *out,
                  struct reach_stretch *stretches, size_t *n)
{
    enum role role = segments_role(store);
    bool streets = role == ROLE_STREET;
    size_t rows = streets ? store->segments.n : store->tables[role].n;
    for (size_t row = 0; row < rows; row++) {
        struct reach_answer answer;
        if (streets)
            answer_of_segment(store, lines, row, &answer);
        else
            answer_of(store, lines, role, row, &answer);
        if (answer.class == REACH_NULL)
            continue;
        double length_m = streets ? segment_length_m(&store->segments, row)
                                  : store->tables[role].length_m[row];
        out->metres[answer.class] += length_m;
        if (stretches != NULL && !isnan(answer.detour))
            stretches[(*n)++] = (struct reach_stretch){answer.detour, length_m};
    }
}

/* By detour, ascending, so that detour_of_share sums from the least. */
static int compare_stretches(const void *a, const void *b)
{
    const struct reach_stretch *left = a, *right = b;
    return left->detour < right->detour ? -1 : left->detour > right->detour;
}

/* The least detour that `share` of the length does not exceed; NaN of no length. */
static double detour_of_share(const struct reach_stretch *sorted, size_t n, double share)
{
    double all_m = 0, sum_m = 0;
    for (size_t i = 0; i < n; i++)
        all_m += sorted[i].length_m;
    for (size_t i = 0; i < n; i++) {
        sum_m += sorted[i].length_m;
        if (sum_m >= share * all_m)
            return sorted[i].detour;
    }
    return NAN;
}

/* Sorts once for both shares; INFINITY was dropped by null_if_endless before. */
rasif_status reach_summary(const struct store *store, const struct network *network, size_t p,
                           struct reach_sum *out, struct reach_detours *detours, rasif_error *err)
{
    const struct reach *reach = &network->reach;
    const struct reach_lines *lines = lines_of(reach, p);
    size_t n = 0, most = store->tables[segments_role(store)].n + store->segments.n;
    struct reach_stretch *stretches = malloc((most + 1) * sizeof *stretches);
    if (stretches == NULL)
        return fail_memory(err);
    *out = (struct reach_sum){0};
    reach_add_up(store, lines, out, stretches, &n);
    array_sort(stretches, n, sizeof *stretches, compare_stretches);
    *detours = (struct reach_detours){detour_of_share(stretches, n, 0.5),
                                      detour_of_share(stretches, n, 0.95)};
    free(stretches);
    return RASIF_OK;
}
