/* SPDX-License-Identifier: MIT
 *
 * The plan of works on the page: the curve of budgets, the map of works (html_plan_map.c), then the parts that the text report has, too. In:
 * run->works. The drawing repeats the first table below it, so that it is hidden from screen readers. */
#include "plan/works_plan.h"
#include "report/html/html_parts.h"

#define WIDTH 600.0
#define HEIGHT 200.0

/* "x,y" of one budget: money to the right, metres up. */
static void add_vertex(struct text *out, double money, double metres, double most_money, double most_metres)
{
    text_fixed(out, most_money > 0 ? WIDTH * money / most_money : 0, 1);
    text_add(out, ",");
    text_fixed(out, HEIGHT - (most_metres > 0 ? HEIGHT * metres / most_metres : 0), 1);
    text_add(out, " ");
}

/* Gains as a line, and above it the most that any choice could gain. */
static void add_curve(struct page *page, const struct works_plan *plan)
{
    const struct works_budget *last = &plan->budgets[plan->n_budgets - 1];
    double money = (double)last->budget, metres = last->bound;
    text_addf(page->out, "<svg class=\"curve mirror\" viewBox=\"-4 -4 %d %d\" aria-hidden=\"true\">"
                         "<path class=\"axis\" d=\"M0,0 V%d H%d\"/>",
              (int)WIDTH + 8, (int)HEIGHT + 8, (int)HEIGHT, (int)WIDTH);
    for (int bound = 1; bound >= 0; bound--) {
        text_addf(page->out, "<polyline class=\"%s\" points=\"0,%d ", bound ? "bound" : "gain", (int)HEIGHT);
        for (size_t i = 0; i < plan->n_budgets; i++)
            add_vertex(page->out, (double)plan->budgets[i].budget, bound ? plan->budgets[i].bound : plan->budgets[i].gain,
                       money, metres);
        text_add(page->out, "\"/>");
    }
    text_add(page->out, "</svg>\n");
    html_element(page, "p", "class=\"note\"", word(page, "plan.curve_note"));
}

void html_plan(struct html *html)
{
    const struct works_plan *plan = html->page.run->works;
    if (plan == NULL)
        return;
    html_section(html, "plan");
    if (plan->objective != OBJECTIVE_REACH)
        html_element(&html->page, "p", "class=\"note\"",
                     word(&html->page, plan->objective == OBJECTIVE_SCORE ? "plan.aim_score" : "plan.aim_compliance"));
    if (plan->n_budgets > 1)
        add_curve(&html->page, plan);
    if (plan->n_budgets > 0)
        html_plan_map(html, plan);
    section_plan(&html->page);
    html_section_end(html);
}
