/* SPDX-License-Identifier: MIT
 *
 * Trouble in the data, counted. One entry per (code, layer, column, text): its first FIDs and how
 * often it occurred. */
#ifndef RASIF_TABLE_DIAGNOSTICS_H
#define RASIF_TABLE_DIAGNOSTICS_H

#include "base/arena.h"
#include "base/sentences.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum diagnostic_level { DIAGNOSTIC_INFO, DIAGNOSTIC_WARNING, DIAGNOSTIC_ERROR };
extern const char *const diagnostic_levels[3];

enum diagnostic_id {
#define DIAGNOSTIC(code, name, level) D_##name,
#include "table/diagnostic.def"
#undef DIAGNOSTIC
    DIAGNOSTIC_COUNT
};

struct diagnostic_info {
    int code; /* printed as R<code> */
    const char *name;
    enum diagnostic_level level;
};
extern const struct diagnostic_info diagnostic_infos[DIAGNOSTIC_COUNT];
/* What was found and what to do, in every language: data/text, diagnostic.<name>. */
struct phrase diagnostic_what(const struct sentences *sentences, enum diagnostic_id id);
struct phrase diagnostic_todo(const struct sentences *sentences, enum diagnostic_id id);

#define DIAGNOSTIC_FIDS 5
/* Distinct texts kept per (code, layer, column); further ones are counted under text NULL. */
#define DIAGNOSTIC_TEXTS 20

struct diagnostic {
    enum diagnostic_id id;
    const char *layer;  /* table name, "" for the whole run */
    const char *column; /* of the source; "" when none      */
    const char *text;   /* the offending text, at most 80 bytes of it, as valid UTF-8; or NULL */
    size_t count;
    int64_t fids[DIAGNOSTIC_FIDS]; /* the lowest FIDs met, ascending, each once */
    size_t n_fids;
};

struct diagnostics {
    struct arena arena;
    struct diagnostic *items;
    size_t n, capacity;
    bool failed; /* memory ran out: checked at the end of each stage */
    struct diagnostic_group *groups; /* private: which items a (code, layer, column) has */
    size_t n_groups, group_capacity, last_group;
};

/* Counts one occurrence. `layer`, `column`, `text` may be NULL; they are copied. `fid` NULL = no
 * feature concerned. Not thread-safe. */
void diagnose(struct diagnostics *diagnostics, enum diagnostic_id id, const char *layer,
              const char *column, const char *text, const int64_t *fid);
/* The same, `count` occurrences at once. */
void diagnose_many(struct diagnostics *diagnostics, enum diagnostic_id id, const char *layer,
                   const char *column, const char *text, const int64_t *fids, size_t n_fids,
                   size_t count);
/* Counts all that `from` counted. */
void diagnose_all(struct diagnostics *diagnostics, const struct diagnostics *from);
/* Orders by code, layer, column, text (NULL last): the order of every report. */
void diagnostics_sort(struct diagnostics *diagnostics);
bool diagnostics_any_error(const struct diagnostics *diagnostics);
void diagnostics_free(struct diagnostics *diagnostics);

#endif
