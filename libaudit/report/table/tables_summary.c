/* SPDX-License-Identifier: MIT
 *
 * audit_summary, audit_survey and audit_diagnostics: the figures of areas, what to survey next, and
 * trouble in the data.
 *
 * Figures come from results; survey_view sorts the missing measures by the verdicts they would
 * settle. Rows do not grow with the network. */
#include "report/precision.h"
#include "report/summary.h"
#include "report/table/tables.h"

#include <stdlib.h>
#include <string.h>

static void put_fixed(struct cell *out, int32_t value)
{
    if (value == SCORE_NULL)
        cell_null(out);
    else
        cell_real(out, value / (double)SCORE_UNIT);
}

static void put_text(struct cell *out, const struct text *text)
{
    if (text->length == 0) {
        cell_null(out);
        return;
    }
    out->type = CELL_TEXT;
    out->bytes = text->data;
    out->length = text->length;
}

static const struct view_column summary_columns[] = {
    {"area", "TEXT", "area", "المنطقة"},
    {"profile", "TEXT", "profile", "الفئة المستخدمة"},
    {"title_en", "TEXT", "who (English)", "من (بالإنجليزية)"},
    {"title_ar", "TEXT", "who (Arabic)", "من (بالعربية)"},
    {"n", "INTEGER", "segments", "عدد المقاطع"},
    {"n_scored", "INTEGER", "segments with a score", "مقاطع لها درجة"},
    {"length_m", "REAL", "length (m)", "الطول (م)"},
    {"mean_score", "REAL", "mean score", "متوسط الدرجة"},
    {"low", "REAL", "lowest possible mean", "أدنى متوسط ممكن"},
    {"high", "REAL", "highest possible mean", "أعلى متوسط ممكن"},
    {"coverage", "REAL", "share known", "نسبة المعلوم"},
    {"passable_m", "REAL", "passable (m)", "سالك (م)"},
    {"blocked_m", "REAL", "blocked (m)", "غير سالك (م)"},
    {"unknown_m", "REAL", "unknown (m)", "غير معروف (م)"},
    {"sentence_en", "TEXT", "in words (English)", "بالكلمات (بالإنجليزية)"},
    {"sentence_ar", "TEXT", "in words (Arabic)", "بالكلمات (بالعربية)"},
};

static bool add_area(const struct run *run, const struct sentences *sentences, struct cell_table *table,
                     size_t area, size_t p)
{
    const struct area_score *a = &run->results->areas[area * run->plan->n_profiles + p];
    const struct profile *profile = run->plan->profiles[p];
    struct cell cells[16];
    struct text en = {0}, ar = {0};
    memset(cells, 0, sizeof cells);
    summary_sentence(run, sentences, area, p, "en", &en);
    summary_sentence(run, sentences, area, p, "ar", &ar);
    cell_text(&cells[0], run->results->area_names[area]);
    cell_text(&cells[1], profile->id);
    cell_text(&cells[2], profile->title.in[LANGUAGE_en]);
    cell_text(&cells[3], profile->title.in[LANGUAGE_ar]);
    cell_int(&cells[4], (int64_t)a->n);
    cell_int(&cells[5], (int64_t)a->n_scored);
    cell_real(&cells[6], shown_metres(a->length_m));
    put_fixed(&cells[7], a->mean.score);
    put_fixed(&cells[8], a->mean.low);
    put_fixed(&cells[9], a->mean.high);
    put_fixed(&cells[10], a->mean.coverage);
    cell_real(&cells[11], shown_metres(a->passable_m));
    cell_real(&cells[12], shown_metres(a->blocked_m));
    cell_real(&cells[13], shown_metres(a->unknown_m));
    put_text(&cells[14], &en);
    put_text(&cells[15], &ar);
    bool good = !en.failed && !ar.failed && cell_table_add(table, cells);
    text_free(&en);
    text_free(&ar);
    return good;
}

