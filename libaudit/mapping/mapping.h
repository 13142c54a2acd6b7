/* SPDX-License-Identifier: MIT
 *
 * Mapping files and presets: which columns of which tables mean what. A preset is a mapping file
 * that is built in; a user's mapping stands on a preset and wins over it, field by field.
 *
 * THE GRAMMAR (YAML; every scalar is text; unknown keys are errors with a suggestion)
 *
 *   file    := { id: NAME, title: TEXT|{en, fr, ...},  only for people, both optional
 *                extends: PRESET|none,            what this stands on; a user's file without it
 *                                                 stands on the preset that --preset or the data
 *                                                 call for, a preset without it on nothing
 *                layers:  { ROLE: layers, TABLE: { ROLE: layers } },
 *                fields:  { ROLES: { FIELD: source } },    for every layer of the roles
 *                sides:   { left|right: { FIELD: source } },  fields of the sidewalk on that side
 *                                                 of a street, from the street's own columns
 *                words:   { NAME: { TEXT: WORD } },        lists that `values: NAME` refers to
 *                missing: [TEXT...],                       for every layer
 *                defaults: { unmapped-sidewalk: absent|unknown, unmapped-ramp: ...,
 *                            unmapped-crossing: ... },
 *                signs:   [COLUMN...],            presets only: columns that this schema alone has;
 *                                                 whose prevail in a file is its preset. * stands
 *                                                 for any letters
 *                certain: ["COLUMN COLUMN"...],   presets only: a table with all of one item's
 *                                                 columns settles it
 *                tags:    [COLUMN...],            presets only: columns that hold further columns,
 *                                                 as hstore or JSON text
 *                new:     { ROLE: { COLUMN: TEXT } },    presets only: what makes a new row one of the role,
 *                                                 in a table that holds several
 *                own:     PREFIX,                 presets only: a column called so and then like a
 *                                                 field (ext:gap_mm) is that field, before all else;
 *                                                 not of texts: an ext:name may be any name
 *                walked:  SQL }                   presets only: of a row without a role, the kind of
 *                                                 thing that people walk on; null = none. R407
 *   ROLES   := ROLE, or several with spaces between
 *   ROLE    := streets, sidewalks, crossings, ramps, steps, footways, obstacles, seats,
 *              destinations (singular works too)
 *   layers  := layer | [layer...]                several entries share the role
 *   layer   := { layer:   TABLE | [TABLE...],    FILE:TABLE allowed. Without it (and without
 *                                                `has`) the entry adds to the tables that are
 *                                                recognised for the role anyway
 *                has:     [COLUMN...],           any table that has all of these columns and that
 *                                                no name gave a role
 *                where:   SQL,                   only rows where this is true; may read that
 *                                                table only; the first entry that matches wins
 *                geometry: lines|areas|rings,    only rows of this geometry; rings are closed
 *                                                lines, read as the areas inside of them. Areas
 *                                                and rings are tried before all other entries
 *                points:  yes,                   presets only: of "*" the tables that may hold points
 *                fields:  { FIELD: source },     over the `fields` of the file, over the preset
 *                missing: [TEXT...],             read as null besides the standing list
 *                assume:  { FIELD: VALUE } }     fills nulls; origin "assumed"
 *   TABLE   := the name, letter case ignored; in presets * stands for any letters, and "*"
 *               for every table that neither name nor `has` gave a role, by its rows
 *   FIELD   := a native name of the role ("clear_width_m", "sidewalk_id")
 *   source  := COLUMN | alternative | [alternative...]     the first that gives a value is taken
 *   alternative := { field: COLUMN | sql: EXPRESSION,      exactly one of the two
 *                unit:    m mm cm km in ft pct ratio permille deg s min m/s km/h mph
 *                                                of bare numbers; a unit in the text wins
 *                values:  NAME | { TEXT: WORD }, before all other reading. WORD is a class, a
 *                                                quantity, a text (by the field's type), `null`
 *                                                (no value, counted as a token for "missing") or
 *                                                `ignore` (no value, not worth a word). The key
 *                                                "*" stands for every other text
 *                origin:  surveyed|assumed }     assumed: a value that was not measured
 *
 * A column named in the `fields` of a user's layer must exist in the table; one named in a preset
 * or in the file's `fields` is skipped where it does not. In a preset, absent columns that `where`
 * or `sql` name read as null. Whatever else is mapped, a column with a field's native name is the
 * last alternative of that field, unless a user's file maps the field. */
