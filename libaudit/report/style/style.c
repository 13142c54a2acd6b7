/* SPDX-License-Identifier: MIT
 *
 * QGIS styles of a run. An annotated table has the worst class as default, one style per profile,
 * and on the walking network one per profile for connected parts and one for reach; style_own.c
 * has our own tables. The default exists once per language of the tables. Only these defaults hold
 * aliases, value lists and tabs: QGIS keeps them when a style without them is chosen. It forgets
 * labels, map tips and the switch to tabs, which every style repeats.
 *
 * A style is text made from three parts: which feature gets which symbol (style_rules.c), symbols
 * as QML (style_qml.c), and fields, form, tip and labels (the other files). style_source and
 * style_own list the styles of each table. Cost: tables times profiles, some kilobytes each. Rows
 * are read for kinds of features (style_label.c), findings for remedies (style_tip.c). */
#include "report/style/style_parts.h"

#include "base/os.h"

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

struct phrase style_phrase(const struct style_job *job, const char *key)
{
    return sentence_phrase(job->sentences, key);
}

/* Values that data/text lacks, as words of the user's own rules, stand for themselves. */
struct phrase style_word(struct style_job *job, const char *group, const char *value)
{
    struct phrase out = style_phrase(job, style_text(job, "%s.%s", group, value));
    return phrase_first(out) != NULL ? out : phrase_same(value);
}

bool style_has(const struct view *view, const char *name)
{
    for (size_t i = 0; i < view->n_columns; i++)
        if (strcmp(view->columns[i].name, name) == 0)
            return true;
    return false;
}

/* "rasif_wcm_score" of code wcm and suffix score; compared in parts, without memory. */
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

/* The language of the tables that stands first in the list: that of names that fit only once. */
static const char *first_language(const struct style_job *job)
{
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        if (job->run->languages >> l & 1u)
            return languages[l].code;
    return job->run_language;
}

/* "rasif wcm: Manual wheelchair…": cut to MOST_NAME characters, behind a whole word where one
 * ends after the 11 characters of "rasif wcm: ". The full title is in the description. */
const char *style_profile_name(struct style_job *job, const struct profile *profile)
{
    const char *all = style_text(job, "rasif %s: %s", profile->code,
                                 phrase_in(profile->title, first_language(job)));
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

/* QGIS calls the larger denominator minScale; it is the farthest view that shows the layer.
 *   <qgis version="3.22.0" styleCategories="AllStyleCategories" labelsEnabled="1"
 *         hasScaleBasedVisibilityFlag="1" minScale="6000" maxScale="0"> */
void qml_open(const struct style_job *job, struct text *qml, qml_labels_fn labels,
              struct scale_range scale)
{
    text_addf(qml,
              "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
              "<qgis version=\"3.22.0\" styleCategories=\"AllStyleCategories\" "
              "labelsEnabled=\"%d\"",
              labels != NULL);
    if (scale.far != 0 || scale.near != 0)
        text_addf(qml, " hasScaleBasedVisibilityFlag=\"1\" minScale=\"%d\" maxScale=\"%d\"", scale.far,
                  scale.near);
    text_add(qml, ">\n");
    if (labels != NULL)
        labels(qml);
    qml_form_kept(qml, job);
}

void qml_name(struct text *qml, const struct text *name)
{
    qml_display(qml, name->data != NULL ? name->data : "''");
    qml->failed = qml->failed || name->failed;
}

bool style_next_language(struct style_job *job)
{
    bool past = strcmp(job->language, job->run_language) == 0; /* the default comes first */
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        const char *code = languages[l].code;
        if (past && job->run->languages >> l & 1u && strcmp(code, job->run_language) != 0) {
            job->language = code;
            return true;
        }
        past = past || strcmp(code, job->language) == 0;
    }
    job->language = job->run_language;
    return false;
}

/* Of UTF-8: bytes 10xxxxxx continue a character. */
static size_t characters(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

/* All languages of the tables, as many as fit into `most` characters: "streets · الشوارع"; that of the
 * run is always there. */
static const char *joined(struct style_job *job, const char *key, size_t most)
{
    const struct phrase phrase = style_phrase(job, key);
    const char *own = phrase_in(phrase, job->run_language), *out = "";
    size_t used = characters(own);
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        const char *text = phrase_in(phrase, languages[l].code);
        bool is_own = strcmp(languages[l].code, job->run_language) == 0;
        size_t more = is_own ? 0 : characters(text) + 3;
        bool again = !is_own && strcmp(text, own) == 0; /* a language that lacks it */
        if (!(job->run->languages >> l & 1u) || used + more > most || again)
            continue;
        used += more;
        out = style_text(job, "%s%s%s", out, out[0] != '\0' ? " · " : "", text);
    }
    return out;
}

#define PREFIX "rasif: "

/* "rasif: worst class · أسوأ فئة" in the run's language. The styles in the other languages are
 * named by the language alone, "rasif: بالعربية". */
