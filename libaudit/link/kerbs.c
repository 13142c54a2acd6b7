/* SPDX-License-Identifier: MIT
 *
 * Kerbs (docs/scoring.md#a-crossing-is-a-chain): which ramps serve the ends and islands of a
 * crossing, and whether an end is level, served, without a ramp, or unknown. In: crossings,
 * ramps, streets crossed. Out: store.crossings.{places, ramps, ramp_stands_for_absent}, links.
 *
 * Algorithm: kerbs_choose.c assigns ramps to the places of one crossing. The state of a place
 * then follows, by the first rule of the table in scoring.md that holds, from the drawn kerbs,
 * from the crossing's own columns, or from what unmapped ramps count as.
 *
 * Cost: one grid query per crossing; chunks of crossings run on all threads and are appended in
 * order. */
#include "link/kerbs.h"

#include "base/parallel.h"
#include "geo/grid.h"
#include "geo/line.h"

#include <stdlib.h>

/* What one crossing's ends are where nothing is drawn, and how its kerbs are read. */
struct end_rules {
    const struct store *store;
    size_t crossing;
    bool apart;             /* a bridge or tunnel: no kerb is in the way */
    bool may_be_apart;      /* that is not known */
    bool raised;            /* without a drawn or stated kerb there is none */
    enum end_state without; /* state without a drawn or stated kerb */
    bool kerbs_asked;       /* some layer of ramps has a column for kerbs, or the layer of crossings */
};

/* Is the feature of a layer of ramps that has no column for kerbs? Then it is one. Where there is
 * such a column, or the layer is one of kerbs, an empty cell means unknown. */
static bool is_plain_ramp(const struct end_rules *rules, size_t ramp)
{
    return !rules->kerbs_asked &&
           source_is_survey(rules->store, &rules->store->tables[ROLE_RAMP], ramp);
}

/* State of a place where no kerb is drawn: by the class that the crossing states for it (0 =
 * none), else level on a raised crossing, unknown on an island, and at an end what the rules
 * give. */
static enum end_state bare_state(const struct end_rules *rules, unsigned stated, uint32_t place)
{
    switch (stated) {
    case 0:
        return rules->raised ? END_LEVEL : place >= PLACE_ISLAND ? END_UNKNOWN : rules->without;
    case KERB_NONE:
        return END_LEVEL;
    case KERB_RAISED:
        return rules->may_be_apart ? END_UNKNOWN : END_ABSENT;
    default:
        return END_STATED;
    }
}

/* State of one place with the `n` kerbs drawn there; *open: bits MAY_BE_*. One kerb of class
 * none makes the place level, one known ramp serves it, and it is absent only when all kerbs are
 * raised. A drawn or stated kerb counts even where the crossing is raised: a table may be lower
 * than the sidewalk. */
static enum end_state end_state(const struct end_rules *rules, const struct kerb_at *kerbs,
                                size_t n, uint32_t place, uint8_t *open)
{
    const struct elements *crossings = &rules->store->tables[ROLE_CROSSING];
    const struct elements *ramps = &rules->store->tables[ROLE_RAMP];
    unsigned stated = kerb_stated(crossings, rules->crossing, place);
    bool all_raised = true, ramp = false, unknown = false;
    *open = rules->may_be_apart ? MAY_BE_LEVEL : 0;
    if (rules->apart)
        return END_LEVEL;
    if (n == 0)
        return bare_state(rules, stated, place);
    for (size_t i = 0; i < n; i++) {
        unsigned kerb = kerb_class(ramps, kerbs[i].ramp);
        bool doubtful = kerb_contradicted(ramps, kerbs[i].ramp);
        if (kerb == 0)
            kerb = stated;
        if (kerb == KERB_NONE && !doubtful)
            return END_LEVEL;
        bool known = kerb != 0 || is_plain_ramp(rules, kerbs[i].ramp);
        unknown = unknown || !known;
        ramp = ramp || (!doubtful && kerb != KERB_RAISED && known);
        all_raised = all_raised && kerb == KERB_RAISED;
    }
    if (unknown)
        *open = ramp ? MAY_BE_LEVEL : MAY_BE_LEVEL | MAY_BE_ABSENT;
    return !all_raised ? ramp ? END_RAMP : END_UNSURE : rules->may_be_apart ? END_UNKNOWN : END_ABSENT;
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
    } * links; /* none with links.skip_evidence */
    size_t n_links, links_capacity;
    bool failed;
};

/* What all threads share; each writes to its own item of chunks, and to first_place of its rows. */
struct kerb_job {
    struct store *store;
    struct kerb_finder finder;
    enum end_state without; /* of an end where no ramp is */
    bool kerbs_asked;       /* see end_rules */
    struct grid *absent;    /* of ramps that someone looked for in vain; NULL = there are none */
    struct build *chunks;
};

