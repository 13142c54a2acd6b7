/* SPDX-License-Identifier: MIT
 *
 * Sidewalks, footways, crossings and steps drawn twice on one line, as exports of two-way edges are
 * (u to v and v to u): one element. In: same_as, as found when shapes were prepared. Out: scope of
 * all but the first, its blanks filled from them, same_as between elements in scope only. */
#include "link/link.h"

#include <stdlib.h>
#include <string.h>

/* Two values that are both there and not equal. */
static bool differ(uint32_t a, uint32_t b)
{
    return a != 0 && b != 0 && a != b;
}

/* On one line, but two things: of two streets or sides, or one above the other. */
static bool are_two(const struct elements *e, size_t first, size_t row)
{
    bool walked = e->role == ROLE_SIDEWALK || e->role == ROLE_FOOTWAY;
    return (e->columns[F_street_id] != NULL &&
            differ(element_text(e, F_street_id, first), element_text(e, F_street_id, row))) ||
           (walked && (differ(element_code(e, F_side, first), element_code(e, F_side, row)) ||
                       element_level(e, first) != element_level(e, row)));
}

/* What became of one cell of the first twin. */
enum filling { FILLED, SAME, CONTRADICTS };

/* An empty cell of the first takes the value of the other; of two different values neither is
 * taken. */
static enum filling fill_real(struct column *column, size_t to, size_t from)
{
    bool slope = fields[column->field].flags & FIELD_SLOPE; /* of two directions */
    double a = column_real(column, to), b = column_real(column, from);
    if (isnan(b) || a == b || (slope && fabs(a) == fabs(b)))
        return SAME;
    column_set_real(column, to, isnan(a) ? b : NAN);
    return isnan(a) ? FILLED : CONTRADICTS;
}

/* As fill_real, for codes, lists and texts. A text that is there stays: two names do not
 * contradict each other. */
static enum filling fill_value(struct column *column, size_t to, size_t from)
{
    uint32_t a, b, taken;
    if (column_is_real(column))
        return fill_real(column, to, from);
    a = column->code != NULL ? column->code[to] : column->list != NULL ? column->list[to] : column->text[to];
    b = column->code != NULL ? column->code[from] : column->list != NULL ? column->list[from] : column->text[from];
    if (b == 0 || a == b || (column->text != NULL && a != 0))
        return SAME;
    taken = a == 0 ? b : 0;
    if (column->code != NULL)
        column->code[to] = (uint8_t)taken;
    else if (column->list != NULL)
        column->list[to] = taken;
    else
        column->text[to] = taken;
    return a == 0 ? FILLED : CONTRADICTS;
}

/* Fills the fields of row `to` from its twin `from`. Ids stay apart, and equal lines have one
 * length. */
static void fill(struct store *store, struct elements *e, size_t to, size_t from)
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        struct column *column = e->columns[f];
        if (column == NULL || f == F_id || f == F_length_m)
            continue;
        enum filling filling = fill_value(column, to, from);
        if (filling == SAME)
            continue;
        column->derived = true;
        if (filling == FILLED && column->origin != NULL)
            column->origin[to] = column->origin[from];
        if (filling == CONTRADICTS)
            diagnose(&store->diagnostics, D_twins_contradict,
                     store->sources[element_source(e, from)].table, fields[f].name, NULL,
                     &e->fid[from]);
    }
}

/* `lead`: by the row that came first on a line, the first of it in scope; NO_ROW = none yet. */
static void settle(struct store *store, struct elements *e, uint32_t *lead)
{
    memset(lead, 0xff, e->n * sizeof *lead); /* NO_ROW */
    for (uint32_t row = 0; row < e->n; row++) {
        uint32_t *first = &lead[e->same_as[row]];
        e->same_as[row] = row;
        if (e->scope[row] != SCOPE_YES)
            continue;
        if (*first == NO_ROW) {
            *first = row;
        } else if (!are_two(e, *first, row)) {
            e->scope[row] = SCOPE_TWIN;
            e->same_as[row] = *first;
            fill(store, e, *first, row);
        }
    }
}

rasif_status link_twins(struct store *store, rasif_error *err)
{
    static const enum role twice[] = {ROLE_SIDEWALK, ROLE_FOOTWAY, ROLE_CROSSING, ROLE_STEPS};
    for (size_t r = 0; r < sizeof twice / sizeof *twice; r++) {
        struct elements *e = &store->tables[twice[r]];
        if (e->same_as == NULL)
            continue;
        uint32_t *lead = malloc((e->n + 1) * sizeof *lead);
        if (lead == NULL)
            return fail_memory(err);
        settle(store, e, lead);
        free(lead);
    }
    return RASIF_OK;
}
