/* SPDX-License-Identifier: MIT
 *
 * The neighbours of a feature in an explanation: the two sides of a street piece by piece with the
 * elements that cover them, and every link of a feature. In: audit_sides, audit_links.
 *
 * Pieces of one side with the same words for every user are printed as one line with their metres
 * added up, because a long street may have a hundred. Cost: the square of the pieces of a side,
 * times profiles. */
#include "report/explain/explain_parts.h"

#include <stdio.h>
#include <string.h>

#define MOST_LINKS 30
#define MOST_EQUAL 3 /* so many pieces with the same words, or more, are one line */

/* ---- sides -------------------------------------------------------------------------------- */

/* Has any of the chosen profiles a score there? */
static bool has_score(const struct explanation *e, size_t row)
{
    for (size_t p = 0; p < e->n_profiles; p++)
        if (e->profiles[p].asked &&
            profile_cell(&e->sides, row, e->profiles[p].code, "score")->type != CELL_NULL)
            return true;
    return false;
}

/* ": wcm 78.4 yes; wcp 85.0 yes" of every chosen profile; ", not surveyed" where none has a
 * score. */
static void piece_scores(struct explanation *e, size_t row, struct text *out)
{
    const char *before = word(&e->page, "list.colon");
    if (!has_score(e, row)) {
        text_add(out, word(&e->page, "explain.unsurveyed"));
        return;
    }
    for (size_t p = 0; p < e->n_profiles; p++) {
        const char *code = e->profiles[p].code;
        const struct cell *passable = profile_cell(&e->sides, row, code, "passable");
        if (!e->profiles[p].asked || passable->type != CELL_TEXT)
            continue;
        text_addf(out, "%s%s ", before, code);
        before = word(&e->page, "list.semicolon");
        text_one(out, number_of(profile_cell(&e->sides, row, code, "score")));
        text_addf(out, " %s", word_of(&e->page, "passable", passable->bytes));
    }
}

/* "sidewalk, by sidewalks:69: wcm 78.4 yes; wcp 85.0 yes", "no sidewalk", "junction". `by` =
 * with the element that covers the piece, which differs between pieces that are otherwise alike. */
static void piece_words(struct explanation *e, size_t row, bool by, struct text *out)
{
    const char *state = result_text(&e->sides, row, "state");
    const char *table = result_text(&e->sides, row, "by_table");
    double fid = result_real(&e->sides, row, "by_fid");
    text_add(out, word_of(&e->page, "state", state != NULL ? state : ""));
    if (by && table != NULL && isfinite(fid)) {
        char digits[32];
        number_format(digits, fid);
        sentence(e->page.sentences, e->page.language, "explain.side_by", out, "layer", table, "fid",
                 digits, NULL);
    }
    if (state != NULL && strcmp(state, "covered") == 0)
        piece_scores(e, row, out);
}

/* false past the last row. */
static bool is_on_side(const struct explanation *e, size_t row, const char *side)
{
    const char *found = row < e->sides.n_rows ? result_text(&e->sides, row, "side") : NULL;
    return found != NULL && strcmp(found, side) == 0;
}

/* Have two pieces the same words, apart from their place and element? */
static bool same_words(struct explanation *e, size_t a, size_t b)
{
    struct text words[2] = {{0}, {0}};
    piece_words(e, a, false, &words[0]);
    piece_words(e, b, false, &words[1]);
    bool same = words[0].data != NULL && words[1].data != NULL &&
                strcmp(words[0].data, words[1].data) == 0;
    text_free(&words[0]);
    text_free(&words[1]);
    return same;
}

static void print_piece(struct explanation *e, struct text *line)
{
    e->page.out->failed = e->page.out->failed || line->failed;
    if (!e->page.out->failed)
        add_hanging(&e->page, "  -", 4, line);
    text_free(line);
}

/* "- 12.0 to 90.6 m: no sidewalk" */
static void add_piece(struct explanation *e, size_t row)
{
    struct text from = {0}, to = {0}, words = {0}, line = {0};
    text_one(&from, result_real(&e->sides, row, "from_m"));
    text_one(&to, result_real(&e->sides, row, "to_m"));
    piece_words(e, row, true, &words);
    sentence(e->page.sentences, e->page.language, "explain.side_piece", &line, "from", from.data, "to",
             to.data, "state", words.data != NULL ? words.data : "", NULL);
    print_piece(e, &line);
    text_free(&from);
    text_free(&to);
    text_free(&words);
}

/* "26 pieces from 68.1 to 1079.0 m, 584.8 m in all: sidewalk, not surveyed": the n rows of one
 * side that same[] marks in [first, end). Other pieces may lie between them. */
