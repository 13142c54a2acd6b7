/* SPDX-License-Identifier: MIT
 *
 * What a city's file has from earlier merges, and cells of such tables: see merge_parts.h. Cost: one pass over each
 * of the two tables. */
#include "plan/merge_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- cells ---------------------------------------------------------------------------------- */

/* A copy of a cell as text; NULL = null or blank. */
const char *merge_text(struct merging *m, const struct cell *cell, bool *failed)
{
    char number[40];
    const char *bytes = cell->bytes, *copy = NULL;
    size_t n = cell->length;
    if (cell->type == CELL_INT || cell->type == CELL_REAL) {
        n = number_format(number, cell->type == CELL_INT ? (double)cell->integer : cell->real);
        bytes = number;
    } else if (cell->type != CELL_TEXT)
        return NULL;
    while (n > 0 && (bytes[0] == ' ' || bytes[0] == '\t')) {
        bytes++;
        n--;
    }
    while (n > 0 && strchr(" \t\r\n", bytes[n - 1]) != NULL)
        n--;
    if (n == 0 || !utf8_valid(bytes, n))
        return NULL;
    copy = arena_strndup(&m->arena, bytes, n);
    *failed = *failed || copy == NULL;
    return copy;
}

int64_t merge_integer(const struct cell *cell)
{
    return cell->type == CELL_INT ? cell->integer : cell->type == CELL_REAL ? (int64_t)cell->real : 0;
}

/* The day of "2026-05-01T08:00:00Z"; what is no date stays as it was written. */
const char *merge_day(struct merging *m, const struct cell *cell, bool *failed)
{
    const char *text = merge_text(m, cell, failed);
    if (text == NULL || strlen(text) < 10)
        return text;
    char *day = arena_strndup(&m->arena, text, 10);
    *failed = *failed || day == NULL;
    return day != NULL && date_valid(day) ? day : text;
}

/* ---- places of files ------------------------------------------------------------------------ */

/* A path that is relative to the folder of `from`, as seen from the folder of the output. Absolute paths and
 * addresses stay. NULL = no memory. */
const char *merge_seen_from_output(struct merging *m, const char *photo, const char *from)
{
    char *here = path_place(from), *there = path_place(m->options->output);
    struct text text = {0};
    const char *out = photo;
    if (photo[0] != '/' && strstr(photo, "://") == NULL && here != NULL && there != NULL) {
        size_t same = 0;
        for (size_t i = 0; here[i] == there[i] && here[i] != '\0'; i++)
            same = here[i] == '/' ? i + 1 : same;
        for (const char *at = there + same; (at = strchr(at, '/')) != NULL; at++)
            text_add(&text, "../");
        const char *last = strrchr(here, '/');
        if (last != NULL && last >= here + same)
            text_addn(&text, here + same, (size_t)(last + 1 - (here + same)));
        text_add(&text, photo);
        out = text.failed ? NULL : arena_strdup(&m->arena, text.data);
    }
    text_free(&text);
    free(here);
    free(there);
    return out;
}

void merge_take_last_change(struct merging *m, const struct result_file *file)
{
    const char *change = result_last_change(file);
    if (change != NULL && (m->last_change == NULL || strcmp(change, m->last_change) > 0))
        m->last_change = arena_strdup(&m->arena, change);
}

/* ---- earlier merges ------------------------------------------------------------------------- */

static unsigned side_of(const char *text)
{
    return text == NULL ? 0 : strcmp(text, "left") == 0 ? SIDE_LEFT : strcmp(text, "right") == 0 ? SIDE_RIGHT : 0;
}

