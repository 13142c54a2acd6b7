/* SPDX-License-Identifier: MIT
 *
 * The list of languages: see language.h. */
#include "base/language.h"

#include "base/text.h"

#include <string.h>

#define LTR false
#define RTL true
#define COMPLETE true
#define PARTIAL false
const struct language_info languages[LANGUAGE_COUNT] = {
#define LANGUAGE(code, name, direction, state) {#code, name, direction, state},
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

/* The sentence lists all codes, so that it never needs to be changed. */
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
