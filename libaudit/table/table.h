/* SPDX-License-Identifier: MIT
 *
 * What flows through the line: one table of elements per role (typed columns, origins, geometry in
 * metres), and the tables of a run. Only what a rule or a link needs is in here; the user's other
 * attributes never enter our memory.
 *
 * Rows of a role's table are ordered by source (order of the inputs), then FID. */
#ifndef RASIF_TABLE_TABLE_H
#define RASIF_TABLE_TABLE_H

#include "base/arena.h"
#include "base/status.h"
#include "table/schema.h"

#include <math.h>

#define NO_ROW UINT32_MAX
#define ROW_BITS 27 /* no role has more rows than these bits can number */

/* Where a value comes from (docs/scoring.md#compliance). */
enum origin {
    ORIGIN_SURVEYED,
    ORIGIN_GEOMETRY,
    ORIGIN_DEM,
    ORIGIN_DEM_LOW,
    ORIGIN_LINKED,
    ORIGIN_BOUND,
    ORIGIN_AT_LEAST,
    ORIGIN_ASSUMED,
    ORIGIN_COUNT
};
extern const char *const origin_names[ORIGIN_COUNT];

/* One column. Exactly one of the arrays is set, by fields[id].type; of a VALUE_REAL it is `cents`
 * until a value comes that is no number of hundredths or large, then `decimal` until one comes that
 * is none of ten-thousandths. Surveyed numbers are: "1.45", "8.3"; they take a quarter of the memory
 * and read back as the same double. Null: NaN, DECIMAL_NULL, CENTS_NULL, code 0, mask 0, text 0. */
struct column {
    enum field_id field;
    bool derived;       /* some value differs from what is stored in the input (parsed from text,
                           converted, mapped or computed): the output then shows the column      */
    bool failed;        /* memory ran out while a value was set; the value is null               */
    size_t n, capacity; /* rows; rows that fit. The arrays are heap memory                       */
    double *real;       /* VALUE_REAL, in the field's unit; read with column_real                */
    int32_t *decimal;   /* the same in 1/DECIMAL_UNIT                                            */
    int16_t *cents;     /* the same in 1/CENTS_UNIT                                              */
    uint8_t *code;      /* VALUE_CLASS                                                           */
    uint32_t *list;     /* VALUE_LIST, bit = code                                                */
    uint32_t *text;     /* VALUE_TEXT, offset into the pool of the field (store_pool)            */
    uint8_t *origin;    /* enum origin per row; NULL = all surveyed                              */
    struct column_place {
        uint32_t row;
        double at[2];
    } * places; /* heap; by row: see column_place */
    size_t n_places, place_capacity;
};

/* Geometry of all rows, flat. Row i has parts [part[i], part[i+1]), part j has points
 * [point[j], point[j+1]), point k has metric x = xy[2k], y = xy[2k+1]. M is not kept; Z only where
 * `keep_z` was set before reading. Polygons: a part per ring, exterior first; `ring` marks
 * exteriors. */
enum shape_kind { SHAPE_NULL, SHAPE_EMPTY, SHAPE_POINT, SHAPE_LINE, SHAPE_POLYGON, SHAPE_BAD };
struct shapes {
    size_t n, n_parts, n_points;
    size_t row_capacity, part_capacity, point_capacity;
    uint8_t *kind;     /* [n] enum shape_kind            */
    uint32_t *part;    /* [n + 1]                        */
    uint32_t *point;   /* [n_parts + 1]                  */
    uint8_t *exterior; /* [n_parts] 1 = exterior ring of a polygon, else 0; NULL without polygons */
    double *xy;        /* [2 * n_points]                 */
    float *z;          /* [n_points] as stored, NaN = none; NULL = no geometry has Z, or not kept */
    bool keep_z;
};

/* Features whose geometry is there and can't be read. */
size_t shapes_unreadable(const struct shapes *shapes);

