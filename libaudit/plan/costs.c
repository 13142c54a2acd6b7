/* SPDX-License-Identifier: MIT
 *
 * What kinds of work cost: see costs.h. The built-in file and a city's file are read by the same
 * functions; the second changes what the first gave.
 *
 *      currency: JOD
 *      note: {en: "tenders of 2026"}
 *      costs:
 *        kerb-ramp: {low: 900, high: 1400}
 *        seat: {low: 200, high: 350, source: {en: "supplier's offer"}, unverified: true} */
#include "plan/costs.h"

#include "base/data.h"
#include "base/text.h"
#include "rule/load.h"

#include <math.h>

#define MOST_COST 1e12

/* One entry of `costs`; `note`: the source of entries without their own. */
static rasif_status cost_read(const struct yaml_node *entry, const struct phrase *note, bool own,
                              struct work_cost *out, rasif_error *err)
{
    static const char *const keys[] = {"low", "high", "source", "unverified", "placeholder"};
    struct work_cost cost = {.low = NAN, .high = NAN, .source = *note, .own = own};
    rasif_error all = {0};
    TRY(yaml_expect(entry, YAML_MAP, entry->key, err));
    LATER(yaml_check_keys(entry, keys, sizeof keys / sizeof keys[0], &one));
    LATER(bare_number_read(entry, "low", 0, MOST_COST, &cost.low, &one));
    LATER(bare_number_read(entry, "high", 0, MOST_COST, &cost.high, &one));
    if (cost.low > cost.high) /* NaN: said already */
        LATER(yaml_fail(yaml_get(entry, "low"), &one, "'low' is above 'high'"));
    if (yaml_get(entry, "source") != NULL)
        LATER(source_read(entry, "source", &cost.source, &one));
    LATER(flag_read(entry, "unverified", &cost.unverified, &one));
    LATER(flag_read(entry, "placeholder", &cost.placeholder, &one));
    if (cost.placeholder && yaml_get(entry, "source") != NULL)
        LATER(yaml_fail(yaml_get(entry, "placeholder"), &one,
                        "a placeholder has no source; give one of both"));
    cost.unverified = cost.unverified || cost.placeholder;
    *out = cost;
    return fail_all(&all, err);
}

/* The entry's key is the id of a kind. */
static rasif_status kind_read(const struct yaml_node *entry, const struct work_kinds *kinds,
                              size_t *out, rasif_error *err)
{
    *out = work_kind_find(kinds, entry->key);
    if (*out != SIZE_MAX)
        return RASIF_OK;
    struct yaml_node key = key_of(entry);
    const char *near = work_kind_suggest(kinds, entry->key);
    return yaml_fail(&key, err, "unknown kind of work '%.*s'%s%s%s", SHOWN(entry->key),
                     near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                     near != NULL ? "'?" : "");
}

static rasif_status currency_read(const struct yaml_node *root, const char **out, rasif_error *err)
{
    const char *text = NULL;
    TRY(text_require(root, "currency", &text, err));
    if (strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3 || strlen(text) != 3)
        return yaml_fail(yaml_get(root, "currency"), err,
                         "currency '%.*s' must be three capital letters, such as JOD", SHOWN(text));
    *out = text;
    return RASIF_OK;
}

/* `costs: {kind: {low: ..., high: ...}, ...}` */
static rasif_status entries_read(const struct yaml_node *list, const struct work_kinds *kinds,
                                 const struct phrase *note, bool own, struct work_cost *of,
                                 rasif_error *err)
{
    rasif_error all = {0};
    TRY(yaml_expect(list, YAML_MAP, "costs", err));
    if (list->n == 0)
        return yaml_fail(list, err, "'costs' is empty");
    for (size_t i = 0; i < list->n; i++) {
        struct work_cost cost = {.low = NAN, .high = NAN};
        size_t kind = SIZE_MAX;
        LATER(kind_read(&list->items[i], kinds, &kind, &one));
        LATER(cost_read(&list->items[i], note, own, &cost, &one));
        if (kind != SIZE_MAX)
            of[kind] = cost;
    }
    return fail_all(&all, err);
}

