/* SPDX-License-Identifier: MIT
 *
 * base/translate.c: sentences with placeholders, sentences within sentences, and that every sentence
 * of the options' help has a text in every language that is complete. */
#include "base/translate.h"

#include "languages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A buffer that the next call overwrites. */
static const char *say_in(const char *language, const char *sentence)
{
    static char buffer[2048];
    rasif_translator *translator = NULL;
    rasif_error err = {0};
    if (rasif_translator_new(language, &translator, &err) != RASIF_OK)
        fail_msg("%s: %s", language, err.message);
    rasif_translate(translator, sentence, buffer, sizeof buffer);
    rasif_translator_free(translator);
    return buffer;
}

static void translate__known_sentence__is_that_of_the_language(void **state)
{
    (void)state;
    assert_string_equal(say_in("fr", "wrote a.gpkg"), "écrit\u00a0: a.gpkg");
    assert_string_equal(say_in("ar", "wrote a.gpkg"), "كُتب a.gpkg");
    assert_string_equal(say_in("en", "wrote a.gpkg"), "wrote a.gpkg");
    assert_string_equal(say_in(NULL, "wrote a.gpkg"), "wrote a.gpkg");
}

/* Nothing is lost where a language lacks a sentence. */
static void translate__unknown_sentence__stays(void **state)
{
    (void)state;
    static const char *const sentences[] = {"", "a sentence that is nowhere", "{1}", "wrote "};
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        assert_string_equal(say_in("fr", sentences[i]), sentences[i]);
}

/* The place in a file, the sentence and the suggestion are three keys. */
static void translate__sentence_within_another__is_translated(void **state)
{
    (void)state;
    assert_string_equal(say_in("fr", "a:b.yaml:6:43: unknown rule 'x'; did you mean 'y'?"),
                        "a:b.yaml:6:43: règle inconnue 'x'\u00a0; vouliez-vous dire 'y'\u00a0?");
    assert_string_equal(say_in("fr", "m.yaml: can't be read: No such file or directory"),
                        "m.yaml\u00a0: lecture impossible\u00a0: aucun fichier ni dossier de ce nom");
    assert_string_equal(say_in("fr", "m.yaml: can't be read: a new reason"),
                        "m.yaml\u00a0: lecture impossible\u00a0: a new reason");
}

/* Digits only: a word is not a line. */
static void translate__digits__are_digits(void **state)
{
    (void)state;
    assert_string_equal(say_in("fr", "a:six:43: unknown rule 'x'"), "a:six:43: unknown rule 'x'");
    assert_string_equal(say_in("fr", "loaded 2 standards, 1 profile from jo"),
                        "chargé depuis jo\u00a0: 2 normes, 1 profil");
}

/* Of "no layer", "no layer; did you mean" and "see" the longest that fits. */
static void translate__several_keys_fit__most_words_win(void **state)
{
    (void)state;
    assert_string_equal(say_in("fr", "unknown option '--x'; see 'rasif help audit'"),
                        "option inconnue '--x'\u00a0; voir 'rasif help audit'");
    assert_string_equal(say_in("fr", "radius of a junction zone in metres (default: 12)"),
                        "rayon d’une zone de carrefour en mètres (par défaut\u00a0: 12)");
}

/* Like snprintf: the whole length is returned, and no character is cut in two. */
static void translate__small_buffer__is_cut_at_a_character(void **state)
{
    (void)state;
    rasif_translator *translator = NULL;
    char buffer[4] = "xxx";
    assert_int_equal(rasif_translator_new("ar", &translator, NULL), RASIF_OK);
    assert_int_equal(rasif_translate(translator, "cancelled", NULL, 0), strlen("أُلغي"));
    assert_int_equal(rasif_translate(translator, "cancelled", buffer, sizeof buffer), strlen("أُلغي"));
    assert_string_equal(buffer, "أ");
    assert_int_equal(rasif_translate(NULL, "abcdef", buffer, sizeof buffer), 6);
    assert_string_equal(buffer, "abc");
    rasif_translator_free(translator);
    assert_int_equal(rasif_translator_new("xx", &translator, NULL), RASIF_E_ARGUMENT);
}

/* Many placeholders and a text that fits none of them must not take long. */
static void translate__long_text__is_quick(void **state)
{
    (void)state;
    char *text = malloc(4001);
    assert_non_null(text);
    for (size_t i = 0; i < 4000; i++)
        text[i] = ": '; "[i % 5];
    text[4000] = '\0';
    say_in("fr", text);
    free(text);
}

static const char *const help_sentences[] = {
#define ROLE(role, sentence) sentence,
#define TEXT(field, command, group, argument, fallback, sentence) command != NULL ? sentence : "",
#define FLAG(field, command, group, sentence) command != NULL ? sentence : "",
#define CHOICE(field, command, group, first, words, sentence) sentence,
#define NUMBER(field, command, group, argument, fallback, bound, low, high, sentence) sentence,
#define NUMBER_OR_NONE(field, command, group, argument, fallback, bound, low, high, sentence) sentence,
#define OWN(field, command, group, argument, fallback, reader, sentence) sentence,
#define LIST(field, command, group, argument, sentence) command != NULL ? sentence : "",
#define COMMAND(name, command, group, argument, sentence) sentence,
#define LETTER(letter, command, group, argument, sentence) sentence,
#include "options.def"
};

static void translate__help_of_options__is_in_every_complete_language(void **state)
{
    (void)state;
    for (int l = 1; l < LANGUAGE_COUNT; l++)
        for (size_t i = 0; i < sizeof help_sentences / sizeof *help_sentences; i++)
            if (languages[l].complete && help_sentences[i][0] != '\0' &&
                strcmp(say_in(languages[l].code, help_sentences[i]), help_sentences[i]) == 0)
                fail_msg("data/messages/%s.yaml lacks \"%s\"", languages[l].code, help_sentences[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(translate__known_sentence__is_that_of_the_language),
        cmocka_unit_test(translate__unknown_sentence__stays),
        cmocka_unit_test(translate__sentence_within_another__is_translated),
        cmocka_unit_test(translate__digits__are_digits),
        cmocka_unit_test(translate__several_keys_fit__most_words_win),
        cmocka_unit_test(translate__small_buffer__is_cut_at_a_character),
        cmocka_unit_test(translate__long_text__is_quick),
        cmocka_unit_test(translate__help_of_options__is_in_every_complete_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
