/* SPDX-License-Identifier: MIT
 *
 * Why a street changed: the findings on it that changed, and its elements that changed without a
 * finding (a value that misses no limit, a new crossing). In: items and groups; audit_sides and
 * audit_links, which say what belongs to which segment. Out: causes by segment, the worst first.
 *
 * Algorithm: three queries per file list pairs (element, segment): elements beside a segment,
 * crossings on it, ramps of these crossings. The pairs are sorted by element, so the segments of an
 * element are found by binary search. Causes are collected from items and elements, sorted and made
 * unique. Cost: O(n log n) in pairs and in causes. */
#include "diff/diff.h"

#include "base/os.h"

#include <stdlib.h>
#include <string.h>

/* An element and a segment that it belongs to, in one file. */
struct member {
    uint32_t feature, segment; /* features */
    char street_side;          /* 'l', 'r', '\0' */
};

/* All pairs of one file. */
struct members {
    struct rasif_diff *diff;
    int when;
    size_t segments; /* table */
    struct member *items;
    size_t n, capacity;
};

/* Causes as they are found, unsorted and with duplicates. */
struct cause_list {
    struct diff_cause *items;
    size_t n, capacity;
};

/* ---- what belongs to a segment -------------------------------------------------------------- */

/* Rows about features that diff did not read are passed over. */
static rasif_status add_member(void *user, const struct cell *cells, rasif_error *err)
{
    struct members *m = user;
    const struct diff_audit *audit = &m->diff->audits[m->when];
    char table[256] = "";
    if (cells[0].type != CELL_TEXT || cells[0].length >= sizeof table)
        return RASIF_OK;
    memcpy(table, cells[0].bytes, cells[0].length);
    struct member member = {
        .feature = diff_find_feature(audit, result_find(audit->file, table), cells[1].integer),
        .segment = diff_find_feature(audit, m->segments, cells[2].integer),
        .street_side =
            cells[3].type == CELL_TEXT && cells[3].length == 1 ? cells[3].bytes[0] : '\0'};
    if (member.feature == NO_ROW || member.segment == NO_ROW)
        return RASIF_OK;
    return PUSH(m->items, m->n, m->capacity, member) ? RASIF_OK : fail_memory(err);
}

/* By element, so that first_member can search; then by segment and side, so that merge_members sees
 * duplicates side by side. */
static int compare_members(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->feature != y->feature)
        return x->feature < y->feature ? -1 : 1;
    return x->segment != y->segment
               ? (x->segment > y->segment) - (x->segment < y->segment)
               : (x->street_side > y->street_side) - (x->street_side < y->street_side);
}

/* An element on both sides of a street counts for no side. Pairs of the same element and segment
 * become one. */
static void merge_members(struct members *m)
{
    size_t n = 0;
    array_sort(m->items, m->n, sizeof *m->items, compare_members);
    for (size_t i = 0; i < m->n; i++) {
        if (n > 0 && m->items[n - 1].feature == m->items[i].feature &&
            m->items[n - 1].segment == m->items[i].segment) {
            if (m->items[n - 1].street_side != m->items[i].street_side)
                m->items[n - 1].street_side = '\0';
        } else {
            m->items[n++] = m->items[i];
        }
    }
    m->n = n;
}

static const char sides_sql[] =
    "SELECT DISTINCT by_table,by_fid,segment_fid,substr(side,1,1) FROM audit_sides WHERE by_fid IS "
    "NOT NULL AND segment_fid IS NOT NULL";
static const char crossings_sql[] =
    "SELECT DISTINCT l.from_table,l.from_fid,s.segment_fid,NULL FROM audit_links l JOIN "
    "audit_sides s ON s.street_table=l.to_table AND s.street_fid=l.to_fid AND l.from_m BETWEEN "
    "s.from_m AND s.to_m WHERE l.kind='crossing-street' AND s.segment_fid IS NOT NULL";
static const char ramps_sql[] =
    "SELECT DISTINCT r.to_table,r.to_fid,s.segment_fid,NULL FROM audit_links r JOIN audit_links l "
    "ON l.kind='crossing-street' AND l.from_table=r.from_table AND l.from_fid=r.from_fid JOIN "
    "audit_sides s ON s.street_table=l.to_table AND s.street_fid=l.to_fid AND l.from_m BETWEEN "
    "s.from_m AND s.to_m WHERE r.kind='crossing-ramp' AND s.segment_fid IS NOT NULL";

/* Has a table, written by whatever version, the columns? */
static bool table_has_columns(const struct result_file *file, const char *table,
                              const char *const *columns, size_t n)
{
    size_t found = result_find(file, table);
    bool all = found != SIZE_MAX;
    for (size_t i = 0; all && i < n; i++)
        all = result_has_column(file, found, columns[i]);
    return all;
}

