/* SPDX-License-Identifier: MIT
 *
 * city [--sidewalks N] [--skewed] [--crs 32636|4326] [--seed S] OUT.gpkg
 *
 * Makes a city to measure with: N sidewalks along N/2 streets of a grid, 0.48 N crossings, 0.67 N
 * kerbs; native fields, a fifth of the cells null, some geometries NULL or EMPTY, gaps in the FIDs.
 * The file looks as if GDAL had written it. The same arguments give the same bytes. */
#include "city.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
#define NORMAL_BLOCK_M 80.0
#define SMALLEST_BLOCK_M 25.0 /* skewed: in the centre ... */
#define BLOCK_GROWTH 16.0     /* ... and so many times that at the edge */
#define CENTRE_LON 35.93
#define CENTRE_LAT 31.95
#define CENTRE_EAST 776500.0
#define CENTRE_NORTH 3539500.0

enum { MOST_POINTS = 6 };

/* ---- chance: a number that depends on the seed, the row and what it is for ---- */

static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

uint64_t city_chance(const struct city *city, unsigned what, uint64_t row)
{
    return mix(mix(city->seed << 16 | what) ^ row * 0xd6e8feb86659fd93u);
}

double city_share(const struct city *city, unsigned what, uint64_t row)
{
    return (double)(city_chance(city, what, row) >> 11) * 0x1p-53;
}

/* ---- the grid ---- */

static double *line_positions(const struct city *city)
{
    uint64_t n = city->lines;
    double *at = malloc(n * sizeof *at);
    if (at == NULL)
        return NULL;
    at[0] = 0;
    for (uint64_t i = 1; i < n; i++) {
        double off_centre = fabs(2.0 * ((double)i - 0.5) / (double)(n - 1) - 1.0);
        double block = city->skewed ? SMALLEST_BLOCK_M * pow(BLOCK_GROWTH, off_centre)
                                    : NORMAL_BLOCK_M;
        at[i] = at[i - 1] + block;
    }
    for (uint64_t i = 0; i + 1 < n; i++)
        at[i] -= at[n - 1] / 2;
    at[n - 1] /= 2;
    return at;
}

static bool plan_city(struct city *city)
{
    uint64_t n = city->sidewalks;
    city->streets = n / 2;
    city->crossings = n * 48 / 100;
    city->ramps = n * 67 / 100;
    city->lines = 2;
    while (2 * city->lines * (city->lines - 1) < city->streets)
        city->lines++;
    city->at = line_positions(city);
    return city->at != NULL;
}

struct place {
    double x, y; /* metres from the centre */
};

/* Where two lines of the grid cross, not quite in rank and file. */
static struct place node(const struct city *city, uint64_t column, uint64_t row)
{
    uint64_t id = row * city->lines + column;
    return (struct place){city->at[column] + 4.0 * city_share(city, FOR_NODE_X, id) - 2.0,
                          city->at[row] + 4.0 * city_share(city, FOR_NODE_Y, id) - 2.0};
}

struct street {
    struct place from, to;
    struct place left; /* unit vector to the left of it */
    double length_m, bow_m;
};

/* Streets in rows: those along line 0, those up from it to line 1, those along line 1 ... */
static struct street street_at(const struct city *city, uint64_t number)
{
    uint64_t per_row = 2 * city->lines - 1;
    uint64_t row = number / per_row, k = number % per_row;
    bool along = k < city->lines - 1;
    uint64_t column = along ? k : k - (city->lines - 1);
    struct street street = {
        .from = node(city, column, row),
        .to = along ? node(city, column + 1, row) : node(city, column, row + 1),
    };
    double dx = street.to.x - street.from.x, dy = street.to.y - street.from.y;
    street.length_m = sqrt(dx * dx + dy * dy);
    street.left = (struct place){-dy / street.length_m, dx / street.length_m};
    street.bow_m = street.length_m * 0.05 * (city_share(city, FOR_BOW, number) - 0.5);
    if (city_chance(city, FOR_POINTS, number) % 2 == 0)
        street.bow_m = 0;
    return street;
}

