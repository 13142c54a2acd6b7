/* SPDX-License-Identifier: MIT
 *
 * What every report of a comparison needs: findings in full and in order, figures of the whole
 * area. Texts of findings are read from the files when they are shown: kept in memory they would be
 * most of it. Cost: two queries per finding. */
#include "diff/diff.h"

#include "base/os.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The latest file has the present state. */
int item_when(const struct diff_item *item)
{
    return item->finding[AFTER] != NO_ROW ? AFTER : BEFORE;
}

/* The feature of the finding that stands for the item. */
const struct diff_feature *item_feature(const struct rasif_diff *diff, const struct diff_item *item)
{
    int s = item_when(item);
    return &diff->audits[s].features[diff->audits[s].findings[item->finding[s]].feature];
}

/* Whatever stops a user is critical, even if its rule is minor. That is how the audit itself ranks
 * findings. */
const char *item_severity(const struct rasif_diff *diff, const struct diff_item *item)
{
    return item->blocks ? "critical" : diff->rules[item->rule].severity;
}

/* 0 is the worst; unknown words rank as minor. */
static int severity_rank(const char *severity)
{
    static const char *const order[] = {"critical", "serious", "moderate", "minor"};
    int i = 0;
    while (i < 3 && strcmp(order[i], severity) != 0)
        i++;
    return i;
}

/* Severity, rule, feature; the address only makes the order unique, and items lie in the order of
 * groups. */
static int compare_items(const void *a, const void *b, void *user)
{
    const struct diff_item *x = *(const struct diff_item *const *)a;
    const struct diff_item *y = *(const struct diff_item *const *)b;
    const struct rasif_diff *diff = user;
    int order = severity_rank(item_severity(diff, x)) - severity_rank(item_severity(diff, y));
    if (order == 0)
        order = strcmp(diff->rules[x->rule].id, diff->rules[y->rule].id);
    if (order == 0)
        order = strcmp(item_feature(diff, x)->id, item_feature(diff, y)->id);
    return order != 0 ? order : (x > y) - (x < y);
}

/* Pointers into the diff, in `arena`. *n = counts of the kind. RASIF_E_MEMORY only. */
rasif_status diff_sorted(const struct rasif_diff *diff, enum finding_kind kind, struct arena *arena,
                         const struct diff_item ***out, size_t *n, rasif_error *err)
{
    const struct diff_item **items =
        ARENA_ARRAY(arena, diff->counts[kind] + 1, const struct diff_item *);
    if (items == NULL)
        return fail_memory(err);
    *n = 0;
    for (size_t i = 0; i < diff->n_items; i++)
        if (diff->items[i].kind == kind)
            items[(*n)++] = &diff->items[i];
    os_sort(items, *n, sizeof *items, compare_items, (void *)(uintptr_t)diff);
    *out = items;
    return RASIF_OK;
}

/* The document of the clause, as the file's own rules name it. Files of older versions have no such
 * column: NULL. */
static rasif_status find_law(const struct rasif_diff *diff, const struct diff_audit *audit,
                             const struct result_rows *finding, struct arena *arena,
                             struct finding_text *out, rasif_error *err)
{
    const struct result_value values[] = {{result_text(finding, 0, "rule"), 0},
                                          {result_text(finding, 0, "clause"), 0}};
    struct result_rows rows;
    if (values[0].text == NULL || values[1].text == NULL ||
        result_find(audit->file, "audit_rules") == SIZE_MAX)
        return RASIF_OK;
    TRY(result_query(
        audit->file,
        "SELECT * FROM audit_rules WHERE rule = ?1 AND clause = ?2 LIMIT 1", values, 2,
        arena, &rows, err));
    out->law = phrase_in(result_phrase(&rows, 0, "law"), diff->language);
    return RASIF_OK;
}

/* Texts live in `arena`; NULL where the file has none, `limit` is NaN then. One query for the
 * finding, one for its clause. */
