/* SPDX-License-Identifier: MIT
 *
 * A survey file as a project that QGIS and QField open: the elements to visit by their state, each numbered by
 * walk and visit, above the walks by their number. In: a file that 'rasif survey' wrote, open. Out: the text of a
 * .qgs file; the XML around is data (data/qgis). No dates, no random ids. */
#include "geo/wkb.h"
#include "report/project/survey_parts.h"
#include "report/style/style.h"

#include <string.h>

const struct survey_kind survey_kinds[SURVEY_LAYERS] = {
    {"survey_ramps", ROLE_RAMP},       {"survey_crossings", ROLE_CROSSING}, {"survey_steps", ROLE_STEPS},
    {"survey_sidewalks", ROLE_SIDEWALK}, {"survey_footways", ROLE_FOOTWAY}, {"survey_streets", ROLE_STREET},
    {"survey_walks", ROLE_NONE},
};

/* ---- reading -------------------------------------------------------------------------------- */

const char *survey_title(const struct project *project, enum role role)
{
    return role != ROLE_NONE ? phrase_in(phrase_of(project->sentences, "roles", roles[role].name), project->language)
                             : project_words(project, "survey_form.walks");
}

static rasif_status read_layers(struct project *project, rasif_error *err)
{
    project->layers = ARENA_ARRAY(&project->arena, SURVEY_LAYERS, struct project_layer);
    if (project->layers == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < SURVEY_LAYERS; i++) {
        size_t at = result_find(project->file, survey_kinds[i].table);
        if (at == SIZE_MAX || result_geometry(project->file, at) == NULL)
            continue;
        struct project_layer *layer = &project->layers[project->n_layers++];
        TRY(project_read_layer(project, at, layer, err));
        layer->role = survey_kinds[i].role != ROLE_NONE ? roles[survey_kinds[i].role].name : NULL;
        layer->title = survey_title(project, survey_kinds[i].role);
    }
    return RASIF_OK;
}

void survey_read_fields(struct survey_layer *layer, survey_has_fn has, const void *user)
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        bool fits = fields[f].roles >> layer->role & 1 && fields[f].type != VALUE_TEXT && !(fields[f].flags & FIELD_DERIVED);
        const char *name = field_native_name(layer->role, (enum field_id)f);
        if (fits && has(user, name))
            layer->fields[layer->n_fields++] = (struct survey_field){name, (enum field_id)f};
    }
}

unsigned survey_shape(const struct cell *cell)
{
    if (cell->type != CELL_BLOB)
        return 0;
    switch (wkb_form((const unsigned char *)cell->bytes, cell->length)) {
    case WKB_FORM_POINT:
        return STYLE_POINT;
    case WKB_FORM_AREA:
        return STYLE_POLYGON;
    case WKB_FORM_LINE:
    case WKB_FORM_RING:
        return STYLE_LINE;
    default:
        return STYLE_MIXED;
    }
}

/* A survey_has_fn. */
struct column_question {
    const struct result_file *file;
    size_t table;
};
static bool has_column(const void *user, const char *column)
{
    const struct column_question *question = user;
    return result_has_column(question->file, question->table, column);
}

/* A result_row_fn: bits of the geometries that there are. */
static rasif_status see_shape(void *user, const struct cell *cells, rasif_error *err)
{
    (void)err;
    *(unsigned *)user |= survey_shape(&cells[0]);
    return RASIF_OK;
}

