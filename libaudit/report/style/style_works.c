/* SPDX-License-Identifier: MIT
 *
 * The styles of audit_works, audit_sites, audit_new_lines and audit_conflicts: works as discs, numbered where they are among the
 * first ten, pale where no budget buys them; sites as squares, those that no work opens as grey triangles; new
 * lines dashed, pale where no budget builds them; conflicts as diamonds, dark where they stop somebody. See
 * style_own.c. */
#include "report/style/style_parts.h"

#include <string.h>

#define NUMBERED "10" /* discs with their rank */

/* The rank as a label at the middle of its disc, drawn even where labels collide. */
static void add_ranks(struct text *qml)
{
    text_add(qml, "<labeling type=\"simple\"><settings calloutType=\"simple\"><text-style fontFamily=\"Noto Sans\" "
                  "fontSize=\"8\" fontSizeUnit=\"Point\" fontWeight=\"75\" textColor=\"0,68,27,255\" "
                  "isExpression=\"1\" fieldName=\"if(&quot;rank&quot;&lt;=" NUMBERED ",&quot;rank&quot;,NULL)\"/>"
                  "<placement placement=\"1\" quadOffset=\"4\" priority=\"10\"/><rendering displayAll=\"1\" "
                  "obstacle=\"0\"/></settings></labeling>\n");
}

static void rules_of_works(struct style_job *job, struct style_rules *out)
{
    static const struct symbol first = {PATTERN_PLAIN, "255,255,255", "0,109,44", "circle", NULL, "5", 9};
    static const struct symbol later = {PATTERN_PLAIN, "0,109,44", "0,68,27", "circle", NULL, "2.4", 3};
    static const struct symbol never = {PATTERN_PLAIN, "229,245,224", "116,196,118", "circle", NULL, "1.8", 2};
    *out = (struct style_rules){.sentences = job->sentences, .languages = job->run->languages};
    out->rules[out->n++] = (struct style_rule){
        .filter = "\"rank\"<=" NUMBERED, .label = style_phrase(job, "style.work_first"), .symbol = &first};
    out->rules[out->n++] = (struct style_rule){.filter = "\"rank\">" NUMBERED,
                                               .label = style_phrase(job, "style.work_later"),
                                               .symbol = &later};
    out->rules[out->n++] = (struct style_rule){
        .label = style_phrase(job, "style.work_never"), .symbol = &never, .far = SCALE_ELEMENTS};
}

static void rules_of_sites(struct style_job *job, struct style_rules *out)
{
    static const struct symbol bought = {PATTERN_PLAIN, "0,109,44", "0,68,27", "square", NULL, "2.6", 4};
    static const struct symbol open = {PATTERN_PLAIN, "229,245,224", "116,196,118", "square", NULL, "2.2", 3};
    static const struct symbol beyond = {PATTERN_PLAIN, "150,150,150", "60,60,60", "triangle", NULL, "2.6", 3};
    *out = (struct style_rules){.sentences = job->sentences, .languages = job->run->languages};
    out->rules[out->n++] = (struct style_rule){
        .filter = "\"budget\" IS NOT NULL", .label = style_phrase(job, "style.site_bought"), .symbol = &bought};
    out->rules[out->n++] = (struct style_rule){
        .filter = "\"works\">0 AND \"budget\" IS NULL", .label = style_phrase(job, "style.site_open"), .symbol = &open};
    out->rules[out->n++] = (struct style_rule){.label = style_phrase(job, "style.site_beyond"), .symbol = &beyond};
}

static void rules_of_new_lines(struct style_job *job, struct style_rules *out)
{
    static const struct symbol built = {PATTERN_DASHED, "0,109,44", "0", "circle", "1.1", "2", 4};
    static const struct symbol open = {PATTERN_DASHED, "116,196,118", "0", "circle", "0.6", "2", 3};
    *out = (struct style_rules){.sentences = job->sentences, .languages = job->run->languages};
    out->rules[out->n++] = (struct style_rule){
        .filter = "\"budget\" IS NOT NULL", .label = style_phrase(job, "style.line_built"), .symbol = &built};
    out->rules[out->n++] = (struct style_rule){
        .label = style_phrase(job, "style.line_open"), .symbol = &open, .far = SCALE_ELEMENTS};
}

static void rules_of_conflicts(struct style_job *job, struct style_rules *out)
{
    static const struct symbol stops = {PATTERN_PLAIN, "106,81,163", "63,0,125", "diamond", NULL, "3.2", 6};
    static const struct symbol hurts = {PATTERN_PLAIN, "203,201,226", "106,81,163", "diamond", NULL, "2.4", 4};
    *out = (struct style_rules){.sentences = job->sentences, .languages = job->run->languages};
    out->rules[out->n++] = (struct style_rule){
        .filter = "\"hurts_blocks\" IS NOT NULL", .label = style_phrase(job, "style.conflict_stops"), .symbol = &stops};
    out->rules[out->n++] = (struct style_rule){
        .label = style_phrase(job, "style.conflict_hurts"), .symbol = &hurts, .far = SCALE_ELEMENTS};
}

