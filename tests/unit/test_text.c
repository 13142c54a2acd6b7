/* SPDX-License-Identifier: MIT
 *
 * base/text.h: the buffer, numbers that read back exactly whatever the locale, escaping of hostile
 * bytes, UTF-8, and "did you mean". */
#include "base/text.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* ---- numbers ------------------------------------------------------------------------------ */

static void number_format__known_values__are_shortest(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *expected;
    } cases[] = {
        {0.0, "0"},
        {-0.0, "0"},
        {1, "1"},
        {-12, "-12"},
        {0.1, "0.1"},
        {1.45, "1.45"},
        {-0.05, "-0.05"},
        {2.5e-6, "2.5e-06"},
        {0.000001, "0.000001"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3, "0.3333333333333333"},
        {100.0 / 12, "8.333333333333334"},
        {123456789.125, "123456789.125"},
        {1e15, "1e+15"},
        {1e22, "1e+22"},
        {999999999999999, "999999999999999"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {DBL_MIN, "2.2250738585072014e-308"},
        {5e-324, "5e-324"},
        {NAN, "null"},
        {INFINITY, "null"},
        {-INFINITY, "null"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char buffer[32];
        size_t length = number_format(buffer, cases[i].value);
        assert_string_equal(buffer, cases[i].expected);
        assert_int_equal(length, strlen(buffer));
    }
}

static void number__random_doubles__survive_a_round_trip(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252u;
    for (int i = 0; i < 200000; i++) {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        double value, again;
        if (i % 2 == 0) {
            memcpy(&value, &seed, sizeof value);
            if (!isfinite(value))
                continue;
        } else {
            value = (double)(seed % 100000000) / 1e4; /* what surveys hold */
        }
        char buffer[32];
        size_t used = 0, length = number_format(buffer, value);
        assert_true(length < sizeof buffer);
        assert_true(number_parse(buffer, length, &again, &used));
        assert_int_equal(used, length);
        if (memcmp(&value, &again, sizeof value) != 0)
            fail_msg("%a was printed as %s and read as %a", value, buffer, again);
    }
}

static void number_parse__texts__give_value_and_length(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double expected;
        size_t used; /* 0 = no number */
    } cases[] = {
        {"1.45 m", 1.45, 4},
        {"1,5", 1, 1},
        {"-15%", -15, 3},
        {"+7", 7, 2},
        {".5", 0.5, 2},
        {"5.", 5, 2},
        {"1e3", 1000, 3},
        {"1E-2x", 0.01, 4},
        {"2e", 2, 1},
        {"2e+", 2, 1},
        {"3em", 3, 1},
        {"0x10", 0, 1},
        {"007", 7, 3},
        {"0.1", 0.1, 3},
        {"1.7976931348623157e308", DBL_MAX, 22},
        {"4.9406564584124654e-324", 5e-324, 23},
        {"1e-400", 0, 6},
        {"0e999999999999", 0, 14},
        {"1e400", 0, 0},
        {"123456789012345678901234567890", 123456789012345678901234567890.0, 30},
        {"9007199254740993", 9007199254740992.0, 16},
        {"9007199254740993.0000000000000000000001", 9007199254740994.0, 39},
        {"0.000000000000000000000000000000123", 1.23e-31, 35},
        {"", 0, 0},
        {"-", 0, 0},
        {".", 0, 0},
        {"+.e5", 0, 0},
        {" 1", 0, 0},
        {"nan", 0, 0},
        {"inf", 0, 0},
        {"up", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value = -99;
        size_t used = 77;
        bool found = number_parse(cases[i].text, strlen(cases[i].text), &value, &used);
        if (found != (cases[i].used > 0))
            fail_msg("'%s': found %d", cases[i].text, found);
        if (!found) {
            assert_true(value == -99 && used == 77);
            continue;
        }
        if (value != cases[i].expected || used != cases[i].used)
            fail_msg("'%s': %a, %zu bytes", cases[i].text, value, used);
    }
}

static void number_parse__long_texts__agree_with_exact_arithmetic(void **state)
{
    (void)state;
    /* 2^53 + 1, a tie, followed by 2000 zeros, and then by a 1 that breaks the tie upwards. */
    char text[2100] = "9007199254740993.";
    size_t start = strlen(text), used;
    memset(text + start, '0', 2000);
    double value;
    assert_true(number_parse(text, start + 2000, &value, &used));
    assert_true(value == 9007199254740992.0);
    text[start + 2000] = '1';
    assert_true(number_parse(text, start + 2001, &value, &used));
    assert_true(value == 9007199254740994.0);
    assert_int_equal(used, start + 2001);
    /* Only `length` bytes are looked at. */
    assert_true(number_parse("123456", 3, &value, &used));
    assert_true(value == 123 && used == 3);
}

static void number_parse__megabyte_of_digits__overflows_quietly(void **state)
{
    (void)state;
    size_t length = 1 << 20, used;
    char *text = malloc(length);
    assert_non_null(text);
    memset(text, '7', length);
    double value;
    assert_false(number_parse(text, length, &value, &used));
    text[0] = '.';
    assert_true(number_parse(text, length, &value, &used));
    assert_true(value == 7.0 / 9 && used == length);
    free(text);
}

static void text_fixed__places__are_cut_and_rounded(void **state)
{
    (void)state;
    static const struct {
        double value;
        int decimals;
        const char *expected;
    } cases[] = {
        {1.5, 2, "1.5"},     {1.0, 3, "1"},      {-0.0, 2, "0"},        {-0.001, 2, "0"},
        {100, 0, "100"},     {1200, 1, "1200"},  {8.3333333, 1, "8.3"}, {0.05, 2, "0.05"},
        {-2.25, 2, "-2.25"}, {99.999, 2, "100"}, {3, -5, "3"},          {NAN, 1, "null"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text text = {0};
        text_fixed(&text, cases[i].value, cases[i].decimals);
        assert_string_equal(text.data, cases[i].expected);
        text_free(&text);
    }
    struct text text = {0};
    text_fixed(&text, -DBL_MAX, 1000);
    assert_int_equal(text.length, 310);
    text_free(&text);
}

/* Any locale with a decimal comma that this machine has; "C" when it has none. */
static void number__decimal_comma_locale__changes_nothing(void **state)
{
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE.utf8",
                                        "pt_BR.UTF-8", "fa_IR.UTF-8", "ar_JO.UTF-8"};
    int tried = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (setlocale(LC_ALL, names[i]) == NULL)
            continue;
        tried++;
        number_format__known_values__are_shortest(NULL);
        number_parse__texts__give_value_and_length(NULL);
        text_fixed__places__are_cut_and_rounded(NULL);
    }
    if (tried == 0)
        print_message("# no locale with a decimal comma here: tried C only\n");
    setlocale(LC_ALL, "");
}

