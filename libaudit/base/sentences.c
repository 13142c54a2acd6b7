/* SPDX-License-Identifier: MIT
 *
 * The sentences of rasif. In: the embedded file text/<code>.yaml of every language, whose nested
 * maps become keys with dots ("summary.district"). Out: one sorted list with all languages.
 *
 * Each file adds entries with a text in its own language; a sort brings equal keys together, which
 * then become one entry. Cost: n log n to load; a binary search per sentence. */
#include "base/sentences.h"

#include "base/data.h"
#include "base/plural.h"
#include "base/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* {"class.unknown", {"unknown", "غير معروف", "inconnu"}}: texts by language, NULL in those
 * without one. */
struct entry {
    const char *key;
    struct phrase text;
};

struct sentences {
    struct entry *entries; /* by key */
    size_t n;
};

/* ---- loading ------------------------------------------------------------------------------ */

/* `language`: of the file at hand, whose texts flatten adds. */
struct loading {
    struct arena *arena;
    struct entry *entries;
    size_t n, capacity;
    enum language language;
    rasif_error *err;
};

/* Adds the texts of a map and of those in it; `prefix` is the dotted key of the map, "" at the
 * top. Texts stay in the tree's arena and are borrowed. */
static rasif_status flatten(struct loading *loading, const struct yaml_node *map,
                            const char *prefix)
{
    TRY(yaml_expect(map, YAML_MAP, "sentences", loading->err));
    for (size_t i = 0; i < map->n; i++) {
        const struct yaml_node *item = &map->items[i];
        size_t size = strlen(prefix) + 1 + strlen(item->key) + 1;
        char *key = arena_alloc(loading->arena, size, 1);
        if (key == NULL)
            return fail_memory(loading->err);
        strcpy(key, prefix);
        strcat(key, prefix[0] != '\0' ? "." : "");
        strcat(key, item->key);
        if (item->kind == YAML_MAP) {
            TRY(flatten(loading, item, key));
            continue;
        }
        TRY(yaml_expect(item, YAML_SCALAR, key, loading->err));
        struct entry entry = {.key = key};
        entry.text.in[loading->language] = item->text;
        if (!PUSH(loading->entries, loading->n, loading->capacity, entry))
            return fail_memory(loading->err);
    }
    return RASIF_OK;
}

/* A file is missing only where the build forgot to embed it: RASIF_E_INTERNAL. */
static rasif_status load_file(struct loading *loading, enum language language)
{
    char path[64];
    snprintf(path, sizeof path, "text/%s.yaml", languages[language].code);
    const struct data_file *file = data_find(path);
    const struct yaml_node *root = NULL;
    if (file == NULL)
        return fail(loading->err, RASIF_E_INTERNAL, "the built-in file %s is missing", path);
    TRY(yaml_parse(path, (const char *)file->bytes, file->size, loading->arena, &root,
                   loading->err));
    loading->language = language;
    return flatten(loading, root, "");
}

static int compare_entries(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->key, ((const struct entry *)b)->key);
}

/* Sorts, and makes one entry of those that share a key. */
static void merge(struct loading *loading)
{
    size_t n = 0;
    array_sort(loading->entries, loading->n, sizeof *loading->entries, compare_entries);
    for (size_t i = 0; i < loading->n; i++) {
        struct entry *entry = &loading->entries[i];
        if (n > 0 && strcmp(loading->entries[n - 1].key, entry->key) == 0) {
            for (int l = 0; l < LANGUAGE_COUNT; l++)
                if (entry->text.in[l] != NULL)
                    loading->entries[n - 1].text.in[l] = entry->text.in[l];
        } else {
            loading->entries[n++] = *entry;
        }
    }
    loading->n = n;
}

/* The list grows on the heap and is copied to the arena at its final length: arenas give nothing
 * back. */
rasif_status sentences_load(struct arena *arena, const struct sentences **out, rasif_error *err)
{
    struct loading loading = {.arena = arena, .err = err};
    rasif_status status = RASIF_OK;
    for (int l = 0; l < LANGUAGE_COUNT && status == RASIF_OK; l++)
        status = load_file(&loading, (enum language)l);
    if (status == RASIF_OK) {
        merge(&loading);
        struct sentences *sentences = ARENA_NEW(arena, struct sentences);
        struct entry *entries = ARENA_ARRAY(arena, loading.n + 1, struct entry);
        if (sentences == NULL || entries == NULL) {
            status = fail_memory(err);
        } else {
            if (loading.n > 0)
                memcpy(entries, loading.entries, loading.n * sizeof *entries);
            *sentences = (struct sentences){entries, loading.n};
            *out = sentences;
        }
    }
    free(loading.entries);
    return status;
}

/* ---- looking up --------------------------------------------------------------------------- */

/* NULL = no language has the key. */
static const struct entry *find(const struct sentences *sentences, const char *key)
{
    struct entry wanted = {.key = key};
    return bsearch(&wanted, sentences->entries, sentences->n, sizeof wanted, compare_entries);
}

const char *sentence_text(const struct sentences *sentences, const char *language, const char *key)
{
    return phrase_in(sentence_phrase(sentences, key), language);
}

