/* SPDX-License-Identifier: MIT
 *
 * The layers of a project: which tables, what they are called, in which group, in which order,
 * where they lie. This is the only place that knows the groups: the QGIS plugin takes them from a
 * project. In: the catalog of the file. Cost: per table of the user's one pass for the role of its
 * rows. */
#include "report/project/project_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Groups of our own tables, and whether they are shown at first. Tables that are not here and begin
 * with diff_ are changes of streets; the others are the user's. */
static const struct {
    const char *table;
    enum project_group group;
    bool shown;
} known_layers[] = {
    {"audit_findings", GROUP_PROBLEMS, true}, {"audit_gaps", GROUP_PROBLEMS, false},
    {"audit_works", GROUP_PROBLEMS, true},    {"audit_sites", GROUP_PROBLEMS, false},
    {"audit_new_lines", GROUP_PROBLEMS, true}, {"audit_conflicts", GROUP_PROBLEMS, false},
    {"audit_repairs", GROUP_PROBLEMS, false}, {"diff_findings", GROUP_PROBLEMS, false},
    {"diff_gaps", GROUP_PROBLEMS, false},     {"audit_segments", GROUP_STREETS, true},
    {"audit_sides", GROUP_STREETS, false},    {"diff_lines", GROUP_STREETS, true},
    {"diff_points", GROUP_STREETS, true},     {"diff_streets", GROUP_STREETS, true},
};

static const char *const group_keys[GROUP_COUNT] = {
    "project.group.problems", "project.group.streets", "project.group.elements",
    "project.group.tables"};

static bool is_ours(const char *table)
{
    return strncmp(table, "audit_", 6) == 0 || strncmp(table, "diff_", 5) == 0;
}

static void choose_group(struct project_layer *layer)
{
    layer->group = !layer->spatial         ? GROUP_TABLES
                   : is_ours(layer->table) ? GROUP_STREETS
                                           : GROUP_ELEMENTS;
    layer->shown = layer->spatial && !is_ours(layer->table);
    for (size_t i = 0; i < sizeof known_layers / sizeof *known_layers && layer->spatial; i++)
        if (strcmp(known_layers[i].table, layer->table) == 0) {
            layer->group = known_layers[i].group;
            layer->shown = known_layers[i].shown;
        }
}

/* ---- titles ---- */

/* The title that a table of ours has in data/text: those of GeoPackages are in one language. NULL:
 * it has none there. */
static const char *own_title(struct project *project, const char *table)
{
    static const char *const groups[] = {"table", "project.table"};
    const char *list = strncmp(table, "audit_", 6) == 0 ? table + 6 : table;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        struct phrase title = phrase_of(project->sentences, groups[i], list);
        if (phrase_first(title) != NULL)
            return phrase_in(title, project->language);
    }
    return NULL;
}

/* "sidewalks", or where the user's table has another name "sidewalks (gehwege)"; the user's own
 * title where there is one, or where rows have several roles. */
static rasif_status choose_title(struct project *project, struct project_layer *layer,
                                 const char *identifier, rasif_error *err)
{
    struct text title = {0};
    const char *own = is_ours(layer->table) ? own_title(project, layer->table) : NULL;
    bool named = identifier != NULL && *identifier != '\0' && strcmp(identifier, layer->table) != 0;
    struct phrase words = {0};
    if (layer->role != NULL && !named)
        words = phrase_of(project->sentences, "roles", layer->role);
    if (own != NULL) {
        text_add(&title, own);
    } else if (phrase_first(words) != NULL) {
        text_add(&title, phrase_in(words, project->language));
        if (strcmp(phrase_first(words), layer->table) != 0)
            text_addf(&title, " (%s)", layer->table);
    } else {
        text_add(&title, named ? identifier : layer->table);
    }
    layer->title = project_keep(project, &title);
    return layer->title != NULL ? RASIF_OK : fail_memory(err);
}

