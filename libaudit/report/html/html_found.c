/* SPDX-License-Identifier: MIT
 *
 * Which findings count for which segment of the HTML report's list and sheets: those of what
 * belongs to it, also where others share it.
 *
 * html_index enters pairs of segment and finding into one array, sorted by segment: those of a
 * segment are neighbours, and html_found is a binary search. A finding has several pairs where its
 * element belongs to several segments. Cost: n log n in pairs. */
#include "report/html/html_parts.h"

#include <stdlib.h>

size_t html_segment_of(const struct html *html, const struct finding *finding)
{
    enum role role = segment_role(html->page.run);
    if (role != ROLE_STREET)
        return finding->role == role ? finding->row : SIZE_MAX;
    uint32_t segment = belongs_segment(html->page.run->belongs, finding);
    return segment != NO_ROW ? segment : SIZE_MAX;
}

/* Counts a pair, and enters it once the array is there: html_index walks all findings twice. */
static void add_found(struct html *html, size_t segment, size_t finding)
{
    if (html->found != NULL)
        html->found[html->n_found] = (struct found){(uint32_t)segment, (uint32_t)finding};
    html->n_found++;
}

/* Adds the other segments that a finding counts for: every segment of a street whose finding is
 * about all of it, and the further segments of an element that several share. belongs->also is
 * sorted by role, row and segment, so equal segments are neighbours. */
static void add_shared(struct html *html, const struct finding *f, size_t index)
{
    const struct store *store = html->page.run->store;
    if (f->role == ROLE_STREET) {
        uint32_t first = 0, last = 0;
        if (store->segments.first_stretch != NULL && finding_segment(store, f) == NO_ROW)
            last = street_stretches(store, f->row, &first);
        for (; first < last; first++)
            add_found(html, store->segments.stretches[first].segment, index);
        return;
    }
    uint32_t before = NO_ROW;
    const struct belongs *belongs = html->page.run->belongs;
    for (size_t i = belongs_also_first(belongs, f); i < belongs->n_also; i++) {
        const struct also *also = &belongs->also[i];
        if (also->role != f->role || also->row != f->row)
            break;
        if (also->segment != before)
            add_found(html, also->segment, index);
        before = also->segment;
    }
}

/* Unknown outcomes count for no segment: the list and the sheets show what is known to be bad. */
static void add_all_found(struct html *html)
{
    const struct run *run = html->page.run;
    html->n_found = 0;
    for (size_t i = 0; i < run->results->n_findings; i++) {
        const struct finding *f = &run->results->findings[i];
        size_t segment = html_segment_of(html, f);
        if (f->outcome == RASIF_UNKNOWN)
            continue;
        if (segment != SIZE_MAX)
            add_found(html, segment, i);
        if (segment_role(run) == ROLE_STREET)
            add_shared(html, f, i);
    }
}

static int compare_found(const void *a, const void *b)
{
    const struct found *left = a, *right = b;
    if (left->segment != right->segment)
        return left->segment < right->segment ? -1 : 1;
    return left->finding < right->finding ? -1 : left->finding > right->finding;
}

/* Counts first, then enters: arrays of an arena can't grow. A pair that
 * html_segment_of and add_shared both find is kept once. */
bool html_index(struct html *html)
{
    size_t kept = 0;
    add_all_found(html);
    html->found = ARENA_ARRAY(&html->arena, html->n_found + 1, struct found);
    if (html->found == NULL)
        return false;
    add_all_found(html);
    array_sort(html->found, html->n_found, sizeof *html->found, compare_found);
    for (size_t i = 0; i < html->n_found; i++)
        if (kept == 0 || compare_found(&html->found[kept - 1], &html->found[i]) != 0)
            html->found[kept++] = html->found[i];
    html->n_found = kept;
    return true;
}

/* Binary search for the first pair of the segment; *n = 0 where it has none. */
const struct found *html_found(const struct html *html, size_t segment, size_t *n)
{
    size_t low = 0, high = html->n_found;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (html->found[middle].segment < segment)
            low = middle + 1;
        else
            high = middle;
    }
    for (*n = 0; low + *n < html->n_found && html->found[low + *n].segment == segment;)
        ++*n;
    return html->found + low;
}