rasif_status diff_finding_text(const struct rasif_diff *diff, const struct diff_item *item,
                               int when, struct arena *arena, struct finding_text *out,
                               rasif_error *err)
{
    struct result_rows rows;
    const struct diff_audit *s = &diff->audits[when];
    const struct diff_finding *finding = &s->findings[item->finding[when]];
    TRY(result_select(s->file, result_find(s->file, "audit_findings"), NULL,
                      (struct result_value){NULL, finding->fid}, arena, &rows, err));
    *out = (struct finding_text){.message = result_phrase(&rows, 0, "message"),
                                 .clause = result_text(&rows, 0, "clause"),
                                 .value = result_text(&rows, 0, "value"),
                                 .unit = result_text(&rows, 0, "unit"),
                                 .street_id = result_text(&rows, 0, "street_id"),
                                 .limit = result_real(&rows, 0, "limit_value")};
    return find_law(diff, s, &rows, arena, out, err);
}

/* Codes separated by commas, appended; nothing where no common profile is stopped. */
void item_blocks(const struct rasif_diff *diff, const struct diff_item *item, int when,
                 struct text *out)
{
    uint32_t bits =
        item->finding[when] != NO_ROW ? diff->audits[when].findings[item->finding[when]].blocks : 0;
    size_t start = out->length;
    for (size_t p = 0; p < diff->n_profiles; p++)
        if (bits & 1u << p)
            text_addf(out, "%s%s", out->length > start ? "," : "", diff->profiles[p].code);
}

/* Everything is NaN when the file has no summary of the profile. */
void diff_area(const struct rasif_diff *diff, int when, size_t profile, struct diff_area *out)
{
    const struct result_rows *rows = &diff->audits[when].profiles;
    size_t row = 0;
    for (; row < rows->n_rows; row++) {
        const char *id = result_text(rows, row, "profile");
        if (id != NULL && strcmp(id, diff->profiles[profile].id) == 0)
            break;
    }
    *out = (struct diff_area){.score = result_real(rows, row, "mean_score"),
                              .low = result_real(rows, row, "low"),
                              .high = result_real(rows, row, "high"),
                              .coverage = result_real(rows, row, "coverage"),
                              .passable_m = result_real(rows, row, "passable_m"),
                              .blocked_m = result_real(rows, row, "blocked_m"),
                              .unknown_m = result_real(rows, row, "unknown_m"),
                              .length_m = result_real(rows, row, "length_m")};
}

/* The pattern may use {what}, {before} and {after}; all three are always filled. Returns the text,
 * "" on failure. */
const char *note_sentence(const struct rasif_diff *diff, const struct diff_note *note,
                          const char *language, struct text *out)
{
    char key[64];
    snprintf(key, sizeof key, "diff.note.%s", note->key);
    sentence(diff->sentences, language, key, out, "what", note->what != NULL ? note->what : "",
             "before", note->before, "after", note->after, NULL);
    return out->data != NULL ? out->data : "";
}

/* No finding changed and no group did. Differing conditions are not changes. */
bool diff_is_empty(const struct rasif_diff *diff)
{
    for (size_t i = 0; i < KINDS; i++)
        if (i != KIND_UNCHANGED && diff->counts[i] > 0)
            return false;
    for (size_t g = 0; g < diff->n_groups; g++)
        if (group_changed(diff, g))
            return false;
    return true;
}

/* A street changed also when only a cause says so. */
bool group_changed(const struct rasif_diff *diff, size_t g)
{
    const struct diff_group *group = &diff->groups[g];
    size_t n = 0;
    if (group->role == diff->segments)
        causes_of(diff, (uint32_t)g, &n);
    return group->verdict > VERDICT_SAME || group->changes > 0 || group->geometry != STAYED ||
           n > 0;
}

/* The changes of all profiles, [n_profiles]. */
const struct diff_change *group_changes(const struct rasif_diff *diff, size_t group)
{
    return &diff->changes[group * diff->n_profiles];
}
