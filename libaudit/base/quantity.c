/* SPDX-License-Identifier: MIT
 *
 * Numbers with units as people write them: see quantity.h.
 *
 * Plain numbers, nearly all there are, go straight to number_parse. Anything else is first folded
 * into a short ASCII text (fold.h), then read from left to right: [about] number [unit] [the rest
 * of feet-inches or of a ratio]. Whether a comma is a decimal or a thousands separator is decided
 * by the groups of digits around it. Nothing is guessed: a text with more in it than that is not a
 * quantity. Cost: one pass over at most FOLD_LONGEST bytes. */
#include "base/quantity.h"

#include "base/fold.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

/* A position in the folded text, which is NUL-terminated. */
struct reader {
    const char *at;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ASCII only, in any locale. */
static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Folding has made one kind of space of all. */
static void skip_spaces(struct reader *reader)
{
    while (fold_is_space(*reader->at))
        reader->at++;
}

/* Is it a sign that may stand between groups of digits? */
static bool is_separator(char c)
{
    return c == '.' || c == ',' || c == FOLD_ARABIC_COMMA || c == FOLD_THIN;
}

/* A number as written: digits in groups, the separators before all groups but the first. */
#define MOST_GROUPS 12
struct groups {
    const char *digits[MOST_GROUPS];
    size_t length[MOST_GROUPS];
    char separator[MOST_GROUPS];
    size_t n;
};

/* Digits and separators between them; a separator before the first digits is a decimal point.
 * false when there are more groups than any number has. */
static bool read_groups(struct reader *reader, struct groups *groups)
{
    const char *p = reader->at;
    groups->n = 0;
    for (;;) {
        if (groups->n == MOST_GROUPS)
            return false;
        size_t i = groups->n++;
        groups->separator[i] = i == 0 ? '\0' : p[-1];
        groups->digits[i] = p;
        while (is_digit(*p))
            p++;
        groups->length[i] = (size_t)(p - groups->digits[i]);
        bool thousand = *p != FOLD_THIN ||
                        (is_digit(p[1]) && is_digit(p[2]) && is_digit(p[3]) && !is_digit(p[4]));
        if (!is_separator(*p) || !is_digit(p[1]) || !thousand)
            break;
        p++;
    }
    if (*p == '.' && groups->n == 1 && groups->length[0] > 0)
        p++; /* "5." */
    reader->at = p;
    return true;
}

/* Which group is the decimals, n for none; 0 when the groups make no number. One separator is a
 * decimal point or comma, even in "1,234": a thousand of the metres, millimetres and percent that
 * are read here is rarer than a third decimal. Only two kinds together, or one kind repeated, are
 * thousands ("1,234.5", "1.234,5", "1,234,567"), and then every group has three digits. */
static size_t decimals_of(const struct groups *groups)
{
    size_t n = groups->n, decimals = n;
    if (n == 1)
        return groups->length[0] > 0 ? 1 : 0;
    char last = groups->separator[n - 1];
    if (n == 2 && last == FOLD_ARABIC_COMMA)
        decimals = groups->length[1] == 3 ? 2 : 1;
    else if (last != FOLD_THIN && last != FOLD_ARABIC_COMMA &&
             (n == 2 || groups->separator[1] != last))
        decimals = n - 1;
    for (size_t i = 0; i < decimals && decimals > 1; i++) {
        bool size = i == 0 ? groups->length[0] >= 1 && groups->length[0] <= 3
                           : groups->length[i] == 3 && groups->separator[i] == groups->separator[1];
        if (!size)
            return 0;
    }
    return decimals;
}

/* A number with sign and separators. `*out` is its size, `*negative` its sign. */
static enum quantity_status read_number(struct reader *reader, bool *negative, double *out)
{
    struct reader ahead = *reader;
    *negative = *ahead.at == '-';
    if (*ahead.at == '-' || *ahead.at == '+')
        ahead.at++;
    if (!is_digit(ahead.at[0]) &&
        !((ahead.at[0] == '.' || ahead.at[0] == ',') && is_digit(ahead.at[1])))
        return QUANTITY_NO_NUMBER;
    struct groups groups;
    size_t decimals = read_groups(&ahead, &groups) ? decimals_of(&groups) : 0;
    if (decimals == 0)
        return QUANTITY_RANGE; /* "1.2.3", "1,5,2": several numbers, or a date */
    char plain[FOLD_LONGEST + 8];
    size_t n = 0;
    plain[n++] = '0';
    for (size_t i = 0; i < groups.n; i++) {
        if (i == decimals)
            plain[n++] = '.';
        memcpy(plain + n, groups.digits[i], groups.length[i]);
        n += groups.length[i];
    }
    /* "1,5e3": an exponent belongs to a bare number only. */
    const char *p = ahead.at;
    if (lower(*p) == 'e') {
        size_t length = 1 + (p[1] == '-' || p[1] == '+');
        size_t sign = length;
        while (is_digit(p[length]))
            length++;
        if (length > sign && p[length] == '\0') {
            memcpy(plain + n, p, length);
            n += length;
            ahead.at += length;
        }
    }
    size_t used;
    if (!number_parse(plain, n, out, &used))
        return QUANTITY_NO_NUMBER;
    *reader = ahead;
    return QUANTITY_OK;
}

/* Bytes from 0x80 on count as letters, because units have names in other scripts. */
static bool is_letter(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (unsigned char)c >= 0x80;
}

/* Does the text begin with a word in lower case, in whatever case it is written? */
static bool starts_with(const char *text, const char *word)
{
    while (*word != '\0' && lower(*text) == *word)
        text++, word++;
    return *word == '\0';
}

/* "ca.", "~", "approx" and the like. */
static void skip_about(struct reader *reader)
{
    static const char *const words[] = {
        "approximately", "approx", "about", "circa", "ca", "c.", "~", "حوالي", "نحو", "تقريبا"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!starts_with(reader->at, words[i]))
            continue;
        const char *after = reader->at + strlen(words[i]);
        if (is_letter(*after) && words[i][0] != '~')
            continue;
        if (*after == '.' && !is_digit(after[1]))
            after++;
        reader->at = after;
        skip_spaces(reader);
        return;
    }
}

