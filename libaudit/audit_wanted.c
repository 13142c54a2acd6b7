/* SPDX-License-Identifier: MIT
 *
 * Which fields a run reads and computes: see audit_parts.h. The union of the fields that link/
 * reads, that reports show, that rules and needs use, and, transitively, that the measures of all
 * these read. Cost: roles x fields. */
#include "audit_parts.h"

#include "link/link.h"
#include "measure/measure.h"
#include "rule/ageing.h"

#include <string.h>

/* A field that the role does not have is passed over. */
static void want(struct wanted *out, enum role role, enum field_id field)
{
    if (fields[field].roles & (1u << role))
        out->field[role][field] = true;
}

/* Fields that explain a failure: the slope of the ground, obstacles in the way. */
static void want_causes(const struct plan *plan, enum role role, int element, struct wanted *out)
{
    const struct element_plan *asked = &plan->elements[element];
    for (size_t i = 0; i < asked->n_rules; i++) {
        const struct rule *rule = &plan->rules->rules[asked->rules[i].rule];
        if (rule->terrain != FIELD_NONE)
            want(out, role, rule->terrain);
        if (rule->behaviour != 0) {
            want(out, role, F_obstacles);
            want(out, role, F_width_m);
        }
    }
}

/* Measures come last: they add the fields that the measures wanted so far read. */
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
            if (ours)
                want_causes(plan, (enum role)r, e, out);
        }
    }
    measures_want(out);
    ageing_want(plan->rules, out);
}
