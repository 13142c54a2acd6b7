/* SPDX-License-Identifier: MIT
 *
 * Audits the files named, then lists the sidewalks that stop a user, worst first: columns by name, the
 * FID of the input row, the geometry as WKB. docs/library.md goes through it.
 *
 *     cc blocked.c $(pkg-config --cflags --libs rasif) -o blocked
 *     ./blocked city.gpkg standard=prowag-2023 profile=wheelchair_manual
 */
#include <rasif.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "standard=prowag-2023": an option by the name it has on the command line. A list is filled by hand. */
static rasif_status take_option(rasif_options *options, const char **profile, char *argument, rasif_error *err)
{
    char *value = strchr(argument, '=');
    *value++ = '\0';
    if (strcmp(argument, "profile") != 0)
        return rasif_options_set(options, argument, value, err);
    *profile = value;
    options->profiles = profile;
    options->n_profiles = 1;
    return RASIF_OK;
}

/* Returns the number of bytes of the row's WKB, 0 where it has no geometry. */
static size_t geometry_length(const rasif_table *table, size_t row)
{
    rasif_error err;
    size_t length;
    if (rasif_table_geometry(table, row, NULL, 0, &length, &err) != RASIF_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 0;
    }
    return length == SIZE_MAX ? 0 : length;
}

static void list_blocked(const rasif_table *table)
{
    size_t class = rasif_table_column(table, "rasif_class");
    size_t fails = rasif_table_column(table, "rasif_n_fail");
    size_t name = rasif_table_column(table, "rasif_name");
    size_t metres = rasif_table_column(table, "rasif_length_m");
    printf("%s in %s\n", rasif_table_name(table), rasif_table_crs(table));
    for (size_t row = 0; row < rasif_table_rows(table); row++) {
        char text[16], street[200];
        int64_t fid = 0, n = 0;
        double length = 0;
        rasif_table_text(table, class, row, text, sizeof text);
        if (strcmp(text, "blocked") != 0)
            continue;
        rasif_table_fid(table, row, &fid);
        rasif_table_integer(table, fails, row, &n);
        rasif_table_real(table, metres, row, &length);
        if (rasif_table_text(table, name, row, street, sizeof street) == SIZE_MAX)
            strcpy(street, "(no name)");
        printf("%lld  %s  %.1f m  %lld rules failed  %zu bytes of WKB\n", (long long)fid, street, length,
               (long long)n, geometry_length(table, row));
    }
}

/* Shown every time the library says how far it is; a program with a window would draw a bar. */
static int show_progress(void *user, const char *stage, double done)
{
    (void)user;
    fprintf(stderr, "\r%3.0f %% %-8s", 100 * done, stage);
    return 0; /* go on */
}

int main(int argc, char **argv)
{
    rasif_context *context = NULL;
    rasif_rules *rules = NULL;
    rasif_audit *audit = NULL;
    rasif_error err = {RASIF_OK, ""};
    rasif_options options;
    const char *profile;
    const char **inputs = malloc((size_t)argc * sizeof *inputs);
    rasif_status status = inputs == NULL ? RASIF_E_MEMORY : rasif_context_new(&context);

    rasif_options_init(&options);
    options.inputs = inputs;
    for (int i = 1; i < argc && status == RASIF_OK; i++) {
        if (strchr(argv[i], '=') != NULL)
            status = take_option(&options, &profile, argv[i], &err);
        else
            inputs[options.n_inputs++] = argv[i];
    }
    rasif_context_set_progress(context, show_progress, NULL);
    if (status == RASIF_OK)
        status = rasif_rules_load(context, NULL, &rules, &err);
    if (status == RASIF_OK)
        status = rasif_audit_new(context, rules, &options, &audit, &err);
    if (status == RASIF_OK)
        status = rasif_audit_run(audit, &err);
    if (status == RASIF_OK)
        list_blocked(rasif_audit_table(audit, "sidewalks"));
    else
        fprintf(stderr, "\n%s\n", err.message);
    rasif_audit_free(audit);
    rasif_rules_free(rules);
    rasif_context_free(context);
    free(inputs);
    return status == RASIF_OK ? 0 : status < 100 ? 2 : 3;
}
