/* SPDX-License-Identifier: MIT
 *
 * Writing the annotated GeoPackage: every table of the inputs under its own name with our columns
 * beside its own, our own tables, styles. SQLite makes the file, rows and packed R-trees are put
 * into it page by page; a temporary file that is renamed at the end. */
#ifndef RASIF_WRITE_OUTPUT_H
#define RASIF_WRITE_OUTPUT_H

#include "read/input.h"
#include "table/view.h"

/* A QGIS style (a row of layer_styles). */
struct output_style {
    const char *table, *geometry_column; /* of the output; "" for attribute tables */
    const char *name, *description;
    const char *qml;
    bool is_default; /* the user's default style of that table then stops being the default */
    bool only_alone; /* left out where the table has a style already                        */
};

struct output_plan {
    /* Per source (index as in store.sources): the columns to add, rows keyed by FID; NULL = the
     * table is carried without additions. Columns of the source that start with "rasif_" (any
     * case) are dropped: they come from an earlier audit. */
    const struct view *const *annotations;
    const bool *carry;               /* per source: false = leave it out; NULL = carry all         */
    bool allow_damaged; /* rows of a source may be lost; else that is an error        */
    bool roles_only;                 /* also leave out tables that are no source (--roles-only)    */
    const struct view *const *tables; /* our own tables (audit_*), in the order to create them     */
    size_t n_tables;
    const struct output_style *styles;
    size_t n_styles;
    const struct sentences *sentences; /* of what is found while rows are carried; NULL = no texts  */
    const char *language;            /* of the run, its code; NULL = the first                    */
    unsigned languages;              /* of the tables' titles: bit = enum language                */
    const char *timestamp;           /* for last_change and update_time: "2026-01-15T08:00:00.000Z" */
    const char *srs_definition;      /* CRS text of our own feature tables                        */
    unsigned threads;
    const char *shown; /* how messages name the file; NULL = by its path */
};

/* Writes `path`; `found` gets the diagnostics that only show while rows are carried over, which are
 * also in the file. RASIF_E_ARGUMENT: path is an input, or exists and !overwrite. RASIF_E_OUTPUT:
 * anything else; the target is then as it was. Messages name the file, the table and SQLite's or
 * the system's reason. `cancelled` (NULL allowed) is called now and then with the share that is
 * done; true ends the run with RASIF_E_CANCELLED. */
rasif_status output_write(struct inputs *inputs, const struct store *store,
                          const struct output_plan *plan, const char *path, bool overwrite,
                          bool (*cancelled)(void *user, double done), void *user,
                          struct diagnostics *found, rasif_error *err);

#endif
