/* SPDX-License-Identifier: MIT
 *
 * What stands between a mapping and the data: a binding says that rows of one table have one role
 * and which of its columns give which field. Made by recognise.c and bind.c, used by read.c and
 * describe.c; no other folder includes this. */
#ifndef RASIF_READ_BINDING_H
#define RASIF_READ_BINDING_H

#include "geo/wkb.h"
#include "mapping/mapping.h"
#include "read/cells.h"
#include "read/input.h"
#include "source/gpkg.h"

/* How a role was recognised. */
enum why { WHY_OPTION, WHY_MAPPING, WHY_NAME, WHY_COLUMNS, WHY_ROWS };

/* A field and the columns of this table that may give it, in order of preference. */
struct field_binding {
    enum field_id field;
    struct cell_reader *readers;
    size_t n_readers;
    const struct assumption *assume;
};

/* What columns of a street tell of the sidewalk on one side of it. */
struct side_binding {
    struct field_binding *fields; /* of ROLE_SIDEWALK, ordered by field id */
    size_t n_fields;
};

struct binding {
    size_t source; /* index into store.sources                              */
    enum role role;
    enum why why;
    /* Where the fields come from, nearest first: the user's layer and file, the preset's. */
    const struct layer_map *layers[2];
    const struct mapping *owners[2]; /* the files of `layers`; fields of files follow `top`  */
    const struct mapping *top;       /* first file of the chain                              */
    const char *where;               /* NULL = all rows                                      */
    const struct yaml_node *where_at;
    enum drawn drawn;             /* which geometries it is for                           */
    bool looks;                   /* its rows have to be looked at for that               */
    bool lenient;                 /* absent columns in `where` read as null (a preset's)  */
    struct field_binding *fields; /* ordered by field id                                  */
    size_t n_fields;
    struct side_binding sides[2]; /* of streets: left, right */
    struct missing_words missing;
};

/* Is the binding for geometries of this form? What has none counts as a line. */
static inline bool binding_holds(const struct binding *binding, enum wkb_form form)
{
    bool line = form != WKB_FORM_POINT && form != WKB_FORM_AREA;
    return binding->drawn == DRAWN_ANY || (binding->drawn == DRAWN_LINES && line) ||
           (binding->drawn == DRAWN_AREAS && form == WKB_FORM_AREA) ||
           (binding->drawn == DRAWN_RINGS && form == WKB_FORM_RING);
}

/* One expression of a table's SELECT. */
struct selected {
    const char *sql;  /* a quoted column, or an expression in parentheses */
    const char *name; /* for messages */
    bool numeric;
    bool plain; /* a column, and `name` is its name */
};

struct input_table {
    size_t file;
    const struct gpkg_table *gpkg;
    const char *crs; /* as declared or stated; NULL = none */
    bool crs_stated;
    struct selected *selected; /* without key, geometry and conditions */
    size_t n_selected, selected_capacity;
    const char *tags;    /* a column that holds further ones (the preset's `tags`), or NULL */
    const char **absent; /* columns that presets name and this table has not */
    size_t n_absent, absent_capacity;
    size_t first_binding, n_bindings; /* into inputs.bindings; those with `where` first */
};

struct input_file {
    const char *path;        /* as the user named it */
    const char *display;     /* its base name */
    const char *sqlite_path; /* a private copy where one was needed */
    struct temp_folder folder; /* of the private copy       */
    struct file_state state; /* when reading began          */
    bool in_place;           /* no copy: what others write shows */
    struct hashing *hashing; /* of a plain GeoPackage, or NULL */
    char hash[33];
    uint64_t size;
    bool only_named; /* named only in FILE:LAYER: its other tables are not used */
    struct gpkg gpkg;
    const struct mapping *preset;
    unsigned *evidence; /* per preset: columns that only its schema has */
    bool certain;       /* a table has what only the preset's schema has */
};

struct inputs {
    struct arena arena;
    struct input_file *files;
    size_t n_files, file_capacity;
    struct input_table *tables; /* as store.sources */
    size_t n_tables;
    struct binding *bindings; /* by table, then as they are tried */
    size_t n_bindings, binding_capacity;
    struct mapping *mapping;          /* the user's, or NULL */
    const struct mapping **presets;   /* all of them, by name */
    size_t n_presets;
    const struct mapping *preset; /* the one that decides defaults */
    struct text mapping_text;
    const char *last_change;
    bool allow_damaged; /* rows of a table may be missing: R504, else an error */
};

/* ---- inputs.c ----------------------------------------------------------------------------- */

/* What the user's mapping file or the preset says about counting what nobody mapped: sidewalks,
 * ramps, crossings (UNMAPPED_*). RASIF_UNMAPPED_DEFAULT = nothing. */
rasif_unmapped inputs_unmapped(const struct inputs *inputs, int what);

/* FILE:TABLE, split at the last ':' whose left names one of the files; `*file` is its index, or
 * SIZE_MAX when `name` is a table of any file. Returns the table's name. */
const char *inputs_split_layer(const struct inputs *inputs, const char *name, size_t *file);

/* ---- stated_crs.c, mapping_text.c --------------------------------------------------------- */

/* Applies --crs to the tables. */
rasif_status state_crs(struct inputs *inputs, const rasif_options *options, struct store *store,
                       rasif_error *err);
/* Fills inputs->mapping_text. */
void write_mapping_text(struct inputs *inputs, const struct store *store);

/* ---- evidence.c, recognise.c -------------------------------------------------------------- */

/* Chooses a preset per file by evidence, unless one is asked for. */
rasif_status choose_presets(struct inputs *inputs, const rasif_options *options, rasif_error *err);
/* Fills inputs->bindings (roles and conditions, no columns yet). */
rasif_status recognise(struct inputs *inputs, const rasif_options *options, struct store *store,
                       rasif_error *err);

/* ---- bind.c ------------------------------------------------------------------------------- */

/* Finds the columns of every binding; checks conditions and expressions. */
rasif_status bind_columns(struct inputs *inputs, struct store *store, rasif_error *err);
/* ---- lint.c ------------------------------------------------------------------------------- */

/* Compares what the columns of a binding held with their units. */
void lint_binding(const struct binding *binding, const struct source *source,
                  struct diagnostics *diagnostics);

#endif
