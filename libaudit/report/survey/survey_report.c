/* SPDX-License-Identifier: MIT
 *
 * What the command prints, and the tables of the file in their order. For programs: the walks as CSV; as
 * JSON what is known now, walks, elements. */
#include "report/rows.h"
#include "report/survey/survey_report.h"

#include <string.h>

rasif_status survey_tables(const struct surveyed *surveyed, struct arena *arena, const struct view ***out, size_t *n,
                           rasif_error *err)
{
    const struct view **tables = ARENA_ARRAY(arena, ROLE_COUNT + 2, const struct view *);
    if (tables == NULL)
        return fail_memory(err);
    *n = 0;
    *out = tables;
    TRY(survey_walks(surveyed, arena, &tables[(*n)++], err));
    for (int r = 0; r < ROLE_COUNT; r++) {
        TRY(survey_layer(surveyed, (enum role)r, arena, &tables[*n], err));
        *n += tables[*n] != NULL;
    }
    return survey_worth(surveyed, arena, &tables[(*n)++], err);
}

/* ---- for programs ------------------------------------------------------------------------------ */

static rasif_status survey_csv(const struct surveyed *surveyed, struct text *out, rasif_error *err)
{
    struct arena arena = {0};
    const struct view *view = NULL;
    rasif_status status = survey_walks(surveyed, &arena, &view, err);
    if (status == RASIF_OK)
        rows_csv(surveyed->run, view, out);
    arena_free(&arena);
    return status;
}

static void add_known(const struct surveyed *surveyed, struct text *out)
{
    const struct survey_known *known = &surveyed->survey->known;
    const struct plan *plan = surveyed->run->plan;
    text_addf(out, "{\n  \"verdicts\": {\"decided\": %zu, \"unknown\": %zu},\n  \"users\": [", known->decided, known->unknown);
    for (size_t p = 0; p < plan->n_profiles; p++) {
        text_addf(out, "%s\n    {\"profile\": ", p > 0 ? "," : "");
        text_json(out, plan->profiles[p]->id);
        text_add(out, ", \"known_m\": ");
        text_fixed(out, known->known_m[p], 1);
        text_add(out, ", \"all_m\": ");
        text_fixed(out, known->all_m[p], 1);
        text_add(out, "}");
    }
    text_addf(out, "\n  ],\n  \"proposals\": %zu,\n  \"out_of_reach\": %zu,\n  \"walks\": ", known->proposals,
              surveyed->walks->n_far);
}

static rasif_status survey_json(const struct surveyed *surveyed, struct text *out, rasif_error *err)
{
    struct arena arena = {0};
    const struct view **tables = NULL;
    size_t n = 0;
    rasif_status status = survey_tables(surveyed, &arena, &tables, &n, err);
    if (status == RASIF_OK) {
        add_known(surveyed, out);
        rows_json(surveyed->run, tables[0], out);
        for (size_t i = 1; i < n; i++) {
            text_add(out, ",\n  ");
            text_json(out, tables[i]->name);
            text_add(out, ": ");
            rows_json(surveyed->run, tables[i], out);
        }
        text_add(out, "\n}\n");
    }
    arena_free(&arena);
    return status;
}

/* ---- formats ----------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    rasif_status (*fn)(const struct surveyed *, struct text *, rasif_error *);
} formats[] = {{"text", survey_text}, {"html", survey_paper}, {"json", survey_json}, {"csv", survey_csv}, {"quests", survey_quests}};

/* SIZE_MAX: there is none. */
static size_t find_format(const char *format)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(formats[i].name, format) == 0)
            return i;
    return SIZE_MAX;
}

rasif_status survey_report_check(const char *format, rasif_error *err)
{
    if (format != NULL && find_format(format) == SIZE_MAX)
        return fail(err, RASIF_E_ARGUMENT, "there is no report format %s; there are text, html, json, csv and quests", format);
    return RASIF_OK;
}

rasif_status survey_report(const struct surveyed *surveyed, const char *format, struct text *out, rasif_error *err)
{
    TRY(survey_report_check(format, err));
    TRY(formats[find_format(format)].fn(surveyed, out, err));
    return out->failed ? fail_memory(err) : RASIF_OK;
}
