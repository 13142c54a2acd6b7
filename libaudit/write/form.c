/* SPDX-License-Identifier: MIT
 * What a cell may hold: see form.h. */
#include "write/form.h"

#include "geo/wkb.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CLASS(storage) (1u << (storage))
#define ANYTHING                                                                                   \
    (CLASS(SQLITE_INTEGER) | CLASS(SQLITE_FLOAT) | CLASS(SQLITE_TEXT) | CLASS(SQLITE_BLOB) |       \
     CLASS(SQLITE_NULL))
#define OR_NULL(storage) (CLASS(storage) | CLASS(SQLITE_NULL))

static const struct {
    const char *name;
    struct form form;
} types[] = {
    {"BOOLEAN", {OR_NULL(SQLITE_INTEGER), LOOK_RANGE, 0, 1}},
    {"TINYINT", {OR_NULL(SQLITE_INTEGER), LOOK_RANGE, INT8_MIN, INT8_MAX}},
    {"SMALLINT", {OR_NULL(SQLITE_INTEGER), LOOK_RANGE, INT16_MIN, INT16_MAX}},
    {"MEDIUMINT", {OR_NULL(SQLITE_INTEGER), LOOK_RANGE, INT32_MIN, INT32_MAX}},
    {"INT", {OR_NULL(SQLITE_INTEGER), LOOK_NO, 0, 0}},
    {"INTEGER", {OR_NULL(SQLITE_INTEGER), LOOK_NO, 0, 0}},
    {"FLOAT", {OR_NULL(SQLITE_FLOAT) | CLASS(SQLITE_INTEGER), LOOK_NO, 0, 0}},
    {"DOUBLE", {OR_NULL(SQLITE_FLOAT) | CLASS(SQLITE_INTEGER), LOOK_NO, 0, 0}},
    {"REAL", {OR_NULL(SQLITE_FLOAT) | CLASS(SQLITE_INTEGER), LOOK_NO, 0, 0}},
    {"TEXT", {OR_NULL(SQLITE_TEXT), LOOK_NO, 0, 0}},
    {"BLOB", {OR_NULL(SQLITE_BLOB), LOOK_NO, 0, 0}},
    {"DATE", {OR_NULL(SQLITE_TEXT), LOOK_DATE, 0, 0}},
    {"DATETIME", {OR_NULL(SQLITE_TEXT), LOOK_DATETIME, 0, 0}},
};

struct form form_of(const char *declared)
{
    size_t length = strcspn(declared, "(");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strncasecmp(types[i].name, declared, length) != 0 || types[i].name[length] != '\0')
            continue;
        struct form form = types[i].form;
        long long most = declared[length] == '(' ? strtoll(declared + length + 1, NULL, 10) : 0;
        if (most > 0 && form.look == LOOK_NO &&
            (form.classes & (CLASS(SQLITE_TEXT) | CLASS(SQLITE_BLOB))) != 0) {
            form.look = LOOK_LENGTH;
            form.most = most;
        }
        return form;
    }
    return (struct form){ANYTHING, LOOK_NO, 0, 0};
}

struct form form_of_geometry(void)
{
    return (struct form){OR_NULL(SQLITE_BLOB), LOOK_GEOMETRY, 0, 0};
}

static int64_t count_characters(const char *text, size_t length)
{
    int64_t n = 0;
    for (size_t i = 0; i < length; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80; /* all but continuing bytes */
    return n;
}

/* `pattern`: 0 stands for a digit. The whole pattern must be there; the length of it, else 0. */
static size_t match(const char *text, size_t length, const char *pattern)
{
    size_t n = 0;
    for (; pattern[n] != '\0'; n++) {
        bool digit = n < length && text[n] >= '0' && text[n] <= '9';
        if (n >= length || (pattern[n] == '0' ? !digit : text[n] != pattern[n]))
            return 0;
    }
    return n;
}

/* 2026-01-15T08:00:00.000Z; seconds and their fraction may be left out. */
static bool is_datetime(const char *text, size_t length)
{
    size_t n = match(text, length, "0000-00-00T00:00");
    if (n == 0)
        return false;
    n += match(text + n, length - n, ":00");
    if (n < length && text[n] == '.')
        for (n++; n < length && text[n] >= '0' && text[n] <= '9';)
            n++;
    return n + 1 == length && text[n] == 'Z';
}

bool form_looks_right(const struct form *form, int storage, int64_t integer, const void *bytes,
                      size_t length)
{
    if (storage == SQLITE_NULL)
        return true;
    switch (form->look) {
    case LOOK_RANGE:
        return integer >= form->least && integer <= form->most;
    case LOOK_LENGTH: {
        bool fits = length <= (uint64_t)form->most;
        return fits || (storage == SQLITE_TEXT && count_characters(bytes, length) <= form->most);
    }
    case LOOK_DATE:
        return length == 10 && match(bytes, length, "0000-00-00") == length;
    case LOOK_DATETIME:
        return is_datetime(bytes, length);
    case LOOK_GEOMETRY:
        return wkb_has_header(bytes, length);
    case LOOK_NO:
        break;
    }
    return true;
}
