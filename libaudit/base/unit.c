/* SPDX-License-Identifier: MIT
 *
 * Units of measurement and what converts into what: see quantity.h. One table; names are compared
 * without regard to case, since people write M and m. */
#include "base/quantity.h"

#include <math.h>
#include <string.h>

enum dimension { COUNT, LENGTH, SLOPE, TIME, SPEED };

/* `size` is in whole steps of 0.1 mm, 1 permille, 1 s or 1 mm/h, so that a conversion is one exact
 * multiplication and one rounded division wherever the numbers are short. */
static const struct {
    enum dimension dimension;
    double size;
    const char *symbol;
} units[UNIT_COUNT] = {
    [UNIT_NONE] = {COUNT, 1, ""},
    [UNIT_M] = {LENGTH, 10000, "m"},
    [UNIT_MM] = {LENGTH, 10, "mm"},
    [UNIT_CM] = {LENGTH, 100, "cm"},
    [UNIT_KM] = {LENGTH, 1e7, "km"},
    [UNIT_INCH] = {LENGTH, 254, "in"},
    [UNIT_FOOT] = {LENGTH, 3048, "ft"},
    [UNIT_PCT] = {SLOPE, 10, "%"},
    [UNIT_RATIO] = {SLOPE, 1000, "ratio"},
    [UNIT_PERMILLE] = {SLOPE, 1, "‰"},
    [UNIT_DEG] = {SLOPE, 0, "°"},
    [UNIT_S] = {TIME, 1, "s"},
    [UNIT_MIN] = {TIME, 60, "min"},
    [UNIT_M_S] = {SPEED, 3600000, "m/s"},
    [UNIT_KMH] = {SPEED, 1000000, "km/h"},
    [UNIT_MPH] = {SPEED, 1609344, "mph"},
};

/* What units are called. `listed` names are those of mapping and rule files (unit_find); the others
 * occur in data. Compared in ASCII lower case. */
static const struct unit_name {
    const char *name;
    enum unit unit;
    bool listed;
} unit_names[] = {
    {"m", UNIT_M, true},          {"%", UNIT_PCT, true},        {"cm", UNIT_CM, true},
    {"mm", UNIT_MM, true},        {"mph", UNIT_MPH, true},      {"km/h", UNIT_KMH, true},
    {"'", UNIT_FOOT, false},      {"\"", UNIT_INCH, false},     {"ft", UNIT_FOOT, true},
    {"in", UNIT_INCH, true},      {"km", UNIT_KM, true},        {"s", UNIT_S, true},
    {"min", UNIT_MIN, true},      {"m/s", UNIT_M_S, true},      {"deg", UNIT_DEG, true},
    {"pct", UNIT_PCT, true},      {"ratio", UNIT_RATIO, true},  {"permille", UNIT_PERMILLE, true},
    {"count", UNIT_NONE, true},   {"metre", UNIT_M, false},     {"metres", UNIT_M, false},
    {"meter", UNIT_M, false},     {"meters", UNIT_M, false},    {"mtr", UNIT_M, false},
    {"foot", UNIT_FOOT, false},   {"feet", UNIT_FOOT, false},   {"inch", UNIT_INCH, false},
    {"inches", UNIT_INCH, false}, {"percent", UNIT_PCT, false}, {"degree", UNIT_DEG, false},
    {"degrees", UNIT_DEG, false}, {"sec", UNIT_S, false},       {"secs", UNIT_S, false},
    {"second", UNIT_S, false},    {"seconds", UNIT_S, false},   {"mins", UNIT_MIN, false},
    {"minute", UNIT_MIN, false},  {"minutes", UNIT_MIN, false}, {"kmh", UNIT_KMH, false},
    {"kph", UNIT_KMH, false},     {"km/hr", UNIT_KMH, false},   {"mi/h", UNIT_MPH, false},
    {"mps", UNIT_M_S, false},     {"م", UNIT_M, false},         {"متر", UNIT_M, false},
    {"سم", UNIT_CM, false},       {"مم", UNIT_MM, false},       {"ملم", UNIT_MM, false},
    {"كم", UNIT_KM, false},       {"كم/س", UNIT_KMH, false},    {"ث", UNIT_S, false},
    {"ثانية", UNIT_S, false},     {"دقيقة", UNIT_MIN, false},
};

/* ASCII only: tolower depends on the locale. */
static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* `name` is in lower case; bytes of other scripts are compared as they are. */
static bool same_name(const char *name, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (name[i] == '\0' || name[i] != lower(text[i]))
            return false;
    return name[length] == '\0';
}

/* Any name that people write. */
bool unit_recognise(const char *text, size_t length, enum unit *out)
{
    for (size_t i = 0; i < sizeof unit_names / sizeof unit_names[0]; i++) {
        if (same_name(unit_names[i].name, text, length)) {
            *out = unit_names[i].unit;
            return true;
        }
    }
    return false;
}

/* Only the names that mapping files may use. */
bool unit_find(const char *name, size_t length, enum unit *out)
{
    for (size_t i = 0; i < sizeof unit_names / sizeof unit_names[0]; i++) {
        const struct unit_name *known = &unit_names[i];
        if (known->listed && strlen(known->name) == length &&
            memcmp(known->name, name, length) == 0) {
            *out = known->unit;
            return true;
        }
    }
    return false;
}

/* For messages and column descriptions. */
const char *unit_symbol(enum unit unit)
{
    return (unsigned)unit < UNIT_COUNT ? units[unit].symbol : "";
}

/* Metres with feet, percent with degrees, but nothing with a plain count. */
bool unit_comparable(enum unit a, enum unit b)
{
    return units[a].dimension == units[b].dimension;
}

#define DEGREES_PER_RADIAN 57.29577951308232

/* Slopes are no multiples of each other: degrees become percent by the tangent. */
bool quantity_convert(double value, enum unit from, enum unit to, double *out)
{
    if (!unit_comparable(from, to))
        return false;
    if (from == to) {
        *out = value;
        return true;
    }
    if (from == UNIT_DEG) {
        if (fabs(value) >= 90)
            return false;
        value = 100 * tan(value / DEGREES_PER_RADIAN);
        from = UNIT_PCT;
    }
    if (to == UNIT_DEG) {
        *out = atan(value * units[from].size / 1000) * DEGREES_PER_RADIAN;
        return true;
    }
    double larger = units[from].size, smaller = units[to].size;
    if (larger >= smaller && fmod(larger, smaller) == 0)
        *out = value * (larger / smaller);
    else if (fmod(smaller, larger) == 0)
        *out = value / (smaller / larger);
    else
        *out = value * larger / smaller;
    return true;
}
