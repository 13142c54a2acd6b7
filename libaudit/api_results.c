/* SPDX-License-Identifier: MIT
 *
 * Reading results: reports, baselines, tables. In: an audit. Out: text into the caller's sink, or
 * cells. A report is built in memory as a whole, so that a failure leaves no half of it behind. */
#include "audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "inspect" and "suggest-mapping" need open inputs only; every other report runs the audit first. A
 * sink that does not return 0 is RASIF_E_OUTPUT. */
rasif_status rasif_audit_report(rasif_audit *audit, const char *format, rasif_sink sink, void *user,
                                rasif_error *err)
{
    struct text text = {0};
    rasif_status status = RASIF_E_ARGUMENT;
    REFUSE_NULL(audit, err);
    REFUSE_NULL(format, err);
    REFUSE_NULL(sink, err);
    if (strcmp(format, "inspect") == 0) {
        TRY(rasif_audit_open(audit, err));
        status = inputs_inspect(audit->inputs, &audit->store, audit->sentences, audit->run.language, &text, err);
    } else if (strcmp(format, "suggest-mapping") == 0) {
        TRY(rasif_audit_open(audit, err));
        status = inputs_suggest(audit->inputs, &audit->store, &text, err);
    } else {
        const struct report_format *known = report_formats;
        while (known->name != NULL && strcmp(known->name, format) != 0)
            known++;
        if (known->name == NULL)
            return fail(err, RASIF_E_ARGUMENT, "there is no report format %s", format);
        TRY(rasif_audit_run(audit, err));
        status = known->fn(&audit->run, audit->sentences, &audit->tables, &text, err);
    }
    if (status == RASIF_OK && text.failed)
        status = fail_memory(err);
    if (status == RASIF_OK && text.length > 0 && sink(user, text.data, text.length) != 0)
        status = fail(err, RASIF_E_OUTPUT, "the %s report could not be written", format);
    text_free(&text);
    return status;
}

/* Pruning needs the old baseline, and the same rules and profiles as the run that wrote it: checked
 * before the run. */
rasif_status rasif_audit_baseline(rasif_audit *audit, rasif_baseline what, rasif_sink sink,
                                  void *user, rasif_error *err)
{
    struct text text = {0};
    REFUSE_NULL(audit, err);
    REFUSE_NULL(sink, err);
    if (what != RASIF_BASELINE_WRITE && what != RASIF_BASELINE_PRUNE)
        return fail(err, RASIF_E_ARGUMENT, "rasif_audit_baseline: what is %d, which is neither write nor prune",
                    (int)what);
    if (what == RASIF_BASELINE_PRUNE && audit->accepted.baseline == NULL)
        return fail(err, RASIF_E_ARGUMENT, "there is no baseline to prune");
    if (what == RASIF_BASELINE_PRUNE)
        TRY(baseline_check_asked(&audit->run, &audit->baseline, err));
    TRY(rasif_audit_run(audit, err));
    baseline_write(&audit->run, what == RASIF_BASELINE_PRUNE, &text);
    rasif_status status = text.failed ? fail_memory(err) : RASIF_OK;
    if (status == RASIF_OK && sink(user, text.data, text.length) != 0)
        status = fail(err, RASIF_E_OUTPUT, "the baseline could not be written");
    text_free(&text);
    return status;
}

/* ---- tables ---- */

/* Names are those of the output's tables: audit_* or an annotated layer. The table is the audit's.
 * NULL: no such table, or the audit was not run. */
const rasif_table *rasif_audit_table(const rasif_audit *audit, const char *name)
{
    if (audit == NULL || name == NULL)
        return NULL;
    for (size_t i = 0; i < audit->n_public_tables; i++)
        if (strcmp(audit->public_tables[i].view->name, name) == 0)
            return &audit->public_tables[i];
    return NULL;
}

/* NULL counts as an empty table, so that callers need no check. */
size_t rasif_table_rows(const rasif_table *table)
{
    return table != NULL ? table->view->n_rows : 0;
}

/* NULL counts as an empty table. */
size_t rasif_table_columns(const rasif_table *table)
{
    return table != NULL ? table->view->n_columns : 0;
}

/* NULL: no such column. */
const char *rasif_table_column_name(const rasif_table *table, size_t column)
{
    return column < rasif_table_columns(table) ? table->view->columns[column].name : NULL;
}

/* false: no such cell, or null. */
static bool convert_cell(const rasif_table *table, size_t column, size_t row,
                         struct cell_scratch *scratch, struct cell *cell)
{
    if (column >= rasif_table_columns(table) || row >= rasif_table_rows(table))
        return false;
    table->view->cell(table->view, row, column, scratch, cell);
    return cell->type != CELL_NULL;
}

/* Text is never converted: "1,5" means different numbers in different places. */
bool rasif_table_real(const rasif_table *table, size_t column, size_t row, double *out)
{
    struct cell_scratch scratch = {0};
    struct cell cell;
    bool good = convert_cell(table, column, row, &scratch, &cell) &&
                (cell.type == CELL_REAL || cell.type == CELL_INT);
    if (good && out != NULL)
        *out = cell.type == CELL_REAL ? cell.real : (double)cell.integer;
    cell_scratch_free(&scratch);
    return good;
}

/* Like snprintf: the whole length is returned, SIZE_MAX for null, and the buffer gets as many whole
 * UTF-8 characters as fit. */
size_t rasif_table_text(const rasif_table *table, size_t column, size_t row, char *buffer, size_t capacity)
{
    struct cell_scratch scratch = {0};
    struct cell cell;
    char number[32];
    size_t length = SIZE_MAX;
    if (buffer == NULL)
        capacity = 0;
    if (capacity > 0)
        buffer[0] = '\0';
    if (convert_cell(table, column, row, &scratch, &cell) && cell.type != CELL_BLOB) {
        const char *text = cell.bytes;
        length = cell.length;
        if (cell.type != CELL_TEXT) {
            length = cell.type == CELL_REAL ? number_format(number, cell.real)
                                            : (size_t)snprintf(number, sizeof number, "%lld", (long long)cell.integer);
            text = number;
        }
        size_t n = capacity == 0 ? 0 : utf8_cut(text, length < capacity ? length : capacity - 1);
        if (n > 0)
            memcpy(buffer, text, n);
        if (capacity > 0)
            buffer[n] = '\0';
    }
    cell_scratch_free(&scratch);
    return length;
}
