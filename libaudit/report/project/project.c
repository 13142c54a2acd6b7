/* SPDX-License-Identifier: MIT
 *
 * Writes a QGIS project: see project.h. In: an annotated GeoPackage, open. Out: the text of a .qgs
 * file. Reads the languages and users of the file first, then its layers; the parts go into
 * data/qgis/project.xml. No dates, no random ids. Cost: the size of the styles. */
#include "report/project/project_parts.h"
#include "report/project/survey_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *project_words(const struct project *project, const char *key)
{
    const char *text = sentence_text(project->sentences, project->language, key);
    return text != NULL ? text : key;
}

const char *project_keep(struct project *project, struct text *text)
{
    const char *out =
        text->failed ? NULL : arena_strdup(&project->arena, text->data != NULL ? text->data : "");
    text_free(text);
    return out;
}

const struct project_layer *project_find(const struct project *project, const char *table)
{
    for (size_t i = 0; i < project->n_layers; i++)
        if (strcmp(project->layers[i].table, table) == 0)
            return &project->layers[i];
    return NULL;
}

void add_attribute(struct text *out, const char *name, const char *value)
{
    text_addf(out, " %s=\"", name);
    text_xml(out, value);
    text_add(out, "\"");
}

/* ---- languages ---- */

/* Does the file hold texts of the language? Messages of findings have a column for each. */
static bool has_language(const struct project *project, enum language language)
{
    size_t findings = result_find(project->file, project->findings);
    char column[32];
    snprintf(column, sizeof column, "message_%s", languages[language].code);
    return findings != SIZE_MAX && result_has_column(project->file, findings, column);
}

/* Is there a style of its own for the language? The default styles are in the run's language, which
 * has none. */
static rasif_status has_own_style(struct project *project, const char *language, bool *out,
                                  rasif_error *err)
{
    static const char sql[] = "SELECT 1 AS there FROM layer_styles WHERE styleName = ?1 LIMIT 1";
    struct text name = {0};
    struct result_rows rows = {0};
    *out = false;
    if (result_find(project->file, "layer_styles") == SIZE_MAX)
        return RASIF_OK;
    text_addf(&name, "rasif: %s",
              phrase_in(sentence_phrase(project->sentences, "style.name.own"), language));
    rasif_status status =
        name.failed ? fail_memory(err)
                    : result_query(project->file, sql, &(struct result_value){.text = name.data}, 1,
                                   &project->arena, &rows, err);
    text_free(&name);
    *out = status == RASIF_OK && rows.n_rows > 0;
    return status;
}

/* "en, ar" */
static void list_languages(const struct project *project, struct text *out)
{
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        if (has_language(project, (enum language)l))
            text_addf(out, "%s%s", out->length > 0 ? ", " : "", languages[l].code);
}

/* The language of the project, and where its part stands in texts of all languages. */
static rasif_status choose_language(struct project *project, const char *asked, rasif_error *err)
{
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        const char *code = languages[l].code;
        bool own = false;
        if (!has_language(project, (enum language)l))
            continue;
        TRY(has_own_style(project, code, &own, err));
        if (asked != NULL ? strcmp(asked, code) == 0 : !own && project->language == NULL) {
            project->language = code;
            project->by_default = !own;
            project->part = project->n_parts;
        }
        project->n_parts++;
    }
    if (project->language != NULL)
        return RASIF_OK;
    struct text known = {0};
    list_languages(project, &known);
    rasif_status status =
        fail(err, RASIF_E_ARGUMENT,
             "%s: has no texts in the language %s, only in: %s; choose one of these, or audit "
             "again with "
             "--lang %s",
             project->name, asked != NULL ? asked : languages[0].code,
             known.length > 0 ? known.data : "none", asked != NULL ? asked : languages[0].code);
    text_free(&known);
    return status;
}

/* ---- users ---- */

/* One profile as the manifest holds it: the YAML of its file. A profile that can't be read is left
 * out: its columns are there, it has no theme. */
static void add_user(struct project *project, const char *yaml)
{
    const struct yaml_node *node = NULL;
    struct project_user *user = &project->users[project->n_users];
    struct phrase title;
    rasif_error why = {RASIF_OK, ""};
    if (yaml == NULL || project->n_users == 64 ||
        yaml_parse("profile", yaml, strlen(yaml), &project->arena, &node, &why) != RASIF_OK)
        return;
    user->id = yaml_text(node, "id");
    user->code = yaml_text(node, "code");
    if (user->id == NULL || user->code == NULL || yaml_get(node, "title") == NULL ||
        phrase_parse(yaml_get(node, "title"), &title, &why) != RASIF_OK)
        return;
    user->title = phrase_in(title, project->language);
    project->n_users++;
}

