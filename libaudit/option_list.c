/* SPDX-License-Identifier: MIT
 *
 * rasif_options_set, and the list of options it reads (decision 0376).
 *
 * options.def is included twice: for the defaults of options with a reader of their own, then for
 * the array of all. The command reads its values by the same functions, so that a wrong value gets
 * one sentence everywhere. A linear search over some forty rows; nothing is allocated, so that an
 * option costs no more than its field: texts stay the caller's until rasif_audit_new copies
 * them. */
#include "option_list.h"

#include "base/language.h"
#include "base/text.h"
#include "languages.h"
#include "rasif.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* What every row has: field name, name on the command line, kind, where the field lies. */
#define COMMON(field, command, kind)                                                               \
    #field, command, kind, offsetof(rasif_options, field), sizeof(((rasif_options *)0)->field)

/* ---- readers of options that are neither a plain number nor a text ---- */

/* Digits with '.' and a sign, as on the command line: no exponent, hexadecimal, inf, nan or
 * space. */
static bool plain_number(const char *text, double *out)
{
    size_t length = strlen(text), used = 0;
    return length < 40 && strspn(text, "+-.0123456789") == length &&
           number_parse(text, length, out, &used) && used == length;
}

/* Both ends belong to the range; a NaN is outside of it. */
static rasif_status read_range(const char *name, const char *value, double low, double high,
                               double *out, rasif_error *err)
{
    double number;
    if (!plain_number(value, &number))
        return fail(err, RASIF_E_ARGUMENT, "%s needs a number, not '%s'", name, value);
    if (!(number >= low) || !(number <= high))
        return fail(err, RASIF_E_ARGUMENT, "%s must lie between %g and %g, not '%s'", name, low, high,
                    value);
    *out = number;
    return RASIF_OK;
}

/* 0 to 1024; 0 = as many as processors. */
static rasif_status read_threads(const char *name, const char *value, void *field, rasif_error *err)
{
    double number = 0;
    if (strpbrk(value, "+-.") != NULL)
        return fail(err, RASIF_E_ARGUMENT, "%s needs a whole number, not '%s'", name, value);
    TRY(read_range(name, value, 0, 1024, &number, err));
    *(unsigned *)field = (unsigned)number;
    return RASIF_OK;
}

/* "all", or how many; "0" means without sheets. The field holds that as -1, because its 0 is the
 * default. */
static rasif_status read_sheets(const char *name, const char *value, void *field, rasif_error *err)
{
    double number = 0;
    if (strcmp(value, "all") == 0) {
        *(int *)field = RASIF_SHEETS_ALL;
        return RASIF_OK;
    }
    if (strpbrk(value, "+-.") != NULL)
        return fail(err, RASIF_E_ARGUMENT, "%s needs 'all' or a whole number, not '%s'", name, value);
    TRY(read_range(name, value, 0, 1000000, &number, err));
    *(int *)field = number > 0 ? (int)number : RASIF_SHEETS_NONE;
    return RASIF_OK;
}

/* Place of `value` among the words of "slim|full", from 0. The sentence of an error lists them:
 * "columns can't be 'wide'; it is one of: slim, full". */
static rasif_status read_word(const char *name, const char *value, const char *words, int *out,
                              rasif_error *err)
{
    size_t length = strlen(value);
    char all[200];
    int place = 0;
    for (const char *word = words; word != NULL; place++) {
        const char *end = strchr(word, '|');
        size_t n = end != NULL ? (size_t)(end - word) : strlen(word);
        if (n == length && strncmp(word, value, n) == 0) {
            *out = place;
            return RASIF_OK;
        }
        word = end != NULL ? end + 1 : NULL;
    }
    size_t n = 0;
    for (const char *c = words; *c != '\0' && n + 3 < sizeof all; c++) {
        all[n++] = *c == '|' ? ',' : *c;
        if (*c == '|')
            all[n++] = ' ';
    }
    all[n] = '\0';
    return fail(err, RASIF_E_ARGUMENT, "%s can't be '%s'; it is one of: %s", name, value, all);
}

