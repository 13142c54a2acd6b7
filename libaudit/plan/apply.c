/* SPDX-License-Identifier: MIT
 *
 * Works done in a copy: see apply.h. The order: works and the mapping of their audit; the file as
 * an audit reads it; what is to become of which feature; a copy beside the target, changed in one
 * transaction; the copy read back; the copy in place of the target. Inputs are only read. */
#include "plan/apply_parts.h"
#include "read/surveyed.h"
#include "source/copy.h"
#include "write/edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_NEW 8 /* columns that make a new row one of its role */

/* ---- what is read ---------------------------------------------------------------------------- */

/* The works, and the mapping of their audit: of the file itself before that of the works. */
static rasif_status read_works(struct applying *a, rasif_error *err)
{
    const rasif_apply_options *o = a->options;
    const char *path = NULL, *const *ids = NULL;
    size_t n = 0;
    if (o->works != NULL)
        TRY(works_split(o->works, &a->arena, &path, &ids, &n, err));
    if (n > 0 && o->budget == o->budget)
        return fail(err, RASIF_E_ARGUMENT,
                    "works are chosen by their ids or by a budget, not by both");
    TRY(works_read(path != NULL ? path : o->input, ids, n, o->budget, &a->works, err));
    if (path != NULL)
        TRY(works_read(o->input, NULL, 0, 0, &a->own, err));
    if (!a->works.planned && (o->changes == NULL || o->works != NULL))
        return fail(err, RASIF_E_ARGUMENT,
                    "%s has no table audit_works; make one with 'rasif plan %s -o PLAN.gpkg', or "
                    "give changes",
                    a->works.path, a->works.path);
    return RASIF_OK;
}

/* By which options the file is read: what the caller says, else what the audit used. */
static rasif_status choose_mapping(struct applying *a, rasif_options *out, rasif_error *err)
{
    const struct planned_works *from =
        a->own.preset != NULL || a->own.mapping != NULL ? &a->own : &a->works;
    out->threads = a->options->threads;
    out->mapping = a->options->mapping;
    out->preset = a->options->preset;
    return scenery_options(from->preset, from->mapping, &a->folder, &a->arena, out, err);
}

/* The target may be nothing that is read. */
static rasif_status check_target(struct applying *a, rasif_error *err)
{
    const rasif_apply_options *o = a->options;
    struct read_files reads = {0};
    const struct read_files *const lists[] = {&reads};
    const rasif_target target = {.path = o->output};
    read_files_add_database(&reads, o->input, READ_INPUT);
    if (a->works.path != NULL)
        read_files_add_database(&reads, a->works.path, READ_OTHER);
    if (o->mapping != NULL)
        read_files_add(&reads, o->mapping, READ_OTHER);
    if (o->changes != NULL)
        read_files_add(&reads, o->changes, READ_OTHER);
    rasif_status status = read_files_check(lists, 1, &target, 1, err);
    read_files_free(&reads);
    return status;
}

/* Metres and ids; coordinates of crossings are kept as they are stored. */
static rasif_status prepare_before(struct applying *a, rasif_error *err)
{
    const struct shapes *crossings = &a->before.store.tables[ROLE_CROSSING].shapes;
    size_t n_points = crossings->n_points;
    a->crossing_xy = malloc((n_points + 1) * 2 * sizeof *a->crossing_xy);
    if (a->crossing_xy == NULL)
        return fail_memory(err);
    if (n_points > 0)
        memcpy(a->crossing_xy, crossings->xy, 2 * n_points * sizeof *a->crossing_xy);
    TRY(scenery_prepare(&a->before, &a->geo, err));
    if (crossings->n_points != n_points) {
        free(a->crossing_xy);
        a->crossing_xy = NULL;
    }
    return RASIF_OK;
}

/* ---- what is written ------------------------------------------------------------------------- */

static struct edit_layer layer_of(const struct applying *a, const struct target *t)
{
    const struct source *source = &a->before.store.sources[t->source];
    return (struct edit_layer){source->table, source->key, source->geometry_column,
                               source->geometry_type, source->srs_id};
}

/* A value of a survey that lies over the cell does not hold any more (read/surveyed.h). `field` NULL = all of the
 * feature's. */
static rasif_status end_survey(struct edit *edit, const struct edit_layer *layer, const struct target *t, const char *field,
                               rasif_error *err)
{
    const char *side = t->side == NO_SIDE ? "" : t->side == 0 ? "left" : "right";
    const struct cell cells[] = {{.type = CELL_TEXT, .bytes = layer->table, .length = strlen(layer->table)},
                                 {.type = CELL_INT, .integer = t->fid},
                                 {.type = CELL_TEXT, .bytes = side, .length = strlen(side)},
                                 {.type = field != NULL ? CELL_TEXT : CELL_NULL,
                                  .bytes = field,
                                  .length = field != NULL ? strlen(field) : 0}};
    if (!edit_has_table(edit, SURVEY_VALUES))
        return RASIF_OK;
    return edit_run(edit,
                    "UPDATE main." SURVEY_VALUES " SET state = 'replaced', reason = 'works' WHERE state = '" SURVEY_USED
                    "' AND lower(table_name) = lower(?1) AND source_fid = ?2 AND coalesce(side, '') = ?3 AND "
                    "field = coalesce(?4, field)",
                    cells, 4, err);
}

