/* SPDX-License-Identifier: MIT
 *
 * Trouble in the data, counted: see diagnostics.h.
 *
 * Algorithm: a group per code, layer and column, with an item per text, at most DIAGNOSTIC_TEXTS of
 * them and one for the rest. A layer of a million rows may be in trouble in every one of them: rows
 * come column by column, so the group of the last call is tried before all groups are searched.
 * Cost: constant time per call where the group stays the same; memory does not grow with the number
 * of rows. What threads found is merged in their order, and all is sorted before it is shown, so
 * that the number of threads is never seen. */
#include "table/diagnostics.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_TEXT 80 /* bytes of a cell that are kept with a diagnostic */

const char *const diagnostic_levels[3] = {"info", "warning", "error"};

const struct diagnostic_info diagnostic_infos[DIAGNOSTIC_COUNT] = {
#define DIAGNOSTIC(code, name, level) [D_##name] = {code, #name, DIAGNOSTIC_##level},
#include "table/diagnostic.def"
#undef DIAGNOSTIC
};

/* A text of text/<code>.yaml: diagnostic.crossing_unlinked.what,
 * diagnostic.crossing_unlinked.todo. */
static struct phrase text_of(const struct sentences *sentences, enum diagnostic_id id, const char *which)
{
    char key[96];
    snprintf(key, sizeof key, "diagnostic.%s.%s", diagnostic_infos[id].name, which);
    return sentence_phrase(sentences, key);
}

struct phrase diagnostic_what(const struct sentences *sentences, enum diagnostic_id id)
{
    return text_of(sentences, id, "what");
}

struct phrase diagnostic_todo(const struct sentences *sentences, enum diagnostic_id id)
{
    return text_of(sentences, id, "todo");
}

/* Items of one (code, layer, column): those with a text, and the one without. */
struct diagnostic_group {
    enum diagnostic_id id;
    const char *layer, *column; /* the items' own copies */
    size_t texts[DIAGNOSTIC_TEXTS];
    size_t n_texts;
    size_t rest; /* item with text NULL; NONE = not yet */
};
#define NONE SIZE_MAX

/* The code first: it differs most often. */
static bool is_group(const struct diagnostic_group *group, enum diagnostic_id id, const char *layer,
                     const char *column)
{
    return group->id == id && strcmp(group->layer, layer) == 0 &&
           strcmp(group->column, column) == 0;
}

/* Index of the group, made if need be; NONE when out of memory. */
static size_t group_of(struct diagnostics *diagnostics, enum diagnostic_id id, const char *layer,
                       const char *column)
{
    size_t i = diagnostics->last_group;
    if (i < diagnostics->n_groups && is_group(&diagnostics->groups[i], id, layer, column))
        return i;
    for (i = 0; i < diagnostics->n_groups; i++)
        if (is_group(&diagnostics->groups[i], id, layer, column))
            return diagnostics->last_group = i;
    struct diagnostic_group group = {.id = id, .rest = NONE};
    group.layer = arena_strdup(&diagnostics->arena, layer);
    group.column = arena_strdup(&diagnostics->arena, column);
    if (group.layer == NULL || group.column == NULL ||
        !PUSH(diagnostics->groups, diagnostics->n_groups, diagnostics->group_capacity, group))
        return NONE;
    return diagnostics->last_group = i;
}

/* Its texts are copies: cells are gone when diagnostics are shown. */
static size_t new_item(struct diagnostics *diagnostics, const struct diagnostic_group *group,
                       const char *text)
{
    struct diagnostic item = {.id = group->id, .layer = group->layer, .column = group->column};
    if (text != NULL && (item.text = arena_strdup(&diagnostics->arena, text)) == NULL)
        return NONE;
    if (!PUSH(diagnostics->items, diagnostics->n, diagnostics->capacity, item))
        return NONE;
    return diagnostics->n - 1;
}

/* Index of the item of the group with this text; with DIAGNOSTIC_TEXTS others, the one for the
 * rest. NONE when out of memory. */
static size_t item_of(struct diagnostics *diagnostics, struct diagnostic_group *group,
                      const char *text)
{
    if (text != NULL) {
        for (size_t i = 0; i < group->n_texts; i++)
            if (strcmp(diagnostics->items[group->texts[i]].text, text) == 0)
                return group->texts[i];
        if (group->n_texts < DIAGNOSTIC_TEXTS) {
            size_t item = new_item(diagnostics, group, text);
            if (item != NONE)
                group->texts[group->n_texts++] = item;
            return item;
        }
    }
    if (group->rest == NONE)
        group->rest = new_item(diagnostics, group, NULL);
    return group->rest;
}

/* At most LONGEST_TEXT bytes of the text, well-formed, harmless and on one line, whatever the cell
 * held. Malformed bytes become U+FFFD: a blank would not show that there was something. */
