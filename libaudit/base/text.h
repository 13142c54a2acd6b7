/* SPDX-License-Identifier: MIT
 *
 * Text: a growing UTF-8 buffer, locale-free numbers, and "did you mean". */
#ifndef RASIF_BASE_TEXT_H
#define RASIF_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Starts as {0}; `data` is NUL-terminated once anything was added. When memory runs out `failed`
 * is set, further additions do nothing, and the caller checks it once at the end. */
struct text {
    char *data;
    size_t length, capacity;
    bool failed;
};

void text_add(struct text *text, const char *string);
void text_addn(struct text *text, const char *bytes, size_t length);
/* printf, but never used for doubles with a decimal point: see text_number. */
void text_addf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Shortest decimal that reads back as the same double ('.' in every locale; "null" for NaN/Inf). */
void text_number(struct text *text, double value);
/* With at most `decimals` places, trailing zeros cut: 1.50 -> "1.5", -0.0 -> "0". */
void text_fixed(struct text *text, double value, int decimals);
/* The same into a buffer of NUMBER_FIXED bytes, not NUL-terminated; returns its length. */
#define NUMBER_FIXED 400 /* the largest double has 309 digits before the point */
size_t number_fixed(char *buffer, double value, int decimals);
/* As a JSON string with quotes (NULL: null); invalid UTF-8 becomes U+FFFD. Safe inside <script>. */
void text_json(struct text *text, const char *string);
/* With & < > " ' as entities and control characters but tab and newline dropped, invalid UTF-8 as
 * U+FFFD, like what turns the direction of writing around: safe in XML, HTML and attributes. */
void text_xml(struct text *text, const char *string);
/* Makes what was added from `from` on harmless to look at, wherever it came from: control
 * characters, separators of lines and malformed bytes become blanks (with `lines` newlines stay),
 * characters that turn the direction of writing around become U+FFFD. */
void text_plain(struct text *text, size_t from, bool lines);
/* The same for some bytes; returns how many are left. */
size_t plain_bytes(char *bytes, size_t length, bool lines);
void text_free(struct text *text);

/* number_format: shortest round-trip form into `buffer` (>= 32 bytes), NUL-terminated; returns its
 * length. -0.0 gives "0"; NaN and Inf give "null". */
size_t number_format(char *buffer, double value);
/* number_parse: a decimal number ('.' only, whatever the locale) at the start of `text`; `*used`
 * gets the bytes read. No hex, inf, nan. false when there is none or it is too large for a double
 * (then nothing is written). */
bool number_parse(const char *text, size_t length, double *out, size_t *used);

/* A day of the calendar, "2026-02-28"? Such dates compare as texts. */
bool date_valid(const char *text);

/* Well-formed UTF-8 (no surrogates, no overlong forms)? */
bool utf8_valid(const char *bytes, size_t length);
/* Decodes the character at `bytes`: returns its bytes (1-4), 0 when it is malformed or length 0. */
size_t utf8_next(const char *bytes, size_t length, uint32_t *out);
/* Does a text stand for "missing" (nan, None, NULL, ?, n/a ...), as programs write it? */
bool text_is_missing(const char *text, size_t length);
/* The largest number of bytes <= length that does not end within a character. */
size_t utf8_cut(const char *bytes, size_t length);
/* Copies as many whole characters as fit into `buffer` of `capacity` bytes, with a NUL behind them;
 * returns their bytes. Without capacity nothing is written, and `buffer` may be NULL. The two must
 * not overlap. */
size_t utf8_copy(char *buffer, size_t capacity, const char *bytes, size_t length);

/* The word of `words[0..n)` nearest to `word` by edit distance, or NULL when none is near enough
 * to be worth suggesting (more than a third of the letters differ). */
const char *nearest_word(const char *word, const char *const *words, size_t n);

#endif
