/* SPDX-License-Identifier: MIT
 *
 * Which features of the two files are the same thing: by rasif_id, and where a feature is left
 * over, by place. Lines may have been moved a little, split or merged, so a thing is a group of
 * features in either file.
 *
 * Algorithm: union-find over the features of both files. Equal ids are united by merging two sorted
 * lists, unless they lie too far apart. A line that is left over joins the line of the other file
 * along which most of it runs; points pair off, the nearest first. The result does not depend on
 * the order of rows or of files: unions keep the smaller root, and ties are broken by id. Cost: O(n
 * log n), and one grid query per metre of lines that are left over. */
#include "diff/diff.h"

#include "base/os.h"

#include <stdlib.h>
#include <string.h>

const char *const geometry_change_names[GEOMETRY_CHANGES] = {"same", "moved", "split", "merged",
                                                             "regrouped"};

/* Nodes 0 to n - 1 are features of the first file, those of the second file follow. */
struct matching {
    struct rasif_diff *diff;
    uint32_t *parent;         /* union-find over the features of both sides */
    uint32_t *partner[AUDITS]; /* the feature with the same id; NO_ROW */
    uint32_t *order[AUDITS];   /* features by id */
};

/* Halves paths on the way, so that later searches are short. */
static uint32_t find_group_root(struct matching *m, uint32_t node)
{
    while (m->parent[node] != node)
        node = m->parent[node] = m->parent[m->parent[node]];
    return node;
}

/* The node of a feature in the union-find forest of both files. */
static uint32_t feature_node(const struct matching *m, int when, uint32_t feature)
{
    return when == BEFORE ? feature : (uint32_t)m->diff->audits[BEFORE].n_features + feature;
}

/* The smaller root wins, so that the root does not depend on the order of unions. */
static void unite_features(struct matching *m, int when, uint32_t feature, uint32_t other)
{
    uint32_t a = find_group_root(m, feature_node(m, when, feature)),
             b = find_group_root(m, feature_node(m, !when, other));
    if (a < b)
        m->parent[b] = a;
    else
        m->parent[a] = b;
}

/* ---- by id -------------------------------------------------------------------------------- */

/* Byte order, as strcmp in match_ids. */
static int compare_by_id(const void *a, const void *b, void *user)
{
    const struct diff_feature *features = user;
    return strcmp(features[*(const uint32_t *)a].id, features[*(const uint32_t *)b].id);
}

/* Ids that are mere row numbers come again on other things, which lie far apart. */
static bool is_same_id_near(const struct rasif_diff *diff, uint32_t before, uint32_t after)
{
    double far = box_distance(&diff->audits[BEFORE], before, &diff->audits[AFTER], after);
    return !(far > ID_FAR_M);
}

/* A merge of two lists sorted by id. Ids are unique within a file, so each pairs off at most once.
 * Equal ids of other roles are other things. */
static void match_ids(struct matching *m)
{
    const struct diff_audit *audits = m->diff->audits;
    for (int s = 0; s < AUDITS; s++) {
        for (uint32_t i = 0; i < audits[s].n_features; i++) {
            m->order[s][i] = i;
            m->partner[s][i] = NO_ROW;
        }
        os_sort(m->order[s], audits[s].n_features, sizeof *m->order[s], compare_by_id,
                audits[s].features);
    }
    for (size_t i = 0, k = 0; i < audits[BEFORE].n_features && k < audits[AFTER].n_features;) {
        uint32_t b = m->order[BEFORE][i], a = m->order[AFTER][k];
        int order = strcmp(audits[BEFORE].features[b].id, audits[AFTER].features[a].id);
        if (order == 0 && audits[BEFORE].features[b].role == audits[AFTER].features[a].role &&
            is_same_id_near(m->diff, b, a)) {
            m->partner[BEFORE][b] = a;
            m->partner[AFTER][a] = b;
            unite_features(m, BEFORE, b, a);
        }
        i += order <= 0;
        k += order >= 0;
    }
}

/* ---- by place ----------------------------------------------------------------------------- */

/* Two points of different files that may be the same thing. */
struct point_pair {
    double distance;
    uint32_t before, after;
};

/* The feature that looks for its counterpart, and the best line so far. */
struct place_search {
    struct matching *m;
    int when; /* of the feature that is left over */
    uint32_t feature, best;
    double share, distance;
    struct point_pair *pairs; /* of points */
    size_t n_pairs, capacity;
    bool failed;
};

/* A line that is left over belongs to the line of the other file along which most of it runs, at
 * least NEAR_SHARE; of equal shares the nearer one. Not when that one's own counterpart runs there
 * already, as a second sidewalk drawn beside the first. */
