/* SPDX-License-Identifier: MIT
 *
 * Barriers on walked lines (docs/scoring.md#what-stands-in-the-way, decision 0180). In: points of
 * obstacles and kerbs, lines, crossings, the graph. Out: store.barriers, links, diagnostics.
 *
 * Algorithm: the points stand in a grid; each line queries it for the points within 0.5 m of
 * it. The matches are then sorted by point, so that all lines of one point can be compared: a
 * vertex match excludes matches that are merely near, an end of a line counts only where a way
 * goes on, and three or more ways from one point leave open which of them is closed.
 *
 * Cost: one grid query per line, and a sort of the matches. Nothing without obstacles and kerbs. */
#include "link/barriers.h"

#include "base/parallel.h"
#include "geo/grid.h"
#include "geo/line.h"
#include "link/graph.h"
#include "link/kerbs.h"

#include <stdlib.h>
#include <string.h>

#define BARRIER_VERTEX_M 0.001 /* nearer to a line it is a vertex of it         */
#define CHORD_M 1.0            /* direction of a branch: from its start to here*/
#define SAME_COS 0.999         /* branches within 2.6 degrees are the same one */
#define MOST_BRANCHES 16       /* ways on from one barrier; more are left out  */

bool barrier_leaves_room(unsigned kind)
{
    return kind == BARRIER_BOLLARD || kind == BARRIER_BLOCK || kind == BARRIER_CYCLE_BARRIER ||
           kind == BARRIER_SWING_GATE || kind == BARRIER_LIFT_GATE || kind == BARRIER_LOG ||
           kind == BARRIER_DEBRIS || kind == BARRIER_JERSEY_BARRIER || kind == BARRIER_THING ||
           kind == BARRIER_OTHER_BARRIER;
}

/* ---- what may be one ---------------------------------------------------------------------- */

/* What stands there, of one role: the kind of each row, 0 = nothing to those who come along. */
struct standing {
    enum role role;
    uint8_t *kind, *here; /* [n]; here: the row is in the grid */
    struct grid *grid;    /* NULL = none stands there */
};

/* The kind of barrier that a kerb off all crossings is; 0 = none. */
static unsigned kerb_kind(const struct store *store, size_t row)
{
    const struct elements *e = &store->tables[ROLE_RAMP];
    unsigned kerb = element_code(e, F_kerb, row);
    double height_mm = element_real(e, F_kerb_height_mm, row);
    if (kerb == KERB_RAISED || height_mm > KERB_LOWERED_MM)
        return BARRIER_RAISED_KERB;
    if (kerb == KERB_ROLLED)
        return BARRIER_ROLLED_KERB;
    /* A row of a layer of ramps is a ramp; a kerb of OpenStreetMap is a kerb first of all. */
    const char *preset = store->sources[element_source(e, row)].preset;
    bool maps_kerbs = strcmp(preset, "osm") == 0 || strcmp(preset, "osw") == 0;
    return kerb == 0 && isnan(height_mm) && maps_kerbs ? BARRIER_KERB : 0;
}

/* Fills kind and here of every point of one role, and its grid. */
static MUST bool stand_up(const struct store *store, struct standing *out, unsigned threads)
{
    const struct elements *e = &store->tables[out->role];
    const struct crossing_facts *facts = &store->crossings;
    bool any = false;
    out->kind = calloc(e->n + 1, 1);
    out->here = calloc(e->n + 1, 1);
    if (out->kind == NULL || out->here == NULL)
        return false;
    for (size_t row = 0; row < e->n; row++) {
        unsigned kind = element_code(e, F_barrier, row);
        if (out->role == ROLE_RAMP)
            kind = kerb_kind(store, row);
        else if (kind == 0)
            kind = BARRIER_THING;
        if (e->scope[row] == SCOPE_YES && e->shapes.kind[row] == SHAPE_POINT)
            out->kind[row] = (uint8_t)kind;
    }
    /* A kerb of a crossing is part of its chain. */
    size_t n_crossings = store->tables[ROLE_CROSSING].n;
    size_t n_places = out->role == ROLE_RAMP ? facts->first_place[n_crossings] : 0;
    for (size_t i = 0; i < n_places; i++)
        for (uint32_t k = 0; k < facts->places[i].n_ramps; k++)
            out->kind[facts->ramps[facts->places[i].first_ramp + k]] = 0;
    for (size_t row = 0; row < e->n; row++)
        any |= out->here[row] = out->kind[row] != 0;
    out->grid = any ? grid_build(&e->shapes, out->here, LINK_JOIN_M, threads) : NULL;
    return !any || out->grid != NULL;
}

