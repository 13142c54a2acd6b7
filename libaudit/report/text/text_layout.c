/* SPDX-License-Identifier: MIT
 *
 * Lines and tables of the text report. In: cells as UTF-8. Out: lines of at most 100 columns.
 * Arabic lines begin with a right-to-left mark, so that a line that starts with a Latin name or a
 * number still runs from the right.
 *
 * Widths are counted in columns of a terminal: combining marks take none, Arabic letters one each.
 * A table is measured first, then printed. Cost: two passes over the cells. */
#include "report/text/text_parts.h"

#include <string.h>

#define LABEL_WIDTH 14 /* columns of "Not examined  " */
#define GAP 2          /* blanks in front of every column of a table */

const char *word(const struct page *page, const char *key)
{
    const char *text = sentence_text(page->sentences, page->language, key);
    return text != NULL ? text : key;
}

/* Names may come from the data: one that is too long for a key, or has no text, is shown as it
 * is. */
const char *word_of(const struct page *page, const char *family, const char *name)
{
    char key[96];
    size_t f = strlen(family), n = strlen(name);
    if (f + n + 2 > sizeof key)
        return name;
    memcpy(key, family, f);
    key[f] = '.';
    memcpy(key + f + 1, name, n + 1);
    const char *text = sentence_text(page->sentences, page->language, key);
    return text != NULL ? text : name;
}

/* Arabic vowel signs, zero-width and direction marks, combining marks. */
static bool takes_no_column(uint32_t c)
{
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x064B && c <= 0x065F) || c == 0x0670 ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E);
}

/* A malformed byte counts as one column. */
size_t text_columns(const char *bytes, size_t length)
{
    size_t columns = 0;
    for (size_t i = 0; i < length;) {
        uint32_t c = 0;
        size_t used = utf8_next(bytes + i, length - i, &c);
        columns += used == 0 || !takes_no_column(c);
        i += used > 0 ? used : 1;
    }
    return columns;
}

/* Bytes of the first `columns` columns, with the marks that stand on the last of them. */
static size_t bytes_of_columns(const char *bytes, size_t length, size_t columns)
{
    size_t i = 0, taken = 0;
    while (i < length) {
        uint32_t c = 0;
        size_t used = utf8_next(bytes + i, length - i, &c);
        size_t more = used == 0 || !takes_no_column(c);
        if (taken + more > columns)
            break;
        taken += more;
        i += used > 0 ? used : 1;
    }
    return i;
}

static void add_blanks(struct text *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        text_addn(out, " ", 1);
}

/* U+200F: a terminal or editor takes the direction of a line from its first letter. */
static void begin_line(struct page *page)
{
    if (language_right_to_left(page->language))
        text_add(page->out, "\xE2\x80\x8F");
}

/* Blanks that pad the last column are taken away. */
static void end_line(struct text *out)
{
    while (out->length > 0 && out->data[out->length - 1] == ' ')
        out->data[--out->length] = '\0';
    text_add(out, "\n");
}

void add_heading(struct page *page, const char *heading)
{
    if (page->form != NULL) {
        page->form->heading(page, heading);
        return;
    }
    text_add(page->out, "\n");
    begin_line(page);
    text_add(page->out, heading);
    end_line(page->out);
}

/* Two blanks in front, like the lines of the table above it. */
void add_note(struct page *page, const char *note)
{
    struct text body = {0};
    if (page->form != NULL) {
        page->form->note(page, note);
        return;
    }
    text_add(&body, note);
    page->out->failed = page->out->failed || body.failed;
    add_hanging(page, " ", 2, &body);
    text_free(&body);
}

void add_labelled(struct page *page, const char *label, const struct text *body)
{
    add_hanging(page, label, LABEL_WIDTH, body);
}

/* Breaks at blanks only: a word longer than the line overflows, because a path or an id that is
 * cut is useless. Line breaks in the body count as blanks. A label wider than `indent` is
 * followed by one blank. */
void add_hanging(struct page *page, const char *label, size_t indent, const struct text *body)
{
    size_t at = 0, column = text_columns(label, strlen(label));
    if (body->length == 0)
        return;
    if (page->form != NULL) {
        page->form->labelled(page, label, body);
        return;
    }
    begin_line(page);
    text_add(page->out, label);
    add_blanks(page->out, column < indent ? indent - column : column > 0);
    column = column < indent ? indent : column + (column > 0);
    bool first = true;
    while (at < body->length) {
        size_t length = strcspn(body->data + at, " \r\n");
        size_t width = text_columns(body->data + at, length);
        if (!first && column + 1 + width > LINE_WIDTH) {
            end_line(page->out);
            begin_line(page);
            add_blanks(page->out, indent);
            column = indent;
            first = true;
        }
        text_add(page->out, first ? "" : " ");
        text_addn(page->out, body->data + at, length);
        column += width + !first;
        first = false;
        at += length + (body->data[at + length] != '\0');
    }
    end_line(page->out);
}

/* ---- tables ------------------------------------------------------------------------------- */

