/* SPDX-License-Identifier: MIT
 *
 * Sidewalks, footways and steps along streets (docs/scoring.md#cover). In: metric lines,
 * link_streets. Out: links of kind *-street, then the pieces (pieces.c).
 *
 * Algorithm: samples.c gives the street and side at equal steps of at most 4 m along each line.
 * Successive samples that reach each other form a stretch; stretches of one side with less than 4
 * m between them are joined; each becomes one interval per street that it passes. A run of less
 * than 4 m is dropped unless it is the whole line, because whether a sample meets it depends on
 * where the steps fall.
 *
 * Cost: one grid query per 24 samples, linear in the length of all lines. Rows are split into
 * chunks, and the lists of the chunks are appended in order. */
#include "link/samples.h"

#include "base/parallel.h"
#include "geo/line.h"
#include "link/absences.h"

#include <stdlib.h>
#include <string.h>

#define SHORT_M 0.001 /* where runs end is found closer than that */

/* Links and diagnostics of one chunk of rows. */
struct found {
    struct link *items;
    struct link_evidence *evidence; /* beside items; NULL with links.skip_evidence */
    size_t n, capacity, evidence_capacity;
    struct absence *absences;
    size_t n_absences, absence_capacity;
    struct note {
        enum diagnostic_id id;
        uint32_t row;
    } *notes;
    size_t n_notes, notes_capacity;
    struct stretch *stretches; /* of the line at hand */
    size_t n_stretches, stretch_capacity;
    bool failed;
};

struct cover_job {
    struct store *store;
    const struct settings *settings;
    enum role role;
    struct sampling sampling;
    const struct id_index *street_ids;
    struct found *found; /* per chunk */
};

/* Keeps a diagnostic of a row for gather: threads must not add to store.diagnostics. */
static void note(struct found *found, enum diagnostic_id id, size_t row)
{
    struct note item = {id, (uint32_t)row};
    if (!PUSH(found->notes, found->n_notes, found->notes_capacity, item))
        found->failed = true;
}

static const enum link_kind kinds[ROLE_COUNT] = {
    [ROLE_SIDEWALK] = LINK_SIDEWALK_STREET,
    [ROLE_FOOTWAY] = LINK_FOOTWAY_STREET,
    [ROLE_STEPS] = LINK_STEPS_STREET,
};

/* ---- runs of samples ------------------------------------------------------------------------ */

/* A run along one side of a street and of what that goes on as; the interval is that on the street
 * it has come to. */
struct run {
    const struct sample *first, *last; /* of the run; NULL = there is none      */
    const struct sample *begin;        /* of the interval                       */
    double from_m, to_m, distance_sum, angle_sum;
    size_t samples;     /* equal steps on the interval                          */
    size_t first_found; /* what was found before the run                        */
    uint8_t side;
};

/* One part of a row. */
struct part {
    const struct cover_job *job;
    struct found *found;
    size_t row;
    double length_m;
    bool by_id;
    struct sample *samples;
    size_t n;
    struct run run;
};

/* The interval so far becomes a link, if it is any. */
static void end_interval(struct part *part, const struct sample *end)
{
    struct run *run = &part->run;
    struct found *found = part->found;
    double samples = run->samples > 0 ? (double)run->samples : 1;
    if (!(run->to_m > run->from_m))
        return;
    struct link link = {
        .kind = (uint8_t)kinds[part->job->role],
        .from_role = (uint8_t)part->job->role,
        .to_role = ROLE_STREET,
        .side = run->side,
        .from = (uint32_t)part->row,
        .to = run->begin->street,
        .distance_m = (float)(run->distance_sum / samples),
        .from_m = run->from_m,
        .to_m = run->to_m,
    };
    struct link_evidence evidence = {
        .angle_deg = (float)(run->angle_sum / samples),
        .overlap = (float)((end->way_m - run->begin->way_m) / part->length_m),
        .place = NO_PLACE,
        .method = part->by_id ? LINK_BY_ID : LINK_BY_GEOMETRY,
    };
    size_t n = found->n; /* of evidence as well, where there is any */
    found->failed = (!part->job->store->links.skip_evidence &&
                     !PUSH(found->evidence, n, found->evidence_capacity, evidence)) ||
                    !PUSH(found->items, found->n, found->capacity, link) || found->failed;
}

/* A run that is shorter than the distance of samples may be met by one or not: it counts for none,
 * unless it is all there is. */
