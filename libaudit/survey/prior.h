/* SPDX-License-Identifier: MIT
 *
 * What a visit will likely decide (docs/survey.md): the values that it takes are drawn from those that are known of
 * elements of the same kind nearby, of the same class of street first. An order for visits, nothing else: no verdict
 * and no score reads it.
 *
 * In: judged slices of one role, first all of them for what is known, then those with elements to visit. Out: the
 * mean of what is settled over PRIOR_DRAWS draws, between `settled` and `at_best` of visit.h. */
#ifndef RASIF_SURVEY_PRIOR_H
#define RASIF_SURVEY_PRIOR_H

#include "survey/visit.h"

#define PRIOR_DRAWS 8       /* a judgement, like these two */
#define PRIOR_REACH_M 500.0 /* elements farther away tell nothing */
#define PRIOR_LEAST 3u      /* so many known values of a field nearby, or any value is taken as possible */

/* The class of the street that an element belongs to, as a code; any number where it has none. */
struct prior_classes {
    unsigned (*of)(const void *user, enum role role, size_t row);
    const void *user;
};

struct prior;
/* NULL = no memory; free it with prior_free (NULL is fine). */
struct prior *prior_new(const struct elements *elements, enum role role, const struct prior_classes *classes);
void prior_free(struct prior *prior);
/* Takes in the rows of a slice that was read and judged for `element`, as far as a value is known of them.
 * false = no memory. */
MUST bool prior_add(struct prior *prior, enum element element, const struct visit_slice *visits);
/* After the last row: puts them in order of their places. */
void prior_finish(struct prior *prior);
/* Verdicts that the visit, as visit_look found it, likely decides. For several threads. */
double prior_likely(const struct prior *prior, enum element element, const struct visit_slice *visits, size_t i,
                    const struct visit *visit);

#endif
