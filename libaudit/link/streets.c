/* SPDX-License-Identifier: MIT
 *
 * Streets among themselves (docs/scoring.md#streets): which are in scope, which are their own
 * element, which are the same line twice. In: streets in metres. Out: scope,
 * store.streets.{same_as, reversed, is_own_element}, and where they meet (meetings.c).
 *
 * Algorithm: lines are hashed by their points in whole millimetres, which gives one hash for both
 * directions; equal hashes stand together after a sort, and their points are then compared. */
#include "link/link.h"

#include "base/parallel.h"
#include "geo/duplicate_lines.h"

#include <stdlib.h>
#include <string.h>

enum scope street_class_scope(unsigned class)
{
    switch (class) {
    case CLASS_MOTORWAY:
    case CLASS_MOTORWAY_LINK:
    case CLASS_BUSWAY:
    case CLASS_RACEWAY:
    case CLASS_TRACK:
    case CLASS_CYCLEWAY:
    case CLASS_BRIDLEWAY:
    case CLASS_DRIVEWAY:
    case CLASS_PARKING_AISLE:
    case CLASS_DRIVE_THROUGH:
        return SCOPE_CLASS;
    case CLASS_CONSTRUCTION:
    case CLASS_PROPOSED:
        return SCOPE_NOT_WALKED;
    default:
        return SCOPE_YES;
    }
}

/* Classes that people walk on as a whole, without sidewalks. */
static bool class_is_own(unsigned class)
{
    return class == CLASS_PEDESTRIAN || class == CLASS_FOOTWAY || class == CLASS_PATH ||
           class == CLASS_CORRIDOR || class == CLASS_STEPS;
}

/* A street leaves scope by its class, or where walking is not allowed. */
static void set_scopes(struct store *store)
{
    struct elements *streets = &store->tables[ROLE_STREET];
    for (size_t i = 0; i < streets->n; i++) {
        unsigned class = element_code(streets, F_class, i);
        if (streets->scope[i] == SCOPE_YES)
            streets->scope[i] = (uint8_t)street_class_scope(class);
        if (streets->scope[i] == SCOPE_YES && element_code(streets, F_foot, i) == FOOT_NO)
            streets->scope[i] = SCOPE_FOOT_NO;
        if (streets->scope[i] == SCOPE_YES)
            store->streets.is_own_element[i] = class_is_own(class);
    }
}

/* ---- the same line twice ---- */

static const char *table_name(const struct store *store, const struct elements *elements, size_t row)
{
    return store->sources[element_source(elements, row)].table;
}

/* find_same packs the keys once all are made: chunks write to their own rows. */
struct hashing {
    const struct elements *streets;
    struct keyed *keys; /* [n]; row NO_ROW = out of scope */
};

/* Hashes the lines of one chunk of streets that are in scope. */
static void hash_lines(void *user, size_t chunk, size_t first, size_t last)
{
    const struct hashing *job = user;
    (void)chunk;
    for (size_t i = first; i < last; i++) {
        const double *xy;
        job->keys[i].row = NO_ROW;
        if (job->streets->scope[i] == SCOPE_YES) {
            size_t points = row_points(job->streets, i, &xy);
            job->keys[i] = (struct keyed){points_hash(xy, points), (uint32_t)i};
        }
    }
}

/* Streets with equal lines in either direction: the lowest row stands for all. RASIF_E_MEMORY. */
static rasif_status find_same(struct store *store, unsigned threads, rasif_error *err)
{
    struct elements *streets = &store->tables[ROLE_STREET];
    struct street_facts *facts = &store->streets;
    struct keyed *keys = malloc((streets->n + 1) * sizeof *keys);
    struct hashing job = {streets, keys};
    size_t n = 0;
    if (keys != NULL)
        parallel_rows(threads, streets->n, hash_lines, &job);
    for (size_t i = 0; keys != NULL && i < streets->n; i++) {
        facts->same_as[i] = (uint32_t)i;
        if (keys[i].row != NO_ROW)
            keys[n++] = keys[i];
    }
    if (keys == NULL || !keyed_sort_on(threads, keys, n)) {
        free(keys);
        return fail_memory(err);
    }
    for (size_t i = 1; i < n; i++) {
        if (keys[i].key != keys[i - 1].key)
            continue;
        uint32_t first = facts->same_as[keys[i - 1].row], row = keys[i].row;
        const double *a, *b;
        size_t points = row_points(streets, first, &a);
        if (row_points(streets, row, &b) != points)
            continue;
        bool forwards = points_equal(a, b, points, false);
        if (!forwards && !points_equal(a, b, points, true))
            continue;
        facts->same_as[row] = first;
        facts->reversed[row] = !forwards;
        diagnose(&store->diagnostics, D_duplicate_line, table_name(store, streets, row), NULL, NULL,
                 &streets->fid[row]);
    }
    free(keys);
    return RASIF_OK;
}

rasif_status link_streets(struct store *store, unsigned threads, rasif_error *err)
{
    size_t n = store->tables[ROLE_STREET].n;
    struct street_facts *facts = &store->streets;
    facts->same_as = ARENA_ARRAY(&store->arena, n, uint32_t);
    facts->reversed = ARENA_ARRAY(&store->arena, n, uint8_t);
    facts->is_own_element = ARENA_ARRAY(&store->arena, n, uint8_t);
    facts->side_na = ARENA_ARRAY(&store->arena, n, uint8_t);
    facts->outside_m = ARENA_ARRAY(&store->arena, n, double);
    if (facts->same_as == NULL || facts->reversed == NULL || facts->is_own_element == NULL ||
        facts->side_na == NULL || facts->outside_m == NULL)
        return fail_memory(err);
    set_scopes(store);
    TRY(find_same(store, threads, err));
    TRY(link_meetings(store, threads, err));
    return link_stretches(store, threads, err);
}
