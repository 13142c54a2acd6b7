/* SPDX-License-Identifier: MIT
 *
 * The scene of done works: see scene.h. In: a scored run, works. The columns that works change are
 * copied and changed in the copies; scores of elements and chains of crossings then come from the
 * same functions as the audit's. What the works do not touch stays as it is.
 *
 * A kerb that gets a ramp counts as level: what the new ramp itself is worth stands beside it.
 * Cost: that of judging once more. */
#include "plan/scene.h"

#include "measure/measure.h"
#include "rule/slice.h"

#include <stdlib.h>
#include <string.h>

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
    if (!remedy_of_work(s->base.judged, s->base.remedies, &s->base.kinds->kinds[work->kind], work,
                        field, &remedy))
        return;
    struct column *column =
        s->copied[work->role][field] ? e->columns[field] : copy_column(s, e, field);
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

/* Nothing stands on the line any more. What a surveyor remarked stays until somebody looks again.
 */
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
        if (s->done[i] && work->role == role && work_clears(&s->base.kinds->kinds[work->kind]))
            marked[work->row] = 1;
    }
    return marked;
}

/* Every line on which something stood that is taken away: what is left there stops no one, or the
 * line has no other help. */
static void clear_lines(struct scene *s, const struct works *works)
{
    const struct barriers *barriers = &s->base.judged->store->barriers;
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

/* The worst of what the standard says of the only row of a slice. */
static rasif_outcome outcome_of(const struct slice *slice)
{
    rasif_outcome worst = RASIF_NOT_APPLICABLE;
    for (size_t k = 0; k < slice->plan->asked->n_rules; k++) {
        struct verdicts verdicts = slice_rule(slice, k);
        rasif_outcome outcome = verdicts_of(&verdicts, 0);
        worst = outcome > worst ? outcome : worst;
    }
    return worst;
}

/* Judges a ramp that is made as well as the standard and all users ask. */
static void judge_new_ramp(struct scene *s)
{
    const struct plan *plan = s->base.judged->plan;
    struct slice_plan slices;
    struct values values;
    struct score scores[SLICE_ROWS];
    rowset blocks[MOST_RULES];
    rasif_error err = {0};
    const struct work_kind *kind =
        work_kind_of(s->base.kinds, ELEMENT_CROSSING, F_ends_without_ramp);
    const struct work work = {.role = ROLE_CROSSING, .place = PLACE_START};
    values_clear(&values);
    for (int f = 0; f < FIELD_COUNT && kind != NULL; f++) {
        struct remedy remedy;
        if (!remedy_of_work(s->base.judged, s->base.remedies, kind, &work, (enum field_id)f,
                            &remedy))
            continue;
        values.real[f] = remedy.real;
        values.mask[f] = remedy.mask;
    }
    s->failed = s->failed || slice_plan_build(plan, &plan->elements[ELEMENT_RAMP], &s->store.arena,
                                              &slices, &err) != RASIF_OK;
    struct slice *slice = s->failed ? NULL : slice_new(&slices, NULL);
    s->failed = s->failed || slice == NULL;
    if (slice != NULL) {
        slice_put(slice, &values);
        slice_judge(slice);
        s->ramp.outcome = outcome_of(slice);
        for (size_t p = 0; p < plan->n_profiles; p++) {
            slice_score(slice, p, scores, blocks);
            s->ramp.scores[p] = scores[0];
        }
    }
    slice_free(slice);
}

/* Of place `i` of all crossings. */
static void level(struct scene *s, struct crossing_place *places, size_t i)
{
    places[i].state = END_LEVEL;
    places[i].open = 0;
    s->new_ramp[i] = 1;
}

/* Kerbs that become ramps: [ramps] 1; NULL = no memory. */
static uint8_t *mark_kerbs(const struct scene *s, const struct works *works)
{
    uint8_t *marked = calloc(s->store.tables[ROLE_RAMP].n + 1, 1);
    for (size_t i = 0; marked != NULL && i < works->n_mending; i++) {
        const struct work *work = &works->items[i];
        if (s->done[i] && work->place == NO_PLACE &&
            work_makes_ramp(&s->base.kinds->kinds[work->kind], work))
            marked[work->row] = 1;
    }
    return marked;
}

/* Kerbs with a work become level. */
static void level_kerbs(struct scene *s, const struct works *works)
{
    struct crossing_facts *facts = &s->store.crossings;
    size_t n =
        facts->first_place != NULL ? facts->first_place[s->store.tables[ROLE_CROSSING].n] : 0;
    struct crossing_place *places = ARENA_ARRAY(&s->store.arena, n + 1, struct crossing_place);
    uint8_t *marked = mark_kerbs(s, works);
    s->new_ramp = calloc(n + 1, 1);
    s->failed = s->failed || places == NULL || marked == NULL || s->new_ramp == NULL;
    if (!s->failed) {
        if (n > 0)
            memcpy(places, facts->places, n * sizeof *places);
        facts->places = places;
    }
    for (size_t i = 0; i < works->n_mending && !s->failed; i++)
        if (s->done[i] && works->items[i].place != NO_PLACE)
            level(s, places, facts->first_place[works->items[i].row] + works->items[i].place);
    for (size_t i = 0; i < n && !s->failed; i++)
        for (uint32_t k = 0; k < places[i].n_ramps && places[i].state == END_ABSENT; k++)
            if (marked[facts->ramps[places[i].first_ramp + k]])
                level(s, places, i);
    free(marked);
}

/* ---- measures that follow ------------------------------------------------------------------- */

/* The column of crossings that is measured again, in the scene's own memory and empty; NULL: no
 * table has it, or no memory (`failed`). */
static struct column *column_anew(struct scene *s, enum field_id field)
{
    struct elements *e = &s->store.tables[ROLE_CROSSING];
    if (e->columns[field] == NULL)
        return NULL;
    struct column *column =
        s->copied[ROLE_CROSSING][field] ? e->columns[field] : copy_column(s, e, field);
    for (size_t row = 0; row < e->n && column != NULL; row++)
        column_set_real(column, row, NAN);
    return column;
}

/* The stages of crossings, which a refuge makes shorter, and their ends without a ramp. Other
 * measures that follow from works keep their old values: the promise is then less than what the
 * next audit finds. */
static rasif_status measure_anew(struct scene *s, rasif_error *err)
{
    const struct settings *settings = s->base.settings;
    if (column_anew(s, F_crossing_stage_m) != NULL)
        TRY(measure_crossing_stage(&s->store, settings, ROLE_CROSSING, F_crossing_stage_m, err));
    if (column_anew(s, F_ends_without_ramp) != NULL)
        TRY(measure_ends_without_ramp(&s->store, settings, ROLE_CROSSING, F_ends_without_ramp,
                                      err));
    return s->failed ? fail_memory(err) : RASIF_OK;
}

/* ---- verdicts ------------------------------------------------------------------------------- */

static rasif_status judge(struct scene *s, rasif_error *err)
{
    const struct plan *plan = s->base.judged->plan;
    TRY(measure_anew(s, err));
    TRY(score_elements(&s->store, plan, s->base.settings, &s->store.arena, &s->results, err));
    return score_chains(&s->store, plan, s->base.settings, &s->results, err);
}

void scene_free(struct scene *s)
{
    if (s == NULL)
        return;
    for (int r = 0; r < ROLE_COUNT; r++)
        for (int f = 0; f < FIELD_COUNT; f++)
            if (s->copied[r][f])
                elements_drop(&s->store.tables[r], (enum field_id)f);
    free(s->results.findings);
    free(s->new_ramp);
    arena_free(&s->store.arena);
    free(s);
}

/* Puts right what the works that are done mend. */
static void build(struct scene *s, const struct works *works)
{
    s->store = *s->base.judged->store;
    s->store.arena = (struct arena){0};
    for (size_t i = 0; i < works->n_mending && !s->failed; i++) {
        const struct work *work = &works->items[i];
        const struct work_kind *kind = &s->base.kinds->kinds[work->kind];
        if (!s->done[i] || work_makes_ramp(kind, work) || work_clears(kind))
            continue;
        for (size_t k = 0; k < kind->n_mends; k++)
            mend(s, work, kind->mends[k]);
        for (size_t k = 0; k < kind->n_also; k++)
            mend(s, work, kind->also[k]);
    }
    clear_lines(s, works);
    level_kerbs(s, works);
}

rasif_status scene_judge(const struct scene_base *base, const struct works *works,
                         const uint8_t *done, struct scene **out, rasif_error *err)
{
    struct scene *s = calloc(1, sizeof *s);
    if (s == NULL)
        return fail_memory(err);
    s->base = *base;
    s->done = done;
    build(s, works);
    judge_new_ramp(s);
    rasif_status status = s->failed ? fail_memory(err) : judge(s, err);
    if (status != RASIF_OK) {
        scene_free(s);
        return status;
    }
    *out = s;
    return RASIF_OK;
}