rasif_status summary_view(const struct run *run, const struct sentences *sentences,
                          struct arena *arena, const struct view **out, rasif_error *err)
{
    struct cell_table *table = cell_table_new(arena, "audit_summary", summary_columns, 16);
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

static const struct view_column survey_columns[] = {
    {"rank", "INTEGER", "rank", "الترتيب"},
    {"element", "TEXT", "element", "العنصر"},
    {"measure", "TEXT", "measure to survey", "المقياس المطلوب مسحه"},
    {"unit", "TEXT", "unit", "الوحدة"},
    {"verdicts", "INTEGER", "rules it would settle", "قواعد يحسمها"},
    {"blocking", "INTEGER", "passability it would settle", "قابلية عبور يحسمها"},
    {"length_m", "REAL", "length concerned (m)", "الطول المعني (م)"},
    {"per_100_m", "REAL", "verdicts settled per 100 m", "أحكام تُحسم لكل 100 م"},
};

struct survey_item {
    size_t element, field;
    const struct survey_row *row;
};

/* Most verdicts first; ties by element and field, so that the order is always the same. */
static int compare_survey(const void *a, const void *b)
{
    const struct survey_item *left = a, *right = b;
    size_t l = left->row->verdicts + left->row->blocking, r = right->row->verdicts + right->row->blocking;
    if (l != r)
        return l > r ? -1 : 1;
    if (left->element != right->element)
        return left->element < right->element ? -1 : 1;
    return left->field < right->field ? -1 : left->field > right->field;
}

rasif_status survey_view(const struct run *run, const struct sentences *sentences,
                         struct arena *arena, const struct view **out, rasif_error *err)
{
    struct cell_table *table = cell_table_new(arena, "audit_survey", survey_columns, 8);
    struct survey_item *items = ARENA_ARRAY(arena, ELEMENT_COUNT * FIELD_COUNT, struct survey_item);
    size_t n = 0;
    (void)sentences;
    if (table == NULL || items == NULL)
        return fail_memory(err);
    for (size_t e = 0; e < ELEMENT_COUNT; e++)
        for (size_t f = 0; f < FIELD_COUNT; f++)
            if (run->results->survey[e][f].verdicts + run->results->survey[e][f].blocking > 0)
                items[n++] = (struct survey_item){e, f, &run->results->survey[e][f]};
    qsort(items, n, sizeof *items, compare_survey);
    for (size_t i = 0; i < n; i++) {
        struct cell cells[8];
        double settled = (double)(items[i].row->verdicts + items[i].row->blocking);
        cell_int(&cells[0], (int64_t)(i + 1));
        cell_text(&cells[1], element_names[items[i].element]);
        cell_text(&cells[2], fields[items[i].field].name);
        cell_text(&cells[3], unit_symbol(fields[items[i].field].unit));
        cell_int(&cells[4], (int64_t)items[i].row->verdicts);
        cell_int(&cells[5], (int64_t)items[i].row->blocking);
        cell_real(&cells[6], shown_metres(items[i].row->length_m));
        cell_real(&cells[7], items[i].row->length_m > 0 ? rounded_to(100 * settled / items[i].row->length_m, 2) : NAN);
        if (!cell_table_add(table, cells))
            return fail_memory(err);
    }
    *out = cell_table_view(table);
    return RASIF_OK;
}

/* ---- audit_diagnostics ---- */

static const struct view_column diagnostic_columns[] = {
    {"code", "TEXT", "code", "الرمز"},
    {"name", "TEXT", "name", "الاسم"},
    {"level", "TEXT", "level", "المستوى"},
    {"layer", "TEXT", "layer", "الطبقة"},
    {"column", "TEXT", "column", "العمود"},
    {"text", "TEXT", "value found", "القيمة الموجودة"},
    {"count", "INTEGER", "how often", "عدد المرات"},
    {"fids", "TEXT", "first feature ids", "أول أرقام العناصر"},
    {"what_en", "TEXT", "what (English)", "ما هو (بالإنجليزية)"},
    {"what_ar", "TEXT", "what (Arabic)", "ما هو (بالعربية)"},
    {"todo_en", "TEXT", "what to do (English)", "ما العمل (بالإنجليزية)"},
    {"todo_ar", "TEXT", "what to do (Arabic)", "ما العمل (بالعربية)"},
};

static bool add_diagnostic(struct cell_table *table, const struct diagnostic *d)
{
    const struct diagnostic_info *info = &diagnostic_infos[d->id];
    struct cell cells[12];
    struct text code = {0}, fids = {0};
    text_addf(&code, "R%d", info->code);
    for (size_t i = 0; i < d->n_fids; i++)
        text_addf(&fids, "%s%lld", i > 0 ? " " : "", (long long)d->fids[i]);
    memset(cells, 0, sizeof cells);
    put_text(&cells[0], &code);
    cell_text(&cells[1], info->name);
    cell_text(&cells[2], diagnostic_levels[info->level]);
    cell_text(&cells[3], d->layer[0] != '\0' ? d->layer : NULL);
    cell_text(&cells[4], d->column[0] != '\0' ? d->column : NULL);
    cell_text(&cells[5], d->text);
    cell_int(&cells[6], (int64_t)d->count);
    put_text(&cells[7], &fids);
    cell_text(&cells[8], info->what_en);
    cell_text(&cells[9], info->what_ar);
    cell_text(&cells[10], info->todo_en);
    cell_text(&cells[11], info->todo_ar);
    bool good = !code.failed && !fids.failed && cell_table_add(table, cells);
    text_free(&code);
    text_free(&fids);
    return good;
}

rasif_status diagnostics_view(const struct run *run, struct arena *arena, const struct view **out,
                              rasif_error *err)
{
    struct cell_table *table = cell_table_new(arena, "audit_diagnostics", diagnostic_columns, 12);
    if (table == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < run->store->diagnostics.n; i++)
        if (!add_diagnostic(table, &run->store->diagnostics.items[i]))
            return fail_memory(err);
    *out = cell_table_view(table);
    return RASIF_OK;
}
