/* SPDX-License-Identifier: MIT
 *
 * Plural rules, evaluated while they are read: see plural.h. The grammar is that of Unicode CLDR
 * for whole numbers (https://unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules):
 *
 *     rule     = together { "or" together }
 *     together = relation { "and" relation }
 *     relation = "n" [ "%" number ] ( "=" | "!=" ) range { "," range }
 *     range    = number [ ".." number ]
 *
 * Rules are a few words and sentences with numbers are rare, so that nothing is kept. */
#include "base/plural.h"

#include <string.h>

const char *const plural_categories[] = {"zero", "one", "two", "few", "many", NULL};

/* The rest of a rule that is being read. */
struct reading {
    const char *at;
    size_t n;
    bool malformed;
};

/* Goes past `word`, if it is next. */
static bool take(struct reading *reading, const char *word)
{
    reading->at += strspn(reading->at, " ");
    size_t length = strlen(word);
    if (strncmp(reading->at, word, length) != 0)
        return false;
    reading->at += length;
    return true;
}

/* At most nine digits, so that it can't overflow; none at all is malformed. */
static size_t take_number(struct reading *reading)
{
    size_t number = 0, digits = 0;
    reading->at += strspn(reading->at, " ");
    for (; *reading->at >= '0' && *reading->at <= '9' && digits < 9; digits++)
        number = 10 * number + (size_t)(*reading->at++ - '0');
    reading->malformed = reading->malformed || digits == 0;
    return number;
}

/* "n = 1", "n % 100 = 3..10", "n != 0, 1": does it hold? Trouble sets `malformed`. */
static bool take_relation(struct reading *reading)
{
    reading->malformed = reading->malformed || !take(reading, "n");
    size_t n = reading->n;
    if (take(reading, "%")) {
        size_t divisor = take_number(reading);
        reading->malformed = reading->malformed || divisor == 0;
        n = divisor != 0 ? n % divisor : n;
    }
    bool unequal = take(reading, "!=");
    if (!unequal && !take(reading, "="))
        reading->malformed = true;
    bool within = false;
    do {
        size_t low = take_number(reading);
        size_t high = take(reading, "..") ? take_number(reading) : low;
        within = within || (n >= low && n <= high);
    } while (!reading->malformed && take(reading, ","));
    return within != unequal;
}

/* The value of the whole rule; every relation is read, needed or not, for its form. */
static bool take_rule(struct reading *reading)
{
    bool any = false;
    do {
        bool all = true;
        do {
            bool fits = take_relation(reading);
            all = all && fits;
        } while (!reading->malformed && take(reading, "and"));
        any = any || all;
    } while (!reading->malformed && take(reading, "or"));
    reading->malformed = reading->malformed || *reading->at != '\0';
    return any;
}

bool plural_fits(const char *rule, size_t n)
{
    struct reading reading = {.at = rule, .n = n};
    bool fits = take_rule(&reading);
    return fits && !reading.malformed;
}

bool plural_valid(const char *rule)
{
    struct reading reading = {.at = rule};
    take_rule(&reading);
    return !reading.malformed;
}
