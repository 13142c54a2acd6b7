/* SPDX-License-Identifier: MIT
 *
 * What would be enough: an element that numbers alone stop is judged again with each of them at the
 * user's limit. In: its account. Out: words, only where it would then be passable for certain. */
#include "report/explain/explain_account.h"

/* Puts every number that stops the profile at its limit, as a surveyed value, and appends "clear
 * width 0.9 m and cross slope 5 %". false = nothing stops it, or something other than a stored
 * number does: a class, or a measure that every profile works out for itself. */
static bool meet_limits(const struct account *account, size_t p, struct values *values, struct text *out)
{
    const struct explanation *e = account->e;
    const struct element_plan *plan = &e->needs->plan.elements[account->element];
    size_t n = 0;
    for (size_t i = 0; i < plan->n_needs[p]; i++) {
        const struct plan_need *asked = &plan->needs[p][i];
        struct text limit = {0};
        struct need_answer result;
        if (!account_answer(account, p, asked, &result) || !result.blocked)
            continue;
        if (asked->need->is_class || (fields[asked->measure].flags & FIELD_PER_PROFILE) != 0 ||
            fields[asked->measure].type != VALUE_REAL)
            return false;
        values->real[asked->measure] = asked->need->limit;
        values->origin[asked->measure] = ORIGIN_SURVEYED;
        text_fixed(&limit, asked->need->limit, 2);
        if (unit_symbol(fields[asked->measure].unit)[0] != '\0')
            text_addf(&limit, " %s", sentence_unit(e->page.sentences, e->page.language, fields[asked->measure].unit));
        text_add(out, n++ > 0 ? word(&e->page, "list.and") : "");
        sentence(e->page.sentences, e->page.language, "explain.enough_value", out, "field",
                 word_of(&e->page, "field", fields[asked->measure].name), "limit", limit.data, NULL);
        text_free(&limit);
    }
    return n > 0;
}

/* Crossings and streets rest on several features, and get no words (docs/decisions/0310). Other
 * needs stay as they are: where one of them is unknown the element may stay unknown, and gets
 * none either. */
void explain_enough(const struct explanation *e, size_t p, struct text *out)
{
    const struct account *account = e->account;
    const struct profile *profile = e->needs->plan.profiles[p];
    struct text changes = {0}, score = {0};
    if (account->element == ELEMENT_NONE || account->element == ELEMENT_CROSSING || profile == NULL ||
        !account->fits[p])
        return;
    struct values values = account->values;
    bool possible = meet_limits(account, p, &values, &changes);
    struct slice *slice = possible ? account_slice(account, &values) : NULL;
    if (slice != NULL) {
        struct score then[SLICE_ROWS];
        rowset blocks[MOST_RULES];
        slice_score(slice, p, then, blocks);
        if (then[0].passable == PASSABLE_YES) {
            text_one(&score, then[0].score / (double)SCORE_UNIT);
            text_add(out, " ");
            sentence(e->page.sentences, e->page.language, "explain.enough", out, "changes", changes.data,
                     "score", score.data, NULL);
        }
    }
    slice_free(slice);
    out->failed = out->failed || (possible && slice == NULL) || changes.failed || score.failed;
    text_free(&changes);
    text_free(&score);
}
