/* SPDX-License-Identifier: MIT
 *
 * Styles for the tables of a survey's file. */
#ifndef RASIF_REPORT_SURVEY_STYLE_H
#define RASIF_REPORT_SURVEY_STYLE_H

#include "report/report.h"
#include "write/output.h"

/* Looks and form of each layer with a geometry, in the language (NULL = the first): into `arena`, in the order of the tables. Reads
 * the geometries of the tables. RASIF_E_INTERNAL, RASIF_E_MEMORY. */
rasif_status survey_styles(const struct sentences *sentences, const char *language, const struct view *const *tables, size_t n,
                           struct arena *arena, struct output_style **out, size_t *n_out, rasif_error *err);

#endif
