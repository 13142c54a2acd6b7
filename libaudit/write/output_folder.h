/* SPDX-License-Identifier: MIT
 *
 * The output as a folder of files, one for each layer: made under another name beside the target
 * and renamed when all of it is on disk, so the target is the old folder or the new one, never
 * half. */
#ifndef RASIF_WRITE_OUTPUT_FOLDER_H
#define RASIF_WRITE_OUTPUT_FOLDER_H

#include "base/arena.h"
#include "base/status.h"
#include "base/temp_folder.h"

#include <sys/types.h>

/* Zeroed = none. */
struct output_folder {
    const char *shown;          /* as the user named it, for messages                     */
    char *target;               /* heap; symbolic links resolved                          */
    bool exists;                /* the target is there                                    */
    bool replaces;              /* and holds files                                        */
    mode_t mode;                /* that the target gets                                   */
    struct temp_folder files;   /* becomes the target                                     */
    struct temp_folder scratch; /* for a file that is thrown away: removed in the end     */
};

/* The files in the folder `path`, as paths, in `arena`; none where it is not there. RASIF_E_OUTPUT:
 * it is no folder, or can't be read. */
rasif_status output_folder_list(const char *path, struct arena *arena, const char ***files,
                                size_t *n, rasif_error *err);
/* RASIF_E_ARGUMENT: the folder holds something whose name ends in neither of `endings`, so that no
 * overwriting could replace it. Asked before the run; RASIF_E_OUTPUT as above. */
rasif_status output_folder_check(const char *path, const char *const endings[2], rasif_error *err);

/* Makes both temporary folders. RASIF_E_ARGUMENT: the folder holds files and !overwrite.
 * RASIF_E_OUTPUT: it can't be written. Afterwards, and on failure, output_folder_end. */
rasif_status output_folder_begin(const char *path, bool overwrite, struct output_folder *out,
                                 rasif_error *err);
/* Everything to disk and in place. RASIF_E_ARGUMENT: the old folder holds a file that the new one
 * does not, so that replacing would delete it. */
rasif_status output_folder_finish(struct output_folder *folder, rasif_error *err);
void output_folder_end(struct output_folder *folder);

#endif
