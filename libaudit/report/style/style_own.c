/* SPDX-License-Identifier: MIT
 *
 * Styles of our own tables: findings, gaps, repairs, sides and segments. See style.c.
 *
 * Each table has one function with its rules and labels; style_own chooses it by the name of the
 * table. Tables without geometry get aliases alone. */
#include "report/style/style_parts.h"

#include <string.h>

/* Name of the geometry column; "" of attribute tables, as output_style wants it. */
static const char *geometry_of(const struct view *view)
{
    return view->geometry_column == SIZE_MAX ? "" : view->columns[view->geometry_column].name;
}

/* Of the styles in all languages, that of the run's opens first. */
static bool is_default(const struct style_job *job)
{
    return strcmp(job->language, job->run_language) == 0;
}

/* Aliases for every table; value maps, form and columns shown only for tables with geometry. */
void style_add_fields(struct style_job *job, const struct view *view, unsigned role_mask,
                      struct text *qml)
{
    qml_aliases(qml, job, view);
    if (view->geometry_column == SIZE_MAX)
        return;
    qml_value_maps(qml, job, view, role_mask);
    qml_form(qml, job, view, NULL);
    qml_shown_columns(qml, job, view, NULL);
}

/* The expression; without memory an empty literal, so that the QML stays well-formed. */
static const char *text_of(const struct text *text)
{
    return text->data != NULL ? text->data : "''";
}

/* Points by severity. UINT32_MAX: findings are of elements of every role. */
static void style_findings(struct style_job *job, const struct view *view)
{
    struct text qml = {0}, name = {0};
    struct style_rules rules;
    style_rules_findings(job, &rules);
    qml_open(job, &qml, NULL, (struct scale_range){0, 0});
    qml_renderer(&qml, STYLE_POINT, &rules);
    style_add_fields(job, view, UINT32_MAX, &qml);
    style_label_findings(&name, job, view);
    qml_name(&qml, &name);
    qml_tip_findings(&qml, job, text_of(&name));
    text_free(&name);
    style_keep(job,
               &(struct output_style){.table = view->name,
                                      .geometry_column = geometry_of(view),
                                      .name = style_name_in(job, "severity"),
                                      .description = style_about(job, "severity"),
                                      .is_default = is_default(job)},
               STYLE_POINT, &qml);
}

/* With a profile by its classes. Without, the default: where no sidewalk is drawn; drawn
 * sidewalks show themselves (decision 0332). */
static void style_sides(struct style_job *job, const struct view *view, const struct profile *profile)
{
    struct text qml = {0}, name = {0};
    struct style_rules rules;
    style_rules_sides(job, view, profile, &rules);
    qml_open(job, &qml, NULL, (struct scale_range){SCALE_ELEMENTS, 0});
    qml_renderer(&qml, STYLE_LINE, &rules);
    style_label_sides(&name, job);
    qml_name(&qml, &name);
    qml_tip_sides(&qml, job, view, profile, text_of(&name));
    text_free(&name);
    if (profile == NULL)
        style_add_fields(job, view, 0, &qml);
    style_keep(job,
               &(struct output_style){
                   .table = view->name,
                   .geometry_column = geometry_of(view),
                   .name = profile != NULL ? style_profile_name(job, profile)
                                           : style_name_in(job, "sides"),
                   .description = profile != NULL ? style_description(job, profile)
                                                  : style_about(job, "sides"),
                   .is_default = profile == NULL && is_default(job)},
               STYLE_LINE, &qml);
}

/* By the class of one profile, or of all (NULL): the worst, which is the default. */
static void style_segment_class(struct style_job *job, const struct view *view,
                                const struct profile *profile)
{
    struct text qml = {0}, name = {0};
    struct style_rules rules;
    style_rules_class(job, profile, &rules);
    qml_open(job, &qml, NULL, (struct scale_range){0, SCALE_ELEMENTS}); /* the streets have the names */
    qml_renderer(&qml, STYLE_LINE, &rules);
    style_label_segments(&name, job, view);
    qml_name(&qml, &name);
    qml_tip_rows(&qml, job, view, 1u << ROLE_STREET, profile, text_of(&name));
    text_free(&name);
    if (profile == NULL)
        style_add_fields(job, view, 1u << ROLE_STREET, &qml);
    style_keep(job,
               &(struct output_style){
                   .table = view->name,
                   .geometry_column = geometry_of(view),
                   .name = profile != NULL ? style_profile_name(job, profile)
                                           : style_name_in(job, "worst"),
                   .description = profile != NULL
                                      ? style_description(job, profile)
                                      : style_about(job, "worst"),
                   .is_default = profile == NULL && is_default(job)},
               STYLE_LINE, &qml);
}

