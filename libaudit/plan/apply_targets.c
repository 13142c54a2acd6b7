/* SPDX-License-Identifier: MIT
 *
 * What is to become of the features of a file: see apply_parts.h. Cost: a search through the targets for
 * each change. */
#include "plan/apply_parts.h"
#include "write/edit.h"

#include <string.h>

/* ---- targets ---- */

static rasif_status fail_missing(const struct applying *a, const char *table, int64_t fid,
                                 const char *why, rasif_error *err)
{
    return fail(err, RASIF_E_DATA,
                "%s: table \"%s\" of %s has no feature %lld; are the works of other data?", why,
                table, a->options->input, (long long)fid);
}

/* Fills binding, role and row of a target whose source and FID are known. */
static rasif_status find_feature(struct applying *a, const char *table, struct target *t,
                                 rasif_error *err)
{
    bool there = false;
    TRY(inputs_row_binding(a->before.inputs, &a->before.store, t->source, t->fid, &there,
                           &t->binding, err));
    if (!there)
        return fail_missing(a, table, t->fid, t->why, err);
    if (inputs_fixed(a->before.inputs, &a->before.store, t->source))
        return fail(
            err, RASIF_E_DATA,
            "%s: \"%s\" is a view, or its rows have no number: no feature of it can be changed",
            t->why, table);
    t->role =
        t->binding != SIZE_MAX ? inputs_binding_role(a->before.inputs, t->binding) : ROLE_NONE;
    if (t->role != ROLE_NONE && t->side != NO_SIDE)
        t->role = t->role == ROLE_STREET ? ROLE_SIDEWALK : ROLE_NONE;
    t->row = t->role != ROLE_NONE ? scenery_row(&a->before, t->role, t->source, t->fid, t->side)
                                  : SIZE_MAX;
    if (t->row == SIZE_MAX)
        return fail(err, RASIF_E_DATA,
                    "%s: feature %lld of table \"%s\" is not read as anything that is audited; "
                    "name the mapping of the audit with --mapping",
                    t->why, (long long)t->fid, table);
    return RASIF_OK;
}

rasif_status apply_target(struct applying *a, const char *table, int64_t fid, int side,
                          const char *why, size_t *out, rasif_error *err)
{
    struct target t = {
        .kind = TARGET_CHANGE, .fid = fid, .side = side, .why = why, .last = SIZE_MAX};
    t.source = scenery_source(&a->before, table);
    if (t.source == SIZE_MAX)
        return fail(err, RASIF_E_DATA, "%s: %s has no table \"%s\"; are the works of other data?",
                    why, a->options->input, table);
    for (*out = 0; *out < a->n_targets; (*out)++) {
        const struct target *other = &a->targets[*out];
        if (other->source == t.source && other->fid == fid && other->side == side &&
            other->kind != TARGET_ADD)
            return RASIF_OK;
    }
    TRY(find_feature(a, table, &t, err));
    return PUSH(a->targets, a->n_targets, a->target_capacity, t) ? RASIF_OK : fail_memory(err);
}

/* ---- fields ---- */

rasif_status apply_remark(struct applying *a, int kind, size_t source, enum role role,
                          enum field_id field, rasif_error *err)
{
    for (size_t i = 0; i < a->n_remarks; i++) {
        struct remark *r = &a->remarks[i];
        if ((int)r->kind == kind && r->source == source && r->role == role && r->field == field) {
            r->n++;
            return RASIF_OK;
        }
    }
    struct remark remark = {.source = source, .role = role, .field = field, .n = 1};
    remark.kind = kind == REMARK_NO_COLUMN ? REMARK_NO_COLUMN
                  : kind == REMARK_ROUNDED ? REMARK_ROUNDED
                                           : REMARK_ALSO;
    return PUSH(a->remarks, a->n_remarks, a->remark_capacity, remark) ? RASIF_OK : fail_memory(err);
}

/* "work kerb-ramp:r01: lip_mm = 0 of feature 3 of table "ramps"": the cell, for messages. */
static rasif_status fail_cell(struct applying *a, const struct target *t, enum field_id field,
                              const struct field_value *value, const struct field_cell *cell,
                              const char *why, rasif_error *err)
{
    struct text shown = {0};
    const char *table = a->before.store.sources[t->source].table,
               *name = field_native_name(t->role, field);
    field_value_show(field, value, &shown);
    const char *text = shown.data != NULL ? shown.data : "";
    rasif_status status;
    if (cell->lack == CELL_NO_COLUMN)
        status = fail(err, RASIF_E_DATA,
                      "%s: table \"%s\" has no column for %s; add a column of that name, or name "
                      "the one that holds it in a mapping file",
                      why, table, name);
    else if (cell->lack == CELL_COMPUTED)
        status = fail(err, RASIF_E_DATA,
                      "%s: %s of table \"%s\" is made of %s by the mapping, so it can't be set; "
                      "map it to a column, or leave the work out",
                      why, name, table, cell->column);
    else
        status =
            fail(err, RASIF_E_DATA,
                 "%s: column %s of table \"%s\" can't hold %s = %s in its type, unit and words; "
                 "give it a word for that under 'values:' of the mapping, or change its type",
                 why, cell->column, table, name, text);
    text_free(&shown);
    return status;
}

