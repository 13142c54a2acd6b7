/* SPDX-License-Identifier: MIT
 *
 * geo/crs.h: coordinates that contradict the system declared for them, and the candidates named. */
#include "geo/crs.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct crs_context *context;

static int set_up(void **state)
{
    (void)state;
    return crs_context_new(&context, NULL) == RASIF_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    crs_context_free(context);
    return 0;
}

static const struct crs *system_of(const char *text)
{
    struct crs *crs = NULL;
    rasif_error err = {0};
    if (crs_from_text(context, text, &crs, &err) != RASIF_OK)
        fail_msg("%s: %s", text, err.message);
    return crs;
}

static void contradicted__cases(void **state)
{
    (void)state;
    static const struct {
        const char *crs; /* NULL = none declared */
        double extent[4];
        bool contradicted;
        const char *says[3], *does_not_say;
    } cases[] = {
        {"EPSG:4326", {35.8, 36.1, 31.9, 32.1}, false, {NULL}, NULL},
        {"EPSG:4326", {-180, 180, -90, 90}, false, {NULL}, NULL},
        {"EPSG:4326",
         {776000, 784000, 3530000, 3545000},
         true,
         {"EPSG:32636 (WGS 84 / UTM zone 36N)", "look like metres", "declared"},
         "EPSG:3066"},
        {"EPSG:4326",
         {395000, 405000, 530000, 545000},
         true,
         {"EPSG:3066 (ED50 / Jordan TM)", "EPSG:4326 (WGS 84) is in degrees", NULL},
         NULL},
        {"EPSG:4326", {0, 181, 0, 10}, true, {"look like metres", NULL, NULL}, NULL},
        {"EPSG:32636", {776000, 784000, 3530000, 3545000}, false, {NULL}, NULL},
        {"EPSG:32636",
         {35.8, 36.1, 31.9, 32.1},
         true,
         {"EPSG:4326 (WGS 84)", "look like degrees", "EPSG:32636"},
         NULL},
        {"EPSG:3857", {35.8, 36.1, 31.9, 32.1}, true, {"candidates: EPSG:4326", NULL, NULL}, NULL},
        {NULL,
         {35.8, 36.1, 31.9, 32.1},
         true,
         {"no coordinate system is declared; coordinates look like degrees; candidates: EPSG:4326 "
          "(WGS 84)",
          NULL, NULL},
         "EPSG:3"},
        {NULL,
         {776000, 784000, 3530000, 3545000},
         true,
         {"no coordinate system is declared; coordinates look like metres; candidates: EPSG:32636 "
          "(WGS 84 / UTM zone 36N), EPSG:32637",
          "EPSG:3857", "UTM zone (EPSG:326xx/327xx)"},
         NULL},
        {NULL, {230000, 245000, 1145000, 1160000}, true, {"EPSG:28192", NULL, NULL}, "EPSG:3067"},
        {NULL,
         {380000, 390000, 6670000, 6680000},
         true,
         {"EPSG:3857 (WGS 84 / Pseudo-Mercator), EPSG:25832 (ETRS89 / UTM zone 32N)", NULL, NULL},
         "EPSG:3066"},
        {NULL, {3e8, 3.1e8, 3e8, 3.1e8}, true, {"no well-known", NULL, NULL}, "EPSG"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char message[512] = "";
        const struct crs *crs = cases[i].crs == NULL ? NULL : system_of(cases[i].crs);
        bool found = crs_contradicted(context, crs, cases[i].extent, message, sizeof message);
        if (found != cases[i].contradicted)
            fail_msg("case %zu: %s", i, message);
        for (int k = 0; k < 3 && cases[i].says[k] != NULL; k++)
            if (strstr(message, cases[i].says[k]) == NULL)
                fail_msg("case %zu: \"%s\" is not in: %s", i, cases[i].says[k], message);
        if (cases[i].does_not_say != NULL && strstr(message, cases[i].does_not_say) != NULL)
            fail_msg("case %zu: %s", i, message);
        int candidates = 0;
        for (const char *c = strstr(message, "candidates"); c != NULL; c = strchr(c + 1, '('))
            candidates++;
        assert_true(candidates <= 6);
        char little[20];
        crs_contradicted(context, crs, cases[i].extent, little, sizeof little);
        assert_true(strlen(little) < sizeof little);
        assert_memory_equal(little, message, strlen(little));
    }
}

int main(void)
{
    setlocale(LC_ALL, ""); /* whatever decimal sign the machine has */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contradicted__cases),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
