/* SPDX-License-Identifier: MIT
 *
 * Why an element has its verdict for one user. In: its findings, its account, and of a crossing
 * those of its kerb ramps. Out: the part that decides and what is wrong with it.
 *
 * Each verdict has its search: blocked (a finding or need that stops), unknown (a value that is
 * missing), poor (the need with the least utility, by weight). Cost: findings and needs of one
 * feature and its ramps. */
#include "report/explain/explain_reason.h"

#include "rule/range.h"

#include <math.h>
#include <string.h>

#define MOST_NAMED 4 /* measures named of what was never surveyed */

void reason_free(struct reason *reason)
{
    text_free(&reason->part);
    text_free(&reason->words);
}

const char *passable_of(const struct result_rows *rows, size_t row, const char *code)
{
    const struct cell *cell = profile_cell(rows, row, code, "passable");
    return cell->type == CELL_TEXT ? cell->bytes : "";
}

/* ---- blocked -------------------------------------------------------------------------------- */

/* The need by which this rule stops the profile; NULL = none, or several with a limit each. A
 * finding names only its rule, so that the plans of all elements are searched. Needs of classes
 * have no limit in numbers. */
static const struct plan_need *stopping_need(const struct explanation *e, size_t p, const char *rule)
{
    const struct profile *profile = e->needs->plan.profiles[p];
    const struct plan_need *found = NULL;
    for (int k = 0; profile != NULL && rule != NULL && k < ELEMENT_COUNT; k++) {
        const struct element_plan *plan = &e->needs->plan.elements[k];
        for (size_t i = 0; i < plan->n_needs[p]; i++) {
            const struct plan_need *asked = &plan->needs[p][i];
            if (!asked->need->blocks || asked->need->is_class ||
                strcmp(e->needs->rules->rules[asked->need->rule].id, rule) != 0)
                continue;
            if (found != NULL && found->need != asked->need)
                return NULL;
            found = asked;
        }
    }
    return found;
}

/* Takes the message of a finding as the reason. out->limit stays NaN unless the user has another
 * limit than the one that the message names. */
static void take_finding(const struct explanation *e, size_t p, size_t row, struct reason *out)
{
    const char *message = text_in(e, &e->findings, row, "message");
    const struct plan_need *asked = stopping_need(e, p, result_text(&e->findings, row, "rule"));
    double limit = result_real(&e->findings, row, "limit_value");
    text_add(&out->words, message != NULL ? message : "");
    out->limit = NAN;
    struct range same = range_of(OP_EQ, limit, limit, 0);
    if (asked == NULL || (isfinite(limit) && range_has(&same, asked->need->limit)))
        return;
    out->limit = asked->need->limit;
    out->unit = fields[asked->measure].unit;
}

/* Findings with a side lie on a stretch of a street, and are found by its pieces. */
size_t reason_finding(const struct explanation *e, size_t p, const char *table, int64_t fid,
                      struct reason *out)
{
    size_t n = 0;
    for (size_t i = 0; i < e->findings.n_rows; i++) {
        const char *found = result_text(&e->findings, i, "table_name");
        const char *side = result_text(&e->findings, i, "side");
        if (found == NULL || strcmp(found, table) != 0 || side != NULL ||
            (int64_t)result_real(&e->findings, i, "source_fid") != fid ||
            !list_holds(result_text(&e->findings, i, "blocks"), e->profiles[p].code))
            continue;
        if (n++ == 0 && out->words.length == 0)
            take_finding(e, p, i, out);
    }
    return n;
}

/* "Firm walking surface: sand": the first need that stops the profile, where no finding does.
 * false = none, or the account does not fit. */
static bool take_need(const struct explanation *e, const struct account *account, size_t p,
                      struct reason *out)
{
    const struct element_plan *plan = &e->needs->plan.elements[account->element];
    for (size_t i = 0; account->fits[p] && i < plan->n_needs[p]; i++) {
        const struct plan_need *asked = &plan->needs[p][i];
        struct need_answer result;
        if (!account_answer(account, p, asked, &result) || !result.blocked)
            continue;
        text_addf(&out->words, "%s%s",
                  phrase_in(e->needs->rules->rules[asked->need->rule].title, e->page.language),
                  word(&e->page, "list.colon"));
        account_value(account, asked->measure, &out->words);
        return true;
    }
    return false;
}

