/* SPDX-License-Identifier: MIT
 *
 * Works done in a copy of the file that they were planned for (docs/apply.md): see rasif_apply in
 * rasif.h. */
#ifndef RASIF_PLAN_APPLY_H
#define RASIF_PLAN_APPLY_H

#include "base/status.h"

/* What the caller hears meanwhile. */
struct apply_talk {
    void (*note)(void *user, const char *sentence); /* what could not be done as planned */
    bool (*go_on)(void *user, double done);         /* false = cancel; `done` from 0 to 1 */
    void *user;
};

/* `options` is whole: of the library's size. `counts` is filled on success. RASIF_E_CANCELLED; for
 * other errors see rasif_apply. */
rasif_status apply_run(const rasif_apply_options *options, const struct apply_talk *talk,
                       rasif_apply_counts *counts, rasif_error *err);

#endif
