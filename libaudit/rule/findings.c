/* SPDX-License-Identifier: MIT
 *
 * Findings of chunks, the segment and the need that a finding belongs to, and the order of all
 * findings: see findings.h and results.h.
 *
 * The order is by role, row, rule and place. Each stage finds in order, so the array is a few
 * ordered runs one after the other; a natural merge sort (Knuth, The Art of Computer Programming
 * 3, 5.2.4) merges them by pairs: n log(runs) comparisons, and a copy of the later half of each
 * merge. */
#include "rule/findings.h"

#include "rule/load.h"

#include <stdlib.h>
#include <string.h>

bool found_begin(struct found *found, size_t n_rules)
{
    found->counts = calloc(n_rules + 1, sizeof *found->counts);
    found->failed = found->counts == NULL;
    return !found->failed;
}

void found_add(struct found *found, const struct finding *finding)
{
    if (!PUSH(found->items, found->n, found->capacity, *finding))
        found->failed = true;
}

/* Counts of outcomes by rule; a chunk without counts judged no rules. */
static void add_counts(const struct found *chunk, size_t n_rules, struct results *results)
{
    for (size_t r = 0; r < n_rules && chunk->counts != NULL; r++)
        for (int o = 0; o < 4; o++)
            results->counts[r].outcome[o] += chunk->counts[r].outcome[o];
}

/* Frees all chunks even if memory is out, so that callers need not. */
bool found_gather(struct found *chunks, size_t n, size_t n_rules, struct results *results)
{
    size_t found = results->n_findings;
    bool good = true;
    for (size_t c = 0; c < n; c++) {
        good = good && !chunks[c].failed;
        found += chunks[c].n;
    }
    good = good && array_reserve(&results->findings, &results->findings_capacity, found + 1,
                                 sizeof *results->findings);
    for (size_t c = 0; c < n; c++) {
        if (good && chunks[c].n > 0)
            memcpy(results->findings + results->n_findings, chunks[c].items,
                   chunks[c].n * sizeof *chunks[c].items);
        results->n_findings += good ? chunks[c].n : 0;
        add_counts(&chunks[c], n_rules, results);
        free(chunks[c].items);
        free(chunks[c].counts);
    }
    return good;
}

/* ---- findings of segments ------------------------------------------------------------------ */

uint32_t finding_segment(const struct store *store, const struct finding *finding)
{
    uint32_t first, last;
    if (finding->role != ROLE_STREET || store->segments.first_stretch == NULL)
        return NO_ROW;
    last = street_stretches(store, finding->row, &first);
    if (finding->at == 0 && finding->place == 0 && last - first > 1)
        return NO_ROW; /* of a street that is its own element: all of it */
    uint32_t at = first + (finding->at > 0      ? finding->need
                           : finding->place > 0 ? finding->place - 1u
                                                : 0);
    return at < last ? store->segments.stretches[at].segment : NO_ROW;
}

uint16_t finding_place_of(const struct store *store, const struct segment_part *part)
{
    uint32_t first, last = street_stretches(store, part->street, &first);
    uint32_t number = part->stretch - first + 1;
    return last - first <= 1 ? 0 : (uint16_t)(number < UINT16_MAX ? number : UINT16_MAX);
}

/* ---- needs that block ---- */

/* Class needs have no order: the first one that blocks stands for all. */
void finding_strictest(const struct element_plan *plan, size_t n_profiles, size_t rule,
                       struct finding *finding)
{
    const struct need *best = NULL;
    for (size_t p = 0; p < n_profiles; p++)
        for (size_t i = 0; (finding->blocks >> p & 1) && i < plan->n_needs[p]; i++) {
            const struct plan_need *asked = &plan->needs[p][i];
            if (asked->rule != rule || !asked->need->blocks)
                continue;
            /* Of equal limits the first profile. */
            bool stricter =
                best == NULL ||
                (!best->is_class && (best->more_is_better ? asked->need->limit > best->limit
                                                          : asked->need->limit < best->limit));
            if (stricter) {
                best = asked->need;
                finding->need_profile = (uint8_t)p;
                finding->need = (uint16_t)i;
            }
        }
}

/* A rule that crossings are not asked can only be of an implied ramp. */
enum element finding_element(const struct store *store, const struct plan *plan,
                             const struct finding *finding)
{
    bool implied = finding->role == ROLE_CROSSING && finding->outcome == 0 &&
                (plan->rules->rules[finding->rule].elements & 1u << ELEMENT_CROSSING) == 0;
    return implied ? ELEMENT_RAMP : row_element(store, (enum role)finding->role, finding->row);
}

/* ---- words ---- */

const char *finding_outcome(const struct finding *finding)
{
    return finding->outcome != 0 ? outcome_words[finding->outcome]
           : finding->blocks != 0 ? "blocked"
                                  : "need";
}

/* ---- the order of every output -------------------------------------------------------------- */

/* The order of every output. */
static bool is_before(const struct finding *left, const struct finding *right)
{
    if (left->role != right->role)
        return left->role < right->role;
    if (left->row != right->row)
        return left->row < right->row;
    return left->rule != right->rule ? left->rule < right->rule : left->place < right->place;
}

size_t finding_find(const struct results *results, size_t n, const struct finding *wanted)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(&results->findings[middle], wanted))
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && !is_before(wanted, &results->findings[low]) ? low : SIZE_MAX;
}

/* Merges two ordered parts, [0, middle) and [middle, n), from the end. */
static MUST bool merge(struct finding *items, size_t middle, size_t n)
{
    size_t left = middle, right = n - middle;
    struct finding *later = malloc((right + 1) * sizeof *later);
    if (later == NULL)
        return false;
    memcpy(later, items + middle, right * sizeof *later);
    while (right > 0) {
        bool from_left = left > 0 && is_before(&later[right - 1], &items[left - 1]);
        items[left + right - 1] = from_left ? items[left - 1] : later[right - 1];
        *(from_left ? &left : &right) -= 1;
    }
    free(later);
    return true;
}

/* End of the longest ordered run that begins at `first`. */
static size_t run_end(const struct finding *items, size_t first, size_t n)
{
    size_t end = first + 1;
    while (end < n && !is_before(&items[end], &items[end - 1]))
        end++;
    return end < n ? end : n;
}

/* Merges neighbouring runs by pairs until one is left. */
static MUST bool sort_runs(struct finding *items, size_t n)
{
    size_t merged = 1;
    bool good = true;
    while (good && merged > 0) {
        merged = 0;
        for (size_t first = 0, end; good && first < n; first = end) {
            size_t middle = run_end(items, first, n);
            end = middle < n ? run_end(items, middle, n) : n;
            if (middle < n) {
                good = merge(items + first, middle - first, end - first);
                merged++;
            }
        }
    }
    return good;
}

/* The first run, all elements, is by far the longest: it is merged once, at the end. */
bool findings_sort(struct results *results)
{
    struct finding *items = results->findings;
    size_t n = results->n_findings, first = n > 0 ? run_end(items, 0, n) : 0;
    return first == n || (sort_runs(items + first, n - first) && merge(items, first, n));
}
