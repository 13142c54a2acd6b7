/* SPDX-License-Identifier: MIT
 *
 * Sheets: what a street segment is like along its way, on a page. Private to html_sheets.c,
 * html_sheet_map.c and html_strip.c. */
#ifndef RASIF_REPORT_HTML_SHEETS_H
#define RASIF_REPORT_HTML_SHEETS_H

#include "report/html/html_map.h"

/* A finding along the way. */
struct pin {
    size_t finding;     /* into results->findings                             */
    size_t number;      /* on the sheet, from 1; several at one place share it */
    double at_m, share; /* along the segment; of its length                */
    double xy[2];       /* metres                                             */
    double side;        /* > 0: left of the way, < 0: right, 0: on it         */
};

/* The sides of a segment by the metre, for every user, and the same in words (html_strip.c).
 * Nothing where no side counts. */
void strip_write(struct html *html, size_t segment, const struct pin *pins, size_t n_pins);

/* What lies around rows: extents of all segments, made once (html_sheet_map.c). */
struct surroundings {
    enum role role;
    const struct shapes *shapes;
    struct shapes lines;  /* of segments of streets */
    double (*extents)[4]; /* per row: minx miny maxx maxy; NaN = not drawn */
    size_t n;
};
/* Free it in any case. */
MUST bool surroundings_new(struct html *html, struct surroundings *out);
void surroundings_free(struct surroundings *surroundings);
/* A small map of a row with its findings by number, what is near, and names. */
void sheet_map(struct html *html, const struct surroundings *around, size_t row,
               const struct pin *pins, size_t n_pins);

#endif
