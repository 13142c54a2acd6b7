/* SPDX-License-Identifier: MIT
 *
 * Elements to visit as walks: see walks.h. One walk after another is made where most is left: a few places
 * are tried, the best grows, and is cut to as many elements as a closed walk of the length passes. The
 * walks are then put in order. Cost: for each walk the elements that are left, a few growths, and a few
 * searches for a closed walk. */
#include "survey/walk_parts.h"

#include "geo/line.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TRIED 4 /* places where a walk may begin */

/* ---- one walk ---------------------------------------------------------------------------------- */

/* What some items require: w->edges and w->nodes. */
static MUST bool list_required(struct walking *w, const uint32_t *items, size_t n, size_t *n_edges, size_t *n_nodes)
{
    *n_edges = *n_nodes = 0;
    uint32_t mark = ++w->passed[w->net->n_edges];
    for (size_t i = 0; i < n; i++) {
        const struct item *item = &w->items.all[items[i]];
        if (item->node != NO_ROW && !PUSH(w->nodes, *n_nodes, w->node_capacity, item->node))
            return false;
        for (uint32_t k = 0; k < item->n_edges; k++) {
            uint32_t edge = w->items.edges[item->first_edge + k];
            if (w->passed[edge] == mark)
                continue; /* two implied sidewalks of one street */
            w->passed[edge] = mark;
            if (!PUSH(w->edges, *n_edges, w->edge_capacity, edge))
                return false;
        }
    }
    return true;
}

rasif_status walk_close(struct walking *w, const uint32_t *items, size_t n, struct tour *tour, bool *whole,
                               rasif_error *err)
{
    size_t n_edges, n_nodes;
    if (!list_required(w, items, n, &n_edges, &n_nodes))
        return fail_memory(err);
    return postman_walk(w->postman, w->edges, n_edges, w->nodes, n_nodes, w->start, w->last, tour, whole, err);
}

static double minutes_of(const struct walking *w, const uint32_t *items, size_t n)
{
    double minutes = 0;
    for (size_t i = 0; i < n; i++)
        minutes += w->items.all[items[i]].minutes;
    return minutes;
}

rasif_status walk_try(struct walking *w, const uint32_t *items, size_t n, double most_m, bool *fits, struct tour *tour,
                      rasif_error *err)
{
    struct tour one;
    bool whole;
    rasif_status status = walk_close(w, items, n, &one, &whole, err);
    *fits = status == RASIF_OK && whole && one.length_m <= most_m &&
            walk_minutes(one.length_m, 0) + minutes_of(w, items, n) <= w->question->walk_minutes;
    tour_free(*fits ? tour : &one);
    *tour = *fits ? one : *tour;
    return status;
}

/* By halves, for a walk through more of them is longer as a rule. */
rasif_status walk_cut(struct walking *w, const uint32_t *items, size_t n, double most_m, size_t *fit, struct tour *tour,
                      rasif_error *err)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low + 1) / 2;
        bool fits;
        TRY(walk_try(w, items, middle, most_m, &fits, tour, err));
        low = fits ? middle : low;
        high = fits ? high : middle - 1;
    }
    *fit = low;
    return RASIF_OK;
}

/* ---- what a walk visits ------------------------------------------------------------------------ */

/* Marks edges and nodes of the walk. */
static uint32_t mark_walk(struct walking *w, const struct tour *tour)
{
    uint32_t mark = ++w->passed[w->net->n_edges];
    for (size_t i = 0; i < tour->n; i++)
        w->passed[tour->edges[i]] = mark;
    for (size_t i = 0; i <= tour->n; i++)
        w->stopped[tour->nodes[i]] = mark;
    return mark;
}

static bool is_visited(const struct walking *w, const struct item *item, uint32_t mark)
{
    if (item->node != NO_ROW)
        return w->stopped[item->node] == mark;
    for (uint32_t k = 0; k < item->n_edges; k++)
        if (w->passed[w->items.edges[item->first_edge + k]] != mark)
            return false;
    return true;
}

