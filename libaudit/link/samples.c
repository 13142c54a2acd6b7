/* SPDX-License-Identifier: MIT
 *
 * Places along a line and the street side that each runs along: see samples.h. In: metres;
 * streets that link. A named street is trusted at any distance and angle.
 *
 * Algorithm: 24 samples share one grid query, and the samples on one segment of the line share
 * the test of angles. Where two samples differ in street or side, the step between them is split
 * into 8 parts and each change among those is found by 17 halvings, to a few micrometres, so that
 * no figure depends on where steps fall.
 *
 * Cost: linear in the length of the lines; per sample the street segments within match distance
 * and angle. */
#include "link/samples.h"

#include "geo/line.h"

#include <stdlib.h>
#include <string.h>

/* A street segment within reach of some samples. */
struct candidate {
    double a[2], direction[2], length_m;
    double dot, angle_deg;  /* with the direction of the samples; NaN = not computed yet */
    double before_m;        /* along the street to `a`; NaN = not computed yet           */
    uint32_t street, point; /* point: number of its first point                          */
};

/* Samples that share one search of the grid: a sidewalk along a block of 90 m takes one. */
#define WINDOW 24
#define PARTS 8     /* of a step in which the street or side changes */
#define HALVINGS 17 /* of such a part: 4 micrometres                */

/* Adds a street segment; its angle and position are computed when they are first needed. */
static bool take_candidate(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct sampler *sampler = user;
    double length = hypot(b[0] - a[0], b[1] - a[1]);
    struct candidate candidate = {.a = {a[0], a[1]},
                                  .length_m = length,
                                  .before_m = NAN,
                                  .street = item.row,
                                  .point = item.point};
    if (length > 0) {
        candidate.direction[0] = (b[0] - a[0]) / length;
        candidate.direction[1] = (b[1] - a[1]) / length;
    }
    sampler->failed =
        !PUSH(sampler->candidates, sampler->n, sampler->capacity, candidate) || sampler->failed;
    return !sampler->failed;
}

/* Nearest first; ties go to the smaller angle, then to the lower row. */
static bool better(const struct sample *best, double distance, double angle, uint32_t street)
{
    if (best->street == NO_ROW)
        return true;
    if (fabs(distance - best->distance_m) > 1e-9)
        return distance < best->distance_m;
    if (fabs(angle - best->angle_deg) > 1e-9)
        return angle < best->angle_deg;
    return street < best->street;
}

/* Position along its street of a point on a candidate. */
static double position(const struct elements *streets, struct candidate *on, double on_m)
{
    if (isnan(on->before_m)) {
        struct path path = path_of(streets, on->street);
        on->before_m = path_vertex_m(&path, on->point - path.point[0]);
    }
    return on->before_m + on_m;
}

/* Samples on one segment of a line share its direction: what runs across it is out for all. */
static void align(const struct sampling *job, struct sampler *sampler, const double direction[2])
{
    double least_dot = cos(job->settings->match_angle_deg * M_PI / 180);
    sampler->n_aligned = 0;
    memcpy(sampler->direction, direction, sizeof sampler->direction);
    for (size_t i = 0; i < sampler->n && !sampler->failed; i++) {
        struct candidate *c = &sampler->candidates[i];
        c->dot = fabs(direction[0] * c->direction[0] + direction[1] * c->direction[1]);
        c->angle_deg = NAN;
        /* 1e-9: what a straight comparison of the angle in degrees would let through as well */
        if (!(c->dot < least_dot - 1e-9))
            sampler->failed = !PUSH(sampler->aligned, sampler->n_aligned,
                                    sampler->aligned_capacity, (uint32_t)i);
    }
}

/* Too near to the centre line the side is not known. */
static void leave_centre(struct sampler *sampler, struct sample *out)
{
    if (out->street != NO_ROW && out->distance_m < LINK_CENTRE_M) {
        sampler->on_centre = true;
        out->street = NO_ROW;
    }
}

/* Fills street, side and position of a sample found by geometry; street NO_ROW = none is near. */
static void nearest_street(const struct sampling *job, struct sampler *sampler, const double at[2],
                           struct sample *out)
{
    double reach = job->settings->match_distance_m;
    struct candidate *chosen = NULL;
    double chosen_on = 0, chosen_side = 0;
    for (size_t i = 0; i < sampler->n_aligned; i++) {
        struct candidate *c = &sampler->candidates[sampler->aligned[i]];
        double dx = at[0] - c->a[0], dy = at[1] - c->a[1];
        double on = clamp(dx * c->direction[0] + dy * c->direction[1], 0, c->length_m);
        double fx = dx - on * c->direction[0], fy = dy - on * c->direction[1];
        double squared = fx * fx + fy * fy;
        if (squared > reach * reach)
            continue;
        double distance = sqrt(squared);
        if (out->street != NO_ROW && distance > out->distance_m + 1e-9)
            continue; /* most are farther: their angle need not be known */
        if (isnan(c->angle_deg))
            c->angle_deg = acos(fmin(c->dot, 1)) * 180 / M_PI;
        if (!better(out, distance, c->angle_deg, c->street))
            continue;
        out->street = c->street;
        out->distance_m = distance;
        out->angle_deg = c->angle_deg;
        chosen = c;
        chosen_on = on;
        chosen_side = c->direction[0] * dy - c->direction[1] * dx;
    }
    if (chosen == NULL)
        return;
    leave_centre(sampler, out);
    out->side = chosen_side > 0 ? SIDE_LEFT : SIDE_RIGHT;
    if (out->street != NO_ROW)
        out->at_m = position(&job->store->tables[ROLE_STREET], chosen, chosen_on);
}

