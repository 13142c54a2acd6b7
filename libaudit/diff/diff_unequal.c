/* SPDX-License-Identifier: MIT
 *
 * What only one of two audits asked. Needs that depend on a layer or a column which only one input
 * had are asked in that audit alone: a sidewalk whose seats were counted is not worse than one
 * whose seats were not. In: manifests, audit_rules. Out: per role the profiles that were asked
 * other things. */
#include "diff/diff.h"

#include <stdio.h>
#include <string.h>

/* roles_supplied lists the plural names of layers. */
static bool is_layer_supplied(const struct diff_audit *audit, const char *role)
{
    const char *list = diff_manifest(audit, "roles_supplied");
    const char *found = list != NULL ? strstr(list, role) : NULL;
    return found != NULL;
}

/* Roles whose scores an element's needs enter. */
static unsigned roles_entered_by(enum element element)
{
    static const unsigned masks[ELEMENT_COUNT] = {
        [ELEMENT_STREET] = 1u << ROLE_STREET,
        [ELEMENT_SIDEWALK] = 1u << ROLE_SIDEWALK | 1u << ROLE_FOOTWAY | 1u << ROLE_STREET,
        [ELEMENT_CROSSING] = 1u << ROLE_CROSSING | 1u << ROLE_STREET,
        [ELEMENT_RAMP] = 1u << ROLE_RAMP | 1u << ROLE_CROSSING | 1u << ROLE_STREET,
        [ELEMENT_STEPS] = 1u << ROLE_STEPS | 1u << ROLE_STREET};
    return element < ELEMENT_COUNT ? masks[element] : 0;
}

