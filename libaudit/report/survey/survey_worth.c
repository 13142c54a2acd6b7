/* SPDX-License-Identifier: MIT
 *
 * survey_worth: which missing value, on which element, how many of the verdicts that its visit settles
 * wait for it, and whose. A verdict that waits for several values counts for each of them. */
#include "report/survey/survey_report.h"
#include "report/table/tables.h"

static const struct view_column columns[] = {
    {.name = "layer", .type = "TEXT"},       {.name = "rasif_id", .type = "TEXT"},
    {.name = "field", .type = "TEXT"},       {.name = "unit", .type = "TEXT"},
    {.name = "verdicts", .type = "INTEGER"}, {.name = "verdicts_best", .type = "INTEGER"},
    {.name = "length_m", .type = "REAL"},    {.name = "users", .type = "TEXT"},
    {.name = "users_best", .type = "TEXT"},
};

static void put_users(const struct run *run, unsigned users, struct text *out)
{
    for (size_t p = 0; p < run->plan->n_profiles; p++)
        if (users >> p & 1)
            text_addf(out, "%s%s", out->length > 0 ? " " : "", run->plan->profiles[p]->code);
}

static MUST bool add_value(const struct run *run, const struct survey_element *element, enum field_id field,
                           const struct visit_waits *waits, const char *id, struct cell_table *table)
{
    struct cell cells[sizeof columns / sizeof columns[0]];
    struct text layer = {0}, users = {0}, best = {0};
    unsigned settled = waits->users & element->visit.users, at_best = waits->users & element->visit.users_best;
    text_addf(&layer, "survey_%s", roles[element->role].plural);
    put_users(run, settled, &users);
    put_users(run, at_best, &best);
    cell_of_text(&cells[0], &layer);
    cell_text(&cells[1], id);
    cell_text(&cells[2], fields[field].name);
    cell_text(&cells[3], unit_symbol(fields[field].unit));
    cell_int(&cells[4], (int64_t)(rows_count(waits->rules & element->visit.rules) + rows_count(settled)));
    cell_int(&cells[5], (int64_t)(rows_count(waits->rules & element->visit.rules_best) + rows_count(at_best)));
    cell_real(&cells[6], element->length_m > 0 ? element->length_m : NAN);
    cell_of_text(&cells[7], &users);
    cell_of_text(&cells[8], &best);
    bool good = !layer.failed && !users.failed && !best.failed && cell_table_add(table, cells);
    text_free(&layer);
    text_free(&users);
    text_free(&best);
    return good;
}

rasif_status survey_worth(const struct surveyed *surveyed, struct arena *arena, const struct view **out,
                           rasif_error *err)
{
    const struct run *run = surveyed->run;
    struct cell_table *table = cell_table_new(arena, "survey_worth", columns, sizeof columns / sizeof columns[0]);
    struct survey_waiter *waiter = survey_waiter_new(surveyed->survey);
    rasif_status status = table != NULL && waiter != NULL ? RASIF_OK : fail_memory(err);
    for (size_t i = 0; i < surveyed->survey->n && status == RASIF_OK; i++) {
        const struct survey_element *element = &surveyed->survey->elements[i];
        struct visit_waits waits[FIELD_COUNT];
        char id[32];
        status = survey_waits(waiter, element, waits, err);
        element_rasif_id(&run->store->tables[element->role], element->row, id);
        for (int f = 0; f < FIELD_COUNT && status == RASIF_OK; f++)
            if (field_set_has(&element->visit.ask, (enum field_id)f) &&
                !add_value(run, element, (enum field_id)f, &waits[f], id, table))
                status = fail_memory(err);
    }
    survey_waiter_free(waiter);
    if (status == RASIF_OK)
        *out = cell_table_view(table);
    return status;
}
