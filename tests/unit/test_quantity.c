/* SPDX-License-Identifier: MIT
 *
 * base/quantity.h: what people write in width, slope, height and speed columns. The first rows are
 * values met in real layers; the rest are what hostile or careless hands may add. */
#include "base/quantity.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NBSP "\xC2\xA0"
#define THIN "\xE2\x80\xAF" /* U+202F */

static const struct quantity_case {
    const char *text;
    enum unit assumed, target;
    enum quantity_status status;
    double expected;
} cases[] = {
    /* met in real layers */
    {"1.45 m", UNIT_M, UNIT_M, QUANTITY_OK, 1.45},
    {"0.8 m", UNIT_M, UNIT_M, QUANTITY_OK, 0.8},
    {"1,5", UNIT_M, UNIT_M, QUANTITY_OK, 1.5},
    {"ca. 2", UNIT_M, UNIT_M, QUANTITY_OK, 2},
    {"nan", UNIT_M, UNIT_M, QUANTITY_NO_NUMBER, 0},
    {"8%", UNIT_PCT, UNIT_PCT, QUANTITY_OK, 8},
    {"-15%", UNIT_PCT, UNIT_PCT, QUANTITY_OK, -15},
    {"+4%", UNIT_PCT, UNIT_PCT, QUANTITY_OK, 4},
    {"-2.5%", UNIT_PCT, UNIT_PCT, QUANTITY_OK, -2.5},
    {"up", UNIT_PCT, UNIT_PCT, QUANTITY_NO_NUMBER, 0},
    {"uo", UNIT_PCT, UNIT_PCT, QUANTITY_NO_NUMBER, 0},
    {"3 cm", UNIT_M, UNIT_MM, QUANTITY_OK, 30},
    {"2 cm", UNIT_M, UNIT_M, QUANTITY_OK, 0.02},
    {"3cm", UNIT_M, UNIT_MM, QUANTITY_OK, 30},
    {"20 mph", UNIT_KMH, UNIT_KMH, QUANTITY_OK, 32.18688},
    {"none", UNIT_KMH, UNIT_KMH, QUANTITY_NO_NUMBER, 0},
    {"walk", UNIT_KMH, UNIT_KMH, QUANTITY_NO_NUMBER, 0},
    {"?", UNIT_M, UNIT_M, QUANTITY_NO_NUMBER, 0},
    {"-", UNIT_M, UNIT_M, QUANTITY_NO_NUMBER, 0},

    /* bare numbers, and units across a dimension */
    {"", UNIT_M, UNIT_M, QUANTITY_EMPTY, 0},
    {" \t\r\n" NBSP THIN, UNIT_M, UNIT_M, QUANTITY_EMPTY, 0},
    {"2", UNIT_CM, UNIT_M, QUANTITY_OK, 0.02},
    {"7", UNIT_CM, UNIT_M, QUANTITY_OK, 0.07},
    {"  2  ", UNIT_M, UNIT_M, QUANTITY_OK, 2},
    {"1e3", UNIT_MM, UNIT_M, QUANTITY_OK, 1},
    {"1,5e3", UNIT_MM, UNIT_M, QUANTITY_OK, 1.5},
    {"1e3 m", UNIT_M, UNIT_M, QUANTITY_UNIT, 0},
    {"1e400", UNIT_M, UNIT_M, QUANTITY_NO_NUMBER, 0},
    {"1e308", UNIT_KM, UNIT_MM, QUANTITY_NO_NUMBER, 0},
    {"-0", UNIT_M, UNIT_M, QUANTITY_OK, 0},
    {"5.", UNIT_M, UNIT_M, QUANTITY_OK, 5},
    {"5. m", UNIT_M, UNIT_M, QUANTITY_OK, 5},
    {",5 m", UNIT_M, UNIT_M, QUANTITY_OK, 0.5},
    {"200cm", UNIT_M, UNIT_M, QUANTITY_OK, 2},
    {"1.5 Metres", UNIT_M, UNIT_M, QUANTITY_OK, 1.5},
    {"48 in", UNIT_M, UNIT_M, QUANTITY_OK, 1.2192},
    {"48 in.", UNIT_M, UNIT_M, QUANTITY_OK, 1.2192},
    {"1.2 km", UNIT_M, UNIT_M, QUANTITY_OK, 1200},
    {"2 min", UNIT_S, UNIT_S, QUANTITY_OK, 120},
    {"36 km/h", UNIT_M_S, UNIT_M_S, QUANTITY_OK, 10},
    {"50 kph", UNIT_KMH, UNIT_KMH, QUANTITY_OK, 50},
    {"3", UNIT_NONE, UNIT_NONE, QUANTITY_OK, 3},
    {"3 lanes", UNIT_NONE, UNIT_NONE, QUANTITY_UNIT, 0},
    {"2 kg", UNIT_M, UNIT_M, QUANTITY_UNIT, 0},
    {"3 %", UNIT_M, UNIT_M, QUANTITY_UNIT, 0},
    {"2 m", UNIT_PCT, UNIT_PCT, QUANTITY_UNIT, 0},
    {"10 m2", UNIT_M, UNIT_M, QUANTITY_UNIT, 0},
    {"0x10", UNIT_M, UNIT_M, QUANTITY_UNIT, 0},
    {"2 m (narrow)", UNIT_M, UNIT_M, QUANTITY_UNIT, 0},
    {"8%%", UNIT_PCT, UNIT_PCT, QUANTITY_UNIT, 0},
    {"5 °C", UNIT_PCT, UNIT_PCT, QUANTITY_UNIT, 0},

    /* decimal comma and thousands */
    {"1,234", UNIT_M, UNIT_M, QUANTITY_OK, 1.234},
    {"1.234", UNIT_M, UNIT_M, QUANTITY_OK, 1.234},
    {"1,234.5", UNIT_MM, UNIT_MM, QUANTITY_OK, 1234.5},
    {"1.234,5", UNIT_MM, UNIT_MM, QUANTITY_OK, 1234.5},
    {"1,234,567", UNIT_MM, UNIT_MM, QUANTITY_OK, 1234567},
    {"1.234.567,25", UNIT_MM, UNIT_MM, QUANTITY_OK, 1234567.25},
    {"1" THIN "234,5 mm", UNIT_MM, UNIT_MM, QUANTITY_OK, 1234.5},
    {"1" NBSP "234", UNIT_MM, UNIT_MM, QUANTITY_OK, 1234},
    {"1,45" NBSP "m", UNIT_M, UNIT_M, QUANTITY_OK, 1.45},
    {"1,5,2", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"12.5.2023", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"1234,567.8", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"1,2.3", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"1.2,3.4,5.6", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"1,2,3,4,5,6,7,8,9,0,1,2,3,4", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},

    /* more than one number */
    {"1-2", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"1–2 m", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"1.5;2", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"1 m - 2 m", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"1 to 2", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"1 2", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"1..2", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"1/2", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"5 ± 1", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"2+", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"<2", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"≥ 1.5 m", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"5% / 8%", UNIT_PCT, UNIT_PCT, QUANTITY_RANGE, 0},
    {"5/8", UNIT_PCT, UNIT_PCT, QUANTITY_RANGE, 0},

    /* about */
    {"~1.2m", UNIT_M, UNIT_M, QUANTITY_OK, 1.2},
    {"≈ 3", UNIT_M, UNIT_M, QUANTITY_OK, 3},
    {"Approx. 80 cm", UNIT_M, UNIT_M, QUANTITY_OK, 0.8},
    {"ca 2,5 m", UNIT_M, UNIT_M, QUANTITY_OK, 2.5},
    {"ca.-5%", UNIT_PCT, UNIT_PCT, QUANTITY_OK, -5},
    {"حوالي ٢ م", UNIT_M, UNIT_M, QUANTITY_OK, 2},
    {"ca. wide", UNIT_M, UNIT_M, QUANTITY_NO_NUMBER, 0},
    {"cafe 2", UNIT_M, UNIT_M, QUANTITY_NO_NUMBER, 0},
    {"ca.", UNIT_M, UNIT_M, QUANTITY_NO_NUMBER, 0},

    /* feet and inches */
    {"6'2\"", UNIT_M, UNIT_M, QUANTITY_OK, 1.8796},
    {"6 ft 2 in", UNIT_M, UNIT_M, QUANTITY_OK, 1.8796},
    {"6ft2in", UNIT_M, UNIT_M, QUANTITY_OK, 1.8796},
    {"6'2", UNIT_M, UNIT_M, QUANTITY_OK, 1.8796},
    {"6'-2\"", UNIT_M, UNIT_M, QUANTITY_OK, 1.8796},
    {"6′ 2″", UNIT_M, UNIT_M, QUANTITY_OK, 1.8796},
    {"6’ 2”", UNIT_M, UNIT_M, QUANTITY_OK, 1.8796},
    {"-6'2\"", UNIT_M, UNIT_M, QUANTITY_OK, -1.8796},
    {"6'", UNIT_M, UNIT_M, QUANTITY_OK, 1.8288},
    {"6 ft.", UNIT_M, UNIT_M, QUANTITY_OK, 1.8288},
    {"1\"", UNIT_M, UNIT_MM, QUANTITY_OK, 25.4},
    {"1''", UNIT_M, UNIT_MM, QUANTITY_OK, 25.4},
    {"1'234", UNIT_MM, UNIT_MM, QUANTITY_UNIT, 0},
    {"6' - 8'", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"6'2\"3", UNIT_M, UNIT_M, QUANTITY_RANGE, 0},
    {"6'2\"", UNIT_PCT, UNIT_PCT, QUANTITY_RANGE, 0},

    /* slopes */
    {"1:12", UNIT_PCT, UNIT_PCT, QUANTITY_OK, 100.0 / 12},
    {"1 : 12", UNIT_PCT, UNIT_PCT, QUANTITY_OK, 100.0 / 12},
    {"1:48", UNIT_PCT, UNIT_PCT, QUANTITY_OK, 100.0 / 48},
    {"-1:12", UNIT_PCT, UNIT_PCT, QUANTITY_OK, -100.0 / 12},
    {"1 in 20", UNIT_PCT, UNIT_PCT, QUANTITY_OK, 5},
    {"1/12", UNIT_PCT, UNIT_PCT, QUANTITY_OK, 100.0 / 12},
    {"1:12", UNIT_M, UNIT_M, QUANTITY_UNIT, 0},
    {"1:0", UNIT_PCT, UNIT_PCT, QUANTITY_NO_NUMBER, 0},
    {"1:", UNIT_PCT, UNIT_PCT, QUANTITY_UNIT, 0},
    {"1:2:3", UNIT_PCT, UNIT_PCT, QUANTITY_RANGE, 0},
    {"0.05", UNIT_RATIO, UNIT_PCT, QUANTITY_OK, 5},
    {"50 ‰", UNIT_PCT, UNIT_PCT, QUANTITY_OK, 5},
    {"5 °", UNIT_PCT, UNIT_PCT, QUANTITY_OK, 8.74886635259240},
    {"45°", UNIT_PCT, UNIT_PCT, QUANTITY_OK, 100},
    {"90°", UNIT_PCT, UNIT_PCT, QUANTITY_UNIT, 0},
    {"%8", UNIT_PCT, UNIT_PCT, QUANTITY_OK, 8},
    {"−15 %", UNIT_PCT, UNIT_PCT, QUANTITY_OK, -15},
    {"8 pct", UNIT_RATIO, UNIT_PCT, QUANTITY_OK, 8},

    /* other scripts */
    {"٢٫٥", UNIT_M, UNIT_M, QUANTITY_OK, 2.5},
    {"٢٬٥", UNIT_M, UNIT_M, QUANTITY_OK, 2.5},
    {"٢،٥", UNIT_M, UNIT_M, QUANTITY_OK, 2.5},
    {"١٬٢٣٤", UNIT_MM, UNIT_MM, QUANTITY_OK, 1234},
    {"١٬٢٣٤٫٥", UNIT_MM, UNIT_MM, QUANTITY_OK, 1234.5},
    {"٨٪", UNIT_PCT, UNIT_PCT, QUANTITY_OK, 8},
    {"\xE2\x80\x8F٪٨", UNIT_PCT, UNIT_PCT, QUANTITY_OK, 8}, /* right-to-left mark first */
    {"۱۲ سم", UNIT_M, UNIT_M, QUANTITY_OK, 0.12},
    {"١٫٥ متر", UNIT_M, UNIT_M, QUANTITY_OK, 1.5},
    {"１２", UNIT_M, UNIT_M, QUANTITY_OK, 12},
    {"عريض", UNIT_M, UNIT_M, QUANTITY_NO_NUMBER, 0},
    {"2 \xFF", UNIT_M, UNIT_M, QUANTITY_UNIT, 0},
    {"\xFF\xFE", UNIT_M, UNIT_M, QUANTITY_NO_NUMBER, 0},
};

