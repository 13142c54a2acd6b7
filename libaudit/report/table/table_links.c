/* SPDX-License-Identifier: MIT
 *
 * audit_links (docs/data-model.md#audit_links): the evidence of every link.
 *
 * Features drawn twice have no links of their own: find_twins lists, for every second feature, the
 * links of its first, by halving over twins sorted by role and first. link_at then makes the row.
 * Cost: twins log twins plus links; memory: one entry for each link of a second feature. */
#include "report/table/columns.h"
#include "report/table/feature_table.h"

#include <stdlib.h>
#include <string.h>

/* By enum link_method. */
static const char *const method_names[] = {
    [LINK_BY_GEOMETRY] = "geometry", [LINK_BY_ID] = "id", [LINK_BY_ATTRIBUTE] = "attribute"};

/* ---- features drawn twice ---- */

#define SAME_LINE LINK_KIND_COUNT /* kind of no link of the run: two features are one */

/* A row about a second feature on one line: a link of its first that holds for it too, or, with
 * link NO_ROW, the row of kind same-line. */
struct twin_link {
    uint32_t link, row, first;
    uint8_t role;
    bool reversed; /* a street drawn against the first */
};

/* The links of a run, then those of second features. */
struct link_table {
    const struct run *run;
    struct twin_link *twins;
    size_t n_twins, capacity;
    bool failed;
};

/* For a second feature on a line the row of the first; NO_ROW for all others. */
static uint32_t first_of(const struct store *store, enum role role, size_t row)
{
    const struct elements *e = &store->tables[role];
    uint32_t first = (uint32_t)element_lead(e, row);
    if (role == ROLE_STREET && e->scope[row] == SCOPE_YES && store->streets.same_as != NULL)
        first = store->streets.same_as[row];
    return first != row ? first : NO_ROW;
}

/* By role, then by first row: the twins of one feature stand together. */
static int compare_twins(const void *a, const void *b)
{
    const struct twin_link *left = a, *right = b;
    if (left->role != right->role)
        return left->role < right->role ? -1 : 1;
    if (left->first != right->first)
        return left->first < right->first ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

/* Appends a copy of `twin` with this link; marks the table as failed when memory is out. */
static void add_twin(struct link_table *t, struct twin_link twin, uint32_t link)
{
    twin.link = link;
    t->failed = !PUSH(t->twins, t->n_twins, t->capacity, twin) || t->failed;
}

/* Copies the links of one end, `row` of `role`, to each twin of that row. The first `n` entries
 * are the twins themselves, sorted by the row that they repeat; halving finds the first of them. */
static void add_twins(struct link_table *t, size_t n, uint8_t role, uint32_t row, uint32_t link)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct twin_link *at = &t->twins[middle];
        if (at->role < role || (at->role == role && at->first < row))
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < n && t->twins[low].role == role && t->twins[low].first == row; low++)
        add_twin(t, t->twins[low], link);
}

/* Fills t->twins: first an entry for each second feature (same-line), then one for each link
 * that it has through its first. Failure shows in t->failed. */
static void find_twins(struct link_table *t)
{
    const struct store *store = t->run->store;
    for (uint8_t role = 0; role < ROLE_COUNT; role++)
        for (uint32_t row = 0; row < store->tables[role].n; row++) {
            uint32_t first = first_of(store, (enum role)role, row);
            struct twin_link twin = {NO_ROW, row, first, role, false};
            twin.reversed = role == ROLE_STREET && store->streets.reversed[row];
            if (first != NO_ROW)
                add_twin(t, twin, NO_ROW);
        }
    size_t n = t->n_twins;
    if (n == 0 || t->failed)
        return;
    array_sort(t->twins, n, sizeof *t->twins, compare_twins);
    for (uint32_t i = 0; i < store->links.n; i++) {
        const struct link *link = &store->links.items[i];
        add_twins(t, n, link->from_role, link->from, i);
        if (link->to_role != link->from_role || link->to != link->from)
            add_twins(t, n, link->to_role, link->to, i);
    }
}

/* Makes row `row`: first the links of the run, then the entries of second features, with the
 * second feature in place of its first. */
