/* SPDX-License-Identifier: MIT
 *
 * The plan of works for readers (docs/plan.md): what each budget buys and joins, what it brings every
 * user, the works in the order in which they are worth doing, and the places that no work opens. In: the
 * plan of a run. Out: lines and tables of the page. */
#include "report/label.h"
#include "report/table/plan_cells.h"
#include "report/text/text_parts.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_BEYOND 10

/* ---- numbers -------------------------------------------------------------------------------- */

static void take_whole(struct layout *layout, double value)
{
    struct text text = {0};
    text_addf(&text, "%lld", llround(value));
    layout_take(layout, &text);
}

static double amount(int64_t money)
{
    return (double)money / MONEY_UNIT;
}

/* "3.1": how much of the bound the choice may miss, in per cent. */
static void take_gap(struct layout *layout, const struct works_budget *budget)
{
    struct text text = {0};
    text_one(&text, budget->bound > 0 ? 100 * (1 - budget->gain / budget->bound) : 0);
    layout_take(layout, &text);
}

/* ---- the curve ------------------------------------------------------------------------------ */

static void add_curve(struct page *page, const struct works_plan *plan)
{
    static const char *const columns[] = {"plan.col_budget", "plan.col_cost", "plan.col_range", "plan.col_works",
                                          "plan.col_sites",  "plan.col_gain", "plan.col_gap"};
    static const char *const gains[OBJECTIVE_COUNT][2] = {
        [OBJECTIVE_REACH] = {"plan.gain_known", "plan.gain_best"},
        [OBJECTIVE_SCORE] = {"plan.gain_score_known", "plan.gain_score_best"},
        [OBJECTIVE_COMPLIANCE] = {"plan.gain_compliance_known", "plan.gain_compliance_best"},
    };
    struct layout layout = {.n_columns = 7, .align = "rrrrrrr"};
    add_heading(page, word(page, "plan.curve_heading"));
    const bool weighted = works_plan_weighted(plan, page->run->plan->n_profiles);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        layout_cell(&layout, word(page, weighted && i == 5 ? "plan.col_gain_weighted" : columns[i]));
    for (size_t i = 0; i < plan->n_budgets; i++) {
        const struct works_budget *budget = &plan->budgets[i];
        struct text range = {0};
        text_addf(&range, "%lld–%lld", llround(amount(budget->low)), llround(amount(budget->high)));
        take_whole(&layout, amount(budget->budget));
        take_whole(&layout, amount(budget->cost));
        layout_take(&layout, &range);
        layout_number(&layout, budget->n_works);
        layout_number(&layout, budget->n_sites);
        take_whole(&layout, budget->gain);
        take_gap(&layout, budget);
    }
    layout_print(&layout, page);
    add_note(page, word(page, gains[plan->objective][plan->decides]));
    if (weighted)
        add_note(page, word(page, "plan.gain_weighted"));
}

/* "Whom it helps … for 50000 JOD": a heading with the largest budget. */
static void add_budget_heading(struct page *page, const char *key)
{
    const struct works_plan *plan = page->run->works;
    struct text heading = {0}, money = {0};
    text_addf(&money, "%lld %s", llround(amount(plan->budgets[plan->n_budgets - 1].budget)), plan->prices->currency);
    sentence(page->sentences, page->language, key, &heading, "budget", money.data, NULL);
    add_heading(page, heading.data != NULL ? heading.data : "");
    text_free(&heading);
    text_free(&money);
}

/* Metres before and after, known and at best, by user; or of all together in the first place. */
struct figures {
    const double *before_m[2], *after_m[2];
    bool all;
};

/* "Older person on foot | 3450 | 3800 | 4020 | 4020", with the weights in a last column if there is more than one. */
static void add_figures(struct page *page, const struct figures *figures)
{
    static const char *const columns[] = {"html.col_user", "plan.col_before", "plan.col_after", "plan.col_before_best",
                                          "plan.col_after_best", "plan.col_weight"};
    const struct works_plan *plan = page->run->works;
    const bool all = figures->all, weighted = !all && works_plan_weighted(plan, page->run->plan->n_profiles);
    const size_t n = sizeof columns / sizeof columns[0] - !weighted;
    struct layout layout = {.n_columns = n, .align = "lrrrrr", .most = {40}};
    for (size_t i = 0; i < n; i++)
        layout_cell(&layout, word(page, columns[i]));
    for (size_t p = 0; p < (all ? 1 : page->run->plan->n_profiles); p++) {
        layout_cell(&layout, all ? word(page, "plan.all_users") : phrase_in(page->run->plan->profiles[p]->title, page->language));
        for (int best = 0; best < 2; best++) {
            take_whole(&layout, figures->before_m[best][p]);
            take_whole(&layout, figures->after_m[best][p]);
        }
        if (weighted)
            layout_number(&layout, plan->weight[p]);
    }
    layout_print(&layout, page);
}

