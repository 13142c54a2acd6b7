/* SPDX-License-Identifier: MIT
 *
 * GeoPackage geometry blobs: see wkb.h. One walk over the bytes serves two ends: points are either
 * appended to struct shapes or only widen an envelope. Layout: OGC 12-128r18 clause 2.1.3 (header),
 * OGC 06-103r4 clause 8 (WKB), PostGIS for the EWKB flags. Every count is checked against the bytes
 * that are left before anything is reserved for it. */
#include "geo/wkb.h"

#include "geo/shapes.h"

#include <math.h>
#include <string.h>

enum {
    WKB_POINT = 1,
    WKB_LINE,
    WKB_POLYGON,
    WKB_MULTI_POINT,
    WKB_MULTI_LINE,
    WKB_MULTI_POLYGON,
    WKB_COLLECTION
};

#define EWKB_Z 0x80000000u
#define EWKB_M 0x40000000u
#define EWKB_SRID 0x20000000u
#define FLAG_LITTLE 0x01u
#define FLAG_EMPTY 0x10u
#define FLAG_EXTENDED 0x20u

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define HOST_LITTLE true
#else
#define HOST_LITTLE false
#endif

/* One walk over a geometry; `swap`, `stride` and `z` are those of the member at hand. */
struct reader {
    const unsigned char *at, *end;
    bool swap;             /* the bytes are in the other order than this machine's */
    size_t stride;         /* bytes per point: 16, 24 or 32                        */
    bool z;                /* the third number of a point is its Z                 */
    size_t found;          /* points taken so far                                  */
    struct shapes *shapes; /* where they go ...                                    */
    double *box;           /* ... or, when that is NULL, what they widen           */
    bool memory;           /* false once memory ran out                            */
};

/* Through memcpy: blobs are not aligned. */
static uint32_t load32(const unsigned char *bytes, bool swap)
{
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return swap ? __builtin_bswap32(value) : value;
}

/* A double of eight bytes, also through memcpy. */
static double load_double(const unsigned char *bytes, bool swap)
{
    uint64_t bits;
    memcpy(&bits, bytes, sizeof bits);
    if (swap)
        bits = __builtin_bswap64(bits);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Bytes that are not read yet. */
static size_t left(const struct reader *r)
{
    return (size_t)(r->end - r->at);
}

/* Begins a part of the row at hand; without shapes, when only an envelope is wanted, there is
 * none. */
static bool begin_part(struct reader *r, bool polygon, bool exterior)
{
    struct shapes *shapes = r->shapes;
    if (shapes == NULL)
        return true;
    r->memory = shapes_reserve_part(shapes, polygon);
    if (!r->memory)
        return false;
    shapes->point[shapes->n_parts] = (uint32_t)shapes->n_points;
    if (shapes->exterior != NULL)
        shapes->exterior[shapes->n_parts] = exterior;
    shapes->n_parts++;
    return true;
}

/* ---- points ------------------------------------------------------------------------------- */

/* All exponents checked in one pass without branches: the compiler makes vectors of it. */
static bool all_finite(const double *values, size_t n)
{
    uint64_t bad = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        bits &= UINT64_C(0x7ff0000000000000);
        bad |= bits == UINT64_C(0x7ff0000000000000);
    }
    return bad == 0;
}

/* The comparisons keep the first of equal values, so that -0 and 0 do not change places. */
static enum wkb_status widen(struct reader *r, size_t n)
{
    double *box = r->box;
    for (size_t i = 0; i < n; i++, r->at += r->stride) {
        double x = load_double(r->at, r->swap), y = load_double(r->at + 8, r->swap);
        if (!isfinite(x) || !isfinite(y))
            return WKB_NOT_FINITE;
        box[0] = x < box[0] ? x : box[0];
        box[1] = x > box[1] ? x : box[1];
        box[2] = y < box[2] ? y : box[2];
        box[3] = y > box[3] ? y : box[3];
    }
    r->found += n;
    return WKB_OK;
}

/* Z of the next n points, not consumed. The heights of earlier points without any become NaN. */
static void take_heights(struct reader *r, size_t n)
{
    struct shapes *shapes = r->shapes;
    if (!shapes->keep_z || (shapes->z == NULL && !r->z))
        return;
    if (!shapes_reserve_heights(shapes)) {
        r->memory = false;
        return;
    }
    for (size_t i = 0; i < n; i++)
        shapes->z[shapes->n_points + i] =
            r->z ? (float)load_double(r->at + i * r->stride + 16, r->swap) : NAN;
}

