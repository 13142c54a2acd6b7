/* SPDX-License-Identifier: MIT
 *
 * What a cell may hold: see column_domain.h. */
#include "write/column_domain.h"

#include "geo/wkb.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CLASS(storage) (1u << (storage))
#define ANY_CLASS                                                                                  \
    (CLASS(SQLITE_INTEGER) | CLASS(SQLITE_FLOAT) | CLASS(SQLITE_TEXT) | CLASS(SQLITE_BLOB) |       \
     CLASS(SQLITE_NULL))
/* Null is checked by NOT NULL, not by the type. */
#define OR_NULL(storage) (CLASS(storage) | CLASS(SQLITE_NULL))

/* The data types of the standard with the storage classes that they allow. INTEGER in a REAL column
 * is allowed: SQLite stores whole reals so. */
static const struct {
    const char *name;
    struct column_domain domain;
} types[] = {
    {"BOOLEAN", {OR_NULL(SQLITE_INTEGER), DOMAIN_RANGE, 0, 1}},
    {"TINYINT", {OR_NULL(SQLITE_INTEGER), DOMAIN_RANGE, INT8_MIN, INT8_MAX}},
    {"SMALLINT", {OR_NULL(SQLITE_INTEGER), DOMAIN_RANGE, INT16_MIN, INT16_MAX}},
    {"MEDIUMINT", {OR_NULL(SQLITE_INTEGER), DOMAIN_RANGE, INT32_MIN, INT32_MAX}},
    {"INT", {OR_NULL(SQLITE_INTEGER), DOMAIN_CLASS_ONLY, 0, 0}},
    {"INTEGER", {OR_NULL(SQLITE_INTEGER), DOMAIN_CLASS_ONLY, 0, 0}},
    {"FLOAT", {OR_NULL(SQLITE_FLOAT) | CLASS(SQLITE_INTEGER), DOMAIN_CLASS_ONLY, 0, 0}},
    {"DOUBLE", {OR_NULL(SQLITE_FLOAT) | CLASS(SQLITE_INTEGER), DOMAIN_CLASS_ONLY, 0, 0}},
    {"REAL", {OR_NULL(SQLITE_FLOAT) | CLASS(SQLITE_INTEGER), DOMAIN_CLASS_ONLY, 0, 0}},
    {"TEXT", {OR_NULL(SQLITE_TEXT), DOMAIN_CLASS_ONLY, 0, 0}},
    {"BLOB", {OR_NULL(SQLITE_BLOB), DOMAIN_CLASS_ONLY, 0, 0}},
    {"DATE", {OR_NULL(SQLITE_TEXT), DOMAIN_DATE, 0, 0}},
    {"DATETIME", {OR_NULL(SQLITE_TEXT), DOMAIN_DATETIME, 0, 0}},
};

/* TEXT(n) and BLOB(n) limit the length; other types ignore what is in parentheses. */
struct column_domain column_domain_of(const char *declared)
{
    size_t length = strcspn(declared, "(");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strncasecmp(types[i].name, declared, length) != 0 || types[i].name[length] != '\0')
            continue;
        struct column_domain domain = types[i].domain;
        long long most = declared[length] == '(' ? strtoll(declared + length + 1, NULL, 10) : 0;
        if (most > 0 && domain.check == DOMAIN_CLASS_ONLY &&
            (domain.classes & (CLASS(SQLITE_TEXT) | CLASS(SQLITE_BLOB))) != 0) {
            domain.check = DOMAIN_LENGTH;
            domain.most = most;
        }
        return domain;
    }
    return (struct column_domain){ANY_CLASS, DOMAIN_CLASS_ONLY, 0, 0};
}

/* Any BLOB that begins like a GeoPackage geometry. */
struct column_domain column_domain_of_geometry(void)
{
    return (struct column_domain){OR_NULL(SQLITE_BLOB), DOMAIN_GEOMETRY, 0, 0};
}

/* UTF-8: every byte but continuing ones begins a character. */
static int64_t count_characters(const char *text, size_t length)
{
    int64_t n = 0;
    for (size_t i = 0; i < length; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80; /* all but continuing bytes */
    return n;
}

/* The length of `pattern` when the text begins with it ('0' in the pattern stands for a digit),
 * else 0. `text` has no NUL. */
static size_t match_pattern(const char *text, size_t length, const char *pattern)
{
    size_t n = 0;
    for (; pattern[n] != '\0'; n++) {
        bool digit = n < length && text[n] >= '0' && text[n] <= '9';
        if (n >= length || (pattern[n] == '0' ? !digit : text[n] != pattern[n]))
            return 0;
    }
    return n;
}

/* 2026-01-15T08:00:00.000Z; seconds and their fraction may be left out. The zone must be Z (OGC
 * 12-128, table 1). */
static bool is_datetime_text(const char *text, size_t length)
{
    size_t n = match_pattern(text, length, "0000-00-00T00:00");
    if (n == 0)
        return false;
    n += match_pattern(text + n, length - n, ":00");
    if (n < length && text[n] == '.')
        for (n++; n < length && text[n] >= '0' && text[n] <= '9';)
            n++;
    return n + 1 == length && text[n] == 'Z';
}

/* Only cells whose storage class fits come here; so `integer` is meaningful exactly for
 * integers. */
bool column_domain_accepts_value(const struct column_domain *domain, int storage, int64_t integer,
                                 const void *bytes, size_t length)
{
    if (storage == SQLITE_NULL)
        return true;
    switch (domain->check) {
    case DOMAIN_RANGE:
        return integer >= domain->least && integer <= domain->most;
    case DOMAIN_LENGTH: {
        bool fits = length <= (uint64_t)domain->most;
        return fits || (storage == SQLITE_TEXT && count_characters(bytes, length) <= domain->most);
    }
    case DOMAIN_DATE:
        return length == 10 && match_pattern(bytes, length, "0000-00-00") == length;
    case DOMAIN_DATETIME:
        return is_datetime_text(bytes, length);
    case DOMAIN_GEOMETRY:
        return wkb_has_header(bytes, length);
    case DOMAIN_CLASS_ONLY:
        break;
    }
    return true;
}
