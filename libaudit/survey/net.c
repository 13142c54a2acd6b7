/* SPDX-License-Identifier: MIT
 *
 * The net on which a survey is walked: see net.h. Lines get stops (a place on a line where a node lies)
 * from the walking graph, from vertices that streets share, and from the ways that are added; edges run
 * between neighbouring stops. Cost: n log n in vertices of streets, one query of a grid per end. */
#include "survey/net.h"

#include "base/union_find.h"
#include "geo/grid.h"
#include "geo/line.h"
#include "link/graph.h"

#include <stdlib.h>
#include <string.h>

#define SAME_PLACE_M 0.01

struct stop {
    uint32_t line, node;
    float at_m;
};
/* A way that is not drawn. */
struct across {
    uint32_t node, foot;
    double length_m;
};
struct building {
    const struct store *store;
    struct net *net;
    size_t node_capacity;
    struct stop *stops;
    size_t n_stops, stop_capacity;
    struct across *across;
    size_t n_across, across_capacity;
    uint32_t *joined; /* [n_nodes] see base/union_find.h */
};

/* ---- lines and stops --------------------------------------------------------------------------- */

static MUST bool add_node(struct building *b, const double xy[2], uint32_t *out)
{
    struct net *net = b->net;
    if (!array_reserve(&net->xy, &b->node_capacity, 2 * net->n_nodes + 2, sizeof *net->xy))
        return false;
    net->xy[2 * net->n_nodes] = xy[0];
    net->xy[2 * net->n_nodes + 1] = xy[1];
    *out = (uint32_t)net->n_nodes++;
    return true;
}

static MUST bool add_stop(struct building *b, uint32_t line, uint32_t node, double at_m)
{
    struct stop stop = {line, node, (float)at_m};
    return PUSH(b->stops, b->n_stops, b->stop_capacity, stop);
}

/* Streets that are walked on for want of sidewalks, or between them. */
static bool is_way(const struct store *store, size_t street)
{
    const struct elements *e = &store->tables[ROLE_STREET];
    return e->scope[street] == SCOPE_YES && store->streets.same_as[street] == street &&
           !store->streets.is_own_element[street] && e->shapes.kind[street] == SHAPE_LINE;
}

static size_t count_streets(const struct store *store)
{
    const struct shapes *shapes = &store->tables[ROLE_STREET].shapes;
    size_t n = 0;
    for (size_t s = 0; s < store->tables[ROLE_STREET].n; s++)
        n += is_way(store, s) ? shapes->part[s + 1] - shapes->part[s] : 0;
    return n;
}

static MUST bool add_lines(struct building *b)
{
    const struct store *store = b->store;
    const struct graph *graph = &store->graph;
    const struct shapes *shapes = &store->tables[ROLE_STREET].shapes;
    struct net *net = b->net;
    net->lines = calloc(graph->n_lines + count_streets(store) + 1, sizeof *net->lines);
    if (net->lines == NULL)
        return false;
    for (uint32_t l = 0; l < graph->n_lines; l++) {
        struct net_line *line = &net->lines[net->n_lines++];
        line->xy = graph_line_xy(store, l, &line->n);
        line->row = graph->row[l];
        line->role = graph->role[l];
    }
    b->net->n_drawn = net->n_lines;
    for (size_t s = 0; s < store->tables[ROLE_STREET].n; s++)
        for (uint32_t part = shapes->part[s]; is_way(store, s) && part < shapes->part[s + 1]; part++)
            net->lines[net->n_lines++] =
                (struct net_line){shapes->xy + 2 * (size_t)shapes->point[part],
                                  shapes->point[part + 1] - shapes->point[part], (uint32_t)s, ROLE_STREET};
    return true;
}

/* The nodes of the walking graph, each at its first stop. */
static MUST bool add_drawn(struct building *b)
{
    const struct graph *graph = &b->store->graph;
    struct net *net = b->net;
    net->n_nodes = graph->n_nodes;
    if (!array_reserve(&net->xy, &b->node_capacity, 2 * graph->n_nodes + 2, sizeof *net->xy))
        return false;
    for (size_t i = 0; i < 2 * graph->n_nodes; i++)
        net->xy[i] = NAN;
    for (uint32_t line = 0; line < graph->n_lines; line++)
        for (uint32_t s = graph->first_stop[line]; s < graph->first_stop[line + 1]; s++) {
            double *place = net->xy + 2 * (size_t)graph->stop_node[s], direction[2];
            if (isnan(place[0]))
                line_at(net->lines[line].xy, net->lines[line].n, (double)graph->stop_m[s], place, direction);
            if (!add_stop(b, line, graph->stop_node[s], (double)graph->stop_m[s]))
                return false;
        }
    return true;
}

