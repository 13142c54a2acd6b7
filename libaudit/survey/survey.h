/* SPDX-License-Identifier: MIT
 *
 * The shortest way from unknown to known (docs/survey.md): which elements to visit, what to take there,
 * and what that settles. In: a judged store. Out: a list of elements by role and row. */
#ifndef RASIF_SURVEY_SURVEY_H
#define RASIF_SURVEY_SURVEY_H

#include "survey/prior.h"

#define NO_WALK 0

/* One element that a visit could settle something of, at best. */
struct survey_element {
    uint32_t row;
    uint8_t role, element;
    struct visit visit;
    double likely;    /* verdicts that the visit decides, see prior.h; without it those settled for certain */
    double length_m;  /* of the element; 0 of a point                                        */
    double settles_m; /* of it, where the passability for some user is settled for certain    */
    uint16_t values;  /* how many are asked                                                   */
    uint32_t walk;    /* 1, 2, ...; NO_WALK = none goes there                                 */
    uint32_t stop;    /* 1, 2, ... along the walk                                             */
};

/* What is known before any visit: of all judged elements by themselves, crossings without kerbs. */
struct survey_known {
    size_t decided, unknown;             /* verdicts: rules that apply, and passabilities      */
    double known_m[MOST_PROFILES], all_m[MOST_PROFILES]; /* length whose passability is yes or no; in all */
    size_t proposals;                    /* of rasif draft: nothing of them counts as known    */
};

struct survey {
    const struct store *store;
    const struct plan *plan;
    struct survey_element *elements; /* heap; [n] by role and row */
    size_t n;
    struct survey_known known;
    bool by_likely; /* walks are chosen by what is likely, not by what is settled for certain */
};

/* Fills out->elements and out->known; borrows the rest. `classes` NULL: nothing is said of what is likely. Free it with
 * survey_free in any case. RASIF_E_MEMORY. */
rasif_status survey_find(const struct store *store, const struct plan *plan, const struct prior_classes *classes,
                         unsigned threads, struct survey *out, rasif_error *err);
void survey_free(struct survey *survey);
/* Looks at elements one by one, best in their order: which verdicts wait for which value, as in visit.h.
 * NULL = no memory. */
struct survey_waiter;
struct survey_waiter *survey_waiter_new(const struct survey *survey);
void survey_waiter_free(struct survey_waiter *waiter); /* NULL is fine */
rasif_status survey_waits(struct survey_waiter *waiter, const struct survey_element *element,
                          struct visit_waits waits[FIELD_COUNT], rasif_error *err);

#endif