uint64_t city_street_line(const struct city *city, uint64_t number)
{
    uint64_t per_row = 2 * city->lines - 1;
    uint64_t row = number / per_row, k = number % per_row;
    bool along = k < city->lines - 1;
    uint64_t line = along ? 2 * row : 2 * (k - (city->lines - 1)) + 1;
    return line << 20 | (along ? k : row) / 8;
}

/* A point `share` of the way along the street and `off_m` to its left. */
static struct place beside(const struct street *street, double share, double off_m)
{
    double off = off_m + street->bow_m * sin(PI * share);
    if (off_m == 0 && share <= 0)
        return street->from;
    if (off_m == 0 && share >= 1)
        return street->to;
    return (struct place){
        street->from.x + share * (street->to.x - street->from.x) + off * street->left.x,
        street->from.y + share * (street->to.y - street->from.y) + off * street->left.y};
}

/* ---- coordinates of the file ---- */

static void to_file(const struct city *city, struct place place, double out[2])
{
    if (city->crs != 4326) {
        out[0] = floor((CENTRE_EAST + place.x) * 100 + 0.5) / 100;
        out[1] = floor((CENTRE_NORTH + place.y) * 100 + 0.5) / 100;
        return;
    }
    /* Radii of curvature of WGS 84: true to scale where the city is, which is all that matters. */
    const double a = 6378137.0, e2 = 0.00669437999014;
    double s = sin(CENTRE_LAT * PI / 180), w = sqrt(1 - e2 * s * s);
    double lat = CENTRE_LAT + place.y / (a * (1 - e2) / (w * w * w)) * 180 / PI;
    s = sin(lat * PI / 180);
    w = sqrt(1 - e2 * s * s);
    double lon = CENTRE_LON + place.x / (a / w * cos(lat * PI / 180)) * 180 / PI;
    out[0] = floor(lon * 1e7 + 0.5) / 1e7;
    out[1] = floor(lat * 1e7 + 0.5) / 1e7;
}

/* ---- geometries ---- */

static size_t count_points(const struct city *city, const struct street *street, uint64_t number)
{
    return street->bow_m == 0 ? 2 : 3 + city_chance(city, FOR_POINTS, number) / 2 % 4;
}

/* From `start_m` to `start_m` before the end, `off_m` to the left. */
static size_t street_line(const struct city *city, uint64_t number, double start_m, double off_m,
                          double xy[2 * MOST_POINTS])
{
    struct street street = street_at(city, number);
    size_t n = count_points(city, &street, number);
    double first = start_m / street.length_m, last = 1 - first;
    for (size_t i = 0; i < n; i++) {
        double share = i + 1 == n ? last : first + (last - first) * (double)i / (double)(n - 1);
        to_file(city, beside(&street, share, off_m), xy + 2 * i);
    }
    return n;
}

static struct place crossing_end(const struct city *city, uint64_t crossing, double off_m)
{
    struct street street = street_at(city, city_street_of_crossing(city, crossing));
    return beside(&street, 9.5 / street.length_m, off_m);
}

/* Points of a feature's geometry. */
static size_t feature_points(const struct city *city, enum layer layer, uint64_t row,
                             double xy[2 * MOST_POINTS])
{
    switch (layer) {
    case STREETS:
        return street_line(city, row, 0, 0, xy);
    case SIDEWALKS:
        /* Both sides, and short of the corners. */
        return street_line(city, row / 2, 7 + 2 * city_share(city, FOR_CORNER, row),
                           row % 2 == 0 ? 6 : -6, xy);
    case CROSSINGS:
        to_file(city, crossing_end(city, row, 4.6), xy);
        to_file(city, crossing_end(city, row, -4.6), xy + 2);
        return 2;
    default: {
        uint64_t end = city_end_of_ramp(city, row);
        struct place place = crossing_end(city, end / 2, end % 2 == 0 ? 4.8 : -4.8);
        place.x += city_share(city, FOR_RAMP, row) - 0.5;
        to_file(city, place, xy);
        return 1;
    }
    }
}

