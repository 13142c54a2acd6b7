/* SPDX-License-Identifier: MIT
 *
 * Kinds of work from their files: see kinds.h. Every file is read to its end, so that all mistakes
 * are named at once; then the table of pairs is filled, and a second kind for a pair is a mistake.
 *
 *      id: kerb-ramp-new
 *      applies: crossing
 *      mends: [ends_without_ramp, kerb]
 *      quantity: each
 *      pays: municipality
 *      title: {en: "Build a kerb ramp where there is none"}
 *      text: {en: "Lower the kerb at this end of the crossing; ..."} */
#include "plan/kinds.h"

#include "base/data.h"
#include "base/text.h"
#include "rule/load.h"

#include <stdlib.h>

const char *const work_quantity_names[WORK_QUANTITY_COUNT] = {"each", "length", "area"};
const char *const work_payer_names[PAYER_COUNT] = {"owner", "municipality", "ministry"};

/* ---- one file ------------------------------------------------------------------------------- */

static bool element_has(enum element element, enum field_id field)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if ((fields[field].roles >> role & 1u) != 0 && role_element((enum role)role) == element)
            return true;
    return false;
}

/* Some of the elements must have the field. */
static rasif_status field_read(const struct yaml_node *node, unsigned elements, enum field_id *out,
                               rasif_error *err)
{
    TRY(yaml_expect(node, YAML_SCALAR, "a measure", err));
    TRY(measure_read(node, node->text, strlen(node->text), out, err));
    for (int e = 0; e < ELEMENT_COUNT; e++)
        if ((elements >> e & 1u) != 0 && element_has((enum element)e, *out))
            return RASIF_OK;
    return yaml_fail(node, err, "no element of 'applies' has '%s'", fields[*out].name);
}

/* `mends: [kerb, lip_mm]`; every element has one of them at least. */
static rasif_status fields_read(const struct yaml_node *map, const char *key, unsigned elements,
                                struct arena *arena, const enum field_id **out, size_t *n,
                                rasif_error *err)
{
    const struct yaml_node *list = NULL;
    TRY(entry_require(map, key, &list, err));
    TRY(yaml_expect(list, YAML_LIST, key, err));
    enum field_id *items = ARENA_ARRAY(arena, list->n, enum field_id);
    if (items == NULL)
        return fail_memory(err);
    rasif_error all = {0};
    unsigned without = elements;
    for (size_t i = 0; i < list->n; i++) {
        rasif_error one = {0};
        TRY(fail_later(field_read(&list->items[i], elements, &items[i], &one), &one, &all, err));
        for (int e = 0; e < ELEMENT_COUNT && one.status == RASIF_OK; e++)
            if (element_has((enum element)e, items[i]))
                without &= ~(1u << e);
    }
    TRY(fail_all(&all, err));
    for (int e = 0; e < ELEMENT_COUNT; e++)
        if ((without >> e & 1u) != 0)
            return yaml_fail(list, err, "element '%s' has none of these measures",
                             element_names[e]);
    *out = items;
    *n = list->n;
    return RASIF_OK;
}

static rasif_status word_of_key(const struct yaml_node *map, const char *key,
                                const char *const *words, size_t n, size_t *out, rasif_error *err)
{
    const struct yaml_node *node = NULL;
    TRY(entry_require(map, key, &node, err));
    return word_read(node, key, words, n, out, err);
}

/* `sets: {kerb: flush}`: a class for fields that the kind mends. */
static rasif_status sets_read(const struct yaml_node *root, struct work_kind *out, rasif_error *err)
{
    const struct yaml_node *map = yaml_get(root, "sets");
    rasif_error all = {0};
    if (map == NULL)
        return RASIF_OK;
    TRY(yaml_expect(map, YAML_MAP, "sets", err));
    for (size_t i = 0; i < map->n; i++) {
        const struct yaml_node *value = &map->items[i];
        enum field_id field = FIELD_NONE;
        const struct {
            const enum field_id *items;
            size_t n;
        } lists[] = {{out->mends, out->n_mends}, {out->also, out->n_also}, {out->gives, out->n_gives}};
        for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++)
            for (size_t f = 0; f < lists[k].n && field == FIELD_NONE; f++)
                if (strcmp(fields[lists[k].items[f]].name, value->key) == 0 && fields[lists[k].items[f]].type == VALUE_CLASS)
                    field = lists[k].items[f];
        uint8_t code = field != FIELD_NONE && value->kind == YAML_SCALAR
                           ? vocabulary_code(fields[field].vocabulary, value->text, strlen(value->text))
                           : 0;
        if (code == 0)
            LATER(yaml_fail(value, &one, "'sets' needs a class of a field in 'mends', 'also' or 'gives', not '%s'", value->key));
        else
            out->sets[field] = 1u << code;
    }
    return fail_all(&all, err);
}

