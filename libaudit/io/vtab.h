/* SPDX-License-Identifier: MIT
 *
 * Shows a view to SQLite as a read-only virtual table whose rowid is the view's row id. */
#ifndef RASIF_IO_VTAB_H
#define RASIF_IO_VTAB_H

#include "table/view.h"

#include <sqlite3.h>

/* Registers the module under the name of the view's `module` on this connection; afterwards
 * CREATE VIRTUAL TABLE temp."x" USING <module> works and SELECTs from it read the view. Lookups by
 * rowid are O(1) when they come in ascending order, else O(log n). The view must outlive the
 * connection. With `ahead`, rows of larger views are made by a second thread. Returns an SQLite
 * code. */
int vtab_register(sqlite3 *db, const char *module, const struct view *view, bool ahead);

#endif
