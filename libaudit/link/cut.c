/* SPDX-License-Identifier: MIT
 *
 * Cuts the sides of one street into pieces (docs/scoring.md#cover). In: links along the street,
 * junction zones, stretches of segments. Out: pieces and covers, appended to struct cuttings; see
 * cut.h.
 *
 * Algorithm: the ends of the links, zones and stretches are sorted, and cuts within a micrometre
 * are merged; between two cuts nothing changes, so that the middle of each interval decides what
 * covers it, and whether someone found no sidewalk there. Adjacent intervals with the same state and covers become
 * one piece.
 *
 * Cost: per side n log n of its cuts, times the links that lie there; a street has few. */
#include "link/cut.h"

#include "link/absences.h"

#include <stdlib.h>

#define MOST_COVERS 65535 /* of one piece; more are left out */

static bool add_cut(struct cuts *cuts, double at)
{
    return PUSH(cuts->items, cuts->n, cuts->capacity, at);
}

/* Ascending, for qsort; positions are never NaN. */
static int compare_doubles(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

#define FEW 24 /* up to here insertion sort does without qsort's calls */

/* Mostly there are half a dozen cuts: the ends of two zones and of the links between them. */
static void sort_cuts(struct cuts *cuts)
{
    if (cuts->n > FEW)
        array_sort(cuts->items, cuts->n, sizeof *cuts->items, compare_doubles);
    for (size_t i = 1; i < cuts->n && cuts->n <= FEW; i++) {
        double cut = cuts->items[i];
        size_t at = i;
        for (; at > 0 && cuts->items[at - 1] > cut; at--)
            cuts->items[at] = cuts->items[at - 1];
        cuts->items[at] = cut;
    }
}

/* State of a piece without covers: absent where the street's column denies a sidewalk, unknown
 * where it states one that is not drawn, else as the option sidewalk_absent has it. */
static enum cover_kind uncovered(const struct store *store, size_t street, uint8_t side,
                                 const struct settings *settings)
{
    enum field_id field = side == SIDE_LEFT ? F_sidewalk_left : F_sidewalk_right;
    switch (element_code(&store->tables[ROLE_STREET], field, street)) {
    case COVER_NO:
        return COVER_IS_ABSENT;
    case COVER_YES:
    case COVER_SEPARATE:
    case COVER_UNKNOWN:
        return COVER_IS_UNKNOWN;
    default:
        return settings->sidewalk_absent ? COVER_IS_ABSENT : COVER_IS_UNKNOWN;
    }
}

/* Links of one side of a street: [first, last) of covers->items. */
static void side_links(const struct cutter *job, size_t street, uint8_t side, size_t *first,
                       size_t *last)
{
    size_t a = job->covers->first[street], b = job->covers->first[street + 1];
    while (a < b && job->covers->items[a]->side != side)
        a++;
    *first = a;
    while (a < b && job->covers->items[a]->side == side)
        a++;
    *last = a;
}

/* Is a sidewalk drawn along this side? */
static bool is_drawn(const struct cutter *job, size_t street, uint8_t side)
{
    size_t first, last;
    side_links(job, street, side, &first, &last);
    for (size_t i = first; i < last; i++)
        if (job->covers->items[i]->kind == LINK_SIDEWALK_STREET)
            return true;
    return false;
}

/* The sidewalk that the street implies. NO_ROW where a sidewalk is drawn on that side of it, or of
 * a feature in which the street goes on while each of them implies one. */
static uint32_t implied_only(const struct cutter *job, size_t street, uint8_t side)
{
    const struct store *store = job->store;
    uint32_t implied = street_implied(store, street, side);
    if (implied == NO_ROW || is_drawn(job, street, side))
        return NO_ROW;
    for (uint32_t k = 0; k < 2; k++) {
        uint32_t leave = 2 * (uint32_t)street + k, enter;
        uint8_t there = side;
        for (; (enter = street_goes_on(store, leave)) != NO_ROW && enter / 2 != street;
             leave = enter ^ 1) {
            if (leave % 2 == enter % 2)
                there = there == SIDE_LEFT ? SIDE_RIGHT : SIDE_LEFT;
            if (street_implied(store, enter / 2, there) == NO_ROW)
                break;
            if (is_drawn(job, enter / 2, there))
                return NO_ROW;
        }
    }
    return implied;
}

static bool push_cover(struct cuttings *out, struct cover cover)
{
    return PUSH(out->covers, out->n_covers, out->cover_capacity, cover);
}

/* Adds the ends of the street's stretches as cuts, so that no piece runs on from one segment
 * into the next. The last stretch ends with the street, which is a cut anyway. */
static bool add_stretches(struct cutter *job, size_t street)
{
    const struct street_segments *segments = &job->store->segments;
    bool good = true;
    for (uint32_t i = segments->first_stretch[street];
         i + 1 < segments->first_stretch[street + 1] && good; i++)
        good = add_cut(&job->cuts, segments->stretches[i].to_m);
    return good;
}

/* Fills job->cuts with the sorted places where a side may change. */
static MUST bool gather_cuts(struct cutter *job, size_t street, uint8_t side, size_t first, size_t last)
{
    const struct absence *absences = job->store->absences;
    struct cuts *cuts = &job->cuts;
    size_t last_absence, absence = absences_of_side(job->store, street, side, &last_absence);
    double length = job->store->tables[ROLE_STREET].length_m[street];
    cuts->n = 0;
    bool good = add_cut(cuts, 0) && add_cut(cuts, length) && add_stretches(job, street);
    for (size_t i = 0; i < job->zones.n && good; i++)
        good = add_cut(cuts, job->zones.items[i].from_m) && add_cut(cuts, job->zones.items[i].to_m);
    for (size_t i = first; i < last && good; i++)
        good = add_cut(cuts, fmax(job->covers->items[i]->from_m, 0)) &&
               add_cut(cuts, fmin(job->covers->items[i]->to_m, length));
    for (; absence < last_absence && good; absence++)
        good = add_cut(cuts, fmax(absences[absence].from_m, 0)) && add_cut(cuts, fmin(absences[absence].to_m, length));
    if (!good)
        return false;
    sort_cuts(cuts);
    size_t kept = 1;
    for (size_t i = 1; i < cuts->n; i++)
        if (cuts->items[i] - cuts->items[kept - 1] > ZONE_SAME_M)
            cuts->items[kept++] = cuts->items[i];
    if (kept > 1)
        cuts->items[kept - 1] = length; /* the last cut is the end, whatever it was merged with */
    cuts->n = kept;
    return true;
}

/* Before another cover of the same piece? By role and row: ties go to the lowest FID. */
static bool before(const struct cover *a, const struct cover *b)
{
    return a->role != b->role ? a->role < b->role : a->row < b->row;
}

/* What covers the middle of a piece, each element once, appended in order. Sets first_cover, and
 * state COVERED if there is anything. */
static bool add_covers(struct cutter *job, double middle, size_t first, size_t last,
                       struct piece *piece)
{
    struct cuttings *out = job->out;
    size_t begin = out->n_covers;
    for (size_t i = first; i < last && out->n_covers - begin < MOST_COVERS; i++) {
        const struct link *link = job->covers->items[i];
        if (link->from_m > middle || link->to_m < middle)
            continue;
        struct cover cover = {.row = link->from,
                              .role = link->from_role & 7,
                              .aside = job->may_be_aside && job->aside[i - first] != 0};
        size_t at = out->n_covers;
        while (at > begin && before(&cover, &out->covers[at - 1]))
            at--;
        if (at > begin && !before(&out->covers[at - 1], &cover))
            continue; /* twice */
        if (!push_cover(out, cover))
            return false;
        for (size_t k = out->n_covers - 1; k > at; k--)
            out->covers[k] = out->covers[k - 1];
        out->covers[at] = cover;
    }
    for (size_t k = begin; k + 1 < out->n_covers; k++)
        out->covers[k].more = 1;
    piece->first_cover = (uint32_t)begin;
    piece->state = out->n_covers > begin ? COVERED : COVER_IS_UNKNOWN;
    return true;
}

/* Makes the implied sidewalk the only cover of a piece that add_covers left empty. */
static bool add_implied(struct cutter *job, uint32_t row, struct piece *piece)
{
    struct cover cover = {.row = row, .role = ROLE_SIDEWALK};
    piece->state = COVERED;
    return push_cover(job->out, cover);
}

/* Member by member: what lies between the members of a struct is not defined. */
static bool same_cover(const struct cuttings *out, const struct piece *a, const struct piece *b)
{
    if (a->state != b->state || a->state != COVERED)
        return a->state == b->state;
    const struct cover *left = &out->covers[a->first_cover], *right = &out->covers[b->first_cover];
    while (left->row == right->row && left->role == right->role && left->more == right->more &&
           left->aside == right->aside) {
        if (!left->more)
            return true;
        left++;
        right++;
    }
    return false;
}

/* Appends a piece, or lengthens the last one from `side_start` on when the same covers lie on
 * both; the covers of the new piece are then taken back. */
static bool add_piece(struct cuttings *out, struct piece piece, size_t side_start)
{
    if (out->n_pieces > side_start) {
        struct piece *last = &out->pieces[out->n_pieces - 1];
        if (same_cover(out, last, &piece)) {
            last->to_m = piece.to_m;
            out->n_covers = piece.first_cover;
            return true;
        }
    }
    return PUSH(out->pieces, out->n_pieces, out->piece_capacity, piece);
}

/* Pieces of one side from the street's begin to its end. The first reason that holds gives the
 * state: junction zone, not applicable, covered by links, none where it was looked for, covered by an implied
 * sidewalk, nothing. Each stretch moves side_start on, because add_piece must not join pieces of two
 * segments. */
static MUST bool cut_side(struct cutter *job, size_t street, uint8_t side)
{
    const struct store *store = job->store;
    bool not_applicable = store->streets.side_na[street] & (1u << (side - 1));
    size_t first, last, side_start = job->out->n_pieces;
    uint32_t stretch = store->segments.first_stretch[street];
    side_links(job, street, side, &first, &last);
    uint32_t implied = implied_only(job, street, side);
    job->may_be_aside = uncovered(store, street, side, job->settings) == COVER_IS_UNKNOWN;
    if (!gather_cuts(job, street, side, first, last) ||
        (job->may_be_aside && !find_aside(job, first, last)))
        return false;
    for (size_t i = 0; i + 1 < job->cuts.n; i++) {
        double from = job->cuts.items[i], to = job->cuts.items[i + 1], middle = (from + to) / 2;
        if (middle > store->segments.stretches[stretch].to_m) {
            side_start = job->out->n_pieces;
            stretch++;
        }
        bool in_vain = absences_hold(store, street, side, middle);
        struct piece piece = {
            .side = side, .to_m = to, .first_cover = (uint32_t)job->out->n_covers};
        if (in_zone(&job->zones, middle))
            piece.state = COVER_IS_JUNCTION;
        else if (not_applicable)
            piece.state = COVER_IS_NA;
        else if (!add_covers(job, middle, first, last, &piece) ||
                 (piece.state != COVERED && !in_vain && implied != NO_ROW &&
                  !add_implied(job, implied, &piece)))
            return false;
        else if (piece.state != COVERED)
            piece.state = in_vain ? COVER_IS_ABSENT : uncovered(store, street, side, job->settings);
        if (!add_piece(job->out, piece, side_start))
            return false;
    }
    return true;
}

/* Diagnoses sides that are covered although the street denies a sidewalk (R306, R307). */
static void note_contradictions(const struct cutter *job, size_t street)
{
    const struct elements *streets = &job->store->tables[ROLE_STREET];
    for (uint8_t side = SIDE_LEFT; side <= SIDE_RIGHT; side++) {
        size_t first, last;
        side_links(job, street, side, &first, &last);
        unsigned said =
            element_code(streets, side == SIDE_LEFT ? F_sidewalk_left : F_sidewalk_right, street);
        if (first == last || (said != COVER_NO && said != COVER_NOT_APPLICABLE))
            continue;
        diagnose(job->found, said == COVER_NO ? D_cover_contradicts_no : D_cover_contradicts_na,
                 job->store->sources[element_source(streets, street)].table,
                 fields[side == SIDE_LEFT ? F_sidewalk_left : F_sidewalk_right].name, NULL,
                 &streets->fid[street]);
    }
}

bool cut_street(struct cutter *job, size_t street)
{
    struct store *store = job->store;
    double length = store->tables[ROLE_STREET].length_m[street], zones_m = 0;
    if (!find_zones(store, street, job->settings->junction_m, &job->zones))
        return false;
    for (size_t i = 0; i < job->zones.n; i++)
        zones_m += job->zones.items[i].to_m - job->zones.items[i].from_m;
    store->streets.outside_m[street] = fmax(length - zones_m, 0);
    note_contradictions(job, street);
    return cut_side(job, street, SIDE_LEFT) && cut_side(job, street, SIDE_RIGHT);
}

void cutter_free(struct cutter *job)
{
    free(job->zones.items);
    free(job->cuts.items);
    free(job->aside);
}
