/* SPDX-License-Identifier: MIT
 *
 * What is missing along a street: is a stretch of one file that of the other? Streets that are cut
 * or joined have one finding for each of their features, which together are the same stretch. In:
 * findings with their place, half way along the stretch, and its length. */
#include "diff/diff.h"
#include "geo/line.h"

/* Does the place lie left of the segment as the second file draws it? false: the segment has no
 * line. */
static bool find_street_side(const struct rasif_diff *diff, uint32_t group, const double xy[2],
                             bool *left)
{
    const struct diff_audit *audit = &diff->audits[AFTER];
    const struct shapes *shapes = &audit->shapes;
    uint32_t row = diff->groups[group].members[AFTER][0];
    struct foot foot;
    if (shapes->kind[row] != SHAPE_LINE)
        return false;
    uint32_t first = shapes->point[shapes->part[row]];
    size_t n = shapes->point[shapes->part[row] + 1] - first;
    line_foot(shapes->xy + 2 * (size_t)first, n, xy[0], xy[1], &foot);
    *left = foot.side > 0;
    return true;
}

/* Two stretches overlap when their middles are closer than the half length of the longer one, and
 * lie on the same side. Sides are those of the segment as the second file draws it. */
bool diff_same_stretch(const struct rasif_diff *diff, uint32_t group, uint32_t before,
                       uint32_t after)
{
    const struct diff_finding *b = &diff->audits[BEFORE].findings[before];
    const struct diff_finding *a = &diff->audits[AFTER].findings[after];
    bool sides[AUDITS] = {false, false};
    if (isnan(b->half_m) || isnan(a->half_m) || !isfinite(b->xy[0]) || !isfinite(a->xy[0]))
        return false;
    if (hypot(b->xy[0] - a->xy[0], b->xy[1] - a->xy[1]) > fmax(b->half_m, a->half_m))
        return false;
    return find_street_side(diff, group, b->xy, &sides[BEFORE]) &&
           find_street_side(diff, group, a->xy, &sides[AFTER]) && sides[BEFORE] == sides[AFTER];
}
