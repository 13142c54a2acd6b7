/* SPDX-License-Identifier: MIT
 *
 * Geometries of the tables we add, as GeoPackage blobs: see wkb.h. Always little endian, whatever
 * the machine. A single line carries no envelope: it would often be longer than the line, and the
 * spatial index has it; readers of several lines need not look inside. */
#include "geo/wkb.h"

#include <math.h>
#include <string.h>

#define FLAGS_PLAIN 0x01    /* little endian, no envelope              */
#define FLAGS_ENVELOPE 0x03 /* little endian, envelope minx maxx miny maxy */
#define FLAGS_EMPTY 0x11    /* little endian, no envelope, empty       */

/* Byte by byte: the same on any machine. */
static unsigned char *put32(unsigned char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        *at++ = (unsigned char)(value >> 8 * i);
    return at;
}

/* The eight bytes of the double, the lowest first, on any machine. */
static unsigned char *put_double(unsigned char *at, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 8; i++)
        *at++ = (unsigned char)(bits >> 8 * i);
    return at;
}

/* Magic, version, flags, number of the reference system. */
static unsigned char *put_header(unsigned char *at, unsigned char flags, int32_t srs_id)
{
    *at++ = 'G';
    *at++ = 'P';
    *at++ = 0; /* version 1 */
    *at++ = flags;
    return put32(at, (uint32_t)srs_id);
}

/* Byte order and type of a geometry or member. */
static unsigned char *put_head(unsigned char *at, uint32_t type)
{
    *at++ = 1; /* little endian */
    return put32(at, type);
}

/* The header, with an envelope where there are points. */
static unsigned char *put_start(unsigned char *at, int32_t srs_id, const double *xy, size_t n)
{
    at = put_header(at, n == 0 ? FLAGS_EMPTY : FLAGS_ENVELOPE, srs_id);
    if (n == 0)
        return at;
    double box[4] = {xy[0], xy[0], xy[1], xy[1]};
    for (size_t i = 1; i < n; i++) {
        double x = xy[2 * i], y = xy[2 * i + 1];
        box[0] = x < box[0] ? x : box[0];
        box[1] = x > box[1] ? x : box[1];
        box[2] = y < box[2] ? y : box[2];
        box[3] = y > box[3] ? y : box[3];
    }
    for (int i = 0; i < 4; i++)
        at = put_double(at, box[i]);
    return at;
}

/* The most bytes it takes: an empty geometry has no envelope. */
size_t wkb_lines_size(size_t n_points, size_t n_lines)
{
    return 8 + 32 + 5 + 4 + 9 * n_lines + 16 * n_points;
}

/* Type 5 is MULTILINESTRING, its members are of type 2. */
size_t wkb_write_lines(unsigned char *buffer, int32_t srs_id, const double *xy, const size_t *ends,
                       size_t n_lines)
{
    unsigned char *at = put_start(buffer, srs_id, xy, n_lines > 0 ? ends[n_lines - 1] : 0);
    at = put32(put_head(at, 5), (uint32_t)n_lines);
    for (size_t line = 0, i = 0; line < n_lines; line++) {
        at = put32(put_head(at, 2), (uint32_t)(ends[line] - i));
        for (; i < ends[line]; i++)
            at = put_double(put_double(at, xy[2 * i]), xy[2 * i + 1]);
    }
    return (size_t)(at - buffer);
}

/* GeoPackage header, WKB head, count, points: to the byte, because callers allocate no more. */
size_t wkb_line_size(size_t n_points)
{
    return 8 + 5 + 4 + 16 * n_points;
}

/* Without an envelope: readers of short lines compute it. */
size_t wkb_write_line(unsigned char *buffer, int32_t srs_id, const double *xy, size_t n_points)
{
    unsigned char *at = put_header(buffer, n_points == 0 ? FLAGS_EMPTY : FLAGS_PLAIN, srs_id);
    at = put32(put_head(at, 2), (uint32_t)n_points);
    for (size_t i = 0; i < 2 * n_points; i++)
        at = put_double(at, xy[i]);
    return (size_t)(at - buffer);
}

/* A point, also the empty one of two NaN. */
static size_t write_point(unsigned char *buffer, unsigned char flags, int32_t srs_id, double x,
                          double y)
{
    unsigned char *at = put_head(put_header(buffer, flags, srs_id), 1);
    at = put_double(put_double(at, x), y);
    return (size_t)(at - buffer);
}

size_t wkb_write_point(unsigned char *buffer, int32_t srs_id, double x, double y)
{
    return write_point(buffer, FLAGS_PLAIN, srs_id, x, y);
}

/* The standard has no other spelling of an empty point. */
size_t wkb_write_empty_point(unsigned char *buffer, int32_t srs_id)
{
    return write_point(buffer, FLAGS_EMPTY, srs_id, NAN, NAN);
}

size_t wkb_write_multipoint(unsigned char *buffer, int32_t srs_id, double x, double y)
{
    unsigned char *at = put32(put_head(put_header(buffer, FLAGS_PLAIN, srs_id), 4), 1);
    at = put_double(put_double(put_head(at, 1), x), y);
    return (size_t)(at - buffer);
}