/* Adds a place with its ramps, state and evidence. `found` is sorted by place, so that the kerbs
 * of the place stand together; more than UINT16_MAX are left out. */
static MUST bool add_place(struct build *build, const struct end_rules *rules, uint8_t place,
                      const struct kerb_list *found, uint8_t refuge)
{
    const struct store *store = build->store;
    size_t crossing = rules->crossing;
    size_t first = 0, n = 0;
    while (first < found->n && found->items[first].place != place)
        first++;
    while (first + n < found->n && found->items[first + n].place == place)
        n++;
    uint8_t open;
    enum end_state state = end_state(rules, n > 0 ? found->items + first : NULL, n, place, &open);
    n = n < UINT16_MAX ? n : UINT16_MAX;
    struct crossing_place added = {
        .first_ramp = (uint32_t)build->n_ramps,
        .n_ramps = (uint16_t)n,
        .state = (uint8_t)state,
        .refuge = refuge,
        .open = open,
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
            (!store->links.skip_evidence &&
             !PUSH(build->links, build->n_links, build->links_capacity, link)))
            return false;
    }
    return true;
}

/* Does an end lie on the centre line of a street it crosses? There is no kerb there to lower. */
static bool in_mid_road(const struct store *store, size_t crossing, const double at[2])
{
    const struct crossing_facts *facts = &store->crossings;
    bool inside = false;
    for (uint32_t i = facts->first_street[crossing]; i < facts->first_street[crossing + 1]; i++) {
        struct path street = path_of(&store->tables[ROLE_STREET], facts->streets[i]);
        struct foot foot;
        path_foot(&street, at[0], at[1], &foot);
        inside = inside || foot.distance_m <= LINK_JOIN_M;
    }
    return inside;
}

/* Has a layer in our own names the column, and no value here? Then the value is unknown. */
static bool unanswered(const struct store *store, size_t crossing, enum field_id field)
{
    const struct elements *e = &store->tables[ROLE_CROSSING];
    return element_code(e, field, crossing) == 0 && e->columns[field] != NULL &&
           source_is_survey(store, e, crossing);
}

/* Reads the columns that decide what an end without a kerb is, once per crossing. */
static struct end_rules rules_for(const struct kerb_job *job, size_t crossing)
{
    const struct store *store = job->store;
    const struct elements *e = &store->tables[ROLE_CROSSING];
    unsigned structure = element_code(e, F_structure, crossing);
    bool apart_open = unanswered(store, crossing, F_structure);
    bool kerbs_open = unanswered(store, crossing, F_kerb) || unanswered(store, crossing, F_kerb_left) ||
                      unanswered(store, crossing, F_kerb_right);
    bool open = apart_open || kerbs_open || unanswered(store, crossing, F_raised) ||
                store->crossings.crosses[crossing] != CROSSED_STREET;
    return (struct end_rules){
        .store = store,
        .crossing = crossing,
        .apart = structure == STRUCTURE_FOOTBRIDGE || structure == STRUCTURE_UNDERPASS,
        .may_be_apart = apart_open,
        .raised = element_code(e, F_raised, crossing) == YES_NO_YES,
        .without = open ? END_UNKNOWN : job->without,
        .kerbs_asked = job->kerbs_asked || kerbs_open,
    };
}

struct place_search {
    const double *xy;
    bool found;
};

static bool is_within(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct place_search *search = user;
    struct foot foot;
    (void)item;
    segment_foot(a, b, search->xy[0], search->xy[1], &foot);
    search->found = foot.distance_m <= LINK_RAMP_M;
    return !search->found;
}

/* Did someone look for a ramp at this end, and find none? Where nothing is drawn there is none then. */
static bool looked_in_vain(const struct kerb_job *job, const double xy[2], struct grid_scratch *scratch)
{
    struct place_search search = {xy, false};
    const double box[4] = {xy[0] - LINK_RAMP_M, xy[1] - LINK_RAMP_M, xy[0] + LINK_RAMP_M, xy[1] + LINK_RAMP_M};
    if (job->absent != NULL)
        grid_query(job->absent, box, scratch, is_within, &search);
    return search.found;
}

/* What an end is where nothing is drawn or stated. */
static struct end_rules rules_at(const struct kerb_job *job, const struct end_rules *rules, const double xy[2],
                                 struct grid_scratch *scratch)
{
    struct end_rules here = *rules;
    if (in_mid_road(job->store, rules->crossing, xy))
        here.without = END_UNKNOWN;
    else if (looked_in_vain(job, xy, scratch))
        here.without = END_ABSENT;
    return here;
}

