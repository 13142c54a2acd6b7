/* SPDX-License-Identifier: MIT
 *
 * Decimal numbers to doubles and back, exact both ways and the same in every locale. Most numbers
 * in real layers are short ("1.45", "12"): those take a path of integer arithmetic and one
 * correctly rounded division. The rest go through the C library without a decimal point (reading:
 * digits and exponent only) or with whatever point it prints replaced (writing). */
#include "base/text.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
#define LARGEST_TEN 22             /* larger powers of ten are not exact doubles            */
#define LARGEST_EXACT (1ull << 53) /* integers up to here are exact doubles                */

/* ---- reading ------------------------------------------------------------------------------ */

/* Digits that can decide the rounding of a double: no midpoint between two has more than 768. */
#define KEPT_DIGITS 780
#define LARGEST_EXPONENT 100000

struct digits {
    const char *text;
    size_t length;
    size_t at;         /* bytes read                                            */
    uint64_t mantissa; /* of the first 19 significant digits                    */
    size_t n;          /* significant digits met, leading zeros not counted     */
    size_t n_any;      /* digits met                                            */
    size_t first;      /* where the first significant digit is                  */
    long exponent;     /* of ten, for the mantissa                              */
};

/* Not isdigit: bytes above 127 are no digits in any locale. */
static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Beyond 19 digits only the exponent is counted. */
static void read_digits(struct digits *d, bool after_point)
{
    for (; d->at < d->length && is_digit(d->text[d->at]); d->at++) {
        unsigned digit = (unsigned)(d->text[d->at] - '0');
        d->n_any++;
        if (d->n == 0 && digit == 0) {
            d->exponent -= after_point;
            continue;
        }
        if (d->n == 0)
            d->first = d->at;
        if (d->n < 19) {
            d->mantissa = d->mantissa * 10 + digit;
            d->exponent -= after_point;
        } else {
            d->exponent += !after_point;
        }
        d->n++;
    }
}

/* "e-3" at d->at, if it is one. */
static void read_exponent(struct digits *d)
{
    size_t at = d->at;
    if (at == d->length || (d->text[at] | 0x20) != 'e')
        return;
    at++;
    bool negative = at < d->length && d->text[at] == '-';
    if (at < d->length && (d->text[at] == '-' || d->text[at] == '+'))
        at++;
    if (at == d->length || !is_digit(d->text[at]))
        return;
    long exponent = 0;
    for (; at < d->length && is_digit(d->text[at]); at++)
        if (exponent < LARGEST_EXPONENT)
            exponent = exponent * 10 + (d->text[at] - '0');
    d->exponent += negative ? -exponent : exponent;
    d->at = at;
}

/* More than 19 digits or a large exponent: the C library rounds, on a text without a point. */
static double read_long(const struct digits *d)
{
    char buffer[KEPT_DIGITS + 40];
    size_t n = 0;
    bool more = false;
    for (size_t i = d->first, met = 0; met < d->n; i++) {
        if (!is_digit(d->text[i]))
            continue;
        met++;
        if (n < KEPT_DIGITS)
            buffer[n++] = d->text[i];
        else if (d->text[i] != '0')
            more = true;
    }
    if (more)
        buffer[n - 1] |= 1; /* '0' -> '1' ...: past the last digit that can matter, any will do */
    long exponent = d->exponent;
    if (n > 19)
        exponent -= (long)(n - 19);
    if (exponent > LARGEST_EXPONENT)
        exponent = LARGEST_EXPONENT;
    if (exponent < -LARGEST_EXPONENT)
        exponent = -LARGEST_EXPONENT;
    snprintf(buffer + n, sizeof buffer - n, "e%ld", exponent);
    return strtod(buffer, NULL);
}

/* Exact: up to 2^53 and powers of ten to 10^22 are doubles, and one division rounds once. */
bool number_parse(const char *text, size_t length, double *out, size_t *used)
{
    struct digits d = {.text = text, .length = length};
    bool negative = length > 0 && text[0] == '-';
    if (length > 0 && (text[0] == '-' || text[0] == '+'))
        d.at = 1;
    read_digits(&d, false);
    if (d.at < length && text[d.at] == '.') {
        d.at++;
        read_digits(&d, true);
    }
    if (d.n_any == 0)
        return false;
    read_exponent(&d);
    double value = (double)d.mantissa;
    if (d.n == 0)
        value = 0;
    else if (d.n > 19 || d.mantissa > LARGEST_EXACT || d.exponent < -LARGEST_TEN ||
             d.exponent > LARGEST_TEN)
        value = read_long(&d);
    else if (d.exponent < 0)
        value /= tens[-d.exponent]; /* both exact, so rounded once: the nearest double */
    else
        value *= tens[d.exponent];
    if (isinf(value))
        return false;
    *out = negative ? -value : value;
    *used = d.at;
    return true;
}

/* ---- writing ------------------------------------------------------------------------------ */

/* `scaled` / 10^places in plain digits. */
static size_t write_short(char *buffer, bool negative, uint64_t scaled, int places)
{
    uint64_t ten = (uint64_t)tens[places];
    const char *sign = negative ? "-" : "";
    int length = places == 0 ? snprintf(buffer, 32, "%s%" PRIu64, sign, scaled)
                             : snprintf(buffer, 32, "%s%" PRIu64 ".%0*" PRIu64, sign, scaled / ten,
                                        places, scaled % ten);
    return (size_t)length;
}

/* The shortest text that reads back as the same double, or "null". */
size_t number_format(char *buffer, double value)
{
    if (!isfinite(value)) {
        memcpy(buffer, "null", 5);
        return 4;
    }
    double size = fabs(value);
    /* A decimal of at most 15 digits that divides back to the value is the shortest: no two such
     * decimals are the same double (DBL_DIG). */
    for (int places = 0; places <= 6; places++) {
        double scaled = rint(size * tens[places]);
        if (scaled >= 1e15)
            break;
        if (scaled / tens[places] == size)
            return write_short(buffer, value < 0, (uint64_t)scaled, places);
    }
    char printed[40];
    for (int digits = size < DBL_MIN ? 1 : DBL_DIG; digits <= DBL_DECIMAL_DIG; digits++) {
        snprintf(printed, sizeof printed, "%.*g", digits, value);
        if (strtod(printed, NULL) == value)
            break;
    }
    size_t length = 0;
    for (const char *p = printed; *p != '\0'; p++) {
        if (is_digit(*p) || *p == '-' || *p == '+' || *p == 'e')
            buffer[length++] = *p;
        else if (length == 0 || buffer[length - 1] != '.')
            buffer[length++] = '.'; /* the locale's point may have several bytes */
    }
    buffer[length] = '\0';
    return length;
}

/* ---- dates -------------------------------------------------------------------------------- */

bool date_valid(const char *text)
{
    static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int part[3] = {0}, n = 0;
    for (int i = 0; i < 10; i++) {
        bool dash = i == 4 || i == 7;
        if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9')
            return false;
        n += dash;
        if (!dash)
            part[n] = 10 * part[n] + (text[i] - '0');
    }
    bool leap = (part[0] % 4 == 0 && part[0] % 100 != 0) || part[0] % 400 == 0;
    return text[10] == '\0' && part[1] >= 1 && part[1] <= 12 && part[2] >= 1 &&
           part[2] <= lengths[part[1] - 1] && (part[1] != 2 || part[2] < 29 || leap);
}
