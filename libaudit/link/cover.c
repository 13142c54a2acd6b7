/* SPDX-License-Identifier: MIT
 *
 * Sidewalks, footways and steps along streets (scoring.md section 3, "Cover"): samples every 4 m,
 * each to exactly one street and side; runs of samples become intervals along the street. Trusted
 * street_id first. In: metres. Out: links of kind *-street, then the pieces (pieces.c). */
#include "link/link.h"

#include "base/parallel.h"
#include "geo/grid.h"
#include "geo/line.h"

#include <stdlib.h>
#include <string.h>

/* What one sample found. */
struct sample {
    uint32_t street; /* NO_ROW = none */
    uint8_t side;
    double at_m, distance_m, angle_deg;
};

/* A street segment within reach of some samples. */
struct candidate {
    double a[2], direction[2], length_m;
    double dot, angle_deg;  /* with the direction of the samples; NaN = not asked for yet */
    double before_m;        /* along the street to `a`; NaN = not asked for yet           */
    uint32_t street, point; /* point: number of its first point                          */
};

/* One thread's room for the candidates of a window of samples. */
struct nearby {
    struct grid_scratch scratch;
    struct candidate *items;
    size_t n, capacity;
    uint32_t *aligned; /* items within the angle of `direction`, in order */
    size_t n_aligned, aligned_capacity;
    double direction[2];
    bool failed;
};

/* Samples that share one search of the grid: a pavement along a block of 90 m takes one. */
#define WINDOW 24

static bool take_candidate(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct nearby *nearby = user;
    double length = hypot(b[0] - a[0], b[1] - a[1]);
    struct candidate candidate = {.a = {a[0], a[1]},
                                  .length_m = length,
                                  .before_m = NAN,
                                  .street = item.row,
                                  .point = item.point};
    if (length > 0) {
        candidate.direction[0] = (b[0] - a[0]) / length;
        candidate.direction[1] = (b[1] - a[1]) / length;
    }
    nearby->failed = !PUSH(nearby->items, nearby->n, nearby->capacity, candidate);
    return !nearby->failed;
}

/* Nearest first; ties go to the smaller angle, then to the lower row. */
static bool better(const struct sample *best, double distance, double angle, uint32_t street)
{
    if (best->street == NO_ROW)
        return true;
    if (fabs(distance - best->distance_m) > 1e-9)
        return distance < best->distance_m;
    if (fabs(angle - best->angle_deg) > 1e-9)
        return angle < best->angle_deg;
    return street < best->street;
}

/* The links one chunk of rows found, and what it has to say about them. */
struct found {
    struct link *items;
    struct link_evidence *evidence; /* beside items; NULL when nobody will read it */
    size_t n, capacity, evidence_capacity;
    struct note {
        enum diagnostic_id id;
        uint32_t row;
    } *notes;
    size_t n_notes, notes_capacity;
    bool failed;
};

struct cover_job {
    struct store *store;
    const struct link_options *options;
    enum role role;
    const struct grid *grid;
    const struct id_index *street_ids;
    struct found *found; /* per chunk */
};

static void note(struct found *found, enum diagnostic_id id, size_t row)
{
    struct note item = {id, (uint32_t)row};
    if (!PUSH(found->notes, found->n_notes, found->notes_capacity, item))
        found->failed = true;
}

/* Position along its street of a point on a candidate. */
static double position(const struct elements *streets, struct candidate *on, double on_m)
{
    if (isnan(on->before_m)) {
        struct path path = path_of(streets, on->street);
        on->before_m = path_vertex_m(&path, on->point - path.point[0]);
    }
    return on->before_m + on_m;
}

/* Samples on one segment of a sidewalk share its direction: what runs across it is out for all. */
static void align(const struct cover_job *job, struct nearby *nearby, const double direction[2])
{
    double least_dot = cos(job->options->match_angle_deg * M_PI / 180);
    nearby->n_aligned = 0;
    memcpy(nearby->direction, direction, sizeof nearby->direction);
    for (size_t i = 0; i < nearby->n && !nearby->failed; i++) {
        struct candidate *c = &nearby->items[i];
        c->dot = fabs(direction[0] * c->direction[0] + direction[1] * c->direction[1]);
        c->angle_deg = NAN;
        /* 1e-9: what a straight comparison of the angle in degrees would let through as well */
        if (!(c->dot < least_dot - 1e-9))
            nearby->failed = !PUSH(nearby->aligned, nearby->n_aligned, nearby->aligned_capacity,
                                   (uint32_t)i);
    }
}

