/* SPDX-License-Identifier: MIT
 *
 * The ten worst streets of the text report (sidewalks when there are no streets): blocked for most
 * kinds of user first, then the lowest scores, then the longest. Only streets that are certainly
 * bad for a user (class D, E or blocked) are listed, however few: one without known values is not
 * "worst".
 *
 * One pass over all segments keeps the ten that lead by users blocked, then mean score, then length
 * (top_k_insert), without sorting the rest. Plain text has an entry of full sentences, HTML and
 * Markdown a table of the same cells. Cost: segments times profiles. */
#include "base/order.h"
#include "report/headline.h"
#include "report/label.h"
#include "report/segment.h"
#include "report/text/text_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ranked {
    size_t row;
    unsigned n_blocked;
    double mean;  /* of the profiles' scores; 101 = no score */
    double known; /* mean of their coverage, 0 to 1          */
    double length_m;
};

/* Worst first. The row decides between equals, so that two runs print the same. */
static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *left = a, *right = b;
    if (left->n_blocked != right->n_blocked)
        return left->n_blocked > right->n_blocked ? -1 : 1;
    if (left->mean < right->mean || left->mean > right->mean)
        return left->mean < right->mean ? -1 : 1;
    if (left->length_m < right->length_m || left->length_m > right->length_m)
        return left->length_m > right->length_m ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

/* Fills *out. false = no user has class D, E or blocked there, so that nothing bad is certain;
 * or the row is out of scope. */
static bool rank_row(const struct run *run, enum role role, size_t row, struct ranked *out)
{
    double sum = 0;
    unsigned n = 0;
    enum score_class worst = SCORE_CLASS_NONE;
    *out = (struct ranked){.row = row, .mean = 101, .length_m = unit_length_m(run, role, row)};
    if (!unit_counts(run, role, row))
        return false;
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        const struct score *score = unit_score(run, role, p, row);
        out->n_blocked += score->passable == PASSABLE_NO;
        out->known += fmax(score->coverage, 0) / (double)SCORE_UNIT / (double)run->plan->n_profiles;
        worst = score->class > worst ? (enum score_class)score->class : worst;
        if (score->score == SCORE_NULL)
            continue;
        sum += score->score / (double)SCORE_UNIT;
        n++;
    }
    if (n > 0)
        out->mean = sum / n;
    return worst >= SCORE_CLASS_D; /* these classes are certain, however little else is known */
}

/* ---- the cells of one row ----------------------------------------------------------------- */

#define WORST_COLUMNS 7

void layout_name(struct layout *layout, const struct page *page, enum role role, size_t row)
{
    struct text name = {0};
    label_element(page->run, role, row, page->language, &name);
    layout_take(layout, &name);
}

/* The table of the output, which may have another name than that of the input. */
void layout_feature(struct layout *layout, const struct page *page, enum role role, size_t row)
{
    const struct elements *e = &page->run->store->tables[role];
    const struct source *source = &page->run->store->sources[element_source(e, row)];
    struct text text = {0};
    text_addf(&text, "%s:%lld", source->output != NULL ? source->output : source->table,
              (long long)e->fid[row]);
    layout_take(layout, &text);
}

/* "wcm frm", or the word for no user, or for every user where there are several. */
void layout_blocked(struct layout *layout, struct page *page, enum role role, size_t row)
{
    const struct plan *plan = page->run->plan;
    struct text text = {0};
    size_t n = 0;
    for (size_t p = 0; p < plan->n_profiles; p++)
        if (unit_score(page->run, role, p, row)->passable == PASSABLE_NO) {
            text_add(&text, text.length > 0 ? " " : "");
            text_add(&text, plan->profiles[p]->code);
            n++;
        }
    if (n == 0 || (n == plan->n_profiles && n > 1)) {
        text_free(&text);
        layout_cell(layout, word(page, n == 0 ? "text.nobody" : "text.everyone"));
    } else {
        layout_take(layout, &text);
    }
}

/* Finds the rule that stops most kinds of user on one element; *rule and *most change only when
 * it stops more than *most. */
static void count_blocks(const struct run *run, const struct cover *cover, size_t *rule, int *most)
{
    size_t first, last = findings_of(run->results, (enum role)cover->role, cover->row, &first);
    for (; first < last; first++) {
        const struct finding *f = &run->results->findings[first];
        int blocked = __builtin_popcount(f->blocks);
        if (blocked > *most) {
            *most = blocked;
            *rule = f->rule;
        }
    }
}

/* The rule that stops most users on an element; of a street also on all that runs along its
 * sides, since that makes it impassable. SIZE_MAX = no user is stopped. */
