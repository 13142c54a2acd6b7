/* SPDX-License-Identifier: MIT
 *
 * Shared by project_sheets.c and project_sheet_parts.c: what the printed sheets are made of. */
#ifndef RASIF_REPORT_PROJECT_SHEETS_H
#define RASIF_REPORT_PROJECT_SHEETS_H

#include "report/project/project_parts.h"

#define SEGMENTS "audit_segments"
#define FINDINGS "audit_findings"
#define SIDES "audit_sides"
#define MAP_HEIGHT 0.1 /* m, in data/qgis/sheets.xml */
#define MAP_SHAPE 1.32 /* its width by its height    */
#define SEGMENT_ID "rasif_sheet_segment"
#define FINDINGS_ID "rasif_sheet_findings"

/* Expressions of QGIS: maps from classes and from severities to their words; the beginning of one
 * that reads a user's column of the segment, which lacks the figure's name behind it ("'score')").
 */
void sheet_add_classes(const struct project *project, struct text *out);
void sheet_add_severities(const struct project *project, struct text *out);
void sheet_add_cell(const struct project *project, struct text *out);
/* The standard's title as text. */
rasif_status sheet_add_standard(struct project *project, struct text *out, rasif_error *err);
/* XML: the map's first extent, the layers of the legend. The layers of sheets are in the project.
 */
void sheet_add_box(const struct project *project, struct text *out);
void sheet_add_legend(const struct project *project, struct text *out);

#endif
