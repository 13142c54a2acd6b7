/* SPDX-License-Identifier: MIT
 *
 * Sentences of errors, messages and help in other languages. The English sentence is the key, as in
 * gettext: what a language's file data/messages/<code>.yaml lacks stays English. One file is one
 * language; the first language has none.
 *
 * A key may hold placeholders. {1} stands for any text, which is kept; {2#} for digits; {3!} for a
 * text that is a sentence itself and is translated, too:
 *
 *     "{1}:{2#}:{3#}: {4!}": "{1}:{2}:{3} : {4!}"
 *     "unknown rule '{1}'": "règle inconnue '{1}'" */
#ifndef RASIF_BASE_TRANSLATE_H
#define RASIF_BASE_TRANSLATE_H

#include "base/language.h"
#include "base/text.h"

struct rasif_translator;

/* One for a language of the list; NULL = the first. RASIF_E_ARGUMENT: there is no such language;
 * RASIF_E_RULE: its file is broken; RASIF_E_MEMORY. */
rasif_status translator_new(const char *language, struct rasif_translator **out, rasif_error *err);
/* Appends the sentence in the translator's language, else as it is. `translator` may be NULL. */
void translate(const struct rasif_translator *translator, const char *sentence, struct text *out);
/* How many sentences it has. */
size_t translator_count(const struct rasif_translator *translator);

#endif
