/* SPDX-License-Identifier: MIT
 *
 * Drawings of HTML pages: coordinates in whole decimetres from the upper left corner, so that a
 * street takes some dozen bytes. The style sheet is report.css; report.js finds the ids. */
#ifndef RASIF_REPORT_DRAWING_H
#define RASIF_REPORT_DRAWING_H

#include "base/text.h"
#include "table/table.h"

#define DRAWING_PIXELS 1000.0 /* the width at which widths of labels are guessed */

struct drawing {
    double west, north;   /* metric corner                             */
    double width, height; /* in decimetres, with a margin              */
    double whole[4];      /* x, y, width, height of all there is, in decimetres from the corner;
                             width 0 = no more than the frame          */
    double tolerance_m;   /* how far a simplified line may be off      */
};

/* The frame around what lies between two corners, in metres: never much higher than wide, nor a
 * strip, for pages are read on screens and on paper. false when there is nothing. */
bool drawing_fit(struct drawing *drawing, const double low[2], const double high[2]);
void drawing_point(const struct drawing *drawing, const double xy[2], long out[2]);

/* Is a row drawn? */
typedef bool (*drawing_filter)(const void *user, size_t row);
/* A tolerance under which all lines together take at most some 80 000 points. */
MUST bool drawing_choose_tolerance(struct drawing *drawing, const struct shapes *shapes,
                                   drawing_filter draws, const void *user);
/* Path data of a row's lines or rings, appended. */
void drawing_line(const struct drawing *drawing, const struct shapes *shapes, size_t row,
                  struct text *out);

/* "<svg>" with its title up to the first element; dot_size: a number for the CSS variable --m. */
void drawing_open(const struct drawing *drawing, struct text *out, const char *dot_size,
                  const char *title);
/* The north arrow and the scale bar (1, 2 or 5 of a power of ten, in a fifth of the
 * drawing), then "</svg>". */
struct sentences;
void drawing_close(const struct drawing *drawing, struct text *out,
                   const struct sentences *sentences, const char *language);

#endif
