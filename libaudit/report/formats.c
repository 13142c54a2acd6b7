/* SPDX-License-Identifier: MIT
 *
 * The report formats by name. To add one: a function in a file of its own and a row here. */
#include "report/report.h"

const struct report_format report_formats[] = {
    {"text", report_text},
    {"json", report_json},
    {"sarif", report_sarif},
    {"junit", report_junit},
    {"markdown", report_markdown},
    {"csv", report_csv},
    {"csv-excel", report_csv_excel},
    {"csv-segments", report_csv_segments},
    {"csv-repairs", report_csv_repairs},
    {"csv-survey", report_csv_survey},
    {"csv-gaps", report_csv_gaps},
    {"html", report_html},
    {NULL, NULL},
};
