/* SPDX-License-Identifier: MIT
 *
 * A thing that is drawn in other pieces than before: did anything change on the ground?
 *
 * Measures from one end of an element to the other (to the next seat, where guidance stops) differ
 * for its pieces, and so do scores. So a verdict counts only with proof: a finding that was fixed
 * or is new, an element that opened or closed, a surveyed value that is another one. A street needs
 * the same for its elements where one of them is drawn in other pieces (docs/diff.md). Cost: one
 * query per member of a redrawn group. */
#include "diff/diff.h"

#include <stdio.h>
#include <string.h>

/* Moved lines are not redrawn: their pieces are the same. */
bool diff_is_redrawn(const struct diff_group *group)
{
    return group->geometry == SPLIT || group->geometry == MERGED || group->geometry == REGROUPED;
}

/* Only gains and losses need a proof. */
static bool is_gain(enum verdict verdict)
{
    return verdict == VERDICT_BETTER || verdict == VERDICT_WORSE || verdict == VERDICT_MIXED;
}

/* From passable to blocked, or the reverse, for any user. */
static bool has_opened_or_closed(const struct rasif_diff *diff, size_t g)
{
    for (size_t p = 0; p < diff->n_profiles; p++) {
        const struct diff_change *change = &group_changes(diff, g)[p];
        char before = change->at[BEFORE].passable, after = change->at[AFTER].passable;
        if ((before == 'y' && after == 'n') || (before == 'n' && after == 'y'))
            return true;
    }
    return false;
}

/* ---- surveyed values ------------------------------------------------------------------------ */

/* The distinct values of a field over the pieces of a side; false: more than fit, or memory. */
#define MOST_DISTINCT 8
struct distinct {
    char values[MOST_DISTINCT][64];
    size_t n;
};

/* Numbers to three decimals, so that rounding makes no new value. */
static void write_distinct_value(const struct cell *cell, char out[64])
{
    if (cell->type == CELL_TEXT)
        snprintf(out, 64, "%.*s", (int)(cell->length < 60 ? cell->length : 60), cell->bytes);
    else
        snprintf(out, 64, "%lld",
                 llround(1000 * (cell->type == CELL_REAL ? cell->real : (double)cell->integer)));
}

/* Values beyond MOST_DISTINCT are dropped: a set as full as that proves nothing new. */
static void distinct_add(struct distinct *set, const struct cell *cell)
{
    char value[64];
    size_t i = 0;
    write_distinct_value(cell, value);
    while (i < set->n && strcmp(set->values[i], value) != 0)
        i++;
    if (i == set->n && set->n < MOST_DISTINCT)
        memcpy(set->values[set->n++], value, sizeof value);
}

/* Linear: a set holds at most MOST_DISTINCT values. */
static bool distinct_has(const struct distinct *set, const char *value)
{
    for (size_t i = 0; i < set->n; i++)
        if (strcmp(set->values[i], value) == 0)
            return true;
    return false;
}

/* Is there a value that one file has and the other, which has some too, has not? */
static bool distinct_differ(const struct distinct sets[AUDITS])
{
    if (sets[BEFORE].n == 0 || sets[AFTER].n == 0)
        return false;
    for (int s = 0; s < AUDITS; s++)
        for (size_t i = 0; i < sets[s].n; i++)
            if (!distinct_has(&sets[!s], sets[s].values[i]))
                return true;
    return false;
}

/* Surveyed, not measured on the line or taken from a neighbour: "clear_width_m=linked". */
static bool is_surveyed(const struct result_rows *row, const char *field)
{
    const char *from = result_text(row, 0, "rasif_from");
    size_t length = strlen(field);
    for (const char *at = from; at != NULL && (at = strstr(at, field)) != NULL; at += length)
        if ((at == from || at[-1] == ' ') && at[length] == '=')
            return false;
    return true;
}

