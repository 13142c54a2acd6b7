/* SPDX-License-Identifier: MIT
 *
 * The parts around the drawing of the HTML report's map: its switches (which need the script, and
 * are hidden without), the legend, and the same in numbers. report.js finds its elements by the ids
 * and data- attributes that are written here. */
#include "report/html/html_map.h"
#include "report/segment.h"

#include "report/style/style.h"

#include <string.h>

/* Writes the choice of a user (0 = all together, else 1 + profile: the place of the letter in
 * data-g) and the buttons. "Densest part" exists only where the whole is larger than that view. A
 * button with a sign has its name in aria-label, one without shows it. */
void map_add_tools(const struct map *map)
{
    struct page *page = &map->html->page;
    /* data-zoom for the script; a sign on the button, NULL = its name; the key of its name. */
    static const char *const buttons[][3] = {{"in", "+", "html.zoom_in"},
                                             {"out", "−", "html.zoom_out"},
                                             {"all", NULL, "html.zoom_all"},
                                             {"first", NULL, "html.zoom_first"}};
    size_t n = sizeof buttons / sizeof buttons[0] - (map->drawing.whole[2] > 0 ? 0 : 1);
    text_add(page->out, "<div class=\"tools\" hidden=\"hidden\"><label>");
    html_word(page, "html.show");
    text_addf(page->out, " <select id=\"who\"><option value=\"0\">%s</option>\n",
              word(page, "html.everyone"));
    for (size_t p = 0; p < page->run->plan->n_profiles; p++) {
        text_addf(page->out, "<option value=\"%zu\">", p + 1);
        text_xml(page->out, phrase_in(page->run->plan->profiles[p]->title, page->language));
        text_add(page->out, "</option>\n");
    }
    text_add(page->out, "</select></label>\n");
    for (size_t i = 0; i < n; i++) {
        const char *label = word(page, buttons[i][2]);
        text_addf(page->out, "<button type=\"button\" data-zoom=\"%s\"", buttons[i][0]);
        if (buttons[i][1] != NULL)
            text_addf(page->out, " aria-label=\"%s\"", label);
        text_addf(page->out, ">%s</button>\n", buttons[i][1] != NULL ? buttons[i][1] : label);
    }
    text_add(page->out, "</div>\n");
}

/* Legend of the findings and their switches in one; without the script only the legend. */
void map_add_severities(struct page *page)
{
    text_add(page->out, "<fieldset id=\"severities\" class=\"key\"><legend>");
    html_word(page, "html.show_findings");
    text_add(page->out, "</legend>\n");
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        text_addf(page->out, "<label><input type=\"checkbox\" hidden=\"hidden\" value=\"%s\"/> ",
                  severity_names[s]);
        html_severity(page, (enum severity)s);
        text_add(page->out, "</label>\n");
    }
    text_add(page->out, "</fieldset>\n");
}

/* Writes a sample of each class, A to E, blocked, unknown, none; data-c gives the script the
 * label of a letter. A label that does not begin with its letter gets it in front.
 *   <li data-c="E"><svg class="sample" …/> <span>E — very poor</span></li> */
void map_add_legend(const struct map *map)
{
    static const char letters[] = "ABCDExun";
    struct page *page = &map->html->page;
    text_add(page->out, "<ul class=\"key\" id=\"classes\">");
    for (size_t i = 0; letters[i] != '\0'; i++) {
        const char *label = map_class_label(page, letters[i]);
        bool has_letter = letters[i] >= 'A' && letters[i] <= 'E';
        text_addf(page->out,
                  "<li data-c=\"%c\"><svg class=\"sample\" viewBox=\"0 0 36 16\" width=\"36\" "
                  "height=\"16\" aria-hidden=\"true\"><path class=\"%c casing\" d=\"M3 8h30\"/>"
                  "<path class=\"%c\" d=\"M3 8h30\"/></svg> <span>",
                  letters[i], letters[i], letters[i]);
        if (has_letter && label[0] != letters[i])
            text_addf(page->out, "<b>%c</b> – ", letters[i]);
        html_text(page, label);
        text_add(page->out, "</span></li>\n");
    }
    text_add(page->out, "</ul>\n<p class=\"note\">");
    html_word(page, "html.map_note");
    text_add(page->out, "</p>\n");
}

/* The map in numbers, for those who don't see it: a row per user, segments by class. */
void map_add_class_table(const struct map *map)
{
    static const enum score_class classes[] = {
        SCORE_CLASS_A, SCORE_CLASS_B,       SCORE_CLASS_C,      SCORE_CLASS_D,
        SCORE_CLASS_E, SCORE_CLASS_BLOCKED, SCORE_CLASS_UNKNOWN};
    enum { N = sizeof classes / sizeof classes[0] };
    struct page *page = &map->html->page;
    const struct run *run = page->run;
    struct layout layout = {.n_columns = N + 1, .align = "lrrrrrrr"};
    layout_cell(&layout, word(page, "html.col_user"));
    for (size_t i = 0; i < N; i++)
        layout_cell(&layout, word_of(page, "class", score_class_names[classes[i]]));
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        layout_cell(&layout, phrase_in(run->plan->profiles[p]->title, page->language));
        for (size_t i = 0; i < N; i++) {
            size_t n = 0;
            for (size_t row = 0; row < map->n; row++)
                n += map->classes[row][0] != '\0' &&
                     unit_score(run, map->role, p, row)->class == classes[i];
            layout_number(&layout, n);
        }
    }
    text_add(page->out, "<details><summary>");
    html_word(page, "html.in_numbers");
    text_add(page->out, "</summary>\n");
    add_heading(page, word(page, map->role == ROLE_STREET ? "html.classes_streets"
                                                          : "html.classes_sidewalks"));
    layout_print(&layout, page);
    text_add(page->out, "</details>\n");
}
