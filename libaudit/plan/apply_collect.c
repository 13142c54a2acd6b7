/* SPDX-License-Identifier: MIT
 *
 * From works and from a file of changes to targets: see apply_parts.h.
 *
 * The file of changes:
 *
 *      - layer: sidewalks
 *        fid: 12
 *        set: {clear_width_m: 1.5 m, surface: asphalt, obstacles: none, width_m: null}
 *      - layer: streets
 *        fid: 3
 *        side: left          # the sidewalk that the street's own columns describe
 *        set: {clear_width_m: 1.8}
 */
#include "mapping/limits.h"
#include "mapping/mapping.h"
#include "plan/apply_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- works ---------------------------------------------------------------------------------- */

/* "work kerb-ramp:r0123": for messages. NULL = no memory. */
static const char *name_work(struct applying *a, const struct planned_work *work)
{
    struct text text = {0};
    text_addf(&text, "work %s", work->id);
    const char *copy = text.failed ? NULL : arena_strdup(&a->arena, text.data);
    text_free(&text);
    return copy;
}

/* Is the row the feature that the plan meant? Numbers of equal ids may differ. */
static bool is_same_feature(const struct applying *a, enum role role, size_t row,
                            const char *rasif_id)
{
    char id[32];
    size_t length = element_rasif_id(&a->before.store.tables[role], row, id);
    length = length < 17 ? length : 17;
    return strncmp(id, rasif_id, length) == 0;
}

/* The side of the street whose sidewalk has the id; NO_SIDE = neither. */
static int side_of(const struct applying *a, const struct planned_work *work)
{
    size_t source = scenery_source(&a->before, work->at.table);
    for (int side = 0; side < 2 && source != SIZE_MAX; side++) {
        size_t row = scenery_row(&a->before, ROLE_SIDEWALK, source, work->at.fid, side);
        if (row != SIZE_MAX && is_same_feature(a, ROLE_SIDEWALK, row, work->rasif_id))
            return side;
    }
    return NO_SIDE;
}

/* The feature of a work; refused when it is another one than was planned for. */
static rasif_status find_work(struct applying *a, const struct planned_work *work, const char *why,
                              size_t *out, rasif_error *err)
{
    if (work->at.table == NULL)
        return fail(err, RASIF_E_DATA, "%s has no table_name in %s; plan anew with 'rasif plan'",
                    why, a->works.path);
    int side = work->rasif_id != NULL && work->rasif_id[0] == roles[ROLE_SIDEWALK].letter
                   ? side_of(a, work)
                   : NO_SIDE;
    TRY(apply_target(a, work->at.table, work->at.fid, side, why, out, err));
    const struct target *t = &a->targets[*out];
    if (work->rasif_id != NULL && !is_same_feature(a, t->role, t->row, work->rasif_id))
        return fail(err, RASIF_E_DATA,
                    "%s is not for what is now feature %lld of table \"%s\" in %s: its id or its "
                    "place is another one; plan anew with 'rasif plan'",
                    why, (long long)work->at.fid, work->at.table, a->options->input);
    return RASIF_OK;
}

/* ---- barriers ---- */

/* A kerb in the way is made flush. */
static rasif_status lower_kerb(struct applying *a, size_t target, const char *why, rasif_error *err)
{
    const struct target t = a->targets[target];
    const struct field_value flush = {.known = true, .code = KERB_FLUSH},
                             none = {.known = true, .real = 0};
    struct field_value height = field_value_of(&a->before.store, t.role, F_kerb_height_mm, t.row);
    TRY(apply_field(a, target, F_kerb, &flush, why, false, err));
    return height.known ? apply_field(a, target, F_kerb_height_mm, &none, why, false, err)
                        : RASIF_OK;
}

/* A thing on a line goes; a kerb there is lowered. */
static rasif_status take_away(struct applying *a, size_t target, const char *why, rasif_error *err)
{
    struct target *t = &a->targets[target];
    if (t->role == ROLE_RAMP)
        return lower_kerb(a, target, why, err);
    if (t->role != ROLE_OBSTACLE)
        return fail(err, RASIF_E_DATA, "%s takes a thing away, and feature %lld of table \"%s\" is none; plan anew with 'rasif plan'",
                    why, (long long)t->fid, a->before.store.sources[t->source].table);
    t->kind = TARGET_REMOVE;
    return RASIF_OK;
}

/* ---- what it makes ---- */

