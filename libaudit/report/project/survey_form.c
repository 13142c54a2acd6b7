/* SPDX-License-Identifier: MIT
 *
 * The form of one element to visit: see survey_parts.h. Only what is asked of the element shows, each field with
 * the words of its vocabulary or a number with its unit and the range that a reader of the file accepts. Date and
 * surveyor are filled in at every change. Keys are there and can't be changed.
 *
 * In: the columns of the layer. Out: XML of QGIS 3.22, which QField reads, too. */
#include "mapping/limits.h"
#include "report/label.h"
#include "report/project/survey_parts.h"

#include <stdio.h>
#include <string.h>

/* The value by which QGIS writes null from a list of words. */
#define NULL_WORD "{2839923C-8B7D-419E-B84B-CA2FE9B80EC7}"
#define FIELD_NONE_FOUND "none_found"

static const char *const states[] = {"todo", "done", "no_access"};
#define N_STATES (sizeof states / sizeof *states)
/* What the file has for itself: not to be changed. */
static const char *const keys[] = {"rasif_id", "table_name", "source_fid", "street", "walk", "visit", "ask"};
#define N_KEYS (sizeof keys / sizeof *keys)
/* Those of them that the surveyor sees. */
static const char *const seen[] = {"street", "walk", "visit"};
#define N_SEEN (sizeof seen / sizeof *seen)

static const char *label_of(const struct project *project, const char *group, const char *name)
{
    struct phrase words = phrase_of(project->sentences, group, name);
    const char *text = phrase_in(words, project->language);
    return text != NULL ? text : name;
}

void survey_field_name(const struct project *project, enum field_id field, struct text *out)
{
    if (field == F_status) { /* asked of what rasif draft proposed, and of nothing else */
        text_add(out, project_words(project, "survey_form.is_there"));
        return;
    }
    label_field(project->sentences, project->language, field, out);
}

/* ---- widgets -------------------------------------------------------------------------------- */

static void widget_open(struct text *out, const char *column, const char *type)
{
    text_add(out, "<field name=\"");
    text_xml(out, column);
    text_addf(out, "\"><editWidget type=\"%s\"><config><Option type=\"Map\">", type);
}

static void widget_close(struct text *out)
{
    text_add(out, "</Option></config></editWidget></field>\n");
}

static void option(struct text *out, const char *type, const char *name, const char *value)
{
    text_addf(out, "<Option type=\"%s\" name=\"%s\" value=\"", type, name);
    text_xml(out, value);
    text_add(out, "\"/>");
}

static void number_option(struct text *out, const char *name, double value)
{
    text_addf(out, "<Option type=\"double\" name=\"%s\" value=\"", name);
    text_number(out, value);
    text_add(out, "\"/>");
}

/* One word of a list, shown as `label`; lists keep their order. */
static void add_word(struct text *out, const char *label, const char *value)
{
    text_add(out, "<Option type=\"Map\"><Option type=\"QString\" name=\"");
    text_xml(out, label);
    text_add(out, "\" value=\"");
    text_xml(out, value);
    text_add(out, "\"/></Option>");
}

static void words_open(const struct project *project, const char *column, struct text *out)
{
    widget_open(out, column, "ValueMap");
    text_add(out, "<Option type=\"List\" name=\"map\">");
    add_word(out, project_words(project, "survey_form.not_recorded"), NULL_WORD);
}

static void words_close(struct text *out)
{
    text_add(out, "</Option>");
    widget_close(out);
}

static void add_vocabulary(const struct project *project, const struct survey_field *f, struct text *out)
{
    const struct vocabulary *words = fields[f->field].vocabulary;
    words_open(project, f->column, out);
    for (size_t i = 0; i < words->n; i++)
        if (f->field != F_status || i + 1 != STATUS_PROPOSED)
            add_word(out, label_of(project, "value", words->words[i]), words->words[i]);
    words_close(out);
}

