/* SPDX-License-Identifier: MIT
 *
 * All tables of a run. Stages talk only through this: each adds columns or adds a table. */
#ifndef RASIF_TABLE_STORE_H
#define RASIF_TABLE_STORE_H

#include "base/phrase.h"
#include "table/diagnostics.h"
#include "table/lifetimes.h"
#include "table/pool.h"
#include "table/table.h"

/* A table of an input that holds features or attributes. */
struct source {
    const char *path;    /* the input as the user named it                                  */
    const char *display; /* its base name, for messages and outputs (no folders)             */
    size_t input;        /* index of the input; 0 = the first                               */
    const char *table;   /* name in the input                                               */
    const char *output;  /* name in the output; differs when two inputs share a name        */
    const char *geometry_column; /* NULL for attribute tables                                */
    const char *geometry_type;   /* as declared, such as "LINESTRING"                         */
    const char *key;     /* integer primary key column, or a name of SQLite's row number     */
    bool numbered;       /* rows have no number: they are counted as they stand, `key` is no column */
    bool audited;        /* an earlier audit added columns, which are replaced               */
    int srs_id;          /* in the output                                                   */
    const char *crs;     /* "EPSG:4326" and the like; for messages                          */
    unsigned roles;      /* bit = enum role; 0 = carried only                                */
    const char *preset;  /* that recognised it; "" when none                                */
    unsigned shapes;     /* bit = enum shape_kind of the rows read, as they are stored       */
    bool short_of_rows;  /* it is damaged, and some of its rows could not be read (R504)     */
    bool partial;        /* rows may be without a role, or read as another kind than stored  */
    bool proposals;      /* a layer of rasif draft, read as if all of it were there          */
};

enum cover_kind { COVERED, COVER_IS_ABSENT, COVER_IS_UNKNOWN, COVER_IS_NA, COVER_IS_JUNCTION };

/* A stretch of one side of a street along which someone looked for a sidewalk and found none. */
struct absence {
    double from_m, to_m;
    uint32_t street;
    uint8_t side;
};

/* Evidence of one link (table audit_links). */
enum link_kind {
    LINK_SIDEWALK_STREET,
    LINK_FOOTWAY_STREET,
    LINK_STEPS_STREET,
    LINK_CROSSING_STREET,
    LINK_CROSSING_RAMP,
    LINK_CROSSING_SIDEWALK,
    LINK_BARRIER_PATH, /* from an obstacle or kerb to what is walked and has it on its line */
    LINK_KIND_COUNT
};
extern const char *const link_kind_names[LINK_KIND_COUNT];

enum link_method { LINK_BY_GEOMETRY, LINK_BY_ID, LINK_BY_ATTRIBUTE };

/* place of a crossing link: start, end, or 2 + k for island k; none for other links. */
#define NO_PLACE 255
#define PLACE_START 0
#define PLACE_END 1
#define PLACE_ISLAND 2

/* There is one for every sidewalk: 32 bytes. */
struct link {
    uint32_t from, to;   /* rows                                                  */
    float distance_m;    /* mean offset (cover) or distance (ends); NaN = none    */
    uint8_t kind;        /* enum link_kind                                        */
    uint8_t from_role, to_role;
    uint8_t side;        /* 0 none, SIDE_LEFT, SIDE_RIGHT (of the street)         */
    double from_m, to_m; /* interval along the street, or position; NaN = none    */
};
/* Columns of audit_links that nothing else reads. */
struct link_evidence {
    float angle_deg; /* mean difference of direction; NaN = none              */
    float overlap;   /* share of the from-line that this link covers; NaN     */
    uint8_t place;   /* PLACE_*, NO_PLACE                                     */
    uint8_t method;  /* enum link_method                                      */
};

struct links {
    struct link *items;
    struct link_evidence *evidence; /* beside items; NULL with skip_evidence */
    size_t n, capacity, evidence_capacity;
    bool skip_evidence; /* audit_links is not written: only links that measuring and scoring read */
};

#define COVER_BITS 27

/* A piece of a street's side (table audit_sides); the pieces of a side tile it in order: piece_from_m
 * gives where it begins, street_facts.first_piece whose it is. */