/* "wcm 1.10 m / 1.22 m (weight 0.5); wcp ...": is the profile among them? */
static bool list_has_profile(const char *list, const char *code)
{
    size_t length = strlen(code);
    for (const char *at = list; (at = strstr(at, code)) != NULL; at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

/* Profiles that need a measure of an element, by the rules of both files. */
static uint32_t profiles_needing(const struct rasif_diff *diff, const char *element,
                                 const char *measure)
{
    uint32_t bits = 0;
    for (int s = 0; s < AUDITS; s++)
        for (size_t i = 0; i < diff->audits[s].rules.n_rows; i++) {
            const struct result_rows *rows = &diff->audits[s].rules;
            const char *of = result_text(rows, i, "element"),
                       *asks = result_text(rows, i, "measure");
            const char *who = result_text(rows, i, "needs");
            if (of == NULL || asks == NULL || who == NULL || strcmp(asks, measure) != 0 ||
                (element != NULL && strcmp(of, element) != 0))
                continue;
            for (size_t p = 0; p < diff->n_profiles; p++)
                if (list_has_profile(who, diff->profiles[p].code))
                    bits |= 1u << p;
        }
    return bits;
}

/* Scores of these roles can't be compared for these profiles. */
static void mark_unequal(struct rasif_diff *diff, unsigned role_mask, uint32_t profiles)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (role_mask & 1u << role)
            diff->unequal[role] |= profiles;
}

/* The note `key` with the codes of the profiles, and what they were asked. */
static rasif_status note_profiles(struct rasif_diff *diff, const char *key, uint32_t profiles,
                                  const char *asked, rasif_error *err)
{
    struct text codes = {0};
    for (size_t p = 0; p < diff->n_profiles; p++)
        if (profiles & 1u << p)
            text_addf(&codes, "%s%s", codes.length > 0 ? ", " : "", diff->profiles[p].code);
    const char *what = codes.length > 0 ? arena_strdup(&diff->arena, codes.data) : NULL;
    bool failed = codes.failed || (codes.length > 0 && what == NULL);
    text_free(&codes);
    if (failed)
        return fail_memory(err);
    return what != NULL ? diff_note_add(diff, key, what, asked, asked, err) : RASIF_OK;
}

/* Seats matter to every sidewalk; other layers show in columns_lacking. */
static rasif_status compare_seat_layers(struct rasif_diff *diff, rasif_error *err)
{
    if (is_layer_supplied(&diff->audits[BEFORE], "seats") ==
        is_layer_supplied(&diff->audits[AFTER], "seats"))
        return RASIF_OK;
    uint32_t profiles = profiles_needing(diff, NULL, "seat_interval_m");
    mark_unequal(diff, roles_entered_by(ELEMENT_SIDEWALK), profiles);
    return note_profiles(diff, "seats", profiles, NULL, err);
}

/* ---- columns ------------------------------------------------------------------------------ */

/* Is `word` in a list separated by blanks? */
static bool has_word(const char *list, const char *word, size_t length)
{
    for (const char *at = list; at != NULL && *at != '\0';) {
        size_t n = strcspn(at, " ");
        if (n == length && memcmp(at, word, n) == 0)
            return true;
        at += n + strspn(at + n, " ");
    }
    return false;
}

/* Adds the measure's name to `list` when some profile needs it. */
static void add_unequal_measure(struct rasif_diff *diff, const char *element, const char *measure,
                                uint32_t *profiles, struct text *list)
{
    uint32_t found = profiles_needing(diff, element, measure);
    const char *name;
    char key[96];
    if (found == 0)
        return;
    snprintf(key, sizeof key, "field.%.80s", measure);
    name = sentence_text(diff->sentences, diff->language, key);
    mark_unequal(diff, roles_entered_by(element_find(element)), found);
    *profiles |= found;
    text_addf(list, "%s%s",
              list->length > 0 ? sentence_text(diff->sentences, diff->language, "list.comma") : "",
              name != NULL ? name : measure);
}

/* Measures that file `s` could not give and the other one could, of elements whose layer both
 * inputs have: a missing layer has a note of its own. */
static void add_lacking_columns(struct rasif_diff *diff, int s, uint32_t *profiles,
                                struct text *list)
{
    const char *other = diff_manifest(&diff->audits[!s], "columns_lacking"); /* NULL: none */
    const char *own = diff_manifest(&diff->audits[s], "columns_lacking");
    for (const char *at = own; at != NULL && *at != '\0';) {
        size_t n = strcspn(at, " "), dot = strcspn(at, ".");
        char element[32] = "", measure[64] = "";
        if (dot + 1 < n && dot < sizeof element && n - dot - 1 < sizeof measure) {
            memcpy(element, at, dot);
            memcpy(measure, at + dot + 1, n - dot - 1);
            enum role role = role_find(element);
            const char *layer = role < ROLE_COUNT ? roles[role].plural : "";
            if (!has_word(other, at, n) && is_layer_supplied(&diff->audits[BEFORE], layer) &&
                is_layer_supplied(&diff->audits[AFTER], layer))
                add_unequal_measure(diff, element, measure, profiles, list);
        }
        at += n + strspn(at + n, " ");
    }
}

/* Files of older versions lack the key. */
static bool manifest_has_key(const struct diff_audit *audit, const char *key)
{
    for (size_t i = 0; i < audit->manifest.n_rows; i++) {
        const char *found = result_text(&audit->manifest, i, "key");
        if (found != NULL && strcmp(found, key) == 0)
            return true;
    }
    return false;
}

/* columns_lacking holds "element.measure" for every measure that no column of the input could
 * give. */
static rasif_status compare_columns(struct rasif_diff *diff, rasif_error *err)
{
    struct text list = {0};
    uint32_t profiles = 0;
    for (int s = 0; s < AUDITS; s++)
        if (manifest_has_key(&diff->audits[s], "columns_lacking") &&
            manifest_has_key(&diff->audits[!s], "columns_lacking"))
            add_lacking_columns(diff, s, &profiles, &list);
    const char *asked = list.length > 0 ? arena_strdup(&diff->arena, list.data) : NULL;
    bool failed = list.failed || (list.length > 0 && asked == NULL);
    text_free(&list);
    if (failed)
        return fail_memory(err);
    return asked != NULL ? note_profiles(diff, "columns", profiles, asked, err) : RASIF_OK;
}

/* Fills diff->unequal and adds notes. RASIF_E_MEMORY only. */
rasif_status diff_unequal(struct rasif_diff *diff, rasif_error *err)
{
    TRY(compare_seat_layers(diff, err));
    return compare_columns(diff, err);
}
