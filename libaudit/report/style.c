/* SPDX-License-Identifier: MIT
 *
 * QGIS styles of a run: of every annotated table the worst class as default and one style per
 * profile; where it is part of the walking network of islands and reach too; of audit_findings,
 * audit_gaps and audit_sides too. Aliases and value lists are in the default only: QGIS keeps them
 * when a style without them is chosen. Labels and map tips it would not keep. */
#include "report/style.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MOST_NAME 30 /* characters: the column is TEXT(30), and validators count */

/* ---- helpers ---- */

const char *style_text(struct style_job *job, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *out = length < 0 ? NULL : arena_alloc(job->arena, (size_t)length + 1, 1);
    if (out != NULL)
        vsnprintf(out, (size_t)length + 1, format, again);
    else
        job->failed = true;
    va_end(again);
    va_end(arguments);
    return out != NULL ? out : "";
}

struct both style_word(struct style_job *job, const char *group, const char *value)
{
    const char *key = style_text(job, "%s.%s", group, value);
    struct both out = {sentence_text(job->sentences, "en", key),
                       sentence_text(job->sentences, "ar", key)};
    out.en = out.en != NULL ? out.en : value;
    out.ar = out.ar != NULL ? out.ar : out.en;
    return out;
}

bool style_has(const struct view *view, const char *name)
{
    for (size_t i = 0; i < view->n_columns; i++)
        if (strcmp(view->columns[i].name, name) == 0)
            return true;
    return false;
}

bool style_has_of(const struct view *view, const struct profile *profile, const char *suffix)
{
    size_t length = strlen(profile->code);
    for (size_t i = 0; i < view->n_columns; i++) {
        const char *name = view->columns[i].name;
        if (strncmp(name, "rasif_", 6) == 0 && strncmp(name + 6, profile->code, length) == 0 &&
            name[6 + length] == '_' && strcmp(name + 7 + length, suffix) == 0)
            return true;
    }
    return false;
}

/* "rasif wcm: Manual wheelchair…": whole words where possible, the full title in description. */
static const char *profile_style_name(struct style_job *job, const struct profile *profile)
{
    const char *all = style_text(job, "rasif %s: %s", profile->code, profile->title.en);
    size_t bytes = 0, fit = 0, space = 0, n = 0;
    uint32_t character;
    for (size_t left = strlen(all); left > 0; n++) {
        size_t step = utf8_next(all + bytes, left, &character);
        step = step == 0 ? 1 : step;
        if (n + 1 < MOST_NAME)
            fit = bytes + step;
        if (character == ' ' && n + 1 < MOST_NAME && n > 11)
            space = bytes;
        bytes += step;
        left -= step;
    }
    if (n <= MOST_NAME)
        return all;
    return style_text(job, "%.*s…", (int)(space > 0 ? space : fit), all);
}

static void qml_open(struct text *qml, bool labels)
{
    text_addf(qml,
              "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
              "<qgis version=\"3.22.0\" styleCategories=\"AllStyleCategories\" "
              "labelsEnabled=\"%d\">\n",
              labels);
    if (labels)
        qml_labels(qml);
}

/* ---- one style ---- */

/* A row of layer_styles from finished QML, which is freed. A style of several kinds says none: QGIS
 * refuses a style of another kind than the layer's, and opens one kind of a table at a time. */
static void keep(struct style_job *job, const struct output_style *style, unsigned kinds,
                 struct text *qml)
{
    if ((kinds & (kinds - 1)) == 0)
        text_addf(qml, "<layerGeometryType>%u</layerGeometryType>\n", kinds >> 1);
    text_add(qml, "</qgis>\n");
    struct output_style *out = &job->styles[job->n];
    *out = *style;
    out->qml = qml->failed ? NULL : arena_strndup(job->arena, qml->data, qml->length);
    if (out->qml == NULL)
        job->failed = true;
    else
        job->n++;
    text_free(qml);
}

