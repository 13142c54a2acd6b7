/* SPDX-License-Identifier: MIT
 *
 * The parts of the text report and how lines and tables are laid out; private to text*.c. */
#ifndef RASIF_REPORT_TEXT_PARTS_H
#define RASIF_REPORT_TEXT_PARTS_H

#include "report/summary.h"

#define LINE_WIDTH 100

/* What is being written, in which language. */
struct page {
    const struct run *run;
    const struct sentences *sentences;
    const char *language;
    struct text *out;
    bool markdown; /* tables and headings for a web page, not for a terminal */
};

/* The text of a key without placeholders, in the page's language; the key when there is none. */
const char *word(const struct page *page, const char *key);
/* The text of "<family>.<name>". */
const char *word_of(const struct page *page, const char *family, const char *name);

/* Columns that `length` bytes take: characters, without marks that stand on others. */
size_t text_columns(const char *bytes, size_t length);
/* "Label      body ...", wrapped at LINE_WIDTH with the body hanging. An empty body prints nothing. */
void add_labelled(struct page *page, const char *label, const struct text *body);
/* The same with a label column of another width. */
void add_hanging(struct page *page, const char *label, size_t indent, const struct text *body);
/* A line of its own after an empty one. */
void add_heading(struct page *page, const char *heading);

/* A sentence of its own below a heading or table. */
void add_note(struct page *page, const char *note);

/* A table whose columns are as wide as their widest cell; the last takes what is left. */
#define MOST_COLUMNS 9
struct layout {
    size_t n_columns, n_cells;
    const char *align;            /* 'l' or 'r' per column             */
    size_t most[MOST_COLUMNS];    /* widest allowed; 0 = no limit      */
    struct text cells;            /* NUL-terminated, one after another */
};
void layout_cell(struct layout *layout, const char *text);
/* Takes the text over and empties it. */
void layout_take(struct layout *layout, struct text *text);
void layout_number(struct layout *layout, size_t value);
/* Prints the rows, each with two blanks in front, and frees the cells. */
void layout_print(struct layout *layout, struct page *page);

/* markdown.c: the same for Markdown. */
void markdown_heading(struct text *out, const char *heading, int level);
void markdown_item(struct text *out, const char *label, const char *body);
void markdown_note(struct text *out, const char *note);
void markdown_table(struct text *out, const struct layout *layout);

/* All parts. RASIF_E_MEMORY. */
rasif_status page_write(struct page *page, rasif_error *err);

/* ---- the parts, in their order ---- */

void part_head(struct page *page);        /* text_head.c: what was read, what was not there */
void part_accepted(struct page *page);    /* text_accept.c: waivers and baseline */
void part_headline(struct page *page);    /* how many findings; Markdown only */
void part_profiles(struct page *page);    /* text.c */
void part_compliance(struct page *page);
void part_worst(struct page *page);       /* text_worst.c */
void part_rules(struct page *page);       /* text_lists.c */
void part_survey(struct page *page);
void part_diagnostics(struct page *page);

#endif
