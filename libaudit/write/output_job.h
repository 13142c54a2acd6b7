/* SPDX-License-Identifier: MIT
 *
 * Inside the writer (output*.c): the job it is given as plain data, so that tests can run it
 * without inputs, and what its files share. */
#ifndef RASIF_WRITE_OUTPUT_JOB_H
#define RASIF_WRITE_OUTPUT_JOB_H

#include "base/temp_folder.h"
#include "table/diagnostics.h"
#include "write/fill.h"
#include "write/output.h"

#include <sqlite3.h>
#include <sys/stat.h>

struct output_input {
    const char *path;  /* the SQLite file to read; attached as src<index>           */
    const char *named; /* for messages                                              */
    bool audited;      /* an earlier audit wrote it                                 */
};

struct output_job {
    const struct output_input *inputs;
    size_t n_inputs;
    const struct source *sources;
    size_t n_sources;
    const struct output_plan *plan;
    const char *path;
    const char *shown; /* how messages name the file; NULL = path */
    bool overwrite;
    bool (*cancelled)(void *user, double done);
    void *user;
    rasif_status (*unchanged)(const void *inputs, rasif_error *err); /* NULL = they can't change */
    const void *unchanged_inputs;
    struct diagnostics
        *found; /* gets the diagnostics of carried rows; NULL = not wanted */
};

/* The whole of output_write. */
rasif_status output_run(const struct output_job *job, rasif_error *err);

/* ---- output_file.c: the file, never half there ------------------------------------------- */

struct output_file {
    const char *shown; /* as the user named it, for messages                    */
    char *target;      /* heap; symbolic links resolved                         */
    struct temp_folder folder; /* beside the target                             */
    char *temp;        /* heap; the file in it                                  */
    bool overwrite;    /* whatever is there may be replaced                     */
    bool exists;       /* the target is there and may be replaced               */
    mode_t mode;       /* of the target that is there                           */
};

/* Checks that the target may be written, removes what killed runs left, and names the temporary
 * file. On failure nothing is left to release. */
rasif_status output_file_begin(const struct output_job *job, struct output_file *file,
                               rasif_error *err);
/* Temporary file to disk, renamed over the target, folder to disk. */
rasif_status output_file_finish(struct output_file *file, rasif_error *err);
/* Removes the temporary folder if there is one; frees. Also called after finish. */
void output_file_end(struct output_file *file);

/* ---- one writing ------------------------------------------------------------------------- */

/* A table of the output that we create, fill and register. */
struct output_table {
    const char *name, *key;
    const char *geometry_column; /* NULL: attribute table                                  */
    const char *geometry_type;   /* of our own tables                                      */
    int srs_id;
    const struct source *source; /* NULL: our own                                          */
    bool countable;              /* the source is a table, not a view                      */
    struct fill fill;
    struct btree tree;
    struct rtree index;
    int64_t n_rows, last_id;
    int64_t n_lost; /* at least so many rows of the source could not be read */
    double box[4]; /* minx maxx miny maxy of all geometries */
    bool has_box;
};

struct output {
    const struct output_job *job;
    const char *shown;
    sqlite3 *db; /* NULL while the tables are filled */
    struct arena arena;
    int encoding;                /* SQLITE_UTF8, ... */
    struct attached *attached;   /* [n_inputs] of output_attach.c; NULL so far */
    const bool *carried;         /* [n_sources] is source i written? */
    struct output_table *tables; /* heap */
    size_t n_tables, capacity;
    sqlite3 **readers; /* [n_inputs] of output_rows.c; NULL so far */
    struct diagnostics found; /* what only shows while rows are carried over */
    bool filled, was_cancelled;
};

/* ---- output_sql.c: SQL with SQLite's own %w (identifier) and %Q (literal) ------------------ */

/* The error of the connection as a rasif_error about `what` ("table \"x\""). RASIF_E_DATA where an
 * input is damaged, else RASIF_E_OUTPUT. */
rasif_status output_fail(struct output *o, const char *what, rasif_error *err);
rasif_status output_exec(struct output *o, const char *what, rasif_error *err, const char *format,
                         ...);
rasif_status output_exec_text(struct output *o, const char *what, char *sql /* sqlite3_free'd */,
                              rasif_error *err);
/* Prepares; `*out` is to be finalized. */
rasif_status output_query(struct output *o, const char *what, sqlite3_stmt **out, rasif_error *err,
                          const char *format, ...);
/* Runs the first statement of `sql` on any connection, and nothing that stands behind it: a
 * definition in an input may have a tail. An SQLite code. */
int output_exec_one(sqlite3 *db, const char *sql);
/* The type of a column of an input for a table that is not STRICT, in a SELECT from
 * pragma_table_xinfo; takes the name of the schema and of the table. ANY means any in a STRICT
 * table, and numbers elsewhere. */
#define OUTPUT_TYPE                                                                                \
    "iif(type = 'ANY' COLLATE NOCASE AND (SELECT strict FROM pragma_table_list WHERE schema = %Q AND " \
    "name = %Q COLLATE NOCASE), '', type)"
/* sqlite3_step: *row = there is a row. RASIF_E_OUTPUT, RASIF_E_DATA, RASIF_E_MEMORY,
 * RASIF_E_CANCELLED. */
rasif_status output_step(struct output *o, const char *what, sqlite3_stmt *statement, bool *row,
                         rasif_error *err);
/* First column of the first row as an integer; `otherwise` when there is no row, or null. */
rasif_status output_number(struct output *o, const char *what, int64_t otherwise, int64_t *out,
                           rasif_error *err, const char *format, ...);
/* Copies a column's text into the arena; NULL stays NULL, and is also "out of memory". */
const char *output_column_text(struct output *o, sqlite3_stmt *statement, int column);