/* Of the declared type; 0 where it allows several kinds. */
static unsigned declared_kind(const struct source *source)
{
    const char *type = source->geometry_type != NULL ? source->geometry_type : "";
    if (strcasestr(type, "POLYGON") != NULL || strcasestr(type, "SURFACE") != NULL)
        return STYLE_POLYGON;
    if (strcasestr(type, "LINE") != NULL || strcasestr(type, "CURVE") != NULL)
        return STYLE_LINE;
    return strcasestr(type, "POINT") != NULL ? STYLE_POINT : 0;
}

/* Kinds of geometry that the table may hold: the declared one and those that were read; where any is
 * allowed, all unless every row was read. */
static unsigned kinds_of(const struct source *source)
{
    unsigned declared = declared_kind(source);
    if (source->partial)
        return declared != 0 ? declared : STYLE_MIXED;
    unsigned kinds = declared | (source->shapes & 1u << SHAPE_POINT ? STYLE_POINT : 0) |
                     (source->shapes & 1u << SHAPE_LINE ? STYLE_LINE : 0) |
                     (source->shapes & 1u << SHAPE_POLYGON ? STYLE_POLYGON : 0);
    return kinds != 0 ? kinds : STYLE_MIXED;
}

static const char *profile_description(struct style_job *job, const struct profile *profile)
{
    return style_text(job, "%s · %s", profile->title.en, profile->title.ar);
}

/* Then the default of streets is a thin line: their segments have the colours. */
static bool has_segments(const struct style_job *job)
{
    return report_table(job->tables, "audit_segments") != NULL;
}

/* What all styles of a source table have: drawing, labels, map tip. */
static void source_common(struct style_job *job, const struct source *source,
                          const struct view *view, const struct profile *profile, bool judged,
                          struct text *qml)
{
    struct style_rules rules;
    bool id = style_has(view, "rasif_id");
    if (judged && profile == NULL && source->roles == 1u << ROLE_STREET && has_segments(job))
        style_rules_streets(job, &rules);
    else if (judged)
        style_rules_class(job, profile, &rules);
    else
        style_rules_context(job, source->roles, &rules);
    qml_open(qml, source->roles & 1u << ROLE_STREET && job->kinds & STYLE_LINE);
    qml_renderer(qml, job->kinds, &rules);
    qml_display(qml, id ? NULL : "''");
    if (id)
        qml_tip_annotation(qml, job->run, view, profile);
}

static void source_default(struct style_job *job, const struct source *source,
                           const struct view *view, bool judged)
{
    struct text qml = {0};
    bool streets = judged && source->roles == 1u << ROLE_STREET && has_segments(job);
    source_common(job, source, view, NULL, judged, &qml);
    qml_value_maps(&qml, job, view, source->roles);
    qml_aliases(&qml, view);
    keep(job,
         &(struct output_style){.table = source->output,
                                .geometry_column = source->geometry_column,
                                .name = streets  ? "rasif: streets · الشوارع"
                                        : judged ? "rasif: worst class · أسوأ صنف"
                                                 : "rasif",
                                .description = judged ? "Worst class over all profiles · "
                                                        "أسوأ صنف بين الفئات كلها"
                                                      : "Context of the audit · سياق التقييم",
                                .is_default = true},
         job->kinds, &qml);
}

static void source_profile(struct style_job *job, const struct source *source,
                           const struct view *view, const struct profile *profile)
{
    struct text qml = {0};
    source_common(job, source, view, profile, true, &qml);
    keep(job,
         &(struct output_style){.table = source->output,
                                .geometry_column = source->geometry_column,
                                .name = profile_style_name(job, profile),
                                .description = profile_description(job, profile)},
         job->kinds, &qml);
}

/* Beside the classes: what is joined for this user, and (`reach`) where destinations are reached.
 */
