/* SPDX-License-Identifier: MIT
 *
 * report/label.h: names from parts, and the names of everything in the demo (test_label_real.c: in
 * real files). */
#include "label_check.h"

#include <dirent.h>
#include <unistd.h>

static const struct sentences *sentences;
static struct arena arena;

static int load(void **state)
{
    rasif_error err;
    (void)state;
    return sentences_load(&arena, &sentences, &err) == RASIF_OK ? 0 : 1;
}

static int unload(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void check(const struct label_parts *parts, const char *en, const char *ar)
{
    struct text english = {0}, arabic = {0};
    label_write(sentences, "en", parts, &english);
    label_write(sentences, "ar", parts, &arabic);
    assert_string_equal(english.data, en);
    assert_string_equal(arabic.data, ar);
    text_free(&english);
    text_free(&arabic);
}

static void sidewalk__with_street__is_named_by_street_side_and_length(void **state)
{
    (void)state;
    check(&(struct label_parts){ROLE_SIDEWALK, NULL, 65, "Nablus Street", SIDE_LEFT, 61.6},
          "Sidewalk 65, Nablus Street, left side, 62 m",
          "رصيف 65، Nablus Street، الجهة اليسرى، 62 م");
}

static void side__without_street__is_not_told(void **state)
{
    (void)state;
    check(&(struct label_parts){ROLE_SIDEWALK, NULL, 65, NULL, SIDE_LEFT, 61.6}, "Sidewalk 65, 62 m",
          "رصيف 65، 62 م");
}

static void null_words__are_no_names(void **state)
{
    static const char *const none[] = {"nan", "NaN", "None", "null", "", "  ", " nan ", "?", "-"};
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        check(&(struct label_parts){ROLE_STREET, NULL, 12, none[i], 0, 85.2}, "Street 12, 85 m",
              "شارع 12، 85 م");
        check(&(struct label_parts){ROLE_OBSTACLE, none[i], 3, none[i], 0, NAN}, "Obstacle 3",
              "عائق 3");
    }
}

static void own_name__of_streets_and_destinations__is_the_name(void **state)
{
    (void)state;
    check(&(struct label_parts){ROLE_STREET, NULL, 12, "شارع نابلس", 0, 85}, "شارع نابلس",
          "شارع نابلس");
    check(&(struct label_parts){ROLE_DESTINATION, "clinic", 2, "Al Amal", 0, NAN}, "Al Amal",
          "Al Amal");
    check(&(struct label_parts){ROLE_DESTINATION, "clinic", 2, NULL, 0, NAN}, "Clinic 2", "عيادة 2");
}

static void kind__the_data_s_word__is_said(void **state)
{
    (void)state;
    check(&(struct label_parts){ROLE_RAMP, "raised_kerb", 796, "First Street", 0, NAN},
          "Raised kerb 796, First Street", "حافة رصيف مرتفعة 796، First Street");
    check(&(struct label_parts){ROLE_OBSTACLE, "fuel_pump", 5, NULL, 0, NAN}, "Fuel pump 5",
          "Fuel pump 5");
}

static void everything__in_the_model_neighbourhood__has_a_name(void **state)
{
    char folder[64] = "/tmp/rasif-test-XXXXXX", path[512];
    rasif_context *context = NULL;
    rasif_error err;
    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(rasif_context_new(&context), RASIF_OK);
    assert_int_equal(rasif_demo(context, folder, &err), RASIF_OK);
    rasif_context_free(context);
    snprintf(path, sizeof path, "%s/model-neighbourhood.gpkg", folder);
    assert_true(check_labels_of(path) > 500);
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;)
        unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir != NULL)
        closedir(dir);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sidewalk__with_street__is_named_by_street_side_and_length),
        cmocka_unit_test(side__without_street__is_not_told),
        cmocka_unit_test(null_words__are_no_names),
        cmocka_unit_test(own_name__of_streets_and_destinations__is_the_name),
        cmocka_unit_test(kind__the_data_s_word__is_said),
        cmocka_unit_test(everything__in_the_model_neighbourhood__has_a_name),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
