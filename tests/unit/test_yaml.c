/* SPDX-License-Identifier: MIT
 *
 * base/yaml.h: what a rule file may hold and what it may not, each refusal with its place. */
#include "base/yaml.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const struct yaml_node *parse_good(const char *text, struct arena *arena)
{
    const struct yaml_node *root = NULL;
    rasif_error err = {0};
    if (yaml_parse("good.yaml", text, strlen(text), arena, &root, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    return root;
}

static void yaml_parse__rule_file__is_a_tree_with_places(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct yaml_node *root = parse_good("# a comment\n"
                                              "id: sidewalk-width\n"
                                              "title: {en: Width, ar: العرض}\n"
                                              "examples:\n"
                                              "  - {given: {clear_width_m: 48 in}, expect: pass}\n"
                                              "  - \"1:12\"\n"
                                              "why:\n"
                                              "note: |\n"
                                              "  two\n"
                                              "  lines\n",
                                              &arena);
    assert_int_equal(root->kind, YAML_MAP);
    assert_int_equal(root->n, 5);
    assert_null(root->key);
    assert_int_equal(root->line, 2);
    assert_string_equal(yaml_text(root, "id"), "sidewalk-width");
    const struct yaml_node *title = yaml_get(root, "title");
    assert_int_equal(title->kind, YAML_MAP);
    assert_string_equal(title->key, "title");
    assert_int_equal(title->key_line, 3);
    assert_int_equal(title->key_column, 1);
    assert_int_equal(title->column, 8);
    assert_string_equal(yaml_text(title, "ar"), "العرض");
    assert_int_equal(yaml_get(title, "ar")->column, 24);
    const struct yaml_node *examples = yaml_get(root, "examples");
    assert_int_equal(examples->kind, YAML_LIST);
    assert_int_equal(examples->n, 2);
    assert_string_equal(yaml_text(yaml_get(&examples->items[0], "given"), "clear_width_m"),
                        "48 in");
    assert_string_equal(examples->items[1].text, "1:12");
    assert_null(examples->items[1].key);
    assert_string_equal(examples->items[1].file, "good.yaml");
    assert_string_equal(yaml_text(root, "why"), "");
    assert_string_equal(yaml_text(root, "note"), "two\nlines\n");
    assert_null(yaml_get(root, "none"));
    assert_null(yaml_get(NULL, "id"));
    assert_null(yaml_get(examples, "id"));
    assert_null(yaml_text(root, "title"));
    arena_free(&arena);
}

static void yaml_parse__scalars__stay_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"a: yes", "yes"},
        {"a: 1:12", "1:12"},
        {"a: 012", "012"},
        {"a: ~", "~"},
        {"a: null", "null"},
        {"a: 2024-01-01", "2024-01-01"},
        {"a: '1,5'", "1,5"},
        {"a: \">= 1.22 m\"", ">= 1.22 m"},
        {"a: 1.0e3 # c", "1.0e3"},
        {"a: \"\\u0631\\n\"", "ر\n"},
        {"a: \"\"", ""},
        {"\xEF\xBB\xBF"
         "a: bom",
         "bom"},
        {"a: x\r\nb: y\r\n", "x"},
        {"---\na: x\n...\n", "x"},
        {"a: x", "x"},
        {"a: >\r\n  p\r\n  q\r\n", "p q\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        assert_string_equal(yaml_text(parse_good(cases[i].text, &arena), "a"), cases[i].expected);
        arena_free(&arena);
    }
}

static void yaml_parse__empty_collections__have_no_entries(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct yaml_node *root = parse_good("a: []\nb: {}\n", &arena);
    assert_int_equal(yaml_get(root, "a")->n, 0);
    assert_int_equal(yaml_get(root, "b")->n, 0);
    assert_null(yaml_get(yaml_get(root, "b"), "x"));
    arena_free(&arena);
}

#define TEXT(s) s, sizeof(s) - 1

