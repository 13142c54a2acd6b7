/* SPDX-License-Identifier: MIT
 *
 * A large network is searched window by window: all works outside stay as they are, and what they
 * join is contracted to single parts, so that a window is a small network of its own. */
#include "plan/choice_search.h"

#include "base/union_find.h"

#include <stdlib.h>
#include <string.h>

/* Works that a window has; a large network has windows of windows, which see less of it at once. */
enum { SMALL_WINDOW = 260, LARGE_WINDOW = 1600, INNER = 40 };

struct window {
    const struct choice_search *whole;
    uint8_t *inside; /* [n_works] */
    uint32_t *works; /* [n_works] those inside, first */
    size_t n_works;
    uint32_t *number; /* [n_works] of a work inside                    */
    uint32_t *group;  /* [n_parts] union-find: parts that fixed works join */
    uint32_t *part;   /* [n_parts] number of a group, CHOICE_NONE = not inside */
    struct choice_input input;
    int64_t *cost, *value, *gain;
    uint32_t *ends, *first, *work;
    float *shares;
    int64_t fixed_cost;
};

static void window_free(struct window *window)
{
    free(window->inside);
    free(window->works);
    free(window->number);
    free(window->group);
    free(window->part);
    free(window->cost);
    free(window->value);
    free(window->gain);
    free(window->ends);
    free(window->first);
    free(window->work);
    free(window->shares);
}

static MUST bool window_new(const struct choice_search *whole, struct window *window)
{
    const struct choice_net *net = whole->net;
    *window = (struct window){.whole = whole};
    window->inside = calloc(net->n_works + 1, sizeof *window->inside);
    window->works = calloc(net->n_works + 1, sizeof *window->works);
    window->number = calloc(net->n_works + 1, sizeof *window->number);
    window->group = calloc(net->n_parts + 1, sizeof *window->group);
    window->part = calloc(net->n_parts + 1, sizeof *window->part);
    window->cost = calloc(net->n_works + 1, sizeof *window->cost);
    window->value = calloc(net->n_works + 1, sizeof *window->value);
    window->gain = calloc(net->n_parts + 1, sizeof *window->gain);
    window->ends = calloc(2 * net->n_links + 1, sizeof *window->ends);
    window->first = calloc(net->n_links + 2, sizeof *window->first);
    window->work = calloc(net->n_uses + 1, sizeof *window->work);
    window->shares = calloc(net->n_works + 1, sizeof *window->shares);
    return window->inside && window->works && window->number && window->group && window->part &&
           window->cost && window->value && window->gain && window->ends && window->first &&
           window->work && window->shares;
}

static void take_in(struct window *window, uint32_t work)
{
    if (window->inside[work])
        return;
    window->inside[work] = 1;
    window->number[work] = (uint32_t)window->n_works;
    window->works[window->n_works++] = work;
}

/* Works around a seed, over links and parts. */
static void spread(struct window *window, uint32_t seed, size_t most)
{
    const struct choice_net *net = window->whole->net;
    size_t at = window->n_works;
    take_in(window, seed);
    for (; at < window->n_works && window->n_works < most; at++)
        for (uint32_t i = net->first_of_work[window->works[at]];
             i < net->first_of_work[window->works[at] + 1]; i++)
            for (uint32_t side = 0; side < 2; side++) {
                uint32_t part = net->end[2 * net->link[net->uses[i]] + side];
                for (uint32_t k = part != 0 ? net->first_arc[part] : 0;
                     part != 0 && k < net->first_arc[part + 1] && window->n_works < most; k++)
                    for (uint32_t use = net->first_use[net->arcs[k] / 2];
                         use < net->first_use[net->arcs[k] / 2 + 1]; use++)
                        take_in(window, net->work[use]);
            }
}

/* Joins what stays joined, whatever is chosen inside. */
static void contract(struct window *window)
{
    const struct choice_net *net = window->whole->net;
    const uint8_t *chosen = window->whole->best.chosen;
    for (uint32_t p = 0; p < net->n_parts; p++)
        window->group[p] = p;
    for (size_t link = 0; link < net->n_links; link++) {
        bool open = true;
        for (uint32_t use = net->first_use[link]; open && use < net->first_use[link + 1]; use++)
            open = chosen[net->work[use]] && !window->inside[net->work[use]];
        if (open)
            union_join(window->group, net->end[2 * link], net->end[2 * link + 1]);
    }
    window->fixed_cost = window->whole->best.cost;
    for (size_t i = 0; i < window->n_works; i++)
        window->fixed_cost -= chosen[window->works[i]] ? net->cost[window->works[i]] : 0;
}