static size_t blocking_rule(const struct run *run, enum role role, size_t row)
{
    const struct street_segments *segments = &run->store->segments;
    size_t rule = SIZE_MAX;
    int most = 0;
    if (role != ROLE_STREET) {
        const struct cover self = {.row = (uint32_t)row, .role = role};
        count_blocks(run, &self, &rule, &most);
        return rule;
    }
    for (uint32_t i = segments->first_part[row]; i < segments->first_part[row + 1]; i++) {
        const struct cover street = {.row = segment_part(segments, i).street, .role = ROLE_STREET};
        count_blocks(run, &street, &rule, &most);
        for (uint8_t side = SIDE_LEFT; side <= SIDE_RIGHT; side++) {
            struct side_walk walk = side_walk(run->store, i, side);
            double length;
            for (const struct piece *piece; (piece = side_walk_next(&walk, &length)) != NULL;)
                for (const struct cover *cover = piece_cover(run->store, piece); cover != NULL;
                     cover = cover_next(cover))
                    count_blocks(run, cover, &rule, &most);
        }
    }
    return rule;
}

/* The most severe rule that fails, the first of equals; of a street as scoring found it for all
 * that belongs to it. SIZE_MAX = none fails. */
static size_t worst_rule(const struct run *run, enum role role, size_t row)
{
    const struct rule *rules = run->rules->rules;
    size_t worst = SIZE_MAX;
    if (role == ROLE_STREET)
        return run->results->segments.sums[row].worst_rule != UINT16_MAX
                   ? run->results->segments.sums[row].worst_rule
                   : SIZE_MAX;
    enum element element = row_element(run->store, role, row);
    if (element == ELEMENT_NONE)
        return SIZE_MAX;
    uint64_t failed = outcomes_fail(&run->results->roles[role].outcomes[row]);
    for (; failed != 0; failed &= failed - 1) {
        size_t rule = run->plan->elements[element].rules[__builtin_ctzll(failed)].rule;
        if (worst == SIZE_MAX || rules[rule].severity > rules[worst].severity ||
            (rules[rule].severity == rules[worst].severity && rule < worst))
            worst = rule;
    }
    return worst;
}

/* Metres of both sides without a sidewalk. *all: metres of both where one is due; junctions are
 * left out. 0 and 0 for other roles. */
static double absent_length(const struct run *run, enum role role, size_t row, double *all)
{
    const struct street_segments *segments = &run->store->segments;
    double absent = 0;
    *all = 0;
    if (role != ROLE_STREET)
        return 0;
    for (uint32_t i = segments->first_part[row]; i < segments->first_part[row + 1]; i++)
        for (uint8_t side = SIDE_LEFT; side <= SIDE_RIGHT; side++) {
            struct side_walk walk = side_walk(run->store, i, side);
            double length;
            for (const struct piece *piece; (piece = side_walk_next(&walk, &length)) != NULL;) {
                if (piece->state == COVER_IS_NA || piece->state == COVER_IS_JUNCTION)
                    continue;
                *all += length;
                absent += piece->state == COVER_IS_ABSENT ? length : 0;
            }
        }
    return absent;
}

/* Standards have no rule that requires a sidewalk: where most of it is missing, that is the
 * problem, whatever else fails at the rest. */
void layout_reason(struct layout *layout, struct page *page, enum role role, size_t row)
{
    size_t rule = blocking_rule(page->run, role, row);
    if (rule == SIZE_MAX)
        rule = worst_rule(page->run, role, row);
    double all, absent = absent_length(page->run, role, row, &all);
    if (absent > 0 && (2 * absent > all || rule == SIZE_MAX)) {
        struct text share = {0}, text = {0};
        text_fixed(&share, 100 * absent / all, 0);
        sentence(page->sentences, page->language, "text.no_sidewalk", &text, "share",
                 share.data != NULL ? share.data : "", NULL);
        text_free(&share);
        layout_take(layout, &text);
    } else {
        layout_cell(layout, rule != SIZE_MAX
                                ? phrase_in(page->run->rules->rules[rule].title, page->language)
                                : word(page, "text.nobody"));
    }
}

/* Appends the WORST_COLUMNS cells: "Hebron Street, from Beersheba Street | streets:46 | 58 m |
 * blocked | — | wcm | sidewalk missing on 51 %". */
