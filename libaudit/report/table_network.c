/* SPDX-License-Identifier: MIT
 *
 * audit_network: what each kind of user can reach, one row per profile. What is known and what
 * would be at best stand beside each other; shares are of the whole network. */
#include "report/tables.h"

static const struct view_column columns[] = {
    {"profile", "TEXT", "profile", "المستخدم"},
    {"title_en", "TEXT", "title", "العنوان بالإنجليزية"},
    {"title_ar", "TEXT", "title in Arabic", "العنوان"},
    {"network_m", "REAL", "walking network (m)", "شبكة المشي (م)"},
    {"passable_m", "REAL", "known to be passable (m)", "معروف أنه سالك (م)"},
    {"islands", "INTEGER", "islands of what is known", "جزر المعروف"},
    {"largest_m", "REAL", "largest island (m)", "أكبر جزيرة (م)"},
    {"largest_share", "REAL", "share of the network in it", "نصيبها من الشبكة"},
    {"unknown_m", "REAL", "not known (m)", "غير معروف (م)"},
    {"islands_high", "INTEGER", "islands at best", "الجزر في أحسن الأحوال"},
    {"largest_high_m", "REAL", "largest island at best (m)", "أكبر جزيرة في أحسن الأحوال (م)"},
    {"largest_high_share", "REAL", "share of the network in it", "نصيبها من الشبكة"},
    {"blocked_m", "REAL", "blocked (m)", "مسدود (م)"},
    {"blockers", "INTEGER", "blocked elements", "عناصر مسدودة"},
};
#define COLUMNS (sizeof columns / sizeof columns[0])

static bool add_profile(const struct run *run, struct grid_table *table, size_t p)
{
    const struct network *network = run->network;
    const struct network_profile *result = &network->profiles[p];
    const struct profile *profile = run->plan->profiles[p];
    double known = result->known.n > 0 ? result->known.island_m[0] : 0;
    double best = result->best.n > 0 ? result->best.island_m[0] : 0, all = network->length_m;
    struct cell cells[COLUMNS];
    cell_text(&cells[0], profile->id);
    cell_text(&cells[1], profile->title.en);
    cell_text(&cells[2], profile->title.ar);
    cell_real(&cells[3], all);
    cell_real(&cells[4], result->known.length_m);
    cell_int(&cells[5], (int64_t)result->known.n);
    cell_real(&cells[6], known);
    cell_real(&cells[7], known / all);
    cell_real(&cells[8], result->best.length_m - result->known.length_m);
    cell_int(&cells[9], (int64_t)result->best.n);
    cell_real(&cells[10], best);
    cell_real(&cells[11], best / all);
    cell_real(&cells[12], all - result->best.length_m);
    cell_int(&cells[13], (int64_t)result->n_repairs);
    return grid_table_add(table, cells);
}

rasif_status network_view(const struct run *run, struct arena *arena, const struct view **out,
                          rasif_error *err)
{
    struct grid_table *table = grid_table_new(arena, "audit_network", columns, COLUMNS);
    bool good = table != NULL;
    for (size_t p = 0; p < run->plan->n_profiles && good && run->network->length_m > 0; p++)
        good = add_profile(run, table, p);
    if (!good)
        return fail_memory(err);
    *out = grid_table_view(table);
    return RASIF_OK;
}
