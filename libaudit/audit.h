/* SPDX-License-Identifier: MIT
 * One audit from the inside; see rasif.h and audit.c. */
#ifndef RASIF_AUDIT_H
#define RASIF_AUDIT_H

#include "context.h"
#include "plan/conflicts.h"
#include "plan/works_plan.h"
#include "read/extra_rows.h"
#include "read/input_geometry.h"
#include "report/report.h"
#include "source/basemap.h"
#include "survey/outlook.h"

#include <pthread.h>

struct rasif_table {
    const struct view *view;
    struct rasif_audit *audit;
    size_t source;                   /* whose rows are annotated; SIZE_MAX = an audit_* table    */
    struct input_geometry *geometry; /* of rasif_table_geometry; NULL until it is first needed   */
};

/* What stays the same when an audit is restarted. */
struct audit_hold {
    uint32_t n_holders;      /* the caller, and streams of tables: see audit_release      */
    pthread_mutex_t reading; /* of tables and inputs; never held while the caller is called back */
};

struct rasif_audit {
    struct audit_hold *hold;
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
    struct boundary homes; /* where people live, and ... */
    struct people people;  /* ... along which streets; only where a plan is asked for */
    struct basemap basemap;
    struct results results;
    struct network network;
    struct gaps gaps;
    const struct work_kinds *work_kinds; /* these six: only where a plan is asked for */
    const struct work_costs *work_costs;
    int64_t *budgets; /* money, ascending */
    size_t n_budgets;
    unsigned weights[MOST_PROFILES]; /* by profile: how much what it gains counts */
    struct works_plan works;
    struct conflicts conflicts;
    struct outlook outlook; /* where little is known */
    bool verdicts_alone; /* of an audit within another: the stages up to `score` run, and no more */
    bool with_proposals; /* of an audit within a survey: layers of rasif draft count as if they were there */
    const struct extra_rows *extra; /* of an audit within a plan: features that are in no input; NULL */
    struct waivers waivers;
    struct baseline baseline;
    struct acceptance accepted;
    struct run run;                /* what reports see */
    struct report_tables tables;
    struct rasif_table *public_tables; /* tables, then annotations */
    size_t n_public_tables;
    bool opened, finished, written;
    bool cell_lost; /* memory was out when a cell of a table was read; under the lock */
    bool broken; /* opening or running began and did not end: audit_restart before the next */
};

/* Around what reads cells of public tables, which share a slot of PROJ's objects (CRS_SLOT_TABLES), and
 * what uses the connections to the inputs. Callers may hold a lock of their own, as Python does: no
 * callback of theirs is called in between. */
void audit_lock(const struct rasif_audit *audit);
void audit_unlock(const struct rasif_audit *audit);
/* One holder less; the last frees the audit. */
void audit_release(struct rasif_audit *audit);

#endif
