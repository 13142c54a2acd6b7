/* SPDX-License-Identifier: MIT
 *
 * Looks as QML symbols. Only options that differ from QGIS's defaults are written: a style is a few
 * kilobytes, and there is one per table and profile. Dark casings keep the pale middle of the
 * colour scale visible; symbol levels keep junctions clean and the worst class on top.
 *
 * Properties left out keep QGIS's defaults. A line is drawn as casing, colour and pattern, each a
 * symbol layer with its level. Cost: a few kilobytes per rule. */
#include "report/style/style.h"

#include <string.h>

void qml_phrase(struct text *out, struct phrase phrase, unsigned wanted)
{
    const char *shown[LANGUAGE_COUNT];
    size_t n = 0;
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        const char *text = phrase_in(phrase, languages[l].code);
        bool again = text == NULL || !(wanted >> l & 1u);
        for (size_t i = 0; i < n && !again; i++)
            again = strcmp(shown[i], text) == 0;
        if (again)
            continue;
        text_add(out, n > 0 ? " · " : "");
        text_xml(out, text);
        shown[n++] = text;
    }
}

/* ---- symbol layers ---- */

/* <prop k="line_width" v="0.7"/>
 * The older form of an option: every QGIS reads it, at half the length. */
static void prop(struct text *out, const char *name, const char *value)
{
    text_addf(out, "<prop k=\"%s\" v=\"", name);
    text_xml(out, value);
    text_add(out, "\"/>");
}

/* <layer class="SimpleLine" pass="2">
 * A symbol layer is opened, filled with options and closed with its data-defined properties.
 * `level` is the pass in which QGIS draws it for all features; higher ones lie on top. */
static void layer_open(struct text *out, const char *class, int level)
{
    text_addf(out, "<layer class=\"%s\" pass=\"%d\">", class, level);
}

/* An option that an expression computes for each feature (type 3); none for NULL.
 *   <Option type="Map" name="offset">…<Option … name="expression" value="…"/></Option> */
static void property(struct text *out, const char *name, const char *expression)
{
    if (expression == NULL)
        return;
    text_addf(
        out,
        "<Option type=\"Map\" name=\"%s\"><Option type=\"bool\" name=\"active\" value=\"true\"/>"
        "<Option type=\"int\" name=\"type\" value=\"3\"/><Option type=\"QString\" "
        "name=\"expression\" value=\"",
        name);
    text_xml(out, expression);
    text_add(out, "\"/></Option>");
}

/* `sub_symbol`: a finished <symbol> of the layer, or "". `colour_name`: the option that
 * `colour_by` computes. */
static void layer_close(struct text *out, const char *sub_symbol, const char *colour_name,
                        const char *colour_by, const char *offset_by)
{
    if (colour_by != NULL || offset_by != NULL) {
        text_add(out, "<data_defined_properties><Option type=\"Map\">"
                      "<Option type=\"Map\" name=\"properties\">");
        property(out, colour_name, colour_by);
        property(out, "offset", offset_by);
        text_add(out, "</Option></Option></data_defined_properties>");
    }
    text_add(out, sub_symbol);
    text_add(out, "</layer>");
}

/* A line of the rule's width plus `wider` mm; beside a street (offset_by) of 0.65 times the
 * width. `style`: a pen style of QGIS, solid, dash, dot or no. QGIS calls the colour of a line
 * outlineColor. */
static void line_layer(struct text *out, const struct style_rule *rule, const char *colour,
                       double wider, const char *style, int level, const char *colour_by)
{
    double width;
    size_t used;
    struct text number = {0};
    if (!number_parse(rule->symbol->width, strlen(rule->symbol->width), &width, &used))
        width = 1;
    text_fixed(&number, (rule->offset_by != NULL ? 0.65 * width : width) + wider, 2);
    layer_open(out, "SimpleLine", level);
    prop(out, "line_color", colour);
    prop(out, "line_width", number.failed ? "1" : number.data);
    if (strcmp(style, "solid") != 0)
        prop(out, "line_style", style);
    if (rule->offset_by == NULL) { /* pieces beside a street meet nothing: defaults will do */
        prop(out, "capstyle", strcmp(style, "solid") == 0 ? "round" : "flat");
        prop(out, "joinstyle", "round");
    }
    layer_close(out, "", "outlineColor", colour_by, rule->offset_by);
    text_free(&number);
}

/* Thin strokes across the line, hardly longer than it is wide: where little is known they are
 * most of the map, and have to stay behind what is known. Lengths in mm. */
static void hash_layer(struct text *out, const struct style_rule *rule)
{
    layer_open(out, "HashLine", rule->symbol->level);
    prop(out, "interval", "2.4");
    prop(out, "hash_length", rule->offset_by != NULL ? "0.8" : "1");
    prop(out, "hash_angle", "45");
    layer_close(out,
                "<symbol type=\"line\" name=\"@h@2\"><layer class=\"SimpleLine\">"
                "<prop k=\"line_color\" v=\"225,225,225\"/><prop k=\"line_width\" v=\"0.15\"/>"
                "</layer></symbol>",
                "", NULL, rule->offset_by);
}

