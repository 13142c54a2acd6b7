/* SPDX-License-Identifier: MIT
 *
 * Crossings drawn in parts as one line (docs/scoring.md#a-crossing-in-parts). In: joints
 * (crossing_joints.c). Out: store.crossings.{first_of, inner, lines, line_xy, parts, refuges},
 * scope "part".
 *
 * Algorithm: every end has at most one partner, so that crossings and joints form paths and
 * rings. Each path is walked from its outer end and its points are appended, with those of the
 * footways over islands; a ring is cut before its lowest row. The lowest row stands for the
 * crossing and gives its direction.
 *
 * Cost: linear in the points of the parts. */
#include "link/crossing_parts.h"

#include "base/parallel.h"
#include "geo/line.h"
#include "geo/duplicate_lines.h"

#include <stdlib.h>
#include <string.h>

#define NO_TIP UINT32_MAX

/* The joined lines while they grow: points, parts and refuges of all lines stand in one array each,
 * in the order in which the lines are added. */
struct chain_build {
    struct store *store;
    const struct joints *joints;
    uint32_t *partner; /* [2n] the joint at an end, NO_TIP = it is an outer end */
    uint8_t *done;     /* [n] */
    double *xy;        /* heap; of all joined lines */
    size_t n_points, point_capacity;
    struct crossing_line *lines;
    size_t n_lines, line_capacity;
    uint32_t *parts;
    size_t n_parts, part_capacity;
    struct crossing_refuge *refuges;
    size_t n_refuges, refuge_capacity;
};

static uint32_t other_end(const struct joint *joint, uint32_t tip)
{
    return joint->a == tip ? joint->b : joint->a;
}

/* ---- one joined line ---- */

/* Consecutive parts share a point, which is stored once. */
static MUST bool add_point(struct chain_build *b, const struct crossing_line *line, const double at[2])
{
    if (b->n_points > line->point[0]) {
        const double *last = b->xy + 2 * b->n_points - 2;
        if (hypot(last[0] - at[0], last[1] - at[1]) < 1e-6)
            return true;
    }
    if (!array_reserve(&b->xy, &b->point_capacity, 2 * (b->n_points + 1), sizeof *b->xy))
        return false;
    memcpy(b->xy + 2 * b->n_points, at, 2 * sizeof *at);
    b->n_points++;
    return true;
}

/* All points of a row from the end `tip` on. */
static bool add_row(struct chain_build *b, const struct crossing_line *line,
                    const struct elements *e, uint32_t tip)
{
    const double *xy;
    size_t n = row_points(e, tip / 2, &xy);
    for (size_t i = 0; i < n; i++)
        if (!add_point(b, line, xy + 2 * (tip % 2 == 0 ? i : n - 1 - i)))
            return false;
    return true;
}

/* Metres of the joined line up to its last point: a refuge begins or ends there. */
static double length_so_far(const struct chain_build *b, const struct crossing_line *line)
{
    return line_length(b->xy + 2 * (size_t)line->point[0], b->n_points - line->point[0]);
}

/* The way over an island, entered where the part before it ended. */
static bool add_island(struct chain_build *b, struct crossing_line *line, const struct joint *joint,
                       bool backwards)
{
    const struct elements *footways = &b->store->tables[ROLE_FOOTWAY];
    struct crossing_refuge refuge = {.from_m = length_so_far(b, line)};
    size_t n = joint->way.n;
    if (n == 0)
        return true;
    for (size_t i = 0; i < n; i++) {
        uint32_t tip = backwards ? joint->way.tips[n - 1 - i] ^ 1 : joint->way.tips[i];
        if (!add_row(b, line, footways, tip))
            return false;
    }
    refuge.to_m = length_so_far(b, line);
    line->n_refuges++;
    return PUSH(b->refuges, b->n_refuges, b->refuge_capacity, refuge);
}

/* Appends the line from the outer end `tip` to the other one; `first` is the row that stands for
 * it. A ring ends before a part that is done. */
