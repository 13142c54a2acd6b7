/* SPDX-License-Identifier: MIT
 * The list of measures and what they share: see measure.h. */
#include "measure/measure.h"

#include <math.h>
#include <string.h>

enum {
    S = 1u << ROLE_STREET,
    W = 1u << ROLE_SIDEWALK,
    F = 1u << ROLE_FOOTWAY,
    C = 1u << ROLE_CROSSING,
    R = 1u << ROLE_RAMP,
    T = 1u << ROLE_STEPS
};

const struct measure measures[] = {
#define MEASURE(field, roles, function, what) {F_##field, roles, function, what},
#include "measure/measures.def"
#undef MEASURE
    {FIELD_NONE, 0, NULL, NULL},
};

struct column *measure_column(struct store *store, enum role role, enum field_id field)
{
    struct column *column = elements_add(&store->tables[role], &store->arena, field);
    if (column == NULL || !column_origins(column))
        return NULL;
    return column;
}

void measure_set_real(struct column *column, size_t row, double value, enum origin origin)
{
    column_set_real(column, row, value);
    column->origin[row] = (uint8_t)origin;
    column->derived = true;
}

void measure_set_way(struct column *column, size_t row, double value_m, enum origin origin)
{
    measure_set_real(column, row, floor(value_m * 1e4 + 0.5) / 1e4, origin);
}

void measure_set_code(struct column *column, size_t row, unsigned code, enum origin origin)
{
    column->code[row] = (uint8_t)code;
    column->origin[row] = (uint8_t)origin;
    column->derived = true;
}

rasif_status measure_all(struct store *store, const struct measure_options *options,
                         const bool *wanted, rasif_error *err)
{
    for (const struct measure *m = measures; m->fn != NULL; m++)
        for (int role = 0; role < ROLE_COUNT; role++)
            if ((m->roles & (1u << role)) && store->tables[role].n > 0 && wanted[m->field])
                TRY(m->fn(store, options, (enum role)role, m->field, err));
    return RASIF_OK;
}