/* The cell of a field, and further columns that could fill it when it is to be null. */
static rasif_status write_cell(struct applying *a, struct edit *edit, const struct meant *meant,
                               rasif_error *err)
{
    const struct target *t = &a->targets[meant->target];
    const struct edit_layer layer = layer_of(a, t);
    const struct cell null = {.type = CELL_NULL};
    if (meant->cell.tag != NULL)
        TRY(edit_tag(edit, &layer, t->fid, meant->cell.column, meant->cell.tag, &meant->cell.value,
                     err));
    else
        TRY(edit_cell(edit, &layer, t->fid, meant->cell.column, &meant->cell.value, err));
    TRY(end_survey(edit, &layer, t, fields[meant->field].name, err));
    a->counts.cells++;
    for (size_t i = 0; meant->cell.value.type == CELL_NULL && i < meant->cell.n_clear; i++)
        TRY(edit_cell(edit, &layer, t->fid, meant->cell.clear[i], &null, err));
    return RASIF_OK;
}

static struct cell text_cell(const char *text)
{
    return (struct cell){.type = CELL_TEXT, .bytes = text, .length = strlen(text)};
}

/* Columns of a new feature, each once, then its tags. */
static rasif_status write_feature(struct applying *a, struct edit *edit, struct target *t,
                                  rasif_error *err)
{
    const char *columns[FIELD_COUNT + MOST_NEW];
    struct cell values[FIELD_COUNT + MOST_NEW];
    const struct yaml_node *makes;
    size_t n = 0, n_makes = inputs_new_row(a->before.inputs, t->binding, &makes);
    if (n_makes > MOST_NEW)
        return fail(err, RASIF_E_INTERNAL, "a preset has more than %d columns for a new row", MOST_NEW);
    for (size_t i = 0; i < n_makes; i++) {
        if (inputs_tags_of(a->before.inputs, t->binding, makes->items[i].key) != NULL)
            continue;
        columns[n] = makes->items[i].key;
        values[n++] = text_cell(makes->items[i].text);
    }
    for (size_t i = t->last; i != SIZE_MAX; i = a->meant[i].before) {
        size_t same = 0;
        if (a->meant[i].cell.tag != NULL)
            continue;
        while (same < n && strcmp(columns[same], a->meant[i].cell.column) != 0)
            same++;
        columns[same] = a->meant[i].cell.column;
        values[same] = a->meant[i].cell.value;
        n += same == n;
    }
    const struct edit_layer layer = layer_of(a, t);
    a->counts.added++;
    TRY(edit_add(edit, &layer, t->xy, t->n_points, columns, values, n, &t->fid, err));
    for (size_t i = 0; i < n_makes; i++) {
        const char *tags = inputs_tags_of(a->before.inputs, t->binding, makes->items[i].key);
        const struct cell word = text_cell(makes->items[i].text);
        if (tags != NULL)
            TRY(edit_tag(edit, &layer, t->fid, tags, makes->items[i].key, &word, err));
    }
    for (size_t i = t->last; i != SIZE_MAX; i = a->meant[i].before)
        if (a->meant[i].cell.tag != NULL)
            TRY(edit_tag(edit, &layer, t->fid, a->meant[i].cell.column, a->meant[i].cell.tag,
                         &a->meant[i].cell.value, err));
    return RASIF_OK;
}

static rasif_status write_all(struct applying *a, struct edit *edit, rasif_error *err)
{
    for (size_t i = 0; i < a->n_meant; i++)
        if (a->targets[a->meant[i].target].kind == TARGET_CHANGE)
            TRY(write_cell(a, edit, &a->meant[i], err));
    for (size_t i = 0; i < a->n_targets; i++) {
        const struct edit_layer layer = layer_of(a, &a->targets[i]);
        if (a->targets[i].kind == TARGET_ADD)
            TRY(write_feature(a, edit, &a->targets[i], err));
        else if (a->targets[i].kind == TARGET_REMOVE) {
            TRY(edit_remove(edit, &layer, a->targets[i].fid, err));
            TRY(end_survey(edit, &layer, &a->targets[i], NULL, err));
            a->counts.removed++;
        }
    }
    return edit_commit(edit, err);
}

/* Changes the copy and reads it back. Without a change the copy stays as it is, byte for byte. */
static rasif_status change_copy(struct applying *a, const char *copy, rasif_error *err)
{
    struct edit *edit = NULL;
    bool any = a->n_meant > 0;
    for (size_t i = 0; i < a->n_targets; i++)
        any = any || a->targets[i].kind != TARGET_CHANGE;
    if (!any)
        return RASIF_OK;
    TRY(edit_open(copy, a->options->output, &edit, err));
    rasif_status status = write_all(a, edit, err);
    edit_close(edit);
    return status == RASIF_OK ? apply_check(a, copy, err) : status;
}

