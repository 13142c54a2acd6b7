/* SPDX-License-Identifier: MIT
 *
 * How fields read in QGIS: their names, words for stored values, street names. Street names come
 * from the user's columns by attribute('name'), which is null for a column that does not exist.
 *
 * Words of stored values are QGIS value maps: the file keeps stable words, the form shows those of
 * the reader's language. They are made from the vocabularies and active rules, so that a rule of
 * the user's own has its title as well. */
#include "report/style/style.h"

#include <string.h>

/* "clear width (m)" of rasif_m_clear_width_m; the alias of the column where no words are known. */
static void add_measure(struct text *out, const struct style_job *job, const char *field,
                        const char *otherwise)
{
    struct text key = {0};
    text_addf(&key, "field.%s", field);
    const char *known = key.failed ? NULL : sentence_text(job->sentences, job->language, key.data);
    text_xml(out, known != NULL ? known : otherwise);
    text_free(&key);
    for (int f = 0; known != NULL && f < FIELD_COUNT; f++)
        if (strcmp(fields[f].name, field) == 0 && fields[f].unit != UNIT_NONE) {
            text_add(out, " (");
            text_xml(out, sentence_unit(job->sentences, job->language, fields[f].unit));
            text_add(out, ")");
        }
}

/* Shortens the alias of a profile's column, "Manual wheelchair user: score". The class keeps the
 * title alone, "Manual wheelchair user (wcm)"; the others lose it, "score (wcm)", because the
 * form shows them in a group with that title. false, and nothing added: the column is of no
 * profile. */
static bool add_profile_alias(struct text *out, const struct style_job *job,
                              const struct view_column *column)
{
    for (size_t p = 0; p < job->run->plan->n_profiles; p++) {
        const struct profile *profile = job->run->plan->profiles[p];
        const char *suffix = style_suffix_of(profile, column->name);
        const char *title = phrase_in(profile->title, job->language);
        const char *alias = phrase_in(column->alias, job->language);
        if (suffix == NULL || strncmp(alias, title, strlen(title)) != 0)
            continue;
        alias += strlen(title);
        alias += strspn(alias, ": ");
        text_xml(out, strcmp(suffix, "class") == 0 || *alias == '\0' ? title : alias);
        text_addf(out, " (%s)", profile->code);
        return true;
    }
    return false;
}

/* The words of one column in the job's language, escaped: those of a measure, of a profile, or
 * its own. */
static void add_alias(struct text *out, struct style_job *job, const struct view_column *column)
{
    const char *alias = phrase_in(column->alias, job->language);
    if (strncmp(column->name, "rasif_m_", 8) == 0)
        add_measure(out, job, column->name + 8, alias);
    else if (!add_profile_alias(out, job, column))
        text_xml(out, alias);
}

/* In the job's language; without a job in all languages of `wanted`. The geometry and columns
 * without words get none.
 *   <aliases><alias field="rasif_class" name="worst class"/>…</aliases> */
static void add_aliases(struct text *out, struct style_job *job, const struct view *view,
                        unsigned wanted)
{
    text_add(out, "<aliases>");
    for (size_t i = 0; i < view->n_columns; i++) {
        const struct view_column *column = &view->columns[i];
        if (phrase_first(column->alias) == NULL || i == view->geometry_column)
            continue;
        text_add(out, "<alias field=\"");
        text_xml(out, column->name);
        text_add(out, "\" name=\"");
        if (job != NULL)
            add_alias(out, job, column);
        else
            qml_phrase(out, column->alias, wanted);
        text_add(out, "\"/>\n");
    }
    text_add(out, "</aliases>\n");
}

void qml_aliases(struct text *out, struct style_job *job, const struct view *view)
{
    add_aliases(out, job, view, 0);
}

void qml_aliases_all(struct text *out, const struct view *view, unsigned wanted)
{
    add_aliases(out, NULL, view, wanted);
}

/* ---- value maps ---- */

/* Values as stored; their words are the sentences "<group>.<value>". */
static const char *const outcome_values[] = {"pass",    "fail",           "unknown",
                                             "blocked", "not-applicable", NULL};
static const char *const passable_values[] = {"yes", "no", "unknown", NULL};
static const char *const severity_values[] = {"critical", "serious", "moderate", "minor", NULL};
static const char *const cause_values[] = {"defect",  "missing", "behaviour",
                                           "terrain", "unknown", NULL};
static const char *const side_values[] = {"left", "right", NULL};
static const char *const gap_values[] = {"no_sidewalk", "sidewalk_ends", "no_ramp", "no_crossing",
                                         NULL};
static const char *const evidence_values[] = {"stated", "not_drawn", "unknown", NULL};
static const char *const state_values[] = {"covered",  "absent",         "unknown",
                                           "junction", "not_applicable", NULL};

/* A value map: QGIS stores `value` and shows `name`.
 *   <field name="severity"><editWidget type="ValueMap"><config>…
 *     <Option type="QString" name="serious" value="serious"/>… */
static void map_open(struct text *out, const char *field)
{
    text_add(out, "<field name=\"");
    text_xml(out, field);
    text_add(out, "\"><editWidget type=\"ValueMap\"><config><Option type=\"Map\">"
                  "<Option type=\"Map\" name=\"map\">");
}