static void add_pieces(struct explanation *e, size_t first, const bool *same, size_t end, size_t n)
{
    struct text from = {0}, to = {0}, metres = {0}, words = {0}, line = {0};
    double sum = 0, last = 0;
    char digits[32];
    for (size_t i = first; i < end; i++) {
        last = same[i] ? result_real(&e->sides, i, "to_m") : last;
        sum += same[i] ? result_real(&e->sides, i, "to_m") - result_real(&e->sides, i, "from_m") : 0;
    }
    number_format(digits, (double)n);
    text_one(&from, result_real(&e->sides, first, "from_m"));
    text_one(&to, last);
    text_one(&metres, sum);
    piece_words(e, first, false, &words);
    sentence(e->page.sentences, e->page.language, "explain.pieces", &line, "n", digits, "from", from.data,
             "to", to.data, "m", metres.data, "state", words.data != NULL ? words.data : "", NULL);
    print_piece(e, &line);
    text_free(&from);
    text_free(&to);
    text_free(&metres);
    text_free(&words);
}

/* A stretch without a sidewalk may be too short to stop a user on one street, and long enough
 * with what lies past the joint; a finding covers both. Reads such findings of all streets in
 * the segments. */
static rasif_status load_missing(struct explanation *e, rasif_error *err)
{
    static const char form[] =
        "SELECT table_name, source_fid, side, from_m, to_m, blocks FROM audit_findings"
        " WHERE side NOT NULL AND blocks NOT NULL AND (table_name, source_fid) IN"
        " (SELECT street_table, street_fid FROM audit_sides WHERE segment_fid IN (%s))";
    const struct result_value values[] = {{result_table(e->file, e->table), 0}, {NULL, e->fid}};
    size_t table = result_find(e->file, "audit_findings");
    char sql[sizeof form + 128];
    if (table == SIZE_MAX || !result_has_column(e->file, table, "side"))
        return RASIF_OK;
    snprintf(sql, sizeof sql, form,
             e->is_segment
                 ? "SELECT ?2 WHERE ?1 <> ''"
                 : "SELECT segment_fid FROM audit_sides WHERE street_table = ?1 AND street_fid = ?2");
    return result_query(e->file, sql, values, 2, e->arena, &e->missing, err);
}

/* e->sides: the pieces of the street or segment; e->around: those of the other streets in its
 * segments. A path that is judged itself has no sides. A file without segment_fid gives no rows
 * around. */
rasif_status explain_load_sides(struct explanation *e, rasif_error *err)
{
    const struct result_value values[] = {{result_table(e->file, e->table), 0}, {NULL, e->fid}};
    if (strcmp(e->role, "street") != 0 || result_find(e->file, "audit_sides") == SIZE_MAX)
        return RASIF_OK;
    TRY(result_query(e->file,
                     e->is_segment
                         ? "SELECT * FROM audit_sides WHERE ?1 <> '' AND segment_fid = ?2 "
                           "ORDER BY side, rowid"
                         : "SELECT * FROM audit_sides WHERE street_table = ?1 AND street_fid = ?2 "
                           "ORDER BY side, from_m",
                     values, 2, e->arena, &e->sides, err));
    e->has_sides = e->sides.n_rows > 0;
    if (!result_has_column(e->file, result_find(e->file, "audit_sides"), "segment_fid"))
        return RASIF_OK;
    TRY(load_missing(e, err));
    return result_query(e->file,
                        "SELECT * FROM audit_sides WHERE segment_fid IN (SELECT segment_fid FROM"
                        " audit_sides WHERE street_table = ?1 AND street_fid = ?2) AND NOT"
                        " (street_table = ?1 AND street_fid = ?2)"
                        " ORDER BY street_table, street_fid, side, from_m",
                        values, 2, e->arena, &e->around, err);
}

/* One side, rows [row, end). Every piece is compared with all that follow it, so that equal ones
 * become one line, at the place of the first. */
static void add_side(struct explanation *e, size_t row, size_t end)
{
    bool *said = ARENA_ARRAY(e->arena, 2 * (end + 1), bool), *same = said + end + 1;
    if (said == NULL) {
        e->page.out->failed = true;
        return;
    }
    for (size_t i = row; i < end; i++) {
        size_t n = 0;
        if (said[i])
            continue;
        for (size_t k = i; k < end; k++) {
            same[k] = !said[k] && same_words(e, i, k);
            n += same[k];
        }
        if (n < MOST_EQUAL) {
            add_piece(e, i);
            continue;
        }
        add_pieces(e, i, same, end, n);
        for (size_t k = i; k < end; k++)
            said[k] = said[k] || same[k];
    }
}

/* "left side (west)", then its pieces; a segment of several features has no compass. */
void explain_sides(struct explanation *e)
{
    bool own = !(e->is_segment && result_text(&e->feature, 0, "parts") != NULL);
    for (size_t row = 0, end; row < e->sides.n_rows; row = end) {
        const char *side = result_text(&e->sides, row, "side");
        struct text heading = {0};
        end = row + 1;
        if (side == NULL)
            continue;
        while (is_on_side(e, end, side))
            end++;
        explain_side(e, side, own, &heading);
        add_heading(&e->page, heading.data != NULL ? heading.data : "");
        text_free(&heading);
        add_side(e, row, end);
    }
}

