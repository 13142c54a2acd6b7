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
/* A name of a street, as above. */
const char *street_name(const struct run *run, size_t street, const char *language);
/* "Al Rainbow Street, from First Street to Second Street"; "unnamed" where there is no name. */
void segment_title(const struct run *run, const struct sentences *sentences, size_t segment,
                   const char *language, struct text *out);
/* "streets:12"; "streets:12 40-95 m" where the segment is not all of the feature; several parts
 * with commas. */
void segment_feature(const struct run *run, size_t segment, struct text *out);
/* Is it one whole feature? */
bool segment_is_street(const struct run *run, size_t segment);
/* "g0123456789abcdef" into `buffer` (>= 32 bytes); its length. */
size_t segment_rasif_id(const struct run *run, size_t segment, char *buffer);
/* Metric point half way along. */
void segment_place(const struct run *run, size_t segment, double xy[2]);
/* The class over all profiles: the worst. */
enum grade segment_grade(const struct run *run, size_t segment);

#endif
