/* SPDX-License-Identifier: MIT
 *
 * Stretches that are too narrow to pass: see stretches.h. Where a line turns narrow lies between
 * two of its points; the caller's function gives the share. Stretches less than PASS_RUN_M
 * apart, or from an end, become one: there is no room to wait between them. */
#include "geo/stretches.h"

#include "geo/line.h"

#include <math.h>
#include <stdlib.h>

bool stretches_add(struct stretches *stretches, uint32_t part, double from_m, double to_m)
{
    struct narrow one = {part, (float)from_m, (float)to_m};
    return PUSH(stretches->items, stretches->n, stretches->capacity, one);
}

/* NaN in `from` means that the line is wide where it is. */
bool stretches_add_line(struct stretches *stretches, uint32_t part, const double *xy,
                        const double *circle_m, size_t n, double length_m, stretches_limit limit,
                        void *user)
{
    double drawn_m = line_length(xy, n), scale = drawn_m > 0 ? length_m / drawn_m : 0;
    double at = 0, from = circle_m[0] < PASS_M ? 0 : NAN;
    bool good = true;
    for (size_t i = 1; good && i < n; i++) {
        double step = scale * hypot(xy[2 * i] - xy[2 * i - 2], xy[2 * i + 1] - xy[2 * i - 1]);
        bool narrow = circle_m[i] < PASS_M;
        if (narrow != !isnan(from)) {
            double there = at + step * limit(user, i);
            good = narrow || stretches_add(stretches, part, from, there);
            from = narrow ? there : NAN;
        }
        at += step;
    }
    return good && (isnan(from) || stretches_add(stretches, part, from, at));
}

/* By part, then by start. */
static int compare(const void *a, const void *b)
{
    const struct narrow *left = a, *right = b;
    if (left->part != right->part)
        return left->part < right->part ? -1 : 1;
    return left->from_m < right->from_m ? -1 : left->from_m > right->from_m;
}

/* In place: what is kept never lies behind what is read. */
void stretches_join(struct stretches *stretches, const double *length_m)
{
    size_t n = 0;
    array_sort(stretches->items, stretches->n, sizeof *stretches->items, compare);
    for (size_t i = 0; i < stretches->n; i++) {
        struct narrow one = stretches->items[i];
        double length = length_m[one.part];
        if (one.from_m < PASS_RUN_M)
            one.from_m = 0;
        if (length - one.to_m < PASS_RUN_M)
            one.to_m = (float)length;
        struct narrow *last = n > 0 ? &stretches->items[n - 1] : NULL;
        if (last != NULL && last->part == one.part && one.from_m - last->to_m < PASS_RUN_M)
            last->to_m = fmaxf(last->to_m, one.to_m);
        else
            stretches->items[n++] = one;
    }
    stretches->n = n;
}
