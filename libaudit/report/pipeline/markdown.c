/* SPDX-License-Identifier: MIT
 *
 * The summary in Markdown (GitHub's and GitLab's), for the page of a pipeline: the parts of the
 * text report, set as headings, lists and tables. In: texts with whatever names the data hold. Out:
 * Markdown that shows just these. */
#include "report/text/text_parts.h"

#include <string.h>

/* Every character that Markdown or HTML gives a meaning to, within a line. */
static void add_escaped(struct text *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '<' || *at == '>' || *at == '&')
            text_add(out, *at == '<' ? "&lt;" : *at == '>' ? "&gt;" : "&amp;");
        else if (strchr("\\`*_[]|~#!$", *at) != NULL)
            text_addf(out, "\\%c", *at);
        else
            text_addn(out, *at == '\n' || *at == '\r' ? " " : at, 1);
    }
}

/* An empty line in front, or Markdown joins the heading to the paragraph before. */
static void set_heading(struct text *out, const char *heading, const char *level)
{
    text_add(out, out->length > 0 ? "\n" : "");
    text_add(out, level);
    add_escaped(out, heading);
    text_add(out, "\n\n");
}

static void set_page_title(struct page *page, const char *title)
{
    set_heading(page->out, title, "## ");
}

static void set_part_heading(struct page *page, const char *heading)
{
    set_heading(page->out, heading, "### ");
}

/* "- **Standard**: ...". A label of only "-" is a bullet of the text report, which Markdown sets
 * itself. */
static void set_item(struct page *page, const char *label, const struct text *body)
{
    struct text *out = page->out;
    label += strspn(label, " -");
    text_add(out, "- ");
    if (label[0] != '\0') {
        text_add(out, "**");
        add_escaped(out, label);
        text_add(out, "**: ");
    }
    add_escaped(out, body->data);
    text_add(out, "\n");
}

static void set_note(struct page *page, const char *note)
{
    text_add(page->out, "\n");
    add_escaped(page->out, note);
    text_add(page->out, "\n");
}

/* The first row is the head, since Markdown has no table without one: "| name | class |",
 * "|:--|--:|" by the alignment of the column. */
static void set_table(struct page *page, const struct layout *layout)
{
    struct text *out = page->out;
    const char *cell = layout->cells.data;
    if (out->length > 1 && strncmp(out->data + out->length - 2, "\n\n", 2) != 0)
        text_add(out, "\n"); /* a line right above would be taken for its head */
    for (size_t i = 0; i < layout->n_cells; i++, cell += strlen(cell) + 1) {
        text_add(out, i % layout->n_columns == 0 ? "| " : " | ");
        add_escaped(out, cell + strspn(cell, " "));
        if ((i + 1) % layout->n_columns != 0)
            continue;
        text_add(out, " |\n");
        for (size_t c = 0; i + 1 == layout->n_columns && c < layout->n_columns; c++)
            text_add(out, layout->align[c] == 'r' ? "|--:" : "|:--");
        text_add(out, i + 1 == layout->n_columns ? "|\n" : "");
    }
}

const struct page_form markdown_form = {set_item, set_part_heading, set_note, set_table,
                                               set_page_title};

/* The same parts as the text report. A browser sets Arabic from the right only within <div
 * dir="rtl">. */
rasif_status report_markdown(const struct run *run, const struct sentences *sentences,
                             const struct report_tables *tables, struct text *out, rasif_error *err)
{
    (void)tables;
    struct page page = {.run = run,
                        .sentences = sentences,
                        .language = run->language != NULL ? run->language : languages[LANGUAGE_FIRST].code,
                        .out = out,
                        .form = &markdown_form,
                        .most_lines = 20};
    bool rtl = language_right_to_left(page.language);
    text_add(out, rtl ? "<div dir=\"rtl\">\n\n" : "");
    section_title(&page);
    section_finding_counts(&page);
    rasif_status status = page_write(&page, err);
    text_add(out, rtl ? "\n</div>\n" : "");
    text_plain(out, 0, true);
    return status;
}
