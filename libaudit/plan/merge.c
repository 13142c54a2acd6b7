/* SPDX-License-Identifier: MIT
 *
 * Surveys beside the data: see merge.h. The order: the mapping of the city's audit; the city as it is read without
 * earlier surveys, with ids; what earlier merges and the surveys say; which values hold; a copy beside the target with
 * the two tables; the copy read back as audits read it; the copy in place of the target. Inputs are only read. */
#include "plan/merge_parts.h"

#include <stdlib.h>
#include <string.h>

/* The target may be nothing that is read; neither may one survey be given twice, or be the city's file. */
static rasif_status check_files(const struct merging *m, rasif_error *err)
{
    const rasif_merge_options *o = m->options;
    struct read_files reads = {0};
    const struct read_files *const lists[] = {&reads};
    const rasif_target target = {.path = o->output};
    read_files_add_database(&reads, o->input, READ_INPUT);
    for (size_t i = 0; i < o->n_surveys; i++)
        read_files_add_database(&reads, o->surveys[i], READ_OTHER);
    if (o->mapping != NULL)
        read_files_add(&reads, o->mapping, READ_OTHER);
    rasif_status status = read_files_check(lists, 1, &target, 1, err);
    read_files_free(&reads);
    return status;
}

/* Asks the caller whether to go on. */
static rasif_status step(const struct merging *m, double done, rasif_error *err)
{
    return m->talk->go_on(m->talk->user, done) ? RASIF_OK : fail(err, RASIF_E_CANCELLED, "cancelled");
}

static rasif_status read_all(struct merging *m, rasif_error *err)
{
    const rasif_merge_options *o = m->options;
    rasif_options options;
    rasif_options_init(&options);
    TRY(sentences_load(&m->arena, &m->sentences, err));
    TRY(works_read(o->input, NULL, 0, 0, &m->own, err));
    TRY(check_files(m, err));
    options.threads = o->threads;
    options.mapping = o->mapping;
    options.preset = o->preset;
    TRY(scenery_options(m->own.preset, m->own.mapping, &m->folder, &m->arena, &options, err));
    TRY(step(m, 0.1, err));
    TRY(scenery_read(o->input, &options, SCENERY_UNSURVEYED, &m->city, err));
    TRY(step(m, 0.3, err));
    TRY(scenery_prepare(&m->city, &m->geo, err));
    TRY(merge_read_city(m, err));
    for (size_t i = 0; i < o->n_surveys; i++) {
        TRY(step(m, 0.4 + 0.2 * (double)i / (double)o->n_surveys, err));
        TRY(merge_read_survey(m, o->surveys[i], err));
    }
    return RASIF_OK;
}

/* ---- what is written ------------------------------------------------------------------------ */

/* Is the value there, as audits of the copy read it? */
static bool reads_back(const struct scenery *after, const struct answer *a)
{
    size_t source = scenery_source(after, a->table);
    size_t row = source != SIZE_MAX ? surveyed_row(&after->store.tables[a->role], source, a->fid, a->side) : SIZE_MAX;
    if (row == SIZE_MAX)
        return a->side != 0; /* another survey says that there is no sidewalk on this side */
    struct field_value now = field_value_of(&after->store, a->role, a->field, row);
    return field_value_same(a->field, &now, &a->meant);
}

/* Reads the copy as an audit does: every value that is used is there. */
static rasif_status check_copy(const struct merging *m, const char *copy, rasif_error *err)
{
    struct scenery after = {.inputs = NULL};
    rasif_status status = scenery_read(copy, &m->city.options, SCENERY_SURVEYED, &after, err);
    for (size_t i = 0; i < m->n_answers && status == RASIF_OK; i++) {
        const struct answer *a = &m->answers[i];
        if (a->state == ANSWER_USED && !reads_back(&after, a))
            status = fail(err, RASIF_E_OUTPUT,
                          "%s: %s of feature %lld of table \"%s\" does not read back as %s; another program changed the "
                          "input, or this is an error of rasif",
                          m->options->output, a->field_name, (long long)a->fid, a->table,
                          a->none_found ? surveyed_none_word(a->field) : a->value);
    }
    scenery_free(&after);
    return status;
}

/* Without anything new the copy stays as it is, byte for byte. */
static rasif_status change_copy(struct merging *m, const char *copy, rasif_error *err)
{
    if (!merge_changes(m))
        return RASIF_OK;
    TRY(merge_write(m, copy, err));
    return check_copy(m, copy, err);
}

static rasif_status write_output(struct merging *m, rasif_error *err)
{
    struct edit_file *file = NULL;
    const char *copy = NULL;
    const char *from = inputs_sqlite_path(m->city.inputs, 0);
    TRY(edit_file_begin(from, m->options->input, m->options->output, m->options->overwrite, &file, &copy, err));
    rasif_status status = inputs_unchanged(m->city.inputs, err);
    if (status == RASIF_OK)
        status = step(m, 0.7, err);
    if (status == RASIF_OK)
        status = change_copy(m, copy, err);
    if (status == RASIF_OK)
        status = step(m, 0.9, err);
    if (status == RASIF_OK)
        status = inputs_unchanged(m->city.inputs, err);
    if (status == RASIF_OK)
        status = edit_file_finish(file, err);
    edit_file_free(file);
    return status;
}

static rasif_status run(struct merging *m, rasif_error *err)
{
    if (m->options->n_surveys == 0)
        return fail(err, RASIF_E_ARGUMENT, "merge needs at least one survey");
    TRY(read_all(m, err));
    TRY(merge_decide(m, err));
    return write_output(m, err);
}

rasif_status merge_run(const rasif_merge_options *options, const struct merge_talk *talk, rasif_sink sink,
                       void *sink_user, rasif_merge_counts *counts, rasif_error *err)
{
    struct merging *m = calloc(1, sizeof *m);
    if (m == NULL)
        return fail_memory(err);
    m->options = options;
    m->talk = talk;
    rasif_status status = run(m, err);
    if (status == RASIF_OK && sink != NULL)
        status = merge_tell(m, sink, sink_user, err);
    if (status == RASIF_OK)
        *counts = m->counts;
    geo_run_free(&m->geo);
    scenery_free(&m->city);
    planned_works_free(&m->own);
    temp_folder_remove(&m->folder);
    free(m->answers);
    free(m->before);
    free(m->proposals);
    arena_free(&m->arena);
    free(m);
    return status;
}
