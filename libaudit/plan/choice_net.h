/* SPDX-License-Identifier: MIT
 * The input of choice.h, checked and indexed both ways. */
#ifndef RASIF_PLAN_CHOICE_NET_H
#define RASIF_PLAN_CHOICE_NET_H

#include "plan/choice.h"

#define CHOICE_NONE UINT32_MAX

/* A *use* is a link with one of its works. An *arc* is a link in one direction: 2 i and 2 i + 1 are
 * link i from its first to its second end and back. */
struct choice_net {
    size_t n_works, n_parts, n_links, n_uses;
    int64_t *cost, *value, *gain; /* gain[0] = 0                                              */
    uint32_t *end;                /* [2 * n_links] the tail of arc i; its head is end[i ^ 1]  */
    uint32_t *first_use;          /* [n_links + 1]                                            */
    uint32_t *work, *link;        /* [n_uses] of each use; works of a link ascend, each once  */
    uint32_t *first_of_work;      /* [n_works + 1] into uses                                  */
    uint32_t *uses;               /* [n_uses] by work                                         */
    uint32_t *first_arc;          /* [n_parts + 1] into arcs                                  */
    uint32_t *arcs;               /* [2 * n_links] by tail, ascending                         */
    int64_t total_gain, total_cost;
};

/* Links from a part to itself are left out. RASIF_E_ARGUMENT, RASIF_E_MEMORY; free it in any case.
 */
rasif_status choice_net_build(const struct choice_input *input, struct choice_net *net,
                              rasif_error *err);
void choice_net_free(struct choice_net *net);

static inline uint32_t arc_head(const struct choice_net *net, uint32_t arc)
{
    return net->end[arc ^ 1];
}

/* A stream of numbers that depends on the seed alone. */
static inline uint64_t choice_chance(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state * UINT64_C(0x2545f4914f6cdd1d) >> 16;
}

#endif
