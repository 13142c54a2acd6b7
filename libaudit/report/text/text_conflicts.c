/* SPDX-License-Identifier: MIT
 *
 * Conflicts in the text report and in all reports that are made of its parts (docs/conflicts.md): how many there
 * are of each, then the first ones with both sides' figures and clauses. The first one of each comes before the
 * second of any, so that a short list shows every conflict. */
#include "report/conflict.h"
#include "report/label.h"
#include "report/text/text_parts.h"

#include <math.h>
#include <string.h>

#define MOST_FIRSTS 6 /* the first one of each conflict, with what serves both */
#define MOST_SHOWN 4  /* further ones up to this many in all */
#define MOST_ROWS 10  /* the same of a table */

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
                      size_t maybe, const char *both)
{
    layout_cell(layout, title);
    layout_cell(layout, word_of(page, "conflict.sort", conflict_sort_names[sort]));
    layout_number(layout, n);
    layout_number(layout, maybe);
    if (page->form != NULL)
        layout_cell(layout, both);
}

static void count_declared(struct page *page, struct layout *layout, size_t kind, size_t n)
{
    const struct conflicts *all = page->run->conflicts;
    const struct conflict_kind *declared = &all->kinds->kinds[kind];
    if (n > 0 || all->maybe[kind] > 0)
        add_count(page, layout, phrase_in(declared->title, page->language), CONFLICT_ELEMENT, n, all->maybe[kind],
                  phrase_in(declared->both, page->language));
}

/* Declared conflicts in their order, then kinds of work and limits as they come; with what serves both where lines
 * have room for it. */
static void add_counts(struct page *page, const size_t *firsts, size_t n_firsts)
{
    static const char *const columns[] = {"conflict.col_conflict", "conflict.col_kind", "conflict.col_places",
                                          "conflict.col_maybe", "column.conflicts.both"};
    const struct conflicts *all = page->run->conflicts;
    struct layout layout = {.n_columns = page->form != NULL ? 5 : 4, .align = "llrrl", .most = {60}};
    for (size_t i = 0; i < layout.n_columns; i++)
        layout_cell(&layout, word(page, columns[i]));
    for (size_t k = 0; k < all->kinds->n; k++) {
        size_t n = 0;
        for (size_t i = 0; i < n_firsts; i++)
            if (all->items[firsts[i]].sort == CONFLICT_ELEMENT && all->items[firsts[i]].which == k)
                n = count(page->run, &all->items[firsts[i]]);
        count_declared(page, &layout, k, n);
    }
    for (size_t i = 0; i < n_firsts; i++) {
        const struct conflict *first = &all->items[firsts[i]];
        if (first->sort != CONFLICT_ELEMENT)
            add_count(page, &layout, conflict_title(page->run, first, page->language), (enum conflict_sort)first->sort,
                      count(page->run, first), 0, conflict_both(page->run, first, page->language));
    }
    layout_print(&layout, page);
}

/* ---- the first ones ---------------------------------------------------------------------------- */

/* "Kerb ramp 32, Firas Street"; of limits what they are. */
static void add_where(const struct page *page, const struct conflict *conflict, struct text *out)
{
    if (conflict->row != NO_ROW)
        label_element(page->run, (enum role)conflict->role, conflict->row, page->language, out);
    else
        text_add(out, word(page, "conflict.limits"));
}

/* "Kerb ramp 32, Firas Street: Level kerb without …", then both sides and, of a first one, what serves both. */
static void add_lines(struct page *page, const struct conflict *conflict, bool first)
{
    const struct run *run = page->run;
    struct text where = {0}, helps = {0}, hurts = {0}, both = {0};
    add_where(page, conflict, &where);
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

/* The same as a line of a table. */
static void add_row(struct page *page, const struct conflict *conflict, struct layout *layout)
{
    const struct run *run = page->run;
    struct text where = {0}, helps = {0}, hurts = {0};
    double xy[2];
    conflict_point(run, conflict, xy);
    if (isfinite(xy[0]))
        layout_place(layout, xy);
    add_where(page, conflict, &where);
    conflict_side_line(run, conflict, &conflict->helps, page->language, &helps);
    conflict_side_line(run, conflict, &conflict->hurts, page->language, &hurts);
    layout_take(layout, &where);
    layout_cell(layout, conflict_title(run, conflict, page->language));
    layout_take(layout, &helps);
    layout_take(layout, &hurts);
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

/* The list: the first one of each, then others as they come, `most` in all. Lines of text, or a table where `layout`
 * is given. */
static void add_list(struct page *page, const size_t *firsts, size_t n_firsts, size_t most, struct layout *layout)
{
    const struct conflicts *all = page->run->conflicts;
    size_t shown = 0;
    for (; shown < n_firsts && shown < MOST_FIRSTS; shown++)
        if (layout != NULL)
            add_row(page, &all->items[firsts[shown]], layout);
        else
            add_lines(page, &all->items[firsts[shown]], true);
    for (size_t i = 0; i < all->n && shown < most; i++) {
        bool first = false;
        for (size_t k = 0; k < n_firsts; k++)
            first = first || firsts[k] == i;
        if (first)
            continue;
        if (layout != NULL)
            add_row(page, &all->items[i], layout);
        else
            add_lines(page, &all->items[i], false);
        shown++;
    }
}

static void add_table(struct page *page, const size_t *firsts, size_t n_firsts)
{
    static const char *const columns[] = {"repairs.col_where", "conflict.col_conflict", "conflict.helps", "conflict.hurts"};
    struct layout layout = {.n_columns = 4, .align = "llll"};
    for (size_t i = 0; i < layout.n_columns; i++)
        layout_cell(&layout, word(page, columns[i]));
    add_list(page, firsts, n_firsts, MOST_ROWS, &layout);
    layout_print(&layout, page);
}

void section_conflicts(struct page *page)
{
    size_t firsts[MOST_KINDS], n = find_firsts(page->run, firsts, MOST_KINDS);
    if (page->run->conflicts->n == 0)
        return;
    add_heading(page, word(page, "conflict.heading"));
    add_counts(page, firsts, n);
    if (page->form != NULL)
        add_table(page, firsts, n);
    else
        add_list(page, firsts, n, MOST_SHOWN, NULL);
    add_note(page, word(page, "conflict.note"));
}