/* Takes an item at its turn. */
static void visit(struct walking *w, struct item *item, struct walk *walk)
{
    struct survey_element *element = &w->survey->elements[item->element];
    item->taken = true;
    walk->first = walk->visits == 0 ? item->element : walk->first;
    element->walk = (uint32_t)w->out->n + 1;
    element->stop = (uint32_t)++walk->visits;
    walk->values += element->values;
    walk->verdicts += visit_settled(&element->visit);
    walk->likely += element->likely;
    walk->settles_m += element->settles_m;
}

/* The items that the walk is made for, and others that it passes whole as far as there is time, in the order
 * in which it comes to them. */
static void visit_all(struct walking *w, const uint32_t *chosen, size_t n, const struct tour *tour, struct walk *walk)
{
    uint32_t mark = mark_walk(w, tour);
    const struct items *items = &w->items;
    double minutes = walk_minutes(tour->length_m, 0) + minutes_of(w, chosen, n);
    for (size_t i = 0; i < n; i++)
        w->chosen[chosen[i]] = mark;
    for (size_t i = 0; i <= tour->n; i++) {
        uint32_t node = tour->nodes[i];
        for (uint32_t k = items->first_at[node]; k < items->first_at[node + 1]; k++) {
            struct item *item = &items->all[items->at[k]];
            bool extra = w->chosen[items->at[k]] != mark;
            if (item->taken || !is_visited(w, item, mark) || (extra && minutes + item->minutes > w->question->walk_minutes))
                continue;
            minutes += extra ? item->minutes : 0;
            visit(w, item, walk);
        }
    }
}

/* The points of an edge from one of its nodes. */
static MUST bool draw_edge(const struct walking *w, uint32_t number, uint32_t from, struct walk *walk, size_t *capacity)
{
    const struct net_edge *edge = &w->net->edges[number];
    size_t room = edge->line != NO_LINE ? w->net->lines[edge->line].n + 2 : 2, n = 2;
    double *xy = malloc(2 * room * sizeof *xy);
    if (xy == NULL || !array_reserve(&walk->xy, capacity, 2 * (walk->n_points + room), sizeof *walk->xy)) {
        free(xy);
        return false;
    }
    if (edge->line != NO_LINE) {
        const struct net_line *line = &w->net->lines[edge->line];
        double length_m = line_length(line->xy, line->n);
        n = line_piece(line->xy, line->n, clamp((double)edge->from_m, 0, length_m), clamp((double)edge->to_m, 0, length_m), xy);
    } else {
        memcpy(xy, w->net->xy + 2 * (size_t)edge->a, 2 * sizeof *xy);
        memcpy(xy + 2, w->net->xy + 2 * (size_t)edge->b, 2 * sizeof *xy);
    }
    for (size_t i = 0; i < n; i++) {
        const double *point = xy + 2 * (edge->a == from ? i : n - 1 - i);
        double *last = walk->xy + 2 * walk->n_points;
        if (walk->n_points > 0 && hypot(last[-2] - point[0], last[-1] - point[1]) < 0.001)
            continue;
        memcpy(last, point, 2 * sizeof *point);
        walk->n_points++;
    }
    free(xy);
    return true;
}

static MUST bool draw(const struct walking *w, const struct tour *tour, struct walk *walk)
{
    size_t capacity = 0;
    bool good = true;
    for (size_t i = 0; i < tour->n && good; i++)
        good = draw_edge(w, tour->edges[i], tour->nodes[i], walk, &capacity);
    if (!good || walk->n_points > 1)
        return good;
    /* A walk to one point: it stands there. */
    free(walk->xy);
    walk->xy = calloc(4, sizeof *walk->xy);
    if (walk->xy == NULL)
        return false;
    for (int k = 0; k < 2; k++)
        memcpy(walk->xy + 2 * k, w->net->xy + 2 * (size_t)tour->nodes[0], 2 * sizeof *walk->xy);
    walk->n_points = 2;
    return true;
}

