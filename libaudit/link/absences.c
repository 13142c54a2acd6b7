/* SPDX-License-Identifier: MIT
 *
 * Where no sidewalk was found: see absences.h. */
#include "link/absences.h"

#include <stdlib.h>

static int compare_absences(const void *a, const void *b)
{
    const struct absence *left = a, *right = b;
    if (left->street != right->street)
        return left->street < right->street ? -1 : 1;
    if (left->side != right->side)
        return left->side < right->side ? -1 : 1;
    if (left->from_m < right->from_m || left->from_m > right->from_m)
        return left->from_m < right->from_m ? -1 : 1;
    return (left->to_m > right->to_m) - (left->to_m < right->to_m);
}

void absences_sort(struct store *store)
{
    array_sort(store->absences, store->n_absences, sizeof *store->absences, compare_absences);
}

size_t absences_of_side(const struct store *store, size_t street, uint8_t side, size_t *last)
{
    const struct absence *all = store->absences;
    size_t low = 0, high = store->n_absences;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].street < street || (all[middle].street == street && all[middle].side < side))
            low = middle + 1;
        else
            high = middle;
    }
    for (*last = low; *last < store->n_absences && all[*last].street == street && all[*last].side == side;)
        ++*last;
    return low;
}

bool absences_hold(const struct store *store, size_t street, uint8_t side, double at_m)
{
    size_t last;
    for (size_t i = absences_of_side(store, street, side, &last); i < last; i++)
        if (store->absences[i].from_m <= at_m && store->absences[i].to_m >= at_m)
            return true;
    return false;
}
