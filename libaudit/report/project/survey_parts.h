/* SPDX-License-Identifier: MIT
 *
 * Shared by survey_project.c (layers of a survey file as a project) and survey_form.c (the form of one
 * feature). */
#ifndef RASIF_REPORT_SURVEY_PARTS_H
#define RASIF_REPORT_SURVEY_PARTS_H

#include "report/project/project_parts.h"
#include "table/schema.h"

/* A column that is asked for, and what it holds. */
struct survey_field {
    const char *column;
    enum field_id field;
};

/* One layer of elements to visit. */
struct survey_layer {
    const struct project_layer *layer;
    enum role role;
    struct survey_field fields[FIELD_COUNT]; /* those that the layer has, as in table/fields.def */
    size_t n_fields;
};

/* Appends what a <maplayer> has of its form: names, widgets with words, units and ranges, constraints,
 * defaults, and which fields show. */
void survey_form_add(const struct project *project, const struct survey_layer *layer, struct text *out);
/* The name of a field with its unit, "clear width (m)", in the project's language. */
void survey_field_name(const struct project *project, enum field_id field, struct text *out);

/* Of a file that 'rasif survey' wrote: see project_write. */
rasif_status survey_project_write(struct project *project, const char *language, struct text *out, rasif_error *err);
/* Is it such a file? */
static inline bool is_survey_file(const struct result_file *file)
{
    return result_find(file, "survey_walks") != SIZE_MAX;
}

#endif