/* The side, seen from a street drawn the other way. */
static uint8_t other_side(uint8_t side)
{
    return side == SIDE_LEFT ? SIDE_RIGHT : side == SIDE_RIGHT ? SIDE_LEFT : side;
}

/* The nearest of the streets that a line names; of the same line twice the first, seen from its own
 * direction. */
static void named_street(const struct sampling *job, struct sampler *sampler, struct named named,
                         const double at[2], const double direction[2], struct sample *out)
{
    const struct street_facts *facts = &job->store->streets;
    /* the angle is evidence, and parts equals */
    bool asked = !job->store->links.skip_evidence || named.last - named.first > 1;
    for (const struct keyed *item = named.first; item < named.last; item++) {
        uint32_t street = facts->same_as[item->row];
        struct path path = path_of(&job->store->tables[ROLE_STREET], street);
        struct foot foot;
        if (!street_links(job->store, street))
            continue;
        path_foot(&path, at[0], at[1], &foot);
        double angle = asked ? direction_angle(direction, foot.direction) : NAN;
        if (!better(out, foot.distance_m, angle, street))
            continue;
        out->street = street;
        out->at_m = foot.at_m;
        out->distance_m = foot.distance_m;
        out->angle_deg = angle;
        out->side = named.side != 0 && facts->reversed[item->row] ? other_side(named.side)
                    : named.side != 0                             ? named.side
                    : foot.side > 0                               ? SIDE_LEFT
                                                                  : SIDE_RIGHT;
    }
    if (named.side == 0)
        leave_centre(sampler, out);
}

/* ---- where one street ends and another begins ------------------------------------------------ */

bool sample_reaches_past(const struct store *store, const struct sample *from,
                         const struct sample *to, uint32_t *end)
{
    const double *length_m = store->tables[ROLE_STREET].length_m;
    for (uint32_t k = 0; k < 2; k++) {
        uint32_t leave = 2 * from->street + k, enter;
        uint8_t side = from->side;
        double way = k == 0 ? from->at_m : length_m[from->street] - from->at_m;
        while (way <= LINK_CLOSE_M && (enter = street_goes_on(store, leave)) != NO_ROW) {
            uint32_t street = enter / 2;
            double on = enter % 2 == 0 ? to->at_m : length_m[street] - to->at_m;
            if (leave % 2 == enter % 2) /* drawn the other way */
                side = other_side(side);
            if (street == from->street)
                break;
            if (street == to->street && side == to->side && way + on <= LINK_CLOSE_M) {
                *end = 2 * from->street + k;
                return true;
            }
            way += length_m[street];
            leave = enter ^ 1;
        }
    }
    return false;
}

/* ---- along a line ---------------------------------------------------------------------------- */

/* A place of a line. */
struct place_on {
    double way_m, at[2];
    struct line_walk walk; /* stands there */
};

/* Up to WINDOW places of a line and the street segments within reach of all of it between the first
 * and the last. */
struct window {
    struct place_on places[WINDOW + 1]; /* 0: the place before the window */
    size_t n;                           /* places in places[1 ...]        */
};

/* The line at hand: its samples are `steps` equal steps apart. */
struct line {
    const struct sampling *job;
    struct sampler *sampler;
    struct named named;
    double length_m;
    size_t steps;
};

/* Goes on along the line from where `walk` stands. */
static void walk_to(const struct line_walk *walk, double way_m, struct place_on *out)
{
    out->way_m = way_m;
    out->walk = *walk;
    line_walk_at(&out->walk, way_m, out->at);
}

/* The street and side at a place, by street_id where the line names streets. */
static void find_sample(const struct line *line, const struct place_on *place, struct sample *out)
{
    struct sampler *sampler = line->sampler;
    const double *direction = place->walk.direction;
    *out = (struct sample){.way_m = place->way_m, .street = NO_ROW};
    if (line->named.first != line->named.last) {
        named_street(line->job, sampler, line->named, place->at, direction, out);
        return;
    }
    if (direction[0] != sampler->direction[0] || direction[1] != sampler->direction[1])
        align(line->job, sampler, direction);
    nearest_street(line->job, sampler, place->at, out);
}

/* The sample at a place of the window that lies beyond `walk`. */
static void find_beyond(const struct line *line, const struct line_walk *walk, double way_m,
                        struct sample *out)
{
    struct place_on place;
    walk_to(walk, way_m, &place);
    find_sample(line, &place, out);
}

