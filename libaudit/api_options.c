/* SPDX-License-Identifier: MIT
 *
 * Options of an audit: filled with their defaults, checked, copied into the audit. options.def
 * describes each one; option_list.c makes an array of it. The caller's header may be older or newer
 * than the library: options.size states how many bytes of the struct exist (decision 0376). */
#include "audit_parts.h"
#include "base/text.h"
#include "option_list.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* sizeof(rasif_options) of version 0.1.0: no caller knows fewer fields. */
#define SMALLEST_OPTIONS (offsetof(rasif_options, sarif_root) + sizeof(const char *))

/* Writes `size` bytes, not sizeof(rasif_options). Bytes of a newer header are 0. */
void rasif_options_init_size(rasif_options *options, size_t size)
{
    if (options == NULL)
        return;
    memset(options, 0, size);
    for (const struct option *o = option_list; o->name != NULL; o++)
        if (option_fits(o, size))
            option_reset(o, options);
    if (size >= sizeof options->size)
        options->size = size;
}

const char *rasif_nearest_word(const char *word, const char *const *words, size_t n)
{
    if (word == NULL || words == NULL)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (words[i] == NULL)
            return NULL;
    return nearest_word(word, words, n);
}

/* ---- what a caller may get wrong ---- */

/* A number without a list, or a list with a NULL in it, would crash the copy. */
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

/* ---- copies ---- */

/* Replaces the text by a copy in the arena. false = no memory; NULL stays NULL. */
static bool copy_text(struct arena *arena, const char **text)
{
    if (*text == NULL)
        return true;
    *text = arena_strdup(arena, *text);
    return *text != NULL;
}

/* Replaces the list by a copy in the arena, texts included. false = no memory. */
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

/* NULL stands for the default. */
static bool take_text(struct arena *arena, const struct option *option, rasif_options *o)
{
    const char **field = option_field(option, o);
    if (*field == NULL)
        option_reset(option, o);
    return copy_text(arena, field);
}

/* Fields that the caller's header lacks keep their defaults. From here on everything is the audit's
 * own: the caller may free its texts. */
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
    if (o->language == NULL)
        TRY(rasif_options_set(o, "language", NULL, err));
    if (o->threads == 0) {
        long processors = sysconf(_SC_NPROCESSORS_ONLN);
        o->threads = processors > 0 ? (unsigned)processors : 1;
    }
    bool good = copy_texts(arena, &o->inputs, o->n_inputs) && copy_texts(arena, &o->profiles, o->n_profiles) &&
                copy_texts(arena, &o->crs, o->n_crs) && copy_roles(arena, o);
    good = good && copy_text(arena, &o->language);
    for (const struct option *option = option_list; option->name != NULL && good; option++)
        good = option->kind != OPTION_TEXT || take_text(arena, option, o);
    return good ? RASIF_OK : fail_memory(err);
}

/* ---- their sense ---- */

/* Values that have a right type but make no sense; layers and files are checked when they are
 * opened. */
static rasif_status check_options(const rasif_options *o, rasif_error *err)
{
    if (o->n_inputs == 0)
        return fail(err, RASIF_E_ARGUMENT, "no input file is named");
    const char *first;
    unsigned tables;
    TRY(languages_parse(o->language, &first, &tables, err));
    for (const struct option *option = option_list; option->name != NULL; option++)
        TRY(option_check(option, o, err));
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