/* Files of older versions lack tables or columns: they have no pairs, so causes are findings alone.
 * Links are written for small areas only. */
static rasif_status find_members(struct members *m, rasif_error *err)
{
    static const char *const sides[] = {"by_table",     "by_fid",     "segment_fid", "side",
                                        "street_table", "street_fid", "from_m",      "to_m"};
    static const char *const links[] = {"kind",     "from_table", "from_fid",
                                        "to_table", "to_fid",     "from_m"};
    const struct result_file *file = m->diff->audits[m->when].file;
    if (!m->diff->segmented ||
        !table_has_columns(file, "audit_sides", sides, sizeof sides / sizeof *sides))
        return RASIF_OK;
    TRY(result_each(file, sides_sql, NULL, 0, add_member, m, err));
    if (table_has_columns(file, "audit_links", links, sizeof links / sizeof *links)) {
        TRY(result_each(file, crossings_sql, NULL, 0, add_member, m, err));
        TRY(result_each(file, ramps_sql, NULL, 0, add_member, m, err));
    }
    merge_members(m);
    return RASIF_OK;
}

/* The first pair of an element; its pairs follow each other. */
static const struct member *first_member(const struct members *m, uint32_t feature)
{
    size_t low = 0, high = m->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (m->items[middle].feature < feature)
            low = middle + 1;
        else
            high = middle;
    }
    return m->items + low;
}

/* ---- causes --------------------------------------------------------------------------------- */

static MUST bool cause_list_add(struct cause_list *list, uint32_t segment, uint32_t item,
                                uint32_t group, char side)
{
    struct diff_cause cause = {segment, item, group, side};
    return PUSH(list->items, list->n, list->capacity, cause);
}

/* The side of the street on which the feature lies; '\0' = none, or both. */
static char street_side_of(const struct members *m, uint32_t feature, uint32_t segment)
{
    for (const struct member *at = first_member(m, feature);
         at < m->items + m->n && at->feature == feature; at++)
        if (at->segment == segment)
            return at->street_side;
    return '\0';
}

/* A finding may count for several segments; it is a cause for each. A finding of the segment itself
 * lies on no side. */
static MUST bool add_finding_causes(struct rasif_diff *diff, const struct members members[AUDITS],
                                    uint32_t i, struct cause_list *list)
{
    const struct diff_item *item = &diff->items[i];
    bool good = true;
    if (item->kind == KIND_UNCHANGED)
        return true;
    if (diff->groups[item->group].role == diff->segments)
        return cause_list_add(list, item->group, i, item->group, '\0');
    for (int s = 0; s < AUDITS && good; s++) {
        const struct diff_audit *audit = &diff->audits[s];
        if (item->finding[s] == NO_ROW)
            continue;
        const struct diff_finding *finding = &audit->findings[item->finding[s]];
        for (uint32_t k = 0; k < finding->n_segments && good; k++) {
            uint32_t segment = audit->of_findings[finding->first_segment + k];
            good = cause_list_add(list, diff->group_of[s][segment], i, item->group,
                                  street_side_of(&members[s], finding->feature, segment));
        }
    }
    return good;
}

/* Elements that changed without a finding. */
static MUST bool add_element_causes(struct rasif_diff *diff, const struct members members[AUDITS],
                                    struct cause_list *list)
{
    bool good = true;
    for (int s = 0; s < AUDITS; s++)
        for (size_t i = 0; i < members[s].n && good; i++) {
            const struct member *member = &members[s].items[i];
            uint32_t group = diff->group_of[s][member->feature];
            const struct diff_group *g = &diff->groups[group];
            if (g->verdict > VERDICT_SAME && g->role != diff->segments && g->changes == 0)
                good = cause_list_add(list, diff->group_of[s][member->segment], NO_ROW, group,
                                      member->street_side);
        }
    return good;
}

/* Findings that appear or vanish with their element are neither better nor worse: the element says
 * it. */
int diff_cause_sign(const struct rasif_diff *diff, const struct diff_cause *cause)
{
    if (cause->item != NO_ROW) {
        enum finding_kind kind = diff->items[cause->item].kind;
        return kind == KIND_FIXED ? 1 : kind == KIND_NEW ? -1 : 0;
    }
    enum verdict verdict = diff->groups[cause->group].verdict;
    return verdict == VERDICT_BETTER ? 1 : verdict == VERDICT_WORSE ? -1 : 0;
}