/* The role that all rows with one have. */
static rasif_status read_role(struct project *project, struct project_layer *layer,
                              rasif_error *err)
{
    struct text sql = {0};
    struct result_rows rows = {0};
    if (is_ours(layer->table) || !result_has_column(project->file, layer->at, "rasif_role"))
        return RASIF_OK;
    text_add(&sql, "SELECT min(rasif_role) AS low, max(rasif_role) AS high FROM \"");
    for (const char *c = layer->table; *c != '\0'; c++)
        text_addn(&sql, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
    text_add(&sql, "\"");
    rasif_status status =
        sql.failed ? fail_memory(err)
                   : result_query(project->file, sql.data, NULL, 0, &project->arena, &rows, err);
    text_free(&sql);
    if (status != RASIF_OK)
        return status;
    const char *low = result_text(&rows, 0, "low"), *high = result_text(&rows, 0, "high");
    if (low != NULL && strcmp(low, high) == 0)
        layer->role = low;
    return RASIF_OK;
}

/* "rasif_layer_07_sidewalks": QGIS replaces ids of 10 characters and less. */
static const char *layer_id(struct project *project, size_t number, const char *table)
{
    struct text id = {0};
    text_addf(&id, "rasif_layer_%02zu_", number);
    for (; *table != '\0'; table++) {
        bool plain = (*table >= 'a' && *table <= 'z') || (*table >= 'A' && *table <= 'Z') ||
                     (*table >= '0' && *table <= '9');
        text_addn(&id, plain ? table : "_", 1);
    }
    return project_keep(project, &id);
}

/* ---- reading ---- */

rasif_status project_read_layer(struct project *project, size_t at, struct project_layer *out, rasif_error *err)
{
    static const char sql[] = "SELECT identifier, data_type, min_x, min_y, max_x, max_y "
                              "FROM gpkg_contents WHERE table_name = ?1";
    static const char *const box[] = {"min_x", "min_y", "max_x", "max_y"};
    struct result_rows rows = {0};
    struct project_layer *layer = out;
    *layer = (struct project_layer){.at = at, .table = result_table(project->file, at)};
    TRY(result_query(project->file, sql, &(struct result_value){.text = layer->table}, 1,
                     &project->arena, &rows, err));
    layer->spatial = result_geometry(project->file, at) != NULL;
    for (size_t i = 0; i < 4; i++)
        layer->box[i] = rows.n_rows > 0 ? result_real(&rows, 0, box[i]) : NAN;
    layer->id = layer_id(project, at, layer->table);
    if (layer->id == NULL)
        return fail_memory(err);
    choose_group(layer);
    TRY(read_role(project, layer, err));
    return choose_title(project, layer,
                        rows.n_rows > 0 ? result_text(&rows, 0, "identifier") : NULL, err);
}

/* What is drawn above comes first: our tables in the order of the file, then the user's backwards,
 * for files hold streets before sidewalks before ramps. */
rasif_status project_read_layers(struct project *project, rasif_error *err)
{
    size_t n = result_n_tables(project->file);
    project->layers = ARENA_ARRAY(&project->arena, n + 1, struct project_layer);
    if (project->layers == NULL)
        return fail_memory(err);
    for (int ours = 1; ours >= 0; ours--)
        for (size_t i = 0; i < n; i++) {
            size_t at = ours ? i : n - 1 - i;
            const char *table = result_table(project->file, at);
            if (is_ours(table) != (ours == 1) || strcmp(table, "layer_styles") == 0)
                continue;
            TRY(project_read_layer(project, at, &project->layers[project->n_layers], err));
            project->n_layers++;
        }
    return RASIF_OK;
}

/* ---- XML ---- */

static void add_source(const struct project *project, const struct project_layer *layer,
                       struct text *out)
{
    text_xml(out, project->source);
    text_add(out, "|layername=");
    text_xml(out, layer->table);
}

void project_add_tree_layer(const struct project *project, const struct project_layer *layer,
                            const char *id, const char *title, bool checked, struct text *out)
{
    text_add(out, "<layer-tree-layer");
    add_attribute(out, "id", id);
    add_attribute(out, "name", title);
    text_add(out, " source=\"");
    add_source(project, layer, out);
    text_addf(out, "\" providerKey=\"ogr\" expanded=\"0\" checked=\"Qt::%s\"/>\n",
              checked ? "Checked" : "Unchecked");
}

void project_add_tree(const struct project *project, bool sheets, struct text *out)
{
    for (int group = 0; group < GROUP_COUNT; group++) {
        size_t n = 0;
        for (size_t i = 0; i < project->n_layers; i++) {
            if (project->layers[i].group != (enum project_group)group)
                continue;
            if (n++ == 0) {
                text_add(out, "<layer-tree-group");
                add_attribute(out, "name", project_words(project, group_keys[group]));
                text_addf(out, " checked=\"Qt::Checked\" expanded=\"%d\">\n",
                          group == GROUP_PROBLEMS || group == GROUP_STREETS);
            }
            const struct project_layer *layer = &project->layers[i];
            project_add_tree_layer(project, layer, layer->id, layer->title,
                                   layer->shown || !layer->spatial, out);
        }
        if (n > 0 && group == GROUP_PROBLEMS && sheets)
            sheets_add_tree(project, out);
        text_add(out, n > 0 ? "</layer-tree-group>\n" : "");
    }
}

/* "EPSG:32636" or WKT. QGIS takes the code alone when srsid is one of its own. */
static void add_crs(const char *crs, struct text *out)
{
    const char *colon = strchr(crs, ':');
    text_add(out, "<spatialrefsys>");
    if (colon != NULL && strpbrk(crs, "[\" ") == NULL) {
        text_add(out, "<srsid>1</srsid><srid>");
        text_xml(out, colon + 1);
        text_add(out, "</srid><authid>");
        text_xml(out, crs);
        text_add(out, "</authid>");
    } else {
        text_add(out, "<wkt>");
        text_xml(out, crs);
        text_add(out, "</wkt><srsid>0</srsid>");
    }
    text_add(out, "</spatialrefsys>");
}

void project_add_layer(const struct project *project, const struct project_layer *layer,
                       const char *id, const char *title, const struct text *attributes,
                       const struct text *content, struct text *out)
{
    const char *crs = result_crs(project->file, layer->at);
    text_add(out, "<maplayer type=\"vector\"");
    text_addn(out, attributes->length > 0 ? attributes->data : "", attributes->length);
    text_add(out, ">\n<id>");
    text_xml(out, id);
    text_add(out, "</id>\n<datasource>");
    add_source(project, layer, out);
    text_add(out, "</datasource>\n<layername>");
    text_xml(out, title);
    text_add(out, "</layername>\n");
    if (layer->spatial && crs != NULL) {
        text_add(out, "<srs>");
        add_crs(crs, out);
        text_add(out, "</srs>\n");
    }
    text_add(out, "<provider encoding=\"UTF-8\">ogr</provider>\n");
    text_addn(out, content->length > 0 ? content->data : "", content->length);
    text_add(out, "</maplayer>\n");
    out->failed = out->failed || attributes->failed || content->failed;
}

rasif_status project_add_layers(struct project *project, struct text *out, rasif_error *err)
{
    for (size_t i = 0; i < project->n_layers; i++) {
        struct project_layer *layer = &project->layers[i];
        struct text attributes = {0}, content = {0};
        rasif_status status = project_add_looks(project, layer, &attributes, &content, err);
        project_add_layer(project, layer, layer->id, layer->title, &attributes, &content, out);
        text_free(&attributes);
        text_free(&content);
        if (status != RASIF_OK)
            return status;
    }
    return RASIF_OK;
}

/* ---- the map ---- */

/* The first layer of ours with a place: everything lies there. */
static const struct project_layer *placed_layer(const struct project *project)
{
    for (size_t i = 0; i < project->n_layers; i++)
        if (project->layers[i].spatial && isfinite(project->layers[i].box[0]) &&
            result_crs(project->file, project->layers[i].at) != NULL)
            return &project->layers[i];
    return NULL;
}

/* The UTM zone of a place in degrees: maps in degrees are stretched. */
static void utm_zone(const double box[4], char out[16])
{
    double east = (box[0] + box[2]) / 2, north = (box[1] + box[3]) / 2;
    int zone = (int)floor((east + 180) / 6) + 1;
    zone = zone < 1 ? 1 : zone > 60 ? 60 : zone;
    snprintf(out, 16, "EPSG:%d", (north < 0 ? 32700 : 32600) + zone);
}

/* The metric system of the audit where it has a code, else that of the layers, or their UTM zone.
 */
rasif_status project_add_crs(struct project *project, struct text *out, rasif_error *err)
{
    static const char sql[] = "SELECT value FROM audit_manifest WHERE key = 'crs.metric'";
    const struct project_layer *layer = placed_layer(project);
    struct result_rows rows = {0};
    char zone[16];
    if (layer == NULL)
        return RASIF_OK;
    const char *crs = NULL, *own = result_crs(project->file, layer->at);
    if (result_find(project->file, "audit_manifest") != SIZE_MAX) {
        TRY(result_query(project->file, sql, NULL, 0, &project->arena, &rows, err));
        crs = rows.n_rows > 0 ? result_text(&rows, 0, "value") : NULL;
    }
    if (crs == NULL || strncmp(crs, "EPSG:", 5) != 0) {
        utm_zone(layer->box, zone);
        crs = result_is_geographic(project->file, layer->at) ? zone : own;
    }
    add_crs(crs, out);
    return RASIF_OK;
}

void project_add_extent(const struct project *project, struct text *out)
{
    static const char *const names[] = {"xmin", "ymin", "xmax", "ymax"};
    const struct project_layer *layer = placed_layer(project);
    if (layer == NULL)
        return;
    text_add(out, "<DefaultViewExtent");
    for (int i = 0; i < 4; i++) {
        text_addf(out, " %s=\"", names[i]);
        text_number(out, layer->box[i]);
        text_add(out, "\"");
    }
    text_add(out, ">");
    add_crs(result_crs(project->file, layer->at), out);
    text_add(out, "</DefaultViewExtent>\n");
}
