/* SPDX-License-Identifier: MIT
 *
 * rasif.h as a careless caller uses it: NULL everywhere (api_null.def), runs that are cancelled and
 * run again. */
#include "context.h"

#include <limits.h>
#include <malloc.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- what there is: an audit that was run and written, one that was not run, a comparison ---- */

struct world {
    rasif_context *context;
    rasif_rules *rules;
    const char *rule; /* some rule's id */
    rasif_options options;
    rasif_audit *audit, *not_run;
    const rasif_table *table;
    size_t fid; /* a column of it that holds numbers */
    rasif_diff *diff;
    rasif_settings *project;
    char folder[64], input[128], written[128], unwritten[128], yaml[128], changes[128],
        survey[128];
    const char *inputs[1], *surveys[1];
};

static void must_be_ok(rasif_status status, const rasif_error *err)
{
    if (status != RASIF_OK)
        fail_msg("%s", err->message);
}

static int take_down(void **state)
{
    struct world *w = *state;
    if (w == NULL)
        return 0;
    rasif_diff_free(w->diff);
    rasif_settings_free(w->project);
    rasif_audit_free(w->audit);
    rasif_audit_free(w->not_run);
    rasif_rules_free(w->rules);
    rasif_context_free(w->context);
    unlink(w->input);
    unlink(w->written);
    unlink(w->unwritten);
    unlink(w->yaml);
    unlink(w->changes);
    unlink(w->survey);
    rmdir(w->folder);
    free(w);
    return 0;
}

/* A file as surveyors bring it back: the width of one sidewalk. */
static void make_survey(struct world *w)
{
    sqlite3 *db = NULL;
    snprintf(w->survey, sizeof w->survey, "%s/survey.gpkg", w->folder);
    w->surveys[0] = w->survey;
    assert_int_equal(sqlite3_open(w->survey, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "PRAGMA application_id = 0x47504B47;"
                     "CREATE TABLE gpkg_spatial_ref_sys(srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, "
                     "organization_coordsys_id INTEGER, definition TEXT, description TEXT);"
                     "CREATE TABLE gpkg_contents(table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, description "
                     "TEXT, last_change TEXT, min_x REAL, min_y REAL, max_x REAL, max_y REAL, srs_id INTEGER);"
                     "INSERT INTO gpkg_contents VALUES('survey_sidewalks', 'attributes', 's', '', "
                     "'2026-05-01T00:00:00.000Z', NULL, NULL, NULL, NULL, 0);"
                     "CREATE TABLE survey_sidewalks(fid INTEGER PRIMARY KEY, rasif_id TEXT, table_name TEXT, source_fid "
                     "INTEGER, surveyed_on TEXT, clear_width_m REAL);",
                     NULL, NULL, NULL),
        SQLITE_OK);
    char *sql = sqlite3_mprintf("ATTACH %Q AS city;"
                                "INSERT INTO survey_sidewalks SELECT 1, rasif_id, 'sidewalks', fid, '2026-05-01', 2 FROM "
                                "city.sidewalks WHERE fid = 1",
                                w->written);
    assert_non_null(sql);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_free(sql);
    sqlite3_close(db);
}

