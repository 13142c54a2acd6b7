/* SPDX-License-Identifier: MIT
 *
 * The parts of a report for readers, in their order, and how lines and tables are laid out: as plain
 * text (text_layout.c), or by a form of its own (html_form.c). Private to text*.c and html*.c. */
#ifndef RASIF_REPORT_TEXT_PARTS_H
#define RASIF_REPORT_TEXT_PARTS_H

#include "report/summary.h"

#define LINE_WIDTH 100

struct page;
struct layout;

/* How a report that is no plain text shows what the parts say. */
struct page_form {
    void (*labelled)(struct page *page, const char *label, const struct text *body);
    void (*heading)(struct page *page, const char *heading);
    void (*note)(struct page *page, const char *note);
    void (*table)(struct page *page, const struct layout *layout);
    void (*title)(struct page *page, const char *title); /* NULL = the form has one of its own */
};

extern const struct page_form markdown_form; /* markdown.c */

/* What is being written, in which language. */
struct page {
    const struct run *run;
    const struct sentences *sentences;
    const char *language;
    struct text *out;
    const struct page_form *form; /* NULL = plain text                          */
    size_t most_lines;            /* of a list that is cut (rules, what to survey) */
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
/* A line that belongs to what is above it. */
void add_note(struct page *page, const char *note);

/* A table whose columns are as wide as their widest cell; the last takes what is left. */
#define MOST_COLUMNS 9
#define MOST_ANCHORS 32
struct layout {
    size_t n_columns, n_cells;
    const char *align;            /* 'l' or 'r' per column             */
    size_t most[MOST_COLUMNS];    /* widest allowed; 0 = no limit      */
    struct text cells;            /* NUL-terminated, one after another */
    size_t anchors[MOST_ANCHORS]; /* of the first lines: 1 + row on the map, 0 = none */
    struct {
        bool known;
        double xy[2];
    } places[MOST_ANCHORS]; /* of the first lines: where on the map, in metres */
    bool cuts[MOST_ANCHORS]; /* of the first lines: a thick line stands above (HTML) */
};
void layout_cell(struct layout *layout, const char *text);
/* Takes the text over and empties it. */
void layout_take(struct layout *layout, struct text *text);
void layout_number(struct layout *layout, size_t value);
/* The name of a feature (label.h); "layer:FID" (text_worst.c). */
void layout_name(struct layout *layout, const struct page *page, enum role role, size_t row);
void layout_feature(struct layout *layout, const struct page *page, enum role role, size_t row);
/* Whom a row of segment_role stops; what is worst about it (text_worst.c). */
void layout_blocked(struct layout *layout, struct page *page, enum role role, size_t row);
void layout_reason(struct layout *layout, struct page *page, enum role role, size_t row);
/* The line that begins now is about this row of the map's elements. */
void layout_anchor(struct layout *layout, size_t row);
/* The line that begins now is about this place, in metres. */
void layout_place(struct layout *layout, const double xy[2]);
/* Above the line that begins now something ends. */
void layout_cut(struct layout *layout);
/* Prints the rows, each with two blanks in front, and frees the cells. */
void layout_print(struct layout *layout, struct page *page);

/* ---- the parts, in their order ---- */

/* Everything below the title, in order. RASIF_E_MEMORY only. */
rasif_status page_write(struct page *page, rasif_error *err);
void section_title(struct page *page);       /* text_head.c */
void section_headline(struct page *page);    /* text.c: what a run says first (headline.h) */
void section_standard(struct page *page);    /* text_head.c: which standard, and what it is worth */
void section_read(struct page *page);        /* what was read, what was not there */
void section_head(struct page *page);        /* section_read, section_standard, section_accepted */
void section_finding_counts(struct page *page); /* text_accept.c: how many findings; Markdown only */
void section_accepted(struct page *page);    /* waivers and baseline */
void section_profiles(struct page *page);    /* text.c */
void section_compliance(struct page *page);
void section_worst(struct page *page);       /* text_worst.c */
/* Rows of its table, worst first, at most MOST_WORST; elements of segment_role(run). Returns how
 * many. */
#define MOST_WORST 10
size_t worst_rows(const struct run *run, size_t rows[MOST_WORST]);
/* The same, at most `most` (rows has room for them). */
MUST bool worst_lead(const struct run *run, size_t *rows, size_t most, size_t *n);
void section_islands(struct page *page);      /* text_network.c */
void section_repairs(struct page *page);     /* text_repairs.c */
void section_conflicts(struct page *page);   /* text_conflicts.c; nothing where there is none */
void section_plan(struct page *page);        /* text_plan.c; nothing without a plan */
struct works_plan;
void section_plan_areas(struct page *page, const struct works_plan *plan); /* text_plan_areas.c: a part of it */
#define PLAN_LISTED 30                       /* works of its list: all are in audit_works and csv-works */
void section_reach(struct page *page);       /* text_reach.c */
/* "96.4 %" of the whole. */
void share_cell(struct layout *layout, double part, double whole);
void section_gaps(struct page *page);        /* text_gaps.c */
void section_rules(struct page *page);       /* text_lists.c */
void section_operators(struct page *page);   /* who looks after what fails, where the data say */
void section_passes(struct page *page);      /* how much of what was checked passes, rule by rule */
void section_survey(struct page *page);
void section_diagnostics(struct page *page);

#endif