static rasif_status kind_build(const struct yaml_node *root, struct arena *arena,
                               struct work_kind *out, rasif_error *err)
{
    static const char *const keys[] = {"id",   "applies", "mends",  "also",  "quantity",
                                       "pays", "sets",    "renews", "builds", "gives", "title", "text"};
    size_t quantity = 0, payer = 0, builds = ELEMENT_COUNT;
    rasif_error all = {0};
    TRY(id_read(root, &out->id, err));
    LATER(yaml_check_keys(root, keys, sizeof keys / sizeof keys[0], &one));
    LATER(elements_read(root, &out->elements, &one));
    if (out->elements != 0) /* else every measure would be a mistake, too */
        LATER(fields_read(root, "mends", out->elements, arena, &out->mends, &out->n_mends, &one));
    if (out->elements != 0 && yaml_get(root, "also") != NULL)
        LATER(fields_read(root, "also", out->elements, arena, &out->also, &out->n_also, &one));
    if (yaml_get(root, "builds") != NULL)
        LATER(word_of_key(root, "builds", element_names, ELEMENT_COUNT, &builds, &one));
    if (builds < ELEMENT_COUNT)
        LATER(fields_read(root, "gives", 1u << builds, arena, &out->gives, &out->n_gives, &one));
    LATER(sets_read(root, out, &one));
    LATER(flag_read(root, "renews", &out->renews, &one));
    LATER(word_of_key(root, "quantity", work_quantity_names, WORK_QUANTITY_COUNT, &quantity, &one));
    LATER(word_of_key(root, "pays", work_payer_names, PAYER_COUNT, &payer, &one));
    LATER(phrase_read(root, "title", true, &out->title, &one));
    LATER(phrase_read(root, "text", true, &out->text, &one));
    out->quantity = (enum work_quantity)quantity;
    out->pays = (enum work_payer)payer;
    out->builds = (enum element)builds;
    return fail_all(&all, err);
}

static rasif_status no_work_build(const struct yaml_node *entry, struct arena *arena,
                                  struct no_work *out, rasif_error *err)
{
    static const char *const keys[] = {"applies", "measures", "cause", "reason", "instead"};
    const struct yaml_node *node = yaml_get(entry, "cause");
    size_t cause = CAUSE_COUNT;
    rasif_error all = {0};
    TRY(yaml_expect(entry, YAML_MAP, "an entry", err));
    LATER(yaml_check_keys(entry, keys, sizeof keys / sizeof keys[0], &one));
    LATER(elements_read(entry, &out->elements, &one));
    if (out->elements != 0)
        LATER(fields_read(entry, "measures", out->elements, arena, &out->measures, &out->n_measures,
                          &one));
    if (node != NULL)
        LATER(word_read(node, "cause", cause_names, CAUSE_UNKNOWN, &cause, &one));
    LATER(phrase_read(entry, "reason", true, &out->reason, &one));
    LATER(phrase_read(entry, "instead", true, &out->instead, &one));
    out->cause = (enum cause)cause;
    return fail_all(&all, err);
}

/* ---- all files ------------------------------------------------------------------------------ */

static rasif_status kinds_build(const struct yaml_node *const *roots, size_t n, struct arena *arena,
                                struct work_kinds *out, rasif_error *err)
{
    struct work_kind *kinds = ARENA_ARRAY(arena, n, struct work_kind);
    rasif_error all = {0};
    if (kinds == NULL)
        return fail_memory(err);
    if (n > NO_KIND)
        return fail(err, RASIF_E_RULE, "more than %d kinds of work", NO_KIND);
    for (size_t i = 0; i < n; i++)
        LATER(kind_build(roots[i], arena, &kinds[i], &one));
    out->kinds = kinds;
    out->n = n;
    return fail_all(&all, err);
}

static rasif_status no_works_build(const struct yaml_node *root, struct arena *arena,
                                   struct work_kinds *out, rasif_error *err)
{
    static const char *const keys[] = {"no_work"};
    const struct yaml_node *list = NULL;
    TRY(yaml_expect(root, YAML_MAP, "the file", err));
    TRY(yaml_check_keys(root, keys, 1, err));
    TRY(entry_require(root, keys[0], &list, err));
    TRY(yaml_expect(list, YAML_LIST, keys[0], err));
    struct no_work *items = ARENA_ARRAY(arena, list->n, struct no_work);
    rasif_error all = {0};
    if (items == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < list->n; i++)
        LATER(no_work_build(&list->items[i], arena, &items[i], &one));
    out->no_work = items;
    out->n_no_work = list->n;
    return fail_all(&all, err);
}

/* Fills the pairs of one kind. */
static rasif_status pairs_set(struct work_kinds *kinds, size_t kind, const struct yaml_node *root,
                              rasif_error *err)
{
    const struct work_kind *own = &kinds->kinds[kind];
    rasif_error all = {0};
    for (size_t i = 0; i < own->n_mends; i++)
        for (int e = 0; e < ELEMENT_COUNT; e++) {
            if ((own->elements >> e & 1u) == 0 || !element_has((enum element)e, own->mends[i]))
                continue;
            uint8_t *pair = &kinds->kind_of[e][own->mends[i]];
            if (*pair != NO_KIND)
                LATER(yaml_fail(&yaml_get(root, "mends")->items[i], &one,
                                "'%s' of %s is mended by '%s' already", fields[own->mends[i]].name,
                                element_names[e], kinds->kinds[*pair].id));
            *pair = (uint8_t)kind;
        }
    return fail_all(&all, err);
}

