/* SPDX-License-Identifier: MIT
 *
 * Shared by style.c (tables of the input) and style_own.c (our own): how a style begins, is named and
 * kept. */
#ifndef RASIF_REPORT_STYLE_PARTS_H
#define RASIF_REPORT_STYLE_PARTS_H

#include "report/style/style.h"

/* Denominators of scales: shown from 1:far (0 = however far) to 1:near (0 = however near). */
struct scale_range {
    int far, near;
};
#define SCALE_ELEMENTS 6000 /* nearer: what people walk on, and sides; farther: segments   */
#define SCALE_RAMPS 3000
#define SCALE_SMALL 2000    /* obstacles, seats                                            */

/* Opens the QML with the parts common to all styles; `labels` writes those of the features, NULL = none. */
typedef void (*qml_labels_fn)(struct text *out);
void qml_open(const struct style_job *job, struct text *qml, qml_labels_fn labels,
              struct scale_range scale);
/* What QGIS calls a feature: an expression. */
void qml_name(struct text *qml, const struct text *name);
/* A row of layer_styles from finished QML, which is freed. */
void style_keep(struct style_job *job, const struct output_style *style, unsigned kinds,
                struct text *qml);
/* "rasif wcm: Manual wheelchair…"; the whole title in all languages. */
const char *style_profile_name(struct style_job *job, const struct profile *profile);
const char *style_description(struct style_job *job, const struct profile *profile);
/* Turns to the next language of the tables after that of the run; false, and back to that, when there is
 * none. */
bool style_next_language(struct style_job *job);
/* The name of a default style, style.name.<what>, in as many languages as fit; of the same in another
 * language what that is. */
const char *style_name_in(struct style_job *job, const char *what);
/* The name of a profile's style: "rasif wcm: reach". */
const char *style_name_of(struct style_job *job, const struct profile *profile, const char *what);
/* The description of a style, style.about.<what>, in all languages; of a profile's with its title. */
const char *style_about(struct style_job *job, const char *what);
const char *style_about_of(struct style_job *job, const char *what, const struct profile *profile);
struct scale_range style_range_of(const struct style_job *job, unsigned role_mask);
/* What a default style has beyond a symbol: aliases, words for values, form, columns shown. */
void style_add_fields(struct style_job *job, const struct view *view, unsigned role_mask,
                      struct text *qml);
void style_repairs(struct style_job *job, const struct view *view); /* style_repairs.c */
bool style_works(struct style_job *job, const struct view *view); /* style_works.c: of a plan's tables; false = another */
/* All styles of a table of ours (style_own.c). */
void style_own(struct style_job *job, const struct view *view);

#endif