static bool add_line(struct chain_build *b, uint32_t tip, uint32_t first)
{
    const struct elements *e = &b->store->tables[ROLE_CROSSING];
    struct crossing_line line = {.row = first,
                                 .point = {(uint32_t)b->n_points, 0},
                                 .tip_row = {tip / 2, 0},
                                 .tip_last = {tip % 2, 0},
                                 .first_part = (uint32_t)b->n_parts,
                                 .first_refuge = (uint32_t)b->n_refuges};
    for (;;) {
        if (!PUSH(b->parts, b->n_parts, b->part_capacity, tip / 2) || !add_row(b, &line, e, tip))
            return false;
        b->done[tip / 2] = 1;
        uint32_t end = tip ^ 1;
        line.tip_row[1] = end / 2;
        line.tip_last[1] = end % 2;
        if (b->partner[end] == NO_TIP || b->done[other_end(&b->joints->items[b->partner[end]], end) / 2])
            break;
        const struct joint *joint = &b->joints->items[b->partner[end]];
        if (!add_island(b, &line, joint, joint->b == end))
            return false;
        tip = other_end(joint, end);
    }
    line.point[1] = (uint32_t)b->n_points;
    line.length_m = length_so_far(b, &line);
    line.n_parts = (uint32_t)b->n_parts - line.first_part;
    return PUSH(b->lines, b->n_lines, b->line_capacity, line);
}

/* The outer end from which the joined line runs in the direction of this row. A ring is cut before
 * the row. */
static uint32_t outer_end(const struct chain_build *b, uint32_t row)
{
    uint32_t tip = 2 * row;
    while (b->partner[tip] != NO_TIP) {
        tip = other_end(&b->joints->items[b->partner[tip]], tip) ^ 1;
        if (tip / 2 == row)
            return 2 * row;
    }
    return tip;
}