/* Relative 1e-15: one rounding more than the ideal. */
static bool close_to(double value, double expected)
{
    return fabs(value - expected) <= fabs(expected) * 1e-15;
}

static void quantity_parse__texts_of_the_field__give_value_or_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct quantity_case *c = &cases[i];
        /* Exactly as long as the text, so that a sanitizer sees a read beyond it. */
        size_t length = strlen(c->text);
        char *copy = malloc(length > 0 ? length : 1);
        assert_non_null(copy);
        memcpy(copy, c->text, length);
        double value = -77;
        enum quantity_status status = quantity_parse(copy, length, c->assumed, c->target, &value);
        free(copy);
        double expected = c->status == QUANTITY_OK ? c->expected : -77;
        if (status != c->status || !close_to(value, expected))
            fail_msg("'%s': status %d, value %.17g; expected %d, %.17g", c->text, (int)status,
                     value, (int)c->status, expected);
    }
}

static void quantity_parse__common_conversions__are_exact(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum unit target;
        double expected;
    } exact[] = {
        {"20 mph", UNIT_KMH, 32.18688}, {"2 cm", UNIT_M, 0.02},         {"7 cm", UNIT_M, 0.07},
        {"29 cm", UNIT_M, 0.29},        {"48 in", UNIT_M, 1.2192},      {"6'2\"", UNIT_M, 1.8796},
        {"1.45 m", UNIT_MM, 1450},      {"1:12", UNIT_PCT, 100.0 / 12}, {"1:20", UNIT_PCT, 5},
        {"60 min", UNIT_S, 3600},
    };
    for (size_t i = 0; i < sizeof exact / sizeof exact[0]; i++) {
        double value = 0;
        assert_int_equal(quantity_parse(exact[i].text, strlen(exact[i].text), exact[i].target,
                                        exact[i].target, &value),
                         QUANTITY_OK);
        if (value != exact[i].expected)
            fail_msg("'%s' gives %.17g", exact[i].text, value);
    }
}

