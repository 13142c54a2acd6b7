/* SPDX-License-Identifier: MIT
 *
 * Linking (docs/scoring.md#a-crossing-is-a-chain and #streets): which sidewalk runs along which
 * side of which street and from where to where, which street a crossing crosses, which ramps serve
 * its ends. Works on the metric coordinates of the store; adds facts and evidence to it, changes no
 * element. */
#ifndef RASIF_LINK_LINK_H
#define RASIF_LINK_LINK_H

#include "base/order.h"
#include "table/settings.h"
#include "table/store.h"

struct grid;

/* Distances of docs/scoring.md#a-crossing-is-a-chain and #streets, in metres. */
#define LINK_JOIN_M 0.5       /* vertices this near are one                        */
#define LINK_SAMPLE_M 4.0     /* samples along a sidewalk                          */
#define LINK_CENTRE_M 1.0     /* nearer to the centreline the side is not known    */
#define LINK_CLOSE_M 40.0     /* consecutive samples are joined up to this jump    */
#define LINK_RAMP_M 5.0       /* ramp to crossing end                              */
#define LINK_ISLAND_M 2.0     /* kerbs of one island                               */
#define LINK_TOUCH_M 15.0     /* a street end a crossing touches, to its junction  */
#define LINK_OPPOSITE_M 40.0  /* the opposite carriageway of a one-way pair        */
#define LINK_NODE_M 1.0       /* a crossing point on a crossing line               */
#define LINK_SHARED_M 20.0    /* a ramp to the nearest of several crossings of its id */
#define LINK_MIDDLE_M 2.0     /* this near to a centre line is in the carriageway  */
#define LINK_REFUGE_M 15.0    /* an island drawn as a path is at most this long    */
#define LINK_REFUGE_KERB_M 1.0 /* and its kerbs lie this near to its ends          */

/* Adds the fields of reads.def: every run reads them, whatever its rules. */
void link_reads(struct wanted *out);
/* Takes out of scope what people may not walk on, or can't, on the day `as_of` ("YYYY-MM-DD"):
 * scope.c. Dates of valid_from and valid_to are ISO; a year or month alone covers all of it. */
void link_scope(struct store *store, const char *as_of);
/* Is a street of this class (0 = unknown) one for walkers? */
enum scope street_class_scope(unsigned class);
/* Sidewalks, footways, crossings and steps drawn twice become one element. RASIF_E_MEMORY. */
rasif_status link_twins(struct store *store, rasif_error *err);
/* Which streets are judged, which are the same line, where their junctions are. */
rasif_status link_streets(struct store *store, unsigned threads, rasif_error *err);
/* Where streets meet (called by link_streets). */
rasif_status link_meetings(struct store *store, unsigned threads, rasif_error *err);
/* Crossing points on crossing lines; streets crossed; ramps and islands; sidewalks at the ends. */
rasif_status link_crossings(struct store *store, const struct settings *settings, rasif_error *err);
/* Crossing points on crossing lines (called by link_crossings). */
rasif_status link_crossing_nodes(struct store *store, rasif_error *err);
/* Crossings drawn in parts (called by link_crossings, before anything is linked to them). `streets`:
 * grid of the streets that are linked to. */
rasif_status link_crossing_parts(struct store *store, const struct grid *streets, unsigned threads,
                                 rasif_error *err);
/* Values of all parts of a crossing, at its first part: the worse where they differ. */
rasif_status link_part_values(struct store *store, rasif_error *err);
/* Is the value of crossing `b` worse than that of crossing `a`? false where one has none, and for
 * fields whose values have no order. */
bool part_says_worse(const struct store *store, enum field_id field, size_t a, size_t b);
/* Is there a worse and a better among the values of this field? */
bool part_has_worse(enum field_id field);
/* Sidewalks, footways and steps along streets; then the pieces of every side. */
rasif_status link_cover(struct store *store, const struct settings *settings, rasif_error *err);
/* Cuts the sides of every street into pieces from the links found (called by link_cover). */
rasif_status link_pieces(struct store *store, const struct settings *settings, rasif_error *err);
/* Streets cut where they meet: store.segments.{stretches, first_stretch} (called by link_streets). */
rasif_status link_stretches(struct store *store, unsigned threads, rasif_error *err);
/* Streets cut where they meet and put together where they go on; after link_crossings and
 * link_pieces. Out: store.segments but for hash and twin. */
rasif_status link_segments(struct store *store, unsigned threads, rasif_error *err);
struct geo_run;
/* Lasting ids of the segments: of their place. */
rasif_status link_segment_ids(struct store *store, const struct geo_run *geo, unsigned threads,
                              rasif_error *err);
