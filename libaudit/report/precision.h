/* SPDX-License-Identifier: MIT
 *
 * How finely reports show figures: the only place that says so (docs/decisions/0334-precision-of-the-measure.md). In
 * and out: numbers in the measure's own unit; NaN stays NaN. Verdicts are made from what was measured, never
 * from what is shown. */
#ifndef RASIF_REPORT_PRECISION_H
#define RASIF_REPORT_PRECISION_H

#include "table/schema.h"

/* The nearest number with so many decimals. */
double rounded_to(double value, int decimals);
/* Lengths along drawn lines: decimetres. */
#define METRES_DECIMALS 1
double shown_metres(double metres);
/* Shares between 0 and 1: hundredths of a percent. */
double shown_share(double share);
/* Decimals of a measure: a slope 2, what is measured with a rule millimetres, a length along drawn lines
 * decimetres. */
int measure_decimals(enum field_id measure);
/* A value and a limit of a measure, so that what is on the bad side stays there: a value that would look
 * like its limit keeps as many further decimals as show the difference. `limit` NaN = none. */
double shown_value(enum field_id measure, double value, double limit);
double shown_limit(enum field_id measure, double limit);

#endif
