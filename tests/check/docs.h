/* SPDX-License-Identifier: MIT
 *
 * Pages of docs/ that are printed from the data; private to docs*.c. */
#ifndef RASIF_TESTS_DOCS_H
#define RASIF_TESTS_DOCS_H

#include "base/text.h"
#include "rule/rules.h"

/* The comment at the head of a generated page. */
extern const char docs_generated[];

struct page;

/* docs_text.c: a text of the data in a cell or a line: escaped, and isolated where it runs the other way. */
void docs_put(struct page *page, const char *text);
/* "[بالعربية](profiles-ar.md) · [en français](profiles-fr.md)": the page `name` in the other languages. */
void docs_others(struct page *page, const char *name);

/* The page of kinds of work in a language of the list, from the data files alone; false = they or the sentences
 * could not be loaded, and err says why. */
bool works_page(struct text *out, const char *language, rasif_error *err);

/* The page of profiles in a language of the list; false = the sentences could not be loaded, and err says why. */
bool profiles_page(struct text *out, const struct rasif_rules *rules, const char *language, rasif_error *err);

/* The table of a list of columns, "columns_findings" and so on; false = there is no such list. */
bool columns_page(struct text *out, const char *page);

/* The table of declared conflicts; false = they could not be loaded, and err says why. */
bool conflicts_page(struct text *out, const struct rasif_rules *rules, rasif_error *err);

/* The table of all options of an audit. */
void options_page(struct text *out);

#endif
