/* SPDX-License-Identifier: MIT
 *
 * Tags in hstore or JSON text: see tags.h. Both are lists of pairs, a quoted key first; they differ
 * in what stands between key and value. Values that are not texts (numbers, true) are taken as
 * written; nested values end the search. */
#include "read/tags.h"

#include "base/os.h"
#include "read/several.h"

#include <stdlib.h>
#include <string.h>

struct tag_cursor {
    const char *at, *end;
};

/* Stops at a NUL, too: strchr would find it in any set. */
static void skip_bytes(struct tag_cursor *c, const char *these)
{
    while (c->at < c->end && *c->at != '\0' && strchr(these, *c->at) != NULL)
        c->at++;
}

/* The escapes of JSON that hstore has as well; others stand for themselves. */
static char unescaped(char c)
{
    return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
}

/* A quoted or bare token into `out` (NULL: skipped); false at the end of the text. *quoted
 * distinguishes "NULL" from NULL. */
static bool next_token(struct tag_cursor *c, char *out, size_t *length, bool *quoted)
{
    size_t n = 0;
    skip_bytes(c, " \t\r\n,{");
    *quoted = c->at < c->end && *c->at == '"';
    if (c->at >= c->end || strchr("}[", *c->at) != NULL)
        return false;
    c->at += *quoted;
    while (c->at < c->end && (*quoted ? *c->at != '"' : strchr(" \t\r\n,}:=", *c->at) == NULL)) {
        char byte = *c->at++;
        if (byte == '\\' && *quoted && c->at < c->end)
            byte = unescaped(*c->at++);
        if (out != NULL)
            out[n] = byte;
        n++;
    }
    if (*quoted && c->at >= c->end)
        return false; /* cut off */
    c->at += *quoted;
    *length = n;
    return true;
}

/* A text without the key's bytes can't hold the key: most texts are dismissed at once. */
bool tags_find(const char *text, size_t length, const char *key, char *out, size_t *out_length)
{
    struct tag_cursor c = {text, text + length};
    size_t n, wanted = strlen(key);
    bool quoted;
    if (os_find_bytes(text, length, key, wanted) == NULL)
        return false; /* most texts don't even hold the word */
    while (next_token(&c, out, &n, &quoted)) {
        bool found = n == wanted && memcmp(out, key, n) == 0;
        skip_bytes(&c, " \t\r\n=>:");
        if (!next_token(&c, found ? out : NULL, &n, &quoted))
            return false;
        if (!found)
            continue;
        *out_length = n;
        return quoted ||
               !((n == 4 && (memcmp(out, "NULL", 4) == 0 || memcmp(out, "null", 4) == 0)));
    }
    return false;
}

/* "a \"b\"": a token as both forms quote it. */
static void add_quoted(struct text *out, const char *bytes, size_t length)
{
    text_add(out, "\"");
    for (size_t i = 0; i < length; i++) {
        char c = bytes[i];
        const char *escape = c == '\n'   ? "\\n"
                             : c == '\t' ? "\\t"
                             : c == '\r' ? "\\r"
                             : c == '"'  ? "\\\""
                             : c == '\\' ? "\\\\"
                                         : NULL;
        if (escape != NULL)
            text_add(out, escape);
        else
            text_addn(out, &bytes[i], 1);
    }
    text_add(out, "\"");
}

/* Where the value of the key stands, its quotes with it: *from to *to. *sound = false: the text is
 * no list of pairs. */
static bool find_value(const char *text, size_t length, const char *key, char *room, size_t *from,
                       size_t *to, bool *sound)
{
    struct tag_cursor c = {text, text + length};
    size_t n, wanted = strlen(key);
    bool quoted;
    *sound = true;
    while (next_token(&c, room, &n, &quoted)) {
        bool found = n == wanted && memcmp(room, key, n) == 0;
        skip_bytes(&c, " \t\r\n=>:");
        *from = (size_t)(c.at - text);
        if (!next_token(&c, NULL, &n, &quoted)) {
            *sound = false;
            return false;
        }
        *to = (size_t)(c.at - text);
        if (found)
            return true;
    }
    skip_bytes(&c, " \t\r\n}");
    *sound = c.at == c.end;
    return false;
}

