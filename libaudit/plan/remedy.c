/* SPDX-License-Identifier: MIT
 *
 * What a work makes of one field: see remedy.h. In: the requirements of the standard and the needs of
 * all users on the measure. Conditions of requirements are not looked at: a value that meets all of
 * them meets each. Pure functions. */
#include "plan/remedy.h"

#include "rule/utility.h"

/* ---- numbers -------------------------------------------------------------------------------- */

/* The number at which a user gets along well: adequate, or comfortable where none is given. */
static double adequate(const struct need *need)
{
    return isnan(need->adequate) ? need->comfortable : need->adequate;
}

/* Moves `*value` to the stricter of both. */
static void tighten(struct remedy *out, bool at_least, double limit)
{
    bool first = !out->any;
    out->at_least = first ? at_least : out->at_least;
    if (first || (out->at_least ? limit > out->real : limit < out->real))
        out->real = limit;
    out->any = true;
}

/* Requirements win over needs: what they do not allow is moved to the next number they allow. */
static void obey(struct remedy *out, const struct condition *require)
{
    if (require->other != FIELD_NONE)
        return;
    bool lower = require->op == OP_GE || require->op == OP_GT || require->op == OP_BETWEEN || require->op == OP_EQ;
    bool upper = require->op == OP_LE || require->op == OP_LT || require->op == OP_BETWEEN || require->op == OP_EQ;
    if (!out->any && (lower || upper))
        tighten(out, lower, lower ? require->low : require->high);
    if (lower && out->real < require->low)
        out->real = require->low;
    if (upper && out->real > require->high)
        out->real = require->high;
}

/* ---- classes -------------------------------------------------------------------------------- */

/* Least worth of a class for any user; NaN = a user's table does not hold it. */
static double least_worth(const struct element_plan *asked, const struct plan *plan, enum field_id field, uint32_t mask)
{
    double least = 1;
    for (size_t p = 0; p < plan->n_profiles; p++)
        for (size_t i = 0; i < asked->n_needs[p]; i++)
            if (asked->needs[p][i].measure == field && asked->needs[p][i].need->is_class) {
                double u = need_class_u(asked->needs[p][i].need, mask);
                least = u < least || isnan(u) ? u : least;
            }
    return least;
}

/* Classes that every requirement allows; all ones where none of the standard's is about classes. */
static uint32_t allowed_classes(const struct plan *plan, const struct element_plan *asked, enum field_id field)
{
    uint32_t allowed = UINT32_MAX;
    for (size_t k = 0; k < asked->n_rules; k++)
        for (size_t i = 0; plan->rules->rules[asked->rules[k].rule].measure == field && i < asked->rules[k].n_requirements; i++) {
            const struct condition *require = &asked->rules[k].requirements[i].require;
            allowed &= require->op == OP_NE ? ~require->classes : require->classes;
        }
    return allowed;
}

static void best_class(const struct plan *plan, const struct element_plan *asked, enum field_id field, struct remedy *out)
{
    uint32_t allowed = allowed_classes(plan, asked, field);
    double best = -1;
    for (unsigned code = 1; code <= fields[field].vocabulary->n && code < 32; code++) {
        uint32_t mask = 1u << code;
        double worth = least_worth(asked, plan, field, mask);
        if ((allowed & mask) == 0 || isnan(worth) || worth <= best)
            continue;
        best = worth;
        out->mask = mask;
    }
    for (unsigned code = 1; code <= fields[field].vocabulary->n && code < 32; code++) {
        double worth = least_worth(asked, plan, field, 1u << code);
        out->good |= allowed & 1u << code & (worth >= fmin(best, GOOD_ENOUGH) ? UINT32_MAX : 0);
    }
}

/* ---- both ----------------------------------------------------------------------------------- */

uint16_t remedy_stops(const struct plan *plan, enum element element, enum field_id field, double real, uint32_t mask)
{
    const struct element_plan *asked = &plan->elements[element];
    uint16_t users = 0;
    for (size_t p = 0; p < plan->n_profiles; p++)
        for (size_t i = 0; i < asked->n_needs[p]; i++) {
            const struct need *need = asked->needs[p][i].need;
            if (asked->needs[p][i].measure != field || !need->blocks)
                continue;
            struct range range = need_range(need);
            bool good = need->is_class ? mask == 0 || need_class_u(need, mask) > 0 : range_has(&range, real);
            users |= (uint16_t)(!good << p);
        }
    return users;
}

