/* SPDX-License-Identifier: MIT
 *
 * How fields read in QGIS: names in two languages, words for stored values, the text under the
 * pointer, street names. Which columns the user's own tables have is not known here, so these are
 * asked for with attribute('name'), which gives null for a column that is not there. */
#include "report/style.h"

#include <string.h>

void qml_aliases(struct text *out, const struct view *view)
{
    text_add(out, "<aliases>");
    for (size_t i = 0; i < view->n_columns; i++) {
        const struct view_column *column = &view->columns[i];
        if (column->alias_en == NULL || i == view->geometry_column)
            continue;
        text_add(out, "<alias field=\"");
        text_xml(out, column->name);
        text_add(out, "\" name=\"");
        qml_both(out, (struct both){column->alias_en, column->alias_ar});
        text_add(out, "\"/>\n");
    }
    text_add(out, "</aliases>\n");
}

/* ---- value maps ---- */

/* Values as stored; their words are the sentences "<group>.<value>". */
static const char *const outcome_values[] = {"pass",    "fail",           "unknown",
                                             "blocked", "not-applicable", NULL};
static const char *const passable_values[] = {"yes", "no", "unknown", NULL};
static const char *const severity_values[] = {"critical", "serious", "moderate", "minor", NULL};
static const char *const side_values[] = {"left", "right", NULL};
static const char *const gap_values[] = {"no_sidewalk", "sidewalk_ends", "no_ramp", "no_crossing",
                                         NULL};
static const char *const evidence_values[] = {"stated", "not_drawn", "unknown", NULL};
static const char *const state_values[] = {"covered",  "absent",         "unknown",
                                           "junction", "not_applicable", NULL};

static void map_open(struct text *out, const char *field)
{
    text_add(out, "<field name=\"");
    text_xml(out, field);
    text_add(out, "\"><editWidget type=\"ValueMap\"><config><Option type=\"Map\">"
                  "<Option type=\"Map\" name=\"map\">");
}

static void map_word(struct text *out, const char *value, struct both label)
{
    text_add(out, "<Option type=\"QString\" name=\"");
    qml_both(out, label);
    text_add(out, "\" value=\"");
    text_xml(out, value);
    text_add(out, "\"/>");
}

static void map_close(struct text *out)
{
    text_add(out, "</Option></Option></config></editWidget></field>\n");
}

static void map_words(struct text *out, struct style_job *job, const char *field, const char *group,
                      const char *const *values)
{
    map_open(out, field);
    for (; *values != NULL; values++)
        map_word(out, *values, style_word(job, group, *values));
    map_close(out);
}

static void map_classes(struct text *out, const char *field)
{
    map_open(out, field);
    for (int grade = GRADE_A; grade < GRADE_COUNT; grade++)
        map_word(out, grade_names[grade], style_class_labels[grade]);
    map_close(out);
}

/* Can the rule be asked of the element, and by the standard if `standard`? */
static bool asked_of(const struct plan *plan, enum element element, size_t rule, bool standard)
{
    size_t ordinal = element == ELEMENT_NONE ? SIZE_MAX : plan_rule_ordinal(plan, element, rule);
    return ordinal != SIZE_MAX &&
           (!standard || plan->elements[element].rules[ordinal].n_requirements > 0);
}

/* Titles of the rules asked of the roles; a street's are those of all that is linked to it. */
static void map_rules(struct text *out, const struct run *run, const char *field,
                      unsigned role_mask, bool standard)
{
    bool all = role_mask & 1u << ROLE_STREET;
    map_open(out, field);
    for (size_t r = 0; r < run->rules->n_rules; r++) {
        bool asked = false;
        for (int role = 0; role < ROLE_COUNT && !asked; role++) {
            asked = (all || role_mask & 1u << role) &&
                    asked_of(run->plan, role_element((enum role)role), r, standard);
        }
        if (asked)
            map_word(out, run->rules->rules[r].id, run->rules->rules[r].title);
    }
    map_close(out);
}

static void map_roles(struct text *out, struct style_job *job, const char *field,
                      unsigned role_mask)
{
    map_open(out, field);
    for (int role = 0; role < ROLE_COUNT; role++)
        if (role_mask & 1u << role)
            map_word(out, roles[role].name, style_word(job, "role", roles[role].name));
    map_close(out);
}

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n > m && strcmp(name + n - m, end) == 0;
}

