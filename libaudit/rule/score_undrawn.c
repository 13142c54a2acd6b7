/* SPDX-License-Identifier: MIT
 *
 * Ramps that no feature shows: see score_undrawn.h. Each thread keeps REMEMBERED verdicts in a
 * table that is addressed by a hash of the ramp's values; a collision replaces the older
 * verdict. A place of a crossing so costs a few comparisons, a new combination of values two
 * slices of one row. */
#include "rule/score_undrawn.h"

#include "link/kerbs.h"
#include "rule/findings.h"

#include <stdlib.h>
#include <string.h>

#define REMEMBERED 64

struct undrawn {
    const struct undrawn_plan *plan;
    struct slice *absent, *implied;
    struct remembered {
        bool filled;
        struct undrawn_ramp ramp;
        struct undrawn_verdict verdict;
    } items[REMEMBERED];
};

struct undrawn_ramp undrawn_implied(const struct store *store, size_t crossing, uint32_t place)
{
    const struct elements *e = &store->tables[ROLE_CROSSING];
    return (struct undrawn_ramp){.kerb = kerb_stated(e, crossing, place),
                                 .crosses = store->crossings.crosses[crossing],
                                 .tactile = element_code(e, F_tactile_warning, crossing),
                                 .kerb_height_mm = element_real(e, F_kerb_height_mm, crossing)};
}

struct undrawn_ramp undrawn_absent(double kerb_height_mm)
{
    return (struct undrawn_ramp){.absent = true,
                                 .kerb = KERB_RAISED,
                                 .tactile = TACTILE_NO,
                                 .kerb_height_mm = kerb_height_mm};
}

/* ---- plans -------------------------------------------------------------------------------- */

/* A kerb without a ramp has a few of a ramp's values; the others are not asked about, since
 * nothing is there that could have them. */
static bool plan_absent(const struct plan *plan, struct arena *arena, struct element_plan *out)
{
    const struct element_plan *ramp = &plan->elements[ELEMENT_RAMP];
    *out = (struct element_plan){.n_rules = 0};
    for (size_t p = 0; p < plan->n_profiles; p++) {
        out->needs[p] = ARENA_ARRAY(arena, ramp->n_needs[p], struct plan_need);
        if (out->needs[p] == NULL)
            return false;
        for (size_t i = 0; i < ramp->n_needs[p]; i++)
            if ((fields[ramp->needs[p][i].measure].flags & FIELD_BARE_KERB) != 0) {
                struct plan_need *added = &out->needs[p][out->n_needs[p]++];
                *added = ramp->needs[p][i];
                added->supplied = true;
            }
    }
    return plan_find_used(plan->rules, plan->n_profiles, arena, out);
}

/* An implied ramp is asked whatever a drawn one is; what is null in it stays unknown. */
rasif_status undrawn_plan_build(const struct plan *plan, struct arena *arena,
                                struct undrawn_plan *out, rasif_error *err)
{
    if (!plan_absent(plan, arena, &out->absent_asked))
        return fail_memory(err);
    TRY(slice_plan_build(plan, &out->absent_asked, arena, &out->absent, err));
    return slice_plan_build(plan, &plan->elements[ELEMENT_RAMP], arena, &out->implied, err);
}

/* ---- verdicts ----------------------------------------------------------------------------- */

/* calloc leaves all entries unfilled. */
struct undrawn *undrawn_new(const struct undrawn_plan *plan)
{
    struct undrawn *undrawn = calloc(1, sizeof *undrawn);
    if (undrawn == NULL)
        return NULL;
    undrawn->plan = plan;
    undrawn->absent = slice_new(&plan->absent, NULL);
    undrawn->implied = slice_new(&plan->implied, NULL);
    if (undrawn->absent != NULL && undrawn->implied != NULL)
        return undrawn;
    undrawn_free(undrawn);
    return NULL;
}

void undrawn_free(struct undrawn *undrawn)
{
    if (undrawn == NULL)
        return;
    slice_free(undrawn->absent);
    slice_free(undrawn->implied);
    free(undrawn);
}