/* One no-entry mark at the middle of the line, however long the line is. `placement` is for
 * older versions of QGIS, `placements` for those that allow several. */
static void mark_layer(struct text *out, const struct style_rule *rule)
{
    layer_open(out, "MarkerLine", rule->symbol->level + 1);
    prop(out, "placement", "centralpoint");
    prop(out, "placements", "CentralPoint");
    layer_close(
        out,
        "<symbol type=\"marker\" name=\"@m@2\"><layer class=\"SimpleMarker\">"
        "<prop k=\"name\" v=\"circle\"/><prop k=\"color\" v=\"255,255,255\"/>"
        "<prop k=\"outline_color\" v=\"20,20,20\"/><prop k=\"outline_width\" v=\"0.4\"/>"
        "<prop k=\"size\" v=\"2.6\"/></layer><layer class=\"SimpleMarker\">"
        "<prop k=\"name\" v=\"cross2\"/><prop k=\"outline_color\" v=\"20,20,20\"/>"
        "<prop k=\"outline_width\" v=\"0.5\"/><prop k=\"size\" v=\"1.3\"/></layer></symbol>",
        "", NULL, rule->offset_by);
}

/* A point. The shapes line and cross2 are strokes and have no fill to colour; a hatched marker
 * stays grey and shows `colour_by` at its edge. */
static void marker_layer(struct text *out, const struct style_rule *rule, const char *shape,
                         const char *size, const char *edge_width)
{
    const struct symbol *symbol = rule->symbol;
    bool stroke = strcmp(shape, "line") == 0 || strcmp(shape, "cross2") == 0;
    layer_open(out, "SimpleMarker", symbol->level);
    prop(out, "name", shape);
    prop(out, "color", symbol->colour);
    prop(out, "outline_color", strcmp(shape, "line") == 0 ? "40,40,40" : symbol->edge);
    prop(out, "outline_width", edge_width);
    if (symbol->pattern == PATTERN_DOTTED)
        prop(out, "outline_style", "dot");
    if (strcmp(shape, "line") == 0)
        prop(out, "angle", "45");
    prop(out, "size", size);
    layer_close(out, "", symbol->pattern == PATTERN_HATCHED ? "outlineColor" : "fillColor",
                stroke ? NULL : rule->colour_by, NULL);
}

/* The marker of points at the first point of a line: the kerb of a missing ramp (decision 0060).
 * rotate 0: upright, whatever the direction of the line. */
static void spot_layer(struct text *out, const struct style_rule *rule)
{
    layer_open(out, "MarkerLine", rule->symbol->level);
    prop(out, "placement", "firstvertex");
    prop(out, "placements", "FirstVertex");
    prop(out, "rotate", "0");
    text_add(out, "<symbol type=\"marker\" name=\"@s@0\">");
    marker_layer(out, rule, rule->symbol->shape, rule->symbol->size, "0.4");
    text_add(out, "</symbol>");
    layer_close(out, "", "", NULL, NULL);
}

/* From below: a casing (level 0, so that casings lie under the colours of all lines and
 * junctions stay clean), the colour, then strokes or the mark. */
static void line_symbol(struct text *out, const struct style_rule *rule)
{
    const struct symbol *symbol = rule->symbol;
    if (symbol->pattern == PATTERN_SPOT) {
        spot_layer(out, rule);
        return;
    }
    const char *style = symbol->pattern == PATTERN_DASHED   ? "dash"
                        : symbol->pattern == PATTERN_DOTTED ? "dot"
                        : symbol->pattern == PATTERN_NOTHING ? "no"
                                                          : "solid";
    bool hatched = symbol->pattern == PATTERN_HATCHED;
    if (symbol->pattern <= PATTERN_HATCHED)
        line_layer(out, rule, symbol->edge, hatched ? 0.2 : 0.4, "solid", 0, NULL);
    line_layer(out, rule, symbol->colour, 0, style, symbol->level, hatched ? NULL : rule->colour_by);
    if (hatched)
        hash_layer(out, rule);
    if (hatched && rule->colour_by != NULL) /* unknown shows colours by a thin line only */
        line_layer(out, rule, symbol->colour, -0.5, style, symbol->level, rule->colour_by);
    if (symbol->pattern == PATTERN_CROSSED)
        mark_layer(out, rule);
}

/* The marker, with strokes over it for unknown and a cross for blocked. */
static void point_symbol(struct text *out, const struct style_rule *rule)
{
    const struct symbol *symbol = rule->symbol;
    marker_layer(out, rule, symbol->shape, symbol->size, "0.3");
    if (symbol->pattern == PATTERN_HATCHED)
        marker_layer(out, rule, "line", symbol->size, "0.4");
    if (symbol->pattern == PATTERN_CROSSED)
        marker_layer(out, rule, "cross2", "1.9", "0.6");
}

