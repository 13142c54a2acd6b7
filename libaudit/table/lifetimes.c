/* SPDX-License-Identifier: MIT
 *
 * Parts of the store that are freed on the way: see lifetimes.h. A function per row of
 * lifetimes.def frees the part and leaves it empty.
 *
 * store_enter compares the last reader of each part with the old and the new step, so that a part
 * is freed once, and steps may be passed over (a run without a stage). Cost: seven comparisons per
 * step. */
#include "table/lifetimes.h"

#include "table/store.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- a function per part: frees it, also twice ---- */

/* The numbers in columns are offsets into the pool: both go together. */
static void free_ids(struct store *store)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct elements *elements = &store->tables[role];
        for (int field = 0; field < FIELD_COUNT; field++)
            if (fields[field].flags & FIELD_ID)
                elements_drop(elements, (enum field_id)field);
        elements->without_ids = true;
    }
    pool_free(&store->ids);
}

static void free_stretch_ends(struct store *store)
{
    free(store->segments.end_junction);
    store->segments.end_junction = NULL;
}

/* `first` and `source` live in the arena: reports still show the source. */
static void free_heights(struct store *store)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        free(store->heights[role].z);
        store->heights[role].z = NULL;
    }
}

/* Whether links are written is kept: it is an option, not a result. */
static void free_links(struct store *store)
{
    free(store->links.items);
    free(store->links.evidence);
    store->links = (struct links){.skip_evidence = store->links.skip_evidence};
}

/* Apart from free_ways, because graph_free has no store. */
static void graph_free_ways(struct graph *graph)
{
    free(graph->stop_lines);
    free(graph->stop_m);
    free(graph->stop_at);
    graph->stop_lines = NULL;
    graph->stop_m = NULL;
    graph->stop_at = NULL;
}

static void free_ways(struct store *store)
{
    graph_free_ways(&store->graph);
}

/* The numbers of stops and nodes go with their arrays; lines stay, with n_lines. */
static void graph_free_nodes(struct graph *graph)
{
    free(graph->first_stop);
    free(graph->stop_node);
    free(graph->first_at);
    graph->first_stop = graph->stop_node = graph->first_at = NULL;
    graph->n_stops = graph->n_nodes = 0;
}

static void free_nodes(struct store *store)
{
    graph_free_nodes(&store->graph);
}

static void free_surroundings(struct store *store)
{
    struct street_facts *streets = &store->streets;
    free(streets->junction_m);
    free(streets->junction);
    free(streets->junction_at);
    free(streets->sidewalk_offset_m);
    free(streets->joint);
    streets->joint = streets->junction = NULL;
    streets->junction_m = streets->junction_at = NULL;
    streets->sidewalk_offset_m = NULL;
}

/* ---- the table ---- */

/* For the message of store_guard. */
static const char *const step_names[STEP_COUNT] = {
    "none",
#define STEP(name) #name,
#define PART(...)
#include "table/lifetimes.def"
#undef STEP
#undef PART
};

static const struct {
    const char *name;
    enum audit_step made, last;
    void (*free)(struct store *);
} parts[PART_COUNT] = {
#define STEP(name)
#define PART(name, made, last, kept, share, what)                                                  \
    {#name, STEP_##made, STEP_##last, free_##name},
#include "table/lifetimes.def"
#undef STEP
#undef PART
};

/* The conditions of lifetimes.def, as code. */
static bool is_kept(const struct store *store, enum store_part part)
{
    switch (part) {
#define STEP(name)
#define PART(name, made, last, kept, share, what)                                                  \
    case PART_##name:                                                                              \
        return kept;
#include "table/lifetimes.def"
#undef STEP
#undef PART
    default:
        return false;
    }
}

/* Parts that are made later are still empty, and freeing them does nothing. */
void store_enter(struct store *store, enum audit_step step)
{
    for (int part = 0; part < PART_COUNT; part++)
        if (parts[part].last < step && parts[part].last >= store->step &&
            !is_kept(store, (enum store_part)part))
            parts[part].free(store);
    store->step = step;
}

/* A part may be read from the step that makes it on: makers read what they have made. */
bool store_has(const struct store *store, enum store_part part)
{
    return store->step == STEP_none ||
           (store->step >= parts[part].made &&
            (store->step <= parts[part].last || is_kept(store, part)));
}

/* Written to stderr, as assert does: it is for those who change this program. */
void store_guard(const struct store *store, enum store_part part)
{
    if (store_has(store, part))
        return;
    fprintf(stderr,
            "rasif: part '%s' of the store is read in step %s; it lives from %s to %s "
            "(table/lifetimes.def)\n",
            parts[part].name, step_names[store->step], step_names[parts[part].made],
            step_names[parts[part].last]);
    abort();
}

/* Also parts that are kept for the output: the store ends. */
void store_free_parts(struct store *store)
{
    for (int part = 0; part < PART_COUNT; part++)
        parts[part].free(store);
}

/* A graph that was built half may be freed, too. */
void graph_free(struct graph *graph)
{
    graph_free_ways(graph);
    graph_free_nodes(graph);
    free(graph->role);
    free(graph->row);
    for (int role = 0; role < ROLE_COUNT; role++)
        free(graph->line_from[role]);
    *graph = (struct graph){0};
}
