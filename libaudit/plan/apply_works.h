/* SPDX-License-Identifier: MIT
 *
 * Works of a plan as a file has them (table audit_works), and the mapping that its audit used. */
#ifndef RASIF_PLAN_APPLY_WORKS_H
#define RASIF_PLAN_APPLY_WORKS_H

#include "base/arena.h"
#include "base/read_files.h"
#include "base/status.h"

#include <stdint.h>

/* A feature of the file. */
struct feature_name {
    const char *table;
    int64_t fid;
};

/* One row of audit_works. Texts may be NULL where the row has null. */
struct planned_work {
    const char *id, *kind, *makes, *rasif_id, *place, *harms;
    struct feature_name at;
    bool located;
    double xy[2];                  /* in the system of planned_works.crs */
    int role;      /* of the new line that it builds: ROLE_*; -1 = none */
    double *line;  /* [2 n_points] in the system of planned_works.crs; in the arena */
    size_t n_points; /* 0 = it builds none */
};

struct planned_works {
    struct arena arena;
    bool planned;               /* the file has the table */
    const char *path;           /* borrowed */
    const char *crs;            /* for crs_from_text, or NULL */
    struct planned_work *items; /* heap; those chosen, in the order of the table */
    size_t n, capacity;
    const char *preset, *mapping; /* of the audit, as its manifest has them; NULL = none */
};

/* FILE or FILE:ID,ID or :ID, as on the command line: *path is NULL for no file, `ids` [*n] in
 * `arena`. RASIF_E_MEMORY. */
rasif_status works_split(const char *text, struct arena *arena, const char **path,
                         const char *const **ids, size_t *n, rasif_error *err);
/* Reads the works of `ids`, or without ids those that `budget` buys (NaN: the largest does). `*out`
 * is {0}; free it in any case. A file that no audit wrote has no works and no mapping.
 * RASIF_E_ARGUMENT: no such id; RASIF_E_IO, RASIF_E_DATA, RASIF_E_MEMORY. */
rasif_status works_read(const char *path, const char *const *ids, size_t n_ids, double budget,
                        struct planned_works *out, rasif_error *err);
void planned_works_free(struct planned_works *works);

#endif
