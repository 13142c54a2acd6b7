/* SPDX-License-Identifier: MIT
 *
 * QGIS styles of the changes. The same colours as the audit's: blue is good, red is bad, grey is
 * unknown; size and shape repeat it for those who do not tell colours apart. */
#include "diff/diff.h"
#include "report/style/style.h"

#include <stdio.h>
#include <string.h>

#define DARK "45,45,45"
/* Looks of better, worse and so on: pattern, fill, outline, shape of points, width of lines and
 * size of points in mm, order of drawing. */
static const struct symbol better = {PATTERN_PLAIN, "44,123,182", DARK, "triangle", "1", "2.8", 6};
static const struct symbol worse = {PATTERN_PLAIN, "215,25,28", DARK, "diamond", "1.4", "3.2", 8};
static const struct symbol mixed = {PATTERN_PLAIN, "255,255,191", DARK, "square", "1", "2.6", 5};
static const struct symbol known = {PATTERN_PLAIN, "171,217,233", DARK, "circle", "0.8", "2.2", 3};
static const struct symbol lost = {
    PATTERN_HATCHED, "215,215,215", "105,105,105", "circle", "0.8", "2.4", 4};
static const struct symbol added = {PATTERN_PLAIN, "94,60,153", DARK, "cross_fill", "1.2", "2.8", 7};
static const struct symbol removed = {PATTERN_DASHED, "94,60,153", DARK, "circle", "0.7", "1.6", 2};
static const struct symbol rest = {PATTERN_SOLID, "150,150,150", DARK, "circle", "0.3", "1.2", 1};
static const struct symbol street = {PATTERN_SOLID, "165,165,165", DARK, "circle", "0.35", "1", 1};
static const struct symbol built = {PATTERN_DASHED, "44,123,182", DARK, "triangle", "1", "2.4", 4};
static const struct symbol missing = {PATTERN_DASHED, "215,25,28", DARK, "diamond", "1.2", "2.6", 5};
static const struct symbol still = {PATTERN_DOTTED, "120,120,120", DARK, "circle", "0.8", "1.8", 3};
static const struct symbol to_check = {PATTERN_DOTTED, "190,190,190", DARK, "circle",
                                     "0.6",          "1.4",         2};

/* The label in every language; the name itself where a language lacks it. Labels are sentences,
 * so that the JSON report and QGIS use the same words. */
static struct phrase verdict_label(const struct rasif_diff *diff, const char *family,
                                 const char *name)
{
    char key[64];
    snprintf(key, sizeof key, "diff.%s.%s", family, name);
    struct phrase out = sentence_phrase(diff->sentences, key);
    return phrase_first(out) != NULL ? out : phrase_same(name);
}

/* Rules are tried in the order in which they are added; the first whose filter holds draws the
 * feature. */
static void add_style_rule(struct style_rules *rules, const char *filter, struct phrase text,
                           const struct symbol *symbol)
{
    rules->rules[rules->n++] = (struct style_rule){.filter = filter, .label = text, .symbol = symbol};
}

/* One rule per verdict; the last one, without a filter, is for all that is left. The filters are
 * QGIS expressions over the columns of diff_lines and diff_points. */
