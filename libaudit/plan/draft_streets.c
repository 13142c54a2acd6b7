/* SPDX-License-Identifier: MIT
 *
 * Streets as carriageways: how wide they are, and whether sidewalks run beside them, are cut by them or
 * run on over their mouths. In: streets after linking. Out: job->ways. */
#include "plan/draft_parts.h"

#include "link/link.h"

#include <stdlib.h>
#include <string.h>

static const struct draft_class {
    const char *name;
    enum draft_kind kind;
    float two_way_m, one_way_m;
} classes[] = {
#define DRAFT_CLASS(name, kind, two_way_m, one_way_m) {name, DRAFT_##kind, two_way_m, one_way_m},
#include "plan/draft_classes.def"
#undef DRAFT_CLASS
};

/* NULL: no carriageway. */
static const struct draft_class *class_of(const struct elements *streets, size_t street)
{
    unsigned code = element_code(streets, F_class, street);
    const char *name = code != 0 ? vocabulary_word(fields[F_class].vocabulary, code) : "";
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (strcmp(classes[i].name, name) == 0)
            return &classes[i];
    return NULL;
}

static float width_of(const struct elements *streets, size_t street, const struct draft_class *class)
{
    double width = element_real(streets, F_carriageway_width_m, street);
    double lanes = element_real(streets, F_lanes, street);
    bool one_way = element_code(streets, F_oneway, street) == YES_NO_YES;
    return width > 0   ? (float)width
           : lanes > 0 ? (float)(lanes * DRAFT_LANE_M)
           : one_way   ? class->one_way_m
                       : class->two_way_m;
}

/* Streets that are not there yet are no carriageways; those that may not be walked on cut what runs beside
 * others. */
static struct carriageway way_of(const struct store *store, size_t street)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    struct carriageway way = {.kind = DRAFT_NOTHING, .level = element_level(streets, street)};
    const struct draft_class *class = class_of(streets, street);
    uint8_t scope = streets->scope[street];
    if (class == NULL || streets->shapes.kind[street] != SHAPE_LINE || scope == SCOPE_GEOMETRY ||
        store->streets.same_as[street] != street)
        return way;
    way.has_sides = true;
    way.without = class->kind == DRAFT_WALKED ? WITHOUT_NOT_WALKED : WITHOUT_BY_CLASS;
    if (scope == SCOPE_NOT_WALKED)
        return way;
    way.half_m = width_of(streets, street, class) / 2;
    way.kind = (uint8_t)class->kind;
    if (class->kind == DRAFT_WALKED && (scope != SCOPE_YES || store->streets.is_own_element[street]))
        way.kind = DRAFT_CUTS;
    else if (class->kind == DRAFT_WALKED && element_code(streets, F_tunnel, street) == YES_NO_YES) {
        way.kind = DRAFT_CUTS;
        way.without = WITHOUT_TUNNEL;
    }
    return way;
}

bool draft_streets(struct draft_job *job)
{
    size_t n = job->store->tables[ROLE_STREET].n;
    job->ways = malloc((n + 1) * sizeof *job->ways);
    for (size_t s = 0; job->ways != NULL && s < n; s++) {
        job->ways[s] = way_of(job->store, s);
        job->widest_m = fmax(job->widest_m, beside_m(&job->ways[s]));
    }
    return job->ways != NULL;
}

/* Do streets share a junction, or go on as each other? */
static bool meet(const struct store *store, uint32_t a, uint32_t b)
{
    store_use(store, PART_surroundings);
    const struct street_facts *facts = &store->streets;
    for (uint32_t i = facts->first_junction[a]; i < facts->first_junction[a + 1]; i++)
        for (uint32_t k = facts->first_junction[b]; k < facts->first_junction[b + 1]; k++)
            if (facts->junction[i] == facts->junction[k])
                return true;
    for (uint32_t end = 2 * a; facts->joint != NULL && end < 2 * a + 2; end++)
        if (facts->joint[end] != NO_ROW && facts->joint[end] / 2 == b)
            return true;
    return false;
}

bool draft_same_level(const struct draft_job *job, uint32_t a, uint32_t b)
{
    return job->ways[a].level == job->ways[b].level || meet(job->store, a, b);
}