static void worst_row(struct page *page, struct layout *layout, enum role role, size_t row)
{
    const struct plan *plan = page->run->plan;
    enum score_class worst = SCORE_CLASS_NONE;
    struct text length = {0}, score = {0};
    struct ranked ranked;
    rank_row(page->run, role, row, &ranked);
    layout_anchor(layout, row);
    for (size_t p = 0; p < plan->n_profiles; p++) {
        enum score_class class = (enum score_class)unit_score(page->run, role, p, row)->class;
        worst = class > worst ? class : worst;
    }
    if (role == ROLE_STREET) {
        struct text title = {0}, feature = {0};
        label_segment(page->run, row, page->language, &title);
        segment_feature(page->run, row, &feature);
        layout_take(layout, &title);
        layout_take(layout, &feature);
    } else {
        layout_name(layout, page, role, row);
        layout_feature(layout, page, role, row);
    }
    text_fixed(&length, ranked.length_m, 0);
    text_addf(&length, " %s", word(page, "unit.m"));
    layout_take(layout, &length);
    layout_cell(layout, word_of(page, "class",
                                worst == SCORE_CLASS_NONE ? "none" : score_class_names[worst]));
    /* A good mean beside "blocked", or of a quarter of what matters, would mislead. */
    text_one(&score, ranked.n_blocked > 0 || ranked.mean > 100 || ranked.known < 0.5 ? NAN
                                                                                      : ranked.mean);
    layout_take(layout, &score);
    layout_blocked(layout, page, role, row);
    layout_reason(layout, page, role, row);
}

/* " 1 Hebron Street, from Beersheba Street (streets:46, 58 m): blocked for wcm. Worst problem:
 * sidewalk missing on 51 %." The cells of worst_row become a sentence, because a table of 100
 * columns would cut the names. */
static void worst_entry(struct page *page, enum role role, size_t row, size_t number)
{
    struct layout cells = {.n_columns = WORST_COLUMNS};
    struct text line = {0};
    char label[24];
    worst_row(page, &cells, role, row);
    const char *cell[WORST_COLUMNS] = {cells.cells.data};
    for (size_t i = 1; i < WORST_COLUMNS && cell[0] != NULL; i++)
        cell[i] = cell[i - 1] + strlen(cell[i - 1]) + 1;
    snprintf(label, sizeof label, "%3zu", number);
    if (cell[0] != NULL)
        sentence(page->sentences, page->language,
                 strcmp(cell[5], word(page, "text.nobody")) == 0 ? "text.worst_entry"
                                                                 : "text.worst_blocked_entry",
                 &line, "name", cell[0], "feature", cell[1], "length", cell[2], "class", cell[3],
                 "score", cell[4], "users", cell[5], "reason", cell[6], NULL);
    page->out->failed = page->out->failed || cells.cells.failed || line.failed;
    add_hanging(page, label, 5, &line);
    text_free(&line);
    text_free(&cells.cells);
}

/* For forms with tables: HTML and Markdown. */
static void print_worst(struct page *page, enum role role, const size_t *rows, size_t n)
{
    static const char *const columns[] = {
        "text.col_name",  "text.col_feature",     "text.col_length", "text.col_class",
        "text.col_score", "text.col_blocked_for", "text.col_reason"};
    struct layout layout = {.n_columns = WORST_COLUMNS, .align = "llrlrll"};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        layout_cell(&layout, word(page, columns[i]));
    for (size_t i = 0; i < n; i++)
        worst_row(page, &layout, role, rows[i]);
    layout_print(&layout, page);
}

/* false = no memory; *n is then 0. */
bool worst_lead(const struct run *run, size_t *rows, size_t most, size_t *n)
{
    enum role role = segment_role(run);
    struct ranked ranked, *worst = malloc((most + 1) * sizeof *worst);
    *n = 0;
    for (size_t row = 0; worst != NULL && row < unit_count(run, role); row++)
        if (rank_row(run, role, row, &ranked))
            *n = top_k_insert(worst, *n, most, sizeof *worst, &ranked, compare_ranked);
    for (size_t i = 0; i < *n; i++)
        rows[i] = worst[i].row;
    free(worst);
    return worst != NULL;
}

size_t worst_rows(const struct run *run, size_t rows[MOST_WORST])
{
    size_t n;
    return worst_lead(run, rows, MOST_WORST, &n) ? n : 0;
}

/* "Worst streets", or "What is known to be bad" where little is known: the worst may then be
 * another. Without any bad street one line in place of the list. */
void section_worst(struct page *page)
{
    enum role role = segment_role(page->run);
    size_t rows[MOST_WORST];
    if (page->run->store->tables[role].n == 0)
        return;
    size_t n = worst_rows(page->run, rows);
    add_heading(page, word(page, run_is_sparse(page->run) ? "text.worst_sparse_heading"
                                 : role == ROLE_STREET    ? "text.worst_streets_heading"
                                                          : "text.worst_sidewalks_heading"));
    for (size_t i = 0; page->form == NULL && i < n; i++)
        worst_entry(page, role, rows[i], i + 1);
    if (n > 0 && page->form != NULL)
        print_worst(page, role, rows, n);
    if (n == 0)
        add_note(page, word(page, "text.worst_none"));
}
