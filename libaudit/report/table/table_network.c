/* SPDX-License-Identifier: MIT
 *
 * audit_network: how much of the network each profile can use, one row per profile. Figures of the
 * known network stand beside those if everything unknown were passable; shares are of the whole
 * network. With destinations it also has the metres of streets that reach them, and audit_reach
 * has the same for every kind of destination alone. */
#include "report/precision.h"
#include "report/table/columns.h"
#include "report/table/tables.h"

#define NETWORK_LIST "report/table/columns_network.def"
#define REACH_LIST "report/table/columns_reach.def"

/* Cells by name; a translated column has LANGUAGE_COUNT of them. */
enum network_column {
#define FILLED_COLUMN(name, type, holds) NETWORK_##name,
#define FILLED_TRANSLATED(name, type, holds) NETWORK_##name, NETWORK_last_##name = NETWORK_##name + LANGUAGE_COUNT - 1,
#include NETWORK_LIST
#undef FILLED_TRANSLATED
#undef FILLED_COLUMN
    NETWORK_CELLS,
};
enum reach_column {
#define FILLED_COLUMN(name, type, holds) KIND_##name,
#include REACH_LIST
#undef FILLED_COLUMN
    KIND_COLUMNS
};
#define FILLED_COLUMN FILLED_COLUMN_OF_VIEW
#define FILLED_TRANSLATED FILLED_TRANSLATED_OF_VIEW
static const struct view_column network_columns[] = {
#include NETWORK_LIST
};
static const struct view_column kind_columns[] = {
#include REACH_LIST
};
#undef FILLED_TRANSLATED
#undef FILLED_COLUMN
/* The last columns, which only a run with destinations has. */
#define REACH_COLUMNS (NETWORK_CELLS - NETWORK_reach_within_m)

/* Fills the cells from reach_within_m on. `nobody`: the sums of a person who can use everything;
 * streets without a way even for that person are in nobody_m. */
static rasif_status reach_cells(const struct run *run, size_t p, const struct reach_sum *nobody,
                                struct cell *cells, rasif_error *err)
{
    struct reach_sum sum;
    struct reach_detours detours;
    TRY(reach_summary(run->store, run->network, p, &sum, &detours, err));
    cell_real(&cells[NETWORK_reach_within_m], shown_metres(run->network->reach.within_m));
    cell_real(&cells[NETWORK_reach_yes_m], shown_metres(sum.metres[REACH_YES]));
    cell_real(&cells[NETWORK_reach_unknown_m], shown_metres(sum.metres[REACH_UNKNOWN]));
    cell_real(&cells[NETWORK_reach_no_m], shown_metres(sum.metres[REACH_NO]));
    cell_real(&cells[NETWORK_reach_none_m], shown_metres(sum.metres[REACH_NONE]));
    cell_real(&cells[NETWORK_reach_nobody_m], shown_metres(nobody->metres[REACH_NONE]));
    cell_real(&cells[NETWORK_detour_median], rounded_to(detours.half, 2));
    cell_real(&cells[NETWORK_detour_95], rounded_to(detours.most, 2));
    return RASIF_OK;
}

/* One row. `known` and `best` are the longest connected parts on the known network and if
 * everything unknown were passable. unknown_m and blocked_m are differences: with passable_m
 * they add up to network_m. */