const char *style_name_in(struct style_job *job, const char *what)
{
    if (strcmp(job->language, job->run_language) != 0)
        return style_text(job, PREFIX "%s", phrase_in(style_phrase(job, "style.name.own"), job->language));
    const char *key = style_text(job, "style.name.%s", what);
    return style_text(job, PREFIX "%s", joined(job, key, MOST_NAME - strlen(PREFIX)));
}

/* Of tables that are only context: "rasif"; in other languages as style_name_in. */
static const char *style_name_plain(struct style_job *job)
{
    return strcmp(job->language, job->run_language) == 0 ? "rasif" : style_name_in(job, "");
}

const char *style_name_of(struct style_job *job, const struct profile *profile, const char *what)
{
    const char *key = style_text(job, "style.name.%s", what);
    size_t prefix = strlen("rasif : ") + strlen(profile->code);
    return style_text(job, "rasif %s: %s", profile->code, joined(job, key, MOST_NAME - prefix));
}

const char *style_about(struct style_job *job, const char *what)
{
    return joined(job, style_text(job, "style.about.%s", what), SIZE_MAX / 2);
}

const char *style_about_of(struct style_job *job, const char *what, const struct profile *profile)
{
    const char *about = phrase_in(style_phrase(job, style_text(job, "style.about.%s", what)), first_language(job));
    return style_text(job, "%s: %s", about, style_description(job, profile));
}

/* ---- one style ---- */

/* Ends the QML, adds the style to the job and frees the text. Only a style of one kind names it
 * (<layerGeometryType>, 0 points, 1 lines, 2 polygons): QGIS refuses a style of another kind
 * than the layer's, and opens a table of several kinds as one layer for each. */
