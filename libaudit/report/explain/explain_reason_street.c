/* SPDX-License-Identifier: MIT
 *
 * Why a street or segment has its verdict for one user: side by side the piece that decides. In:
 * audit_sides, findings, the crossings that belong to it. Out: words.
 *
 * A street is blocked when both of its sides are, a side by any piece that stops the
 * user; its score is a mean over pieces and crossings. The piece that decides is named with its
 * metres. Cost: the pieces of one street and its neighbours. */
#include "report/explain/explain_reason.h"

#include <math.h>
#include <string.h>

/* A stretch of a side as a place: "sidewalks:87 (12 to 57 m)", "no sidewalk from 12 to 58 m". */
static void add_span(const struct explanation *e, const struct result_rows *sides, size_t row, size_t n,
                     struct text *out)
{
    bool absent = strcmp(side_text(sides, row, "state"), "absent") == 0;
    struct text from = {0}, to = {0}, span = {0};
    text_fixed(&from, result_real(sides, row, "from_m"), 0);
    text_fixed(&to, result_real(sides, row + n - 1, "to_m"), 0);
    sentence(e->page.sentences, e->page.language, absent ? "explain.no_sidewalk_at" : "explain.link_span",
             &span, "from", from.data, "to", to.data, NULL);
    if (!absent)
        text_addf(out, "%s:%lld (%s)", side_text(sides, row, "by_table"),
                  (long long)result_real(sides, row, "by_fid"), span.data != NULL ? span.data : "");
    else
        text_add(out, span.data != NULL ? span.data : "");
    out->failed = out->failed || span.failed;
    text_free(&from);
    text_free(&to);
    text_free(&span);
}

/* -1 = any segment. */
static bool in_segment(const struct result_rows *sides, size_t row, int64_t segment)
{
    return segment < 0 || (int64_t)result_real(sides, row, "segment_fid") == segment;
}

/* The first row past the side that begins at `row`. */
static size_t side_end(const struct result_rows *sides, size_t row)
{
    size_t end = row;
    while (same_side(sides, row, end))
        end++;
    return end;
}

/* "left side (west): sidewalks:87 (12 to 57 m): running slope 8.6 % is steeper than 8.33 %": the
 * first piece of a side that stops the user, with its finding. Nothing for a side that can be
 * used; out->more counts the other pieces. */
static void blocked_side(const struct explanation *e, const struct result_rows *sides, size_t row,
                         size_t p, int64_t segment, struct reason *out)
{
    size_t named = 0, n;
    for (size_t at = row, end = side_end(sides, row); at < end; at += n > 0 ? n : 1) {
        struct reason here = {.limit = NAN};
        n = in_segment(sides, at, segment) ? blocking_pieces(e, sides, at, e->profiles[p].code) : 0;
        if (n == 0 || named++ > 0)
            continue;
        add_side_head(e, sides, row, &out->words);
        add_span(e, sides, at, n, &out->words);
        if (strcmp(side_text(sides, at, "state"), "covered") == 0)
            reason_finding(e, p, side_text(sides, at, "by_table"),
                           (int64_t)result_real(sides, at, "by_fid"), &here);
        if (here.words.length > 0)
            text_addf(&out->words, "%s%s", word(&e->page, "list.colon"), here.words.data);
        reason_free(&here);
    }
    out->more += named > 0 ? named - 1 : 0;
}

/* FID of the first segment that is blocked, with its row, of a street in several segments; -1
 * and SIZE_MAX = the street is not divided, or no segment of it is blocked. */
static int64_t blocked_segment(const struct explanation *e, const char *code, size_t *row)
{
    for (*row = 0; e->segments.n_rows > 1 && *row < e->segments.n_rows; ++*row)
        if (strcmp(passable_of(&e->segments, *row, code), "no") == 0)
            return (int64_t)result_real(&e->segments, *row, "fid");
    *row = SIZE_MAX;
    return -1;
}

/* Pieces around the street belong to the same segments: they may be what blocks the other side.
 * out->part names the segment, out->more adds the other segments that are blocked. */