/* Asks the caller whether to go on. */
static rasif_status step(const struct applying *a, double done, rasif_error *err)
{
    return a->talk->go_on(a->talk->user, done) ? RASIF_OK
                                               : fail(err, RASIF_E_CANCELLED, "cancelled");
}

static rasif_status write_output(struct applying *a, rasif_error *err)
{
    struct edit_file *file = NULL;
    const char *copy = NULL;
    const char *from = inputs_sqlite_path(a->before.inputs, 0);
    TRY(edit_file_begin(from, a->options->input, a->options->output, a->options->overwrite, &file,
                        &copy, err));
    rasif_status status = inputs_unchanged(a->before.inputs, err);
    if (status == RASIF_OK)
        status = step(a, 0.6, err);
    if (status == RASIF_OK)
        status = change_copy(a, copy, err);
    if (status == RASIF_OK)
        status = step(a, 0.9, err);
    if (status == RASIF_OK)
        status = inputs_unchanged(a->before.inputs, err);
    if (status == RASIF_OK)
        status = edit_file_finish(file, err);
    edit_file_free(file);
    return status;
}

/* ---- what is told ---------------------------------------------------------------------------- */

static const char *shown_field(const struct remark *r)
{
    return fields[r->field].flags & FIELD_DERIVED ? fields[r->field].name
                                                  : field_native_name(r->role, r->field);
}

/* Fields without a column in one sentence for each table: from remark `first` on. */
static void tell_unwritten(const struct applying *a, size_t first)
{
    const struct remark *table = &a->remarks[first];
    struct text names = {0}, sentence = {0};
    size_t n = 0;
    for (size_t i = 0; i < a->n_remarks; i++) {
        const struct remark *r = &a->remarks[i];
        if (r->kind != REMARK_NO_COLUMN || r->source != table->source || r->role != table->role)
            continue;
        if (i < first) {
            text_free(&names);
            return; /* told */
        }
        text_addf(&names, "%s%s", n > 0 ? ", " : "", shown_field(r));
        n += r->n;
    }
    text_addf(
        &sentence,
        "%s: no column takes %s; %zu values of works are not written, and an audit of the copy "
        "may find less than the plan promised",
        a->before.store.sources[table->source].table, names.data != NULL ? names.data : "", n);
    if (!sentence.failed)
        a->talk->note(a->talk->user, sentence.data);
    text_free(&names);
    text_free(&sentence);
}

static void tell(const struct applying *a, size_t remark)
{
    const struct remark *r = &a->remarks[remark];
    const char *table = a->before.store.sources[r->source].table;
    char sentence[512];
    if (r->kind == REMARK_NO_COLUMN) {
        tell_unwritten(a, remark);
        return;
    }
    if (r->kind == REMARK_ROUNDED)
        snprintf(sentence, sizeof sentence,
                 "%s: the column of %s holds whole numbers; %zu values are moved to the next one "
                 "that serves better",
                 table, shown_field(r), r->n);
    else
        snprintf(sentence, sizeof sentence,
                 "%s: %s is other than before at %zu changed features, because one column fills "
                 "several fields",
                 table, shown_field(r), r->n);
    a->talk->note(a->talk->user, sentence);
}

static rasif_status run(struct applying *a, rasif_error *err)
{
    rasif_options options;
    rasif_options_init(&options);
    TRY(read_works(a, err));
    TRY(check_target(a, err));
    TRY(choose_mapping(a, &options, err));
    TRY(step(a, 0.1, err));
    TRY(scenery_read(a->options->input, &options, SCENERY_AUDITED, &a->before, err));
    TRY(step(a, 0.3, err));
    if (a->works.n > 0) /* ids and places are asked for */
        TRY(prepare_before(a, err));
    TRY(step(a, 0.4, err));
    TRY(apply_works(a, err));
    TRY(apply_changes(a, err));
    TRY(step(a, 0.5, err));
    return write_output(a, err);
}

rasif_status apply_run(const rasif_apply_options *options, const struct apply_talk *talk,
                       rasif_apply_counts *counts, rasif_error *err)
{
    struct applying *a = calloc(1, sizeof *a);
    if (a == NULL)
        return fail_memory(err);
    a->options = options;
    a->talk = talk;
    rasif_status status = run(a, err);
    for (size_t i = 0; i < a->n_remarks && status == RASIF_OK; i++)
        tell(a, i);
    if (status == RASIF_OK)
        *counts = a->counts;
    geo_run_free(&a->geo);
    scenery_free(&a->before);
    planned_works_free(&a->works);
    planned_works_free(&a->own);
    temp_folder_remove(&a->folder);
    free(a->crossing_xy);
    free(a->targets);
    free(a->meant);
    free(a->remarks);
    arena_free(&a->arena);
    free(a);
    return status;
}
