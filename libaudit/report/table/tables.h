/* SPDX-License-Identifier: MIT
 *
 * The views of a run, one function each; report_tables (tables.c) lists them. */
#ifndef RASIF_REPORT_TABLES_H
#define RASIF_REPORT_TABLES_H

#include "report/belongs.h"
#include "report/report.h"

extern const char *const outcome_names[4]; /* "not-applicable", "pass", "unknown", "fail" */

/* The columns added to source table `source`. */
rasif_status annotation_view(const struct run *run, size_t source, struct arena *arena,
                             const struct view **out, rasif_error *err);
rasif_status findings_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err);
/* audit_segments (table_segments.c). */
rasif_status segments_view(const struct run *run, struct arena *arena, const struct view **out,
                           rasif_error *err);
rasif_status sides_view(const struct run *run, struct arena *arena, const struct view **out,
                        rasif_error *err);
rasif_status links_view(const struct run *run, struct arena *arena, const struct view **out,
                        rasif_error *err);
/* audit_repairs (table_repairs.c). */
rasif_status repairs_view(const struct run *run, struct arena *arena, const struct view **out,
                          rasif_error *err);
/* audit_works, audit_sites, audit_new_lines, audit_plan_curve; run->works is not NULL.
 * audit_plan_areas: with a boundary, too. */
rasif_status works_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err);
rasif_status sites_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err);
rasif_status new_lines_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err);
rasif_status plan_areas_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err);
rasif_status plan_curve_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err);
/* audit_conflicts: always there, perhaps without rows. */
rasif_status conflicts_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err);
/* Small tables are made as rows of text, integers and reals at once. */
rasif_status rules_view(const struct run *run, struct arena *arena, const struct view **out,
                        rasif_error *err);
rasif_status summary_view(const struct run *run, const struct sentences *sentences,
                          struct arena *arena, const struct view **out, rasif_error *err);
rasif_status network_view(const struct run *run, struct arena *arena, const struct view **out,
                          rasif_error *err);
rasif_status gaps_view(const struct run *run, struct arena *arena, const struct view **out,
                       rasif_error *err);
/* audit_reach: kinds of destinations by profile; without destinations no row. */
rasif_status reach_view(const struct run *run, struct arena *arena, const struct view **out,
                        rasif_error *err);
/* The member "worst" of the JSON report (json_worst.c). */
void json_worst(const struct run *run, struct text *out);
/* The member "gaps" of the JSON report (json_gaps.c). */
void json_gaps(const struct run *run, const struct report_tables *tables, struct text *out);
/* The members "network" and "reach" of the JSON report: the rows of audit_network, audit_reach. */
void json_network(const struct run *run, const struct report_tables *tables, struct text *out);
/* The members "segments", "repairs", "survey" and "conflicts": the rows of audit_segments, audit_repairs,
 * audit_survey, audit_conflicts; with a plan also "works", "sites" and "plan_curve". */
void json_lists(const struct run *run, const struct report_tables *tables, struct text *out);
rasif_status survey_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err);
rasif_status diagnostics_view(const struct run *run, struct arena *arena, const struct view **out,
                              rasif_error *err);
rasif_status manifest_view(const struct run *run, struct arena *arena, const struct view **out,
                           rasif_error *err);

/* Value of a field of one row as a cell: number, class word, list with ';', text. */
void cell_field(const struct run *run, enum role role, size_t row, enum field_id field,
                struct cell_scratch *scratch, struct cell *out);

/* A built text for cell_table_add, which copies it; an empty one becomes null. */
static inline void cell_of_text(struct cell *out, const struct text *text)
{
    cell_text(out, text->length > 0 ? text->data : NULL);
}

/* A table kept as cells, for those with few rows. */
struct cell_table;
struct cell_table *cell_table_new(struct arena *arena, const char *name,
                                  const struct view_column *columns, size_t n_columns);
/* Adds a row: a cell per column, of a translated one LANGUAGE_COUNT in the order of the languages. Texts
 * are copied. false when memory is out. */
MUST bool cell_table_add(struct cell_table *table, const struct cell *cells);
const struct view *cell_table_view(struct cell_table *table);
/* The cells of a translated column: out[LANGUAGE_COUNT]. */
void cell_phrase(struct cell *out, struct phrase phrase);

#endif
