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
    {"html", report_html},
    {NULL, NULL},
};
