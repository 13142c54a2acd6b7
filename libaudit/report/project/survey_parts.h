/* SPDX-License-Identifier: MIT
 *
 * Shared by survey_project.c (layers of a survey file as a project), survey_style.c (the same as styles within the file) and
 * survey_form.c (the form of one feature). */
#ifndef RASIF_REPORT_SURVEY_PARTS_H
#define RASIF_REPORT_SURVEY_PARTS_H

#include "report/project/project_parts.h"
#include "table/schema.h"

/* A column that is asked for, and what it holds. */
struct survey_field {
    const char *column;
    enum field_id field;
};

/* The layers of a survey file in the order in which they are drawn: what stands first is on top. */
#define SURVEY_LAYERS 7
struct survey_kind {
    const char *table;
    enum role role; /* ROLE_NONE: the walks */
};
extern const struct survey_kind survey_kinds[SURVEY_LAYERS];

/* One layer of elements to visit. */
struct survey_layer {
    const struct project_layer *layer;
    enum role role;
    unsigned shapes; /* bits of enum style_kind */
    struct survey_field fields[FIELD_COUNT]; /* those that the layer has, as in table/fields.def */
    size_t n_fields;
};

/* Appends what a <maplayer> has of its form: names, widgets with words, units and ranges, constraints,
 * defaults, and which fields show. */
void survey_form_add(const struct project *project, const struct survey_layer *layer, struct text *out);
/* The name of a field with its unit, "clear width (m)", in the project's language. */
void survey_field_name(const struct project *project, enum field_id field, struct text *out);

/* Adds the columns of fields that `has` answers for, in the order of the list of fields. */
typedef bool (*survey_has_fn)(const void *user, const char *column);
void survey_read_fields(struct survey_layer *layer, survey_has_fn has, const void *user);
/* The bit of enum style_kind of a geometry; 0 = null. */
unsigned survey_shape(const struct cell *cell);
/* What the layer is called in the project's language. */
const char *survey_title(const struct project *project, enum role role);
/* Appends the looks, labels and form of a layer as a <maplayer> has them; of the walks with role ROLE_NONE. Shapes and fields are
 * known. RASIF_E_INTERNAL, RASIF_E_MEMORY. */
rasif_status survey_add_content(struct project *project, const struct survey_layer *layer, struct text *out, rasif_error *err);

/* Of a file that 'rasif survey' wrote: see project_write. */
rasif_status survey_project_write(struct project *project, const char *language, struct text *out, rasif_error *err);
/* Is it such a file? */
static inline bool is_survey_file(const struct result_file *file)
{
    return result_find(file, "survey_walks") != SIZE_MAX;
}

#endif
