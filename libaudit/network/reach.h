/* SPDX-License-Identifier: MIT
 *
 * Who gets where (docs/network.md): for every line and user whether there is a way to a destination
 * of every kind, how long it is and how much longer than for a person who can use everything. It
 * holds for the place on the line that is farthest away, on the known network and at best, like
 * islands.
 */
#ifndef RASIF_NETWORK_REACH_H
#define RASIF_NETWORK_REACH_H

#include "network/destinations.h"
#include "rule/results.h"

#define REACH_WITHIN_M 400.0 /* unless --reach says otherwise; provisional (docs/network.md) */

/* Worst last: of several kinds, or lines of a feature, the largest holds. */
enum reach_class {
    REACH_NULL,    /* not applicable: nothing that is walked on                                */
    REACH_YES,     /* known: a destination of every kind within the distance                   */
    REACH_UNKNOWN, /* at best within the distance; not known                                   */
    REACH_NO,      /* even at best some kind is farther away                                   */
    REACH_NONE     /* even at best there is no way at all to some kind                         */
};
#define REACH_CLASSES 5
extern const char *const reach_names[REACH_CLASSES]; /* NULL, "yes", "unknown", "no", "none" */

/* Of one user; arrays over lines. */
struct reach_lines {
    uint8_t *class; /* enum reach_class                                                      */
    float *way_m;   /* at best, to the kind that is farthest; INFINITY = no way              */
    float *detour;  /* at best, way over that of a person who can use everything, >= 1: of
                       the kind with the greatest; INFINITY = no way                         */
};

/* Metres of streets (of sidewalks where there are no streets), by class. */
struct reach_sum {
    double metres[REACH_CLASSES];
};

/* What one repair gives a way to that had none. */
struct opened {
    uint64_t kinds;   /* a bit per kind that some segment gets to by it */
    uint32_t streets; /* segments that get to some kind by it           */
};

struct reach {
    double within_m;
    struct destinations destinations;                   /* n 0: none, and the rest is empty */
    struct reach_lines profiles[MOST_PROFILES], anyone; /* anyone: can use everything */
    struct reach_sum *kinds[MOST_PROFILES], *anyone_kinds; /* [n_kinds] by kind alone */
    /* [n_repairs] of the profile's islands: what each gives at best, and on the known network */
    struct opened *opens[MOST_PROFILES], *opens_known[MOST_PROFILES];
};

/* What a row has of it. */
struct reach_answer {
    enum reach_class class;
    double way_m, detour; /* NaN = none */
};

struct network;

/* Fills `network->reach` after network_analyse; adds diagnostics. Without destinations nothing
 * is done. Reads reach_m, seats_serve and threads of the settings. `plan` has the needs of
 * profiles that can go down what they can't climb; NULL: none can. RASIF_E_MEMORY. */
rasif_status reach_analyse(struct store *store, const struct results *results, size_t n_profiles,
                           const struct plan *plan, const struct settings *settings, struct network *network,
                           rasif_error *err);
void reach_free(struct reach *reach);

/* Of a row of any role, for profile `p`, or with SIZE_MAX for anyone. An element has the worst of
 * its lines. A segment of streets with sides has the better side, a side the best of what runs
 * along it; a side along which nothing runs is none or unknown. A street has the worst of its
 * segments. Not defined for other rows. */
void reach_of(const struct store *store, const struct network *network, size_t p, enum role role,
              size_t row, struct reach_answer *out);
void reach_of_segment(const struct store *store, const struct network *network, size_t p,
                      size_t segment, struct reach_answer *out);
/* All kinds together, and the detours of what has a way: half and 95 % of its length have at most
 * these; NaN = none. `p` SIZE_MAX: anyone. Only with destinations. RASIF_E_MEMORY. */
struct reach_detours {
    double half, most;
};
rasif_status reach_summary(const struct store *store, const struct network *network, size_t p,
                           struct reach_sum *out, struct reach_detours *detours, rasif_error *err);

/* ---- shared by reach*.c ---- */

struct reach_stretch {
    double detour, length_m;
};
/* Adds the length of every street, else sidewalk, to its class; stretches (NULL = not wanted, else
 * with room for all rows) gets those that have a detour, *n of them. */
void reach_add_up(const struct store *store, const struct reach_lines *lines, struct reach_sum *out,
                  struct reach_stretch *stretches, size_t *n);

#endif
