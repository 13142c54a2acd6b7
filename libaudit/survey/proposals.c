/* SPDX-License-Identifier: MIT
 *
 * What is proposed and not yet seen: see proposals.h. What its place on the map decides holds once somebody saw that it
 * is there; if it is not, no verdict is left. Either way a visit settles that. */
#include "survey/proposals.h"

#include <stdlib.h>

rowset proposals_in(const struct store *store, enum role role, const struct slice *slice)
{
    rowset proposed = 0;
    for (size_t i = 0; i < slice->n; i++)
        if (element_is_proposal(store, &store->tables[role], slice->row[i]))
            proposed |= (rowset)1 << i;
    return proposed;
}

bool proposals_find_leaning(const struct store *store, uint8_t **leaning)
{
    bool any = false;
    for (size_t i = 0; i < store->n_sources; i++)
        any = any || store->sources[i].proposals;
    *leaning = any ? calloc(store->tables[ROLE_STREET].n + 1, 1) : NULL;
    for (size_t i = 0; i < store->links.n && *leaning != NULL; i++) {
        const struct link *link = &store->links.items[i];
        if (link->to_role == ROLE_STREET && element_is_proposal(store, &store->tables[link->from_role], link->from))
            (*leaning)[link->to] = 1;
    }
    return !any || *leaning != NULL;
}

rowset proposals_leaning(const uint8_t *leaning, enum role role, const struct slice *slice)
{
    rowset rows = 0;
    for (size_t i = 0; i < slice->n && role == ROLE_STREET && leaning != NULL; i++)
        rows |= (rowset)leaning[slice->row[i]] << i;
    return rows;
}

/* Verdicts of row i; with `decided` those alone that are. */
static struct visit_waits verdicts_at(const struct visit_slice *visits, size_t i, bool decided)
{
    const struct slice_plan *plan = visits->slice->plan;
    struct visit_waits all = {0, 0};
    for (size_t k = 0; k < plan->asked->n_rules; k++) {
        rowset rows = visits->rules[k].fail | visits->rules[k].pass | (decided ? 0 : visits->rules[k].unknown);
        all.rules |= (uint64_t)rows_hold(rows & visits->asked, i) << k;
    }
    for (size_t p = 0; p < plan->plan->n_profiles; p++) {
        rowset rows = visits->judged[p] & ~(decided ? visits->open[p] : 0);
        all.users |= (uint16_t)((unsigned)rows_hold(rows, i) << p);
    }
    return all;
}

void proposals_ask(const struct visit_slice *visits, size_t i, struct visit *visit)
{
    struct visit_waits decided = verdicts_at(visits, i, true);
    field_set_add(&visit->ask, F_status);
    visit->rules |= decided.rules;
    visit->rules_best |= decided.rules;
    visit->users |= decided.users;
    visit->users_best |= decided.users;
}

struct visit_waits proposals_verdicts(const struct visit_slice *visits, size_t i)
{
    return verdicts_at(visits, i, false);
}
