/* SPDX-License-Identifier: MIT
 *
 * What a table is called, and its columns in the languages asked for. A list of columns names each
 * once; those that are `translated` become one column per language, "message_en", "message_ar". */
#ifndef RASIF_REPORT_IN_LANGUAGES_H
#define RASIF_REPORT_IN_LANGUAGES_H

#include "base/sentences.h"
#include "table/view.h"

/* The view with title and aliases from data/text (table.<list>, column.<list>.<name>), where it has
 * none yet, and its translated columns once per language of `languages` (bit = enum language), in
 * the order of the list. `list`: the name of its columns in data/text. The result lives in `arena`
 * and borrows from `view`. RASIF_E_MEMORY. */
rasif_status view_in_languages(const struct view *view, const char *list,
                               const struct sentences *sentences, unsigned languages,
                               struct arena *arena, const struct view **out, rasif_error *err);

#endif
