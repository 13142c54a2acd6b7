/* SPDX-License-Identifier: MIT
 *
 * Where lines of the network meet as drawn: ends that meet ends, and ends that meet the middle of
 * another line on the same level. Vertices between ends that two lines share are in
 * graph_shared.c. In: struct graph_build with lines. Out: joined ids, stops.
 *
 * Algorithm: each end (of an area each vertex, because an area has no ends) queries a grid of all
 * lines for segments within the snap distance. Of one other line the nearest contact counts: an
 * end if one is near enough, else a place on the line, which becomes a stop.
 *
 * Cost: one grid query per end. Ends are joined at once, since union-find gives the same sets in
 * any order; stops are numbered chunk by chunk, in order. */
#include "link/graph.h"

#include "base/union_find.h"
#include "base/parallel.h"
#include "geo/grid.h"
#include "geo/line.h"
#include "link/link.h"

#include <stdlib.h>

/* A vertex of ring `from` at `from_m` meets `line`: its tip `to_tip`, or its middle at `at_m`
 * (to_tip NO_ROW). The vertex becomes a stop because something is there, and is numbered then. */
struct contact {
    uint32_t from, line, to_tip;
    float from_m, at_m;
};
/* What a chunk of lines found; ends that meet ends are joined at once. */
struct contacts {
    struct contact *rings;
    size_t n_rings, ring_capacity;
    struct graph_stop *stops;
    size_t n_stops, stop_capacity;
    bool failed;
};

/* A place on a line that looks for others. */
struct probe {
    struct graph_build *b;
    const double *xy;
    uint32_t line, id; /* id NO_ROW = a vertex of a ring */
    float at_m;
    struct contacts *out;
    uint32_t other; /* line that the reported segments belong to; NO_ROW = none yet */
    float nearest_m, other_m;
};

bool graph_levels_meet(const struct graph_build *b, uint32_t a, uint32_t c)
{
    const struct graph *graph = &b->store->graph;
    enum role left = (enum role)graph->role[a], right = (enum role)graph->role[c];
    if (left == ROLE_STEPS || left == ROLE_CROSSING || right == ROLE_STEPS ||
        right == ROLE_CROSSING)
        return true;
    return element_level(&b->store->tables[left], graph->row[a]) ==
           element_level(&b->store->tables[right], graph->row[c]);
}

/* Distance from the probe to an end of a line. */
static double distance_to_tip(const struct probe *probe, uint32_t tip)
{
    const double *at = graph_tip(probe->b, tip);
    return hypot(at[0] - probe->xy[0], at[1] - probe->xy[1]);
}

/* May be called by several threads, each with its own `out`. */
static MUST bool take(struct graph_build *b, struct contacts *out, uint32_t id,
                      const struct contact *contact)
{
    if (id == NO_ROW)
        return PUSH(out->rings, out->n_rings, out->ring_capacity, *contact);
    if (contact->line != contact->from && b->store->graph.role[contact->line] != ROLE_CROSSING)
        b->touched[id] = 1; /* this end belongs to one line */
    if (contact->to_tip != NO_ROW) {
        union_join(b->joined, id, contact->to_tip);
        return true;
    }
    struct graph_stop stop = {contact->line, id, contact->at_m};
    return PUSH(out->stops, out->n_stops, out->stop_capacity, stop);
}

/* Settles what the segments of one other line came to. Ends are joined whatever their levels: where
 * a bridge begins, both ends are the same place. */
static void end_other(struct probe *probe)
{
    struct graph_build *b = probe->b;
    uint32_t other = probe->other;
    if (other == NO_ROW)
        return;
    struct contact contact = {probe->line, other, NO_ROW, probe->at_m, probe->other_m};
    bool tips = probe->id != NO_ROW || other != probe->line;
    double near[2] = {distance_to_tip(probe, 2 * other), distance_to_tip(probe, 2 * other + 1)};
    for (uint32_t k = 0; k < 2 && tips; k++)
        if (near[k] <= b->settings->snap_m && 2 * other + k != probe->id &&
            (contact.to_tip == NO_ROW || near[1] < near[0]))
            contact.to_tip = 2 * other + k;
    if (contact.to_tip == NO_ROW && !graph_levels_meet(b, probe->line, other))
        return;
    if (!take(b, probe->out, probe->id, &contact))
        probe->out->failed = true;
}

/* Keeps the nearest place of the segments of one line; the grid reports them one after the
 * other. */
