/* SPDX-License-Identifier: MIT
 *
 * The sides of all streets cut into pieces (docs/scoring.md#cover): junction zones, covered,
 * absent, unknown or not applicable. In: links along streets, junctions, segments. Out:
 * store.pieces, store.covers, store.streets.{is_own_element, side_na, outside_m, first_piece}.
 *
 * Algorithm: links are filed by street and side with a counting sort. Any thread cuts a chunk of
 * streets (cut.c); the chunks are then moved behind each other. A street drawn twice copies the
 * pieces of the first, mirrored where it runs the other way.
 *
 * Cost: linear in links and pieces, twice the memory of the pieces of the chunks that are not
 * moved yet. */
#include "link/cut.h"

#include "base/parallel.h"

#include <stdlib.h>
#include <string.h>

/* ---- links by street ---- */

/* By side, position, kind and row: a total order, since qsort does not keep equal items as they
 * are. */
static int compare_cover(const void *a, const void *b)
{
    const struct link *left = *(const struct link *const *)a,
                      *right = *(const struct link *const *)b;
    if (left->side != right->side)
        return left->side < right->side ? -1 : 1;
    if (left->from_m != right->from_m)
        return left->from_m < right->from_m ? -1 : 1;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    return left->from < right->from ? -1 : left->from > right->from;
}

/* Sorts the links of each street by themselves: a street has few. */
static void sort_slices(void *user, size_t chunk, size_t first, size_t last)
{
    const struct cover_links *covers = user;
    (void)chunk;
    for (size_t s = first; s < last; s++)
        array_sort(covers->items + covers->first[s], covers->first[s + 1] - covers->first[s],
                  sizeof *covers->items, compare_cover);
}

/* Links of kind *-street, by street, side, position. */
static bool sort_covers(struct store *store, unsigned threads, struct cover_links *out)
{
    store_use(store, PART_links);
    size_t n_streets = store->tables[ROLE_STREET].n;
    out->items = malloc((store->links.n + 1) * sizeof *out->items);
    out->first = calloc(n_streets + 2, sizeof *out->first);
    if (out->items == NULL || out->first == NULL)
        return false;
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
    parallel_rows(threads, n_streets, sort_slices, out);
    return true;
}

/* ---- streets by chunks ---- */

struct piece_job {
    struct store *store;
    const struct settings *settings;
    struct cover_links covers;
    struct side_finder sides;
    struct chunk {
        struct cuttings out;
        struct diagnostics found;
        size_t first_cover; /* of its covers in store.covers */
        bool failed;
    } * chunks;
};

/* In scope, and walked beside rather than on: a second drawing of a street counts, too. */
static bool has_sides(const struct store *store, size_t street)
{
    return store->tables[ROLE_STREET].scope[street] == SCOPE_YES && !store->streets.is_own_element[street];
}

/* A line drawn again takes the pieces of the first. */
static bool is_copy(const struct store *store, size_t street)
{
    return has_sides(store, street) && store->streets.same_as[street] != street;
}

/* Cuts streets [first, last); first_piece[s] is then the number of pieces of s. */
static void cut_rows(void *user, size_t number, size_t first, size_t last)
{
    const struct piece_job *job = user;
    struct chunk *chunk = &job->chunks[number];
    struct street_facts *facts = &job->store->streets;
    const double *length_m = job->store->tables[ROLE_STREET].length_m;
    struct cutter cutter = {.store = job->store,
                            .settings = job->settings,
                            .covers = &job->covers,
                            .found = &chunk->found,
                            .out = &chunk->out};
    struct grid_scratch scratch = {0};
    for (size_t s = first; s < last && !chunk->failed; s++) {
        size_t before = chunk->out.n_pieces;
        set_na_sides(&job->sides, s, &scratch, &chunk->found);
        if (facts->is_own_element[s])
            facts->outside_m[s] = length_m[s];
        else if (has_sides(job->store, s) && !is_copy(job->store, s))
            chunk->failed = !cut_street(&cutter, s);
        facts->first_piece[s] = (uint32_t)(chunk->out.n_pieces - before);
    }
    cutter_free(&cutter);
    grid_scratch_free(&scratch);
}

