/* SPDX-License-Identifier: MIT
 *
 * What one kind of user can reach on the walking network (docs/network.md), after scoring. Twice,
 * for what is not known is neither a way nor an obstacle: on what is *known* to be passable, and at
 * *best*, if everything not known were passable. Every known island lies in one island at best. */
#ifndef RASIF_NETWORK_NETWORK_H
#define RASIF_NETWORK_NETWORK_H

#include "network/reach.h"

/* Islands are numbered from 1 by length, the longest first, then by their lowest line. */
struct islands {
    size_t n;
    double length_m, longest_m; /* of all, of number 1 */
};

/* What repairing one element alone would join: how much longer the longest island that it touches
 * becomes, its own length included. */
struct repair {
    uint32_t line;
    float known_m, best_m;
};

struct network_profile {
    struct islands known, best;
    uint32_t *line;    /* [graph.n_lines] number of the known island where it is passable, of the
                          island at best where that is not known; 0 where it is blocked           */
    uint32_t *best_of; /* [known.n] island at best that holds known island k + 1                  */
    struct repair *repairs; /* [n_repairs] one per blocked line, ascending; of a crossing in parts
                               one, of its first part */
    size_t n_repairs;
};

struct network {
    size_t n_profiles;
    double length_m; /* of all lines as drawn */
    struct network_profile profiles[MOST_PROFILES];
    struct reach reach; /* empty without destinations */
};

/* In: store.graph, results of all elements. `*out` is {0} or an earlier result; free it in any
 * case. The same for any number of threads. RASIF_E_MEMORY. */
rasif_status network_analyse(const struct store *store, const struct results *results,
                             size_t n_profiles, unsigned threads, struct network *out,
                             rasif_error *err);
void network_free(struct network *network);
/* After reach_analyse: fills reach.opens and reach.opens_known. Nothing without destinations. RASIF_E_MEMORY. */
rasif_status repair_gain_analyse(const struct store *store, const struct results *results,
                                 size_t n_profiles, unsigned threads, struct network *network,
                                 rasif_error *err);
/* Metres of every line as drawn, without the ways that join lines: [graph.n_lines], to be freed. NULL = no
 * memory. */
float *network_line_lengths(const struct store *store, unsigned threads);
/* Is less than half of what matters known, on the mean over profiles? The known network is then too
 * small to order repairs by, and the one at best decides. */
bool network_is_sparse(const struct results *results, size_t n_profiles);
/* Diagnoses crossings drawn as points: they have no ends and join nothing. */
void network_diagnose(struct store *store);

/* Whether profile `p` can pass line `line`: PASSABLE_NO, UNKNOWN or YES. Elements without
 * applicable needs (PASSABLE_NONE) count as passable. */
enum passable network_passable(const struct store *store, const struct results *results, size_t p,
                               uint32_t line);
/* Lines of the network that a row is drawn as: [first, last). */
struct network_lines {
    uint32_t first, last;
};
/* Those whose islands are the row's, and those whose repair is the row's: of crossings in parts all of
 * it are judged as one. */
struct network_lines network_lines(const struct store *store, enum role role, size_t row);
struct network_lines network_repaired(const struct store *store, enum role role, size_t row);
/* Islands of lines, 0 = in none: known and at best. Of several the first. */
uint32_t network_island(const struct store *store, const struct results *results,
                        const struct network *network, size_t p, struct network_lines lines,
                        bool best);
/* Metres that repairing the lines would join; NaN where they are not blocked. Parts are added up. */
double network_unlocks(const struct network *network, size_t p, struct network_lines lines,
                       bool best);
/* What repairing the lines gives a way to, at best or on the known network; false: they are not
 * blocked, or there are no destinations. Parts are added up. */
bool network_opens(const struct network *network, size_t p, struct network_lines lines, bool best,
                   struct opened *out);
/* Segments that it gives a way at best; NaN where network_opens is false. */
double network_unlocks_streets(const struct network *network, size_t p,
                               struct network_lines lines);
/* The line whose repair is also this one's: parts of a crossing are repaired at once. */
uint32_t network_repair_of(const struct store *store, uint32_t line);
/* Line `i` of those that are repaired with this one, which is the first of them; NO_ROW = no more. */
uint32_t network_repair_line(const struct store *store, uint32_t line, uint32_t i);
/* Number of the first repair of a line of at least this number. */
size_t network_repair(const struct network_profile *profile, uint32_t line);

#endif