static void end_run(struct part *part)
{
    struct run *run = &part->run;
    double way = run->last->way_m - run->first->way_m;
    bool whole = run->first == part->samples && run->last == part->samples + part->n - 1;
    end_interval(part, run->last);
    if (way < LINK_SAMPLE_M - SHORT_M && !whole)
        part->found->n = run->first_found;
    run->first = NULL;
}

/* Begins an interval at `at_m` on the street of the sample; the samples before count no more. */
static void begin_interval(struct run *run, const struct sample *sample, double at_m)
{
    run->begin = sample;
    run->from_m = run->to_m = at_m;
    run->side = sample->side;
    run->distance_sum = run->angle_sum = 0;
    run->samples = 0;
}

/* Means are over equal steps; the places sought at changes count only when there is no step. */
static void extend_interval(struct run *run, const struct sample *sample)
{
    run->from_m = fmin(run->from_m, sample->at_m);
    run->to_m = fmax(run->to_m, sample->at_m);
    run->last = sample;
    if (sample->sought && run->samples > 0)
        return; /* means are over equal steps, where there are any */
    run->distance_sum += sample->distance_m;
    run->angle_sum += sample->angle_deg;
    run->samples++;
}

/* The interval so far goes on to that end of its street, and begins anew on each street that comes
 * after it up to that of the sample: no metre is lost where one street is drawn as two. */
static void go_on(struct part *part, uint32_t end, const struct sample *sample)
{
    const struct store *store = part->job->store;
    const double *length_m = store->tables[ROLE_STREET].length_m;
    struct run *run = &part->run;
    struct sample between = *run->last;
    while (end / 2 != sample->street) {
        uint32_t enter = street_goes_on(store, end), street = enter / 2;
        double at_m = end % 2 == 0 ? 0 : length_m[end / 2];
        run->from_m = fmin(run->from_m, at_m);
        run->to_m = fmax(run->to_m, at_m);
        end_interval(part, run->last);
        if (end % 2 == enter % 2)
            between.side = between.side == SIDE_LEFT ? SIDE_RIGHT : SIDE_LEFT;
        between.street = street;
        begin_interval(run, street == sample->street ? sample : &between,
                       enter % 2 == 0 ? 0 : length_m[street]);
        if (street != sample->street) { /* shorter than a step: none lies on it */
            run->distance_sum = between.distance_m;
            run->angle_sum = between.angle_deg;
            run->samples = 1;
        }
        end = enter ^ 1;
    }
}

/* Adds a sample to the run at hand; over a joint the interval ends and goes on in the next
 * street. */
static void take_sample(struct part *part, const struct sample *sample)
{
    struct run *run = &part->run;
    uint32_t end = NO_ROW;
    if (run->first == NULL) {
        run->first = sample;
        run->first_found = part->found->n;
        begin_interval(run, sample, sample->at_m);
    } else if (sample_reaches(part->job->store, run->last, sample, &end) && end != NO_ROW) {
        go_on(part, end, sample);
    }
    extend_interval(run, sample);
}

/* Samples [first, last) in a row, each reaching the next; the stretch after it that it goes on as,
 * 0 = none. */
struct stretch {
    uint32_t first, last, next;
    bool begun; /* it is what another goes on as */
};

/* Splits the samples of one line where a sample does not reach the next. */
static MUST bool find_stretches(const struct part *part, struct found *found)
{
    uint32_t end, n = (uint32_t)part->n;
    found->n_stretches = 0;
    for (uint32_t first = 0, last; first < n; first = last) {
        for (last = first + 1;
             last < n && sample_reaches(part->job->store, &part->samples[last - 1],
                                        &part->samples[last], &end);)
            last++;
        struct stretch stretch = {first, last, 0, false};
        if (part->samples[first].street != NO_ROW &&
            !PUSH(found->stretches, found->n_stretches, found->stretch_capacity, stretch))
            return false;
    }
    return true;
}

/* Joins stretches of one side when less than a sampling step of the line lies between them. */
static void join_stretches(const struct part *part, struct found *found)
{
    uint32_t end;
    for (uint32_t i = 0; i < found->n_stretches; i++) {
        struct stretch *stretch = &found->stretches[i];
        const struct sample *last = &part->samples[stretch->last - 1];
        for (uint32_t k = i + 1; k < found->n_stretches && stretch->next == 0; k++) {
            const struct sample *first = &part->samples[found->stretches[k].first];
            if (first->way_m - last->way_m >= LINK_SAMPLE_M - SHORT_M)
                break;
            if (!found->stretches[k].begun && sample_reaches(part->job->store, last, first, &end)) {
                stretch->next = k;
                found->stretches[k].begun = true;
            }
        }
    }
}

