/* SPDX-License-Identifier: MIT
 *
 * Pieces of a side behind each other: see gaps_runs.h. In: pieces, joints. Over a joint of two
 * streets drawn in opposite directions the left side goes on as the right one. */
#include "network/gaps_runs.h"

#include "link/link.h"

/* The segment at an end of a street. */
static uint32_t segment_at(const struct store *store, uint32_t end)
{
    uint32_t first, last = street_stretches(store, end / 2, &first);
    return first < last ? store->segments.stretches[end & 1 ? last - 1 : first].segment : NO_ROW;
}

uint32_t gap_goes_on(const struct store *store, uint32_t end)
{
    uint32_t next = street_goes_on(store, end);
    return next != NO_ROW && segment_at(store, next) == segment_at(store, end) ? next : NO_ROW;
}

/* The first piece of a side of the street, or its last; NO_ROW = the street has none. */
static uint32_t tip_piece(const struct store *store, uint32_t street, uint8_t side, bool last)
{
    const uint32_t *first = &store->streets.first_piece[street];
    uint32_t found = NO_ROW;
    for (uint32_t p = first[0]; p < first[1] && (last || found == NO_ROW); p++)
        if (store->pieces[p].side == side)
            found = p;
    return found;
}

bool gap_step_on(const struct store *store, struct gap_step *at)
{
    const uint32_t *first = &store->streets.first_piece[at->street];
    uint8_t side = store->pieces[at->piece].side;
    uint32_t next = at->ahead ? at->piece + 1 : at->piece - 1; /* wraps below 0 */
    if (next >= first[0] && next < first[1] && store->pieces[next].side == side) {
        at->piece = next;
        return true;
    }
    uint32_t end = gap_goes_on(store, 2 * at->street + at->ahead);
    if (end == NO_ROW)
        return false;
    bool ahead = (end & 1) == 0;
    uint8_t other = side == SIDE_LEFT ? SIDE_RIGHT : SIDE_LEFT;
    uint32_t piece = tip_piece(store, end / 2, ahead == at->ahead ? side : other, !ahead);
    if (piece == NO_ROW)
        return false;
    *at = (struct gap_step){end / 2, piece, ahead};
    return true;
}

double gap_step_m(const struct store *store, const struct gap_step *step, bool far)
{
    const struct piece *piece = &store->pieces[step->piece];
    return far == step->ahead ? piece->to_m : piece_from_m(store, piece);
}

/* Walks back to the piece that ends the run, turns the steps round, then walks forwards. On a
 * ring without such a piece the way back meets its begin, and the steps begin there. */
bool gap_run_of(const struct store *store, uint32_t street, uint32_t piece, struct gap_run *run)
{
    const struct gap_step none = {.street = NO_ROW}, start = {street, piece, false};
    struct gap_step at = start;
    run->n = 0;
    run->length_m = 0;
    run->before = run->after = none;
    while (run->before.street == NO_ROW && gap_step_on(store, &at)) {
        if (at.piece == piece) /* a ring */
            break;
        if (!gap_is_uncovered(&store->pieces[at.piece]))
            run->before = at;
        else if (!PUSH(run->steps, run->n, run->capacity, at))
            return false;
    }
    if (run->before.street != NO_ROW)
        run->before.ahead = !run->before.ahead;
    /* What was found backwards, turned round. */
    for (size_t i = 0; i < run->n / 2; i++) {
        struct gap_step other = run->steps[i];
        run->steps[i] = run->steps[run->n - 1 - i];
        run->steps[run->n - 1 - i] = other;
    }
    for (size_t i = 0; i < run->n; i++)
        run->steps[i].ahead = !run->steps[i].ahead;
    at = (struct gap_step){street, piece, true};
    bool ring = run->n > 0 && run->before.street == NO_ROW;
    uint32_t first = ring ? run->steps[0].piece : piece;
    do {
        if (!gap_is_uncovered(&store->pieces[at.piece])) {
            run->after = at;
            break;
        }
        if (!PUSH(run->steps, run->n, run->capacity, at))
            return false;
    } while (gap_step_on(store, &at) && at.piece != first);
    for (size_t i = 0; i < run->n; i++)
        run->length_m += piece_length_m(store, &store->pieces[run->steps[i].piece]);
    return true;
}
