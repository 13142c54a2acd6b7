/* SPDX-License-Identifier: MIT
 *
 * Cuts the sides of every street into pieces (scoring.md section 3): junction zones, what covers
 * which interval, and absent or unknown where nothing does. In: links, junctions. Out:
 * store.pieces, store.covers, store.streets.{own, side_na, outside_m, first_piece}. */
#include "link/link.h"

#include "geo/line.h"
#include "link/sides.h"
#include "link/zones.h"

#include <stdlib.h>
#include <string.h>

/* Links of kind *-street, by street, side, position; built once for all streets. */
static int compare_cover(const void *a, const void *b)
{
    const struct link *left = *(const struct link *const *)a, *right = *(const struct link *const *)b;
    if (left->side != right->side)
        return left->side < right->side ? -1 : 1;
    if (left->from_m != right->from_m)
        return left->from_m < right->from_m ? -1 : 1;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    return left->from < right->from ? -1 : left->from > right->from;
}

static rasif_status sort_covers(struct store *store, struct cover_links *out, rasif_error *err)
{
    size_t n_streets = store->tables[ROLE_STREET].n;
    out->items = malloc((store->links.n + 1) * sizeof *out->items);
    out->first = calloc(n_streets + 2, sizeof *out->first);
    if (out->items == NULL || out->first == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < store->links.n; i++)
        if (store->links.items[i].kind <= LINK_STEPS_STREET) {
            out->first[store->links.items[i].to + 2]++;
            out->n++;
        }
    for (size_t s = 2; s < n_streets + 2; s++)
        out->first[s] += out->first[s - 1];
    for (size_t i = 0; i < store->links.n; i++) /* counting sort; afterwards first[s] is right */
        if (store->links.items[i].kind <= LINK_STEPS_STREET)
            out->items[out->first[store->links.items[i].to + 1]++] = &store->links.items[i];
    for (size_t s = 0; s < n_streets; s++)
        if (out->first[s + 1] - out->first[s] > 1)
            qsort(out->items + out->first[s], out->first[s + 1] - out->first[s],
                  sizeof *out->items, compare_cover);
    return RASIF_OK;
}

/* ---- pieces of one side ---- */

struct cuts {
    double *items;
    size_t n, capacity;
};

static bool add_cut(struct cuts *cuts, double at)
{
    return PUSH(cuts->items, cuts->n, cuts->capacity, at);
}

static int compare_doubles(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

#define FEW 24

/* Mostly there are half a dozen: the ends of two zones and of what lies between. */
static void sort_cuts(struct cuts *cuts)
{
    if (cuts->n > FEW)
        qsort(cuts->items, cuts->n, sizeof *cuts->items, compare_doubles);
    for (size_t i = 1; i < cuts->n && cuts->n <= FEW; i++) {
        double cut = cuts->items[i];
        size_t at = i;
        for (; at > 0 && cuts->items[at - 1] > cut; at--)
            cuts->items[at] = cuts->items[at - 1];
        cuts->items[at] = cut;
    }
}

static enum cover_kind uncovered(const struct store *store, size_t street, uint8_t side,
                                 const struct link_options *options)
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
        return options->sidewalk_absent ? COVER_IS_ABSENT : COVER_IS_UNKNOWN;
    }
}

struct side_job {
    struct store *store;
    const struct link_options *options;
    const struct cover_links *covers;
    struct zones zones;
    struct cuts cuts;
};

