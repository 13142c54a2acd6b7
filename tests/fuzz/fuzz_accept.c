/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a baseline (first byte even) or as a waiver file (odd). What is accepted must be
 * found again. */
#include "fuzz.h"
#include "report/accept/accept.h"

#include <string.h>

static void check_baseline(const char *path, const rasif_rules *rules)
{
    struct arena arena = {0};
    struct baseline baseline = {0};
    rasif_error err = {0};
    rasif_status status = baseline_read(path, rules, &arena, &baseline, &err);
    must(status == RASIF_OK || status == RASIF_E_MEMORY ||
         (status == RASIF_E_RULE && err.message[0] != '\0'));
    for (size_t i = 0; status == RASIF_OK && i < baseline.n; i++) {
        const char *id = baseline.items[i].id;
        must(finding_id_valid(id, strlen(id)));
        must(i == 0 || strcmp(baseline.items[i - 1].id, id) < 0);
        must(baseline_find(&baseline, id) == &baseline.items[i]);
    }
    arena_free(&arena);
}

static void check_waivers(const char *path, const rasif_rules *rules)
{
    struct arena arena = {0};
    struct waivers waivers = {0};
    rasif_error err = {0};
    rasif_status status = waivers_read(path, rules, &arena, &waivers, &err);
    must(status == RASIF_OK || status == RASIF_E_MEMORY ||
         (status == RASIF_E_RULE && err.message[0] != '\0'));
    for (size_t i = 0; status == RASIF_OK && i < waivers.n; i++) {
        const struct waiver *waiver = &waivers.items[i];
        must(waiver->key != NULL && waiver->label != NULL && waiver->reason != NULL &&
             strchr(waiver->reason, '\n') == NULL && waiver->line > 0 &&
             strlen(waiver->until) == 10);
        size_t length = strlen(waiver->key), before = waiver->n_findings;
        if (!finding_id_valid(waiver->key, length))
            continue; /* a feature's, not a finding's */
        unsigned long was = failing_alloc_pause();
        struct text key = {0};
        size_t valid;
        must(waivers_match(&waivers, waiver->key, "sidewalks", 1, &key, &valid) && valid == i);
        text_free(&key);
        failing_alloc_resume(was);
        must(waiver->n_findings == before + 1);
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rasif_rules *rules;
    if (rules == NULL) { /* once; they stay reachable */
        unsigned long was = failing_alloc_pause();
        must(rasif_rules_load(NULL, NULL, &rules, NULL) == RASIF_OK);
        failing_alloc_resume(was);
    }
    if (size == 0)
        return 0;
    const char *path = fuzz_file(".txt", data + 1, size - 1);
    if (data[0] % 2 == 0)
        check_baseline(path, rules);
    else
        check_waivers(path, rules);
    return 0;
}