/* ---- buffer and escapes ------------------------------------------------------------------- */

static void text__additions__grow_and_stay_terminated(void **state)
{
    (void)state;
    struct text text = {0};
    text_addn(&text, NULL, 0);
    assert_string_equal(text.data, "");
    for (int i = 0; i < 1000; i++)
        text_addf(&text, "%d,%s;", i, "x");
    text_number(&text, 0.5);
    assert_false(text.failed);
    assert_int_equal(text.length, strlen(text.data));
    assert_string_equal(text.data + text.length - 9, "999,x;0.5");
    text_free(&text);
    assert_null(text.data);
}

static void text__after_failure__does_nothing(void **state)
{
    (void)state;
    struct text text = {0};
    text_addn(&text, "x", SIZE_MAX);
    assert_true(text.failed);
    text_add(&text, "more");
    text_addf(&text, "%d", 1);
    assert_int_equal(text.length, 0);
    text_free(&text);
}

static void text_json_and_xml__hostile_strings__are_escaped(void **state)
{
    (void)state;
    static const struct {
        const char *string, *json, *xml;
    } cases[] = {
        {"", "\"\"", ""},
        {"a\"b\\c", "\"a\\\"b\\\\c\"", "a&quot;b\\c"},
        {"\b\f\n\r\t\x1f", "\"\\u0008\\u000c\\n\\r\\t\\u001f\"", "\n\t"},
        {"<&>'", "\"<&>'\"", "&lt;&amp;&gt;&#39;"},
        {"</script><!--", "\"\\u003c/script>\\u003c!--\"", "&lt;/script&gt;&lt;!--"},
        {"شارع", "\"شارع\"", "شارع"},
        {"\xE2\x80\xA8", "\"\\u2028\"", "\xE2\x80\xA8"},
        {"a\xFFz", "\"a\xEF\xBF\xBDz\"", "a\xEF\xBF\xBDz"},
        {"\xC0\xAF", "\"\xEF\xBF\xBD\xEF\xBF\xBD\"", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xE2\x82", "\"\xEF\xBF\xBD\xEF\xBF\xBD\"", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xC2\x85\x7F", "\"\\u0085\\u007f\"", ""},
        {"\xE2\x80\xAE", "\"\\u202e\"", "\xEF\xBF\xBD"},
        {"\xEF\xBF\xBE", "\"\xEF\xBF\xBE\"", "\xEF\xBF\xBD"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text json = {0}, xml = {0};
        text_json(&json, cases[i].string);
        text_add(&xml, "");
        text_xml(&xml, cases[i].string);
        assert_string_equal(json.data, cases[i].json);
        assert_string_equal(xml.data, cases[i].xml);
        assert_true(utf8_valid(json.data, json.length) && utf8_valid(xml.data, xml.length));
        text_free(&json);
        text_free(&xml);
    }
    struct text json = {0};
    text_json(&json, NULL);
    assert_string_equal(json.data, "null");
    text_free(&json);
}

/* ---- UTF-8 and words ---------------------------------------------------------------------- */

static void utf8_valid__forms__are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        bool valid;
    } cases[] = {
        {"", 0, true},
        {"abc", 3, true},
        {"a\0b", 3, true},
        {"\xD8\xB1\xF0\x9F\x9A\xB6", 6, true},
        {"\xC0\x80", 2, false},         /* overlong          */
        {"\xE0\x80\xAF", 3, false},     /* overlong          */
        {"\xF0\x80\x80\xAF", 4, false}, /* overlong          */
        {"\xED\xA0\x80", 3, false},     /* surrogate         */
        {"\xF4\x90\x80\x80", 4, false}, /* beyond U+10FFFF   */
        {"\xF4\x8F\xBF\xBF", 4, true},
        {"\xF8\x88\x80\x80\x80", 5, false},
        {"\x80", 1, false},
        {"\xE2\x82", 2, false}, /* cut off           */
        {"\xC3(", 2, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (utf8_valid(cases[i].bytes, cases[i].length) != cases[i].valid)
            fail_msg("case %zu", i);
}

static void utf8_cut__every_length__ends_between_characters(void **state)
{
    (void)state;
    const char *text = "aر€\xF0\x9F\x9A\xB6z";
    static const size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11};
    for (size_t length = 0; length <= strlen(text); length++)
        assert_int_equal(utf8_cut(text, length), expected[length]);
    assert_int_equal(utf8_cut("\x80\x80\x80\x80\x80", 5), 5); /* not UTF-8: nothing to save */
}