static void nearest_street(const struct cover_job *job, struct nearby *nearby, const double at[2],
                           struct sample *out, bool *on_centre)
{
    double reach = job->options->match_distance_m;
    struct candidate *chosen = NULL;
    double chosen_on = 0, chosen_side = 0;
    *out = (struct sample){.street = NO_ROW};
    for (size_t i = 0; i < nearby->n_aligned; i++) {
        struct candidate *c = &nearby->items[nearby->aligned[i]];
        double dx = at[0] - c->a[0], dy = at[1] - c->a[1];
        double on = fmin(fmax(dx * c->direction[0] + dy * c->direction[1], 0), c->length_m);
        double fx = dx - on * c->direction[0], fy = dy - on * c->direction[1];
        double squared = fx * fx + fy * fy;
        if (squared > reach * reach)
            continue;
        double distance = sqrt(squared);
        if (out->street != NO_ROW && distance > out->distance_m + 1e-9)
            continue; /* most are farther: their angle need not be known */
        if (isnan(c->angle_deg))
            c->angle_deg = acos(fmin(c->dot, 1)) * 180 / M_PI;
        if (!better(out, distance, c->angle_deg, c->street))
            continue;
        *out = (struct sample){
            .street = c->street, .distance_m = distance, .angle_deg = c->angle_deg};
        chosen = c;
        chosen_on = on;
        chosen_side = c->direction[0] * dy - c->direction[1] * dx;
    }
    if (chosen == NULL)
        return;
    if (out->distance_m < LINK_CENTRE_M) {
        *on_centre = true;
        out->street = NO_ROW;
        return;
    }
    out->side = chosen_side > 0 ? SIDE_LEFT : SIDE_RIGHT;
    out->at_m = position(&job->store->tables[ROLE_STREET], chosen, chosen_on);
}

static void named_street(const struct cover_job *job, uint32_t street, uint8_t side,
                         const double at[2], const double direction[2], struct sample *out,
                         bool *on_centre)
{
    struct path path = path_of(&job->store->tables[ROLE_STREET], street);
    struct foot foot;
    path_foot(&path, at[0], at[1], &foot);
    bool asked = !job->store->links.lean; /* the angle is evidence and no more */
    *out = (struct sample){street, side, foot.at_m, foot.distance_m,
                           asked ? direction_angle(direction, foot.direction) : NAN};
    if (side != 0)
        return;
    out->side = foot.side > 0 ? SIDE_LEFT : SIDE_RIGHT;
    if (foot.distance_m < LINK_CENTRE_M) {
        *on_centre = true;
        out->street = NO_ROW;
    }
}

/* An interval being gathered along one street side. */
struct run {
    uint32_t street;
    uint8_t side;
    double from_m, to_m, distance_sum, angle_sum;
    size_t samples;
};

static const enum link_kind kinds[ROLE_COUNT] = {
    [ROLE_SIDEWALK] = LINK_SIDEWALK_STREET,
    [ROLE_FOOTWAY] = LINK_FOOTWAY_STREET,
    [ROLE_STEPS] = LINK_STEPS_STREET,
};

static void end_run(const struct cover_job *job, struct found *found, size_t row, struct run *run,
                    size_t n_samples, bool by_id)
{
    if (run->samples >= 2 && run->to_m > run->from_m) {
        struct link link = {
            .kind = (uint8_t)kinds[job->role],
            .from_role = (uint8_t)job->role,
            .to_role = ROLE_STREET,
            .side = run->side,
            .from = (uint32_t)row,
            .to = run->street,
            .distance_m = (float)(run->distance_sum / (double)run->samples),
            .from_m = run->from_m,
            .to_m = run->to_m,
        };
        struct link_evidence evidence = {
            .angle_deg = (float)(run->angle_sum / (double)run->samples),
            .overlap = (float)((double)(run->samples - 1) / (double)(n_samples - 1)),
            .place = NO_PLACE,
            .method = by_id ? LINK_BY_ID : LINK_BY_GEOMETRY,
        };
        size_t n = found->n; /* of evidence as well, where there is any */
        found->failed =
            (!job->store->links.lean &&
             !PUSH(found->evidence, n, found->evidence_capacity, evidence)) ||
            !PUSH(found->items, found->n, found->capacity, link) || found->failed;
    }
    run->samples = 0;
}

