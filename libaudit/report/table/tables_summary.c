/* SPDX-License-Identifier: MIT
 *
 * audit_summary, audit_survey and audit_diagnostics: the figures of areas, what to survey next, and
 * trouble in the data.
 *
 * Figures come from results; survey_view sorts the missing measures by the verdicts they would
 * settle. Rows do not grow with the network. */
#include "report/precision.h"
#include "report/summary.h"
#include "report/table/columns.h"
#include "report/table/tables.h"

#include <stdlib.h>
#include <string.h>

/* A score in points, coverage as a share; null for SCORE_NULL. */
static void put_fixed(struct cell *out, int32_t value)
{
    if (value == SCORE_NULL)
        cell_null(out);
    else
        cell_real(out, value / (double)SCORE_UNIT);
}

#define LIST "report/table/columns_summary.def"
enum {
#define FILLED_COLUMN(name, type, holds) SUMMARY_##name,
#define FILLED_TRANSLATED(name, type, holds)                                                       \
    SUMMARY_##name, SUMMARY_last_##name = SUMMARY_##name + LANGUAGE_COUNT - 1,
#include LIST
#undef FILLED_TRANSLATED
#undef FILLED_COLUMN
    SUMMARY_CELLS
};
static const struct view_column summary_columns[] = {
#define FILLED_COLUMN FILLED_COLUMN_OF_VIEW
#define FILLED_TRANSLATED FILLED_TRANSLATED_OF_VIEW
#include LIST
#undef FILLED_TRANSLATED
#undef FILLED_COLUMN
};
#undef LIST

/* Twelve columns once, title and sentence in every language. */
static MUST bool add_area(const struct run *run, const struct sentences *sentences,
                          struct cell_table *table, size_t area, size_t p)
{
    const struct area_score *a = &run->results->areas[area * run->plan->n_profiles + p];
    const struct profile *profile = run->plan->profiles[p];
    struct cell cells[SUMMARY_CELLS];
    struct text texts[LANGUAGE_COUNT] = {{0}};
    /* The texts are freed once cell_table_add has copied them. */
    bool good = true;
    memset(cells, 0, sizeof cells);
    cell_text(&cells[SUMMARY_area], run->results->area_names[area]);
    cell_text(&cells[SUMMARY_profile], profile->id);
    cell_phrase(&cells[SUMMARY_title], profile->title);
    cell_int(&cells[SUMMARY_n], (int64_t)a->n);
    cell_int(&cells[SUMMARY_n_scored], (int64_t)a->n_scored);
    cell_real(&cells[SUMMARY_length_m], shown_metres(a->length_m));
    put_fixed(&cells[SUMMARY_mean_score], a->mean.score);
    put_fixed(&cells[SUMMARY_low], a->mean.low);
    put_fixed(&cells[SUMMARY_high], a->mean.high);
    put_fixed(&cells[SUMMARY_coverage], a->mean.coverage);
    cell_real(&cells[SUMMARY_passable_m], shown_metres(a->passable_m));
    cell_real(&cells[SUMMARY_blocked_m], shown_metres(a->blocked_m));
    cell_real(&cells[SUMMARY_unknown_m], shown_metres(a->unknown_m));
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        summary_sentence(run, sentences, area, p, languages[l].code, &texts[l]);
        cell_of_text(&cells[SUMMARY_sentence + l], &texts[l]);
        good = good && !texts[l].failed;
    }
    good = good && cell_table_add(table, cells);
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        text_free(&texts[l]);
    return good;
}

/* The whole network first (its name is empty), then each polygon of --boundary. */
rasif_status summary_view(const struct run *run, const struct sentences *sentences,
                          struct arena *arena, const struct view **out, rasif_error *err)
{
    struct cell_table *table =
        cell_table_new(arena, "audit_summary", summary_columns, LENGTH_OF(summary_columns));
    bool good = table != NULL;
    for (size_t a = 0; a < run->results->n_areas && good; a++)
        for (size_t p = 0; p < run->plan->n_profiles && good; p++)
            good = add_area(run, sentences, table, a, p);
    if (!good)
        return fail_memory(err);
    *out = cell_table_view(table);
    return RASIF_OK;
}

/* ---- audit_survey ---- */

#define LIST "report/table/columns_survey.def"
enum {
#define FILLED_COLUMN(name, type, holds) SURVEY_##name,
#include LIST
#undef FILLED_COLUMN
    SURVEY_CELLS
};
static const struct view_column survey_columns[] = {
#define FILLED_COLUMN FILLED_COLUMN_OF_VIEW
#include LIST
#undef FILLED_COLUMN
};
#undef LIST

/* A missing measure while rows are sorted. */
struct survey_item {
    size_t element, field;
    const struct survey_row *row;
};

/* Most verdicts first; ties by element and field, so that the order is always the same. */
static int compare_survey(const void *a, const void *b)
{
    const struct survey_item *left = a, *right = b;
    size_t l = left->row->verdicts + left->row->blocking,
           r = right->row->verdicts + right->row->blocking;
    if (l != r)
        return l > r ? -1 : 1;
    if (left->element != right->element)
        return left->element < right->element ? -1 : 1;
    return left->field < right->field ? -1 : left->field > right->field;
}