/* By whether one profile reaches the destinations; at every scale, unlike the classes. */
static void style_segment_reach(struct style_job *job, const struct view *view,
                                const struct profile *profile)
{
    struct text qml = {0}, name = {0};
    struct style_rules rules;
    style_rules_reach(job, profile, &rules);
    qml_open(job, &qml, NULL, (struct scale_range){0, 0});
    qml_renderer(&qml, STYLE_LINE, &rules);
    style_label_segments(&name, job, view);
    qml_name(&qml, &name);
    qml_tip_rows(&qml, job, view, 1u << ROLE_STREET, profile, text_of(&name));
    text_free(&name);
    style_keep(job,
               &(struct output_style){
                   .table = view->name,
                   .geometry_column = geometry_of(view),
                   .name = style_name_of(job, profile, "reach"),
                   .description = style_about_of(job, "reach", profile)},
               STYLE_LINE, &qml);
}

/* Lines alone, by kind and evidence: missing ramps are lines too (decision 0060). */
static void style_gaps(struct style_job *job, const struct view *view)
{
    struct text qml = {0}, name = {0};
    struct style_rules rules;
    style_rules_gaps(job, &rules);
    qml_open(job, &qml, NULL, (struct scale_range){0, 0});
    qml_renderer(&qml, STYLE_LINE, &rules);
    style_add_fields(job, view, 0, &qml);
    style_label_gaps(&name, job, view);
    qml_name(&qml, &name);
    qml_tip_gaps(&qml, job, text_of(&name));
    text_free(&name);
    style_keep(job,
               &(struct output_style){.table = view->name,
                                      .geometry_column = geometry_of(view),
                                      .name = style_name_in(job, "gaps"),
                                      .description = style_about(job, "gaps"),
                                      .is_default = is_default(job)},
               STYLE_LINE, &qml);
}

/* Of a table without geometry: aliases alone (style_add_fields), and a style of no kind. */
static void style_attributes(struct style_job *job, const struct view *view)
{
    struct text qml = {0};
    const char *first = phrase_first(view->title);
    text_add(&qml, "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
                   "<qgis version=\"3.22.0\" styleCategories=\"AllStyleCategories\">\n");
    style_add_fields(job, view, UINT32_MAX, &qml);
    style_keep(job,
               &(struct output_style){.table = view->name,
                                      .geometry_column = "",
                                      .name = style_name_in(job, "columns"),
                                      .description = first != NULL ? first : "",
                                      .is_default = is_default(job)},
               STYLE_MIXED, &qml);
}

/* ---- in all languages, and for every profile ---- */

/* The style that exists in every language; a table of geometry that is not listed gets none. */
static void style_default(struct style_job *job, const struct view *view)
{
    if (view->geometry_column == SIZE_MAX)
        style_attributes(job, view);
    else if (strcmp(view->name, "audit_findings") == 0)
        style_findings(job, view);
    else if (strcmp(view->name, "audit_gaps") == 0)
        style_gaps(job, view);
    else if (strcmp(view->name, "audit_repairs") == 0)
        style_repairs(job, view);
    else if (style_works(job, view))
        return;
    else if (strcmp(view->name, "audit_segments") == 0)
        style_segment_class(job, view, NULL);
    else if (strcmp(view->name, "audit_sides") == 0)
        style_sides(job, view, NULL);
}

/* Order: the default in each language, then by profile, then reach. Only segments and sides have
 * styles by profile: the other tables have no columns of profiles. */
void style_own(struct style_job *job, const struct view *view)
{
    const struct plan *plan = job->run->plan;
    style_default(job, view);
    while (style_next_language(job))
        style_default(job, view);
    bool segments = strcmp(view->name, "audit_segments") == 0;
    if (!segments && strcmp(view->name, "audit_sides") != 0)
        return;
    for (size_t p = 0; p < plan->n_profiles; p++)
        if (segments && style_has_of(view, plan->profiles[p], "class"))
            style_segment_class(job, view, plan->profiles[p]);
        else if (!segments && style_has_of(view, plan->profiles[p], "score"))
            style_sides(job, view, plan->profiles[p]);
    for (size_t p = 0; segments && p < plan->n_profiles; p++)
        if (style_has_of(view, plan->profiles[p], "reach"))
            style_segment_reach(job, view, plan->profiles[p]);
}