/* A number with its unit, within what a reader accepts; steps of a hundredth of metres, else of one tenth. */
static void add_number(const struct project *project, const struct survey_field *f, struct text *out)
{
    double least, most;
    bool fine = fields[f->field].unit == UNIT_M, whole = fields[f->field].unit == UNIT_NONE;
    char suffix[64];
    limits_of(f->field, &least, &most);
    widget_open(out, f->column, "Range");
    option(out, "bool", "AllowNull", "true");
    number_option(out, "Min", least);
    number_option(out, "Max", most);
    number_option(out, "Step", whole ? 1 : fine ? 0.05 : 0.5);
    option(out, "int", "Precision", whole ? "0" : fine ? "2" : "1");
    option(out, "QString", "Style", "SpinBox");
    snprintf(suffix, sizeof suffix, "%s%s", whole ? "" : " ",
             whole ? "" : sentence_unit(project->sentences, project->language, fields[f->field].unit));
    option(out, "QString", "Suffix", suffix);
    widget_close(out);
}

static void add_widget(const struct project *project, const struct survey_field *f, struct text *out)
{
    if (fields[f->field].type == VALUE_REAL)
        add_number(project, f, out);
    else if (fields[f->field].vocabulary != NULL)
        add_vocabulary(project, f, out);
}

/* One field for which the surveyor looked and found nothing. Words such as "none" and 0 mm say the same of several. */
static void add_none_found(const struct project *project, const struct survey_layer *layer, struct text *out)
{
    words_open(project, FIELD_NONE_FOUND, out);
    for (size_t i = 0; i < layer->n_fields; i++)
        if (layer->fields[i].field != F_status)
            add_word(out, label_of(project, "field", fields[layer->fields[i].field].name), layer->fields[i].column);
    words_close(out);
}

static void add_fixed_widgets(const struct project *project, struct text *out)
{
    widget_open(out, "state", "ValueMap");
    text_add(out, "<Option type=\"List\" name=\"map\">");
    for (size_t i = 0; i < N_STATES; i++)
        add_word(out, label_of(project, "survey_form.state", states[i]), states[i]);
    words_close(out);
    widget_open(out, "surveyed_on", "DateTime");
    option(out, "QString", "field_format", "yyyy-MM-dd");
    option(out, "QString", "display_format", "yyyy-MM-dd");
    option(out, "bool", "calendar_popup", "true");
    option(out, "bool", "allow_null", "true");
    widget_close(out);
    widget_open(out, "photo", "ExternalResource");
    option(out, "int", "DocumentViewer", "1");
    option(out, "int", "RelativeStorage", "1");
    option(out, "int", "StorageMode", "0");
    option(out, "bool", "FileWidget", "true");
    option(out, "bool", "FileWidgetButton", "true");
    widget_close(out);
    widget_open(out, "remark", "TextEdit");
    option(out, "bool", "IsMultiline", "true");
    widget_close(out);
    for (size_t i = 0; i < N_KEYS; i++) {
        bool shown = false;
        for (size_t k = 0; k < N_SEEN; k++)
            shown = shown || strcmp(keys[i], seen[k]) == 0;
        widget_open(out, keys[i], shown ? "TextEdit" : "Hidden");
        widget_close(out);
    }
}

/* ---- names, defaults, constraints ----------------------------------------------------------- */

static void add_alias(struct text *out, const char *column, const char *label)
{
    text_add(out, "<alias");
    add_attribute(out, "field", column);
    add_attribute(out, "name", label);
    text_add(out, "/>\n");
}

