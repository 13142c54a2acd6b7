/* SPDX-License-Identifier: MIT
 *
 * Fills in the files of data/qgis: see project_parts.h. What stands between ${ and } is a value, a
 * text or a place; everything else is copied. Languages that are written from right to left get the
 * page mirrored. Cost: one pass. */
#include "base/data.h"
#include "report/project/project_parts.h"

#include <stdio.h>
#include <string.h>

#define PAGE_WIDTH 210.0 /* A4 upright, in mm, as in data/qgis/sheets.xml */
#define PAGE_STEP 307.0  /* from one page to the next: its height and QGIS's gap of 10 mm */

static const char *value_of(const struct template_value *values, size_t n, const char *name,
                            size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(values[i].name) == length && strncmp(values[i].name, name, length) == 0)
            return values[i].value;
    return NULL;
}

static void add_point(struct text *out, const char *name, double x, double y)
{
    text_addf(out, "%s=\"", name);
    text_fixed(out, x, 2);
    text_add(out, ",");
    text_fixed(out, y, 2);
    text_add(out, ",mm\" ");
}

/* " 12 30 186 20" or, on page 2 or 3, "2 12 30 186 20". false: it is not four numbers. */
static bool add_place(const struct project *project, const char *numbers, struct text *out)
{
    double n[4];
    int pages_before = numbers[0] != ' ' ? numbers[0] - '1' : 0;
    const char *at = numbers + (pages_before > 0);
    for (int i = 0; i < 4; i++) {
        size_t used = 0;
        at += strspn(at, " ");
        if (!number_parse(at, strlen(at), &n[i], &used))
            return false;
        at += used;
    }
    double x = language_right_to_left(project->language) ? PAGE_WIDTH - n[0] - n[2] : n[0];
    add_point(out, "position", x, n[1] + pages_before * PAGE_STEP);
    add_point(out, "positionOnPage", x, n[1]);
    add_point(out, "size", n[2], n[3]);
    return true;
}

/* One ${...}; `inside` is what stands between. false: nothing of that name is known. */
static bool add_inside(const struct project *project, const char *inside,
                       const struct template_value *values, size_t n, struct text *out)
{
    const char *value = value_of(values, n, inside, strlen(inside));
    if (value != NULL) {
        text_xml(out, value);
        return true;
    }
    if (strncmp(inside, "at ", 3) == 0 || strncmp(inside, "at2 ", 4) == 0 ||
        strncmp(inside, "at3 ", 4) == 0)
        return add_place(project, inside + 2, out);
    if (strcmp(inside, "start") == 0) {
        text_add(out, language_right_to_left(project->language) ? "2" : "1");
        return true;
    }
    value = sentence_text(project->sentences, project->language, inside);
    text_xml(out, value != NULL ? value : "");
    return value != NULL;
}

rasif_status template_add(const struct project *project, const char *file,
                          const struct template_value *values, size_t n, struct text *out,
                          rasif_error *err)
{
    char path[64], inside[96];
    snprintf(path, sizeof path, "qgis/%s.xml", file);
    const struct data_file *data = data_find(path);
    if (data == NULL)
        return fail(err, RASIF_E_INTERNAL, "data/%s is not in this build", path);
    const char *at = (const char *)data->bytes, *end = at + data->size;
    while (at < end) {
        const char *mark = memchr(at, '$', (size_t)(end - at));
        if (mark == NULL || mark + 1 == end) {
            text_addn(out, at, (size_t)(end - at));
            break;
        }
        bool raw = mark[1] == '[';
        const char *close =
            raw || mark[1] == '{' ? memchr(mark, raw ? ']' : '}', (size_t)(end - mark)) : NULL;
        if (close == NULL) { /* a plain $, as in $id */
            text_addn(out, at, (size_t)(mark + 1 - at));
            at = mark + 1;
            continue;
        }
        text_addn(out, at, (size_t)(mark - at));
        snprintf(inside, sizeof inside, "%.*s", (int)(close - mark - 2), mark + 2);
        const char *value = raw ? value_of(values, n, inside, strlen(inside)) : NULL;
        if (raw ? value == NULL : !add_inside(project, inside, values, n, out))
            return fail(err, RASIF_E_INTERNAL, "data/%s: '%s' is not known", path, inside);
        if (raw)
            text_add(out, value);
        at = close + 1;
    }
    return RASIF_OK;
}
