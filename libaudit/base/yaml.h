/* SPDX-License-Identifier: MIT
 *
 * A small YAML tree with line and column on every node, read by libyaml's event API. Strict:
 * one document, no anchors, aliases or tags, no duplicate keys, depth <= 32, <= 1 MiB, UTF-8,
 * lines end with LF or CRLF, an empty document is an error.
 * Every scalar is text (1:12 is not 72, yes is not true). */
#ifndef RASIF_BASE_YAML_H
#define RASIF_BASE_YAML_H

#include "base/arena.h"
#include "base/status.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
    enum yaml_kind kind;
    int line, column;             /* of its first character, from 1                        */
    const char *file;             /* as given to yaml_parse                                */
    const char *text;             /* YAML_SCALAR: NUL-terminated UTF-8 (no NUL inside)     */
    const char *key;              /* its name when it is an entry of a map, else NULL      */
    int key_line, key_column;
    size_t n;                     /* YAML_LIST, YAML_MAP: entries                          */
    struct yaml_node *items;
};

/* Parses `size` bytes. The tree lives in `arena`; `file` is copied. RASIF_E_RULE with
 * "file:line:column: ..." */
rasif_status yaml_parse(const char *file, const char *bytes, size_t size, struct arena *arena,
                        const struct yaml_node **out, rasif_error *err);
/* Reads a file of at most 1 MiB and parses it. RASIF_E_RULE when it can't be read. */
rasif_status yaml_read(const char *path, struct arena *arena, const struct yaml_node **out,
                       rasif_error *err);

/* Is it the name of a YAML file: does it end in ".yaml" or ".yml", with something before? */
bool yaml_is_file_name(const char *name);

/* Entry `key` of a map, NULL when missing or `map` is no map (or NULL). */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);
/* Text of entry `key`; NULL when missing or no scalar. */
const char *yaml_text(const struct yaml_node *map, const char *key);

/* Appends a tree as YAML whose form depends on keys and texts alone: flow style, one entry of the top
 * map per line, every text as a JSON string. What lacks memory shows in out->failed. */
struct text;
void yaml_print(const struct yaml_node *node, struct text *out);

/* "file:line:column: <message>" at the node; returns RASIF_E_RULE. */
rasif_status yaml_fail(const struct yaml_node *at, rasif_error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* `node` must be a map (list, scalar); else yaml_fail names `what` and the kind expected. */
rasif_status yaml_expect(const struct yaml_node *node, enum yaml_kind kind, const char *what,
                         rasif_error *err);
/* Every key of the map must be one of allowed[0..n); else an error with a line for each unknown key,
 * with a suggestion. */
rasif_status yaml_check_keys(const struct yaml_node *map, const char *const *allowed, size_t n,
                             rasif_error *err);
/* The scalar entry `key` must exist and not be empty; its text goes to *out (borrowed from the tree). */
rasif_status yaml_require(const struct yaml_node *map, const char *key, const char **out,
                          rasif_error *err);

#endif
