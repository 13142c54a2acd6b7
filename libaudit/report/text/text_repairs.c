/* SPDX-License-Identifier: MIT
 *
 * What to do first, in reports for readers: why elements are blocked, by what helps against it; the
 * repairs that open most; and the hills that no repair opens. In: the ranking. Out: as plain text
 * one entry in two or three lines each, in other forms a table.
 *
 * Entries follow the ranking (ranking.h), which orders and counts. Plain text has sentences because
 * names are long; HTML and Markdown have a table of the same cells. Cost: the entries shown. */
#include "report/label.h"
#include "report/finding_sample.h"
#include "report/ranking.h"
#include "report/text/text_parts.h"

#include <stdio.h>

/* What one entry is put together from. */
struct entry {
    struct page *page;
    const struct ranked_repair *repair;
};

/* ---- causes --------------------------------------------------------------------------------- */

/* "Older person on foot | 5 | 2 | 3 | 0 | 0 | 0": blocked elements of every user, by what helps.
 * Nothing when no element is blocked. */
static void add_causes(struct page *page, const struct repair_ranking *ranking)
{
    const struct run *run = page->run;
    struct layout layout = {.n_columns = 2 + CAUSE_COUNT, .align = "lrrrrrr", .most = {40}};
    size_t n = 0;
    for (size_t p = 0; p < run->plan->n_profiles; p++)
        n += ranking->n_blocked[p];
    if (n == 0)
        return;
    add_heading(page, word(page, "repairs.causes_heading"));
    layout_cell(&layout, word(page, "html.col_user"));
    layout_cell(&layout, word(page, "text.col_blocked"));
    for (int cause = 0; cause < CAUSE_COUNT; cause++)
        layout_cell(&layout, word_of(page, "cause", cause_names[cause]));
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        layout_cell(&layout, phrase_in(run->plan->profiles[p]->title, page->language));
        layout_number(&layout, ranking->n_blocked[p]);
        for (int cause = 0; cause < CAUSE_COUNT; cause++)
            layout_number(&layout, ranking->n_by_cause[p][cause]);
    }
    layout_print(&layout, page);
    add_note(page, word(page, "repairs.causes_note"));
}

/* ---- parts of an entry ---------------------------------------------------------------------- */

/* "Sidewalk 35, Nablus Street, left side, 62 m (sidewalks:35, defect)" */
static void add_where(const struct entry *entry, struct text *out)
{
    const struct page *page = entry->page;
    const struct run *run = page->run;
    enum role role = repair_role(run, entry->repair);
    uint32_t row = repair_row(run, entry->repair);
    const struct elements *e = &run->store->tables[role];
    label_element(run, role, row, page->language, out);
    text_addf(out, " (%s:%lld%s%s)", run->store->sources[element_source(e, row)].output,
              (long long)e->fid[row], word(page, "list.comma"),
              word_of(page, "cause", cause_names[entry->repair->cause]));
}

/* "clear width 0.6 m is below 1.22 m"; the problem of a crossing may be the finding of its kerb
 * ramp, whose name then stands in front. */
static void add_problem(const struct entry *entry, struct text *out)
{
    const struct page *page = entry->page;
    const struct run *run = page->run;
    if (entry->repair->finding == SIZE_MAX) {
        text_add(out, word(page, "repairs.no_finding"));
        return;
    }
    const struct finding *finding = &run->results->findings[entry->repair->finding];
    struct finding_facts facts;
    finding_describe(run, finding, &facts);
    if (finding->role != repair_role(run, entry->repair)) {
        finding_feature(run, finding, out);
        text_add(out, word(page, "list.colon"));
    }
    finding_message(run, finding, &facts, page->language, out);
}

/* "clinic, school", by a bit for each kind of destination. */
static void add_kinds(const struct page *page, uint64_t kinds, struct text *out)
{
    const struct destinations *d = &page->run->network->reach.destinations;
    size_t start = out->length;
    for (size_t k = 0; k < d->n_kinds; k++) {
        if (!(kinds >> k & 1))
            continue;
        text_add(out, out->length > start ? word(page, "list.comma") : "");
        text_add(out, d->role == ROLE_SEAT     ? word(page, "role.seat")
                      : d->names[k] != NULL ? word_of(page, "destination", d->names[k])
                                            : word(page, "text.no_kind"));
    }
}