static void yaml_parse__forbidden__is_refused_at_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
        const char *place, *word;
    } cases[] = {
        {TEXT(""), "f.yaml:1:1:", "empty"},
        {TEXT("# only a comment\n"), "f.yaml:1:1:", "empty"},
        {TEXT("---\n"), "f.yaml:2:1:", "empty"},
        {TEXT("\xEF\xBB\xBF"), "f.yaml:1:1:", "empty"},
        {TEXT("a: &x 1\n"), "f.yaml:1:4:", "anchors"},
        {TEXT("a: &x [1]\n"), "f.yaml:1:4:", "anchors"},
        {TEXT("a: &x {b: 1}\n"), "f.yaml:1:4:", "anchors"},
        {TEXT("a: 1\nb: *x\n"), "f.yaml:2:4:", "aliases"},
        {TEXT("a: !!int 1\n"), "f.yaml:1:4:", "tags"},
        {TEXT("a: ! 1\n"), "f.yaml:1:4:", "tags"},
        {TEXT("a: !x {b: 1}\n"), "f.yaml:1:4:", "tags"},
        {TEXT("a: 1\n---\nb: 2\n"), "f.yaml:2:1:", "second document"},
        {TEXT("%YAML 1.1\n---\na: 1\n"), "f.yaml:1:1:", "directives"},
        {TEXT("%TAG ! tag:x,2000:\n---\na: 1\n"), "f.yaml:1:1:", "directives"},
        {TEXT("a: 1\nb: 2\na: 3\n"), "f.yaml:3:1:", "'a' occurs twice, first in line 1"},
        {TEXT("x: {b: 1,\n    b: 2}\n"), "f.yaml:2:5:", "'b' occurs twice"},
        {TEXT("'a': 1\n\"\\x61\": 2\n"), "f.yaml:2:1:", "'a' occurs twice"},
        {TEXT("z: 1\nb: 1\nz: 1\nb: 1\nz: 1\n"), "f.yaml:3:1:", "'z'"},
        {TEXT("? [a]\n: 1\n"), "f.yaml:1:3:", "key must be"},
        {TEXT("{{a: 1}: 2}\n"), "f.yaml:1:2:", "key must be"},
        {TEXT("a: 1\0b"), "f.yaml:1:5:", "NUL"},
        {TEXT("a: \"x\\0y\"\n"), "f.yaml:1:4:", "NUL"},
        {TEXT("a: 1\nb: \xFFx\n"), "f.yaml:2:4:", "UTF-8"},
        {TEXT("a: ر\xD8\n"), "f.yaml:1:5:", "UTF-8"},
        {TEXT("a: \xED\xA0\x80\n"), "f.yaml:1:4:", "UTF-8"},
        {TEXT("# c\rid: hidden\n"), "f.yaml:1:4:", "carriage return"},
        {TEXT("a: 1\r"), "f.yaml:1:5:", "carriage return"},
        {TEXT("# c\xE2\x80\xA8id: hidden\n"), "f.yaml:1:4:", "line separator"},
        {TEXT("# c\xC2\x85id: hidden\n"), "f.yaml:1:4:", "line separator"},
        {TEXT("a: x\x1B[31m\n"), "f.yaml:1:5:", "control"},
        {TEXT("a: x\xEF\xBB\xBF\n"), "f.yaml:1:5:", "byte order mark"},
        {TEXT("a\0:\0 \0"), "f.yaml:1:2:", "NUL"}, /* UTF-16 */
        {TEXT("a: [1, 2\n"), "f.yaml:2:1:", "not valid YAML"},
        {TEXT("a: {b: 1\n"), "f.yaml:2:1:", "not valid YAML"},
        {TEXT("a: 'open\n"), "f.yaml:2:1:", "not valid YAML"},
        {TEXT("\ta: 1\n"), "f.yaml:1:1:", "not valid YAML"},
        {TEXT("a: b: c\n"), "f.yaml:1:5:", "not valid YAML"},
        {TEXT("a: \"\\q\"\n"), "f.yaml:1:5:", "not valid YAML"},
        {TEXT("a: \"\\uD800\"\n"), "f.yaml:1:7:", "not valid YAML"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        static const struct yaml_node untouched;
        const struct yaml_node *root = &untouched;
        rasif_error err = {0};
        char *copy = malloc(cases[i].size + (cases[i].size == 0));
        assert_non_null(copy);
        memcpy(copy, cases[i].text, cases[i].size);
        assert_int_equal(yaml_parse("f.yaml", copy, cases[i].size, &arena, &root, &err),
                         RASIF_E_RULE);
        assert_int_equal(err.status, RASIF_E_RULE);
        if (strncmp(err.message, cases[i].place, strlen(cases[i].place)) != 0 ||
            strstr(err.message, cases[i].word) == NULL)
            fail_msg("case %zu: expected %s ... %s, got %s", i, cases[i].place, cases[i].word,
                     err.message);
        assert_true(utf8_valid(err.message, strlen(err.message)));
        assert_ptr_equal(root, &untouched);
        /* err is optional */
        assert_int_equal(yaml_parse("f.yaml", copy, cases[i].size, &arena, &root, NULL),
                         RASIF_E_RULE);
        free(copy);
        arena_free(&arena);
    }
}

