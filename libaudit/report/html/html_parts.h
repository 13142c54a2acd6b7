/* SPDX-License-Identifier: MIT
 *
 * The parts of the HTML report and how it writes text; private to html*.c and, for the shell and
 * the form of a page, to diff/diff_html*.c. */
#ifndef RASIF_REPORT_HTML_PARTS_H
#define RASIF_REPORT_HTML_PARTS_H

#include "report/drawing.h"
#include "report/belongs.h"
#include "report/text/text_parts.h"

struct html {
    struct page page; /* first: the form's functions get a page and go back to this */
    const struct report_tables *tables;
    struct arena arena;
    size_t *listed, n_listed; /* segments (segment_role) of the list, worst first             */
    bool *is_listed;          /* per row: has a row in the list and a path of its own on the map */
    size_t n_bad;             /* the first of them, of which something bad is known           */
    struct found {
        uint32_t segment, finding; /* into results->findings */
    } *found; /* [n_found] which findings count for which segment (row of segment_role) */
    size_t n_found;
    struct drawing drawing; /* of the map, once it is written; width 0 = there is none        */
    bool together;          /* the map has no path for each segment                           */
    rasif_status status;    /* of what may fail but memory; *err says why                     */
    rasif_error *err;
    const char *section; /* id of the section being written                            */
    size_t n_leads;      /* lines above tables so far; they name their tables          */
    bool led;            /* the next table is named by the last of them                */
    bool mute;           /* headings of the shared parts are not wanted                */
};

/* ---- html_page.c: from "<!DOCTYPE" into the body, and from there to the end ---- */

/* sheet: a style sheet of data/html/ after the common one, or NULL. scripted: with the script that
 * moves the map. */
void html_open(struct page *page, const char *title, const char *sheet, bool scripted);
void html_close(struct page *page, bool scripted);

/* ---- html_form.c: text, sections, tables ---- */

extern const struct page_form html_form;

/* Escaped; what is written in the other direction than the page is isolated, so that an Arabic
 * sentence keeps its order around "--preset osm" and an English one around a street's name. */
void html_text(struct page *page, const char *string);
/* A text of the input: escaped and isolated as a whole. */
void html_name(struct page *page, const char *string);
void html_word(struct page *page, const char *key);
/* A document and its clause in words (law.h); that there is none is said in the page's language. */
void html_clause(struct page *page, const char *law);
/* The dot that stands for a severity on the map, and its name. */
void html_severity(struct page *page, enum severity severity);
/* "<tag>", text, "</tag>". */
void html_element(struct page *page, const char *tag, const char *attributes, const char *text);
void html_take(struct page *page, const char *tag, const char *attributes, struct text *text);
/* "<a>" that leads to a segment, or to a place in metres, on the map; false, and nothing is written:
 * there is no map, or no place. */
bool html_to_map(struct html *html, size_t segment);
bool html_to_place(struct html *html, const double xy[2]);
/* A section with its heading "html.<id>"; section_end closes it. */
void html_section(struct html *html, const char *id);
void html_section_end(struct html *html);
/* The same, folded behind its heading; a link to it unfolds it. */
void html_fold(struct html *html, const char *id);
void html_fold_end(struct html *html);
/* A table whose group is named by the section or the line above. `keys`: of its columns. */
void html_table(struct html *html, const char *const *keys, size_t n_keys);
void html_table_end(struct html *html);

/* ---- html_found.c ---- */

/* Sets html->found. */
MUST bool html_index(struct html *html);
/* The row of segment_role that a finding counts for first; SIZE_MAX = none. */
size_t html_segment_of(const struct html *html, const struct finding *finding);

/* ---- the parts ---- */

void html_headline(struct html *html); /* html_users.c */
void html_plan(struct html *html);     /* html_plan.c; nothing without a plan */
struct works_plan;
/* Its map, after that of the page, of which it uses parts; nothing where no work has a place. */
void html_plan_map(struct html *html, const struct works_plan *plan);
void html_users(struct html *html);
void html_map(struct html *html);      /* html_map.c */
void html_findings(struct html *html); /* html_findings.c */
/* Three letters stand for users in tables: whom each stands for. */
void html_codes(struct page *page);
/* Findings of a segment: html->found from the returned one on, *n of them. */
const struct found *html_found(const struct html *html, size_t segment, size_t *n);
/* Every segment, up to LIST_MOST of them, grouped by street, worst first (html_segments.c). */
#define LIST_MOST 400
bool html_rank(struct html *html); /* sets html->listed, html->found; false: no memory */
void html_segments(struct html *html);
/* "Main Street, from A to B", linked to the map or not, and where that is in the data, of a row of
 * segment_role. */
void html_segment_title(struct html *html, enum role role, size_t row, bool linked);
/* The letter by which the style sheet knows a class; SCORE_CLASS_NONE has one too (html_map.c). */
char html_letter(enum score_class class);
void html_sheets(struct html *html); /* html_sheets.c: a page for each of the worst */
size_t html_n_sheets(const struct html *html); /* the first of html->listed that have one */
void html_standards(struct html *html); /* html_sources.c */
void html_remarks(struct html *html);
void html_manifest(struct html *html);

#endif
