/* SPDX-License-Identifier: MIT
 *
 * Project files: names, values, places of mistakes, paths from their folder, options that they
 * give. */
#include "base/status.h"
#include "option_list.h"
#include "rasif.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static rasif_settings *project;
static rasif_error err;
static char folder[64];

/* Tests run in a folder of their own. */
static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/rasif-test-XXXXXX");
    return mkdtemp(folder) != NULL && chdir(folder) == 0 && mkdir("sub", 0700) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink("sub/rasif.yaml");
    unlink("sub/there.gpkg");
    unlink("rasif.yaml");
    return rmdir("sub") == 0 && chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static int forget(void **state)
{
    (void)state;
    rasif_settings_free(project);
    project = NULL;
    err = (rasif_error){RASIF_OK, ""};
    return 0;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void read_project(const char *path, const char *text)
{
    write_file(path, text);
    if (rasif_settings_read(path, &project, &err) != RASIF_OK)
        fail_msg("%s", err.message);
}

static rasif_setting setting(size_t index)
{
    rasif_setting out = {0};
    assert_int_equal(rasif_settings_get(project, index, &out), RASIF_OK);
    return out;
}

/* The setting has this place, name and value, and nothing is wrong with it. */
static void is_set(size_t index, const char *place, const char *name, const char *value)
{
    rasif_setting s = setting(index);
    if (s.problem != NULL)
        fail_msg("%s", s.problem);
    assert_string_equal(s.place, place);
    assert_string_equal(s.name, name);
    assert_string_equal(s.value, value);
}

/* The only setting has this value; `text` is the file in the folder sub. */
static void resolves(const char *text, const char *value)
{
    read_project("sub/rasif.yaml", text);
    assert_int_equal(rasif_settings_count(project), 1);
    assert_null(setting(0).problem);
    assert_string_equal(setting(0).value, value);
    forget(NULL);
}

/* ---- reading ---- */

static void read__values_and_lists__one_setting_each_with_its_place(void **state)
{
    (void)state;
    read_project("rasif.yaml", "inputs: [a.gpkg, b.gpkg]\n"
                               "snap: 1.5\n"
                               "profile: long_cane,scooter\n"
                               "fail-on:\n  - serious\n  - new:minor\n"
                               "core: true\nforce: no\nstreets: roads\n");
    assert_int_equal(rasif_settings_count(project), 10);
    is_set(0, "rasif.yaml:1:10", "inputs", "a.gpkg");
    is_set(1, "rasif.yaml:1:18", "inputs", "b.gpkg");
    is_set(2, "rasif.yaml:2:7", "snap", "1.5");
    is_set(3, "rasif.yaml:3:10", "profile", "long_cane");
    is_set(4, "rasif.yaml:3:10", "profile", "scooter");
    is_set(5, "rasif.yaml:5:5", "fail-on", "serious");
    is_set(6, "rasif.yaml:6:5", "fail-on", "new:minor");
    is_set(7, "rasif.yaml:7:7", "core", "yes");
    is_set(8, "rasif.yaml:8:8", "force", "no");
    is_set(9, "rasif.yaml:9:10", "streets", "roads");
    assert_int_equal(rasif_settings_get(project, 10, &(rasif_setting){0}), RASIF_E_ARGUMENT);
}

static void read__several_mistakes__each_keeps_its_sentence(void **state)
{
    static const char *const expected[][2] = {
        {"rasif.yaml:1:1", "there is no option 'colums'; did you mean 'columns'?"},
        {"rasif.yaml:2:1", "there is no option 'match_angle_deg'; did you mean 'match-angle'?"},
        {"rasif.yaml:3:10", "columns can't be 'wide'; it is one of: slim, full"},
        {"rasif.yaml:4:7", "snap must lie between 0 and 100, not '101'"},
        {"rasif.yaml:5:10", "preset takes one value, not a list"},
        {"rasif.yaml:6:10", "inputs takes texts, not a map"},
        {"rasif.yaml:7:8", "force can't be 'perhaps'; it is yes or no"},
        {"rasif.yaml:8:8", "core can't be 'perhaps'; it is yes or no"},
        {"rasif.yaml:9:7", "seats has no value; write one, or begin the line with #"},
        {"rasif.yaml:10:8", "the list steps is empty; write a value, or begin the line with #"},
        {"rasif.yaml:11:1", "there is no option 'project'; 'rasif help audit' lists all"},
        {"rasif.yaml:12:10", "profile has no value; write one, or begin the line with #"},
        {"rasif.yaml:13:1", "there is no option 'unrecognised'; 'rasif help audit' lists all"},
    };
    const size_t n = sizeof expected / sizeof *expected;
    (void)state;
    read_project("rasif.yaml", "colums: full\nmatch_angle_deg: 3\ncolumns: wide\nsnap: 101\n"
                               "preset:  [a]\ninputs: [{a: b}]\nforce: perhaps\n"
                               "core:  perhaps\nseats:\nsteps: []\nproject: x\n"
                               "profile: long_cane,\nunrecognised: yes\n");
    assert_int_equal(rasif_settings_count(project), n + 1); /* the good half of the profiles */
    for (size_t i = 0, k = 0; i < n; i++, k++) {
        if (setting(k).problem == NULL)
            is_set(k++, "rasif.yaml:12:10", "profile", "long_cane");
        assert_non_null(setting(k).problem);
        assert_string_equal(setting(k).problem, expected[i][1]);
        assert_string_equal(setting(k).place, expected[i][0]);
        assert_string_equal(setting(k).value, "");
    }
}

static void read__no_file_or_no_yaml__refused_with_its_place(void **state)
{
    (void)state;
    assert_int_equal(rasif_settings_read("none.yaml", &project, &err), RASIF_E_RULE);
    assert_string_equal(err.message, "none.yaml: can't be read: No such file or directory");
    write_file("rasif.yaml", "snap: 1\nsnap: 2\n");
    assert_int_equal(rasif_settings_read("rasif.yaml", &project, &err), RASIF_E_RULE);
    assert_string_equal(err.message,
                        "rasif.yaml:2:1: the key 'snap' occurs twice, first in line 1");
    write_file("rasif.yaml", "[a, b]\n");
    assert_int_equal(rasif_settings_read("rasif.yaml", &project, &err), RASIF_E_RULE);
    assert_string_equal(err.message,
                        "rasif.yaml:1:1: a project file must be a map of keys, not a list");
    assert_null(project);
}

/* ---- paths ---- */

static void read__paths_in_another_folder__lead_from_the_working_folder(void **state)
{
    (void)state;
    write_file("sub/there.gpkg", "");
    resolves("inputs: city.gpkg\n", "sub/city.gpkg");
    resolves("inputs: /data/city.gpkg\n", "/data/city.gpkg");
    resolves("mapping: ../city.yaml\n", "sub/../city.yaml");
    resolves("rules: my\n", "sub/my");
    resolves("output: out.gpkg\n", "sub/out.gpkg");
    resolves("write-baseline: known.txt\n", "sub/known.txt");
    resolves("boundary: there.gpkg:blocks\n", "sub/there.gpkg:blocks");
    resolves("boundary: gone.gpkg:blocks\n", "sub/gone.gpkg:blocks");
    resolves("basemap: water\n", "water"); /* a table of the input */
    resolves("basemap: photo.tif\n", "sub/photo.tif");
    resolves("format: html:report.html\n", "html:sub/report.html");
    resolves("format: json\n", "json");
    resolves("format: json:-\n", "json:-");
    resolves("standard: prowag\n", "prowag");
    resolves("standard: my.yaml\n", "sub/my.yaml");
    resolves("streets: roads\n", "roads");
    resolves("streets: there.gpkg:roads\n", "sub/there.gpkg:roads");
    resolves("crs: EPSG:32636\n", "EPSG:32636");
    resolves("lang: ar\n", "ar");
}

/* ---- giving them to options ---- */

static void apply__all_kinds__options_hold_them(void **state)
{
    rasif_options o;
    (void)state;
    rasif_options_init(&o);
    o.strict = true;
    o.n_crs = 1;
    o.crs = (const char *[]){"EPSG:4326"};
    read_project("rasif.yaml", "inputs: a.gpkg\nstreets: [x, y]\nseats: z\nprofile: scooter\n"
                               "standard: prowag\ncore: yes\nlinks: no\nsnap: 2\nsheets: all\n"
                               "threads: 3\noutput: out.gpkg\nfail-on: critical\n");
    assert_int_equal(rasif_settings_apply(project, &o, &err), RASIF_OK);
    assert_int_equal(o.n_inputs, 1);
    assert_string_equal(o.inputs[0], "a.gpkg");
    assert_int_equal(o.n_roles, 3);
    assert_string_equal(o.roles[1].role, "streets");
    assert_string_equal(o.roles[1].layer, "y");
    assert_string_equal(o.roles[2].role, "seats");
    assert_string_equal(o.profiles[0], "scooter");
    assert_string_equal(o.standard, "prowag");
    assert_true(o.core && o.strict);
    assert_int_equal(o.links, RASIF_LINKS_NO);
    assert_true(o.snap_m == 2);
    assert_int_equal(o.sheets, RASIF_SHEETS_ALL);
    assert_int_equal(o.threads, 3);
    assert_string_equal(o.project, "rasif.yaml");
    assert_null(o.output); /* of the command alone */
    assert_int_equal(o.n_crs, 1);
    assert_string_equal(o.crs[0], "EPSG:4326");
}

static void apply__a_mistake__options_as_they_were_and_all_sentences(void **state)
{
    rasif_options o, before;
    (void)state;
    rasif_options_init(&o);
    before = o;
    read_project("rasif.yaml", "columns: wide\nstandard: prowag\nsnapp: 3\n");
    assert_int_equal(rasif_settings_apply(project, &o, &err), RASIF_E_RULE);
    assert_string_equal(err.message,
                        "rasif.yaml:1:10: columns can't be 'wide'; it is one of: slim, full\n"
                        "rasif.yaml:3:1: there is no option 'snapp'; did you mean 'snap'?");
    assert_memory_equal(&o, &before, sizeof o);
}

/* An older caller's struct ends before `sheets` and `project`. */
static void apply__a_smaller_struct__nothing_written_behind_it(void **state)
{
    struct {
        rasif_options o;
    } held;
    const size_t size = offsetof(rasif_options, output);
    (void)state;
    memset(&held, 0x55, sizeof held);
    rasif_options_init_size(&held.o, size);
    read_project("rasif.yaml", "columns: full\n");
    assert_int_equal(rasif_settings_apply(project, &held.o, &err), RASIF_OK);
    assert_int_equal(held.o.columns, RASIF_COLUMNS_FULL);
    for (size_t i = size; i < sizeof held.o; i++)
        assert_int_equal(((unsigned char *)&held.o)[i], 0x55);
    forget(NULL);
    read_project("rasif.yaml", "columns: slim\nsheets: 3\n");
    assert_int_equal(rasif_settings_apply(project, &held.o, &err), RASIF_E_ARGUMENT);
    assert_int_equal(held.o.columns, RASIF_COLUMNS_FULL);
}

/* A value that is not the default; NULL: a list. */
static const char *another_value(const struct option *option, char buffer[64])
{
    const char *bar;
    switch (option->kind) {
    case OPTION_FLAG:
        return "yes";
    case OPTION_CHOICE: /* the last word */
        bar = strrchr(option->words, '|');
        return bar + 1;
    case OPTION_NUMBER:
        snprintf(buffer, 64, "%g", option->number == option->high ? option->low + 1 : option->high);
        return buffer;
    case OPTION_TEXT:
        return "word";
    case OPTION_OWN:
        return strcmp(option->name, "language") == 0 ? "fr,en" : "7";
    case OPTION_LIST:
        break;
    }
    return NULL;
}

/* The same field, whichever way it was set; texts by their letters. */
static void is_same_field(const struct option *option, const rasif_options *a,
                          const rasif_options *b)
{
    const char *one = (const char *)a + option->offset, *other = (const char *)b + option->offset;
    if (option->kind == OPTION_TEXT || strcmp(option->name, "language") == 0)
        assert_string_equal(*(const char *const *)one, *(const char *const *)other);
    else
        assert_memory_equal(one, other, option->size);
}

static void apply__every_option__as_rasif_options_set(void **state)
{
    size_t n = 0;
    (void)state;
    for (const struct option *o = option_list; o->name != NULL; o++) {
        rasif_options usual, set, applied;
        char buffer[64], text[200];
        const char *value = another_value(o, buffer);
        if (value == NULL || o->command == NULL || strcmp(o->name, "project") == 0)
            continue;
        rasif_options_init(&usual);
        rasif_options_init(&set);
        rasif_options_init(&applied);
        assert_int_equal(rasif_options_set(&set, o->command, value, &err), RASIF_OK);
        assert_memory_not_equal((char *)&set + o->offset, (char *)&usual + o->offset, o->size);
        snprintf(text, sizeof text, "%s: %s\n", o->command, value);
        read_project("rasif.yaml", text);
        if (rasif_settings_apply(project, &applied, &err) != RASIF_OK)
            fail_msg("%s", err.message);
        is_same_field(o, &set, &applied);
        forget(NULL);
        n++;
    }
    assert_true(n > 25);
}

/* ---- several messages ---- */

static void fail_more__more_than_fit__the_rest_is_counted(void **state)
{
    rasif_error all = {0}, one = {0};
    size_t lines = 1;
    (void)state;
    for (int i = 0; i < 100; i++) {
        (fail)(&one, RASIF_E_RULE, "mistake number %03d", i);
        fail_more(&all, &one);
    }
    for (const char *at = all.message; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    size_t left_out = 0;
    assert_int_equal(sscanf(strrchr(all.message, '\n'), "\nand %zu more", &left_out), 1);
    assert_int_equal(lines - 1 + left_out, 100);
    assert_true(lines > 40);
    assert_int_equal(all.status, RASIF_E_RULE);
    assert_true(strncmp(all.message, "mistake number 000\nmistake number 001\n", 38) == 0);
}

static void fail_more__one_that_fills_all__still_counts(void **state)
{
    rasif_error all = {0}, one = {0};
    char wide[sizeof one.message];
    (void)state;
    memset(wide, 'x', sizeof wide - 1);
    wide[sizeof wide - 1] = '\0';
    (fail)(&one, RASIF_E_RULE, "%s", wide);
    fail_more(&all, &one);
    fail_more(&all, &one);
    fail_more(&all, &one);
    assert_string_equal(strrchr(all.message, '\n'), "\nand 2 more");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(read__values_and_lists__one_setting_each_with_its_place, forget),
        cmocka_unit_test_teardown(read__several_mistakes__each_keeps_its_sentence, forget),
        cmocka_unit_test_teardown(read__no_file_or_no_yaml__refused_with_its_place, forget),
        cmocka_unit_test_teardown(read__paths_in_another_folder__lead_from_the_working_folder,
                                  forget),
        cmocka_unit_test_teardown(apply__all_kinds__options_hold_them, forget),
        cmocka_unit_test_teardown(apply__a_mistake__options_as_they_were_and_all_sentences, forget),
        cmocka_unit_test_teardown(apply__every_option__as_rasif_options_set, forget),
        cmocka_unit_test_teardown(apply__a_smaller_struct__nothing_written_behind_it, forget),
        cmocka_unit_test(fail_more__more_than_fit__the_rest_is_counted),
        cmocka_unit_test(fail_more__one_that_fills_all__still_counts),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
