/* SPDX-License-Identifier: MIT
 *
 * New lines as the audit finds them once they are built: who can pass them, what they meet, how good they are and
 * what they are to streets. */
#ifndef RASIF_PLAN_BUILT_H
#define RASIF_PLAN_BUILT_H

#include "plan/new_lines.h"
#include "plan/remedy.h"
#include "read/extra_rows.h"

/* What a new line meets at one of its nodes. */
struct built_contact {
    uint32_t line; /* of the graph as it is; is_new: index of another new line */
    bool is_new;
};

struct built {
    size_t n; /* new lines */
    uint8_t *passable; /* heap; [n_profiles * n], by profile: enum passable */
    uint32_t *first_contact; /* heap; [n + 1] into contacts */
    struct built_contact *contacts; /* heap; each once */
    size_t n_contacts, contact_capacity;
    uint8_t *outcome;     /* heap; [n] rasif_outcome: the worst of its requirements, of a crossing those of its ramps,
                             too; RASIF_FAIL where it would be none by itself */
    struct score *scores; /* heap; [n_profiles * n], by profile; of a crossing that of its chain */
    /* Sides that a line covers where nothing else does. By segment, line and side. */
    struct built_side {
        uint32_t line, segment;  /* of the run as it is */
        uint8_t side;            /* of the segment */
        double absent_m, unknown_m; /* what is there as it is */
    } *sides;
    size_t n_sides, side_capacity;
    /* Segments that a new crossing belongs to. By segment and line. */
    struct built_crossed {
        uint32_t line, segment;
    } *crossed;
    size_t n_crossed, crossed_capacity;
    /* Elements that are worth less once lines are built. By role and row. */
    struct built_loss {
        uint32_t line; /* the new line that the loss is put down to */
        uint32_t row;
        uint8_t role;
        uint8_t outcome_before, outcome; /* rasif_outcome of the standard (meets.h) */
        int32_t of[2][MOST_PROFILES];    /* of low, of high; >= 0 */
    } *losses;
    size_t n_losses, loss_capacity;
};

/* The rows that the new lines would be: each as one row of its role, then two kerb ramps for each crossing;
 * with what a plan makes of their fields. `source` [ROLE_COUNT]: the table of each role that takes them;
 * SIZE_MAX = none, and so no row. Coordinates are metres still. `*out` is {0}. RASIF_E_MEMORY. */
rasif_status built_rows(const struct judged *judged, const struct remedies *remedies, const struct work_kinds *kinds,
                        const struct new_lines *lines, const size_t source[ROLE_COUNT], struct extra_rows *out,
                        rasif_error *err);
/* Reads all of it from a run with those rows (`after`), whose other rows are those of `before`.
 * A line of a role without a table is passable for no one. `*out` is {0}; free it in any case.
 * RASIF_E_MEMORY. */
rasif_status built_read(const struct judged *before, const struct judged *after, const struct new_lines *lines,
                        const size_t source[ROLE_COUNT], struct built *out, rasif_error *err);
void built_free(struct built *built);
static inline enum passable built_passable(const struct built *built, size_t profile, size_t line)
{
    return (enum passable)built->passable[profile * built->n + line];
}
static inline const struct score *built_score(const struct built *built, size_t profile, uint32_t line)
{
    return &built->scores[profile * built->n + line];
}

/* The loss of an element; NULL = none. */
const struct built_loss *built_loss(const struct built *built, enum role role, uint32_t row);

/* ---- shared by the files of built lines ---- */

/* A run as it is and one with new lines, whose rows stand behind all others. */
struct built_reading {
    const struct judged *before, *after;
    const struct new_lines *lines;
    struct built *out;
    uint32_t *line_of[ROLE_COUNT]; /* heap; [new rows of the role] index of a new line; of a ramp its crossing's */
    bool failed;
};
/* The new line that a row of the run after is; NO_NEW_LINE = it was there before. */
static inline uint32_t built_line(const struct built_reading *reading, enum role role, size_t row)
{
    size_t rows = reading->before->store->tables[role].n;
    return row >= rows ? reading->line_of[role][row - rows] : NO_NEW_LINE;
}
/* built_streets.c: `sides` and `crossed` of out; sets `failed` without memory. */
void built_streets(struct built_reading *reading);
/* built_losses.c: `losses`; the same. */
void built_losses(struct built_reading *reading);

#endif
