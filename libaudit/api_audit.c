/* SPDX-License-Identifier: MIT
 *
 * Making, restarting and freeing an audit: rules, standard, profiles, baseline and waivers are
 * settled before any input is opened, so that a misspelt name costs no time. In: rules and options.
 * Out: an audit that rasif_audit_open can start. Cost: that of building the plan, some
 * milliseconds. */
#include "audit_parts.h"
#include "base/shared.h"
#include "base/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* By id among the built-in standards, else as a file. A name with '/' or the ending of YAML
 * files is meant as a file, so its absence is an error of the file and not of the id. */
static rasif_status find_standard(rasif_audit *audit, const struct standard **out, rasif_error *err)
{
    const char *id = audit->options.standard;
    size_t found = rules_find_standard(audit->rules, id);
    if (found != SIZE_MAX) {
        *out = &audit->rules->standards[found];
        return RASIF_OK;
    }
    if (strchr(id, '/') != NULL || yaml_is_file_name(id) || access(id, R_OK) == 0)
        return rules_load_standard(audit->rules, id, &audit->arena, out, err);
    const char *near = rules_suggest(audit->rules, 's', id);
    return fail(err, RASIF_E_ARGUMENT, "there is no standard %s%s%s%s; `rasif rules list` shows all", id,
                near != NULL ? " (did you mean " : "", near != NULL ? near : "", near != NULL ? "?)" : "");
}

/* More would not fit into the bits of a finding (rule/results.h). */
static rasif_status fail_many_profiles(rasif_error *err)
{
    return fail(err, RASIF_E_ARGUMENT, "at most %d profiles can be audited at once", MOST_PROFILES);
}

/* Without a name in the options all profiles that are not optional (decision 0153); with "all"
 * every one. RASIF_E_ARGUMENT: more than MOST_PROFILES. */
static rasif_status usual_profiles(const struct rasif_rules *rules, bool all,
                                   const struct profile **out, size_t *n, rasif_error *err)
{
    *n = 0;
    for (size_t i = 0; i < rules->n_profiles; i++) {
        if (rules->profiles[i].optional && !all)
            continue;
        if (*n == MOST_PROFILES)
            return fail_many_profiles(err);
        out[(*n)++] = &rules->profiles[i];
    }
    return RASIF_OK;
}

/* The profiles in the order in which the options name them: reports list them so. RASIF_E_ARGUMENT:
 * an unknown name, or the same profile twice. */
static rasif_status find_profiles_asked(const rasif_audit *audit, const struct profile **out,
                                        size_t *n, rasif_error *err)
{
    const rasif_options *o = &audit->options;
    const struct rasif_rules *rules = audit->rules;
    bool all = o->n_profiles == 1 && strcmp(o->profiles[0], "all") == 0;
    if (o->n_profiles == 0 || all)
        return usual_profiles(rules, all, out, n, err);
    *n = o->n_profiles;
    if (*n > MOST_PROFILES)
        return fail_many_profiles(err);
    for (size_t i = 0; i < *n; i++) {
        size_t found = rules_find_profile(rules, o->profiles[i]);
        if (found == SIZE_MAX) {
            const char *near = rules_suggest(rules, 'p', o->profiles[i]);
            return fail(err, RASIF_E_ARGUMENT, "there is no profile %s%s%s%s; `rasif rules list` shows all",
                        o->profiles[i], near != NULL ? " (did you mean " : "", near != NULL ? near : "",
                        near != NULL ? "?)" : "");
        }
        out[i] = &rules->profiles[found];
        for (size_t k = 0; k < i; k++)
            if (out[k] == out[i])
                return fail(err, RASIF_E_ARGUMENT, "profile %s is named twice", out[i]->id);
    }
    return RASIF_OK;
}

/* Notes everything that options name, before any of it is opened: none of it may be an output. */
static void list_reads(rasif_audit *audit)
{
    const rasif_options *o = &audit->options;
    struct read_files *reads = &audit->reads;
    for (size_t i = 0; i < o->n_inputs; i++)
        read_files_add_named(reads, o->inputs[i], READ_INPUT);
    for (size_t i = 0; i < o->n_roles; i++)
        read_files_add_named(reads, o->roles[i].layer, READ_INPUT);
    const char *const others[] = {o->boundary, o->basemap, o->dem,    o->mapping,
                                  o->waivers,  o->standard, o->project, o->costs, o->people};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (others[i] != NULL)
            read_files_add_named(reads, others[i], READ_OTHER);
    if (o->baseline != NULL)
        read_files_add(reads, o->baseline, READ_BASELINE);
}

/* Waivers and baseline are read before the inputs: a misspelt waiver should not wait for the end of
 * the run. */
static rasif_status read_accepted(rasif_audit *audit, rasif_error *err)
{
    const rasif_options *o = &audit->options;
    if (o->waivers != NULL) {
        TRY(waivers_read(o->waivers, audit->rules, &audit->arena, &audit->waivers, err));
        audit->accepted.waivers = &audit->waivers;
    }
    if (o->baseline != NULL) {
        TRY(baseline_read(o->baseline, audit->rules, &audit->arena, &audit->baseline, err));
        audit->accepted.baseline = &audit->baseline;
    }
    return RASIF_OK;
}

/* Everything that needs no input. `options` may point into the audit's own arena
 * (audit_restart). */
