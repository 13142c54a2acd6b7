/* SPDX-License-Identifier: MIT
 *
 * audit_links (docs/data-model.md#audit_links): the evidence of every link. */
#include "report/feature_table.h"

static const struct view_column link_columns[] = {
    {"kind", "TEXT", NULL, NULL},      {"from_table", "TEXT", NULL, NULL},
    {"from_fid", "INTEGER", NULL, NULL}, {"to_table", "TEXT", NULL, NULL},
    {"to_fid", "INTEGER", NULL, NULL}, {"side", "TEXT", NULL, NULL},
    {"place", "TEXT", NULL, NULL},     {"from_m", "REAL", NULL, NULL},
    {"to_m", "REAL", NULL, NULL},      {"distance_m", "REAL", NULL, NULL},
    {"angle_deg", "REAL", NULL, NULL}, {"overlap", "REAL", NULL, NULL},
    {"method", "TEXT", NULL, NULL},
};

static const char *const method_names[] = {
    [LINK_BY_GEOMETRY] = "geometry", [LINK_BY_ID] = "id", [LINK_BY_ATTRIBUTE] = "attribute"};

static void link_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                      struct cell *out)
{
    const struct feature_table *t = view->user;
    const struct link *link = &t->run->store->links.items[row];
    const struct link_evidence *evidence = &t->run->store->links.evidence[row];
    const double numbers[] = {link->from_m, link->to_m, link->distance_m, evidence->angle_deg,
                              evidence->overlap};
    cell_null(out);
    switch (column) {
    case 0:
        cell_text(out, link_kind_names[link->kind]);
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
    struct feature_table *table;
    struct view *view;
    TRY(feature_table_new(run, NULL, arena, &table, &view, err));
    view->name = "audit_links";
    view->title_en = "Links between elements, with their evidence";
    view->title_ar = "الروابط بين العناصر وأدلتها";
    view->n_rows = run->store->links.n;
    view->columns = link_columns;
    view->n_columns = sizeof link_columns / sizeof link_columns[0];
    view->cell = link_cell;
    view->geometry_column = SIZE_MAX;
    *out = view;
    return RASIF_OK;
}
