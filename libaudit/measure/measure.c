/* SPDX-License-Identifier: MIT
 *
 * The list of measures, and what the families share: see measure.h. A run computes the measures
 * in the order of measures.def, each for every role whose table has rows and where `wanted`
 * names the field. In a debug build each may read only what its row lists. */
#include "measure/measure.h"

#include "link/link.h"

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

#define READS(...) (const struct measure_read[]){__VA_ARGS__, {0, FIELD_NONE}}
#define OWN(field) {0, F_##field}
#define OF(roles, field) {roles, F_##field}
#define NOTHING NULL
const struct measure measures[] = {
#define MEASURE(field, roles, function, reads, what) {F_##field, roles, function, reads, what},
#include "measure/measures.def"
    {FIELD_NONE, 0, NULL, NULL, NULL},
};
#undef READS
#undef OWN
#undef OF
#undef NOTHING

enum role measure_layer(enum field_id field)
{
    switch (field) {
#define LAYER(name, role)                                                                          \
    case F_##name:                                                                                 \
        return ROLE_##role;
#include "measure/measures.def"
    default:
        return ROLE_NONE;
    }
}

/* Adds what one measure reads when it fills a table of `role`; true when something was new. */
static bool add_reads(const struct measure *m, enum role role, struct wanted *wanted)
{
    bool added = false;
    for (const struct measure_read *read = m->reads; read != NULL && read->field != FIELD_NONE;
         read++) {
        unsigned of = read->roles == 0 ? 1u << role : read->roles;
        for (int r = 0; r < ROLE_COUNT; r++) {
            bool *one = &wanted->field[r][read->field];
            bool add = (of & fields[read->field].roles & (1u << r)) != 0 && !*one;
            *one = *one || add;
            added = added || add;
        }
    }
    return added;
}

/* Repeats until nothing is added: a measure may read what another one computes. */
void measures_want(struct wanted *wanted)
{
    bool added = true;
    while (added) {
        added = false;
        for (const struct measure *m = measures; m->fn != NULL; m++)
            for (int role = 0; role < ROLE_COUNT; role++)
                if ((m->roles & (1u << role)) && wanted->field[role][m->field])
                    added = add_reads(m, (enum role)role, wanted) || added;
    }
}

/* Measured values need origins, which surveyed columns may lack. */
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

/* Rounded: sums of floats along the network differ in the last digits with the order of
 * searches. */
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

/* Runs one measure; a debug build aborts where it reads a field that neither its row nor
 * link/reads.def lists. */
static rasif_status run(const struct measure *m, struct store *store,
                        const struct settings *settings, enum role role, rasif_error *err)
{
    struct wanted readable = {.without_surveys = false};
    const bool *before[ROLE_COUNT];
    link_reads(&readable);
    add_reads(m, role, &readable);
    readable.field[role][m->field] = true;
    for (int r = 0; r < ROLE_COUNT; r++) {
        before[r] = store->tables[r].readable;
        store->tables[r].readable = readable.field[r];
    }
    rasif_status status = m->fn(store, settings, role, m->field, err);
    for (int r = 0; r < ROLE_COUNT; r++)
        store->tables[r].readable = before[r];
    return status;
}

rasif_status measure_all(struct store *store, const struct settings *settings,
                         const struct wanted *wanted, rasif_error *err)
{
    for (const struct measure *m = measures; m->fn != NULL; m++)
        for (int role = 0; role < ROLE_COUNT; role++)
            if ((m->roles & (1u << role)) && store->tables[role].n > 0 &&
                wanted->field[role][m->field])
                TRY(run(m, store, settings, (enum role)role, err));
    return RASIF_OK;
}
