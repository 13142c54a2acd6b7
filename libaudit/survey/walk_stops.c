/* SPDX-License-Identifier: MIT
 *
 * Walks between stops, of buses for instance: see walk_parts.h. A walk is first made without stops, shorter by the way to the
 * nearest one and back; then those two of the nearest stops are taken between which a walk through its elements is
 * shortest, and it is cut to the length. Cost: for each walk a search for each pair of stops. */
#include "survey/walk_parts.h"

#include <math.h>

#define STOPS_TRIED 3 /* near a walk, by pairs */

/* How far a stop is from the nearest of some items, straight. */
static double stop_m(const struct walking *w, uint32_t stop, const uint32_t *items, size_t n)
{
    const double *at = w->net->xy + 2 * (size_t)stop;
    double least = INFINITY;
    for (size_t i = 0; i < n; i++) {
        const double *xy = walk_item_xy(w, &w->items.all[items[i]]);
        least = fmin(least, hypot(xy[0] - at[0], xy[1] - at[1]));
    }
    return least;
}

/* The stops nearest to the items, nearest first; of equals the first. Returns how many. */
static size_t near_stops(const struct walking *w, const uint32_t *items, size_t n, uint32_t out[STOPS_TRIED])
{
    double far_m[STOPS_TRIED];
    size_t found = 0;
    for (size_t i = 0; i < w->question->n_stops; i++) {
        bool known = w->stops[i] == NO_ROW;
        for (size_t k = 0; k < found; k++)
            known = known || out[k] == w->stops[i];
        if (known)
            continue;
        double one_m = stop_m(w, w->stops[i], items, n);
        size_t at = found < STOPS_TRIED ? found++ : STOPS_TRIED;
        for (; at > 0 && far_m[at - 1] > one_m; at--)
            if (at < STOPS_TRIED) {
                far_m[at] = far_m[at - 1];
                out[at] = out[at - 1];
            }
        if (at < STOPS_TRIED) {
            far_m[at] = one_m;
            out[at] = w->stops[i];
        }
    }
    return found;
}

/* The two of the nearest stops, or the one, between which a walk through the items is shortest. */
static rasif_status choose_stops(struct walking *w, const uint32_t *items, size_t n, rasif_error *err)
{
    uint32_t stops[STOPS_TRIED], best[2] = {NO_ROW, NO_ROW};
    size_t n_stops = near_stops(w, items, n, stops);
    double least_m = INFINITY;
    for (size_t a = 0; a < n_stops; a++)
        for (size_t b = a; b < n_stops; b++) {
            struct tour tour;
            bool whole;
            w->start = stops[a];
            w->last = stops[b];
            rasif_status status = walk_close(w, items, n, &tour, &whole, err);
            double length_m = whole ? tour.length_m : INFINITY;
            tour_free(&tour);
            TRY(status);
            if (length_m < least_m) {
                least_m = length_m;
                best[0] = stops[a];
                best[1] = stops[b];
            }
        }
    w->start = best[0];
    w->last = best[1];
    return RASIF_OK;
}

/* A walk that knows no stops is cheap: it says about how many of the items fit when the ways to a stop are walked, too. */
rasif_status walk_fit(struct walking *w, const uint32_t *items, size_t n, size_t *fit, struct tour *tour, rasif_error *err)
{
    uint32_t stops[STOPS_TRIED];
    if (w->question->n_stops == 0)
        return walk_cut(w, items, n, w->question->most_m, fit, tour, err);
    *fit = 0;
    w->start = w->last = NO_ROW;
    double way_m = n > 0 && near_stops(w, items, 1, stops) > 0 ? 2 * stop_m(w, stops[0], items, 1) : INFINITY;
    if (way_m > w->question->most_m)
        return RASIF_OK; /* no stop is near */
    TRY(walk_cut(w, items, n, w->question->most_m - way_m, fit, tour, err));
    tour_free(tour);
    size_t most = *fit > 0 ? *fit : 1;
    TRY(choose_stops(w, items, most, err));
    *fit = 0;
    if (w->start == NO_ROW)
        return RASIF_OK; /* none has a way to it */
    bool fits;
    TRY(walk_try(w, items, most, w->question->most_m, &fits, tour, err));
    *fit = fits ? most : 0;
    return fits ? RASIF_OK : walk_cut(w, items, most - 1, w->question->most_m, fit, tour, err);
}