/* The name of a unit, with the '.' of an abbreviation; false when there is no name here. `*known`:
 * unit.c has the name. */
static bool read_unit(struct reader *reader, enum unit *out, bool *known)
{
    skip_spaces(reader);
    const char *start = reader->at;
    size_t length = 0;
    if (*start == '\'' || *start == '"' || *start == '%') {
        length = 1;
        *known = true;
        *out = *start == '%' ? UNIT_PCT : *start == '"' || start[1] == '\'' ? UNIT_INCH : UNIT_FOOT;
        if (*start == '\'' && start[1] == '\'')
            length = 2; /* two primes for a double one */
    } else {
        while (is_letter(start[length]) || (length > 0 && start[length] == '/'))
            length++;
        if (length == 0)
            return false;
        *known = unit_recognise(start, length, out);
        if (start[length] == '.' && !is_digit(start[length + 1]))
            length++;
    }
    reader->at = start + length;
    return true;
}

/* Something is left over, after at least one character: another number (or an open range, "2+"),
 * or just words? The digit of "m2" is no number. */
static enum quantity_status leftover(const char *rest)
{
    if (*rest == '+')
        return QUANTITY_RANGE;
    for (const char *p = rest; *p != '\0'; p++)
        if (is_digit(*p) && !is_digit(p[-1]) && !is_letter(p[-1]))
            return QUANTITY_RANGE;
    return QUANTITY_UNIT;
}

/* After feet: "2\"", "2 in", "-2\"" or "2" and then nothing. Makes `*size` inches. */
static enum quantity_status read_inches(struct reader *reader, enum unit *unit, double *size)
{
    struct reader ahead = *reader;
    skip_spaces(&ahead);
    bool dash = *ahead.at == '-'; /* 6'-2", as on drawings */
    if (dash)
        ahead.at++;
    skip_spaces(&ahead);
    if (!is_digit(*ahead.at))
        return QUANTITY_OK;
    bool negative, known = true;
    double inches;
    enum quantity_status status = read_number(&ahead, &negative, &inches);
    if (status != QUANTITY_OK)
        return status;
    enum unit second = UNIT_INCH;
    bool named = read_unit(&ahead, &second, &known);
    if (!known || second != UNIT_INCH || (dash && !named) || *ahead.at != '\0')
        return QUANTITY_RANGE;
    if (inches >= 12)
        return QUANTITY_UNIT; /* 1'500 is a Swiss thousand, not feet */
    *size = *size * 12 + inches;
    *unit = UNIT_INCH;
    *reader = ahead;
    return QUANTITY_OK;
}

