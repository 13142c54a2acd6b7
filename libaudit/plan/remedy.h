/* SPDX-License-Identifier: MIT
 *
 * What works make of the fields that they mend (docs/plan.md): the values that the standard requires and
 * that serve all users together. */
#ifndef RASIF_PLAN_REMEDY_H
#define RASIF_PLAN_REMEDY_H

#include "plan/works.h"
#include "rule/values.h"

/* What a work makes of a field: the value that meets the standard and serves every user best.
 * Numbers: the strictest of what the standard requires and what each user finds adequate. Classes:
 * among those that the standard allows the one whose least worth for any user is the greatest; of
 * equals the first of the vocabulary. */
struct remedy {
    bool any;      /* some rule or need limits the field; else works leave it as it is */
    bool at_least; /* of numbers: more is better */
    double real;
    uint32_t mask; /* CLASS: 1 << code; LIST: of "none"; 0 = null */
    uint32_t good; /* bits of classes that may stay: the standard allows them, and for every user they
                      are worth GOOD_ENOUGH or as much as the best */
    uint16_t against; /* bits: users whom this value stops although it is the best for all together */
};
#define GOOD_ENOUGH 0.6 /* the worth of what is adequate (docs/scoring.md, section 2.2) */
struct remedies {
    struct remedy of[ELEMENT_COUNT][FIELD_COUNT];
};
void remedies_find(const struct plan *plan, struct remedies *out);

/* Users (bits) whom a value of a field stops on such an element: a number, or a class as a bit. */
uint16_t remedy_stops(const struct plan *plan, enum element element, enum field_id field, double real, uint32_t mask);

/* What a work of this kind makes of a field of its element, of those that the kind mends. What is not known
 * stays so, unless the kind renews the whole thing. false = the field stays as it
 * is: it is good enough, or the data have no column for it. A slope gets no gentler than the ground: its
 * value is then the street's grade. Of a new ramp (work_makes_ramp) every field that is asked of ramps has a
 * value. */
bool remedy_of_work(const struct judged *judged, const struct remedies *remedies, const struct work_kind *kind,
                    const struct work *work, enum field_id field, struct remedy *out);

/* What a new sidewalk or crossing has of a field, of those that its kind gives and that the data have a column
 * for: the same values, or the class that the kind sets. A slope that is judged against the ground's is that
 * of the `street`. F_marked stands for markings of any kind. A new ramp (street NO_ROW): that of a work of the
 * kind for kerbs without one. false = it is left null. */
bool remedy_of_new(const struct judged *judged, const struct remedies *remedies, const struct work_kinds *kinds,
                   enum role role, uint32_t street, enum field_id field, struct remedy *out);

#endif