/* Is the field asked about by a rule or a need? */
static bool is_asked(const struct plan *plan, const struct element_plan *asked, enum field_id field)
{
    for (size_t k = 0; k < asked->n_rules; k++)
        if (plan->rules->rules[asked->rules[k].rule].measure == field)
            return true;
    return false;
}

static void find(const struct plan *plan, enum element element, enum field_id field, struct remedy *out)
{
    const struct element_plan *asked = &plan->elements[element];
    *out = (struct remedy){.real = NAN};
    if (!is_asked(plan, asked, field))
        return;
    if (fields[field].flags & FIELD_IF_THERE) { /* null: nothing is in the way any more */
        out->any = true;
        return;
    }
    if (fields[field].type != VALUE_REAL) {
        best_class(plan, asked, field, out);
        out->any = out->mask != 0;
        out->against = remedy_stops(plan, element, field, out->real, out->mask);
        return;
    }
    for (size_t p = 0; p < plan->n_profiles; p++)
        for (size_t i = 0; i < asked->n_needs[p]; i++)
            if (asked->needs[p][i].measure == field && !asked->needs[p][i].need->is_class)
                tighten(out, asked->needs[p][i].need->more_is_better, adequate(asked->needs[p][i].need));
    for (size_t k = 0; k < asked->n_rules; k++)
        for (size_t i = 0; plan->rules->rules[asked->rules[k].rule].measure == field && i < asked->rules[k].n_requirements; i++)
            obey(out, &asked->rules[k].requirements[i].require);
    if (out->any)
        out->against = remedy_stops(plan, element, field, out->real, out->mask);
}

void remedies_find(const struct plan *plan, struct remedies *out)
{
    for (int e = 0; e < ELEMENT_COUNT; e++)
        for (int f = 0; f < FIELD_COUNT; f++)
            find(plan, (enum element)e, (enum field_id)f, &out->of[e][f]);
}

/* ---- of one element ------------------------------------------------------------------------- */

/* Is the value of this row good enough to stay? Slopes are magnitudes. */
static bool is_good(const struct remedy *remedy, const struct elements *elements, enum field_id field, size_t row)
{
    if (fields[field].type == VALUE_LIST)
        return (element_list(elements, field, row) & ~remedy->good) == 0 && element_list(elements, field, row) != 0;
    if (fields[field].type == VALUE_CLASS)
        return remedy->good >> element_code(elements, field, row) & 1;
    double value = element_real(elements, field, row);
    value = fields[field].flags & FIELD_SLOPE ? fabs(value) : value;
    return remedy->at_least ? value >= remedy->real : value <= remedy->real;
}

/* The measure of the ground that this slope of an element is judged against; FIELD_NONE = none. */
static enum field_id terrain_of(const struct rasif_rules *rules, enum element element, enum field_id field)
{
    for (size_t k = 0; k < rules->n_rules; k++) {
        const struct rule *rule = &rules->rules[k];
        if (rule->measure == field && rule->terrain != FIELD_NONE && rule->elements >> element & 1)
            return rule->terrain;
    }
    return FIELD_NONE;
}

/* The slope of the ground that excuses this slope of this work's element; NaN = no rule compares both. */
static double ground_under(const struct judged *judged, const struct work *work, enum field_id field)
{
    enum field_id terrain = terrain_of(judged->plan->rules, work_element(judged, work), field);
    const struct elements *elements = &judged->store->tables[work->role];
    return terrain == FIELD_NONE ? NAN : fabs(element_real(elements, terrain, work->row));
}

static bool is_null(const struct elements *elements, enum field_id field, size_t row)
{
    return fields[field].type == VALUE_REAL    ? isnan(element_real(elements, field, row))
           : fields[field].type == VALUE_CLASS ? element_code(elements, field, row) == 0
                                               : element_list(elements, field, row) == 0;
}

/* Values that follow from other elements, or from other values: no work sets them, and what they become is
 * for the next audit. */
