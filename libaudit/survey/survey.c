/* SPDX-License-Identifier: MIT
 *
 * All elements, each as if it were visited: see survey.h. Rows are judged in slices of 64, as in
 * rule/score_rows.c; chunks of rows run side by side and are put together in their order. A street with
 * sides is asked for those sides of which nothing is known; a proposal of rasif draft is asked whether it is there, and
 * none of its verdicts is known before. Cost: that of judging, and for each open row
 * requirements + profiles x needs. */
#include "survey/survey.h"

#include "base/parallel.h"
#include "survey/proposals.h"

#include <stdlib.h>
#include <string.h>

struct part {
    struct survey_element *items; /* heap */
    size_t n, capacity;
    struct survey_known known;
    bool failed;
};

struct survey_job {
    const struct store *store;
    const struct plan *plan;
    enum role role;
    const struct prior_classes *classes; /* NULL = nothing is said of what is likely */
    struct prior *prior;                 /* of the role; NULL without classes */
    void (*each)(const struct survey_job *job, enum element element, const struct visit_slice *visits,
                 struct part *part); /* what is done with a slice that is judged */
    uint8_t *leaning; /* heap; see proposals_find_leaning */
    struct visit_plan visits;
    struct slice_plan slices[ELEMENT_COUNT];
    struct part *parts; /* by chunk */
};

/* ---- streets with sides ------------------------------------------------------------------------ */

/* Sides of a street of which nothing is known on some piece: bit SIDE_*. */
static unsigned unknown_sides(const struct store *store, size_t street)
{
    const uint32_t *first = &store->streets.first_piece[street];
    unsigned sides = 0;
    for (uint32_t i = first[0]; i < first[1]; i++)
        if (store->pieces[i].state == COVER_IS_UNKNOWN)
            sides |= 1u << store->pieces[i].side;
    return sides;
}

/* One question stands for both sides until here. Without an unknown side there is nothing to ask. */
static void ask_sides(const struct store *store, size_t street, struct visit *visit)
{
    unsigned sides = unknown_sides(store, street);
    bool asked = field_set_has(&visit->ask, F_sidewalk_left);
    memset(&visit->ask, 0, sizeof visit->ask);
    if (!asked || sides == 0) {
        *visit = (struct visit){.rules = 0};
        return;
    }
    if (sides & 1u << SIDE_LEFT)
        field_set_add(&visit->ask, F_sidewalk_left);
    if (sides & 1u << SIDE_RIGHT)
        field_set_add(&visit->ask, F_sidewalk_right);
}

/* ---- which rows -------------------------------------------------------------------------------- */

static enum element surveyed_as(const struct survey_job *job, size_t row)
{
    enum element element = judged_element(job->store, job->role, row);
    bool sides = job->role == ROLE_STREET && element == ELEMENT_NONE && job->store->tables[ROLE_STREET].scope[row] == SCOPE_YES &&
                 job->store->streets.same_as[row] == row;
    return sides ? ELEMENT_STREET : element;
}

/* A ramp that stands for an absent one is not there: no rule is asked of it. */
static rowset rows_asked(const struct survey_job *job, const struct slice *slice)
{
    rowset asked = slice->all;
    for (size_t i = 0; i < slice->n && job->role == ROLE_RAMP; i++)
        if (job->store->crossings.ramp_stands_for_absent[slice->row[i]])
            asked &= ~((rowset)1 << i);
    return asked;
}

/* ---- a slice ----------------------------------------------------------------------------------- */

static double length_of(const struct survey_job *job, uint32_t row)
{
    double length_m = job->store->tables[job->role].length_m[row];
    return length_m > 0 ? length_m : 0; /* NaN of a point */
}

/* Of `doubted` rows nothing counts as known. */
static void count_known(const struct survey_job *job, const struct visit_slice *visits, rowset doubted,
                        struct survey_known *known)
{
    const struct slice *slice = visits->slice;
    for (size_t k = 0; k < slice->plan->asked->n_rules; k++) {
        rowset decided = (visits->rules[k].fail | visits->rules[k].pass) & visits->asked;
        known->decided += rows_count(decided & ~doubted);
        known->unknown += rows_count((visits->rules[k].unknown & visits->asked) | (decided & doubted));
    }
    for (size_t p = 0; p < job->plan->n_profiles; p++) {
        rowset open = visits->open[p] | (visits->judged[p] & doubted);
        known->decided += rows_count(visits->judged[p] & ~open);
        known->unknown += rows_count(open);
        for (rowset left = visits->judged[p]; left != 0; left &= left - 1) {
            double length_m = length_of(job, slice->row[rows_first(left)]);
            known->all_m[p] += length_m;
            known->known_m[p] += rows_hold(open, rows_first(left)) ? 0 : length_m;
        }
    }
}

