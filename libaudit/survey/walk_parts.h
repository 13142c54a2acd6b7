/* SPDX-License-Identifier: MIT
 * Shared by walk*.c: what is there while walks are made. */
#ifndef RASIF_SURVEY_WALK_PARTS_H
#define RASIF_SURVEY_WALK_PARTS_H

#include "survey/grow.h"
#include "survey/postman.h"
#include "survey/walk_bound.h"
#include "survey/walk_improve.h"
#include "survey/walks.h"

struct walking {
    struct survey *survey;
    const struct net *net;
    const struct walks_question *question;
    uint32_t start, last;  /* nodes, of all walks or of this one; NO_ROW */
    uint32_t *stops;       /* heap; [question->n_stops] nodes; NO_ROW = none is near */
    struct items items;
    struct grower *grower;
    struct postman *postman;
    struct improver *improver;
    struct bounder *bounder; /* NULL: bounds are not asked for */
    struct walks *out;
    struct place {
        int64_t x, y;
        double gain, length_m;
        uint32_t best;     /* item */
        double best_worth;
    } *places;             /* heap; [n_places] */
    size_t n_places;
    uint32_t *place_of;    /* heap; [items.n] */
    uint32_t *edges, *nodes; /* heap; of one walk */
    size_t edge_capacity, node_capacity;
    uint32_t *chosen;      /* heap; [items.n] number of the walk that is made for it */
    uint32_t *passed;      /* heap; [n_edges] number of the last walk that passes it */
    uint32_t *stopped;     /* heap; [n_nodes] the same */
};

/* walk_items.c: elements as edges or nodes of the net, and what lies near each other. */
MUST bool walk_find_items(struct walking *w);
/* walks.c: a walk through some items, from w->start to w->last. */
rasif_status walk_close(struct walking *w, const uint32_t *items, size_t n, struct tour *tour, bool *whole, rasif_error *err);
/* Is such a walk at most most_m long, and in time? Then it takes the place of *tour. */
rasif_status walk_try(struct walking *w, const uint32_t *items, size_t n, double most_m, bool *fits, struct tour *tour,
                      rasif_error *err);
/* The most of the first items that such a walk passes; *fit = 0: not even the first. */
rasif_status walk_cut(struct walking *w, const uint32_t *items, size_t n, double most_m, size_t *fit, struct tour *tour,
                      rasif_error *err);
/* walk_stops.c: the same; with stops in the question between two of them, which become w->start and w->last. */
rasif_status walk_fit(struct walking *w, const uint32_t *items, size_t n, size_t *fit, struct tour *tour, rasif_error *err);
/* The node of an item, or the first of its edges: [2], the net's. */
const double *walk_item_xy(const struct walking *w, const struct item *item);
/* The same items by places of some hundred metres. */
MUST bool walk_find_places(struct walking *w);
/* What is left in each place. */
void walk_weigh_places(struct walking *w);
/* The best item of the place with most verdicts per metre of those not tried; the place counts as tried.
 * NO_ROW = none. */
uint32_t walk_next_place(struct walking *w);

#endif
