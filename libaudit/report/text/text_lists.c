/* SPDX-License-Identifier: MIT
 *
 * The lists of the text report: the rules that fail most, operators, the rules that pass, the
 * missing values that would settle most, and the remarks about the data. Each is cut after a few
 * lines; the tables of the output and -f json hold all of it.
 *
 * Each list sorts indexes by its figures and prints the first few; the order of equal ones is that
 * of rules, fields or diagnostics, so that two runs print the same. Lists are printed with their
 * heading even when nothing is in them, because "none" is a result; operators and passes are not.
 * Cost: findings and diagnostics, each sorted once. */
#include "report/headline.h"
#include "report/law.h"
#include "report/text/text_parts.h"

#include <stdlib.h>
#include <string.h>

#define MOST_REMARKS 3

/* An index (of a rule, a field, a text) to be sorted by up to three figures, largest first; of
 * equal ones the smaller index leads. Figures that are not set are 0. */
struct figure {
    size_t index;
    double by[3];
};

static int compare_figures(const void *a, const void *b)
{
    const struct figure *left = a, *right = b;
    for (int i = 0; i < 3; i++)
        if (left->by[i] < right->by[i] || left->by[i] > right->by[i])
            return left->by[i] > right->by[i] ? -1 : 1;
    return left->index < right->index ? -1 : left->index > right->index;
}

/* "49 more rules failed (audit_rules, -f json)." */
static void add_more(struct page *page, const char *key, size_t n)
{
    struct text note = {0};
    sentence_count(page->sentences, page->language, key, n, &note);
    add_note(page, note.data != NULL ? note.data : "");
    page->out->failed = page->out->failed || note.failed;
    text_free(&note);
}

/* ---- rules -------------------------------------------------------------------------------- */

/* "8 | 116 | 10 | Clear width of the walking surface | sidewalk-clear-width | R302.2;…": failed,
 * checked (failed and passed), unknown. Clauses stand with their documents where the form has
 * room. */
static void rule_row(struct page *page, struct layout *layout, size_t rule)
{
    const size_t *outcomes = page->run->results->counts[rule].outcome;
    const struct rule *r = &page->run->rules->rules[rule];
    struct text clauses = {0};
    layout_number(layout, outcomes[RASIF_FAIL]);
    layout_number(layout, outcomes[RASIF_FAIL] + outcomes[RASIF_PASS]);
    layout_number(layout, outcomes[RASIF_UNKNOWN]);
    layout_cell(layout, phrase_in(r->title, page->language));
    layout_cell(layout, r->id);
    if (page->form == NULL)
        law_bare(page->run, page->sentences, page->language, rule, &clauses);
    else
        law_of_rule(page->run, page->sentences, page->language, rule, false, &clauses);
    layout_take(layout, &clauses);
}

/* "Documents cited: PROWAG 2023 (United States; ...); ...", each once. Only in plain text, whose
 * column of clauses is too narrow for them. */
static void add_documents(struct page *page, const struct figure *figures, size_t n)
{
    struct text documents = {0}, line = {0};
    for (size_t i = 0; i < n && page->form == NULL; i++)
        law_documents(page->run, page->sentences, page->language, figures[i].index, &documents);
    if (documents.length > 0)
        sentence(page->sentences, page->language, "text.rules_law", &line, "documents", documents.data,
                 NULL);
    page->out->failed = page->out->failed || documents.failed || line.failed;
    add_hanging(page, " ", 2, &line);
    text_free(&documents);
    text_free(&line);
}

static void print_rules(struct page *page, const struct figure *figures, size_t n)
{
    static const char *const columns[] = {"text.col_fails", "text.col_checked", "text.col_unknown",
                                          "text.col_rule",  "text.col_id",      "text.col_clause"};
    struct layout layout = {.n_columns = 6, .align = "rrrlll", .most = {0, 0, 0, 34}};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        layout_cell(&layout, word(page, columns[i]));
    for (size_t i = 0; i < n && i < page->most_lines; i++)
        rule_row(page, &layout, figures[i].index);
    layout_print(&layout, page);
    add_documents(page, figures, n < page->most_lines ? n : page->most_lines);
    if (n > page->most_lines)
        add_more(page, "text.rules_more", n - page->most_lines);
}

