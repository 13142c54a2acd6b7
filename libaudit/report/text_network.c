/* SPDX-License-Identifier: MIT
 *
 * The walking network in the text report: for every user the islands of what is known to be
 * passable and at best, and the one repair that would join most at best. */
#include "report/text_parts.h"

#include "report/tables.h"

/* "96 %" of the whole network. */
static void share_cell(struct page *page, struct layout *layout, const struct islands *islands)
{
    struct text text = {0};
    double longest = islands->n > 0 ? islands->island_m[0] : 0;
    text_one(&text, 100 * longest / page->run->network->length_m);
    text_add(&text, " %");
    layout_take(layout, &text);
}

/* "crossings:12", and how much it joins; the first of equals. */
static void repair_cells(struct page *page, struct layout *layout,
                         const struct network_profile *result)
{
    const struct run *run = page->run;
    const struct graph *graph = &run->store->graph;
    const struct repair *most = NULL;
    for (size_t i = 0; i < result->n_repairs; i++)
        if (most == NULL || result->repairs[i].best_m > most->best_m)
            most = &result->repairs[i];
    struct text metres = {0}, name = {0};
    if (most != NULL) {
        const struct elements *e = &run->store->tables[graph->role[most->line]];
        size_t row = graph->row[most->line];
        text_addf(&metres, "%lld %s", llround((double)most->best_m), word(page, "unit.m"));
        text_addf(&name, "%s:%lld", run->store->sources[element_source(e, row)].output,
                  (long long)e->fid[row]);
    }
    layout_take(layout, &metres);
    layout_take(layout, &name);
}

void part_network(struct page *page)
{
    static const char *const columns[] = {
        "html.col_user",    "text.col_islands", "text.col_largest", "text.col_at_best",
        "text.col_largest", "text.col_joins",   "text.col_repair"};
    const struct run *run = page->run;
    struct layout layout = {.n_columns = 7, .align = "lrrrrrl", .most = {40}};
    if (!(run->network->length_m > 0))
        return;
    add_heading(page, word(page, "text.network_heading"));
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        layout_cell(&layout, word(page, columns[i]));
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        const struct network_profile *result = &run->network->profiles[p];
        layout_cell(&layout, both_in(run->plan->profiles[p]->title, page->language));
        layout_number(&layout, result->known.n);
        share_cell(page, &layout, &result->known);
        layout_number(&layout, result->best.n);
        share_cell(page, &layout, &result->best);
        repair_cells(page, &layout, result);
    }
    layout_print(&layout, page);
    text_free(&layout.cells);
}