/* The next n points, whose bytes are known to be there. */
static enum wkb_status take_points(struct reader *r, size_t n)
{
    struct shapes *shapes = r->shapes;
    if (shapes == NULL)
        return widen(r, n);
    size_t first = shapes->n_points;
    if (n > UINT32_MAX - first || !shapes_reserve_points(shapes, first + n)) {
        r->memory = false;
        return WKB_TRUNCATED;
    }
    take_heights(r, n);
    if (!r->memory)
        return WKB_TRUNCATED;
    double *xy = shapes->xy + 2 * first;
    if (r->stride == 16 && !r->swap) {
        memcpy(xy, r->at, 16 * n);
        r->at += 16 * n;
    } else {
        for (size_t i = 0; i < n; i++, r->at += r->stride) {
            xy[2 * i] = load_double(r->at, r->swap);
            xy[2 * i + 1] = load_double(r->at + 8, r->swap);
        }
    }
    shapes->n_points = first + n;
    r->found += n;
    return all_finite(xy, 2 * n) ? WKB_OK : WKB_NOT_FINITE;
}

/* ---- geometries --------------------------------------------------------------------------- */

/* Byte order, type and dimensions at the front of every geometry and member: 01 02000000 is a
 * line in little-endian order, 01 EA030000 (1002) the same with Z. EWKB has bits instead of
 * thousands, and an SRID after the type. */
static enum wkb_status read_head(struct reader *r, uint32_t *type)
{
    if (left(r) < 5)
        return WKB_TRUNCATED;
    if (r->at[0] > 1)
        return WKB_BAD_HEADER;
    r->swap = (r->at[0] == 1) != HOST_LITTLE;
    uint32_t code = load32(r->at + 1, r->swap);
    r->at += 5;
    bool z = (code & EWKB_Z) != 0, m = (code & EWKB_M) != 0;
    if ((code & EWKB_SRID) != 0) {
        if (left(r) < 4)
            return WKB_TRUNCATED;
        r->at += 4;
    }
    code &= ~(EWKB_Z | EWKB_M | EWKB_SRID);
    uint32_t thousands = code / 1000; /* ISO: 1 = Z, 2 = M, 3 = ZM */
    if (thousands > 3)
        return WKB_TYPE;
    z = z || thousands == 1 || thousands == 3;
    m = m || thousands >= 2;
    r->stride = 16 + (z ? 8u : 0u) + (m ? 8u : 0u);
    r->z = z;
    *type = code % 1000;
    return *type >= WKB_POINT && *type <= WKB_COLLECTION ? WKB_OK : WKB_TYPE;
}

/* A count of things of which each takes at least `least` bytes. */
static enum wkb_status read_count(struct reader *r, size_t least, uint32_t *count)
{
    if (left(r) < 4)
        return WKB_TRUNCATED;
    *count = load32(r->at, r->swap);
    r->at += 4;
    return *count <= left(r) / least ? WKB_OK : WKB_TRUNCATED;
}

/* POINT EMPTY is a point of two NaN. */
static enum wkb_status read_point(struct reader *r)
{
    if (left(r) < r->stride)
        return WKB_TRUNCATED;
    double x = load_double(r->at, r->swap), y = load_double(r->at + 8, r->swap);
    bool later = r->shapes != NULL && r->found > 0; /* of a MultiPoint only the first is kept */
    bool empty = isnan(x) && isnan(y);              /* how WKB spells POINT EMPTY             */
    if (empty || later) {
        r->at += r->stride;
        return empty || (isfinite(x) && isfinite(y)) ? WKB_OK : WKB_NOT_FINITE;
    }
    return begin_part(r, false, false) ? take_points(r, 1) : WKB_TRUNCATED;
}

/* Points of a line, or of a ring of a polygon. */
static enum wkb_status read_run(struct reader *r, bool polygon, bool exterior, uint32_t *count)
{
    enum wkb_status status = read_count(r, r->stride, count);
    if (status != WKB_OK || *count == 0)
        return status;
    return begin_part(r, polygon, exterior) ? take_points(r, *count) : WKB_TRUNCATED;
}

/* An exterior without points makes the polygon empty. */
static enum wkb_status read_polygon(struct reader *r)
{
    uint32_t rings, count = 0;
    enum wkb_status status = read_count(r, 4, &rings);
    for (uint32_t i = 0; status == WKB_OK && i < rings; i++) {
        status = read_run(r, true, i == 0, &count);
        if (status == WKB_OK && i == 0 && count == 0 && rings > 1)
            return WKB_TYPE; /* holes without anything to cut them from */
    }
    return status;
}

