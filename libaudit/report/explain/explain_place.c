/* SPDX-License-Identifier: MIT
 *
 * Places in people's words: which end of a crossing is the northern one, which side of a street the
 * western. In: the feature's geometry. Out: keys of the compass, which stay NULL where the line has
 * no clear direction: a point, a ring, a line that turns back.
 *
 * Degrees are compared by their length on the ellipsoid at the line's latitude. A line whose ends
 * are near each other, measured by its length, gets no word. Cost: one geometry. */
#include "report/explain/explain_parts.h"

#include "geo/crs.h"
#include "geo/line.h"
#include "geo/wkb.h"
#include "report/finding_place.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Share of a line's length that lies between its ends as the crow flies. Below it the line bends so
 * much that its sides get no word of the compass; its ends still do. A judgement. */
#define STRAIGHT 0.7

/* First and last point of the lines of one row, the point half way, and the length; of layers in
 * degrees all in degrees of latitude. */
struct ends {
    bool degrees;
    double first[2], middle[2], last[2], length;
    size_t n;
};

/* Length of a degree of longitude by that of a degree of latitude, on the WGS 84 ellipsoid;
 * `latitude` in degrees. 1 at the equator, nearly. */
static double narrowing(double latitude)
{
    const double e2 = 0.00669437999, degree = 3.14159265358979323846 / 180;
    double sine = sin(latitude * degree);
    return cos(latitude * degree) * (1 - e2 * sine * sine) / (1 - e2);
}

/* Are the coordinates of the layer degrees? Without a CRS, or with one that PROJ can't read,
 * they count as metres. */
static rasif_status in_degrees(const struct explanation *e, bool *out, rasif_error *err)
{
    const char *text = result_crs(e->file, e->table);
    struct crs_context *context = NULL;
    struct crs *crs = NULL;
    rasif_error why = {RASIF_OK, ""};
    *out = text != NULL && strcmp(text, "EPSG:4326") == 0; /* most files: PROJ takes its time to begin */
    if (text == NULL || *out)
        return RASIF_OK;
    TRY(crs_context_new(&context, err));
    if (crs_from_text(context, text, &crs, &why) == RASIF_OK)
        *out = crs_is_geographic(crs);
    crs_context_free(context);
    return RASIF_OK;
}

/* Fills `ends` from n >= 2 points. x is scaled in place by the narrowing at the first point:
 * only directions and ratios are used, so that all may stay in degrees of latitude. */
static void take_line(struct ends *ends, double *xy, size_t n)
{
    double narrow = ends->degrees ? narrowing(xy[1]) : 1, direction[2];
    for (size_t i = 0; i < n; i++)
        xy[2 * i] *= narrow;
    ends->n = n;
    ends->length = line_length(xy, n);
    memcpy(ends->first, xy, sizeof ends->first);
    memcpy(ends->last, xy + 2 * (n - 1), sizeof ends->last);
    line_at(xy, n, ends->length / 2, ends->middle, direction);
}

/* Gets the geometry of one row; ends->n stays 0 unless it is a line. Parts of a multi-part line
 * count as one line. */
static rasif_status read_ends(void *user, const struct cell *cells, rasif_error *err)
{
    struct ends *ends = user;
    struct shapes shapes = {0};
    bool grown = true;
    if (cells[0].type != CELL_BLOB)
        return RASIF_OK;
    enum wkb_status status = wkb_append(&shapes, (const unsigned char *)cells[0].bytes,
                                        cells[0].length, NULL, &grown);
    if (grown && status == WKB_OK && shapes.n_points > 1 && shapes.kind[0] == SHAPE_LINE)
        take_line(ends, shapes.xy, shapes.n_points);
    shapes_free(&shapes);
    return grown ? RASIF_OK : fail_memory(err);
}

/* Ends are named by where they lie from the middle, sides by where the points left and right of
 * the middle lie. A ring has no direction and gets no names. */
static void name_ends(struct explanation *e, const struct ends *ends)
{
    double dx = ends->last[0] - ends->first[0], dy = ends->last[1] - ends->first[1];
    const double *middle = ends->middle;
    double left[2] = {middle[0] - dy, middle[1] + dx}, right[2] = {middle[0] + dy, middle[1] - dx};
    if (!(hypot(dx, dy) > 0))
        return;
    e->end_key[0] = compass_name(middle, ends->first);
    e->end_key[1] = compass_name(middle, ends->last);
    if (hypot(dx, dy) < STRAIGHT * ends->length)
        return;
    /* left and right are those of the street; a segment with from_m > to_m runs against it */
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

/* SELECT "geom" FROM "crossings" WHERE "fid" = ?1: names can't be bound as parameters. Only
 * crossings have ends with names, only streets sides. */
rasif_status explain_load_ends(struct explanation *e, rasif_error *err)
{
    const struct result_value fid = {NULL, e->fid};
    const char *geometry = result_geometry(e->file, e->table);
    struct ends ends = {.n = 0};
    struct text sql = {0};
    if (geometry == NULL || (strcmp(e->role, "crossing") != 0 && strcmp(e->role, "street") != 0))
        return RASIF_OK;
    TRY(in_degrees(e, &ends.degrees, err));
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
    if (status == RASIF_OK && ends.n > 1)
        name_ends(e, &ends);
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

/* Ends of a crossing without a compass are "one end" and "the other end". */
void explain_place(const struct explanation *e, const char *place, struct text *out)
{
    bool start = strcmp(place, "start") == 0, end = strcmp(place, "end") == 0;
    const char *name = start ? e->end_key[0] : e->end_key[1];
    if (strncmp(place, "island-", 7) == 0)
        sentence(e->page.sentences, e->page.language, "place.island", out, "n", place + 7, NULL);
    else if ((start || end) && strcmp(e->role, "crossing") == 0)
        text_add(out, compass_word(e, "end", name != NULL ? name : start ? "first" : "second"));
    else
        text_add(out, word_of(&e->page, "place", place));
}

void explain_side(const struct explanation *e, const char *side, bool own, struct text *out)
{
    const char *words =
        own ? compass_word(e, "compass", e->side_key[strcmp(side, "right") == 0]) : NULL;
    text_add(out, word_of(&e->page, "side", side));
    if (words != NULL)
        text_addf(out, " (%s)", words);
}
