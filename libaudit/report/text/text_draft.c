/* SPDX-License-Identifier: MIT
 *
 * What rasif draft prints: how much is proposed, what was left out and why. */
#include "report/draft_report.h"
#include "report/text/text_parts.h"

#include <stdio.h>

/* By enum draft_without and enum draft_uncrossed: keys under "draft". */
static const char *const without_keys[WITHOUT_COUNT] = {"draft.not_walked", "draft.by_class", "draft.tunnel",
                                                        "draft.stated",     "draft.median",   "draft.island",
                                                        "draft.drawn"};
static const char *const uncrossed_keys[UNCROSSED_COUNT] = {"draft.no_sides", "draft.short", "draft.banned",
                                                            "draft.crossed"};

static void add_kilometres(struct text *out, double metres)
{
    text_fixed(out, metres / 1000, 1);
}

/* "Proposed      12.3 km of sidewalks (345 lines), 210 crossings, 420 kerb ramps" */
static void add_proposed(struct page *page, const struct draft *draft)
{
    struct text body = {0}, km = {0}, lines = {0}, crossings = {0}, ramps = {0};
    add_kilometres(&km, draft->sidewalk_m);
    sentence_count(page->sentences, page->language, "draft.lines", draft->n_sidewalks, &lines);
    sentence_count(page->sentences, page->language, "count.crossing", draft->n_crossings, &crossings);
    sentence_count(page->sentences, page->language, "count.ramp", draft->n_ramps, &ramps);
    if (!km.failed && !lines.failed && !crossings.failed && !ramps.failed)
        sentence(page->sentences, page->language, "draft.proposed_what", &body, "km", km.data, "lines", lines.data,
                 "crossings", crossings.data, "ramps", ramps.data, NULL);
    add_labelled(page, word(page, "draft.proposed"), &body);
    text_free(&body);
    text_free(&km);
    text_free(&lines);
    text_free(&crossings);
    text_free(&ramps);
}

/* "Left out      1.2 km: a class without sidewalks" for each reason that there is. */
static void add_without(struct page *page, const struct draft *draft)
{
    const char *label = word(page, "draft.without");
    for (int i = 0; i < WITHOUT_COUNT; i++) {
        struct text body = {0}, km = {0};
        if (draft->without_m[i] < 50) /* shown as 0.0 km */
            continue;
        add_kilometres(&km, draft->without_m[i]);
        if (!km.failed)
            sentence(page->sentences, page->language, "draft.row_km", &body, "km", km.data, "why",
                     word(page, without_keys[i]), NULL);
        text_free(&km);
        add_labelled(page, label, &body);
        label = "";
        text_free(&body);
    }
}

static void add_uncrossed(struct page *page, const struct draft *draft)
{
    const char *label = word(page, "draft.uncrossed");
    for (int i = 0; i < UNCROSSED_COUNT; i++) {
        struct text body = {0};
        char n[24];
        if (draft->uncrossed[i] == 0)
            continue;
        snprintf(n, sizeof n, "%zu", draft->uncrossed[i]);
        sentence(page->sentences, page->language, "draft.row_n", &body, "n", n, "why", word(page, uncrossed_keys[i]),
                 NULL);
        add_labelled(page, label, &body);
        label = "";
        text_free(&body);
    }
}

void draft_text(const struct run *run, const struct draft *draft, struct text *out)
{
    struct page page = {.run = run, .sentences = run->sentences, .language = run->language, .out = out};
    add_proposed(&page, draft);
    add_without(&page, draft);
    add_uncrossed(&page, draft);
    add_note(&page, word(&page, "draft.note"));
    text_add(out, "\n");
}
