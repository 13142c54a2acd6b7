/* SPDX-License-Identifier: MIT
 *
 * Which feature of the city a row of a survey is about, and whether its geometry was moved: see merge_parts.h.
 * Cost: a search by bisection for each row; of a row whose feature is not where it was, a look at all features of
 * its role. */
#include "plan/merge_parts.h"

#include "geo/line.h"
#include "geo/wkb.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Geometries that are nowhere farther apart are the same: a judgement. Editors keep coordinates to the last bit; a
 * vertex that a hand moved is moved farther than that. */
#define SAME_M 0.1
#define ID_LENGTH 17 /* of a rasif_id without the number of equal ones, which may differ from file to file */

const char *const proposal_kinds[PROPOSAL_KIND_COUNT] = {"new", "moved", "orphan"};

/* ---- by name -------------------------------------------------------------------------------- */

static bool is_named(const struct elements *e, size_t row, const char *rasif_id)
{
    char id[32];
    element_rasif_id(e, row, id);
    return strncmp(id, rasif_id, ID_LENGTH) == 0;
}

/* The role that ids with this letter are of; ROLE_NONE. */
static enum role role_of_id(const char *rasif_id)
{
    for (int r = 0; r < ROLE_COUNT; r++)
        if (rasif_id != NULL && roles[r].letter == rasif_id[0] && strlen(rasif_id) >= ID_LENGTH)
            return (enum role)r;
    return ROLE_NONE;
}

static void set_found(struct answer *a, size_t source, enum role role, size_t row, unsigned side)
{
    a->source = source;
    a->role = role;
    a->row = row;
    a->side = side;
}

/* By table, number and name: a feature of its own, or a sidewalk that the columns of a street imply. */
static bool find_where_said(const struct merging *m, enum role role, size_t source, struct answer *a)
{
    const struct elements *e = &m->city.store.tables[role];
    for (unsigned side = 0; side <= SIDE_RIGHT && source != SIZE_MAX; side++) {
        size_t row = surveyed_row(e, source, a->fid, side);
        if (row == SIZE_MAX || !is_named(e, row, a->rasif_id))
            continue;
        set_found(a, source, role, row, side);
        return true;
    }
    return false;
}

/* By name alone, in the table first: numbers of a table may have been given anew. Of several features with the name
 * none is taken. */
static bool find_elsewhere(const struct merging *m, enum role role, struct answer *a)
{
    const struct elements *e = &m->city.store.tables[role];
    size_t found = SIZE_MAX, n = 0;
    for (size_t row = 0; row < e->n; row++)
        if (is_named(e, row, a->rasif_id)) {
            found = row;
            n++;
        }
    if (n != 1)
        return false;
    unsigned side = element_street(e, found) != NO_ROW ? element_code(e, F_side, found) : 0;
    set_found(a, element_source(e, found), role, found, side);
    return true;
}

/* ---- by place ------------------------------------------------------------------------------- */

/* How far the point is from a row's lines or points. */
static double distance_to(const struct shapes *shapes, size_t row, const double *xy)
{
    double least = INFINITY;
    for (uint32_t part = shapes->part[row]; part < shapes->part[row + 1]; part++) {
        struct foot foot;
        uint32_t first = shapes->point[part], n = shapes->point[part + 1] - first;
        if (n == 0)
            continue;
        line_foot(shapes->xy + 2 * (size_t)first, n, xy[0], xy[1], &foot);
        least = foot.distance_m < least ? foot.distance_m : least;
    }
    return least;
}

/* Do all points of one row lie on the other? */
static bool lies_on(const struct shapes *a, size_t row, const struct shapes *b, size_t other)
{
    for (uint32_t i = a->point[a->part[row]]; i < a->point[a->part[row + 1]]; i++)
        if (distance_to(b, other, a->xy + 2 * (size_t)i) > SAME_M)
            return false;
    return true;
}

enum likeness { SAME_PLACE, OTHER_PLACE, CANT_COMPARE };

/* Forms that differ (a centre line beside an area) are not compared; neither is a sidewalk that has no line. */
static enum likeness compare_places(const struct merging *m, const struct survey_row *row, enum role role, size_t of,
                                    unsigned side)
{
    const struct shapes *city = &m->city.store.tables[role].shapes;
    const struct shapes *said = row->metric;
    if (said == NULL || side != 0 || said->kind[row->shape] != city->kind[of] ||
        (city->kind[of] != SHAPE_POINT && city->kind[of] != SHAPE_LINE && city->kind[of] != SHAPE_POLYGON))
        return CANT_COMPARE;
    return lies_on(said, row->shape, city, of) && lies_on(city, of, said, row->shape) ? SAME_PLACE : OTHER_PLACE;
}

/* By table, number and place: ids of the city were given anew, or a column of ids came or went. */
static bool find_by_place(const struct merging *m, enum role role, size_t source, const struct survey_row *row,
                          struct answer *a)
{
    size_t of = role != ROLE_NONE && source != SIZE_MAX
                    ? surveyed_row(&m->city.store.tables[role], source, a->fid, 0)
                    : SIZE_MAX;
    if (of == SIZE_MAX || compare_places(m, row, role, of, 0) != SAME_PLACE)
        return false;
    set_found(a, source, role, of, 0);
    return true;
}

/* ---- rows ----------------------------------------------------------------------------------- */

/* Table, number and name as the city has them now. */
static void rename_found(struct merging *m, struct answer *a)
{
    char id[32];
    const struct elements *e = &m->city.store.tables[a->role];
    size_t length = element_rasif_id(e, a->row, id);
    a->table = m->city.store.sources[a->source].table;
    a->fid = e->fid[a->row];
    char *copy = arena_strndup(&m->arena, id, length);
    a->rasif_id = copy != NULL ? copy : a->rasif_id;
}

