/* SPDX-License-Identifier: MIT
 *
 * What only one of two audits asked. Needs of a layer or a column that only one input had are asked
 * in that one alone: a sidewalk whose seats were counted is not worse than one whose seats no one
 * counted. In: manifests, audit_rules. Out: per role the profiles that were asked other things. */
#include "diff/diff.h"

#include <stdio.h>
#include <string.h>

static bool supplied(const struct diff_side *side, const char *role)
{
    const char *list = diff_manifest(side, "roles_supplied");
    const char *found = list != NULL ? strstr(list, role) : NULL;
    return found != NULL;
}

/* Roles whose scores an element's needs enter. */
static unsigned roles_of(enum element element)
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
static bool needs(const char *list, const char *code)
{
    size_t length = strlen(code);
    for (const char *at = list; (at = strstr(at, code)) != NULL; at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

/* Profiles that need something of a measure of an element, by the rules of both files. */
static uint32_t profiles_of(const struct rasif_diff *diff, const char *element, const char *measure)
{
    uint32_t bits = 0;
    for (int s = 0; s < SIDES; s++)
        for (size_t i = 0; i < diff->sides[s].rules.n_rows; i++) {
            const struct result_rows *rows = &diff->sides[s].rules;
            const char *of = result_text(rows, i, "element"),
                       *asks = result_text(rows, i, "measure");
            const char *who = result_text(rows, i, "needs");
            if (of == NULL || asks == NULL || who == NULL || strcmp(asks, measure) != 0 ||
                (element != NULL && strcmp(of, element) != 0))
                continue;
            for (size_t p = 0; p < diff->n_profiles; p++)
                if (needs(who, diff->profiles[p].code))
                    bits |= 1u << p;
        }
    return bits;
}

static void mark(struct rasif_diff *diff, unsigned role_mask, uint32_t profiles)
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

static rasif_status compare_seats(struct rasif_diff *diff, rasif_error *err)
{
    if (supplied(&diff->sides[BEFORE], "seats") == supplied(&diff->sides[AFTER], "seats"))
        return RASIF_OK;
    uint32_t profiles = profiles_of(diff, NULL, "seat_interval_m");
    mark(diff, roles_of(ELEMENT_SIDEWALK), profiles);
    return note_profiles(diff, "seats", profiles, NULL, err);
}

/* ---- columns ------------------------------------------------------------------------------ */

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

static void add_measure(struct rasif_diff *diff, const char *element, const char *measure,
                        uint32_t *profiles, struct text *list)
{
    uint32_t found = profiles_of(diff, element, measure);
    const char *name;
    char key[96];
    if (found == 0)
        return;
    snprintf(key, sizeof key, "field.%.80s", measure);
    name = sentence_text(diff->sentences, diff->language, key);
    mark(diff, roles_of(element_find(element)), found);
    *profiles |= found;
    text_addf(list, "%s%s",
              list->length > 0 ? sentence_text(diff->sentences, diff->language, "list.comma") : "",
              name != NULL ? name : measure);
}

/* Of elements whose layer both inputs have; that a layer is missing is said by itself. */
static void lacking_in_one(struct rasif_diff *diff, int s, uint32_t *profiles, struct text *list)
{
    const char *other = diff_manifest(&diff->sides[!s], "columns_lacking"); /* NULL: none */
    const char *own = diff_manifest(&diff->sides[s], "columns_lacking");
    for (const char *at = own; at != NULL && *at != '\0';) {
        size_t n = strcspn(at, " "), dot = strcspn(at, ".");
        char element[32] = "", measure[64] = "";
        if (dot + 1 < n && dot < sizeof element && n - dot - 1 < sizeof measure) {
            memcpy(element, at, dot);
            memcpy(measure, at + dot + 1, n - dot - 1);
            enum role role = role_find(element);
            const char *layer = role < ROLE_COUNT ? roles[role].plural : "";
            if (!has_word(other, at, n) && supplied(&diff->sides[BEFORE], layer) &&
                supplied(&diff->sides[AFTER], layer))
                add_measure(diff, element, measure, profiles, list);
        }
        at += n + strspn(at + n, " ");
    }
}

/* Files of older versions do not tell. */
static bool has_key(const struct diff_side *side, const char *key)
{
    for (size_t i = 0; i < side->manifest.n_rows; i++) {
        const char *found = result_text(&side->manifest, i, "key");
        if (found != NULL && strcmp(found, key) == 0)
            return true;
    }
    return false;
}

static rasif_status compare_columns(struct rasif_diff *diff, rasif_error *err)
{
    struct text list = {0};
    uint32_t profiles = 0;
    for (int s = 0; s < SIDES; s++)
        if (has_key(&diff->sides[s], "columns_lacking") &&
            has_key(&diff->sides[!s], "columns_lacking"))
            lacking_in_one(diff, s, &profiles, &list);
    const char *asked = list.length > 0 ? arena_strdup(&diff->arena, list.data) : NULL;
    bool failed = list.failed || (list.length > 0 && asked == NULL);
    text_free(&list);
    if (failed)
        return fail_memory(err);
    return asked != NULL ? note_profiles(diff, "columns", profiles, asked, err) : RASIF_OK;
}

rasif_status diff_unequal(struct rasif_diff *diff, rasif_error *err)
{
    TRY(compare_seats(diff, err));
    return compare_columns(diff, err);
}
