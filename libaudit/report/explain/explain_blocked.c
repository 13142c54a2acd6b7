/* SPDX-License-Identifier: MIT
 *
 * The list "what stops this user" of an explanation: rules that block the feature itself, and parts
 * that stop the user, such as a kerb ramp of a crossing or pieces of a street's sides. In:
 * findings, audit_sides, audit_links and the verdicts of the parts. Out: words that name them.
 *
 * Kerb ramps count by their verdict, pieces by state and verdict, ends by findings. A part is named
 * once with all its rules; of one side at most MOST_PARTS places are named. The functions on
 * pieces also serve explain_reason_street.c. Cost: parts of one feature times its findings. */
#include "report/explain/explain_reason.h"
#include "rule/results.h"

#include <string.h>

#define MOST_PARTS 3  /* named per side; the list of pieces below has all */

/* Separates the parts of a list; nothing in front of the first one. */
static void separate(const struct explanation *e, struct text *out)
{
    text_add(out, out->length > 0 ? word(&e->page, "list.semicolon") : "");
}

static bool is_of(const struct explanation *e, size_t finding, const char *table, int64_t fid)
{
    const char *found = result_text(&e->findings, finding, "table_name");
    return found != NULL && strcmp(found, table) == 0 &&
           (int64_t)result_real(&e->findings, finding, "source_fid") == fid;
}

/* Appends the titles of the rules that block the profile on one feature, separated by
 * semicolons. One rule may fail there several times: a title that is already in the list is left
 * out. */
static void add_rules(const struct explanation *e, const char *table, int64_t fid, const char *code,
                      struct text *out)
{
    struct text titles = {0};
    for (size_t i = 0; i < e->findings.n_rows; i++) {
        const char *title = text_in(e, &e->findings, i, "title");
        if (title == NULL || !is_of(e, i, table, fid) ||
            !list_holds(result_text(&e->findings, i, "blocks"), code) ||
            (titles.data != NULL && strstr(titles.data, title) != NULL))
            continue;
        separate(e, &titles);
        text_add(&titles, title);
    }
    text_add(out, titles.data != NULL ? titles.data : "");
    out->failed = out->failed || titles.failed;
    text_free(&titles);
}

/* "ramps:82 (the southern end, Running slope of the kerb ramp)"; without a finding only the
 * place. */
static void add_part(const struct explanation *e, const char *table, int64_t fid, const char *where,
                     const char *code, struct text *out)
{
    struct text rules = {0};
    char digits[32];
    number_format(digits, (double)fid);
    add_rules(e, table, fid, code, &rules);
    separate(e, out);
    text_addf(out, "%s:%s (%s", table, digits, where);
    if (rules.length > 0)
        text_addf(out, "%s%s", word(&e->page, "list.comma"), rules.data);
    text_add(out, ")");
    out->failed = out->failed || rules.failed;
    text_free(&rules);
}

/* ---- crossings ------------------------------------------------------------------------------ */

/* The kerb ramps that stop the profile. A ramp with a better one beside it does not count. */
static void add_ramps(const struct explanation *e, const char *code, struct text *out)
{
    for (size_t i = 0; i < e->ramps.n_rows; i++) {
        const char *table = result_text(&e->ramps, i, "to_table");
        const char *place = result_text(&e->ramps, i, "place");
        struct text where = {0};
        if (table == NULL || strcmp(passable_of(&e->ramp_rows[i], 0, code), "no") != 0 ||
            !chain_counts(e, i, code))
            continue;
        explain_place(e, place != NULL ? place : "", &where);
        add_part(e, table, (int64_t)result_real(&e->ramps, i, "to_fid"),
                 where.data != NULL ? where.data : "", code, out);
        text_free(&where);
    }
}

/* Of a raised kerb that lies where a ramp is missing. The finding belongs to the end of the
 * crossing, so the crossing is named: "crossings:33 (start, A kerb ramp at each end)". */
