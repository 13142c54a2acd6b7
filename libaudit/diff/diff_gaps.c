/* SPDX-License-Identifier: MIT
 *
 * What is missing on the ground, before and after: which gaps were built, which are new, which are
 * still there. A gap shares the fate of the finding about it, so that a gap counts as built only
 * where its finding is fixed. In: audit_gaps, fates of findings. Out: gaps with fates, sums by
 * kind. Cost: one binary search per gap. */
#include "diff/diff.h"
#include "geo/wkb.h"

#include <string.h>

const char *const gap_fate_names[GAP_FATES] = {"built", "new", "still", "other"};
const char *const diff_gap_kinds[DIFF_GAP_KINDS] = {"no_sidewalk", "sidewalk_ends", "no_ramp",
                                                    "no_crossing"};

/* ---- reading -------------------------------------------------------------------------------- */

/* The file whose gaps are read. */
struct gap_reading {
    struct rasif_diff *diff;
    struct diff_audit *audit;
};

/* Index of a finding by its FID, by binary search: findings are ordered by FID. NO_ROW: null, or
 * not read. */
static uint32_t find_finding(const struct diff_audit *audit, const struct cell *fid)
{
    size_t low = 0, high = fid->type == CELL_INT ? audit->n_findings : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (audit->findings[middle].fid < fid->integer)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = fid->type == CELL_INT && low < audit->n_findings &&
                 audit->findings[low].fid == fid->integer;
    return found ? (uint32_t)low : NO_ROW;
}

/* Index into diff_gap_kinds, DIFF_GAP_KINDS = a kind of a later version. */
static uint32_t gap_kind_of(const struct cell *cell)
{
    uint32_t kind = 0;
    while (kind < DIFF_GAP_KINDS &&
           (cell->type != CELL_TEXT || strlen(diff_gap_kinds[kind]) != cell->length ||
            memcmp(diff_gap_kinds[kind], cell->bytes, cell->length) != 0))
        kind++;
    return kind;
}

/* One row of diff_gaps_read's query: kind, evidence, length, FID of the finding, geometry. A gap
 * without geometry keeps an empty shape, so that rows stay parallel. */
static rasif_status append_gap(void *user, const struct cell *cells, rasif_error *err)
{
    struct gap_reading *r = user;
    bool shaped = cells[4].type == CELL_BLOB, grown = true;
    struct diff_gap gap = {.kind = gap_kind_of(&cells[0]), .length_m = NAN, .fate = GAP_OTHER};
    if (gap.kind == DIFF_GAP_KINDS)
        return RASIF_OK;
    if (cells[1].type == CELL_TEXT &&
        (gap.evidence = arena_strndup(&r->diff->arena, cells[1].bytes, cells[1].length)) == NULL)
        return fail_memory(err);
    gap.certain = gap.evidence != NULL && strcmp(gap.evidence, "unknown") != 0;
    if (cells[2].type == CELL_REAL)
        gap.length_m = cells[2].real;
    else if (cells[2].type == CELL_INT)
        gap.length_m = (double)cells[2].integer;
    gap.finding = find_finding(r->audit, &cells[3]);
    wkb_append(&r->audit->gap_shapes, shaped ? (const unsigned char *)cells[4].bytes : NULL,
               shaped ? cells[4].length : 0, NULL, &grown);
    if (!grown || !PUSH(r->audit->gaps, r->audit->n_gaps, r->audit->gap_capacity, gap))
        return fail_memory(err);
    return RASIF_OK;
}

/* Files without audit_gaps, or with an older form of it, have has_gaps = false. The join finds the
 * FID of each gap's finding. */
rasif_status diff_gaps_read(struct rasif_diff *diff, int s, rasif_error *err)
{
    struct gap_reading reading = {diff, &diff->audits[s]};
    struct diff_audit *audit = &diff->audits[s];
    size_t table = result_find(audit->file, "audit_gaps");
    static const char *const columns[] = {"finding_id", "kind", "evidence", "length_m"};
    bool present = table != SIZE_MAX && result_geometry(audit->file, table) != NULL &&
                   result_find(audit->file, "audit_findings") != SIZE_MAX;
    for (size_t i = 0; present && i < sizeof columns / sizeof *columns; i++)
        present = result_has_column(audit->file, table, columns[i]);
    if (!present)
        return RASIF_OK;
    diff->figures.has_gaps[s] = true;
    struct text sql = {0};
    text_addf(&sql,
              "SELECT g.kind,g.evidence,g.length_m,f.\"%s\",g.\"%s\" FROM audit_gaps g LEFT JOIN "
              "audit_findings f ON f.finding_id=g.finding_id ORDER BY g.\"%s\"",
              result_key(audit->file, result_find(audit->file, "audit_findings")),
              result_geometry(audit->file, table), result_key(audit->file, table));
    rasif_status status =
        sql.failed ? fail_memory(err)
                   : result_each(audit->file, sql.data, NULL, 0, append_gap, &reading, err);
    text_free(&sql);
    return status;
}

/* ---- what became of them -------------------------------------------------------------------- */

/* A gap that hinders no user has no finding: its fate is "other". */
static enum gap_fate gap_fate_of(const struct rasif_diff *diff, int s, const struct diff_gap *gap)
{
    unsigned kind = gap->finding != NO_ROW ? diff->fates[s][gap->finding] : KINDS;
    if (kind == KIND_UNCHANGED)
        return GAP_STILL;
    if (s == BEFORE)
        return kind == KIND_FIXED ? GAP_BUILT : GAP_OTHER;
    return kind == KIND_NEW ? GAP_NEW : GAP_OTHER;
}

/* Gaps on evidence are summed by fate; gaps to check on site are only counted. */
rasif_status diff_gaps(struct rasif_diff *diff, rasif_error *err)
{
    (void)err; /* nothing to fail; the stages are all called alike */
    for (int s = 0; s < AUDITS; s++)
        for (size_t i = 0; i < diff->audits[s].n_gaps; i++) {
            struct diff_gap *gap = &diff->audits[s].gaps[i];
            struct diff_gap_sum *sum = &diff->figures.gap_sums[gap->kind];
            gap->fate = gap_fate_of(diff, s, gap);
            if (!gap->certain) {
                sum->to_check[s]++;
                continue;
            }
            sum->n[s]++;
            sum->fates[s][gap->fate]++;
            sum->metres[s] += gap->length_m > 0 ? gap->length_m : 0;
        }
    return RASIF_OK;
}