/* Findings that stop the profile on kerb ramps that count. The first is the reason unless there
 * is one. Returns how many there are; so do the next two functions. */
static size_t blocked_ramps(const struct explanation *e, size_t p, struct reason *out)
{
    size_t n = 0;
    for (size_t i = 0; i < e->ramps.n_rows; i++) {
        const char *table = result_text(&e->ramps, i, "to_table");
        struct reason here = {.limit = NAN};
        if (table == NULL || strcmp(passable_of(&e->ramp_rows[i], 0, e->profiles[p].code), "no") != 0 ||
            !chain_counts(e, i, e->profiles[p].code))
            continue;
        size_t found = reason_finding(e, p, table, (int64_t)result_real(&e->ramps, i, "to_fid"), &here);
        if (found > 0 && out->words.length == 0) {
            *out = here;
            chain_part(e, i, &out->part);
        } else {
            reason_free(&here);
        }
        n += found;
    }
    return n;
}

/* Of a raised kerb that lies where a ramp is missing: "there is no kerb ramp at the northern end
 * of the crossing (crossings:33)". The finding belongs to the end of the crossing. */
static size_t blocked_ends(const struct explanation *e, size_t p, struct reason *out)
{
    size_t n = 0;
    for (size_t i = 0; i < e->findings.n_rows; i++) {
        const char *table = result_text(&e->findings, i, "table_name");
        int64_t fid = (int64_t)result_real(&e->findings, i, "source_fid");
        if (table == NULL || result_text(&e->findings, i, "place") == NULL ||
            (fid == e->fid && strcmp(table, result_table(e->file, e->table)) == 0) ||
            !list_holds(result_text(&e->findings, i, "blocks"), e->profiles[p].code))
            continue;
        if (n++ == 0 && out->words.length == 0) {
            take_finding(e, p, i, out);
            text_addf(&out->words, " (%s:%lld)", table, (long long)fid);
        }
    }
    return n;
}

/* Of a segment that is a path of its own: findings belong to the streets that it is part of. */
static size_t blocked_parts(const struct explanation *e, size_t p, struct reason *out)
{
    size_t n = 0;
    for (size_t i = 0; i < e->findings.n_rows; i++) {
        const char *table = result_text(&e->findings, i, "table_name");
        if (table == NULL || !list_holds(result_text(&e->findings, i, "blocks"), e->profiles[p].code))
            continue;
        if (n++ == 0 && out->words.length == 0) {
            take_finding(e, p, i, out);
            text_addf(&out->words, " (%s:%lld)", table,
                      (long long)result_real(&e->findings, i, "source_fid"));
        }
    }
    return n;
}

/* The feature's own findings come first, then those of its parts; without any the need that
 * stops. out->more counts the findings after the first. */
void reason_blocked(const struct explanation *e, size_t p, struct reason *out)
{
    out->limit = NAN;
    size_t n = reason_finding(e, p, result_table(e->file, e->table), e->fid, out);
    n += blocked_ramps(e, p, out);
    if (strcmp(e->role, "ramp") == 0)
        n += blocked_ends(e, p, out);
    if (e->is_segment)
        n += blocked_parts(e, p, out);
    out->more = n > 1 ? n - 1 : 0;
    if (n == 0 && !take_need(e, e->account, p, out))
        text_add(&out->words, word(&e->page, strcmp(e->role, "crossing") == 0 ? "explain.blocked_chain"
                                                                              : "explain.blocked_else"));
}

/* ---- not known ------------------------------------------------------------------------------ */

/* Profiles that share one sentence; indexes into explanation.profiles. */
struct users {
    const size_t *profiles;
    size_t n;
};

/* lacking[f]: how many of the users an unknown value of f could stop. Several needs of one user
 * with the same field count once. */
static void count_missing(const struct explanation *e, const struct account *account,
                          const struct users *users, unsigned lacking[FIELD_COUNT])
{
    const struct element_plan *plan = &e->needs->plan.elements[account->element];
    for (size_t u = 0; u < users->n; u++) {
        size_t p = users->profiles[u];
        bool counted[FIELD_COUNT] = {false};
        for (size_t i = 0; e->needs->plan.profiles[p] != NULL && i < plan->n_needs[p]; i++) {
            const struct plan_need *asked = &plan->needs[p][i];
            struct need_answer result;
            if (!asked->need->blocks || counted[asked->measure] ||
                !account_answer(account, p, asked, &result) || result.known)
                continue;
            counted[asked->measure] = true;
            lacking[asked->measure]++;
        }
    }
}

