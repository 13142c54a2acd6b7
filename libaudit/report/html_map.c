/* SPDX-License-Identifier: MIT
 *
 * The map of the HTML report: every street as a path of an inline SVG in the colour of its class.
 * Each path carries the letters of all profiles, so that the script can show another one; without
 * the script the map shows the worst of all. Large networks share one path per combination of
 * letters: then streets have no tooltips, but the page stays small. */
#include "report/html_map.h"

#include "report/style.h"

#include <stdlib.h>
#include <string.h>

#define MOST_PATHS 12000
#define MOST_CONTEXT 6000 /* more elements would make the page too large */
#define MARGIN_M 20.0

/* ---- letters: class names of the style sheet ------------------------------------------------- */

/* In drawing order. Small letters: not known, on the colour of the score so far (as in QGIS). */
static const char order[] = "nAaBbCcudDeEx";

static char letter_of_score(int32_t score)
{
    double points = score / (double)SCORE_UNIT;
    return points >= 90 ? 'a' : points >= 75 ? 'b' : points >= 60 ? 'c' : points >= 40 ? 'd' : 'e';
}

static bool known_so_far(const struct score *score)
{
    return score->grade == GRADE_UNKNOWN && score->score != SCORE_NULL &&
           score->coverage >= SCORE_UNIT / 4;
}

static char letter_of(uint8_t grade, int32_t so_far)
{
    static const char letters[GRADE_COUNT] = {'n', 'A', 'B', 'C', 'u', 'D', 'E', 'x'};
    return grade == GRADE_UNKNOWN && so_far != SCORE_NULL ? letter_of_score(so_far) : letters[grade];
}

static void find_letters(const struct run *run, enum role role, size_t row, char *out)
{
    uint8_t worst = GRADE_NONE;
    int32_t lowest = SCORE_NULL;
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        const struct score *score = &run->results->roles[role].scores[p][row];
        bool known = known_so_far(score);
        if (known && (lowest == SCORE_NULL || score->score < lowest))
            lowest = score->score;
        worst = score->grade > worst ? score->grade : worst;
        out[1 + p] = letter_of(score->grade, known ? score->score : SCORE_NULL);
    }
    out[0] = letter_of(worst, lowest);
    out[1 + run->plan->n_profiles] = '\0';
}

/* ---- extent ---------------------------------------------------------------------------------- */

/* A map is never much higher than wide, nor a strip: a report is read on screens and on paper. */
static bool find_extent(struct map *map)
{
    const struct elements *e = &map->html->page.run->store->tables[map->role];
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (size_t row = 0; row < e->n; row++)
        for (uint32_t k = e->shapes.point[e->shapes.part[row]];
             map_draws(map, row) && k < e->shapes.point[e->shapes.part[row + 1]]; k++)
            for (int axis = 0; axis < 2; axis++) {
                low[axis] = fmin(low[axis], e->shapes.xy[2 * (size_t)k + (size_t)axis]);
                high[axis] = fmax(high[axis], e->shapes.xy[2 * (size_t)k + (size_t)axis]);
            }
    if (!(low[0] <= high[0]) || !isfinite(high[0] - low[0]) || !isfinite(high[1] - low[1]))
        return false;
    double size[2] = {high[0] - low[0], high[1] - low[1]};
    double margin = fmax(MARGIN_M, 0.02 * fmax(size[0], size[1]));
    double width = ceil(size[0] + 2 * margin), height = ceil(size[1] + 2 * margin);
    width = ceil(fmax(width, height));
    height = ceil(fmax(height, 0.6 * width));
    map->west = (low[0] + high[0] - width) / 2;
    map->north = (low[1] + high[1] + height) / 2;
    map->width = 10 * width;
    map->height = 10 * height;
    return true;
}

/* ---- streets --------------------------------------------------------------------------------- */

struct drawn {
    const char *grades;
    size_t row;
};

static int compare_drawn(const void *a, const void *b)
{
    const struct drawn *left = a, *right = b;
    const char *l = strchr(order, left->grades[0]), *r = strchr(order, right->grades[0]);
    int by = l != r ? (l < r ? -1 : 1) : strcmp(left->grades, right->grades);
    return by != 0 ? by : left->row < right->row ? -1 : left->row > right->row;
}

static bool has_anchor(const struct html *html, size_t row)
{
    for (size_t i = 0; i < html->n_worst; i++)
        if (html->worst[i] == row)
            return true;
    return false;
}

