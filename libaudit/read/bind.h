/* SPDX-License-Identifier: MIT
 *
 * A binding says that rows of one table have one role, and which columns of the table give which
 * field. recognise.c makes bindings without columns, bind.c adds the columns, read.c and inspect.c
 * read them. Bindings live in the arena of their `struct inputs`. */
#ifndef RASIF_READ_BIND_H
#define RASIF_READ_BIND_H

#include "geo/wkb.h"
#include "mapping/mapping.h"
#include "read/cells.h"

struct inputs;

/* How a role was recognised. */
enum why { WHY_OPTION, WHY_MAPPING, WHY_NAME, WHY_COLUMNS, WHY_ROWS, WHY_CONFIRMED };

/* A field and the columns of one table that may give it. */
struct field_binding {
    enum field_id field;
    struct cell_reader *readers; /* [n_readers] by preference: the first known value counts */
    size_t n_readers;
    const struct assumption *assume; /* the value of rows without a known one, or NULL */
};

/* The sidewalk on one side of a street, as columns of the street describe it. */
struct side_binding {
    struct field_binding *fields; /* [n_fields] of ROLE_SIDEWALK, by field id */
    size_t n_fields;
};

struct binding {
    size_t source; /* index into store.sources and inputs.tables */
    enum role role;
    enum why why;
    /* Where the fields come from: [0] the user's layer entry and file, [1] the preset's; or NULL.
     */
    const struct layer_map *layers[2];
    const struct mapping *owners[2];
    const char *where; /* the condition that rows of this role fulfil; NULL = all rows */
    const struct yaml_node *where_at; /* where the condition is written, for messages */
    enum drawn drawn;                 /* the geometry forms that the binding is for */
    bool checks_form; /* the form of each geometry is checked; else the column's type implies it */
    bool lenient;     /* `where` is a preset's: columns that the table lacks read as null */
    struct field_binding *fields; /* [n_fields] by field id */
    size_t n_fields;
    struct side_binding sides[2]; /* of streets: left, right */
    struct missing_words missing; /* texts that read as null */
};

/* Is the binding for geometries of this form? A geometry without form counts as a line. */
static inline bool binding_takes_form(const struct binding *binding, enum wkb_form form)
{
    bool line = form != WKB_FORM_POINT && form != WKB_FORM_AREA;
    return binding->drawn == DRAWN_ANY || (binding->drawn == DRAWN_LINES && line) ||
           (binding->drawn == DRAWN_AREAS && form == WKB_FORM_AREA) ||
           (binding->drawn == DRAWN_RINGS && form == WKB_FORM_RING);
}

/* Fills `fields`, `sides` and `missing` of every binding of `inputs`, and the `selected`
 * expressions of its tables; sets elements.free_key in the store. Every condition and expression of
 * a mapping file is prepared once, so that messages can name its line. RASIF_E_RULE: a column or an
 * expression of a mapping file that the table does not have; RASIF_E_MEMORY. */
rasif_status bind_columns(struct inputs *inputs, struct store *store, rasif_error *err);

#endif
