/* SPDX-License-Identifier: MIT
 *
 * Places and links that several tables ask for, worked out once per run. */
#ifndef RASIF_REPORT_BELONGS_H
#define RASIF_REPORT_BELONGS_H

#include "report/report.h"

/* Metric point that stands for an element: half way along a line, the point, the mean of a ring. */
void element_point(const struct run *run, enum role role, size_t row, double xy[2]);
/* What belongs to which street and segment; in `arena`. */
struct belongs {
    const struct store *store;
    uint32_t *crossing_segment; /* [crossings] the first; NO_ROW = none    */
    uint32_t *ramp_crossing;    /* [ramps] that crosses a street; NO_ROW   */
    struct also {
        uint32_t row, segment;
        uint8_t role;
    } *also; /* [n_also] the other segments an element belongs to, by role, row and segment */
    size_t n_also;
    uint8_t *side[ROLE_COUNT]; /* [n] of sidewalks, footways, steps: the side of its street along which
                                  it runs longest, SIDE_*, 0 = none; NULL = no row has any */
};
rasif_status belongs_build(const struct run *run, struct arena *arena,
                           const struct belongs **out, rasif_error *err);
/* The street an element belongs to: the one it runs along longest, crosses first, or whose crossing
 * it serves; of streets themselves the row. The segment of a finding likewise. NO_ROW = none. */
uint32_t belongs_street(const struct belongs *belongs, enum role role, size_t row);
/* Which side of that street a sidewalk, footway or flight of steps is on, in its drawing direction:
 * SIDE_*, 0 = none. */
uint8_t belongs_side(const struct belongs *belongs, enum role role, size_t row);
uint32_t belongs_segment(const struct belongs *belongs, const struct finding *finding);
/* The first of belongs->also that is of the finding's element, if there is one; of no street. */
size_t belongs_also_first(const struct belongs *belongs, const struct finding *finding);
/* rasif_ids of the other segments that count the finding, with commas. */
void belongs_also(const struct run *run, const struct belongs *belongs,
                  const struct finding *finding, struct text *out);

/* The source whose CRS our own feature tables have: that of the first streets, else sidewalks,
 * crossings, ...; SIZE_MAX when nothing has coordinates. */
size_t crs_source(const struct run *run);

#endif
