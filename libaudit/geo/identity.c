/* SPDX-License-Identifier: MIT
 *
 * rasif_id: the same feature keeps its name from one audit to the next, whatever its FID, the row
 * order and the file. See prepare.h.
 *
 * The name is a 64-bit hash (XXH3) of the id that the data give, else of the place: role, both ends
 * and the middle in whole millionths of a degree, ends in an order that does not depend on the
 * direction of drawing. Equal hashes get the numbers 2, 3, ... in an order that depends on the
 * features' values alone. Cost: n log n, for finding equal hashes. */
#include "base/order.h"
#include "geo/line.h"
#include "geo/prepare.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* First 64 of XXH3's 128 bits, which are its first 16 hex digits. */
static uint64_t digest(const void *bytes, size_t size)
{
    return XXH3_128bits(bytes, size).high64;
}

static int compare_offsets(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

/* Are the ids of this layer's rows unique where they are known? */
static bool ids_unique(const struct elements *e, const struct segment *segment, uint32_t *buffer)
{
    size_t n = 0;
    bool ascend = true; /* new texts get ascending numbers: mostly no sort is needed */
    for (size_t row = segment->first; row < segment->first + segment->n; row++)
        if (e->columns[F_id]->text[row] != 0) {
            buffer[n++] = e->columns[F_id]->text[row];
            ascend = ascend && (n == 1 || buffer[n - 1] > buffer[n - 2]);
        }
    if (ascend)
        return true;
    array_sort(buffer, n, sizeof *buffer, compare_offsets);
    for (size_t i = 1; i < n; i++)
        if (buffer[i] == buffer[i - 1])
            return false;
    return true;
}

/* Diagnoses every row whose id another one has; `sorted` holds the ids of the layer. */
static void name_repeated(const struct store *store, const struct elements *e,
                          const struct segment *segment, const uint32_t *sorted,
                          struct diagnostics *found)
{
    size_t n = 0;
    for (size_t row = segment->first; row < segment->first + segment->n; row++)
        n += e->columns[F_id]->text[row] != 0;
    for (size_t row = segment->first; row < segment->first + segment->n; row++) {
        uint32_t id = e->columns[F_id]->text[row];
        const uint32_t *at = id == 0 ? NULL : bsearch(&id, sorted, n, sizeof id, compare_offsets);
        if (at != NULL && ((at > sorted && at[-1] == id) || (at + 1 < sorted + n && at[1] == id)))
            diagnose(found, D_id_not_unique, store->sources[segment->source].table, NULL, NULL,
                     &e->fid[row]);
    }
}

/* Sorts the two ends by their rounded values, so that the direction of drawing does not show. A
 * point that could not be transformed counts as INT64_MIN. `points` are changed. */
uint64_t identity_of_place(const struct geo_run *run, char letter, unsigned slot, double points[6])
{
    crs_to_lonlat(run->plan, slot, points, 3);
    int64_t key[7] = {letter};
    for (int i = 0; i < 6; i++)
        key[i + 1] = isfinite(points[i]) ? (int64_t)floor(points[i] * 1e6 + 0.5) : INT64_MIN;
    if (key[3] < key[1] || (key[3] == key[1] && key[4] < key[2])) {
        int64_t x = key[1], y = key[2];
        key[1] = key[3];
        key[2] = key[4];
        key[3] = x;
        key[4] = y;
    }
    return digest(key, sizeof key);
}

/* Role, both ends (the smaller first) and the middle in whole 1e-6 degrees. */
static uint64_t place_hash(const struct store *store, const struct geo_run *run, enum role role,
                           size_t row)
{
    const struct shapes *shapes = &store->tables[role].shapes;
    uint32_t first = shapes->point[shapes->part[row]], last = shapes->point[shapes->part[row + 1]];
    const double *xy = shapes->xy;
    double points[6];
    memcpy(points, xy + 2 * (size_t)first, 2 * sizeof *points);
    memcpy(points + 2, xy + 2 * (size_t)(last - 1), 2 * sizeof *points);
    points[4] = points[5] = 0;
    for (uint32_t i = first; i < last; i++) {
        points[4] += xy[2 * (size_t)i] / (last - first);
        points[5] += xy[2 * (size_t)i + 1] / (last - first);
    }
    if (shapes->kind[row] == SHAPE_LINE) {
        double direction[2]; /* half way along, so that added vertices do not rename a line */
        line_at(xy + 2 * (size_t)first, last - first,
                line_length(xy + 2 * (size_t)first, last - first) / 2, points + 4, direction);
    }
    return identity_of_place(run, roles[role].letter, role, points);
}

/* Hash of a row without a geometry: role and all values, which are all that distinguishes it. 0
 * = no memory. */
static uint64_t values_hash(const struct store *store, enum role role, size_t row)
{
    const struct elements *e = &store->tables[role];
    XXH3_state_t *state = XXH3_createState();
    if (state == NULL)
        return 0;
    XXH3_128bits_reset(state);
    XXH3_128bits_update(state, &roles[role].letter, 1);
    for (int f = 0; f < FIELD_COUNT; f++) {
        const struct column *column = e->columns[f];
        if (column == NULL)
            continue;
        const char *text = fields[f].type == VALUE_TEXT
                               ? store_text(store, (enum field_id)f, column->text[row])
                               : NULL;
        XXH3_128bits_update(state, fields[f].name, strlen(fields[f].name));
        if (text != NULL)
            XXH3_128bits_update(state, text, strlen(text));
        double real = fields[f].type == VALUE_REAL ? column_real(column, row) : NAN;
        if (!isnan(real))
            XXH3_128bits_update(state, &real, sizeof real);
        if (fields[f].type == VALUE_CLASS)
            XXH3_128bits_update(state, &column->code[row], sizeof column->code[row]);
        if (fields[f].type == VALUE_LIST)
            XXH3_128bits_update(state, &column->list[row], sizeof column->list[row]);
    }
    uint64_t hash = XXH3_128bits_digest(state).high64;
    XXH3_freeState(state);
    return hash;
}

/* By the first that a row has: an id, where those of its layer are unique; a place; its values. */
static void hash_rows(struct store *store, const struct geo_run *run, enum role role,
                      const struct segment *segment, bool by_id)
{
    struct elements *e = &store->tables[role];
    for (size_t row = segment->first; row < segment->first + segment->n; row++) {
        const char *id = by_id ? store_text(store, F_id, e->columns[F_id]->text[row]) : NULL;
        enum shape_kind kind = (enum shape_kind)e->shapes.kind[row];
        if (id != NULL)
            e->hash[row] = digest(id, strlen(id));
        else if (kind == SHAPE_POINT || kind == SHAPE_LINE || kind == SHAPE_POLYGON)
            e->hash[row] = place_hash(store, run, role, row);
        else
            e->hash[row] = values_hash(store, role, row);
    }
}

/* An implied sidewalk has no id and no place of its own: street, twin number and side name it. */
static void hash_told(struct store *store, const struct segment *segment)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    struct elements *e = &store->tables[ROLE_SIDEWALK];
    for (size_t row = segment->first; row < segment->first + segment->n; row++) {
        uint32_t street = e->street[row];
        uint64_t key[3] = {streets->hash[street], streets->twin[street],
                           element_code(e, F_side, row)};
        e->hash[row] = digest(key, sizeof key);
    }
}

