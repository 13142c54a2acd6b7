/* SPDX-License-Identifier: MIT
 *
 * The figures of the whole area for every user, in both files, and what their change proves. In:
 * audit_summary and audit_network of both files; groups with their scores. Out: figures, and the
 * metres of network and of streets that were opened, closed, learned and forgotten.
 *
 * Algorithm: each element that was judged in both files, or exists in one only, moves its metres
 * from one state (passable, blocked, unknown, none) to another. A figure is better only if some
 * metres moved in a way that improves it on the ground; a change that learning alone explains is
 * knowledge (docs/diff.md#figures). Cost: groups x profiles. */
#include "diff/diff.h"

#include <math.h>
#include <string.h>

const struct figure_info figure_infos[FIGURES_ALL] = {
    {"streets_passable_m", "passable_m", FIGURE_YES, 'm', true},
    {"streets_blocked_m", "blocked_m", FIGURE_NO, 'm', true},
    {"streets_unknown_m", "unknown_m", FIGURE_NEUTRAL, 'm', true},
    {"network_m", "network_m", FIGURE_NEUTRAL, 'm', false},
    {"connected_share", "largest_share", FIGURE_YES, '%', false},
    {"connected_share_high", "largest_high_share", FIGURE_BEST, '%', false},
    {"parts", "islands", FIGURE_NEUTRAL, 'n', false},
    {"parts_high", "islands_high", FIGURE_NEUTRAL, 'n', false},
    {"blocked_elements", "blockers", FIGURE_NO, 'n', false},
    {"network_passable_m", "passable_m", FIGURE_YES, 'm', false},
    {"network_blocked_m", "blocked_m", FIGURE_NO, 'm', false},
    {"network_unknown_m", "unknown_m", FIGURE_NEUTRAL, 'm', false},
    {"detour_median", "detour_median", FIGURE_NEUTRAL, 'x', false},
    {"detour_95", "detour_95", FIGURE_NEUTRAL, 'x', false},
};

const char *const trend_names[TRENDS] = {"none",         "same",          "better",
                                         "worse",        "partly_better", "partly_worse",
                                         "became_known", "became_unknown"};
const char *const move_names[MOVES] = {"opened",           "closed",          "added_passable",
                                       "removed_passable", "known_passable",  "passable_unknown",
                                       "known_blocked",    "blocked_unknown", "added_unknown",
                                       "removed_unknown",  "added_blocked",   "removed_blocked"};

const struct diff_figure *diff_figure(const struct rasif_diff *diff, size_t profile,
                                      enum figure_id id)
{
    return &diff->figures.values[profile * FIGURES_ALL + id];
}

/* ---- what a change proves ------------------------------------------------------------------- */

#define BIT(move) (1u << (move))

/* Moves that prove a change on the ground, and moves that explain the same change by learning or
 * forgetting. [kind][is it for the better?] Exchanging the files exchanges the columns. */
static const struct {
    unsigned proves, explains;
} move_proofs[FIGURE_NEUTRAL][2] = {
    [FIGURE_YES] = {{BIT(MOVE_CLOSED) | BIT(MOVE_REMOVED_PASSABLE), BIT(MOVE_FORGOT_PASSABLE)},
                    {BIT(MOVE_OPENED) | BIT(MOVE_ADDED_PASSABLE), BIT(MOVE_LEARNED_PASSABLE)}},
    [FIGURE_NO] = {{BIT(MOVE_CLOSED) | BIT(MOVE_ADDED_BLOCKED), BIT(MOVE_LEARNED_BLOCKED)},
                   {BIT(MOVE_OPENED) | BIT(MOVE_REMOVED_BLOCKED), BIT(MOVE_FORGOT_BLOCKED)}},
    [FIGURE_BEST] = {{BIT(MOVE_CLOSED) | BIT(MOVE_REMOVED_PASSABLE),
                      BIT(MOVE_LEARNED_BLOCKED) | BIT(MOVE_REMOVED_UNKNOWN)},
                     {BIT(MOVE_OPENED) | BIT(MOVE_ADDED_PASSABLE),
                      BIT(MOVE_FORGOT_BLOCKED) | BIT(MOVE_ADDED_UNKNOWN)}},
    [FIGURE_UNREACHED] = {{BIT(MOVE_CLOSED) | BIT(MOVE_REMOVED_PASSABLE),
                           BIT(MOVE_LEARNED_BLOCKED) | BIT(MOVE_REMOVED_UNKNOWN)},
                          {BIT(MOVE_OPENED) | BIT(MOVE_ADDED_PASSABLE),
                           BIT(MOVE_FORGOT_BLOCKED) | BIT(MOVE_ADDED_UNKNOWN)}},
};