static void quantity_parse__embedded_nul__is_no_number(void **state)
{
    (void)state;
    double value = -77;
    assert_int_equal(quantity_parse("1.5\0m", 5, UNIT_M, UNIT_M, &value), QUANTITY_UNIT);
    assert_int_equal(quantity_parse("\0", 1, UNIT_M, UNIT_M, &value), QUANTITY_NO_NUMBER);
    assert_int_equal(quantity_parse("\0 5", 3, UNIT_M, UNIT_M, &value), QUANTITY_NO_NUMBER);
    assert_int_equal(quantity_parse("1\001234", 5, UNIT_M, UNIT_M, &value), QUANTITY_RANGE);
    assert_true(value == -77);
}

static void quantity_parse__huge_strings__are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *start;
        char fill;
        enum quantity_status status;
    } huge[] = {
        {"", ' ', QUANTITY_EMPTY},   {"", 'x', QUANTITY_NO_NUMBER},
        {"", '9', QUANTITY_UNIT},    {"2 m", ' ', QUANTITY_OK},
        {"2 m", 'm', QUANTITY_UNIT}, {"  2", '.', QUANTITY_UNIT},
        {"0.", '1', QUANTITY_OK},    {"", '\xD9', QUANTITY_NO_NUMBER},
        {"1:", ':', QUANTITY_UNIT},  {"", '-', QUANTITY_NO_NUMBER},
    };
    size_t length = 10 << 20;
    char *text = malloc(length);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof huge / sizeof huge[0]; i++) {
        memset(text, huge[i].fill, length);
        memcpy(text, huge[i].start, strlen(huge[i].start));
        double value = 0;
        enum quantity_status status = quantity_parse(text, length, UNIT_M, UNIT_M, &value);
        if (status != huge[i].status)
            fail_msg("'%s' and many '%c': %d", huge[i].start, huge[i].fill, (int)status);
    }
    free(text);
}

