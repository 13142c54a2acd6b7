/* SPDX-License-Identifier: MIT
 *
 * The map of the HTML report. Private to html_map*.c. */
#ifndef RASIF_REPORT_HTML_MAP_H
#define RASIF_REPORT_HTML_MAP_H

#include "report/drawing.h"
#include "report/html/html_parts.h"

struct map {
    struct html *html;
    enum role role;       /* of the segments                     */
    struct shapes lines;  /* of segments of streets              */
    const struct shapes *shapes; /* what is drawn by class, row by row  */
    size_t n;
    struct drawing drawing;
    size_t n_outside; /* segments outside of the first view, and their length */
    double outside_m;
    char (*classes)[MOST_PROFILES + 2]; /* per row: letter of all users together, then per profile;
                                          "" = not drawn by class */
};

/* ---- html_map.c ---- */

static inline bool map_draws(const struct shapes *shapes, size_t row)
{
    return shapes->kind[row] == SHAPE_LINE || shapes->kind[row] == SHAPE_POLYGON;
}

/* What a letter of `classes` is called in the legend. */
const char *map_class_label(const struct page *page, char letter);
/* Name of the street or sidewalk of a row; NULL or "" = none. */
const char *map_name(const struct map *map, size_t row);

/* ---- html_map_view.c ---- */

/* Sets map->drawing: the frame of the first view and the whole, and what lies outside of the
 * first. false: nothing is drawn. */
bool map_view(struct map *map);
/* "3 streets (40.2 km) lie outside", where some do. */
void map_add_outside(const struct map *map);
/* How large dots are, 1 = full: so that they hide a small part of the streets in the first view. */
const char *map_dot_size(const struct map *map);

/* ---- html_map_places.c ---- */

/* What --basemap names (html_map_ground.c); what is wrong with it goes to html->status. */
void map_add_ground(const struct map *map);
/* The polygons of --boundary; destinations with their kind and name. */
void map_add_outline(const struct map *map);
void map_destinations(const struct map *map);
/* What a destination is called: its name, else its kind, both where the name is written in another
 * script than the page; nothing = neither. */
void map_destination_name(const struct page *page, size_t row, struct text *out);

/* ---- html_map_around.c ---- */

void map_add_tools(const struct map *map);
void map_add_severities(struct page *page);
void map_add_legend(const struct map *map);
void map_add_class_table(const struct map *map);

/* ---- html_map_marks.c ---- */

/* A dot per place in the colour of the worst there. */
void map_findings(const struct map *map);

/* ---- html_map_names.c ---- */

void map_names(const struct map *map);

#endif