/* Columns with one list of words each. */
static const struct {
    const char *column, *group;
    const char *const *values;
} lists[] = {
    {"rasif_compliance", "outcome", outcome_values},
    {"outcome", "outcome", outcome_values},
    {"severity", "severity", severity_values},
    {"side", "side", side_values},
    {"state", "state", state_values},
    {"kind", "gap", gap_values},
    {"evidence", "evidence", evidence_values},
};

void qml_value_maps(struct text *out, struct style_job *job, const struct view *view,
                    unsigned role_mask)
{
    text_add(out, "<fieldConfiguration>\n");
    for (size_t i = 0; i < view->n_columns; i++) {
        const char *name = view->columns[i].name;
        bool ours = strncmp(name, "rasif_", 6) == 0 && strncmp(name, "rasif_m_", 8) != 0;
        if (ours && ends_with(name, "_class"))
            map_classes(out, name);
        else if (ours && ends_with(name, "_passable"))
            map_words(out, job, name, "passable", passable_values);
        else if (strcmp(name, "rasif_worst_rule") == 0 || strcmp(name, "rule") == 0)
            map_rules(out, job->run, name, role_mask, strcmp(name, "rule") != 0);
        else if (strcmp(name, "rasif_role") == 0 || strcmp(name, "element") == 0)
            map_roles(out, job, name, role_mask);
        for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++)
            if (strcmp(name, lists[l].column) == 0)
                map_words(out, job, name, lists[l].group, lists[l].values);
    }
    text_add(out, "</fieldConfiguration>\n");
}

/* ---- map tips ---- */

/* Arabic name first, then the other one unless it is the same; null when there is none. */
static const char name_lines[] =
    "nullif(array_to_string(array_distinct(array_filter(array("
    "coalesce(attribute('name_ar'),attribute('name:ar')),"
    "coalesce(attribute('name_en'),attribute('name'),attribute('name:en'))),"
    "@element<>'' AND lower(@element) NOT IN ('nan','none','null','?','-','n/a','#n/a','nodata',"
    "'unknown','<na>'))),'\\n'),'')";

/* Text and expressions are written as HTML and escaped once, on their way into the XML. */
static void tip_open(struct text *html)
{
    text_add(html, "<div style=\"font-family:'Noto Sans','Noto Sans Arabic',sans-serif;"
                   "font-size:10pt\">");
}

static void tip_close(struct text *html, struct text *out)
{
    text_add(html, "</div>");
    text_add(out, "<mapTip>");
    text_xml(out, html->data != NULL ? html->data : "");
    text_add(out, "</mapTip>\n");
    out->failed = out->failed || html->failed;
    text_free(html);
}

/* One line per language of a field with a value map whose labels are "English · Arabic". */
static void tip_value(struct text *html, const char *field, struct both title)
{
    const char *parts[] = {"array_first", "array_last"}, *names[] = {title.en, title.ar};
    for (size_t i = 0; i < 2; i++)
        text_addf(html,
                  "<p%s style=\"margin:2px\">%s: <b>[%% coalesce(%s(string_to_array("
                  "represent_value(\"%s\"),' · ')),'–') %%]</b></p>",
                  i == 1 ? " dir=\"rtl\"" : "", names[i], parts[i], field);
}

/* One row per profile (or of one): name, class where there is one, score, name. */
static void tip_profiles(struct text *html, const struct run *run, const struct view *view,
                         const struct profile *only)
{
    text_add(html, "<table>");
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        const struct profile *profile = run->plan->profiles[p];
        const char *verdict = style_has_of(view, profile, "class") ? "class" : "passable";
        if ((only != NULL && only != profile) || !style_has_of(view, profile, "score") ||
            !style_has_of(view, profile, verdict))
            continue;
        text_add(html, "<tr><td>");
        text_xml(html, profile->title.en);
        text_addf(html,
                  "</td><td><b>[%% coalesce(\"rasif_%s_%s\",'–') %%]</b></td><td align=\"right\">"
                  "[%% coalesce(round(\"rasif_%s_score\"),'') %%]</td><td dir=\"rtl\">",
                  profile->code, verdict, profile->code);
        text_xml(html, profile->title.ar);
        text_add(html, "</td></tr>");
    }
    text_add(html, "</table>");
}