/* What another objective than reach counts, before and after the largest budget. */
static void add_values(struct page *page, const struct works_plan *plan)
{
    const struct works_budget *budget = &plan->budgets[plan->n_budgets - 1];
    const bool all = plan->objective == OBJECTIVE_COMPLIANCE;
    const struct figures figures = {{plan->value_before_m[0], plan->value_before_m[1]}, {budget->value_m[0], budget->value_m[1]}, all};
    if (plan->objective == OBJECTIVE_REACH)
        return;
    add_budget_heading(page, all ? "plan.compliance_heading" : "plan.score_heading");
    add_figures(page, &figures);
    add_note(page, word(page, all ? "plan.compliance_note" : "plan.score_note"));
}

/* Joined metres before and after the largest budget. */
static void add_users(struct page *page, const struct works_plan *plan)
{
    const struct works_budget *budget = &plan->budgets[plan->n_budgets - 1];
    const struct figures figures = {{plan->before_m[0], plan->before_m[1]}, {budget->joined_m[0], budget->joined_m[1]}, false};
    add_budget_heading(page, plan->objective == OBJECTIVE_REACH ? "plan.users_heading" : "plan.users_heading_other");
    add_figures(page, &figures);
    add_note(page, word(page, "plan.users_note"));
}

/* "Older person on foot | 1200 | 3400 | 5100": who lives along streets that are joined, in the network that decides. */
static void add_people(struct page *page, const struct works_plan *plan)
{
    static const char *const columns[] = {"html.col_user", "plan.col_before", "plan.col_after", "plan.col_all_people"};
    const struct works_budget *budget = &plan->budgets[plan->n_budgets - 1];
    struct layout layout = {.n_columns = 4, .align = "lrrr", .most = {40}};
    struct text note = {0};
    char all[32], far[32];
    if (plan->people.of_segment == NULL)
        return;
    add_budget_heading(page, "plan.people_heading");
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        layout_cell(&layout, word(page, columns[i]));
    for (size_t p = 0; p < page->run->plan->n_profiles; p++) {
        layout_cell(&layout, phrase_in(page->run->plan->profiles[p]->title, page->language));
        take_whole(&layout, plan->before[plan->decides][p].people);
        take_whole(&layout, budget->reached[plan->decides][p].people);
        take_whole(&layout, plan->people.all);
    }
    layout_print(&layout, page);
    snprintf(all, sizeof all, "%.0f", round(plan->people.all));
    snprintf(far, sizeof far, "%.0f", round(fmax(plan->people.all - plan->people.placed, 0)));
    sentence(page->sentences, page->language, "plan.people_note", &note, "all", all, "far", far, NULL);
    add_note(page, note.data != NULL ? note.data : "");
    text_free(&note);
}

/* ---- works ---------------------------------------------------------------------------------- */

/* "wcm frm", by a bit for each profile. */
static void add_codes(const struct page *page, unsigned users, struct text *out)
{
    for (size_t p = 0; p < page->run->plan->n_profiles; p++)
        if (users >> p & 1)
            text_addf(out, "%s%s", out->length > 0 ? " " : "", page->run->plan->profiles[p]->code);
}

/* Works by rank: order[k] is the work with rank k + 1. NULL = no memory. */
static uint32_t *by_rank(const struct works_plan *plan, size_t *n)
{
    uint32_t *order = malloc((plan->works.n + 1) * sizeof *order);
    *n = 0;
    for (size_t i = 0; order != NULL && i < plan->works.n; i++)
        if (plan->rank[i] > 0) {
            order[plan->rank[i] - 1] = (uint32_t)i;
            ++*n;
        }
    return order;
}

/* ", left, from 12 m": where a new line begins along its street. */
static void add_line_place(const struct page *page, uint32_t new_line, struct text *out)
{
    const struct works_plan *plan = page->run->works;
    if (new_line == NO_NEW_LINE)
        return;
    const struct gap *gap = &plan->gaps->items[plan->lines.items[new_line].gap];
    const char *comma = word(page, "list.comma");
    if (gap->side != 0)
        text_addf(out, "%s%s", comma, word(page, gap->side == SIDE_LEFT ? "side_in.left" : "side_in.right"));
    text_addf(out, "%s%.0f %s", comma, gap->from_m, word(page, "unit.m"));
}

