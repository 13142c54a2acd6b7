/* SPDX-License-Identifier: MIT
 *
 * What the pages of docs/ in several languages have in common: texts of the data in Markdown, and the links
 * to the same page in the other languages. */
#include "docs.h"

#include "report/html/html_parts.h"

#include <string.h>

void docs_put(struct page *page, const char *text)
{
    static const char bdi[] = "<bdi lang=\"en\" dir=\"ltr\">";
    struct text html = {0}, *out = page->out;
    page->out = &html;
    html_text(page, text);
    page->out = out;
    for (const char *at = html.data; at != NULL && *at != '\0'; at++)
        if (strncmp(at, bdi, sizeof bdi - 1) == 0) {
            text_add(out, "<span dir=\"ltr\">");
            at += sizeof bdi - 2;
        } else if (strncmp(at, "</bdi>", 6) == 0) {
            text_add(out, "</span>");
            at += 5;
        } else if (strncmp(at, "&#39;", 5) == 0) { /* safe in Markdown */
            text_add(out, "'");
            at += 4;
        } else {
            text_addn(out, *at == '|' ? "\\|" : *at == '\n' ? " " : at, *at == '|' ? 2 : 1);
        }
    out->failed = out->failed || html.failed;
    text_free(&html);
}

void docs_others(struct page *page, const char *name)
{
    static const struct phrase here = {{"In English", "بالعربية", "en français"}};
    const char *before = "";
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        if (l == (int)language_of(page->language))
            continue;
        const char *words = here.in[l] != NULL ? here.in[l] : languages[l].name;
        text_addf(page->out, "%s[%s](%s%s%s.md)", before, words, name, l == LANGUAGE_FIRST ? "" : "-",
                  l == LANGUAGE_FIRST ? "" : languages[l].code);
        before = " · ";
    }
}