/* Ascending: parts are listed by row. */
static int compare_rows(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

/* ---- all of them ---- */

/* The lowest row of a crossing comes first, and stands for it. */
static bool add_lines(struct chain_build *b)
{
    size_t n = b->store->tables[ROLE_CROSSING].n;
    for (size_t i = 0; i < b->joints->n; i++)
        b->partner[b->joints->items[i].a] = b->partner[b->joints->items[i].b] = (uint32_t)i;
    for (uint32_t row = 0; row < n; row++) {
        bool twins = b->joints->twin != NULL && b->joints->twin[row] != row;
        bool joined = b->partner[2 * row] != NO_TIP || b->partner[2 * row + 1] != NO_TIP;
        if (b->done[row] || twins || !joined)
            continue;
        if (!add_line(b, outer_end(b, row), row))
            return false;
    }
    return true;
}

/* Crossings drawn twice but in one part: each gets a line, so that keep finds what its twins
 * repeat. */
static bool add_twins(struct chain_build *b)
{
    const uint32_t *twin = b->joints->twin;
    size_t n = b->store->tables[ROLE_CROSSING].n;
    for (uint32_t row = 0; twin != NULL && row < n; row++) {
        if (twin[row] == row || b->done[twin[row]])
            continue;
        if (!add_line(b, 2 * twin[row], twin[row]))
            return false;
    }
    return true;
}

/* Copies the parts of every line to the arena, sorted by row, and sets first_of. Twins are in no
 * list: they get the first_of of the row that they repeat, and INNER_TWIN. */
static bool list_parts(struct chain_build *b, struct crossing_facts *facts)
{
    const uint32_t *twin = b->joints->twin;
    size_t n = b->store->tables[ROLE_CROSSING].n, k = 0;
    uint32_t *parts = ARENA_ARRAY(&b->store->arena, n, uint32_t);
    for (size_t i = 0; i < b->n_lines && parts != NULL; i++) {
        struct crossing_line *line = &b->lines[i];
        uint32_t first = line->first_part, count = line->n_parts;
        line->first_part = (uint32_t)k;
        array_sort(b->parts + first, count, sizeof *b->parts, compare_rows);
        for (uint32_t p = first; p < first + count; p++) {
            parts[k++] = b->parts[p];
            facts->first_of[b->parts[p]] = line->row;
        }
        line->n_parts = count;
    }
    facts->parts = parts;
    for (uint32_t row = 0; twin != NULL && row < n; row++)
        if (twin[row] != row) {
            facts->first_of[row] = facts->first_of[twin[row]];
            facts->inner[row] = INNER_TWIN;
        }
    return parts != NULL;
}

/* Marks the ends at which parts meet, takes all rows but the first of a crossing out of scope, and
 * diagnoses crossings of several parts. */
static void note_rows(struct chain_build *b, struct crossing_facts *facts)
{
    struct elements *e = &b->store->tables[ROLE_CROSSING];
    for (size_t i = 0; i < b->joints->n; i++) {
        const struct joint *joint = &b->joints->items[i];
        facts->inner[joint->a / 2] |= joint->a % 2 == 0 ? INNER_START : INNER_END;
        facts->inner[joint->b / 2] |= joint->b % 2 == 0 ? INNER_START : INNER_END;
    }
    for (size_t row = 0; row < e->n; row++)
        if (facts->first_of[row] != row)
            e->scope[row] = SCOPE_PART;
    for (size_t i = 0; i < facts->n_lines; i++)
        if (facts->lines[i].n_parts > 1)
            diagnose(&b->store->diagnostics, D_crossing_in_parts,
                     b->store->sources[element_source(e, facts->lines[i].row)].table, NULL, NULL,
                     &e->fid[facts->lines[i].row]);
}

/* By row: crossing_line_of searches facts->lines by halves. */
static int compare_lines(const void *a, const void *b)
{
    const struct crossing_line *left = a, *right = b;
    return left->row < right->row ? -1 : left->row > right->row;
}

/* Copies everything to the arena, where facts live; `b` still owns its own arrays. Runs once
 * every line is known: list_parts numbers first_part anew, in the sorted order. */
static bool keep(struct chain_build *b)
{
    struct crossing_facts *facts = &b->store->crossings;
    struct arena *arena = &b->store->arena;
    size_t n = b->store->tables[ROLE_CROSSING].n;
    facts->first_of = ARENA_ARRAY(arena, n, uint32_t);
    facts->inner = ARENA_ARRAY(arena, n, uint8_t);
    facts->lines = ARENA_ARRAY(arena, b->n_lines, struct crossing_line);
    facts->line_xy = ARENA_ARRAY(arena, 2 * b->n_points, double);
    facts->refuges = ARENA_ARRAY(arena, b->n_refuges + 1, struct crossing_refuge);
    if (facts->first_of == NULL || facts->inner == NULL || facts->lines == NULL ||
        facts->line_xy == NULL || facts->refuges == NULL)
        return false;
    for (uint32_t row = 0; row < n; row++)
        facts->first_of[row] = row;
    array_sort(b->lines, b->n_lines, sizeof *b->lines, compare_lines);
    if (!list_parts(b, facts))
        return false;
    memcpy(facts->lines, b->lines, b->n_lines * sizeof *b->lines);
    memcpy(facts->line_xy, b->xy, 2 * b->n_points * sizeof *b->xy);
    if (b->n_refuges > 0)
        memcpy(facts->refuges, b->refuges, b->n_refuges * sizeof *b->refuges);
    facts->n_lines = b->n_lines;
    note_rows(b, facts);
    return true;
}

/* Joined lines, then whole crossings drawn twice, then everything into the arena. */
static MUST bool build(struct chain_build *b)
{
    size_t n = b->store->tables[ROLE_CROSSING].n;
    b->partner = malloc((2 * n + 1) * sizeof *b->partner);
    b->done = calloc(n + 1, 1);
    if (b->partner == NULL || b->done == NULL)
        return false;
    memset(b->partner, 0xFF, 2 * n * sizeof *b->partner);
    return add_lines(b) && add_twins(b) && keep(b);
}

rasif_status link_crossing_parts(struct store *store, const struct grid *streets, unsigned threads,
                                 rasif_error *err)
{
    struct joints joints = {0};
    struct chain_build b = {.store = store, .joints = &joints};
    bool good = joints_find(store, streets, threads, &joints);
    if (good && (joints.n > 0 || joints.twin != NULL))
        good = build(&b);
    joints_free(&joints);
    free(b.partner);
    free(b.done);
    free(b.xy);
    free(b.lines);
    free(b.parts);
    free(b.refuges);
    return good ? RASIF_OK : fail_memory(err);
}