/* "Start: Crossing 5, Nablus Street, 12 m (crossings:5)"; `place` NO_PLACE = the element as a whole. */
static void take_where(const struct page *page, enum role role, uint32_t row, uint8_t place, uint32_t new_line,
                       struct layout *layout)
{
    struct text text = {0};
    const struct elements *e = &page->run->store->tables[role];
    if (place != NO_PLACE) {
        char number[8];
        snprintf(number, sizeof number, "%d", place - PLACE_ISLAND + 1);
        if (place >= PLACE_ISLAND)
            sentence(page->sentences, page->language, "place.island", &text, "n", number, NULL);
        else
            text_add(&text, word(page, place == PLACE_START ? "place.start" : "place.end"));
        text_add(&text, word(page, "list.colon"));
    }
    label_element(page->run, role, row, page->language, &text);
    text_addf(&text, " (%s:%lld)", page->run->store->sources[element_source(e, row)].output, (long long)e->fid[row]);
    add_line_place(page, new_line, &text);
    layout_take(layout, &text);
}

static void add_work(struct page *page, const struct works_plan *plan, size_t i, struct layout *layout)
{
    static const char *const units[] = {"", "unit.m", "unit.m2"};
    const struct work *work = &plan->works.items[i];
    const struct work_kind *kind = &plan->kinds->kinds[work->kind];
    const struct works_budget *budget = works_plan_first(plan, i);
    struct text quantity = {0}, users = {0};
    double xy[2];
    work_point(page->run, plan, work, xy);
    if (isfinite(xy[0]))
        layout_place(layout, xy);
    layout_number(layout, plan->rank[i]);
    layout_cell(layout, phrase_in(kind->title, page->language));
    take_where(page, (enum role)work->role, work->row, work->place, work->new_line, layout);
    text_addf(&quantity, "%lld %s%s", llround(plan->bills[i].quantity), kind->quantity == WORK_EACH ? "" : word(page, units[kind->quantity]),
              plan->bills[i].assumed ? " ?" : "");
    layout_take(layout, &quantity);
    take_whole(layout, amount(plan->bills[i].middle));
    if (budget != NULL && plan->years)
        layout_number(layout, (size_t)(budget - plan->budgets) + 1);
    else if (budget != NULL)
        take_whole(layout, amount(budget->budget));
    else
        layout_cell(layout, "");
    add_codes(page, work->users, &users);
    layout_take(layout, &users);
}

/* Does work i end what came before it in the list: a year, or the money of a smaller budget, of which `spent` is
 * the sum with this work? `*budget`: the first that is not ended; it begins at 0. */
static bool ends_budget(const struct works_plan *plan, size_t i, int64_t spent, size_t *budget)
{
    size_t before = *budget;
    const struct works_budget *first = works_plan_first(plan, i);
    if (plan->years && first != NULL)
        *budget = (size_t)(first - plan->budgets);
    while (!plan->years && *budget + 1 < plan->n_budgets && spent > plan->budgets[*budget].budget)
        ++*budget;
    return *budget > before;
}

static void add_works(struct page *page, const struct works_plan *plan)
{
    static const char *const columns[] = {"plan.col_rank", "plan.col_work", "repairs.col_where", "plan.col_quantity",
                                          "plan.col_cost", "plan.col_first", "repairs.col_users"};
    struct layout layout = {.n_columns = 7, .align = "rllrrrl", .most = {0, 36, 44}};
    size_t n;
    uint32_t *order = by_rank(plan, &n);
    page->out->failed = page->out->failed || order == NULL;
    if (n > 0) {
        add_heading(page, word(page, "plan.works_heading"));
        for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
            layout_cell(&layout, word(page, plan->years && i == 5 ? "plan.col_year" : columns[i]));
        int64_t spent = 0;
        size_t budget = 0;
        for (size_t i = 0; i < n && i < PLAN_LISTED; i++) {
            spent += plan->bills[order[i]].middle;
            if (ends_budget(plan, order[i], spent, &budget) && i > 0)
                layout_cut(&layout);
            add_work(page, plan, order[i], &layout);
        }
        layout_print(&layout, page);
        add_note(page, word(page, "plan.works_note"));
    }
    free(order);
}

