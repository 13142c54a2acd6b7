/* SPDX-License-Identifier: MIT
 *
 * Who gets to what: the kinds of destinations of both files, user by user. In: audit_reach. Out:
 * for each kind the metres of streets that reach it, may reach it, are too far, or have no way. A
 * kind that one file lacks is shown, not judged. */
#include "diff/diff.h"

#include <stdlib.h>
#include <string.h>

const char *const diff_reach_names[REACH_FIGURES] = {"yes_m", "unknown_m", "no_m", "none_m",
                                                     "nobody_m"};
static const enum figure_kind reach_kinds[REACH_FIGURES] = {
    FIGURE_YES, FIGURE_NEUTRAL, FIGURE_NEUTRAL, FIGURE_UNREACHED, FIGURE_NEUTRAL};

/* [profile][kind][figure]. */
const struct diff_figure *diff_reach(const struct rasif_diff *diff, size_t profile, size_t kind,
                                     enum reach_figure figure)
{
    return &diff->figures
                .reach[(profile * diff->figures.n_kinds + kind) * REACH_FIGURES + (size_t)figure];
}

/* NULL is a kind of its own: destinations without a kind. */
static bool is_same_kind(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* n_kinds when the kind is new. */
static size_t find_kind(const struct diff_figures *figures, const char *name)
{
    size_t k = 0;
    while (k < figures->n_kinds && !is_same_kind(figures->kinds[k].name, name))
        k++;
    return k;
}

/* Destinations without a kind come last. */
static int compare_kinds(const void *a, const void *b)
{
    const struct diff_kind *x = a, *y = b;
    return x->name == NULL || y->name == NULL ? (x->name == NULL) - (y->name == NULL)
                                              : strcmp(x->name, y->name);
}

/* In alphabetical order, so that the order of the files does not matter. Names point into the rows,
 * which live in the diff's arena. */
static rasif_status find_kinds(struct rasif_diff *diff, const struct result_rows rows[AUDITS],
                               rasif_error *err)
{
    struct diff_figures *figures = &diff->figures;
    figures->kinds =
        ARENA_ARRAY(&diff->arena, rows[BEFORE].n_rows + rows[AFTER].n_rows + 1, struct diff_kind);
    if (figures->kinds == NULL)
        return fail_memory(err);
    for (int s = 0; s < AUDITS; s++)
        for (size_t i = 0; i < rows[s].n_rows; i++) {
            const char *name = result_text(&rows[s], i, "kind");
            size_t k = find_kind(figures, name);
            if (k == figures->n_kinds)
                figures->kinds[figures->n_kinds++] = (struct diff_kind){name, {NAN, NAN}};
            figures->kinds[k].n[s] = result_real(&rows[s], i, "destinations");
        }
    array_sort(figures->kinds, figures->n_kinds, sizeof *figures->kinds, compare_kinds);
    return RASIF_OK;
}

/* Another number of destinations means other places, not other ways: no trend then. */
static void fill_reach(struct rasif_diff *diff, size_t p, size_t k,
                       const struct result_rows rows[AUDITS])
{
    struct diff_figure *out = &diff->figures.reach[(p * diff->figures.n_kinds + k) * REACH_FIGURES];
    for (int f = 0; f < REACH_FIGURES; f++) {
        out[f].at[BEFORE] = out[f].at[AFTER] = NAN;
        for (int s = 0; s < AUDITS; s++)
            for (size_t i = 0; i < rows[s].n_rows; i++) {
                const char *profile = result_text(&rows[s], i, "profile");
                if (profile != NULL && strcmp(profile, diff->profiles[p].id) == 0 &&
                    is_same_kind(result_text(&rows[s], i, "kind"), diff->figures.kinds[k].name))
                    out[f].at[s] = result_real(&rows[s], i, diff_reach_names[f]);
            }
        const double *n =
            diff->figures.kinds[k].n; /* another number: other places, not other ways */
        if (diff->figures.reach_comparable && diff_profile_comparable(diff, p) &&
            !(n[BEFORE] < n[AFTER]) && !(n[BEFORE] > n[AFTER]))
            out[f].trend = figure_trend(reach_kinds[f], out[f].at, &diff->figures.moves[p], 'm');
    }
}

/* Another network or another distance: who gets there can't be compared. */
static bool is_reach_comparable(const struct diff_figures *figures)
{
    const double *within = figures->within_m;
    return figures->network_comparable && figures->has_reach[BEFORE] && figures->has_reach[AFTER] &&
           !(within[BEFORE] < within[AFTER]) && !(within[BEFORE] > within[AFTER]);
}

/* RASIF_E_IO, RASIF_E_DATA: audit_reach can't be read; RASIF_E_MEMORY. */
rasif_status diff_reach_read(struct rasif_diff *diff, rasif_error *err)
{
    struct diff_figures *figures = &diff->figures;
    struct result_rows rows[AUDITS] = {{0}};
    for (int s = 0; s < AUDITS; s++) {
        if (result_find(diff->audits[s].file, "audit_reach") != SIZE_MAX)
            TRY(result_query(diff->audits[s].file, "SELECT * FROM audit_reach ORDER BY rowid", NULL,
                             0, &diff->arena, &rows[s], err));
        figures->has_reach[s] = rows[s].n_rows > 0;
    }
    TRY(find_kinds(diff, rows, err));
    figures->reach_comparable = is_reach_comparable(figures);
    figures->reach = ARENA_ARRAY(
        &diff->arena, diff->n_profiles * figures->n_kinds * REACH_FIGURES + 1, struct diff_figure);
    if (figures->reach == NULL)
        return fail_memory(err);
    for (size_t p = 0; p < diff->n_profiles; p++)
        for (size_t k = 0; k < figures->n_kinds; k++)
            fill_reach(diff, p, k, rows);
    return RASIF_OK;
}
