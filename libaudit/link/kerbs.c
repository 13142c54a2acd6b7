/* SPDX-License-Identifier: MIT
 *
 * Kerbs (docs/scoring.md#a-crossing-is-a-chain): which ramps serve the ends and islands of a
 * crossing, and whether an end is level, served, without a ramp, or not known. Out:
 * store.crossings.{places, ramps, ramp_stands_for_absent}, links. */
#include "link/kerbs.h"

#include "base/parallel.h"
#include "geo/grid.h"

#include <stdlib.h>

static enum end_state end_state(const struct elements *crossings, const struct elements *ramps,
                                size_t crossing, const struct kerb_at *kerbs, size_t n,
                                enum end_state without)
{
    unsigned structure = element_code(crossings, F_structure, crossing);
    if (element_code(crossings, F_raised, crossing) == YES_NO_YES ||
        structure == STRUCTURE_FOOTBRIDGE || structure == STRUCTURE_UNDERPASS)
        return END_LEVEL;
    bool all_raised = n > 0;
    for (size_t i = 0; i < n; i++) {
        unsigned kerb = element_code(ramps, F_kerb, kerbs[i].ramp);
        if (kerb == KERB_NONE)
            return END_LEVEL;
        all_raised = all_raised && kerb == KERB_RAISED;
    }
    return n == 0 ? without : all_raised ? END_ABSENT : END_RAMP;
}

/* ---- building the lists of all crossings ---- */

/* What a chunk of crossings found; first_ramp of the places counts from its own ramps. */
struct build {
    const struct store *store;
    struct crossing_place *places;
    size_t n_places, places_capacity;
    uint32_t *ramps;
    size_t n_ramps, ramps_capacity;
    struct kerb_link {
        struct link link;
        struct link_evidence evidence;
    } * links; /* unless nobody will read them */
    size_t n_links, links_capacity;
    bool failed;
};

struct kerb_job {
    struct store *store;
    struct kerb_finder finder;
    enum end_state without; /* of an end where no ramp is */
    struct build *chunks;
};

static bool add_place(struct build *build, size_t crossing, uint8_t place,
                      const struct kerb_list *found, enum end_state without)
{
    const struct store *store = build->store;
    size_t first = 0, n = 0;
    while (first < found->n && found->items[first].place != place)
        first++;
    while (first + n < found->n && found->items[first + n].place == place)
        n++;
    enum end_state state = end_state(&store->tables[ROLE_CROSSING], &store->tables[ROLE_RAMP],
                                     crossing, n > 0 ? found->items + first : NULL, n, without);
    n = n < UINT16_MAX ? n : UINT16_MAX;
    struct crossing_place added = {
        .first_ramp = (uint32_t)build->n_ramps,
        .n_ramps = (uint16_t)n,
        .state = (uint8_t)state,
    };
    if (!PUSH(build->places, build->n_places, build->places_capacity, added))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct kerb_at *kerb = &found->items[first + i];
        struct kerb_link link = {{.kind = LINK_CROSSING_RAMP,
                                  .from_role = ROLE_CROSSING,
                                  .to_role = ROLE_RAMP,
                                  .from = (uint32_t)crossing,
                                  .to = kerb->ramp,
                                  .distance_m = (float)kerb->distance_m,
                                  .from_m = kerb->at_m,
                                  .to_m = kerb->at_m},
                                 {NAN, NAN, place, kerb->by_id ? LINK_BY_ID : LINK_BY_GEOMETRY}};
        if (!PUSH(build->ramps, build->n_ramps, build->ramps_capacity, kerb->ramp) ||
            (!store->links.lean &&
             !PUSH(build->links, build->n_links, build->links_capacity, link)))
            return false;
    }
    return true;
}

