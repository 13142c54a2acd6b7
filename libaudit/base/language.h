/* SPDX-License-Identifier: MIT
 *
 * Languages are a list (base/languages.def): nothing else in C names one. A language is passed on by
 * its code ("en"), so that a text of the caller's options needs no translation. Nothing here allocates
 * or fails but check_language. */
#ifndef RASIF_BASE_LANGUAGE_H
#define RASIF_BASE_LANGUAGE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

enum language {
#define LANGUAGE(code, name, direction, state, tables, names) LANGUAGE_##code,
#include "base/languages.def"
#undef LANGUAGE
    LANGUAGE_COUNT
};
/* The language that every text must have. */
#define LANGUAGE_FIRST ((enum language)0)

struct language_info {
    const char *code, *name; /* name: as its speakers write it */
    bool right_to_left;
    bool complete; /* the built-in data have every text */
    bool always;   /* in result tables also when --lang does not name it */
    const char *names; /* ending of columns with names in it: "", "_ar" */
};
extern const struct language_info languages[LANGUAGE_COUNT];

/* Index of a code of the list; false (and *out untouched) for NULL and other codes. */
bool language_find(const char *code, enum language *out);
/* The same; the first language for NULL and other codes. */
enum language language_of(const char *code);
/* Has the text the form of a language's code, "de" or "pt-BR", whether it is in the list or not? */
bool language_is_code(const char *text);
/* Writing from right to left? false for NULL and other codes. */
bool language_right_to_left(const char *code);
/* Endings of columns with names ("name", "name_ar") in the order in which a reader of the language
 * wants them. */
void language_names(const char *code, const char *endings[2]);
/* Reads "fr" or "en,ar,fr": *first is the code of the first one, *tables the languages of result
 * tables (bit = enum language): those named, or where only one is named it and those that are always
 * there. NULL = the first language of the list. RASIF_E_ARGUMENT for unknown and repeated ones. */
rasif_status languages_parse(const char *codes, const char **first, unsigned *tables,
                             rasif_error *err);
/* RASIF_E_ARGUMENT, with the codes that there are, for what is neither NULL nor in the list. */
rasif_status check_language(const char *code, rasif_error *err);

#endif