#ifndef RASIF_MAPPING_MAPPING_H
#define RASIF_MAPPING_MAPPING_H

#include "base/phrase.h"
#include "base/yaml.h"
#include "table/schema.h"

enum word_kind { WORD_VALUE, WORD_NULL, WORD_IGNORE };

/* What one text of the source means. */
struct value_word {
    const char *from; /* NULL for "*" */
    size_t from_length;
    enum word_kind kind;
    double real;      /* VALUE_REAL, in the field's unit */
    uint32_t code;    /* VALUE_CLASS code, VALUE_LIST mask */
    const char *text; /* as written; the value of VALUE_TEXT */
};

struct alternative {
    const char *column; /* a source column, or NULL when `sql` is set */
    const char *sql;
    bool has_unit;  /* stated in this file */
    enum unit unit; /* of bare numbers: as stated, else the field's */
    struct value_word *values;
    size_t n_values;
    const struct value_word *other; /* "*", or NULL */
    bool assumed;
    const struct yaml_node *at;
};

struct field_map {
    enum field_id field;
    struct alternative *alternatives;
    size_t n;
    const struct yaml_node *at;
};

struct field_maps {
    struct field_map *items;
    size_t n;
};

struct text_list {
    const char **items;
    size_t n;
};

struct assumption {
    enum field_id field;
    double real;
    uint32_t code;
    const char *text; /* as written */
};

/* Which geometries an entry is for. */
enum drawn { DRAWN_ANY, DRAWN_LINES, DRAWN_AREAS, DRAWN_RINGS };

struct layer_map {
    enum role role;
    enum drawn drawn;
    struct text_list layers; /* TABLE or FILE:TABLE */
    struct text_list has;
    const char *where;
    bool points; /* only tables that may hold points */
    struct field_maps fields;
    struct text_list missing;
    struct assumption *assume;
    size_t n_assume;
    const struct yaml_node *at, *layer_at, *where_at;
};

enum { UNMAPPED_SIDEWALK, UNMAPPED_RAMP, UNMAPPED_CROSSING, UNMAPPED_COUNT };

struct mapping {
    const char *name;             /* "osm", or the file as given */
    struct phrase title; /* "" when the file has none */
    bool preset;                  /* built in */
    const struct yaml_node *root; /* the file itself; for the manifest */
    const char *extends;          /* NULL = not stated */
    const struct mapping *base;   /* NULL = stands on nothing */
    const char *walked;           /* SQL, or NULL */
    const struct yaml_node *new_rows; /* map: role, in the plural, to columns with their texts; or NULL */
    const char *own;              /* prefix of columns in our own words, or NULL */
    struct layer_map *layers;     /* in the order of the file */
    size_t n_layers;
    struct field_maps fields[ROLE_COUNT];
    struct field_maps sides[2]; /* fields of sidewalks: left, right */
    struct text_list missing, signs, certain, tags;
    rasif_unmapped unmapped[UNMAPPED_COUNT];
};

/* ---- mapping_preset.c: the files of libaudit/data/presets --------------------------------- */

/* Their names, sorted. NULL when out of memory. */
const char *const *mapping_preset_names(struct arena *arena, size_t *n);
/* The preset `name` with all it stands on. RASIF_E_ARGUMENT with a suggestion when there is none.
 */
rasif_status mapping_load_preset(const char *name, struct arena *arena, const struct mapping **out,
                                 rasif_error *err);
/* Is there a preset of this name? False for NULL. */
bool mapping_is_preset(const char *name);
/* The user's mapping file in the texts `mapping` and `mapping.own_file` of audit_manifest: *out is in
 * `arena`, NULL where there was none. Either may be NULL. RASIF_E_MEMORY; RASIF_E_RULE: no mapping. */
rasif_status mapping_of_manifest(const char *text, const char *own_file, struct arena *arena,
                                 const char **out, rasif_error *err);

/* ---- mapping.c, mapping_read_fields.c ----------------------------------------------------------
 */

/* Reads a user's mapping file; `base` is not set unless the file states it. */
rasif_status mapping_read(const char *path, struct arena *arena, struct mapping **out,
                          rasif_error *err);

/* How a field is mapped in `maps`; NULL when it is not. */
const struct field_map *field_maps_find(const struct field_maps *maps, enum field_id field);

/* Reads `text` as a value of the field: a class word, a list of them (mask), a quantity. */
bool mapping_parse_value(enum field_id field, const char *text, double *real, uint32_t *code);

#endif