struct __attribute__((packed, aligned(4))) piece {
    double to_m;
    uint32_t first_cover : COVER_BITS; /* into store.covers: see piece_cover */
    uint32_t side : 2;                 /* SIDE_LEFT, SIDE_RIGHT              */
    uint32_t state : 3;                /* enum cover_kind                    */
};
struct cover {
    uint32_t row : ROW_BITS;
    uint32_t role : 3;
    uint32_t more : 1;  /* the next one covers the same piece */
    uint32_t aside : 1; /* no sidewalk, the walking line of the side does not lead into it, and what is
                           not drawn is not known: it may serve the side, but does not block it */
};
_Static_assert(ROLE_STEPS < 8, "a cover's role has three bits");
_Static_assert(sizeof(struct piece) == 12 && sizeof(struct cover) == 4, "a city has millions");

/* What linking knows of each street; arrays over the rows of the streets table. */
struct street_facts {
    uint32_t *same_as;   /* row of the first street with the same line, itself when none     */
    uint8_t *reversed;   /* 1 = drawn against same_as                                         */
    uint8_t *is_own_element;/* 1 = its own element: no sides, no zones                           */
    uint32_t *implied;   /* [2n] row of the sidewalk that its columns imply, left and right;
                            NO_ROW; NULL = of none                                             */
    uint8_t *side_na;    /* bit 0 left, bit 1 right not applicable                            */
    double *outside_m;   /* L: length outside junction zones                                  */
    uint32_t *first_piece; /* [n + 1] into store.pieces; left side first                      */
    uint32_t *joint;         /* heap; [2n] start and end of each street: the end (2 * street, + 1 for
                                its last vertex) that alone meets it at a plain joint, NO_ROW = none;
                                read it with street_goes_on                                    */
    uint32_t *first_junction; /* [n + 1] into junction_m                                       */
    double *junction_m;      /* heap; positions of junctions along the street, ascending       */
    uint32_t *junction;      /* heap; which junction it is, beside junction_m: what meets there has
                                the same number, from 0                                        */
    uint32_t n_junctions;
    float *sidewalk_offset_m; /* heap; [2n] mean distance of the sidewalks drawn on the left, right;
                                NaN = none */
    double *junction_at;     /* heap; [2 n_junctions] the first place, by x, then y, that a street with
                                sides has there; NaN where only paths meet                     */
};

/* How a kerb end of a crossing is served (docs/scoring.md#a-crossing-is-a-chain). */
enum end_state {
    END_RAMP,
    END_ABSENT,
    END_UNKNOWN,
    END_LEVEL,
    END_UNSURE, /* a kerb is drawn whose kind is not known, or that its height contradicts */
    END_STATED  /* nothing is drawn; the crossing's own columns state a kerb to roll over */
};
/* What else an end may be, where a class is not known. */
enum { MAY_BE_LEVEL = 1, MAY_BE_ABSENT = 2 };

/* A crossing drawn in several parts, as one line from its first outer end to its last, in the
 * direction of its first part. */
struct crossing_line {
    uint32_t row;              /* the first part: its row stands for the crossing                */
    uint32_t point[2];         /* of crossing_facts.line_xy, [first, after the last)             */
    double length_m;
    uint32_t tip_row[2];       /* parts at which it starts and ends ...                          */
    uint8_t tip_last[2];       /* ... 1 = at the last point of that part                         */
    uint32_t first_part, n_parts;     /* into crossing_facts.parts, by row; without INNER_TWIN   */
    uint32_t first_refuge, n_refuges; /* into crossing_facts.refuges, along the line             */
};
/* An island drawn as a path between two parts of a crossing, along the joined line. */
struct crossing_refuge {
    double from_m, to_m;
};
/* Bits of crossing_facts.inner: which ends of a part meet another part; the same line again. */
#define INNER_START 1
#define INNER_END 2
#define INNER_TWIN 4

