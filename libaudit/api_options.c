/* SPDX-License-Identifier: MIT
 *
 * Options of an audit: what they are without a word, checked as they come from a caller who may have
 * got anything wrong, copied into the audit. */
#include "audit_parts.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_STANDARD "model-neighbourhood"
/* sizeof(rasif_options) of version 0.1.0: no caller knows fewer fields. */
#define SMALLEST_OPTIONS (offsetof(rasif_options, sarif_root) + sizeof(const char *))

void rasif_options_init(rasif_options *options)
{
    if (options == NULL)
        return;
    *options = (rasif_options){
        .size = sizeof *options,
        .preset = "auto",
        .junction_m = 12,
        .snap_m = 0.5,
        .match_distance_m = 18,
        .match_angle_deg = 30,
        .language = "en",
    };
}

/* ---- what a caller may get wrong ---- */

static rasif_status check_texts(const char *name, const char *const *texts, size_t n, rasif_error *err)
{
    if (n > 0 && texts == NULL)
        return fail(err, RASIF_E_ARGUMENT, "options.n_%s is %zu, but options.%s is NULL", name, n, name);
    for (size_t i = 0; i < n; i++)
        if (texts[i] == NULL)
            return fail(err, RASIF_E_ARGUMENT, "options.%s[%zu] is NULL", name, i);
    return RASIF_OK;
}

/* Before anything of them is copied. */
static rasif_status check_lists(const rasif_options *o, rasif_error *err)
{
    TRY(check_texts("inputs", o->inputs, o->n_inputs, err));
    TRY(check_texts("profiles", o->profiles, o->n_profiles, err));
    TRY(check_texts("crs", o->crs, o->n_crs, err));
    if (o->n_roles > 0 && o->roles == NULL)
        return fail(err, RASIF_E_ARGUMENT, "options.n_roles is %zu, but options.roles is NULL", o->n_roles);
    for (size_t i = 0; i < o->n_roles; i++)
        if (o->roles[i].role == NULL || o->roles[i].layer == NULL)
            return fail(err, RASIF_E_ARGUMENT, "options.roles[%zu] has a NULL for its role or its layer", i);
    return RASIF_OK;
}

static rasif_status check_choices(const rasif_options *o, rasif_error *err)
{
    const struct {
        const char *name;
        long value, last;
    } choices[] = {
        {"unmapped_sidewalk", (long)o->unmapped_sidewalk, RASIF_UNMAPPED_UNKNOWN},
        {"unmapped_ramp", (long)o->unmapped_ramp, RASIF_UNMAPPED_UNKNOWN},
        {"unmapped_crossing", (long)o->unmapped_crossing, RASIF_UNMAPPED_UNKNOWN},
        {"columns", (long)o->columns, RASIF_COLUMNS_FULL},
        {"findings", (long)o->findings, RASIF_FINDINGS_ALL},
        {"links", (long)o->links, RASIF_LINKS_NO},
        {"gaps", (long)o->gaps, RASIF_GAPS_NO},
    };
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++)
        if (choices[i].value < 0 || choices[i].value > choices[i].last)
            return fail(err, RASIF_E_ARGUMENT, "options.%s is %ld; it must lie in 0..%ld",
                        choices[i].name, choices[i].value, choices[i].last);
    return RASIF_OK;
}

/* ---- copies ---- */

static bool copy_text(struct arena *arena, const char **text)
{
    if (*text == NULL)
        return true;
    *text = arena_strdup(arena, *text);
    return *text != NULL;
}

static bool copy_texts(struct arena *arena, const char *const **texts, size_t n)
{
    const char **copy = ARENA_ARRAY(arena, n, const char *);
    for (size_t i = 0; copy != NULL && i < n; i++) {
        copy[i] = (*texts)[i];
        if (!copy_text(arena, &copy[i]))
            return false;
    }
    *texts = copy;
    return copy != NULL;
}

