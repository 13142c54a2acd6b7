/* SPDX-License-Identifier: MIT
 *
 * Scores of a small store without rule files: a plan with one profile whose only need asks the kerb
 * of ramps, and results in which a test writes the scores of elements by hand, as text:
 *   "71 60 90 0.8 yes"  score low high coverage passable, "- 0 100 0 unknown" without a score,
 *   "na" not applicable */
#ifndef RASIF_TEST_SMALL_SCORE_H
#define RASIF_TEST_SMALL_SCORE_H

#include "rule/results.h"
#include "small_store.h"

struct small_scores {
    struct arena arena;
    struct rasif_rules rules;
    struct rule rule;
    struct standard standard;
    struct profile profile;
    struct need need;
    struct plan plan;
    struct settings options;
    struct results results;
};

static inline int32_t small_fixed(double value)
{
    return (int32_t)lround(value * SCORE_UNIT);
}

static inline struct score small_score(const char *text)
{
    struct score out = score_na;
    char score[32], passable[32];
    double low, high, coverage;
    if (strcmp(text, "na") == 0)
        return out;
    if (sscanf(text, "%31s %lf %lf %lf %31s", score, &low, &high, &coverage, passable) != 5)
        abort();
    out = (struct score){strcmp(score, "-") == 0 ? SCORE_NULL : small_fixed(strtod(score, NULL)),
                         small_fixed(low),
                         small_fixed(high),
                         small_fixed(coverage),
                         PASSABLE_NONE,
                         SCORE_CLASS_NONE};
    for (uint8_t p = PASSABLE_NO; p <= PASSABLE_YES; p++)
        if (strcmp(passable, passable_names[p]) == 0)
            out.passable = p;
    out.class = (uint8_t)score_class_of(&out);
    return out;
}

/* Everything but the scores; `kerb` u by code, blocking. Sidewalks weigh 0.7, crossings 0.3. */
static inline void small_scores_begin(struct small_scores *s, const struct store *store)
{
    rasif_error err = {RASIF_OK, ""};
    const struct profile *profiles[1];
    *s = (struct small_scores){.options = {.threads = 1, .crossing_absent = true}};
    s->rule = (struct rule){.id = "ramp-kerb", .elements = 1u << ELEMENT_RAMP, .measure = F_kerb};
    s->rules = (struct rasif_rules){.rules = &s->rule, .n_rules = 1};
    s->need = (struct need){.is_class = true, .weight = 1, .blocks = true};
    for (int code = 0; code < 32; code++)
        s->need.u_of_code[code] = NAN;
    s->need.u_of_code[KERB_LOWERED] = 1;
    s->need.u_of_code[KERB_RAISED] = 0;
    s->profile = (struct profile){.id = "tester",
                                  .code = "tst",
                                  .pace = {1, 0},
                                  .needs = &s->need,
                                  .n_needs = 1,
                                  .weight_sidewalks = 0.7,
                                  .weight_crossings = 0.3};
    profiles[0] = &s->profile;
    s->standard = (struct standard){.id = "none"};
    if (plan_build(&s->rules, &s->standard, profiles, 1, false, &s->arena, &s->plan, &err) !=
        RASIF_OK)
        fail_msg("%s", err.message);
    s->results.counts = small_alloc(ARENA_ARRAY(&s->arena, 1, struct rule_count));
    for (int r = 0; r <= ROLE_STEPS; r++) {
        size_t n = store->tables[r].n;
        s->results.roles[r].outcomes = small_alloc(ARENA_ARRAY(&s->arena, n, struct outcomes));
        s->results.roles[r].scores[0] = small_alloc(ARENA_ARRAY(&s->arena, n, struct score));
        for (size_t i = 0; i < n; i++)
            s->results.roles[r].scores[0][i] = score_na;
    }
}

static inline void small_scores_set(struct small_scores *s, enum role role, size_t row,
                                    const char *text)
{
    s->results.roles[role].scores[0][row] = small_score(text);
}

static inline void small_scores_streets(struct small_scores *s, const struct store *store)
{
    rasif_error err = {RASIF_OK, ""};
    if (score_streets(store, &s->plan, &s->options, &s->arena, &s->results, &err) != RASIF_OK)
        fail_msg("%s", err.message);
}

static inline void small_scores_end(struct small_scores *s, struct store *store)
{
    free(s->results.findings);
    arena_free(&s->arena);
    store_free(store);
}

/* A score as text, to one unit of the fourth decimal; expected figures may be written as products.
 */
static inline void small_assert_score(const struct score *found, double score, double low,
                                      double high, double coverage, enum passable passable)
{
    if (found->passable != passable)
        fail_msg("passable %d, not %d", found->passable, passable);
    if (passable == PASSABLE_NONE) {
        assert_true(found->score == SCORE_NULL && found->low == SCORE_NULL &&
                    found->high == SCORE_NULL && found->coverage == SCORE_NULL &&
                    found->class == SCORE_CLASS_NONE);
        return;
    }
    const double wanted[4] = {score, low, high, coverage};
    const int32_t got[4] = {found->score, found->low, found->high, found->coverage};
    for (int i = 0; i < 4; i++)
        if (isnan(wanted[i]) ? got[i] != SCORE_NULL : abs(got[i] - small_fixed(wanted[i])) > 1)
            fail_msg("figure %d is %d, not %d", i, got[i],
                     isnan(wanted[i]) ? INT32_MIN : small_fixed(wanted[i]));
}

#endif