/* From numbers of pieces to where they begin. A copy has as many as what it is a copy of. */
static void number_pieces(struct store *store)
{
    uint32_t *first = store->streets.first_piece, sum = 0;
    size_t n = store->tables[ROLE_STREET].n;
    for (size_t s = 0; s < n; s++) {
        uint32_t count = first[s], same = store->streets.same_as[s];
        first[s] = sum;
        sum += is_copy(store, s) ? first[same + 1] - first[same] : count;
    }
    store->n_pieces = first[n] = sum;
}

/* What a chunk found to where it belongs; its own memory is given back at once. */
static void put_rows(void *user, size_t number, size_t first, size_t last)
{
    const struct piece_job *job = user;
    struct store *store = job->store;
    struct chunk *chunk = &job->chunks[number];
    const struct piece *from = chunk->out.pieces;
    for (size_t s = first; s < last; s++)
        for (uint32_t i = store->streets.first_piece[s];
             !is_copy(store, s) && i < store->streets.first_piece[s + 1]; i++) {
            store->pieces[i] = *from++;
            store->pieces[i].first_cover += (uint32_t)chunk->first_cover;
        }
    if (chunk->out.n_covers > 0)
        memcpy(store->covers + chunk->first_cover, chunk->out.covers,
               chunk->out.n_covers * sizeof *store->covers);
    free(chunk->out.pieces);
    free(chunk->out.covers);
    chunk->out = (struct cuttings){0};
}

/* Gives a line drawn again the pieces of the first, seen from its own direction. */
static void copy_street(struct store *store, size_t street)
{
    struct street_facts *facts = &store->streets;
    uint32_t first = facts->same_as[street], to = facts->first_piece[street];
    uint32_t a = facts->first_piece[first], b = facts->first_piece[first + 1];
    double length = store->tables[ROLE_STREET].length_m[first];
    double own_length =
        store->tables[ROLE_STREET].length_m[street]; /* summed the other way round */
    bool reversed = facts->reversed[street];
    facts->outside_m[street] = facts->outside_m[first];
    facts->side_na[street] = facts->side_na[first];
    if (reversed)
        facts->side_na[street] =
            (uint8_t)((facts->side_na[first] >> 1 & 1) | (facts->side_na[first] & 1) << 1);
    for (uint8_t side = SIDE_LEFT; side <= SIDE_RIGHT; side++) {
        uint8_t theirs = !reversed ? side : side == SIDE_LEFT ? SIDE_RIGHT : SIDE_LEFT;
        for (uint32_t i = 0; i < b - a; i++) {
            const struct piece *from = &store->pieces[reversed ? b - 1 - i : a + i];
            struct piece piece = *from;
            if (piece.side != theirs)
                continue;
            if (reversed)
                piece.to_m = length - piece_from_m(store, from);
            if (piece.to_m == length)
                piece.to_m = own_length;
            piece.side = side;
            store->pieces[to++] = piece;
        }
    }
}

/* Moves the chunks behind each other, in order, so that the result is the same for any number of
 * threads. false: no memory, or more covers than COVER_BITS can number. */
static bool gather(struct piece_job *job, size_t n_chunks)
{
    struct store *store = job->store;
    size_t n = store->tables[ROLE_STREET].n;
    bool good = true;
    for (size_t c = 0; c < n_chunks; c++) {
        struct chunk *chunk = &job->chunks[c];
        good = good && !chunk->failed;
        chunk->first_cover = store->n_covers;
        store->n_covers += chunk->out.n_covers;
        diagnose_all(&store->diagnostics, &chunk->found);
    }
    number_pieces(store);
    store->pieces = malloc((store->n_pieces + 1) * sizeof *store->pieces);
    store->covers = malloc((store->n_covers + 1) * sizeof *store->covers);
    if (!good || store->pieces == NULL || store->covers == NULL ||
        store->n_covers >> COVER_BITS != 0)
        return false;
    parallel_rows(job->settings->threads, n, put_rows, job);
    for (size_t s = 0; s < n; s++)
        if (is_copy(store, s))
            copy_street(store, s);
    return true;
}

