/* SPDX-License-Identifier: MIT
 *
 * What is missing along streets (docs/gaps.md#the-four-kinds): uncovered pieces of their sides,
 * past plain joints too. A short run between two drawn sidewalks, one of which ends there and
 * meets nothing, is a sidewalk that ends; every other run is a stretch without a sidewalk, as far
 * as nothing else runs there. So no place is a gap twice. In: pieces, covers, graph, joints. Out:
 * gaps of kinds no_sidewalk and sidewalk_ends, by street, side and place.
 *
 * Algorithm: runs of uncovered pieces (gaps_runs.c) become candidates, and their streets are
 * watched; gaps_beside.c then takes away what runs beside them. What is left in runs of at least
 * 5 m stays.
 *
 * Cost: linear in the pieces; grids are built only around candidates. */
#include "network/gaps_beside.h"

#include "geo/line.h"
#include "link/absences.h"
#include "link/graph.h"
#include "link/link.h"
#include "network/gaps_runs.h"
#include "rule/results.h"

#include <stdlib.h>

/* ---- the end of a sidewalk ---- */

/* The end of one of the sidewalks along a piece; row NO_ROW = none ends there. */
struct end {
    uint32_t row;
    bool loose;   /* meets nothing */
    uint32_t tip; /* see gap_tip */
    double off_m; /* along the street, from where the piece ends */
};

/* Does no other line meet the stop? */
static bool is_loose(const struct graph *graph, uint32_t stop)
{
    uint32_t node = graph->stop_node[stop];
    return graph->first_at[node + 1] - graph->first_at[node] == 1;
}

/* Keeps the end of a line if it lies within LINK_JOIN_M of `at_m`, nearer than the best so
 * far. */
static void try_end(const struct store *store, const struct path *street, double at_m,
                    uint32_t line, bool last, struct end *best)
{
    store_use(store, PART_nodes);
    const struct graph *graph = &store->graph;
    uint32_t row = graph->row[line], tip = 2 * line + last;
    const double *at = gap_tip(store, tip);
    struct foot foot;
    path_foot(street, at[0], at[1], &foot);
    double off = fabs(foot.at_m - at_m);
    if (off > LINK_JOIN_M || (best->row != NO_ROW && off >= best->off_m))
        return;
    uint32_t stop = last ? graph->first_stop[line + 1] - 1 : graph->first_stop[line];
    *best = (struct end){row, is_loose(graph, stop), tip, off};
}

/* A sidewalk with a line of its own, not one that a street implies. */
static bool is_drawn_sidewalk(const struct store *store, const struct cover *cover)
{
    return cover->role == ROLE_SIDEWALK &&
           element_street(&store->tables[ROLE_SIDEWALK], cover->row) == NO_ROW;
}

/* The drawn sidewalk of a piece that ends where the piece does (`far`) or begins, the nearest to
 * it. */
static struct end find_end(const struct store *store, const struct gap_step *step, bool far)
{
    struct path street = path_of(&store->tables[ROLE_STREET], step->street);
    double at_m = gap_step_m(store, step, far);
    struct end best = {.row = NO_ROW};
    for (const struct cover *cover = piece_cover(store, &store->pieces[step->piece]); cover != NULL;
         cover = cover_next(cover)) {
        uint32_t line, last;
        if (!is_drawn_sidewalk(store, cover))
            continue;
        last = graph_lines(&store->graph, ROLE_SIDEWALK, cover->row, &line);
        for (; line < last; line++) {
            try_end(store, &street, at_m, line, false, &best);
            try_end(store, &street, at_m, line, true, &best);
        }
    }
    return best;
}

/* Does the run lie between the ends of two sidewalks that belong together? */
static bool sidewalk_ends(const struct gap_job *job, const struct gap_run *run, struct gap *gap)
{
    const struct store *store = job->store;
    if (run->length_m >= GAP_ENDS_M || run->length_m <= job->settings->snap_m || run->before.street == NO_ROW || run->after.street == NO_ROW ||
        store->pieces[run->before.piece].state != COVERED ||
        store->pieces[run->after.piece].state != COVERED)
        return false;
    struct end from = find_end(store, &run->before, true);
    struct end to = find_end(store, &run->after, false);
    if (from.row == NO_ROW || to.row == NO_ROW || !(from.loose || to.loose))
        return false;
    const double *a = gap_tip(store, from.tip), *b = gap_tip(store, to.tip);
    double length = hypot(b[0] - a[0], b[1] - a[1]);
    if (length <= job->settings->snap_m || length >= GAP_ENDS_M)
        return false;
    gap->kind = GAP_SIDEWALK_ENDS;
    gap->from = from.row;
    gap->to = to.row;
    gap->length_m = length;
    gap->at.tip[0] = from.tip;
    gap->at.tip[1] = to.tip;
    return true;
}

/* ---- stretches without a sidewalk ---- */

/* Streets where one walks among the few vehicles there are. */
static bool needs_sidewalk(const struct store *store, size_t street)
{
    switch (element_code(&store->tables[ROLE_STREET], F_class, street)) {
    case CLASS_SERVICE:
    case CLASS_ALLEY:
    case CLASS_LIVING_STREET:
        return false;
    default:
        return true;
    }
}