static void feature_rules(const struct rasif_diff *diff, struct style_rules *rules)
{
    static const struct {
        const char *filter, *name;
        const struct symbol *symbol;
    } rows[] = {{"kind = 'better'", "better", &better},
                {"kind = 'worse'", "worse", &worse},
                {"kind = 'mixed'", "mixed", &mixed},
                {"kind = 'became_known'", "became_known", &known},
                {"kind = 'became_unknown'", "became_unknown", &lost},
                {"kind = 'added'", "added", &added},
                {"kind = 'removed'", "removed", &removed},
                {NULL, "same", &rest}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        add_style_rule(rules, rows[i].filter, verdict_label(diff, "verdict", rows[i].name),
                       rows[i].symbol);
}

/* One rule per kind of finding; what is left was removed with its element. Unchanged findings are
 * not in the table. */
static void finding_rules(const struct rasif_diff *diff, struct style_rules *rules)
{
    static const struct {
        const char *filter, *name;
        const struct symbol *symbol;
    } rows[] = {{"kind = 'fixed'", "fixed", &better},
                {"kind = 'new'", "new", &worse},
                {"kind = 'added'", "added", &added},
                {"kind = 'became_known'", "became_known", &known},
                {"kind = 'became_unknown'", "became_unknown", &lost},
                {NULL, "removed", &removed}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        add_style_rule(rules, rows[i].filter, verdict_label(diff, "kind", rows[i].name),
                       rows[i].symbol);
}

/* One rule per fate. Gaps of the first file that are not built and yet gone ("other") fall under
 * the last rule. */
static void gap_rules(const struct rasif_diff *diff, struct style_rules *rules)
{
    add_style_rule(rules, "fate = 'new'", verdict_label(diff, "gap_fate", "new"), &missing);
    add_style_rule(rules, "fate = 'built'", verdict_label(diff, "gap_fate", "built"), &built);
    add_style_rule(rules, "fate = 'still'", verdict_label(diff, "gap_fate", "still"), &still);
    add_style_rule(rules, "fate = 'to_check'", verdict_label(diff, "gap_fate", "to_check"),
                   &to_check);
    add_style_rule(rules, NULL, verdict_label(diff, "gap_fate", "rest"), &removed);
}

/* Unchanged streets are a backdrop: one grey line. */
static void street_rules(const struct rasif_diff *diff, struct style_rules *rules)
{
    add_style_rule(rules, NULL, verdict_label(diff, "verdict", "same"), &street);
}

/* The street's name along the line; its pieces share one label. Names appear from 1:12000 on, and
 * only where the line is long enough. */
static void write_street_labels(struct text *qml)
{
    text_add(qml, "<labeling type=\"simple\"><settings calloutType=\"simple\"><text-style "
                  "fontFamily=\"Noto Sans Arabic\" fontSize=\"8\" fontSizeUnit=\"Point\" "
                  "textColor=\"60,60,60,255\" isExpression=\"1\" "
                  "fieldName=\"coalesce(street,name)\"><families><family name=\"Noto Sans\"/>"
                  "<family name=\"DejaVu Sans\"/></families><text-buffer bufferDraw=\"1\" "
                  "bufferSize=\"0.9\" bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,220\"/>"
                  "</text-style><placement placement=\"2\" placementFlags=\"10\" dist=\"1.2\" "
                  "distUnits=\"MM\"/><rendering scaleVisibility=\"1\" scaleMin=\"1\" "
                  "scaleMax=\"12000\" mergeLines=\"1\" minFeatureSize=\"8\"/></settings>"
                  "</labeling>\n");
}

static const struct {
    const char *table, *display, *tip;
    const char *each, *last; /* of the tip: for every language, %s is its code, and then; NULL = none */
    enum style_kind kind;
    void (*rules)(const struct rasif_diff *diff, struct style_rules *rules);
    bool labels;
} layers[] = {
    {"diff_findings", NULL, "", "<p>[% message_{language} %]</p>", "<p>[% kind %]</p>", STYLE_POINT,
     finding_rules, false},
    {"diff_points", "coalesce(name, role) || ': ' || kind",
     "<b>[% coalesce(name, role) %]</b><p>[% kind %]</p>", NULL, NULL, STYLE_POINT, feature_rules,
     false},
    {"diff_gaps", "kind || ': ' || fate", "<b>[% kind %]</b><p>[% fate %]</p>", NULL, NULL,
     STYLE_LINE, gap_rules, false},
    {"diff_lines", "coalesce(name, role) || ': ' || kind",
     "<b>[% coalesce(name, role) %]</b><p>[% kind %]</p>",
     "<p>[% replace(coalesce(causes_{language}, ''), '\n', '<br>') %]</p>", NULL, STYLE_LINE,
     feature_rules, true},
    {"diff_streets", "coalesce(name, role)", "<b>[% coalesce(name, role) %]</b>", NULL, NULL,
     STYLE_LINE, street_rules, true},
};
#define LAYERS (sizeof layers / sizeof *layers)

/* The text under the pointer: a message in bold in the first language, then what every one says. */
static void write_tip(const struct rasif_diff *diff, size_t layer, struct text *tip)
{
    text_add(tip, layers[layer].tip);
    for (int l = 0; l < LANGUAGE_COUNT && layers[layer].each != NULL; l++) {
        const char *code = languages[l].code, *each = layers[layer].each;
        const char *mark = strstr(each, "{language}");
        if (!(diff->languages >> l & 1u))
            continue;
        if (tip->length == 0) {
            text_addf(tip, "<b>[%% message_%s %%]</b>", code);
            continue;
        }
        text_addn(tip, each, (size_t)(mark - each));
        text_addf(tip, "%s%s", code, mark + strlen("{language}"));
    }
    text_add(tip, layers[layer].last != NULL ? layers[layer].last : "");
}

static void write_display(const struct rasif_diff *diff, size_t layer, struct text *qml)
{
    char message[32] = "";
    for (int l = LANGUAGE_COUNT - 1; l >= 0; l--)
        if (diff->languages >> l & 1u)
            snprintf(message, sizeof message, "message_%s", languages[l].code);
    qml_display(qml, layers[layer].display != NULL ? layers[layer].display : message);
}

/* style.<group>.changes in all languages of the tables. */
static const char *in_all_languages(const struct rasif_diff *diff, const char *group,
                                    const char *before, struct arena *arena)
{
    struct phrase phrase = phrase_of(diff->sentences, group, "changes");
    struct text text = {0};
    text_add(&text, before);
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        if (diff->languages >> l & 1u)
            text_addf(&text, "%s%s", text.length > strlen(before) ? " · " : "",
                      phrase_in(phrase, languages[l].code));
    const char *out = text.failed ? NULL : arena_strdup(arena, text.data);
    text_free(&text);
    return out != NULL ? out : before;
}

/* One style per feature table, in the order of `tables`. They are defaults: the file is new, so no
 * style of the user's exists. *n = how many were made. RASIF_E_MEMORY only. */
rasif_status diff_styles(const struct rasif_diff *diff, const struct view *const *tables,
                         struct arena *arena, struct output_style *styles, size_t *n,
                         rasif_error *err)
{
    for (size_t i = 0; i < LAYERS; i++) {
        struct style_rules rules = {.sentences = diff->sentences, .languages = diff->languages};
        struct text qml = {0}, tip = {0};
        layers[i].rules(diff, &rules);
        text_add(&qml, "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
                       "<qgis version=\"3.22.0\" styleCategories=\"AllStyleCategories\"");
        text_addf(&qml, "%s>\n", layers[i].labels ? " labelsEnabled=\"1\"" : "");
        qml_renderer(&qml, layers[i].kind, &rules);
        if (layers[i].labels)
            write_street_labels(&qml);
        qml_aliases_all(&qml, tables[i], diff->languages);
        write_display(diff, i, &qml);
        write_tip(diff, i, &tip);
        text_add(&qml, "<mapTip>");
        text_xml(&qml, tip.data != NULL ? tip.data : "");
        qml.failed = qml.failed || tip.failed;
        text_free(&tip);
        text_addf(&qml, "</mapTip>\n<layerGeometryType>%d</layerGeometryType>\n</qgis>\n",
                  (int)layers[i].kind >> 1);
        styles[i] = (struct output_style){
            .table = layers[i].table,
            .geometry_column = "geom",
            .name = in_all_languages(diff, "style.name", "rasif: ", arena),
            .description = in_all_languages(diff, "style.about", "", arena),
            .qml = qml.failed ? NULL : arena_strndup(arena, qml.data, qml.length),
            .is_default = true};
        text_free(&qml);
        if (styles[i].qml == NULL)
            return fail_memory(err);
        *n = i + 1;
    }
    return RASIF_OK;
}
