/* SPDX-License-Identifier: MIT
 *
 * Sheets of the worst segments: a layout of three pages, repeated by QGIS for each segment of a
 * list ("atlas"). The list is that of the reports (text_worst.c), from the columns of
 * audit_segments. Findings that do not fit on the first page go on on the second, users on the
 * third: QGIS prints a page unless one of its frames is empty, so that each of these has one frame.
 * What stands where is data/qgis/sheets.xml; here are the expressions that depend on the file. */
#include "report/project/project_sheets.h"
#include "report/style/style.h"
#include "source/qml.h"

#include <string.h>

#define MOST_SHEETS "20" /* as the HTML report makes */

static bool can_have_sheets(const struct project *project)
{
    return project_find(project, SEGMENTS) != NULL && project_find(project, FINDINGS) != NULL &&
           project_find(project, "audit_summary") != NULL &&
           project_find(project, "audit_rules") != NULL && project->n_users > 0;
}

/* ---- which segments, which rows ---- */

/* Blocked for most kinds of user first, then the lowest mean score, then the longest. */
static void worst_sql(const struct project *project, struct text *sql)
{
    struct text blocked = {0}, sum = {0}, known = {0};
    for (size_t u = 0; u < project->n_users; u++) {
        const char *code = project->users[u].code;
        text_addf(&blocked, "+coalesce(rasif_%s_passable='no',0)", code);
        text_addf(&sum, "+coalesce(rasif_%s_score,0)", code);
        text_addf(&known, "+(rasif_%s_score IS NOT NULL)", code);
    }
    text_addf(
        sql,
        "SELECT fid FROM " SEGMENTS " WHERE rasif_class IN ('D','E','blocked') ORDER BY 0%s "
        "DESC, coalesce((0.0%s)/nullif(0%s,0),101), rasif_length_m DESC, fid LIMIT " MOST_SHEETS,
        blocked.data != NULL ? blocked.data : "", sum.data != NULL ? sum.data : "",
        known.data != NULL ? known.data : "");
    sql->failed = sql->failed || blocked.failed || sum.failed || known.failed;
    text_free(&blocked);
    text_free(&sum);
    text_free(&known);
}

/* The first column of the answer as "3,1,2"; freed by the caller. Takes the SQL, which is freed. */
static rasif_status read_numbers(struct project *project, struct text *sql, struct text *out,
                                 rasif_error *err)
{
    struct result_rows rows = {0};
    rasif_status status =
        sql->failed ? fail_memory(err)
                    : result_query(project->file, sql->data, NULL, 0, &project->arena, &rows, err);
    text_free(sql);
    for (size_t i = 0; status == RASIF_OK && i < rows.n_rows; i++)
        if (rows.cells[i * rows.n_columns].type == CELL_INT)
            text_addf(out, "%s%lld", i > 0 ? "," : "",
                      (long long)rows.cells[i * rows.n_columns].integer);
    return status;
}

/* One <column> per line of the file; from right to left the last line comes first. */
static rasif_status add_columns(const struct project *project, const char *file,
                                const struct template_value *values, size_t n, struct text *out,
                                rasif_error *err)
{
    struct text lines = {0};
    rasif_status status = template_add(project, file, values, n, &lines, err);
    size_t end = lines.failed || lines.data == NULL ? 0 : lines.length;
    if (!language_right_to_left(project->language)) {
        text_addn(out, end > 0 ? lines.data : "", end);
        end = 0;
    }
    while (end > 0) {
        size_t start = end - 1; /* the newline that ends the line */
        while (start > 0 && lines.data[start - 1] != '\n')
            start--;
        text_addn(out, lines.data + start, end - start);
        end = start;
    }
    out->failed = out->failed || lines.failed;
    text_free(&lines);
    return status;
}

/* ---- values of the templates ---- */

enum value {
    LANGUAGE,
    LINE,
    MARK,
    END,
    SEGMENTS_LAYER,
    FINDINGS_LAYER,
    USERS_LAYER,
    STANDARD,
    CLASSES,
    SEVERITIES,
    CELL,
    RULES,
    NO_CLAUSE,
    WHERE,
    SEGMENT_NAME,
    USERS_FILTER,
    WORST_FILTER,
    WORST_ORDER,
    BELONGS,
    RANK,
    NUMBER,
    NUMBERS,
    SCALE,
    BOX,
    LEGEND,
    USERS_COLUMNS,
    FINDINGS_COLUMNS,
    VALUES
};
static const char *const value_names[VALUES] = {
    "language",     "line",           "mark",
    "end",          "segments_layer", "findings_layer",
    "users_layer",  "standard",       "classes",
    "severities",   "cell",           "rules",
    "no_clause",    "where",          "segment_name",
    "users_filter", "worst_filter",   "worst_order",
    "belongs",      "rank",           "number",
    "numbers",      "scale",          "box",
    "legend",       "users_columns",  "findings_columns"};

struct sheets {
    struct text texts[VALUES]; /* heap */
};