static bool try_segment(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct probe *probe = user;
    struct foot foot;
    segment_foot(a, b, probe->xy[0], probe->xy[1], &foot);
    double snap = probe->b->settings->snap_m;
    if (foot.distance_m > snap)
        return true;
    float at_m = (float)graph_position(probe->b, item.row, item.point, foot.x, foot.y);
    if (item.row == probe->line && fabsf(at_m - probe->at_m) <= 4 * snap + 1e-3)
        return true; /* the line beside its own end */
    if (item.row != probe->other) {
        end_other(probe);
        probe->other = item.row;
        probe->nearest_m = INFINITY;
    }
    if (foot.distance_m < probe->nearest_m) {
        probe->nearest_m = (float)foot.distance_m;
        probe->other_m = at_m;
    }
    return true;
}

/* All contacts of one end, or of one vertex of a ring. */
static void look_around(struct probe probe, struct grid_scratch *scratch)
{
    double snap = probe.b->settings->snap_m;
    double box[4] = {probe.xy[0] - snap, probe.xy[1] - snap, probe.xy[0] + snap,
                     probe.xy[1] + snap};
    probe.other = NO_ROW;
    grid_query(probe.b->grid, box, scratch, try_segment, &probe);
    end_other(&probe);
}

struct contact_job {
    struct graph_build *b;
    struct contacts *chunks;
};

/* Both ends of a line; all vertices of a ring, for an area has no ends. */
static void probe_lines(void *user, size_t chunk, size_t first, size_t last)
{
    const struct contact_job *job = user;
    struct graph_build *b = job->b;
    struct grid_scratch scratch = {0};
    for (size_t line = first; line < last; line++) {
        struct probe probe = {.b = b, .line = (uint32_t)line, .out = &job->chunks[chunk]};
        const double *xy = graph_tip(b, 2 * probe.line);
        size_t n = b->flat.point[line + 1] - b->flat.point[line];
        for (uint32_t k = 0; k < 2; k++) {
            probe.id = 2 * probe.line + k;
            probe.xy = graph_tip(b, probe.id);
            probe.at_m = k == 0 ? 0 : b->length_m[line];
            look_around(probe, &scratch);
        }
        double at = 0;
        for (size_t i = 1; b->is_ring[line] && i + 1 < n; i++) {
            at += hypot(xy[2 * i] - xy[2 * i - 2], xy[2 * i + 1] - xy[2 * i - 1]);
            probe.id = NO_ROW;
            probe.xy = xy + 2 * i;
            probe.at_m = (float)at;
            look_around(probe, &scratch);
        }
    }
    grid_scratch_free(&scratch);
}

/* Rings in order, for their numbers are handed out one by one. */
static bool take_rings(struct graph_build *b, const struct contacts *found)
{
    bool good = true;
    for (size_t i = 0; i < found->n_rings && good; i++) {
        const struct contact *contact = &found->rings[i];
        uint32_t id;
        good = graph_new_id(b, &id) && graph_add_stop(b, contact->from, id, contact->from_m) &&
               (contact->to_tip != NO_ROW || graph_add_stop(b, contact->line, id, contact->at_m));
        if (good && contact->to_tip != NO_ROW)
            union_join(b->joined, id, contact->to_tip);
    }
    return good;
}

/* Chunks in order, so the result is the same for any number of threads. */
static bool gather(struct graph_build *b, const struct contacts *chunks, size_t n)
{
    size_t stops = b->n_stops;
    bool good = true;
    for (size_t c = 0; c < n; c++) {
        good = good && !chunks[c].failed;
        stops += chunks[c].n_stops;
    }
    good = good && array_reserve(&b->stops, &b->stop_capacity, stops, sizeof *b->stops);
    for (size_t c = 0; c < n && good; c++) {
        for (size_t i = 0; i < chunks[c].n_stops; i++)
            b->stops[b->n_stops++] = chunks[c].stops[i];
        good = take_rings(b, &chunks[c]);
    }
    return good;
}

/* Searches chunks of lines on all threads; frees what they found in any case. */
static bool meet_ends(struct graph_build *b)
{
    size_t n = b->store->graph.n_lines, chunks = parallel_chunks(n);
    struct contact_job job = {b, calloc(chunks + 1, sizeof *job.chunks)};
    if (job.chunks == NULL)
        return false;
    parallel_rows(b->settings->threads, n, probe_lines, &job);
    bool good = gather(b, job.chunks, chunks);
    for (size_t c = 0; c < chunks; c++) {
        free(job.chunks[c].rings);
        free(job.chunks[c].stops);
    }
    free(job.chunks);
    return good;
}

bool graph_contacts(struct graph_build *b)
{
    return meet_ends(b);
}