void merge_match(struct merging *m, struct survey_row *row)
{
    struct answer *a = &row->common;
    size_t source = a->table != NULL ? scenery_source(&m->city, a->table) : SIZE_MAX;
    enum role named = role_of_id(a->rasif_id);
    bool found = named != ROLE_NONE && (find_where_said(m, named, source, a) || find_elsewhere(m, named, a));
    if (found || find_by_place(m, named != ROLE_NONE ? named : row->role, source, row, a))
        rename_found(m, a);
}

void merge_match_again(struct merging *m, struct answer *a)
{
    size_t source = a->table != NULL ? scenery_source(&m->city, a->table) : SIZE_MAX;
    enum role named = role_of_id(a->rasif_id);
    if (named == ROLE_NONE)
        return;
    bool found = find_where_said(m, named, source, a) || find_elsewhere(m, named, a);
    size_t row = !found && source != SIZE_MAX && a->state != ANSWER_ORPHAN
                     ? surveyed_row(&m->city.store.tables[named], source, a->fid, a->side)
                     : SIZE_MAX;
    if (row != SIZE_MAX)
        set_found(a, source, named, row, a->side);
    if (a->row != SIZE_MAX)
        rename_found(m, a);
}

/* ---- proposals ------------------------------------------------------------------------------ */

/* The geometry in the system of survey_proposals: bytes as they are where it is that of the layer; else its lines or
 * its point, by way of metres. */
static rasif_status take_geometry(struct merging *m, const struct survey_row *row, struct proposal *p, rasif_error *err)
{
    const struct cell *cell = row->geometry;
    bool same = row->crs != NULL && m->crs != NULL && strcmp(row->crs, m->crs) == 0;
    if (same || row->metric == NULL || m->crs == NULL) {
        unsigned char *blob = arena_alloc(&m->arena, cell->length + 8, 1);
        if (blob == NULL)
            return fail_memory(err);
        memcpy(blob, cell->bytes, cell->length);
        for (int i = 0; i < 4; i++) /* the number of its system; byte 3 says in which order bytes stand */
            blob[4 + i] = (unsigned char)((uint32_t)m->srs_id >> 8 * (blob[3] & 1 ? i : 3 - i));
        p->blob = (const char *)blob;
        p->length = cell->length;
        return RASIF_OK;
    }
    const struct shapes *shapes = row->metric;
    size_t first = shapes->point[shapes->part[row->shape]], n_parts = shapes->part[row->shape + 1] - shapes->part[row->shape];
    size_t n = shapes->point[shapes->part[row->shape + 1]] - first;
    double *xy = ARENA_ARRAY(&m->arena, 2 * n + 2, double);
    size_t *ends = ARENA_ARRAY(&m->arena, n_parts + 1, size_t);
    unsigned char *blob = arena_alloc(&m->arena, wkb_lines_size(n, n_parts) + WKB_POINT_SIZE, 1);
    if (xy == NULL || ends == NULL || blob == NULL)
        return fail_memory(err);
    memcpy(xy, shapes->xy + 2 * first, 2 * n * sizeof *xy);
    TRY(geo_from_metres(&m->geo, m->source, m->crs, SURVEY_PROPOSALS, xy, n, err));
    for (size_t i = 0; i < n_parts; i++)
        ends[i] = shapes->point[shapes->part[row->shape] + i + 1] - first;
    p->length = n == 1         ? wkb_write_point(blob, m->srs_id, xy[0], xy[1])
                : n_parts == 1 ? wkb_write_line(blob, m->srs_id, xy, n)
                               : wkb_write_lines(blob, m->srs_id, xy, ends, n_parts);
    p->blob = (const char *)blob;
    return RASIF_OK;
}

rasif_status merge_propose(struct merging *m, const struct survey_row *row, rasif_error *err)
{
    const struct answer *a = &row->common;
    bool orphan = a->row == SIZE_MAX, named = a->rasif_id != NULL || a->table != NULL;
    bool drawn = row->geometry->type == CELL_BLOB && wkb_has_header((const unsigned char *)row->geometry->bytes, row->geometry->length);
    bool says = row->said != NULL || row->none_found != NULL || a->remark != NULL || a->photo != NULL || a->no_access;
    if ((!drawn && (named || !says)) || (orphan && named && !says))
        return RASIF_OK; /* nothing to look at, or a row that nobody filled in, of a feature that is gone */
    if (!orphan && compare_places(m, row, a->role, a->row, a->side) != OTHER_PLACE)
        return RASIF_OK;
    enum role role = orphan && row->role == ROLE_NONE ? role_of_id(a->rasif_id) : orphan ? row->role : a->role;
    struct proposal p = {.kind = proposal_kinds[!orphan ? PROPOSAL_MOVED : named ? PROPOSAL_ORPHAN : PROPOSAL_NEW],
                         .role = role != ROLE_NONE ? roles[role].name : NULL,
                         .rasif_id = a->rasif_id, .table = a->table, .fid = a->fid, .said = row->said,
                         .none_found = row->none_found, .day = a->day, .surveyor = a->surveyor, .photo = a->photo,
                         .remark = a->remark, .survey = a->survey};
    if (drawn)
        TRY(take_geometry(m, row, &p, err));
    return PUSH(m->proposals, m->n_proposals, m->proposal_capacity, p) ? RASIF_OK : fail_memory(err);
}
