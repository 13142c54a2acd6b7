/* SPDX-License-Identifier: MIT
 *
 * The map of the HTML report. Private to html_map*.c. */
#ifndef RASIF_REPORT_HTML_MAP_H
#define RASIF_REPORT_HTML_MAP_H

#include "report/drawing.h"
#include "report/html_parts.h"

struct map {
    struct html *html;
    enum role role;       /* of the segments                     */
    struct shapes lines;  /* of segments of streets              */
    const struct shapes *shapes; /* what is drawn by class, row by row  */
    size_t n;
    struct drawing drawing;
    char (*grades)[MOST_PROFILES + 2]; /* per row: letter of all users together, then per profile;
                                          "" = not drawn by class */
};

/* ---- html_map.c ---- */

/* What a letter of `grades` is called in the legend. */
const char *map_class_label(const struct page *page, char letter);
/* Name of the street or sidewalk of a row; NULL or "" = none. */
const char *map_name(const struct map *map, size_t row);

/* ---- html_map_around.c ---- */

void map_add_tools(const struct map *map);
void map_add_severities(struct page *page);
void map_add_legend(const struct map *map);
void map_add_class_table(const struct map *map);

/* ---- html_map_marks.c ---- */

/* Findings, a dot per place in the colour of the worst there, and street names. */
void map_findings(const struct map *map);
void map_names(const struct map *map);

#endif