static bool follows(enum field_id field)
{
    static const enum field_id these[] = {F_passing_interval_m, F_shade_interval_m, F_steep_run_m, F_guidance_stops,
                                          F_seat_interval_m, F_step_free_way_m, F_crossing_stage_m, F_lanes,
                                          F_clearance_speed_m_s, F_green_margin, F_ends_without_ramp};
    for (size_t i = 0; i < sizeof these / sizeof *these; i++)
        if (these[i] == field)
            return true;
    return false;
}

/* What is not known stays unknown, unless the work makes the whole thing anew. */
bool remedy_of_work(const struct judged *judged, const struct remedies *remedies, const struct work_kind *kind,
                    const struct work *work, enum field_id field, struct remedy *out)
{
    const struct elements *elements = &judged->store->tables[work->role];
    *out = remedies->of[work_element(judged, work)][field];
    if (follows(field))
        return false;
    if (!out->any && kind->sets[field] != 0) { /* no rule measures it, but conditions look at it */
        *out = (struct remedy){.any = true, .real = NAN, .mask = kind->sets[field], .good = kind->sets[field]};
        return elements->columns[field] != NULL && !is_good(out, elements, field, work->row);
    }
    out->mask = (out->good & kind->sets[field]) != 0 ? kind->sets[field] : out->mask;
    if (field == F_kerb_height_mm && work_makes_ramp(kind, work)) /* of a kerb that is drawn: else its height denies the ramp */
        *out = (struct remedy){.any = work->place == NO_PLACE && !is_null(elements, field, work->row), .real = 0};
    if (!out->any || work_makes_ramp(kind, work))
        return out->any && (out->mask != 0 || !isnan(out->real));
    if (elements->columns[field] == NULL || (!kind->renews && is_null(elements, field, work->row)))
        return false;
    double ground = ground_under(judged, work, field);
    out->real = ground > out->real ? ground : out->real;
    return !is_good(out, elements, field, work->row);
}

/* What is new is clear over its whole width. */
static struct remedy wider(const struct remedy *width, const struct remedy *clear)
{
    return !clear->any || (width->any && width->real > clear->real) ? *width : *clear;
}

static bool gives(const struct work_kind *kind, enum field_id field)
{
    for (size_t i = 0; kind != NULL && i < kind->n_gives; i++)
        if (kind->gives[i] == field)
            return true;
    return false;
}

/* Magnitude of the grade of a street; NaN = not known. */
static double grade_of(const struct judged *judged, uint32_t street)
{
    const struct column *column = judged->store->tables[ROLE_STREET].columns[F_street_grade_pct];
    return column != NULL ? fabs(column_real(column, street)) : NAN;
}

/* Of a sidewalk or crossing that is built. */
static struct remedy of_new_line(const struct judged *judged, const struct remedies *remedies,
                                 const struct work_kind *kind, enum element element, uint32_t street, enum field_id field)
{
    const struct remedy *own = &remedies->of[element][field];
    if (kind->sets[field] != 0)
        return (struct remedy){.any = true, .real = NAN, .mask = kind->sets[field], .good = kind->sets[field]};
    if (terrain_of(judged->plan->rules, element, field) != FIELD_NONE)
        return (struct remedy){.any = true, .real = grade_of(judged, street)};
    if (field == F_width_m || field == F_clear_width_m)
        return wider(&remedies->of[element][F_width_m], &remedies->of[element][F_clear_width_m]);
    return *own;
}

bool remedy_of_new(const struct judged *judged, const struct remedies *remedies, const struct work_kinds *kinds,
                   enum role role, uint32_t street, enum field_id field, struct remedy *out)
{
    const struct elements *elements = &judged->store->tables[role];
    const struct work_kind *ramps = work_kind_of(kinds, ELEMENT_CROSSING, F_ends_without_ramp);
    const struct work_kind *kind = work_kind_building(kinds, role_element(role));
    const struct work ramp = {.role = ROLE_CROSSING, .place = PLACE_START};
    const enum field_id column = field == F_marked ? F_markings : field;
    if (elements->columns[column] == NULL)
        return false;
    if (role == ROLE_RAMP)
        return ramps != NULL && !(fields[field].flags & FIELD_DERIVED) &&
               remedy_of_work(judged, remedies, ramps, &ramp, field, out);
    if (!gives(kind, field))
        return false;
    *out = of_new_line(judged, remedies, kind, role_element(role), street, field);
    return out->any && (out->mask != 0 || !isnan(out->real));
}
