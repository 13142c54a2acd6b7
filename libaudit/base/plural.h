/* SPDX-License-Identifier: MIT
 *
 * Plural rules of a language, as its text file writes them: the relations of Unicode CLDR on a whole
 * number n, such as "n % 10 = 2..4 and n % 100 != 12..14". Pure. */
#ifndef RASIF_BASE_PLURAL_H
#define RASIF_BASE_PLURAL_H

#include <stdbool.h>
#include <stddef.h>

/* The categories that have a rule, in the order in which they are tried; what none of them fits is
 * "other". NULL ends. */
extern const char *const plural_categories[];

/* Does `n` fit the rule? false for a malformed one. */
bool plural_fits(const char *rule, size_t n);
/* Is the rule well-formed? */
bool plural_valid(const char *rule);

#endif
