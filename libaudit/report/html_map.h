/* SPDX-License-Identifier: MIT
 *
 * The map of the HTML report: coordinates in whole decimetres from the upper left corner, so that a
 * street takes some dozen bytes. Private to html_map*.c. */
#ifndef RASIF_REPORT_HTML_MAP_H
#define RASIF_REPORT_HTML_MAP_H

#include "report/html_parts.h"

#define MAP_PIXELS 1000.0 /* the width at which widths of labels are guessed */

struct map {
    struct html *html;
    enum role role;                    /* of the segments                              */
    double west, north;                /* metric corner                                */
    double width, height;              /* in decimetres, with a margin                 */
    double tolerance_m;                /* how far a simplified line may be off         */
    char (*grades)[MOST_PROFILES + 2]; /* per row: letter of all users together, then per profile;
                                          "" = not drawn by class */
};

/* ---- html_map.c ---- */

/* What a letter of `grades` is called in the legend. */
const char *map_class_label(const struct page *page, char letter);

/* ---- html_map_around.c ---- */

void map_add_tools(const struct map *map);
void map_add_scale_bar(const struct map *map);
void map_add_severities(struct page *page);
void map_add_legend(const struct map *map);
void map_add_class_table(const struct map *map);

/* ---- html_map_lines.c ---- */

/* Is the row drawn, and in scope? The same line twice is drawn once. */
bool map_draws(const struct map *map, size_t row);
/* A tolerance under which all lines together take at most some 80 000 points. */
void map_choose_tolerance(struct map *map);
/* Path data of a row's lines, appended; `*n` counts points written. */
void map_line(const struct map *map, size_t row, struct text *out);
void map_point(const struct map *map, const double xy[2], long out[2]);

/* ---- html_map_marks.c ---- */

/* Findings, a dot per place in the colour of the worst there, and street names. */
void map_findings(const struct map *map);
void map_names(const struct map *map);

#endif
