/* SPDX-License-Identifier: MIT
 *
 * rasif_diff_*: two annotated GeoPackages compared, from reading to reports. In: two files. Out: a
 * rasif_diff, reports, a GeoPackage of changes.
 *
 * The stages run in a fixed order, in compare_files: conditions say what may be compared, places
 * and ids make groups of features, groups give fates of findings and verdicts, proofs withdraw
 * verdicts, causes explain them. Cost: linear in features and findings but for the matching by
 * place, which is one grid query per metre of unmatched lines (diff_along.c). Definitions:
 * docs/diff.md. */
#include "diff/diff.h"

#include "geo/wkb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A diff that broke off half way is freed here, too: every part may still be empty. */
void rasif_diff_free(rasif_diff *diff)
{
    if (diff == NULL)
        return;
    for (int s = 0; s < AUDITS; s++) {
        result_close(diff->audits[s].file);
        shapes_free(&diff->audits[s].shapes);
        free(diff->audits[s].features);
        free(diff->audits[s].scores);
        free(diff->audits[s].findings);
        free(diff->audits[s].of_findings);
        free(diff->audits[s].gaps);
        shapes_free(&diff->audits[s].gap_shapes);
    }
    crs_plan_free(diff->plan);
    crs_context_free(diff->crs);
    free(diff->items);
    read_files_free(&diff->reads);
    arena_free(&diff->arena);
    free(diff);
}

/* The order matters: a stage reads what the stages before it added, and verdicts are final only
 * after diff_causes, which withdraws unproved ones. Last of all the files must be what they were
 * when reading began: else figures of two states would stand side by side. */
static rasif_status compare_files(struct rasif_diff *diff, const char *before, const char *after,
                                  const char *profile, rasif_error *err)
{
    const char *const paths[AUDITS] = {before, after};
    TRY(sentences_load(&diff->arena, &diff->sentences, err));
    TRY(diff_open(diff, paths, err));
    TRY(diff_conditions(diff, profile, err));
    TRY(diff_read(diff, err));
    TRY(diff_place(diff, err));
    TRY(diff_match(diff, err));
    TRY(diff_findings(diff, err));
    TRY(diff_scores(diff, err));
    TRY(diff_prove_elements(diff, err));
    TRY(diff_causes(diff, err));
    diff_count_verdicts(diff);
    TRY(diff_network(diff, err));
    TRY(diff_reach_read(diff, err));
    TRY(diff_gaps(diff, err));
    TRY(diff_segments(diff, err));
    TRY(result_unchanged(diff->audits[BEFORE].file, err));
    return result_unchanged(diff->audits[AFTER].file, err);
}

/* The databases are noted before they are opened, so that rasif_diff_may_write refuses them as
 * targets. */
rasif_status rasif_diff_new(rasif_context *context, const char *before, const char *after,
                            const char *profile, const char *language, rasif_diff **out,
                            rasif_error *err)
{
    (void)context; /* nothing to log, no stages worth a progress bar */
    REFUSE_NULL(before, err);
    REFUSE_NULL(after, err);
    REFUSE_NULL(out, err);
    const char *first;
    unsigned tables;
    TRY(languages_parse(language, &first, &tables, err));
    struct rasif_diff *diff = calloc(1, sizeof *diff);
    if (diff == NULL)
        return fail_memory(err);
    read_files_add_database(&diff->reads, before, READ_INPUT);
    read_files_add_database(&diff->reads, after, READ_INPUT);
    diff->language = first;
    diff->languages = tables;
    rasif_status status = compare_files(diff, before, after, profile, err);
    if (status == RASIF_OK)
        *out = diff;
    else
        rasif_diff_free(diff);
    return status;
}

rasif_status rasif_diff_may_write(const rasif_diff *diff, const rasif_target *targets, size_t n,
                                  rasif_error *err)
{
    REFUSE_NULL(diff, err);
    const struct read_files *reads = &diff->reads;
    return read_files_check(&reads, 1, targets, n, err);
}

/* The report is written whole into memory first: a failure half way must not leave half a report in
 * the caller's sink. RASIF_E_ARGUMENT: no such format. */
