/* SPDX-License-Identifier: MIT
 *
 * Baselines: the findings that are known and accepted for now, one finding_id per line, sorted, so
 * that a change of the file reads well in a review. In: a file, or the findings of a run. Out: the
 * state of each entry, or the file.
 *
 * Both lists are sorted by id: a known finding is found by halving. An entry that no finding
 * matches is fixed only when its rule is in the plan and its value is there; for that, one pass
 * over all elements looks each up among the lost entries, sorted by role and hash. Cost: n log
 * n. */
#include "report/accept/accept.h"

#include "report/report.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of the largest file that is read; at some 40 bytes per id more than a million findings. */
#define LARGEST ((size_t)64 << 20)
/* Begins the line that names standard and profiles: add_asked. */
#define ASKED "# asked: "

/* ---- reading ------------------------------------------------------------------------------ */

/* The id with the present name of its rule: rules keep their older names, and old files stay
 * valid (decision 0014). An id with an unknown rule is returned as it is. NULL when memory is
 * out. */
static const char *current_id(const struct rasif_rules *rules, const char *id, struct arena *arena)
{
    size_t n = strcspn(id, ":");
    char *name = arena_strndup(arena, id, n);
    size_t rule = name != NULL ? rules_find_rule(rules, name) : SIZE_MAX;
    if (name == NULL || rule == SIZE_MAX || strcmp(rules->rules[rule].id, name) == 0)
        return name == NULL ? NULL : id;
    struct text text = {0};
    text_addf(&text, "%s%s", rules->rules[rule].id, id + n);
    const char *copy = text.failed ? NULL : arena_strdup(arena, text.data);
    text_free(&text);
    return copy;
}

static int compare_entries(const void *a, const void *b)
{
    const struct baseline_entry *left = a, *right = b;
    return strcmp(left->id, right->id);
}

/* Sorts by id and drops repeated entries, in place. */
static void sort_entries(struct baseline *baseline)
{
    size_t kept = 0;
    if (baseline->n == 0)
        return;
    array_sort(baseline->items, baseline->n, sizeof *baseline->items, compare_entries);
    for (size_t i = 0; i < baseline->n; i++)
        if (i == 0 || strcmp(baseline->items[i].id, baseline->items[kept - 1].id) != 0)
            baseline->items[kept++] = baseline->items[i];
    baseline->n = kept;
}

rasif_status baseline_read(const char *path, const struct rasif_rules *rules, struct arena *arena,
                           struct baseline *out, rasif_error *err)
{
    char *bytes, *line;
    size_t size, lines = 1;
    int number = 0;
    TRY(accept_read(path, LARGEST, arena, &bytes, &size, err));
    for (size_t i = 0; i < size; i++)
        lines += bytes[i] == '\n';
    *out = (struct baseline){.items = ARENA_ARRAY(arena, lines, struct baseline_entry)};
    if (out->items == NULL)
        return fail_memory(err);
    /* Lines are cut inside `bytes`, which the arena keeps as long as the ids and `asked`. */
    for (line = bytes; line != NULL; line = bytes) {
        size_t n = strcspn(line, "\n");
        bytes = line[n] == '\n' ? line + n + 1 : NULL;
        line[n] = '\0';
        number++;
        while (n > 0 && strchr(" \t\r", line[n - 1]) != NULL)
            line[--n] = '\0';
        if (strncmp(line, ASKED, sizeof ASKED - 1) == 0)
            out->asked = line + sizeof ASKED - 1;
        if (n == 0 || line[0] == '#')
            continue;
        if (!finding_id_valid(line, n))
            return fail(err, RASIF_E_RULE,
                        "%s:%d: '%.60s' is no finding_id; write the file with --write-baseline",
                        path, number, line);
        const char *id = current_id(rules, line, arena);
        if (id == NULL)
            return fail_memory(err);
        out->items[out->n++].id = id;
    }
    sort_entries(out);
    return RASIF_OK;
}

struct baseline_entry *baseline_find(const struct baseline *baseline, const char *id)
{
    struct baseline_entry key = {.id = id};
    return baseline->n == 0
               ? NULL
               : bsearch(&key, baseline->items, baseline->n, sizeof key, compare_entries);
}

