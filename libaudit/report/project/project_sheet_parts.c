/* SPDX-License-Identifier: MIT
 *
 * Parts of the printed sheets that depend on the file: expressions over its users and classes, the
 * standard, the first extent, the legend. See project_sheets.h. */
#include "report/project/project_sheets.h"
#include "report/style/style.h"

#include <math.h>
#include <string.h>

/* ---- expressions ---- */

/* map('A','A — very good',…) */
void sheet_add_classes(const struct project *project, struct text *out)
{
    text_add(out, "map(");
    for (int class = SCORE_CLASS_A; class < SCORE_CLASS_COUNT; class ++) {
        text_addf(out, "%s'%s',", class > SCORE_CLASS_A ? "," : "", score_class_names[class]);
        style_quote(out, phrase_in(style_class_label(project->sentences, (enum score_class) class),
                                   project->language));
    }
    text_add(out, ")");
}

void sheet_add_severities(const struct project *project, struct text *out)
{
    static const char *const names[] = {"critical", "serious", "moderate", "minor"};
    text_add(out, "map(");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        text_addf(out, "%s'%s',", i > 0 ? "," : "", names[i]);
        style_quote(
            out, phrase_in(phrase_of(project->sentences, "severity", names[i]), project->language));
    }
    text_add(out, ")");
}

/* The beginning of an expression that reads one user's column of the segment: it lacks the name of
 * the figure, 'score'), behind it. The row is one of audit_summary. */
void sheet_add_cell(const struct project *project, struct text *out)
{
    text_add(out, "attribute(@atlas_feature,'rasif_'||map_get(map(");
    for (size_t u = 0; u < project->n_users; u++) {
        text_add(out, u > 0 ? "," : "");
        style_quote(out, project->users[u].id);
        text_add(out, ",");
        style_quote(out, project->users[u].code);
    }
    text_add(out, "),\"profile\")||'_'||");
}

/* The standard's title, from its own text in the manifest. */
rasif_status sheet_add_standard(struct project *project, struct text *out, rasif_error *err)
{
    static const char sql[] = "SELECT key, value FROM audit_manifest WHERE key IN ('standard', "
                              "'standard.text') ORDER BY key DESC";
    struct result_rows rows = {0};
    const struct yaml_node *node = NULL;
    struct phrase title;
    rasif_error why = {RASIF_OK, ""};
    TRY(result_query(project->file, sql, NULL, 0, &project->arena, &rows, err));
    const char *text = rows.n_rows > 0 ? result_text(&rows, 0, "value") : NULL;
    const char *id = rows.n_rows > 0 ? result_text(&rows, rows.n_rows - 1, "value") : NULL;
    bool titled =
        text != NULL && rows.n_rows == 2 &&
        yaml_parse("standard", text, strlen(text), &project->arena, &node, &why) == RASIF_OK &&
        yaml_get(node, "title") != NULL &&
        phrase_parse(yaml_get(node, "title"), &title, &why) == RASIF_OK;
    text_add(out, titled ? phrase_in(title, project->language) : id != NULL ? id : "–");
    return RASIF_OK;
}

/* ---- XML ---- */

/* The map's first extent has the shape of the map: QGIS changes the item's size to that of the
 * extent. */
void sheet_add_box(const struct project *project, struct text *out)
{
    static const char *const names[] = {"xmin", "ymin", "xmax", "ymax"};
    const double *box = project_find(project, SEGMENTS)->box;
    double width = fmax(box[2] - box[0], MAP_SHAPE * (box[3] - box[1])), x = (box[0] + box[2]) / 2,
           y = (box[1] + box[3]) / 2;
    const double shown[] = {x - width / 2, y - width / MAP_SHAPE / 2, x + width / 2,
                            y + width / MAP_SHAPE / 2};
    text_add(out, "<Extent");
    for (int i = 0; i < 4; i++) {
        text_addf(out, " %s=\"", names[i]);
        text_number(out, isfinite(shown[i]) ? shown[i] : i / 2);
        text_add(out, "\"");
    }
    text_add(out, "/>\n");
}

/* One layer of the legend; `title` NULL: its symbols alone. */
static void add_legend_layer(const char *id, const char *title, struct text *out)
{
    text_add(out, "<layer-tree-layer");
    add_attribute(out, "id", id);
    text_add(
        out,
        " name=\"\" providerKey=\"ogr\" expanded=\"1\" checked=\"Qt::Checked\"><customproperties>"
        "<Option type=\"Map\"><Option type=\"QString\" name=\"legend/title-style\"");
    add_attribute(out, "value", title != NULL ? "subgroup" : "hidden");
    text_add(out, "/><Option type=\"QString\" name=\"legend/title-label\"");
    add_attribute(out, "value", title != NULL ? title : "");
    text_add(out, "/></Option></customproperties></layer-tree-layer>\n");
}

/* The layer whose symbols stand for the classes of all: sidewalks where there are any. */
static const struct project_layer *classes_layer(const struct project *project)
{
    const struct project_layer *out = NULL;
    for (size_t i = 0; i < project->n_layers; i++) {
        const struct project_layer *layer = &project->layers[i];
        bool judged = layer->group == GROUP_ELEMENTS && layer->looks != 0;
        if (judged && layer->role != NULL && strcmp(layer->role, "sidewalk") == 0)
            return layer;
        if (judged && (layer->role == NULL || strcmp(layer->role, "street") != 0))
            out = layer;
    }
    return out;
}

/* The layers of the sheets, which also explain missing sidewalks; the classes once, for sidewalks,
 * crossings and the rest have the same; things that have one symbol. */
void sheet_add_legend(const struct project *project, struct text *out)
{
    const struct project_layer *classes = classes_layer(project);
    add_legend_layer(FINDINGS_ID, NULL, out);
    add_legend_layer(SEGMENT_ID, NULL, out);
    if (classes != NULL)
        add_legend_layer(classes->id, project_words(project, "qgis.class"), out);
    for (size_t i = 0; i < project->n_layers; i++) {
        const struct project_layer *layer = &project->layers[i];
        if (layer->group == GROUP_ELEMENTS && layer->role != NULL && layer->looks == 0)
            add_legend_layer(layer->id, NULL, out);
    }
}