/* "wcm frm", by a bit for each profile. */
static void add_users(const struct page *page, unsigned users, struct text *out)
{
    size_t start = out->length;
    for (size_t p = 0; p < page->run->plan->n_profiles; p++)
        if (users >> p & 1)
            text_addf(out, "%s%s", out->length > start ? " " : "",
                      page->run->plan->profiles[p]->code);
}

/* "56 / 61": known, and at best, without thousands separators; the unit behind both. */
static void add_both(double known, double best, const char *unit, struct text *out)
{
    text_addf(out, "%lld / %lld%s%s", llround(known), llround(best), unit[0] != '\0' ? " " : "", unit);
}

/* ---- as plain text -------------------------------------------------------------------------- */

/* "Newly connects 56 / 61 streets to clinic, mosque. Joins 2441 / 2161 m. For wcm wcp frm." The
 * first sentence is left out where the repair opens no kind of destination. */
static void add_benefit(const struct entry *entry, struct text *out)
{
    const struct page *page = entry->page;
    const struct ranked_repair *repair = entry->repair;
    struct text streets = {0}, joins = {0}, kinds = {0}, users = {0};
    add_both(repair->opens[STATE_KNOWN].streets, repair->opens[STATE_BEST].streets, "", &streets);
    add_both(repair->joins_m[STATE_KNOWN], repair->joins_m[STATE_BEST], word(page, "unit.m"), &joins);
    add_kinds(page, repair->opens[STATE_KNOWN].kinds | repair->opens[STATE_BEST].kinds, &kinds);
    add_users(page, repair->users, &users);
    out->failed = out->failed || streets.failed || joins.failed || kinds.failed || users.failed;
    if (kinds.length > 0)
        sentence(page->sentences, page->language, "repairs.opens", out, "streets", streets.data,
                 "kinds", kinds.data, NULL);
    sentence(page->sentences, page->language, "repairs.joins", out, "joins", joins.data, "users",
             users.data != NULL ? users.data : "", NULL);
    text_free(&streets);
    text_free(&joins);
    text_free(&kinds);
    text_free(&users);
}

/* " 1 Sidewalk 35, Firas Street, left side, 69 m (sidewalks:35, defect): clear width 0.6 m is
 * below 1.22 m. Newly connects ..." */
static void add_entry(const struct entry *entry, size_t number)
{
    struct page *page = entry->page;
    struct text line = {0};
    char label[24];
    snprintf(label, sizeof label, "%3zu", number);
    add_where(entry, &line);
    text_add(&line, word(page, "list.colon"));
    add_problem(entry, &line);
    text_add(&line, ". ");
    add_benefit(entry, &line);
    page->out->failed = page->out->failed || line.failed;
    add_hanging(page, label, 5, &line);
    text_free(&line);
}

/* ---- as a table ----------------------------------------------------------------------------- */

/* The same in cells, with the place for the map. `reach` = there are destinations: without them
 * the columns of streets and kinds would be empty. */
static void add_row(const struct entry *entry, bool reach, struct layout *layout)
{
    const struct page *page = entry->page;
    const struct ranked_repair *repair = entry->repair;
    struct text where = {0}, problem = {0}, streets = {0}, kinds = {0}, joins = {0}, users = {0};
    double xy[2];
    element_point(page->run, repair_role(page->run, repair), repair_row(page->run, repair), xy);
    layout_place(layout, xy);
    add_where(entry, &where);
    layout_take(layout, &where);
    add_problem(entry, &problem);
    layout_take(layout, &problem);
    add_both(repair->opens[STATE_KNOWN].streets, repair->opens[STATE_BEST].streets, "", &streets);
    add_kinds(page, repair->opens[STATE_KNOWN].kinds | repair->opens[STATE_BEST].kinds, &kinds);
    if (reach) {
        layout_take(layout, &streets);
        layout_take(layout, &kinds);
    }
    text_free(&streets);
    text_free(&kinds);
    add_both(repair->joins_m[STATE_KNOWN], repair->joins_m[STATE_BEST], word(page, "unit.m"), &joins);
    layout_take(layout, &joins);
    add_users(page, repair->users, &users);
    layout_take(layout, &users);
}