static void yaml_parse__depth__ends_at_32(void **state)
{
    (void)state;
    static const char *const opening[] = {"[", "{a: ", "- ", "? "};
    for (size_t kind = 0; kind < 4; kind++) {
        for (int depth = 31; depth <= 34; depth++) {
            struct text text = {0};
            for (int i = 0; i < depth; i++)
                text_add(&text, opening[kind]);
            text_add(&text, "x");
            for (int i = 0; i < depth && kind < 2; i++)
                text_add(&text, kind == 0 ? "]" : "}");
            struct arena arena = {0};
            const struct yaml_node *root = NULL;
            rasif_error err = {0};
            rasif_status status = yaml_parse("deep", text.data, text.length, &arena, &root, &err);
            if (kind == 3)
                assert_non_null(strstr(err.message, "key must be"));
            else if (depth <= 32)
                assert_int_equal(status, RASIF_OK);
            else
                assert_non_null(strstr(err.message, "deeper than 32"));
            arena_free(&arena);
            text_free(&text);
        }
    }
}

/* A mebibyte of one piece after another: must be refused or read, soon and without a leak. */
static void yaml_parse__hostile_mebibyte__ends(void **state)
{
    (void)state;
    static const char *const pieces[] = {"[",  "{",   "- ",  "? ",   "a: ", "\"",  "'",   "&a ",
                                         "! ", "*a ", "#",   "|\n",  "a,",  "%",   "---", "\n",
                                         " ",  "[]",  "-\n", ": \n", "\\",  "a\n", "\r\n"};
    size_t size = 1 << 20;
    char *text = malloc(size + 1);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        size_t length = strlen(pieces[i]);
        for (size_t k = 0; k < size; k++)
            text[k] = pieces[i][k % length];
        struct arena arena = {0};
        const struct yaml_node *root = NULL;
        rasif_error err = {0};
        rasif_status status = yaml_parse("big", text, size, &arena, &root, &err);
        assert_true(status == RASIF_OK || status == RASIF_E_RULE);
        arena_free(&arena);
    }
    struct arena arena = {0};
    const struct yaml_node *root = NULL;
    rasif_error err = {0};
    memset(text, ' ', size + 1);
    memcpy(text, "a: 1\n#", 6);
    assert_int_equal(yaml_parse("big", text, size, &arena, &root, &err), RASIF_OK);
    assert_int_equal(yaml_parse("big", text, size + 1, &arena, &root, &err), RASIF_E_RULE);
    assert_non_null(strstr(err.message, "larger than 1 MiB"));
    arena_free(&arena);
    free(text);
}

static void yaml_parse__many_keys__finds_the_duplicate(void **state)
{
    (void)state;
    struct text text = {0};
    for (int i = 0; i < 60000; i++)
        text_addf(&text, "k%d: %d\n", i, i);
    struct arena arena = {0};
    assert_int_equal(parse_good(text.data, &arena)->n, 60000);
    text_add(&text, "k5: again\nk3: again\n");
    const struct yaml_node *root = NULL;
    rasif_error err = {0};
    assert_int_equal(yaml_parse("many", text.data, text.length, &arena, &root, &err), RASIF_E_RULE);
    assert_string_equal(err.message, "many:60001:1: the key 'k5' occurs twice, first in line 6");
    arena_free(&arena);
    text_free(&text);
}