void style_keep(struct style_job *job, const struct output_style *style, unsigned kinds,
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

/* Of the declared type, "MULTILINESTRING"; 0 where it allows several kinds. POLYGON is tried
 * before CURVE because "CURVEPOLYGON" has both. */
static unsigned declared_kind(const struct source *source)
{
    const char *type = source->geometry_type != NULL ? source->geometry_type : "";
    if (os_contains(type, "POLYGON") || os_contains(type, "SURFACE"))
        return STYLE_POLYGON;
    if (os_contains(type, "LINE") || os_contains(type, "CURVE"))
        return STYLE_LINE;
    return os_contains(type, "POINT") ? STYLE_POINT : 0;
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

const char *style_description(struct style_job *job, const struct profile *profile)
{
    const char *out = "";
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        if (job->run->languages >> l & 1u)
            out = style_text(job, "%s%s%s", out, out[0] != '\0' ? " · " : "", profile->title.in[l]);
    return out;
}

/* With audit_segments, streets themselves are thin grey lines: their segments have the colours. */
static bool has_segments(const struct style_job *job)
{
    return report_table(job->tables, "audit_segments") != NULL;
}

/* Beyond 1:6000 segments are drawn, nearer sidewalks, crossings and the like; small things
 * nearer still (decision 0332). Without segments, sidewalks are drawn at every scale. */
struct scale_range style_range_of(const struct style_job *job, unsigned role_mask)
{
    unsigned small = 1u << ROLE_OBSTACLE | 1u << ROLE_SEAT;
    unsigned walked = 1u << ROLE_SIDEWALK | 1u << ROLE_FOOTWAY | 1u << ROLE_CROSSING | 1u << ROLE_STEPS;
    if ((role_mask & ~small) == 0)
        return (struct scale_range){SCALE_SMALL, 0};
    if (role_mask == 1u << ROLE_RAMP)
        return (struct scale_range){SCALE_RAMPS, 0};
    if (has_segments(job) && (role_mask & ~(walked | small | 1u << ROLE_RAMP)) == 0)
        return (struct scale_range){SCALE_ELEMENTS, 0};
    return (struct scale_range){0, 0};
}

/* What all styles of a source table have: symbols, street names, display name, map tip. By class
 * for one profile or, with NULL, for the worst of all; context tables get their plain symbol. */
static void source_common(struct style_job *job, const struct source *source,
                          const struct view *view, const struct profile *profile, bool judged,
                          struct text *qml)
{
    struct style_rules rules;
    struct text name = {0};
    if (judged && profile == NULL && source->roles == 1u << ROLE_STREET && has_segments(job))
        style_rules_streets(job, &rules);
    else if (judged)
        style_rules_class(job, profile, &rules);
    else
        style_rules_context(job, source->roles, &rules);
    bool named = source->roles & 1u << ROLE_STREET && job->kinds & STYLE_LINE;
    qml_open(job, qml, named ? qml_labels : NULL,
             style_range_of(job, source->roles));
    qml_renderer(qml, job->kinds, &rules);
    style_label_rows(&name, job, view, source->roles);
    qml_name(qml, &name);
    qml_tip_rows(qml, job, view, source->roles, profile, name.data != NULL ? name.data : "''");
    text_free(&name);
}

/* The style with aliases, value lists and form, in the job's language. It is the default of QGIS
 * in the run's language; the others are chosen by hand. */
static void source_default(struct style_job *job, const struct source *source,
                           const struct view *view, bool judged)
{
    struct text qml = {0};
    bool streets = judged && source->roles == 1u << ROLE_STREET && has_segments(job);
    source_common(job, source, view, NULL, judged, &qml);
    qml_value_maps(&qml, job, view, source->roles);
    qml_aliases(&qml, job, view);
    qml_form(&qml, job, view, source);
    qml_shown_columns(&qml, job, view, source);
    style_keep(job,
               &(struct output_style){.table = source->output,
                                      .geometry_column = source->geometry_column,
                                      .name = judged ? style_name_in(job, streets ? "streets" : "worst")
                                                 : style_name_plain(job),
                                      .description = style_about(job, judged ? "worst" : "context"),
                                      .is_default = strcmp(job->language, job->run_language) == 0},
               job->kinds, &qml);
}

/* By the class of one profile, in the run's language. QGIS keeps aliases and form of the
 * default. */
static void source_profile(struct style_job *job, const struct source *source,
                           const struct view *view, const struct profile *profile)
{
    struct text qml = {0};
    source_common(job, source, view, profile, true, &qml);
    style_keep(job,
               &(struct output_style){.table = source->output,
                                      .geometry_column = source->geometry_column,
                                      .name = style_profile_name(job, profile),
                                      .description = style_description(job, profile)},
               job->kinds, &qml);
}

/* By connected part of one profile, or (`reach`) by whether it reaches the destinations. At
 * every scale and without street names. */
static void source_network(struct style_job *job, const struct source *source,
                           const struct view *view, const struct profile *profile, bool reach)
{
    struct text qml = {0}, name = {0};
    struct style_rules rules;
    if (reach)
        style_rules_reach(job, profile, &rules);
    else
        style_rules_islands(job, view, profile, &rules);
    qml_open(job, &qml, NULL, (struct scale_range){0, 0});
    qml_renderer(&qml, job->kinds, &rules);
    style_label_rows(&name, job, view, source->roles);
    qml_name(&qml, &name);
    qml_tip_rows(&qml, job, view, source->roles, profile, name.data != NULL ? name.data : "''");
    text_free(&name);
    style_keep(job,
               &(struct output_style){
                   .table = source->output,
                   .geometry_column = source->geometry_column,
                   .name = style_name_of(job, profile, reach ? "reach" : "parts"),
                   .description = style_about_of(job, reach ? "reach" : "parts", profile)},
               job->kinds, &qml);
}

/* Tables that are only carried and have no style of their own: quiet lines instead of a random fill. */
static void style_carried(struct style_job *job, const struct source *source)
{
    struct text qml = {0};
    struct style_rules rules;
    style_rules_carried(job, &rules);
    text_add(&qml, "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
                   "<qgis version=\"3.22.0\" styleCategories=\"Symbology\">\n");
    job->kinds = kinds_of(source);
    qml_renderer(&qml, job->kinds, &rules);
    style_keep(job,
               &(struct output_style){.table = source->output,
                                      .geometry_column = source->geometry_column,
                                      .name = style_name_in(job, "carried"),
                                      .description = style_about(job, "carried"),
                                      .is_default = true,
                                      .only_alone = true},
               job->kinds, &qml);
}

/* All styles of one annotated table, in the order of layer_styles: the default of each language,
 * classes by profile, then parts and reach. Without geometry none. Tables with roles that are
 * only context have a default alone. */
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
    while (style_next_language(job))
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

rasif_status report_styles(const struct run *run, const struct sentences *sentences,
                           const struct report_tables *tables, struct arena *arena,
                           struct output_style **out, size_t *n, rasif_error *err)
{
    struct style_job job = {.run = run,
                            .sentences = sentences,
                            .tables = tables,
                            .arena = arena,
                            .language = run->language != NULL ? run->language : languages[LANGUAGE_FIRST].code};
    job.run_language = job.language;
    /* Of each table a default per language, and per profile its class, parts and reach. */
    size_t most = (run->store->n_sources + tables->n_tables) * (LANGUAGE_COUNT + 3 * run->plan->n_profiles);
    job.styles = ARENA_ARRAY(arena, most + 1, struct output_style);
    if (job.styles == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < run->store->n_sources; i++)
        if (tables->annotations[i] != NULL)
            style_source(&job, &run->store->sources[i], tables->annotations[i]);
        else if (run->store->sources[i].geometry_column != NULL &&
                 (run->options == NULL || !run->options->roles_only))
            style_carried(&job, &run->store->sources[i]);
    for (size_t i = 0; i < tables->n_tables; i++)
        style_own(&job, tables->tables[i]);
    if (job.failed)
        return fail_memory(err);
    *out = job.styles;
    *n = job.n;
    return RASIF_OK;
}
