/* SPDX-License-Identifier: MIT
 *
 * One text in the languages of the list. A phrase borrows its texts and is passed by value. */
#ifndef RASIF_BASE_PHRASE_H
#define RASIF_BASE_PHRASE_H

#include "base/language.h"
#include "base/yaml.h"

struct phrase {
    const char *in[LANGUAGE_COUNT]; /* NULL = there is none in this language */
};
/* The text in a language (NULL = the first), in the first language where it has none. */
const char *phrase_in(struct phrase phrase, const char *language);
/* The text of the first language. */
const char *phrase_first(struct phrase phrase);
/* `text` in every language. */
struct phrase phrase_same(const char *text);

/* Reads `{en: ..., fr: ...}`. The first language's text is required; a language of the list without a
 * text gets that one, so that none is NULL. A text under the code of another language must be one,
 * too, and is left out; a key that is not the code of a language is RASIF_E_RULE. */
rasif_status phrase_parse(const struct yaml_node *node, struct phrase *out, rasif_error *err);

#endif