/* Sorts by the upper half of the hash, which takes half of the time; where halves are equal,
 * whole hashes are compared, backwards through the rows of that half. The first of equals keeps
 * 0. */
bool identity_number_equals(const uint64_t *hash, uint32_t *twin, size_t n)
{
    struct keyed *order = malloc((n + 1) * sizeof *order);
    for (size_t row = 0; order != NULL && row < n; row++)
        order[row] = (struct keyed){hash[row] >> 32, (uint32_t)row};
    if (order == NULL || !keyed_sort(order, n)) {
        free(order);
        return false;
    }
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && order[k - 1].key == order[i].key; k--) {
            uint32_t row = order[i].row, other = order[k - 1].row;
            if (hash[row] != hash[other])
                continue;
            twin[row] = twin[other] == 0 ? 2 : twin[other] + 1;
            break;
        }
    free(order);
    return true;
}

/* Most inputs have no sidewalk that only a street's column names. */
static bool any_told(const struct elements *e)
{
    bool any = false;
    for (size_t s = 0; s < e->n_segments; s++)
        any = any || e->segments[s].of_streets;
    return any;
}

bool identify(struct store *store, const struct geo_run *run, enum role role,
              struct diagnostics *found)
{
    struct elements *e = &store->tables[role];
    uint32_t *buffer = malloc((e->n + 1) * sizeof *buffer);
    if (buffer == NULL)
        return false;
    for (size_t s = 0; s < e->n_segments; s++) {
        const struct segment *segment = &e->segments[s];
        if (segment->of_streets)
            continue;
        bool by_id = e->columns[F_id] != NULL;
        if (by_id && !ids_unique(e, segment, buffer)) {
            by_id = false;
            name_repeated(store, e, segment, buffer, found);
        }
        hash_rows(store, run, role, segment, by_id);
    }
    free(buffer);
    return any_told(e) || identity_number_equals(e->hash, e->twin, e->n);
}

bool identify_told(struct store *store)
{
    struct elements *e = &store->tables[ROLE_SIDEWALK];
    for (size_t s = 0; s < e->n_segments; s++)
        if (e->segments[s].of_streets)
            hash_told(store, &e->segments[s]);
    return !any_told(e) || identity_number_equals(e->hash, e->twin, e->n);
}
