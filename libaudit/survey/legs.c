/* SPDX-License-Identifier: MIT
 *
 * A lower bound of legs: see legs.h. Radii and prices begin with balls of single nodes that touch each other, and are moved by
 * Polyak's steps. Cost: some hundred passes over all pairs of ends. */
#include "survey/legs.h"

#include "survey/clusters.h"

#include <math.h>
#include <stdlib.h>

#define MOST_PASSES 120
#define STILL 6        /* passes without gain, before steps get shorter */
#define MOST_PAIRS 3e7 /* of all passes */

struct leg_part {
    bool odd; /* its number of odd nodes is odd */
    /* of the tree */
    bool in_tree;
    double near_m;           /* cheapest leg from the tree */
    uint32_t near_a, near_b; /* its ends */
};
/* The nodes around an odd number of odd nodes: those of a cluster, and others near them. */
struct ball {
    double radius_m; /* >= 0, from half of the way that joined the cluster outwards */
    double *from_m;  /* [ends] how far an end lies outside of where it begins; infinite = never inside */
    int out;         /* legs out of it in the last pass */
};
/* Parts that hang together by legs: a cluster of them. */
struct price {
    double price; /* for each leg out of it, >= 0 */
    double all;   /* its own and of all clusters that hold it */
    int needs, legs;
};

struct bounding {
    const struct leg_ends *ends;
    size_t n;
    double *inside_m;             /* heap; [n] how deep an end lies in all balls together */
    struct leg_part *parts;       /* heap; [ends->n_parts] */
    uint32_t *first_of, *by_part; /* heap; ends by part: [first_of[p], first_of[p + 1]) */
    struct clusters of_odd, of_parts; /* items: odd ends, parts */
    struct ball *balls;           /* heap; [n_balls] */
    size_t n_balls;
    double *from_m;               /* heap; of balls */
    struct price *prices;         /* heap; [of_parts.n]; none of the last, which holds all */
    double *common;               /* heap; [n_parts * n_parts] prices that hold both */
    double *left_m;               /* heap; [n * n] of a leg what balls leave to pay */
    uint32_t *scratch;            /* heap; [n] */
};

static double way(const struct bounding *w, uint32_t a, uint32_t b)
{
    return w->ends->way_m[a * w->n + b];
}

/* ---- ends and parts ---------------------------------------------------------------------------- */

static MUST bool find_parts(struct bounding *w)
{
    const struct leg_ends *ends = w->ends;
    w->inside_m = calloc(w->n + 1, sizeof *w->inside_m);
    w->parts = calloc(ends->n_parts + 1, sizeof *w->parts);
    w->first_of = calloc(ends->n_parts + 1, sizeof *w->first_of);
    w->by_part = calloc(w->n + 1, sizeof *w->by_part);
    w->left_m = malloc((w->n * w->n + 1) * sizeof *w->left_m);
    w->scratch = malloc((w->n + 1) * sizeof *w->scratch);
    if (w->inside_m == NULL || w->parts == NULL || w->first_of == NULL || w->by_part == NULL || w->left_m == NULL ||
        w->scratch == NULL)
        return false;
    for (uint32_t p = 0, n = 0; p < ends->n_parts; p++) {
        for (uint32_t i = 0; i < w->n; i++)
            if (ends->part[i] == p) {
                w->by_part[n++] = i;
                w->parts[p].odd ^= ends->odd[i];
            }
        w->first_of[p + 1] = n;
    }
    return true;
}

/* ---- clusters ---------------------------------------------------------------------------------- */

/* Prim's tree over the odd ends. `ends` [n]. */
static MUST bool cluster_odd(struct bounding *w, const uint32_t *ends, size_t n)
{
    struct joint_way *links = calloc(n + 1, sizeof *links), *near = calloc(n + 1, sizeof *near);
    bool *odd = calloc(n + 1, sizeof *odd), good = links != NULL && near != NULL && odd != NULL;
    size_t found = 0;
    for (uint32_t i = 0; good && i < n; i++) {
        odd[i] = true;
        near[i] = (struct joint_way){i > 0 ? way(w, ends[0], ends[i]) : -1, 0, i};
    }
    while (good && found + 1 < n) {
        uint32_t best = NO_CLUSTER;
        for (uint32_t i = 0; i < n; i++)
            if (near[i].m >= 0 && (best == NO_CLUSTER || near[i].m < near[best].m))
                best = i;
        links[found++] = near[best];
        near[best].m = -1;
        for (uint32_t i = 0; i < n; i++)
            if (near[i].m >= 0 && way(w, ends[best], ends[i]) < near[i].m)
                near[i] = (struct joint_way){way(w, ends[best], ends[i]), best, i};
    }
    good = good && clusters_make(n, links, odd, &w->of_odd);
    free(links);
    free(near);
    free(odd);
    return good;
}

