/* SPDX-License-Identifier: MIT
 *
 * The streets (or sidewalks, where there are no streets) that changed, in the order in which every
 * report lists them; their numbers there are those on the map. */
#include "diff/diff.h"

#include "base/os.h"

#include <stdlib.h>

/* The user whose score changed most, where the change was judged; n_profiles = none. */
size_t diff_most_moved(const struct rasif_diff *diff, size_t group)
{
    size_t best = diff->n_profiles;
    double most = 0;
    for (size_t p = 0; p < diff->n_profiles; p++) {
        const struct diff_change *change = &group_changes(diff, group)[p];
        double by = fabs(change->at[AFTER].score - change->at[BEFORE].score);
        bool judged = change->verdict == VERDICT_BETTER || change->verdict == VERDICT_WORSE ||
                      change->verdict == VERDICT_MIXED;
        if (judged && isfinite(by) && by > most) {
            most = by;
            best = p;
        }
    }
    return best;
}

/* By how much the score of the user changed whose score changed most; 0 where no change of a score
 * was judged. */
static double score_change_of(const struct rasif_diff *diff, size_t group)
{
    size_t p = diff_most_moved(diff, group);
    const struct diff_change *change = p < diff->n_profiles ? &group_changes(diff, group)[p] : NULL;
    return change != NULL ? fabs(change->at[AFTER].score - change->at[BEFORE].score) : 0;
}

/* Worse ones first, then better ones, then those only known better or worse; each by the change of
 * the score. */
static int compare_segments(const void *a, const void *b, void *user)
{
    static const int rank[VERDICTS] = {
        [VERDICT_WORSE] = 0,   [VERDICT_MIXED] = 1, [VERDICT_BETTER] = 2,
        [VERDICT_REMOVED] = 3, [VERDICT_ADDED] = 4, [VERDICT_UNKNOWN] = 5,
        [VERDICT_KNOWN] = 6,   [VERDICT_SAME] = 7,  [VERDICT_NONE] = 7};
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    const struct rasif_diff *diff = user;
    int order = rank[diff->groups[x].verdict] - rank[diff->groups[y].verdict];
    if (order != 0)
        return order;
    double p = score_change_of(diff, x), q = score_change_of(diff, y);
    if (p < q || p > q)
        return p > q ? -1 : 1;
    return (x > y) - (x < y);
}

/* Streets with causes are listed even if their score stayed: something about them changed. */
rasif_status diff_segments(struct rasif_diff *diff, rasif_error *err)
{
    size_t n;
    diff->changed = ARENA_ARRAY(&diff->arena, diff->n_groups + 1, uint32_t);
    if (diff->changed == NULL)
        return fail_memory(err);
    for (uint32_t g = 0; g < diff->n_groups; g++) {
        if (diff->groups[g].role != diff->segments)
            continue;
        causes_of(diff, g, &n);
        if (diff->groups[g].verdict > VERDICT_SAME || n > 0)
            diff->changed[diff->n_changed++] = g;
        else
            diff->n_stayed++;
    }
    if (diff->n_changed > 0)
        os_sort(diff->changed, diff->n_changed, sizeof *diff->changed, compare_segments, diff);
    return RASIF_OK;
}
