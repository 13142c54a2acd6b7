/* SPDX-License-Identifier: MIT
 *
 * Several values in one text: see several.h. */
#include "read/several.h"

#include <string.h>

/* Without the C library: its answer depends on the locale. */
static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Values in brackets, separated by ',', quoted or not, rewritten with ';' between them. 0: no such
 * list, or a quote is left open. Backslashes escape inside quotes. */
static size_t unpack_brackets(const char *text, size_t length, char out[SEVERAL_MOST])
{
    size_t n = 0;
    char quote = 0;
    for (size_t i = 1; i + 1 < length; i++) {
        char c = text[i];
        if (quote != 0 && c == quote)
            quote = 0;
        else if (quote == 0 && (c == '"' || c == '\''))
            quote = c;
        else if (quote != 0 && c == '\\' && i + 2 < length)
            out[n++] = text[++i];
        else if (quote != 0 || !(is_blank(c) || c == ','))
            out[n++] = c;
        else if (c == ',')
            out[n++] = ';';
    }
    return quote != 0 ? 0 : n;
}

/* A single value in brackets is a list, too. Longer texts than SEVERAL_MOST are not lists: they are
 * prose. */
bool several_list(const char *text, size_t length, char out[SEVERAL_MOST], size_t *out_length)
{
    if (length < 3 || length >= SEVERAL_MOST)
        return false;
    if (text[0] == '[' && text[length - 1] == ']') {
        *out_length = unpack_brackets(text, length, out);
        return *out_length > 0;
    }
    if (memchr(text, ';', length) == NULL)
        return false;
    memcpy(out, text, length);
    *out_length = length;
    return true;
}

/* Blanks around values are skipped. Values point into the list. */
bool several_next(const char **at, const char *end, const char **value, size_t *length)
{
    if (*at >= end)
        return false;
    const char *stop = memchr(*at, ';', (size_t)(end - *at));
    stop = stop != NULL ? stop : end;
    const char *first = *at;
    *at = stop + 1;
    while (first < stop && is_blank(*first))
        first++;
    while (stop > first && is_blank(stop[-1]))
        stop--;
    *value = first;
    *length = (size_t)(stop - first);
    return true;
}

/* Are all values the same? *value is the one value; false leaves it at the first. Programs that
 * join features write lists of equal values. */
bool several_same(const char *list, size_t length, const char **value, size_t *value_length)
{
    const char *at = list, *next;
    size_t n;
    *value = NULL;
    while (several_next(&at, list + length, &next, &n)) {
        if (*value != NULL && (n != *value_length || memcmp(next, *value, n) != 0))
            return false;
        *value = next;
        *value_length = n;
    }
    return *value != NULL;
}

/* Is the word one of the list's values? */
static bool list_has_word(const char *list, size_t length, const char *word, size_t word_length)
{
    const char *at = list, *value;
    size_t n;
    while (several_next(&at, list + length, &value, &n))
        if (n == word_length && memcmp(value, word, n) == 0)
            return true;
    return false;
}

/* Are all values words of the group? The group's order decides, not the list's: the result does not
 * depend on how a cell is ordered. An empty list is in no group. */
bool several_in_group(const char *list, size_t length, const char *group, const char **value,
                      size_t *value_length)
{
    const char *at = list, *next;
    size_t n, in_group = 0, all = 0;
    *value = NULL;
    while (several_next(&at, list + length, &next, &n)) {
        all++;
        for (const char *word = group; *word != '\0';) {
            size_t word_length = strcspn(word, " ");
            in_group += word_length == n && memcmp(word, next, n) == 0;
            word += word_length + strspn(word + word_length, " ");
        }
    }
    for (const char *word = group; *word != '\0' && *value == NULL;) {
        size_t word_length = strcspn(word, " ");
        if (list_has_word(list, length, word, word_length)) {
            *value = word;
            *value_length = word_length;
        }
        word += word_length + strspn(word + word_length, " ");
    }
    return all > 0 && in_group == all;
}