static void show_values(const struct sheets *sheets, struct template_value values[VALUES])
{
    for (int i = 0; i < VALUES; i++)
        values[i] = (struct template_value){
            value_names[i], sheets->texts[i].data != NULL ? sheets->texts[i].data : ""};
}

/* Which findings belong to the segment of the sheet, in which order, the number of one among them,
 * and the numbers of all that lie in one place, which stand beside the first of these. */
static void add_numbering(const struct project *project, struct text texts[VALUES])
{
    static const char belongs[] =
        "\"outcome\"<>'unknown' AND (\"segment_id\"=attribute(@atlas_feature,'rasif_id') OR "
        "strpos(coalesce(\"also_segments\",''),attribute(@atlas_feature,'rasif_id'))>0)";
    static const char rank[] = "array_find(array('critical','serious','moderate','minor'),"
                               "\"severity\")*1000000000+\"fid\"";
    static const char same_place[] = "geom_to_wkt($geometry,5)=geom_to_wkt(geometry(@parent),5)";
    const char *layer = project_find(project, FINDINGS)->id;
    struct text all = {0};
    text_addf(&all, "aggregate('%s','array_agg',\"fid\",%s,order_by:=%s)", layer, belongs, rank);
    text_add(&texts[BELONGS], belongs);
    text_add(&texts[RANK], rank);
    text_addf(&texts[NUMBER], "array_find(%s,\"fid\")+1", all.data != NULL ? all.data : "");
    text_addf(
        &texts[NUMBERS],
        "with_variable('all',%s,with_variable('here',aggregate('%s','array_agg',\"fid\",%s AND "
        "%s,order_by:=%s),if(array_first(@here)=\"fid\",array_to_string(array_foreach(@here,"
        "to_string(array_find(@all,@element)+1)),', '),NULL)))",
        all.data != NULL ? all.data : "", layer, belongs, same_place, rank);
    texts[NUMBER].failed = texts[NUMBER].failed || all.failed;
    text_free(&all);
}

/* The round scale at which the segment fits into the map in any direction, with an eighth to spare.
 */
static void add_scale(struct text *out)
{
    text_addf(out,
              "coalesce(array_first(array_filter(array(500,750,1000,1500,2000,2500,4000,5000,7500,"
              "10000,15000,20000,50000),@element>=attribute(@atlas_feature,'rasif_length_m')*%d)),"
              "100000)",
              (int)(1.25 / MAP_HEIGHT));
}

/* Values that only need the layers. */
static void add_plain_values(const struct project *project, struct text texts[VALUES])
{
    bool mirrored = language_right_to_left(project->language);
    text_add(&texts[LANGUAGE], project->language);
    text_add(&texts[LINE], mirrored ? "1.1" : "1"); /* Arabic letters are higher and deeper */
    text_add(&texts[MARK], mirrored ? "char(8207)||" : ""); /* Latin beginnings stay on the right */
    text_add(&texts[END], mirrored ? "1" : "2");
    text_add(&texts[SEGMENTS_LAYER], project_find(project, SEGMENTS)->id);
    text_add(&texts[FINDINGS_LAYER], project_find(project, FINDINGS)->id);
    text_add(&texts[USERS_LAYER], project_find(project, "audit_summary")->id);
    sheet_add_classes(project, &texts[CLASSES]);
    sheet_add_severities(project, &texts[SEVERITIES]);
    sheet_add_cell(project, &texts[CELL]);
    text_addf(&texts[RULES], "array_first(aggregate('%s','array_agg',",
              project_find(project, "audit_rules")->id);
    style_quote(&texts[NO_CLAUSE], project_words(project, "html.no_clause"));
    add_numbering(project, texts);
    add_scale(&texts[SCALE]);
    sheet_add_box(project, &texts[BOX]);
}

/* What QGIS calls a feature of the table, an expression. */
static rasif_status add_display(struct project *project, const char *table, struct text *out,
                                rasif_error *err)
{
    const char *qml = NULL;
    TRY(project_style(project, project_find(project, table), &qml, err));
    if (qml != NULL)
        qml_element_text(qml, "previewExpression", out);
    if (out->length == 0)
        text_add(out, "\"fid\"");
    return RASIF_OK;
}

/* Values that are read from the file; `worst`: ids of the segments. */
static rasif_status add_read_values(struct project *project, const char *worst,
                                    struct text texts[VALUES], rasif_error *err)
{
    struct text sql = {0}, users = {0};
    text_addf(&texts[WORST_FILTER], "\"fid\" IN (%s)", worst);
    text_addf(&texts[WORST_ORDER], "array_find(array(%s),\"fid\")", worst);
    text_add(&sql, "SELECT min(fid) FROM audit_summary GROUP BY profile ORDER BY 1");
    TRY(read_numbers(project, &sql, &users, err));
    text_addf(&texts[USERS_FILTER], "\"fid\" IN (%s)", users.length > 0 ? users.data : "");
    texts[USERS_FILTER].failed = texts[USERS_FILTER].failed || users.failed;
    text_free(&users);
    TRY(sheet_add_standard(project, &texts[STANDARD], err));
    TRY(add_display(project, SEGMENTS, &texts[SEGMENT_NAME], err));
    return add_display(project, FINDINGS, &texts[WHERE], err);
}

