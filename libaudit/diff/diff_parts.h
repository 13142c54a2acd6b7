/* SPDX-License-Identifier: MIT
 *
 * The parts of the reports of a comparison, in their order; private to diff/. Plain text, Markdown
 * and the page share them; page->form decides how they look. Everything is appended to page->out,
 * whose `failed` = out of memory. Users are bits of profiles: 1 << index. */
#ifndef RASIF_DIFF_DIFF_PARTS_H
#define RASIF_DIFF_DIFF_PARTS_H

#include "diff/diff.h"

/* ---- diff_headline.c: sentences ---- */

/* Parts of sentences: "" for an empty text; the pattern `key` with {a} and {b}, whose texts are
 * freed; the plural form for n; a blank before the next sentence; a length, "460 m", "1.2 km". */
const char *diff_data(const struct text *text);
void diff_fill(const struct page *page, const char *key, struct text *out, struct text *a,
               struct text *b);
void diff_count(const struct page *page, const char *key, size_t n, struct text *out);
void diff_blank(struct text *out);
void diff_length(const struct page *page, double metres, struct text *out);
/* Streets (else sidewalks) with a verdict for a profile; SIZE_MAX: for at least one of them. */
struct diff_tally {
    size_t n, all; /* all: those with it for every profile */
    double metres;
};
void diff_tally(const struct rasif_diff *diff, size_t profile, enum verdict verdict,
                struct diff_tally *out);
/* Is any street's score compared? */
bool diff_streets_judged(const struct rasif_diff *diff);
bool diff_is_everybody(const struct rasif_diff *diff, unsigned users); /* and several of them */
/* Names of at most `most`, or a number of kinds of user; bits of profiles. */
void diff_users(const struct page *page, const struct rasif_diff *diff, unsigned users, size_t most,
                struct text *out);
/* Users with a verdict there, or with both: bits of profiles. */
unsigned diff_users_with(const struct rasif_diff *diff, size_t group, enum verdict verdict);
const char *diff_street_name(const struct page *page, const struct rasif_diff *diff, size_t group);
/* The first sentences (streets) and the second ones (network and destinations; may stay empty). */
rasif_status diff_headline(const struct page *page, const struct rasif_diff *diff,
                           struct text *first, struct text *second, rasif_error *err);

/* ---- diff_ways.c: the same of the network and of ways to destinations ---- */

void diff_second(const struct page *page, const struct rasif_diff *diff, struct text *out);
/* One paragraph: what profile p gains and loses. */
void diff_user(const struct page *page, const struct rasif_diff *diff, size_t p, struct text *out);
/* How much of the network is known only now, or not any more, or came or went unknown: the most for
 * any user, as a sentence; nothing where all is as well known as before. */
void diff_knowledge(const struct page *page, const struct rasif_diff *diff, struct text *out);
const char *diff_kind_name(const struct page *page, const struct diff_kind *kind);

/* ---- diff_parts.c; page.most_lines: of a list that is cut ---- */

/* A character per verdict, for output without colours. */
const char *diff_sign(enum verdict verdict);
/* The street's whole name, with the streets at its ends. */
const char *diff_segment_name(const struct page *page, const struct rasif_diff *diff, size_t group);
/* "better for ...; worse for ..." */
void diff_verdict_words(const struct page *page, const struct rasif_diff *diff, size_t group,
                        struct text *out);
/* "Score: 87.7 → 74.5 (...)" of the user whose score changed most; nothing where none was
 * judged. */
void diff_score_words(const struct page *page, const struct rasif_diff *diff, size_t group,
                      struct text *out);
/* Notes that limit what is compared, or the others; with a heading when there are any. */
void diff_long_note(struct page *page, const char *note); /* a note of more than a line */
void diff_part_notes(struct page *page, const struct rasif_diff *diff, bool limits);
void diff_part_users(struct page *page, const struct rasif_diff *diff);
rasif_status diff_part_segments(struct page *page, const struct rasif_diff *diff, rasif_error *err);
void diff_part_geometry(struct page *page, const struct rasif_diff *diff);
void diff_part_counts(struct page *page, const struct rasif_diff *diff);
void diff_part_stayed(struct page *page, const struct rasif_diff *diff);
/* "12 more", when a list of n was cut. */
void diff_part_more(struct page *page, const struct rasif_diff *diff, size_t n);

/* ---- diff_part_figures.c: tables, before → after ---- */

/* "60.4 → 63.1"; one figure where both print the same. `places`: of the numbers. */
void diff_pair(const struct page *page, double before, double after, int places, struct text *out);
/* The cell of a figure: both values times `scale`, then the sign of what the change proves. */
void diff_layout_figure(struct layout *layout, const struct page *page,
                        const struct diff_figure *figure, double scale, int places);
/* A table of `n` figures per user, under a heading; nothing when no file has any of them. */
void diff_print_figures(struct page *page, const struct rasif_diff *diff, const char *heading,
                        const enum figure_id *ids, const char *const *keys, size_t n);
void diff_part_streets(struct page *page, const struct rasif_diff *diff);
void diff_part_network(struct page *page, const struct rasif_diff *diff);
void diff_part_scores(struct page *page, const struct rasif_diff *diff);
/* diff_part_reach.c */
void diff_part_reach(struct page *page, const struct rasif_diff *diff);
void diff_part_gaps(struct page *page, const struct rasif_diff *diff);

/* Kinds of findings that are listed, in this order. */
#define DIFF_LISTED 6
extern const enum finding_kind diff_listed[DIFF_LISTED];

/* ---- diff_json_figures.c: members, each with its comma ---- */

rasif_status diff_json_headline(const struct rasif_diff *diff, struct text *out, rasif_error *err);
void diff_json_profile(const struct rasif_diff *diff, size_t p, struct text *out);
void diff_json_gaps(const struct rasif_diff *diff, struct text *out);

struct html;
/* diff_html_map.c: the drawing with its legend; nothing when nothing has coordinates. */
void diff_html_map(struct html *html, const struct rasif_diff *diff);
/* diff_html_streets.c: sections; nothing where they would be empty. */
rasif_status diff_html_streets(struct html *html, const struct rasif_diff *diff, rasif_error *err);
void diff_html_stayed(struct html *html, const struct rasif_diff *diff);

#endif
