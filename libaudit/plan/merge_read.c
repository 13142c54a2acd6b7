/* SPDX-License-Identifier: MIT
 *
 * Rows of surveys and of earlier merges: see merge_parts.h. Cost: one pass over each layer of a survey. */
#include "plan/merge_parts.h"

#include "geo/crs.h"
#include "geo/shapes.h"
#include "geo/wkb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* ---- columns of a layer of a survey --------------------------------------------------------- */

enum { AT_GEOMETRY, AT_RASIF_ID, AT_TABLE, AT_FID, AT_NONE, AT_DAY, AT_SURVEYOR, AT_PHOTO, AT_REMARK, AT_STATE, AT_FIELDS };
static const char *const named[AT_FIELDS] = {[AT_RASIF_ID] = "rasif_id",     [AT_TABLE] = "table_name",
                                             [AT_FID] = "source_fid",        [AT_NONE] = "none_found",
                                             [AT_DAY] = "surveyed_on",       [AT_SURVEYOR] = "surveyor",
                                             [AT_PHOTO] = "photo",           [AT_REMARK] = "remark",
                                             [AT_STATE] = "state"};

/* One layer that is read. */
struct layer {
    struct merging *m;
    const char *path, *file, *table;
    const char **fields; /* [n_fields] columns with answers */
    size_t n_fields;
    enum role role;
    struct shapes metric; /* row for row */
    bool in_metres;
    const char *crs;
    size_t row, unread_days;
};

/* Is the column one that every layer of a survey has, or its key or geometry? */
static bool is_standing(const struct result_file *file, size_t table, const char *name)
{
    static const char *const others[] = {"street", "walk", "visit", "ask", "street_id"};
    const char *geometry = result_geometry(file, table);
    bool standing = strcasecmp(name, result_key(file, table)) == 0 ||
                    (geometry != NULL && strcasecmp(name, geometry) == 0);
    for (size_t i = AT_RASIF_ID; i < AT_FIELDS; i++)
        standing = standing || strcasecmp(name, named[i]) == 0;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        standing = standing || strcasecmp(name, others[i]) == 0;
    return standing;
}

