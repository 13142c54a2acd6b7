/* SPDX-License-Identifier: MIT
 *
 * Towns as lists of parts, works and links. Costs are in a unit of some hundred francs, gains in
 * metres times a weight; both are skewed, as they are in towns: a few works are dear, a few parts
 * are large. */
#include "choice_towns.h"

#include "base/arena.h"
#include "base/union_find.h"

#include <stdlib.h>
#include <string.h>

const char *const town_names[TOWN_KINDS] = {"grid-shut", "grid-mixed", "grid-goals", "suburb",
                                            "planar",    "ring",       "stars",      "hubs",
                                            "knapsack",  "random"};

uint32_t town_pick(struct town *town, uint32_t below)
{
    town->chance ^= town->chance << 13;
    town->chance ^= town->chance >> 7;
    town->chance ^= town->chance << 17;
    return (uint32_t)((town->chance * UINT64_C(0x2545f4914f6cdd1d) >> 33) % below);
}

void town_free(struct town *town)
{
    free(town->cost);
    free(town->value);
    free(town->gain);
    free(town->ends);
    free(town->first);
    free(town->work);
    *town = (struct town){0};
}

/* ---- pieces --------------------------------------------------------------------------------- */

/* A skewed number from `low` to about eight times as much. */
static int64_t skewed(struct town *town, uint32_t low)
{
    uint32_t factor = 1 + town_pick(town, 2) + (town_pick(town, 4) == 0) * town_pick(town, 6);
    return (int64_t)low * factor + town_pick(town, low);
}

static bool add_work(struct town *town, int64_t cost, int64_t value)
{
    size_t n = town->n_works;
    return PUSH(town->cost, town->n_works, town->works_room, cost) &&
           PUSH(town->value, n, town->values_room, value);
}

static bool add_part(struct town *town, int64_t gain)
{
    return PUSH(town->gain, town->n_parts, town->parts_room, gain);
}

static bool add_link(struct town *town, uint32_t a, uint32_t b, const uint32_t *works, size_t n)
{
    size_t ends = 2 * town->n_links, links = town->n_links + 1;
    for (size_t i = 0; i < n; i++)
        if (!PUSH(town->work, town->n_uses, town->uses_room, works[i]))
            return false;
    if (!PUSH(town->ends, ends, town->ends_room, a) ||
        !PUSH(town->ends, ends, town->ends_room, b) ||
        !PUSH(town->first, links, town->first_room, (uint32_t)town->n_uses))
        return false;
    town->n_links++;
    return true;
}

/* ---- grids ---------------------------------------------------------------------------------- */

enum { MOST_KINDS = 3 };

/* Blocks of a grid, each in halves for as many kinds of user as there are. Half h of block b of
 * kind k is part 1 + (k * blocks + b) * 2 + h until open links are contracted. */
struct grid {
    uint32_t side, kinds, goals_every;
    bool shut, holes;
    uint32_t
        *strictness; /* [works] a work stands in the way of this many kinds, the strictest first */
    size_t room;
};

static uint32_t part_of(const struct grid *grid, uint32_t kind, uint32_t block, uint32_t half)
{
    return 1 + (kind * grid->side * grid->side + block) * 2 + half;
}

static bool add_repair(struct town *town, struct grid *grid, uint32_t low, uint32_t *work)
{
    size_t n = town->n_works;
    uint32_t chance = town_pick(town, 100);
    uint32_t kinds = grid->shut    ? grid->kinds
                     : chance < 12 ? 0
                     : chance < 45 ? 1
                     : chance < 75 ? 2
                                   : 3;
    *work = (uint32_t)n;
    int64_t value = town_pick(town, 3) == 0 ? 1 + town_pick(town, 8) : 0;
    return PUSH(grid->strictness, n, grid->room, kinds < grid->kinds ? kinds : grid->kinds) &&
           add_work(town, skewed(town, low), value);
}

