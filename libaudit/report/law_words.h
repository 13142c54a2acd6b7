/* SPDX-License-Identifier: MIT
 *
 * Sentences of the law's language by composed keys; private to law*.c. Texts live as long as the
 * sentences. */
#ifndef RASIF_REPORT_LAW_WORDS_H
#define RASIF_REPORT_LAW_WORDS_H

#include "report/law.h"

/* The sentence "<family>.<name>", `name` of `length` bytes; NULL when the language has none. */
const char *law_words(const struct law *law, const char *family, const char *name, size_t length);
/* The sentence `key`; the key itself when the language has none. */
const char *law_word(const struct law *law, const char *key);

#endif
