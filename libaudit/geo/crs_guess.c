/* SPDX-License-Identifier: MIT
 *
 * Do coordinates contradict their declared system? See crs_contradicted in crs.h. The usual
 * accidents are metres under "undefined geographic" (srs_id 0), and degrees under a UTM zone. The
 * answer names systems that the numbers would make sense in: under which the middle of the extent
 * lands inside the system's own area of use. */
#include "geo/crs_internal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MOST_CANDIDATES 5

/* Jordan's first, then those seen most often elsewhere. */
static const char *const candidates[] = {"EPSG:32636", "EPSG:32637", "EPSG:3066",
                                         "EPSG:28191", "EPSG:28192", "EPSG:3857",
                                         "EPSG:25832", "EPSG:25833", "EPSG:3067"};

/* A text that grows up to `capacity` bytes with its end mark; the rest is cut. */
struct message {
    char *text;
    size_t capacity, length;
};

__attribute__((format(printf, 2, 3))) static void say(struct message *message, const char *format,
                                                      ...)
{
    if (message->length + 1 >= message->capacity)
        return;
    va_list arguments;
    va_start(arguments, format);
    size_t room = message->capacity - message->length;
    int wanted = vsnprintf(message->text + message->length, room, format, arguments);
    va_end(arguments);
    if (wanted > 0)
        message->length += (size_t)wanted < room ? (size_t)wanted : room - 1;
}

/* Towns lie across the borders of zones, as Amman does across 36 E, and keep to one of them. */
#define BEYOND_DEG 0.5

/* Does (x, y) under this system lie in the area it is made for, or just beyond? */
static bool lands(struct crs_context *context, const struct crs *crs, double x, double y)
{
    double west, south, east, north, at[2] = {x, y};
    if (!proj_get_area_of_use(context->proj, crs_pj(context, crs), &west, &south, &east, &north,
                              NULL))
        return false;
    PJ *operation = crs_roughly_to_lonlat(context, crs);
    bool good = operation != NULL && crs_apply(operation, PJ_FWD, at, 1) == 0;
    return good && at[0] >= west - BEYOND_DEG && at[0] <= east + BEYOND_DEG &&
           at[1] >= south - BEYOND_DEG && at[1] <= north + BEYOND_DEG;
}

/* Appends the systems in which the middle of the extent lands:
 * "; candidates: EPSG:32636 (WGS 84 / UTM zone 36N), EPSG:3857 (WGS 84 / Pseudo-Mercator)". */
static void say_candidates(struct crs_context *context, const struct crs *declared,
                           const double extent[4], bool degrees, struct message *message)
{
    double x = extent[0] / 2 + extent[1] / 2, y = extent[2] / 2 + extent[3] / 2;
    int n = 0;
    if (degrees) {
        say(message, "; candidates: EPSG:4326 (WGS 84)");
        return;
    }
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates && n < MOST_CANDIDATES; i++) {
        struct crs *crs;
        if (declared != NULL && strcmp(declared->name, candidates[i]) == 0)
            continue;
        if (crs_from_text(context, candidates[i], &crs, NULL) == RASIF_OK &&
            lands(context, crs, x, y))
            say(message, "%s%s (%s)", n++ == 0 ? "; candidates: " : ", ", crs->name, crs->title);
    }
    /* Eastings within a zone run from 166 km to 834 km at the equator. */
    if (n < MOST_CANDIDATES && x > 160000 && x < 840000 && y > 0 && y < 10000000)
        say(message, "%sa UTM zone (EPSG:326xx/327xx)", n++ == 0 ? "; candidates: " : ", ");
    if (n == 0)
        say(message, "; no well-known coordinate system has such coordinates");
}

/* Whole numbers are enough here, and no locale puts a decimal sign in them (nor a minus before 0).
 */
static void say_extent(const double extent[4], struct message *message)
{
    long long whole[4];
    for (int i = 0; i < 4; i++)
        whole[i] = fabs(extent[i]) < 1e15 ? llround(extent[i]) : 0;
    say(message, "x %lld to %lld, y %lld to %lld", whole[0], whole[1], whole[2], whole[3]);
}

/* A message when the coordinates cannot be of the system that the layer declares. */
bool crs_contradicted(struct crs_context *context, const struct crs *crs, const double extent[4],
                      char *message, size_t capacity)
{
    struct message out = {message, capacity, 0};
    double x = fmax(fabs(extent[0]), fabs(extent[1])), y = fmax(fabs(extent[2]), fabs(extent[3]));
    bool degrees = x <= 180.5 && y <= 90.5;
    if (capacity > 0)
        message[0] = '\0';
    if (crs == NULL) {
        say(&out, "no coordinate system is declared; coordinates look like %s",
            degrees ? "degrees" : "metres");
        say_candidates(context, NULL, extent, degrees, &out);
        return true;
    }
    bool contradicted =
        crs->geographic ? x * crs->unit > 180.5 || y * crs->unit > 90.5 : x <= 180 && y <= 180;
    if (!contradicted)
        return false;
    say(&out, "the declared coordinate system %s", crs->name);
    if (crs->name != crs->title)
        say(&out, " (%s)", crs->title);
    say(&out, " is in %s, but coordinates (", crs->geographic ? "degrees" : "metres");
    say_extent(extent, &out);
    say(&out, ") look like %s", crs->geographic ? "metres" : "degrees");
    say_candidates(context, crs, extent, !crs->geographic && degrees, &out);
    return true;
}