/* Does a drawn sidewalk cover a piece of the street, on either side? */
static bool has_drawn(const struct store *store, size_t street)
{
    const uint32_t *first = &store->streets.first_piece[street];
    for (uint32_t p = first[0]; p < first[1]; p++)
        for (const struct cover *cover = piece_cover(store, &store->pieces[p]); cover != NULL;
             cover = cover_next(cover))
            if (is_drawn_sidewalk(store, cover))
                return true;
    return false;
}

/* Is a sidewalk drawn anywhere along the street, or along what it goes on as? Then somebody
 * looked. */
static bool is_drawn(const struct store *store, uint32_t street)
{
    if (has_drawn(store, street))
        return true;
    for (uint32_t tip = 0; tip < 2; tip++)
        for (uint32_t end = gap_goes_on(store, 2 * street + tip); end != NO_ROW && end / 2 != street;
             end = gap_goes_on(store, end ^ 1))
            if (has_drawn(store, end / 2))
                return true;
    return false;
}

/* The street's own word for this side: COVER_*, 0 = null. */
static unsigned stated_cover(const struct store *store, size_t street, uint8_t side)
{
    return element_code(&store->tables[ROLE_STREET],
                        side == SIDE_LEFT ? F_sidewalk_left : F_sidewalk_right, street);
}

/* The evidence that the piece has no sidewalk. */
static enum gap_evidence evidence(const struct store *store, size_t street,
                                  const struct piece *piece)
{
    double middle = (piece_from_m(store, piece) + piece->to_m) / 2;
    if (piece->state != COVER_IS_ABSENT && stated_cover(store, street, piece->side) != COVER_NO)
        return GAP_UNKNOWN;
    return stated_cover(store, street, piece->side) == COVER_NO || absences_hold(store, street, piece->side, middle)
               ? GAP_STATED
               : GAP_NOT_DRAWN;
}

/* Does the piece need a sidewalk, on sufficient evidence? */
static bool may_need(const struct store *store, const struct piece *piece, const struct gap *gap)
{
    unsigned stated = stated_cover(store, gap->street, piece->side);
    if (!needs_sidewalk(store, gap->street))
        return false;
    return gap->evidence != GAP_UNKNOWN ||
           (stated != COVER_YES && stated != COVER_SEPARATE && is_drawn(store, gap->street));
}

/* ---- both ---- */

/* Results are sorted by street, while the search goes by runs. A piece of a run: finding_row
 * is the number of the run, finding_place 1 where the run goes along its street as it is drawn. */
struct sides_job {
    struct gap_job *job;
    struct beside beside;
    uint8_t *seen; /* [pieces] */
    uint32_t n_runs;
};

/* Candidates of one run, piece by piece. */
static MUST bool add_pieces(struct sides_job *sides, const struct gap_run *run)
{
    const struct store *store = sides->job->store;
    struct gap ends = {.kind = GAP_KIND_COUNT};
    bool good = true, between = sidewalk_ends(sides->job, run, &ends);
    for (size_t i = 0; good && i < run->n; i++) {
        const struct gap_step *step = &run->steps[i];
        const struct piece *piece = &store->pieces[step->piece];
        struct gap gap = between ? ends : (struct gap){.kind = GAP_NO_SIDEWALK, .from = NO_ROW, .to = NO_ROW};
        gap.evidence = (uint8_t)evidence(store, step->street, piece);
        gap.side = piece->side;
        gap.place = NO_PLACE;
        gap.street = step->street;
        gap.from_m = piece_from_m(store, piece);
        gap.to_m = piece->to_m;
        gap.finding_row = sides->n_runs;
        gap.finding_place = step->ahead;
        if (!between && !may_need(store, piece, &gap))
            continue;
        if (!between)
            gap.at.aside_m[0] = (float)gap_aside(sides->job, step->street, piece->side);
        good = gap_add(sides->job, gap) && beside_watch(&sides->beside, step->street);
    }
    sides->n_runs++;
    return good;
}

/* Candidates of all streets, by runs. */
static MUST bool find_pieces(struct sides_job *sides)
{
    const struct store *store = sides->job->store;
    const uint32_t *first = store->streets.first_piece;
    struct gap_run run = {0};
    bool good = true;
    for (uint32_t s = 0; good && s < store->tables[ROLE_STREET].n; s++)
        for (uint32_t p = first[s]; good && street_links(store, s) && p < first[s + 1]; p++) {
            if (!gap_is_uncovered(&store->pieces[p]) || sides->seen[p])
                continue;
            good = gap_run_of(store, s, p, &run);
            for (size_t i = 0; i < run.n; i++)
                sides->seen[run.steps[i].piece] = 1;
            bool enough = run.length_m >= ABSENT_STOPS_M || run.before.street != NO_ROW;
            good = good && (!enough || add_pieces(sides, &run));
        }
    free(run.steps);
    return good;
}

/* ---- as far as nothing runs beside ---- */