static void set_up(struct world *w)
{
    rasif_error err = {RASIF_OK, ""};
    rasif_rule_info info;
    assert_non_null(mkdtemp(w->folder));
    snprintf(w->input, sizeof w->input, "%s/model-neighbourhood.gpkg", w->folder);
    snprintf(w->written, sizeof w->written, "%s/written.gpkg", w->folder);
    snprintf(w->unwritten, sizeof w->unwritten, "%s/unwritten.gpkg", w->folder);
    snprintf(w->yaml, sizeof w->yaml, "%s/rasif.yaml", w->folder);
    FILE *file = fopen(w->yaml, "w");
    assert_non_null(file);
    assert_true(fputs("columns: full\n", file) >= 0 && fclose(file) == 0);
    snprintf(w->changes, sizeof w->changes, "%s/changes.yaml", w->folder);
    file = fopen(w->changes, "w");
    assert_non_null(file);
    assert_true(fputs("- {layer: sidewalks, fid: 1, set: {clear_width_m: 2}}\n", file) >= 0 &&
                fclose(file) == 0);
    must_be_ok(rasif_settings_read(w->yaml, &w->project, &err), &err);
    must_be_ok(rasif_context_new(&w->context), &err);
    must_be_ok(rasif_rules_load(w->context, NULL, &w->rules, &err), &err);
    must_be_ok(rasif_rules_info(w->rules, 0, "en", &info), &err);
    w->rule = info.id;
    must_be_ok(rasif_demo(w->context, w->folder, &err), &err);
    rasif_options_init(&w->options);
    w->inputs[0] = w->input;
    w->options.inputs = w->inputs;
    w->options.n_inputs = 1;
    w->options.threads = 1;
    must_be_ok(rasif_audit_new(w->context, w->rules, &w->options, &w->not_run, &err), &err);
    must_be_ok(rasif_audit_new(w->context, w->rules, &w->options, &w->audit, &err), &err);
    must_be_ok(rasif_audit_write(w->audit, w->written, false, &err), &err);
    make_survey(w);
    w->table = rasif_audit_table(w->audit, "audit_findings");
    while (w->fid < rasif_table_columns(w->table) &&
           strcmp(rasif_table_column_name(w->table, w->fid), "source_fid") != 0)
        w->fid++;
    must_be_ok(rasif_diff_new(w->context, w->written, w->written, NULL, NULL, &w->diff, &err),
               &err);
}

static int make_world(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    if (w == NULL)
        return -1;
    strcpy(w->folder, "/tmp/rasif-test-XXXXXX");
    *state = w;
    set_up(w);
    return 0;
}

static int take(void *user, const char *text, size_t length)
{
    (void)user;
    assert_non_null(text);
    return length > 0 ? 0 : 1;
}

/* ---- NULL, and values that an enum does not have ---- */

/* On failure `out` is untouched; what is made is freed. */
static rasif_status try_new(rasif_context *context, const rasif_rules *rules,
                            const rasif_options *options, rasif_error *err)
{
    rasif_audit *audit = NULL;
    rasif_status status = rasif_audit_new(context, rules, options, &audit, err);
    assert_true((audit != NULL) == (status == RASIF_OK));
    rasif_audit_free(audit);
    return status;
}

static rasif_status try_diff(rasif_context *context, const char *before, const char *after,
                             const char *profile, const char *language, rasif_error *err)
{
    rasif_diff *diff = NULL;
    rasif_status status = rasif_diff_new(context, before, after, profile, language, &diff, err);
    assert_true((diff != NULL) == (status == RASIF_OK));
    rasif_diff_free(diff);
    return status;
}

/* The output of a run that is allowed is removed. */
static rasif_status try_apply(rasif_context *context, const rasif_apply_options *options,
                              rasif_error *err)
{
    rasif_apply_counts counts = {.cells = 7};
    rasif_status status = rasif_apply(context, options, &counts, err);
    assert_int_equal(counts.cells, status == RASIF_OK ? 1 : 7);
    if (status == RASIF_OK)
        unlink(options->output);
    return status;
}

/* A draft that is thrown away. */
static rasif_status try_draft(const rasif_draft_options *options, rasif_error *err)
{
    rasif_status status = rasif_draft(NULL, options, NULL, NULL, err);
    if (status == RASIF_OK)
        assert_int_equal(unlink(options->output), 0);
    return status;
}

static rasif_status try_merge(rasif_context *context, const rasif_merge_options *options, rasif_error *err)
{
    rasif_merge_counts counts = {.used = 7};
    rasif_status status = rasif_merge(context, options, &counts, NULL, NULL, err);
    assert_int_equal(counts.used, status == RASIF_OK ? 1 : 7);
    if (status == RASIF_OK)
        unlink(options->output);
    return status;
}

static rasif_status try_survey(rasif_context *context, const rasif_survey_options *options, rasif_error *err)
{
    rasif_status status = rasif_survey(context, options, take, NULL, err);
    unlink(options->output != NULL && status == RASIF_OK ? options->output : "");
    return status;
}

static rasif_status load_rules(rasif_context *context, rasif_error *err)
{
    rasif_rules *rules = NULL;
    rasif_status status = rasif_rules_load(context, NULL, &rules, err);
    rasif_rules_free(rules);
    return status;
}

static rasif_status new_translator(const char *language, rasif_error *err)
{
    rasif_translator *translator = NULL;
    rasif_status status = rasif_translator_new(language, &translator, err);
    rasif_translator_free(translator);
    return status;
}

