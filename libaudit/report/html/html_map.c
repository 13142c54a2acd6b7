/* SPDX-License-Identifier: MIT
 *
 * The map of the HTML report: every street as a path of an inline SVG in the colour of its class.
 * Streets with the same letters for all profiles are one group, so that the script can show another
 * profile; without the script the map shows the worst of all. In large networks they share one
 * path: then streets have no tooltips, but the page stays small.
 *
 * Streets are sorted by their letters for all profiles, so that each group is one run and one <g>.
 * A large network has one path per group: less than half the bytes, without tooltips. Coordinates
 * are decimetres relative to the point before (drawing.c). Cost: n log n and one pass over the
 * points. */
#include "report/html/html_map.h"

#include "link/link.h"
#include "report/label.h"
#include "report/segment.h"
#include "report/style/style.h"

#include <stdlib.h>
#include <string.h>

#define MOST_BYTES 900000 /* of streets with a path and a name each */
#define MOST_CONTEXT 6000 /* more elements would make the page too large */

/* ---- letters: class names of the style sheet ------------------------------------------------- */

/* In drawing order, lowest first: unknown (u) lies over the good classes and under the bad ones. */
static const char order[] = "nABCuDEx";
/* By enum score_class: none, A, B, C, unknown, D, E, blocked. */
static const char letters[SCORE_CLASS_COUNT] = {'n', 'A', 'B', 'C', 'u', 'D', 'E', 'x'};

char html_letter(enum score_class class)
{
    return letters[class];
}

/* Fills map->classes of a row: a letter for all users together, then one per profile, as "xBEx".
 * The worst is the largest class; unknown counts as worse than C and better than D. */
static void find_letters(const struct run *run, enum role role, size_t row, char *out)
{
    uint8_t worst = SCORE_CLASS_NONE;
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        uint8_t class = unit_score(run, role, p, row)->class;
        worst = class > worst ? class : worst;
        out[1 + p] = letters[class];
    }
    out[0] = letters[worst];
    out[1 + run->plan->n_profiles] = '\0';
}

/* map_draws as a drawing_filter. */
static bool draws(const void *map, size_t row)
{
    return map_draws(((const struct map *)map)->shapes, row);
}

static void add_line(const struct map *map, const struct shapes *shapes, size_t row)
{
    drawing_line(&map->drawing, shapes, row, map->html->page.out);
}

/* ---- streets -----------------------------------------------------------------------------------
 *
 *   <use class="casing" href="#net"/>    all of it once more, below: the dark casing
 *   <g id="net">
 *     <g class="E"><title>E — very poor</title>        the worst class of all users
 *       <g data-g="EBE">                     the script makes one letter its class
 *         <path id="s12" d="M10 20l5 6"><title>Main Street, from …</title></path> */

/* A row that is drawn, with its letters of map->classes (borrowed). */
struct drawn {
    const char *classes;
    size_t row;
};

/* By the position of the first letter in `order`, then by all letters, so that equal ones are
 * neighbours. */
static int compare_drawn(const void *a, const void *b)
{
    const struct drawn *left = a, *right = b;
    const char *l = strchr(order, left->classes[0]), *r = strchr(order, right->classes[0]);
    int by = l != r ? (l < r ? -1 : 1) : strcmp(left->classes, right->classes);
    return by != 0 ? by : left->row < right->row ? -1 : left->row > right->row;
}

/* A letter that is not in `letters` gets the label of unknown. */
const char *map_class_label(const struct page *page, char letter)
{
    const char *at = memchr(letters, letter, sizeof letters);
    return phrase_in(style_class_label(page->sentences, at != NULL ? (enum score_class)(at - letters) : SCORE_CLASS_UNKNOWN),
                     page->language);
}

const char *map_name(const struct map *map, size_t row)
{
    const struct page *page = &map->html->page;
    struct segment_names names = {0};
    if (map->role != ROLE_STREET)
        return element_name(page->run, map->role, row, page->language);
    segment_names(page->run, row, page->language, &names);
    return names.name;
}