static void source_network(struct style_job *job, const struct source *source,
                           const struct view *view, const struct profile *profile, bool reach)
{
    struct text qml = {0};
    struct style_rules rules;
    if (reach)
        style_rules_reach(job, profile, &rules);
    else
        style_rules_islands(job, view, profile, &rules);
    qml_open(&qml, false);
    qml_renderer(&qml, job->kinds, &rules);
    qml_display(&qml, NULL);
    qml_tip_annotation(&qml, job->run, view, profile);
    keep(job,
         &(struct output_style){
             .table = source->output,
             .geometry_column = source->geometry_column,
             .name =
                 style_text(job, reach ? "rasif %s: reach · الوصول" : "rasif %s: parts · الأجزاء",
                            profile->code),
             .description = style_text(job, "%s: %s", reach ? "Reach" : "Islands",
                                       profile_description(job, profile))},
         job->kinds, &qml);
}

static void style_source(struct style_job *job, const struct source *source,
                         const struct view *view)
{
    unsigned context = 1u << ROLE_OBSTACLE | 1u << ROLE_SEAT | 1u << ROLE_DESTINATION;
    const struct plan *plan = job->run->plan;
    if (source->geometry_column == NULL)
        return;
    job->kinds = kinds_of(source);
    bool judged = style_has(view, "rasif_class") && (source->roles & ~context) != 0;
    source_default(job, source, view, judged);
    for (size_t p = 0; judged && p < plan->n_profiles; p++)
        if (style_has_of(view, plan->profiles[p], "class"))
            source_profile(job, source, view, plan->profiles[p]);
    for (size_t p = 0; judged && p < plan->n_profiles; p++) {
        if (style_has_of(view, plan->profiles[p], "island"))
            source_network(job, source, view, plan->profiles[p], false);
        if (style_has_of(view, plan->profiles[p], "reach"))
            source_network(job, source, view, plan->profiles[p], true);
    }
}

/* ---- our own tables ---- */

static const char *geometry_of(const struct view *view)
{
    return view->columns[view->geometry_column].name;
}

static void style_findings(struct style_job *job, const struct view *view)
{
    struct text qml = {0};
    struct style_rules rules;
    style_rules_findings(job, &rules);
    qml_open(&qml, false);
    qml_renderer(&qml, STYLE_POINT, &rules);
    qml_value_maps(&qml, job, view, UINT32_MAX);
    qml_aliases(&qml, view);
    qml_display(&qml, "message_en");
    qml_tip_findings(&qml);
    keep(job,
         &(struct output_style){.table = view->name,
                                .geometry_column = geometry_of(view),
                                .name = "rasif: severity · الخطورة",
                                .description = "Findings by severity · الملاحظات بحسب الخطورة",
                                .is_default = true},
         STYLE_POINT, &qml);
}

static void style_sides(struct style_job *job, const struct view *view,
                        const struct profile *profile, bool is_default)
{
    struct text qml = {0};
    struct style_rules rules;
    style_rules_sides(job, view, profile, &rules);
    qml_open(&qml, false);
    qml_renderer(&qml, STYLE_LINE, &rules);
    qml_display(&qml, "street_table || ' ' || street_fid || ' ' || side");
    qml_tip_sides(&qml, job->run, view, is_default ? NULL : profile);
    if (is_default) {
        qml_value_maps(&qml, job, view, 0);
        qml_aliases(&qml, view);
    }
    keep(job,
         &(struct output_style){
             .table = view->name,
             .geometry_column = geometry_of(view),
             .name = profile != NULL ? profile_style_name(job, profile) : "rasif: sides",
             .description = profile != NULL ? profile_description(job, profile) : "",
             .is_default = is_default},
         STYLE_LINE, &qml);
}

/* By the class of one profile, or of all (NULL): the worst, which is the default. */
static void style_segment_class(struct style_job *job, const struct view *view,
                                const struct profile *profile)
{
    struct text qml = {0};
    struct style_rules rules;
    style_rules_class(job, profile, &rules);
    qml_open(&qml, false); /* the streets below have the names */
    qml_renderer(&qml, STYLE_LINE, &rules);
    qml_display(&qml, NULL);
    qml_tip_segment(&qml, job->run, view, profile);
    if (profile == NULL) {
        qml_value_maps(&qml, job, view, 1u << ROLE_STREET);
        qml_aliases(&qml, view);
    }
    keep(job,
         &(struct output_style){
             .table = view->name,
             .geometry_column = geometry_of(view),
             .name = profile != NULL ? profile_style_name(job, profile)
                                     : "rasif: worst class · أسوأ صنف",
             .description = profile != NULL ? profile_description(job, profile)
                                            : "Worst class over all profiles · أسوأ صنف بين الفئات كلها",
             .is_default = profile == NULL},
         STYLE_LINE, &qml);
}

