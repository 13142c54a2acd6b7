/* SPDX-License-Identifier: MIT
 *
 * Paths over several parts, the index of ids and the list of links: shared by all of link/. A
 * position on a path counts the metres of the parts before it; gaps between parts have no length.
 *
 * Cost: milestones (geo/line.h) let a search on a long path skip the points that can't be
 * nearest; the index is a sorted array with binary search. */
#include "link/link.h"

#include "geo/line.h"

#include <stdlib.h>
#include <string.h>

/* Borrows the table's arrays: the path lives as long as they do. */
struct path path_of(const struct elements *elements, size_t row)
{
    const struct shapes *shapes = &elements->shapes;
    uint32_t part = shapes->part[row];
    struct path path = {
        .xy = shapes->xy, /* point numbers below count from the start of all points */
        .point = shapes->point + part,
        .n_parts = shapes->part[row + 1] - part,
        .length_m = elements->length_m[row],
        .mile_m = elements->mile_m,
    };
    return path;
}

/* Binary search: lines are sorted by row. */
const struct crossing_line *crossing_line_of(const struct store *store, size_t row)
{
    const struct crossing_facts *facts = &store->crossings;
    size_t low = 0, high = facts->n_lines;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (facts->lines[middle].row < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low < facts->n_lines && facts->lines[low].row == row ? &facts->lines[low] : NULL;
}

/* Joined lines have no milestones: they are short. */
struct path crossing_path(const struct store *store, size_t row)
{
    const struct crossing_line *line =
        store->crossings.n_lines > 0 ? crossing_line_of(store, row) : NULL;
    if (line == NULL)
        return path_of(&store->tables[ROLE_CROSSING], row);
    return (struct path){.xy = store->crossings.line_xy,
                         .point = line->point,
                         .n_parts = 1,
                         .length_m = line->length_m};
}

const double *path_start(const struct path *path)
{
    return path->xy + 2 * (size_t)path->point[0];
}

const double *path_end(const struct path *path)
{
    return path->xy + 2 * ((size_t)path->point[path->n_parts] - 1);
}

/* Metres along one part from its first point to point number `point`, which counts in xy. */
static double part_m(const struct path *path, size_t part, uint32_t point)
{
    uint32_t first = path->point[part];
    return path->mile_m != NULL
               ? line_vertex_m(path->xy, first, point, path->mile_m)
               : line_length(path->xy + 2 * (size_t)first, point - first + 1);
}

/* `at` beyond the path gives its last point. A path of one part has its length already; of several
 * each is measured on the way. */
void path_at(const struct path *path, double at, double point[2], double direction[2])
{
    for (size_t i = 0;; i++) {
        uint32_t first = path->point[i], end = path->point[i + 1];
        double length = path->n_parts == 1 ? path->length_m : part_m(path, i, end - 1);
        if (at > length && i + 1 < path->n_parts) {
            at -= length;
            continue;
        }
        struct line_walk walk =
            path->mile_m != NULL && end - first > MILE_POINTS
                ? line_walk_by_miles(path->xy, first, end - first, path->mile_m, at > length ? length : at)
                : line_walk(path->xy + 2 * (size_t)first, end - first);
        line_walk_at(&walk, at, point);
        memcpy(direction, walk.direction, sizeof walk.direction);
        return;
    }
}

/* Of equal distances the first part along the path wins. */
void path_foot(const struct path *path, double x, double y, struct foot *out)
{
    double before = 0;
    out->distance_m = INFINITY;
    for (size_t i = 0; i < path->n_parts; i++) {
        uint32_t first = path->point[i], n = path->point[i + 1] - first;
        struct foot foot;
        if (path->mile_m != NULL && n > MILE_POINTS)
            line_foot_by_miles(path->xy, first, n, path->mile_m, x, y, &foot);
        else
            line_foot(path->xy + 2 * (size_t)first, n, x, y, &foot);
        if (foot.distance_m < out->distance_m) {
            *out = foot;
            out->at_m += before;
        }
        if (path->n_parts > 1)
            before += part_m(path, i, first + n - 1);
    }
}

/* Beyond the last vertex: the length of the path. */
double path_vertex_m(const struct path *path, size_t vertex)
{
    double at = 0;
    size_t point = path->point[0] + vertex;
    for (size_t i = 0; i < path->n_parts; i++) {
        if (point < path->point[i + 1])
            return at + part_m(path, i, (uint32_t)point);
        at += part_m(path, i, path->point[i + 1] - 1);
    }
    return at;
}

/* Without evidence only sidewalks, footways and steps along streets are kept: pieces and main
 * stretches are made of them. */
bool link_add(struct store *store, struct link link, struct link_evidence evidence)
{
    store_use(store, PART_links);
    struct links *links = &store->links;
    if (links->skip_evidence && link.kind > LINK_STEPS_STREET)
        return true;
    if (!links->skip_evidence) {
        if (!array_reserve(&links->evidence, &links->evidence_capacity, links->n + 1,
                           sizeof *links->evidence))
            return false;
        links->evidence[links->n] = evidence;
    }
    return PUSH(links->items, links->n, links->capacity, link);
}

/* Layers are cut to -100 to 100, far beyond any that is in use, to fit a byte. */
int8_t element_level(const struct elements *elements, size_t row)
{
    double layer = element_real(elements, F_layer, row);
    if (layer == layer)
        return (int8_t)(layer < -100 ? -100 : layer > 100 ? 100 : layer);
    if (element_code(elements, F_bridge, row) == YES_NO_YES)
        return 1;
    return element_code(elements, F_tunnel, row) == YES_NO_YES ? -1 : 0;
}

/* Keys are numbers of texts, so that equal ids need no comparison of bytes. The sort keeps the
 * order of rows: the first item of an id is its lowest row. */
rasif_status id_index_new(const struct elements *elements, enum field_id field, unsigned threads,
                          struct arena *arena, struct id_index *out, rasif_error *err)
{
    *out = (struct id_index){0};
    if (elements->columns[field] == NULL)
        return RASIF_OK;
    out->items = ARENA_ARRAY(arena, elements->n, struct keyed);
    if (out->items == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < elements->n; row++) {
        uint32_t text = elements->columns[field]->text[row];
        if (text != 0)
            out->items[out->n++] = (struct keyed){text, (uint32_t)row};
    }
    return keyed_sort_on(threads, out->items, out->n) ? RASIF_OK : fail_memory(err);
}

size_t id_index_first(const struct id_index *index, uint32_t text)
{
    size_t low = 0, high = index->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (index->items[middle].key < text)
            low = middle + 1;
        else
            high = middle;
    }
    return text != 0 ? low : index->n;
}

/* Text 0 stands for a null cell, which names nothing. */
uint32_t id_index_find(const struct id_index *index, uint32_t text)
{
    size_t first = id_index_first(index, text);
    return first < index->n && index->items[first].key == text ? index->items[first].row : NO_ROW;
}
