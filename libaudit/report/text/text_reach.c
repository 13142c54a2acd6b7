/* SPDX-License-Identifier: MIT
 *
 * Reach in reports for readers, kind by kind and user by user: from how much of the streets a
 * destination is near, and from how much there is no way to it. Nothing without destinations. Two
 * tables of the same rows, which differ in the function for their cells (kind_cell_fn). */
#include "report/text/text_parts.h"

#include <string.h>

/* Length of all streets for which reach was computed. */
static double length_of(const struct reach_sum *sum)
{
    double metres = 0;
    for (int class = REACH_YES; class < REACH_CLASSES; class ++)
        metres += sum->metres[class];
    return metres;
}

/* A heading with the figure and what the lengths are of. */
/* `figure` is the name of the placeholder that gets `value`; "what" is streets or sidewalks. */
static void add_title(struct page *page, const char *key, const char *figure, const char *value)
{
    struct text heading = {0};
    sentence(page->sentences, page->language, key, &heading, "what",
             word_of(page, "roles", roles[segment_role(page->run)].name), figure, value, NULL);
    page->out->failed = page->out->failed || heading.failed;
    add_heading(page, heading.data != NULL ? heading.data : "");
    text_free(&heading);
}

/* "36–54 %": known to be within the distance, and at best; one figure where they are the same. */
static void range_cell(struct layout *layout, double known, double best, double whole)
{
    struct text text = {0}, low = {0}, high = {0};
    text_fixed(&low, 100 * known / whole, 0);
    text_fixed(&high, 100 * best / whole, 0);
    text.failed = low.failed || high.failed;
    if (!text.failed && strcmp(low.data, high.data) == 0)
        text_addf(&text, "%s %%", low.data);
    else if (!text.failed)
        text_addf(&text, "%s–%s %%", low.data, high.data);
    text_free(&low);
    text_free(&high);
    layout_take(layout, &text);
}

#define MOST_KINDS_SHOWN 20

/* What of a kind's sum a table shows. */
typedef void (*kind_cell_fn)(struct layout *layout, const struct reach_sum *sum);

/* At best everything counts that may be within the distance. */
static void within_cell(struct layout *layout, const struct reach_sum *sum)
{
    range_cell(layout, sum->metres[REACH_YES], sum->metres[REACH_YES] + sum->metres[REACH_UNKNOWN],
               length_of(sum));
}

/* REACH_NONE is certain: no way even at best, so that there is one figure. */
static void no_way_cell(struct layout *layout, const struct reach_sum *sum)
{
    range_cell(layout, sum->metres[REACH_NONE], sum->metres[REACH_NONE], length_of(sum));
}

/* "clinic | 1 | 18–26 % | 21–33 % | 42 %": kind, number of destinations, a column for each user,
 * then a person who can use everything. Users past the width of a table are left out. */
static void print_kinds(struct page *page, kind_cell_fn cell)
{
    const struct run *run = page->run;
    const struct reach *reach = &run->network->reach;
    const struct destinations *d = &reach->destinations;
    size_t users = run->plan->n_profiles;
    users = users < MOST_COLUMNS - 3 ? users : MOST_COLUMNS - 3;
    struct layout layout = {.n_columns = 3 + users, .align = "lrrrrrrrr", .most = {24}};
    layout_cell(&layout, word(page, "text.col_kind"));
    layout_cell(&layout, word(page, "text.col_count"));
    for (size_t p = 0; p < users; p++)
        layout_cell(&layout, run->plan->profiles[p]->code);
    layout_cell(&layout, word(page, "text.col_nobody"));
    for (size_t kind = 0; kind < d->n_kinds && kind < MOST_KINDS_SHOWN; kind++) {
        layout_cell(&layout, d->role == ROLE_SEAT     ? word(page, "role.seat")
                             : d->names[kind] != NULL ? word_of(page, "destination", d->names[kind])
                                                      : word(page, "text.no_kind"));
        layout_number(&layout, d->first[kind + 1] - d->first[kind]);
        for (size_t p = 0; p < users; p++)
            cell(&layout, &reach->kinds[p][kind]);
        cell(&layout, &reach->anyone_kinds[kind]);
    }
    layout_print(&layout, page);
    if (d->n_kinds > MOST_KINDS_SHOWN)
        add_note(page, word(page, "text.kinds_more"));
}

void section_reach(struct page *page)
{
    const struct reach *reach = &page->run->network->reach;
    struct text within = {0};
    if (reach->destinations.n == 0 || !(length_of(&reach->anyone_kinds[0]) > 0))
        return;
    text_number(&within, reach->within_m);
    add_title(page, "text.reach_heading", "metres", within.data != NULL ? within.data : "");
    text_free(&within);
    print_kinds(page, within_cell);
    add_title(page, "text.kinds_heading", "n", "");
    print_kinds(page, no_way_cell);
    add_note(page, word(page, "text.kinds_note"));
}
