/* SPDX-License-Identifier: MIT
 *
 * The limit of a requirement in words: "≤ 1:48", "100 mm to 150 mm", "asphalt, paving stones". In:
 * a requirement. Its condition keeps the text of the standard's file, so that a limit is shown in
 * the unit in which the standard gives it. Out: see law.h. */
#include "report/law_words.h"

#include <string.h>

/* "1.22 m" or "1:48" as the standard writes it, the unit in the reader's language. */
static void write_amount(const struct law *law, const char *text, size_t length, struct text *out)
{
    const char *blank = memchr(text, ' ', length);
    enum unit unit;
    size_t number = blank != NULL ? (size_t)(blank - text) : length;
    text_addn(out, text, number);
    if (blank == NULL)
        return;
    bool known = unit_find(blank + 1, length - number - 1, &unit);
    text_add(out, " ");
    text_addn(out, known ? sentence_unit(law->sentences, law->language, unit) : blank + 1,
              known ? strlen(sentence_unit(law->sentences, law->language, unit)) : length - number - 1);
}

/* The words of all classes that fulfil the requirement, in the order of the vocabulary. */
static void write_limit_classes(const struct law *law, const struct condition *require,
                                struct text *out)
{
    const struct vocabulary *vocabulary = fields[require->measure].vocabulary;
    size_t start = out->length;
    for (uint32_t code = 1; vocabulary != NULL && code <= vocabulary->n; code++) {
        if (!(require->classes & 1u << code))
            continue;
        const char *name = vocabulary_word(vocabulary, (uint8_t)code);
        const char *words = law_words(law, "value", name, strlen(name));
        text_add(out, out->length > start ? law_word(law, "list.comma") : "");
        text_add(out, words != NULL ? words : name);
    }
}

/* "between 100 mm and 150 mm" becomes "100 mm to 150 mm". */
static void write_between(const struct law *law, const char *text, struct text *out)
{
    const char *low = text + strlen("between "), *and = strstr(low, " and ");
    struct text from = {0}, to = {0};
    if (and == NULL)
        return;
    write_amount(law, low, (size_t)(and-low), &from);
    write_amount(law, and+5, strlen(and+5), &to);
    sentence(law->sentences, law->language, "law.between", out, "low", from.data, "high", to.data,
             NULL);
    text_free(&from);
    text_free(&to);
}

/* ">= 1.22 m" becomes "≥ 1.22 m". A limit that is another measure, and a class condition without
 * classes, stay as the standard writes them. */
void law_limit(const struct law *law, const struct requirement *requirement, struct text *out)
{
    const struct condition *require = &requirement->require;
    const char *text = require->text;
    bool number = fields[require->measure].type == VALUE_REAL;
    struct text amount = {0};
    if (require->other != FIELD_NONE || (!number && require->classes == 0)) {
        text_add(out, text);
    } else if (!number) {
        write_limit_classes(law, require, out);
    } else if (require->op == OP_BETWEEN) {
        write_between(law, text, out);
    } else {
        bool most = require->op == OP_LE || require->op == OP_LT;
        text += strspn(text, "<>= ");
        write_amount(law, text, strlen(text), &amount);
        sentence(law->sentences, law->language,
                 require->op == OP_EQ ? "law.exactly"
                 : most               ? "law.at_most"
                                      : "law.at_least",
                 out, "limit", amount.data, NULL);
    }
    out->failed = out->failed || amount.failed;
    text_free(&amount);
}