/* ---- on which lines it lies --------------------------------------------------------------- */

static const enum role lines[] = {ROLE_STREET, ROLE_SIDEWALK, ROLE_FOOTWAY, ROLE_CROSSING,
                                  ROLE_STEPS};

/* Matches of points and lines; items on the heap. */
struct found {
    struct barrier *items;
    size_t n, capacity;
    bool failed;
};

struct finding_job {
    const struct store *store;
    const struct standing *standing;
    enum role role; /* of the lines */
    struct found *chunks;
};

struct search {
    const struct finding_job *job;
    struct path path;
    struct barrier of; /* the line, filled in for each that is found */
    double reach_m;
    bool area; /* a centre line: what leaves room was seen when its width was measured */
    struct found *found;
};

/* Adds the point to the matches of the line. Things of unknown kind count on a vertex only. */
static bool try_point(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct search *search = user;
    const struct standing *standing = search->job->standing;
    unsigned kind = standing->kind[item.row];
    struct foot foot;
    (void)b;
    path_foot(&search->path, a[0], a[1], &foot);
    double reach_m = kind == BARRIER_THING ? BARRIER_VERTEX_M : search->reach_m;
    if (foot.distance_m > reach_m || (search->area && barrier_leaves_room(kind)))
        return true;
    struct barrier barrier = search->of;
    barrier.by_role = (uint8_t)standing->role;
    barrier.by_row = item.row;
    barrier.kind = (uint8_t)kind;
    barrier.at_m = (float)foot.at_m;
    barrier.distance_m = (float)foot.distance_m;
    search->found->failed |=
        !PUSH(search->found->items, search->found->n, search->found->capacity, barrier);
    return !search->found->failed;
}

/* Matches of the lines [first, last) of one role, into the list of the chunk. */
static void search_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct finding_job *job = user;
    const struct elements *e = &job->store->tables[job->role];
    const struct widths *widths = &job->store->widths[job->role];
    struct grid_scratch scratch = {0};
    for (size_t row = first; row < last && !job->chunks[chunk].failed; row++) {
        bool street = job->role == ROLE_STREET; /* also those that are not walked: see settle */
        if (e->shapes.kind[row] != SHAPE_LINE || !(e->length_m[row] > 0) ||
            (e->scope[row] != SCOPE_YES && !(street && e->scope[row] != SCOPE_GEOMETRY)) ||
            element_street(e, row) != NO_ROW)
            continue;
        struct search search = {.job = job,
                                .path = path_of(e, row),
                                .of = {.role = (uint8_t)job->role, .row = (uint32_t)row},
                                .reach_m = element_level(e, row) == 0 ? LINK_JOIN_M : BARRIER_VERTEX_M,
                                .area = widths->area != NULL && widths->area[row],
                                .found = &job->chunks[chunk]};
        double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
        for (uint32_t i = search.path.point[0]; i < search.path.point[search.path.n_parts]; i++) {
            const double *xy = search.path.xy + 2 * (size_t)i;
            for (int k = 0; k < 2; k++) {
                box[k] = fmin(box[k], xy[k] - LINK_JOIN_M);
                box[2 + k] = fmax(box[2 + k], xy[k] + LINK_JOIN_M);
            }
        }
        grid_query(job->standing->grid, box, &scratch, try_point, &search);
    }
    grid_scratch_free(&scratch);
}

/* All matches of one role of points, in the order of roles and rows. */
static MUST bool find_on(const struct store *store, const struct standing *standing, unsigned threads,
                    struct found *all)
{
    bool good = true;
    for (size_t r = 0; r < sizeof lines / sizeof *lines && good; r++) {
        size_t n = store->tables[lines[r]].n, chunks = parallel_chunks(n);
        struct finding_job job = {store, standing, lines[r], calloc(chunks + 1, sizeof(struct found))};
        good = job.chunks != NULL;
        if (good)
            parallel_rows(threads, n, search_rows, &job);
        for (size_t c = 0; c < chunks && job.chunks != NULL; c++) {
            good = good && !job.chunks[c].failed;
            for (size_t i = 0; i < job.chunks[c].n && good; i++)
                good = PUSH(all->items, all->n, all->capacity, job.chunks[c].items[i]);
            free(job.chunks[c].items);
        }
        free(job.chunks);
    }
    return good;
}

/* ---- what it closes ----------------------------------------------------------------------- */

/* Sorts by barrier and then line, or by line and then position; ties are broken by the other
 * key, so that the order is total. */
