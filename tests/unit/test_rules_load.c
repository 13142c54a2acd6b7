/* SPDX-License-Identifier: MIT
 *
 * Loading a folder of rules, standards and profiles: every mistake is refused with file, line,
 * column, and what was probably meant. Each case replaces one line of a good file. */
#include "rule_folder.h"

static void assert_refused(const char *expected)
{
    rasif_rules *rules = NULL;
    rasif_error err = {RASIF_OK, ""};
    rasif_status status = rasif_rules_load(NULL, folder, &rules, &err);
    if (status != RASIF_E_RULE || rules != NULL || strstr(err.message, expected) == NULL)
        fail_msg("got '%s', not '%s'", err.message, expected);
}

/* ---- refusals ----------------------------------------------------------------------------- */

static void load__bad_rule__is_refused(void **state)
{
    (void)state;
    static const struct {
        int line;
        const char *text, *message;
    } cases[] = {
        {1, NULL, "r.yaml:1:1: the key 'id' is missing"},
        {1, "id: Test", "r.yaml:1:5: id 'Test': use lower-case letters"},
        {1, "id: [a]", "r.yaml:1:5: id must be a single text"},
        {2, "applies: pavement", "r.yaml:2:10: unknown element 'pavement'"},
        {2, "applies: sidewalks", "unknown element 'sidewalks'; did you mean 'sidewalk'?"},
        {2, "applies: []", "r.yaml:2:10: 'applies' is empty"},
        {2, "applies: [sidewalk, crossing]", "r.yaml:3:10: element 'crossing' has no 'width_m'"},
        {2, "applies: ramp", "r.yaml:3:10: element 'ramp' has no 'width_m'"},
        {3, "measure: widht_m", "r.yaml:3:10: unknown measure 'widht_m'; did you mean 'width_m'?"},
        {3, "measure: street_id", "r.yaml:3:10: 'street_id' is free text"},
        {3, NULL, "r.yaml:1:1: the key 'measure' is missing"},
        {4, "severity: seriuos",
         "r.yaml:4:11: unknown severity 'seriuos'; did you mean 'serious'?"},
        {4, "severity: minor\ncause: terrain", "r.yaml:5:8: unknown cause 'terrain'; use one of: defect, missing, behaviour"},
        {4, "severity: minor\nterrain: street_grade_pct", "r.yaml:5:10: 'terrain' compares two slopes; width_m and street_grade_pct are not"},
        {4, "severity: minor\nterrain: grade", "r.yaml:5:10: unknown measure 'grade'"},
        {4, "severity: minor\nbehaviour: [stall]", "r.yaml:5:12: 'behaviour' is of rules that ask obstacles or clear_width_m"},
        {4, "severity: minor\nbehaviour: stall", "r.yaml:5:12: behaviour must be a list"},
        {4, "severity: minor\nper_place: true", "r.yaml:5:12: 'per_place' is of rules that ask ends_without_ramp"},
        {4, "severity: minor\nper_place: maybe", "r.yaml:5:12: "},
        {4, "severity: 3", "use one of: minor, moderate, serious, critical"},
        {5, "title: {englisch: Width}", "r.yaml:5:9: 'englisch' is not the code of a language, such as 'en'"},
        {5, "title: {en: Width, de: [a]}", "r.yaml:5:24: de must be a single text"},
        {5, "title: {ar: العرض}", "r.yaml:5:8: 'title' has no text in 'en'"},
        {5, "title: {en: Width, ar: ''}", "r.yaml:5:24: the key 'ar' has no value"},
        {5, "title: {en: Width, ar: ' '}", "r.yaml:5:24: the key 'ar' has no value"},
        {5, "title: Width", "r.yaml:5:8: title must be a map"},
        {6, "wy: {en: Why, ar: y}", "r.yaml:6:1: unknown key 'wy'; did you mean 'why'?"},
        {7, NULL, "r.yaml:1:1: the key 'fix' is missing"},
        {8, "message: {en: \"{value} {limits}\", ar: x}",
         "r.yaml:8:15: '{limits}': a message holds"},
        {8, "message: {en: \"a } b\", ar: x}", "r.yaml:8:15: '} b': a message holds"},
        {8, "message: {en: \"{value}\", ar: \"{limit}\"}",
         "r.yaml:8:30: the texts in en and ar must hold the same"},
        {8, "message: {en: \"{value}\", ar: x}", "must hold the same words in braces"},
        {9, "examples: []\nunused:", "r.yaml:10:1: unknown key 'unused'"},
        {10, NULL, "r.yaml:10:3: no example has the outcome 'pass'"},
        {11, NULL, "r.yaml:10:3: no example has the outcome 'fail'"},
        {12, NULL, "r.yaml:10:3: no example has the outcome 'unknown'"},
        {10, "  - {standard: tset, given: {width_m: 2}, expect: pass}",
         "r.yaml:10:16: unknown standard 'tset'; did you mean 'test'?"},
        {10, "  - {profile: test_waker, given: {width_m: 2}, expect: pass}",
         "r.yaml:10:15: unknown profile 'test_waker'; did you mean 'test_walker'?"},
        {10, "  - {given: {width_m: 2}, expect: pass}",
         "r.yaml:10:5: an example names either a standard or a profile"},
        {10, "  - {standard: test, profile: test_walker, given: {}, expect: pass}",
         "r.yaml:10:5: an example names either"},
        {10, "  - {standard: test, expect: pass}", "r.yaml:10:5: the key 'given' is missing"},
        {10, "  - {standard: test, given: {width_m: 2}, expect: good}",
         "r.yaml:10:51: unknown outcome 'good'; use one of: not-applicable, pass, unknown, fail"},
        {10, "  - {standard: test, given: {widht_m: 2}, expect: pass}",
         "r.yaml:10:30: unknown measure 'widht_m'; did you mean 'width_m'?"},
        {10, "  - {standard: test, given: {kerb: flush}, expect: pass}",
         "r.yaml:10:30: element 'sidewalk' has no 'kerb'"},
        {10, "  - {standard: test, given: {width_m: 2 kg}, expect: pass}",
         "r.yaml:10:39: the unit of '2 kg' does not fit width_m"},
        {10, "  - {standard: test, given: {lit: maybe}, expect: pass}",
         "r.yaml:10:35: unknown value of lit 'maybe'"},
        {10, "  - {standard: test, given: {obstacles: 'tree;bush'}, expect: pass}",
         "r.yaml:10:41: unknown value of obstacles 'bush'"},
        {1, "id: test-width\naliases: [sidewalk-gap]",
         "r.yaml:2:11: the alias 'sidewalk-gap' is already a name of 'sidewalk-gap'"},
        {1, "id: test-width\naliases: sidewalk-gap", "r.yaml:2:10: aliases must be a list"},
        {1, "id: a\nid: b", "r.yaml:2:1: the key 'id' occurs twice"},
        {1, "[1]", "r.yaml:"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        write_good();
        write_lines("rules/r.yaml", rule_lines, cases[i].line, cases[i].text);
        assert_refused(cases[i].message);
    }
}

static void load__bad_standard__is_refused(void **state)
{
    (void)state;
    static const struct {
        int line;
        const char *text, *message;
    } cases[] = {
        {2, NULL, "s.yaml:1:1: the key 'title' is missing"},
        {3, "status: law", "s.yaml:3:9: unknown status 'law'; use one of: normative, guidance"},
        {3, NULL, "s.yaml:1:1: the key 'status' is missing"},
        {4, "note: {ar: ملاحظة}", "s.yaml:4:7: 'note' has no text in 'en'"},
        {5, "requirement:", "s.yaml:5:1: unknown key 'requirement'; did you mean 'requirements'?"},
        {6, "  - {rule: test-widht, require: '>= 1 m', clause: A}",
         "s.yaml:6:12: unknown rule 'test-widht'; did you mean 'test-width'?"},
        {6, "  - {require: '>= 1 m', clause: A}", "s.yaml:6:5: the key 'rule' is missing"},
        {6, "  - {rule: test-width, clause: A}", "s.yaml:6:5: the key 'require' is missing"},
        {6, "  - {rule: test-width, require: '>= 1 m'}", "s.yaml:6:5: the key 'clause' is missing"},
        {6, "  - {rule: test-width, require: '>= 1 m', clause: ''}",
         "s.yaml:6:51: the key 'clause' has no value"},
        {6, "  - {rule: test-width, require: '>= 1 %', clause: A}",
         "s.yaml:6:33: the unit of '1 %' does not fit width_m, which takes m"},
        {6, "  - {rule: test-width, require: '= yes', clause: A}",
         "s.yaml:6:33: 'yes' is no number"},
        {6, "  - {rule: test-width, require: '>= 1 m', clause: A, core: yes}",
         "s.yaml:6:60: 'core' is true or false, not 'yes'"},
        {6, "  - {rule: test-width, require: '>= 1 m', clause: A, cause: x}",
         "s.yaml:6:54: unknown key 'cause'; did you mean 'clause'?"},
        {6, "  - {rule: test-width, require: '>= 1 m', clause: A, when: 'lit = yes'}",
         "s.yaml:6:60: a list of conditions must be a list"},
        {6, "  - {rule: test-width, require: '>= 1 m', clause: A, when: []}",
         "s.yaml:6:60: the list of conditions is empty"},
        {6, "  - {rule: test-width, require: '>= 1 m', clause: A, when: ['kerb = flush']}",
         "s.yaml:6:61: element 'sidewalk' has no 'kerb'"},
        {6, "  - {rule: test-width, require: '>= 1 m', clause: A, unless: ['lit = on']}",
         "s.yaml:6:63: unknown value of lit 'on'"},
        {6, "  - {rule: crossing-green-margin, require: '>= 1', clause: A}",
         "s.yaml:6:12: green_margin depends on a profile's walking speed"},
        {6, "  - {rule: test-width, drop: true}", "s.yaml:6:30: there is nothing to drop"},
        {6, "  - just text", "s.yaml:6:5: the entry must be a map"},
        /* against all built-in limits of the rule, or of another size than any */
        {6, "  - {rule: sidewalk-clear-width, require: '<= 1.5 m', clause: A}",
         "s.yaml:6:43: the comparison is the wrong way round: in all built-in standards and profiles more of clear_width_m"},
        {6, "  - {rule: sidewalk-cross-slope, require: '>= 2 %', clause: A}",
         "s.yaml:6:43: the comparison is the wrong way round: in all built-in standards and profiles less of cross_slope_pct"},
        {6, "  - {rule: sidewalk-clear-width, require: '>= 150', clause: A}", "(did you mean '150 cm'?)"},
        {6, "  - {rule: sidewalk-clear-width, require: '>= 1500', clause: A}",
         "s.yaml:6:43: clear_width_m can't be '1500'; check the number and its unit"},
        {6, "  - {rule: sidewalk-vertical-edge, require: '<= 0.006', clause: A}", "(did you mean '0.006 m'?)"},
        {6, "  - {rule: sidewalk-cross-slope, require: '<= 0.02', clause: A}", "(did you mean '2 %'?)"},
        {6, "  - {rule: sidewalk-clear-width, require: '>= 1.5 m', tolerance: '2 m', clause: A}",
         "s.yaml:6:43: the tolerance of this limit is not below the limit itself"},
        {6, "  - {rule: sidewalk-clear-width, require: '>= 1.5 m', when: ['running_slope_pct < 500'], clause: A}",
         "s.yaml:6:62: running_slope_pct can't be '500'"},
        {4, "extends: prowag-2032",
         "s.yaml:4:10: 'extends' names 'prowag-2032', which is unknown"},
        {4, "extends: prowag-2032", "did you mean 'prowag-2023'?"},
        {4, "extends: test", "s.yaml:4:10: 'test' extends itself"},
        {5, "extends: ada-2010\nrequirements:\n  - {rule: test-width, drop: false}",
         "s.yaml:7:30: write {rule: test-width, drop: true} and nothing else"},
        {5, "extends: ada-2010\nrequirements:\n  - {rule: test-width, drop: true, clause: A}",
         "s.yaml:7:30: write {rule: test-width, drop: true} and nothing else"},
        {5,
         "extends: ada-2010\nrequirements:\n  - {rule: sidewalk-lit, require: '= yes', clause: A}\n"
         "  - {rule: sidewalk-lit, drop: true}",
         "s.yaml:8:32: 'sidewalk-lit' is both given and dropped here"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        write_good();
        write_lines("standards/s.yaml", standard_lines, cases[i].line, cases[i].text);
        assert_refused(cases[i].message);
    }
}

static void load__bad_profile__is_refused(void **state)
{
    (void)state;
#define NEED "  - {rule: test-width, "
#define SLOPE "  - {rule: sidewalk-running-slope, "
    static const struct {
        int line;
        const char *text, *message;
    } cases[] = {
        {2, NULL, "p.yaml:1:1: the key 'code' is missing"},
        {2, "code: test", "p.yaml:2:7: code 'test' must be three lower-case letters"},
        {2, "code: Tst", "p.yaml:2:7: code 'Tst' must be three lower-case letters"},
        {2, "code: wcm", "p.yaml:2:7: the code 'wcm' is already that of 'wheelchair_manual'"},
        {4, "walking_speed_m_s: 0",
         "p.yaml:4:20: 'walking_speed_m_s' is 0; it must be from 0.1 to 3"},
        {4, "walking_speed_m_s: fast", "p.yaml:4:20: 'walking_speed_m_s' must be a number"},
        {4, NULL, "p.yaml:1:1: the key 'walking_speed_m_s' is missing"},
        {6, NEED "comfortable: 2 m, limit: 2 m, weight: 1, basis: B}",
         "p.yaml:6:49: comfortable and limit are the same"},
        {6, NEED "comfortable: 2 m, adequate: 2.1 m, limit: 1 m, weight: 1, basis: B}",
         "p.yaml:6:52: adequate must lie between limit and comfortable"},
        {6, NEED "comfortable: 2 m, adequate: 0.9 m, limit: 1 m, weight: 1, basis: B}",
         "p.yaml:6:52: adequate must lie between limit and comfortable"},
        {6, NEED "comfortable: 1 m, adequate: 1 m, limit: 2 m, weight: 1, basis: B}",
         "p.yaml:6:52: adequate must lie between limit and comfortable"},
        {6, NEED "comfortable: 2 m, limit: 1 m, downhill: 3 m, blocks: true, weight: 1, basis: B}",
         "p.yaml:6:64: 'downhill' goes with a need of running_slope_pct that blocks"},
        {6, SLOPE "comfortable: 3 %, limit: 8 %, downhill: 9 %, weight: 1, basis: B}",
         "p.yaml:6:76: 'downhill' goes with a need of running_slope_pct that blocks"},
        {6, SLOPE "comfortable: 3 %, limit: 8 %, downhill: 8 %, blocks: true, weight: 1, basis: B}",
         "p.yaml:6:76: 'downhill' must be steeper than limit; leave it out else"},
        {6, NEED "comfortable: 2 m, limit: 1 m, weight: 0, basis: B}",
         "p.yaml:6:62: weight must be above 0"},
        {6, NEED "comfortable: 2 m, limit: 1 m, weight: -1, basis: B}",
         "p.yaml:6:62: 'weight' is -1; it must be from 0 to 1000"},
        {6, NEED "comfortable: 2 m, limit: 1 m, basis: B}",
         "p.yaml:6:5: the key 'weight' is missing"},
        {6, NEED "comfortable: 2 m, limit: 1 m, weight: 1}",
         "p.yaml:6:5: the key 'basis' is missing"},
        {6, NEED "comfortable: 2 m, weight: 1, basis: B}",
         "p.yaml:6:5: the key 'limit' is missing"},
        {6, NEED "limit: 2 m, weight: 1, basis: B}",
         "p.yaml:6:5: the key 'comfortable' is missing"},
        {6, NEED "comfortable: 2 kg, limit: 1 m, weight: 1, basis: B}",
         "p.yaml:6:37: the unit of '2 kg' does not fit width_m"},
        {6, NEED "values: {yes: 1}, weight: 1, basis: B}",
         "p.yaml:6:32: width_m is a number; give comfortable, adequate and limit"},
        {6, NEED "comfortable: 2 m, limit: 1 m, weight: 1, basis: B, block: true}",
         "p.yaml:6:75: unknown key 'block'; did you mean 'blocks'?"},
        {7, "  - {rule: sidewalk-lit, values: {yes: 1, nope: 0.3}, weight: 1, basis: B}",
         "p.yaml:7:43: unknown value of lit 'nope'"},
        {7, "  - {rule: sidewalk-lit, values: {yes: 1.2}, weight: 1, basis: B}",
         "p.yaml:7:40: 'yes' is 1.2; it must be from 0 to 1"},
        {7, "  - {rule: sidewalk-lit, values: {}, weight: 1, basis: B}",
         "p.yaml:7:34: 'values' is empty"},
        {7, "  - {rule: sidewalk-lit, comfortable: yes, limit: no, weight: 1, basis: B}",
         "p.yaml:7:39: lit is a word; give values"},
        {6, "  - {rule: sidewalk-clear-width, comfortable: 1 m, limit: 1.8 m, weight: 1, basis: B}",
         "p.yaml:6:59: comfortable and limit are the wrong way round: in all built-in standards and profiles more of clear_width_m"},
        {6, "  - {rule: sidewalk-clear-width, comfortable: 180, limit: 90, weight: 1, basis: B}", "(did you mean '180 cm'?)"},
        {6, "  - {rule: sidewalk-clear-width, comfortable: 1800, limit: 900, weight: 1, basis: B}",
         "p.yaml:6:47: clear_width_m can't be '1800'"},
        {8, "street: {sidewalks: 0, crossings: 0.3}", "p.yaml:8:21: 'sidewalks' must be above 0"},
        {8, "street: {sidewalks: 1}", "p.yaml:8:9: the key 'crossings' is missing"},
        {8, NULL, "p.yaml:1:1: the key 'street' is missing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        write_good();
        write_lines("profiles/p.yaml", profile_lines, cases[i].line, cases[i].text);
        assert_refused(cases[i].message);
    }
}

static void load__folder_as_a_whole__is_checked(void **state)
{
    (void)state;
    write_good();
    write_lines("standards/t.yaml", standard_lines, 0, NULL); /* the id of s.yaml again */
    assert_refused("t.yaml:1:5: the id 'test' is already that of ");
    write_lines("standards/t.yaml", standard_lines, 1, "id: other\nextends: third");
    write_lines("standards/u.yaml", standard_lines, 1, "id: third\nextends: other");
    assert_refused("extends itself, by way of");
    remove_file("standards/t.yaml");
    remove_file("standards/u.yaml");
    write_file("standards/notes.txt", "x");
    assert_refused("/standards/notes.txt can't be read: files here end in .yaml or .yml");
    remove_file("standards/notes.txt");
    write_file("Standard", "a folder or a file of this name was meant to be read");
    assert_refused("/Standard is not read; did you mean the folder 'standards'?");
    remove_file("Standard");
    rasif_rules *rules = NULL;
    rasif_error err = {RASIF_OK, ""};
    assert_int_equal(rasif_rules_load(NULL, "/nonexistent", &rules, &err), RASIF_E_RULE);
    assert_non_null(strstr(err.message, "/nonexistent: no such folder"));
    assert_int_equal(rasif_rules_load(NULL, "/nonexistent", &rules, NULL), RASIF_E_RULE);
}

/* Both endings are read; a README, copies of editors and hidden files are left alone. */
static void load__files_of_both_endings__are_counted(void **state)
{
    (void)state;
    write_good();
    write_lines("standards/more.yml", standard_lines, 1, "id: more");
    write_file("standards/README", "x");
    write_file("standards/s.yaml~", "x");
    write_file("standards/.hidden", "x");
    write_file("mapping.yaml", "layers: {}\n");
    write_lines("beside.yaml", standard_lines, 1, "id: beside");
    rasif_rules *rules = NULL;
    rasif_error err = {RASIF_OK, ""};
    if (rasif_rules_load(NULL, folder, &rules, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    assert_string_equal(rules->loaded, "1 rule, 2 standards, 1 profile");
    assert_string_equal(rules->beside, "beside.yaml");
    assert_true(rules_find_standard(rules, "more") != SIZE_MAX);
    rasif_rules_free(rules);
    assert_int_equal(rasif_rules_load(NULL, NULL, &rules, &err), RASIF_OK);
    assert_null(rules->loaded);
    rasif_rules_free(rules);
}

static void load__empty_folders__are_refused(void **state)
{
    (void)state;
    assert_refused("its folders rules, standards and profiles hold no files");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(load__bad_rule__is_refused),
        IN_FOLDER(load__bad_standard__is_refused),
        IN_FOLDER(load__bad_profile__is_refused),
        IN_FOLDER(load__folder_as_a_whole__is_checked),
        IN_FOLDER(load__files_of_both_endings__are_counted),
        IN_FOLDER(load__empty_folders__are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