/* Appends the names of these fields, first those that most users need, at most MOST_NAMED.
 * Returns how many there are; *same = every user lacks all of them. */
static size_t add_missing(const struct explanation *e, const struct account *account,
                          const struct users *users, struct text *out, bool *same)
{
    unsigned lacking[FIELD_COUNT] = {0};
    size_t n = 0;
    count_missing(e, account, users, lacking);
    *same = true;
    for (size_t of = users->n; of > 0; of--)
        for (int f = 0; f < FIELD_COUNT; f++) {
            if (lacking[f] != of)
                continue;
            *same = *same && of == users->n;
            if (n++ >= MOST_NAMED)
                continue;
            text_add(out, n > 1 ? word(&e->page, "list.comma") : "");
            text_add(out, word_of(&e->page, "field", fields[f].name));
        }
    if (n > MOST_NAMED)
        text_add(out, word(&e->page, "list.and_more"));
    return n;
}

/* "the deciding values were never surveyed: clear width, surface" of the feature itself. */
static void unknown_own(const struct explanation *e, const struct users *users, struct text *out)
{
    struct text list = {0};
    bool same;
    if (e->account->element != ELEMENT_NONE && add_missing(e, e->account, users, &list, &same) > 0)
        sentence(e->page.sentences, e->page.language,
                 same ? "verdict.unsurveyed" : "verdict.unsurveyed_some", out, "fields", list.data, NULL);
    text_free(&list);
}

/* Is the ramp a link for one of the users who may or may not pass it? */
static bool is_unknown_ramp(const struct explanation *e, const struct users *users, size_t ramp)
{
    for (size_t u = 0; u < users->n; u++) {
        const char *code = e->profiles[users->profiles[u]].code;
        if (strcmp(passable_of(&e->ramp_rows[ramp], 0, code), "unknown") == 0 &&
            chain_counts(e, ramp, code))
            return true;
    }
    return false;
}

/* Appends a clause for each kerb ramp that some of the users may or may not pass, with the
 * values that it lacks. */
static void unknown_ramps(const struct explanation *e, const struct users *users, struct text *out)
{
    for (size_t i = 0; i < e->ramps.n_rows; i++) {
        struct text part = {0}, list = {0};
        bool same;
        if (!is_unknown_ramp(e, users, i))
            continue;
        chain_part(e, i, &part);
        if (e->ramp_accounts[i] != NULL && e->ramp_accounts[i]->element != ELEMENT_NONE)
            add_missing(e, e->ramp_accounts[i], users, &list, &same);
        text_add(out, out->length > 0 ? word(&e->page, "list.semicolon") : "");
        sentence(e->page.sentences, e->page.language,
                 list.length > 0 ? "verdict.part_unsurveyed" : "verdict.part_unknown", out, "part",
                 part.data != NULL ? part.data : "", "fields", list.data != NULL ? list.data : "", NULL);
        text_free(&part);
        text_free(&list);
    }
}

/* Has a kerb been linked to this end? */
static bool has_kerb(const struct explanation *e, const char *place)
{
    for (size_t i = 0; i < e->ramps.n_rows; i++) {
        const char *at = result_text(&e->ramps, i, "place");
        if (at != NULL && strcmp(at, place) == 0)
            return true;
    }
    return false;
}

/* Ends of a crossing where neither a kerb nor its absence is known. The file has one value for
 * both ends (ends_without_ramp, null): with a kerb at one end it may be about the other, and is
 * named only where nothing else is the reason. */
static void unknown_ends(const struct explanation *e, struct text *out)
{
    bool start = has_kerb(e, "start"), end = has_kerb(e, "end");
    struct text place = {0};
    if (!result_has_column(e->file, e->table, "rasif_m_ends_without_ramp") ||
        result_cell(&e->feature, 0, "rasif_m_ends_without_ramp")->type != CELL_NULL ||
        (start && end) || ((start || end) && out->length > 0))
        return;
    text_add(out, out->length > 0 ? word(&e->page, "list.semicolon") : "");
    explain_place(e, start ? "end" : "start", &place);
    if (start || end)
        sentence(e->page.sentences, e->page.language, "verdict.end_unknown", out, "place",
                 place.data != NULL ? place.data : "", NULL);
    else
        text_add(out, word(&e->page, "verdict.ends_unknown"));
    text_free(&place);
}