static void tip_of_conflict(const struct style_job *job, const char *name, struct text *qml)
{
    struct text html = {0};
    tip_open(job, name, &html);
    text_add(&html, "[% coalesce('<br>'||\"name\",'') %]");
    text_addf(&html, "[%% coalesce('<br>'||\"message_%s\",'') %%]", job->language);
    tip_line(&html, job, "column.conflicts.helps_u", "\"helps_u\"");
    tip_line(&html, job, "column.conflicts.hurts_u", "\"hurts_u\"");
    text_addf(&html, "[%% coalesce('<br>'||\"both_%s\",'') %%]", job->language);
    tip_close(&html, qml);
}

static void tip_of_line(const struct style_job *job, const char *name, struct text *qml)
{
    struct text html = {0};
    tip_open(job, name, &html);
    text_add(&html, "[% coalesce('<br>'||\"name\",'') %]");
    tip_line(&html, job, "column.new_lines.length_m", "round(\"length_m\",1)");
    tip_line(&html, job, "plan.col_cost", "round(\"cost\")||' '||\"currency\"");
    tip_line(&html, job, "plan.col_first", "round(\"budget\")||' '||\"currency\"");
    tip_line(&html, job, "column.new_lines.users", "\"users\"");
    tip_close(&html, qml);
}

static void tip_of_work(const struct style_job *job, const char *name, struct text *qml)
{
    struct text html = {0};
    tip_open(job, name, &html);
    text_add(&html, "[% coalesce('<br>'||\"name\",'') %]");
    tip_line(&html, job, "plan.col_quantity", "round(\"quantity\",1)||' '||\"unit\"");
    tip_line(&html, job, "plan.col_cost", "round(\"cost\")||' '||\"currency\"");
    tip_line(&html, job, "plan.col_first", "round(\"budget\")||' '||\"currency\"");
    tip_line(&html, job, "repairs.col_users", "\"users\"");
    tip_close(&html, qml);
}

static void tip_of_site(const struct style_job *job, const char *name, struct text *qml)
{
    struct text html = {0};
    tip_open(job, name, &html);
    tip_line(&html, job, "column.sites.blocked", "\"blocked\"");
    tip_line(&html, job, "column.sites.beyond_work", "\"beyond_work\"");
    tip_line(&html, job, "plan.col_works", "\"works\"");
    tip_line(&html, job, "plan.col_cost", "round(\"cost\")||' '||\"currency\"");
    text_addf(&html, "[%% coalesce('<br>'||\"message_%s\",'') %%]", job->language);
    tip_close(&html, qml);
}

/* What differs between the tables. `titled`: the name goes on with the title in the style's language. */
static const struct kind {
    const char *table, *style;
    unsigned shapes;
    void (*rules)(struct style_job *job, struct style_rules *out);
    void (*labels)(struct text *qml);
    void (*tip)(const struct style_job *job, const char *name, struct text *qml);
    const char *name;
    bool titled;
} kinds[] = {
    {"audit_works", "works", STYLE_POINT, rules_of_works, add_ranks, tip_of_work,
     "coalesce(\"rank\"||'. ','')||", true},
    {"audit_sites", "sites", STYLE_POINT, rules_of_sites, NULL, tip_of_site,
     "coalesce(\"name\",\"table_name\"||' '||\"source_fid\")", false},
    {"audit_new_lines", "new_lines", STYLE_LINE, rules_of_new_lines, NULL, tip_of_line,
     "coalesce(\"rank\"||'. ','')||", true},
    {"audit_conflicts", "conflicts", STYLE_POINT, rules_of_conflicts, NULL, tip_of_conflict, "", true},
};

bool style_works(struct style_job *job, const struct view *view)
{
    const struct kind *kind = NULL;
    struct text qml = {0}, name = {0};
    struct style_rules rules;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        kind = strcmp(view->name, kinds[i].table) == 0 ? &kinds[i] : kind;
    if (kind == NULL)
        return false;
    kind->rules(job, &rules);
    qml_open(job, &qml, kind->labels, (struct scale_range){0, 0});
    qml_renderer(&qml, kind->shapes, &rules);
    style_add_fields(job, view, UINT32_MAX, &qml);
    text_add(&name, kind->name);
    if (kind->titled)
        text_addf(&name, "\"title_%s\"", job->language);
    qml_name(&qml, &name);
    kind->tip(job, name.data != NULL ? name.data : "''", &qml);
    text_free(&name);
    style_keep(job,
               &(struct output_style){.table = view->name,
                                      .geometry_column = view->columns[view->geometry_column].name,
                                      .name = style_name_in(job, kind->style),
                                      .description = style_about(job, kind->style),
                                      .is_default = strcmp(job->language, job->run_language) == 0},
               kind->shapes, &qml);
    return true;
}