/* The body of a point, line or polygon, behind its head. */
static enum wkb_status read_simple(struct reader *r, uint32_t type)
{
    uint32_t count;
    switch (type) {
    case WKB_POINT:
        return read_point(r);
    case WKB_LINE:
        return read_run(r, false, false, &count);
    default:
        return read_polygon(r);
    }
}

/* A geometry; `*kind` gets what becomes of it. One collection may be around it, not two. */
static enum wkb_status read_geometry(struct reader *r, bool inside, uint8_t *kind)
{
    static const uint8_t kinds[] = {SHAPE_NULL, SHAPE_POINT, SHAPE_LINE, SHAPE_POLYGON};
    uint32_t type, members;
    enum wkb_status status = read_head(r, &type);
    if (status != WKB_OK)
        return status;
    if (type <= WKB_POLYGON) {
        *kind = kinds[type];
        return read_simple(r, type);
    }
    if (type == WKB_COLLECTION && inside)
        return WKB_TYPE;
    status = read_count(r, type == WKB_MULTI_POINT ? 21 : 9, &members);
    if (status != WKB_OK || type == WKB_COLLECTION) {
        if (status != WKB_OK || members == 0)
            return status;
        return members == 1 ? read_geometry(r, true, kind) : WKB_TYPE;
    }
    uint32_t wanted = type - (WKB_MULTI_POINT - WKB_POINT);
    *kind = kinds[wanted];
    for (uint32_t i = 0; status == WKB_OK && i < members; i++) {
        status = read_head(r, &type);
        if (status == WKB_OK)
            status = type == wanted ? read_simple(r, type) : WKB_TYPE;
    }
    return status;
}

/* ---- the GeoPackage header ---------------------------------------------------------------- */

/* "GP", version 0, flags (1 byte), srs_id (4), then the envelope: 0 = none, 1 = x y, 2 = x y z,
 * 3 = x y m, 4 = x y z m, two numbers of eight bytes each. WKB follows. */
struct header {
    size_t size;
    int32_t srs_id;
    bool swap, empty;
    unsigned envelope; /* indicator 0..4 */
};

/* All that is needed is in the first eight bytes. */
static enum wkb_status read_header(const unsigned char *blob, size_t length, struct header *out)
{
    static const size_t envelopes[] = {0, 32, 48, 48, 64};
    if (length < 4)
        return length > 0 && blob[0] == 'G' ? WKB_TRUNCATED : WKB_BAD_HEADER;
    unsigned flags = blob[3];
    out->envelope = flags >> 1 & 7;
    if (blob[0] != 'G' || blob[1] != 'P' || blob[2] != 0 || out->envelope > 4)
        return WKB_BAD_HEADER;
    out->size = 8 + envelopes[out->envelope];
    if (length < out->size)
        return WKB_TRUNCATED;
    out->swap = ((flags & FLAG_LITTLE) != 0) != HOST_LITTLE;
    out->empty = (flags & FLAG_EMPTY) != 0;
    out->srs_id = (int32_t)load32(blob + 4, out->swap);
    return (flags & FLAG_EXTENDED) != 0 ? WKB_TYPE : WKB_OK;
}

/* true also where the geometry behind the header is of a kind that is not read. */
bool wkb_has_header(const unsigned char *blob, size_t length)
{
    struct header header;
    enum wkb_status status = read_header(blob, length, &header);
    return status == WKB_OK || status == WKB_TYPE;
}

size_t wkb_offset(const unsigned char *blob, size_t length)
{
    struct header header;
    return read_header(blob, length, &header) == WKB_OK ? header.size : 0;
}

/* Always adds a row, but without memory (*grown = false); one that can't be read has no points and
 * SHAPE_BAD. Parts and points that a broken blob has added are taken back. */