/* Where nothing is missing that could stop the users, too little is known: less than half of the
 * weight, or values that are not surveyed. */
void reason_unknown(const struct explanation *e, const size_t *profiles, size_t n, struct reason *out)
{
    const struct users users = {profiles, n};
    double coverage = 1;
    for (size_t u = 0; u < n; u++)
        coverage = fmin(coverage, number_of(profile_cell(&e->feature, 0, e->profiles[profiles[u]].code,
                                                         "coverage")));
    out->limit = NAN;
    unknown_own(e, &users, &out->words);
    unknown_ramps(e, &users, &out->words);
    if (strcmp(e->role, "crossing") == 0)
        unknown_ends(e, &out->words);
    if (out->words.length > 0)
        return;
    text_add(&out->words,
             word(&e->page, coverage < 0.5 ? "verdict.little_known" : "verdict.weakly_known"));
}

/* ---- poor ----------------------------------------------------------------------------------- */

/* The need that lowers the score most: the one that caps it at 40 + 60 u, where that is below
 * the mean of all, else the one with the largest weight × (1 - u). NULL = every need is fully
 * met. */
static const struct plan_need *weakest_need(const struct explanation *e, const struct account *account,
                                            size_t p)
{
    const struct element_plan *plan = &e->needs->plan.elements[account->element];
    const struct plan_need *cap = NULL, *most = NULL;
    double least = 1, lost = 0, met = 0, weight = 0;
    for (size_t i = 0; i < plan->n_needs[p]; i++) {
        const struct plan_need *asked = &plan->needs[p][i];
        struct need_answer result;
        if (!account_answer(account, p, asked, &result) || !(result.known || result.score_only))
            continue;
        met += asked->need->weight * result.u;
        weight += asked->need->weight;
        if (asked->need->blocks && result.u < least) {
            least = result.u;
            cap = asked;
        }
        if (asked->need->weight * (1 - result.u) > lost) {
            lost = asked->need->weight * (1 - result.u);
            most = asked;
        }
    }
    return cap != NULL && weight > 0 && 40 + 60 * least < 100 * met / weight ? cap : most;
}

/* "Width of the kerb ramp: 0.9 m"; nothing where the account does not fit. */
static void take_weakest(const struct explanation *e, const struct account *account, size_t p,
                         struct reason *out)
{
    if (account == NULL || account->element == ELEMENT_NONE || !account->fits[p])
        return;
    const struct plan_need *need = weakest_need(e, account, p);
    if (need == NULL)
        return;
    text_addf(&out->words, "%s%s",
              phrase_in(e->needs->rules->rules[need->need->rule].title, e->page.language),
              word(&e->page, "list.colon"));
    account_value(account, need->measure, &out->words);
}

/* A crossing has the score of its weakest part: the ramp with this score (to 0.001) is the
 * reason, else the surface, else a finding at one of its ends. */
void reason_poor(const struct explanation *e, size_t p, struct reason *out)
{
    const char *code = e->profiles[p].code;
    double score = number_of(profile_cell(&e->feature, 0, code, "score"));
    out->limit = NAN;
    for (size_t i = 0; i < e->ramps.n_rows; i++) {
        double here = number_of(profile_cell(&e->ramp_rows[i], 0, code, "score"));
        if (!(fabs(here - score) < 1e-3) || !chain_counts(e, i, code))
            continue;
        chain_part(e, i, &out->part);
        take_weakest(e, e->ramp_accounts[i], p, out);
        return;
    }
    bool own = strcmp(e->role, "crossing") != 0 ||
               fabs(e->account->scores[p].score / (double)SCORE_UNIT - score) < 1e-3;
    if (own)
        take_weakest(e, e->account, p, out);
    for (size_t i = 0; !own && i < e->findings.n_rows; i++)
        if (result_text(&e->findings, i, "place") != NULL && out->words.length == 0)
            text_add(&out->words, text_in(e, &e->findings, i, "message"));
}
