/* SPDX-License-Identifier: MIT
 *
 * What is missing along streets: uncovered pieces of their sides. A short one between two drawn
 * sidewalks, one of which ends there and meets nothing, is a sidewalk that ends; any other is a
 * stretch without, as far as nothing else runs there. So no place is told twice. In: pieces,
 * covers, graph. Out: gaps. */
#include "network/gaps_beside.h"

#include "geo/line.h"
#include "link/graph.h"
#include "link/link.h"

/* ---- the end of a sidewalk ---- */

/* Where one of the sidewalks along a piece ends; row NO_ROW = none does. */
struct end {
    uint32_t row;
    bool loose;   /* meets nothing */
    uint32_t tip; /* see gap_tip */
    double off_m; /* along the street, from where the piece ends */
};

static bool is_loose(const struct graph *graph, uint32_t stop)
{
    uint32_t node = graph->stop_node[stop];
    return graph->first_at[node + 1] - graph->first_at[node] == 1;
}

static void try_end(const struct store *store, const struct path *street, double at_m,
                    uint32_t line, bool last, struct end *best)
{
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

static bool is_drawn_sidewalk(const struct store *store, const struct cover *cover)
{
    return cover->role == ROLE_SIDEWALK &&
           element_street(&store->tables[ROLE_SIDEWALK], cover->row) == NO_ROW;
}

/* The drawn sidewalk of `piece` that ends at `at_m`, the nearest to it. */
static struct end find_end(const struct store *store, const struct path *street,
                           const struct piece *piece, double at_m)
{
    struct end best = {.row = NO_ROW};
    for (const struct cover *cover = piece_cover(store, piece); cover != NULL;
         cover = cover_next(cover)) {
        uint32_t line, last;
        if (!is_drawn_sidewalk(store, cover))
            continue;
        last = graph_lines(&store->graph, ROLE_SIDEWALK, cover->row, &line);
        for (; line < last; line++) {
            try_end(store, street, at_m, line, false, &best);
            try_end(store, street, at_m, line, true, &best);
        }
    }
    return best;
}

/* Does the piece lie between the ends of two sidewalks that belong together? */
static bool sidewalk_ends(const struct gap_job *job, const struct piece *piece, struct gap *gap)
{
    const struct store *store = job->store;
    if (piece_length_m(store, piece) >= GAP_ENDS_M)
        return false;
    struct path street = path_of(&store->tables[ROLE_STREET], gap->street);
    struct end from = find_end(store, &street, piece - 1, piece_from_m(store, piece));
    struct end to = find_end(store, &street, piece + 1, piece->to_m);
    if (from.row == NO_ROW || to.row == NO_ROW || !(from.loose || to.loose))
        return false;
    const double *a = gap_tip(store, from.tip), *b = gap_tip(store, to.tip);
    double length = hypot(b[0] - a[0], b[1] - a[1]);
    if (length <= job->options->snap_m || length >= GAP_ENDS_M)
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

/* Is a sidewalk drawn anywhere along the street? Then somebody looked. */
static bool is_drawn(const struct store *store, size_t street)
{
    const uint32_t *first = &store->streets.first_piece[street];
    for (uint32_t p = first[0]; p < first[1]; p++)
        for (const struct cover *cover = piece_cover(store, &store->pieces[p]); cover != NULL;
             cover = cover_next(cover))
            if (is_drawn_sidewalk(store, cover))
                return true;
    return false;
}

static unsigned said_of(const struct store *store, size_t street, uint8_t side)
{
    return element_code(&store->tables[ROLE_STREET],
                        side == SIDE_LEFT ? F_sidewalk_left : F_sidewalk_right, street);
}

static enum gap_evidence evidence(const struct store *store, size_t street,
                                  const struct piece *piece)
{
    return said_of(store, street, piece->side) == COVER_NO ? GAP_STATED
           : piece->state == COVER_IS_ABSENT               ? GAP_NOT_DRAWN
                                                           : GAP_UNKNOWN;
}

/* Is the piece one that needs a sidewalk, and known enough to say so? */
static bool may_need(const struct store *store, const struct piece *piece, const struct gap *gap)
{
    unsigned said = said_of(store, gap->street, piece->side);
    if (piece_length_m(store, piece) < GAP_STRETCH_M || !needs_sidewalk(store, gap->street))
        return false;
    return gap->evidence != GAP_UNKNOWN ||
           (said != COVER_YES && said != COVER_SEPARATE && is_drawn(store, gap->street));
}

/* Does something run beside most of it that merely touches no end? */
static bool bridged(const struct beside *beside, const struct gap *gap)
{
    double left_m = 0;
    for (size_t i = 0; i < beside->n_left; i++)
        left_m += beside->left[i].to_m - beside->left[i].from_m;
    return left_m < (gap->to_m - gap->from_m) / 2;
}

static bool add_stretches(struct gap_job *job, const struct beside *beside, struct gap gap)
{
    for (size_t i = 0; i < beside->n_left; i++) {
        gap.from_m = beside->left[i].from_m;
        gap.to_m = beside->left[i].to_m;
        gap.length_m = gap.to_m - gap.from_m;
        if (gap.length_m >= GAP_STRETCH_M && !gap_add(job, gap))
            return false;
    }
    return true;
}

/* ---- both ---- */

/* What a piece is, as far as it can be told from the street: kind GAP_KIND_COUNT = no gap. */
static struct gap gap_of_piece(const struct gap_job *job, size_t street, uint32_t p)
{
    const struct store *store = job->store;
    const struct piece *piece = &store->pieces[p];
    const uint32_t *first = &store->streets.first_piece[street];
    bool uncovered = piece->state == COVER_IS_ABSENT || piece->state == COVER_IS_UNKNOWN;
    bool between = p > first[0] && p + 1 < first[1] && piece[-1].side == piece->side &&
                   piece[1].side == piece->side && piece[-1].state == COVERED &&
                   piece[1].state == COVERED;
    struct gap gap = {.kind = GAP_KIND_COUNT,
                      .evidence = (uint8_t)evidence(store, street, piece),
                      .side = piece->side,
                      .place = NO_PLACE,
                      .street = (uint32_t)street,
                      .from = NO_ROW,
                      .to = NO_ROW,
                      .from_m = piece_from_m(store, piece),
                      .to_m = piece->to_m};
    if (uncovered && between && sidewalk_ends(job, piece, &gap))
        return gap;
    if (uncovered && may_need(store, piece, &gap)) {
        gap.kind = GAP_NO_SIDEWALK;
        gap.length_m = gap.to_m - gap.from_m;
        gap.at.aside_m[0] = (float)gap_aside(job, street, piece->side);
    }
    return gap;
}

/* Takes the gaps found so far again, as far as nothing runs beside them. */
static bool sift(struct gap_job *job, struct beside *beside)
{
    struct gaps found = *job->out;
    bool good = true;
    *job->out = (struct gaps){0};
    for (size_t i = 0; good && i < found.n; i++) {
        struct gap gap = found.items[i];
        good =
            beside_nothing(beside, gap.street, gap.side, (struct stretch){gap.from_m, gap.to_m}) &&
            (gap.kind == GAP_NO_SIDEWALK ? add_stretches(job, beside, gap)
                                         : bridged(beside, &gap) || gap_add(job, gap));
    }
    gaps_free(&found);
    return good;
}

bool gaps_of_sides(struct gap_job *job)
{
    const struct store *store = job->store;
    const uint32_t *first = store->streets.first_piece;
    struct beside beside = {.store = store, .reach_m = job->options->match_distance_m};
    bool good = true;
    for (size_t s = 0; good && s < store->tables[ROLE_STREET].n; s++)
        for (uint32_t p = first[s]; good && street_links(store, s) && p < first[s + 1]; p++) {
            struct gap gap = gap_of_piece(job, s, p);
            if (gap.kind != GAP_KIND_COUNT)
                good = gap_add(job, gap) && beside_watch(&beside, s);
        }
    good = good && beside_look(&beside, job->options->threads) && sift(job, &beside);
    beside_free(&beside);
    return good;
}