/* ---- states after a run -------------------------------------------------------------------- */

/* An entry that no finding matched, by the element in its id.
 *   "ramp-lip:w0123456789abcdef-2:0": letter w, 16 hexadecimal digits, twin 2 */
struct lost {
    struct baseline_entry *entry;
    size_t rule;
    uint64_t hash;
    uint32_t twin;
    uint8_t role;
};

/* By element alone: entries of several rules at one element are equal, and look_up visits them
 * all. */
static int compare_lost(const void *a, const void *b)
{
    const struct lost *left = a, *right = b;
    if (left->role != right->role)
        return left->role < right->role ? -1 : 1;
    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return (left->twin > right->twin) - (left->twin < right->twin);
}

/* Is the rule part of this run's plan, for any element? */
static bool is_asked(const struct run *run, size_t rule)
{
    for (int e = 0; e < ELEMENT_COUNT; e++)
        if (plan_rule_ordinal(run->plan, (enum element)e, rule) != SIZE_MAX)
            return true;
    return false;
}

/* Splits the id of an entry that no finding matched into `out`. Sets NOT_ASKED where the plan
 * lacks the rule, else FIXED, which look_up may change to UNKNOWN. false = nothing to look up. */
static bool take_lost(const struct run *run, struct baseline_entry *entry, struct lost *out)
{
    char name[128];
    const char *id = entry->id + strcspn(entry->id, ":");
    size_t n = (size_t)(id - entry->id);
    if (entry->state == BASELINE_FOUND)
        return false;
    memcpy(name, entry->id, n < sizeof name ? n : 0);
    name[n < sizeof name ? n : 0] = '\0';
    *out = (struct lost){.entry = entry, .rule = rules_find_rule(run->rules, name)};
    entry->state = BASELINE_FIXED;
    if (out->rule == SIZE_MAX || !is_asked(run, out->rule)) {
        entry->state = BASELINE_NOT_ASKED;
        return false;
    }
    while (out->role < ROLE_COUNT && roles[out->role].letter != id[1])
        out->role++;
    char *end;
    char digits[17] = {0};
    memcpy(digits, id + 2, 16);
    out->hash = strtoull(digits, NULL, 16);
    out->twin = id[18] == '-' ? (uint32_t)strtoul(id + 19, &end, 10) : 0;
    return out->role < ROLE_COUNT;
}

/* Is the value that the rule judges missing now? Then the fault may still be there. The outcome
 * of the rule at the row decides; without one (not applicable, or not judged) the column does:
 * no column, or null in it. Null is NaN in columns of numbers, 0 in columns of codes and lists. */
static bool is_missing(const struct run *run, enum role role, size_t row, size_t rule)
{
    const struct elements *e = &run->store->tables[role];
    const struct column *column = e->columns[run->rules->rules[rule].measure];
    enum element element = row_element(run->store, role, row);
    size_t ordinal =
        element != ELEMENT_NONE ? plan_rule_ordinal(run->plan, element, rule) : SIZE_MAX;
    if (ordinal != SIZE_MAX && run->results->roles[role].outcomes != NULL) {
        const struct outcomes *outcomes = &run->results->roles[role].outcomes[row];
        if ((outcomes->high | outcomes->low) >> ordinal & 1)
            return outcomes_unknown(outcomes) >> ordinal & 1;
    }
    if (column == NULL)
        return true;
    return column_is_real(column) ? isnan(column_real(column, row))
           : column->code != NULL ? column->code[row] == 0
                                  : column->list != NULL && column->list[row] == 0;
}

/* Turns FIXED into UNKNOWN where the element is still there and its value is missing. One search
 * in `lost` for each row of each role: rows times log n, without an index of the elements. */
static void look_up(const struct run *run, struct lost *lost, size_t n)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        const struct elements *e = &run->store->tables[role];
        for (size_t row = 0; row < e->n; row++) {
            struct lost key = {.hash = e->hash[row], .twin = e->twin[row], .role = (uint8_t)role};
            struct lost *found = bsearch(&key, lost, n, sizeof key, compare_lost);
            if (found == NULL)
                continue;
            while (found > lost && compare_lost(found - 1, &key) == 0)
                found--;
            for (; found < lost + n && compare_lost(found, &key) == 0; found++)
                if (is_missing(run, (enum role)role, row, found->rule))
                    found->entry->state = BASELINE_UNKNOWN;
        }
    }
}

