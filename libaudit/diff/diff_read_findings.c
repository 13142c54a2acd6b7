/* SPDX-License-Identifier: MIT
 *
 * The findings of one annotated GeoPackage as diff needs them: the feature and the segments that
 * each is about, whom it stops, where it lies. In: audit_findings; features, which are read before.
 * Cost: two binary searches per finding. */
#include "diff/diff_read.h"
#include "geo/wkb.h"

#include <stdlib.h>
#include <string.h>

/* Binary search: features are ordered by table, then FID. */
uint32_t diff_find_feature(const struct diff_audit *audit, size_t table, int64_t fid)
{
    size_t low = 0, high = audit->n_features;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct diff_feature *f = &audit->features[middle];
        if (f->table < table || (f->table == table && f->fid < fid))
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < audit->n_features && audit->features[low].table == table &&
                 audit->features[low].fid == fid;
    return found ? (uint32_t)low : NO_ROW;
}

/* Byte order: ids are ASCII. */
static int compare_named(const void *a, const void *b)
{
    return strcmp(((const struct named_feature *)a)->id, ((const struct named_feature *)b)->id);
}

/* Sorts segments by id, for find_named_segment. The index is on the heap and freed when findings
 * are read. */
static MUST bool index_segments(struct audit_reader *r)
{
    size_t table = result_find(r->audit->file, SEGMENTS);
    r->named = malloc((r->audit->n_features + 1) * sizeof *r->named);
    for (uint32_t i = 0; r->named != NULL && i < r->audit->n_features; i++)
        if (r->audit->features[i].table == table)
            r->named[r->n_named++] = (struct named_feature){r->audit->features[i].id, i};
    array_sort(r->named, r->n_named, sizeof *r->named, compare_named);
    return r->named != NULL;
}

/* Binary search by id. NO_ROW: the file has no such segment, or streets are not segmented. `id` has
 * no NUL, so it is copied for the search. */
static uint32_t find_named_segment(const struct audit_reader *r, const char *id, size_t length)
{
    char text[40] = "";
    if (length == 0 || length >= sizeof text || r->n_named == 0)
        return NO_ROW;
    memcpy(text, id, length);
    struct named_feature key = {text, 0};
    const struct named_feature *found =
        bsearch(&key, r->named, r->n_named, sizeof *r->named, compare_named);
    return found != NULL ? found->feature : NO_ROW;
}

/* The segments that count a finding, "g12,g34", in the file's list of segments; the finding notes
 * where its own begin. Unknown ids are passed over. */
static MUST bool append_segments(struct audit_reader *r, const struct cell *ids,
                                 struct diff_finding *finding)
{
    size_t at = 0, length = ids->type == CELL_TEXT ? ids->length : 0;
    finding->first_segment = r->audit->n_of_findings;
    while (at < length) {
        size_t n = 0;
        while (at + n < length && ids->bytes[at + n] != ',')
            n++;
        uint32_t segment = find_named_segment(r, ids->bytes + at, n);
        if (segment != NO_ROW && !PUSH(r->audit->of_findings, r->audit->n_of_findings,
                                       r->audit->of_finding_capacity, segment))
            return false;
        at += n + 1;
    }
    finding->n_segments = (uint32_t)(r->audit->n_of_findings - finding->first_segment);
    return true;
}

/* NO_ROW: no rule of either file has this id, so the finding can't be compared. */
static uint32_t find_rule(const struct rasif_diff *diff, const struct cell *id)
{
    for (size_t i = 0; id->type == CELL_TEXT && i < diff->n_rules; i++)
        if (strlen(diff->rules[i].id) == id->length &&
            memcmp(diff->rules[i].id, id->bytes, id->length) == 0)
            return (uint32_t)i;
    return NO_ROW;
}

/* "wcm,old" as bits of the profiles in common; other profiles are passed over. */
static uint32_t blocks_of(const struct rasif_diff *diff, const struct cell *cell)
{
    uint32_t bits = 0;
    size_t at = 0;
    while (cell->type == CELL_TEXT && at < cell->length) {
        size_t n = 0;
        while (at + n < cell->length && cell->bytes[at + n] != ',')
            n++;
        for (size_t p = 0; p < diff->n_profiles; p++)
            if (strlen(diff->profiles[p].code) == n &&
                memcmp(diff->profiles[p].code, cell->bytes + at, n) == 0)
                bits |= 1u << p;
        at += n + 1;
    }
    return bits;
}

/* The number at the end of "rule:id:1": several findings of a rule on one element differ by it. 0
 * where there is none. */
