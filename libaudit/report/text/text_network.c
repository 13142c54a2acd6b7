/* SPDX-License-Identifier: MIT
 *
 * The walking network in reports for readers: for every user the connected parts of what is known
 * to be passable and at best, and with destinations the ways to them (text_reach.c). */
#include "report/text/text_parts.h"

#include "report/table/tables.h"

void share_cell(struct layout *layout, double part, double whole)
{
    struct text text = {0};
    text_one(&text, 100 * part / whole);
    text_add(&text, " %");
    layout_take(layout, &text);
}

/* ---- islands ------------------------------------------------------------------------------- */

/* "Older person on foot | 3 | 85.4 % | 4 | 94.4 % | 5": connected parts and the largest one's
 * share of the network, known and at best; then blocked elements. Nothing without a network. */
void section_islands(struct page *page)
{
    if (!(page->run->network->length_m > 0))
        return;
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
        layout_cell(&layout, phrase_in(run->plan->profiles[p]->title, page->language));
        layout_number(&layout, known->n);
        share_cell(&layout, known->longest_m, run->network->length_m);
        layout_number(&layout, best->n);
        share_cell(&layout, best->longest_m, run->network->length_m);
        layout_number(&layout, result->n_repairs);
    }
    layout_print(&layout, page);
}

