/* SPDX-License-Identifier: MIT
 *
 * The inside of `struct inputs`: files, their tables, the columns that are read of them. Only this
 * folder sees it; other folders use input.h. inputs.c owns everything here. */
#ifndef RASIF_READ_INPUT_PARTS_H
#define RASIF_READ_INPUT_PARTS_H

#include "read/bind.h"
#include "read/input.h"
#include "source/gpkg.h"

/* One expression of a table's SELECT. */
struct selected {
    const char *sql;  /* a quoted column, or an expression in parentheses */
    const char *name; /* for messages */
    bool numeric;     /* the column has a numeric affinity */
    bool is_column;   /* `name` is the column's name */
};

struct input_table {
    size_t file; /* index into inputs.files */
    const struct gpkg_table *gpkg;
    const char *crs;           /* as declared, or as --crs states it; NULL = none */
    bool crs_stated;           /* by --crs */
    struct selected *selected; /* heap [n_selected] without key, geometry and conditions */
    size_t n_selected, selected_capacity;
    const char *tags;    /* the column that holds further ones (the preset's `tags`), or NULL */
    const char **absent; /* heap [n_absent] columns that presets name and the table lacks */
    size_t n_absent, absent_capacity;
    size_t n_proposed; /* rows of a layer of rasif draft that nobody answered (proposed.h) */
    size_t first_binding, n_bindings; /* into inputs.bindings; those with `where` come first */
};

struct input_file {
    const char *path;          /* as the user named it */
    const char *display;       /* its base name */
    const char *sqlite_path;   /* of a private copy where one was needed; else `path` */
    struct temp_folder folder; /* of the private copy */
    struct file_state state;   /* when reading began */
    bool in_place;             /* read without a copy: changes by other programs show */
    struct hashing *hashing;   /* of a plain GeoPackage; NULL = `hash` is known already */
    char hash[33];             /* 32 hex digits */
    uint64_t size;             /* bytes */
    bool only_named;           /* named only in FILE:LAYER: its other tables are not used */
    struct gpkg gpkg;
    const struct mapping *preset; /* NULL = the mapping file alone */
    unsigned *sign_counts;        /* [n_presets] columns that only the preset's schema has */
    bool certain;                 /* a table has columns that prove `preset` */
};

struct inputs {
    struct arena arena;
    struct input_file *files; /* heap */
    size_t n_files, file_capacity;
    struct input_table *tables; /* [n_tables] in the order of store.sources */
    size_t n_tables;
    struct binding *bindings; /* heap; by table, then in the order rows try them */
    size_t n_bindings, binding_capacity;
    struct mapping *mapping;        /* the user's, or NULL */
    const struct mapping **presets; /* [n_presets] all of them, by name */
    size_t n_presets;
    const struct mapping *preset; /* the one that decides defaults */
    struct text mapping_text;
    const char *last_change;
    bool allow_damaged; /* missing rows are diagnostic R504; else an error */
    bool with_proposals; /* layers of rasif draft are read whole (proposed.h) */
};

/* ---- input_files.c ---- */

/* Adds the inputs of the command line, and the files that options and the mapping file name as
 * FILE:TABLE, to inputs->files. Opens none of them.
 * RASIF_E_ARGUMENT: no input, or one is given twice; RASIF_E_IO: a file is missing or no file;
 * RASIF_E_RULE: the mapping file names a file outside of the inputs' folders. */
rasif_status input_files_add(struct inputs *inputs, const rasif_options *options, rasif_error *err);

/* Copies, converts and hashes what needs it, then opens every file with SQLite; fills gpkg, state,
 * size, hash and inputs->last_change. `lost` gets the rows that damaged files lack, NULL = such
 * files are refused. The files that were read are added to `reads`. RASIF_E_IO, RASIF_E_MEMORY. */
rasif_status input_files_open(struct inputs *inputs, unsigned threads, struct diagnostics *lost,
                              struct read_files *reads, rasif_error *err);

/* FILE:TABLE, split at the last ':' whose left side names one of the files by path or base name.
 * Returns the table's name; `*file` is the index of the file, SIZE_MAX when `name` has none. */
const char *inputs_split_layer(const struct inputs *inputs, const char *name, size_t *file);

/* ---- input_sources.c ---- */

/* Lists the tables of all open files in store->sources and inputs->tables: in the order of the
 * inputs, then of gpkg_contents, without the tables that an earlier audit added. */
rasif_status input_sources_list(struct inputs *inputs, const rasif_options *options,
                                struct store *store, rasif_error *err);

#endif
