/* SPDX-License-Identifier: MIT
 *
 * Dead ends of the middle of an area: see skeleton.h.
 *
 * Every corner of a boundary has a branch of the medial axis. Branches are walked from the end,
 * along nodes with two edges, to where they branch off; they are taken away by their length and
 * radius, in rounds, because a branching that loses a branch may become part of a way. Cost: linear
 * per round; rounds are as many as branches are nested. */
#include "geo/skeleton_internal.h"

#include <stdlib.h>

#define POINTED 0.05 /* growth of the radius per metre from a tip */
#define LOOK_M 0.5
#define CORNER 0.25 /* growth from the corner of a blunt end     */
#define CLOSELY_M 0.05
#define SLENDER_LOOK_M 10.0 /* of a tip that widens more slowly             */
#define TENTH 1.1
#define POINT_TIMES 4.0 /* what widens less from its end is no point    */
#define WEDGE_TIMES 8.0 /* a tip of fewer radii is about as long as wide */
#define ALIKE_TIMES 1.5 /* radii that count as one size                 */

/* ---- walks -------------------------------------------------------------------------------- */

/* From a dead end to the first node that has not two edges; its way's length. */
static uint32_t walk_in(const struct skeleton *s, uint32_t leaf, double *length)
{
    uint32_t node = leaf, edge = UINT32_MAX;
    *length = 0;
    do {
        edge = next_edge(s, node, edge);
        *length += edge_length(s, edge);
        node = other_end(s, edge, node);
    } while (skeleton_degree(s, node) == 2);
    return node;
}

/* Edges stay in the arrays and are no longer alive. */
static void cut_off(struct skeleton *s, uint32_t leaf, uint32_t end)
{
    for (uint32_t node = leaf; node != end;) {
        uint32_t edge = next_edge(s, node, UINT32_MAX);
        if (edge == UINT32_MAX)
            return; /* cut off from its other end already */
        node = other_end(s, edge, node);
        s->alive[edge] = 0;
    }
}

void skeleton_trim(struct skeleton *s, double least_radius)
{
    for (uint32_t i = 0; i < s->n; i++)
        for (uint32_t node = i; s->radius[node] < least_radius && skeleton_degree(s, node) == 1;) {
            uint32_t edge = next_edge(s, node, UINT32_MAX);
            s->alive[edge] = 0;
            node = other_end(s, edge, node);
        }
}

/* ---- tips --------------------------------------------------------------------------------- */

/* A dead end that runs out in a point, from its end to the node as far as it does. */
struct tip {
    uint32_t leaf, base, edge; /* the edge that leads to base; UINT32_MAX at the leaf */
    double length_m;
    bool slender;
};

/* Moves the base on to the last node up to which the radius grows by at least `growth` a metre,
 * judged over `look_m` or so many radii; a branching ends it. */
static void go_steep(const struct skeleton *s, struct tip *tip, double growth, double look_m,
                     double radii)
{
    uint32_t node = tip->base, edge = tip->edge;
    double length = 0;
    while (node == tip->leaf || skeleton_degree(s, node) == 2) {
        edge = next_edge(s, node, edge);
        length += edge_length(s, edge);
        node = other_end(s, edge, node);
        bool end = skeleton_degree(s, node) != 2;
        if (!end && length < fmax(look_m, radii * s->radius[tip->base]))
            continue;
        if (s->radius[node] - s->radius[tip->base] < growth * length)
            return;
        tip->base = node;
        tip->edge = edge;
        tip->length_m += length;
        length = 0;
    }
}

/* Moves the base on to a node that is a tenth wider, as often as one comes within ten metres and
 * none on the way there is a tenth narrower: that is a neck. A branching ends it. */
static void go_slender(const struct skeleton *s, struct tip *tip)
{
    uint32_t node = tip->base, edge = tip->edge;
    double length = 0;
    while ((node == tip->leaf || skeleton_degree(s, node) == 2) && length < SLENDER_LOOK_M) {
        edge = next_edge(s, node, edge);
        length += edge_length(s, edge);
        node = other_end(s, edge, node);
        bool end = skeleton_degree(s, node) != 2;
        if (s->radius[node] * TENTH < s->radius[tip->base])
            return;
        if (s->radius[node] < s->radius[tip->base] * (end ? 1 : TENTH))
            continue;
        tip->base = node;
        tip->edge = edge;
        tip->length_m += length;
        length = 0;
    }
}

static struct tip tip_at(uint32_t leaf)
{
    return (struct tip){.leaf = leaf, .base = leaf, .edge = UINT32_MAX};
}

/* Does the surface widen by POINT_TIMES from the dead end to the base of the tip? */
static bool widens(const struct skeleton *s, const struct tip *tip)
{
    return s->radius[tip->base] >= POINT_TIMES * s->radius[tip->leaf];
}

/* Is there a tip at this dead end? One that widens slowly, from less than the radius `thin`, ends
 * where it no longer widens half as fast as before. */
static bool find_tip(const struct skeleton *s, uint32_t leaf, double thin, struct tip *tip)
{
    struct tip corner = tip_at(leaf);
    *tip = tip_at(leaf);
    go_steep(s, tip, POINTED, LOOK_M, 1);
    go_steep(s, &corner, CORNER, CLOSELY_M, 0);
    if (s->radius[corner.base] >= thin)
        return widens(s, tip);
    go_slender(s, tip);
    double growth = (s->radius[tip->base] - s->radius[leaf]) / tip->length_m;
    if (widens(s, tip))
        go_steep(s, tip, growth / 2, CLOSELY_M, 0);
    tip->slender = growth < POINTED;
    return widens(s, tip);
}

/* What is left must be more than a slender tip, else the tip stays. true: a tip is most of the way.
 */