/* The tree of parts is that of the last search. */
static MUST bool cluster_parts(struct bounding *w)
{
    struct joint_way *links = calloc(w->ends->n_parts + 1, sizeof *links);
    bool *odd = calloc(w->ends->n_parts + 1, sizeof *odd), good = links != NULL && odd != NULL;
    for (uint32_t p = 0; good && p < w->ends->n_parts; p++) {
        odd[p] = w->parts[p].odd;
        if (p > 0)
            links[p - 1] = (struct joint_way){w->parts[p].near_m, w->ends->part[w->parts[p].near_a], p};
    }
    good = good && clusters_make(w->ends->n_parts, links, odd, &w->of_parts);
    free(links);
    free(odd);
    w->prices = calloc(w->of_parts.n + 1, sizeof *w->prices);
    w->common = calloc(w->ends->n_parts * w->ends->n_parts + 1, sizeof *w->common);
    for (size_t c = 0; good && w->prices != NULL && c + 1 < w->of_parts.n; c++)
        w->prices[c].needs = w->of_parts.items[c].odd ? 1 : 2;
    return good && w->prices != NULL && w->common != NULL;
}

/* How far ends lie outside of where the ball of a cluster begins. */
static void measure_ball(const struct bounding *w, uint32_t cluster, const uint32_t *odd_ends, double *from_m)
{
    const struct cluster *c = &w->of_odd.items[cluster];
    if (c->item != NO_CLUSTER) {
        uint32_t end = odd_ends[c->item];
        for (uint32_t i = 0; i < w->n; i++)
            from_m[i] = fmin(from_m[i], i == end ? -1 : way(w, end, i));
        return;
    }
    measure_ball(w, c->parts[0], odd_ends, from_m);
    measure_ball(w, c->parts[1], odd_ends, from_m);
}

/* A ball for each cluster with an odd number of nodes, but for one that holds all. */
static MUST bool find_balls(struct bounding *w)
{
    uint32_t *odd_ends = malloc((w->n + 1) * sizeof *odd_ends);
    size_t n = 0;
    for (uint32_t i = 0; i < w->n && odd_ends != NULL; i++)
        if (w->ends->odd[i])
            odd_ends[n++] = i;
    bool good = odd_ends != NULL && cluster_odd(w, odd_ends, n);
    w->balls = calloc(w->of_odd.n + 1, sizeof *w->balls);
    w->from_m = malloc((w->of_odd.n * w->n + 1) * sizeof *w->from_m);
    good = good && w->balls != NULL && w->from_m != NULL;
    for (uint32_t c = 0; good && c < w->of_odd.n; c++) {
        const struct cluster *cluster = &w->of_odd.items[c];
        struct ball *ball = &w->balls[w->n_balls];
        if (!cluster->odd)
            continue;
        *ball = (struct ball){.from_m = w->from_m + w->n_balls++ * w->n};
        for (size_t i = 0; i < w->n; i++)
            ball->from_m[i] = INFINITY;
        measure_ball(w, c, odd_ends, ball->from_m);
        /* Of odd ends -1 is one of the cluster; others never lie inside. */
        for (size_t i = 0; i < w->n; i++)
            ball->from_m[i] = ball->from_m[i] < 0 ? 0 : w->ends->odd[i] ? INFINITY : fmax(ball->from_m[i] - cluster->joined_m / 2, 0);
        /* Balls of single nodes begin by touching each other. */
        if (cluster->item != NO_CLUSTER)
            ball->radius_m = w->of_odd.items[cluster->up != NO_CLUSTER ? cluster->up : c].joined_m / 2;
    }
    free(odd_ends);
    return good;
}

/* ---- what is left to pay ----------------------------------------------------------------------- */

static double depth(const struct ball *ball, uint32_t end)
{
    return fmax(ball->radius_m - ball->from_m[end], 0);
}

