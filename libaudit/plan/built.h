/* SPDX-License-Identifier: MIT
 *
 * New lines as the audit finds them once they are built: who can pass them, and what they meet. */
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
};

/* The rows that the new lines would be: each as one row of its role, then two kerb ramps for each crossing;
 * with what a plan makes of their fields. `source` [ROLE_COUNT]: the table of each role that takes them;
 * SIZE_MAX = none, and so no row. Coordinates are metres still. `*out` is {0}. RASIF_E_MEMORY. */
rasif_status built_rows(const struct judged *judged, const struct remedies *remedies, const struct work_kinds *kinds,
                        const struct new_lines *lines, const size_t source[ROLE_COUNT], struct extra_rows *out,
                        rasif_error *err);
/* Reads verdicts and contacts from a run with those rows (`after`), whose other rows are those of `before`.
 * A line of a role without a table is passable for no one. `*out` is {0}; free it in any case.
 * RASIF_E_MEMORY. */
rasif_status built_read(const struct judged *before, const struct judged *after, const struct new_lines *lines,
                        const size_t source[ROLE_COUNT], struct built *out, rasif_error *err);
void built_free(struct built *built);
static inline enum passable built_passable(const struct built *built, size_t profile, size_t line)
{
    return (enum passable)built->passable[profile * built->n + line];
}

#endif