/* Makes intervals of the stretches; joined ones become one run. */
static void take_stretches(struct part *part, const struct found *found)
{
    for (uint32_t i = 0; i < found->n_stretches; i++) {
        if (found->stretches[i].begun)
            continue;
        uint32_t k = i;
        do {
            const struct stretch *stretch = &found->stretches[k];
            for (uint32_t s = stretch->first; s < stretch->last; s++)
                take_sample(part, &part->samples[s]);
            k = stretch->next;
        } while (k != 0);
        end_run(part);
    }
}

/* Links of one part of a row. Parts are covered each by itself. */
static void cover_part(const struct cover_job *job, struct found *found, struct sampler *sampler,
                       size_t row, uint32_t number, struct named named)
{
    const struct shapes *shapes = &job->store->tables[job->role].shapes;
    const double *xy = shapes->xy + 2 * (size_t)shapes->point[number];
    size_t n = shapes->point[number + 1] - shapes->point[number];
    double length = line_length(xy, n);
    if (n < 2 || !(length > 0))
        return;
    sample_line(&job->sampling, sampler, xy, n, length, named);
    found->failed = found->failed || sampler->failed;
    if (found->failed)
        return;
    struct part part = {.job = job,
                        .found = found,
                        .row = row,
                        .length_m = length,
                        .by_id = named.first != named.last,
                        .samples = sampler->samples,
                        .n = sampler->n_samples};
    found->failed = !find_stretches(&part, found);
    join_stretches(&part, found);
    take_stretches(&part, found);
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* The streets that a row names by street_id. None when no street has the id, more than MOST_NAMED
 * have it, or none of them is linked to. */
static struct named named_streets(const struct cover_job *job, struct found *found, size_t row)
{
    const struct store *store = job->store;
    const struct elements *walked = &store->tables[job->role];
    const struct id_index *ids = job->street_ids;
    uint32_t text = element_text(walked, F_street_id, row);
    struct named named = {.side = (uint8_t)element_code(walked, F_side, row)};
    size_t i = id_index_first(ids, text), end = i;
    bool links = false;
    for (; text != 0 && end < ids->n && ids->items[end].key == text && end - i <= MOST_NAMED; end++)
        links = links || street_links(store, store->streets.same_as[ids->items[end].row]);
    if (text != 0 && end == i)
        note(found, D_link_id_unknown, row);
    if (links && end - i <= MOST_NAMED) {
        named.first = ids->items + i;
        named.last = ids->items + end;
    }
    return named;
}

/* Was it looked for, and is not there? */
static bool is_absent(const struct cover_job *job, size_t row)
{
    const struct elements *walked = &job->store->tables[job->role];
    return job->role == ROLE_SIDEWALK && element_code(walked, F_status, row) == STATUS_ABSENT &&
           element_street(walked, row) == NO_ROW;
}

/* What would be links of a sidewalk that is not there are stretches without one. */
static void take_absences(struct found *found, size_t first)
{
    for (size_t i = first; i < found->n; i++) {
        const struct link *link = &found->items[i];
        struct absence absence = {link->from_m, link->to_m, link->to, link->side};
        found->failed = !PUSH(found->absences, found->n_absences, found->absence_capacity, absence) || found->failed;
    }
    found->n = first;
}

/* Links of rows [first, last), and the diagnostics of rows without any. */
static void cover_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct cover_job *job = user;
    const struct elements *walked = &job->store->tables[job->role];
    struct found *found = &job->found[chunk];
    struct sampler sampler = {0};
    for (size_t row = first; row < last && !found->failed; row++) {
        bool absent = is_absent(job, row);
        if (!absent && (walked->scope[row] != SCOPE_YES || element_street(walked, row) != NO_ROW))
            continue;
        size_t links_before = found->n;
        struct named named = named_streets(job, found, row);
        const struct shapes *shapes = &walked->shapes;
        sampler.on_centre = false;
        for (uint32_t part = shapes->part[row]; part < shapes->part[row + 1]; part++)
            if (shapes->kind[row] == SHAPE_LINE ||
                (shapes->kind[row] == SHAPE_POLYGON && shapes->exterior[part]))
                cover_part(job, found, &sampler, row, part, named);
        if (absent) {
            take_absences(found, links_before);
            continue;
        }
        if (sampler.on_centre)
            note(found, D_side_unknown, row);
        if (found->n == links_before)
            note(found, D_sidewalk_unlinked, row);
    }
    sampler_free(&sampler);
}

