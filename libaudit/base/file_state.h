/* SPDX-License-Identifier: MIT
 *
 * Is a file the one it was, unchanged? By device, inode, size and time of change: its contents are
 * not read again. */
#ifndef RASIF_BASE_FILE_STATE_H
#define RASIF_BASE_FILE_STATE_H

#include "base/status.h"

#include <sys/stat.h>

struct file_state {
    bool there;
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec changed;
};

/* The state at this moment; a file that is not there has one too. */
struct file_state file_state_now(const char *path);
/* The state once the last change is so long ago that a further one would have another time (some
 * hundredths of a second, waited for at most a second). */
struct file_state file_state_settled(const char *path);
bool file_state_same(const struct file_state *a, const struct file_state *b);

/* RASIF_E_IO "changed while it was read; run again" when the file is not as it was. */
rasif_status file_unchanged(const char *path, const struct file_state *before, rasif_error *err);
/* That failure. */
rasif_status fail_changed(const char *path, rasif_error *err);

#endif
