/* SPDX-License-Identifier: MIT
 *
 * What reports say of a segment: its name, the streets it runs between, where it lies on which
 * feature. */
#ifndef RASIF_REPORT_SEGMENT_H
#define RASIF_REPORT_SEGMENT_H

#include "report/report.h"

/* Names in `language` of the street that the segment is a part of, and of the streets at its start
 * and its end; in the other language where there is none; NULL = none at all. */
struct segment_names {
    const char *name, *from, *to;
};
void segment_names(const struct run *run, size_t segment, const char *language,
                   struct segment_names *out);
/* A name of a row, as above. */
const char *element_name(const struct run *run, enum role role, size_t row, const char *language);
/* "streets:12"; "streets:12 40-95 m" where the segment is not all of the feature; several parts
 * with commas. */
void segment_feature(const struct run *run, size_t segment, struct text *out);
/* Is it one whole feature? */
bool segment_is_street(const struct run *run, size_t segment);
/* "g0123456789abcdef" into `buffer` (>= 32 bytes); its length. */
size_t segment_rasif_id(const struct run *run, size_t segment, char *buffer);
/* Metric point half way along. */
void segment_place(const struct run *run, size_t segment, double xy[2]);
/* What summaries and maps are made of: of ROLE_STREET the segments, else the rows of the role. */
size_t unit_count(const struct run *run, enum role role);
bool unit_counts(const struct run *run, enum role role, size_t row); /* is it in scope? */
double unit_length_m(const struct run *run, enum role role, size_t row);
const struct score *unit_score(const struct run *run, enum role role, size_t profile, size_t row);
/* The class over all profiles: the worst. */
enum score_class segment_class(const struct run *run, size_t segment);

#endif