/* What was set earlier for the field; NULL = nothing. */
static struct meant *find_meant(struct applying *a, const struct target *t, enum field_id field)
{
    for (size_t i = t->last; i != SIZE_MAX; i = a->meant[i].before)
        if (a->meant[i].field == field)
            return &a->meant[i];
    return NULL;
}

/* Is the value there already, as a surveyed one? */
static bool is_there(const struct applying *a, const struct target *t, enum field_id field,
                     const struct field_value *value)
{
    if (t->row == SIZE_MAX)
        return !value->known;
    struct field_value now = field_value_of(&a->before.store, t->role, field, t->row);
    return field_value_same(field, &now, value) &&
           element_origin(&a->before.store.tables[t->role], field, t->row) == ORIGIN_SURVEYED;
}

static bool same_cell(const struct field_cell *a, const struct field_cell *b)
{
    return strcmp(a->column, b->column) == 0 && (a->tag == NULL) == (b->tag == NULL) &&
           (a->tag == NULL || strcmp(a->tag, b->tag) == 0);
}

/* Do more, or less, of both serve people better, in one unit? */
static bool go_together(enum field_id a, enum field_id b)
{
    const unsigned both = fields[a].flags & fields[b].flags;
    return fields[a].type == VALUE_REAL && fields[b].type == VALUE_REAL && fields[a].unit == fields[b].unit &&
           (both & (FIELD_LEAST | FIELD_MOST)) != 0;
}

/* One column may fill two fields, such as both widths: the number that serves better is good for both. */
static void agree(struct applying *a, const struct target *t, struct meant *meant)
{
    for (size_t i = t->last; i != SIZE_MAX; i = a->meant[i].before) {
        struct meant *other = &a->meant[i];
        if (!same_cell(&other->cell, &meant->cell) || !go_together(other->field, meant->field) ||
            !other->cell.meant.known || !meant->cell.meant.known)
            continue;
        bool more = fields[meant->field].flags & FIELD_LEAST;
        bool other_wins = (other->cell.meant.real > meant->cell.meant.real) == more;
        if (other_wins)
            meant->cell = other->cell;
        else
            other->cell = meant->cell;
    }
}

rasif_status apply_field(struct applying *a, size_t target, enum field_id field,
                         const struct field_value *value, const char *why, bool strict,
                         rasif_error *err)
{
    struct target *t = &a->targets[target];
    struct meant *earlier = find_meant(a, t, field);
    struct meant meant = {.target = target, .before = t->last, .field = field, .why = why};
    if (earlier != NULL && !strict && !field_value_same(field, &earlier->cell.meant, value) &&
        !earlier->cell.rounded)
        return fail(err, RASIF_E_DATA,
                    "%s and %s want different values of %s of feature %lld of table \"%s\"; leave "
                    "one of them out",
                    earlier->why, why, fields[field].name, (long long)t->fid,
                    a->before.store.sources[t->source].table);
    if ((earlier != NULL && !strict) || (earlier == NULL && is_there(a, t, field, value)))
        return RASIF_OK;
    TRY(inputs_field_cell(a->before.inputs, t->binding, t->side, field, value, &a->arena,
                          &meant.cell, err));
    bool wordless = meant.cell.lack == CELL_NO_WORD && t->kind == TARGET_ADD; /* what is new may lack a value */
    if ((meant.cell.lack == CELL_NO_COLUMN || meant.cell.lack == CELL_COMPUTED || wordless) && !strict) {
        a->counts.unwritten++;
        return apply_remark(a, REMARK_NO_COLUMN, t->source, t->role, field, err);
    }
    if (meant.cell.lack == CELL_FOUND && meant.cell.tag == NULL &&
        !edit_fits(meant.cell.type, &meant.cell.value))
        meant.cell.lack = CELL_NO_WORD;
    if (meant.cell.lack != CELL_FOUND)
        return fail_cell(a, t, field, value, &meant.cell, why, err);
    if (meant.cell.rounded)
        TRY(apply_remark(a, REMARK_ROUNDED, t->source, t->role, field, err));
    if (earlier != NULL) {
        earlier->cell = meant.cell;
        earlier->why = why;
        return RASIF_OK;
    }
    if (!strict)
        agree(a, t, &meant);
    if (!PUSH(a->meant, a->n_meant, a->meant_capacity, meant))
        return fail_memory(err);
    t->last = a->n_meant - 1;
    return RASIF_OK;
}
