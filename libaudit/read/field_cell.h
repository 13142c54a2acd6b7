/* SPDX-License-Identifier: MIT
 *
 * The way back: which cell of a table fills a field by the mapping in force, and how a value is
 * written there, in the column's storage, unit and words, so that it reads as that value again. */
#ifndef RASIF_READ_FIELD_CELL_H
#define RASIF_READ_FIELD_CELL_H

#include "read/bind.h"
#include "read/input.h"
#include "table/view.h"

/* A value of a field, in the field's unit. */
struct field_value {
    bool known;       /* else null */
    double real;      /* VALUE_REAL */
    uint32_t code;    /* VALUE_CLASS; VALUE_LIST: mask */
    const char *text; /* VALUE_TEXT */
};
bool field_value_same(enum field_id field, const struct field_value *a,
                      const struct field_value *b);
/* The value of a row; texts live as long as the store's pools. */
struct field_value field_value_of(const struct store *store, enum role role, enum field_id field,
                                  size_t row);
/* As people read it: "1.22", "flush", "null". Appends. */
void field_value_show(enum field_id field, const struct field_value *value, struct text *out);

/* Why no cell can hold it. */
enum cell_lack {
    CELL_FOUND,
    CELL_NO_COLUMN, /* no column fills the field */
    CELL_COMPUTED,  /* an expression of the mapping does */
    CELL_NO_WORD    /* the column has no word or number that reads as the value */
};

struct field_cell {
    enum cell_lack lack;
    const char *column; /* of the table; CELL_COMPUTED: what is read. NULL: CELL_NO_COLUMN */
    const char *tag;  /* a key of `column`, which holds tags (read/tags.h); NULL = the whole cell */
    const char *type; /* as declared */
    struct cell value; /* in the arena */
    bool rounded; /* the column holds whole numbers: moved to the next one that serves better */
    struct field_value meant; /* what it reads as */
    const char *clear[8];     /* [n_clear] of null: further columns that may fill the field */
    size_t n_clear;
};

/* Side of a street whose columns describe a sidewalk: 0 left, 1 right; else */
#define NO_SIDE (-1)

/* Finds the cell. `binding`: index of one; `side`: NO_SIDE, or of the implied sidewalk. The cell's
 * bytes live in `arena`. RASIF_E_MEMORY. */
rasif_status inputs_field_cell(struct inputs *inputs, size_t binding, int side, enum field_id field,
                               const struct field_value *value, struct arena *arena,
                               struct field_cell *out, rasif_error *err);

/* The binding that takes a row; SIZE_MAX = it has no role. *there: the table has the row.
 * RASIF_E_IO, RASIF_E_DATA, RASIF_E_MEMORY. */
rasif_status inputs_row_binding(struct inputs *inputs, const struct store *store, size_t source,
                                int64_t fid, bool *there, size_t *binding, rasif_error *err);
/* The first binding of the role whose table can take a new point; SIZE_MAX = there is none. */
size_t inputs_point_binding(const struct inputs *inputs, const struct store *store, enum role role);
/* The first binding of the role whose table takes a new line as one of the role: one that holds nothing else, else one that
 * holds several roles, where the preset states what makes a row one of them; SIZE_MAX = there is none. */
size_t inputs_line_binding(const struct inputs *inputs, const struct store *store, enum role role);
/* The columns, with their texts, that make a new row of the binding one of its role, and how many: 0 where every row is, or
 * the table lacks one of them and has no column of tags. */
size_t inputs_new_row(const struct inputs *inputs, size_t binding, const struct yaml_node **columns);
/* The column whose tags stand for one that the binding's table lacks; NULL = it has the column, or no tags. */
const char *inputs_tags_of(const struct inputs *inputs, size_t binding, const char *column);
enum role inputs_binding_role(const struct inputs *inputs, size_t binding);
size_t inputs_binding_source(const struct inputs *inputs, size_t binding);
/* Is the source a view, or are its rows without a number? Then no row of it can be changed. */
bool inputs_fixed(const struct inputs *inputs, const struct store *store, size_t source);

#endif
