/* SPDX-License-Identifier: MIT
 *
 * The tables survey_values and survey_proposals, made anew in the copy: see merge_parts.h. Cost: a statement for each
 * row. */
#include "plan/merge_parts.h"

#include "geo/wkb.h"

#include <math.h>
#include <string.h>

static const char *const values_made[] = {
    "DROP TABLE IF EXISTS main." SURVEY_VALUES,
    "CREATE TABLE main." SURVEY_VALUES " (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, rasif_id TEXT, table_name TEXT, "
    "source_fid INTEGER, side TEXT, field TEXT, value TEXT, none_found TEXT, surveyed_on TEXT, surveyor TEXT, photo TEXT, "
    "remark TEXT, survey TEXT, state TEXT NOT NULL, reason TEXT NOT NULL, original TEXT)",
};

static const char *const proposals_made[] = {
    "DROP TABLE IF EXISTS main." SURVEY_PROPOSALS,
    "CREATE TABLE main." SURVEY_PROPOSALS " (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom GEOMETRY, kind TEXT NOT "
    "NULL, role TEXT, rasif_id TEXT, table_name TEXT, source_fid INTEGER, said TEXT, none_found TEXT, surveyed_on TEXT, "
    "surveyor TEXT, photo TEXT, remark TEXT, survey TEXT)",
};

static struct cell text_cell(const char *text)
{
    return text == NULL ? (struct cell){.type = CELL_NULL}
                        : (struct cell){.type = CELL_TEXT, .bytes = text, .length = strlen(text)};
}

static struct cell number_cell(int64_t number)
{
    return (struct cell){.type = CELL_INT, .integer = number};
}

static rasif_status run_all(struct edit *edit, const char *const *sql, size_t n, rasif_error *err)
{
    for (size_t i = 0; i < n; i++)
        TRY(edit_run(edit, sql[i], NULL, 0, err));
    return RASIF_OK;
}

/* ---- the catalog ---------------------------------------------------------------------------- */

/* A copy's row of gpkg_contents, with a box of a table of geometries. */
static rasif_status list_table(struct edit *edit, const struct merging *m, const char *table, const char *type,
                               const double *box, rasif_error *err)
{
    const char *change = m->last_change != NULL ? m->last_change : "1970-01-01T00:00:00.000Z";
    struct cell cells[9] = {text_cell(table), text_cell(type), text_cell(change)};
    cells[7] = number_cell(m->srs_id);
    cells[8] = text_cell(table);
    for (int i = 0; i < 4 && box != NULL && box[0] <= box[1]; i++)
        cells[3 + i] = (struct cell){.type = CELL_REAL, .real = box[i]};
    if (box == NULL)
        cells[7] = number_cell(0);
    return edit_run(edit,
                    "INSERT OR REPLACE INTO main.gpkg_contents(table_name, data_type, identifier, description, last_change, "
                    "min_x, max_x, min_y, max_y, srs_id) VALUES(?1, ?2, ?9, '', ?3, ?4, ?5, ?6, ?7, ?8)",
                    cells, 9, err);
}

static rasif_status list_geometry(struct edit *edit, const struct merging *m, rasif_error *err)
{
    const struct cell cells[] = {number_cell(m->srs_id)};
    return edit_run(edit,
                    "INSERT OR REPLACE INTO main.gpkg_geometry_columns(table_name, column_name, geometry_type_name, srs_id, "
                    "z, m) VALUES('" SURVEY_PROPOSALS "', 'geom', 'GEOMETRY', ?1, 2, 2)",
                    cells, 1, err);
}

/* What GDAL and QGIS keep about a table of geometries. */
static rasif_status forget_table(struct edit *edit, const char *table, size_t rows, rasif_error *err)
{
    const struct cell cells[] = {text_cell(table), number_cell((int64_t)rows)};
    if (edit_has_table(edit, "gpkg_ogr_contents"))
        TRY(edit_run(edit, "INSERT OR REPLACE INTO main.gpkg_ogr_contents(table_name, feature_count) VALUES(?1, ?2)", cells,
                     2, err));
    return RASIF_OK;
}

/* ---- rows ----------------------------------------------------------------------------------- */

static rasif_status write_value(struct edit *edit, const struct answer *a, rasif_error *err)
{
    const struct cell null = {.type = CELL_NULL};
    const struct cell cells[] = {text_cell(a->rasif_id),
                                 text_cell(a->table),
                                 a->table != NULL ? number_cell(a->fid) : null,
                                 text_cell(a->side == SIDE_LEFT    ? "left"
                                           : a->side == SIDE_RIGHT ? "right"
                                                                   : NULL),
                                 text_cell(a->field_name),
                                 text_cell(a->value),
                                 text_cell(a->none_found ? "yes" : "no"),
                                 text_cell(a->day),
                                 text_cell(a->surveyor),
                                 text_cell(a->photo),
                                 text_cell(a->remark),
                                 text_cell(a->survey),
                                 text_cell(answer_states[a->state]),
                                 text_cell(answer_reasons[a->reason]),
                                 text_cell(a->original)};
    return edit_run(edit,
                    "INSERT INTO main." SURVEY_VALUES "(rasif_id, table_name, source_fid, side, field, value, none_found, "
                    "surveyed_on, surveyor, photo, remark, survey, state, reason, original) "
                    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
                    cells, sizeof cells / sizeof *cells, err);
}