/* Reads a file over what `costs` and its array `of` hold. */
static rasif_status file_apply(const struct yaml_node *root, const struct work_kinds *kinds,
                               bool own, struct work_costs *costs, struct work_cost *of,
                               rasif_error *err)
{
    static const char *const keys[] = {"currency", "note", "costs"};
    const char *currency = NULL;
    struct phrase note = phrase_same("");
    const struct yaml_node *list = NULL;
    rasif_error all = {0};
    TRY(yaml_expect(root, YAML_MAP, "the file", err));
    LATER(yaml_check_keys(root, keys, sizeof keys / sizeof keys[0], &one));
    LATER(currency_read(root, &currency, &one));
    if (yaml_get(root, "note") != NULL)
        LATER(source_read(root, "note", &note, &one));
    /* Amounts of two currencies can't be added. */
    if (currency != NULL && costs->currency != NULL && strcmp(currency, costs->currency) != 0)
        for (size_t i = 0; i < kinds->n; i++)
            of[i] = (struct work_cost){.low = NAN, .high = NAN, .source = phrase_same("")};
    costs->currency = currency;
    LATER(entry_require(root, "costs", &list, &one));
    if (list != NULL)
        LATER(entries_read(list, kinds, &note, own, of, &one));
    return fail_all(&all, err);
}

static rasif_status keep_text(const struct yaml_node *root, struct arena *arena, const char **out, rasif_error *err)
{
    struct text text = {0};
    yaml_print(root, &text);
    *out = text.failed ? NULL : arena_strdup(arena, text.data);
    text_free(&text);
    return *out != NULL ? RASIF_OK : fail_memory(err);
}

rasif_status work_costs_load(const struct work_kinds *kinds, const char *path, struct arena *arena,
                             const struct work_costs **out, rasif_error *err)
{
    const struct data_file *data = data_find("costs.yaml");
    const struct yaml_node *root = NULL;
    struct work_costs *costs = ARENA_NEW(arena, struct work_costs);
    struct work_cost *of = ARENA_ARRAY(arena, kinds->n, struct work_cost);
    if (costs == NULL || of == NULL)
        return fail_memory(err);
    if (data == NULL)
        return fail(err, RASIF_E_INTERNAL, "costs.yaml is not embedded");
    for (size_t i = 0; i < kinds->n; i++)
        of[i].low = of[i].high = NAN;
    TRY(yaml_parse(data->path, (const char *)data->bytes, data->size, arena, &root, err));
    TRY(file_apply(root, kinds, false, costs, of, err));
    costs->of = of;
    costs->n = kinds->n;
    bool whole[NO_KIND];
    memset(whole, true, sizeof whole);
    TRY(work_costs_require(costs, kinds, whole, err));
    if (path != NULL) {
        TRY(yaml_read(path, arena, &root, err));
        TRY(file_apply(root, kinds, true, costs, of, err));
        TRY(keep_text(root, arena, &costs->yaml, err));
    }
    *out = costs;
    return RASIF_OK;
}

rasif_status work_costs_require(const struct work_costs *costs, const struct work_kinds *kinds,
                                const bool *used, rasif_error *err)
{
    struct text missing = {0};
    for (size_t i = 0; i < costs->n; i++)
        if (used[i] && isnan(costs->of[i].low))
            text_addf(&missing, "%s%s", missing.length > 0 ? ", " : "", kinds->kinds[i].id);
    rasif_status status =
        missing.failed ? fail_memory(err)
        : missing.length > 0
            ? fail(err, RASIF_E_RULE,
                   "costs in %s are missing; without them amounts would be of two currencies: %s",
                   costs->currency, missing.data)
            : RASIF_OK;
    text_free(&missing);
    return status;
}
