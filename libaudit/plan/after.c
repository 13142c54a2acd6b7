/* SPDX-License-Identifier: MIT
 *
 * The state after works: see after.h. In: a scored run, works. The columns that works change are copied
 * and changed in the copies; scores of elements and chains of crossings then come from the same
 * functions as the audit's. What the works do not touch stays as it is.
 *
 * A kerb that gets a ramp counts as level for the users whom a ramp made for everybody serves. Cost:
 * that of judging once more. */
#include "plan/after.h"

#include "measure/measure.h"
#include "rule/slice.h"

#include <stdlib.h>
#include <string.h>

struct scene {
    const struct judged *judged;
    const struct work_kinds *kinds;
    struct store store;  /* the run's, but for its arena, and columns and places that are copies */
    struct results results;
    bool copied[ROLE_COUNT][FIELD_COUNT];
    const struct remedies *remedies;
    bool failed;
};

/* ---- columns -------------------------------------------------------------------------------- */

/* The column with the same values, in the scene's own memory; its places are left out. */
static struct column *copy_column(struct scene *s, struct elements *e, enum field_id field)
{
    const struct column *from = e->columns[field];
    e->columns[field] = NULL;
    struct column *to = elements_add(e, &s->store.arena, field);
    bool good = to != NULL && (from->origin == NULL || column_origins(to));
    for (size_t row = 0; good && row < e->n; row++) {
        if (column_is_real(from))
            column_set_real(to, row, column_real(from, row));
        else if (from->code != NULL)
            to->code[row] = from->code[row];
        else if (from->list != NULL)
            to->list[row] = from->list[row];
    }
    if (good && from->origin != NULL)
        memcpy(to->origin, from->origin, e->n);
    good = good && !to->failed;
    s->copied[e->role][field] = to != NULL;
    s->failed = s->failed || !good;
    return good ? to : NULL;
}

/* Sets what a work makes of a field, as a surveyed value, unless it is good enough as it is. */
static void mend(struct scene *s, const struct work *work, enum field_id field)
{
    struct elements *e = &s->store.tables[work->role];
    struct remedy remedy;
    if (!remedy_of_work(s->judged, s->remedies, &s->kinds->kinds[work->kind], work, field, &remedy))
        return;
    struct column *column = s->copied[work->role][field] ? e->columns[field] : copy_column(s, e, field);
    if (column == NULL)
        return;
    if (column_is_real(column))
        column_set_real(column, work->row, remedy.real);
    else if (column->code != NULL)
        column->code[work->row] = (uint8_t)(remedy.mask != 0 ? __builtin_ctz(remedy.mask) : 0);
    else if (column->list != NULL)
        column->list[work->row] = remedy.mask;
    if (column->origin != NULL)
        column->origin[work->row] = ORIGIN_SURVEYED;
    s->failed = s->failed || column->failed;
}

/* ---- lines that are cleared ------------------------------------------------------------------ */

#define REMARKS (1u << BARRIER_WHEELCHAIR_NO | 1u << BARRIER_WHEELCHAIR_LIMITED)

/* Nothing stands on the line any more. What a surveyor remarked stays until somebody looks again. */
static void clear_row(struct scene *s, enum role role, uint32_t row)
{
    static const enum field_id these[] = {F_barriers, F_barrier_width_m};
    struct elements *e = &s->store.tables[role];
    for (size_t i = 0; i < sizeof these / sizeof these[0]; i++) {
        struct column *column = e->columns[these[i]];
        if (column != NULL && !s->copied[role][these[i]])
            column = copy_column(s, e, these[i]);
        if (column != NULL && column->list != NULL)
            column->list[row] &= REMARKS;
        else if (column != NULL)
            column_set_real(column, row, NAN);
    }
}

/* Things that are taken away: [rows of the role] 1; NULL = no memory. */
static uint8_t *mark_things(const struct scene *s, const struct works *works, enum role role)
{
    uint8_t *marked = calloc(s->store.tables[role].n + 1, 1);
    for (size_t i = 0; marked != NULL && i < works->n_mending; i++) {
        const struct work *work = &works->items[i];
        if (work->role == role && work->harms == 0 && work_clears(&s->kinds->kinds[work->kind]))
            marked[work->row] = 1;
    }
    return marked;
}