static rasif_status add_profile(const struct run *run, struct cell_table *table, size_t p,
                                const struct reach_sum *nobody, rasif_error *err)
{
    const struct network *network = run->network;
    const struct network_profile *result = &network->profiles[p];
    const struct profile *profile = run->plan->profiles[p];
    double known = result->known.longest_m;
    double best = result->best.longest_m, all = network->length_m;
    struct cell cells[NETWORK_CELLS];
    cell_text(&cells[NETWORK_profile], profile->id);
    cell_phrase(&cells[NETWORK_title], profile->title);
    cell_real(&cells[NETWORK_network_m], shown_metres(all));
    cell_real(&cells[NETWORK_passable_m], shown_metres(result->known.length_m));
    cell_int(&cells[NETWORK_islands], (int64_t)result->known.n);
    cell_real(&cells[NETWORK_largest_m], shown_metres(known));
    cell_real(&cells[NETWORK_largest_share], shown_share(known / all));
    cell_real(&cells[NETWORK_unknown_m], shown_metres(result->best.length_m - result->known.length_m));
    cell_int(&cells[NETWORK_islands_high], (int64_t)result->best.n);
    cell_real(&cells[NETWORK_largest_high_m], shown_metres(best));
    cell_real(&cells[NETWORK_largest_high_share], shown_share(best / all));
    cell_real(&cells[NETWORK_blocked_m], shown_metres(all - result->best.length_m));
    cell_int(&cells[NETWORK_blockers], (int64_t)result->n_repairs);
    if (nobody != NULL)
        TRY(reach_cells(run, p, nobody, cells, err));
    return cell_table_add(table, cells) ? RASIF_OK : fail_memory(err);
}

/* Without a walking network the table has no rows: shares would divide by 0. */
rasif_status network_view(const struct run *run, struct arena *arena, const struct view **out,
                          rasif_error *err)
{
    bool reach = run->network->reach.destinations.n > 0;
    struct reach_sum nobody;
    struct reach_detours detours;
    struct cell_table *table = cell_table_new(arena, "audit_network", network_columns,
                                              LENGTH_OF(network_columns) - (reach ? 0 : REACH_COLUMNS));
    if (table == NULL)
        return fail_memory(err);
    if (reach)
        TRY(reach_summary(run->store, run->network, SIZE_MAX, &nobody, &detours, err));
    for (size_t p = 0; p < run->plan->n_profiles && run->network->length_m > 0; p++)
        TRY(add_profile(run, table, p, reach ? &nobody : NULL, err));
    *out = cell_table_view(table);
    return RASIF_OK;
}

/* ---- kind by kind --------------------------------------------------------------------------- */

/* One row: streets by whether they reach this kind of destination, whatever the others. Seats
 * that serve as destinations are one kind, "seat". false when memory is out. */
static bool add_kind(const struct run *run, struct cell_table *table, size_t p, size_t kind)
{
    const struct reach *reach = &run->network->reach;
    const struct destinations *d = &reach->destinations;
    struct cell cells[KIND_COLUMNS];
    cell_text(&cells[KIND_profile], run->plan->profiles[p]->id);
    cell_text(&cells[KIND_kind], d->names[kind]);
    if (d->role == ROLE_SEAT)
        cell_text(&cells[KIND_kind], roles[ROLE_SEAT].name);
    cell_int(&cells[KIND_destinations], (int64_t)(d->first[kind + 1] - d->first[kind]));
    const double *metres = reach->kinds[p][kind].metres;
    cell_real(&cells[KIND_yes_m], shown_metres(metres[REACH_YES]));
    cell_real(&cells[KIND_unknown_m], shown_metres(metres[REACH_UNKNOWN]));
    cell_real(&cells[KIND_no_m], shown_metres(metres[REACH_NO]));
    cell_real(&cells[KIND_none_m], shown_metres(metres[REACH_NONE]));
    cell_real(&cells[KIND_nobody_m], shown_metres(reach->anyone_kinds[kind].metres[REACH_NONE]));
    return cell_table_add(table, cells);
}

/* Profiles in the order of the plan, kinds by first appearance in the data. */
rasif_status reach_view(const struct run *run, struct arena *arena, const struct view **out,
                        rasif_error *err)
{
    struct cell_table *table = cell_table_new(arena, "audit_reach", kind_columns, KIND_COLUMNS);
    bool good = table != NULL;
    for (size_t p = 0; p < run->plan->n_profiles && good; p++)
        for (size_t kind = 0; kind < run->network->reach.destinations.n_kinds && good; kind++)
            good = add_kind(run, table, p, kind);
    if (!good)
        return fail_memory(err);
    *out = cell_table_view(table);
    return RASIF_OK;
}
