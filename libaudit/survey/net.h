/* SPDX-License-Identifier: MIT
 *
 * The net on which a survey is walked (docs/survey.md): what is drawn for walking, streets in scope, and
 * short ways between both where nothing is drawn. In: a linked store, whose graph still has its stops.
 * Out: nodes with places in metres, edges with lengths, and the edges of each element.
 *
 * Lines of the walking graph keep its nodes. Streets meet where they share a vertex (within 1 cm), with
 * each other and with what is drawn. A line that ends where nothing else is gets a way to the nearest
 * line it is not connected with, at most NET_ACROSS_M long; a connected part that has none, and no street, gets one of at
 * most NET_FAR_M from its first node.
 * Deterministic: lines by role, row and part. */
#ifndef RASIF_SURVEY_NET_H
#define RASIF_SURVEY_NET_H

#include "base/arena.h"
#include "table/store.h"

#define NET_ACROSS_M 60.0 /* a judgement: across a wide street, a square */
#define NET_FAR_M 500.0   /* a judgement: how a place is reached whose paths lead nowhere */
#define NO_LINE UINT32_MAX

struct net_edge {
    uint32_t a, b;    /* nodes */
    uint32_t line;    /* NO_LINE: a way that is not drawn, straight from a to b */
    float from_m, to_m; /* along the line, a to b; may lie a little beyond its ends */
    double length_m;
};
struct net_line {
    const double *xy; /* of the store's shapes */
    size_t n;
    uint32_t row;
    uint8_t role;
};
struct net {
    size_t n_nodes, n_edges, n_lines;
    size_t n_drawn;      /* lines of the walking graph: the first; behind them streets with sides */
    double *xy;          /* [2 n_nodes] metres */
    struct net_edge *edges;
    struct net_line *lines; /* both by role, row and part */
    uint32_t *first_edge;   /* [n_lines + 1] into edges, those that are not drawn behind them */
    uint32_t *first_at;     /* [n_nodes + 1] into at */
    uint32_t *at;           /* [2 n_edges] edges of each node, ascending */
};

/* All heap; free it with net_free in any case. RASIF_E_MEMORY. */
rasif_status net_build(const struct store *store, unsigned threads, struct net *out, rasif_error *err);
void net_free(struct net *net);
/* Lines of a row: [*first, returned). */
uint32_t net_lines(const struct net *net, enum role role, size_t row, uint32_t *first);
/* The node nearest to a place; NO_ROW: the net is empty. Linear in the nodes. */
uint32_t net_nearest(const struct net *net, const double xy[2]);
/* The other end of an edge. */
static inline uint32_t net_other(const struct net_edge *edge, uint32_t node)
{
    return edge->a == node ? edge->b : edge->a;
}

#endif
