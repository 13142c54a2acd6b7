/* SPDX-License-Identifier: MIT
 *
 * The styles of draft_sidewalks, draft_crossings and draft_ramps: dashed while they are proposed, solid once confirmed, in
 * violet, which no class and no work has; fields with the words that they may hold. */
#include "report/style/style_parts.h"
#include "report/draft_report.h"

#include <string.h>

static void rules_of_draft(struct style_job *job, struct style_rules *out)
{
    static const struct symbol proposed = {PATTERN_DASHED, "152,112,171", "0", "circle", "0.5", "2", 2};
    static const struct symbol confirmed = {PATTERN_SOLID, "84,39,136", "0", "circle", "0.8", "2", 3};
    *out = (struct style_rules){.sentences = job->sentences, .languages = job->run->languages};
    out->rules[out->n++] = (struct style_rule){
        .filter = "\"status\"='proposed'", .label = style_phrase(job, "style.draft_proposed"), .symbol = &proposed};
    out->rules[out->n++] =
        (struct style_rule){.label = style_phrase(job, "style.draft_confirmed"), .symbol = &confirmed};
}

/* Words for the columns that hold one of a vocabulary. */
static void add_maps(struct style_job *job, const struct view *view, enum role role, struct text *qml)
{
    text_add(qml, "<fieldConfiguration>\n");
    for (size_t i = 0; i < view->n_columns; i++) {
        enum field_id field = field_find_native(role, view->columns[i].name);
        if (field != FIELD_NONE && fields[field].type == VALUE_CLASS)
            qml_class_map(qml, job, view->columns[i].name, field);
    }
    text_add(qml, "</fieldConfiguration>\n");
}

static void style_draft(struct style_job *job, const struct view *view, enum role role)
{
    struct text qml = {0}, name = {0};
    struct style_rules rules;
    rules_of_draft(job, &rules);
    qml_open(job, &qml, NULL, (struct scale_range){0, 0});
    enum style_kind geometry = role == ROLE_RAMP ? STYLE_POINT : STYLE_LINE;
    qml_renderer(&qml, geometry, &rules);
    qml_aliases(&qml, job, view);
    add_maps(job, view, role, &qml);
    text_add(&name, "coalesce(\"name\",\"street\")");
    qml_name(&qml, &name);
    text_free(&name);
    style_keep(job,
               &(struct output_style){.table = view->name,
                                      .geometry_column = view->columns[view->geometry_column].name,
                                      .name = style_name_in(job, "draft"),
                                      .description = style_about(job, "draft"),
                                      .is_default = strcmp(job->language, job->run_language) == 0},
               geometry, &qml);
}

rasif_status draft_styles(const struct run *run, const struct report_tables *tables, struct arena *arena,
                          struct output_style **out, size_t *n, rasif_error *err)
{
    struct style_job job = {.run = run,
                            .sentences = run->sentences,
                            .tables = tables,
                            .arena = arena,
                            .language = run->language != NULL ? run->language : languages[LANGUAGE_FIRST].code};
    job.run_language = job.language;
    job.styles = ARENA_ARRAY(arena, tables->n_tables * LANGUAGE_COUNT + 1, struct output_style);
    if (job.styles == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < tables->n_tables; i++) {
        enum role role = draft_table_role(i);
        style_draft(&job, tables->tables[i], role);
        while (style_next_language(&job))
            style_draft(&job, tables->tables[i], role);
    }
    if (job.failed)
        return fail_memory(err);
    *out = job.styles;
    *n = job.n;
    return RASIF_OK;
}
