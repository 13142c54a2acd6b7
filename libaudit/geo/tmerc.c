/* SPDX-License-Identifier: MIT
 *
 * Krueger's series in n, to n^6, in the arrangement of K. Engsager and K. Poder ("A highly accurate
 * world wide algorithm for the transverse Mercator mapping (almost)", 2007); coefficients as in
 * C. Karney, "Transverse Mercator with an accuracy of a few nanometers", J. Geodesy 85 (2011), and
 * PROJ's tmerc. Latitude to conformal latitude by one series, that to the plane by another one;
 * the sines of the second follow from those of the first without further trigonometry. */
#include "geo/tmerc.h"

#include <math.h>

#define DEGREE (3.14159265358979323846 / 180)
#define A 6378137.0
#define N (1 / (2 * 298.257223563 - 1)) /* third flattening of WGS 84, f / (2 - f) */
#define FARTHEST 20.0                   /* degrees from the meridian               */
#define TERMS 6

/* Horner in n; the sine of 2 j times the angle has the coefficient n^j times this. */
#define P1(a) (a)
#define P2(a, b) ((a) + N * P1(b))
#define P3(a, b, c) ((a) + N * P2(b, c))
#define P4(a, b, c, d) ((a) + N * P3(b, c, d))
#define P5(a, b, c, d, e) ((a) + N * P4(b, c, d, e))
#define P6(a, b, c, d, e, f) ((a) + N * P5(b, c, d, e, f))

/* Geographic to conformal latitude, and back. */
static const double to_conformal[TERMS] = {
    N * P6(-2, 2 / 3., 4 / 3., -82 / 45., 32 / 45., 4642 / 4725.),
    N *N *P5(5 / 3., -16 / 15., -13 / 9., 904 / 315., -1522 / 945.),
    N *N *N *P4(-26 / 15., 34 / 21., 8 / 5., -12686 / 2835.),
    N *N *N *N *P3(1237 / 630., -12 / 5., -24832 / 14175.),
    N *N *N *N *N *P2(-734 / 315., 109598 / 31185.),
    N *N *N *N *N *N *P1(444337 / 155925.),
};
static const double to_geographic[TERMS] = {
    N * P6(2, -2 / 3., -2, 116 / 45., 26 / 45., -2854 / 675.),
    N *N *P5(7 / 3., -8 / 5., -227 / 45., 2704 / 315., 2323 / 945.),
    N *N *N *P4(56 / 15., -136 / 35., -1262 / 105., 73814 / 2835.),
    N *N *N *N *P3(4279 / 630., -332 / 35., -399572 / 14175.),
    N *N *N *N *N *P2(4174 / 315., -144838 / 6237.),
    N *N *N *N *N *N *P1(601676 / 22275.),
};
/* Transverse Mercator of the conformal sphere to that of the ellipsoid, and back. */
static const double to_plane[TERMS] = {
    N * P6(1 / 2., -2 / 3., 5 / 16., 41 / 180., -127 / 288., 7891 / 37800.),
    N *N *P5(13 / 48., -3 / 5., 557 / 1440., 281 / 630., -1983433 / 1935360.),
    N *N *N *P4(61 / 240., -103 / 140., 15061 / 26880., 167603 / 181440.),
    N *N *N *N *P3(49561 / 161280., -179 / 168., 6601661 / 7257600.),
    N *N *N *N *N *P2(34729 / 80640., -3418889 / 1995840.),
    N *N *N *N *N *N *P1(212378941 / 319334400.),
};
static const double to_sphere[TERMS] = {
    N * P6(-1 / 2., 2 / 3., -37 / 96., 1 / 360., 81 / 512., -96199 / 604800.),
    N *N *P5(-1 / 48., -1 / 15., 437 / 1440., -46 / 105., 1118711 / 3870720.),
    N *N *N *P4(-17 / 480., 37 / 840., 209 / 4480., -5569 / 90720.),
    N *N *N *N *P3(-4397 / 161280., 11 / 504., 830251 / 7257600.),
    N *N *N *N *N *P2(-4583 / 161280., 108847 / 3991680.),
    N *N *N *N *N *N *P1(-20648693 / 638668800.),
};

/* Clenshaw's sum of c[j] sin(2 (j + 1) angle), from the sine and cosine of twice the angle. */
static inline double sum_real(const double c[TERMS], double sine, double cosine)
{
    double twice = 2 * cosine, h0 = 0, h1 = 0, h2;
    for (int j = TERMS; j-- > 0;) {
        h2 = h1;
        h1 = h0;
        h0 = twice * h1 - h2 + c[j];
    }
    return h0 * sine;
}