/* "1:12", "1/12", "1 in 12": reads what follows the rise; `*size` becomes percent, `*found`
 * true. Where no ratio follows the reader stays and `*found` is left alone. */
static enum quantity_status read_run(struct reader *reader, double *size, bool *found)
{
    struct reader ahead = *reader;
    skip_spaces(&ahead);
    bool words =
        lower(ahead.at[0]) == 'i' && lower(ahead.at[1]) == 'n' && fold_is_space(ahead.at[2]);
    bool slash = *ahead.at == '/' && *size == 1; /* "5/8" is more likely "5 or 8" */
    if (*ahead.at != ':' && !slash && !words)
        return QUANTITY_OK;
    ahead.at += words ? 2 : 1;
    skip_spaces(&ahead);
    if (!is_digit(*ahead.at))
        return QUANTITY_OK;
    bool negative;
    double run;
    enum quantity_status status = read_number(&ahead, &negative, &run);
    if (status != QUANTITY_OK)
        return status;
    if (run == 0)
        return QUANTITY_NO_NUMBER;
    *size = 100 * *size / run;
    *found = true;
    *reader = ahead;
    return QUANTITY_OK;
}

/* What comes after the number: its unit, and the second half of feet-inches and ratios. */
static enum quantity_status read_rest(struct reader *reader, enum unit target, enum unit *unit,
                                      double *size)
{
    bool ratio = false, known = true;
    if (unit_comparable(target, UNIT_PCT)) {
        enum quantity_status status = read_run(reader, size, &ratio);
        if (status != QUANTITY_OK)
            return status;
    } else if (*reader->at == ':') {
        return QUANTITY_UNIT;
    }
    if (ratio)
        *unit = UNIT_PCT;
    else
        read_unit(reader, unit, &known);
    if (known && *unit == UNIT_FOOT && unit_comparable(target, UNIT_M)) {
        enum quantity_status status = read_inches(reader, unit, size);
        if (status != QUANTITY_OK)
            return status;
    }
    skip_spaces(reader);
    if (*reader->at != '\0')
        return leftover(reader->at);
    return known ? QUANTITY_OK : QUANTITY_UNIT;
}

/* Converts into the unit that the field has. */
static enum quantity_status finish(double value, enum unit unit, enum unit target, double *out)
{
    double converted;
    if (!quantity_convert(value, unit, target, &converted))
        return QUANTITY_UNIT;
    if (!isfinite(converted))
        return QUANTITY_NO_NUMBER;
    *out = converted + 0.0; /* -0 becomes 0 */
    return QUANTITY_OK;
}

/* The text is folded and has no spaces at its ends. */
static enum quantity_status parse_folded(const char *text, enum unit assumed, enum unit target,
                                         double *out)
{
    struct reader reader = {text};
    skip_about(&reader);
    if ((*reader.at == '<' || *reader.at == '>') && leftover(reader.at + 1) == QUANTITY_RANGE)
        return QUANTITY_RANGE;              /* a bound, not a value */
    bool percent_first = *reader.at == '%'; /* %8, as Turkish and right-to-left texts have it */
    if (percent_first)
        reader.at++;
    skip_spaces(&reader);
    bool negative;
    double size;
    enum quantity_status status = read_number(&reader, &negative, &size);
    if (status != QUANTITY_OK)
        return status;
    enum unit unit = assumed;
    if (percent_first) {
        if (*reader.at != '\0')
            return leftover(reader.at);
        unit = UNIT_PCT;
    } else if ((status = read_rest(&reader, target, &unit, &size)) != QUANTITY_OK) {
        return status;
    }
    return finish(negative ? -size : size, unit, target, out);
}

/* `assumed` is the unit of numbers without one. */
enum quantity_status quantity_parse(const char *text, size_t length, enum unit assumed,
                                    enum unit target, double *out)
{
    double value;
    size_t used;
    if (number_parse(text, length, &value, &used) && used == length)
        return finish(value, assumed, target, out);
    char folded[FOLD_LONGEST + 1];
    size_t n = fold_text(text, length, folded);
    if (n == 0)
        return QUANTITY_EMPTY;
    if (n > FOLD_LONGEST) {
        size_t start = 0;
        while (start < length && fold_is_space(text[start]))
            start++;
        return start < length && is_digit(text[start]) ? QUANTITY_UNIT : QUANTITY_NO_NUMBER;
    }
    return parse_folded(folded, assumed, target, out);
}
