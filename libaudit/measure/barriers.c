/* SPDX-License-Identifier: MIT
 *
 * Barriers on the line of something that is walked, the least opening that they leave, and what
 * a surveyor noted about wheelchairs there (docs/scoring.md, section 4). In:
 * store.barriers, which link/barriers.c sorted by role and row; columns barrier, opening_m,
 * wheelchair. Out: barriers, barrier_width_m. One pass over the barriers for each measure. */
#include "link/barriers.h"
#include "measure/measure.h"

/* The finding of several barriers lies at the heaviest one: 3 stops everybody, 2 most
 * wheelchairs. */
static unsigned weight_of(unsigned kind)
{
    static const uint8_t weights[] = {
        [BARRIER_WALL] = 3,        [BARRIER_FENCE] = 3,       [BARRIER_HEDGE] = 3,
        [BARRIER_LOCKED_GATE] = 3, [BARRIER_STILE] = 2,       [BARRIER_TURNSTILE] = 2,
        [BARRIER_KISSING_GATE] = 2, [BARRIER_STEP] = 2,       [BARRIER_RAISED_KERB] = 2,
        [BARRIER_CATTLE_GRID] = 2, [BARRIER_DITCH] = 2,       [BARRIER_WHEELCHAIR_BARRIER] = 2,
    };
    return kind < sizeof weights ? weights[kind] : 0;
}

/* NaN where the obstacle has no opening, or none was surveyed. */
static double opening_m(const struct store *store, const struct barrier *barrier)
{
    return element_real(&store->tables[barrier->by_role], F_opening_m, barrier->by_row);
}

static const double *point_of(const struct store *store, const struct barrier *barrier)
{
    const struct shapes *shapes = &store->tables[barrier->by_role].shapes;
    return shapes->xy + 2 * (size_t)shapes->point[shapes->part[barrier->by_row]];
}

/* A column is made only where something fills it. */
static bool has_any(const struct store *store, enum role role)
{
    for (size_t i = 0; i < store->barriers.n; i++)
        if (store->barriers.items[i].role == role)
            return true;
    return false;
}

/* A surveyor's value of wheelchair=* joins the list as a barrier of its own kind. */
static void add_wheelchair_remark(struct store *store, enum role role, struct column *column)
{
    const struct elements *e = &store->tables[role];
    for (size_t row = 0; e->columns[F_wheelchair] != NULL && row < e->n; row++) {
        unsigned remark = element_code(e, F_wheelchair, row);
        bool walked = role != ROLE_STREET || store->streets.is_own_element[row];
        if ((remark != WHEELCHAIR_NO && remark != WHEELCHAIR_LIMITED) || !walked ||
            e->scope[row] != SCOPE_YES)
            continue;
        unsigned kind = remark == WHEELCHAIR_NO ? BARRIER_WHEELCHAIR_NO : BARRIER_WHEELCHAIR_LIMITED;
        column->list[row] |= 1u << kind;
        column->origin[row] = ORIGIN_SURVEYED;
        column->derived = true;
        diagnose(&store->diagnostics, D_wheelchair_said,
                 store->sources[element_source(e, row)].table, fields[F_wheelchair].name,
                 vocabulary_word(fields[F_wheelchair].vocabulary, remark), &e->fid[row]);
    }
}

rasif_status measure_barriers(struct store *store, const struct settings *settings,
                              enum role role, enum field_id field, rasif_error *err)
{
    const struct barriers *all = &store->barriers;
    (void)settings;
    if (!has_any(store, role) && store->tables[role].columns[F_wheelchair] == NULL)
        return RASIF_OK;
    struct column *column = measure_column(store, role, field);
    if (column == NULL)
        return fail_memory(err);
    add_wheelchair_remark(store, role, column);
    for (size_t i = 0, last; i < all->n; i = last) {
        const struct barrier *first = &all->items[i], *worst = NULL;
        uint32_t list = 0;
        for (last = i; last < all->n && all->items[last].role == first->role &&
                       all->items[last].row == first->row;
             last++) {
            const struct barrier *b = &all->items[last];
            if (barrier_leaves_room(b->kind) && !isnan(opening_m(store, b)))
                continue; /* barrier_width_m asks about its opening instead */
            list |= 1u << b->kind;
            worst = worst == NULL || weight_of(b->kind) > weight_of(worst->kind) ? b : worst;
        }
        if (first->role != role || list == 0)
            continue;
        column->list[first->row] |= list;
        column->origin[first->row] = ORIGIN_GEOMETRY;
        column->derived = true;
        if (!column_set_place(column, first->row, point_of(store, worst)))
            return fail_memory(err);
    }
    return RASIF_OK;
}

/* The least opening wins; barriers come in no order of width. */
rasif_status measure_barrier_width(struct store *store, const struct settings *settings,
                                   enum role role, enum field_id field, rasif_error *err)
{
    const struct barriers *all = &store->barriers;
    struct column *column = NULL;
    (void)settings;
    for (size_t i = 0; i < all->n; i++) {
        const struct barrier *b = &all->items[i];
        double opening = opening_m(store, b);
        if (b->role != role || isnan(opening))
            continue;
        if (column == NULL && (column = measure_column(store, role, field)) == NULL)
            return fail_memory(err);
        double least = column_real(column, b->row);
        if (!isnan(least) && least <= opening)
            continue;
        measure_set_real(column, b->row, opening, ORIGIN_GEOMETRY);
        if (!column_set_place(column, b->row, point_of(store, b)))
            return fail_memory(err);
    }
    return RASIF_OK;
}