/* The line of a segment in metres, in its direction. Heap, 2 * *n; NULL = no memory. */
double *segment_line(const struct store *store, size_t segment, size_t *n);
/* All of them as rows of shapes. `*out` may be anything; free it in any case. */
MUST bool segment_shapes(const struct store *store, struct shapes *out);
void segment_shapes_free(struct shapes *shapes);
/* The stretch of a street at `at_m` (its own row, no twin's). */
uint32_t stretch_at(const struct store *store, size_t street, double at_m);
/* Is a crossing due on the segment (F_crossing_expected)? The strictest of its parts: YES_NO_YES, 0
 * where that is unknown, YES_NO_NO. */
unsigned segment_crossing_expected(const struct store *store, size_t segment);
/* Has it a crossing, or one that ends where it ends? */
bool segment_is_crossed(const struct store *store, size_t segment);
/* Do the data forbid to cross it, at some place of it? */
bool segment_may_not_be_crossed(const struct store *store, size_t segment);
/* Fills store.main_stretch, other_stretches and streets.sidewalk_offset_m from the links (called by
 * link_pieces). */
MUST bool link_main_stretches(struct store *store);
/* Does what runs along a street (a link of that kind) belong to one of its stretches: along more than a
 * step of samples, or along none farther? */
bool link_on_stretch(const struct store *store, const struct link *link, uint32_t stretch);
/* Lengths and scope of sidewalks that streets imply (called by link_pieces). */
MUST bool link_implied(struct store *store);

/* ---- shared by the files of this folder ---- */

/* A row's line as one path: positions run over all parts, gaps between parts have no length. */
struct path {
    const double *xy;
    const uint32_t *point; /* [n_parts + 1], numbers of points in xy */
    size_t n_parts;
    double length_m;
    const double *mile_m; /* milestones (geo/line.h); NULL = none */
};
struct path path_of(const struct elements *elements, size_t row);
/* A crossing, all of its parts where it is drawn in several: of the row that stands for it. */
struct path crossing_path(const struct store *store, size_t row);
/* Point and unit direction `at` metres along the path. */
void path_at(const struct path *path, double at, double point[2], double direction[2]);
struct foot;
/* Nearest foot on the path; at_m over all parts. */
void path_foot(const struct path *path, double x, double y, struct foot *out);
/* First and last point. */
const double *path_start(const struct path *path);
const double *path_end(const struct path *path);
/* Position of vertex number `vertex` (relative to the path's first point). */
double path_vertex_m(const struct path *path, size_t vertex);

/* OSM's layer; a bridge or tunnel without one is a level of its own. */
int8_t element_level(const struct elements *elements, size_t row);

/* A street that samples and crossings may link to: in scope, first of its equals, with sides. */
static inline bool street_links(const struct store *store, size_t row)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    return streets->scope[row] == SCOPE_YES && store->streets.same_as[row] == row &&
           !store->streets.is_own_element[row];
}
/* Ends of streets: 2 * street for the first vertex, 2 * street + 1 for the last. The end of the street
 * that this one goes on as past a plain joint (two ends and nothing else, one name): one street in two
 * features. NO_ROW = it goes on as none that links. */
static inline uint32_t street_goes_on(const struct store *store, uint32_t end)
{
    store_use(store, PART_surroundings);
    const uint32_t *joint = store->streets.joint;
    uint32_t next = joint != NULL ? joint[end] : NO_ROW;
    return next != NO_ROW && joint[next] == end && street_links(store, next / 2) ? next : NO_ROW;
}
/* The sidewalk that the street's own columns imply on this side; NO_ROW = none. */
static inline uint32_t street_implied(const struct store *store, size_t row, uint8_t side)
{
    return store->streets.implied != NULL ? store->streets.implied[2 * row + (side == SIDE_RIGHT)]
                                          : NO_ROW;
}
/* Appends a link, unless links.skip_evidence and it is evidence only. */
MUST bool link_add(struct store *store, struct link link, struct link_evidence evidence);

/* Rows of `elements` by the text of `field` (the key). Arena memory. */
struct id_index {
    struct keyed *items; /* sorted */
    size_t n;
};
rasif_status id_index_new(const struct elements *elements, enum field_id field, unsigned threads,
                          struct arena *arena, struct id_index *out, rasif_error *err);
/* Place in items of the first row with this text; of text 0, and when there is none, a place that
 * holds another text or n. */
size_t id_index_first(const struct id_index *index, uint32_t text);
/* The first row with this text, NO_ROW when there is none (or text 0). */
uint32_t id_index_find(const struct id_index *index, uint32_t text);

#endif
