/* SPDX-License-Identifier: MIT
 *
 * Conflicts of elements: see conflicts.h. In: declared conflicts, values of elements, needs. An element in
 * the declared state (`when`) has the conflict where a need of the rule `helps` is met at least adequately for
 * some user, and one of the rule `hurts` is not for another. Both must be certain; a side that is unknown
 * makes the element one that may have the conflict, which is counted. Whoever is on both sides is on one only.
 *
 * What is asked is in conflicts_asked.h. 64 rows are judged at once, as the audit does; chunks run side by side.
 * Cost: rows x needs of these rules / 64 steps. */
#include "plan/conflicts.h"

#include "base/parallel.h"
#include "plan/conflicts_asked.h"
#include "rule/score_undrawn.h"

#include <stdlib.h>
#include <string.h>

struct search {
    const struct conflict_question *question;
    struct arena arena;
    struct asked_element elements[ELEMENT_COUNT];
    enum role role; /* that is searched */
    struct found_conflicts *found; /* by chunk */
};

/* ---- 64 rows ------------------------------------------------------------------------------------ */

/* Where the rows of a slice are. */
struct target {
    enum role role;
    enum element element;
    const uint32_t *row;
    const uint8_t *place; /* NULL = none has one */
    rowset left_out;
};

/* Index of a requirement of the standard with this outcome; UINT16_MAX = none. */
static uint16_t requirement_of(const struct slice *slice, size_t ordinal, size_t i, rasif_outcome outcome)
{
    const struct requirement *found = slice_reported(slice, ordinal, i, outcome);
    return found != NULL ? (uint16_t)(found - slice->plan->plan->standard->requirements) : UINT16_MAX;
}

static struct conflict_side side_at(const struct slice *slice, size_t ordinal, size_t i, rasif_outcome outcome)
{
    size_t rule = slice->plan->asked->rules[ordinal].rule;
    enum field_id measure = slice->plan->plan->rules->rules[rule].measure;
    return (struct conflict_side){.rule = (uint16_t)rule,
                                  .requirement = requirement_of(slice, ordinal, i, outcome),
                                  .measure = (uint8_t)measure,
                                  .mask = fields[measure].type == VALUE_REAL ? 0 : slice->mask[measure][i],
                                  .real = fields[measure].type == VALUE_REAL ? slice->real[measure][i] : NAN};
}

/* Users of a side in row i. */
static size_t users_at(const struct asked_element *own, const struct side_of_user *sides, uint16_t who, size_t i,
                       struct conflict_user *out)
{
    size_t n = 0;
    for (uint8_t p = 0; who >> p != 0; p++)
        if (who >> p & 1)
            out[n++] = (struct conflict_user){sides[p].u[i], own->need_of[p][sides[p].need[i]], p,
                                              rows_hold(sides[p].blocked, i)};
    return n;
}

/* The classes that are adequate for each of `who` in row i; all ones of needs about numbers. */
static uint32_t adequate_for(const struct slice *slice, const struct side_of_user *sides, uint16_t who, size_t i)
{
    uint32_t classes = UINT32_MAX;
    for (size_t p = 0; who >> p != 0; p++) {
        const struct need *need = who >> p & 1 ? slice->plan->asked->needs[p][sides[p].need[i]].need : NULL;
        for (unsigned code = 0; need != NULL && need->is_class && code < 32; code++)
            if (!(need->u_of_code[code] >= CONFLICT_WELL))
                classes &= ~(1u << code);
    }
    return classes;
}

/* Where both sides speak of one rule, only those are helped who would lose by what the others need. */
static uint16_t who_would_lose(const struct slice *slice, const struct side_of_user *helps,
                               const struct side_of_user *hurts, uint16_t helped, uint16_t hurt, size_t i)
{
    uint32_t classes = adequate_for(slice, hurts, hurt, i);
    for (size_t p = 0; helped >> p != 0; p++) {
        const struct need *need = helped >> p & 1 ? slice->plan->asked->needs[p][helps[p].need[i]].need : NULL;
        for (unsigned code = 1; need != NULL && need->is_class && code < 32; code++)
            if (classes >> code & 1 && need->u_of_code[code] >= helps[p].u[i])
                helped &= (uint16_t)~(1u << p);
    }
    return helped;
}

/* Sides of all users by whether they are certain, as bits of profiles. */
struct row_sides {
    uint16_t met, missed, may_be_met, may_be_missed;
};

/* Whoever is on both sides is on one, that of `helped`. */
static struct row_sides row_sides(const struct side_of_user *helps, const struct side_of_user *hurts, size_t n_profiles,
                                  bool helped, size_t i)
{
    struct row_sides out = {0, 0, 0, 0};
    for (size_t p = 0; p < n_profiles; p++) {
        out.met |= (uint16_t)(rows_hold(helps[p].met, i) << p);
        out.missed |= (uint16_t)(rows_hold(hurts[p].missed, i) << p);
        out.may_be_met |= (uint16_t)(rows_hold(helps[p].met | helps[p].open, i) << p);
        out.may_be_missed |= (uint16_t)(rows_hold(hurts[p].missed | hurts[p].open, i) << p);
    }
    out.missed &= (uint16_t)~(helped ? out.met : 0);
    out.may_be_missed &= (uint16_t)~(helped ? out.met : 0);
    out.met &= (uint16_t)~(helped ? 0 : out.missed);
    out.may_be_met &= (uint16_t)~(helped ? 0 : out.missed);
    return out;
}

