/* SPDX-License-Identifier: MIT
 *
 * Names for people (docs/decisions/0330-names-for-people.md). Every report, map tip and list calls the same
 * element by the same name: "Sidewalk 65, Nablus Street, left side, 62 m". Names are never empty; null
 * words (nan, none) and lasting ids are no names. `language` is the code of one; all append to `out`
 * plain text (not escaped), and set out->failed where memory is out. */
#ifndef RASIF_REPORT_LABEL_H
#define RASIF_REPORT_LABEL_H

#include "report/belongs.h"

/* The name of a row of a role: of streets and destinations their own, where they have one; else what
 * it is, its FID, its own name or that of its street, the side of that street (in its drawing
 * direction), metres. */
void label_element(const struct run *run, enum role role, size_t row,
                   const char *language, struct text *out);
/* "Nablus Street, from First Street to Second Street"; without a name "Street 12, from …", where no
 * street with a name meets it "Street 12, 85 m". */
void label_segment(const struct run *run, size_t segment, const char *language, struct text *out);
/* A field with its unit: "Clear width (m)". */
void label_field(const struct sentences *sentences, const char *language, enum field_id field, struct text *out);
/* The subject of a finding: its segment, with the side where it has one, or its element. */
void label_finding(const struct run *run,
                   const struct finding *finding, const char *language, struct text *out);
/* "No kerb ramp where a crossing ends, Crossing 12, Firas Street"; "No sidewalk along a side of the
 * street, Nablus Street, left side, 40 m". */
void label_gap(const struct run *run, const struct gap *gap,
               const char *language, struct text *out);

/* ---- the parts, for columns and for who has them from a file ---- */

struct label_parts {
    enum role role;
    const char *kind;  /* the data's word for what it is: "tree", "raised_kerb"; NULL = the role's  */
    int64_t number;    /* FID; -1 = none                                                           */
    const char *name;  /* its own name, or that of its street; NULL or a null word = none          */
    uint8_t side;      /* SIDE_*; 0 = none                                                         */
    double length_m;   /* NaN = none                                                               */
};
void label_write(const struct sentences *sentences, const char *language,
                 const struct label_parts *parts, struct text *out);
/* The name in the parts of a row; NULL = none. */
const char *label_name(const struct run *run, enum role role,
                       size_t row, const char *language);
/* What kind of obstacle, seat, destination or kerb it is, in the data's word; NULL = what its role
 * says. */
const char *label_kind(const struct run *run, enum role role, size_t row);
/* Is there a name in the text? false for NULL, blanks and null words. */
bool label_is_name(const char *text);

#endif
