/* SPDX-License-Identifier: MIT
 *
 * base/sentences.c and data/text: all languages have the same keys and placeholders, every word
 * the code asks for is there, plurals follow CLDR. */
#include "base/data.h"
#include "base/plural.h"
#include "base/yaml.h"
#include "report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;
static const struct sentences *sentences;

static int load(void **state)
{
    (void)state;
    rasif_error err = {0};
    if (sentences_load(&arena, &sentences, &err) == RASIF_OK)
        return 0;
    print_message("%s\n", err.message);
    return -1;
}

static int unload(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* ---- the files ---------------------------------------------------------------------------- */

static const struct yaml_node *root_of(const char *path)
{
    const struct data_file *file = data_find(path);
    const struct yaml_node *root = NULL;
    rasif_error err = {0};
    assert_non_null(file);
    if (yaml_parse(path, (const char *)file->bytes, file->size, &arena, &root, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    return root;
}

/* A map with an entry "other" is asked by number. */
static bool is_plural(const struct yaml_node *node)
{
    return node->kind == YAML_MAP && yaml_get(node, "other") != NULL;
}

/* Has the plural the forms of its language, those with a rule and "other"? */
static void assert_categories(const struct yaml_node *node, const struct yaml_node *rules)
{
    assert_int_equal(node->n, rules->n + 1);
    for (size_t i = 0; i < rules->n; i++)
        if (yaml_text(node, rules->items[i].key) == NULL)
            fail_msg("%s:%d: %s has no form '%s'", node->file, node->line, node->key,
                     rules->items[i].key);
}

/* Does `text` hold every {placeholder} of `other`? */
static bool holds_placeholders(const char *text, const char *other)
{
    for (const char *open = strchr(other, '{'); open != NULL; open = strchr(open + 1, '{')) {
        const char *close = strchr(open, '}');
        assert_non_null(close);
        char *name = arena_strndup(&arena, open, (size_t)(close - open + 1));
        if (strstr(text, name) == NULL)
            return false;
    }
    return true;
}

/* Two files of texts, the first language's and another's. */
struct pair {
    const struct yaml_node *plurals[2];
    bool complete; /* the other has every text */
};

static bool is_own(const char *key)
{
    return strcmp(key, "plural") == 0 || strcmp(key, "language") == 0;
}

static void compare_maps(const struct pair *pair, const struct yaml_node *first,
                         const struct yaml_node *other)
{
    for (size_t i = 0; i < other->n; i++)
        if (yaml_get(first, other->items[i].key) == NULL)
            fail_msg("%s:%d: %s is not in %s", other->file, other->items[i].line,
                     other->items[i].key, first->file);
    for (size_t i = 0; i < first->n; i++) {
        const struct yaml_node *one = &first->items[i], *two = yaml_get(other, one->key);
        if (is_own(one->key) || (two == NULL && !pair->complete))
            continue;
        if (two == NULL || two->kind != one->kind)
            fail_msg("%s:%d: %s is not in %s", one->file, one->line, one->key, other->file);
        if (is_plural(one)) {
            assert_categories(one, pair->plurals[0]);
            assert_categories(two, pair->plurals[1]);
            for (size_t k = 0; k < two->n; k++) /* "two streets" may do without {n} */
                assert_true(holds_placeholders("{n}", two->items[k].text));
        } else if (one->kind == YAML_MAP) {
            compare_maps(pair, one, two);
        } else if (!holds_placeholders(one->text, two->text) ||
                   !holds_placeholders(two->text, one->text)) {
            fail_msg("%s:%d: placeholders of %s differ", two->file, two->line, two->key);
        }
    }
}

static const struct yaml_node *texts_of(enum language language)
{
    char path[64];
    snprintf(path, sizeof path, "text/%s.yaml", languages[language].code);
    return root_of(path);
}

static void texts__all_languages__have_same_keys_and_placeholders(void **state)
{
    (void)state;
    const struct yaml_node *first = texts_of(LANGUAGE_FIRST);
    for (int l = 1; l < LANGUAGE_COUNT; l++) {
        const struct yaml_node *other = texts_of((enum language)l);
        const struct pair pair = {{yaml_get(first, "plural"), yaml_get(other, "plural")},
                                  languages[l].complete};
        compare_maps(&pair, first, other);
        for (size_t i = 0; i < pair.plurals[1]->n; i++)
            assert_true(plural_valid(pair.plurals[1]->items[i].text));
    }
}

/* ---- the words the code asks for ---------------------------------------------------------- */

static void assert_word(const char *family, const char *name)
{
    struct text key = {0};
    text_addf(&key, "%s.%s", family, name);
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        if (languages[l].complete && sentence_phrase(sentences, key.data).in[l] == NULL)
            fail_msg("no text for %s in %s", key.data, languages[l].code);
    text_free(&key);
}

static void words__every_constant_of_the_code__is_there(void **state)
{
    (void)state;
    static const char *const states[] = {"covered", "absent", "unknown", "not_applicable",
                                         "junction"};
    for (int i = 0; i < ROLE_COUNT; i++) {
        assert_word("role", roles[i].name);
        assert_word("roles", roles[i].name);
        struct text key = {0};
        text_addf(&key, "count.%s", roles[i].name);
        assert_word(key.data, "other");
        text_free(&key);
    }
    for (int i = 0; i < SEVERITY_COUNT; i++)
        assert_word("severity", severity_names[i]);
    for (int i = 0; i < ORIGIN_COUNT; i++)
        assert_word("origin", origin_names[i]);
    for (int i = 0; i < SCOPE_COUNT; i++)
        assert_word("scope", scope_names[i]);
    for (int i = 1; i < SCORE_CLASS_COUNT; i++)
        assert_word("class", score_class_names[i]);
    for (int i = 1; i < 4; i++)
        assert_word("passable", passable_names[i]);
    for (int i = 0; i < 3; i++) {
        assert_word("level", diagnostic_levels[i]);
        assert_word("text", standard_status_names[i]);
    }
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        assert_word("state", states[i]);
    for (int i = 0; i < FIELD_COUNT; i++) {
        if (i != F_id) /* every role has its own */
            assert_word("field", fields[i].name);
        bool judged = (fields[i].roles & ~(1u << ROLE_STREET)) != 0 && i != F_side;
        for (size_t k = 0; judged && fields[i].vocabulary != NULL && k < fields[i].vocabulary->n;
             k++)
            assert_word("value", fields[i].vocabulary->words[k]);
    }
}

/* ---- asking ------------------------------------------------------------------------------- */

static void assert_count(const char *language, const char *key, size_t n, const char *expected)
{
    struct text out = {0};
    sentence_count(sentences, language, key, n, &out);
    assert_string_equal(out.data, expected);
    text_free(&out);
}

static void sentence_count__numbers__take_their_form(void **state)
{
    (void)state;
    assert_count("en", "count.street", 0, "0 streets");
    assert_count("en", "count.street", 1, "1 street");
    assert_count("en", "count.street", 21, "21 streets");
    assert_count("ar", "count.street", 0, "0 شارع");
    assert_count("ar", "count.street", 1, "شارع واحد");
    assert_count("ar", "count.street", 2, "شارعان");
    assert_count("ar", "count.street", 3, "3 شوارع");
    assert_count("ar", "count.street", 10, "10 شوارع");
    assert_count("ar", "count.street", 11, "11 شارعًا");
    assert_count("ar", "count.street", 99, "99 شارعًا");
    assert_count("ar", "count.street", 100, "100 شارع");
    assert_count("ar", "count.street", 102, "102 شارع");
    assert_count("ar", "count.street", 103, "103 شوارع");
    assert_count("ar", "count.street", 111, "111 شارعًا");
    assert_count("en", "no.such.key", 3, "no.such.key");
}

static void plural__rules_of_cldr__fit(void **state)
{
    (void)state;
    static const char few[] = "n % 10 = 2..4 and n % 100 != 12..14"; /* Ukrainian */
    assert_true(plural_fits(few, 3) && plural_fits(few, 22) && plural_fits(few, 104));
    assert_false(plural_fits(few, 5) || plural_fits(few, 12) || plural_fits(few, 114));
    assert_true(plural_fits("n = 0,1", 0) && plural_fits("n = 0,1", 1) && !plural_fits("n=0,1", 2));
    assert_true(plural_fits("n = 7 or n % 2 = 0", 7) && plural_fits("n = 7 or n % 2 = 0", 8));
    assert_false(plural_fits("n = 7 or n % 2 = 0", 9));
    static const char *const malformed[] = {"", "n", "n =", "n = x", "m = 1", "n % 0 = 1", "n = 1 and",
                                            "n = 1 2", "n = 1..", "n = 1 or", "n % = 1", "n ! 1"};
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        assert_false(plural_valid(malformed[i]));
        assert_false(plural_fits(malformed[i], 1));
    }
}

static void sentence__placeholders__are_filled_once(void **state)
{
    (void)state;
    struct text out = {0};
    sentence(sentences, "en", "explain.fix", &out, "text", "{text} {x", NULL);
    assert_string_equal(out.data, "Fix: {text} {x");
    text_free(&out);
    sentence(sentences, "en", "explain.fix", &out, NULL);
    assert_string_equal(out.data, "Fix: {text}"); /* visible, and harmless */
    text_free(&out);
    sentence(sentences, "en", "no.such.key", &out, "text", "x", NULL);
    assert_string_equal(out.data, "no.such.key");
    text_free(&out);
    assert_null(sentence_text(sentences, "en", "no.such.key"));
    assert_null(sentence_text(sentences, "en", ""));
    assert_string_equal(sentence_text(sentences, "xx", "role.street"), "street");
    assert_string_equal(sentence_text(sentences, NULL, "role.street"), "street");
    assert_string_equal(sentence_text(sentences, "ar", "role.street"), "شارع");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts__all_languages__have_same_keys_and_placeholders),
        cmocka_unit_test(words__every_constant_of_the_code__is_there),
        cmocka_unit_test(sentence_count__numbers__take_their_form),
        cmocka_unit_test(plural__rules_of_cldr__fit),
        cmocka_unit_test(sentence__placeholders__are_filled_once),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