/* The tooltip; that of a segment names the streets at its ends. */
static void add_title(const struct map *map, size_t row, struct text *out)
{
    const struct page *page = &map->html->page;
    if (map->role == ROLE_STREET)
        label_segment(page->run, row, page->language, out);
    else
        label_element(page->run, map->role, row, page->language, out);
}

/* Only listed segments have an id, because only the list and the sheets link to one. A street
 * without a name has no tooltip: the script shows its class all the same. */
static void add_street(const struct map *map, size_t row)
{
    struct page *page = &map->html->page;
    struct text title = {0};
    const char *name = map_name(map, row);
    if (map->html->is_listed[row])
        text_addf(page->out, "<path id=\"s%zu\" d=\"", row);
    else
        text_add(page->out, "<path d=\"");
    add_line(map, map->shapes, row);
    if (name == NULL || name[0] == '\0') {
        text_add(page->out, "\"/>\n");
        return;
    }
    add_title(map, row, &title);
    text_add(page->out, "\"><title>");
    text_xml(page->out, title.data != NULL ? title.data : "");
    text_add(page->out, "</title></path>\n");
    page->out->failed = page->out->failed || title.failed;
    text_free(&title);
}

/* Writes the group of streets with the same letters. together: all of them in one
 * path, without ids and tooltips. */
static void add_alike(const struct map *map, const struct drawn *drawn, size_t n, bool together)
{
    struct page *page = &map->html->page;
    text_addf(page->out, "<g data-g=\"%s\">\n", drawn[0].classes);
    text_add(page->out, together ? "<path d=\"M0 0" : "");
    for (size_t i = 0; i < n; i++)
        if (together)
            add_line(map, map->shapes, drawn[i].row);
        else
            add_street(map, drawn[i].row);
    text_add(page->out, together ? "\"/>\n</g>\n" : "</g>\n");
}

/* Writes the group of one class, with its label as the tooltip of streets that have none. */
static void add_class(const struct map *map, const struct drawn *drawn, size_t n, bool together)
{
    struct page *page = &map->html->page;
    text_addf(page->out, "<g class=\"%c\"><title>", drawn[0].classes[0]);
    text_xml(page->out, map_class_label(page, drawn[0].classes[0]));
    text_add(page->out, "</title>\n");
    for (size_t i = 0, next; i < n; i = next) {
        for (next = i + 1; next < n; next++)
            if (strcmp(drawn[next].classes, drawn[i].classes) != 0)
                break;
        add_alike(map, drawn + i, next - i, together);
    }
    text_add(page->out, "</g>\n");
}

static void add_classes(const struct map *map, const struct drawn *drawn, size_t n, bool together)
{
    for (size_t i = 0, next; i < n; i = next) {
        for (next = i + 1; next < n && drawn[next].classes[0] == drawn[i].classes[0]; next++)
            ;
        add_class(map, drawn + i, next - i, together);
    }
}

/* Writes a path per street first; when that takes more than MOST_BYTES, cuts the page back and
 * writes shared paths instead. The size is known only then, because simplified lines differ much
 * in length. */
static void add_streets(const struct map *map)
{
    struct page *page = &map->html->page;
    struct drawn *drawn = ARENA_ARRAY(&map->html->arena, map->n, struct drawn);
    size_t n = 0;
    if (drawn == NULL) {
        page->out->failed = true;
        return;
    }
    for (size_t row = 0; row < map->n; row++)
        if (map->classes[row][0] != '\0')
            drawn[n++] = (struct drawn){map->classes[row], row};
    array_sort(drawn, n, sizeof *drawn, compare_drawn);
    text_add(page->out, "<use class=\"casing\" href=\"#net\"/>\n<g id=\"net\">\n");
    size_t start = page->out->length;
    add_classes(map, drawn, n, false);
    if (!page->out->failed && page->out->length - start > MOST_BYTES) {
        page->out->length = start;
        add_classes(map, drawn, n, true);
        map->html->together = true;
    }
    text_add(page->out, "</g>\n");
}

