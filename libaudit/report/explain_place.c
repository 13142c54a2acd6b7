/* SPDX-License-Identifier: MIT
 *
 * Places in people's words: which end of a crossing is the northern one, which side of a street the
 * western. In: the feature's geometry. Out: keys of the compass, which stay NULL where its line does not
 * tell: a point, a ring, a line that turns back. */
#include "report/explain_parts.h"

#include "geo/wkb.h"
#include "report/finding_place.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define STRAIGHT 0.7 /* of its length a line leads away from its start; of less no side is "western" */

/* First and last point of the lines of one row, and its length; in the layer's units. */
struct ends {
    double first[2], last[2], length;
    size_t n;
};

static rasif_status read_ends(void *user, const struct cell *cells, rasif_error *err)
{
    struct ends *ends = user;
    struct shapes shapes = {0};
    bool grown = true;
    if (cells[0].type != CELL_BLOB)
        return RASIF_OK;
    enum wkb_status status = wkb_append(&shapes, (const unsigned char *)cells[0].bytes,
                                        cells[0].length, NULL, &grown);
    if (grown && status == WKB_OK && shapes.n_points > 1 && shapes.kind[0] == SHAPE_LINE) {
        ends->n = shapes.n_points;
        memcpy(ends->first, shapes.xy, sizeof ends->first);
        memcpy(ends->last, shapes.xy + 2 * (shapes.n_points - 1), sizeof ends->last);
        for (size_t i = 1; i < shapes.n_points; i++)
            ends->length += hypot(shapes.xy[2 * i] - shapes.xy[2 * i - 2],
                                  shapes.xy[2 * i + 1] - shapes.xy[2 * i - 1]);
    }
    shapes_free(&shapes);
    return grown ? RASIF_OK : fail_memory(err);
}

/* Degrees of longitude are shorter than degrees of latitude. */
static void even_out(const struct explanation *e, struct ends *ends)
{
    const char *crs = result_crs(e->file, e->table);
    if (crs == NULL || strncmp(crs, "GEOG", 4) != 0)
        return;
    double narrow = cos(ends->first[1] * 3.14159265358979323846 / 180);
    ends->first[0] *= narrow;
    ends->last[0] *= narrow;
    ends->length *= narrow < 0.5 ? narrow : 1;
}

static void name_ends(struct explanation *e, const struct ends *ends)
{
    double middle[2] = {(ends->first[0] + ends->last[0]) / 2, (ends->first[1] + ends->last[1]) / 2};
    double dx = ends->last[0] - ends->first[0], dy = ends->last[1] - ends->first[1];
    double left[2] = {middle[0] - dy, middle[1] + dx}, right[2] = {middle[0] + dy, middle[1] - dx};
    if (hypot(dx, dy) <= 0)
        return;
    e->end_key[0] = compass_name(middle, ends->first);
    e->end_key[1] = compass_name(middle, ends->last);
    if (hypot(dx, dy) < STRAIGHT * ends->length)
        return;
    /* sides are those of the street, against whose drawing a segment may run */
    bool turned = e->is_segment &&
                  result_real(&e->feature, 0, "from_m") > result_real(&e->feature, 0, "to_m");
    e->side_key[0] = compass_name(middle, turned ? right : left);
    e->side_key[1] = compass_name(middle, turned ? left : right);
}

/* A name as SQL has it: "my ""layer""". */
static void add_quoted(const char *name, struct text *sql)
{
    text_add(sql, "\"");
    for (const char *at = name; *at != '\0'; at++)
        text_addn(sql, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
    text_add(sql, "\"");
}

rasif_status explain_load_ends(struct explanation *e, rasif_error *err)
{
    const struct result_value fid = {NULL, e->fid};
    const char *geometry = result_geometry(e->file, e->table);
    struct ends ends = {.n = 0};
    struct text sql = {0};
    if (geometry == NULL || (strcmp(e->role, "crossing") != 0 && strcmp(e->role, "street") != 0))
        return RASIF_OK;
    text_add(&sql, "SELECT ");
    add_quoted(geometry, &sql);
    text_add(&sql, " FROM ");
    add_quoted(result_table(e->file, e->table), &sql);
    text_add(&sql, " WHERE ");
    add_quoted(result_key(e->file, e->table), &sql);
    text_add(&sql, " = ?1");
    rasif_status status = sql.failed ? fail_memory(err)
                                     : result_each(e->file, sql.data, &fid, 1, read_ends, &ends, err);
    text_free(&sql);
    if (status == RASIF_OK && ends.n > 1) {
        even_out(e, &ends);
        name_ends(e, &ends);
    }
    return status;
}

/* "end.n", in the page's language; NULL = there is no such key. */
static const char *compass_word(const struct explanation *e, const char *family, const char *name)
{
    char key[32];
    if (name == NULL)
        return NULL;
    snprintf(key, sizeof key, "%s.%s", family, name);
    return sentence_text(e->page.sentences, e->page.language, key);
}

void explain_place(const struct explanation *e, const char *place, struct text *out)
{
    bool start = strcmp(place, "start") == 0, end = strcmp(place, "end") == 0;
    const char *name = start ? e->end_key[0] : end ? e->end_key[1] : NULL;
    const char *words = strcmp(e->role, "crossing") == 0 ? compass_word(e, "end", name) : NULL;
    if (strncmp(place, "island-", 7) == 0)
        sentence(e->page.sentences, e->page.language, "place.island", out, "n", place + 7, NULL);
    else
        text_add(out, words != NULL ? words : word_of(&e->page, "place", place));
}

void explain_side(const struct explanation *e, const char *side, bool own, struct text *out)
{
    const char *words =
        own ? compass_word(e, "compass", e->side_key[strcmp(side, "right") == 0]) : NULL;
    text_add(out, word_of(&e->page, "side", side));
    if (words != NULL)
        text_addf(out, " (%s)", words);
}
