/* SPDX-License-Identifier: MIT
 *
 * Elements as parts of the net: see walk_parts.h. A line is all edges of its row; a sidewalk that a street
 * implies is the street; a point, or an area, is the nearest node of the net. */
#include "survey/walk_parts.h"

#include <math.h>
#include <stdlib.h>

#define PLACE_M 250.0 /* how far a place reaches */

/* The lines on which an element lies: its own, or of an implied sidewalk those of its street. */
static uint32_t lines_of(const struct walking *w, const struct survey_element *element, uint32_t *first)
{
    uint32_t street = element_street(&w->survey->store->tables[element->role], element->row);
    return street != NO_ROW ? net_lines(w->net, ROLE_STREET, street, first)
                            : net_lines(w->net, (enum role)element->role, element->row, first);
}

/* The node of the net nearest to a point, among those that were filed; NO_ROW = none within reach. */
struct filed {
    int64_t x, y;
    uint32_t node;
};

static int compare_filed(const void *a, const void *b)
{
    const struct filed *left = a, *right = b;
    if (left->x != right->x)
        return left->x < right->x ? -1 : 1;
    if (left->y != right->y)
        return left->y < right->y ? -1 : 1;
    return left->node < right->node ? -1 : left->node > right->node;
}

static struct filed *file_nodes(const struct net *net)
{
    struct filed *filed = malloc((net->n_nodes + 1) * sizeof *filed);
    for (uint32_t i = 0; i < net->n_nodes && filed != NULL; i++)
        filed[i] = (struct filed){(int64_t)floor(net->xy[2 * (size_t)i] / NET_ACROSS_M),
                                  (int64_t)floor(net->xy[2 * (size_t)i + 1] / NET_ACROSS_M), i};
    if (filed != NULL && net->n_nodes > 0)
        array_sort(filed, net->n_nodes, sizeof *filed, compare_filed);
    return filed;
}