static unsigned char *put(unsigned char *at, const void *value, size_t n)
{
    memcpy(at, value, n); /* little endian, as every machine that this is run on */
    return at + n;
}

/* GeoPackage header (an envelope for lines, as GDAL writes it) and WKB. 0 bytes: NULL. */
size_t city_geometry(const struct city *city, enum layer layer, uint64_t row, unsigned char *blob,
                     double box[4])
{
    double xy[2 * MOST_POINTS];
    uint64_t odd = city_chance(city, FOR_ODD + layer, row) % 5000;
    bool is_point = layer == RAMPS, is_empty = odd == 1;
    uint32_t type = is_point ? 1 : 2, n = 0;
    int32_t srs = city->crs;
    if (odd == 0)
        return 0;
    if (!is_empty)
        n = (uint32_t)feature_points(city, layer, row, xy);
    box[0] = box[2] = INFINITY;
    box[1] = box[3] = -INFINITY;
    for (uint32_t i = 0; i < n; i++) {
        box[0] = fmin(box[0], xy[2 * i]);
        box[1] = fmax(box[1], xy[2 * i]);
        box[2] = fmin(box[2], xy[2 * i + 1]);
        box[3] = fmax(box[3], xy[2 * i + 1]);
    }
    unsigned char *at = put(blob, "GP\0", 3);
    *at++ = is_empty ? 0x11 : is_point ? 0x01 : 0x03;
    at = put(at, &srs, 4);
    if (!is_point && !is_empty)
        at = put(at, box, 4 * sizeof *box);
    *at++ = 1;
    at = put(at, &type, 4);
    if (is_point && is_empty) {
        static const unsigned char nan[8] = {0, 0, 0, 0, 0, 0, 0xf8, 0x7f};
        at = put(at, nan, 8);
        at = put(at, nan, 8);
    }
    if (!is_point)
        at = put(at, &n, 4);
    at = put(at, xy, 2 * n * sizeof *xy);
    return (size_t)(at - blob);
}

/* ---- main ---- */

static int usage(void)
{
    fputs("usage: city [--sidewalks N] [--skewed] [--crs 32636|4326] [--seed S] OUT.gpkg\n", stderr);
    return 2;
}

static bool parse_count(const char *text, uint64_t *out)
{
    char *end = NULL;
    *out = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && *out <= 100000000;
}

int main(int argc, char **argv)
{
    struct city city = {.sidewalks = 20000, .crs = 32636, .seed = 1};
    const char *out = NULL;
    for (int i = 1; i < argc; i++) {
        uint64_t crs;
        bool more = i + 1 < argc;
        if (strcmp(argv[i], "--skewed") == 0) {
            city.skewed = true;
        } else if (strcmp(argv[i], "--sidewalks") == 0 && more) {
            if (!parse_count(argv[++i], &city.sidewalks) || city.sidewalks < 100)
                return usage();
        } else if (strcmp(argv[i], "--seed") == 0 && more) {
            if (!parse_count(argv[++i], &city.seed))
                return usage();
        } else if (strcmp(argv[i], "--crs") == 0 && more) {
            if (!parse_count(argv[++i], &crs) || (crs != 4326 && crs != 32636))
                return usage();
            city.crs = (int32_t)crs;
        } else if (argv[i][0] == '-' || out != NULL) {
            return usage();
        } else {
            out = argv[i];
        }
    }
    if (out == NULL)
        return usage();
    if (!plan_city(&city))
        return 1;
    int failed = city_write(&city, out);
    free(city.at);
    return failed;
}