/* Draws thin grey lines for orientation, without tooltips: rows of the map's role that are
 * not judged, and the sidewalks, footways, crossings and steps on which findings lie. Of these four
 * none is drawn where they are more than MOST_CONTEXT together. */
static void add_context(const struct map *map)
{
    static const enum role others[] = {ROLE_SIDEWALK, ROLE_FOOTWAY, ROLE_CROSSING, ROLE_STEPS};
    struct page *page = &map->html->page;
    const struct store *store = page->run->store;
    size_t n = 0;
    text_add(page->out, "<path class=\"out\" d=\"M0 0");
    const struct elements *e = &store->tables[map->role];
    for (size_t row = 0; row < e->n; row++)
        if (e->scope[row] != SCOPE_YES && map_draws(&e->shapes, row))
            add_line(map, &e->shapes, row);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        n += others[i] != map->role ? store->tables[others[i]].n : 0;
    for (size_t i = 0; n <= MOST_CONTEXT && i < sizeof others / sizeof others[0]; i++) {
        const struct elements *other = &store->tables[others[i]];
        for (size_t row = 0; others[i] != map->role && row < other->n; row++)
            if (map_draws(&other->shapes, row))
                add_line(map, &other->shapes, row);
    }
    text_add(page->out, "\"/>\n");
}

/* Later elements cover earlier ones: ground, context, streets, findings, destinations, names.
 * The script fills the line #map-says when the reader points at a street or a finding. */
static void add_drawing(const struct map *map)
{
    struct page *page = &map->html->page;
    drawing_open(&map->drawing, page->out, map_dot_size(map), word(page, "html.map_title"));
    map_add_ground(map);
    add_context(map);
    map_add_outline(map);
    add_streets(map);
    map_findings(map);
    map_destinations(map);
    map_names(map);
    drawing_close(&map->drawing, page->out, page->sentences, page->language);
    text_addf(page->out,
              "<p id=\"map-says\" class=\"says\" role=\"status\" hidden=\"hidden\" "
              "data-list=\"%s\" data-sheet=\"%s\" data-rule=\"%s\"></p>\n",
              word(page, "html.in_the_list"), word(page, "html.sheet"), word(page, "html.its_rule"));
    map_add_outside(map);
}

/* Sets shapes, n and classes (zeroed: no row is drawn yet); false = no memory. html_map frees
 * map->lines. */
static bool begin(struct map *map)
{
    const struct store *store = map->html->page.run->store;
    map->shapes = &store->tables[map->role].shapes;
    map->n = unit_count(map->html->page.run, map->role);
    if (map->role == ROLE_STREET) {
        if (!segment_shapes(store, &map->lines))
            return false;
        map->shapes = &map->lines;
    }
    map->classes = arena_alloc(&map->html->arena, map->n, sizeof *map->classes);
    return map->classes != NULL;
}

/* html->drawing is copied before the tolerance is chosen: links need only the frame. */
static void add_all(struct map *map)
{
    const struct run *run = map->html->page.run;
    for (size_t row = 0; row < map->n; row++)
        if (unit_counts(run, map->role, row) && map_draws(map->shapes, row))
            find_letters(run, map->role, row, map->classes[row]);
    map->html->drawing = map->drawing;
    if (!drawing_choose_tolerance(&map->drawing, map->shapes, draws, map))
        map->html->page.out->failed = true;
    map_add_tools(map);
    add_drawing(map);
    map_add_severities(&map->html->page);
    map_add_legend(map);
    map_add_class_table(map);
}

/* Without anything to draw a sentence stands in place of the map; html->drawing.width stays 0,
 * so that html_to_map and html_to_place write no links. */
void html_map(struct html *html)
{
    struct map map = {.html = html, .role = segment_role(html->page.run)};
    html_section(html, "map");
    bool good = begin(&map);
    html->page.out->failed = html->page.out->failed || !good;
    if (good && map_view(&map))
        add_all(&map);
    else
        html_element(&html->page, "p", NULL, word(&html->page, "text.no_segments"));
    html_section_end(html);
    segment_shapes_free(&map.lines);
}