/* ---- vertices that streets share --------------------------------------------------------------- */

/* A vertex of a street, or a node of the walking graph (line NO_LINE). */
struct vertex_at {
    int64_t x, y; /* in SAME_PLACE_M */
    uint32_t line, point;
};

static int compare_vertices(const void *a, const void *b)
{
    const struct vertex_at *left = a, *right = b;
    if (left->x != right->x)
        return left->x < right->x ? -1 : 1;
    if (left->y != right->y)
        return left->y < right->y ? -1 : 1;
    if (left->line != right->line)
        return left->line > right->line ? -1 : 1; /* nodes of the graph first */
    return left->point < right->point ? -1 : left->point > right->point;
}

static struct vertex_at vertex_at(const double *xy, uint32_t line, uint32_t point)
{
    return (struct vertex_at){llround(xy[0] / SAME_PLACE_M), llround(xy[1] / SAME_PLACE_M), line, point};
}

static MUST bool list_vertices(const struct building *b, struct vertex_at **out, size_t *n)
{
    const struct net *net = b->net;
    size_t total = net->n_nodes;
    for (size_t l = b->net->n_drawn; l < net->n_lines; l++)
        total += net->lines[l].n;
    *n = 0;
    *out = malloc((total + 1) * sizeof **out);
    if (*out == NULL)
        return false;
    for (uint32_t i = 0; i < net->n_nodes; i++)
        (*out)[(*n)++] = vertex_at(net->xy + 2 * (size_t)i, NO_LINE, i);
    for (uint32_t l = (uint32_t)b->net->n_drawn; l < net->n_lines; l++)
        for (uint32_t k = 0; k < net->lines[l].n; k++)
            (*out)[(*n)++] = vertex_at(net->lines[l].xy + 2 * (size_t)k, l, k);
    array_sort(*out, *n, sizeof **out, compare_vertices);
    return true;
}

/* The vertices of one place become one node where streets end or meet. */
static MUST bool join_place(struct building *b, const struct vertex_at *at, size_t n)
{
    uint32_t node = at[0].point;
    bool needed = n > 1;
    size_t first = 0;
    while (first < n && at[first].line == NO_LINE)
        first++;
    for (size_t i = first; i < n; i++)
        needed = needed || at[i].point == 0 || at[i].point + 1 == b->net->lines[at[i].line].n;
    if (first == n || !needed)
        return true;
    if (first == 0 && !add_node(b, b->net->lines[at[0].line].xy + 2 * (size_t)at[0].point, &node))
        return false;
    for (size_t i = first; i < n; i++) {
        const struct net_line *line = &b->net->lines[at[i].line];
        if (!add_stop(b, at[i].line, node, line_length(line->xy, (size_t)at[i].point + 1)))
            return false;
    }
    return true;
}

static MUST bool add_streets(struct building *b)
{
    struct vertex_at *all;
    size_t n;
    if (!list_vertices(b, &all, &n))
        return false;
    bool good = true;
    for (size_t i = 0, end; i < n && good; i = end) {
        for (end = i + 1; end < n && all[end].x == all[i].x && all[end].y == all[i].y;)
            end++;
        good = join_place(b, all + i, end - i);
    }
    free(all);
    return good;
}

/* ---- ways that are not drawn ------------------------------------------------------------------- */

static int compare_stops(const void *a, const void *b)
{
    const struct stop *left = a, *right = b;
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    if (left->at_m < right->at_m || left->at_m > right->at_m)
        return left->at_m < right->at_m ? -1 : 1;
    return left->node < right->node ? -1 : left->node > right->node;
}

/* Which nodes one can walk between now. `of_line`: a node of each line. */
static MUST bool find_parts(struct building *b, uint32_t *of_line)
{
    b->joined = malloc((b->net->n_nodes + 1) * sizeof *b->joined);
    if (b->joined == NULL)
        return false;
    for (uint32_t i = 0; i < b->net->n_nodes; i++)
        b->joined[i] = i;
    for (size_t i = 0; i < b->n_stops; i++) {
        if (i > 0 && b->stops[i].line == b->stops[i - 1].line)
            union_join(b->joined, b->stops[i].node, b->stops[i - 1].node);
        of_line[b->stops[i].line] = b->stops[i].node;
    }
    return true;
}

struct reaching {
    struct building *b;
    const uint32_t *of_line;
    uint32_t from, line, point;
    double xy[2], nearest_m;
    struct foot foot;
};

static bool try_line(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct reaching *r = user;
    struct foot foot;
    if (union_root(r->b->joined, r->of_line[item.row]) == r->from)
        return true;
    segment_foot(a, b, r->xy[0], r->xy[1], &foot);
    if (foot.distance_m < r->nearest_m) {
        r->nearest_m = foot.distance_m;
        r->line = item.row;
        r->point = item.point;
        r->foot = foot;
    }
    return true;
}

