/* SPDX-License-Identifier: MIT
 *
 * Conflicts in the text report and in all reports that are made of its parts (docs/conflicts.md): how many there
 * are of each, then the first ones with both sides' figures and clauses. The first one of each comes before the
 * second of any, so that a short list shows every conflict. */
#include "report/conflict.h"
#include "report/label.h"
#include "report/text/text_parts.h"

#include <string.h>

#define MOST_FIRSTS 6 /* the first one of each conflict, with what serves both */
#define MOST_SHOWN 4  /* further ones up to this many in all */

/* ---- how many ---------------------------------------------------------------------------------- */

static bool same(const struct run *run, const struct conflict *a, const struct conflict *b)
{
    return a->sort == b->sort && strcmp(conflict_id(run, a), conflict_id(run, b)) == 0;
}

static size_t count(const struct run *run, const struct conflict *like)
{
    size_t n = 0;
    for (size_t i = 0; i < run->conflicts->n; i++)
        n += same(run, like, &run->conflicts->items[i]);
    return n;
}

static void add_count(struct page *page, struct layout *layout, const char *title, enum conflict_sort sort, size_t n,
                      size_t maybe)
{
    layout_cell(layout, title);
    layout_cell(layout, word_of(page, "conflict.sort", conflict_sort_names[sort]));
    layout_number(layout, n);
    layout_number(layout, maybe);
}

/* Declared conflicts in their order, then kinds of work and limits as they come. */
static void add_counts(struct page *page, const size_t *firsts, size_t n_firsts)
{
    static const char *const columns[] = {"conflict.col_conflict", "conflict.col_kind", "conflict.col_places",
                                          "conflict.col_maybe"};
    const struct conflicts *all = page->run->conflicts;
    struct layout layout = {.n_columns = 4, .align = "llrr", .most = {60}};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        layout_cell(&layout, word(page, columns[i]));
    for (size_t k = 0; k < all->kinds->n; k++) {
        size_t n = 0;
        for (size_t i = 0; i < n_firsts; i++)
            if (all->items[firsts[i]].sort == CONFLICT_ELEMENT && all->items[firsts[i]].which == k)
                n = count(page->run, &all->items[firsts[i]]);
        if (n > 0 || all->maybe[k] > 0)
            add_count(page, &layout, phrase_in(all->kinds->kinds[k].title, page->language), CONFLICT_ELEMENT, n,
                      all->maybe[k]);
    }
    for (size_t i = 0; i < n_firsts; i++) {
        const struct conflict *first = &all->items[firsts[i]];
        if (first->sort != CONFLICT_ELEMENT)
            add_count(page, &layout, conflict_title(page->run, first, page->language), (enum conflict_sort)first->sort,
                      count(page->run, first), 0);
    }
    layout_print(&layout, page);
}

/* ---- the first ones ---------------------------------------------------------------------------- */

/* "Kerb ramp 32, Firas Street: Level kerb without …", then both sides and what serves both. */
static void add_one(struct page *page, const struct conflict *conflict, bool first)
{
    const struct run *run = page->run;
    struct text where = {0}, helps = {0}, hurts = {0}, both = {0};
    if (conflict->row != NO_ROW)
        label_element(run, (enum role)conflict->role, conflict->row, page->language, &where);
    else
        text_add(&where, word(page, "conflict.limits"));
    text_addf(&where, "%s%s", word(page, "list.colon"), conflict_title(run, conflict, page->language));
    conflict_side_line(run, conflict, &conflict->helps, page->language, &helps);
    conflict_side_line(run, conflict, &conflict->hurts, page->language, &hurts);
    text_add(&both, first ? conflict_both(run, conflict, page->language) : "");
    add_note(page, where.data != NULL ? where.data : "");
    add_labelled(page, word(page, "conflict.helps"), &helps);
    add_labelled(page, word(page, "conflict.hurts"), &hurts);
    add_labelled(page, word(page, "conflict.both"), &both);
    page->out->failed = page->out->failed || where.failed || helps.failed || hurts.failed || both.failed;
    text_free(&where);
    text_free(&helps);
    text_free(&hurts);
    text_free(&both);
}

/* The first of each sort and id. Returns how many, at most `most`. */
static size_t find_firsts(const struct run *run, size_t *firsts, size_t most)
{
    const struct conflicts *all = run->conflicts;
    size_t n = 0;
    for (size_t i = 0; i < all->n && n < most; i++) {
        bool seen = false;
        for (size_t k = 0; k < n && !seen; k++)
            seen = same(run, &all->items[firsts[k]], &all->items[i]);
        if (!seen)
            firsts[n++] = i;
    }
    return n;
}

#define MOST_KINDS 64

void section_conflicts(struct page *page)
{
    const struct conflicts *all = page->run->conflicts;
    size_t firsts[MOST_KINDS], shown = 0, n = find_firsts(page->run, firsts, MOST_KINDS);
    if (all->n == 0)
        return;
    add_heading(page, word(page, "conflict.heading"));
    add_counts(page, firsts, n);
    for (; shown < n && shown < MOST_FIRSTS; shown++)
        add_one(page, &all->items[firsts[shown]], true);
    for (size_t i = 0; i < all->n && shown < MOST_SHOWN; i++) {
        bool first = false;
        for (size_t k = 0; k < n; k++)
            first = first || firsts[k] == i;
        if (first)
            continue;
        add_one(page, &all->items[i], false);
        shown++;
    }
    add_note(page, word(page, "conflict.note"));
}
