/* SPDX-License-Identifier: MIT
 *
 * What one text or number means for a field. Order for a text: the mapping's values, the field's
 * own words, the tokens for "missing", then what is meant all the same (other letter case, spaces,
 * numbers with units, true and false), then the mapping's "*". */
#include "read/cells.h"

#include "base/text.h"
#include "mapping/limits.h"
#include "read/several.h"

#include <math.h>
#include <string.h>

#define LONGEST_NAME 1000
#define LONGEST_WORD 64

static const struct meaning null_quietly = {.note = NO_NOTE};

static struct meaning null_with(enum diagnostic_id note)
{
    return (struct meaning){.note = (uint8_t)note};
}

/* ---- words -------------------------------------------------------------------------------- */

static bool equals(const char *word, const char *text, size_t length)
{
    return strlen(word) == length && memcmp(word, text, length) == 0;
}

static bool is_missing(const struct missing_words *missing, const char *text, size_t length)
{
    if (text_is_missing(text, length))
        return true;
    for (size_t list = 0; list < missing->n; list++)
        for (size_t i = 0; i < missing->lists[list]->n; i++)
            if (equals(missing->lists[list]->items[i], text, length))
                return true;
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void trim(const char **text, size_t *length)
{
    while (*length > 0 && is_space(**text)) {
        (*text)++;
        (*length)--;
    }
    while (*length > 0 && is_space((*text)[*length - 1]))
        (*length)--;
}

/* As a class is spelt: small letters, '_' for spaces and hyphens. 0 when too long. */
static size_t as_class(const char *text, size_t length, char out[LONGEST_WORD])
{
    if (length >= LONGEST_WORD)
        return 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == ' ' || c == '-' ? '_' : c;
    }
    return length;
}

static uint32_t yes_or_no(const char *text, size_t length)
{
    static const char *const yes[] = {"true", "1", "y", "t", "نعم"};
    static const char *const no[] = {"false", "0", "n", "f", "لا"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (equals(yes[i], text, length))
            return YES_NO_YES;
        if (equals(no[i], text, length))
            return YES_NO_NO;
    }
    return 0;
}

static const struct value_word *find_word(const struct alternative *rule, const char *text,
                                          size_t length)
{
    for (size_t i = 0; i < rule->n_values; i++)
        if (rule->values[i].from_length == length &&
            memcmp(rule->values[i].from, text, length) == 0)
            return &rule->values[i];
    return NULL;
}

/* ---- one text ----------------------------------------------------------------------------- */

static uint32_t keep_text(struct cell_context *context, enum field_id field, const char *text,
                          size_t length)
{
    return kept_text(context->kept, field, text, length);
}

static struct meaning mapped(const struct cell_reader *reader, const struct value_word *word,
                             struct cell_context *context, const char *text, size_t length)
{
    if (word->kind != WORD_VALUE)
        return word->kind == WORD_NULL ? null_with(D_value_missing_token) : null_quietly;
    struct meaning meaning = {
        .known = true, .note = NO_NOTE, .real = word->real, .code = word->code};
    meaning.derived = !equals(word->text, text, length);
    if (fields[reader->field].type == VALUE_TEXT)
        meaning.code = keep_text(context, reader->field, word->text, strlen(word->text));
    return meaning;
}

/* Is the number one that stands for "missing", or beyond what there is? `raw` is the number as
 * written, in `unit`. */
static struct meaning number(struct cell_reader *reader, double raw, enum unit unit, bool text)
{
    double value;
    if (!quantity_convert(raw, unit, fields[reader->field].unit, &value))
        return null_with(D_value_not_parsed);
    if (limits_sentinel(reader->field, raw))
        return (struct meaning){.note = D_value_sentinel, .derived = true};
    if (!limits_hold(reader->field, value))
        return (struct meaning){.note = D_value_out_of_range, .derived = true};
    return (struct meaning){
        .known = true, .note = NO_NOTE, .real = value, .derived = text || value != raw};
}