static void yaml_checks__wrong_kinds_and_keys__say_what_was_expected(void **state)
{
    (void)state;
    static const char *const allowed[] = {"id", "title", "severity"};
    struct arena arena = {0};
    rasif_error err = {0};
    const char *text = "untouched";
    const struct yaml_node *root = parse_good("id: x\nlist: [1]\ntitel: T\nempty:\n", &arena);

    assert_int_equal(yaml_check_keys(root, allowed, 3, &err), RASIF_E_RULE);
    assert_string_equal(err.message,
                        "good.yaml:2:1: unknown key 'list'; allowed: id, title, severity\n"
                        "good.yaml:3:1: unknown key 'titel'; did you mean 'title'?\n"
                        "good.yaml:4:1: unknown key 'empty'; allowed: id, title, severity");
    static const char *const more[] = {"id", "list", "title", "empty"};
    assert_int_equal(yaml_check_keys(root, more, 4, &err), RASIF_E_RULE);
    assert_string_equal(err.message, "good.yaml:3:1: unknown key 'titel'; did you mean 'title'?");
    static const char *const all[] = {"id", "list", "titel", "empty"};
    assert_int_equal(yaml_check_keys(root, all, 4, &err), RASIF_OK);
    assert_int_equal(yaml_check_keys(yaml_get(root, "list"), all, 4, &err), RASIF_E_RULE);

    assert_int_equal(yaml_expect(root, YAML_MAP, "a rule", &err), RASIF_OK);
    assert_int_equal(yaml_expect(yaml_get(root, "list"), YAML_MAP, NULL, &err), RASIF_E_RULE);
    assert_string_equal(err.message, "good.yaml:2:7: list must be a map of keys, not a list");

    assert_int_equal(yaml_require(root, "title", &text, &err), RASIF_E_RULE);
    assert_string_equal(err.message, "good.yaml:1:1: the key 'title' is missing");
    assert_int_equal(yaml_require(root, "list", &text, &err), RASIF_E_RULE);
    assert_string_equal(err.message, "good.yaml:2:7: list must be a single text, not a list");
    assert_int_equal(yaml_require(root, "empty", &text, &err), RASIF_E_RULE);
    assert_non_null(strstr(err.message, "'empty' has no value"));
    assert_string_equal(text, "untouched");
    assert_int_equal(yaml_require(root, "id", &text, &err), RASIF_OK);
    assert_string_equal(text, "x");
    assert_int_equal(yaml_fail(root, &err, "%s %d", "bad", 7), RASIF_E_RULE);
    assert_string_equal(err.message, "good.yaml:1:1: bad 7");
    arena_free(&arena);
}

static void yaml_fail__long_message__stays_utf8(void **state)
{
    (void)state;
    struct text text = {0};
    for (int i = 0; i < 1500; i++)
        text_add(&text, i == 0 ? "x" : "ر");
    struct arena arena = {0};
    rasif_error err = {0};
    const struct yaml_node *root = parse_good("a: 1", &arena);
    for (int shift = 0; shift < 4; shift++) {
        yaml_fail(root, &err, "%*s%s", shift, "", text.data);
        assert_true(strlen(err.message) > sizeof err.message - 4);
        assert_true(utf8_valid(err.message, strlen(err.message)));
    }
    text_add(&text, ": 1\n");
    const struct yaml_node *map =
        parse_good("'رررررررررررررررررررررررررررررررررررررررررر': 1", &arena);
    assert_int_equal(yaml_check_keys(map, NULL, 0, &err), RASIF_E_RULE);
    assert_true(utf8_valid(err.message, strlen(err.message)));
    arena_free(&arena);
    text_free(&text);
}

static void yaml_read__files__are_read_or_named(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct yaml_node *root = NULL;
    rasif_error err = {0};
    assert_int_equal(yaml_read("/nonexistent/x.yaml", &arena, &root, &err), RASIF_E_RULE);
    assert_non_null(strstr(err.message, "/nonexistent/x.yaml: can't be read"));
    assert_int_equal(yaml_read("/", &arena, &root, &err), RASIF_E_RULE);
    char path[] = "/tmp/rasif-test-yaml-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, "a: 1\nb: [\n", 10), 10);
    close(descriptor);
    assert_int_equal(yaml_read(path, &arena, &root, &err), RASIF_E_RULE);
    assert_non_null(strstr(err.message, path));
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    fputs("a: 1\n", stream);
    fclose(stream);
    assert_int_equal(yaml_read(path, &arena, &root, &err), RASIF_OK);
    assert_string_equal(root->file, path);
    assert_string_equal(yaml_text(root, "a"), "1");
    unlink(path);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yaml_parse__rule_file__is_a_tree_with_places),
        cmocka_unit_test(yaml_parse__scalars__stay_text),
        cmocka_unit_test(yaml_parse__empty_collections__have_no_entries),
        cmocka_unit_test(yaml_parse__forbidden__is_refused_at_its_place),
        cmocka_unit_test(yaml_parse__depth__ends_at_32),
        cmocka_unit_test(yaml_parse__hostile_mebibyte__ends),
        cmocka_unit_test(yaml_parse__many_keys__finds_the_duplicate),
        cmocka_unit_test(yaml_checks__wrong_kinds_and_keys__say_what_was_expected),
        cmocka_unit_test(yaml_fail__long_message__stays_utf8),
        cmocka_unit_test(yaml_read__files__are_read_or_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
