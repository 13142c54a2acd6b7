/* SPDX-License-Identifier: MIT
 *
 * Inside apply*.c: the file as it is, and the features that are changed, added and taken out. */
#ifndef RASIF_PLAN_APPLY_PARTS_H
#define RASIF_PLAN_APPLY_PARTS_H

#include "base/temp_folder.h"
#include "plan/apply.h"
#include "plan/apply_works.h"
#include "plan/scenery.h"
#include "read/field_cell.h"

enum target_kind { TARGET_CHANGE, TARGET_ADD, TARGET_REMOVE };

/* A feature that is changed. */
struct target {
    enum target_kind kind;
    enum role role;
    size_t source, binding;
    int64_t fid;     /* TARGET_ADD: once it is written */
    int side;        /* NO_SIDE, or of a sidewalk that its street's columns describe */
    size_t row;      /* before; SIZE_MAX = TARGET_ADD */
    double *xy;      /* TARGET_ADD: [2 n_points] in the system of the layer; in the arena */
    size_t n_points;
    const char *why; /* the work or the place in the file of changes */
    size_t last;     /* index into meant of its last one; SIZE_MAX */
};

/* What a field of a target shall be. */
struct meant {
    size_t target, before; /* before: index of the one before, of the same target; SIZE_MAX */
    enum field_id field;
    struct field_cell cell;
    const char *why;
};

/* What is told once for each field of a table. */
struct remark {
    enum { REMARK_NO_COLUMN, REMARK_ROUNDED, REMARK_ALSO } kind;
    size_t source;
    enum role role;
    enum field_id field;
    size_t n;
};

struct applying {
    const rasif_apply_options *options;
    const struct apply_talk *talk;
    rasif_apply_counts counts;
    struct arena arena;
    struct temp_folder folder; /* of the mapping that the manifest holds */
    struct planned_works works,
        own; /* own: of the file itself, where works come from another one */
    struct scenery before;
    struct geo_run geo;
    double *crossing_xy; /* heap; points of crossings as they are stored, in the order of the
                            shapes; NULL = none */
    struct target *targets;
    size_t n_targets, target_capacity;
    struct meant *meant;
    size_t n_meant, meant_capacity;
    struct remark *remarks;
    size_t n_remarks, remark_capacity;
};

/* The target of an existing feature, made when there is none. RASIF_E_DATA: it is not there, has no
 * role, or can't be changed; RASIF_E_MEMORY. `side` as in struct target. */
rasif_status apply_target(struct applying *a, const char *table, int64_t fid, int side,
                          const char *why, size_t *out, rasif_error *err);
/* A field of a target shall have this value. `strict`: a field without a column is an error, and a
 * value set earlier is replaced; else a remark, and a contradiction is an error. */
rasif_status apply_field(struct applying *a, size_t target, enum field_id field,
                         const struct field_value *value, const char *why, bool strict,
                         rasif_error *err);
/* One more occurrence. */
rasif_status apply_remark(struct applying *a, int kind, size_t source, enum role role,
                          enum field_id field, rasif_error *err);

/* apply_collect.c: what the works, what the file of changes asks for. */
rasif_status apply_works(struct applying *a, rasif_error *err);
rasif_status apply_changes(struct applying *a, rasif_error *err);
/* apply_new.c: the line of a work that builds one, with the kerb ramps at the ends of a crossing: targets
 * with their values. */
rasif_status apply_new_line(struct applying *a, const struct planned_work *work, const char *why, rasif_error *err);
/* One of `makes` for a target. */
rasif_status apply_make(struct applying *a, size_t target, enum field_id field, const char *text, const char *why,
                        rasif_error *err);
/* The next FIELD=VALUE of a list in `*at`, which is overwritten; moves *at behind it, NULL = the last. `*prefixed`
 * whether "ramp." stood before it. RASIF_E_DATA. */
rasif_status apply_next_pair(char **at, bool *prefixed, enum field_id *field, const char **value, const char *why,
                             rasif_error *err);
/* apply_ramp.c: a new kerb ramp at an end of a crossing; its target goes to *out. */
rasif_status apply_new_ramp(struct applying *a, const struct planned_work *work, size_t *out,
                            rasif_error *err);
/* apply_check.c: reads the copy and compares it with what was meant. RASIF_E_OUTPUT names the cell.
 */
rasif_status apply_check(struct applying *a, const char *copy, rasif_error *err);

#endif