static bool cut_tips(struct skeleton *s, const struct tip *tips, size_t n)
{
    double kept = 0;
    bool tapers = false;
    for (uint32_t i = 0; n > 0 && i < s->n_edges; i++)
        kept += s->alive[i] ? edge_length(s, i) : 0;
    for (size_t i = 0; i < n; i++)
        kept -= tips[i].length_m;
    for (size_t i = 0; i < n; i++) {
        bool most = tips[i].length_m > kept;
        tapers = tapers || (most && tips[i].length_m > WEDGE_TIMES * s->radius[tips[i].base]);
        if (!most || !tips[i].slender)
            cut_off(s, tips[i].leaf, tips[i].base);
    }
    return tapers;
}

bool skeleton_blunt(struct skeleton *s, double thin, bool *tapers)
{
    struct tip *tips = malloc((s->n + 1) * sizeof *tips);
    size_t n = 0;
    for (uint32_t i = 0; tips != NULL && i < s->n; i++)
        if (skeleton_degree(s, i) == 1 && find_tip(s, i, thin, &tips[n]))
            n++;
    *tapers = tips != NULL && cut_tips(s, tips, n);
    free(tips);
    return tips != NULL;
}

/* ---- corners ------------------------------------------------------------------------------ */

/* A dead end that is to go, and where it branches off. */
struct spur {
    uint32_t leaf, root;
};

/* One round finds all dead ends as they are, then takes away together those that branch off where
 * it is narrowest: what is left of a corner never joins the next one to look like a way through,
 * and a bump in a corner goes before the corner. */
static bool prune_round(struct skeleton *s, double times, struct spur *spurs)
{
    double narrowest = INFINITY;
    size_t n = 0;
    for (uint32_t i = 0; i < s->n; i++) {
        double length;
        if (skeleton_degree(s, i) != 1)
            continue;
        uint32_t root = walk_in(s, i, &length);
        if (skeleton_degree(s, root) >= 3 && length < times * s->radius[root]) {
            spurs[n++] = (struct spur){i, root};
            narrowest = fmin(narrowest, s->radius[root]);
        }
    }
    for (size_t i = 0; i < n; i++)
        if (s->radius[spurs[i].root] <= ALIKE_TIMES * narrowest)
            cut_off(s, spurs[i].leaf, spurs[i].root);
    return n > 0;
}

void skeleton_prune(struct skeleton *s, double times)
{
    struct spur *spurs = malloc((s->n + 1) * sizeof *spurs);
    while (spurs != NULL && prune_round(s, times, spurs)) {
    }
    free(spurs);
}

/* ---- necks -------------------------------------------------------------------------------- */

/* Of each node the lowest node that edges lead to; NULL when memory is out. */
static uint32_t *find_parts(const struct skeleton *s)
{
    uint32_t *part = malloc((s->n + 1) * sizeof *part);
    for (uint32_t i = 0; part != NULL && i < s->n; i++)
        part[i] = i;
    for (size_t i = 0; part != NULL && i < s->n_edges; i++) {
        uint32_t ends[2] = {s->edge[2 * i], s->edge[2 * i + 1]};
        for (int k = 0; k < 2; k++)
            while (part[ends[k]] != ends[k])
                ends[k] = part[ends[k]] = part[part[ends[k]]];
        part[ends[0] < ends[1] ? ends[1] : ends[0]] = ends[0] < ends[1] ? ends[0] : ends[1];
    }
    for (uint32_t i = 0; part != NULL && i < s->n; i++)
        part[i] = part[part[i]];
    return part;
}

/* A dead end, and the part it belongs to. */
struct stump {
    double x, y, radius;
    uint32_t part;
};

static int compare_stumps(const void *a, const void *b)
{
    const struct stump *left = a, *right = b;
    if (left->x != right->x)
        return left->x < right->x ? -1 : 1;
    return left->y != right->y ? (left->y < right->y ? -1 : 1) : 0;
}

/* The nearest two of different parts: the lesser radius, and the place between them. */
static double nearest_stumps(const struct stump *stumps, size_t n, double place[2])
{
    double best = INFINITY, radius = INFINITY;
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n && stumps[k].x - stumps[i].x < best; k++) {
            const struct stump *a = &stumps[i], *b = &stumps[k];
            double apart = hypot(b->x - a->x, b->y - a->y);
            if (a->part == b->part || !(apart < best))
                continue;
            best = apart;
            radius = fmin(a->radius, b->radius);
            place[0] = (a->x + b->x) / 2;
            place[1] = (a->y + b->y) / 2;
        }
    return radius;
}

bool skeleton_neck(const struct skeleton *s, double thin, double *radius, double place[2])
{
    uint32_t *part = find_parts(s);
    double *widest = calloc(s->n + 1, sizeof *widest);
    struct stump *stumps = malloc((s->n + 1) * sizeof *stumps);
    bool good = part != NULL && widest != NULL && stumps != NULL;
    size_t n = 0, n_wide = 0;
    for (uint32_t i = 0; good && i < s->n; i++)
        widest[part[i]] = fmax(widest[part[i]], s->radius[i]);
    for (uint32_t i = 0; good && i < s->n; i++) {
        n_wide += part[i] == i && widest[i] >= thin;
        if (widest[part[i]] >= thin && s->radius[i] < thin && skeleton_degree(s, i) == 1)
            stumps[n++] = (struct stump){s->xy[2 * i], s->xy[2 * i + 1], s->radius[i], part[i]};
    }
    *radius = INFINITY;
    if (n_wide > 1) {
        array_sort(stumps, n, sizeof *stumps, compare_stumps);
        *radius = nearest_stumps(stumps, n, place);
    }
    free(part);
    free(widest);
    free(stumps);
    return good;
}
