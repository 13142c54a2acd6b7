/* SPDX-License-Identifier: MIT
 *
 * Where an input lies, as SARIF names it; private to sarif*.c. */
#ifndef RASIF_REPORT_SARIF_URI_H
#define RASIF_REPORT_SARIF_URI_H

#include "report/report.h"

/* Appends the input's relative reference, percent-encoded, without quotes. */
void sarif_uri(const struct run *run, size_t input, struct text *out);

#endif
