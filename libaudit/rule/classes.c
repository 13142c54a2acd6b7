/* SPDX-License-Identifier: MIT
 *
 * Classes that a profile's table does not hold (docs/scoring.md, section 2.2): such a value is
 * unknown, and gets one diagnostic per layer, column and class. */
#include "rule/results.h"

#include <math.h>

/* Bits of the classes that some need of the element leaves out. */
static uint32_t left_out(const struct element_plan *plan, size_t n_profiles, enum field_id field)
{
    uint32_t codes = 0;
    for (size_t p = 0; p < n_profiles; p++)
        for (size_t i = 0; i < plan->n_needs[p]; i++) {
            const struct plan_need *asked = &plan->needs[p][i];
            if (asked->measure != field || !asked->need->is_class)
                continue;
            for (unsigned code = 1; code <= fields[field].vocabulary->n && code < 32; code++)
                if (isnan(asked->need->u_of_code[code]))
                    codes |= 1u << code;
        }
    return codes;
}

/* One diagnostic for each row and class; the store counts alike ones together. */
static void diagnose_rows(struct store *store, const struct elements *e, const struct column *column,
                 uint32_t codes)
{
    for (size_t row = 0; row < e->n; row++) {
        uint32_t here = column->code != NULL ? (column->code[row] != 0 ? 1u << column->code[row] : 0)
                                             : column->list[row];
        if ((here & codes) == 0 || e->scope[row] != SCOPE_YES)
            continue;
        for (unsigned code = 1; code < 32; code++)
            if (here & codes & (1u << code))
                diagnose(&store->diagnostics, D_class_unknown, store->sources[element_source(e, row)].table,
                         fields[column->field].name,
                         vocabulary_word(fields[column->field].vocabulary, code), &e->fid[row]);
    }
}

/* Looks at every column of classes for which the needs of its element leave out some class. */
void diagnose_classes(struct store *store, const struct plan *plan)
{
    for (int r = 0; r <= ROLE_STEPS; r++) {
        enum element element = role_element((enum role)r);
        for (int f = 0; f < FIELD_COUNT; f++) {
            const struct column *column = store->tables[r].columns[f];
            /* IF_THERE fields have diagnostics of their own for kinds that no table holds. */
            if (column == NULL || (fields[f].flags & FIELD_IF_THERE) != 0 ||
                (fields[f].type != VALUE_CLASS && fields[f].type != VALUE_LIST))
                continue;
            uint32_t codes = left_out(&plan->elements[element], plan->n_profiles, (enum field_id)f);
            if (codes != 0)
                diagnose_rows(store, &store->tables[r], column, codes);
        }
    }
}
