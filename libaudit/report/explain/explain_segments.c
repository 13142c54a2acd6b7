/* SPDX-License-Identifier: MIT
 *
 * Segments in an explanation: where one lies, and of a street in several segments the verdict of
 * each and which is the worst. In: audit_segments, audit_sides.
 *
 * A segment may lie on several features and a feature in several segments: the list has one line
 * for each segment, and a sentence below it names the worst. Cost: the segments of one street. */
#include "report/explain/explain_parts.h"

#include <string.h>

#define MOST_SEGMENTS 40

/* Streets at the ends may have no name: "Hebron Street, from Lydda Street". */
void explain_between(struct explanation *e, const struct result_rows *rows, size_t row,
                     const char *name, struct text *out)
{
    const char *from = name_in(e, rows, row, "from_street");
    const char *to = name_in(e, rows, row, "to_street");
    const char *key = from != NULL && to != NULL ? "segment.between"
                      : from != NULL             ? "segment.from"
                      : to != NULL               ? "segment.to"
                                                 : NULL;
    name = name != NULL && name[0] != '\0' ? name : word(&e->page, "text.unnamed");
    if (key == NULL)
        text_add(out, name);
    else
        sentence(e->page.sentences, e->page.language, key, out, "name", name, "from",
                 from != NULL ? from : "", "to", to != NULL ? to : "", NULL);
}

/* "streets:12 40–95 m"; of a segment of several features their list, "streets:3, streets:4". */
static void add_place(const struct result_rows *rows, size_t row, struct text *out)
{
    const char *parts = result_text(rows, row, "parts"), *table = result_text(rows, row, "street_table");
    char digits[32];
    if (parts != NULL) {
        text_add(out, parts);
        return;
    }
    number_format(digits, result_real(rows, row, "street_fid"));
    text_addf(out, "%s:%s ", table != NULL ? table : "", digits);
    text_fixed(out, result_real(rows, row, "from_m"), 0);
    text_add(out, "–");
    text_fixed(out, result_real(rows, row, "to_m"), 0);
    text_add(out, " m");
}

void explain_part_of(struct explanation *e, struct text *out)
{
    struct text parts = {0};
    add_place(&e->feature, 0, &parts);
    sentence(e->page.sentences, e->page.language, "explain.part_of", out, "parts",
             parts.data != NULL ? parts.data : "", NULL);
    out->failed = out->failed || parts.failed;
    text_free(&parts);
}

/* ---- segments of a street ----------------------------------------------------------------- */

/* "audit_segments:33", which explain takes as an argument. */
static void add_feature(const struct result_rows *rows, size_t row, struct text *out)
{
    char digits[32];
    number_format(digits, result_real(rows, row, "fid"));
    text_addf(out, SEGMENTS_TABLE ":%s", digits);
}

static void add_title(struct explanation *e, const struct result_rows *rows, size_t row,
                      struct text *out)
{
    explain_between(e, rows, row, name_in(e, rows, row, "name"), out);
}

/* How many of the chosen profiles it stops. *mean: of their scores; 101 where none has one, so
 * that such a segment is never worse than another. */
static unsigned count_stopped(const struct explanation *e, const struct result_rows *rows,
                              size_t row, double *mean)
{
    unsigned stopped = 0, scored = 0;
    *mean = 0;
    for (size_t p = 0; p < e->n_profiles; p++) {
        const struct cell *passable = profile_cell(rows, row, e->profiles[p].code, "passable");
        double score = number_of(profile_cell(rows, row, e->profiles[p].code, "score"));
        if (!e->profiles[p].asked)
            continue;
        stopped += passable->type == CELL_TEXT && strcmp(passable->bytes, "no") == 0;
        *mean += isfinite(score) ? score : 0;
        scored += isfinite(score);
    }
    *mean = scored > 0 ? *mean / scored : 101;
    return stopped;
}

/* The segment that stops most users, of equals the one with the lowest mean, then the first. */
static size_t find_worst(const struct explanation *e, const struct result_rows *rows)
{
    size_t worst = 0;
    double least;
    unsigned most = count_stopped(e, rows, 0, &least);
    for (size_t i = 1; i < rows->n_rows; i++) {
        double mean;
        unsigned stopped = count_stopped(e, rows, i, &mean);
        if (stopped > most || (stopped == most && mean < least)) {
            worst = i;
            most = stopped;
            least = mean;
        }
    }
    return worst;
}