static void add_aliases(const struct project *project, const struct survey_layer *layer, struct text *out)
{
    static const char *const others[] = {"street", "walk", "visit", "none_found", "surveyed_on", "surveyor", "photo", "remark", "state"};
    text_add(out, "<aliases>\n");
    for (size_t i = 0; i < layer->n_fields; i++) {
        struct text name = {0};
        survey_field_name(project, layer->fields[i].field, &name);
        add_alias(out, layer->fields[i].column, name.data != NULL ? name.data : "");
        text_free(&name);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        add_alias(out, others[i], label_of(project, "survey_form.column", others[i]));
    text_add(out, "</aliases>\n");
}

/* Set anew at every change; a program without the variable of the project takes the user's name. */
static void add_defaults(struct text *out)
{
    text_add(out, "<defaults>\n"
                  "<default field=\"surveyed_on\" expression=\"to_date(now())\" applyOnUpdate=\"1\"/>\n"
                  "<default field=\"surveyor\" expression=\"coalesce(nullif(@surveyor,''),nullif(@user_full_name,''),"
                  "@user_account_name)\" applyOnUpdate=\"1\"/>\n"
                  "<default field=\"state\" expression=\"'todo'\" applyOnUpdate=\"0\"/>\n</defaults>\n");
}

/* Is the field asked of the feature? Of one that the surveyor adds all are. */
static void add_asked(struct text *out, const char *column)
{
    text_addf(out, "(\"rasif_id\" IS NULL OR array_contains(string_to_array(coalesce(\"ask\",''),' '),'%s'))", column);
}

/* "0 to 200": a hard constraint, as readers of the file would refuse the number. */
static void add_range_constraint(const struct project *project, const struct survey_field *f, struct text *out)
{
    double least, most;
    struct text expression = {0}, told = {0}, from = {0}, to = {0};
    limits_of(f->field, &least, &most);
    text_number(&from, least);
    text_number(&to, most);
    if (!from.failed && !to.failed) {
        text_addf(&expression, "\"%s\" IS NULL OR (\"%s\" %s %s AND \"%s\" <= %s)", f->column, f->column,
                  limits_is_sentinel(f->field, 0) ? ">" : ">=", from.data, f->column, to.data);
        sentence(project->sentences, project->language, "survey_form.range", &told, "from", from.data, "to", to.data, NULL);
    }
    text_add(out, "<constraint");
    add_attribute(out, "field", f->column);
    add_attribute(out, "exp", expression.data != NULL ? expression.data : "");
    add_attribute(out, "desc", told.data != NULL ? told.data : "");
    text_add(out, "/>\n");
    out->failed = out->failed || expression.failed || told.failed || from.failed || to.failed;
    text_free(&expression);
    text_free(&told);
    text_free(&from);
    text_free(&to);
}

static bool has_status(const struct survey_layer *layer)
{
    bool has = false;
    for (size_t i = 0; i < layer->n_fields; i++)
        has = has || layer->fields[i].field == F_status;
    return has;
}

/* Done is what has a value, or none, for all that is asked; nothing more is asked of what is not there. */
static void add_done_constraint(const struct project *project, const struct survey_layer *layer, struct text *out)
{
    struct text expression = {0};
    text_add(&expression, "\"state\" IS NULL OR \"state\" <> 'done' OR ");
    if (has_status(layer))
        text_add(&expression, "coalesce(\"status\",'') = 'absent' OR ");
    text_add(&expression, "(true");
    for (size_t i = 0; i < layer->n_fields; i++) {
        const char *column = layer->fields[i].column;
        text_addf(&expression, " AND (\"%s\" IS NOT NULL OR \"rasif_id\" IS NULL OR NOT ", column);
        add_asked(&expression, column);
        text_addf(&expression, " OR array_contains(string_to_array(coalesce(\"none_found\",''),' '),'%s'))", column);
    }
    text_add(&expression, ")");
    text_add(out, "<constraint field=\"state\"");
    add_attribute(out, "exp", expression.data != NULL ? expression.data : "");
    add_attribute(out, "desc", project_words(project, "survey_form.missing"));
    text_add(out, "/>\n");
    out->failed = out->failed || expression.failed;
    text_free(&expression);
}

/* Strength 1 is hard, 2 a warning; 4 = an expression. */
static void add_strength(struct text *out, const char *column, int strength)
{
    text_addf(out, "<constraint constraints=\"4\" exp_strength=\"%d\" notnull_strength=\"0\" unique_strength=\"0\"",
              strength);
    add_attribute(out, "field", column);
    text_add(out, "/>\n");
}

static void add_constraints(const struct project *project, const struct survey_layer *layer, struct text *out)
{
    text_add(out, "<constraints>\n");
    for (size_t i = 0; i < layer->n_fields; i++)
        if (fields[layer->fields[i].field].type == VALUE_REAL)
            add_strength(out, layer->fields[i].column, 1);
    add_strength(out, "state", 2);
    text_add(out, "</constraints>\n<constraintExpressions>\n");
    for (size_t i = 0; i < layer->n_fields; i++)
        if (fields[layer->fields[i].field].type == VALUE_REAL)
            add_range_constraint(project, &layer->fields[i], out);
    add_done_constraint(project, layer, out);
    text_add(out, "</constraintExpressions>\n");
}

/* ---- the form ------------------------------------------------------------------------------- */

static void add_form_field(struct text *out, const char *column)
{
    text_add(out, "<attributeEditorField showLabel=\"1\" index=\"-1\"");
    add_attribute(out, "name", column);
    text_add(out, "/>\n");
}

/* A box; with `shown_if` (an expression) it is there only where that is true. */
static void box_open(struct text *out, const char *title, const char *shown_if)
{
    text_addf(out, "<attributeEditorContainer groupBox=\"1\" columnCount=\"1\" showLabel=\"%d\" visibilityExpressionEnabled=\"%d\"",
              *title != '\0', shown_if != NULL);
    add_attribute(out, "name", title);
    add_attribute(out, "visibilityExpression", shown_if != NULL ? shown_if : "");
    text_add(out, ">\n");
}

static void box_close(struct text *out)
{
    text_add(out, "</attributeEditorContainer>\n");
}

/* What is asked, each field in a box that is there only where it is asked. */
static void add_asked_boxes(const struct survey_layer *layer, struct text *out)
{
    for (size_t i = 0; i < layer->n_fields; i++) {
        struct text shown = {0};
        add_asked(&shown, layer->fields[i].column);
        box_open(out, "", shown.data != NULL ? shown.data : "");
        add_form_field(out, layer->fields[i].column);
        box_close(out);
        out->failed = out->failed || shown.failed;
        text_free(&shown);
    }
}

static void add_layout(const struct project *project, const struct survey_layer *layer, struct text *out)
{
    static const char *const at_end[] = {"state", "photo", "remark", "surveyed_on", "surveyor"};
    text_add(out, "<editorlayout>tablayout</editorlayout>\n<attributeEditorForm>\n"
                  "<attributeEditorContainer groupBox=\"0\" columnCount=\"1\" showLabel=\"1\"");
    add_attribute(out, "name", layer->layer->title);
    text_add(out, ">\n");
    box_open(out, project_words(project, "survey_form.where"), NULL);
    for (size_t i = 0; i < N_SEEN; i++)
        add_form_field(out, seen[i]);
    box_close(out);
    box_open(out, project_words(project, "survey_form.asked"), NULL);
    add_asked_boxes(layer, out);
    add_form_field(out, FIELD_NONE_FOUND);
    box_close(out);
    box_open(out, project_words(project, "survey_form.finish"), NULL);
    for (size_t i = 0; i < sizeof at_end / sizeof *at_end; i++)
        add_form_field(out, at_end[i]);
    box_close(out);
    text_add(out, "</attributeEditorContainer>\n</attributeEditorForm>\n<editable>\n");
    for (size_t i = 0; i < N_KEYS; i++)
        text_addf(out, "<field editable=\"0\" name=\"%s\"/>\n", keys[i]);
    text_add(out, "</editable>\n");
}

void survey_form_add(const struct project *project, const struct survey_layer *layer, struct text *out)
{
    text_add(out, "<fieldConfiguration>\n");
    for (size_t i = 0; i < layer->n_fields; i++)
        add_widget(project, &layer->fields[i], out);
    add_none_found(project, layer, out);
    add_fixed_widgets(project, out);
    text_add(out, "</fieldConfiguration>\n");
    add_aliases(project, layer, out);
    add_defaults(out);
    add_constraints(project, layer, out);
    add_layout(project, layer, out);
}