/* Lists the link if works inside alone can open it. */
static void add_link(struct window *window, uint32_t link)
{
    const struct choice_net *net = window->whole->net;
    struct choice_input *input = &window->input;
    uint32_t n = window->first[input->n_links];
    uint32_t a = union_root(window->group, net->end[2 * link]);
    uint32_t b = union_root(window->group, net->end[2 * link + 1]);
    for (uint32_t use = net->first_use[link]; use < net->first_use[link + 1]; use++) {
        uint32_t work = net->work[use];
        if (window->inside[work])
            window->work[n++] = window->number[work];
        else if (!window->whole->best.chosen[work])
            return;
    }
    if (a == b || n == window->first[input->n_links])
        return;
    for (uint32_t side = 0; side < 2; side++) {
        uint32_t root = side == 0 ? a : b;
        if (window->part[root] == CHOICE_NONE)
            window->part[root] = (uint32_t)input->n_parts++;
        window->ends[2 * input->n_links + side] = window->part[root];
    }
    window->first[++input->n_links] = n;
}

/* The window as an input of its own. */
static void describe(struct window *window)
{
    const struct choice_net *net = window->whole->net;
    memset(window->part, 0xff, net->n_parts * sizeof *window->part);
    window->part[0] = 0;
    window->input = (struct choice_input){.n_parts = 1};
    window->first[0] = 0;
    for (uint32_t link = 0; link < net->n_links; link++)
        add_link(window, link);
    memset(window->gain, 0, (window->input.n_parts + 1) * sizeof *window->gain);
    for (uint32_t p = 1; p < net->n_parts; p++) {
        uint32_t part = window->part[union_root(window->group, p)];
        if (part != CHOICE_NONE && part != 0)
            window->gain[part] += net->gain[p];
    }
    for (size_t i = 0; i < window->n_works; i++) {
        window->cost[i] = net->cost[window->works[i]];
        window->value[i] = net->value[window->works[i]];
        window->shares[i] =
            window->whole->shares != NULL ? window->whole->shares[window->works[i]] : 0;
    }
    window->input.n_works = window->n_works;
    window->input.cost = window->cost;
    window->input.value = window->value;
    window->input.gain = window->gain;
    window->input.ends = window->ends;
    window->input.first = window->first;
    window->input.work = window->work;
}

/* Offers the whole what was found inside. */
static MUST bool give_back(struct choice_search *whole, struct window *window,
                           const struct choice_state *found)
{
    size_t n = 0;
    for (size_t i = 0; i < whole->best.n_works; i++)
        if (!window->inside[whole->best.works[i]])
            whole->works[n++] = whole->best.works[i];
    for (size_t i = 0; i < found->n_works; i++)
        whole->works[n++] = window->works[found->works[i]];
    return choice_search_offer(whole, whole->works, n);
}

static MUST bool search_windows(struct choice_search *search, size_t windows, size_t most,
                                size_t rounds);

/* Searches one window that begins with what is chosen there. */
static MUST bool search_window(struct choice_search *whole, struct window *window, size_t rounds)
{
    struct choice_net net = {0};
    struct choice_search inner = {0};
    size_t n = 0;
    contract(window);
    describe(window);
    bool done = choice_net_build(&window->input, &net, NULL) == RASIF_OK &&
                choice_search_new(&net, whole->budget - window->fixed_cost, &inner);
    for (size_t i = 0; done && i < window->n_works; i++)
        if (whole->best.chosen[window->works[i]])
            inner.works[n++] = (uint32_t)i;
    if (done) {
        inner.shares = whole->shares != NULL ? window->shares : NULL;
        inner.chance = choice_chance(&whole->chance) | 1;
        choice_state_set(&inner.best, inner.works, n);
        int64_t before = inner.best.gain, cost = inner.best.cost;
        done = window->n_works > LARGE_WINDOW / 2
                   ? search_windows(&inner, INNER, SMALL_WINDOW, rounds)
                   : choice_search_run(&inner, rounds);
        if (done && (inner.best.gain > before || inner.best.cost < cost))
            done = give_back(whole, window, &inner.best);
    }
    choice_search_free(&inner);
    choice_net_free(&net);
    return done;
}

static MUST bool search_windows(struct choice_search *search, size_t windows, size_t most,
                                size_t rounds)
{
    struct window window;
    bool done = window_new(search, &window);
    for (size_t i = 0; done && i < windows && search->best.n_works > 0; i++) {
        const struct choice_state *best = &search->best;
        for (size_t places = 1; places <= 2; places++)
            spread(&window, best->works[choice_chance(&search->chance) % best->n_works],
                   most / 2 * places);
        done = search_window(search, &window, rounds);
        for (size_t k = 0; k < window.n_works; k++)
            window.inside[window.works[k]] = 0;
        window.n_works = 0;
    }
    window_free(&window);
    return done;
}

MUST bool choice_search_windows(struct choice_search *search, size_t windows, size_t rounds)
{
    bool large = search->net->n_works > 2 * LARGE_WINDOW;
    return large ? search_windows(search, windows / INNER + 1, LARGE_WINDOW, rounds)
                 : search_windows(search, windows, SMALL_WINDOW, rounds);
}
