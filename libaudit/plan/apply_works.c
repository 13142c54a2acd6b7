/* SPDX-License-Identifier: MIT
 *
 * Reading audit_works, audit_new_lines and audit_manifest: see apply_works.h. Cost: one query per
 * table. */
#include "plan/apply_works.h"

#include "geo/wkb.h"
#include "mapping/mapping.h"
#include "write/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- which works ---- */

static bool is_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

rasif_status works_split(const char *text, struct arena *arena, const char **path,
                         const char *const **ids, size_t *n, rasif_error *err)
{
    char *file = arena_strdup(arena, text), *list = NULL;
    if (file == NULL)
        return fail_memory(err);
    for (char *colon = file; !is_file(file) && list == NULL && (colon = strchr(colon, ':')) != NULL;
         colon++) {
        *colon = '\0';
        if (colon == file || is_file(file))
            list = colon + 1;
        else
            *colon = ':';
    }
    *path = file[0] != '\0' ? file : NULL;
    *n = 0;
    *ids = NULL;
    if (list == NULL)
        return RASIF_OK;
    const char **all = ARENA_ARRAY(arena, strlen(list) / 2 + 1, const char *);
    if (all == NULL)
        return fail_memory(err);
    for (char *at = list; at != NULL;) {
        char *comma = strchr(at, ',');
        if (comma != NULL)
            *comma++ = '\0';
        if (at[0] != '\0')
            all[(*n)++] = at;
        at = comma;
    }
    *ids = all;
    return *n > 0 ? RASIF_OK
                  : fail(err, RASIF_E_ARGUMENT, "'%s' names no work behind the colon", text);
}

/* ---- one row ---- */

struct works_reader {
    struct planned_works *out;
    const char *const *ids;
    size_t n_ids;
    double budget; /* NaN = the largest */
    double bought; /* the largest budget of the plan up to that; NaN = none */
    bool *met;          /* [n_ids] */
    const char **known; /* heap; ids of the file, for suggestions */
    size_t n_known, known_capacity;
};

/* Columns of the SELECT of works_read. */
enum {
    AT_ID,
    AT_KIND,
    AT_MAKES,
    AT_TABLE,
    AT_FID,
    AT_RASIF_ID,
    AT_PLACE,
    AT_HARMS,
    AT_BUDGETS,
    AT_GEOM,
    AT_LINE_KIND,
    AT_LINE
};

/* A copy of a text; NULL = null, or no memory, which *failed tells. */
static const char *keep(struct arena *arena, const struct cell *cell, bool *failed)
{
    if (cell->type != CELL_TEXT)
        return NULL;
    const char *copy = arena_strndup(arena, cell->bytes, cell->length);
    *failed = *failed || copy == NULL;
    return copy;
}

/* Is the budget that is done one of "5000;20000"? A larger budget need not hold the works of a smaller
 * one. */
static bool is_bought(const struct works_reader *r, const struct cell *budgets)
{
    size_t at = 0, used = 0;
    double one = NAN;
    while (budgets->type == CELL_TEXT && at < budgets->length && !isnan(r->bought) &&
           number_parse(budgets->bytes + at, budgets->length - at, &one, &used) && used > 0) {
        if (fabs(one - r->bought) < 0.005)
            return true;
        at += used + 1;
    }
    return false;
}

static bool is_chosen(struct works_reader *r, const char *id, const struct cell *budgets)
{
    bool chosen = false;
    for (size_t i = 0; i < r->n_ids; i++)
        if (strcmp(r->ids[i], id) == 0)
            chosen = r->met[i] = true;
    return r->n_ids > 0 ? chosen : is_bought(r, budgets);
}

/* The line that a work builds, from its row of audit_new_lines: kind and geometry, or nulls. */
static MUST bool take_line(struct arena *arena, const struct cell *kind, const struct cell *geometry,
                           struct planned_work *work)
{
    struct shapes shapes = {0};
    bool grown = true;
    work->role = -1;
    for (int k = 0; k < ROLE_COUNT && kind->type == CELL_TEXT; k++)
        if (strlen(roles[k].name) == kind->length && memcmp(roles[k].name, kind->bytes, kind->length) == 0)
            work->role = k;
    if (work->role < 0 || geometry->type != CELL_BLOB)
        return true;
    wkb_append(&shapes, (const unsigned char *)geometry->bytes, geometry->length, NULL, &grown);
    work->n_points = shapes.n_points;
    work->line = ARENA_ARRAY(arena, 2 * shapes.n_points + 2, double);
    if (grown && work->line != NULL && shapes.n_points > 0)
        memcpy(work->line, shapes.xy, 2 * shapes.n_points * sizeof *work->line);
    shapes_free(&shapes);
    return grown && work->line != NULL;
}

static rasif_status take_work(void *user, const struct cell *cells, rasif_error *err)
{
    struct works_reader *r = user;
    struct planned_works *out = r->out;
    bool failed = false;
    struct planned_work work = {.id = keep(&out->arena, &cells[AT_ID], &failed)};
    if (work.id == NULL)
        return failed ? fail_memory(err) : RASIF_OK;
    if (!PUSH(r->known, r->n_known, r->known_capacity, work.id))
        return fail_memory(err);
    if (!is_chosen(r, work.id, &cells[AT_BUDGETS]))
        return RASIF_OK;
    work.kind = keep(&out->arena, &cells[AT_KIND], &failed);
    work.makes = keep(&out->arena, &cells[AT_MAKES], &failed);
    work.at.table = keep(&out->arena, &cells[AT_TABLE], &failed);
    work.at.fid = cells[AT_FID].type == CELL_INT ? cells[AT_FID].integer : 0;
    work.rasif_id = keep(&out->arena, &cells[AT_RASIF_ID], &failed);
    work.place = keep(&out->arena, &cells[AT_PLACE], &failed);
    work.harms = keep(&out->arena, &cells[AT_HARMS], &failed);
    double box[4];
    work.located =
        cells[AT_GEOM].type == CELL_BLOB &&
        wkb_envelope((const unsigned char *)cells[AT_GEOM].bytes, cells[AT_GEOM].length, box);
    if (work.located) {
        work.xy[0] = box[0];
        work.xy[1] = box[2];
    }
    failed = failed || !take_line(&out->arena, &cells[AT_LINE_KIND], &cells[AT_LINE], &work);
    return !failed && PUSH(out->items, out->n, out->capacity, work) ? RASIF_OK : fail_memory(err);
}

