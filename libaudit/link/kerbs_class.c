/* SPDX-License-Identifier: MIT
 *
 * Classes and heights of kerbs (docs/scoring.md#what-stands-where, decision 0113).
 * OpenStreetMap's limits give a class to a measured height, and a class that does not fit the
 * height is diagnosed. The columns of a crossing may state the class of its kerbs too (decision
 * 0112). In: ramps, crossings. Out: F_kerb and F_tactile_warning of ramps. See kerbs.h. */
#include "link/kerbs.h"

#include <stdlib.h>

bool kerb_contradicted(const struct elements *ramps, size_t row)
{
    double height_mm = element_real(ramps, F_kerb_height_mm, row);
    if (isnan(height_mm))
        return false;
    switch (element_code(ramps, F_kerb, row)) {
    case KERB_NONE:
    case KERB_FLUSH:
        return height_mm > KERB_FLUSH_MM;
    case KERB_LOWERED:
        return height_mm > KERB_LOWERED_MM;
    case KERB_RAISED:
        return height_mm <= KERB_LOWERED_MM;
    default: /* a rolled kerb may be of any height */
        return false;
    }
}

/* The class that OpenStreetMap's limits give to a height. */
static uint8_t class_of(double height_mm)
{
    return height_mm <= KERB_FLUSH_MM     ? KERB_FLUSH
           : height_mm <= KERB_LOWERED_MM ? KERB_LOWERED
                                     : KERB_RAISED;
}

/* A height without a class has the class that OSM gives to that height. A low one may still be
 * that of a rolled kerb or of a lowered one, so it promises nothing: a hint for the score. */
static rasif_status fill_class(struct store *store, rasif_error *err)
{
    struct elements *ramps = &store->tables[ROLE_RAMP];
    for (size_t row = 0; row < ramps->n; row++) {
        double height_mm = element_real(ramps, F_kerb_height_mm, row);
        if (isnan(height_mm) || element_code(ramps, F_kerb, row) != 0 ||
            element_origin(ramps, F_kerb_height_mm, row) != ORIGIN_SURVEYED)
            continue;
        struct column *column = elements_add(ramps, &store->arena, F_kerb);
        if (column == NULL || !column_origins(column))
            return fail_memory(err);
        column->code[row] = class_of(height_mm);
        column->origin[row] =
            column->code[row] == KERB_RAISED ? ORIGIN_LINKED : ORIGIN_ASSUMED;
        column->derived = true;
    }
    return RASIF_OK;
}

rasif_status kerbs_classify(struct store *store, rasif_error *err)
{
    const struct elements *ramps = &store->tables[ROLE_RAMP];
    if (ramps->columns[F_kerb_height_mm] == NULL)
        return RASIF_OK;
    for (size_t row = 0; row < ramps->n; row++)
        if (ramps->scope[row] == SCOPE_YES && kerb_contradicted(ramps, row))
            diagnose(&store->diagnostics, D_kerb_contradicted,
                     store->sources[element_source(ramps, row)].table, NULL, NULL,
                     &ramps->fid[row]);
    return fill_class(store, err);
}

unsigned kerb_class(const struct elements *ramps, size_t row)
{
    return element_origin(ramps, F_kerb, row) == ORIGIN_ASSUMED ? 0 : element_code(ramps, F_kerb, row);
}

unsigned kerb_stated(const struct elements *crossings, size_t crossing, uint32_t place)
{
    unsigned side = place == PLACE_START ? element_code(crossings, F_kerb_left, crossing)
                    : place == PLACE_END ? element_code(crossings, F_kerb_right, crossing)
                                         : 0;
    return side != 0 || place > PLACE_END ? side : element_code(crossings, F_kerb, crossing);
}

/* ---- drawn kerbs that crossings state -----------------------------------------------------------
 */

#define AT_ODDS UINT8_MAX /* crossings state different classes of one kerb */

/* Crossings that state different classes of one kerb cancel each other. */
static void note_stated(uint8_t *stated, unsigned code)
{
    if (code != 0)
        *stated = *stated == 0 || *stated == code ? (uint8_t)code : AT_ODDS;
}

/* The class, or the tactile warning, that crossings state of each kerb: [ramps] codes. */
static void gather_stated(const struct store *store, enum field_id field, uint8_t *stated)
{
    const struct crossing_facts *facts = &store->crossings;
    const struct elements *crossings = &store->tables[ROLE_CROSSING];
    for (size_t row = 0; row < crossings->n; row++)
        for (uint32_t i = facts->first_place[row]; i < facts->first_place[row + 1]; i++) {
            const struct crossing_place *place = &facts->places[i];
            unsigned code = field == F_kerb
                                ? kerb_stated(crossings, row, i - facts->first_place[row])
                                : element_code(crossings, field, row);
            for (size_t k = 0; k < place->n_ramps; k++)
                note_stated(&stated[facts->ramps[place->first_ramp + k]], code);
        }
}

/* Only kerbs without a class, or with a guessed one, take what crossings state. */
static MUST bool fill_stated(struct store *store, enum field_id field, const uint8_t *stated)
{
    struct elements *ramps = &store->tables[ROLE_RAMP];
    for (size_t row = 0; row < ramps->n; row++) {
        bool guessed = element_origin(ramps, field, row) == ORIGIN_ASSUMED;
        if (stated[row] == 0 || stated[row] == AT_ODDS ||
            (element_code(ramps, field, row) != 0 && !guessed))
            continue;
        struct column *column = elements_add(ramps, &store->arena, field);
        if (column == NULL || !column_origins(column))
            return false;
        column->code[row] = stated[row];
        column->origin[row] = ORIGIN_LINKED;
        column->derived = true;
    }
    return true;
}

/* Gathers from all crossings before it fills: a later crossing may contradict an earlier one. */
rasif_status kerbs_fill(struct store *store, rasif_error *err)
{
    static const enum field_id lent[] = {F_kerb, F_tactile_warning};
    size_t n = store->tables[ROLE_RAMP].n;
    bool good = true;
    for (size_t f = 0; f < sizeof lent / sizeof *lent && good; f++) {
        uint8_t *stated = calloc(n + 1, 1);
        good = stated != NULL;
        if (good)
            gather_stated(store, lent[f], stated);
        good = good && fill_stated(store, lent[f], stated);
        free(stated);
    }
    return good ? RASIF_OK : fail_memory(err);
}
