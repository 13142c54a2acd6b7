/* SPDX-License-Identifier: MIT
 *
 * Files that must not change: see file_state.h. A write within the resolution of time stamps would
 * go unnoticed, so a file that was changed just now is waited for. */
#include "base/file_state.h"

#include <time.h>

#define TICK_NS 20000000L /* two ticks of Linux at its slowest (100 Hz), by which files are stamped */
#define MOST_TICKS 50

/* Time of change, size and inode: a file that is replaced under its name differs in its inode. */
struct file_state file_state_now(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return (struct file_state){.there = false};
    return (struct file_state){true, status.st_dev, status.st_ino, status.st_size, status.st_mtim};
}

/* Two files that are not there are equal. */
bool file_state_same(const struct file_state *a, const struct file_state *b)
{
    return a->there == b->there &&
           (!a->there || (a->device == b->device && a->inode == b->inode && a->size == b->size &&
                          a->changed.tv_sec == b->changed.tv_sec &&
                          a->changed.tv_nsec == b->changed.tv_nsec));
}

/* Was it changed within the last tick? A time to come is another machine's clock. */
static bool is_fresh(const struct file_state *state)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    double age_ns = (double)(now.tv_sec - state->changed.tv_sec) * 1e9 +
                    (double)(now.tv_nsec - state->changed.tv_nsec);
    return state->there && age_ns >= 0 && age_ns < (double)TICK_NS;
}

/* A file that is written to all the time is not waited for longer than a second. */
struct file_state file_state_settled(const char *path)
{
    static const struct timespec tick = {0, TICK_NS};
    struct file_state state = file_state_now(path);
    for (int i = 0; i < MOST_TICKS && is_fresh(&state); i++) {
        nanosleep(&tick, NULL);
        state = file_state_now(path);
    }
    return state;
}

/* One sentence for all readers: libraries below report a changed file in many ways. */
rasif_status fail_changed(const char *path, rasif_error *err)
{
    return fail(err, RASIF_E_IO, "%s: changed while it was read; run again", path);
}

rasif_status file_unchanged(const char *path, const struct file_state *before, rasif_error *err)
{
    struct file_state now = file_state_now(path);
    return file_state_same(before, &now) ? RASIF_OK : fail_changed(path, err);
}