/* An entry without a cause contradicts a kind for the same pair. */
static rasif_status no_work_check(const struct work_kinds *kinds, size_t at,
                                  const struct yaml_node *entry, rasif_error *err)
{
    const struct no_work *none = &kinds->no_work[at];
    rasif_error all = {0};
    for (size_t i = 0; i < none->n_measures && none->cause == CAUSE_COUNT; i++)
        for (int e = 0; e < ELEMENT_COUNT; e++) {
            const struct work_kind *kind = work_kind_of(kinds, (enum element)e, none->measures[i]);
            if ((none->elements >> e & 1u) != 0 && kind != NULL)
                LATER(yaml_fail(&yaml_get(entry, "measures")->items[i], &one,
                                "'%s' of %s is mended by '%s'; an entry without 'cause' says that "
                                "nothing does",
                                fields[none->measures[i]].name, element_names[e], kind->id));
        }
    return fail_all(&all, err);
}

rasif_status work_kinds_build(const struct yaml_node *const *roots, size_t n_roots,
                              const struct yaml_node *no_work, struct arena *arena,
                              const struct work_kinds **out, rasif_error *err)
{
    struct work_kinds *kinds = ARENA_NEW(arena, struct work_kinds);
    rasif_error all = {0};
    if (kinds == NULL)
        return fail_memory(err);
    memset(kinds->kind_of, NO_KIND, sizeof kinds->kind_of);
    LATER(kinds_build(roots, n_roots, arena, kinds, &one));
    LATER(no_works_build(no_work, arena, kinds, &one));
    TRY(fail_all(&all, err)); /* pairs need every field of every file */
    for (size_t i = 0; i < n_roots; i++)
        LATER(pairs_set(kinds, i, roots[i], &one));
    for (size_t i = 0; i < kinds->n_no_work; i++)
        LATER(no_work_check(kinds, i, &yaml_get(no_work, "no_work")->items[i], &one));
    *out = kinds;
    return fail_all(&all, err);
}

static int by_id(const void *left, const void *right)
{
    return strcmp(((const struct file *)left)->id, ((const struct file *)right)->id);
}

/* `files` are the embedded ones, in any order. */
static rasif_status files_build(struct files *files, struct arena *arena,
                                const struct work_kinds **out, rasif_error *err)
{
    const struct data_file *data = data_find("no_work.yaml");
    const struct yaml_node *no_work = NULL;
    if (data == NULL || files->n == 0)
        return fail(err, RASIF_E_INTERNAL, "the kinds of work are not embedded");
    TRY(yaml_parse(data->path, (const char *)data->bytes, data->size, arena, &no_work, err));
    array_sort(files->items, files->n, sizeof *files->items, by_id);
    const struct yaml_node **roots = ARENA_ARRAY(arena, files->n, const struct yaml_node *);
    if (roots == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < files->n; i++)
        roots[i] = files->items[i].root;
    return work_kinds_build(roots, files->n, no_work, arena, out, err);
}

rasif_status work_kinds_load(struct arena *arena, const struct work_kinds **out, rasif_error *err)
{
    struct files files = {0};
    rasif_status status = files_add_built_in(&files, "works/", arena, err);
    if (status == RASIF_OK)
        status = files_build(&files, arena, out, err);
    free(files.items);
    return status;
}

/* ---- lookups -------------------------------------------------------------------------------- */

const struct work_kind *work_kind_of(const struct work_kinds *kinds, enum element element,
                                     enum field_id field)
{
    uint8_t kind = kinds->kind_of[element][field];
    return kind != NO_KIND ? &kinds->kinds[kind] : NULL;
}

const struct work_kind *work_kind_building(const struct work_kinds *kinds, enum element element)
{
    for (size_t i = 0; i < kinds->n; i++)
        if (kinds->kinds[i].builds == element)
            return &kinds->kinds[i];
    return NULL;
}

const struct no_work *no_work_of(const struct work_kinds *kinds, enum element element,
                                 enum field_id field, enum cause cause)
{
    for (size_t i = 0; i < kinds->n_no_work; i++) {
        const struct no_work *none = &kinds->no_work[i];
        if ((none->elements >> element & 1u) == 0 ||
            (none->cause != CAUSE_COUNT && none->cause != cause))
            continue;
        for (size_t k = 0; k < none->n_measures; k++)
            if (none->measures[k] == field)
                return none;
    }
    return NULL;
}

size_t work_kind_find(const struct work_kinds *kinds, const char *id)
{
    for (size_t i = 0; i < kinds->n; i++)
        if (strcmp(kinds->kinds[i].id, id) == 0)
            return i;
    return SIZE_MAX;
}

const char *work_kind_suggest(const struct work_kinds *kinds, const char *word)
{
    const char *ids[NO_KIND];
    for (size_t i = 0; i < kinds->n; i++)
        ids[i] = kinds->kinds[i].id;
    return nearest_word(word, ids, kinds->n);
}