/* A leg pays its length but for what it goes up or down in balls: the difference of both depths, in each. */
static void find_left(struct bounding *w)
{
    uint32_t *inside = w->scratch;
    for (uint32_t i = 0; i < w->n; i++)
        w->inside_m[i] = 0;
    for (size_t k = 0; k < w->n_balls; k++)
        for (uint32_t i = 0; i < w->n && w->balls[k].radius_m > 0; i++)
            w->inside_m[i] += depth(&w->balls[k], i);
    for (uint32_t a = 0; a < w->n; a++)
        for (uint32_t b = 0; b < w->n; b++)
            w->left_m[a * w->n + b] = way(w, a, b) - w->inside_m[a] - w->inside_m[b];
    for (size_t k = 0; k < w->n_balls; k++) {
        size_t n = 0;
        for (uint32_t i = 0; i < w->n && w->balls[k].radius_m > 0; i++)
            if (depth(&w->balls[k], i) > 0)
                inside[n++] = i;
        for (size_t x = 0; x < n; x++)
            for (size_t y = 0; y < n; y++)
                w->left_m[inside[x] * w->n + inside[y]] += 2 * fmin(depth(&w->balls[k], inside[x]), depth(&w->balls[k], inside[y]));
    }
}

/* Prices that hold two parts: those from the first cluster upwards that holds both. */
static void find_common(struct bounding *w)
{
    uint32_t *parts = w->scratch;
    for (size_t c = w->of_parts.n; c-- > 0;) {
        const struct cluster *cluster = &w->of_parts.items[c];
        w->prices[c].all = w->prices[c].price + (cluster->up != NO_CLUSTER ? w->prices[cluster->up].all : 0);
        if (cluster->item != NO_CLUSTER)
            continue;
        size_t n = clusters_list(&w->of_parts, cluster->parts[0], parts, 0);
        size_t both = clusters_list(&w->of_parts, cluster->parts[1], parts, n);
        for (size_t a = 0; a < n; a++)
            for (size_t b = n; b < both; b++)
                w->common[parts[a] * w->ends->n_parts + parts[b]] = w->common[parts[b] * w->ends->n_parts + parts[a]] = w->prices[c].all;
    }
}

/* May there be such a leg? */
static bool is_leg(const struct leg_ends *ends, uint32_t a, uint32_t b)
{
    return ends->part[a] != ends->part[b] || (ends->odd[a] && ends->odd[b]);
}

static double leg_m(const struct bounding *w, uint32_t a, uint32_t b)
{
    uint32_t p = w->ends->part[a], q = w->ends->part[b];
    double m = w->left_m[a * w->n + b];
    return p == q ? m : m - w->prices[p].all - w->prices[q].all + 2 * w->common[p * w->ends->n_parts + q];
}

/* ---- one pass ---------------------------------------------------------------------------------- */

static void count_leg(struct bounding *w, uint32_t a, uint32_t b, int times)
{
    for (size_t k = 0; k < w->n_balls; k++) {
        struct ball *ball = &w->balls[k];
        bool in_a = w->ends->odd[a] ? ball->from_m[a] <= 0 : depth(ball, a) > 0;
        bool in_b = w->ends->odd[b] ? ball->from_m[b] <= 0 : depth(ball, b) > 0;
        ball->out += in_a != in_b ? times : 0;
    }
    /* Clusters that hold the one and not the other, upwards; of two the one that was made first. */
    for (uint32_t p = w->ends->part[a], q = w->ends->part[b]; p != q;) {
        uint32_t *lower = p < q ? &p : &q;
        w->prices[*lower].legs += times;
        *lower = w->of_parts.items[*lower].up;
    }
}

/* Takes a part into the tree, and the ways from its ends to the others. */
static void into_tree(struct bounding *w, uint32_t part, bool priced)
{
    w->parts[part].in_tree = true;
    for (uint32_t i = w->first_of[part]; i < w->first_of[part + 1]; i++)
        for (uint32_t b = 0; b < w->n; b++) {
            struct leg_part *other = &w->parts[w->ends->part[b]];
            double m = other->in_tree ? INFINITY : priced ? leg_m(w, w->by_part[i], b) : way(w, w->by_part[i], b);
            if (m < other->near_m) {
                other->near_m = m;
                other->near_a = w->by_part[i];
                other->near_b = b;
            }
        }
}

/* Prim's tree: its sum without legs that earn something, which are counted with all that do. */
static double take_tree(struct bounding *w, bool priced)
{
    double sum = 0;
    for (size_t p = 0; p < w->ends->n_parts; p++) {
        w->parts[p].in_tree = false;
        w->parts[p].near_m = INFINITY;
    }
    into_tree(w, 0, priced);
    for (size_t k = 1; k < w->ends->n_parts; k++) {
        uint32_t best = NO_CLUSTER;
        for (uint32_t p = 0; p < w->ends->n_parts; p++)
            if (!w->parts[p].in_tree && (best == NO_CLUSTER || w->parts[p].near_m < w->parts[best].near_m))
                best = p;
        if (priced && w->parts[best].near_m >= 0) {
            sum += w->parts[best].near_m;
            count_leg(w, w->parts[best].near_a, w->parts[best].near_b, 1);
        }
        into_tree(w, best, priced);
    }
    return sum;
}