/* Rules by number of failing elements, then by severity. Rules without a failure are not listed. */
void section_rules(struct page *page)
{
    size_t n = 0, n_rules = page->run->rules->n_rules;
    struct figure *figures = calloc(n_rules + 1, sizeof *figures);
    if (figures == NULL) {
        page->out->failed = true;
        return;
    }
    for (size_t r = 0; r < n_rules; r++) {
        size_t failed = page->run->results->counts[r].outcome[RASIF_FAIL];
        if (failed > 0)
            figures[n++] =
                (struct figure){r, {(double)failed, page->run->rules->rules[r].severity}};
    }
    array_sort(figures, n, sizeof *figures, compare_figures);
    add_heading(page, word(page, "text.rules_heading"));
    if (n > 0)
        print_rules(page, figures, n);
    else
        add_note(page, word(page, "text.rules_none"));
    free(figures);
}

/* ---- who has to act ---- */

static int compare_offsets(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

/* The operator of each failing finding that has one, as offsets into the pool of texts, sorted.
 * *n entries; the caller frees them. NULL = no memory. */
static uint32_t *list_operators(const struct run *run, size_t *n)
{
    uint32_t *found = malloc((run->results->n_findings + 1) * sizeof *found);
    *n = 0;
    for (size_t i = 0; found != NULL && i < run->results->n_findings; i++) {
        const struct finding *f = &run->results->findings[i];
        uint32_t who = element_text(&run->store->tables[f->role], F_operator, f->row);
        if (who != 0 && f->outcome != RASIF_UNKNOWN)
            found[(*n)++] = who;
    }
    if (found != NULL)
        array_sort(found, *n, sizeof *found, compare_offsets);
    return found;
}

/* "Greater Amman Municipality | 12": failing findings by the operator that the data name.
 * Nothing where no failing element names one: who looks after what is not guessed (decision
 * 0300). */
void section_operators(struct page *page)
{
    struct layout layout = {.n_columns = 2, .align = "lr"};
    size_t n, n_figures = 0;
    uint32_t *found = list_operators(page->run, &n);
    struct figure *figures = calloc(n + 1, sizeof *figures);
    page->out->failed = page->out->failed || found == NULL || figures == NULL;
    /* a run of equal offsets is one operator */
    for (size_t i = 0, last; figures != NULL && found != NULL && i < n; i = last) {
        for (last = i; last < n && found[last] == found[i];)
            last++;
        figures[n_figures++] = (struct figure){found[i], {(double)(last - i)}};
    }
    if (n_figures > 0) {
        array_sort(figures, n_figures, sizeof *figures, compare_figures);
        add_heading(page, word(page, "text.operators_heading"));
        layout_cell(&layout, word(page, "text.col_operator"));
        layout_cell(&layout, word(page, "html.col_here"));
        for (size_t i = 0; i < n_figures && i < page->most_lines; i++) {
            layout_cell(&layout, pool_text(&page->run->store->pool, (uint32_t)figures[i].index));
            layout_number(&layout, (size_t)figures[i].by[0]);
        }
        layout_print(&layout, page);
    }
    free(found);
    free(figures);
}

/* ---- what passes ---- */

/* "Distance between seats | 120 | 124 | 96.8 % | 126": passed, checked, share of these, and
 * checked or unknown. */
static void pass_row(struct page *page, struct layout *layout, size_t rule)
{
    const size_t *outcomes = page->run->results->counts[rule].outcome;
    size_t checked = outcomes[RASIF_PASS] + outcomes[RASIF_FAIL];
    layout_cell(layout, phrase_in(page->run->rules->rules[rule].title, page->language));
    layout_number(layout, outcomes[RASIF_PASS]);
    layout_number(layout, checked);
    share_cell(layout, (double)outcomes[RASIF_PASS], (double)checked);
    layout_number(layout, checked + outcomes[RASIF_UNKNOWN]);
}

/* Rules checked most often first, not those that pass most: a share of few elements means little.
 * Twice as many lines as other lists. */
void section_passes(struct page *page)
{
    static const char *const columns[] = {"text.col_rule", "text.col_passes", "text.col_checked",
                                          "text.col_pass_share", "text.col_asked"};
    struct layout layout = {.n_columns = 5, .align = "lrrrr", .most = {52}};
    size_t n = 0, n_rules = page->run->rules->n_rules;
    struct figure *figures = calloc(n_rules + 1, sizeof *figures);
    page->out->failed = page->out->failed || figures == NULL;
    for (size_t r = 0; figures != NULL && r < n_rules; r++) {
        const size_t *outcomes = page->run->results->counts[r].outcome;
        size_t checked = outcomes[RASIF_PASS] + outcomes[RASIF_FAIL];
        if (outcomes[RASIF_PASS] > 0)
            figures[n++] = (struct figure){r, {(double)checked, (double)outcomes[RASIF_PASS]}};
    }
    if (n > 0) {
        size_t most = 2 * page->most_lines;
        array_sort(figures, n, sizeof *figures, compare_figures);
        add_heading(page, word(page, "text.passes_heading"));
        for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
            layout_cell(&layout, word(page, columns[i]));
        for (size_t i = 0; i < n && i < most; i++)
            pass_row(page, &layout, figures[i].index);
        layout_print(&layout, page);
        if (n > most)
            add_more(page, "text.passes_more", n - most);
    }
    free(figures);
}

/* ---- survey ------------------------------------------------------------------------------- */

/* "clear width of sidewalks (clear_width_m) | 10 | 60 | 0.7 km": verdicts of rules, and of
 * passable or not, that wait for the value; length of the elements without it. Derived fields
 * have no column to fill, so none is named. */
static void survey_row(struct page *page, struct layout *layout, size_t index)
{
    enum element element = (enum element)(index / FIELD_COUNT);
    const struct field *field = &fields[index % FIELD_COUNT];
    const struct survey_row *row = &page->run->results->survey[element][index % FIELD_COUNT];
    struct text what = {0}, metres = {0};
    sentence(page->sentences, page->language,
             field->flags & FIELD_DERIVED ? "text.survey_derived" : "text.survey_row", &what,
             "field", word_of(page, "field", field->name), "roles",
             word_of(page, "roles", element_names[element]), "column", field->name, NULL);
    layout_take(layout, &what);
    layout_number(layout, row->verdicts);
    layout_number(layout, row->blocking);
    if (row->length_m > 0) {
        text_one(&metres, row->length_m / 1000);
        text_addf(&metres, " %s", word(page, "unit.km"));
    }
    layout_take(layout, &metres);
}

/* "whether there is a sidewalk (a layer, or sidewalk_left, _right) | | | 0.2 km": no verdict is
 * counted where nothing is drawn. */
static void gap_row(struct page *page, struct layout *layout, const char *key, double metres)
{
    struct text length = {0};
    layout_cell(layout, word(page, key));
    layout_cell(layout, "");
    layout_cell(layout, "");
    if (metres > 0) {
        text_one(&length, metres / 1000);
        text_addf(&length, " %s", word(page, "unit.km"));
    }
    layout_take(layout, &length);
}

/* What has to be known before any value matters. Returns how many rows it made. */
static size_t gap_rows(struct page *page, struct layout *layout)
{
    const struct store *store = page->run->store;
    double metres = unknown_sides(store);
    size_t n = 0;
    if (metres > 0) {
        gap_row(page, layout, "text.survey_sidewalks", metres);
        n++;
    }
    if (!store->tables[ROLE_CROSSING].supplied && store->tables[ROLE_STREET].n > 0) {
        gap_row(page, layout, "text.survey_crossings", 0);
        n++;
    }
    if (!store->tables[ROLE_RAMP].supplied) {
        gap_row(page, layout, "text.survey_ramps", 0);
        n++;
    }
    return n;
}

/* figures[].index is element * FIELD_COUNT + field. Ordered by all verdicts that wait for the
 * value, then by length. */
void section_survey(struct page *page)
{
    enum { ROWS = ELEMENT_COUNT * FIELD_COUNT };
    static const char *const columns[] = {"text.col_value", "text.col_verdicts", "text.col_decides",
                                          "text.col_metres"};
    struct layout layout = {.n_columns = 4, .align = "lrrr"};
    struct figure *figures = calloc(ROWS, sizeof *figures);
    size_t n = 0, n_gaps;
    if (figures == NULL) {
        page->out->failed = true;
        return;
    }
    for (size_t i = 0; i < ROWS; i++) {
        const struct survey_row *row =
            &page->run->results->survey[i / FIELD_COUNT][i % FIELD_COUNT];
        if (row->verdicts + row->blocking > 0)
            figures[n++] =
                (struct figure){i, {(double)(row->verdicts + row->blocking), row->length_m}};
    }
    array_sort(figures, n, sizeof *figures, compare_figures);
    add_heading(page, word(page, "text.survey_heading"));
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        layout_cell(&layout, word(page, columns[i]));
    n_gaps = gap_rows(page, &layout);
    for (size_t i = 0; i < n && i < page->most_lines; i++)
        survey_row(page, &layout, figures[i].index);
    if (n + n_gaps > 0)
        layout_print(&layout, page);
    else
        add_note(page, word(page, "text.survey_none"));
    if (n > 0 && run_is_sparse(page->run))
        add_note(page, word(page, "text.survey_walks"));
    text_free(&layout.cells);
    free(figures);
}

/* ---- diagnostics -------------------------------------------------------------------------- */

/* "R108 note 176 × no line of a layer has a falling slope (sidewalks.running_slope_pct:1,2,3).
 * Do: ...": all entries of one code in one paragraph, with two places and three FIDs of each.
 * audit_diagnostics lists layers and columns apart. */
static void print_diagnostic(struct page *page, enum diagnostic_id id, size_t count)
{
    const struct diagnostics *all = &page->run->store->diagnostics;
    const struct diagnostic_info *info = &diagnostic_infos[id];
    struct text where = {0}, body = {0}, label = {0};
    size_t named = 0;
    for (size_t i = 0; i < all->n && named < 2; i++) {
        const struct diagnostic *d = &all->items[i];
        struct text place = {0};
        if (d->id != id || d->layer == NULL || d->layer[0] == '\0')
            continue;
        text_addf(&place, "%s%s%s", d->layer, d->column[0] != '\0' ? "." : "", d->column);
        if (place.data != NULL && (where.data == NULL || strstr(where.data, place.data) == NULL)) {
            text_addf(&where, "%s%s", named > 0 ? word(page, "list.comma") : "", place.data);
            for (size_t f = 0; f < d->n_fids && f < 3; f++)
                text_addf(&where, "%s%lld", f == 0 ? ":" : ",", (long long)d->fids[f]);
            named++;
        }
        text_free(&place);
    }
    text_addf(&label, "  R%d %s", info->code,
              word_of(page, "level", diagnostic_levels[info->level]));
    text_addf(&body, "%zu × %s", count, phrase_in(diagnostic_what(page->sentences, id), page->language));
    if (where.length > 0)
        text_addf(&body, " (%s)", where.data);
    text_add(&body, ". ");
    sentence(page->sentences, page->language, "text.diagnostic_do", &body, "todo",
             phrase_in(diagnostic_todo(page->sentences, id), page->language), NULL);
    page->out->failed = page->out->failed || where.failed || body.failed || label.failed;
    if (!page->out->failed)
        add_hanging(page, label.data, 15, &body);
    text_free(&where);
    text_free(&body);
    text_free(&label);
}

/* By level, worst first, then by how often; MOST_REMARKS codes, the others counted. */
void section_diagnostics(struct page *page)
{
    const struct diagnostics *all = &page->run->store->diagnostics;
    struct figure figures[DIAGNOSTIC_COUNT];
    size_t counts[DIAGNOSTIC_COUNT] = {0}, n = 0;
    for (size_t i = 0; i < all->n; i++)
        counts[all->items[i].id] += all->items[i].count;
    counts[D_role_not_supplied] = 0; /* section_read lists these roles */
    for (size_t i = 0; i < DIAGNOSTIC_COUNT; i++)
        if (counts[i] > 0)
            figures[n++] = (struct figure){i, {diagnostic_infos[i].level, (double)counts[i]}};
    array_sort(figures, n, sizeof *figures, compare_figures);
    add_heading(page, word(page, "text.diagnostics_heading"));
    if (n == 0)
        add_note(page, word(page, "text.diagnostics_none"));
    for (size_t i = 0; i < n && i < MOST_REMARKS; i++)
        print_diagnostic(page, (enum diagnostic_id)figures[i].index, counts[figures[i].index]);
    if (n > MOST_REMARKS)
        add_more(page, "text.diagnostics_more", n - MOST_REMARKS);
}