static const char *class_label(const struct page *page, char letter)
{
    static const enum grade grades[] = {GRADE_NONE,    GRADE_A,       GRADE_B, GRADE_C,
                                        GRADE_UNKNOWN, GRADE_D,       GRADE_E, GRADE_BLOCKED};
    static const char letters[] = "nABCuDEx";
    const char *at = strchr(letters, letter);
    return both_in(style_class_labels[at != NULL ? grades[at - letters] : GRADE_UNKNOWN],
                   page->language);
}

static const char *street_name(const struct page *page, enum role role, size_t row)
{
    const struct elements *e = &page->run->store->tables[role];
    const struct pool *pool = &page->run->store->pool;
    bool arabic = strcmp(page->language, "ar") == 0;
    const char *first = pool_text(pool, element_text(e, arabic ? F_name_ar : F_name, row));
    const char *second = pool_text(pool, element_text(e, arabic ? F_name : F_name_ar, row));
    return first != NULL && first[0] != '\0' ? first : second != NULL ? second : "";
}

static void add_street(const struct map *map, const struct drawn *street, bool told)
{
    struct page *page = &map->html->page;
    bool anchor = has_anchor(map->html, street->row);
    if (anchor)
        text_addf(page->out, "<path id=\"s%zu\" data-g=\"%s\" d=\"", street->row, street->grades);
    else
        text_addf(page->out, "<path data-g=\"%s\" d=\"", street->grades);
    map_line(map, street->row, page->out);
    const char *name = street_name(page, map->role, street->row);
    if (!told && !anchor) {
        text_add(page->out, "\"/>\n");
        return;
    }
    text_add(page->out, "\"><title>");
    text_xml(page->out, name);
    text_add(page->out, name[0] != '\0' ? " · " : "");
    text_xml(page->out, class_label(page, street->grades[0]));
    text_add(page->out, "</title></path>\n");
}

/* Streets of the same letters in one path; those that a table points to have their own. */
static void add_streets_together(const struct map *map, const struct drawn *drawn, size_t n)
{
    struct page *page = &map->html->page;
    size_t plain = 0;
    for (size_t i = 0; i < n; i++)
        plain += !has_anchor(map->html, drawn[i].row);
    if (plain > 0)
        text_addf(page->out, "<path data-g=\"%s\" d=\"", drawn[0].grades);
    for (size_t i = 0; i < n; i++)
        if (!has_anchor(map->html, drawn[i].row))
            map_line(map, drawn[i].row, page->out);
    text_add(page->out, plain > 0 ? "\"/>\n" : "");
    for (size_t i = 0; i < n; i++)
        if (has_anchor(map->html, drawn[i].row))
            add_street(map, &drawn[i], true);
}

/* A group of one class. */
static void add_class(const struct map *map, const struct drawn *drawn, size_t n, bool together)
{
    struct page *page = &map->html->page;
    text_addf(page->out, "<g class=\"%c\"><title>", drawn[0].grades[0]);
    text_xml(page->out, class_label(page, drawn[0].grades[0]));
    text_add(page->out, "</title>\n");
    for (size_t i = 0, next; i < n; i = next) {
        for (next = i + 1; together && next < n; next++)
            if (strcmp(drawn[next].grades, drawn[i].grades) != 0)
                break;
        if (together)
            add_streets_together(map, drawn + i, next - i);
        else
            add_street(map, &drawn[i], street_name(page, map->role, drawn[i].row)[0] != '\0');
    }
    text_add(page->out, "</g>\n");
}

static void add_streets(const struct map *map)
{
    struct page *page = &map->html->page;
    const struct elements *e = &page->run->store->tables[map->role];
    struct drawn *drawn = ARENA_ARRAY(&map->html->arena, e->n, struct drawn);
    size_t n = 0;
    if (drawn == NULL) {
        page->out->failed = true;
        return;
    }
    for (size_t row = 0; row < e->n; row++)
        if (map->grades[row][0] != '\0')
            drawn[n++] = (struct drawn){map->grades[row], row};
    if (n > 0)
        qsort(drawn, n, sizeof *drawn, compare_drawn);
    text_add(page->out, "<use class=\"casing\" href=\"#net\"/>\n<g id=\"net\">\n");
    for (size_t i = 0, next; i < n; i = next) {
        for (next = i + 1; next < n && drawn[next].grades[0] == drawn[i].grades[0]; next++)
            ;
        add_class(map, drawn + i, next - i, n > MOST_PATHS);
    }
    text_add(page->out, "</g>\n");
}