static bool copy_roles(struct arena *arena, rasif_options *o)
{
    rasif_role_option *copy = ARENA_ARRAY(arena, o->n_roles, rasif_role_option);
    for (size_t i = 0; copy != NULL && i < o->n_roles; i++) {
        copy[i] = o->roles[i];
        if (!copy_text(arena, &copy[i].role) || !copy_text(arena, &copy[i].layer))
            return false;
    }
    o->roles = copy;
    return copy != NULL;
}

static rasif_status copy_options(rasif_audit *audit, const rasif_options *given, rasif_error *err)
{
    rasif_options *o = &audit->options;
    struct arena *arena = &audit->arena;
    if (given->size < SMALLEST_OPTIONS)
        return fail(err, RASIF_E_ARGUMENT, "options.size is %zu; fill options with rasif_options_init first",
                    given->size);
    rasif_options_init(o);
    memcpy(o, given, given->size < sizeof *o ? given->size : sizeof *o);
    o->size = sizeof *o;
    TRY(check_lists(o, err));
    if (o->preset == NULL)
        o->preset = "auto";
    if (o->standard == NULL)
        o->standard = DEFAULT_STANDARD;
    if (o->language == NULL)
        o->language = "en";
    if (o->threads == 0) {
        long processors = sysconf(_SC_NPROCESSORS_ONLN);
        o->threads = processors > 0 ? (unsigned)processors : 1;
    }
    const char **texts[] = {&o->preset,        &o->mapping,  &o->standard, &o->boundary,
                            &o->boundary_name, &o->language, &o->as_of,    &o->waivers,
                            &o->baseline,      &o->dem,      &o->sarif_root, &o->output,
                            &o->basemap};
    bool good = copy_texts(arena, &o->inputs, o->n_inputs) && copy_texts(arena, &o->profiles, o->n_profiles) &&
                copy_texts(arena, &o->crs, o->n_crs) && copy_roles(arena, o);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && good; i++)
        good = copy_text(arena, texts[i]);
    return good ? RASIF_OK : fail_memory(err);
}

/* ---- their sense ---- */

static rasif_status check_options(const rasif_options *o, rasif_error *err)
{
    if (o->n_inputs == 0)
        return fail(err, RASIF_E_ARGUMENT, "no input file is named");
    TRY(check_language(o->language, err));
    TRY(check_choices(o, err));
    if (!(o->junction_m >= 0) || !(o->match_distance_m > 0) || !(o->match_angle_deg > 0) ||
        !(o->match_angle_deg <= 90) || o->junction_m > 1000 || o->match_distance_m > 1000)
        return fail(err, RASIF_E_ARGUMENT,
                    "junction radius must lie in 0..1000 m, matching distance in 0..1000 m, matching angle in 0..90 degrees");
    if (!(o->snap_m >= 0) || o->snap_m > 100)
        return fail(err, RASIF_E_ARGUMENT, "snap distance must lie in 0..100 m");
    if (!(o->reach_m >= 0) || o->reach_m > 100000)
        return fail(err, RASIF_E_ARGUMENT, "distance of reach must lie in 0..100000 m");
    if (o->sheets < RASIF_SHEETS_NONE)
        return fail(err, RASIF_E_ARGUMENT, "options.sheets is %d; it must be -1 or more", o->sheets);
    if (o->as_of != NULL && !date_valid(o->as_of))
        return fail(err, RASIF_E_ARGUMENT, "%s is no date; write it as YYYY-MM-DD", o->as_of);
    for (size_t i = 0; i < o->n_roles; i++)
        if (role_find(o->roles[i].role) == ROLE_NONE)
            return fail(err, RASIF_E_ARGUMENT, "there is no role %s", o->roles[i].role);
    return RASIF_OK;
}

rasif_status options_take(rasif_audit *audit, const rasif_options *given, rasif_error *err)
{
    TRY(copy_options(audit, given, err));
    return check_options(&audit->options, err);
}