/* ---- links -------------------------------------------------------------------------------- */

/* The role at the other end of a link: "crossing-ramp" gives "ramp" from the crossing (outward),
 * "crossing" from the ramp. */
static const char *other_role(const struct explanation *e, const char *kind, bool outward)
{
    const char *dash = strchr(kind, '-');
    if (dash == NULL)
        return kind;
    const char *role = outward ? dash + 1 : arena_strndup(e->arena, kind, (size_t)(dash - kind));
    return role != NULL ? role : "";
}

/* "the south-western end, at 1.7 m"; "left side, 10.0 to 79.2 m"; nothing where the link has no
 * place. */
static void add_where(struct explanation *e, const struct result_rows *rows, size_t row,
                      struct text *out)
{
    const char *side = result_text(rows, row, "side"), *place = result_text(rows, row, "place");
    double from = result_real(rows, row, "from_m"), to = result_real(rows, row, "to_m");
    if (place != NULL)
        explain_place(e, place, out);
    if (side != NULL) {
        text_add(out, out->length > 0 ? word(&e->page, "list.comma") : "");
        text_add(out, word_of(&e->page, "side", side));
    }
    if (!isfinite(from))
        return;
    struct text first = {0}, last = {0};
    text_one(&first, from);
    text_one(&last, to);
    text_add(out, out->length > 0 ? word(&e->page, "list.comma") : "");
    sentence(e->page.sentences, e->page.language,
             isfinite(to) && to > from ? "explain.link_span" : "explain.link_at", out, "from",
             first.data, "to", last.data, NULL);
    text_free(&first);
    text_free(&last);
}

/* A raised kerb is mapped in the layer of ramps; calling it a ramp would mislead. */
static bool is_raised_kerb(const struct explanation *e, const char *table, int64_t fid)
{
    for (size_t i = 0; table != NULL && i < e->ramps.n_rows; i++) {
        const char *found = result_text(&e->ramps, i, "to_table");
        if (found != NULL && strcmp(found, table) == 0 &&
            (int64_t)result_real(&e->ramps, i, "to_fid") == fid)
            return explain_is_raised(e, i);
    }
    return false;
}

/* "raised kerb | ramps:61 | the south-western end, at 1.7 m" */
static void add_link(struct explanation *e, const struct result_rows *rows, size_t row,
                     struct layout *layout)
{
    bool outward = result_real(rows, row, "outward") > 0;
    const char *kind = result_text(rows, row, "kind");
    const char *table = result_text(rows, row, outward ? "to_table" : "from_table");
    double fid = result_real(rows, row, outward ? "to_fid" : "from_fid");
    struct text feature = {0}, where = {0};
    char digits[32];
    number_format(digits, fid);
    text_addf(&feature, "%s:%s", table != NULL ? table : "", digits);
    const char *role = other_role(e, kind != NULL ? kind : "", outward);
    layout_cell(layout, outward && is_raised_kerb(e, table, (int64_t)fid)
                            ? word(&e->page, "explain.raised_kerb")
                            : word_of(&e->page, "role", role));
    layout_take(layout, &feature);
    add_where(e, rows, row, &where);
    layout_take(layout, &where);
}

/* Links in both directions; outward = the feature is where the link begins. MOST_LINKS are
 * listed, the others counted. Nothing in files without audit_links (--links no). */
rasif_status explain_links(struct explanation *e, rasif_error *err)
{
    static const char sql[] =
        "SELECT *, (from_table = ?1 AND from_fid = ?2) AS outward FROM audit_links"
        " WHERE (from_table = ?1 AND from_fid = ?2) OR (to_table = ?1 AND to_fid = ?2)"
        " ORDER BY kind, from_m, from_table, from_fid, to_table, to_fid";
    const struct result_value values[] = {{result_table(e->file, e->table), 0}, {NULL, e->fid}};
    struct layout layout = {.n_columns = 3, .align = "lll"};
    struct result_rows rows;
    if (result_find(e->file, "audit_links") == SIZE_MAX)
        return RASIF_OK;
    TRY(result_query(e->file, sql, values, 2, e->arena, &rows, err));
    if (rows.n_rows == 0)
        return RASIF_OK;
    add_heading(&e->page, word(&e->page, "explain.links_heading"));
    for (size_t i = 0; i < rows.n_rows && i < MOST_LINKS; i++)
        add_link(e, &rows, i, &layout);
    layout_print(&layout, &e->page);
    if (rows.n_rows > MOST_LINKS) {
        text_add(e->page.out, "  ");
        sentence_count(e->page.sentences, e->page.language, "explain.links_more",
                       rows.n_rows - MOST_LINKS, e->page.out);
        text_add(e->page.out, "\n");
    }
    return RASIF_OK;
}
