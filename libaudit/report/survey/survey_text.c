/* SPDX-License-Identifier: MIT
 *
 * A survey for readers (docs/survey.md): what is known now, the walks with what each settles, where to
 * start, and the elements that are worth most. Lists are cut; the file has all. */
#include "report/label.h"
#include "report/survey/survey_report.h"
#include "report/text/text_parts.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_WALKS 30
#define MOST_ELEMENTS 10

struct survey_page {
    struct page page;
    const struct surveyed *surveyed;
};

/* "64 %" */
static void put_percent(double share, struct text *out)
{
    text_fixed(out, 100 * share, 1);
    text_add(out, " %");
}

static void take_percent(struct layout *layout, double share)
{
    struct text text = {0};
    if (share >= 0)
        put_percent(share, &text);
    layout_take(layout, &text);
}

/* "3.2": metres as kilometres. */
static void take_km(struct layout *layout, double metres)
{
    struct text text = {0};
    text_fixed(&text, metres / 1000, 2);
    layout_take(layout, &text);
}

static void add_columns(struct page *page, struct layout *layout, const char *const *keys)
{
    for (size_t i = 0; i < layout->n_columns; i++)
        layout_cell(layout, word(page, keys[i]));
}

/* ---- what is known ----------------------------------------------------------------------------- */

/* "412 of 5000 verdicts are known, 8.2 %: ..." */
static void add_now(struct survey_page *p)
{
    const struct survey_known *known = &p->surveyed->survey->known;
    struct text body = {0}, share = {0};
    char decided[24], all[24];
    snprintf(decided, sizeof decided, "%zu", known->decided);
    snprintf(all, sizeof all, "%zu", known->decided + known->unknown);
    put_percent(survey_share(p->surveyed->survey, 0), &share);
    sentence(p->page.sentences, p->page.language, "survey.now", &body, "decided", decided, "all", all, "share",
             share.data != NULL ? share.data : "", NULL);
    add_labelled(&p->page, word(&p->page, "survey.now_label"), &body);
    text_free(&body);
    text_free(&share);
}

/* "120 lines that rasif draft proposed are visited as if they were there: ..." */
static void add_proposed(struct survey_page *p)
{
    struct text note = {0};
    if (p->surveyed->survey->known.proposals == 0)
        return;
    sentence_count(p->page.sentences, p->page.language, "survey.proposals", p->surveyed->survey->known.proposals, &note);
    add_note(&p->page, note.data != NULL ? note.data : "");
    text_free(&note);
}

static void add_users(struct survey_page *p)
{
    static const char *const keys[] = {"html.col_user", "survey.col_known_km", "survey.col_all_km", "survey.col_share"};
    const struct survey_known *known = &p->surveyed->survey->known;
    struct layout layout = {.n_columns = 4, .align = "lrrr", .most = {40}};
    add_heading(&p->page, word(&p->page, "survey.users_heading"));
    add_columns(&p->page, &layout, keys);
    for (size_t i = 0; i < p->page.run->plan->n_profiles; i++) {
        layout_cell(&layout, phrase_in(p->page.run->plan->profiles[i]->title, p->page.language));
        take_km(&layout, known->known_m[i]);
        take_km(&layout, known->all_m[i]);
        take_percent(&layout, known->all_m[i] > 0 ? known->known_m[i] / known->all_m[i] : NAN);
    }
    layout_print(&layout, &p->page);
}

/* ---- walks ------------------------------------------------------------------------------------- */

/* The street where the walk begins, else its place in degrees. */
static void take_start(struct survey_page *p, const struct walk *walk, struct layout *layout)
{
    struct text text = {0};
    double lonlat[2] = {walk->start[0], walk->start[1]};
    uint32_t street = survey_start(p->surveyed, walk);
    if (street != NO_ROW)
        label_element(p->page.run, ROLE_STREET, street, p->page.language, &text);
    else if (crs_to_lonlat(p->page.run->geo->plan, 0, lonlat, 1) == 0) {
        text_fixed(&text, lonlat[0], 5);
        text_add(&text, ", ");
        text_fixed(&text, lonlat[1], 5);
    }
    layout_take(layout, &text);
}

static void add_walks(struct survey_page *p)
{
    static const char *const keys[] = {"survey.col_walk", "survey.col_km", "survey.col_time", "survey.col_visits", "survey.col_values",
                                       "survey.col_verdicts", "survey.col_coverage", "survey.col_start"};
    static const char *const with_likely[] = {"survey.col_walk", "survey.col_km", "survey.col_time", "survey.col_visits", "survey.col_values",
                                              "survey.col_verdicts", "survey.col_likely", "survey.col_coverage", "survey.col_start"};
    const struct walks *walks = p->surveyed->walks;
    bool likely = p->surveyed->survey->by_likely;
    struct layout layout = {.n_columns = likely ? 9 : 8, .align = likely ? "rrrrrrrrl" : "rrrrrrrl"};
    size_t settled = 0;
    add_heading(&p->page, word(&p->page, likely ? "survey.walks_heading_likely" : "survey.walks_heading"));
    add_columns(&p->page, &layout, likely ? with_likely : keys);
    for (size_t i = 0; i < walks->n && i < MOST_WALKS; i++) {
        const struct walk *walk = &walks->items[i];
        struct text time = {0};
        settled += walk->verdicts;
        text_addf(&time, "%ld:%02ld", lround(walk->minutes) / 60, lround(walk->minutes) % 60);
        layout_number(&layout, i + 1);
        take_km(&layout, walk->length_m);
        layout_take(&layout, &time);
        layout_number(&layout, walk->visits);
        layout_number(&layout, walk->values);
        layout_number(&layout, walk->verdicts);
        if (likely)
            layout_number(&layout, (size_t)lround(walk->likely));
        take_percent(&layout, survey_share(p->surveyed->survey, settled));
        take_start(p, walk, &layout);
    }
    layout_print(&layout, &p->page);
}

