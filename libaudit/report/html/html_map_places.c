/* SPDX-License-Identifier: MIT
 *
 * Landmarks of the HTML report's map: the outline of the areas of --boundary, and destinations,
 * each a mark with its kind and name.
 *
 *   <path class="outline" d="M0 0M10 20l…z"><title>…</title></path>
 *   <use class="casing" href="#places"/>
 *   <g id="places" class="place"><path d="M90 75h1"><title>Al Noor · clinic</title></path></g> */
#include "report/html/html_map.h"
#include "report/segment.h"

#include <string.h>

#define MOST_TOLD 400 /* marks with a tooltip; the others share one path */

void map_add_outline(const struct map *map)
{
    struct page *page = &map->html->page;
    const struct shapes *outline = page->run->outline;
    if (outline == NULL)
        return;
    text_add(page->out, "<path class=\"outline\" d=\"M0 0");
    for (size_t row = 0; row < outline->n; row++)
        if (outline->kind[row] == SHAPE_POLYGON)
            drawing_line(&map->drawing, outline, row, page->out);
    text_add(page->out, "\"><title>");
    text_xml(page->out, word(page, "html.outline"));
    text_add(page->out, "</title></path>\n");
}

/* ---- destinations -----------------------------------------------------------------------------
 */

/* "clinic" in the page's language where there is a word for it, else as the data have it; NULL. */
static const char *kind_of(const struct page *page, size_t row)
{
    const struct elements *e = &page->run->store->tables[ROLE_DESTINATION];
    const char *kind = pool_text(&page->run->store->pool, element_text(e, F_kind, row));
    if (kind == NULL || kind[0] == '\0')
        return NULL;
    struct text key = {0};
    text_addf(&key, "destination.%s", kind);
    const char *word =
        key.data != NULL ? sentence_text(page->sentences, page->language, key.data) : NULL;
    text_free(&key);
    return word != NULL ? word : kind;
}

/* Does the text hold an Arabic letter? A mixed name counts as one written from right to left. */
static bool is_right_to_left(const char *text)
{
    for (size_t i = 0, length = strlen(text); i < length;) {
        uint32_t c = 0;
        size_t used = utf8_next(text + i, length - i, &c);
        if (c >= 0x0620 && c <= 0x06FF)
            return true;
        i += used > 0 ? used : 1;
    }
    return false;
}

void map_destination_name(const struct page *page, size_t row, struct text *out)
{
    const char *name = element_name(page->run, ROLE_DESTINATION, row, page->language);
    const char *kind = kind_of(page, row);
    if (name == NULL || (kind != NULL && is_right_to_left(name) != language_right_to_left(page->language)))
        text_add(out, kind != NULL ? kind : "");
    if (name != NULL && out->length > 0)
        text_add(out, " · ");
    text_add(out, name != NULL ? name : "");
}

/* The place of a destination in decimetres of the drawing; false: it is not drawn, or has no
 * place. */
static bool at(const struct map *map, size_t row, long out[2])
{
    double xy[2];
    if (map->html->page.run->store->tables[ROLE_DESTINATION].scope[row] == SCOPE_GEOMETRY)
        return false;
    element_point(map->html->page.run, ROLE_DESTINATION, row, xy);
    if (!isfinite(xy[0]) || !isfinite(xy[1]))
        return false;
    drawing_point(&map->drawing, xy, out);
    return true;
}

/* Writes a mark with its tooltip: name and kind, or the one that is known, or "destination". */
static void add_told(const struct map *map, size_t row, const long place[2])
{
    struct page *page = &map->html->page;
    const char *kind = kind_of(page, row);
    const char *name = element_name(page->run, ROLE_DESTINATION, row, page->language);
    text_addf(page->out, "<path d=\"M%ld %ldh1\"><title>", place[0], place[1]);
    text_xml(page->out, name != NULL ? name : kind != NULL ? kind : word(page, "role.destination"));
    if (name != NULL && kind != NULL) {
        text_add(page->out, " · ");
        text_xml(page->out, kind);
    }
    text_add(page->out, "</title></path>\n");
}

/* Marks beyond MOST_TOLD have no tooltip: one path holds them all. */
void map_destinations(const struct map *map)
{
    struct page *page = &map->html->page;
    size_t n = page->run->store->tables[ROLE_DESTINATION].n;
    if (n == 0)
        return;
    text_add(page->out,
             "<use class=\"casing\" href=\"#places\"/>\n<g id=\"places\" class=\"place\">\n");
    for (size_t row = 0; row < n && row < MOST_TOLD; row++) {
        long place[2];
        if (at(map, row, place))
            add_told(map, row, place);
    }
    if (n > MOST_TOLD) {
        text_add(page->out, "<path d=\"");
        for (size_t row = MOST_TOLD; row < n; row++) {
            long place[2];
            if (at(map, row, place))
                text_addf(page->out, "M%ld %ldh1", place[0], place[1]);
        }
        text_add(page->out, "\"/>\n");
    }
    text_add(page->out, "</g>\n");
}