/* "wcm frm", the codes of those it stops. */
static void add_stopped(const struct explanation *e, const struct result_rows *rows, size_t row,
                        struct layout *layout)
{
    struct text codes = {0};
    for (size_t p = 0; p < e->n_profiles; p++) {
        const struct cell *passable = profile_cell(rows, row, e->profiles[p].code, "passable");
        if (e->profiles[p].asked && passable->type == CELL_TEXT && strcmp(passable->bytes, "no") == 0)
            text_addf(&codes, "%s%s", codes.length > 0 ? " " : "", e->profiles[p].code);
    }
    if (codes.length > 0)
        layout_take(layout, &codes);
    else
        layout_cell(layout, word(&e->page, "text.nobody"));
}

/* "audit_segments:33 | Nablus Street, from … | streets:35, streets:36 | blocked | 64.8 | wcm" */
static void add_segment(struct explanation *e, const struct result_rows *rows, size_t row,
                        struct layout *layout)
{
    struct text feature = {0}, title = {0}, place = {0}, score = {0};
    const char *class = result_text(rows, row, "rasif_class");
    double mean;
    count_stopped(e, rows, row, &mean);
    add_feature(rows, row, &feature);
    add_title(e, rows, row, &title);
    add_place(rows, row, &place);
    text_one(&score, mean > 100 ? NAN : mean);
    layout_take(layout, &feature);
    layout_take(layout, &title);
    layout_take(layout, &place);
    layout_cell(layout, word_of(&e->page, "class", class != NULL ? class : "none"));
    layout_take(layout, &score);
    add_stopped(e, rows, row, layout);
}

/* The first MOST_SEGMENTS segments; the worst is found among all of them. */
static void list_segments(struct explanation *e, const struct result_rows *rows)
{
    static const char *const columns[] = {"explain.col_segment", "explain.col_between",
                                          "text.col_feature",    "explain.col_class",
                                          "explain.col_score",   "text.col_blocked_for"};
    struct layout layout = {.n_columns = 6, .align = "lllrrl", .most = {0, 40, 30}};
    struct text feature = {0}, title = {0}, line = {0};
    size_t worst = find_worst(e, rows);
    add_heading(&e->page, word(&e->page, "explain.segments_heading"));
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        layout_cell(&layout, word(&e->page, columns[i]));
    for (size_t i = 0; i < rows->n_rows && i < MOST_SEGMENTS; i++)
        add_segment(e, rows, i, &layout);
    layout_print(&layout, &e->page);
    add_feature(rows, worst, &feature);
    add_title(e, rows, worst, &title);
    sentence(e->page.sentences, e->page.language, "explain.worst_segment", &line, "feature",
             feature.data != NULL ? feature.data : "", "title", title.data != NULL ? title.data : "",
             NULL);
    e->page.out->failed = e->page.out->failed || line.failed || feature.failed || title.failed;
    if (!e->page.out->failed)
        add_hanging(&e->page, "  ", 2, &line);
    text_free(&line);
    text_free(&feature);
    text_free(&title);
}

/* In the order along the street; a segment that runs against it begins at its to_m. */
rasif_status explain_load_segments(struct explanation *e, rasif_error *err)
{
    static const char sql[] =
        "SELECT * FROM " SEGMENTS_TABLE " WHERE fid IN (" SEGMENTS_OF_STREET
        ") ORDER BY min(from_m, to_m), fid";
    const struct result_value values[] = {{result_table(e->file, e->table), 0}, {NULL, e->fid}};
    if (e->is_segment || strcmp(e->role, "street") != 0 ||
        result_find(e->file, SEGMENTS_TABLE) == SIZE_MAX)
        return RASIF_OK;
    return result_query(e->file, sql, values, 2, e->arena, &e->segments, err);
}

/* A single segment on this street alone has the verdicts of the street, and is not listed. */
void explain_segments(struct explanation *e)
{
    const struct result_rows *rows = &e->segments;
    if (rows->n_rows > 1 || (rows->n_rows == 1 && result_text(rows, 0, "parts") != NULL))
        list_segments(e, rows);
}
