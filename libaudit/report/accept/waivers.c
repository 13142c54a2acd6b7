/* SPDX-License-Identifier: MIT
 *
 * Waiver files: who tolerates what, why, and until when.
 *
 *   waivers:
 *     - finding: sidewalk-clear-width:w0123456789abcdef:0
 *       reason: widened with the tram works, contract 118
 *       until: 2027-06-30
 *     - rule: ramp-lip
 *       feature: ramps:14           # LAYER:FID, or a rasif_id
 *       reason: ...
 *       until: ...
 *
 * Each becomes a key that a finding is looked up by: "RULE:ID:PLACE", "RULE:ID" or
 * "RULE@LAYER:FID". Reason and date are required, so that nothing is tolerated by accident or for
 * ever.
 *
 * The grammar is strict YAML: unknown keys, missing reasons and wrong dates are errors with line
 * and column. Keys are sorted once and searched by halving. */
#include "report/accept/accept.h"

#include "base/text.h"
#include "base/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of the largest file that is read. */
#define LARGEST ((size_t)1 << 20)

/* What the read functions share; all texts go to `arena`. */
struct reading {
    const struct rasif_rules *rules;
    struct arena *arena;
    rasif_error *err;
};

/* Moves the text into the arena and frees it; false and *out NULL when memory is out. */
static bool keep(struct reading *r, struct text *text, const char **out)
{
    *out = text->failed ? NULL : arena_strdup(r->arena, text->data);
    text_free(text);
    return *out != NULL;
}

/* The present id of the rule, where the file has an older name too. An unknown name is an error
 * that suggests the nearest one. */
static rasif_status read_rule(struct reading *r, const struct yaml_node *at, const char *id,
                              const char **out)
{
    size_t rule = rules_find_rule(r->rules, id);
    if (rule == SIZE_MAX) {
        const char *near = rules_suggest(r->rules, 'r', id);
        return yaml_fail(at, r->err, "there is no rule %.60s%s%s%s", id,
                         near != NULL ? "; did you mean " : "", near != NULL ? near : "",
                         near != NULL ? "?" : "");
    }
    *out = r->rules->rules[rule].id;
    return RASIF_OK;
}

/* The form with `finding`: key and label are the id, with the present name of its rule. */
static rasif_status read_finding(struct reading *r, const struct yaml_node *map, struct waiver *out)
{
    const char *id, *rule = NULL;
    const struct yaml_node *at = yaml_get(map, "finding");
    struct text key = {0};
    if (yaml_get(map, "rule") != NULL || yaml_get(map, "feature") != NULL)
        return yaml_fail(map, r->err, "give either finding, or rule and feature");
    TRY(yaml_require(map, "finding", &id, r->err));
    if (!finding_id_valid(id, strlen(id)))
        return yaml_fail(at, r->err,
                         "'%.60s' is no finding_id; copy one from audit_findings, such as "
                         "sidewalk-gap:w0123456789abcdef:0",
                         id);
    size_t n = strcspn(id, ":");
    const char *name = arena_strndup(r->arena, id, n);
    if (name == NULL)
        return fail_memory(r->err);
    TRY(read_rule(r, at, name, &rule));
    text_addf(&key, "%s%s", rule, id + n);
    if (!keep(r, &key, &out->key))
        return fail_memory(r->err);
    out->label = out->key;
    return RASIF_OK;
}

/* "ramps:14": bytes before the last colon, as names of tables may hold one; 0 when it is written
 * otherwise. FIDs may be negative; up to 18 digits fit int64_t. */
static size_t layer_length(const char *feature)
{
    const char *colon = strrchr(feature, ':');
    if (colon == NULL || colon == feature)
        return 0;
    const char *digits = colon + 1 + (colon[1] == '-');
    size_t n = strspn(digits, "0123456789");
    return n > 0 && n < 19 && digits[n] == '\0' ? (size_t)(colon - feature) : 0;
}

/* The form with `rule` and `feature`. The key has the FID as a number, "ramps:014" and
 * "ramps:14" are one; the label has it as written.
 *   ramp-lip:w0123456789abcdef      of a rasif_id
 *   ramp-lip@ramps:14               of LAYER:FID */
static rasif_status read_feature(struct reading *r, const struct yaml_node *map, struct waiver *out)
{
    const char *name, *rule = NULL, *feature;
    TRY(yaml_require(map, "rule", &name, r->err));
    TRY(read_rule(r, yaml_get(map, "rule"), name, &rule));
    TRY(yaml_require(map, "feature", &feature, r->err));
    size_t id = rasif_id_length(feature), layer = layer_length(feature);
    struct text key = {0}, label = {0};
    if (id > 0 && feature[id] == '\0')
        text_addf(&key, "%s:%s", rule, feature);
    else if (layer > 0)
        text_addf(&key, "%s@%.*s:%lld", rule, (int)layer, feature,
                  strtoll(feature + layer + 1, NULL, 10));
    else
        return yaml_fail(yaml_get(map, "feature"), r->err,
                         "'%.60s' names no feature; write LAYER:FID or a rasif_id", feature);
    text_addf(&label, "%s at %s", rule, feature);
    bool kept = keep(r, &key, &out->key);
    return keep(r, &label, &out->label) && kept ? RASIF_OK : fail_memory(r->err);
}

