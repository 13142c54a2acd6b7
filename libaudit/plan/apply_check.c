/* SPDX-License-Identifier: MIT
 *
 * What was written, read back by the reader of audits: see apply_parts.h. Every changed feature has
 * the values that were meant, and else those that it had; no feature is there or gone that should
 * not be. Cost: one reading of the copy. */
#include "plan/apply_parts.h"

#include <string.h>

struct check {
    struct applying *a;
    const struct scenery *after;
};

/* What was meant for a field; NULL = nothing. */
static const struct meant *meant_of(const struct applying *a, const struct target *t,
                                    enum field_id field)
{
    for (size_t i = t->last; i != SIZE_MAX; i = a->meant[i].before)
        if (a->meant[i].field == field)
            return &a->meant[i];
    return NULL;
}

/* Is it a native field of the role? */
static bool is_read(enum role role, enum field_id field)
{
    return (fields[field].roles >> role & 1) && !(fields[field].flags & FIELD_DERIVED);
}

static rasif_status fail_cell(const struct check *c, const struct target *t,
                              const struct meant *meant, const struct field_value *now,
                              rasif_error *err)
{
    struct text want = {0}, is = {0};
    field_value_show(meant->field, &meant->cell.meant, &want);
    field_value_show(meant->field, now, &is);
    rasif_status status =
        fail(err, RASIF_E_OUTPUT,
             "%s: feature %lld of table \"%s\", column %s: %s was to be %s and reads as %s; "
             "another column or field of the mapping decides it, too",
             meant->why, (long long)t->fid, c->after->store.sources[t->source].table,
             meant->cell.column, field_native_name(t->role, meant->field),
             want.data != NULL ? want.data : "", is.data != NULL ? is.data : "");
    text_free(&want);
    text_free(&is);
    return status;
}

/* All fields of one feature. */
static rasif_status check_fields(const struct check *c, const struct target *t, size_t row,
                                 rasif_error *err)
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        const enum field_id field = (enum field_id)f;
        const struct meant *meant = is_read(t->role, field) ? meant_of(c->a, t, field) : NULL;
        if (!is_read(t->role, field))
            continue;
        struct field_value now = field_value_of(&c->after->store, t->role, field, row);
        if (meant != NULL && !field_value_same(field, &now, &meant->cell.meant))
            return fail_cell(c, t, meant, &now, err);
        if (meant != NULL || t->row == SIZE_MAX)
            continue;
        struct field_value was = field_value_of(&c->a->before.store, t->role, field, t->row);
        if (!field_value_same(field, &now, &was))
            TRY(apply_remark(c->a, REMARK_ALSO, t->source, t->role, field, err));
    }
    return RASIF_OK;
}

/* What else the same feature stands for: a street and the sidewalks that its columns describe. A
 * column may be of all of them. */
static rasif_status check_siblings(const struct check *c, const struct target *t, rasif_error *err)
{
    for (int side = NO_SIDE; side < 2; side++) {
        enum role role = side == NO_SIDE ? ROLE_STREET : ROLE_SIDEWALK;
        size_t was = scenery_row(&c->a->before, role, t->source, t->fid, side);
        size_t now = scenery_row(c->after, role, t->source, t->fid, side);
        bool own = side == t->side;
        for (size_t i = 0; i < c->a->n_targets && !own; i++)
            own = c->a->targets[i].source == t->source && c->a->targets[i].fid == t->fid &&
                  c->a->targets[i].side == side;
        for (int f = 0; f < FIELD_COUNT && !own && was != SIZE_MAX && now != SIZE_MAX; f++) {
            const enum field_id field = (enum field_id)f;
            if (!is_read(role, field))
                continue;
            struct field_value before = field_value_of(&c->a->before.store, role, field, was);
            struct field_value after = field_value_of(&c->after->store, role, field, now);
            if (!field_value_same(field, &before, &after))
                TRY(apply_remark(c->a, REMARK_ALSO, t->source, role, field, err));
        }
    }
    return RASIF_OK;
}

static rasif_status check_target(const struct check *c, const struct target *t, rasif_error *err)
{
    size_t row = scenery_row(c->after, t->role, t->source, t->fid, t->side);
    const char *table = c->after->store.sources[t->source].table;
    if (t->kind == TARGET_REMOVE)
        return row == SIZE_MAX
                   ? RASIF_OK
                   : fail(err, RASIF_E_OUTPUT, "%s: feature %lld of table \"%s\" is still there",
                          t->why, (long long)t->fid, table);
    if (row == SIZE_MAX)
        return fail(err, RASIF_E_OUTPUT,
                    "%s: with its new values feature %lld of table \"%s\" is not read as a %s; a "
                    "condition of the mapping ('where:') asks for others",
                    t->why, (long long)t->fid, table, roles[t->role].name);
    TRY(check_fields(c, t, row, err));
    bool street = t->role == ROLE_STREET || t->side != NO_SIDE;
    return street && t->kind == TARGET_CHANGE ? check_siblings(c, t, err) : RASIF_OK;
}

/* Rows of a role, without sidewalks that streets imply. */
static size_t own_rows(const struct scenery *scenery, enum role role)
{
    const struct elements *e = &scenery->store.tables[role];
    size_t n = 0;
    for (size_t s = 0; s < e->n_segments; s++)
        n += e->segments[s].of_streets ? 0 : e->segments[s].n;
    return n;
}

static rasif_status check_counts(const struct check *c, rasif_error *err)
{
    for (int r = 0; r < ROLE_COUNT; r++) {
        size_t expected = own_rows(&c->a->before, (enum role)r),
               now = own_rows(c->after, (enum role)r);
        for (size_t i = 0; i < c->a->n_targets; i++)
            if (c->a->targets[i].role == (enum role)r)
                expected = c->a->targets[i].kind == TARGET_ADD      ? expected + 1
                           : c->a->targets[i].kind == TARGET_REMOVE ? expected - 1
                                                                    : expected;
        if (now != expected)
            return fail(err, RASIF_E_OUTPUT,
                        "%s: the changed copy has %zu %s and should have %zu; another program "
                        "changed the input, or the mapping reads other features now",
                        c->a->options->output, now, roles[r].plural, expected);
    }
    return RASIF_OK;
}

rasif_status apply_check(struct applying *a, const char *copy, rasif_error *err)
{
    struct scenery after = {.inputs = NULL};
    struct check c = {a, &after};
    rasif_status status = scenery_read(copy, &a->before.options, SCENERY_AUDITED, &after, err);
    bool same = status == RASIF_OK && after.store.n_sources == a->before.store.n_sources;
    for (size_t i = 0; same && i < after.store.n_sources; i++)
        same = strcmp(after.store.sources[i].table, a->before.store.sources[i].table) == 0;
    if (status == RASIF_OK && !same)
        status = fail(err, RASIF_E_OUTPUT, "%s: the changed copy has other tables than the input",
                      a->options->output);
    for (size_t i = 0; i < a->n_targets && status == RASIF_OK; i++)
        status = check_target(&c, &a->targets[i], err);
    if (status == RASIF_OK)
        status = check_counts(&c, err);
    scenery_free(&after);
    return status;
}