/* The whole row of every member in file `s`. */
static rasif_status read_member_rows(const struct rasif_diff *diff, const struct diff_group *group,
                                     int s, struct arena *arena, struct result_rows **out,
                                     rasif_error *err)
{
    *out = ARENA_ARRAY(arena, group->n[s] + 1, struct result_rows);
    if (*out == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < group->n[s]; i++)
        TRY(diff_row_of(diff, s, group->members[s][i], arena, &(*out)[i], err));
    return RASIF_OK;
}

/* Is a surveyed value another one? Only surveyed values count; derived ones, and lengths, differ
 * for every piece. */
static rasif_status has_changed_value(const struct rasif_diff *diff, const struct diff_group *group,
                                      bool *changed, rasif_error *err)
{
    struct arena arena = {0};
    struct result_rows *rows[AUDITS] = {NULL, NULL};
    rasif_status status = read_member_rows(diff, group, BEFORE, &arena, &rows[BEFORE], err);
    if (status == RASIF_OK)
        status = read_member_rows(diff, group, AFTER, &arena, &rows[AFTER], err);
    for (int f = 0; status == RASIF_OK && f < FIELD_COUNT && !*changed; f++) {
        struct distinct sets[AUDITS] = {{.n = 0}, {.n = 0}};
        if (!(fields[f].roles & 1u << group->role) || fields[f].type == VALUE_TEXT ||
            fields[f].flags & FIELD_DERIVED || f == F_length_m)
            continue;
        for (int s = 0; s < AUDITS; s++)
            for (size_t i = 0; i < group->n[s]; i++) {
                const struct cell *cell =
                    diff_value_of(diff, s, group->role, &rows[s][i], fields[f].name);
                if (cell != NULL && diff_is_value(cell) && is_surveyed(&rows[s][i], fields[f].name))
                    distinct_add(&sets[s], cell);
            }
        *changed = distinct_differ(sets);
    }
    arena_free(&arena);
    return status;
}

/* ---- verdicts ------------------------------------------------------------------------------- */

/* Has the group itself a finding that was fixed or is new? Findings that came or went with their
 * element prove nothing about the ground. */
static bool has_changed_finding(const struct rasif_diff *diff, uint32_t g)
{
    for (size_t i = 0; i < diff->n_items && diff->groups[g].changes > 0; i++) {
        enum finding_kind kind = diff->items[i].kind;
        if (diff->items[i].group == g && (kind == KIND_FIXED || kind == KIND_NEW))
            return true;
    }
    return false;
}

/* Streets with segments are left out: diff_causes proves them with their elements. */
rasif_status diff_prove_elements(struct rasif_diff *diff, rasif_error *err)
{
    for (uint32_t g = 0; g < diff->n_groups; g++) {
        const struct diff_group *group = &diff->groups[g];
        bool proved = !diff_is_redrawn(group) || !is_gain(group->verdict) ||
                      has_opened_or_closed(diff, g) || has_changed_finding(diff, g);
        if (!proved && (group->role != ROLE_STREET || !diff->segmented))
            TRY(has_changed_value(diff, group, &proved, err));
        if (!proved && (group->role != ROLE_STREET || !diff->segmented))
            diff_withdraw(diff, g);
    }
    return RASIF_OK;
}

/* A proof is: the segment itself opened or closed, one of its findings was fixed or is new, one of
 * its elements got better, worse, was added or removed. */
void diff_prove_segment(struct rasif_diff *diff, uint32_t g, const struct diff_cause *causes,
                        size_t n)
{
    bool proved = !is_gain(diff->groups[g].verdict) || has_opened_or_closed(diff, g);
    for (size_t i = 0; i < n && !proved; i++) {
        enum finding_kind kind =
            causes[i].item != NO_ROW ? diff->items[causes[i].item].kind : KIND_UNCHANGED;
        enum verdict verdict = diff->groups[causes[i].group].verdict;
        proved = kind == KIND_FIXED || kind == KIND_NEW || kind == KIND_REMOVED ||
                 kind == KIND_ADDED || is_gain(verdict) || verdict == VERDICT_ADDED ||
                 verdict == VERDICT_REMOVED;
    }
    if (!proved)
        diff_withdraw(diff, g);
}