static int compare(const void *a, const void *b, bool by_barrier)
{
    const struct barrier *left = a, *right = b;
    uint64_t keys[2][2] = {
        {key_of(left->role, left->row), key_of(left->by_role, left->by_row)},
        {key_of(right->role, right->row), key_of(right->by_role, right->by_row)}};
    int first = by_barrier ? 1 : 0;
    if (keys[0][first] != keys[1][first])
        return keys[0][first] < keys[1][first] ? -1 : 1;
    if (!by_barrier && left->at_m != right->at_m)
        return left->at_m < right->at_m ? -1 : 1;
    if (keys[0][!first] != keys[1][!first])
        return keys[0][!first] < keys[1][!first] ? -1 : 1;
    return left->at_m < right->at_m ? -1 : left->at_m > right->at_m;
}

/* For keep: the lines of one barrier stand together. */
static int compare_by_barrier(const void *a, const void *b)
{
    return compare(a, b, true);
}

static int compare_by_line(const void *a, const void *b)
{
    return compare(a, b, false);
}

/* Streets are walked only where they are their own element. */
static bool is_walked(const struct store *store, const struct barrier *barrier)
{
    return barrier->role != ROLE_STREET ||
           (store->streets.is_own_element[barrier->row] &&
            store->tables[ROLE_STREET].scope[barrier->row] == SCOPE_YES);
}

/* Adds the ways on from it along one line; the same way drawn twice counts once. */
static size_t add_branches(const struct store *store, const struct barrier *barrier,
                           double branches[MOST_BRANCHES][2], size_t n)
{
    struct path path = path_of(&store->tables[barrier->role], barrier->row);
    double here[2], there[2], direction[2];
    path_at(&path, barrier->at_m, here, direction);
    for (int sign = -1; sign <= 1; sign += 2) {
        double room_m = sign < 0 ? barrier->at_m : path.length_m - barrier->at_m;
        if (room_m <= LINK_JOIN_M)
            continue;
        path_at(&path, barrier->at_m + sign * fmin(room_m, CHORD_M), there, direction);
        double towards[2] = {there[0] - here[0], there[1] - here[1]};
        double length = hypot(towards[0], towards[1]);
        bool known = !(length > 0);
        for (size_t i = 0; i < n && !known; i++)
            known = (branches[i][0] * towards[0] + branches[i][1] * towards[1]) / length > SAME_COS;
        if (known || n == MOST_BRANCHES)
            continue;
        branches[n][0] = towards[0] / length;
        branches[n++][1] = towards[1] / length;
    }
    return n;
}

/* Where a line ends, does the way go on, as the network joins it? */
static bool network_goes_on(const struct store *store, const struct barrier *barrier, bool at_start)
{
    store_use(store, PART_nodes);
    const struct graph *graph = &store->graph;
    uint32_t line, last = graph_lines(graph, barrier->role, barrier->row, &line);
    if (line == last)
        return false;
    uint32_t stop = at_start ? graph->first_stop[line] : graph->first_stop[last] - 1;
    uint32_t node = graph->stop_node[stop];
    return graph->first_at[node + 1] - graph->first_at[node] > 1;
}

/* Is the barrier at an end of its line? *at_start: at the half with the start. */
static bool is_at_end(const struct store *store, const struct barrier *barrier, bool *at_start)
{
    double length_m = store->tables[barrier->role].length_m[barrier->row];
    *at_start = barrier->at_m <= length_m / 2;
    return barrier->at_m <= LINK_JOIN_M || length_m - barrier->at_m <= LINK_JOIN_M;
}

/* Facts about one barrier from all lines that it lies on. */
struct around {
    double branches[MOST_BRANCHES][2];
    size_t n_branches;                        /* of all lines, streets too        */
    size_t n_walked;                          /* of those that are walked         */
    bool exact, on_crossing, others;          /* others: walked, and no sidewalk  */
};

/* Collects the ways on from a barrier: of all its lines, and of those that are walked. */
static void look_around(const struct store *store, const struct barrier *first,
                        const struct barrier *last, struct around *out)
{
    double walked[MOST_BRANCHES][2];
    *out = (struct around){.n_branches = 0};
    for (const struct barrier *b = first; b < last; b++) {
        out->exact = out->exact || b->distance_m <= BARRIER_VERTEX_M;
        out->on_crossing = out->on_crossing || b->role == ROLE_CROSSING;
        out->n_branches = add_branches(store, b, out->branches, out->n_branches);
    }
    for (const struct barrier *b = first; b < last; b++)
        if ((!out->exact || b->distance_m <= BARRIER_VERTEX_M) && is_walked(store, b)) {
            out->n_walked = add_branches(store, b, walked, out->n_walked);
            out->others = out->others || b->role != ROLE_SIDEWALK;
        }
}