static void note_best_line(void *user, uint32_t row, double share, double distance)
{
    struct place_search *search = user;
    const struct diff_audit *own = &search->m->diff->audits[search->when];
    if (share < NEAR_SHARE || share < search->share ||
        (share <= search->share && distance >= search->distance))
        return;
    uint32_t partner = search->m->partner[!search->when][row];
    if (partner != NO_ROW && along_share(own, search->feature, own, partner, NULL) >= NEAR_SHARE)
        return;
    search->best = row;
    search->share = share;
    search->distance = distance;
}

/* Points pair off only with points that are left over, too; pair_points decides which. */
static void note_point_pair(void *user, uint32_t row, double share, double distance)
{
    struct place_search *search = user;
    struct point_pair pair = {distance, search->feature, row};
    (void)share;
    if (search->m->partner[!search->when][row] == NO_ROW)
        search->failed =
            search->failed || !PUSH(search->pairs, search->n_pairs, search->capacity, pair);
}

/* The nearest pair first, then by ids: the order of rows does not matter. */
static int compare_distances(const void *a, const void *b, void *user)
{
    const struct point_pair *x = a, *y = b;
    const struct rasif_diff *diff = user;
    if (x->distance < y->distance || x->distance > y->distance)
        return x->distance < y->distance ? -1 : 1;
    int order = strcmp(diff->audits[BEFORE].features[x->before].id,
                       diff->audits[BEFORE].features[y->before].id);
    return order != 0 ? order
                      : strcmp(diff->audits[AFTER].features[x->after].id,
                               diff->audits[AFTER].features[y->after].id);
}

/* Greedy: the nearest pair first, each point once. */
static void pair_points(struct place_search *search)
{
    struct matching *m = search->m;
    if (search->n_pairs > 0)
        os_sort(search->pairs, search->n_pairs, sizeof *search->pairs, compare_distances, m->diff);
    for (size_t i = 0; i < search->n_pairs; i++) {
        const struct point_pair *pair = &search->pairs[i];
        if (m->partner[BEFORE][pair->before] != NO_ROW || m->partner[AFTER][pair->after] != NO_ROW)
            continue;
        m->partner[BEFORE][pair->before] = pair->after;
        m->partner[AFTER][pair->after] = pair->before;
        unite_features(m, BEFORE, pair->before, pair->after);
    }
    search->n_pairs = 0;
}

/* Has the feature no counterpart by id? */
static bool is_left_over(const struct matching *m, int when, uint32_t i, enum role role)
{
    return m->diff->audits[when].features[i].role == role && m->partner[when][i] == NO_ROW;
}

/* Points of the second file are left out: their pairs were found from the first. */
static rasif_status match_places_of(struct place_search *search, enum role role, rasif_error *err)
{
    struct matching *m = search->m;
    const struct diff_audit *own = &m->diff->audits[search->when];
    struct along *along = NULL;
    for (uint32_t i = 0; i < own->n_features; i++) {
        bool point = own->shapes.kind[i] == SHAPE_POINT;
        if (!is_left_over(m, search->when, i, role) || (point && search->when == AFTER))
            continue;
        if (along == NULL && (along = along_new(&m->diff->audits[!search->when], role)) == NULL)
            return fail_memory(err);
        search->feature = i;
        search->best = NO_ROW;
        search->share = 0;
        search->distance = INFINITY;
        along_query(along, own, i, point ? note_point_pair : note_best_line, search);
        if (search->best != NO_ROW)
            unite_features(m, search->when, i, search->best);
    }
    along_free(along);
    return search->failed ? fail_memory(err) : RASIF_OK;
}

/* Lines of both files look for counterparts: a split is found from its pieces, a merger from the
 * pieces of the other file. */
static rasif_status match_places(struct matching *m, rasif_error *err)
{
    struct place_search search = {.m = m};
    rasif_status status = RASIF_OK;
    for (int role = 0; role < ROLE_COUNT && status == RASIF_OK; role++) {
        for (search.when = BEFORE; search.when < AUDITS && status == RASIF_OK; search.when++)
            status = match_places_of(&search, (enum role)role, err);
        pair_points(&search);
    }
    free(search.pairs);
    return status;
}

/* ---- groups ------------------------------------------------------------------------------- */

/* The usual case, decided fast: the same points, each within half of STILL_M. */
static bool same_points(const struct shapes *a, uint32_t i, const struct shapes *b, uint32_t k)
{
    uint32_t first = a->point[a->part[i]], other = b->point[b->part[k]];
    uint32_t n = a->point[a->part[i + 1]] - first;
    if (b->point[b->part[k + 1]] - other != n)
        return false;
    for (size_t at = 0; at < 2 * (size_t)n; at++)
        if (!(fabs(a->xy[2 * (size_t)first + at] - b->xy[2 * (size_t)other + at]) < STILL_M / 2))
            return false;
    return true;
}