static bool link_line(struct build *build, const struct kerb_job *job, size_t crossing,
                      struct grid_scratch *scratch, struct kerb_list *found)
{
    size_t islands;
    bool good = kerbs_choose(&job->finder, crossing, scratch, found, &islands) &&
                add_place(build, crossing, PLACE_START, found, job->without) &&
                add_place(build, crossing, PLACE_END, found, job->without);
    for (size_t i = 0; i < islands && good; i++)
        good = add_place(build, crossing, (uint8_t)(PLACE_ISLAND + i), found, job->without);
    return good;
}

/* A crossing mapped as a point or an area has ends that nobody can locate. */
static bool link_point(struct build *build, size_t crossing)
{
    const struct kerb_list none = {0};
    return add_place(build, crossing, PLACE_START, &none, END_UNKNOWN) &&
           add_place(build, crossing, PLACE_END, &none, END_UNKNOWN);
}

static void link_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct kerb_job *job = user;
    struct build *build = &job->chunks[chunk];
    const struct elements *crossings = &job->store->tables[ROLE_CROSSING];
    struct grid_scratch scratch = {0};
    struct kerb_list found = {0};
    build->store = job->store;
    for (size_t row = first; row < last && !build->failed; row++) {
        job->store->crossings.first_place[row] = (uint32_t)build->n_places;
        if (crossings->scope[row] != SCOPE_YES)
            continue;
        build->failed = !(crossings->shapes.kind[row] == SHAPE_LINE
                              ? link_line(build, job, row, &scratch, &found)
                              : link_point(build, row));
    }
    grid_scratch_free(&scratch);
    free(found.items);
}

/* Puts the chunks behind each other, in order: the same for any number of threads. */
static bool gather(const struct kerb_job *job, size_t n_chunks)
{
    struct store *store = job->store;
    struct crossing_facts *facts = &store->crossings;
    size_t n = store->tables[ROLE_CROSSING].n, n_places = 0, n_ramps = 0;
    bool good = true;
    for (size_t c = 0; c < n_chunks; c++) {
        good = good && !job->chunks[c].failed;
        n_places += job->chunks[c].n_places;
        n_ramps += job->chunks[c].n_ramps;
    }
    facts->places = ARENA_ARRAY(&store->arena, n_places, struct crossing_place);
    facts->ramps = ARENA_ARRAY(&store->arena, n_ramps, uint32_t);
    good = good && facts->places != NULL && facts->ramps != NULL;
    n_places = n_ramps = 0;
    for (size_t c = 0; c < n_chunks && good; c++) {
        const struct build *from = &job->chunks[c];
        for (size_t i = 0; i < from->n_places; i++) {
            facts->places[n_places + i] = from->places[i];
            facts->places[n_places + i].first_ramp += (uint32_t)n_ramps;
        }
        for (size_t i = 0; i < from->n_ramps; i++)
            facts->ramps[n_ramps + i] = from->ramps[i];
        for (size_t row = c * PARALLEL_CHUNK; row < n && row < (c + 1) * PARALLEL_CHUNK; row++)
            facts->first_place[row] += (uint32_t)n_places;
        for (size_t i = 0; i < from->n_links && good; i++)
            good = link_add(store, from->links[i].link, from->links[i].evidence);
        n_places += from->n_places;
        n_ramps += from->n_ramps;
    }
    facts->first_place[n] = (uint32_t)n_places;
    return good;
}

/* Ramps that no crossing has, and those that are the raised kerb of an absent end and no more. */
static void settle_ramps(struct store *store, uint8_t *judged)
{
    const struct elements *ramps = &store->tables[ROLE_RAMP];
    struct crossing_facts *facts = &store->crossings;
    for (uint32_t i = 0; i < facts->first_place[store->tables[ROLE_CROSSING].n]; i++) {
        const struct crossing_place *place = &facts->places[i];
        for (uint32_t k = 0; k < place->n_ramps; k++) /* bit 0 it counts as a ramp, bit 1 not */
            judged[facts->ramps[place->first_ramp + k]] |= place->state == END_ABSENT ? 2 : 1;
    }
    for (size_t row = 0; row < ramps->n; row++) {
        facts->ramp_stands_for_absent[row] = judged[row] == 2;
        if (judged[row] == 0 && ramps->scope[row] == SCOPE_YES)
            diagnose(&store->diagnostics, D_ramp_unlinked,
                     store->sources[element_source(ramps, row)].table, NULL, NULL,
                     &ramps->fid[row]);
    }
}