/* Every line on which something stood that is taken away: what is left there stops no one, or the line has
 * no other help. */
static void clear_lines(struct scene *s, const struct works *works)
{
    const struct barriers *barriers = &s->judged->store->barriers;
    uint8_t *marked[ROLE_COUNT] = {[ROLE_OBSTACLE] = mark_things(s, works, ROLE_OBSTACLE),
                                   [ROLE_RAMP] = mark_things(s, works, ROLE_RAMP)};
    s->failed = s->failed || marked[ROLE_OBSTACLE] == NULL || marked[ROLE_RAMP] == NULL;
    for (size_t i = 0; i < barriers->n && !s->failed; i++) {
        const struct barrier *item = &barriers->items[i];
        if (marked[item->by_role] != NULL && marked[item->by_role][item->by_row])
            clear_row(s, (enum role)item->role, item->row);
    }
    free(marked[ROLE_OBSTACLE]);
    free(marked[ROLE_RAMP]);
}

/* ---- kerbs that get a ramp ------------------------------------------------------------------ */

/* Users whom a ramp serves that is made as well as the standard and all users ask. */
static uint16_t users_of_new_ramp(struct scene *s)
{
    struct slice_plan slices;
    struct values values;
    struct score scores[SLICE_ROWS];
    rowset blocks[MOST_RULES];
    rasif_error err = {0};
    uint16_t users = 0;
    const struct work_kind *kind = work_kind_of(s->kinds, ELEMENT_CROSSING, F_ends_without_ramp);
    const struct work work = {.role = ROLE_CROSSING, .place = PLACE_START};
    values_clear(&values);
    for (int f = 0; f < FIELD_COUNT && kind != NULL; f++) {
        struct remedy remedy;
        if (!remedy_of_work(s->judged, s->remedies, kind, &work, (enum field_id)f, &remedy))
            continue;
        values.real[f] = remedy.real;
        values.mask[f] = remedy.mask;
    }
    s->failed = s->failed || slice_plan_build(s->judged->plan, &s->judged->plan->elements[ELEMENT_RAMP], &s->store.arena,
                                              &slices, &err) != RASIF_OK;
    struct slice *slice = s->failed ? NULL : slice_new(&slices, NULL);
    s->failed = s->failed || slice == NULL;
    if (slice != NULL) {
        slice_put(slice, &values);
        slice_judge(slice);
        for (size_t p = 0; p < s->judged->plan->n_profiles; p++) {
            slice_score(slice, p, scores, blocks);
            users |= (uint16_t)((scores[0].passable >= PASSABLE_UNKNOWN || scores[0].passable == PASSABLE_NONE) << p);
        }
    }
    slice_free(slice);
    return users;
}

static void level(struct crossing_place *place)
{
    place->state = END_LEVEL;
    place->open = 0;
}

/* Kerbs that become ramps: [ramps] 1; NULL = no memory. */
static uint8_t *mark_kerbs(const struct scene *s, const struct works *works)
{
    uint8_t *marked = calloc(s->store.tables[ROLE_RAMP].n + 1, 1);
    for (size_t i = 0; marked != NULL && i < works->n_mending; i++) {
        const struct work *work = &works->items[i];
        if (work->place == NO_PLACE && work->harms == 0 && work_makes_ramp(&s->kinds->kinds[work->kind], work))
            marked[work->row] = 1;
    }
    return marked;
}

