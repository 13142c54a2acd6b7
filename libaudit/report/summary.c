/* SPDX-License-Identifier: MIT
 *
 * Figures and sentences that several reports share: see summary.h. In: results. Out: figures and
 * one sentence per area and profile, kilometres first, because a planner can act on them.
 *
 * Figures are sums that the audit already has; only unknown_sides, compliance_count and
 * count_elements pass over pieces or rows. One sentence is made for text, HTML, Markdown and
 * audit_summary. */
#include "report/summary.h"

#include "report/segment.h"

#include <string.h>

double unknown_sides(const struct store *store)
{
    double metres = 0;
    for (size_t i = 0; i < store->n_pieces; i++)
        if (store->pieces[i].state == COVER_IS_UNKNOWN)
            metres += piece_length_m(store, &store->pieces[i]);
    return metres;
}

/* text_fixed drops zeros at the end, which would make columns of figures ragged. */
void text_one(struct text *text, double value)
{
    if (!isfinite(value)) {
        text_add(text, "—");
        return;
    }
    struct text digits = {0};
    text_fixed(&digits, value, 1);
    if (digits.data != NULL) {
        text_add(text, digits.data);
        if (strchr(digits.data, '.') == NULL)
            text_add(text, ".0");
    }
    text->failed = text->failed || digits.failed;
    text_free(&digits);
}

void text_score(struct text *text, int32_t value)
{
    text_one(text, value == SCORE_NULL ? NAN : value / (double)SCORE_UNIT);
}

bool mean_is_shown(const struct score *mean)
{
    return mean->score != SCORE_NULL && 2 * mean->coverage >= SCORE_UNIT;
}

/* ---- one sentence ------------------------------------------------------------------------- */

/* Room for each value of the sentence. */
enum { PASSABLE, BLOCKED, UNKNOWN, LENGTH, SCORE, LOW, HIGH, COVERAGE, VALUE_COUNT };

/* unit_m: metres of one unit of length, 1 or 1000. Scores and shares need none. */
static void fill_values(const struct area_score *area, double unit_m, struct text *values)
{
    text_one(&values[PASSABLE], area->passable_m / unit_m);
    text_one(&values[BLOCKED], area->blocked_m / unit_m);
    text_one(&values[UNKNOWN], area->unknown_m / unit_m);
    text_one(&values[LENGTH], area->length_m / unit_m);
    text_score(&values[SCORE], area->mean.score);
    text_score(&values[LOW], area->mean.low);
    text_score(&values[HIGH], area->mean.high);
    text_fixed(&values[COVERAGE], 100.0 * area->mean.coverage / SCORE_UNIT, 0);
}

void summary_sentence(const struct run *run, const struct sentences *sentences, size_t area,
                      size_t profile, const char *language, struct text *out)
{
    const struct area_score *figures = &run->results->areas[area * run->plan->n_profiles + profile];
    const char *title = phrase_in(run->plan->profiles[profile]->title, language);
    if (!(figures->length_m > 0)) {
        sentence(sentences, language, "summary.nothing", out, "title", title, NULL);
        return;
    }
    /* A short input is shown in metres: in kilometres all lengths of a courtyard would be 0.0 or
     * 0.1. */
    bool metres = figures->length_m < 1000;
    const char *unit = sentence_text(sentences, language, metres ? "unit.m" : "unit.km");
    struct text values[VALUE_COUNT] = {{0}};
    fill_values(figures, metres ? 1 : 1000, values);
    for (int i = 0; i < VALUE_COUNT; i++)
        out->failed = out->failed || values[i].failed || values[i].data == NULL;
    if (!out->failed)
        sentence(sentences, language,
                 mean_is_shown(&figures->mean) ? "summary.profile" : "summary.profile_unscored",
                 out, "title", title, "unit", unit, "passable", values[PASSABLE].data, "blocked",
                 values[BLOCKED].data, "unknown", values[UNKNOWN].data, "length",
                 values[LENGTH].data, "score", values[SCORE].data, "low", values[LOW].data, "high",
                 values[HIGH].data, "coverage", values[COVERAGE].data, NULL);
    for (int i = 0; i < VALUE_COUNT; i++)
        text_free(&values[i]);
}

/* ---- compliance --------------------------------------------------------------------------- */

/* Counts of rules of one element; false = it is not counted. */
static bool rule_counts(const struct run *run, enum role role, size_t row, size_t *fail_n,
                        size_t *unknown, size_t *pass)
{
    const struct store *store = run->store;
    if (role == ROLE_STREET) { /* of segments */
        const struct street_sum *sum = &run->results->segments.sums[row];
        *fail_n = sum->n_fail;
        *unknown = sum->n_unknown;
        *pass = sum->n_pass;
        return true;
    }
    if (store->tables[role].scope[row] != SCOPE_YES)
        return false;
    const struct outcomes *outcomes = &run->results->roles[role].outcomes[row];
    *fail_n = (size_t)__builtin_popcountll(outcomes_fail(outcomes));
    *unknown = (size_t)__builtin_popcountll(outcomes_unknown(outcomes));
    *pass = (size_t)__builtin_popcountll(outcomes_pass(outcomes));
    /* A raised kerb at a crossing's end is judged there, as the ramp that is missing. */
    return role != ROLE_RAMP || store->crossings.ramp_stands_for_absent == NULL ||
           !store->crossings.ramp_stands_for_absent[row];
}

/* Each element counts in one figure: a rule fails; no rule is decided; all rules pass; or nothing
 * fails and some rule is unknown. Only of the last kind rules are counted. */
void compliance_count(const struct run *run, enum role role, struct compliance_figures *out)
{
    *out = (struct compliance_figures){0};
    if (role_element(role) == ELEMENT_NONE)
        return;
    for (size_t row = 0; row < unit_count(run, role); row++) {
        size_t failed, unknown, passed;
        if (!rule_counts(run, role, row, &failed, &unknown, &passed))
            continue;
        if (failed > 0) {
            out->failed++;
        } else if (passed == 0) {
            out->not_checked++;
        } else if (unknown == 0) {
            out->passed_all++;
        } else {
            out->nothing_failed++;
            out->rules_checked += passed;
            out->rules_asked += passed + unknown;
        }
    }
}

/* ---- rules, segments ---------------------------------------------------------------------- */

bool rule_is_active(const struct run *run, size_t rule)
{
    for (int e = 0; e < ELEMENT_COUNT; e++)
        if (plan_rule_ordinal(run->plan, (enum element)e, rule) != SIZE_MAX)
            return true;
    return false;
}

enum role segment_role(const struct run *run)
{
    return segments_role(run->store);
}

/* SCOPE_DRAWN: implied by a street's columns, but drawn as well, or of a street without judged
 * sides. */
size_t count_elements(const struct elements *e)
{
    size_t n = e->n;
    for (size_t row = 0; row < e->n && e->scope != NULL; row++)
        n -= e->scope[row] == SCOPE_DRAWN;
    return n;
}

size_t proposals_left(const struct run *run)
{
    const struct diagnostics *diagnostics = &run->store->diagnostics;
    size_t n = 0;
    for (size_t i = 0; i < diagnostics->n; i++)
        if (diagnostics->items[i].id == D_draft_not_judged)
            n += diagnostics->items[i].count;
    return n;
}
