/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a file that an audit wrote, read back: a feature explained, and compared with itself.
 * Which feature, and which report, hangs on the size: all of them take too long. */
#include "fuzz.h"
#include "rasif.h"

static int ignore(void *user, const char *text, size_t length)
{
    (void)text;
    *(size_t *)user += length;
    return 0;
}

static void fine_or_said(rasif_status status, const rasif_error *err)
{
    must(status != RASIF_E_INTERNAL && (status == RASIF_OK || err->message[0] != '\0'));
}

static void compare(const char *path, size_t choice)
{
    static const char *const formats[] = {"text", "json", "html"};
    rasif_diff *diff = NULL;
    rasif_error err = {0};
    size_t length = 0;
    bool held = false;
    rasif_status status = rasif_diff_new(NULL, path, path, NULL, "ar", &diff, &err);
    fine_or_said(status, &err);
    if (status == RASIF_OK)
        fine_or_said(rasif_diff_report(diff, formats[choice % 3], ignore, &length, &err), &err);
    if (status == RASIF_OK) /* nothing is worse than itself */
        must(rasif_diff_gate(diff, "worse", &held, NULL, &err) == RASIF_OK && held);
    rasif_diff_free(diff);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const features[] = {"sidewalks:1", "streets:1", "crossings:1"};
    const char *path = fuzz_file(".gpkg", data, size);
    size_t length = 0;
    rasif_error err = {0};
    fine_or_said(rasif_explain(NULL, path, features[size % 3], NULL, size % 2 == 0 ? "en" : "ar", ignore,
                               &length, &err),
                 &err);
    compare(path, size);
    return 0;
}
