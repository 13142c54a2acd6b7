/* SPDX-License-Identifier: MIT
 *
 * CSV (RFC 4180: CRLF, quotes doubled), UTF-8, first line names. csv: all findings, the columns of
 * audit_findings but the geometry, then lon and lat; csv-excel has a byte order mark, without which
 * Excel takes the file for its own 8-bit code and garbles Arabic. csv-segments, csv-repairs,
 * csv-survey, csv-gaps: the rows of those tables (rows.h, decision 0335). Texts that a spreadsheet
 * would take for a formula get an apostrophe in front (decision 0013): names and values come
 * unchecked from the input. */
#include "report/rows.h"

#include <string.h>

/* Quoted only where the text has a comma, quote or line end: "Al-Razi ""old"" Street". */
static void add_field(struct text *out, const char *bytes, size_t length)
{
    bool quoted = false;
    for (size_t i = 0; i < length && !quoted; i++)
        quoted = strchr(",\"\r\n", bytes[i]) != NULL && bytes[i] != '\0';
    if (!quoted) {
        text_addn(out, bytes, length);
        return;
    }
    text_add(out, "\"");
    for (size_t i = 0; i < length; i++)
        text_addn(out, bytes[i] == '"' ? "\"\"" : bytes + i, bytes[i] == '"' ? 2 : 1);
    text_add(out, "\"");
}

/* The column "value" holds words and numbers: "-2.5" is a number and gets no apostrophe. */
static bool is_number(const struct cell *cell)
{
    double number;
    size_t used = 0;
    return number_parse(cell->bytes, cell->length, &number, &used) && used == cell->length;
}

/* "=1+1" becomes "'=1+1". Control characters and line ends become blanks (text_plain), so that a
 * row stays one line in programs that do not read quotes. */
static void add_text(struct text *out, const struct cell *cell)
{
    struct text text = {0};
    size_t blank = 0; /* cut off by some programs before they look for "=" */
    while (blank < cell->length && (unsigned char)cell->bytes[blank] <= ' ')
        blank++;
    if (blank < cell->length && strchr("=+-@", cell->bytes[blank]) != NULL && !is_number(cell))
        text_add(&text, "'");
    text_addn(&text, cell->bytes, cell->length);
    text_plain(&text, 0, false);
    add_field(out, text.data != NULL ? text.data : "", text.length);
    out->failed = out->failed || text.failed;
    text_free(&text);
}

void csv_cell(const struct cell *cell, struct text *out)
{
    if (cell->type == CELL_TEXT)
        add_text(out, cell);
    else if (cell->type == CELL_INT)
        text_addf(out, "%lld", (long long)cell->integer);
    else if (cell->type == CELL_REAL && isfinite(cell->real))
        text_number(out, cell->real);
}

/* ",35.9250742,31.9592263", the last two fields of a row; empty where there is no place. Row i of
 * the view is finding i. */
static void add_place(const struct run *run, size_t row, struct text *out)
{
    struct finding_facts facts;
    double lonlat[2];
    finding_describe(run, &run->results->findings[row], &facts);
    finding_lonlat(run, &facts, lonlat);
    for (int i = 0; i < 2; i++) {
        text_add(out, ",");
        if (isfinite(lonlat[i]))
            text_number(out, lonlat[i]);
    }
    text_add(out, "\r\n");
}

/* Only the line of names where the view is missing. */
rasif_status report_csv(const struct run *run, const struct sentences *sentences,
                        const struct report_tables *tables, struct text *out, rasif_error *err)
{
    const struct view *view = report_table(tables, "audit_findings");
    struct cell_scratch scratch = {0};
    (void)sentences; /* messages come in all languages of the tables, as columns */
    for (size_t c = 0; view != NULL && c < view->n_columns; c++)
        if (c != view->geometry_column)
            text_addf(out, "%s%s", c > 0 ? "," : "", view->columns[c].name);
    text_add(out, ",lon,lat\r\n");
    for (size_t row = 0; view != NULL && row < view->n_rows && !out->failed; row++) {
        for (size_t c = 0; c < view->n_columns; c++) {
            struct cell cell = {.type = CELL_NULL};
            if (c == view->geometry_column)
                continue;
            view->cell(view, row, c, &scratch, &cell);
            text_add(out, c > 0 ? "," : "");
            csv_cell(&cell, out);
        }
        add_place(run, row, out);
        out->failed = out->failed || scratch.failed;
    }
    cell_scratch_free(&scratch);
    return out->failed ? fail_memory(err) : RASIF_OK;
}

rasif_status report_csv_excel(const struct run *run, const struct sentences *sentences,
                              const struct report_tables *tables, struct text *out, rasif_error *err)
{
    text_add(out, "\xEF\xBB\xBF");
    return report_csv(run, sentences, tables, out, err);
}

/* Nothing at all where the run has no such table, such as audit_gaps without --gaps. */
static rasif_status csv_of(const struct run *run, const struct report_tables *tables, const char *table,
                           struct text *out, rasif_error *err)
{
    rows_csv(run, report_table(tables, table), out);
    return out->failed ? fail_memory(err) : RASIF_OK;
}

rasif_status report_csv_segments(const struct run *run, const struct sentences *sentences,
                                 const struct report_tables *tables, struct text *out, rasif_error *err)
{
    (void)sentences;
    return csv_of(run, tables, "audit_segments", out, err);
}

rasif_status report_csv_repairs(const struct run *run, const struct sentences *sentences,
                                const struct report_tables *tables, struct text *out, rasif_error *err)
{
    (void)sentences;
    return csv_of(run, tables, "audit_repairs", out, err);
}

rasif_status report_csv_survey(const struct run *run, const struct sentences *sentences,
                               const struct report_tables *tables, struct text *out, rasif_error *err)
{
    (void)sentences;
    return csv_of(run, tables, "audit_survey", out, err);
}

rasif_status report_csv_works(const struct run *run, const struct sentences *sentences,
                              const struct report_tables *tables, struct text *out, rasif_error *err)
{
    (void)sentences;
    if (run->works == NULL)
        return fail(err, RASIF_E_ARGUMENT, "the report csv-works needs a plan: run `rasif plan`, or add --plan");
    return csv_of(run, tables, "audit_works", out, err);
}

rasif_status report_csv_gaps(const struct run *run, const struct sentences *sentences,
                             const struct report_tables *tables, struct text *out, rasif_error *err)
{
    (void)sentences;
    return csv_of(run, tables, "audit_gaps", out, err);
}
