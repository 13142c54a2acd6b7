/* SPDX-License-Identifier: MIT
 *
 * Beginning and end of every HTML page: one file that loads nothing, with the style sheet, the
 * colours that QGIS shows as well, and for a scripted page the script. The script stands at the
 * end, so that it finds all elements of the page. */
#include "base/data.h"
#include "report/html/html_parts.h"
#include "report/style/style.h"

#include <string.h>

/* Appends an embedded file of data/ unchanged; a file that is not embedded adds nothing. */
static void add_file(struct page *page, const char *path)
{
    const struct data_file *file = data_find(path);
    if (file != NULL)
        text_addn(page->out, (const char *)file->bytes, file->size);
}

/* The colours of classes and severities as the styles for QGIS have them. */
static void add_colours(struct text *out)
{
    text_add(out, ":root{");
    for (int g = SCORE_CLASS_A; g < SCORE_CLASS_COUNT; g++)
        text_addf(out, "--%s:rgb(%s);", score_class_names[g],
                  style_class_symbol((enum score_class)g)->colour);
    for (int s = 0; s < SEVERITY_COUNT; s++)
        text_addf(out, "--%s:rgb(%s);", severity_names[s],
                  style_severity_symbol((enum severity)s)->colour);
    text_add(out, "}\n");
}

/* The hatch of unknown and its <pattern>, once for every drawing of the page: url(#hatch). */
static const char hatch[] = "<svg width=\"0\" height=\"0\" aria-hidden=\"true\"><defs><pattern "
                            "id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
                            "patternTransform=\"rotate(45)\"><path class=\"hatch-ground\" "
                            "d=\"M0 0h6v6H0z\"/><path class=\"hatch-line\" d=\"M0 0h2v6H0z\"/>"
                            "</pattern></defs></svg>\n";

void html_open(struct page *page, const char *title, const char *sheet, bool scripted)
{
    struct text *out = page->out;
    const struct language_info *language = &languages[language_of(page->language)];
    text_addf(out, "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head>\n", language->code,
              language->right_to_left ? "rtl" : "ltr");
    text_add(out, "<meta charset=\"utf-8\"/>\n");
    /* Nothing may be fetched, whatever a name in the data looks like. */
    text_addf(out,
              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';style-src "
              "'unsafe-inline';%simg-src data:\"/>\n",
              scripted ? "script-src 'unsafe-inline';" : "");
    text_add(out, "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n");
    text_addf(out, "<meta name=\"generator\" content=\"rasif %s\"/>\n<title>", RASIF_VERSION);
    text_xml(out, title);
    text_add(out, "</title>\n<style>\n");
    add_colours(out);
    add_file(page, "html/report.css");
    if (sheet != NULL)
        add_file(page, sheet);
    text_add(out, "</style>\n</head>\n<body>\n");
    text_add(out, hatch);
}

void html_close(struct page *page, bool scripted)
{
    text_add(page->out, "<footer>");
    html_element(page, "p", NULL, word(page, "html.footer"));
    text_add(page->out, "</footer>\n");
    if (scripted) {
        text_add(page->out, "<script>\n");
        add_file(page, "html/report.js");
        text_add(page->out, "</script>\n");
    }
    text_add(page->out, "</body>\n</html>\n");
}
