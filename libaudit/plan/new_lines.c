/* SPDX-License-Identifier: MIT
 *
 * From gaps to lines that join the network: see new_lines.h. In: lines of gaps (gaps_line.c), shapes of
 * what is walked and of streets. Each end of a line looks for the nearest foot on a sidewalk, footway or
 * flight of steps, or the end of a crossing, and goes there in a straight line, unless that line would
 * cross the centre line of a street.
 *
 * Cost: two queries of grids per gap; the grids are built only where there are such gaps. */
#include "plan/new_lines.h"

#include "geo/grid.h"
#include "geo/line.h"
#include "link/link.h"

#include <stdlib.h>
#include <string.h>

#define TARGET_ROLES 4

/* What a new line may end at. */
static const enum role target_roles[TARGET_ROLES] = {ROLE_SIDEWALK, ROLE_FOOTWAY, ROLE_STEPS, ROLE_CROSSING};

struct finder {
    const struct store *store;
    const struct gaps *gaps;
    struct new_lines *out;
    struct grid *targets[TARGET_ROLES], *streets;
    struct grid_scratch scratch, street_scratch;
    double *line; /* heap: of the gap at hand, see gap_line */
    size_t line_capacity;
    bool failed;
};

/* ---- ends ----------------------------------------------------------------------------------- */

/* The nearest place to end at. */
struct search {
    struct finder *finder;
    const double *end;
    const struct elements *elements; /* that are looked through */
    double most_m, best_m, best[2];
};

static bool is_nearer(const struct search *s, double distance_m, const double at[2])
{
    if (distance_m != s->best_m)
        return distance_m < s->best_m;
    return at[0] != s->best[0] ? at[0] < s->best[0] : at[1] < s->best[1];
}

struct passage {
    const double *from, *to;
    bool crosses;
};

/* A grid_fn: one segment of a street. */
static bool meet_street(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct passage *passage = user;
    (void)item;
    passage->crosses = segments_meet(passage->from, passage->to, a, b, NULL);
    return !passage->crosses;
}

static void box_of(const double a[2], const double b[2], double box[4])
{
    for (int i = 0; i < 2; i++) {
        box[i] = fmin(a[i], b[i]);
        box[2 + i] = fmax(a[i], b[i]);
    }
}

/* Does the way lead over a carriageway? */
static bool crosses_street(struct finder *f, const double from[2], const double to[2])
{
    struct passage passage = {from, to, false};
    double box[4];
    box_of(from, to, box);
    grid_query(f->streets, box, &f->street_scratch, meet_street, &passage);
    return passage.crosses;
}

static void try_place(struct search *s, const double at[2])
{
    double distance_m = hypot(at[0] - s->end[0], at[1] - s->end[1]);
    if (distance_m > s->most_m || !is_nearer(s, distance_m, at) || crosses_street(s->finder, s->end, at))
        return;
    s->best_m = distance_m;
    memcpy(s->best, at, sizeof s->best);
}

/* A grid_fn: one segment of something walked. Of a crossing its ends count alone. */
static bool try_segment(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct search *s = user;
    const struct shapes *shapes = &s->elements->shapes;
    struct foot foot;
    if (s->elements->role == ROLE_CROSSING) {
        uint32_t first = shapes->point[shapes->part[item.row]], last = shapes->point[shapes->part[item.row + 1]] - 1;
        if (item.point == first)
            try_place(s, a);
        if (item.point + 1 == last)
            try_place(s, b);
        return true;
    }
    segment_foot(a, b, s->end[0], s->end[1], &foot);
    try_place(s, (const double[2]){foot.x, foot.y});
    return true;
}

/* New sidewalks are there, too. */
static void try_new_lines(struct search *s)
{
    const struct new_lines *lines = s->finder->out;
    for (size_t i = 0; i < lines->n; i++) {
        struct foot foot;
        if (lines->items[i].role != ROLE_SIDEWALK)
            continue;
        line_foot(new_line_xy(lines, &lines->items[i]), lines->items[i].n_points, s->end[0], s->end[1], &foot);
        try_place(s, (const double[2]){foot.x, foot.y});
    }
}

/* Where the line is to end; false = nothing is near. */
static bool find_end(struct finder *f, const double end[2], enum role role, double out[2])
{
    const double most_m = role == ROLE_CROSSING ? NEW_CROSSING_REACH_M : NEW_SIDEWALK_REACH_M;
    struct search s = {.finder = f, .end = end, .most_m = most_m, .best_m = INFINITY};
    const double box[4] = {end[0] - most_m, end[1] - most_m, end[0] + most_m, end[1] + most_m};
    for (int r = 0; r < TARGET_ROLES; r++) {
        s.elements = &f->store->tables[target_roles[r]];
        if (f->targets[r] != NULL && (role == ROLE_SIDEWALK || target_roles[r] != ROLE_CROSSING))
            grid_query(f->targets[r], box, &f->scratch, try_segment, &s);
    }
    if (role == ROLE_CROSSING)
        try_new_lines(&s);
    memcpy(out, s.best, sizeof s.best);
    return s.best_m <= most_m;
}

/* ---- lines ---------------------------------------------------------------------------------- */

