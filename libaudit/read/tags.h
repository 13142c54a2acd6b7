/* SPDX-License-Identifier: MIT
 *
 * Columns inside a column: tags gathered as hstore ("a"=>"b", as GDAL and osm2pgsql write them) or
 * as a JSON object. */
#ifndef RASIF_READ_TAGS_H
#define RASIF_READ_TAGS_H

#include "base/text.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

/* The value of `key` in `text`, unescaped into `out`, which has room for `length` bytes; its length
 * goes to *out_length. false: there is none, it is NULL, or the text is neither form up to there.
 */
bool tags_find(const char *text, size_t length, const char *key, char *out, size_t *out_length);

/* Appends `text` (may be NULL) with `key` set to `value`, in the form that the text has, hstore
 * where it is empty; `value` NULL: the key becomes NULL where it is there. All else stays as it is.
 * false: the text is neither form, or holds nested values before the key. */
bool tags_set(const char *text, size_t length, const char *key, const char *value,
              size_t value_length, struct text *out);

/* Adds SQL functions to a connection; an SQLite code.
 *   rasif_tag(text, key)        the value of a tag in hstore or JSON
 *   rasif_one(text, group...)   of a list of values (several.h) the one that stands for all: they
 * are the same, or all are words of one group, whose first word among them it is then; else
 * 'several'. What is not a list, as it is */
int tags_register(sqlite3 *db);

#endif