/* For orientation only: streets that are not judged, and what the findings lie on. */
static void add_context(const struct map *map)
{
    static const enum role others[] = {ROLE_SIDEWALK, ROLE_FOOTWAY, ROLE_CROSSING, ROLE_STEPS};
    struct page *page = &map->html->page;
    const struct store *store = page->run->store;
    size_t n = 0;
    text_add(page->out, "<path class=\"out\" d=\"M0 0");
    for (size_t row = 0; row < store->tables[map->role].n; row++)
        if (store->tables[map->role].scope[row] != SCOPE_YES && map_draws(map, row))
            map_line(map, row, page->out);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        n += others[i] != map->role ? store->tables[others[i]].n : 0;
    for (size_t i = 0; n <= MOST_CONTEXT && i < sizeof others / sizeof others[0]; i++) {
        struct map other = *map;
        other.role = others[i];
        for (size_t row = 0; other.role != map->role && row < store->tables[other.role].n; row++)
            if (map_draws(&other, row))
                map_line(&other, row, page->out);
    }
    text_add(page->out, "\"/>\n");
}

/* ---- around it ------------------------------------------------------------------------------- */

static void add_tools(const struct map *map)
{
    struct page *page = &map->html->page;
    static const char *const buttons[][3] = {{"in", "+", "html.zoom_in"},
                                             {"out", "−", "html.zoom_out"},
                                             {"all", NULL, "html.zoom_all"}};
    text_add(page->out, "<div class=\"tools\" hidden=\"hidden\"><label>");
    html_word(page, "html.show");
    text_addf(page->out, " <select id=\"who\"><option value=\"0\">%s</option>\n",
              word(page, "html.everyone"));
    for (size_t p = 0; p < page->run->plan->n_profiles; p++) {
        text_addf(page->out, "<option value=\"%zu\">", p + 1);
        text_xml(page->out, both_in(page->run->plan->profiles[p]->title, page->language));
        text_add(page->out, "</option>\n");
    }
    text_add(page->out, "</select></label>\n");
    for (size_t i = 0; i < sizeof buttons / sizeof buttons[0]; i++) {
        const char *label = word(page, buttons[i][2]);
        text_addf(page->out, "<button type=\"button\" data-zoom=\"%s\"", buttons[i][0]);
        if (buttons[i][1] != NULL)
            text_addf(page->out, " aria-label=\"%s\"", label);
        text_addf(page->out, ">%s</button>\n", buttons[i][1] != NULL ? buttons[i][1] : label);
    }
    text_add(page->out, "</div>\n");
}

/* Legend of the findings and their switches in one; without the script only the legend. */
static void add_severities(struct page *page)
{
    text_add(page->out, "<fieldset id=\"severities\" class=\"key\"><legend>");
    html_word(page, "html.show_findings");
    text_add(page->out, "</legend>\n");
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        text_addf(page->out,
                  "<label><input type=\"checkbox\" hidden=\"hidden\" value=\"%s\"/> ",
                  severity_names[s]);
        html_severity(page, (enum severity)s);
        text_add(page->out, "</label>\n");
    }
    text_add(page->out, "</fieldset>\n");
}

static void add_legend(const struct map *map)
{
    static const char letters[] = "ABCDExun";
    struct page *page = &map->html->page;
    text_add(page->out, "<ul class=\"key\" id=\"classes\">");
    for (size_t i = 0; letters[i] != '\0'; i++) {
        const char *label = class_label(page, letters[i]);
        bool graded = letters[i] >= 'A' && letters[i] <= 'E';
        text_addf(page->out,
                  "<li data-c=\"%c\"><svg class=\"sample\" viewBox=\"0 0 36 16\" width=\"36\" "
                  "height=\"16\" aria-hidden=\"true\"><path class=\"%c casing\" d=\"M3 8h30\"/>"
                  "<path class=\"%c\" d=\"M3 8h30\"/></svg> <span>",
                  letters[i], letters[i], letters[i]);
        if (graded && strncmp(label, "A", 1) != 0 && strcmp(page->language, "ar") == 0)
            text_addf(page->out, "<b>%c</b> – ", letters[i]);
        html_text(page, label);
        text_add(page->out, "</span></li>\n");
    }
    text_add(page->out, "</ul>\n<p class=\"note\">");
    html_word(page, "html.map_note");
    text_add(page->out, "</p>\n");
}

