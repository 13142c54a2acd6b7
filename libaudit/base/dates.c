/* SPDX-License-Identifier: MIT
 *
 * Periods of plain dates: see dates.h.
 *
 * Algorithm: a text is cut at each ; outside of parentheses, a period is read from left to right by
 * functions that take one token and leave the cursor where it was when there is none. Days are
 * compared as numbers yyyymmdd in which a missing part is 0 at the start and 99 at the end of a
 * period, so that a month or a year needs no calendar. Cost: linear in the text. Source: the wiki
 * pages of OpenStreetMap on conditional restrictions and opening_hours, of which clock times,
 * weekdays and holidays are not read. */
#include "base/dates.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* A text that is read from its start. */
struct cursor {
    const char *at, *end;
};

/* A day, month or year: a missing part is 0. */
struct date {
    int year, month, day;
};

/* Not isspace: that depends on the locale. */
static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Spaces are allowed between any two tokens. */
static void skip_spaces(struct cursor *c)
{
    while (c->at < c->end && is_space(*c->at))
        c->at++;
}

/* Moves both ends of the cursor past spaces. */
static void trim(struct cursor *c)
{
    skip_spaces(c);
    while (c->end > c->at && is_space(c->end[-1]))
        c->end--;
}

/* Goes past spaces and the sign `wanted`; false: another sign comes, and only spaces are passed. */
static bool take(struct cursor *c, char wanted)
{
    skip_spaces(c);
    if (c->at == c->end || *c->at != wanted)
        return false;
    c->at++;
    return true;
}

/* A whole number of `least` to `most` digits; 0 = none is there. A letter or colon behind it
 * makes it another thing: "10:00" is a time of day. */
static int take_number(struct cursor *c, size_t least, size_t most)
{
    size_t n = 0;
    int value = 0;
    skip_spaces(c);
    while (c->at + n < c->end && n <= most && is_digit(c->at[n]))
        value = 10 * value + (c->at[n++] - '0');
    if (n < least || n > most ||
        (c->at + n < c->end && (is_letter(c->at[n]) || c->at[n] == ':')))
        return 0;
    c->at += n;
    return value;
}

/* "Mar", "March"; 0 = none. */
static int take_month(struct cursor *c)
{
    static const char *const months[] = {"january", "february", "march",     "april",
                                         "may",     "june",     "july",      "august",
                                         "september", "october", "november", "december"};
    size_t n = 0;
    skip_spaces(c);
    while (c->at + n < c->end && is_letter(c->at[n]))
        n++;
    for (int i = 0; n >= 3 && i < 12; i++)
        if (n <= strlen(months[i]) && strncasecmp(c->at, months[i], n) == 0) {
            c->at += n;
            return i + 1;
        }
    return 0;
}

/* "2026-03-01" */
static bool take_iso(struct cursor *c, struct date *out)
{
    struct cursor at = *c;
    skip_spaces(&at);
    if (at.end - at.at < 10 || at.at[4] != '-' || at.at[7] != '-')
        return false;
    struct cursor year = {at.at, at.at + 4}, month = {at.at + 5, at.at + 7},
                  day = {at.at + 8, at.at + 10};
    *out = (struct date){take_number(&year, 4, 4), take_number(&month, 2, 2),
                         take_number(&day, 2, 2)};
    c->at = at.at + 10;
    return out->year > 0 && out->month > 0 && out->day > 0;
}

/* "2026 Mar 01", "Mar 01", "Mar", "2026"; false = none is there. */
static bool take_date(struct cursor *c, struct date *out)
{
    *out = (struct date){0};
    if (take_iso(c, out))
        return true;
    struct cursor before = *c;
    out->year = take_number(c, 4, 4);
    out->month = take_month(c);
    if (out->month > 0)
        out->day = take_number(c, 1, 2);
    if (out->day > 31 || (out->year == 0 && out->month == 0)) {
        *c = before;
        return false;
    }
    return true;
}

/* As one number that grows with time; missing parts of a month or day are `rest`. */
static int32_t as_number(const struct date *date, int rest)
{
    int month = date->month > 0 ? date->month : rest, day = date->day > 0 ? date->day : rest;
    return date->year * 10000 + month * 100 + day;
}

/* Does the day lie in the period? Without a year it does so every year. */
static bool in_period(struct date from, struct date to, bool open_end, const struct date *day)
{
    struct date now = *day;
    if (from.year == 0 && to.year == 0)
        now.year = 0;
    else if (to.year == 0)
        to.year = from.year; /* 2026 Mar 01-Jun 30 */
    int32_t at = as_number(&now, 0), first = as_number(&from, 0), last = as_number(&to, 99);
    if (open_end)
        return at >= first;
    if (last < first && from.year == 0) /* Nov-Mar goes on into the next year */
        return at >= first || at <= last;
    return at >= first && at <= last;
}

