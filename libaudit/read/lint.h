/* SPDX-License-Identifier: MIT */
#ifndef RASIF_READ_LINT_H
#define RASIF_READ_LINT_H

#include "read/bind.h"

/* Diagnoses the columns of a binding whose numbers contradict their unit or look made up (R104,
 * R108 to R111). In: the binding's readers with the counts of the whole table. */
void lint_column_values(const struct binding *binding, const struct source *source,
                        struct diagnostics *diagnostics);

#endif
