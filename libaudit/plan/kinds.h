/* SPDX-License-Identifier: MIT
 *
 * Kinds of work: what is done on the ground, which measures of which elements it puts right, by
 * what it is counted and who usually pays. In: data/works/ (a file for each kind) and
 * data/no_work.yaml (where no work helps), both embedded. Out: struct work_kinds, immutable. A pair
 * of element and measure belongs to at most one kind (docs/works.md). What kinds cost:
 * plan/costs.h. */
#ifndef RASIF_PLAN_KINDS_H
#define RASIF_PLAN_KINDS_H

#include "rule/rules.h"

#include <stdint.h>

/* What the number of a work counts. */
enum work_quantity {
    WORK_EACH,   /* places                                     */
    WORK_LENGTH, /* metres along the element, or to be built   */
    WORK_AREA,   /* square metres of the element               */
    WORK_QUANTITY_COUNT
};
extern const char *const work_quantity_names[WORK_QUANTITY_COUNT]; /* "each", "length", "area" */

/* Who usually pays in Amman; a judgement. */
enum work_payer { PAYER_OWNER, PAYER_MUNICIPALITY, PAYER_MINISTRY, PAYER_COUNT };
extern const char *const work_payer_names[PAYER_COUNT]; /* "owner", "municipality", "ministry" */

/* It mends each of `mends` of each of `elements` that has that field. */
struct work_kind {
    const char *id;
    unsigned elements; /* bit = enum element */
    const enum field_id *mends;
    size_t n_mends;
    enum work_quantity quantity;
    enum work_payer pays;
    const enum field_id *also;         /* puts right, too, without being done for it */
    size_t n_also;
    bool renews;                       /* makes the whole thing anew: all that it mends is known afterwards */
    uint32_t sets[FIELD_COUNT];        /* of classes in `mends`, `also` or `gives`: the one that is made where several serve, or
                                          no rule measures it, 1 << code; 0 = the first that serves */
    enum element builds;       /* what it makes where nothing is: a sidewalk or a crossing; ELEMENT_COUNT = nothing */
    const enum field_id *gives; /* fields of the new element that have a value: with the values of remedies, or `sets` */
    size_t n_gives;
    struct phrase title, text; /* what is done; how, and what must be seen to: one sentence */
};

/* Where no work helps: findings of `cause` about one of `measures` of one of `elements`. */
struct no_work {
    unsigned elements; /* bit = enum element */
    const enum field_id *measures;
    size_t n_measures;
    enum cause cause;              /* CAUSE_COUNT = whatever the cause is */
    struct phrase reason, instead; /* a sentence; what serves instead, to follow a colon */
};

/* In kind_of: no kind. Ids are stored in a byte. */
#define NO_KIND UINT8_MAX

struct work_kinds {
    const struct work_kind *kinds; /* by id */
    size_t n;                      /* at most NO_KIND */
    const struct no_work *no_work; /* as written */
    size_t n_no_work;
    uint8_t kind_of[ELEMENT_COUNT][FIELD_COUNT]; /* place in `kinds`; NO_KIND */
};

/* The built-in kinds. All lives in `arena`, also after a failure. RASIF_E_MEMORY; RASIF_E_RULE
 * names the mistakes of all files, which a test keeps from happening. */
rasif_status work_kinds_load(struct arena *arena, const struct work_kinds **out, rasif_error *err);
/* The same of files that are parsed: `roots` [n_roots], one for each kind, and the file of no_work;
 * the result borrows their texts. RASIF_E_RULE with a line for each mistake; RASIF_E_MEMORY. */
rasif_status work_kinds_build(const struct yaml_node *const *roots, size_t n_roots,
                              const struct yaml_node *no_work, struct arena *arena,
                              const struct work_kinds **out, rasif_error *err);

/* The kind that mends this measure of this element; NULL = none does. Findings whose cause
 * no_work_of knows are mended by no work all the same: ask it first. */
const struct work_kind *work_kind_of(const struct work_kinds *kinds, enum element element,
                                     enum field_id field);
/* The kind that builds such an element where nothing is; NULL = none does. */
const struct work_kind *work_kind_building(const struct work_kinds *kinds, enum element element);
/* Why no work helps against a finding of this cause about this measure of this element; NULL = some
 * work may, or nothing is known of it. */
const struct no_work *no_work_of(const struct work_kinds *kinds, enum element element,
                                 enum field_id field, enum cause cause);
/* Place in `kinds` of an id; SIZE_MAX when there is none. */
size_t work_kind_find(const struct work_kinds *kinds, const char *id);
/* The id nearest to a word, for "did you mean"; NULL when none is near. */
const char *work_kind_suggest(const struct work_kinds *kinds, const char *word);

#endif
