/* SPDX-License-Identifier: MIT
 *
 * audit_network: what each kind of user can reach, one row per profile. What is known and what
 * would be at best stand beside each other; shares are of the whole network. With destinations also
 * how much of the streets reaches them, and audit_reach: the same for every kind alone. */
#include "report/precision.h"
#include "report/table/tables.h"

static const struct view_column columns[] = {
    {"profile", "TEXT", "profile", "المستخدم"},
    {"title_en", "TEXT", "title", "العنوان بالإنجليزية"},
    {"title_ar", "TEXT", "title in Arabic", "العنوان"},
    {"network_m", "REAL", "walking network (m)", "شبكة المشي (م)"},
    {"passable_m", "REAL", "known to be passable (m)", "معروف أنه سالك (م)"},
    {"islands", "INTEGER", "connected parts of what is known", "الأجزاء المتصلة من المعروف"},
    {"largest_m", "REAL", "largest connected part (m)", "أكبر جزء متصل (م)"},
    {"largest_share", "REAL", "share of the network in it", "نصيبها من الشبكة"},
    {"unknown_m", "REAL", "unknown (m)", "غير معروف (م)"},
    {"islands_high", "INTEGER", "connected parts at best", "الأجزاء المتصلة في أحسن الأحوال"},
    {"largest_high_m", "REAL", "largest connected part at best (m)", "أكبر جزء متصل في أحسن الأحوال (م)"},
    {"largest_high_share", "REAL", "share of the network in it", "نصيبها من الشبكة"},
    {"blocked_m", "REAL", "blocked (m)", "مسدود (م)"},
    {"blockers", "INTEGER", "blocked elements", "عناصر مسدودة"},
    /* only with destinations */
    {"reach_within_m", "REAL", "reached within (m)", "حد البلوغ (م)"},
    {"reach_yes_m", "REAL", "reach every kind (m)", "يُبلغ منها كل نوع (م)"},
    {"reach_unknown_m", "REAL", "unknown whether (m)", "غير معروف (م)"},
    {"reach_no_m", "REAL", "too far even at best (m)", "بعيدة حتى في أحسن الأحوال (م)"},
    {"reach_none_m", "REAL", "no way (m)", "لا طريق (م)"},
    {"reach_nobody_m", "REAL", "no way for anybody (m)", "لا طريق لأحد (م)"},
    {"detour_median", "REAL", "median detour at best", "وسيط الالتفاف في أحسن الأحوال"},
    {"detour_95", "REAL", "95th percentile of the detour at best", "المئين 95 للالتفاف في أحسن الأحوال"},
};
#define COLUMNS (sizeof columns / sizeof columns[0])
#define REACH_COLUMNS 8

static rasif_status reach_cells(const struct run *run, size_t p, const struct reach_sum *nobody,
                                struct cell *cells, rasif_error *err)
{
    struct reach_sum sum;
    struct reach_detours detours;
    TRY(reach_summary(run->store, run->network, p, &sum, &detours, err));
    cell_real(&cells[0], shown_metres(run->network->reach.within_m));
    for (int class = REACH_YES; class < REACH_CLASSES; class ++)
        cell_real(&cells[class], shown_metres(sum.metres[class]));
    cell_real(&cells[5], shown_metres(nobody->metres[REACH_NONE]));
    cell_real(&cells[6], rounded_to(detours.half, 2));
    cell_real(&cells[7], rounded_to(detours.most, 2));
    return RASIF_OK;
}