/* Kerbs with a work become level. Users whom a new ramp does not serve are taken out by after_find. */
static void level_kerbs(struct scene *s, const struct works *works)
{
    struct crossing_facts *facts = &s->store.crossings;
    size_t n = facts->first_place != NULL ? facts->first_place[s->store.tables[ROLE_CROSSING].n] : 0;
    struct crossing_place *places = ARENA_ARRAY(&s->store.arena, n + 1, struct crossing_place);
    uint8_t *marked = mark_kerbs(s, works);
    s->failed = s->failed || places == NULL || marked == NULL;
    if (!s->failed) {
        if (n > 0)
            memcpy(places, facts->places, n * sizeof *places);
        facts->places = places;
    }
    for (size_t i = 0; i < works->n_mending && !s->failed; i++)
        if (works->items[i].place != NO_PLACE && works->items[i].harms == 0)
            level(&places[facts->first_place[works->items[i].row] + works->items[i].place]);
    for (size_t i = 0; i < n && !s->failed; i++)
        for (uint32_t k = 0; k < places[i].n_ramps && places[i].state == END_ABSENT; k++)
            if (marked[facts->ramps[places[i].first_ramp + k]])
                level(&places[i]);
    free(marked);
}

/* ---- measures that follow ------------------------------------------------------------------- */

/* The stages of crossings, which a refuge makes shorter. Other measures that follow from works keep
 * their old values: the promise is then less than what the next audit finds, never more. */
static rasif_status measure_anew(struct scene *s, const struct settings *settings, rasif_error *err)
{
    struct elements *e = &s->store.tables[ROLE_CROSSING];
    if (e->columns[F_crossing_stage_m] == NULL)
        return RASIF_OK;
    if (!s->copied[ROLE_CROSSING][F_crossing_stage_m] && copy_column(s, e, F_crossing_stage_m) == NULL)
        return fail_memory(err);
    return measure_crossing_stage(&s->store, settings, ROLE_CROSSING, F_crossing_stage_m, err);
}

/* ---- verdicts ------------------------------------------------------------------------------- */

static rasif_status judge(struct scene *s, const struct settings *settings, rasif_error *err)
{
    TRY(measure_anew(s, settings, err));
    TRY(score_elements(&s->store, s->judged->plan, settings, &s->store.arena, &s->results, err));
    return score_chains(&s->store, s->judged->plan, settings, &s->results, err);
}

static void scene_free(struct scene *s)
{
    for (int r = 0; r < ROLE_COUNT; r++)
        for (int f = 0; f < FIELD_COUNT; f++)
            if (s->copied[r][f])
                elements_drop(&s->store.tables[r], (enum field_id)f);
    free(s->results.findings);
    arena_free(&s->store.arena);
}

/* Puts right what all works that harm no one mend. */
static void build(struct scene *s, const struct works *works)
{
    s->store = *s->judged->store;
    s->store.arena = (struct arena){0};
    for (size_t i = 0; i < works->n_mending && !s->failed; i++) {
        const struct work *work = &works->items[i];
        const struct work_kind *kind = &s->kinds->kinds[work->kind];
        if (work_makes_ramp(kind, work) || work_clears(kind) || work->harms != 0)
            continue;
        for (size_t k = 0; k < kind->n_mends; k++)
            mend(s, work, kind->mends[k]);
        for (size_t k = 0; k < kind->n_also; k++)
            mend(s, work, kind->also[k]);
    }
    clear_lines(s, works);
    level_kerbs(s, works);
}

/* Judges once: `out` gets the state after all works that harm no one. *served: users whom a new ramp
 * serves. */
static rasif_status judge_after(const struct scene *how, const struct settings *settings, const struct works *works,
                                struct after *out, uint16_t *served, rasif_error *err)
{
    struct scene *s = calloc(1, sizeof *s);
    if (s == NULL)
        return fail_memory(err);
    *s = *how;
    build(s, works);
    *served = users_of_new_ramp(s);
    rasif_status status = s->failed ? fail_memory(err) : judge(s, settings, err);
    for (size_t p = 0; p < s->judged->plan->n_profiles && status == RASIF_OK; p++)
        for (uint32_t line = 0; line < out->n_lines; line++)
            out->passable[p * out->n_lines + line] = (uint8_t)network_passable(&s->store, &s->results, p, line);
    scene_free(s);
    free(s);
    return status;
}

/* ---- works that harm ------------------------------------------------------------------------ */