/* Segments: streets from junction to junction (scoring.md, "Segments"). Plain heap memory. */
struct street_segments {
    size_t n, n_stretches;
    uint32_t *first_stretch; /* [streets + 1] into stretches; twins (same_as) and streets out of scope
                                have none of their own                                        */
    struct street_stretch {
        double to_m; /* along the street; see stretch_from_m */
        uint32_t street, segment;
    } *stretches;             /* [n_stretches] by street and place */
    uint32_t *end_junction;   /* [2 n_stretches] which junction is at its start, its end; NO_ROW = none */
    uint32_t *first_part;     /* [n + 1] into parts */
    uint32_t *parts;          /* [n_stretches] 2 * stretch, + 1 = against its street's drawing; in the
                                 direction of the segment */
    uint32_t *first_crossing; /* [n + 1] into crossings */
    uint32_t *crossings;      /* rows, ascending, each once */
    uint8_t *facts;           /* [n] bits SEGMENT_* */
    uint32_t *cross;          /* [2n] a street with another name at its start, its end; NO_ROW */
    uint64_t *hash;           /* [n] of its lasting id */
    uint32_t *twin;           /* [n] 0, or k >= 2 for the k-th of equal ids */
};
#define SEGMENT_RING 1               /* no end: goes on where it begins                       */
#define SEGMENT_NEIGHBOUR_CROSSING 2 /* one that ends where it ends has a crossing            */
#define SEGMENT_DEAD_START 4         /* nothing meets it there                                */
#define SEGMENT_DEAD_END 8
#define SEGMENT_NOT_CROSSED 16 /* the data forbid to cross it             */

/* A stretch as a part of its segment. */
struct segment_part {
    uint32_t street, stretch;
    bool reversed; /* the segment runs against the street's drawing direction */
    double from_m, to_m; /* along the street, ascending */
};

/* What linking knows of each crossing. Places: 0 start, 1 end, then the islands. */
struct crossing_facts {
    uint32_t *first_place; /* [n + 1] into places; no places out of scope              */
    struct crossing_place {
        uint32_t first_ramp; /* into ramps: rows of the ramps table, by row            */
        uint16_t n_ramps;    /* more than 65 535 at one place are left out             */
        uint8_t state;       /* enum end_state                                         */
        uint8_t refuge;      /* 1 + number of the refuge of its line; 0 = none is drawn */
        uint8_t open;        /* bits MAY_BE_*                                          */
    } *places;
    uint32_t *ramps;
    uint32_t *first_street; /* [n + 1] into streets: rows of streets it crosses, by row  */
    uint32_t *streets;
    uint8_t *ramp_stands_for_absent; /* per ramp: it is the raised kerb of an absent end */
    uint32_t *first_crossing; /* per street [n + 1] into crossings                      */
    uint32_t *crossings;
    uint8_t *crosses;   /* [n] code of F_crosses: what lies under it                     */
    struct crossing_ban {
        uint32_t street;
        double at_m;
    } * bans; /* places where a street may not be crossed */
    size_t n_bans;
    struct crossing_node {
        uint32_t line, point; /* rows */
    } * nodes; /* crossing points on crossing lines that are judged, by point */
    size_t n_nodes;
    uint32_t *first_of; /* [n] first part of the crossing a row belongs to, itself if whole;
                           NULL = no crossing is in parts. So are the following:         */
    uint8_t *inner;     /* [n] INNER_*                                                   */
    struct crossing_line *lines; /* by row */
    size_t n_lines;
    double *line_xy;
    uint32_t *parts;
    struct crossing_refuge *refuges;
};

/* What stands on the line of something walked (link/barriers.h), by role, row and position. */
struct barrier {
    uint32_t row, by_row; /* of what is walked; of the obstacle or kerb     */
    uint8_t role, by_role;
    uint8_t kind;         /* code of the vocabulary barrier                 */
    float at_m, distance_m; /* along the line; from it                      */
};
struct barriers {
    struct barrier *items;
    size_t n;
};

/* Heights under the lines of a role, part by part: samples at equal steps from the start of the
 * part to its end, at most HEIGHT_STEP_M apart. A row without a source has no samples. */
#define HEIGHT_STEP_M 5.0
#define HEIGHT_COARSE_M 80.0 /* a coarse model gives grades of streets this long or longer */
enum height_source {
    HEIGHT_NONE,
    HEIGHT_Z,        /* Z of the line itself                     */
    HEIGHT_DEM,      /* the elevation model                      */
    HEIGHT_OUTSIDE,  /* no value of the model under some sample  */
    HEIGHT_STRUCTURE /* a bridge or tunnel: none is sampled    */
};
struct heights {
    uint32_t *first; /* [shapes.n_parts + 1] into z; NULL = no row of this role has any */
    float *z;        /* metres                                                           */
    uint8_t *source; /* [n] enum height_source                                           */
};