void reason_street_blocked(const struct explanation *e, size_t p, struct reason *out)
{
    const struct result_rows *const both[] = {&e->sides, &e->around};
    size_t row;
    int64_t segment = blocked_segment(e, e->profiles[p].code, &row);
    out->limit = NAN;
    for (int k = 0; k < 2; k++)
        for (size_t at = 0; at < both[k]->n_rows; at = side_end(both[k], at))
            blocked_side(e, both[k], at, p, segment, out);
    if (out->words.length == 0)
        text_add(&out->words, word(&e->page, "explain.blocked_else"));
    if (segment >= 0) {
        text_addf(&out->part, SEGMENTS_TABLE ":%lld", (long long)segment);
        for (size_t i = row + 1; i < e->segments.n_rows; i++)
            out->more += strcmp(passable_of(&e->segments, i, e->profiles[p].code), "no") == 0;
    }
}

/* ---- not known ------------------------------------------------------------------------------ */

/* Of one side: metres where it is unknown whether there is a sidewalk; metres and number of the
 * drawn pieces that the user may or may not pass. */
struct lengths {
    double unknown_m, unsurveyed_m;
    size_t pieces;
};

/* "on 12.5 m it is unknown whether there is a sidewalk", or "2 pieces drawn that were not
 * surveyed enough (80.0 m)": whichever is longer. */
static void add_unknown_side(const struct explanation *e, const struct lengths *lengths, struct text *out)
{
    struct text metres = {0};
    bool nothing = lengths->unknown_m >= lengths->unsurveyed_m;
    text_one(&metres, nothing ? lengths->unknown_m : lengths->unsurveyed_m);
    if (!(lengths->unknown_m + lengths->unsurveyed_m > 0)) {
        text_add(out, word(&e->page, "verdict.side_little"));
    } else if (nothing) {
        sentence(e->page.sentences, e->page.language, "verdict.side_nothing", out, "m", metres.data, NULL);
    } else {
        sentence_count(e->page.sentences, e->page.language, "verdict.side_unsurveyed", lengths->pieces,
                       out);
        sentence(e->page.sentences, e->page.language, "verdict.side_metres", out, "m", metres.data, NULL);
    }
    text_free(&metres);
}

/* A side that is certainly blocked gives that as its reason: then the other side decides alone.
 * Sides of nothing but junctions, or where no sidewalk is due, are left out. */
static void unknown_side(const struct explanation *e, const struct result_rows *sides, size_t row, size_t p,
                         struct reason *out)
{
    struct lengths lengths = {0};
    size_t end = side_end(sides, row);
    bool applies = false;
    for (size_t at = row; at < end; at++) {
        const char *state = side_text(sides, at, "state");
        double metres = result_real(sides, at, "to_m") - result_real(sides, at, "from_m");
        bool unknown = strcmp(state, "unknown") == 0;
        bool unsurveyed = strcmp(passable_of(sides, at, e->profiles[p].code), "unknown") == 0 && !unknown;
        applies = applies || (strcmp(state, "junction") != 0 && strcmp(state, "not_applicable") != 0);
        lengths.unknown_m += unknown ? metres : 0;
        lengths.unsurveyed_m += unsurveyed ? metres : 0;
        lengths.pieces += unsurveyed;
    }
    struct reason blocked = {.limit = NAN};
    blocked_side(e, sides, row, p, -1, &blocked);
    if (applies && blocked.words.length > 0) {
        text_addf(&out->words, "%s%s", out->words.length > 0 ? word(&e->page, "list.semicolon") : "",
                  blocked.words.data);
        out->more += blocked.more;
    } else if (applies) {
        add_side_head(e, sides, row, &out->words);
        add_unknown_side(e, &lengths, &out->words);
    }
    reason_free(&blocked);
}

void reason_street_unknown(const struct explanation *e, size_t p, struct reason *out)
{
    out->limit = NAN;
    for (size_t at = 0; at < e->sides.n_rows; at = side_end(&e->sides, at))
        unknown_side(e, &e->sides, at, p, out);
    if (out->words.length == 0)
        text_add(&out->words, word(&e->page, "verdict.weakly_known"));
}

/* ---- poor ----------------------------------------------------------------------------------- */

/* What takes most from the score of a street: a piece of a side by its share of the metres of
 * both, or a crossing by its share of all crossings. `lost` is in points of the score. */
struct worst {
    double lost;
    size_t row, n;   /* of e->sides */
    size_t crossing; /* of e->crossings; SIZE_MAX */
};

/* `weight` is the share of sidewalks in the score, 0 to 1. A piece without a score loses NaN,
 * and is never the worst. */
