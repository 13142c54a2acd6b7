/* SPDX-License-Identifier: MIT
 *
 * The texts that rasif itself writes, in the languages of the list: data/text/<code>.yaml, found by a
 * key with dots ("summary.district"). Immutable once loaded, and read from any thread. A text that a
 * language lacks is that of the first language. */
#ifndef RASIF_BASE_SENTENCES_H
#define RASIF_BASE_SENTENCES_H

#include "base/arena.h"
#include "base/phrase.h"
#include "base/quantity.h"
#include "base/text.h"

struct sentences;

/* Everything lives in `arena`. RASIF_E_INTERNAL, RASIF_E_RULE when an embedded file is broken. */
rasif_status sentences_load(struct arena *arena, const struct sentences **out, rasif_error *err);
/* The sentence `key` in `language`, with {name} placeholders replaced from pairs
 * "name", "value", ..., NULL. A key without a sentence gives the key itself. Appends to `out`. */
void sentence(const struct sentences *sentences, const char *language, const char *key,
              struct text *out, ...);
/* The bare text of a key (no placeholders); NULL when there is none. Lives as long as sentences. */
const char *sentence_text(const struct sentences *sentences, const char *language, const char *key);
/* The bare text in all languages; NULL in those that lack it. */
struct phrase sentence_phrase(const struct sentences *sentences, const char *key);
/* The same for the key "<prefix>.<name>". */
struct phrase phrase_of(const struct sentences *sentences, const char *prefix, const char *name);
/* `first`, `between` and `second` as one text, in every language: "Manual wheelchair user: score".
 * `out` may be one of both. RASIF_E_MEMORY. */
rasif_status phrase_concat(struct phrase first, const char *between, struct phrase second,
                           struct arena *arena, struct phrase *out, rasif_error *err);
/* Right plural form for `n`: keys "<key>.one", ".two", ".few", ".many", ".other", chosen by the rules
 * under `plural` of the language's file (base/plural.h); {n} is replaced. */
void sentence_count(const struct sentences *sentences, const char *language, const char *key, size_t n,
                    struct text *out);

/* A unit as a sentence of the language writes it ("م" for metres in Arabic): symbol.<unit>, else its
 * symbol. */
const char *sentence_unit(const struct sentences *sentences, const char *language, enum unit unit);

#endif
