/* SPDX-License-Identifier: MIT
 *
 * What stands between a mapping and the data: a binding says that rows of one table have one role
 * and which of its columns give which field. Made by recognise.c and bind.c, used by read.c and
 * describe.c; nobody outside io/ includes this. */
#ifndef RASIF_IO_BINDING_H
#define RASIF_IO_BINDING_H

#include "geo/wkb.h"
#include "io/cells.h"
#include "io/gpkg.h"
#include "io/input.h"
#include "io/mapping.h"

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
/* ---- guard.c ------------------------------------------------------------------------------ */

/* Prepares `head` FROM-clause WHERE (`condition`) `tail` so that it can read this table and call
 * functions, and nothing else; `condition` may be NULL. With `lenient`, columns the table has not
 * read as null (and join its list of absent columns). `reads` (NULL allowed) gets the names of the
 * columns that are there and are read, "a, b". An SQLite code; the connection holds the message. */
int prepare_guarded(struct inputs *inputs, struct input_table *table, const char *head,
                    const char *condition, const char *tail, bool lenient, struct text *reads,
                    sqlite3_stmt **out);

/* The same by another connection to the table's file. */
int prepare_guarded_by(sqlite3 *db, struct inputs *inputs, struct input_table *table,
                       const char *head, const char *condition, const char *tail, bool lenient,
                       struct text *reads, sqlite3_stmt **out);

/* The same to try what a user wrote: no column is absent with impunity. */
int prepare_strictly(struct inputs *inputs, struct input_table *table, const char *head,
                     const char *condition, const char *tail, struct text *reads,
                     sqlite3_stmt **out);

/* ---- read_sides.c ------------------------------------------------------------------------- */

/* What the streets read so far tell of their sidewalks. */
struct told {
    struct told_row {
        uint32_t street;
        uint8_t side; /* SIDE_LEFT, SIDE_RIGHT */
        size_t first_value, n_values;
    } * rows; /* by street, left first */
    size_t n_rows, row_capacity;
    struct told_value {
        enum field_id field; /* of ROLE_SIDEWALK */
        bool assumed;
        struct meaning meaning;
    } * values;
    size_t n_values, value_capacity;
};
void told_free(struct told *told);
/* One known value of a side; false when out of memory. */
bool told_value(struct told *told, enum field_id field, const struct meaning *value, bool assumed);
/* A side (0 left, 1 right) with a sidewalk, whose values begin at first_value; false when out of
 * memory. */
bool told_row(struct told *told, uint32_t street, int side, size_t first_value);
/* Appends what streets told whose rows begin with `first_street` now; false when out of memory. */
bool told_put(struct told *told, const struct told *from, const struct kept *kept,
              uint32_t first_street);
void told_clear(struct told *told); /* keeps its memory */
/* Adds them to the table of sidewalks, which counts as supplied then. */
rasif_status told_add(const struct told *told, struct store *store, rasif_error *err);

/* ---- read_select.c ------------------------------------------------------------------------ */

#define BATCH_ROWS 4096

/* How the rows of a table are asked for. Columns of the statement before the selected ones: */
enum { SELECT_KEY, SELECT_GEOMETRY, SELECT_FIRST };
struct table_select {
    struct input_table *table;
    const struct source *source;
    struct binding *bindings; /* of the table */
    size_t n_conditions;      /* the first bindings have one, in columns SELECT_FIRST...; 0 when it
                                 went into WHERE */
    const char *head, *tail;  /* of the statement, around FROM; parameters :rasif_first and
                                 :rasif_last are the least and the greatest key, if `ranged` */
    const char *only;         /* the condition in WHERE, or NULL */
    int walked;               /* column with the kind of a row that no binding takes; 0 = none */
    const char *bound;        /* if `ranged`: the greatest of BATCH_ROWS keys from ?1 on */
    bool ranged;              /* the key is SQLite's rowid: any range of it is found at once */
    const char **plain;       /* [n_plain] the columns of the statement behind the key, if they are
                                 nothing else (io/plain.h); else NULL */
    size_t n_plain;
};
/* Also tells the readers of the table's bindings where in the statement their columns stand. */
rasif_status table_select(struct inputs *inputs, const struct wanted *wanted, size_t source,
                          const struct store *store, struct table_select *out, rasif_error *err);
/* The preset's `walked`, where the table has any of its columns; else NULL. */
const char *walked_kind(struct inputs *inputs, struct input_table *table);
/* The rows there are at most, as far as that can be told at once; else 0. */
size_t table_select_most(const struct table_select *select, const struct input_file *file);


/* ---- unused.c ----------------------------------------------------------------------------- */

/* The table's columns that no binding reads, in order, with `between` between them, at most `most`;
 * how many there are. `out` may be NULL. */
size_t unused_columns(const struct inputs *inputs, const struct input_table *table,
                      const char *between, size_t most, struct text *out);
/* R409: columns whose names are cut; R408: columns of a native table that are not read, but called
 * nearly like a field of its role that is not there. RASIF_E_MEMORY, or words.yaml is broken. */
rasif_status note_columns(struct inputs *inputs, const struct store *store, size_t source,
                          struct diagnostics *diagnostics, rasif_error *err);
/* Does some binding read this column? */
bool column_is_used(const struct inputs *inputs, const struct input_table *table,
                    const char *column);
/* The field of the role that a column's name fits best by data/words.yaml, FIELD_NONE = none; `*how`
 * = 3 it is that word, 2 the word is a whole part of it, 1 it begins with it. */
enum field_id words_field(const struct yaml_node *words, enum role role, const char *column,
                          int *how);
/* Reads data/words.yaml. */
rasif_status word_list_read(struct arena *arena, const struct yaml_node **out, rasif_error *err);

/* ---- lint.c ------------------------------------------------------------------------------- */

/* Compares what the columns of a binding held with their units. */
void lint_binding(const struct binding *binding, const struct source *source,
                  struct diagnostics *diagnostics);

#endif
