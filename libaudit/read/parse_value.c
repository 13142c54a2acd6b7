/* SPDX-License-Identifier: MIT
 *
 * One text or one number as a value of a field.
 *
 * Algorithm, for a text, in this order: the mapping's values; the field's own words; the tokens for
 * "missing"; the same again in another spelling (letter case, spaces, hyphens), numbers with units,
 * true and false; the mapping's "*". A list of values ("1.5;2") becomes the value that is worse for
 * walkers, so that no verdict gets better by it. Cost: O(words of the mapping), once per different
 * text (cells.c keeps the results). */
#include "read/parse_value.h"

#include "base/text.h"
#include "mapping/limits.h"
#include "read/several.h"

#include <math.h>
#include <string.h>

/* Reports must stay readable; longer texts are cut and diagnosed. */
#define LONGEST_NAME 1000
#define LONGEST_WORD 64

static const struct parsed_value null_value = {.note = NO_NOTE};

/* A null that is worth a diagnostic. */
static struct parsed_value null_with_note(enum diagnostic_id note)
{
    return (struct parsed_value){.note = (uint8_t)note};
}

/* ---- words -------------------------------------------------------------------------------- */

/* Texts of cells carry a length and no NUL. */
static bool text_equals(const char *word, const char *text, size_t length)
{
    return strlen(word) == length && memcmp(word, text, length) == 0;
}

/* The standing list first ("n/a", "null", "-"), then the lists of the mapping: the layer's, the
 * file's, the preset's. */
static bool is_missing_word(const struct missing_words *missing, const char *text, size_t length)
{
    if (text_is_missing(text, length))
        return true;
    for (size_t list = 0; list < missing->n; list++)
        for (size_t i = 0; i < missing->lists[list]->n; i++)
            if (text_equals(missing->lists[list]->items[i], text, length))
                return true;
    return false;
}

/* Without the C library: its answer depends on the locale. */
static bool is_blank_byte(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Moves both ends inwards; nothing is copied. */
static void trim_blanks(const char **text, size_t *length)
{
    while (*length > 0 && is_blank_byte(**text)) {
        (*text)++;
        (*length)--;
    }
    while (*length > 0 && is_blank_byte((*text)[*length - 1]))
        (*length)--;
}

/* The text as classes are spelt: small letters, '_' for spaces and hyphens. 0 when it is too long
 * to be a class. ASCII only, so that the locale does not matter. */
static size_t spell_as_class(const char *text, size_t length, char out[LONGEST_WORD])
{
    if (length >= LONGEST_WORD)
        return 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == ' ' || c == '-' ? '_' : c;
    }
    return length;
}

/* 0: neither. Digits and letters as databases and surveys write them, and the Arabic words. For
 * yes/no fields only. */
static uint32_t parse_yes_no(const char *text, size_t length)
{
    static const char *const yes[] = {"true", "1", "y", "t", "نعم"};
    static const char *const no[] = {"false", "0", "n", "f", "لا"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (text_equals(yes[i], text, length))
            return YES_NO_YES;
        if (text_equals(no[i], text, length))
            return YES_NO_NO;
    }
    return 0;
}

/* The mapping's entry for exactly this text; NULL: none. Mappings have a few dozen words, and
 * results are cached. */
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

/* 0: out of memory, which context->deferred remembers. */
static uint32_t defer_text(struct cell_context *context, enum field_id field, const char *text,
                           size_t length)
{
    return deferred_add_text(context->deferred, field, text, length);
}

/* The value that a mapping's word stands for; `null` is counted as a missing token, `ignore` is
 * not. `derived`: the value is not what the cell holds. */
static struct parsed_value value_of_word(const struct cell_reader *reader,
                                         const struct value_word *word,
                                         struct cell_context *context, const char *text,
                                         size_t length)
{
    if (word->kind != WORD_VALUE)
        return word->kind == WORD_NULL ? null_with_note(D_value_missing_token) : null_value;
    struct parsed_value parsed = {
        .known = true, .note = NO_NOTE, .real = word->real, .code = word->code};
    parsed.derived = !text_equals(word->text, text, length);
    if (fields[reader->field].type == VALUE_TEXT)
        parsed.code = defer_text(context, reader->field, word->text, strlen(word->text));
    return parsed;
}

/* `raw` is the number as written, in `unit`: codes like 999 are compared before conversion, limits
 * after it. `derived`: the value is not the stored number. */
