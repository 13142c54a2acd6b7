/* SPDX-License-Identifier: MIT
 *
 * Views in the languages of the run: see in_languages.h. The cells of a translated column are
 * those of one column of the view below, which finds the language of the cell in the scratch. */
#include "report/table/in_languages.h"

#include <stdio.h>
#include <string.h>

/* A column as it is shown: one of the view below, and of a translated one the language. */
struct shown_column {
    uint32_t column;
    const char *language; /* NULL = not translated */
};

/* `user` of the view that is shown; `shown` has an entry for each of its columns. */
struct translated_view {
    const struct view *below;
    const struct shown_column *shown;
};

/* Moves the text into the arena and frees it, an empty one as ""; NULL when memory is out. */
static const char *keep_text(struct text *text, struct arena *arena)
{
    const char *copy = text->failed ? NULL : arena_strdup(arena, text->data != NULL ? text->data : "");
    text_free(text);
    return copy;
}

/* "message (Arabic)" in all languages, of a column called `what` that holds texts in `of`. */
static rasif_status alias_in(const struct sentences *sentences, struct phrase what, enum language of,
                             struct arena *arena, struct phrase *out, rasif_error *err)
{
    struct phrase called = phrase_of(sentences, "language", languages[of].code);
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        struct text text = {0};
        const char *name = called.in[l] != NULL ? called.in[l] : languages[of].name;
        sentence(sentences, languages[l].code, "column.in_language", &text, "what",
                 phrase_in(what, languages[l].code), "language", name, NULL);
        out->in[l] = keep_text(&text, arena);
        if (out->in[l] == NULL)
            return fail_memory(err);
    }
    return RASIF_OK;
}

/* Columns that are being put together. */
struct columns {
    const struct sentences *sentences;
    struct arena *arena;
    char prefix[64]; /* of aliases: "column.findings" */
    struct view_column *items;
    struct shown_column *shown;
    size_t n;
};

/* The column of a translated one that holds the texts in `of`: an alias of its own, where data/text
 * has one ("title_en"), else that of the column with the language behind it. */
static rasif_status add_in_language(struct columns *c, size_t at, const struct view_column *column,
                                    enum language of, rasif_error *err)
{
    struct text text = {0};
    text_addf(&text, "%s_%s", column->name, languages[of].code);
    const char *name = keep_text(&text, c->arena);
    if (name == NULL)
        return fail_memory(err);
    struct phrase alias = phrase_of(c->sentences, c->prefix, name);
    struct phrase what = phrase_of(c->sentences, c->prefix, column->name);
    if (phrase_first(alias) == NULL && phrase_first(what) != NULL)
        TRY(alias_in(c->sentences, what, of, c->arena, &alias, err));
    c->items[c->n] = (struct view_column){.name = name, .type = column->type, .alias = alias};
    c->shown[c->n++] = (struct shown_column){(uint32_t)at, languages[of].code};
    return RASIF_OK;
}

/* Adds the column as it is, or one for each language in `wanted`. An alias that it has already,
 * as those of profiles, is kept. */
static rasif_status add_column(struct columns *c, size_t at, const struct view_column *column,
                               unsigned wanted, rasif_error *err)
{
    for (int l = 0; column->translated && l < LANGUAGE_COUNT; l++)
        if (wanted >> l & 1u)
            TRY(add_in_language(c, at, column, (enum language)l, err));
    if (column->translated)
        return RASIF_OK;
    c->items[c->n] = *column;
    if (phrase_first(column->alias) == NULL)
        c->items[c->n].alias = phrase_of(c->sentences, c->prefix, column->name);
    c->shown[c->n++] = (struct shown_column){(uint32_t)at, NULL};
    return RASIF_OK;
}

static void translated_cell(const struct view *view, size_t row, size_t column,
                            struct cell_scratch *scratch, struct cell *out)
{
    const struct translated_view *t = view->user;
    scratch->language = t->shown[column].language;
    t->below->cell(t->below, row, t->shown[column].column, scratch, out);
}

/* Cell by cell, in the language of each: a view below with `row` shares facts by cell_row. */
static void translated_row(const struct view *view, size_t row, struct cell_scratch *scratch,
                           struct cell *out)
{
    for (size_t i = 0; i < view->n_columns; i++)
        translated_cell(view, row, i, scratch, &out[i]);
}

rasif_status view_in_languages(const struct view *view, const char *list,
                               const struct sentences *sentences, unsigned wanted,
                               struct arena *arena, const struct view **out, rasif_error *err)
{
    size_t n_translated = 0;
    for (size_t i = 0; i < view->n_columns; i++)
        n_translated += view->columns[i].translated;
    /* Upper bound: the column itself or all languages of it. */
    size_t most = view->n_columns + n_translated * LANGUAGE_COUNT;
    struct columns c = {.sentences = sentences, .arena = arena,
                        .items = ARENA_ARRAY(arena, most + 1, struct view_column),
                        .shown = ARENA_ARRAY(arena, most + 1, struct shown_column)};
    struct view *shown = ARENA_NEW(arena, struct view);
    struct translated_view *translated = ARENA_NEW(arena, struct translated_view);
    if (c.items == NULL || c.shown == NULL || shown == NULL || translated == NULL)
        return fail_memory(err);
    snprintf(c.prefix, sizeof c.prefix, "column.%s", list);
    *shown = *view;
    for (size_t i = 0; i < view->n_columns; i++) {
        if (i == view->geometry_column)
            shown->geometry_column = c.n;
        TRY(add_column(&c, i, &view->columns[i], wanted, err));
    }
    if (phrase_first(view->title) == NULL)
        shown->title = phrase_of(sentences, "table", list);
    shown->columns = c.items;
    shown->n_columns = c.n;
    /* Without translated columns the view below makes its cells itself, with the same numbers. */
    if (n_translated > 0) {
        *translated = (struct translated_view){view, c.shown};
        shown->user = translated;
        shown->cell = translated_cell;
        shown->row = view->row != NULL ? translated_row : NULL;
    }
    *out = shown;
    return RASIF_OK;
}
