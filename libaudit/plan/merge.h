/* SPDX-License-Identifier: MIT
 *
 * What surveyors brought back, beside what the city has (docs/merge.md): see rasif_merge in rasif.h. */
#ifndef RASIF_PLAN_MERGE_H
#define RASIF_PLAN_MERGE_H

#include "base/status.h"

/* What the caller hears meanwhile. */
struct merge_talk {
    void (*note)(void *user, const char *sentence); /* what was not taken as it was said */
    bool (*go_on)(void *user, double done);         /* false = cancel; `done` from 0 to 1 */
    void *user;
};

/* `options` is whole: of the library's size. `sink` gets the list of differences, conflicts, orphans and
 * proposals; NULL = none. `counts` is filled on success. RASIF_E_CANCELLED; for other errors see rasif_merge. */
rasif_status merge_run(const rasif_merge_options *options, const struct merge_talk *talk, rasif_sink sink,
                       void *sink_user, rasif_merge_counts *counts, rasif_error *err);

#endif