/* Causes for the worse come first, then those for the better, then the others, each by severity. */
static int cause_rank(const struct rasif_diff *diff, const struct diff_cause *cause)
{
    static const char *const order[] = {"critical", "serious", "moderate"};
    int sign = diff_cause_sign(diff, cause), rank = 0;
    const char *severity =
        cause->item != NO_ROW ? item_severity(diff, &diff->items[cause->item]) : "";
    while (rank < 3 && strcmp(order[rank], severity) != 0)
        rank++;
    return (sign < 0 ? 0 : sign > 0 ? 10 : 20) + rank;
}

/* By segment, then the worst first; the rest only makes the order unique. */
static int compare_causes(const void *a, const void *b, void *user)
{
    const struct diff_cause *x = a, *y = b;
    if (x->segment != y->segment)
        return x->segment < y->segment ? -1 : 1;
    int order = cause_rank(user, x) - cause_rank(user, y);
    if (order != 0)
        return order;
    if (x->item != y->item)
        return x->item < y->item ? -1 : 1;
    return x->group != y->group ? (x->group > y->group) - (x->group < y->group)
                                : (y->side > x->side) - (y->side < x->side);
}

/* Sorted, without duplicates. */
static rasif_status store_causes(struct rasif_diff *diff, const struct cause_list *list,
                                 rasif_error *err)
{
    struct diff_figures *figures = &diff->figures;
    figures->causes = ARENA_ARRAY(&diff->arena, list->n + 1, struct diff_cause);
    if (figures->causes == NULL)
        return fail_memory(err);
    if (list->n > 0)
        os_sort(list->items, list->n, sizeof *list->items, compare_causes, diff);
    for (size_t i = 0; i < list->n; i++) {
        const struct diff_cause *last =
            figures->n_causes > 0 ? &figures->causes[figures->n_causes - 1] : NULL;
        if (last == NULL || last->segment != list->items[i].segment ||
            last->item != list->items[i].item || last->group != list->items[i].group)
            figures->causes[figures->n_causes++] = list->items[i];
    }
    return RASIF_OK;
}

/* Binary search: causes are sorted by segment. */
const struct diff_cause *causes_of(const struct rasif_diff *diff, uint32_t segment, size_t *n)
{
    const struct diff_cause *causes = diff->figures.causes;
    size_t low = 0, high = diff->figures.n_causes;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (causes[middle].segment < segment)
            low = middle + 1;
        else
            high = middle;
    }
    for (*n = 0; low + *n < diff->figures.n_causes && causes[low + *n].segment == segment;)
        ++*n;
    return causes + low;
}

/* Streets need proof where one of their elements is drawn in other pieces, and where something
 * changed: it may be only what is known about it. Streets without changes keep their verdict. */
static rasif_status prove_segments(struct rasif_diff *diff, const struct members members[AUDITS],
                                   rasif_error *err)
{
    bool *redrawn = ARENA_ARRAY(&diff->arena, diff->n_groups + 1, bool);
    if (redrawn == NULL)
        return fail_memory(err);
    for (uint32_t g = 0; g < diff->n_groups; g++)
        redrawn[g] = diff_is_redrawn(&diff->groups[g]);
    for (int s = 0; s < AUDITS; s++)
        for (size_t i = 0; i < members[s].n; i++) {
            const struct member *member = &members[s].items[i];
            if (redrawn[diff->group_of[s][member->feature]])
                redrawn[diff->group_of[s][member->segment]] = true;
        }
    for (uint32_t g = 0; g < diff->n_groups && diff->segmented; g++) {
        size_t n;
        const struct diff_cause *causes = causes_of(diff, g, &n);
        if ((redrawn[g] || n > 0) && diff->groups[g].role == ROLE_STREET)
            diff_prove_segment(diff, g, causes, n);
    }
    return RASIF_OK;
}

/* Segments are proved last, because a proof is a cause. */
rasif_status diff_causes(struct rasif_diff *diff, rasif_error *err)
{
    struct members members[AUDITS] = {{.diff = diff, .when = BEFORE},
                                      {.diff = diff, .when = AFTER}};
    struct cause_list list = {0};
    rasif_status status = RASIF_OK;
    for (int s = 0; s < AUDITS && status == RASIF_OK; s++) {
        members[s].segments = result_find(diff->audits[s].file, "audit_segments");
        status = find_members(&members[s], err);
    }
    bool good = true;
    for (uint32_t i = 0; status == RASIF_OK && good && i < diff->n_items; i++)
        good = add_finding_causes(diff, members, i, &list);
    good = good && (status != RASIF_OK || add_element_causes(diff, members, &list));
    if (status == RASIF_OK)
        status = good ? store_causes(diff, &list, err) : fail_memory(err);
    if (status == RASIF_OK)
        status = prove_segments(diff, members, err);
    for (int s = 0; s < AUDITS; s++)
        free(members[s].items);
    free(list.items);
    return status;
}
