/* SPDX-License-Identifier: MIT
 *
 * The transverse Mercator projection on WGS 84 without PROJ's overhead per point, for the two ways
 * that nearly all points take: from degrees, and from UTM zones, into our local system and back.
 * tests/unit/test_geo_crs.c holds it against PROJ. */
#ifndef RASIF_GEO_TMERC_H
#define RASIF_GEO_TMERC_H

#include <stdbool.h>

struct tmerc {
    double longitude;   /* of the central meridian, degrees           */
    double radius;      /* scale times the rectifying radius, m       */
    double east, north; /* easting of the meridian, northing of the equator */
};

/* Origin (in degrees, northing `north` there), scale and false easting. */
struct tmerc tmerc_new(double longitude, double latitude, double scale, double east, double north);
/* Longitude, latitude (degrees) to x, y, in place. false and unchanged when the point is more than
 * 20 degrees from the meridian, at a pole or not finite: that is for PROJ. */
bool tmerc_forward(const struct tmerc *t, double point[2]);
/* x, y to longitude, latitude in (-180, 180]; false likewise. */
bool tmerc_inverse(const struct tmerc *t, double point[2]);

#endif