static bool link_all(struct kerb_job *job, unsigned threads)
{
    size_t n = job->store->tables[ROLE_CROSSING].n, n_chunks = parallel_chunks(n);
    job->chunks = calloc(n_chunks + 1, sizeof *job->chunks);
    if (job->chunks == NULL)
        return false;
    parallel_rows(threads, n, link_rows, job);
    bool good = gather(job, n_chunks);
    for (size_t c = 0; c < n_chunks; c++) {
        free(job->chunks[c].places);
        free(job->chunks[c].ramps);
        free(job->chunks[c].links);
    }
    free(job->chunks);
    return good;
}

/* Ramps whose crossing_id is that of a crossing; an id nobody has is a diagnostic. NULL: no memory.
 */
static uint8_t *mark_named(struct store *store, unsigned threads, struct arena *scratch,
                           rasif_error *err)
{
    const struct elements *ramps = &store->tables[ROLE_RAMP];
    struct id_index crossings;
    uint8_t *named = ARENA_ARRAY(scratch, ramps->n, uint8_t);
    if (id_index_new(&store->tables[ROLE_CROSSING], F_id, threads, scratch, &crossings, err) !=
        RASIF_OK)
        return NULL;
    for (size_t row = 0; named != NULL && row < ramps->n; row++) {
        uint32_t text = element_text(ramps, F_crossing_id, row);
        named[row] = id_index_find(&crossings, text) != NO_ROW;
        if (text != 0 && !named[row])
            diagnose(&store->diagnostics, D_link_id_unknown,
                     store->sources[element_source(ramps, row)].table, "crossing_id",
                     store_text(store, F_crossing_id, text), &ramps->fid[row]);
    }
    return named;
}

static rasif_status link_with(struct store *store, const struct link_options *options,
                              struct arena *scratch, rasif_error *err)
{
    struct elements *crossings = &store->tables[ROLE_CROSSING], *ramps = &store->tables[ROLE_RAMP];
    struct crossing_facts *facts = &store->crossings;
    struct id_index by_crossing;
    struct kerb_job job = {.store = store,
                           .finder = {.store = store, .by_crossing = &by_crossing},
                           .without = options->ramp_absent ? END_ABSENT : END_UNKNOWN};
    facts->first_place = ARENA_ARRAY(&store->arena, crossings->n + 1, uint32_t);
    facts->ramp_stands_for_absent = ARENA_ARRAY(&store->arena, ramps->n, uint8_t);
    uint8_t *judged = ARENA_ARRAY(scratch, ramps->n, uint8_t);
    uint8_t *include = ARENA_ARRAY(scratch, ramps->n, uint8_t);
    job.finder.named = mark_named(store, options->threads, scratch, err);
    if (facts->first_place == NULL || facts->ramp_stands_for_absent == NULL || judged == NULL ||
        include == NULL || job.finder.named == NULL)
        return fail_memory(err);
    TRY(id_index_new(ramps, F_crossing_id, options->threads, scratch, &by_crossing, err));
    for (size_t i = 0; i < ramps->n; i++)
        include[i] = ramps->scope[i] == SCOPE_YES;
    struct grid *grid = grid_build(&ramps->shapes, include, LINK_RAMP_M, options->threads);
    job.finder.grid = grid;
    bool good = grid != NULL && link_all(&job, options->threads);
    if (good)
        settle_ramps(store, judged);
    grid_free(grid);
    return good ? RASIF_OK : fail_memory(err);
}

rasif_status link_kerbs(struct store *store, const struct link_options *options, rasif_error *err)
{
    struct arena scratch = {0};
    rasif_status status = link_with(store, options, &scratch, err);
    arena_free(&scratch);
    return status;
}
