/* SPDX-License-Identifier: MIT
 * One audit from the inside; see rasif.h and audit.c. */
#ifndef RASIF_AUDIT_H
#define RASIF_AUDIT_H

#include "context.h"
#include "report/report.h"
#include "source/basemap.h"

struct rasif_table {
    const struct view *view;
};

struct rasif_audit {
    rasif_context *context;
    const struct rasif_rules *rules;
    rasif_options options;         /* copied: strings live in `arena` */
    struct settings settings;      /* resolved when the inputs are open */
    struct arena arena;            /* options, plan, tables, texts: as long as the audit */
    struct read_files reads;       /* what options name and what is found beside it */
    const struct sentences *sentences;
    struct plan plan;
    struct wanted wanted;          /* fields to read and compute */
    struct inputs *inputs;
    struct store store;
    struct geo_run geo;
    struct boundary boundary;
    struct basemap basemap;
    struct results results;
    struct network network;
    struct gaps gaps;
    struct waivers waivers;
    struct baseline baseline;
    struct acceptance accepted;
    struct run run;                /* what reports see */
    struct report_tables tables;
    struct rasif_table *public_tables; /* tables, then annotations */
    size_t n_public_tables;
    bool opened, finished, written;
    bool broken; /* opening or running began and did not end: audit_restart before the next */
};

#endif
