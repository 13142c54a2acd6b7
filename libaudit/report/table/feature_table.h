/* SPDX-License-Identifier: MIT
 *
 * What the large tables share: their place in the run, and cells put together on demand. */
#ifndef RASIF_REPORT_FEATURE_TABLE_H
#define RASIF_REPORT_FEATURE_TABLE_H

#include "report/table/tables.h"

extern const char *const side_names[3]; /* by SIDE_*: NULL, "left", "right" */

struct feature_table {
    const struct run *run;
    size_t layer; /* of the CRS plan; SIZE_MAX = nothing has coordinates */
    int srs_id;
    struct side_use *uses; /* audit_sides: what each column shows */
};

/* A view whose `user` is a feature table of the run, in the CRS of its first layer. */
rasif_status feature_table_new(const struct run *run, struct arena *arena, struct feature_table **table,
                               struct view **view, rasif_error *err);
/* Name of the output table a row is in. */
const char *table_of(const struct run *run, enum role role, size_t row);
void cell_rasif_id(const struct run *run, enum role role, size_t row, struct cell_scratch *scratch,
                   struct cell *out);
/* The rasif_id of a segment. */
void cell_segment_id(const struct run *run, size_t segment, struct cell_scratch *scratch,
                     struct cell *out);
/* A metric point; null where nothing has coordinates or it has none. */
void cell_point(const struct feature_table *t, const double xy[2], struct cell_scratch *scratch,
                struct cell *out);
/* A line of n points in metres, which are overwritten; null where nothing has coordinates. */
void cell_line(const struct feature_table *t, double *xy, size_t n, struct cell_scratch *scratch,
               struct cell *out);
/* The name of a row or of its street (label.h); in Arabic null where it is the same. */
void cell_name(const struct run *run, enum role role, size_t row, bool arabic, struct cell *out);
/* "start", "end", "island-1", ...; null for NO_PLACE. */
void cell_place(uint8_t place, struct cell_scratch *scratch, struct cell *out);
/* Codes of the profiles, "wcm,wcp", from bits, as in audit_findings; null for none. */
void cell_profiles(const struct run *run, unsigned profiles, struct cell_scratch *scratch, struct cell *out);
/* "rasif_wcm_score"; NULL when memory is out. */
const char *profile_column_name(struct arena *arena, const struct profile *profile, const char *suffix);
/* A number in 1/10 000; null for SCORE_NULL. */
static inline void cell_fixed(struct cell *out, int32_t value)
{
    if (value == SCORE_NULL)
        cell_null(out);
    else if (value % SCORE_UNIT == 0)
        cell_int(out, value / SCORE_UNIT); /* SQLite stores it in a byte or two; read, it is a REAL */
    else
        cell_real(out, value / (double)SCORE_UNIT);
}

#endif