/* ---- what no work opens --------------------------------------------------------------------- */

static void add_beyond(struct page *page, const struct works_plan *plan)
{
    struct layout layout = {.n_columns = 3, .align = "lll", .most = {44, 20}};
    size_t n = 0;
    for (size_t i = 0; i < plan->works.n_sites; i++)
        n += plan->works.sites[i].hopeless != 0;
    if (n == 0)
        return;
    add_heading(page, word(page, "plan.beyond_heading"));
    layout_cell(&layout, word(page, "repairs.col_where"));
    layout_cell(&layout, word(page, "repairs.col_users"));
    layout_cell(&layout, word(page, "repairs.col_problem"));
    n = 0;
    for (size_t i = 0; i < plan->works.n_sites && n < MOST_BEYOND; i++) {
        const struct site *site = &plan->works.sites[i];
        struct text users = {0}, problem = {0};
        struct finding_facts facts;
        if (site->hopeless == 0)
            continue;
        n++;
        take_where(page, (enum role)site->role, site->row, NO_PLACE, site->new_line, &layout);
        add_codes(page, site->hopeless, &users);
        layout_take(&layout, &users);
        if (site->finding != SIZE_MAX) {
            const struct finding *finding = &page->run->results->findings[site->finding];
            finding_describe(page->run, finding, &facts);
            finding_message(page->run, finding, &facts, page->language, &problem);
        }
        layout_take(&layout, &problem);
    }
    layout_print(&layout, page);
    add_note(page, word(page, "plan.beyond_note"));
}

/* ---- the report ----------------------------------------------------------------------------- */

/* How many prices are placeholders: whoever reads figures of money must see that first. */
static void add_prices(struct page *page, const struct works_plan *plan)
{
    struct text line = {0}, n = {0}, of = {0};
    size_t placeholders = 0, used = 0;
    bool seen[NO_KIND] = {false};
    for (size_t i = 0; i < plan->works.n; i++)
        seen[plan->works.items[i].kind] = true;
    for (size_t k = 0; k < plan->kinds->n; k++) {
        used += seen[k];
        placeholders += seen[k] && plan->prices->of[k].unverified;
    }
    text_addf(&n, "%zu", placeholders);
    text_addf(&of, "%zu", used);
    if (placeholders > 0)
        sentence(page->sentences, page->language, "plan.placeholders", &line, "n", n.data, "of", of.data, "currency",
                 plan->prices->currency, NULL);
    if (line.data != NULL)
        add_note(page, line.data);
    text_free(&line);
    text_free(&n);
    text_free(&of);
}

/* Works that no plan chooses, because they would stop somebody. */
static void add_left(struct page *page, const struct works_plan *plan)
{
    struct text line = {0};
    size_t n = 0;
    for (size_t i = 0; i < plan->works.n; i++)
        n += plan->works.items[i].harms != 0;
    if (n > 0)
        sentence_count(page->sentences, page->language, "conflict.left", n, &line);
    if (line.data != NULL)
        add_note(page, line.data);
    page->out->failed = page->out->failed || line.failed;
    text_free(&line);
}

void section_plan(struct page *page)
{
    const struct works_plan *plan = page->run->works;
    if (plan == NULL)
        return;
    add_prices(page, plan);
    if (plan->n_budgets == 0)
        add_note(page, word(page, plan->objective != OBJECTIVE_REACH ? "plan.nothing_gains"
                                  : plan->works.n_sites == 0         ? "plan.nothing_blocked"
                                                                     : "plan.nothing_helps"));
    if (plan->n_budgets > 0) {
        add_curve(page, plan);
        add_values(page, plan);
        add_users(page, plan);
        add_people(page, plan);
        section_plan_areas(page, plan);
        add_works(page, plan);
    }
    add_left(page, plan);
    add_beyond(page, plan);
}

rasif_status report_plan(const struct run *run, const struct sentences *sentences, const struct report_tables *tables,
                         struct text *out, rasif_error *err)
{
    struct page page = {.run = run, .sentences = sentences, .language = run->language, .out = out};
    (void)tables;
    if (run->works == NULL)
        return fail(err, RASIF_E_ARGUMENT, "the report plan needs a plan: run `rasif plan`, or add --plan");
    section_title(&page);
    section_headline(&page);
    section_plan(&page);
    section_conflicts(&page);
    return out->failed ? fail_memory(err) : RASIF_OK;
}
