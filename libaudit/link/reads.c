/* SPDX-License-Identifier: MIT
 * The fields that every run reads: see reads.def. */
#include "link/link.h"

/* The letters by which reads.def names roles, one bit each. */
enum {
    S = 1u << ROLE_STREET,
    W = 1u << ROLE_SIDEWALK,
    F = 1u << ROLE_FOOTWAY,
    C = 1u << ROLE_CROSSING,
    R = 1u << ROLE_RAMP,
    T = 1u << ROLE_STEPS,
    O = 1u << ROLE_OBSTACLE,
    B = 1u << ROLE_SEAT,
    D = 1u << ROLE_DESTINATION
};

static const struct {
    unsigned roles;
    enum field_id field;
} reads[] = {
#define READ(roles, field) {roles, F_##field},
#include "link/reads.def"
#undef READ
};

/* A row of reads.def may name roles that do not have the field; those are left out. */
void link_reads(struct wanted *out)
{
    for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++)
        for (int r = 0; r < ROLE_COUNT; r++)
            if (reads[i].roles & fields[reads[i].field].roles & (1u << r))
                out->field[r][reads[i].field] = true;
}