/* Rows [first, first + n) of an elements table come from this source table. */
struct segment {
    size_t source; /* index into store.sources */
    size_t first, n;
    bool of_streets; /* sidewalks that the streets of this source imply: FIDs are the streets',
                        their columns are not theirs; in no table of their own (decision 0020) */
};

/* Why an element is carried but not judged; 0 = in scope. Texts: sentences "scope.<name>". */
enum scope {
    SCOPE_YES,
    SCOPE_CLASS,      /* a class that is no street for walkers          */
    SCOPE_FOOT_NO,    /* foot=no                                        */
    SCOPE_GEOMETRY,   /* no usable geometry                             */
    SCOPE_NODE,       /* a point on a crossing line that is judged      */
    SCOPE_NOT_WALKED, /* e.g. construction                              */
    SCOPE_DATE,       /* outside its validity dates                     */
    SCOPE_TWIN,       /* the same line as elements.same_as, which is judged for both */
    SCOPE_PRIVATE,    /* for residents and the like: not public         */
    SCOPE_DRAWN,      /* implied by a street, but drawn as a feature of its own, or the street has no
                         sides that are judged                          */
    SCOPE_PART,       /* drawn as part of a crossing that is judged at its first part             */
    SCOPE_COUNT
};
extern const char *const scope_names[SCOPE_COUNT];

struct elements {
    enum role role;
    bool supplied;      /* a layer with this role was given, even an empty one */
    size_t n;
    size_t fid_capacity;
    int64_t *fid;       /* heap; [n] of the source table                       */
    uint64_t *hash;     /* [n] rasif_id without letter and number              */
    uint32_t *twin;     /* [n] 0, or k >= 2 for the k-th of equal ids          */
    uint8_t *scope;     /* [n] enum scope                                      */
    uint32_t *same_as;  /* heap; [n] the first row on the same line, itself when none; NULL = no two
                           share one. Not of streets (street_facts)            */
    double *length_m;   /* [n] of lines; of polygons an estimate; NaN else     */
    double *mile_m;     /* milestones of all points: see geo/line.h            */
    struct segment *segments;
    size_t n_segments;
    uint32_t *street; /* [n] the street that implies this sidewalk, else NO_ROW; NULL = of none  */
    struct shapes shapes;
    struct column *columns[FIELD_COUNT]; /* NULL = null in every row           */
    bool free_key[FIELD_COUNT]; /* an input's schema allows it, although no column is made for it */
    const bool *readable; /* [FIELD_COUNT] what may be read now: elements_guard; NULL = all       */
    bool without_ids;     /* fields with FIELD_ID are freed: elements_guard                      */
};

/* Which fields of which role a run reads or computes; nothing else is. */
struct wanted {
    bool field[ROLE_COUNT][FIELD_COUNT];
    bool without_surveys; /* values that were merged from surveys are not laid over (read/surveyed.h) */
};

/* In debug and sanitized builds: reading a field that is not in elements.readable, or an id after ids
 * are freed, aborts, for it would be null whatever the data hold. Elsewhere: nothing. */
#ifdef RASIF_GUARD_READS
void elements_guard(const struct elements *elements, enum field_id field);
#else
static inline void elements_guard(const struct elements *elements, enum field_id field)
{
    (void)elements;
    (void)field;
}
#endif

#define DECIMAL_UNIT 10000.0
#define DECIMAL_NULL INT32_MIN
#define CENTS_UNIT 100.0
#define CENTS_NULL INT16_MIN

static inline bool column_is_real(const struct column *column)
{
    return column->cents != NULL || column->decimal != NULL || column->real != NULL;
}
/* A value of a VALUE_REAL column; NaN = null. The division is exact to the last bit: both operands
 * are, and so it rounds to the double that the decimal was parsed to. */
