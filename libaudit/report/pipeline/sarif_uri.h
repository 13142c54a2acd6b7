/* SPDX-License-Identifier: MIT
 *
 * Where an input lies, as reports for pipelines name it; private to this folder. */
#ifndef RASIF_REPORT_SARIF_URI_H
#define RASIF_REPORT_SARIF_URI_H

#include "report/report.h"

/* Appends the input's path relative to the option sarif_root or the working directory; of an input
 * outside of it the base name, with as many folders as distinguish it. */
void pipeline_path(const struct run *run, size_t input, struct text *out);
/* The same as a relative reference of SARIF, percent-encoded, without quotes. */
void sarif_uri(const struct run *run, size_t input, struct text *out);

#endif
