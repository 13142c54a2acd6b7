/* SPDX-License-Identifier: MIT
 *
 * The maps of a comparison's page; private to diff_html_*.c. */
#ifndef RASIF_DIFF_DIFF_HTML_MAP_H
#define RASIF_DIFF_DIFF_HTML_MAP_H

#include "diff/diff_parts.h"
#include "report/drawing.h"
#include "report/html/html_parts.h"

struct change_map {
    const struct rasif_diff *diff;
    struct drawing drawing;
    double wide, small; /* units of the drawing per pixel: of two maps abreast, and on a phone */
    struct text *out;
};

#define CHANGE_MARKS 99 /* streets that get a sign at most */

/* A place on a row's first line, as a share of its length, and the direction there; false where
 * there is none. */
bool change_map_at(const struct shapes *shapes, uint32_t row, double share, double xy[2],
                   double direction[2]);
/* diff_html_names.c: a group of texts, for one side. */
void change_map_names(const struct change_map *map, int s);
/* The sign of a verdict with the street's number in it, centred on 0 0, in pixels. */
void change_mark(struct text *out, enum verdict verdict, size_t number);

#endif
