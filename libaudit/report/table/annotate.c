/* SPDX-License-Identifier: MIT
 *
 * The columns added to the user's tables (docs/data-model.md#columns-added-to-tables-with-a-role),
 * as views keyed by FID. A table with one role is a range of that role's rows; with several roles
 * its rows are sorted by FID once, n log n, and remember their role. */
#include "report/table/annotate.h"

#include "report/table/feature_table.h"

#include <stdlib.h>
#include <string.h>

/* The element that row `row` of the view became. */
static struct row_ref ref_of(const struct annotation *a, size_t row)
{
    return a->refs != NULL ? a->refs[row] : (struct row_ref){(uint32_t)(a->first + row), (uint8_t)a->role};
}

/* ---- cells ---- */

/* Collects the facts that the columns of a row need; no cell is made yet. Of features drawn on
 * one line, `own` is the feature and `row` the first of them, whose verdict all of them show
 * (decision 0121). `scores` stays NULL for roles without an element, `left` and `right` for all
 * but streets. */
static struct added_cell cell_at(const struct view *view, size_t index, struct cell_scratch *scratch)
{
    const struct annotation *a = view->user;
    const struct run *run = a->run;
    struct row_ref ref = ref_of(a, index);
    enum role role = (enum role)ref.role;
    struct added_cell c = {.run = run, .annotation = a, .role = role, .own = ref.row,
                           .row = element_lead(&run->store->tables[role], ref.row),
                           .segment = NO_SEGMENT, .scratch = scratch};
    c.at = c.row;
    if (role_element(role) != ELEMENT_NONE)
        c.scores = run->results->roles[role].scores;
    if (role == ROLE_STREET) {
        c.left = run->results->left;
        c.right = run->results->right;
    }
    return c;
}

/* The cell is null unless the function of the column fills it. */
void added_cell_make(struct added_cell *c, const struct added_use *use, struct cell *out)
{
    cell_null(out);
    c->out = out;
    c->profile = use->profile;
    c->field = use->field;
    use->show(c);
}

static void annotation_cell(const struct view *view, size_t index, size_t column,
                            struct cell_scratch *scratch, struct cell *out)
{
    struct added_cell c = cell_at(view, index, scratch);
    added_cell_make(&c, &c.annotation->uses[column], out);
}

/* All cells of a row share one added_cell: compliance and lines of the network are found once. */
static void annotation_row(const struct view *view, size_t index, struct cell_scratch *scratch,
                           struct cell *out)
{
    struct added_cell c = cell_at(view, index, scratch);
    for (size_t i = 0; i < view->n_columns; i++)
        added_cell_make(&c, &c.annotation->uses[i], &out[i]);
}

/* ---- which rows ---- */

/* A row while the rows of several roles are sorted. */
struct keyed_ref {
    int64_t fid;
    struct row_ref ref;
};

static int compare_refs(const void *a, const void *b)
{
    const struct keyed_ref *left = a, *right = b;
    return left->fid < right->fid ? -1 : left->fid > right->fid;
}

/* Sets row_ids, n_rows and the refs. A table that is one range of rows in the store borrows its
 * FIDs, which ascend; several ranges, as of several roles, are copied and sorted by FID. Implied
 * sidewalks are left out: they have the FIDs of their streets and no row of their own (decision
 * 0020). */
static rasif_status set_rows(const struct run *run, size_t source, struct arena *arena,
                             struct annotation *a, struct view *view, rasif_error *err)
{
    size_t n = 0, pieces = 0;
    for (int r = 0; r < ROLE_COUNT; r++)
        for (size_t s = 0; s < run->store->tables[r].n_segments; s++)
            if (run->store->tables[r].segments[s].source == source &&
                run->store->tables[r].segments[s].n > 0 &&
                !run->store->tables[r].segments[s].of_streets) {
                n += run->store->tables[r].segments[s].n;
                pieces++;
                a->role = (enum role)r;
                if (!annotate_from(run, a->role, arena, a))
                    return fail_memory(err);
                a->first = run->store->tables[r].segments[s].first;
                view->row_ids = run->store->tables[r].fid + a->first;
            }
    view->n_rows = n;
    if (pieces <= 1)
        return RASIF_OK;
    struct keyed_ref *all = malloc(n * sizeof *all);
    struct row_ref *refs = ARENA_ARRAY(arena, n, struct row_ref);
    int64_t *ids = ARENA_ARRAY(arena, n, int64_t);
    if (all == NULL || refs == NULL || ids == NULL) {
        free(all);
        return fail_memory(err);
    }
    size_t k = 0;
    for (int r = 0; r < ROLE_COUNT; r++)
        for (size_t s = 0; s < run->store->tables[r].n_segments; s++) {
            const struct segment *segment = &run->store->tables[r].segments[s];
            if (segment->of_streets)
                continue;
            for (size_t i = 0; segment->source == source && i < segment->n; i++)
                all[k++] = (struct keyed_ref){run->store->tables[r].fid[segment->first + i],
                                              {(uint32_t)(segment->first + i), (uint8_t)r}};
        }
    array_sort(all, n, sizeof *all, compare_refs);
    for (size_t i = 0; i < n; i++) {
        ids[i] = all[i].fid;
        refs[i] = all[i].ref;
    }
    free(all);
    view->row_ids = ids;
    a->refs = refs;
    return RASIF_OK;
}

rasif_status annotation_view(const struct run *run, size_t source, struct arena *arena,
                             const struct view **out, rasif_error *err)
{
    struct view *view = ARENA_NEW(arena, struct view);
    struct annotation *a = ARENA_NEW(arena, struct annotation);
    /* Every column there can be: the builder does not grow. */
    size_t capacity = ADDED_COLUMNS + PROFILE_COLUMNS * run->plan->n_profiles + FIELD_COUNT;
    struct column_builder b = {.sentences = run->sentences, .arena = arena, .capacity = capacity,
                        .columns = ARENA_ARRAY(arena, capacity, struct view_column),
                        .uses = ARENA_ARRAY(arena, capacity, struct added_use)};
    if (view == NULL || a == NULL || b.columns == NULL || b.uses == NULL)
        return fail_memory(err);
    annotate_columns(&b, run, &run->store->sources[source]);
    if (b.failed)
        return fail_memory(err);
    a->run = run;
    a->uses = b.uses;
    *view = (struct view){.name = run->store->sources[source].output, .n_columns = b.n,
                          .columns = b.columns, .cell = annotation_cell, .row = annotation_row, .user = a,
                          .geometry_column = SIZE_MAX};
    TRY(set_rows(run, source, arena, a, view, err));
    *out = view;
    return RASIF_OK;
}
