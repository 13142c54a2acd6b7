/* SPDX-License-Identifier: MIT
 *
 * Reach in reports for readers: how much of the streets gets to a destination of every kind, by
 * user, and which kinds there is no way to. Nothing without destinations. */
#include "report/text_parts.h"

#include "report/tables.h"

/* Length of all that was asked. */
static double length_of(const struct reach_sum *sum)
{
    double metres = 0;
    for (int class = REACH_YES; class < REACH_CLASSES; class ++)
        metres += sum->metres[class];
    return metres;
}

static void detour_cell(struct layout *layout, double detour)
{
    struct text text = {0};
    if (isnan(detour))
        text_add(&text, "—");
    else
        text_fixed(&text, detour, 2);
    layout_take(layout, &text);
}

/* A heading with the figure and what the lengths are of. */
static void add_title(struct page *page, const char *key, const char *figure, const char *value)
{
    struct text heading = {0};
    sentence(page->sentences, page->language, key, &heading, "what",
             word_of(page, "roles", roles[segment_role(page->run)].name), figure, value, NULL);
    page->out->failed = page->out->failed || heading.failed;
    add_heading(page, heading.data != NULL ? heading.data : "");
    text_free(&heading);
}

static void add_nobody(struct page *page, const struct reach_sum *nobody)
{
    struct text note = {0}, share = {0};
    if (!(nobody->metres[REACH_NONE] > 0))
        return;
    text_one(&share, 100 * nobody->metres[REACH_NONE] / length_of(nobody));
    sentence(page->sentences, page->language, "text.reach_nobody", &note, "what",
             word_of(page, "roles", roles[segment_role(page->run)].name), "share",
             share.data != NULL ? share.data : "", NULL);
    add_note(page, note.data != NULL ? note.data : "");
    text_free(&note);
    text_free(&share);
}

static void add_users(struct page *page, const struct reach_sum *nobody)
{
    static const char *const columns[] = {
        "html.col_user",       "text.col_reach_yes", "text.col_unknown",    "text.col_reach_no",
        "text.col_reach_none", "text.col_detour",    "text.col_detour_most"};
    const struct run *run = page->run;
    struct layout layout = {.n_columns = 7, .align = "lrrrrrr", .most = {40}};
    struct text within = {0};
    text_number(&within, run->network->reach.within_m);
    add_title(page, "text.reach_heading", "metres", within.data != NULL ? within.data : "");
    text_free(&within);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        layout_cell(&layout, word(page, columns[i]));
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        struct reach_sum sum;
        struct reach_detours detours;
        page->out->failed = page->out->failed || reach_summary(run->store, run->network, p, &sum,
                                                               &detours, NULL) != RASIF_OK;
        if (page->out->failed)
            break;
        layout_cell(&layout, both_in(run->plan->profiles[p]->title, page->language));
        for (int class = REACH_YES; class < REACH_CLASSES; class ++)
            share_cell(&layout, sum.metres[class], length_of(&sum));
        detour_cell(&layout, detours.half);
        detour_cell(&layout, detours.most);
    }
    layout_print(&layout, page);
    add_nobody(page, nobody);
}

#define MOST_KINDS_SHOWN 20

/* Per kind the share of streets that has no way to it, by user. */
static void add_kinds(struct page *page)
{
    const struct run *run = page->run;
    const struct reach *reach = &run->network->reach;
    const struct destinations *d = &reach->destinations;
    size_t users = run->plan->n_profiles;
    users = users < MOST_COLUMNS - 3 ? users : MOST_COLUMNS - 3;
    struct layout layout = {.n_columns = 3 + users, .align = "lrrrrrrrr", .most = {24}};
    add_title(page, "text.kinds_heading", "n", "");
    layout_cell(&layout, word(page, "text.col_kind"));
    layout_cell(&layout, word(page, "text.col_count"));
    for (size_t p = 0; p < users; p++)
        layout_cell(&layout, run->plan->profiles[p]->code);
    layout_cell(&layout, word(page, "text.col_nobody"));
    for (size_t kind = 0; kind < d->n_kinds && kind < MOST_KINDS_SHOWN; kind++) {
        double length_m = length_of(&reach->anyone_kinds[kind]);
        layout_cell(&layout, d->role == ROLE_SEAT     ? word(page, "role.seat")
                             : d->names[kind] != NULL ? word_of(page, "destination", d->names[kind])
                                                      : word(page, "text.no_kind"));
        layout_number(&layout, d->first[kind + 1] - d->first[kind]);
        for (size_t p = 0; p < users; p++)
            share_cell(&layout, reach->kinds[p][kind].metres[REACH_NONE], length_m);
        share_cell(&layout, reach->anyone_kinds[kind].metres[REACH_NONE], length_m);
    }
    layout_print(&layout, page);
    if (d->n_kinds > MOST_KINDS_SHOWN)
        add_note(page, word(page, "text.kinds_more"));
}

void part_reach(struct page *page)
{
    const struct run *run = page->run;
    struct reach_sum nobody;
    struct reach_detours detours;
    if (run->network->reach.destinations.n == 0)
        return;
    page->out->failed = page->out->failed || reach_summary(run->store, run->network, SIZE_MAX,
                                                           &nobody, &detours, NULL) != RASIF_OK;
    if (page->out->failed || !(length_of(&nobody) > 0))
        return;
    add_kinds(page); /* first: one kind that cannot be reached says all of "every kind" */
    add_users(page, &nobody);
}
