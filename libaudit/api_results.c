/* SPDX-License-Identifier: MIT
 *
 * Reading results: reports, gates, tables. */
#include "audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

rasif_status rasif_audit_report(rasif_audit *audit, const char *format, rasif_sink sink, void *user,
                                rasif_error *err)
{
    struct text text = {0};
    rasif_status status = RASIF_E_ARGUMENT;
    if (strcmp(format, "inspect") == 0) {
        TRY(rasif_audit_open(audit, err));
        status = inputs_describe(audit->inputs, &audit->store, audit->options.language, &text, err);
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

/* ---- gates ---- */

static bool severity_gate(const rasif_audit *audit, enum severity least, bool unknown, char *reason)
{
    size_t n = 0;
    for (size_t i = 0; i < audit->results.n_findings; i++) {
        const struct finding *finding = &audit->results.findings[i];
        enum severity severity = finding->blocks != 0 ? SEVERITY_CRITICAL
                                                      : audit->rules->rules[finding->rule].severity;
        if (unknown ? finding->outcome == RASIF_UNKNOWN
                    : finding->outcome != RASIF_UNKNOWN && severity >= least)
            n++;
    }
    if (n > 0 && reason != NULL)
        snprintf(reason, 256, "%zu findings are %s", n, unknown ? "unknown" : "at or above the severity asked for");
    return n == 0;
}

static bool unknown_gate(const rasif_audit *audit, char *reason)
{
    size_t n = 0;
    for (size_t r = 0; r < audit->rules->n_rules; r++)
        n += audit->results.counts[r].outcome[RASIF_UNKNOWN];
    if (n > 0 && reason != NULL)
        snprintf(reason, 256, "%zu rule outcomes are unknown", n);
    return n == 0;
}

/* "score:N", "score:PROFILE:N": every profile named (or all) must reach it; null does not. */
static rasif_status floor_gate(const rasif_audit *audit, const char *gate, const char *rest, bool coverage,
                               bool *held, char *reason, rasif_error *err)
{
    const char *colon = strchr(rest, ':'), *number = colon != NULL ? colon + 1 : rest;
    size_t used;
    double least;
    if (!number_parse(number, strlen(number), &least, &used) || number[used] != '\0' || least < 0 || least > 100)
        return fail(err, RASIF_E_ARGUMENT, "gate %s: a number from 0 to 100 is expected", gate);
    bool found = false;
    *held = true;
    for (size_t p = 0; p < audit->plan.n_profiles; p++) {
        const struct profile *profile = audit->plan.profiles[p];
        size_t n = colon != NULL ? (size_t)(colon - rest) : 0;
        if (colon != NULL && !(strlen(profile->id) == n && memcmp(profile->id, rest, n) == 0) &&
            !(strlen(profile->code) == n && memcmp(profile->code, rest, n) == 0))
            continue;
        found = true;
        const struct score *mean = &audit->results.areas[p].mean;
        int32_t value = coverage ? mean->coverage : mean->score;
        double shown = value == SCORE_NULL ? NAN : value / (double)SCORE_UNIT * (coverage ? 100 : 1);
        if (shown >= least || !*held)
            continue;
        *held = false;
        if (reason != NULL)
            snprintf(reason, 256, "%s of %s is %s the floor", coverage ? "coverage" : "mean score",
                     profile->id, value == SCORE_NULL ? "not known, which is below" : "below");
    }
    return found ? RASIF_OK : fail(err, RASIF_E_ARGUMENT, "gate %s: no such profile was audited", gate);
}

rasif_status rasif_audit_gate(const rasif_audit *audit, const char *gate, bool *held, char *reason,
                              rasif_error *err)
{
    if (!audit->finished)
        return fail(err, RASIF_E_ARGUMENT, "the audit has not been run");
    for (int s = 0; s < SEVERITY_COUNT; s++)
        if (strcmp(gate, severity_names[s]) == 0) {
            *held = severity_gate(audit, (enum severity)s, false, reason);
            return RASIF_OK;
        }
    if (strcmp(gate, "unknown") == 0) {
        *held = severity_gate(audit, SEVERITY_MINOR, false, reason) && unknown_gate(audit, reason);
        return RASIF_OK;
    }
    if (strncmp(gate, "score:", 6) == 0)
        return floor_gate(audit, gate, gate + 6, false, held, reason, err);
    if (strncmp(gate, "coverage:", 9) == 0)
        return floor_gate(audit, gate, gate + 9, true, held, reason, err);
    return fail(err, RASIF_E_ARGUMENT, "there is no gate %s", gate);
}

/* ---- tables ---- */

const rasif_table *rasif_audit_table(const rasif_audit *audit, const char *name)
{
    for (size_t i = 0; i < audit->n_public_tables; i++)
        if (strcmp(audit->public_tables[i].view->name, name) == 0)
            return &audit->public_tables[i];
    return NULL;
}

size_t rasif_table_rows(const rasif_table *table)
{
    return table->view->n_rows;
}

size_t rasif_table_columns(const rasif_table *table)
{
    return table->view->n_columns;
}

const char *rasif_table_column_name(const rasif_table *table, size_t column)
{
    return column < table->view->n_columns ? table->view->columns[column].name : NULL;
}

static bool read_cell(const rasif_table *table, size_t column, size_t row, struct cell_scratch *scratch,
                      struct cell *cell)
{
    if (column >= table->view->n_columns || row >= table->view->n_rows)
        return false;
    table->view->cell(table->view, row, column, scratch, cell);
    return cell->type != CELL_NULL;
}

bool rasif_table_real(const rasif_table *table, size_t column, size_t row, double *out)
{
    struct cell_scratch scratch = {0};
    struct cell cell;
    bool good = read_cell(table, column, row, &scratch, &cell) &&
                (cell.type == CELL_REAL || cell.type == CELL_INT);
    if (good)
        *out = cell.type == CELL_REAL ? cell.real : (double)cell.integer;
    cell_scratch_free(&scratch);
    return good;
}

size_t rasif_table_text(const rasif_table *table, size_t column, size_t row, char *buffer, size_t capacity)
{
    struct cell_scratch scratch = {0};
    struct cell cell;
    char number[32];
    size_t length = SIZE_MAX;
    if (capacity > 0)
        buffer[0] = '\0';
    if (read_cell(table, column, row, &scratch, &cell) && cell.type != CELL_BLOB) {
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
