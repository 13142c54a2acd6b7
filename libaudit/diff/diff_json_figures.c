/* SPDX-License-Identifier: MIT
 *
 * Members of the JSON report of a comparison: the first sentences, and the figures of the whole
 * area (docs/diff.md#outputs lists them). Lengths to 0.1 m, shares and ratios to four places. */
#include "diff/diff_parts.h"

#include <string.h>

/* `places` is the factor of rounding, 10 = one decimal. NaN becomes null. */
static void member_rounded(struct text *out, const char *key, double value, double places)
{
    text_addf(out, "\"%s\": ", key);
    text_number(out, round(value * places) / places);
}

/* "connected_share": {"before": 0.4516, "after": 0.6955, "change": "partly_better"} */
static void member_figure(struct text *out, const char *key, const struct diff_figure *figure,
                          char unit)
{
    double places = unit == 'm' ? 10 : unit == 'n' ? 1 : 10000;
    text_addf(out, "\"%s\": {", key);
    member_rounded(out, "before", figure->at[BEFORE], places);
    text_add(out, ", ");
    member_rounded(out, "after", figure->at[AFTER], places);
    text_addf(out, ", \"change\": \"%s\"}", trend_names[figure->trend]);
}

/* The same sentences as in the other reports, so that a program can show them. */
rasif_status diff_json_headline(const struct rasif_diff *diff, struct text *out, rasif_error *err)
{
    const struct page page = {.sentences = diff->sentences, .language = diff->language};
    struct text lines[2] = {{0}};
    rasif_status status = diff_headline(&page, diff, &lines[0], &lines[1], err);
    text_add(out, "  \"headline\": [");
    text_json(out, lines[0].data != NULL ? lines[0].data : "");
    if (lines[1].length > 0) {
        text_add(out, ", ");
        text_json(out, lines[1].data);
    }
    text_add(out, "],\n");
    text_free(&lines[0]);
    text_free(&lines[1]);
    return status;
}

/* Per kind of destination: how many there are, and metres of streets by reach. */
static void write_reach(const struct rasif_diff *diff, size_t p, struct text *out)
{
    text_add(out, "\"reach\": [");
    for (size_t k = 0; k < diff->figures.n_kinds; k++) {
        const struct diff_kind *kind = &diff->figures.kinds[k];
        text_add(out, k > 0 ? ", {\"kind\": " : "{\"kind\": ");
        text_json(out, kind->name);
        text_add(out, ", \"destinations\": {");
        member_rounded(out, "before", kind->n[BEFORE], 1);
        text_add(out, ", ");
        member_rounded(out, "after", kind->n[AFTER], 1);
        text_add(out, "}");
        for (int f = 0; f < REACH_FIGURES; f++) {
            text_add(out, ", ");
            member_figure(out, diff_reach_names[f], diff_reach(diff, p, k, (enum reach_figure)f),
                          'm');
        }
        text_add(out, "}");
    }
    text_add(out, "], ");
}

/* Metres that moved from one state to another, by kind of move. */
static void write_moves(const char *key, const struct diff_moves *moves, struct text *out)
{
    text_addf(out, "\"%s\": {", key);
    for (int m = 0; m < MOVES; m++) {
        text_add(out, m > 0 ? ", " : "");
        member_rounded(out, move_names[m], moves->metres[m], 10);
    }
    text_add(out, "}, ");
}

/* Figures of the whole area, reach per kind of destination, and metres by move for network and
 * segments. */
void diff_json_profile(const struct rasif_diff *diff, size_t p, struct text *out)
{
    text_add(out, "\"figures\": {");
    for (int f = 0; f < FIGURES_ALL; f++) {
        text_add(out, f > 0 ? ", " : "");
        member_figure(out, figure_infos[f].key, diff_figure(diff, p, (enum figure_id)f),
                      figure_infos[f].unit);
    }
    text_add(out, "}, ");
    write_reach(diff, p, out);
    write_moves("network_m", &diff->figures.moves[p], out);
    write_moves("segments_m", &diff->figures.street_moves[p], out);
}

/* ---- gaps ----------------------------------------------------------------------------------- */

/* The gaps of one kind in one file. */
static void write_gap_sums(const struct diff_gap_sum *sum, int s, struct text *out)
{
    text_addf(out, "\"%s\": {\"n\": %zu, \"to_check\": %zu, ", s == BEFORE ? "before" : "after",
              sum->n[s], sum->to_check[s]);
    member_rounded(out, "length_m", sum->metres[s], 10);
    text_addf(out, ", \"still\": %zu, \"other\": %zu}, ", sum->fates[s][GAP_STILL],
              sum->fates[s][GAP_OTHER]);
}

/* An empty list where a file has no gaps table: zeros would mean that nothing is missing. */
void diff_json_gaps(const struct rasif_diff *diff, struct text *out)
{
    bool present = diff->figures.has_gaps[BEFORE] && diff->figures.has_gaps[AFTER];
    text_add(out, "  \"gaps\": [");
    for (size_t k = 0; k < DIFF_GAP_KINDS && present; k++) {
        const struct diff_gap_sum *sum = &diff->figures.gap_sums[k];
        text_addf(out, "%s{\"kind\": \"%s\", ", k > 0 ? ",\n    " : "\n    ", diff_gap_kinds[k]);
        write_gap_sums(sum, BEFORE, out);
        write_gap_sums(sum, AFTER, out);
        text_addf(out, "\"built\": %zu, \"new\": %zu}", sum->fates[BEFORE][GAP_BUILT],
                  sum->fates[AFTER][GAP_NEW]);
    }
    text_add(out, present ? "\n  ],\n" : "],\n");
}