static rasif_status prepare_audit(rasif_audit *audit, const rasif_options *options, rasif_error *err)
{
    const struct standard *standard;
    const struct profile *profiles[MOST_PROFILES];
    size_t n_profiles;
    const char *language;
    unsigned languages_asked;
    TRY(options_take(audit, options, err));
    TRY(languages_parse(audit->options.language, &language, &languages_asked, err));
    list_reads(audit);
    TRY(sentences_load(&audit->arena, &audit->sentences, err));
    TRY(find_standard(audit, &standard, err));
    TRY(find_profiles_asked(audit, profiles, &n_profiles, err));
    TRY(plan_build(audit->rules, standard, profiles, n_profiles, audit->options.core, &audit->arena,
                   &audit->plan, err));
    TRY(read_accepted(audit, err));
    TRY(audit_plan_prepare(audit, err));
    for (int r = 0; r < ROLE_COUNT; r++)
        audit->store.tables[r].role = (enum role)r;
    audit->run = (struct run){
        .options = &audit->options,
        .rules = audit->rules,
        .store = &audit->store,
        .plan = &audit->plan,
        .results = &audit->results,
        .network = &audit->network,
        .gaps = &audit->gaps,
        .geo = &audit->geo,
        .sentences = audit->sentences,
        .accepted = &audit->accepted,
        .language = language,
        .languages = languages_asked,
    };
    return RASIF_OK;
}

/* NULL when memory is out. */
static struct audit_hold *hold_new(void)
{
    struct audit_hold *hold = calloc(1, sizeof *hold);
    if (hold == NULL || pthread_mutex_init(&hold->reading, NULL) != 0) {
        free(hold);
        return NULL;
    }
    hold->n_holders = 1;
    return hold;
}

void audit_lock(const struct rasif_audit *audit)
{
    pthread_mutex_lock(&audit->hold->reading);
}

void audit_unlock(const struct rasif_audit *audit)
{
    pthread_mutex_unlock(&audit->hold->reading);
}

/* Copies the options, holds the rules and borrows the context, which must outlive the audit. On
 * failure *out stays as it was. */
rasif_status rasif_audit_new(rasif_context *context, const rasif_rules *rules,
                             const rasif_options *options, rasif_audit **out, rasif_error *err)
{
    REFUSE_NULL(rules, err);
    REFUSE_NULL(options, err);
    REFUSE_NULL(out, err);
    rasif_audit *audit = calloc(1, sizeof *audit);
    struct audit_hold *hold = hold_new();
    if (audit == NULL || hold == NULL) {
        free(audit);
        free(hold);
        return fail_memory(err);
    }
    audit->hold = hold;
    audit->context = context;
    audit->rules = rules;
    rules_hold(rules);
    rasif_status status = prepare_audit(audit, options, err);
    if (status != RASIF_OK) {
        rasif_audit_free(audit);
        return status;
    }
    *out = audit;
    return RASIF_OK;
}

/* Rules may come from files, too, so both lists are checked. */
rasif_status rasif_audit_may_write(const rasif_audit *audit, const rasif_target *targets, size_t n,
                               rasif_error *err)
{
    REFUSE_NULL(audit, err);
    const struct read_files *const lists[] = {&audit->reads, &audit->rules->reads};
    return read_files_check(lists, sizeof lists / sizeof lists[0], targets, n, err);
}

/* Frees everything but the arena, which holds the options and the plan. */
static void free_run(rasif_audit *audit)
{
    for (size_t i = 0; i < audit->n_public_tables; i++)
        input_geometry_close(audit->public_tables[i].geometry);
    inputs_free(audit->inputs);
    geo_run_free(&audit->geo);
    boundary_free(&audit->boundary);
    boundary_free(&audit->homes);
    people_free(&audit->people);
    basemap_free(&audit->basemap);
    network_free(&audit->network);
    gaps_free(&audit->gaps);
    works_plan_free(&audit->works);
    conflicts_free(&audit->conflicts);
    free(audit->results.findings);
    free(audit->results.missing);
    store_free(&audit->store);
    read_files_free(&audit->reads);
}

/* The options live in the old arena, so it is kept until the new audit has its own copy. */
rasif_status audit_restart(rasif_audit *audit, rasif_error *err)
{
    struct arena before = audit->arena;
    rasif_options options = audit->options;
    rasif_context *context = audit->context;
    const struct rasif_rules *rules = audit->rules;
    struct audit_hold *hold = audit->hold;
    free_run(audit);
    *audit = (rasif_audit){.hold = hold, .context = context, .rules = rules};
    rasif_status status = prepare_audit(audit, &options, err);
    if (status == RASIF_OK) {
        arena_free(&before);
        return RASIF_OK;
    }
    free_run(audit); /* and is as it was, to be tried once more */
    arena_free(&audit->arena);
    *audit = (rasif_audit){.hold = hold, .context = context, .rules = rules, .options = options,
                           .arena = before, .broken = true};
    return status;
}

void audit_release(struct rasif_audit *audit)
{
    if (!holders_drop(&audit->hold->n_holders))
        return;
    free_run(audit);
    arena_free(&audit->arena);
    rasif_rules_free((rasif_rules *)audit->rules); /* held since rasif_audit_new */
    pthread_mutex_destroy(&audit->hold->reading);
    free(audit->hold);
    free(audit);
}

/* NULL is fine. */
void rasif_audit_free(rasif_audit *audit)
{
    if (audit != NULL)
        audit_release(audit);
}