/* Both ends and all islands of a crossing line, in the order of PLACE_*. */
static MUST bool link_line(struct build *build, const struct kerb_job *job, size_t crossing,
                      struct grid_scratch *scratch, struct kerb_list *found)
{
    struct path path = crossing_path(job->store, crossing);
    struct end_rules rules = rules_for(job, crossing);
    struct end_rules start = rules_at(job, &rules, path_start(&path), scratch);
    struct end_rules end = rules_at(job, &rules, path_end(&path), scratch);
    struct kerb_islands islands;
    bool good = kerbs_choose(&job->finder, crossing, scratch, found, &islands) &&
                add_place(build, &start, PLACE_START, found, 0) && add_place(build, &end, PLACE_END, found, 0);
    for (size_t i = 0; i < islands.n && good; i++)
        good = add_place(build, &rules, (uint8_t)(PLACE_ISLAND + i), found, islands.refuge[i]);
    return good;
}

/* A crossing mapped as a point or an area has ends without a place: only its own columns describe
 * them. */
static bool link_point(struct build *build, const struct kerb_job *job, size_t crossing)
{
    const struct kerb_list none = {0};
    struct end_rules rules = rules_for(job, crossing);
    rules.without = END_UNKNOWN;
    rules.apart = rules.raised = false;
    return add_place(build, &rules, PLACE_START, &none, 0) &&
           add_place(build, &rules, PLACE_END, &none, 0);
}

/* One chunk of crossings. first_place counts the places of the chunk until gather adds those
 * before. */
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
                              : link_point(build, job, row));
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

/* Diagnoses ramps that serve no crossing, and marks those that only stand at ends judged absent:
 * each is the raised kerb that is missing a ramp, not a ramp. `judged` [ramps]: zeros. */
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

/* Links chunks of crossings on all threads and gathers them; frees the chunks in any case. */
static MUST bool link_all(struct kerb_job *job, unsigned threads)
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

/* Classifies kerbs, settles whom ramps name and fills the finder but for its grid. The indexes live
 * in `scratch`. */
static rasif_status prepare_job(struct kerb_job *job, unsigned threads, struct arena *scratch,
                                rasif_error *err)
{
    struct store *store = job->store;
    struct elements *ramps = &store->tables[ROLE_RAMP];
    struct crossing_facts *facts = &store->crossings;
    facts->first_place = ARENA_ARRAY(&store->arena, store->tables[ROLE_CROSSING].n + 1, uint32_t);
    facts->ramp_stands_for_absent = ARENA_ARRAY(&store->arena, ramps->n, uint8_t);
    if (facts->first_place == NULL || facts->ramp_stands_for_absent == NULL)
        return fail_memory(err);
    job->kerbs_asked = ramps->columns[F_kerb] != NULL;
    TRY(kerbs_classify(store, err));
    if (!kerbs_index_crossings(store, threads, scratch, &job->finder.crossings) ||
        !kerbs_assign_named(store, &job->finder, threads, scratch))
        return fail_memory(err);
    return RASIF_OK;
}

/* Sets job->absent; `include` [ramps] is written over. */
static MUST bool find_absent(struct kerb_job *job, uint8_t *include)
{
    const struct elements *ramps = &job->store->tables[ROLE_RAMP];
    bool any = false;
    for (size_t i = 0; i < ramps->n; i++) {
        include[i] = element_code(ramps, F_status, i) == STATUS_ABSENT;
        any = any || include[i];
    }
    job->absent = any ? grid_new(&ramps->shapes, include, LINK_RAMP_M) : NULL;
    return !any || job->absent != NULL;
}

static rasif_status link_with(struct store *store, const struct settings *settings,
                              struct arena *scratch, rasif_error *err)
{
    struct elements *ramps = &store->tables[ROLE_RAMP];
    struct kerb_job job = {.store = store,
                           .finder = {.store = store},
                           .without = settings->ramp_absent ? END_ABSENT : END_UNKNOWN};
    uint8_t *judged = ARENA_ARRAY(scratch, ramps->n, uint8_t);
    uint8_t *include = ARENA_ARRAY(scratch, ramps->n, uint8_t);
    if (judged == NULL || include == NULL)
        return fail_memory(err);
    TRY(prepare_job(&job, settings->threads, scratch, err));
    for (size_t i = 0; i < ramps->n; i++)
        include[i] = ramps->scope[i] == SCOPE_YES;
    struct grid *grid = grid_build(&ramps->shapes, include, LINK_RAMP_M, settings->threads);
    job.finder.grid = grid;
    bool good = grid != NULL && find_absent(&job, include) && link_all(&job, settings->threads);
    if (good)
        settle_ramps(store, judged);
    grid_free(grid);
    grid_free(job.absent);
    return good ? kerbs_fill(store, err) : fail_memory(err);
}

rasif_status link_kerbs(struct store *store, const struct settings *settings, rasif_error *err)
{
    struct arena scratch = {0};
    rasif_status status = link_with(store, settings, &scratch, err);
    arena_free(&scratch);
    return status;
}