/* First work at this row: works are sorted. */
static size_t first_work(const struct works *works, enum role role, uint32_t row)
{
    size_t low = 0, high = works->n_mending;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct work *work = &works->items[middle];
        if (work->role < role || (work->role == role && work->row < row))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Gives the works at a row the bit of a user whom they would stop. */
static bool blame(struct works *works, enum role role, uint32_t row, size_t profile)
{
    bool any = false;
    for (size_t i = first_work(works, role, row); i < works->n_mending && works->items[i].role == role && works->items[i].row == row; i++) {
        works->items[i].harms |= (uint16_t)(1u << profile);
        any = true;
    }
    return any;
}

/* The same for a row of crossings: its own works, and those of the ramps at its places. */
static bool blame_crossing(const struct store *store, struct works *works, uint32_t row, size_t profile)
{
    const struct crossing_facts *facts = &store->crossings;
    bool any = blame(works, ROLE_CROSSING, row, profile);
    for (uint32_t p = facts->first_place[row]; p < facts->first_place[row + 1]; p++)
        for (uint32_t i = facts->places[p].first_ramp; i < facts->places[p].first_ramp + facts->places[p].n_ramps; i++)
            any = blame(works, ROLE_RAMP, facts->ramps[i], profile) || any;
    return any;
}

/* The same for a line; a crossing in parts is one. */
static bool blame_line(const struct judged *judged, struct works *works, uint32_t line, size_t profile)
{
    const struct store *store = judged->store;
    uint32_t row = store->graph.row[line];
    if (store->graph.role[line] != ROLE_CROSSING)
        return blame(works, (enum role)store->graph.role[line], row, profile);
    const struct crossing_line *parts = crossing_line_of(store, crossing_first(store, row));
    bool any = false;
    for (uint32_t i = 0; i < (parts != NULL ? parts->n_parts : 1); i++)
        any = blame_crossing(store, works, parts != NULL ? store->crossings.parts[parts->first_part + i] : row, profile) || any;
    return any;
}

/* Is there a work that stops a user where that user can pass now? Works that do get the user's bit. */
static bool find_harm(const struct judged *judged, struct works *works, const struct after *after)
{
    bool any = false;
    for (size_t p = 0; p < judged->plan->n_profiles; p++)
        for (uint32_t line = 0; line < after->n_lines; line++)
            if (after_passable(after, p, line) < network_passable(judged->store, judged->results, p, line))
                any = blame_line(judged, works, line, p) || any;
    return any;
}

/* Sites that need a new ramp stay closed for users whom it does not serve. */
static void close_for(const struct judged *judged, const struct work_kinds *kinds, const struct works *works,
                      uint16_t served, struct after *out)
{
    for (uint32_t line = 0; line < out->n_lines; line++) {
        const struct site *site = works->site_of[line] != NO_ROW ? &works->sites[works->site_of[line]] : NULL;
        uint16_t closed = site != NULL ? site->hopeless : 0;
        for (uint32_t i = 0; site != NULL && i < site->n_needs; i++) {
            const struct site_need *need = &works->needs[site->first_need + i];
            const struct work *work = &works->items[need->work];
            if (work_makes_ramp(&kinds->kinds[work->kind], work))
                closed |= (uint16_t)(need->users & ~served);
        }
        for (size_t p = 0; p < judged->plan->n_profiles; p++)
            if (closed >> p & 1)
                out->passable[p * out->n_lines + line] = PASSABLE_NO;
    }
}

rasif_status after_find(const struct judged *judged, const struct settings *settings, const struct work_kinds *kinds,
                        const struct remedies *remedies, struct works *works, struct after *out, rasif_error *err)
{
    const struct scene how = {.judged = judged, .kinds = kinds, .remedies = remedies};
    uint16_t served = 0;
    out->n_lines = judged->store->graph.n_lines;
    out->passable = malloc(judged->plan->n_profiles * out->n_lines + 1);
    rasif_status status = out->passable == NULL ? fail_memory(err) : judge_after(&how, settings, works, out, &served, err);
    if (status == RASIF_OK && find_harm(judged, works, out))
        status = judge_after(&how, settings, works, out, &served, err);
    if (status == RASIF_OK)
        close_for(judged, kinds, works, served, out);
    return status;
}

void after_free(struct after *after)
{
    free(after->passable);
    *after = (struct after){.n_lines = 0};
}
