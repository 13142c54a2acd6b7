/* SPDX-License-Identifier: MIT
 *
 * What joined parts hold: see reached.h. A street counts by its segments, from junction to junction: one does
 * along which a joined line runs longest. Cost: one pass over the lines for each user, and a search through
 * the names of areas for each line. */
#include "plan/reached.h"

#include "link/link.h"

#include <stdlib.h>

/* The area of a row; SIZE_MAX = none. Names are those of the areas, so that pointers are compared. */
static size_t area_of(const struct plan_areas *areas, enum role role, uint32_t row)
{
    const char *name = areas->n > 0 && areas->inside[role] != NULL ? areas->inside[role][row] : NULL;
    for (size_t i = 0; name != NULL && i < areas->n; i++)
        if (areas->names[i] == name)
            return i;
    return SIZE_MAX;
}

/* The segment along which a row runs longest; NO_ROW = none. */
static uint32_t segment_of(const struct store *store, enum role role, uint32_t row)
{
    const uint32_t *along = store->main_stretch[role];
    if (along == NULL || along[row] == NO_ROW)
        return NO_ROW;
    return store->segments.stretches[along[row]].segment;
}

static void add_area(const struct reach_question *q, enum role role, uint32_t row, double length_m, double *area_m)
{
    size_t area = area_m != NULL ? area_of(q->areas, role, row) : SIZE_MAX;
    if (area != SIZE_MAX)
        area_m[area] += length_m;
}

static void add_segment(const struct people *people, uint32_t segment, uint8_t *seen, struct reached *out)
{
    if (seen[segment])
        return;
    seen[segment] = 1;
    out->segments++;
    out->people += people->of_segment != NULL ? people->of_segment[segment] : 0;
}

/* Lines of one user that are in marked parts. */
static void add_lines(const struct reach_question *q, const uint32_t *part, const uint8_t *marks, uint8_t *seen,
                      struct reached *out)
{
    const struct store *store = q->judged->store;
    const struct graph *graph = &store->graph;
    for (uint32_t line = 0; line < graph->n_lines; line++) {
        enum role role = (enum role)graph->role[line];
        if (part[line] == NO_PART || !marks[part[line]])
            continue;
        uint32_t segment = segment_of(store, role, graph->row[line]);
        if (segment != NO_ROW)
            add_segment(q->people, segment, seen, out);
        add_area(q, role, graph->row[line], (double)q->line_m[line], out->area_m);
    }
    for (size_t i = 0; i < q->lines->n; i++) {
        const struct new_line *line = &q->lines->items[i];
        uint32_t own = part[graph->n_lines + i];
        if (own == NO_PART || !marks[own])
            continue;
        add_area(q, ROLE_STREET, line->street, line->length_m, out->area_m);
        if (line->role == ROLE_SIDEWALK)
            add_segment(q->people, store->segments.stretches[stretch_at(store, line->street, line->street_m)].segment, seen, out);
    }
}

rasif_status reached_find(const struct reach_question *q, const struct contracted *contracted, size_t profile,
                          const uint8_t *marks, struct reached *out, rasif_error *err)
{
    const uint32_t *part = contracted->line_part + profile * contracted->n_lines;
    const struct destinations *destinations = &q->network->reach.destinations;
    uint8_t *seen = calloc(q->judged->store->segments.n + 1, 1);
    if (q->areas->n > 0)
        out->area_m = calloc(q->areas->n, sizeof *out->area_m);
    bool good = seen != NULL && (q->areas->n == 0 || out->area_m != NULL);
    if (good)
        add_lines(q, part, marks, seen, out);
    for (size_t i = 0; i < destinations->n && good; i++) {
        uint32_t own = part[destinations->items[i].line];
        out->destinations += own != NO_PART && marks[own];
    }
    free(seen);
    return good ? RASIF_OK : fail_memory(err);
}

double *areas_length(const struct reach_question *q)
{
    const struct graph *graph = &q->judged->store->graph;
    double *length_m = calloc(q->areas->n + 1, sizeof *length_m);
    for (uint32_t line = 0; line < graph->n_lines && length_m != NULL; line++)
        add_area(q, (enum role)graph->role[line], graph->row[line], (double)q->line_m[line], length_m);
    return length_m;
}