/* Takes in what is known. */
static void learn_slice(const struct survey_job *job, enum element element, const struct visit_slice *visits,
                        struct part *part)
{
    part->failed = part->failed || !prior_add(job->prior, element, visits);
}

static void survey_slice(const struct survey_job *job, enum element element, const struct visit_slice *visits,
                         struct part *part)
{
    const struct slice *slice = visits->slice;
    rowset proposed = proposals_in(job->store, job->role, slice);
    count_known(job, visits, proposed | proposals_leaning(job->leaning, job->role, slice), &part->known);
    part->known.proposals += rows_count(proposed);
    for (size_t i = 0; i < slice->n && !part->failed; i++) {
        struct survey_element found = {.row = slice->row[i], .role = (uint8_t)job->role, .element = (uint8_t)element};
        visit_look(visits, i, &found.visit);
        if (element == ELEMENT_STREET)
            ask_sides(job->store, found.row, &found.visit);
        if (rows_hold(proposed, i))
            proposals_ask(visits, i, &found.visit);
        found.values = (uint16_t)field_set_count(&found.visit.ask);
        if (found.values == 0 || visit_at_best(&found.visit) == 0)
            continue;
        bool drawn = job->prior != NULL && element != ELEMENT_STREET && !rows_hold(proposed, i);
        found.likely = drawn ? prior_likely(job->prior, element, visits, i, &found.visit)
                             : (double)visit_settled(&found.visit);
        found.length_m = length_of(job, found.row);
        found.settles_m = found.visit.users != 0 ? found.length_m : 0;
        part->failed = !PUSH(part->items, part->n, part->capacity, found);
    }
}

static void judge_and_do(const struct survey_job *job, enum element element, struct slice *slice, size_t n,
                         struct visit_slice *visits, struct part *part)
{
    slice_read(slice, n);
    slice_judge(slice);
    visits->asked = rows_asked(job, slice);
    visit_slice_read(visits);
    job->each(job, element, visits, part);
}

static int compare_elements(const void *a, const void *b)
{
    const struct survey_element *left = a, *right = b;
    return left->row < right->row ? -1 : left->row > right->row;
}

static void survey_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct survey_job *job = user;
    struct part *part = &job->parts[chunk];
    struct slice *slices[ELEMENT_COUNT] = {NULL};
    struct visit_slice *visits[ELEMENT_COUNT] = {NULL};
    size_t n[ELEMENT_COUNT] = {0};
    for (size_t row = first; row < last && !part->failed; row++) {
        enum element e = surveyed_as(job, row);
        if (e == ELEMENT_NONE)
            continue;
        if (slices[e] == NULL) {
            slices[e] = slice_new(&job->slices[e], &job->store->tables[job->role]);
            visits[e] = slices[e] != NULL ? visit_slice_new(&job->visits, slices[e]) : NULL;
        }
        if ((part->failed = visits[e] == NULL))
            break;
        slices[e]->row[n[e]++] = (uint32_t)row;
        if (n[e] == SLICE_ROWS) {
            judge_and_do(job, e, slices[e], n[e], visits[e], part);
            n[e] = 0;
        }
    }
    for (int e = 0; e < ELEMENT_COUNT; e++) {
        if (n[e] > 0 && !part->failed)
            judge_and_do(job, (enum element)e, slices[e], n[e], visits[e], part);
        visit_slice_free(visits[e]);
        slice_free(slices[e]);
    }
    array_sort(part->items, part->n, sizeof *part->items, compare_elements);
}

/* ---- all rows ---------------------------------------------------------------------------------- */

static void add_known(struct survey_known *to, const struct survey_known *from)
{
    to->decided += from->decided;
    to->unknown += from->unknown;
    to->proposals += from->proposals;
    for (size_t p = 0; p < MOST_PROFILES; p++) {
        to->known_m[p] += from->known_m[p];
        to->all_m[p] += from->all_m[p];
    }
}

static MUST bool gather(const struct survey_job *job, size_t chunks, struct survey *out, size_t *capacity)
{
    bool good = true;
    for (size_t c = 0; c < chunks && good; c++) {
        struct part *part = &job->parts[c];
        good = !part->failed && array_reserve(&out->elements, capacity, out->n + part->n, sizeof *out->elements);
        if (good && part->n > 0)
            memcpy(out->elements + out->n, part->items, part->n * sizeof *part->items);
        out->n += good ? part->n : 0;
        add_known(&out->known, &part->known);
    }
    return good;
}

/* What is known of the role, row after row, so that draws don't depend on threads. */
static MUST bool learn(struct survey_job *job)
{
    const struct elements *elements = &job->store->tables[job->role];
    struct part part = {.items = NULL};
    if (job->classes == NULL)
        return true;
    job->prior = prior_new(elements, job->role, job->classes);
    if (job->prior == NULL)
        return false;
    struct part *parts = job->parts;
    job->parts = &part;
    job->each = learn_slice;
    survey_rows(job, 0, 0, elements->n);
    job->parts = parts;
    prior_finish(job->prior);
    return !part.failed;
}

