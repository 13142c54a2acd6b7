/* SPDX-License-Identifier: MIT
 *
 * The findings on the HTML report's map. A dot per place in the colour of the worst finding there;
 * the gravest have a tooltip and lead to their rule and street, all others of a severity share one
 * path.
 *
 * Findings of one element at one point become one dot with the worst severity: they are neighbours
 * in results->findings. Dots are sorted by severity; the first MOST_TOLD get tooltips and links,
 * the rest of a severity is one path. Cost: n log n.
 *
 *   <use class="casing" href="#marks"/>
 *   <g id="marks"><g class="serious" data-s="serious">
 *     <path d="M120 340h1" data-r="ramp-slope" data-g="17"><title>serious: …; …</title></path>
 *     <path d="M400 80h1m20 7h1"><title>serious</title></path></g></g>
 *
 * A dot is a stroke of 10 cm with thick ends: PDF viewers leave out strokes of length 0. */
#include "report/html/html_map.h"
#include "report/segment.h"

#include <stdlib.h>
#include <string.h>

#define MOST_TOLD 600  /* dots with a tooltip                                         */
#define MOST_SHOWN 400 /* dots shown at once; the others wait for their switch        */
#define MOST_CRITICAL 1500 /* the same of critical ones, which hide last            */
#define BAND_DM 1000       /* height of a band of compare_places, in decimetres     */

/* ---- findings ------------------------------------------------------------------------------- */

/* Findings [first, first + n) of one element that lie at one place. */
struct mark {
    size_t first, n;
    enum severity severity;
    long at[2]; /* decimetres of the drawing */
};

/* Gravest first; of one severity in the order of the findings. */
static int compare_marks(const void *a, const void *b)
{
    const struct mark *left = a, *right = b;
    if (left->severity != right->severity)
        return left->severity > right->severity ? -1 : 1;
    return left->first < right->first ? -1 : left->first > right->first;
}

/* Fills `marks` (room for all findings) in the order of compare_marks; returns how many. A finding
 * joins the mark before it when element and place are the same: findings are sorted by element, and
 * nearly all of one element lie at one place. Unknown outcomes and findings without a place have no
 * mark. */
static size_t find_marks(const struct map *map, struct mark *marks)
{
    const struct run *run = map->html->page.run;
    size_t n = 0;
    for (size_t i = 0; i < run->results->n_findings; i++) {
        const struct finding *f = &run->results->findings[i];
        struct finding_facts facts;
        long at[2];
        if (f->outcome == RASIF_UNKNOWN)
            continue;
        finding_describe(run, f, &facts);
        if (!isfinite(facts.xy[0]) || !isfinite(facts.xy[1]))
            continue;
        drawing_point(&map->drawing, facts.xy, at);
        const struct finding *g = n > 0 ? &run->results->findings[marks[n - 1].first] : NULL;
        if (g != NULL && marks[n - 1].first + marks[n - 1].n == i && g->role == f->role &&
            g->row == f->row && marks[n - 1].at[0] == at[0] && marks[n - 1].at[1] == at[1]) {
            marks[n - 1].n++;
            if (facts.severity > marks[n - 1].severity)
                marks[n - 1].severity = facts.severity;
        } else {
            marks[n++] = (struct mark){i, 1, facts.severity, {at[0], at[1]}};
        }
    }
    array_sort(marks, n, sizeof *marks, compare_marks);
    return n;
}

/* Writes a dot with its tooltip. data-r (rule of the first finding) and data-g (row of its segment)
 * are what the script makes links of; a dot that belongs to no segment lacks data-g. */
static void add_told(struct html *html, const struct mark *mark)
{
    struct page *page = &html->page;
    const struct run *run = page->run;
    const struct finding *first = &run->results->findings[mark->first];
    size_t segment = html_segment_of(html, first);
    text_addf(page->out, "<path d=\"M%ld %ldh1\" data-r=\"%s\"", mark->at[0], mark->at[1],
              run->rules->rules[first->rule].id);
    if (segment != SIZE_MAX)
        text_addf(page->out, " data-g=\"%zu\"", segment);
    text_add(page->out, "><title>");
    text_xml(page->out, word_of(page, "severity", severity_names[mark->severity]));
    for (size_t i = 0; i < mark->n; i++) {
        size_t rule = run->results->findings[mark->first + i].rule;
        text_add(page->out, word(page, i == 0 ? "list.colon" : "list.semicolon"));
        text_xml(page->out, phrase_in(run->rules->rules[rule].title, page->language));
    }
    text_add(page->out, "</title></path>\n");
}

