/* SPDX-License-Identifier: MIT
 *
 * A feature in the walking network: for every user the connected part that it lies in, what its
 * repair would join, and with destinations whether there is a way to them. In: the feature's own
 * columns. Nothing where it has none. */
#include "report/explain/explain_parts.h"

/* rasif_CODE_WHAT of the feature; NaN where the file has no such column or no figure. */
static double number(const struct explanation *e, size_t p, const char *what)
{
    return number_of(profile_cell(&e->feature, 0, e->profiles[p].code, what));
}

/* The sentence `key` with one figure, after what is there; nothing where there is none. */
static void add_figure(struct explanation *e, size_t p, const char *what, const char *key,
                       struct text *line)
{
    char figure[32];
    double value = number(e, p, what);
    if (isnan(value))
        return;
    number_format(figure, value);
    text_add(line, line->length > 0 ? word(&e->page, "list.semicolon") : "");
    sentence(e->page.sentences, e->page.language, key, line, "n", figure, NULL);
}

/* "repairing it alone would reconnect 141 m of what is known; destinations: no way (...)". The
 * connected part at best is named only where the feature is in none that is known to be
 * passable. */
static void network_words(struct explanation *e, size_t p, struct text *line)
{
    const struct cell *reach = profile_cell(&e->feature, 0, e->profiles[p].code, "reach");
    add_figure(e, p, "island", "explain.island", line);
    if (isnan(number(e, p, "island")))
        add_figure(e, p, "island_high", "explain.island_high", line);
    add_figure(e, p, "unlocks_m", "explain.unlocks", line);
    add_figure(e, p, "unlocks_high_m", "explain.unlocks_high", line);
    add_figure(e, p, "unlocks_streets", "explain.unlocks_streets", line);
    if (reach->type != CELL_TEXT)
        return;
    text_add(line, line->length > 0 ? word(&e->page, "list.semicolon") : "");
    sentence(e->page.sentences, e->page.language, "explain.reach", line, "answer",
             word_of(&e->page, "reach", reach->bytes), NULL);
    add_figure(e, p, "reach_m", "explain.reach_m", line);
    add_figure(e, p, "detour", "explain.detour", line);
}

void explain_network(struct explanation *e)
{
    struct text words[MOST_PROFILES] = {{0}};
    size_t n = 0;
    for (size_t p = 0; p < e->n_profiles; p++) {
        if (e->profiles[p].asked)
            network_words(e, p, &words[p]);
        n += words[p].length > 0;
    }
    if (n > 0) {
        const char *within = explain_manifest(e, "options.reach_m");
        struct text heading = {0};
        sentence(e->page.sentences, e->page.language,
                 within != NULL ? "explain.network_reach_heading" : "explain.network_heading",
                 &heading, "metres", within != NULL ? within : "", NULL);
        add_heading(&e->page, heading.data != NULL ? heading.data : "");
        text_free(&heading);
        explain_grouped(e, words);
    }
    for (size_t p = 0; p < e->n_profiles; p++)
        text_free(&words[p]);
}
