/* SPDX-License-Identifier: MIT
 *
 * Conditions in time, as OpenStreetMap writes them, as far as they are plain dates: access
 * restrictions ("no @ (2026 Mar 01-2026 Jun 30)") and opening hours ("Apr-Oct; 2026 May 02 off").
 * A period is a day, a month or a year, or two of them with - between, with or without year (then it
 * holds every year); ISO dates do as well; "+" behind a date is "from then on". */
#ifndef RASIF_BASE_DATES_H
#define RASIF_BASE_DATES_H

#include <stdbool.h>
#include <stddef.h>

/* The last value of "VALUE @ (PERIODS); VALUE @ (PERIODS)" that holds on `day` ("2026-11-28");
 * `*length` = 0, NULL when none does. `*unread`: some part is more than plain dates; that
 * part holds on no day. */
const char *dates_conditional(const char *text, const char *day, size_t *length, bool *unread);

enum dates_open { DATES_OPEN, DATES_CLOSED, DATES_UNREAD };
/* Is what has these opening hours open on `day`? DATES_UNREAD where some part is more than plain
 * dates. */
enum dates_open dates_opening(const char *text, const char *day);

#endif