/* Moved: some place on either line is more than STILL_M from the other. Checked both ways, because
 * a line may have been cut short. */
static enum geometry_change geometry_change_of(const struct rasif_diff *diff,
                                               const struct diff_group *group)
{
    if (group->n[BEFORE] == 0 || group->n[AFTER] == 0)
        return STAYED;
    if (group->n[BEFORE] > 1 || group->n[AFTER] > 1)
        return group->n[BEFORE] == 1 ? SPLIT : group->n[AFTER] == 1 ? MERGED : REGROUPED;
    const struct diff_audit *before = &diff->audits[BEFORE], *after = &diff->audits[AFTER];
    double there, back;
    if (same_points(&before->shapes, group->members[BEFORE][0], &after->shapes,
                    group->members[AFTER][0]))
        return STAYED;
    along_share(before, group->members[BEFORE][0], after, group->members[AFTER][0], &there);
    along_share(after, group->members[AFTER][0], before, group->members[BEFORE][0], &back);
    return there > STILL_M || back > STILL_M ? MOVED : STAYED;
}

/* Members of each group follow each other; groups come in the order of AFTER, then what is gone. */
static rasif_status collect_members(struct matching *m, uint32_t *number, rasif_error *err)
{
    struct rasif_diff *diff = m->diff;
    size_t total = diff->audits[BEFORE].n_features + diff->audits[AFTER].n_features;
    diff->groups = ARENA_ARRAY(&diff->arena, total + 1, struct diff_group);
    uint32_t *members = ARENA_ARRAY(&diff->arena, total + 1, uint32_t);
    if (diff->groups == NULL || members == NULL)
        return fail_memory(err);
    for (int s = AFTER; s >= BEFORE; s--) {
        diff->group_of[s] = ARENA_ARRAY(&diff->arena, diff->audits[s].n_features + 1, uint32_t);
        if (diff->group_of[s] == NULL)
            return fail_memory(err);
        for (uint32_t i = 0; i < diff->audits[s].n_features; i++) {
            uint32_t root = find_group_root(m, feature_node(m, s, i));
            if (number[root] == NO_ROW)
                number[root] = (uint32_t)diff->n_groups++;
            struct diff_group *group = &diff->groups[number[root]];
            diff->group_of[s][i] = number[root];
            group->role = diff->audits[s].features[i].role;
            group->n[s]++;
        }
    }
    for (int s = 0; s < AUDITS; s++) {
        for (size_t g = 0; g < diff->n_groups; g++) {
            diff->groups[g].members[s] = members;
            members += diff->groups[g].n[s];
            diff->groups[g].n[s] = 0;
        }
        for (uint32_t i = 0; i < diff->audits[s].n_features; i++) {
            struct diff_group *group = &diff->groups[diff->group_of[s][i]];
            ((uint32_t *)(uintptr_t)group->members[s])[group->n[s]++] = i;
            uint32_t other = m->partner[s][i];
            group->by_id = group->by_id ||
                           (other != NO_ROW && strcmp(diff->audits[s].features[i].id,
                                                      diff->audits[!s].features[other].id) == 0);
        }
    }
    return RASIF_OK;
}

/* RASIF_E_MEMORY only. Every feature ends in exactly one group. */
rasif_status diff_match(struct rasif_diff *diff, rasif_error *err)
{
    size_t total = diff->audits[BEFORE].n_features + diff->audits[AFTER].n_features;
    struct matching m = {.diff = diff};
    m.parent = ARENA_ARRAY(&diff->arena, total + 1, uint32_t);
    uint32_t *number = ARENA_ARRAY(&diff->arena, total + 1, uint32_t);
    for (int s = 0; s < AUDITS; s++) {
        m.partner[s] = ARENA_ARRAY(&diff->arena, diff->audits[s].n_features + 1, uint32_t);
        m.order[s] = ARENA_ARRAY(&diff->arena, diff->audits[s].n_features + 1, uint32_t);
        if (m.partner[s] == NULL || m.order[s] == NULL)
            return fail_memory(err);
    }
    if (m.parent == NULL || number == NULL)
        return fail_memory(err);
    for (uint32_t i = 0; i < total; i++) {
        m.parent[i] = i;
        number[i] = NO_ROW;
    }
    match_ids(&m);
    TRY(match_places(&m, err));
    TRY(collect_members(&m, number, err));
    for (size_t g = 0; g < diff->n_groups; g++)
        diff->groups[g].geometry = geometry_change_of(diff, &diff->groups[g]);
    return RASIF_OK;
}