/* "ar", or "ar,en", which is kept as it is and lives as long as the caller's text. Every code must
 * be one of the languages. */
static rasif_status read_language(const char *name, const char *value, void *field, rasif_error *err)
{
    enum language language = LANGUAGE_FIRST;
    for (const char *at = value; at != NULL; at = strchr(at, ',') != NULL ? strchr(at, ',') + 1 : NULL) {
        char code[16];
        int place = 0;
        size_t length = strcspn(at, ",");
        snprintf(code, sizeof code, "%.*s", (int)(length < sizeof code ? length : sizeof code - 1), at);
        TRY(read_word(name, code, LANGUAGES, &place, err));
        language = (enum language)place;
    }
    *(const char **)field = strchr(value, ',') != NULL ? value : languages[language].code;
    return RASIF_OK;
}

/* ---- the list ---- */

/* Defaults of the options with readers of their own. */
static const struct {
    unsigned threads;
    int sheets;
    const char *language;
} fallbacks = {
#define OWN(field, command, group, argument, start, reader, sentence) .field = (start),
#include "options.def"
};

/* The words of options.def for the lower end of a range: does it belong to the range? */
#define FROM false
#define ABOVE true
const struct option option_list[] = {
#define TEXT(field, command, group, argument, fallback, sentence)                                  \
    {COMMON(field, command, OPTION_TEXT), .text = (fallback)},
#define FLAG(field, command, group, sentence) {COMMON(field, command, OPTION_FLAG), .text = NULL},
#define CHOICE(field, command, group, start, list, sentence)                                       \
    {COMMON(field, command, OPTION_CHOICE), .first = (int)(start), .words = (list)},
#define NUMBER(field, command, group, argument, fallback, bound, least, most, sentence)            \
    {COMMON(field, command, OPTION_NUMBER), .number = (fallback), .above = (bound),                \
     .low = (least), .high = (most)},
#define NUMBER_OR_NONE(field, command, group, argument, fallback, bound, least, most, sentence)    \
    {COMMON(field, command, OPTION_NUMBER), .number = (fallback), .above = (bound),                \
     .low = (least), .high = (most), .may_be_absent = true},
#define LIST(field, command, group, argument, sentence)                                            \
    {COMMON(field, command, OPTION_LIST), .text = #field},
#define ROLE(role, sentence)                                                                       \
    {#role, NULL, OPTION_LIST, offsetof(rasif_options, roles),                                     \
     sizeof(((rasif_options *)0)->roles), .text = "roles"},
#define OWN(field, command, group, argument, start, reader, sentence)                              \
    {COMMON(field, command, OPTION_OWN), .read = (reader), .fallback = &fallbacks.field},
#include "options.def"
    {.name = NULL},
};

_Static_assert(sizeof(rasif_columns) == sizeof(int) && sizeof(rasif_unmapped) == sizeof(int),
               "choices are read and written as int");

bool option_fits(const struct option *option, size_t size)
{
    return option->offset + option->size <= size;
}

void *option_field(const struct option *option, rasif_options *options)
{
    return (char *)options + option->offset;
}

void option_reset(const struct option *option, rasif_options *options)
{
    void *field = option_field(option, options);
    if (option->kind == OPTION_TEXT)
        *(const char **)field = option->text;
    else if (option->kind == OPTION_NUMBER)
        *(double *)field = option->number;
    else if (option->kind == OPTION_OWN)
        memcpy(field, option->fallback, option->size);
    else
        memset(field, 0, option->size); /* false, the first value, no list */
}

/* ---- checks ---- */

/* One more than the last value of a choice. */
static int choice_end(const struct option *option)
{
    int n = 1;
    for (const char *c = option->words; *c != '\0'; c++)
        n += *c == '|';
    return option->first + n;
}

/* An option that may be absent has 0 for that, even outside of its range. */
static rasif_status check_number(const struct option *option, double value, rasif_error *err)
{
    bool absent = option->may_be_absent && value == 0;
    bool inside = (option->above ? value > option->low : value >= option->low) && value <= option->high;
    if (absent || inside)
        return RASIF_OK;
    return fail(err, RASIF_E_ARGUMENT, "options.%s is %g; it must be %s %g and at most %g", option->name,
                value, option->above ? "more than" : "at least", option->low, option->high);
}

rasif_status option_check(const struct option *option, const rasif_options *options, rasif_error *err)
{
    const void *field = (const char *)options + option->offset;
    if (option->kind == OPTION_NUMBER)
        return check_number(option, *(const double *)field, err);
    if (option->kind != OPTION_CHOICE)
        return RASIF_OK;
    int value = *(const int *)field, end = choice_end(option);
    if (value < 0 || value >= end)
        return fail(err, RASIF_E_ARGUMENT, "options.%s is %d; it must lie in 0..%d", option->name, value,
                    end - 1);
    return RASIF_OK;
}

/* ---- rasif_options_set ---- */

/* Under the name of its field or of the command line; NULL = there is none. */
static const struct option *find_option(const char *name)
{
    for (const struct option *o = option_list; o->name != NULL; o++)
        if (strcmp(o->name, name) == 0 || (o->command != NULL && strcmp(o->command, name) == 0))
            return o;
    return NULL;
}

/* "there is no option 'snapp'; did you mean 'snap'?"; both names of every option are compared. */
static rasif_status unknown_option(const char *name, rasif_error *err)
{
    const char *names[2 * 64];
    size_t n = 0;
    for (const struct option *o = option_list; o->name != NULL && n + 2 < sizeof names / sizeof *names; o++) {
        names[n++] = o->name;
        if (o->command != NULL)
            names[n++] = o->command;
    }
    const char *near = nearest_word(name, names, n);
    return fail(err, RASIF_E_ARGUMENT, "there is no option '%s'%s%s%s", name,
                near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                near != NULL ? "'?" : "");
}

/* Of the range ABOVE low: low itself is refused. */
static rasif_status read_number(const struct option *option, const char *name, const char *value,
                                double *field, rasif_error *err)
{
    double number = 0;
    TRY(read_range(name, value, option->low, option->high, &number, err));
    if (option->above && !(number > option->low))
        return fail(err, RASIF_E_ARGUMENT, "%s must be more than %g, not '%s'", name, option->low, value);
    *field = number;
    return RASIF_OK;
}

/* Lists are refused: the struct owns no memory in which they could grow. */
static rasif_status read_value(const struct option *option, const char *name, const char *value,
                               void *field, rasif_error *err)
{
    int place = 0;
    switch (option->kind) {
    case OPTION_TEXT:
        *(const char **)field = value;
        return RASIF_OK;
    case OPTION_FLAG:
        TRY(read_word(name, value, "no|yes", &place, err));
        *(bool *)field = place == 1;
        return RASIF_OK;
    case OPTION_CHOICE:
        TRY(read_word(name, value, option->words, &place, err));
        *(int *)field = option->first + place;
        return RASIF_OK;
    case OPTION_NUMBER:
        return read_number(option, name, value, field, err);
    case OPTION_OWN:
        return option->read(name, value, field, err);
    case OPTION_LIST:
        break;
    }
    return fail(err, RASIF_E_ARGUMENT, "%s is a list; fill options.%s", name, option->text);
}

/* A NULL value gives the default again. A field beyond options->size belongs to a newer header than
 * the caller's, and writing it would run past the end of the caller's struct. */
rasif_status rasif_options_set(rasif_options *options, const char *name, const char *value, rasif_error *err)
{
    REFUSE_NULL(options, err);
    REFUSE_NULL(name, err);
    const struct option *option = find_option(name);
    if (option == NULL)
        return unknown_option(name, err);
    if (!option_fits(option, options->size))
        return fail(err, RASIF_E_ARGUMENT,
                    "options.size is %zu, which has no field %s; fill options with rasif_options_init, and compile "
                    "with the header of this library",
                    options->size, option->name);
    if (option->kind == OPTION_LIST || value != NULL)
        return read_value(option, name, value, option_field(option, options), err);
    option_reset(option, options);
    return RASIF_OK;
}
