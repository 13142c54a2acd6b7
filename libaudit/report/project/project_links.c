/* SPDX-License-Identifier: MIT
 *
 * Relations between the layers of a project: QGIS keeps them in projects only, and finds none by
 * foreign keys. A form then lists the findings of its feature. */
#include "report/project/project_parts.h"

#include <string.h>

/* Rows of table `from` belong to a row of `to` (NULL: of every table of the user's) when the
 * columns are equal. Findings on all that belongs to a street have its id in street_id. */
static const struct {
    const char *from, *column, *to, *key;
    bool streets_only, no_streets; /* of the user's tables */
    const char *tab;               /* what lists the rows in the form of `to` */
} kinds[] = {
    {"audit_findings", "rasif_id", NULL, "rasif_id", false, true, "project.tab.findings"},
    {"audit_findings", "street_id", NULL, "rasif_id", true, false, "project.tab.findings"},
    {"audit_findings", "segment_id", "audit_segments", "rasif_id", false, false,
     "project.tab.findings"},
    {"audit_sides", "segment_fid", "audit_segments", "fid", false, false, "project.tab.sides"},
    {"audit_gaps", "finding_id", "audit_findings", "finding_id", false, false, "project.tab.gaps"},
    {"audit_repairs", "finding_id", "audit_findings", "finding_id", false, false,
     "project.tab.repairs"},
    {"audit_conflicts", "finding_id", "audit_findings", "finding_id", false, false, "project.tab.conflicts"},
    {"audit_works", "work_id", "audit_new_lines", "work_id", false, false, "project.tab.works"},
    {"audit_works", "site_id", "audit_sites", "site_id", false, false, "project.tab.works"},
};
#define N_KINDS (sizeof kinds / sizeof *kinds)

/* The layer whose rows refer to another; NULL: the kind does not join the layer `to`. */
static const struct project_layer *referring(const struct project *project, size_t kind,
                                             const struct project_layer *to)
{
    const struct project_layer *from = project_find(project, kinds[kind].from);
    bool street = to->role != NULL && strcmp(to->role, "street") == 0;
    bool fits = kinds[kind].to != NULL
                    ? strcmp(kinds[kind].to, to->table) == 0
                    : to->group == GROUP_ELEMENTS &&
                          (street ? !kinds[kind].no_streets : !kinds[kind].streets_only);
    return fits && from != NULL && result_has_column(project->file, from->at, kinds[kind].column) &&
                   result_has_column(project->file, to->at, kinds[kind].key)
               ? from
               : NULL;
}

/* "rasif_link_0_rasif_layer_07_sidewalks" */
static void add_link_id(struct text *out, size_t kind, const struct project_layer *to)
{
    text_addf(out, "rasif_link_%zu_%s", kind, to->id);
}

void project_add_relations(const struct project *project, struct text *out)
{
    for (size_t k = 0; k < N_KINDS; k++)
        for (size_t i = 0; i < project->n_layers; i++) {
            const struct project_layer *to = &project->layers[i];
            const struct project_layer *from = referring(project, k, to);
            if (from == NULL)
                continue;
            text_add(out, "<relation id=\"");
            add_link_id(out, k, to);
            text_add(out, "\" name=\"");
            text_xml(out, project_words(project, kinds[k].tab));
            text_add(out, " · ");
            text_xml(out, to->title);
            text_addf(out,
                      "\" referencingLayer=\"%s\" referencedLayer=\"%s\" strength=\"Association\">"
                      "<fieldRef referencingField=\"%s\" referencedField=\"%s\"/></relation>\n",
                      from->id, to->id, kinds[k].column, kinds[k].key);
        }
}

void project_add_tabs(const struct project *project, const struct project_layer *layer,
                      struct text *out)
{
    for (size_t k = 0; k < N_KINDS; k++) {
        if (referring(project, k, layer) == NULL)
            continue;
        struct text id = {0};
        add_link_id(&id, k, layer);
        text_add(out, "<attributeEditorContainer groupBox=\"0\" columnCount=\"1\" showLabel=\"1\"");
        add_attribute(out, "name", project_words(project, kinds[k].tab));
        text_addf(
            out,
            "><attributeEditorRelation name=\"%s\" relation=\"%s\" label=\"\" showLabel=\"0\" "
            "relationWidgetTypeId=\"relation_editor\" nmRelationId=\"\" "
            "forceSuppressFormPopup=\"0\"><editor_configuration type=\"Map\"><Option "
            "type=\"QString\" name=\"buttons\" value=\"NoButton\"/><Option type=\"bool\" "
            "name=\"show_first_feature\" value=\"true\"/></editor_configuration>"
            "</attributeEditorRelation></attributeEditorContainer>\n",
            id.data != NULL ? id.data : "", id.data != NULL ? id.data : "");
        out->failed = out->failed || id.failed;
        text_free(&id);
    }
}

/* Several kinds may use one column: the first of them writes its field. */
void project_add_fields(const struct project *project, const struct project_layer *layer,
                        struct text *out)
{
    for (size_t k = 0; k < N_KINDS; k++) {
        bool first = strcmp(kinds[k].from, layer->table) == 0 &&
                     result_has_column(project->file, layer->at, kinds[k].column);
        for (size_t j = 0; j < k; j++)
            first = first && (strcmp(kinds[j].from, layer->table) != 0 ||
                              strcmp(kinds[j].column, kinds[k].column) != 0);
        if (first)
            text_addf(out,
                      "<field name=\"%s\"><editWidget type=\"TextEdit\"><config><Option/></config>"
                      "</editWidget></field>\n",
                      kinds[k].column);
    }
}