/* A new pair behind all others. */
static bool add_pair(const char *text, size_t length, const char *key, const char *value,
                     size_t value_length, struct text *out)
{
    size_t first = 0, end = length;
    while (first < length && strchr(" \t\r\n", text[first]) != NULL)
        first++;
    bool json = first < length && text[first] == '{';
    while (end > 0 && strchr(json ? " \t\r\n}" : " \t\r\n", text[end - 1]) != NULL)
        end--;
    if (json && end == length)
        return false; /* not closed */
    bool empty = json ? end <= first + 1 : end == 0;
    text_addn(out, text != NULL ? text : "", end);
    text_add(out, empty ? "" : json ? ", " : ",");
    add_quoted(out, key, strlen(key));
    text_add(out, json ? ": " : "=>");
    add_quoted(out, value, value_length);
    text_add(out, json ? "}" : "");
    return true;
}

/* The text with the new value, unproved. */
static bool set_tag(const char *text, size_t length, const char *key, const char *value,
                    size_t value_length, struct text *out)
{
    size_t from, to;
    bool sound;
    char *room = malloc(length + 1);
    if (room == NULL) {
        out->failed = true;
        return true;
    }
    bool found = find_value(text, length, key, room, &from, &to, &sound);
    free(room);
    if (!found && value != NULL)
        return sound && add_pair(text, length, key, value, value_length, out);
    if (!found) {
        text_addn(out, text, length);
        return sound;
    }
    bool json = strchr(" \t\r\n{", text[0]) != NULL && memchr(text, '{', length) != NULL;
    text_addn(out, text, from);
    if (value != NULL)
        add_quoted(out, value, value_length);
    else
        text_add(out, json ? "null" : "NULL");
    text_addn(out, text + to, length - to);
    return true;
}

/* Proved by reading it: a damaged text may take a new pair for something else. */
bool tags_set(const char *text, size_t length, const char *key, const char *value,
              size_t value_length, struct text *out)
{
    struct text made = {0};
    size_t n = 0;
    if (text == NULL) {
        text = "";
        length = 0;
    }
    bool good = set_tag(text, length, key, value, value_length, &made);
    char *read = good && !made.failed ? malloc(made.length + 1) : NULL;
    out->failed = out->failed || (good && read == NULL);
    if (read != NULL) {
        bool there = made.length > 0 && tags_find(made.data, made.length, key, read, &n);
        good = value == NULL ? !there : there && n == value_length && memcmp(read, value, n) == 0;
    }
    if (good && made.length > 0)
        text_addn(out, made.data, made.length);
    free(read);
    text_free(&made);
    return good;
}

/* rasif_tag(text, key). Most texts are short, so a buffer on the stack saves an allocation per
 * row. */
static void tag_function(sqlite3_context *context, int n, sqlite3_value **values)
{
    (void)n;
    const char *text = (const char *)sqlite3_value_text(values[0]);
    const char *key = (const char *)sqlite3_value_text(values[1]);
    int length = sqlite3_value_bytes(values[0]);
    if (text == NULL || key == NULL || length == 0)
        return; /* NULL */
    char small[2048], *room = small;
    size_t found;
    if ((size_t)length > sizeof small && (room = sqlite3_malloc(length)) == NULL) {
        sqlite3_result_error_nomem(context);
        return;
    }
    if (tags_find(text, (size_t)length, key, room, &found))
        sqlite3_result_text(context, room, (int)found, SQLITE_TRANSIENT);
    if (room != small)
        sqlite3_free(room);
}

/* rasif_one(text, group...): of a list of values the one that stands for all, see tags.h. A text
 * that is not a list is returned as it is. */
static void one_function(sqlite3_context *context, int n, sqlite3_value **values)
{
    const char *text = n > 0 ? (const char *)sqlite3_value_text(values[0]) : NULL;
    size_t length = n > 0 ? (size_t)sqlite3_value_bytes(values[0]) : 0;
    char list[SEVERAL_MOST];
    size_t list_length;
    if (text == NULL)
        return; /* NULL */
    if (!several_list(text, length, list, &list_length)) {
        sqlite3_result_value(context, values[0]);
        return;
    }
    const char *found = NULL;
    size_t found_length = 0;
    bool same = several_same(list, list_length, &found, &found_length);
    for (int i = 1; !same && i < n; i++) {
        const char *group = (const char *)sqlite3_value_text(values[i]);
        same = group != NULL && several_in_group(list, list_length, group, &found, &found_length);
    }
    if (same)
        sqlite3_result_text(context, found, (int)found_length, SQLITE_TRANSIENT);
    else
        sqlite3_result_text(context, "several", -1, SQLITE_STATIC);
}

/* Deterministic functions: SQLite may call them once per row and key. */
int tags_register(sqlite3 *db)
{
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    int code = sqlite3_create_function(db, "rasif_tag", 2, flags, NULL, tag_function, NULL, NULL);
    return code != SQLITE_OK ? code
                             : sqlite3_create_function(db, "rasif_one", -1, flags, NULL,
                                                       one_function, NULL, NULL);
}
