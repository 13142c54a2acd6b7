/* SPDX-License-Identifier: MIT
 *
 * Works: what can be done about the findings that stop users (docs/plan.md). One work is one kind of
 * work at one place; an element of the network that is blocked, or that is not there yet, is a *site*, and
 * opens for a user once all works of the site that this user needs are done. */
#ifndef RASIF_PLAN_WORKS_H
#define RASIF_PLAN_WORKS_H

#include "network/blockers.h"
#include "network/network.h"
#include "plan/kinds.h"
#include "plan/new_lines.h"

#define NO_NEW_LINE UINT32_MAX

struct work {
    uint32_t row;   /* of the role's table; of a new line its street's */
    uint8_t role;
    uint8_t place;  /* of a crossing whose kerb gets a ramp where none is drawn: PLACE_*; else NO_PLACE */
    uint16_t kind;  /* index into kinds->kinds */
    uint16_t users; /* bits: profiles that its findings stop */
    bool required;  /* some finding that it answers fails a requirement; false where these are not looked at */
    uint16_t harms; /* bits: profiles that the work would stop where they can pass now (after.h) */
    uint32_t site;  /* the first one that needs it */
    uint32_t new_line; /* that it builds; NO_NEW_LINE */
    size_t finding; /* the first that it closes: index into results->findings; SIZE_MAX = none */
};

/* Does it make a kerb ramp where there was none? At a place of a crossing, or of a raised kerb that is drawn. */
static inline bool work_makes_ramp(const struct work_kind *kind, const struct work *work)
{
    return work->place != NO_PLACE || (work->role == ROLE_RAMP && !(kind->elements >> ELEMENT_RAMP & 1));
}

/* Does it take away what stands on lines? Its row is then the obstacle's or the kerb's. */
static inline bool work_clears(const struct work_kind *kind)
{
    for (size_t i = 0; i < kind->n_mends; i++)
        if (kind->mends[i] == F_barriers)
            return true;
    return false;
}

struct site_need {
    uint32_t work;
    uint16_t users; /* bits: profiles for which the site needs it */
    bool required;  /* the site needs it to meet the standard */
};

/* A blocked element, or one that fails a requirement. A crossing in parts is one, under its first part. */
struct site {
    uint32_t row;
    uint8_t role;
    uint16_t blocked;   /* bits: profiles that it stops */
    uint16_t hopeless;  /* bits of `blocked`: no work helps them here */
    uint32_t first_need, n_needs; /* of works.needs */
    uint32_t new_line; /* NO_NEW_LINE = it is there */
    size_t finding;     /* that is beyond work; SIZE_MAX = none */
};

struct works {
    struct work *items; /* by role, row, place, kind; then those that build new lines */
    size_t n, capacity;
    size_t n_mending;   /* works[0, n_mending) put right what is there */
    struct site *sites; /* by their first line in the graph; then new lines */
    size_t n_sites, site_capacity;
    struct site_need *needs;
    size_t n_needs, need_capacity;
    uint32_t *site_of; /* [graph.n_lines] index of a site; NO_ROW = the line needs no work */
};

/* Works for all blocked elements of the network; `required`: and for those that fail a requirement. `kinds`
 * outlives the result. `*out` is {0}; free it in any case. Deterministic. RASIF_E_MEMORY. */
struct remedies;
rasif_status works_find(const struct judged *judged, const struct work_kinds *kinds, const struct remedies *remedies,
                        bool required, struct works *out, rasif_error *err);
struct built;
/* Adds a work and a site for each new line that someone can pass. `gaps`: those that lines are of; their
 * findings are known. RASIF_E_MEMORY. */
rasif_status works_add_new(const struct judged *judged, const struct work_kinds *kinds, const struct gaps *gaps,
                           const struct new_lines *lines, const struct built *built, struct works *works,
                           rasif_error *err);
/* Writes the name of a new line behind its street's rasif_id: ":left-120", ":85". Appends. */
void new_line_name(const struct gaps *gaps, const struct new_line *line, struct text *out);
void works_free(struct works *works);

/* The kind of element that a work is done at: a ramp where it makes one. */
enum element work_element(const struct judged *judged, const struct work *work);

#endif
