/* SPDX-License-Identifier: MIT
 *
 * A temporary folder with rules/, standards/, profiles/ for the tests of the loader, and one good
 * file of each kind, of which a test may replace a line. Includes cmocka itself, after our headers:
 * its macro `fail` would break base/status.h. */
#ifndef RASIF_TEST_RULE_FOLDER_H
#define RASIF_TEST_RULE_FOLDER_H

#include "base/text.h"
#include "rule/load.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static char folder[64];

static inline void write_file(const char *path, const char *text)
{
    char name[256];
    snprintf(name, sizeof name, "%s/%s", folder, path);
    FILE *stream = fopen(name, "wb");
    assert_non_null(stream);
    fputs(text, stream);
    assert_int_equal(fclose(stream), 0);
}

static inline void remove_file(const char *path)
{
    char name[256];
    snprintf(name, sizeof name, "%s/%s", folder, path);
    assert_int_equal(remove(name), 0);
}

static inline int remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    (void)info;
    (void)type;
    (void)ftw;
    return remove(path);
}

static inline int folder_new(void **state)
{
    (void)state;
    static const char *const names[] = {"rules", "standards", "profiles"};
    snprintf(folder, sizeof folder, "/tmp/rasif-test-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    for (size_t i = 0; i < 3; i++) {
        char name[256];
        snprintf(name, sizeof name, "%s/%s", folder, names[i]);
        if (mkdir(name, 0700) != 0)
            return -1;
    }
    return 0;
}

static inline int folder_remove(void **state)
{
    (void)state;
    return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* One line each, so that a case can say which it replaces. */
static const char *const rule_lines[] = {
    "id: test-width",
    "applies: sidewalk",
    "measure: width_m",
    "severity: serious",
    "title: {en: Width, ar: العرض}",
    "why: {en: Why, ar: لماذا}",
    "fix: {en: Fix, ar: كيف}",
    "message: {en: \"{value} is below {limit}\", ar: \"{value} أقل من {limit}\"}",
    "examples:",
    "  - {standard: test, given: {width_m: 2}, expect: pass}",
    "  - {profile: test_walker, given: {width_m: 1}, expect: fail}",
    "  - {standard: test, given: {}, expect: unknown}",
    NULL,
};
static const char *const standard_lines[] = {
    "id: test",
    "title: {en: Test, ar: تجربة}",
    "status: provisional",
    "note: {en: Note, ar: ملاحظة}",
    "requirements:",
    "  - {rule: test-width, require: \">= 1.5 m\", clause: A1}",
    "  - {rule: sidewalk-lit, require: \"= yes\", clause: A2, core: true, source: S, unverified: "
    "true}",
    NULL,
};
static const char *const profile_lines[] = {
    "id: test_walker",
    "code: tst",
    "title: {en: Walker, ar: ماشٍ}",
    "walking_speed_m_s: 1.1",
    "needs:",
    "  - {rule: test-width, comfortable: 2 m, adequate: 1.5 m, limit: 1 m, weight: 2, basis: B}",
    "  - {rule: sidewalk-lit, values: {yes: 1, no: 0.3}, weight: 1, blocks: true, basis: B}",
    "street: {sidewalks: 0.7, crossings: 0.3}",
    NULL,
};

/* Writes the lines; line `replaced` (from 1; 0 = none) reads `text` instead (NULL = left out). */
static inline void write_lines(const char *path, const char *const *lines, int replaced,
                               const char *text)
{
    struct text file = {0};
    for (int i = 0; lines[i] != NULL; i++) {
        const char *line = i + 1 == replaced ? text : lines[i];
        if (line != NULL)
            text_addf(&file, "%s\n", line);
    }
    write_file(path, file.data);
    text_free(&file);
}

static inline void write_good(void)
{
    write_lines("rules/r.yaml", rule_lines, 0, NULL);
    write_lines("standards/s.yaml", standard_lines, 0, NULL);
    write_lines("profiles/p.yaml", profile_lines, 0, NULL);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_new, folder_remove)

#endif
