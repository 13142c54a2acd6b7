/* SPDX-License-Identifier: MIT
 *
 * Inputs: opening, recognising, reading. Inputs are never modified: SQLite opens them read-only, in
 * one read transaction that lasts as long as the run; files in WAL mode and other formats are read
 * through a private copy. Texts that these functions return live as long as the inputs. */
#ifndef RASIF_READ_INPUT_H
#define RASIF_READ_INPUT_H

#include "base/read_files.h"
#include "base/text.h"
#include "table/store.h"

struct inputs;

/* Opens all inputs, lists every table into store->sources (order: inputs as given, tables as in
 * gpkg_contents), recognises roles, fields, units (options: roles, preset, mapping), and sets
 * store->preset and elements.supplied. Reads no features. Adds the files that were found to
 * `reads`. RASIF_E_IO: a file that is missing, no GeoPackage and no format GDAL reads, or damaged.
 * RASIF_E_RULE: mapping file. RASIF_E_DATA: none of streets, sidewalks, crossings, ramps, footways
 * was recognised. RASIF_E_ARGUMENT: --streets and friends name a table that is not there. `with_proposals`: layers of
 * rasif draft are read whole, as if all of it were there (store.h: element_is_proposal); else what somebody answered. */
rasif_status inputs_open(const rasif_options *options, bool with_proposals, struct read_files *reads,
                         struct store *store, struct inputs **out, rasif_error *err);
void inputs_free(struct inputs *inputs); /* closes and removes private copies */

/* Reads the wanted fields and the geometries of every table with a role into store->tables
 * (coordinates in source units). Rows ordered by source, then FID. Values are parsed by storage
 * class with units; what can't be parsed is null and a diagnostic with layer, column, FID, text.
 * On up to `threads` threads; the result is the same for any number. */
rasif_status inputs_read(struct inputs *inputs, const struct wanted *wanted, unsigned threads,
                         struct store *store, rasif_error *err);

/* What the user's mapping file, else the preset, assumes where `what` is not drawn
 * (UNMAPPED_SIDEWALK, UNMAPPED_RAMP, UNMAPPED_CROSSING). RASIF_UNMAPPED_DEFAULT: neither says so.
 */
rasif_unmapped inputs_unmapped(const struct inputs *inputs, int what);

/* The CRS of a source as text for crs_from_text: "EPSG:4326" or WKT; NULL when none is declared
 * (srs_id 0 or -1, or an unknown one). --crs overrides. */
const char *inputs_crs(const struct inputs *inputs, size_t source);
/* Did --crs state it, against or without a declaration? */
bool inputs_crs_stated(const struct inputs *inputs, size_t source);

/* The text of `rasif inspect`: per table its role and why, per field the column, its unit and how many
 * rows have a value; then everything that looks wrong. Reads all inputs once. `language`: the code of
 * one. `json`: the same as an object (docs/inspect.schema.json), with every column and table. Appends to `out`. RASIF_E_IO, RASIF_E_DATA, RASIF_E_MEMORY. */
rasif_status inputs_inspect(struct inputs *inputs, const struct store *store,
                            const struct sentences *sentences, const char *language,
                            bool json, struct text *out, rasif_error *err);

/* A mapping file in YAML for tables and columns that were not recognised, by what they are called
 * in other languages (data/words.yaml): a proposal that loads as it is, for its author to edit. */
rasif_status inputs_suggest(struct inputs *inputs, const struct store *store, struct text *out,
                            rasif_error *err);

/* Comments of a project file: tables with roles, rows and coordinate systems, columns that are not read.
 * Reads all inputs once. Appends to `out`. RASIF_E_IO, RASIF_E_DATA, RASIF_E_MEMORY. */
rasif_status inputs_recognised(struct inputs *inputs, const struct store *store, struct text *out,
                               rasif_error *err);
/* The preset by which every file is read; NULL: they differ, or one has none. */
const char *inputs_common_preset(const struct inputs *inputs);

/* Can an annotated copy be made, with `added[i]` columns more for source i? RASIF_E_DATA: a table
 * has the name of one that rasif writes, or no room for so many columns. Needs no features. */
rasif_status inputs_fit(const struct inputs *inputs, const struct store *store, const size_t *added,
                        bool roles_only, rasif_error *err);

/* RASIF_E_IO: an input that is read in place is not the file that was opened, or was written to.
 * Called when everything is read, and before the output is put in place. `err` may be NULL. */
rasif_status inputs_unchanged(const struct inputs *inputs, rasif_error *err);

/* For the manifest: the mapping in use as text (YAML, canonical), and of each input its base name,
 * size and XXH3-128 hash (32 hex digits) of what is read. */
const char *inputs_mapping_text(const struct inputs *inputs);
rasif_status inputs_finish_hashes(struct inputs *inputs, rasif_error *err); /* before inputs_hash */
size_t inputs_count(const struct inputs *inputs);
const char *inputs_path(const struct inputs *inputs, size_t input); /* as it was typed */
/* Columns of a source as they are in the input, with key and geometry; in the order of the
 * table. */
size_t inputs_n_columns(const struct inputs *inputs, size_t source);
const char *inputs_column(const struct inputs *inputs, size_t source, size_t column);
const char *inputs_name(const struct inputs *inputs, size_t input);
const char *inputs_hash(const struct inputs *inputs, size_t input);
/* The newest gpkg_contents.last_change of all inputs, "2026-01-15T08:00:00.000Z"; for outputs. */
const char *inputs_last_change(const struct inputs *inputs);
/* Could the annotated copy be read otherwise than the inputs, without an option that says how? */
bool inputs_merged(const struct inputs *inputs, const struct store *store);
/* Did an earlier audit write the input? */
bool inputs_audited(const struct inputs *inputs, size_t input);
/* The SQLite file that holds input i (a private copy for WAL and converted inputs). */
const char *inputs_sqlite_path(const struct inputs *inputs, size_t input);

#endif