/* Did any metre move in one of these ways? */
static bool has_any_move(const struct diff_moves *moves, unsigned bits)
{
    for (int m = 0; m < MOVES; m++)
        if (bits & BIT(m) && moves->metres[m] > 0)
            return true;
    return false;
}

/* What a change proves: on the ground, only knowledge, both, or nothing. A change that no move
 * explains comes from drawing or joining in another way and proves nothing. */
enum trend figure_trend(enum figure_kind kind, const double at[2], const struct diff_moves *moves,
                        char unit)
{
    double least = unit == '%' ? SAME_SHARE : unit == 'n' ? 0 : SAME_M;
    if (isnan(at[BEFORE]) || isnan(at[AFTER]))
        return TREND_NONE;
    bool up = at[AFTER] - at[BEFORE] > least, down = at[BEFORE] - at[AFTER] > least;
    if (!up && !down)
        return TREND_SAME;
    if (kind == FIGURE_NEUTRAL)
        return TREND_NONE;
    bool good = up == (kind == FIGURE_YES || kind == FIGURE_BEST);
    bool proved = has_any_move(moves, move_proofs[kind][good].proves);
    if (!has_any_move(
            moves, move_proofs[kind][good].explains)) /* unproved: drawn or joined in another way */
        return !proved ? TREND_NONE : good ? TREND_BETTER : TREND_WORSE;
    if (proved)
        return good ? TREND_PARTLY_BETTER : TREND_PARTLY_WORSE;
    bool known = good == (kind == FIGURE_YES); /* what raises the known share is learned */
    return known ? TREND_KNOWN : TREND_UNKNOWN;
}

/* ---- metre by metre ------------------------------------------------------------------------- */

/* [before][after] of 'y', 'n', 'u', and none; -1 = no move. */
static int move_of(char before, char after)
{
    static const char states[] = "ynu";
    static const int moves[4][4] = {
        {-1, MOVE_CLOSED, MOVE_FORGOT_PASSABLE, MOVE_REMOVED_PASSABLE},
        {MOVE_OPENED, -1, MOVE_FORGOT_BLOCKED, MOVE_REMOVED_BLOCKED},
        {MOVE_LEARNED_PASSABLE, MOVE_LEARNED_BLOCKED, -1, MOVE_REMOVED_UNKNOWN},
        {MOVE_ADDED_PASSABLE, MOVE_ADDED_BLOCKED, MOVE_ADDED_UNKNOWN, -1},
    };
    const char *b = before != '\0' ? strchr(states, before) : NULL;
    const char *a = after != '\0' ? strchr(states, after) : NULL;
    return moves[b != NULL ? b - states : 3][a != NULL ? a - states : 3];
}

/* Metres of the group that were judged in file `s`; points have none. */
static double judged_length(const struct rasif_diff *diff, const struct diff_group *group, int s)
{
    double metres = 0;
    for (size_t i = 0; i < group->n[s]; i++) {
        const struct diff_feature *f = &diff->audits[s].features[group->members[s][i]];
        metres += f->judged && f->length_m > 0 ? f->length_m : 0;
    }
    return metres;
}

/* The mean of both files where the group is in both, so that exchanging the files changes
 * nothing. */
double group_length(const struct rasif_diff *diff, const struct diff_group *group)
{
    double before = judged_length(diff, group, BEFORE), after = judged_length(diff, group, AFTER);
    return before > 0 && after > 0 ? (before + after) / 2 : before + after;
}

/* Is the element walked on, and not a summary of others? Streets count where they are walked on
 * themselves, because they have no sides. */
