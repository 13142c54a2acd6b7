/* SPDX-License-Identifier: MIT
 *
 * Numbers with units as people write them: "1.45 m", "1,5", "8%", "2 cm", 6'2", "1:12", "20 mph". */
#ifndef RASIF_BASE_QUANTITY_H
#define RASIF_BASE_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>

/* The unit a measure is kept in is part of its name (clear_width_m, cross_slope_pct). */
enum unit {
    UNIT_NONE, /* a count or a class */
    UNIT_M,
    UNIT_MM,
    UNIT_CM,
    UNIT_KM,
    UNIT_INCH,
    UNIT_FOOT,
    UNIT_PCT,      /* slope in percent              */
    UNIT_RATIO,    /* slope as rise / run           */
    UNIT_PERMILLE,
    UNIT_DEG,      /* slope as an angle             */
    UNIT_S,
    UNIT_MIN,
    UNIT_M_S,
    UNIT_KMH,
    UNIT_MPH,
    UNIT_COUNT
};

enum quantity_status {
    QUANTITY_OK,
    QUANTITY_EMPTY,    /* nothing but white space                                      */
    QUANTITY_NO_NUMBER,/* "ca. wide", "up"                                              */
    QUANTITY_UNIT,     /* the unit is unknown or of another dimension ("2 kg", "3 %" as width) */
    QUANTITY_RANGE     /* two numbers ("1-2", "1.5;2"): which one is meant is not known */
};

/* Reads `text` as a quantity in `target`. `assumed` is the unit of a bare number. Accepts one
 * decimal comma or point, thin/no-break spaces, a leading "ca."/"~"/"approx" (the number is used),
 * feet-inches (6'2", 6 ft 2 in), ratios "1:12", "1 in 12" (rise:run) for slopes, Arabic digits,
 * exponents of bare numbers. A single comma is a decimal one even in "1,234" (= 1.234): thousands
 * are read only where two kinds of separator, or one repeated, leave no doubt ("1,234.5",
 * "1.234,5", "1,234,567"). Never yields NaN or Inf. `*out` only on QUANTITY_OK. */
enum quantity_status quantity_parse(const char *text, size_t length, enum unit assumed,
                                    enum unit target, double *out);

/* Converts between units of one dimension; false when the dimensions differ, or for an angle of 90
 * degrees or more as a slope. */
bool quantity_convert(double value, enum unit from, enum unit to, double *out);

/* "m", "mm", "%", "s", "m/s", "km/h", "" for counts and classes. */
const char *unit_symbol(enum unit unit);
/* The unit named "m" "mm" "cm" "km" "in" "ft" "pct" "%" "ratio" "permille" "deg" "s" "min" "m/s"
 * "km/h" "mph" "count"; false when there is no such name. */
bool unit_find(const char *name, size_t length, enum unit *out);
/* unit_find in any case, and the names that occur in data only ("metres", "kph", ', "م"). */
bool unit_recognise(const char *text, size_t length, enum unit *out);
/* Are they units of one dimension? */
bool unit_comparable(enum unit a, enum unit b);

#endif
