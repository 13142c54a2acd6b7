/* SPDX-License-Identifier: MIT
 *
 * base/language.c, base/phrase.c and report/table/in_languages.c: what --lang may name, texts that lack a
 * language, and columns that are one per language. */
#include "report/table/in_languages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static unsigned bit(const char *code)
{
    enum language language;
    assert_true(language_find(code, &language));
    return 1u << language;
}

static void languages_parse__one_code__adds_to_those_always_there(void **state)
{
    (void)state;
    const char *first;
    unsigned tables;
    assert_int_equal(languages_parse(NULL, &first, &tables, NULL), RASIF_OK);
    assert_string_equal(first, "en");
    assert_int_equal(tables, bit("en") | bit("ar"));
    assert_int_equal(languages_parse("ar", &first, &tables, NULL), RASIF_OK);
    assert_string_equal(first, "ar");
    assert_int_equal(tables, bit("en") | bit("ar"));
    assert_int_equal(languages_parse("fr", &first, &tables, NULL), RASIF_OK);
    assert_string_equal(first, "fr");
    assert_int_equal(tables, bit("en") | bit("ar") | bit("fr"));
}

static void languages_parse__several_codes__are_those_of_the_tables(void **state)
{
    (void)state;
    const char *first;
    unsigned tables;
    assert_int_equal(languages_parse("fr,en", &first, &tables, NULL), RASIF_OK);
    assert_string_equal(first, "fr");
    assert_int_equal(tables, bit("en") | bit("fr"));
    static const char *const wrong[] = {"", "xx", "en,", ",en", "en,,ar", "en,xx", "en,ar,en", "EN",
                                        "en ", "a-code-that-is-longer-than-any"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rasif_error err = {0};
        assert_int_equal(languages_parse(wrong[i], &first, &tables, &err), RASIF_E_ARGUMENT);
        assert_non_null(strstr(err.message, "language "));
    }
}

static void language_is_code__forms_of_bcp_47__alone(void **state)
{
    (void)state;
    assert_true(language_is_code("de") && language_is_code("ckb") && language_is_code("pt-BR"));
    assert_true(language_is_code("zh-Hant-TW"));
    assert_false(language_is_code("") || language_is_code("e") || language_is_code("EN"));
    assert_false(language_is_code("englisch") || language_is_code("en-") || language_is_code("en-x"));
    assert_false(language_is_code("en US") || language_is_code("en-aaaaaaaaa"));
}

static void language_names__own_column_first(void **state)
{
    (void)state;
    const char *endings[2];
    language_names("ar", endings);
    assert_string_equal(endings[0], "_ar");
    assert_string_equal(endings[1], "");
    language_names("fr", endings);
    assert_string_equal(endings[0], "");
    assert_string_equal(endings[1], "_ar");
}

static rasif_status parse(const char *yaml, struct arena *arena, struct phrase *out, rasif_error *err)
{
    const struct yaml_node *root = NULL;
    assert_int_equal(yaml_parse("f.yaml", yaml, strlen(yaml), arena, &root, err), RASIF_OK);
    return phrase_parse(yaml_get(root, "title"), out, err);
}

static void phrase_parse__languages_that_lack__show_the_first(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct phrase phrase;
    rasif_error err = {0};
    assert_int_equal(parse("title: {en: Width, de: Breite, fr: Largeur}\n", &arena, &phrase, &err), RASIF_OK);
    assert_string_equal(phrase_in(phrase, NULL), "Width");
    assert_string_equal(phrase_in(phrase, "ar"), "Width");
    assert_string_equal(phrase_in(phrase, "fr"), "Largeur");
    assert_string_equal(phrase_in(phrase, "de"), "Width");
    assert_int_equal(parse("title: {de: Breite}\n", &arena, &phrase, &err), RASIF_E_RULE);
    assert_non_null(strstr(err.message, "'title' has no text in 'en'"));
    assert_int_equal(parse("title: {en: Width, de: ' '}\n", &arena, &phrase, &err), RASIF_E_RULE);
    assert_int_equal(parse("title: {en: Width, french: Largeur}\n", &arena, &phrase, &err), RASIF_E_RULE);
    assert_non_null(strstr(err.message, "'french' is not the code of a language"));
    arena_free(&arena);
}

/* ---- views -------------------------------------------------------------------------------- */

static void shown_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                       struct cell *out)
{
    (void)view;
    if (column == 1)
        text_addf(cell_words(scratch), "%s %zu", scratch->language, row);
    else
        text_addf(cell_words(scratch), "%zu", column);
    cell_built(out, scratch);
}

static const char *text_at(const struct view *view, size_t column, char text[16])
{
    struct cell_scratch scratch = {0};
    struct cell cell;
    view->cell(view, 7, column, &scratch, &cell);
    assert_int_equal(cell.type, CELL_TEXT);
    assert_true(cell.length < 16);
    memcpy(text, cell.bytes, cell.length);
    text[cell.length] = '\0';
    cell_scratch_free(&scratch);
    return text;
}

static void view_in_languages__translated_column__once_per_language(void **state)
{
    (void)state;
    static const struct view_column columns[] = {{.name = "rule", .type = "TEXT"},
                                                 {.name = "message", .type = "TEXT", .translated = true},
                                                 {.name = "geom", .type = "POINT"}};
    const struct view below = {.name = "audit_findings", .n_rows = 8, .n_columns = 3, .columns = columns,
                               .cell = shown_cell, .geometry_column = 2};
    struct arena arena = {0};
    const struct sentences *sentences;
    const struct view *view;
    char text[16];
    assert_int_equal(sentences_load(&arena, &sentences, NULL), RASIF_OK);
    assert_int_equal(view_in_languages(&below, "findings", sentences, bit("fr") | bit("en"), &arena, &view, NULL),
                     RASIF_OK);
    assert_int_equal(view->n_columns, 4);
    assert_int_equal(view->geometry_column, 3);
    assert_string_equal(view->columns[1].name, "message_en");
    assert_string_equal(view->columns[2].name, "message_fr");
    assert_string_equal(view->columns[3].name, "geom");
    assert_string_equal(text_at(view, 1, text), "en 7");
    assert_string_equal(text_at(view, 2, text), "fr 7");
    assert_string_equal(text_at(view, 3, text), "2");
    assert_string_equal(phrase_first(view->columns[1].alias), "message (English)");
    assert_string_equal(phrase_first(view->columns[2].alias), "message (French)");
    assert_string_equal(phrase_first(view->columns[0].alias), "rule");
    assert_null(phrase_first(view->columns[3].alias));
    assert_non_null(phrase_first(view->title));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages_parse__one_code__adds_to_those_always_there),
        cmocka_unit_test(languages_parse__several_codes__are_those_of_the_tables),
        cmocka_unit_test(language_is_code__forms_of_bcp_47__alone),
        cmocka_unit_test(language_names__own_column_first),
        cmocka_unit_test(phrase_parse__languages_that_lack__show_the_first),
        cmocka_unit_test(view_in_languages__translated_column__once_per_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