/* ---- output_attach.c: the inputs beside the output, for SQL ----------------------------------- */

/* How SQL sees an input. */
struct attached {
    bool needed, on; /* on: attached at the moment */
    int encoding, version; /* of its texts; user_version */
    const char *path;      /* what is attached: the input, or its catalog in UTF-8 */
};

/* Reads the inputs' encodings and sets o->encoding: theirs, or UTF-8 where they differ. Catalogs of
 * inputs in another encoding are made beside `temp`, the file that is written. */
rasif_status output_read_encodings(struct output *o, const char *temp, rasif_error *err);
/* Attaches those that are needed, as src0, src1, ..., as many as SQLite allows. */
rasif_status output_attach(struct output *o, rasif_error *err);
/* The name of an input for SQL, "src3". The input is attached afterwards, until another one must
 * take its place; src0 always is. No statement may run on an attached input meanwhile. */
rasif_status output_attached_schema(struct output *o, size_t input, char schema[24],
                                    rasif_error *err);

/* ---- output_rows.c: rows that SQLite carries, read on connections of their own -------------- */

/* The result of carrying rows; zero it, but for `input`. */
struct output_carried {
    size_t input;
    int64_t n_rows, n_refused; /* by the rules of the new table */
    bool cut;                  /* the input is damaged: what follows could not be read */
};
/* Carries the rows of `select` (of that input) by `insert`, as many parameters as there are cells.
 * Both texts stay the caller's; NULL = out of memory. */
rasif_status output_carry_rows(struct output *o, const char *what, const char *select,
                               const char *insert, struct output_carried *carried,
                               rasif_error *err);
/* Adds diagnostics for rows that were not carried: `refused` for those that rules refused, R504 for
 * those that damage hid. */
rasif_status output_diagnose_carried(struct output *o, const char *table,
                                     const struct output_carried *carried,
                                     enum diagnostic_id refused, rasif_error *err);
/* The connection to an input; it stays open. */
rasif_status output_reader(struct output *o, size_t input, sqlite3 **out, rasif_error *err);
/* A number of an input, by SQL; *out is untouched when there is no row, for null, and on damage. */
rasif_status output_input_number(struct output *o, size_t input, int64_t *out, rasif_error *err,
                                 const char *format, ...);
void output_readers_close(struct output *o);

/* ---- output_table.c: the tables of the inputs that are sources, and our own ---------------- */

/* Creates the empty table with its spatial index, registers it, and appends it to o->tables, which
 * describes how it is filled. */
rasif_status output_add_source(struct output *o, size_t source, rasif_error *err);
rasif_status output_add_view(struct output *o, const struct view *view, rasif_error *err);

/* ---- output_fill.c -------------------------------------------------------------------------- */

/* Fills all o->tables in the file at `path`, which no connection has open. */
rasif_status output_fill(struct output *o, const char *path, rasif_error *err);

/* ---- output_seal.c: what a filled table gets
 * ------------------------------------------------ */

/* Bounding box, feature count, triggers, the last id of AUTOINCREMENT. Fails when not every row of
 * the source came along. */
rasif_status output_seal_table(struct output *o, const struct output_table *table,
                               rasif_error *err);
/* Appends the diagnostics in o->found to the table audit_diagnostics, where the output has it. */
rasif_status output_write_found(struct output *o, rasif_error *err);
/* AUTOINCREMENT promises that a FID once used is never used again: the promise is kept for table
 * `to`, which was filled from `from` of that input. */
rasif_status output_keep_sequence(struct output *o, size_t input, const char *from, const char *to,
                                  rasif_error *err);

/* ---- output_carry.c: everything else of the first input -------------------------------------- */

rasif_status output_carry(struct output *o, rasif_error *err);
/* The user's own indexes of the first input, when all is filled. One that can't be made
 * (it names a column or a function that is not there) is left out. */
void output_create_indexes(struct output *o);
/* Did an earlier audit write this table of the input? Then it is made anew, not carried. */
bool output_is_earlier_table(const struct output *o, size_t input, const char *table);
/* Makes a table of the first input anew, `loose` = without its rules, fills it, and diagnoses what
 * could not come along. `rows`: which of them stay, as SQL about c.column; NULL = all. */
rasif_status output_carry_table(struct output *o, const char *name, const char *sql, bool loose,
                                const char *rows, rasif_error *err);
/* "c"."column" when srcN."table" has the column, else `otherwise`, into the arena. */
rasif_status output_column_or(struct output *o, size_t input, const char *table, const char *column,
                              const char *otherwise, const char **out, rasif_error *err);

/* ---- output_attached_schema.c: the GeoPackage's own tables, output_style.c: layer_styles
 * -------------- */

rasif_status output_create_core(struct output *o, rasif_error *err);
rasif_status output_register_source(struct output *o, size_t source,
                                    const struct output_table *table, rasif_error *err);
rasif_status output_register_view(struct output *o, const struct view *view,
                                  const struct output_table *table, rasif_error *err);
/* The bounding box of the geometries in gpkg_contents, where the input gave none or half of one. */
rasif_status output_write_box(struct output *o, const struct output_table *table, rasif_error *err);
rasif_status output_write_extensions(struct output *o, rasif_error *err);
rasif_status output_write_styles(struct output *o, rasif_error *err);

/* ---- output_srs.c: reference systems --------------------------------------------------------- */

/* The table, with those every GeoPackage has and those of the first input. */
rasif_status output_srs_begin(struct output *o, rasif_error *err);
/* Adds the systems that registered tables refer to and that have no row yet. */
rasif_status output_srs_complete(struct output *o, rasif_error *err);

#endif