static void utf8_copy__every_capacity__whole_characters_and_an_end(void **state)
{
    (void)state;
    const char *text = "aر€\xF0\x9F\x9A\xB6z";
    static const size_t expected[] = {0, 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
    char buffer[16];
    for (size_t capacity = 0; capacity < sizeof expected / sizeof expected[0]; capacity++) {
        memset(buffer, '#', sizeof buffer);
        size_t n = utf8_copy(buffer, capacity, text, strlen(text));
        assert_int_equal(n, expected[capacity]);
        assert_memory_equal(buffer, text, n);
        assert_int_equal(buffer[n], capacity == 0 ? '#' : '\0');
        for (size_t i = capacity; i < sizeof buffer; i++)
            assert_int_equal(buffer[i], '#');
    }
    assert_int_equal(utf8_copy(buffer, sizeof buffer, text, 5), 3); /* the third is not whole */
    assert_int_equal(utf8_copy(buffer, sizeof buffer, NULL, 0), 0);
    assert_string_equal(buffer, "");
    assert_int_equal(utf8_copy(NULL, 0, text, 5), 0);
}

static void nearest_word__mistakes__find_the_word_meant(void **state)
{
    (void)state;
    static const char *const words[] = {"asphalt", "concrete", "clear_width_m", "sidewalks",
                                        "streets", "osm",      "kerb",          "رصيف"};
    static const struct {
        const char *word, *expected;
    } cases[] = {
        {"asfalt", "asphalt"},
        {"concreet", "concrete"},
        {"clear_width", "clear_width_m"},
        {"sidewlaks", "sidewalks"},
        {"Kerb", "kerb"},
        {"OSM", "osm"},
        {"street", "streets"},
        {"رصبف", "رصيف"},
        {"gravel", NULL},
        {"x", NULL},
        {"", NULL},
        {"curb", NULL},
    };
    size_t n = sizeof words / sizeof words[0];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *nearest = nearest_word(cases[i].word, words, n);
        if (cases[i].expected == NULL)
            assert_null(nearest);
        else
            assert_string_equal(nearest, cases[i].expected);
    }
    char huge[5000];
    memset(huge, 'a', sizeof huge);
    huge[sizeof huge - 1] = '\0';
    assert_null(nearest_word(huge, words, n));
    assert_null(nearest_word("kerb", words, 0));
}