static void add_name(struct text *sql, const char *before, const char *name)
{
    text_addf(sql, "%s\"", before);
    for (const char *c = name; *c != '\0'; c++)
        text_addn(sql, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
    text_add(sql, "\"");
}

/* SELECT of the geometry, the standing columns and those with answers; fills layer->fields. */
static MUST bool make_select(const struct result_file *file, size_t table, struct layer *layer, struct text *sql)
{
    struct merging *m = layer->m;
    size_t n = result_n_columns(file, table);
    layer->fields = ARENA_ARRAY(&m->arena, n + 1, const char *);
    if (layer->fields == NULL)
        return false;
    if (result_geometry(file, table) != NULL)
        add_name(sql, "SELECT ", result_geometry(file, table));
    else
        text_add(sql, "SELECT NULL");
    for (int i = AT_RASIF_ID; i < AT_FIELDS; i++)
        if (result_has_column(file, table, named[i]))
            add_name(sql, ", ", named[i]);
        else
            text_add(sql, ", NULL");
    for (size_t c = 0; c < n; c++) {
        const char *name = result_column(file, table, c);
        if (is_standing(file, table, name) || field_find(name) == FIELD_NONE)
            continue;
        add_name(sql, ", ", name);
        layer->fields[layer->n_fields] = arena_strdup(&m->arena, name);
        if (layer->fields[layer->n_fields++] == NULL)
            return false;
    }
    add_name(sql, " FROM main.", layer->table);
    add_name(sql, " ORDER BY ", result_key(file, table));
    return !sql->failed;
}

/* ---- places --------------------------------------------------------------------------------- */

static rasif_status take_shape(void *user, const struct cell *cells, rasif_error *err)
{
    struct layer *layer = user;
    bool grown = true;
    const struct cell *cell = &cells[AT_GEOMETRY];
    wkb_append(&layer->metric, cell->type == CELL_BLOB ? (const unsigned char *)cell->bytes : NULL,
               cell->type == CELL_BLOB ? cell->length : 0, NULL, &grown);
    return grown ? RASIF_OK : fail_memory(err);
}

/* All geometries of the layer in metres of the run: to compare them with the city's. A system that leads nowhere
 * compares with nothing. */
static rasif_status bring_layer(const struct result_file *file, const char *sql, struct layer *layer, rasif_error *err)
{
    struct merging *m = layer->m;
    struct crs *from = NULL;
    rasif_error why = {0};
    TRY(result_each(file, sql, NULL, 0, take_shape, layer, err));
    if (m->geo.plan == NULL || layer->crs == NULL)
        return RASIF_OK;
    rasif_status status = crs_from_text(m->geo.context, layer->crs, &from, &why);
    if (status == RASIF_OK)
        status = crs_bring(m->geo.context, m->geo.plan, from, layer->table, true, layer->metric.xy,
                           layer->metric.n_points, &why);
    layer->in_metres = status == RASIF_OK;
    if (status == RASIF_E_MEMORY)
        return fail_memory(err);
    if (status != RASIF_OK)
        m->talk->note(m->talk->user, why.message);
    return RASIF_OK;
}

/* ---- answers -------------------------------------------------------------------------------- */

/* What can be judged by is written in the words and the unit of its field. */
bool merge_add_answer(struct merging *m, const struct answer *answer)
{
    struct answer copy = *answer;
    struct text shown = {0};
    merge_understand(&copy);
    if (copy.field != FIELD_NONE)
        copy.field_name = fields[copy.field].name;
    if (copy.meant.known && !copy.none_found) {
        field_value_show(copy.field, &copy.meant, &shown);
        copy.value = shown.failed ? NULL : arena_strdup(&m->arena, shown.data);
        if (copy.value != NULL && copy.meant.text != NULL)
            copy.meant.text = copy.value;
    }
    text_free(&shown);
    return (copy.value != NULL || !copy.meant.known || copy.none_found) &&
           PUSH(m->answers, m->n_answers, m->answer_capacity, copy);
}

/* One answer for each name of a list, such as "handrail obstacles". */
static MUST bool add_none_found(struct merging *m, const struct answer *common, const char *list)
{
    const char *separators = " ,;\t\n";
    for (const char *at = list; at != NULL && *at != '\0';) {
        size_t n = strcspn(at, separators);
        if (n > 0) {
            struct answer answer = *common;
            answer.field_name = arena_strndup(&m->arena, at, n);
            answer.none_found = true;
            if (answer.field_name == NULL || !merge_add_answer(m, &answer))
                return false;
        }
        at += n + strspn(at + n, separators);
    }
    return true;
}

/* "clear_width_m=1.2; surface=sand": what a proposal says. */
static const char *said_of(struct merging *m, size_t first)
{
    struct text text = {0};
    for (size_t i = first; i < m->n_answers; i++)
        if (m->answers[i].value != NULL)
            text_addf(&text, "%s%s=%s", text.length > 0 ? "; " : "", m->answers[i].field_name, m->answers[i].value);
    const char *copy = text.data != NULL && !text.failed ? arena_strdup(&m->arena, text.data) : NULL;
    text_free(&text);
    return copy;
}

/* A proposal of rasif draft of which the row says something, but not whether it is there: it was measured, so it is. */
static MUST bool add_is_there(struct merging *m, const struct answer *common, size_t first)
{
    struct answer answer = *common;
    bool measured = false, answered = false;
    if (common->row == SIZE_MAX || !element_is_proposal(&m->city.store, &m->city.store.tables[common->role], common->row))
        return true;
    for (size_t i = first; i < m->n_answers; i++) {
        measured = measured || m->answers[i].meant.known;
        answered = answered || m->answers[i].field == F_status;
    }
    answer.field_name = fields[F_status].name;
    answer.value = vocabulary_word(fields[F_status].vocabulary, STATUS_IN_USE);
    return !measured || answered || merge_add_answer(m, &answer);
}

/* Answers of a row, with one that has no field where the row has nothing but a remark, a photo or a closed gate. */
static MUST bool add_answers(struct layer *layer, const struct cell *cells, struct survey_row *row)
{
    struct merging *m = layer->m;
    size_t first = m->n_answers;
    bool failed = false;
    for (size_t i = 0; i < layer->n_fields; i++) {
        struct answer answer = row->common;
        answer.field_name = layer->fields[i];
        answer.value = merge_text(m, &cells[AT_FIELDS + i], &failed);
        if (failed || (answer.value != NULL && !merge_add_answer(m, &answer)))
            return false;
    }
    row->said = said_of(m, first);
    if (row->none_found != NULL && !add_none_found(m, &row->common, row->none_found))
        return false;
    if (!add_is_there(m, &row->common, first))
        return false;
    bool more = row->common.remark != NULL || row->common.photo != NULL || row->common.no_access;
    return m->n_answers > first || !more || merge_add_answer(m, &row->common);
}

static rasif_status take_row(void *user, const struct cell *cells, rasif_error *err)
{
    struct layer *layer = user;
    struct merging *m = layer->m;
    bool failed = false;
    struct survey_row row = {.common = {.survey = layer->file, .source = SIZE_MAX, .row = SIZE_MAX},
                             .role = layer->role, .shape = layer->row++, .geometry = &cells[AT_GEOMETRY],
                             .metric = layer->in_metres ? &layer->metric : NULL, .crs = layer->crs};
    struct answer *common = &row.common;
    const char *state = merge_text(m, &cells[AT_STATE], &failed);
    common->rasif_id = merge_text(m, &cells[AT_RASIF_ID], &failed);
    common->table = merge_text(m, &cells[AT_TABLE], &failed);
    common->fid = merge_integer(&cells[AT_FID]);
    common->day = merge_day(m, &cells[AT_DAY], &failed);
    common->surveyor = merge_text(m, &cells[AT_SURVEYOR], &failed);
    common->photo = merge_text(m, &cells[AT_PHOTO], &failed);
    common->remark = merge_text(m, &cells[AT_REMARK], &failed);
    common->no_access = state != NULL && strcmp(state, "no_access") == 0;
    row.none_found = merge_text(m, &cells[AT_NONE], &failed);
    if (common->photo != NULL)
        failed = (common->photo = merge_seen_from_output(m, common->photo, layer->path)) == NULL || failed;
    layer->unread_days += common->day != NULL && !date_valid(common->day);
    if (failed)
        return fail_memory(err);
    bool new_element = common->rasif_id == NULL && common->table == NULL;
    size_t first = m->n_answers;
    if (!new_element)
        merge_match(m, &row);
    if (!add_answers(layer, cells, &row))
        return fail_memory(err);
    if (new_element)
        m->n_answers = first; /* what it says goes into the proposal */
    return merge_propose(m, &row, err);
}

static void tell_days(const struct layer *layer)
{
    char sentence[512];
    if (layer->unread_days == 0)
        return;
    snprintf(sentence, sizeof sentence, "%s: layer %s: %zu rows have no date of the form 2026-05-01 in surveyed_on; their values count as undated",
             layer->path, layer->table, layer->unread_days);
    layer->m->talk->note(layer->m->talk->user, sentence);
}

/* "survey_sidewalks" is of sidewalks. */
static enum role role_of(const char *table)
{
    static const char prefix[] = "survey_";
    return strncasecmp(table, prefix, sizeof prefix - 1) == 0 ? role_find(table + sizeof prefix - 1) : ROLE_NONE;
}

static rasif_status read_layer(struct merging *m, const struct result_file *file, size_t table, const char *path,
                               rasif_error *err)
{
    struct layer layer = {.m = m, .path = path, .file = base_name(path), .table = result_table(file, table)};
    const char *crs = result_crs(file, table);
    struct text sql = {0};
    layer.role = role_of(layer.table);
    layer.file = arena_strdup(&m->arena, layer.file);
    layer.crs = crs != NULL ? arena_strdup(&m->arena, crs) : NULL;
    rasif_status status = layer.file != NULL && make_select(file, table, &layer, &sql) ? RASIF_OK : fail_memory(err);
    if (status == RASIF_OK)
        status = bring_layer(file, sql.data, &layer, err);
    if (status == RASIF_OK)
        status = result_each(file, sql.data, NULL, 0, take_row, &layer, err);
    if (status == RASIF_OK)
        tell_days(&layer);
    shapes_free(&layer.metric);
    text_free(&sql);
    return status;
}

static bool is_survey_layer(const struct result_file *file, size_t table)
{
    const char *name = result_table(file, table);
    bool ours = strcasecmp(name, SURVEY_VALUES) == 0 || strcasecmp(name, SURVEY_PROPOSALS) == 0;
    return !ours && result_has_column(file, table, "rasif_id") && result_has_column(file, table, "table_name") &&
           result_has_column(file, table, "source_fid") && result_has_column(file, table, "surveyed_on");
}

rasif_status merge_read_survey(struct merging *m, const char *path, rasif_error *err)
{
    struct result_file *file = NULL;
    size_t n = 0;
    TRY(result_open_plain(path, &file, err));
    rasif_status status = RASIF_OK;
    for (size_t t = 0; t < result_n_tables(file) && status == RASIF_OK; t++)
        if (is_survey_layer(file, t)) {
            n++;
            status = read_layer(m, file, t, path, err);
        }
    if (status == RASIF_OK && n == 0)
        status = fail(err, RASIF_E_DATA,
                      "%s has no layer of a survey (columns rasif_id, table_name, source_fid, surveyed_on); give a file "
                      "that 'rasif survey' wrote and surveyors filled in",
                      path);
    merge_take_last_change(m, file);
    if (status == RASIF_OK)
        status = result_unchanged(file, err);
    result_close(file);
    return status;
}