static void clean_text(const char *text, char out[LONGEST_TEXT + 1])
{
    size_t length = strnlen(text, LONGEST_TEXT + 4), n = 0;
    for (size_t i = 0, step; i < length; i += step) {
        uint32_t character = 0;
        const char *bytes = text + i;
        size_t n_bytes = step = utf8_next(bytes, length - i, &character);
        if (step == 0) {
            bytes = "\xEF\xBF\xBD"; /* U+FFFD */
            n_bytes = 3;
            step = 1;
        }
        if (n + n_bytes > LONGEST_TEXT)
            break;
        memcpy(out + n, bytes, n_bytes);
        n += n_bytes;
    }
    out[plain_bytes(out, n, false)] = '\0';
}

/* Keeps the lowest numbers, ascending, each once. */
static void add_fid(struct diagnostic *item, int64_t fid)
{
    size_t at = item->n_fids;
    while (at > 0 && item->fids[at - 1] > fid)
        at--;
    if (at == DIAGNOSTIC_FIDS || (at > 0 && item->fids[at - 1] == fid))
        return;
    if (item->n_fids < DIAGNOSTIC_FIDS)
        item->n_fids++;
    memmove(item->fids + at + 1, item->fids + at, (item->n_fids - at - 1) * sizeof item->fids[0]);
    item->fids[at] = fid;
}

/* The item that counts this trouble, made if need be; NULL = no memory, which sets `failed`:
 * callers go on, and store_failed finds it after the stage. */
static struct diagnostic *find_item(struct diagnostics *diagnostics, enum diagnostic_id id,
                                    const char *layer, const char *column, const char *text)
{
    char clean[LONGEST_TEXT + 1];
    if (text != NULL) {
        clean_text(text, clean);
        text = clean;
    }
    size_t group =
        group_of(diagnostics, id, layer != NULL ? layer : "", column != NULL ? column : "");
    size_t item = group == NONE ? NONE : item_of(diagnostics, &diagnostics->groups[group], text);
    if (item == NONE) {
        diagnostics->failed = true;
        return NULL;
    }
    return &diagnostics->items[item];
}

void diagnose(struct diagnostics *diagnostics, enum diagnostic_id id, const char *layer,
              const char *column, const char *text, const int64_t *fid)
{
    struct diagnostic *item = find_item(diagnostics, id, layer, column, text);
    if (item == NULL)
        return;
    item->count++;
    if (fid != NULL)
        add_fid(item, *fid);
}

/* Of `fids` the lowest are kept, whether they are all of the `count` rows or not. */
void diagnose_many(struct diagnostics *diagnostics, enum diagnostic_id id, const char *layer,
                   const char *column, const char *text, const int64_t *fids, size_t n_fids,
                   size_t count)
{
    if (count == 0)
        return;
    struct diagnostic *item = find_item(diagnostics, id, layer, column, text);
    if (item == NULL)
        return;
    item->count += count;
    for (size_t i = 0; i < n_fids; i++)
        add_fid(item, fids[i]);
}

void diagnose_all(struct diagnostics *diagnostics, const struct diagnostics *from)
{
    for (size_t i = 0; i < from->n; i++) {
        const struct diagnostic *one = &from->items[i];
        struct diagnostic *item =
            find_item(diagnostics, one->id, one->layer, one->column, one->text);
        if (item == NULL)
            return;
        item->count += one->count;
        for (size_t k = 0; k < one->n_fids; k++)
            add_fid(item, one->fids[k]);
    }
}

/* By code, layer, column and text; the item without a text is the last of its group. */
static int by_code(const void *left, const void *right)
{
    const struct diagnostic *a = left, *b = right;
    if (a->id != b->id)
        return diagnostic_infos[a->id].code < diagnostic_infos[b->id].code ? -1 : 1;
    int order = strcmp(a->layer, b->layer);
    if (order == 0)
        order = strcmp(a->column, b->column);
    if (order == 0 && a->text != NULL && b->text != NULL)
        return strcmp(a->text, b->text);
    return order != 0 ? order : (a->text == NULL) - (b->text == NULL);
}

void diagnostics_sort(struct diagnostics *diagnostics)
{
    if (diagnostics->n == 0)
        return;
    array_sort(diagnostics->items, diagnostics->n, sizeof *diagnostics->items, by_code);
    /* Items moved: groups get their new numbers, because more may be diagnosed. */
    for (size_t i = 0; i < diagnostics->n_groups; i++) {
        diagnostics->groups[i].n_texts = 0;
        diagnostics->groups[i].rest = NONE;
    }
    for (size_t i = 0; i < diagnostics->n; i++) {
        const struct diagnostic *item = &diagnostics->items[i];
        size_t at = group_of(diagnostics, item->id, item->layer, item->column);
        struct diagnostic_group *group = &diagnostics->groups[at];
        if (item->text == NULL)
            group->rest = i;
        else
            group->texts[group->n_texts++] = i;
    }
}

bool diagnostics_any_error(const struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->n; i++)
        if (diagnostic_infos[diagnostics->items[i].id].level == DIAGNOSTIC_ERROR)
            return true;
    return false;
}

void diagnostics_free(struct diagnostics *diagnostics)
{
    arena_free(&diagnostics->arena);
    free(diagnostics->items);
    free(diagnostics->groups);
    *diagnostics = (struct diagnostics){0};
}