static void add_sample(const struct cover_job *job, struct found *found, size_t row, struct run *run,
                       double *last_m, const struct sample *sample, size_t n_samples, bool by_id)
{
    bool same = run->samples > 0 && sample->street == run->street && sample->side == run->side &&
                fabs(sample->at_m - *last_m) <= LINK_CLOSE_M;
    if (!same) {
        end_run(job, found, row, run, n_samples, by_id);
        if (sample->street == NO_ROW)
            return;
        *run = (struct run){.street = sample->street, .side = sample->side,
                            .from_m = sample->at_m, .to_m = sample->at_m};
    }
    run->from_m = fmin(run->from_m, sample->at_m);
    run->to_m = fmax(run->to_m, sample->at_m);
    run->distance_sum += sample->distance_m;
    run->angle_sum += sample->angle_deg;
    run->samples++;
    *last_m = sample->at_m;
}

/* The street a row names, on the side it names (0 = to be found); NO_ROW when it names none. */
static uint32_t trusted_street(const struct cover_job *job, struct found *found, size_t row,
                               uint8_t *side)
{
    const struct store *store = job->store;
    const struct elements *walked = &store->tables[job->role];
    uint32_t text = element_text(walked, F_street_id, row);
    *side = (uint8_t)element_code(walked, F_side, row);
    if (text == 0)
        return NO_ROW;
    uint32_t street = id_index_find(job->street_ids, text);
    if (street == NO_ROW) {
        note(found, D_link_id_unknown, row);
        return NO_ROW;
    }
    uint32_t first = store->streets.same_as[street];
    if (first != street && store->streets.reversed[street] && *side != 0)
        *side = *side == SIDE_LEFT ? SIDE_RIGHT : SIDE_LEFT;
    return street_links(store, first) ? first : NO_ROW;
}

/* Point and direction of up to WINDOW samples, and the street segments within reach of them. */
struct window {
    double at[WINDOW][2], direction[WINDOW][2];
    size_t n;
};

static void fill_window(const struct cover_job *job, struct nearby *nearby, struct line_walk *walk,
                        double length, size_t first, size_t steps, bool search, struct window *out)
{
    double reach = job->options->match_distance_m;
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    out->n = steps + 1 - first < WINDOW ? steps + 1 - first : WINDOW;
    for (size_t i = 0; i < out->n; i++) {
        line_walk_at(walk, length * (double)(first + i) / (double)steps, out->at[i]);
        memcpy(out->direction[i], walk->direction, sizeof walk->direction);
        box[0] = fmin(box[0], out->at[i][0] - reach);
        box[1] = fmin(box[1], out->at[i][1] - reach);
        box[2] = fmax(box[2], out->at[i][0] + reach);
        box[3] = fmax(box[3], out->at[i][1] + reach);
    }
    nearby->n = nearby->n_aligned = 0;
    nearby->direction[0] = nearby->direction[1] = NAN;
    if (search)
        grid_query(job->grid, box, &nearby->scratch, take_candidate, nearby);
}

static void cover_part(const struct cover_job *job, struct found *found, struct nearby *nearby,
                       size_t row, uint32_t part, uint32_t street, uint8_t side, bool *on_centre)
{
    const struct shapes *shapes = &job->store->tables[job->role].shapes;
    const double *xy = shapes->xy + 2 * (size_t)shapes->point[part];
    size_t n = shapes->point[part + 1] - shapes->point[part];
    double length = line_length(xy, n), last_m = 0;
    if (n < 2 || !(length > 0))
        return;
    size_t steps = (size_t)ceil(length / LINK_SAMPLE_M);
    struct run run = {0};
    struct window window;
    struct line_walk walk = line_walk(xy, n);
    for (size_t first = 0; first <= steps; first += window.n) {
        fill_window(job, nearby, &walk, length, first, steps, street == NO_ROW, &window);
        for (size_t i = 0; i < window.n; i++) {
            const double *direction = window.direction[i];
            struct sample sample;
            if (street == NO_ROW && (direction[0] != nearby->direction[0] ||
                                     direction[1] != nearby->direction[1]))
                align(job, nearby, direction);
            if (street != NO_ROW)
                named_street(job, street, side, window.at[i], direction, &sample, on_centre);
            else
                nearest_street(job, nearby, window.at[i], &sample, on_centre);
            add_sample(job, found, row, &run, &last_m, &sample, steps + 1, street != NO_ROW);
        }
    }
    end_run(job, found, row, &run, steps + 1, street != NO_ROW);
    found->failed = found->failed || nearby->failed;
}