/* Which symbols the layer needs; one without rows may get any. */
static rasif_status read_shapes(struct project *project, const struct project_layer *layer, unsigned *out, rasif_error *err)
{
    struct text sql = {0};
    const char *geometry = result_geometry(project->file, layer->at);
    text_add(&sql, "SELECT \"");
    for (const char *c = geometry; *c != '\0'; c++)
        text_addn(&sql, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
    text_addf(&sql, "\" FROM %s", layer->table);
    *out = 0;
    rasif_status status = sql.failed ? fail_memory(err)
                                     : result_each(project->file, sql.data, NULL, 0, see_shape, out, err);
    text_free(&sql);
    *out = *out != 0 ? *out : STYLE_MIXED;
    return status;
}

/* ---- layers --------------------------------------------------------------------------------- */

static void add_renderer(const struct project *project, unsigned shapes, struct text *out)
{
    static const struct symbol todo = {PATTERN_PLAIN, "230,97,1", "90,40,0", "circle", "1.1", "3.2", 3};
    static const struct symbol done = {PATTERN_SOLID, "26,152,80", "0,68,27", "square", "0.8", "2.4", 2};
    static const struct symbol no_access = {PATTERN_DASHED, "110,110,110", "60,60,60", "cross2", "0.8", "2.8", 1};
    struct style_rules rules = {.sentences = project->sentences, .languages = 1u << language_of(project->language)};
    rules.rules[rules.n++] = (struct style_rule){.filter = "\"state\"='done'",
                                                 .label = sentence_phrase(project->sentences, "survey_form.state.done"),
                                                 .symbol = &done};
    rules.rules[rules.n++] = (struct style_rule){
        .filter = "\"state\"='no_access'",
        .label = sentence_phrase(project->sentences, "survey_form.state.no_access"),
        .symbol = &no_access};
    rules.rules[rules.n++] = (struct style_rule){
        .label = sentence_phrase(project->sentences, "survey_form.state.todo"), .symbol = &todo};
    qml_renderer(out, shapes, &rules);
}

/* Looks, labels and form of a layer of elements. */
static rasif_status add_visits(struct project *project, const struct survey_layer *layer, struct text *content, rasif_error *err)
{
    struct text renderer = {0}, form = {0};
    add_renderer(project, layer->shapes, &renderer);
    survey_form_add(project, layer, &form);
    const struct template_value values[] = {{"renderer", renderer.data != NULL ? renderer.data : ""},
                                            {"form", form.data != NULL ? form.data : ""},
                                            {"placement", layer->shapes == STYLE_LINE ? "2" : "0"}};
    rasif_status status = renderer.failed || form.failed
                              ? fail_memory(err)
                              : template_add(project, "survey-visits", values, sizeof values / sizeof *values, content, err);
    text_free(&renderer);
    text_free(&form);
    return status;
}

rasif_status survey_add_content(struct project *project, const struct survey_layer *layer, struct text *out, rasif_error *err)
{
    return layer->role == ROLE_NONE ? template_add(project, "survey-walks", NULL, 0, out, err)
                                    : add_visits(project, layer, out, err);
}

static rasif_status add_layer(struct project *project, const struct project_layer *layer, struct text *out, rasif_error *err)
{
    const struct column_question question = {project->file, layer->at};
    struct text attributes = {0}, content = {0};
    struct survey_layer *visited = ARENA_NEW(&project->arena, struct survey_layer);
    bool walks = layer->role == NULL;
    if (visited == NULL)
        return fail_memory(err);
    text_add(&attributes, walks ? " labelsEnabled=\"1\" readOnly=\"1\"" : " labelsEnabled=\"1\"");
    *visited = (struct survey_layer){.layer = layer, .role = walks ? ROLE_NONE : role_find(layer->role)};
    rasif_status status = RASIF_OK;
    if (!walks) {
        survey_read_fields(visited, has_column, &question);
        status = read_shapes(project, layer, &visited->shapes, err);
    }
    if (status == RASIF_OK)
        status = survey_add_content(project, visited, &content, err);
    project_add_layer(project, layer, layer->id, layer->title, &attributes, &content, out);
    text_free(&attributes);
    text_free(&content);
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------ */

enum part { TITLE, CRS, EXTENT, TREE, LAYERS, PARTS };
static const char *const part_names[PARTS] = {"title", "crs", "extent", "tree", "layers"};

static rasif_status make_parts(struct project *project, struct text parts[PARTS], rasif_error *err)
{
    text_xml(&parts[TITLE], project_words(project, "survey_form.title"));
    text_add(&parts[TITLE], ": ");
    text_xml(&parts[TITLE], project->name);
    TRY(project_add_crs(project, &parts[CRS], err));
    project_add_extent(project, &parts[EXTENT]);
    for (size_t i = 0; i < project->n_layers; i++) {
        const struct project_layer *layer = &project->layers[i];
        project_add_tree_layer(project, layer, layer->id, layer->title, true, &parts[TREE]);
        TRY(add_layer(project, layer, &parts[LAYERS], err));
    }
    return RASIF_OK;
}

rasif_status survey_project_write(struct project *project, const char *language, struct text *out, rasif_error *err)
{
    struct text parts[PARTS] = {{0}};
    struct template_value values[PARTS];
    project->language = language != NULL ? language : languages[LANGUAGE_FIRST].code;
    rasif_status status = read_layers(project, err);
    if (status == RASIF_OK)
        status = make_parts(project, parts, err);
    for (int i = 0; i < PARTS; i++) {
        values[i] = (struct template_value){part_names[i], parts[i].data != NULL ? parts[i].data : ""};
        if (parts[i].failed && status == RASIF_OK)
            status = fail_memory(err);
    }
    if (status == RASIF_OK)
        status = template_add(project, "survey", values, PARTS, out, err);
    for (int i = 0; i < PARTS; i++)
        text_free(&parts[i]);
    return status;
}