/* The box around the window's places and what lies within reach of the line between them. */
static void window_box(const struct line *line, const struct window *window, size_t begin,
                       double box[4])
{
    /* between two places the line may bend by half of what lies between them */
    double reach = line->job->settings->match_distance_m + LINK_SAMPLE_M / 2;
    box[0] = box[1] = INFINITY;
    box[2] = box[3] = -INFINITY;
    for (size_t i = begin; i <= window->n; i++)
        for (int d = 0; d < 2; d++) {
            double x = window->places[i].at[d];
            box[d] = x < box[d] ? x : box[d];
            box[2 + d] = x > box[2 + d] ? x : box[2 + d];
        }
    for (int d = 0; d < 2; d++) {
        box[d] -= reach;
        box[2 + d] += reach;
    }
}

/* Moves the window on to the samples from number `first` on, and collects the candidates
 * around them. */
static void fill_window(const struct line *line, struct window *window, size_t first)
{
    struct sampler *sampler = line->sampler;
    double box[4];
    window->places[0] = window->places[window->n];
    window->n = line->steps + 1 - first < WINDOW ? line->steps + 1 - first : WINDOW;
    for (size_t i = 1; i <= window->n; i++)
        walk_to(&window->places[i - 1].walk,
                line->length_m * (double)(first + i - 1) / (double)line->steps, &window->places[i]);
    sampler->n = sampler->n_aligned = 0;
    sampler->direction[0] = sampler->direction[1] = NAN;
    if (line->named.first != line->named.last)
        return;
    window_box(line, window, first == 0, box);
    grid_query(line->job->grid, box, &sampler->scratch, take_candidate, sampler);
}

static void push(struct sampler *sampler, const struct sample *sample)
{
    if (!PUSH(sampler->samples, sampler->n_samples, sampler->sample_capacity, *sample))
        sampler->failed = true;
}

/* Both continue one another, or both are nowhere. */
static bool one_run(const struct line *line, const struct sample *a, const struct sample *b)
{
    uint32_t end;
    return (a->street == NO_ROW && b->street == NO_ROW) ||
           sample_reaches(line->job->store, a, b, &end);
}

/* Moves `inner` as far from its own place towards `outer` as it stays one run with what was there;
 * `walk` stands at the lesser of both. */
static void seek_edge(const struct line *line, const struct line_walk *walk, struct sample *inner,
                      struct sample *outer)
{
    for (int i = 0; i < HALVINGS; i++) {
        struct sample middle;
        find_beyond(line, walk, (inner->way_m + outer->way_m) / 2, &middle);
        middle.sought = true;
        *(one_run(line, inner, &middle) ? inner : outer) = middle;
    }
}

/* Between two near places of different runs: where the first run ends, where the second begins. */
static void add_edge(const struct line *line, const struct line_walk *walk,
                     const struct sample *before, const struct sample *after)
{
    struct sample end = *before, beyond = *after;
    seek_edge(line, walk, &end, &beyond);
    if (end.street != NO_ROW)
        push(line->sampler, &end);
    if (!one_run(line, &beyond, after)) { /* something else lies between */
        struct sample begin = *after, short_of = beyond;
        push(line->sampler, &beyond);
        seek_edge(line, walk, &begin, &short_of);
        beyond = begin;
    }
    if (beyond.street != NO_ROW)
        push(line->sampler, &beyond);
}

/* Between two samples of different runs. */
static void add_edges(const struct line *line, const struct line_walk *walk,
                      const struct sample *before, const struct sample *after)
{
    struct sample from = *before;
    for (int i = 1; i <= PARTS; i++) {
        struct sample to = *after;
        if (i < PARTS)
            find_beyond(line, walk, before->way_m + (after->way_m - before->way_m) * i / PARTS, &to);
        to.sought = true;
        if (!one_run(line, &from, &to))
            add_edge(line, walk, &from, &to);
        if (i < PARTS)
            push(line->sampler, &to);
        from = to;
    }
}

void sample_line(const struct sampling *job, struct sampler *sampler, const double *xy, size_t n,
                 double length_m, struct named named)
{
    struct line line = {job, sampler, named, length_m, (size_t)ceil(length_m / LINK_SAMPLE_M)};
    struct window window;
    struct sample before = {.street = NO_ROW}, sample;
    window.n = 0;
    window.places[0].walk = line_walk(xy, n);
    sampler->n_samples = 0;
    for (size_t first = 0; first <= line.steps && !sampler->failed; first += window.n) {
        fill_window(&line, &window, first);
        for (size_t i = 1; i <= window.n; i++) {
            find_sample(&line, &window.places[i], &sample);
            if (sampler->n_samples > 0 && !one_run(&line, &before, &sample))
                add_edges(&line, &window.places[i - 1].walk, &before, &sample);
            push(sampler, &sample);
            before = sample;
        }
    }
}

void sampler_free(struct sampler *sampler)
{
    free(sampler->candidates);
    free(sampler->aligned);
    free(sampler->samples);
    grid_scratch_free(&sampler->scratch);
    *sampler = (struct sampler){0};
}