static void link_at(const struct link_table *t, size_t row, struct link *link,
                    struct link_evidence *evidence)
{
    store_use(t->run->store, PART_links);
    const struct store *store = t->run->store;
    if (row < store->links.n) {
        *link = store->links.items[row];
        *evidence = store->links.evidence[row];
        return;
    }
    const struct twin_link *twin = &t->twins[row - store->links.n];
    if (twin->link == NO_ROW) {
        *link = (struct link){.from = twin->row, .to = twin->first, .from_role = twin->role,
                              .to_role = twin->role, .kind = SAME_LINE,
                              .distance_m = NAN, .from_m = NAN, .to_m = NAN};
        *evidence = (struct link_evidence){NAN, NAN, NO_PLACE, LINK_BY_GEOMETRY};
        return;
    }
    *link = store->links.items[twin->link];
    *evidence = store->links.evidence[twin->link];
    if (link->from_role == twin->role && link->from == twin->first)
        link->from = twin->row;
    else
        link->to = twin->row;
    if (!twin->reversed)
        return;
    /* A street drawn against its first: metres count from the other end, and left is right. */
    double length = store->tables[ROLE_STREET].length_m[twin->row], from_m = link->from_m;
    link->from_m = length - link->to_m;
    link->to_m = length - from_m;
    link->side = link->side == 0 ? 0 : (uint8_t)(SIDE_LEFT + SIDE_RIGHT - link->side);
}

/* ---- cells ---- */

/* One cell that is being made: the link of its row, and where it goes. */
struct link_cell {
    const struct run *run;
    struct link link;
    struct link_evidence evidence;
    struct cell_scratch *scratch;
    struct cell *out;
};

static void show_kind(const struct link_cell *c)
{
    cell_text(c->out, c->link.kind == SAME_LINE ? "same-line" : link_kind_names[c->link.kind]);
}

static void show_from_table(const struct link_cell *c)
{
    cell_text(c->out, table_of(c->run, (enum role)c->link.from_role, c->link.from));
}

static void show_from_fid(const struct link_cell *c)
{
    cell_int(c->out, c->run->store->tables[c->link.from_role].fid[c->link.from]);
}

static void show_to_table(const struct link_cell *c)
{
    cell_text(c->out, table_of(c->run, (enum role)c->link.to_role, c->link.to));
}

static void show_to_fid(const struct link_cell *c)
{
    cell_int(c->out, c->run->store->tables[c->link.to_role].fid[c->link.to]);
}

/* Of the street, in its drawing direction; null where the link has none. */
static void show_side(const struct link_cell *c)
{
    cell_text(c->out, side_names[c->link.side]);
}

/* The end or island of the crossing; null for links of other elements. */
static void show_place(const struct link_cell *c)
{
    cell_place(c->evidence.place, c->scratch, c->out);
}

static void show_from(const struct link_cell *c)
{
    cell_real(c->out, c->link.from_m);
}

static void show_to(const struct link_cell *c)
{
    cell_real(c->out, c->link.to_m);
}

/* NaN, and so null, in rows of kind same-line, like all figures there. */
static void show_distance(const struct link_cell *c)
{
    cell_real(c->out, c->link.distance_m);
}

static void show_angle(const struct link_cell *c)
{
    cell_real(c->out, c->evidence.angle_deg);
}

static void show_overlap(const struct link_cell *c)
{
    cell_real(c->out, c->evidence.overlap);
}

static void show_method(const struct link_cell *c)
{
    cell_text(c->out, method_names[c->evidence.method]);
}

/* Included twice, for names and functions: report/table/columns.h. */
#define LIST "report/table/columns_links.def"
static const struct view_column columns[] = {
#define COLUMN COLUMN_OF_VIEW
#include LIST
#undef COLUMN
};
static void (*const cells[])(const struct link_cell *) = {
#define COLUMN CELL_OF_COLUMN
#include LIST
#undef COLUMN
};

/* A row is found at once by its number, so that nothing is kept between cells. */
static void link_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                      struct cell *out)
{
    const struct link_table *t = view->user;
    struct link_cell c = {.run = t->run, .scratch = scratch, .out = out};
    link_at(t, row, &c.link, &c.evidence);
    cell_null(out);
    cells[column](&c);
}

/* Twins grow on the heap and are copied to the arena at their final size. */
rasif_status links_view(const struct run *run, struct arena *arena, const struct view **out,
                        rasif_error *err)
{
    store_use(run->store, PART_links);
    struct view *view = ARENA_NEW(arena, struct view);
    struct link_table *table = ARENA_NEW(arena, struct link_table);
    if (view == NULL || table == NULL)
        return fail_memory(err);
    table->run = run;
    find_twins(table);
    struct twin_link *twins = ARENA_ARRAY(arena, table->n_twins, struct twin_link);
    if (twins != NULL && table->n_twins > 0)
        memcpy(twins, table->twins, table->n_twins * sizeof *twins);
    free(table->twins);
    table->twins = twins;
    if (twins == NULL || table->failed)
        return fail_memory(err);
    view->user = table;
    view->name = "audit_links";
    view->n_rows = run->store->links.n + table->n_twins;
    view->columns = columns;
    view->n_columns = LENGTH_OF(columns);
    view->cell = link_cell;
    view->geometry_column = SIZE_MAX;
    *out = view;
    return RASIF_OK;
}