/* Reads periods with , between up to the end of the cursor: "2026 Mar 01-Jun 30, Dec". *holds:
 * one of them holds the day. false: the text is something else. */
static bool read_periods(struct cursor c, const struct date *day, bool *holds)
{
    *holds = false;
    do {
        struct date from, to;
        if (!take_date(&c, &from))
            return false;
        to = from;
        bool open_end = take(&c, '+');
        if (!open_end && (take(&c, '-') || take(&c, '/'))) {
            struct cursor rest = c;
            int number = from.day > 0 ? take_number(&c, 1, 2) : 0; /* Mar 01-15 */
            if (number > 0)
                to.day = number;
            else if (c = rest, !take_date(&c, &to))
                return false;
            else if (from.year > 0 && to.year > 0 && from.month == 0 && to.month > 0)
                return false;
        }
        *holds = *holds || in_period(from, to, open_end, day);
    } while (take(&c, ','));
    skip_spaces(&c);
    return c.at == c.end;
}

/* The day of the audit, always yyyy-mm-dd. */
static bool read_day(const char *text, struct date *day)
{
    struct cursor c = {text, text + strlen(text)};
    return take_iso(&c, day);
}

/* The next part of a list with ; between, which does not count inside of parentheses. */
static bool next_part(struct cursor *list, struct cursor *part)
{
    int depth = 0;
    if (list->at >= list->end)
        return false;
    part->at = list->at;
    for (; list->at < list->end && (*list->at != ';' || depth > 0); list->at++)
        depth += *list->at == '(' ? 1 : *list->at == ')' ? -1 : 0;
    part->end = list->at;
    list->at++;
    trim(part);
    return true;
}

/* "no @ (2026 Mar 01-Jun 30); yes @ Dec": of several parts that hold the last one counts, as in
 * the tagging scheme. The result points into `text`. */
const char *dates_conditional(const char *text, const char *day, size_t *length, bool *unread)
{
    struct cursor list = {text, text + strlen(text)}, part;
    struct date on;
    const char *found = NULL;
    *length = 0;
    *unread = !read_day(day, &on);
    if (*unread)
        return NULL;
    while (next_part(&list, &part)) {
        const char *at = memchr(part.at, '@', (size_t)(part.end - part.at));
        if (part.at == part.end)
            continue;
        if (at == NULL) {
            *unread = true;
            continue;
        }
        struct cursor value = {part.at, at}, when = {at + 1, part.end};
        bool holds = false;
        trim(&value);
        trim(&when);
        if (when.at < when.end && *when.at == '(' && when.end[-1] == ')') {
            when.at++;
            when.end--;
        }
        struct cursor period;
        bool read = when.at < when.end;
        for (struct cursor all = when; read && next_part(&all, &period);) {
            bool now = false;
            read = read_periods(period, &on, &now);
            holds = holds || now;
        }
        *unread = *unread || !read;
        if (read && holds) {
            found = value.at;
            *length = (size_t)(value.end - value.at);
        }
    }
    return found;
}

/* Cuts "off", "closed" or "open" from the end of a rule; *opens: it opens in its periods. */
static void cut_word(struct cursor *rule, bool *opens)
{
    static const char *const words[] = {"off", "closed", "open"};
    *opens = true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if ((size_t)(rule->end - rule->at) >= n &&
            strncasecmp(rule->end - n, words[i], n) == 0) {
            rule->end -= n;
            trim(rule);
            *opens = i == 2;
            return;
        }
    }
}

/* Later rules override earlier ones. Without a rule for the day a feature is closed when some rule
 * opens it, open when rules only close it. */
enum dates_open dates_opening(const char *text, const char *day)
{
    struct cursor list = {text, text + strlen(text)}, rule;
    struct date on;
    bool open = true, some_opens = false, decided = false;
    if (!read_day(day, &on))
        return DATES_UNREAD;
    while (next_part(&list, &rule)) {
        bool opens, holds = true;
        if (rule.at == rule.end)
            continue;
        cut_word(&rule, &opens);
        bool always = rule.at == rule.end ||
                      (rule.end - rule.at == 4 && strncmp(rule.at, "24/7", 4) == 0);
        if (!always && !read_periods(rule, &on, &holds))
            return DATES_UNREAD;
        some_opens = some_opens || opens;
        if (holds) {
            decided = true;
            open = opens;
        }
    }
    return open && (decided || !some_opens) ? DATES_OPEN : DATES_CLOSED;
}