static void add_ends(const struct explanation *e, const char *code, struct text *out)
{
    for (size_t i = 0; i < e->findings.n_rows; i++) {
        const char *table = result_text(&e->findings, i, "table_name");
        const char *place = result_text(&e->findings, i, "place");
        struct text where = {0};
        if (table == NULL || place == NULL ||
            !list_holds(result_text(&e->findings, i, "blocks"), code))
            continue;
        explain_place(e, place, &where);
        add_part(e, table, (int64_t)result_real(&e->findings, i, "source_fid"),
                 where.data != NULL ? where.data : "", code, out);
        text_free(&where);
    }
}

/* "streets:12 (Firm walking surface)": of a segment that is a path of its own. The findings are
 * those of the streets that it is part of. */
static void add_parts(const struct explanation *e, const char *code, struct text *out)
{
    for (size_t i = 0; i < e->findings.n_rows; i++) {
        const char *table = result_text(&e->findings, i, "table_name");
        const char *title = text_in(e, &e->findings, i, "title");
        if (table == NULL || title == NULL || !list_holds(result_text(&e->findings, i, "blocks"), code))
            continue;
        separate(e, out);
        text_addf(out, "%s:%lld (%s)", table, (long long)result_real(&e->findings, i, "source_fid"),
                  title);
    }
}

/* ---- streets -------------------------------------------------------------------------------- */

const char *side_text(const struct result_rows *sides, size_t row, const char *column)
{
    const char *text = row < sides->n_rows ? result_text(sides, row, column) : NULL;
    return text != NULL ? text : "";
}

bool same_side(const struct result_rows *sides, size_t a, size_t b)
{
    return b < sides->n_rows &&
           strcmp(side_text(sides, a, "side"), side_text(sides, b, "side")) == 0 &&
           strcmp(side_text(sides, a, "street_table"), side_text(sides, b, "street_table")) == 0 &&
           (int64_t)result_real(sides, a, "street_fid") ==
               (int64_t)result_real(sides, b, "street_fid");
}

/* Does a finding of a missing sidewalk stop the user on this side, anywhere from the start of
 * the row to `to_m`? */
static bool is_missing(const struct explanation *e, const struct result_rows *sides, size_t row,
                       double to_m, const char *code)
{
    const struct result_rows *missing = &e->missing;
    double from_m = result_real(sides, row, "from_m");
    for (size_t i = 0; i < missing->n_rows; i++)
        if (strcmp(side_text(missing, i, "side"), side_text(sides, row, "side")) == 0 &&
            strcmp(side_text(missing, i, "table_name"), side_text(sides, row, "street_table")) == 0 &&
            result_real(missing, i, "source_fid") == result_real(sides, row, "street_fid") &&
            result_real(missing, i, "from_m") < to_m && result_real(missing, i, "to_m") > from_m &&
            list_holds(result_text(missing, i, "blocks"), code))
            return true;
    return false;
}

/* Absent pieces that follow each other count together. A run of at most ABSENT_STOPS_M stops no
 * user by itself, but may be part of a longer one that goes on past the joint in the next
 * street; then a finding covers it. */
size_t blocking_pieces(const struct explanation *e, const struct result_rows *sides, size_t row,
                       const char *code)
{
    size_t n = 0;
    while (same_side(sides, row, row + n) &&
           strcmp(side_text(sides, row + n, "state"), "absent") == 0)
        n++;
    if (n > 0) {
        double to_m = result_real(sides, row + n - 1, "to_m");
        bool stops_here = to_m - result_real(sides, row, "from_m") > ABSENT_STOPS_M ||
                          is_missing(e, sides, row, to_m, code);
        return stops_here ? n : 0;
    }
    const struct cell *passable = profile_cell(sides, row, code, "passable");
    return strcmp(side_text(sides, row, "state"), "covered") == 0 && passable->type == CELL_TEXT &&
           strcmp(passable->bytes, "no") == 0;
}