static void style_segment_reach(struct style_job *job, const struct view *view,
                                const struct profile *profile)
{
    struct text qml = {0};
    struct style_rules rules;
    style_rules_reach(job, profile, &rules);
    qml_open(&qml, false);
    qml_renderer(&qml, STYLE_LINE, &rules);
    qml_display(&qml, NULL);
    qml_tip_segment(&qml, job->run, view, profile);
    keep(job,
         &(struct output_style){
             .table = view->name,
             .geometry_column = geometry_of(view),
             .name = style_text(job, "rasif %s: reach · الوصول", profile->code),
             .description = style_text(job, "Reach: %s", profile_description(job, profile))},
         STYLE_LINE, &qml);
}

static void style_segments(struct style_job *job, const struct view *view)
{
    const struct plan *plan = job->run->plan;
    style_segment_class(job, view, NULL);
    for (size_t p = 0; p < plan->n_profiles; p++)
        if (style_has_of(view, plan->profiles[p], "class"))
            style_segment_class(job, view, plan->profiles[p]);
    for (size_t p = 0; p < plan->n_profiles; p++)
        if (style_has_of(view, plan->profiles[p], "reach"))
            style_segment_reach(job, view, plan->profiles[p]);
}

static void style_gaps(struct style_job *job, const struct view *view)
{
    struct text qml = {0};
    struct style_rules rules;
    style_rules_gaps(job, &rules);
    qml_open(&qml, false);
    qml_renderer(&qml, STYLE_LINE, &rules);
    qml_value_maps(&qml, job, view, 0);
    qml_aliases(&qml, view);
    qml_display(&qml, "kind || ' ' || fid");
    qml_tip_gaps(&qml);
    keep(job,
         &(struct output_style){.table = view->name,
                                .geometry_column = geometry_of(view),
                                .name = "rasif: gaps · الفجوات",
                                .description = "What is missing, by kind and evidence · ما ينقص "
                                               "بحسب النوع والدليل",
                                .is_default = true},
         STYLE_LINE, &qml);
}

static void style_own(struct style_job *job, const struct view *view)
{
    const struct plan *plan = job->run->plan;
    if (view->geometry_column == SIZE_MAX)
        return;
    if (strcmp(view->name, "audit_findings") == 0)
        style_findings(job, view);
    if (strcmp(view->name, "audit_gaps") == 0)
        style_gaps(job, view);
    if (strcmp(view->name, "audit_segments") == 0)
        style_segments(job, view);
    if (strcmp(view->name, "audit_sides") != 0)
        return;
    style_sides(job, view, plan->n_profiles > 0 ? plan->profiles[0] : NULL, true);
    for (size_t p = 1; p < plan->n_profiles; p++)
        if (style_has_of(view, plan->profiles[p], "score"))
            style_sides(job, view, plan->profiles[p], false);
}

rasif_status report_styles(const struct run *run, const struct sentences *sentences,
                           const struct report_tables *tables, struct arena *arena,
                           struct output_style **out, size_t *n, rasif_error *err)
{
    struct style_job job = {.run = run, .sentences = sentences, .tables = tables, .arena = arena};
    size_t most = (run->store->n_sources + tables->n_tables) * (1 + 3 * run->plan->n_profiles);
    job.styles = ARENA_ARRAY(arena, most + 1, struct output_style);
    if (job.styles == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < run->store->n_sources; i++)
        if (tables->annotations[i] != NULL)
            style_source(&job, &run->store->sources[i], tables->annotations[i]);
    for (size_t i = 0; i < tables->n_tables; i++)
        style_own(&job, tables->tables[i]);
    if (job.failed)
        return fail_memory(err);
    *out = job.styles;
    *n = job.n;
    return RASIF_OK;
}