static rasif_status add_profile(const struct run *run, struct grid_table *table, size_t p,
                                const struct reach_sum *nobody, rasif_error *err)
{
    const struct network *network = run->network;
    const struct network_profile *result = &network->profiles[p];
    const struct profile *profile = run->plan->profiles[p];
    double known = result->known.longest_m;
    double best = result->best.longest_m, all = network->length_m;
    struct cell cells[COLUMNS];
    cell_text(&cells[0], profile->id);
    cell_text(&cells[1], profile->title.en);
    cell_text(&cells[2], profile->title.ar);
    cell_real(&cells[3], shown_metres(all));
    cell_real(&cells[4], shown_metres(result->known.length_m));
    cell_int(&cells[5], (int64_t)result->known.n);
    cell_real(&cells[6], shown_metres(known));
    cell_real(&cells[7], shown_share(known / all));
    cell_real(&cells[8], shown_metres(result->best.length_m - result->known.length_m));
    cell_int(&cells[9], (int64_t)result->best.n);
    cell_real(&cells[10], shown_metres(best));
    cell_real(&cells[11], shown_share(best / all));
    cell_real(&cells[12], shown_metres(all - result->best.length_m));
    cell_int(&cells[13], (int64_t)result->n_repairs);
    if (nobody != NULL)
        TRY(reach_cells(run, p, nobody, cells + COLUMNS - REACH_COLUMNS, err));
    return grid_table_add(table, cells) ? RASIF_OK : fail_memory(err);
}

rasif_status network_view(const struct run *run, struct arena *arena, const struct view **out,
                          rasif_error *err)
{
    bool reach = run->network->reach.destinations.n > 0;
    struct reach_sum nobody;
    struct reach_detours detours;
    struct grid_table *table =
        grid_table_new(arena, "audit_network", columns, reach ? COLUMNS : COLUMNS - REACH_COLUMNS);
    if (table == NULL)
        return fail_memory(err);
    if (reach)
        TRY(reach_summary(run->store, run->network, SIZE_MAX, &nobody, &detours, err));
    for (size_t p = 0; p < run->plan->n_profiles && run->network->length_m > 0; p++)
        TRY(add_profile(run, table, p, reach ? &nobody : NULL, err));
    *out = grid_table_view(table);
    return RASIF_OK;
}

/* ---- kind by kind --------------------------------------------------------------------------- */

static const struct view_column kind_columns[] = {
    {"profile", "TEXT", "profile", "المستخدم"},
    {"kind", "TEXT", "kind of destination", "نوع المقصد"},
    {"destinations", "INTEGER", "destinations", "المقاصد"},
    {"yes_m", "REAL", "reach one (m)", "يُبلغ منها (م)"},
    {"unknown_m", "REAL", "unknown whether (m)", "غير معروف (م)"},
    {"no_m", "REAL", "too far even at best (m)", "بعيدة حتى في أحسن الأحوال (م)"},
    {"none_m", "REAL", "no way (m)", "لا طريق (م)"},
    {"nobody_m", "REAL", "no way for anybody (m)", "لا طريق لأحد (م)"},
};
#define KIND_COLUMNS (sizeof kind_columns / sizeof kind_columns[0])

static bool add_kind(const struct run *run, struct grid_table *table, size_t p, size_t kind)
{
    const struct reach *reach = &run->network->reach;
    const struct destinations *d = &reach->destinations;
    struct cell cells[KIND_COLUMNS];
    cell_text(&cells[0], run->plan->profiles[p]->id);
    cell_text(&cells[1], d->names[kind]);
    if (d->role == ROLE_SEAT)
        cell_text(&cells[1], roles[ROLE_SEAT].name);
    cell_int(&cells[2], (int64_t)(d->first[kind + 1] - d->first[kind]));
    for (int class = REACH_YES; class < REACH_CLASSES; class ++)
        cell_real(&cells[2 + class], shown_metres(reach->kinds[p][kind].metres[class]));
    cell_real(&cells[7], shown_metres(reach->anyone_kinds[kind].metres[REACH_NONE]));
    return grid_table_add(table, cells);
}

rasif_status reach_view(const struct run *run, struct arena *arena, const struct view **out,
                        rasif_error *err)
{
    struct grid_table *table = grid_table_new(arena, "audit_reach", kind_columns, KIND_COLUMNS);
    bool good = table != NULL;
    for (size_t p = 0; p < run->plan->n_profiles && good; p++)
        for (size_t kind = 0; kind < run->network->reach.destinations.n_kinds && good; kind++)
            good = add_kind(run, table, p, kind);
    if (!good)
        return fail_memory(err);
    *out = grid_table_view(table);
    return RASIF_OK;
}