void qml_tip_annotation(struct text *out, const struct run *run, const struct view *view,
                        const struct profile *profile)
{
    struct text html = {0};
    tip_open(&html);
    text_addf(&html, "<b>[%% replace(coalesce(%s,\"rasif_id\"),'\\n',' · ') %%]</b>", name_lines);
    if (style_has(view, "rasif_class") && profile == NULL)
        tip_value(&html, "rasif_class", (struct both){"Worst class", "أسوأ صنف"});
    if (style_has(view, "rasif_worst_rule") && profile == NULL)
        tip_value(&html, "rasif_worst_rule",
                  (struct both){"Worst failed rule", "أهم قاعدة غير مستوفاة"});
    tip_profiles(&html, run, view, profile);
    tip_close(&html, out);
}

void qml_tip_findings(struct text *out)
{
    struct text html = {0};
    tip_open(&html);
    text_add(&html, "<b>[% represent_value(\"severity\") %]</b><p>[% \"message_en\" %]</p>"
                    "<p dir=\"rtl\">[% \"message_ar\" %]</p><small>[% array_to_string(array_filter("
                    "array(\"rule\",\"standard\",\"clause\",\"blocks\",\"rasif_id\"),"
                    "@element<>''),' · ') %]</small>");
    tip_close(&html, out);
}

void qml_tip_gaps(struct text *out)
{
    struct text html = {0};
    tip_open(&html);
    tip_value(&html, "kind", (struct both){"Missing", "المفقود"});
    tip_value(&html, "evidence", (struct both){"Evidence", "الدليل"});
    text_add(&html, "<p style=\"margin:2px\">[% coalesce(round(\"length_m\",1) || ' m · م','') %]</p>");
    tip_close(&html, out);
}

/* "from … to …" in one line, of what is known. */
static const char between_line[] =
    "array_to_string(array_filter(array(coalesce(\"from_street_ar\",\"from_street\"),"
    "coalesce(\"to_street_ar\",\"to_street\")),@element<>''),' – ')";

void qml_tip_segment(struct text *out, const struct run *run, const struct view *view,
                     const struct profile *profile)
{
    struct text html = {0};
    tip_open(&html);
    text_addf(&html, "<b>[%% replace(coalesce(%s,\"rasif_id\"),'\\n',' · ') %%]</b>", name_lines);
    text_addf(&html, "<p style=\"margin:2px\">[%% %s %%]</p>", between_line);
    if (profile == NULL) {
        tip_value(&html, "rasif_class", (struct both){"Worst class", "أسوأ صنف"});
        tip_value(&html, "rasif_worst_rule",
                  (struct both){"Worst failed rule", "أهم قاعدة غير مستوفاة"});
    }
    tip_profiles(&html, run, view, profile);
    tip_close(&html, out);
}

void qml_tip_sides(struct text *out, const struct run *run, const struct view *view,
                   const struct profile *profile)
{
    struct text html = {0};
    tip_open(&html);
    tip_value(&html, "side", (struct both){"Side", "الجهة"});
    tip_value(&html, "state", (struct both){"Sidewalk", "الرصيف"});
    tip_profiles(&html, run, view, profile);
    tip_close(&html, out);
}

/* ---- labels ---- */

void qml_labels(struct text *out)
{
    text_add(out,
             "<labeling type=\"simple\"><settings calloutType=\"simple\"><text-style "
             "fontFamily=\"Noto Sans Arabic\" fontSize=\"8\" fontSizeUnit=\"Point\" "
             "multilineHeight=\"0.65\" textColor=\"30,30,30,255\" isExpression=\"1\" fieldName=\"");
    text_xml(out, name_lines);
    text_add(out, "\"><families><family name=\"Noto Sans\"/><family name=\"DejaVu Sans\"/>"
                  "</families><text-buffer bufferDraw=\"1\" bufferSize=\"0.9\" "
                  "bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,220\"/></text-style>"
                  "<text-format multilineAlign=\"1\"/><placement placement=\"2\" "
                  "placementFlags=\"10\" dist=\"1.2\" distUnits=\"MM\"/><rendering "
                  "scaleVisibility=\"1\" scaleMin=\"1\" scaleMax=\"12000\" mergeLines=\"1\" "
                  "minFeatureSize=\"8\"/></settings></labeling>\n");
}

void qml_display(struct text *out, const char *expression)
{
    text_add(out, "<previewExpression>");
    if (expression != NULL)
        text_xml(out, expression);
    else {
        text_add(out, "coalesce(");
        text_xml(out, name_lines);
        text_add(out, ",&quot;rasif_id&quot;)");
    }
    text_add(out, "</previewExpression>\n");
}