static void quantity_parse__random_bytes__never_give_nan(void **state)
{
    (void)state;
    static const char *const bits[] = {"1",  "12", "0",  ".",  ",",    "-",  "+",  " ", "m",
                                       "ft", "'",  "\"", "%",  ":",    "/",  "in", "e", "9999",
                                       "٣",  "٬",  "°",  NBSP, "\xFF", "ca", "~",  "<", "deg"};
    uint64_t seed = 1181783497276652981u;
    for (int i = 0; i < 300000; i++) {
        char text[64];
        size_t length = 0;
        for (int n = 0; n < 1 + i % 8; n++) {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            const char *bit = bits[seed % (sizeof bits / sizeof bits[0])];
            memcpy(text + length, bit, strlen(bit));
            length += strlen(bit);
        }
        double value = -77;
        enum unit target = (enum unit)(seed >> 32) % UNIT_COUNT;
        if (quantity_parse(text, length, target, target, &value) == QUANTITY_OK)
            assert_true(isfinite(value));
        else
            assert_true(value == -77);
    }
}

static void quantity_convert__every_pair__comes_back(void **state)
{
    (void)state;
    for (int from = 0; from < UNIT_COUNT; from++) {
        for (int to = 0; to < UNIT_COUNT; to++) {
            double there = 0, back = 0;
            bool can = quantity_convert(0.75, (enum unit)from, (enum unit)to, &there);
            assert_int_equal(can, unit_comparable((enum unit)from, (enum unit)to));
            if (!can)
                continue;
            assert_true(quantity_convert(there, (enum unit)to, (enum unit)from, &back));
            assert_true(fabs(back - 0.75) < 1e-14);
        }
    }
}

