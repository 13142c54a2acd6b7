/* SPDX-License-Identifier: MIT
 *
 * A file as the library reads it, before something is made of it: for 'rasif apply' and 'rasif merge'. */
#ifndef RASIF_PLAN_SCENERY_H
#define RASIF_PLAN_SCENERY_H

#include "base/temp_folder.h"
#include "geo/prepare.h"
#include "read/input.h"

/* The file as the library reads it. */
struct scenery {
    struct store store;
    struct read_files reads;
    struct inputs *inputs;
    rasif_options options; /* of the audit; its texts are borrowed */
};
/* Completes options by which a file is read: where they state neither mapping nor preset, those of the audit that
 * wrote it (NULL = none). `mapping` is a text, for which a file is made in `folder`. RASIF_E_IO, RASIF_E_MEMORY. */
rasif_status scenery_options(const char *preset, const char *mapping, struct temp_folder *folder, struct arena *arena,
                             rasif_options *out, rasif_error *err);
/* What of a file is read: as audits read it; with all proposals of rasif draft, too; and then without the values that
 * 'rasif merge' took from surveys. */
enum scenery_kind { SCENERY_AUDITED, SCENERY_SURVEYED, SCENERY_UNSURVEYED };
/* Opens `path` and reads every field of every role. `*out` is {0}; free it in any case. */
rasif_status scenery_read(const char *path, const rasif_options *options, enum scenery_kind kind, struct scenery *out,
                          rasif_error *err);
/* Metres, lengths and ids of what was read; geo_run_free(out) in any case. RASIF_E_CRS, RASIF_E_MEMORY. */
rasif_status scenery_prepare(struct scenery *scenery, struct geo_run *out, rasif_error *err);
void scenery_free(struct scenery *scenery);
/* Index of a table by its name, letter case ignored; SIZE_MAX. */
size_t scenery_source(const struct scenery *scenery, const char *table);
/* The row of a role that stands for a feature: of an implied sidewalk with its side. SIZE_MAX =
 * none. */
size_t scenery_row(const struct scenery *scenery, enum role role, size_t source, int64_t fid,
                   int side);

#endif