static void cover_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct cover_job *job = user;
    const struct elements *walked = &job->store->tables[job->role];
    struct found *found = &job->found[chunk];
    struct nearby nearby = {0};
    for (size_t row = first; row < last && !found->failed; row++) {
        if (walked->scope[row] != SCOPE_YES || element_street(walked, row) != NO_ROW)
            continue;
        uint8_t side;
        bool on_centre = false;
        size_t links_before = found->n;
        uint32_t street = trusted_street(job, found, row, &side);
        const struct shapes *shapes = &walked->shapes;
        for (uint32_t part = shapes->part[row]; part < shapes->part[row + 1]; part++)
            if (shapes->kind[row] == SHAPE_LINE ||
                (shapes->kind[row] == SHAPE_POLYGON && shapes->exterior[part]))
                cover_part(job, found, &nearby, row, part, street, side, &on_centre);
        if (on_centre)
            note(found, D_side_unknown, row);
        if (found->n == links_before)
            note(found, D_sidewalk_unlinked, row);
    }
    free(nearby.items);
    free(nearby.aligned);
    grid_scratch_free(&nearby.scratch);
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
                            store->links.lean ? (struct link_evidence){0} : found[c].evidence[i]);
        for (size_t i = 0; i < found[c].n_notes; i++) {
            uint32_t row = found[c].notes[i].row;
            diagnose(&store->diagnostics, found[c].notes[i].id,
                     store->sources[element_source(walked, row)].table, NULL, NULL,
                     &walked->fid[row]);
        }
        free(found[c].items);
        free(found[c].evidence);
        free(found[c].notes);
    }
    return good ? RASIF_OK : fail_memory(err);
}

static rasif_status cover_role(struct cover_job *job, enum role role, rasif_error *err)
{
    size_t n = job->store->tables[role].n;
    job->role = role;
    job->found = calloc(parallel_chunks(n) + 1, sizeof *job->found);
    if (job->found == NULL)
        return fail_memory(err);
    parallel_rows(job->options->threads, n, cover_rows, job);
    rasif_status status = gather(job->store, role, job->found, parallel_chunks(n), err);
    free(job->found);
    return status;
}

/* Which sidewalk each street's columns tell of. */
static bool find_told(struct store *store)
{
    const struct elements *sidewalks = &store->tables[ROLE_SIDEWALK];
    size_t n = 2 * store->tables[ROLE_STREET].n;
    if (sidewalks->street == NULL)
        return true;
    store->streets.told = ARENA_ARRAY(&store->arena, n, uint32_t);
    for (size_t i = 0; i < n && store->streets.told != NULL; i++)
        store->streets.told[i] = NO_ROW;
    for (size_t row = 0; row < sidewalks->n && store->streets.told != NULL; row++)
        if (sidewalks->street[row] != NO_ROW && sidewalks->scope[row] == SCOPE_YES)
            store->streets.told[2 * (size_t)sidewalks->street[row] +
                                (element_code(sidewalks, F_side, row) == SIDE_RIGHT)] =
                (uint32_t)row;
    return store->streets.told != NULL;
}

static rasif_status cover_all(struct store *store, const struct link_options *options,
                              struct arena *scratch, rasif_error *err)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    struct id_index street_ids;
    if (!find_told(store))
        return fail_memory(err);
    TRY(id_index_new(streets, F_id, options->threads, scratch, &street_ids, err));
    uint8_t *include = ARENA_ARRAY(scratch, streets->n, uint8_t);
    if (include == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < streets->n; i++)
        include[i] = street_links(store, i);
    struct grid *grid = grid_build(&streets->shapes, include, options->match_distance_m, options->threads);
    if (grid == NULL)
        return fail_memory(err);
    struct cover_job job = {.store = store, .options = options, .grid = grid, .street_ids = &street_ids};
    rasif_status status = cover_role(&job, ROLE_SIDEWALK, err);
    if (status == RASIF_OK)
        status = cover_role(&job, ROLE_FOOTWAY, err);
    if (status == RASIF_OK)
        status = cover_role(&job, ROLE_STEPS, err);
    grid_free(grid);
    return status;
}

rasif_status link_cover(struct store *store, const struct link_options *options, rasif_error *err)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    if (streets->n == 0)
        return RASIF_OK;
    struct arena scratch = {0};
    rasif_status status = cover_all(store, options, &scratch, err);
    arena_free(&scratch);
    TRY(status);
    return link_pieces(store, options, err);
}