static bool is_network(const struct rasif_diff *diff, const struct diff_group *group)
{
    int s = group_when(group);
    const struct diff_audit *audit = &diff->audits[s];
    const char *table = result_table(audit->file, audit->features[group->members[s][0]].table);
    if (group->role == ROLE_STREET)
        return diff->segmented && strcmp(table, "audit_segments") != 0;
    return group->role == ROLE_SIDEWALK || group->role == ROLE_FOOTWAY ||
           group->role == ROLE_CROSSING || group->role == ROLE_STEPS;
}

/* A piece that is drawn otherwise moves from "none" to "none": only what was judged in both files,
 * or exists in one only, is counted. */
static void count_moves(struct rasif_diff *diff)
{
    for (size_t g = 0; g < diff->n_groups; g++) {
        const struct diff_group *group = &diff->groups[g];
        bool network = is_network(diff, group), street = group->role == diff->segments;
        double metres = network || street ? group_length(diff, group) : 0;
        for (size_t p = 0; p < diff->n_profiles && metres > 0; p++) {
            const struct diff_change *change = &group_changes(diff, g)[p];
            int move = move_of(change->at[BEFORE].passable, change->at[AFTER].passable);
            if (move < 0)
                continue;
            diff->figures.moves[p].metres[move] += network ? metres : 0;
            diff->figures.street_moves[p].metres[move] += street ? metres : 0;
        }
    }
}

/* ---- reading -------------------------------------------------------------------------------- */

/* n_rows when the profile has no row. */
static size_t find_profile_row(const struct result_rows *rows, const char *profile)
{
    for (size_t i = 0; i < rows->n_rows; i++) {
        const char *found = result_text(rows, i, "profile");
        if (found != NULL && strcmp(found, profile) == 0)
            return i;
    }
    return rows->n_rows;
}

bool diff_profile_comparable(const struct rasif_diff *diff, size_t p)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (diff->unequal[role] & 1u << p)
            return false;
    return true;
}

/* Figures are copied even where they can't be compared: reports show them without a trend. */
static void fill_figures(struct rasif_diff *diff, size_t p,
                         const struct result_rows network[AUDITS])
{
    const char *id = diff->profiles[p].id;
    for (int f = 0; f < FIGURES_ALL; f++) {
        const struct figure_info *info = &figure_infos[f];
        struct diff_figure *figure = &diff->figures.values[p * FIGURES_ALL + (size_t)f];
        for (int s = 0; s < AUDITS; s++) {
            const struct result_rows *rows =
                info->streets ? &diff->audits[s].profiles : &network[s];
            figure->at[s] = result_real(rows, find_profile_row(rows, id), info->column);
        }
        bool good = info->streets ? diff->streets_comparable : diff->figures.network_comparable;
        if (good && diff_profile_comparable(diff, p))
            figure->trend = figure_trend(info->kind, figure->at,
                                         info->streets ? &diff->figures.street_moves[p]
                                                       : &diff->figures.moves[p],
                                         info->unit);
    }
}

/* Moves first: trends depend on them. Files without audit_network have NaN. RASIF_E_IO,
 * RASIF_E_MEMORY. */
rasif_status diff_network(struct rasif_diff *diff, rasif_error *err)
{
    struct diff_figures *figures = &diff->figures;
    struct result_rows network[AUDITS] = {{0}};
    size_t n = diff->n_profiles + 1;
    figures->values = ARENA_ARRAY(&diff->arena, n * FIGURES_ALL, struct diff_figure);
    figures->moves = ARENA_ARRAY(&diff->arena, n, struct diff_moves);
    figures->street_moves = ARENA_ARRAY(&diff->arena, n, struct diff_moves);
    if (figures->values == NULL || figures->moves == NULL || figures->street_moves == NULL)
        return fail_memory(err);
    for (int s = 0; s < AUDITS; s++) {
        figures->has_network[s] = result_find(diff->audits[s].file, "audit_network") != SIZE_MAX;
        if (figures->has_network[s])
            TRY(result_query(diff->audits[s].file, "SELECT * FROM audit_network ORDER BY rowid",
                             NULL, 0, &diff->arena, &network[s], err));
        figures->within_m[s] = result_real(&network[s], 0, "reach_within_m");
    }
    count_moves(diff);
    for (size_t p = 0; p < diff->n_profiles; p++)
        fill_figures(diff, p, network);
    return RASIF_OK;
}
