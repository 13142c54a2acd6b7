/* SPDX-License-Identifier: MIT
 *
 * Arcs that no way from part 0 needs. Where all ways into some parts lead through one part, no way
 * goes from them back into it: in a tree that is every arc towards part 0. The search for such
 * parts is that for biconnected blocks, by depth (Tarjan), without recursion. */
#include "plan/choice_relax.h"

#include <stdlib.h>
#include <string.h>

struct blocks {
    const struct choice_net *net;
    uint8_t *dead; /* [2 * n_links] */
    uint32_t *depth,
        *low;        /* [n_parts] order of visit from 1, the least that is reached from below */
    uint32_t *next;  /* [n_parts] next arc to look at          */
    uint32_t *by;    /* [n_parts] arc by which it was visited  */
    uint32_t *links; /* [n_links] links of blocks not closed   */
    uint8_t *listed; /* [n_links] */
    size_t n_links;
    uint32_t visited;
};

static void visit(struct blocks *blocks, uint32_t part, uint32_t by)
{
    blocks->depth[part] = blocks->low[part] = ++blocks->visited;
    blocks->next[part] = blocks->net->first_arc[part];
    blocks->by[part] = by;
}

/* Looks at one arc. Returns the part at which to go on. */
static uint32_t look(struct blocks *blocks, uint32_t here, uint32_t arc)
{
    uint32_t head = arc_head(blocks->net, arc);
    if (blocks->listed[arc / 2])
        return here;
    blocks->listed[arc / 2] = 1;
    blocks->links[blocks->n_links++] = arc / 2;
    if (blocks->depth[head] == 0) {
        visit(blocks, head, arc);
        return head;
    }
    if (blocks->depth[head] < blocks->low[here])
        blocks->low[here] = blocks->depth[head];
    return here;
}

/* Leaves a part whose arcs are all looked at; closes the block above it if that ends there. */
static uint32_t leave(struct blocks *blocks, uint32_t part)
{
    const struct choice_net *net = blocks->net;
    uint32_t arc = blocks->by[part], up = net->end[arc];
    if (blocks->low[part] < blocks->low[up])
        blocks->low[up] = blocks->low[part];
    if (blocks->low[part] < blocks->depth[up])
        return up;
    for (uint32_t link = CHOICE_NONE; link != arc / 2;) {
        link = blocks->links[--blocks->n_links];
        for (uint32_t side = 0; side < 2; side++)
            if (arc_head(net, 2 * link + side) == up)
                blocks->dead[2 * link + side] = 1;
    }
    return up;
}

MUST bool choice_blocks_find(const struct choice_net *net, uint8_t *dead, uint8_t *reached)
{
    struct blocks blocks = {.net = net, .dead = dead};
    blocks.depth = calloc(net->n_parts, sizeof *blocks.depth);
    blocks.low = calloc(net->n_parts, sizeof *blocks.low);
    blocks.next = calloc(net->n_parts, sizeof *blocks.next);
    blocks.by = calloc(net->n_parts, sizeof *blocks.by);
    blocks.links = calloc(net->n_links + 1, sizeof *blocks.links);
    blocks.listed = calloc(net->n_links + 1, sizeof *blocks.listed);
    bool done =
        blocks.depth && blocks.low && blocks.next && blocks.by && blocks.links && blocks.listed;
    uint32_t here = 0;
    if (done)
        visit(&blocks, 0, 0);
    while (done && (here != 0 || blocks.next[0] < net->first_arc[1])) {
        if (blocks.next[here] < net->first_arc[here + 1])
            here = look(&blocks, here, net->arcs[blocks.next[here]++]);
        else
            here = leave(&blocks, here);
    }
    for (size_t p = 0; done && p < net->n_parts; p++)
        reached[p] = blocks.depth[p] > 0;
    free(blocks.depth);
    free(blocks.low);
    free(blocks.next);
    free(blocks.by);
    free(blocks.links);
    free(blocks.listed);
    return done;
}