enum wkb_status wkb_append(struct shapes *shapes, const unsigned char *blob, size_t length,
                           int32_t *srs_id, bool *grown)
{
    *grown = shapes_reserve_row(shapes) && shapes_reserve_part(shapes, false);
    if (!*grown)
        return WKB_NULL;
    struct header header = {0};
    struct reader r = {.shapes = shapes, .memory = true};
    size_t parts = shapes->n_parts, points = shapes->n_points;
    uint8_t kind = SHAPE_EMPTY;
    enum wkb_status status = WKB_NULL;
    if (blob != NULL && length > 0) {
        status = read_header(blob, length, &header);
        if (srs_id != NULL && header.size > 0 && length >= header.size)
            *srs_id = header.srs_id;
    }
    if (status == WKB_OK) { /* the body decides what is empty, not the flag, as in GDAL */
        r.at = blob + header.size;
        r.end = blob + length;
        status = read_geometry(&r, false, &kind);
        if (status == WKB_OK && r.found == 0)
            status = WKB_EMPTY;
    }
    if (status != WKB_OK || !r.memory) {
        shapes->n_parts = parts;
        shapes->n_points = points;
        kind = status == WKB_NULL ? SHAPE_NULL : status == WKB_EMPTY ? SHAPE_EMPTY : SHAPE_BAD;
    }
    shapes->point[shapes->n_parts] = (uint32_t)shapes->n_points;
    *grown = r.memory;
    if (!r.memory)
        return WKB_NULL;
    shapes->kind[shapes->n] = kind;
    shapes->part[shapes->n] = (uint32_t)parts;
    shapes->part[++shapes->n] = (uint32_t)shapes->n_parts;
    return status;
}

/* The header's own box where it has one, else that of the points. */
bool wkb_envelope(const unsigned char *blob, size_t length, double envelope[4])
{
    struct header header = {0};
    if (blob == NULL || read_header(blob, length, &header) != WKB_OK)
        return false;
    if (header.envelope != 0 && !header.empty) {
        double box[4];
        for (size_t i = 0; i < 4; i++)
            box[i] = load_double(blob + 8 + 8 * i, header.swap);
        if (all_finite(box, 4) && box[0] <= box[1] && box[2] <= box[3]) {
            memcpy(envelope, box, sizeof box);
            return true;
        }
    }
    double box[4] = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    struct reader r = {.at = blob + header.size, .end = blob + length, .box = box, .memory = true};
    uint8_t kind;
    if (read_geometry(&r, false, &kind) != WKB_OK || r.found == 0)
        return false;
    memcpy(envelope, box, sizeof box);
    return true;
}

/* A closed line of four points or more can be an area. */
static enum wkb_form line_form(struct reader *r)
{
    uint32_t n;
    if (read_count(r, r->stride, &n) != WKB_OK || n < 4)
        return WKB_FORM_LINE;
    return memcmp(r->at, r->at + (n - 1) * r->stride, 16) == 0 ? WKB_FORM_RING : WKB_FORM_LINE;
}

/* Reads no coordinates but the two ends of a line. */
enum wkb_form wkb_form(const unsigned char *blob, size_t length)
{
    struct header header = {0};
    uint32_t type = 0, members = 1;
    if (blob == NULL || read_header(blob, length, &header) != WKB_OK)
        return WKB_FORM_OTHER;
    struct reader r = {.at = blob + header.size, .end = blob + length, .memory = true};
    enum wkb_status status = read_head(&r, &type);
    for (int depth = 0; status == WKB_OK && depth < 2 &&
                        (type == WKB_COLLECTION || type == WKB_MULTI_LINE);
         depth++) {
        bool collection = type == WKB_COLLECTION;
        status = read_count(&r, 9, &members);
        if (status == WKB_OK && members != 1)
            return collection ? WKB_FORM_OTHER : WKB_FORM_LINE;
        status = status == WKB_OK ? read_head(&r, &type) : status;
    }
    if (status != WKB_OK)
        return WKB_FORM_OTHER;
    if (type == WKB_LINE)
        return line_form(&r);
    return type == WKB_POINT || type == WKB_MULTI_POINT       ? WKB_FORM_POINT
           : type == WKB_POLYGON || type == WKB_MULTI_POLYGON ? WKB_FORM_AREA
                                                              : WKB_FORM_OTHER;
}

/* The end of a sentence: "the geometry of area Centre can't be used: it is empty". */
const char *wkb_status_text(enum wkb_status status)
{
    switch (status) {
    case WKB_OK:
        return "it is readable";
    case WKB_NULL:
        return "it is null";
    case WKB_EMPTY:
        return "it is empty";
    case WKB_BAD_HEADER:
        return "its header is not that of a GeoPackage geometry";
    case WKB_TRUNCATED:
        return "its point count contradicts its length";
    case WKB_NOT_FINITE:
        return "a coordinate is not a finite number";
    case WKB_TYPE:
        return "its type (curve, surface, mixed or nested collection) is not supported";
    }
    return "it can't be read";
}
