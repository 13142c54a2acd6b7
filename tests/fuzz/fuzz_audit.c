/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a GeoPackage, through the whole of an audit: judged, written, reported. What is
 * written must be a sound database. */
#include "fuzz.h"
#include "rasif.h"

#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

static int ignore(void *user, const char *text, size_t length)
{
    (void)text;
    *(size_t *)user += length;
    return 0;
}

static void check_output(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *query = NULL;
    unsigned long was = failing_alloc_pause();
    must(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
    must(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &query, NULL) == SQLITE_OK);
    while (sqlite3_step(query) == SQLITE_ROW) {
        const char *found = (const char *)sqlite3_column_text(query, 0);
        must(strcmp(found, "ok") == 0 ||
             strstr(found, " value in ") != NULL); /* the input's cell */
    }
    sqlite3_finalize(query);
    sqlite3_close(db);
    failing_alloc_resume(was);
}

static void write_and_report(rasif_audit *audit, const char *path)
{
    char output[128];
    rasif_error err = {0};
    size_t length = 0;
    snprintf(output, sizeof output, "%s.out", path);
    rasif_status status = rasif_audit_write(audit, output, true, &err);
    must(status != RASIF_E_INTERNAL);
    must(status == RASIF_OK || (err.message[0] != '\0' && access(output, F_OK) != 0));
    if (status == RASIF_OK)
        check_output(output);
    unlink(output);
    status = rasif_audit_report(audit, "json", ignore, &length, &err);
    must(status == RASIF_OK ? length > 0 : status == RASIF_E_MEMORY);
    status = rasif_audit_report(audit, "html", ignore, &length, &err);
    must(status == RASIF_OK || status == RASIF_E_MEMORY);
}

/* Three times with memory that may fail, then with all of it. */
static void load(rasif_context **context, rasif_rules **rules)
{
    rasif_error err = {0};
    for (int i = 0; i < 4 && *rules == NULL; i++) {
        unsigned long was = i == 3 ? failing_alloc_pause() : 0;
        rasif_status status = *context == NULL ? rasif_context_new(context) : RASIF_OK;
        if (status == RASIF_OK)
            status = rasif_rules_load(*context, NULL, rules, &err);
        must(status == RASIF_OK || status == RASIF_E_MEMORY);
        if (i == 3)
            failing_alloc_resume(was);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rasif_context *context;
    static rasif_rules *rules;
    const char *path = fuzz_file(".gpkg", data, size);
    rasif_options options;
    rasif_audit *audit = NULL;
    rasif_error err = {0};
    if (rules == NULL) /* once; they stay reachable */
        load(&context, &rules);
    if (rules == NULL)
        return 0;
    rasif_options_init(&options);
    options.inputs = &path;
    options.n_inputs = 1;
    options.threads = 1;
    rasif_status status = rasif_audit_new(context, rules, &options, &audit, &err);
    must(status == RASIF_OK || status == RASIF_E_MEMORY);
    if (status == RASIF_OK)
        status = rasif_audit_run(audit, &err);
    must(status == RASIF_OK || err.message[0] != '\0');
    must(status != RASIF_E_INTERNAL);
    if (status == RASIF_OK)
        write_and_report(audit, path);
    rasif_audit_free(audit);
    return 0;
}