/* Columns 2 and 3, streets and kinds, stand only where there are destinations. */
static void add_table(struct page *page, const struct repair_ranking *ranking, size_t n, bool reach)
{
    static const char *const columns[] = {"repairs.col_where", "repairs.col_problem",
                                          "text.col_gives_way", "repairs.col_kinds",
                                          "repairs.col_joins",  "repairs.col_users"};
    struct layout layout = {.n_columns = reach ? 6 : 4, .align = reach ? "llrlrl" : "llrl"};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        if (reach || (i != 2 && i != 3))
            layout_cell(&layout, word(page, columns[i]));
    for (size_t i = 0; i < n; i++) {
        const struct entry entry = {page, &ranking->repairs[i]};
        add_row(&entry, reach, &layout);
    }
    layout_print(&layout, page);
}

/* ---- the lists ------------------------------------------------------------------------------ */

/* The first most_lines repairs of the ranking. The note below names which of the two figures
 * decides the order: the known one, or where little is known the one at best. */
static void add_repairs(struct page *page, const struct repair_ranking *ranking)
{
    bool reach = page->run->network->reach.destinations.n > 0;
    size_t n = ranking->n < page->most_lines ? ranking->n : page->most_lines;
    if (n == 0)
        return;
    add_heading(page, word(page, reach ? "repairs.heading" : "repairs.heading_joins"));
    if (page->form != NULL)
        add_table(page, ranking, n, reach);
    for (size_t i = 0; page->form == NULL && i < n; i++) {
        const struct entry entry = {page, &ranking->repairs[i]};
        add_entry(&entry, i + 1);
    }
    add_note(page, word(page, ranking->first == STATE_KNOWN ? "repairs.by_known"
                                                            : "repairs.by_best"));
}

/* "running slope 10.6 %, its street 10.7 %": proof that the ground, not the sidewalk, is too
 * steep. Signs are left out: down is as steep as up. */
static void add_slopes(const struct entry *entry, struct text *out)
{
    const struct page *page = entry->page;
    const struct run *run = page->run;
    const struct finding *finding = &run->results->findings[entry->repair->finding];
    const struct rule *rule = &run->rules->rules[finding->rule];
    const struct elements *e = &run->store->tables[finding->role];
    struct text slope = {0}, ground = {0};
    text_one(&slope, fabs(element_real(e, rule->measure, finding->row)));
    text_one(&ground, fabs(element_real(e, rule->terrain, finding->row)));
    out->failed = out->failed || slope.failed || ground.failed;
    if (!out->failed)
        sentence(page->sentences, page->language, "repairs.slopes", out, "field",
                 word_of(page, "field", fields[rule->measure].name), "slope", slope.data, "ground",
                 ground.data, NULL);
    text_free(&slope);
    text_free(&ground);
}

/* One paragraph on elements that no repair opens, because the street itself is too steep. The
 * first of them would open most by another way. */
static void add_hills(struct page *page, const struct repair_ranking *ranking)
{
    struct text body = {0};
    size_t n = ranking->n_hills < page->most_lines ? ranking->n_hills : page->most_lines;
    if (n == 0)
        return;
    text_add(&body, word(page, "repairs.hills"));
    text_add(&body, " ");
    for (size_t i = 0; i < n; i++) {
        const struct entry entry = {page, &ranking->hills[i]};
        struct text users = {0};
        text_add(&body, i > 0 ? word(page, "list.semicolon") : "");
        add_where(&entry, &body);
        add_users(page, ranking->hills[i].hill, &users);
        text_add(&body, word(page, "list.colon"));
        add_slopes(&entry, &body);
        text_addf(&body, "%s%s", word(page, "list.comma"), users.data != NULL ? users.data : "");
        body.failed = body.failed || users.failed;
        text_free(&users);
    }
    text_add(&body, ".");
    page->out->failed = page->out->failed || body.failed;
    if (page->form != NULL)
        add_note(page, body.data != NULL ? body.data : "");
    else
        add_hanging(page, " ", 2, &body);
    text_free(&body);
}

void section_repairs(struct page *page)
{
    const struct repair_ranking *ranking = page->run->repairs;
    add_causes(page, ranking);
    add_repairs(page, ranking);
    add_hills(page, ranking);
}