static struct parsed_value checked_number(struct cell_reader *reader, double raw, enum unit unit,
                                          bool text)
{
    double value;
    if (!quantity_convert(raw, unit, fields[reader->field].unit, &value))
        return null_with_note(D_value_not_parsed);
    if (limits_is_sentinel(reader->field, raw))
        return (struct parsed_value){.note = D_value_sentinel, .derived = true};
    if (!limits_accept(reader->field, value))
        return (struct parsed_value){.note = D_value_out_of_range, .derived = true};
    return (struct parsed_value){
        .known = true, .note = NO_NOTE, .real = value, .derived = text || value != raw};
}

/* A unit in the text ("1.5 m") wins over the mapping's. A bare number is in the mapping's unit. */
static struct parsed_value parse_quantity(struct cell_reader *reader, const char *text,
                                          size_t length)
{
    double value, bare;
    size_t used;
    const struct field *field = &fields[reader->field];
    if (number_parse(text, length, &bare, &used) && used == length)
        return checked_number(reader, bare, reader->rule->unit, true);
    if (quantity_parse(text, length, reader->rule->unit, field->unit, &value) != QUANTITY_OK)
        return null_with_note(D_value_not_parsed);
    return checked_number(reader, value, field->unit, true);
}

/* Only yes/no vocabularies accept true, 1 and the like: "1" as a surface would be a guess. */
static struct parsed_value parse_class(struct cell_reader *reader, const char *text, size_t length)
{
    const struct vocabulary *vocabulary = fields[reader->field].vocabulary;
    struct parsed_value parsed = {.known = true, .note = NO_NOTE, .derived = true};
    char word[LONGEST_WORD];
    size_t n = spell_as_class(text, length, word);
    parsed.code = n > 0 ? vocabulary_code(vocabulary, word, n) : 0;
    if (parsed.code == 0 && (vocabulary == &vocabularies[VOCABULARY_yes_no] ||
                             vocabulary == &vocabularies[VOCABULARY_foot]))
        parsed.code = parse_yes_no(word, n);
    return parsed.code != 0 ? parsed : null_with_note(D_value_not_parsed);
}

/* "tree;bollard": known words count, each unknown one is a diagnostic. The value is a mask of
 * codes. `derived` unless every word is one of the vocabulary's own. */
static struct parsed_value parse_list(struct cell_reader *reader, const char *text, size_t length)
{
    struct parsed_value parsed = {.note = NO_NOTE};
    bool exact = true;
    const char *end = text + length;
    while (text < end) {
        const char *stop = memchr(text, ';', (size_t)(end - text));
        size_t n = (size_t)((stop != NULL ? stop : end) - text);
        const char *piece = text;
        text += n + 1;
        trim_blanks(&piece, &n);
        if (n == 0)
            continue;
        const struct value_word *word = find_word(reader->rule, piece, n);
        uint32_t code = vocabulary_code(fields[reader->field].vocabulary, piece, n);
        if (word != NULL && word->kind == WORD_VALUE) {
            parsed.code |= word->code;
            exact = false;
        } else if (word == NULL && code != 0) {
            parsed.code |= 1u << code;
        } else if (word == NULL) {
            struct parsed_value other = parse_class(reader, piece, n);
            parsed.code |= other.known ? 1u << other.code : 0;
            if (!other.known)
                parsed.note = D_value_not_parsed;
            exact = false;
        }
    }
    parsed.known = parsed.code != 0;
    parsed.derived = !exact;
    return parsed;
}

/* Texts never come here: parse_single_value keeps them as they are. */
static struct parsed_value parse_by_type(struct cell_reader *reader, const char *text,
                                         size_t length)
{
    switch (fields[reader->field].type) {
    case VALUE_REAL:
        return parse_quantity(reader, text, length);
    case VALUE_CLASS:
        return parse_class(reader, text, length);
    case VALUE_LIST:
        return parse_list(reader, text, length);
    default:
        return null_value;
    }
}

/* Most names are: only others need cleaning. */
static bool is_printable_ascii(const char *text, size_t length)
{
    bool plain = true;
    for (size_t i = 0; i < length; i++)
        plain = plain && text[i] >= ' ' && text[i] < 0x7F;
    return plain;
}

/* A name or an id as reports show it: on one line, at most LONGEST_NAME bytes. Bytes that are not
 * UTF-8, and control characters, are replaced; a note says so. */
static struct parsed_value parse_name_or_id(struct cell_context *context, enum field_id field,
                                            const char *text, size_t length)
{
    char clean[LONGEST_NAME];
    size_t n = length <= sizeof clean ? length : utf8_cut(text, sizeof clean);
    struct parsed_value parsed = {.note = NO_NOTE};
    if (n < length || !is_printable_ascii(text, n)) {
        memcpy(clean, text, n);
        size_t left = plain_bytes(clean, n, false);
        if (n < length || left != n || memcmp(clean, text, n) != 0)
            parsed.note = D_text_cleaned;
        n = left;
        text = clean;
    }
    parsed.code = defer_text(context, field, text, n);
    parsed.known = parsed.code != 0;
    return parsed;
}

