/* SPDX-License-Identifier: MIT
 *
 * The parts of the HTML report and how it writes text; private to html*.c and, for the shell and
 * the form of a page, to diff/diff_html*.c. */
#ifndef RASIF_REPORT_HTML_PARTS_H
#define RASIF_REPORT_HTML_PARTS_H

#include "report/place.h"
#include "report/text_parts.h"

struct html {
    struct page page; /* first: the form's functions get a page and go back to this */
    const struct report_tables *tables;
    struct arena arena;
    size_t worst[MOST_WORST],
        n_worst;         /* rows that are named in a table and can be found on the map */
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
/* A string somebody typed into the data: escaped and isolated as a whole. */
void html_name(struct page *page, const char *string);
void html_word(struct page *page, const char *key);
/* A clause as a standard cites it; that there is none is said in the page's language. */
void html_clause(struct page *page, const char *clause);
/* The dot that stands for a severity on the map, and its name. */
void html_severity(struct page *page, enum severity severity);
/* "<tag>", text, "</tag>". */
void html_element(struct page *page, const char *tag, const char *attributes, const char *text);
void html_take(struct page *page, const char *tag, const char *attributes, struct text *text);
/* A section with its heading "html.<id>"; section_end closes it. */
void html_section(struct html *html, const char *id);
void html_section_end(struct html *html);
/* A table whose region is named by the section or the line above. `keys`: of its columns. */
void html_table(struct html *html, const char *const *keys, size_t n_keys);
void html_table_end(struct html *html);

/* ---- the parts ---- */

void html_headline(struct html *html); /* html_users.c */
void html_users(struct html *html);
void html_map(struct html *html);      /* html_map.c */
void html_findings(struct html *html); /* html_findings.c */
/* Three letters stand for users in tables: whom each stands for. */
void html_codes(struct page *page);
void html_standards(struct html *html); /* html_sources.c */
void html_remarks(struct html *html);
void html_manifest(struct html *html);

#endif
