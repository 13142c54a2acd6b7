/* SPDX-License-Identifier: MIT
 *
 * The walking network in reports for readers: for every user the islands of what is known to be
 * passable and at best, the repairs that would join most at best, and with destinations who gets to
 * them (text_reach.c). */
#include "base/order.h"
#include "report/text_parts.h"

#include "report/tables.h"

#include <stdlib.h>
#include <string.h>

void share_cell(struct layout *layout, double part, double whole)
{
    struct text text = {0};
    text_one(&text, 100 * part / whole);
    text_add(&text, " %");
    layout_take(layout, &text);
}

/* ---- islands ------------------------------------------------------------------------------- */

void part_islands(struct page *page)
{
    static const char *const columns[] = {"html.col_user",    "text.col_islands",
                                          "text.col_largest", "text.col_at_best",
                                          "text.col_largest", "text.col_blocked_elements"};
    const struct run *run = page->run;
    struct layout layout = {.n_columns = 6, .align = "lrrrrr", .most = {40}};
    add_heading(page, word(page, "text.network_heading"));
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        layout_cell(&layout, word(page, columns[i]));
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        const struct network_profile *result = &run->network->profiles[p];
        const struct islands *known = &result->known, *best = &result->best;
        layout_cell(&layout, both_in(run->plan->profiles[p]->title, page->language));
        layout_number(&layout, known->n);
        share_cell(&layout, known->longest_m, run->network->length_m);
        layout_number(&layout, best->n);
        share_cell(&layout, best->longest_m, run->network->length_m);
        layout_number(&layout, result->n_repairs);
    }
    layout_print(&layout, page);
}

/* ---- repairs ------------------------------------------------------------------------------- */

/* A blocked element: the most it joins for any user, and for whom it is blocked. */
struct ranked {
    uint32_t line; /* its first one that is blocked */
    unsigned users;
    double metres, streets; /* streets: NaN without destinations */
};

static int compare_metres(const void *a, const void *b)
{
    const struct ranked *left = a, *right = b;
    if (left->metres != right->metres)
        return left->metres > right->metres ? -1 : 1;
    return left->line < right->line ? -1 : left->line > right->line;
}

/* Repairs of every profile ascend by line: taken up side by side, an element's follow each other.
 */
struct cursors {
    const struct run *run;
    size_t next[MOST_PROFILES];
};

/* The lowest line that no cursor has passed; NO_ROW = none is left. */
static uint32_t lowest_line(const struct cursors *at)
{
    uint32_t lowest = NO_ROW;
    for (size_t p = 0; p < at->run->plan->n_profiles; p++) {
        const struct network_profile *profile = &at->run->network->profiles[p];
        if (at->next[p] < profile->n_repairs && profile->repairs[at->next[p]].line < lowest)
            lowest = profile->repairs[at->next[p]].line;
    }
    return lowest;
}

/* The next blocked element; lines of its parts are added up. false = there is none. */
static bool next_repair(struct cursors *at, struct ranked *out)
{
    const struct network *network = at->run->network;
    const struct graph *graph = &at->run->store->graph;
    *out = (struct ranked){.line = lowest_line(at), .metres = NAN, .streets = NAN};
    if (out->line == NO_ROW)
        return false;
    for (size_t p = 0; p < at->run->plan->n_profiles; p++) {
        const struct network_profile *profile = &network->profiles[p];
        double metres = 0, streets = 0;
        bool any = false;
        for (size_t *i = &at->next[p]; *i < profile->n_repairs; ++*i, any = true) {
            uint32_t line = profile->repairs[*i].line;
            if (graph->role[line] != graph->role[out->line] ||
                graph->row[line] != graph->row[out->line])
                break;
            metres += (double)profile->repairs[*i].best_m;
            if (network->reach.destinations.n > 0)
                streets += network->reach.opens[p][*i].streets;
        }
        if (!any)
            continue;
        out->users |= 1u << p;
        out->metres = fmax(out->metres, metres);
        if (network->reach.destinations.n > 0)
            out->streets = fmax(out->streets, streets);
    }
    return true;
}

/* At most `most` elements, most metres first, the first of equals; their number. NULL when memory
 * is out. */
static struct ranked *rank_repairs(const struct run *run, size_t most, size_t *n)
{
    struct ranked *items = malloc((most + 1) * sizeof *items), next;
    struct cursors at = {.run = run};
    *n = 0;
    while (items != NULL && next_repair(&at, &next))
        *n = order_lead(items, *n, most, sizeof next, &next, compare_metres);
    return items;
}

static void repair_row(struct page *page, struct layout *layout, const struct ranked *repair)
{
    const struct run *run = page->run;
    const struct graph *graph = &run->store->graph;
    const struct elements *e = &run->store->tables[graph->role[repair->line]];
    size_t row = graph->row[repair->line];
    struct text metres = {0}, name = {0}, users = {0};
    text_addf(&name, "%s:%lld", run->store->sources[element_source(e, row)].output,
              (long long)e->fid[row]);
    text_addf(&metres, "%lld %s", llround(repair->metres), word(page, "unit.m"));
    for (size_t p = 0; p < run->plan->n_profiles; p++)
        if (repair->users >> p & 1)
            text_addf(&users, "%s%s", users.length > 0 ? ", " : "", run->plan->profiles[p]->code);
    layout_cell(layout, word_of(page, "role", roles[graph->role[repair->line]].name));
    layout_take(layout, &name);
    layout_take(layout, &metres);
    if (!isnan(repair->streets))
        layout_number(layout, (size_t)repair->streets);
    layout_take(layout, &users);
}

void part_repairs(struct page *page)
{
    static const char *const columns[] = {"text.col_element", "text.col_feature", "text.col_joins",
                                          "text.col_gives_way", "text.col_blocked_for"};
    bool reach = page->run->network->reach.destinations.n > 0;
    struct layout layout = {.n_columns = reach ? 5 : 4, .align = reach ? "llrrl" : "llrl"};
    size_t n;
    struct ranked *repairs = rank_repairs(page->run, page->most_lines, &n);
    page->out->failed = page->out->failed || repairs == NULL;
    if (n > 0) {
        add_heading(page, word(page, "text.repairs_heading"));
        for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
            if (reach || strcmp(columns[i], "text.col_gives_way") != 0)
                layout_cell(&layout, word(page, columns[i]));
        for (size_t i = 0; i < n; i++)
            repair_row(page, &layout, &repairs[i]);
        layout_print(&layout, page);
    }
    free(repairs);
}

void part_network(struct page *page)
{
    if (!(page->run->network->length_m > 0))
        return;
    part_islands(page);
    part_repairs(page);
    part_reach(page);
}
