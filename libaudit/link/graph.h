/* SPDX-License-Identifier: MIT
 *
 * The walking network as a graph (docs/network.md): what is walked on, joined where it truly meets.
 *
 * A *line* is one part of a sidewalk, footway, crossing, flight of steps or street that is its own
 * element, all in scope. A *stop* is a place on a line where a *node* lies: both its ends, and
 * every place between them where something else ends on it. Several stops share a node: there one
 * can go over from one line to another. Between neighbouring stops of a line runs an edge; its
 * length is the difference of their positions. A person who goes from A to B along lines 3 and 7
 * passes
 *
 *     line 3:  stop 6 (A) ---- stop 7 (node 12)
 *     line 7:                  stop 15 (node 12) ---- stop 16 (B)
 *
 * Positions are metres along the line from its first vertex. Where a line is joined over a short
 * way that is not drawn (a crossing to the sidewalk behind its kerb, two sidewalks around a
 * corner), that way belongs to the line: its first stop then lies before 0 or its last beyond its
 * length.
 *
 * Kerb ramps have no length: they are part of the crossing they serve (store.crossings).
 * Deterministic: lines by role, row and part; stops by position; nodes by their first stop. */
#ifndef RASIF_LINK_GRAPH_H
#define RASIF_LINK_GRAPH_H

#include "base/arena.h"
#include "table/settings.h"
#include "table/store.h"

/* Builds store.graph from the elements in scope and what linking knows of crossings and junctions
 * (after link_crossings); adds the evidence of crossing ends to store.links. RASIF_E_MEMORY. */
rasif_status link_graph(struct store *store, const struct settings *settings, rasif_error *err);

/* The roles whose elements are lines of the network, in the order of lines. */
#define GRAPH_ROLES 5
extern const enum role graph_roles[GRAPH_ROLES];

/* Lines of a row: [*first, return value). None: out of scope, no line geometry, another role. */
uint32_t graph_lines(const struct graph *graph, enum role role, size_t row, uint32_t *first);
/* Which part of its row a line is: number in the shapes of its table. */
uint32_t graph_line_part(const struct store *store, uint32_t line);
/* Points of a line, interleaved x, y in metres; *n of them. */
const double *graph_line_xy(const struct store *store, uint32_t line, size_t *n);
/* Is the stop the first of its line? */
static inline bool graph_stop_begins(const struct graph *graph, uint32_t stop)
{
    return graph->stop_lines[stop / 64].firsts >> stop % 64 & 1;
}
/* The line of a stop: as many as begin up to it, less one. A bit per stop stays in the processor's
 * caches, where a number per stop would not. */
static inline uint32_t graph_stop_line(const struct graph *graph, uint32_t stop)
{
    const struct stop_lines *lines = &graph->stop_lines[stop / 64];
    uint64_t up_to = lines->firsts << (63 - stop % 64);
    return lines->before + (uint32_t)__builtin_popcountll(up_to) - 1;
}
/* Length of a line with what joins it. */
static inline double graph_line_m(const struct graph *graph, uint32_t line)
{
    return (double)graph->stop_m[graph->first_stop[line + 1] - 1] -
           (double)graph->stop_m[graph->first_stop[line]];
}

/* ---- shared by graph*.c ---- */

/* A stop that is not an end: `line` is met at `at_m` by what has number `id`, which is a tip (2 *
 * line + 1 for its last vertex, 2 * line for its first) or, from 2 * n_lines on, a shared vertex.
 */
struct graph_stop {
    uint32_t line, id;
    float at_m;
};

struct graph_build {
    struct store *store;
    const struct settings *settings;
    struct shapes flat; /* row = line, one part each: the geometry of all lines           */
    struct grid *grid;  /* over flat                                                      */
    uint8_t *is_ring;   /* [n_lines] the exterior of an area                              */
    float *length_m;    /* [n_lines]                                                      */
    double *mile_m;     /* of flat's points: see geo/line.h                               */
    uint32_t *joined;   /* ids (tips, then shared vertices) that are one node, see base/union_find.h */
    size_t n_ids, ids_capacity;
    uint8_t *touched;         /* per tip: it meets something else than a crossing               */
    float *beyond_m;          /* per tip: way not drawn between the tip and its node            */
    struct graph_stop *stops; /* between the ends                                             */
    size_t n_stops, stop_capacity;
};

static inline const double *graph_tip(const struct graph_build *b, uint32_t tip)
{
    const uint32_t *point = b->flat.point + tip / 2;
    return b->flat.xy + 2 * (size_t)(tip % 2 == 0 ? point[0] : point[1] - 1);
}
/* Position along its line of a point of the segment that begins at point `point` of flat.xy. */
double graph_position(const struct graph_build *b, uint32_t line, uint32_t point, double x,
                      double y);

/* One more id, joined with nothing yet; one more stop. Not thread-safe. */
static MUST inline bool graph_new_id(struct graph_build *b, uint32_t *id)
{
    *id = (uint32_t)b->n_ids;
    return PUSH(b->joined, b->n_ids, b->ids_capacity, *id);
}

static inline bool graph_add_stop(struct graph_build *b, uint32_t line, uint32_t id, float at_m)
{
    struct graph_stop stop = {line, id, at_m};
    return PUSH(b->stops, b->n_stops, b->stop_capacity, stop);
}
/* Steps lead from one level to another, and a crossing lies where the street does: both join any.
 */
bool graph_levels_meet(const struct graph_build *b, uint32_t a, uint32_t c);

/* Ends that meet ends or lines (graph_contacts.c). */
MUST bool graph_contacts(struct graph_build *b);
/* Vertices that lines share (graph_shared.c). */
MUST bool graph_shared(struct graph_build *b);
/* Crossing ends to the sidewalks behind them; evidence (graph_joins.c). */
MUST bool graph_crossing_ends(struct graph_build *b);
/* Sidewalks around the corners of junctions (graph_corners.c). */
MUST bool graph_corners(struct graph_build *b);
/* Stops and nodes of store.graph, from what was found (graph_stops.c). */
MUST bool graph_stops(struct graph_build *b);

#endif
