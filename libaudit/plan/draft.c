/* SPDX-License-Identifier: MIT
 *
 * Proposed sidewalks, crossings and ramps: see draft.h. The order: carriageways; sidewalks beside them, cut; corners;
 * lines; crossings between these; ramps at the ends of crossings. */
#include "geo/line.h"
#include "plan/draft_parts.h"

#include <stdlib.h>
#include <string.h>

bool draft_add_point(struct draft *out, const double at[2])
{
    if (!array_reserve(&out->xy, &out->point_capacity, out->n_points + 1, 2 * sizeof *at))
        return false;
    memcpy(out->xy + 2 * out->n_points++, at, 2 * sizeof *at);
    return true;
}

/* A sidewalk with its tails as a line. */
static MUST bool add_line(struct draft_job *job, const struct sidewalk *p)
{
    struct draft *out = job->out;
    struct draft_line line = {.street = p->street, .side = p->side, .from_m = p->from_m, .to_m = p->to_m,
                              .first_point = (uint32_t)out->n_points};
    bool good = true;
    for (size_t i = p->n_tail[0]; good && i-- > 0;)
        good = draft_add_point(out, p->tail[0] + 2 * i);
    for (size_t i = 0; good && i < p->n_points; i++)
        good = draft_add_point(out, job->xy + 2 * ((size_t)p->first_point + i));
    for (size_t i = 0; good && i < p->n_tail[1]; i++)
        good = draft_add_point(out, p->tail[1] + 2 * i);
    if (!good)
        return false;
    line.n_points = (uint32_t)(out->n_points - line.first_point);
    line.length_m = line_length(draft_line_xy(out, &line), line.n_points);
    out->sidewalk_m += line.length_m;
    return PUSH(out->sidewalks, out->n_sidewalks, out->sidewalk_capacity, line);
}

static MUST bool add_lines(struct draft_job *job)
{
    bool good = true;
    for (size_t i = 0; good && i < job->n_sidewalks; i++)
        good = job->sidewalks[i].dropped || add_line(job, &job->sidewalks[i]);
    return good;
}

rasif_status draft_find(const struct store *store, const struct settings *settings, struct draft *out,
                        rasif_error *err)
{
    struct draft_job job = {.store = store, .settings = settings, .out = out};
    bool good = draft_streets(&job) && draft_sidewalks(&job) && draft_corners(&job) && add_lines(&job) &&
                draft_crossings(&job) && draft_ramps(&job);
    free(job.ways);
    grid_free(job.grid);
    grid_scratch_free(&job.scratch);
    free(job.sidewalks);
    free(job.xy);
    free(job.ends);
    return good ? RASIF_OK : fail_memory(err);
}

void draft_free(struct draft *draft)
{
    free(draft->sidewalks);
    free(draft->crossings);
    free(draft->ramps);
    free(draft->xy);
    *draft = (struct draft){.n_points = 0};
}