static void map_word(struct text *out, const struct style_job *job, const char *value,
                     struct phrase label)
{
    text_add(out, "<Option type=\"QString\" name=\"");
    text_xml(out, phrase_in(label, job->language));
    text_add(out, "\" value=\"");
    text_xml(out, value);
    text_add(out, "\"/>");
}

static void map_close(struct text *out)
{
    text_add(out, "</Option></Option></config></editWidget></field>\n");
}

/* `values` ends with NULL; the word of each is the text "<group>.<value>". */
static void map_words(struct text *out, struct style_job *job, const char *field, const char *group,
                      const char *const *values)
{
    map_open(out, field);
    for (; *values != NULL; values++)
        map_word(out, job, *values, style_word(job, group, *values));
    map_close(out);
}

/* Without SCORE_CLASS_NONE: the files have null there. */
static void map_classes(struct text *out, const struct style_job *job, const char *field)
{
    map_open(out, field);
    for (int class = SCORE_CLASS_A; class < SCORE_CLASS_COUNT; class++)
        map_word(out, job, score_class_names[class], style_class_label(job->sentences, class));
    map_close(out);
}

/* Does the rule apply to the element? With `standard`: does the standard require it there? */
static bool asked_of(const struct plan *plan, enum element element, size_t rule, bool standard)
{
    size_t ordinal = element == ELEMENT_NONE ? SIZE_MAX : plan_rule_ordinal(plan, element, rule);
    return ordinal != SIZE_MAX &&
           (!standard || plan->elements[element].rules[ordinal].n_requirements > 0);
}

/* Titles of the rules that apply to the roles; for streets of all rules, because elements of
 * every role count for a street. `standard`: of rasif_worst_rule, which only holds rules that
 * the standard requires. */
static void map_rules(struct text *out, const struct style_job *job, const char *field,
                      unsigned role_mask, bool standard)
{
    const struct run *run = job->run;
    bool all = role_mask & 1u << ROLE_STREET;
    map_open(out, field);
    for (size_t r = 0; r < run->rules->n_rules; r++) {
        bool asked = false;
        for (int role = 0; role < ROLE_COUNT && !asked; role++) {
            asked = (all || role_mask & 1u << role) &&
                    asked_of(run->plan, role_element((enum role)role), r, standard);
        }
        if (asked)
            map_word(out, job, run->rules->rules[r].id, run->rules->rules[r].title);
    }
    map_close(out);
}

/* Only the roles of the table: the list of a form is short. */
static void map_roles(struct text *out, struct style_job *job, const char *field,
                      unsigned role_mask)
{
    map_open(out, field);
    for (int role = 0; role < ROLE_COUNT; role++)
        if (role_mask & 1u << role)
            map_word(out, job, roles[role].name, style_word(job, "role", roles[role].name));
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
    {"cause", "cause", cause_values},
    {"side", "side", side_values},
    {"state", "state", state_values},
    {"kind", "gap", gap_values},
    {"evidence", "evidence", evidence_values},
};

/* One map for each column whose values are words of ours, chosen by the column's name. Measures
 * (rasif_m_) are left out: they show the words of the data. */
void qml_value_maps(struct text *out, struct style_job *job, const struct view *view,
                    unsigned role_mask)
{
    text_add(out, "<fieldConfiguration>\n");
    for (size_t i = 0; i < view->n_columns; i++) {
        const char *name = view->columns[i].name;
        bool ours = strncmp(name, "rasif_", 6) == 0 && strncmp(name, "rasif_m_", 8) != 0;
        if (ours && ends_with(name, "_class"))
            map_classes(out, job, name);
        else if (ours && ends_with(name, "_passable"))
            map_words(out, job, name, "passable", passable_values);
        else if (strcmp(name, "rasif_worst_rule") == 0 || strcmp(name, "rule") == 0)
            map_rules(out, job, name, role_mask, strcmp(name, "rule") != 0);
        else if (strcmp(name, "rasif_role") == 0 || strcmp(name, "element") == 0)
            map_roles(out, job, name, role_mask);
        for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++)
            if (strcmp(name, lists[l].column) == 0)
                map_words(out, job, name, lists[l].group, lists[l].values);
    }
    text_add(out, "</fieldConfiguration>\n");
}

void qml_class_map(struct text *out, struct style_job *job, const char *column, enum field_id field)
{
    const struct vocabulary *words = fields[field].vocabulary;
    map_open(out, column);
    for (size_t i = 0; i < words->n; i++)
        map_word(out, job, words->words[i], style_word(job, "value", words->words[i]));
    map_close(out);
}

/* ---- labels ---- */

/* Arabic name first, then the other one unless it is the same; null when there is none. Words by
 * which exporters write null, such as nan, are no names. */
static const char name_lines[] =
    "nullif(array_to_string(array_distinct(array_filter(array("
    "coalesce(attribute('name_ar'),attribute('name:ar')),"
    "coalesce(attribute('name_en'),attribute('name'),attribute('name:en'))),"
    "@element<>'' AND lower(@element) NOT IN ('nan','none','null','?','-','n/a','#n/a','nodata',"
    "'unknown','<na>'))),'\\n'),'')";

/* Placement 2 with flags 10: above the line as the map shows it. Drawn at 1:12 000 and nearer;
 * features that touch and have one name share a label, and lines below 8 mm have none. */
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
    text_xml(out, expression);
    text_add(out, "</previewExpression>\n");
}
