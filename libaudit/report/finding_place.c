/* SPDX-License-Identifier: MIT
 *
 * Where a finding of one place is: an end or island of a crossing, a stretch of a street's side, an
 * arm of a junction. In: a finding and its facts. Out: a point, and words. */
#include "report/finding_place.h"

#include "geo/line.h"
#include "network/gaps.h"
#include "report/belongs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The missing ramp, sidewalk or crossing as a gap, because gap_line already computes the lines of
 * gaps. */
static struct gap as_gap(const struct finding *finding, const struct finding_facts *facts)
{
    struct gap gap = {.place = facts->place, .street = finding->row, .from = finding->row};
    gap.kind = facts->part == NULL      ? GAP_NO_RAMP
               : facts->part->side != 0 ? GAP_NO_SIDEWALK
                                        : GAP_NO_CROSSING;
    if (facts->part != NULL) {
        gap.side = facts->part->side;
        gap.from_m = facts->part->from_m;
        gap.to_m = facts->part->to_m;
        gap.at.aside_m[0] = facts->part->aside_m;
    }
    return gap;
}

/* Half way along the stretch, where the sidewalk would run; the end or island of a crossing. A
 * crossing drawn as a point keeps its own place. Without memory the place stays, too. */
void finding_place(const struct run *run, const struct finding *finding, struct finding_facts *out)
{
    struct gap gap = as_gap(finding, out);
    double ends[4], *xy = ends, way[2];
    size_t most = gap_most_points(run->store, &gap);
    if (gap.kind == GAP_NO_RAMP &&
        run->store->tables[ROLE_CROSSING].shapes.kind[finding->row] != SHAPE_LINE)
        return;
    if (most > 2 && (xy = malloc(4 * most * sizeof *xy)) == NULL)
        return; /* it stays where its street is */
    size_t n = gap_line(run->store, &gap, xy);
    if (gap.kind == GAP_NO_RAMP)
        memcpy(out->xy, xy, sizeof out->xy);
    else if (n > 0)
        line_at(xy, n, line_length(xy, n) / 2, out->xy, way);
    if (xy != ends)
        free(xy);
}

/* Eight directions of 45 degrees each; of two equal points "e". */
const char *compass_name(const double from[2], const double to[2])
{
    static const char *const names[3][3] = {{"sw", "s", "se"}, {"w", "e", "e"}, {"nw", "n", "ne"}};
    const double tan_22_5 = 0.41421356237309503; /* of half an eighth of the circle */
    double x = to[0] - from[0], y = to[1] - from[1];
    int east = fabs(x) < tan_22_5 * fabs(y) ? 0 : (x > 0) - (x < 0);
    int north = fabs(y) < tan_22_5 * fabs(x) ? 0 : (y > 0) - (y < 0);
    return names[1 + north][1 + east];
}

/* "the north-eastern end", "island 1"; "one end" where it is drawn as a point. */
static void add_crossing_place(const struct run *run, const struct finding *finding,
                               const struct finding_facts *facts, const char *language,
                               struct text *out)
{
    char key[24] = "end.", number[16];
    double middle[2];
    if (facts->place >= PLACE_ISLAND) {
        snprintf(number, sizeof number, "%d", facts->place - PLACE_ISLAND + 1);
        sentence(run->sentences, language, "place.island", out, "n", number, NULL);
        return;
    }
    if (run->store->tables[ROLE_CROSSING].shapes.kind[finding->row] == SHAPE_LINE) {
        element_point(run, ROLE_CROSSING, finding->row, middle);
        strcat(key, compass_name(middle, facts->xy));
    } else {
        strcat(key, facts->place == PLACE_START ? "first" : "second");
    }
    const char *words = sentence_text(run->sentences, language, key);
    text_add(out, words != NULL ? words : key);
}

/* "12 m" */
static void add_metres(const struct run *run, double metres, const char *language, struct text *out)
{
    text_fixed(out, metres, 0);
    text_add(out, " ");
    text_add(out, sentence_unit(run->sentences, language, UNIT_M));
}

/* A word in braces that only a finding with a place has: "left", "12 m", "the northern end". Its
 * side is that of the street's drawing direction. */
void finding_where(const struct run *run, const struct finding *finding,
                   const struct finding_facts *facts, enum message_word word, const char *language,
                   struct text *out)
{
    const char *side = NULL;
    if (word == MESSAGE_SIDE && facts->part != NULL)
        side = sentence_text(run->sentences, language,
                             facts->part->side == SIDE_LEFT ? "side_in.left" : "side_in.right");
    if (word == MESSAGE_PLACE && facts->place != NO_PLACE)
        add_crossing_place(run, finding, facts, language, out);
    else if (side != NULL)
        text_add(out, side);
    else if (word == MESSAGE_FROM && facts->part != NULL)
        add_metres(run, facts->part->from_m, language, out);
    else if (word == MESSAGE_TO && facts->part != NULL)
        add_metres(run, facts->part->to_m, language, out);
    else
        text_add(out, "?");
}

/* A raised kerb that is mapped where a ramp is missing is not a ramp, but it is there: the message
 * mentions it, or readers would take the finding for wrong. */
bool finding_raised_kerb(const struct run *run, const struct finding *finding,
                         const struct finding_facts *facts)
{
    const struct crossing_facts *crossings = &run->store->crossings;
    if (facts->place == NO_PLACE || finding->role != ROLE_CROSSING)
        return false;
    const struct crossing_place *place =
        &crossings->places[crossings->first_place[finding->row] + facts->place];
    return place->state == END_ABSENT && place->n_ramps > 0;
}