/* Clear widths measured on areas; NULL = no row of this role was one. */
struct widths {
    uint8_t *area;   /* [n] 1 = drawn as an area; its shape may be its centre line by now */
    double *clear_m; /* [n] the least along the row; NaN = not known */
    double *place;   /* [2 n] metric point where it is               */
    uint32_t *first_narrow; /* [n + 1] into narrow: of rows whose width is known */
    struct narrow {
        uint32_t part; /* of the row, from 0 */
        float from_m, to_m;
    } *narrow; /* too narrow to pass (geo/stretches.h), by part and position */
};

/* How far the cells of an elevation model carry (docs/data-model.md#slopes-from-heights). */
enum dem_quality {
    DEM_NONE,
    DEM_FULL,   /* cells of 10 m or less                                     */
    DEM_MEDIUM, /* of 20 m or less, or heights in whole metres               */
    DEM_COARSE  /* coarser: the grade of long streets from end to end, no more */
};
struct dem_facts {
    enum dem_quality quality;
    const char *name, *hash;     /* base name of the file, XXH3-128          */
    const char *crs, *operation; /* how its coordinates came to ours         */
    double cell_m, accuracy_m;   /* of a cell; of the operation, NaN unknown */
    bool whole_metres;
};

/* The walking network (words: link/graph.h). Plain heap memory; empty before
 * linking. */
struct graph {
    size_t n_lines, n_stops, n_nodes;
    uint8_t *role;        /* [n_lines] enum role                                             */
    uint32_t *row;        /* [n_lines] of its role's table                                   */
    uint32_t *first_stop; /* [n_lines + 1]                                                   */
    uint32_t *stop_node;  /* [n_stops]                                                       */
    struct stop_lines {   /* which stops are the first of a line, 64 of them each; see
                             graph_stop_line                                                 */
        uint64_t firsts;  /* bit = stop                                                      */
        uint32_t before;  /* lines that begin at earlier ones                                */
    } * stop_lines;       /* [n_stops / 64 + 1]                                              */
    float *stop_m;        /* [n_stops] metres along the line, ascending                      */
    uint32_t *first_at;   /* [n_nodes + 1] into stop_at                                      */
    uint32_t *stop_at;    /* [n_stops] the stops of each node, ascending                     */
    uint32_t first_line[ROLE_COUNT + 1]; /* lines of a role, in the order of enum role         */
    uint32_t *line_from[ROLE_COUNT]; /* [rows / GRAPH_ROWS + 2] the first line of every so many rows
                                        and those after; NULL = of a role without lines         */
};
#define GRAPH_ROWS 8
void graph_free(struct graph *graph);

struct store {
    enum audit_step step;       /* which parts are alive: lifetimes.def */
    struct arena arena;   /* everything that lives as long as the run */
    struct source *sources;
    size_t n_sources;
    struct elements tables[ROLE_COUNT];
    struct pool pool; /* texts */
    struct pool ids;  /* texts of fields that name features */
    struct diagnostics diagnostics;
    const char *preset;          /* name of the preset that decides defaults, such as "osm" */
    struct phrase preset_title;
    bool metric_geographic; /* lengths: see geo/crs.h */
    struct value_date {
        uint8_t role, field; /* enum role, enum field_id */
        uint32_t row;
        char day[11]; /* "2026-05-01" */
    } *value_dates; /* heap; [n_value_dates] days on which single values were surveyed (read/surveyed.h), by
                       role, row and field */
    size_t n_value_dates, value_date_capacity;
    struct ageing {
        size_t dated, faded;      /* values with a day; of these too old (rule/ageing.h) */
        double faded_m, fading_m; /* metres of ways with a value that is too old, that will be within a year */
    } ageing;

    struct widths widths[ROLE_COUNT];
    struct heights heights[ROLE_COUNT];
    struct dem_facts dem;
    struct links links;
    uint32_t *main_stretch[ROLE_COUNT]; /* [n] stretch of a street along which a sidewalk, footway or flight of
                                    steps runs longest, NO_ROW = none; NULL = no row of this role has
                                    any */
    struct other_stretch {
        uint32_t row, stretch;
        uint8_t role;
    } *other_stretches; /* [n_other_stretches] the other stretches that such a row belongs to, by role and row */
    size_t n_other_stretches;
    struct street_facts streets;
    struct street_segments segments;
    struct piece *pieces;
    size_t n_pieces;
    struct cover *covers;
    size_t n_covers;
    struct absence *absences; /* heap; [n_absences] by street, side and place */
    size_t n_absences, absence_capacity;
    struct crossing_facts crossings;
    struct barriers barriers;
    struct graph graph;
};

