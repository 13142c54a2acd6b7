/* SPDX-License-Identifier: MIT
 *
 * Folds the many ways to type one sign into ASCII: see fold.h. Letters of other scripts stay: they
 * may name a unit. */
#include "base/fold.h"

#include "base/text.h"

#include <string.h>

/* What a character outside ASCII becomes; NULL = stays as it is. Marks of writing direction,
 * joiners and byte order marks become nothing; "\1" is FOLD_THIN, "\2" FOLD_ARABIC_COMMA. Digits of
 * Arabic, Persian, Devanagari and full-width scripts become ASCII by way of `digit`. */
static const char *fold(uint32_t c, char digit[2])
{
    static const struct {
        uint16_t first, last;
        const char *text;
    } folds[] = {
        {0x00A0, 0x00A0, "\1"}, {0x00B0, 0x00B0, "deg"},      {0x00BA, 0x00BA, "deg"},
        {0x02B9, 0x02B9, "'"},  {0x0609, 0x0609, "permille"}, {0x060C, 0x060C, ","},
        {0x061B, 0x061B, ";"},  {0x061C, 0x061C, ""},         {0x066A, 0x066A, "%"},
        {0x066B, 0x066B, "."},  {0x066C, 0x066C, "\2"},       {0x2002, 0x2006, " "},
        {0x2007, 0x2009, "\1"}, {0x200B, 0x200F, ""},         {0x2010, 0x2015, "-"},
        {0x2018, 0x2019, "'"},  {0x201C, 0x201D, "\""},       {0x202A, 0x202E, ""},
        {0x202F, 0x202F, "\1"}, {0x2030, 0x2030, "permille"}, {0x2032, 0x2032, "'"},
        {0x2033, 0x2033, "\""}, {0x2066, 0x2069, ""},         {0x2212, 0x2212, "-"},
        {0x2236, 0x2236, ":"},  {0x2243, 0x2248, "~"},        {0x2264, 0x2264, "<"},
        {0x2265, 0x2265, ">"},  {0x3000, 0x3000, " "},        {0xFEFF, 0xFEFF, ""},
        {0xFF05, 0xFF05, "%"},  {0xFF0D, 0xFF0D, "-"},
    };
    static const uint32_t zeros[] = {0x0660, 0x06F0, 0x0966, 0xFF10};
    for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++) {
        if (c >= zeros[i] && c <= zeros[i] + 9) {
            digit[0] = (char)('0' + (c - zeros[i]));
            digit[1] = '\0';
            return digit;
        }
    }
    for (size_t i = 0; i < sizeof folds / sizeof folds[0]; i++)
        if (c >= folds[i].first && c <= folds[i].last)
            return folds[i].text;
    return NULL;
}

/* Spaces at both ends fall away, bytes that are not UTF-8 and signs with a meaning of their own
 * here become "?", which no reader accepts. */
size_t fold_text(const char *text, size_t length, char out[FOLD_LONGEST + 1])
{
    while (length > 0 && text[length - 1] != FOLD_THIN && fold_is_space(text[length - 1]))
        length--;
    size_t n = 0;
    for (size_t i = 0, step; i < length; i += step) {
        char digit[2];
        uint32_t character = 0;
        const char *bytes = text + i;
        size_t n_bytes = step = utf8_next(bytes, length - i, &character);
        if (step == 0) {
            bytes = "?";
            n_bytes = step = 1;
        } else if (step > 1) {
            const char *folded = fold(character, digit);
            if (folded != NULL) {
                bytes = folded;
                n_bytes = strlen(folded);
            }
        } else if (character == 0 || character == FOLD_THIN || character == FOLD_ARABIC_COMMA) {
            bytes = "?";
        }
        if (n == 0 && n_bytes == 1 && fold_is_space(bytes[0]))
            continue;
        if (n + n_bytes > FOLD_LONGEST)
            return FOLD_LONGEST + 1;
        memcpy(out + n, bytes, n_bytes);
        n += n_bytes;
    }
    while (n > 0 && fold_is_space(out[n - 1]))
        n--;
    out[n] = '\0';
    return n;
}