/* The whole order of the paragraph above, for one value. The exact text comes first, so that a
 * mapping can name any spelling. */
static struct parsed_value parse_single_value(struct cell_reader *reader,
                                              struct cell_context *context, const char *text,
                                              size_t length)
{
    const struct field *field = &fields[reader->field];
    const struct alternative *rule = reader->rule;
    const struct value_word *word = find_word(rule, text, length);
    if (word != NULL)
        return value_of_word(reader, word, context, text, length);
    uint32_t code =
        field->type == VALUE_CLASS ? vocabulary_code(field->vocabulary, text, length) : 0;
    if (code != 0)
        return (struct parsed_value){.known = true, .note = NO_NOTE, .code = code};
    const char *trimmed = text;
    size_t n = length;
    trim_blanks(&trimmed, &n);
    if (n == 0)
        return null_value;
    if (is_missing_word(context->missing, trimmed, n))
        return null_with_note(D_value_missing_token);
    char lower[LONGEST_WORD];
    if (rule->n_values > 0) {
        size_t n_lower = spell_as_class(trimmed, n, lower);
        word = find_word(rule, trimmed, n);
        if (word == NULL && n_lower > 0)
            word = find_word(rule, lower, n_lower);
        if (word != NULL)
            return value_of_word(reader, word, context, text, length);
    }
    if (field->type == VALUE_TEXT) {
        if (rule->other != NULL)
            return value_of_word(reader, rule->other, context, text, length);
        return parse_name_or_id(context, reader->field, trimmed, n);
    }
    struct parsed_value parsed = parse_by_type(reader, trimmed, n);
    if (parsed.note == D_value_not_parsed && !parsed.known && rule->other != NULL)
        return value_of_word(reader, rule->other, context, text, length);
    return parsed;
}

/* Keeps the worse of two values for walkers in `worst`; false when the field does not say which
 * that is. Slopes are compared by size, whatever their sign. FIELD_LEAST: the smaller value is
 * worse, FIELD_MOST: the larger. */
static bool replace_by_worse(enum field_id id, struct parsed_value *worst,
                             const struct parsed_value *other)
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

/* Values that mean nothing here ("ignore") are passed over; one unreadable value leaves the whole
 * cell unread. A note when the values differ. */
static struct parsed_value parse_worst_of_several(struct cell_reader *reader,
                                                  struct cell_context *context, const char *list,
                                                  size_t length)
{
    struct parsed_value worst = null_value;
    const char *at = list, *value;
    size_t n, known = 0;
    bool differ = false;
    while (several_next(&at, list + length, &value, &n)) {
        struct parsed_value one = parse_single_value(reader, context, value, n);
        if (!one.known && one.note == NO_NOTE)
            continue;
        if (!one.known)
            return null_with_note(D_value_not_parsed);
        differ = differ || (known > 0 && (one.real != worst.real || one.code != worst.code));
        if (known++ == 0)
            worst = one;
        else if (!replace_by_worse(reader->field, &worst, &one))
            return null_with_note(D_value_not_parsed);
    }
    worst.note = differ ? (uint8_t)D_values_several : NO_NOTE;
    worst.derived = true;
    return worst;
}

/* A text that the mapping names as a whole is not a list, even with a ';' in it. */
struct parsed_value parse_text_value(struct cell_reader *reader, struct cell_context *context,
                                     const char *text, size_t length)
{
    char list[SEVERAL_MOST];
    size_t n;
    enum value_type type = fields[reader->field].type;
    if (type == VALUE_TEXT || !several_list(text, length, list, &n) ||
        find_word(reader->rule, text, length) != NULL)
        return parse_single_value(reader, context, text, length);
    if (type == VALUE_LIST)
        return parse_single_value(reader, context, list, n);
    struct parsed_value worst = parse_worst_of_several(reader, context, list, n);
    return worst.known ? worst : parse_single_value(reader, context, text, length);
}

/* Numbers may be mapped, too: "999" under missing:, codes under values:. */
struct parsed_value parse_number_value(struct cell_reader *reader, struct cell_context *context,
                                       double raw)
{
    if (reader->rule->n_values > 0 || context->missing->n > 0) {
        char text[40];
        size_t length = number_format(text, raw);
        const struct value_word *word = find_word(reader->rule, text, length);
        if (word != NULL)
            return value_of_word(reader, word, context, text, length);
        if (is_missing_word(context->missing, text, length))
            return null_with_note(D_value_missing_token);
    }
    return checked_number(reader, raw, reader->rule->unit, false);
}
