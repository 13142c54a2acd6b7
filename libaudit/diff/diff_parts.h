/* SPDX-License-Identifier: MIT
 *
 * The parts of the reports of a comparison, in their order; private to diff_text.c, diff_html*.c.
 */
#ifndef RASIF_DIFF_DIFF_PARTS_H
#define RASIF_DIFF_DIFF_PARTS_H

#include "diff/diff.h"

/* page.most_lines: of a list that is cut. */
void diff_part_areas(struct page *page, const struct rasif_diff *diff);
void diff_part_verdicts(struct page *page, const struct rasif_diff *diff);
rasif_status diff_part_segments(struct page *page, const struct rasif_diff *diff, rasif_error *err);
void diff_part_geometry(struct page *page, const struct rasif_diff *diff);
void diff_part_counts(struct page *page, const struct rasif_diff *diff);
/* "12 more", when a list of n was cut. */
void diff_part_more(struct page *page, const struct rasif_diff *diff, size_t n);

/* Kinds of findings that are listed, in this order. */
#define DIFF_LISTED 6
extern const enum finding_kind diff_listed[DIFF_LISTED];

struct html;
/* diff_html_map.c: the drawing with its legend; nothing when nothing has coordinates. */
void diff_html_map(struct html *html, const struct rasif_diff *diff);

#endif
