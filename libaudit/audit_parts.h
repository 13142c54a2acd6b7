/* SPDX-License-Identifier: MIT
 * What the stages in audit.c need besides the folders: which fields to read, and areas. */
#ifndef RASIF_AUDIT_PARTS_H
#define RASIF_AUDIT_PARTS_H

#include "audit.h"

/* Checks the options and copies them into the audit. RASIF_E_ARGUMENT. */
rasif_status options_take(rasif_audit *audit, const rasif_options *given, rasif_error *err);
/* The options without those that verdicts do not depend on: works, links, gaps, gates, output. */
rasif_options options_of_verdicts(const rasif_options *options);
/* After a run that broke off: frees what it left and prepares the audit anew, from its own copy of
 * the options. On failure it stays broken. */
rasif_status audit_restart(rasif_audit *audit, rasif_error *err);

/* Can the output be written? Checks names and columns of the inputs' tables, after opening.
 * RASIF_E_DATA. */
rasif_status audit_check_output(const rasif_audit *audit, rasif_error *err);

/* Before the run: what the target options.output has against it should not wait for its end.
 * RASIF_E_ARGUMENT, RASIF_E_DATA, RASIF_E_OUTPUT. */
rasif_status audit_check_target(const rasif_audit *audit, rasif_error *err);
/* How many stages a run has; writing counts as one more. */
size_t audit_stage_count(void);
/* When an input was written to during the run, that is the reason of any failure but cancelling and
 * lack of memory. Gives `status` otherwise. */
rasif_status audit_blame_change(const rasif_audit *audit, rasif_status status, rasif_error *err);

/* Fields to read and to compute: what the stages always read (link/reads.def), what the plan's
 * rules and needs read, what is always shown, and what the measures of all these read
 * (measures.def). */
void wanted_fields(const struct plan *plan, struct wanted *out);

/* Brings the polygons of a boundary into the metric CRS of the run. RASIF_E_CRS. */
rasif_status bring_area(const struct geo_run *geo, const char *crs, const char *name,
                        bool allow_ballpark, struct shapes *shapes, rasif_error *err);
/* Share of every segment (street, else sidewalk) inside every polygon: (*share)[polygon][row]; and
 * per role and row the name of the polygon that holds most of it. */
rasif_status area_shares(const struct store *store, const struct shapes *polygons,
                         const char *const *names, struct arena *arena, const double ***share,
                         const char **inside[ROLE_COUNT], const char ***inside_segments,
                         rasif_error *err);

/* Before inputs are opened: kinds and prices of works, budgets. Nothing where no plan is asked for.
 * RASIF_E_ARGUMENT: a budget; RASIF_E_RULE: the file of prices; RASIF_E_MEMORY. */
rasif_status audit_plan_prepare(rasif_audit *audit, rasif_error *err);
/* The stage `plan`: fills audit->works. Nothing where no plan is asked for. RASIF_E_RULE, RASIF_E_MEMORY. */
rasif_status audit_plan_run(rasif_audit *audit, rasif_error *err);
/* The end of the stage `plan`: fills audit->conflicts, with or without a plan. RASIF_E_MEMORY. */
rasif_status audit_conflicts_run(rasif_audit *audit, rasif_error *err);
/* The same data with what `lines` builds (audit_build.c): who can pass it, and what it meets. What the table
 * of a role can't take is passable for no one. `*out` is {0}; free it in any case. RASIF_E_CRS, RASIF_E_MEMORY,
 * and what reading the inputs again may give. */
rasif_status audit_build(rasif_audit *audit, const struct remedies *remedies, const struct new_lines *lines,
                         struct built *out, rasif_error *err);
/* Opens and runs an audit up to the stage `score`: for verdicts alone. It can only be freed afterwards. */
rasif_status audit_judge(rasif_audit *audit, rasif_error *err);
/* The same up to the stage `link`, without the network: for what streets are like. */
rasif_status audit_link(rasif_audit *audit, rasif_error *err);

#endif
