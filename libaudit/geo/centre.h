/* SPDX-License-Identifier: MIT
 *
 * Walking surfaces drawn as areas become lines: the middle between their edges, and how narrow it
 * gets where. */
#ifndef RASIF_GEO_CENTRE_H
#define RASIF_GEO_CENTRE_H

#include "table/store.h"

/* Replaces the polygons of sidewalks and footways by their centre lines (several parts where they
 * branch): shapes, length_m; store.widths gets the clear width and its place, narrowed by the
 * obstacles that stand there. A square without a direction, what is thinner than 10 cm and what
 * GEOS can't do stay polygons, with a diagnostic. In metres, after identify(). Obstacles are those
 * of the store; a point has its diameter_m. Does nothing without polygons. RASIF_E_MEMORY. */
rasif_status centre_lines(struct store *store, unsigned threads, rasif_error *err);

#endif