/* ---- the file ---- */

static rasif_status check_met(const struct works_reader *r, rasif_error *err)
{
    for (size_t i = 0; i < r->n_ids; i++)
        if (!r->met[i]) {
            const char *near = nearest_word(r->ids[i], r->known, r->n_known);
            return fail(err, RASIF_E_ARGUMENT, "%s has no work '%s'%s%s%s", r->out->path, r->ids[i],
                        near != NULL ? "; did you mean '"
                                     : "; its table audit_works lists all in column work_id",
                        near != NULL ? near : "", near != NULL ? "'?" : "");
        }
    return RASIF_OK;
}

/* Sets r->bought. */
static rasif_status find_budget(const struct result_file *file, struct works_reader *r, rasif_error *err)
{
    struct result_rows rows;
    TRY(result_query(file, "SELECT DISTINCT budget FROM audit_plan_curve", NULL, 0, &r->out->arena, &rows, err));
    for (size_t i = 0; i < rows.n_rows; i++) {
        double budget = result_real(&rows, i, "budget");
        if ((isnan(r->budget) || budget <= r->budget + 0.005) && !(budget <= r->bought))
            r->bought = budget;
    }
    return RASIF_OK;
}

static rasif_status read_table(const struct result_file *file, size_t table, struct works_reader *r,
                               rasif_error *err)
{
    static const char sql[] =
        "SELECT w.work_id, w.kind, w.makes, w.table_name, w.source_fid, w.rasif_id, w.place, w.harms, w.budgets, w.geom, "
        "l.kind, l.geom FROM audit_works w LEFT JOIN audit_new_lines l ON l.work_id = w.work_id ORDER BY w.rowid";
    struct planned_works *out = r->out;
    const char *crs = result_crs(file, table);
    if (!result_has_column(file, table, "makes") || !result_has_column(file, table, "budgets") ||
        result_find(file, "audit_plan_curve") == SIZE_MAX || result_find(file, "audit_new_lines") == SIZE_MAX)
        return fail(err, RASIF_E_DATA,
                    "%s: its plan is of another version; plan anew with 'rasif plan'", out->path);
    TRY(find_budget(file, r, err));
    out->planned = true;
    out->crs = crs != NULL ? arena_strdup(&out->arena, crs) : NULL;
    TRY(result_each(file, sql, NULL, 0, take_work, r, err));
    TRY(check_met(r, err));
    return RASIF_OK;
}

static rasif_status read_manifest(const struct result_file *file, struct planned_works *out,
                                  rasif_error *err)
{
    struct result_rows rows;
    TRY(result_query(file,
                     "SELECT (SELECT value FROM audit_manifest WHERE key = 'preset') AS preset, "
                     "(SELECT value FROM audit_manifest WHERE key = 'mapping') AS mapping, "
                     "(SELECT value FROM audit_manifest WHERE key = 'mapping.own_file') AS own_file",
                     NULL, 0, &out->arena, &rows, err));
    const char *preset = result_text(&rows, 0, "preset");
    out->preset = mapping_is_preset(preset) ? preset : NULL;
    return mapping_of_manifest(result_text(&rows, 0, "mapping"), result_text(&rows, 0, "own_file"),
                               &out->arena, &out->mapping, err);
}

static rasif_status read_all(const struct result_file *file, struct works_reader *r,
                             rasif_error *err)
{
    size_t table = result_find(file, "audit_works");
    TRY(read_manifest(file, r->out, err));
    if (table != SIZE_MAX)
        TRY(read_table(file, table, r, err));
    return result_unchanged(file, err);
}

rasif_status works_read(const char *path, const char *const *ids, size_t n_ids, double budget,
                        struct planned_works *out, rasif_error *err)
{
    struct result_file *file = NULL;
    rasif_error refused = {0};
    struct works_reader r = {.out = out,
                             .ids = ids,
                             .n_ids = n_ids,
                             .budget = budget,
                             .bought = NAN,
                             .met = calloc(n_ids + 1, sizeof(bool))};
    out->path = path;
    rasif_status status =
        r.met != NULL ? result_open(path, &file, &refused) : fail_memory(&refused);
    if (status == RASIF_OK)
        status = read_all(file, &r, err);
    else if (status == RASIF_E_DATA) /* no audit wrote it */
        status =
            n_ids == 0
                ? RASIF_OK
                : fail(err, RASIF_E_ARGUMENT,
                       "%s has no table audit_works; make one with 'rasif plan %s -o PLAN.gpkg'",
                       path, path);
    else
        status = fail(err, status, "%s", refused.message);
    if (status == RASIF_OK && n_ids > 0 && !out->planned)
        status = fail(err, RASIF_E_ARGUMENT,
                      "%s has no table audit_works; make one with 'rasif plan %s -o PLAN.gpkg'",
                      path, path);
    result_close(file);
    free(r.met);
    free(r.known);
    return status;
}

void planned_works_free(struct planned_works *works)
{
    free(works->items);
    arena_free(&works->arena);
    *works = (struct planned_works){.n = 0};
}
