/* SPDX-License-Identifier: MIT
 *
 * From gaps to lines that join the network: see new_lines.h. In: lines of gaps (gaps_line.c), shapes of
 * what is walked and of streets. Each end of a line looks for the nearest foot on a sidewalk, footway or
 * flight of steps, or the end of a crossing, and goes there in a straight line, unless that line would
 * cross the centre line of a street. An end of a sidewalk that finds none goes to another new sidewalk.
 *
 * Cost: some queries of grids per gap; the grids are built only where there are such gaps. */
#include "plan/new_lines.h"

#include "base/arena.h"
#include "geo/grid.h"
#include "geo/line.h"
#include "geo/shapes.h"
#include "geo/wkb.h"
#include "link/link.h"

#include <stdlib.h>
#include <string.h>

#define TARGET_ROLES 4

/* What a new line may end at. */
static const enum role target_roles[TARGET_ROLES] = {ROLE_SIDEWALK, ROLE_FOOTWAY, ROLE_STEPS, ROLE_CROSSING};

/* A gap as it is drawn, and where its ends go. */
struct draft {
    uint32_t gap;
    bool joins[2]; /* the first, the last end */
    double to[2][2];
};

struct finder {
    const struct store *store;
    const struct gaps *gaps;
    struct new_lines *out;
    struct grid *targets[TARGET_ROLES], *streets;
    struct grid_scratch scratch, street_scratch;
    struct draft *drafts; /* heap; of sidewalks, as their gaps */
    size_t n_drafts, draft_capacity;
    struct shapes drawn;  /* row = draft */
    struct grid *among;   /* of drawn */
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
    uint32_t self; /* of new sidewalks the one that does not count; NO_ROW */
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

/* A grid_fn: one segment of a new sidewalk as it is drawn. */
static bool try_drawn(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct search *s = user;
    struct foot foot;
    if (item.row == s->self)
        return true;
    segment_foot(a, b, s->end[0], s->end[1], &foot);
    try_place(s, (const double[2]){foot.x, foot.y});
    return true;
}

/* Begins a search around an end, with its box. */
static struct search search_from(struct finder *f, const double end[2], enum role role, double box[4])
{
    struct search s = {.finder = f, .end = end, .best_m = INFINITY, .self = NO_ROW,
                       .most_m = role == ROLE_CROSSING ? NEW_CROSSING_REACH_M : NEW_SIDEWALK_REACH_M};
    for (int i = 0; i < 2; i++) {
        box[i] = end[i] - s.most_m;
        box[2 + i] = end[i] + s.most_m;
    }
    return s;
}

/* Where a line of the role is to end; false = nothing is near. Crossings go to new sidewalks, too. */
static bool find_end(struct finder *f, const double end[2], enum role role, double out[2])
{
    double box[4];
    struct search s = search_from(f, end, role, box);
    for (int r = 0; r < TARGET_ROLES; r++) {
        s.elements = &f->store->tables[target_roles[r]];
        if (f->targets[r] != NULL && (role == ROLE_SIDEWALK || target_roles[r] != ROLE_CROSSING))
            grid_query(f->targets[r], box, &f->scratch, try_segment, &s);
    }
    if (role == ROLE_CROSSING && f->among != NULL)
        grid_query(f->among, box, &f->scratch, try_drawn, &s);
    memcpy(out, s.best, sizeof s.best);
    return s.best_m <= s.most_m;
}

/* The same for a new sidewalk, on another one. */
static bool find_end_on_new(struct finder *f, const double end[2], uint32_t self, double out[2])
{
    double box[4];
    struct search s = search_from(f, end, ROLE_SIDEWALK, box);
    s.self = self;
    grid_query(f->among, box, &f->scratch, try_drawn, &s);
    memcpy(out, s.best, sizeof s.best);
    return s.best_m <= s.most_m;
}

/* ---- lines ---------------------------------------------------------------------------------- */

static void add_point(struct finder *f, const double at[2])
{
    struct new_lines *out = f->out;
    if (!array_reserve(&out->xy, &out->point_capacity, out->n_points + 1, 2 * sizeof *at)) {
        f->failed = true;
        return;
    }
    memcpy(out->xy + 2 * out->n_points++, at, 2 * sizeof *at);
}

/* The vertices of the gap between both ends; an end as near as a vertex may be moved replaces it. */
static void add_line(struct finder *f, size_t gap, enum role role, size_t n, const double *from, const double *to)
{
    struct new_lines *out = f->out;
    const struct gap *of = &f->gaps->items[gap];
    struct new_line line = {.gap = (uint32_t)gap, .street = of->street, .role = (uint8_t)role,
                            .street_m = (of->from_m + of->to_m) / 2, .first_point = (uint32_t)out->n_points};
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
    if (!array_reserve(&f->line, &f->line_capacity, most, sizeof *f->line)) {
        f->failed = true;
        return 0;
    }
    return gap_line(f->store, gap, f->line);
}

/* First of all sidewalks: how they are drawn, and which of their ends are at something that is there. */
static void add_draft(struct finder *f, size_t at)
{
    const struct gap *gap = &f->gaps->items[at];
    struct draft draft = {.gap = (uint32_t)at};
    size_t n = draw_gap(f, gap), first_part = f->drawn.n_parts;
    if (n < 2)
        return;
    for (size_t e = 0; e < 2 && gap->kind != GAP_SIDEWALK_ENDS; e++)
        draft.joins[e] = find_end(f, f->line + (e == 0 ? 0 : 2 * (n - 1)), ROLE_SIDEWALK, draft.to[e]);
    f->failed = f->failed || !PUSH(f->drafts, f->n_drafts, f->draft_capacity, draft) || !shapes_reserve_row(&f->drawn) ||
                !shapes_add_part(&f->drawn, f->line, NULL, n, false, false) ||
                !shapes_end_row(&f->drawn, first_part, SHAPE_LINE);
}

/* A sidewalk that leads nowhere joins nothing. */
static void add_sidewalk(struct finder *f, uint32_t number)
{
    struct draft *draft = &f->drafts[number];
    const struct gap *gap = &f->gaps->items[draft->gap];
    size_t n = draw_gap(f, gap);
    bool whole = gap->kind == GAP_SIDEWALK_ENDS;
    for (size_t e = 0; e < 2 && !whole; e++)
        if (!draft->joins[e])
            draft->joins[e] = find_end_on_new(f, f->line + (e == 0 ? 0 : 2 * (n - 1)), number, draft->to[e]);
    if (whole || draft->joins[0] || draft->joins[1])
        add_line(f, draft->gap, ROLE_SIDEWALK, n, draft->joins[0] ? draft->to[0] : NULL, draft->joins[1] ? draft->to[1] : NULL);
}

/* A crossing that one can't walk to joins nothing. */
static void add_crossing(struct finder *f, size_t at)
{
    size_t n = draw_gap(f, &f->gaps->items[at]);
    double from[2], to[2];
    if (n >= 2 && find_end(f, f->line, ROLE_CROSSING, from) && find_end(f, f->line + 2 * (n - 1), ROLE_CROSSING, to))
        add_line(f, at, ROLE_CROSSING, n, from, to);
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
    for (size_t i = 0; i < f->gaps->n && !f->failed; i++)
        if (is_certain(&f->gaps->items[i]) && f->gaps->items[i].kind != GAP_NO_CROSSING)
            add_draft(f, i);
    if (!f->failed && f->drawn.n > 0)
        f->failed = (f->among = grid_new(&f->drawn, NULL, NEW_SIDEWALK_REACH_M)) == NULL;
    for (uint32_t i = 0; i < f->n_drafts && !f->failed; i++)
        add_sidewalk(f, i);
    for (size_t i = 0; i < f->gaps->n && !f->failed; i++)
        if (is_certain(&f->gaps->items[i]) && f->gaps->items[i].kind == GAP_NO_CROSSING)
            add_crossing(f, i);
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
    grid_free(f.among);
    shapes_free(&f.drawn);
    free(f.drafts);
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
