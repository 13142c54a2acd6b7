/* SPDX-License-Identifier: MIT
 *
 * Digits, quotes, minus signs, spaces and percent signs of any script and keyboard as the ASCII
 * ones, so that a reader of numbers knows one of each. */
#ifndef RASIF_BASE_FOLD_H
#define RASIF_BASE_FOLD_H

#include <stdbool.h>
#include <stddef.h>

/* A longer text is no quantity: the longest sensible one, spelt out in Arabic, takes some 40. */
#define FOLD_LONGEST 96

/* Stands for a no-break or thin space: what French and SI put between thousands. */
#define FOLD_THIN '\1'
/* The Arabic thousands separator (U+066C). */
#define FOLD_ARABIC_COMMA '\2'

static inline bool fold_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == FOLD_THIN;
}

/* Folds the text into `out`, NUL-terminated, without white space around it. Returns its length, or
 * FOLD_LONGEST + 1 when it does not fit. NUL, malformed UTF-8 and the two codes above become '?'.
 */
size_t fold_text(const char *text, size_t length, char out[FOLD_LONGEST + 1]);

#endif
