/* SPDX-License-Identifier: MIT
 *
 * What reading features and reading findings of one audit share; private to diff_read*.c. */
#ifndef RASIF_DIFF_DIFF_READ_H
#define RASIF_DIFF_DIFF_READ_H

#include "diff/diff.h"

#define SEGMENTS "audit_segments"

/* A segment by its id. */
struct named_feature {
    const char *id;
    uint32_t feature;
};

struct audit_reader {
    struct rasif_diff *diff;
    struct diff_audit *audit;
    uint32_t table;
    bool segments;               /* both files hold segments: they represent streets with sides */
    struct named_feature *named; /* heap; by id; while findings are read */
    size_t n_named;
};

/* Appends ",\"column\"", or ",NULL" where the table has no such column or `column` is NULL. */
void diff_add_column(struct text *sql, const struct audit_reader *r, const char *column);
void diff_add_quoted(struct text *sql, const char *name);
double diff_real_of(const struct cell *cell); /* NaN = no number */
/* diff_read_findings.c: reads the findings of an audit, after its features. */
rasif_status diff_read_findings(struct rasif_diff *diff, struct diff_audit *audit,
                                rasif_error *err);

#endif
