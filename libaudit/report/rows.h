/* SPDX-License-Identifier: MIT
 *
 * Rows of a table of ours for programs, in JSON and CSV: its columns by their names without the geometry,
 * lengths rounded (precision.h), and of what has a name for people a label in every language of the tables (label_en). */
#ifndef RASIF_REPORT_ROWS_H
#define RASIF_REPORT_ROWS_H

#include "report/report.h"

/* "[{...}, ...]"; "[]" where `view` is NULL. Without titles, which stand elsewhere. */
void rows_json(const struct run *run, const struct view *view, struct text *out);
/* RFC 4180, with a line of names also where there is no row; nothing where `view` is NULL. */
void rows_csv(const struct run *run, const struct view *view, struct text *out);
/* One cell as CSV: texts that a spreadsheet would take for a formula get an apostrophe in front. */
void csv_cell(const struct cell *cell, struct text *out);

#endif
