/* SPDX-License-Identifier: MIT
 *
 * What to survey next; see rasif_survey in rasif.h. In: an annotated GeoPackage. It is audited again with
 * the settings of its audit, up to the verdicts; then elements are chosen, walks are made, and both are
 * written and reported. The text is made whole before it is shown. */
#include "audit_parts.h"

#include "report/belongs.h"
#include "report/project/survey_style.h"
#include "report/survey/survey_report.h"
#include "write/result.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define MOST_WALK_KM 100

void rasif_survey_options_init(rasif_survey_options *options)
{
    if (options != NULL)
        *options = (rasif_survey_options){.size = sizeof *options, .hours = NAN, .walk_km = SURVEY_WALK_KM, .walk_hours = SURVEY_WALK_HOURS};
}

/* One survey while it is made. */
struct surveying {
    rasif_context *context;
    const rasif_survey_options *options;
    rasif_settings *settings;
    rasif_rules *rules;
    rasif_audit *audit;
    struct survey survey;
    struct net net;
    struct walks walks;
    struct walks_question question;
    double start[2], end[2];
    double *stops; /* heap */
    struct surveyed surveyed;
};

/* ---- the audit --------------------------------------------------------------------------------- */

static const char *setting_of(const rasif_settings *settings, const char *name)
{
    rasif_setting setting;
    for (size_t i = 0; rasif_settings_get(settings, i, &setting) == RASIF_OK; i++)
        if (strcmp(setting.name, name) == 0)
            return setting.value;
    return NULL;
}

/* Verdicts alone: no works, no links, no gaps. */
static rasif_status audit_again(struct surveying *s, rasif_error *err)
{
    rasif_options options;
    rasif_options_init(&options);
    TRY(rasif_settings_read(s->options->input, &s->settings, err));
    TRY(rasif_settings_apply(s->settings, &options, err));
    TRY(rasif_rules_load(s->context, setting_of(s->settings, "rules"), &s->rules, err));
    options.inputs = &s->options->input;
    options.n_inputs = 1;
    options = options_of_verdicts(&options);
    options.language = s->options->language;
    options.threads = s->options->threads;
    TRY(rasif_audit_new(s->context, s->rules, &options, &s->audit, err));
    s->audit->with_proposals = true;
    return audit_judge(s->audit, err);
}

/* ---- the file ---------------------------------------------------------------------------------- */

/* Before anything is audited: the target is not read, and it may be replaced. */
static rasif_status check_target(const rasif_survey_options *o, rasif_error *err)
{
    struct read_files reads = {0};
    const struct read_files *const lists[] = {&reads};
    const rasif_target target = {.path = o->output};
    if (o->output == NULL)
        return RASIF_OK;
    read_files_add_database(&reads, o->input, READ_INPUT);
    rasif_status status = read_files_check(lists, 1, &target, 1, err);
    read_files_free(&reads);
    return status;
}

static rasif_status write_file(const struct surveying *s, rasif_error *err)
{
    const struct run *run = &s->audit->run;
    struct arena arena = {0};
    struct result_file *file = NULL;
    struct output_plan plan = {.threads = 1, .language = run->language, .languages = run->languages};
    const struct view **tables = NULL;
    struct output_style *styles = NULL;
    size_t source = crs_source(run);
    if (s->options->output == NULL)
        return RASIF_OK;
    rasif_status status = result_open(s->options->input, &file, err);
    if (status == RASIF_OK)
        status = survey_tables(&s->surveyed, &arena, &tables, &plan.n_tables, err);
    if (status == RASIF_OK)
        status = survey_styles(run->sentences, run->language, tables, plan.n_tables, &arena, &styles, &plan.n_styles, err);
    if (status == RASIF_OK)
        status = inputs_unchanged(s->audit->inputs, err);
    plan.tables = tables;
    plan.styles = styles;
    plan.timestamp = run->timestamp;
    plan.srs_definition = source != SIZE_MAX ? inputs_crs(run->inputs, source) : NULL;
    const struct result_file *const files[] = {file};
    if (status == RASIF_OK)
        status = result_write(files, 1, &plan, s->options->output, s->options->overwrite, err);
    result_close(file);
    arena_free(&arena);
    return status;
}

/* ---- all of it --------------------------------------------------------------------------------- */

/* Walks are the second half of the work. */
static bool go_on(void *user, double done)
{
    const struct surveying *s = user;
    return context_progress(s->context, "survey", 0.5 + done / 2);
}

/* The place in metres; `name` of the option, `text` its value. */
static rasif_status bring_place(struct surveying *s, const char *name, const char *text, double xy[2], rasif_error *err)
{
    const struct geo_run *geo = &s->audit->geo;
    size_t source = crs_source(&s->audit->run);
    struct crs *degrees;
    if (source == SIZE_MAX)
        return RASIF_OK; /* nothing has coordinates: there is no walk */
    if (fabs(xy[0]) <= 180 && fabs(xy[1]) <= 90) {
        TRY(crs_from_text(geo->context, "EPSG:4326", &degrees, err));
        return crs_bring(geo->context, geo->plan, degrees, name, true, xy, 1, err);
    }
    size_t lost = crs_to_metres(geo->plan, geo->layer_of_source[source], 0, xy, 1);
    return lost == 0 ? RASIF_OK
                     : fail(err, RASIF_E_ARGUMENT, "%s %s is no place in the coordinate system of the streets", name, text);
}

