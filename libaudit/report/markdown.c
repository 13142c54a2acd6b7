/* SPDX-License-Identifier: MIT
 *
 * The summary in Markdown (GitHub's and GitLab's), for the page of a pipeline: the parts of the text
 * report, set as headings, lists and tables. In: texts with whatever names the data hold. Out:
 * Markdown that shows just these. */
#include "report/text_parts.h"

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

void markdown_heading(struct text *out, const char *heading, int level)
{
    text_add(out, out->length > 0 ? "\n" : "");
    text_addn(out, "######", (size_t)level);
    text_add(out, " ");
    add_escaped(out, heading);
    text_add(out, "\n\n");
}

void markdown_item(struct text *out, const char *label, const char *body)
{
    label += strspn(label, " -");
    text_add(out, "- ");
    if (label[0] != '\0') {
        text_add(out, "**");
        add_escaped(out, label);
        text_add(out, "**: ");
    }
    add_escaped(out, body);
    text_add(out, "\n");
}

void markdown_note(struct text *out, const char *note)
{
    text_add(out, "\n");
    add_escaped(out, note);
    text_add(out, "\n");
}

void markdown_table(struct text *out, const struct layout *layout)
{
    const char *cell = layout->cells.data;
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

/* The same parts; a browser knows how to set a page from the right when it is told. */
rasif_status report_markdown(const struct run *run, const struct sentences *sentences,
                             const struct report_tables *tables, struct text *out, rasif_error *err)
{
    (void)tables;
    struct page page = {run, sentences, run->language != NULL ? run->language : "en", out, true};
    bool arabic = strcmp(page.language, "ar") == 0;
    text_add(out, arabic ? "<div dir=\"rtl\">\n\n" : "");
    rasif_status status = page_write(&page, err);
    text_add(out, arabic ? "\n</div>\n" : "");
    return status;
}