/* In bands from west to east, so that the next one is near and its offset short. */
static int compare_places(const void *a, const void *b)
{
    const struct mark *left = a, *right = b;
    for (int i = 1; i >= 0; i--) {
        long l = i == 1 ? left->at[1] / BAND_DM : left->at[0];
        long r = i == 1 ? right->at[1] / BAND_DM : right->at[0];
        if (l != r)
            return l < r ? -1 : 1;
    }
    return left->first < right->first ? -1 : left->first > right->first;
}

/* Writes n > 0 dots as one path, and sorts them for that. Moves are relative: "h1" has left the
 * pen one unit to the east, hence dx - 1. Dots at one place are written once. */
static void add_untold(struct page *page, struct mark *marks, size_t n, const char *severity)
{
    array_sort(marks, n, sizeof *marks, compare_places);
    text_addf(page->out, "<path d=\"M%ld %ldh1", marks[0].at[0], marks[0].at[1]);
    for (size_t i = 1; i < n; i++) {
        long dx = marks[i].at[0] - marks[i - 1].at[0], dy = marks[i].at[1] - marks[i - 1].at[1];
        if (dx != 0 || dy != 0)
            text_addf(page->out, dy < 0 ? "m%ld%ldh1" : "m%ld %ldh1", dx - 1, dy);
    }
    text_add(page->out, "\"><title>");
    text_xml(page->out, word_of(page, "severity", severity));
    text_add(page->out, "</title></path>\n");
}

/* Writes the dots of one severity, the first `told` with tooltips. Not shown: hidden until its
 * switch is used. */
static void add_severity(struct html *html, struct mark *marks, size_t n, size_t told, bool shown)
{
    struct page *page = &html->page;
    const char *name = severity_names[marks[0].severity];
    told = told < n ? told : n;
    text_addf(page->out, "<g class=\"%s\" data-s=\"%s\"%s>\n", name, name,
              shown ? "" : " style=\"display:none\"");
    for (size_t i = 0; i < told; i++)
        add_told(html, &marks[i]);
    if (told < n)
        add_untold(page, marks + told, n - told, name);
    text_add(page->out, "</g>\n");
}

/* Writes the least severe first, so that graver dots cover them. begin[s] counts the graver
 * dots: they use up tooltips and, by end[s], the number that is shown at once. */
void map_findings(const struct map *map)
{
    struct page *page = &map->html->page;
    struct mark *marks =
        ARENA_ARRAY(&map->html->arena, page->run->results->n_findings + 1, struct mark);
    if (marks == NULL) {
        page->out->failed = true;
        return;
    }
    size_t n = find_marks(map, marks), begin[SEVERITY_COUNT], end[SEVERITY_COUNT];
    for (int s = 0; s < SEVERITY_COUNT; s++) {
        for (begin[s] = 0; begin[s] < n && (int)marks[begin[s]].severity > s; begin[s]++)
            ;
        for (end[s] = begin[s]; end[s] < n && (int)marks[end[s]].severity == s; end[s]++)
            ;
    }
    text_add(page->out, "<use class=\"casing\" href=\"#marks\"/>\n<g id=\"marks\">\n");
    for (int s = 0; s < SEVERITY_COUNT; s++)
        if (end[s] > begin[s])
            add_severity(map->html, marks + begin[s], end[s] - begin[s],
                         begin[s] < MOST_TOLD ? MOST_TOLD - begin[s] : 0,
                         end[s] <= (s == SEVERITY_CRITICAL ? MOST_CRITICAL : MOST_SHOWN));
    text_add(page->out, "</g>\n");
}