static int place_of_id(const struct cell *id)
{
    int place = 0;
    size_t i = id->type == CELL_TEXT ? id->length : 0;
    for (int unit = 1; i > 0 && id->bytes[i - 1] >= '0' && id->bytes[i - 1] <= '9' && unit < 100000;
         i--, unit *= 10)
        place += unit * (id->bytes[i - 1] - '0');
    return place;
}

/* Compares a text cell, which has no NUL, with a word. */
static bool cell_equals(const struct cell *cell, const char *text)
{
    return cell->type == CELL_TEXT && cell->length == strlen(text) &&
           memcmp(cell->bytes, text, cell->length) == 0;
}

/* One row of diff_read_findings' query. Findings about features that are not compared, or by
 * unknown rules, are counted as skipped if they fail. */
static rasif_status append_finding(void *user, const struct cell *cells, rasif_error *err)
{
    struct audit_reader *r = user;
    struct diff_audit *audit = r->audit;
    char table[256] = "";
    if (cells[3].type != CELL_TEXT || cells[3].length >= sizeof table)
        return RASIF_OK;
    memcpy(table, cells[3].bytes, cells[3].length);
    uint32_t segment =
        find_named_segment(r, cells[8].bytes, cells[8].type == CELL_TEXT ? cells[8].length : 0);
    struct diff_finding finding = {
        .fid = cells[0].integer,
        .feature = segment != NO_ROW ? segment
                                     : diff_find_feature(audit, result_find(audit->file, table),
                                                         cells[4].integer),
        .rule = find_rule(r->diff, &cells[2]),
        .fails = !cell_equals(&cells[5], "unknown"),
        .required = cell_equals(&cells[5], "fail"),
        .needed = cell_equals(&cells[5], "need"),
        .blocks = blocks_of(r->diff, &cells[6]),
        .place = place_of_id(&cells[1]),
        .xy = {NAN, NAN},
        .half_m = fabs(diff_real_of(&cells[11]) - diff_real_of(&cells[10])) / 2};
    struct shapes shape = {0};
    bool grown = true;
    if (cells[7].type == CELL_BLOB &&
        wkb_append(&shape, (const unsigned char *)cells[7].bytes, cells[7].length, NULL, &grown) ==
            WKB_OK &&
        grown && shape.n_points == 1) {
        finding.xy[0] = shape.xy[0];
        finding.xy[1] = shape.xy[1];
    }
    shapes_free(&shape);
    bool usable = finding.feature != NO_ROW && finding.rule != NO_ROW;
    grown = !usable || append_segments(r, &cells[9], &finding);
    if (!grown)
        return fail_memory(err);
    if (usable && !PUSH(audit->findings, audit->n_findings, audit->finding_capacity, finding))
        return fail_memory(err);
    r->diff->skipped += !usable && finding.fails;
    return RASIF_OK;
}

/* A finding on a street counts for its segment where both files have segments, because streets may
 * be cut at other places. A file without audit_findings has none. */
rasif_status diff_read_findings(struct rasif_diff *diff, struct diff_audit *audit, rasif_error *err)
{
    size_t table = result_find(audit->file, "audit_findings");
    if (table == SIZE_MAX)
        return RASIF_OK;
    struct audit_reader reader = {
        .diff = diff, .audit = audit, .table = (uint32_t)table, .segments = diff->segmented};
    struct text sql = {0};
    if (reader.segments && !index_segments(&reader)) {
        free(reader.named);
        return fail_memory(err);
    }
    text_add(&sql, "SELECT ");
    diff_add_quoted(&sql, result_key(audit->file, table));
    text_add(&sql, ",finding_id,rule,table_name,source_fid,outcome,blocks");
    diff_add_column(&sql, &reader, result_geometry(audit->file, table));
    text_add(&sql, reader.segments ? ",CASE WHEN element='street' THEN segment_id END" : ",NULL");
    if (reader.segments)
        text_add(&sql, result_has_column(audit->file, table, "also_segments")
                           ? ",segment_id||coalesce(','||also_segments,'')"
                           : ",segment_id");
    else
        text_add(&sql, ",NULL");
    diff_add_column(&sql, &reader, "from_m");
    diff_add_column(&sql, &reader, "to_m");
    text_add(&sql, " FROM audit_findings ORDER BY 1");
    rasif_status status =
        sql.failed ? fail_memory(err)
                   : result_each(audit->file, sql.data, NULL, 0, append_finding, &reader, err);
    text_free(&sql);
    free(reader.named);
    return status;
}