/* Cuts on all threads, then moves the chunks behind each other. */
static MUST bool cut_all(struct piece_job *job)
{
    size_t n = job->store->tables[ROLE_STREET].n, n_chunks = parallel_chunks(n);
    job->chunks = calloc(n_chunks + 1, sizeof *job->chunks);
    if (job->chunks == NULL)
        return false;
    parallel_rows(job->settings->threads, n, cut_rows, job);
    bool good = gather(job, n_chunks);
    for (size_t c = 0; c < n_chunks; c++) {
        free(job->chunks[c].out.pieces);
        free(job->chunks[c].out.covers);
        diagnostics_free(&job->chunks[c].found);
    }
    free(job->chunks);
    return good;
}

/* Do the columns of the street imply a sidewalk on either side? */
static bool has_told(const struct store *store, size_t street)
{
    return street_implied(store, street, SIDE_LEFT) != NO_ROW ||
           street_implied(store, street, SIDE_RIGHT) != NO_ROW;
}

static bool is_living(const struct store *store, size_t street)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    return streets->scope[street] == SCOPE_YES &&
           element_code(streets, F_class, street) == CLASS_LIVING_STREET;
}

/* No sidewalk drawn, and none implied. */
static bool is_bare(const struct store *store, const struct cover_links *covers, size_t street)
{
    return covers->first[street] == covers->first[street + 1] && !has_told(store, street);
}

/* Has neither the living street nor what it goes on as one a sidewalk? */
static bool all_bare(const struct store *store, const struct cover_links *covers, uint32_t street)
{
    bool bare = is_bare(store, covers, street);
    for (uint32_t k = 0; k < 2 && bare; k++) {
        uint32_t enter = street_goes_on(store, 2 * street + k);
        for (; bare && enter != NO_ROW && enter / 2 != street && is_living(store, enter / 2);
             enter = street_goes_on(store, enter ^ 1))
            bare = is_bare(store, covers, enter / 2);
    }
    return bare;
}

/* A living street without a sidewalk is walked on as a whole: its own element. */
static bool settle_living_streets(struct store *store, const struct cover_links *covers)
{
    size_t n = store->tables[ROLE_STREET].n;
    uint8_t *own = malloc(n + 1); /* filled aside: street_goes_on reads the old values */
    for (size_t s = 0; s < n && own != NULL; s++)
        own[s] = is_living(store, s) ? all_bare(store, covers, store->streets.same_as[s])
                                     : store->streets.is_own_element[s];
    if (own != NULL)
        memcpy(store->streets.is_own_element, own, n);
    free(own);
    return own != NULL;
}

rasif_status link_pieces(struct store *store, const struct settings *settings, rasif_error *err)
{
    size_t n = store->tables[ROLE_STREET].n;
    struct piece_job job = {.store = store, .settings = settings};
    store->streets.first_piece = ARENA_ARRAY(&store->arena, n + 1, uint32_t);
    bool good =
        store->streets.first_piece != NULL && sort_covers(store, settings->threads, &job.covers);
    good = good && settle_living_streets(store, &job.covers) &&
           side_finder_begin(&job.sides, store, &job.covers, settings->threads) &&
           cut_all(&job) && link_implied(store) && link_main_stretches(store);
    side_finder_end(&job.sides);
    free(job.covers.items);
    free(job.covers.first);
    return good ? RASIF_OK : fail_memory(err);
}