static struct meaning parse_quantity(struct cell_reader *reader, const char *text, size_t length)
{
    double value, bare;
    size_t used;
    const struct field *field = &fields[reader->field];
    if (number_parse(text, length, &bare, &used) && used == length)
        return number(reader, bare, reader->rule->unit, true);
    if (quantity_parse(text, length, reader->rule->unit, field->unit, &value) != QUANTITY_OK)
        return null_with(D_value_not_parsed);
    return number(reader, value, field->unit, true);
}

static struct meaning parse_class(struct cell_reader *reader, const char *text, size_t length)
{
    const struct vocabulary *vocabulary = fields[reader->field].vocabulary;
    struct meaning meaning = {.known = true, .note = NO_NOTE, .derived = true};
    char word[LONGEST_WORD];
    size_t n = as_class(text, length, word);
    meaning.code = n > 0 ? vocabulary_code(vocabulary, word, n) : 0;
    if (meaning.code == 0 && (vocabulary == &vocabularies[VOCABULARY_yes_no] ||
                              vocabulary == &vocabularies[VOCABULARY_foot]))
        meaning.code = yes_or_no(word, n);
    return meaning.code != 0 ? meaning : null_with(D_value_not_parsed);
}

/* "tree;bollard": what is known counts, what is not is diagnosed. */
static struct meaning parse_list(struct cell_reader *reader, const char *text, size_t length)
{
    struct meaning meaning = {.note = NO_NOTE};
    bool exact = true;
    const char *end = text + length;
    while (text < end) {
        const char *stop = memchr(text, ';', (size_t)(end - text));
        size_t n = (size_t)((stop != NULL ? stop : end) - text);
        const char *piece = text;
        text += n + 1;
        trim(&piece, &n);
        if (n == 0)
            continue;
        const struct value_word *word = find_word(reader->rule, piece, n);
        uint32_t code = vocabulary_code(fields[reader->field].vocabulary, piece, n);
        if (word != NULL && word->kind == WORD_VALUE) {
            meaning.code |= word->code;
            exact = false;
        } else if (word == NULL && code != 0) {
            meaning.code |= 1u << code;
        } else if (word == NULL) {
            struct meaning other = parse_class(reader, piece, n);
            meaning.code |= other.known ? 1u << other.code : 0;
            if (!other.known)
                meaning.note = D_value_not_parsed;
            exact = false;
        }
    }
    meaning.known = meaning.code != 0;
    meaning.derived = !exact;
    return meaning;
}

static struct meaning parse_other(struct cell_reader *reader, const char *text, size_t length)
{
    switch (fields[reader->field].type) {
    case VALUE_REAL:
        return parse_quantity(reader, text, length);
    case VALUE_CLASS:
        return parse_class(reader, text, length);
    case VALUE_LIST:
        return parse_list(reader, text, length);
    default:
        return null_quietly;
    }
}

static bool is_printable_ascii(const char *text, size_t length)
{
    bool plain = true;
    for (size_t i = 0; i < length; i++)
        plain = plain && text[i] >= ' ' && text[i] < 0x7F;
    return plain;
}

/* A name or an id as reports will show it: on one line, of bearable length. */
static struct meaning name_or_id(struct cell_context *context, enum field_id field,
                                 const char *text, size_t length)
{
    char clean[LONGEST_NAME];
    size_t n = length <= sizeof clean ? length : utf8_cut(text, sizeof clean);
    struct meaning meaning = {.note = NO_NOTE};
    if (n < length || !is_printable_ascii(text, n)) {
        memcpy(clean, text, n);
        size_t left = plain_bytes(clean, n, false);
        if (n < length || left != n || memcmp(clean, text, n) != 0)
            meaning.note = D_text_cleaned;
        n = left;
        text = clean;
    }
    meaning.code = keep_text(context, field, text, n);
    meaning.known = meaning.code != 0;
    return meaning;
}

