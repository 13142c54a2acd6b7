/* SPDX-License-Identifier: MIT
 *
 * Walking along segments: see store.h. Pieces of a street lie by side and position, so that the
 * pieces of a stretch are found by bisection; a segment that runs against the street's drawing
 * takes them from the end. */
#include "table/store.h"

#include <stdlib.h>

/* Stretches of one street share its length, so that no length is stored. */
double segment_length_m(const struct street_segments *segments, size_t segment)
{
    double sum = 0;
    for (uint32_t i = segments->first_part[segment]; i < segments->first_part[segment + 1]; i++) {
        struct segment_part part = segment_part(segments, i);
        sum += part.to_m - part.from_m;
    }
    return sum;
}

/* A segment has few parts. */
bool segment_runs_against(const struct street_segments *segments, uint32_t stretch)
{
    uint32_t segment = segments->stretches[stretch].segment;
    uint32_t part = segments->first_part[segment];
    while (segments->parts[part] >> 1 != stretch)
        part++;
    return segments->parts[part] & 1;
}

/* The first of pieces [first, last) that is of this side or a later one, and ends behind `at_m`. */
static uint32_t seek(const struct store *store, uint32_t first, uint32_t last, uint8_t side,
                     double at_m)
{
    while (first < last) {
        uint32_t middle = first + (last - first) / 2;
        const struct piece *piece = &store->pieces[middle];
        if (piece->side < side || (piece->side == side && piece->to_m <= at_m))
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

/* Left and right are swapped where the segment runs against the drawing. */
struct side_walk side_walk(const struct store *store, uint32_t number, uint8_t side)
{
    struct side_walk walk = {.store = store, .part = segment_part(&store->segments, number)};
    uint8_t theirs = !walk.part.reversed ? side : side == SIDE_LEFT ? SIDE_RIGHT : SIDE_LEFT;
    const uint32_t *pieces = store->streets.first_piece + walk.part.street;
    walk.next = seek(store, pieces[0], pieces[1], theirs, walk.part.from_m);
    walk.last = seek(store, walk.next, pieces[1], theirs, walk.part.to_m);
    /* the piece that ends exactly there, or behind it and begins before it, is the last */
    if (walk.last < pieces[1] && store->pieces[walk.last].side == theirs &&
        piece_from_m(store, &store->pieces[walk.last]) < walk.part.to_m)
        walk.last++;
    return walk;
}

/* The first and the last piece may reach beyond the part. */
const struct piece *side_walk_next(struct side_walk *walk, double *length_m)
{
    if (walk->next >= walk->last)
        return NULL;
    const struct piece *piece = &walk->store->pieces[walk->part.reversed ? --walk->last : walk->next++];
    double from = fmax(piece_from_m(walk->store, piece), walk->part.from_m);
    *length_m = fmin(piece->to_m, walk->part.to_m) - from;
    return piece;
}