/* May somebody be helped and somebody else be hurt, one of both for certain? */
static bool may_be_conflict(const struct row_sides *sides)
{
    uint16_t helped = sides->may_be_met, hurt = sides->may_be_missed;
    bool two = helped != 0 && hurt != 0 && (helped != hurt || (helped & (helped - 1)) != 0);
    return two && (sides->met != 0 || sides->missed != 0);
}

static void search_kind(const struct search *s, const struct slice *slice, const struct target *target,
                        const struct asked_kind *kind, struct found_conflicts *found)
{
    const struct plan *plan = s->question->judged->plan;
    const struct asked_element *own = &s->elements[target->element];
    const struct conflict_kind *declared = &s->question->kinds->kinds[kind->kind];
    struct side_of_user helps[MOST_PROFILES], hurts[MOST_PROFILES];
    struct conflict_user users[2][MOST_PROFILES];
    size_t state = slice->plan->rules[kind->when].first;
    rowset rows = slice_gate(slice, &slice->plan->requirements[state].when).yes & ~target->left_out;
    if (rows == 0)
        return;
    for (size_t p = 0; p < plan->n_profiles; p++) {
        side_of_user(slice, p, kind->helps, &helps[p]);
        side_of_user(slice, p, kind->hurts, &hurts[p]);
    }
    for (; rows != 0; rows &= rows - 1) {
        unsigned i = rows_first(rows);
        struct row_sides sides = row_sides(helps, hurts, plan->n_profiles, declared->helped_on_both, i);
        if (kind->helps == kind->hurts)
            sides.met = who_would_lose(slice, helps, hurts, sides.met, sides.missed, i);
        if (sides.met == 0 || sides.missed == 0) {
            found->maybe[kind->kind] += may_be_conflict(&sides);
            continue;
        }
        size_t n_helps = users_at(own, helps, sides.met, i, users[0]);
        size_t n_hurts = users_at(own, hurts, sides.missed, i, users[1]);
        const struct conflict conflict = {.sort = CONFLICT_ELEMENT,
                                          .role = (uint8_t)target->role,
                                          .place = target->place != NULL ? target->place[i] : NO_PLACE,
                                          .element = (uint8_t)target->element,
                                          .row = target->row[i],
                                          .which = (uint32_t)kind->kind,
                                          .finding = SIZE_MAX,
                                          .helps = side_at(slice, kind->helps, i, RASIF_PASS),
                                          .hurts = side_at(slice, kind->hurts, i, RASIF_FAIL)};
        found_conflict(found, plan, conflict, users[0], n_helps, users[1], n_hurts);
    }
}

static void search_slice(const struct search *s, struct slice *slice, const struct target *target,
                         struct found_conflicts *found)
{
    const struct asked_element *own = &s->elements[target->element];
    slice_judge(slice);
    for (size_t k = 0; k < own->n_kinds; k++)
        search_kind(s, slice, target, &own->kinds[k], found);
}

/* ---- rows of a role ------------------------------------------------------------------------------ */

/* Of the rows that are judged, those of which a conflict speaks. */
static enum element searched_as(const struct search *s, size_t row)
{
    const struct store *store = s->question->judged->store;
    enum element element = judged_element(store, s->role, row);
    return element != ELEMENT_NONE && s->elements[element].n_kinds > 0 ? element : ELEMENT_NONE;
}

static void search_read(const struct search *s, enum element element, struct slice *slice, size_t n,
                        struct found_conflicts *found)
{
    const struct store *store = s->question->judged->store;
    struct target target = {.role = s->role, .element = element, .row = slice->row};
    slice_read(slice, n);
    /* A raised kerb that stands for a ramp that is not there is no state of a ramp. */
    for (size_t i = 0; i < n && s->role == ROLE_RAMP; i++)
        target.left_out |= (rowset)(store->crossings.ramp_stands_for_absent[slice->row[i]] != 0) << i;
    search_slice(s, slice, &target, found);
}

static void search_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct search *s = user;
    struct found_conflicts *found = &s->found[chunk];
    struct slice *slices[ELEMENT_COUNT] = {NULL};
    size_t n[ELEMENT_COUNT] = {0};
    for (size_t row = first; row < last && !found->failed; row++) {
        enum element e = searched_as(s, row);
        if (e == ELEMENT_NONE)
            continue;
        if (slices[e] == NULL)
            slices[e] = slice_new(&s->elements[e].slices, &s->question->judged->store->tables[s->role]);
        found->failed = slices[e] == NULL;
        if (found->failed)
            break;
        slices[e]->row[n[e]++] = (uint32_t)row;
        if (n[e] == SLICE_ROWS) {
            search_read(s, e, slices[e], n[e], found);
            n[e] = 0;
        }
    }
    for (int e = 0; e < ELEMENT_COUNT; e++) {
        if (n[e] > 0 && !found->failed)
            search_read(s, (enum element)e, slices[e], n[e], found);
        slice_free(slices[e]);
    }
}

