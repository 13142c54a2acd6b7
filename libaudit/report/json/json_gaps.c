/* SPDX-License-Identifier: MIT
 *
 * Gaps on the ground in the JSON report: sums by kind, the longest gaps, and all rows of
 * audit_gaps, which is empty unless gaps are written. */
#include "report/table/feature_table.h"
#include "report/precision.h"
#include "report/rows.h"
#include "report/summary.h"

/* "no_sidewalk": {"stated": 2, "not_drawn": 1, "unknown": 2, "length_m": 372.4} */
static void add_kind(const struct gap_sum *sum, int kind, struct text *out)
{
    text_addf(out, "%s\n      \"%s\": {", kind > 0 ? "," : "", gap_kind_names[kind]);
    for (int e = 0; e < GAP_EVIDENCE_COUNT; e++)
        text_addf(out, "\"%s\": %zu, ", gap_evidence_names[e], sum->n[e]);
    text_add(out, "\"length_m\": ");
    text_number(out, shown_metres(sum->length_m));
    text_add(out, "}");
}

/* {"kind": "no_sidewalk", "evidence": "unknown", "street_table": "streets", "street_fid": 32,
 * "side": "left", "from_m": 0, "to_m": 88.9, "length_m": 88.9} */
static void add_longest(const struct run *run, const struct gap *gap, struct text *out)
{
    const double numbers[] = {gap->from_m, gap->to_m, gap->length_m};
    static const char *const names[] = {"from_m", "to_m", "length_m"};
    text_addf(out, "{\"kind\": \"%s\", \"evidence\": \"%s\", \"street_table\": ",
              gap_kind_names[gap->kind], gap_evidence_names[gap->evidence]);
    text_json(out, table_of(run, ROLE_STREET, gap->street));
    text_addf(out, ", \"street_fid\": %lld, \"side\": \"%s\"",
              (long long)run->store->tables[ROLE_STREET].fid[gap->street], side_names[gap->side]);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        text_addf(out, ", \"%s\": ", names[i]);
        text_number(out, shown_metres(numbers[i]));
    }
    text_add(out, "}");
}

/* "not_known_m": metres of street sides where it is unknown whether there is a sidewalk. */
void json_gaps(const struct run *run, const struct report_tables *tables, struct text *out)
{
    struct gap_sum sums[GAP_KIND_COUNT];
    size_t rows[GAP_MOST_LONGEST];
    size_t n = gaps_longest(run->gaps, rows, GAP_MOST_LONGEST);
    gaps_sum(run->gaps, sums);
    text_addf(out, "\"gaps\": {\n    \"written\": %s,\n    \"kinds\": {",
              run->writes_gaps ? "true" : "false");
    for (int kind = 0; kind < GAP_KIND_COUNT; kind++)
        add_kind(&sums[kind], kind, out);
    text_add(out, "\n    },\n    \"longest\": [");
    for (size_t i = 0; i < n; i++) {
        text_add(out, i > 0 ? ",\n      " : "\n      ");
        add_longest(run, &run->gaps->items[rows[i]], out);
    }
    text_add(out, n > 0 ? "\n    ],\n    " : "],\n    ");
    text_add(out, "\"rows\": ");
    rows_json(run, report_table(tables, "audit_gaps"), out);
    text_add(out, ",\n    \"not_known_m\": ");
    text_number(out, shown_metres(unknown_sides(run->store)));
    text_add(out, "\n  }");
}
