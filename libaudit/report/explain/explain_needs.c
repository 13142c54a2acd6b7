/* SPDX-License-Identifier: MIT
 *
 * How the scores of one element came about: how well each need is met, times its weight. In: its
 * account. Out: one table of the profiles whose figures come out as the file has them, with a line
 * per rule and the sums from which a reader works out the score. */
#include "report/explain/explain_account.h"

#include <stdio.h>
#include <string.h>

#define MOST_SHOWN 7 /* profiles: with name and value a table of nine columns */

struct needs_table {
    const struct explanation *e;
    const struct account *account;
    size_t shown[MOST_SHOWN]; /* profiles */
    size_t n_shown;
};

struct sum {
    double met, weight, least; /* for the score: u × weight and weight of needs with a value, and
                                  the smallest u of those that block (1 = none) */
    double sure, all;          /* for coverage: weight that is certain, and all that applies */
};

static const struct plan_need *needs_of(const struct needs_table *t, size_t p, size_t *n)
{
    const struct element_plan *plan = &t->e->needs->plan.elements[t->account->element];
    *n = plan->n_needs[p];
    return plan->needs[p];
}

/* "0.85×3": u × weight of the need that this rule has here, "0.85×3+1×1" of several, "-" of
 * none; adds them to `sum`. Marks: "~" counts for the score only, "*" may not apply, "!" stops
 * the user. */
static void need_cell(const struct needs_table *t, size_t p, size_t rule, struct sum *sum,
                      struct layout *layout)
{
    struct text cell = {0};
    size_t n;
    const struct plan_need *needs = needs_of(t, p, &n);
    for (size_t i = 0; i < n; i++) {
        const struct plan_need *asked = &needs[i];
        struct need_answer result;
        if (asked->need->rule != rule || !account_answer(t->account, p, asked, &result))
            continue;
        bool counts = result.known || result.score_only;
        if (cell.length > 0)
            text_add(&cell, "+");
        sum->all += asked->need->weight;
        if (counts) {
            sum->met += result.u * asked->need->weight;
            sum->weight += asked->need->weight;
            sum->sure += result.known && !result.open ? asked->need->weight : 0;
            sum->least = asked->need->blocks ? fmin(sum->least, result.u) : sum->least;
            text_fixed(&cell, result.u, 2);
        } else {
            text_add(&cell, "?");
        }
        text_add(&cell, "×");
        text_fixed(&cell, asked->need->weight, 2);
        text_add(&cell, !counts ? "" : !result.known ? "~" : result.open ? "*" : "");
        text_add(&cell, result.blocked ? "!" : "");
    }
    if (cell.length == 0)
        text_add(&cell, "-");
    layout_take(layout, &cell);
}

/* Does a need of this rule apply for one of the users shown? Other rules get no line. */
static bool is_asked(const struct needs_table *t, size_t rule)
{
    for (size_t s = 0; s < t->n_shown; s++) {
        size_t n;
        const struct plan_need *needs = needs_of(t, t->shown[s], &n);
        for (size_t i = 0; i < n; i++) {
            struct need_answer result;
            if (needs[i].need->rule == rule &&
                account_answer(t->account, t->shown[s], &needs[i], &result))
                return true;
        }
    }
    return false;
}

/* "11/16.5", or "11" where `of` is NaN. */
static void add_sum(double number, double of, struct layout *layout)
{
    struct text cell = {0};
    text_fixed(&cell, number, 4);
    if (!isnan(of)) {
        text_add(&cell, "/");
        text_fixed(&cell, of, 4);
    }
    layout_take(layout, &cell);
}

/* To as many digits as scores are kept with, so that these can be computed from them
 * (docs/scoring.md, section 2.6):
 *   together                 5.4916   u × weight
 *   weight known                 11   score = 100 × together ÷ weight known
 *   at most                      58   40 + 60 × the smallest u of a need that blocks
 *   certain, of all weight  11/16.5   coverage */
static void add_sums(const struct needs_table *t, const struct sum *sums, struct layout *layout)
{
    static const char *const names[] = {"explain.needs_sum", "explain.needs_weight",
                                        "explain.needs_cap", "explain.needs_sure"};
    for (size_t line = 0; line < 4; line++) {
        layout_cell(layout, word(&t->e->page, names[line]));
        layout_cell(layout, "");
        for (size_t s = 0; s < t->n_shown; s++) {
            const struct sum *sum = &sums[s];
            const double numbers[] = {sum->met, sum->weight, 40 + 60 * sum->least, sum->sure};
            add_sum(numbers[line], line == 3 ? sum->all : NAN, layout);
        }
    }
}

/* A line per rule: title, value, and u × weight of every profile; then the sums and how to read
 * them. */
static void add_table(const struct needs_table *t, struct page *page)
{
    const struct rasif_rules *rules = t->e->needs->rules;
    struct layout layout = {.n_columns = 2 + t->n_shown, .align = "llrrrrrrr", .most = {44, 14}};
    struct sum sums[MOST_SHOWN];
    struct text note = {0};
    for (size_t s = 0; s < MOST_SHOWN; s++)
        sums[s] = (struct sum){.least = 1};
    add_heading(page, word(page, "explain.needs_heading"));
    layout_cell(&layout, "");
    layout_cell(&layout, word(page, "text.col_value"));
    for (size_t s = 0; s < t->n_shown; s++)
        layout_cell(&layout, t->e->profiles[t->shown[s]].code);
    for (size_t r = 0; r < rules->n_rules; r++) {
        struct text value = {0};
        if (!is_asked(t, r))
            continue;
        layout_cell(&layout, phrase_in(rules->rules[r].title, page->language));
        account_value(t->account, rules->rules[r].measure, &value);
        layout_take(&layout, &value);
        for (size_t s = 0; s < t->n_shown; s++)
            need_cell(t, t->shown[s], r, &sums[s], &layout);
    }
    add_sums(t, sums, &layout);
    layout_print(&layout, page);
    text_add(&note, word(page, t->account->element == ELEMENT_CROSSING ? "explain.needs_note_crossing"
                                                                       : "explain.needs_note"));
    add_hanging(page, " ", 2, &note);
    text_free(&note);
}

/* Chosen profiles whose account fits, at most MOST_SHOWN; nothing where there is none. */
void explain_needs(struct explanation *e)
{
    struct needs_table t = {.e = e, .account = e->account};
    for (size_t p = 0; p < e->n_profiles && t.n_shown < MOST_SHOWN; p++)
        if (e->profiles[p].asked && e->account->fits[p])
            t.shown[t.n_shown++] = p;
    if (e->account->element != ELEMENT_NONE && t.n_shown > 0)
        add_table(&t, &e->page);
}