/* ---- ramps that only the columns of a crossing imply ----------------------------------------------- */

struct implied_rows {
    struct slice *slice;
    struct values *values; /* heap; [SLICE_ROWS] */
    uint32_t row[SLICE_ROWS];
    uint8_t place[SLICE_ROWS];
    size_t n;
};

static void search_implied(const struct search *s, struct implied_rows *rows, struct found_conflicts *found)
{
    const struct target target = {.role = ROLE_CROSSING, .element = ELEMENT_RAMP, .row = rows->row, .place = rows->place};
    if (rows->n > 0) {
        slice_put_rows(rows->slice, rows->values, rows->n);
        search_slice(s, rows->slice, &target, found);
    }
    rows->n = 0;
}

/* Places whose kerb the crossing states. Where it may be another, nothing is certain. */
static void search_places(void *user, size_t chunk, size_t first, size_t last)
{
    const struct search *s = user;
    const struct store *store = s->question->judged->store;
    const struct crossing_facts *facts = &store->crossings;
    struct found_conflicts *found = &s->found[chunk];
    struct implied_rows rows = {.slice = slice_new(&s->elements[ELEMENT_RAMP].slices, NULL),
                                .values = malloc(SLICE_ROWS * sizeof *rows.values)};
    found->failed = rows.slice == NULL || rows.values == NULL;
    for (size_t row = first; row < last && !found->failed; row++) {
        uint32_t start = facts->first_place[row], end = facts->first_place[row + 1];
        for (uint32_t p = start; p < end && store->tables[ROLE_CROSSING].scope[row] == SCOPE_YES; p++) {
            if (facts->places[p].state != END_STATED || facts->places[p].open != 0)
                continue;
            const struct undrawn_ramp ramp = undrawn_implied(store, row, p - start);
            undrawn_values(&ramp, &rows.values[rows.n]);
            rows.row[rows.n] = (uint32_t)row;
            rows.place[rows.n++] = (uint8_t)(p - start);
            if (rows.n == SLICE_ROWS)
                search_implied(s, &rows, found);
        }
    }
    if (!found->failed)
        search_implied(s, &rows, found);
    slice_free(rows.slice);
    free(rows.values);
}

/* ---- all of them ------------------------------------------------------------------------------------ */

/* Appends what one chunk found. */
static void take(struct found_conflicts *from, struct found_conflicts *to)
{
    uint32_t users = (uint32_t)to->n_users;
    for (size_t k = 0; k < MOST_CONFLICT_KINDS; k++)
        to->maybe[k] += from->maybe[k];
    for (size_t i = 0; i < from->n_users && !to->failed; i++)
        to->failed = !PUSH(to->users, to->n_users, to->users_capacity, from->users[i]);
    for (size_t i = 0; i < from->n && !to->failed; i++) {
        struct conflict conflict = from->items[i];
        conflict.helps.first += users;
        conflict.hurts.first += users;
        to->failed = !PUSH(to->items, to->n, to->capacity, conflict);
    }
    to->failed = to->failed || from->failed;
    free(from->items);
    free(from->users);
}

static void search_table(struct search *s, size_t n, parallel_fn search, struct found_conflicts *out)
{
    size_t chunks = parallel_chunks(n);
    s->found = calloc(chunks + 1, sizeof *s->found);
    out->failed = out->failed || s->found == NULL;
    if (s->found != NULL)
        parallel_rows(s->question->settings->threads, n, search, s);
    for (size_t c = 0; c < chunks && s->found != NULL; c++)
        take(&s->found[c], out);
    free(s->found);
}

bool conflicts_of_elements(const struct conflict_question *question, struct found_conflicts *out)
{
    const struct store *store = question->judged->store;
    struct search *s = calloc(1, sizeof *s);
    rasif_status status = s == NULL ? RASIF_E_MEMORY : RASIF_OK;
    for (int e = 0; e < ELEMENT_COUNT && status == RASIF_OK; e++) {
        s->question = question;
        status = asked_element_build(question->judged->plan, question->kinds, (enum element)e, &s->arena, &s->elements[e],
                                     NULL);
    }
    for (int r = 0; r <= ROLE_STEPS && status == RASIF_OK; r++) {
        s->role = (enum role)r;
        search_table(s, store->tables[r].n, search_rows, out);
    }
    if (status == RASIF_OK && s->elements[ELEMENT_RAMP].n_kinds > 0 && store->crossings.first_place != NULL)
        search_table(s, store->tables[ROLE_CROSSING].n, search_places, out);
    if (s != NULL)
        arena_free(&s->arena);
    free(s);
    return status == RASIF_OK && !out->failed;
}
