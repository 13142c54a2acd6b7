/* SPDX-License-Identifier: MIT
 *
 * GeoPackage geometry blobs, decoded once into the flat arrays of struct shapes, and encoded for
 * the tables we add. No GEOS, no allocation per feature. */
#ifndef RASIF_GEO_WKB_H
#define RASIF_GEO_WKB_H

#include "table/table.h"

enum wkb_status {
    WKB_OK,
    WKB_NULL,      /* no blob                                                           */
    WKB_EMPTY,     /* an empty geometry                                                 */
    WKB_BAD_HEADER,/* not "GP", unknown version or envelope                             */
    WKB_TRUNCATED, /* counts and length contradict each other (also 4-billion counts)   */
    WKB_NOT_FINITE,/* NaN or infinite x or y                                            */
    WKB_TYPE       /* curves, TIN, nested collections: not decoded                      */
};

/* Appends the next row to `shapes` (heap arrays grown with array_reserve; freed by shapes_free).
 * Points, MultiPoints (first point), LineStrings, MultiLineStrings (parts), Polygons,
 * MultiPolygons (rings), and a GeometryCollection of exactly one of these; Z and M are skipped;
 * both byte orders, ISO and EWKB type codes. x, y stay in source units. On any status but WKB_OK
 * the row is appended as SHAPE_NULL, SHAPE_EMPTY or SHAPE_BAD without points.
 * `*srs_id` (may be NULL) gets the header's. false in *grown when memory is out. */
enum wkb_status wkb_append(struct shapes *shapes, const unsigned char *blob, size_t length,
                           int32_t *srs_id, bool *grown);
/* One sentence fragment in English for a status: "its point count contradicts its length". */
const char *wkb_status_text(enum wkb_status status);

/* Does a blob begin with a whole GeoPackage header? Says nothing about the geometry behind it. */
bool wkb_has_header(const unsigned char *blob, size_t length);

/* Where the WKB of a GeoPackage blob begins; 0 for a blob whose header is none, is cut, or states an
 * extension of the standard. */
size_t wkb_offset(const unsigned char *blob, size_t length);

/* GeoPackage blobs (standard header, little endian; only wkb_write_lines gives an envelope) into
 * `buffer`, which must hold wkb_line_size(n). x, y in the layer's CRS. Return the length. */
size_t wkb_line_size(size_t n_points);
size_t wkb_write_line(unsigned char *buffer, int32_t srs_id, const double *xy, size_t n_points);
/* Several lines as one MultiLineString: line i has points [ends[i - 1], ends[i]), ends[-1] = 0. */
size_t wkb_lines_size(size_t n_points, size_t n_lines);
size_t wkb_write_lines(unsigned char *buffer, int32_t srs_id, const double *xy, const size_t *ends,
                       size_t n_lines);
#define WKB_POINT_SIZE 29
size_t wkb_write_point(unsigned char *buffer, int32_t srs_id, double x, double y);
/* A MultiPoint of one point. */
#define WKB_MULTIPOINT_SIZE (WKB_POINT_SIZE + 9)
size_t wkb_write_multipoint(unsigned char *buffer, int32_t srs_id, double x, double y);
/* POINT EMPTY as GeoPackage wants it (NaN coordinates, empty flag). Same size. */
size_t wkb_write_empty_point(unsigned char *buffer, int32_t srs_id);

/* Envelope of a GeoPackage blob without decoding it into shapes: from the header where it is
 * there, else from the coordinates. false for NULL, empty and unreadable geometries. */
bool wkb_envelope(const unsigned char *blob, size_t length, double envelope[4] /* minx maxx miny maxy */);

/* What a blob holds, as far as its first bytes show; a ring is one closed line. */
enum wkb_form { WKB_FORM_OTHER, WKB_FORM_POINT, WKB_FORM_LINE, WKB_FORM_RING, WKB_FORM_AREA };
enum wkb_form wkb_form(const unsigned char *blob, size_t length);

void shapes_free(struct shapes *shapes);

#endif
