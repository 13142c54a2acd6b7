/* SPDX-License-Identifier: MIT
 *
 * audit_links (docs/data-model.md#audit_links): the evidence of every link. */
#include "report/table/feature_table.h"

#include <stdlib.h>
#include <string.h>

static const struct view_column link_columns[] = {
    {"kind", "TEXT", "what is linked", "ما الذي رُبط"},
    {"from_table", "TEXT", "from (table)", "من عنصر في جدول"},
    {"from_fid", "INTEGER", "from (feature id)", "من العنصر رقم"},
    {"to_table", "TEXT", "to (table)", "إلى عنصر في جدول"},
    {"to_fid", "INTEGER", "to (feature id)", "إلى العنصر رقم"},
    {"side", "TEXT", "side of the street", "جهة الشارع"},
    {"place", "TEXT", "place on the crossing", "موضعه من ممر المشاة"},
    {"from_m", "REAL", "from (m)", "من (م)"},
    {"to_m", "REAL", "to (m)", "إلى (م)"},
    {"distance_m", "REAL", "distance (m)", "المسافة (م)"},
    {"angle_deg", "REAL", "difference of direction (degrees)", "فرق الاتجاه (بالدرجات)"},
    {"overlap", "REAL", "share of the line", "نسبة الخط"},
    {"method", "TEXT", "found by", "عُرف بواسطة"},
};

static const char *const method_names[] = {
    [LINK_BY_GEOMETRY] = "geometry", [LINK_BY_ID] = "id", [LINK_BY_ATTRIBUTE] = "attribute"};

/* ---- features drawn twice ---- */

#define SAME_LINE LINK_KIND_COUNT /* kind of no link of the run: two features are one */

/* What a second feature on one line has of the first one's link; link NO_ROW: that it is one. */
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

/* The first row on the line of a row that is no first; NO_ROW for all others. */
static uint32_t first_of(const struct store *store, enum role role, size_t row)
{
    const struct elements *e = &store->tables[role];
    uint32_t first = (uint32_t)element_lead(e, row);
    if (role == ROLE_STREET && e->scope[row] == SCOPE_YES && store->streets.same_as != NULL)
        first = store->streets.same_as[row];
    return first != row ? first : NO_ROW;
}

static int compare_twins(const void *a, const void *b)
{
    const struct twin_link *left = a, *right = b;
    if (left->role != right->role)
        return left->role < right->role ? -1 : 1;
    if (left->first != right->first)
        return left->first < right->first ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

static void add_twin(struct link_table *t, struct twin_link twin, uint32_t link)
{
    twin.link = link;
    t->failed = !PUSH(t->twins, t->n_twins, t->capacity, twin) || t->failed;
}

/* Those of one end of a link: `n` twins stand first, by what they are twins of. */
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
    qsort(t->twins, n, sizeof *t->twins, compare_twins);
    for (uint32_t i = 0; i < store->links.n; i++) {
        const struct link *link = &store->links.items[i];
        add_twins(t, n, link->from_role, link->from, i);
        if (link->to_role != link->from_role || link->to != link->from)
            add_twins(t, n, link->to_role, link->to, i);
    }
}

/* Row `row` of the table: a link, or what a second feature has of one. */
static void link_at(const struct link_table *t, size_t row, struct link *link,
                    struct link_evidence *evidence)
{
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
    double length = store->tables[ROLE_STREET].length_m[twin->row], from_m = link->from_m;
    link->from_m = length - link->to_m;
    link->to_m = length - from_m;
    link->side = link->side == 0 ? 0 : (uint8_t)(SIDE_LEFT + SIDE_RIGHT - link->side);
}

static void link_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                      struct cell *out)
{
    const struct link_table *t = view->user;
    struct link whole, *link = &whole;
    struct link_evidence found, *evidence = &found;
    link_at(t, row, link, evidence);
    const double numbers[] = {link->from_m, link->to_m, link->distance_m, evidence->angle_deg,
                              evidence->overlap};
    cell_null(out);
    switch (column) {
    case 0:
        cell_text(out, link->kind == SAME_LINE ? "same-line" : link_kind_names[link->kind]);
        break;
    case 1:
        cell_text(out, table_of(t->run, (enum role)link->from_role, link->from));
        break;
    case 2:
        cell_int(out, t->run->store->tables[link->from_role].fid[link->from]);
        break;
    case 3:
        cell_text(out, table_of(t->run, (enum role)link->to_role, link->to));
        break;
    case 4:
        cell_int(out, t->run->store->tables[link->to_role].fid[link->to]);
        break;
    case 5:
        cell_text(out, side_names[link->side]);
        break;
    case 6:
        cell_place(evidence->place, scratch, out);
        break;
    case 12:
        cell_text(out, method_names[evidence->method]);
        break;
    default:
        cell_real(out, numbers[column - 7]);
        break;
    }
}

rasif_status links_view(const struct run *run, struct arena *arena, const struct view **out,
                        rasif_error *err)
{
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
    view->title_en = "Links between elements, with their evidence";
    view->title_ar = "الروابط بين العناصر وأدلتها";
    view->n_rows = run->store->links.n + table->n_twins;
    view->columns = link_columns;
    view->n_columns = sizeof link_columns / sizeof link_columns[0];
    view->cell = link_cell;
    view->geometry_column = SIZE_MAX;
    *out = view;
    return RASIF_OK;
}