rasif_status sheets_read(struct project *project, struct sheets **out, rasif_error *err)
{
    struct text sql = {0}, worst = {0};
    *out = NULL;
    if (!can_have_sheets(project))
        return RASIF_OK;
    worst_sql(project, &sql);
    rasif_status status = read_numbers(project, &sql, &worst, err);
    if (status == RASIF_OK && worst.length > 0) {
        struct sheets *sheets = ARENA_NEW(&project->arena, struct sheets);
        if (sheets == NULL || worst.failed) {
            status = fail_memory(err);
        } else {
            *out = sheets; /* from here on freed by the caller */
            add_plain_values(project, sheets->texts);
            status = add_read_values(project, worst.data, sheets->texts, err);
        }
    }
    text_free(&worst);
    return status;
}

void sheets_free(struct sheets *sheets)
{
    for (int i = 0; sheets != NULL && i < VALUES; i++)
        text_free(&sheets->texts[i]);
}

/* ---- layers and theme ---- */

/* Layers that only sheets show: their symbols depend on the segment of the page. */
static const struct {
    const char *id, *table, *title, *file;
} sheet_layers[] = {
    {FINDINGS_ID, FINDINGS, "project.sheet.numbered", "layer-findings"},
    {SEGMENT_ID, SEGMENTS, "project.sheet.segment", "layer-segment"},
};
#define N_SHEET_LAYERS (sizeof sheet_layers / sizeof *sheet_layers)

void sheets_add_tree(const struct project *project, struct text *out)
{
    text_add(out, "<layer-tree-group");
    add_attribute(out, "name", project_words(project, "project.theme.sheet"));
    text_add(out, " checked=\"Qt::Unchecked\" expanded=\"0\">\n");
    for (size_t i = 0; i < N_SHEET_LAYERS; i++)
        project_add_tree_layer(project, project_find(project, sheet_layers[i].table),
                               sheet_layers[i].id, project_words(project, sheet_layers[i].title),
                               false, out);
    text_add(out, "</layer-tree-group>\n");
}

rasif_status sheets_add_layers(const struct project *project, const struct sheets *sheets,
                               struct text *out, rasif_error *err)
{
    const struct qml_changes none = {0};
    struct template_value values[VALUES];
    rasif_status status = RASIF_OK;
    show_values(sheets, values);
    for (size_t i = 0; i < N_SHEET_LAYERS && status == RASIF_OK; i++) {
        struct text qml = {0}, attributes = {0}, content = {0};
        status = template_add(project, sheet_layers[i].file, values, VALUES, &qml, err);
        if (status == RASIF_OK && !qml.failed)
            qml_take_apart(qml.data, &none, &attributes, &content);
        project_add_layer(project, project_find(project, sheet_layers[i].table), sheet_layers[i].id,
                          project_words(project, sheet_layers[i].title), &attributes, &content,
                          out);
        out->failed = out->failed || qml.failed;
        text_free(&qml);
        text_free(&attributes);
        text_free(&content);
    }
    return status;
}

/* What is printed: what people walk on, where it is missing, and the layers above. In the styles at
 * hand: named styles make QGIS 3.22 load layers anew before it knows the relations, which forms
 * then lose. */
void sheets_add_theme(const struct project *project, struct text *out)
{
    text_add(out, "<visibility-preset");
    add_attribute(out, "name", project_words(project, "project.theme.sheet"));
    text_add(out, " has-expanded-info=\"0\" has-checked-group-info=\"0\">\n");
    for (size_t i = 0; i < N_SHEET_LAYERS; i++)
        text_addf(out, "<layer id=\"%s\" visible=\"1\"/>\n", sheet_layers[i].id);
    for (size_t i = 0; i < project->n_layers; i++) {
        const struct project_layer *layer = &project->layers[i];
        if (strcmp(layer->table, SIDES) == 0 || (layer->group == GROUP_ELEMENTS && layer->shown))
            text_addf(out, "<layer id=\"%s\" visible=\"1\"/>\n", layer->id);
    }
    text_add(out, "</visibility-preset>\n");
}

/* ---- the layout ---- */

rasif_status sheets_add_layout(struct project *project, struct sheets *sheets, struct text *out,
                               rasif_error *err)
{
    struct template_value values[VALUES];
    struct text *texts = sheets->texts;
    sheet_add_legend(project, &texts[LEGEND]);
    show_values(sheets, values);
    TRY(add_columns(project, "sheets-users", values, VALUES, &texts[USERS_COLUMNS], err));
    TRY(add_columns(project, "sheets-findings", values, VALUES, &texts[FINDINGS_COLUMNS], err));
    show_values(sheets, values);
    TRY(template_add(project, "sheets", values, VALUES, out, err));
    for (int i = 0; i < VALUES; i++)
        out->failed = out->failed || texts[i].failed;
    return RASIF_OK;
}
