/* SPDX-License-Identifier: MIT
 *
 * The looks and forms of a survey's layers as styles within its file, so that a layer that is opened by itself looks and asks as
 * in the project: see survey_style.h. Cost: the geometries of the layers, read once. */
#include "report/project/survey_style.h"

#include "report/project/survey_parts.h"
#include "report/style/style.h"

#include <string.h>

/* A survey_has_fn. */
static bool has_column(const void *user, const char *column)
{
    const struct view *view = user;
    for (size_t c = 0; c < view->n_columns; c++)
        if (strcmp(view->columns[c].name, column) == 0)
            return true;
    return false;
}

/* Bits of enum style_kind; any for a layer without rows. */
static rasif_status find_shapes(const struct view *view, unsigned *out, rasif_error *err)
{
    struct cell_scratch scratch = {.slot = 0};
    unsigned shapes = 0;
    for (size_t row = 0; row < view->n_rows; row++) {
        struct cell cell;
        view->cell(view, row, view->geometry_column, &scratch, &cell);
        shapes |= survey_shape(&cell);
    }
    rasif_status status = scratch.failed ? fail_memory(err) : RASIF_OK;
    cell_scratch_free(&scratch);
    *out = shapes != 0 ? shapes : STYLE_MIXED;
    return status;
}

static rasif_status add_style(struct project *project, const struct view *view, const struct survey_kind *kind,
                              struct arena *arena, struct output_style *out, rasif_error *err)
{
    const struct project_layer layer = {.table = kind->table, .title = survey_title(project, kind->role)};
    struct survey_layer *visited = ARENA_NEW(&project->arena, struct survey_layer);
    struct text qml = {0};
    if (visited == NULL)
        return fail_memory(err);
    *visited = (struct survey_layer){.layer = &layer, .role = kind->role};
    if (kind->role != ROLE_NONE) {
        survey_read_fields(visited, has_column, view);
        TRY(find_shapes(view, &visited->shapes, err));
    }
    text_add(&qml, "<!DOCTYPE qgis PUBLIC \"http://mrcc.com/qgis.dtd\" \"SYSTEM\">\n<qgis version=\"3.22.0\" "
                   "styleCategories=\"AllStyleCategories\" labelsEnabled=\"1\"");
    text_add(&qml, kind->role == ROLE_NONE ? " readOnly=\"1\">\n" : ">\n");
    rasif_status status = survey_add_content(project, visited, &qml, err);
    text_add(&qml, "</qgis>\n");
    struct text name = {0};
    text_addf(&name, "rasif: %s", project_words(project, "survey_form.title"));
    if (status == RASIF_OK && (qml.failed || name.failed))
        status = fail_memory(err);
    *out = (struct output_style){.table = view->name, .geometry_column = view->columns[view->geometry_column].name,
                                 .is_default = true};
    if (status == RASIF_OK) {
        out->name = arena_strndup(arena, name.data, name.length);
        out->description = arena_strdup(arena, layer.title);
        out->qml = arena_strndup(arena, qml.data, qml.length);
        status = out->name != NULL && out->description != NULL && out->qml != NULL ? RASIF_OK : fail_memory(err);
    }
    text_free(&name);
    text_free(&qml);
    return status;
}

rasif_status survey_styles(const struct sentences *sentences, const char *language, const struct view *const *tables, size_t n,
                           struct arena *arena, struct output_style **out, size_t *n_out, rasif_error *err)
{
    struct project project = {.sentences = sentences,
                              .language = language != NULL ? language : languages[LANGUAGE_FIRST].code};
    rasif_status status = RASIF_OK;
    *n_out = 0;
    *out = ARENA_ARRAY(arena, n + 1, struct output_style);
    if (*out == NULL)
        return fail_memory(err);
    for (size_t t = 0; t < n; t++)
        for (size_t k = 0; k < SURVEY_LAYERS && status == RASIF_OK; k++)
            if (strcmp(tables[t]->name, survey_kinds[k].table) == 0 && tables[t]->geometry_column != SIZE_MAX)
                status = add_style(&project, tables[t], &survey_kinds[k], arena, &(*out)[(*n_out)++], err);
    arena_free(&project.arena);
    return status;
}
