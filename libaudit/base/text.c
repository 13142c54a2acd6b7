/* SPDX-License-Identifier: MIT
 *
 * Text: see text.h.
 *
 * The buffer remembers that memory ran out instead of reporting it each time, so that code which
 * composes a report reads like the report. Numbers are rounded to decimals by integers where the
 * result is certain and by printf where the exact digits decide. Whatever bytes come in, JSON and
 * XML come out well-formed: values and names are from files that nothing has checked. The nearest
 * of some words is found by the distance of Damerau and Levenshtein (optimal string alignment), in
 * time proportional to the product of their lengths. */
#include "base/text.h"

#include "base/arena.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */
#define MOST_DECIMALS 17

/* ---- the buffer --------------------------------------------------------------------------- */

/* Once failed, always failed: what was added before stays as it is. */
static bool reserve(struct text *text, size_t more)
{
    if (text->failed)
        return false;
    if (more >= SIZE_MAX - text->length ||
        !array_reserve(&text->data, &text->capacity, text->length + more + 1, 1)) {
        text->failed = true;
        return false;
    }
    return true;
}

/* A zero byte follows, so that `data` is a string at any time. */
void text_addn(struct text *text, const char *bytes, size_t length)
{
    if (!reserve(text, length))
        return;
    if (length > 0)
        memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
}

/* A string that ends with a zero byte. */
void text_add(struct text *text, const char *string)
{
    text_addn(text, string, strlen(string));
}

/* Formats with numbers in them must not print doubles: printf uses the locale's point. */
void text_addf(struct text *text, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0) {
        text->failed = true;
    } else if (reserve(text, (size_t)length)) {
        vsnprintf(text->data + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
    va_end(arguments);
}

void text_free(struct text *text)
{
    free(text->data);
    *text = (struct text){0};
}

/* ---- numbers ------------------------------------------------------------------------------ */

/* As short as reads back as the same double. */
void text_number(struct text *text, double value)
{
    char buffer[32];
    text_addn(text, buffer, number_format(buffer, value));
}

/* The common case of number_fixed without printf, which costs ten times as much: numbers below 1e9
 * that do not lie within rounding error of half a last place, where only exact digits decide.
 * Returns 0 when it is not that case. */
static size_t write_plain(char *buffer, double value, int decimals)
{
    static const double scales[] = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};
    if (decimals > 6 || !(fabs(value) < 1e9))
        return 0;
    double scaled = fabs(value) * scales[decimals], whole = floor(scaled);
    if (fabs(scaled - whole - 0.5) < 1e-6 * (1 + scaled * 1e-9))
        return 0;
    uint64_t number = (uint64_t)whole + (scaled - whole > 0.5);
    char digits[32];
    size_t at = sizeof digits;
    int places = decimals;
    while (places > 0 && number % 10 == 0) {
        number /= 10;
        places--;
    }
    bool zero = number == 0;
    for (int place = 0; number > 0 || place <= places; place++) {
        if (place == places && places > 0)
            digits[--at] = '.';
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    }
    if (value < 0 && !zero)
        digits[--at] = '-';
    memcpy(buffer, digits + at, sizeof digits - at);
    return sizeof digits - at;
}

size_t number_fixed(char *buffer, double value, int decimals)
{
    if (!isfinite(value)) {
        memcpy(buffer, "null", 4);
        return 4;
    }
    if (decimals < 0)
        decimals = 0;
    if (decimals > MOST_DECIMALS)
        decimals = MOST_DECIMALS;
    size_t length = write_plain(buffer, value, decimals);
    if (length > 0)
        return length;
    snprintf(buffer, NUMBER_FIXED, "%.*f", decimals, value);
    /* The locale's decimal point, of whatever length, becomes one '.'. */
    bool point = false;
    for (const char *p = buffer; *p != '\0'; p++) {
        if ((*p >= '0' && *p <= '9') || *p == '-') {
            buffer[length++] = *p;
        } else if (!point) {
            buffer[length++] = '.';
            point = true;
        }
    }
    while (point && buffer[length - 1] == '0')
        length--;
    if (point && buffer[length - 1] == '.')
        length--;
    if (length != 2 || memcmp(buffer, "-0", 2) != 0)
        return length;
    buffer[0] = '0';
    return 1;
}

/* Zeros at the end of the decimals are left out. */
void text_fixed(struct text *text, double value, int decimals)
{
    char buffer[NUMBER_FIXED];
    text_addn(text, buffer, number_fixed(buffer, value, decimals));
}