/* From a node to the nearest line of another part; the foot becomes a stop of that line. */
static MUST bool reach_across(struct building *b, const struct grid *grid, const struct shapes *flat,
                              const uint32_t *of_line, uint32_t node, double most_m, struct grid_scratch *scratch)
{
    struct reaching r = {.b = b, .of_line = of_line, .from = union_root(b->joined, node), .line = NO_LINE,
                         .xy = {b->net->xy[2 * (size_t)node], b->net->xy[2 * (size_t)node + 1]}, .nearest_m = most_m};
    const double box[4] = {r.xy[0] - most_m, r.xy[1] - most_m, r.xy[0] + most_m, r.xy[1] + most_m};
    uint32_t foot;
    grid_query(grid, box, scratch, try_line, &r);
    if (r.line == NO_LINE)
        return true;
    size_t before = r.point - flat->point[r.line];
    double at_m = line_length(b->net->lines[r.line].xy, before + 1) + r.foot.at_m;
    const double place[2] = {r.foot.x, r.foot.y};
    if (!add_node(b, place, &foot) || !add_stop(b, r.line, foot, at_m))
        return false;
    struct across across = {node, foot, r.nearest_m};
    return PUSH(b->across, b->n_across, b->across_capacity, across);
}

/* All lines as shapes of one part each, borrowed by a grid. */
static MUST bool flatten(const struct net *net, struct shapes *flat)
{
    size_t n_points = 0;
    for (size_t l = 0; l < net->n_lines; l++)
        n_points += net->lines[l].n;
    *flat = (struct shapes){.n = net->n_lines, .n_parts = net->n_lines, .n_points = n_points};
    flat->kind = malloc(net->n_lines + 1);
    flat->part = malloc((net->n_lines + 1) * sizeof *flat->part);
    flat->point = malloc((net->n_lines + 1) * sizeof *flat->point);
    flat->xy = malloc((n_points + 1) * 2 * sizeof *flat->xy);
    if (flat->kind == NULL || flat->part == NULL || flat->point == NULL || flat->xy == NULL)
        return false;
    flat->part[0] = flat->point[0] = 0;
    for (size_t l = 0; l < net->n_lines; l++) {
        memcpy(flat->xy + 2 * (size_t)flat->point[l], net->lines[l].xy, 2 * net->lines[l].n * sizeof *flat->xy);
        flat->kind[l] = SHAPE_LINE;
        flat->part[l + 1] = (uint32_t)l + 1;
        flat->point[l + 1] = flat->point[l] + (uint32_t)net->lines[l].n;
    }
    return true;
}

/* Nodes of drawn lines from which a way is sought: where a line ends alone; of a part without such an end,
 * and without a street, its first. */
static MUST bool add_ways(struct building *b, const struct grid *grid, const struct shapes *flat, const uint32_t *of_line)
{
    size_t n = b->net->n_nodes, n_stops = b->n_stops;
    uint8_t *stops_of = calloc(n + 1, 1), *served = calloc(n + 1, 1);
    struct grid_scratch scratch = {0};
    bool good = stops_of != NULL && served != NULL;
    for (size_t i = 0; i < n_stops && good; i++) {
        stops_of[b->stops[i].node] = (uint8_t)(stops_of[b->stops[i].node] < 2 ? stops_of[b->stops[i].node] + 1 : 2);
        served[union_root(b->joined, b->stops[i].node)] |= b->stops[i].line >= b->net->n_drawn;
    }
    for (int second = 0; second < 2; second++)
        for (size_t i = 0; i < n_stops && good; i++) {
            struct stop stop = b->stops[i];
            uint32_t part = union_root(b->joined, stop.node);
            bool end = i == 0 || b->stops[i - 1].line != stop.line || i + 1 == n_stops || b->stops[i + 1].line != stop.line;
            if (stop.line >= b->net->n_drawn || (second ? served[part] != 0 : !end || stops_of[stop.node] > 1))
                continue;
            size_t before = b->n_across;
            good = reach_across(b, grid, flat, of_line, stop.node, second ? NET_FAR_M : NET_ACROSS_M, &scratch);
            served[part] |= second || b->n_across > before;
        }
    grid_scratch_free(&scratch);
    free(stops_of);
    free(served);
    return good;
}

