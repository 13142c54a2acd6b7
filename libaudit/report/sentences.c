/* SPDX-License-Identifier: MIT
 *
 * The sentences of the reports. In: the embedded files text/en.yaml and text/ar.yaml, whose nested
 * maps become keys with dots ("summary.district"). Out: one sorted list with both languages, asked
 * by key. A sentence that Arabic lacks is said in English: better read than missing. */
#include "base/data.h"
#include "base/yaml.h"
#include "report/report.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum language { ENGLISH, ARABIC, LANGUAGE_COUNT };

struct entry {
    const char *key;
    const char *text[LANGUAGE_COUNT]; /* NULL = not in this language's file */
};

struct sentences {
    struct entry *entries; /* by key */
    size_t n;
};

static enum language language_of(const char *language)
{
    return language != NULL && strcmp(language, "ar") == 0 ? ARABIC : ENGLISH;
}

/* ---- loading ------------------------------------------------------------------------------ */

struct loading {
    struct arena *arena;
    struct entry *entries;
    size_t n, capacity;
    enum language language;
    rasif_error *err;
};

/* Maps nest; `prefix` is the dotted key of the map, "" at the top. */
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
        entry.text[loading->language] = item->text;
        if (!PUSH(loading->entries, loading->n, loading->capacity, entry))
            return fail_memory(loading->err);
    }
    return RASIF_OK;
}

static rasif_status load_file(struct loading *loading, const char *path, enum language language)
{
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

/* Sorts, and makes one entry of the two that share a key. */
static void merge(struct loading *loading)
{
    size_t n = 0;
    if (loading->n > 0)
        qsort(loading->entries, loading->n, sizeof *loading->entries, compare_entries);
    for (size_t i = 0; i < loading->n; i++) {
        struct entry *entry = &loading->entries[i];
        if (n > 0 && strcmp(loading->entries[n - 1].key, entry->key) == 0) {
            for (int l = 0; l < LANGUAGE_COUNT; l++)
                if (entry->text[l] != NULL)
                    loading->entries[n - 1].text[l] = entry->text[l];
        } else {
            loading->entries[n++] = *entry;
        }
    }
    loading->n = n;
}

rasif_status sentences_load(struct arena *arena, const struct sentences **out, rasif_error *err)
{
    struct loading loading = {.arena = arena, .err = err};
    rasif_status status = load_file(&loading, "text/en.yaml", ENGLISH);
    if (status == RASIF_OK)
        status = load_file(&loading, "text/ar.yaml", ARABIC);
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

/* ---- asking ------------------------------------------------------------------------------- */

static const struct entry *find(const struct sentences *sentences, const char *key)
{
    struct entry wanted = {.key = key};
    return bsearch(&wanted, sentences->entries, sentences->n, sizeof wanted, compare_entries);
}

const char *sentence_text(const struct sentences *sentences, const char *language, const char *key)
{
    const struct entry *entry = find(sentences, key);
    if (entry == NULL)
        return NULL;
    const char *text = entry->text[language_of(language)];
    return text != NULL ? text : entry->text[ENGLISH];
}

/* Name and value of one placeholder. */
struct pair {
    const char *name, *value;
};
#define MOST_PAIRS 16

static const char *value_of(const struct pair *pairs, size_t n, const char *name, size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(pairs[i].name) == length && memcmp(pairs[i].name, name, length) == 0)
            return pairs[i].value;
    return NULL;
}

/* A placeholder nobody gave a value for stays as it is: visible, and harmless. */
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

/* Plural categories of Unicode CLDR for whole numbers. */
static const char *plural_of(enum language language, size_t n)
{
    if (language == ENGLISH)
        return n == 1 ? "one" : "other";
    if (n == 0)
        return "zero";
    if (n == 1)
        return "one";
    if (n == 2)
        return "two";
    if (n % 100 >= 3 && n % 100 <= 10)
        return "few";
    return n % 100 >= 11 ? "many" : "other"; /* 100 ... 102 */
}

static const char *plural_text(const struct sentences *sentences, enum language language,
                               const char *key, const char *category)
{
    char full[128];
    size_t length = strlen(key), more = strlen(category);
    if (length + 1 + more >= sizeof full)
        return NULL;
    memcpy(full, key, length);
    full[length] = '.';
    memcpy(full + length + 1, category, more + 1);
    const struct entry *entry = find(sentences, full);
    return entry != NULL ? entry->text[language] : NULL;
}

void sentence_count(const struct sentences *sentences, const char *language, const char *key,
                    size_t n, struct text *out)
{
    enum language asked = language_of(language);
    const char *pattern = plural_text(sentences, asked, key, plural_of(asked, n));
    if (pattern == NULL)
        pattern = plural_text(sentences, asked, key, "other");
    if (pattern == NULL)
        pattern = plural_text(sentences, ENGLISH, key, plural_of(ENGLISH, n));
    if (pattern == NULL)
        pattern = plural_text(sentences, ENGLISH, key, "other");
    char digits[32];
    number_format(digits, (double)n);
    const struct pair pair = {"n", digits};
    fill(pattern != NULL ? pattern : key, &pair, 1, out);
}