/* "All 120 walks together: 540 km, 1200 hours, ..." */
static void add_all_walks(struct survey_page *p)
{
    const struct walks *walks = p->surveyed->walks;
    struct text note = {0}, km = {0}, share = {0};
    double metres = 0, minutes = 0;
    size_t verdicts = 0;
    char n[24], hours[24];
    for (size_t i = 0; i < walks->n; i++) {
        metres += walks->items[i].length_m;
        minutes += walks->items[i].minutes;
        verdicts += walks->items[i].verdicts;
    }
    snprintf(n, sizeof n, "%zu", walks->n);
    snprintf(hours, sizeof hours, "%ld", lround(minutes / 60));
    text_fixed(&km, metres / 1000, 1);
    put_percent(survey_share(p->surveyed->survey, verdicts), &share);
    sentence(p->page.sentences, p->page.language, "survey.all_walks", &note, "n", n, "km", km.data != NULL ? km.data : "", "hours",
             hours, "share", share.data != NULL ? share.data : "", NULL);
    add_note(&p->page, note.data != NULL ? note.data : "");
    text_free(&note);
    text_free(&km);
    text_free(&share);
}

/* ---- elements ---------------------------------------------------------------------------------- */

static int compare_worth(const void *a, const void *b)
{
    const struct survey_element *const *left = a, *const *right = b;
    size_t l = visit_settled(&(*left)->visit), r = visit_settled(&(*right)->visit);
    if (l != r)
        return l > r ? -1 : 1;
    if ((*left)->settles_m > (*right)->settles_m || (*left)->settles_m < (*right)->settles_m)
        return (*left)->settles_m > (*right)->settles_m ? -1 : 1;
    return *left < *right ? -1 : *left > *right;
}

static void add_element(struct survey_page *p, const struct survey_element *element, struct layout *layout)
{
    layout_number(layout, visit_settled(&element->visit));
    layout_number(layout, visit_at_best(&element->visit));
    layout_name(layout, &p->page, (enum role)element->role, element->row);
    layout_feature(layout, &p->page, (enum role)element->role, element->row);
    layout_number(layout, field_set_count(&element->visit.ask));
}

static void add_elements(struct survey_page *p)
{
    static const char *const keys[] = {"survey.col_verdicts", "survey.col_best", "survey.col_what", "survey.col_feature",
                                       "survey.col_values"};
    const struct survey *survey = p->surveyed->survey;
    struct layout layout = {.n_columns = 5, .align = "rrllr", .most = {0, 0, 56, 24}};
    const struct survey_element **order = malloc((survey->n + 1) * sizeof *order);
    if (order == NULL) {
        p->page.out->failed = true;
        return;
    }
    for (size_t i = 0; i < survey->n; i++)
        order[i] = &survey->elements[i];
    array_sort(order, survey->n, sizeof *order, compare_worth);
    add_heading(&p->page, word(&p->page, "survey.elements_heading"));
    add_columns(&p->page, &layout, keys);
    for (size_t i = 0; i < survey->n && i < MOST_ELEMENTS; i++)
        add_element(p, order[i], &layout);
    layout_print(&layout, &p->page);
    free(order);
}

rasif_status survey_text(const struct surveyed *surveyed, struct text *out, rasif_error *err)
{
    const struct run *run = surveyed->run;
    struct survey_page p = {.page = {.run = run, .sentences = run->sentences, .language = run->language, .out = out},
                            .surveyed = surveyed};
    const struct survey_known *known = &surveyed->survey->known;
    if (known->decided + known->unknown == 0) {
        add_note(&p.page, word(&p.page, "survey.nothing_drawn"));
        text_add(out, "\n");
        return out->failed ? fail_memory(err) : RASIF_OK;
    }
    add_now(&p);
    add_proposed(&p);
    add_users(&p);
    if (surveyed->survey->n == 0) {
        add_note(&p.page, word(&p.page, "survey.nothing"));
    } else {
        add_walks(&p);
        add_all_walks(&p);
        add_elements(&p);
        add_note(&p.page, word(&p.page, "survey.note"));
        if (surveyed->survey->by_likely)
            add_note(&p.page, word(&p.page, "survey.note_likely"));
    }
    text_add(out, "\n");
    return out->failed ? fail_memory(err) : RASIF_OK;
}
