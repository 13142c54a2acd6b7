/* SPDX-License-Identifier: MIT
 *
 * Better, worse, or only known better: what two scores with their bounds prove.
 *
 * Learning a value can raise `low` and lower `high`, never the reverse; forgetting one can lower
 * `low` and raise `high`. So a bound that moved against what knowing more, or less, explains is
 * evidence of a change, and nothing else is. The rule is its own mirror image: docs/diff.md,
 * section "Better and worse". Cost: groups x profiles x members. */
#include "diff/diff.h"

#include <string.h>

const char *const verdict_names[VERDICTS] = {"none",           "same",  "better",
                                             "worse",          "mixed", "became_known",
                                             "became_unknown", "added", "removed"};

/* Changes up to `least` are none: +1, 0, -1. */
static int sign_of_change(double before, double after, double least)
{
    return after - before > least ? 1 : before - after > least ? -1 : 0;
}

/* Opening and closing are proof by themselves. A bound counts only when the change of coverage
 * can't explain its move. */
static enum verdict compare_scores(const struct diff_score *before, const struct diff_score *after)
{
    if (isnan(before->low) || isnan(after->low) || before->passable == '\0' ||
        after->passable == '\0')
        return VERDICT_NONE;
    int low = sign_of_change(before->low, after->low, SAME_POINTS);
    int high = sign_of_change(before->high, after->high, SAME_POINTS);
    int known = sign_of_change(before->coverage, after->coverage, SAME_SHARE);
    bool opened = before->passable == 'n' && after->passable == 'y';
    bool closed = before->passable == 'y' && after->passable == 'n';
    bool up = opened || (high > 0 && known >= 0) || (low > 0 && known <= 0);
    bool down = closed || (low < 0 && known >= 0) || (high < 0 && known <= 0);
    if (up || down)
        return up && down ? VERDICT_MIXED : up ? VERDICT_BETTER : VERDICT_WORSE;
    if (known != 0)
        return known > 0 ? VERDICT_KNOWN : VERDICT_UNKNOWN;
    if (before->passable == after->passable)
        return VERDICT_SAME;
    return before->passable == 'u'  ? VERDICT_KNOWN
           : after->passable == 'u' ? VERDICT_UNKNOWN
                                    : VERDICT_SAME;
}

/* Mean over the members, weighted by length. Passability is the worst member's: a chain is as
 * strong as its weakest link. */
static struct diff_score mean_score(const struct rasif_diff *diff, const struct diff_group *group,
                                    int s, size_t profile)
{
    struct diff_score out = {0, 0, 0, 0, '\0'};
    const struct diff_audit *audit = &diff->audits[s];
    double weight = 0, scored = 0;
    for (size_t i = 0; i < group->n[s]; i++) {
        const struct diff_feature *f = &audit->features[group->members[s][i]];
        const struct diff_score *one =
            &audit->scores[group->members[s][i] * diff->n_profiles + profile];
        double w = f->length_m > 0 ? f->length_m : 1;
        if (!f->judged || isnan(one->low) || isnan(one->high) || isnan(one->coverage))
            continue;
        weight += w;
        out.low += w * one->low;
        out.high += w * one->high;
        out.coverage += w * one->coverage;
        if (!isnan(one->score)) {
            scored += w;
            out.score += w * one->score;
        }
        if (out.passable == '\0' || one->passable == 'n' ||
            (one->passable == 'u' && out.passable == 'y'))
            out.passable = one->passable;
    }
    out.score = scored > 0 ? out.score / scored : NAN;
    out.low = weight > 0 ? out.low / weight : NAN;
    out.high = weight > 0 ? out.high / weight : NAN;
    out.coverage = weight > 0 ? out.coverage / weight : NAN;
    return out;
}

/* Scores of streets depend on options of linking; every score depends on what its profile was
 * asked. */
static bool is_score_comparable(const struct rasif_diff *diff, enum role role, size_t profile)
{
    if (role == ROLE_STREET && !diff->streets_comparable)
        return false;
    return !(diff->unequal[role] & 1u << profile);
}

/* Does the group exist, in scope, in file `s`? */
static bool is_judged_in(const struct rasif_diff *diff, const struct diff_group *group, int s)
{
    for (size_t i = 0; i < group->n[s]; i++)
        if (diff->audits[s].features[group->members[s][i]].judged)
            return true;
    return false;
}

/* Over all profiles: mixed wins, then better and worse, then knowledge. Knowing more for one user
 * and less for another is mixed. */