static size_t first_filed(const struct filed *filed, size_t n, int64_t x, int64_t y)
{
    const struct filed wanted = {x, y, 0};
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_filed(&filed[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t node_near(const struct net *net, const struct filed *filed, const double xy[2])
{
    uint32_t nearest = NO_ROW;
    double least = NET_ACROSS_M;
    int64_t x = (int64_t)floor(xy[0] / NET_ACROSS_M), y = (int64_t)floor(xy[1] / NET_ACROSS_M);
    for (int64_t column = x - 1; column <= x + 1; column++)
        for (size_t i = first_filed(filed, net->n_nodes, column, y - 1);
             i < net->n_nodes && filed[i].x == column && filed[i].y <= y + 1; i++) {
            const double *at = net->xy + 2 * (size_t)filed[i].node;
            double distance = hypot(at[0] - xy[0], at[1] - xy[1]);
            if (distance < least || (distance <= least && filed[i].node < nearest)) {
                least = distance;
                nearest = filed[i].node;
            }
        }
    return nearest;
}

/* The first point of a row that is no line: a ramp, an area. */
static uint32_t node_of_point(const struct walking *w, const struct filed *filed, const struct survey_element *element)
{
    const struct shapes *shapes = &w->survey->store->tables[element->role].shapes;
    uint32_t first = shapes->point[shapes->part[element->row]], last = shapes->point[shapes->part[element->row + 1]];
    return last > first ? node_near(w->net, filed, shapes->xy + 2 * (size_t)first) : NO_ROW;
}

static double edges_m(const struct walking *w, const struct item *item)
{
    double length_m = 0;
    for (uint32_t k = 0; k < item->n_edges; k++)
        length_m += w->net->edges[w->items.edges[item->first_edge + k]].length_m;
    return length_m;
}

static MUST bool add_item(struct walking *w, const struct filed *filed, uint32_t number, size_t *n_edges, size_t *capacity)
{
    const struct survey_element *element = &w->survey->elements[number];
    struct item item = {.element = number, .minutes = walk_minutes(0, element->values), .first_edge = (uint32_t)*n_edges, .node = NO_ROW,
                        .gain = element->likely};
    uint32_t first, last = lines_of(w, element, &first);
    for (uint32_t e = w->net->first_edge[first]; last > first && e < w->net->first_edge[last]; e++)
        if (!PUSH(w->items.edges, *n_edges, *capacity, e))
            return false;
    item.n_edges = (uint32_t)*n_edges - item.first_edge;
    item.length_m = edges_m(w, &item);
    if (item.n_edges == 0)
        item.node = node_of_point(w, filed, element);
    if (item.n_edges > 0 || item.node != NO_ROW)
        w->items.all[w->items.n++] = item;
    else
        w->out->n_far += item.gain > 0;
    return true;
}

/* Which items lie at each node: two passes, count and fill. */
static MUST bool file_items(struct walking *w)
{
    struct items *items = &w->items;
    size_t n = 0;
    items->first_at = calloc(w->net->n_nodes + 3, sizeof *items->first_at);
    for (size_t i = 0; i < items->n; i++)
        n += items->all[i].node != NO_ROW ? 1 : 2 * (size_t)items->all[i].n_edges;
    items->at = malloc((n + 1) * sizeof *items->at);
    if (items->first_at == NULL || items->at == NULL)
        return false;
    for (int fill = 0; fill < 2; fill++) {
        for (uint32_t i = 0; i < items->n; i++) {
            const struct item *item = &items->all[i];
            for (uint32_t k = 0; k < (item->node != NO_ROW ? 1 : 2 * item->n_edges); k++) {
                const struct net_edge *edge = item->node == NO_ROW ? &w->net->edges[items->edges[item->first_edge + k / 2]] : NULL;
                uint32_t node = edge == NULL ? item->node : k % 2 == 0 ? edge->a : edge->b;
                if (fill)
                    items->at[items->first_at[node + 1]++] = i;
                else
                    items->first_at[node + 2]++;
            }
        }
        for (size_t i = 0; i < w->net->n_nodes && !fill; i++)
            items->first_at[i + 2] += items->first_at[i + 1];
    }
    return true;
}

static MUST bool find_stops(struct walking *w, const struct filed *filed)
{
    w->stops = malloc((w->question->n_stops + 1) * sizeof *w->stops);
    for (size_t i = 0; i < w->question->n_stops && w->stops != NULL; i++)
        w->stops[i] = node_near(w->net, filed, w->question->stops + 2 * i);
    return w->stops != NULL;
}

bool walk_find_items(struct walking *w)
{
    struct filed *filed = file_nodes(w->net);
    size_t n_edges = 0, capacity = 0;
    w->items.all = malloc((w->survey->n + 1) * sizeof *w->items.all);
    bool good = filed != NULL && w->items.all != NULL && find_stops(w, filed);
    for (uint32_t i = 0; i < w->survey->n && good; i++)
        good = add_item(w, filed, i, &n_edges, &capacity);
    free(filed);
    return good && file_items(w);
}

/* ---- places ------------------------------------------------------------------------------------ */

const double *walk_item_xy(const struct walking *w, const struct item *item)
{
    uint32_t node = item->node != NO_ROW ? item->node : w->net->edges[w->items.edges[item->first_edge]].a;
    return w->net->xy + 2 * (size_t)node;
}

static int compare_places(const void *a, const void *b)
{
    const struct place *left = a, *right = b;
    if (left->x != right->x)
        return left->x < right->x ? -1 : 1;
    return left->y < right->y ? -1 : left->y > right->y;
}

static struct place place_of(const struct walking *w, size_t item)
{
    const double *xy = walk_item_xy(w, &w->items.all[item]);
    return (struct place){.x = (int64_t)floor(xy[0] / PLACE_M), .y = (int64_t)floor(xy[1] / PLACE_M)};
}

bool walk_find_places(struct walking *w)
{
    size_t n = w->items.n;
    w->places = malloc((n + 1) * sizeof *w->places);
    w->place_of = malloc((n + 1) * sizeof *w->place_of);
    if (w->places == NULL || w->place_of == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        w->places[i] = place_of(w, i);
    array_sort(w->places, n, sizeof *w->places, compare_places);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || compare_places(&w->places[i], &w->places[w->n_places - 1]) != 0)
            w->places[w->n_places++] = w->places[i];
    for (size_t i = 0; i < n; i++) {
        const struct place wanted = place_of(w, i);
        const struct place *found = bsearch(&wanted, w->places, w->n_places, sizeof wanted, compare_places);
        w->place_of[i] = found != NULL ? (uint32_t)(found - w->places) : 0;
    }
    return true;
}

void walk_weigh_places(struct walking *w)
{
    for (size_t i = 0; i < w->n_places; i++) {
        w->places[i].gain = w->places[i].length_m = w->places[i].best_worth = 0;
        w->places[i].best = NO_ROW;
    }
    for (uint32_t i = 0; i < w->items.n; i++) {
        const struct item *item = &w->items.all[i];
        struct place *place = &w->places[w->place_of[i]];
        if (item->taken || item->gain <= 0)
            continue;
        double length_m = item->length_m, worth = item->gain / (length_m + WALK_APPROACH_M);
        place->gain += item->gain;
        place->length_m += length_m;
        if (worth > place->best_worth) {
            place->best_worth = worth;
            place->best = i;
        }
    }
}

uint32_t walk_next_place(struct walking *w)
{
    size_t best = SIZE_MAX;
    double most = 0;
    for (size_t i = 0; i < w->n_places; i++) {
        double worth = w->places[i].gain / (w->places[i].length_m + WALK_APPROACH_M);
        if (worth > most) {
            best = i;
            most = worth;
        }
    }
    if (best == SIZE_MAX)
        return NO_ROW;
    w->places[best].gain = 0;
    return w->places[best].best;
}