/* ---- UTF-8 -------------------------------------------------------------------------------- */

/* Only well-formed bytes pass: shortest form, no surrogates, nothing above U+10FFFF. */
size_t utf8_next(const char *bytes, size_t length, uint32_t *out)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (length == 0)
        return 0;
    unsigned char first = (unsigned char)bytes[0];
    if (first < 0x80) {
        *out = first;
        return 1;
    }
    size_t n = first >= 0xC2 && first <= 0xDF   ? 2
               : (first & 0xF0) == 0xE0         ? 3
               : first >= 0xF0 && first <= 0xF4 ? 4
                                                : 0;
    if (n == 0 || n > length)
        return 0;
    uint32_t character = first & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) {
        if (((unsigned char)bytes[i] & 0xC0) != 0x80)
            return 0;
        character = character << 6 | ((unsigned char)bytes[i] & 0x3Fu);
    }
    if (character < least[n] || character > 0x10FFFF ||
        (character >= 0xD800 && character <= 0xDFFF))
        return 0;
    *out = character;
    return n;
}

/* Also false for surrogates and overlong forms. */
bool utf8_valid(const char *bytes, size_t length)
{
    uint32_t character;
    for (size_t i = 0, step; i < length; i += step)
        if ((step = utf8_next(bytes + i, length - i, &character)) == 0)
            return false;
    return true;
}

size_t utf8_cut(const char *bytes, size_t length)
{
    /* Back to the last byte that starts a character, at most three away, and see if it is whole. */
    size_t start = length;
    while (start > 0 && length - start < 4) {
        unsigned char byte = (unsigned char)bytes[--start];
        if (byte >= 0xC0) {
            size_t n = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
            return start + n > length ? start : length;
        }
        if (byte < 0x80)
            break;
    }
    return length;
}

size_t utf8_copy(char *buffer, size_t capacity, const char *bytes, size_t length)
{
    if (capacity == 0)
        return 0;
    size_t n = utf8_cut(bytes, length < capacity ? length : capacity - 1);
    if (n > 0)
        memcpy(buffer, bytes, n);
    buffer[n] = '\0';
    return n;
}

/* ---- plain text --------------------------------------------------------------------------- */

/* C0, delete and C1: a terminal obeys them. */
static bool is_control(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

/* Embeddings, overrides, isolates and their ends reach as far as the paragraph: U+202E shows
 * "gpj.exe" as "exe.jpg". Marks (U+200E, U+200F, U+061C) turn nothing but signs beside them, and
 * Arabic names have them. */
static bool turns_direction(uint32_t character)
{
    return (character >= 0x202A && character <= 0x202E) ||
           (character >= 0x2066 && character <= 0x2069);
}

/* U+2028 and U+2029 end a line in YAML 1.1 and in older JavaScript. */
static bool ends_line(uint32_t character)
{
    return character == 0x2028 || character == 0x2029;
}

/* In place: what replaces a character is never longer than it. */
size_t plain_bytes(char *bytes, size_t length, bool lines)
{
    size_t n = 0;
    for (size_t i = 0, step; i < length; i += step) {
        uint32_t character = 0;
        step = utf8_next(bytes + i, length - i, &character);
        bool acts = is_control(character) || ends_line(character);
        bool kept = step > 0 && (!acts || (lines && character == '\n'));
        step = step > 0 ? step : 1;
        if (!kept) {
            bytes[n++] = ' ';
            continue;
        }
        bool turns = turns_direction(character);
        memmove(bytes + n, turns ? REPLACEMENT : bytes + i, step); /* three bytes, both */
        n += step;
    }
    return n;
}

void text_plain(struct text *text, size_t from, bool lines)
{
    if (text->failed || text->length <= from)
        return;
    text->length = from + plain_bytes(text->data + from, text->length - from, lines);
    text->data[text->length] = '\0';
}

/* ---- JSON and XML ------------------------------------------------------------------------- */

/* How a character is written inside a JSON string, or NULL for "as it is". */
static const char *json_escape(uint32_t character, char next, char buffer[8])
{
    switch (character) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        break;
    }
    /* "</script" and "<!--" would end or derail a script that holds the JSON. */
    bool tag = character == '<' && (next == '/' || next == '!');
    bool shown = !is_control(character) && !turns_direction(character);
    if (shown && !tag && !ends_line(character))
        return NULL;
    snprintf(buffer, 8, "\\u%04x", (unsigned)character);
    return buffer;
}

/* Bytes that are not UTF-8 become U+FFFD one by one; runs without an escape are copied as a
 * whole. */