/* profile.1.text, profile.2.text, ... in the order of the audit. A comparison has none. */
static rasif_status read_users(struct project *project, rasif_error *err)
{
    static const char sql[] = "SELECT value FROM audit_manifest WHERE key GLOB 'profile.*.text' "
                              "ORDER BY CAST(substr(key, 9) AS INTEGER)";
    struct result_rows rows = {0};
    if (result_find(project->file, "audit_manifest") == SIZE_MAX)
        return RASIF_OK;
    TRY(result_query(project->file, sql, NULL, 0, &project->arena, &rows, err));
    project->users = ARENA_ARRAY(&project->arena, rows.n_rows + 1, struct project_user);
    if (project->users == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < rows.n_rows; i++)
        add_user(project, result_text(&rows, i, "value"));
    return RASIF_OK;
}

/* ---- the whole ---- */

enum part { TITLE, CRS, EXTENT, TREE, RELATIONS, LAYERS, THEMES, SHEETS, PARTS };
static const char *const part_names[PARTS] = {"title",     "crs",    "extent", "tree",
                                              "relations", "layers", "themes", "sheets"};

/* Each part as XML; texts are the caller's. Layers come before themes, which name their styles. */
static rasif_status make_parts(struct project *project, struct sheets *sheets,
                               struct text parts[PARTS], rasif_error *err)
{
    bool changes = project_find(project, "audit_rules") == NULL;
    text_xml(&parts[TITLE],
             project_words(project, changes ? "project.title_changes" : "project.title"));
    text_add(&parts[TITLE], ": ");
    text_xml(&parts[TITLE], project->name);
    TRY(project_add_crs(project, &parts[CRS], err));
    project_add_extent(project, &parts[EXTENT]);
    project_add_relations(project, &parts[RELATIONS]);
    project_add_tree(project, sheets != NULL, &parts[TREE]);
    if (sheets != NULL)
        TRY(sheets_add_layers(project, sheets, &parts[LAYERS], err));
    TRY(project_add_layers(project, &parts[LAYERS], err));
    project_add_themes(project, &parts[THEMES]);
    if (sheets == NULL)
        return RASIF_OK;
    sheets_add_theme(project, &parts[THEMES]);
    return sheets_add_layout(project, sheets, &parts[SHEETS], err);
}

static rasif_status put_together(struct project *project, struct text *out, rasif_error *err)
{
    struct text parts[PARTS] = {{0}};
    struct template_value values[PARTS];
    struct sheets *sheets = NULL;
    rasif_status status = sheets_read(project, &sheets, err);
    if (status == RASIF_OK)
        status = make_parts(project, sheets, parts, err);
    sheets_free(sheets);
    for (int i = 0; i < PARTS; i++) {
        values[i] =
            (struct template_value){part_names[i], parts[i].data != NULL ? parts[i].data : ""};
        if (parts[i].failed && status == RASIF_OK)
            status = fail_memory(err);
    }
    if (status == RASIF_OK)
        status = template_add(project, "project", values, PARTS, out, err);
    for (int i = 0; i < PARTS; i++)
        text_free(&parts[i]);
    return status;
}

rasif_status project_write(const struct result_file *file, const char *name, const char *source,
                           const char *language, struct text *out, rasif_error *err)
{
    struct project project = {.file = file, .name = name, .source = source};
    bool changes = result_find(file, "audit_findings") == SIZE_MAX;
    project.findings = changes ? "diff_findings" : "audit_findings";
    rasif_status status = sentences_load(&project.arena, &project.sentences, err);
    if (status == RASIF_OK && is_survey_file(file)) {
        status = survey_project_write(&project, language, out, err);
        arena_free(&project.arena);
        return status == RASIF_OK && out->failed ? fail_memory(err) : status;
    }
    if (status == RASIF_OK)
        status = choose_language(&project, language, err);
    if (status == RASIF_OK)
        status = read_users(&project, err);
    if (status == RASIF_OK)
        status = project_read_layers(&project, err);
    if (status == RASIF_OK)
        status = put_together(&project, out, err);
    if (status == RASIF_OK && out->failed)
        status = fail_memory(err);
    arena_free(&project.arena);
    return status;
}
