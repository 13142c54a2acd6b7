/* SPDX-License-Identifier: MIT
 *
 * The state after works: see after.h. In: a scored run, works. Out: verdicts of the scene in which all works
 * are done (scene.c), for the users whom new kerb ramps serve. */
#include "plan/after.h"

#include <stdlib.h>
#include <string.h>

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
static void blame(struct works *works, enum role role, uint32_t row, size_t profile)
{
    for (size_t i = first_work(works, role, row); i < works->n_mending && works->items[i].role == role && works->items[i].row == row; i++)
        works->items[i].harms |= (uint16_t)(1u << profile);
}

/* The same for a row of crossings: its own works, and those of the ramps at its places. */
static void blame_crossing(const struct store *store, struct works *works, uint32_t row, size_t profile)
{
    const struct crossing_facts *facts = &store->crossings;
    blame(works, ROLE_CROSSING, row, profile);
    for (uint32_t p = facts->first_place[row]; p < facts->first_place[row + 1]; p++)
        for (uint32_t i = facts->places[p].first_ramp; i < facts->places[p].first_ramp + facts->places[p].n_ramps; i++)
            blame(works, ROLE_RAMP, facts->ramps[i], profile);
}

/* The same for a line; a crossing in parts is one. */
static void blame_line(const struct judged *judged, struct works *works, uint32_t line, size_t profile)
{
    const struct store *store = judged->store;
    uint32_t row = store->graph.row[line];
    if (store->graph.role[line] != ROLE_CROSSING) {
        blame(works, (enum role)store->graph.role[line], row, profile);
        return;
    }
    const struct crossing_line *parts = crossing_line_of(store, crossing_first(store, row));
    for (uint32_t i = 0; i < (parts != NULL ? parts->n_parts : 1); i++)
        blame_crossing(store, works, parts != NULL ? store->crossings.parts[parts->first_part + i] : row, profile);
}

/* Works that stop a user where that user can pass now get the user's bit. */
static void find_harm(const struct judged *judged, struct works *works, const struct after *after)
{
    for (size_t p = 0; p < judged->plan->n_profiles; p++)
        for (uint32_t line = 0; line < after->n_lines; line++)
            if (after_passable(after, p, line) < network_passable(judged->store, judged->results, p, line))
                blame_line(judged, works, line, p);
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

/* Users whom a new ramp serves, as bits. */
static uint16_t served_by(const struct scene_ramp *ramp, size_t n_profiles)
{
    uint16_t users = 0;
    for (size_t p = 0; p < n_profiles; p++)
        users |= (uint16_t)((ramp->scores[p].passable >= PASSABLE_UNKNOWN || ramp->scores[p].passable == PASSABLE_NONE) << p);
    return users;
}

/* Judges once: `out` gets the state with the works done. *served: users whom a new ramp serves. */
static rasif_status judge_after(const struct scene_base *base, const struct works *works, const uint8_t *done,
                                struct after *out, uint16_t *served, rasif_error *err)
{
    struct scene *scene;
    const size_t n = base->judged->plan->n_profiles;
    TRY(scene_judge(base, works, done, &scene, err));
    *served = served_by(&scene->ramp, n);
    for (size_t p = 0; p < n; p++)
        for (uint32_t line = 0; line < out->n_lines; line++)
            out->passable[p * out->n_lines + line] = (uint8_t)network_passable(&scene->store, &scene->results, p, line);
    scene_free(scene);
    return RASIF_OK;
}

/* Leaves out works that harm someone, and those that no user needs. Was one of them done? */
static bool leave_out(const struct works *works, uint8_t *done)
{
    bool any = false;
    for (size_t i = 0; i < works->n_mending; i++) {
        bool stays = works->items[i].harms == 0 && works->items[i].users != 0;
        any = any || (done[i] && !stays);
        done[i] = done[i] && stays;
    }
    return any;
}

rasif_status after_find(const struct scene_base *base, struct works *works, struct after *out, rasif_error *err)
{
    const struct judged *judged = base->judged;
    uint16_t served = 0;
    bool again = false;
    out->n_lines = judged->store->graph.n_lines;
    out->passable = malloc(judged->plan->n_profiles * out->n_lines + 1);
    uint8_t *done = malloc(works->n_mending + 1);
    rasif_status status = out->passable == NULL || done == NULL ? fail_memory(err) : RASIF_OK;
    if (status == RASIF_OK) {
        memset(done, 1, works->n_mending);
        status = judge_after(base, works, done, out, &served, err);
    }
    if (status == RASIF_OK) {
        find_harm(judged, works, out);
        again = leave_out(works, done);
    }
    if (again)
        status = judge_after(base, works, done, out, &served, err);
    if (status == RASIF_OK)
        close_for(judged, base->kinds, works, served, out);
    free(done);
    return status;
}

void after_free(struct after *after)
{
    free(after->passable);
    *after = (struct after){.n_lines = 0};
}