/* A row for each field of an element whose missing values leave verdicts open, the most first.
 * per_100_m: verdicts that surveying 100 m would settle on the mean. */
rasif_status survey_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err)
{
    struct cell_table *table =
        cell_table_new(arena, "audit_survey", survey_columns, LENGTH_OF(survey_columns));
    struct survey_item *items = ARENA_ARRAY(arena, ELEMENT_COUNT * FIELD_COUNT, struct survey_item);
    size_t n = 0;
    if (table == NULL || items == NULL)
        return fail_memory(err);
    for (size_t e = 0; e < ELEMENT_COUNT; e++)
        for (size_t f = 0; f < FIELD_COUNT; f++)
            if (run->results->survey[e][f].verdicts + run->results->survey[e][f].blocking > 0)
                items[n++] = (struct survey_item){e, f, &run->results->survey[e][f]};
    array_sort(items, n, sizeof *items, compare_survey);
    for (size_t i = 0; i < n; i++) {
        struct cell cells[SURVEY_CELLS];
        double settled = (double)(items[i].row->verdicts + items[i].row->blocking);
        cell_int(&cells[SURVEY_rank], (int64_t)(i + 1));
        cell_text(&cells[SURVEY_element], element_names[items[i].element]);
        cell_text(&cells[SURVEY_measure], fields[items[i].field].name);
        cell_text(&cells[SURVEY_unit], unit_symbol(fields[items[i].field].unit));
        cell_int(&cells[SURVEY_verdicts], (int64_t)items[i].row->verdicts);
        cell_int(&cells[SURVEY_blocking], (int64_t)items[i].row->blocking);
        cell_real(&cells[SURVEY_length_m], shown_metres(items[i].row->length_m));
        cell_real(&cells[SURVEY_per_100_m],
                  items[i].row->length_m > 0 ? rounded_to(100 * settled / items[i].row->length_m, 2)
                                             : NAN);
        if (!cell_table_add(table, cells))
            return fail_memory(err);
    }
    *out = cell_table_view(table);
    return RASIF_OK;
}

/* ---- audit_diagnostics ---- */

#define LIST "report/table/columns_diagnostics.def"
enum {
#define FILLED_COLUMN(name, type, holds) DIAGNOSTIC_##name,
#define FILLED_TRANSLATED(name, type, holds)                                                       \
    DIAGNOSTIC_##name, DIAGNOSTIC_last_##name = DIAGNOSTIC_##name + LANGUAGE_COUNT - 1,
#include LIST
#undef FILLED_TRANSLATED
#undef FILLED_COLUMN
    DIAGNOSTIC_CELLS
};
static const struct view_column diagnostic_columns[] = {
#define FILLED_COLUMN FILLED_COLUMN_OF_VIEW
#define FILLED_TRANSLATED FILLED_TRANSLATED_OF_VIEW
#include LIST
#undef FILLED_TRANSLATED
#undef FILLED_COLUMN
};
#undef LIST

/* One row, "R213" with the FIDs "3 17 42" that were kept. Texts `what` and `todo` in every
 * language. */
static MUST bool add_diagnostic(const struct sentences *sentences, struct cell_table *table,
                                const struct diagnostic *d)
{
    /* The last two columns are translated. */
    const struct diagnostic_info *info = &diagnostic_infos[d->id];
    struct cell cells[DIAGNOSTIC_CELLS];
    struct text code = {0}, fids = {0};
    text_addf(&code, "R%d", info->code);
    for (size_t i = 0; i < d->n_fids; i++)
        text_addf(&fids, "%s%lld", i > 0 ? " " : "", (long long)d->fids[i]);
    memset(cells, 0, sizeof cells);
    cell_of_text(&cells[DIAGNOSTIC_code], &code);
    cell_text(&cells[DIAGNOSTIC_name], info->name);
    cell_text(&cells[DIAGNOSTIC_level], diagnostic_levels[info->level]);
    cell_text(&cells[DIAGNOSTIC_layer], d->layer[0] != '\0' ? d->layer : NULL);
    cell_text(&cells[DIAGNOSTIC_column], d->column[0] != '\0' ? d->column : NULL);
    cell_text(&cells[DIAGNOSTIC_text], d->text);
    cell_int(&cells[DIAGNOSTIC_count], (int64_t)d->count);
    cell_of_text(&cells[DIAGNOSTIC_fids], &fids);
    cell_phrase(&cells[DIAGNOSTIC_what], diagnostic_what(sentences, d->id));
    cell_phrase(&cells[DIAGNOSTIC_todo], diagnostic_todo(sentences, d->id));
    bool good = !code.failed && !fids.failed && cell_table_add(table, cells);
    text_free(&code);
    text_free(&fids);
    return good;
}

rasif_status diagnostics_view(const struct run *run, struct arena *arena, const struct view **out,
                              rasif_error *err)
{
    struct cell_table *table = cell_table_new(arena, "audit_diagnostics", diagnostic_columns,
                                              LENGTH_OF(diagnostic_columns));
    if (table == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < run->store->diagnostics.n; i++)
        if (!add_diagnostic(run->sentences, table, &run->store->diagnostics.items[i]))
            return fail_memory(err);
    *out = cell_table_view(table);
    return RASIF_OK;
}
