/* SPDX-License-Identifier: MIT
 *
 * Sentences in other languages: see translate.h. In: the embedded file of one language. Out: texts.
 *
 * Algorithm: the sentence is matched with every key, placeholder by placeholder from the left, each
 * as short as possible; of the keys that match the one with most letters of its own counts. Cost:
 * some hundred keys, nearly all of which differ in their first bytes; for messages, not for data.
 */
#include "base/translate.h"

#include "base/data.h"
#include "base/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_PARTS 10 /* placeholders are {0} to {9} */
#define DEEPEST 6     /* sentences within sentences  */

struct rasif_translator {
    struct arena arena;
    const struct yaml_node *entries; /* a map: English to the other language; NULL = none */
};

/* What the placeholders of a key stand for; `text` NULL = it has no such placeholder. */
struct parts {
    struct {
        const char *text;
        size_t length;
    } of[MOST_PARTS];
};

/* A placeholder at `at`: its number, its kind ('#', '!' or 0) and its bytes. false = another brace:
 * messages name the words {value} and {limit} of rules. */
static bool placeholder_at(const char *at, int *number, char *kind, size_t *length)
{
    if (at[0] != '{' || at[1] < '0' || at[1] > '9')
        return false;
    *number = at[1] - '0';
    *kind = at[2] == '#' || at[2] == '!' ? at[2] : '\0';
    *length = *kind != '\0' ? 4 : 3;
    return at[*length - 1] == '}';
}

/* Does the text fit the key from here on? A placeholder takes at least one byte, and as few as
 * possible. *own counts the bytes of the key that are no placeholders. */
static bool fits(const char *key, const char *text, struct parts *parts, size_t *own)
{
    int number;
    char kind;
    size_t length, before = *own;
    for (; *key != '\0' && !placeholder_at(key, &number, &kind, &length); key++, text++, ++*own)
        if (*key != *text)
            return false;
    if (*key == '\0')
        return *text == '\0';
    before = *own;
    for (size_t n = 1; text[n - 1] != '\0'; n++) {
        if (kind == '#' && (text[n - 1] < '0' || text[n - 1] > '9'))
            return false;
        const char *next = key + length;
        if (*next != '\0' && *next != '{' && *next != text[n])
            continue; /* most bytes are dismissed here */
        *own = before;
        if (fits(next, text + n, parts, own)) {
            parts->of[number].text = text;
            parts->of[number].length = n;
            return true;
        }
    }
    return false;
}

static void translate_at(const struct rasif_translator *translator, const char *sentence, int depth,
                         struct text *out);

/* Appends the pattern of the other language with its placeholders filled. */
static void fill(const struct rasif_translator *translator, const char *pattern,
                 const struct parts *parts, int depth, struct text *out)
{
    int number;
    char kind;
    size_t length;
    for (; *pattern != '\0'; pattern += length) {
        if (!placeholder_at(pattern, &number, &kind, &length)) {
            length = 1;
            text_addn(out, pattern, 1);
        } else if (kind == '!' && parts->of[number].text != NULL) {
            struct text part = {0};
            text_addn(&part, parts->of[number].text, parts->of[number].length);
            translate_at(translator, part.data != NULL ? part.data : "", depth + 1, out);
            out->failed = out->failed || part.failed;
            text_free(&part);
        } else if (parts->of[number].text != NULL) {
            text_addn(out, parts->of[number].text, parts->of[number].length);
        }
    }
}

/* The entry of the key with most bytes of its own that the sentence fits; NULL = none. */
static const struct yaml_node *best_entry(const struct yaml_node *entries, const char *sentence,
                                          struct parts *parts)
{
    const struct yaml_node *best = NULL;
    size_t most = 0;
    for (size_t i = 0; entries != NULL && i < entries->n; i++) {
        struct parts found = {0};
        size_t own = 0;
        if (!fits(entries->items[i].key, sentence, &found, &own) || (best != NULL && own <= most))
            continue;
        best = &entries->items[i];
        most = own;
        *parts = found;
    }
    return best;
}

static void translate_at(const struct rasif_translator *translator, const char *sentence, int depth,
                         struct text *out)
{
    struct parts parts = {0};
    const struct yaml_node *entry = translator != NULL && depth < DEEPEST
                                        ? best_entry(translator->entries, sentence, &parts)
                                        : NULL;
    if (entry == NULL)
        text_add(out, sentence);
    else
        fill(translator, entry->text, &parts, depth, out);
}

void translate(const struct rasif_translator *translator, const char *sentence, struct text *out)
{
    translate_at(translator, sentence, 0, out);
}

size_t translator_count(const struct rasif_translator *translator)
{
    return translator != NULL && translator->entries != NULL ? translator->entries->n : 0;
}

/* A language without a file has no sentences: all stay English. */
static rasif_status load(struct rasif_translator *translator, const char *code, rasif_error *err)
{
    char path[64];
    snprintf(path, sizeof path, "messages/%s.yaml", code);
    const struct data_file *file = data_find(path);
    if (file == NULL)
        return RASIF_OK;
    TRY(yaml_parse(path, (const char *)file->bytes, file->size, &translator->arena,
                   &translator->entries, err));
    TRY(yaml_expect(translator->entries, YAML_MAP, "messages", err));
    for (size_t i = 0; i < translator->entries->n; i++)
        TRY(yaml_expect(&translator->entries->items[i], YAML_SCALAR, "a message", err));
    return RASIF_OK;
}

rasif_status translator_new(const char *language, struct rasif_translator **out, rasif_error *err)
{
    TRY(check_language(language, err));
    struct rasif_translator *translator = calloc(1, sizeof *translator);
    if (translator == NULL)
        return fail_memory(err);
    rasif_status status = load(translator, languages[language_of(language)].code, err);
    if (status == RASIF_OK)
        *out = translator;
    else
        rasif_translator_free(translator);
    return status;
}

/* ---- public ------------------------------------------------------------------------------- */

rasif_status rasif_translator_new(const char *language, rasif_translator **out, rasif_error *err)
{
    REFUSE_NULL(out, err);
    return translator_new(language, out, err);
}

/* Like snprintf, as rasif_table_text: the whole length is returned. */
size_t rasif_translate(const rasif_translator *translator, const char *sentence, char *buffer,
                       size_t capacity)
{
    struct text text = {0};
    if (buffer == NULL)
        capacity = 0;
    if (capacity > 0)
        buffer[0] = '\0';
    if (sentence == NULL)
        return 0;
    translate(translator, sentence, &text);
    const char *bytes = text.data != NULL && !text.failed ? text.data : sentence;
    size_t length = strlen(bytes);
    utf8_copy(buffer, capacity, bytes, length);
    text_free(&text);
    return length;
}

void rasif_translator_free(rasif_translator *translator)
{
    if (translator == NULL)
        return;
    arena_free(&translator->arena);
    free(translator);
}