static rasif_status survey_role(struct survey_job *job, unsigned threads, struct survey *out, size_t *capacity,
                                rasif_error *err)
{
    size_t n = job->store->tables[job->role].n, chunks = parallel_chunks(n);
    visit_plan_build(job->role, &job->visits);
    job->parts = calloc(chunks + 1, sizeof *job->parts);
    if (job->parts == NULL)
        return fail_memory(err);
    bool good = learn(job);
    job->each = survey_slice;
    if (good)
        parallel_rows(threads, n, survey_rows, job);
    good = good && gather(job, chunks, out, capacity);
    prior_free(job->prior);
    job->prior = NULL;
    for (size_t c = 0; c < chunks; c++)
        free(job->parts[c].items);
    free(job->parts);
    return good ? RASIF_OK : fail_memory(err);
}

static rasif_status build_slices(struct survey_job *job, struct arena *arena, rasif_error *err)
{
    for (int e = 0; e < ELEMENT_COUNT; e++)
        TRY(slice_plan_build(job->plan, &job->plan->elements[e], arena, &job->slices[e], err));
    return RASIF_OK;
}

rasif_status survey_find(const struct store *store, const struct plan *plan, const struct prior_classes *classes,
                         unsigned threads, struct survey *out, rasif_error *err)
{
    struct survey_job job = {.store = store, .plan = plan, .classes = classes};
    struct arena arena = {0};
    size_t capacity = 0;
    *out = (struct survey){.store = store, .plan = plan, .by_likely = classes != NULL};
    rasif_status status = build_slices(&job, &arena, err);
    if (status == RASIF_OK && !proposals_find_leaning(store, &job.leaning))
        status = fail_memory(err);
    for (int r = 0; r <= ROLE_STEPS && status == RASIF_OK; r++) {
        job.role = (enum role)r;
        status = survey_role(&job, threads, out, &capacity, err);
    }
    free(job.leaning);
    arena_free(&arena);
    return status;
}

void survey_free(struct survey *survey)
{
    free(survey->elements);
    survey->elements = NULL;
    survey->n = 0;
}

/* ---- one element again ------------------------------------------------------------------------- */

/* The slice of the last role and kind of element is kept. */
struct survey_waiter {
    struct survey_job job;
    struct arena arena;
    enum element element;
    struct slice *slice;
    struct visit_slice *visits;
};

struct survey_waiter *survey_waiter_new(const struct survey *survey)
{
    struct survey_waiter *waiter = calloc(1, sizeof *waiter);
    if (waiter == NULL)
        return NULL;
    waiter->job = (struct survey_job){.store = survey->store, .plan = survey->plan};
    if (build_slices(&waiter->job, &waiter->arena, NULL) == RASIF_OK)
        return waiter;
    survey_waiter_free(waiter);
    return NULL;
}

static void forget(struct survey_waiter *waiter)
{
    visit_slice_free(waiter->visits);
    slice_free(waiter->slice);
    waiter->visits = NULL;
    waiter->slice = NULL;
}

void survey_waiter_free(struct survey_waiter *waiter)
{
    if (waiter == NULL)
        return;
    forget(waiter);
    arena_free(&waiter->arena);
    free(waiter);
}

/* Opens the slice of the element's role and kind, unless it is open. */
static MUST bool turn_to(struct survey_waiter *waiter, const struct survey_element *element)
{
    struct survey_job *job = &waiter->job;
    if (waiter->visits != NULL && job->role == element->role && waiter->element == element->element)
        return true;
    forget(waiter);
    job->role = (enum role)element->role;
    waiter->element = (enum element)element->element;
    visit_plan_build(job->role, &job->visits);
    waiter->slice = slice_new(&job->slices[element->element], &job->store->tables[element->role]);
    waiter->visits = waiter->slice != NULL ? visit_slice_new(&job->visits, waiter->slice) : NULL;
    return waiter->visits != NULL;
}

rasif_status survey_waits(struct survey_waiter *waiter, const struct survey_element *element,
                          struct visit_waits waits[FIELD_COUNT], rasif_error *err)
{
    if (!turn_to(waiter, element))
        return fail_memory(err);
    waiter->slice->row[0] = element->row;
    slice_read(waiter->slice, 1);
    slice_judge(waiter->slice);
    waiter->visits->asked = rows_asked(&waiter->job, waiter->slice);
    visit_slice_read(waiter->visits);
    visit_waiting(waiter->visits, 0, waits);
    if (element->element == ELEMENT_STREET) /* one question stands for both sides */
        waits[F_sidewalk_right] = waits[F_sidewalk_left];
    if (field_set_has(&element->visit.ask, F_status))
        waits[F_status] = proposals_verdicts(waiter->visits, 0);
    return RASIF_OK;
}