rasif_status apply_make(struct applying *a, size_t target, enum field_id field, const char *text, const char *why,
                        rasif_error *err)
{
    struct field_value value = {.known = text[0] != '\0' && strcmp(text, "null") != 0};
    if (field == F_barriers)
        return take_away(a, target, why, err);
    if (field == F_marked) { /* markings other than "no" */
        const struct field_value painted = {.known = true, .text = "yes"};
        return apply_field(a, target, F_markings, &painted, why, false, err);
    }
    if (value.known && !mapping_parse_value(field, text, &value.real, &value.code))
        return fail(err, RASIF_E_DATA, "%s: '%s' is no value of %s", why, text, fields[field].name);
    value.text =
        value.known && fields[field].type == VALUE_TEXT ? arena_strdup(&a->arena, text) : NULL;
    if (fields[field].flags & FIELD_DERIVED) {
        a->counts.unwritten++;
        return apply_remark(a, REMARK_NO_COLUMN, a->targets[target].source, a->targets[target].role,
                            field, err);
    }
    return apply_field(a, target, field, &value, why, false, err);
}

rasif_status apply_next_pair(char **at, bool *prefixed, enum field_id *field, const char **value, const char *why,
                             rasif_error *err)
{
    static const char prefix[] = "ramp.";
    char *pair = *at, *end = strstr(pair, "; "), *equals = strchr(pair, '=');
    if (end != NULL)
        *end = '\0';
    if (equals == NULL || (end != NULL && equals > end))
        return fail(err, RASIF_E_DATA, "%s: '%s' is no FIELD=VALUE", why, pair);
    *equals = '\0';
    *prefixed = strncmp(pair, prefix, sizeof prefix - 1) == 0;
    pair += *prefixed ? sizeof prefix - 1 : 0;
    *field = field_find(pair);
    *value = equals + 1;
    *at = end != NULL && end[2] != '\0' ? end + 2 : NULL;
    return *field != FIELD_NONE ? RASIF_OK
                                : fail(err, RASIF_E_DATA, "%s: there is no field '%s'; plan anew with 'rasif plan'", why,
                                       pair);
}

/* "clear_width_m=1.22; surface=paving_stones" */
static rasif_status make_all(struct applying *a, const struct planned_work *work, size_t target,
                             const char *why, rasif_error *err)
{
    char *list = arena_strdup(&a->arena, work->makes != NULL ? work->makes : "");
    bool prefixed;
    if (list == NULL)
        return fail_memory(err);
    for (char *at = list[0] != '\0' ? list : NULL; at != NULL;) {
        enum field_id field;
        const char *value;
        TRY(apply_next_pair(&at, &prefixed, &field, &value, why, err));
        TRY(apply_make(a, target, field, value, why, err));
    }
    return RASIF_OK;
}

/* No plan chooses works that stop a user who can pass now; a list of ids may. */
static void tell_harm(const struct applying *a, const struct planned_work *work)
{
    char sentence[512];
    if (work->harms == NULL || work->harms[0] == '\0')
        return;
    snprintf(sentence, sizeof sentence, "work %s stops users who can pass now: %s", work->id,
             work->harms);
    a->talk->note(a->talk->user, sentence);
}

rasif_status apply_works(struct applying *a, rasif_error *err)
{
    for (size_t i = 0; i < a->works.n; i++) {
        const struct planned_work *work = &a->works.items[i];
        size_t target;
        const char *why = name_work(a, work);
        if (why == NULL)
            return fail_memory(err);
        TRY(find_work(a, work, why, &target, err));
        const size_t n_meant = a->n_meant, n_targets = a->n_targets,
                     unwritten = a->counts.unwritten;
        tell_harm(a, work);
        if (work->place != NULL)
            TRY(apply_new_ramp(a, work, &target, err));
        TRY(work->n_points > 1 ? apply_new_line(a, work, why, err) : make_all(a, work, target, why, err));
        bool some =
            a->n_meant > n_meant || a->n_targets > n_targets; /* else nothing could be written */
        a->counts.works += some || a->counts.unwritten == unwritten;
    }
    return RASIF_OK;
}

/* ---- the file of changes -------------------------------------------------------------------- */

static rasif_status read_fid(const struct yaml_node *entry, int64_t *out, rasif_error *err)
{
    const char *text = NULL;
    char *end = NULL;
    TRY(yaml_require(entry, "fid", &text, err));
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0')
        return yaml_fail(yaml_get(entry, "fid"), err, "fid '%s' is no whole number", text);
    *out = value;
    return RASIF_OK;
}