/* A lip is the height of the edge, unless the kerb is rolled: a slope has no edge. */
void undrawn_values(const struct undrawn_ramp *ramp, struct values *out)
{
    values_clear(out);
    out->mask[F_kerb] = ramp->kerb != 0 ? 1u << ramp->kerb : 0;
    out->mask[F_tactile_warning] = ramp->tactile != 0 ? 1u << ramp->tactile : 0;
    out->real[F_kerb_height_mm] = ramp->kerb_height_mm;
    if (ramp->absent)
        return;
    out->mask[F_crosses] = ramp->crosses != 0 ? 1u << ramp->crosses : 0;
    out->real[F_lip_mm] = ramp->kerb != KERB_ROLLED ? ramp->kerb_height_mm : NAN;
    out->origin[F_kerb] = out->origin[F_tactile_warning] = ORIGIN_LINKED;
    out->origin[F_kerb_height_mm] = out->origin[F_lip_mm] = ORIGIN_LINKED;
}

/* One slice of one row gives the verdicts of all profiles. */
static void judge(struct undrawn *undrawn, const struct undrawn_ramp *ramp,
                  struct undrawn_verdict *out)
{
    struct slice *slice = ramp->absent ? undrawn->absent : undrawn->implied;
    struct score scores[SLICE_ROWS];
    rowset blocks[MOST_RULES];
    struct values values;
    undrawn_values(ramp, &values);
    /* A profile that could not be read has no needs, and so the score of nothing. */
    slice_put(slice, &values);
    slice_judge(slice);
    for (size_t p = 0; p < slice->plan->plan->n_profiles; p++) {
        slice_score(slice, p, scores, blocks);
        out->scores[p] = scores[0];
        out->blocks[p] = 0;
        /* Row 0 is the only one. */
        for (size_t k = 0; k < slice->plan->asked->n_rules; k++)
            out->blocks[p] |= (blocks[k] & 1) << k;
        if (ramp->absent && scores[0].passable != PASSABLE_NONE) {
            out->scores[p].coverage = SCORE_UNIT; /* that there is no ramp is known */
            out->scores[p].class = (uint8_t)score_class_of(&out->scores[p]);
        }
    }
}

/* Heights are equal, or both unknown. */
static bool same_ramp(const struct undrawn_ramp *a, const struct undrawn_ramp *b)
{
    bool same_height = a->kerb_height_mm == b->kerb_height_mm ||
                       (isnan(a->kerb_height_mm) && isnan(b->kerb_height_mm));
    return same_height && a->absent == b->absent && a->kerb == b->kerb && a->tactile == b->tactile &&
           a->crosses == b->crosses;
}

/* Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4): codes fit four bits each. */
static size_t hash(const struct undrawn_ramp *ramp)
{
    double height = isnan(ramp->kerb_height_mm) ? -1 : ramp->kerb_height_mm;
    uint64_t bits;
    memcpy(&bits, &height, sizeof bits);
    /* No kerb has a negative height, so -1 stands for null above. */
    bits ^= ramp->kerb | ramp->tactile << 4 | ramp->crosses << 8 | (unsigned)ramp->absent << 12;
    return (size_t)(bits * UINT64_C(0x9e3779b97f4a7c15) >> 58);
}
_Static_assert(REMEMBERED == 1 << 6, "a hash is the highest 6 bits");

/* Callers ask profile by profile: all but the first find the verdict here. */
const struct undrawn_verdict *undrawn_judge(struct undrawn *undrawn, const struct undrawn_ramp *ramp)
{
    struct remembered *item = &undrawn->items[hash(ramp)];
    if (!item->filled || !same_ramp(&item->ramp, ramp)) {
        item->filled = true;
        item->ramp = *ramp;
        judge(undrawn, ramp, &item->verdict);
    }
    return &item->verdict;
}

/* ---- findings ----------------------------------------------------------------------------- */

/* The finding is of the crossing, because there is no ramp to carry it. */
void found_add_implied(struct found *found, const struct plan *plan, size_t crossing, uint32_t place,
                    const uint64_t *blocks)
{
    const struct element_plan *ramp = &plan->elements[ELEMENT_RAMP];
    for (size_t k = 0; k < ramp->n_rules; k++) {
        struct finding finding = {.row = (uint32_t)crossing,
                                  .role = ROLE_CROSSING,
                                  .place = (uint16_t)(1 + place),
                                  .rule = (uint16_t)ramp->rules[k].rule,
                                  .requirement = UINT16_MAX};
        for (size_t p = 0; p < plan->n_profiles; p++)
            finding.blocks |= (uint16_t)((blocks[p] >> k & 1) << p);
        if (finding.blocks == 0)
            continue;
        finding_strictest(ramp, plan->n_profiles, k, &finding);
        found_add(found, &finding);
    }
}