static enum verdict joint_verdict(const struct diff_change *changes, size_t n)
{
    bool seen[VERDICTS] = {false};
    for (size_t p = 0; p < n; p++)
        seen[changes[p].verdict] = true;
    if (seen[VERDICT_MIXED] || (seen[VERDICT_BETTER] && seen[VERDICT_WORSE]))
        return VERDICT_MIXED;
    if (seen[VERDICT_BETTER] || seen[VERDICT_WORSE])
        return seen[VERDICT_BETTER] ? VERDICT_BETTER : VERDICT_WORSE;
    if (seen[VERDICT_KNOWN] && seen[VERDICT_UNKNOWN])
        return VERDICT_MIXED;
    if (seen[VERDICT_KNOWN] || seen[VERDICT_UNKNOWN])
        return seen[VERDICT_KNOWN] ? VERDICT_KNOWN : VERDICT_UNKNOWN;
    return seen[VERDICT_SAME] ? VERDICT_SAME : VERDICT_NONE;
}

/* A group in one file only is added or removed, whatever its scores. */
static void judge_group(struct rasif_diff *diff, struct diff_group *group,
                        struct diff_change *changes)
{
    bool before = is_judged_in(diff, group, BEFORE), after = is_judged_in(diff, group, AFTER);
    for (size_t p = 0; p < diff->n_profiles; p++) {
        for (int s = 0; s < AUDITS; s++)
            changes[p].at[s] = mean_score(diff, group, s, p);
        if (before && after && is_score_comparable(diff, group->role, p))
            changes[p].verdict = compare_scores(&changes[p].at[BEFORE], &changes[p].at[AFTER]);
    }
    group->verdict = joint_verdict(changes, diff->n_profiles);
    if (before != after)
        group->verdict = after ? VERDICT_ADDED : VERDICT_REMOVED;
}

/* Streets where there are any, else sidewalks: the first role in the order of enum role that
 * occurs. */
static enum role segments_of(const struct rasif_diff *diff)
{
    enum role found = ROLE_FOOTWAY;
    for (size_t g = 0; g < diff->n_groups; g++)
        if (diff->groups[g].role < found)
            found = diff->groups[g].role;
    return found;
}

/* Fills changes and verdicts of all groups; verdicts are still to be proved (diff_proof.c).
 * RASIF_E_MEMORY only. */
rasif_status diff_scores(struct rasif_diff *diff, rasif_error *err)
{
    diff->changes =
        ARENA_ARRAY(&diff->arena, diff->n_groups * diff->n_profiles + 1, struct diff_change);
    if (diff->changes == NULL)
        return fail_memory(err);
    diff->segments = segments_of(diff);
    for (size_t g = 0; g < diff->n_groups; g++) {
        struct diff_group *group = &diff->groups[g];
        struct diff_change *changes = &diff->changes[g * diff->n_profiles];
        judge_group(diff, group, changes);
    }
    return RASIF_OK;
}

/* Only coverage still counts: known, unknown, or the same. */
void diff_withdraw(struct rasif_diff *diff, uint32_t g)
{
    struct diff_group *group = &diff->groups[g];
    struct diff_change *changes = &diff->changes[g * diff->n_profiles];
    for (size_t p = 0; p < diff->n_profiles; p++) {
        enum verdict verdict = changes[p].verdict;
        int known = sign_of_change(changes[p].at[BEFORE].coverage, changes[p].at[AFTER].coverage,
                                   SAME_SHARE);
        if (verdict == VERDICT_BETTER || verdict == VERDICT_WORSE || verdict == VERDICT_MIXED)
            changes[p].verdict = known > 0   ? VERDICT_KNOWN
                                 : known < 0 ? VERDICT_UNKNOWN
                                             : VERDICT_SAME;
    }
    if (group->verdict < VERDICT_ADDED)
        group->verdict = joint_verdict(changes, diff->n_profiles);
}

/* Only streets (or what stands for them) are counted. Verdicts must be final. */
void diff_count_verdicts(struct rasif_diff *diff)
{
    for (size_t g = 0; g < diff->n_groups; g++) {
        const struct diff_group *group = &diff->groups[g];
        for (size_t p = 0; p < diff->n_profiles && group->role == diff->segments; p++)
            diff->verdicts[p][group->verdict >= VERDICT_ADDED
                                  ? group->verdict
                                  : group_changes(diff, g)[p].verdict]++;
    }
}