void store_free(struct store *store);
/* Does the segment of this stretch run against its street's drawing direction? */
bool segment_runs_against(const struct street_segments *segments, uint32_t stretch);
/* The pieces of one side of a part of a segment, in the segment's direction; `side` is the segment's
 * own. `part` counts in segments->parts. */
struct side_walk {
    const struct store *store;
    struct segment_part part;
    uint32_t next, last; /* pieces; from last to next when reversed */
};
struct side_walk side_walk(const struct store *store, uint32_t part, uint8_t side);
/* The next piece that lies in the part, NULL = none; *length_m of it does. */
const struct piece *side_walk_next(struct side_walk *walk, double *length_m);
/* Is the row of a table with our own names, made for a survey? There an empty cell is a question that
 * was not answered; in a general map it has no meaning. */
bool source_is_survey(const struct store *store, const struct elements *elements, size_t row);
/* The row that stands for the crossing this one is part of. */
static inline size_t crossing_first(const struct store *store, size_t row)
{
    return store->crossings.first_of != NULL ? store->crossings.first_of[row] : row;
}
/* The line of a crossing in parts, by its first part; NULL = it is in one. */
const struct crossing_line *crossing_line_of(const struct store *store, size_t row);
/* Where a piece in store.pieces begins: where the one before ends, or at the start of the street.
 * A street has pieces of both sides or none, so that one before of the same side is of it too. */
static inline double piece_from_m(const struct store *store, const struct piece *piece)
{
    return piece > store->pieces && piece[-1].side == piece->side ? piece[-1].to_m : 0;
}
static inline double piece_length_m(const struct store *store, const struct piece *piece)
{
    return piece->to_m - piece_from_m(store, piece);
}
/* Where a stretch begins along its street. */
static inline double stretch_from_m(const struct street_segments *segments, uint32_t stretch)
{
    const struct street_stretch *at = &segments->stretches[stretch];
    return stretch > segments->first_stretch[at->street] ? at[-1].to_m : 0;
}
/* `part` counts in segments->parts. */
static inline struct segment_part segment_part(const struct street_segments *segments, uint32_t part)
{
    uint32_t stretch = segments->parts[part] >> 1;
    return (struct segment_part){segments->stretches[stretch].street, stretch,
                                 segments->parts[part] & 1, stretch_from_m(segments, stretch),
                                 segments->stretches[stretch].to_m};
}
static inline struct segment_part segment_first(const struct street_segments *segments, size_t segment)
{
    return segment_part(segments, segments->first_part[segment]);
}
/* Stretches of a street, twins by the first of their equals: [*first, returned). */
static inline uint32_t street_stretches(const struct store *store, size_t street, uint32_t *first)
{
    uint32_t same = store->streets.same_as[street];
    *first = store->segments.first_stretch[same];
    return store->segments.first_stretch[same + 1];
}
double segment_length_m(const struct street_segments *segments, size_t segment);
/* Is the row a proposal of rasif draft, read as if it were there? */
static inline bool element_is_proposal(const struct store *store, const struct elements *e, size_t row)
{
    return store->sources[element_source(e, row)].proposals && element_code(e, F_status, row) == STATUS_PROPOSED;
}

/* What covers a piece, by role and row: the first, NULL = it is not COVERED; the next. */
static inline const struct cover *piece_cover(const struct store *store, const struct piece *piece)
{
    return piece->state == COVERED ? &store->covers[piece->first_cover] : NULL;
}
static inline const struct cover *cover_next(const struct cover *cover)
{
    return cover->more ? cover + 1 : NULL;
}
/* The pool that holds the texts of a field. */
static inline struct pool *store_pool(struct store *store, enum field_id field)
{
    return fields[field].flags & FIELD_ID ? &store->ids : &store->pool;
}
/* A text of a field by what its column holds; NULL = null. */
static inline const char *store_text(const struct store *store, enum field_id field, uint32_t text)
{
    bool id = fields[field].flags & FIELD_ID;
    if (id)
        store_use(store, PART_ids);
    return pool_text(id ? &store->ids : &store->pool, text);
}
/* Memory ran out somewhere on the way; what is in the tables is not whole. */
bool store_failed(const struct store *store);

#endif
