/* SPDX-License-Identifier: MIT
 *
 * The two halves of the generator: where things are (city.c) and the file (city_file.c). */
#ifndef RASIF_BENCH_CITY_H
#define RASIF_BENCH_CITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum layer { STREETS, SIDEWALKS, CROSSINGS, RAMPS, LAYERS };

struct city {
    uint64_t sidewalks, streets, crossings, ramps;
    uint64_t seed;
    int32_t crs;
    bool skewed;
    uint64_t lines; /* of the grid, each way */
    double *at;     /* [lines] metres from the centre */
};

/* What a chance is for; the columns of a layer follow FOR_CELL + 64 * layer. */
enum {
    FOR_NODE_X = 1,
    FOR_NODE_Y,
    FOR_BOW,
    FOR_POINTS,
    FOR_CORNER,
    FOR_RAMP,
    FOR_LINE,
    FOR_GAP = 16,  /* + layer */
    FOR_ODD = 32,  /* + layer */
    FOR_CELL = 64, /* + 64 * layer + 2 * column: is it null; + 1: its value */
    FOR_END = FOR_CELL + 64 * LAYERS
};

uint64_t city_chance(const struct city *city, unsigned what, uint64_t row);
/* The same as a number in [0, 1). */
double city_share(const struct city *city, unsigned what, uint64_t row);

/* Streets of one line within eight blocks have one number, and so one name. */
uint64_t city_street_line(const struct city *city, uint64_t street);

/* Nearly every street has a crossing; at seven crossings in ten the kerbs of both ends were surveyed. */
static inline uint64_t city_street_of_crossing(const struct city *city, uint64_t crossing)
{
    return crossing * city->streets / city->crossings;
}
static inline uint64_t city_end_of_ramp(const struct city *city, uint64_t ramp)
{
    uint64_t pairs = (city->ramps + 1) / 2;
    return 2 * (ramp / 2 * city->crossings / pairs) + ramp % 2;
}

/* The cell of the geometry column (at most 160 bytes) and its minx, maxx, miny, maxy (minx > maxx:
 * EMPTY). 0: NULL. */
size_t city_geometry(const struct city *city, enum layer layer, uint64_t row, unsigned char *blob,
                     double box[4]);

/* 0, or 1 after a message. */
int city_write(const struct city *city, const char *path);

#endif
