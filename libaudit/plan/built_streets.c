/* SPDX-License-Identifier: MIT
 *
 * What new lines are to streets: the sides that they cover where nothing else does, and the segments that crossings
 * belong to. In: both runs; streets, and so stretches, are the same in both. Cost: pieces of sides with new lines. */
#include "plan/built.h"

#include "base/arena.h"

#include <math.h>

/* The one new line that covers a piece and nothing else; of several the first. NO_NEW_LINE = none, or something that is
 * there covers it, too. */
static uint32_t only_new(const struct built_reading *job, const struct piece *piece)
{
    uint32_t first = NO_NEW_LINE;
    for (const struct cover *cover = piece_cover(job->after->store, piece); cover != NULL; cover = cover_next(cover)) {
        uint32_t line = built_line(job, (enum role)cover->role, cover->row);
        if (line == NO_NEW_LINE)
            return NO_NEW_LINE;
        first = line < first ? line : first;
    }
    return first;
}

/* Metres of [from_m, to_m] on one side of a street where nothing is drawn as it is: absent, unknown. */
static void find_before(const struct store *store, size_t street, uint8_t side, double from_m, double to_m,
                        struct built_side *out)
{
    const uint32_t *first = store->streets.first_piece;
    for (uint32_t i = first[street]; i < first[street + 1]; i++) {
        const struct piece *piece = &store->pieces[i];
        double begin = fmax(piece_from_m(store, piece), from_m), end = fmin(piece->to_m, to_m);
        if (piece->side != side || begin >= end)
            continue;
        out->absent_m += piece->state == COVER_IS_ABSENT ? end - begin : 0;
        out->unknown_m += piece->state == COVER_IS_UNKNOWN ? end - begin : 0;
    }
}

/* One piece of the run after that `line` alone covers, as far as it lies in a stretch. */
static void add_piece(struct built_reading *job, size_t street, uint32_t stretch, const struct piece *piece, uint32_t line)
{
    const struct store *before = job->before->store;
    const struct street_segments *segments = &before->segments;
    struct built *out = job->out;
    uint8_t other = piece->side == SIDE_LEFT ? SIDE_RIGHT : SIDE_LEFT;
    struct built_side side = {.line = line, .segment = segments->stretches[stretch].segment,
                              .side = segment_runs_against(segments, stretch) ? other : piece->side};
    find_before(before, street, piece->side,
                fmax(piece_from_m(job->after->store, piece), stretch_from_m(segments, stretch)),
                fmin(piece->to_m, segments->stretches[stretch].to_m), &side);
    if (side.absent_m + side.unknown_m > 0)
        job->failed = job->failed || !PUSH(out->sides, out->n_sides, out->side_capacity, side);
}

static void add_street(struct built_reading *job, size_t street)
{
    const struct store *after = job->after->store;
    const uint32_t *first = after->streets.first_piece;
    uint32_t first_stretch;
    for (uint32_t i = first[street]; i < first[street + 1]; i++) {
        uint32_t line = only_new(job, &after->pieces[i]);
        if (line == NO_NEW_LINE)
            continue;
        uint32_t last = street_stretches(job->before->store, street, &first_stretch);
        for (uint32_t stretch = first_stretch; stretch < last; stretch++)
            add_piece(job, street, stretch, &after->pieces[i], line);
    }
}

static void add_crossings(struct built_reading *job)
{
    const struct street_segments *after = &job->after->store->segments, *before = &job->before->store->segments;
    struct built *out = job->out;
    for (uint32_t segment = 0; segment < after->n; segment++)
        for (uint32_t i = after->first_crossing[segment]; i < after->first_crossing[segment + 1]; i++) {
            uint32_t line = built_line(job, ROLE_CROSSING, after->crossings[i]);
            uint32_t stretch = after->parts[after->first_part[segment]] >> 1;
            struct built_crossed crossed = {line, before->stretches[stretch].segment};
            if (line != NO_NEW_LINE)
                job->failed = job->failed || !PUSH(out->crossed, out->n_crossed, out->crossed_capacity, crossed);
        }
}

static int compare_sides(const void *a, const void *b)
{
    const struct built_side *x = a, *y = b;
    if (x->segment != y->segment)
        return x->segment < y->segment ? -1 : 1;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->side != y->side ? (x->side < y->side ? -1 : 1) : (x->absent_m > y->absent_m) - (x->absent_m < y->absent_m);
}

static int compare_crossed(const void *a, const void *b)
{
    const struct built_crossed *x = a, *y = b;
    if (x->segment != y->segment)
        return x->segment < y->segment ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

void built_streets(struct built_reading *job)
{
    const struct store *after = job->after->store, *before = job->before->store;
    if (after->segments.n_stretches != before->segments.n_stretches)
        return; /* a street became another kind of thing: nothing is said of any */
    for (size_t street = 0; street < before->tables[ROLE_STREET].n && !job->failed; street++)
        if (before->streets.same_as[street] == street)
            add_street(job, street);
    add_crossings(job);
    array_sort(job->out->sides, job->out->n_sides, sizeof *job->out->sides, compare_sides);
    array_sort(job->out->crossed, job->out->n_crossed, sizeof *job->out->crossed, compare_crossed);
}