/* A link of each kind of user, with the works that stand in its way. */
static bool add_links(struct town *town, const struct grid *grid, const uint32_t from[2],
                      const uint32_t to[2], const uint32_t *works, size_t n)
{
    for (uint32_t k = 0; k < grid->kinds; k++) {
        uint32_t needed[4];
        size_t n_needed = 0;
        for (size_t i = 0; i < n; i++)
            if (grid->strictness[works[i]] > k)
                needed[n_needed++] = works[i];
        if (!add_link(town, part_of(grid, k, from[0], from[1]), part_of(grid, k, to[0], to[1]),
                      needed, n_needed))
            return false;
    }
    return true;
}

/* A crossing from a corner of one block to a corner of another: two kerbs, now and then its
 * surface. */
static bool add_crossing(struct town *town, struct grid *grid, uint32_t (*corners)[8], uint32_t a,
                         uint32_t corner_a, uint32_t b, uint32_t corner_b)
{
    uint32_t works[4] = {corners[a][corner_a], corners[b][corner_b]};
    size_t n = 2;
    if (grid->holes && town_pick(town, 3) == 0)
        return true;
    if (town_pick(town, 10) == 0 && !add_repair(town, grid, 8, &works[n++]))
        return false;
    uint32_t from[2] = {a, corner_a / 4}, to[2] = {b, corner_b / 4};
    return add_links(town, grid, from, to, works, n);
}

/* Kerbs of the block: corner 2 c faces the street along, 2 c + 1 the street across; at half of the
 * corners one ramp serves both. The halves are joined, one time in seven by a repair. */
static bool add_block(struct town *town, struct grid *grid, uint32_t block, uint32_t corners[8])
{
    uint32_t sidewalk;
    for (uint32_t c = 0; c < 8; c++) {
        corners[c] = c > 0 ? corners[c - 1] : 0;
        if ((c % 2 == 0 || town_pick(town, 2) == 0) && !add_repair(town, grid, 15, &corners[c]))
            return false;
    }
    bool blocked = town_pick(town, 7) == 0;
    if (blocked && !add_repair(town, grid, 60, &sidewalk))
        return false;
    uint32_t from[2] = {block, 0}, to[2] = {block, 1};
    return add_links(town, grid, from, to, &sidewalk, blocked);
}

/* Corners 0 and 1 (numbers 0 to 3) lie towards the block before, 2 and 3 behind. */
static bool add_crossings(struct town *town, struct grid *grid, uint32_t (*corners)[8])
{
    uint32_t side = grid->side;
    for (uint32_t b = 0; b < side * side; b++) {
        bool more = true;
        if (b % side + 1 < side)
            more = add_crossing(town, grid, corners, b, 4, b + 1, 0) &&
                   add_crossing(town, grid, corners, b, 6, b + 1, 2);
        if (more && b / side + 1 < side)
            more = add_crossing(town, grid, corners, b, 3, b + side, 1) &&
                   add_crossing(town, grid, corners, b, 7, b + side, 5);
        if (more && grid->holes && b % side + 1 < side && b / side + 1 < side &&
            town_pick(town, 6) == 0)
            more = add_crossing(town, grid, corners, b, 7, b + side + 1, 0);
        if (!more)
            return false;
    }
    return true;
}

/* Contracts open links, and the goals into part 0; numbers the parts that are left anew. */
static bool contract(struct town *town, uint32_t *joined, uint32_t *number)
{
    size_t kept = 0, parts = 0, links = town->n_links;
    for (uint32_t i = 0; i < links; i++)
        if (town->first[i] == town->first[i + 1])
            union_join(joined, town->ends[2 * i], town->ends[2 * i + 1]);
    int64_t *gain = calloc(town->n_parts, sizeof *gain);
    if (gain == NULL)
        return false;
    for (uint32_t p = 0; p < town->n_parts; p++) {
        uint32_t root = union_root(joined, p);
        if (root == p)
            number[p] = (uint32_t)parts++;
        gain[number[root]] += town->gain[p];
    }
    gain[0] = 0;
    for (size_t i = 0; i < links; i++) {
        uint32_t a = number[union_root(joined, town->ends[2 * i])];
        uint32_t b = number[union_root(joined, town->ends[2 * i + 1])];
        uint32_t first = town->first[i], last = town->first[i + 1];
        if (a == b)
            continue;
        size_t at = town->first[kept];
        memmove(town->work + at, town->work + first, (last - first) * sizeof *town->work);
        town->ends[2 * kept] = a;
        town->ends[2 * kept + 1] = b;
        town->first[++kept] = (uint32_t)(at + last - first);
    }
    free(town->gain);
    town->gain = gain;
    town->n_links = kept;
    town->n_parts = town->parts_room = parts;
    return true;
}