void text_json(struct text *text, const char *string)
{
    if (string == NULL) {
        text_add(text, "null");
        return;
    }
    text_addn(text, "\"", 1);
    size_t length = strlen(string), done = 0;
    for (size_t i = 0, step; i < length; i += step) {
        uint32_t character = 0;
        char buffer[8];
        step = utf8_next(string + i, length - i, &character);
        const char *instead =
            step == 0 ? REPLACEMENT : json_escape(character, string[i + step], buffer);
        if (step == 0)
            step = 1;
        if (instead != NULL) {
            text_addn(text, string + done, i - done);
            text_add(text, instead);
            done = i + step;
        }
    }
    text_addn(text, string + done, length - done);
    text_addn(text, "\"", 1);
}

/* What stands for a character in XML, also within attributes; NULL = itself, "" = nothing. */
static const char *xml_escape(uint32_t character)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;"; /* &apos; is unknown to HTML 4 */
    case '\t':
    case '\n':
        return NULL;
    case 0xFFFE:
    case 0xFFFF:
        return REPLACEMENT; /* not allowed in XML, not even as entities */
    default:
        return is_control(character) ? "" : turns_direction(character) ? REPLACEMENT : NULL;
    }
}

void text_xml(struct text *text, const char *string)
{
    size_t length = strlen(string), done = 0;
    for (size_t i = 0, step; i < length; i += step) {
        uint32_t character = 0;
        step = utf8_next(string + i, length - i, &character);
        const char *instead = step == 0 ? REPLACEMENT : xml_escape(character);
        if (step == 0)
            step = 1;
        if (instead != NULL) {
            text_addn(text, string + done, i - done);
            text_add(text, instead);
            done = i + step;
        }
    }
    text_addn(text, string + done, length - done);
}

/* ---- did you mean ------------------------------------------------------------------------- */

#define LONGEST_WORD 64

/* Characters of a word, ASCII letters in lower case: writing Width for width is no mistake worth
 * a point. Returns LONGEST_WORD + 1 for longer words. */
static size_t letters(const char *word, uint32_t out[LONGEST_WORD])
{
    size_t length = strlen(word), n = 0;
    for (size_t i = 0, step; i < length; i += step) {
        if (n == LONGEST_WORD)
            return LONGEST_WORD + 1;
        uint32_t character = 0;
        step = utf8_next(word + i, length - i, &character);
        if (step == 0) {
            character = (unsigned char)word[i];
            step = 1;
        }
        out[n++] = character >= 'A' && character <= 'Z' ? character + ('a' - 'A') : character;
    }
    return n;
}

/* The smaller of two numbers. */
static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Insertions, deletions, replacements and swaps of neighbours that turn a into b. */
static size_t edit_distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
    size_t rows[3][LONGEST_WORD + 1];
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]), least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], above2[j - 2] + 1);
        }
    }
    return rows[n % 3][m];
}

/* The nearest word with at most one mistake in three characters, of equals the first; NULL =
 * none. */
const char *nearest_word(const char *word, const char *const *words, size_t n)
{
    uint32_t wanted[LONGEST_WORD], offered[LONGEST_WORD];
    size_t n_wanted = letters(word, wanted);
    if (n_wanted > LONGEST_WORD)
        return NULL;
    const char *best = NULL;
    size_t best_distance = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        size_t n_offered = letters(words[i], offered);
        if (n_offered > LONGEST_WORD)
            continue;
        size_t distance = edit_distance(wanted, n_wanted, offered, n_offered);
        size_t longer = n_wanted > n_offered ? n_wanted : n_offered;
        if (distance * 3 <= longer && distance < best_distance) {
            best = words[i];
            best_distance = distance;
        }
    }
    return best;
}

/* ---- texts for "missing" ------------------------------------------------------------------ */

/* Compared byte by byte: "Nan" may be a name, and "none" a value of its own. */
bool text_is_missing(const char *text, size_t length)
{
    static const char *const tokens[] = {
        "nan", "NaN",  "NAN",    "None",   "NULL",    "null",    "?",       "-",    "n/a",
        "N/A", "#N/A", "NODATA", "nodata", "unknown", "Unknown", "UNKNOWN", "<NA>", "غير معروف"};
    /* Most texts don't even begin like one. */
    if (length == 0 || length > 18 || memchr("nNuU?-#<\xD8", text[0], 9) == NULL)
        return false;
    for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++)
        if (strlen(tokens[i]) == length && memcmp(tokens[i], text, length) == 0)
            return true;
    return false;
}