static void refused(const char *function, const char *argument, rasif_status status,
                    const rasif_error *err)
{
    if (status != RASIF_E_ARGUMENT)
        fail_msg("%s, %s: status %d", function, argument, (int)status);
    if (err != NULL && (err->status != status || strstr(err->message, argument) == NULL))
        fail_msg("%s, %s: status %d, '%s'", function, argument, (int)err->status, err->message);
}

static void silent(const char *function, const char *argument, rasif_status status,
                   const rasif_error *err)
{
    if (status != RASIF_E_ARGUMENT || (err != NULL && err->message[0] != '\0'))
        fail_msg("%s, %s: status %d", function, argument, (int)status);
}

static void allowed(const char *function, const char *argument, rasif_status status,
                    const rasif_error *err)
{
    if (status != RASIF_OK)
        fail_msg("%s, %s: %s", function, argument, err != NULL ? err->message : "refused");
    assert_true(err == NULL || err->message[0] == '\0'); /* untouched */
}

static void neutral(const char *function, const char *argument, bool good, const rasif_error *err)
{
    (void)err;
    if (!good)
        fail_msg("%s, %s: gives something else than documented", function, argument);
}

static void call_all(struct world *w, rasif_error *err)
{
    static const char *const with_null[] = {"long_cane", NULL};
    static const rasif_role_option no_role = {NULL, "sidewalks"}, no_layer = {"sidewalks", NULL};
    static const rasif_target no_path = {NULL, false};
    rasif_rule_info info;
    rasif_settings *project = NULL;
    rasif_setting setting;
    rasif_options o;
    rasif_apply_options apply;
    rasif_draft_options draft;
    rasif_merge_options merge;
    rasif_survey_options survey;
    size_t n;
    bool held;
    double real = 7, number;
    int64_t whole = 7;
    struct ArrowArrayStream stream;
    char letter[1] = {'x'};
#define WITH(change) (o = w->options, o.change, try_new(w->context, w->rules, &o, err))
#define WITH2(one, two) (o = w->options, o.one, o.two, try_new(w->context, w->rules, &o, err))
#define APPLY(change)                                                                              \
    (rasif_apply_options_init(&apply), apply.input = w->written, apply.output = w->unwritten,      \
     apply.changes = w->changes, apply.change, try_apply(w->context, &apply, err))
#define DRAFT(change)                                                                              \
    (rasif_draft_options_init(&draft), draft.input = w->written, draft.output = w->unwritten,      \
     draft.change, try_draft(&draft, err))
#define MERGE(change)                                                                              \
    (rasif_merge_options_init(&merge), merge.input = w->written, merge.output = w->unwritten,      \
     merge.surveys = w->surveys, merge.n_surveys = 1, merge.change, try_merge(w->context, &merge, err))
#define SURVEY(change)                                                                             \
    (rasif_survey_options_init(&survey), survey.input = w->written, survey.output = w->unwritten,  \
     survey.threads = 1, survey.change, try_survey(w->context, &survey, err))
#define ROW(function, argument, what, call)                                                        \
    if (err != NULL)                                                                               \
        *err = (rasif_error){RASIF_OK, ""};                                                        \
    what(#function, #argument, (call), err);
#include "api_null.def"
    assert_int_not_equal(access(w->unwritten, F_OK), 0);
}

static void every_function__null_or_no_such_value__is_answered_as_documented(void **state)
{
    rasif_error err;
    call_all(*state, &err);
    call_all(*state, NULL);
}

/* ---- cancelled, and run again ---- */

struct stopper {
    rasif_context *context;
    int calls, stop_at;
};

static int stop(void *user, const char *stage, double done)
{
    struct stopper *stopper = user;
    assert_true(stage != NULL && done >= 0 && done <= 1);
    stopper->context->last_progress_s = -1e9; /* so that it is asked every time */
    return stopper->calls++ == stopper->stop_at;
}

static int gather(void *user, const char *text, size_t length)
{
    char **out = user;
    *out = strndup(text, length);
    return *out != NULL ? 0 : 1;
}

/* The report of an audit that is stopped at the n-th question, also while it writes, and then goes
 * on; *stopped: it was. To free. */
static char *report_stopped_at(const struct world *w, int n, bool *stopped)
{
    struct stopper stopper = {.context = w->context, .stop_at = n};
    rasif_audit *audit = NULL;
    rasif_error err = {RASIF_OK, ""};
    char *report = NULL;
    must_be_ok(rasif_audit_new(w->context, w->rules, &w->options, &audit, &err), &err);
    w->context->last_progress_s = -1e9;
    rasif_context_set_progress(w->context, stop, &stopper);
    rasif_status status = rasif_audit_write(audit, w->unwritten, true, &err);
    *stopped = status == RASIF_E_CANCELLED;
    if (*stopped)
        status = rasif_audit_write(audit, w->unwritten, true, &err);
    rasif_context_set_progress(w->context, NULL, NULL);
    must_be_ok(status, &err);
    must_be_ok(rasif_audit_report(audit, "json", gather, &report, &err), &err);
    rasif_audit_free(audit);
    return report;
}

static size_t bytes_in_use(void)
{
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
#else
    return 0; /* only a sanitizer sees it then */
#endif
}

static void run__cancelled_anywhere_and_run_again__same_report_nothing_leaks(void **state)
{
    const struct world *w = *state;
    bool stopped = true;
    free(report_stopped_at(w, -1, &stopped));
    char *expected = report_stopped_at(w, -1, &stopped); /* libraries have their caches by now */
    assert_non_null(expected);
    assert_false(stopped);
    size_t before = bytes_in_use();
    int n = 0;
    for (;; n += n < 10 ? 1 : n / 3) {
        char *report = report_stopped_at(w, n, &stopped);
        assert_non_null(report);
        assert_string_equal(report, expected);
        free(report);
        if (!stopped)
            break;
    }
    assert_true(n > 9); /* every stage, and writing */
    size_t after = bytes_in_use();
    if (after > before + 4096)
        fail_msg("%zu bytes after %d runs that were cancelled", after - before, n);
    free(expected);
}

/* The statement that gives geometries of the input stays on its row: reports read the input again
 * beside it. */
static void report__while_a_geometry_is_read__is_made(void **state)
{
    static const char *const formats[] = {"project", "inspect", "inspect-json", "suggest-mapping"};
    const struct world *w = *state;
    const rasif_table *table = rasif_audit_table(w->audit, "sidewalks");
    rasif_error err = {RASIF_OK, ""};
    size_t length = SIZE_MAX;
    must_be_ok(rasif_table_geometry(table, 0, NULL, 0, &length, &err), &err);
    assert_int_not_equal(length, SIZE_MAX);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        must_be_ok(rasif_audit_report(w->audit, formats[i], take, NULL, &err), &err);
    must_be_ok(rasif_table_geometry(table, 1, NULL, 0, &length, &err), &err);
    assert_int_not_equal(length, SIZE_MAX);
}

/* A failure, too: the input is not there yet. */
static void run__failed_and_run_again__goes_on_as_if_new(void **state)
{
    const struct world *w = *state;
    rasif_audit *audit = NULL;
    rasif_error err = {RASIF_OK, ""};
    rasif_options options = w->options;
    options.inputs = (const char *const[]){w->unwritten};
    unlink(w->unwritten);
    must_be_ok(rasif_audit_new(w->context, w->rules, &options, &audit, &err), &err);
    assert_int_equal(rasif_audit_run(audit, &err), RASIF_E_IO);
    assert_int_equal(rasif_audit_report(audit, "inspect", take, NULL, &err), RASIF_E_IO);
    assert_int_equal(rename(w->input, w->unwritten), 0);
    rasif_status status = rasif_audit_run(audit, &err);
    assert_int_equal(rename(w->unwritten, w->input), 0);
    must_be_ok(status, &err);
    assert_true(rasif_table_rows(rasif_audit_table(audit, "audit_findings")) ==
                rasif_table_rows(w->table));
    rasif_audit_free(audit);
}

int main(void)
{
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, 1); /* mallinfo2 tells of one */
#endif
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function__null_or_no_such_value__is_answered_as_documented),
        cmocka_unit_test(run__cancelled_anywhere_and_run_again__same_report_nothing_leaks),
        cmocka_unit_test(report__while_a_geometry_is_read__is_made),
        cmocka_unit_test(run__failed_and_run_again__goes_on_as_if_new),
    };
    return cmocka_run_group_tests(tests, make_world, take_down);
}
