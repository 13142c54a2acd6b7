/* SPDX-License-Identifier: MIT
 * What a context holds; see rasif.h. */
#ifndef RASIF_CONTEXT_H
#define RASIF_CONTEXT_H

#include "base/status.h"

struct rasif_context {
    rasif_log_fn log;
    void *log_user;
    rasif_progress_fn progress;
    void *progress_user;
    double last_progress_s; /* clock time of the last call, to keep to 20 a second */
};

/* printf to the log callback, if there is one. */
void context_log(const struct rasif_context *context, rasif_log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Calls the progress callback, at most 20 times a second; `done` is 0 to 1. false = the callback
 * wants the run cancelled. */
bool context_progress(struct rasif_context *context, const char *stage, double done);

/* Options that a caller filled by its own header, which may be older or newer: what it knows goes from `given`
 * into `all`, which holds the defaults; both begin with their size. A size below `least` is refused in the name of
 * `function`. RASIF_E_ARGUMENT; also when `given` is NULL. */
rasif_status options_complete(const char *function, const void *given, size_t least, void *all, rasif_error *err);

#endif