static rasif_status write_proposal(struct edit *edit, const struct proposal *p, double box[4], rasif_error *err)
{
    const struct cell null = {.type = CELL_NULL};
    const struct cell geometry = {.type = CELL_BLOB, .bytes = p->blob, .length = p->length};
    double own[4];
    if (p->blob != NULL && wkb_envelope((const unsigned char *)p->blob, p->length, own))
        for (int i = 0; i < 4; i++)
            box[i] = i & 1 ? fmax(box[i], own[i]) : fmin(box[i], own[i]);
    const struct cell cells[] = {p->blob != NULL ? geometry : null,
                                 text_cell(p->kind),
                                 text_cell(p->role),
                                 text_cell(p->rasif_id),
                                 text_cell(p->table),
                                 p->table != NULL ? number_cell(p->fid) : null,
                                 text_cell(p->said),
                                 text_cell(p->none_found),
                                 text_cell(p->day),
                                 text_cell(p->surveyor),
                                 text_cell(p->photo),
                                 text_cell(p->remark),
                                 text_cell(p->survey)};
    return edit_run(edit,
                    "INSERT INTO main." SURVEY_PROPOSALS "(geom, kind, role, rasif_id, table_name, source_fid, said, "
                    "none_found, surveyed_on, surveyor, photo, remark, survey) "
                    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                    cells, sizeof cells / sizeof *cells, err);
}

static rasif_status write_values(struct edit *edit, const struct merging *m, rasif_error *err)
{
    TRY(run_all(edit, values_made, sizeof values_made / sizeof *values_made, err));
    for (size_t i = 0; i < m->n_answers; i++)
        TRY(write_value(edit, &m->answers[i], err));
    TRY(forget_table(edit, SURVEY_VALUES, m->n_answers, err));
    return list_table(edit, m, SURVEY_VALUES, "attributes", NULL, err);
}

static rasif_status write_proposals(struct edit *edit, const struct merging *m, rasif_error *err)
{
    double box[4] = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    if (edit_has_table(edit, "rtree_" SURVEY_PROPOSALS "_geom")) /* one that QGIS made */
        TRY(edit_run(edit, "DROP TABLE main.rtree_" SURVEY_PROPOSALS "_geom", NULL, 0, err));
    if (edit_has_table(edit, "gpkg_extensions"))
        TRY(edit_run(edit, "DELETE FROM main.gpkg_extensions WHERE lower(table_name) = '" SURVEY_PROPOSALS "'", NULL, 0, err));
    TRY(run_all(edit, proposals_made, sizeof proposals_made / sizeof *proposals_made, err));
    for (size_t i = 0; i < m->n_proposals; i++)
        TRY(write_proposal(edit, &m->proposals[i], box, err));
    TRY(forget_table(edit, SURVEY_PROPOSALS, m->n_proposals, err));
    TRY(list_table(edit, m, SURVEY_PROPOSALS, "features", box, err));
    return list_geometry(edit, m, err);
}

rasif_status merge_write(struct merging *m, const char *copy, rasif_error *err)
{
    struct edit *edit = NULL;
    TRY(edit_open(copy, m->options->output, &edit, err));
    rasif_status status = write_values(edit, m, err);
    if (status == RASIF_OK && (m->n_proposals > 0 || m->n_proposals_before > 0))
        status = write_proposals(edit, m, err);
    if (status == RASIF_OK)
        status = edit_commit(edit, err);
    edit_close(edit);
    return status;
}

/* ---- is there anything to write? ------------------------------------------------------------ */

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool merge_changes(const struct merging *m)
{
    bool changes = m->n_answers != m->n_before || m->proposals_changed;
    for (size_t i = 0; i < m->n_answers && !changes; i++) {
        const struct answer *a = &m->answers[i], *b = &m->before[i];
        changes = !same_text(a->table, b->table) || a->fid != b->fid || a->side != b->side ||
                  !same_text(a->rasif_id, b->rasif_id) || !same_text(a->field_name, b->field_name) ||
                  !same_text(a->value, b->value) || a->none_found != b->none_found || !same_text(a->day, b->day) ||
                  !same_text(a->surveyor, b->surveyor) || !same_text(a->photo, b->photo) ||
                  !same_text(a->remark, b->remark) || !same_text(a->survey, b->survey) || a->state != b->state ||
                  a->reason != b->reason || !same_text(a->original, b->original);
    }
    return changes;
}