static int find_word(const char *const *words, int n, const char *word)
{
    for (int i = 0; i < n && word != NULL; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return n;
}

/* Columns of survey_values in its SELECT. */
enum { V_ID, V_TABLE, V_FID, V_SIDE, V_FIELD, V_VALUE, V_NONE, V_DAY, V_SURVEYOR, V_PHOTO, V_REMARK, V_SURVEY, V_STATE,
       V_REASON, V_ORIGINAL };

static rasif_status take_value(void *user, const struct cell *cells, rasif_error *err)
{
    struct merging *m = user;
    bool failed = false;
    struct answer a = {.source = SIZE_MAX, .row = SIZE_MAX, .fid = merge_integer(&cells[V_FID])};
    a.rasif_id = merge_text(m, &cells[V_ID], &failed);
    a.table = merge_text(m, &cells[V_TABLE], &failed);
    a.side = side_of(merge_text(m, &cells[V_SIDE], &failed));
    a.field_name = merge_text(m, &cells[V_FIELD], &failed);
    a.value = merge_text(m, &cells[V_VALUE], &failed);
    const char *none = merge_text(m, &cells[V_NONE], &failed);
    a.none_found = none != NULL && strcmp(none, "yes") == 0;
    a.day = merge_text(m, &cells[V_DAY], &failed);
    a.surveyor = merge_text(m, &cells[V_SURVEYOR], &failed);
    a.photo = merge_text(m, &cells[V_PHOTO], &failed);
    a.remark = merge_text(m, &cells[V_REMARK], &failed);
    a.survey = merge_text(m, &cells[V_SURVEY], &failed);
    a.state = (enum answer_state)find_word(answer_states, ANSWER_STATE_COUNT, merge_text(m, &cells[V_STATE], &failed));
    a.reason = (enum answer_reason)find_word(answer_reasons, ANSWER_REASON_COUNT, merge_text(m, &cells[V_REASON], &failed));
    a.original = merge_text(m, &cells[V_ORIGINAL], &failed);
    a.replaced = a.state == ANSWER_REPLACED;
    a.no_access = a.reason == WHY_NO_ACCESS;
    if (failed || !PUSH(m->before, m->n_before, m->before_capacity, a))
        return fail_memory(err);
    if (a.photo != NULL && (a.photo = merge_seen_from_output(m, a.photo, m->options->input)) == NULL)
        return fail_memory(err);
    merge_match_again(m, &a);
    return merge_add_answer(m, &a) ? RASIF_OK : fail_memory(err);
}

enum { P_GEOMETRY, P_KIND, P_ROLE, P_ID, P_TABLE, P_FID, P_SAID, P_NONE, P_DAY, P_SURVEYOR, P_PHOTO, P_REMARK, P_SURVEY };

static rasif_status take_proposal(void *user, const struct cell *cells, rasif_error *err)
{
    struct merging *m = user;
    bool failed = false;
    struct proposal p = {.fid = merge_integer(&cells[P_FID])};
    const char **texts[] = {[P_KIND] = &p.kind, [P_ROLE] = &p.role, [P_ID] = &p.rasif_id, [P_TABLE] = &p.table,
                            [P_SAID] = &p.said, [P_NONE] = &p.none_found, [P_DAY] = &p.day,
                            [P_SURVEYOR] = &p.surveyor, [P_PHOTO] = &p.photo, [P_REMARK] = &p.remark,
                            [P_SURVEY] = &p.survey};
    for (size_t i = P_KIND; i < sizeof texts / sizeof *texts; i++)
        if (texts[i] != NULL)
            *texts[i] = merge_text(m, &cells[i], &failed);
    if (p.photo != NULL)
        failed = (p.photo = merge_seen_from_output(m, p.photo, m->options->input)) == NULL || failed;
    if (cells[P_GEOMETRY].type == CELL_BLOB) {
        char *blob = arena_alloc(&m->arena, cells[P_GEOMETRY].length + 1, 1);
        failed = failed || blob == NULL;
        if (blob != NULL)
            memcpy(blob, cells[P_GEOMETRY].bytes, cells[P_GEOMETRY].length);
        p.blob = blob;
        p.length = cells[P_GEOMETRY].length;
    }
    return !failed && PUSH(m->proposals, m->n_proposals, m->proposal_capacity, p) ? RASIF_OK : fail_memory(err);
}

static rasif_status read_city_tables(struct merging *m, const struct result_file *file, rasif_error *err)
{
    static const char values[] =
        "SELECT rasif_id, table_name, source_fid, side, field, value, none_found, surveyed_on, surveyor, photo, remark, "
        "survey, state, reason, original FROM main." SURVEY_VALUES " ORDER BY rowid";
    static const char proposals[] =
        "SELECT geom, kind, role, rasif_id, table_name, source_fid, said, none_found, surveyed_on, surveyor, photo, "
        "remark, survey FROM main." SURVEY_PROPOSALS " ORDER BY rowid";
    size_t table = result_find(file, SURVEY_PROPOSALS);
    merge_take_last_change(m, file);
    if (result_find(file, SURVEY_VALUES) != SIZE_MAX)
        TRY(result_each(file, values, NULL, 0, take_value, m, err));
    if (table != SIZE_MAX) {
        const char *crs = result_crs(file, table);
        m->srs_id = result_srs_id(file, table);
        m->crs = crs != NULL ? arena_strdup(&m->arena, crs) : NULL;
        TRY(result_each(file, proposals, NULL, 0, take_proposal, m, err));
    }
    m->n_proposals_before = m->n_proposals;
    return result_unchanged(file, err);
}

/* Proposals are in the system of the first table that is audited. */
rasif_status merge_read_city(struct merging *m, rasif_error *err)
{
    struct result_file *file = NULL;
    const struct store *store = &m->city.store;
    for (size_t i = store->n_sources; i-- > 0;)
        if (store->sources[i].roles != 0 && store->sources[i].geometry_column != NULL) {
            m->source = i;
            m->srs_id = store->sources[i].srs_id;
            m->crs = inputs_crs(m->city.inputs, i);
        }
    TRY(result_open_plain(m->options->input, &file, err));
    rasif_status status = read_city_tables(m, file, err);
    result_close(file);
    return status;
}
