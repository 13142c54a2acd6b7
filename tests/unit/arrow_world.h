/* SPDX-License-Identifier: MIT
 *
 * The model neighbourhood, audited, for tests of tables and streams. Include cmocka's headers before. */
#ifndef RASIF_TESTS_ARROW_WORLD_H
#define RASIF_TESTS_ARROW_WORLD_H

#include "arrow_reader.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct world {
    rasif_context *context;
    rasif_rules *rules;
    rasif_audit *audit;
    char folder[64], input[128], written[128];
};

static inline void must_be_ok(rasif_status status, const rasif_error *err)
{
    if (status != RASIF_OK)
        fail_msg("%s", err->message);
}

/* `changes` are made in the input before it is audited; the table `sidewalks` may be named. */
static inline void audit_demo(struct world *w, const char *changes, const char *sidewalks)
{
    rasif_error err = {RASIF_OK, ""};
    rasif_role_option role = {"sidewalks", sidewalks};
    rasif_options options;
    strcpy(w->folder, "/tmp/rasif-test-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    snprintf(w->input, sizeof w->input, "%s/model-neighbourhood.gpkg", w->folder);
    snprintf(w->written, sizeof w->written, "%s/written.gpkg", w->folder);
    must_be_ok(rasif_context_new(&w->context), &err);
    must_be_ok(rasif_demo(w->context, w->folder, &err), &err);
    if (changes != NULL) {
        sqlite3 *db = NULL;
        char *why = NULL;
        assert_int_equal(sqlite3_open(w->input, &db), SQLITE_OK);
        if (sqlite3_exec(db, changes, NULL, NULL, &why) != SQLITE_OK)
            fail_msg("%s", why);
        sqlite3_close(db);
    }
    must_be_ok(rasif_rules_load(w->context, NULL, &w->rules, &err), &err);
    rasif_options_init(&options);
    options.inputs = (const char *[]){w->input};
    options.n_inputs = 1;
    options.roles = &role;
    options.n_roles = sidewalks != NULL;
    must_be_ok(rasif_audit_new(w->context, w->rules, &options, &w->audit, &err), &err);
    must_be_ok(rasif_audit_run(w->audit, &err), &err);
}

static inline void take_down(struct world *w)
{
    rasif_audit_free(w->audit);
    rasif_rules_free(w->rules);
    rasif_context_free(w->context);
    unlink(w->input);
    unlink(w->written);
    rmdir(w->folder);
}

static inline int make_world(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    if (w == NULL)
        return -1;
    *state = w;
    audit_demo(w, NULL, NULL);
    return 0;
}

static inline int end_world(void **state)
{
    if (*state != NULL)
        take_down(*state);
    free(*state);
    return 0;
}

static inline struct ArrowArrayStream stream_of(const rasif_audit *audit, const char *name)
{
    rasif_error err = {RASIF_OK, ""};
    struct ArrowArrayStream stream;
    memset(&stream, 0xa5, sizeof stream); /* it need not be initialised */
    const rasif_table *table = rasif_audit_table(audit, name);
    assert_non_null(table);
    must_be_ok(rasif_table_arrow(table, &stream, &err), &err);
    return stream;
}

#endif