static MUST bool connect(struct building *b, unsigned threads)
{
    struct shapes flat = {0};
    uint32_t *of_line = calloc(b->net->n_lines + 1, sizeof *of_line);
    struct grid *grid = NULL;
    array_sort(b->stops, b->n_stops, sizeof *b->stops, compare_stops);
    bool good = of_line != NULL && flatten(b->net, &flat) && find_parts(b, of_line);
    if (good && b->net->n_lines > 0)
        good = (grid = grid_build(&flat, NULL, NET_ACROSS_M, threads)) != NULL && add_ways(b, grid, &flat, of_line);
    grid_free(grid);
    free(flat.kind);
    free(flat.part);
    free(flat.point);
    free(flat.xy);
    free(of_line);
    return good;
}

/* ---- edges ------------------------------------------------------------------------------------- */

static MUST bool add_edges(struct building *b)
{
    struct net *net = b->net;
    array_sort(b->stops, b->n_stops, sizeof *b->stops, compare_stops);
    net->edges = malloc((b->n_stops + b->n_across + 1) * sizeof *net->edges);
    net->first_edge = calloc(net->n_lines + 2, sizeof *net->first_edge);
    if (net->edges == NULL || net->first_edge == NULL)
        return false;
    for (size_t i = 1; i < b->n_stops; i++) {
        const struct stop *one = &b->stops[i - 1], *two = &b->stops[i];
        if (one->line != two->line || (one->node == two->node && two->at_m <= one->at_m))
            continue;
        net->edges[net->n_edges++] =
            (struct net_edge){one->node, two->node, one->line, one->at_m, two->at_m, (double)two->at_m - (double)one->at_m};
        net->first_edge[one->line + 1]++;
    }
    for (size_t l = 0; l < net->n_lines; l++)
        net->first_edge[l + 1] += net->first_edge[l];
    for (size_t i = 0; i < b->n_across; i++)
        net->edges[net->n_edges++] =
            (struct net_edge){b->across[i].node, b->across[i].foot, NO_LINE, 0, 0, b->across[i].length_m};
    return true;
}

/* A ring's edge stands once at its node. */
static MUST bool index_edges(struct net *net)
{
    net->first_at = calloc(net->n_nodes + 3, sizeof *net->first_at);
    net->at = malloc((2 * net->n_edges + 1) * sizeof *net->at);
    if (net->first_at == NULL || net->at == NULL)
        return false;
    for (size_t i = 0; i < net->n_edges; i++) {
        net->first_at[net->edges[i].a + 2]++;
        if (net->edges[i].b != net->edges[i].a)
            net->first_at[net->edges[i].b + 2]++;
    }
    for (size_t i = 0; i < net->n_nodes; i++)
        net->first_at[i + 2] += net->first_at[i + 1];
    for (uint32_t i = 0; i < net->n_edges; i++) {
        net->at[net->first_at[net->edges[i].a + 1]++] = i;
        if (net->edges[i].b != net->edges[i].a)
            net->at[net->first_at[net->edges[i].b + 1]++] = i;
    }
    return true;
}

rasif_status net_build(const struct store *store, unsigned threads, struct net *out, rasif_error *err)
{
    struct building b = {.store = store, .net = out};
    *out = (struct net){.n_nodes = 0};
    store_use(store, PART_ways);
    bool good = add_lines(&b) && add_drawn(&b) && add_streets(&b) && connect(&b, threads) && add_edges(&b) && index_edges(out);
    free(b.stops);
    free(b.across);
    free(b.joined);
    return good ? RASIF_OK : fail_memory(err);
}

void net_free(struct net *net)
{
    free(net->xy);
    free(net->edges);
    free(net->lines);
    free(net->first_edge);
    free(net->first_at);
    free(net->at);
    *net = (struct net){.n_nodes = 0};
}

/* Lines of a row within [low, high), which are by role and row. */
static uint32_t lines_within(const struct net *net, enum role role, size_t row, uint32_t low, uint32_t high, uint32_t *first)
{
    uint32_t end = high;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct net_line *line = &net->lines[middle];
        if (line->role != role ? line->role < role : line->row < row)
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    while (low < end && net->lines[low].role == role && net->lines[low].row == row)
        low++;
    return low;
}

uint32_t net_lines(const struct net *net, enum role role, size_t row, uint32_t *first)
{
    uint32_t last = lines_within(net, role, row, 0, (uint32_t)net->n_drawn, first);
    return last > *first ? last : lines_within(net, role, row, (uint32_t)net->n_drawn, (uint32_t)net->n_lines, first);
}

uint32_t net_nearest(const struct net *net, const double xy[2])
{
    uint32_t nearest = NO_ROW;
    double least = INFINITY;
    for (uint32_t i = 0; i < net->n_nodes; i++) {
        double distance = hypot(net->xy[2 * (size_t)i] - xy[0], net->xy[2 * (size_t)i + 1] - xy[1]);
        if (distance < least) {
            least = distance;
            nearest = i;
        }
    }
    return nearest;
}