static rasif_status read_side(const struct yaml_node *entry, int *out, rasif_error *err)
{
    const struct yaml_node *node = yaml_get(entry, "side");
    *out = NO_SIDE;
    if (node == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_SCALAR, "side", err));
    if (strcmp(node->text, "left") != 0 && strcmp(node->text, "right") != 0)
        return yaml_fail(node, err, "side '%s' must be left or right", node->text);
    *out = strcmp(node->text, "left") == 0 ? 0 : 1;
    return RASIF_OK;
}

/* The field that the key of `node` names in a role. */
static rasif_status read_field(const struct yaml_node *node, enum role role, enum field_id *out,
                               rasif_error *err)
{
    const char *names[FIELD_COUNT];
    size_t n = 0;
    *out = field_find_native(role, node->key);
    if (*out != FIELD_NONE)
        return RASIF_OK;
    for (int f = 0; f < FIELD_COUNT; f++)
        if ((fields[f].roles >> role & 1) && !(fields[f].flags & FIELD_DERIVED))
            names[n++] = field_native_name(role, (enum field_id)f);
    const char *near = nearest_word(node->key, names, n);
    return yaml_fail(node, err, "a %s has no field '%s'%s%s%s", roles[role].name, node->key,
                     near != NULL ? "; did you mean '" : "; docs/data-model.md lists all",
                     near != NULL ? near : "", near != NULL ? "'?" : "");
}

/* `field: value`; null and an empty value take it away. */
static rasif_status read_change(struct applying *a, const struct yaml_node *node, size_t target,
                                const char *why, rasif_error *err)
{
    enum field_id field;
    TRY(read_field(node, a->targets[target].role, &field, err));
    TRY(yaml_expect(node, YAML_SCALAR, node->key, err));
    struct field_value value = {.known = node->text[0] != '\0' && strcmp(node->text, "null") != 0 &&
                                         strcmp(node->text, "~") != 0,
                                .text = node->text};
    if (value.known && !mapping_parse_value(field, node->text, &value.real, &value.code))
        return yaml_fail(node, err, "'%s' is no value of %s", node->text, node->key);
    if (value.known && fields[field].type == VALUE_REAL && !limits_accept(field, value.real))
        return yaml_fail(node, err, "%s can't be '%s'; check the number and its unit", node->key,
                         node->text);
    return apply_field(a, target, field, &value, why, true, err);
}

/* "changes.yaml:3" */
static const char *name_place(struct applying *a, const struct yaml_node *node)
{
    struct text text = {0};
    text_addf(&text, "%s:%d", node->file, node->line);
    const char *copy = text.failed ? NULL : arena_strdup(&a->arena, text.data);
    text_free(&text);
    return copy;
}

static rasif_status read_entry(struct applying *a, const struct yaml_node *entry, rasif_error *err)
{
    static const char *const keys[] = {"layer", "fid", "side", "set"};
    const char *layer = NULL, *why = name_place(a, entry);
    const struct yaml_node *set = yaml_get(entry, "set");
    int64_t fid = 0;
    int side = NO_SIDE;
    size_t target;
    if (why == NULL)
        return fail_memory(err);
    TRY(yaml_expect(entry, YAML_MAP, "a change", err));
    TRY(yaml_check_keys(entry, keys, sizeof keys / sizeof keys[0], err));
    TRY(yaml_require(entry, "layer", &layer, err));
    TRY(read_fid(entry, &fid, err));
    TRY(read_side(entry, &side, err));
    if (set == NULL)
        return yaml_fail(entry, err, "the change has no 'set'");
    TRY(yaml_expect(set, YAML_MAP, "set", err));
    TRY(apply_target(a, layer, fid, side, why, &target, err));
    if (a->targets[target].kind == TARGET_REMOVE)
        return fail(err, RASIF_E_DATA, "%s: %s takes feature %lld of table \"%s\" away", why,
                    a->targets[target].why, (long long)fid, layer);
    for (size_t i = 0; i < set->n; i++)
        TRY(read_change(a, &set->items[i], target, why, err));
    return RASIF_OK;
}

rasif_status apply_changes(struct applying *a, rasif_error *err)
{
    const struct yaml_node *root;
    if (a->options->changes == NULL)
        return RASIF_OK;
    TRY(yaml_read(a->options->changes, &a->arena, &root, err));
    TRY(yaml_expect(root, YAML_LIST, "a file of changes", err));
    for (size_t i = 0; i < root->n; i++)
        TRY(read_entry(a, &root->items[i], err));
    return RASIF_OK;
}