static bool make_grid(struct town *town, struct grid *grid)
{
    uint32_t blocks = grid->side * grid->side, first_goal = town_pick(town, blocks);
    uint32_t(*corners)[8] = calloc(blocks, sizeof *corners);
    size_t parts = 1 + (size_t)grid->kinds * blocks * 2;
    uint32_t *joined = calloc(parts, sizeof *joined), *number = calloc(parts, sizeof *number);
    bool done = corners != NULL && joined != NULL && number != NULL;
    for (uint32_t p = 1; done && p < parts; p++)
        done = add_part(town, skewed(town, 20) * (1 + (p - 1) / 2 / blocks));
    for (uint32_t b = 0; done && b < blocks; b++)
        done = add_block(town, grid, b, corners[b]);
    done = done && add_crossings(town, grid, corners);
    for (uint32_t p = 0; done && p < parts; p++)
        joined[p] = p;
    for (uint32_t b = first_goal; done && b < first_goal + blocks; b += grid->goals_every)
        for (uint32_t k = 0; k < grid->kinds; k++)
            union_join(joined, 0, part_of(grid, k, b % blocks, 0));
    done = done && contract(town, joined, number);
    free(corners);
    free(joined);
    free(number);
    free(grid->strictness);
    return done;
}

static uint32_t side_for(size_t works)
{
    uint32_t side = 1;
    while ((size_t)(side + 1) * (side + 1) * 13 / 2 < works)
        side++;
    return side < 2 ? 2 : side;
}

/* ---- others --------------------------------------------------------------------------------- */

/* Each part hangs on one that came shortly before; every fourth way has two works, some are shared.
 */
static bool make_suburb(struct town *town, size_t works)
{
    while (town->n_works < works) {
        uint32_t part = (uint32_t)town->n_parts, reach = part < 12 ? part : 12;
        uint32_t up = town_pick(town, 25) == 0 ? 0 : part - 1 - town_pick(town, reach);
        uint32_t needed[2] = {(uint32_t)town->n_works, (uint32_t)town->n_works + 1};
        size_t n = 1 + (town_pick(town, 4) == 0);
        if (town->n_works > 4 && town_pick(town, 5) == 0)
            needed[0] = (uint32_t)town->n_works - 1 - town_pick(town, 4),
            needed[1] = (uint32_t)town->n_works;
        else if (!add_work(town, skewed(town, 15), 0))
            return false;
        if (n == 2 && !add_work(town, skewed(town, 15), town_pick(town, 5)))
            return false;
        if (!add_part(town, skewed(town, 20)) || !add_link(town, up, part, needed, n))
            return false;
    }
    return true;
}

/* Rings of up to nine parts, both ends on part 0. */
static bool make_ring(struct town *town, size_t works)
{
    while (town->n_works < works) {
        uint32_t length = 2 + town_pick(town, 8), before = 0;
        for (uint32_t i = 0; i <= length; i++) {
            uint32_t part = i < length ? (uint32_t)town->n_parts : 0,
                     work = (uint32_t)town->n_works;
            if (!add_work(town, 1 + town_pick(town, 30), 0) ||
                (part != 0 &&
                 !add_part(town, town_pick(town, 3) == 0 ? 0 : 1 + town_pick(town, 60))) ||
                !add_link(town, before, part, &work, 1))
                return false;
            before = part;
        }
    }
    return true;
}

/* Stars: a dear work that all links of a hub share, and a cheap one of each. */
static bool make_stars(struct town *town, size_t works)
{
    while (town->n_works < works) {
        uint32_t shared = (uint32_t)town->n_works, hub = 0, leaves = 1 + town_pick(town, 6);
        if (!add_work(town, 10 + town_pick(town, 40), 0))
            return false;
        if (town_pick(town, 2) == 0) {
            hub = (uint32_t)town->n_parts;
            if (!add_part(town, 5) || !add_link(town, 0, hub, &shared, 1))
                return false;
        }
        for (uint32_t i = 0; i < leaves; i++) {
            uint32_t needed[2] = {(uint32_t)town->n_works, shared}, part = (uint32_t)town->n_parts;
            if (!add_work(town, 1 + town_pick(town, 10), town_pick(town, 2)) ||
                !add_part(town, 1 + town_pick(town, 40)) || !add_link(town, hub, part, needed, 2))
                return false;
        }
    }
    return true;
}