/* Embeddings, overrides, isolates and their ends, each: U+202A to U+202E, U+2066 to U+2069. */
static void escapes__turn_of_direction__none_gets_through(void **state)
{
    (void)state;
    static const uint32_t turning[] = {0x202A, 0x202B, 0x202C, 0x202D, 0x202E,
                                       0x2066, 0x2067, 0x2068, 0x2069};
    for (size_t i = 0; i < sizeof turning / sizeof turning[0]; i++) {
        struct text xml = {0}, json = {0}, plain = {0};
        char string[8], escaped[16];
        snprintf(string, sizeof string, "a\xE2%c%cb", 0x80 | (int)(turning[i] >> 6 & 0x3F),
                 0x80 | (int)(turning[i] & 0x3F));
        snprintf(escaped, sizeof escaped, "\"a\\u%04xb\"", (unsigned)turning[i]);
        text_xml(&xml, string);
        text_json(&json, string);
        text_add(&plain, string);
        text_plain(&plain, 0, true);
        assert_string_equal(xml.data, "a\xEF\xBF\xBD" "b");
        assert_string_equal(plain.data, "a\xEF\xBF\xBD" "b");
        assert_string_equal(json.data, escaped);
        text_free(&xml);
        text_free(&json);
        text_free(&plain);
    }
}

static void plain__keeps_letters__and_takes_what_acts(void **state)
{
    (void)state;
    struct text text = {0};
    text_add(&text, "\x1b");
    text_add(&text, "a\tb\r\nc\x7f\xc2\x9bرصيف\xe2\x80\xae.\xe2\x81\xa6\xe2\x80\x8f\xff!");
    text_plain(&text, 1, true);
    assert_string_equal(text.data, "\x1b"
                                   "a b \nc  رصيف\xef\xbf\xbd.\xef\xbf\xbd\xe2\x80\x8f !");
    assert_int_equal(text.length, strlen(text.data));
    text_plain(&text, 0, false);
    assert_string_equal(text.data, " a b  c  رصيف\xef\xbf\xbd.\xef\xbf\xbd\xe2\x80\x8f !");
    text_plain(&text, text.length, false);
    text_free(&text);
    text_add(&text, "a\xe2\x80\xa8" "b\xe2\x80\xa9" "c\xc2\x85" "d"); /* YAML's ends of lines */
    text_plain(&text, 0, true);
    assert_string_equal(text.data, "a b c d");
    text_free(&text);
    text_plain(&text, 0, false); /* nothing in it */
    assert_null(text.data);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes__turn_of_direction__none_gets_through),
        cmocka_unit_test(plain__keeps_letters__and_takes_what_acts),
        cmocka_unit_test(number_format__known_values__are_shortest),
        cmocka_unit_test(number__random_doubles__survive_a_round_trip),
        cmocka_unit_test(number_parse__texts__give_value_and_length),
        cmocka_unit_test(number_parse__long_texts__agree_with_exact_arithmetic),
        cmocka_unit_test(number_parse__megabyte_of_digits__overflows_quietly),
        cmocka_unit_test(text_fixed__places__are_cut_and_rounded),
        cmocka_unit_test(number__decimal_comma_locale__changes_nothing),
        cmocka_unit_test(text__additions__grow_and_stay_terminated),
        cmocka_unit_test(text__after_failure__does_nothing),
        cmocka_unit_test(text_json_and_xml__hostile_strings__are_escaped),
        cmocka_unit_test(utf8_valid__forms__are_told_apart),
        cmocka_unit_test(utf8_copy__every_capacity__whole_characters_and_an_end),
        cmocka_unit_test(utf8_cut__every_length__ends_between_characters),
        cmocka_unit_test(nearest_word__mistakes__find_the_word_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