/* Parallel lines over an area: `angle` in degrees, distance in mm. */
static void hatch_layer(struct text *out, const struct style_rule *rule, const char *angle)
{
    layer_open(out, "LinePatternFill", rule->symbol->level);
    prop(out, "angle", angle);
    prop(out, "distance", "1.8");
    text_add(out, "<symbol type=\"line\" name=\"@f@1\"><layer class=\"SimpleLine\">");
    prop(out, "line_color", rule->symbol->edge);
    prop(out, "line_width", "0.3");
    text_add(out, "</layer></symbol></layer>");
}

/* Filled; from PATTERN_DASHED on an edge alone. Blocked is hatched in both directions. */
static void area_symbol(struct text *out, const struct style_rule *rule)
{
    const struct symbol *symbol = rule->symbol;
    bool hollow = symbol->pattern > PATTERN_HATCHED;
    layer_open(out, "SimpleFill", symbol->level);
    prop(out, "color", symbol->colour);
    if (hollow)
        prop(out, "style", "no");
    prop(out, "outline_color", hollow ? symbol->colour : "60,60,60");
    prop(out, "outline_width", hollow ? "0.3" : "0.2");
    if (symbol->pattern == PATTERN_DASHED || symbol->pattern == PATTERN_DOTTED)
        prop(out, "outline_style", symbol->pattern == PATTERN_DASHED ? "dash" : "dot");
    layer_close(out, "", symbol->pattern == PATTERN_HATCHED ? "outlineColor" : "fillColor",
                rule->colour_by, NULL);
    if (symbol->pattern == PATTERN_HATCHED || symbol->pattern == PATTERN_CROSSED)
        hatch_layer(out, rule, "45");
    if (symbol->pattern == PATTERN_CROSSED)
        hatch_layer(out, rule, "135");
}

/* ---- the renderer ---- */

/* How each kind of geometry is drawn. In a table of several kinds `filter` finds its features:
 * area and length are null for other kinds, and points are the rest. */
static const struct {
    enum style_kind kind;
    const char *filter, *symbol;
    const char *key; /* of its row in the legend */
    void (*draw)(struct text *, const struct style_rule *);
} kinds_drawn[] = {
    {STYLE_POLYGON, "area($geometry) IS NOT NULL", "fill", "style.areas", area_symbol},
    {STYLE_LINE, "length($geometry) IS NOT NULL", "line", "style.lines", line_symbol},
    {STYLE_POINT, "ELSE", "marker", "style.points", point_symbol},
};
#define N_KINDS (sizeof kinds_drawn / sizeof kinds_drawn[0])

/* The rows of one kind; their symbols are numbered from `first`. `far` is QGIS's scalemaxdenom.
 *   <rule key="r0" symbol="0" filter="rasif_class='A'" label="A — very good"/> */
static void rule_rows(struct text *out, const struct style_rules *rules, size_t first)
{
    for (size_t i = 0; i < rules->n; i++) {
        text_addf(out, "<rule key=\"r%zu\" symbol=\"%zu\" filter=\"", first + i, first + i);
        text_xml(out, rules->rules[i].filter != NULL ? rules->rules[i].filter : "ELSE");
        text_add(out, "\" label=\"");
        qml_phrase(out, rules->rules[i].label, rules->languages);
        if (rules->rules[i].far > 0)
            text_addf(out, "\" scalemaxdenom=\"%d", rules->rules[i].far);
        text_add(out, "\"/>\n");
    }
}

/* First all rows, then all symbols in the same order: a row names its symbol by number. Rows of
 * several kinds lie under a row of their kind.
 *   <renderer-v2 type="RuleRenderer" symbollevels="1"><rules key="r"><rule …/></rules>
 *   <symbols><symbol type="line" name="0"><layer …/></symbol></symbols></renderer-v2> */
void qml_renderer(struct text *out, unsigned kinds, const struct style_rules *rules)
{
    bool several = (kinds & (kinds - 1)) != 0;
    size_t first = 0;
    text_add(out, "<renderer-v2 type=\"RuleRenderer\" symbollevels=\"1\""
                  "><rules key=\"r\">");
    for (size_t k = 0; k < N_KINDS; k++) {
        if (!(kinds & kinds_drawn[k].kind))
            continue;
        if (several) {
            text_addf(out, "<rule key=\"k%zu\" filter=\"%s\" label=\"", k, kinds_drawn[k].filter);
            qml_phrase(out, sentence_phrase(rules->sentences, kinds_drawn[k].key), rules->languages);
            text_add(out, "\">");
        }
        rule_rows(out, rules, first);
        text_add(out, several ? "</rule>" : "");
        first += rules->n;
    }
    text_add(out, "</rules><symbols>");
    first = 0;
    for (size_t k = 0; k < N_KINDS; k++) {
        if (!(kinds & kinds_drawn[k].kind))
            continue;
        for (size_t i = 0; i < rules->n; i++) {
            text_addf(out, "<symbol type=\"%s\" name=\"%zu\">", kinds_drawn[k].symbol, first + i);
            kinds_drawn[k].draw(out, &rules->rules[i]);
            text_add(out, "</symbol>\n");
        }
        first += rules->n;
    }
    text_add(out, "</symbols></renderer-v2>\n");
}
