/* SPDX-License-Identifier: MIT
 *
 * Findings that somebody accepted: known from a baseline, or waived for a while. Both change what
 * gates look at and nothing else: an accepted finding stays in every output and says so. */
#ifndef RASIF_REPORT_ACCEPT_H
#define RASIF_REPORT_ACCEPT_H

#include "base/arena.h"
#include "base/text.h"
#include "rule/results.h"

struct run;

/* One entry of a waiver file. */
struct waiver {
    const char *key;    /* what is compared: see waivers.c                      */
    const char *label;  /* the same for people: "ramp-lip at ramps:14"          */
    const char *reason; /* one line                                             */
    const char *until;  /* "2027-06-30", the last day it holds                  */
    int line;           /* of the file                                          */
    bool expired;
    size_t n_findings; /* it covers; when expired: that came back              */
};
struct waivers {
    const char *file;     /* base name */
    const char *text;     /* of the file, for the manifest */
    struct waiver *items; /* by key */
    size_t n;
};
/* RASIF_E_RULE with "file:line:column: what, what to do". */
rasif_status waivers_read(const char *path, const struct rasif_rules *rules, struct arena *arena,
                          struct waivers *out, rasif_error *err);
/* Counts the finding at every waiver that covers it; *valid: index of one that is in force, SIZE_MAX
 * without one. `layer` is the name of the table, `id` the finding_id; `key` is overwritten, its memory is
 * used again. False: there is no memory. */
MUST bool waivers_match(struct waivers *waivers, const char *id, const char *layer, int64_t fid,
                        struct text *key, size_t *valid);

/* What became of a finding of the baseline. */
enum baseline_state {
    BASELINE_FIXED, /* asked and not found: fixed, or the element is gone         */
    BASELINE_FOUND,
    BASELINE_UNKNOWN,   /* the value is missing now: whether it is fixed is unknown     */
    BASELINE_NOT_ASKED, /* this audit does not ask the rule                           */
    BASELINE_STATES
};
struct baseline_entry {
    const char *id;
    uint8_t state; /* enum baseline_state, after the run */
};
struct baseline {
    struct baseline_entry *items; /* by id, each once */
    size_t n;
    const char *asked; /* of which standard and profiles it is; NULL when it does not say */
    size_t counts[BASELINE_STATES];
};
/* RASIF_E_RULE with "file:line: what, what to do". */
rasif_status baseline_read(const char *path, const struct rasif_rules *rules, struct arena *arena,
                           struct baseline *out, rasif_error *err);
struct baseline_entry *baseline_find(const struct baseline *baseline, const char *id);
/* After all that was found is marked: what became of the others. RASIF_E_MEMORY. */
rasif_status baseline_settle(const struct run *run, struct baseline *baseline, rasif_error *err);
/* RASIF_E_ARGUMENT when it was written for another standard or other profiles: what these do not
 * find need not be fixed. */
rasif_status baseline_check_asked(const struct run *run, const struct baseline *baseline,
                                  rasif_error *err);
/* The file of all findings that are not waived, or (prune) of what the baseline holds and is not
 * fixed. */
void baseline_write(const struct run *run, bool prune, struct text *out);

/* Both, applied to the findings of a run. NULL members: not given. */
struct acceptance {
    struct waivers *waivers;
    struct baseline *baseline;
    uint32_t *waiver; /* [n_findings] 1 + index into waivers->items; 0 = none in force */
    bool *known;      /* [n_findings] the baseline holds it                            */
};
struct diagnostics;
/* Marks the findings of the run, in their final order; expired and unused waivers become
 * diagnostics. */
rasif_status accept_findings(const struct run *run, struct diagnostics *diagnostics,
                             struct arena *arena, struct acceptance *out, rasif_error *err);

/* The figures of a summary: findings waived and new, waivers that ran out or cover nothing. */
struct accept_figures {
    size_t waived, fresh, expired, unused;
};
void accept_count(const struct run *run, struct accept_figures *out);

/* Of finding `i` of the run: the waiver in force, NULL = none. */
const struct waiver *finding_waiver(const struct run *run, size_t i);
bool finding_known(const struct run *run, size_t i);
/* Does a gate count it? Not when undecided or waived. */
bool finding_counts(const struct run *run, size_t i);
/* "waived", "known" (in the baseline), or NULL. */
const char *finding_accepted(const struct run *run, size_t i);

/* "REASON (until DATE)" of the waiver in force; nothing without one. */
void finding_waiver_text(const struct run *run, size_t i, struct text *out);

/* Is "sidewalk-gap:w0123456789abcdef:0" (of `text`, `length` bytes) written like a finding_id? */
bool finding_id_valid(const char *text, size_t length);
/* Bytes of a rasif_id at the start of `text`, 0 when there is none. */
size_t rasif_id_length(const char *text);
/* Reads a file of at most `most` bytes, NUL-terminated, into the arena. RASIF_E_RULE. */
rasif_status accept_read(const char *path, size_t most, struct arena *arena, char **bytes,
                         size_t *size, rasif_error *err);

#endif
