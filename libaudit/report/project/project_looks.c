/* SPDX-License-Identifier: MIT
 *
 * Styles of a project's layers, from the file's layer_styles, and the themes that switch between
 * them. The default comes in the language of the project; each user's style becomes one more style
 * of its layer, under the user's title, so that a theme can name it. Connected parts and reach stay
 * in the file, where QGIS finds them by hand. */
#include "report/project/project_parts.h"
#include "source/qml.h"

#include <string.h>

/* The rows of layer_styles of the layer, its default first: "name", "qml". No rows without that
 * table. */
static rasif_status read_styles(struct project *project, const struct project_layer *layer,
                                struct result_rows *out, rasif_error *err)
{
    static const char sql[] = "SELECT styleName AS name, styleQML AS qml FROM layer_styles "
                              "WHERE f_table_name = ?1 COLLATE NOCASE AND styleQML IS NOT NULL "
                              "ORDER BY useAsDefault <> 0 DESC, rowid";
    *out = (struct result_rows){0};
    if (result_find(project->file, "layer_styles") == SIZE_MAX)
        return RASIF_OK;
    return result_query(project->file, sql, &(struct result_value){.text = layer->table}, 1,
                        &project->arena, out, err);
}

/* The QML of the first row whose name begins with this; NULL = none. */
static const char *style_named(const struct result_rows *rows, const char *begin)
{
    for (size_t i = 0; i < rows->n_rows; i++) {
        const char *name = result_text(rows, i, "name");
        if (name != NULL && strncmp(name, begin, strlen(begin)) == 0)
            return result_text(rows, i, "qml");
    }
    return NULL;
}

/* The default style, or the one whose form and tip are in the project's language. */
static const char *default_style(const struct project *project, const struct result_rows *rows)
{
    const char *found = NULL;
    struct text name = {0};
    text_addf(&name, "rasif: %s", project_words(project, "style.name.own"));
    if (!project->by_default && !name.failed)
        found = style_named(rows, name.data);
    text_free(&name);
    return found != NULL || rows->n_rows == 0 ? found : result_text(rows, 0, "qml");
}

/* <map-layer-style name="…"><qgis …>…</qgis></map-layer-style>; nothing where it is no style. */
static bool add_named_style(const struct project *project, const char *name, const char *qml,
                            struct text *out)
{
    const struct qml_changes changes = {.part = project->part, .n_parts = project->n_parts};
    struct text attributes = {0}, content = {0};
    bool good = qml_take_apart(qml, &changes, &attributes, &content);
    if (good) {
        text_add(out, "<map-layer-style");
        add_attribute(out, "name", name);
        text_addf(out, "><qgis version=\"3.22.0\"%s>\n",
                  attributes.length > 0 ? attributes.data : "");
        text_addn(out, content.length > 0 ? content.data : "", content.length);
        text_add(out, "</qgis></map-layer-style>\n");
    }
    out->failed = out->failed || attributes.failed || content.failed;
    text_free(&attributes);
    text_free(&content);
    return good;
}

/* "rasif wcm: " begins the names of the user's styles; the first is that by class. */
static void add_user_styles(const struct project *project, const struct result_rows *rows,
                            struct project_layer *layer, struct text *out)
{
    for (size_t u = 0; u < project->n_users; u++) {
        struct text begin = {0};
        text_addf(&begin, "rasif %s: ", project->users[u].code);
        const char *qml = begin.failed ? NULL : style_named(rows, begin.data);
        text_free(&begin);
        if (qml != NULL && add_named_style(project, project->users[u].title, qml, out))
            layer->looks |= 1ull << u;
    }
}

/* Findings of one feature differ by their messages: these come first, and then what they are about.
 */
static void add_finding_name(const struct project *project, const char *qml, struct text *out)
{
    struct text name = {0};
    qml_element_text(qml, "previewExpression", &name);
    text_addf(out, "coalesce(\"message_%s\"||' · ','')||%s", project->language,
              name.length > 0 ? name.data : "\"fid\"");
    out->failed = out->failed || name.failed;
    text_free(&name);
}

rasif_status project_add_looks(struct project *project, struct project_layer *layer,
                               struct text *attributes, struct text *content, rasif_error *err)
{
    struct result_rows rows;
    struct text plain = {0}, tabs = {0}, name = {0};
    TRY(read_styles(project, layer, &rows, err));
    text_add(content, "<map-layer-style-manager current=\"default\"><map-layer-style "
                      "name=\"default\"/>\n");
    add_user_styles(project, &rows, layer, content);
    text_add(content, "</map-layer-style-manager>\n");
    const char *qml = default_style(project, &rows);
    project_add_fields(project, layer, &plain);
    project_add_tabs(project, layer, &tabs);
    if (qml != NULL && strcmp(layer->table, "audit_findings") == 0)
        add_finding_name(project, qml, &name);
    const struct qml_changes changes = {.part = project->part,
                                        .n_parts = project->n_parts,
                                        .fields = plain.data,
                                        .display = name.data,
                                        .tabs = tabs.data};
    if (qml != NULL)
        qml_take_apart(qml, &changes, attributes, content);
    content->failed = content->failed || plain.failed || tabs.failed || name.failed;
    text_free(&plain);
    text_free(&tabs);
    text_free(&name);
    return RASIF_OK;
}

rasif_status project_style(struct project *project, const struct project_layer *layer,
                           const char **out, rasif_error *err)
{
    struct result_rows rows;
    TRY(read_styles(project, layer, &rows, err));
    *out = default_style(project, &rows);
    return RASIF_OK;
}

/* ---- themes ---- */

static void add_theme_layer(const struct project_layer *layer, const char *style, struct text *out)
{
    text_addf(out, "<layer id=\"%s\" visible=\"1\"", layer->id);
    add_attribute(out, "style", style);
    text_add(out, "/>\n");
}

/* Layers that are shown at first, in the style of the user (SIZE_MAX: all users). Streets stay thin
 * lines: their segments have the classes. */
static void add_theme(const struct project *project, const char *name, size_t user,
                      struct text *out)
{
    text_add(out, "<visibility-preset");
    add_attribute(out, "name", name);
    text_add(out, " has-expanded-info=\"0\" has-checked-group-info=\"0\">\n");
    for (size_t i = 0; i < project->n_layers; i++) {
        const struct project_layer *layer = &project->layers[i];
        bool street = layer->role != NULL && strcmp(layer->role, "street") == 0;
        bool own = user != SIZE_MAX && !street && layer->looks >> user & 1;
        if (layer->shown)
            add_theme_layer(layer, own ? project->users[user].title : "default", out);
    }
    text_add(out, "</visibility-preset>\n");
}

void project_add_themes(const struct project *project, struct text *out)
{
    add_theme(project, project_words(project, "project.theme.all"), SIZE_MAX, out);
    for (size_t u = 0; u < project->n_users; u++)
        add_theme(project, project->users[u].title, u, out);
}
