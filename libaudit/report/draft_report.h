/* SPDX-License-Identifier: MIT
 *
 * What rasif draft writes: three tables and their styles (docs/draft.md). */
#ifndef RASIF_REPORT_DRAFT_REPORT_H
#define RASIF_REPORT_DRAFT_REPORT_H

#include "plan/draft.h"
#include "report/report.h"

/* draft_sidewalks, draft_crossings and draft_ramps, in the languages of the run. In: a run up to the stage `link`. `out`
 * lives in `arena` and borrows `draft`. RASIF_E_MEMORY. */
rasif_status draft_tables(const struct run *run, const struct draft *draft, struct arena *arena,
                          struct report_tables *out, rasif_error *err);
/* What table number 0, 1, 2 of them proposes. */
enum role draft_table_role(size_t table);
/* Their styles (report/style/style_draft.c). RASIF_E_MEMORY. */
rasif_status draft_styles(const struct run *run, const struct report_tables *tables, struct arena *arena,
                          struct output_style **out, size_t *n, rasif_error *err);
/* What is proposed, what was left out and why, as text in the language of the run
 * (report/text/text_draft.c). */
void draft_text(const struct run *run, const struct draft *draft, struct text *out);

#endif
