/* SPDX-License-Identifier: MIT
 *
 * Rows of a view made ahead of time by a second thread, block by block in row order, while the
 * first one writes. Cells are pure, so who makes them changes nothing but the time. */
#ifndef RASIF_IO_AHEAD_H
#define RASIF_IO_AHEAD_H

#include "table/view.h"

struct ahead;

/* Starts making rows from `first` on. NULL when memory or threads are short: the caller then makes
 * its cells itself. The view must live until ahead_stop. */
struct ahead *ahead_start(const struct view *view, size_t first);
/* The cells of a row, [view->n_columns], waiting for them if need be; valid until a row of a later
 * block is asked for. Rows must be asked in ascending order (each any number of times); NULL for
 * any other row, and when memory ran out. */
const struct cell *ahead_row(struct ahead *ahead, size_t row);
/* Ends the thread and frees everything. NULL is fine. */
void ahead_stop(struct ahead *ahead);

#endif