/* "X,Y": degrees where both may be such, else the system of our own layers. */
static rasif_status read_place(struct surveying *s, const char *name, const char *text, double out[2], rasif_error *err)
{
    size_t length = strlen(text), x_used = 0, y_used = 0;
    double xy[2];
    bool good = number_parse(text, length, &xy[0], &x_used) && text[x_used] == ',' &&
                number_parse(text + x_used + 1, length - x_used - 1, &xy[1], &y_used) && x_used + 1 + y_used == length;
    if (!good)
        return fail(err, RASIF_E_ARGUMENT, "%s needs two numbers with a comma between, \"X,Y\", not '%s'", name, text);
    memcpy(out, xy, sizeof xy);
    return bring_place(s, name, text, out, err);
}

/* First points of the destinations of that kind. */
static rasif_status find_stops(struct surveying *s, const char *kind, rasif_error *err)
{
    const struct store *store = &s->audit->store;
    const struct elements *e = &store->tables[ROLE_DESTINATION];
    s->stops = malloc((2 * e->n + 1) * sizeof *s->stops);
    if (s->stops == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < e->n; row++) {
        const char *text = pool_text(&store->pool, element_text(e, F_kind, row));
        if (text == NULL || strcmp(text, kind) != 0 || e->shapes.part[row] == e->shapes.part[row + 1])
            continue;
        uint32_t first = e->shapes.point[e->shapes.part[row]];
        memcpy(s->stops + 2 * s->question.n_stops++, e->shapes.xy + 2 * (size_t)first, 2 * sizeof *s->stops);
    }
    s->question.stops = s->stops;
    return s->question.n_stops > 0
               ? RASIF_OK
               : fail(err, RASIF_E_ARGUMENT, "%s has no destination of kind '%s' for walks to begin at", s->options->input, kind);
}

static rasif_status ask_walks(struct surveying *s, rasif_error *err)
{
    const rasif_survey_options *o = s->options;
    double all = o->hours > 0 ? 60 * o->hours : INFINITY, one = 60 * o->walk_hours;
    s->question = (struct walks_question){.most_m = 1000 * o->walk_km, .walk_minutes = fmin(one, all), .most_minutes = all,
                                         .bounds = true};
    if (o->stops != NULL)
        return find_stops(s, o->stops, err);
    if (o->start == NULL)
        return RASIF_OK;
    TRY(read_place(s, "start", o->start, s->start, err));
    s->question.start = s->start;
    if (o->end == NULL)
        return RASIF_OK;
    s->question.last = s->end;
    return read_place(s, "end", o->end, s->end, err);
}

static rasif_status report(const struct surveying *s, rasif_sink sink, void *user, rasif_error *err)
{
    const char *format = s->options->format != NULL ? s->options->format : "text";
    struct text text = {0};
    if (sink == NULL)
        return RASIF_OK;
    rasif_status status = survey_report(&s->surveyed, format, &text, err);
    if (status == RASIF_OK && text.failed)
        status = fail_memory(err);
    if (status == RASIF_OK && text.length > 0 && sink(user, text.data, text.length) != 0)
        status = fail(err, RASIF_E_OUTPUT, "the %s report could not be written", format);
    text_free(&text);
    return status;
}

/* The class of the street that the element belongs to; 0 = it has none. */
static unsigned class_of(const void *user, enum role role, size_t row)
{
    const struct run *run = user;
    const struct elements *streets = &run->store->tables[ROLE_STREET];
    uint32_t street = belongs_street(run->belongs, role, row);
    return street != NO_ROW ? element_code(streets, F_class, street) : 0;
}

static rasif_status survey(struct surveying *s, rasif_sink sink, void *user, rasif_error *err)
{
    TRY(check_target(s->options, err));
    TRY(survey_report_check(s->options->format, err));
    TRY(audit_again(s, err));
    struct rasif_audit *audit = s->audit;
    TRY(belongs_build(&audit->run, &audit->arena, &audit->run.belongs, err));
    const struct prior_classes classes = {class_of, &audit->run};
    TRY(survey_find(&audit->store, &audit->plan, s->options->likely ? &classes : NULL, audit->settings.threads, &s->survey, err));
    TRY(net_build(&audit->store, audit->settings.threads, &s->net, err));
    TRY(ask_walks(s, err));
    TRY(walks_make(&s->survey, &s->net, &s->question, go_on, s, &s->walks, err));
    s->surveyed = (struct surveyed){&audit->run, &s->survey, &s->walks, &s->question};
    TRY(write_file(s, err));
    return report(s, sink, user, err);
}

rasif_status rasif_survey(rasif_context *context, const rasif_survey_options *options, rasif_sink sink, void *user,
                          rasif_error *err)
{
    rasif_survey_options all;
    rasif_survey_options_init(&all);
    TRY(options_complete(__func__, options, offsetof(rasif_survey_options, overwrite), &all, err));
    if (all.input == NULL)
        return fail(err, RASIF_E_ARGUMENT, "rasif_survey: options->input is NULL");
    if (!(all.walk_km > 0 && all.walk_km <= MOST_WALK_KM) || !(all.walk_hours > 0) || all.hours <= 0)
        return fail(err, RASIF_E_ARGUMENT, "a survey needs walks of more than 0 and at most %d km, and more than 0 hours", MOST_WALK_KM);
    if (all.stops != NULL ? all.start != NULL || all.end != NULL : all.end != NULL && all.start == NULL)
        return fail(err, RASIF_E_ARGUMENT, "a survey has a start, and an end with it, or stops in place of both");
    struct surveying s = {.context = context, .options = &all};
    rasif_status status = survey(&s, sink, user, err);
    walks_free(&s.walks);
    net_free(&s.net);
    survey_free(&s.survey);
    rasif_audit_free(s.audit);
    rasif_rules_free(s.rules);
    rasif_settings_free(s.settings);
    free(s.stops);
    return status;
}