static void unit_find__names__are_those_of_mapping_files(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum unit unit;
    } listed[] = {
        {"m", UNIT_M},         {"mm", UNIT_MM},
        {"cm", UNIT_CM},       {"km", UNIT_KM},
        {"in", UNIT_INCH},     {"ft", UNIT_FOOT},
        {"pct", UNIT_PCT},     {"%", UNIT_PCT},
        {"ratio", UNIT_RATIO}, {"permille", UNIT_PERMILLE},
        {"deg", UNIT_DEG},     {"s", UNIT_S},
        {"min", UNIT_MIN},     {"m/s", UNIT_M_S},
        {"km/h", UNIT_KMH},    {"mph", UNIT_MPH},
        {"count", UNIT_NONE},
    };
    enum unit unit = UNIT_COUNT;
    for (size_t i = 0; i < sizeof listed / sizeof listed[0]; i++) {
        assert_true(unit_find(listed[i].name, strlen(listed[i].name), &unit));
        assert_int_equal(unit, listed[i].unit);
    }
    static const char *const others[] = {"", "M", "metres", "'", "kg", "m ", "mmm"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_false(unit_find(others[i], strlen(others[i]), &unit));
    assert_true(unit_recognise("METRES", 6, &unit) && unit == UNIT_M);
    assert_string_equal(unit_symbol(UNIT_PCT), "%");
    assert_string_equal(unit_symbol(UNIT_M_S), "m/s");
    assert_string_equal(unit_symbol(UNIT_NONE), "");
}

static void quantity_parse__decimal_comma_locale__changes_nothing(void **state)
{
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "fa_IR.UTF-8"};
    int tried = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (setlocale(LC_ALL, names[i]) == NULL)
            continue;
        tried++;
        quantity_parse__texts_of_the_field__give_value_or_reason(NULL);
    }
    if (tried == 0)
        print_message("# no locale with a decimal comma here: tried C only\n");
    setlocale(LC_ALL, "");
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantity_parse__texts_of_the_field__give_value_or_reason),
        cmocka_unit_test(quantity_parse__common_conversions__are_exact),
        cmocka_unit_test(quantity_parse__embedded_nul__is_no_number),
        cmocka_unit_test(quantity_parse__huge_strings__are_refused),
        cmocka_unit_test(quantity_parse__random_bytes__never_give_nan),
        cmocka_unit_test(quantity_convert__every_pair__comes_back),
        cmocka_unit_test(unit_find__names__are_those_of_mapping_files),
        cmocka_unit_test(quantity_parse__decimal_comma_locale__changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
