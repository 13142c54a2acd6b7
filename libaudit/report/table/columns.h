/* SPDX-License-Identifier: MIT
 *
 * Columns of result tables: one list per table, columns_*.def, of rows
 *
 *     COLUMN(name, TYPE, cell function, what it holds)
 *
 *   name       of the column, permanent
 *   TYPE       as declared in SQL: TEXT, INTEGER, REAL, POINT, LINESTRING
 *   function   makes the cell of one row; `out` is null when it is called
 *   holds      a sentence in Markdown, for the tables of docs/ (tests/check/docs_columns.c prints
 *              them); "" = the sentence of the column before; NULL = not in the docs
 *
 * The file of a table includes its list three times: for the names (COLUMN_OF_VIEW), for the cell
 * functions (CELL_OF_COLUMN) and, where code needs a column's place, for an enum (PLACE_OF_COLUMN).
 * What QGIS calls a column is in data/text, column.<table>.<name>.
 * Nothing else is matched by position: a new column is one row and its function, and its name in
 * source/audited.c where it is added to a user's table.
 *
 *     PROFILE_COLUMN(...)   the same, once for every profile: name and alias are those of one
 *     TRANSLATED(...)       a text in every language, whose column is made for each that is asked for
 *                           (in_languages.h); its function finds the language in the scratch
 *     FILLED_COLUMN(name, TYPE, holds), FILLED_TRANSLATED(name, TYPE, holds)
 *                           of a table with few rows, whose cells are filled at once, by the enum
 *                           that its file makes of the list */
#ifndef RASIF_REPORT_COLUMNS_H
#define RASIF_REPORT_COLUMNS_H

#define COLUMN_OF_VIEW(column, sql, cell, holds) {.name = #column, .type = #sql},
#define TRANSLATED_OF_VIEW(column, sql, cell, holds) {.name = #column, .type = #sql, .translated = true},
#define CELL_OF_COLUMN(name, type, cell, holds) cell,
#define PLACE_OF_COLUMN(name, type, cell, holds) COLUMN_##name,
#define FILLED_COLUMN_OF_VIEW(column, sql, holds) {.name = #column, .type = #sql},
#define FILLED_TRANSLATED_OF_VIEW(column, sql, holds) {.name = #column, .type = #sql, .translated = true},
#define NOTHING_OF_COLUMN(...)

#define LENGTH_OF(array) (sizeof(array) / sizeof *(array))

#endif