/* A copy without line breaks and tabs, and without spaces at its end: reports show a reason
 * within a line. NULL when memory is out. */
static const char *one_line(struct arena *arena, const char *text)
{
    char *line = arena_strdup(arena, text);
    for (char *at = line; at != NULL && *at != '\0'; at++)
        if (*at == '\n' || *at == '\r' || *at == '\t')
            *at = ' ';
    size_t n = line != NULL ? strlen(line) : 0;
    while (n > 0 && line[n - 1] == ' ')
        line[--n] = '\0';
    return line;
}

/* One item of the list, in either form. Its first mistake ends its reading. */
static rasif_status read_waiver(struct reading *r, const struct yaml_node *map, struct waiver *out)
{
    static const char *const keys[] = {"finding", "rule", "feature", "reason", "until"};
    const char *reason;
    TRY(yaml_expect(map, YAML_MAP, "a waiver", r->err));
    TRY(yaml_check_keys(map, keys, sizeof keys / sizeof keys[0], r->err));
    out->line = map->line;
    TRY(yaml_get(map, "finding") != NULL ? read_finding(r, map, out) : read_feature(r, map, out));
    TRY(yaml_require(map, "reason", &reason, r->err));
    if (reason[strspn(reason, " \t\r\n")] == '\0')
        return yaml_fail(yaml_get(map, "reason"), r->err, "a waiver needs a reason");
    out->reason = one_line(r->arena, reason);
    TRY(yaml_require(map, "until", &out->until, r->err));
    if (!date_valid(out->until))
        return yaml_fail(yaml_get(map, "until"), r->err,
                         "'%.60s' is no date; write the last day it holds as YYYY-MM-DD",
                         out->until);
    return out->reason != NULL ? RASIF_OK : fail_memory(r->err);
}

/* All items of the list; the error names the mistakes of all. `out` has room for them. */
static rasif_status read_waivers(struct reading *r, const struct yaml_node *list,
                                 struct waiver *out, rasif_error *err)
{
    rasif_error all = {0};
    for (size_t i = 0; i < list->n; i++) {
        rasif_error one = {0};
        r->err = &one;
        TRY(fail_later(read_waiver(r, &list->items[i], &out[i]), &one, &all, err));
    }
    return fail_all(&all, err);
}

/* By key, then by line: of two equal keys the error names the later line as the one to delete. */
static int compare_keys(const void *a, const void *b)
{
    const struct waiver *left = a, *right = b;
    int order = strcmp(left->key, right->key);
    return order != 0 ? order : (left->line > right->line) - (left->line < right->line);
}

rasif_status waivers_read(const char *path, const struct rasif_rules *rules, struct arena *arena,
                          struct waivers *out, rasif_error *err)
{
    static const char *const keys[] = {"waivers"};
    struct reading r = {rules, arena, err};
    const struct yaml_node *root;
    const char *slash = strrchr(path, '/');
    char *bytes;
    size_t size;
    TRY(accept_read(path, LARGEST, arena, &bytes, &size, err));
    TRY(yaml_parse(path, bytes, size, arena, &root, err));
    TRY(yaml_check_keys(root, keys, 1, err));
    const struct yaml_node *list = yaml_get(root, "waivers");
    if (list == NULL)
        return yaml_fail(root, err, "the key 'waivers' is missing");
    TRY(yaml_expect(list, YAML_LIST, "waivers", err));
    *out = (struct waivers){.file = arena_strdup(arena, slash != NULL ? slash + 1 : path),
                            .text = bytes,
                            .items = ARENA_ARRAY(arena, list->n, struct waiver),
                            .n = list->n};
    if (out->file == NULL || out->items == NULL)
        return fail_memory(err);
    TRY(read_waivers(&r, list, out->items, err));
    array_sort(out->items, out->n, sizeof *out->items, compare_keys);
    /* Two waivers of one key could have different last days. */
    for (size_t i = 1; i < out->n; i++)
        if (strcmp(out->items[i - 1].key, out->items[i].key) == 0)
            return fail(err, RASIF_E_RULE, "%s:%d: the same is waived in line %d; delete one", path,
                        out->items[i].line, out->items[i - 1].line);
    return RASIF_OK;
}

/* Index of the waiver with this key; SIZE_MAX = none. */
static size_t find_key(const struct waivers *waivers, const char *key)
{
    size_t low = 0, high = waivers->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(waivers->items[middle].key, key);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return SIZE_MAX;
}

/* Up to three waivers cover a finding: by its id, its element, its feature. Each of them counts
 * it, expired ones too; the first in force in this order gives the reason. */
bool waivers_match(struct waivers *waivers, const char *id, const char *layer, int64_t fid,
                   struct text *key, size_t *valid)
{
    *valid = SIZE_MAX;
    for (int k = 0; k < 3; k++) {
        key->length = 0;
        if (k == 0)
            text_add(key, id);
        else if (k == 1)
            text_addn(key, id, (size_t)(strrchr(id, ':') - id));
        else
            text_addf(key, "%.*s@%s:%lld", (int)strcspn(id, ":"), id, layer, (long long)fid);
        if (key->failed)
            return false;
        size_t found = find_key(waivers, key->data);
        if (found == SIZE_MAX)
            continue;
        waivers->items[found].n_findings++;
        if (*valid == SIZE_MAX && !waivers->items[found].expired)
            *valid = found;
    }
    return true;
}
