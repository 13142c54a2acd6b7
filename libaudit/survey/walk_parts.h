/* SPDX-License-Identifier: MIT
 * Shared by walk*.c: what is there while walks are made. */
#ifndef RASIF_SURVEY_WALK_PARTS_H
#define RASIF_SURVEY_WALK_PARTS_H

#include "survey/grow.h"
#include "survey/postman.h"
#include "survey/walks.h"

struct walking {
    struct survey *survey;
    const struct net *net;
    const struct walks_question *question;
    uint32_t start;        /* node; NO_ROW */
    struct items items;
    struct grower *grower;
    struct postman *postman;
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
/* The same items by places of some hundred metres. */
MUST bool walk_find_places(struct walking *w);
/* What is left in each place. */
void walk_weigh_places(struct walking *w);
/* The best item of the place with most verdicts per metre of those not tried; the place counts as tried.
 * NO_ROW = none. */
uint32_t walk_next_place(struct walking *w);

#endif
