/* SPDX-License-Identifier: MIT
 *
 * A QGIS project (.qgs, version 3.22) of an annotated GeoPackage or of one with changes, made from
 * that file alone: layers in groups with their styles, map themes, relations, and a layout with a
 * sheet for each of the worst segments. The XML around them is data (data/qgis). */
#ifndef RASIF_REPORT_PROJECT_H
#define RASIF_REPORT_PROJECT_H

#include "base/arena.h"
#include "base/sentences.h"
#include "write/result.h"

/* Appends the project to `out`. `source`: the GeoPackage as layers name it, such as
 * "./audited.gpkg". `language`: NULL = that in which the file's styles are. The same file gives the
 * same text. RASIF_E_ARGUMENT: the file has no texts in this language; RASIF_E_IO; RASIF_E_MEMORY.
 */
rasif_status project_write(const struct result_file *file, const char *name, const char *source,
                           const char *language, struct text *out, rasif_error *err);

#endif