/* Makes the walk shorter in another order, and finds how short it could be. */
static MUST bool finish_tour(struct walking *w, const uint32_t *chosen, size_t n, struct tour *tour, double *bound_m)
{
    size_t n_edges, n_nodes;
    *bound_m = NAN;
    return list_required(w, chosen, n, &n_edges, &n_nodes) &&
           improver_walk(w->improver, w->edges, n_edges, w->nodes, n_nodes, w->start, tour) &&
           (w->bounder == NULL || bounder_walk(w->bounder, w->edges, n_edges, w->nodes, n_nodes, w->start, w->last,
                                               tour->length_m, bound_m));
}

static MUST bool keep_walk(struct walking *w, const uint32_t *chosen, size_t n, struct tour *tour)
{
    double bound_m;
    if (!finish_tour(w, chosen, n, tour, &bound_m))
        return false;
    struct walk walk = {.length_m = tour->length_m, .required_m = tour->required_m, .bound_m = bound_m};
    const double *start = w->net->xy + 2 * (size_t)tour->nodes[0];
    memcpy(walk.start, start, sizeof walk.start);
    visit_all(w, chosen, n, tour, &walk);
    walk.minutes = walk_minutes(tour->length_m, walk.values);
    if (draw(w, tour, &walk) && PUSH(w->out->items, w->out->n, w->out->capacity, walk))
        return true;
    free(walk.xy);
    return false;
}

/* ---- one after another ------------------------------------------------------------------------- */

/* Where all walks begin; those between stops grow first. */
static uint32_t grow_start(const struct walking *w)
{
    return w->question->n_stops == 0 ? w->start : NO_ROW;
}

/* Where a walk that grows unhindered settles most per metre. */
static rasif_status choose_first(struct walking *w, uint32_t *out, rasif_error *err)
{
    double most = -1;
    *out = NO_ROW;
    walk_weigh_places(w);
    for (int k = 0; k < TRIED; k++) {
        uint32_t first = walk_next_place(w);
        struct grown grown;
        if (first == NO_ROW)
            break;
        if (!grow_walk(w->grower, first, grow_start(w), w->question->most_m, w->question->walk_minutes, &grown))
            return fail_memory(err);
        double worth = grown.n > 0 ? grown.gain / (grown.length_m + WALK_APPROACH_M) : 0;
        if (worth > most) {
            most = worth;
            *out = first;
        }
    }
    return RASIF_OK;
}

/* *more = false: nothing is left. */
static rasif_status make_walk(struct walking *w, bool *more, rasif_error *err)
{
    uint32_t first;
    struct grown grown;
    struct tour tour = {.n = 0};
    size_t fit = 0;
    TRY(choose_first(w, &first, err));
    *more = first != NO_ROW;
    if (!*more)
        return RASIF_OK;
    if (!grow_walk(w->grower, first, grow_start(w), w->question->most_m, w->question->walk_minutes, &grown))
        return fail_memory(err);
    rasif_status status = walk_fit(w, grown.items, grown.n, &fit, &tour, err);
    if (status == RASIF_OK && fit > 0 && !keep_walk(w, grown.items, fit, &tour))
        status = fail_memory(err);
    tour_free(&tour);
    w->out->n_far += !w->items.all[first].taken;
    w->items.all[first].taken = true; /* out of reach, if no walk took it */
    return status;
}

static int compare_walks(const void *a, const void *b)
{
    const struct walk *const *left = a, *const *right = b;
    double l = (*left)->likely / ((*left)->length_m + WALK_APPROACH_M), r = (*right)->likely / ((*right)->length_m + WALK_APPROACH_M);
    if (l > r || l < r)
        return l > r ? -1 : 1;
    return *left < *right ? -1 : *left > *right;
}