rasif_status baseline_settle(const struct run *run, struct baseline *baseline, rasif_error *err)
{
    struct lost *lost = calloc(baseline->n + 1, sizeof *lost);
    size_t n = 0;
    if (lost == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < baseline->n; i++)
        n += take_lost(run, &baseline->items[i], &lost[n]);
    if (n > 0) {
        array_sort(lost, n, sizeof *lost, compare_lost);
        look_up(run, lost, n);
    }
    for (size_t i = 0; i < baseline->n; i++)
        baseline->counts[baseline->items[i].state]++;
    free(lost);
    return RASIF_OK;
}

/* ---- writing ------------------------------------------------------------------------------ */

/* "model-neighbourhood (core), profiles wcm can"
 * The findings of a run depend on these; a baseline with others can't be pruned. */
static void add_asked(const struct run *run, struct text *out)
{
    text_addf(out, "%s%s, profiles", run->plan->standard->id, run->plan->core ? " (core)" : "");
    for (size_t p = 0; p < run->plan->n_profiles; p++)
        text_addf(out, " %s", run->plan->profiles[p]->code);
}

rasif_status baseline_check_asked(const struct run *run, const struct baseline *baseline,
                                  rasif_error *err)
{
    struct text now = {0};
    rasif_status status = RASIF_OK;
    add_asked(run, &now);
    if (now.failed)
        status = fail_memory(err);
    else if (baseline->asked != NULL && strcmp(baseline->asked, now.data) != 0)
        status = fail(err, RASIF_E_ARGUMENT,
                      "the baseline was written for '%.200s'; prune it with the same standard and "
                      "profiles",
                      baseline->asked);
    text_free(&now);
    return status;
}

/* The lines in front of the ids. baseline_read skips lines with #, but reads the one with ASKED. */
static void add_head(const struct run *run, size_t n, struct text *out)
{
    text_add(out,
             "# rasif baseline 1\n"
             "# Known findings, one finding_id per line, sorted. `rasif audit --baseline FILE\n"
             "# --fail-on new` fails on others only. Written by --write-baseline; to delete what\n"
             "# is fixed: --prune-baseline.\n" ASKED);
    add_asked(run, out);
    text_addf(out, "\n# findings: %zu\n", n);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The ids of all findings that gates count: waived ones are left out, so that they become new
 * when their waiver expires. `ids` moves while it grows: positions are kept, pointers are made
 * at its end. */
static void write_all(const struct run *run, struct text *out)
{
    size_t n = 0, all = run->results->n_findings;
    struct text ids = {0};
    const char **lines = calloc(all + 1, sizeof *lines);
    size_t *starts = calloc(all + 1, sizeof *starts);
    for (size_t i = 0; i < all && starts != NULL; i++) {
        if (!finding_counts(run, i))
            continue;
        starts[n++] = ids.length;
        finding_id(run, &run->results->findings[i], &ids);
        text_addn(&ids, "", 1); /* its end */
    }
    out->failed = out->failed || lines == NULL || starts == NULL || ids.failed;
    for (size_t i = 0; i < n && !out->failed; i++)
        lines[i] = ids.data + starts[i];
    if (!out->failed) {
        array_sort(lines, n, sizeof *lines, compare_texts);
        add_head(run, n, out);
        for (size_t i = 0; i < n; i++)
            text_addf(out, "%s\n", lines[i]);
    }
    free(starts);
    free(lines);
    text_free(&ids);
}

void baseline_write(const struct run *run, bool prune, struct text *out)
{
    if (!prune) {
        write_all(run, out);
        return;
    }
    /* UNKNOWN and NOT_ASKED stay in the file: they may be findings again in the next audit. */
    const struct baseline *baseline = run->accepted->baseline;
    add_head(run, baseline->n - baseline->counts[BASELINE_FIXED], out);
    for (size_t i = 0; i < baseline->n; i++)
        if (baseline->items[i].state != BASELINE_FIXED)
            text_addf(out, "%s\n", baseline->items[i].id);
}