static inline double column_real(const struct column *column, size_t row)
{
    if (column->cents != NULL)
        return column->cents[row] != CENTS_NULL ? column->cents[row] / CENTS_UNIT : NAN;
    if (column->real != NULL)
        return column->real[row];
    int32_t units = column->decimal[row];
    return units != DECIMAL_NULL ? units / DECIMAL_UNIT : NAN;
}
/* Sets it; any double. May give the column another array: not while other threads read it. */
void column_set_real(struct column *column, size_t row, double value);

/* The metric point where a value was measured; NULL = the element as a whole. */
const double *column_place(const struct column *column, size_t row);
/* Sets it, fastest row after row; a NaN sets nothing. */
MUST bool column_set_place(struct column *column, size_t row, const double at[2]);

/* Adds an all-null column unless there is one. NULL when out of memory. */
struct column *elements_add(struct elements *elements, struct arena *arena, enum field_id field);
/* Gives the column an origin array (all surveyed) unless it has one. */
MUST bool column_origins(struct column *column);

/* The column, NULL when there is none. */
static inline struct column *elements_column(const struct elements *e, enum field_id field)
{
    elements_guard(e, field);
    return e->columns[field];
}
/* Single values. A missing column reads as null. */
static inline double element_real(const struct elements *e, enum field_id field, size_t row)
{
    elements_guard(e, field);
    return e->columns[field] != NULL ? column_real(e->columns[field], row) : NAN;
}
static inline unsigned element_code(const struct elements *e, enum field_id field, size_t row)
{
    elements_guard(e, field);
    return e->columns[field] != NULL ? e->columns[field]->code[row] : 0;
}
static inline uint32_t element_list(const struct elements *e, enum field_id field, size_t row)
{
    elements_guard(e, field);
    return e->columns[field] != NULL ? e->columns[field]->list[row] : 0;
}
static inline uint32_t element_text(const struct elements *e, enum field_id field, size_t row)
{
    elements_guard(e, field);
    return e->columns[field] != NULL ? e->columns[field]->text[row] : 0;
}
static inline enum origin element_origin(const struct elements *e, enum field_id field, size_t row)
{
    return e->columns[field] != NULL && e->columns[field]->origin != NULL
               ? (enum origin)e->columns[field]->origin[row]
               : ORIGIN_SURVEYED;
}
/* The column is gone (null in every row), with what it has on the heap. */
void elements_drop(struct elements *elements, enum field_id field);
void elements_drop_columns(struct elements *elements); /* all of them */
/* The street whose columns imply this sidewalk; NO_ROW = a feature of its own. */
static inline uint32_t element_street(const struct elements *e, size_t row)
{
    return e->street != NULL ? e->street[row] : NO_ROW;
}
/* Room for `wanted` rows in all: a hint that saves growing. */
MUST bool elements_reserve(struct elements *elements, size_t wanted);
/* Adds `extra` rows after the n there are, with FID 0 and all null. Not for shapes, and before
 * lengths, ids and scopes are there. */
MUST bool elements_grow(struct elements *elements, size_t extra);
/* Gives back the room of rows that never came. */
void elements_fit(struct elements *elements);
/* No rows any more: what they held is null again, the room stays. */
void elements_clear(struct elements *elements);
/* Frees FIDs and columns. */
void elements_free(struct elements *elements);
/* The row that is judged for this one: the first on the same line. */
static inline size_t element_lead(const struct elements *e, size_t row)
{
    return e->same_as != NULL && e->scope[row] == SCOPE_TWIN ? e->same_as[row] : row;
}
/* Index into store.sources of a row (which must exist). */
size_t element_source(const struct elements *elements, size_t row);

/* "w0123456789abcdef" or "...-2" into `buffer` (>= 32 bytes); returns its length. */
#define SEGMENT_LETTER 'g' /* of segments, which are no role */
size_t rasif_id_write(char letter, uint64_t hash, uint32_t twin, char *buffer);
size_t element_rasif_id(const struct elements *elements, size_t row, char *buffer);

#endif