/* Line breaks and control characters of the data would break the table: text_plain makes them
 * blanks. */
void layout_cell(struct layout *layout, const char *text)
{
    size_t from = layout->cells.length;
    text_add(&layout->cells, text);
    text_plain(&layout->cells, from, false);
    text_addn(&layout->cells, "", 1);
    layout->n_cells++;
}

void layout_take(struct layout *layout, struct text *text)
{
    layout->cells.failed = layout->cells.failed || text->failed;
    layout_cell(layout, text->data != NULL ? text->data : "");
    text_free(text);
}

void layout_number(struct layout *layout, size_t value)
{
    char digits[32];
    number_format(digits, (double)value);
    layout_cell(layout, digits);
}

/* HTML links lines of a table to the map, the first MOST_ANCHORS of them; more get no link. */
void layout_anchor(struct layout *layout, size_t row)
{
    size_t line = layout->n_cells / layout->n_columns;
    if (line < MOST_ANCHORS)
        layout->anchors[line] = 1 + row;
}

void layout_place(struct layout *layout, const double xy[2])
{
    size_t line = layout->n_cells / layout->n_columns;
    if (line >= MOST_ANCHORS)
        return;
    layout->places[line].known = true;
    layout->places[line].xy[0] = xy[0];
    layout->places[line].xy[1] = xy[1];
}

void layout_cut(struct layout *layout)
{
    size_t line = layout->n_cells / layout->n_columns;
    if (line < MOST_ANCHORS)
        layout->cuts[line] = true;
}

/* A column is as wide as its widest cell, at most most[]. Where the line gets too long, a last
 * column of text shrinks to 16, then the first column if it is limited (it holds names), else
 * the last one again. No other column shrinks for the line. */
static void measure_columns(const struct layout *layout, size_t *widths)
{
    const char *cell = layout->cells.data;
    size_t used = GAP;
    for (size_t i = 0; i < layout->n_cells; i++, cell += strlen(cell) + 1) {
        size_t column = i % layout->n_columns, width = text_columns(cell, strlen(cell));
        size_t most = layout->most[column];
        width = most > 0 && width > most ? most : width;
        widths[column] = width > widths[column] ? width : widths[column];
    }
    for (size_t c = 0; c + 1 < layout->n_columns; c++)
        used += widths[c] + GAP;
    size_t *last = &widths[layout->n_columns - 1];
    size_t least = layout->align[layout->n_columns - 1] == 'r' || *last < 16 ? *last : 16;
    size_t left = used + least < LINE_WIDTH ? LINE_WIDTH - used : least;
    *last = *last > left ? left : *last;
    size_t over = used + *last > LINE_WIDTH ? used + *last - LINE_WIDTH : 0;
    if (layout->most[0] > 0 && widths[0] > over + 8)
        widths[0] -= over; /* names give way to numbers */
    else if (layout->align[layout->n_columns - 1] == 'l' && *last > over + 4)
        *last -= over;
}

/* Bytes to keep of a cell for `columns` columns: up to the last blank where that keeps two
 * thirds of them, else in the middle of a word. */
static size_t cut(const char *cell, size_t length, size_t columns)
{
    size_t end = bytes_of_columns(cell, length, columns), space = end;
    while (space > 0 && cell[space] != ' ')
        space--;
    return text_columns(cell, space) * 3 > columns * 2 ? space : end;
}

/* Pads to `width`; a wider cell is cut and ends in "…". */
static void print_cell(struct text *out, const char *cell, size_t width, bool right)
{
    size_t length = strlen(cell), columns = text_columns(cell, length);
    add_blanks(out, right && columns < width ? width - columns : 0);
    if (columns > width) {
        size_t kept = cut(cell, length, width - 1);
        text_addn(out, cell, kept);
        text_add(out, "…");
        columns = text_columns(cell, kept) + 1;
    } else {
        text_addn(out, cell, length);
    }
    add_blanks(out, !right && columns < width ? width - columns : 0);
}

/* Cells lie behind one another in one text, each NUL-terminated. */
static void print_lines(struct page *page, const struct layout *layout)
{
    size_t widths[MOST_COLUMNS] = {0};
    const char *cell = layout->cells.data;
    measure_columns(layout, widths);
    for (size_t i = 0; i < layout->n_cells; i++, cell += strlen(cell) + 1) {
        size_t column = i % layout->n_columns;
        if (column == 0)
            begin_line(page);
        add_blanks(page->out, GAP);
        print_cell(page->out, cell, widths[column], layout->align[column] == 'r');
        if (column + 1 == layout->n_columns)
            end_line(page->out);
    }
}

/* Callers fill whole lines: only the last column ends a line. */
void layout_print(struct layout *layout, struct page *page)
{
    page->out->failed = page->out->failed || layout->cells.failed;
    if (layout->n_cells > 0 && !page->out->failed) {
        if (page->form != NULL)
            page->form->table(page, layout);
        else
            print_lines(page, layout);
    }
    text_free(&layout->cells);
    layout->n_cells = 0;
}