static double length_of(const struct gap *gap)
{
    return gap->to_m - gap->from_m;
}

/* A sidewalk that ends: a gap of the street on which most of it lies, unless something runs beside
 * it that merely touches no end. */
static bool sift_ends(struct sides_job *sides, const struct gap *gaps, size_t n)
{
    double left_m = 0, length_m = 0;
    const struct gap *most = gaps;
    uint8_t weakest = 0;
    for (size_t i = 0; i < n; i++) {
        if (!beside_nothing(&sides->beside, gaps[i].street, gaps[i].side,
                            (struct stretch){gaps[i].from_m, gaps[i].to_m}))
            return false;
        for (size_t k = 0; k < sides->beside.n_left; k++)
            left_m += sides->beside.left[k].to_m - sides->beside.left[k].from_m;
        length_m += length_of(&gaps[i]);
        most = length_of(&gaps[i]) > length_of(most) ? &gaps[i] : most;
        weakest = gaps[i].evidence > weakest ? gaps[i].evidence : weakest;
    }
    struct gap gap = *most;
    gap.evidence = weakest;
    return left_m < length_m / 2 || gap_add(sides->job, gap);
}

/* Stretches that touch, past joints: those of the gaps from `first` on. */
struct chain {
    size_t first;
    double length_m, longest_m;
    bool open; /* the last of them reaches the end of its piece */
};

/* Chains of less than 5 m are dropped, and slivers of longer ones. */
static void end_chain(struct gaps *out, struct chain *chain)
{
    size_t kept = chain->first;
    for (size_t i = chain->first; i < out->n && chain->length_m >= ABSENT_STOPS_M; i++)
        if (out->items[i].length_m >= fmin(chain->longest_m, GAP_SLIVER_M))
            out->items[kept++] = out->items[i];
    out->n = kept;
    *chain = (struct chain){.first = kept};
}

/* Appends what is left of one piece, in the direction of its run. */
static MUST bool add_stretches(struct sides_job *sides, const struct gap *piece, struct chain *chain)
{
    const struct beside *beside = &sides->beside;
    bool ahead = piece->finding_place != 0;
    for (size_t i = 0; i < beside->n_left; i++) {
        struct stretch left = beside->left[ahead ? i : beside->n_left - 1 - i];
        struct gap gap = *piece;
        gap.from_m = left.from_m;
        gap.to_m = left.to_m;
        gap.length_m = length_of(&gap);
        bool begins = ahead ? left.from_m <= piece->from_m : left.to_m >= piece->to_m;
        if (!begins || !chain->open)
            end_chain(sides->job->out, chain);
        if (!gap_add(sides->job, gap))
            return false;
        chain->length_m += gap.length_m;
        chain->longest_m = fmax(chain->longest_m, gap.length_m);
        chain->open = ahead ? left.to_m >= piece->to_m : left.from_m <= piece->from_m;
    }
    chain->open = chain->open && beside->n_left > 0;
    return true;
}

/* Takes away what runs beside the pieces of one run. */
static MUST bool sift_stretches(struct sides_job *sides, const struct gap *gaps, size_t n)
{
    struct chain chain = {.first = sides->job->out->n};
    for (size_t i = 0; i < n; i++)
        if (!beside_nothing(&sides->beside, gaps[i].street, gaps[i].side,
                            (struct stretch){gaps[i].from_m, gaps[i].to_m}) ||
            !add_stretches(sides, &gaps[i], &chain))
            return false;
    end_chain(sides->job->out, &chain);
    return true;
}

static int compare(const void *a, const void *b)
{
    const struct gap *x = a, *y = b;
    if (x->street != y->street)
        return x->street < y->street ? -1 : 1;
    if (x->side != y->side)
        return x->side < y->side ? -1 : 1;
    return (x->from_m > y->from_m) - (x->from_m < y->from_m);
}

/* Takes the pieces found so far again, run by run, as far as nothing runs beside them. */
static bool sift(struct sides_job *sides)
{
    struct gaps found = *sides->job->out;
    bool good = true;
    *sides->job->out = (struct gaps){0};
    for (size_t i = 0, last; good && i < found.n; i = last) {
        for (last = i; last < found.n && found.items[last].finding_row == found.items[i].finding_row;)
            last++;
        good = (found.items[i].kind == GAP_NO_SIDEWALK ? sift_stretches : sift_ends)(
            sides, &found.items[i], last - i);
    }
    gaps_free(&found);
    array_sort(sides->job->out->items, sides->job->out->n, sizeof *sides->job->out->items, compare);
    return good;
}

bool gaps_of_sides(struct gap_job *job)
{
    const struct store *store = job->store;
    struct sides_job sides = {
        .job = job, .beside = {.store = store, .reach_m = job->settings->match_distance_m}};
    sides.seen = calloc(store->n_pieces + 1, 1);
    bool good = sides.seen != NULL && find_pieces(&sides) &&
                beside_look(&sides.beside, job->settings->threads) && sift(&sides);
    free(sides.seen);
    beside_free(&sides.beside);
    return good;
}