rasif_status rasif_diff_report(const rasif_diff *diff, const char *format, rasif_sink sink,
                               void *user, rasif_error *err)
{
    static const struct {
        const char *name;
        rasif_status (*fn)(const struct rasif_diff *, struct text *, rasif_error *);
    } formats[] = {
        {"text", diff_text},
        {"markdown", diff_markdown},
        {"json", diff_json},
        {"html", diff_html},
        {"headline", diff_first_sentences}};
    REFUSE_NULL(diff, err);
    REFUSE_NULL(format, err);
    REFUSE_NULL(sink, err);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(formats[i].name, format) != 0)
            continue;
        struct text text = {0};
        rasif_status status = formats[i].fn(diff, &text, err);
        if (status == RASIF_OK && sink(user, text.data, text.length) != 0)
            status = fail(err, RASIF_E_OUTPUT, "the %s report could not be written", format);
        text_free(&text);
        return status;
    }
    return fail(err, RASIF_E_ARGUMENT, "there is no report format %s", format);
}

/* The same two files give the same bytes, so the time is that of the newer file. */
static const char *newest_change_of(const struct rasif_diff *diff)
{
    const char *newest = "1970-01-01T00:00:00.000Z";
    for (int s = 0; s < AUDITS; s++) {
        const char *changed = result_last_change(diff->audits[s].file);
        if (changed != NULL && strcmp(changed, newest) > 0)
            newest = changed;
    }
    return newest;
}

/* AFTER lends the reference systems of the new file, because most geometries come from it. One
 * thread: the tables are small. */
rasif_status rasif_diff_write(const rasif_diff *diff, const char *path, bool overwrite,
                              rasif_error *err)
{
    const rasif_target target = {.path = path};
    REFUSE_NULL(diff, err);
    REFUSE_NULL(path, err);
    TRY(rasif_diff_may_write(diff, &target, 1, err));
    const struct view *tables[DIFF_TABLES];
    struct output_style styles[DIFF_TABLES];
    const struct result_file *files[] = {diff->audits[AFTER].file, diff->audits[BEFORE].file};
    struct arena arena = {0};
    struct output_plan plan = {
        .tables = tables, .n_tables = DIFF_TABLES, .styles = styles, .threads = 1,
        .language = diff->language, .languages = diff->languages};
    int when;
    size_t table;
    plan.timestamp = newest_change_of(diff);
    if (diff_output_layer(diff, &when, &table))
        plan.srs_definition = result_crs(diff->audits[when].file, table);
    rasif_status status = diff_tables(diff, &arena, tables, err);
    if (status == RASIF_OK)
        status = diff_styles(diff, tables, &arena, styles, &plan.n_styles, err);
    if (status == RASIF_OK)
        status = result_write(files, AUDITS, &plan, path, overwrite, err);
    arena_free(&arena);
    return status;
}

/* Groups that got worse for some user, whatever they are for others. */
static size_t count_worse(const struct rasif_diff *diff)
{
    size_t n = 0;
    for (size_t g = 0; g < diff->n_groups; g++) {
        bool worse = false;
        for (size_t p = 0; p < diff->n_profiles; p++) {
            enum verdict verdict = group_changes(diff, g)[p].verdict;
            worse = worse || verdict == VERDICT_WORSE || verdict == VERDICT_MIXED;
        }
        n += worse;
    }
    return n;
}

/* Gate "new": no new findings. Gate "worse": no element that is worse for any user. `reason` has
 * room for 256 bytes. */
rasif_status rasif_diff_gate(const rasif_diff *diff, const char *gate, bool *held, char *reason,
                             rasif_error *err)
{
    REFUSE_NULL(diff, err);
    REFUSE_NULL(gate, err);
    REFUSE_NULL(held, err);
    bool new = strcmp(gate, "new") == 0;
    if (!new &&strcmp(gate, "worse") != 0)
        return fail(err, RASIF_E_ARGUMENT, "there is no gate %s; there are new and worse", gate);
    size_t n = new ? diff->counts[KIND_NEW] + diff->counts[KIND_ADDED] : count_worse(diff);
    *held = n == 0;
    if (n > 0 && reason != NULL)
        snprintf(reason, 256,
                 new ? "new findings: %zu" : "elements that are worse for some user: %zu", n);
    return RASIF_OK;
}
