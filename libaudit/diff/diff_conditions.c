/* SPDX-License-Identifier: MIT
 *
 * Under which conditions the two audits were made, what differs, and so what can be compared:
 * profiles that both files hold with the same text, requirements of a standard whose text is the
 * same, rules with the same limits. In: audit_manifest and audit_rules of both files. Out:
 * profiles, rules, notes. Cost: rules x rows of audit_rules. */
#include "diff/diff.h"

#include <stdio.h>
#include <string.h>

/* NULL equals NULL only: a manifest without a key differs from one with an empty value. */
static bool texts_equal(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Notes "findings" and "as_of" do not limit what is compared; all others do. Texts are borrowed;
 * the list lives in the diff's arena and doubles when it is full. */
rasif_status diff_note_add(struct rasif_diff *diff, const char *key, const char *what,
                           const char *before, const char *after, rasif_error *err)
{
    bool limits = strcmp(key, "findings") != 0 && strcmp(key, "as_of") != 0;
    struct diff_note note = {key, limits, what, before != NULL ? before : "—",
                             after != NULL ? after : "—"};
    if (diff->n_notes >= diff->note_capacity) {
        size_t capacity = 2 * diff->note_capacity + 16;
        struct diff_note *notes = ARENA_ARRAY(&diff->arena, capacity, struct diff_note);
        if (notes == NULL)
            return fail_memory(err);
        if (diff->n_notes > 0)
            memcpy(notes, diff->notes, diff->n_notes * sizeof *notes);
        diff->notes = notes;
        diff->note_capacity = capacity;
    }
    diff->notes[diff->n_notes++] = note;
    return RASIF_OK;
}

/* ---- profiles ----------------------------------------------------------------------------- */

/* The manifest numbers profiles: "profile.3", "profile.3.text". `more` is "" or ".text". */
static const char *profile_key(const struct diff_audit *audit, const char *id, const char *more)
{
    for (int i = 1; i <= MOST_PROFILES; i++) {
        char key[40];
        snprintf(key, sizeof key, "profile.%d", i);
        const char *found = diff_manifest(audit, key);
        if (found == NULL)
            return NULL;
        snprintf(key, sizeof key, "profile.%d%s", i, more);
        if (strcmp(found, id) == 0)
            return diff_manifest(audit, key);
    }
    return NULL;
}

/* "code: wcm" of the profile's own text; NULL: the text has none. Columns of scores begin with the
 * code. */
static const char *profile_code_of(struct rasif_diff *diff, const char *text)
{
    for (const char *line = text; line != NULL && *line != '\0';) {
        if (strncmp(line, "code:", 5) == 0) {
            line += 5 + strspn(line + 5, " \"'");
            return arena_strndup(&diff->arena, line, strcspn(line, " \"'\r\n#"));
        }
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
    return NULL;
}

/* The title of `id`, a value of the column `key`, in the report's language: from the first of both
 * lists that has it in this language, else in the first language that there is; `id` without one. */
static const char *title_of(const struct result_rows *const lists[AUDITS], const char *key,
                            const char *id, const char *language)
{
    const char *other = NULL;
    for (int s = 0; s < AUDITS; s++)
        for (size_t i = 0; i < lists[s]->n_rows; i++) {
            const char *found = result_text(lists[s], i, key);
            if (found == NULL || strcmp(found, id) != 0)
                continue;
            const char *own = result_text_in(lists[s], i, "title", language);
            if (own != NULL)
                return own;
            if (other == NULL)
                other = phrase_in(result_phrase(lists[s], i, "title"), language);
        }
    return other != NULL ? other : id;
}

/* From the summaries, the second file's first. */
static const char *profile_title_of(const struct rasif_diff *diff, const char *id)
{
    const struct result_rows *const lists[AUDITS] = {&diff->audits[AFTER].profiles,
                                                     &diff->audits[BEFORE].profiles};
    return title_of(lists, "profile", id, diff->language);
}

/* A profile of one file: can it be compared? If not, that is noted once. The text of a profile is
 * in the manifest, so that equal ids with other limits are noticed. */
static rasif_status compare_profile(struct rasif_diff *diff, int s, const char *id,
                                    rasif_error *err)
{
    const char *text = profile_key(&diff->audits[s], id, ".text");
    const char *other = profile_key(&diff->audits[!s], id, ".text");
    if (profile_key(&diff->audits[!s], id, "") == NULL)
        return diff_note_add(diff, s == BEFORE ? "profile_before" : "profile_after", id, NULL, NULL,
                             err);
    if (s == AFTER)
        return RASIF_OK;
    if (!texts_equal(text, other))
        return diff_note_add(diff, "profile_text", id, NULL, NULL, err);
    struct diff_profile *p = &diff->profiles[diff->n_profiles];
    *p = (struct diff_profile){id, profile_code_of(diff, text), profile_title_of(diff, id)};
    diff->n_profiles += p->code != NULL && diff->n_profiles < MOST_PROFILES;
    return RASIF_OK;
}

/* Keeps the profile asked for, by id or code, as the only one. RASIF_E_ARGUMENT lists those in
 * common. */
static rasif_status choose_profile(struct rasif_diff *diff, const char *profile, rasif_error *err)
{
    struct text list = {0};
    for (size_t p = 0; p < diff->n_profiles; p++) {
        if (strcmp(profile, diff->profiles[p].id) == 0 ||
            strcmp(profile, diff->profiles[p].code) == 0) {
            diff->profiles[0] = diff->profiles[p];
            diff->n_profiles = 1;
            text_free(&list);
            return RASIF_OK;
        }
        text_addf(&list, "%s%s", p > 0 ? ", " : "", diff->profiles[p].id);
    }
    fail(err, RASIF_E_ARGUMENT, "profile '%.100s' can't be compared; both files have: %.600s",
         profile, list.length > 0 && !list.failed ? list.data : "none in common");
    text_free(&list);
    return RASIF_E_ARGUMENT;
}

/* Profiles of the first file first: they keep its order. Notes about the second file's own profiles
 * follow. A profile asked for must be among the common ones. */
static rasif_status find_common_profiles(struct rasif_diff *diff, const char *profile,
                                         rasif_error *err)
{
    for (int s = 0; s < AUDITS; s++)
        TRY(result_query(diff->audits[s].file,
                         "SELECT * FROM audit_summary WHERE area = '' ORDER BY rowid", NULL, 0,
                         &diff->arena, &diff->audits[s].profiles, err));
    for (int s = 0; s < AUDITS; s++)
        for (int i = 1; i <= MOST_PROFILES; i++) {
            char key[24];
            snprintf(key, sizeof key, "profile.%d", i);
            const char *id = diff_manifest(&diff->audits[s], key);
            if (id == NULL)
                break;
            TRY(compare_profile(diff, s, id, err));
        }
    return profile != NULL ? choose_profile(diff, profile, err) : RASIF_OK;
}

/* ---- rules -------------------------------------------------------------------------------- */

/* The rule's index; n_rules when it is new. */
static size_t rule_index(struct rasif_diff *diff, const char *id)
{
    size_t i = 0;
    while (i < diff->n_rules && strcmp(diff->rules[i].id, id) != 0)
        i++;
    return i;
}

/* All cells of a rule's rows that decide its outcomes, as one text: two audits asked the same if
 * their texts are equal. */
static void write_rule_limits(const struct diff_audit *audit, const char *id, struct text *out)
{
    static const char *const columns[] = {"measure", "standard", "clause", "limit_text"};
    for (size_t i = 0; i < audit->rules.n_rows; i++) {
        const char *rule = result_text(&audit->rules, i, "rule");
        if (rule == NULL || strcmp(rule, id) != 0)
            continue;
        for (size_t c = 0; c < sizeof columns / sizeof *columns; c++) {
            const char *text = result_text(&audit->rules, i, columns[c]);
            text_addf(out, "%s\n", text != NULL ? text : "");
        }
    }
}

/* Rules of both files, each once. Title and severity are those of the first file that has the rule
 * (of titles: in the report's language): they are for people, limits are compared as text. */
static rasif_status collect_rules(struct rasif_diff *diff, rasif_error *err)
{
    for (int s = 0; s < AUDITS; s++)
        TRY(result_query(diff->audits[s].file, "SELECT * FROM audit_rules ORDER BY rowid", NULL, 0,
                         &diff->arena, &diff->audits[s].rules, err));
    diff->rules =
        ARENA_ARRAY(&diff->arena, diff->audits[0].rules.n_rows + diff->audits[1].rules.n_rows + 1,
                    struct diff_rule);
    if (diff->rules == NULL)
        return fail_memory(err);
    const struct result_rows *const lists[AUDITS] = {&diff->audits[BEFORE].rules,
                                                     &diff->audits[AFTER].rules};
    for (int s = 0; s < AUDITS; s++)
        for (size_t i = 0; i < diff->audits[s].rules.n_rows; i++) {
            const struct result_rows *rows = &diff->audits[s].rules;
            const char *id = result_text(rows, i, "rule");
            if (id == NULL)
                continue;
            struct diff_rule *rule = &diff->rules[rule_index(diff, id)];
            if (rule->id == NULL) {
                *rule = (struct diff_rule){.id = id,
                                           .element = result_text(rows, i, "element"),
                                           .measure = result_text(rows, i, "measure"),
                                           .severity = result_text(rows, i, "severity"),
                                           .title = title_of(lists, "rule", id, diff->language)};
                rule->measure = rule->measure != NULL ? rule->measure : "";
                rule->severity = rule->severity != NULL ? rule->severity : "minor";
                diff->n_rules++;
            }
            rule->asked[s] = true;
            rule->required[s] = rule->required[s] || result_text(rows, i, "standard") != NULL;
        }
    return RASIF_OK;
}

/* Other limits are one note with their number: a list of rules would hide what matters. Rules are
 * compared only under the same standard. */
static rasif_status compare_rules(struct rasif_diff *diff, rasif_error *err)
{
    size_t n_other = 0;
    for (size_t i = 0; i < diff->n_rules; i++) {
        struct text limits[AUDITS] = {{0}};
        struct diff_rule *rule = &diff->rules[i];
        for (int s = 0; s < AUDITS; s++)
            write_rule_limits(&diff->audits[s], rule->id, &limits[s]);
        rule->same = diff->same_standard && rule->asked[0] && rule->asked[1] &&
                     texts_equal(limits[0].data, limits[1].data);
        n_other += diff->same_standard && !rule->same;
        bool failed = limits[0].failed || limits[1].failed;
        text_free(&limits[0]);
        text_free(&limits[1]);
        if (failed)
            return fail_memory(err);
    }
    if (n_other == 0)
        return RASIF_OK;
    char digits[32];
    number_format(digits, (double)n_other);
    const char *what = arena_strdup(&diff->arena, digits);
    return what != NULL ? diff_note_add(diff, "rules", what, NULL, NULL, err) : fail_memory(err);
}

/* ---- the rest ----------------------------------------------------------------------------- */

/* The table says for each option whether another value makes scores of streets, or figures of the
 * network, incomparable. Every difference is a note. Options for unmapped things only move outcomes
 * between unknown and known: see verdicts. */
static rasif_status compare_options(struct rasif_diff *diff, rasif_error *err)
{
    static const struct {
        const char *manifest, *key;
        bool streets, network;
    } options[] = {{"options.core", "core", false, false},
                   {"options.unmapped_sidewalk", "unmapped_sidewalk", false, true},
                   {"options.unmapped_ramp", "unmapped_ramp", false, true},
                   {"options.unmapped_crossing", "unmapped_crossing", false, true},
                   {"options.junction_m", "junction", true, true},
                   {"options.match_distance_m", "match_distance", true, true},
                   {"options.match_angle_deg", "match_angle", true, true},
                   {"options.snap_m", "snap", false, true},
                   {"options.reach_m", "reach", false, false},
                   {"tolerance.limit_share", "tolerance", false, true},
                   {"options.as_of", "as_of", false, false},
                   {"roles_supplied", "roles", false, false},
                   {"preset", "preset", false, false},
                   {"rasif", "version", false, false}};
    diff->streets_comparable = diff->figures.network_comparable = true;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const char *before = diff_manifest(&diff->audits[BEFORE], options[i].manifest);
        const char *after = diff_manifest(&diff->audits[AFTER], options[i].manifest);
        if (texts_equal(before, after))
            continue;
        TRY(diff_note_add(diff, options[i].key, NULL, before, after, err));
        diff->streets_comparable = diff->streets_comparable && !options[i].streets;
        diff->figures.network_comparable = diff->figures.network_comparable && !options[i].network;
    }
    return RASIF_OK;
}

/* Without a common profile only requirements are compared. */
rasif_status diff_conditions(struct rasif_diff *diff, const char *profile, rasif_error *err)
{
    const struct diff_audit *audits = diff->audits;
    const char *before = diff_manifest(&audits[BEFORE], "standard");
    const char *after = diff_manifest(&audits[AFTER], "standard");
    bool text = texts_equal(diff_manifest(&audits[BEFORE], "standard.text"),
                            diff_manifest(&audits[AFTER], "standard.text"));
    diff->same_standard = texts_equal(before, after) && text;
    if (!texts_equal(before, after))
        TRY(diff_note_add(diff, "standard", NULL, before, after, err));
    else if (!text)
        TRY(diff_note_add(diff, "standard_text", NULL, before, after, err));
    TRY(find_common_profiles(diff, profile, err));
    TRY(collect_rules(diff, err));
    TRY(compare_rules(diff, err));
    TRY(compare_options(diff, err));
    TRY(diff_unequal(diff, err));
    if (diff->n_profiles == 0)
        TRY(diff_note_add(diff, "no_profiles", NULL, NULL, NULL, err));
    bool all = audits[BEFORE].all_findings && audits[AFTER].all_findings;
    return all ? RASIF_OK : diff_note_add(diff, "findings", NULL, NULL, NULL, err);
}