/* Does it act on this line of it? At an end only where the way goes on. A kerb at the end of a
 * sidewalk stops those who leave it: it acts on what leads on, if that is drawn. */
static bool acts_on(const struct store *store, const struct barrier *barrier,
                    const struct around *around)
{
    bool at_start;
    if ((around->exact && barrier->distance_m > BARRIER_VERTEX_M) || !is_walked(store, barrier))
        return false;
    if (!is_at_end(store, barrier, &at_start))
        return true;
    if (barrier->by_role == ROLE_RAMP && barrier->role == ROLE_SIDEWALK && around->others)
        return false;
    return around->n_branches > 1 || network_goes_on(store, barrier, at_start);
}

/* The lines of one barrier, [first, last), on which it acts: how many, from `first` on. */
static size_t settle(const struct store *store, struct barrier *first, const struct barrier *last)
{
    struct around around;
    size_t n = 0;
    look_around(store, first, last, &around);
    if (around.on_crossing && first->by_role == ROLE_RAMP)
        return 0; /* a kerb on a crossing's line is the crossing's, also where it serves no end */
    for (struct barrier *b = first; b < last; b++)
        if (acts_on(store, b, &around))
            first[n++] = *b;
    bool closes = !barrier_leaves_room(first->kind) && first->kind != BARRIER_PASSABLE;
    for (size_t i = 0; i < n && closes && around.n_walked > 2; i++)
        first[i].kind = BARRIER_UNCLEAR;
    return n;
}

/* One diagnostic per barrier, with its kind where that is known. */
static void say(struct store *store, const struct barrier *barrier)
{
    const struct elements *e = &store->tables[barrier->by_role];
    bool fork = barrier->kind == BARRIER_UNCLEAR;
    diagnose(&store->diagnostics, fork ? D_barrier_at_fork : D_barrier_on_line,
             store->sources[element_source(e, barrier->by_row)].table, NULL,
             fork ? NULL : vocabulary_word(fields[F_barrier].vocabulary, barrier->kind),
             &e->fid[barrier->by_row]);
}

/* Settles the matches of each barrier and stores what is left, by line. */
static MUST bool keep(struct store *store, struct found *all)
{
    struct barriers *out = &store->barriers;
    size_t n = 0;
    array_sort(all->items, all->n, sizeof *all->items, compare_by_barrier);
    for (size_t first = 0, last; first < all->n; first = last) {
        struct barrier *group = &all->items[first];
        last = first + 1;
        while (last < all->n && all->items[last].by_role == group->by_role &&
               all->items[last].by_row == group->by_row)
            last++;
        size_t left = settle(store, group, all->items + last);
        if (left > 0)
            say(store, group);
        memmove(all->items + n, group, left * sizeof *group);
        n += left;
    }
    array_sort(all->items, n, sizeof *all->items, compare_by_line);
    out->items = ARENA_ARRAY(&store->arena, n, struct barrier);
    out->n = n;
    if (out->items == NULL)
        return false;
    memcpy(out->items, all->items, n * sizeof *all->items);
    for (size_t i = 0; i < n; i++) {
        const struct barrier *b = &out->items[i];
        struct link link = {.kind = LINK_BARRIER_PATH, .from = b->by_row, .from_role = b->by_role,
                            .to = b->row, .to_role = b->role, .from_m = b->at_m, .to_m = b->at_m,
                            .distance_m = b->distance_m};
        struct link_evidence evidence = {NAN, NAN, NO_PLACE, LINK_BY_GEOMETRY};
        if (!link_add(store, link, evidence))
            return false;
    }
    return true;
}

rasif_status link_barriers(struct store *store, unsigned threads, rasif_error *err)
{
    static const enum role by[] = {ROLE_OBSTACLE, ROLE_RAMP};
    struct found all = {0};
    bool good = true;
    for (size_t i = 0; i < 2 && good; i++) {
        struct standing standing = {.role = by[i]};
        if (store->tables[by[i]].n == 0)
            continue;
        good = stand_up(store, &standing, threads) &&
               (standing.grid == NULL || find_on(store, &standing, threads, &all));
        grid_free(standing.grid);
        free(standing.kind);
        free(standing.here);
    }
    good = good && (all.n == 0 || keep(store, &all));
    free(all.items);
    return good ? RASIF_OK : fail_memory(err);
}