/* Links of one side of a street: [first, last) of covers->items. */
static void side_links(const struct side_job *job, size_t street, uint8_t side, size_t *first,
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

/* The sidewalk that the street tells of, unless one is drawn on that side: NO_ROW = none. */
static uint32_t told_only(const struct side_job *job, size_t street, uint8_t side, size_t first,
                          size_t last)
{
    for (size_t i = first; i < last; i++)
        if (job->covers->items[i]->kind == LINK_SIDEWALK_STREET)
            return NO_ROW;
    return street_told(job->store, street, side);
}

static bool add_told(struct store *store, uint32_t row, struct piece *piece)
{
    struct cover cover = {row, ROLE_SIDEWALK};
    if (row == NO_ROW)
        return true;
    piece->n_covers = 1;
    return PUSH(store->covers, store->n_covers, store->cover_capacity, cover);
}

static bool gather_cuts(struct side_job *job, double length, size_t first, size_t last)
{
    struct cuts *cuts = &job->cuts;
    cuts->n = 0;
    bool good = add_cut(cuts, 0) && add_cut(cuts, length);
    for (size_t i = 0; i < job->zones.n && good; i++)
        good = add_cut(cuts, job->zones.items[i].from_m) && add_cut(cuts, job->zones.items[i].to_m);
    for (size_t i = first; i < last && good; i++)
        good = add_cut(cuts, fmax(job->covers->items[i]->from_m, 0)) &&
               add_cut(cuts, fmin(job->covers->items[i]->to_m, length));
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

static int compare_rows(const void *a, const void *b)
{
    const struct cover *left = a, *right = b;
    if (left->role != right->role)
        return left->role < right->role ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

/* The covers of [from, to] appended to store.covers; each element once, by role and row: ties
 * between them go to the lowest FID. */
static bool add_covers(struct side_job *job, double middle, size_t first, size_t last,
                       struct piece *piece)
{
    struct store *store = job->store;
    piece->first_cover = (uint32_t)store->n_covers;
    for (size_t i = first; i < last && store->n_covers - piece->first_cover < UINT16_MAX; i++) {
        const struct link *link = job->covers->items[i];
        if (link->from_m > middle || link->to_m < middle)
            continue;
        struct cover cover = {link->from, link->from_role};
        bool twice = false;
        for (size_t k = piece->first_cover; k < store->n_covers; k++)
            twice = twice || (store->covers[k].row == cover.row && store->covers[k].role == cover.role);
        if (!twice && !PUSH(store->covers, store->n_covers, store->cover_capacity, cover))
            return false;
    }
    piece->n_covers = (uint16_t)(store->n_covers - piece->first_cover);
    if (piece->n_covers > 1)
        qsort(store->covers + piece->first_cover, piece->n_covers, sizeof *store->covers, compare_rows);
    return true;
}

/* Member by member: what lies between the members of a struct is not defined. */
static bool same_cover(const struct store *store, const struct piece *a, const struct piece *b)
{
    bool same = a->state == b->state && a->n_covers == b->n_covers;
    for (size_t i = 0; same && i < a->n_covers; i++) {
        const struct cover *left = &store->covers[a->first_cover + i];
        const struct cover *right = &store->covers[b->first_cover + i];
        same = left->row == right->row && left->role == right->role;
    }
    return same;
}

/* Appends a piece, or lengthens the last one when the same things cover both. */
static bool add_piece(struct store *store, struct piece piece, size_t side_start)
{
    if (store->n_pieces > side_start) {
        struct piece *last = &store->pieces[store->n_pieces - 1];
        if (same_cover(store, last, &piece)) {
            last->to_m = piece.to_m;
            store->n_covers = piece.first_cover;
            return true;
        }
    }
    return PUSH(store->pieces, store->n_pieces, store->piece_capacity, piece);
}

static bool cut_side(struct side_job *job, size_t street, uint8_t side)
{
    struct store *store = job->store;
    bool not_applicable = store->streets.side_na[street] & (1u << (side - 1));
    double length = store->tables[ROLE_STREET].length_m[street];
    size_t first, last, side_start = store->n_pieces;
    side_links(job, street, side, &first, &last);
    uint32_t told = told_only(job, street, side, first, last);
    if (!gather_cuts(job, length, first, last))
        return false;
    for (size_t i = 0; i + 1 < job->cuts.n; i++) {
        double from = job->cuts.items[i], to = job->cuts.items[i + 1], middle = (from + to) / 2;
        struct piece piece = {.side = side, .to_m = to, .first_cover = (uint32_t)store->n_covers};
        if (in_zone(&job->zones, middle))
            piece.state = COVER_IS_JUNCTION;
        else if (not_applicable)
            piece.state = COVER_IS_NA;
        else if (!add_covers(job, middle, first, last, &piece) ||
                 (piece.n_covers == 0 && !add_told(store, told, &piece)))
            return false;
        else if (piece.n_covers == 0)
            piece.state = (uint8_t)uncovered(store, street, side, job->options);
        if (!add_piece(store, piece, side_start))
            return false;
    }
    return true;
}

static void note_contradictions(const struct side_job *job, size_t street)
{
    struct elements *streets = &job->store->tables[ROLE_STREET];
    for (uint8_t side = SIDE_LEFT; side <= SIDE_RIGHT; side++) {
        size_t first, last;
        side_links(job, street, side, &first, &last);
        unsigned said = element_code(streets, side == SIDE_LEFT ? F_sidewalk_left : F_sidewalk_right, street);
        if (first == last || (said != COVER_NO && said != COVER_NOT_APPLICABLE))
            continue;
        diagnose(&job->store->diagnostics,
                 said == COVER_NO ? D_cover_contradicts_no : D_cover_contradicts_na,
                 job->store->sources[element_source(streets, street)].table,
                 fields[side == SIDE_LEFT ? F_sidewalk_left : F_sidewalk_right].name, NULL,
                 &streets->fid[street]);
    }
}

static bool cut_street(struct side_job *job, size_t street)
{
    struct store *store = job->store;
    double length = store->tables[ROLE_STREET].length_m[street], zones_m = 0;
    if (!find_zones(store, street, job->options->junction_m, &job->zones))
        return false;
    for (size_t i = 0; i < job->zones.n; i++)
        zones_m += job->zones.items[i].to_m - job->zones.items[i].from_m;
    store->streets.outside_m[street] = fmax(length - zones_m, 0);
    note_contradictions(job, street);
    return cut_side(job, street, SIDE_LEFT) && cut_side(job, street, SIDE_RIGHT);
}

/* The same line again: the same pieces, seen from its own direction. */
static bool copy_street(struct store *store, size_t street)
{
    uint32_t first = store->streets.same_as[street];
    double length = store->tables[ROLE_STREET].length_m[first];
    double own_length = store->tables[ROLE_STREET].length_m[street]; /* summed the other way round */
    bool reversed = store->streets.reversed[street];
    store->streets.outside_m[street] = store->streets.outside_m[first];
    store->streets.side_na[street] = store->streets.side_na[first];
    if (reversed)
        store->streets.side_na[street] = (uint8_t)((store->streets.side_na[first] >> 1 & 1) |
                                                   (store->streets.side_na[first] & 1) << 1);
    for (uint8_t side = SIDE_LEFT; side <= SIDE_RIGHT; side++) {
        uint8_t theirs = !reversed ? side : side == SIDE_LEFT ? SIDE_RIGHT : SIDE_LEFT;
        size_t a = store->streets.first_piece[first], b = store->streets.first_piece[first + 1];
        for (size_t i = 0; i < b - a; i++) {
            const struct piece *from = &store->pieces[reversed ? b - 1 - i : a + i];
            struct piece piece = *from;
            if (piece.side != theirs)
                continue;
            if (reversed)
                piece.to_m = length - piece_from_m(store, from);
            if (piece.to_m == length)
                piece.to_m = own_length;
            piece.side = side;
            if (!PUSH(store->pieces, store->n_pieces, store->piece_capacity, piece))
                return false;
        }
    }
    return true;
}

static bool has_sides(const struct store *store, size_t street)
{
    return store->tables[ROLE_STREET].scope[street] == SCOPE_YES && !store->streets.own[street];
}

static bool cut_all(struct side_job *job)
{
    struct store *store = job->store;
    struct street_facts *facts = &store->streets;
    size_t n = store->tables[ROLE_STREET].n;
    for (size_t s = 0; s < n; s++) {
        facts->first_piece[s] = (uint32_t)store->n_pieces;
        bool good = !has_sides(store, s)        ? true
                    : facts->same_as[s] == s    ? cut_street(job, s)
                                                : copy_street(store, s);
        if (!good)
            return false;
        if (facts->own[s])
            facts->outside_m[s] = store->tables[ROLE_STREET].length_m[s];
    }
    facts->first_piece[n] = (uint32_t)store->n_pieces;
    return true;
}

static bool has_told(const struct store *store, size_t street)
{
    return street_told(store, street, SIDE_LEFT) != NO_ROW ||
           street_told(store, street, SIDE_RIGHT) != NO_ROW;
}

/* A living street without a sidewalk is walked on as a whole: its own element. */
static void settle_living_streets(struct store *store, const struct cover_links *covers)
{
    struct elements *streets = &store->tables[ROLE_STREET];
    for (size_t s = 0; s < streets->n; s++) {
        uint32_t first = store->streets.same_as[s];
        if (streets->scope[s] == SCOPE_YES && element_code(streets, F_class, s) == CLASS_LIVING_STREET)
            store->streets.own[s] =
                covers->first[first] == covers->first[first + 1] && !has_told(store, first);
    }
}

rasif_status link_pieces(struct store *store, const struct link_options *options, rasif_error *err)
{
    size_t n = store->tables[ROLE_STREET].n;
    struct cover_links covers = {0};
    struct side_job job = {.store = store, .options = options, .covers = &covers};
    store->streets.first_piece = ARENA_ARRAY(&store->arena, n + 1, uint32_t);
    rasif_status status = store->streets.first_piece == NULL ? fail_memory(err)
                                                             : sort_covers(store, &covers, err);
    if (status == RASIF_OK) {
        settle_living_streets(store, &covers);
        status = find_na_sides(store, &covers, err);
    }
    if (status == RASIF_OK && !(cut_all(&job) && link_told(store) && link_along(store)))
        status = fail_memory(err);
    free(job.zones.items);
    free(job.cuts.items);
    free(covers.items);
    free(covers.first);
    return status;
}