static void worst_piece(const struct explanation *e, size_t p, double weight, struct worst *worst)
{
    double whole = 0;
    for (size_t i = 0; i < e->sides.n_rows; i++)
        if (passable_of(&e->sides, i, e->profiles[p].code)[0] != '\0')
            whole += result_real(&e->sides, i, "to_m") - result_real(&e->sides, i, "from_m");
    for (size_t i = 0; i < e->sides.n_rows; i++) {
        double metres = result_real(&e->sides, i, "to_m") - result_real(&e->sides, i, "from_m");
        double score = number_of(profile_cell(&e->sides, i, e->profiles[p].code, "score"));
        double lost = weight * (100 - score) * metres / whole;
        if (lost > worst->lost)
            *worst = (struct worst){lost, i, 1, SIZE_MAX};
    }
}

static void worst_crossing(const struct explanation *e, size_t p, double weight, struct worst *worst)
{
    for (size_t i = 0; i < e->crossings.n_rows; i++) {
        double score = number_of(profile_cell(&e->crossing_rows[i], 0, e->profiles[p].code, "score"));
        double lost = weight * (100 - score) / (double)e->crossings.n_rows;
        if (lost > worst->lost)
            *worst = (struct worst){lost, 0, 0, i};
    }
}

/* The profile gives the weights of sidewalks and crossings; a street without crossings has only
 * sidewalks. */
void reason_street_poor(const struct explanation *e, size_t p, struct reason *out)
{
    const struct profile *profile = e->needs->plan.profiles[p];
    double sidewalks = profile != NULL ? profile->weight_sidewalks : 1;
    double crossings = profile != NULL && e->crossings.n_rows > 0 ? profile->weight_crossings : 0;
    struct worst worst = {0, 0, 0, SIZE_MAX};
    out->limit = NAN;
    if (sidewalks + crossings > 0) {
        worst_piece(e, p, sidewalks / (sidewalks + crossings), &worst);
        worst_crossing(e, p, crossings / (sidewalks + crossings), &worst);
    }
    if (worst.n > 0) {
        add_side_head(e, &e->sides, worst.row, &out->words);
        add_span(e, &e->sides, worst.row, 1, &out->words);
    } else if (worst.crossing != SIZE_MAX) {
        struct text feature = {0};
        text_addf(&feature, "%s:%lld", result_text(&e->crossings, worst.crossing, "from_table"),
                  (long long)result_real(&e->crossings, worst.crossing, "from_fid"));
        sentence(e->page.sentences, e->page.language, "verdict.crossing", &out->words, "feature",
                 feature.data != NULL ? feature.data : "", NULL);
        text_free(&feature);
    }
}

/* Crossings that are linked to the street within a piece of its sides, or half a metre past its
 * ends; at most 100. */
rasif_status explain_load_crossings(struct explanation *e, rasif_error *err)
{
    static const char form[] =
        "SELECT DISTINCT l.from_table, l.from_fid FROM audit_links l JOIN audit_sides s"
        " ON l.to_table = s.street_table AND l.to_fid = s.street_fid"
        " AND l.from_m BETWEEN s.from_m - 0.5 AND s.to_m + 0.5 WHERE l.kind = 'crossing-street' AND ";
    const struct result_value values[] = {{result_table(e->file, e->table), 0}, {NULL, e->fid}};
    struct text sql = {0};
    if (!e->has_sides || result_find(e->file, "audit_links") == SIZE_MAX)
        return RASIF_OK;
    text_add(&sql, form);
    text_add(&sql, e->is_segment ? "?1 <> '' AND s.segment_fid = ?2 LIMIT 100"
                                 : "s.street_table = ?1 AND s.street_fid = ?2 LIMIT 100");
    rasif_status status = sql.failed ? fail_memory(err)
                                     : result_query(e->file, sql.data, values, 2, e->arena,
                                                    &e->crossings, err);
    text_free(&sql);
    if (status != RASIF_OK)
        return status;
    e->crossing_rows = ARENA_ARRAY(e->arena, e->crossings.n_rows + 1, struct result_rows);
    if (e->crossing_rows == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < e->crossings.n_rows; i++) {
        const char *name = result_text(&e->crossings, i, "from_table");
        size_t table = name != NULL ? result_find(e->file, name) : SIZE_MAX;
        const struct result_value fid = {NULL, (int64_t)result_real(&e->crossings, i, "from_fid")};
        if (table != SIZE_MAX)
            TRY(result_select(e->file, table, NULL, fid, e->arena, &e->crossing_rows[i], err));
    }
    return RASIF_OK;
}