/* The map in numbers, for those who don't see it: how many segments of which class, for whom. */
static void add_class_table(const struct map *map)
{
    static const enum grade grades[] = {GRADE_A,       GRADE_B,       GRADE_C, GRADE_D, GRADE_E,
                                        GRADE_BLOCKED, GRADE_UNKNOWN};
    enum { N = sizeof grades / sizeof grades[0] };
    struct page *page = &map->html->page;
    const struct run *run = page->run;
    struct layout layout = {.n_columns = N + 1, .align = "lrrrrrrr"};
    layout_cell(&layout, word(page, "html.col_user"));
    for (size_t i = 0; i < N; i++)
        layout_cell(&layout, word_of(page, "class", grade_names[grades[i]]));
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        layout_cell(&layout, both_in(run->plan->profiles[p]->title, page->language));
        for (size_t i = 0; i < N; i++) {
            size_t n = 0;
            for (size_t row = 0; row < run->store->tables[map->role].n; row++)
                n += map->grades[row][0] != '\0' &&
                     run->results->roles[map->role].scores[p][row].grade == grades[i];
            layout_number(&layout, n);
        }
    }
    add_heading(page, word(page, map->role == ROLE_STREET ? "html.classes_streets"
                                                          : "html.classes_sidewalks"));
    layout_print(&layout, page);
}

/* A length that fits into a fifth of the map: 1, 2 or 5 of a power of ten. */
static void add_scale_bar(const struct map *map)
{
    struct page *page = &map->html->page;
    double most = map->width / 10 / 5, length = pow(10, floor(log10(most)));
    length *= 5 * length <= most ? 5 : 2 * length <= most ? 2 : 1;
    text_addf(page->out,
              "<div class=\"scale\"><svg class=\"mirror\" viewBox=\"0 0 %.0f 40\" "
              "aria-hidden=\"true\" preserveAspectRatio=\"none\"><rect id=\"scale-bar\" "
              "width=\"%.0f\" height=\"40\"/></svg><span id=\"scale-text\" data-unit=\"%s\">%.0f "
              "%s</span></div>\n",
              map->width, length * 10, word(page, "unit.m"), length, word(page, "unit.m"));
}

/* Many dots are drawn smaller, or they would hide the streets; the script lets them grow. */
static const char *map_dot_size(size_t n_findings)
{
    return n_findings <= 150 ? "1" : n_findings <= 600 ? "0.75" : "0.55";
}

static void add_drawing(const struct map *map)
{
    struct page *page = &map->html->page;
    struct text unit = {0};
    text_fixed(&unit, map->width / MAP_PIXELS, 2);
    text_addf(page->out,
              "<div style=\"--ratio:%.0f/%.0f\">\n<div class=\"map\" id=\"map-box\"><svg id=\"map-svg\" "
              "viewBox=\"0 0 %.0f %.0f\" style=\"--u:%s;--m:%s\" role=\"img\" "
              "aria-labelledby=\"map-title\"><title id=\"map-title\">",
              map->width, map->height, map->width, map->height,
              unit.data != NULL ? unit.data : "1",
              map_dot_size(page->run->results->n_findings));
    text_xml(page->out, word(page, "html.map_title"));
    text_add(page->out, "</title>\n");
    add_context(map);
    add_streets(map);
    map_findings(map);
    map_names(map);
    text_add(page->out, "</svg>\n</div>\n");
    add_scale_bar(map);
    text_add(page->out, "</div>\n<p id=\"map-says\" class=\"says\" role=\"status\" hidden=\"hidden\"></p>\n");
    page->out->failed = page->out->failed || unit.failed;
    text_free(&unit);
}

void html_map(struct html *html)
{
    const struct run *run = html->page.run;
    struct map map = {.html = html, .role = segment_role(run)};
    const struct elements *e = &run->store->tables[map.role];
    html_section(html, "map");
    map.grades = arena_alloc(&html->arena, e->n, sizeof *map.grades);
    html->page.out->failed = html->page.out->failed || map.grades == NULL;
    if (map.grades != NULL && find_extent(&map)) {
        for (size_t row = 0; row < e->n; row++)
            if (e->scope[row] == SCOPE_YES && map_draws(&map, row))
                find_letters(run, map.role, row, map.grades[row]);
        map_choose_tolerance(&map);
        add_tools(&map);
        add_drawing(&map);
        add_severities(&html->page);
        add_legend(&map);
        add_class_table(&map);
    } else {
        html_element(&html->page, "p", NULL, word(&html->page, "text.no_segments"));
    }
    html_section_end(html);
}