/* "no sidewalk from 12 to 91 m", or "sidewalks:72 (0 to 70 m, Running slope of the sidewalk)". */
static void add_pieces(const struct explanation *e, const struct result_rows *sides, size_t row,
                       size_t n, const char *code, struct text *out)
{
    struct text from = {0}, to = {0}, where = {0};
    bool absent = strcmp(side_text(sides, row, "state"), "absent") == 0;
    text_fixed(&from, result_real(sides, row, "from_m"), 0);
    text_fixed(&to, result_real(sides, row + n - 1, "to_m"), 0);
    sentence(e->page.sentences, e->page.language,
             absent ? "explain.no_sidewalk_at" : "explain.link_span", &where, "from", from.data,
             "to", to.data, NULL);
    if (absent) {
        separate(e, out);
        text_add(out, where.data != NULL ? where.data : "");
    } else {
        add_part(e, side_text(sides, row, "by_table"), (int64_t)result_real(sides, row, "by_fid"),
                 where.data != NULL ? where.data : "", code, out);
    }
    text_free(&from);
    text_free(&to);
    text_free(&where);
}

/* Sides of other streets, and those of a segment of several features, are named with their
 * street and without the compass, whose words hold for the explained line alone. */
void add_side_head(const struct explanation *e, const struct result_rows *sides, size_t row,
                   struct text *out)
{
    bool own = sides == &e->sides && !(e->is_segment && result_text(&e->feature, 0, "parts") != NULL);
    separate(e, out);
    if (!own) {
        char digits[32];
        number_format(digits, result_real(sides, row, "street_fid"));
        text_addf(out, "%s:%s%s", side_text(sides, row, "street_table"), digits,
                  word(&e->page, "list.comma"));
    }
    explain_side(e, side_text(sides, row, "side"), own, out);
    text_add(out, word(&e->page, "list.colon"));
}

/* "right side (east): no sidewalk from 12 to 91 m; streets:37, left side: sidewalks:72 (...)". A
 * side with more than MOST_PARTS such places ends in " (and 2 more)". */
static void add_sides(const struct explanation *e, const struct result_rows *sides,
                      const char *code, struct text *out)
{
    for (size_t row = 0, end; row < sides->n_rows; row = end) {
        struct text parts = {0};
        size_t named = 0, n;
        end = row;
        for (size_t at = row; same_side(sides, row, at); at = end) {
            n = blocking_pieces(e, sides, at, code);
            end = at + (n > 0 ? n : 1);
            if (n > 0 && named++ < MOST_PARTS)
                add_pieces(e, sides, at, n, code, &parts);
        }
        if (parts.length > 0) {
            add_side_head(e, sides, row, out);
            text_add(out, parts.data);
        }
        if (named > MOST_PARTS) {
            char more[32];
            number_format(more, (double)(named - MOST_PARTS));
            sentence(e->page.sentences, e->page.language, "explain.places_more", out, "n", more,
                     NULL);
        }
        out->failed = out->failed || parts.failed;
        text_free(&parts);
    }
}

/* ---- any feature ---------------------------------------------------------------------------- */

void explain_blocked(const struct explanation *e, const char *code, struct text *out)
{
    add_rules(e, result_table(e->file, e->table), e->fid, code, out);
    /* a street with sides is blocked by what lies on both of them, not by rules of its own */
    if (e->has_sides) {
        text_free(out);
        *out = (struct text){0};
        add_sides(e, &e->sides, code, out);
        add_sides(e, &e->around, code, out);
    }
    add_ramps(e, code, out);
    if (strcmp(e->role, "ramp") == 0)
        add_ends(e, code, out);
    if (e->is_segment && !e->has_sides)
        add_parts(e, code, out);
    if (out->length == 0)
        text_add(out, word(&e->page, strcmp(e->role, "crossing") == 0 ? "explain.blocked_chain"
                                                                      : "explain.blocked_else"));
}
