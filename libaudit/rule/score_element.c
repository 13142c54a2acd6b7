/* SPDX-License-Identifier: MIT
 *
 * Sums of needs become a score, and a score gets its class (docs/scoring.md, sections 2.6, 2.7
 * and 7). In: what the judge (slice.h) summed up for one row and profile. Out: the score as it
 * is stored, in 1/10 000. Both functions run for every row and profile of a city, hence without
 * branches where a processor can't predict them. */
#include "rule/results.h"

const char *const passable_names[4] = {NULL, "no", "unknown", "yes"};
const char *const score_class_names[SCORE_CLASS_COUNT] = {NULL,      "A", "B", "C",
                                                          "unknown", "D", "E", "blocked"};

/* Branch-free: a processor cannot predict the class. */
enum score_class score_class_of(const struct score *score)
{
    int32_t points = score->score;
    unsigned class = SCORE_CLASS_A + (points < 90 * SCORE_UNIT) + (points < 75 * SCORE_UNIT) +
                     2 * (points < 60 * SCORE_UNIT) + (points < 40 * SCORE_UNIT);
    bool open = (score->coverage < SCORE_UNIT / 2) | (points == SCORE_NULL) |
                ((score->passable == PASSABLE_UNKNOWN) & (points >= 60 * SCORE_UNIT));
    _Static_assert(SCORE_CLASS_C + 2 == SCORE_CLASS_D && SCORE_CLASS_D + 1 == SCORE_CLASS_E,
                   "in the order of points");
    class = open ? SCORE_CLASS_UNKNOWN : class;
    class = score->passable == PASSABLE_NO ? SCORE_CLASS_BLOCKED : class;
    return (enum score_class)(score->passable == PASSABLE_NONE ? SCORE_CLASS_NONE : class);
}

/* fmin and fmax are calls: they order zeros and treat NaN, which does not occur here. */
static double lower(double a, double b)
{
    return a < b ? a : b;
}

static double higher(double a, double b)
{
    return a > b ? a : b;
}

/* The formulas of the table "The figures". `sure` and `asked` leave out open needs, which may
 * not apply. */
void need_sums_settle(const struct need_sums *sums, struct score *out)
{
    double cap = 40 + 60 * sums->least, score_cap = 40 + 60 * sums->score_least;
    bool blocked = sums->blocked, scored = sums->score_known > 0;
    double asked = sums->weight - sums->open, sure = sums->known - sums->open; /* for certain */
    bool weighed = sums->weight > 0;
    bool proven = (sums->blocking_seen | !sums->blocking_asked) & !sums->blocking_unknown;
    if (!weighed && !blocked && !sums->blocking_unknown) {
        *out = score_na;
        return;
    }
    double whole = weighed ? sums->weight : 1; /* what only blocks weighs nothing */
    int32_t score =
        score_fixed(lower(100 * sums->score_value / (scored ? sums->score_known : 1), score_cap));
    int32_t low = score_fixed(
        asked > 0 ? lower(100 * higher(sums->value - sums->open, 0) / asked, cap) : 0);
    int32_t high = score_fixed(
        lower(100 * (weighed ? (sums->value + whole - sums->known) / whole : 1), cap));
    int32_t coverage = score_fixed(weighed ? higher(sure, 0) / whole : blocked);
    bool yes = proven & (coverage >= SCORE_UNIT / 2) & !sums->at_most_unknown;
    *out = (struct score){
        .score = blocked ? 0 : scored ? score : SCORE_NULL,
        .low = (blocked | sums->blocking_unknown) ? 0 : low,
        .high = blocked ? 0 : high,
        .coverage = coverage,
        .passable = blocked ? PASSABLE_NO : yes ? PASSABLE_YES : PASSABLE_UNKNOWN,
    };
    out->class = (uint8_t)score_class_of(out);
}

/* Streets that are elements themselves are walked on: paths and steps in a layer of streets. */
enum element row_element(const struct store *store, enum role role, size_t row)
{
    if (role != ROLE_STREET)
        return role_element(role);
    if (!store->streets.is_own_element[row])
        return ELEMENT_NONE;
    return element_code(&store->tables[ROLE_STREET], F_class, row) == CLASS_STEPS ? ELEMENT_STEPS
                                                                                   : ELEMENT_SIDEWALK;
}

/* Of a street drawn twice score_sums.c copies the verdict. */
enum element judged_element(const struct store *store, enum role role, size_t row)
{
    if (store->tables[role].scope[row] != SCOPE_YES ||
        (role == ROLE_STREET && store->streets.same_as[row] != row))
        return ELEMENT_NONE;
    return row_element(store, role, row);
}

void outcomes_add(struct outcomes *outcomes, size_t ordinal, rasif_outcome outcome)
{
    outcomes->high |= (uint64_t)(outcome >> 1 & 1) << ordinal;
    outcomes->low |= (uint64_t)(outcome & 1) << ordinal;
}
