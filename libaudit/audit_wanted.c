/* SPDX-License-Identifier: MIT
 * Which fields a run reads and computes: see audit_parts.h. */
#include "audit_parts.h"

#include "link/link.h"
#include "measure/measure.h"

#include <string.h>

static void want(struct wanted *out, enum role role, enum field_id field)
{
    if (fields[field].roles & (1u << role))
        out->field[role][field] = true;
}

void wanted_fields(const struct plan *plan, struct wanted *out)
{
    memset(out, 0, sizeof *out);
    link_reads(out);
    for (int r = 0; r < ROLE_COUNT; r++) {
        for (int f = 0; f < FIELD_COUNT; f++)
            if (fields[f].flags & FIELD_SHOWN)
                want(out, (enum role)r, (enum field_id)f);
        for (int e = 0; e < ELEMENT_COUNT; e++) {
            /* Streets that are their own element are judged as sidewalks or steps. */
            bool ours = role_element((enum role)r) == (enum element)e ||
                        (r == ROLE_STREET && (e == ELEMENT_SIDEWALK || e == ELEMENT_STEPS));
            for (size_t i = 0; ours && i < plan->elements[e].n_used; i++)
                want(out, (enum role)r, plan->elements[e].used[i]);
        }
    }
    measures_want(out);
}