static struct meaning meaning_of_plain(struct cell_reader *reader, struct cell_context *context,
                                       const char *text, size_t length)
{
    const struct field *field = &fields[reader->field];
    const struct alternative *rule = reader->rule;
    const struct value_word *word = find_word(rule, text, length);
    if (word != NULL)
        return mapped(reader, word, context, text, length);
    uint32_t code =
        field->type == VALUE_CLASS ? vocabulary_code(field->vocabulary, text, length) : 0;
    if (code != 0)
        return (struct meaning){.known = true, .note = NO_NOTE, .code = code};
    const char *trimmed = text;
    size_t n = length;
    trim(&trimmed, &n);
    if (n == 0)
        return null_quietly;
    if (is_missing(context->missing, trimmed, n))
        return null_with(D_value_missing_token);
    char lower[LONGEST_WORD];
    if (rule->n_values > 0) {
        size_t n_lower = as_class(trimmed, n, lower);
        word = find_word(rule, trimmed, n);
        if (word == NULL && n_lower > 0)
            word = find_word(rule, lower, n_lower);
        if (word != NULL)
            return mapped(reader, word, context, text, length);
    }
    if (field->type == VALUE_TEXT) {
        if (rule->other != NULL)
            return mapped(reader, rule->other, context, text, length);
        return name_or_id(context, reader->field, trimmed, n);
    }
    struct meaning meaning = parse_other(reader, trimmed, n);
    if (meaning.note == D_value_not_parsed && !meaning.known && rule->other != NULL)
        return mapped(reader, rule->other, context, text, length);
    return meaning;
}

/* Of two values of one cell the worse for walkers; false when nothing says which that is. */
static bool take_worse(enum field_id id, struct meaning *worst, const struct meaning *other)
{
    const struct field *field = &fields[id];
    bool real = field->type == VALUE_REAL;
    double a = real ? worst->real : worst->code, b = real ? other->real : other->code;
    if (field->flags & FIELD_SLOPE) {
        a = fabs(a);
        b = fabs(b);
    }
    if (a != b && (field->flags & (FIELD_LEAST | FIELD_MOST)) == 0)
        return false;
    if ((field->flags & FIELD_LEAST) ? b < a : b > a)
        *worst = *other;
    return true;
}

/* Several values of a number or class. Those that mean nothing here ("ignore") are passed over; one
 * that can't be read leaves all unread. */
static struct meaning worst_of(struct cell_reader *reader, struct cell_context *context,
                               const char *list, size_t length)
{
    struct meaning worst = null_quietly;
    const char *at = list, *value;
    size_t n, known = 0;
    bool differ = false;
    while (several_next(&at, list + length, &value, &n)) {
        struct meaning one = meaning_of_plain(reader, context, value, n);
        if (!one.known && one.note == NO_NOTE)
            continue;
        if (!one.known)
            return null_with(D_value_not_parsed);
        differ = differ || (known > 0 && (one.real != worst.real || one.code != worst.code));
        if (known++ == 0)
            worst = one;
        else if (!take_worse(reader->field, &worst, &one))
            return null_with(D_value_not_parsed);
    }
    worst.note = differ ? (uint8_t)D_values_several : NO_NOTE;
    worst.derived = true;
    return worst;
}

struct meaning meaning_of_text(struct cell_reader *reader, struct cell_context *context,
                               const char *text, size_t length)
{
    char list[SEVERAL_MOST];
    size_t n;
    enum value_type type = fields[reader->field].type;
    if (type == VALUE_TEXT || !several_list(text, length, list, &n) ||
        find_word(reader->rule, text, length) != NULL)
        return meaning_of_plain(reader, context, text, length);
    if (type == VALUE_LIST)
        return meaning_of_plain(reader, context, list, n);
    struct meaning worst = worst_of(reader, context, list, n);
    return worst.known ? worst : meaning_of_plain(reader, context, text, length);
}

struct meaning meaning_of_number(struct cell_reader *reader, struct cell_context *context,
                                 double raw)
{
    /* Numbers too may be mapped ("999" under missing:, codes under values:). */
    if (reader->rule->n_values > 0 || context->missing->n > 0) {
        char text[40];
        size_t length = number_format(text, raw);
        const struct value_word *word = find_word(reader->rule, text, length);
        if (word != NULL)
            return mapped(reader, word, context, text, length);
        if (is_missing(context->missing, text, length))
            return null_with(D_value_missing_token);
    }
    return number(reader, raw, reader->rule->unit, false);
}
