/* SPDX-License-Identifier: MIT
 *
 * How long the parts of a store live: the table is lifetimes.def. */
#ifndef RASIF_TABLE_LIFETIMES_H
#define RASIF_TABLE_LIFETIMES_H

#include <stdbool.h>

struct store;

/* Where an audit is. STEP_none: a store made by hand, of which every part is alive. */
enum audit_step {
    STEP_none,
#define STEP(name) STEP_##name,
#define PART(...)
#include "table/lifetimes.def"
#undef STEP
#undef PART
    STEP_COUNT
};

enum store_part {
#define STEP(name)
#define PART(name, ...) PART_##name,
#include "table/lifetimes.def"
#undef STEP
#undef PART
    PART_COUNT
};

/* The audit begins this step: frees the parts that neither it nor a later one reads. Steps ascend. */
void store_enter(struct store *store, enum audit_step step);
/* May the part be read (or made) in the step in which the store is? */
bool store_has(const struct store *store, enum store_part part);
/* Aborts with the part's name, its steps and the present one when the part may not be read. */
void store_guard(const struct store *store, enum store_part part);
/* Frees all parts, whatever the step. */
void store_free_parts(struct store *store);

/* At the top of every function that reads a part: store_guard in debug and sanitized builds, nothing
 * elsewhere. A freed part looks like an empty one, which would be a wrong answer without an error. */
static inline void store_use(const struct store *store, enum store_part part)
{
#ifdef RASIF_GUARD_READS
    store_guard(store, part);
#else
    (void)store;
    (void)part;
#endif
}

#endif
