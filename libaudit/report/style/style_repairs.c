/* SPDX-License-Identifier: MIT
 *
 * The style of audit_repairs: the first ten as numbered discs, the others as small discs, hills
 * (no repair opens them) as grey triangles. See style_own.c. */
#include "report/cause.h"
#include "report/style/style_parts.h"

#include <string.h>

#define NUMBERED 10 /* discs with their rank */

/* Hills have no rank and fall to the last row. Only the first NUMBERED are seen from afar; the
 * filters repeat that number as text. */
static void rules_of_repairs(struct style_job *job, struct style_rules *out)
{
    static const struct symbol first = {PATTERN_PLAIN, "255,255,255", "8,48,107", "circle", NULL, "5", 9};
    static const struct symbol later = {PATTERN_PLAIN, "255,255,255", "8,48,107", "circle", NULL, "2", 2};
    static const struct symbol hill = {PATTERN_PLAIN, "150,150,150", "60,60,60", "triangle", NULL, "2.6", 3};
    *out = (struct style_rules){.sentences = job->sentences, .languages = job->run->languages};
    out->rules[out->n++] = (struct style_rule){
        .filter = "\"rank\"<=10",
        .label = style_phrase(job, "style.repair_first"),
        .symbol = &first};
    out->rules[out->n++] = (struct style_rule){.filter = "\"rank\">10",
                                               .label = style_phrase(job, "style.repair_later"),
                                               .symbol = &later,
                                               .far = SCALE_ELEMENTS};
    out->rules[out->n++] = (struct style_rule){
        .label = style_phrase(job, "style.repair_hill"),
        .symbol = &hill,
        .far = SCALE_ELEMENTS};
}

/* The rank as a label at the middle of its disc, drawn even where labels collide. */
static void add_ranks(struct text *qml)
{
    text_addf(qml,
              "<labeling type=\"simple\"><settings calloutType=\"simple\"><text-style fontFamily=\"Noto Sans\" "
              "fontSize=\"8\" fontSizeUnit=\"Point\" fontWeight=\"75\" textColor=\"8,48,107,255\" "
              "isExpression=\"1\" fieldName=\"if(&quot;rank&quot;&lt;=%d,&quot;rank&quot;,NULL)\"/>"
              "<placement placement=\"1\" quadOffset=\"4\" priority=\"10\"/><rendering displayAll=\"1\" "
              "obstacle=\"0\"/></settings></labeling>\n",
              NUMBERED);
}

/* Figures stand in pairs, "3 / 5": on the known network / if everything unknown were passable. */
static void add_tip(const struct style_job *job, const char *name, struct text *qml)
{
    struct text html = {0};
    tip_open(job, name, &html);
    text_addf(&html, "<br>[%% coalesce(\"message_%s\",'') %%]", job->language);
    tip_line(&html, job, "repairs.tip_cause", "represent_value(\"cause\")");
    tip_line(&html, job, "text.col_gives_way",
             "if(coalesce(\"streets\",0)+coalesce(\"streets_high\",0)>0,\"streets\"||' / '||\"streets_high\",NULL)");
    tip_line(&html, job, "repairs.col_joins", "round(\"joins_m\")||' / '||round(\"joins_high_m\")||' m'");
    tip_line(&html, job, "repairs.col_users", "\"users\"");
    tip_close(&html, qml);
}

void style_repairs(struct style_job *job, const struct view *view)
{
    struct text qml = {0}, name = {0};
    struct style_rules rules;
    rules_of_repairs(job, &rules);
    qml_open(job, &qml, add_ranks, (struct scale_range){0, 0});
    qml_renderer(&qml, STYLE_POINT, &rules);
    style_add_fields(job, view, UINT32_MAX, &qml);
    style_label_repairs(&name, job, view);
    qml_name(&qml, &name);
    add_tip(job, name.data != NULL ? name.data : "''", &qml);
    text_free(&name);
    style_keep(job,
               &(struct output_style){.table = view->name,
                                      .geometry_column = view->columns[view->geometry_column].name,
                                      .name = style_name_in(job, "repairs"),
                                      .description = style_about(job, "repairs"),
                                      .is_default = strcmp(job->language, job->run_language) == 0},
               STYLE_POINT, &qml);
}