/* Chunks in order, so the result is the same for any number of threads. */
static rasif_status gather(struct store *store, enum role role, struct found *found, size_t n,
                           rasif_error *err)
{
    const struct elements *walked = &store->tables[role];
    bool good = true;
    for (size_t c = 0; c < n; c++) {
        good = good && !found[c].failed;
        for (size_t i = 0; i < found[c].n && good; i++)
            good = link_add(store, found[c].items[i],
                            store->links.skip_evidence ? (struct link_evidence){0} : found[c].evidence[i]);
        for (size_t i = 0; i < found[c].n_notes; i++) {
            uint32_t row = found[c].notes[i].row;
            diagnose(&store->diagnostics, found[c].notes[i].id,
                     store->sources[element_source(walked, row)].table, NULL, NULL,
                     &walked->fid[row]);
        }
        for (size_t i = 0; i < found[c].n_absences && good; i++)
            good = PUSH(store->absences, store->n_absences, store->absence_capacity, found[c].absences[i]);
        free(found[c].items);
        free(found[c].evidence);
        free(found[c].absences);
        free(found[c].notes);
        free(found[c].stretches);
    }
    return good ? RASIF_OK : fail_memory(err);
}

/* Links of all rows of one role. RASIF_E_MEMORY. */
static rasif_status cover_role(struct cover_job *job, enum role role, rasif_error *err)
{
    size_t n = job->store->tables[role].n;
    job->role = role;
    job->found = calloc(parallel_chunks(n) + 1, sizeof *job->found);
    if (job->found == NULL)
        return fail_memory(err);
    parallel_rows(job->settings->threads, n, cover_rows, job);
    rasif_status status = gather(job->store, role, job->found, parallel_chunks(n), err);
    free(job->found);
    return status;
}

/* Fills streets.implied: the sidewalk that the columns of each street imply. */
static bool find_implied(struct store *store)
{
    const struct elements *sidewalks = &store->tables[ROLE_SIDEWALK];
    size_t n = 2 * store->tables[ROLE_STREET].n;
    if (sidewalks->street == NULL)
        return true;
    store->streets.implied = ARENA_ARRAY(&store->arena, n, uint32_t);
    for (size_t i = 0; i < n && store->streets.implied != NULL; i++)
        store->streets.implied[i] = NO_ROW;
    for (size_t row = 0; row < sidewalks->n && store->streets.implied != NULL; row++)
        if (sidewalks->street[row] != NO_ROW && sidewalks->scope[row] == SCOPE_YES)
            store->streets.implied[2 * (size_t)sidewalks->street[row] +
                                   (element_code(sidewalks, F_side, row) == SIDE_RIGHT)] =
                (uint32_t)row;
    return store->streets.implied != NULL;
}

/* All roles by one grid and one index of ids; both end with `scratch` or here. */
static rasif_status cover_all(struct store *store, const struct settings *settings,
                              struct arena *scratch, rasif_error *err)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    struct id_index street_ids;
    if (!find_implied(store))
        return fail_memory(err);
    TRY(id_index_new(streets, F_id, settings->threads, scratch, &street_ids, err));
    uint8_t *include = ARENA_ARRAY(scratch, streets->n, uint8_t);
    if (include == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < streets->n; i++)
        include[i] = street_links(store, i);
    struct grid *grid = grid_build(&streets->shapes, include, settings->match_distance_m, settings->threads);
    if (grid == NULL)
        return fail_memory(err);
    struct cover_job job = {.store = store,
                            .settings = settings,
                            .sampling = {store, settings, grid},
                            .street_ids = &street_ids};
    rasif_status status = cover_role(&job, ROLE_SIDEWALK, err);
    if (status == RASIF_OK)
        status = cover_role(&job, ROLE_FOOTWAY, err);
    if (status == RASIF_OK)
        status = cover_role(&job, ROLE_STEPS, err);
    absences_sort(store);
    grid_free(grid);
    return status;
}

rasif_status link_cover(struct store *store, const struct settings *settings, rasif_error *err)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    if (streets->n == 0)
        return RASIF_OK;
    struct arena scratch = {0};
    rasif_status status = cover_all(store, settings, &scratch, err);
    arena_free(&scratch);
    TRY(status);
    return link_pieces(store, settings, err);
}