struct phrase sentence_phrase(const struct sentences *sentences, const char *key)
{
    const struct entry *entry = find(sentences, key);
    return entry != NULL ? entry->text : (struct phrase){{0}};
}

/* Name and value of one placeholder. */
struct pair {
    const char *name, *value;
};
#define MOST_PAIRS 16

/* The value of the placeholder `name`, of `length` bytes; NULL = the caller gave none. */
static const char *value_of(const struct pair *pairs, size_t n, const char *name, size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(pairs[i].name) == length && memcmp(pairs[i].name, name, length) == 0)
            return pairs[i].value;
    return NULL;
}

/* Appends the pattern with its placeholders replaced: "{n} of {all} streets" becomes "3 of 40
 * streets". One without a value stays as it is, and so does a brace that is not closed: a
 * missing value is then seen in the report and breaks nothing. */
static void fill(const char *pattern, const struct pair *pairs, size_t n, struct text *out)
{
    while (*pattern != '\0') {
        const char *open = strchr(pattern, '{');
        const char *close = open != NULL ? strchr(open, '}') : NULL;
        if (close == NULL)
            break;
        const char *value = value_of(pairs, n, open + 1, (size_t)(close - open - 1));
        text_addn(out, pattern, (size_t)(open - pattern));
        if (value != NULL)
            text_add(out, value);
        else
            text_addn(out, open, (size_t)(close - open + 1));
        pattern = close + 1;
    }
    text_add(out, pattern);
}

/* Pairs beyond MOST_PAIRS are left out: no sentence has as many. */
void sentence(const struct sentences *sentences, const char *language, const char *key,
              struct text *out, ...)
{
    struct pair pairs[MOST_PAIRS];
    size_t n = 0;
    va_list arguments;
    va_start(arguments, out);
    for (const char *name; n < MOST_PAIRS && (name = va_arg(arguments, const char *)) != NULL;) {
        const char *value = va_arg(arguments, const char *);
        pairs[n++] = (struct pair){name, value != NULL ? value : ""};
    }
    va_end(arguments);
    const char *pattern = sentence_text(sentences, language, key);
    fill(pattern != NULL ? pattern : key, pairs, n, out);
}

/* The text of "<key>.<category>" in one language; NULL when it lacks it. */
static const char *plural_text(const struct sentences *sentences, enum language language,
                               const char *key, const char *category)
{
    char full[128];
    int length = snprintf(full, sizeof full, "%s.%s", key, category);
    if (length < 0 || (size_t)length >= sizeof full)
        return NULL;
    return sentence_phrase(sentences, full).in[language];
}

/* The form of `key` in one language: that of n's category, else that of "other"; NULL = neither
 * is there. The first category decides whose rule fits: plural.few "n % 100 = 3..10" in Arabic. */
static const char *plural_form(const struct sentences *sentences, enum language language,
                               const char *key, size_t n)
{
    const char *form = NULL;
    for (const char *const *category = plural_categories; *category != NULL; category++) {
        const char *rule = plural_text(sentences, language, "plural", *category);
        if (rule == NULL || !plural_fits(rule, n))
            continue;
        form = plural_text(sentences, language, key, *category);
        break;
    }
    return form != NULL ? form : plural_text(sentences, language, key, "other");
}

/* Both rule and form come from one language: where it lacks the key, those of the first are
 * taken. */
void sentence_count(const struct sentences *sentences, const char *language, const char *key,
                    size_t n, struct text *out)
{
    const char *pattern = plural_form(sentences, language_of(language), key, n);
    if (pattern == NULL)
        pattern = plural_form(sentences, LANGUAGE_FIRST, key, n);
    char digits[32];
    number_format(digits, (double)n);
    const struct pair pair = {"n", digits};
    fill(pattern != NULL ? pattern : key, &pair, 1, out);
}

struct phrase phrase_of(const struct sentences *sentences, const char *prefix, const char *name)
{
    char key[128];
    int length = snprintf(key, sizeof key, "%s.%s", prefix, name);
    if (length < 0 || (size_t)length >= sizeof key)
        return (struct phrase){{0}};
    return sentence_phrase(sentences, key);
}

rasif_status phrase_concat(struct phrase first, const char *between, struct phrase second,
                           struct arena *arena, struct phrase *out, rasif_error *err)
{
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        struct text text = {0};
        text_add(&text, phrase_in(first, languages[l].code));
        text_add(&text, between);
        text_add(&text, phrase_in(second, languages[l].code));
        out->in[l] = text.failed ? NULL : arena_strdup(arena, text.data != NULL ? text.data : "");
        text_free(&text);
        if (out->in[l] == NULL)
            return fail_memory(err);
    }
    return RASIF_OK;
}

const char *sentence_unit(const struct sentences *sentences, const char *language, enum unit unit)
{
    char key[32];
    snprintf(key, sizeof key, "symbol.%s", unit_symbol(unit));
    const char *text = sentence_text(sentences, language, key);
    return text != NULL ? text : unit_symbol(unit);
}