static void add_point(struct finder *f, const double at[2])
{
    struct new_lines *out = f->out;
    if (out->n_points == out->point_capacity) {
        size_t capacity = out->point_capacity > 0 ? 2 * out->point_capacity : 64;
        double *xy = realloc(out->xy, 2 * capacity * sizeof *xy);
        f->failed = f->failed || xy == NULL;
        if (xy == NULL)
            return;
        out->xy = xy;
        out->point_capacity = capacity;
    }
    memcpy(out->xy + 2 * out->n_points++, at, 2 * sizeof *at);
}

/* The vertices of the gap between both ends; an end as near as a vertex may be moved replaces it. */
static void add_line(struct finder *f, size_t gap, enum role role, size_t n, const double *from, const double *to)
{
    struct new_lines *out = f->out;
    struct new_line line = {.gap = (uint32_t)gap, .street = f->gaps->items[gap].street, .role = (uint8_t)role,
                            .first_point = (uint32_t)out->n_points};
    for (size_t i = 0; i < n; i++) {
        const double *at = f->line + 2 * i;
        bool is_from = i == 0 && from != NULL, is_to = i + 1 == n && to != NULL;
        const double *end = is_from ? from : to;
        bool moved = (is_from || is_to) && hypot(end[0] - at[0], end[1] - at[1]) <= LINK_JOIN_M;
        if (is_from)
            add_point(f, from);
        if (!moved)
            add_point(f, at);
        if (is_to)
            add_point(f, to);
    }
    line.n_points = (uint32_t)(out->n_points - line.first_point);
    line.length_m = f->failed ? 0 : line_length(new_line_xy(out, &line), line.n_points);
    f->failed = f->failed || !PUSH(out->items, out->n, out->capacity, line);
}

static size_t draw_gap(struct finder *f, const struct gap *gap)
{
    size_t most = 4 * gap_most_points(f->store, gap);
    if (most > f->line_capacity) {
        double *line = realloc(f->line, most * sizeof *line);
        f->failed = f->failed || line == NULL;
        if (line == NULL)
            return 0;
        f->line = line;
        f->line_capacity = most;
    }
    return gap_line(f->store, gap, f->line);
}

/* A sidewalk that leads nowhere, and a crossing that one can't walk to, join nothing. */
static void add_gap(struct finder *f, size_t at)
{
    const struct gap *gap = &f->gaps->items[at];
    enum role role = gap->kind == GAP_NO_CROSSING ? ROLE_CROSSING : ROLE_SIDEWALK;
    size_t n = draw_gap(f, gap);
    double from[2], to[2];
    if (n < 2)
        return;
    if (gap->kind == GAP_SIDEWALK_ENDS) {
        add_line(f, at, role, n, NULL, NULL);
        return;
    }
    bool begins = find_end(f, f->line, role, from), ends = find_end(f, f->line + 2 * (n - 1), role, to);
    if (role == ROLE_CROSSING ? begins && ends : begins || ends)
        add_line(f, at, role, n, begins ? from : NULL, ends ? to : NULL);
}

/* ---- all ------------------------------------------------------------------------------------ */

/* Rows that are judged and drawn by themselves. */
static struct grid *grid_of(const struct store *store, enum role role, bool *failed)
{
    const struct elements *e = &store->tables[role];
    uint8_t *include = calloc(e->n + 1, 1);
    struct grid *grid = NULL;
    for (size_t row = 0; include != NULL && row < e->n; row++)
        include[row] = e->scope[row] == SCOPE_YES && e->shapes.kind[row] == SHAPE_LINE && element_street(e, row) == NO_ROW;
    if (include != NULL)
        grid = grid_new(&e->shapes, include, NEW_SIDEWALK_REACH_M);
    free(include);
    *failed = *failed || grid == NULL;
    return grid;
}

static bool is_certain(const struct gap *gap)
{
    return gap->kind != GAP_NO_RAMP && gap->evidence != GAP_UNKNOWN && gap->street != NO_ROW;
}

static void find_all(struct finder *f)
{
    for (int crossings = 0; crossings < 2; crossings++)
        for (size_t i = 0; i < f->gaps->n && !f->failed; i++)
            if (is_certain(&f->gaps->items[i]) && (f->gaps->items[i].kind == GAP_NO_CROSSING) == crossings)
                add_gap(f, i);
}

rasif_status new_lines_find(const struct store *store, const struct gaps *gaps, struct new_lines *out,
                            rasif_error *err)
{
    struct finder f = {.store = store, .gaps = gaps, .out = out};
    bool any = false;
    for (size_t i = 0; i < gaps->n && !any; i++)
        any = is_certain(&gaps->items[i]);
    if (!any)
        return RASIF_OK;
    f.streets = grid_of(store, ROLE_STREET, &f.failed);
    for (int r = 0; r < TARGET_ROLES; r++)
        f.targets[r] = grid_of(store, target_roles[r], &f.failed);
    if (!f.failed)
        find_all(&f);
    for (int r = 0; r < TARGET_ROLES; r++)
        grid_free(f.targets[r]);
    grid_free(f.streets);
    grid_scratch_free(&f.scratch);
    grid_scratch_free(&f.street_scratch);
    free(f.line);
    return f.failed ? fail_memory(err) : RASIF_OK;
}

void new_lines_free(struct new_lines *lines)
{
    free(lines->items);
    free(lines->xy);
    *lines = (struct new_lines){.n = 0};
}