/* The same for a complex angle: sin(x + iy) = sin x cosh y + i cos x sinh y. */
static inline void sum_complex(const double c[TERMS], double sine, double cosine, double hsine,
                               double hcosine, double out[2])
{
    double r = 2 * cosine * hcosine, i = -2 * sine * hsine; /* 2 cos of it */
    double r0 = 0, i0 = 0, r1 = 0, i1 = 0;
    for (int j = TERMS; j-- > 0;) {
        double r2 = r1, i2 = i1;
        r1 = r0;
        i1 = i0;
        r0 = r * r1 - i * i1 - r2 + c[j];
        i0 = r * i1 + i * r1 - i2;
    }
    double x = sine * hcosine, y = cosine * hsine;
    out[0] = x * r0 - y * i0;
    out[1] = x * i0 + y * r0;
}

/* atanh of a small number (0.05 is 320 km from the meridian) to the last bit by its series. */
static inline double small_atanh(double d)
{
    double q = d * d;
    if (q > 0.05 * 0.05)
        return atanh(d);
    return d + d * q *
                   (1 / 3. +
                    q * (1 / 5. + q * (1 / 7. + q * (1 / 9. + q * (1 / 11. + q * (1 / 13.))))));
}

/* xi (along the meridian) and eta (across), in units of the rectifying radius. */
static inline void forward(double lambda, double phi, double out[2])
{
    double s = sin(phi), c = cos(phi);
    double d = sum_real(to_conformal, 2 * s * c, c * c - s * s), q = d * d;
    /* |d| < 0.0034: sine and cosine of the conformal latitude phi + d by addition theorem. */
    double sd = d * (1 - q / 6 * (1 - q / 20)), cd = 1 - q / 2 * (1 - q / 12 * (1 - q / 30));
    double a = s * cd + c * sd, cosine = c * cd - s * sd;
    double b = cosine * cos(lambda), e = cosine * sin(lambda), rr = a * a + b * b, sum[2];
    /* With xi' = atan2(a, b) and eta' = atanh(e), where a^2 + b^2 + e^2 = 1: */
    sum_complex(to_plane, 2 * a * b / rr, (b * b - a * a) / rr, 2 * e / rr, (1 + e * e) / rr, sum);
    out[0] = atan2(a, b) + sum[0];
    out[1] = small_atanh(e) + sum[1];
}

/* The radius is that of a circle as long as the meridian; the false northing is 0 at the origin. */
struct tmerc tmerc_new(double longitude, double latitude, double scale, double east, double north)
{
    double origin[2];
    struct tmerc t = {.longitude = longitude, .east = east};
    t.radius = scale * A / (1 + N) * (1 + N * N * (1 / 4. + N * N * (1 / 64. + N * N / 256)));
    forward(0, latitude * DEGREE, origin);
    t.north = north - t.radius * origin[0];
    return t;
}

/* False beyond the range of the series: the caller uses PROJ. */
bool tmerc_forward(const struct tmerc *t, double point[2])
{
    double plane[2], lambda = point[0] - t->longitude;
    if (!(fabs(lambda) <= FARTHEST && fabs(point[1]) < 89.9))
        return false;
    forward(lambda * DEGREE, point[1] * DEGREE, plane);
    point[0] = t->east + t->radius * plane[1];
    point[1] = t->north + t->radius * plane[0];
    return true;
}

/* Longitudes come out in (-180, 180]. */
bool tmerc_inverse(const struct tmerc *t, double point[2])
{
    double eta = (point[0] - t->east) / t->radius, xi = (point[1] - t->north) / t->radius, sum[2];
    /* At most as far as FARTHEST at the equator, and not around a pole. */
    if (!(fabs(eta) < 0.35 && fabs(xi) < 89.5 * DEGREE))
        return false;
    double grown = exp(2 * eta), shrunk = 1 / grown;
    double hsine = fabs(eta) < 1e-3 ? 2 * eta * (1 + 2 / 3. * eta * eta) : (grown - shrunk) / 2;
    sum_complex(to_sphere, sin(2 * xi), cos(2 * xi), hsine, (grown + shrunk) / 2, sum);
    xi += sum[0];
    eta += sum[1];
    double s = sin(xi), c = cos(xi), h = sinh(eta), r = sqrt(h * h + c * c);
    /* tan of the conformal latitude is s / r; s^2 + r^2 = cosh^2 eta. */
    double all = s * s + r * r, lambda = atan2(h, c) / DEGREE;
    double phi = atan2(s, r) + sum_real(to_geographic, 2 * s * r / all, (r * r - s * s) / all);
    if (fabs(lambda) > FARTHEST)
        return false;
    point[0] = t->longitude + lambda;
    point[0] += point[0] > 180 ? -360 : point[0] <= -180 ? 360 : 0;
    point[1] = phi / DEGREE;
    return true;
}