/* Three dear works in a row to a hub without gain, then cheap leaves. */
static bool make_hubs(struct town *town, size_t works)
{
    while (town->n_works < works) {
        uint32_t before = 0;
        for (uint32_t i = 0; i < 12; i++) {
            uint32_t part = (uint32_t)town->n_parts, work = (uint32_t)town->n_works;
            if (!add_work(town, i < 3 ? 20 + town_pick(town, 40) : 1 + town_pick(town, 4), 0) ||
                !add_part(town, i < 3 ? town_pick(town, 3) : 5 + town_pick(town, 50)) ||
                !add_link(town, before, part, &work, 1))
                return false;
            before = i < 3 ? part : before;
        }
    }
    return true;
}

static bool make_knapsack(struct town *town, size_t works)
{
    while (town->n_works < works) {
        uint32_t part = (uint32_t)town->n_parts, work = (uint32_t)town->n_works;
        int64_t cost = 20 + town_pick(town, 80);
        if (!add_work(town, cost, 0) || !add_part(town, cost + town_pick(town, 12)) ||
            !add_link(town, 0, part, &work, 1))
            return false;
    }
    return true;
}

static bool make_random(struct town *town, size_t works)
{
    uint32_t parts = 2 + town_pick(town, (uint32_t)works + 2),
             links = parts + town_pick(town, parts + 2);
    for (size_t i = 0; i < works; i++)
        if (!add_work(town, town_pick(town, 40), town_pick(town, 4) == 0 ? town_pick(town, 6) : 0))
            return false;
    for (uint32_t p = 1; p < parts; p++)
        if (!add_part(town, town_pick(town, 3) == 0 ? 0 : town_pick(town, 70)))
            return false;
    for (uint32_t i = 0; i < links; i++) {
        uint32_t needed[4], n = town_pick(town, 12) == 0 ? 0 : 1 + town_pick(town, 3);
        for (uint32_t k = 0; k < n; k++)
            needed[k] = town_pick(town, (uint32_t)works);
        if (!add_link(town, town_pick(town, parts), town_pick(town, parts), needed, n))
            return false;
    }
    return true;
}

bool town_make(enum town_kind kind, size_t works, uint64_t seed, struct town *town)
{
    *town = (struct town){.chance = seed * 2654435761u + 88172645463325252u};
    struct grid grid = {.side = side_for(kind == TOWN_PLANAR ? works * 17 / 20 : works),
                        .kinds = 3};
    grid.shut = kind == TOWN_GRID_SHUT;
    grid.holes = kind == TOWN_PLANAR;
    grid.goals_every = kind == TOWN_GRID_GOALS ? 40 : grid.side * grid.side;
    if (grid.shut)
        grid.kinds = 1;
    for (int i = 0; i < 9; i++)
        town_pick(town, 2);
    bool done = add_part(town, 0) && PUSH(town->first, (size_t){0}, town->first_room, 0);
    if (done)
        done = kind <= TOWN_GRID_GOALS || kind == TOWN_PLANAR ? make_grid(town, &grid)
               : kind == TOWN_SUBURB                          ? make_suburb(town, works)
               : kind == TOWN_RING                            ? make_ring(town, works)
               : kind == TOWN_STARS                           ? make_stars(town, works)
               : kind == TOWN_HUBS                            ? make_hubs(town, works)
               : kind == TOWN_KNAPSACK                        ? make_knapsack(town, works)
                                                              : make_random(town, works);
    town->in = (struct choice_input){.n_works = town->n_works,
                                     .cost = town->cost,
                                     .value = town->value,
                                     .n_parts = town->n_parts,
                                     .gain = town->gain,
                                     .n_links = town->n_links,
                                     .ends = town->ends,
                                     .first = town->first,
                                     .work = town->work};
    return done;
}
