/* SPDX-License-Identifier: MIT
 * What the tables of a plan share: names of works and sites. */
#ifndef RASIF_REPORT_PLAN_CELLS_H
#define RASIF_REPORT_PLAN_CELLS_H

#include "plan/works_plan.h"
#include "report/table/feature_table.h"

/* "kerb-ramp:r0123456789abcdef", with ":start", ":left-120" or the like behind. Appends. */
void work_id(const struct run *run, const struct works_plan *plan, const struct work *work, struct text *out);
/* Where a work is, in metres: at the middle of a new line, at the thing that is taken away, else at the place of
 * its finding. NaN = nowhere. */
void work_point(const struct run *run, const struct works_plan *plan, const struct work *work, double xy[2]);
/* The middle of a new line. */
void new_line_point(const struct works_plan *plan, uint32_t new_line, double xy[2]);
/* The rasif_id of its element; of a new line that of its street, with its place behind. */
void cell_site_id(const struct run *run, const struct works_plan *plan, const struct site *site,
                  struct cell_scratch *scratch, struct cell *out);
/* The smallest budget that buys a work, and with years the year in which it is done; null where none does. */
void cell_first_budget(const struct works_plan *plan, size_t work, struct cell *out);
void cell_year(const struct works_plan *plan, size_t work, struct cell *out);

#endif
