/* SPDX-License-Identifier: MIT
 *
 * The report formats by name: rows of formats.def. */
#include "report/report.h"

#define FORMAT_ROW(name, function, help) {name, function},
const struct report_format report_formats[] = {REPORT_FORMATS(FORMAT_ROW){NULL, NULL}};
