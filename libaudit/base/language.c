/* SPDX-License-Identifier: MIT
 *
 *
 * The list of languages: see language.h. A row of languages.def becomes
 * {"ar", "العربية", true, true, true, "_ar"}. */
#include "base/language.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define LTR false
#define RTL true
#define COMPLETE true
#define PARTIAL false
#define ALWAYS true
#define ASKED false
const struct language_info languages[LANGUAGE_COUNT] = {
#define LANGUAGE(code, name, direction, state, tables, names)                                      \
    {#code, name, direction, state, tables, names},
#include "base/languages.def"
#undef LANGUAGE
};

/* Codes are compared byte by byte: "EN" is unknown. */
bool language_find(const char *code, enum language *out)
{
    for (int l = 0; code != NULL && l < LANGUAGE_COUNT; l++)
        if (strcmp(languages[l].code, code) == 0) {
            *out = (enum language)l;
            return true;
        }
    return false;
}

enum language language_of(const char *code)
{
    enum language language = LANGUAGE_FIRST;
    language_find(code, &language);
    return language;
}

/* ASCII only, in any locale. */
static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* How many letters and digits `text` begins with. */
static size_t alphanumerics(const char *text)
{
    size_t n = 0;
    while (is_letter(text[n]) || (text[n] >= '0' && text[n] <= '9'))
        n++;
    return n;
}

/* In the order of languages.def. */
const char *rasif_language(size_t index, const char **own_name)
{
    if (index >= LANGUAGE_COUNT)
        return NULL;
    if (own_name != NULL)
        *own_name = languages[index].name;
    return languages[index].code;
}

/* The form of BCP 47: two or three letters, then parts of two to eight letters and digits. */
bool language_is_code(const char *text)
{
    size_t n = 0;
    while (text[n] >= 'a' && text[n] <= 'z')
        n++;
    if (n < 2 || n > 3)
        return false;
    for (text += n; *text == '-'; text += 1 + n) {
        n = alphanumerics(text + 1);
        if (n < 2 || n > 8)
            return false;
    }
    return *text == '\0';
}

/* Without a known language reports are written in the first one, and in its direction. */
bool language_right_to_left(const char *code)
{
    return languages[language_of(code)].right_to_left;
}

/* The other ending is the first of the list that differs; with one ending in the list both are
 * the same. */
void language_names(const char *code, const char *endings[2])
{
    endings[0] = endings[1] = languages[language_of(code)].names;
    for (int l = LANGUAGE_COUNT - 1; l >= 0; l--)
        if (strcmp(languages[l].names, endings[0]) != 0)
            endings[1] = languages[l].names;
}

/* Codes are cut to 15 bytes, which is longer than any of the list: a longer one is unknown
 * anyway. */
rasif_status languages_parse(const char *codes, const char **first, unsigned *tables,
                             rasif_error *err)
{
    unsigned named = 0, always = 0;
    size_t n = 0;
    *first = languages[LANGUAGE_FIRST].code;
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        always |= languages[l].always ? 1u << l : 0;
    for (const char *at = codes; at != NULL; n++) {
        char code[16];
        enum language language;
        size_t length = strcspn(at, ",");
        snprintf(code, sizeof code, "%.*s", (int)(length < sizeof code ? length : sizeof code - 1), at);
        TRY(check_language(code, err));
        language = language_of(code);
        if (named >> language & 1u)
            return fail(err, RASIF_E_ARGUMENT, "language %s is named twice", code);
        named |= 1u << language;
        *first = n == 0 ? languages[language].code : *first;
        at = at[length] == ',' ? at + length + 1 : NULL;
    }
    *tables = n > 1 ? named : named | always;
    return RASIF_OK;
}

/* "language xx is not known; use en, ar or fr" */
rasif_status check_language(const char *code, rasif_error *err)
{
    enum language known;
    if (code == NULL || language_find(code, &known))
        return RASIF_OK;
    struct text codes = {0};
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        text_add(&codes, l == 0 ? "" : l + 1 < LANGUAGE_COUNT ? ", " : " or ");
        text_add(&codes, languages[l].code);
    }
    rasif_status status = fail(err, RASIF_E_ARGUMENT, "language %s is not known; use %s", code,
                               codes.failed ? languages[0].code : codes.data);
    text_free(&codes);
    return status;
}
