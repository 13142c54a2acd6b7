/* SPDX-License-Identifier: MIT
 *
 * Progress on stderr: a bar that appears only on a terminal and only when the work takes longer
 * than a second, or one JSON object per line for programs that watch.
 *
 *   rasif: judge      ################........................  40 %
 *   {"stage":"judge","done":0.4000} */
#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DELAY_S 1.0  /* shorter runs show no bar */
#define BAR_CELLS 40 /* at most; the length of `full` and `empty` in draw */

/* One bar per process: stderr is one. */
static struct {
    enum progress_mode mode;
    struct timespec start;
    bool drawn; /* a bar stands on the last line, and messages have to wipe it */
} progress = {.mode = PROGRESS_NEVER};

/* PROGRESS_AUTO becomes PROGRESS_NEVER where stderr is a file, a pipe or a terminal that can't
 * go back to the start of a line. */
void progress_start(enum progress_mode mode)
{
    const char *terminal = getenv("TERM");
    bool can_draw = isatty(STDERR_FILENO) && (!terminal || strcmp(terminal, "dumb") != 0);
    progress.mode = mode == PROGRESS_AUTO && !can_draw ? PROGRESS_NEVER : mode;
    clock_gettime(CLOCK_MONOTONIC, &progress.start);
}

static double seconds_since_start(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - progress.start.tv_sec) +
           1e-9 * (double)(now.tv_nsec - progress.start.tv_nsec);
}

/* 80 where the terminal does not know. */
static int terminal_columns(void)
{
    int columns = os_terminal_columns(STDERR_FILENO);
    return columns > 0 ? columns : 80;
}

/* "\r" goes back to the start of the line. 24 columns are not cells (name, stage, percent), two
 * stay free: a full last column would wrap the line. */
static void draw(const char *stage, double done)
{
    static const char full[] = "########################################";
    static const char empty[] = "........................................";
    int cells = terminal_columns() - 26;
    cells = cells > BAR_CELLS ? BAR_CELLS : cells < 0 ? 0 : cells;
    int filled = (int)(done * cells);
    fprintf(stderr, "\rrasif: %-10.10s %.*s%.*s %3d %%", stage, filled, full, cells - filled, empty,
            (int)(done * 100));
    fflush(stderr);
    progress.drawn = true;
}

/* done: 0 to 1, others are cut; NaN counts as 0. */
void progress_show(const char *stage, double done)
{
    done = done > 1 ? 1 : done > 0 ? done : 0;
    if (progress.mode == PROGRESS_JSON)
        fprintf(stderr, "{\"stage\":\"%s\",\"done\":%.4f}\n", stage, done);
    else if (progress.mode == PROGRESS_ALWAYS ||
             (progress.mode == PROGRESS_AUTO && seconds_since_start() >= DELAY_S))
        draw(stage, done);
}

void progress_clear(void)
{
    if (progress.drawn)
        fprintf(stderr, "\r%*s\r", terminal_columns() - 1, "");
    progress.drawn = false;
}
