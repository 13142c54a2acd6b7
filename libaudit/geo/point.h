/* SPDX-License-Identifier: MIT
 *
 * Points and directions of the plane: what the files about lines and outlines share. Products that must
 * cancel exactly are kept in separate statements, so that no compiler fuses them into one. */
#ifndef RASIF_GEO_POINT_H
#define RASIF_GEO_POINT_H

#include "geo/line.h"

#include <math.h>

static inline double distance(const double a[2], const double b[2])
{
    double dx = b[0] - a[0], dy = b[1] - a[1];
    return sqrt(dx * dx + dy * dy);
}

static inline double cross(const double a[2], const double b[2])
{
    double left = a[0] * b[1];
    double right = a[1] * b[0];
    return left - right;
}

/* z of (b - a) x (c - a): > 0 when c lies left of a -> b. */
static inline double orientation(const double a[2], const double b[2], const double c[2])
{
    double left = (b[0] - a[0]) * (c[1] - a[1]);
    double right = (b[1] - a[1]) * (c[0] - a[0]);
    return left - right;
}

/* Unit direction a -> b; false (and 0, 0) when they are the same point. */
static inline bool unit(const double a[2], const double b[2], double out[2])
{
    double length = distance(a, b);
    out[0] = length > 0 ? (b[0] - a[0]) / length : 0;
    out[1] = length > 0 ? (b[1] - a[1]) / length : 0;
    return length > 0;
}

/* Where on a-b (0..1) the foot of p lies. */
static inline double foot_fraction(const double a[2], const double b[2], const double p[2])
{
    double dx = b[0] - a[0], dy = b[1] - a[1], squared = dx * dx + dy * dy;
    if (!(squared > 0))
        return 0;
    return clamp(((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / squared, 0, 1);
}

/* The point at fraction t; exactly b at 1, so that feet at a shared vertex are equal. */
static inline void between(const double a[2], const double b[2], double t, double out[2])
{
    out[0] = t < 1 ? a[0] + t * (b[0] - a[0]) : b[0];
    out[1] = t < 1 ? a[1] + t * (b[1] - a[1]) : b[1];
}

#endif