/* What these radii and prices prove of the legs. Between two even nodes there may be two legs, else one. */
static double pass(struct bounding *w)
{
    double sum = 0;
    for (size_t k = 0; k < w->n_balls; k++) {
        w->balls[k].out = 0;
        sum += w->balls[k].radius_m;
    }
    for (size_t c = 0; c < w->of_parts.n; c++) {
        w->prices[c].legs = 0;
        sum += w->prices[c].price * w->prices[c].needs;
    }
    find_left(w);
    find_common(w);
    sum += take_tree(w, true);
    for (uint32_t a = 0; a < w->n; a++)
        for (uint32_t b = 0; b < a; b++) {
            double m = is_leg(w->ends, a, b) ? leg_m(w, a, b) : 0;
            int times = w->ends->odd[a] || w->ends->odd[b] ? 1 : 2;
            if (m < 0) {
                sum += times * m;
                count_leg(w, a, b, times);
            }
        }
    return sum;
}

/* ---- radii and prices -------------------------------------------------------------------------- */

/* How far off the counts are: the sum of squares. What is 0 and would sink stays. */
static double squares(const struct bounding *w)
{
    double sum = 0;
    for (size_t k = 0; k < w->n_balls; k++)
        if (w->balls[k].radius_m > 0 || w->balls[k].out < 1)
            sum += (1 - w->balls[k].out) * (1 - w->balls[k].out);
    for (size_t c = 0; c + 1 < w->of_parts.n; c++)
        if (w->prices[c].price > 0 || w->prices[c].legs < w->prices[c].needs)
            sum += (w->prices[c].needs - w->prices[c].legs) * (w->prices[c].needs - w->prices[c].legs);
    return sum;
}

static void change(struct bounding *w, double step)
{
    for (size_t k = 0; k < w->n_balls; k++)
        w->balls[k].radius_m = fmax(w->balls[k].radius_m + step * (1 - w->balls[k].out), 0);
    for (size_t c = 0; c + 1 < w->of_parts.n; c++)
        w->prices[c].price = fmax(w->prices[c].price + step * (w->prices[c].needs - w->prices[c].legs), 0);
}

/* Ascends by Polyak's steps; `most_m`: what the legs of some walk have; what is nearer than `near_m` is near enough. */
static double ascend(struct bounding *w, double most_m, double near_m)
{
    double best = 0, pace = 1;
    size_t passes = (size_t)(MOST_PAIRS / (double)(w->n * w->n)) + 1, still = 0;
    for (size_t i = 0; i < passes && i < MOST_PASSES && most_m - best > near_m; i++) {
        double sum = pass(w), off = squares(w);
        still = sum > best + near_m / 8 ? 0 : still + 1;
        best = fmax(best, sum);
        if (still == STILL) {
            pace /= 2;
            still = 0;
        }
        if (!(off > 0) || pace < 0.02)
            break;
        change(w, pace * (most_m - sum) / off);
    }
    return best;
}

/* ---- all of it --------------------------------------------------------------------------------- */

static void leave(struct bounding *w)
{
    free(w->inside_m);
    free(w->parts);
    free(w->first_of);
    free(w->by_part);
    free(w->of_odd.items);
    free(w->of_parts.items);
    free(w->balls);
    free(w->from_m);
    free(w->prices);
    free(w->common);
    free(w->left_m);
    free(w->scratch);
}

bool legs_longest(const struct leg_ends *ends, double *longest_m)
{
    struct bounding w = {.ends = ends, .n = ends->n};
    bool good = find_parts(&w);
    *longest_m = 0;
    if (good)
        (void)take_tree(&w, false);
    for (size_t p = 1; p < ends->n_parts && good; p++)
        *longest_m = fmax(*longest_m, w.parts[p].near_m);
    leave(&w);
    return good;
}

bool legs_bound(const struct leg_ends *ends, double most_m, double near_m, double *bound_m)
{
    struct bounding w = {.ends = ends, .n = ends->n};
    bool good = find_parts(&w);
    if (good)
        (void)take_tree(&w, false);
    good = good && cluster_parts(&w) && find_balls(&w);
    *bound_m = good ? ascend(&w, most_m, near_m) : 0;
    leave(&w);
    return good;
}