/* The best first; of what takes longer than the time, the walks that would come last have none. */
static MUST bool put_in_order(struct walking *w)
{
    struct walks *out = w->out;
    const struct walk **order = malloc((out->n + 1) * sizeof *order);
    struct walk *items = malloc((out->n + 1) * sizeof *items);
    uint32_t *number = calloc(out->n + 2, sizeof *number);
    bool good = order != NULL && items != NULL && number != NULL;
    double minutes = 0;
    size_t n = 0;
    for (size_t i = 0; i < out->n && good; i++)
        order[i] = &out->items[i];
    if (good && out->n > 0)
        array_sort(order, out->n, sizeof *order, compare_walks);
    for (size_t i = 0; i < out->n && good; i++) {
        minutes += order[i]->minutes;
        if (minutes > w->question->most_minutes) {
            free(order[i]->xy);
            continue;
        }
        number[order[i] - out->items + 1] = (uint32_t)n + 1;
        items[n++] = *order[i];
    }
    for (size_t i = 0; i < w->survey->n && good; i++) {
        struct survey_element *element = &w->survey->elements[i];
        element->walk = number[element->walk];
        element->stop = element->walk != NO_WALK ? element->stop : 0;
    }
    free(order);
    free(number);
    if (!good) {
        free(items);
        return false;
    }
    free(out->items);
    out->items = items;
    out->n = n;
    return true;
}

static MUST bool open_walking(struct walking *w)
{
    w->passed = calloc(w->net->n_edges + 1, sizeof *w->passed);
    w->stopped = calloc(w->net->n_nodes + 1, sizeof *w->stopped);
    if (w->passed == NULL || w->stopped == NULL || !walk_find_items(w) || !walk_find_places(w))
        return false;
    w->start = w->question->start != NULL ? net_nearest(w->net, w->question->start) : NO_ROW;
    w->last = w->question->last != NULL ? net_nearest(w->net, w->question->last) : NO_ROW;
    w->chosen = calloc(w->items.n + 1, sizeof *w->chosen);
    w->grower = grower_new(w->net, &w->items);
    w->postman = postman_new(w->net);
    w->improver = improver_new(w->net);
    w->bounder = w->question->bounds ? bounder_new(w->net) : NULL;
    return (w->bounder != NULL || !w->question->bounds) && w->chosen != NULL && w->grower != NULL && w->postman != NULL &&
           w->improver != NULL;
}

static void close_walking(struct walking *w)
{
    grower_free(w->grower);
    postman_free(w->postman);
    improver_free(w->improver);
    bounder_free(w->bounder);
    free(w->items.all);
    free(w->items.edges);
    free(w->items.first_at);
    free(w->items.at);
    free(w->places);
    free(w->place_of);
    free(w->edges);
    free(w->nodes);
    free(w->passed);
    free(w->chosen);
    free(w->stopped);
    free(w->stops);
}

static rasif_status make_all(struct walking *w, bool (*go_on)(void *, double), void *user, rasif_error *err)
{
    double all = 0, done = 0, minutes = 0;
    for (size_t i = 0; i < w->items.n; i++)
        all += w->items.all[i].gain;
    /* Walks come nearly in order: twice the time holds all that may be among the best. */
    for (bool more = true; more && minutes <= 2 * w->question->most_minutes;) {
        size_t before = w->out->n;
        if (w->question->most_walks > 0 && before >= w->question->most_walks)
            break;
        TRY(make_walk(w, &more, err));
        if (w->out->n > before) {
            done += w->out->items[before].likely;
            minutes += w->out->items[before].minutes;
        }
        if (go_on != NULL && !go_on(user, all > 0 ? done / all : 1))
            return fail(err, RASIF_E_CANCELLED, "cancelled");
    }
    return put_in_order(w) ? RASIF_OK : fail_memory(err);
}

rasif_status walks_make(struct survey *survey, const struct net *net, const struct walks_question *question,
                        bool (*go_on)(void *user, double done), void *user, struct walks *out, rasif_error *err)
{
    struct walking w = {.survey = survey, .net = net, .question = question, .out = out};
    *out = (struct walks){.n = 0};
    rasif_status status = open_walking(&w) ? make_all(&w, go_on, user, err) : fail_memory(err);
    close_walking(&w);
    return status;
}

void walks_free(struct walks *walks)
{
    for (size_t i = 0; i < walks->n; i++)
        free(walks->items[i].xy);
    free(walks->items);
    *walks = (struct walks){.n = 0};
}
